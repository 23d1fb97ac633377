//! `policy.reasons.json`: why each rule is there. A `policy.json` has no room for
//! reasons, so they stand beside it (`catalog/schemas/policy-reasons.v1.schema.json`).

use super::{Format, ServerNaming, to_json};
use crate::policy::{Decision, Policy, Ruling, Window, is_wildcard, words};
use crate::vocab::Category;
use serde::Serialize;

/// The format.
pub(super) struct Reasons;

impl Format for Reasons {
    fn id(&self) -> &'static str {
        "reasons"
    }

    fn file_name(&self) -> &'static str {
        "policy.reasons.json"
    }

    fn title(&self) -> &'static str {
        "Reasons beside the policy"
    }

    fn write(&self, policy: &Policy, server: &ServerNaming<'_>) -> Vec<u8> {
        let mut tools: Vec<Entry<'_>> = policy.rulings.iter().map(Entry::of).collect();
        tools.sort_by_key(|entry| entry.tool);
        to_json(&Document {
            schema: "toolrisk/policy-reasons/v1",
            server: server.slug.as_str(),
            posture: &policy.posture,
            default: "deny",
            tools,
        })
    }
}

/// The whole file.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    server: &'a str,
    posture: &'a str,
    default: &'static str,
    tools: Vec<Entry<'a>>,
}

/// One tool.
#[derive(Serialize)]
struct Entry<'a> {
    tool: &'a str,
    category: Category,
    decision: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    window: Option<Window>,
    /// What the rule does, in words.
    does: String,
    line: &'a str,
    reason: &'a str,
    /// Whether the policy has a rule for it; without one, the default decides.
    named: bool,
}

impl<'a> Entry<'a> {
    /// The entry of one ruling.
    fn of(ruling: &'a Ruling) -> Entry<'a> {
        let (max, window) = match &ruling.decision {
            Decision::Limit { max, window } => (Some(*max), Some(*window)),
            Decision::Allow | Decision::Deny { .. } | Decision::Hide => (None, None),
        };
        Entry {
            tool: &ruling.tool,
            category: ruling.category,
            decision: ruling.decision.word(),
            max,
            window,
            does: words(ruling),
            line: &ruling.line,
            reason: &ruling.reason,
            named: !is_wildcard(&ruling.tool),
        }
    }
}
