//! Codex's `config.toml`: which tools of a server are enabled, and how calls are approved.
//!
//! `enabled_tools` is the list of tools there are for the model; `disabled_tools` is taken
//! from it. A tool's own `approval_mode` is `approve` (no question) or `prompt`. Source:
//! the configuration types and JSON Schema of the project.

use super::{Abilities, About, Artifact, Body, Cases, Edit, Plan, Syntax, Target};
use crate::policy::decision::Kind;
use serde_json::json;

/// The target.
pub(super) struct Codex;

const ABOUT: About = About {
    id: "codex",
    title: "Codex",
    place: "Add it to ~/.codex/config.toml, or to .codex/config.toml of a trusted project, beside the server's own lines.",
    abilities: Abilities {
        becomes: [Kind::Allow, Kind::Ask, Kind::Ask, Kind::Hide, Kind::Hide],
        unlisted: Kind::Hide,
        unspellable: Kind::Hide,
        cases: Cases::None,
    },
    files: &["config.toml"],
    limits: &[
        "Where approvals are switched off for a whole session, a tool that should be asked about runs at once; tools that are not enabled stay away.",
        "The rules stand in the server's own table, so the server must be configured under the same name.",
    ],
};

impl Target for Codex {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn server_name(&self, server: &str) -> Vec<String> {
        let plain = server.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
        if plain {
            Vec::new()
        } else {
            vec![format!(
                "`{server}` holds characters other than letters, digits, `_` and `-`, which Codex refuses in a server's name."
            )]
        }
    }

    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact> {
        let mut edits = Vec::new();
        for plan in plans {
            let at = ["mcp_servers", &plan.server];
            let set = |key: &str, value: serde_json::Value| Edit::set(&[at[0], at[1], key], value);
            let all: Vec<&str> = plan.tools(&[Kind::Allow, Kind::Limit, Kind::Ask]).collect();
            edits.push(set("enabled_tools", json!(all)));
            edits.push(set("disabled_tools", json!(plan.tools(&[Kind::Deny, Kind::Hide]).collect::<Vec<_>>())));
            edits.push(set("default_tools_approval_mode", json!("prompt")));
            let modes = plan.entries.iter().filter_map(|entry| {
                let mode = match entry.decision.kind() {
                    Kind::Allow | Kind::Limit => "approve",
                    Kind::Ask => "prompt",
                    Kind::Deny | Kind::Hide => return None,
                };
                Some((entry.tool().to_owned(), json!({"approval_mode": mode})))
            });
            let entries: Vec<_> = modes.collect();
            if !entries.is_empty() {
                let at = vec!["mcp_servers".to_owned(), plan.server.clone(), "tools".to_owned()];
                edits.push(Edit::Keys { at, owned: super::Owned::All, entries });
            }
        }
        vec![Artifact { path: "config.toml", body: Body::Edits { syntax: Syntax::Toml, edits } }]
    }
}
