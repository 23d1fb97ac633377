//! Gemini CLI: the server's tools in `settings.json`, and a policy in TOML.
//!
//! The settings hold the list of tools there are (`includeTools`). In the policy the rule
//! of the highest priority that matches decides: `allow`, `ask_user` or `deny`, and a
//! `deny` without `argsPattern` takes the tool away from the model. `argsPattern` is
//! searched for in the arguments as JSON with sorted keys and no blanks; it is refused if
//! a quantifier stands on a group with a quantifier in it. Source: the policy engine's
//! reference and source.
//!
//! A pattern that opens a tool must not be met by something that the caller puts into
//! another argument. It starts at the first byte and lets no `{` and no `[` pass before the
//! argument, so what it finds is the outermost argument itself: quotes inside a text are
//! escaped, and objects and lists cannot come before.

use super::{Abilities, About, Artifact, Body, Cases, Edit, Plan, Syntax, Target};
use crate::policy::decision::{Case, Condition, Decision, Kind, Test, TestKind, escaped};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The target.
pub(super) struct Gemini;

const ABOUT: About = About {
    id: "gemini-cli",
    title: "Gemini CLI",
    place: "Merge settings.json into ~/.gemini/settings.json (or .gemini/settings.json of a project), and put policy.toml into ~/.gemini/policies/.",
    abilities: Abilities {
        becomes: [Kind::Allow, Kind::Ask, Kind::Ask, Kind::Hide, Kind::Hide],
        unlisted: Kind::Hide,
        unspellable: Kind::Hide,
        cases: Cases::Each(&[TestKind::OneOf, TestKind::Prefix, TestKind::Suffix]),
    },
    files: &["settings.json", "policy.toml"],
    limits: &[
        "A policy in a project's folder is not read; it must stand in the user's folder or an administrator's.",
        "Without somebody to ask (a script), what should be asked about is refused.",
        "A rule of an administrator outranks these, and so does an answer that a person chose to remember with a higher priority.",
    ],
};

impl Target for Gemini {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn spells(&self, _: &str, tool: &str) -> Result<(), String> {
        super::plain_name(tool, "holds characters that the client replaces in names")
    }

    fn server_name(&self, server: &str) -> Vec<String> {
        if server.contains('_') {
            vec![format!(
                "`{server}` holds `_`, at which the client splits names: rules for it may silently not apply. Configure the server under a name with `-`."
            )]
        } else {
            Vec::new()
        }
    }

    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact> {
        let mut edits = Vec::new();
        let mut policy = String::new();
        for plan in plans {
            let set = |key: &str, value: Value| Edit::set(&["mcpServers", &plan.server, key], value);
            // What is refused but for some calls must be there for these.
            let there: Vec<&str> = plan
                .entries
                .iter()
                .filter(|e| e.decision.kind() <= Kind::Ask || !e.cases.is_empty())
                .map(|e| e.tool())
                .collect();
            let away: Vec<&str> = plan
                .entries
                .iter()
                .filter(|e| e.decision.kind() > Kind::Ask && e.cases.is_empty())
                .map(|e| e.tool())
                .collect();
            edits.push(set("includeTools", json!(there)));
            edits.push(set("excludeTools", json!(away)));
            edits.push(set("trust", json!(false)));
            for entry in &plan.entries {
                for case in &entry.cases {
                    if let Some(pattern) = pattern(case) {
                        rule(&mut policy, plan, entry.tool(), Some(&pattern), &case.decision, 800);
                    }
                }
                let refused_but = entry.decision.kind() > Kind::Ask && !entry.cases.is_empty();
                // A rule without a pattern that denies would take the tool away altogether.
                let all = refused_but.then_some("^");
                rule(&mut policy, plan, entry.tool(), all, &entry.decision, if refused_but { 700 } else { 600 });
            }
        }
        vec![
            Artifact { path: "settings.json", body: Body::Edits { syntax: Syntax::Jsonc, edits } },
            Artifact { path: "policy.toml", body: Body::Text(policy) },
        ]
    }
}

fn rule(out: &mut String, plan: &Plan<'_>, tool: &str, pattern: Option<&str>, decision: &Decision, priority: u32) {
    let word = match decision.kind() {
        Kind::Allow | Kind::Limit => "allow",
        Kind::Ask => "ask_user",
        Kind::Deny | Kind::Hide => "deny",
    };
    if !out.is_empty() {
        out.push('\n');
    }
    let text = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let _ = writeln!(out, "[[rule]]\nmcpName = {}\ntoolName = {}", text(&plan.server), text(tool));
    if let Some(pattern) = pattern {
        let _ = writeln!(out, "argsPattern = {}", text(pattern));
    }
    let _ = writeln!(out, "decision = \"{word}\"\npriority = {priority}");
    if let Some(message) = decision.message().filter(|_| word == "deny") {
        let _ = writeln!(out, "denyMessage = {}", text(message));
    }
}

/// The pattern of a case with one condition; see the module's text.
fn pattern(case: &Case) -> Option<String> {
    let [Condition { argument, test, .. }] = case.conditions.as_slice() else { return None };
    let inside = |text: &String| {
        let json = Value::from(text.as_str()).to_string();
        escaped(&json[1..json.len() - 1])
    };
    let any = |texts: &[String]| texts.iter().map(inside).collect::<Vec<_>>().join("|");
    let value = match test {
        Test::OneOf(texts) => format!("\"(?:{})\"[,}}]", any(texts)),
        Test::Prefix(texts) => format!("\"(?:{})", any(texts)),
        Test::Suffix(texts) => format!(r#""[^"\\]*(?:{})"[,}}]"#, any(texts)),
        Test::Matches(_) | Test::AtMost(_) => return None,
    };
    Some(format!(r#"^\{{[^{{\[]*"{}":{value}"#, escaped(argument)))
}
