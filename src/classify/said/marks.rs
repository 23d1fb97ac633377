//! Where a clause ends by its marks, and what stands in it beside its words.

/// The clause at the start of a text.
pub(super) fn clause(rest: &str) -> &str {
    let mut before = ' ';
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, c)| *c);
        let stop = match c {
            // `an O'RLY? book cover`: a question goes on with a capital.
            '!' | '?' => {
                next.is_whitespace() && !rest[at + 1..].trim_start().starts_with(|c: char| c.is_ascii_lowercase())
            }
            '.' => {
                next.is_whitespace()
                    || next == '"' && rest[at + 2..].chars().next().is_none_or(char::is_whitespace)
                    || before.is_lowercase() && begins_sentence(&rest[at + 1..])
            }
            // `a Magic: The Gathering deck`: a title goes on.
            ':' => next.is_whitespace() && !in_title(&rest[..at], &rest[at + 1..]),
            ';' | '(' | ')' | '[' | ']' | '—' | '–' | '|' | '•' | '。' | '，' | '！' | '：' | '（' | '→' | '✓' => {
                true
            }
            '-' => before.is_whitespace() && next.is_whitespace(),
            // `</purpose>`
            '<' => next == '/',
            '\n' => {
                let line = rest[at + 1..].trim_start_matches([' ', '\t', '\r']);
                let first = line.chars().next().unwrap_or('\n');
                !first.is_alphanumeric() || first.is_uppercase() || first.is_numeric()
            }
            '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1ffff}' => true,
            _ => false,
        };
        if stop {
            return &rest[..at];
        }
        before = c;
    }
    rest
}

/// Whether a colon stands inside a title: a word with a capital behind an article before it,
/// and two such words after it.
fn in_title(before: &str, after: &str) -> bool {
    let capital = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_uppercase()) && word[1..].starts_with(|c: char| c.is_ascii_lowercase())
    };
    let mut ahead = before.split_whitespace();
    let behind = |n: usize| after.split_whitespace().nth(n).is_some_and(capital);
    matches!(ahead.next(), Some("a" | "an" | "the")) && ahead.last().is_some_and(capital) && behind(0) && behind(1)
}

/// `Use this to` behind a full stop without a blank: a capital, small letters, and a
/// small word after them.
fn begins_sentence(text: &str) -> bool {
    let mut words = text.split(' ');
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    first.starts_with(char::is_uppercase)
        && first.chars().skip(1).all(char::is_lowercase)
        && second.starts_with(char::is_lowercase)
}

/// The text without a short aside near its start that the clause goes on after:
/// `the default (provided) page of a brand`.
pub(super) fn without_aside(text: &str) -> Option<String> {
    let open = text.find('(').filter(|at| *at > 0 && *at < 60)?;
    let close = open + text[open..].find(')').filter(|len| *len < 40)?;
    let after = &text[close + 1..];
    let before = text[..open].trim_end();
    let goes_on = after.starts_with(' ') && after[1..].starts_with(|c: char| c.is_ascii_lowercase());
    let plain = !before.contains(['.', ':', ';', '\n', '—', '[']) && !before.contains(" -");
    (goes_on && plain && !before.is_empty()).then(|| format!("{before}{after}"))
}

/// `on/off` as it is said: of `on/off lights`, `lights on or off`.
pub(super) fn either_way(rest: &str) -> Option<String> {
    let Some(object) = rest.strip_prefix("on/off") else {
        return rest.contains(" on/off").then(|| rest.replacen(" on/off", " on or off", 1));
    };
    let end = object.find(|c: char| !(c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))).unwrap_or(object.len());
    let thing = match object[..end].trim() {
        "" => "something",
        thing => thing,
    };
    Some(format!("{thing} on or off{}", &object[end..]))
}
