//! Words of a tool's or parameter's name.

use super::lower::Lower;
use crate::span::Span;

/// One word of a name, in lower case, with its place in the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameWord<'a> {
    /// The word in lower case.
    pub text: Lower<'a>,
    /// Its bytes in the name.
    pub span: Span,
}

/// Splits a name at every separator and change of case, whatever its style.
///
/// Digits stay with the letters before them (`v1`, `s3`, `ec2`); a run of capitals
/// before a capitalised word is a word of its own (`HTMLPage` → `html`, `page`).
///
/// ```
/// use toolrisk::text::name::words;
/// let of = |name: &str| words(name).into_iter().map(|w| w.text).collect::<Vec<_>>().join(" ");
/// assert_eq!(of("TwilioApiV2010--CreateCall"), "twilio api v2010 create call");
/// assert_eq!(of("get--v4-domains-name-"), "get v4 domains name");
/// assert_eq!(of("VPS_stopVirtualMachineV1"), "vps stop virtual machine v1");
/// assert_eq!(of("REMOVE_COLLATERAL"), "remove collateral");
/// assert_eq!(of("长亭 IP 情报查询"), "长亭 ip 情报查询");
/// ```
pub fn words(name: &str) -> Vec<NameWord<'_>> {
    let mut out: Vec<NameWord<'_>> = Vec::new();
    let mut start: Option<usize> = None;
    let mut before: Option<char> = None;
    for (at, c) in name.char_indices() {
        if !c.is_alphanumeric() {
            push(name, &mut out, start.take(), at);
            before = None;
            continue;
        }
        if let (Some(prev), Some(begin)) = (before, start) {
            let next_lower = || name[at + c.len_utf8()..].starts_with(char::is_lowercase);
            let camel = c.is_uppercase() && (prev.is_lowercase() || prev.is_numeric());
            let acronym_end = c.is_uppercase() && prev.is_uppercase() && next_lower();
            let script = !(c.is_ascii() && prev.is_ascii()) && is_wide(c) != is_wide(prev);
            if camel || acronym_end || script {
                push(name, &mut out, Some(begin), at);
                start = Some(at);
            }
        }
        if start.is_none() {
            start = Some(at);
        }
        before = Some(c);
    }
    push(name, &mut out, start, name.len());
    out
}

fn push<'a>(name: &'a str, out: &mut Vec<NameWord<'a>>, start: Option<usize>, end: usize) {
    if let Some(start) = start {
        out.push(NameWord { text: Lower::of(&name[start..end]), span: Span::new(start, end) });
    }
}

/// Whether a character belongs to a script that is written without spaces.
pub fn is_wide(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_carry_their_place() {
        for name in ["API-post-search", "hosting_clearNode_jsRuntimeLogsV1", "getÄnderungen", "v4", ""] {
            for w in words(name) {
                assert_eq!(w.text, *w.span.of(name).to_lowercase());
            }
        }
    }
}
