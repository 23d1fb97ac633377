//! JSON with comments and trailing commas to plain JSON, byte for byte in the same place,
//! so that positions of errors stay true.

/// The text with comments and trailing commas blanked out.
pub(super) fn to_json(text: &str) -> String {
    let mut out = text.as_bytes().to_vec();
    let mut at = 0;
    // A comma that nothing but blanks and comments has followed yet.
    let mut comma = None;
    while at < out.len() {
        match out[at] {
            b'"' => {
                comma = None;
                at = past_string(&out, at);
            }
            b'/' if matches!(out.get(at + 1), Some(b'/' | b'*')) => {
                let end = past_comment(&out, at);
                for byte in &mut out[at..end] {
                    if !matches!(byte, b'\n' | b'\r') {
                        *byte = b' ';
                    }
                }
                at = end;
            }
            b',' => {
                comma = Some(at);
                at += 1;
            }
            b'}' | b']' => {
                if let Some(comma) = comma.take() {
                    out[comma] = b' ';
                }
                at += 1;
            }
            byte => {
                if !byte.is_ascii_whitespace() {
                    comma = None;
                }
                at += 1;
            }
        }
    }
    // Whole comments are blanked, so no character is cut.
    String::from_utf8(out).unwrap_or_default()
}

/// The offset behind the string that begins here.
fn past_string(text: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < text.len() {
        match text[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

/// The offset behind the comment that begins here.
fn past_comment(text: &[u8], start: usize) -> usize {
    let rest = &text[start + 2..];
    if text[start + 1] == b'/' {
        rest.iter().position(|byte| *byte == b'\n').map_or(text.len(), |found| start + 2 + found)
    } else {
        rest.windows(2).position(|pair| pair == b"*/").map_or(text.len(), |found| start + 4 + found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn comments_and_trailing_commas_go_and_strings_stay() {
        let text = "{ // größe, }\n \"a\": \"//x, ]\\\"/*\", /* , é } */ \"b\": [1, 2, /* c */ ],\n}";
        let value: Value = serde_json::from_str(&to_json(text)).expect("JSON");
        assert_eq!(value, json!({"a": "//x, ]\"/*", "b": [1, 2]}));
        assert_eq!(to_json(text).len(), text.len());
        for broken in ["\"\\", "/*", "//", "{\"a\": /"] {
            assert_eq!(to_json(broken).len(), broken.len(), "{broken}");
        }
    }
}
