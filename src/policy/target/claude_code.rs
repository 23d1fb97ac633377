//! Permission rules of Claude Code's settings files: `permissions.allow`, `ask` and
//! `deny`, each a list of `mcp__<server>__<tool>`.
//!
//! Rules are tried in the order deny, ask, allow; the first list that has the tool
//! decides, and a tool in none is asked about. A bare tool in `deny` is also taken out of
//! what the model sees. In both names every character but ASCII letters, digits, `_` and `-`
//! becomes `_` before rules are looked at, because the model's interface takes no others.
//! Sources: the product's documentation of settings and permissions; reports of users about
//! names with dots.

use super::{Abilities, About, Artifact, Body, Cases, Edit, Owned, Plan, Syntax, Target, api_name};
use crate::policy::decision::Kind;
use std::borrow::Cow;

/// The target.
pub(super) struct ClaudeCode;

const ABOUT: About = About {
    id: "claude-code",
    title: "Claude Code",
    place: "Put it into .claude/settings.json of a project, ~/.claude/settings.json for yourself, or managed-settings.json for everybody on a machine.",
    abilities: Abilities {
        becomes: [Kind::Allow, Kind::Ask, Kind::Ask, Kind::Hide, Kind::Hide],
        unlisted: Kind::Ask,
        unspellable: Kind::Ask,
        cases: Cases::None,
    },
    files: &["settings.json"],
    limits: &[
        "In the mode that skips permissions nothing is asked; only the rules under `deny` hold.",
        "A rule under `allow` in a file of higher precedence does not undo a rule under `deny` here, but a rule under `ask` there still asks.",
        "The server must be configured under the same name as in the rules; rules for a name that no server has do nothing.",
    ],
};

impl Target for ClaudeCode {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn seen_as<'n>(&self, _: &str, tool: &'n str) -> Cow<'n, str> {
        api_name(tool)
    }

    fn server_name(&self, server: &str) -> Vec<String> {
        let name = api_name(server);
        if name.contains("__") || name.ends_with('_') {
            vec![format!(
                "`{server}` becomes `{name}` in rules, where `__` separates server and tool: a rule may be read for another server."
            )]
        } else {
            Vec::new()
        }
    }

    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact> {
        let mut edits = Vec::new();
        for plan in plans {
            let start = format!("mcp__{}__", api_name(&plan.server));
            for (list, kinds) in
                [("allow", &[Kind::Allow, Kind::Limit][..]), ("ask", &[Kind::Ask]), ("deny", &[Kind::Deny, Kind::Hide])]
            {
                edits.push(Edit::Members {
                    at: vec!["permissions".to_owned(), list.to_owned()],
                    owned: Owned::Around(start.clone(), ""),
                    members: plan.tools(kinds).map(|tool| format!("{start}{}", api_name(tool))).collect(),
                });
            }
        }
        vec![Artifact { path: "settings.json", body: Body::Edits { syntax: Syntax::Json, edits } }]
    }
}
