//! The small words of English, of which no new ones are made, and what the form of any other
//! word tells of its part of speech; where the form misleads, `catalog/lexicon/grammar.tsv` tells.

use crate::rulebook::lexicon::{Lexicon, Mark};
use crate::text::forms::is_plural;
use crate::text::lower::Lower;
use crate::text::word_set::WordSet;

/// Prepositions that tie a complement to a noun.
pub(super) static TIES: WordSet = WordSet::new(&[
    "about", "above", "across", "against", "along", "among", "around", "below", "near", "at", "behind", "between",
    "for", "from", "in", "inside", "into", "of", "off", "on", "onto", "out", "over", "since", "to", "toward",
    "towards", "under", "up", "within",
]);

/// Words that begin how, when or why: what follows is no part of the object.
pub(super) static CUTS: WordSet = WordSet::new(&[
    "after",
    "allowing",
    "although",
    "as",
    "based",
    "because",
    "before",
    "but",
    "by",
    "during",
    "e.g.",
    "either",
    "etc.",
    "given",
    "how",
    "i.e.",
    "if",
    "including",
    "instead",
    "like",
    "once",
    "only",
    "optionally",
    "per",
    "plus",
    "providing",
    "so",
    "such",
    "that",
    "then",
    "through",
    "unless",
    "until",
    "using",
    "versus",
    "via",
    "vs",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "whose",
    "with",
    "without",
]);

/// What may not stand last.
pub(super) static LOOSE: WordSet = WordSet::new(&[
    "a",
    "accessible",
    "all",
    "also",
    "an",
    "and",
    "ever",
    "together",
    "any",
    "automatically",
    "available",
    "belonging",
    "both",
    "containing",
    "currently",
    "directly",
    "either",
    "every",
    "matching",
    "of",
    "optionally",
    "or",
    "quickly",
    "starting",
    "the",
    "their",
    "its",
    "this",
    "these",
    "your",
    "are",
    "be",
    "been",
    "can",
    "has",
    "have",
    "is",
    "may",
    "must",
    "should",
    "was",
    "were",
    "will",
]);

/// Words before a noun that say which or how many, and adjectives that say no more.
pub(super) static DETERMINERS: WordSet = WordSet::new(&[
    "a",
    "all",
    "an",
    "another",
    "any",
    "available",
    "both",
    "certain",
    "current",
    "each",
    "every",
    "existing",
    "given",
    "individual",
    "many",
    "more",
    "multiple",
    "my",
    "new",
    "one",
    "particular",
    "several",
    "single",
    "some",
    "specific",
    "specified",
    "that",
    "the",
    "these",
    "this",
    "two",
    "up",
    "various",
    "detailed",
    "comprehensive",
    "paginated",
    "complete",
    "full",
    "entire",
    "relevant",
    "named",
    "active",
    "ongoing",
    "open",
    "pending",
]);

/// Words that say whose a thing is.
pub(super) static OWNERS: WordSet = WordSet::new(&["your", "its", "their", "his", "her", "our"]);

/// Words that stand for a thing or person that is not named.
pub(super) static INDEFINITE: WordSet = WordSet::new(&[
    "anybody",
    "anyone",
    "anything",
    "everybody",
    "everyone",
    "everything",
    "somebody",
    "someone",
    "something",
]);

/// Words before or with which an object takes no article: `two pages`, `away`, `whether it is up`.
pub(super) static UNARTICLED: WordSet = WordSet::new(&[
    "a",
    "an",
    "the",
    "all",
    "any",
    "each",
    "every",
    "one",
    "this",
    "these",
    "multiple",
    "several",
    "some",
    "another",
    "many",
    "both",
    "two",
    "three",
    "my",
    "it",
    "them",
    "more",
    "various",
    "what",
    "how",
    "if",
    "whether",
    "that",
    "top",
    "up",
    "which",
    "who",
    "where",
    "back",
    "forward",
    "backward",
    "only",
    "down",
    "away",
    "itself",
    "as",
    "like",
    "with",
    "by",
    "using",
    "through",
    "until",
    "both,",
    "you",
    "me",
    "today's",
    "yesterday's",
    "tomorrow's",
]);

/// `a`, `an` or `the`.
pub(super) fn is_article(word: &str) -> bool {
    matches!(word, "a" | "an" | "the")
}

/// `page's`: says whose what follows is.
pub(super) fn is_owner(word: &str) -> bool {
    word.ends_with("'s") || word.ends_with("’s")
}

/// `written`, `used`: what may stand behind a noun with what belongs to it.
pub(super) fn is_participle(lexicon: &Lexicon, word: &str) -> bool {
    if word.ends_with("ed") {
        word.len() > 3 && !lexicon.is_marked(word, Mark::NoParticiple)
    } else {
        lexicon.is_marked(word, Mark::Participle)
    }
}

/// `permanently`: says how, and is no part of a noun.
pub(super) fn is_adverb(lexicon: &Lexicon, word: &str) -> bool {
    matches!(word, "together" | "again" | "anew" | "now" | "today")
        || word.ends_with("ly") && !lexicon.is_marked(word, Mark::NoAdverb)
}

/// Whether a noun as it is written names several things; `IDs` shows it by its letters.
pub(super) fn is_several(lexicon: &Lexicon, word: &str) -> bool {
    let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
    let acronym = letters.len() > 2
        && letters.strip_suffix('s').is_some_and(|one| one.chars().all(|c| c.is_uppercase() || c.is_numeric()));
    let lower = Lower::of(letters);
    (acronym || is_plural(&lower) || lexicon.is_marked(&lower, Mark::Plural))
        && !lexicon.is_marked(&lower, Mark::Singular)
}

/// Whether a noun takes no `a`, by the list or by its ending: `availability`, `physics`.
pub(super) fn is_mass(lexicon: &Lexicon, word: &str) -> bool {
    let quality = word.len() > 8 && (word.ends_with("ability") || word.ends_with("ibility"));
    let field = word.len() > 5 && word.ends_with("ics");
    lexicon.is_marked(word, Mark::Mass) || (quality || field) && !lexicon.is_marked(word, Mark::Counted)
}
