//! What pages say of earlier builds: the history of a server, and what changed lately.

use super::{Site, links, words};
use crate::catalogue::ServerSummary;
use crate::changes::{Group, ServerChange, ServerHow, Step, ToolChange};
use crate::ids::address;
use crate::report::compare::server_says;
use crate::site::view::Link;
use serde::Serialize;

/// What changed of a server in one build.
#[derive(Serialize)]
pub(crate) struct Build {
    /// The day, if it is known.
    day: Option<String>,
    /// What happened to the server as a whole.
    says: String,
    /// Its tools that changed.
    tools: Vec<ToolLine>,
    /// How many more.
    more: Option<String>,
}

/// What changed of a tool.
#[derive(Serialize)]
pub(crate) struct ToolLine {
    /// Its name.
    pub(crate) name: String,
    /// Its page, if it still has one.
    pub(crate) href: Option<String>,
    /// Its name before, if that was another.
    pub(crate) was: Option<String>,
    /// What happened.
    pub(crate) says: String,
}

/// What changed lately.
#[derive(Serialize)]
pub(crate) struct Recent {
    /// The day, if it is known.
    day: Option<String>,
    /// How much of what.
    counts: String,
    /// The servers of which most changed.
    servers: Vec<ServerLine>,
    /// How many more.
    more: Option<String>,
    /// All of it.
    all: Link,
}

/// What changed of a server, in a line.
#[derive(Serialize)]
pub(crate) struct ServerLine {
    /// Its name.
    pub(crate) name: String,
    /// Its page, if it still has one.
    pub(crate) href: Option<String>,
    /// What changed.
    pub(crate) says: String,
}

/// Tools named of a server in one build.
const TOOLS: usize = 12;
/// Servers on the start page.
const SERVERS: usize = 6;

impl Site<'_> {
    /// The steps of the last builds, the newest first.
    pub(crate) fn steps(&self) -> &[Step] {
        self.options.history.as_ref().map_or(&[], |history| &history.steps)
    }

    /// A server of this build by its slug.
    pub(crate) fn server_of(&self, slug: &str) -> Option<&ServerSummary> {
        let servers = &self.catalogue.servers;
        let at = servers.binary_search_by(|server| server.slug.as_str().cmp(slug)).ok()?;
        Some(&servers[at])
    }

    /// What changed of a tool, on the page at `from`.
    pub(crate) fn tool_line(&self, from: &str, server: &str, tool: &ToolChange) -> ToolLine {
        let still = self
            .server_of(server)
            .filter(|server| server.tools.binary_search_by(|other| (*other.name).cmp(tool.tool.as_str())).is_ok());
        ToolLine {
            name: words::short_name(&tool.tool, 160).into_owned(),
            href: still.map(|server| links::relative(from, &links::tool(&server.address, &address(&tool.tool)))),
            was: tool.was.as_deref().map(|was| words::short_name(was, 160).into_owned()),
            says: tool.says(),
        }
    }

    /// What changed of a server, on the page at `from`.
    pub(crate) fn server_line(&self, from: &str, server: &ServerChange) -> ServerLine {
        let still = self.server_of(&server.server);
        ServerLine {
            name: still
                .map_or_else(|| words::short_name(&server.name, 80).into_owned(), |server| self.server_label(server)),
            href: still.map(|server| links::relative(from, &links::server(&server.address, 1))),
            says: brief(server),
        }
    }

    /// The history of a server, the newest first; nothing if none is known.
    pub(crate) fn server_history(&self, from: &str, server: &ServerSummary) -> Vec<Build> {
        let Some(history) = &self.options.history else { return Vec::new() };
        let of = |(step, change): (&Step, &ServerChange)| {
            let tools = change.in_groups();
            let more = tools.len().saturating_sub(TOOLS);
            let lines = tools.iter().take(TOOLS);
            Build {
                day: step.date.clone(),
                says: if change.changed.is_empty() { brief(change) } else { server_says(change) },
                tools: lines.map(|tool| self.tool_line(from, server.slug.as_str(), tool)).collect(),
                more: (more > 0).then(|| words::number(more)),
            }
        };
        history.of_server(server.slug.as_str()).into_iter().map(of).collect()
    }

    /// What changed in the newest step, for the start page.
    pub(crate) fn recent(&self, from: &str) -> Option<Recent> {
        let step = self.steps().first()?;
        let mut servers: Vec<&ServerChange> = step.servers.iter().collect();
        servers.sort_by_key(|server| (worst(server), &server.server));
        let more = servers.len().saturating_sub(SERVERS);
        Some(Recent {
            day: step.date.clone(),
            counts: counts(step),
            servers: servers.into_iter().take(SERVERS).map(|server| self.server_line(from, server)).collect(),
            more: (more > 0).then(|| words::counted(more, "server", "servers")),
            all: Link::new("All changes", from, &links::changes(1)),
        })
    }
}

/// The group of a server's change that comes first; servers as wholes stand with new tools.
fn worst(server: &ServerChange) -> Group {
    let whole = if server.change == ServerHow::Gone { Group::Gone } else { Group::New };
    server.changed.iter().map(ToolChange::group).min().unwrap_or(whole)
}

/// How much of what changed in a step, in a sentence without full stop.
pub(crate) fn counts(step: &Step) -> String {
    let sums = crate::report::compare::sums_of(&step.counts);
    let parts: Vec<String> = sums.into_iter().map(|(what, says)| format!("{what}: {says}")).collect();
    parts.join("; ")
}

/// What changed of a server, in a line without full stop.
pub(crate) fn brief(server: &ServerChange) -> String {
    let mut parts = Vec::new();
    let whole = server_says(server);
    if !whole.is_empty() {
        parts.push(whole);
    }
    for group in Group::ALL {
        let n = server.changed.iter().filter(|tool| tool.group() == group).count();
        let (one, many) = match group {
            Group::Riskier => ("tool riskier", "tools riskier"),
            Group::Laxer => ("decision laxer", "decisions laxer"),
            Group::New => ("tool new", "tools new"),
            Group::Milder => ("tool milder", "tools milder"),
            Group::Stricter => ("decision stricter", "decisions stricter"),
            Group::Renamed => ("tool renamed", "tools renamed"),
            Group::Definition => ("definition changed", "definitions changed"),
            Group::Otherwise => ("tool judged otherwise", "tools judged otherwise"),
            Group::Gone => ("tool gone", "tools gone"),
        };
        if n > 0 {
            parts.push(words::counted(n, one, many));
        }
    }
    if parts.is_empty() { "too much changed to list it here".to_owned() } else { parts.join("; ") }
}
