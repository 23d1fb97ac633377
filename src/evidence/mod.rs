//! Evidence: what in a definition speaks for what, by which rule.

pub mod acts;
pub mod collect;
pub mod context;
pub mod features;
pub mod parsed;

pub use crate::claim::{Claim, Strength};

use crate::ids::RuleId;
use crate::span::{Field, Span};
use std::sync::Arc;

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
    pub says: Arc<str>,
    /// Why that makes a call as severe as the rule claims; empty where what it says is
    /// reason enough.
    pub harm: Arc<str>,
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
