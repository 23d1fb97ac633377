//! Rules: what one observation looks like, and what it argues for.
//!
//! A rule file holds exactly one trigger (`[when.act]`, `[when.phrase]`,
//! `[when.parameter]`, `[when.hint]`, or `words`, `nominal` or `verdict` under
//! `[when]`) and any
//! number of further conditions under `[and]`.

use super::files::{CatalogFiles, Problems, is_kebab, stem};
use super::lexicon::{Classes, FamilyId, Lexicon, VerbId};
use super::weights;
use crate::claim::{Claim, Leaves, Strength};
use crate::ids::RuleId;
use crate::vocab::{Category, Reversibility, Severity, Trait};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use toml::Spanned;

/// One rule, checked (`catalog/rules/<group>/<id>.toml`).
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// The file's stem.
    pub id: RuleId,
    /// Its place among all rules, sorted by id.
    pub number: u16,
    /// The folder it stands in: `acts`, `objects`, `phrases`, `parameters`, …
    pub group: String,
    /// What it takes the words to say: a lower-case clause without full stop.
    pub says: Arc<str>,
    /// Why that holds, in a sentence or more.
    pub why: String,
    /// Why it makes a call as severe as it claims: a lower-case clause without full stop;
    /// empty where what it says is reason enough.
    pub harm: Arc<str>,
    /// How much it weighs.
    pub strength: Strength,
    /// What it argues for.
    pub claim: Claim,
    /// The version of the program that brought it.
    pub since: String,
    /// Names it had before.
    pub aliases: Vec<String>,
    /// Links and standards it rests on.
    pub references: Vec<String>,
    /// What it matches, each condition in words.
    pub conditions: Vec<String>,
    /// Definitions on which it must fire.
    pub fires: Vec<Example>,
    /// Definitions on which it must not.
    pub spares: Vec<Example>,
    /// What sets it off.
    pub trigger: Trigger,
    /// What else must hold.
    pub and: Conditions,
}

/// A small definition that shows where a rule fires or does not.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// The tool's name.
    pub name: String,
    /// Its description; may be empty.
    pub description: String,
    /// Its input schema as JSON, if the rule looks at one.
    pub schema: Option<serde_json::Value>,
    /// Its annotations as JSON, if the rule looks at them.
    pub annotations: Option<serde_json::Value>,
    /// What the example shows; may be empty.
    pub note: String,
}

impl Rule {
    /// Whether it speaks for whole families of verbs, whatever they act on.
    pub fn is_of_a_family(&self) -> bool {
        let Trigger::Act(act) = &self.trigger else { return false };
        act.verbs.is_empty()
            && act.objects.is_empty()
            && act.object_classes == Classes::default()
            && act.many.is_none()
            && act.bare.is_none()
            && act.places.is_empty()
            && self.claim.category.is_some()
    }
}

/// Where an act or a phrase stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// The tool's name.
    Name,
    /// Its title.
    Title,
    /// The first sentence of its description that says what it does.
    Summary,
    /// A later sentence.
    Body,
    /// The name or description of one action of several.
    Action,
}

/// What sets a rule off.
#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// A verb in a place where it says what the call does.
    Act(ActTrigger),
    /// Fixed words.
    Phrase(PhraseTrigger),
    /// A parameter.
    Parameter(ParameterTrigger),
    /// A hint of the author.
    Hint {
        /// `readOnlyHint`, `destructiveHint`, `idempotentHint`, `openWorldHint`.
        hint: String,
        /// The value it must have.
        value: bool,
    },
    /// The weights of all words together (`weights.tsv`), where they speak for this
    /// category, risk or trait and the other rules do not.
    Words {
        /// The sum ([`weights::head`]).
        head: usize,
    },
    /// A description whose first sentence only names something (`Height of the newest
    /// block`) and which names no act after it.
    Nominal,
    /// Nothing but the conditions, once the category is known.
    Verdict,
}

/// A verb in a place where it says what the call does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ActTrigger {
    /// Families of verbs, any of.
    pub families: Vec<FamilyId>,
    /// Single verbs, any of (besides the families).
    pub verbs: Vec<VerbId>,
    /// Its object is one of these words or classes; empty for any object.
    pub objects: Vec<String>,
    /// The classes among `objects`.
    pub object_classes: Classes,
    /// Its object is none of these words or classes.
    pub not_objects: Vec<String>,
    /// The classes among `not_objects`.
    pub not_classes: Classes,
    /// The object is plural, or all there is.
    pub many: Option<bool>,
    /// The act has no object at all.
    pub bare: Option<bool>,
    /// Where it stands; empty for any place.
    pub places: Vec<Place>,
}

/// Fixed words in a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PhraseTrigger {
    /// The phrases, any of, in lower case.
    pub any: Vec<String>,
    /// Regular expressions over the lower-case text, any of, for what many phrases
    /// would have to spell out.
    pub patterns: Vec<String>,
    /// Whether a denial before it undoes it.
    pub deniable: bool,
    /// Look at parameter descriptions too.
    pub parameters: bool,
    /// Look at the server's name and description instead of the tool's.
    pub server: bool,
    /// Look at the words of the tool's name too.
    pub name: bool,
}

/// A parameter of the tool.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ParameterTrigger {
    /// Runs of words that the parameter's name ends with or equals (`sql`,
    /// `file path`); with a trailing `*`, that it begins with.
    pub names: Vec<String>,
    /// Phrases in its description, any of; besides the names if both are given.
    pub described: Vec<String>,
    /// JSON Schema types, any of; parameters without a type pass.
    pub kinds: Vec<String>,
    /// Only outermost parameters.
    pub outermost: bool,
    /// Only parameters that the call cannot do without.
    pub required: bool,
    /// Its default must be this.
    pub default: Option<bool>,
    /// It has no list of choices.
    pub free: bool,
}

/// What else must hold of the tool.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Conditions {
    /// The deciding act is of one of these families.
    pub families: Vec<FamilyId>,
    /// The deciding act is of none of these families.
    pub not_families: Vec<FamilyId>,
    /// The category found so far is one of these.
    pub categories: Vec<Category>,
    /// An object of the tool is one of these words or classes.
    pub objects: Vec<String>,
    /// The classes among `objects`.
    pub object_classes: Classes,
    /// One of these runs of words stands in the name or description.
    pub words: Vec<String>,
    /// None of these does.
    pub not_words: Vec<String>,
    /// One of these runs of words stands in the server's name or description.
    pub server_words: Vec<String>,
    /// The tool has a parameter of one of these names.
    pub parameters: Vec<String>,
    /// The tool has none of these.
    pub not_parameters: Vec<String>,
}

/// A rule file as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    id: Spanned<String>,
    says: Spanned<String>,
    why: Spanned<String>,
    #[serde(default)]
    harm: Option<Spanned<String>>,
    strength: Strength,
    since: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    references: Vec<String>,
    #[serde(default)]
    claims: ClaimsFile,
    when: Spanned<WhenFile>,
    #[serde(default)]
    and: ConditionsFile,
    #[serde(default)]
    fires: Vec<ExampleFile>,
    #[serde(default)]
    spares: Vec<ExampleFile>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClaimsFile {
    category: Option<Category>,
    category_at_most: Option<Category>,
    severity: Option<Severity>,
    severity_at_most: Option<Severity>,
    reversibility: Option<Reversibility>,
    leaves: Option<Leaves>,
    #[serde(default)]
    traits: BTreeSet<Trait>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WhenFile {
    act: Option<ActFile>,
    phrase: Option<PhraseFile>,
    parameter: Option<ParameterFile>,
    hint: Option<HintFile>,
    words: Option<Spanned<String>>,
    #[serde(default)]
    nominal: bool,
    #[serde(default)]
    verdict: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ActFile {
    #[serde(default)]
    families: Vec<Spanned<String>>,
    #[serde(default)]
    verbs: Vec<Spanned<String>>,
    #[serde(default)]
    objects: Vec<Spanned<String>>,
    #[serde(default)]
    not_objects: Vec<Spanned<String>>,
    many: Option<bool>,
    bare: Option<bool>,
    #[serde(default)]
    places: Vec<Place>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PhraseFile {
    #[serde(default)]
    any: Vec<Spanned<String>>,
    #[serde(default)]
    patterns: Vec<Spanned<String>>,
    #[serde(default = "yes")]
    deniable: bool,
    #[serde(default)]
    parameters: bool,
    #[serde(default)]
    server: bool,
    #[serde(default)]
    name: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ParameterFile {
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    described: Vec<String>,
    #[serde(default)]
    kinds: Vec<String>,
    #[serde(default)]
    outermost: bool,
    #[serde(default)]
    required: bool,
    default: Option<bool>,
    #[serde(default)]
    free: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HintFile {
    hint: Spanned<String>,
    value: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionsFile {
    #[serde(default)]
    families: Vec<Spanned<String>>,
    #[serde(default)]
    not_families: Vec<Spanned<String>>,
    #[serde(default)]
    categories: Vec<Category>,
    #[serde(default)]
    objects: Vec<Spanned<String>>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    not_words: Vec<String>,
    #[serde(default)]
    server_words: Vec<String>,
    #[serde(default)]
    parameters: Vec<String>,
    #[serde(default)]
    not_parameters: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExampleFile {
    name: String,
    #[serde(default)]
    description: String,
    schema: Option<Spanned<String>>,
    annotations: Option<Spanned<String>>,
    #[serde(default)]
    note: String,
}

fn yes() -> bool {
    true
}

/// Loads all rules, sorted by id.
pub(super) fn load(files: &CatalogFiles, lexicon: &Lexicon, problems: &mut Problems) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    let mut names: BTreeSet<String> = BTreeSet::new();
    for (path, text) in files.below("rules/", ".toml") {
        let Some(file) = problems.parse::<RuleFile>(path, text) else { continue };
        let checker = Checker { path, text, lexicon };
        let id_at = file.id.span().start;
        for name in file.aliases.iter().chain([file.id.get_ref()]) {
            if !names.insert(name.clone()) {
                problems.add(path, text, id_at, format!("the name `{name}` is taken by another rule"));
            }
        }
        if let Some(rule) = checker.rule(file, problems) {
            rules.push(rule);
        }
    }
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    for (number, rule) in (0..).zip(&mut rules) {
        rule.number = number;
    }
    rules
}

/// Checks one file.
struct Checker<'a> {
    path: &'a str,
    text: &'a str,
    lexicon: &'a Lexicon,
}

impl Checker<'_> {
    fn rule(&self, file: RuleFile, problems: &mut Problems) -> Option<Rule> {
        let before = problems.list().len();
        let id_at = file.id.span().start;
        let id = file.id.into_inner();
        if id != stem(self.path) || !is_kebab(&id) {
            problems.add(
                self.path,
                self.text,
                id_at,
                format!("the id must be `{}`, the file's stem in kebab-case", stem(self.path)),
            );
        }
        for (what, text) in [("says", &file.says), ("why", &file.why)] {
            if text.get_ref().trim().is_empty() {
                problems.add(self.path, self.text, text.span().start, format!("`{what}` is empty"));
            }
        }
        if let Some(harm) = &file.harm {
            if harm.get_ref().trim().is_empty() || harm.get_ref().ends_with('.') {
                problems.add(self.path, self.text, harm.span().start, "`harm` is a clause and takes no full stop");
            }
            if file.claims.severity.or(file.claims.severity_at_most).is_none() {
                problems.add(
                    self.path,
                    self.text,
                    harm.span().start,
                    "`harm` gives the reason of a severity that is claimed",
                );
            }
        }
        if file.says.get_ref().ends_with('.') {
            problems.add(self.path, self.text, file.says.span().start, "`says` is a clause and takes no full stop");
        }
        let when_at = file.when.span().start;
        let when = file.when.into_inner();
        let triggers = [
            when.act.is_some(),
            when.phrase.is_some(),
            when.parameter.is_some(),
            when.hint.is_some(),
            when.words.is_some(),
            when.nominal,
            when.verdict,
        ];
        if triggers.iter().filter(|t| **t).count() != 1 {
            problems.add(
                self.path,
                self.text,
                when_at,
                "a rule has exactly one trigger: act, phrase, parameter, hint, words, nominal or verdict",
            );
        }
        // What weights set off changes with every learning; the labels and the benchmark
        // are their examples.
        let learned = when.words.is_some();
        if file.fires.is_empty() && !learned {
            problems.add(self.path, self.text, id_at, "a rule needs at least one example that fires");
        }
        if file.spares.is_empty() && !learned {
            problems.add(self.path, self.text, id_at, "a rule needs at least one example that must not fire");
        }
        let trigger = if let Some(act) = when.act {
            Trigger::Act(self.act(act, problems))
        } else if let Some(phrase) = when.phrase {
            if phrase.any.is_empty() && phrase.patterns.is_empty() {
                problems.add(self.path, self.text, when_at, "a phrase trigger needs `any` or `patterns`");
            }
            for p in &phrase.patterns {
                if let Err(error) = super::expressions::check(p.get_ref()) {
                    let reason = error.to_string();
                    let last = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                    problems.add(self.path, self.text, p.span().start, format!("not a regular expression: {last}"));
                }
            }
            for p in &phrase.any {
                if p.get_ref().is_empty() || *p.get_ref() != p.get_ref().to_lowercase() {
                    problems.add(
                        self.path,
                        self.text,
                        p.span().start,
                        "phrases are written in lower case and not empty",
                    );
                }
            }
            Trigger::Phrase(PhraseTrigger {
                any: phrase.any.into_iter().map(Spanned::into_inner).collect(),
                patterns: phrase.patterns.into_iter().map(Spanned::into_inner).collect(),
                deniable: phrase.deniable,
                parameters: phrase.parameters,
                server: phrase.server,
                name: phrase.name,
            })
        } else if let Some(p) = when.parameter {
            if p.names.is_empty() && p.described.is_empty() {
                problems.add(self.path, self.text, when_at, "a parameter trigger needs `names` or `described`");
            }
            Trigger::Parameter(ParameterTrigger {
                names: p.names,
                described: p.described,
                kinds: p.kinds,
                outermost: p.outermost,
                required: p.required,
                default: p.default,
                free: p.free,
            })
        } else if let Some(hint) = when.hint {
            if !["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"]
                .contains(&hint.hint.get_ref().as_str())
            {
                problems.add(
                    self.path,
                    self.text,
                    hint.hint.span().start,
                    format!("`{}` is no hint of the specification", hint.hint.get_ref()),
                );
            }
            Trigger::Hint { hint: hint.hint.into_inner(), value: hint.value }
        } else if let Some(word) = when.words {
            let head = weights::head::of_word(word.get_ref());
            if head.is_none() {
                let message = format!("`{}` is no category, risk or trait", word.get_ref());
                problems.add(self.path, self.text, word.span().start, message);
            }
            Trigger::Words { head: head.unwrap_or_default() }
        } else if when.nominal {
            Trigger::Nominal
        } else {
            Trigger::Verdict
        };
        let (objects, object_classes) = self.objects(&file.and.objects, problems);
        let and = Conditions {
            families: self.families(&file.and.families, problems),
            not_families: self.families(&file.and.not_families, problems),
            categories: file.and.categories,
            objects,
            object_classes,
            words: file.and.words,
            not_words: file.and.not_words,
            server_words: file.and.server_words,
            parameters: file.and.parameters,
            not_parameters: file.and.not_parameters,
        };
        let fires = self.examples(file.fires, problems);
        let spares = self.examples(file.spares, problems);
        let claims = file.claims;
        let conditions = describe(&trigger, &and, self.lexicon);
        (problems.list().len() == before).then(|| Rule {
            id: RuleId::new(&id),
            number: 0,
            group: self.path.split('/').rev().nth(1).unwrap_or_default().to_owned(),
            says: file.says.into_inner().into(),
            why: file.why.into_inner(),
            harm: file.harm.map(Spanned::into_inner).unwrap_or_default().into(),
            strength: file.strength,
            claim: Claim {
                category: claims.category,
                category_at_most: claims.category_at_most,
                severity: claims.severity,
                severity_at_most: claims.severity_at_most,
                reversibility: claims.reversibility,
                leaves: claims.leaves,
                traits: claims.traits,
            },
            since: file.since,
            aliases: file.aliases,
            references: file.references,
            conditions,
            fires,
            spares,
            trigger,
            and,
        })
    }

    fn act(&self, act: ActFile, problems: &mut Problems) -> ActTrigger {
        let mut verbs = Vec::new();
        for verb in &act.verbs {
            match self.lexicon.form(verb.get_ref()) {
                Some((id, _)) if self.lexicon.verb(id).lemma == *verb.get_ref() => verbs.push(id),
                _ => problems.add(
                    self.path,
                    self.text,
                    verb.span().start,
                    format!("`{}` is not a verb of lexicon/verbs.tsv", verb.get_ref()),
                ),
            }
        }
        let (objects, object_classes) = self.objects(&act.objects, problems);
        let (not_objects, not_classes) = self.objects(&act.not_objects, problems);
        ActTrigger {
            families: self.families(&act.families, problems),
            verbs,
            objects,
            object_classes,
            not_objects,
            not_classes,
            many: act.many,
            bare: act.bare,
            places: act.places,
        }
    }

    fn families(&self, names: &[Spanned<String>], problems: &mut Problems) -> Vec<FamilyId> {
        let mut out = Vec::new();
        for name in names {
            match self.lexicon.family(name.get_ref()) {
                Some(id) => out.push(id),
                None => problems.add(
                    self.path,
                    self.text,
                    name.span().start,
                    format!("`{}` is not a family of lexicon/verbs.tsv", name.get_ref()),
                ),
            }
        }
        out
    }

    /// Splits words from `@classes`.
    fn objects(&self, names: &[Spanned<String>], problems: &mut Problems) -> (Vec<String>, Classes) {
        let mut words = Vec::new();
        let mut classes = Classes::default();
        for name in names {
            match name.get_ref().strip_prefix('@') {
                None => words.push(name.get_ref().clone()),
                Some(class) => match self.lexicon.class(class) {
                    Some(set) => classes = classes.with(set),
                    None => problems.add(
                        self.path,
                        self.text,
                        name.span().start,
                        format!("`@{class}` is not a class of lexicon/objects.tsv"),
                    ),
                },
            }
        }
        (words, classes)
    }

    fn examples(&self, files: Vec<ExampleFile>, problems: &mut Problems) -> Vec<Example> {
        files
            .into_iter()
            .map(|file| {
                let mut json = |text: Option<Spanned<String>>| {
                    text.and_then(|text| match serde_json::from_str(text.get_ref()) {
                        Ok(value) => Some(value),
                        Err(error) => {
                            problems.add(
                                self.path,
                                self.text,
                                text.span().start,
                                format!("the example is not JSON: {error}"),
                            );
                            None
                        }
                    })
                };
                let (schema, annotations) = (json(file.schema), json(file.annotations));
                Example { name: file.name, description: file.description, schema, annotations, note: file.note }
            })
            .collect()
    }
}

/// The conditions of a rule in words, for its page and the terminal.
fn describe(trigger: &Trigger, and: &Conditions, lexicon: &Lexicon) -> Vec<String> {
    let list = |words: &[String]| words.iter().map(|w| format!("“{w}”")).collect::<Vec<_>>().join(", ");
    let families = |ids: &[FamilyId]| ids.iter().map(|f| lexicon.family_name(*f)).collect::<Vec<_>>().join(", ");
    let objects = |words: &[String], classes: Classes| {
        let mut all: Vec<String> = lexicon.class_names(classes).map(|c| format!("any {c} word")).collect();
        all.extend(words.iter().map(|w| format!("“{w}”")));
        all.join(", ")
    };
    let mut out = Vec::new();
    match trigger {
        Trigger::Act(act) => {
            let mut verbs: Vec<String> =
                act.families.iter().map(|f| format!("any {} verb", lexicon.family_name(*f))).collect();
            verbs.extend(act.verbs.iter().map(|v| format!("“{}”", lexicon.verb(*v).lemma)));
            out.push(format!("the act is {}", verbs.join(", ")));
            if !act.objects.is_empty() || act.object_classes != Classes::default() {
                out.push(format!("its object is {}", objects(&act.objects, act.object_classes)));
            }
            if !act.not_objects.is_empty() || act.not_classes != Classes::default() {
                out.push(format!("its object is not {}", objects(&act.not_objects, act.not_classes)));
            }
            match act.many {
                Some(true) => out.push("it acts on several things".to_owned()),
                Some(false) => out.push("it acts on one thing".to_owned()),
                None => {}
            }
            match act.bare {
                Some(true) => out.push("it names no object".to_owned()),
                Some(false) => out.push("it names an object".to_owned()),
                None => {}
            }
            if !act.places.is_empty() {
                let places: Vec<&str> = act
                    .places
                    .iter()
                    .map(|p| match p {
                        Place::Name => "the name",
                        Place::Title => "the title",
                        Place::Summary => "the first sentence",
                        Place::Body => "a later sentence",
                        Place::Action => "an action",
                    })
                    .collect();
                out.push(format!("it stands in {}", places.join(" or ")));
            }
        }
        Trigger::Phrase(p) => {
            let place = if p.server {
                "the server's description"
            } else if p.parameters {
                "the description or a parameter"
            } else {
                "the description"
            };
            if !p.any.is_empty() {
                out.push(format!("{place} says {}", list(&p.any)));
            }
            if !p.patterns.is_empty() {
                out.push(format!("{place} matches {}", list(&p.patterns)));
            }
            if p.deniable {
                out.push("no denial stands before it".to_owned());
            }
        }
        Trigger::Parameter(p) => {
            let what = match (p.outermost, p.required) {
                (_, true) => "a required parameter",
                (true, false) => "an outermost parameter",
                (false, false) => "a parameter",
            };
            if !p.names.is_empty() {
                out.push(format!("{what} is called {}", list(&p.names)));
            }
            if !p.described.is_empty() {
                out.push(format!("{what} is described by {}", list(&p.described)));
            }
            if !p.kinds.is_empty() {
                out.push(format!("its type is {}", p.kinds.join(" or ")));
            }
            if p.free {
                out.push("it takes any value".to_owned());
            }
            if let Some(default) = p.default {
                out.push(format!("its default is {default}"));
            }
        }
        Trigger::Hint { hint, value } => out.push(format!("the author sets {hint} to {value}")),
        Trigger::Words { head } => {
            let word = weights::head::word(*head);
            out.push(format!("taken together, its words weigh for {word}, against the other rules"));
        }
        Trigger::Nominal => out.push("the description only names something".to_owned()),
        Trigger::Verdict => {}
    }
    if !and.families.is_empty() {
        out.push(format!("the deciding act is of the family {}", families(&and.families)));
    }
    if !and.not_families.is_empty() {
        out.push(format!("the deciding act is not of the family {}", families(&and.not_families)));
    }
    if !and.categories.is_empty() {
        let words: Vec<&str> = and.categories.iter().map(|c| c.word()).collect();
        out.push(format!("the category is {}", words.join(" or ")));
    }
    if !and.objects.is_empty() || and.object_classes != Classes::default() {
        out.push(format!("the tool is about {}", objects(&and.objects, and.object_classes)));
    }
    for (words, text) in [
        (&and.words, "the definition mentions"),
        (&and.not_words, "the definition does not mention"),
        (&and.server_words, "the server is about"),
        (&and.parameters, "there is a parameter called"),
        (&and.not_parameters, "there is no parameter called"),
    ] {
        if !words.is_empty() {
            out.push(format!("{text} {}", list(words)));
        }
    }
    out
}
