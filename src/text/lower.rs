//! Lower case.

/// The text in lower case with every byte in its place: characters whose lower case
/// has another length stay as they are.
///
/// ```
/// use toolrisk::text::lower::lower_same_length;
/// assert_eq!(lower_same_length("Ärger"), "ärger");
/// assert_eq!(lower_same_length("İA"), "İa");
/// ```
pub fn lower_same_length(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars()
        .map(|c| {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(l), None) if l.len_utf8() == c.len_utf8() => l,
                _ => c,
            }
        })
        .collect()
}
