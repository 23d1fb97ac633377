//! Words with what is known of them, looked up for nearly every word of a text.

use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Words with what is known of each. Most words of a text are in no list: what begins and
/// ends otherwise than any word of the list, or is longer or shorter, is told without a
/// search.
///
/// ```
/// use toolrisk::text::word_map::WordMap;
/// let mut map = WordMap::default();
/// map.insert("drop", 1);
/// assert_eq!((map.get("drop"), map.get("dump"), map.get("")), (Some(&1), None, None));
/// ```
#[derive(Debug, Clone)]
pub struct WordMap<T> {
    words: HashMap<Vec<u8>, T, FixedState>,
    outlines: Outlines,
}

impl<T> Default for WordMap<T> {
    fn default() -> WordMap<T> {
        WordMap { words: HashMap::default(), outlines: Outlines::default() }
    }
}

impl<T> WordMap<T> {
    /// What is known of a word.
    #[inline]
    pub fn get(&self, word: &str) -> Option<&T> {
        self.get_bytes(word.as_bytes())
    }

    /// What is known of a word that is at hand as bytes.
    #[inline]
    pub fn get_bytes(&self, word: &[u8]) -> Option<&T> {
        if self.outlines.may_hold(word) { self.words.get(word) } else { None }
    }

    /// Whether the word is there.
    #[inline]
    pub fn contains(&self, word: &str) -> bool {
        self.get(word).is_some()
    }

    /// The place of a word, to be filled or changed.
    pub fn entry(&mut self, word: &str) -> Entry<'_, Vec<u8>, T> {
        self.outlines.add(word.as_bytes());
        self.words.entry(word.as_bytes().to_vec())
    }

    /// Puts a word in, and hands out what was known of it before.
    pub fn insert(&mut self, word: &str, known: T) -> Option<T> {
        self.outlines.add(word.as_bytes());
        self.words.insert(word.as_bytes().to_vec(), known)
    }
}

/// How the words of a list look: their lengths by their first and last letter, one bit a
/// length, in any case.
#[derive(Debug, Clone)]
pub struct Outlines(Box<[u32; 1024]>);

impl Default for Outlines {
    fn default() -> Outlines {
        Outlines(Box::new([0; 1024]))
    }
}

impl Outlines {
    /// Adds a word.
    pub fn add(&mut self, word: &[u8]) {
        self.0[ends(word)] |= bit(word.len());
    }

    /// Whether a word looks like one of the list.
    #[inline]
    pub fn may_hold(&self, word: &[u8]) -> bool {
        self.0[ends(word)] & bit(word.len()) != 0
    }
}

/// The place of a word's first and last letter, in any case, among those of all words.
#[inline]
fn ends(word: &[u8]) -> usize {
    let letter = |b: Option<&u8>| usize::from(b.copied().unwrap_or_default() & 31);
    letter(word.first()) * 32 + letter(word.last())
}

/// The bit of a length; all great lengths share one.
#[inline]
fn bit(len: usize) -> u32 {
    1 << len.min(31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_and_no_other() {
        let words = ["on", "in", "out", "oat", "öl", "x", "a word that is longer than one and thirty bytes"];
        let mut map = WordMap::default();
        words.iter().for_each(|word| assert_eq!(map.insert(word, ()), None));
        assert!(words.iter().all(|word| map.contains(word)));
        assert!(["", "o", "ont", "On", "ol", "y"].iter().all(|word| !map.contains(word)));
    }

    #[test]
    fn outlines_tell_no_case() {
        let mut outlines = Outlines::default();
        outlines.add(b"drop");
        assert!(outlines.may_hold(b"DROP") && outlines.may_hold(b"damp") && !outlines.may_hold(b"drops"));
    }
}
