//! A tool with several actions does the worst of them.

use super::vote::Vote;
use super::{Decision, act_evidence, all_classes, impact};
use crate::classify::ActionVerdict;
use crate::evidence::acts::{Object, Occurrence};
use crate::evidence::collect::{SoFar, believed};
use crate::evidence::parsed::Action;
use crate::evidence::{Evidence, Strength};
use crate::rulebook::rule::Rule;
use crate::span::Field;
use crate::vocab::{Category, Confidence, Impact};

impl Decision<'_, '_> {
    /// The verdict on each action, and what the worst of them makes of the tool's.
    pub(super) fn weigh_actions(&mut self) {
        if self.filters() {
            return;
        }
        let parsed = self.at.parsed;
        let about = parsed.acts.iter().find(|act| believed(act) && !act.object.words.is_empty()).map(|act| &act.object);
        for action in &parsed.actions {
            let (category, evidence) = self.of_action(action, about);
            let (severity, reversibility, traits) = impact::weigh(category, evidence.iter(), &[]);
            self.actions.push(ActionVerdict {
                action: action.name.clone(),
                param: action.param.clone(),
                field: action.field.clone(),
                span: action.span,
                impact: Impact::new(category, severity, reversibility),
                traits,
            });
            self.action_evidence.push(evidence);
        }
        self.settle_by_worst();
    }

    /// The category of one action and what speaks for it; `about` is what the tool acts on.
    fn of_action(&self, action: &Action, about: Option<&Object>) -> (Category, Vec<Evidence>) {
        let so_far = SoFar { classes: all_classes(&self.at.parsed.acts), ..SoFar::default() };
        let mut worst = None;
        let mut evidence = Vec::new();
        for act in &action.acts {
            let mut act = act.clone();
            if act.object.words.is_empty() {
                // An action without an object acts on what the tool is about.
                act.object = about.cloned().unwrap_or_default();
            }
            let triggered = self.at.triggered(&act);
            let Some(rule) = self.at.category(&triggered, &so_far) else { continue };
            let claimed = rule.claim.category.unwrap_or(Category::Write);
            let category =
                if claimed == Category::Write && self.hands_out(&act, rule) { Category::Read } else { claimed };
            worst = worst.max(Some(category));
            let so_far = SoFar { category: Some(category), ..so_far };
            let own = (category == claimed).then_some(rule);
            let rules = own.into_iter().chain(self.at.others(&triggered, &so_far));
            evidence.extend(rules.map(|rule| act_evidence(self.lexicon(), &act, rule)));
        }
        (worst.unwrap_or(Category::Write), evidence)
    }

    /// Whether an action only hands something to the caller: a download among reading actions.
    fn hands_out(&self, act: &Occurrence, rule: &Rule) -> bool {
        let lexicon = self.lexicon();
        self.category == Category::Read
            && self.confidence < Confidence::Low
            && rule.strength <= Strength::Fair
            && matches!(lexicon.family_name(lexicon.verb(act.verb).family), "export" | "generate")
    }

    /// Takes the category of the worst action, unless what decides so far says more.
    fn settle_by_worst(&mut self) {
        let Some(worst) = self.actions.iter().max_by_key(|action| action.impact.category()) else { return };
        let category = worst.impact.category();
        let vague = self.weighs_at_most(6);
        let chosen = worst.param.is_some() && self.actions.len() > 1;
        let settled = if category < self.category {
            chosen && vague || worst.param.is_none() && self.only_announces(worst)
        } else {
            category > self.category || vague || chosen
        };
        if settled {
            self.category = category;
            self.confidence = if worst.param.is_some() { Confidence::High } else { Confidence::Medium };
            self.doubt = worst.param.is_none().then(|| "the actions stand only in the description".to_owned());
            self.moved.push((worst.field.clone(), worst.span));
        }
    }

    /// Whether what looks like a choice of actions only narrows down what is read: the
    /// tool plainly reads, and the parameter is no `action` or is said to filter.
    fn filters(&self) -> bool {
        let parsed = self.at.parsed;
        let reads = self.category == Category::Read && self.confidence == Confidence::High && self.moved.is_empty();
        let chooser = parsed.actions.first().and_then(|action| parsed.params.get(action.param.as_deref()?));
        let Some(chooser) = chooser.filter(|_| reads) else { return false };
        let said = chooser.description.unwrap_or_default().to_lowercase();
        !matches!(chooser.name.to_ascii_lowercase().as_str(), "action" | "actions" | "op" | "command" | "subcommand")
            || said.contains("filter")
            || said.contains("only entries")
    }

    /// `Run one of the following operations get-team, get-teams`: whether what decides is only
    /// that one of the actions is run, which is no more than the worst of them, and nothing else
    /// speaks for more.
    fn only_announces(&self, worst: &ActionVerdict) -> bool {
        const RUNS: [&str; 8] = ["call", "choose", "execute", "invoke", "perform", "pick", "run", "select"];
        let lexicon = self.lexicon();
        let runs = |act: &Occurrence| RUNS.contains(&lexicon.verb(act.verb).lemma.as_str());
        let text = self.at.parsed.tool.description.as_deref().unwrap_or_default();
        let announces = self.deciding_vote().is_some_and(|vote| {
            let act = vote.act;
            let behind = text.get(act.span.end..).unwrap_or_default().trim_start();
            let behind = RUNS.iter().find_map(|verb| behind.strip_prefix(&format!("and {verb} "))).unwrap_or(behind);
            runs(act)
                && act.field == Field::DESCRIPTION
                && worst.field == act.field
                && behind.starts_with("one of the following")
        });
        let more = |vote: &Vote<'_, '_>| vote.category().is_some_and(|category| category > worst.impact.category());
        announces && !self.votes.iter().any(|vote| believed(vote.act) && more(vote) && !runs(vote.act))
    }
}
