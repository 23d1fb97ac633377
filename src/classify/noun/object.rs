//! The words of an object, and where a noun among them ends.

use crate::classify::english::{CUTS, DETERMINERS, OWNERS, TIES, is_adverb, is_participle, is_several};
use crate::rulebook::lexicon::{Lexicon, Mark};
use crate::text::lower::Lower;

/// The words of an object.
pub(super) struct Object<'o> {
    pub(super) lexicon: &'o Lexicon,
    /// As they are written.
    pub(super) words: Vec<&'o str>,
    /// In lower case, without commas and quotation marks.
    pub(super) lower: Vec<Lower<'o>>,
}

impl<'o> Object<'o> {
    /// The words of an object.
    pub(super) fn of(lexicon: &'o Lexicon, object: &'o str) -> Object<'o> {
        let words: Vec<&str> = object.split(' ').filter(|word| !word.is_empty()).collect();
        let lower = words.iter().map(|word| Lower::of(word.trim_matches(['"', ',']))).collect();
        Object { lexicon, words, lower }
    }

    /// The word in lower case, if there is one.
    pub(super) fn get(&self, i: usize) -> Option<&str> {
        self.lower.get(i).map(Lower::as_str)
    }

    /// The word in lower case; nothing behind the last one.
    pub(super) fn at(&self, i: usize) -> &str {
        self.get(i).unwrap_or_default()
    }

    /// Where the noun that begins at `start` ends: before a preposition, a relative word or a
    /// participle with its complement.
    pub(super) fn noun_end(&self, start: usize) -> usize {
        let ends = |i: &usize| TIES.contains(self.at(*i)) || *i > start && self.ends_noun(start, *i);
        (start..self.lower.len()).find(ends).unwrap_or(self.lower.len())
    }

    /// Whether a word behind the first of a noun is no part of it.
    fn ends_noun(&self, start: usize, i: usize) -> bool {
        let word = self.at(i);
        CUTS.contains(word)
            || is_particle(word)
            || tells_of_noun(word)
            || word == "or" && !self.joins_adjectives(start, i)
            || self.has_complement(i)
            || is_adverb(self.lexicon, word) && self.get(i + 1).is_none_or(|n| TIES.contains(n) || CUTS.contains(n))
    }

    /// Whether a word tells of the noun before it together with what follows: `images suitable
    /// for an essay`, `pages containing a word`.
    fn has_complement(&self, i: usize) -> bool {
        let (word, next) = (self.at(i), self.get(i + 1));
        match word {
            "relative" | "similar" | "equal" | "next" | "prior" | "due" if next == Some("to") => true,
            "starting" => matches!(next, Some("from" | "at" | "with")),
            _ => {
                is_able(word) && matches!(next, Some("for" | "to" | "by"))
                    || is_participle(self.lexicon, word)
                        && next
                            .is_none_or(|n| TIES.contains(n) || matches!(n, "by" | "that" | "using" | "via" | "with"))
                    || next.is_some() && self.lexicon.is_marked(word, Mark::Telling)
            }
        }
    }

    /// Whether `or` at `i` joins two adjectives of one plural noun: `personal or group
    /// mailboxes`.
    fn joins_adjectives(&self, start: usize, i: usize) -> bool {
        let Some(next) = self.get(i + 1) else { return false };
        let ends = |word: &str| TIES.contains(word) || CUTS.contains(word) || word.ends_with("ed");
        let end = (i + 2..self.lower.len()).find(|j| ends(self.at(*j))).unwrap_or(self.lower.len());
        let tail = &self.lower[i + 1..end];
        i - start <= 2
            && (2..=3).contains(&tail.len())
            && !DETERMINERS.contains(next)
            && !OWNERS.contains(next)
            && !tail.iter().any(|word| matches!(word.as_str(), "and" | "or"))
            && !is_several(self.lexicon, self.at(i - 1))
            && !is_several(self.lexicon, next)
            && tail.last().is_some_and(|word| is_several(self.lexicon, word))
    }
}

/// A word that goes with the verb: `the page up`.
fn is_particle(word: &str) -> bool {
    matches!(word, "up" | "back" | "down" | "away" | "right" | "ever" | "together")
}

/// A word that tells of the noun before it, whatever follows.
fn tells_of_noun(word: &str) -> bool {
    matches!(
        word,
        "written"
            | "available"
            | "accessible"
            | "made"
            | "associated"
            | "currently"
            | "related"
            | "immediately"
            | "owned"
    )
}

/// `suitable`, but no `table`.
fn is_able(word: &str) -> bool {
    const THINGS: [&str; 6] = ["table", "variable", "cable", "executable", "deliverable", "observable"];
    let thing = THINGS.iter().any(|thing| word.ends_with(thing));
    (word.ends_with("able") || word.ends_with("ible")) && (!thing || matches!(word, "suitable" | "applicable"))
}
