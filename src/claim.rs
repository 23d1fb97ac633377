//! What a rule claims, and how strongly: the words that rules and evidence share.

use crate::vocab::{Category, Reversibility, Severity, Trait};
use std::collections::BTreeSet;

/// How much one piece of evidence weighs against others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// A hint; counts only where nothing else speaks.
    Weak,
    /// One reasonable reading among others.
    Fair,
    /// Hardly ever means anything else.
    Strong,
    /// States the matter outright.
    Decisive,
}

/// What an act leaves behind: for the words of a verdict, which it does not move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Leaves {
    /// What it made or found is kept, and can be deleted.
    Kept,
    /// Something else stands where the old content stood.
    Replaced,
    /// What it takes away comes back by itself in later work.
    Passing,
    /// Something else is shown or selected than before, and all that is kept stays.
    Shown,
    /// What it takes out of a group or off another thing stays itself.
    Untied,
}

/// What a piece of evidence argues for; empty parts argue nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claim {
    /// The category of the act, or for evidence that is no act: at least this.
    pub category: Option<Category>,
    /// At most this category, unless a stronger act contradicts it.
    pub category_at_most: Option<Category>,
    /// Raises the severity to at least this.
    pub severity: Option<Severity>,
    /// Lowers the severity to at most this, unless something raises it.
    pub severity_at_most: Option<Severity>,
    /// Whether the act can be undone.
    pub reversibility: Option<Reversibility>,
    /// What the act leaves behind, if that is known.
    pub leaves: Option<Leaves>,
    /// What else the call touches.
    pub traits: BTreeSet<Trait>,
}
