//! A registry entry (`server.json`) in which ToolHive's extension lists tools.

use super::{Format, child, has_tools, take_tools};
use crate::manifest::about::server_info;
use crate::manifest::context::Context;
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;
use serde_json::Value;

/// See the module.
pub(super) struct RegistryTools;

impl Format for RegistryTools {
    fn name(&self) -> &'static str {
        "registry-tools"
    }

    fn says(&self) -> &'static str {
        "a registry entry with ToolHive's tool list in its `_meta`"
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        document.value.get("_meta").is_some_and(|meta| find(meta, "/_meta", 0).is_some())
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        let Value::Object(mut map) = document.value else { return Outcome::Servers(Vec::new()) };
        let mut meta = map.shift_remove("_meta").unwrap_or_default();
        let info = server_info(&[&map]);
        let pointer = find(&meta, "/_meta", 0).unwrap_or_default();
        let list = match meta.pointer_mut(pointer.strip_prefix("/_meta").unwrap_or_default()) {
            Some(Value::Object(map)) => take_tools(map, &pointer, context).unwrap_or_default(),
            _ => Vec::new(),
        };
        Outcome::Servers(vec![context.server(self.name(), info, list)])
    }
}

/// Where below `_meta` the extension of ToolHive has its tool list.
fn find(value: &Value, pointer: &str, depth: usize) -> Option<String> {
    let map = value.as_object()?;
    if depth > 0 && pointer.contains("io.github.stacklok") && has_tools(value) {
        return Some(pointer.to_owned());
    }
    if depth >= 4 {
        return None;
    }
    map.iter().find_map(|(key, value)| find(value, &child(pointer, key), depth + 1))
}
