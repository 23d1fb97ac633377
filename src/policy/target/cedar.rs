//! Cedar: ToolHive's authorisation file, and policies for Amazon Bedrock AgentCore's
//! gateway.
//!
//! In both, what no policy permits is refused, and `forbid` wins. ToolHive names a tool
//! `Tool::"name"` and its arguments `resource.arg_<name>`; AgentCore names an action
//! `AgentCore::Action::"Target___tool"` and has the arguments in `context.input`. Sources:
//! ToolHive's documentation of authorisation; the AWS documentation of policies.

use super::{Abilities, About, Artifact, Body, Cases, Entry, Plan, Target};
use crate::policy::decision::{Case, Condition, Kind, Test, TestKind};
use serde_json::Value;
use std::fmt::Write as _;

/// ToolHive.
pub(super) struct ToolHive;

/// AgentCore's gateway.
pub(super) struct AgentCore;

/// Cedar has `==`, comparisons of whole numbers and `like` with `*`; no regular expressions.
const TESTS: &[TestKind] = &[TestKind::OneOf, TestKind::Prefix, TestKind::Suffix];

const ABILITIES: Abilities = Abilities {
    becomes: [Kind::Allow, Kind::Deny, Kind::Deny, Kind::Deny, Kind::Deny],
    unlisted: Kind::Deny,
    unspellable: Kind::Deny,
    cases: Cases::Each(TESTS),
};

const TOOLHIVE: About = About {
    id: "toolhive",
    title: "ToolHive",
    place: "Start the server with it: thv run --authz-config authz.yaml <server>. One file a server.",
    abilities: ABILITIES,
    files: &["authz.yaml"],
    limits: &["Only calls of tools are decided; prompts and resources are refused unless you add policies for them."],
};

const AGENTCORE: About = About {
    id: "agentcore",
    title: "Amazon Bedrock AgentCore",
    place: "Create the policies in the gateway's policy engine; put your gateway's ARN in place of FILL-IN, and name the target as in the rules.",
    abilities: ABILITIES,
    files: &["policies.cedar"],
    limits: &[
        "Until FILL-IN is replaced by the ARN of your gateway, nothing is permitted.",
        "Whoever is signed in may do what is permitted; narrow the principal for roles.",
    ],
};

fn spells(tool: &str) -> Result<(), String> {
    if tool.is_empty() || tool.chars().any(char::is_control) {
        return Err("is empty or holds control characters".to_owned());
    }
    Ok(())
}

impl Target for ToolHive {
    fn about(&self) -> &'static About {
        &TOOLHIVE
    }

    fn spells(&self, _: &str, tool: &str) -> Result<(), String> {
        spells(tool)
    }

    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact> {
        // One file a server.
        plans.iter().map(|plan| Artifact { path: "authz.yaml", body: Body::Text(toolhive(plan)) }).collect()
    }
}

fn toolhive(plan: &Plan<'_>) -> String {
    let mut out = String::from("version: \"1.0\"\ntype: cedarv1\ncedar:\n  policies:\n");
    let mut any = false;
    for entry in &plan.entries {
        for when in openings(
            entry,
            |argument| format!("resource.arg_{argument}"),
            |argument| format!("resource has arg_{argument}"),
        ) {
            any = true;
            let tool = text(entry.tool());
            let policy = format!(
                "permit(principal, action == Action::\"call_tool\", resource == Tool::{tool}){};",
                when.map_or(String::new(), |when| format!(" when {{ {when} }}"))
            );
            let _ = writeln!(out, "    - {}", Value::from(policy));
        }
    }
    if !any {
        let _ = writeln!(out, "    - {}", Value::from("forbid(principal, action, resource);"));
    }
    out.push_str("  entities_json: \"[]\"\n");
    out
}

impl Target for AgentCore {
    fn about(&self) -> &'static About {
        &AGENTCORE
    }

    fn spells(&self, _: &str, tool: &str) -> Result<(), String> {
        spells(tool)
    }

    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact> {
        let gateway = "AgentCore::Gateway::\"FILL-IN\"";
        let mut out = String::new();
        for plan in plans {
            let action = |entry: &Entry<'_>| {
                format!("AgentCore::Action::{}", text(&format!("{}___{}", plan.server, entry.tool())))
            };
            let free: Vec<String> =
                plan.entries.iter().filter(|e| e.decision.kind() == Kind::Allow).map(action).collect();
            if !free.is_empty() {
                let _ = writeln!(
                    out,
                    "permit(\n  principal is AgentCore::OAuthUser,\n  action in [\n    {}\n  ],\n  resource == {gateway}\n);",
                    free.join(",\n    ")
                );
            }
            for entry in plan.entries.iter().filter(|e| e.decision.kind() != Kind::Allow) {
                for when in openings(
                    entry,
                    |argument| format!("context.input.{argument}"),
                    |argument| format!("context has input && context.input has {argument}"),
                )
                .into_iter()
                .flatten()
                {
                    let _ = writeln!(
                        out,
                        "permit(\n  principal is AgentCore::OAuthUser,\n  action == {},\n  resource == {gateway}\n) when {{ {when} }};",
                        action(entry)
                    );
                }
            }
        }
        if out.is_empty() {
            out.push_str("forbid(principal, action, resource);\n");
        }
        vec![Artifact { path: "policies.cedar", body: Body::Text(out) }]
    }
}

/// Under which conditions a tool may be called: none at all (`None`), or one for each case
/// that lets calls through.
fn openings(entry: &Entry<'_>, value: impl Fn(&str) -> String, there: impl Fn(&str) -> String) -> Vec<Option<String>> {
    if entry.decision.kind() == Kind::Allow {
        return vec![None];
    }
    let open = entry.cases.iter().filter(|case| case.decision.kind() == Kind::Allow);
    open.filter_map(|case| condition(case, &value, &there)).map(Some).collect()
}

/// A case as an expression.
fn condition(case: &Case, value: &impl Fn(&str) -> String, there: &impl Fn(&str) -> String) -> Option<String> {
    let tests: Option<Vec<String>> = case
        .conditions
        .iter()
        .map(|Condition { argument, test, .. }| {
            let (value, there) = (value(argument), there(argument));
            let one = |texts: &[String], test: &dyn Fn(&str) -> String| {
                let any: Vec<String> = texts.iter().map(|t| test(t)).collect();
                format!("({there} && ({}))", any.join(" || "))
            };
            Some(match test {
                Test::OneOf(texts) => one(texts, &|t| format!("{value} == {}", text(t))),
                Test::Prefix(texts) => one(texts, &|t| format!("{value} like {}", like(t, "", "*"))),
                Test::Suffix(texts) => one(texts, &|t| format!("{value} like {}", like(t, "*", ""))),
                Test::Matches(_) | Test::AtMost(_) => return None,
            })
        })
        .collect();
    tests.map(|tests| tests.join(" && "))
}

/// A text as a string literal of Cedar.
fn text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{{{:x}}}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A pattern of `like`: the text itself, with the given wildcards around it.
fn like(part: &str, before: &str, after: &str) -> String {
    let inner = text(part);
    format!("\"{before}{}{after}\"", inner[1..inner.len() - 1].replace('*', "\\*"))
}
