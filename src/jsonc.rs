//! JSON as editors and hosts read it: with comments and trailing commas, none of JSON5.

use crate::diag::Position;
use jsonc_parser::ast;
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions, ParseStringErrorKind, parse_to_ast};
use serde_json::{Map, Value};

const OPTIONS: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    allow_loose_object_property_names: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Why a text is none. Says where, never what stands there: it may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Where.
    pub at: Position,
    /// What is wrong, without full stop.
    pub why: String,
}

impl Fault {
    fn new(text: &str, offset: usize, why: impl Into<String>) -> Fault {
        Fault { at: Position::at(text, offset), why: why.into() }
    }
}

/// The tree of a text, with the place of everything; `None` if there is no value in it.
/// Nesting deeper than a few hundred levels is a fault.
///
/// # Errors
/// If the text is no JSON.
pub(crate) fn tree(text: &str) -> Result<Option<ast::Value<'_>>, Fault> {
    let tree = parse_to_ast(text, &CollectOptions::default(), &OPTIONS).map_err(|error| {
        // The only kind that quotes the text.
        let quotes =
            matches!(error.kind(), ParseErrorKind::String(ParseStringErrorKind::InvalidUnicodeEscapeSequence(_)));
        let why = if quotes { "invalid unicode escape".to_owned() } else { lower_first(&error.kind().to_string()) };
        Fault::new(text, error.range().start, why)
    })?;
    if let Some(tree) = &tree.value {
        check(text, tree)?;
    }
    Ok(tree.value)
}

/// What the library lets pass and hosts do not: missing commas before brackets, numbers with
/// leading zeros, control characters in texts.
fn check(text: &str, tree: &ast::Value<'_>) -> Result<(), Fault> {
    let apart = |ranges: &[(usize, usize)]| {
        ranges.windows(2).try_for_each(|pair| {
            let comma = gaps(&text[pair[0].1..pair[1].0]).any(|(_, kind)| kind == Gap::Comma);
            if comma { Ok(()) } else { Err(Fault::new(text, pair[0].1, "expected comma")) }
        })
    };
    let plain = |range: jsonc_parser::common::Range| match text[range.start..range.end].find(|c: char| c < ' ') {
        Some(at) => Err(Fault::new(text, range.start + at, "a line break or control character inside a text")),
        None => Ok(()),
    };
    match tree {
        ast::Value::Object(object) => {
            apart(&object.properties.iter().map(|entry| (entry.range.start, entry.range.end)).collect::<Vec<_>>())?;
            object.properties.iter().try_for_each(|entry| {
                plain(range_of_name(&entry.name))?;
                check(text, &entry.value)
            })
        }
        ast::Value::Array(array) => {
            apart(&array.elements.iter().map(place).collect::<Vec<_>>())?;
            array.elements.iter().try_for_each(|element| check(text, element))
        }
        ast::Value::StringLit(literal) => plain(literal.range),
        ast::Value::NumberLit(number) if serde_json::from_str::<Value>(number.value).is_err() => {
            Err(Fault::new(text, number.range.start, "not a number as JSON writes it"))
        }
        ast::Value::NumberLit(_) | ast::Value::BooleanLit(_) | ast::Value::NullKeyword(_) => Ok(()),
    }
}

/// What stands between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// A comma.
    Comma,
    /// A comment, without the line break that ends it.
    Comment,
    /// A line break.
    Break,
    /// Blanks within a line.
    Blank,
}

/// The parts of a text that lies between two values.
pub(crate) fn gaps(text: &str) -> impl Iterator<Item = (&str, Gap)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (kind, length) = match rest.as_bytes() {
            [] => return None,
            [b'\n', ..] => (Gap::Break, 1),
            [b',', ..] => (Gap::Comma, 1),
            [b'/', b'/', ..] => (Gap::Comment, rest.find('\n').unwrap_or(rest.len())),
            [b'/', ..] => {
                (Gap::Comment, rest.get(2..).and_then(|inner| inner.find("*/")).map_or(rest.len(), |at| at + 4))
            }
            _ => (Gap::Blank, rest.find(['\n', ',', '/']).unwrap_or(rest.len())),
        };
        let (part, after) = rest.split_at(length);
        rest = after;
        Some((part, kind))
    })
}

/// Where a value begins and ends.
pub(crate) fn place(value: &ast::Value<'_>) -> (usize, usize) {
    let range = match value {
        ast::Value::StringLit(node) => node.range,
        ast::Value::NumberLit(node) => node.range,
        ast::Value::BooleanLit(node) => node.range,
        ast::Value::Object(node) => node.range,
        ast::Value::Array(node) => node.range,
        ast::Value::NullKeyword(node) => node.range,
    };
    (range.start, range.end)
}

fn range_of_name(name: &ast::ObjectPropName<'_>) -> jsonc_parser::common::Range {
    match name {
        ast::ObjectPropName::String(literal) => literal.range,
        ast::ObjectPropName::Word(word) => word.range,
    }
}

/// Where the name of an entry ends.
pub(crate) fn end_of_name(entry: &ast::ObjectProp<'_>) -> usize {
    range_of_name(&entry.name).end
}

/// What a tree means. Of keys that stand twice, the last one counts.
pub(crate) fn value(tree: &ast::Value<'_>) -> Value {
    match tree {
        ast::Value::Object(object) => {
            let entry = |entry: &ast::ObjectProp<'_>| (entry.name.as_str().to_owned(), value(&entry.value));
            Value::Object(object.properties.iter().map(entry).collect::<Map<_, _>>())
        }
        ast::Value::Array(array) => Value::Array(array.elements.iter().map(value).collect()),
        ast::Value::StringLit(literal) => Value::String(literal.value.to_string()),
        // Checked when it was parsed.
        ast::Value::NumberLit(number) => serde_json::from_str(number.value).unwrap_or(Value::Null),
        ast::Value::BooleanLit(truth) => Value::Bool(truth.value),
        ast::Value::NullKeyword(_) => Value::Null,
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(text: &str) -> Option<Value> {
        tree(text).expect("JSON").as_ref().map(value)
    }

    #[test]
    fn comments_and_trailing_commas_go_and_strings_stay() {
        let text = "{ // größe, }\n \"a\": \"//x, ]\\\"/*\", /* , é } */ \"b\": [1, 2, /* c */ ],\n}";
        assert_eq!(read(text), Some(json!({"a": "//x, ]\"/*", "b": [1, 2]})));
        assert_eq!(read("// nothing\n"), None);
        assert_eq!(read(r#"{"a": "é\u00e9\ud83d\ude00", "n": -1.5e3, "n": 2}"#), Some(json!({"a": "éé😀", "n": 2})));
    }

    #[test]
    fn faults_say_where_and_quote_nothing() {
        for (text, line, column) in [
            ("{\n  \"a\" CANARY\n}", 2, 7),
            ("{\"ä\": CANARY}", 1, 7),
            ("[[1] [2]]", 1, 5),
            ("{\"a\": {} \"b\": 1}", 1, 9),
            ("[01]", 1, 3),
            ("[\"a\nCANARY\"]", 1, 4),
            ("[\"\\ud800CANARY\"]", 1, 3),
            ("[\"CANARY", 1, 2),
            ("{\"a\": 1} CANARY", 1, 10),
            ("[1,, 2]", 1, 4),
            ("['CANARY']", 1, 2),
            ("/* CANARY", 1, 1),
            ("{\n\"a\": [1, 2\n", 2, 6),
        ] {
            let fault = tree(text).expect_err(text);
            assert_eq!((fault.at.line, fault.at.column), (line, column), "{text}: {}", fault.why);
            assert!(!fault.why.to_uppercase().contains("CANARY") && !fault.why.contains("d800"), "{}", fault.why);
        }
    }

    #[test]
    fn deep_nesting_is_a_fault_and_no_crash() {
        let deep = |n| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert!(tree(&deep(100)).is_ok());
        assert!(tree(&deep(100_000)).expect_err("too deep").why.contains("nesting"));
    }

    #[test]
    fn gaps_are_cut_at_their_joints() {
        let kinds: Vec<Gap> = gaps(" , // a, b\n\t/* c\n */,").map(|(_, kind)| kind).collect();
        use Gap::{Blank, Break, Comma, Comment};
        assert_eq!(kinds, [Blank, Comma, Blank, Comment, Break, Blank, Comment, Comma]);
        assert_eq!(gaps("/**/ x").map(|(part, _)| part).collect::<String>(), "/**/ x");
    }
}
