//! The command line: arguments, commands, colour, progress and exit status. The
//! only place that reads the environment and prints.

mod args;
mod commands;
mod date;
mod output;
mod plan;
mod progress;
mod session;
mod status;

pub use args::Cli;
pub use status::Status;

use clap::{CommandFactory, FromArgMatches};
use output::Output;
use std::ffi::OsString;
use std::process::ExitCode;

/// Runs the program with these arguments, the program's name first.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let matches = match Cli::command().try_get_matches_from(args) {
        Ok(matches) => matches,
        // Help and version go to standard output, errors to standard error; where
        // nobody listens there is nobody to tell.
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { Status::Usage } else { Status::Done }.into();
        }
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return Status::Usage.into();
        }
    };
    quiet_guarded_panics();
    let output = Output::new(&cli.global);
    match commands::run(&cli, &output) {
        Ok(status) => status.into(),
        // The reader has seen enough (`| head`).
        Err(error) if output::is_closed_pipe(&error) => Status::Done.into(),
        Err(error) if error.is::<status::UsageError>() => {
            output.error(&error);
            Status::Usage.into()
        }
        Err(error) => {
            output.error(&error);
            Status::Failed.into()
        }
    }
}

/// A panic that the run catches is reported by the run, with the name of the
/// file; the usual message would only tear the page.
fn quiet_guarded_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !crate::run::is_guarded() {
            usual(panic);
        }
    }));
}
