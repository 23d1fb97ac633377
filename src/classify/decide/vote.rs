//! What the rules make of each act, and how much that weighs.

use crate::claim::Leaves;
use crate::evidence::Strength;
use crate::evidence::acts::{Occurrence, Sureness};
use crate::evidence::collect::{Collector, SoFar};
use crate::rulebook::rule::Rule;
use crate::vocab::Category;

/// One act with what the rules make of it.
#[derive(Debug, Clone)]
pub(super) struct Vote<'r, 'p> {
    pub(super) act: &'p Occurrence,
    /// The rules that the act triggers.
    pub(super) triggered: Vec<&'r Rule>,
    /// Of those, the one that gives the act its category.
    pub(super) rule: Option<&'r Rule>,
}

impl<'r, 'p> Vote<'r, 'p> {
    /// What the rules make of an act.
    pub(super) fn of(at: &Collector<'r, 'p>, act: &'p Occurrence, so_far: &SoFar) -> Vote<'r, 'p> {
        let triggered = at.triggered(act);
        let rule = at.category(&triggered, so_far);
        Vote { act, triggered, rule }
    }

    /// The category that it speaks for.
    pub(super) fn category(&self) -> Option<Category> {
        self.rule.and_then(|rule| rule.claim.category)
    }

    /// Whether what it takes away comes back by itself.
    pub(super) fn passes(&self) -> bool {
        self.rule.is_some_and(|rule| rule.claim.leaves == Some(Leaves::Passing))
    }

    /// How much the vote weighs: the rule's strength times how sure it is that the
    /// word is an act of this call.
    pub(super) fn weight(&self) -> u32 {
        let rule = self.rule.map_or(0, |rule| weight(rule.strength));
        let sure = match self.act.sureness {
            Sureness::Weak => 1,
            Sureness::Fair => 2,
            Sureness::Sure => 3,
        };
        rule * sure
    }
}

/// How much a rule of that strength weighs.
fn weight(strength: Strength) -> u32 {
    match strength {
        Strength::Weak => 1,
        Strength::Fair => 2,
        Strength::Strong => 4,
        Strength::Decisive => 8,
    }
}
