//! `policy`: one folder a server, with its policy and the reasons.

use crate::cli::args::{Global, PolicyArgs};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::status::Status;
use crate::fsio::{DiskSink, Kind};
use crate::report::style::counted;
use crate::run::policy_paths;
use anyhow::Result;

/// Runs the command.
pub(super) fn run(args: &PolicyArgs, global: &Global, output: &Output) -> Result<Status> {
    let session = Session::load(global, output)?;
    let posture = session.posture(&args.posture.posture)?;
    let inputs = session.inputs(&args.paths.paths);
    let sink = DiskSink::open(&args.out, Kind::Policy, args.force)?;
    let engine = session.engine()?;
    let mut survey = engine.survey(inputs, |_| ());
    session.account(&mut survey.report);
    if survey.report.tools == 0 {
        output.remarks(&survey.report);
        output.say("no tool found, so no policy was made\n");
        return Ok(Status::of(&survey.report));
    }
    let paths: Vec<String> = policy_paths(&survey.catalogue).collect();
    sink.check(paths.iter().map(String::as_str))?;
    let bugs = engine.policies(&survey, posture, &sink)?;
    sink.finish()?;
    survey.report.remarks.extend(bugs);
    survey.report.sort();
    output.remarks(&survey.report);
    output.say(&format!(
        "policies for {} of {} in {}, by the posture `{}`\n",
        counted(survey.report.tools, "tool"),
        counted(survey.report.servers, "server"),
        args.out.display(),
        posture.id
    ));
    Ok(Status::of(&survey.report))
}
