//! Learning the weights of `catalog/weights.tsv` from labels.
//!
//! Three sets of sums are fitted at once, each by logistic regression: the category
//! and the risk as one of several, every trait as yes or no, with an L2 term that keeps
//! weights small. The minimum is found over all samples together (`descent`), samples in
//! the order of a fixed hash, so the same labels give the same weights.
//!
//! A word is learned only if it stands on the tools of several servers, and not if half
//! of these are called so: what one product calls its things says nothing about the
//! next, and a product's name says nothing at all.

use super::descent::{add, minimum};
use super::gold::Label;
use crate::rulebook::weights::{HEADS, Kind, Sums, head};
use crate::text::{name, terms};
use crate::vocab::{Category, Risk, Trait};
use std::collections::{BTreeMap, BTreeSet};

/// One labelled tool.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Its server, to count a feature once for all tools of one.
    pub server: String,
    /// Its tool, for a fixed order.
    pub tool: String,
    /// What can be weighed, each once.
    pub features: BTreeSet<(Kind, String)>,
    /// The label.
    pub label: Label,
}

/// How to learn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Steps towards the minimum at most; it is reached before that.
    pub steps: usize,
    /// What keeps weights small: half of this times a weight's square is added to the
    /// loss.
    pub l2: f64,
    /// A feature must be seen on the tools of so many servers.
    pub servers: usize,
    /// Weights nearer to nought are left out, in hundredths of a nat.
    pub least: i32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { steps: 300, l2: 5.0, servers: 4, least: 8 }
    }
}

/// What of a label goes to answers that are accepted besides.
const BESIDES: f64 = 0.25;

/// What one feature weighs for each head.
type Weight = [f64; HEADS];

/// Learns the weights, in hundredths of a nat; features without any are left out.
pub fn learn(samples: &[Sample], settings: &Settings) -> BTreeMap<(Kind, String), Sums> {
    let mut order: Vec<&Sample> = samples.iter().collect();
    order.sort_by_cached_key(|sample| {
        *blake3::hash(format!("{}\n{}", sample.server, sample.tool).as_bytes()).as_bytes()
    });
    let names = numbered(&order, settings.servers);
    let rows = order
        .iter()
        .map(|sample| (sample.features.iter().filter_map(|f| names.get(f).copied()).collect(), targets(&sample.label)));
    // What is usual is not kept small.
    let small = names.keys().map(|(kind, _)| if *kind == Kind::Always { 0.0 } else { settings.l2 });
    let loss = Loss { rows: rows.collect(), small: small.collect() };
    let weights = minimum(loss.small.len(), settings.steps, |weights| loss.at(weights));
    let mut out = BTreeMap::new();
    for (feature, number) in names {
        // Far below 2^31.
        let row: Sums = weights[number as usize].map(|weight| (weight * 100.0).round() as i32);
        let row = row.map(|weight| if weight.abs() < settings.least { 0 } else { weight });
        if row.iter().any(|weight| *weight != 0) {
            out.insert(feature.clone(), row);
        }
    }
    out
}

/// What is to be made small.
struct Loss {
    /// Each sample's features and what its sums should say.
    rows: Vec<(Vec<u32>, [f64; HEADS])>,
    /// How much each feature's weights are kept small.
    small: Vec<f64>,
}

impl Loss {
    /// The loss at these weights, and its gradient.
    fn at(&self, weights: &[Weight]) -> (f64, Vec<Weight>) {
        let mut loss = 0.0;
        let mut gradient = vec![[0.0; HEADS]; weights.len()];
        for (features, target) in &self.rows {
            let mut sums = [0.0; HEADS];
            for feature in features {
                add(&mut sums, 1.0, &weights[*feature as usize]);
            }
            let given = probabilities(&sums);
            loss += surprise(&given, target);
            let step: Weight = std::array::from_fn(|h| given[h] - target[h]);
            for feature in features {
                add(&mut gradient[*feature as usize], 1.0, &step);
            }
        }
        for ((weight, slope), small) in weights.iter().zip(&mut gradient).zip(&self.small) {
            loss += small / 2.0 * weight.iter().map(|w| w * w).sum::<f64>();
            add(slope, *small, weight);
        }
        (loss, gradient)
    }
}

/// The features that stand on the tools of enough servers and are no product's name,
/// numbered.
fn numbered<'a>(samples: &[&'a Sample], least: usize) -> BTreeMap<&'a (Kind, String), u32> {
    let mut servers: BTreeMap<&(Kind, String), BTreeSet<&str>> = BTreeMap::new();
    let mut called: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for sample in samples {
        called.entry(&sample.server).or_insert_with(|| stems(&sample.server));
        for feature in &sample.features {
            servers.entry(feature).or_default().insert(&sample.server);
        }
    }
    let own = |(kind, term): &(Kind, String), on: &BTreeSet<&str>| {
        !matches!(kind, Kind::Always | Kind::Fact)
            && on.iter().filter(|s| called[*s].contains(term)).count() * 2 >= on.len()
    };
    let kept = servers.into_iter().filter(|(feature, on)| on.len() >= least && !own(feature, on));
    kept.map(|(feature, _)| feature).zip(0..).collect()
}

/// The stems of a server's name.
fn stems(name: &str) -> BTreeSet<String> {
    let words = name::words(name).into_iter().map(|word| {
        let mut word = word.text.as_str().to_owned();
        terms::stem(&mut word);
        word
    });
    words.collect()
}

/// What the sums should say.
fn targets(label: &Label) -> [f64; HEADS] {
    let mut out = [0.0; HEADS];
    let mut shared = |own: usize, accepted: Vec<usize>| {
        let others: Vec<usize> = accepted.into_iter().filter(|head| *head != own).collect();
        out[own] = if others.is_empty() { 1.0 } else { 1.0 - BESIDES };
        for head in &others {
            // A handful.
            out[*head] = BESIDES / others.len() as f64;
        }
    };
    let categories = label.ok.iter().map(|c| head::category(*c)).collect();
    shared(head::category(label.category), categories);
    shared(head::risk(label.risk), label.risk_ok.iter().map(|r| head::risk(*r)).collect());
    for of in Trait::ALL {
        out[head::of_trait(*of)] = if label.traits.contains(of) {
            1.0
        } else if label.traits_ok.contains(of) {
            0.4
        } else {
            0.0
        };
    }
    out
}

/// The sums of which one must speak: those of categories, then those of risks.
const ONE_OF: [std::ops::Range<usize>; 2] =
    [0..Category::ALL.len(), Category::ALL.len()..Category::ALL.len() + Risk::ALL.len()];

/// What the sums say.
fn probabilities(sums: &[f64; HEADS]) -> [f64; HEADS] {
    let mut out = [0.0; HEADS];
    for group in ONE_OF {
        let most = sums[group.clone()].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let all: f64 = sums[group.clone()].iter().map(|sum| (sum - most).exp()).sum();
        for h in group {
            out[h] = (sums[h] - most).exp() / all;
        }
    }
    for h in ONE_OF[1].end..HEADS {
        out[h] = 1.0 / (1.0 + (-sums[h]).exp());
    }
    out
}

/// How far what the sums say is from what they should: the cross-entropy.
fn surprise(given: &[f64; HEADS], target: &[f64; HEADS]) -> f64 {
    let log = |share: f64, of: f64| if share > 0.0 { -share * of.max(f64::MIN_POSITIVE).ln() } else { 0.0 };
    let traits = ONE_OF[1].end;
    let of = |h: usize| log(target[h], given[h]) + if h < traits { 0.0 } else { log(1.0 - target[h], 1.0 - given[h]) };
    (0..HEADS).map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(server: &str, tool: &str, words: &[&str], category: &str, risk: &str, traits: &[&str]) -> Sample {
        let traits: Vec<String> = traits.iter().map(|t| (*t).to_owned()).collect();
        Sample {
            server: server.to_owned(),
            tool: tool.to_owned(),
            features: words
                .iter()
                .map(|w| (Kind::Name, (*w).to_owned()))
                .chain([(Kind::Always, String::new())])
                .collect(),
            label: Label::of_words(category, None, &traits, None, risk, None).expect("a label"),
        }
    }

    fn samples() -> Vec<Sample> {
        let mut out = Vec::new();
        for n in 0..12 {
            let server = format!("s{n}");
            out.push(sample(&server, "a", &["list", "file"], "Read", "Low", &[]));
            out.push(sample(&server, "b", &["pay", "bill"], "Write", "Critical", &["moves-money"]));
            out.push(sample(&server, "c", &["drop", "file"], "Destructive", "Critical", &[]));
            out.push(sample(&server, "d", &["drop", &format!("only{n}")], "Destructive", "Critical", &[]));
        }
        out
    }

    #[test]
    fn words_weigh_for_what_they_stand_on() {
        let weights = learn(&samples(), &Settings { l2: 0.5, ..Settings::default() });
        let of = |word: &str, head: usize| weights[&(Kind::Name, word.to_owned())][head];
        assert!(of("drop", head::category(Category::Destructive)) > 50);
        assert!(of("list", head::category(Category::Read)) > 50);
        assert!(of("pay", head::of_trait(Trait::MovesMoney)) > 50);
        assert!(of("drop", head::of_trait(Trait::MovesMoney)) < 0);
        assert!(of("pay", head::risk(Risk::Critical)) > 0);
        assert!(!weights.keys().any(|(_, word)| word.starts_with("only")), "a word of one server");
    }

    #[test]
    fn what_servers_are_called_is_not_learned() {
        let named = |n: usize| if n < 6 { format!("acme-{n}") } else { format!("s{n}") };
        let all: Vec<Sample> = (0..12)
            .flat_map(|n| {
                [
                    sample(&named(n), "a", &["acme", "list"], "Read", "Low", &[]),
                    sample(&named(n), "b", &["acme", "pay"], "Write", "Critical", &[]),
                ]
            })
            .collect();
        let weights = learn(&all, &Settings::default());
        let known = |word: &str| weights.contains_key(&(Kind::Name, word.to_owned()));
        assert!(known("list") && !known("acme"));
    }

    #[test]
    fn the_order_of_the_labels_does_not_matter() {
        let mut turned = samples();
        turned.reverse();
        let settings = Settings::default();
        assert_eq!(learn(&samples(), &settings), learn(&turned, &settings));
    }
}
