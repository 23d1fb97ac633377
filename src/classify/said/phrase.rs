//! The object of a verb, as the clause behind the verb says it.

use super::clause::Clause;
use super::marks::{clause, either_way, without_aside};
use super::spelling::untitled;
use crate::classify::english::{CUTS, DETERMINERS, LOOSE, OWNERS, TIES, is_mass, is_participle};
use crate::classify::noun::with_article;
use crate::rulebook::lexicon::{Lexicon, Mark};
use crate::text::forms::is_plural;
use crate::text::lower::Lower;
use std::borrow::Cow;

/// At most this many bytes of an object are said.
pub(super) const LONGEST: usize = 96;

/// The object that begins where `rest` does: up to the end of the clause, without what
/// tells how or when. `takes_as`: `as …` is a part of it.
pub(in crate::classify) fn phrase(lexicon: &Lexicon, rest: &str, takes_as: bool) -> String {
    // `user(s)`
    let several = rest.contains("(s)").then(|| rest.replace("(s)", "s"));
    let rest = several.as_deref().unwrap_or(rest);
    let without = without_aside(rest);
    let rest = without.as_deref().unwrap_or(rest);
    let either = either_way(rest);
    let rest = either.as_deref().unwrap_or(rest);
    let rest = ["just ", "only ", "simply "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let clause = Clause::of(lexicon, clause(rest));
    let end = clause.shortened(clause.object_end(takes_as), LONGEST);
    let mut words = clause.words[..end].to_vec();
    while dangles(lexicon, &words, end < clause.words.len()) {
        words.pop();
    }
    let cut = words.len() < clause.words.len();
    // `create tasks from it`: what `it` is, the sentence before told.
    if let [.., _, tie, "it" | "them"] = words.as_slice()
        && (TIES.contains(tie) || matches!(*tie, "with" | "by"))
    {
        words.truncate(words.len() - 2);
    }
    let said = without_marks(with_articles(lexicon, &words).join(" "));
    let said = said.trim().trim_end_matches([',', '!', '?']);
    if is_no_object(said, cut) {
        return String::new();
    }
    let said = said.strip_prefix("of ").unwrap_or(said);
    // `sets metric_names`
    let identifier = said.contains('_') && said.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if identifier { said.replace('_', " ") } else { untitled(lexicon, said.to_owned()) }
}

/// Whether the last of the words wants something that does not follow it; `cut`: words that
/// followed are left out.
fn dangles(lexicon: &Lexicon, words: &[&str], cut: bool) -> bool {
    let [others @ .., last] = words else { return false };
    let word = Lower::of(last.trim_end_matches(','));
    let word = word.as_str();
    let before = others.last().map(|before| Lower::of(before));
    let before = before.as_ref().map_or("", Lower::as_str);
    // `marks a task as completed`
    let state = before == "as";
    let participle = cut && !state && is_participle(lexicon, word);
    // `an empty text, or one with …`, `and everything ever written`
    let rest = matches!(before, "and" | "or") && matches!(word, "everything" | "one");
    // `from signing in`, `the light off.`
    let particle =
        matches!(word, "in" | "off" | "on" | "out" | "up") && (before.ends_with("ing") || !cut && !others.is_empty());
    let tie = TIES.contains(word) || matches!(word, "by" | "using" | "via" | "with");
    let loose = LOOSE.contains(word) && (cut || word != "available");
    loose || rest || participle || tie && !others.is_empty() && !particle
}

/// The words as they are said: with an article behind a preposition where one thing of a known
/// kind stands without (`into editable field`), and of others' things.
fn with_articles<'a>(lexicon: &Lexicon, words: &[&'a str]) -> Vec<Cow<'a, str>> {
    let said = |(i, word): (usize, &&'a str)| -> Cow<'a, str> {
        match *word {
            "my" | "your" => "the caller's".into(),
            "our" => "the".into(),
            word if is_told(words, i) => format!("the {word}").into(),
            word if ties_a_thing(words, i) && is_one_thing(lexicon, &words[i..]) => with_article(lexicon, word).into(),
            word => word.into(),
        }
    };
    words.iter().enumerate().map(said).collect()
}

/// `for specified table`: a participle that tells which stands behind a preposition.
fn is_told(words: &[&str], i: usize) -> bool {
    let told = matches!(words[i], "specified" | "given" | "selected" | "provided");
    told && i > 0 && TIES.contains(words[i - 1]) && words.len() > i + 1
}

/// Whether behind the word before there should be an article: behind a preposition that is
/// hardly ever followed by a kind of things, and in `the details of test case`.
fn ties_a_thing(words: &[&str], i: usize) -> bool {
    let [.., thing, tie] = &words[..i] else { return false };
    match *tie {
        "of" => matches!(*thing, "content" | "contents" | "detail" | "details" | "information" | "metadata" | "status"),
        "for" | "about" | "between" | "off" | "out" | "to" | "up" => false,
        tie => TIES.contains(tie),
    }
}

/// Whether words begin with a noun of one or two words that names one thing of a known kind
/// and has no article: `editable field`.
fn is_one_thing(lexicon: &Lexicon, words: &[&str]) -> bool {
    if DETERMINERS.contains(words[0]) || OWNERS.contains(words[0]) {
        return false;
    }
    let end = words.iter().position(|word| TIES.contains(word) || CUTS.contains(word)).unwrap_or(words.len());
    let noun = &words[..end];
    let plain = |word: &&str| word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    // `in production`
    let bare = |last: &str| lexicon.is_marked(last, Mark::Bare);
    let one = |last: &str| !bare(last) && !is_mass(lexicon, last) && !is_plural(last);
    let plainly_one = match noun {
        [one] => plain(one),
        [first, last] => plain(first) && plain(last) && !first.ends_with("ing") && !is_plural(first),
        _ => false,
    };
    plainly_one && one(noun[end - 1]) && lexicon.follows(&noun.join(" ")).is_some()
}

/// The text without emphasis, and without a quotation that does not end.
fn without_marks(said: String) -> String {
    let mut said = said.trim_end_matches(',').trim_matches('*').to_owned();
    if said.contains('*') {
        said = said.replace("**", "");
        // `*several* pages`, but not `*.txt`.
        let plain = |word: &str| match word.strip_prefix('*').and_then(|word| word.strip_suffix('*')) {
            Some(inner) if !inner.is_empty() && inner.chars().all(char::is_alphanumeric) => inner.to_owned(),
            _ => word.to_owned(),
        };
        said = said.split(' ').map(plain).collect::<Vec<_>>().join(" ");
    }
    for mark in ['"', '`'] {
        if said.matches(mark).count() % 2 == 1 {
            said.truncate(said.rfind(mark).unwrap_or_default());
        }
    }
    said
}

/// Whether words behind a verb are no object of it: a question that does not end, a sentence of
/// its own, a word that says where or when.
fn is_no_object(said: &str, cut: bool) -> bool {
    let first = said.split(' ').next().unwrap_or_default();
    let alone = first.len() == said.len();
    let asks = matches!(first, "how" | "why" | "what" | "which" | "where" | "who");
    let clause = asks || matches!(first, "if" | "whether" | "that" | "when");
    // `data is updated hourly`
    let finite = || {
        // `tasks that are overdue`
        let mut own = said.split(' ').skip(1).take_while(|word| *word != "that");
        own.any(|word| matches!(word, "is" | "are" | "was" | "were"))
    };
    match first {
        // `uses when …`, `is updated daily`
        "are" | "is" | "was" | "were" | "be" | "has" | "have" | "can" | "will" | "when" | "not" => true,
        "here" | "there" | "now" | "again" | "first" if alone => true,
        _ => asks && cut || clause && alone || !clause && finite(),
    }
}
