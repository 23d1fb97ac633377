//! Bytes to text: byte order marks, UTF-8 and UTF-16, and what is no text at all.

use super::syntax::Refused;
use crate::diag::{Diagnostic, Level, Position};
use std::borrow::Cow;

/// The text of a file, with a note if it was not plain UTF-8.
pub(super) fn decode<'a>(source: &str, bytes: &'a [u8]) -> Result<(Cow<'a, str>, Option<Diagnostic>), Refused> {
    // A UTF-32 mark starts like a UTF-16 one; its NULs are told below.
    if !bytes.starts_with(&[0xFF, 0xFE, 0, 0]) {
        if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE]) {
            return utf16(source, rest, u16::from_le_bytes, "UTF-16 LE");
        }
        if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
            return utf16(source, rest, u16::from_be_bytes, "UTF-16 BE");
        }
    }
    let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    // `contains` looks at many bytes at once.
    if bytes.contains(&0)
        && let Some(at) = bytes.iter().position(|b| *b == 0)
    {
        return Err(Refused::new(
            "binary data",
            Diagnostic::new(
                Level::Error,
                "binary-data",
                source,
                format!("this is binary data: byte {at} is NUL"),
            )
            .help("give the answer to tools/list as JSON text in UTF-8; archives such as .mcpb must be unpacked first"),
        ));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((Cow::Borrowed(text), None)),
        Err(error) => {
            let at = error.valid_up_to();
            let before = std::str::from_utf8(&bytes[..at]).expect("valid_up_to says that this part is valid");
            // Text in another encoding has a few such bytes; data has them everywhere.
            let strange = bytes.iter().take(512).filter(|b| **b < 9 || (14..32).contains(*b)).count();
            let what = if strange * 20 > bytes.len().min(512) { "binary data" } else { "text that is not UTF-8" };
            Err(Refused::new(
                what,
                Diagnostic::new(
                    Level::Error,
                    "not-utf8",
                    source,
                    format!("byte {at} (0x{:02X}) is not valid UTF-8", bytes[at]),
                )
                .at(Position::at(before, at))
                .help("save the file as UTF-8, for example with `iconv -f WINDOWS-1252 -t UTF-8`"),
            ))
        }
    }
}

/// Decodes UTF-16 without its mark.
fn utf16<'a>(
    source: &str,
    bytes: &[u8],
    unit: fn([u8; 2]) -> u16,
    name: &'static str,
) -> Result<(Cow<'a, str>, Option<Diagnostic>), Refused> {
    let broken = |what: &'static str, message: String| {
        Refused::new(what, Diagnostic::new(Level::Error, "not-utf16", source, message).help("save the file as UTF-8"))
    };
    let not_text = "text that is not UTF-8";
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(broken(not_text, format!("the file says that it is {name}, but has an odd number of bytes")));
    }
    let mut text = String::with_capacity(bytes.len() / 2 + 16);
    for (i, c) in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).enumerate() {
        match c {
            Ok('\0') => {
                return Err(broken("binary data", format!("character {i} of what says it is {name} text is NUL")));
            }
            Ok(c) => text.push(c),
            Err(lone) => {
                return Err(broken(
                    not_text,
                    format!(
                        "character {i} of the {name} text is half of a surrogate pair (0x{:04X})",
                        lone.unpaired_surrogate()
                    ),
                ));
            }
        }
    }
    let note = Diagnostic::new(Level::Note, "utf16", source, format!("read as {name}, as its byte order mark says"))
        .help("MCP messages are UTF-8; save the file as UTF-8 to be understood by other programs");
    Ok((Cow::Owned(text), Some(note)))
}
