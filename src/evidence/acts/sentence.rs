//! Acts in a sentence: its head, what is joined to it or listed behind it, and why a verb
//! that stands there is no act of the call.

mod excuse;
mod head;
mod joined;
mod object;
mod verb;

use super::name::in_name;
use super::wide::wide_acts;
use super::{Occurrence, Sureness};
use crate::evidence::context::Names;
use crate::rulebook::Lexicon;
use crate::rulebook::lexicon::VerbId;
use crate::rulebook::rule::Place;
use crate::span::{Field, Span};
use crate::text::name::is_wide;
use crate::text::prose::{self, Sentence, Word};

/// The names of the other tools of a server: all names but the tool's own. A view,
/// because a server may have thousands of tools.
#[derive(Debug, Clone, Copy)]
pub struct Siblings<'a> {
    /// The names of all tools of the server, if they are to be looked at.
    pub names: Option<&'a Names>,
    /// The tool's own name.
    pub own: &'a str,
}

impl Siblings<'_> {
    /// Nobody.
    pub const NONE: Siblings<'static> = Siblings { names: None, own: "" };

    fn contains(&self, word: &str) -> bool {
        word != self.own && self.names.is_some_and(|names| names.contains(word))
    }
}

/// The acts of one sentence of a text. `siblings` are the names of the server's
/// other tools: what a sentence says of them is not said of this one.
pub fn in_sentence(
    lexicon: &Lexicon,
    text: &str,
    sentence: &Sentence,
    field: &Field,
    place: Place,
    siblings: Siblings<'_>,
) -> Vec<Occurrence> {
    let shown = sentence.span.of(text);
    if !shown.is_ascii() && shown.chars().any(is_wide) {
        let found = wide_acts(lexicon, text, sentence.span, field, place);
        if !found.is_empty() {
            return found;
        }
    }
    let words = prose::words(text, sentence.span);
    let reader = SentenceReader { lexicon, text, words: &words, field, place, siblings };
    reader.read()
}

/// Reads one sentence.
struct SentenceReader<'a> {
    lexicon: &'a Lexicon,
    text: &'a str,
    words: &'a [Word<'a>],
    field: &'a Field,
    place: Place,
    siblings: Siblings<'a>,
}

impl SentenceReader<'_> {
    /// All acts, the first of them first.
    fn read(&self) -> Vec<Occurrence> {
        let Some((head, sureness)) = self.head() else { return Vec::new() };
        let head = self.purpose(head).unwrap_or(head);
        let mention = self.mention().or_else(|| self.condition(head)).or_else(|| self.permits(head));
        let mut out = self.named(head);
        if !out.is_empty() {
            if let Some(why) = mention {
                out.iter_mut().for_each(|act| act.denied = Some(why.clone()));
            }
            return out;
        }
        self.push(&mut out, head, sureness, true);
        self.coordinated(head, sureness, &mut out);
        self.listed(head, &mut out);
        // `Look at the schema for details and drop the tables`: what is joined to advice is done.
        if let (Some(why), Some(first)) = (self.refers(head), out.first_mut()) {
            first.denied.get_or_insert(why);
        }
        let mention = mention.or_else(|| self.repeats(head));
        if let Some(why) = mention {
            for act in &mut out {
                act.denied.get_or_insert_with(|| why.clone());
            }
        }
        out
    }

    /// `Execute the add_permission operation`: the act is the one that the identifier
    /// names.
    fn named(&self, head: usize) -> Vec<Occurrence> {
        let Some((id, _)) = self.verb(head) else { return Vec::new() };
        if !matches!(self.family(id), "execute" | "perform") {
            return Vec::new();
        }
        let identifier = |w: &&Word<'_>| w.code && w.raw.starts_with(|c: char| c.is_lowercase());
        let Some(word) = self.words[head + 1..].iter().take(7).find(identifier) else { return Vec::new() };
        let mut found = in_name(self.lexicon, word.raw, &Names::default(), &Names::default());
        for act in &mut found {
            act.place = self.place;
            act.field = self.field.clone();
            act.span = Span::new(word.span.start + act.span.start, word.span.start + act.span.end);
            act.object.span = act.object.span.map(|s| Span::new(word.span.start + s.start, word.span.start + s.end));
        }
        found
    }

    /// Adds the act of the verb at `i`.
    fn push(&self, out: &mut Vec<Occurrence>, i: usize, sureness: Sureness, first: bool) {
        let Some((verb, _)) = self.verb(i) else { return };
        let verb = self.phrasal(i, verb).unwrap_or(verb);
        let lemma = self.lexicon.verb(verb).lemma.as_str();
        // `Raises a key error`: what goes wrong.
        let error = |w: &Word<'_>| ["error", "errors", "exception"].iter().any(|error| w.text.ends_with(error));
        if matches!(lemma, "raise" | "throw") && self.words[i + 1..].iter().take(4).any(error) {
            return;
        }
        out.push(Occurrence {
            verb,
            place: self.place,
            field: self.field.clone(),
            span: self.words[i].span,
            object: self.object(i),
            sureness,
            first,
            denied: self.denial(i),
        });
    }

    /// The family of a verb.
    fn family(&self, verb: VerbId) -> &str {
        self.lexicon.family_name(self.lexicon.verb(verb).family)
    }

    /// A word in small letters, or `""` behind the end.
    fn text(&self, i: usize) -> &str {
        self.words.get(i).map_or("", |word| word.text.as_str())
    }

    /// The word before another in small letters, or `""`.
    fn before(&self, i: usize) -> &str {
        i.checked_sub(1).map_or("", |before| self.text(before))
    }
}

/// Whether a word says how something is done: `safely`.
fn is_adverb(word: &Word<'_>) -> bool {
    word.text.len() > 4 && word.text.ends_with("ly")
}
