//! The `tools.json` of Docker's MCP registry: `arguments` is a list with `type`,
//! `desc` and `optional`.

use super::{Format, entries};
use crate::manifest::ServerInfo;
use crate::manifest::context::Context;
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;
use serde_json::Value;

/// See the module.
pub(super) struct DockerTools;

impl Format for DockerTools {
    fn name(&self) -> &'static str {
        "docker-tools"
    }

    fn says(&self) -> &'static str {
        "the `tools.json` of Docker's MCP registry (`arguments` as a list with `desc` and `optional`)"
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        document.value.as_array().is_some_and(|items| {
            items.iter().any(|item| {
                item.get("name").is_some_and(Value::is_string)
                    && item.get("arguments").and_then(Value::as_array).is_some_and(|arguments| {
                        arguments
                            .iter()
                            .any(|argument| argument.get("desc").is_some() || argument.get("optional").is_some())
                    })
            })
        })
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        let list = entries(document.value, "");
        Outcome::Servers(vec![context.server(self.name(), ServerInfo::default(), list)])
    }
}
