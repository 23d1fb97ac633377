//! Several servers in an array, each with its own list: `[{server, tools}, …]`,
//! `{"servers": [{name, tools}, …]}`, or one wrapper a line.

use super::{Format, Keys, has_tools, take_tools, wrapper_info};
use crate::manifest::context::Context;
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;
use serde_json::Value;

/// See the module.
pub(super) struct ServerList;

impl Format for ServerList {
    fn name(&self) -> &'static str {
        "server-list"
    }

    fn says(&self) -> &'static str {
        "an array of servers, each with its list of tools (also under `servers`, also one a line)"
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        list(&document.value).is_some_and(|items| items.iter().any(has_tools))
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        let (items, base) = match document.value {
            Value::Object(mut map) => match KEYS.iter().find(|key| map.get(**key).is_some_and(Value::is_array)) {
                Some(key) => (map.shift_remove(*key).unwrap_or_default(), format!("/{key}")),
                None => (Value::Null, String::new()),
            },
            other => (other, String::new()),
        };
        let Value::Array(items) = items else { return Outcome::Servers(Vec::new()) };
        let mut servers = Vec::new();
        let mut taken = Keys::default();
        let mut without = 0;
        for (i, item) in items.into_iter().enumerate() {
            let list = match item {
                Value::Object(mut map) => {
                    take_tools(&mut map, &format!("{base}/{i}"), context).map(|list| (wrapper_info(&map), list))
                }
                _ => None,
            };
            let Some((info, list)) = list else {
                without += 1;
                continue;
            };
            let stem = format!("{}-{}", context.input.stem, i + 1);
            let name = info.slug.as_deref().or(Some(info.name.as_str()).filter(|n| !n.is_empty())).unwrap_or(&stem);
            let key = taken.unique(name);
            servers.push(context.server_called(self.name(), &key, info, list));
        }
        if without > 0 {
            context.note("no-tool-list", format!("entries of the list that list no tools: {without}"));
        }
        Outcome::Servers(servers)
    }
}

/// Keys under which the array may stand.
const KEYS: &[&str] = &["servers", "mcp_servers", "data", "items", "results"];

/// The array, if the value has one.
fn list(value: &Value) -> Option<&Vec<Value>> {
    match value {
        Value::Array(items) => Some(items),
        Value::Object(map) => KEYS.iter().find_map(|key| map.get(*key)?.as_array()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}
