//! How hosts write names, as their documentation or source says. Written apart from the
//! program's own spelling.

use regex::Regex;
use std::cell::RefCell;
use std::collections::HashMap;

thread_local! {
    static COMPILED: RefCell<HashMap<String, Option<Regex>>> = RefCell::new(HashMap::new());
}

/// Whether an expression finds something in a text; nothing if it is none. Compiled once,
/// because the same ones are asked a thousand times.
pub(crate) fn finds(expression: &str, text: &str) -> bool {
    COMPILED.with_borrow_mut(|compiled| {
        if !compiled.contains_key(expression) {
            compiled.insert(expression.to_owned(), Regex::new(expression).ok());
        }
        compiled[expression].as_ref().is_some_and(|regex| regex.is_match(text))
    })
}

/// A name as it is sent to a model whose interface takes ASCII letters, digits, `_` and `-`
/// only: every other UTF-16 unit is `_`. Claude Code (reports of users, and the interface's
/// own pattern for names) and OpenCode (`sanitize` in the source's catalogue of tools).
pub(crate) fn sent(name: &str) -> String {
    let unit = |unit: u16| match char::from_u32(unit.into()) {
        Some(c) if c.is_ascii_alphanumeric() || c == '_' || c == '-' => c,
        _ => '_',
    };
    name.encode_utf16().map(unit).collect()
}

/// Whether a pattern with `*` and `?` matches a whole text.
pub(crate) fn glob(pattern: &str, text: &str) -> bool {
    let Some(first) = pattern.chars().next() else { return text.is_empty() };
    let rest = &pattern[first.len_utf8()..];
    let tail = || text.chars().next().map(|c| &text[c.len_utf8()..]);
    match first {
        '*' => glob(rest, text) || tail().is_some_and(|tail| glob(pattern, tail)),
        '?' => tail().is_some_and(|tail| glob(rest, tail)),
        first => text.starts_with(first) && tail().is_some_and(|tail| glob(rest, tail)),
    }
}
