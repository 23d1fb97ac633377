//! The decision of the rules on one tool, a file for each of its steps: what each act weighs
//! (`vote`), what name and first sentence say together (`category`), what a tool with several
//! actions does at worst (`actions`), what is stated outright (`statements`), what the author
//! hints (`hints`), severity, reversibility and traits from all that counts (`impact`), and last
//! what sentences about the deciding act are made of (`words`).

mod actions;
mod category;
mod hints;
mod impact;
mod statements;
mod vote;
mod words;

pub(super) use impact::sort;

use super::{ActionVerdict, Classification, Judge, Told};
use crate::evidence::acts::Occurrence;
use crate::evidence::collect::{Collector, Hit, SoFar, believed};
use crate::evidence::context::ServerContext;
use crate::evidence::parsed::Parsed;
use crate::evidence::{Evidence, Standing};
use crate::manifest::Tool;
use crate::rulebook::Rulebook;
use crate::rulebook::lexicon::{Classes, FamilyId, Lexicon};
use crate::rulebook::rule::{Place, Rule};
use crate::span::{Field, Span};
use crate::vocab::{Category, Confidence};
use std::sync::Arc;
use vote::Vote;

/// Why evidence for another category does not count.
pub(super) const OUTVOTED: &str = "other evidence weighs more";

/// What speaks of a tool without a description.
pub(super) fn silent(tool: &Tool) -> &'static str {
    let of_one = |parameter: &serde_json::Value| parameter.get("description").is_some_and(|text| text.is_string());
    let properties = tool.input_schema.as_ref().and_then(|schema| schema.get("properties")?.as_object());
    match properties.is_some_and(|properties| properties.values().any(of_one)) {
        true => "there is no description; only the name and the parameters speak",
        false => "there is no description",
    }
}

/// What the rules say of each of several tools of a server, without the weights.
pub(super) fn by_rules(
    rulebook: &Rulebook,
    context: &ServerContext,
    parsed: &[Parsed<'_>],
    told: Told,
) -> Vec<Classification> {
    let collected: Vec<Collector<'_, '_>> = parsed.iter().map(|tool| Collector::new(rulebook, context, tool)).collect();
    collected.into_iter().map(|collected| Decision::new(collected, told).run()).collect()
}

/// The state of one decision.
struct Decision<'r, 'p> {
    at: Collector<'r, 'p>,
    told: Told,
    votes: Vec<Vote<'r, 'p>>,
    category: Category,
    confidence: Confidence,
    doubt: Option<String>,
    /// The vote that decides, if an act decides.
    deciding: Option<usize>,
    /// The hits that moved the category.
    moved: Vec<(Field, Span)>,
    actions: Vec<ActionVerdict>,
    /// The evidence for each action.
    action_evidence: Vec<Vec<Evidence>>,
}

impl<'r, 'p> Decision<'r, 'p> {
    fn new(at: Collector<'r, 'p>, told: Told) -> Self {
        let so_far = SoFar { classes: all_classes(&at.parsed.acts), ..SoFar::default() };
        let votes = at.parsed.acts.iter().map(|act| Vote::of(&at, act, &so_far)).collect();
        Decision {
            at,
            told,
            votes,
            category: Category::Write,
            confidence: Confidence::Low,
            doubt: Some("nothing says plainly what a call does".to_owned()),
            deciding: None,
            moved: Vec::new(),
            actions: Vec::new(),
            action_evidence: Vec::new(),
        }
    }

    fn run(mut self) -> Classification {
        let so_far = SoFar { classes: all_classes(&self.at.parsed.acts), ..SoFar::default() };
        self.weigh_acts();
        let so_far = SoFar { family: self.family(), ..so_far };
        let hits = self.hits(&so_far);
        self.weigh_actions();
        self.weigh_statements(&hits);
        self.weigh_hint();
        // Now that the category is known, the rules that ask for it.
        let so_far = SoFar { category: Some(self.category), family: self.family(), ..so_far };
        let mut hits = self.hits(&so_far);
        hits.extend(self.at.verdicts(&so_far));
        self.finish(&hits, &so_far)
    }

    /// The hits of all rules but those of acts, as far as their further conditions hold.
    fn hits(&self, so_far: &SoFar) -> Vec<Hit<'r>> {
        let mut hits: Vec<Hit<'r>> =
            self.at.phrases().iter().filter(|hit| self.at.holds(hit.rule, so_far)).cloned().collect();
        hits.extend(self.at.parameters(so_far));
        hits.extend(self.at.hints(so_far));
        hits.extend(self.at.nominals(so_far));
        hits
    }

    /// The family of the deciding act.
    fn family(&self) -> Option<FamilyId> {
        let vote = self.deciding_vote()?;
        Some(self.lexicon().verb(vote.act.verb).family)
    }

    /// The vote that decides, if an act decides.
    fn deciding_vote(&self) -> Option<&Vote<'r, 'p>> {
        self.deciding.map(|deciding| &self.votes[deciding])
    }

    /// What the deciding vote weighs is at most this, or no act decides.
    fn weighs_at_most(&self, weight: u32) -> bool {
        self.deciding_vote().is_none_or(|vote| vote.weight() <= weight)
    }

    fn lexicon(&self) -> &'r Lexicon {
        self.at.rulebook.lexicon()
    }

    /// Severity, reversibility, traits and all evidence.
    fn finish(mut self, hits: &[Hit<'r>], so_far: &SoFar) -> Classification {
        let mut evidence = self.gather(hits, so_far);
        let (impact, traits) = impact::settle(self.category, &mut evidence, &self.actions);
        sort(&mut evidence);
        let mismatches = self.mismatches(impact);
        let act = self.act();
        Classification {
            impact,
            traits,
            confidence: self.confidence,
            doubt: self.doubt.filter(|_| self.confidence != Confidence::High),
            evidence,
            actions: self.actions,
            mismatches,
            act,
            judge: Judge::Rules,
        }
    }
}

/// What a rule makes of an act.
fn act_evidence(lexicon: &Lexicon, act: &Occurrence, rule: &Rule) -> Evidence {
    // What a rule says of a whole family, its verbs may say more closely.
    let closer = if rule.is_of_a_family() { lexicon.reason(act.verb) } else { None };
    Evidence {
        rule: rule.id.clone(),
        field: act.field.clone(),
        span: act.span,
        says: closer.map_or_else(|| rule.says.clone(), Arc::clone),
        harm: rule.harm.clone(),
        strength: rule.strength,
        claim: rule.claim.clone(),
        standing: act.denied.clone().map_or(Standing::Supports, Standing::SetAside),
    }
}

/// The classes of all objects that the tool is said to act on.
fn all_classes(acts: &[Occurrence]) -> Classes {
    acts.iter()
        .filter(|a| believed(a) && a.place != Place::Body)
        .fold(Classes::default(), |all, a| all.with(a.object.classes))
}
