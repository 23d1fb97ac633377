//! From bytes to servers: finds out what a file holds and hands it to the format
//! that reads it.

use super::context::Context;
use super::formats::FORMATS;
use super::syntax::{Document, Framing};
use super::{Quarantined, Server, Tool, decode, syntax};
use crate::diag::{Diagnostic, Level};

/// One file (or standard input) as handed to the reader.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The path relative to what the user named, for messages and provenance.
    pub source: &'a str,
    /// The file's name without its last extension.
    pub stem: &'a str,
    /// The whole content.
    pub bytes: &'a [u8],
}

/// How much a reader puts up with.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Deepest nesting of arrays and objects in a file.
    pub max_depth: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { max_depth: 1_000 }
    }
}

/// What a file turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A manifest: one or several servers, any of which may have no tools.
    Servers(Vec<Server>),
    /// Single definitions without a server; the files of one folder make one server.
    Loose {
        /// The definitions.
        tools: Vec<Tool>,
        /// What was set aside.
        quarantined: Vec<Quarantined>,
    },
    /// The server answered `tools/list` with an error.
    ErrorAnswer,
    /// Something else; the diagnostic says what, and what to do instead.
    NotAManifest {
        /// What it is, for the summary: `client configuration`, `registry entry`, …
        what: &'static str,
    },
}

/// The result of reading one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What the file is.
    pub outcome: Outcome,
    /// What there is to say about it.
    pub diagnostics: Vec<Diagnostic>,
    /// Entries that stand in the file's tool lists: tools read plus entries
    /// quarantined.
    pub entries: usize,
}

/// Reads one file.
///
/// ```
/// use toolrisk::manifest::{Input, Limits, Outcome, read};
/// let bytes = br#"{"tools":[{"name":"get_note","description":"Get one note"}]}"#;
/// let reading = read(Input { source: "notes.json", stem: "notes", bytes }, Limits::default());
/// let Outcome::Servers(servers) = reading.outcome else { panic!("it is a manifest") };
/// assert_eq!(servers[0].tools[0].name, "get_note");
/// ```
pub fn read(input: Input<'_>, limits: Limits) -> Reading {
    let mut context = Context::new(input, limits);
    let outcome = outcome(&mut context);
    let Context { diagnostics, entries, .. } = context;
    let reading = Reading { outcome, diagnostics, entries };
    debug_assert_eq!(reading.entries, accounted(&reading.outcome), "an entry was lost");
    reading
}

/// Decodes, takes apart, and hands over to the first format that recognises it.
fn outcome(context: &mut Context<'_>) -> Outcome {
    let (source, max_depth) = (context.input.source, context.limits.max_depth);
    let text = match decode::decode(source, context.input.bytes) {
        Ok((text, note)) => {
            context.diagnostics.extend(note);
            text
        }
        Err(refused) => {
            context.diagnostics.push(*refused.diagnostic);
            return Outcome::NotAManifest { what: refused.what };
        }
    };
    let document = match syntax::parse(source, &text, max_depth, &mut context.diagnostics) {
        Ok(document) => document,
        Err(refused) => {
            context.diagnostics.push(*refused.diagnostic);
            return Outcome::NotAManifest { what: refused.what };
        }
    };
    match FORMATS.iter().find(|format| format.recognise(&document)) {
        Some(format) => format.read(document, context),
        None => unknown(&document, context),
    }
}

/// Well-formed, but nothing that any format knows.
fn unknown(document: &Document<'_>, context: &mut Context<'_>) -> Outcome {
    let (what, message) = match document.framing {
        Framing::Yaml => ("YAML without a tool list", "this is YAML, but it holds no tool list"),
        Framing::Whole | Framing::Lines | Framing::Events | Framing::Text => {
            ("JSON without a tool list", "this is JSON, but it holds no tool list")
        }
    };
    let has = |key: &str| document.value.get(key).or_else(|| document.value.get("result")?.get(key)).is_some();
    let help = if has("prompts") || has("resources") || has("resourceTemplates") {
        "this answers another question (prompts or resources): send tools/list to the server and save its answer"
    } else if has("error") {
        "the server or its gateway answered with an error: repair it, and save the answer to tools/list"
    } else if has("capabilities") || has("serverInfo") {
        "this is the answer to initialize: send tools/list next and save its answer"
    } else {
        "a manifest is the answer to tools/list: `{\"tools\":[{\"name\":…,\"description\":…,\"inputSchema\":…}]}`"
    };
    context.diagnostics.push(Diagnostic::new(Level::Error, "no-tool-list", context.input.source, message).help(help));
    Outcome::NotAManifest { what }
}

/// Entries of an outcome: tools and what was set aside.
fn accounted(outcome: &Outcome) -> usize {
    match outcome {
        Outcome::Servers(servers) => servers.iter().map(|s| s.tools.len() + s.quarantined.len()).sum(),
        Outcome::Loose { tools, quarantined } => tools.len() + quarantined.len(),
        Outcome::ErrorAnswer | Outcome::NotAManifest { .. } => 0,
    }
}
