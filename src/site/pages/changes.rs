//! What changed since an older build: the page, the same as data, and the feed.

use super::{Nav, PageKind, Place};
use crate::changes::{Group, History, ServerChange, Step, ToolChange};
use crate::report::compare::sums_of;
use crate::site::history::{ServerLine, ToolLine, counts};
use crate::site::view::{Link, Pager, pages_for, slice};
use crate::site::{Head, Job, Site, SiteError, links, words};
use serde::Serialize;

/// `changes.html`, `changes-2.html`, `changes.json`, `changes.atom`.
pub(crate) struct Changes;

/// What a job makes.
const PAGE: usize = 0;
const JSON: usize = 1;
const FEED: usize = 2;

/// The view.
#[derive(Serialize)]
struct View {
    /// Whether an older build was named.
    named: bool,
    /// The newest step.
    newest: Option<Newest>,
    sections: Vec<Section>,
    not_listed: Option<String>,
    page: usize,
    pager: Option<Pager>,
    earlier: Vec<Earlier>,
    json: bool,
    feed: bool,
}

/// What is said of the newest step.
#[derive(Serialize)]
struct Newest {
    since: Option<String>,
    day: Option<String>,
    counts: Vec<(&'static str, String)>,
    postures: Option<[String; 2]>,
}

/// A group of changes.
#[derive(Serialize)]
struct Section {
    id: &'static str,
    title: &'static str,
    count: String,
    servers: Vec<ServerLine>,
    tools: Vec<Row>,
}

/// A tool that changed.
#[derive(Serialize)]
struct Row {
    tool: ToolLine,
    server: ServerLine,
    risk: &'static str,
    level: u8,
}

/// A step before the newest.
#[derive(Serialize)]
struct Earlier {
    day: Option<String>,
    counts: String,
}

/// A line of the page.
#[derive(Clone, Copy)]
enum Item<'s> {
    Server(&'s ServerChange),
    Tool(Group, &'s ServerChange, &'s ToolChange),
}

/// All lines of a step, in the order in which they are shown.
fn items(step: &Step) -> Vec<Item<'_>> {
    let as_whole = step.servers.iter().filter(|server| server.is_as_whole());
    let mut out: Vec<Item<'_>> = as_whole.map(Item::Server).collect();
    for group in Group::ALL {
        out.extend(step.of_group(group).map(|(server, tool)| Item::Tool(group, server, tool)));
    }
    out
}

impl Changes {
    /// The lines of the newest step.
    fn lines<'s>(site: &'s Site<'_>) -> Vec<Item<'s>> {
        site.steps().first().map(items).unwrap_or_default()
    }

    /// The groups of some lines; counts are of all lines.
    fn sections(site: &Site<'_>, from: &str, all: &[Item<'_>], shown: &[Item<'_>]) -> Vec<Section> {
        let group_of = |item: &Item<'_>| match item {
            Item::Server(_) => None,
            Item::Tool(group, ..) => Some(*group),
        };
        let mut out: Vec<Section> = Vec::new();
        for lines in shown.chunk_by(|a, b| group_of(a) == group_of(b)) {
            let group = lines.first().and_then(group_of);
            let count = all.iter().filter(|item| group_of(item) == group).count();
            let mut section = Section {
                id: group.map_or("servers", Group::id),
                title: group.map_or("Servers", Group::title),
                count: words::number(count),
                servers: Vec::new(),
                tools: Vec::new(),
            };
            for line in lines {
                match line {
                    Item::Server(server) => section.servers.push(site.server_line(from, server)),
                    Item::Tool(_, server, tool) => {
                        let Some(seen) = tool.now.or(tool.before) else { continue };
                        section.tools.push(Row {
                            tool: site.tool_line(from, &server.server, tool),
                            server: site.server_line(from, server),
                            risk: seen.risk.word(),
                            level: words::level(seen.risk),
                        });
                    }
                }
            }
            out.push(section);
        }
        out
    }
}

impl PageKind for Changes {
    fn id(&self) -> &'static str {
        "changes"
    }

    fn title(&self) -> &'static str {
        "Changes"
    }

    fn template(&self) -> &'static str {
        "changes.html"
    }

    fn makes(&self) -> &'static str {
        "changes.html, changes-<page>.html, changes.json, changes.atom"
    }

    fn nav(&self) -> Option<Nav> {
        Nav::footer(links::changes(1))
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        let rows = Self::lines(site).len();
        let mut out: Vec<Place> = Place::pages(PAGE, rows, links::changes).collect();
        let file = |subject, address: &str| Place { address: address.to_owned(), subject, page: 1 };
        if site.options.history.is_some() {
            out.push(file(JSON, links::CHANGES_JSON));
        }
        if site.has_feed() {
            out.push(file(FEED, links::FEED));
        }
        out
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        match job.subject {
            JSON => return Ok(site.options.history.as_ref().map(History::text).unwrap_or_default()),
            FEED => return Ok(site.feed()),
            _ => {}
        }
        let from = &job.address;
        let step = site.steps().first();
        let lines = Self::lines(site);
        let page = if job.page > 1 { format!(", page {}", job.page) } else { String::new() };
        let head = Head {
            kind: self.id(),
            title: format!("Changes{page}"),
            about: match step {
                Some(step) => format!("What changed since the build before: {}{page}.", counts(step)),
                None => "What changed since an older build, if one was named.".to_owned(),
            },
            crumbs: vec![Link::new("Catalogue", from, links::HOME)],
            json: site.options.history.is_some().then(|| links::relative(from, links::CHANGES_JSON)),
        };
        let newest = step.filter(|_| job.page == 1).map(|step| Newest {
            since: step.since.clone(),
            day: step.date.clone(),
            counts: sums_of(&step.counts),
            postures: step.posture.as_ref().map(|pair| [pair.before.clone(), pair.now.clone()]),
        });
        let earlier = site.steps().iter().skip(1).filter(|_| job.page == 1);
        let last = job.page == pages_for(lines.len());
        let view = View {
            named: site.options.history.is_some(),
            newest,
            sections: Self::sections(site, from, &lines, slice(&lines, job.page)),
            not_listed: step
                .map(|step| step.counts.not_listed)
                .filter(|n| *n > 0 && last)
                .map(|n| words::counted(n, "tool", "tools")),
            page: job.page,
            pager: Pager::of(lines.len(), job.page, links::changes),
            earlier: earlier.map(|step| Earlier { day: step.date.clone(), counts: counts(step) }).collect(),
            json: site.options.history.is_some(),
            feed: site.has_feed(),
        };
        site.page(&site.template(self.template())?, from, &head, &view)
    }
}
