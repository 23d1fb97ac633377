//! What changed from one build to another: the state that a build leaves behind, two states
//! held against each other, and the steps of the last builds.
//!
//! Works on states alone, so an older site and manifests that are judged on the spot are
//! compared the same way.

pub mod beside;
mod compare;
mod history;
mod read;
mod state;
mod step;

pub use compare::compare;
pub use history::History;
pub use read::StateError;
pub use state::{Mark, Seen, ServerState, State, ToolState};
pub use step::{Counts, Difference, Group, How, Pair, ServerChange, ServerHow, Step, ToolChange};
