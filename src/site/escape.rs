//! From hostile text to harmless HTML. Everything a template prints passes
//! through here.
//!
//! Three things happen to every text: `& < > " '` are escaped, characters that
//! are invisible or steer their neighbours are shown by their number, and a pile
//! of combining marks is cut off.

use crate::diag::is_hidden;
use minijinja::value::Value;
use minijinja::{Error, ErrorKind, Output, State};
use std::fmt::{self, Write};

/// Combining marks shown on one base character; the rest are counted.
pub(crate) const MAX_MARKS: usize = 4;

/// How a hidden character is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Badge {
    /// As plain text, which is right in attributes and titles as well.
    Plain,
    /// As a framed badge; only where markup may stand.
    Framed,
    /// As a framed badge in the text of an element, where quotes mean nothing.
    Running,
}

/// The formatter of all templates: escapes, and refuses values that are no text,
/// which would be a view that forgot something.
pub(crate) fn formatter(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if let Some(text) = value.as_str() {
        if value.is_safe() {
            out.write_str(text)?
        } else {
            write(out, text, Badge::Plain, false)?
        }
        return Ok(());
    }
    if value.is_number() {
        write!(out, "{value}")?;
        return Ok(());
    }
    Err(Error::new(ErrorKind::InvalidOperation, format!("a page would print {} where a text belongs", value.kind())))
}

/// Filter `shown`: foreign text with hidden characters as framed badges. Plain
/// text, which is nearly all, is handed on as it is, to be escaped when printed.
pub(crate) fn shown(value: Value) -> Result<Value, Error> {
    let Some(text) = value.as_str() else {
        return Err(Error::new(ErrorKind::InvalidOperation, "only a text can be shown"));
    };
    if text.bytes().all(|b| matches!(b, b' '..=b'~' | b'\n' | b'\t')) {
        return Ok(value);
    }
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    framed(&mut out, text);
    Ok(Value::from_safe_string(out))
}

/// Appends a text with hidden characters as framed badges.
pub(crate) fn framed(out: &mut String, text: &str) {
    // A string takes everything.
    let _ = write(out, text, Badge::Framed, false);
}

/// A line of so many characters may have been ended for its length alone.
const WRAPPED: usize = 50;

/// Appends a long text of an author for the inside of an element, never for an attribute:
/// quotes stay, and runs of blanks, which HTML shows as one, are written as one. A line that
/// its author only ended because it was long goes on. `line` is how many characters stand in
/// the line already, and is kept for what follows.
pub(crate) fn running(out: &mut String, text: &str, line: &mut usize) {
    let blank = |c: char| matches!(c, ' ' | '\t');
    let mut squeezed = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        if blank(c) && squeezed.ends_with([' ', '\t', '\n']) {
            continue;
        }
        if c == '\n' {
            squeezed.truncate(squeezed.trim_end_matches(blank).len());
            if squeezed.ends_with("\n\n") {
                continue;
            }
            let long = std::mem::take(line) >= WRAPPED && !squeezed.ends_with(['.', ':', ';', '!', '?', '\n']);
            let goes_on = |next: char| next.is_lowercase() || next == '(';
            if long && text[at + 1..].trim_start_matches(blank).starts_with(goes_on) {
                squeezed.push(' ');
                continue;
            }
        }
        *line += usize::from(c != '\n');
        squeezed.push(c);
    }
    let _ = write(out, &squeezed, Badge::Running, false);
}

/// A foreign text as the text of an XML element: like a page, but where no markup may stand,
/// and without the few characters that XML has no way to write.
pub(crate) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    // A string takes everything.
    let _ = write(&mut out, text, Badge::Plain, false);
    out.retain(|c| !matches!(c, '\u{fffe}' | '\u{ffff}') && (c >= ' ' || matches!(c, '\t' | '\n')));
    out
}

/// Filter `breaks`: a foreign name with hidden characters as badges, and places
/// to break the line after separators and where the case changes.
pub(crate) fn breaks(text: &str) -> Value {
    let mut out = String::with_capacity(text.len() + 32);
    let _ = write(&mut out, text, Badge::Framed, true);
    Value::from_safe_string(out)
}

/// Filter `json`: a JSON text to be copied. Hidden characters can only stand
/// inside its strings, so they are written as JSON's own escapes: what is copied
/// means the same and shows what it holds. Quotes stay, at five bytes each too
/// dear to escape where they mean nothing: this filter is not for attributes.
pub(crate) fn json(text: &str) -> Value {
    let mut visible = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if c != '\n' && is_hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(visible, "\\u{unit:04x}");
            }
            continue;
        }
        match c {
            '&' => visible.push_str("&amp;"),
            '<' => visible.push_str("&lt;"),
            '>' => visible.push_str("&gt;"),
            _ => visible.push(c),
        }
    }
    Value::from_safe_string(visible)
}

/// Filter `data`: a JSON text inside a script element, where no entity is read: what could
/// end the element or the line is written as JSON's own escapes.
pub(crate) fn data(text: &str) -> Value {
    Value::from_safe_string(by_number(text, |c| matches!(c, '<' | '>' | '&') || is_hidden(c)))
}

/// A JSON text with some characters, which stand inside its strings only, as JSON's own escapes.
pub(crate) fn by_number(json: &str, which: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if which(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // A string takes everything.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether a character sits on the one before it.
pub(crate) fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Writes one text. Runs of harmless bytes go out in one piece.
fn write(out: &mut impl Write, text: &str, badge: Badge, breaks: bool) -> fmt::Result {
    let bytes = text.as_bytes();
    // `start..at` is harmless and not yet written.
    let (mut start, mut at, mut marks) = (0, 0, 0);
    while at < bytes.len() {
        let byte = bytes[at];
        if byte < 0x80 {
            marks = 0;
            let entity = match byte {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' if badge != Badge::Running => "&#34;",
                b'\'' if badge != Badge::Running => "&#39;",
                b'\n' | b'\t' | b' ' => "",
                b'\r' if bytes.get(at + 1) == Some(&b'\n') => "",
                0..=0x1f | 0x7f => {
                    out.write_str(&text[start..at])?;
                    hidden(out, char::from(byte), badge)?;
                    at += 1;
                    start = at;
                    continue;
                }
                _ => "",
            };
            if !entity.is_empty() {
                out.write_str(&text[start..at])?;
                out.write_str(entity)?;
                start = at + 1;
            } else if breaks && breaks_after(byte, bytes.get(at + 1)) {
                out.write_str(&text[start..=at])?;
                out.write_str("<wbr>")?;
                start = at + 1;
            }
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let next = at + c.len_utf8();
        if is_combining(c) {
            marks += 1;
            if marks > MAX_MARKS {
                out.write_str(&text[start..at])?;
                let more = text[at..].chars().take_while(|c| is_combining(*c)).count();
                let end = at + text[at..].chars().take(more).map(char::len_utf8).sum::<usize>();
                match badge {
                    Badge::Plain => write!(out, "⟨+{more} marks⟩")?,
                    Badge::Framed | Badge::Running => write!(out, "<b class=esc>+{more} marks</b>")?,
                }
                (start, at, marks) = (end, end, 0);
                continue;
            }
        } else {
            marks = 0;
            if is_hidden(c) {
                out.write_str(&text[start..at])?;
                hidden(out, c, badge)?;
                start = next;
            }
        }
        at = next;
    }
    out.write_str(&text[start..])
}

/// Writes the number of a hidden character.
fn hidden(out: &mut impl Write, c: char, badge: Badge) -> fmt::Result {
    match badge {
        Badge::Plain => write!(out, "⟨U+{:04X}⟩", c as u32),
        Badge::Framed | Badge::Running => write!(out, "<b class=esc>U+{:04X}</b>", c as u32),
    }
}

/// Whether a name may be broken between these two bytes.
fn breaks_after(byte: u8, next: Option<&u8>) -> bool {
    let Some(next) = next else { return false };
    matches!(byte, b'_' | b'-' | b'.' | b'/' | b':') && next.is_ascii_alphanumeric()
        || byte.is_ascii_lowercase() && next.is_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_end_its_script_element() {
        let text = serde_json::json!({"a": "</script><!--&amp;\u{2028}\u{202e}"}).to_string();
        let shown = data(&text).to_string();
        assert!(!shown.contains(['<', '>', '&', '\u{2028}', '\u{202e}']), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).ok(), serde_json::from_str(&text).ok());
    }

    fn plain(text: &str) -> String {
        let mut out = String::new();
        write(&mut out, text, Badge::Plain, false).expect("a string takes everything");
        out
    }

    #[test]
    fn markup_is_escaped_and_slashes_are_not() {
        assert_eq!(
            plain("</script><a href='x' b=\"y\">&"),
            "&lt;/script&gt;&lt;a href=&#39;x&#39; b=&#34;y&#34;&gt;&amp;"
        );
        assert_eq!(plain(""), "");
        assert_eq!(plain("line\r\nnext\tend"), "line\r\nnext\tend");
    }

    #[test]
    fn hidden_characters_are_shown_by_number() {
        assert_eq!(plain("a\u{202e}b\u{0}\u{85}"), "a⟨U+202E⟩b⟨U+0000⟩⟨U+0085⟩");
        let mut out = String::new();
        framed(&mut out, "a\u{200b}<");
        assert_eq!(out, "a<b class=esc>U+200B</b>&lt;");
        assert!(shown(Value::from("a<b")).is_ok_and(|v| !v.is_safe()), "still to be escaped");
        assert!(shown(Value::from("a\u{7f}<")).is_ok_and(|v| v.is_safe()));
        assert_eq!(plain("tag \u{e0041}!"), "tag ⟨U+E0041⟩!");
    }

    #[test]
    fn running_text_keeps_quotes_and_loses_blanks_that_nobody_sees() {
        let mut out = String::new();
        running(&mut out, "  a  \"b\" <i>\n\t  c\u{202e}\n \n\n\n'd'  ", &mut 0);
        assert_eq!(out, " a \"b\" &lt;i&gt;\nc<b class=esc>U+202E</b>\n\n'd' ");
    }

    #[test]
    fn a_line_that_was_only_too_long_goes_on() {
        let laid = |text: &str, before: usize| {
            let mut out = String::new();
            running(&mut out, text, &mut { before });
            out
        };
        let long = "Returns every record of the table that the caller may";
        assert_eq!(laid(&format!("{long}\n    see, newest first."), 0), format!("{long} see, newest first."));
        assert_eq!(laid("may\nsee", 50), "may see", "the line began in a piece before");
        for apart in [
            format!("{long}.\nsee also"),
            format!("{long}:\nsee"),
            format!("{long}\n- see"),
            format!("{long}\nNote"),
            format!("{long}\n\nsee"),
            "a\nb".to_owned(),
        ] {
            assert_eq!(laid(&apart, 0), apart);
        }
    }

    #[test]
    fn a_pile_of_marks_is_counted() {
        let zalgo = format!("e{}x", "\u{301}".repeat(9));
        assert_eq!(plain(&zalgo), format!("e{}⟨+5 marks⟩x", "\u{301}".repeat(4)));
    }

    #[test]
    fn names_break_after_separators_and_at_case_changes() {
        assert_eq!(breaks("delete_fileNow-x_").as_str(), Some("delete_<wbr>file<wbr>Now-<wbr>x_"));
        assert_eq!(breaks("<i>_x").as_str(), Some("&lt;i&gt;_<wbr>x"));
    }

    #[test]
    fn copied_json_stays_the_same_json() {
        let text = "{\n  \"a\u{202e}\u{e0041}\": 1\n}";
        assert_eq!(json(text).as_str(), Some("{\n  \"a\\u202e\\udb40\\udc41\": 1\n}"));
        let copied: serde_json::Value = serde_json::from_str("{\n  \"a\\u202e\\udb40\\udc41\": 1\n}").expect("JSON");
        assert_eq!(copied, serde_json::from_str::<serde_json::Value>(text).expect("JSON"));
    }
}
