//! Words as the search of the site sees them. `templates/assets/search.js` splits in the
//! same way; `tests/it/search.rs` holds the two together.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Longest word, in characters; the rest is cut off.
const LONGEST: usize = 32;

/// What a character is to a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Between words.
    Gap,
    /// Of a script without spaces: every two neighbours are a word.
    Dense,
    /// A capital letter.
    Upper,
    /// Any other letter.
    Letter,
    /// A digit.
    Digit,
}

impl Class {
    fn of(c: char) -> Class {
        match c {
            'a'..='z' => Class::Letter,
            'A'..='Z' => Class::Upper,
            '0'..='9' => Class::Digit,
            '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7af}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}' => Class::Dense,
            _ if c.is_alphabetic() && c.is_uppercase() => Class::Upper,
            _ if c.is_alphabetic() => Class::Letter,
            _ if c.is_numeric() => Class::Digit,
            _ => Class::Gap,
        }
    }
}

/// A text in one spelling: composed, without accents and vowel points, case kept.
fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mark = |c: &char| matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{640}' | '\u{64b}'..='\u{652}' | '\u{670}');
    Cow::Owned(text.nfkd().filter(|c| !mark(c)).nfc().collect())
}

/// The words of a text in lower case, in order: split at whatever is neither letter nor
/// digit, where the case changes, and between letters and digits.
///
/// ```
/// use toolrisk::text::search::words;
/// assert_eq!(words("deleteFile"), ["delete", "file"]);
/// assert_eq!(words("HTTPServer-v2 Größe"), ["http", "server", "v", "2", "große"]);
/// assert_eq!(words("查询情报 x"), ["查询", "询情", "情报", "x"]);
/// ```
pub fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut out = Vec::new();
    let mut word = String::new();
    let mut last = Class::Gap;
    let mut chars = folded.chars().peekable();
    while let Some(c) = chars.next() {
        let class = Class::of(c);
        let joined = match (last, class) {
            (Class::Upper, Class::Upper) => chars.peek().is_none_or(|next| Class::of(*next) != Class::Letter),
            (Class::Upper, Class::Letter) => true,
            (before, now) => before == now,
        };
        if !joined {
            close(&mut word, last, &mut out);
        }
        if class != Class::Gap {
            word.push(c);
        }
        last = class;
    }
    close(&mut word, last, &mut out);
    out
}

/// Ends a word.
fn close(word: &mut String, class: Class, out: &mut Vec<String>) {
    if word.is_empty() {
        return;
    }
    if class == Class::Dense {
        let chars: Vec<char> = word.chars().collect();
        out.extend(chars.windows(chars.len().min(2)).map(|pair| pair.iter().collect::<String>()));
    } else {
        out.push(word.to_lowercase().chars().take(LONGEST).collect());
    }
    word.clear();
}

/// Words that say nothing of what a tool is for.
const EMPTY: &[&str] = &[
    "about",
    "all",
    "also",
    "and",
    "any",
    "are",
    "based",
    "been",
    "being",
    "both",
    "but",
    "can",
    "could",
    "does",
    "each",
    "else",
    "etc",
    "for",
    "from",
    "given",
    "had",
    "has",
    "have",
    "how",
    "if",
    "in",
    "into",
    "is",
    "it",
    "its",
    "may",
    "more",
    "most",
    "must",
    "new",
    "not",
    "of",
    "on",
    "one",
    "only",
    "or",
    "other",
    "our",
    "out",
    "over",
    "per",
    "provided",
    "should",
    "so",
    "some",
    "specific",
    "specified",
    "such",
    "than",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "through",
    "to",
    "tool",
    "tools",
    "up",
    "use",
    "used",
    "uses",
    "using",
    "via",
    "was",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "whose",
    "will",
    "with",
    "within",
    "without",
    "would",
    "you",
    "your",
];

/// The first words of a text that say something and do not stand in the name, at most so
/// many, with blanks between them.
///
/// ```
/// use toolrisk::text::search::keywords;
/// assert_eq!(&*keywords("Deletes a file from the given bucket. A bucket.", "delete_file", 6), "deletes bucket");
/// ```
pub fn keywords(text: &str, name: &str, most: usize) -> Box<str> {
    let named = words(name);
    let mut kept: Vec<String> = Vec::new();
    for word in words(text) {
        if kept.len() == most {
            break;
        }
        let short = word.is_ascii() && word.len() < 3;
        if !short && EMPTY.binary_search(&word.as_str()).is_err() && !named.contains(&word) && !kept.contains(&word) {
            kept.push(word);
        }
    }
    kept.join(" ").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_words_are_sorted() {
        assert!(EMPTY.is_sorted());
    }

    #[test]
    fn spellings_of_one_name_are_one() {
        for name in
            ["delete_file", "delete-file", "deleteFile", "DeleteFile", "DELETE_FILE", "delete.file", "ｄelete/ﬁle"]
        {
            assert_eq!(words(name), ["delete", "file"], "{name}");
        }
        assert_eq!(words("getURLs3D"), ["get", "ur", "ls", "3", "d"]);
        assert_eq!(words("éÉ e\u{301}"), ["e", "e", "e"]);
        assert_eq!(words("שָׁלוֹם"), words("שלום"));
        assert_eq!(words("Ελλάς"), ["ελλας"]);
        assert_eq!(words("한국어"), ["한국", "국어"]);
        assert_eq!(words("长"), ["长"]);
        assert_eq!(words("__proto__"), ["proto"]);
        assert!(words("… <>/\u{202e}\u{0}").is_empty());
        assert_eq!(words(&"x".repeat(10_000)), ["x".repeat(32)]);
    }
}
