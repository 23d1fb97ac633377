//! Cursor: the editor's list of tools that run without a question, and the permissions of
//! its command-line agent.
//!
//! The editor knows only one list (`mcpAllowlist`, `server:tool`); whatever is not in it is
//! asked about. The agent on the command line has `allow` and `deny` (`Mcp(server:tool)`),
//! and deny wins. Source: the product's reference of permissions.

use super::{Abilities, About, Artifact, Body, Cases, Edit, Owned, Plan, Syntax, Target};
use crate::policy::decision::Kind;

/// The editor.
pub(super) struct Editor;

/// The agent on the command line.
pub(super) struct CommandLine;

const EDITOR: About = About {
    id: "cursor",
    title: "Cursor's editor",
    place: "Merge it into ~/.cursor/permissions.json, or .cursor/permissions.json of a project; both are read and joined.",
    abilities: Abilities {
        becomes: [Kind::Allow, Kind::Ask, Kind::Ask, Kind::Ask, Kind::Ask],
        unlisted: Kind::Ask,
        unspellable: Kind::Ask,
        cases: Cases::None,
    },
    files: &["permissions.json"],
    limits: &[
        "The list replaces the one made in the settings window.",
        "In the mode that asks every time the list is not used, and in the mode that runs everything nothing is asked.",
    ],
};

const COMMAND_LINE: About = About {
    id: "cursor-cli",
    title: "Cursor's command line",
    place: "Merge it into ~/.cursor/cli-config.json, or into .cursor/cli.json of a project.",
    abilities: Abilities {
        becomes: [Kind::Allow, Kind::Ask, Kind::Ask, Kind::Deny, Kind::Deny],
        unlisted: Kind::Ask,
        unspellable: Kind::Ask,
        cases: Cases::None,
    },
    files: &["cli.json"],
    limits: &["With --force nothing is asked; only the rules under `deny` hold."],
};

/// Names that hold neither blanks nor what separates server and tool.
fn spells(tool: &str) -> Result<(), String> {
    let syntax = |c: char| "():*?[]{}!,\"".contains(c);
    let bad = |c: char| c.is_whitespace() || c.is_control() || syntax(c);
    if tool.is_empty() || tool.contains(bad) {
        return Err("holds characters that a rule reads as syntax".to_owned());
    }
    Ok(())
}

fn server_name(server: &str) -> Vec<String> {
    match spells(server) {
        Ok(()) => Vec::new(),
        Err(_) => vec![format!("`{server}` cannot be spelled in a rule: configure the server under a plain name.")],
    }
}

impl Target for Editor {
    fn about(&self) -> &'static About {
        &EDITOR
    }

    fn spells(&self, server: &str, tool: &str) -> Result<(), String> {
        spells(server).map_err(|_| "stands behind a server's name that a rule cannot spell".to_owned())?;
        spells(tool)
    }

    fn server_name(&self, server: &str) -> Vec<String> {
        server_name(server)
    }

    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact> {
        let edits = plans
            .iter()
            .map(|plan| Edit::Members {
                at: vec!["mcpAllowlist".to_owned()],
                owned: Owned::Around(format!("{}:", plan.server), ""),
                members: plan
                    .tools(&[Kind::Allow, Kind::Limit])
                    .map(|tool| format!("{}:{tool}", plan.server))
                    .collect(),
            })
            .collect();
        vec![Artifact { path: "permissions.json", body: Body::Edits { syntax: Syntax::Json, edits } }]
    }
}

impl Target for CommandLine {
    fn about(&self) -> &'static About {
        &COMMAND_LINE
    }

    fn spells(&self, server: &str, tool: &str) -> Result<(), String> {
        spells(server).map_err(|_| "stands behind a server's name that a rule cannot spell".to_owned())?;
        spells(tool)
    }

    fn server_name(&self, server: &str) -> Vec<String> {
        server_name(server)
    }

    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact> {
        let mut edits = Vec::new();
        for plan in plans {
            for (list, kinds) in [("allow", &[Kind::Allow, Kind::Limit][..]), ("deny", &[Kind::Deny, Kind::Hide])] {
                edits.push(Edit::Members {
                    at: vec!["permissions".to_owned(), list.to_owned()],
                    owned: Owned::Around(format!("Mcp({}:", plan.server), ")"),
                    members: plan.tools(kinds).map(|tool| format!("Mcp({}:{tool})", plan.server)).collect(),
                });
            }
        }
        vec![Artifact { path: "cli.json", body: Body::Edits { syntax: Syntax::Json, edits } }]
    }
}
