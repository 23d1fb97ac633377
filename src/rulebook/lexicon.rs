//! The word lists under `catalog/lexicon/`: verbs and the families of acts they
//! belong to, objects and their classes, words that lead in or deny.

use super::files::{CatalogFiles, Problems};
use crate::text::forms::{Form, inflect, singular};
use crate::text::name::is_wide;
use crate::text::word_map::WordMap;
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use foldhash::fast::FixedState;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// A verb by its place in the lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VerbId(u32);

impl VerbId {
    /// Its place among all verbs.
    pub(crate) fn number(self) -> usize {
        self.0 as usize
    }
}

/// One verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verb {
    /// Its base form.
    pub lemma: String,
    /// The family of acts, an index into [`Lexicon::families`].
    pub family: FamilyId,
    /// How often the word is a noun.
    pub noun: Noun,
}

/// How often a verb's base form is a noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Noun {
    /// Hardly ever (`delete`).
    Never,
    /// As often as a verb (`search`, `update`).
    Often,
    /// Mostly (`file`, `order`).
    Mostly,
}

/// A family of acts by its place in [`Lexicon::families`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FamilyId(pub u8);

/// A set of object classes (`@secret`, `@infra`, …), one bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Classes(u32);

impl Classes {
    /// Both sets together.
    #[must_use]
    pub fn with(self, other: Classes) -> Classes {
        Classes(self.0 | other.0)
    }

    /// Whether the sets have a class in common.
    pub fn meets(self, other: Classes) -> bool {
        self.0 & other.0 != 0
    }
}

/// A verb of another language found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignVerb {
    /// What it means.
    pub verb: VerbId,
    /// It is a noun or participle of that verb, which says less.
    pub noun: bool,
}

/// How a verb takes its object, and what its act is like: a set of marks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Manners {
    /// It takes no object: what a name glues to it says where or with what.
    pub intransitive: bool,
    /// It only sets something else off, or acts in a live page.
    pub sets_off: bool,
    /// It acts in a live page or on a screen.
    pub on_screen: bool,
    /// `as …` belongs to its object: `mark the task as done`.
    pub takes_as: bool,
    /// It stands before a noun as an adjective as easily: `open orders`.
    pub adjective: bool,
    /// What it does is over by itself: `play`.
    pub brief: bool,
    /// What it acts on stands behind `over`: `hover`.
    pub over: bool,
    /// It says how a call is made, and what that does stands behind `to`: `submit a name to
    /// check whether it is free`.
    pub hands_in: bool,
    /// It begins most orders, and is no part of a noun where a name begins with it: `delete`.
    pub order: bool,
}

/// What a word does in a name, an object or a sentence, whatever it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A list of what a tool can do follows it: `operations`.
    Actions,
    /// It only says which: `active`.
    Adjective,
    /// It names a thing of no certain kind: `item`.
    Anything,
    /// It stands before a noun, and not before a verb: `a simple search`.
    Attribute,
    /// It is called, so that its own name says what is done: ``the `publish` operation``.
    Call,
    /// It calls tools, or has them called; what it is allowed to do, the call does: `agent`.
    Caller,
    /// A verb before it is part of its name: `log analyzer`.
    Doer,
    /// Before a hyphen it only says how an act is done: `hard-delete`.
    Force,
    /// It begins a name and says how, not what: `bulk`.
    Manner,
    /// More is written there about a tool: `documentation`.
    Manual,
    /// What it is of says what is meant: `a list of files`.
    Outer,
    /// Before a hyphen it makes one word of itself and a verb: `multi-step`.
    Prefix,
    /// It is an adjective behind a verb, and hardly ever stands behind a noun: `historical`.
    Quality,
    /// A verb in capitals before it is a keyword: `an INSERT, UPDATE or DELETE query`.
    Query,
    /// It ends a name and says what is returned: `build_status` builds nothing.
    Result,
    /// It ends a name and tells of an act before it: `reset_password_help`.
    Told,
}

impl Role {
    /// All roles by their names in the list.
    const NAMES: [(&str, Role); 16] = [
        ("actions", Role::Actions),
        ("adjective", Role::Adjective),
        ("anything", Role::Anything),
        ("attribute", Role::Attribute),
        ("call", Role::Call),
        ("caller", Role::Caller),
        ("doer", Role::Doer),
        ("force", Role::Force),
        ("manner", Role::Manner),
        ("manual", Role::Manual),
        ("outer", Role::Outer),
        ("prefix", Role::Prefix),
        ("quality", Role::Quality),
        ("query", Role::Query),
        ("result", Role::Result),
        ("told", Role::Told),
    ];

    /// Its bit in a set of roles.
    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// How a word stands in an English phrase, where neither its ending nor its meaning tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It is said in capitals, though it could be read as a word: `API`.
    Acronym,
    /// It names a [`Mark::Place`], and behind `to` looks like a verb: `store`.
    AlsoVerb,
    /// It takes no article behind a preposition: `in production`.
    Bare,
    /// It is cut short, and no acronym: `cfg`.
    Clipped,
    /// It stands for what follows it: `a list of pages`.
    Container,
    /// One can count it, whatever its ending: `a building`.
    Counted,
    /// It has one form for one and several: `series`.
    Invariant,
    /// It is made anew of something, so there may be several: `a summary`.
    MadeOf,
    /// It takes no `a`: `access`.
    Mass,
    /// It is no adverb, whatever its ending: `reply`.
    NoAdverb,
    /// It is no participle, whatever its ending: `feed`.
    NoParticiple,
    /// It is no superlative, whatever its ending: `request`.
    NoSuperlative,
    /// It is a participle, whatever its ending: `written`.
    Participle,
    /// It names somebody: `member`.
    Person,
    /// A thing is put into it, taken out of it or made from it: `folder`.
    Place,
    /// It names several, whatever its ending: `metrics`.
    Plural,
    /// A thing has one of it: `size`.
    Property,
    /// It names one, whatever its ending: `alias`.
    Singular,
    /// In capitals it is read as a word: `a JSON file`.
    Spoken,
    /// It tells what the noun before it holds or does: `containing`.
    Telling,
    /// It says little without what follows it: `details of a task`.
    Vague,
}

impl Mark {
    /// All marks by their names in the list.
    const NAMES: [(&str, Mark); 21] = [
        ("acronym", Mark::Acronym),
        ("also-verb", Mark::AlsoVerb),
        ("bare", Mark::Bare),
        ("clipped", Mark::Clipped),
        ("container", Mark::Container),
        ("counted", Mark::Counted),
        ("invariant", Mark::Invariant),
        ("made-of", Mark::MadeOf),
        ("mass", Mark::Mass),
        ("no-adverb", Mark::NoAdverb),
        ("no-participle", Mark::NoParticiple),
        ("no-superlative", Mark::NoSuperlative),
        ("participle", Mark::Participle),
        ("person", Mark::Person),
        ("place", Mark::Place),
        ("plural", Mark::Plural),
        ("property", Mark::Property),
        ("singular", Mark::Singular),
        ("spoken", Mark::Spoken),
        ("telling", Mark::Telling),
        ("vague", Mark::Vague),
    ];

    /// Its bit in a set of marks.
    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// What the list of grammar tells of a word.
#[derive(Debug, Clone, Default)]
struct Marked {
    /// Its marks, one bit each.
    marks: u32,
    /// How a word that is cut short is said, or `""`.
    full: String,
}

/// What a call means for what it acts on, as clauses with `~` for the object and
/// `@` for `it` or `them`; each may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Follows {
    /// What whoever reads it learns.
    pub seen: String,
    /// If it is made.
    pub made: String,
    /// If it is changed.
    pub changed: String,
    /// If it is lost.
    pub lost: String,
    /// How it goes on after it was ended: `placed again`.
    pub again: String,
    /// What undoes that it was made, where it is not deleted: `cancelling ~`.
    pub unmade: String,
    /// What a mistaken act of the verb means, where the object says nothing.
    pub slip: String,
}

/// What is known of verbs, by their numbers.
type ByVerb<T> = HashMap<u32, T, FixedState>;

/// The word lists, checked and indexed.
#[derive(Debug, Clone)]
pub struct Lexicon {
    verbs: Vec<Verb>,
    families: Vec<String>,
    forms: WordMap<(VerbId, Form)>,
    objects: WordMap<Classes>,
    /// The first words of objects of several words.
    run_starts: WordMap<()>,
    classes: Vec<String>,
    leadins: WordMap<()>,
    denials: WordMap<()>,
    /// Verbs with their particle only: `back up`, but not `go back`. Few, and asked for often.
    bound: Vec<VerbId>,
    /// What a verb means with a particle, by the verb: `revoke` of `take … away`.
    phrasal: ByVerb<Vec<(String, VerbId)>>,
    /// What undoes a verb, with `~` for what it acted on.
    opposites: ByVerb<String>,
    /// What acts of a verb are taken to say, where that is closer than its family.
    reasons: ByVerb<Arc<str>>,
    /// What a mistaken act of a verb means, whatever it acts on.
    mistakes: ByVerb<String>,
    /// The same where the object says nothing closer.
    slips: ByVerb<String>,
    manners: ByVerb<Manners>,
    /// The roles of words, one bit each.
    roles: WordMap<u32>,
    /// How words stand in English phrases.
    grammar: WordMap<Marked>,
    /// What a call means, by the object's last words in the singular.
    follows: WordMap<Follows>,
    foreign: WordMap<ForeignVerb>,
    /// Verbs of languages written without spaces, found as substrings.
    wide_matcher: AhoCorasick,
    wide_verbs: Vec<ForeignVerb>,
    /// Denials of those languages.
    wide_denials: Vec<String>,
    /// Nouns of languages with spaces: the English object.
    foreign_objects: WordMap<String>,
    /// Nouns of languages written without spaces, found as substrings.
    wide_objects: WideWords,
}

/// Nouns found as substrings, and the English object of each.
#[derive(Debug, Clone)]
struct WideWords {
    matcher: AhoCorasick,
    objects: Vec<String>,
}

impl Default for Lexicon {
    fn default() -> Lexicon {
        Lexicon {
            verbs: Vec::new(),
            families: Vec::new(),
            forms: WordMap::default(),
            objects: WordMap::default(),
            run_starts: WordMap::default(),
            classes: Vec::new(),
            leadins: WordMap::default(),
            denials: WordMap::default(),
            bound: Vec::new(),
            phrasal: ByVerb::default(),
            opposites: ByVerb::default(),
            reasons: ByVerb::default(),
            mistakes: ByVerb::default(),
            slips: ByVerb::default(),
            manners: ByVerb::default(),
            roles: WordMap::default(),
            grammar: WordMap::default(),
            follows: WordMap::default(),
            foreign: WordMap::default(),
            wide_matcher: matcher(&[]),
            wide_verbs: Vec::new(),
            wide_denials: Vec::new(),
            foreign_objects: WordMap::default(),
            wide_objects: WideWords { matcher: matcher(&[]), objects: Vec::new() },
        }
    }
}

fn matcher(patterns: &[String]) -> AhoCorasick {
    AhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .build(patterns)
        .expect("a few hundred short words stay far below the automaton's limits")
}

/// One line of a word list: its byte offset and its columns.
pub(super) struct Line<'a> {
    /// Where it begins in the file.
    pub(super) offset: usize,
    /// What stands between its tabs.
    pub(super) columns: Vec<&'a str>,
}

/// The lines of a TSV file without comments; reports lines out of order, doubled,
/// or with another number of columns than allowed.
pub(super) fn lines<'a>(
    files: &'a CatalogFiles,
    path: &'static str,
    columns: std::ops::RangeInclusive<usize>,
    problems: &mut Problems,
) -> Vec<Line<'a>> {
    let Some(text) = files.get(path) else {
        problems.add(path, "", 0, "the file is missing");
        return Vec::new();
    };
    let mut out: Vec<Line<'a>> = Vec::new();
    let mut offset = 0;
    for raw in text.split_inclusive('\n') {
        let line = raw.trim_end_matches(['\n', '\r']);
        if !line.is_empty() && !line.starts_with('#') {
            let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
            if !columns.contains(&cells.len()) || cells[0].is_empty() {
                let (least, most) = (columns.start(), columns.end());
                problems.add(path, text, offset, format!("expected {least} to {most} tab-separated columns"));
            } else if out.last().is_some_and(|before| before.columns[0] > cells[0]) {
                problems.add(
                    path,
                    text,
                    offset,
                    format!("`{}` is out of order; lines are sorted by their first column", cells[0]),
                );
            } else if out.last().is_some_and(|before| before.columns == cells) {
                problems.add(path, text, offset, format!("`{}` stands twice", cells[0]));
            } else {
                out.push(Line { offset, columns: cells });
            }
        }
        offset += raw.len();
    }
    out
}

impl Lexicon {
    /// Loads the word lists.
    pub fn load(files: &CatalogFiles, problems: &mut Problems) -> Lexicon {
        let mut lexicon = Lexicon::default();
        lexicon.load_verbs(files, problems);
        lexicon.load_objects(files, problems);
        for line in lines(files, "lexicon/leadins.tsv", 1..=1, problems) {
            lexicon.leadins.insert(line.columns[0], ());
        }
        for line in lines(files, "lexicon/denials.tsv", 1..=2, problems) {
            let word = line.columns[0];
            if word.chars().any(is_wide) {
                lexicon.wide_denials.push(word.to_owned());
            } else {
                lexicon.denials.insert(word, ());
            }
        }
        lexicon.load_phrasal(files, problems);
        lexicon.load_opposites(files, problems);
        lexicon.load_reasons(files, problems);
        lexicon.load_slips(files, problems);
        lexicon.load_manners(files, problems);
        lexicon.load_roles(files, problems);
        lexicon.load_grammar(files, problems);
        lexicon.load_follows(files, problems);
        lexicon.load_foreign(files, problems);
        lexicon.load_foreign_objects(files, problems);
        lexicon
    }

    /// The word lists of these files, which hold no mistake; of what must be there besides, the
    /// least.
    #[cfg(test)]
    pub(crate) fn sound(files: &[(&str, &str)]) -> Lexicon {
        let mut problems = Problems::default();
        let lexicon = Lexicon::load(&CatalogFiles::least(files), &mut problems);
        assert!(problems.list().is_empty(), "{problems:?}");
        lexicon
    }

    /// The word lists that the program carries inside itself.
    #[cfg(test)]
    pub(crate) fn embedded() -> Lexicon {
        Lexicon::sound(&crate::embedded::below("catalog/").collect::<Vec<_>>())
    }

    fn load_verbs(&mut self, files: &CatalogFiles, problems: &mut Problems) {
        const PATH: &str = "lexicon/verbs.tsv";
        let text = files.get(PATH).unwrap_or_default();
        let lines = lines(files, PATH, 3..=4, problems);
        let families: BTreeSet<&str> = lines.iter().map(|l| l.columns[1]).collect();
        self.families = families.iter().map(|f| (*f).to_owned()).collect();
        let mut derived: Vec<(String, VerbId, Form)> = Vec::new();
        for line in &lines {
            let lemma = line.columns[0];
            let id = VerbId(self.verbs.len() as u32);
            let family = self.families.binary_search_by(|f| f.as_str().cmp(line.columns[1])).unwrap_or_default();
            let noun = match line.columns[2] {
                "verb" => Noun::Never,
                "noun" => Noun::Often,
                "rare" => Noun::Mostly,
                other => {
                    problems.add(
                        PATH,
                        text,
                        line.offset,
                        format!("the third column is `verb`, `noun` or `rare`, not `{other}`"),
                    );
                    Noun::Never
                }
            };
            self.verbs.push(Verb { lemma: lemma.to_owned(), family: FamilyId(family as u8), noun });
            if !self.forms.insert(lemma, (id, Form::Base)) {
                problems.add(PATH, text, line.offset, format!("`{lemma}` stands twice"));
            }
            let mut irregular: Vec<(String, Form)> = Vec::new();
            for entry in
                line.columns.get(3).copied().unwrap_or_default().split(',').filter(|e| !e.is_empty() && *e != "-")
            {
                let form = match entry.split_once(':') {
                    Some((word, "base")) => (word, Form::Base),
                    Some((word, "third")) => (word, Form::Third),
                    Some((word, "gerund")) => (word, Form::Gerund),
                    Some((word, "past")) => (word, Form::Past),
                    _ => {
                        problems.add(
                            PATH,
                            text,
                            line.offset,
                            format!("`{entry}` is not `word:base|third|gerund|past`"),
                        );
                        continue;
                    }
                };
                irregular.push((form.0.to_owned(), form.1));
            }
            // An irregular form replaces the regular one of its kind; `-` says that the
            // verb has no other forms than its base.
            let bare = line.columns.get(3) == Some(&"-");
            for (word, form) in inflect(lemma).into_iter().filter(|_| !bare) {
                if form != Form::Base && !irregular.iter().any(|(_, f)| *f == form) {
                    derived.push((word, id, form));
                }
            }
            derived.extend(irregular.into_iter().map(|(word, form)| (word, id, form)));
        }
        // A base form is never shadowed by another verb's inflected form.
        for (word, id, form) in derived {
            self.forms.or_insert_with(&word, || (id, form));
        }
    }

    fn load_phrasal(&mut self, files: &CatalogFiles, problems: &mut Problems) {
        const PATH: &str = "lexicon/phrasal.tsv";
        // Without it a verb means what it means alone.
        let Some(text) = files.get(PATH) else { return };
        for line in lines(files, PATH, 2..=2, problems) {
            let base = |word: &str| self.form(word).filter(|(_, form)| *form == Form::Base).map(|(id, _)| id);
            let verb = line.columns[0].split_once(' ').and_then(|(verb, particle)| Some((base(verb)?, particle)));
            match verb.zip(base(line.columns[1])) {
                Some(((verb, particle), means)) => {
                    self.phrasal.entry(verb.0).or_default().push((particle.to_owned(), means));
                }
                None => problems.add(
                    PATH,
                    text,
                    line.offset,
                    format!("`{}` or `{}` is not a verb of verbs.tsv", line.columns[0], line.columns[1]),
                ),
            }
        }
    }

    fn load_opposites(&mut self, files: &CatalogFiles, problems: &mut Problems) {
        const PATH: &str = "lexicon/opposites.tsv";
        // Sentences can do without it.
        let Some(text) = files.get(PATH) else { return };
        for line in lines(files, PATH, 2..=2, problems) {
            match self.form(line.columns[0]) {
                Some((verb, Form::Base)) => drop(self.opposites.insert(verb.0, line.columns[1].to_owned())),
                _ => problems.add(PATH, text, line.offset, format!("`{}` is not a verb of verbs.tsv", line.columns[0])),
            }
        }
    }

    fn load_reasons(&mut self, files: &CatalogFiles, problems: &mut Problems) {
        let mistake = |told: &str| (told != "-").then(|| told.to_owned());
        let found =
            self.by_verb("lexicon/reasons.tsv", 3, files, problems, |columns| (columns[1].into(), mistake(columns[2])));
        self.mistakes = found.iter().filter_map(|(verb, (_, mistake))| Some((*verb, mistake.clone()?))).collect();
        self.reasons = found.into_iter().map(|(verb, (reason, _))| (verb, reason)).collect();
    }

    fn load_slips(&mut self, files: &CatalogFiles, problems: &mut Problems) {
        self.slips = self.by_verb("lexicon/slips.tsv", 2, files, problems, |columns| columns[1].to_owned());
    }

    /// What a list tells of verbs, of which several may stand in its first column. Sentences
    /// can do without such a list.
    fn by_verb<T>(
        &self,
        path: &'static str,
        columns: usize,
        files: &CatalogFiles,
        problems: &mut Problems,
        told: impl Fn(&[&str]) -> T,
    ) -> ByVerb<T> {
        let mut out = ByVerb::default();
        let Some(text) = files.get(path) else { return out };
        for line in lines(files, path, columns..=columns, problems) {
            for lemma in line.columns[0].split(',').map(str::trim) {
                let Some((verb, Form::Base)) = self.form(lemma) else {
                    problems.add(path, text, line.offset, format!("`{lemma}` is not a verb of verbs.tsv"));
                    continue;
                };
                if out.insert(verb.0, told(&line.columns)).is_some() {
                    problems.add(path, text, line.offset, format!("`{lemma}` stands twice"));
                }
            }
        }
        out
    }

    fn load_manners(&mut self, files: &CatalogFiles, problems: &mut Problems) {
        const PATH: &str = "lexicon/manners.tsv";
        // Names and sentences can be read without it.
        let Some(text) = files.get(PATH) else { return };
        for line in lines(files, PATH, 2..=2, problems) {
            let Some((verb, Form::Base)) = self.form(line.columns[0]) else {
                problems.add(PATH, text, line.offset, format!("`{}` is not a verb of verbs.tsv", line.columns[0]));
                continue;
            };
            let manners = self.manners.entry(verb.0).or_default();
            for mark in line.columns[1].split(',') {
                match mark {
                    "intransitive" => manners.intransitive = true,
                    "sets-off" => manners.sets_off = true,
                    "screen" => manners.on_screen = true,
                    "as" => manners.takes_as = true,
                    "adjective" => manners.adjective = true,
                    "brief" => manners.brief = true,
                    "over" => manners.over = true,
                    "hands-in" => manners.hands_in = true,
                    "order" => manners.order = true,
                    "particle" => self.bound.push(verb),
                    other => problems.add(PATH, text, line.offset, format!("there is no manner `{other}`")),
                }
            }
        }
    }

    fn load_roles(&mut self, files: &CatalogFiles, problems: &mut Problems) {
        const PATH: &str = "lexicon/roles.tsv";
        // Names and sentences can be read without it.
        let Some(text) = files.get(PATH) else { return };
        for line in lines(files, PATH, 2..=2, problems) {
            let mut roles = 0;
            for name in line.columns[1].split(',') {
                match Role::NAMES.iter().find(|(known, _)| *known == name) {
                    Some((_, role)) => roles |= role.bit(),
                    None => problems.add(PATH, text, line.offset, format!("there is no role `{name}`")),
                }
            }
            if !self.roles.insert(line.columns[0], roles) {
                problems.add(PATH, text, line.offset, format!("`{}` stands twice", line.columns[0]));
            }
        }
    }

    fn load_grammar(&mut self, files: &CatalogFiles, problems: &mut Problems) {
        const PATH: &str = "lexicon/grammar.tsv";
        // Sentences can do without it.
        let Some(text) = files.get(PATH) else { return };
        for line in lines(files, PATH, 2..=3, problems) {
            let word = line.columns[0];
            let mut marked = Marked::default();
            for name in line.columns[1].split(',') {
                match Mark::NAMES.iter().find(|(known, _)| *known == name) {
                    Some((_, mark)) => marked.marks |= mark.bit(),
                    None => problems.add(PATH, text, line.offset, format!("there is no mark `{name}`")),
                }
            }
            if let Some(full) = line.columns.get(2) {
                marked.full.push_str(full);
                if marked.marks & Mark::Clipped.bit() == 0 {
                    problems.add(PATH, text, line.offset, format!("`{word}` is not `clipped`, so it is said as it is"));
                }
            }
            if !self.grammar.insert(word, marked) {
                problems.add(PATH, text, line.offset, format!("`{word}` stands twice"));
            }
        }
    }

    fn load_follows(&mut self, files: &CatalogFiles, problems: &mut Problems) {
        const PATH: &str = "lexicon/consequences.tsv";
        // Sentences can do without it.
        let Some(text) = files.get(PATH) else { return };
        for line in lines(files, PATH, 7..=7, problems) {
            let column = |n: usize| Some(line.columns[n]).filter(|c| *c != "-").unwrap_or_default().to_owned();
            let follows = Follows {
                seen: column(1),
                made: column(2),
                changed: column(3),
                lost: column(4),
                again: column(5),
                unmade: column(6),
                slip: String::new(),
            };
            for noun in line.columns[0].split(',').map(str::trim) {
                if !self.follows.insert(noun, follows.clone()) {
                    problems.add(PATH, text, line.offset, format!("`{noun}` stands twice"));
                }
            }
        }
    }

    fn load_objects(&mut self, files: &CatalogFiles, problems: &mut Problems) {
        const PATH: &str = "lexicon/objects.tsv";
        let text = files.get(PATH).unwrap_or_default();
        let lines = lines(files, PATH, 2..=2, problems);
        let classes: BTreeSet<&str> = lines.iter().flat_map(|l| l.columns[1].split(',')).collect();
        self.classes = classes.iter().map(|c| (*c).to_owned()).collect();
        if self.classes.len() > 32 {
            problems.add(PATH, text, 0, "more than 32 object classes");
            return;
        }
        for line in lines {
            let mut set = Classes::default();
            for class in line.columns[1].split(',') {
                set = set.with(self.class(class).unwrap_or_default());
            }
            if let Some((first, _)) = line.columns[0].split_once(' ') {
                self.run_starts.insert(first, ());
            }
            self.objects.insert(line.columns[0], set);
        }
    }

    fn load_foreign(&mut self, files: &CatalogFiles, problems: &mut Problems) {
        const PATH: &str = "lexicon/foreign.tsv";
        let text = files.get(PATH).unwrap_or_default();
        let mut wide: Vec<String> = Vec::new();
        for line in lines(files, PATH, 3..=4, problems) {
            let Some((verb, _)) = self.form(line.columns[2]).filter(|(_, form)| *form == Form::Base) else {
                problems.add(PATH, text, line.offset, format!("`{}` is not a verb of verbs.tsv", line.columns[2]));
                continue;
            };
            let found = ForeignVerb { verb, noun: line.columns.get(3) == Some(&"noun") };
            let word = line.columns[0];
            if word.chars().any(is_wide) {
                wide.push(word.to_owned());
                self.wide_verbs.push(found);
            } else {
                self.foreign.insert(word, found);
            }
        }
        self.wide_matcher = matcher(&wide);
    }

    fn load_foreign_objects(&mut self, files: &CatalogFiles, problems: &mut Problems) {
        const PATH: &str = "lexicon/foreign-objects.tsv";
        let text = files.get(PATH).unwrap_or_default();
        let (mut wide, mut objects): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for line in lines(files, PATH, 3..=3, problems) {
            let (word, object) = (line.columns[0], line.columns[2]);
            if !self.objects.contains(object) {
                problems.add(PATH, text, line.offset, format!("`{object}` is not an object of objects.tsv"));
            } else if word.chars().any(is_wide) {
                wide.push(word.to_owned());
                objects.push(object.to_owned());
            } else {
                self.foreign_objects.insert(word, object.to_owned());
            }
        }
        self.wide_objects = WideWords { matcher: matcher(&wide), objects };
    }

    /// The verb that a word is a form of.
    pub fn form(&self, word: &str) -> Option<(VerbId, Form)> {
        self.forms.get(word).copied()
    }

    /// The particles that give a verb another meaning, each with the verb that it then
    /// means: `away` and `revoke` of `take`.
    pub fn phrasal(&self, id: VerbId) -> &[(String, VerbId)] {
        self.phrasal.get(&id.0).map_or(&[], Vec::as_slice)
    }

    /// Whether a word of the verb is one where `next` stands behind it.
    pub fn stands(&self, id: VerbId, next: Option<&str>) -> bool {
        !self.bound.contains(&id) || self.phrasal(id).iter().any(|(particle, _)| Some(particle.as_str()) == next)
    }

    /// What undoes a verb, with `~` for what it acted on: `deleting ~`.
    pub fn opposite(&self, id: VerbId) -> Option<&str> {
        self.opposites.get(&id.0).map(String::as_str)
    }

    /// What an act of a verb is taken to say, if that is closer than what its family says:
    /// `puts something in another place`.
    pub fn reason(&self, id: VerbId) -> Option<&Arc<str>> {
        self.reasons.get(&id.0)
    }

    /// What a mistaken act of a verb means where its object says nothing.
    pub fn slip(&self, id: VerbId) -> Option<&str> {
        self.slips.get(&id.0).map(String::as_str)
    }

    /// What a mistaken act of a verb means, with `~` for what it acted on.
    pub fn mistake(&self, id: VerbId) -> Option<&str> {
        self.mistakes.get(&id.0).map(String::as_str)
    }

    /// Whether a word plays a role.
    pub fn plays(&self, word: &str, role: Role) -> bool {
        self.roles.get(word).is_some_and(|roles| roles & role.bit() != 0)
    }

    /// Whether a word in lower case has a mark.
    pub fn is_marked(&self, word: &str, mark: Mark) -> bool {
        self.grammar.get(word).is_some_and(|marked| marked.marks & mark.bit() != 0)
    }

    /// How a word that is cut short is said: `address` of `addr`.
    pub fn in_full(&self, word: &str) -> Option<&str> {
        self.grammar.get(word).map(|marked| marked.full.as_str()).filter(|full| !full.is_empty())
    }

    /// How a verb takes its object, and what its act is like.
    pub fn manners(&self, id: VerbId) -> Manners {
        self.manners.get(&id.0).copied().unwrap_or_default()
    }

    /// What a call means for an object: by its last two words, else by its last.
    pub fn follows(&self, object: &str) -> Option<&Follows> {
        let lower = object.to_lowercase();
        let words: Vec<&str> = lower.split([' ', '-']).collect();
        let last = singular(words.last()?);
        let two = words.len().checked_sub(2).map(|at| format!("{} {last}", words[at]));
        two.and_then(|two| self.follows.get(&two)).or_else(|| self.follows.get(&last))
    }

    /// A verb.
    pub fn verb(&self, id: VerbId) -> &Verb {
        &self.verbs[id.number()]
    }

    /// All verbs, in the order of their numbers.
    pub(crate) fn verb_ids(&self) -> impl Iterator<Item = VerbId> + use<> {
        (0..self.verbs.len() as u32).map(VerbId)
    }

    /// The name of a family.
    pub fn family_name(&self, id: FamilyId) -> &str {
        &self.families[id.0 as usize]
    }

    /// How many families there are.
    pub fn family_count(&self) -> usize {
        self.families.len()
    }

    /// A family by name.
    pub fn family(&self, name: &str) -> Option<FamilyId> {
        self.families.iter().position(|f| f == name).map(|i| FamilyId(i as u8))
    }

    /// A class of objects by name (without `@`).
    pub fn class(&self, name: &str) -> Option<Classes> {
        self.classes.iter().position(|c| c == name).map(|i| Classes(1 << i))
    }

    /// The names of the classes in a set.
    pub fn class_names(&self, set: Classes) -> impl Iterator<Item = &str> {
        self.classes.iter().enumerate().filter(move |(i, _)| set.0 & (1 << i) != 0).map(|(_, c)| c.as_str())
    }

    /// The classes of a noun, in the singular or plural.
    pub fn classes_of(&self, word: &str) -> Classes {
        self.objects.get(word).or_else(|| self.objects.get(&singular(word))).copied().unwrap_or_default()
    }

    /// The classes of a fixed run of words, its last in the singular or plural.
    pub fn classes_of_run(&self, words: &[&str]) -> Classes {
        let [first, between @ .., last] = words else { return Classes::default() };
        // Few words begin a run, and runs are put together to be looked up.
        if !self.run_starts.contains(first) {
            return Classes::default();
        }
        let mut run = (*first).to_owned();
        for word in between {
            run.push(' ');
            run.push_str(word);
        }
        run.push(' ');
        let start = run.len();
        run.push_str(last);
        if let Some(set) = self.objects.get(&run) {
            return *set;
        }
        run.truncate(start);
        run.push_str(&singular(last));
        self.objects.get(&run).copied().unwrap_or_default()
    }

    /// Whether the word stands in the list of objects.
    pub fn is_object(&self, word: &str) -> bool {
        self.objects.contains(word) || self.objects.contains(&singular(word))
    }

    /// Whether two words together name one thing (`pull request`, `access token`).
    pub fn is_compound(&self, first: &str, second: &str) -> bool {
        self.run_starts.contains(first) && self.objects.contains(format!("{first} {}", singular(second)).as_str())
    }

    /// Whether a word may stand between the start of a sentence and its verb.
    pub fn leads_in(&self, word: &str) -> bool {
        self.leadins.contains(word)
    }

    /// Whether a word denies what follows it.
    pub fn denies(&self, word: &str) -> bool {
        self.denials.contains(word) || word.ends_with("n't")
    }

    /// A verb of a language with spaces.
    pub fn foreign(&self, word: &str) -> Option<ForeignVerb> {
        self.foreign.get(word).copied()
    }

    /// The verbs in a text of a language without spaces: their bytes and meaning,
    /// from left to right.
    pub fn wide_verbs<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, usize, ForeignVerb)> + 'a {
        self.wide_matcher.find_iter(text).map(|m| (m.start(), m.end(), self.wide_verbs[m.pattern().as_usize()]))
    }

    /// The English object that a noun of a language with spaces names.
    pub fn foreign_object(&self, word: &str) -> Option<&str> {
        self.foreign_objects.get(word).map(String::as_str)
    }

    /// The English objects that the nouns in a text of a language without spaces name,
    /// from left to right.
    pub fn wide_objects<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        let WideWords { matcher, objects } = &self.wide_objects;
        matcher.find_iter(text).map(move |m| objects[m.pattern().as_usize()].as_str())
    }

    /// The denial that stands at the end of `before` or the start of `after`, in a
    /// language without spaces.
    pub fn wide_denial(&self, before: &str, after: &str) -> Option<&str> {
        self.wide_denials.iter().map(String::as_str).find(|d| before.ends_with(d) || after.starts_with(d))
    }

    /// How many verbs of each family there are, for the method page.
    pub fn census(&self) -> BTreeMap<&str, usize> {
        let mut census = BTreeMap::new();
        for verb in &self.verbs {
            *census.entry(self.family_name(verb.family)).or_default() += 1;
        }
        census
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The word lists that must be there, and one of grammar.
    fn with_grammar(text: &str) -> (Lexicon, Vec<String>) {
        with(&[("lexicon/grammar.tsv", text)])
    }

    /// The word lists that must be there, and these, with what is wrong with them.
    fn with(lists: &[(&str, &str)]) -> (Lexicon, Vec<String>) {
        let files = CatalogFiles::least(lists);
        let mut problems = Problems::default();
        let lexicon = Lexicon::load(&files, &mut problems);
        (lexicon, problems.list().iter().map(|problem| problem.message.clone()).collect())
    }

    #[test]
    fn words_have_the_marks_of_their_line() {
        let (lexicon, problems) = with_grammar("# word\tmarks\naddr\tclipped\taddress\ndata\tmass,vague\n");
        assert!(problems.is_empty(), "{problems:?}");
        assert!(lexicon.is_marked("data", Mark::Mass) && lexicon.is_marked("data", Mark::Vague));
        assert!(!lexicon.is_marked("data", Mark::Place) && !lexicon.is_marked("Data", Mark::Mass));
        assert_eq!((lexicon.in_full("addr"), lexicon.in_full("data")), (Some("address"), None));
    }

    #[test]
    fn a_list_of_grammar_that_cannot_be_meant_is_refused() {
        let wrong = [
            ("data\tmess\n", "there is no mark `mess`"),
            ("data\tmass,\n", "there is no mark ``"),
            ("data\tmass\ndata\tvague\n", "`data` stands twice"),
            ("data\tmass\tfacts\n", "`data` is not `clipped`, so it is said as it is"),
            ("data\n", "expected 2 to 3 tab-separated columns"),
            ("text\tmass\ndata\tmass\n", "`data` is out of order; lines are sorted by their first column"),
        ];
        for (text, message) in wrong {
            assert_eq!(with_grammar(text).1, [message], "{text}");
        }
    }

    #[test]
    fn every_mark_is_listed_once_with_its_own_bit() {
        let bits = Mark::NAMES.iter().map(|(_, mark)| mark.bit());
        assert_eq!(bits.fold(0, |all, bit| all | bit).count_ones() as usize, Mark::NAMES.len());
        assert!(Mark::NAMES.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn words_have_the_roles_of_their_line() {
        let (lexicon, problems) = with(&[("lexicon/roles.tsv", "# word\troles\nlist\tanything,outer\nuser\tcaller\n")]);
        assert!(problems.is_empty(), "{problems:?}");
        assert!(lexicon.plays("list", Role::Anything) && lexicon.plays("list", Role::Outer));
        assert!(!lexicon.plays("list", Role::Caller) && !lexicon.plays("user", Role::Outer));
    }

    #[test]
    fn a_list_of_roles_or_manners_that_cannot_be_meant_is_refused() {
        let wrong = [
            ("lexicon/roles.tsv", "list\tinner\n", "there is no role `inner`"),
            ("lexicon/roles.tsv", "list\touter\nlist\tresult\n", "`list` stands twice"),
            ("lexicon/manners.tsv", "delete\tslowly\n", "there is no manner `slowly`"),
            ("lexicon/manners.tsv", "pass\thands-in\n", "`pass` is not a verb of verbs.tsv"),
        ];
        for (path, text, message) in wrong {
            let verbs = ("lexicon/verbs.tsv", "delete\tremove\tverb\n");
            assert_eq!(with(&[verbs, (path, text)]).1, [message], "{text}");
        }
    }

    #[test]
    fn every_role_is_listed_once_with_its_own_bit() {
        let bits = Role::NAMES.iter().map(|(_, role)| role.bit());
        assert_eq!(bits.fold(0, |all, bit| all | bit).count_ones() as usize, Role::NAMES.len());
        assert!(Role::NAMES.is_sorted_by(|a, b| a.0 < b.0));
    }
}
