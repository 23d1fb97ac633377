//! How the author of a JSON file writes.

use crate::jsonc::{end_of_name, place};
use jsonc_parser::ast;
use serde_json::Value;

/// How new things are written, so that they look like the rest.
pub(super) struct Style {
    /// What a level is indented by.
    pub unit: String,
    /// What stands between a key and its value.
    pub colon: &'static str,
    /// What stands between entries of one line.
    pub gap: &'static str,
    /// What stands inside the braces of an object in one line.
    pub pad: &'static str,
    /// The whole file is one line.
    pub in_one_line: bool,
}

impl Style {
    /// Lists in one line get no longer than this, in characters.
    pub(super) const WIDTH: usize = 80;

    /// The style of a text.
    pub(super) fn of(text: &str, tree: Option<&ast::Value<'_>>) -> Style {
        let first = tree.and_then(ast::Value::as_object).and_then(|object| object.properties.first());
        let tight = first.is_some_and(|entry| &text[end_of_name(entry)..place(&entry.value).0] == ":");
        let root = tree.map_or(0, |tree| place(tree).0);
        let unit = first.and_then(|entry| {
            let line = &text[text[..entry.range.start].rfind('\n')? + 1..entry.range.start];
            let own = line.strip_prefix(indent_of(text, root))?;
            own.bytes().all(|byte| matches!(byte, b' ' | b'\t')).then_some(own)
        });
        Style {
            unit: unit.unwrap_or("  ").to_owned(),
            colon: if tight { ":" } else { ": " },
            gap: if tight { "" } else { " " },
            pad: if text.contains("{\"") { "" } else { " " },
            in_one_line: first.is_some() && !text.trim().contains('\n'),
        }
    }

    /// A value as text. `indent`: of the line in which it begins; `flat`: in one line.
    pub(super) fn value(&self, value: &Value, indent: &str, flat: bool) -> String {
        let flat = flat || self.in_one_line;
        let inner = format!("{indent}{}", self.unit);
        let lines = |open: char, entries: Vec<String>, close: char| {
            format!("{open}\n{inner}{}\n{indent}{close}", entries.join(&format!(",\n{inner}")))
        };
        let comma = format!(",{}", self.gap);
        match value {
            Value::Array(values) => {
                let one: Vec<String> = values.iter().map(|value| self.value(value, &inner, true)).collect();
                let one = format!("[{}]", one.join(&comma));
                let plain = values.iter().all(|value| !value.is_object() && !value.is_array());
                if flat || values.is_empty() || plain && one.chars().count() <= Style::WIDTH {
                    return one;
                }
                lines('[', values.iter().map(|value| self.value(value, &inner, false)).collect(), ']')
            }
            Value::Object(entries) if !entries.is_empty() => {
                let entry = |(key, value): (&String, &Value)| {
                    format!("{}{}{}", Value::from(key.as_str()), self.colon, self.value(value, &inner, flat))
                };
                let entries: Vec<String> = entries.iter().map(entry).collect();
                if flat {
                    return format!("{{{}{}{}}}", self.pad, entries.join(&comma), self.pad);
                }
                lines('{', entries, '}')
            }
            Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
        }
    }
}

/// What the line begins with in which a place lies.
pub(super) fn indent_of(text: &str, at: usize) -> &str {
    let line = &text[text[..at].rfind('\n').map_or(0, |at| at + 1)..];
    &line[..line.find(|c: char| c != ' ' && c != '\t').unwrap_or(line.len())]
}
