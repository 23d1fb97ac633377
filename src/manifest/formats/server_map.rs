//! Several servers by name: `{"<server>": {tools: […]}}` or `{"<server>": […]}`,
//! also under `servers` (the package list of ToolSDK, the registry of ToolHive).

use super::{Format, Keys, OTHER_LISTS, child, entries, has_tools, holds_definition, take_tools, wrapper_info};
use crate::manifest::ServerInfo;
use crate::manifest::context::Context;
use crate::manifest::definition::{is_full_definition, is_short_definition};
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;
use serde_json::{Map, Value};

/// See the module.
pub(super) struct ServerMap;

impl Format for ServerMap {
    fn name(&self) -> &'static str {
        "server-map"
    }

    fn says(&self) -> &'static str {
        "a map from server to its tools (`{\"<server>\":{\"tools\":…}}` or `{\"<server>\":[…]}`, also under `servers`)"
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        let Some(map) = document.value.as_object() else { return false };
        let inner = KEYS.iter().any(|key| map.get(*key).and_then(Value::as_object).is_some_and(is_map));
        // Beside a tool list of its own the other keys describe that server, and one
        // key alone may be an envelope.
        inner
            || (!has_tools(&document.value)
                && is_map(map)
                && (map.len() > 1 || !ENVELOPES.contains(&map.keys().next().map_or("", String::as_str))))
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        let Value::Object(mut map) = document.value else { return Outcome::Servers(Vec::new()) };
        let mut maps: Vec<(String, Map<String, Value>)> = Vec::new();
        for key in KEYS {
            if map.get(*key).and_then(Value::as_object).is_some_and(is_map)
                && let Some(Value::Object(inner)) = map.shift_remove(*key)
            {
                maps.push((format!("/{key}"), inner));
            }
        }
        if maps.is_empty() {
            maps.push((String::new(), map));
        }
        let mut servers = Vec::new();
        let mut taken = Keys::default();
        let mut without = Vec::new();
        for (base, map) in maps {
            for (name, value) in map {
                let at = child(&base, &name);
                let read = match value {
                    Value::Array(items) if items.is_empty() || holds_definition(&items) => {
                        Some((ServerInfo::default(), entries(Value::Array(items), &at)))
                    }
                    Value::Object(mut server) => {
                        take_tools(&mut server, &at, context).map(|list| (wrapper_info(&server), list))
                    }
                    _ => None,
                };
                let Some((mut info, list)) = read else {
                    without.push(name);
                    continue;
                };
                if info.name.is_empty() {
                    info.name.clone_from(&name);
                }
                servers.push(context.server_called(self.name(), &taken.unique(&name), info, list));
            }
        }
        if !without.is_empty() {
            without.truncate(5);
            context.note("no-tool-list", format!("some entries list no tools, the first: {}", without.join(", ")));
        }
        Outcome::Servers(servers)
    }
}

/// Keys under which the map may stand.
const KEYS: &[&str] = &["servers", "remote_servers", "mcpServers", "mcp_servers", "tools"];

/// Keys that wrap an answer rather than name a server.
const ENVELOPES: &[&str] = &["data", "result", "response", "payload", "body", "content", "output", "manifest", "tools"];

/// Whether an object maps servers to tools: objects or arrays throughout, and at
/// least one with a list of definitions or names.
fn is_map(map: &Map<String, Value>) -> bool {
    let server = |value: &Value| match value {
        Value::Array(items) => {
            items.iter().any(is_full_definition) || (!items.is_empty() && items.iter().all(is_short_definition))
        }
        other => has_tools(other),
    };
    let possible = |value: &Value| match value {
        Value::Array(items) => items.is_empty() || holds_definition(items),
        other => other.is_object(),
    };
    map.values().any(server)
        && map.values().all(possible)
        && !map.iter().any(|(key, value)| value.is_array() && OTHER_LISTS.contains(&key.as_str()))
}
