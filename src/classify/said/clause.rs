//! The words of a clause, and what tells that the object of its verb ends before one of them.

use super::list;
use super::phrase::LONGEST;
use crate::classify::english::{CUTS, DETERMINERS, OWNERS, TIES, is_adverb};
use crate::rulebook::lexicon::{Lexicon, Noun};
use crate::text::forms::Form;
use crate::text::lower::Lower;
use crate::text::word_set::WordSet;

/// At most so many words of a clause are looked at for an object.
const WORDS: usize = 64;

/// Verbs that tell behind `and` what becomes of the result or comes next.
static RESULTS: WordSet = WordSet::new(&[
    "return", "have", "keep", "let", "wait", "waits", "start", "returns", "get", "show", "display", "save", "store",
    "convert", "provide", "report",
]);

/// Words that an object begins with.
static OBJECTS_BEGIN: WordSet = WordSet::new(&[
    "a", "an", "the", "it", "them", "its", "up", "all", "any", "your", "this", "each", "every", "existing",
]);

/// Headings of what follows an object without a full stop.
static HEADINGS: WordSet = WordSet::new(&[
    "Args",
    "Arguments",
    "Parameters",
    "Params",
    "Returns",
    "Input",
    "Inputs",
    "Example",
    "Examples",
    "Usage",
]);

/// Words that open a sentence: `(the links) It's recommended`.
static OPENINGS: WordSet = WordSet::new(&[
    "It",
    "It's",
    "This",
    "These",
    "Use",
    "You",
    "Supports",
    "Requires",
    "Note:",
    "NOTE",
    "NOTE:",
    "IMPORTANT",
    "IMPORTANT:",
    "WARNING",
    "WARNING:",
    "TIP:",
]);

/// What a call is given, which says nothing of how it works: `using the given ID`.
static GIVEN: WordSet = WordSet::new(&[
    "advanced",
    "argument",
    "arguments",
    "credentials",
    "detailed",
    "filter",
    "filtering",
    "filters",
    "following",
    "given",
    "id",
    "identifier",
    "ids",
    "option",
    "optional",
    "options",
    "pagination",
    "parameter",
    "parameters",
    "provided",
    "sorting",
    "specified",
    "support",
    "this",
]);

/// What a thing is found by, where there is one of it.
static KEYS: WordSet = WordSet::new(&["address", "id", "identifier", "ids", "key", "name", "number", "slug", "uuid"]);

/// The words of a clause that begins with an object.
pub(super) struct Clause<'t> {
    lexicon: &'t Lexicon,
    /// As they are written.
    pub(super) words: Vec<&'t str>,
    /// In lower case, without the marks around them.
    pub(super) lower: Vec<Lower<'t>>,
}

impl<'t> Clause<'t> {
    /// The words of a clause.
    pub(super) fn of(lexicon: &'t Lexicon, text: &'t str) -> Clause<'t> {
        let words = without_key(text.split_whitespace().take(WORDS).collect());
        let lower = words.iter().map(|word| Lower::of(word.trim_matches(['"', '\'', '*', ',']))).collect();
        Clause { lexicon, words, lower }
    }

    /// How many of its words are the object; `takes_as`: `as …` is a part of it.
    pub(super) fn object_end(&self, takes_as: bool) -> usize {
        for i in 0..self.words.len() {
            if self.tells_how(i, takes_as)
                || self.begins_another_act(i)
                || self.begins_another_sentence(i)
                || self.begins_an_aside(i)
            {
                return i;
            }
            if self.is_listing(i) && !self.ends_with_effect(i) {
                return self.end_of_list(i);
            }
        }
        self.words.len()
    }

    /// The word in lower case; nothing behind the last one.
    fn at(&self, i: usize) -> &str {
        self.lower.get(i).map_or("", Lower::as_str)
    }

    /// The word before it in lower case.
    fn before(&self, i: usize) -> &str {
        i.checked_sub(1).map_or("", |before| self.at(before))
    }

    /// Whether how, when or why begins: `(a page) by its name`.
    fn tells_how(&self, i: usize, takes_as: bool) -> bool {
        i > 0 && CUTS.contains(self.at(i)) && !self.belongs_to_object(i, takes_as)
    }

    /// Whether a word that else begins how or why belongs to the object.
    fn belongs_to_object(&self, i: usize, takes_as: bool) -> bool {
        let (before, word) = (self.before(i), self.at(i));
        match word {
            // `pages written by a user`
            "by" | "with" if i > 1 && (before.ends_with("ed") || matches!(before, "written" | "given")) => true,
            "using" | "via" | "with" => self.ends_with_means(i),
            "by" => self.ends_with_key(i),
            "including" => self.ends_with_inclusion(i),
            "that" => self.ends_with_relative(i),
            // `for a given account`
            "given" => DETERMINERS.contains(before),
            // `a breakdown of how many calls were made`
            "how" | "which" | "where" | "who" => before == "of",
            // `marks a task as done`, but not `as well`
            "as" => takes_as && !matches!(self.at(i + 1), "well" | "needed" | "long" | "soon"),
            _ => false,
        }
    }

    /// Whether the clause ends with a few plain words behind word `i`, which nothing joins to more.
    fn ends_plainly(&self, i: usize, most: usize) -> bool {
        let tail = &self.words[i + 1..];
        let plain = |at: usize| {
            let word = self.at(at);
            // `using an existing image as reference`
            (!CUTS.contains(word) || word == "as" && at + 2 == self.words.len())
                && !matches!(word, "" | "and" | "or" | "then" | "it" | "they" | "you")
                && (word != "to" || DETERMINERS.contains(self.at(at + 1)))
                && !self.begins_an_aside(at)
                && !OPENINGS.contains(self.words[at])
                && !HEADINGS.contains(self.words[at])
        };
        let long: usize = self.words.iter().map(|word| word.len() + 1).sum();
        (1..=most).contains(&tail.len())
            && long <= LONGEST
            && tail.iter().all(|word| !word.ends_with([',', ':']))
            && (i + 1..self.words.len()).all(plain)
    }

    /// `(updates a record) using natural language`: what it is done with, and not what a call is
    /// given.
    fn ends_with_means(&self, i: usize) -> bool {
        self.ends_plainly(i, 6) && !self.lower[i + 1..].iter().any(|word| GIVEN.contains(word.as_str()))
    }

    /// `(places) by name`: what they are found by, where that is told in a few words.
    fn ends_with_key(&self, i: usize) -> bool {
        let given = |word: &str| matches!(word, "given" | "specified" | "provided" | "following" | "default" | "one");
        self.ends_plainly(i, 4)
            && !self.lower[i + 1..].iter().any(|word| given(word.as_str()) || word.as_str().ends_with("ing"))
    }

    /// `(a profile) including name, picture and status`: what is in it, up to the last thing.
    fn ends_with_inclusion(&self, i: usize) -> bool {
        let tail = &self.lower[i + 1..];
        let long: usize = self.words.iter().map(|word| word.len() + 1).sum();
        let plain =
            |word: &Lower<'_>| !CUTS.contains(word.as_str()) && !matches!(word.as_str(), "" | "to" | "more" | "etc");
        let and = tail.iter().rposition(|word| matches!(word.as_str(), "and" | "or"));
        let commas = self.words[i + 1..].iter().any(|word| word.ends_with(','));
        // A list without an `and` is not all of it.
        let whole = if commas { and.is_some_and(|at| at + 4 > tail.len()) } else { true };
        !tail.is_empty() && long <= LONGEST && whole && tail.iter().all(plain)
    }

    /// `(starts a game,) resetting the board`: what comes of it at once, in a few words.
    fn ends_with_effect(&self, comma: usize) -> bool {
        let next = self.at(comma + 1);
        let form = self.lower.get(comma + 1).and_then(|word| self.lexicon.form(word));
        let family = form.filter(|(_, form)| *form == Form::Gerund).map(|(verb, _)| self.lexicon.verb(verb).family);
        let changes = |family: &str| matches!(family, "change" | "create" | "end" | "remove" | "replace" | "reset");
        next.ends_with("ing")
            && family.is_some_and(|family| changes(self.lexicon.family_name(family)))
            && self.ends_plainly(comma + 1, 8)
    }

    /// `(papers) that cite a specific paper`: which of them, where that is not told with another
    /// subject.
    fn ends_with_relative(&self, i: usize) -> bool {
        let next = self.at(i + 1);
        let subject = DETERMINERS.contains(next) || OWNERS.contains(next) || matches!(next, "we" | "there" | "no");
        let told = self.words.len() > i + 2;
        i > 0 && told && !subject && !DETERMINERS.contains(self.before(i)) && self.ends_plainly(i, 8)
    }

    /// `(the status), and the user can decide`: a sentence of its own.
    fn begins_a_main_clause(&self, joint: usize) -> bool {
        let subject = self.at(joint + 1);
        let begins = DETERMINERS.contains(subject) || matches!(subject, "it" | "they" | "you");
        let modal = |word: &str| matches!(word, "can" | "could" | "is" | "may" | "must" | "should" | "will" | "would");
        let mut words = (joint + 2..joint + 5).map(|at| self.at(at));
        matches!(self.at(joint), "and" | "but" | "so") && begins && words.any(modal)
    }

    /// Whether a joint and the words behind it are another act: `(a project) and opens it`.
    fn begins_another_act(&self, i: usize) -> bool {
        let joint = self.at(i);
        matches!(joint, "and" | "or" | "to" | "then")
            && (self.is_act(i + 1, self.is_before_object(i))
                || is_adverb(self.lexicon, self.at(i + 1)) && self.is_act(i + 2, true)
                || self.goes_on_trying(i)
                || self.responds(i)
                || self.finds_out(i)
                || self.stands_before_article(i)
                || joint == "and" && RESULTS.contains(self.at(i + 1)))
    }

    /// Whether a word is a verb that says an act; one that is a noun as well only `where_noun`.
    fn is_act(&self, i: usize, where_noun: bool) -> bool {
        let form = self.lower.get(i).and_then(|word| self.lexicon.form(word));
        form.is_some_and(|(verb, form)| {
            matches!(form, Form::Base | Form::Third)
                && (where_noun || self.lexicon.verb(verb).noun == Noun::Never)
                && !self.is_keyword(i)
        })
    }

    /// Whether a word is written in capitals among others that are not: `an INSERT, UPDATE or
    /// DELETE query` names no acts.
    fn is_keyword(&self, i: usize) -> bool {
        let loud = |word: &&str| word.len() > 3 && word.bytes().all(|b| b.is_ascii_uppercase() || b == b',');
        self.words.get(i).is_some_and(loud)
            && self.words.iter().any(|word| word.bytes().any(|b| b.is_ascii_lowercase()))
    }

    /// Whether the word behind a joint stands before an object, as only a verb does: `and
    /// release the`, `and select query it`.
    fn is_before_object(&self, joint: usize) -> bool {
        let of_two = self.at(joint) == "and" && matches!(self.at(joint + 3), "it" | "them");
        of_two || OBJECTS_BEGIN.contains(self.at(joint + 2))
    }

    /// `(creates a project) and attempts to …`, `(clicks a link) and switches to the new tab`.
    fn goes_on_trying(&self, joint: usize) -> bool {
        let tries = matches!(self.at(joint + 1), "attempt" | "attempts" | "continue" | "continues" | "tries" | "try");
        let goes = matches!(self.at(joint + 1), "go" | "goes" | "jump" | "move" | "navigate" | "switch" | "switches");
        self.at(joint) == "and" && (tries || goes) && self.at(joint + 2) == "to"
    }

    /// `(reads mail) and replies to …`.
    fn responds(&self, joint: usize) -> bool {
        matches!(self.at(joint), "and" | "or")
            && matches!(self.at(joint + 1), "reply" | "replies" | "respond" | "responds")
            && self.at(joint + 2) == "to"
    }

    /// `(pings the server) to check if it is up`.
    fn finds_out(&self, joint: usize) -> bool {
        self.at(joint) == "to"
            && matches!(self.at(joint + 1), "check" | "confirm" | "determine" | "see" | "verify")
            && (joint + 2 >= self.words.len()
                || matches!(self.at(joint + 2), "if" | "whether" | "that" | "how" | "what"))
    }

    /// `and stream the answer`: no noun stands right before an article.
    fn stands_before_article(&self, joint: usize) -> bool {
        let word = self.at(joint + 1);
        let small = TIES.contains(word) || CUTS.contains(word) || DETERMINERS.contains(word);
        let joins = matches!(word, "not" | "also" | "then" | "both" | "even" | "sometimes" | "partly");
        matches!(self.at(joint), "and" | "or")
            && matches!(self.at(joint + 2), "the" | "a" | "an" | "its" | "your" | "their")
            && !small
            && !joins
            && word.bytes().all(|b| b.is_ascii_lowercase())
    }

    /// Whether a sentence or clause begins that nothing sets apart.
    fn begins_another_sentence(&self, i: usize) -> bool {
        i > 0
            && (HEADINGS.contains(self.words[i])
                || OPENINGS.contains(self.words[i])
                || self.is_clause_without_that(i)
                || self.begins_a_main_clause(i)
                || self.tells_more(i)
                || self.has_pronoun_as_subject(i))
    }

    /// `(standups) a user has access to`: a clause without its `that`.
    fn is_clause_without_that(&self, i: usize) -> bool {
        let person = match self.at(i) {
            "you" | "they" | "we" => true,
            "a" | "an" | "the" => matches!(self.at(i + 1), "user" | "caller"),
            _ => false,
        };
        let owns = |at: usize| matches!(self.at(at), "has" | "have" | "can" | "owns" | "own");
        person && !matches!(self.at(0), "if" | "whether" | "that") && (owns(i + 1) || owns(i + 2))
    }

    /// `(a page), supports …`: the tool is what does.
    fn tells_more(&self, i: usize) -> bool {
        self.words[i - 1].ends_with(',') && matches!(self.at(i), "support" | "supports" | "requires" | "returns")
    }

    /// `(a list) it keeps`, but not `(tasks) from it`.
    fn has_pronoun_as_subject(&self, i: usize) -> bool {
        matches!(self.at(i), "it" | "they") && i + 1 < self.words.len() && !TIES.contains(self.before(i))
    }

    /// Whether something begins that is no part of an object: code, a mark alone, when.
    fn begins_an_aside(&self, i: usize) -> bool {
        let code = |b: u8| matches!(b, b'=' | b'{' | b'}' | b'<' | b'>' | b'\\');
        match (self.at(i), self.at(i + 1)) {
            ("", _) | ("right", "away" | "now") | ("from", "now") => true,
            // `one after the other`
            ("one", "after" | "by") if i > 0 => true,
            _ => self.words[i].bytes().any(code),
        }
    }

    /// Whether a comma behind the word parts things, and no adjectives.
    fn is_listing(&self, i: usize) -> bool {
        self.words[i].ends_with(',') && i + 1 < self.words.len() && !list::is_coordinate(self.lexicon, &self.lower, i)
    }

    /// How many words the object has whose first comma stands behind word `i`.
    fn end_of_list(&self, i: usize) -> usize {
        let another_act = self.lists_acts(i) || self.joins_act_by_comma(i) || self.begins_a_main_clause(i + 1);
        let taken = if another_act { 1 } else { list::enumeration(&self.lower[i..], &self.words[i..]) };
        // `details for a, b, c`: of a list without an end nothing is said.
        if taken == 1 && list::goes_on(self.lexicon, &self.lower[i..], &self.words[i..]) {
            let tie = (1..i).rev().find(|at| TIES.contains(self.at(*at)));
            return tie.filter(|at| self.at(*at) != "of").unwrap_or(i + 1);
        }
        i + taken
    }

    /// `(a sandbox,) run code, and automatically close the sandbox`: further acts.
    fn lists_acts(&self, comma: usize) -> bool {
        let next = self.at(comma + 1);
        let joins_act = |at: usize| {
            matches!(self.at(at), "and" | "or")
                && (is_adverb(self.lexicon, self.at(at + 1)) && self.is_act(at + 2, true) || self.is_act(at + 1, false))
        };
        next.ends_with("ing")
            || matches!(next, "support" | "supports" | "requires" | "return" | "returns" | "uses" | "use")
            || self.is_act(comma + 1, self.is_before_object(comma))
            || self.is_act(comma + 1, true) && (comma + 2..self.words.len().min(comma + 8)).any(joins_act)
    }

    /// `(all jobs,) or filter jobs`: a second act.
    fn joins_act_by_comma(&self, comma: usize) -> bool {
        matches!(self.at(comma + 1), "and" | "or")
            && comma + 3 < self.words.len()
            && self.is_act(comma + 2 + usize::from(is_adverb(self.lexicon, self.at(comma + 2))), true)
    }

    /// How many of the first `end` words to say if they are not to be longer than `most` bytes:
    /// back to the last complement that fits.
    pub(super) fn shortened(&self, mut end: usize, most: usize) -> usize {
        let tie = |word: &str| TIES.contains(word) || matches!(word, "and" | "by" | "with");
        while self.words[..end].iter().map(|word| word.len() + 1).sum::<usize>() > most + 1 {
            end = (1..end).rev().find(|i| tie(self.at(*i))).unwrap_or(end - 1);
        }
        end
    }
}

/// The words without what a thing is found by, if where it is follows: `(a document) by its ID
/// from an index`.
fn without_key(mut words: Vec<&str>) -> Vec<&str> {
    let key = |from: usize| {
        let small = |word: &&&str| matches!(**word, "its" | "the" | "a" | "their" | "unique" | "numeric" | "specific");
        let at = from + 1 + words[from + 1..].iter().take(2).take_while(small).count();
        let tied = words.get(at + 1).is_some_and(|tie| matches!(*tie, "from" | "in" | "inside" | "within"));
        (tied && KEYS.contains(&words[at].to_ascii_lowercase())).then_some(from..at + 1)
    };
    let found = (1..words.len().saturating_sub(2))
        .filter(|at| words[*at] == "by" && !words[*at - 1].ends_with("ed"))
        .find_map(key);
    if let Some(range) = found {
        words.drain(range);
    }
    words
}
