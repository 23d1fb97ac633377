//! An entry of Docker's MCP registry (`server.yaml`): an image and its settings.

use super::{Format, has_tools};
use crate::manifest::context::Context;
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;
use serde_json::Value;

/// See the module.
pub(super) struct DockerServer;

impl Format for DockerServer {
    fn name(&self) -> &'static str {
        "docker-server"
    }

    fn says(&self) -> &'static str {
        "a `server.yaml` of Docker's MCP registry; the tools are in the `tools.json` beside it"
    }

    fn holds_tools(&self) -> bool {
        false
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        let value = &document.value;
        let has = |key: &str| value.get(key).is_some();
        value.get("name").is_some_and(Value::is_string)
            && has("about")
            && (has("image") || has("remote") || has("source") || has("type"))
            && !has_tools(value)
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        drop(document);
        context.not_a_manifest(
            "Docker registry entry",
            "this is an entry of Docker's MCP registry: it names an image and its settings, not its tools",
            "give the `tools.json` that stands beside it",
        )
    }
}
