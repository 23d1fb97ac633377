//! `compare`: what changed from one build to another, or two servers side by side.

use crate::account::RunReport;
use crate::changes::{State, compare};
use crate::cli::args::{Compare, Global, TwoFormats};
use crate::cli::older;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::status::{Status, UsageError};
use crate::policy::Posture;
use crate::report::compare::{beside, beside_json, step};
use anyhow::{Result, bail};
use std::path::PathBuf;

/// Runs the command.
pub(super) fn run(args: &Compare, global: &Global, output: &Output) -> Result<Status> {
    let session = Session::load(global, output)?;
    if let [first, second] = args.servers.as_slice() {
        return servers(args, &session, (first, second), output);
    }
    let [old, new] = args.paths.as_slice() else {
        let message = "compare takes two builds, the older first: sites, their catalogue.jsonl, or manifests";
        return Err(UsageError(message.to_owned()).into());
    };
    let (before, now) = (older::state(old)?, older::state(new)?);
    let posture = posture(args, &session, &[&before, &now])?;
    let mut lost = false;
    let mut judged = |state: Option<State>, path: &PathBuf| -> Result<Option<State>> {
        if state.is_some() {
            return Ok(state);
        }
        let (state, report) = judge(&session, path, posture)?;
        output.remarks(&report);
        lost |= report.lost_something();
        if report.tools == 0 {
            output.say(&format!("no tool found in {}\n", path.display()));
            return Ok(None);
        }
        Ok(Some(state))
    };
    let Some(before) = judged(before, old)? else { return Ok(Status::NothingFound) };
    let Some(now) = judged(now, new)? else { return Ok(Status::NothingFound) };
    let changes = compare(&before, &now);
    output.result(&match args.format {
        TwoFormats::Human => step(&changes, output.verbose),
        TwoFormats::Json => changes.text(),
    })?;
    Ok(match (changes.alarms(), lost) {
        (true, _) => Status::Contradicted,
        (false, true) => Status::InputsSkipped,
        (false, false) => Status::Done,
    })
}

/// The posture by which manifests are judged: the one that is named, else the one of the
/// state that they are held against.
fn posture<'s>(args: &Compare, session: &'s Session, states: &[&Option<State>]) -> Result<&'s Posture> {
    if let Some(name) = &args.posture {
        return session.posture(name);
    }
    let mut states = states.iter().filter_map(|state| state.as_ref());
    let of_state = states.find_map(|state| session.postures.iter().find(|posture| posture.id == state.posture));
    of_state.map_or_else(|| session.posture(Posture::DEFAULT), Ok)
}

/// The state that a build of a manifest, or of a folder of them, would leave.
fn judge(session: &Session, path: &PathBuf, posture: &Posture) -> Result<(State, RunReport)> {
    let inputs = session.inputs(std::slice::from_ref(path));
    let mut survey = session.engine()?.survey(inputs, |judged| older::marks(posture, judged));
    session.account(&mut survey.report);
    let state = State::of(&survey.catalogue, &survey.made, session.rulebook.scale(), &posture.id, None);
    Ok((state, survey.report))
}

/// Two servers side by side.
fn servers(args: &Compare, session: &Session, names: (&str, &str), output: &Output) -> Result<Status> {
    let inputs = if args.paths.is_empty() { session.samples() } else { session.inputs(&args.paths) };
    let mut survey = session.engine()?.tally(inputs);
    session.account(&mut survey.report);
    output.remarks(&survey.report);
    let all = &survey.catalogue.servers;
    let find = |name: &str| {
        let found = all.iter().find(|server| server.slug.as_str() == name);
        found.or_else(|| all.iter().find(|server| server.name == name))
    };
    let (Some(first), Some(second)) = (find(names.0), find(names.1)) else {
        let missing = if find(names.0).is_none() { names.0 } else { names.1 };
        let some: Vec<&str> = all.iter().take(5).map(|server| server.slug.as_str()).collect();
        let known = if some.is_empty() { "none".to_owned() } else { some.join(", ") };
        bail!("there is no server `{missing}`; of {} there are {known}", all.len());
    };
    let scale = session.rulebook.scale();
    output.result(&match args.format {
        TwoFormats::Human => beside(scale, first, second),
        TwoFormats::Json => beside_json(scale, first, second),
    })?;
    Ok(Status::of(&survey.report))
}
