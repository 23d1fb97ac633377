//! Text that is written in a code.

use crate::rulebook::hygiene::Kind;
use crate::span::Span;

/// The shortest block that is too long for an identifier or a hash.
const BLOB: usize = 140;

/// Looks at a long run of letters and digits: what it is a code for.
pub(super) fn run(text: &str, inside: Span, found: &mut impl FnMut(Kind, Span)) {
    let bytes = text.as_bytes();
    let code = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'_' | b'-');
    let mut start = inside.start.min(bytes.len());
    while start > 0 && code(bytes[start - 1]) {
        start -= 1;
    }
    let mut end = inside.end.min(bytes.len());
    while end < bytes.len() && code(bytes[end]) {
        end += 1;
    }
    let Some(run) = text.get(start..end) else { return };
    let hex = run.strip_prefix("0x").unwrap_or(run);
    let decoded = if hex.len().is_multiple_of(2) && hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        from_hex(hex)
    } else {
        from_base64(run)
    };
    let Some(decoded) = decoded else { return };
    if reads(&decoded) {
        // An example that says itself what it stands for hides nothing.
        let plain = String::from_utf8_lossy(&decoded).trim().to_lowercase();
        if text.to_lowercase().contains(&plain) {
            return;
        }
        found(Kind::EncodedText, Span::new(start, end));
    } else if run.len() >= BLOB && mixed(run) && !is_picture(&text[..start]) {
        found(Kind::Blob, Span::new(start, end));
    }
}

/// Looks for text that is written in escapes.
pub(super) fn escapes(text: &str, found: &mut impl FnMut(Kind, Span)) {
    const FEW: usize = 8;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(len) = bytes[at..].iter().position(|b| matches!(b, b'&' | b'\\' | b'%')) {
        let start = at + len;
        let (mut end, mut count) = (start, 0);
        let mut letters = 0;
        while let Some((len, letter)) = escape(&bytes[end..]) {
            end += len;
            count += 1;
            letters += usize::from(letter);
        }
        if count >= FEW && letters * 2 >= count {
            found(Kind::EncodedText, Span::new(start, end));
        }
        at = end.max(start + 1);
    }
}

/// The fewest numbers that may spell a text.
pub(super) const FEWEST: u32 = 10;

/// Looks for text that is written in numbers, one a character: hexadecimal, binary or
/// decimal.
pub(super) fn numbers(text: &str, found: &mut impl FnMut(Kind, Span)) {
    let mut run: Vec<(usize, &str)> = Vec::new();
    let mut last = 0;
    let bytes = text.as_bytes();
    while let Some(len) = bytes[last..].iter().position(u8::is_ascii_alphanumeric) {
        let start = last + len;
        let end = start + bytes[start..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let word = &text[start..end];
        let digits = word.strip_prefix("0x").unwrap_or(word);
        let fits = matches!(digits.len(), 2 | 3 | 8) && digits.bytes().all(|b| b.is_ascii_hexdigit());
        // Between two of them stand a blank, a comma or the like.
        if !(fits && (run.is_empty() || len <= 2)) {
            spelt(&run, last, found);
            run.clear();
        }
        if fits {
            run.push((start, digits));
        }
        last = end;
    }
    spelt(&run, last, found);
}

/// Looks at a run of numbers that ends there: whether they spell a text.
fn spelt(run: &[(usize, &str)], end: usize, found: &mut impl FnMut(Kind, Span)) {
    let Some((start, _)) = run.first().filter(|_| run.len() >= FEWEST as usize) else { return };
    let spells = [16, 10, 2].into_iter().any(|radix| {
        let bytes: Option<Vec<u8>> = run.iter().map(|(_, digits)| u8::from_str_radix(digits, radix).ok()).collect();
        bytes.is_some_and(|bytes| reads(&bytes))
    });
    if spells {
        found(Kind::EncodedText, Span::new(*start, end));
    }
}

/// The length of an escape that stands for an ASCII character, and whether that is a
/// letter.
fn escape(bytes: &[u8]) -> Option<(usize, bool)> {
    let hex = |from: usize, to: usize| {
        let digits = std::str::from_utf8(bytes.get(from..to)?).ok()?;
        u32::from_str_radix(digits, 16).ok()
    };
    let (len, code) = match bytes {
        [b'%', ..] => (3, hex(1, 3)?),
        [b'\\', b'x', ..] => (4, hex(2, 4)?),
        [b'\\', b'u', ..] => (6, hex(2, 6)?),
        [b'&', b'#', rest @ ..] => {
            let end = rest.iter().take(7).position(|b| *b == b';')?;
            let digits = std::str::from_utf8(&rest[..end]).ok()?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            (end + 3, code)
        }
        _ => return None,
    };
    let c = char::from_u32(code).filter(char::is_ascii)?;
    Some((len, c.is_ascii_alphabetic()))
}

/// Whether bytes are a text of several words, or a command.
fn reads(bytes: &[u8]) -> bool {
    /// The shortest command: what is shorter may be readable by chance.
    const COMMAND: usize = 16;
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return false;
    }
    let all = text.chars().count();
    let words = text.split(' ').filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() >= 2).count();
    let letters = text.chars().filter(|c| c.is_alphabetic() || *c == ' ').count();
    words >= 2 && (letters * 10 >= all * 8 || letters * 5 >= all * 2 && all >= COMMAND)
}

/// Whether a block has capitals, small letters and digits, as a code has and an
/// identifier or a ruler of hyphens has not.
fn mixed(run: &str) -> bool {
    let any = |is: fn(&u8) -> bool| run.bytes().filter(is).count() * 20 >= run.len();
    any(u8::is_ascii_uppercase) && any(u8::is_ascii_lowercase) && any(u8::is_ascii_digit)
}

/// Whether a text ends with the head of a picture's data.
fn is_picture(before: &str) -> bool {
    let from = before.len().saturating_sub(48);
    before.as_bytes()[from..].windows(11).any(|window| window == b"data:image/") || before.ends_with("base64,")
}

/// The bytes that hexadecimal digits stand for.
fn from_hex(digits: &str) -> Option<Vec<u8>> {
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()).collect()
}

/// The bytes that a run of Base64 stands for, in either alphabet, padded or not.
fn from_base64(run: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(run.len());
    let (mut bits, mut held) = (0_u32, 0);
    for b in run.trim_end_matches('=').bytes() {
        let value = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
        }
    }
    Some(out)
}
