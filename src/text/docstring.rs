//! Parameters that a description explains itself, under `Args:` and the like.

use crate::span::Span;

/// One parameter that the prose explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explained<'a> {
    /// Its name.
    pub name: &'a str,
    /// The name's bytes in the text.
    pub at: Span,
    /// The type in parentheses behind the name (`str, optional`), or `""`.
    pub kind: &'a str,
    /// What is said of it: its bytes in the text.
    pub about: Span,
}

/// Words before a colon that explain something other than a parameter.
const LABELS: &[&str] =
    &["default", "defaults", "eg", "example", "examples", "note", "optional", "required", "returns", "warning"];

/// The parameters that a run of text under `Args:` explains, in order:
/// `name: …`, `- name (str): …`, `:param name: …`, several on a line or one each.
///
/// ```
/// use toolrisk::{span::Span, text::docstring::explained};
/// let text = "path (str): Where to save\n  force: Overwrite, e.g.: yes";
/// let found = explained(text, Span::whole(text));
/// assert_eq!(found.iter().map(|p| (p.name, p.kind)).collect::<Vec<_>>(), [("path", "str"), ("force", "")]);
/// assert_eq!(found[0].about.of(text), "Where to save");
/// ```
pub fn explained(text: &str, within: Span) -> Vec<Explained<'_>> {
    let piece = within.of(text);
    let bytes = piece.as_bytes();
    let mut out: Vec<Explained<'_>> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let begins = bytes[at].is_ascii_lowercase() || bytes[at] == b'_';
        let fresh = at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || matches!(bytes[at - 1], b'_' | b'.' | b'\''));
        if !begins || !fresh {
            at += 1;
            continue;
        }
        let len = bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        let end = at + len;
        let name = &piece[at..end];
        let mut rest = end;
        while bytes.get(rest).is_some_and(|b| matches!(b, b'`' | b'*' | b' ' | b'"')) {
            rest += 1;
        }
        let mut kind = "";
        if bytes.get(rest) == Some(&b'(')
            && let Some(close) = piece[rest..].find(')').filter(|close| *close < 60)
        {
            kind = &piece[rest + 1..rest + close];
            rest += close + 1;
        }
        while bytes.get(rest).is_some_and(|b| matches!(b, b'`' | b'*' | b' ')) {
            rest += 1;
        }
        let colon = bytes.get(rest) == Some(&b':') && bytes.get(rest + 1).is_none_or(u8::is_ascii_whitespace);
        let begun = piece[..at].trim_end_matches(|c: char| matches!(c, '-' | '*' | '•' | '`' | ' ' | '\t' | '"'));
        let (begun, marked) = match begun.strip_suffix("param") {
            Some(before) => (before.trim_end_matches(':'), true),
            None => (begun, false),
        };
        let opens = marked || begun.is_empty() || begun.ends_with(['\n', '.', ')', ';']) || !kind.is_empty();
        if colon && opens && name.len() < 40 && !LABELS.contains(&name) {
            if let Some(before) = out.last_mut() {
                before.about = trimmed(text, before.about.start, within.start + begun.len());
            }
            let from = within.start + rest + 1;
            let name_at = Span::new(within.start + at, within.start + end);
            out.push(Explained { name, at: name_at, kind, about: trimmed(text, from, within.end) });
            at = rest + 1;
        } else {
            at = end;
        }
    }
    out
}

/// A run without the blanks around it.
fn trimmed(text: &str, start: usize, end: usize) -> Span {
    let (start, end) = (start.min(end), end);
    let piece = &text[start..end];
    let from = start + (piece.len() - piece.trim_start().len());
    Span::new(from, from + piece.trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(String, String, String)> {
        let own = |p: &Explained<'_>| (p.name.to_owned(), p.kind.to_owned(), p.about.of(text).to_owned());
        explained(text, Span::whole(text)).iter().map(own).collect()
    }

    fn three(a: &str, b: &str, c: &str) -> (String, String, String) {
        (a.to_owned(), b.to_owned(), c.to_owned())
    }

    #[test]
    fn several_on_one_line_and_one_on_each() {
        assert_eq!(
            all("source_path: Path to the file target_path (str, optional): Where to save. mode: Either."),
            [
                three("source_path", "", "Path to the file"),
                three("target_path", "str, optional", "Where to save."),
                three("mode", "", "Either."),
            ]
        );
        assert_eq!(
            all(":param svg: The drawing\n    :param work_dir: Where"),
            [three("svg", "", "The drawing"), three("work_dir", "", "Where")]
        );
    }

    #[test]
    fn prose_is_not_taken_for_parameters() {
        assert_eq!(all("The file to read, for example: a.txt"), []);
        assert_eq!(
            all("- `sql`: any statement\n- note: nothing\n"),
            [three("sql", "", "any statement\n- note: nothing")]
        );
        assert_eq!(all("é: x"), []);
    }
}
