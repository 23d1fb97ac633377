//! `policy`: one folder a server, with its policy for each target and the reasons.

use crate::cli::args::{Global, PolicyArgs, PolicyCommand};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::status::{Status, UsageError};
use crate::diag::Level;
use crate::fsio::{self, DiskSink, Kind};
use crate::policy::document::Document;
use crate::policy::target::{Options, TARGETS, Target, target};
use crate::report::policies;
use crate::report::style::counted;
use crate::run::{PolicyFiles, ServerNames, Survey};
use anyhow::{Result, anyhow};
use std::path::Path;

mod check;
mod diff;
mod merge;
mod test;

/// Runs the command.
pub(super) fn run(args: &PolicyArgs, global: &Global, output: &Output) -> Result<Status> {
    match &args.then {
        None => write(args, global, output),
        Some(PolicyCommand::Check(args)) => check::run(args, global, output),
        Some(PolicyCommand::Test(args)) => test::run(args, output),
        Some(PolicyCommand::Diff(args)) => diff::run(args, output),
    }
}

/// A policy from a file, with everything worth saying about it said.
///
/// # Errors
/// If it cannot be read or is not valid.
fn read(path: &Path, output: &Output) -> Result<Document> {
    let text = fsio::read_text(path)?;
    let shown = path.display().to_string();
    match Document::read(&shown, &text) {
        Ok((document, warnings)) => {
            warnings.iter().for_each(|diagnostic| output.diagnostic(diagnostic));
            Ok(document)
        }
        Err(found) => {
            found.iter().for_each(|diagnostic| output.diagnostic(diagnostic));
            let errors = found.iter().filter(|diagnostic| diagnostic.level == Level::Error).count();
            Err(anyhow!("{shown} is no valid policy: {}", counted(errors, "mistake")))
        }
    }
}

/// Writes the policies of manifests.
fn write(args: &PolicyArgs, global: &Global, output: &Output) -> Result<Status> {
    let session = Session::with_postures(global, output, std::slice::from_ref(&args.posture.posture))?;
    if args.list {
        let text = policies::listing(TARGETS, &session.postures);
        output.data(|out| Ok(out.write_all(text.as_bytes())?))?;
        return Ok(Status::Done);
    }
    if let Some(file) = &args.merge {
        return merge::run(file, args, &session, output);
    }
    let Some(out) = &args.out else { return Err(UsageError("--out is missing".to_owned()).into()) };
    let targets = targets(&args.target)?;
    let options = Options { uncapped: args.uncapped };
    let posture = session.posture(&args.posture.posture)?;
    let inputs = session.inputs(&args.paths);
    let sink = DiskSink::open(out, Kind::Policy, args.force)?;
    let engine = session.engine()?;
    let mut survey = engine.tally(inputs);
    session.account(&mut survey.report);
    if survey.report.tools == 0 {
        output.remarks(&survey.report);
        output.say("no tool found, so no policy was made\n");
        return Ok(Status::of(&survey.report));
    }
    let names = names(&args.name, &survey)?;
    let files = PolicyFiles { posture, targets: &targets, options, names: &names };
    sink.check(files.paths(&survey.catalogue).iter().map(String::as_str))?;
    let bugs = engine.policies(&survey, files, &sink)?;
    sink.finish()?;
    survey.report.remarks.extend(bugs);
    survey.report.sort();
    output.remarks(&survey.report);
    output.say(&format!(
        "policies for {} of {} in {}, by the posture `{}`\n",
        counted(survey.report.tools, "tool"),
        counted(survey.report.servers, "server"),
        out.display(),
        posture.id
    ));
    Ok(Status::of(&survey.report))
}

/// What configurations call the servers of a survey.
///
/// # Errors
/// If a name is given for a server that is not there.
fn names<T>(pairs: &[(String, String)], survey: &Survey<T>) -> Result<ServerNames> {
    let names: ServerNames = pairs.iter().cloned().collect();
    let servers = || survey.catalogue.servers.iter().map(|server| server.slug.as_str());
    if let Some(unknown) = names.slugs().find(|slug| !servers().any(|server| server == *slug)) {
        let some: Vec<&str> = servers().take(5).collect();
        let message = format!("--name speaks of a server `{unknown}`, but there are {}", some.join(", "));
        return Err(UsageError(message).into());
    }
    Ok(names)
}

/// The targets of these names, each once.
fn targets(names: &[String]) -> Result<Vec<&'static dyn Target>> {
    let mut found: Vec<&'static dyn Target> = Vec::new();
    for name in names {
        let more: Vec<&'static dyn Target> = match name.as_str() {
            "all" => TARGETS.to_vec(),
            name => vec![target(name).ok_or_else(|| {
                let known: Vec<&str> = TARGETS.iter().map(|target| target.about().id).collect();
                UsageError(format!("there is no target `{name}`; known are {}, and `all`", known.join(", ")))
            })?],
        };
        for target in more {
            if !found.iter().any(|have| have.about().id == target.about().id) {
                found.push(target);
            }
        }
    }
    Ok(found)
}
