//! The word lists of all rules, turned round: from a word to the rules that list it.
//!
//! A tool has few words and the rules list many, so a tool's words are looked up
//! once and leave bits behind; whether a rule's condition holds is then a bit, not a
//! search through its list.

use super::phrases::Phrases;
use super::rule::{Rule, Trigger};
use crate::text::forms::singular;
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// A rule's place in the sorted list of all rules.
pub(crate) type RuleNumber = u16;

/// What about a tool a list of words looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Listed {
    /// `and.words`.
    Words,
    /// `and.not_words`.
    NotWords,
    /// `and.objects`.
    Objects,
    /// `and.server_words`.
    ServerWords,
    /// `and.parameters`.
    Parameters,
    /// `and.not_parameters`.
    NotParameters,
}

/// How many kinds of lists there are.
const KINDS: usize = 6;

/// Which rules' lists a tool meets: one bit a rule and kind of list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Met {
    bits: Vec<u8>,
}

impl Met {
    /// Nothing yet, for so many rules.
    pub(crate) fn none(rules: usize) -> Met {
        Met { bits: vec![0; rules] }
    }

    /// The rule's list is met.
    fn set(&mut self, list: Listed, rule: RuleNumber) {
        self.bits[rule as usize] |= 1 << list as u8;
    }

    /// Whether the rule's list is met.
    pub(crate) fn has(&self, list: Listed, rule: &Rule) -> bool {
        self.bits[rule.number as usize] & (1 << list as u8) != 0
    }
}

/// What a phrase stands for.
#[derive(Debug, Clone, Copy)]
enum Sought {
    /// It sets off a rule.
    Trigger(RuleNumber),
    /// It stands in a list.
    List(Listed, RuleNumber),
}

/// A run of words that an object or a parameter's name is held against.
#[derive(Debug, Clone)]
struct Run<T> {
    words: Vec<String>,
    stands_for: T,
}

/// Runs by the word that they must be found by.
type Runs<T> = HashMap<String, Vec<Run<T>>, FixedState>;

/// Which side of a trigger an object's words stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// `objects`.
    For,
    /// `not_objects`.
    Against,
}

/// The rules whose act triggers list an object, by number, unsorted.
#[derive(Debug, Clone, Default)]
pub(crate) struct ObjectRules {
    listed: Vec<RuleNumber>,
    excluded: Vec<RuleNumber>,
}

impl ObjectRules {
    /// Whether the rule's `objects` have it.
    pub(crate) fn listed_by(&self, rule: &Rule) -> bool {
        self.listed.contains(&rule.number)
    }

    /// Whether the rule's `not_objects` have it.
    pub(crate) fn excluded_by(&self, rule: &Rule) -> bool {
        self.excluded.contains(&rule.number)
    }

    fn add(&mut self, (side, rule): (Side, RuleNumber)) {
        match side {
            Side::For => self.listed.push(rule),
            Side::Against => self.excluded.push(rule),
        }
    }
}

/// Where a parameter's name stands.
#[derive(Debug, Clone, Copy)]
enum NameUse {
    /// In a parameter trigger.
    Trigger(RuleNumber),
    /// In a list.
    List(Listed, RuleNumber),
}

/// What `{a}` in a list of words stands for: whatever English puts before a noun, or nothing.
const DETERMINERS: [&str; 18] = [
    "",
    "a ",
    "a given ",
    "a particular ",
    "a specific ",
    "a specified ",
    "an ",
    "an existing ",
    "any ",
    "current ",
    "its ",
    "one ",
    "specified ",
    "the ",
    "the current ",
    "the given ",
    "the specified ",
    "your ",
];

/// A phrase as it stands in texts: with each determiner for `{a} `.
fn with_determiners(phrase: &str) -> Vec<String> {
    match phrase.split_once("{a} ") {
        Some((before, after)) => DETERMINERS.iter().map(|word| format!("{before}{word}{after}")).collect(),
        None => vec![phrase.to_owned()],
    }
}

/// A rule whose trigger names a parameter, and the parameter's place.
pub(crate) type Named = (RuleNumber, usize);

/// All word lists of all rules.
#[derive(Debug, Clone, Default)]
pub(super) struct Lists {
    rules: usize,
    phrases: Phrases<Sought>,
    server_words: Phrases<RuleNumber>,
    /// Single words, which must be an object's head.
    heads: HashMap<String, Vec<(Side, RuleNumber)>, FixedState>,
    /// Runs of words by their last word, which an object may end with.
    objects_by_last: Runs<(Side, RuleNumber)>,
    /// The same runs by their first word, which an object may begin with.
    objects_by_first: Runs<(Side, RuleNumber)>,
    /// Runs that are all of a parameter's name, by their last word.
    names_whole: Runs<NameUse>,
    /// Runs that end a parameter's name, by their last word.
    names_end: Runs<NameUse>,
    /// Runs that begin a parameter's name, by their first word.
    names_start: Runs<NameUse>,
}

impl Lists {
    /// The lists of these rules, sorted and numbered.
    pub(super) fn new(rules: &[Rule]) -> Lists {
        let mut lists = Lists { rules: rules.len(), ..Lists::default() };
        for rule in rules {
            let number = rule.number;
            match &rule.trigger {
                Trigger::Act(act) => {
                    act.objects.iter().for_each(|words| lists.object(words, (Side::For, number)));
                    act.not_objects.iter().for_each(|words| lists.object(words, (Side::Against, number)));
                }
                Trigger::Phrase(phrase) => {
                    phrase.any.iter().for_each(|words| lists.phrases.add(words, Sought::Trigger(number)));
                }
                Trigger::Parameter(parameter) => {
                    parameter.names.iter().for_each(|name| lists.name(name, NameUse::Trigger(number)));
                }
                Trigger::Hint { .. } | Trigger::Words { .. } | Trigger::Nominal | Trigger::Verdict => {}
            }
            for (list, words) in [
                (Listed::Words, &rule.and.words),
                (Listed::NotWords, &rule.and.not_words),
                (Listed::Objects, &rule.and.objects),
            ] {
                let all = words.iter().flat_map(|words| with_determiners(words));
                all.for_each(|words| lists.phrases.add(&words, Sought::List(list, number)));
            }
            rule.and.server_words.iter().for_each(|words| lists.server_words.add(words, number));
            for (list, names) in
                [(Listed::Parameters, &rule.and.parameters), (Listed::NotParameters, &rule.and.not_parameters)]
            {
                names.iter().for_each(|name| lists.name(name, NameUse::List(list, number)));
            }
        }
        lists
    }

    fn object(&mut self, words: &str, stands_for: (Side, RuleNumber)) {
        if !words.contains(' ') {
            self.heads.entry(words.to_owned()).or_default().push(stands_for);
            return;
        }
        let run: Vec<String> = words.split(' ').map(str::to_owned).collect();
        for (index, at) in [(&mut self.objects_by_first, 0), (&mut self.objects_by_last, run.len() - 1)] {
            index.entry(run[at].clone()).or_default().push(Run { words: run.clone(), stands_for });
        }
    }

    /// A name that a parameter may end with, begin with if it ends in `*`, or be if it
    /// begins with `=`; in the singular, as parameters are looked up.
    fn name(&mut self, name: &str, stands_for: NameUse) {
        let (index, words): (_, Vec<&str>) = if let Some(whole) = name.strip_prefix('=') {
            (&mut self.names_whole, whole.split(' ').collect())
        } else if let Some(start) = name.strip_suffix('*') {
            (&mut self.names_start, start.split_whitespace().collect())
        } else {
            (&mut self.names_end, name.split(' ').collect())
        };
        let words: Vec<String> = words.into_iter().map(|word| singular(word).into_owned()).collect();
        let key = if name.ends_with('*') { words.first() } else { words.last() };
        if let Some(key) = key.cloned() {
            index.entry(key).or_default().push(Run { words, stands_for });
        }
    }

    /// No list met yet.
    pub(super) fn none_met(&self) -> Met {
        Met::none(self.rules)
    }

    /// Looks for all phrases in a lower-case text of a tool: notes the lists that it
    /// meets, and hands out the phrases that set rules off, as [`Phrases::find`] does.
    pub(super) fn look_into(&self, lower: &str, met: &mut Met, mut trigger: impl FnMut(usize, usize, RuleNumber)) {
        self.phrases.find(lower, |start, end, sought| match sought {
            Sought::Trigger(rule) => trigger(start, end, rule),
            Sought::List(list, rule) => met.set(list, rule),
        });
    }

    /// Notes the lists of `server_words` that a server's lower-case text meets.
    pub(super) fn look_into_server(&self, lower: &str, met: &mut Met) {
        self.server_words.find(lower, |_, _, rule| met.set(Listed::ServerWords, rule));
    }

    /// The rules that list an object of these words: by its head word, or by a run of
    /// words that it is, begins with or ends with.
    pub(super) fn rules_of_object(&self, words: &[String]) -> ObjectRules {
        let mut out = ObjectRules::default();
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return out };
        self.heads.get(last).into_iter().flatten().for_each(|found| out.add(*found));
        if words.len() > 1 {
            let ending = self.objects_by_last.get(last).into_iter().flatten();
            ending.filter(|run| words.ends_with(&run.words)).for_each(|run| out.add(run.stands_for));
            let starting = self.objects_by_first.get(first).into_iter().flatten();
            starting.filter(|run| words.starts_with(&run.words)).for_each(|run| out.add(run.stands_for));
        }
        out
    }

    /// Looks up the words of a parameter's name: notes the triggers that name it, and,
    /// of an outermost parameter, the lists that it meets.
    pub(super) fn look_up_name(
        &self,
        words: &[String],
        place: usize,
        outermost: bool,
        met: &mut Met,
        named: &mut Vec<Named>,
    ) {
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
        let mut note = |stands_for: NameUse| match stands_for {
            NameUse::Trigger(rule) => named.push((rule, place)),
            NameUse::List(list, rule) => {
                if outermost {
                    met.set(list, rule);
                }
            }
        };
        let whole = self.names_whole.get(last).into_iter().flatten().filter(|run| words == run.words);
        let end = self.names_end.get(last).into_iter().flatten().filter(|run| words.ends_with(&run.words));
        let start = self.names_start.get(first).into_iter().flatten().filter(|run| words.starts_with(&run.words));
        whole.chain(end).chain(start).for_each(|run| note(run.stands_for));
    }
}

// One byte holds all kinds of lists of a rule.
const _: () = assert!(KINDS <= 8 && Listed::NotParameters as usize == KINDS - 1);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::{CatalogFiles, Rulebook};

    /// A rulebook of one rule with this trigger and these conditions.
    fn lists(when: &str, and: &str) -> Rulebook {
        let rule = format!(
            "id = \"x\"\nsays = \"says so\"\nwhy = \"So.\"\nstrength = \"fair\"\nsince = \"0.1.0\"\n{when}\n{and}\n\
             [[fires]]\nname = \"a\"\n[[spares]]\nname = \"b\"\n"
        );
        Rulebook::load(&CatalogFiles::least(&[("rules/acts/x.toml", &rule)])).expect("a sound catalog")
    }

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn objects_are_known_by_their_head_and_by_runs_at_either_end() {
        let book = lists("[when.act]\nverbs = [\"drop\"]\nobjects = [\"key\", \"access token\"]", "");
        let rule = book.rules().next().expect("one rule");
        let listed = |object: &str| book.rules_of_object(&words(object)).listed_by(rule);
        assert!(listed("key") && listed("api key") && listed("access token") && listed("my access token"));
        assert!(
            listed("access token list") && !listed("key ring") && !listed("token") && !listed("my access token list")
        );
        assert!(!listed(""));
    }

    #[test]
    fn names_fit_by_their_end_start_or_whole() {
        let when = "[when.parameter]\nnames = [\"sql queries\", \"user *\", \"=force\", \"=guests\"]";
        let book = lists(when, "[and]\nparameters = [\"id\"]");
        let rule = book.rules().next().expect("one rule");
        let look = |name: &str, outermost| {
            let (mut met, mut named) = (book.none_met(), Vec::new());
            book.look_up_name(&words(name), 3, outermost, &mut met, &mut named);
            (named == [(0, 3)], met.has(Listed::Parameters, rule))
        };
        assert_eq!(look("the sql query", true), (true, false));
        assert_eq!(look("user group", false), (true, false));
        assert_eq!(look("guest", true), (true, false), "names are looked up in the singular");
        assert_eq!(look("force", true), (true, false));
        assert_eq!(look("force it", true), (false, false));
        assert_eq!(look("query", true), (false, false));
        assert_eq!((look("row id", true), look("row id", false)), ((false, true), (false, false)));
    }
}
