//! What an English description says of an act.

use crate::classify::{Said, said};
use crate::evidence::acts::Occurrence;
use crate::rulebook::lexicon::{Lexicon, Noun, VerbId};
use crate::text::forms::Form;
use crate::text::lower::Lower;

/// An act where it stands in a text.
pub(super) struct InText<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) act: &'a Occurrence,
    pub(super) text: &'a str,
    /// The verb as it is written there, whatever it means with its particle.
    pub(super) written: VerbId,
    /// The form that it is written in.
    pub(super) form: Form,
}

impl InText<'_> {
    /// Says the act as the text does.
    pub(super) fn say(&self, out: &mut Said) {
        let InText { lexicon, act, text, .. } = *self;
        // `takes a role away` is said as it is written, whatever it means.
        if !lexicon.phrasal(self.written).is_empty() {
            out.verb.clone_from(&lexicon.verb(self.written).lemma);
        }
        let rest = without_aside(self.behind_joined(out));
        let ahead = said::joined_ahead(lexicon, &text[..act.span.start]);
        // What only a comma joins needs a joint behind it.
        if !ahead.ends_with(',') || !out.also.is_empty() {
            out.ahead = ahead;
        }
        // A verb inside an identifier: `change_message_visibility`.
        let inside = rest.starts_with(|c: char| c == '_' || c.is_alphanumeric());
        let ends = rest.starts_with(['.', ':', ';', '(', '\n']) || rest.trim_start().starts_with(['(', '-', '—', '|']);
        if inside || ends || self.say_purpose(rest, out) {
            return;
        }
        // `cat`, `ls` in prose are no commands (`Cat facts`), and `does` alone is no act.
        let lemma = lexicon.verb(act.verb).lemma.as_str();
        if matches!(lemma, "do" | "cat" | "cp" | "del" | "ls" | "mv" | "rm" | "stat") {
            return;
        }
        let titled = self.is_titled();
        let Some(rest) = self.behind_unknown(self.part(rest, titled), out) else { return };
        out.object = said::phrase(lexicon, rest, lexicon.manners(act.verb).takes_as);
        // `Allow only administrators`: only they.
        if matches!(lemma, "allow" | "permit") && rest.starts_with("only ") && !out.object.is_empty() {
            out.object.insert_str(0, "only ");
        }
        if out.object.is_empty() {
            out.object = self.found_out(rest).unwrap_or_default();
        }
        // Of a title with its parts behind hyphens one word says nothing. `read operations`: what
        // is operated on, the name tells.
        if titled && !out.object.contains(' ') || matches!(&*Lower::of(&out.object), "operation" | "operations") {
            out.object.clear();
        }
        out.object = said::without_relative(said::without_format(std::mem::take(&mut out.object)));
        // `GENERATE A PICTURE`: capitals are no names where all are.
        let own = act.span.of(text);
        if own.len() > 3 && own.chars().all(char::is_uppercase) && !out.object.chars().any(char::is_lowercase) {
            out.object = out.object.to_lowercase();
        }
    }

    /// What stands behind the verbs that are joined to this one: `Create or update a file`.
    fn behind_joined(&self, out: &mut Said) -> &str {
        let lexicon = self.lexicon;
        let mut rest = &self.text[self.act.span.end..];
        loop {
            let (joint, after) = match rest.trim_start().split_at_checked(1) {
                Some((",", after)) => ("", after.trim_start()),
                Some(("/" | "&", after)) => ("or", after.trim_start()),
                _ => ("", rest.trim_start()),
            };
            let (joint, after) = joint_word(after).map_or((joint, after), |(joint, after)| (joint, after.trim_start()));
            let word = &after[..after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len())];
            let form = lexicon.form(&Lower::of(word));
            let verb = form.filter(|(_, form)| *form == Form::Base || *form == Form::Third);
            let next = after[word.len()..].trim_start();
            let Some((verb, _)) = verb.filter(|_| after.len() < rest.trim_start().len() && !next.is_empty()) else {
                return rest;
            };
            // `search and filter options`: a noun that is no verb here.
            if lexicon.verb(verb).noun == Noun::Mostly {
                return rest;
            }
            if out.also.is_empty() && !joint.is_empty() {
                out.also = format!("{joint} {}", lexicon.verb(verb).lemma);
            }
            rest = &after[word.len()..];
        }
    }

    /// `Use this endpoint to recreate a machine`: the act is behind `to`. Whether that is so.
    fn say_purpose(&self, rest: &str, out: &mut Said) -> bool {
        let lexicon = self.lexicon;
        if out.verb != "use" || !out.also.is_empty() {
            return false;
        }
        let Some((verb, after)) = said::behind_to(lexicon, rest) else { return false };
        let known = lexicon.form(&verb).filter(|(_, form)| *form == Form::Base).map(|(id, _)| id);
        out.family = known.map(|id| lexicon.family_name(lexicon.verb(id).family).to_owned()).unwrap_or_default();
        out.verb = known.map_or(verb, |id| lexicon.verb(id).lemma.clone());
        let takes_as = known.is_some_and(|id| lexicon.manners(id).takes_as);
        out.object = said::phrase(lexicon, after.trim_start(), takes_as);
        true
    }

    /// `[Group]-Get Event-Call this interface`: whether it is a title with its parts behind
    /// hyphens.
    fn is_titled(&self) -> bool {
        self.text.trim_start().starts_with('[') && self.text.contains("]-")
    }

    /// The part of a title that the verb stands in, of other texts all there is.
    fn part<'t>(&self, rest: &'t str, titled: bool) -> &'t str {
        let hyphens = || rest.match_indices('-').map(|(at, _)| at);
        let end = hyphens().find(|at| titled && rest[at + 1..].starts_with(|c: char| c.is_ascii_uppercase()));
        rest[..end.unwrap_or(rest.len())].trim_start()
    }

    /// What stands behind a second verb that nobody knows, if there is one: `Favourite or
    /// unfavourite a film`. None where a joint leads to something else.
    fn behind_unknown<'t>(&self, rest: &'t str, out: &mut Said) -> Option<&'t str> {
        let Some((joint, after)) = joint_word(rest) else { return Some(rest) };
        let (verb, after) = said::unknown_verb(after)?;
        // `favourites or unfavourites`: both in the third person.
        let verb = verb.strip_suffix('s').filter(|_| self.form == Form::Third).unwrap_or(verb);
        if out.also.is_empty() {
            out.also = format!("{joint} {verb}");
        }
        Some(after)
    }

    /// `Verify list is visible`: what is found out is a clause.
    fn found_out(&self, rest: &str) -> Option<String> {
        let lemma = self.lexicon.verb(self.act.verb).lemma.as_str();
        let finite = |word: &str| matches!(word, "is" | "are");
        let finds_out = matches!(lemma, "check" | "confirm" | "ensure" | "test" | "validate" | "verify")
            && rest.split(' ').skip(1).take(7).any(finite);
        let clause = finds_out.then(|| said::phrase(self.lexicon, &format!("that {rest}"), false))?;
        clause.split(' ').skip(2).any(finite).then_some(clause)
    }
}

/// A text without an aside at its beginning: `Insert (upload) the file`.
fn without_aside(rest: &str) -> &str {
    let behind = rest.trim_start().strip_prefix('(').and_then(|aside| aside.split_once(')'));
    behind.map(|(_, after)| after).filter(|after| rest.len() - after.len() < 40).unwrap_or(rest)
}

/// The word that a text begins with, if it joins two verbs, and what follows it.
fn joint_word(text: &str) -> Option<(&'static str, &str)> {
    ["or", "and", "and/or"].into_iter().find_map(|joint| Some((joint, text.strip_prefix(joint)?.strip_prefix(' ')?)))
}
