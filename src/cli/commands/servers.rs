//! `servers`: each server as a whole, and all of them together.

use crate::cli::args::{Format, Global, Servers};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::status::Status;
use crate::report::servers::{ServerRecord, ServersRecord, servers};
use anyhow::Result;

/// Runs the command.
pub(super) fn run(args: &Servers, global: &Global, output: &Output) -> Result<Status> {
    let session = Session::load(global, output)?;
    let engine = session.engine()?;
    // Summaries are all it takes: no record is made and nothing is read twice.
    let mut survey = engine.tally(session.inputs(&args.paths.paths));
    session.account(&mut survey.report);
    let (catalogue, scale) = (&survey.catalogue, session.rulebook.scale());
    match args.format {
        Format::Human => {
            output.remarks(&survey.report);
            if survey.report.tools > 0 {
                output.result(&servers(scale, catalogue))?;
            }
        }
        Format::Json => {
            output.data(|out| Ok(out.write_all(ServersRecord::of(scale, catalogue).text().as_bytes())?))?;
            output.remarks(&survey.report);
        }
        Format::Jsonl => {
            output.data(|out| {
                catalogue
                    .servers
                    .iter()
                    .try_for_each(|server| Ok(writeln!(out, "{}", ServerRecord::of(scale, server).line())?))
            })?;
            output.remarks(&survey.report);
        }
    }
    if survey.report.tools == 0 {
        output.say("no tool found\n");
    }
    Ok(Status::of(&survey.report))
}
