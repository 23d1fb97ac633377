//! What stands behind an object and is no part of it.

use crate::classify::english::{CUTS, DETERMINERS, TIES};

/// An object without a clause that has lost its joint: `the teams the user belongs to`.
pub(in crate::classify) fn without_relative(mut object: String) -> String {
    let mut at = 0;
    let mut before = "";
    let mut words = object.split(' ').peekable();
    while let Some(word) = words.next() {
        let person = matches!(word, "you" | "they" | "we")
            || word == "the"
                && words.peek().is_some_and(|next| matches!(*next, "user" | "caller" | "agent" | "account"));
        let noun = || {
            !before.is_empty()
                && !TIES.contains(before)
                && !CUTS.contains(before)
                && !DETERMINERS.contains(before)
                && !before.ends_with(',')
                && !matches!(
                    before,
                    "and" | "or" | "as" | "than" | "that" | "what" | "how" | "where" | "which" | "whether" | "if"
                )
        };
        if person && noun() {
            object.truncate(at - 1);
            return object;
        }
        at += word.len() + 1;
        before = word;
    }
    object
}

/// An object without how it is written down: `the values in two JSON objects`.
pub(in crate::classify) fn without_format(mut object: String) -> String {
    if object.contains(" in ")
        && let Some(at) = object.rfind(" in ").filter(|at| *at > 3)
    {
        let tail = object[at + 4..].to_lowercase();
        let format = ["json", "xml", "csv", "yaml", "markdown"];
        let written = ["format", "object", "objects", "array", "string", "structure"];
        let words: Vec<&str> = tail.split(' ').collect();
        let says = words.iter().any(|word| format.contains(word));
        if says && words.len() < 4 && words.last().is_some_and(|w| format.contains(w) || written.contains(w)) {
            object.truncate(at);
        }
    }
    object
}
