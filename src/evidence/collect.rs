//! Runs the rules over a parsed tool.

use super::acts::{Object, Occurrence, Sureness};
use super::context::ServerContext;
use super::parsed::Parsed;
use super::{Evidence, Standing, Strength};
use crate::rulebook::lexicon::{Classes, FamilyId};
use crate::rulebook::rule::{ActTrigger, ParameterTrigger, Place, Rule, Trigger};
use crate::rulebook::{Listed, Met, Named, ObjectRules, Rulebook, bounded};
use crate::span::{Field, Span};
use crate::text::lower::lower_same_length;
use crate::text::prose::Section;
use crate::vocab::Category;

/// A rule that fired, before it is known whether it counts.
#[derive(Debug, Clone)]
pub struct Hit<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// Where the words stand.
    pub field: Field,
    /// Which bytes.
    pub span: Span,
    /// Why it does not count, if it does not.
    pub denied: Option<String>,
}

impl Hit<'_> {
    /// The hit as evidence.
    pub fn evidence(&self) -> Evidence {
        Evidence {
            rule: self.rule.id.clone(),
            field: self.field.clone(),
            span: self.span,
            says: self.rule.says.clone(),
            harm: self.rule.harm.clone(),
            strength: self.rule.strength,
            claim: self.rule.claim.clone(),
            standing: self.denied.clone().map_or(Standing::Supports, Standing::SetAside),
        }
    }
}

/// Runs rules over one tool.
#[derive(Debug, Clone)]
pub struct Collector<'r, 'p> {
    /// The rules.
    pub rulebook: &'r Rulebook,
    /// The server's context.
    pub context: &'p ServerContext,
    /// The tool.
    pub parsed: &'p Parsed<'p>,
    /// The rules' lists that the tool meets.
    met: Met,
    /// Every phrase and pattern that stands in the description, the title, the
    /// parameters' descriptions, the name or the server's text, whatever else its rule
    /// asks.
    phrases: Vec<Hit<'r>>,
    /// Which rules name which parameters.
    named: Vec<Named>,
}

/// What is known of the verdict while it is being made.
#[derive(Debug, Clone, Copy, Default)]
pub struct SoFar {
    /// The family of the deciding act.
    pub family: Option<FamilyId>,
    /// The category.
    pub category: Option<Category>,
    /// The classes of the objects that the tool acts on.
    pub classes: Classes,
}

impl<'r, 'p> Collector<'r, 'p> {
    /// Looks the tool's words up in the rules' lists, once for all rules.
    pub fn new(rulebook: &'r Rulebook, context: &'p ServerContext, parsed: &'p Parsed<'p>) -> Collector<'r, 'p> {
        let (met, named) = (rulebook.none_met(), Vec::new());
        let mut collector = Collector { rulebook, context, parsed, met, phrases: Vec::new(), named };
        collector.look_up_parameters();
        collector.look_up_phrases();
        collector
    }

    /// The rules whose triggers fit an act, whatever else they ask.
    pub fn triggered(&self, act: &Occurrence) -> Vec<&'r Rule> {
        let object = self.rulebook.rules_of_object(&act.object.words);
        let fits = |rule: &&Rule| {
            let Trigger::Act(trigger) = &rule.trigger else { return false };
            act_fits(rule, trigger, act, &object)
        };
        self.rulebook.rules_for_act(act.verb).filter(fits).collect()
    }

    /// Of the rules that an act triggers, the most specific one that gives it a category.
    pub fn category(&self, triggered: &[&'r Rule], so_far: &SoFar) -> Option<&'r Rule> {
        let mut best: Option<((u32, Strength), &Rule)> = None;
        for rule in triggered.iter().filter(|rule| gives_category(rule) && self.holds(rule, so_far)) {
            let rank = (specificity(rule), rule.strength);
            if best.is_none_or(|(least, _)| rank > least) {
                best = Some((rank, rule));
            }
        }
        best.map(|(_, rule)| rule)
    }

    /// Of the rules that an act triggers, those that say something else of it. `so_far`
    /// has the category: some ask for it.
    pub fn others<'a>(&'a self, triggered: &'a [&'r Rule], so_far: &'a SoFar) -> impl Iterator<Item = &'r Rule> + 'a {
        triggered.iter().copied().filter(|rule| !gives_category(rule) && self.holds(rule, so_far))
    }

    /// Whether the further conditions of a rule hold.
    pub fn holds(&self, rule: &Rule, so_far: &SoFar) -> bool {
        let and = &rule.and;
        let met = |list: Listed| self.met.has(list, rule);
        (and.categories.is_empty() || so_far.category.is_some_and(|c| and.categories.contains(&c)))
            && (and.families.is_empty() || so_far.family.is_some_and(|f| and.families.contains(&f)))
            && !so_far.family.is_some_and(|f| and.not_families.contains(&f))
            && (and.objects.is_empty() && and.object_classes == Classes::default()
                || so_far.classes.meets(and.object_classes)
                || met(Listed::Objects))
            && (and.words.is_empty() || met(Listed::Words))
            && !met(Listed::NotWords)
            && (and.server_words.is_empty() || self.context.met.has(Listed::ServerWords, rule))
            && (and.parameters.is_empty() || met(Listed::Parameters))
            && !met(Listed::NotParameters)
    }

    fn look_up_parameters(&mut self) {
        let all = self.parsed.params.all.iter().zip(&self.parsed.param_words);
        for (place, (param, words)) in all.enumerate() {
            self.rulebook.look_up_name(words, place, param.depth == 0, &mut self.met, &mut self.named);
        }
    }

    /// The hits of phrases and patterns, whatever else their rules ask.
    pub fn phrases(&self) -> &[Hit<'r>] {
        &self.phrases
    }

    fn look_up_phrases(&mut self) {
        let tool = self.parsed.tool;
        let mut out = Vec::new();
        let mut met = std::mem::take(&mut self.met);
        if tool.description.is_some() {
            self.phrases_in(&self.parsed.lower, &Field::DESCRIPTION, Where::Description, &mut met, &mut out);
        }
        let mut beside = self.rulebook.none_met();
        if let Some(text) = tool.title.as_deref() {
            self.phrases_in(&lower_same_length(text), &Field::TITLE, Where::Description, &mut beside, &mut out);
        }
        let params: &[_] = if self.rulebook.looks_at_parameter_texts() { &self.parsed.params.all } else { &[] };
        // What the tool's own description says of them has been read with it.
        for param in params.iter().filter(|p| p.depth < 2 && p.in_prose.is_none()) {
            if let Some(text) = param.description {
                let (lower, field) = (lower_same_length(text), param.field.child("description"));
                self.phrases_in(&lower, &field, Where::Parameter, &mut beside, &mut out);
            }
        }
        self.name_phrases(&mut met, &mut out);
        if self.rulebook.looks_at_servers() {
            self.server_phrases(&mut out);
        }
        self.met = met;
        self.phrases = out;
    }

    /// Phrases among the words of the name; the whole name is the evidence.
    fn name_phrases(&self, met: &mut Met, out: &mut Vec<Hit<'r>>) {
        let words: Vec<&str> = self.parsed.words.iter().map(|w| w.text.as_str()).collect();
        self.rulebook.look_into(&words.join(" "), met, |_, _, rule| {
            let Trigger::Phrase(trigger) = &rule.trigger else { return };
            if trigger.name {
                out.push(Hit { rule, field: Field::NAME, span: Span::whole(&self.parsed.tool.name), denied: None });
            }
        });
    }

    /// Phrases in a text of the tool, which is in lower case with its bytes in their places.
    fn phrases_in(&self, lower: &str, field: &Field, place: Where, met: &mut Met, out: &mut Vec<Hit<'r>>) {
        self.rulebook.look_into(lower, met, |start, end, rule| {
            let Trigger::Phrase(trigger) = &rule.trigger else { return };
            if trigger.server || place == Where::Parameter && !trigger.parameters {
                return;
            }
            let span = Span::new(start, end);
            let mut denied = None;
            if place == Where::Description && *field == Field::DESCRIPTION {
                let mut sentences = self.parsed.sentences.iter().zip(&self.parsed.boilerplate);
                let sentence = sentences.find(|(s, _)| s.span.start <= start && start < s.span.end);
                if let Some((sentence, boilerplate)) = sentence {
                    if matches!(
                        sentence.section,
                        Section::Outputs | Section::Examples | Section::Errors | Section::Code
                    ) || sentence.section == Section::Inputs && !trigger.parameters
                    {
                        return;
                    }
                    if sentence.item && rule.claim.category_at_most.is_some() {
                        denied = Some("it is said of one item of a list".to_owned());
                    } else if *boilerplate {
                        denied = Some("the sentence stands on many tools of this server".to_owned());
                    }
                }
            }
            if denied.is_none() && trigger.deniable {
                denied = self.denial_before(lower, start);
            }
            out.push(Hit { rule, field: field.clone(), span, denied });
        });
    }

    /// A denial in the four words before a phrase.
    fn denial_before(&self, lower: &str, start: usize) -> Option<String> {
        let before = &lower[..start];
        let clause = before.rsplit(['.', ';', ':', '\n', '。']).next().unwrap_or(before);
        // `if it does not exist, or overwrites it`: another clause.
        let joined =
            |at: usize| [", or ", ", and ", ", but "].iter().find_map(|joint| clause[at..].strip_prefix(joint));
        let clause = clause.rmatch_indices(',').find_map(|(at, _)| joined(at)).unwrap_or(clause);
        let words: Vec<&str> = clause.split_whitespace().rev().take(4).collect();
        let denial = words
            .iter()
            .find(|w| self.rulebook.lexicon().denies(w.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'')))?;
        Some(format!("denied by “{denial}”"))
    }

    fn server_phrases(&self, out: &mut Vec<Hit<'r>>) {
        self.rulebook.look_into(&self.context.text, &mut self.rulebook.none_met(), |_, _, rule| {
            let Trigger::Phrase(trigger) = &rule.trigger else { return };
            if trigger.server {
                // The server's text is no field of the tool; the tool's name stands for it.
                out.push(Hit { rule, field: Field::NAME, span: Span::whole(&self.parsed.tool.name), denied: None });
            }
        });
    }

    /// The parameter rules that fire, one hit a rule and parameter.
    pub fn parameters(&self, so_far: &SoFar) -> Vec<Hit<'r>> {
        let params = &self.parsed.params.all;
        let mut out = Vec::new();
        for rule in self.rulebook.parameter_rules() {
            let Trigger::Parameter(trigger) = &rule.trigger else { continue };
            // In the order of the parameters, as they were looked up. Most rules' names stand
            // nowhere.
            let mut named = self.named.iter().filter(|(number, _)| *number == rule.number).peekable();
            let looks = trigger.names.is_empty() || named.peek().is_some();
            if !(looks && self.holds(rule, so_far)) {
                continue;
            }
            let found = if trigger.names.is_empty() {
                params.iter().find_map(|param| parameter_fits(trigger, param))
            } else {
                named.map(|(_, place)| &params[*place]).find_map(|param| parameter_fits(trigger, param))
            };
            if let Some((field, span)) = found {
                out.push(Hit { rule, field, span, denied: None });
            }
        }
        out
    }

    /// The hint rules that fire.
    pub fn hints(&self, so_far: &SoFar) -> Vec<Hit<'r>> {
        let annotations = &self.parsed.tool.annotations;
        self.rulebook
            .hint_rules()
            .filter_map(|rule| {
                let Trigger::Hint { hint, value } = &rule.trigger else { return None };
                let set = match hint.as_str() {
                    "readOnlyHint" => annotations.read_only_hint,
                    "destructiveHint" => annotations.destructive_hint,
                    "idempotentHint" => annotations.idempotent_hint,
                    _ => annotations.open_world_hint,
                };
                (set == Some(*value) && self.holds(rule, so_far)).then(|| Hit {
                    rule,
                    field: Field::pointer(format!("/annotations/{hint}")),
                    span: Span::new(0, if *value { 4 } else { 5 }),
                    denied: None,
                })
            })
            .collect()
    }

    /// The rules that take a description which only names something for an answer.
    pub fn nominals(&self, so_far: &SoFar) -> Vec<Hit<'r>> {
        let Some(span) = self.parsed.nominal else { return Vec::new() };
        let rules = self.rulebook.nominal_rules().filter(|rule| self.holds(rule, so_far));
        rules.map(|rule| Hit { rule, field: Field::DESCRIPTION, span, denied: None }).collect()
    }

    /// The rules that look at nothing but the verdict.
    pub fn verdicts(&self, so_far: &SoFar) -> Vec<Hit<'r>> {
        self.rulebook
            .verdict_rules()
            .filter(|rule| self.holds(rule, so_far))
            .map(|rule| Hit { rule, field: Field::NAME, span: Span::whole(&self.parsed.tool.name), denied: None })
            .collect()
    }
}

/// Which text a phrase is looked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Where {
    Description,
    Parameter,
}

/// How many conditions a rule makes of an act: the more specific of two rules speaks.
fn specificity(rule: &Rule) -> u32 {
    let (Trigger::Act(trigger), and) = (&rule.trigger, &rule.and) else { return 0 };
    let objects = !trigger.objects.is_empty() || trigger.object_classes != Classes::default();
    u32::from(!trigger.verbs.is_empty())
        + 2 * u32::from(objects)
        + u32::from(trigger.many.is_some())
        + u32::from(trigger.bare.is_some())
        + u32::from(!trigger.places.is_empty())
        + 2 * u32::from(!and.words.is_empty())
        + 2 * u32::from(!and.parameters.is_empty())
        + 2 * u32::from(!and.server_words.is_empty())
        + 2 * u32::from(!and.objects.is_empty() || and.object_classes != Classes::default())
        + u32::from(!and.not_words.is_empty() || !and.not_parameters.is_empty())
}

/// Whether a rule says what category an act has.
fn gives_category(rule: &Rule) -> bool {
    rule.claim.category.is_some() && rule.and.categories.is_empty()
}

/// Whether an act fits a rule that its verb sets off.
fn act_fits(rule: &Rule, trigger: &ActTrigger, act: &Occurrence, listed: &ObjectRules) -> bool {
    let object = &act.object;
    (trigger.places.is_empty() || trigger.places.contains(&act.place))
        && trigger.many.is_none_or(|many| many == object.many)
        && trigger.bare.is_none_or(|bare| bare == object.words.is_empty())
        && (trigger.objects.is_empty() && trigger.object_classes == Classes::default()
            || about(object, trigger.object_classes)
            || listed.listed_by(rule))
        && !about(object, trigger.not_classes)
        && !listed.excluded_by(rule)
}

/// Whether the head of an object is of one of these classes.
fn about(object: &Object, classes: Classes) -> bool {
    object.head_classes.meets(classes)
}

/// Where a parameter whose name fits has what the trigger asks, if it has.
fn parameter_fits(trigger: &ParameterTrigger, param: &crate::manifest::Param<'_>) -> Option<(Field, Span)> {
    if trigger.outermost && param.depth > 0
        || trigger.required && !param.required
        || trigger.free && !param.choices.is_empty()
        || param.depth > 2
    {
        return None;
    }
    if !trigger.kinds.is_empty()
        && !param.kind.is_empty()
        && !param.kind.split(" or ").any(|k| trigger.kinds.iter().any(|t| t == k))
    {
        return None;
    }
    if let Some(wanted) = trigger.default
        && param.default.and_then(serde_json::Value::as_bool) != Some(wanted)
    {
        return None;
    }
    if trigger.described.is_empty() {
        return Some((param.field.clone(), param.span));
    }
    let text = param.description?;
    let lower = lower_same_length(text);
    trigger.described.iter().find_map(|phrase| {
        let start = find_words(&lower, phrase)?;
        let (field, at) = param.description_place();
        Some((field, Span::new(at + start, at + start + phrase.len())))
    })
}

/// The first place where a run of words stands in a lower-case text, on word boundaries.
fn find_words(lower: &str, words: &str) -> Option<usize> {
    // To ask whether it is there at all takes a fifth of looking for its place.
    if !lower.contains(words) {
        return None;
    }
    let mut from = 0;
    while let Some(at) = lower.get(from..)?.find(words) {
        let start = from + at;
        if bounded(lower, start, start + words.len()) {
            return Some(start);
        }
        from = start + words.chars().next().map_or(1, char::len_utf8);
    }
    None
}

/// Whether an act counts at all.
pub fn believed(act: &Occurrence) -> bool {
    act.denied.is_none() && (act.sureness > Sureness::Weak || act.place != Place::Body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_on_their_boundaries() {
        assert_eq!(find_words(" a dropdown; drop it ", "drop"), Some(13));
        assert_eq!(find_words("dropdown", "drop"), None);
        assert_eq!(find_words("数据删除操作", "删除"), Some(6));
    }
}
