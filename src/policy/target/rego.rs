//! Open Policy Agent: a module in Rego that says of a call whether it is allowed, and what
//! a gateway should do that can do more.
//!
//! `allow` is true for calls that simply pass. `decision` is one of `allow`, `limit`, `ask`
//! and `deny`, with the cap and the message beside it, for a gateway that can count and ask.
//! The input is `{"server": …, "tool": …, "args": {…}}`.

use super::{Abilities, About, Artifact, Body, Cases, EVERY_TEST, Plan, Target};
use crate::policy::decision::{Case, Condition, Decision, Kind, Test};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The target.
pub(super) struct Rego;

const ABOUT: About = About {
    id: "opa",
    title: "Open Policy Agent",
    place: "Load it with opa run --server policy.rego and ask for data.toolrisk.allow, or for data.toolrisk.decision where your gateway can count and ask.",
    abilities: Abilities {
        becomes: [Kind::Allow, Kind::Limit, Kind::Ask, Kind::Deny, Kind::Deny],
        unlisted: Kind::Deny,
        unspellable: Kind::Deny,
        cases: Cases::Each(EVERY_TEST),
    },
    files: &["policy.rego"],
    limits: &[
        "`allow` alone is false for what should be counted or asked about; only a gateway that reads `decision` can do these.",
    ],
};

impl Target for Rego {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact> {
        let mut out = String::from(
            "package toolrisk\n\nimport rego.v1\n\ndefault allow := false\n\nallow if decision.decision == \"allow\"\n\ndefault decision := {\"decision\": \"deny\", \"message\": \"No rule names this tool.\"}\n\ndecision := found if found := case_of_call\n\ndecision := tools[input.server][input.tool] if not case_of_call\n\n",
        );
        let mut tools = serde_json::Map::new();
        let mut cases = String::new();
        for plan in plans {
            let table: serde_json::Map<String, Value> =
                plan.entries.iter().map(|e| (e.tool().to_owned(), outcome(&e.decision))).collect();
            tools.insert(plan.server.clone(), Value::Object(table));
            for entry in plan.entries.iter().filter(|entry| !entry.cases.is_empty()) {
                for (at, case) in entry.cases.iter().enumerate() {
                    let word = if at == 0 { "case_of_call :=" } else { "else :=" };
                    let _ = write!(
                        cases,
                        "{word} {} if {{\n\tinput.server == {}\n\tinput.tool == {}\n{}}}",
                        outcome(&case.decision),
                        Value::from(plan.server.as_str()),
                        Value::from(entry.tool()),
                        conditions(case)
                    );
                    cases.push(if at + 1 == entry.cases.len() { '\n' } else { ' ' });
                }
                cases.push('\n');
            }
        }
        let _ = write!(out, "tools := {}\n\n", serde_json::to_string_pretty(&tools).unwrap_or_default());
        if cases.is_empty() {
            // A rule that is never defined, so that the lines above have something to ask.
            cases.push_str("case_of_call := {} if false\n");
        }
        out.push_str(&cases);
        vec![Artifact { path: "policy.rego", body: Body::Text(out) }]
    }
}

/// The longest message, in characters.
const MESSAGE: usize = 400;

/// A decision as an object.
fn outcome(decision: &Decision) -> Value {
    let mut object = json!({"decision": decision.word()});
    if let Decision::Limit { max, window } = decision {
        object["max"] = json!(max);
        object["window"] = json!(window.word());
    }
    if let Some(message) = decision.message() {
        let short: String = message.chars().take(MESSAGE).collect();
        object["message"] = json!(short);
    }
    object
}

/// The conditions of a case, a line each.
fn conditions(case: &Case) -> String {
    let mut out = String::new();
    for Condition { argument, test, .. } in &case.conditions {
        let value = format!("input.args[{}]", Value::from(argument.as_str()));
        let _ = match (test, test.expression()) {
            (Test::AtMost(most), _) => {
                writeln!(out, "\tis_number({value})\n\t{value} >= 0\n\t{value} <= {most}")
            }
            // A value a line: some readers take lines of a thousand characters at most.
            (Test::OneOf(texts), _) => {
                let texts: Vec<String> =
                    texts.iter().map(|text| format!("\n\t\t{}", Value::from(text.as_str()))).collect();
                writeln!(out, "\t{value} in {{{},\n\t}}", texts.join(","))
            }
            (_, expression) => {
                writeln!(
                    out,
                    "\tis_string({value})\n\tregex.match({}, {value})",
                    Value::from(expression.unwrap_or_default())
                )
            }
        };
    }
    out
}
