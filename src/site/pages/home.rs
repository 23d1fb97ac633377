//! The start page: what there is, how risky it is, and where to begin.

use super::attacks::{AttackRow, latest};
use super::servers::ServerRow;
use super::{PageKind, Place};
use crate::site::view::{Bar, Link};
use crate::site::{Head, Job, Site, SiteError, links, words};
use crate::vocab::{Category, Risk, Trait};
use serde::Serialize;

/// `index.html`.
pub(crate) struct Home;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    tools: String,
    servers: String,
    bar: Bar,
    risks: Vec<Head2>,
    crossing: Vec<Row>,
    traits: Vec<Counted>,
    worst: Vec<ServerRow<'a>>,
    attacks: Vec<AttackRow<'a>>,
    attacks_all: Option<Link>,
    servers_all: Link,
    starts: Vec<Start>,
}

/// A column of the crossing.
#[derive(Serialize)]
struct Head2 {
    risk: &'static str,
    level: u8,
}

/// A row of the crossing: a category, and how many of its tools have each risk.
#[derive(Serialize)]
struct Row {
    category: &'static str,
    letter: &'static str,
    cells: Vec<Cell>,
}

/// A number and how dark it is drawn, 0 to 3.
#[derive(Serialize)]
struct Cell {
    count: String,
    heat: u8,
}

/// A trait and how many tools have it.
#[derive(Serialize)]
struct Counted {
    name: &'static str,
    means: &'static str,
    count: String,
}

/// Where somebody may begin.
#[derive(Serialize)]
struct Start {
    title: &'static str,
    href: String,
    why: String,
}

/// Attacks on the start page.
const ATTACKS: usize = 5;

impl PageKind for Home {
    fn id(&self) -> &'static str {
        "home"
    }

    fn title(&self) -> &'static str {
        "Catalogue"
    }

    fn template(&self) -> &'static str {
        "home.html"
    }

    fn makes(&self) -> &'static str {
        "index.html"
    }

    fn places(&self, _: &Site<'_>) -> Vec<Place> {
        Place::only(links::HOME)
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let from = &job.address;
        let lists = &site.lists;
        let tools = words::counted(lists.tools, "tool", "tools");
        let servers = words::counted(site.catalogue.servers.len(), "server", "servers");
        let head = Head {
            kind: self.id(),
            title: "Catalogue".to_owned(),
            about: format!("{tools} of {servers}: what each can do, how risky that is and why, and the rule it needs."),
            crumbs: Vec::new(),
            json: None,
        };
        let start = |title, to: &str, why| {
            (!site.without.lacks(to)).then(|| Start { title, href: links::relative(from, to), why })
        };
        let view = View {
            bar: Bar::of(lists.risks),
            risks: Risk::ALL.iter().rev().map(|r| Head2 { risk: r.word(), level: words::level(*r) }).collect(),
            crossing: Category::ALL
                .iter()
                .rev()
                .map(|category| Row {
                    category: category.word(),
                    letter: words::letter(*category),
                    cells: lists.crossing[*category as usize].iter().rev().map(|n| cell(*n, lists.tools)).collect(),
                })
                .collect(),
            traits: Trait::ALL
                .iter()
                .map(|t| Counted {
                    name: t.word(),
                    means: words::trait_means(*t),
                    count: words::number(lists.by_trait[*t as usize].tools.len()),
                })
                .collect(),
            worst: lists.worst.iter().map(|i| ServerRow::of(site, from, *i)).collect(),
            attacks: latest(site).into_iter().take(ATTACKS).map(|attack| AttackRow::of(attack, from)).collect(),
            attacks_all: (site.attacks.len() > ATTACKS)
                .then(|| Link::new(words::counted(site.attacks.len(), "record", "records"), from, links::ATTACKS)),
            servers_all: Link::new(servers.clone(), from, &links::servers(1)),
            starts: [
                start(
                    "Find a server",
                    &links::servers(1),
                    format!("{servers}, A to Z; each has a policy to download."),
                ),
                start("See the worst first", &links::risk(Risk::Critical, 1), {
                    let n = words::counted(lists.risks[Risk::Critical as usize], "tool", "tools");
                    format!("{n} with which a wrong call does grave harm.")
                }),
                start("Check the doubtful", &links::review(1), {
                    let n = words::counted(lists.review.tools.len(), "verdict", "verdicts");
                    format!("{n} of low confidence that wait for a human eye.")
                }),
                start("Learn how it is judged", links::METHOD, {
                    let n = words::counted(site.rules.len(), "rule", "rules");
                    format!("{n}, one matrix, no model: every verdict names its evidence.")
                }),
            ]
            .into_iter()
            .flatten()
            .collect(),
            tools,
            servers,
        };
        site.page(&site.template(self.template())?, from, &head, &view)
    }
}

/// A cell, darker the more of all tools it holds.
fn cell(n: usize, total: usize) -> Cell {
    let heat = match n * 100 / total.max(1) {
        _ if n == 0 => 0,
        0..=4 => 1,
        5..=19 => 2,
        _ => 3,
    };
    Cell { count: words::number(n), heat }
}
