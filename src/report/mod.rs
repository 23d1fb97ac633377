//! Reports for people at a terminal, and the JSON of a run. Pure: they take values
//! and give text; colour is written as escape sequences, which the command line
//! takes out again where nobody wants them.
//!
//! Every foreign text passes through [`crate::diag::printable`] here.

pub mod build;
pub mod explain;
pub mod rules;
pub mod style;
pub mod summary;
pub mod table;
pub mod verdicts;
