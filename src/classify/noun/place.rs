//! Places behind a preposition, and the article that they want.

use super::article::with_article;
use crate::classify::english::{CUTS, TIES, is_owner};
use crate::rulebook::lexicon::{Lexicon, Mark};
use std::borrow::Cow;

/// The object with the article that a place behind a preposition wants: `a person from a
/// list` of `a person from list`.
pub(super) fn placed<'o>(lexicon: &Lexicon, object: &'o str) -> Cow<'o, str> {
    let mut out = Cow::Borrowed(object);
    // Where the word stands in the object, and how much was put before it.
    let (mut at, mut shift, mut before) = (0, 0, "");
    let mut words = object.split(' ').peekable();
    while let Some(word) = words.next() {
        // `the items to store`: behind `to` a verb looks the same.
        let behind =
            matches!(before, "from" | "in" | "into") || before == "to" && !lexicon.is_marked(word, Mark::AlsoVerb);
        // `from Kayzen Reporting API`
        if TIES.contains(before) && names_interface(&object[at..]) {
            out.to_mut().insert_str(at + shift, "the ");
            shift += 4;
        }
        let named = behind
            && word.starts_with(|c: char| c.is_ascii_uppercase())
            && words.peek().is_some_and(|next| lexicon.is_marked(next, Mark::Place));
        // `to MySQL database`
        if named && is_last_place(&object[at + word.len() + 1..]) {
            let article = with_article(lexicon, word);
            out.to_mut().replace_range(at + shift..at + shift + word.len(), &article);
            shift += article.len() - word.len();
        }
        if behind
            && lexicon.is_marked(word, Mark::Place)
            && words.peek().is_none_or(|next| TIES.contains(next) || CUTS.contains(next))
        {
            let article = with_article(lexicon, word);
            out.to_mut().replace_range(at + shift..at + shift + word.len(), &article);
            shift += article.len() - word.len();
        }
        at += word.len() + 1;
        before = word;
    }
    out
}

/// Whether behind the first word nothing goes on: `database`, `database for orders`.
fn is_last_place(text: &str) -> bool {
    text.split(' ').nth(1).is_none_or(|next| TIES.contains(next) || CUTS.contains(next))
}

/// Whether a text begins with the name of somebody's interface: `Kayzen Reporting API`.
fn names_interface(text: &str) -> bool {
    let mut words = text.split(' ');
    let names = |word: &str| {
        let small = matches!(
            word,
            "A" | "An"
                | "Any"
                | "API"
                | "CLI"
                | "Each"
                | "My"
                | "Our"
                | "SDK"
                | "Some"
                | "That"
                | "The"
                | "Their"
                | "This"
                | "Your"
        );
        word.starts_with(|c: char| c.is_ascii_uppercase()) && !is_owner(word) && !small
    };
    let large = words.next().is_some_and(names);
    let rest = words.take_while(|word| word.starts_with(|c: char| c.is_ascii_uppercase()));
    large && rest.take(4).any(|word| matches!(word, "API" | "CLI" | "SDK"))
}
