//! The article that English wants before an object, and by the sound of which word.

use super::object::Object;
use crate::classify::english::{
    CUTS, DETERMINERS, INDEFINITE, OWNERS, TIES, UNARTICLED, is_adverb, is_article, is_mass, is_owner, is_several,
};
use crate::rulebook::lexicon::{Lexicon, Mark};
use crate::text::lower::Lower;

/// What an act is done to: one that is there already (`sets the margin mode`), or one of
/// several, or a new one (`creates a table`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    /// It is read, or worked out from what is there.
    Read,
    /// It is changed.
    Changed,
    /// None of these.
    Any,
}

impl Met {
    /// How acts of a family meet what they are done to.
    pub(super) fn by(family: &str) -> Met {
        match family {
            "retrieve" | "inspect" | "compute" => Met::Read,
            "change" => Met::Changed,
            _ => Met::Any,
        }
    }
}

/// The object with an article, for an act that meets it so: `the margin mode` of what is set,
/// `the language of the input text` of what is found out.
pub(super) fn articled_as(lexicon: &Lexicon, object: &str, met: Met) -> String {
    let said = articled(lexicon, object);
    let added = said.len() > object.len() && said.ends_with(object) && !said.starts_with("the ");
    if added && Object::of(lexicon, object).is_there_already(met) { format!("the {object}") } else { said }
}

/// The object with an article where English wants one.
pub(super) fn articled(lexicon: &Lexicon, object: &str) -> String {
    let words = Object::of(lexicon, object);
    match words.words.as_slice() {
        [] => return String::new(),
        // `a the details`, `the the list`.
        [_, second, ..] if is_article(words.at(0)) && is_article(second) => return words.words[1..].join(" "),
        [_, rest @ ..] if matches!(words.at(0), "a" | "an") && !rest.is_empty() => {
            let rest = rest.join(" ");
            // `Rename a shared labels`: the author's slip is not copied.
            return if words.are_several_behind_a() { rest } else { with_article(lexicon, &rest) };
        }
        _ if words.begins_without_article() => return object.to_owned(),
        _ => {}
    }
    let end = words.noun_end(0).max(1);
    if words.names_several_kinds(end) {
        object.to_owned()
    } else if words.is_the_only_one(end) {
        format!("the {object}")
    } else if words.begins_with_small_owner(end) {
        with_article(lexicon, object)
    } else if words.stands_alone(end) {
        object.to_owned()
    } else if words.is_interface(end) {
        format!("the {object}")
    } else {
        with_article(lexicon, object)
    }
}

/// What the words of an object tell of its article; `end` is where its first noun ends.
impl Object<'_> {
    /// Whether the thing is one that was there before the act, so that there is one of it.
    fn is_there_already(&self, met: Met) -> bool {
        let end = self.noun_end(0).max(1).min(self.lower.len());
        let (head, tie, owner) = (self.at(end - 1), self.at(end), self.at(end + 1));
        let one = DETERMINERS.contains(owner) || OWNERS.contains(owner);
        let its = || one && tie == "of" && !self.lexicon.is_marked(head, Mark::MadeOf);
        let ends = || self.lower.get(end).is_none_or(|next| CUTS.contains(next.as_str()));
        let property = || ends() && self.lexicon.is_marked(head, Mark::Property);
        match met {
            Met::Read => its() || one && matches!(tie, "between" | "for") || property(),
            Met::Changed => its() || property(),
            Met::Any => false,
        }
    }

    /// `a shared labels`
    fn are_several_behind_a(&self) -> bool {
        let last = self.at(self.noun_end(1).max(2) - 1);
        self.words.len() == 3
            && !is_owner(self.words[1])
            && is_several(self.lexicon, last)
            && !self.lexicon.is_marked(last, Mark::Invariant)
            && last == self.words[2]
    }

    /// Whether its first word takes the place of an article, or is none of a noun.
    fn begins_without_article(&self) -> bool {
        let start = self.at(0);
        let marked = self.words[0].starts_with(['`', '"', '“', '/', '@', '#']);
        // `keeping a copy`
        let gerund = start.ends_with("ing")
            && (is_article(self.at(1))
                || matches!(self.at(1), "of" | "and" | "this" | "these" | "that" | "all" | "your"));
        UNARTICLED.contains(start)
            || OWNERS.contains(start)
            || INDEFINITE.contains(start)
            || TIES.contains(start)
            || start.bytes().all(|b| b.is_ascii_digit())
            || is_adverb(self.lexicon, start)
            || marked
            || gerund
    }

    /// `supported countries misc`: words of a name that mean several things.
    fn names_several_kinds(&self, end: usize) -> bool {
        let several = |word: &Lower<'_>| word.ends_with("ies") && !self.lexicon.is_marked(word, Mark::Invariant);
        self.lower[..end].iter().any(several)
    }

    /// Whether there is one such thing where the act is done: `the clipboard`, `the left button`,
    /// `the size of a page`.
    fn is_the_only_one(&self, end: usize) -> bool {
        let (start, head) = (self.at(0), self.at(end - 1));
        // `mouse`, `mouse pointer`
        let pointer = matches!(head, "mouse" | "cursor" | "pointer") && (end == 1 || start == "mouse" && end == 2);
        matches!(head, "web" | "internet" | "trash" | "clipboard" | "inbox")
            || pointer
            || matches!(start, "left" | "right" | "middle") && self.words.len() > 1
            || matches!(start, "current" | "latest" | "last" | "next" | "previous" | "first" | "entire" | "same")
            || self.at(end) == "of"
                && !matches!(head, "content" | "copy" | "data" | "list")
                && self.lexicon.is_marked(head, Mark::Vague)
    }

    /// `user's saved cards`, but not `Ada's cards`.
    fn begins_with_small_owner(&self, end: usize) -> bool {
        let owner = self.words[..end - 1].iter().position(|word| is_owner(word));
        owner.is_some_and(|at| at < 3) && self.words[0].starts_with(char::is_lowercase)
    }

    /// Whether the noun takes no article: several things, a name, what cannot be counted.
    fn stands_alone(&self, end: usize) -> bool {
        // `content/metadata`: the last of several says what kind of word it is.
        let head = self.at(end - 1).rsplit('/').next().unwrap_or_default();
        let several = |i: usize| is_several(self.lexicon, self.words[i]);
        // `transcripts and commentary`: the first of the two goes with the article.
        let first_of_two = self.lower[..end].iter().position(|word| word == "and").filter(|and| *and > 0);
        // `endpoint trust, routing, and payment telemetry`: the last says what kind of word it is.
        let list = end > 1 && self.words[end - 1].ends_with(',') && self.lower[end..].iter().any(|word| word == "and");
        let gerund = head.ends_with("ing") && (end == 1 || !self.lexicon.is_marked(head, Mark::Counted));
        let owner = is_owner(self.words[0]) && self.words[0].starts_with(char::is_uppercase);
        list || several(end - 1)
            || first_of_two.is_some_and(|and| several(and - 1))
            || is_mass(self.lexicon, head) && !(head == "time" && end > 1)
            || self.begins_with_name(end)
            || owner
            || gerund
    }

    /// Whether the noun is a name: `Prometheus`, `arXiv`, `Home Assistant` before a preposition.
    fn begins_with_name(&self, end: usize) -> bool {
        let first = self.words[0];
        let inner = first.chars().all(char::is_alphabetic)
            && first.chars().skip(1).any(char::is_uppercase)
            && first.chars().any(char::is_lowercase);
        let large = first.starts_with(char::is_uppercase) && !first.chars().all(char::is_uppercase);
        end == 1 && (large || inner)
            || end == 2 && self.words.len() > 2 && self.words[..2].iter().all(|word| is_capital(word))
    }

    /// `Search Bilibili API`: there is one.
    fn is_interface(&self, end: usize) -> bool {
        let head = self.at(end - 1).rsplit('/').next().unwrap_or_default();
        let one = matches!(head, "api" | "cli" | "sdk" | "database" | "website" | "docs" | "app");
        one && end > 1 && is_capital(self.words[0])
    }
}

/// A word that begins with a capital and is no acronym.
fn is_capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.chars().any(char::is_lowercase) && word.len() > 2
}

/// `a user`, `an hour`, `an HTTP request`, `a UUID`.
pub(in crate::classify) fn with_article(lexicon: &Lexicon, words: &str) -> String {
    format!("{} {words}", article(lexicon, words))
}

/// `a` or `an`, by the sound of the first letters.
pub(in crate::classify) fn article(lexicon: &Lexicon, words: &str) -> &'static str {
    // `an LLM's answer`
    let first = words.split([' ', '-', '/', '\'', '’']).next().unwrap_or_default();
    let lower = Lower::of(first);
    let vowel = if is_spelled(first) && !lexicon.is_marked(&lower, Mark::Spoken) {
        first.starts_with(['A', 'E', 'F', 'H', 'I', 'L', 'M', 'N', 'O', 'R', 'S', 'X', '8'])
    } else {
        lower.starts_with(['a', 'e', 'i', 'o', 'u']) && !begins_with_consonant(&lower)
            || lower.starts_with("hour")
            || lower.starts_with("honest")
    };
    if vowel { "an" } else { "a" }
}

/// Whether a word is said letter by letter: `SHA1`, `A`.
fn is_spelled(word: &str) -> bool {
    let acronym = (2..5).contains(&word.len()) && word.chars().all(|c| c.is_uppercase() || c.is_numeric());
    acronym || word.len() == 1 && word.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Whether a word in lower case that begins with a vowel is said with a consonant: `user`, `one`.
fn begins_with_consonant(lower: &str) -> bool {
    let begins = |start: &str| lower.starts_with(start);
    begins("us") && !begins("ush")
        || begins("uni") && !begins("unim") && !begins("unin") && !begins("unid")
        || begins("eu")
        || begins("ur") && !begins("urg")
        || begins("ut")
        || begins("ui") && lower.len() > 2
        || begins("uu")
        || begins("ubi")
        || begins("one")
}
