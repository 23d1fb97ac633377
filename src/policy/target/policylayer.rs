//! `policy.json` of PolicyLayer's gateway, version 1: complete, with the default
//! that denies whatever no rule names (`catalog/schemas/policy.v1.schema.json`).

use super::{Format, ServerNaming, to_json};
use crate::policy::{Decision, Policy, Ruling, Window, is_wildcard};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The format.
pub(super) struct PolicyLayer;

impl Format for PolicyLayer {
    fn id(&self) -> &'static str {
        "policylayer"
    }

    fn file_name(&self) -> &'static str {
        "policy.json"
    }

    fn title(&self) -> &'static str {
        "PolicyLayer policy.json"
    }

    fn write(&self, policy: &Policy, _: &ServerNaming<'_>) -> Vec<u8> {
        to_json(&Document::of(&policy.rulings, true))
    }
}

/// The smallest complete `policy.json` that says what a policy says of one tool,
/// indented for reading and copying.
pub fn policy_snippet(ruling: &Ruling) -> String {
    let tools = !matches!(ruling.decision, Decision::Hide);
    serde_json::to_string_pretty(&Document::of(std::slice::from_ref(ruling), tools))
        .expect("plain structs with text keys always serialise to memory")
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
    #[serde(skip_serializing_if = "Option::is_none")]
    deny_if: Option<[Always<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limits: Option<[Limit; 1]>,
}

/// A denial without conditions: every call.
#[derive(Serialize)]
struct Always<'a> {
    conditions: [(); 0],
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
    /// The document for some rulings; `tools` says whether to write the rules'
    /// table even if it is empty.
    fn of(rulings: &'a [Ruling], tools: bool) -> Document<'a> {
        let mut hide = BTreeSet::new();
        let mut rules = BTreeMap::new();
        for ruling in rulings {
            let name = ruling.tool.as_str();
            // In `hide`, `*` would take every tool away, and under `tools` it might
            // open every one. Left out, the default denies it.
            if is_wildcard(name) {
                continue;
            }
            match &ruling.decision {
                Decision::Hide => {
                    hide.insert(name);
                }
                Decision::Allow => {
                    rules.insert(name, ToolRule::default());
                }
                Decision::Deny { message } => {
                    let always = Always { conditions: [], on_deny: message };
                    rules.insert(name, ToolRule { deny_if: Some([always]), limits: None });
                }
                Decision::Limit { max, window } => {
                    let counter = format!("{name}_rate");
                    let limit = Limit { counter, window: *window, max: *max, scope: "grant" };
                    rules.insert(name, ToolRule { deny_if: None, limits: Some([limit]) });
                }
            }
        }
        Document { version: "1", default: "deny", hide, tools: tools.then_some(rules) }
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
            line: "l".to_owned(),
            reason: "r".to_owned(),
            category: Category::Write,
        }
    }

    fn compact(rulings: &[Ruling]) -> String {
        serde_json::to_string(&Document::of(rulings, true)).expect("it serialises")
    }

    #[test]
    fn all_four_decisions_in_the_order_of_names() {
        let limit = Decision::Limit { max: 30, window: Window::Minute };
        let rulings = [
            ruling("z_read", Decision::Allow),
            ruling("drop_it", Decision::Hide),
            ruling("add_it", limit),
            ruling("pay", Decision::Deny { message: "Ask first.".to_owned() }),
        ];
        assert_eq!(
            compact(&rulings),
            concat!(
                r#"{"version":"1","default":"deny","hide":["drop_it"],"tools":{"#,
                r#""add_it":{"limits":[{"counter":"add_it_rate","window":"minute","max":30,"scope":"grant"}]},"#,
                r#""pay":{"deny_if":[{"conditions":[],"on_deny":"Ask first."}]},"z_read":{}}}"#
            )
        );
    }

    #[test]
    fn a_name_that_is_a_wildcard_never_gets_a_rule() {
        for decision in [Decision::Allow, Decision::Hide, Decision::Limit { max: 1, window: Window::Day }] {
            let rulings = [ruling("*", decision.clone()), ruling("get_*", decision)];
            assert_eq!(compact(&rulings), r#"{"version":"1","default":"deny","tools":{}}"#);
        }
    }

    #[test]
    fn names_that_need_escapes_stay_themselves() {
        let name = "a\"b\\c\u{1}</script>";
        let rulings = [ruling(name, Decision::Limit { max: 2, window: Window::Hour })];
        let value: serde_json::Value = serde_json::from_str(&compact(&rulings)).expect("valid JSON");
        assert_eq!(value["tools"][name]["limits"][0]["counter"], format!("{name}_rate"));
    }

    #[test]
    fn a_snippet_is_a_whole_policy_for_one_tool() {
        assert_eq!(
            policy_snippet(&ruling("drop_it", Decision::Hide)),
            "{\n  \"version\": \"1\",\n  \"default\": \"deny\",\n  \"hide\": [\n    \"drop_it\"\n  ]\n}"
        );
        assert_eq!(
            policy_snippet(&ruling("get", Decision::Allow)),
            "{\n  \"version\": \"1\",\n  \"default\": \"deny\",\n  \"tools\": {\n    \"get\": {}\n  }\n}"
        );
    }
}
