//! Names without definitions: an array of texts, or an object whose `tools` are
//! names (ToolHive's `spec.yaml`).

use super::{Format, entries, is_names, take_tools, wrapper_info};
use crate::manifest::ServerInfo;
use crate::manifest::context::Context;
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;
use serde_json::Value;

/// See the module.
pub(super) struct NamesOnly;

impl Format for NamesOnly {
    fn name(&self) -> &'static str {
        "names-only"
    }

    fn says(&self) -> &'static str {
        "names only: an array of texts, or `tools: [name, …]` in YAML or JSON (ToolHive)"
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        match &document.value {
            Value::Array(_) => is_names(&document.value),
            other => other.get("tools").is_some_and(is_names) && other.get("tool_definitions").is_none(),
        }
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        context.note("names-only", "the file has names only; what the tools do is guessed from them").help =
            Some("capture the answer of the server to tools/list for descriptions and schemas".to_owned());
        let (info, list) = match document.value {
            Value::Object(mut map) => {
                let list = take_tools(&mut map, "", context).unwrap_or_default();
                (wrapper_info(&map), list)
            }
            other => (ServerInfo::default(), entries(other, "")),
        };
        Outcome::Servers(vec![context.server(self.name(), info, list)])
    }
}
