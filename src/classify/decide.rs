//! The decision: which acts are believed, what the worst of them is, what it
//! touches, and how sure all that is.

use super::counterpart::counterpart;
use super::noun::{self, NounPhrase};
use super::{Act, ActionVerdict, Classification, Judge, Mismatch, Said, Told, said};
use crate::claim::Leaves;
use crate::evidence::acts::{Occurrence, Sureness};
use crate::evidence::collect::{Collector, Hit, SoFar, believed};
use crate::evidence::context::ServerContext;
use crate::evidence::parsed::Parsed;
use crate::evidence::{Evidence, Standing, Strength};
use crate::manifest::Tool;
use crate::rulebook::Rulebook;
use crate::rulebook::lexicon::{Classes, Follows, Lexicon, Noun, Role, VerbId};
use crate::rulebook::rule::{Place, Rule, Trigger};
use crate::span::{Field, Span};
use crate::text::forms::{self, Form};
use crate::text::lower::Lower;
use crate::text::name::{NameWord, is_wide};
use crate::vocab::{Category, Confidence, Impact, Reversibility, Severity, Trait};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The most letters of an object in a script without spaces.
const WIDEST: usize = 18;

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

/// One act with what the rules make of it.
#[derive(Debug, Clone)]
struct Vote<'r, 'p> {
    act: &'p Occurrence,
    /// The rules that the act triggers.
    triggered: Vec<&'r Rule>,
    /// Of those, the one that gives the act its category.
    rule: Option<&'r Rule>,
}

impl<'r, 'p> Vote<'r, 'p> {
    fn of(at: &Collector<'r, 'p>, act: &'p Occurrence, so_far: &SoFar) -> Vote<'r, 'p> {
        let triggered = at.triggered(act);
        let rule = at.category(&triggered, so_far);
        Vote { act, triggered, rule }
    }

    fn category(&self) -> Option<Category> {
        self.rule.and_then(|rule| rule.claim.category)
    }

    /// Whether what it takes away comes back by itself.
    fn passes(&self) -> bool {
        self.rule.is_some_and(|rule| rule.claim.leaves == Some(Leaves::Passing))
    }

    /// How much the vote weighs: the rule's strength times how sure it is that the
    /// word is an act of this call.
    fn weight(&self) -> u32 {
        let rule = self.rule.map_or(0, |rule| weight(rule.strength));
        let sure = match self.act.sureness {
            Sureness::Weak => 1,
            Sureness::Fair => 2,
            Sureness::Sure => 3,
        };
        rule * sure
    }
}

fn weight(strength: Strength) -> u32 {
    match strength {
        Strength::Weak => 1,
        Strength::Fair => 2,
        Strength::Strong => 4,
        Strength::Decisive => 8,
    }
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
        self.acts();
        let so_far = SoFar { family: self.family(), ..so_far };
        let mut hits = self.fitting(&so_far);
        hits.extend(self.at.parameters(&so_far));
        hits.extend(self.at.hints(&so_far));
        hits.extend(self.at.nominals(&so_far));
        self.action_verdicts();
        self.outright(&hits);
        self.hint(&hits);
        // Now that the category is known, the rules that ask for it.
        let so_far = SoFar { category: Some(self.category), family: self.family(), classes: so_far.classes };
        let mut final_hits = self.fitting(&so_far);
        final_hits.extend(self.at.parameters(&so_far));
        final_hits.extend(self.at.hints(&so_far));
        final_hits.extend(self.at.nominals(&so_far));
        final_hits.extend(self.at.verdicts(&so_far));
        self.finish(final_hits, &so_far)
    }

    /// The hits of phrases whose rules' further conditions hold.
    fn fitting(&self, so_far: &SoFar) -> Vec<Hit<'r>> {
        self.at.phrases().iter().filter(|hit| self.at.holds(hit.rule, so_far)).cloned().collect()
    }

    fn family(&self) -> Option<crate::rulebook::lexicon::FamilyId> {
        let vote = self.deciding.map(|d| &self.votes[d])?;
        Some(self.at.rulebook.lexicon().verb(vote.act.verb).family)
    }

    fn best(&self, place: Place, first: bool) -> Option<usize> {
        (0..self.votes.len())
            .filter(|i| {
                let v = &self.votes[*i];
                v.act.place == place && v.act.first == first && believed(v.act) && v.category().is_some()
            })
            .max_by_key(|i| (self.votes[*i].weight(), std::cmp::Reverse(*i)))
    }

    /// What the name and the description say.
    fn acts(&mut self) {
        let name = self.best(Place::Name, true);
        let summary = self.best(Place::Summary, true);
        let title = self.best(Place::Title, true);
        let body = self.best(Place::Body, true);
        let category = |i: usize| self.votes[i].category().unwrap_or(Category::Write);
        let weight = |i: usize| self.votes[i].weight();
        let set = |d: &mut Self, i: usize, confidence, doubt: Option<&str>| {
            d.category = d.votes[i].category().unwrap_or(Category::Write);
            d.deciding = Some(i);
            d.confidence = confidence;
            d.doubt = doubt.map(str::to_owned);
        };
        // A summary that is only guessed at gives way to a title.
        let second = summary.or(title);
        match (name, second) {
            (Some(n), Some(s)) if category(n) == category(s) => {
                let i = if weight(s) >= weight(n) { s } else { n };
                let sure = weight(n) + weight(s) >= 8;
                let doubt = (!sure).then(|| self.ambiguity(i));
                set(self, i, if sure { Confidence::High } else { Confidence::Medium }, doubt.as_deref());
            }
            (Some(n), Some(s)) => {
                let (wn, ws) = (weight(n), weight(s));
                let told = self.votes[s].act;
                let plain = told.place == Place::Summary && told.sureness == Sureness::Sure;
                if category(s) > category(n) && plain && (self.opens_with_verb(n, s) || self.goes_on_with_verb(n, s)) {
                    // `submit_guess`, “Submits a guess”: the milder verb is what is handed in.
                    set(self, s, Confidence::High, None);
                } else if self.reads(s) && self.opens_with_verb(n, s) {
                    set(self, s, Confidence::Medium, Some("what stands behind the name's first word can be an act"));
                } else if self.names_what_is_read(n, s) {
                    let doubt = self.alone(n, "name", category(n));
                    set(self, s, Confidence::Medium, Some(&doubt));
                } else if category(n) > category(s) && wn >= 6 && self.says_what_comes_back(n, s) {
                    set(self, n, Confidence::Medium, Some("the description only says what comes back"));
                } else if ws * 2 >= wn * 3 {
                    let c = if wn <= 4 { Confidence::Medium } else { Confidence::Low };
                    let doubt = self.alone(n, "name", category(n));
                    set(self, s, c, Some(&doubt));
                } else if wn * 2 >= ws * 3 {
                    let c = if ws <= 4 { Confidence::Medium } else { Confidence::Low };
                    let doubt = self.alone(s, "description", category(s));
                    set(self, n, c, Some(&doubt));
                } else {
                    let worse = if category(n) >= category(s) { n } else { s };
                    let (milder, place) = if worse == n { (s, "description") } else { (n, "name") };
                    let doubt = format!("{}; the worse is assumed", self.alone(milder, place, category(milder)));
                    set(self, worse, Confidence::Low, Some(&doubt));
                }
            }
            (Some(n), None) => {
                let c = if weight(n) >= 4 { Confidence::Medium } else { Confidence::Low };
                let doubt = self.name_alone();
                set(self, n, c, Some(&doubt));
            }
            (None, Some(s)) => {
                let c = if weight(s) >= 4 { Confidence::Medium } else { Confidence::Low };
                set(self, s, c, Some("only the description tells what a call does, the name does not"));
            }
            (None, None) => {
                if let Some(b) = body {
                    set(self, b, Confidence::Low, Some("only a later sentence says what the tool does"));
                }
            }
        }
        // Acts joined to the first one: the worst counts.
        for i in 0..self.votes.len() {
            let v = &self.votes[i];
            let joined = !v.act.first && matches!(v.act.place, Place::Name | Place::Summary | Place::Title);
            let stated = v.act.place == Place::Body && v.act.sureness == Sureness::Sure;
            // A later sentence that merely writes is often a manner of speaking; one that
            // destroys is not.
            let open = self.deciding.is_none_or(|d| self.votes[d].weight() < 8);
            // `manage_alerts`, “List and manage alerts”: the name says it too.
            let named = name.is_some_and(|n| self.votes[n].act.verb == v.act.verb);
            let enough = match (joined, v.category()) {
                (true, _) => v.weight() >= 4 || named,
                (false, Some(Category::Destructive)) => v.weight() >= 12,
                (false, _) => open && v.weight() >= 12,
            };
            let worse = v.category().is_some_and(|c| c > self.category);
            // `Cleans the build folder and wipes the disk`: of two such acts the one that comes
            // back by itself says less.
            let lasts = v.category() == Some(self.category)
                && !v.passes()
                && self.deciding.is_some_and(|d| self.votes[d].passes());
            if believed(v.act) && (joined || stated) && enough && (worse || lasts) && !self.puts_back(i) {
                self.category = v.category().unwrap_or(self.category);
                let decided = self.deciding.replace(i);
                if stated {
                    self.confidence = self.confidence.max(Confidence::Medium);
                    self.doubt = Some("a later sentence says more than the first".to_owned());
                } else if self.confidence == Confidence::High {
                    self.doubt = None;
                } else {
                    self.doubt = Some(match decided.filter(|d| self.votes[*d].category() < v.category()) {
                        Some(first) => {
                            let category = self.votes[first].category().unwrap_or(Category::Write);
                            format!("{} alone would make it {category}", self.verb_as_written(first))
                        }
                        None => "its first verb taken alone would be milder".to_owned(),
                    });
                }
            }
        }
    }

    /// `subscribes to a channel, waits, then unsubscribes`: at its end the call undoes what it
    /// did itself at its start, and nothing that was there before.
    fn puts_back(&self, vote: usize) -> bool {
        let lexicon = self.at.rulebook.lexicon();
        let act = self.votes[vote].act;
        let verb = forms::inflected(&lexicon.verb(act.verb).lemma, Form::Gerund);
        act.object.words.is_empty()
            && act.place == Place::Summary
            && self.votes.iter().any(|before| {
                let opposite = lexicon.opposite(before.act.verb).unwrap_or_default();
                before.act.field == act.field
                    && before.act.span.start < act.span.start
                    && opposite.split(' ').next() == Some(verb.as_str())
            })
    }

    /// What a vote that lost says, with its verb as the definition writes it; of a verb that
    /// stands on both sides, that one of them says less.
    fn alone(&self, vote: usize, place: &str, category: Category) -> String {
        let lexicon = self.at.rulebook.lexicon();
        let act = self.votes[vote].act;
        let verb = |act: &Occurrence| super::rationale::spoken(&lexicon.verb(act.verb).lemma);
        // The same verb on both sides: `exec_raw`, “Execute a raw command”.
        if self.votes.iter().any(|v| v.act.first && verb(v.act) == verb(act) && v.act.field != act.field) {
            return format!("the {place} alone would make it {category}");
        }
        format!("{} in the {place}, taken alone, would make it {category}", self.verb_as_written(vote))
    }

    /// Why a verb on which name and description agree does not decide for sure.
    fn ambiguity(&self, vote: usize) -> String {
        let lexicon = self.at.rulebook.lexicon();
        let family = lexicon.family_name(lexicon.verb(self.votes[vote].act.verb).family);
        match (family, self.votes[vote].category()) {
            ("generate", Some(Category::Write)) => {
                "nothing says whether what it makes is kept or only returned".to_owned()
            }
            _ => format!("{} can be meant in more than one way", self.verb_as_written(vote)),
        }
    }

    /// The verb of a vote as the definition writes it, in quotation marks.
    fn verb_as_written(&self, vote: usize) -> String {
        let act = self.votes[vote].act;
        let text = self.at.parsed.tool.text_at(&act.field).unwrap_or_default();
        super::rationale::quoted(act.span.of(&text))
    }

    /// `Returns true if …` under `set_description`: what the call answers, not what it does.
    fn says_what_comes_back(&self, name: usize, summary: usize) -> bool {
        const OUTCOMES: [&str; 7] = ["true", "success", "whether", "confirmation", "created", "updated", "deleted"];
        let lexicon = self.at.rulebook.lexicon();
        let named = lexicon.family_name(lexicon.verb(self.votes[name].act.verb).family);
        lexicon.verb(self.votes[summary].act.verb).lemma == "return"
            && !matches!(named, "export" | "generate" | "execute")
            && OUTCOMES.iter().any(|outcome| self.at.parsed.lower.contains(outcome))
    }

    /// Whether the description's verb says that the call only reads, and not what comes back.
    fn reads(&self, summary: usize) -> bool {
        let lexicon = self.at.rulebook.lexicon();
        let verb = lexicon.verb(self.votes[summary].act.verb);
        matches!(lexicon.family_name(verb.family), "retrieve" | "search" | "inspect")
            && verb.lemma != "return"
            && self.votes[summary].category() == Some(Category::Read)
    }

    /// `estimate_cleanup`, “Estimates how much would be freed”: the name begins with the verb
    /// of the description, and what follows is what it acts on.
    fn opens_with_verb(&self, name: usize, summary: usize) -> bool {
        let words = self.at.parsed.words;
        let own = self.votes[summary].act.verb;
        let first = words.first().and_then(|first| self.at.rulebook.lexicon().form(&first.text));
        first.is_some_and(|(first, _)| first == own)
            && self.votes[name].act.verb != own
            && !words.iter().any(|word| matches!(&*word.text, "and" | "or" | "then"))
    }

    /// `reflect_cancel_run`, “Cancel a run”: what comes before the description's verb in the name
    /// is the name of something.
    fn goes_on_with_verb(&self, name: usize, summary: usize) -> bool {
        let own = self.votes[summary].act.verb;
        let lexicon = self.at.rulebook.lexicon();
        self.votes[name].act.verb != own
            && self.at.parsed.words.windows(2).any(|pair| {
                let [before, word] = pair else { return false };
                before.span.overlaps(self.votes[name].act.span)
                    && lexicon.form(&word.text) == Some((own, Form::Base))
                    && lexicon.verb(own).noun == Noun::Never
            })
    }

    /// `kill_list`, “Lists the kills of a player”: the name's verb is part of a noun. The verbs
    /// that begin most orders are part of none.
    fn names_what_is_read(&self, name: usize, summary: usize) -> bool {
        let lexicon = self.at.rulebook.lexicon();
        let act = self.votes[name].act;
        let ends = self.at.parsed.words.last().is_some_and(|last| {
            !last.span.overlaps(act.span)
                && (lexicon.plays(&last.text, Role::Result) || lexicon.plays(&last.text, Role::Told))
        });
        let lemma = lexicon.verb(act.verb).lemma.as_str();
        ends && self.reads(summary)
            && self.votes[summary].act.sureness == Sureness::Sure
            && !(lexicon.manners(act.verb).order || lemma == "reset")
    }

    /// Why only the name speaks.
    fn name_alone(&self) -> String {
        let tool = self.at.parsed.tool;
        if !tool.is_described() {
            return silent(tool).to_owned();
        }
        let text = tool.description.as_deref().unwrap_or_default();
        match said::third_person(text) {
            Some(verb) if self.at.rulebook.lexicon().form(&verb.to_lowercase()).is_none() => {
                format!("“{verb}” in the description can mean much; the name decides")
            }
            _ => "the description does not say plainly what a call does; the name decides".to_owned(),
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

    /// The verdict on each action, and the worst of them.
    fn action_verdicts(&mut self) {
        let parsed = self.at.parsed;
        let so_far = SoFar { classes: all_classes(&parsed.acts), ..SoFar::default() };
        let tool_object =
            parsed.acts.iter().find(|a| believed(a) && !a.object.words.is_empty()).map(|a| a.object.clone());
        if self.filters() {
            return;
        }
        // A download among reading actions is handed to the caller.
        let reads = self.category == Category::Read && self.confidence < Confidence::Low;
        for action in &parsed.actions {
            let mut worst = None;
            let mut evidence = Vec::new();
            for act in &action.acts {
                let mut act = act.clone();
                if act.object.words.is_empty() {
                    // An action without an object acts on what the tool is about.
                    act.object = tool_object.clone().unwrap_or_default();
                }
                let triggered = self.at.triggered(&act);
                let Some(rule) = self.at.category(&triggered, &so_far) else { continue };
                let claimed = rule.claim.category.unwrap_or(Category::Write);
                let lexicon = self.at.rulebook.lexicon();
                let family = lexicon.family_name(lexicon.verb(act.verb).family);
                let handed_out = reads && matches!(family, "export" | "generate") && rule.strength <= Strength::Fair;
                let category = if handed_out && claimed == Category::Write { Category::Read } else { claimed };
                worst = worst.max(Some(category));
                let so_far = SoFar { category: Some(category), ..so_far };
                let others = self.at.others(&triggered, &so_far);
                let own = (category == claimed).then_some(rule);
                evidence.extend(own.into_iter().chain(others).map(|rule| act_evidence(lexicon, &act, rule)));
            }
            let category = worst.unwrap_or(Category::Write);
            let (severity, reversibility, traits) = weigh(category, evidence.iter(), &[]);
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
        let Some(worst) = self.actions.iter().max_by_key(|a| a.impact.category()) else { return };
        let worst_category = worst.impact.category();
        let vague = self.deciding.is_none_or(|d| self.votes[d].weight() <= 6);
        let chosen = worst.param.is_some() && self.actions.len() > 1;
        let lowers = worst_category < self.category;
        let settled = match lowers {
            true => chosen && vague || worst.param.is_none() && self.only_announces(worst),
            false => worst_category > self.category || vague || chosen,
        };
        if settled {
            self.category = worst_category;
            self.confidence = if worst.param.is_some() { Confidence::High } else { Confidence::Medium };
            self.doubt = worst.param.is_none().then(|| "the actions stand only in the description".to_owned());
            self.moved.push((worst.field.clone(), worst.span));
        }
    }

    /// `Run one of the following operations get-team, get-teams`: whether what decides is only
    /// that one of the actions is run, which is no more than the worst of them, and nothing else
    /// speaks for more.
    fn only_announces(&self, worst: &ActionVerdict) -> bool {
        const RUNS: [&str; 8] = ["call", "choose", "execute", "invoke", "perform", "pick", "run", "select"];
        let lexicon = self.at.rulebook.lexicon();
        let runs = |act: &Occurrence| RUNS.contains(&lexicon.verb(act.verb).lemma.as_str());
        let text = self.at.parsed.tool.description.as_deref().unwrap_or_default();
        let announces = self.deciding.is_some_and(|d| {
            let act = self.votes[d].act;
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

    /// Statements about the whole call, and parameters that carry power.
    fn outright(&mut self, hits: &[Hit<'r>]) {
        let counted = || hits.iter().filter(|h| h.denied.is_none() && !h.field.as_str().starts_with("/annotations"));
        // What says "at most": read-only, preview, dry run.
        let cap = counted().filter(|h| h.rule.claim.category_at_most.is_some()).max_by_key(|h| h.rule.strength);
        let raise = counted()
            .filter(|h| h.rule.claim.category.is_some())
            .max_by_key(|h| (h.rule.claim.category, h.rule.strength, std::cmp::Reverse(h.span)));
        if let Some(hit) = raise {
            let category = hit.rule.claim.category.unwrap_or(Category::Write);
            // Of two statements that contradict each other, the safer one holds.
            let capped = cap.is_some_and(|c| {
                c.rule.strength > hit.rule.strength
                    || c.rule.strength == hit.rule.strength && category < Category::Destructive
            });
            let enough = hit.rule.strength >= Strength::Strong || self.confidence > Confidence::High;
            if category > self.category && enough && !capped {
                self.category = category;
                self.confidence = if hit.rule.strength >= Strength::Strong {
                    Confidence::High.max(self.confidence.min(Confidence::Medium))
                } else {
                    Confidence::Medium
                };
                self.doubt = (self.confidence != Confidence::High).then(|| {
                    let what =
                        if matches!(hit.rule.trigger, Trigger::Parameter(_)) { "parameter" } else { "statement" };
                    format!("a {what} decides, not the verb")
                });
                self.moved.push((hit.field.clone(), hit.span));
            } else if category == self.category
                && self.confidence == Confidence::Medium
                && hit.rule.strength >= Strength::Strong
            {
                self.confidence = Confidence::High;
                self.doubt = None;
            }
        }
        let by_action = self.actions.iter().any(|a| a.impact.category() == self.category);
        if let Some(hit) = cap.filter(|_| !by_action) {
            let most = hit.rule.claim.category_at_most.unwrap_or(Category::Read);
            if hit.rule.strength == Strength::Weak {
                // A noun says what is returned where no verb says anything.
                let guessed =
                    self.deciding.is_none_or(|d| self.votes[d].weight() <= 4 && self.votes[d].act.place == Place::Name);
                let weak = hit.rule.trigger == Trigger::Nominal
                    && self.deciding.is_some_and(|d| self.votes[d].act.sureness == Sureness::Weak);
                if guessed
                    && self.moved.is_empty()
                    && (self.category == Category::Write && self.confidence == Confidence::Low || weak)
                {
                    self.deciding = None;
                    self.category = most;
                    self.confidence = Confidence::Medium;
                    self.doubt = Some("no verb says what the tool does; what it names is something to read".to_owned());
                    self.moved.push((hit.field.clone(), hit.span));
                }
            } else if self.category > most {
                let sure = self.deciding.is_some_and(|d| {
                    self.votes[d].weight() >= 12
                        && self.votes[d].category() == Some(self.category)
                        && self.confidence == Confidence::High
                });
                if sure && hit.rule.strength < Strength::Decisive {
                    self.confidence = Confidence::Low;
                    self.doubt = Some("the definition claims less than its verb says".to_owned());
                } else {
                    self.category = most;
                    self.confidence =
                        if hit.rule.strength >= Strength::Strong { Confidence::Medium } else { Confidence::Low };
                    self.doubt = Some("a statement in the definition decides, not the verb".to_owned());
                    self.moved.push((hit.field.clone(), hit.span));
                }
            }
        }
    }

    /// The author's hints, where little else speaks.
    fn hint(&mut self, hits: &[Hit<'r>]) {
        let annotations = &self.at.parsed.tool.annotations;
        let _ = hits;
        let field = Field::pointer("/annotations/readOnlyHint");
        match annotations.read_only_hint {
            Some(true) if self.category == Category::Read => {
                if self.confidence == Confidence::Medium {
                    self.confidence = Confidence::High;
                    self.doubt = None;
                }
            }
            Some(true) => {
                let weak = self.deciding.is_none_or(|d| self.votes[d].weight() < 6) && self.moved.is_empty();
                let doubtful = self.confidence == Confidence::Low && self.category == Category::Write;
                if weak || doubtful {
                    self.category = Category::Read;
                    self.confidence = Confidence::Medium;
                    self.doubt = Some("the author's hint decides; the words alone do not".to_owned());
                    self.moved.push((field, Span::new(0, 4)));
                }
            }
            Some(false) if self.category == Category::Read && self.confidence == Confidence::Low => {
                self.category = Category::Write;
                self.doubt = Some("the author's hint decides; the words alone do not".to_owned());
                self.moved.push((field, Span::new(0, 5)));
            }
            Some(false) | None => {}
        }
    }

    /// Severity, reversibility, traits and all evidence.
    fn finish(mut self, hits: Vec<Hit<'r>>, so_far: &SoFar) -> Classification {
        let mut evidence: Vec<Evidence> = Vec::new();
        let mut add = |mut e: Evidence, decides: bool| {
            if decides && e.standing == Standing::Supports {
                e.standing = Standing::Decides;
            }
            match evidence.iter_mut().find(|have| have.rule == e.rule && have.field == e.field && have.span == e.span) {
                Some(have) => {
                    if e.standing == Standing::Decides {
                        have.standing = Standing::Decides;
                    }
                }
                None => evidence.push(e),
            }
        };
        for (i, vote) in self.votes.iter().enumerate() {
            let act = vote.act;
            if let Some(rule) = vote.rule {
                let mut e = act_evidence(self.at.rulebook.lexicon(), act, rule);
                if e.standing == Standing::Supports
                    && vote.category() != Some(self.category)
                    && self.deciding != Some(i)
                {
                    let worse = vote.category() > Some(self.category);
                    e.standing =
                        Standing::SetAside(if worse { OUTVOTED.to_owned() } else { "a worse act decides".to_owned() });
                }
                // What comes back by itself says nothing of an act beside it that takes for good.
                let lasting = self.deciding.is_some_and(|d| !self.votes[d].passes() && !self.votes[d].act.first);
                if e.standing == Standing::Supports && vote.passes() && lasting {
                    e.standing = Standing::SetAside("another act takes what does not come back by itself".to_owned());
                }
                let decides = self.deciding == Some(i) && vote.category() == Some(self.category);
                add(e, decides);
            }
            if believed(act) && act.place != Place::Body {
                for rule in self.at.others(&vote.triggered, so_far) {
                    add(act_evidence(self.at.rulebook.lexicon(), act, rule), false);
                }
            }
        }
        // Actions: the worst one and what it touches.
        for (verdict, found) in self.actions.iter().zip(std::mem::take(&mut self.action_evidence)) {
            let chosen = self.moved.contains(&(verdict.field.clone(), verdict.span));
            for mut e in found {
                if verdict.impact.category() < self.category {
                    e.standing = Standing::SetAside("a worse action decides".to_owned());
                }
                let decides = chosen && e.claim.category == Some(self.category);
                add(e, decides);
            }
        }
        for hit in &hits {
            let decides = self.moved.contains(&(hit.field.clone(), hit.span));
            let mut e = hit.evidence();
            let overruled = hit.rule.claim.category.is_some_and(|c| c > self.category)
                || hit.rule.claim.category_at_most.is_some_and(|c| c < self.category);
            if overruled && e.standing == Standing::Supports {
                e.standing = Standing::SetAside(OUTVOTED.to_owned());
            }
            add(e, decides);
        }
        let counts = |e: &&Evidence| !matches!(e.standing, Standing::SetAside(_));
        let (severity, reversibility, traits) = weigh(self.category, evidence.iter().filter(counts), &self.actions);
        let impact = Impact::new(self.category, severity, reversibility);
        mark_deciding(&mut evidence, impact);
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

    /// Hints that the definition contradicts.
    fn mismatches(&self, impact: Impact) -> Vec<Mismatch> {
        let annotations = &self.at.parsed.tool.annotations;
        let mut out = Vec::new();
        if self.confidence == Confidence::Low {
            return out;
        }
        let (field, span) = match self.moved.last() {
            Some((field, span)) if !field.as_str().starts_with("/annotations") => (field.clone(), *span),
            _ => match self.deciding {
                Some(d) => (self.votes[d].act.field.clone(), self.votes[d].act.span),
                None => return out,
            },
        };
        let mut add = |hint, claimed, says: &str| {
            out.push(Mismatch { hint, claimed, says: says.to_owned(), field: field.clone(), span });
        };
        match (impact.category(), annotations.read_only_hint) {
            (Category::Write, Some(true)) => {
                add("readOnlyHint", true, "the definition says that a call changes something")
            }
            (Category::Destructive, Some(true)) => {
                add("readOnlyHint", true, "the definition says that a call removes, ends or overwrites something")
            }
            (Category::Read, Some(false)) if annotations.destructive_hint == Some(true) => {
                add("readOnlyHint", false, "the definition only speaks of reading");
            }
            _ => {}
        }
        if annotations.read_only_hint != Some(true)
            && annotations.destructive_hint == Some(false)
            && impact.category() == Category::Destructive
        {
            add("destructiveHint", false, "the definition says that a call removes, ends or overwrites something");
        }
        out
    }

    /// What the tool does, in its own terms. A tool with several actions does the
    /// worst of them, to what the tool is about.
    fn act(&self) -> Act {
        if let Some(act) = self.worst_action() {
            return act;
        }
        let Some(d) = self.deciding else { return Act::default() };
        let vote = &self.votes[d];
        let lexicon = self.at.rulebook.lexicon();
        let verb = lexicon.verb(vote.act.verb);
        // The description names the object more fully than the name.
        let described = self.votes.iter().find(|v| {
            v.act.place == Place::Summary
                && v.act.denied.is_none()
                && v.act.verb == vote.act.verb
                && v.act.object.span.is_some()
        });
        let fallback = self.votes.iter().map(|v| v.act).find(|a| a.denied.is_none() && a.object.span.is_some());
        let source = match described {
            Some(v) => v.act,
            None if vote.act.object.span.is_some() => vote.act,
            None => fallback.unwrap_or(vote.act),
        };
        let object = &source.object;
        // A name's words are glued together; said aloud they stand apart.
        let words = if source.field == Field::NAME {
            let inside = |w: &&crate::text::name::NameWord<'_>| object.span.is_some_and(|s| s.overlaps(w.span));
            self.at.parsed.words.iter().filter(inside).map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ")
        } else {
            let text = self.at.parsed.tool.text_at(&source.field).unwrap_or_default();
            object.span.map(|s| s.of(&text).split_whitespace().collect::<Vec<_>>().join(" ")).unwrap_or_default()
        };
        Act {
            verb: verb.lemma.clone(),
            family: lexicon.family_name(verb.family).to_owned(),
            object: words,
            head: object.kind(lexicon),
            ..if self.told == Told::InWords { self.in_words(d) } else { Act::default() }
        }
    }

    /// What sentences about the deciding act are made of, and nothing else of it.
    fn in_words(&self, deciding: usize) -> Act {
        let act = self.votes[deciding].act;
        let lexicon = self.at.rulebook.lexicon();
        let verb = lexicon.verb(act.verb);
        let said = self.said(deciding);
        let noun = if said.foreign || said::is_no_thing(&said) { None } else { noun::noun(lexicon, &said.object) };
        let follows = self.follows(&said, noun.as_ref());
        let mut opposite = self.opposite(&said.verb, act.verb);
        let name = &self.at.parsed.tool.name;
        let undone_by = |opposite: &str| {
            let names = &self.at.context.names;
            // `append_file` puts something into a file: deleting that is another matter.
            let into = matches!(verb.lemma.as_str(), "append" | "prepend");
            let changes = !opposite.is_empty() && self.category != Category::Read && !into;
            changes.then(|| counterpart(lexicon, names, name, self.at.parsed.words, verb.family, opposite)).flatten()
        };
        let mut counterpart = undone_by(&opposite);
        // An order is not deleted but cancelled, unless there is a tool that deletes it.
        let takes = ["deleting ", "removing "].iter().any(|takes| opposite.starts_with(takes));
        if takes && counterpart.is_none() && !follows.unmade.is_empty() {
            opposite.clone_from(&follows.unmade);
            counterpart = undone_by(&opposite);
        }
        let manners = lexicon.manners(lexicon.form(&said.verb).map_or(act.verb, |(verb, _)| verb));
        let said = said.determine(lexicon, lexicon.family_name(verb.family));
        Act { said, noun, opposite, counterpart, manners, follows, ..Act::default() }
    }

    /// What undoes the act: the opposite of the verb that is said, or of its own.
    fn opposite(&self, said: &str, own: VerbId) -> String {
        let lexicon = self.at.rulebook.lexicon();
        // A verb whose particle makes another of it has the other's opposite.
        let said = lexicon.form(said).map(|(verb, _)| verb).filter(|verb| lexicon.phrasal(*verb).is_empty());
        lexicon.opposite(said.unwrap_or(own)).unwrap_or_default().to_owned()
    }

    /// What a call does to what is acted on.
    fn follows(&self, said: &Said, noun: Option<&NounPhrase>) -> Follows {
        let lexicon = self.at.rulebook.lexicon();
        let mut follows = noun.and_then(|noun| lexicon.follows(&noun.head)).cloned().unwrap_or_default();
        // Who reads the details of a thing reads of that thing.
        if let Some(about) = noun.filter(|noun| follows.seen.is_empty() && noun.tells_all())
            && let Some(about) = lexicon.follows(&about.about)
        {
            follows.seen.clone_from(&about.seen);
        }
        let verb = lexicon.form(&said.verb).map(|(verb, _)| verb);
        // `switches the repository` leaves it as it was, or what undoes it would name it.
        let opposite = verb.and_then(|verb| lexicon.opposite(verb)).unwrap_or("~");
        if !opposite.contains('~') {
            follows.changed.clear();
            // `upvotes a post` makes no post.
            if !super::undo::unmakes(opposite) {
                follows.made.clear();
            }
        }
        if let Some(slip) = verb.and_then(|verb| lexicon.slip(verb)) {
            slip.clone_into(&mut follows.slip);
        }
        if let Some(mistake) = verb.and_then(|verb| lexicon.mistake(verb)) {
            mistake.clone_into(&mut follows.changed);
            mistake.clone_into(&mut follows.made);
            mistake.clone_into(&mut follows.lost);
        }
        follows
    }

    /// The deciding act as the definition says it. What acts on `it` or on `the result` is said by
    /// the act before that named what it is: `downloads a page and saves it`.
    fn said(&self, deciding: usize) -> Said {
        let said = self.said_alone(deciding);
        let points_back = matches!(said.object.split(' ').next(), Some("it" | "them"))
            || matches!(said.object.as_str(), "the output" | "the result" | "the results");
        let first = self.votes.iter().map(|vote| vote.act).find(|act| {
            points_back && act.first && act.denied.is_none() && act.field == self.votes[deciding].act.field
        });
        let first = first.map(|act| self.said_by(act)).filter(|first| !first.object.is_empty());
        first.unwrap_or(said)
    }

    /// The deciding act in the description's words, if it says as much as the name.
    fn said_alone(&self, deciding: usize) -> Said {
        let vote = &self.votes[deciding];
        let summary = |v: &&Vote<'_, '_>| v.act.place == Place::Summary && v.act.denied.is_none();
        let same = self.votes.iter().filter(summary).find(|v| v.act.verb == vote.act.verb);
        let alike = || {
            self.votes
                .iter()
                .filter(summary)
                .find(|v| v.act.first && v.act.sureness == Sureness::Sure && v.category() == vote.category())
        };
        if vote.act.field == Field::NAME {
            if let Some(source) = same.or_else(alike) {
                let said = self.said_by(source.act);
                // `provide a sample_size value` is advice about a parameter.
                let advice = source.act.verb != vote.act.verb && said.object.contains('`');
                // In English, where the name tells what it acts on.
                let named =
                    said.foreign.then(|| self.said_by(vote.act)).filter(|named| self.says_more(vote.act, named, &said));
                if !said.object.is_empty() && !advice {
                    return match named {
                        Some(named) => named.joined_as(&said),
                        None => said,
                    };
                }
            }
        } else {
            let mut said = self.said_by(vote.act);
            // The name's verb is English and as the author wrote it.
            let family = |v: &Vote<'_, '_>| self.at.rulebook.lexicon().verb(v.act.verb).family;
            let named = |v: &&Vote<'_, '_>| {
                v.act.field == Field::NAME && v.act.first && believed(v.act) && v.category() == vote.category()
            };
            if let Some(english) = self.votes.iter().find(named).filter(|_| said.foreign) {
                let named = self.said_by(english.act);
                // Its object too, if readers of English learn more from it.
                if self.says_more(english.act, &named, &said) {
                    return named.joined_as(&said);
                }
                if family(english) == family(vote) {
                    (said.verb, said.family) = (named.verb, named.family);
                }
            }
            if !said.object.is_empty() {
                return said;
            }
            let named = self.votes.iter().find(|v| v.act.field == Field::NAME && v.act.object.span.is_some());
            if let Some(named) = named.filter(|named| named.act.verb == vote.act.verb || said.verb.is_empty()) {
                return self.said_by(named.act);
            }
            return Said { object: named.map(|n| self.said_by(n.act).object).unwrap_or_default(), ..said };
        }
        self.said_by(vote.act)
    }

    /// Whether a name says more of the object than a foreign description: its verb is written in
    /// English, its last word is a thing that is known, or the description is in another script.
    fn says_more(&self, act: &Occurrence, named: &Said, described: &Said) -> bool {
        let lexicon = self.at.rulebook.lexicon();
        let text = self.at.parsed.tool.text_at(&act.field).unwrap_or_default();
        let english = || lexicon.form(&Lower::of(act.span.of(&text))).is_some();
        let known = |last| lexicon.is_object(last);
        let letters = |said: &Said| said.object.bytes().all(|b| b.is_ascii_alphabetic() || b == b' ');
        let other_script = described.object.chars().any(is_wide);
        !named.object.is_empty()
            && (named.object.rsplit(' ').next().is_some_and(known) || letters(named) && (other_script || english()))
    }

    /// The verbs that a name joins to an act: `update` in `create_or_update_page`.
    fn join_by_name(&self, act: &Occurrence, out: &mut Said) {
        let lexicon = self.at.rulebook.lexicon();
        let words = &self.at.parsed.words;
        let Some(at) = words.iter().position(|word| word.span == act.span) else { return };
        let verb = |word: &NameWord<'_>| {
            let (verb, form) = lexicon.form(&word.text)?;
            let verb = lexicon.verb(verb);
            (form == Form::Base && verb.noun != Noun::Mostly).then_some(verb)
        };
        let joint = |word: &NameWord<'_>| match word.text.as_str() {
            "or" => Some("or"),
            "and" => Some("and"),
            _ => None,
        };
        if let [by, other, ..] = &words[at + 1..]
            && let (Some(by), Some(other)) = (joint(by), verb(other))
        {
            out.also = format!("{by} {}", other.lemma);
        } else if let [.., other, by] = &words[..at]
            && let (Some(by), Some(other)) = (joint(by), verb(other))
        {
            out.ahead = format!("{} {by}", other.lemma);
        }
    }

    fn said_by(&self, act: &Occurrence) -> Said {
        let lexicon = self.at.rulebook.lexicon();
        let verb = lexicon.verb(act.verb);
        let family = lexicon.family_name(verb.family).to_owned();
        let mut out = Said { verb: verb.lemma.clone(), family, ..Said::default() };
        let tool = self.at.parsed.tool;
        if act.field == Field::NAME {
            let inside = |w: &&crate::text::name::NameWord<'_>| act.object.span.is_some_and(|s| s.overlaps(w.span));
            // Words before the verb that all tools share name the server.
            let shared = |w: &&crate::text::name::NameWord<'_>| {
                w.span.start < act.span.start && self.at.context.namespace.contains(w.text.as_str())
            };
            let words = self.at.parsed.words.iter().filter(inside).filter(|w| !shared(w));
            let words: Vec<&str> = words.map(|w| w.text.as_str()).collect();
            out.named = true;
            self.join_by_name(act, &mut out);
            // `git_commit`: what stands before a verb is its object only if it is a thing
            // that can be acted on; a described tool is better said in the author's words.
            let before = act.object.span.is_some_and(|span| span.end <= act.span.start);
            let thing = words.last().is_some_and(|w| lexicon.classes_of(w) != Classes::default());
            let several = words.len() > 1;
            // `mail_resend_code`, “Resend the code”: the first word is the verb after all.
            let text = tool.description.as_deref().unwrap_or_default();
            let opens = text.split(|c: char| !c.is_alphanumeric()).find(|w| !w.is_empty()).unwrap_or_default();
            if words.first().is_some_and(|word| opens.eq_ignore_ascii_case(word)) {
                return out;
            }
            let intransitive = lexicon.manners(act.verb).intransitive;
            if tool.is_described() && (intransitive || before && (!thing || several)) {
                return out;
            }
            // `make_plan_tool`: the tool itself is no object of it.
            let words = match words.split_last() {
                Some((&"tool", rest)) if !rest.is_empty() => rest,
                _ => words.as_slice(),
            };
            // `get_route_associated`: what it belongs to is cut off.
            let words = match words.split_last() {
                Some((last, rest))
                    if !rest.is_empty()
                        && matches!(
                            *last,
                            "advanced"
                                | "associated"
                                | "async"
                                | "based"
                                | "basic"
                                | "detailed"
                                | "extended"
                                | "now"
                                | "related"
                                | "sync"
                        ) =>
                {
                    rest
                }
                _ => words,
            };
            // `set_active`: an adjective alone is no object.
            if words.iter().all(|word| lexicon.plays(word, Role::Adjective)) {
                return out;
            }
            out.object = said::spelled(lexicon, words, tool.description.as_deref().unwrap_or_default());
            return out;
        }
        let text = tool.text_at(&act.field).unwrap_or_default();
        let own = Lower::of(act.span.of(&text));
        // `takes a role away` is said as it is written, whatever it means.
        if let Some((written, _)) = lexicon.form(&own).filter(|(written, _)| !lexicon.phrasal(*written).is_empty()) {
            out.verb.clone_from(&lexicon.verb(written).lemma);
        }
        if lexicon.form(&own).is_none() {
            out.foreign = true;
            let object = act.object.span.map(|s| s.of(&text)).unwrap_or_default();
            // `路线规划（按地址）`: an aside is no object, nor is the next clause.
            let aside = text[act.span.end..].trim_start().starts_with(['（', '(', '，', '。', '；', ',']);
            let behind = act.object.span.is_some_and(|s| s.start >= act.span.end);
            // `Verriegelt oder entriegelt ein Schloss`: another verb stands there.
            let joint = ["et", "oder", "ou", "und", "veya", "y", "и", "или"];
            let joined = object.split(' ').next().is_some_and(|first| joint.contains(&first));
            if !(aside && behind || joined) {
                out.object = said::wide_phrase(object);
            }
            // `保存或更新脚本`: the second verb is no part of what is saved.
            let second = out.object.char_indices().map(|(at, c)| at + c.len_utf8()).skip(1).take(3);
            let second = second.filter(|end| lexicon.foreign(&out.object[..*end]).is_some()).last();
            if let Some(end) = second.filter(|end| *end < out.object.len() && out.object.starts_with(is_wide)) {
                out.object.drain(..end);
            }
            // `更新并部署函数`: it is joined to another.
            if let Some((joint, after)) = said::wide_joint(&text[act.span.end..])
                && let Some((0, _, other)) = lexicon.wide_verbs(after).next()
                && other.verb != act.verb
            {
                out.also = format!("{joint} {}", lexicon.verb(other.verb).lemma);
            }
            // `接口提供增强的…搜索能力`: a whole clause is no object.
            if out.object.chars().filter(|c| is_wide(*c)).count() > WIDEST {
                out.object.clear();
            }
            return out;
        }
        let ahead = said::joined_ahead(lexicon, &text[..act.span.start]);
        // Verbs joined to this one: `Create or update a file`.
        let mut rest = &text[act.span.end..];
        loop {
            let (joint, after) = match rest.trim_start().split_at_checked(1) {
                Some((",", after)) => ("", after.trim_start()),
                Some(("/" | "&", after)) => ("or", after.trim_start()),
                _ => ("", rest.trim_start()),
            };
            let (joint, after) = ["or ", "and ", "and/or "]
                .into_iter()
                .find_map(|j| Some((j.trim(), after.strip_prefix(j)?.trim_start())))
                .unwrap_or((joint, after));
            let word = &after[..after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len())];
            let form = lexicon.form(&Lower::of(word));
            let verb = form.filter(|(_, form)| *form == Form::Base || *form == Form::Third);
            let next = after[word.len()..].trim_start();
            let Some((verb, _)) = verb.filter(|_| after.len() < rest.trim_start().len() && !next.is_empty()) else {
                break;
            };
            // `search and filter options`: a noun that is no verb here.
            if lexicon.verb(verb).noun == Noun::Mostly {
                break;
            }
            if out.also.is_empty() && !joint.is_empty() {
                out.also = format!("{joint} {}", lexicon.verb(verb).lemma);
            }
            rest = &after[word.len()..];
        }
        // What only a comma joins needs a joint behind it.
        if !ahead.ends_with(',') || !out.also.is_empty() {
            out.ahead = ahead;
        }
        // An aside behind the verb: `Insert (upload) the file`.
        if let Some((_, after)) = rest.trim_start().strip_prefix('(').and_then(|aside| aside.split_once(')'))
            && rest.len() - after.len() < 40
        {
            rest = after;
        }
        // A verb inside an identifier: `change_message_visibility`.
        let inside = rest.starts_with(|c: char| c == '_' || c.is_alphanumeric());
        if inside || rest.starts_with(['.', ':', ';', '(', '\n']) || rest.trim_start().starts_with(['(', '-', '—', '|'])
        {
            return out;
        }
        // `Use this endpoint to recreate a machine`: the act is behind `to`.
        if out.verb == "use"
            && out.also.is_empty()
            && let Some((verb, after)) = said::behind_to(lexicon, rest)
        {
            let known = lexicon.form(&verb).filter(|(_, form)| *form == Form::Base).map(|(id, _)| id);
            out.family = known.map(|id| lexicon.family_name(lexicon.verb(id).family).to_owned()).unwrap_or_default();
            out.verb = known.map_or(verb, |id| lexicon.verb(id).lemma.clone());
            let takes_as = known.is_some_and(|id| lexicon.manners(id).takes_as);
            out.object = said::phrase(lexicon, after.trim_start(), takes_as);
            return out;
        }
        // `cat`, `ls` in prose are no commands (`Cat facts`), and `does` alone is no act.
        if matches!(verb.lemma.as_str(), "do" | "cat" | "cp" | "del" | "ls" | "mv" | "rm" | "stat") {
            return out;
        }
        // `[Group]-Get Event-Call this interface`: a title with its parts behind hyphens.
        let titled = text.trim_start().starts_with('[') && text.contains("]-");
        let part = rest.match_indices('-').find(|(at, _)| rest[at + 1..].starts_with(|c: char| c.is_ascii_uppercase()));
        let mut rest = match part.filter(|_| titled) {
            Some((at, _)) => rest[..at].trim_start(),
            None => rest.trim_start(),
        };
        // `Favourite or unfavourite a film`: a second verb that nobody knows.
        if let Some((joint, after)) =
            ["or ", "and ", "and/or "].into_iter().find_map(|j| Some((j, rest.strip_prefix(j)?)))
        {
            match said::unknown_verb(after) {
                Some((verb, after)) => {
                    // `favourites or unfavourites`: both in the third person.
                    let third = lexicon.form(&own).is_some_and(|(_, form)| form == Form::Third);
                    let verb = verb.strip_suffix('s').filter(|_| third).unwrap_or(verb);
                    if out.also.is_empty() {
                        out.also = format!("{joint}{verb}");
                    }
                    rest = after;
                }
                None => return out,
            }
        }
        out.object = said::phrase(lexicon, rest, lexicon.manners(act.verb).takes_as);
        // `Allow only administrators`: only they.
        if matches!(verb.lemma.as_str(), "allow" | "permit") && rest.starts_with("only ") && !out.object.is_empty() {
            out.object.insert_str(0, "only ");
        }
        // `Verify list is visible`: what is found out is a clause.
        let finds_out = matches!(verb.lemma.as_str(), "check" | "confirm" | "ensure" | "test" | "validate" | "verify");
        let finite = |word: &str| matches!(word, "is" | "are");
        if out.object.is_empty() && finds_out && rest.split(' ').skip(1).take(7).any(finite) {
            let clause = said::phrase(lexicon, &format!("that {rest}"), false);
            out.object = if clause.split(' ').skip(2).any(finite) { clause } else { String::new() };
        }
        // Of a title with its parts behind hyphens one word says nothing.
        if titled && !out.object.contains(' ') {
            out.object.clear();
        }
        // `read operations`: what is operated on, the name tells.
        if matches!(Lower::of(&out.object).as_str(), "operation" | "operations") {
            out.object.clear();
        }
        out.object = said::without_relative(said::without_format(out.object));
        // `GENERATE A PICTURE`: capitals are no names where all are.
        if own.len() > 3
            && act.span.of(&text).chars().all(char::is_uppercase)
            && !out.object.chars().any(char::is_lowercase)
        {
            out.object = out.object.to_lowercase();
        }
        out
    }
}

impl Decision<'_, '_> {
    fn worst_action(&self) -> Option<Act> {
        let worst = (0..self.actions.len()).rev().max_by_key(|i| self.actions[*i].impact.category())?;
        if self.actions.len() < 2 || self.actions[worst].impact.category() != self.category {
            return None;
        }
        let act = self.at.parsed.actions[worst].acts.first()?;
        let lexicon = self.at.rulebook.lexicon();
        let verb = lexicon.verb(act.verb);
        let about = self.votes.iter().map(|v| v.act).find(|a| a.place == Place::Name && !a.object.words.is_empty());
        let own = Some(act).filter(|a| !a.object.words.is_empty());
        let words = match (own, about) {
            (Some(own), _) => own.object.words.join(" "),
            (None, Some(about)) => {
                let inside =
                    |w: &&crate::text::name::NameWord<'_>| about.object.span.is_some_and(|s| s.overlaps(w.span));
                self.at.parsed.words.iter().filter(inside).map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ")
            }
            (None, None) => String::new(),
        };
        let family = lexicon.family_name(verb.family);
        let in_words = || {
            let plain = Act::of(lexicon, &verb.lemma, family, &words);
            let follows = self.follows(&plain.said, plain.noun.as_ref());
            let said = Said { named: true, ..plain.said };
            Act { said, follows, opposite: self.opposite("", act.verb), manners: lexicon.manners(act.verb), ..plain }
        };
        let in_words = if self.told == Told::InWords { in_words() } else { Act::default() };
        Some(Act {
            verb: verb.lemma.clone(),
            family: family.to_owned(),
            object: words,
            head: own.or(about).map(|a| a.object.kind(lexicon)).unwrap_or_default(),
            ..in_words
        })
    }
}

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

fn all_classes(acts: &[Occurrence]) -> Classes {
    acts.iter()
        .filter(|a| believed(a) && a.place != Place::Body)
        .fold(Classes::default(), |all, a| all.with(a.object.classes))
}

/// Sorts evidence: deciding pieces first, then by field and span.
pub(super) fn sort(evidence: &mut [Evidence]) {
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
fn weigh<'e>(
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
