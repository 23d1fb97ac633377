//! GitHub Copilot: the command line, and the coding agent that works on its own.
//!
//! Both read a list of tools for each server (`tools`); a tool that is not in it does not
//! exist for the model. The command line also takes `--allow-tool 'server(tool)'` and
//! `--deny-tool`, of which deny wins; the coding agent asks nobody. Source: the product's
//! documentation.

use super::{Abilities, About, Artifact, Body, Cases, Edit, Plan, Syntax, Target};
use crate::policy::decision::Kind;
use serde_json::json;

/// The command line.
pub(super) struct CommandLine;

/// The coding agent.
pub(super) struct CodingAgent;

const COMMAND_LINE: About = About {
    id: "copilot-cli",
    title: "Copilot's command line",
    place: "Merge mcp-config.json into ~/.copilot/mcp-config.json, and start with the options in options.txt: copilot $(cat options.txt).",
    abilities: Abilities {
        becomes: [Kind::Allow, Kind::Ask, Kind::Ask, Kind::Hide, Kind::Hide],
        unlisted: Kind::Hide,
        unspellable: Kind::Hide,
        cases: Cases::None,
    },
    files: &["mcp-config.json", "options.txt"],
    limits: &["With --allow-all-tools nothing is asked; tools that are not listed for the server stay away."],
};

const CODING_AGENT: About = About {
    id: "copilot-agent",
    title: "Copilot's coding agent",
    place: "Paste it into the repository's settings under Copilot, coding agent, MCP configuration, beside the server's own lines.",
    abilities: Abilities {
        becomes: [Kind::Allow, Kind::Hide, Kind::Hide, Kind::Hide, Kind::Hide],
        unlisted: Kind::Hide,
        unspellable: Kind::Hide,
        cases: Cases::None,
    },
    files: &["mcp.json"],
    limits: &["The agent works without a person; what should be asked about is not there at all."],
};

fn spells(tool: &str) -> Result<(), String> {
    super::plain_name(tool, "holds characters that an option reads as syntax")
}

fn listed(plans: &[Plan<'_>]) -> Vec<Edit> {
    let tools = |plan: &Plan<'_>| json!(plan.tools(&[Kind::Allow, Kind::Limit, Kind::Ask]).collect::<Vec<_>>());
    plans.iter().map(|plan| Edit::set(&["mcpServers", &plan.server, "tools"], tools(plan))).collect()
}

impl Target for CommandLine {
    fn about(&self) -> &'static About {
        &COMMAND_LINE
    }

    fn spells(&self, server: &str, tool: &str) -> Result<(), String> {
        spells(server).map_err(|_| "stands behind a server's name that an option cannot spell".to_owned())?;
        spells(tool)
    }

    fn server_name(&self, server: &str) -> Vec<String> {
        match spells(server) {
            Ok(()) => Vec::new(),
            Err(_) => {
                vec![format!("`{server}` cannot be spelled in an option: configure the server under a plain name.")]
            }
        }
    }

    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact> {
        let mut options = String::new();
        for plan in plans {
            // Shells split at blanks and expand some characters, none of which a plain name has.
            for (option, kinds) in
                [("--allow-tool", &[Kind::Allow, Kind::Limit][..]), ("--deny-tool", &[Kind::Deny, Kind::Hide])]
            {
                for tool in plan.tools(kinds) {
                    options.push_str(&format!("{option}={}({tool})\n", plan.server));
                }
            }
        }
        vec![
            Artifact { path: "mcp-config.json", body: Body::Edits { syntax: Syntax::Json, edits: listed(plans) } },
            Artifact { path: "options.txt", body: Body::Text(options) },
        ]
    }
}

impl Target for CodingAgent {
    fn about(&self) -> &'static About {
        &CODING_AGENT
    }

    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact> {
        vec![Artifact { path: "mcp.json", body: Body::Edits { syntax: Syntax::Json, edits: listed(plans) } }]
    }
}
