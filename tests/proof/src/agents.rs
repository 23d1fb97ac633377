//! Agents on the command line and in requests: what they do with a call in the mode in which
//! their rules count.

use crate::names::{glob, sent};
use crate::{Answer, Oracle, has, texts};
use serde_json::Value;

/// Deny, then ask, then allow, whatever is more exact; what is in none is asked about. A rule
/// is `mcp__server` or `mcp__server__tool`, `*` stands for anything, but under `allow` only
/// behind a whole server's name; with parentheses a rule for these tools is skipped. Source:
/// the documentation of permissions.
pub(crate) struct ClaudeCode(pub(crate) Value);

impl Oracle for ClaudeCode {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let server = sent(server);
        let start = format!("mcp__{server}__");
        let call = format!("{start}{}", sent(tool));
        let matches = |list: &str| {
            texts(&self.0["permissions"][list]).any(|rule| {
                let exact = rule == call || rule == format!("mcp__{server}");
                let pattern = rule.contains('*') && (list != "allow" || rule.starts_with(&start));
                !rule.contains('(') && (exact || pattern && glob(rule, &call))
            })
        };
        match () {
            () if matches("deny") => Answer::Refused,
            () if matches("ask") => Answer::Asked,
            () if matches("allow") => Answer::Passes,
            () => Answer::Asked,
        }
    }
}

/// `enabled_tools` less `disabled_tools`, by the tools' own names; then the tool's own mode,
/// then the server's. Without a list every tool is there, without a mode the tool's hints
/// decide. Source: the project's configuration types.
pub(crate) struct Codex(Value);

impl Codex {
    pub(crate) fn new(document: Value) -> Result<Codex, String> {
        let servers = document["mcp_servers"].as_object().into_iter().flat_map(|servers| servers.values());
        let own = |server: &Value| -> Vec<Value> {
            let tools = server["tools"].as_object().into_iter().flat_map(|tools| tools.values());
            let modes = tools.map(|tool| tool["approval_mode"].clone());
            modes.chain([server["default_tools_approval_mode"].clone()]).collect()
        };
        let known = |mode: &Value| mode.is_null() || ["auto", "prompt", "approve"].iter().any(|known| mode == known);
        match servers.flat_map(own).find(|mode| !known(mode)) {
            Some(mode) => Err(format!("no mode: {mode}")),
            None => Ok(Codex(document)),
        }
    }
}

impl Oracle for Codex {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let entry = &self.0["mcp_servers"][server];
        if entry.get("enabled_tools").is_some_and(|list| !has(list, tool)) || has(&entry["disabled_tools"], tool) {
            return Answer::Refused;
        }
        let own = entry["tools"][tool]["approval_mode"].as_str();
        match own.or(entry["default_tools_approval_mode"].as_str()) {
            Some("prompt") => Answer::Asked,
            // What a tool says of itself may be what lets it through.
            _ => Answer::Passes,
        }
    }
}

/// never_allow, then always_allow, then ask_before; what is in none is asked about in the mode
/// that approves by these lists. All three lists must be there. Source: the project's
/// configuration of permissions, and `name_to_key` for the server's name.
pub(crate) struct Goose(Value);

impl Goose {
    pub(crate) fn new(document: Value) -> Result<Goose, String> {
        let lists = ["always_allow", "ask_before", "never_allow"];
        match lists.iter().find(|list| !document["user"][**list].is_array()) {
            Some(list) => Err(format!("user.{list} is no list")),
            None => Ok(Goose(document)),
        }
    }
}

impl Oracle for Goose {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let mut key = String::new();
        for c in server.chars() {
            match c {
                'a'..='z' | '0'..='9' | '_' | '-' => key.push(c),
                'A'..='Z' => key.extend(c.to_lowercase()),
                c if c.is_whitespace() => {}
                _ => key.push('_'),
            }
        }
        let name = format!("{key}__{tool}");
        let lists = &self.0["user"];
        match () {
            () if has(&lists["never_allow"], &name) => Answer::Refused,
            () if has(&lists["always_allow"], &name) => Answer::Passes,
            () => Answer::Asked,
        }
    }
}

/// The last key that matches; without one the call passes. A tool is `server_tool`, in newer
/// builds `mcp__server__tool`; both must be answered alike. Sources: the documentation of
/// permissions, and the pull request that renamed tools.
pub(crate) struct OpenCode(Value);

impl OpenCode {
    pub(crate) fn new(document: Value) -> Result<OpenCode, String> {
        let known = |word: &Value| ["allow", "ask", "deny"].iter().any(|known| word == known);
        match document["permission"].as_object().into_iter().flatten().find(|(_, word)| !known(word)) {
            Some((key, word)) => Err(format!("{key}: no permission: {word}")),
            None => Ok(OpenCode(document)),
        }
    }
}

impl Oracle for OpenCode {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let (server, tool) = (sent(server), sent(tool));
        let of = |name: String| {
            let rules = self.0["permission"].as_object().into_iter().flatten();
            match rules.rev().find(|(key, _)| glob(key, &name)).and_then(|(_, value)| value.as_str()) {
                Some("deny") => Answer::Refused,
                Some("ask") => Answer::Asked,
                _ => Answer::Passes,
            }
        };
        let (older, newer) = (of(format!("{server}_{tool}")), of(format!("mcp__{server}__{tool}")));
        if older == newer { newer } else { Answer::Torn }
    }
}

/// The tools that are allowed; of these, which need no approval. An approval is the default.
/// Source: the reference of the API.
pub(crate) struct OpenAi(pub(crate) Value);

impl Oracle for OpenAi {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let mut tools = self.0.as_array().into_iter().flatten();
        let Some(entry) = tools.find(|entry| entry["server_label"] == server && entry["type"] == "mcp") else {
            return Answer::Refused;
        };
        let approval = &entry["require_approval"];
        let allowed = entry.get("allowed_tools");
        match () {
            () if allowed.is_some_and(|allowed| !has(&allowed["tool_names"], tool)) => Answer::Refused,
            () if has(&approval["always"]["tool_names"], tool) => Answer::Asked,
            () if has(&approval["never"]["tool_names"], tool) => Answer::Passes,
            () => Answer::Asked,
        }
    }
}

/// The server's list of tools; then deny before allow among the options. Options are split at
/// blanks; `server(tool)` is one tool, `server` all of them. Source: the documentation of the
/// command line.
pub(crate) struct CopilotCli {
    config: Value,
    options: Vec<String>,
}

impl CopilotCli {
    pub(crate) fn new(config: Value, options: &str) -> Result<CopilotCli, String> {
        let options: Vec<String> = options.split_whitespace().map(str::to_owned).collect();
        match options.iter().find(|o| !o.starts_with("--allow-tool=") && !o.starts_with("--deny-tool=")) {
            Some(option) => Err(format!("no option: {option}")),
            None => Ok(CopilotCli { config, options }),
        }
    }
}

impl Oracle for CopilotCli {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let tools = &self.config["mcpServers"][server]["tools"];
        let given = |option: &str| {
            let (one, all) = (format!("{option}={server}({tool})"), format!("{option}={server}"));
            self.options.iter().any(|given| *given == one || *given == all || *given == format!("{option}={server}(*)"))
        };
        match () {
            () if !has(tools, tool) && !has(tools, "*") => Answer::Refused,
            () if given("--deny-tool") => Answer::Refused,
            () if given("--allow-tool") => Answer::Passes,
            () => Answer::Asked,
        }
    }
}

/// The server's list of tools, and nobody to ask. Source: the documentation of the agent.
pub(crate) struct CopilotAgent(pub(crate) Value);

impl Oracle for CopilotAgent {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let tools = &self.0["mcpServers"][server]["tools"];
        if has(tools, tool) || has(tools, "*") { Answer::Passes } else { Answer::Refused }
    }
}

/// Deny wins over allow; what is in neither is asked about. `Mcp(server:tool)`, with `*` as a
/// wildcard on both sides. Source: the reference of the command line's permissions.
pub(crate) struct CursorCli(pub(crate) Value);

impl Oracle for CursorCli {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let matches = |list: &str| {
            texts(&self.0["permissions"][list]).any(|rule| {
                let inner = rule.strip_prefix("Mcp(").and_then(|rest| rest.strip_suffix(')'));
                inner
                    .and_then(|inner| inner.split_once(':'))
                    .is_some_and(|(of, name)| glob(of, server) && glob(name, tool))
            })
        };
        match () {
            () if matches("deny") => Answer::Refused,
            () if matches("allow") => Answer::Passes,
            () => Answer::Asked,
        }
    }
}
