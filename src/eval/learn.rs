//! Learning the weights of `catalog/weights.tsv` from labels.
//!
//! Three sets of sums are fitted at once, each by logistic regression: the category
//! and the risk as one of several, every trait as yes or no. The method is FTRL-Proximal
//! (McMahan and others, "Ad Click Prediction: a View from the Trenches", KDD 2013,
//! algorithm 1): one pass over the samples after another, a learning rate of its own
//! for each weight, and an L1 term that leaves most weights at nought. Samples pass in
//! the order of a fixed hash, so the same labels give the same weights.
//!
//! A word is learned only if it stands on the tools of several servers, and not if half
//! of these are called so: what one product calls its things says nothing about the
//! next, and a product's name says nothing at all.

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
    /// Passes over all samples.
    pub passes: usize,
    /// How fast a weight moves.
    pub rate: f64,
    /// What keeps weights at nought.
    pub l1: f64,
    /// What keeps weights small.
    pub l2: f64,
    /// A feature must be seen on the tools of so many servers.
    pub servers: usize,
    /// Weights nearer to nought are left out, in hundredths of a nat.
    pub least: i32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { passes: 12, rate: 0.05, l1: 0.6, l2: 8.0, servers: 5, least: 8 }
    }
}

/// What of a label goes to answers that are accepted besides.
const BESIDES: f64 = 0.25;

/// One feature's state: per head the gradient sum and its squares.
#[derive(Clone)]
struct State {
    z: [f64; HEADS],
    n: [f64; HEADS],
}

impl State {
    const NEW: State = State { z: [0.0; HEADS], n: [0.0; HEADS] };

    fn weights(&self, settings: &Settings) -> [f64; HEADS] {
        std::array::from_fn(|h| {
            let z = self.z[h];
            if z.abs() <= settings.l1 {
                return 0.0;
            }
            -(z - z.signum() * settings.l1) / ((1.0 + self.n[h].sqrt()) / settings.rate + settings.l2)
        })
    }

    fn learn(&mut self, weights: &[f64; HEADS], gradient: &[f64; HEADS], rate: f64) {
        for h in 0..HEADS {
            let g = gradient[h];
            let step = ((self.n[h] + g * g).sqrt() - self.n[h].sqrt()) / rate;
            self.z[h] += g - step * weights[h];
            self.n[h] += g * g;
        }
    }
}

/// Learns the weights, in hundredths of a nat; features without any are left out.
pub fn learn(samples: &[Sample], settings: &Settings) -> BTreeMap<(Kind, String), Sums> {
    let mut order: Vec<&Sample> = samples.iter().collect();
    order.sort_by_cached_key(|sample| {
        *blake3::hash(format!("{}\n{}", sample.server, sample.tool).as_bytes()).as_bytes()
    });
    let names = numbered(&order, settings.servers);
    let rows: Vec<(Vec<u32>, [f64; HEADS])> = order
        .iter()
        .map(|sample| (sample.features.iter().filter_map(|f| names.get(f).copied()).collect(), targets(&sample.label)))
        .collect();
    let mut states = vec![State::NEW; names.len()];
    for _ in 0..settings.passes {
        for (features, target) in &rows {
            let own: Vec<[f64; HEADS]> = features.iter().map(|f| states[*f as usize].weights(settings)).collect();
            let mut sums = [0.0; HEADS];
            for weights in &own {
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum += weight;
                }
            }
            let given = probabilities(&sums);
            let gradient: [f64; HEADS] = std::array::from_fn(|h| given[h] - target[h]);
            for (feature, weights) in features.iter().zip(&own) {
                states[*feature as usize].learn(weights, &gradient, settings.rate);
            }
        }
    }
    let mut out = BTreeMap::new();
    for (feature, number) in names {
        let weights = states[number as usize].weights(settings);
        // Far below 2^31.
        let row: Sums = weights.map(|weight| (weight * 100.0).round() as i32);
        let row = row.map(|weight| if weight.abs() < settings.least { 0 } else { weight });
        if row.iter().any(|weight| *weight != 0) {
            out.insert(feature.clone(), row);
        }
    }
    out
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

/// What the sums say.
fn probabilities(sums: &[f64; HEADS]) -> [f64; HEADS] {
    let mut out = [0.0; HEADS];
    let categories = 0..Category::ALL.len();
    let risks = categories.end..categories.end + Risk::ALL.len();
    for group in [categories, risks.clone()] {
        let most = sums[group.clone()].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let all: f64 = sums[group.clone()].iter().map(|sum| (sum - most).exp()).sum();
        for h in group {
            out[h] = (sums[h] - most).exp() / all;
        }
    }
    for h in risks.end..HEADS {
        out[h] = 1.0 / (1.0 + (-sums[h]).exp());
    }
    out
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
        let weights = learn(&samples(), &Settings { l1: 0.1, ..Settings::default() });
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
        let all: Vec<Sample> = (0..12).map(|n| sample(&named(n), "a", &["acme", "list"], "Read", "Low", &[])).collect();
        let weights = learn(&all, &Settings { l1: 0.0, ..Settings::default() });
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
