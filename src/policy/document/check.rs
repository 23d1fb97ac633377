//! What is wrong with a policy, with place and cure.

use super::places::places;
use super::{Condition, Document, Limit, Rule, ToolRule};
use crate::diag::{Diagnostic, Level, Position, printable};
use crate::policy::decision::Window;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The tests that a condition can make.
const OPS: &[&str] = &["eq", "neq", "lt", "lte", "gt", "gte", "in", "not_in", "exists", "regex", "contains"];

/// A walk over a policy.
pub(super) struct Check<'t> {
    source: &'t str,
    text: &'t str,
    places: BTreeMap<String, usize>,
    found: Vec<Diagnostic>,
}

impl<'t> Check<'t> {
    pub(super) fn new(source: &'t str, text: &'t str) -> Check<'t> {
        Check { source, text, places: places(text), found: Vec::new() }
    }

    /// What was found, by place.
    pub(super) fn found(mut self) -> Vec<Diagnostic> {
        self.found.sort_by(|a, b| (a.position, &a.message).cmp(&(b.position, &b.message)));
        self.found
    }

    fn say(&mut self, level: Level, pointer: &str, message: impl Into<String>, help: impl Into<String>) {
        let offset = self.places.get(pointer).copied().unwrap_or(0);
        let code = if level == Level::Error { "wrong-policy" } else { "doubtful-policy" };
        self.found.push(
            Diagnostic::new(level, code, self.source, message)
                .at(Position::at(self.text, offset))
                .pointing(pointer)
                .help(help),
        );
    }

    fn wrong(&mut self, pointer: &str, message: impl Into<String>, help: impl Into<String>) {
        self.say(Level::Error, pointer, message, help);
    }

    /// An object with none but these keys.
    fn object<'v>(
        &mut self,
        value: &'v Value,
        pointer: &str,
        what: &str,
        known: &[&str],
    ) -> Option<&'v Map<String, Value>> {
        let Some(map) = value.as_object() else {
            self.wrong(pointer, format!("{what} is no object"), format!("write an object with {}", known.join(", ")));
            return None;
        };
        for key in map.keys().filter(|key| !known.contains(&key.as_str())) {
            let near = known.iter().find(|word| strsim::damerau_levenshtein(word, key) <= 2);
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known here are {}", known.join(", ")),
            };
            self.wrong(
                &format!("{pointer}/{}", escaped(key)),
                format!("`{}` is no key of {what}", printable(key)),
                help,
            );
        }
        Some(map)
    }

    fn list<'v>(&mut self, value: Option<&'v Value>, pointer: &str, what: &str) -> &'v [Value] {
        match value {
            None => &[],
            Some(Value::Array(list)) => list,
            Some(_) => {
                self.wrong(pointer, format!("{what} is no list"), "write it in square brackets");
                &[]
            }
        }
    }

    pub(super) fn document(&mut self, value: &Value) -> Document {
        let mut out = Document { open: false, hide: BTreeSet::new(), tools: BTreeMap::new(), all: Vec::new() };
        let Some(map) = self.object(value, "", "a policy", &["version", "default", "hide", "all_tools", "tools"])
        else {
            return out;
        };
        if map.get("version").and_then(Value::as_str) != Some("1") {
            self.wrong("/version", "the version is not \"1\"", "write \"version\": \"1\"; it is the only one there is");
        }
        match map.get("default").and_then(Value::as_str) {
            Some("deny") => {}
            Some("allow") => {
                out.open = true;
                self.say(
                    Level::Warning,
                    "/default",
                    "tools without a rule are let through, those of the next update too",
                    "write \"default\": \"deny\" and give each tool that may be called a rule",
                );
            }
            _ => self.wrong("/default", "the default is neither \"allow\" nor \"deny\"", "write \"default\": \"deny\""),
        }
        for (at, name) in self.list(map.get("hide"), "/hide", "`hide`").iter().enumerate() {
            let pointer = format!("/hide/{at}");
            match name.as_str() {
                Some("") | None => {
                    self.wrong(&pointer, "an entry of `hide` is no tool's name", "write the name in quotes")
                }
                Some(name) => {
                    if name == "*" {
                        self.say(
                            Level::Warning,
                            &pointer,
                            "`*` hides every tool",
                            "name the tools to hide, or take it out",
                        );
                    } else if name.contains('*') {
                        self.say(
                            Level::Warning,
                            &pointer,
                            format!("`{}` is read as a name, not as a pattern", printable(name)),
                            "name each tool",
                        );
                    }
                    if !out.hide.insert(name.to_owned()) {
                        self.wrong(
                            &pointer,
                            format!("`{}` is hidden twice", printable(name)),
                            "take one of the entries out",
                        );
                    }
                }
            }
        }
        if let Some(all) = map.get("all_tools")
            && let Some(all) = self.object(all, "/all_tools", "`all_tools`", &["limits"])
        {
            out.all = self.limits(all.get("limits"), "/all_tools/limits");
        }
        if let Some(tools) = map.get("tools") {
            match tools.as_object() {
                Some(tools) => {
                    for (name, rule) in tools {
                        let pointer = format!("/tools/{}", escaped(name));
                        if name.contains('*') {
                            self.say(
                                Level::Warning,
                                &pointer,
                                format!("`{}` is read as a name, not as a pattern", printable(name)),
                                "give each tool a rule of its own",
                            );
                        }
                        if out.hide.contains(name) {
                            self.say(
                                Level::Warning,
                                &pointer,
                                format!("`{}` is hidden, so its rule never counts", printable(name)),
                                "take it out of `hide` or out of `tools`",
                            );
                        }
                        let rule = self.tool(rule, &pointer);
                        out.tools.insert(name.clone(), rule);
                    }
                }
                None => {
                    self.wrong("/tools", "`tools` is no object", "write an object with a rule under each tool's name")
                }
            }
        }
        out
    }

    fn tool(&mut self, value: &Value, pointer: &str) -> ToolRule {
        let Some(map) = self.object(value, pointer, "a tool's rule", &["require", "deny_if", "limits"]) else {
            return ToolRule::default();
        };
        let mut rules = |key: &str| -> Vec<Rule> {
            let at = format!("{pointer}/{key}");
            let list = self.list(map.get(key), &at, &format!("`{key}`"));
            list.iter().enumerate().map(|(nth, rule)| self.rule(rule, &format!("{at}/{nth}"), key)).collect()
        };
        let (require, deny_if) = (rules("require"), rules("deny_if"));
        ToolRule { require, deny_if, limits: self.limits(map.get("limits"), &format!("{pointer}/limits")) }
    }

    fn rule(&mut self, value: &Value, pointer: &str, key: &str) -> Rule {
        let mut rule = Rule { conditions: Vec::new(), message: None };
        let Some(map) = self.object(value, pointer, "a rule", &["conditions", "on_deny"]) else { return rule };
        if !map.contains_key("conditions") {
            self.wrong(pointer, "the rule has no `conditions`", "write \"conditions\": [] for every call");
        }
        let at = format!("{pointer}/conditions");
        for (nth, condition) in self.list(map.get("conditions"), &at, "`conditions`").iter().enumerate() {
            rule.conditions.extend(self.condition(condition, &format!("{at}/{nth}")));
        }
        if key == "require" && rule.conditions.is_empty() {
            self.say(
                Level::Warning,
                pointer,
                "a requirement without conditions asks for nothing",
                "take it out, or add conditions",
            );
        }
        match map.get("on_deny") {
            None => {}
            Some(Value::String(message)) => rule.message = Some(message.clone()),
            Some(_) => self.wrong(
                &format!("{pointer}/on_deny"),
                "`on_deny` is no text",
                "write what the agent is told, in quotes",
            ),
        }
        rule
    }

    fn condition(&mut self, value: &Value, pointer: &str) -> Option<Condition> {
        let map = self.object(value, pointer, "a condition", &["path", "op", "value"])?;
        let path = map.get("path").and_then(Value::as_str).unwrap_or_default();
        let names = path.strip_prefix("args.").unwrap_or_default();
        if names.is_empty() || names.split('.').any(str::is_empty) {
            self.wrong(
                &format!("{pointer}/path"),
                "`path` names no argument",
                "write \"args.\" and the argument's name",
            );
        }
        let op = map.get("op").and_then(Value::as_str).unwrap_or_default();
        if !OPS.contains(&op) {
            self.wrong(
                &format!("{pointer}/op"),
                format!("`{}` is no test", printable(op)),
                format!("known are {}", OPS.join(", ")),
            );
            return None;
        }
        let Some(wanted) = map.get("value") else {
            self.wrong(pointer, "the condition has no `value`", "write what the argument is compared with");
            return None;
        };
        let fits = match op {
            "in" | "not_in" => wanted.is_array(),
            "lt" | "lte" | "gt" | "gte" => wanted.is_number(),
            "exists" => wanted.is_boolean(),
            "regex" => wanted.is_string(),
            _ => wanted.is_string() || wanted.is_number() || wanted.is_boolean(),
        };
        let at = format!("{pointer}/value");
        if !fits {
            let want = match op {
                "in" | "not_in" => "a list",
                "lt" | "lte" | "gt" | "gte" => "a number",
                "exists" => "true or false",
                "regex" => "a regular expression in quotes",
                _ => "a text, a number, true or false",
            };
            self.wrong(&at, format!("`{op}` compares with {want}"), format!("write {want}"));
        } else if op == "regex"
            && let Err(error) = regex::Regex::new(wanted.as_str().unwrap_or_default())
        {
            let error = error.to_string();
            let last = error.lines().last().unwrap_or_default().trim_start_matches("error: ");
            self.wrong(
                &at,
                format!("the regular expression does not compile: {last}"),
                "write it in the syntax of RE2",
            );
        }
        Some(Condition { path: path.to_owned(), op: op.to_owned(), value: wanted.clone() })
    }

    fn limits(&mut self, value: Option<&Value>, pointer: &str) -> Vec<Limit> {
        let list = self.list(value, pointer, "`limits`");
        let known = ["counter", "window", "max", "scope", "increment"];
        let mut out = Vec::new();
        for (nth, limit) in list.iter().enumerate() {
            let at = format!("{pointer}/{nth}");
            let Some(map) = self.object(limit, &at, "a limit", &known) else { continue };
            if map.get("counter").and_then(Value::as_str).is_none_or(str::is_empty) {
                self.wrong(
                    &format!("{at}/counter"),
                    "the limit names no counter",
                    "write \"counter\": the tool's name and _rate",
                );
            }
            if map.get("scope").and_then(Value::as_str) != Some("grant") {
                self.wrong(&format!("{at}/scope"), "the scope is not \"grant\"", "write \"scope\": \"grant\"");
            }
            let window = Window::ALL.into_iter().find(|w| map.get("window").and_then(Value::as_str) == Some(w.word()));
            if window.is_none() {
                self.wrong(
                    &format!("{at}/window"),
                    "the window is none of minute, hour, day",
                    "write \"window\": \"minute\"",
                );
            }
            let max = map.get("max").and_then(Value::as_u64).filter(|max| *max > 0);
            if max.is_none() {
                self.wrong(
                    &format!("{at}/max"),
                    "`max` is no whole number from 1 up",
                    "write how many calls may pass; to let none pass, deny",
                );
            }
            out.extend(max.zip(window).map(|(max, window)| Limit { max, window }));
        }
        out
    }
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a policy, as `line:column message`.
    fn said(text: &str) -> Vec<String> {
        let found = match Document::read("p.json", text) {
            Ok((_, found)) | Err(found) => found,
        };
        found
            .iter()
            .map(|d| {
                let place = d.position.expect("a place");
                assert!(d.help.as_ref().is_some_and(|help| !help.is_empty()), "{d}");
                format!("{}:{} {}", place.line, place.column, d.message)
            })
            .collect()
    }

    #[test]
    fn every_mistake_is_said_with_its_place() {
        let cases = [
            (r#"{"version":1,"default":"deny"}"#, "1:12 the version is not \"1\""),
            (r#"{"version":"1","default":"maybe"}"#, "1:26 the default is neither \"allow\" nor \"deny\""),
            (
                r#"{"version":"1","default":"allow"}"#,
                "1:26 tools without a rule are let through, those of the next update too",
            ),
            (r#"{"version":"1","default":"deny","tool":{}}"#, "1:40 `tool` is no key of a policy"),
            ("{\"version\":\"1\",\"default\":\"deny\",\n\"hide\":[\"a\",\"a\"]}", "2:13 `a` is hidden twice"),
            (
                r#"{"version":"1","default":"deny","tools":{"a":{"limits":[{"counter":"c","window":"week","max":1,"scope":"grant"}]}}}"#,
                "1:81 the window is none of minute, hour, day",
            ),
            (
                r#"{"version":"1","default":"deny","tools":{"a":{"limits":[{"counter":"c","window":"day","max":0,"scope":"grant"}]}}}"#,
                "1:93 `max` is no whole number from 1 up",
            ),
            (
                r#"{"version":"1","default":"deny","tools":{"a":{"require":[{"conditions":[{"path":"args.x","op":"is","value":1}]}]}}}"#,
                "1:95 `is` is no test",
            ),
            (
                r#"{"version":"1","default":"deny","tools":{"a":{"require":[{"conditions":[{"path":"x","op":"eq","value":1}]}]}}}"#,
                "1:81 `path` names no argument",
            ),
            (
                r#"{"version":"1","default":"deny","tools":{"a":{"deny_if":[{"conditions":[{"path":"args.x","op":"in","value":1}]}]}}}"#,
                "1:108 `in` compares with a list",
            ),
            (
                r#"{"version":"1","default":"deny","tools":{"a":{"deny_if":[{"conditions":[{"path":"args.x","op":"regex","value":"("}]}]}}}"#,
                "1:111 the regular expression does not compile: unclosed group",
            ),
            (r#"{"version":"1","default":"deny","tools":[]}"#, "1:41 `tools` is no object"),
            ("{\"version\":\"1\",", "1:15 EOF while parsing a value"),
            ("[]", "1:1 a policy is no object"),
        ];
        for (text, want) in cases {
            assert!(said(text).iter().any(|line| line == want), "{text}: {:?}", said(text));
        }
    }
}
