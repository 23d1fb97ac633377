//! Verbs beside the one that an act was found by: joined to it, behind `to`, or in no list.

use super::marks::clause;
use crate::classify::english::is_adverb;
use crate::rulebook::lexicon::{Lexicon, Noun};
use crate::text::forms::Form;
use crate::text::lower::Lower;

/// `Unstages` of `Unstages all staged changes`: a word at the start of a text that has
/// the form of a verb in the third person.
pub(in crate::classify) fn third_person(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let word = &text[..text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len())];
    let next = Lower::of(text[word.len()..].split_whitespace().next().unwrap_or_default());
    let takes = matches!(
        next.as_str(),
        "a" | "an" | "all" | "any" | "the" | "this" | "these" | "one" | "each" | "every" | "your" | "it" | "its"
    );
    let form = word.len() > 4
        && word.is_ascii()
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && word[1..].bytes().all(|b| b.is_ascii_lowercase())
        && word.ends_with('s')
        && !word.ends_with("ss");
    (form && takes).then_some(word)
}

/// A verb that is not in the lexicon and what follows it: a small word before an article.
pub(in crate::classify) fn unknown_verb(text: &str) -> Option<(&str, &str)> {
    let (word, rest) = text.split_once(' ')?;
    let next = rest.split(' ').next().unwrap_or_default();
    let takes = matches!(
        next,
        "a" | "an" | "the" | "all" | "any" | "this" | "these" | "your" | "one" | "multiple" | "existing"
    );
    (takes && word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase())).then_some((word, rest))
}

/// The verb behind `to` and what follows it, near the start of a text: `recreate` of
/// `this endpoint to recreate a machine`.
pub(in crate::classify) fn behind_to<'r>(lexicon: &Lexicon, rest: &'r str) -> Option<(String, &'r str)> {
    let head = clause(rest);
    let at = head.find(" to ")?;
    if head[..at].split_whitespace().count() > 4 {
        return None;
    }
    let after = rest[at + 4..].trim_start();
    let after =
        after.split_once(' ').filter(|(word, _)| is_adverb(lexicon, word)).map_or(after, |(_, rest)| rest.trim_start());
    let verb = &after[..after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len())];
    let lower = verb.bytes().all(|b| b.is_ascii_lowercase());
    let next = after[verb.len()..].starts_with(' ');
    let noun = matches!(verb, "the" | "a" | "an" | "your" | "this" | "all" | "any" | "it" | "be");
    (verb.len() > 2 && lower && next && !noun).then(|| (verb.to_owned(), &after[verb.len()..]))
}

/// The verbs that stand before another and are joined to it, with the joint: `get or` of
/// `Get or create a page`, `create, update or` of `Create, update, or delete a page`.
pub(in crate::classify) fn joined_ahead(lexicon: &Lexicon, before: &str) -> String {
    let before = before.trim_end();
    let joint = ["and", "or"].into_iter().find_map(|joint| {
        let rest = before.strip_suffix(joint)?;
        rest.ends_with([' ', ',']).then_some((joint, rest.trim_end_matches([' ', ','])))
    });
    // `Assign, (remove) and manage roles`: the joint follows.
    let joint = joint.or_else(|| Some(("", before.strip_suffix(',')?)));
    let Some((joint, mut rest)) = joint else { return String::new() };
    let mut verbs: Vec<String> = Vec::new();
    loop {
        let apart = rest.char_indices().rev().find(|(_, c)| !c.is_ascii_alphabetic());
        let start = apart.map_or(0, |(at, c)| at + c.len_utf8());
        let found = lexicon.form(&Lower::of(&rest[start..]));
        let verb = found.filter(|(_, form)| matches!(form, Form::Base | Form::Third)).map(|(id, _)| lexicon.verb(id));
        let Some(verb) = verb.filter(|verb| verb.noun != Noun::Mostly) else { return String::new() };
        verbs.insert(0, verb.lemma.clone());
        let ahead = rest[..start].trim_end_matches([' ', '*']);
        match ahead.strip_suffix(',') {
            Some(more) if verbs.len() < 5 => rest = more,
            _ => {
                // The list begins with the sentence, behind a mark or behind a lead-in.
                let last = ahead.rsplit(' ').next().unwrap_or_default();
                let begins = last.is_empty()
                    || last.ends_with(|c: char| !c.is_alphanumeric() && c != ',')
                    || lexicon.leads_in(&Lower::of(last));
                return match (begins, joint) {
                    (false, _) => String::new(),
                    (true, "") => format!("{},", verbs.join(", ")),
                    (true, joint) => format!("{} {joint}", verbs.join(", ")),
                };
            }
        }
    }
}
