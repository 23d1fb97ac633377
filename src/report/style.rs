//! Colour and small marks. Colour means risk and nothing else; the word always
//! stands beside it.

use crate::vocab::Risk;
use anstyle::{AnsiColor, Style};
use std::fmt::Display;

/// Headings and names.
pub const BOLD: Style = Style::new().bold();
/// What may be passed over.
pub const DIM: Style = Style::new().dimmed();
/// Quoted words.
pub const MARK: Style = Style::new().underline();
/// Nothing special.
pub const PLAIN: Style = Style::new();

/// The style of a risk's word.
pub const fn risk(risk: Risk) -> Style {
    match risk {
        Risk::Low => PLAIN.fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan))),
        Risk::Medium => PLAIN.fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow))),
        Risk::High => PLAIN.fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red))),
        Risk::Critical => PLAIN.bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Magenta))),
    }
}

/// A text in a style.
pub fn paint(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// A bar for `part` of `whole`, at most `width` columns; whatever is more than
/// nothing shows at least a sliver.
///
/// ```
/// use toolrisk::report::style::bar;
/// assert_eq!(bar(1, 2, 4), "██");
/// assert_eq!(bar(0, 2, 4), "");
/// assert_eq!(bar(1, 1_000, 4), "▏");
/// ```
pub fn bar(part: usize, whole: usize, width: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if part == 0 || whole == 0 {
        return String::new();
    }
    let eighths = (part * width * 8 / whole).clamp(1, width * 8);
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

/// A number with its noun: `1 tool`, `1,234 tools`.
///
/// ```
/// use toolrisk::report::style::counted;
/// assert_eq!(counted(1, "tool"), "1 tool");
/// assert_eq!(counted(12_345, "entry"), "12,345 entries");
/// ```
pub fn counted(n: usize, noun: &str) -> String {
    let number = number(n);
    match noun.strip_suffix('y') {
        _ if n == 1 => format!("{number} {noun}"),
        Some(stem) => format!("{number} {stem}ies"),
        None => format!("{number} {noun}s"),
    }
}

/// Items in a sentence.
///
/// ```
/// use toolrisk::report::style::and;
/// assert_eq!(and(&["a"]), "a");
/// assert_eq!(and(&["a", "b", "c"]), "a, b and c");
/// ```
pub fn and<S: std::borrow::Borrow<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.borrow().to_owned(),
        [first @ .., last] => format!("{} and {}", first.join(", "), last.borrow()),
    }
}

/// A number with thousands apart.
pub fn number(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A share as whole percents; neither all nor nothing by rounding alone.
pub fn percent(part: usize, whole: usize) -> String {
    match (part, whole) {
        (_, 0) => "-".to_owned(),
        (0, _) => "0 %".to_owned(),
        (part, whole) if part == whole => "100 %".to_owned(),
        (part, whole) => format!("{} %", ((part * 100 + whole / 2) / whole).clamp(1, 99)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_do_not_round_to_all_or_nothing() {
        assert_eq!(percent(1, 1_000), "1 %");
        assert_eq!(percent(999, 1_000), "99 %");
        assert_eq!(percent(0, 1_000), "0 %");
        assert_eq!(percent(5, 5), "100 %");
    }
}
