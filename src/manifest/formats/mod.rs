//! The input formats, one file each: what a manifest looks like, told by its
//! content, and what is often mistaken for one.
//!
//! [`FORMATS`] is tried from the top; the first that recognises a document reads
//! it. Special shapes stand before general ones.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the matches here are on JSON values, which have six kinds and will not get a seventh"
)]

mod client_config;
mod docker_server;
mod docker_tools;
mod flat_list;
mod json_rpc;
mod mcpb;
mod names_only;
mod nested;
mod openai_functions;
mod openapi;
mod package_json;
mod plain_text;
mod policy_file;
mod registry_entry;
mod registry_tools;
mod server_catalogue;
mod server_list;
mod server_map;
mod server_sent_events;
mod server_wrapper;
mod single_tool;
mod tool_array;
mod tool_map;
mod tools_list;
mod toucan;
mod transcript;

use super::context::Context;
use super::definition::{Entry, is_definition, is_keyed_definition};
use super::read::Outcome;
use super::syntax::Document;
use crate::span::Field;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// One input format.
pub trait Format: Sync {
    /// Its name, which is its file's with `-` for `_`.
    fn name(&self) -> &'static str;

    /// What it is, in one line for documentation.
    fn says(&self) -> &'static str;

    /// Whether files of this format hold tools; the others are recognised to say
    /// what they are and what to do instead.
    fn holds_tools(&self) -> bool {
        true
    }

    /// Whether a document is of this format.
    fn recognise(&self, document: &Document<'_>) -> bool;

    /// Reads a document that it recognised.
    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome;
}

/// All formats, in the order in which they are tried.
pub const FORMATS: &[&dyn Format] = &[
    &plain_text::PlainText,
    // Messages of the protocol.
    &server_sent_events::ServerSentEvents,
    &transcript::Transcript,
    &json_rpc::JsonRpc,
    // Files of one known kind.
    &toucan::Toucan,
    &mcpb::Mcpb,
    &openapi::OpenApi,
    &docker_server::DockerServer,
    &policy_file::PolicyFile,
    &registry_tools::RegistryTools,
    &client_config::ClientConfig,
    &registry_entry::RegistryEntry,
    // Several servers.
    &server_catalogue::ServerCatalogue,
    &flat_list::FlatList,
    &server_list::ServerList,
    &server_map::ServerMap,
    // One server.
    &openai_functions::OpenAiFunctions,
    &names_only::NamesOnly,
    &docker_tools::DockerTools,
    &tool_array::ToolArray,
    &tool_map::ToolMap,
    &server_wrapper::ServerWrapper,
    &tools_list::ToolsList,
    &single_tool::SingleTool,
    // Last resorts.
    &package_json::PackageJson,
    &nested::Nested,
];

/// Keys under which a list of tools is found.
const LIST_KEYS: &[&str] = &["tools", "tool_definitions", "toolDefinitions", "tools_list", "toolsList"];

/// Keys of other answers of the protocol, whose entries look like tools.
const OTHER_LISTS: &[&str] = &["prompts", "resources", "resourceTemplates", "skills", "agents", "models"];

/// Keys that say whose tools these are.
const IDENTITY_KEYS: &[&str] = &[
    "server",
    "server_info",
    "serverInfo",
    "server_name",
    "serverName",
    "mcp_server",
    "name",
    "slug",
    "title",
    "display_name",
    "displayName",
    "url",
    "package",
    "packageName",
];

/// Whether an object says whose tools it lists.
fn has_identity(map: &Map<String, Value>) -> bool {
    IDENTITY_KEYS.iter().any(|key| match map.get(*key) {
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Object(_)) => true,
        _ => false,
    })
}

/// Whether a value is a list of tools as it stands under a key that says so: any
/// array, or a map from name to definition.
fn is_tool_list(value: &Value) -> bool {
    match value {
        Value::Array(_) => true,
        Value::Object(map) => map.values().all(is_keyed_definition),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Whether an object has a list of tools under one of the usual keys.
fn has_tools(value: &Value) -> bool {
    value.as_object().is_some_and(|map| LIST_KEYS.iter().any(|key| map.get(*key).is_some_and(is_tool_list)))
}

/// Whether every entry of an array of tools is a name.
fn is_names(value: &Value) -> bool {
    value.as_array().is_some_and(|items| !items.is_empty() && items.iter().all(Value::is_string))
}

/// How much a list of tools says: entries, and what is known of each.
fn richness(value: &Value) -> usize {
    let one = |entry: &Value| {
        let says = |key: &str| usize::from(entry.get(key).is_some_and(|v| !v.is_null() && v.as_str() != Some("")));
        let properties = ["inputSchema", "input_schema", "parameters"].iter().any(|key| {
            entry.get(*key).is_some_and(|schema| {
                schema.get("properties").and_then(Value::as_object).is_some_and(|p| !p.is_empty())
            })
        });
        2 + says("description") + 2 * usize::from(properties) + says("annotations")
    };
    match value {
        Value::Array(items) => items.iter().map(one).sum(),
        Value::Object(map) => map.values().map(one).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// Takes the list of tools out of an object: of several the one that says most,
/// and then a note about the others.
fn take_tools(map: &mut Map<String, Value>, pointer: &str, context: &mut Context<'_>) -> Option<Vec<Entry>> {
    let mut keys: Vec<&str> = LIST_KEYS.iter().copied().filter(|key| map.get(*key).is_some_and(is_tool_list)).collect();
    keys.sort_by_key(|key| std::cmp::Reverse(map.get(*key).map_or(0, richness)));
    let best = *keys.first()?;
    if keys.len() > 1 && keys[1..].iter().any(|key| map.get(*key).is_some_and(|list| richness(list) > 0)) {
        context
            .note("several-lists", format!("the file lists tools under several keys; `{best}` says most and was read"));
    }
    let list = map.shift_remove(best)?;
    Some(entries(list, &child(pointer, best)))
}

/// The entries of a list: the items of an array, or the values of a map with
/// their keys.
fn entries(list: Value, pointer: &str) -> Vec<Entry> {
    match list {
        Value::Array(items) => items
            .into_iter()
            .enumerate()
            .map(|(i, value)| Entry { pointer: [pointer, "/", &i.to_string()].concat(), key: None, value })
            .collect(),
        Value::Object(map) => {
            map.into_iter().map(|(key, value)| Entry { pointer: child(pointer, &key), key: Some(key), value }).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// The pointer to a key below a pointer.
fn child(pointer: &str, key: &str) -> String {
    Field::pointer(pointer).child(key).to_string()
}

/// Whether an answer says that there are more pages (`""` and null are the end),
/// with a warning if so.
fn more_pages(map: &Map<String, Value>, context: &mut Context<'_>) -> bool {
    let more = ["nextCursor", "next_cursor"]
        .iter()
        .any(|key| map.get(*key).and_then(Value::as_str).is_some_and(|cursor| !cursor.is_empty()));
    if more {
        context.warn("more-pages", "the answer has a next page that is not in this file").help = Some(
            "ask for tools/list again with the cursor until there is none, and put all answers into one file, one a line"
                .to_owned(),
        );
    }
    more
}

/// Notes that a list is null.
fn null_list(context: &mut Context<'_>) {
    context.note("null-list", "the tool list is null, read as an empty list").help =
        Some("the specification asks for an array: write `[]`".to_owned());
}

/// What a wrapper says of its server: the object or text under one of the server
/// keys, then the wrapper's own keys.
fn wrapper_info(map: &Map<String, Value>) -> super::ServerInfo {
    let mut named = Map::new();
    for key in ["server", "mcp_server", "server_info", "serverInfo"] {
        if let Some(Value::String(name)) = map.get(key)
            && !name.trim().is_empty()
        {
            named.insert("name".to_owned(), name.clone().into());
            break;
        }
    }
    let mut sources: Vec<&Map<String, Value>> = Vec::new();
    for key in ["server", "server_info", "serverInfo", "mcp_server"] {
        if let Some(Value::Object(inner)) = map.get(key) {
            sources.push(inner);
            sources.extend(inner.get("serverInfo").and_then(Value::as_object));
        }
    }
    sources.push(&named);
    sources.push(map);
    super::about::server_info(&sources)
}

/// The keys that the servers of one file have taken.
#[derive(Default)]
struct Keys {
    taken: BTreeSet<String>,
    /// How often a key was asked for, so that numbering goes on where it stopped.
    asked: BTreeMap<String, usize>,
}

impl Keys {
    /// A key that no other server of the file has: the given one, else with a number.
    fn unique(&mut self, key: &str) -> String {
        let asked = self.asked.entry(key.to_owned()).or_default();
        loop {
            *asked += 1;
            let unique = if *asked == 1 { key.to_owned() } else { format!("{key}-{asked}") };
            if self.taken.insert(unique.clone()) {
                return unique;
            }
        }
    }
}

/// Whether an array holds at least one tool's definition.
fn holds_definition(items: &[Value]) -> bool {
    items.iter().any(is_definition)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One place to add a format: its file and its two lines here.
    #[test]
    fn the_table_and_the_folder_agree() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/manifest/formats");
        let files: BTreeSet<String> = std::fs::read_dir(folder)
            .expect("the folder is part of the package")
            .filter_map(|entry| entry.ok()?.path().file_stem()?.to_str().map(str::to_owned))
            .filter(|stem| stem != "mod")
            .map(|stem| stem.replace('_', "-"))
            .collect();
        let table: BTreeSet<String> = FORMATS.iter().map(|format| format.name().to_owned()).collect();
        assert_eq!(table, files);
        assert_eq!(table.len(), FORMATS.len(), "a name stands twice");
        for format in FORMATS {
            assert!(!format.says().is_empty() && !format.says().ends_with('.'), "{}", format.name());
        }
    }
}
