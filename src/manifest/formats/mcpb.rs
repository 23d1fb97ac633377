//! The manifest of an MCP bundle (MCPB, before that DXT): names and descriptions,
//! no schemas, unless the bundle carries a whole answer for Windows.

use super::{Format, entries, is_tool_list};
use crate::manifest::about::{arguments, environment, server_info};
use crate::manifest::context::Context;
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;
use serde_json::{Map, Value};

/// See the module.
pub(super) struct Mcpb;

impl Format for Mcpb {
    fn name(&self) -> &'static str {
        "mcpb"
    }

    fn says(&self) -> &'static str {
        "the `manifest.json` of an MCP bundle (MCPB, DXT)"
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        let value = &document.value;
        (value.get("dxt_version").is_some_and(Value::is_string)
            || value.get("manifest_version").is_some_and(Value::is_string))
            && (value.get("server").is_some_and(Value::is_object) || value.get("tools").is_some_and(Value::is_array))
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        let Value::Object(mut map) = document.value else { return Outcome::Servers(Vec::new()) };
        let embedded = map
            .get_mut("_meta")
            .and_then(|meta| {
                meta.get_mut("com.microsoft.windows")?
                    .get_mut("static_responses")?
                    .get_mut("tools/list")?
                    .get_mut("tools")
            })
            .filter(|list| is_tool_list(list))
            .map(Value::take);
        let declared = map.shift_remove("tools").filter(is_tool_list);
        let generated = map.get("tools_generated") == Some(&Value::Bool(true));
        let server = match map.shift_remove("server") {
            Some(Value::Object(server)) => server,
            _ => Map::new(),
        };
        let mut info = server_info(&[&map]);
        if let Some(config) = server.get("mcp_config") {
            if let Some(args) = config.get("args") {
                arguments(args, &mut info.configuration);
            }
            if let Some(env) = config.get("env") {
                environment(env, &mut info.configuration);
            }
        }
        settings(&map, &mut info.configuration);
        info.incomplete |= generated;
        if generated {
            context.note("tools-generated", "the bundle says that its server makes more tools at run time").help =
                Some("capture the answer of the running server to tools/list for the whole list".to_owned());
        } else if embedded.is_none() && declared.is_none() {
            info.incomplete = true;
            context.warn("no-tool-list", "the bundle declares no tools").help =
                Some("capture the answer of the running server to tools/list".to_owned());
        }
        let list = match (embedded, declared) {
            (Some(list), declared) => {
                if declared.is_some() {
                    context.note(
                        "several-lists",
                        "the bundle carries a whole answer to tools/list, which was read instead of its short list",
                    );
                }
                entries(list, "/_meta/com.microsoft.windows/static_responses/tools~1list/tools")
            }
            (None, Some(list)) => entries(list, "/tools"),
            (None, None) => Vec::new(),
        };
        Outcome::Servers(vec![context.server(self.name(), info, list)])
    }
}

/// The names and kinds of what the user can set, without defaults.
fn settings(map: &Map<String, Value>, into: &mut Vec<String>) {
    for (name, setting) in map.get("user_config").and_then(Value::as_object).into_iter().flatten() {
        let kind = setting.get("type").and_then(Value::as_str).unwrap_or("text");
        let is = |key: &str| setting.get(key) == Some(&Value::Bool(true));
        let secret = if is("sensitive") { ", secret" } else { "" };
        let required = if is("required") { ", required" } else { "" };
        into.push(format!("setting {name} ({kind}{secret}{required})"));
    }
}
