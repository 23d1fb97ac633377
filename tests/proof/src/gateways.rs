//! Gateways that look at arguments: PolicyLayer and Intercept. Both documents are small and
//! their rules are alike, so both are read into the same form.

use crate::names::finds;
use crate::{Answer, Cap, Oracle, has};
use serde_json::Value;

/// PolicyLayer's policy.json: hide, then the default for tools without a rule, then every
/// `require` and no `deny_if`, then limits.
pub(crate) struct PolicyLayer(Value);

impl PolicyLayer {
    pub(crate) fn new(document: &Value) -> Result<PolicyLayer, String> {
        if document["version"] != "1" || !["allow", "deny"].contains(&document["default"].as_str().unwrap_or_default())
        {
            return Err("it is no version 1 with a default".to_owned());
        }
        Ok(PolicyLayer(document.clone()))
    }
}

impl Oracle for PolicyLayer {
    fn answer(&self, _: &str, tool: &str, arguments: &Value) -> Answer {
        if has(&self.0["hide"], tool) || has(&self.0["hide"], "*") {
            return Answer::Refused;
        }
        let Some(rule) = self.0["tools"].get(tool) else {
            return if self.0["default"] == "allow" { Answer::Passes } else { Answer::Refused };
        };
        let holds = |rule: &Value| {
            rule["conditions"].as_array().into_iter().flatten().all(|condition| passes(condition, arguments))
        };
        let all = |key: &str| rule[key].as_array().cloned().unwrap_or_default();
        if !all("require").iter().all(holds) || all("deny_if").iter().any(holds) {
            return Answer::Refused;
        }
        if all("limits").is_empty() { Answer::Passes } else { Answer::Counted }
    }

    fn cap(&self, _: &str, tool: &str, _: &Value) -> Option<Cap> {
        let limit = self.0["tools"][tool]["limits"].get(0)?;
        let text = |key: &str| limit[key].as_str().map(str::to_owned);
        // Any other scope would count what somebody else does too.
        let own = limit["scope"] == "grant";
        Some(Cap { max: limit["max"].as_u64()?, window: text("window")?, counter: text("counter")? }).filter(|_| own)
    }
}

/// Intercept's policy.yaml: every rule of the tool must pass.
pub(crate) struct Intercept(Value);

impl Intercept {
    /// Reads a policy and refuses what the proxy's validation refuses.
    pub(crate) fn new(document: Value) -> Result<Intercept, String> {
        if document["version"] != "1" {
            return Err("version must be \"1\"".to_owned());
        }
        let hide: Vec<&Value> = document["hide"].as_array().into_iter().flatten().collect();
        if hide.iter().enumerate().any(|(at, name)| hide[..at].contains(name) || *name == "") {
            return Err("a name stands twice under hide, or is empty".to_owned());
        }
        let tools = document["tools"].as_object().ok_or("tools is missing")?;
        for (tool, entry) in tools {
            let rules = entry["rules"].as_array().ok_or(format!("{tool}: no rules"))?;
            for rule in rules {
                let deny = rule["action"] == "deny";
                let conditions = rule["conditions"].as_array().map_or(0, Vec::len);
                let limit = rule["rate_limit"].as_str();
                let counted = limit.is_some_and(|limit| {
                    limit.split_once('/').is_some_and(|(count, window)| {
                        count.parse::<u32>().is_ok_and(|count| count > 0) && ["minute", "hour", "day"].contains(&window)
                    })
                });
                if rule["name"].as_str().is_none_or(str::is_empty)
                    || deny && (conditions > 0 || limit.is_some())
                    || !deny && conditions == 0 && !counted
                    || limit.is_some() && !counted
                {
                    return Err(format!("{tool}: a rule that the proxy refuses: {rule}"));
                }
            }
        }
        Ok(Intercept(document))
    }
}

impl Oracle for Intercept {
    fn answer(&self, _: &str, tool: &str, arguments: &Value) -> Answer {
        if has(&self.0["hide"], tool) || has(&self.0["hide"], "*") {
            return Answer::Refused;
        }
        let listed = self.0["tools"].get(tool);
        if listed.is_none() && self.0["default"] == "deny" {
            return Answer::Refused;
        }
        let mut answer = Answer::Passes;
        for rule in listed.and_then(|entry| entry["rules"].as_array()).into_iter().flatten() {
            if rule["action"] == "deny" {
                return Answer::Refused;
            }
            if rule.get("rate_limit").is_some() {
                answer = Answer::Counted;
            }
            let conditions = rule["conditions"].as_array().into_iter().flatten();
            if !conditions.into_iter().all(|condition| passes(condition, arguments)) {
                return Answer::Refused;
            }
        }
        answer
    }

    fn cap(&self, _: &str, tool: &str, _: &Value) -> Option<Cap> {
        let mut rules = self.0["tools"][tool]["rules"].as_array()?.iter();
        let (max, window) = rules.find_map(|rule| rule["rate_limit"].as_str())?.split_once('/')?;
        Some(Cap { max: max.parse().ok()?, window: window.to_owned(), counter: tool.to_owned() })
    }
}

/// Whether a call's arguments pass a condition; what is missing fails all but `exists`.
fn passes(condition: &Value, arguments: &Value) -> bool {
    let way = condition["path"].as_str().and_then(|path| path.strip_prefix("args.")).unwrap_or_default();
    let found = way.split('.').try_fold(arguments, |value, key| value.get(key));
    let wanted = &condition["value"];
    let Some(found) = found else { return condition["op"] == "exists" && wanted == false };
    let number = |test: fn(f64, f64) -> bool| {
        found.as_f64().zip(wanted.as_f64()).is_some_and(|(found, wanted)| test(found, wanted))
    };
    match condition["op"].as_str().unwrap_or_default() {
        "eq" => found == wanted,
        "neq" => found != wanted,
        "in" => wanted.as_array().is_some_and(|list| list.contains(found)),
        "not_in" => wanted.as_array().is_some_and(|list| !list.contains(found)),
        "lt" => number(|a, b| a < b),
        "lte" => number(|a, b| a <= b),
        "gt" => number(|a, b| a > b),
        "gte" => number(|a, b| a >= b),
        "regex" => wanted.as_str().zip(found.as_str()).is_some_and(|(expression, text)| finds(expression, text)),
        "exists" => wanted == true,
        _ => false,
    }
}
