//! Clients: what they do with a call in the mode in which their rules count.

use crate::{Answer, Oracle, has};
use regex::Regex;
use serde_json::Value;

/// Deny, then ask, then allow; what is in none is asked about.
pub(crate) struct ClaudeCode(pub(crate) Value);

impl Oracle for ClaudeCode {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let lists = &self.0["permissions"];
        let matches = |list: &str| {
            lists[list].as_array().into_iter().flatten().filter_map(Value::as_str).any(|rule| {
                // A rule with parentheses is skipped; `*` in the tool's part is a wildcard.
                let Some(rest) = rule.strip_prefix(&format!("mcp__{server}__")) else { return false };
                !rule.contains('(') && glob(rest, tool)
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

/// Whether a pattern with `*` and `?` matches a whole text.
fn glob(pattern: &str, text: &str) -> bool {
    let Some(first) = pattern.chars().next() else { return text.is_empty() };
    let rest = &pattern[first.len_utf8()..];
    let tail = || text.chars().next().map(|c| &text[c.len_utf8()..]);
    match first {
        '*' => glob(rest, text) || tail().is_some_and(|tail| glob(pattern, tail)),
        '?' => tail().is_some_and(|tail| glob(rest, tail)),
        first => text.starts_with(first) && tail().is_some_and(|tail| glob(rest, tail)),
    }
}

/// `enabled_tools` less `disabled_tools`; then the tool's own mode, then the server's.
pub(crate) struct Codex(pub(crate) Value);

impl Oracle for Codex {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let Some(entry) = self.0["mcp_servers"].get(server) else { return Answer::Asked };
        if entry.get("enabled_tools").is_some_and(|list| !has(list, tool)) || has(&entry["disabled_tools"], tool) {
            return Answer::Refused;
        }
        let own = entry["tools"][tool]["approval_mode"].as_str();
        match own.or(entry["default_tools_approval_mode"].as_str()) {
            Some("approve") => Answer::Passes,
            _ => Answer::Asked,
        }
    }
}

/// The highest rule that matches; before it the lists of the settings.
pub(crate) struct Gemini {
    settings: Value,
    rules: Vec<GeminiRule>,
}

struct GeminiRule {
    server: String,
    tool: String,
    pattern: Option<Regex>,
    decision: String,
    priority: i64,
}

impl Gemini {
    pub(crate) fn new(settings: Value, policy: &Value) -> Result<Gemini, String> {
        // The client's own check for patterns that could run forever.
        let nested = Regex::new(r"\([^)]*[*+?{].*\)[*+?{]").expect("it compiles");
        let rules = policy["rule"].as_array().into_iter().flatten().map(|rule| {
            let text = |key: &str| rule[key].as_str().map(str::to_owned).ok_or(format!("{key} is missing"));
            let pattern = match rule["argsPattern"].as_str() {
                Some(pattern) if pattern.len() > 2048 || nested.is_match(pattern) => {
                    return Err(format!("the client refuses the pattern {pattern}"));
                }
                Some(pattern) => Some(Regex::new(pattern).map_err(|error| error.to_string())?),
                None => None,
            };
            let priority = rule["priority"].as_i64().filter(|p| (0..1000).contains(p)).ok_or("a priority is wrong")?;
            Ok(GeminiRule {
                server: text("mcpName")?,
                tool: text("toolName")?,
                pattern,
                decision: text("decision")?,
                priority,
            })
        });
        Ok(Gemini { settings, rules: rules.collect::<Result<_, String>>()? })
    }
}

impl Oracle for Gemini {
    fn answer(&self, server: &str, tool: &str, arguments: &Value) -> Answer {
        let entry = &self.settings["mcpServers"][server];
        let there = entry.get("includeTools").is_none_or(|list| has(list, tool)) && !has(&entry["excludeTools"], tool);
        if !there {
            return Answer::Refused;
        }
        let written = stable(arguments);
        let matching = self.rules.iter().filter(|rule| {
            rule.server == server
                && rule.tool == tool
                && rule.pattern.as_ref().is_none_or(|pattern| pattern.is_match(&written))
        });
        // Of equals the first.
        let rule = matching.rev().max_by_key(|rule| rule.priority);
        match rule.map(|rule| rule.decision.as_str()) {
            Some("allow") => Answer::Passes,
            Some("deny") => Answer::Refused,
            _ => Answer::Asked,
        }
    }
}

/// JSON with sorted keys and no blanks.
fn stable(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            let pairs: Vec<String> =
                keys.into_iter().map(|key| format!("{}:{}", Value::from(key.as_str()), stable(&map[key]))).collect();
            format!("{{{}}}", pairs.join(","))
        }
        Value::Array(list) => format!("[{}]", list.iter().map(stable).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

/// One list of what runs without a question.
pub(crate) struct CursorEditor(pub(crate) Value);

impl Oracle for CursorEditor {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let rules = self.0["mcpAllowlist"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let found = rules.into_iter().any(|rule| {
            rule.split_once(':').is_some_and(|(of, name)| (of == server || of == "*") && (name == tool || name == "*"))
        });
        if found { Answer::Passes } else { Answer::Asked }
    }
}

/// Deny wins over allow; what is in neither is asked about.
pub(crate) struct CursorCli(pub(crate) Value);

impl Oracle for CursorCli {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let matches = |list: &str| {
            self.0["permissions"][list].as_array().into_iter().flatten().filter_map(Value::as_str).any(|rule| {
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

/// In the agent of the file there are the tools that it lists; all are asked about, since no
/// file can grant.
pub(crate) struct VsCode {
    settings: Value,
    tools: Vec<String>,
}

impl VsCode {
    pub(crate) fn new(settings: Value, agent: &str) -> Result<VsCode, String> {
        let head = agent.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).ok_or("no front matter")?.0;
        let head: Value = serde_yaml_ng::from_str(head).map_err(|error| error.to_string())?;
        let tools = head["tools"].as_array().ok_or("no tools")?;
        let eligible = settings["chat.tools.eligibleForAutoApproval"].as_object().ok_or("no setting")?;
        if eligible.values().any(|value| *value != false) {
            return Err("the setting can only be false".to_owned());
        }
        let tools = tools.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        Ok(VsCode { settings, tools })
    }
}

impl Oracle for VsCode {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let _ = &self.settings;
        let all = format!("{server}/*");
        let there = self.tools.iter().any(|name| *name == all || *name == format!("{server}/{tool}"));
        if there { Answer::Asked } else { Answer::Refused }
    }
}

/// The server's list of tools; then deny before allow among the options.
pub(crate) struct CopilotCli {
    config: Value,
    options: Vec<String>,
}

impl CopilotCli {
    pub(crate) fn new(config: Value, options: &str) -> CopilotCli {
        CopilotCli { config, options: options.split_whitespace().map(str::to_owned).collect() }
    }
}

impl Oracle for CopilotCli {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let tools = &self.config["mcpServers"][server]["tools"];
        let given = |option: &str| {
            let (one, all) = (format!("{option}={server}({tool})"), format!("{option}={server}"));
            self.options.iter().any(|given| *given == one || *given == all)
        };
        match () {
            () if !has(tools, tool) && !has(tools, "*") => Answer::Refused,
            () if given("--deny-tool") => Answer::Refused,
            () if given("--allow-tool") => Answer::Passes,
            () => Answer::Asked,
        }
    }
}

/// The server's list of tools, and nobody to ask.
pub(crate) struct CopilotAgent(pub(crate) Value);

impl Oracle for CopilotAgent {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let tools = &self.0["mcpServers"][server]["tools"];
        if has(tools, tool) || has(tools, "*") { Answer::Passes } else { Answer::Refused }
    }
}

/// Two lists in the server's own settings.
pub(crate) struct ServerLists {
    settings: Value,
    free: &'static str,
    away: Option<&'static str>,
}

impl ServerLists {
    pub(crate) fn new(settings: Value, free: &'static str, away: Option<&'static str>) -> ServerLists {
        ServerLists { settings, free, away }
    }
}

impl Oracle for ServerLists {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let entry = &self.settings["mcpServers"][server];
        match () {
            () if self.away.is_some_and(|away| has(&entry[away], tool)) => Answer::Refused,
            () if has(&entry[self.free], tool) => Answer::Passes,
            () => Answer::Asked,
        }
    }
}

/// never_allow, then always_allow, then ask_before.
pub(crate) struct Goose(pub(crate) Value);

impl Oracle for Goose {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let name = format!("{server}__{tool}");
        let lists = &self.0["user"];
        match () {
            () if has(&lists["never_allow"], &name) => Answer::Refused,
            () if has(&lists["always_allow"], &name) => Answer::Passes,
            () => Answer::Asked,
        }
    }
}

/// The last key that matches; without one the call passes.
pub(crate) struct OpenCode(pub(crate) Value);

impl Oracle for OpenCode {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let name = format!("{server}_{tool}");
        let rules = self.0["permission"].as_object().into_iter().flatten();
        match rules.rev().find(|(key, _)| glob(key, &name)).and_then(|(_, value)| value.as_str()) {
            Some("deny") => Answer::Refused,
            Some("ask") => Answer::Asked,
            _ => Answer::Passes,
        }
    }
}

/// The tool's default, else the default of all.
pub(crate) struct Zed(pub(crate) Value);

impl Oracle for Zed {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let rules = &self.0["agent"]["tool_permissions"];
        let own = rules["tools"][format!("mcp:{server}:{tool}")]["default"].as_str();
        match own.or(rules["default"].as_str()) {
            Some("allow") => Answer::Passes,
            Some("deny") => Answer::Refused,
            _ => Answer::Asked,
        }
    }
}

/// The tools that are allowed; of these, which need no approval.
pub(crate) struct OpenAi(pub(crate) Value);

impl Oracle for OpenAi {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let tools = self.0.as_array().into_iter().flatten();
        let Some(entry) = tools.into_iter().find(|entry| entry["server_label"] == server) else {
            return Answer::Refused;
        };
        match () {
            () if !has(&entry["allowed_tools"]["tool_names"], tool) => Answer::Refused,
            () if has(&entry["require_approval"]["always"]["tool_names"], tool) => Answer::Asked,
            () if has(&entry["require_approval"]["never"]["tool_names"], tool) => Answer::Passes,
            () => Answer::Asked,
        }
    }
}
