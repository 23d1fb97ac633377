//! Regular expressions, all looked for in a text.
//!
//! An expression is tried only where one of the texts stands that its matches begin or
//! end with (`lost`, `discarded`, …); one automaton looks for those of all expressions at
//! once, and one that begins with `^` or ends with `$` is told by how the text begins or
//! ends. A `RegexSet` took
//! six times as long, because its fast automata know no Unicode word boundaries in texts
//! that are not ASCII.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, Input, MatchKind};
use regex::{Regex, bytes};
use regex_syntax::hir::literal::{ExtractKind, Extractor, Seq};
use regex_syntax::hir::{Class, Hir, HirKind, Look};
use regex_syntax::is_word_character;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Expressions, each with what it stands for.
#[derive(Debug, Clone)]
pub(super) struct Expressions<T> {
    all: Vec<Expression<T>>,
    /// Those that are tried on every text.
    always: Places,
    /// Texts that one of the expressions needs at the start, by their first byte.
    starts: Ends,
    /// Texts that one of the expressions needs at the end, by their last byte.
    ends: Ends,
    /// The texts that expressions need.
    needed: AhoCorasick,
    /// The places of the expressions that may match where such a text stands.
    needed_by: Vec<Vec<usize>>,
}

/// Texts at the start or end of another with the places of the expressions that need them,
/// by the byte there.
type Ends = BTreeMap<u8, Vec<(Vec<u8>, usize)>>;

/// A set of expressions by their places, one bit each.
#[derive(Debug, Clone, Default)]
struct Places(Vec<u64>);

impl Places {
    fn add(&mut self, place: usize) {
        if self.0.len() <= place / 64 {
            self.0.resize(place / 64 + 1, 0);
        }
        self.0[place / 64] |= 1 << (place % 64);
    }

    /// The places in order.
    fn each(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            let bits = std::iter::successors(Some(*word), |bits| Some(bits & bits.checked_sub(1)?));
            bits.take_while(|bits| *bits != 0).map(move |bits| at * 64 + bits.trailing_zeros() as usize)
        })
    }
}

/// One expression.
#[derive(Debug, Clone)]
struct Expression<T> {
    text: String,
    /// Compiled when first tried: many runs try none.
    compiled: OnceLock<Option<Regex>>,
    /// The same for texts as they are [`in_ascii`], where classes and word boundaries of
    /// ASCII say the same: a tenth of the size, and always a fast automaton. None if the
    /// expression asks for more than ASCII.
    ascii: OnceLock<Option<bytes::Regex>>,
    stands_for: T,
}

/// On which texts an expression is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
enum When {
    /// On every text, because no text is known that it needs.
    Always,
    /// Where a text begins with one of these.
    Begins(Vec<Vec<u8>>),
    /// Where a text ends with one of these.
    Ends(Vec<Vec<u8>>),
    /// Where one of these stands.
    Holds(Vec<Vec<u8>>),
}

/// The most texts that one expression is searched by.
const LITERALS: usize = 24;

/// The shortest text that tells texts apart.
const SHORTEST: usize = 3;

impl<T: Copy> Expressions<T> {
    /// Takes expressions in; one that does not compile finds nothing.
    pub(super) fn new<'e>(expressions: impl IntoIterator<Item = (&'e str, T)>) -> Expressions<T> {
        let (mut all, mut needed) = (Vec::new(), Vec::new());
        let (mut always, mut starts, mut ends) = (Places::default(), Ends::default(), Ends::default());
        let file = |by: &mut Ends, byte: Option<&u8>, literal: &[u8], place: usize| {
            by.entry(byte.copied().unwrap_or_default()).or_default().push((literal.to_vec(), place));
        };
        for (text, stands_for) in expressions {
            let place = all.len();
            match when(text) {
                When::Always => always.add(place),
                When::Begins(literals) => literals.iter().for_each(|l| file(&mut starts, l.first(), l, place)),
                When::Ends(literals) => literals.iter().for_each(|l| file(&mut ends, l.last(), l, place)),
                When::Holds(literals) => needed.extend(literals.into_iter().map(|literal| (literal, place))),
            }
            let (compiled, ascii) = (OnceLock::new(), OnceLock::new());
            all.push(Expression { text: text.to_owned(), compiled, ascii, stands_for });
        }
        // Of several texts that stand at one place only one is handed out: it speaks for all
        // that it begins with, and for all that may go on from it.
        let related = |of: &[u8]| {
            let mut places: Vec<usize> = needed
                .iter()
                .filter(|(other, _)| other.starts_with(of) || of.starts_with(other))
                .map(|(_, place)| *place)
                .collect();
            places.dedup();
            places
        };
        let needed_by = needed.iter().map(|(literal, _)| related(literal)).collect();
        // A table for each state, a few hundred kilobytes: every byte of every description
        // passes through, and the smaller automaton takes four times as long over each.
        let needed = AhoCorasickBuilder::new()
            .kind(Some(AhoCorasickKind::DFA))
            .match_kind(MatchKind::LeftmostFirst)
            .build(needed.iter().map(|(literal, _)| literal))
            .expect("twenty-four texts an expression stay far below the automaton's limits");
        Expressions { all, always, starts, ends, needed, needed_by }
    }

    /// Hands out every match in a text: first byte, one past the last, and what the
    /// expression stands for, in the order of the expressions.
    pub(super) fn find(&self, text: &str, mut found: impl FnMut(usize, usize, T)) {
        // A comma that a match begins with sets it off, and is nothing of what is found.
        let mut found = |start: usize, end: usize, stands_for: T| {
            let comma = if text[start..end].starts_with(", ") { 2 } else { 0 };
            found(start + comma, end, stands_for);
        };
        let mut tried = self.always.clone();
        let bytes = text.as_bytes();
        for (literal, place) in bytes.first().and_then(|byte| self.starts.get(byte)).into_iter().flatten() {
            if bytes.starts_with(literal) {
                tried.add(*place);
            }
        }
        for (literal, place) in bytes.last().and_then(|byte| self.ends.get(byte)).into_iter().flatten() {
            if bytes.ends_with(literal) {
                tried.add(*place);
            }
        }
        let mut from = 0;
        while let Some(m) = self.needed.find(Input::new(text).range(from..)) {
            self.needed_by[m.pattern().as_usize()].iter().for_each(|place| tried.add(*place));
            from = m.start() + 1;
        }
        let mut tried = tried.each().peekable();
        if tried.peek().is_none() {
            return;
        }
        let ascii = in_ascii(text);
        for place in tried {
            self.all[place].find(text, &ascii, &mut found);
        }
    }
}

impl<T: Copy> Expression<T> {
    /// Hands out every match in a text, which is at hand in ASCII, too.
    fn find(&self, text: &str, ascii: &str, found: &mut impl FnMut(usize, usize, T)) {
        let of_ascii = || {
            let regex = || bytes::RegexBuilder::new(&self.text).unicode(false).build().ok();
            self.text.is_ascii().then(regex).flatten()
        };
        if let Some(regex) = self.ascii.get_or_init(of_ascii) {
            // One byte for one character.
            let place = |at: usize| match ascii.len() == text.len() {
                true => at,
                false => text.char_indices().nth(at).map_or(text.len(), |(at, _)| at),
            };
            regex.find_iter(ascii.as_bytes()).for_each(|m| found(place(m.start()), place(m.end()), self.stands_for));
        } else if let Some(regex) = self.compiled.get_or_init(|| Regex::new(&self.text).ok()) {
            regex.find_iter(text).for_each(|m| found(m.start(), m.end(), self.stands_for));
        }
    }
}

/// A lower-case text with every character that is not of ASCII written as one that is of
/// the same kind and stands in no expression: a capital for what belongs to a word.
fn in_ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let ascii = |c: char| match c {
        c if c.is_ascii() => c,
        c if c.is_whitespace() => ' ',
        c if c.is_numeric() && is_word_character(c) => '0',
        c if is_word_character(c) => 'X',
        _ => '\u{1}',
    };
    text.chars().map(ascii).collect::<String>().into()
}

/// Whether an expression is one that compiles. Nearly all are told by their syntax; only
/// what may grow beyond the compiler's limit is compiled for it.
pub(super) fn check(expression: &str) -> Result<(), regex::Error> {
    /// So many ranges of characters stay far below ten megabytes: `\pL{100}` has 65,000 of
    /// them and takes half a megabyte.
    const SMALL: usize = 40_000;
    let small = regex_syntax::parse(expression).is_ok_and(|hir| ranges(&hir) <= SMALL);
    if small { Ok(()) } else { Regex::new(expression).map(drop) }
}

/// How many ranges of characters an expression is made of, repetitions written out.
fn ranges(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(Class::Unicode(class)) => class.ranges().len(),
        HirKind::Class(Class::Bytes(class)) => class.ranges().len(),
        HirKind::Repetition(of) => {
            let most = of.max.unwrap_or(of.min.saturating_add(1)).max(1);
            ranges(&of.sub).saturating_add(1).saturating_mul(most as usize)
        }
        HirKind::Capture(of) => ranges(&of.sub).saturating_add(1),
        HirKind::Concat(all) | HirKind::Alternation(all) => {
            all.iter().map(ranges).fold(1, |sum, one| sum.saturating_add(one))
        }
    }
}

/// On which texts an expression must be tried.
fn when(expression: &str) -> When {
    let Ok(hir) = regex_syntax::parse(expression) else { return When::Always };
    let begins = literals(&hir, ExtractKind::Prefix);
    if hir.properties().look_set_prefix().contains(Look::Start)
        && let Some((1.., literals)) = begins
    {
        return When::Begins(literals);
    }
    let ends = literals(&hir, ExtractKind::Suffix);
    if hir.properties().look_set_suffix().contains(Look::End)
        && let Some((1.., literals)) = ends
    {
        return When::Ends(literals);
    }
    let of_use = [begins, ends].into_iter().flatten();
    let best = of_use.filter(|(shortest, _)| *shortest >= SHORTEST).max_by_key(|(shortest, _)| *shortest);
    best.map_or(When::Always, |(_, literals)| When::Holds(literals))
}

/// Texts of which every match begins or ends with one, if they are few, and the length of
/// the shortest.
fn literals(hir: &Hir, kind: ExtractKind) -> Option<(usize, Vec<Vec<u8>>)> {
    let mut extractor = Extractor::new();
    extractor.kind(kind).limit_total(LITERALS);
    let seq: Seq = extractor.extract(hir);
    let literals = seq.literals()?.iter().map(|literal| literal.as_bytes().to_vec()).collect();
    Some((seq.min_literal_len()?, literals))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(expressions: &[&str], text: &str) -> Vec<String> {
        let all = Expressions::new(expressions.iter().enumerate().map(|(number, text)| (*text, number)));
        let mut out = Vec::new();
        all.find(text, |start, end, number| out.push(format!("{number}:{}", &text[start..end])));
        out
    }

    #[test]
    fn what_an_expression_needs_is_found_and_nothing_is_missed() {
        assert!(matches!(when(r"\b(?:is|are|be) (?:then )?(?:lost|discarded|wiped)\b"), When::Holds(_)));
        assert_eq!((when(r"\w+"), when("a|b")), (When::Always, When::Always));
        assert!(matches!(when("^(?:run|use) it"), When::Begins(_)));
        assert!(matches!(when(r"\w+ (?:it|file)$"), When::Ends(_)));
        let expressions =
            [r"\b(?:is|be) (?:lost|wiped)\b", r"\d+", r"overwrit(?:es|ing) (?:the |any )?file", "(", "[^ ]*s? file$"];
        assert_eq!(
            found(&expressions, "é: 12 are wiped, it is wiped; overwrites any file, overwriting file"),
            ["0:is wiped", "1:12", "2:overwrites any file", "2:overwriting file", "4:overwriting file"]
        );
        assert!(found(&expressions, "nothing of that").is_empty());
        assert!(found(&[], "x").is_empty());
    }
    #[test]
    fn what_does_not_compile_is_told_with_and_without_compiling() {
        for expression in ["(", r"\p{Nothing}", r"\w{1000000}", r"(?:\w{100}){100}", r"[a-z"] {
            assert!(check(expression).is_err() && Regex::new(expression).is_err(), "{expression}");
        }
        for expression in ["", r"\b(?:a|b){2,5}? \w+$", r"\w{30}"] {
            assert!(check(expression).is_ok() && Regex::new(expression).is_ok(), "{expression}");
        }
    }

    #[test]
    fn texts_that_hide_one_another_are_all_found() {
        let expressions = ["(?:overwrite|overwrites) it", "writes? it", "over(?:write|all)", "^over", "^write"];
        assert_eq!(found(&expressions, "overwrites it"), ["0:overwrites it", "1:writes it", "2:overwrite", "3:over"]);
        assert_eq!(found(&["abcd", "bcde", "abc"], "abcde"), ["0:abcd", "1:bcde", "2:abc"]);
    }

    #[test]
    fn ascii_texts_and_others_find_the_same() {
        let expressions = [r"\bdrops? \w{2,4}\b", "[^.,]{2,6}? und", "ä|files", r"\p{L}+ing"];
        assert_eq!(
            found(&expressions, "drop ab, x y und files, string"),
            ["0:drop ab", "1: x y und", "2:files", "3:string"]
        );
        assert_eq!(
            found(&expressions, "drop äb, x y und ä, stäring"),
            ["0:drop äb", "1: x y und", "2:ä", "2:ä", "2:ä", "3:stäring"]
        );
    }
}
