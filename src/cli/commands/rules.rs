//! `rules`: all rules, one rule, or where they fire.

use crate::cli::args::{Global, Rules};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::status::{Status, UsageError};
use crate::fsio;
use crate::report::rules::{list, one};
use anyhow::Result;
use std::path::PathBuf;

/// Runs the command.
pub(super) fn run(args: &Rules, global: &Global, output: &Output) -> Result<Status> {
    let session = Session::load(global, output)?;
    let mut paths = args.paths.clone();
    // The first word is a rule or, if there is no such rule, a path.
    let rule = args.id.as_deref().and_then(|id| session.rulebook.find(id));
    if let (Some(id), None) = (&args.id, rule) {
        let path = PathBuf::from(id);
        if !fsio::is_input(&path) {
            let near = session
                .rulebook
                .rules()
                .map(|rule| (strsim::jaro_winkler(id, rule.id.as_str()), rule.id.as_str()))
                .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)));
            let near = near.map_or(String::new(), |(_, near)| format!("; did you mean `{near}`?"));
            return Err(UsageError(format!("there is no rule and no file `{id}`{near}")).into());
        }
        paths.insert(0, path);
    }
    if paths.is_empty() {
        output.result(&match rule {
            Some(rule) => one(rule, None),
            None => list(&session.rulebook, None),
        })?;
        return Ok(Status::Done);
    }
    let engine = session.engine()?;
    let mut survey = engine.tally(session.inputs(&paths));
    session.account(&mut survey.report);
    output.remarks(&survey.report);
    output.result(&match rule {
        Some(rule) => one(rule, Some(&survey.catalogue)),
        None => list(&session.rulebook, Some(&survey.catalogue)),
    })?;
    Ok(Status::of(&survey.report))
}
