//! A tool list somewhere inside another document, as a last resort: only lists
//! whose entries are definitions beyond doubt.

use super::{Format, Keys, OTHER_LISTS, child, entries};
use crate::manifest::ServerInfo;
use crate::manifest::context::Context;
use crate::manifest::definition::{is_full_definition, is_short_definition};
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;
use serde_json::Value;

/// See the module.
pub(super) struct Nested;

impl Format for Nested {
    fn name(&self) -> &'static str {
        "nested"
    }

    fn says(&self) -> &'static str {
        "a list of full definitions somewhere inside another document"
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        let mut found = Vec::new();
        search(&document.value, String::new(), 0, &mut found);
        !found.is_empty()
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        let mut value = document.value;
        let mut found = Vec::new();
        search(&value, String::new(), 0, &mut found);
        let mut servers = Vec::new();
        let mut taken = Keys::default();
        let alone = found.len() == 1;
        for pointer in found {
            context
                .note("nested-list", "the file is no manifest, but holds a tool list inside, which was read")
                .pointer = Some(pointer.clone());
            let Some(list) = value.pointer_mut(&pointer).map(Value::take) else { continue };
            let list = entries(list, &pointer);
            servers.push(if alone {
                context.server(self.name(), ServerInfo::default(), list)
            } else {
                let key = taken.unique(pointer.trim_start_matches('/'));
                context.server_called(self.name(), &key, ServerInfo::default(), list)
            });
        }
        Outcome::Servers(servers)
    }
}

/// Levels that are searched.
const MAX_DEPTH: usize = 8;

/// Lists that are read from one file.
const MAX_LISTS: usize = 1_000;

/// Pointers to the lists, outermost only.
fn search(value: &Value, pointer: String, depth: usize, found: &mut Vec<String>) {
    if depth > MAX_DEPTH || found.len() >= MAX_LISTS {
        return;
    }
    match value {
        Value::Array(items) if items.iter().any(is_full_definition) => found.push(pointer),
        Value::Array(items) if pointer.ends_with("/tools") && items.iter().any(is_short_definition) => {
            found.push(pointer)
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                search(item, format!("{pointer}/{i}"), depth + 1, found);
            }
        }
        Value::Object(map) => {
            // Prompts have `arguments` like Docker's tools.
            for (key, item) in map.iter().filter(|(key, _)| !OTHER_LISTS.contains(&key.as_str())) {
                search(item, child(&pointer, key), depth + 1, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
