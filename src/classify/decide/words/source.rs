//! Where the deciding act is said best: in the name, in the description, or by the act before it.

use super::foreign::say_foreign;
use super::text::InText;
use crate::classify::Said;
use crate::classify::decide::Decision;
use crate::classify::decide::vote::Vote;
use crate::evidence::acts::{Occurrence, Sureness};
use crate::evidence::collect::believed;
use crate::rulebook::rule::Place;
use crate::span::Field;
use crate::text::lower::Lower;
use crate::text::name::is_wide;

impl Decision<'_, '_> {
    /// The deciding act as the definition says it. What acts on `it` or on `the result` is said by
    /// the act before that named what it is: `downloads a page and saves it`.
    pub(super) fn said(&self, deciding: usize) -> Said {
        let said = self.said_alone(&self.votes[deciding]);
        let points_back = matches!(said.object.split(' ').next(), Some("it" | "them"))
            || matches!(said.object.as_str(), "the output" | "the result" | "the results");
        let first = self.votes.iter().map(|vote| vote.act).find(|act| {
            points_back && act.first && act.denied.is_none() && act.field == self.votes[deciding].act.field
        });
        let first = first.map(|act| self.said_by(act)).filter(|first| !first.object.is_empty());
        first.unwrap_or(said)
    }

    /// The deciding act in the description's words, if it says as much as the name.
    fn said_alone(&self, vote: &Vote<'_, '_>) -> Said {
        if vote.act.field == Field::NAME {
            self.described(vote).unwrap_or_else(|| self.said_by(vote.act))
        } else {
            self.named(vote)
        }
    }

    /// An act of the name as the description says it, if that is better.
    fn described(&self, vote: &Vote<'_, '_>) -> Option<Said> {
        let summary = || self.votes.iter().filter(|v| v.act.place == Place::Summary && v.act.denied.is_none());
        let same = summary().find(|v| v.act.verb == vote.act.verb);
        let alike =
            || summary().find(|v| v.act.first && v.act.sureness == Sureness::Sure && v.category() == vote.category());
        let source = same.or_else(alike)?;
        let said = self.said_by(source.act);
        // `provide a sample_size value` is advice about a parameter.
        let advice = source.act.verb != vote.act.verb && said.object.contains('`');
        if said.object.is_empty() || advice {
            return None;
        }
        // In English, where the name tells what it acts on.
        let named = said.foreign.then(|| self.said_by(vote.act)).filter(|named| self.says_more(vote.act, named, &said));
        Some(match named {
            Some(named) => named.joined_as(&said),
            None => said,
        })
    }

    /// An act of the description, with what the name says better.
    fn named(&self, vote: &Vote<'_, '_>) -> Said {
        let mut said = self.said_by(vote.act);
        // The name's verb is English and as the author wrote it.
        let family = |vote: &Vote<'_, '_>| self.lexicon().verb(vote.act.verb).family;
        let by_name = || self.votes.iter().filter(|v| v.act.field == Field::NAME);
        let same = |v: &&Vote<'_, '_>| v.act.first && believed(v.act) && v.category() == vote.category();
        if let Some(english) = by_name().find(same).filter(|_| said.foreign) {
            let named = self.said_by(english.act);
            // Its object too, if readers of English learn more from it.
            if self.says_more(english.act, &named, &said) {
                return named.joined_as(&said);
            }
            if family(english) == family(vote) {
                (said.verb, said.family) = (named.verb, named.family);
            }
        }
        if !said.object.is_empty() {
            return said;
        }
        let Some(named) = by_name().find(|v| v.act.object.span.is_some()) else { return said };
        let by_name = self.said_by(named.act);
        let instead = named.act.verb == vote.act.verb || said.verb.is_empty();
        if instead { by_name } else { Said { object: by_name.object, ..said } }
    }

    /// Whether a name says more of the object than a foreign description: its verb is written in
    /// English, its last word is a thing that is known, or the description is in another script.
    fn says_more(&self, act: &Occurrence, named: &Said, described: &Said) -> bool {
        let lexicon = self.lexicon();
        let text = self.at.parsed.tool.text_at(&act.field).unwrap_or_default();
        let english = || lexicon.form(&Lower::of(act.span.of(&text))).is_some();
        let known = |last| lexicon.is_object(last);
        let letters = |said: &Said| said.object.bytes().all(|b| b.is_ascii_alphabetic() || b == b' ');
        let other_script = described.object.chars().any(is_wide);
        !named.object.is_empty()
            && (named.object.rsplit(' ').next().is_some_and(known) || letters(named) && (other_script || english()))
    }

    /// An act as its field says it.
    fn said_by(&self, act: &Occurrence) -> Said {
        let lexicon = self.lexicon();
        let verb = lexicon.verb(act.verb);
        let family = lexicon.family_name(verb.family).to_owned();
        let mut said = Said { verb: verb.lemma.clone(), family, ..Said::default() };
        if act.field == Field::NAME {
            self.say_name(act, &mut said);
            return said;
        }
        let text = self.at.parsed.tool.text_at(&act.field).unwrap_or_default();
        match lexicon.form(&Lower::of(act.span.of(&text))) {
            Some((written, form)) => InText { lexicon, act, text: &text, written, form }.say(&mut said),
            None => say_foreign(lexicon, act, &text, &mut said),
        }
        said
    }
}
