//! `policy --merge`: rules put into a configuration file that a person has.

use super::{names, targets};
use crate::cli::args::PolicyArgs;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::status::{Status, UsageError};
use crate::fsio;
use crate::policy::Policy;
use crate::policy::merge::{meaning, merged, told, unified};
use crate::policy::target::{Artifact, Body, Options, Plan, Target};
use crate::report::style::counted;
use anyhow::{Context, Result};
use std::path::Path;

/// Runs the command.
pub(super) fn run(file: &Path, args: &PolicyArgs, session: &Session, output: &Output) -> Result<Status> {
    let [target] = targets(&args.target)?[..] else {
        return Err(UsageError("a file is one target's; name one with --target".to_owned()).into());
    };
    let posture = session.posture(&args.posture.posture)?;
    let mut survey = session.engine()?.survey(session.inputs(&args.paths), |judged| {
        Policy::of(posture, judged.server.tools.iter().zip(judged.verdicts))
    });
    session.account(&mut survey.report);
    output.remarks(&survey.report);
    if survey.report.tools == 0 {
        output.say("no tool found, so there is nothing to merge\n");
        return Ok(Status::of(&survey.report));
    }
    let names = names(&args.name, &survey)?;
    let options = Options { uncapped: args.uncapped };
    let servers = survey.catalogue.servers.iter().zip(&survey.made);
    let plans: Vec<Plan<'_>> =
        servers.map(|(server, policy)| Plan::of(target, names.of(&server.slug), policy, options)).collect();
    let artifacts = target.write(&plans);
    let old = fsio::read_text_if_any(file)?;
    let shown = file.display().to_string();
    let new = merge(target, &artifacts, old.as_deref()).with_context(|| shown.clone())?;
    if let Some(old) = &old {
        for said in about(&artifacts, old)? {
            output.say(&format!("{said}\n"));
        }
    }
    let old = old.unwrap_or_default();
    for said in plans.iter().flat_map(|plan| target.server_name(&plan.server)) {
        output.say(&format!("{said}\n"));
    }
    let difference = unified(&shown, &old, &new);
    if difference.is_empty() {
        output.say(&format!("{shown} has these rules already; nothing to change\n"));
        return Ok(Status::of(&survey.report));
    }
    if !args.write {
        output.result(&difference)?;
        output.say(&format!("{shown} was not changed; --write changes it\n"));
        return Ok(Status::Contradicted);
    }
    fsio::rewrite(file, &new)?;
    let lines = |sign: char| difference.lines().skip(2).filter(|line| line.starts_with(sign)).count();
    output.say(&format!(
        "{shown}: {} added, {} removed; rules for {} of {}, by the posture `{}`\n",
        counted(lines('+'), "line"),
        counted(lines('-'), "line"),
        counted(survey.report.tools, "tool"),
        counted(survey.report.servers, "server"),
        posture.id
    ));
    rest(target, &artifacts, &plans, output);
    Ok(Status::of(&survey.report))
}

/// The text of a file with a target's rules in it.
fn merge(target: &dyn Target, artifacts: &[Artifact], old: Option<&str>) -> Result<String> {
    let about = target.about();
    for artifact in artifacts {
        if let Body::Edits { syntax, edits } = &artifact.body {
            return match old {
                Some(old) => Ok(merged(old, *syntax, edits)?),
                None => Ok(artifact.fresh()),
            };
        }
    }
    let message = format!(
        "the rules of the target `{}` are files of their own, not part of another; write them with --out. {}",
        about.id, about.place
    );
    Err(UsageError(message).into())
}

/// What to know of the merge, in sentences.
fn about(artifacts: &[Artifact], old: &str) -> Result<Vec<String>> {
    let edits = artifacts.iter().find_map(|artifact| match &artifact.body {
        Body::Edits { syntax, edits } => Some((*syntax, edits)),
        Body::Text(_) => None,
    });
    Ok(match edits {
        Some((syntax, edits)) => told(&meaning(old, syntax)?, edits),
        None => Vec::new(),
    })
}

/// Says what the file does not hold: the target's other files, and what the host will not
/// do as decided.
fn rest(target: &dyn Target, artifacts: &[Artifact], plans: &[Plan<'_>], output: &Output) {
    let about = target.about();
    let others: Vec<&str> =
        artifacts.iter().filter(|a| matches!(a.body, Body::Text(_))).map(|artifact| artifact.path).collect();
    if !others.is_empty() {
        output.say(&format!("{} also needs {}; write it with --out\n", about.title, others.join(", ")));
    }
    let shortfalls: usize = plans.iter().map(|plan| plan.shortfalls.len()).sum();
    if shortfalls > 0 {
        let what = counted(shortfalls, "rule");
        output.say(&format!("{} will not do {what} quite as decided; --out says which and why\n", about.title));
    }
}
