//! Inflection of English verbs and nouns, by rule; what is irregular stands in
//! the word lists.

use std::borrow::Cow;

/// How a verb form is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// `delete`: imperative, infinitive.
    Base,
    /// `deletes`: third person.
    Third,
    /// `deleting`: gerund.
    Gerund,
    /// `deleted`: past and participle; says what happened to a thing, not what a
    /// call does.
    Past,
}

/// The regular forms of an English verb.
///
/// ```
/// use toolrisk::text::forms::{Form, inflect};
/// let forms = inflect("drop");
/// assert!(forms.contains(&("dropping".to_owned(), Form::Gerund)));
/// assert!(inflect("copy").contains(&("copies".to_owned(), Form::Third)));
/// ```
pub fn inflect(verb: &str) -> [(String, Form); 4] {
    [Form::Base, Form::Third, Form::Gerund, Form::Past].map(|form| (inflected(verb, form), form))
}

/// One regular form of an English verb.
///
/// ```
/// use toolrisk::text::forms::{Form, inflected};
/// assert_eq!(inflected("copy", Form::Past), "copied");
/// ```
pub fn inflected(verb: &str, form: Form) -> String {
    match form {
        Form::Base => verb.to_owned(),
        Form::Third => plural(verb),
        Form::Gerund => match verb.strip_suffix('e') {
            Some(stem) if stem.ends_with('i') => [&stem[..stem.len() - 1], "ying"].concat(),
            Some(stem) if !stem.ends_with(['e', 'o', 'y']) => [stem, "ing"].concat(),
            _ => [verb, doubled(verb), "ing"].concat(),
        },
        Form::Past if verb.ends_with('e') => [verb, "d"].concat(),
        Form::Past if ends_consonant_y(verb) => [&verb[..verb.len() - 1], "ied"].concat(),
        Form::Past => [verb, doubled(verb), "ed"].concat(),
    }
}

/// The last letter of a verb that doubles it, else nothing.
fn doubled(verb: &str) -> &str {
    if doubles(verb) { &verb[verb.len() - 1..] } else { "" }
}

/// The regular plural of an English noun (and third person of a verb).
pub fn plural(word: &str) -> String {
    if ends_consonant_y(word) {
        [&word[..word.len() - 1], "ies"].concat()
    } else if ["s", "x", "z", "ch", "sh"].iter().any(|end| word.ends_with(end)) || word.ends_with('o') {
        [word, "es"].concat()
    } else {
        [word, "s"].concat()
    }
}

/// A guess at the singular of an English noun; the word itself if it has none.
///
/// ```
/// use toolrisk::text::forms::singular;
/// assert_eq!(singular("entries"), "entry");
/// assert_eq!(singular("branches"), "branch");
/// assert_eq!(singular("status"), "status");
/// assert_eq!(singular("files"), "file");
/// ```
pub fn singular(word: &str) -> Cow<'_, str> {
    let bytes = word.as_bytes();
    // Most words end in another letter.
    let [.., before, b's'] = bytes else { return Cow::Borrowed(word) };
    let cut = |by: usize| Cow::Borrowed(&word[..word.len() - by]);
    if word.len() < 4 || matches!(before, b's' | b'u' | b'i') || KEPT.iter().any(|end| bytes.ends_with(end)) {
        return Cow::Borrowed(word);
    }
    match bytes {
        [.., b'i', b'e', b's'] => Cow::Owned(format!("{}y", &word[..word.len() - 3])),
        [.., b'c' | b's', b'h', b'e', b's'] | [.., b's', b's', b'e', b's'] | [.., b'x' | b'z', b'e', b's'] => cut(2),
        _ => cut(1),
    }
}

/// What words in `s` end in that are no plurals, besides `ss`, `us` and `is`.
const KEPT: [&[u8]; 11] =
    [b"ics", b"news", b"series", b"https", b"dns", b"aws", b"ios", b"sms", b"gps", b"tls", b"ops"];

/// Whether a word looks like a plural noun.
pub fn is_plural(word: &str) -> bool {
    singular(word) != word || matches!(word, "people" | "children" | "data" | "media")
}

fn is_vowel(b: u8) -> bool {
    b"aeiou".contains(&b)
}

fn ends_consonant_y(word: &str) -> bool {
    let b = word.as_bytes();
    b.len() > 1 && b[b.len() - 1] == b'y' && !is_vowel(b[b.len() - 2])
}

/// One-syllable verbs of the pattern consonant, vowel, consonant double their last
/// letter (`drop`, `ban`, `get`), and so do those that are stressed on their last syllable.
fn doubles(verb: &str) -> bool {
    let b = verb.as_bytes();
    let n = b.len();
    let stressed = matches!(
        verb,
        "admit"
            | "commit"
            | "control"
            | "debug"
            | "defer"
            | "embed"
            | "emit"
            | "forget"
            | "format"
            | "infer"
            | "omit"
            | "overlap"
            | "permit"
            | "program"
            | "refer"
            | "remap"
            | "rerun"
            | "reset"
            | "submit"
            | "transfer"
            | "transmit"
            | "unmap"
            | "unpin"
            | "unplug"
            | "untag"
            | "unwrap"
            | "unzip"
    );
    stressed
        || n >= 3
            && verb.is_ascii()
            && !is_vowel(b[n - 1])
            && !b"wxy".contains(&b[n - 1])
            && is_vowel(b[n - 2])
            && !is_vowel(b[n - 3])
            && b[..n - 2].iter().filter(|c| is_vowel(**c)).count() == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_verbs() {
        let forms = |v: &str| inflect(v).into_iter().map(|(f, _)| f).collect::<Vec<_>>().join(" ");
        assert_eq!(forms("delete"), "delete deletes deleting deleted");
        assert_eq!(forms("ban"), "ban bans banning banned");
        assert_eq!(forms("modify"), "modify modifies modifying modified");
        assert_eq!(forms("deploy"), "deploy deploys deploying deployed");
        assert_eq!(forms("push"), "push pushes pushing pushed");
        assert_eq!(forms("submit"), "submit submits submitting submitted");
        assert_eq!(forms("edit"), "edit edits editing edited");
        assert_eq!(forms("agree"), "agree agrees agreeing agreed");
        assert_eq!(forms("fix"), "fix fixes fixing fixed");
    }
}
