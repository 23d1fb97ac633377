//! Acts: verbs that stand where they say what a call does, with their objects;
//! and verbs that stand where they do not, with the reason.

mod name;
mod sentence;
mod wide;

pub use name::{in_name, in_words};
pub use sentence::{Siblings, in_sentence};

use crate::rulebook::Lexicon;
use crate::rulebook::lexicon::{Classes, Noun, Role, VerbId};
use crate::rulebook::rule::Place;
use crate::span::{Field, Span};
use crate::text::forms::{is_plural, singular};
use crate::text::prose::Section;
use crate::text::word_set::WordSet;

/// How sure it is that a word is a verb and says what the call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sureness {
    /// Perhaps.
    Weak,
    /// Probably.
    Fair,
    /// No doubt.
    Sure,
}

/// One verb at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// The verb.
    pub verb: VerbId,
    /// Where it stands.
    pub place: Place,
    /// The field.
    pub field: Field,
    /// The verb's bytes.
    pub span: Span,
    /// What it acts on.
    pub object: Object,
    /// How sure it is that this is an act of the call.
    pub sureness: Sureness,
    /// It is the first act of its place; others are coordinated with it.
    pub first: bool,
    /// Why it is no act of the call, if it is none: a clause.
    pub denied: Option<String>,
}

/// What a verb acts on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Object {
    /// Its bytes in the field; empty if there is none.
    pub span: Option<Span>,
    /// Its words in the singular, in order.
    pub words: Vec<String>,
    /// The classes of its words.
    pub classes: Classes,
    /// The classes of its head word alone.
    pub head_classes: Classes,
    /// It is plural, or all there is.
    pub many: bool,
}

impl Object {
    /// The head word in the singular, or `""`.
    pub fn head(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }

    /// The head, and before one that may be anything (`item`, `record`) what says of what:
    /// two objects with the same are things of one kind.
    pub fn kind(&self, lexicon: &Lexicon) -> String {
        match self.words.as_slice() {
            [.., of, head] if lexicon.plays(head, Role::Anything) => format!("{of} {head}"),
            words => words.last().cloned().unwrap_or_default(),
        }
    }
}

/// Words that end an object in prose.
static STOPS: WordSet = WordSet::new(&[
    "about", "above", "across", "after", "along", "among", "around", "against", "and", "as", "at", "based", "because",
    "before", "behind", "being", "below", "beneath", "between", "beyond", "by", "for", "from", "given", "if", "in",
    "inside", "into", "near", "is", "are", "like", "matching", "of", "on", "onto", "or", "out", "over", "per", "so",
    "such", "than", "that", "then", "through", "to", "together", "under", "until", "upon", "using", "via", "when",
    "where", "whether", "which", "while", "who", "with", "within", "without", "will", "can", "has", "have",
]);

/// Words that an object may begin with and that say nothing of it.
static DETERMINERS: WordSet = WordSet::new(&[
    "a",
    "all",
    "an",
    "another",
    "any",
    "available",
    "both",
    "brand",
    "certain",
    "current",
    "currently",
    "detailed",
    "each",
    "either",
    "entire",
    "every",
    "everything",
    "existing",
    "full",
    "given",
    "its",
    "latest",
    "many",
    "more",
    "multiple",
    "my",
    "new",
    "one",
    "other",
    "particular",
    "several",
    "single",
    "some",
    "specific",
    "specified",
    "the",
    "their",
    "these",
    "this",
    "those",
    "up",
    "user's",
    "various",
    "whole",
    "your",
    "complete",
    "comprehensive",
    "first",
    "recent",
    "basic",
    "existing",
    "raw",
    "provided",
    "selected",
    "local",
    "remote",
    "active",
    "additional",
]);

/// Whether a verb is a noun because of what stands behind it: a log analyzer logs nothing.
/// What is run, started or shown is an object all the same.
fn is_of_agent(lexicon: &Lexicon, verb: VerbId, next: &str) -> bool {
    let verb = lexicon.verb(verb);
    lexicon.plays(next, Role::Doer)
        && verb.noun != Noun::Never
        && lexicon.family_name(verb.family) != "execute"
        && !matches!(verb.lemma.as_str(), "launch" | "open" | "reset" | "show" | "start" | "stop" | "use")
}

/// Words that make an object many.
static ALL: WordSet = WordSet::new(&[
    "all",
    "batch",
    "bulk",
    "both",
    "every",
    "everything",
    "many",
    "mass",
    "multiple",
    "several",
    "entire",
]);

/// Whether a word only joins others or stands for them: a preposition, an article, a
/// pronoun.
pub(crate) fn is_function_word(word: &str) -> bool {
    [&STOPS, &DETERMINERS, &PRONOUNS].iter().any(|words| words.contains(word))
}

/// Words that stand for others, and what every definition calls itself.
static PRONOUNS: WordSet = WordSet::new(&[
    "be", "been", "but", "do", "does", "etc", "i", "it", "let", "me", "no", "not", "only", "own", "they", "them",
    "there", "tool", "use", "used", "was", "we", "were", "what", "you",
]);

/// Builds an object from its words; determiners at its start are left out.
fn object(lexicon: &Lexicon, words: &[&str], span: Option<Span>, many: bool) -> Object {
    let mut out = Object { span, many, ..Object::default() };
    for (i, word) in words.iter().enumerate() {
        out.many |= ALL.contains(word);
        let number = word.bytes().all(|b| b.is_ascii_digit());
        if out.words.is_empty() && (DETERMINERS.contains(word) || matches!(*word, "or" | "to") || number) {
            continue;
        }
        let own = lexicon.classes_of(word);
        out.classes = out.classes.with(own);
        for longer in [2, 3] {
            if let Some(run) = words.get(i..i + longer) {
                let classes = lexicon.classes_of_run(run);
                out.classes = out.classes.with(classes);
                if i + longer == words.len() {
                    out.head_classes = out.head_classes.with(classes);
                }
            }
        }
        if i + 1 == words.len() {
            out.head_classes = out.head_classes.with(own);
            out.many |= is_plural(word);
        }
        out.words.push(singular(word).into_owned());
    }
    // A noun of another language stands first among its attributes, and its English
    // name is what rules know.
    if let Some(noun) = words.iter().find_map(|word| lexicon.foreign_object(word)) {
        let classes = lexicon.classes_of(noun);
        out.classes = out.classes.with(classes);
        out.head_classes = out.head_classes.with(classes);
        out.words.push(noun.to_owned());
    }
    out
}

/// Whether acts in a section can say what the call does.
pub fn section_speaks(section: Section) -> bool {
    match section {
        Section::Body | Section::Actions => true,
        Section::Inputs | Section::Outputs | Section::Examples | Section::Errors | Section::Advice | Section::Code => {
            false
        }
    }
}
