//! What can be found, each as one line of a shard.
//!
//! Tools, servers, attacks and rules have numbers in that order. A line holds everything
//! that a result shows, so that no further file is needed for it.

use super::super::words::short_name;
use crate::catalogue::{Catalogue, ServerSummary, ToolSummary};
use crate::diag::is_hidden;
use crate::grade::Grade;
use crate::ids::address;
use crate::rulebook::grade::Scale;
use crate::text::search::words;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Longest name in a line, in characters.
const NAME: usize = 100;

/// Something to be found besides tools and servers.
#[derive(Debug)]
pub(crate) struct Other {
    /// `a` for an attack, `r` for a rule.
    pub(crate) kind: char,
    /// Its name, which is its address too.
    pub(crate) id: String,
    /// What it is about.
    pub(crate) title: String,
}

/// Everything that can be found.
#[derive(Debug)]
pub(super) struct Docs {
    /// The number of each server's first tool, and of what follows the last.
    starts: Vec<u32>,
    /// Each server's grade.
    grades: Vec<char>,
    others: Vec<Other>,
}

/// What a number stands for.
pub(super) enum Doc<'a> {
    /// A tool with its server.
    Tool(&'a ServerSummary, &'a ToolSummary),
    /// A server.
    Server(&'a ServerSummary),
    /// An attack or a rule.
    Other(&'a Other),
}

impl Docs {
    /// Numbers everything.
    pub(super) fn of(catalogue: &Catalogue, scale: &Scale, others: Vec<Other>) -> Docs {
        let mut starts = vec![0];
        let mut next = 0;
        for server in &catalogue.servers {
            next += server.tools.len() as u32;
            starts.push(next);
        }
        let grades = catalogue.servers.iter().map(|server| Grade::letter_of(scale, server)).collect();
        Docs { starts, grades, others }
    }

    /// How many tools there are.
    pub(super) fn tools(&self) -> u32 {
        self.starts.last().copied().unwrap_or_default()
    }

    /// How many there are of everything.
    pub(super) fn len(&self) -> u32 {
        self.tools() + self.grades.len() as u32 + self.others.len() as u32
    }

    /// The number of a server itself.
    pub(super) fn server_itself(&self, server: u32) -> u32 {
        self.tools() + server
    }

    /// The server of a tool, by its place in the catalogue.
    pub(super) fn server_of(&self, tool: u32) -> u32 {
        self.starts.partition_point(|start| *start <= tool) as u32 - 1
    }

    /// A server's grade.
    pub(super) fn grade(&self, server: u32) -> char {
        self.grades[server as usize]
    }

    /// What a number stands for.
    pub(super) fn get<'a>(&'a self, catalogue: &'a Catalogue, doc: u32) -> Doc<'a> {
        let tools = self.tools();
        if doc < tools {
            let at = self.server_of(doc) as usize;
            let server = &catalogue.servers[at];
            return Doc::Tool(server, &server.tools[(doc - self.starts[at]) as usize]);
        }
        let at = (doc - tools) as usize;
        match catalogue.servers.get(at) {
            Some(server) => Doc::Server(server),
            None => Doc::Other(&self.others[at - catalogue.servers.len()]),
        }
    }

    /// The line of a tool under its server's; `said` are numbers of the shard's words.
    pub(super) fn tool_line(tool: &ToolSummary, said: &[usize]) -> String {
        let traits = tool.traits.iter().fold(0, |bits, t| bits | 1 << t as u32);
        let flags = tool.risk as u32 | (tool.category as u32) << 2 | (tool.confidence as u32) << 4 | traits << 6;
        let mut line = format!("{:0>3}{}", base36(flags as usize), shown(&tool.name));
        let address = address(&tool.name);
        let own = *address != *tool.name;
        if own || !said.is_empty() {
            line.push('\t');
            line.push_str(&said.iter().map(|n| base36(*n)).collect::<Vec<_>>().join(" "));
        }
        if own {
            line.push('\t');
            line.push_str(&address);
        }
        line
    }

    /// The line of a server, which its tools follow.
    pub(super) fn server_line(&self, server: &ServerSummary, at: u32) -> String {
        let name = if server.name == server.address { String::new() } else { shown(&server.name) };
        format!("@{}\t{}{}\t{name}", server.address, self.grade(at), base36(server.tools.len()))
    }

    /// The line of an attack or a rule.
    pub(super) fn other_line(other: &Other) -> String {
        format!("!{}{}\t{}", other.kind, other.id, shown(&other.title))
    }

    /// The lines of some documents, each with the numbers of the words it says besides its
    /// name: tools below their servers.
    pub(super) fn write(&self, catalogue: &Catalogue, docs: &BTreeMap<u32, BTreeSet<usize>>, out: &mut String) {
        let mut servers: BTreeMap<u32, Vec<(&u32, &BTreeSet<usize>)>> = BTreeMap::new();
        let (first, last) = (self.tools(), self.server_itself(self.grades.len() as u32));
        for (doc, said) in docs.range(..first) {
            servers.entry(self.server_of(*doc)).or_default().push((doc, said));
        }
        for (doc, _) in docs.range(first..last) {
            servers.entry(doc - first).or_default();
        }
        for (at, tools) in servers {
            let server = &catalogue.servers[at as usize];
            out.push_str(&self.server_line(server, at));
            out.push('\n');
            for (doc, said) in tools {
                let tool = &server.tools[(doc - self.starts[at as usize]) as usize];
                let said: Vec<usize> = said.iter().copied().collect();
                out.push_str(&Docs::tool_line(tool, &said));
                out.push('\n');
            }
        }
        for (doc, _) in docs.range(last..) {
            out.push_str(&Docs::other_line(&self.others[(doc - last) as usize]));
            out.push('\n');
        }
    }
}

/// The words of a server: its name's and its address's.
pub(super) fn server_words(server: &ServerSummary) -> BTreeSet<String> {
    words(&server.name).into_iter().chain(words(&server.address)).collect()
}

/// A number in the digits that scripts read with `parseInt(…, 36)`.
pub(super) fn base36(mut n: usize) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(b"0123456789abcdefghijklmnopqrstuvwxyz"[n % 36]);
        n /= 36;
        if n == 0 {
            break;
        }
    }
    digits.iter().rev().map(|digit| char::from(*digit)).collect()
}

/// A foreign name in one line: shortened, hidden characters by their number.
fn shown(name: &str) -> String {
    let name = short_name(name, NAME);
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if is_hidden(c) {
            // A string takes everything.
            let _ = write!(out, "⟨U+{:04X}⟩", c as u32);
        } else {
            out.push(c);
        }
    }
    out
}

/// A text as a file of script that hands it to the search: nothing in it can end the
/// string, a line or a script element.
pub(super) fn script(name: &str, text: &str) -> String {
    format!("toolriskSearch(\"{name}\",`{}`)\n", quoted(text))
}

/// The inside of a template string.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\\' | '`' | '$' => out.extend(['\\', c]),
            '<' => out.push_str("\\u003c"),
            '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_leave_its_string() {
        let text = "</script>\\`${x}\u{2028}";
        assert_eq!(script("t-", text), "toolriskSearch(\"t-\",`\\u003c/script>\\\\\\`\\${x}\\u2028`)\n");
        assert_eq!(shown("a\u{202e}\n\t\u{0}b"), "a⟨U+202E⟩⟨U+000A⟩⟨U+0009⟩⟨U+0000⟩b");
        assert!(shown(&"x".repeat(10_000)).len() < 120);
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!([0, 35, 36, 46_655].map(base36), ["0", "z", "10", "zzz"]);
    }
}
