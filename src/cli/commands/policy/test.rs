//! `policy test`: what a policy does with calls.

use crate::cli::args::{PolicyTest, TwoFormats};
use crate::cli::output::Output;
use crate::cli::status::{Status, UsageError};
use crate::fsio;
use crate::report::policies::{Call, calls_human, calls_json};
use anyhow::{Context, Result};
use serde_json::{Map, Value};

/// Runs the command.
pub(super) fn run(args: &PolicyTest, output: &Output) -> Result<Status> {
    let mut calls: Vec<(String, Value)> = Vec::new();
    for call in &args.call {
        calls.push(parsed(call).with_context(|| format!("--call {call}"))?);
    }
    if let Some(path) = &args.calls {
        for (at, line) in fsio::read_text(path)?.lines().enumerate() {
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                calls.push(parsed(line).with_context(|| format!("{}:{}", path.display(), at + 1))?);
            }
        }
    }
    let policy = super::read(&args.policy, output)?;
    let answers: Vec<Call<'_>> = calls
        .iter()
        .map(|(tool, arguments)| Call { tool, arguments, outcome: policy.decide(tool, arguments) })
        .collect();
    output.result(&match args.format {
        TwoFormats::Human => calls_human(&answers),
        TwoFormats::Json => calls_json(&answers),
    })?;
    Ok(Status::Done)
}

/// A call as a person writes it: the tool's name, and its arguments as JSON.
fn parsed(call: &str) -> Result<(String, Value)> {
    let call = call.trim();
    // Names may hold blanks, so the arguments are what begins with the first brace that
    // makes an object up to the end.
    for (at, _) in call.match_indices('{') {
        if let Ok(Value::Object(arguments)) = serde_json::from_str(&call[at..]) {
            return Ok((call[..at].trim().to_owned(), Value::Object(arguments)));
        }
    }
    if call.contains('{') {
        let message = format!("`{call}` is no call: what stands behind the tool's name is no JSON object");
        return Err(UsageError(message).into());
    }
    Ok((call.to_owned(), Value::Object(Map::new())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_a_name_and_an_object() {
        let said = |call: &str| parsed(call).map(|(tool, arguments)| (tool, arguments.to_string())).ok();
        assert_eq!(said("add {\"a\": 1}"), Some(("add".to_owned(), "{\"a\":1}".to_owned())));
        assert_eq!(said(" say hi "), Some(("say hi".to_owned(), "{}".to_owned())));
        assert_eq!(said("odd{name {}"), Some(("odd{name".to_owned(), "{}".to_owned())));
        assert_eq!(said("add {a: 1}"), None);
    }
}
