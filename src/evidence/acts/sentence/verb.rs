//! Whether a word of a sentence is a verb, which one, and how sure that is.

use super::SentenceReader;
use crate::evidence::acts::{DETERMINERS, STOPS, Sureness, is_of_agent};
use crate::rulebook::lexicon::{Noun, Role, Verb, VerbId};
use crate::rulebook::rule::Place;
use crate::text::forms::Form;
use crate::text::name;
use crate::text::prose::Word;

impl SentenceReader<'_> {
    /// The verb that a word is a form of, if it is one and no identifier.
    pub(super) fn verb(&self, i: usize) -> Option<(VerbId, Form)> {
        let word = &self.words[i];
        if word.code {
            return None;
        }
        let next = || self.words.get(i + 1).map(|next| next.text.as_str());
        let english = self.lexicon.form(&word.text).filter(|(id, _)| self.lexicon.stands(*id, next()));
        english.or_else(|| self.lexicon.foreign(&word.text).map(|f| (f.verb, Form::Base)))
    }

    /// What the verb means with a particle behind it or behind its object: `set up a
    /// monitor`, `take a role away from a user`.
    pub(super) fn phrasal(&self, i: usize, verb: VerbId) -> Option<VerbId> {
        let particles = self.lexicon.phrasal(verb);
        if particles.is_empty() {
            return None;
        }
        for j in i + 1..self.words.len().min(i + 9) {
            let word = &self.words[j];
            let ends = word.gap.contains([',', '.', ';', ':', '(', ')', '—', '–']);
            if ends || matches!(word.text.as_str(), "and" | "or" | "then" | "to" | "from" | "with" | "for") {
                return None;
            }
            let apart = |particle: &str| {
                matches!(particle, "away" | "back" | "down" | "off")
                    || self.words.get(j + 1).is_none_or(|next| next.gap.contains(['.', ',', ';']))
            };
            let found = particles.iter().find(|(particle, _)| word.text == particle.as_str());
            if let Some((particle, means)) = found {
                return (j == i + 1 || apart(particle)).then_some(*means);
            }
        }
        None
    }

    /// Whether the word is a verb in a position where verbs stand.
    pub(super) fn is_verb_here(&self, i: usize) -> bool {
        let Some((id, form)) = self.verb(i) else { return false };
        let verb = self.lexicon.verb(id);
        if self.is_part(i) || self.is_of_noun(i, id) {
            return false;
        }
        match form {
            Form::Base => self.orders(i, verb),
            Form::Third => self.tells(i, id, verb),
            Form::Gerund => {
                let behind = self.before(i);
                i == 0
                    || matches!(
                        behind,
                        "for" | "of" | "by" | "allows" | "enables" | "supports" | "support" | "in" | "when"
                    )
            }
            Form::Past => false,
        }
    }

    /// `NOTE: …`, `pre-commit`, `<end>`: a label, a part of a word, a placeholder.
    fn is_part(&self, i: usize) -> bool {
        let (word, next) = (&self.words[i], self.words.get(i + 1));
        let label = word.raw.len() > 1
            && word.raw.bytes().all(|byte| byte.is_ascii_uppercase())
            && next.is_some_and(|next| next.gap.starts_with(':'));
        let part = word.gap == "-"
            && i > 0
            && self.words[i - 1].span.end + 1 == word.span.start
            && (self.lexicon.plays(self.before(i), Role::Prefix)
                || i > 1 && !self.lexicon.plays(self.before(i), Role::Force));
        let placeholder = word.gap.ends_with('<') && next.is_none_or(|next| next.gap.starts_with('>'));
        label || part || placeholder
    }

    /// `pull request`, `log analyzer`: whether the word and the next one name a thing.
    fn is_of_noun(&self, i: usize, verb: VerbId) -> bool {
        let Some(next) = self.words.get(i + 1).filter(|next| next.gap.is_empty()) else { return false };
        let ends = || self.words.get(i + 2).is_none_or(|word| !word.gap.is_empty() || STOPS.contains(&word.text));
        self.lexicon.verb(verb).noun != Noun::Never && self.lexicon.is_compound(&self.words[i].text, &next.text)
            || is_of_agent(self.lexicon, verb, &next.text) && ends()
    }

    /// Whether a base form is an order where it stands, and no noun.
    fn orders(&self, i: usize, verb: &Verb) -> bool {
        let (word, next) = (&self.words[i], self.words.get(i + 1));
        let before = self.before(i);
        let determined = matches!(before, "a" | "an" | "the" | "this" | "these" | "one" | "your" | "any" | "all")
            || self.lexicon.plays(before, Role::Attribute);
        // `Report of pages`
        let of = i == 0 && next.is_some_and(|n| n.gap.is_empty() && n.text == "of");
        if determined || of && verb.noun != Noun::Never {
            return false;
        }
        // `Search results for …`, `Test suite …`: a noun at the start, if the next word is what
        // such compounds have and no determiner. `Log food` under `log_food` is none.
        // `Access historical prices`: an adjective shows that it is one too.
        let quality = |n: &Word<'_>| n.gap.is_empty() && self.lexicon.plays(&n.text, Role::Quality);
        if verb.noun == Noun::Mostly && i == 0 && !next.is_some_and(quality) && !self.names_tool(word) {
            return next.is_none_or(|n| !n.gap.is_empty() || DETERMINERS.contains(&n.text) || STOPS.contains(&n.text));
        }
        true
    }

    /// Whether a third person tells what is done where it stands, and is no plural.
    fn tells(&self, i: usize, id: VerbId, verb: &Verb) -> bool {
        let next = self.words.get(i + 1);
        if i == 0 && verb.noun != Noun::Never && self.is_plural(i) {
            return false;
        }
        let asks = |n: &Word<'_>| matches!(n.text.as_str(), "how" | "if" | "what" | "where" | "whether");
        let first = i == 0 && self.place == Place::Summary;
        let returns = || first && verb.lemma == "return" && next.is_some_and(opens_object);
        // `Loads tracks into a queue` under `load_queue`
        let named = || first && next.is_some_and(|n| n.gap.is_empty()) && self.opens_name(id);
        let shape = verb.noun != Noun::Mostly
            || returns()
            || named()
            || next.is_some_and(|n| DETERMINERS.contains(&n.text) || asks(n));
        shape && !matches!(self.before(i), "all" | "these" | "your" | "a" | "an")
    }

    /// `Issues of a project`, `Changes merged since a date`: whether a third person is a noun in
    /// the plural. `Builds and runs an app`: two verbs all the same.
    fn is_plural(&self, i: usize) -> bool {
        let Some(next) = self.words.get(i + 1).filter(|next| next.gap.is_empty()) else { return false };
        let third = |at: usize| at < self.words.len() && self.verb(at).is_some_and(|(_, form)| form == Form::Third);
        let joined = matches!(next.text.as_str(), "and" | "or")
            && third(i + 2)
            && self.words.get(i + 3).is_some_and(|word| DETERMINERS.contains(&word.text));
        let of = matches!(
            next.text.as_str(),
            "of" | "in" | "by" | "since" | "that" | "whose" | "per" | "during" | "and" | "which"
        );
        !joined && (of || self.verb(i + 1).is_some_and(|(_, form)| form == Form::Past))
    }

    /// Whether the tool's own name begins with the word.
    pub(super) fn names_tool(&self, word: &Word<'_>) -> bool {
        name::words(self.siblings.own).first().is_some_and(|first| first.text == word.text)
    }

    /// Whether the tool's own name begins with the verb.
    pub(super) fn opens_name(&self, verb: VerbId) -> bool {
        let words = name::words(self.siblings.own);
        let first = words.first().and_then(|first| self.lexicon.form(&first.text));
        first.is_some_and(|(first, form)| first == verb && form == Form::Base)
    }

    /// Whether the word stands in the tool's own name behind another: `run` in
    /// `create_run_close`.
    pub(super) fn is_in_name(&self, word: &Word<'_>) -> bool {
        name::words(self.siblings.own).iter().skip(1).any(|own| own.text == word.text)
    }

    /// How sure it is that the verb at `i` says what the call does; `broke` if what stands before
    /// it is no lead-in.
    pub(super) fn sureness(&self, i: usize, broke: bool) -> Sureness {
        let Some((id, form)) = self.verb(i) else { return Sureness::Weak };
        let verb = self.lexicon.verb(id);
        let determined = self.words.get(i + 1).is_some_and(|n| DETERMINERS.contains(&n.text));
        match (verb.noun, form) {
            _ if broke => Sureness::Weak,
            (Noun::Never, Form::Base | Form::Third) => Sureness::Sure,
            (Noun::Often, Form::Base | Form::Third) => {
                if determined || i == 0 {
                    Sureness::Sure
                } else {
                    Sureness::Fair
                }
            }
            (Noun::Mostly, Form::Base | Form::Third) => {
                if determined {
                    Sureness::Sure
                } else {
                    Sureness::Fair
                }
            }
            // `Running processes of the box` is a list, not an act.
            (_, Form::Gerund) => {
                if i == 0 {
                    Sureness::Weak
                } else {
                    Sureness::Fair
                }
            }
            (_, Form::Past) => Sureness::Weak,
        }
    }
}

/// Whether what stands behind `Returns` is returned, as in `Returns historical prices`; not in
/// `Returns policy of a shop`.
fn opens_object(word: &Word<'_>) -> bool {
    word.gap.is_empty()
        && !matches!(
            word.text.as_str(),
            "and" | "by" | "center" | "for" | "from" | "label" | "management" | "of" | "policy" | "to"
        )
}
