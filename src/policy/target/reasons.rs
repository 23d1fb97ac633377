//! `policy.reasons.json`: why each rule is there. A `policy.json` has no room for
//! reasons, so they stand beside it (`catalog/schemas/policy-reasons.v1.schema.json`).

use super::artifact::pretty;
use crate::ids::ServerSlug;
use crate::manifest::Tool;
use crate::policy::{Case, Decision, Kind, Policy, Ruling, Window, is_wildcard, words};
use crate::vocab::Category;
use serde::Serialize;

/// The file beside a server's policy; `tools` are those that the rulings are for, in
/// their order.
pub fn reasons_json(policy: &Policy, server: &ServerSlug, tools: &[Tool]) -> String {
    let mut tools: Vec<Entry<'_>> =
        policy.rulings.iter().zip(tools).map(|(ruling, tool)| Entry::of(ruling, tool)).collect();
    tools.sort_by_key(|entry| entry.tool);
    pretty(&Document {
        schema: "toolrisk/policy-reasons/v1",
        server: server.as_str(),
        posture: &policy.posture,
        default: "deny",
        tools,
    })
}

/// The whole file.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    server: &'a str,
    #[serde(rename = "preset")]
    posture: &'a str,
    default: &'static str,
    tools: Vec<Entry<'a>>,
}

/// One tool.
#[derive(Serialize)]
struct Entry<'a> {
    tool: &'a str,
    category: Category,
    #[serde(flatten)]
    decision: DecisionWords,
    /// What the rule does, in words.
    does: String,
    line: &'a str,
    reason: &'a str,
    /// Whether the policy has a rule for it; without one, the default decides.
    named: bool,
    /// The definition that was judged, to see later whether it changed.
    fingerprint: String,
    /// Calls that are decided otherwise, by their arguments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cases: Vec<CaseEntry<'a>>,
}

/// A decision in words and numbers.
#[derive(Serialize)]
struct DecisionWords {
    decision: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    window: Option<Window>,
}

impl DecisionWords {
    fn of(decision: &Decision) -> DecisionWords {
        let (max, window) = decision.cap().unzip();
        DecisionWords { decision: decision.kind(), max, window }
    }
}

/// One case.
#[derive(Serialize)]
struct CaseEntry<'a> {
    /// Which calls, in words.
    when: Vec<String>,
    #[serde(flatten)]
    decision: DecisionWords,
    /// A value must be filled in before anything passes.
    to_fill: bool,
    line: &'a str,
    reason: &'a str,
}

impl<'a> CaseEntry<'a> {
    fn of(case: &'a Case) -> CaseEntry<'a> {
        CaseEntry {
            when: case.conditions.iter().map(|c| format!("{} {}", c.argument, c.test.words())).collect(),
            decision: DecisionWords::of(&case.decision),
            to_fill: case.to_fill(),
            line: &case.line,
            reason: &case.reason,
        }
    }
}

impl<'a> Entry<'a> {
    /// The entry of one ruling.
    fn of(ruling: &'a Ruling, tool: &Tool) -> Entry<'a> {
        Entry {
            tool: &ruling.tool,
            category: ruling.category,
            decision: DecisionWords::of(&ruling.decision),
            does: words(ruling),
            line: &ruling.line,
            reason: &ruling.reason,
            named: !is_wildcard(&ruling.tool),
            fingerprint: tool.fingerprint(),
            cases: ruling.cases.iter().map(CaseEntry::of).collect(),
        }
    }
}
