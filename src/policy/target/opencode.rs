//! OpenCode's `permission` object: `server_tool` with `*` and `?` as wildcards, of which the
//! last that matches decides.
//!
//! Without a rule a tool is allowed, so the first key closes the whole server and those
//! behind it open tools by name. In both names every character but ASCII letters, digits, `_`
//! and `-` becomes `_`. Newer builds call a tool `mcp__server__tool`, so every rule is written
//! under both names. Sources: the project's documentation, source and pull requests.

use super::{Abilities, About, Artifact, Body, Cases, Edit, Owned, Plan, Syntax, Target, api_name};
use crate::policy::decision::Kind;
use serde_json::{Value, json};
use std::borrow::Cow;

/// The target.
pub(super) struct OpenCode;

const ABOUT: About = About {
    id: "opencode",
    title: "OpenCode",
    place: "Merge it into opencode.json of a project, or into ~/.config/opencode/opencode.json.",
    abilities: Abilities {
        becomes: [Kind::Allow, Kind::Ask, Kind::Ask, Kind::Deny, Kind::Deny],
        unlisted: Kind::Deny,
        unspellable: Kind::Deny,
        cases: Cases::None,
    },
    files: &["opencode.json"],
    limits: &[
        "The last key that matches decides: a wider key that somebody puts behind these undoes them.",
        "A server whose name begins with another server's name and `_` falls under that one's first key too.",
    ],
};

impl Target for OpenCode {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn seen_as<'n>(&self, _: &str, tool: &'n str) -> Cow<'n, str> {
        api_name(tool)
    }

    fn server_name(&self, server: &str) -> Vec<String> {
        let name = api_name(server);
        if name == "mcp" || name.starts_with("mcp_") {
            vec![format!(
                "`{server}` begins as newer builds begin every tool's name: its first rule may close tools of other servers too."
            )]
        } else {
            Vec::new()
        }
    }

    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact> {
        // The newer names last: no older rule can then undo one of them.
        let older = plans.iter().map(|plan| (plan, format!("{}_", api_name(&plan.server))));
        let newer = plans.iter().map(|plan| (plan, format!("mcp__{}__", api_name(&plan.server))));
        let mut edits = Vec::new();
        for (plan, start) in older.chain(newer) {
            let mut entries: Vec<(String, Value)> = vec![(format!("{start}*"), json!("deny"))];
            entries.extend(plan.entries.iter().map(|entry| {
                let word = match entry.decision.kind() {
                    Kind::Allow | Kind::Limit => "allow",
                    Kind::Ask => "ask",
                    Kind::Deny | Kind::Hide => "deny",
                };
                (format!("{start}{}", api_name(entry.tool())), json!(word))
            }));
            edits.push(Edit::Keys { at: vec!["permission".to_owned()], owned: Owned::Around(start, ""), entries });
        }
        vec![Artifact { path: "opencode.json", body: Body::Edits { syntax: Syntax::Jsonc, edits } }]
    }
}
