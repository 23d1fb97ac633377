//! Descriptions: sections, sentences and words, each with its place.

use super::lower::Lower;
use super::name::is_wide;
use crate::span::Span;

/// What a part of a description is for; only some parts say what a call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// The running text.
    Body,
    /// A list of actions or operations that the tool offers.
    Actions,
    /// Parameters.
    Inputs,
    /// What comes back.
    Outputs,
    /// Examples.
    Examples,
    /// Error codes and common mistakes.
    Errors,
    /// When to use the tool, workflows, hints to the caller.
    Advice,
    /// Code.
    Code,
}

/// One sentence or list item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its bytes in the description.
    pub span: Span,
    /// The section it stands in.
    pub section: Section,
    /// It is an item of a list.
    pub item: bool,
}

/// One word of running text, in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word as written.
    pub raw: &'a str,
    /// The word in lower case, with straight apostrophes.
    pub text: Lower<'a>,
    /// Its bytes in the description.
    pub span: Span,
    /// What stands between it and the word before, without blanks: `,`, `/`, `:`, …
    pub gap: &'a str,
    /// It is an identifier (`delete_user`, `getUser`, `a.b`) and not prose.
    pub code: bool,
}

/// Headers that open a section, in lower case, without decoration.
const HEADERS: &[(&str, Section)] = &[
    ("actions", Section::Actions),
    ("available actions", Section::Actions),
    ("acciones", Section::Actions),
    ("acciones disponibles", Section::Actions),
    ("acciones posibles", Section::Actions),
    ("actions possibles", Section::Actions),
    ("actions disponibles", Section::Actions),
    ("aktionen", Section::Actions),
    ("mögliche aktionen", Section::Actions),
    ("azioni", Section::Actions),
    ("azioni possibili", Section::Actions),
    ("ações", Section::Actions),
    ("operaciones", Section::Actions),
    ("opérations", Section::Actions),
    ("operationen", Section::Actions),
    ("operazioni", Section::Actions),
    ("operações", Section::Actions),
    ("действия", Section::Actions),
    ("операции", Section::Actions),
    ("işlemler", Section::Actions),
    ("eylemler", Section::Actions),
    ("操作", Section::Actions),
    ("支持的操作", Section::Actions),
    ("可用操作", Section::Actions),
    ("操作一覧", Section::Actions),
    ("アクション", Section::Actions),
    ("동작", Section::Actions),
    ("작업", Section::Actions),
    ("available operations", Section::Actions),
    ("supported actions", Section::Actions),
    ("supported operations", Section::Actions),
    ("operations", Section::Actions),
    ("commands", Section::Actions),
    ("modes", Section::Actions),
    ("methods", Section::Actions),
    ("capabilities", Section::Body),
    ("features", Section::Body),
    ("key features", Section::Body),
    ("description", Section::Body),
    ("purpose", Section::Body),
    ("summary", Section::Body),
    ("overview", Section::Body),
    ("args", Section::Inputs),
    ("arguments", Section::Inputs),
    ("argument", Section::Inputs),
    ("param", Section::Inputs),
    ("params", Section::Inputs),
    ("parameter", Section::Inputs),
    ("parameters", Section::Inputs),
    ("parameters by action", Section::Inputs),
    ("input", Section::Inputs),
    ("inputs", Section::Inputs),
    ("input parameters", Section::Inputs),
    ("input schema", Section::Inputs),
    ("required", Section::Inputs),
    ("required parameters", Section::Inputs),
    ("required arguments", Section::Inputs),
    ("optional", Section::Inputs),
    ("optional parameters", Section::Inputs),
    ("options", Section::Inputs),
    ("filters", Section::Inputs),
    ("requires", Section::Advice),
    ("prerequisites", Section::Advice),
    ("prerequisite", Section::Advice),
    ("requirements", Section::Advice),
    ("response", Section::Outputs),
    ("responses", Section::Outputs),
    ("response format", Section::Outputs),
    ("return", Section::Outputs),
    ("returns", Section::Outputs),
    ("return value", Section::Outputs),
    ("return format", Section::Outputs),
    ("output", Section::Outputs),
    ("outputs", Section::Outputs),
    ("output format", Section::Outputs),
    ("yields", Section::Outputs),
    ("result", Section::Outputs),
    ("results", Section::Outputs),
    ("example", Section::Examples),
    ("examples", Section::Examples),
    ("example usage", Section::Examples),
    ("usage example", Section::Examples),
    ("usage examples", Section::Examples),
    ("example prompts", Section::Examples),
    ("sample", Section::Examples),
    ("for example", Section::Examples),
    ("e.g", Section::Examples),
    ("common errors", Section::Errors),
    ("error", Section::Errors),
    ("errors", Section::Errors),
    ("error responses", Section::Errors),
    ("error handling", Section::Errors),
    ("raises", Section::Errors),
    ("throws", Section::Errors),
    ("exceptions", Section::Errors),
    ("best practices", Section::Advice),
    ("hints", Section::Advice),
    ("hint", Section::Advice),
    ("next steps", Section::Advice),
    ("notes", Section::Advice),
    ("note", Section::Advice),
    ("prompt", Section::Advice),
    ("see also", Section::Advice),
    ("related tools", Section::Advice),
    ("tip", Section::Advice),
    ("tips", Section::Advice),
    ("usage", Section::Advice),
    ("usage guidance", Section::Advice),
    ("usage guidelines", Section::Advice),
    ("usage notes", Section::Advice),
    ("use case", Section::Advice),
    ("use cases", Section::Advice),
    ("common use cases", Section::Advice),
    ("when not to use", Section::Advice),
    ("when to use", Section::Advice),
    ("when to use this tool", Section::Advice),
    ("workflow", Section::Advice),
    ("workflows", Section::Advice),
    ("typical workflow", Section::Advice),
    ("security notes", Section::Body),
    ("important", Section::Body),
    ("warning", Section::Body),
    ("caution", Section::Body),
];

/// Splits a description into sentences and list items, each with its section.
///
/// A line break ends a sentence only where a new one plainly begins (a blank line,
/// a list item, a header, a capital after a finished line), because docstrings are
/// wrapped. Text inside code fences is [`Section::Code`].
pub fn sentences(text: &str) -> Vec<Sentence> {
    let mut out = Vec::new();
    let mut section = Section::Body;
    let mut fenced = false;
    // The sentence being collected, if any: start, and whether it is a list item.
    let mut open: Option<(usize, bool)> = None;
    let mut at = 0;
    for raw in text.split_inclusive('\n') {
        let (start, end) = (at, at + raw.len());
        at = end;
        let line = raw.trim();
        if line.starts_with("```") || line.starts_with("~~~") {
            close(text, &mut out, &mut open, start, section);
            fenced = !fenced;
            continue;
        }
        if fenced {
            out.push(Sentence { span: trimmed(text, start, end), section: Section::Code, item: false });
            continue;
        }
        if line.is_empty() {
            close(text, &mut out, &mut open, start, section);
            continue;
        }
        let indent = start + (raw.len() - raw.trim_start().len());
        if let Some((opened, rest)) = header(line) {
            close(text, &mut out, &mut open, start, section);
            section = opened;
            if let Some(rest) = rest {
                let from = indent + rest;
                open = Some((from, false));
                if section == Section::Body || section == Section::Actions {
                    split(text, &mut out, &mut open, from, end, section);
                }
            }
            continue;
        }
        let bullet = bullet_width(line);
        if bullet > 0 {
            close(text, &mut out, &mut open, start, section);
            open = Some((indent + bullet, true));
            split(text, &mut out, &mut open, indent + bullet, end, section);
            continue;
        }
        // A line that starts a sentence of its own, although the one before it has
        // no full stop: capital first, and the line before was short or complete.
        if let Some((begun, _)) = open {
            let before = text[begun..start].trim_end();
            let starts = line.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_alphanumeric() && !c.is_ascii());
            let unfinished = before.ends_with(',') || before.ends_with('(') || ends_in_connective(before);
            let last_line = before.rsplit('\n').next().unwrap_or_default().trim();
            if starts && !unfinished && last_line.chars().count() < 60 {
                close(text, &mut out, &mut open, start, section);
            }
        }
        if open.is_none() {
            open = Some((indent, false));
        }
        split(text, &mut out, &mut open, indent, end, section);
    }
    close(text, &mut out, &mut open, text.len(), section);
    out
}

/// The first sentence of a text in one line, with the mark that ends it: without what
/// stands before its words (`# `, `[Group of tools]`), across the lines that it was
/// wrapped into, and not into a list below it.
pub fn first_sentence(text: &str) -> String {
    let said = |line: &&str| line.chars().any(char::is_alphanumeric);
    let goes_on = |line: &&str| said(line) && !line.starts_with(['-', '*', '#', '•', '|', '`']);
    let mut lines = text.lines().map(str::trim).skip_while(|line| !said(line));
    let Some(first) = lines.next() else { return String::new() };
    let whole = if first.ends_with(['.', ':', '。']) || first.starts_with('#') {
        first.to_owned()
    } else {
        std::iter::once(first).chain(lines.take_while(goes_on).take(4)).collect::<Vec<_>>().join(" ")
    };
    let mut line = whole.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '[' | '"' | '/' | '@'));
    // `[Group of tools] Lists them`
    if let Some((_, after)) = line.strip_prefix('[').and_then(|line| line.split_once(']')) {
        let after = after.trim_start_matches([' ', '-', ':']);
        line = if after.is_empty() { line } else { after };
    }
    let end = line.char_indices().find(|(at, c)| ends_sentence(line, *at, *c));
    let first = end.map_or(line, |(at, c)| &line[..at + c.len_utf8()]);
    first.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a sentence of a text ends with the character `c` at `at`: a mark with a blank
/// and no small letter behind it, and no abbreviation before.
pub fn ends_sentence(text: &str, at: usize, c: char) -> bool {
    let rest = &text[at + c.len_utf8()..];
    match c {
        '。' | '！' | '？' => true,
        '.' | '!' | '?' => {
            rest.starts_with(char::is_whitespace)
                && rest.trim_start().starts_with(|c: char| !c.is_lowercase())
                && !is_abbreviation(&text[..at])
                && !text[..at].ends_with("etc")
        }
        _ => false,
    }
}

/// The marks that a sentence may end with, and where they stand.
fn marks(text: &str) -> impl Iterator<Item = (usize, char)> {
    // Hardly a byte begins one of them, and only there a character is read.
    const BEGINS: [bool; 256] = {
        let mut begins = [false; 256];
        let mut at = 0;
        while at < 6 {
            begins[[b'.', b'!', b'?', b';', 0xe3, 0xef][at] as usize] = true;
            at += 1;
        }
        begins
    };
    let places = text.bytes().enumerate().filter(|(_, byte)| BEGINS[usize::from(*byte)]);
    let marks = places.filter_map(|(at, _)| Some((at, text[at..].chars().next()?)));
    marks.filter(|(_, c)| matches!(c, '.' | '!' | '?' | ';' | '。' | '！' | '？' | '；'))
}

/// Whether the full stop at `at` is the last of an ellipsis that a sentence goes on after:
/// `the range [start ... end]`.
fn is_gap(text: &str, at: usize) -> bool {
    text[..at].ends_with("..") && text[at + 1..].trim_start().starts_with(char::is_lowercase)
}

/// Ends sentences inside `from..to` at their full stops.
fn split(
    text: &str,
    out: &mut Vec<Sentence>,
    open: &mut Option<(usize, bool)>,
    from: usize,
    to: usize,
    section: Section,
) {
    let piece = &text[from..to];
    for (i, c) in marks(piece) {
        let ends = match c {
            '.' | '!' | '?' => {
                let next = piece[i + 1..].chars().next();
                next.is_none_or(|n| n.is_whitespace() || matches!(n, ')' | '"' | '\'' | '*' | '`'))
                    && !is_abbreviation(&piece[..i])
                    && !is_gap(piece, i)
            }
            _ => true,
        };
        if ends {
            let stop = from + i + c.len_utf8();
            if let Some((begun, item)) = *open {
                let span = trimmed(text, begun, stop);
                if span.end > span.start {
                    out.push(Sentence { span, section, item });
                }
                *open = Some((stop, false));
            }
        }
    }
    // What follows the last full stop stays open; nothing but blanks does not.
    if let Some((begun, _)) = *open
        && text[begun..to].trim().is_empty()
    {
        *open = None;
    }
}

fn close(text: &str, out: &mut Vec<Sentence>, open: &mut Option<(usize, bool)>, end: usize, section: Section) {
    if let Some((begun, item)) = open.take() {
        let span = trimmed(text, begun, end);
        if span.end > span.start {
            out.push(Sentence { span, section, item });
        }
    }
}

fn trimmed(text: &str, start: usize, end: usize) -> Span {
    let piece = &text[start..end];
    let lead = piece.len() - piece.trim_start().len();
    let len = piece.trim().len();
    Span::new(start + lead, start + lead + len)
}

/// `e.g`, `i.e`, `etc` and single letters do not end a sentence; nor do list
/// numbers (`1.`).
fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    ["e.g", "i.e", "eg", "ie", "vs", "approx", "incl", "max", "min", "no"].iter().any(|a| word.eq_ignore_ascii_case(a))
        || word.chars().count() <= 2
            && word.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
            && !word.is_empty()
}

fn ends_in_connective(text: &str) -> bool {
    let last = text.rsplit(char::is_whitespace).next().unwrap_or_default().to_ascii_lowercase();
    matches!(
        last.as_str(),
        "a" | "an"
            | "the"
            | "of"
            | "to"
            | "in"
            | "on"
            | "by"
            | "for"
            | "with"
            | "and"
            | "or"
            | "from"
            | "as"
            | "is"
            | "at"
            | "that"
            | "this"
            | "your"
            | "its"
            | "into"
            | "via"
            | "using"
            | "be"
            | "are"
    )
}

/// The width of a list marker (`- `, `* `, `• `, `1. `, `2) `), 0 if there is none.
fn bullet_width(line: &str) -> usize {
    if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return 0;
    }
    for mark in ["- ", "* ", "• ", "– ", "+ ", "— ", "· ", "▪ ", "‣ ", "✓ ", "✅ "] {
        if line.starts_with(mark) {
            return mark.len();
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=2).contains(&digits) {
        let rest = &line[digits..];
        if rest.starts_with(". ") || rest.starts_with(") ") {
            return digits + 2;
        }
    }
    0
}

/// Bytes of the longest section header.
const LONGEST_HEADER: usize = 40;

/// Whether a line is or begins with a section header; gives the section and, if
/// text follows on the same line, where it starts.
fn header(line: &str) -> Option<(Section, Option<usize>)> {
    let bare = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let offset = line.len() - bare.len();
    // `:param x: …` and `@param x …`
    let marker = &line[..offset];
    if marker.ends_with([':', '@']) {
        for (word, section) in [
            ("param", Section::Inputs),
            ("arg", Section::Inputs),
            ("type", Section::Inputs),
            ("return", Section::Outputs),
            ("rtype", Section::Outputs),
            ("raise", Section::Errors),
            ("throws", Section::Errors),
        ] {
            if bare.starts_with(word) {
                return Some((section, Some(offset + word.len())));
            }
        }
    }
    // A header is short; what lies behind need not be looked at.
    let mut start = bare.char_indices().take_while(|(at, _)| *at <= LONGEST_HEADER);
    let (head, rest) = match start.find(|(_, c)| matches!(c, ':' | '：')) {
        Some((colon, _)) => {
            let after = colon + bare[colon..].chars().next().map_or(1, char::len_utf8);
            (&bare[..colon], Some(after))
        }
        None => (bare, None),
    };
    if head.len() > LONGEST_HEADER {
        return None;
    }
    let marked = line.starts_with('#') || line.starts_with("**") || line.starts_with('<');
    if rest.is_none() && !marked {
        return None;
    }
    let word = head.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let word = word.split(" (").next().unwrap_or_default();
    let section = HEADERS.iter().find(|(name, _)| *name == word).map(|(_, section)| *section)?;
    let rest = rest.filter(|at| bare[*at..].chars().any(char::is_alphanumeric)).map(|at| offset + at);
    Some((section, rest))
}

/// The words of a run of text; spans are offsets into the whole text.
pub fn words<'a>(text: &'a str, within: Span) -> Vec<Word<'a>> {
    let piece = within.of(text);
    let bytes = piece.as_bytes();
    // A word and the blank behind it are of six or seven bytes.
    let mut out: Vec<Word<'a>> = Vec::with_capacity(piece.len() / 6 + 1);
    let mut last_end = 0;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let start = at;
        let mut wide = false;
        if byte.is_ascii() {
            at += 1;
            if !byte.is_ascii_alphanumeric() {
                continue;
            }
        } else {
            let Some(first) = piece[at..].chars().next() else { break };
            at += first.len_utf8();
            if !first.is_alphanumeric() {
                continue;
            }
            wide = is_wide(first);
        }
        loop {
            if !wide {
                at += bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
            }
            match bytes.get(at) {
                None => break,
                // What nearly always follows a word.
                Some(b' ' | b',' | b'\n') => break,
                Some(_) => {}
            }
            let Some(c) = piece[at..].chars().next() else { break };
            let inside = if c.is_alphanumeric() {
                is_wide(c) == wide
            } else {
                // Apostrophes, and the separators of identifiers, when a letter follows.
                matches!(c, '\'' | '’' | '_' | '.' | ':' | '/') && !wide && glued(piece, at, c)
            };
            if !inside {
                break;
            }
            at += c.len_utf8();
        }
        let raw = &piece[start..at];
        let text = Lower::with_straight_apostrophes(raw);
        // Most words are of small letters alone.
        let code = !(text.is_as_written() && raw.bytes().all(|b| b.is_ascii_alphanumeric())) && is_code(raw);
        out.push(Word {
            raw,
            text,
            span: Span::new(within.start + start, within.start + at),
            gap: match &bytes[last_end..start] {
                [] | [b' '] => "",
                _ => piece[last_end..start].trim(),
            },
            code,
        });
        last_end = at;
    }
    out
}

/// Whether the separator at `i` joins two parts of one identifier or word.
fn glued(piece: &str, i: usize, c: char) -> bool {
    let next = piece[i + c.len_utf8()..].chars().next();
    match c {
        '\'' | '’' => next.is_some_and(char::is_alphabetic),
        '_' => next.is_some_and(|n| n.is_alphanumeric() || n == '_'),
        '.' | ':' => {
            next.is_some_and(|n| n.is_ascii_lowercase() || n.is_ascii_digit())
                && piece[..i].chars().next_back().is_some_and(|p| p.is_ascii_alphanumeric())
        }
        _ => false,
    }
}

/// Identifiers: an underscore, an inner dot, or camel case.
fn is_code(raw: &str) -> bool {
    let mut small = false;
    raw.chars().any(|c| {
        let turns = small && c.is_uppercase();
        small = c.is_lowercase();
        turns || matches!(c, '_' | '.' | ':')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        sentences(text)
            .iter()
            .map(|s| format!("{:?}{}|{}", s.section, if s.item { "*" } else { "" }, s.span.of(text)))
            .collect()
    }

    #[test]
    fn the_first_sentence_of_a_text() {
        for (text, first) in [
            ("  Lists notes, e.g. drafts. Then more.", "Lists notes, e.g. drafts."),
            ("[Notes] - Lists them", "Lists them"),
            ("# Notes\nMore of them", "Notes"),
            ("Lists notes\nof a folder\n- one", "Lists notes of a folder"),
            ("列出所有笔记。然后", "列出所有笔记。"),
            ("", ""),
        ] {
            assert_eq!(first_sentence(text), first, "{text:?}");
        }
    }

    #[test]
    fn a_docstring() {
        let text = "\n    Creates a thing, e.g. a box. It is\n    kept for 30 days.\n\n    Args:\n        name: The name. Required\n\n    Returns:\n        A deleted thing.\n";
        assert_eq!(
            shown(text),
            [
                "Body|Creates a thing, e.g. a box.",
                "Body|It is\n    kept for 30 days.",
                "Inputs|name: The name.",
                "Inputs|Required",
                "Outputs|A deleted thing.",
            ]
        );
    }

    #[test]
    fn headers_lists_and_code() {
        let text = "Manage keys. Actions: \n- \"list\": List keys\n- \"revoke\": Revoke one\n\n## Examples\n```\ndelete()\n```\nNotes: be careful";
        assert_eq!(
            shown(text),
            [
                "Body|Manage keys.",
                "Body|Actions:",
                "Body*|\"list\": List keys",
                "Body*|\"revoke\": Revoke one",
                "Code|delete()",
                "Advice|be careful",
            ]
        );
    }

    #[test]
    fn words_know_identifiers_and_gaps() {
        let text = "Don't use delete_user, getUser or a/b!";
        let words = words(text, Span::whole(text));
        let seen: Vec<String> =
            words.iter().map(|w| format!("{}{}{}", w.gap, w.text, if w.code { "#" } else { "" })).collect();
        assert_eq!(seen, ["don't", "use", "delete_user#", ",getuser#", "or", "a", "/b"]);
    }

    #[test]
    fn spans_fit_whatever_the_text() {
        for text in ["", "…。！", "a。b", "- ", "1. x", "```", "é. ü", "##", ":param x: y", "名前：値"] {
            for s in sentences(text) {
                assert!(!s.span.of(text).is_empty(), "{text:?}");
                for w in words(text, s.span) {
                    assert_eq!(w.span.of(text), w.raw);
                }
            }
        }
    }
}
