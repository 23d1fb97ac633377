//! Comments, tags that pose as messages of the system, and addresses that take data
//! along.

use crate::rulebook::hygiene::{Hygiene, Kind, TagWords};
use crate::span::Span;
use crate::text::name;

/// Looks for comments and beacons.
pub(super) fn look(text: &str, mut found: impl FnMut(Kind, Span)) {
    let bytes = text.as_bytes();
    // Most texts with a bracket have none of what is searched for.
    let starts = |pair: &[u8; 2]| bytes.windows(2).any(|two| two == pair);
    if starts(b"](") || starts(b"<i") {
        beacons(text, &mut found);
    }
    if !starts(b"<!") && !starts(b"]:") {
        return;
    }
    if let Some(start) = text.find("<!--") {
        let end = text[start..].find("-->").map_or(text.len(), |len| start + len + 3);
        if words(&text[start..end]) >= 2 {
            found(Kind::Comment, Span::new(start, end));
        }
    }
    for mark in ["[//]: #", "[comment]: #", "[comment]: <>", "[hidden]: #"] {
        if let Some(start) = text.find(mark) {
            let end = text[start..].find('\n').map_or(text.len(), |len| start + len);
            found(Kind::Comment, Span::new(start, end));
        }
    }
}

/// Looks for images and links whose address takes data along.
fn beacons(text: &str, found: &mut impl FnMut(Kind, Span)) {
    for (at, _) in text.match_indices("](") {
        let address = text[at + 2..].trim_start_matches(['<', ' ']);
        let from = text.len() - address.len();
        let end = address.find([')', '\n']).map_or(text.len(), |len| from + len);
        let address = &text[from..end];
        if !address.starts_with("http") && !address.starts_with("//") {
            continue;
        }
        let start = text[..at].rfind('[').unwrap_or(at);
        let image = text[..start].ends_with('!');
        let start = start - usize::from(image);
        if takes_data(address) || image && asks_in_words(address) {
            found(Kind::Beacon, Span::new(start, (end + 1).min(text.len())));
        }
    }
    for (start, _) in text.match_indices("<img").chain(text.match_indices("<iframe")) {
        let end = text[start..].find('>').map_or(text.len(), |len| start + len + 1);
        if text[start..end].contains("//") {
            found(Kind::Beacon, Span::new(start, end));
        }
    }
}

/// Whether an address has a place to be filled in behind its `?` or `=`.
fn takes_data(address: &str) -> bool {
    let Some(query) = address.find(['?', '=', '#']).map(|at| &address[at..]) else { return false };
    query.contains(['{', '<', '$', '[']) || query.ends_with('=') || query.to_ascii_lowercase().contains("data")
}

/// Whether a query says something in letters, or nothing yet: the numbers of a map's place
/// or of a picture's size take nothing along.
fn asks_in_words(address: &str) -> bool {
    let Some((_, query)) = address.split_once('?') else { return false };
    query.split('&').any(|pair| {
        let value = pair.split_once('=').map_or(pair, |(_, value)| value);
        value.is_empty() || value.contains(char::is_alphabetic)
    })
}

/// How many words a text has.
fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 2).count()
}

/// Whether a mark in brackets is one of several that are counted up, or heads a choice:
/// `[system], [user] or [tool]`, `[system] error|warning`.
fn is_listed(text: &str, start: usize, end: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..start), text.get(end..)) else { return false };
    if !text[start..end].starts_with('[') || !text[start..end].ends_with(']') {
        return false;
    }
    const JOINS: [&str; 5] = [",", "|", "/", "or", "and"];
    let after = after.trim_start();
    let joined = |text: &str| {
        let text = text.trim_start();
        JOINS.iter().any(|join| {
            let rest = text.strip_prefix(join).map(str::trim_start);
            rest.is_some_and(|rest| rest.starts_with('[') || *join == "," && rest.starts_with("or ["))
        })
    };
    let word = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
    let choice = word > 0 && (after[word..].starts_with('|') || joined(&after[word..]));
    let last = JOINS.iter().any(|join| {
        let head = before.trim_end().strip_suffix(join).map(str::trim_end);
        head.is_some_and(|head| head.ends_with(']') || head.ends_with("],"))
    });
    choice || last || joined(after)
}

/// Looks for the tags that patterns name.
pub(super) fn tags(hygiene: &Hygiene, text: &str, mut found: impl FnMut(usize, Span)) {
    let bytes = text.as_bytes();
    for (at, b) in bytes.iter().enumerate() {
        if !matches!(b, b'<' | b'[' | b'#') || at > 0 && bytes[at - 1] == *b {
            continue;
        }
        for (words, pattern) in hygiene.tag_words() {
            if let Some(end) = made_of(words, bytes, at).filter(|end| !is_listed(text, at, *end)) {
                found(*pattern, Span::new(at, end));
            }
        }
        for (tag, pattern) in hygiene.tags() {
            let end = at + tag.len();
            if !bytes.get(at..end).is_some_and(|here| here.eq_ignore_ascii_case(tag.as_bytes())) {
                continue;
            }
            // One that ends with `_` begins longer names.
            let whole = tag.ends_with('_') || bytes.get(end).is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'_');
            if whole && !is_listed(text, at, end) {
                found(*pattern, Span::new(at, end + usize::from(bytes.get(end) == Some(&b'>'))));
            }
        }
    }
}

/// Where a tag ends that begins at `at` and has a name of such words, of either kind one.
fn made_of(words: &TagWords, bytes: &[u8], at: usize) -> Option<usize> {
    /// The longest name.
    const NAME: usize = 48;
    let close = match bytes[at] {
        b'<' => b'>',
        b'[' => b']',
        _ => return None,
    };
    let name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b' ');
    let len = bytes[at + 1..].iter().take(NAME).position(|b| !name(b))?;
    let end = at + 1 + len;
    // `[MODEL NOTE: …` speaks up to its end.
    if !(bytes[end] == close || close == b']' && bytes[end] == b':') {
        return None;
    }
    let name = std::str::from_utf8(&bytes[at + 1..end]).ok()?;
    let (mut who, mut what) = (false, false);
    for word in name::words(name) {
        let is = |list: &[String]| list.iter().any(|one| one == word.text.as_str());
        let (speaks, kind) = (is(&words.who), is(&words.what));
        if !speaks && !kind {
            return None;
        }
        (who, what) = (who | speaks, what | kind);
    }
    (who && what).then_some(end + 1)
}
