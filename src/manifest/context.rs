//! What a format needs beside the document: where messages go, and the one way
//! from a list of entries to a server.

use super::definition::{self, Entry};
use super::quarantine::{self, quarantined};
use super::read::{Input, Limits, Outcome};
use super::{Quarantined, Server, ServerInfo, Tool};
use crate::diag::{Diagnostic, Level, printable};
use serde_json::Value;

/// One file being read.
#[derive(Debug)]
pub struct Context<'a> {
    /// The file.
    pub input: Input<'a>,
    /// What is put up with.
    pub limits: Limits,
    /// What there is to say so far.
    pub diagnostics: Vec<Diagnostic>,
    /// Entries of tool lists seen so far.
    pub entries: usize,
}

impl<'a> Context<'a> {
    /// A context for a file.
    pub(super) fn new(input: Input<'a>, limits: Limits) -> Context<'a> {
        Context { input, limits, diagnostics: Vec::new(), entries: 0 }
    }

    /// Something worth knowing.
    pub(super) fn note(&mut self, code: &'static str, message: impl Into<String>) -> &mut Diagnostic {
        self.say(Level::Note, code, message.into())
    }

    /// Something that is doubtful or was set aside.
    pub(super) fn warn(&mut self, code: &'static str, message: impl Into<String>) -> &mut Diagnostic {
        self.say(Level::Warning, code, message.into())
    }

    fn say(&mut self, level: Level, code: &'static str, message: String) -> &mut Diagnostic {
        self.diagnostics.push(Diagnostic::new(level, code, self.input.source, message));
        self.diagnostics.last_mut().expect("one was just pushed")
    }

    /// The outcome for a file that is something else.
    pub(super) fn not_a_manifest(&mut self, what: &'static str, message: &str, help: &str) -> Outcome {
        self.say(Level::Error, "not-a-manifest", message.to_owned()).help = Some(help.to_owned());
        Outcome::NotAManifest { what }
    }

    /// The only server of the file.
    pub(super) fn server(&mut self, format: &'static str, info: ServerInfo, entries: Vec<Entry>) -> Server {
        let (source, slug) = (self.input.source.to_owned(), self.input.stem.to_owned());
        self.build(format, info, source, slug, entries)
    }

    /// One of several servers, known by its key or name in the file.
    pub(super) fn server_called(
        &mut self,
        format: &'static str,
        key: &str,
        info: ServerInfo,
        entries: Vec<Entry>,
    ) -> Server {
        let source = format!("{}#{key}", self.input.source);
        self.build(format, info, source, key.to_owned(), entries)
    }

    fn build(
        &mut self,
        format: &'static str,
        mut info: ServerInfo,
        source: String,
        fallback_slug: String,
        entries: Vec<Entry>,
    ) -> Server {
        let (tools, quarantined) = self.tools(entries, &source);
        if info.name.is_empty() {
            info.name.clone_from(&fallback_slug);
        }
        Server { info, fallback_slug, source, format, tools, quarantined }
    }

    /// Reads and sorts the entries of one list. `source` names the server in
    /// messages.
    pub(super) fn tools(&mut self, entries: Vec<Entry>, source: &str) -> (Vec<Tool>, Vec<Quarantined>) {
        let count = entries.len();
        self.entries += count;
        let mut set_aside = Vec::new();
        let mut tools = Vec::with_capacity(count);
        for entry in entries {
            let pointer = entry.pointer.clone();
            let shown = entry.key.clone().unwrap_or_else(|| start_of(&entry.value));
            match definition::read(entry) {
                Ok(read) => {
                    for remark in read.remarks {
                        let message = format!("the tool `{}` {}", printable(&read.tool.name), remark.message);
                        let level = if remark.warning { Level::Warning } else { Level::Note };
                        self.diagnostics.push(
                            Diagnostic::new(level, remark.code, source, message)
                                .pointing(read.tool.pointer.clone())
                                .help(remark.help),
                        );
                    }
                    tools.push(read.tool);
                }
                Err(reason) => set_aside.push(quarantined(&shown, pointer, reason)),
            }
        }
        let tools = quarantine::sort(tools, &mut set_aside);
        for tool in tools.iter().filter(|tool| tool.name.chars().count() > 128) {
            self.diagnostics.push(
                Diagnostic::new(
                    Level::Warning,
                    "long-name",
                    source,
                    format!("a tool's name has {} characters; the specification allows 128", tool.name.chars().count()),
                )
                .pointing(tool.pointer.clone())
                .help("some clients refuse such a tool; shorten its name"),
            );
        }
        if let Some(first) = set_aside.first() {
            let message = match set_aside.len() {
                1 => format!("one entry is not published as a tool: {}", first.reason),
                n => format!("{n} entries are not published as tools; the first: {}", first.reason),
            };
            self.diagnostics.push(
                Diagnostic::new(Level::Warning, "quarantined", source, message)
                    .pointing(first.pointer.clone())
                    .help("they are listed with their reasons; a client cannot call them"),
            );
        }
        debug_assert_eq!(tools.len() + set_aside.len(), count, "an entry was lost");
        (tools, set_aside)
    }
}

/// The start of a value as text, to show what stood where a tool should.
fn start_of(value: &Value) -> String {
    let start = |text: &str| text[..text.char_indices().nth(100).map_or(text.len(), |(at, _)| at)].to_owned();
    match value {
        Value::String(text) => start(text),
        Value::Object(map) => match map.get("name").or_else(|| map.values().next()) {
            Some(Value::String(text)) => start(text),
            Some(Value::Number(number)) => number.to_string(),
            _ => format!("an object with {} keys", map.len()),
        },
        Value::Array(items) => format!("a list with {} items", items.len()),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}
