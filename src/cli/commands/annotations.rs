//! `annotations`: the hints that tools should carry, and what is wrong with those they
//! do.

use crate::cli::args::{Annotations, AnnotationsFormat, Global};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::status::{Status, UsageError};
use crate::fsio::Inputs;
use crate::hints::advise;
use crate::report::annotations::{Counts, Placed, human, patch, reasons, record};
use crate::run::Survey;
use anyhow::{Context, Result, anyhow};
use serde_json::{Map, Value};

/// Runs the command.
pub(super) fn run(args: &Annotations, global: &Global, output: &Output) -> Result<Status> {
    let session = Session::load(global, output)?;
    let engine = session.engine()?;
    let rules = session.rulebook.hint_book();
    let inputs = session.inputs(&args.paths.paths);
    match args.format {
        AnnotationsFormat::Human => {
            let mut survey = engine.survey(inputs, |judged| {
                let advice = advise(rules, judged.server, judged.verdicts);
                (human(judged.slug, judged.server, &advice), Counts::of(&advice))
            });
            session.account(&mut survey.report);
            output.remarks(&survey.report);
            let counts = total(&survey, |(_, counts)| *counts);
            if survey.report.tools > 0 {
                let mut text: String = survey.made.iter().map(|(text, _)| text.as_str()).collect();
                text.push_str(&format!("All hints: {}.\n", counts.words()));
                output.result(&text)?;
            }
            Ok(finish(args, &survey, counts, output))
        }
        AnnotationsFormat::Json => {
            let mut survey = engine.survey(inputs, |judged| {
                let advice = advise(rules, judged.server, judged.verdicts);
                (record(judged.slug, judged.server, &advice), Counts::of(&advice))
            });
            session.account(&mut survey.report);
            output.data(|out| {
                write!(out, "{{\"schema\":\"toolrisk/annotations-all/v1\",\"servers\":[")?;
                for (at, (line, _)) in survey.made.iter().enumerate() {
                    write!(out, "{}\n{line}", if at == 0 { "" } else { "," })?;
                }
                Ok(writeln!(out, "\n]}}")?)
            })?;
            output.remarks(&survey.report);
            let counts = total(&survey, |(_, counts)| *counts);
            Ok(finish(args, &survey, counts, output))
        }
        AnnotationsFormat::Patch => {
            let (shown, document) = only_document(&inputs, global)?;
            let mut survey = engine.survey(inputs, |judged| {
                let advice = advise(rules, judged.server, judged.verdicts);
                (Placed::of(judged.server, &advice), reasons(judged.server, &advice), Counts::of(&advice))
            });
            session.account(&mut survey.report);
            let tools: Vec<Placed> = survey.made.iter().flat_map(|(placed, _, _)| placed.clone()).collect();
            let made = patch(&document, &tools).map_err(|tool| {
                anyhow!("{shown} does not hold `{tool}` as an object of its own, so no patch reaches it; save the answer to tools/list as plain JSON and give that")
            })?;
            let made = made.unwrap_or_else(|| Value::Object(Map::new()));
            let text = serde_json::to_string_pretty(&made).context("the patch cannot be written as JSON")?;
            output.data(|out| Ok(writeln!(out, "{text}")?))?;
            output.remarks(&survey.report);
            output.say(&survey.made.iter().map(|(_, reasons, _)| reasons.as_str()).collect::<String>());
            let counts = total(&survey, |(_, _, counts)| *counts);
            Ok(finish(args, &survey, counts, output))
        }
    }
}

/// The one file that a patch is for, as it is shown, and what it holds.
fn only_document(inputs: &Inputs, global: &Global) -> Result<(String, Value)> {
    let [file] = inputs.files.as_slice() else {
        let message = format!(
            "a patch is for one manifest, and {} were given; run once for each file, or take --format json for all",
            inputs.files.len()
        );
        return Err(UsageError(message).into());
    };
    let bytes = file.read(&global.walk()).map_err(|skip| anyhow!("{}", skip.1.for_people()))?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let document = serde_json::from_slice(text).map_err(|error| {
        anyhow!(
            "{} is not one JSON document ({error}), and a merge patch applies to nothing else; save the answer to tools/list as JSON and give that",
            file.shown
        )
    })?;
    Ok((file.shown.clone(), document))
}

/// The counts of all servers.
fn total<T>(survey: &Survey<T>, of: impl Fn(&T) -> Counts) -> Counts {
    survey.made.iter().map(of).fold(Counts::default(), Counts::with)
}

/// The status, and a word if there was nothing.
fn finish<T>(args: &Annotations, survey: &Survey<T>, counts: Counts, output: &Output) -> Status {
    if survey.report.tools == 0 {
        output.say("no tool found\n");
        return Status::NothingFound;
    }
    if counts.contradicted > 0 || args.strict && counts.missing > 0 {
        return Status::Contradicted;
    }
    Status::of(&survey.report)
}
