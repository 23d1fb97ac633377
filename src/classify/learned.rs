//! What the weights make of a verdict of the rules: the words of a definition, the
//! rules that fired and what they decided are each worth something for each category,
//! risk and trait, and the sums may say otherwise than the rules.
//!
//! The sums never speak alone: what they change is claimed by a rule of the catalog
//! (`words = "…"` under `[when]`) and shown with the words that weighed most.

use super::Classification;
use super::company::Company;
use super::rationale::quoted;
use crate::claim::{Claim, Leaves};
use crate::evidence::context::ServerContext;
use crate::evidence::features::{self, Feature, Opinion};
use crate::evidence::parsed::Parsed;
use crate::evidence::{Evidence, Standing, Strength};
use crate::manifest::{Server, Tool};
use crate::rulebook::Rulebook;
use crate::rulebook::lexicon::Noun;
use crate::rulebook::rule::{Place, Rule};
use crate::rulebook::weights::{HEADS, Kind, Row, Sums, Weights, head};
use crate::span::{Field, Span};
use crate::text::forms::Form;
use crate::text::listed;
use crate::vocab::{Category, Confidence, Impact, Reversibility, Risk, Severity, Trait};
use std::cmp::Reverse;

/// How many words are shown for what they changed.
const SHOWN: usize = 3;

/// What the words alone must weigh for a trait to be added, in hundredths of a nat: what
/// is usual for such acts adds nothing.
const TOLD: i32 = 80;

/// How many words of each side are listed where all is explained.
const LISTED: usize = 5;

/// Holds the sums of a tool's weights against the rules' verdict.
pub(super) fn weigh(
    rulebook: &Rulebook,
    weights: &Weights,
    context: &ServerContext,
    company: &Company,
    parsed: &Parsed<'_>,
    verdict: Classification,
) -> Classification {
    let found = Found::of(rulebook, weights, context, company, parsed, &verdict);
    Scale { rulebook, weights, parsed, found, verdict }.run()
}

/// The features of a tool, each once, with the sums of their weights.
struct Found<'w, 'p> {
    sums: Sums,
    /// What the other tools of the server add to them.
    beside: Sums,
    /// Features that are words, with their weights.
    words: Vec<(&'w Row, &'p Field, Span)>,
}

impl<'w, 'p> Found<'w, 'p> {
    fn of(
        rulebook: &Rulebook,
        weights: &'w Weights,
        context: &ServerContext,
        company: &Company,
        parsed: &'p Parsed<'_>,
        verdict: &Classification,
    ) -> Found<'w, 'p> {
        // One bit a row.
        let mut seen = vec![0_u64; weights.len().div_ceil(64)];
        let mut found = Found { sums: [0; HEADS], beside: [0; HEADS], words: Vec::with_capacity(64) };
        let beside = company.beside(verdict);
        let opinion = opinion(verdict, &beside);
        features::each(rulebook.lexicon(), context, parsed, opinion, |Feature { kind, words, at }| {
            let Some(number) = weights.of(kind, words) else { return };
            let (place, bit) = (number / 64, 1 << (number % 64));
            if seen[place] & bit != 0 {
                return;
            }
            seen[place] |= bit;
            let row = weights.row(number);
            for (sum, weight) in found.sums.iter_mut().zip(row) {
                *sum += i32::from(*weight);
            }
            if let Some((field, span)) = at {
                found.words.push((row, field, span));
            } else if kind == Kind::Fact && words.first() == Some(&features::BESIDE) {
                for (sum, weight) in found.beside.iter_mut().zip(row) {
                    *sum += i32::from(*weight);
                }
            }
        });
        found
    }

    /// What the words and the server's other tools weigh for a head: neither what is usual
    /// nor what the rules say.
    fn of_words(&self, head: usize) -> i32 {
        self.beside[head] + self.words.iter().map(|(row, ..)| i32::from(row[head])).sum::<i32>()
    }

    /// What its words weigh for the category that was given, against the next likely one.
    fn against(&self, tool: &Tool, given: Category) -> Option<Weighed> {
        let sum = |category: Category| self.sums[head::category(category)];
        let other = Category::ALL.iter().copied().filter(|c| *c != given).max_by_key(|c| sum(*c))?;
        let (to, from) = (head::category(given), head::category(other));
        let words = |sign: i32| {
            let mut all: Vec<(Field, Span, i32)> = Vec::new();
            // Several features of one word, and the same word elsewhere, are one word.
            let word = |field: &Field, span: Span| {
                tool.text_at(field).map(|text| span.of(&text).to_lowercase()).unwrap_or_default()
            };
            for &(row, field, span) in &self.words {
                let weight = i32::from(row[to]) - i32::from(row[from]);
                let same = |(have, at, _): &&mut (Field, Span, i32)| word(have, *at) == word(field, span);
                match all.iter_mut().find(same) {
                    Some(have) => have.2 += weight,
                    None => all.push((field.clone(), span, weight)),
                }
            }
            all.retain(|word| word.2 * sign > 0);
            all.sort_by_key(|(field, span, weight)| (Reverse(weight.abs()), field.clone(), *span));
            all.truncate(LISTED);
            all
        };
        Some(Weighed {
            category: given,
            other,
            lead: sum(given) - sum(other),
            words_for: words(1),
            words_against: words(-1),
        })
    }

    /// The words that weigh most for `to` against `from` (or against nothing), the
    /// heaviest first; of several features of one word the heaviest speaks.
    fn heaviest(&self, to: usize, from: Option<usize>) -> Vec<(Field, Span)> {
        let worth = |row: &Row| i32::from(row[to]) - from.map_or(0, |from| i32::from(row[from]));
        let mut all: Vec<(i32, &Field, Span)> =
            self.words.iter().map(|(row, field, span)| (worth(row), *field, *span)).filter(|w| w.0 > 0).collect();
        all.sort_by_key(|(worth, field, span)| (Reverse(*worth), *field, *span));
        let mut out: Vec<(Field, Span)> = Vec::new();
        for (_, field, span) in all {
            if !out.iter().any(|(have, at)| have == field && at.overlaps(span)) {
                out.push((field.clone(), span));
            }
            if out.len() == SHOWN {
                break;
            }
        }
        out
    }
}

/// The words that weigh most in one verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed {
    /// The category that was given.
    pub category: Category,
    /// The next likely one.
    pub other: Category,
    /// What all weights together make: the given category's sum less the other's, in
    /// hundredths of a nat.
    pub lead: i32,
    /// Words for the category, the heaviest first, each with where it stands and its
    /// weight against the other.
    pub words_for: Vec<(Field, Span, i32)>,
    /// Words against it.
    pub words_against: Vec<(Field, Span, i32)>,
}

/// What the words of a tool weigh for its category against the next likely one; nothing
/// where the catalog holds no weights.
pub fn weighed(rulebook: &Rulebook, server: &Server, tool: &Tool, given: Category) -> Option<Weighed> {
    let weights = rulebook.weights()?;
    let at = server.tools.iter().position(|other| other == tool)?;
    super::judged_by_rules(rulebook, server, super::Told::InShort, |context, parsed, verdicts| {
        let found = Found::of(rulebook, weights, context, &Company::of(&verdicts), &parsed[at], &verdicts[at]);
        found.against(tool, given)
    })
}

/// The rules' verdict as a feature among others.
pub(super) fn opinion<'v>(verdict: &'v Classification, beside: &'v [(Trait, &'static str)]) -> Opinion<'v> {
    Opinion {
        category: verdict.category(),
        risk: verdict.impact.risk(),
        confidence: verdict.confidence,
        traits: &verdict.traits,
        evidence: &verdict.evidence,
        beside,
    }
}

/// The state of one weighing.
struct Scale<'r, 'p> {
    rulebook: &'r Rulebook,
    weights: &'r Weights,
    parsed: &'p Parsed<'p>,
    found: Found<'r, 'p>,
    verdict: Classification,
}

const OUTWEIGHED: &str = "all words taken together weigh more";

impl Scale<'_, '_> {
    /// Whether such evidence decides the verdict, and is strong.
    fn surely_decides(&self, such: impl Fn(&Evidence) -> bool) -> bool {
        let mut evidence = self.verdict.evidence.iter();
        evidence.any(|e| e.standing == Standing::Decides && e.strength >= Strength::Strong && such(e))
    }

    fn run(mut self) -> Classification {
        self.category();
        for of in Trait::ALL {
            self.one_trait(*of);
        }
        self.risk();
        self.verdict
    }

    fn sum(&self, head: usize) -> i32 {
        self.found.sums[head]
    }

    /// The least category that the tool can have: that of its worst action, where a
    /// caller chooses among several, or of an act that the name joins to the first
    /// (`get_or_create`); and where nothing is described, Write.
    fn least(&self) -> Category {
        let worst = self.verdict.actions.iter().map(|action| action.impact.category()).max();
        let unknown = !self.parsed.tool.is_described()
            && self.verdict.act.verb.is_empty()
            && self.verdict.category() == Category::Write;
        let least = worst.max(unknown.then_some(Category::Write)).max(self.joined());
        least.unwrap_or(Category::Read)
    }

    /// The category of an act that decided and is joined to another in the name.
    fn joined(&self) -> Option<Category> {
        let decides = |e: &&Evidence| e.standing == Standing::Decides && e.field == Field::NAME;
        let joined = |e: &Evidence| {
            self.parsed.acts.iter().any(|act| act.place == Place::Name && !act.first && act.span == e.span)
        };
        self.verdict.evidence.iter().filter(decides).filter(|e| joined(e)).filter_map(|e| e.claim.category).max()
    }

    /// How sure a verdict can be at most: a name alone says little, and one without a
    /// verb next to nothing.
    fn surest(&self) -> Confidence {
        match (self.parsed.tool.is_described(), self.verdict.act.verb.is_empty()) {
            (true, _) => Confidence::High,
            (false, false) => Confidence::Medium,
            (false, true) => Confidence::Low,
        }
    }

    fn category(&mut self) {
        let margins = self.weights.margins;
        let own = self.verdict.category();
        let least = self.least();
        let sum = |category: Category| self.sum(head::category(category));
        let best = Category::ALL.iter().copied().filter(|c| *c >= least).max_by_key(|c| sum(*c)).unwrap_or(own);
        let lead = sum(best) - sum(own);
        // What is only usual makes nothing milder; words of this definition must say it.
        let words = self.found.of_words(head::category(best)) - self.found.of_words(head::category(own));
        // Power over whatever the caller writes is not talked away.
        let open = own == Category::Destructive && self.verdict.traits.contains(&Trait::ExecutesCode);
        // Nor is it that something is said to be kept.
        let kept = self.verdict.evidence.iter().any(|e| {
            e.claim.leaves == Some(Leaves::Kept)
                && e.strength == Strength::Strong
                && !matches!(e.standing, Standing::SetAside(_))
        });
        // Nor that what is there is said to be replaced, nor that something is sent.
        let replaced = self.surely_decides(|e| e.claim.leaves == Some(Leaves::Replaced));
        let sent = best == Category::Read
            && self.verdict.act.family == "send"
            && self.surely_decides(|e| e.claim.category == Some(own) && e.field == Field::NAME);
        // A rule that is sure of a Write is not outweighed by wording.
        let sure = own == Category::Write
            && self.surely_decides(|e| {
                e.claim.category == Some(own) && e.claim.reversibility == Some(Reversibility::Irreversible)
            });
        let enough = if self.verdict.act.verb.is_empty() { margins.milder } else { margins.against };
        let turned = best != own
            && lead > margins.turn
            && (best > own || words > enough)
            && !(best > own && sure)
            && (best > own || !(open || kept || replaced || sent) || lead > margins.quiet)
            && (best != Category::Read || sum(best) - sum(Category::Destructive) > margins.quiet);
        let category = if turned { best } else { own };
        let next = Category::ALL.iter().filter(|c| **c != category).map(|c| sum(*c)).max().unwrap_or_default();
        let distance = sum(category) - next;
        if turned {
            self.turn(own, best);
        }
        let empty = self.verdict.evidence.iter().all(|e| matches!(e.standing, Standing::SetAside(_)));
        let confidence = if empty || distance < margins.doubtful {
            Confidence::Low
        } else if !turned && (distance >= margins.sure || self.undoubted(next)) {
            Confidence::High
        } else {
            Confidence::Medium
        };
        // Doubtful sorts behind sure.
        self.confidence(confidence.max(self.surest()), turned.then_some(own), next);
    }

    /// Whether nothing can be named that speaks for another category: the rules have no doubt,
    /// the definition says what it does, and no verb of it would fit the next likely one.
    fn undoubted(&self, next: i32) -> bool {
        self.verdict.doubt.is_none()
            && self.parsed.tool.is_described()
            && self.speakers(self.next_likely(next)).is_none()
    }

    /// The category besides the verdict's that has this sum.
    fn next_likely(&self, sum: i32) -> Category {
        let other = |c: &&Category| **c != self.verdict.category() && self.found.sums[head::category(**c)] == sum;
        Category::ALL.iter().find(other).copied().unwrap_or(Category::Write)
    }

    /// Says how sure the verdict is, and why it is not surer.
    fn confidence(&mut self, confidence: Confidence, turned: Option<Category>, next: i32) {
        let other = self.next_likely(next);
        let verdict = &mut self.verdict;
        verdict.confidence = confidence;
        if confidence == Confidence::High {
            verdict.doubt = None;
            return;
        }
        let doubt = if let Some(by_rules) = turned.filter(|_| !verdict.act.verb.is_empty()) {
            format!("its single words would make it {by_rules}, its wording as a whole {}", verdict.category())
        } else if verdict.doubt.is_some() {
            return;
        } else if !self.parsed.tool.is_described() {
            super::decide::silent(self.parsed.tool).to_owned()
        } else {
            match (self.speakers(other), confidence) {
                (Some(words), Confidence::Low) => format!("{words} would fit {other} almost as well"),
                (Some(words), _) => format!("{words} would fit {other} too"),
                (None, Confidence::Low) => format!("its words taken together would fit {other} almost as well"),
                (None, _) => format!("its words taken together would fit {other} too"),
            }
        };
        self.verdict.doubt = Some(doubt);
    }

    /// What speaks for another category: up to two verbs, where verbs do (`“reset” and
    /// “delete”`). A noun that weighs says nothing to a reader, and what decided is none of them.
    fn speakers(&self, other: Category) -> Option<String> {
        let lexicon = self.rulebook.lexicon();
        let own = head::category(self.verdict.category());
        let mut words: Vec<String> = Vec::new();
        for (field, span) in self.found.heaviest(head::category(other), Some(own)) {
            let text = self.parsed.tool.text_at(&field).unwrap_or_default();
            let decided = |e: &Evidence| e.standing == Standing::Decides && e.field == field && e.span.overlaps(span);
            let word = span.of(&text).to_lowercase();
            // `The call is allowed whatever …`: a participle is no act.
            let acts = lexicon.form(&word).is_some_and(|(verb, form)| {
                let verb = lexicon.verb(verb);
                form != Form::Past && verb.noun == Noun::Never && verb.lemma != self.verdict.act.verb
            });
            let fresh = !words.contains(&word) && words.len() < 2;
            if acts && fresh && !self.verdict.evidence.iter().any(decided) {
                words.push(word);
            }
        }
        let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
        (!words.is_empty()).then(|| listed(&words))
    }

    /// Gives the verdict another category.
    fn turn(&mut self, from: Category, to: Category) {
        let Some(rule) = self.rulebook.rule_of_words(head::category(to), to) else { return };
        let shown = self.found.heaviest(head::category(to), Some(head::category(from)));
        let mut severity = Impact::default_for(to).severity();
        for e in &mut self.verdict.evidence {
            let other = e.claim.category.is_some_and(|c| c != to) || e.claim.category_at_most.is_some_and(|c| c < to);
            if other && !matches!(e.standing, Standing::SetAside(_)) {
                e.standing = Standing::SetAside(OUTWEIGHED.to_owned());
            } else if e.standing == Standing::SetAside(super::decide::OUTVOTED.to_owned())
                && e.claim.category == Some(to)
            {
                e.standing = Standing::Supports;
            }
            if e.standing == Standing::Supports {
                severity = severity.max(e.claim.severity.unwrap_or(Severity::Low));
            }
        }
        self.verdict.impact = Impact::new(to, severity, None);
        self.show(rule, shown);
        self.verdict.mismatches.clear();
    }

    fn risk(&mut self) {
        let impact = self.verdict.impact;
        let category = impact.category();
        // What binds for good moves money or rights; words alone do not make it so.
        let binds = impact.risk() == Risk::Critical || self.verdict.traits.contains(&Trait::MovesMoney);
        let possible = |risk: Risk| category != Category::Write || risk != Risk::Critical || binds;
        let rule = |risk: Risk| self.rulebook.rule_of_words(head::risk(risk), category).filter(|_| possible(risk));
        let best = Risk::ALL
            .iter()
            .copied()
            .filter(|risk| rule(*risk).is_some())
            .max_by_key(|risk| (self.sum(head::risk(*risk)), Reverse(*risk)));
        let Some(best) = best else { return };
        let lead = self.sum(head::risk(best)) - self.sum(head::risk(impact.risk()));
        // Two steps down is more than words can say against a rule.
        let far = best as usize + 1 < impact.risk() as usize;
        if best == impact.risk() || lead <= self.weights.margins.risk || far {
            return;
        }
        let Some(rule) = rule(best) else { return };
        let claim = &rule.claim;
        // A tie can be made again, whatever the words are.
        let mut decides = self.verdict.evidence.iter().filter(|e| {
            e.standing == Standing::Decides && e.claim.category == Some(category) && e.claim.category_at_most.is_none()
        });
        let untied = decides.clone().next().is_some() && decides.all(|e| e.claim.leaves == Some(Leaves::Untied));
        if untied && claim.reversibility == Some(Reversibility::Irreversible) {
            return;
        }
        // And what later work brings back is not lost for good.
        if best > impact.risk() && self.surely_decides(|e| e.claim.leaves == Some(Leaves::Passing)) {
            return;
        }
        let shown = self.found.heaviest(head::risk(best), Some(head::risk(impact.risk())));
        let usual = Impact::default_for(category);
        let severity = claim.severity.or(claim.severity_at_most).unwrap_or(usual.severity());
        let now = Impact::new(category, severity, claim.reversibility);
        for e in &mut self.verdict.evidence {
            let harsher = e.claim.severity.is_some_and(|s| s > now.severity());
            let milder = e.claim.severity_at_most.is_some_and(|s| s < now.severity());
            let undone = e.claim.reversibility.is_some() && e.claim.reversibility != now.reversibility();
            if harsher {
                e.claim.severity = None;
            }
            if milder {
                e.claim.severity_at_most = None;
            }
            if undone {
                e.claim.reversibility = None;
            }
        }
        self.verdict.impact = now;
        self.show(rule, shown);
    }

    fn one_trait(&mut self, of: Trait) {
        let margins = self.weights.margins;
        let sum = self.sum(head::of_trait(of));
        let has = self.verdict.traits.contains(&of);
        // That the deciding act itself moves money is not talked away, and neither is any sure
        // word about rights and secrets.
        let sure = match of {
            Trait::MovesMoney => self.surely_decides(|e| e.claim.traits.contains(&of)),
            Trait::ChangesAccess | Trait::HandlesCredentials => self.verdict.evidence.iter().any(|e| {
                let counts = !matches!(e.standing, Standing::SetAside(_));
                counts && e.strength >= Strength::Strong && e.claim.traits.contains(&of)
            }),
            Trait::ExecutesCode
            | Trait::PersonalData
            | Trait::SendsOutbound
            | Trait::UntrustedInput
            | Trait::ProductionInfra
            | Trait::Bulk => false,
        };
        if !has && sum > margins.add && self.found.of_words(head::of_trait(of)) > TOLD {
            let Some(rule) = self.rulebook.rule_of_words(head::of_trait(of), self.verdict.category()) else { return };
            let shown = self.found.heaviest(head::of_trait(of), None);
            self.verdict.traits.insert(of);
            self.show(rule, shown);
        } else if has && !sure && sum < margins.drop && !self.verdict.actions.iter().any(|a| a.traits.contains(&of)) {
            self.verdict.traits.remove(&of);
            for e in &mut self.verdict.evidence {
                if e.claim.traits.remove(&of) && e.claim == Claim::default() {
                    e.standing = Standing::SetAside(OUTWEIGHED.to_owned());
                }
            }
        }
    }

    /// Adds the words that changed something as evidence of their rule, the heaviest
    /// as deciding. Where no word stands out, the whole name stands for them.
    fn show(&mut self, rule: &Rule, words: Vec<(Field, Span)>) {
        let words = if words.is_empty() { vec![(Field::NAME, Span::whole(&self.parsed.tool.name))] } else { words };
        let new = words.into_iter().map(|(field, span)| Evidence {
            rule: rule.id.clone(),
            field,
            span,
            says: rule.says.clone(),
            harm: rule.harm.clone(),
            strength: rule.strength,
            claim: rule.claim.clone(),
            standing: Standing::Decides,
        });
        self.verdict.evidence.extend(new);
        super::decide::sort(&mut self.verdict.evidence);
    }
}
