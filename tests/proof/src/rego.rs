//! Rego's engine in Rust.

use crate::{Answer, Cap, Oracle};
use regorus::Engine;
use serde_json::{Value, json};
use std::cell::RefCell;

/// A loaded module. Asking sets the input, so each answer takes the engine for itself.
pub(crate) struct Rego(RefCell<Engine>);

impl Rego {
    pub(crate) fn new(text: &str) -> Result<Rego, String> {
        let mut engine = Engine::new();
        engine.add_policy("policy.rego".to_owned(), text.to_owned()).map_err(|error| error.to_string())?;
        Ok(Rego(RefCell::new(engine)))
    }

    /// What some rules say of a call; nothing where the engine cannot say.
    fn ask<const N: usize>(&self, rules: [&str; N], server: &str, tool: &str, arguments: &Value) -> [Option<Value>; N] {
        let mut engine = self.0.borrow_mut();
        let input = json!({"server": server, "tool": tool, "args": arguments});
        engine.set_input_json(&input.to_string()).expect("it is JSON");
        rules.map(|rule| {
            let value = engine.eval_rule(format!("data.toolrisk.{rule}")).ok()?;
            serde_json::from_str(&value.to_json_str().ok()?).ok()
        })
    }
}

impl Oracle for Rego {
    fn answer(&self, server: &str, tool: &str, arguments: &Value) -> Answer {
        let [decision, allow] = self.ask(["decision", "allow"], server, tool, arguments);
        let answer = match decision.as_ref().and_then(|decision| decision["decision"].as_str()) {
            Some("allow") => Answer::Passes,
            Some("limit") => Answer::Counted,
            Some("ask") => Answer::Asked,
            _ => Answer::Refused,
        };
        // A gateway may ask either rule.
        let allowed = allow == Some(json!(true));
        if allowed == (answer == Answer::Passes) { answer } else { Answer::Torn }
    }

    fn cap(&self, server: &str, tool: &str, arguments: &Value) -> Option<Cap> {
        let [decision] = self.ask(["decision"], server, tool, arguments);
        let decision = decision?;
        let window = decision["window"].as_str()?.to_owned();
        Some(Cap { max: decision["max"].as_u64()?, window, counter: tool.to_owned() })
    }
}
