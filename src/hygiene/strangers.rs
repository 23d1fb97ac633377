//! Names in a text that could be tools, and that are nothing of the server's own.

use crate::manifest::Tool;
use crate::rulebook::lexicon::Lexicon;
use crate::text::forms::Form;
use crate::text::name;
use serde_json::Value;
use std::cell::OnceCell;
use std::collections::HashSet;

/// What the tools of a server are called and what their schemas name, gathered when first
/// asked for: few texts are.
pub(super) struct Strangers<'r, 't> {
    pub(super) lexicon: &'r Lexicon,
    pub(super) tools: &'t [Tool],
    pub(super) own: OnceCell<HashSet<&'t str>>,
}

impl<'t> Strangers<'_, 't> {
    /// Whether a text names something that could be a tool of another server: a word of
    /// several parts, one of them a verb, that this server has neither as a tool nor as a key
    /// or value of a schema.
    pub(super) fn any_in(&self, text: &str) -> bool {
        let part = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'));
        text.split(part).map(|word| word.trim_matches(['.', ':', '-'])).any(|word| self.is_one(word))
    }

    fn is_one(&self, word: &str) -> bool {
        let joined = word.contains('_')
            || word.chars().zip(word.chars().skip(1)).any(|(a, b)| a.is_lowercase() && b.is_uppercase());
        let small = word.chars().any(char::is_lowercase);
        if !joined || !small || self.own().contains(word) {
            return false;
        }
        let verb = |word: &str| self.lexicon.form(word).is_some_and(|(_, form)| form == Form::Base);
        name::words(word).iter().any(|part| verb(&part.text))
    }

    fn own(&self) -> &HashSet<&'t str> {
        self.own.get_or_init(|| {
            let mut own = HashSet::new();
            for tool in self.tools {
                own.insert(tool.name.as_str());
                for schema in [&tool.input_schema, &tool.output_schema].into_iter().flatten() {
                    gather(schema, &mut own);
                }
            }
            own
        })
    }
}

/// The keys of a schema and the single words among its values.
fn gather<'t>(value: &'t Value, own: &mut HashSet<&'t str>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            own.insert(key);
            gather(value, own);
        }),
        Value::Array(list) => list.iter().for_each(|value| gather(value, own)),
        Value::String(text) if !text.contains(char::is_whitespace) => {
            own.insert(text);
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
