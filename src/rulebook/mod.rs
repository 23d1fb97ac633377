//! The rulebook: everything under `catalog/`, checked, compiled and indexed.
//!
//! `catalog/` is data on disk; [`Rulebook`] is that data loaded. Loading has two
//! steps and two types: the file as written (private structs that mirror the file
//! and refuse unknown keys) and the checked form that the engine uses. All problems
//! of all files are reported at once, each with file, line and column.

pub mod attack;
pub mod files;

pub use attack::Attack;
pub use files::{CatalogFiles, Problem, Problems};
