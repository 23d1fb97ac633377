//! Evidence: what in a definition speaks for what, by which rule.

pub mod acts;
pub mod collect;
pub mod context;
pub mod parsed;

use crate::ids::RuleId;
use crate::span::{Field, Span};
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
    /// What else the call touches.
    pub traits: BTreeSet<Trait>,
}

/// One observation: a rule, the words it saw, and what it takes them to say.
///
/// The quoted words are never stored; they are cut from the tool by `field` and
/// `span`, so that page, record and terminal cannot disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The rule that saw it.
    pub rule: RuleId,
    /// Where the words stand.
    pub field: Field,
    /// Which bytes of that field's text.
    pub span: Span,
    /// What the rule takes them to say: a lower-case clause without full stop.
    pub says: String,
    /// How much it weighs.
    pub strength: Strength,
    /// What it argues for.
    pub claim: Claim,
    /// Whether it took part in the verdict, or why not.
    pub standing: Standing,
}

/// Whether a piece of evidence counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It set the category, severity, reversibility or a trait.
    Decides,
    /// It agrees with what was decided.
    Supports,
    /// It was read and not counted; the clause says why (`denied by "does not"`).
    SetAside(String),
}
