//! Tools by name: `{"tools": {"<name>": {…}}}`, or the map alone.

use super::{Format, entries, has_identity, is_names, more_pages, wrapper_info};
use crate::manifest::ServerInfo;
use crate::manifest::context::Context;
use crate::manifest::definition::{has_schema, is_keyed_definition};
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;
use serde_json::{Map, Value};

/// See the module.
pub(super) struct ToolMap;

impl Format for ToolMap {
    fn name(&self) -> &'static str {
        "tool-map"
    }

    fn says(&self) -> &'static str {
        "a map from name to definition, under `tools` or alone"
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        let Some(map) = document.value.as_object() else { return false };
        match map.get("tools") {
            Some(Value::Object(tools)) => tools.values().all(is_value),
            Some(_) => false,
            None => is_map(map),
        }
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        let Value::Object(mut map) = document.value else { return Outcome::Servers(Vec::new()) };
        let (mut info, list) = match map.shift_remove("tools") {
            Some(list) => {
                let info = if has_identity(&map) { wrapper_info(&map) } else { ServerInfo::default() };
                (info, entries(list, "/tools"))
            }
            None => (ServerInfo::default(), entries(Value::Object(std::mem::take(&mut map)), "")),
        };
        info.incomplete |= more_pages(&map, context);
        Outcome::Servers(vec![context.server(self.name(), info, list)])
    }
}

/// What may stand behind a name under `tools`: a definition or a description.
fn is_value(value: &Value) -> bool {
    is_keyed_definition(value) || value.as_str().is_some_and(|text| text.contains(' '))
}

/// Whether an object without the word `tools` is a map of them: every value has a
/// schema, or a name and a description.
fn is_map(map: &Map<String, Value>) -> bool {
    !map.is_empty()
        && map.values().all(|value| {
            value.as_object().is_some_and(|tool| {
                has_schema(tool) || (is_keyed_definition(value) && tool.get("name").is_some_and(Value::is_string))
            }) && !is_names(value)
        })
}
