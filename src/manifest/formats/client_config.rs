//! The configuration of a client: which servers to start, not what they offer.

use super::{Format, has_tools};
use crate::manifest::context::Context;
use crate::manifest::definition::is_definition;
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;
use serde_json::Value;

/// See the module.
pub(super) struct ClientConfig;

impl Format for ClientConfig {
    fn name(&self) -> &'static str {
        "client-config"
    }

    fn says(&self) -> &'static str {
        "the configuration of a client (`mcpServers`, `servers`, `context_servers`); names servers, holds no tools"
    }

    fn holds_tools(&self) -> bool {
        false
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        match &document.value {
            Value::Array(items) => !items.is_empty() && items.iter().all(is_config_entry),
            other => is_config(other),
        }
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        drop(document);
        context.not_a_manifest(
            "client configuration",
            "this is the configuration of an MCP client: it says how to start servers, not which tools they have",
            "start each server and save its answer to tools/list; give those files",
        )
    }
}

/// Keys of which clients keep their servers under one.
const KEYS: &[&str] = &["mcpServers", "mcp_servers", "context_servers", "servers"];

/// An entry of a list that carries a configuration (LiveMCPBench's `all_config`).
fn is_config_entry(value: &Value) -> bool {
    value.get("config").is_some_and(is_config) && !has_tools(value)
}

fn is_config(value: &Value) -> bool {
    let Some(map) = value.as_object() else { return false };
    let direct = KEYS.iter().any(|key| {
        map.get(*key).and_then(Value::as_object).is_some_and(|servers| {
            let starts = servers.values().all(|server| is_launch(server) && !lists_tools(server));
            // `servers: {}` alone says nothing.
            starts && (!servers.is_empty() || *key != "servers")
        })
    });
    let inner = ["mcp", "config", "settings", "amp.mcpServers"].iter().any(|key| map.get(*key).is_some_and(is_config));
    let bare = !map.is_empty()
        && map.values().all(|server| {
            server.get("command").is_some_and(Value::is_string) && server.get("args").is_some_and(Value::is_array)
        });
    direct || inner || bare
}

/// How to start or reach a server.
fn is_launch(server: &Value) -> bool {
    server.as_object().is_some_and(|map| {
        ["command", "url", "httpUrl", "http_url", "serverUrl", "args", "endpoint", "source", "type", "package"]
            .iter()
            .any(|key| map.contains_key(*key))
            || map.is_empty()
    })
}

/// Whether definitions stand beside the address (a gateway's snapshot); names
/// alone are the client's filter.
fn lists_tools(server: &Value) -> bool {
    match server.get("tools") {
        Some(Value::Array(items)) => items.iter().any(is_definition),
        Some(Value::Object(map)) => map.values().any(super::is_keyed_definition),
        _ => false,
    }
}
