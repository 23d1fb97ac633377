//! Lower case.

use super::word_map::up_to_eight;
use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::Deref;

/// A word in lower case; borrowed from the text where it stands so there, as eight words
/// of ten do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lower<'a>(Cow<'a, str>);

impl<'a> Lower<'a> {
    /// The word in lower case.
    pub fn of(word: &'a str) -> Lower<'a> {
        Lower(if is_small(word) {
            Cow::Borrowed(word)
        } else if word.is_ascii() {
            Cow::Owned(word.to_ascii_lowercase())
        } else {
            Cow::Owned(word.to_lowercase())
        })
    }

    /// The word in lower case, with straight apostrophes.
    pub fn with_straight_apostrophes(word: &'a str) -> Lower<'a> {
        let lower = Lower::of(word);
        if lower.is_as_written() || word.is_ascii() { lower } else { Lower(Cow::Owned(lower.replace('’', "'"))) }
    }

    /// Whether it is the word as the text has it, which then is of ASCII without capitals.
    pub fn is_as_written(&self) -> bool {
        matches!(self.0, Cow::Borrowed(_))
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for Lower<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Lower<'_> {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Lower<'_> {
    fn eq(&self, other: &str) -> bool {
        *self.0 == *other
    }
}

impl PartialEq<&str> for Lower<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self.0 == **other
    }
}

impl fmt::Display for Lower<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Whether a word is of ASCII without capitals: eight bytes in one step, since every word of
/// every description passes through.
fn is_small(word: &str) -> bool {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * EACH;
    let small = |bytes: u64| {
        // The high bit of a byte is set from `A` on, and from behind `Z` on.
        let capitals = bytes.wrapping_add((0x80 - 0x41) * EACH) & !bytes.wrapping_add((0x80 - 0x5b) * EACH);
        (bytes | capitals) & HIGH == 0
    };
    let (eights, rest) = word.as_bytes().as_chunks();
    eights.iter().all(|bytes| small(u64::from_le_bytes(*bytes))) && small(up_to_eight(rest))
}

/// The text in lower case with every byte in its place: characters whose lower case
/// has another length stay as they are.
///
/// ```
/// use toolrisk::text::lower::lower_same_length;
/// assert_eq!(lower_same_length("Ärger"), "ärger");
/// assert_eq!(lower_same_length("İA"), "İa");
/// ```
pub fn lower_same_length(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars()
        .map(|c| {
            if c.is_ascii() {
                return c.to_ascii_lowercase();
            }
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(l), None) if l.len_utf8() == c.len_utf8() => l,
                _ => c,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_small_ascii_are_known_by_every_byte() {
        for c in (0..=0x7f).map(char::from).chain(['é', '’', 'K']) {
            for word in [format!("{c}"), format!("abcdef{c}"), format!("abcdefg{c}"), format!("abcdefgh{c}ij")] {
                assert_eq!(is_small(&word), word.is_ascii() && !c.is_ascii_uppercase(), "{word:?}");
                assert_eq!(Lower::of(&word).as_str(), word.to_lowercase(), "{word:?}");
            }
        }
        assert!(is_small(""));
    }
}
