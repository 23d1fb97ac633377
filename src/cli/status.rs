//! What the program tells its caller at the end.

use crate::account::RunReport;
use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// All done.
    Done = 0,
    /// It could not be done.
    Failed = 1,
    /// The arguments make no sense.
    Usage = 2,
    /// No tool in any input.
    NothingFound = 3,
    /// Done, but a file was not used, or an entry could not be read.
    InputsSkipped = 4,
    /// Done, and what was looked for was found: hints that are contradicted, a policy that
    /// does not fit.
    Contradicted = 5,
}

impl Status {
    /// The status of a run that did what it could with its inputs.
    pub fn of(report: &RunReport) -> Status {
        if report.tools == 0 {
            Status::NothingFound
        } else if report.lost_something() {
            Status::InputsSkipped
        } else {
            Status::Done
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(status as u8)
    }
}

/// Arguments that parse but make no sense together.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct UsageError(pub(super) String);
