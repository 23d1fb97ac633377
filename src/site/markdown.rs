//! From hostile text to harmless Markdown, for models and for people who read it as it
//! is.
//!
//! Three places for foreign words: a sentence of ours that holds some ([`text`]), a name
//! ([`code`]), and a quotation of whole lines ([`quoted`]). Only sentences of ours are
//! written without one of them. A quotation is a block whose fence is longer than any run
//! of backticks in it, and every line in it begins with `> `, so that no line of it can be
//! taken for ours, by a parser or by a model that does not count backticks.

use super::escape::by_number;
use super::plain;
use crate::diag::is_hidden;
use std::fmt::Write;

/// Appends a line to a text. A string takes everything.
macro_rules! line {
    ($out:expr, $($part:tt)*) => { let _ = writeln!($out, $($part)*); };
}
pub(crate) use line;

/// Words in a line of ours, with everything escaped that could begin a heading, a list, a
/// link, emphasis, code, markup or an address that becomes a link by itself.
pub(crate) fn text(words: &str) -> String {
    let line = plain::line(words);
    let line = line.trim();
    let mut out = String::with_capacity(line.len() + 8);
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        let rest = &line[at + c.len_utf8()..];
        let next = rest.chars().next().unwrap_or(' ');
        let special = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '@' | '$' => true,
            // Inside of a word it means nothing.
            '_' => !(before.is_alphanumeric() && next.is_alphanumeric()),
            ':' => rest.starts_with("//"),
            '.' => {
                let www = at.checked_sub(3).and_then(|start| line.get(start..at));
                digits > 0 && at == digits || www.is_some_and(|www| www.eq_ignore_ascii_case("www"))
            }
            ')' => digits > 0 && at == digits,
            '#' | '+' | '-' | '=' => at == 0,
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

/// The longest run of backticks in a text.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// A name or a few words as code on a line.
pub(crate) fn code(words: &str) -> String {
    let line = plain::line(words);
    if line.trim().is_empty() {
        return "(no letters)".to_owned();
    }
    let fence = "`".repeat(longest_run(&line) + 1);
    let edge = |c: Option<char>| matches!(c, Some('`' | ' '));
    let pad = if edge(line.chars().next()) || edge(line.chars().last()) { " " } else { "" };
    format!("{fence}{pad}{line}{pad}{fence}")
}

/// Lines of somebody else's, whole.
pub(crate) fn quoted(words: &str) -> String {
    let mut inside = String::with_capacity(words.len() + 64);
    for line in plain::lines(words.trim_end()).split('\n') {
        // A string takes everything.
        let _ = writeln!(inside, "> {line}");
    }
    fenced(&inside, "text")
}

/// JSON, to be copied: what cannot be seen stands only inside its strings and is written
/// as JSON's own escapes.
pub(crate) fn json(json: &str) -> String {
    let mut inside = by_number(json.trim_end(), |c| c != '\n' && is_hidden(c));
    inside.push('\n');
    fenced(&inside, "json")
}

/// A block that ends in a line break.
fn fenced(inside: &str, language: &str) -> String {
    let fence = "`".repeat((longest_run(inside) + 1).max(3));
    format!("{fence}{language}\n{inside}{fence}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_others_stay_words() {
        for (words, want) in [
            ("# Risk: Low", "\\# Risk: Low"),
            ("a # b", "a # b"),
            ("- item\n- next", "\\- item - next"),
            ("1. first", "1\\. first"),
            ("12) first 3. x", "12\\) first 3. x"),
            ("version 1.2", "version 1.2"),
            ("[x](https://e.example)", "\\[x\\](https\\://e.example)"),
            ("www.e.example a@b.example", "www\\.e.example a\\@b.example"),
            ("delete_file _now_ *b*", "delete_file \\_now\\_ \\*b\\*"),
            ("<b> &lt; `c` | ~~d~~ \\", "\\<b\\> \\&lt; \\`c\\` \\| \\~\\~d\\~\\~ \\\\"),
            ("    code\u{202e}", "code⟨U+202E⟩"),
            ("===", "\\==="),
        ] {
            assert_eq!(text(words), want);
        }
    }

    #[test]
    fn code_and_quotations_cannot_be_left() {
        assert_eq!(code("a_b"), "`a_b`");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code("a\nb"), "`a b`");
        assert_eq!(code("\n "), "(no letters)");
        assert_eq!(quoted("a\n````\n# Ours\r\nb"), "`````text\n> a\n> ````\n> # Ours\n> b\n`````\n");
        assert_eq!(json("{\"a\u{202e}`\": 1}\n"), "```json\n{\"a\\u202e`\": 1}\n```\n");
    }
}
