//! A bare array of tools; `[]` is a manifest with no tools.

use super::{Format, entries, holds_definition};
use crate::manifest::ServerInfo;
use crate::manifest::context::Context;
use crate::manifest::definition::has_schema;
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;
use serde_json::Value;

/// See the module.
pub(super) struct ToolArray;

impl Format for ToolArray {
    fn name(&self) -> &'static str {
        "tool-array"
    }

    fn says(&self) -> &'static str {
        "a bare array of tools, also empty, also one tool a line"
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        document.value.as_array().is_some_and(|items| {
            items.is_empty() || (holds_definition(items) && !is_something_else(items)) || items.iter().all(is_bare_name)
        })
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        let list = entries(document.value, "");
        Outcome::Servers(vec![context.server(self.name(), ServerInfo::default(), list)])
    }
}

/// Keys that tools do not have, but packages, people and products do.
const FOREIGN: &[&str] =
    &["version", "packages", "repository", "command", "dependencies", "email", "price", "license", "author", "stars"];

/// A list of named and described things none of which has a schema, and most of
/// which have keys that tools do not have.
fn is_something_else(items: &[Value]) -> bool {
    let objects: Vec<_> = items.iter().filter_map(Value::as_object).collect();
    let foreign = objects.iter().filter(|map| FOREIGN.iter().any(|key| map.contains_key(*key))).count();
    !objects.iter().any(|map| has_schema(map)) && foreign * 2 > objects.len()
}

/// `{"name": "x"}`
fn is_bare_name(value: &Value) -> bool {
    value.as_object().is_some_and(|map| {
        map.get("name").is_some_and(Value::is_string)
            && map.keys().all(|key| ["name", "title", "id", "enabled"].contains(&key.as_str()))
    })
}
