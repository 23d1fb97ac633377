//! Gateways with a list of what passes.

use crate::{Answer, Oracle, has};
use cel::{Context, Program};
use regex::Regex;
use serde_json::{Value, json};

fn passes(yes: bool) -> Answer {
    if yes { Answer::Passes } else { Answer::Refused }
}

/// `allowed_tools`, less `disallowed_tools`.
pub(crate) struct LiteLlm(pub(crate) Value);

impl Oracle for LiteLlm {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let entry = &self.0["mcp_servers"][server];
        passes(has(&entry["allowed_tools"], tool) && !has(&entry["disallowed_tools"], tool))
    }
}

/// A list for each server; a server that is not named offers everything.
pub(crate) struct Docker(pub(crate) Value);

impl Oracle for Docker {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        passes(self.0.get(server).is_none_or(|list| has(list, tool)))
    }
}

/// A backend's `toolSelector`; without one everything passes.
pub(crate) struct Envoy(pub(crate) Value);

impl Oracle for Envoy {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let backends = self.0["spec"]["backendRefs"].as_array().into_iter().flatten();
        let Some(backend) = backends.into_iter().find(|backend| backend["name"] == server) else {
            return Answer::Refused;
        };
        let Some(selector) = backend.get("toolSelector") else { return Answer::Passes };
        let included = |list: &Value| list.as_array().is_some_and(|list| !list.is_empty()) && has(list, tool);
        let matched = selector["includeRegex"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .any(|expression| Regex::new(expression).is_ok_and(|regex| regex.is_match(tool)));
        passes(included(&selector["include"]) || matched)
    }
}

/// A tool's own access list, else the default one; asked as a member of the group that the
/// file names.
pub(crate) struct Kong(pub(crate) Value);

impl Oracle for Kong {
    fn answer(&self, _: &str, tool: &str, _: &Value) -> Answer {
        let mut plugins = self.0["plugins"].as_array().into_iter().flatten();
        passes(plugins.any(|plugin| {
            let config = &plugin["config"];
            let own = config["tools"].as_array().into_iter().flatten().find(|entry| entry["name"] == tool);
            let acl = own.map_or(&config["default_acl"][0], |entry| &entry["acl"]);
            has(&acl["allow"], "FILL-IN") && !has(&acl["deny"], "FILL-IN")
        }))
    }
}

/// Any rule that is true lets a call pass; without rules everything would.
pub(crate) struct AgentGateway(Vec<Program>);

impl AgentGateway {
    pub(crate) fn new(document: Value) -> Result<AgentGateway, String> {
        let rules = document["mcpAuthorization"]["rules"].as_array().ok_or("no rules")?;
        let compile = |rule: &Value| {
            let text = rule.as_str().ok_or("a rule is no text")?;
            Program::compile(text).map_err(|error| format!("{text}: {error}"))
        };
        Ok(AgentGateway(rules.iter().map(compile).collect::<Result<_, String>>()?))
    }
}

impl Oracle for AgentGateway {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        if self.0.is_empty() {
            return Answer::Passes;
        }
        let mut context = Context::default();
        context.add_variable("mcp", json!({"tool": {"name": tool, "target": server}})).expect("plain values");
        passes(self.0.iter().any(|rule| rule.execute(&context) == Ok(cel::Value::Bool(true))))
    }
}
