//! The result of tools/list saved as it is.

use super::{Format, LIST_KEYS, more_pages, null_list, take_tools, wrapper_info};
use crate::manifest::context::Context;
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;
use serde_json::{Map, Value};

/// See the module.
pub(super) struct ToolsList;

impl Format for ToolsList {
    fn name(&self) -> &'static str {
        "tools-list"
    }

    fn says(&self) -> &'static str {
        "the result of tools/list as it is: `{\"tools\":[…]}`, all revisions of the specification"
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        document.value.as_object().is_some_and(|map| {
            LIST_KEYS.iter().any(|key| map.get(*key).is_some_and(Value::is_array)) || is_null_list(map)
        })
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        let Value::Object(mut map) = document.value else { return Outcome::Servers(Vec::new()) };
        if is_null_list(&map) {
            null_list(context);
        }
        let list = take_tools(&mut map, "", context).unwrap_or_default();
        let mut info = wrapper_info(&map);
        info.incomplete |= more_pages(&map, context);
        Outcome::Servers(vec![context.server(self.name(), info, list)])
    }
}

/// Whether the list is null (Go writes an empty list so) and nothing but keys of
/// an answer or of a wrapper stands beside it.
fn is_null_list(map: &Map<String, Value>) -> bool {
    const BESIDE: &[&str] =
        &["tools", "nextCursor", "_meta", "resultType", "ttlMs", "cacheScope", "server", "server_info", "serverInfo"];
    map.get("tools").is_some_and(Value::is_null) && map.keys().all(|key| BESIDE.contains(&key.as_str()))
}
