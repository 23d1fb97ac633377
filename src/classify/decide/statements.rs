//! What the definition states outright, and parameters that carry power.

use super::Decision;
use crate::evidence::Strength;
use crate::evidence::acts::Sureness;
use crate::evidence::collect::Hit;
use crate::rulebook::rule::{Place, Trigger};
use crate::vocab::{Category, Confidence};
use std::cmp::Reverse;

impl Decision<'_, '_> {
    /// Statements about the whole call: the worst may raise the category, the strongest that
    /// says `at most` (read-only, preview, dry run) may lower it.
    pub(super) fn weigh_statements(&mut self, hits: &[Hit<'_>]) {
        let counted =
            || hits.iter().filter(|hit| hit.denied.is_none() && !hit.field.as_str().starts_with("/annotations"));
        let cap = counted().filter(|hit| hit.rule.claim.category_at_most.is_some()).max_by_key(|hit| hit.rule.strength);
        let raise = counted()
            .filter_map(|hit| Some((hit.rule.claim.category?, hit)))
            .max_by_key(|(category, hit)| (*category, hit.rule.strength, Reverse(hit.span)));
        if let Some((category, hit)) = raise {
            self.raise(category, hit, cap);
        }
        let by_action = self.actions.iter().any(|action| action.impact.category() == self.category);
        if let Some(hit) = cap.filter(|_| !by_action) {
            let most = hit.rule.claim.category_at_most.unwrap_or(Category::Read);
            if hit.rule.strength == Strength::Weak {
                self.guess(most, hit);
            } else if self.category > most {
                self.lower(most, hit);
            }
        }
    }

    /// A statement says that it is at least of this category; `cap` says the opposite.
    fn raise(&mut self, category: Category, hit: &Hit<'_>, cap: Option<&Hit<'_>>) {
        let strength = hit.rule.strength;
        // Of two statements that contradict each other, the safer one holds.
        let capped = cap.is_some_and(|cap| {
            cap.rule.strength > strength || cap.rule.strength == strength && category < Category::Destructive
        });
        let strong = strength >= Strength::Strong;
        let enough = strong || self.confidence > Confidence::High;
        if category > self.category && enough && !capped {
            self.category = category;
            self.confidence =
                if strong { Confidence::High.max(self.confidence.min(Confidence::Medium)) } else { Confidence::Medium };
            let what = if matches!(hit.rule.trigger, Trigger::Parameter(_)) { "parameter" } else { "statement" };
            self.doubt = (self.confidence != Confidence::High).then(|| format!("a {what} decides, not the verb"));
            self.moved.push((hit.field.clone(), hit.span));
        } else if category == self.category && self.confidence == Confidence::Medium && strong {
            self.confidence = Confidence::High;
            self.doubt = None;
        }
    }

    /// A noun says what is returned where no verb says anything.
    fn guess(&mut self, most: Category, hit: &Hit<'_>) {
        let deciding = self.deciding_vote();
        let guessed = deciding.is_none_or(|vote| vote.weight() <= 4 && vote.act.place == Place::Name);
        let weak =
            hit.rule.trigger == Trigger::Nominal && deciding.is_some_and(|vote| vote.act.sureness == Sureness::Weak);
        let open = self.category == Category::Write && self.confidence == Confidence::Low;
        if guessed && self.moved.is_empty() && (open || weak) {
            self.deciding = None;
            self.category = most;
            self.confidence = Confidence::Medium;
            self.doubt = Some("no verb says what the tool does; what it names is something to read".to_owned());
            self.moved.push((hit.field.clone(), hit.span));
        }
    }

    /// A statement says that it is at most of this category, which is milder than what is
    /// found.
    fn lower(&mut self, most: Category, hit: &Hit<'_>) {
        let sure = self.confidence == Confidence::High
            && self.deciding_vote().is_some_and(|vote| vote.weight() >= 12 && vote.category() == Some(self.category));
        if sure && hit.rule.strength < Strength::Decisive {
            self.confidence = Confidence::Low;
            self.doubt = Some("the definition claims less than its verb says".to_owned());
            return;
        }
        self.category = most;
        self.confidence = if hit.rule.strength >= Strength::Strong { Confidence::Medium } else { Confidence::Low };
        self.doubt = Some("a statement in the definition decides, not the verb".to_owned());
        self.moved.push((hit.field.clone(), hit.span));
    }
}
