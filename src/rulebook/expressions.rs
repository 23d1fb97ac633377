//! Regular expressions, all looked for in a text.
//!
//! Expressions are tried only where one of the texts stands that their matches begin or
//! end with (`lost`, `discarded`, …); one automaton looks for those of all expressions at
//! once. A `RegexSet` took six times as long, because its fast automata know no Unicode
//! word boundaries in texts that are not ASCII.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use regex::Regex;
use regex_syntax::hir::literal::{ExtractKind, Extractor, Seq};
use std::sync::OnceLock;

/// Expressions, each with what it stands for.
#[derive(Debug, Clone)]
pub(super) struct Expressions<T> {
    all: Vec<Expression<T>>,
    /// The texts that expressions need.
    needed: AhoCorasick,
}

/// One expression.
#[derive(Debug, Clone)]
struct Expression<T> {
    text: String,
    /// Compiled when first tried: many runs try none.
    compiled: OnceLock<Option<Regex>>,
    /// It must be tried on every text, because no text is known that it needs.
    always: bool,
    stands_for: T,
}

/// The most texts that one expression is searched by.
const LITERALS: usize = 16;

/// The shortest text that tells texts apart.
const SHORTEST: usize = 3;

impl<T: Copy> Expressions<T> {
    /// Takes expressions in; one that does not compile finds nothing.
    pub(super) fn new<'e>(expressions: impl IntoIterator<Item = (&'e str, T)>) -> Expressions<T> {
        let (mut all, mut needed) = (Vec::new(), Vec::new());
        for (text, stands_for) in expressions {
            let literals = literals(text);
            let always = literals.is_none();
            needed.extend(literals.into_iter().flatten());
            all.push(Expression { text: text.to_owned(), compiled: OnceLock::new(), always, stands_for });
        }
        // Leftmost, because only then many bytes are looked at at once.
        let needed = AhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostFirst)
            .build(needed)
            .expect("sixteen texts an expression stay far below the automaton's limits");
        Expressions { all, needed }
    }

    /// Hands out every match in a text: first byte, one past the last, and what the
    /// expression stands for, in the order of the expressions.
    pub(super) fn find(&self, text: &str, mut found: impl FnMut(usize, usize, T)) {
        let some_needed = self.needed.is_match(text);
        for expression in self.all.iter().filter(|expression| expression.always || some_needed) {
            if let Some(regex) = expression.compiled.get_or_init(|| Regex::new(&expression.text).ok()) {
                regex.find_iter(text).for_each(|m| found(m.start(), m.end(), expression.stands_for));
            }
        }
    }
}

/// Texts of which every match of an expression begins or ends with one, if there are
/// some that are worth looking for.
fn literals(expression: &str) -> Option<Vec<Vec<u8>>> {
    let hir = regex_syntax::parse(expression).ok()?;
    let of = |kind: ExtractKind| {
        let mut extractor = Extractor::new();
        extractor.kind(kind).limit_total(LITERALS);
        let seq: Seq = extractor.extract(&hir);
        Some((seq.min_literal_len()?, seq)).filter(|(shortest, _)| *shortest >= SHORTEST)
    };
    let (_, seq) =
        [of(ExtractKind::Prefix), of(ExtractKind::Suffix)].into_iter().flatten().max_by_key(|(len, _)| *len)?;
    Some(seq.literals()?.iter().map(|literal| literal.as_bytes().to_vec()).collect())
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
        assert!(literals(r"\b(?:is|are|be) (?:then )?(?:lost|discarded|wiped)\b").is_some());
        assert!(literals(r"\w+").is_none() && literals("a|b").is_none());
        let expressions = [r"\b(?:is|be) (?:lost|wiped)\b", r"\d+", r"overwrit(?:es|ing) (?:the |any )?file", "("];
        assert_eq!(
            found(&expressions, "é: 12 are wiped, it is wiped; overwrites any file, overwriting file"),
            ["0:is wiped", "1:12", "2:overwrites any file", "2:overwriting file"]
        );
        assert!(found(&expressions, "nothing of that").is_empty());
        assert!(found(&[], "x").is_empty());
    }
}
