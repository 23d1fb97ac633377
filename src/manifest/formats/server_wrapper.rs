//! One server with its tools: `{"server": …, "tools": […]}` and the many other
//! spellings of the key.

use super::{Format, LIST_KEYS, has_identity, is_tool_list, more_pages, take_tools, wrapper_info};
use crate::manifest::context::Context;
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;
use serde_json::Value;

/// See the module.
pub(super) struct ServerWrapper;

impl Format for ServerWrapper {
    fn name(&self) -> &'static str {
        "server-wrapper"
    }

    fn says(&self) -> &'static str {
        "one server with its tools: `{\"server\":{…},\"tools\":[…]}`; also `server_info`, `serverInfo`, `server_name`, or a name beside"
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        document.value.as_object().is_some_and(|map| {
            has_identity(map)
                && LIST_KEYS.iter().any(|key| map.get(*key).is_some_and(|list| list.is_array() && is_tool_list(list)))
        })
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        let Value::Object(mut map) = document.value else { return Outcome::Servers(Vec::new()) };
        let list = take_tools(&mut map, "", context).unwrap_or_default();
        let mut info = wrapper_info(&map);
        info.incomplete |= more_pages(&map, context);
        Outcome::Servers(vec![context.server(self.name(), info, list)])
    }
}
