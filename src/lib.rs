//! toolrisk reads the tool manifests of MCP servers, says of every tool whether
//! it reads, writes or destroys, how risky that is and why, and turns the
//! verdicts into policies and a catalogue site.
//!
//! ```text
//! bytes → manifest → text + rulebook → evidence → classify → policy → catalogue → report | site → files
//! ```
//!
//! A module uses modules of lower levels only; `ARCHITECTURE.md` lists the levels.

pub mod diag;
pub mod ids;
pub mod manifest;
pub mod sink;
pub mod span;
pub mod vocab;
