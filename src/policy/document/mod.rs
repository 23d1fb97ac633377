//! A `policy.json` as somebody has it: read, checked, asked about a call, and compared.
//!
//! The form is PolicyLayer's version 1 (`catalog/schemas/policy.v1.schema.json`), which is
//! also what this program writes. Order of judgement: `hide`, then the default for tools
//! without a rule, then every `require` and every `deny_if`, then limits.

mod check;
mod compare;
mod places;

pub use compare::{Change, Misfit, MisfitKind, Subject, changes, misfits};

use super::decision::{Kind, Window};
use crate::diag::{Diagnostic, Level, Position};
use regex::Regex;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A policy, checked.
#[derive(Debug, Clone)]
pub struct Document {
    /// What happens to tools without a rule: `true` lets them through.
    open: bool,
    hide: BTreeSet<String>,
    tools: BTreeMap<String, ToolRule>,
    /// Limits over all calls.
    all: Vec<Limit>,
}

/// What is asked of a tool's calls.
#[derive(Debug, Clone, Default)]
struct ToolRule {
    require: Vec<Rule>,
    deny_if: Vec<Rule>,
    limits: Vec<Limit>,
}

/// Conditions that hold or do not.
#[derive(Debug, Clone, PartialEq)]
struct Rule {
    conditions: Vec<Condition>,
    message: Option<String>,
}

/// One test of an argument.
#[derive(Debug, Clone, PartialEq)]
struct Condition {
    path: String,
    op: String,
    value: Value,
}

/// A cap.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Limit {
    max: u64,
    window: Window,
}

/// What a policy does with a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// `allow`, `limit`, `deny` or `hide`; a policy of this form asks nobody.
    pub kind: Kind,
    /// The rule that decided, as a pointer into the policy; empty for the default.
    pub rule: String,
    /// What happened, as a sentence.
    pub says: String,
}

/// What a policy makes possible with a tool at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The mildest that any call can get.
    pub kind: Kind,
    /// The cap on it, as `30 times a minute`.
    pub cap: Option<String>,
    /// Calls a day that the cap lets through.
    per_day: u64,
    /// Which calls, in words; `None` for all of them.
    pub only: Option<String>,
}

impl Reach {
    /// Whether it lets nothing through that `other` holds back, as far as kinds and caps
    /// tell; conditions on both sides are not compared.
    pub fn is_as_strict_as(&self, other: &Reach) -> bool {
        if self.kind == Kind::Limit && other.kind == Kind::Limit {
            return self.per_day <= other.per_day;
        }
        self.kind >= other.kind && (self.only.is_some() || other.only.is_none() || self.kind >= Kind::Deny)
    }

    /// What can be done, to be said after the tool's name: `may be called 30 times a minute`.
    pub fn words(&self) -> String {
        let done = match self.kind {
            Kind::Allow => "may be called freely".to_owned(),
            Kind::Limit => format!("may be called {}", self.cap.as_deref().unwrap_or("within a cap")),
            Kind::Ask => "is put to a person".to_owned(),
            Kind::Deny => "is refused".to_owned(),
            Kind::Hide => "is hidden".to_owned(),
        };
        match &self.only {
            Some(only) => format!("{done}, if {only}"),
            None => done,
        }
    }
}

impl Document {
    /// Reads a policy and checks it against the form.
    ///
    /// # Errors
    /// Everything that is wrong, with place and cure. What comes back beside a policy are
    /// warnings.
    pub fn read(source: &str, text: &str) -> Result<(Document, Vec<Diagnostic>), Vec<Diagnostic>> {
        let value: Value = match serde_json::from_str(text) {
            Ok(value) => value,
            Err(error) => {
                let place = Position { line: error.line().max(1), column: error.column().max(1) };
                let message = error.to_string();
                let message = message.split(" at line ").next().unwrap_or_default().to_owned();
                let help = "a policy is one JSON object; see catalog/schemas/policy.v1.schema.json";
                return Err(vec![Diagnostic::new(Level::Error, "no-json", source, message).at(place).help(help)]);
            }
        };
        let mut check = check::Check::new(source, text);
        let document = check.document(&value);
        let found = check.found();
        if found.iter().any(|diagnostic| diagnostic.level == Level::Error) { Err(found) } else { Ok((document, found)) }
    }

    /// The tools that the policy names, sorted.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        let names: BTreeSet<&str> = self.tools.keys().chain(&self.hide).map(String::as_str).collect();
        names.into_iter()
    }

    /// Whether the policy has a rule for a tool.
    pub fn names(&self, tool: &str) -> bool {
        self.tools.contains_key(tool) || self.hidden(tool)
    }

    fn hidden(&self, tool: &str) -> bool {
        self.hide.contains(tool) || self.hide.contains("*")
    }

    /// What the policy does with a call.
    pub fn decide(&self, tool: &str, arguments: &Value) -> Outcome {
        let escaped = tool.replace('~', "~0").replace('/', "~1");
        let outcome = |kind, rule: String, says: String| Outcome { kind, rule, says };
        if self.hidden(tool) {
            return outcome(
                Kind::Hide,
                "/hide".to_owned(),
                "The tool is hidden, and a call by its name is refused.".to_owned(),
            );
        }
        let Some(rule) = self.tools.get(tool) else {
            return if self.open {
                outcome(
                    Kind::Allow,
                    String::new(),
                    "No rule names the tool, and the default lets it through.".to_owned(),
                )
            } else {
                outcome(Kind::Deny, String::new(), "No rule names the tool, and the default refuses it.".to_owned())
            };
        };
        let told = |rule: &Rule| {
            rule.message.as_ref().map_or(String::new(), |message| format!(" The agent is told: {message}"))
        };
        for (at, require) in rule.require.iter().enumerate() {
            if let Some(failed) = require.conditions.iter().find(|condition| !condition.holds(arguments)) {
                let says = format!("Refused, because {} does not hold.{}", failed.words(), told(require));
                return outcome(Kind::Deny, format!("/tools/{escaped}/require/{at}"), says);
            }
        }
        for (at, deny) in rule.deny_if.iter().enumerate() {
            if deny.conditions.iter().all(|condition| condition.holds(arguments)) {
                let why: Vec<String> = deny.conditions.iter().map(Condition::words).collect();
                let why = if why.is_empty() {
                    "every call is".to_owned()
                } else {
                    format!("{}; such calls are", why.join(" and "))
                };
                let says = format!("Refused: {why} denied.{}", told(deny));
                return outcome(Kind::Deny, format!("/tools/{escaped}/deny_if/{at}"), says);
            }
        }
        let place = format!("/tools/{escaped}");
        match tightest(rule.limits.iter().chain(&self.all)) {
            Some(limit) => outcome(Kind::Limit, place, format!("Let through, at most {}.", limit.words())),
            None => outcome(Kind::Allow, place, "Let through.".to_owned()),
        }
    }

    /// What the policy makes possible with a tool at most.
    pub fn reach(&self, tool: &str) -> Reach {
        let closed = |kind| Reach { kind, cap: None, per_day: 0, only: None };
        if self.hidden(tool) {
            return closed(Kind::Hide);
        }
        let rule = match self.tools.get(tool) {
            Some(rule) => rule,
            None if self.open => &ToolRule::default(),
            None => return closed(Kind::Deny),
        };
        if rule.deny_if.iter().any(|deny| deny.conditions.is_empty()) {
            return closed(Kind::Deny);
        }
        let must = rule.require.iter().flat_map(|rule| rule.conditions.iter().map(Condition::words));
        let must_not = rule.deny_if.iter().map(|rule| {
            format!("not ({})", rule.conditions.iter().map(Condition::words).collect::<Vec<_>>().join(" and "))
        });
        let only: Vec<String> = must.chain(must_not).collect();
        let only = (!only.is_empty()).then(|| only.join(" and "));
        match tightest(rule.limits.iter().chain(&self.all)) {
            Some(limit) => Reach { kind: Kind::Limit, cap: Some(limit.words()), per_day: limit.per_day(), only },
            None => Reach { kind: Kind::Allow, cap: None, per_day: u64::MAX, only },
        }
    }

    /// What becomes of a tool that no rule names.
    pub fn default_kind(&self) -> Kind {
        if self.open { Kind::Allow } else { Kind::Deny }
    }
}

/// The limit that lets least through.
fn tightest<'l>(limits: impl Iterator<Item = &'l Limit>) -> Option<&'l Limit> {
    limits.min_by_key(|limit| limit.per_day())
}

impl Limit {
    fn words(&self) -> String {
        super::often(u32::try_from(self.max).unwrap_or(u32::MAX), self.window)
    }

    fn per_day(&self) -> u64 {
        self.max.saturating_mul(self.window.per_day())
    }
}

impl Condition {
    /// Whether a call with these arguments passes; an argument that is missing fails every
    /// test but `exists`.
    fn holds(&self, arguments: &Value) -> bool {
        let way = self.path.strip_prefix("args.").unwrap_or(&self.path);
        let found = way.split('.').try_fold(arguments, |value, key| value.get(key));
        let Some(found) = found else { return self.op == "exists" && self.value == false };
        let number = |test: fn(f64, f64) -> bool| {
            found.as_f64().zip(self.value.as_f64()).is_some_and(|(found, bound)| test(found, bound))
        };
        let listed = || self.value.as_array().is_some_and(|list| list.contains(found));
        match self.op.as_str() {
            "eq" => *found == self.value,
            "neq" => *found != self.value,
            "in" => listed(),
            "not_in" => !listed(),
            "lt" => number(|a, b| a < b),
            "lte" => number(|a, b| a <= b),
            "gt" => number(|a, b| a > b),
            "gte" => number(|a, b| a >= b),
            "contains" => match (found, &self.value) {
                (Value::String(text), Value::String(part)) => text.contains(part),
                (Value::Array(list), member) => list.contains(member),
                _ => false,
            },
            "regex" => {
                let regex = self.value.as_str().and_then(|text| Regex::new(text).ok());
                regex.zip(found.as_str()).is_some_and(|(regex, text)| regex.is_match(text))
            }
            "exists" => self.value == true,
            _ => false,
        }
    }

    /// The test in words: `action is one of "list", "get"`.
    fn words(&self) -> String {
        let name = self.path.strip_prefix("args.").unwrap_or(&self.path);
        let value = match self.value.as_array() {
            Some(list) => list.iter().map(Value::to_string).collect::<Vec<_>>().join(", "),
            None => self.value.to_string(),
        };
        let verb = match self.op.as_str() {
            "eq" => "is",
            "neq" => "is not",
            "in" => "is one of",
            "not_in" => "is none of",
            "lt" => "is less than",
            "lte" => "is at most",
            "gt" => "is more than",
            "gte" => "is at least",
            "contains" => "contains",
            "regex" => "matches",
            "exists" if self.value == true => return format!("{name} is given"),
            "exists" => return format!("{name} is not given"),
            other => other,
        };
        format!("{name} {verb} {value}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const POLICY: &str = r#"{"version":"1","default":"deny","hide":["drop"],"tools":{
      "list":{},
      "add":{"limits":[{"counter":"add_rate","window":"minute","max":30,"scope":"grant"}]},
      "pay":{"deny_if":[{"conditions":[],"on_deny":"Ask first."}]},
      "keys":{"require":[{"conditions":[{"path":"args.action","op":"in","value":["list","get"]}],"on_deny":"Only some."}]}}}"#;

    fn read(text: &str) -> Document {
        Document::read("p.json", text).expect("it is a policy").0
    }

    #[test]
    fn a_call_gets_its_answer_and_the_rule_behind_it() {
        let policy = read(POLICY);
        let ask = |tool: &str, call: Value| {
            let outcome = policy.decide(tool, &call);
            (outcome.kind, outcome.rule)
        };
        assert_eq!(ask("list", json!({})), (Kind::Allow, "/tools/list".to_owned()));
        assert_eq!(ask("add", json!({})), (Kind::Limit, "/tools/add".to_owned()));
        assert_eq!(ask("drop", json!({})), (Kind::Hide, "/hide".to_owned()));
        assert_eq!(ask("pay", json!({})), (Kind::Deny, "/tools/pay/deny_if/0".to_owned()));
        assert_eq!(ask("new", json!({})), (Kind::Deny, String::new()));
        assert_eq!(ask("keys", json!({"action": "get"})).0, Kind::Allow);
        assert_eq!(ask("keys", json!({"action": "revoke"})), (Kind::Deny, "/tools/keys/require/0".to_owned()));
        assert_eq!(ask("keys", json!({})).0, Kind::Deny, "what is missing does not pass");
    }

    #[test]
    fn reach_says_the_most_that_can_be_done() {
        let policy = read(POLICY);
        assert_eq!(policy.reach("keys").words(), "may be called freely, if action is one of \"list\", \"get\"");
        assert_eq!(policy.reach("add").words(), "may be called 30 times a minute");
        assert_eq!(policy.reach("new").words(), "is refused");
        assert!(policy.reach("add").is_as_strict_as(&policy.reach("list")));
        assert!(!policy.reach("list").is_as_strict_as(&policy.reach("add")));
        assert!(!policy.reach("list").is_as_strict_as(&policy.reach("keys")), "no condition is milder than one");
    }
}
