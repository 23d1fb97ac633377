//! `policy check`: whether a policy fits the server it is for.

use crate::cli::args::{Global, PolicyCheck, TwoFormats};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::status::{Status, UsageError};
use crate::fsio;
use crate::policy::Policy;
use crate::policy::document::{Document, Subject, misfits};
use crate::report::policies::{misfits_human, misfits_json};
use crate::run::policylayer_json;
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Runs the command.
pub(super) fn run(args: &PolicyCheck, global: &Global, output: &Output) -> Result<Status> {
    let policy = super::read(&args.policy, output)?;
    let session = Session::with_postures(global, output, std::slice::from_ref(&args.posture.posture))?;
    let posture = session.posture(&args.posture.posture)?;
    let judged = judged_before(&args.policy)?;
    let mut survey = session.engine()?.survey(session.inputs(&args.paths), |judged| {
        let policy = Policy::of(posture, judged.server.tools.iter().zip(judged.verdicts));
        let tools = judged.server.tools.iter();
        let tools: Vec<(String, String)> = tools.map(|tool| (tool.name.clone(), tool.fingerprint())).collect();
        (judged.slug.to_string(), tools, policylayer_json(&policy, judged.slug))
    });
    session.account(&mut survey.report);
    output.remarks(&survey.report);
    let [(server, tools, wanted)] = survey.made.as_slice() else {
        if survey.report.tools == 0 {
            output.say("no tool found, so there is nothing to hold the policy against\n");
            return Ok(Status::NothingFound);
        }
        let servers: Vec<&str> = survey.made.iter().map(|(server, ..)| server.as_str()).take(5).collect();
        let message = format!(
            "a policy is for one server, and these manifests hold {}: {}{}; name the manifest of one",
            survey.made.len(),
            servers.join(", "),
            if survey.made.len() > 5 { ", …" } else { "" }
        );
        return Err(UsageError(message).into());
    };
    let (wanted, _) = Document::read("the recommended policy", wanted)
        .map_err(|found| anyhow::anyhow!("toolrisk wrote a policy that it cannot read ({found:?}); this is a bug"))?;
    let found =
        misfits(&policy, &Subject { tools, judged_before: judged.as_ref(), posture: &posture.id, wanted: &wanted });
    output.result(&match args.format {
        TwoFormats::Human => misfits_human(server, tools.len(), &posture.id, &found),
        TwoFormats::Json => misfits_json(server, tools.len(), &posture.id, &found),
    })?;
    Ok(if found.is_empty() { Status::of(&survey.report) } else { Status::Contradicted })
}

/// The fingerprints of the definitions that the policy was made for, if its reasons stand
/// beside it.
fn judged_before(policy: &Path) -> Result<Option<BTreeMap<String, String>>> {
    let path = policy.with_file_name("policy.reasons.json");
    let Some(text) = fsio::read_text_if_any(&path)? else { return Ok(None) };
    let value: Value = serde_json::from_str(&text).with_context(|| format!("{} is no JSON", path.display()))?;
    let entry = |entry: &Value| Some((entry["tool"].as_str()?.to_owned(), entry["fingerprint"].as_str()?.to_owned()));
    Ok(Some(value["tools"].as_array().into_iter().flatten().filter_map(entry).collect()))
}
