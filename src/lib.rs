//! toolrisk reads the tool manifests of MCP servers, says of every tool whether
//! it reads, writes or destroys, how risky that is and why, and turns the
//! verdicts into policies and a catalogue site.
//!
//! ```text
//! bytes → manifest → text + rulebook → evidence → classify → policy → catalogue → report | site → files
//! ```
//!
//! A module uses modules of lower levels only; `ARCHITECTURE.md` lists the levels.

pub mod account;
pub mod catalogue;
pub mod claim;
pub mod classify;
pub mod cli;
pub mod config;
pub mod diag;
pub mod embedded;
pub mod eval;
pub mod evidence;
pub mod fsio;
pub mod grade;
pub mod hints;
pub mod hygiene;
pub mod ids;
mod jsonc;
pub mod manifest;
pub mod overrides;
pub mod policy;
pub mod report;
pub mod rulebook;
pub mod run;
pub mod settings;
pub mod sink;
pub mod site;
pub mod span;
pub mod text;
pub mod toxic;
pub mod vocab;
