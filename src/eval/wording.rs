//! Learning what words weigh for wording that gives orders (`catalog/hygiene/weights.tsv`)
//! from sentences of attacks and of harmless definitions.
//!
//! One sum is fitted by logistic regression with an L2 term, over the words of a sentence,
//! the first letters of long ones, the classes of `words.tsv` that they are in, and each two
//! words in a row. What is written down is one weight a word, its own, that of its first letters
//! and those of its classes together, so that a word of which there was no example weighs what
//! its kind does; and one a pair.

use super::descent::{Row, add, minimum};
use crate::hygiene::wording;
use crate::manifest::Tool;
use crate::rulebook::hygiene::{Hygiene, SHAPES};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Sentences to learn from: their words, and whether they are of attacks.
#[derive(Debug, Clone, Default)]
pub struct Sentences {
    all: BTreeMap<BTreeSet<String>, bool>,
}

impl Sentences {
    /// Adds the sentences of a text. What stands among the harmless ones too is harmless.
    pub fn add(&mut self, hygiene: &Hygiene, text: &str, attack: bool) {
        self.take(wording::sentences(hygiene, text), attack);
    }

    /// Adds the sentences of a harmless definition.
    pub fn add_tool(&mut self, hygiene: &Hygiene, tool: &Tool) {
        self.take(wording::sentences_of_tool(hygiene, tool), false);
    }

    fn take(&mut self, sentences: impl IntoIterator<Item = BTreeSet<String>>, attack: bool) {
        for words in sentences {
            *self.all.entry(words).or_insert(attack) &= attack;
        }
    }

    /// Reads lines of `attack` or `harmless`, a tab and a text; those that begin with `#` are
    /// left out.
    ///
    /// # Errors
    /// If a line is none of these, with its number.
    pub fn read(&mut self, hygiene: &Hygiene, lines: &str) -> Result<(), String> {
        for (number, line) in (1..).zip(lines.lines()).filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let attack = match line.split_once('\t') {
                Some(("attack", text)) => Some((true, text)),
                Some(("harmless", text)) => Some((false, text)),
                _ => None,
            };
            let (attack, text) =
                attack.ok_or_else(|| format!("line {number} is not `attack` or `harmless`, a tab and a text"))?;
            self.add(hygiene, text, attack);
        }
        Ok(())
    }

    /// Adds all of others.
    pub fn extend(&mut self, others: Sentences) {
        for (words, attack) in others.all {
            self.take([words], attack);
        }
    }

    /// How many there are of attacks and of others.
    pub fn count(&self) -> (usize, usize) {
        let attacks = self.all.values().filter(|attack| **attack).count();
        (attacks, self.all.len() - attacks)
    }
}

/// How to learn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Steps towards the minimum at most.
    pub steps: usize,
    /// What keeps weights small: half of this times a weight's square is added to the loss.
    pub l2: f64,
    /// Weights nearer to nought are left out, in hundredths of a nat.
    pub least: i32,
}

/// How many sentences of others one of an attack counts for: there are few of them.
const RARE: f64 = 3.0;

/// A word or pair must stand in so many sentences.
const SEEN: usize = 3;

/// A pair that stands in fewer than two sentences of attacks must stand in so many of others.
const SEEN_HARMLESS: usize = 40;

/// Words of more letters than this are known by their first letters as well, so many of them:
/// `forward`, `forwarded`, `forwarding`.
const STEM: usize = 5;

/// The first letters of a long word; a pair has none.
fn stem(word: &str) -> Option<&str> {
    let long = word.len() > STEM && word.is_ascii() && !word.starts_with('{') && !word.contains(' ');
    word.get(..STEM).filter(|_| long)
}

/// Learns the weights, in hundredths of a nat: what every sentence weighs, and what each word
/// and pair of words adds to it.
pub fn learn(hygiene: &Hygiene, sentences: &Sentences, settings: &Settings) -> (i32, BTreeMap<String, i32>) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut seen_in_attacks: BTreeMap<&str, usize> = BTreeMap::new();
    for (words, attack) in &sentences.all {
        for word in words {
            *seen.entry(word).or_default() += 1;
            *seen_in_attacks.entry(word).or_default() += usize::from(*attack);
        }
    }
    let mut stems: BTreeMap<&str, usize> = BTreeMap::new();
    for (word, count) in &seen {
        if let Some(stem) = stem(word) {
            *stems.entry(stem).or_default() += count;
        }
    }
    let mut features: BTreeMap<String, u32> = BTreeMap::new();
    let mut number = |feature: String| {
        let next = features.len() as u32;
        *features.entry(feature).or_insert(next)
    };
    // The first is what every sentence has.
    let always = number(String::new());
    let mut of_words: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (word, count) in &seen {
        let mut of = Vec::new();
        let pair = word.contains(' ');
        if *count >= SEEN && (!pair || seen_in_attacks[word] >= 2 || *count >= SEEN_HARMLESS) {
            of.push(number((*word).to_owned()));
        }
        if let Some(stem) = stem(word).filter(|stem| stems[stem] >= SEEN) {
            of.push(number(format!("{stem}-")));
        }
        of.extend(hygiene.classes_of(word).map(|class| number(format!("{{{class}}}"))));
        of_words.insert(word, of);
    }
    let rows: Vec<(Vec<u32>, bool)> = sentences
        .all
        .iter()
        .map(|(words, attack)| {
            let of = words.iter().flat_map(|word| &of_words[word.as_str()]).copied();
            (of.chain([always]).collect(), *attack)
        })
        .collect();
    let weights = minimum(features.len(), settings.steps, |weights| loss(&rows, weights, settings.l2, always as usize));
    let hundredths = |weight: f64| (weight * 100.0).round() as i32;
    let of = |feature: &str| features.get(feature).map_or(0.0, |number| weights[*number as usize][0]);
    let listed = hygiene.listed().filter(|word| !wording::is_joining(word));
    let words: BTreeSet<&str> = seen.keys().copied().chain(listed).chain(SHAPES).collect();
    let mut out = BTreeMap::new();
    for word in words {
        let classes: f64 = hygiene.classes_of(word).map(|class| of(&format!("{{{class}}}"))).sum();
        let stem = stem(word).map_or(0.0, |stem| of(&format!("{stem}-")));
        let weight = hundredths(of(word) + stem + classes);
        if weight.abs() >= settings.least {
            out.insert(word.to_owned(), weight);
        }
    }
    (hundredths(of("")), out)
}

/// The loss at these weights, and its gradient.
fn loss(rows: &[(Vec<u32>, bool)], weights: &[Row<1>], l2: f64, always: usize) -> (f64, Vec<Row<1>>) {
    let mut loss = 0.0;
    let mut gradient = vec![[0.0]; weights.len()];
    for (features, attack) in rows {
        let sum: f64 = features.iter().map(|feature| weights[*feature as usize][0]).sum();
        let (target, times) = if *attack { (1.0, RARE) } else { (0.0, 1.0) };
        // The cross-entropy, without overflow.
        loss += times * (sum.max(0.0) - sum * target + (-sum.abs()).exp().ln_1p());
        let step = times * (1.0 / (1.0 + (-sum).exp()) - target);
        for feature in features {
            gradient[*feature as usize][0] += step;
        }
    }
    for (at, (weight, slope)) in weights.iter().zip(&mut gradient).enumerate() {
        if at != always {
            loss += l2 / 2.0 * weight[0] * weight[0];
            add(slope, l2, weight);
        }
    }
    (loss, gradient)
}

/// The weights as they stand in the file, under a comment, with what is kept by hand.
pub fn written(
    comment: &str,
    (always, words): &(i32, BTreeMap<String, i32>),
    thresholds: &[(&'static str, i32)],
) -> String {
    let mut lines: BTreeMap<&str, i32> = words.iter().map(|(word, weight)| (word.as_str(), *weight)).collect();
    lines.insert("set:always", *always);
    lines.extend(thresholds.iter().copied());
    let mut out = String::new();
    comment.lines().for_each(|line| {
        let _ = writeln!(out, "# {line}");
    });
    for (word, weight) in lines {
        let _ = writeln!(out, "{word}\t{weight}");
    }
    out
}
