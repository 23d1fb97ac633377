//! Editors: what they do with a call in the mode in which their rules count.

use crate::{Answer, Oracle, has, texts};
use serde_json::Value;

/// One list of what runs without a question: `server:tool`, `server:*` or `*:*`. Source: the
/// reference of permissions.
pub(crate) struct Cursor(pub(crate) Value);

impl Oracle for Cursor {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let found = texts(&self.0["mcpAllowlist"]).any(|rule| {
            rule.split_once(':').is_some_and(|(of, name)| (of == server || of == "*") && (name == tool || name == "*"))
        });
        if found { Answer::Passes } else { Answer::Asked }
    }
}

/// In the agent of the file there are the tools that it lists. A tool that the setting names
/// is asked about every time; any other is asked about until a person says otherwise.
/// Sources: the documentation of approvals and agents; in the source the reference name of a
/// tool (`.` becomes `_`) and of a server's tool set (lower case, `-` for white space).
pub(crate) struct VsCode {
    eligible: Value,
    tools: Vec<String>,
}

impl VsCode {
    pub(crate) fn new(settings: &Value, agent: &str) -> Result<VsCode, String> {
        let head = agent.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).ok_or("no front matter")?.0;
        let head: Value = serde_yaml_ng::from_str(head).map_err(|error| error.to_string())?;
        let tools = head["tools"].as_array().ok_or("no tools")?;
        let eligible = settings["chat.tools.eligibleForAutoApproval"].clone();
        if eligible.as_object().is_none_or(|map| map.values().any(|value| !value.is_boolean())) {
            return Err("the setting is an object of booleans".to_owned());
        }
        let tools = tools.iter().filter_map(Value::as_str).map(str::to_owned).collect();
        Ok(VsCode { eligible, tools })
    }

    fn reference(tool: &str) -> String {
        tool.chars().map(|c| if c == '.' { '_' } else { c }).collect()
    }
}

impl Oracle for VsCode {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let lower = server.to_lowercase();
        let words: Vec<&str> = lower.split(char::is_whitespace).filter(|word| !word.is_empty()).collect();
        let set = words.join("-");
        let (all, one) = (format!("{set}/*"), format!("{set}/{}", VsCode::reference(tool)));
        // `true` would leave the tool to what a person chose before.
        let freed = self.eligible[VsCode::reference(tool)] == true;
        match () {
            () if !self.tools.iter().any(|name| *name == all || *name == one || *name == set) => Answer::Refused,
            () if freed => Answer::Passes,
            () => Answer::Asked,
        }
    }

    fn always_asks(&self, _: &str, tool: &str) -> Option<bool> {
        Some(self.eligible[VsCode::reference(tool)] == false)
    }
}

/// Lists in the server's own settings, by the tools' own names: `disabledTools` are away, then
/// the tools that run without a question. Sources: the products' documentation, and for Cline
/// its source, whose key differs from the documented one; builds of either kind must answer
/// alike.
pub(crate) struct ServerLists {
    settings: Value,
    free: &'static [&'static str],
    away: bool,
}

impl ServerLists {
    pub(crate) fn new(settings: Value, free: &'static [&'static str], away: bool) -> ServerLists {
        ServerLists { settings, free, away }
    }
}

impl Oracle for ServerLists {
    fn answer(&self, server: &str, tool: &str, _: &Value) -> Answer {
        let entry = &self.settings["mcpServers"][server];
        if self.away && has(&entry["disabledTools"], tool) {
            return Answer::Refused;
        }
        let of = |free: &&str| if has(&entry[*free], tool) { Answer::Passes } else { Answer::Asked };
        let answers: Vec<Answer> = self.free.iter().map(of).collect();
        // Builds of either kind must ask where asking was decided, and pass where passing was.
        if answers.windows(2).all(|pair| pair[0] == pair[1]) { answers[0] } else { Answer::Torn }
    }
}

/// The tool's default, else the default of all, else a question. The key is
/// `mcp:server:tool`. Source: the documentation of tool permissions.
pub(crate) struct Zed(Value);

impl Zed {
    pub(crate) fn new(document: Value) -> Result<Zed, String> {
        let rules = &document["agent"]["tool_permissions"];
        let own = rules["tools"].as_object().into_iter().flat_map(|tools| tools.values());
        let unknown =
            |word: &&Value| !word.is_null() && ["allow", "confirm", "deny"].iter().all(|known| *word != known);
        if let Some(word) = own.chain([rules]).map(|rule| &rule["default"]).find(unknown) {
            return Err(format!("no default: {word}"));
        }
        Ok(Zed(document))
    }
}

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
