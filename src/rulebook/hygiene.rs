//! Hygiene patterns (`hygiene/*.toml`): wording that asks for a second look, whatever its
//! tool does. Each is a list of phrases or one kind of character or markup that the
//! engine knows how to find.
//!
//! A phrase is a run of words: `{tell}` is any word of that class in
//! `hygiene/words.tsv`, `a|b+c` the word a or the pair b c, `..3` up to three words of any kind, and
//! small words that carry nothing (`{filler}`) may stand anywhere. Words joined by `&`
//! stand in one sentence in any order. `^` binds the first word to the start of a
//! sentence. Phrases never reach over the end of a sentence, except where `//` says so.
//!
//! `unless` undoes a match, and `eases` makes it a finding of low severity: what is worth
//! a look, but reads like a plain statement. Both must stand close to the match; `@` says
//! that they must share a word with it, so that they cannot be put beside it.

use super::files::{CatalogFiles, FileCheck, Problems};
use super::lexicon::lines;
use crate::text::plain::{self, Shape};
use crate::text::word_map::WordMap;
use crate::vocab::Severity;
use foldhash::fast::FixedState;
use serde::Deserialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use toml::Spanned;

/// Where the word classes stand.
const WORDS: &str = "hygiene/words.tsv";

/// What words weigh for wording that gives orders.
pub const WEIGHTS: &str = "hygiene/weights.tsv";

/// Where the words stand that definitions are full of.
const COMMON: &str = "hygiene/common.tsv";

/// What the engine finds without phrases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Characters of the tag block, or variation selectors that carry data.
    HiddenMessage,
    /// Characters that change the order in which text is shown.
    Direction,
    /// Characters that show nothing.
    ZeroWidth,
    /// Control characters, terminal codes among them.
    Control,
    /// Letters of another script inside a Latin word.
    Lookalike,
    /// Letters in bold, script, circles and the like.
    Styled,
    /// Words written letter by letter.
    SpacedOut,
    /// Text behind a long run of blanks.
    OutOfSight,
    /// An encoded text that can be read once decoded.
    EncodedText,
    /// A long encoded block that cannot be read.
    Blob,
    /// A comment of HTML or Markdown.
    Comment,
    /// A tag or mark that poses as a message of the system.
    PseudoTag,
    /// An image or link whose address takes data along.
    Beacon,
    /// A mail address, an address by number or an account that the definition names itself.
    NamedAddress,
    /// A sentence whose words taken together are those of orders to the model.
    Wording,
}

/// A part of a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The tool's name.
    Name,
    /// Its description.
    Description,
    /// A title, the tool's or a parameter's.
    Title,
    /// A key: a parameter's name, or any other.
    Key,
    /// What is said about a parameter or a result.
    About,
    /// A default, a choice, an example, a constant.
    Value,
    /// Any other text.
    Other,
}

/// One pattern, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// The file's stem.
    pub id: String,
    /// How bad it is where it is meant badly.
    pub severity: Severity,
    /// What a definition does that it fits: `tells the model to …`.
    pub says: String,
    /// Why that matters.
    pub why: String,
    /// The version that brought it.
    pub since: String,
    /// What the engine finds for it, besides phrases.
    pub kind: Option<Kind>,
    /// The names of tags, for [`Kind::PseudoTag`].
    pub tags: Vec<String>,
    /// The words that further tags are made of, for [`Kind::PseudoTag`].
    pub tag_words: Option<TagWords>,
    /// The parts it looks at; all, if empty.
    pub parts: Vec<Part>,
    /// It is about nothing else if one of these words stands in the tool's name.
    pub names_spare: Vec<String>,
    /// It counts only where the words name something that could be a tool and that the
    /// server does not have.
    pub strangers: bool,
    /// Texts or definitions (JSON objects) in which it must be found.
    pub fires: Vec<String>,
    /// Texts or definitions in which it must not.
    pub spares: Vec<String>,
    /// The phrases that undo it close by in their sentence.
    pub(crate) unless: Vec<Phrase>,
    /// The phrases close by that make it a finding of low severity.
    pub(crate) eases: Vec<Phrase>,
    /// The phrases as written.
    pub phrases: Vec<String>,
}

/// A class of words by its number.
pub(crate) type Atom = u16;

/// A phrase, compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// The place of its pattern.
    pub(crate) pattern: usize,
    /// Its words.
    pub(crate) steps: Vec<Step>,
    /// They may stand in any order.
    pub(crate) unordered: bool,
    /// The first stands at the start of a sentence.
    pub(crate) at_start: bool,
    /// As an excuse it counts only where it shares a word with the match.
    pub(crate) shares: bool,
}

/// One word of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    /// Which words.
    pub(crate) atom: Atom,
    /// How many words may stand before it.
    pub(crate) gap: u8,
    /// The end of a sentence may stand before it.
    pub(crate) over: bool,
}

/// The patterns and their words, ready to be looked for.
#[derive(Debug, Clone)]
pub struct Hygiene {
    patterns: Vec<Pattern>,
    words: WordMap<Entry>,
    /// Classes that hold all words of other classes.
    unions: Vec<(Atom, Atom)>,
    atoms: usize,
    phrases: Vec<Phrase>,
    /// Phrases of one sentence.
    near: Keyed,
    /// Phrases that reach over the end of a sentence.
    far: Keyed,
    /// Names of tags with the patterns that look for them.
    tags: Vec<(String, usize)>,
    /// Words that tags are made of, by the patterns that look for them.
    tag_words: Vec<(TagWords, usize)>,
    /// Names of the classes of `words.tsv`.
    classes: Vec<(String, Atom)>,
    wording: Wording,
}

/// What the words of a sentence are weighed by.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wording {
    /// What every sentence weighs, less what it must weigh to be reported.
    pub(crate) always: i32,
    /// What a sentence must weigh to be reported.
    sure: i32,
    /// The same of a sentence without a word of English: fewer of its words are known.
    foreign: Option<i32>,
    /// How many words and pairs weigh anything; none if nothing is weighed.
    pub(crate) words: u16,
    /// What two words in a row weigh besides.
    pairs: Pairs,
    /// What shapes weigh that are no words.
    shapes: [Weighed; 3],
}

impl Wording {
    /// By how much less a sentence without a word of English may weigh to be reported.
    pub(crate) fn less_where_foreign(&self) -> i32 {
        self.foreign.map_or(0, |foreign| (self.sure - foreign).max(0))
    }

    /// What a word weighs that is known by its shape only.
    pub(crate) fn of_shape(&self, shape: Atom) -> Weighed {
        self.shapes[usize::from(shape.clamp(URL, IDENTIFIER) - URL)]
    }

    /// What two words weigh that follow each other, besides what each does.
    #[inline]
    pub(crate) fn of_pair(&self, first: u16, second: u16) -> Option<Weighed> {
        self.pairs.get(first, second)
    }
}

/// What pairs of words weigh, by the numbers of the words. Few pairs of a text are among them:
/// most are told by one bit.
#[derive(Debug, Clone, Default)]
struct Pairs {
    all: HashMap<(u16, u16), Weighed, FixedState>,
    /// One bit for each value of [`Pairs::mixed`]; nothing if there are no pairs.
    bits: Vec<u64>,
}

impl Pairs {
    /// One number of two.
    #[inline]
    fn mixed(first: u16, second: u16) -> (usize, u64) {
        // An odd number near the golden section of all spreads neighbours.
        let mixed = first.wrapping_mul(0x9e37) ^ second;
        (usize::from(mixed / 64), 1 << (mixed % 64))
    }

    fn insert(&mut self, first: u16, second: u16, weighed: Weighed) {
        self.bits.resize(usize::from(u16::MAX / 64) + 1, 0);
        let (place, bit) = Pairs::mixed(first, second);
        self.bits[place] |= bit;
        self.all.insert((first, second), weighed);
    }

    #[inline]
    fn get(&self, first: u16, second: u16) -> Option<Weighed> {
        let (place, bit) = Pairs::mixed(first, second);
        let bits = *self.bits.get(place)?;
        if bits & bit == 0 { None } else { self.all.get(&(first, second)).copied() }
    }
}

/// What a word or pair weighs, in hundredths of a nat, and its number among those that weigh
/// anything, alone or in a pair, from 1; 0 if it is none of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Weighed {
    pub(crate) weight: i16,
    pub(crate) number: u16,
}

/// Phrases by the two rarest of their words.
#[derive(Debug, Clone, Default)]
struct Keyed {
    /// By the number of the rarest word's class.
    phrases: Vec<Group>,
    /// The classes by which any phrase is found, one bit a class.
    classes: Vec<u64>,
}

/// The phrases whose rarest word is of one class.
#[derive(Debug, Clone, Default)]
struct Group {
    /// By the class of the next rare word.
    phrases: BTreeMap<Atom, Vec<u32>>,
    /// Those classes.
    next: Known,
}

impl Keyed {
    /// Room for so many classes.
    fn new(atoms: usize) -> Keyed {
        Keyed { phrases: vec![Group::default(); atoms], classes: vec![0; atoms.div_ceil(64)] }
    }

    /// Adds a phrase by its place in the list of all, under its rarest word and the next.
    fn add(&mut self, atom: Atom, next: Atom, phrase: u32) {
        let group = &mut self.phrases[usize::from(atom)];
        group.phrases.entry(next).or_default().push(phrase);
        group.next.atoms.push(next);
        self.classes[usize::from(atom) / 64] |= 1 << (atom % 64);
    }

    /// Whether any phrase has its rarest word of one of these classes.
    fn any(&self, (present, touched): Occurring<'_>) -> bool {
        touched.iter().any(|at| self.classes[usize::from(*at)] & present[usize::from(*at)] != 0)
    }

    /// Hands out the phrases whose two rarest words are of these classes, by the classes'
    /// numbers.
    fn each(&self, (present, touched): Occurring<'_>, mut found: impl FnMut(usize)) {
        for at in touched {
            each_bit(*at, self.classes[usize::from(*at)] & present[usize::from(*at)], |atom| {
                let group = &self.phrases[usize::from(atom)];
                for (at, next) in &group.next.bits {
                    each_bit(*at, next & present[usize::from(*at)], |next| {
                        group.phrases[&next].iter().for_each(|phrase| found(*phrase as usize));
                    });
                }
            });
        }
    }
}

/// Classes that occur somewhere, one bit a class, and the numbers in which any bit is.
type Occurring<'p> = (&'p [u64], &'p [u16]);

/// Hands out the classes of the bits of one number, which is the `at`th.
#[inline]
fn each_bit(at: u16, mut bits: u64, mut found: impl FnMut(Atom)) {
    while bits != 0 {
        found(at * 64 + bits.trailing_zeros() as Atom);
        // The lowest bit is done.
        bits &= bits - 1;
    }
}

/// A tag whose name is made of these words, with one of either kind, is looked for whatever
/// the whole name is: `<agent_protocol>`, `[MODEL NOTE]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagWords {
    /// Who is spoken to, or who speaks.
    pub who: Vec<String>,
    /// What kind of text it is.
    pub what: Vec<String>,
}

/// What is known of a word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The classes that it is in.
    pub(crate) classes: Known,
    /// Second words that make a pair with it, and the classes of the pair.
    pub(crate) pairs: Vec<(Vec<u8>, Known)>,
    /// It stands in a class or a pair, and not only among the words that weigh something.
    pub(crate) listed: bool,
    pub(crate) weighed: Weighed,
}

/// The classes of a word or pair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// By number, as they were read.
    atoms: Vec<Atom>,
    /// One bit a class, sixty-four classes a number, and only numbers with a bit.
    pub(crate) bits: Vec<(u16, u64)>,
    /// It carries nothing.
    pub(crate) filler: bool,
}

impl Known {
    /// Sets the bits, when all classes are there.
    fn ready(&mut self) {
        self.atoms.sort_unstable();
        for atom in &self.atoms {
            let bit = 1 << (atom % 64);
            match self.bits.last_mut() {
                Some((at, bits)) if *at == atom / 64 => *bits |= bit,
                _ => self.bits.push((atom / 64, bit)),
            }
        }
        self.filler = self.has(FILLER);
    }

    /// Whether a class is among them.
    pub(crate) fn has(&self, atom: Atom) -> bool {
        self.bits.iter().any(|(at, bits)| *at == atom / 64 && bits & 1 << (atom % 64) != 0)
    }
}

/// The classes that no list fills.
pub(crate) const FILLER: Atom = 0;
/// A web address.
pub(crate) const URL: Atom = 1;
/// A mail address.
pub(crate) const MAIL: Atom = 2;
/// An identifier, which in a description names a tool or a parameter.
pub(crate) const IDENTIFIER: Atom = 3;
/// An identifier that may name another tool: not this one's name, and no `…_id`.
pub(crate) const CALLABLE: Atom = 4;
/// Names of the fixed classes by number.
const FIXED: [&str; 5] = ["filler", "url", "mail", "identifier", "callable"];

/// Addresses and identifiers as [`WEIGHTS`] names them, from [`URL`] to [`IDENTIFIER`].
pub(crate) const SHAPES: [&str; 3] = ["{url}", "{mail}", "{identifier}"];

/// The numbers of classes.
#[derive(Debug, Default)]
struct Names {
    /// Of classes of `words.tsv`, by name.
    classes: HashMap<String, Atom, FixedState>,
    /// Of lists in phrases, as they are written.
    lists: HashMap<String, Atom, FixedState>,
}

/// How many words a bare `..` stands for.
const GAP: u8 = 5;

/// A pattern as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PatternFile {
    id: Spanned<String>,
    severity: Spanned<String>,
    says: Spanned<String>,
    why: Spanned<String>,
    since: Spanned<String>,
    when: Spanned<WhenFile>,
    fires: Spanned<Vec<Spanned<String>>>,
    spares: Spanned<Vec<Spanned<String>>>,
}

/// `[when]` as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WhenFile {
    kind: Option<Kind>,
    tags: Vec<Spanned<String>>,
    tag_words: Option<TagWords>,
    phrases: Vec<Spanned<String>>,
    unless: Vec<Spanned<String>>,
    eases: Vec<Spanned<String>>,
    parts: Vec<Part>,
    names_spare: Vec<String>,
    strangers: bool,
}

impl Hygiene {
    /// Loads and checks `hygiene/`; a file with a problem is left out, and the problems
    /// say why.
    pub(super) fn load(files: &CatalogFiles, problems: &mut Problems) -> Hygiene {
        let mut out = Hygiene {
            patterns: Vec::new(),
            words: WordMap::default(),
            unions: Vec::new(),
            atoms: FIXED.len(),
            phrases: Vec::new(),
            near: Keyed::default(),
            far: Keyed::default(),
            tags: Vec::new(),
            tag_words: Vec::new(),
            classes: Vec::new(),
            wording: Wording::default(),
        };
        if files.below("hygiene/", ".toml").next().is_none() {
            return out;
        }
        let mut names = out.load_words(files, problems);
        let mut read: Vec<(Pattern, Vec<Phrase>)> = files
            .below("hygiene/", ".toml")
            .filter_map(|(path, text)| out.read(path, text, &mut names, problems))
            .collect();
        read.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
        for (number, (pattern, phrases)) in read.into_iter().enumerate() {
            out.phrases.extend(phrases.into_iter().map(|phrase| Phrase { pattern: number, ..phrase }));
            out.tags.extend(pattern.tags.iter().map(|tag| (tag.clone(), number)));
            out.tag_words.extend(pattern.tag_words.iter().map(|words| (words.clone(), number)));
            out.patterns.push(pattern);
        }
        out.classes = names.classes.into_iter().filter(|(_, atom)| usize::from(*atom) >= FIXED.len()).collect();
        out.classes.sort_unstable();
        out.join();
        let common = common(files, problems);
        out.gather(&common);
        out.index(&common);
        if files.get(WEIGHTS).is_some() {
            out.load_weights(files, problems);
        }
        out
    }

    /// Reads what words weigh.
    fn load_weights(&mut self, files: &CatalogFiles, problems: &mut Problems) {
        for line in lines(files, WEIGHTS, 2..=2, problems) {
            // A pair may take three numbers.
            if self.wording.words > u16::MAX - 3 {
                let text = files.get(WEIGHTS).unwrap_or_default();
                problems.add(
                    WEIGHTS,
                    text,
                    line.offset,
                    "there are more words and pairs than can be numbered".to_owned(),
                );
                return;
            }
            let Ok(weight) = line.columns[1].parse::<i16>() else {
                let text = files.get(WEIGHTS).unwrap_or_default();
                problems.add(WEIGHTS, text, line.offset, format!("`{}` is no number", line.columns[1]));
                continue;
            };
            let word = match line.columns[0] {
                "set:always" => {
                    self.wording.always += i32::from(weight);
                    continue;
                }
                "set:sure" => {
                    self.wording.sure = i32::from(weight);
                    self.wording.always -= i32::from(weight);
                    continue;
                }
                "set:foreign" => {
                    self.wording.foreign = Some(i32::from(weight));
                    continue;
                }
                word => word,
            };
            match word.split_once(' ') {
                None => self.weighed(word).weight = weight,
                Some((first, second)) => {
                    let (first, second) = (self.weighed(first).number, self.weighed(second).number);
                    self.wording.words += 1;
                    self.wording.pairs.insert(first, second, Weighed { weight, number: self.wording.words });
                }
            }
        }
    }

    /// What is known of a word's weight, with a number of its own.
    fn weighed(&mut self, word: &str) -> &mut Weighed {
        let weighed = match (URL..=IDENTIFIER).find(|atom| word == SHAPES[usize::from(*atom - URL)]) {
            Some(atom) => &mut self.wording.shapes[usize::from(atom - URL)],
            None => &mut self.words.or_insert_with(word, Entry::default).weighed,
        };
        if weighed.number == 0 {
            self.wording.words += 1;
            weighed.number = self.wording.words;
        }
        weighed
    }

    /// What the words of a sentence are weighed by.
    pub(crate) fn wording(&self) -> &Wording {
        &self.wording
    }

    /// What is kept by hand of what words weigh: what a sentence must weigh to be reported, in
    /// hundredths of a nat, and one without a word of English.
    pub fn thresholds(&self) -> Vec<(&'static str, i32)> {
        let Wording { sure, foreign, .. } = self.wording;
        std::iter::once(("set:sure", sure)).chain(foreign.map(|foreign| ("set:foreign", foreign))).collect()
    }

    /// The classes of `words.tsv` that a word is in, without those that carry nothing.
    pub(crate) fn classes_of(&self, word: &str) -> impl Iterator<Item = &str> {
        let entry = self.words.get(word);
        let of = move |atom: Atom| entry.is_some_and(|entry| entry.classes.atoms.contains(&atom));
        self.classes.iter().filter(move |(_, atom)| of(*atom)).map(|(name, _)| name.as_str())
    }

    /// The words that any class holds, pairs left out.
    pub(crate) fn listed(&self) -> impl Iterator<Item = &str> {
        self.words.iter().filter(|(_, entry)| entry.listed).map(|(word, _)| word)
    }

    /// All patterns, sorted by id.
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// A pattern by id.
    pub fn pattern(&self, id: &str) -> Option<&Pattern> {
        self.patterns.binary_search_by(|p| p.id.as_str().cmp(id)).ok().map(|at| &self.patterns[at])
    }

    /// The patterns that look for this kind.
    pub(crate) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = usize> {
        (0..).zip(&self.patterns).filter(move |(_, p)| p.kind == Some(kind)).map(|(number, _)| number)
    }

    /// The names of tags with their patterns.
    pub(crate) fn tags(&self) -> &[(String, usize)] {
        &self.tags
    }

    /// The words of tags with their patterns.
    pub(crate) fn tag_words(&self) -> &[(TagWords, usize)] {
        &self.tag_words
    }

    /// How many classes there are.
    pub(crate) fn atoms(&self) -> usize {
        self.atoms
    }

    /// What is known of a word in lower case, without apostrophes.
    #[inline]
    pub(crate) fn word(&self, lower: &[u8]) -> Option<&Entry> {
        self.words.get_bytes(lower)
    }

    /// What lists know of a word in lower case, without apostrophes.
    pub(crate) fn listed_word(&self, lower: &str) -> Option<&Entry> {
        self.words.get(lower).filter(|entry| entry.listed)
    }

    /// What is known of a word of ASCII letters, given in any case.
    #[inline]
    pub(crate) fn word_of_letters(&self, letters: &[u8]) -> Option<&Entry> {
        self.words.get_letters(letters)
    }

    /// Whether any phrase is looked for in a sentence in which these classes occur.
    pub(crate) fn has_phrases(&self, present: Occurring<'_>) -> bool {
        self.near.any(present)
    }

    /// Hands out the phrases that are looked for in such a sentence.
    pub(crate) fn phrases<'h>(&'h self, present: Occurring<'_>, mut found: impl FnMut(&'h Phrase)) {
        self.near.each(present, |at| found(&self.phrases[at]));
    }

    /// Hands out the phrases that reach over the end of a sentence and are looked for in a
    /// text in which these classes occur.
    pub(crate) fn far_phrases<'h>(&'h self, present: Occurring<'_>, mut found: impl FnMut(&'h Phrase)) {
        self.far.each(present, |at| found(&self.phrases[at]));
    }

    /// Reads the word classes.
    fn load_words(&mut self, files: &CatalogFiles, problems: &mut Problems) -> Names {
        let mut names = Names::default();
        names.classes.extend((0..).zip(FIXED).map(|(at, name)| (name.to_owned(), at)));
        for line in lines(files, WORDS, 2..=2, problems) {
            for class in line.columns[1].split(' ').filter(|class| !class.is_empty()) {
                let next = self.atoms as Atom;
                let atom = match names.classes.get(class) {
                    Some(atom) => *atom,
                    None => *names.classes.entry(class.to_owned()).or_insert(next),
                };
                self.atoms = self.atoms.max(usize::from(atom) + 1);
                if !self.add(line.columns[0], atom) {
                    let text = files.get(WORDS).unwrap_or_default();
                    let message = format!("`{}` must be one or two words in lower case", line.columns[0]);
                    problems.add(WORDS, text, line.offset, message);
                }
            }
        }
        names
    }

    /// Puts a word, or a pair of words, into a class.
    fn add(&mut self, words: &str, atom: Atom) -> bool {
        let plain = words.contains('\'').then(|| words.replace('\'', ""));
        let words = plain.as_deref().unwrap_or(words);
        let mut parts = words.split(' ');
        let (Some(first), second, None) = (parts.next(), parts.next(), parts.next()) else { return false };
        if first.is_empty() || words.chars().any(char::is_uppercase) {
            return false;
        }
        let entry = self.words.or_insert_with(first, Entry::default);
        entry.listed = true;
        match second {
            None => entry.classes.atoms.push(atom),
            Some(second) => {
                match entry.pairs.iter_mut().find(|(word, _)| word == second.as_bytes()) {
                    Some((_, known)) => known.atoms.push(atom),
                    None => {
                        entry.pairs.push((second.as_bytes().to_vec(), Known { atoms: vec![atom], ..Known::default() }))
                    }
                }
                // Known, so that it is handed out.
                self.words.or_insert_with(second, Entry::default).listed = true;
            }
        }
        true
    }

    /// Reads one pattern.
    fn read(
        &mut self,
        path: &str,
        text: &str,
        names: &mut Names,
        problems: &mut Problems,
    ) -> Option<(Pattern, Vec<Phrase>)> {
        let (mut check, file) = FileCheck::parse::<PatternFile>(problems, path, text)?;
        let when_at = file.when.span();
        let when = file.when.into_inner();
        let id = check.id(file.id);
        let severity = check.word::<Severity>(&file.severity);
        let says = check.text("says", file.says);
        let why = check.text("why", file.why);
        let since = check.text("since", file.since);
        let mut compile = |list: &[Spanned<String>], check: &mut FileCheck<'_>| {
            let mut out = Vec::new();
            for phrase in list {
                match self.compile(phrase.get_ref(), names) {
                    Ok(compiled) => out.push(compiled),
                    Err(message) => check.wrong(phrase, message),
                }
            }
            out
        };
        let phrases = compile(&when.phrases, &mut check);
        let unless = compile(&when.unless, &mut check);
        let eases = compile(&when.eases, &mut check);
        if when.kind.is_none() && phrases.is_empty() && when.phrases.is_empty() {
            check.wrong(&Spanned::new(when_at.clone(), ()), "a pattern needs `phrases` or a `kind`");
        }
        if (when.kind == Some(Kind::PseudoTag)) == when.tags.is_empty() {
            check.wrong(&Spanned::new(when_at, ()), "`tags` belong to the kind `pseudo-tag`, and only there");
        }
        for (key, list) in [("fires", &file.fires), ("spares", &file.spares)] {
            if list.get_ref().is_empty() {
                check.wrong(list, format!("`{key}` needs at least one example"));
            }
            for example in list.get_ref() {
                if example.get_ref().starts_with('{')
                    && let Err(error) =
                        serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(example.get_ref())
                {
                    check.wrong(example, format!("the example is not a JSON object: {error}"));
                }
            }
        }
        let plain = |list: Vec<Spanned<String>>| list.into_iter().map(Spanned::into_inner).collect::<Vec<_>>();
        let severity = severity.filter(|_| check.is_fine())?;
        let pattern = Pattern {
            id,
            severity,
            says,
            why,
            since,
            kind: when.kind,
            tags: plain(when.tags),
            tag_words: when.tag_words,
            parts: when.parts,
            names_spare: when.names_spare,
            strangers: when.strangers,
            fires: plain(file.fires.into_inner()),
            spares: plain(file.spares.into_inner()),
            unless,
            eases,
            phrases: plain(when.phrases),
        };
        Some((pattern, phrases))
    }

    /// Compiles a phrase, and says what is wrong with it.
    fn compile(&mut self, phrase: &str, names: &mut Names) -> Result<Phrase, String> {
        let mut out = Phrase { pattern: 0, steps: Vec::new(), unordered: false, at_start: false, shares: false };
        let (mut gap, mut over) = (0, false);
        for piece in phrase.split_whitespace() {
            if let Some(number) = piece.strip_prefix("..") {
                gap = if number.is_empty() {
                    GAP
                } else {
                    number.parse().map_err(|_| format!("`{piece}` is no number of words"))?
                };
                continue;
            }
            match piece {
                "&" => out.unordered = true,
                "^" => out.at_start = true,
                "@" => out.shares = true,
                "//" => over = true,
                _ => {
                    for atom in self.atoms_of(piece, names)? {
                        out.steps.push(Step { atom, gap: std::mem::take(&mut gap), over: std::mem::take(&mut over) });
                    }
                }
            }
        }
        if out.steps.is_empty() || gap > 0 {
            return Err("a phrase ends with a word".to_owned());
        }
        Ok(out)
    }

    /// The classes of one piece of a phrase: one, or one a character for scripts
    /// without spaces.
    fn atoms_of(&mut self, piece: &str, names: &mut Names) -> Result<Vec<Atom>, String> {
        if let Some(atom) = names.lists.get(piece) {
            return Ok(vec![*atom]);
        }
        if !piece.contains('|') {
            if let Some(class) = piece.strip_prefix('{') {
                if let Some(atom) = names.classes.get(class.trim_end_matches('}')) {
                    return Ok(vec![*atom]);
                }
            } else {
                let mut words = Vec::new();
                plain::words(piece, false, |_| true, |word| words.push((word.start as usize, word.end as usize)));
                if words.len() > 1 {
                    let mut out = Vec::new();
                    for (start, end) in words {
                        out.extend(self.atoms_of(&piece[start..end], names)?);
                    }
                    return Ok(out);
                }
            }
        }
        let atom = self.atoms as Atom;
        for member in piece.split('|') {
            match member.strip_prefix('{') {
                Some(class) => {
                    let class = class.trim_end_matches('}');
                    let of = *names.classes.get(class).ok_or_else(|| format!("`{class}` is no class of words.tsv"))?;
                    if (URL..=CALLABLE).contains(&of) {
                        return Err(format!("`{class}` holds no words and stands alone"));
                    }
                    self.unions.push((of, atom));
                }
                None => {
                    let pair = member.contains('+').then(|| member.replace('+', " "));
                    if !self.add(pair.as_deref().unwrap_or(member), atom) {
                        return Err(format!("`{member}` must be a word in lower case"));
                    }
                }
            }
        }
        self.atoms += 1;
        names.lists.insert(piece.to_owned(), atom);
        Ok(vec![atom])
    }

    /// Puts the words of classes into the classes that hold them all.
    fn join(&mut self) {
        let mut into: BTreeMap<Atom, Vec<Atom>> = BTreeMap::new();
        for (class, union) in std::mem::take(&mut self.unions) {
            into.entry(class).or_default().push(union);
        }
        let add = |atoms: &mut Vec<Atom>| {
            let more: Vec<Atom> = atoms.iter().filter_map(|atom| into.get(atom)).flatten().copied().collect();
            atoms.extend(more);
        };
        for entry in self.words.values_mut() {
            add(&mut entry.classes.atoms);
            entry.pairs.iter_mut().for_each(|(_, known)| add(&mut known.atoms));
        }
    }

    /// Numbers the classes anew, those with the same common word one after the other: what is
    /// known of such a word is then few numbers, and it stands in every text.
    fn gather(&mut self, common: &HashMap<&[u8], usize, FixedState>) {
        let mut most: Vec<(usize, &[u8])> = vec![(0, &[]); self.atoms];
        for (word, entry) in self.words.iter() {
            let often = common.get(word.as_bytes()).copied().unwrap_or_default();
            for atom in &entry.classes.atoms {
                let most = &mut most[usize::from(*atom)];
                *most = (*most).max((often, word.as_bytes()));
            }
        }
        let mut order: Vec<usize> = (FIXED.len()..self.atoms).collect();
        order.sort_by_key(|atom| (Reverse(most[*atom]), *atom));
        let mut numbers: Vec<Atom> = (0..self.atoms as Atom).collect();
        for (number, atom) in (FIXED.len() as Atom..).zip(order) {
            numbers[atom] = number;
        }
        let anew = |atom: &mut Atom| *atom = numbers[usize::from(*atom)];
        self.classes.iter_mut().for_each(|(_, atom)| anew(atom));
        for entry in self.words.values_mut() {
            entry.classes.atoms.iter_mut().for_each(anew);
            entry.pairs.iter_mut().flat_map(|(_, known)| &mut known.atoms).for_each(anew);
        }
        let excuses = self.patterns.iter_mut().flat_map(|pattern| pattern.unless.iter_mut().chain(&mut pattern.eases));
        for phrase in self.phrases.iter_mut().chain(excuses) {
            phrase.steps.iter_mut().for_each(|step| anew(&mut step.atom));
        }
    }

    /// Files the phrases under the rarest of their words, by how common the words of
    /// each class are.
    fn index(&mut self, common: &HashMap<&[u8], usize, FixedState>) {
        // Of ten thousand words; a word that is not on the list counts for one.
        const IDENTIFIERS: usize = 2000;
        const URLS: usize = 20;
        let mut sizes = vec![0_usize; self.atoms];
        sizes[usize::from(URL)] = URLS;
        sizes[usize::from(MAIL)] = 1;
        sizes[usize::from(IDENTIFIER)] = IDENTIFIERS;
        sizes[usize::from(CALLABLE)] = IDENTIFIERS;
        for (word, entry) in self.words.iter() {
            let weight = common.get(word.as_bytes()).copied().unwrap_or(1);
            for atom in &entry.classes.atoms {
                sizes[usize::from(*atom)] += weight;
            }
        }
        (self.near, self.far) = (Keyed::new(self.atoms), Keyed::new(self.atoms));
        for (number, phrase) in (0..).zip(&self.phrases) {
            let size = |at: &usize| sizes[usize::from(phrase.steps[*at].atom)];
            if let Some(rarest) = (0..phrase.steps.len()).min_by_key(size) {
                let others = (0..phrase.steps.len()).filter(|at| *at != rarest);
                let next = others.min_by_key(size).unwrap_or(rarest);
                let far = phrase.steps.iter().any(|step| step.over);
                let keyed = if far { &mut self.far } else { &mut self.near };
                keyed.add(phrase.steps[rarest].atom, phrase.steps[next].atom, number);
            }
        }
        for group in self.near.phrases.iter_mut().chain(&mut self.far.phrases) {
            group.next.ready();
        }
        for entry in self.words.values_mut() {
            entry.classes.ready();
            entry.pairs.iter_mut().for_each(|(_, known)| known.ready());
        }
    }
}

/// The words that definitions are full of, with how often they stand in ten thousand
/// words: phrases are not found by them.
fn common<'f>(files: &'f CatalogFiles, problems: &mut Problems) -> HashMap<&'f [u8], usize, FixedState> {
    let mut out: HashMap<&[u8], usize, FixedState> = HashMap::default();
    for line in lines(files, COMMON, 2..=2, problems) {
        match line.columns[1].parse() {
            Ok(often) => {
                out.insert(line.columns[0].as_bytes(), often);
            }
            Err(_) => {
                let text = files.get(COMMON).unwrap_or_default();
                problems.add(COMMON, text, line.offset, format!("`{}` is no number", line.columns[1]));
            }
        }
    }
    out
}

/// The classes that a word's shape puts it into.
pub(crate) fn atom_of_shape(shape: Shape) -> Option<Atom> {
    match shape {
        Shape::Plain | Shape::Dotted => None,
        Shape::Identifier => Some(IDENTIFIER),
        Shape::Url => Some(URL),
        Shape::Mail => Some(MAIL),
    }
}
