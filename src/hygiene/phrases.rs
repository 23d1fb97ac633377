//! Phrases in the words of a text.

use super::wording::Weigher;
use crate::rulebook::hygiene::{
    Atom, CALLABLE, Entry, FILLER, Hygiene, IDENTIFIER, Known, Phrase, Step, atom_of_shape,
};
use crate::span::Span;
use crate::text::plain;

/// Small words that carry nothing may stand between two words of a phrase, so many.
const FILLERS: u32 = 4;

/// The longest word that is looked up.
pub(super) const LONGEST: usize = 32;

/// How far from a match an excuse may stand, in words; one that begins the sentence
/// governs more of it. An excuse further off is about something else, and could be put
/// there by whoever wants a match overlooked.
const EXCUSE: u32 = 4;
const EXCUSE_AT_START: u32 = 12;

/// The shortest run of letters and digits that may be a code.
const CODE: u32 = 16;

/// The words of a text, as far as patterns know them; used again for text after text.
pub(super) struct Words<'r> {
    hygiene: &'r Hygiene,
    /// The known words in their order.
    all: Vec<Seen<'r>>,
    /// Room for [`View::present`].
    present: Present,
    /// Runs of letters and digits that may be a code.
    pub(super) long: Vec<Span>,
    /// How many unknown words are not of letters alone.
    pub(super) numbers: u32,
    /// There are words written letter by letter.
    pub(super) spaced: bool,
    /// The tool's own name is among them.
    pub(super) names_itself: bool,
    /// What its sentences weigh.
    pub(super) weigher: Weigher,
}

/// A word that is known, or an address or an identifier.
#[derive(Clone, Copy)]
struct Seen<'r> {
    start: u32,
    end: u32,
    sentence: u32,
    /// Its place among all words of the text, known or not.
    place: u32,
    /// How many small words stand before it.
    fillers: u32,
    /// Nothing but small words stands before it in its sentence.
    leads: bool,
    entry: Option<&'r Entry>,
    shape: Option<Atom>,
    /// The pair that it makes with the word before.
    pair: Option<&'r Known>,
}

impl Seen<'_> {
    fn is(&self, atom: Atom) -> bool {
        self.shapes().any(|shape| shape == atom) || self.entry.is_some_and(|entry| entry.classes.has(atom))
    }

    /// The classes that its shape puts it into: what may be called is an identifier too.
    fn shapes(&self) -> impl Iterator<Item = Atom> + use<> {
        let also = (self.shape == Some(CALLABLE)).then_some(IDENTIFIER);
        self.shape.into_iter().chain(also)
    }

    fn closes(&self, atom: Atom) -> bool {
        self.pair.is_some_and(|pair| pair.has(atom))
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
        let present = Present { bits: vec![0; hygiene.atoms().div_ceil(64)], touched: Vec::new() };
        Words {
            hygiene,
            all: Vec::new(),
            present,
            long: Vec::new(),
            numbers: 0,
            spaced: false,
            names_itself: false,
            weigher: Weigher::new(hygiene.wording()),
        }
    }

    /// Reads the words of a text of the tool of that name.
    pub(super) fn read(&mut self, tool: &str, text: &str, apart: bool) {
        self.all.clear();
        self.long.clear();
        (self.spaced, self.names_itself, self.numbers) = (false, false, 0);
        let hygiene = self.hygiene;
        self.weigher.begin(hygiene.wording(), !apart);
        let bytes = text.as_bytes();
        let (mut singles, mut place, mut fillers) = (0, 0, 0);
        // The last sentence in which a word stood that is no small one.
        let mut begun = u32::MAX;
        let keep = |dotted: &str| {
            let mut buffer = [0; LONGEST];
            lower(dotted.as_bytes(), &mut buffer).and_then(|word| hygiene.word(word)).is_some_and(|entry| entry.listed)
        };
        plain::words(text, apart, keep, |word| {
            let written = &bytes[word.start as usize..word.end as usize];
            place += 1;
            if let [one] = written {
                singles += i32::from(one.is_ascii_alphabetic());
                self.spaced |= singles >= 5;
            } else {
                singles = 0;
            }
            let mut shape = atom_of_shape(word.shape);
            if shape == Some(IDENTIFIER) {
                let itself = written == tool.as_bytes();
                self.names_itself |= itself;
                if !itself && !names_a_thing(written) {
                    shape = Some(CALLABLE);
                }
            }
            let mut buffer = [0; LONGEST];
            let mut written_lower: Option<&[u8]> = None;
            let entry = if word.letters {
                if written.len() <= LONGEST { hygiene.word_of_letters(written) } else { None }
            } else {
                written_lower = lower(written, &mut buffer);
                written_lower.and_then(|lower| known(hygiene, lower))
            };
            self.weigher.add(hygiene.wording(), word, entry, shape);
            let entry = entry.filter(|entry| entry.listed);
            let leads = begun != word.sentence;
            if !entry.is_some_and(|entry| entry.classes.filler) {
                begun = word.sentence;
            }
            let Some(entry) = entry else {
                self.numbers += u32::from(!word.letters);
                if word.end - word.start >= CODE {
                    self.long.push(Span::new(word.start as usize, word.end as usize));
                }
                if let Some(shape) = shape {
                    let (start, end, sentence) = (word.start, word.end, word.sentence);
                    self.all.push(Seen {
                        start,
                        end,
                        sentence,
                        place,
                        fillers,
                        leads,
                        entry: None,
                        shape: Some(shape),
                        pair: None,
                    });
                }
                return;
            };
            let before = self.all.last().filter(|before| before.place + 1 == place).and_then(|before| before.entry);
            let is = |second: &[u8]| match word.letters {
                true => second.eq_ignore_ascii_case(written),
                false => Some(second) == written_lower,
            };
            let pair = before.and_then(|before| before.pairs.iter().find(|(second, _)| is(second)));
            let pair = pair.map(|(_, known)| known);
            let (start, end, sentence) = (word.start, word.end, word.sentence);
            self.all.push(Seen { start, end, sentence, place, fillers, leads, entry: Some(entry), shape, pair });
            fillers += u32::from(entry.classes.filler);
        });
        self.weigher.end();
    }

    /// Hands out the patterns whose phrases stand there, with their bytes and whether
    /// something eases them: phrases of one sentence in every sentence, the others in the
    /// whole text.
    pub(super) fn find(&mut self, mut found: impl FnMut(usize, Span, bool)) {
        let hygiene = self.hygiene;
        // A single known word is no phrase.
        let [first, .., last] = self.all.as_slice() else { return };
        let text = View::of(hygiene, &self.all, &mut self.present);
        hygiene.far_phrases(text.present(), |phrase| text.find(phrase, &mut found));
        if first.sentence == last.sentence {
            hygiene.phrases(text.present(), |phrase| text.find(phrase, &mut found));
        } else if hygiene.has_phrases(text.present()) {
            let sentences = self.all.chunk_by(|a, b| a.sentence == b.sentence).filter(|sentence| sentence.len() > 1);
            for sentence in sentences {
                let sentence = View::of(hygiene, sentence, &mut self.present);
                hygiene.phrases(sentence.present(), |phrase| sentence.find(phrase, &mut found));
            }
        }
    }
}

/// Words among which phrases are looked for.
#[derive(Clone, Copy)]
struct View<'v, 'r> {
    hygiene: &'r Hygiene,
    all: &'v [Seen<'r>],
    /// The classes that occur.
    present: &'v Present,
}

/// Classes, one bit a class: there are thousands, of which few occur in a sentence.
struct Present {
    bits: Vec<u64>,
    /// The numbers that are not nought.
    touched: Vec<u16>,
}

impl Present {
    fn clear(&mut self) {
        for at in self.touched.drain(..) {
            self.bits[usize::from(at)] = 0;
        }
    }

    fn add_all(&mut self, known: &Known) {
        for (at, bits) in &known.bits {
            self.add(*at, *bits);
        }
    }

    #[inline]
    fn add(&mut self, at: u16, bits: u64) {
        let number = &mut self.bits[usize::from(at)];
        if *number == 0 {
            self.touched.push(at);
        }
        *number |= bits;
    }
}

impl<'v, 'r> View<'v, 'r> {
    /// A view of some words; `present` is room for its classes.
    fn of(hygiene: &'r Hygiene, all: &'v [Seen<'r>], present: &'v mut Present) -> View<'v, 'r> {
        present.clear();
        for seen in all {
            if let Some(entry) = seen.entry {
                present.add_all(&entry.classes);
            }
            if let Some(pair) = seen.pair {
                present.add_all(pair);
            }
            if seen.shape.is_some() {
                for shape in seen.shapes() {
                    present.add(shape / 64, 1 << (shape % 64));
                }
            }
        }
        View { hygiene, all, present }
    }

    /// The classes that occur, and the numbers in which any of their bits are.
    fn present(&self) -> (&'v [u64], &'v [u16]) {
        (&self.present.bits, &self.present.touched)
    }

    /// Hands out a phrase's pattern and bytes if the phrase is there.
    fn find(&self, phrase: &Phrase, found: &mut impl FnMut(usize, Span, bool)) {
        if !phrase.steps.iter().all(|step| self.has(step.atom)) {
            return;
        }
        self.matches(phrase, |m| {
            let pattern = &self.hygiene.patterns()[phrase.pattern];
            if pattern.unless.iter().any(|unless| self.near(unless, m)) {
                return false;
            }
            let (start, end) = (self.all[m.first].start, self.all[m.last].end);
            let eased = pattern.eases.iter().any(|eases| self.near(eases, m));
            found(phrase.pattern, Span::new(start as usize, end as usize), eased);
            // There may be another that nothing eases.
            !eased
        });
    }

    /// Whether a class occurs.
    fn has(&self, atom: Atom) -> bool {
        self.present.bits[usize::from(atom) / 64] & 1 << (atom % 64) != 0
    }

    /// Whether a phrase stands in the sentences of a match and close to it.
    fn near(&self, phrase: &Phrase, of: Match) -> bool {
        if !phrase.steps.iter().all(|step| self.has(step.atom)) {
            return false;
        }
        let (first, last) = (self.all[of.first], self.all[of.last]);
        let reach = if phrase.at_start { EXCUSE_AT_START } else { EXCUSE };
        let mut near = false;
        self.matches(phrase, |m| {
            let (from, to) = (self.all[m.first], self.all[m.last]);
            let apart = first.place.saturating_sub(to.place).max(from.place.saturating_sub(last.place));
            let shares = from.place <= last.place && to.place >= first.place;
            near = (first.sentence..=last.sentence).contains(&from.sentence)
                && if phrase.shares { shares } else { apart <= reach };
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
            if phrase.at_start && !self.all[first].leads {
                continue;
            }
            if let Some(last) = self.follow(rest, at)
                && take(Match { first, last })
            {
                return;
            }
        }
    }

    /// The last word of the rest of a phrase that goes on behind a word.
    fn follow(&self, rest: &[Step], behind: usize) -> Option<usize> {
        let Some((step, rest)) = rest.split_first() else { return Some(behind) };
        let from = &self.all[behind];
        let from_filler = u32::from(from.is(FILLER));
        // The words between, without the small ones that stand there for nothing.
        let gap = |to: &Seen<'_>| {
            let fillers = (to.fillers - from.fillers - from_filler).min(FILLERS);
            to.place - from.place - 1 - fillers
        };
        for (at, seen) in self.all.iter().enumerate().skip(behind + 1) {
            if seen.sentence - from.sentence > 2 * u32::from(step.over) || gap(seen) > u32::from(step.gap) + 1 {
                return None;
            }
            let fits = seen.is(step.atom) && gap(seen) <= u32::from(step.gap)
                || at > behind + 1 && seen.closes(step.atom) && gap(&self.all[at - 1]) <= u32::from(step.gap);
            if fits && let Some(last) = self.follow(rest, at) {
                return Some(last);
            }
        }
        None
    }

    /// Hands out the sentences that hold all words of a phrase in any order.
    fn together(&self, steps: &[Step], mut take: impl FnMut(Match) -> bool) {
        let mut from = 0;
        while from < self.all.len() {
            let sentence = self.all[from].sentence;
            let len = self.all[from..].iter().take_while(|seen| seen.sentence == sentence).count();
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

/// Whether an identifier is the name of a value, `card_id`, and of no tool.
fn names_a_thing(identifier: &[u8]) -> bool {
    let parts = identifier.iter().filter(|b| **b == b'_').count();
    let upper = identifier.iter().filter(|b| b.is_ascii_uppercase()).count();
    parts == 1 && upper == 0 && [&b"_id"[..], b"_ids"].iter().any(|end| identifier.ends_with(end))
        || parts == 0 && upper == 1 && [&b"Id"[..], b"Ids"].iter().any(|end| identifier.ends_with(end))
}

/// A word in lower case without apostrophes; nothing if it is too long to be known.
pub(super) fn lower<'b>(word: &[u8], buffer: &'b mut [u8; LONGEST]) -> Option<&'b [u8]> {
    if word.len() > LONGEST {
        return None;
    }
    if word.is_ascii() && !word.contains(&b'\'') {
        let lower = &mut buffer[..word.len()];
        lower.copy_from_slice(word);
        lower.make_ascii_lowercase();
        return Some(lower);
    }
    let mut len = 0;
    for (at, b) in word.iter().enumerate() {
        // Both a straight apostrophe and a curved one, which is three bytes.
        let curved = (0..3).any(|back| at >= back && word[at - back..].starts_with("’".as_bytes()));
        if *b == b'\'' || !b.is_ascii() && curved {
            continue;
        }
        buffer[len] = b.to_ascii_lowercase();
        len += 1;
    }
    Some(&buffer[..len])
}

/// What is known of a word, as it is or with digits read as the letters they look like.
fn known<'h>(hygiene: &'h Hygiene, word: &[u8]) -> Option<&'h Entry> {
    let plain = hygiene.word(word);
    let disguised = |b: &u8| b.is_ascii_digit() || matches!(b, b'@' | b'$');
    if plain.is_some() || !word.iter().any(disguised) || !word.iter().any(u8::is_ascii_alphabetic) {
        return plain;
    }
    let read = |one: u8| -> Vec<u8> {
        word.iter()
            .map(|b| match b {
                b'0' => b'o',
                b'1' => one,
                b'3' => b'e',
                b'4' | b'@' => b'a',
                b'5' | b'$' => b's',
                b'7' => b't',
                b => *b,
            })
            .collect()
    };
    hygiene.word(&read(b'i')).or_else(|| hygiene.word(&read(b'l')))
}
