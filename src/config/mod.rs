//! The configurations of clients: which servers a person already has. Secrets stand in
//! these files, so what is kept has types that hold none ([`Bare`], [`Host`]), everything
//! else is dropped while it is parsed, and errors quote nothing.

mod clients;
mod jsonc;
mod launch;
pub mod matching;
mod safe;

pub use clients::{CLIENTS, Client};
pub use safe::{Bare, Host};

use crate::diag::Position;
use clients::Shape;
use serde_json::Value;

/// Deepest nesting that is read.
const MAX_DEPTH: usize = 128;

/// One configuration as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The client that reads it; `None` where neither path nor content tells.
    pub client: Option<&'static Client>,
    /// Its servers, in the order given.
    pub servers: Vec<Configured>,
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
    #[error("not valid {language} at line {}, column {}; the client cannot read it either", at.line, at.column)]
    Broken {
        /// What it was read as.
        language: &'static str,
        /// Where.
        at: Position,
    },
    /// It has no section for servers.
    #[error("no section with MCP servers (mcpServers, servers, mcp_servers, context_servers, mcp, extensions)")]
    NoServers,
}

/// Reads a configuration. The path tells clients apart whose files look alike.
///
/// # Errors
/// If the text cannot be parsed, or has no section for servers.
pub fn read(path: &str, text: &str) -> Result<Config, ConfigError> {
    let path = path.replace('\\', "/");
    let value = parse(&path, text)?;
    let by_path = Client::of_path(&path);
    let mut servers = Vec::new();
    let mut found = None;
    for shape in by_path.map_or(Shape::ALL, |client| client.shapes) {
        for section in shape.sections(&value) {
            found = found.or(Some(*shape));
            servers.extend(section.iter().filter_map(|(name, entry)| launch::configured(name, entry)));
        }
    }
    match found {
        Some(shape) => Ok(Config { client: by_path.or_else(|| Client::of_shape(shape)), servers }),
        // A client's own file may have no servers yet.
        None if by_path.is_some() && value.is_object() => Ok(Config { client: by_path, servers }),
        None => Err(ConfigError::NoServers),
    }
}

/// The value of a text, in the language that its name says.
fn parse(path: &str, text: &str) -> Result<Value, ConfigError> {
    let text = text.trim_start_matches('\u{feff}');
    if path.ends_with(".toml") {
        return toml::from_str(text).map_err(|error: toml::de::Error| ConfigError::Broken {
            language: "TOML",
            at: Position::at(text, error.span().map_or(0, |span| span.start)),
        });
    }
    if path.ends_with(".yaml") || path.ends_with(".yml") {
        let documents =
            crate::manifest::yaml_values(text, MAX_DEPTH).map_err(|at| ConfigError::Broken { language: "YAML", at })?;
        return Ok(documents.into_iter().next().unwrap_or(Value::Null));
    }
    let plain = jsonc::to_json(text);
    serde_json::from_str(&plain).map_err(|error| ConfigError::Broken {
        language: "JSON",
        at: Position { line: error.line(), column: error.column() },
    })
}
