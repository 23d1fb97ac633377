//! The deciding act in words: what sentences about it are made of.

mod foreign;
mod name;
mod source;
mod text;

use super::Decision;
use crate::classify::counterpart::counterpart;
use crate::classify::noun::{self, NounPhrase};
use crate::classify::undo::unmakes;
use crate::classify::{Act, Said, Told, said};
use crate::evidence::acts::Occurrence;
use crate::rulebook::lexicon::{Follows, VerbId};
use crate::rulebook::rule::Place;
use crate::span::Field;
use crate::vocab::Category;

impl Decision<'_, '_> {
    /// What the tool does, in its own terms. A tool with several actions does the
    /// worst of them, to what the tool is about.
    pub(super) fn act(&self) -> Act {
        if let Some(act) = self.worst_action() {
            return act;
        }
        let Some(deciding) = self.deciding else { return Act::default() };
        let lexicon = self.lexicon();
        let verb = lexicon.verb(self.votes[deciding].act.verb);
        let source = self.names_object(self.votes[deciding].act);
        // A name's words are glued together; said aloud they stand apart.
        let object = if source.field == Field::NAME {
            self.words_of_name(source)
        } else {
            let text = self.at.parsed.tool.text_at(&source.field).unwrap_or_default();
            let span = source.object.span;
            span.map(|s| s.of(&text).split_whitespace().collect::<Vec<_>>().join(" ")).unwrap_or_default()
        };
        Act {
            verb: verb.lemma.clone(),
            family: lexicon.family_name(verb.family).to_owned(),
            object,
            head: source.object.kind(lexicon),
            ..if self.told == Told::InWords { self.in_words(deciding) } else { Act::default() }
        }
    }

    /// The act that names the object of another: the same in the description, which says it more
    /// fully than the name, else itself, else any that names one.
    fn names_object<'a>(&'a self, act: &'a Occurrence) -> &'a Occurrence {
        let acts = || self.votes.iter().map(|vote| vote.act).filter(|a| a.denied.is_none() && a.object.span.is_some());
        let described = acts().find(|a| a.place == Place::Summary && a.verb == act.verb);
        let own = Some(act).filter(|act| act.object.span.is_some());
        described.or(own).or_else(|| acts().next()).unwrap_or(act)
    }

    /// The words of an act's object in the name, apart.
    fn words_of_name(&self, act: &Occurrence) -> String {
        let inside = self.at.parsed.words.iter().filter(|word| act.object.span.is_some_and(|s| s.overlaps(word.span)));
        inside.map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The worst of several actions, if it decides.
    fn worst_action(&self) -> Option<Act> {
        let worst = (0..self.actions.len()).rev().max_by_key(|i| self.actions[*i].impact.category())?;
        if self.actions.len() < 2 || self.actions[worst].impact.category() != self.category {
            return None;
        }
        let act = self.at.parsed.actions[worst].acts.first()?;
        let lexicon = self.lexicon();
        let verb = lexicon.verb(act.verb);
        let about = self.votes.iter().map(|v| v.act).find(|a| a.place == Place::Name && !a.object.words.is_empty());
        let own = Some(act).filter(|a| !a.object.words.is_empty());
        let words = match (own, about) {
            (Some(own), _) => own.object.words.join(" "),
            (None, Some(about)) => self.words_of_name(about),
            (None, None) => String::new(),
        };
        let family = lexicon.family_name(verb.family);
        let in_words = || {
            let plain = Act::of(lexicon, &verb.lemma, family, &words);
            let follows = self.follows(&plain.said, plain.noun.as_ref());
            let said = Said { named: true, ..plain.said };
            Act { said, follows, opposite: self.opposite("", act.verb), manners: lexicon.manners(act.verb), ..plain }
        };
        let in_words = if self.told == Told::InWords { in_words() } else { Act::default() };
        Some(Act {
            verb: verb.lemma.clone(),
            family: family.to_owned(),
            object: words,
            head: own.or(about).map(|a| a.object.kind(lexicon)).unwrap_or_default(),
            ..in_words
        })
    }

    /// What sentences about the deciding act are made of, and nothing else of it.
    fn in_words(&self, deciding: usize) -> Act {
        let own = self.votes[deciding].act.verb;
        let lexicon = self.lexicon();
        let said = self.said(deciding);
        let noun = if said.foreign || said::is_no_thing(&said) { None } else { noun::noun(lexicon, &said.object) };
        let follows = self.follows(&said, noun.as_ref());
        let mut opposite = self.opposite(&said.verb, own);
        let mut counterpart = self.undone_by(own, &opposite);
        // An order is not deleted but cancelled, unless there is a tool that deletes it.
        let takes = ["deleting ", "removing "].iter().any(|takes| opposite.starts_with(takes));
        if takes && counterpart.is_none() && !follows.unmade.is_empty() {
            opposite.clone_from(&follows.unmade);
            counterpart = self.undone_by(own, &opposite);
        }
        let manners = lexicon.manners(lexicon.form(&said.verb).map_or(own, |(verb, _)| verb));
        let said = said.determine(lexicon, lexicon.family_name(lexicon.verb(own).family));
        Act { said, noun, opposite, counterpart, manners, follows, ..Act::default() }
    }

    /// The tool of the same server that does what undoes an act.
    fn undone_by(&self, act: VerbId, opposite: &str) -> Option<String> {
        let lexicon = self.lexicon();
        let verb = lexicon.verb(act);
        // `append_file` puts something into a file: deleting that is another matter.
        let into = matches!(verb.lemma.as_str(), "append" | "prepend");
        if opposite.is_empty() || self.category == Category::Read || into {
            return None;
        }
        let (names, parsed) = (&self.at.context.names, self.at.parsed);
        counterpart(lexicon, names, &parsed.tool.name, parsed.words, verb.family, opposite)
    }

    /// What undoes the act: the opposite of the verb that is said, or of its own.
    fn opposite(&self, said: &str, own: VerbId) -> String {
        let lexicon = self.lexicon();
        // A verb whose particle makes another of it has the other's opposite.
        let said = lexicon.form(said).map(|(verb, _)| verb).filter(|verb| lexicon.phrasal(*verb).is_empty());
        lexicon.opposite(said.unwrap_or(own)).unwrap_or_default().to_owned()
    }

    /// What a call does to what is acted on.
    fn follows(&self, said: &Said, noun: Option<&NounPhrase>) -> Follows {
        let lexicon = self.lexicon();
        let mut follows = noun.and_then(|noun| lexicon.follows(&noun.head)).cloned().unwrap_or_default();
        // Who reads the details of a thing reads of that thing.
        if let Some(about) = noun.filter(|noun| follows.seen.is_empty() && noun.tells_all())
            && let Some(about) = lexicon.follows(&about.about)
        {
            follows.seen.clone_from(&about.seen);
        }
        let verb = lexicon.form(&said.verb).map(|(verb, _)| verb);
        // `switches the repository` leaves it as it was, or what undoes it would name it.
        let opposite = verb.and_then(|verb| lexicon.opposite(verb)).unwrap_or("~");
        if !opposite.contains('~') {
            follows.changed.clear();
            // `upvotes a post` makes no post.
            if !unmakes(opposite) {
                follows.made.clear();
            }
        }
        if let Some(slip) = verb.and_then(|verb| lexicon.slip(verb)) {
            slip.clone_into(&mut follows.slip);
        }
        if let Some(mistake) = verb.and_then(|verb| lexicon.mistake(verb)) {
            mistake.clone_into(&mut follows.changed);
            mistake.clone_into(&mut follows.made);
            mistake.clone_into(&mut follows.lost);
        }
        follows
    }
}
