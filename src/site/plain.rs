//! Foreign text for formats other than HTML: what cannot be seen is shown by its
//! number, so that each format has only its own signs left to escape.

use super::escape::{MAX_MARKS, is_combining};
use crate::diag::is_hidden;
use std::fmt::Write;

/// A text on one line, with hidden characters by number and piles of marks cut.
pub(crate) fn line(text: &str) -> String {
    shown(text, false)
}

/// The same with its line breaks.
pub(crate) fn lines(text: &str) -> String {
    shown(text, true)
}

/// Whether a character may not stand in XML 1.0 although it is none that is hidden.
fn is_no_character(c: char) -> bool {
    (c as u32) & 0xfffe == 0xfffe
}

fn shown(text: &str, keep_lines: bool) -> String {
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let (mut marks, mut cut) = (0, 0);
    for c in text.replace("\r\n", "\n").chars() {
        if is_combining(c) {
            marks += 1;
            if marks > MAX_MARKS {
                cut += 1;
            } else {
                out.push(c);
            }
            continue;
        }
        end_pile(&mut out, cut);
        (marks, cut) = (0, 0);
        match c {
            '\n' if keep_lines => out.push(c),
            '\n' | '\t' => out.push(' '),
            _ if is_hidden(c) || is_no_character(c) => {
                // A string takes everything.
                let _ = write!(out, "⟨U+{:04X}⟩", c as u32);
            }
            _ => out.push(c),
        }
    }
    end_pile(&mut out, cut);
    out
}

/// Says how many marks were cut off a pile.
fn end_pile(out: &mut String, cut: usize) {
    if cut > 0 {
        let _ = write!(out, "⟨+{cut} marks⟩");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_shown_by_number() {
        assert_eq!(line("a\u{202e}b\nc\r\nd\te"), "a⟨U+202E⟩b c d e");
        assert_eq!(lines("a\r\nb\u{b}\u{2028}c"), "a\nb⟨U+000B⟩⟨U+2028⟩c");
        assert_eq!(line("\u{ffff}\u{1fffe}\r"), "⟨U+FFFF⟩⟨U+1FFFE⟩⟨U+000D⟩");
        assert_eq!(line(&format!("e{}x", "\u{301}".repeat(9))), format!("e{}⟨+5 marks⟩x", "\u{301}".repeat(4)));
        assert_eq!(line("plain <b>"), "plain <b>");
    }
}
