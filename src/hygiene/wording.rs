//! Sentences whose words, taken together, are those of orders to the model rather than of
//! a description: each word, and each two in a row, weighs something, learned from sentences of
//! either kind (`hygiene/weights.tsv`), and a sentence is reported if they weigh enough.
//!
//! Phrases know what has been seen before. This knows how such sentences are made, and so
//! sees some that nobody has written down.

use super::phrases::{LONGEST, lower};
use super::{characters, fields};
use crate::manifest::Tool;
use crate::rulebook::hygiene::{Atom, Entry, Hygiene, IDENTIFIER, Part, SHAPES, URL, Weighed, Wording, atom_of_shape};
use crate::span::Span;
use crate::text::fold::Folded;
use crate::text::plain::{self, Word};
use crate::text::word_set::WordSet;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A sentence of fewer words is too short to be told by its words.
const FEWEST: u32 = 6;

/// Words that only join others: they tell a sentence from a heading, not an order from a
/// description, and are not weighed.
static JOINING: WordSet = WordSet::new(&[
    "a", "an", "and", "are", "as", "at", "be", "been", "being", "but", "by", "can", "could", "did", "do", "does",
    "for", "from", "had", "has", "have", "how", "in", "is", "it", "its", "may", "might", "of", "on", "or", "so",
    "than", "that", "the", "there", "to", "was", "were", "what", "where", "which", "who", "will", "with", "would",
]);

/// Words that hardly an English sentence does without, and that no other language has.
static ENGLISH: WordSet = WordSet::new(&[
    "and", "are", "be", "been", "from", "has", "have", "if", "it", "its", "must", "not", "of", "should", "that", "the",
    "their", "then", "this", "to", "when", "which", "will", "with", "you", "your",
]);

/// So many of its words are named.
const NAMED: usize = 4;

/// Weighs the sentences of a text while its words are read.
#[derive(Debug)]
pub(super) struct Weigher {
    /// The words of this sentence that were counted, one bit a word: a scan is made for every
    /// server, and to clear a number a word took longer than to weigh its sentences.
    counted: Vec<u64>,
    /// The places of the numbers of `counted` that are not nought.
    touched: Vec<u16>,
    weighs: bool,
    here: Sentence,
    best: Option<Sentence>,
    /// By how much less a sentence may weigh that is not English.
    less_where_foreign: i32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sentence {
    /// Its number in the text.
    number: u32,
    weight: i32,
    words: u32,
    start: u32,
    end: u32,
    /// The number of its last word.
    last: u16,
}

impl Weigher {
    pub(super) fn new(wording: &Wording) -> Weigher {
        let counted = vec![0; usize::from(wording.words) / 64 + 1];
        Weigher {
            counted,
            touched: Vec::new(),
            weighs: false,
            here: Sentence::default(),
            best: None,
            less_where_foreign: wording.less_where_foreign(),
        }
    }

    /// Begins a text, which is weighed or not.
    pub(super) fn begin(&mut self, wording: &Wording, weighs: bool) {
        self.weighs = weighs && wording.words > 0;
        self.here = Sentence { number: u32::MAX, ..Sentence::default() };
        self.best = None;
    }

    /// Adds the next word: a word counts once a sentence.
    #[inline]
    pub(super) fn add(&mut self, wording: &Wording, word: Word, entry: Option<&Entry>, shape: Option<Atom>) {
        if !self.weighs {
            return;
        }
        if word.sentence != self.here.number {
            self.end();
            self.here =
                Sentence { number: word.sentence, weight: wording.always, start: word.start, ..Sentence::default() };
        }
        self.here.words += 1;
        self.here.end = word.end;
        let weighed = match (entry, shape) {
            (Some(entry), _) => entry.weighed,
            (None, Some(shape)) => wording.of_shape(shape),
            (None, None) => Weighed::default(),
        };
        let before = std::mem::replace(&mut self.here.last, weighed.number);
        if weighed.number == 0 {
            return;
        }
        self.count(weighed);
        if let Some(pair) = wording.of_pair(before, weighed.number) {
            self.count(pair);
        }
    }

    /// Adds what a word or pair weighs, once a sentence.
    fn count(&mut self, Weighed { weight, number }: Weighed) {
        let (place, bit) = (number / 64, 1 << (number % 64));
        let counted = &mut self.counted[usize::from(place)];
        if *counted & bit == 0 {
            if *counted == 0 {
                self.touched.push(place);
            }
            *counted |= bit;
            self.here.weight += i32::from(weight);
        }
    }

    /// Ends the sentence.
    pub(super) fn end(&mut self) {
        let here = self.here;
        let enough = here.weight > -self.less_where_foreign && here.words >= FEWEST;
        if enough && self.best.is_none_or(|best| here.weight > best.weight) {
            self.best = Some(here);
        }
        for place in self.touched.drain(..) {
            self.counted[usize::from(place)] = 0;
        }
    }

    /// The heaviest of the sentences of a text that weigh enough, or enough for one that is not
    /// English, of which fewer words are known; `written` is a sentence as its author wrote it.
    pub(super) fn heaviest<'t>(&self, written: impl Fn(Span) -> &'t str) -> Option<Span> {
        let best = self.best?;
        let span = Span::new(best.start as usize, best.end as usize);
        (best.weight > 0 || is_foreign(written(span))).then_some(span)
    }
}

/// Whether a sentence is in another language than English: it has letters that English has not,
/// and none of the words that English joins its words with.
fn is_foreign(sentence: &str) -> bool {
    let english = sentence.split(|c: char| !c.is_alphabetic()).any(|word| ENGLISH.contains(&word.to_ascii_lowercase()));
    !english && sentence.chars().any(|c| c.is_alphabetic() && !c.is_ascii())
}

/// The words and pairs of words of each sentence of a definition as they are weighed.
pub(crate) fn sentences_of_tool(hygiene: &Hygiene, tool: &Tool) -> Vec<BTreeSet<String>> {
    let mut out = Vec::new();
    fields::each(tool, |_, part, text| {
        if !matches!(part, Part::Name | Part::Key) {
            out.extend(sentences(hygiene, text));
        }
    });
    out
}

/// The words and pairs of words (`do not`) of each sentence of a text as they are weighed, each
/// once; sentences that are too short to be weighed are left out.
pub(crate) fn sentences(hygiene: &Hygiene, text: &str) -> Vec<BTreeSet<String>> {
    let text = match text.chars().any(characters::is_strange) {
        true => Cow::Owned(Folded::of(text).text),
        false => Cow::Borrowed(text),
    };
    let mut out: Vec<(u32, u32, BTreeSet<String>)> = Vec::new();
    let mut before: Option<String> = None;
    let listed = |word: &str| hygiene.listed_word(word).is_some();
    plain::words(&text, false, listed, |word| {
        if out.last().is_none_or(|(number, ..)| *number != word.sentence) {
            out.push((word.sentence, 0, BTreeSet::new()));
            before = None;
        }
        let Some((_, count, words)) = out.last_mut() else { return };
        *count += 1;
        let mut buffer = [0; LONGEST];
        let written = lower(&text.as_bytes()[word.start as usize..word.end as usize], &mut buffer);
        let written = written.and_then(|lower| std::str::from_utf8(lower).ok());
        let term = written.and_then(|written| term(hygiene, written, atom_of_shape(word.shape)));
        if let (Some(first), Some(second)) = (&before, &term) {
            words.insert(format!("{first} {second}"));
        }
        words.extend(term.clone().filter(|term| !is_joining(term)));
        before = term;
    });
    out.into_iter().filter(|(_, count, _)| *count >= FEWEST).map(|(.., words)| words).collect()
}

/// Whether a word only joins others.
pub(crate) fn is_joining(word: &str) -> bool {
    JOINING.contains(word)
}

/// What a word is weighed as: itself, or its shape if no list knows it.
fn term(hygiene: &Hygiene, word: &str, shape: Option<Atom>) -> Option<String> {
    match shape {
        Some(shape) if hygiene.listed_word(word).is_none() => {
            Some(SHAPES[usize::from(shape.clamp(URL, IDENTIFIER) - URL)].to_owned())
        }
        _ => word.chars().all(char::is_alphabetic).then(|| word.to_owned()),
    }
}

/// The words of a sentence that weigh most, the heaviest first.
pub(super) fn heaviest(hygiene: &Hygiene, text: &str) -> Vec<String> {
    let mut words: Vec<(i16, String)> = sentences(hygiene, text)
        .into_iter()
        .flatten()
        .filter_map(|word| Some((hygiene.word(word.as_bytes())?.weighed.weight, word)))
        .collect();
    words.sort_by(|(a, word), (b, other)| b.cmp(a).then_with(|| word.cmp(other)));
    words.dedup();
    words.into_iter().filter(|(weight, _)| *weight > 0).take(NAMED).map(|(_, word)| word).collect()
}
