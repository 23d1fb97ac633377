//! Phrases in the words of a text.

use crate::rulebook::hygiene::{Atom, Entry, FILLER, Hygiene, Phrase, Step, atom_of_shape};
use crate::span::Span;
use crate::text::plain::{self, Word};

/// Small words that carry nothing may stand between two words of a phrase, so many.
const FILLERS: usize = 4;

/// The longest word that is looked up.
const LONGEST: usize = 32;

/// The shortest run of letters and digits that may be a code.
const CODE: usize = 16;

/// The words of a text, as far as patterns know them; used again for text after text.
pub(super) struct Words<'r> {
    hygiene: &'r Hygiene,
    all: Vec<Seen<'r>>,
    /// The classes that occur, each once.
    classes: Vec<Atom>,
    /// The same, one bit a class.
    present: Vec<u64>,
    /// Runs of letters and digits that may be a code.
    pub(super) long: Vec<Span>,
    /// There are words written letter by letter.
    pub(super) spaced: bool,
}

/// One word, and what is known of it.
#[derive(Clone, Copy)]
struct Seen<'r> {
    word: Word,
    entry: Option<&'r Entry>,
    shape: Option<Atom>,
    /// The classes of the pair that it makes with the word before.
    pair: Option<&'r [Atom]>,
}

impl Seen<'_> {
    fn is(&self, atom: Atom) -> bool {
        self.shape == Some(atom) || self.entry.is_some_and(|entry| entry.atoms.contains(&atom))
    }

    fn closes(&self, atom: Atom) -> bool {
        self.pair.is_some_and(|atoms| atoms.contains(&atom))
    }
}

/// Where a phrase was found: the first and last of its words.
#[derive(Debug, Clone, Copy)]
struct Match {
    first: usize,
    last: usize,
}

impl<'r> Words<'r> {
    /// No words yet.
    pub(super) fn new(hygiene: &'r Hygiene) -> Words<'r> {
        let present = vec![0; hygiene.atoms().div_ceil(64)];
        Words { hygiene, all: Vec::new(), classes: Vec::new(), present, long: Vec::new(), spaced: false }
    }

    /// Reads the words of a text.
    pub(super) fn read(&mut self, text: &str, apart: bool) {
        self.all.clear();
        self.classes.clear();
        self.present.fill(0);
        self.long.clear();
        self.spaced = false;
        let hygiene = self.hygiene;
        let mut singles = 0;
        let keep = |dotted: &str| {
            let mut buffer = [0; LONGEST];
            lower(dotted, &mut buffer).is_some_and(|word| hygiene.word(word).is_some())
        };
        plain::words(text, apart, keep, |word| {
            let (start, end) = (word.start as usize, word.end as usize);
            let written = &text[start..end];
            singles = if written.len() == 1 && written.as_bytes()[0].is_ascii_alphabetic() { singles + 1 } else { 0 };
            self.spaced |= singles >= 5;
            let mut buffer = [0; LONGEST];
            let entry = lower(written, &mut buffer).and_then(|word| known(hygiene, word));
            if entry.is_none() && written.len() >= CODE {
                self.long.push(Span::new(start, end));
            }
            let pair = entry.and(self.all.last()).and_then(|before| before.entry).and_then(|before| {
                let mut buffer = [0; LONGEST];
                let word = lower(written, &mut buffer)?;
                before.pairs.iter().find(|(second, _)| second == word).map(|(_, atoms)| atoms.as_slice())
            });
            let shape = atom_of_shape(word.shape);
            let atoms = entry.map(|entry| entry.atoms.as_slice()).unwrap_or_default();
            for atom in atoms.iter().chain(pair.unwrap_or_default()).chain(&shape) {
                let (at, bit) = (usize::from(*atom) / 64, 1 << (*atom % 64));
                if self.present[at] & bit == 0 {
                    self.present[at] |= bit;
                    self.classes.push(*atom);
                }
            }
            self.all.push(Seen { word, entry, shape, pair });
        });
    }

    /// Hands out the patterns whose phrases stand there, with their bytes.
    pub(super) fn find(&self, mut found: impl FnMut(usize, Span)) {
        for atom in &self.classes {
            for phrase in self.hygiene.phrases_of(*atom) {
                if !phrase.steps.iter().all(|step| self.has(step.atom)) {
                    continue;
                }
                self.matches(phrase, |m| {
                    let pattern = &self.hygiene.patterns()[phrase.pattern];
                    if pattern.unless.iter().any(|unless| self.near(unless, m)) {
                        return false;
                    }
                    let (start, end) = (self.all[m.first].word.start, self.all[m.last].word.end);
                    found(phrase.pattern, Span::new(start as usize, end as usize));
                    true
                });
            }
        }
    }

    /// Whether a class occurs.
    fn has(&self, atom: Atom) -> bool {
        self.present[usize::from(atom) / 64] & 1 << (atom % 64) != 0
    }

    /// Whether a phrase stands in the sentences of a match.
    fn near(&self, phrase: &Phrase, of: Match) -> bool {
        if !phrase.steps.iter().all(|step| self.has(step.atom)) {
            return false;
        }
        let sentences = self.all[of.first].word.sentence..=self.all[of.last].word.sentence;
        let mut near = false;
        self.matches(phrase, |m| {
            near = sentences.contains(&self.all[m.first].word.sentence);
            near
        });
        near
    }

    /// Hands out the places of a phrase until one is taken.
    fn matches(&self, phrase: &Phrase, mut take: impl FnMut(Match) -> bool) {
        let Some((head, rest)) = phrase.steps.split_first() else { return };
        if phrase.unordered {
            self.together(&phrase.steps, take);
            return;
        }
        for (at, seen) in self.all.iter().enumerate() {
            let first = if seen.is(head.atom) {
                at
            } else if at > 0 && seen.closes(head.atom) {
                at - 1
            } else {
                continue;
            };
            if phrase.at_start && !self.starts_sentence(first) {
                continue;
            }
            if let Some(last) = self.follow(rest, at)
                && take(Match { first, last })
            {
                return;
            }
        }
    }

    /// Whether nothing but small words stands before a word in its sentence.
    fn starts_sentence(&self, at: usize) -> bool {
        let sentence = self.all[at].word.sentence;
        self.all[..at].iter().rev().take_while(|seen| seen.word.sentence == sentence).all(|seen| seen.is(FILLER))
    }

    /// The last word of the rest of a phrase that goes on behind a word.
    fn follow(&self, rest: &[Step], behind: usize) -> Option<usize> {
        let Some((step, rest)) = rest.split_first() else { return Some(behind) };
        let sentence = self.all[behind].word.sentence;
        let (mut gap, mut fillers) = (0, 0);
        let mut before = 0;
        for (at, seen) in self.all.iter().enumerate().skip(behind + 1) {
            let away = seen.word.sentence - sentence;
            if away > u32::from(step.over) {
                return None;
            }
            let fits = seen.is(step.atom) && gap <= usize::from(step.gap)
                || at > behind + 1 && seen.closes(step.atom) && before <= usize::from(step.gap);
            if fits && let Some(last) = self.follow(rest, at) {
                return Some(last);
            }
            // What had been passed when this word began, for a pair that it opens.
            before = gap;
            if seen.is(FILLER) && fillers < FILLERS {
                fillers += 1;
            } else {
                gap += 1;
            }
            if gap > usize::from(step.gap) + 1 {
                return None;
            }
        }
        None
    }

    /// Hands out the sentences that hold all words of a phrase in any order.
    fn together(&self, steps: &[Step], mut take: impl FnMut(Match) -> bool) {
        let mut from = 0;
        while from < self.all.len() {
            let sentence = self.all[from].word.sentence;
            let len = self.all[from..].iter().take_while(|seen| seen.word.sentence == sentence).count();
            let here = &self.all[from..from + len];
            let place = |step: &Step| here.iter().position(|seen| seen.is(step.atom) || seen.closes(step.atom));
            let places: Option<Vec<usize>> = steps.iter().map(place).collect();
            if let Some(places) = places
                && let (Some(first), Some(last)) = (places.iter().min(), places.iter().max())
                && take(Match { first: from + first, last: from + last })
            {
                return;
            }
            from += len;
        }
    }
}

/// A word in lower case without apostrophes and other marks; nothing if it is too long
/// to be known.
fn lower<'b>(word: &str, buffer: &'b mut [u8; LONGEST]) -> Option<&'b str> {
    if word.len() > LONGEST {
        return None;
    }
    let mut len = 0;
    for b in word.bytes().filter(|b| *b != b'\'') {
        buffer[len] = b.to_ascii_lowercase();
        len += 1;
    }
    std::str::from_utf8(&buffer[..len]).ok()
}

/// What is known of a word, as it is or with digits read as the letters they look like.
fn known<'h>(hygiene: &'h Hygiene, word: &str) -> Option<&'h Entry> {
    let plain = hygiene.word(word);
    let disguised = |b: u8| b.is_ascii_digit() || matches!(b, b'@' | b'$');
    if plain.is_some() || !word.bytes().any(disguised) || !word.bytes().any(|b| b.is_ascii_alphabetic()) {
        return plain;
    }
    let read = |one: char| -> String {
        word.chars()
            .map(|c| match c {
                '0' => 'o',
                '1' => one,
                '3' => 'e',
                '4' | '@' => 'a',
                '5' | '$' => 's',
                '7' => 't',
                c => c,
            })
            .collect()
    };
    hygiene.word(&read('i')).or_else(|| hygiene.word(&read('l')))
}
