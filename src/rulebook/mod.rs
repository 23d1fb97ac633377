//! The rulebook: everything under `catalog/`, checked, compiled and indexed.
//!
//! `catalog/` is data on disk; [`Rulebook`] is that data loaded. Loading has two
//! steps and two types: the file as written (private structs that mirror the file
//! and refuse unknown keys) and the checked form that the engine uses. All problems
//! of all files are reported at once, each with file, line and column.

pub mod attack;
mod expressions;
pub mod files;
pub mod grade;
pub mod hint_rules;
pub mod hygiene;
pub mod legs;
pub mod lexicon;
mod lists;
mod phrases;
pub mod rule;
pub mod weights;

pub use attack::Attack;
pub use files::{CatalogFiles, Problem, Problems};
pub use hygiene::Hygiene;
pub use lexicon::Lexicon;
pub(crate) use lists::{Listed, Met, Named, ObjectRules};
pub(crate) use phrases::bounded;
pub use rule::{Example, Rule};
pub use weights::Weights;

use crate::vocab::{Category, Impact, Reversibility, Risk, Severity};
use expressions::Expressions;
use foldhash::fast::FixedState;
use grade::Scale;
use hint_rules::HintRules;
use legs::LegGrants;
use lexicon::{FamilyId, VerbId};
use lists::{Lists, RuleNumber};
use rule::Trigger;
use std::collections::{BTreeMap, HashMap};

/// A catalog, loaded: what the engine judges by and the pages show.
#[derive(Debug, Clone)]
pub struct Rulebook {
    /// Sorted by id.
    rules: Vec<Rule>,
    attacks: Vec<Attack>,
    lexicon: Lexicon,
    weights: Option<Weights>,
    hygiene: Hygiene,
    legs: LegGrants,
    scale: Scale,
    hints: HintRules,
    index: Index,
}

/// Rules by what sets them off; the numbers are places in the sorted rule list.
#[derive(Debug, Clone)]
struct Index {
    /// By the number of the verb: of a family's rules those that name no verbs or this one,
    /// then the others that name it.
    by_verb: Vec<Vec<RuleNumber>>,
    lists: Lists,
    patterns: Expressions<RuleNumber>,
    parameter_texts: bool,
    servers: bool,
    parameters: Vec<RuleNumber>,
    hints: Vec<RuleNumber>,
    verdicts: Vec<RuleNumber>,
    nominals: Vec<RuleNumber>,
    /// Rules set off by weights, with the sum that sets them off.
    words: Vec<(usize, RuleNumber)>,
}

impl Rulebook {
    /// Loads and checks a catalog.
    ///
    /// # Errors
    /// Every problem of every file, with file, line and column.
    pub fn load(files: &CatalogFiles) -> Result<Rulebook, Problems> {
        let mut problems = Problems::default();
        let lexicon = Lexicon::load(files, &mut problems);
        let rules = rule::load(files, &lexicon, &mut problems);
        let attacks = attack::load(files, &mut problems);
        let hygiene = Hygiene::load(files, &mut problems);
        let legs = LegGrants::load(files, &lexicon, &mut problems);
        let scale = Scale::load(files, &mut problems);
        let hints = HintRules::load(files, &lexicon, &mut problems);
        if rules.is_empty() {
            problems.add("rules", "", 0, "there is no rule; a catalog needs rules/<group>/<id>.toml");
        }
        let weights = Weights::load(files, &mut problems);
        let index = Index::new(&rules, &lexicon);
        let rulebook = Rulebook { rules, attacks, lexicon, weights, hygiene, legs, scale, hints, index };
        if rulebook.weights.is_some() {
            rulebook.check_words(&mut problems);
        }
        problems.or(rulebook)
    }

    /// Weights can only speak through rules: one for each category and trait, and one
    /// for each risk that each category can have.
    fn check_words(&self, problems: &mut Problems) {
        for head in 0..weights::HEADS {
            let word = weights::head::word(head);
            let risk = Risk::ALL.iter().find(|risk| weights::head::risk(**risk) == head);
            for category in Category::ALL {
                let possible = Severity::ALL.iter().any(|severity| {
                    let undo = Reversibility::ALL.iter();
                    risk.is_none_or(|risk| {
                        undo.clone().any(|undo| Impact::new(*category, *severity, Some(*undo)).risk() == *risk)
                    })
                });
                let Some(rule) = self.rule_of_words(head, *category) else {
                    if possible {
                        let message = format!(
                            "no rule has `words = \"{word}\"` under `[when]` for {category}; weights speak through rules"
                        );
                        problems.add(weights::PATH, "", 0, message);
                    }
                    continue;
                };
                if let Some(risk) = risk {
                    let claim = &rule.claim;
                    let severity = claim.severity.or(claim.severity_at_most);
                    let severity = severity.unwrap_or(Impact::default_for(*category).severity());
                    let given = Impact::new(*category, severity, claim.reversibility).risk();
                    if given != *risk {
                        let path = format!("rules/{}/{}.toml", rule.group, rule.id);
                        let message = format!("what it claims makes the risk of a {category} {given}, not {word}");
                        problems.add(&path, "", 0, message);
                    }
                }
            }
        }
    }

    /// The same rules without the weights: what the rules say on their own.
    #[must_use]
    pub fn without_weights(mut self) -> Rulebook {
        self.weights = None;
        self
    }

    /// The same rules with other weights.
    #[must_use]
    pub fn with_weights(mut self, weights: Weights) -> Rulebook {
        self.weights = Some(weights);
        self
    }

    /// The weights, if the catalog has any.
    pub fn weights(&self) -> Option<&Weights> {
        self.weights.as_ref()
    }

    /// The rule through which weights speak for that sum, on a tool of that category.
    pub(crate) fn rule_of_words(&self, head: usize, category: Category) -> Option<&Rule> {
        let mut rules = self.index.words.iter().filter(|(own, _)| *own == head);
        let fits = |rule: &&Rule| rule.and.categories.is_empty() || rule.and.categories.contains(&category);
        rules.find_map(|(_, at)| Some(&self.rules[*at as usize]).filter(fits))
    }

    /// All rules, sorted by name.
    pub fn rules(&self) -> impl ExactSizeIterator<Item = &Rule> {
        self.rules.iter()
    }

    /// A rule by name.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        let at = self.rules.binary_search_by(|r| r.id.as_str().cmp(id)).ok()?;
        Some(&self.rules[at])
    }

    /// All attack records, sorted by id.
    pub fn attacks(&self) -> &[Attack] {
        &self.attacks
    }

    /// The patterns of suspicious wording.
    pub fn hygiene(&self) -> &Hygiene {
        &self.hygiene
    }

    /// The word lists.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// What a verdict means for the hints of a tool.
    pub fn hint_book(&self) -> &HintRules {
        &self.hints
    }

    /// What a server's grade is made of.
    pub fn scale(&self) -> &Scale {
        &self.scale
    }

    /// Which tools hold which leg of a toxic combination.
    pub fn legs(&self) -> &LegGrants {
        &self.legs
    }

    /// The rules that a verb sets off, whatever else they ask of its act.
    pub(crate) fn rules_for_act(&self, verb: VerbId) -> impl Iterator<Item = &Rule> {
        self.index.by_verb[verb.number()].iter().map(|at| &self.rules[*at as usize])
    }

    /// Looks for all phrases and patterns in a lower-case text of a tool: notes the
    /// rules' lists that it meets, and hands out first byte, one past the last, and the
    /// rule that is set off. Overlapping phrases are all found, by their end; what
    /// patterns find comes after them.
    pub(crate) fn look_into<'r>(&'r self, lower: &str, met: &mut Met, mut found: impl FnMut(usize, usize, &'r Rule)) {
        self.index.lists.look_into(lower, met, |start, end, rule| found(start, end, &self.rules[rule as usize]));
        self.index.patterns.find(lower, |start, end, rule| {
            if bounded(lower, start, end) {
                found(start, end, &self.rules[rule as usize]);
            }
        });
    }

    /// The lists of a server's text that the rules' `server_words` meet.
    pub(crate) fn met_by_server(&self, lower: &str) -> Met {
        let mut met = self.none_met();
        self.index.lists.look_into_server(lower, &mut met);
        met
    }

    /// No list met yet.
    pub(crate) fn none_met(&self) -> Met {
        self.index.lists.none_met()
    }

    /// The rules whose act triggers list an object of these words, singular.
    pub(crate) fn rules_of_object(&self, words: &[String]) -> ObjectRules {
        self.index.lists.rules_of_object(words)
    }

    /// Looks up the words of a parameter's name, singular: notes the lists that it
    /// meets (outermost parameters only) and the rules whose triggers name it.
    pub(crate) fn look_up_name(
        &self,
        words: &[String],
        place: usize,
        outermost: bool,
        met: &mut Met,
        named: &mut Vec<Named>,
    ) {
        self.index.lists.look_up_name(words, place, outermost, met, named);
    }

    /// Whether a phrase rule looks at the texts of parameters.
    pub(crate) fn looks_at_parameter_texts(&self) -> bool {
        self.index.parameter_texts
    }

    /// Whether a phrase rule looks at the server's text.
    pub(crate) fn looks_at_servers(&self) -> bool {
        self.index.servers
    }

    /// The rules that look at parameters.
    pub(crate) fn parameter_rules(&self) -> impl Iterator<Item = &Rule> {
        self.index.parameters.iter().map(|at| &self.rules[*at as usize])
    }

    /// The rules that look at hints.
    pub(crate) fn hint_rules(&self) -> impl Iterator<Item = &Rule> {
        self.index.hints.iter().map(|at| &self.rules[*at as usize])
    }

    /// The rules that look at descriptions which only name something.
    pub(crate) fn nominal_rules(&self) -> impl Iterator<Item = &Rule> {
        self.index.nominals.iter().map(|at| &self.rules[*at as usize])
    }

    /// The rules that look at the verdict.
    pub(crate) fn verdict_rules(&self) -> impl Iterator<Item = &Rule> {
        self.index.verdicts.iter().map(|at| &self.rules[*at as usize])
    }

    /// The rules by id, for those that were once called otherwise too.
    pub fn find(&self, name: &str) -> Option<&Rule> {
        self.rule(name).or_else(|| self.rules.iter().find(|r| r.aliases.iter().any(|a| a == name)))
    }

    /// How many rules each group has.
    pub fn groups(&self) -> BTreeMap<&str, usize> {
        let mut groups = BTreeMap::new();
        for rule in &self.rules {
            *groups.entry(rule.group.as_str()).or_default() += 1;
        }
        groups
    }
}

impl Index {
    fn new(rules: &[Rule], lexicon: &Lexicon) -> Index {
        let mut by_family: Vec<Vec<RuleNumber>> = vec![Vec::new(); lexicon.family_count()];
        let mut by_verb: HashMap<VerbId, Vec<RuleNumber>, FixedState> = HashMap::default();
        let mut patterns: Vec<(&str, RuleNumber)> = Vec::new();
        let (mut parameters, mut hints, mut verdicts) = (Vec::new(), Vec::new(), Vec::new());
        let (mut nominals, mut words) = (Vec::new(), Vec::new());
        for rule in rules {
            let at = rule.number;
            match &rule.trigger {
                Trigger::Act(act) => {
                    for FamilyId(family) in &act.families {
                        by_family[*family as usize].push(at);
                    }
                    for verb in &act.verbs {
                        if !act.families.contains(&lexicon.verb(*verb).family) {
                            by_verb.entry(*verb).or_default().push(at);
                        }
                    }
                }
                Trigger::Phrase(p) => {
                    // A broken pattern has been reported when its file was checked.
                    patterns.extend(p.patterns.iter().map(|p| (p.as_str(), at)));
                }
                Trigger::Parameter(_) => parameters.push(at),
                Trigger::Hint { .. } => hints.push(at),
                Trigger::Words { head } => words.push((*head, at)),
                Trigger::Nominal => nominals.push(at),
                Trigger::Verdict => verdicts.push(at),
            }
        }
        // Most rules that name single verbs name them besides a family, and would be asked of
        // all its verbs.
        let named = |at: &RuleNumber, verb: VerbId| {
            let Trigger::Act(act) = &rules[*at as usize].trigger else { return false };
            act.verbs.is_empty() || act.verbs.contains(&verb)
        };
        let of_verb = |verb: VerbId| {
            let of_family = by_family[lexicon.verb(verb).family.0 as usize].iter();
            of_family.filter(|at| named(at, verb)).chain(by_verb.get(&verb).into_iter().flatten()).copied().collect()
        };
        Index {
            by_verb: lexicon.verb_ids().map(of_verb).collect(),
            lists: Lists::new(rules),
            patterns: Expressions::new(patterns),
            parameter_texts: rules.iter().any(|r| matches!(&r.trigger, Trigger::Phrase(p) if p.parameters)),
            servers: rules.iter().any(|r| matches!(&r.trigger, Trigger::Phrase(p) if p.server)),
            parameters,
            hints,
            verdicts,
            nominals,
            words,
        }
    }
}
