//! All evidence with its standing, and the severity, reversibility and traits that follow from
//! what counts of it.

use super::vote::Vote;
use super::{Decision, OUTVOTED, act_evidence};
use crate::classify::ActionVerdict;
use crate::evidence::collect::{Hit, SoFar, believed};
use crate::evidence::{Evidence, Standing, Strength};
use crate::rulebook::rule::Place;
use crate::vocab::{Category, Impact, Reversibility, Severity, Trait};
use std::collections::BTreeSet;

/// Evidence as it is gathered: of one rule for the same words only once.
#[derive(Default)]
struct Gathered(Vec<Evidence>);

impl Gathered {
    /// Adds a piece, which decides if it counts at all and `decides` says so.
    fn add(&mut self, mut piece: Evidence, decides: bool) {
        if decides && piece.standing == Standing::Supports {
            piece.standing = Standing::Decides;
        }
        let same =
            |have: &&mut Evidence| have.rule == piece.rule && have.field == piece.field && have.span == piece.span;
        match self.0.iter_mut().find(same) {
            Some(have) if piece.standing == Standing::Decides => have.standing = Standing::Decides,
            Some(_) => {}
            None => self.0.push(piece),
        }
    }
}

impl Decision<'_, '_> {
    /// All evidence: of acts, of actions, and of everything else.
    pub(super) fn gather(&mut self, hits: &[Hit<'_>], so_far: &SoFar) -> Vec<Evidence> {
        let mut evidence = Gathered::default();
        for (number, vote) in self.votes.iter().enumerate() {
            self.add_vote(&mut evidence, number, vote, so_far);
        }
        // Actions: the worst one and what it touches.
        for (verdict, found) in self.actions.iter().zip(std::mem::take(&mut self.action_evidence)) {
            let chosen = self.moved.contains(&(verdict.field.clone(), verdict.span));
            for mut piece in found {
                if verdict.impact.category() < self.category {
                    piece.standing = Standing::SetAside("a worse action decides".to_owned());
                }
                let decides = chosen && piece.claim.category == Some(self.category);
                evidence.add(piece, decides);
            }
        }
        for hit in hits {
            let mut piece = hit.evidence();
            let claim = &hit.rule.claim;
            let overruled = claim.category.is_some_and(|category| category > self.category)
                || claim.category_at_most.is_some_and(|category| category < self.category);
            if overruled && piece.standing == Standing::Supports {
                piece.standing = Standing::SetAside(OUTVOTED.to_owned());
            }
            evidence.add(piece, self.moved.contains(&(hit.field.clone(), hit.span)));
        }
        evidence.0
    }

    /// What the rules say of one act.
    fn add_vote(&self, evidence: &mut Gathered, number: usize, vote: &Vote<'_, '_>, so_far: &SoFar) {
        let lexicon = self.lexicon();
        let decides = self.deciding == Some(number);
        let fits = vote.category() == Some(self.category);
        if let Some(rule) = vote.rule {
            let mut piece = act_evidence(lexicon, vote.act, rule);
            if piece.standing == Standing::Supports
                && let Some(why) = self.against(vote, decides || fits)
            {
                piece.standing = Standing::SetAside(why.to_owned());
            }
            evidence.add(piece, decides && fits);
        }
        if believed(vote.act) && vote.act.place != Place::Body {
            for rule in self.at.others(&vote.triggered, so_far) {
                evidence.add(act_evidence(lexicon, vote.act, rule), false);
            }
        }
    }

    /// Why an act does not count beside the one that decides; `fits` if it is that one or of the
    /// same category.
    fn against(&self, vote: &Vote<'_, '_>, fits: bool) -> Option<&'static str> {
        if !fits {
            let worse = vote.category() > Some(self.category);
            return Some(if worse { OUTVOTED } else { "a worse act decides" });
        }
        // What comes back by itself says nothing of an act beside it that takes for good.
        let lasting = self.deciding_vote().is_some_and(|deciding| !deciding.passes() && !deciding.act.first);
        (vote.passes() && lasting).then_some("another act takes what does not come back by itself")
    }
}

/// Impact and traits from the evidence that counts, of which what set the severity and the
/// reversibility is marked as deciding.
pub(super) fn settle(
    category: Category,
    evidence: &mut [Evidence],
    actions: &[ActionVerdict],
) -> (Impact, BTreeSet<Trait>) {
    let counts = |piece: &&Evidence| !matches!(piece.standing, Standing::SetAside(_));
    let (severity, reversibility, traits) = weigh(category, evidence.iter().filter(counts), actions);
    let impact = Impact::new(category, severity, reversibility);
    mark_deciding(evidence, impact);
    (impact, traits)
}

/// Sorts evidence: deciding pieces first, then by field and span.
pub(in crate::classify) fn sort(evidence: &mut [Evidence]) {
    evidence.sort_by(|a, b| {
        (standing_rank(&a.standing), &a.field, a.span, &a.rule).cmp(&(
            standing_rank(&b.standing),
            &b.field,
            b.span,
            &b.rule,
        ))
    });
}

fn standing_rank(standing: &Standing) -> u8 {
    match standing {
        Standing::Decides => 0,
        Standing::Supports => 1,
        Standing::SetAside(_) => 2,
    }
}

/// Severity, reversibility and traits from the evidence that counts.
pub(super) fn weigh<'e>(
    category: Category,
    evidence: impl Iterator<Item = &'e Evidence>,
    actions: &[ActionVerdict],
) -> (Severity, Option<Reversibility>, BTreeSet<Trait>) {
    let base = Impact::default_for(category).severity();
    let mut traits: BTreeSet<Trait> = BTreeSet::new();
    let mut raised: Option<Severity> = None;
    let mut lowered: Option<Severity> = None;
    let mut turned: Option<(Strength, Reversibility)> = None;
    for e in evidence {
        traits.extend(e.claim.traits.iter().copied());
        raised = raised.max(e.claim.severity);
        if let Some(most) = e.claim.severity_at_most {
            lowered = Some(lowered.map_or(most, |l| l.min(most)));
        }
        if let Some(r) = e.claim.reversibility {
            turned = turned.max(Some((e.strength, r)));
        }
    }
    for action in actions {
        traits.extend(action.traits.iter().copied());
        if action.impact.category() == category && action.impact.severity() > base {
            raised = raised.max(Some(action.impact.severity()));
        }
    }
    let severity = match (raised, lowered) {
        (Some(up), _) if up >= base => up,
        (up, Some(down)) => up.unwrap_or(Severity::Low).max(down.min(base)),
        (_, None) => base,
    };
    (severity, turned.map(|(_, r)| r), traits)
}

/// Marks what set the severity and the reversibility as deciding.
fn mark_deciding(evidence: &mut [Evidence], impact: Impact) {
    for e in evidence.iter_mut().filter(|e| e.standing == Standing::Supports) {
        let severity = e.claim.severity == Some(impact.severity())
            && impact.severity() > Impact::default_for(impact.category()).severity()
            || e.claim.severity_at_most == Some(impact.severity())
                && impact.severity() < Impact::default_for(impact.category()).severity();
        let undo = e.claim.reversibility.is_some()
            && e.claim.reversibility == impact.reversibility()
            && impact.reversibility() != Impact::default_for(impact.category()).reversibility();
        if severity || undo {
            e.standing = Standing::Decides;
        }
    }
}
