//! The servers whose tools make a toxic combination: what holds each leg, and what to
//! withhold.

use super::{Nav, PageKind, Place};
use crate::catalogue::{ServerSummary, ToolRef};
use crate::ids::address;
use crate::rulebook::legs::Leg;
use crate::site::view::{Link, Pager, slice};
use crate::site::{Head, Job, Site, SiteError, links, words};
use crate::toxic;
use serde::Serialize;
use std::borrow::Cow;

/// `toxic.html`, `toxic-2.html`.
pub(crate) struct Toxic;

/// Tools named of each leg and of the cut.
const NAMED: usize = 4;

/// A server's toxic combination.
#[derive(Serialize)]
pub(crate) struct Danger<'a> {
    legs: Vec<LegView<'a>>,
    cut: Group<'a>,
    /// Why that is the cheapest cut: a clause.
    why: String,
    /// Whether the cut takes several tools.
    several: bool,
}

/// The tools of one leg.
#[derive(Serialize)]
struct LegView<'a> {
    title: &'static str,
    tools: Group<'a>,
}

/// Some tools, and how many more there are.
#[derive(Serialize)]
struct Group<'a> {
    tools: Vec<Named<'a>>,
    more: Option<String>,
}

/// A tool's name and page.
#[derive(Serialize)]
struct Named<'a> {
    name: Cow<'a, str>,
    href: String,
}

impl<'a> Danger<'a> {
    /// The combination of a server, for the page at `from`.
    pub(crate) fn of(server: &'a ServerSummary, from: &str) -> Option<Danger<'a>> {
        let servers = std::slice::from_ref(server);
        let found = toxic::Toxic::of(servers)?;
        let group = |refs: &[ToolRef]| Group {
            tools: refs
                .iter()
                .take(NAMED)
                .map(|at| {
                    let name = &server.tools[at.tool as usize].name;
                    let to = links::tool(&server.address, &address(name));
                    Named { name: words::short_name(name, 80), href: links::relative(from, &to) }
                })
                .collect(),
            more: (refs.len() > NAMED).then(|| words::number(refs.len() - NAMED)),
        };
        let first = found.combinations().next()?;
        Some(Danger {
            legs: Leg::ALL
                .into_iter()
                .map(|leg| LegView { title: leg.title(), tools: group(found.tools(leg)) })
                .collect(),
            cut: group(found.tools(found.cut())),
            why: found.why(servers, &first, "the server"),
            several: found.tools(found.cut()).len() > 1,
        })
    }
}

/// The view.
#[derive(Serialize)]
struct View<'a> {
    counted: String,
    rows: Vec<Row<'a>>,
    pager: Option<Pager>,
    page: usize,
    method: String,
}

/// A server of the list.
#[derive(Serialize)]
struct Row<'a> {
    name: String,
    href: String,
    danger: Option<Danger<'a>>,
}

impl PageKind for Toxic {
    fn id(&self) -> &'static str {
        "toxic"
    }

    fn title(&self) -> &'static str {
        "Toxic combinations"
    }

    fn template(&self) -> &'static str {
        "toxic.html"
    }

    fn makes(&self) -> &'static str {
        "toxic.html, toxic-<page>.html"
    }

    fn nav(&self) -> Option<Nav> {
        Nav::footer(links::toxic(1))
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        Place::pages(0, site.lists.toxic.len(), links::toxic).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let from = &job.address;
        let all = &site.lists.toxic;
        let counted = words::counted(all.len(), "server", "servers");
        let page = if job.page > 1 { format!(", page {}", job.page) } else { String::new() };
        let head = Head {
            kind: self.id(),
            title: format!("Toxic combinations{page}"),
            about: format!("{counted} whose tools read private data, return text of outsiders and can carry data out."),
            crumbs: vec![Link::new("Catalogue", from, links::HOME)],
            json: None,
        };
        let row = |i: &u32| {
            let server = &site.catalogue.servers[*i as usize];
            Row {
                name: site.server_label(server),
                href: links::relative(from, &format!("{}#toxic", links::server(&server.address, 1))),
                danger: Danger::of(server, from),
            }
        };
        let view = View {
            counted,
            rows: slice(all, job.page).iter().map(row).collect(),
            pager: Pager::of(all.len(), job.page, links::toxic),
            page: job.page,
            method: links::relative(from, &format!("{}#toxic", links::METHOD)),
        };
        site.page(&site.template(self.template())?, from, &head, &view)
    }
}
