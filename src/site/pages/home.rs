//! The start page: what there is, how risky it is, and where to begin.

use super::attacks::{AttackRow, latest};
use super::{PageKind, Place};
use crate::grade::Grade;
use crate::site::facets::{Choice, Heat, Named};
use crate::site::history::Recent;
use crate::site::lists::by_risk;
use crate::site::view::{Bar, Link};
use crate::site::{Head, Job, Site, SiteError, links, words};
use crate::vocab::Risk;
use serde::Serialize;
use std::cmp::Reverse;

/// `index.html`.
pub(crate) struct Home;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    tools: String,
    servers: String,
    search: String,
    bar: Bar,
    heat: Heat,
    powers: Vec<Power>,
    worst: Vec<Risky>,
    recent: Option<Recent>,
    attacks: Vec<AttackRow<'a>>,
    attacks_all: Option<Link>,
    servers_all: Link,
    starts: Vec<Start>,
}

/// A trait and how many tools have it.
#[derive(Serialize)]
struct Power {
    named: Named,
    means: &'static str,
    /// In thousandths of the most frequent one.
    width: usize,
}

/// A server and its tools by risk.
#[derive(Serialize)]
struct Risky {
    name: String,
    href: String,
    grade: char,
    bar: Bar,
    critical: String,
    tools: String,
}

/// Where somebody may begin.
#[derive(Serialize)]
struct Start {
    who: &'static str,
    why: String,
    links: Vec<Link>,
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
        let risky = |i: &u32| {
            let server = &site.catalogue.servers[*i as usize];
            let risks = by_risk(server);
            Risky {
                name: site.server_label(server),
                href: links::relative(from, &links::server(&server.address, 1)),
                grade: Grade::letter_of(&site.scale, server),
                bar: Bar::of(risks),
                critical: words::number(risks[Risk::Critical as usize]),
                tools: words::number(server.tools.len()),
            }
        };
        // Most frequent first; of equals in the order of the contract.
        let mut traits = Choice::traits();
        traits.sort_by_key(|choice| Reverse(lists.how_many(*choice)));
        let most = traits.first().map_or(0, |choice| lists.how_many(*choice)).max(1);
        let power = |choice: &Choice| Power {
            named: site.named(from, *choice),
            means: choice.t.map_or("", words::trait_means),
            width: lists.how_many(*choice) * 1_000 / most,
        };
        let view = View {
            search: links::relative(from, links::SEARCH),
            bar: Bar::of(lists.risks),
            heat: site.heat(from, ("Tools by category and risk", "Category"), &Choice::categories(), &Choice::risks()),
            powers: traits.iter().filter(|choice| lists.how_many(**choice) > 0).map(power).collect(),
            worst: lists.worst.iter().map(risky).collect(),
            recent: site.recent(from),
            attacks: latest(site).into_iter().take(ATTACKS).map(|attack| AttackRow::of(attack, from)).collect(),
            attacks_all: (site.attacks.len() > ATTACKS)
                .then(|| Link::new(words::counted(site.attacks.len(), "record", "records"), from, links::ATTACKS)),
            servers_all: Link::new(servers.clone(), from, &links::servers(1)),
            starts: starts(site, from),
            tools,
            servers,
        };
        site.page(&site.template(self.template())?, from, &head, &view)
    }
}

/// Where four kinds of visitors may begin.
fn starts(site: &Site<'_>, from: &str) -> Vec<Start> {
    let link = |title: &str, to: &str| (!site.without.lacks(to)).then(|| Link::new(title, from, to));
    let lists = &site.lists;
    let critical = words::counted(lists.risks[Risk::Critical as usize], "tool", "tools");
    let doubtful = words::counted(lists.review.total(), "verdict", "verdicts");
    let rules = words::counted(site.rules.len(), "rule", "rules");
    let mut agent = vec![Link::new("Begin with llms.txt", from, links::LLMS)];
    agent.extend(lists.worst.first().map(|i| {
        let server = &site.catalogue.servers[*i as usize];
        Link::new("One of them as JSON", from, &links::server_file(&server.address, "index.json"))
    }));
    vec![
        Start {
            who: "You run an agent",
            why: "Look up its servers. Each has policies to download for clients and gateways, and says what they cannot enforce."
                .to_owned(),
            links: [link("Servers A to Z", &links::servers(1)), link("Browse", links::BROWSE)].into_iter().flatten().collect(),
        },
        Start {
            who: "You review tools",
            why: format!("Begin with the {critical} of Critical risk and the {doubtful} of low confidence."),
            links: [
                link("Critical risk", &links::risk(Risk::Critical, 1)),
                link("For review", &links::review(1)),
            ].into_iter().flatten().collect(),
        },
        Start {
            who: "You are new here",
            why: format!("{rules} and the weight of all words judge every tool by one matrix; the words that decided are named."),
            links: [
                link("How tools are judged", links::METHOD),
                link("What the words mean", links::GLOSSARY),
                link("How often it is right", links::ACCURACY),
            ].into_iter().flatten().collect(),
        },
        Start {
            who: "You are an agent",
            why: "Beside each page of a server or tool stand its record as JSON and the same as Markdown, under the same address.".to_owned(),
            links: agent,
        },
    ]
}
