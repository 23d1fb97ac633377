//! Sentences with placeholders in braces.

use crate::rulebook::files::FileCheck;
use toml::Spanned;

/// Placeholders of lines.
pub(super) const OF_LINES: &[&str] = &["tool", "category", "risk", "severity"];

/// Placeholders of sentences about arguments: `passes` is what the argument must be,
/// in words.
pub(super) const OF_CASES: &[&str] = &["tool", "category", "risk", "severity", "argument", "passes"];

/// Fills a template in one pass, so that braces in a value stay what they are.
pub(super) fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (word, after) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(values.iter().find(|(name, _)| *name == word).map_or(word, |(_, value)| value));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A text whose placeholders are all known.
pub(super) fn check(check: &mut FileCheck<'_>, key: &str, known: &[&str], text: Spanned<String>) -> String {
    let mut rest = text.get_ref().as_str();
    let mut wrong = None;
    while let Some(at) = rest.find(['{', '}']) {
        let word = rest[at..].strip_prefix('{').and_then(|after| after.split_once('}'));
        match word {
            Some((word, after)) if known.contains(&word) => rest = after,
            Some(_) | None => {
                wrong = Some(&rest[at..]);
                break;
            }
        }
    }
    if let Some(wrong) = wrong {
        let end = wrong.find('}').map_or(wrong.len(), |end| end + 1);
        let message = format!("`{}` is no placeholder; known are {{{}}}", &wrong[..end], known.join("}, {"));
        check.wrong(&text, message);
    }
    check.text(key, text)
}
