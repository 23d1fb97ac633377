//! Gateways with a list of what passes.

use crate::names::finds;
use crate::{Answer, Oracle, has, texts};
use cel::{Context, Program};
use regex::Regex;
use serde_json::{Value, json};

fn passes(yes: bool) -> Answer {
    if yes { Answer::Passes } else { Answer::Refused }
}

/// `allowed_tools` if there are any, else all but `disallowed_tools`; a tool is found under its
/// own name or behind the server's and `-`. Source: the check in the project's manager of
/// servers.
pub(crate) struct LiteLlm(pub(crate) Value);

impl Oracle for LiteLlm {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let entry = &self.0["mcp_servers"][server];
        let some = |list: &Value| list.as_array().is_some_and(|list| !list.is_empty());
        let found = |list: &Value| has(list, tool) || has(list, &format!("{server}-{tool}"));
        let (allowed, refused) = (&entry["allowed_tools"], &entry["disallowed_tools"]);
        passes(if some(allowed) { found(allowed) } else { !(some(refused) && found(refused)) })
    }
}

/// A list for each server; a server that is not named offers everything. Source: the check in
/// the gateway's source.
pub(crate) struct Docker(pub(crate) Value);

impl Oracle for Docker {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        passes(self.0.get(server).is_none_or(|list| has(list, tool)))
    }
}

/// A backend's `toolSelector`; without one everything passes. It is one list of at most 32
/// names or expressions. Source: the API's types.
pub(crate) struct Envoy(Value);

impl Envoy {
    pub(crate) fn new(document: Value) -> Result<Envoy, String> {
        if document["kind"] != "MCPRoute" || !document["spec"]["parentRefs"].is_array() {
            return Err("no route".to_owned());
        }
        for backend in document["spec"]["backendRefs"].as_array().ok_or("no backends")? {
            if let Some(selector) = backend.get("toolSelector") {
                let lists = [selector.get("include"), selector.get("includeRegex")];
                let ([Some(list), None] | [None, Some(list)]) = lists else {
                    return Err("exactly one of include and includeRegex must be there".to_owned());
                };
                if list.as_array().is_none_or(|list| list.len() > 32) {
                    return Err("a selector has at most 32 members".to_owned());
                }
                if let Some(bad) = texts(&selector["includeRegex"]).find(|text| Regex::new(text).is_err()) {
                    return Err(format!("no expression: {bad}"));
                }
            }
        }
        Ok(Envoy(document))
    }
}

impl Oracle for Envoy {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let mut backends = self.0["spec"]["backendRefs"].as_array().into_iter().flatten();
        let Some(backend) = backends.find(|backend| backend["name"] == server) else {
            return Answer::Refused;
        };
        let Some(selector) = backend.get("toolSelector") else { return Answer::Passes };
        let matched = |expression: &str| finds(expression, tool);
        passes(has(&selector["include"], tool) || texts(&selector["includeRegex"]).any(matched))
    }
}

/// The plugin of the server's route; a tool's own access list takes the place of the default
/// one, deny comes before allow, and what has no list at all passes. Asked as a member of the
/// group that the file names. Sources: the plugin's JSON Schema and documented examples.
pub(crate) struct Kong(Value);

impl Kong {
    pub(crate) fn new(document: Value) -> Result<Kong, String> {
        for plugin in document["plugins"].as_array().ok_or("no plugins")? {
            let config = &plugin["config"];
            if plugin["name"] != "ai-mcp-proxy" || config["mode"] != "passthrough-listener" {
                return Err("no proxy that passes on to the server".to_owned());
            }
            if config["include_consumer_groups"] != true {
                return Err("the lists hold groups, which are not looked at".to_owned());
            }
            let mut tools = config["tools"].as_array().ok_or("no tools")?.iter();
            if let Some(tool) = tools.find(|tool| !tool["description"].is_string()) {
                return Err(format!("a tool without its description: {tool}"));
            }
        }
        Ok(Kong(document))
    }
}

impl Oracle for Kong {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let mut plugins = self.0["plugins"].as_array().into_iter().flatten();
        let Some(plugin) = plugins.find(|plugin| plugin["route"] == server) else { return Answer::Passes };
        let config = &plugin["config"];
        let own = config["tools"].as_array().into_iter().flatten().find(|entry| entry["name"] == tool);
        let mut defaults = config["default_acl"].as_array().into_iter().flatten();
        let default = defaults.find(|entry| entry.get("scope").is_none_or(|scope| scope == "tools"));
        let Some(acl) = own.and_then(|entry| entry.get("acl")).or(default) else { return Answer::Passes };
        let allowed = acl.get("allow").is_none_or(|list| has(list, "FILL-IN"));
        passes(allowed && !has(&acl["deny"], "FILL-IN"))
    }
}

/// Any rule that is true lets a call pass; without rules everything would. Source: the
/// project's examples and tests of authorisation.
pub(crate) struct AgentGateway(Vec<Program>);

impl AgentGateway {
    pub(crate) fn new(document: &Value) -> Result<AgentGateway, String> {
        let Some(rules) = document["mcpAuthorization"].get("rules") else { return Ok(AgentGateway(Vec::new())) };
        let compile = |rule: &Value| {
            let text = rule.as_str().ok_or("a rule is no text")?;
            Program::compile(text).map_err(|error| format!("{text}: {error}"))
        };
        Ok(AgentGateway(
            rules.as_array().ok_or("no list of rules")?.iter().map(compile).collect::<Result<_, String>>()?,
        ))
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
