//! `completions`: a script that completes commands and options in a shell.

use crate::cli::Cli;
use crate::cli::args::Completions;
use crate::cli::output::Output;
use crate::cli::status::Status;
use anyhow::Result;
use clap::CommandFactory;

/// Runs the command.
pub(super) fn run(args: &Completions, output: &Output) -> Result<Status> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "toolrisk", &mut script);
    output.data(|out| Ok(out.write_all(&script)?))?;
    Ok(Status::Done)
}
