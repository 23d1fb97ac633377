//! Nouns in objects: where one ends, which number it has, and the article that English
//! wants before it.

mod article;
mod object;
mod phrase;
mod place;

pub(super) use article::{article, with_article};
pub(super) use phrase::{noun, without_effect};

use super::english::{CUTS, DETERMINERS, TIES, is_owner};
use crate::rulebook::lexicon::Lexicon;
use crate::text::forms::singular;
use article::{Met, articled_as};
use place::placed;
use std::borrow::Cow;

/// A noun with its number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NounPhrase {
    /// Its words without an article.
    pub words: String,
    /// The definition says `the`, or English would.
    pub known: bool,
    /// It begins with `your`, `its` or another word that takes no article.
    pub own: bool,
    /// It names several things.
    pub plural: bool,
    /// It takes no `a`: `access`, `statistics`.
    pub mass: bool,
    /// Its last two words, or the only one: what kind of thing it is.
    pub head: String,
    /// Of a word that says little alone (`details of a task`, `task details`), the kind of
    /// thing that it is about; else `""`.
    pub about: String,
    /// What English says before one of it: `a` or `an`.
    pub article: &'static str,
    /// It names somebody.
    pub person: bool,
}

/// Whether a word only says how much is told: `detailed information`.
fn is_measure(word: &str) -> bool {
    matches!(word, "additional" | "basic" | "brief" | "comprehensive" | "detailed" | "full" | "general" | "more")
}

/// What a read tells, and its number.
pub(super) struct Told {
    /// With its article: `the job`.
    pub thing: String,
    /// It is several things.
    pub plural: bool,
    /// It is what something is told about, and not what is told.
    pub about: bool,
}

/// `is` or `are`.
pub(super) fn be(plural: bool) -> &'static str {
    if plural { "are" } else { "is" }
}

/// `it` or `them`.
pub(super) fn them(plural: bool) -> &'static str {
    if plural { "them" } else { "it" }
}

/// What stands behind an owner who was named in words that are not repeated: `contents`
/// of `their contents`.
pub(super) fn unowned(words: &str) -> Option<&str> {
    words.strip_prefix("their ").or_else(|| words.strip_prefix("its "))
}

/// An object as an act of a family meets it, with the articles that English wants: `a page`,
/// `the margin mode`.
pub(super) fn determined(lexicon: &Lexicon, object: &str, family: &str) -> String {
    match unowned(object) {
        Some(rest) => ["the ", rest].concat(),
        None => articled_as(lexicon, &placed(lexicon, object), Met::by(family)),
    }
}

impl NounPhrase {
    /// `the note`, `your notes`.
    pub(super) fn definite(&self) -> String {
        let owner = self.words.split(' ').next().unwrap_or_default();
        let named = owner.starts_with(char::is_uppercase) && is_owner(owner);
        match unowned(&self.words) {
            Some(rest) => ["the ", rest].concat(),
            None if self.own || named || self.words.starts_with("the ") => self.words.clone(),
            None => ["the ", &*self.briefly()].concat(),
        }
    }

    /// Its words without what they are tied to, or of very many the last three: the thing has
    /// been named in full before.
    fn briefly(&self) -> Cow<'_, str> {
        const MANY: usize = 4;
        let words = self.of_the();
        let joined = || [" and ", " or ", " of ", ", ", "/", "'s ", "’s "].iter().any(|joint| words.contains(joint));
        let plain = |word: &str| word.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.');
        let tied = words.split(' ').position(|word| TIES.contains(word) || CUTS.contains(word));
        let head: Vec<&str> = words.split(' ').take(tied.unwrap_or(usize::MAX)).collect();
        let brief = tied.is_none() && head.len() <= MANY;
        if brief || head.is_empty() || !head.iter().all(|word| plain(word)) || joined() {
            return words;
        }
        let from = if head.len() > MANY { head.len() - 3 } else { 0 };
        head[from..].join(" ").into()
    }

    /// Its words, with `the` for an article behind `of`: `state of the issue`.
    fn of_the(&self) -> Cow<'_, str> {
        // Few have one, and to look for four of them costs more than for what they share.
        if !self.words.contains(" of a") {
            return Cow::Borrowed(&self.words);
        }
        let known = ["an existing", "a specific", "a", "an"].iter().find_map(|first| {
            let (before, owner) = self.words.split_once(&format!(" of {first} "))?;
            Some(format!("{before} of the {owner}").into())
        });
        known.unwrap_or(Cow::Borrowed(&self.words))
    }

    /// One of the things that it names, where they are named without an owner or an `and`.
    pub(super) fn singular(&self) -> Option<NounPhrase> {
        let last = self.last();
        let one = singular(last);
        if !self.plural || self.own || self.known || self.words.contains(" and ") || one == last {
            return None;
        }
        let words = format!("{}{one}", self.words.strip_suffix(last)?);
        let head = format!("{}{one}", self.head.strip_suffix(last)?);
        Some(NounPhrase { words, head, plural: false, ..self.clone() })
    }

    /// The last word of its head.
    pub(super) fn last(&self) -> &str {
        self.head.rsplit(' ').next().unwrap_or_default()
    }

    /// Whether it is a value of something, or all there is to say of it.
    pub(super) fn is_value(&self) -> bool {
        let head = self.last();
        let owned = self.words.split(' ').any(is_owner);
        owned || !self.about.is_empty() || matches!(head, "value" | "values")
    }

    /// Whether it is as good as what it is about: the details of a thing, not its size.
    pub(super) fn tells_all(&self) -> bool {
        let head = self.last();
        !self.about.is_empty()
            && matches!(
                head,
                "content"
                    | "contents"
                    | "data"
                    | "detail"
                    | "details"
                    | "info"
                    | "information"
                    | "list"
                    | "overview"
                    | "summary"
            )
    }

    /// What is told: of a word that says little alone, what it is about (`the job` of `detailed
    /// information about a specific job`); else the noun itself.
    pub(super) fn told(&self) -> Told {
        let whole = || Told { thing: self.definite(), plural: self.plural, about: false };
        let tie = self.words.split(' ').position(|word| TIES.contains(word) || word == "of");
        let Some(behind) = tie.filter(|_| self.tells_all() && !self.holds_all()) else { return whole() };
        let before: Vec<&str> = self.words.split(' ').take(behind).collect();
        if before.len() > 2 || before.len() == 2 && !is_measure(before[0]) {
            return whole();
        }
        let given = |word: &&str| *word == "or" || DETERMINERS.contains(&word.to_lowercase());
        let words: Vec<&str> = self.words.split(' ').skip(behind + 1).skip_while(given).collect();
        let plain = |word: &&str| word.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.');
        if words.is_empty() || words.len() > 4 || !words.iter().all(plain) || words.contains(&"and") {
            return whole();
        }
        let last = words.last().map_or("", |word| *word);
        Told { thing: format!("the {}", words.join(" ")), plural: singular(last) != last, about: true }
    }

    /// Whether it is all that is in what it is about: the content of a page.
    pub(super) fn holds_all(&self) -> bool {
        !self.about.is_empty() && matches!(self.last(), "content" | "contents")
    }

    /// `the old price of the product`, `the page's old content`.
    pub(super) fn former(&self) -> String {
        let mut words: Vec<&str> = self.words.split(' ').collect();
        match words.iter().position(|w| w.ends_with("'s") || w.ends_with("s'") || w.ends_with("’s")) {
            Some(owner) if owner + 1 < words.len() => {
                words.insert(owner + 1, "old");
                let words = words.join(" ");
                if self.own { words } else { format!("the {words}") }
            }
            _ if self.own => {
                words.insert(1, "old");
                words.join(" ")
            }
            _ => format!("the old {}", self.of_the()),
        }
    }

    /// `it` or `them`.
    pub(crate) fn them(&self) -> &'static str {
        them(self.plural)
    }

    /// `is` or `are`.
    pub(super) fn be(&self) -> &'static str {
        be(self.plural)
    }
}

#[cfg(test)]
mod tests {
    use super::article::articled;
    use super::*;

    fn lexicon() -> Lexicon {
        Lexicon::embedded()
    }

    #[test]
    fn articles_go_by_the_sound() {
        let lexicon = lexicon();
        for (bare, said) in [
            ("user", "a user"),
            ("hour", "an hour"),
            ("HTTP GET request", "an HTTP GET request"),
            ("LLM's answer", "an LLM's answer"),
            ("UUID", "a UUID"),
            ("URL", "a URL"),
            ("unknown key", "an unknown key"),
            ("SHA1 hash", "an SHA1 hash"),
            ("existing user", "an existing user"),
        ] {
            assert_eq!(with_article(&lexicon, bare), said);
        }
    }

    #[test]
    fn objects_take_an_article_where_english_wants_one() {
        let lexicon = lexicon();
        for (bare, said) in [
            ("for notes", "for notes"),
            ("statistics about a site", "statistics about a site"),
            ("keeping a copy of mail", "keeping a copy of mail"),
            ("size of the collection", "the size of the collection"),
            ("Prometheus", "Prometheus"),
            ("IDs of pages", "IDs of pages"),
        ] {
            assert_eq!(articled(&lexicon, bare), said, "{bare}");
        }
    }

    #[test]
    fn what_is_there_already_takes_the() {
        let lexicon = lexicon();
        for (bare, met, said) in [
            ("language of the input text", Met::Read, "the language of the input text"),
            ("backlinks list for the specified domain", Met::Read, "the backlinks list for the specified domain"),
            ("screenshot of a page", Met::Read, "a screenshot of a page"),
            ("page", Met::Read, "a page"),
            ("margin mode", Met::Changed, "the margin mode"),
            ("comment", Met::Changed, "a comment"),
            ("margin mode", Met::Any, "a margin mode"),
        ] {
            assert_eq!(articled_as(&lexicon, bare, met), said, "{bare}");
        }
    }

    #[test]
    fn places_take_an_article() {
        let lexicon = lexicon();
        assert_eq!(placed(&lexicon, "a person from list"), "a person from a list");
        assert_eq!(placed(&lexicon, "rows in table from Acme Sales API"), "rows in a table from the Acme Sales API");
        assert_eq!(placed(&lexicon, "rows from the Acme API"), "rows from the Acme API");
        assert_eq!(placed(&lexicon, "rows from Acme's API"), "rows from Acme's API");
        assert_eq!(placed(&lexicon, "rows from Our API"), "rows from Our API");
        assert_eq!(placed(&lexicon, "a row in table of results"), "a row in a table of results");
        assert_eq!(placed(&lexicon, "a person from list views"), "a person from list views");
        assert_eq!(placed(&lexicon, "the items to store"), "the items to store");
        assert_eq!(placed(&lexicon, "a song to playlist"), "a song to a playlist");
        assert_eq!(articled(&lexicon, "mouse pointer to a position"), "the mouse pointer to a position");
        assert_eq!(articled(&lexicon, "a shared labels"), "shared labels");
        assert_eq!(articled(&lexicon, "a user's lists"), "a user's lists");
        assert_eq!(articled(&lexicon, "mouse to a given position"), "the mouse to a given position");
    }

    #[test]
    fn nouns_stand_without_what_surrounds_them() {
        let lexicon = lexicon();
        for (object, words, plural) in [
            ("a list of all open issues", "issues", true),
            ("details for a specific opportunity", "details for a specific opportunity", true),
            ("a new task in Todoist", "task", false),
            ("for LinkedIn profiles matching a query", "LinkedIn profiles", true),
            ("your account", "your account", false),
            ("the RSS feed of a site", "RSS feed", false),
            ("a user table in a database", "user table", false),
            ("images suitable for an essay", "images", true),
            ("a Facebook or Instagram ad campaign", "Facebook or Instagram ad campaign", false),
        ] {
            let found = noun(&lexicon, object).expect("a noun");
            assert_eq!((found.words.as_str(), found.plural), (words, plural), "{object}");
        }
        assert_eq!(noun(&lexicon, "if an address is known"), None);
        assert_eq!(
            noun(&lexicon, "a Model Config and its variations").map(|n| n.words).as_deref(),
            Some("Model Config and its variations")
        );
        assert_eq!(
            noun(&lexicon, "a Model Config and its").map(|n| (n.words, n.plural)),
            Some(("Model Config".to_owned(), false))
        );
        assert_eq!(noun(&lexicon, "Firefox").map(|n| n.definite()).as_deref(), Some("Firefox"));
        assert_eq!(noun(&lexicon, "the Flow").map(|n| n.definite()).as_deref(), Some("the Flow"));
        assert_eq!(noun(&lexicon, "a custom LinkedIn contact list").map(|n| n.head).as_deref(), Some("contact list"));
        assert_eq!(noun(&lexicon, "metadata, grant names, or hooks").map(|n| n.words).as_deref(), Some("metadata"));
    }

    #[test]
    fn words_that_say_little_know_what_they_are_about() {
        let lexicon = lexicon();
        let found = |object| noun(&lexicon, object).expect("a noun");
        assert_eq!(found("the details of a work item").about, "work item");
        assert_eq!(found("task details").about, "task");
        assert!(found("details of a task").tells_all() && !found("the size of a file").tells_all());
        assert_eq!(found("a page's content").former(), "the page's old content");
        assert_eq!(found("the price of a product").former(), "the old price of the product");
    }

    #[test]
    fn articles_stand_where_they_belong() {
        let lexicon = lexicon();
        for (bare, said) in [
            ("arXiv", "arXiv"),
            ("personal or group mailboxes", "personal or group mailboxes"),
            ("user's saved cards", "a user's saved cards"),
            ("left mouse button", "the left mouse button"),
            ("numbering and formatting of a text", "numbering and formatting of a text"),
            ("the A button", "the A button"),
            ("a the details of it", "the details of it"),
        ] {
            assert_eq!(articled(&lexicon, bare), said, "{bare}");
        }
    }
}
