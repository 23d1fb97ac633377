//! Fixed sets of words, asked about nearly every word of a text.

/// A fixed set of at most 128 words, hashed when the program is compiled: by first byte,
/// last byte and length, which tell nearly all words apart without a comparison.
///
/// ```
/// use toolrisk::text::word_set::WordSet;
/// static ARTICLES: WordSet = WordSet::new(&["a", "an", "the"]);
/// assert!(ARTICLES.contains("an") && !ARTICLES.contains("on") && !ARTICLES.contains(""));
/// ```
#[derive(Debug)]
pub struct WordSet {
    words: &'static [&'static str],
    /// The places of the words in the list, counted from one, each in the first free slot
    /// from that of its hash on.
    slots: [u8; SLOTS],
}

/// Twice as many as there may be words, so that searches end soon.
const SLOTS: usize = 256;

impl WordSet {
    /// The set of these words, none of which is empty.
    pub const fn new(words: &'static [&'static str]) -> WordSet {
        assert!(words.len() <= SLOTS / 2, "too many words");
        let mut slots = [0; SLOTS];
        let mut at = 0;
        while at < words.len() {
            let mut slot = hash(words[at].as_bytes());
            while slots[slot] != 0 {
                slot = (slot + 1) % SLOTS;
            }
            at += 1;
            slots[slot] = at as u8;
        }
        WordSet { words, slots }
    }

    /// Whether the word is one of the set, letter by letter.
    pub fn contains(&self, word: &str) -> bool {
        if word.is_empty() {
            return false;
        }
        let mut slot = hash(word.as_bytes());
        while self.slots[slot] != 0 {
            if self.words[usize::from(self.slots[slot]) - 1] == word {
                return true;
            }
            slot = (slot + 1) % SLOTS;
        }
        false
    }
}

/// The slot at which the search for a word begins.
const fn hash(word: &[u8]) -> usize {
    (word[0] as usize * 8 + word[word.len() - 1] as usize * 37 + word.len() * 101) % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_a_set_is_found_and_no_other() {
        const WORDS: &[&str] = &["on", "in", "out", "oat", "over", "öl", "an"];
        static SET: WordSet = WordSet::new(WORDS);
        assert!(WORDS.iter().all(|word| SET.contains(word)));
        assert!(["", "o", "oft", "ont", "On", "ovar", "ol"].iter().all(|word| !SET.contains(word)));
    }
}
