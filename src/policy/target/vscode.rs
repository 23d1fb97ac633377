//! Visual Studio Code: tools that are always asked about, and an agent that has only the
//! tools it may use.
//!
//! The setting can only tighten: `false` asks every time. Nothing in a file lets a tool run
//! without a question; a person grants that in a dialog. An agent's file lists the tools
//! that there are for it (`server/tool`); a tool that is not listed cannot be called there.
//!
//! What both call a tool is its reference name: the tool's own name with `_` for `.`. The
//! setting knows no servers, so a tool of the same name elsewhere is asked about too. In an
//! agent's file the server's name stands before it in lower case, with `-` for white space.
//! Sources: the product's documentation of approvals and of custom agents; its source, for
//! the reference names.

use super::{Abilities, About, Artifact, Body, Cases, Edit, Owned, Plan, Syntax, Target};
use crate::policy::decision::Kind;
use serde_json::{Value, json};
use std::borrow::Cow;

/// The target.
pub(super) struct VsCode;

const ABOUT: About = About {
    id: "vscode",
    title: "Visual Studio Code",
    place: "Merge settings.json into .vscode/settings.json or your user settings, put the agent's file into .github/agents/, and work in that agent.",
    abilities: Abilities {
        becomes: [Kind::Ask, Kind::Ask, Kind::Ask, Kind::Hide, Kind::Hide],
        unlisted: Kind::Hide,
        unspellable: Kind::Hide,
        cases: Cases::None,
    },
    files: &["settings.json", "toolrisk.agent.md"],
    limits: &[
        "A tool that says readOnlyHint: true is never asked about, whatever it does: look at the contradicted hints first.",
        "Tools are taken away only in the agent of the file; in any other agent they are asked about.",
        "The setting goes by the tool's name alone: a tool of the same name on another server is asked about as well.",
        "Where a person has chosen to approve everything, nothing is asked.",
    ],
};

impl Target for VsCode {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn spells(&self, server: &str, tool: &str) -> Result<(), String> {
        super::plain_name(&agents_server(server), "stands behind a server's name that an agent's file cannot spell")?;
        super::plain_name(tool, "holds characters that an agent's file cannot spell")
    }

    fn seen_as<'n>(&self, _: &str, tool: &'n str) -> Cow<'n, str> {
        reference(tool)
    }

    fn server_name(&self, server: &str) -> Vec<String> {
        if super::is_plain(&agents_server(server)) {
            Vec::new()
        } else {
            vec![format!("`{server}` cannot be spelled in an agent's file: configure the server under a plain name.")]
        }
    }

    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact> {
        let mut asked: Vec<(String, Value)> = Vec::new();
        let mut there: Vec<String> = Vec::new();
        for plan in plans {
            for entry in &plan.entries {
                if entry.decision.kind() <= Kind::Ask {
                    there.push(format!("'{}/{}'", agents_server(&plan.server), reference(entry.tool())));
                }
                // What was decided to be free may be granted in the dialog; the rest never.
                if entry.ruling.decision.kind() != Kind::Allow {
                    asked.push((reference(entry.tool()).into_owned(), json!(false)));
                }
            }
        }
        // Servers share the list, so nothing of it is any one server's to take away.
        let at = vec!["chat.tools.eligibleForAutoApproval".to_owned()];
        let edits = vec![Edit::Keys { at, owned: Owned::Nothing, entries: asked }];
        let agent = format!(
            "---\ndescription: An agent with the tools that its policy leaves it.\ntools: [{}]\n---\n\nUse only the tools listed above.\n",
            there.join(", ")
        );
        vec![
            Artifact { path: "settings.json", body: Body::Edits { syntax: Syntax::Jsonc, edits } },
            Artifact { path: "toolrisk.agent.md", body: Body::Text(agent) },
        ]
    }
}

/// What settings and agents call a tool.
fn reference(tool: &str) -> Cow<'_, str> {
    if tool.contains('.') { Cow::Owned(tool.replace('.', "_")) } else { Cow::Borrowed(tool) }
}

/// What agents call a server.
fn agents_server(server: &str) -> String {
    let mut name = String::new();
    for c in server.to_lowercase().chars() {
        match c {
            c if !c.is_whitespace() => name.push(c),
            _ if name.ends_with('-') => {}
            _ => name.push('-'),
        }
    }
    name
}
