//! Diagnostics: what is wrong with an input, where, and what to do about it.

use serde::Serialize;
use std::fmt;

/// How bad a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Worth knowing; nothing was left out.
    Note,
    /// Something was read with doubt, or a part of it was set aside.
    Warning,
    /// The input was not used.
    Error,
}

impl Level {
    /// `note`, `warning` or `error`.
    pub const fn word(self) -> &'static str {
        match self {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }
}

/// A position in a text file, counted from one; columns are characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Position {
    /// The position of a byte offset in a text.
    pub fn at(text: &str, offset: usize) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Position {
            line: before.bytes().filter(|b| *b == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// Something to say about an input.
///
/// Ordered by source, then place, then text, so that reports do not depend on
/// which thread found what first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Diagnostic {
    /// The file or folder, as the user named it (never made absolute).
    pub source: String,
    /// Where in the file, if it is text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Where in the JSON (RFC 6901), if it is JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// How bad it is.
    pub level: Level,
    /// A stable kebab-case name of the kind of problem.
    pub code: &'static str,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// The way out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic without place or help; add them with the builder methods.
    pub fn new(level: Level, code: &'static str, source: impl Into<String>, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            source: source.into(),
            position: None,
            pointer: None,
            level,
            code,
            message: message.into(),
            help: None,
        }
    }

    /// The same with a line and column.
    #[must_use]
    pub fn at(mut self, position: Position) -> Diagnostic {
        self.position = Some(position);
        self
    }

    /// The same with a JSON Pointer.
    #[must_use]
    pub fn pointing(mut self, pointer: impl Into<String>) -> Diagnostic {
        self.pointer = Some(pointer.into());
        self
    }

    /// The same with the way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    /// `warning: a/b.json:3:7: message` and, on a second line, the help.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.level.word(), printable(&self.source))?;
        if let Some(Position { line, column }) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        if let Some(pointer) = &self.pointer {
            write!(f, " at {}", printable(pointer))?;
        }
        write!(f, ": {}", printable(&self.message))?;
        if let Some(help) = &self.help {
            write!(f, "\n  help: {}", printable(help))?;
        }
        Ok(())
    }
}

/// Writes the line of a text below a message, and a mark under the column; nothing for an
/// empty line.
///
/// # Errors
/// If the formatter fails.
pub(crate) fn point_at(f: &mut std::fmt::Formatter<'_>, at: Position, text: &str) -> std::fmt::Result {
    if text.is_empty() {
        return Ok(());
    }
    let Position { line, column } = at;
    let gutter = line.to_string();
    write!(f, "\n  {gutter} | {text}")?;
    write!(f, "\n  {:width$} | {:column$}^", "", "", width = gutter.len(), column = column - 1)
}

/// The text with everything that could steer a terminal or hide from a reader
/// shown as `<U+XXXX>`: control characters, bidirectional controls, zero-width
/// and tag characters.
pub fn printable(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hidden(c) {
            out.push_str(&format!("<U+{:04X}>", c as u32));
        } else {
            out.push(c);
        }
    }
    out.into()
}

/// Whether a character is invisible or changes how its neighbours are shown.
#[inline]
pub fn is_hidden(c: char) -> bool {
    // Nearly every character; told where it is asked, without a call.
    !matches!(c, ' '..='~') && is_hidden_beyond(c)
}

/// The same of what is not plain ASCII.
fn is_hidden_beyond(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// Whether a text holds such characters besides its line breaks.
pub fn holds_hidden(text: &str) -> bool {
    let plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n');
    !text.bytes().all(plain) && text.chars().any(|c| c != '\n' && is_hidden(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters() {
        assert_eq!(Position::at("ab\ncäd", 3), Position { line: 2, column: 1 });
        assert_eq!(Position::at("ab\ncäd", 6), Position { line: 2, column: 3 });
        assert_eq!(Position::at("", 9), Position { line: 1, column: 1 });
    }

    #[test]
    fn a_diagnostic_reads_well_and_cannot_steer_the_terminal() {
        let d = Diagnostic::new(Level::Error, "not-json", "a.json", "bad \u{1b}[31m text")
            .at(Position { line: 3, column: 7 })
            .help("repair it");
        assert_eq!(d.to_string(), "error: a.json:3:7: bad <U+001B>[31m text\n  help: repair it");
    }
}
