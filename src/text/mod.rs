//! The language of definitions: words with their offsets, base forms, sentences
//! and the sections they stand in. Knows nothing of rules or tools.

pub mod docstring;
pub mod fold;
pub mod forms;
pub mod lower;
pub mod name;
pub mod plain;
pub mod prose;
pub mod search;
pub mod terms;
pub mod word_map;
pub mod word_set;

/// A text with its first letter in upper case.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return String::new() };
    let mut out = String::with_capacity(text.len() + 2);
    out.extend(first.to_uppercase());
    out.push_str(chars.as_str());
    out
}

/// `a, b and c`.
pub fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., tail] => format!("{} and {tail}", head.join(", ")),
    }
}
