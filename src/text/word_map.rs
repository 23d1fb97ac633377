//! Words with what is known of them, looked up for nearly every word of a text.

use foldhash::fast::FixedState;
use std::collections::HashMap;

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
    /// The words in the order in which they came.
    all: Vec<(String, T)>,
    /// The places of short words by [`packed`].
    short: HashMap<u64, u32, FixedState>,
    /// The places of other words.
    long: HashMap<Vec<u8>, u32, FixedState>,
    outlines: Outlines,
}

impl<T> Default for WordMap<T> {
    fn default() -> WordMap<T> {
        let (short, long) = (HashMap::default(), HashMap::default());
        WordMap { all: Vec::new(), short, long, outlines: Outlines::default() }
    }
}

/// The most bytes of a word that is looked up as one number.
const SHORT: usize = 7;

/// The most bytes of a word that is brought into small letters without an allocation.
const LONG: usize = 32;

/// A word of at most [`SHORT`] bytes and its length in one number, which is hashed and
/// compared in one step.
#[inline]
fn packed(word: &[u8]) -> Option<u64> {
    (word.len() <= SHORT).then(|| up_to_eight(word) | (word.len() as u64) << 56)
}

/// At most eight bytes as one number. A loop over the few bytes of a word ends where the
/// processor does not expect it; two steps that overlap do without.
#[inline]
pub(crate) fn up_to_eight(bytes: &[u8]) -> u64 {
    let len = bytes.len();
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let [first, last] = [first, last].map(|four| u64::from(u32::from_le_bytes(*four)));
        return first | last << (8 * (len.min(8) - 4));
    }
    match bytes {
        [] => 0,
        // The first, the middle and the last are all there is.
        bytes => [0, len / 2, len - 1].iter().fold(0, |bits, at| bits | u64::from(bytes[*at]) << (8 * at)),
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
        if !self.outlines.may_hold(word) {
            return None;
        }
        self.place(word).map(|place| &self.all[place].1)
    }

    /// What is known of a word of ASCII letters, given in any case.
    #[inline]
    pub fn get_letters(&self, word: &[u8]) -> Option<&T> {
        // Small letters are the capitals with this bit.
        const SMALL: [u8; SHORT] = [b' '; SHORT];
        if !self.outlines.may_hold(word) {
            return None;
        }
        let place = match packed(word) {
            Some(bits) => self.short.get(&(bits | up_to_eight(&SMALL[..word.len()]))),
            None => {
                let mut buffer = [0; LONG];
                match buffer.get_mut(..word.len()) {
                    Some(lower) => {
                        lower.copy_from_slice(word);
                        lower.make_ascii_lowercase();
                        self.long.get(&*lower)
                    }
                    None => self.long.get(word.to_ascii_lowercase().as_slice()),
                }
            }
        };
        place.map(|place| &self.all[*place as usize].1)
    }

    #[inline]
    fn place(&self, word: &[u8]) -> Option<usize> {
        let place = match packed(word) {
            Some(bits) => self.short.get(&bits),
            None => self.long.get(word),
        };
        place.map(|place| *place as usize)
    }

    /// Whether the word is there.
    #[inline]
    pub fn contains(&self, word: &str) -> bool {
        self.get(word).is_some()
    }

    /// What is known of a word, made if nothing is.
    pub fn or_insert_with(&mut self, word: &str, known: impl FnOnce() -> T) -> &mut T {
        let place = self.place(word.as_bytes()).unwrap_or_else(|| self.add(word, known()));
        &mut self.all[place].1
    }

    /// Puts a word in; whether it is new. What was known of it before is forgotten.
    pub fn insert(&mut self, word: &str, known: T) -> bool {
        match self.place(word.as_bytes()) {
            Some(place) => {
                self.all[place].1 = known;
                false
            }
            None => {
                self.add(word, known);
                true
            }
        }
    }

    fn add(&mut self, word: &str, known: T) -> usize {
        let place = self.all.len();
        self.outlines.add(word.as_bytes());
        match packed(word.as_bytes()) {
            Some(bits) => self.short.insert(bits, place as u32),
            None => self.long.insert(word.as_bytes().to_vec(), place as u32),
        };
        self.all.push((word.to_owned(), known));
        place
    }

    /// The words with what is known of them, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.all.iter().map(|(word, known)| (word.as_str(), known))
    }

    /// What is known of all words, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.all.iter_mut().map(|(_, known)| known)
    }
}

/// How the words of a list look: their lengths by their first and last letter, one bit a
/// length, in any case.
#[derive(Debug, Clone)]
struct Outlines(Box<[u32; 1024]>);

impl Default for Outlines {
    fn default() -> Outlines {
        Outlines(Box::new([0; 1024]))
    }
}

impl Outlines {
    /// Adds a word.
    fn add(&mut self, word: &[u8]) {
        self.0[ends(word)] |= bit(word.len());
    }

    /// Whether a word looks like one of the list.
    #[inline]
    fn may_hold(&self, word: &[u8]) -> bool {
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
        words.iter().for_each(|word| assert!(map.insert(word, ()) && !map.insert(word, ())));
        assert!(words.iter().all(|word| map.contains(word)));
        assert!(["", "o", "ont", "On", "ol", "y"].iter().all(|word| !map.contains(word)));
        assert!(["ON", "Oat", "x"].iter().all(|word| map.get_letters(word.as_bytes()).is_some()));
    }

    #[test]
    fn bytes_as_one_number() {
        for text in ["", "a", "ab", "abc", "abcd", "abcde", "abcdef", "abcdefg", "abcdefgh"] {
            let slow = text.bytes().rev().fold(0, |bits, byte| bits << 8 | u64::from(byte));
            assert_eq!(up_to_eight(text.as_bytes()), slow, "{text}");
        }
    }

    #[test]
    fn outlines_tell_no_case() {
        let mut outlines = Outlines::default();
        outlines.add(b"drop");
        assert!(outlines.may_hold(b"DROP") && outlines.may_hold(b"damp") && !outlines.may_hold(b"drops"));
    }
}
