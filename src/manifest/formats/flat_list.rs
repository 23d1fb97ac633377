//! One list of tools of many servers, each tool with the name of its server.

use super::{Format, entries};
use crate::manifest::ServerInfo;
use crate::manifest::context::Context;
use crate::manifest::definition::{Entry, is_definition};
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;
use serde_json::Value;

/// See the module.
pub(super) struct FlatList;

impl Format for FlatList {
    fn name(&self) -> &'static str {
        "flat-list"
    }

    fn says(&self) -> &'static str {
        "a list of tools of several servers, each with its server (`mcp_server`, `server`, `server_name`)"
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        list(&document.value).is_some_and(|items| {
            items.iter().any(is_definition)
                && items.iter().filter(|item| server_of(item).is_some()).count() * 2 > items.len()
        })
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        let (items, pointer) = match document.value {
            Value::Object(mut map) => (map.shift_remove("tools").unwrap_or_default(), "/tools"),
            other => (other, ""),
        };
        let mut groups: Vec<(Option<String>, Vec<Entry>)> = Vec::new();
        for entry in entries(items, pointer) {
            let server = server_of(&entry.value).map(str::to_owned);
            match groups.iter_mut().find(|(name, _)| *name == server) {
                Some((_, group)) => group.push(entry),
                None => groups.push((server, vec![entry])),
            }
        }
        let servers = groups
            .into_iter()
            .map(|(server, group)| match server {
                Some(name) => {
                    let info = ServerInfo { name: name.clone(), ..ServerInfo::default() };
                    context.server_called(self.name(), &name, info, group)
                }
                None => {
                    context.warn("no-server", "some tools of the list do not say whose they are").help =
                        Some("they were put into a server named like the file".to_owned());
                    context.server(self.name(), ServerInfo::default(), group)
                }
            })
            .collect();
        Outcome::Servers(servers)
    }
}

/// Keys that name the server of a tool.
const KEYS: &[&str] = &["mcp_server", "mcpServer", "mcp_server_name", "server_name", "serverName", "server"];

/// The list, if the value has one.
fn list(value: &Value) -> Option<&Vec<Value>> {
    match value {
        Value::Array(items) => Some(items),
        // A wrapper that names one server is not a list of several.
        Value::Object(map) if !super::has_identity(map) => map.get("tools")?.as_array(),
        Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// The server that a tool names.
fn server_of(tool: &Value) -> Option<&str> {
    KEYS.iter().find_map(|key| tool.get(*key)?.as_str()).map(str::trim).filter(|name| !name.is_empty())
}
