//! `policy.json` of PolicyLayer's gateway, version 1: complete, with the default
//! that denies whatever no rule names (`catalog/schemas/policy.v1.schema.json`).
//!
//! A tool's `require` rules must all hold, and an argument that is missing fails every
//! test: so a case is opened by requiring its conditions, and everything else is refused.
//! Several cases are several rules only where they test one argument alike; they are
//! joined to one list of values.

use super::{Abilities, About, Artifact, Body, Cases, EVERY_TEST, Entry, Plan, Target, artifact::pretty};
use crate::policy::decision::{Case, Condition, Decision, Kind, Test, Window};
use crate::policy::{Ruling, is_wildcard};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The target.
pub(super) struct PolicyLayer;

const ABOUT: About = About {
    id: "policylayer",
    title: "PolicyLayer",
    place: "Give it to the gateway as the server's policy; the gateway stands between the agent and the server.",
    abilities: Abilities {
        becomes: [Kind::Allow, Kind::Limit, Kind::Deny, Kind::Deny, Kind::Hide],
        unlisted: Kind::Deny,
        unspellable: Kind::Deny,
        cases: Cases::Alike(EVERY_TEST),
    },
    files: &["policy.json"],
    limits: &[
        "The gateway sees only calls that go through it; a server that the agent reaches directly is not guarded.",
    ],
};

impl Target for PolicyLayer {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact> {
        // One policy a server.
        plans
            .iter()
            .map(|plan| {
                let rules = plan.entries.iter().map(|e| (e.tool(), &e.decision, e.cases.as_slice()));
                Artifact { path: "policy.json", body: Body::Text(pretty(&Document::of(rules, true))) }
            })
            .collect()
    }
}

/// The smallest complete `policy.json` that says what a policy says of one tool,
/// indented for reading and copying.
pub fn policy_snippet(ruling: &Ruling) -> String {
    let policy = crate::policy::Policy { posture: String::new(), rulings: vec![ruling.clone()] };
    let plan = Plan::of(&PolicyLayer, "", &policy, super::Options::default());
    let rules = plan.entries.iter().map(|e: &Entry<'_>| (e.tool(), &e.decision, e.cases.as_slice()));
    let tools = !matches!(ruling.decision, Decision::Hide);
    let document = serde_json::to_value(Document::of(rules, tools))
        .expect("plain structs with text keys always serialise to memory");
    let mut out = String::new();
    lay_out(&document, 0, &mut out);
    out
}

/// JSON for a reader: what holds nothing but plain values stands on one line.
fn lay_out(value: &Value, depth: usize, out: &mut String) {
    let (open, close, items): (_, _, Vec<(Option<&String>, &Value)>) = match value {
        Value::Object(map) => ('{', '}', map.iter().map(|(key, value)| (Some(key), value)).collect()),
        Value::Array(list) => ('[', ']', list.iter().map(|value| (None, value)).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            let _ = write!(out, "{value}");
            return;
        }
    };
    let on_one_line = fits_a_line(value);
    out.push(open);
    for (i, (key, item)) in items.iter().enumerate() {
        if i > 0 {
            out.push_str(if on_one_line { ", " } else { "," });
        }
        if !on_one_line {
            let _ = write!(out, "\n{:1$}", "", 2 * (depth + 1));
        }
        if let Some(key) = key {
            let _ = write!(out, "{}: ", Value::from(key.as_str()));
        }
        lay_out(item, depth + 1, out);
    }
    if !on_one_line {
        let _ = write!(out, "\n{:1$}", "", 2 * depth);
    }
    out.push(close);
}

/// Whether a value holds nothing but plain values, or is a list of one such object.
fn fits_a_line(value: &Value) -> bool {
    let plain = |value: &Value| match value {
        Value::Object(map) => map.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    };
    match value {
        Value::Object(map) => map.values().all(plain),
        Value::Array(list) => match list.as_slice() {
            [only] => fits_a_line(only),
            list => list.iter().all(plain),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

/// The whole file.
#[derive(Serialize)]
struct Document<'a> {
    version: &'static str,
    default: &'static str,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    hide: BTreeSet<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tools: Option<BTreeMap<&'a str, ToolRule<'a>>>,
}

/// What stands under a tool's name; empty for a tool that may be called freely.
#[derive(Default, Serialize)]
struct ToolRule<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    require: Vec<Rule<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    deny_if: Vec<Rule<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    limits: Vec<Limit>,
}

/// Conditions that must all hold; without any, a denial denies every call.
#[derive(Serialize)]
struct Rule<'a> {
    conditions: Vec<Value>,
    on_deny: &'a str,
}

/// A cap.
#[derive(Serialize)]
struct Limit {
    /// The tool's exact name and `_rate`: names differ within a server, so no two
    /// tools ever count together.
    counter: String,
    window: Window,
    max: u32,
    scope: &'static str,
}

impl<'a> Document<'a> {
    /// The document for some rules; `tools` says whether to write the rules' table even
    /// if it is empty.
    fn of(rules: impl Iterator<Item = (&'a str, &'a Decision, &'a [Case])>, tools: bool) -> Document<'a> {
        let mut hide = BTreeSet::new();
        let mut table = BTreeMap::new();
        for (name, decision, cases) in rules {
            // In `hide`, `*` would take every tool away, and under `tools` it might
            // open every one. Left out, the default denies it.
            if is_wildcard(name) {
                continue;
            }
            if matches!(decision, Decision::Hide) && cases.is_empty() {
                hide.insert(name);
            } else {
                table.insert(name, ToolRule::of(name, decision, cases));
            }
        }
        Document { version: "1", default: "deny", hide, tools: tools.then_some(table) }
    }
}

impl<'a> ToolRule<'a> {
    fn of(name: &str, decision: &'a Decision, cases: &'a [Case]) -> ToolRule<'a> {
        let mut rule = ToolRule::default();
        let mut limit = |decision: &Decision| {
            if let Decision::Limit { max, window } = decision {
                let counter = format!("{name}_rate");
                rule.limits.push(Limit { counter, window: *window, max: *max, scope: "grant" });
            }
        };
        let message = decision.message().unwrap_or("No rule of the policy lets this call through.");
        match joined(cases) {
            Some(conditions) if !cases.is_empty() => {
                // All cases have one decision.
                limit(&cases[0].decision);
                rule.require.push(Rule { conditions, on_deny: message });
            }
            _ => {
                limit(decision);
                if decision.kind() >= Kind::Ask {
                    rule.deny_if.push(Rule { conditions: Vec::new(), on_deny: message });
                }
            }
        }
        rule
    }
}

/// The conditions under which one of the cases holds, if they can be said as conditions
/// that must all hold: one case, or lists of values of one argument.
pub(super) fn joined(cases: &[Case]) -> Option<Vec<Value>> {
    if let [case] = cases {
        return Some(case.conditions.iter().flat_map(conditions).collect());
    }
    let mut values: Vec<&str> = Vec::new();
    let mut argument = None;
    for case in cases {
        let [Condition { argument: name, test: Test::OneOf(texts), .. }] = case.conditions.as_slice() else {
            return None;
        };
        if *argument.get_or_insert(name) != name {
            return None;
        }
        values.extend(texts.iter().map(String::as_str));
    }
    argument.map(|argument| vec![json!({"path": format!("args.{argument}"), "op": "in", "value": values})])
}

/// A condition as the gateway spells it.
fn conditions(condition: &Condition) -> Vec<Value> {
    let path = format!("args.{}", condition.argument);
    match (&condition.test, condition.test.expression()) {
        (Test::OneOf(texts), _) => vec![json!({"path": path, "op": "in", "value": texts})],
        (Test::AtMost(most), _) => {
            vec![json!({"path": path, "op": "gte", "value": 0}), json!({"path": path, "op": "lte", "value": most})]
        }
        (_, expression) => {
            vec![json!({"path": path, "op": "regex", "value": expression.unwrap_or_default()})]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocab::Category;

    fn ruling(tool: &str, decision: Decision) -> Ruling {
        Ruling {
            tool: tool.to_owned(),
            decision,
            cases: Vec::new(),
            line: "l".to_owned(),
            reason: "r".to_owned(),
            category: Category::Write,
        }
    }

    fn compact(rulings: Vec<Ruling>) -> String {
        let policy = crate::policy::Policy { posture: "p".to_owned(), rulings };
        let plan = Plan::of(&PolicyLayer, "srv", &policy, crate::policy::target::Options::default());
        let text = PolicyLayer.write(&[plan]).remove(0).fresh();
        let value: Value = serde_json::from_str(&text).expect("it is JSON");
        value.to_string()
    }

    fn actions(values: &[&str], decision: Decision) -> Case {
        let test = Test::OneOf(values.iter().map(|v| (*v).to_owned()).collect());
        let condition = Condition { argument: "action".to_owned(), test, to_fill: false };
        Case { conditions: vec![condition], decision, line: "l".to_owned(), reason: "r".to_owned() }
    }

    #[test]
    fn all_four_decisions_in_the_order_of_names() {
        let limit = Decision::Limit { max: 30, window: Window::Minute };
        let rulings = vec![
            ruling("z_read", Decision::Allow),
            ruling("drop_it", Decision::Hide),
            ruling("add_it", limit),
            ruling("pay", Decision::Deny { message: "Ask first.".to_owned() }),
        ];
        assert_eq!(
            compact(rulings),
            concat!(
                r#"{"version":"1","default":"deny","hide":["drop_it"],"tools":{"#,
                r#""add_it":{"limits":[{"counter":"add_it_rate","window":"minute","max":30,"scope":"grant"}]},"#,
                r#""pay":{"deny_if":[{"conditions":[],"on_deny":"Ask first."}]},"z_read":{}}}"#
            )
        );
    }

    #[test]
    fn actions_are_opened_by_name_and_the_strictest_cap_counts() {
        let refused = Decision::Deny { message: "Only some.".to_owned() };
        let limit = Decision::Limit { max: 30, window: Window::Minute };
        let mut keys = ruling("keys", refused);
        keys.cases = vec![actions(&["list", "get"], Decision::Allow), actions(&["create"], limit)];
        assert_eq!(
            compact(vec![keys]),
            concat!(
                r#"{"version":"1","default":"deny","tools":{"keys":{"#,
                r#""require":[{"conditions":[{"path":"args.action","op":"in","value":["list","get","create"]}],"on_deny":"Only some."}],"#,
                r#""limits":[{"counter":"keys_rate","window":"minute","max":30,"scope":"grant"}]}}}"#
            )
        );
    }

    #[test]
    fn a_name_that_is_a_wildcard_never_gets_a_rule() {
        for decision in [Decision::Allow, Decision::Hide, Decision::Limit { max: 1, window: Window::Day }] {
            let rulings = vec![ruling("*", decision.clone()), ruling("get_*", decision)];
            assert_eq!(compact(rulings), r#"{"version":"1","default":"deny","tools":{}}"#);
        }
    }

    #[test]
    fn names_that_need_escapes_stay_themselves() {
        let name = "a\"b\\c\u{1}</script>";
        let text = compact(vec![ruling(name, Decision::Limit { max: 2, window: Window::Hour })]);
        let value: Value = serde_json::from_str(&text).expect("valid JSON");
        assert_eq!(value["tools"][name]["limits"][0]["counter"], format!("{name}_rate"));
    }

    #[test]
    fn a_snippet_is_a_whole_policy_for_one_tool() {
        assert_eq!(
            policy_snippet(&ruling("drop_it", Decision::Hide)),
            "{\n  \"version\": \"1\",\n  \"default\": \"deny\",\n  \"hide\": [\"drop_it\"]\n}"
        );
        assert_eq!(
            policy_snippet(&ruling("get", Decision::Allow)),
            "{\n  \"version\": \"1\",\n  \"default\": \"deny\",\n  \"tools\": {\"get\": {}}\n}"
        );
    }

    #[test]
    fn a_snippet_says_the_same_as_the_file() {
        let deny = Decision::Deny { message: "Say \"no\",\n{never}: [1, 2].".to_owned() };
        let mut keys = ruling("keys", deny.clone());
        keys.cases = vec![actions(&["list", "get"], Decision::Allow)];
        let limit = ruling("add \"it\"", Decision::Limit { max: 30, window: Window::Minute });
        for ruling in [keys, limit, ruling("pay", deny)] {
            let snippet = policy_snippet(&ruling);
            let value: Value = serde_json::from_str(&snippet).expect("it is JSON");
            assert_eq!(value.to_string(), compact(vec![ruling]));
            assert!(snippet.lines().count() > 5, "{snippet}");
        }
    }
}
