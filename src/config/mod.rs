//! The configurations of clients: which servers a person already has. Secrets stand in
//! these files, so what is kept has types that hold none ([`Bare`], [`Host`], [`Folder`]),
//! everything else is dropped while it is parsed, and errors quote nothing.

mod clients;
mod launch;
pub mod matching;
mod reach;
mod safe;

pub use clients::{CLIENTS, Client};
pub use reach::{Reached, Source, reached};
pub use safe::{Bare, Folder, Host};

use crate::diag::Position;
use crate::jsonc::{self, Fault};
use clients::{Level, Shape};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Deepest nesting that is read.
const MAX_DEPTH: usize = 128;

/// One configuration as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The client that reads it; `None` where neither path nor content tells.
    pub client: Option<&'static Client>,
    /// What it says, for each reach that it speaks of.
    pub layers: Vec<Layer>,
}

/// What a configuration says for one reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// For what it holds.
    pub reach: Reach,
    /// The servers, in the order given.
    pub servers: Vec<Configured>,
    /// The names of servers that are switched off there, wherever they are configured.
    pub off: BTreeSet<String>,
}

/// For what servers hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Wherever the client is started.
    User,
    /// In this project.
    Project(Folder),
    /// Wherever the client is started if this is the home folder, else in this project.
    Either(Folder),
}

/// One server of a configuration: nothing that could be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configured {
    /// What the configuration calls it.
    pub name: String,
    /// How it is reached.
    pub transport: Transport,
    /// The program that starts it, without its folder.
    pub program: Option<Bare>,
    /// The package or image that the program runs, without its version.
    pub package: Option<Bare>,
    /// The host of its address.
    pub host: Option<Host>,
    /// The configuration switches it off.
    pub disabled: bool,
    /// Which of its tools the agent gets. Never shown: only counted against a manifest.
    pub tools: ToolLists,
}

/// The tools of a server that a configuration lets through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ToolLists {
    /// These alone; all if there is no such list.
    only: Option<BTreeSet<String>>,
    /// None of these.
    without: BTreeSet<String>,
}

impl ToolLists {
    /// Whether the agent gets a tool.
    pub fn has(&self, tool: &str) -> bool {
        let listed = |names: &BTreeSet<String>| names.contains(tool) || names.contains("*");
        self.only.as_ref().is_none_or(listed) && !self.without.contains(tool)
    }
}

/// How a server is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// A program on this machine.
    Stdio,
    /// Server-sent events.
    Sse,
    /// HTTP.
    Http,
    /// Part of the client.
    Builtin,
    /// The entry does not say.
    Unknown,
}

impl Transport {
    /// The word in records.
    pub const fn word(self) -> &'static str {
        match self {
            Transport::Stdio => "stdio",
            Transport::Sse => "sse",
            Transport::Http => "http",
            Transport::Builtin => "builtin",
            Transport::Unknown => "unknown",
        }
    }
}

/// Why a text is no configuration. Says where, never what stands there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// It cannot be parsed.
    #[error(
        "line {}, column {}: not valid {language}{why}; the client cannot read the file either, so mend it there first",
        at.line, at.column
    )]
    Broken {
        /// What it was read as.
        language: &'static str,
        /// What is wrong, with a colon before it, if that can be said without quoting.
        why: String,
        /// Where.
        at: Position,
    },
    /// It has no section for servers.
    #[error(
        "no section with MCP servers; name the file in which the client keeps them (with mcpServers, servers, \
         mcp_servers, context_servers, mcp or extensions at its top)"
    )]
    NoServers,
}

/// Reads a configuration. The path tells clients apart whose files look alike, and for what
/// a file holds.
///
/// # Errors
/// If the text cannot be parsed, or has no section for servers.
pub fn read(path: &str, text: &str) -> Result<Config, ConfigError> {
    let path = path.replace('\\', "/");
    let value = parse(&path, text)?;
    let by_path = Client::of_path(&path);
    let shapes = by_path.map_or(Shape::ALL, |(client, ..)| client.shapes);
    let found = shapes.iter().find_map(|shape| Some((*shape, shape.section(&value)?)));
    let client = by_path.map(|(client, ..)| client).or_else(|| Client::of_shape(found?.0));
    let projects = projects(client, &value);
    if found.is_none() && projects.is_empty() && (by_path.is_none() || !value.is_object()) {
        return Err(ConfigError::NoServers);
    }
    let mut servers = found.map_or_else(Vec::new, |(_, section)| servers(client, section));
    let (allowed, excluded) = (names(value.pointer("/mcp/allowed")), names(value.pointer("/mcp/excluded")));
    if client.is_some_and(|client| client.id == "gemini-cli") {
        for server in &mut servers {
            let kept = allowed.as_ref().is_none_or(|names| names.contains(&server.name));
            let out = excluded.as_ref().is_some_and(|names| names.contains(&server.name));
            server.disabled |= !kept || out;
        }
    }
    let reach = match by_path {
        Some((_, Level::Project, folder)) => Reach::Project(Folder::of(folder)),
        Some((_, Level::Either, folder)) => Reach::Either(Folder::of(folder)),
        Some((_, Level::User, _)) | None => Reach::User,
    };
    let mut layers = vec![Layer { reach, servers, off: BTreeSet::new() }];
    layers.extend(projects);
    Ok(Config { client, layers })
}

/// What a configuration says of single projects.
fn projects(client: Option<&'static Client>, value: &Value) -> Vec<Layer> {
    let projects = value.get("projects").and_then(Value::as_object).into_iter().flatten();
    let layer = |(folder, project): (&String, &Value)| {
        let section = project.get("mcpServers").and_then(Value::as_object);
        let off = ["disabledMcpServers", "disabledMcpjsonServers"].map(|key| names(project.get(key)));
        let off: BTreeSet<String> = off.into_iter().flatten().flatten().collect();
        let servers = section.map_or_else(Vec::new, |section| servers(client, section));
        let says = !servers.is_empty() || !off.is_empty();
        says.then(|| Layer { reach: Reach::Project(Folder::of(folder)), servers, off })
    };
    projects.filter_map(layer).collect()
}

fn servers(client: Option<&Client>, section: &Map<String, Value>) -> Vec<Configured> {
    section.iter().filter_map(|(name, entry)| launch::configured(client, name, entry)).collect()
}

/// The texts of a list; `None` if it is none.
fn names(value: Option<&Value>) -> Option<BTreeSet<String>> {
    Some(value?.as_array()?.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// The value of a text, in the language that its name says.
fn parse(path: &str, text: &str) -> Result<Value, ConfigError> {
    let text = text.trim_start_matches('\u{feff}');
    let broken = |language, at| ConfigError::Broken { language, why: String::new(), at };
    if path.ends_with(".toml") {
        return toml::from_str(text).map_err(|error: toml::de::Error| {
            broken("TOML", Position::at(text, error.span().map_or(0, |span| span.start)))
        });
    }
    if path.ends_with(".yaml") || path.ends_with(".yml") {
        let documents = crate::manifest::yaml_values(text, MAX_DEPTH).map_err(|at| broken("YAML", at))?;
        return Ok(documents.into_iter().next().unwrap_or(Value::Null));
    }
    let tree = jsonc::tree(text).map_err(|Fault { at, why }| ConfigError::Broken {
        language: "JSON",
        why: format!(": {why}"),
        at,
    })?;
    Ok(tree.as_ref().map_or(Value::Null, jsonc::value))
}
