//! Zed's `agent.tool_permissions`: a default for each tool, `mcp:server:tool`.
//!
//! For MCP tools the default is all there is; patterns over arguments are not looked at.
//! Source: the project's documentation.

use super::{Abilities, About, Artifact, Body, Cases, Edit, Owned, Plan, Syntax, Target};
use crate::policy::decision::Kind;
use serde_json::json;

/// The target.
pub(super) struct Zed;

const ABOUT: About = About {
    id: "zed",
    title: "Zed",
    place: "Merge it into settings.json, which the editor opens with the command that opens its settings.",
    abilities: Abilities {
        becomes: [Kind::Allow, Kind::Ask, Kind::Ask, Kind::Deny, Kind::Deny],
        unlisted: Kind::Ask,
        unspellable: Kind::Ask,
        cases: Cases::None,
    },
    files: &["settings.json"],
    limits: &["A project's settings can hold rules of their own for the same tools."],
};

impl Target for Zed {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn spells(&self, _: &str, tool: &str) -> Result<(), String> {
        if tool.is_empty() || tool.contains(':') {
            Err("is empty or holds `:`, which separates server and tool".to_owned())
        } else {
            Ok(())
        }
    }

    fn server_name(&self, server: &str) -> Vec<String> {
        if server.contains(':') {
            vec![format!("`{server}` holds `:`, which separates server and tool.")]
        } else {
            Vec::new()
        }
    }

    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact> {
        let way = ["agent", "tool_permissions"];
        let mut edits = vec![Edit::set(&[way[0], way[1], "default"], json!("confirm"))];
        for plan in plans {
            let start = format!("mcp:{}:", plan.server);
            let entries = plan.entries.iter().map(|entry| {
                let word = match entry.decision.kind() {
                    Kind::Allow | Kind::Limit => "allow",
                    Kind::Ask => "confirm",
                    Kind::Deny | Kind::Hide => "deny",
                };
                (format!("{start}{}", entry.tool()), json!({"default": word}))
            });
            edits.push(Edit::Keys {
                at: [way[0], way[1], "tools"].map(str::to_owned).to_vec(),
                owned: Owned::Around(start.clone(), ""),
                entries: entries.collect(),
            });
        }
        vec![Artifact { path: "settings.json", body: Body::Edits { syntax: Syntax::Jsonc, edits } }]
    }
}
