//! Gemini CLI: the lists of the settings, then the policy.
//!
//! Sources: the reference of the policy engine, and the project's source of the loader, the
//! engine, the joined names and the text that arguments are matched in. That text changed:
//! newer builds mark where an outermost pair begins and ends. Newer builds are held to the
//! plan; older ones must at least never be milder.

use crate::{Answer, Oracle, has, texts};
use regex::Regex;
use serde_json::Value;

/// The files as the client loads them.
pub(crate) struct Gemini {
    settings: Value,
    rules: Vec<Rule>,
}

struct Rule {
    server: String,
    joined: String,
    pattern: Option<Regex>,
    decision: Answer,
    priority: i64,
}

impl Gemini {
    pub(crate) fn new(settings: Value, policy: &Value) -> Result<Gemini, String> {
        let mut rules = Vec::new();
        for rule in policy["rule"].as_array().into_iter().flatten() {
            rules.push(Rule::new(rule)?);
        }
        // The sort keeps the order of equals.
        rules.sort_by_key(|rule| -rule.priority);
        Ok(Gemini { settings, rules })
    }
}

impl Rule {
    fn new(rule: &Value) -> Result<Rule, String> {
        let text = |key: &str| rule[key].as_str().ok_or(format!("{key} is missing"));
        let pattern = match rule.get("argsPattern").map(|pattern| pattern.as_str().ok_or("argsPattern is no text")) {
            Some(pattern) => Some(pattern_of(pattern?)?),
            None => None,
        };
        Ok(Rule {
            server: text("mcpName")?.to_owned(),
            joined: format!("mcp_{}_{}", text("mcpName")?, text("toolName")?),
            pattern,
            decision: match text("decision")? {
                "allow" => Answer::Passes,
                "ask_user" => Answer::Asked,
                "deny" => Answer::Refused,
                other => return Err(format!("no decision: {other}")),
            },
            priority: rule["priority"].as_i64().filter(|p| (0..1000).contains(p)).ok_or("a priority is wrong")?,
        })
    }

    fn meets(&self, server: &str, joined: &str, arguments: &str) -> bool {
        self.server == server
            && (self.joined == joined || self.joined == format!("mcp_{server}_*"))
            && self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(arguments))
    }
}

/// A pattern that the client's check for ones that could run forever lets through.
fn pattern_of(text: &str) -> Result<Regex, String> {
    let nested = Regex::new(r"\([^)]*[*+?{].*\)[*+?{]").expect("it compiles");
    if text.len() > 2048 || nested.is_match(text) {
        return Err(format!("the client refuses the pattern {text}"));
    }
    Regex::new(text).map_err(|error| error.to_string())
}

/// The name that the client gives a tool.
fn joined(server: &str, tool: &str) -> String {
    let name = format!("{server}_{tool}");
    let name = if name.starts_with("mcp_") { name } else { format!("mcp_{name}") };
    let kept = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let name: String = name.chars().map(|c| if kept(c) { c } else { '_' }).collect();
    if name.len() <= 63 { name } else { format!("{}___{}", &name[..28], &name[name.len() - 32..]) }
}

impl Oracle for Gemini {
    fn answer(&self, server: &str, tool: &str, arguments: &Value) -> Answer {
        let entry = &self.settings["mcpServers"][server];
        let starts = format!("{tool}(");
        let listed = |list: &Value| texts(list).any(|name| name == tool || name.starts_with(&starts));
        if entry.get("includeTools").is_some_and(|list| !listed(list)) || has(&entry["excludeTools"], tool) {
            return Answer::Refused;
        }
        if entry["trust"] == true {
            return Answer::Passes;
        }
        let joined = joined(server, tool);
        // The server is what stands before the first `_`.
        let found = joined.strip_prefix("mcp_").and_then(|rest| rest.split('_').next()).unwrap_or_default();
        let of = |text: &str| {
            let rule = self.rules.iter().find(|rule| rule.server == server && rule.meets(found, &joined, text));
            rule.map_or(Answer::Asked, |rule| rule.decision)
        };
        let (newer, older) = (of(&written(arguments, "\0")), of(&written(arguments, "")));
        if older < newer { Answer::Torn } else { newer }
    }
}

/// Arguments as JSON with sorted keys and no blanks, each outermost pair between marks.
fn written(arguments: &Value, mark: &str) -> String {
    let Value::Object(map) = arguments else { return sorted(arguments) };
    let mut keys: Vec<&String> = map.keys().collect();
    keys.sort();
    let pair = |key: &String| format!("{mark}{}:{}{mark}", Value::from(key.as_str()), sorted(&map[key]));
    format!("{{{}}}", keys.into_iter().map(pair).collect::<Vec<_>>().join(","))
}

fn sorted(value: &Value) -> String {
    match value {
        Value::Object(_) => written(value, ""),
        Value::Array(list) => format!("[{}]", list.iter().map(sorted).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}
