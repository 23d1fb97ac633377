//! Runs the rules over a parsed tool.

use super::acts::{Object, Occurrence, Sureness};
use super::context::ServerContext;
use super::parsed::Parsed;
use super::{Evidence, Standing, Strength};
use crate::rulebook::Rulebook;
use crate::rulebook::lexicon::{Classes, FamilyId};
use crate::rulebook::rule::{ActTrigger, Conditions, ParameterTrigger, Place, Rule, Trigger};
use crate::span::{Field, Span};
use crate::text::name;
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
            strength: self.rule.strength,
            claim: self.rule.claim.clone(),
            standing: self.denied.clone().map_or(Standing::Supports, Standing::SetAside),
        }
    }
}

/// What the rules make of one act.
#[derive(Debug, Clone)]
pub struct Judged<'r> {
    /// The rule that says what category the act has: the most specific that fits.
    pub category: Option<&'r Rule>,
    /// The rules that say something else of it.
    pub others: Vec<&'r Rule>,
}

/// Runs rules over one tool.
#[derive(Debug, Clone, Copy)]
pub struct Collector<'r, 'p> {
    /// The rules.
    pub rulebook: &'r Rulebook,
    /// The server's context.
    pub context: &'p ServerContext,
    /// The tool.
    pub parsed: &'p Parsed<'p>,
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

impl<'r> Collector<'r, '_> {
    /// The category rule and the other rules for an act. `so_far` has no category
    /// while the category is being found; rules that ask for one then do not fire.
    pub fn judge(&self, act: &Occurrence, so_far: &SoFar) -> Judged<'r> {
        let mut judged = Judged { category: None, others: Vec::new() };
        let mut best = (0, Strength::Weak);
        for rule in self.rulebook.rules_for_act(act.verb) {
            let Trigger::Act(trigger) = &rule.trigger else { continue };
            if !self.act_fits(trigger, act) || !self.holds(&rule.and, so_far) {
                continue;
            }
            if rule.claim.category.is_some() && rule.and.categories.is_empty() {
                let rank = (specificity(trigger, &rule.and), rule.strength);
                if judged.category.is_none() || rank > best {
                    best = rank;
                    judged.category = Some(rule);
                }
            } else {
                judged.others.push(rule);
            }
        }
        judged
    }

    fn act_fits(&self, trigger: &ActTrigger, act: &Occurrence) -> bool {
        let object = &act.object;
        (trigger.places.is_empty() || trigger.places.contains(&act.place))
            && (trigger.families.contains(&self.rulebook.lexicon().verb(act.verb).family) && trigger.verbs.is_empty()
                || trigger.verbs.contains(&act.verb))
            && trigger.many.is_none_or(|many| many == object.many)
            && trigger.bare.is_none_or(|bare| bare == object.words.is_empty())
            && (trigger.objects.is_empty() && trigger.object_classes == Classes::default()
                || about(object, &trigger.objects, trigger.object_classes))
            && !about(object, &trigger.not_objects, trigger.not_classes)
    }

    /// Whether the further conditions of a rule hold.
    pub fn holds(&self, and: &Conditions, so_far: &SoFar) -> bool {
        let text = &self.parsed.text;
        (and.categories.is_empty() || so_far.category.is_some_and(|c| and.categories.contains(&c)))
            && (and.families.is_empty() || so_far.family.is_some_and(|f| and.families.contains(&f)))
            && !so_far.family.is_some_and(|f| and.not_families.contains(&f))
            && (and.objects.is_empty() && and.object_classes == Classes::default()
                || so_far.classes.meets(and.object_classes)
                || and.objects.iter().any(|w| has_words(text, w)))
            && (and.words.is_empty() || and.words.iter().any(|w| has_words(text, w)))
            && !and.not_words.iter().any(|w| has_words(text, w))
            && (and.server_words.is_empty() || and.server_words.iter().any(|w| has_words(&self.context.text, w)))
            && (and.parameters.is_empty() || self.has_parameter(&and.parameters))
            && (and.not_parameters.is_empty() || !self.has_parameter(&and.not_parameters))
    }

    fn has_parameter(&self, names: &[String]) -> bool {
        let all = self.parsed.params.all.iter().zip(&self.parsed.param_words);
        all.filter(|(p, _)| p.depth == 0).any(|(_, words)| names.iter().any(|n| name_fits(words, n)))
    }

    /// Every phrase and pattern that stands in the title, the description, the
    /// parameters' descriptions, the name or the server's text, whatever else its
    /// rule asks: found once, and asked again as the verdict grows.
    pub fn phrases(&self) -> Vec<Hit<'r>> {
        let tool = self.parsed.tool;
        let mut out = Vec::new();
        if let Some(text) = tool.description.as_deref() {
            self.phrases_in(text, &Field::DESCRIPTION, Where::Description, &mut out);
        }
        if let Some(text) = tool.title.as_deref() {
            self.phrases_in(text, &Field::TITLE, Where::Description, &mut out);
        }
        let params: &[_] = if self.rulebook.looks_at_parameter_texts() { &self.parsed.params.all } else { &[] };
        for param in params.iter().filter(|p| p.depth < 2) {
            if let Some(text) = param.description.as_deref() {
                self.phrases_in(text, &param.field.child("description"), Where::Parameter, &mut out);
            }
        }
        self.name_phrases(&mut out);
        if self.rulebook.looks_at_servers() {
            self.server_phrases(&mut out);
        }
        out
    }

    /// Phrases among the words of the name; the whole name is the evidence.
    fn name_phrases(&self, out: &mut Vec<Hit<'r>>) {
        let words: Vec<&str> = self.parsed.words.iter().map(|w| w.text.as_str()).collect();
        let joined = words.join(" ");
        for (start, end, rule) in self.rulebook.phrases_in(&joined) {
            let Trigger::Phrase(trigger) = &rule.trigger else { continue };
            if trigger.name && bounded(&joined, start, end) {
                out.push(Hit { rule, field: Field::NAME, span: Span::whole(&self.parsed.tool.name), denied: None });
            }
        }
    }

    fn phrases_in(&self, text: &str, field: &Field, place: Where, out: &mut Vec<Hit<'r>>) {
        let lower = lower_same_length(text);
        for (start, end, rule) in self.rulebook.phrases_in(&lower) {
            let Trigger::Phrase(trigger) = &rule.trigger else { continue };
            if trigger.server || place == Where::Parameter && !trigger.parameters {
                continue;
            }
            if !bounded(&lower, start, end) {
                continue;
            }
            let span = Span::new(start, end);
            let mut denied = None;
            if place == Where::Description && *field == Field::DESCRIPTION {
                let sentence = self.parsed.sentences.iter().find(|s| s.span.start <= start && start < s.span.end);
                if let Some(sentence) = sentence {
                    if matches!(
                        sentence.section,
                        Section::Outputs | Section::Examples | Section::Errors | Section::Code
                    ) || sentence.section == Section::Inputs && !trigger.parameters
                    {
                        continue;
                    }
                    if sentence.item && rule.claim.category_at_most.is_some() {
                        denied = Some("it is said of one item of a list".to_owned());
                    } else if self.context.is_boilerplate(sentence.span.of(text)) {
                        denied = Some("the sentence stands on many tools of this server".to_owned());
                    }
                }
            }
            if denied.is_none() && trigger.deniable {
                denied = self.denial_before(&lower, start);
            }
            out.push(Hit { rule, field: field.clone(), span, denied });
        }
    }

    /// A denial in the four words before a phrase.
    fn denial_before(&self, lower: &str, start: usize) -> Option<String> {
        let before = &lower[..start];
        let clause = before.rsplit(['.', ';', ':', '\n', '。']).next().unwrap_or(before);
        let words: Vec<&str> = clause.split_whitespace().rev().take(4).collect();
        let denial = words
            .iter()
            .find(|w| self.rulebook.lexicon().denies(w.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'')))?;
        Some(format!("denied by “{denial}”"))
    }

    fn server_phrases(&self, out: &mut Vec<Hit<'r>>) {
        for (start, end, rule) in self.rulebook.phrases_in(&self.context.text) {
            let Trigger::Phrase(trigger) = &rule.trigger else { continue };
            if trigger.server && bounded(&self.context.text, start, end) {
                // The server's text is no field of the tool; the tool's name stands for it.
                out.push(Hit { rule, field: Field::NAME, span: Span::whole(&self.parsed.tool.name), denied: None });
            }
        }
    }

    /// The parameter rules that fire, one hit a rule and parameter.
    pub fn parameters(&self, so_far: &SoFar) -> Vec<Hit<'r>> {
        let mut out = Vec::new();
        for rule in self.rulebook.parameter_rules() {
            let Trigger::Parameter(trigger) = &rule.trigger else { continue };
            if !self.holds(&rule.and, so_far) {
                continue;
            }
            for (param, words) in self.parsed.params.all.iter().zip(&self.parsed.param_words) {
                if let Some((field, span)) = parameter_fits(trigger, param, words) {
                    out.push(Hit { rule, field, span, denied: None });
                    break;
                }
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
                (set == Some(*value) && self.holds(&rule.and, so_far)).then(|| Hit {
                    rule,
                    field: Field::pointer(format!("/annotations/{hint}")),
                    span: Span::new(0, if *value { 4 } else { 5 }),
                    denied: None,
                })
            })
            .collect()
    }

    /// The rules that look at nothing but the verdict.
    pub fn verdicts(&self, so_far: &SoFar) -> Vec<Hit<'r>> {
        self.rulebook
            .verdict_rules()
            .filter(|rule| self.holds(&rule.and, so_far))
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

/// How many conditions a rule makes: the more specific of two rules speaks.
fn specificity(trigger: &ActTrigger, and: &Conditions) -> u32 {
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

/// Whether an object is one of these words or classes: by its head, or by a fixed
/// run of words in it.
fn about(object: &Object, words: &[String], classes: Classes) -> bool {
    object.head_classes.meets(classes)
        || words.iter().any(|w| {
            if w.contains(' ') {
                let run = object.words.join(" ");
                run == *w || run.ends_with(&format!(" {w}")) || run.starts_with(&format!("{w} "))
            } else {
                object.head() == w
            }
        })
}

/// Whether a name's words end with the wanted run, or begin with it if it ends in
/// `*`, or are exactly it if it begins with `=`.
fn name_fits(words: &[String], wanted: &str) -> bool {
    if let Some(exact) = wanted.strip_prefix('=') {
        return words.iter().map(String::as_str).eq(exact.split(' '));
    }
    if let Some(head) = wanted.strip_suffix('*') {
        let head: Vec<&str> = head.split_whitespace().collect();
        return words.len() >= head.len() && words.iter().zip(&head).all(|(a, b)| a == b);
    }
    let run: Vec<&str> = wanted.split(' ').collect();
    words.len() >= run.len() && words[words.len() - run.len()..].iter().zip(&run).all(|(a, b)| a == b)
}

fn parameter_fits(
    trigger: &ParameterTrigger,
    param: &crate::manifest::Param,
    words: &[String],
) -> Option<(Field, Span)> {
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
        && param.default.as_ref().and_then(serde_json::Value::as_bool) != Some(wanted)
    {
        return None;
    }
    let named = trigger.names.is_empty() || trigger.names.iter().any(|n| name_fits(words, n));
    if !named {
        return None;
    }
    if trigger.described.is_empty() {
        return Some((param.field.clone(), Span::whole(&param.name)));
    }
    let text = param.description.as_deref()?;
    let lower = lower_same_length(text);
    trigger.described.iter().find_map(|phrase| {
        let start = find_words(&lower, phrase)?;
        Some((param.field.child("description"), Span::new(start, start + phrase.len())))
    })
}

/// Whether a run of words stands in a lower-case text, on word boundaries.
pub fn has_words(lower: &str, words: &str) -> bool {
    find_words(lower, words).is_some()
}

fn find_words(lower: &str, words: &str) -> Option<usize> {
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

/// Whether the bytes `start..end` are not part of a longer word.
fn bounded(text: &str, start: usize, end: usize) -> bool {
    let wide = |c: char| name::is_wide(c);
    let inside = |a: Option<char>, b: Option<char>| match (a, b) {
        (Some(a), Some(b)) => a.is_alphanumeric() && b.is_alphanumeric() && !wide(a) && !wide(b),
        _ => false,
    };
    let (before, piece, after) = (&text[..start], &text[start..end], &text[end..]);
    !inside(before.chars().next_back(), piece.chars().next())
        && !inside(piece.chars().next_back(), after.chars().next())
}

/// The text in lower case with every byte in its place: characters whose lower case
/// has another length stay as they are.
pub fn lower_same_length(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars()
        .map(|c| {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(l), None) if l.len_utf8() == c.len_utf8() => l,
                _ => c,
            }
        })
        .collect()
}

/// Whether an act counts at all.
pub fn believed(act: &Occurrence) -> bool {
    act.denied.is_none() && (act.sureness > Sureness::Weak || act.place != Place::Body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_by_their_end_start_or_whole() {
        let words = crate::evidence::parsed::singular_words("user_sql_queries");
        assert_eq!(words, ["user", "sql", "query"]);
        assert!(name_fits(&words, "query") && name_fits(&words, "sql query") && name_fits(&words, "user *"));
        assert!(!name_fits(&words, "sql") && !name_fits(&words, "=query"));
    }

    #[test]
    fn words_are_found_on_their_boundaries() {
        assert!(has_words(" a dropdown; drop it ", "drop"));
        assert!(!has_words("dropdown", "drop"));
        assert!(has_words("数据删除操作", "删除"));
        assert_eq!(lower_same_length("İA").len(), "İA".len());
    }
}
