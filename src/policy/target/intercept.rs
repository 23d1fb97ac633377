//! Intercept's YAML policy, version "1": `hide`, `default`, and rules by tool.
//!
//! Every rule of a tool must pass. A rule with conditions denies the call unless all of
//! them hold; `action: deny` denies every call. Source: POLICY.md of the project.

use super::{Abilities, About, Artifact, Body, Cases, EVERY_TEST, Entry, Plan, Target, quoted};
use crate::policy::decision::{Case, Decision, Kind};
use crate::policy::target::policylayer::joined;
use serde_json::Value;
use std::fmt::Write as _;

/// The target.
pub(super) struct Intercept;

const ABOUT: About = About {
    id: "intercept",
    title: "Intercept",
    place: "Save it as policy.yaml and start the proxy with it in front of the server: intercept -c policy.yaml -- <command>.",
    abilities: Abilities {
        becomes: [Kind::Allow, Kind::Limit, Kind::Deny, Kind::Deny, Kind::Hide],
        unlisted: Kind::Deny,
        unspellable: Kind::Deny,
        cases: Cases::Alike(EVERY_TEST),
    },
    files: &["policy.yaml"],
    limits: &[
        "The proxy sees only calls that go through it; a server that the agent reaches directly is not guarded.",
        "Windows begin at the full minute, hour or day in UTC, so twice the number may pass around a boundary.",
    ],
};

impl Target for Intercept {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn spells(&self, _: &str, tool: &str) -> Result<(), String> {
        if tool.trim().is_empty() { Err("is empty".to_owned()) } else { Ok(()) }
    }

    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact> {
        // One policy a server.
        plans.iter().map(|plan| Artifact { path: "policy.yaml", body: Body::Text(document(plan)) }).collect()
    }
}

fn document(plan: &Plan<'_>) -> String {
    let mut out = String::from("version: \"1\"\ndefault: deny\n");
    let hidden: Vec<&Entry<'_>> =
        plan.entries.iter().filter(|e| e.decision.kind() == Kind::Hide && e.cases.is_empty()).collect();
    if !hidden.is_empty() {
        out.push_str("hide:\n");
        for entry in hidden {
            let _ = writeln!(out, "  - {}", quoted(entry.tool()));
        }
    }
    let shown: Vec<&Entry<'_>> =
        plan.entries.iter().filter(|e| e.decision.kind() != Kind::Hide || !e.cases.is_empty()).collect();
    if shown.is_empty() {
        out.push_str("tools: {}\n");
        return out;
    }
    out.push_str("tools:\n");
    for entry in shown {
        let _ = writeln!(out, "  {}:", quoted(entry.tool()));
        rules(&mut out, entry);
    }
    out
}

fn rules(out: &mut String, entry: &Entry<'_>) {
    let cap = |out: &mut String, decision: &Decision| {
        if let Decision::Limit { max, window } = decision {
            let _ = writeln!(out, "      - name: \"cap\"\n        rate_limit: {max}/{}", window.word());
        }
    };
    let message = quoted(entry.decision.message().unwrap_or("No rule of the policy lets this call through."));
    let open: Option<(&Case, Vec<Value>)> = entry.cases.first().zip(joined(&entry.cases));
    match open {
        Some((case, conditions)) => {
            let _ = writeln!(out, "    rules:\n      - name: \"only some calls\"\n        conditions:");
            for condition in conditions {
                let part = |key: &str| condition.get(key).unwrap_or(&Value::Null).to_string();
                let _ = writeln!(
                    out,
                    "          - path: {}\n            op: {}\n            value: {}",
                    part("path"),
                    part("op"),
                    part("value")
                );
            }
            let _ = writeln!(out, "        on_deny: {message}");
            cap(out, &case.decision);
        }
        None if entry.decision.kind() >= Kind::Ask => {
            let _ = writeln!(
                out,
                "    rules:\n      - name: \"refused\"\n        action: deny\n        on_deny: {message}"
            );
        }
        None if entry.decision.kind() == Kind::Limit => {
            out.push_str("    rules:\n");
            cap(out, &entry.decision);
        }
        None => out.push_str("    rules: []\n"),
    }
}
