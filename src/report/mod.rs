//! What a run says to people and programs: one file per kind of report.

pub mod record;
