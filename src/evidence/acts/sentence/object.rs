//! What a verb of a sentence acts on.

use super::SentenceReader;
use crate::evidence::acts::{self, Object, STOPS};
use crate::rulebook::lexicon::Role;
use crate::span::Span;
use crate::text::forms::Form;
use crate::text::prose::Word;

impl SentenceReader<'_> {
    /// The object of a verb.
    pub(super) fn object(&self, verb: usize) -> Object {
        let (behind, joined) = self.behind_joined(verb);
        let many = self.says_one_or_more(behind);
        let start = if many { behind + 3 } else { behind };
        let end = self.end_of_object(start);
        // `retrieve, update, delete, append children, …`: a list whose items have their own.
        if start > verb + 1 && !joined && self.words.get(end).is_some_and(|word| word.gap.contains(',')) {
            return Object::default();
        }
        let run = &self.words[start..end];
        let span = run.first().zip(run.last()).map(|(a, b)| Span::new(a.span.start, b.span.end));
        let mut object = self.object_of(run, span, many);
        // `list of files`, `details about a pod`: the thing is behind the preposition.
        let says_little = object.words.is_empty() || self.lexicon.plays(object.head(), Role::Outer);
        if says_little && matches!(self.text(end), "of" | "about" | "for" | "on" | "from" | "in") {
            self.add_inner(&mut object, end);
        }
        object
    }

    /// `Create or update a file`: the object stands behind the last verb. Its place, and whether
    /// the verbs are joined by more than commas.
    fn behind_joined(&self, verb: usize) -> (usize, bool) {
        let mut i = verb + 1;
        let mut joined = false;
        while let Some(word) = self.words.get(i).filter(|_| i + 1 < self.words.len()) {
            let joint = matches!(word.text.as_str(), "or" | "and" | "then");
            if !joint && !word.gap.contains([',', '/', '&']) {
                break;
            }
            joined |= joint || word.gap.contains(['/', '&']);
            let next = if joint { i + 1 } else { i };
            match self.verb(next) {
                Some((_, form)) if form != Form::Past => i = next + 1,
                _ => break,
            }
        }
        (i, joined)
    }

    /// Whether `one or more` stands at a place.
    fn says_one_or_more(&self, i: usize) -> bool {
        matches!(&self.words[i..], [one, or, more, ..]
            if matches!(one.text.as_str(), "one" | "two")
                && or.text == "or"
                && matches!(more.text.as_str(), "more" | "several" | "multiple" | "many")
                && [or, more].iter().all(|word| word.gap.is_empty()))
    }

    /// Where an object ends that begins at a place.
    fn end_of_object(&self, start: usize) -> usize {
        let longest = self.words.len().min(start + 8);
        (start..longest).find(|i| self.is_behind_object(*i, *i == start)).unwrap_or(longest)
    }

    /// Whether a word is no part of an object any more.
    fn is_behind_object(&self, i: usize, first: bool) -> bool {
        let word = &self.words[i];
        if STOPS.contains(&word.text) || word.text == "up" && self.text(i + 1) == "to" {
            return true;
        }
        if first {
            return word.gap.contains(['.', ';', '(', ':', '|', '—', '–']);
        }
        word.gap.contains([',', '.', ';', ':', '(', '—', '|', ')', '。', '，'])
            || matches!(word.text.as_str(), "away" | "back" | "down" | "off")
            || self.is_adverb_behind(i)
    }

    /// `a model uniformly along an axis`: an adverb behind an object.
    fn is_adverb_behind(&self, i: usize) -> bool {
        let word = &self.words[i];
        word.text.len() > 5
            && word.text.ends_with("ly")
            && !self.lexicon.is_object(&word.text)
            && self.words.get(i + 1).is_none_or(|next| STOPS.contains(&next.text) || !next.gap.trim().is_empty())
    }

    /// Adds what stands behind the preposition at `of`.
    fn add_inner(&self, object: &mut Object, of: usize) {
        let start = of + 1;
        let longest = self.words.len().min(of + 7);
        let behind = |i: &usize| {
            let word = &self.words[*i];
            STOPS.contains(&word.text) || *i > start && word.gap.contains([',', '.', ';', ':', '(', '—', ')'])
        };
        let end = (start..longest).find(behind).unwrap_or(longest);
        let Some(run) = self.words.get(start..end).filter(|run| !run.is_empty()) else { return };
        let inner = self.object_of(run, None, object.many);
        let begins = object.span.map_or(self.words[of].span.start, |span| span.start);
        object.span = Some(Span::new(begins, self.words[end - 1].span.end));
        object.words.extend(inner.words);
        object.classes = object.classes.with(inner.classes);
        object.head_classes = inner.head_classes;
        object.many |= inner.many;
    }

    /// The object that some words name.
    fn object_of(&self, run: &[Word<'_>], span: Option<Span>, many: bool) -> Object {
        let texts: Vec<&str> = run.iter().map(|word| word.text.as_str()).collect();
        acts::object(self.lexicon, &texts, span, many)
    }
}
