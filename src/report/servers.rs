//! Servers as wholes: what their tools come to, and what they can do together. As
//! records of version 1 (`toolrisk/server/v1`, one a server, and `toolrisk/servers/v1`
//! around them), and for people.

use super::record::FindingLine;
use super::style::{BOLD, DIM, PLAIN, and, counted, number, paint, risk};
use super::table::{Cell, Table, paragraph};
use crate::catalogue::{Catalogue, ServerSummary, ToolRef};
use crate::diag::printable;
use crate::grade::{Change, Grade};
use crate::rulebook::grade::Scale;
use crate::rulebook::legs::Leg;
use crate::toxic::{Combination, Toxic};
use crate::vocab::{Category, Risk};
use serde::Serialize;
use std::collections::BTreeMap;

/// The value of a server's `schema`.
pub const SCHEMA: &str = "toolrisk/server/v1";
/// The value of `schema` around several servers.
pub const SCHEMA_ALL: &str = "toolrisk/servers/v1";

/// Lines for people are at most this wide.
const WIDTH: usize = 100;
/// Tools named of a group; records name all that matter.
const NAMED: usize = 5;

/// One server. The form is frozen: keys are never renamed, moved or taken away within
/// version 1 (`catalog/schemas/server.v1.schema.json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServerRecord<'a> {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The server's slug.
    pub server: &'a str,
    /// How many tools it offers.
    pub tools: usize,
    /// Tools of each category.
    pub categories: BTreeMap<&'static str, usize>,
    /// Tools of each risk.
    pub risks: BTreeMap<&'static str, usize>,
    /// A to F: how much harm the tools can do.
    pub grade: GradeRecord<'a>,
    /// One combination for every tool that would have to be withheld; none if a leg
    /// is missing.
    pub toxic: Vec<ToxicRecord<&'a str>>,
    /// Tools whose hints the definition contradicts.
    pub mismatches: usize,
    /// Findings about how definitions and the server's own texts are written.
    pub findings: usize,
    /// Those of them in the server's own texts, `/description` and `/instructions`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub own_findings: Vec<FindingLine<'a>>,
}

/// A server's grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GradeRecord<'a> {
    /// A to F.
    pub letter: char,
    /// The sum of the parts.
    pub points: u32,
    /// What the points are for, the heaviest first.
    pub parts: Vec<PartRecord>,
    /// What would take most points away, each after the ones before it; at most three.
    pub changes: Vec<ChangeRecord<'a>>,
}

/// What some points are for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartRecord {
    /// How many.
    pub points: u32,
    /// What for.
    pub says: String,
}

/// Something to do, and where it leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeRecord<'a> {
    /// What to do.
    pub says: String,
    /// The tools it is about.
    pub tools: Vec<&'a str>,
    /// The points that are left then.
    pub points: u32,
    /// The grade then.
    pub letter: char,
}

impl<'a> GradeRecord<'a> {
    /// The record of a server's grade.
    pub fn of(scale: &Scale, server: &'a ServerSummary) -> GradeRecord<'a> {
        let grade = Grade::of(scale, server);
        let change = |change: Change| ChangeRecord {
            says: change.says,
            tools: change.tools.iter().map(|at| &*server.tools[*at as usize].name).collect(),
            points: change.points,
            letter: change.letter,
        };
        GradeRecord {
            letter: grade.letter,
            points: grade.points,
            parts: grade.parts.into_iter().map(|part| PartRecord { points: part.points, says: part.says }).collect(),
            changes: grade.changes.into_iter().map(change).collect(),
        }
    }
}

/// One toxic combination; `T` is how a tool is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToxicRecord<T> {
    /// The tool that reads private data.
    pub private_data: T,
    /// The tool that returns text of outsiders.
    pub untrusted_input: T,
    /// The tool that carries data out.
    pub way_out: T,
    /// The tool to withhold: one of the three.
    pub cheapest_cut: T,
    /// Why that one.
    pub why: String,
}

/// Several servers. Within version 1 no key is renamed or taken away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServersRecord<'a> {
    /// [`SCHEMA_ALL`].
    pub schema: &'static str,
    /// The servers, sorted by slug.
    pub servers: Vec<ServerRecord<'a>>,
    /// What they come to for an agent that has them all.
    pub together: Together<'a>,
}

/// What servers come to together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Together<'a> {
    /// How many tools they offer.
    pub tools: usize,
    /// How many tools hold each leg.
    pub legs: LegCounts,
    /// The servers that hold all three legs alone.
    pub alone: Vec<&'a str>,
    /// One combination for every tool that would have to be withheld.
    pub toxic: Vec<ToxicRecord<ToolName<'a>>>,
}

/// How many tools hold each leg.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct LegCounts {
    /// Read private data.
    pub private_data: usize,
    /// Return text of outsiders.
    pub untrusted_input: usize,
    /// Can carry data out.
    pub way_out: usize,
}

/// A tool among those of several servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ToolName<'a> {
    /// The server's slug.
    pub server: &'a str,
    /// The tool's name, verbatim.
    pub tool: &'a str,
}

impl<'a> ServerRecord<'a> {
    /// The record of a server.
    pub fn of(scale: &Scale, server: &'a ServerSummary) -> ServerRecord<'a> {
        ServerRecord {
            grade: GradeRecord::of(scale, server),
            schema: SCHEMA,
            server: server.slug.as_str(),
            tools: server.tools.len(),
            categories: Category::ALL.iter().map(|c| (c.word(), of_category(server, *c))).collect(),
            risks: Risk::ALL.iter().map(|r| (r.word(), of_risk(server, *r))).collect(),
            toxic: toxic(server),
            mismatches: server.tools.iter().filter(|tool| tool.mismatch.is_some()).count(),
            findings: server.findings,
            own_findings: server.own_findings.iter().map(FindingLine::of).collect(),
        }
    }

    /// The record as one line of JSON, without line break.
    pub fn line(&self) -> String {
        serde_json::to_string(self).expect("plain structs with text keys always serialise to memory")
    }
}

/// The toxic combinations of one server.
pub fn toxic(server: &ServerSummary) -> Vec<ToxicRecord<&str>> {
    let servers = std::slice::from_ref(server);
    let name = |at: ToolRef| &*server.tools[at.tool as usize].name;
    let Some(toxic) = Toxic::of(servers) else { return Vec::new() };
    toxic.combinations().map(|one| ToxicRecord::of(&one, name, toxic.why(servers, &one, "the server"))).collect()
}

impl<T> ToxicRecord<T> {
    /// A combination with its tools named.
    fn of(combination: &Combination, name: impl Fn(ToolRef) -> T, why: String) -> ToxicRecord<T> {
        ToxicRecord {
            private_data: name(combination.private_data),
            untrusted_input: name(combination.untrusted_input),
            way_out: name(combination.way_out),
            cheapest_cut: name(combination.cheapest_cut),
            why,
        }
    }
}

impl<'a> ServersRecord<'a> {
    /// The record of all servers of a catalogue.
    pub fn of(scale: &Scale, catalogue: &'a Catalogue) -> ServersRecord<'a> {
        let servers = &catalogue.servers;
        let records: Vec<ServerRecord<'a>> = servers.iter().map(|server| ServerRecord::of(scale, server)).collect();
        let name = |at: ToolRef| ToolName {
            server: servers[at.server as usize].slug.as_str(),
            tool: &servers[at.server as usize].tools[at.tool as usize].name,
        };
        let toxic = Toxic::of(servers).map_or_else(Vec::new, |toxic| {
            let why = |one: &Combination| toxic.why(servers, one, "the servers together");
            toxic.combinations().map(|one| ToxicRecord::of(&one, name, why(&one))).collect()
        });
        let holding = |leg: Leg| servers.iter().flat_map(|s| &s.tools).filter(|tool| tool.legs.has(leg)).count();
        let together = Together {
            tools: servers.iter().map(|server| server.tools.len()).sum(),
            legs: LegCounts {
                private_data: holding(Leg::PrivateData),
                untrusted_input: holding(Leg::UntrustedInput),
                way_out: holding(Leg::WayOut),
            },
            alone: records.iter().filter(|record| !record.toxic.is_empty()).map(|record| record.server).collect(),
            toxic,
        };
        ServersRecord { schema: SCHEMA_ALL, servers: records, together }
    }

    /// The record as JSON, a server a line.
    pub fn text(&self) -> String {
        let mut out = format!("{{\"schema\":\"{}\",\"servers\":[", self.schema);
        for (at, server) in self.servers.iter().enumerate() {
            out.push_str(if at == 0 { "\n" } else { ",\n" });
            out.push_str(&server.line());
        }
        let together = serde_json::to_string(&self.together).expect("plain structs with text keys always serialise");
        out.push_str(&format!("\n],\"together\":{together}}}\n"));
        out
    }
}

/// All servers for people: a table, the combinations of each, and what they come to
/// together.
pub fn servers(scale: &Scale, catalogue: &Catalogue) -> String {
    let mut table = Table::default();
    let heads = ["grade", "tools", "Read", "Write", "Destructive", "Critical", "High", "wrong hints"];
    table.row(
        std::iter::once(Cell::new(DIM, "server"))
            .chain(heads.map(|head| Cell::right(DIM, head)))
            .chain([Cell::new(DIM, "toxic combination")]),
    );
    let mut blocks = String::new();
    for server in &catalogue.servers {
        let toxic = Toxic::of(std::slice::from_ref(server));
        let wrong = server.tools.iter().filter(|tool| tool.mismatch.is_some()).count();
        let [read, write, destructive] = [Category::Read, Category::Write, Category::Destructive];
        table.row([
            Cell::new(BOLD, server.slug.as_str()),
            Cell::right(BOLD, Grade::letter_of(scale, server).to_string()),
            Cell::right(PLAIN, number(server.tools.len())),
            Cell::right(PLAIN, number(of_category(server, read))),
            Cell::right(PLAIN, number(of_category(server, write))),
            Cell::right(PLAIN, number(of_category(server, destructive))),
            Cell::right(risk(Risk::Critical), number(of_risk(server, Risk::Critical))),
            Cell::right(risk(Risk::High), number(of_risk(server, Risk::High))),
            Cell::right(PLAIN, number(wrong)),
            Cell::new(PLAIN, toxic.as_ref().map_or("no".to_owned(), |toxic| cut_in_short(server, toxic))),
        ]);
        if let Some(toxic) = toxic {
            let servers = std::slice::from_ref(server);
            blocks.push_str(&format!("\n{}\n", paint(BOLD, printable(server.slug.as_str()))));
            blocks.push_str(&block(servers, &toxic, "the server", |at| tool_name(servers, at, false)));
        }
    }
    let mut out = table.render(0, None);
    out.push_str(&blocks);
    if catalogue.servers.len() > 1 {
        out.push_str(&format!("\n{}\n", paint(BOLD, "Together")));
        out.push_str(&together(catalogue));
    }
    out
}

/// What servers come to for an agent that has them all.
fn together(catalogue: &Catalogue) -> String {
    let servers = &catalogue.servers;
    let Some(toxic) = Toxic::of(servers) else {
        let missing: Vec<&str> = Leg::ALL
            .into_iter()
            .filter(|leg| !servers.iter().flat_map(|s| &s.tools).any(|tool| tool.legs.has(*leg)))
            .map(Leg::title)
            .collect();
        return paragraph(&format!("No toxic combination: no tool holds {}.", missing.join(" or ")), 2, WIDTH);
    };
    let alone = servers.iter().filter(|server| Toxic::of(std::slice::from_ref(server)).is_some()).count();
    let lead = match alone {
        0 => "No server holds all three legs alone; an agent that has all of them does.".to_owned(),
        1 => "One server holds all three legs alone; together there are more ways.".to_owned(),
        n => format!("{} servers hold all three legs alone; together there are more ways.", number(n)),
    };
    let mut out = paragraph(&lead, 2, WIDTH);
    out.push_str(&block(servers, &toxic, "the servers together", |at| tool_name(servers, at, true)));
    out
}

/// The three legs and the cut.
fn block(servers: &[ServerSummary], toxic: &Toxic, whole: &str, name: impl Fn(ToolRef) -> String) -> String {
    const LABEL: usize = 18;
    let mut out = String::new();
    for leg in Leg::ALL {
        let names = some(toxic.tools(leg).iter().map(|at| name(*at)), toxic.tools(leg).len());
        let text = paragraph(&names, LABEL, WIDTH);
        let label = format!("  {:width$}", leg.title(), width = LABEL - 2);
        out.push_str(&format!("{}{}", paint(DIM, label), text.trim_start()));
    }
    let cut = toxic.tools(toxic.cut());
    if let Some(first) = toxic.combinations().next() {
        let names = some(cut.iter().map(|at| name(*at)), cut.len());
        let why = toxic.why(servers, &first, whole);
        let why = if cut.len() == 1 { why } else { format!("each is {why}") };
        out.push_str(&paragraph(&format!("Cheapest cut: withhold {names}: {why}."), 2, WIDTH));
    }
    out
}

/// The first few names, and how many more there are.
fn some(names: impl Iterator<Item = String>, all: usize) -> String {
    let mut shown: Vec<String> = names.take(if all == NAMED + 1 { all } else { NAMED }).collect();
    if all > shown.len() {
        shown.push(format!("{} more", number(all - shown.len())));
    }
    and(&shown)
}

/// A tool's name, with its server's where there are several.
fn tool_name(servers: &[ServerSummary], at: ToolRef, with_server: bool) -> String {
    let server = &servers[at.server as usize];
    let tool = &server.tools[at.tool as usize].name;
    if with_server { format!("{} {tool}", server.slug) } else { tool.to_string() }
}

/// The cut in a few words.
fn cut_in_short(server: &ServerSummary, toxic: &Toxic) -> String {
    let cut = toxic.tools(toxic.cut());
    match cut {
        [one] => format!("yes; withhold {}", server.tools[one.tool as usize].name),
        many => format!("yes; withhold {}", counted(many.len(), "tool")),
    }
}

/// How many tools of a server have a category.
fn of_category(server: &ServerSummary, category: Category) -> usize {
    server.tools.iter().filter(|tool| tool.category == category).count()
}

/// How many tools of a server have a risk.
fn of_risk(server: &ServerSummary, risk: Risk) -> usize {
    server.tools.iter().filter(|tool| tool.risk == risk).count()
}
