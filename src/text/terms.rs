//! Terms: the words of a text by their stems, for counting and weighing.
//!
//! A stem is what is left of a word when case and the common endings of English are
//! gone (`Creates`, `creating` and `created` are all `creat`). Words of scripts without
//! spaces give pairs of neighbouring characters; words of other scripts stand as they
//! are, in lower case. Identifiers (`list_files`, `userId`) and words with digits are
//! passed over: they name things and do not speak.

use crate::span::Span;
use crate::text::name::is_wide;

/// The longest word that is looked at, in bytes; no word of prose is longer.
const LONGEST: usize = 40;

/// Hands each term of a part of a text to `found`, with the bytes of its word, if its word
/// is `wanted`, which is asked in lower case.
///
/// ```
/// use toolrisk::{span::Span, text::terms::terms};
/// let text = "Deletes the user's old_files, 删除文件";
/// let mut all = Vec::new();
/// terms(text, Span::whole(text), &mut String::new(), |word| word != "the", |stem, _| all.push(stem.to_owned()));
/// assert_eq!(all, ["delet", "user", "s", "删除", "除文", "文件"]);
/// ```
pub fn terms(
    text: &str,
    within: Span,
    buffer: &mut String,
    wanted: impl Fn(&str) -> bool,
    mut found: impl FnMut(&str, Span),
) {
    let bytes = text.as_bytes();
    let mut at = within.start;
    while at < within.end {
        let byte = bytes[at];
        if byte.is_ascii() {
            if !byte.is_ascii_alphabetic() {
                // A digit or an underscore begins an identifier or a number.
                at = if byte.is_ascii_digit() || byte == b'_' { end_of_word(text, at, within.end) } else { at + 1 };
                continue;
            }
        } else if !text[at..].chars().next().is_some_and(char::is_alphabetic) {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        }
        let letters = run_of_letters(&bytes[at..within.end]);
        let mut end = at + letters.len;
        // Nearly every word ends with its letters.
        if bytes[end..within.end].first().is_some_and(|b| b.is_ascii_digit() || *b == b'_' || !b.is_ascii()) {
            end = end_of_word(text, at, within.end);
        }
        let word = &text[at..end];
        if end == at + letters.len {
            if word.len() <= LONGEST && !letters.turns {
                buffer.clear();
                buffer.push_str(word);
                buffer.make_ascii_lowercase();
                if wanted(buffer) {
                    stem(buffer);
                    found(buffer, Span::new(at, end));
                }
            }
        } else if !word.is_ascii() {
            foreign(word, at, buffer, &mut |term, span| {
                if wanted(term) {
                    found(term, span);
                }
            });
        }
        at = end;
    }
}

/// ASCII letters at the start of a text.
struct Letters {
    len: usize,
    /// A capital follows a small letter: it is an identifier.
    turns: bool,
}

/// The ASCII letters that a text begins with.
fn run_of_letters(text: &[u8]) -> Letters {
    let (mut len, mut turns, mut small) = (0, false, false);
    while let Some(byte) = text.get(len).filter(|byte| byte.is_ascii_alphabetic()) {
        turns |= small & byte.is_ascii_uppercase();
        small = byte.is_ascii_lowercase();
        len += 1;
    }
    Letters { len, turns }
}

/// One past the last byte of the word or identifier that begins at `at`.
fn end_of_word(text: &str, at: usize, end: usize) -> usize {
    let bytes = text.as_bytes();
    let mut to = at;
    // Nearly every word is of ASCII.
    while to < end && (bytes[to].is_ascii_alphanumeric() || bytes[to] == b'_') {
        to += 1;
    }
    if to == end || bytes[to].is_ascii() {
        return to.max(at + 1);
    }
    for c in text[to..end].chars() {
        if !(c.is_alphanumeric() || c == '_') {
            break;
        }
        to += c.len_utf8();
    }
    to.max(at + 1)
}

/// The terms of a word that is not all ASCII; it begins at byte `at`.
fn foreign(word: &str, at: usize, buffer: &mut String, found: &mut impl FnMut(&str, Span)) {
    let mut rest = word;
    let mut from = at;
    while let Some(first) = rest.chars().next() {
        let wide = is_wide(first);
        let len: usize = rest.chars().take_while(|c| is_wide(*c) == wide).map(char::len_utf8).sum();
        let run = &rest[..len];
        if wide {
            let places: Vec<usize> = run.char_indices().map(|(i, _)| i).chain([len]).collect();
            for pair in places.windows(3) {
                found(&run[pair[0]..pair[2]], Span::new(from + pair[0], from + pair[2]));
            }
            if places.len() == 2 {
                found(run, Span::new(from, from + len));
            }
        } else if len <= LONGEST && run.chars().all(char::is_alphabetic) {
            buffer.clear();
            buffer.extend(run.chars().flat_map(char::to_lowercase));
            found(buffer, Span::new(from, from + len));
        }
        rest = &rest[len..];
        from += len;
    }
}

/// Cuts a lower-case English word down to its stem.
///
/// ```
/// let stemmed = |word: &str| {
///     let mut word = word.to_owned();
///     toolrisk::text::terms::stem(&mut word);
///     word
/// };
/// assert_eq!(["creates", "creating", "created"].map(stemmed), ["creat"; 3]);
/// assert_eq!(["copies", "copied", "copy"].map(stemmed), ["copy"; 3]);
/// assert_eq!(["stopped", "status", "class", "string"].map(stemmed), ["stop", "status", "class", "string"]);
/// ```
pub fn stem(word: &mut String) {
    if !word.is_ascii() {
        return;
    }
    // Every word of every description comes here: its last bytes are looked at, which is
    // cheaper than to compare it with each ending.
    let cut = |word: &mut String, by: usize| word.truncate(word.len() - by);
    match word.as_bytes() {
        [] | [_] | [_, _] | [_, _, _] => return,
        [.., _, b'i', b'e', b's'] if word.len() > 4 => {
            cut(word, 3);
            word.push('y');
        }
        [.., b's' | b'c', b'h', b'e', b's'] | [.., b's', b's', b'e', b's'] | [.., b'x', b'e', b's'] => cut(word, 2),
        [.., b's' | b'u' | b'i', b's'] => {}
        [.., b's'] => cut(word, 1),
        _ => {}
    }
    let shortened = match word.as_bytes() {
        [before @ .., b'i', b'n', b'g'] if has_vowel(before) => {
            cut(word, 3);
            true
        }
        [.., b'e', b'e', b'd'] => false,
        [before @ .., b'e', b'd'] if has_vowel(before) => {
            cut(word, 2);
            true
        }
        _ => false,
    };
    if shortened {
        if let [.., before, last] = word.as_bytes()
            && before == last
            && !b"lsze".contains(last)
        {
            cut(word, 1);
        }
        if word.ends_with('i') {
            cut(word, 1);
            word.push('y');
        }
    }
    if word.len() > 4 && word.as_bytes().last() == Some(&b'e') {
        cut(word, 1);
    }
}

fn has_vowel(stem: &[u8]) -> bool {
    stem.len() >= 2 && stem.iter().any(|b| matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        terms(
            text,
            Span::whole(text),
            &mut String::new(),
            |_| true,
            |stem, span| {
                assert!(!span.of(text).is_empty() && !stem.is_empty());
                out.push(stem.to_owned());
            },
        );
        out
    }

    #[test]
    fn identifiers_and_numbers_do_not_speak() {
        assert_eq!(all("Use list_files or userId, v2 and 42nd; _x"), ["use", "or", "and"]);
    }

    #[test]
    fn endings_come_off() {
        let stemmed = |word: &str| {
            let mut word = word.to_owned();
            stem(&mut word);
            word
        };
        for (word, want) in [
            ("dies", "die"),
            ("flies", "fly"),
            ("classes", "class"),
            ("pushes", "push"),
            ("matches", "match"),
            ("boxes", "box"),
            ("files", "file"),
            ("bus", "bus"),
            ("analysis", "analysis"),
            ("sing", "sing"),
            ("being", "be"),
            ("need", "need"),
            ("used", "us"),
            ("added", "ad"),
            ("sending", "send"),
            ("calling", "call"),
            ("running", "run"),
            ("emptied", "empty"),
            ("e", "e"),
            ("", ""),
        ] {
            assert_eq!(stemmed(word), want, "{word}");
        }
    }

    #[test]
    fn other_scripts() {
        assert_eq!(all("Удаляет файл"), ["удаляет", "файл"]);
        assert_eq!(all("删"), ["删"]);
        assert_eq!(all("API를 삭제"), ["api", "를", "삭제"]);
        assert_eq!(all(""), Vec::<String>::new());
    }

    #[test]
    fn a_part_of_a_text() {
        let text = "one two three";
        let mut out = Vec::new();
        terms(text, Span::new(4, 7), &mut String::new(), |_| true, |stem, span| out.push((stem.to_owned(), span)));
        assert_eq!(out, [("two".to_owned(), Span::new(4, 7))]);
    }
}
