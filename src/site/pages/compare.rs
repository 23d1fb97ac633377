//! Two servers side by side, by a script that loads one small file of each; and for every
//! server the ones that are nearest to it.

use super::{PageKind, Place};
use crate::catalogue::{ServerSummary, ToolSummary};
use crate::changes::beside::{Does, Tools, by_act};
use crate::diag::printable;
use crate::grade::Grade;
use crate::ids::{address, initial, short_hash};
use crate::sink::Sink;
use crate::site::escape::by_number;
use crate::site::view::{Link, Pager, slice};
use crate::site::{Head, Job, Judged, Site, SiteError, links, lists, words};
use crate::toxic::Toxic;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// `compare.html`, `compare-2.html`, `compare/<letter>.js`, `servers/<server>/index.card.js`.
pub(crate) struct Compare;

/// Up to so many servers have their names in one file.
const IN_ONE: usize = 1_000;
/// Bytes of a card's tools; the riskiest come first, the rest is counted.
const CARD: usize = 18_000;
/// The part that holds all names.
const ALL: &str = "all";

/// The view.
#[derive(Serialize)]
struct View {
    /// The part that holds all names; empty if they are split by their first letters.
    part: &'static str,
    rows: Vec<Row>,
    page: usize,
    pager: Option<Pager>,
    script: String,
    servers: Link,
}

/// A server and those near it.
#[derive(Serialize)]
struct Row {
    name: String,
    href: String,
    near: Vec<NearRow>,
}

/// A server near another.
#[derive(Serialize)]
struct NearRow {
    name: String,
    href: String,
    /// The addresses of both, for the script.
    pair: String,
    shared: String,
    acts: String,
}

/// What the comparison knows of a server; keys are short because there is one a server.
#[derive(Serialize)]
struct Card<'a> {
    /// Its name.
    n: String,
    /// Its grade.
    g: char,
    /// Its tools by risk, from Low.
    r: lists::ByRisk,
    /// Whether its tools make a toxic combination.
    x: bool,
    /// Tools that are left out.
    m: usize,
    /// What it can do: a key, and the tools that do it.
    a: Vec<(String, Vec<CardTool<'a>>)>,
}

/// A tool on a card: its name, its risk, and the stem of its page if that is not the name.
#[derive(Serialize)]
#[serde(untagged)]
enum CardTool<'a> {
    Plain(std::borrow::Cow<'a, str>, u8),
    Other(std::borrow::Cow<'a, str>, u8, String),
}

/// What tools of two servers share if they do the same.
fn key(does: Does<'_>) -> String {
    match does {
        // Forty bits tell the acts of two servers apart.
        Does::Act(act) => format!("{:010x}", act.0 >> 24),
        Does::Name(name) => format!("n{}", short_hash(name)),
    }
}

/// A call of a global function, as a classic script: `<` cannot end the script element that
/// somebody puts it into.
fn call(function: &str, arguments: &[&dyn Fn() -> serde_json::Result<String>]) -> String {
    let arguments: Vec<String> =
        arguments.iter().map(|of| of().expect("plain values with text keys always serialise")).collect();
    let arguments = by_number(&arguments.join(","), |c| matches!(c, '<' | '\u{2028}' | '\u{2029}'));
    format!("{function}({arguments});\n")
}

/// The card of a server.
fn card(site: &Site<'_>, server: &ServerSummary) -> String {
    let mut acts: Vec<(Does<'_>, Tools<'_>)> = by_act(server).into_iter().collect();
    // The tools of an act come riskiest first.
    acts.sort_by_key(|(does, tools)| (Reverse(tools.first().map(|tool| tool.risk)), *does));
    let (mut bytes, mut left, mut shown) = (0, 0, Vec::new());
    for (does, tools) in acts {
        let of = |tool: &&'_ ToolSummary| {
            let (name, stem) = (words::short_name(&tool.name, 80), address(&tool.name));
            let (name, level) = (printable(&name).into_owned(), words::level(tool.risk));
            if stem == name { CardTool::Plain(name.into(), level) } else { CardTool::Other(name.into(), level, stem) }
        };
        let act = (key(does), tools.iter().map(of).collect::<Vec<_>>());
        bytes += serde_json::to_string(&act).map_or(0, |text| text.len() + 1);
        if bytes > CARD {
            left += tools.len();
        } else {
            shown.push(act);
        }
    }
    let card = Card {
        n: printable(&site.server_label(server)).into_owned(),
        g: Grade::letter_of(&site.scale, server),
        r: lists::by_risk(server),
        x: Toxic::of(std::slice::from_ref(server)).is_some(),
        m: left,
        a: shown,
    };
    call("toolriskCard", &[&|| serde_json::to_string(&server.address), &|| serde_json::to_string(&card)])
}

impl Compare {
    /// The names of servers with their addresses, by part.
    fn names(site: &Site<'_>) -> Vec<(String, Vec<(String, String)>)> {
        let mut parts: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        let split = site.catalogue.servers.len() > IN_ONE;
        for at in &site.lists.a_to_z {
            let server = &site.catalogue.servers[*at as usize];
            let label = site.server_label(server);
            let part = if split { initial(&label) } else { ALL.to_owned() };
            parts.entry(part).or_default().push((printable(&label).into_owned(), server.address.clone()));
        }
        parts.into_iter().collect()
    }

    /// A server and those near it.
    fn row(site: &Site<'_>, from: &str, at: u32) -> Row {
        let server = &site.catalogue.servers[at as usize];
        let near = site.nearest.to(at).iter().map(|near| {
            let other = &site.catalogue.servers[near.server as usize];
            NearRow {
                name: site.server_label(other),
                href: links::relative(from, &links::server(&other.address, 1)),
                pair: format!("{} {}", server.address, other.address),
                shared: words::number(near.shared),
                acts: words::counted(near.acts, "act", "acts"),
            }
        });
        Row {
            name: site.server_label(server),
            href: links::relative(from, &links::server(&server.address, 1)),
            near: near.collect(),
        }
    }
}

impl PageKind for Compare {
    fn id(&self) -> &'static str {
        "compare"
    }

    fn title(&self) -> &'static str {
        "Compare servers"
    }

    fn template(&self) -> &'static str {
        "compare.html"
    }

    fn makes(&self) -> &'static str {
        "compare.html, compare-<page>.html, compare/<part>.js, servers/<server>/index.card.js"
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        let mut out: Vec<Place> = Place::pages(0, site.lists.a_to_z.len(), links::compare).collect();
        let names = (1..).zip(Self::names(site));
        out.extend(names.map(|(subject, (part, _))| Place { address: links::compare_names(&part), subject, page: 1 }));
        out
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        if let Some(at) = job.subject.checked_sub(1) {
            // Jobs are made from the same names, so the part is there.
            let names = Self::names(site).into_iter().nth(at).map(|(_, names)| names).unwrap_or_default();
            return Ok(call("toolriskNames", &[&|| serde_json::to_string(&names)]));
        }
        let from = &job.address;
        let page = if job.page > 1 { format!(", page {}", job.page) } else { String::new() };
        let rows = &site.lists.a_to_z;
        let head = Head {
            kind: self.id(),
            title: format!("Compare servers{page}"),
            about: format!("Two servers side by side: what both can do, what only one can, and the nearest{page}."),
            crumbs: vec![Link::new("Catalogue", from, links::HOME)],
            json: None,
        };
        let view = View {
            part: if site.catalogue.servers.len() > IN_ONE { "" } else { ALL },
            rows: slice(rows, job.page).iter().map(|at| Self::row(site, from, *at)).collect(),
            page: job.page,
            pager: Pager::of(rows.len(), job.page, links::compare),
            script: links::relative(from, "assets/compare.js"),
            servers: Link::new("The list of all servers", from, &links::servers(1)),
        };
        site.page(&site.template(self.template())?, from, &head, &view)
    }

    fn of_server(&self, site: &Site<'_>, judged: &Judged<'_>, sink: &dyn Sink) -> Result<(), SiteError> {
        let path = links::server_file(&judged.summary.address, links::SERVER_SCRIPT);
        Ok(sink.put(&path, card(site, judged.summary).as_bytes())?)
    }
}
