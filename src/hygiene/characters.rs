//! Characters that a reader does not see, or sees as something else.

use crate::rulebook::hygiene::Kind;
use crate::span::Span;
use crate::text::fold::{lookalike, looks_latin, styled, tag};
use crate::text::name::is_wide;

/// Whether a character asks for a closer look: not the usual punctuation, symbols and
/// pictures of texts, nor ASCII.
#[inline]
pub(super) fn is_strange(c: char) -> bool {
    !(c.is_ascii()
        || matches!(c,
            '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{bf}' | '×' | '÷' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}'
            | '\u{2190}'..='\u{23ff}' | '\u{2500}'..='\u{27ff}' | '\u{3001}'..='\u{3163}' | '\u{3165}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{1f300}'..='\u{1f3f3}'
            | '\u{1f3f5}'..='\u{1faff}'))
}

/// Looks at the characters of a text that is not plain ASCII.
pub(super) fn look(text: &str, found: &mut impl FnMut(Kind, Span)) {
    let right_to_left =
        text.chars().any(|c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'));
    let mut before: Option<char> = None;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let end = at + c.len_utf8();
        let kind = match c {
            '\u{e0000}'..='\u{e007f}' => {
                let run = run_end(text, at, |c| matches!(c, '\u{e0000}'..='\u{e007f}'));
                // Flags of regions are a black flag and a few tag characters.
                let flag = before == Some('\u{1f3f4}')
                    && text[at..run].ends_with('\u{e007f}')
                    && text[at..run].chars().count() <= 8;
                if !flag && (tag(c).is_some() || run - at > 4) {
                    found(Kind::HiddenMessage, Span::new(at, run));
                }
                before = text[at..run].chars().next_back();
                at = run;
                continue;
            }
            '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => {
                let run = run_end(text, at, |c| matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}'));
                let one = run == end;
                let fits = match c {
                    '\u{fe00}'..='\u{fe0f}' => {
                        before.is_some_and(|b| !b.is_ascii() || b.is_ascii_digit() || matches!(b, '#' | '*'))
                    }
                    _ => before.is_some_and(is_wide),
                };
                if !(one && fits) {
                    found(Kind::HiddenMessage, Span::new(at, run));
                }
                at = run;
                continue;
            }
            '\u{202d}' | '\u{202e}' => Some(Kind::Direction),
            '\u{202a}'..='\u{202c}' | '\u{2066}'..='\u{2069}' => (!right_to_left).then_some(Kind::Direction),
            '\u{200e}' | '\u{200f}' | '\u{61c}' => (!right_to_left).then_some(Kind::ZeroWidth),
            // Emoji and several scripts join letters with these.
            '\u{200c}' | '\u{200d}' => before.is_none_or(|b| b.is_ascii()).then_some(Kind::ZeroWidth),
            // Scripts of South-East Asia part words so.
            '\u{200b}' => (!before.is_some_and(
                |b| matches!(b, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'),
            ))
            .then_some(Kind::ZeroWidth),
            '\u{feff}' => (at > 0).then_some(Kind::ZeroWidth),
            '\u{ad}'
            | '\u{34f}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180e}'
            | '\u{2060}'..='\u{2065}'
            | '\u{206a}'..='\u{206f}'
            | '\u{3164}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}' => Some(Kind::ZeroWidth),
            '\t' | '\n' | '\r' => None,
            c if c.is_control() => Some(Kind::Control),
            _ => None,
        };
        if let Some(kind) = kind {
            found(kind, Span::new(at, run_end(text, at, |next| next == c)));
        }
        before = Some(c);
        at = end;
    }
    letters(text, found);
}

/// Looks for words in letters that are not what they seem.
fn letters(text: &str, found: &mut impl FnMut(Kind, Span)) {
    // A Cyrillic or Greek letter that nobody takes for a Latin one: the text is in that
    // language.
    let foreign =
        text.chars().any(|c| matches!(c, '\u{370}'..='\u{58f}' | '\u{13a0}'..='\u{13ff}') && lookalike(c).is_none());
    let wide = text.chars().any(is_wide);
    let mut at = 0;
    let mut fancy: Option<(usize, usize, usize)> = None;
    while let Some(len) = text[at..].find(char::is_alphabetic) {
        let start = at + len;
        let word = |c: char| c.is_alphanumeric() || crate::diag::is_hidden(c);
        let end = text[start..].find(|c| !word(c)).map_or(text.len(), |len| start + len);
        at = end;
        let letters = &text[start..end];
        if letters.is_ascii() {
            continue;
        }
        let ascii = letters.bytes().filter(u8::is_ascii_alphabetic).count();
        let disguised = letters.chars().filter(|c| lookalike(*c).is_some()).count();
        let one_sign = disguised == 1 && ascii <= 2;
        if disguised > 0 && looks_latin(letters) && !one_sign && (ascii > 0 || (disguised >= 4 && !foreign)) {
            found(Kind::Lookalike, Span::new(start, end));
        }
        let dressed = letters.chars().filter(|c| is_dressed(*c, wide)).count();
        if dressed > 0 {
            fancy = Some(match fancy {
                Some((from, _, count)) => (from, end, count + dressed),
                None => (start, end, dressed),
            });
        }
    }
    // Circled letters and the like may be outside of words.
    if let Some((from, to, count)) = fancy
        && count >= 4
    {
        found(Kind::Styled, Span::new(from, to));
    }
}

/// Whether a letter is a styled one; full-width letters are usual in texts of scripts
/// without spaces.
fn is_dressed(c: char, wide: bool) -> bool {
    styled(c).is_some_and(|plain| plain.is_ascii_alphabetic()) && !(wide && matches!(c, '\u{ff00}'..='\u{ff5e}'))
}

/// Looks for text behind a run of blanks that pushes it out of sight.
pub(super) fn out_of_sight(text: &str, found: &mut impl FnMut(Kind, Span)) {
    const RUN: usize = 80;
    const LINES: usize = 15;
    const STEP: usize = 7;
    let bytes = text.as_bytes();
    let mut at = STEP;
    while at + STEP < bytes.len() {
        if !(bytes[at].is_ascii_whitespace() && bytes[at + STEP].is_ascii_whitespace()) {
            at += STEP;
            continue;
        }
        let start = bytes[..at].iter().rposition(|b| !b.is_ascii_whitespace()).map_or(0, |p| p + 1);
        let Some(len) = bytes[at..].iter().position(|b| !b.is_ascii_whitespace()) else { return };
        let run = &bytes[start..at + len];
        let lines = run.iter().filter(|b| **b == b'\n').count();
        let on_one_line = run.split(|b| *b == b'\n').map(<[u8]>::len).max().unwrap_or(0);
        if start > 0 && (on_one_line >= RUN || lines >= LINES) {
            // The blanks and the words behind them.
            let mut end = (at + len + 60).min(text.len());
            while !text.is_char_boundary(end) {
                end += 1;
            }
            found(Kind::OutOfSight, Span::new(start, end));
            return;
        }
        at += len.max(STEP);
    }
}

/// Where a run of such characters ends.
fn run_end(text: &str, at: usize, of: impl Fn(char) -> bool) -> usize {
    text[at..].find(|c| !of(c)).map_or(text.len(), |len| at + len)
}
