//! An entry of a registry (`server.json`, ToolSDK, ToolHive without tools): where a
//! server comes from. `"capabilities":{"tools":true}` is no tool list.

use super::{Format, has_tools};
use crate::manifest::context::Context;
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;
use serde_json::Value;

/// See the module.
pub(super) struct RegistryEntry;

impl Format for RegistryEntry {
    fn name(&self) -> &'static str {
        "registry-entry"
    }

    fn says(&self) -> &'static str {
        "a registry entry (`server.json` with `packages` or `remotes`); holds no tools"
    }

    fn holds_tools(&self) -> bool {
        false
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        match &document.value {
            Value::Array(items) => !items.is_empty() && items.iter().all(is_entry),
            Value::Object(map) => {
                is_entry(&document.value)
                    || map
                        .get("servers")
                        .and_then(Value::as_array)
                        .is_some_and(|list| !list.is_empty() && list.iter().all(is_entry))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        }
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        drop(document);
        context.not_a_manifest(
            "registry entry",
            "this is a registry entry: it says where the server comes from, not which tools it has",
            "install and start the server, and save its answer to tools/list",
        )
    }
}

/// Whether a value is an entry, or an answer of a registry that wraps one.
fn is_entry(value: &Value) -> bool {
    if has_tools(value) {
        return false;
    }
    let text = |key: &str| value.get(key).is_some_and(Value::is_string);
    let list = |key: &str, parts: &[&str]| {
        value
            .get(key)
            .and_then(Value::as_array)
            .is_some_and(|items| items.iter().any(|item| parts.iter().any(|part| item.get(*part).is_some())))
    };
    let schema = value.get("$schema").and_then(Value::as_str).unwrap_or_default();
    (text("name") && list("packages", &["registryType", "registry_type", "registry_name", "identifier", "name"]))
        || (text("name") && list("remotes", &["url", "type", "transport_type"]))
        || (text("name") && schema.ends_with("server.schema.json"))
        || (text("packageName") && (text("runtime") || value.get("type").and_then(Value::as_str) == Some("mcp-server")))
        || (text("name") && text("image") && text("transport"))
        || value.get("server").is_some_and(|server| server.is_object() && is_entry(server))
}
