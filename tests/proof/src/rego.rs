//! Rego's engine in Rust.

use crate::{Answer, Oracle};
use regorus::Engine;
use serde_json::{Value, json};

/// A loaded module.
pub(crate) struct Rego(Engine);

impl Rego {
    pub(crate) fn new(text: &str) -> Result<Rego, String> {
        let mut engine = Engine::new();
        engine.add_policy("policy.rego".to_owned(), text.to_owned()).map_err(|error| error.to_string())?;
        Ok(Rego(engine))
    }
}

impl Oracle for Rego {
    fn answer(&self, server: &str, tool: &str, arguments: &Value) -> Answer {
        let mut engine = self.0.clone();
        let input = json!({"server": server, "tool": tool, "args": arguments});
        engine.set_input_json(&input.to_string()).expect("it is JSON");
        let ask = |engine: &mut Engine, rule: &str| {
            let value = engine.eval_rule(format!("data.toolrisk.{rule}")).expect("the rule can be asked");
            serde_json::from_str::<Value>(&value.to_json_str().expect("a value")).expect("it is JSON")
        };
        let decision = ask(&mut engine, "decision");
        let answer = match decision["decision"].as_str() {
            Some("allow") => Answer::Passes,
            Some("limit") => Answer::Counted,
            Some("ask") => Answer::Asked,
            _ => Answer::Refused,
        };
        let allowed = ask(&mut engine, "allow") == json!(true);
        assert_eq!(allowed, answer == Answer::Passes, "both rules say the same of {server}/{tool}: {decision}");
        answer
    }
}
