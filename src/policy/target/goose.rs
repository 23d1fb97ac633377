//! Goose's `permission.yaml`: three lists of `server__tool`.
//!
//! `never_allow` comes before `always_allow`, and that before `ask_before`; a tool in none
//! is judged by the mode. The server's name is the extension's key: in lower case, without
//! white space, `_` for all but ASCII letters, digits, `_` and `-`. Source: the project's source.

use super::{Abilities, About, Artifact, Body, Cases, Plan, Target, fits_api, quoted};
use crate::policy::decision::Kind;
use std::fmt::Write as _;

/// The target.
pub(super) struct Goose;

const ABOUT: About = About {
    id: "goose",
    title: "Goose",
    place: "Merge it into ~/.config/goose/permission.yaml, and choose the mode that approves by these lists.",
    abilities: Abilities {
        becomes: [Kind::Allow, Kind::Ask, Kind::Ask, Kind::Deny, Kind::Deny],
        unlisted: Kind::Ask,
        unspellable: Kind::Ask,
        cases: Cases::None,
    },
    files: &["permission.yaml"],
    limits: &[
        "In the mode that runs everything on its own nothing is asked; the lists count in the mode of manual approval.",
    ],
};

impl Target for Goose {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn spells(&self, _: &str, tool: &str) -> Result<(), String> {
        super::plain_name(tool, "holds characters that the client does not keep in names")
    }

    fn server_name(&self, server: &str) -> Vec<String> {
        let key = key(server);
        if key.contains("__") || key.ends_with('_') {
            vec![format!("`{server}` becomes `{key}` in rules, where `__` separates server and tool.")]
        } else {
            Vec::new()
        }
    }

    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact> {
        let mut out = String::from("user:\n");
        for (list, kinds) in [
            ("always_allow", &[Kind::Allow, Kind::Limit][..]),
            ("ask_before", &[Kind::Ask]),
            ("never_allow", &[Kind::Deny, Kind::Hide]),
        ] {
            let names: Vec<String> = plans
                .iter()
                .flat_map(|plan| plan.tools(kinds).map(|tool| quoted(&format!("{}__{tool}", key(&plan.server)))))
                .collect();
            if names.is_empty() {
                let _ = writeln!(out, "  {list}: []");
            } else {
                let _ = writeln!(out, "  {list}:\n    - {}", names.join("\n    - "));
            }
        }
        vec![Artifact { path: "permission.yaml", body: Body::Text(out) }]
    }
}

/// The key of an extension of this name.
fn key(server: &str) -> String {
    let kept = server.chars().filter(|c| !c.is_whitespace());
    kept.map(|c| if fits_api(c) { c.to_ascii_lowercase() } else { '_' }).collect()
}
