//! Policies: what may be called, not what it does. Some have a map under `tools`
//! whose keys are tool names, so they are told before tool maps are.

use super::Format;
use crate::manifest::context::Context;
use crate::manifest::definition::is_keyed_definition;
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;
use serde_json::Value;

/// See the module.
pub(super) struct PolicyFile;

impl Format for PolicyFile {
    fn name(&self) -> &'static str {
        "policy-file"
    }

    fn says(&self) -> &'static str {
        "a policy (Intercept, PolicyLayer, Cedar, permissions of a client); its names are no definitions"
    }

    fn holds_tools(&self) -> bool {
        false
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        let value = &document.value;
        rules_by_tool(value) || permissions(value) || engine(value)
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        drop(document);
        context.not_a_manifest(
            "policy",
            "this is a policy: it says what may be called, not what the tools do",
            "give the answer to tools/list that the policy was written for",
        )
    }
}

/// Keys of a rule about one tool.
const RULE_KEYS: &[&str] = &[
    "rules",
    "limits",
    "deny_if",
    "require",
    "allow_if",
    "action",
    "decision",
    "approval_mode",
    "default",
    "rate_limit",
];

/// `{version, default, hide, tools: {name: {rules: […]}}}`
fn rules_by_tool(value: &Value) -> bool {
    let Some(tools) = value.get("tools").and_then(Value::as_object) else { return false };
    let decides = value
        .get("default")
        .and_then(Value::as_str)
        .is_some_and(|word| ["allow", "deny", "ask", "confirm", "block"].contains(&word));
    let hides = value.get("hide").is_some_and(Value::is_array) || value.get("all_tools").is_some();
    let rule =
        |value: &Value| value.as_object().is_some_and(|map| map.keys().any(|key| RULE_KEYS.contains(&key.as_str())));
    let plain = |value: &Value| value.is_null() || !is_keyed_definition(value);
    tools.values().all(plain) && (decides || hides || tools.values().any(rule))
}

/// The permission settings of clients.
fn permissions(value: &Value) -> bool {
    let lists = |map: &Value| ["allow", "ask", "deny"].iter().any(|key| map.get(*key).is_some_and(Value::is_array));
    value.get("permissions").is_some_and(lists)
        || value.get("mcpAllowlist").is_some_and(Value::is_array)
        || value.get("user").is_some_and(|user| {
            ["always_allow", "ask_before", "never_allow"].iter().any(|key| user.get(*key).is_some_and(Value::is_array))
        })
        || value.get("agent").is_some_and(|agent| agent.get("tool_permissions").is_some())
}

/// The rules of policy engines and gateways.
fn engine(value: &Value) -> bool {
    value.get("cedar").is_some_and(|cedar| cedar.get("policies").is_some())
        || value.get("mcpAuthorization").is_some()
        || (value.get("apiVersion").is_some()
            && value
                .get("kind")
                .and_then(Value::as_str)
                .is_some_and(|kind| kind.contains("Policy") || kind == "MCPRoute"))
}
