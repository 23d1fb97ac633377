//! What a person's clients have: servers, how they were matched, and what an agent can do
//! with all of them (`toolrisk/stack/v1`).

use super::servers::{ServersRecord, servers};
use super::style::{BOLD, counted, paint};
use super::table::{Cell, Table, paragraph};
use crate::catalogue::Catalogue;
use crate::config::matching::{By, Card, Match};
use crate::config::{Bare, Client, Configured, Folder, Host, Transport};
use crate::diag::printable;
use crate::rulebook::grade::Scale;
use crate::vocab::{Category, Trait};
use serde::Serialize;
use std::collections::BTreeMap;

/// The value of `schema`.
pub const SCHEMA: &str = "toolrisk/stack/v1";

/// A client, and all servers that its agent has somewhere.
#[derive(Debug, Clone)]
pub struct Agent {
    /// The client; `None` if nothing tells which.
    pub client: Option<&'static Client>,
    /// Its configurations, as the user named them.
    pub paths: Vec<String>,
    /// The projects in which it has these servers; none: wherever no project changes them.
    pub projects: Vec<Folder>,
    /// There are agents of the same client with other servers.
    pub one_of_several: bool,
    /// Its servers.
    pub servers: Vec<Member>,
}

/// A configured server and its manifest.
#[derive(Debug, Clone)]
pub struct Member {
    /// The server.
    pub server: Configured,
    /// Its manifest.
    pub matched: Match,
    /// How many of the manifest's tools there are, and how many the configuration withholds.
    pub tools: (usize, usize),
}

impl Agent {
    /// The client's name for people.
    pub fn title(&self) -> &'static str {
        self.client.map_or("An unknown client", |client| client.title)
    }

    /// The client and where it has these servers, for people.
    pub fn heading(&self) -> String {
        const SHOWN: usize = 3;
        let title = self.title();
        if self.projects.is_empty() {
            let elsewhere = if self.one_of_several { ", in projects that add or change no server" } else { "" };
            return format!("{title}{elsewhere}");
        }
        let shown: Vec<_> =
            self.projects.iter().take(SHOWN).map(|folder| printable(folder.as_str()).into_owned()).collect();
        let more = match self.projects.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!(" and {}", counted(more, "other project")),
        };
        format!("{title} in {}{more}", shown.join(", "))
    }

    /// The servers that are switched on and have a manifest, with its number.
    pub fn matched(&self) -> impl Iterator<Item = (&Member, usize)> {
        self.servers.iter().filter(|member| !member.server.disabled).filter_map(|member| match member.matched {
            Match::One { card, .. } => Some((member, card)),
            Match::Several(_) | Match::Nothing => None,
        })
    }

    /// The numbers of their manifests, each once.
    pub fn cards(&self) -> Vec<usize> {
        let mut cards: Vec<usize> = self.matched().map(|(_, card)| card).collect();
        cards.sort_unstable();
        cards.dedup();
        cards
    }
}

impl Member {
    /// How the manifest was found, or what to do: a clause without full stop.
    fn words(&self, cards: &[Card]) -> String {
        match &self.matched {
            Match::One { card, by, other_package } => {
                let doubt = if *other_package { "; the manifest names another package, so check it" } else { "" };
                let withheld = match self.tools {
                    (_, 0) => String::new(),
                    (all, withheld) => format!("; {withheld} of its {} withheld here", counted(all, "tool")),
                };
                format!("{}, {}{withheld}{doubt}", cards[*card].slug, by.words())
            }
            Match::Several(found) => {
                let slugs: Vec<&str> = found.iter().map(|at| cards[*at].slug.as_str()).collect();
                format!("fits several manifests ({}); leave only the right one among --manifests", slugs.join(", "))
            }
            Match::Nothing => {
                "no manifest; save the server's answer to tools/list and name the file with --manifests".to_owned()
            }
        }
    }
}

/// The whole. Within version 1 no key is renamed or taken away.
#[derive(Debug, Serialize)]
pub struct StackRecord<'a> {
    schema: &'static str,
    agents: Vec<AgentRecord<'a>>,
}

#[derive(Debug, Serialize)]
struct AgentRecord<'a> {
    client: Option<&'static str>,
    configurations: &'a [String],
    projects: &'a [Folder],
    servers: Vec<MemberRecord<'a>>,
    categories: BTreeMap<&'static str, usize>,
    traits: BTreeMap<&'static str, usize>,
    judged: ServersRecord<'a>,
}

#[derive(Debug, Serialize)]
struct MemberRecord<'a> {
    name: &'a str,
    transport: Transport,
    #[serde(skip_serializing_if = "Option::is_none")]
    program: Option<&'a Bare>,
    #[serde(skip_serializing_if = "Option::is_none")]
    package: Option<&'a Bare>,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<&'a Host>,
    disabled: bool,
    withheld: usize,
    manifest: Option<&'a str>,
    by: Option<By>,
    says: String,
}

impl<'a> StackRecord<'a> {
    /// The record of agents; the catalogues are theirs, in the same order.
    pub fn of(scale: &Scale, agents: &'a [Agent], catalogues: &'a [Catalogue], cards: &'a [Card]) -> StackRecord<'a> {
        let member = |member: &'a Member| {
            let (manifest, by) = match &member.matched {
                Match::One { card, by, .. } => (Some(cards[*card].slug.as_str()), Some(*by)),
                Match::Several(_) | Match::Nothing => (None, None),
            };
            let Configured { name, transport, program, package, host, disabled, tools: _ } = &member.server;
            MemberRecord {
                name,
                transport: *transport,
                program: program.as_ref(),
                package: package.as_ref(),
                host: host.as_ref(),
                disabled: *disabled,
                withheld: member.tools.1,
                manifest,
                by,
                says: member.words(cards),
            }
        };
        let agents = agents.iter().zip(catalogues).map(|(agent, catalogue)| AgentRecord {
            client: agent.client.map(|client| client.id),
            configurations: &agent.paths,
            projects: &agent.projects,
            servers: agent.servers.iter().map(member).collect(),
            categories: Category::ALL.iter().map(|c| (c.word(), of_category(catalogue, *c))).collect(),
            traits: Trait::ALL.iter().map(|t| (t.word(), of_trait(catalogue, *t))).collect(),
            judged: ServersRecord::of(scale, catalogue),
        });
        StackRecord { schema: SCHEMA, agents: agents.collect() }
    }

    /// Whether an agent has a toxic combination.
    pub fn is_toxic(&self) -> bool {
        self.agents.iter().any(|agent| !agent.judged.together.toxic.is_empty())
    }

    /// The record as JSON.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).expect("plain structs with text keys always serialise to memory")
    }
}

/// The same for people.
pub fn overview(scale: &Scale, agents: &[Agent], catalogues: &[Catalogue], cards: &[Card]) -> String {
    let mut out = String::new();
    for (agent, catalogue) in agents.iter().zip(catalogues) {
        let paths: Vec<_> = agent.paths.iter().map(|path| printable(path)).collect();
        out.push_str(&format!("{} ({})\n", paint(BOLD, agent.heading()), paths.join(", ")));
        let mut table = Table::default();
        for member in &agent.servers {
            let server = &member.server;
            let what = server.package.as_ref().or(server.program.as_ref()).map(Bare::as_str);
            let what = what.or(server.host.as_ref().map(Host::as_str)).unwrap_or_default();
            let off = if server.disabled { "switched off; " } else { "" };
            table.row([
                Cell::new(BOLD, printable(&server.name)),
                Cell::new(super::style::PLAIN, server.transport.word()),
                Cell::new(super::style::PLAIN, what),
                Cell::new(super::style::PLAIN, format!("{off}{}", member.words(cards))),
            ]);
        }
        if agent.servers.is_empty() {
            out.push_str("  no server is configured\n");
        }
        out.push_str(&table.render(2, None));
        out.push('\n');
        let tools: usize = catalogue.servers.iter().map(|server| server.tools.len()).sum();
        if tools > 0 {
            let kinds: Vec<String> =
                Category::ALL.iter().map(|c| format!("{} {}", of_category(catalogue, *c), c.word())).collect();
            let traits: Vec<String> = Trait::ALL
                .iter()
                .map(|t| (of_trait(catalogue, *t), t.word()))
                .filter(|(n, _)| *n > 0)
                .map(|(n, word)| format!("{n} {word}"))
                .collect();
            let of = counted(catalogue.servers.len(), "server");
            let mut says = format!("This agent has {} of {of}: {}.", counted(tools, "tool"), kinds.join(", "));
            if !traits.is_empty() {
                says.push_str(&format!(" Of them: {}.", traits.join(", ")));
            }
            out.push_str(&paragraph(&says, 0, 100));
            out.push('\n');
            out.push_str(&servers(scale, catalogue));
            out.push('\n');
        }
    }
    out
}

fn of_category(catalogue: &Catalogue, category: Category) -> usize {
    catalogue.servers.iter().flat_map(|server| &server.tools).filter(|tool| tool.category == category).count()
}

fn of_trait(catalogue: &Catalogue, t: Trait) -> usize {
    catalogue.servers.iter().flat_map(|server| &server.tools).filter(|tool| tool.traits.has(t)).count()
}
