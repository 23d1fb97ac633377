//! A catalogue whose entries carry their servers under `tools`:
//! `[{name, …, tools: {<server>: {server_name, version, tools: […]}}}]`, as
//! LiveMCPBench has it.

use super::{Format, Keys, child, is_tool_list, take_tools};
use crate::manifest::Server;
use crate::manifest::about::server_info;
use crate::manifest::context::Context;
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;
use serde_json::Value;

/// See the module.
pub(super) struct ServerCatalogue;

impl Format for ServerCatalogue {
    fn name(&self) -> &'static str {
        "server-catalogue"
    }

    fn says(&self) -> &'static str {
        "a catalogue with `{\"tools\":{\"<server>\":{\"server_name\",\"version\",\"tools\":[…]}}}` for each entry (LiveMCPBench)"
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        match &document.value {
            Value::Array(items) => items.iter().any(is_entry),
            other => is_entry(other),
        }
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        let items = match document.value {
            Value::Array(items) => items.into_iter().enumerate().map(|(i, item)| (format!("/{i}"), item)).collect(),
            one => vec![(String::new(), one)],
        };
        let mut servers = Vec::new();
        let mut taken = Keys::default();
        let mut without = 0;
        for (pointer, item) in items {
            if is_entry(&item) {
                entry(self.name(), item, &pointer, &mut taken, &mut servers, context);
            } else {
                without += 1;
            }
        }
        if without > 0 {
            context.note("no-tool-list", format!("entries of the catalogue that list no tools: {without}"));
        }
        Outcome::Servers(servers)
    }
}

/// Whether an entry has servers under `tools`.
fn is_entry(value: &Value) -> bool {
    value.get("tools").and_then(Value::as_object).is_some_and(|servers| {
        let lists = |server: &Value| server.get("tools").is_some_and(is_tool_list);
        servers.values().any(lists)
            && servers.values().all(|s| s.is_object() && (lists(s) || s.get("server_name").is_some()))
    })
}

/// Reads the servers of one entry.
fn entry(
    format: &'static str,
    item: Value,
    pointer: &str,
    taken: &mut Keys,
    servers: &mut Vec<Server>,
    context: &mut Context<'_>,
) {
    let Value::Object(mut map) = item else { return };
    let Some(Value::Object(inner)) = map.shift_remove("tools") else { return };
    let alone = inner.len() == 1;
    for (key, server) in inner {
        let Value::Object(mut server) = server else { continue };
        let at = child(&child(pointer, "tools"), &key);
        let list = take_tools(&mut server, &at, context).unwrap_or_default();
        // The entry describes its server; of several, only each one's own words count.
        let mut info = if alone { server_info(&[&server, &map]) } else { server_info(&[&server]) };
        if let Some(name) = map.get("name").and_then(Value::as_str).filter(|name| alone && !name.trim().is_empty()) {
            info.name = name.trim().to_owned();
        }
        info.configuration.clear();
        servers.push(context.server_called(format, &taken.unique(&key), info, list));
    }
}
