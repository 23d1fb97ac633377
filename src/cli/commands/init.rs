//! `init`: a settings file with every key, to begin with.

use crate::cli::args::Init;
use crate::cli::output::Output;
use crate::cli::status::Status;
use crate::{fsio, settings};
use anyhow::{Result, bail};

/// Runs the command.
pub(super) fn run(args: &Init, output: &Output) -> Result<Status> {
    let path = &args.file;
    if !args.force && fsio::is_input(path) {
        bail!("{} exists already; name another file, or overwrite it with --force", path.display());
    }
    fsio::rewrite(path, settings::TEMPLATE)?;
    output.say(&format!("{} has every key with its default; take away the # to change one\n", path.display()));
    Ok(Status::Done)
}
