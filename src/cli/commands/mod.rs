//! The commands, one file each.

mod annotations;
mod build;
mod classify;
mod completions;
mod eval;
mod explain;
mod init;
mod learn;
mod man;
mod policy;
mod rules;
#[cfg(feature = "serve")]
mod serve;
mod servers;
mod stack;
#[cfg(feature = "serve")]
mod watch;

use super::args::{Cli, Command};
use super::output::Output;
use super::status::Status;
use anyhow::Result;

/// Does what the arguments say.
///
/// # Errors
/// If it could not be done.
pub(super) fn run(cli: &Cli, output: &Output) -> Result<Status> {
    let global = &cli.global;
    match &cli.command {
        Command::Build(args) => build::build(args, global, output),
        Command::Site(args) => build::site(args, global, output),
        Command::Classify(args) => classify::run(args, global, output),
        Command::Policy(args) => policy::run(args, global, output),
        Command::Annotations(args) => annotations::run(args, global, output),
        Command::Servers(args) => servers::run(args, global, output),
        Command::Stack(args) => stack::run(args, global, output),
        Command::Eval(args) => eval::run(args, global, output),
        Command::Learn(args) => learn::run(args, global, output),
        Command::Init(args) => init::run(args, output),
        Command::Explain(args) => explain::run(args, global, output),
        Command::Rules(args) => rules::run(args, global, output),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(args, global, output),
        Command::Completions(args) => completions::run(args, output),
        Command::Man(args) => man::run(args, output),
    }
}
