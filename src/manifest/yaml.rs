//! YAML to JSON values, for the files that are not JSON.
//!
//! Built on the parser's events rather than on a ready-made loader, because the
//! input is hostile: nesting, and what aliases may copy (the "billion laughs"),
//! have limits of our own, and keys keep their order.

use crate::diag::Position;
use saphyr_parser::{Event, Parser, ScalarStyle, Tag};
use serde_json::{Map, Number, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What anchors and aliases may copy in one file, in bytes as [`cost`] counts
/// them. Real files copy a few lines.
const COPY_BUDGET: usize = 4 << 20;

/// Why a text is no YAML that can be read on.
pub(super) struct Broken {
    /// Where.
    pub(super) position: Position,
    /// Why: lower case, no full stop.
    pub(super) message: String,
}

/// A finished value with what it costs to copy and how deep it is.
#[derive(Clone)]
struct Node {
    value: Value,
    cost: usize,
    depth: usize,
    /// A plain `<<`, which merges when it stands as a key.
    merges: bool,
}

/// An array or object under construction.
struct Open {
    into: Container,
    anchor: usize,
    cost: usize,
    depth: usize,
}

/// What an [`Open`] collects.
enum Container {
    Array(Vec<Value>),
    Object { map: Map<String, Value>, key: Option<(String, bool)>, merged: Vec<Value> },
}

/// The documents of a stream, and the first key that stands twice in one mapping.
type Documents = (Vec<Value>, Option<(String, Position)>);

/// All documents of a YAML stream, empty ones left out, and the first key that
/// stands twice in one mapping, with the place of its second value.
pub(super) fn parse(text: &str, max_depth: usize) -> Result<Documents, Broken> {
    let mut documents = Vec::new();
    let mut twice = None;
    let mut stack: Vec<Open> = Vec::new();
    let mut anchors: BTreeMap<usize, Node> = BTreeMap::new();
    let mut budget = COPY_BUDGET;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| Broken {
            position: Position { line: error.marker().line(), column: error.marker().col() + 1 },
            message: error.info().to_owned(),
        })?;
        let broken = |message: &str| Broken {
            position: Position { line: span.start.line(), column: span.start.col() + 1 },
            message: message.to_owned(),
        };
        let mut open = |into, anchor| {
            stack.push(Open { into, anchor, cost: 32, depth: 1 });
            if stack.len() > max_depth { Err(broken("nested too deeply")) } else { Ok(()) }
        };
        let (node, anchor) = match event {
            Event::SequenceStart(anchor, _) => {
                open(Container::Array(Vec::new()), anchor)?;
                continue;
            }
            Event::MappingStart(anchor, _) => {
                open(Container::Object { map: Map::new(), key: None, merged: Vec::new() }, anchor)?;
                continue;
            }
            Event::Scalar(text, style, anchor, tag) => {
                let merges = style == ScalarStyle::Plain && text == "<<";
                let cost = 32 + text.len();
                (Node { value: scalar(text, style, tag.as_deref()), cost, depth: 0, merges }, anchor)
            }
            Event::Alias(anchor) => {
                let node = anchors.get(&anchor).ok_or_else(|| broken("an alias without its anchor"))?;
                budget = budget.checked_sub(node.cost).ok_or_else(|| broken("aliases copy too much"))?;
                if stack.len() + node.depth > max_depth {
                    return Err(broken("nested too deeply"));
                }
                (node.clone(), 0)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(done) = stack.pop() else { return Err(broken("an end without a start")) };
                let value = match done.into {
                    Container::Array(items) => Value::Array(items),
                    Container::Object { mut map, merged, .. } => {
                        merged.into_iter().for_each(|from| merge(&mut map, from));
                        Value::Object(map)
                    }
                };
                (Node { value, cost: done.cost, depth: done.depth, merges: false }, done.anchor)
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {
                continue;
            }
        };
        if anchor != 0 {
            budget = budget.checked_sub(node.cost).ok_or_else(|| broken("anchors hold too much"))?;
            anchors.insert(anchor, node.clone());
        }
        let Some(parent) = stack.last_mut() else {
            if !node.value.is_null() {
                documents.push(node.value);
            }
            continue;
        };
        parent.cost = parent.cost.saturating_add(node.cost);
        parent.depth = parent.depth.max(node.depth + 1);
        match &mut parent.into {
            Container::Array(items) => items.push(node.value),
            Container::Object { map, key, merged } => match key.take() {
                None => {
                    *key = Some((key_text(node.value).ok_or_else(|| broken("a key that is no text"))?, node.merges))
                }
                Some((_, true)) => merged.push(node.value),
                Some((name, false)) => {
                    if twice.is_none() && map.contains_key(&name) {
                        let place = Position { line: span.start.line(), column: span.start.col() + 1 };
                        twice = Some((name.clone(), place));
                    }
                    map.insert(name, node.value);
                }
            },
        }
    }
    Ok((documents, twice))
}

/// A key as text; JSON has no other keys.
fn key_text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Null => Some("null".to_owned()),
        Value::Bool(word) => Some(word.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// Adds what `<<` names, where the mapping has no key of its own.
fn merge(map: &mut Map<String, Value>, from: Value) {
    match from {
        Value::Object(from) => {
            for (key, value) in from {
                map.entry(key).or_insert(value);
            }
        }
        Value::Array(list) => list.into_iter().filter(Value::is_object).for_each(|from| merge(map, from)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A scalar by the core schema of YAML 1.2: `yes`, `no` and `on` stay words.
fn scalar(text: Cow<'_, str>, style: ScalarStyle, tag: Option<&Tag>) -> Value {
    let is_text = tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
    if style != ScalarStyle::Plain || is_text {
        return Value::String(text.into_owned());
    }
    match text.as_ref() {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    number(&text).map_or_else(|| Value::String(text.into_owned()), Value::Number)
}

/// A number, if the text is one that JSON can hold.
fn number(text: &str) -> Option<Number> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return None;
    }
    let whole = match (text.strip_prefix("0x"), text.strip_prefix("0o")) {
        (Some(hex), _) => i64::from_str_radix(hex, 16).ok(),
        (_, Some(octal)) => i64::from_str_radix(octal, 8).ok(),
        (None, None) => text.parse().ok(),
    };
    if let Some(whole) = whole {
        return Some(whole.into());
    }
    if !text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E')) {
        return None;
    }
    text.parse().ok().and_then(Number::from_f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn one(text: &str) -> Value {
        parse(text, 100).map_err(|b| b.message).expect("it is YAML").0.remove(0)
    }

    #[test]
    fn scalars_follow_the_core_schema_and_keys_keep_their_order() {
        let value = one("b: yes\na: 0x10\nf: 1.50\nn: ~\nt: !!str 12\nq: '1'\nv: 1.2.3\n");
        assert_eq!(value, json!({"b": "yes", "a": 16, "f": 1.5, "n": null, "t": "12", "q": "1", "v": "1.2.3"}));
        assert_eq!(value.as_object().map(|m| m.keys().cloned().collect::<String>()), Some("bafntqv".to_owned()));
    }

    #[test]
    fn aliases_and_merges_copy_but_not_without_end() {
        assert_eq!(one("x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\nz: *x\n")["y"], json!({"b": 3, "a": 1}));
        let mut bomb = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
        for i in 1..12 {
            let list = vec![format!("*a{}", i - 1); 9].join(", ");
            bomb.push_str(&format!("a{i}: &a{i} [{list}]\n"));
        }
        let broken = parse(&bomb, 100).map_err(|broken| broken.message).expect_err("a bomb is refused");
        assert!(broken.ends_with("too much"), "{broken}");
    }

    #[test]
    fn a_key_that_stands_twice_is_named_and_the_last_counts() {
        let (documents, twice) =
            parse("a: {b: 1}\nb: 1\nb: 2\na: 3\n", 100).map_err(|b| b.message).expect("it is YAML");
        assert_eq!(documents, [json!({"a": 3, "b": 2})]);
        assert_eq!(twice, Some(("b".to_owned(), Position { line: 3, column: 4 })));
    }

    #[test]
    fn nesting_has_an_end() {
        let deep: String = (0..200).map(|i| format!("{}a:\n", " ".repeat(i))).collect();
        assert_eq!(parse(&deep, 100).err().map(|b| b.message).as_deref(), Some("nested too deeply"));
        assert!(parse(&"[".repeat(100_000), 1000).is_err());
    }
}
