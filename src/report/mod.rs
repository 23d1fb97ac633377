//! What a run says to people and programs: one file per kind of report. Pure: they
//! take values and give text. Colour is written as escape sequences, which the
//! command line takes out again where nobody wants them.
//!
//! Every foreign text that people read passes through [`crate::diag::printable`].

pub mod annotations;
pub mod build;
pub mod compare;
pub mod eval;
pub mod explain;
pub mod merge_patch;
mod object;
pub mod policies;
pub mod record;
pub mod rules;
pub mod servers;
pub mod stack;
pub mod style;
pub mod summary;
pub mod table;
pub mod verdicts;
