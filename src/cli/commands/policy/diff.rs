//! `policy diff`: what one policy lets through that another does not.

use crate::cli::args::{PolicyDiff, TwoFormats};
use crate::cli::output::Output;
use crate::cli::status::Status;
use crate::policy::document::changes;
use crate::report::policies::{changes_human, changes_json};
use anyhow::Result;

/// Runs the command.
pub(super) fn run(args: &PolicyDiff, output: &Output) -> Result<Status> {
    let (old, new) = (super::read(&args.old, output)?, super::read(&args.new, output)?);
    let changes = changes(&old, &new);
    output.result(&match args.format {
        TwoFormats::Human => changes_human(&changes),
        TwoFormats::Json => changes_json(&changes),
    })?;
    Ok(if changes.iter().any(|change| change.opens) { Status::Contradicted } else { Status::Done })
}
