//! `policy`: one folder a server, with its policy for each target and the reasons.

use crate::cli::args::{Global, PolicyArgs};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::status::{Status, UsageError};
use crate::fsio::{DiskSink, Kind};
use crate::policy::target::{Options, TARGETS, Target, target};
use crate::report::policies;
use crate::report::style::counted;
use crate::run::policy_paths;
use anyhow::Result;

/// Runs the command.
pub(super) fn run(args: &PolicyArgs, global: &Global, output: &Output) -> Result<Status> {
    let session = Session::load(global, output)?;
    if args.list {
        let text = policies::listing(TARGETS, &session.postures);
        output.data(|out| Ok(out.write_all(text.as_bytes())?))?;
        return Ok(Status::Done);
    }
    let Some(out) = &args.out else { return Err(UsageError("--out is missing".to_owned()).into()) };
    let targets = targets(&args.target)?;
    let options = Options { uncapped: args.uncapped };
    let posture = session.posture(&args.posture.posture)?;
    let inputs = session.inputs(&args.paths);
    let sink = DiskSink::open(out, Kind::Policy, args.force)?;
    let engine = session.engine()?;
    let mut survey = engine.survey(inputs, |_| ());
    session.account(&mut survey.report);
    if survey.report.tools == 0 {
        output.remarks(&survey.report);
        output.say("no tool found, so no policy was made\n");
        return Ok(Status::of(&survey.report));
    }
    let paths: Vec<String> = policy_paths(&survey.catalogue, &targets).collect();
    sink.check(paths.iter().map(String::as_str))?;
    let bugs = engine.policies(&survey, posture, &targets, options, &sink)?;
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
