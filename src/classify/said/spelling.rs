//! How words are written: acronyms in capitals, headings as in a sentence.

use crate::rulebook::lexicon::{Lexicon, Mark};
use crate::text::capitalised;

/// The words of a name as they are said: acronyms in capitals, and words as the
/// description writes them.
pub(in crate::classify) fn spelled(lexicon: &Lexicon, words: &[&str], description: &str) -> String {
    let alone = words.len() == 1;
    let words = words.iter().filter(|word| alone || !is_version(word));
    words.map(|word| spelled_word(lexicon, word, alone, description)).collect::<Vec<_>>().join(" ")
}

/// `v2`
fn is_version(word: &str) -> bool {
    word.strip_prefix('v').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// One word of a name as it is said.
fn spelled_word(lexicon: &Lexicon, word: &str, alone: bool, description: &str) -> String {
    let lower = word.to_lowercase();
    let lower = without_version(&lower);
    if lower == "my" && !alone {
        return "the caller's".to_owned();
    }
    if lexicon.is_marked(lower, Mark::Acronym) || is_mute(lower) && !lexicon.is_marked(lower, Mark::Clipped) {
        return lower.to_uppercase();
    }
    if let Some(full) = lexicon.in_full(lower) {
        return full.to_owned();
    }
    // `the Dow Jones average`: so does a capital within a sentence.
    if !alone && is_written_large(description, lower) {
        return capitalised(lower);
    }
    // `LinkedIn`: a capital inside shows how the word is written.
    let mixed = |word: &&str| {
        word.chars().skip(1).any(char::is_uppercase)
            && word.chars().any(char::is_lowercase)
            && word.to_lowercase() == lower
    };
    let pieces = || description.split(|c: char| !c.is_alphanumeric());
    if let Some(mixed) = pieces().find(mixed) {
        return mixed.to_owned();
    }
    // `KOSPI`: so do capitals, where the word is no other that could be stressed.
    let known = || lexicon.is_object(lower) || lexicon.form(lower).is_some();
    let loud = lower.to_uppercase();
    let short = (2..6).contains(&lower.len()) && lower.bytes().all(|b| b.is_ascii_lowercase());
    if short && !known() && pieces().any(|piece| piece == loud) && !pieces().any(|piece| piece == lower) {
        return loud;
    }
    lower.to_owned()
}

/// `notes` of `notesv2`
fn without_version(word: &str) -> &str {
    let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
    bare.strip_suffix('v').filter(|name| name.len() > 1 && bare.len() < word.len()).unwrap_or(word)
}

/// `pwm`: what nobody can say as a word is spelled.
fn is_mute(word: &str) -> bool {
    (2..=3).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_lowercase() && !matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y'))
}

/// Whether a text writes a word with a capital within a sentence, alone or among others that
/// follow a small word (`of the Dow Jones average`), and nowhere without.
fn is_written_large(text: &str, lower: &str) -> bool {
    if !text.contains(&*capitalised(lower)) {
        return false;
    }
    let (mut large, mut within) = (false, false);
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if bare == lower {
            return false;
        }
        let small = bare.starts_with(|c: char| c.is_ascii_lowercase());
        let capital =
            bare.starts_with(|c: char| c.is_ascii_uppercase()) && bare[1..].bytes().all(|b| b.is_ascii_lowercase());
        large |= capital && within && bare.eq_ignore_ascii_case(lower);
        within = (small || capital && within) && !word.ends_with(['.', ':', '!', '?']);
    }
    large
}

/// An object out of a heading (`Delete User Group`) with the things that English writes small
/// in small letters; names stay as they are, and so do things that belong to one (`Google
/// Calendar`), up to the last of their words.
pub(super) fn untitled(lexicon: &Lexicon, object: String) -> String {
    let words: Vec<&str> = object.split(' ').collect();
    let titled = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(|c| c.is_ascii_uppercase())
            && letters.clone().count() > 1
            && letters.all(|c| c.is_ascii_lowercase())
    };
    let heavy = |word: &&&str| word.len() > 3 && word.starts_with(char::is_alphabetic);
    let all = words.iter().filter(heavy).all(|word| word.starts_with(char::is_uppercase));
    if !all || !words.iter().any(|word| titled(word)) {
        return object;
    }
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    for (i, word) in words.iter().enumerate() {
        let lower = word.to_ascii_lowercase();
        let named = i > 0 && titled(words[i - 1]) && out[i - 1] == words[i - 1];
        let last = words.get(i + 1).is_none_or(|next| !titled(next));
        let goes_on = i > 0 && titled(words[i - 1]) && !named;
        let thing = titled(word) && (goes_on || lexicon.is_object(&lower) && (!named || last));
        out.push(if thing { lower } else { (*word).to_owned() });
    }
    out.join(" ")
}
