//! Weights: how much each word and each observation of the rules speaks for each
//! category, risk and trait, learned from labelled definitions.
//!
//! `catalog/weights.tsv` holds one feature a line: its kind and term, then what it
//! weighs for which words of the contract, in hundredths of a nat (log-odds):
//!
//! ```text
//! name:delet ⇥ Destructive=143 Read=-88 Critical=61
//! ```
//!
//! Weights are whole numbers and are only added, so the same input gives the same sums
//! on every machine. Lines that begin with `set:` hold the margins that the sums are
//! held against. The file is written by `toolrisk learn`; a catalog without it judges
//! by the rules alone.

use super::files::{CatalogFiles, Problems};
use crate::text::word_map::up_to_eight;
use crate::vocab::{Category, Risk, Trait};
use foldhash::fast::FixedState;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

/// The weights' file in a catalog.
pub const PATH: &str = "weights.tsv";

/// How many things a feature can speak for: three categories, four risks, nine traits.
pub const HEADS: usize = 16;

/// Sums of weights for each head.
pub type Sums = [i32; HEADS];

/// What a feature weighs for each head. Half as wide as the sums, so that the rows of a
/// catalog lie closer together in memory.
pub type Row = [i16; HEADS];

/// The heaviest weight.
pub const HEAVIEST: i16 = 30_000;

/// Where a term stands, or what else a feature is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Counts for every tool.
    Always,
    /// A word of the tool's name that is not its server's name.
    Name,
    /// The first such word.
    First,
    /// The last such word, if there are several.
    Last,
    /// The first word of the description.
    Lead,
    /// A word of the sentence that says what the tool does.
    Summary,
    /// A word of a later sentence.
    Body,
    /// A word of what the description says of the answer.
    Output,
    /// A word of a parameter's name.
    Param,
    /// An observation that is no word: a rule that fired, the rules' verdict, a hint.
    Fact,
}

impl Kind {
    /// All kinds, in order.
    pub const ALL: [Kind; 10] = [
        Kind::Always,
        Kind::Name,
        Kind::First,
        Kind::Last,
        Kind::Lead,
        Kind::Summary,
        Kind::Body,
        Kind::Output,
        Kind::Param,
        Kind::Fact,
    ];

    /// The kind as it stands in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Always => "always",
            Kind::Name => "name",
            Kind::First => "first",
            Kind::Last => "last",
            Kind::Lead => "lead",
            Kind::Summary => "summary",
            Kind::Body => "body",
            Kind::Output => "output",
            Kind::Param => "param",
            Kind::Fact => "fact",
        }
    }
}

/// Which sum a word of the contract has.
pub mod head {
    use super::{Category, Risk, Trait};

    /// A category's sum.
    pub const fn category(category: Category) -> usize {
        category as usize
    }

    /// A risk's sum.
    pub const fn risk(risk: Risk) -> usize {
        3 + risk as usize
    }

    /// A trait's sum.
    pub const fn of_trait(of: Trait) -> usize {
        7 + of as usize
    }

    /// The word that a sum speaks for.
    pub fn word(head: usize) -> &'static str {
        match head {
            0..3 => Category::ALL[head].word(),
            3..7 => Risk::ALL[head - 3].word(),
            _ => Trait::ALL[head - 7].word(),
        }
    }

    /// The sum of a word of the contract.
    pub fn of_word(word: &str) -> Option<usize> {
        (0..super::HEADS).find(|head| self::word(*head) == word)
    }
}

/// What the sums are held against, in hundredths of a nat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Margins {
    /// From this distance to the next category on, the confidence is high.
    pub sure: i32,
    /// Below this one it is low.
    pub doubtful: i32,
    /// A category must lead by this much to overrule the rules.
    pub turn: i32,
    /// The words alone must lead by this much to make the rules' category milder where
    /// no act decided it.
    pub milder: i32,
    /// The same where an act decided it.
    pub against: i32,
    /// Read must lead Destructive by this much to overrule the rules.
    pub quiet: i32,
    /// A risk must lead by this much to overrule the rules.
    pub risk: i32,
    /// A trait's sum must be above this to add the trait.
    pub add: i32,
    /// A trait's sum must be below this to take a trait away that a rule gave.
    pub drop: i32,
}

impl Default for Margins {
    fn default() -> Margins {
        Margins {
            sure: 250,
            doubtful: 80,
            turn: 50,
            milder: 40,
            against: 80,
            quiet: 300,
            risk: 50,
            add: -50,
            drop: -100,
        }
    }
}

impl Margins {
    fn named(&mut self) -> [(&'static str, &mut i32); 9] {
        [
            ("sure", &mut self.sure),
            ("doubtful", &mut self.doubtful),
            ("turn", &mut self.turn),
            ("milder", &mut self.milder),
            ("against", &mut self.against),
            ("quiet", &mut self.quiet),
            ("risk", &mut self.risk),
            ("add", &mut self.add),
            ("drop", &mut self.drop),
        ]
    }
}

/// All weights of a catalog.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    rows: HashMap<u64, u32, FixedState>,
    table: Vec<Row>,
    /// What the sums are held against.
    pub margins: Margins,
}

/// A feature's key: a hash of its kind and its term, given in words.
pub fn key(kind: Kind, words: &[&str]) -> u64 {
    words.iter().fold(kind as u64 + 1, |hash, word| hashed(hash, word))
}

/// The key of a feature whose term is written as one text, with blanks between its words.
fn key_of_term(kind: Kind, term: &str) -> u64 {
    term.split(' ').fold(kind as u64 + 1, hashed)
}

/// A hash and a word behind it, hashed: eight bytes at a time, since every word of every
/// description passes through.
fn hashed(before: u64, word: &str) -> u64 {
    // The multiplier of FxHash, as rustc has it; the shift brings the well mixed bits down.
    let mix = |hash: u64, bits: u64| {
        let mixed = (hash.rotate_left(5) ^ bits).wrapping_mul(0xf135_7aea_2e62_a9c5);
        mixed ^ mixed >> 32
    };
    let (first, rest) = word.as_bytes().split_at(word.len().min(8));
    // The length tells words apart that go on alike; its bits lie where hardly a word has any.
    let begun = mix(before, up_to_eight(first) ^ (word.len() as u64) << 56);
    rest.chunks(8).fold(begun, |hash, bytes| mix(hash, up_to_eight(bytes)))
}

impl Weights {
    /// Loads `weights.tsv`; `None` if the catalog has none.
    pub fn load(files: &CatalogFiles, problems: &mut Problems) -> Option<Weights> {
        let text = files.get(PATH)?;
        let mut weights = Weights::default();
        let lines = text.bytes().filter(|b| *b == b'\n').count();
        weights.rows.reserve(lines);
        weights.table.reserve(lines);
        let mut offset = 0;
        for raw in text.split_inclusive('\n') {
            let line = raw.trim_end_matches(['\n', '\r']);
            if !line.is_empty()
                && !line.starts_with('#')
                && let Err(message) = weights.add(line)
            {
                problems.add(PATH, text, offset, message);
            }
            offset += raw.len();
        }
        Some(weights)
    }

    /// Adds one line of the file.
    fn add(&mut self, line: &str) -> Result<(), String> {
        let (feature, values) = split(line, b'\t').ok_or("expected a feature, a tab and its weights")?;
        let (kind, term) = split(feature, b':').ok_or("a feature is written `kind:term`")?;
        if kind == "set" {
            let value = values.trim().parse().map_err(|_| format!("`{values}` is not a whole number"))?;
            let known = self.margins.named().map(|(name, _)| name).join(", ");
            let mut named = self.margins.named();
            let margin = named.iter_mut().find(|(name, _)| *name == term);
            *margin.ok_or(format!("`{term}` is not one of {known}"))?.1 = value;
            return Ok(());
        }
        let kind = Kind::ALL
            .into_iter()
            .find(|known| known.word() == kind)
            .ok_or_else(|| format!("`{kind}` is not one of set, {}", Kind::ALL.map(Kind::word).join(", ")))?;
        let mut row: Row = [0; HEADS];
        let mut next = Some(values);
        while let Some(rest) = next {
            let (part, behind) = split(rest, b' ').map_or((rest, None), |(part, behind)| (part, Some(behind)));
            next = behind;
            let (word, value) = split(part, b'=').ok_or_else(|| format!("`{part}` is not written `word=weight`"))?;
            let head = head::of_word(word).ok_or_else(|| format!("`{word}` is no category, risk or trait"))?;
            row[head] = value
                .parse()
                .ok()
                .filter(|value: &i16| value.unsigned_abs() <= HEAVIEST.unsigned_abs())
                .ok_or_else(|| format!("`{value}` is not a whole number up to {HEAVIEST}"))?;
        }
        let at = u32::try_from(self.table.len()).map_err(|_| "there are too many features")?;
        if self.rows.insert(key_of_term(kind, term), at).is_some() {
            return Err(format!("`{feature}` stands twice"));
        }
        self.table.push(row);
        Ok(())
    }

    /// Weights that were just learned.
    pub fn of_rows(margins: Margins, rows: &BTreeMap<(Kind, String), Sums>) -> Weights {
        let mut weights = Weights { margins, ..Weights::default() };
        for (at, ((kind, term), row)) in (0..).zip(rows) {
            weights.rows.insert(key_of_term(*kind, term), at);
            let most = i32::from(HEAVIEST);
            let narrow = |weight: i32| i16::try_from(weight.clamp(-most, most)).unwrap_or_default();
            weights.table.push(row.map(narrow));
        }
        weights
    }

    /// The number of the row of a feature, given in words, if it weighs anything.
    pub fn of(&self, kind: Kind, words: &[&str]) -> Option<usize> {
        self.rows.get(&key(kind, words)).map(|at| *at as usize)
    }

    /// What a feature weighs, by the number of its row.
    pub fn row(&self, number: usize) -> &Row {
        &self.table[number]
    }

    /// How many features have a weight.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether no feature has one.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }
}

/// What stands before and behind the first such byte. The file is read at every start,
/// and its pieces are short: the search for a character in a text costs more to set up
/// than to go through them byte by byte.
fn split(text: &str, at: u8) -> Option<(&str, &str)> {
    let place = text.bytes().position(|b| b == at)?;
    Some((&text[..place], &text[place + 1..]))
}

/// The file that holds these weights, under a comment; weights of nought are left out.
pub fn written(comment: &str, margins: Margins, rows: &BTreeMap<(Kind, String), Sums>) -> String {
    let mut out = String::new();
    for line in comment.lines() {
        out.push_str(format!("# {line}").trim_end());
        out.push('\n');
    }
    let mut margins = margins;
    for (name, value) in margins.named() {
        let _ = writeln!(out, "set:{name}\t{value}");
    }
    for ((kind, term), row) in rows {
        let mut values = row.iter().enumerate().filter(|(_, value)| **value != 0).peekable();
        if values.peek().is_none() {
            continue;
        }
        let _ = write!(out, "{}:{term}\t", kind.word());
        for (at, (head, value)) in values.enumerate() {
            let blank = if at == 0 { "" } else { " " };
            let _ = write!(out, "{blank}{}={value}", head::word(head));
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn loaded(text: &str) -> Result<Weights, String> {
        let files = CatalogFiles::new([(PATH.to_owned(), Cow::Owned(text.to_owned()))]);
        let mut problems = Problems::default();
        let weights = Weights::load(&files, &mut problems).expect("there is a file");
        problems.or(weights).map_err(|problems| problems.to_string())
    }

    #[test]
    fn what_is_written_is_read_back() {
        let mut row = [0; HEADS];
        row[head::category(Category::Destructive)] = 143;
        row[head::risk(Risk::Low)] = -7;
        row[head::of_trait(Trait::MovesMoney)] = 12;
        let rows =
            BTreeMap::from([((Kind::Name, "delet".to_owned()), row), ((Kind::Body, "x".to_owned()), [0; HEADS])]);
        let margins = Margins { sure: 311, ..Margins::default() };
        let text = written("made by hand\n\nfor a test", margins, &rows);
        assert!(text.starts_with("# made by hand\n#\n# for a test\nset:sure\t311\n"), "{text}");
        assert!(text.ends_with("name:delet\tDestructive=143 Low=-7 moves-money=12\n"), "{text}");
        let weights = loaded(&text).expect("valid");
        assert_eq!((weights.len(), weights.margins), (1, margins));
        assert_eq!(weights.of(Kind::Name, &["delet"]), Some(0));
        assert_eq!(weights.row(0).map(i32::from), row);
        assert_eq!(weights.of(Kind::Body, &["delet"]), None);
    }

    #[test]
    fn wrong_lines_are_named() {
        for (line, says) in [
            ("name:x", "expected a feature, a tab and its weights"),
            ("x\tRead=1", "a feature is written `kind:term`"),
            ("word:x\tRead=1", "`word` is not one of set, always, name"),
            ("name:x\tread=1", "`read` is no category, risk or trait"),
            ("name:x\tRead=1.5", "`1.5` is not a whole number"),
            ("set:speed\t3", "`speed` is not one of sure, doubtful"),
            ("name:x\tRead=1\nname:x\tRead=2", "`name:x` stands twice"),
        ] {
            let error = loaded(line).expect_err(line);
            assert!(error.starts_with("catalog/weights.tsv:") && error.contains(says), "{line}: {error}");
        }
    }
}
