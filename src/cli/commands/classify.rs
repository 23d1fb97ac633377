//! `classify`: the verdicts, as a table or as records.

use crate::cli::args::{Classify, Format, Global};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::status::Status;
use crate::policy::Posture;
use crate::report::record::of_another_server;
use crate::report::verdicts::verdicts;
use crate::run::{Engine, Judged, Survey, record_lines};
use anyhow::Result;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes of finished records that are kept until the order is known; what is
/// more is made a second time when its turn comes, so that memory stays bounded.
const KEPT: usize = 256 << 20;

/// Servers made a second time at once.
const CHUNK: usize = 64;

/// Runs the command.
pub(super) fn run(args: &Classify, global: &Global, output: &Output) -> Result<Status> {
    let session = Session::with_postures(global, output, std::slice::from_ref(&args.posture.posture))?;
    let posture = session.posture(&args.posture.posture)?;
    let engine = session.engine()?.for_verdicts();
    let inputs = session.inputs(&args.paths.paths);
    match args.format {
        Format::Human => {
            let mut survey = engine.tally(inputs);
            session.account(&mut survey.report);
            output.remarks(&survey.report);
            if survey.report.tools > 0 {
                output.result(&verdicts(&survey.catalogue))?;
            }
            finish(&survey, output)
        }
        Format::Json | Format::Jsonl => {
            let kept = AtomicUsize::new(0);
            let make = |judged: Judged<'_>| {
                let lines = record_lines(posture, judged);
                (kept.fetch_add(lines.len(), Ordering::Relaxed) < KEPT).then_some(lines)
            };
            let mut survey = engine.survey_renaming(inputs, make, |lines, from, to| {
                if let Some(lines) = lines {
                    *lines = of_another_server(lines, from, to);
                }
            });
            session.account(&mut survey.report);
            let made = std::mem::take(&mut survey.made);
            output.data(|out| match args.format {
                Format::Jsonl => each_server(&engine, &survey, made, posture, |lines| Ok(out.write_all(lines)?)),
                Format::Human | Format::Json => {
                    write!(out, "{{\"schema\":\"toolrisk/records/v1\",\"records\":[")?;
                    let mut first = true;
                    each_server(&engine, &survey, made, posture, |lines| {
                        for record in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                            out.write_all(if std::mem::take(&mut first) { b"\n" } else { b",\n" })?;
                            out.write_all(record)?;
                        }
                        Ok(())
                    })?;
                    Ok(writeln!(out, "{}]}}", if first { "" } else { "\n" })?)
                }
            })?;
            output.remarks(&survey.report);
            finish(&survey, output)
        }
    }
}

/// Hands out the lines of all servers' records in the order of servers.
fn each_server(
    engine: &Engine<'_>,
    survey: &Survey<Option<Vec<u8>>>,
    mut made: Vec<Option<Vec<u8>>>,
    posture: &Posture,
    mut take: impl FnMut(&[u8]) -> Result<()>,
) -> Result<()> {
    for start in (0..made.len()).step_by(CHUNK) {
        let chunk = start..(start + CHUNK).min(made.len());
        let missing: Vec<usize> = chunk.clone().filter(|at| made[*at].is_none()).collect();
        if !missing.is_empty() {
            let again = |_: usize, judged: Judged<'_>| Ok(record_lines(posture, judged));
            for (at, lines) in engine.revisit(survey, missing, "writing", again)?.0 {
                made[at] = Some(lines);
            }
        }
        for lines in made[chunk].iter_mut().filter_map(Option::take) {
            take(&lines)?;
        }
    }
    Ok(())
}

/// The status, and a word if there was nothing.
fn finish<T>(survey: &Survey<T>, output: &Output) -> Result<Status> {
    if survey.report.tools == 0 {
        output.say("no tool found\n");
    }
    Ok(Status::of(&survey.report))
}
