//! Line ends as they were, and what changed, line by line.

use similar::{DiffTag, TextDiff};

/// A changed text with the line ends of the original. Both have `\n` only in `edited` and
/// whatever there was in `original`: a line that stayed keeps its end, a new one gets the
/// end that most lines have, and a last line without an end has none again.
pub(super) fn with_ends_of(original: &str, edited: &str) -> String {
    let plain = original.replace("\r\n", "\n");
    let crlf = original.matches("\r\n").count();
    let end = if crlf * 2 > plain.matches('\n').count() { "\r\n" } else { "\n" };
    let ends = !plain.ends_with('\n') && !plain.is_empty();
    let edited = if ends { edited.strip_suffix('\n').unwrap_or(edited) } else { edited };
    if crlf == 0 {
        return edited.to_owned();
    }
    let old: Vec<&str> = original.split_inclusive('\n').collect();
    let new: Vec<&str> = edited.split_inclusive('\n').collect();
    let mut out = String::with_capacity(edited.len() + new.len());
    for op in TextDiff::from_lines(plain.as_str(), edited).ops() {
        if op.tag() == DiffTag::Equal {
            out.extend(op.old_range().map(|line| old[line]));
        } else {
            for line in op.new_range().map(|line| new[line]) {
                match line.strip_suffix('\n') {
                    Some(text) => out.extend([text, end]),
                    None => out.push_str(line),
                }
            }
        }
    }
    out
}

/// The difference of two texts in the unified format, with three lines around each
/// change; empty if there is none.
pub fn unified(path: &str, old: &str, new: &str) -> String {
    if old == new {
        return String::new();
    }
    TextDiff::from_lines(old, new).unified_diff().header(path, path).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_keeps_its_end() {
        assert_eq!(with_ends_of("a\r\nb\nc\r\n", "a\nb\nx\nc\n"), "a\r\nb\nx\r\nc\r\n");
        assert_eq!(with_ends_of("a\nb", "a\nx\nb\n"), "a\nx\nb");
    }

    #[test]
    fn a_difference_names_lines() {
        assert_eq!(unified("f", "a\nb\n", "a\nc\n"), "--- f\n+++ f\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n");
        assert_eq!(unified("f", "a", "a"), "");
    }
}
