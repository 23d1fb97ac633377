//! OpenCode's `permission` object: `server_tool` with `*` and `?` as wildcards, of which the
//! last that matches decides.
//!
//! Without a rule a tool is allowed, so the first key closes the whole server and those
//! behind it open tools by name. Source: the project's documentation.

use super::{Abilities, About, Artifact, Body, Cases, Edit, Owned, Plan, Syntax, Target};
use crate::policy::decision::Kind;
use serde_json::{Value, json};

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

    fn spells(&self, _: &str, tool: &str) -> Result<(), String> {
        super::plain_name(tool, "holds characters that the client replaces in names")
    }

    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact> {
        let mut edits = Vec::new();
        for plan in plans {
            let start = format!("{}_", plan.server);
            let mut entries: Vec<(String, Value)> = vec![(format!("{start}*"), json!("deny"))];
            entries.extend(plan.entries.iter().map(|entry| {
                let word = match entry.decision.kind() {
                    Kind::Allow | Kind::Limit => "allow",
                    Kind::Ask => "ask",
                    Kind::Deny | Kind::Hide => "deny",
                };
                (format!("{start}{}", entry.tool()), json!(word))
            }));
            edits.push(Edit::Keys { at: vec!["permission".to_owned()], owned: Owned::Around(start, ""), entries });
        }
        vec![Artifact { path: "opencode.json", body: Body::Edits { syntax: Syntax::Jsonc, edits } }]
    }
}
