//! Verbs that are joined to the head of a sentence, or listed behind it.

use super::{SentenceReader, is_adverb};
use crate::evidence::acts::{DETERMINERS, Object, Occurrence, Sureness};
use crate::rulebook::lexicon::{Noun, Role};
use crate::text::forms::Form;
use crate::text::prose::Word;

/// The most acts of one sentence, roughly: beyond that it is a list of something else.
const MOST: usize = 8;

impl SentenceReader<'_> {
    /// Verbs joined to the head by a comma, `and`, `or`, `then`, `/`, `&`.
    pub(super) fn coordinated(&self, head: usize, sureness: Sureness, out: &mut Vec<Occurrence>) {
        let Some((_, head_form)) = self.verb(head) else { return };
        let mut joined = false;
        // Inside a subordinate clause: `that nobody has opened`. Only `then` and an object
        // that points back (`and deletes them`) lead out of it.
        let mut subordinate = false;
        let mut last = head;
        for i in head + 1..self.words.len() {
            let word = &self.words[i];
            if self.ends_clause(i, head) {
                break;
            }
            let connective = matches!(word.text.as_str(), "and" | "or" | "then");
            joined |= connective || is_joint(word);
            if connective {
                continue;
            }
            if !joined {
                subordinate |= opens_subordinate(word);
                continue;
            }
            if is_adverb(word) || matches!(word.text.as_str(), "also" | "optionally") {
                continue;
            }
            joined = false;
            let Some((_, form)) = self.verb(i) else { continue };
            if subordinate && !self.leads_out(i) && !self.goes_on(head, i) {
                continue;
            }
            // `Execute an INSERT, UPDATE or DELETE query`
            let keyword = || self.is_keyword(i) && !self.is_keyword(head);
            if form == head_form && self.is_joined_verb(i, i <= last + 2) && !keyword() {
                self.push_joined(out, i, sureness.min(Sureness::Fair));
                last = i;
            }
            if out.len() > MOST {
                break;
            }
        }
    }

    /// Whether nothing from the word on is joined to the head.
    fn ends_clause(&self, i: usize, head: usize) -> bool {
        let word = &self.words[i];
        word.gap.contains(['.', ';', ':', '(', '。']) && !word.gap.contains(',') && i > head + 1
            || matches!(word.text.as_str(), "what" | "would" | "could" | "how" | "whether" | "than" | "might")
    }

    /// Whether an object that is told follows a verb: `delete the note`, `delete it`.
    fn takes_told_object(&self, i: usize) -> bool {
        self.words.get(i + 1).is_some_and(|next| {
            next.gap.is_empty() && DETERMINERS.contains(&next.text) || matches!(next.text.as_str(), "it" | "them")
        })
    }

    /// Whether a joined verb leads out of a subordinate clause: `then deletes`, `and deletes them`.
    fn leads_out(&self, i: usize) -> bool {
        match self.before(i) {
            "then" => true,
            "and" => matches!(self.text(i + 1), "it" | "them"),
            _ => false,
        }
    }

    /// `Check if all tasks are done and mark the list`: the order goes on behind a question.
    fn goes_on(&self, head: usize, i: usize) -> bool {
        let Some((id, _)) = self.verb(i) else { return false };
        self.takes_told_object(i)
            && self.lexicon.verb(id).noun != Noun::Mostly
            && matches!(self.text(head + 1), "if" | "whether")
            && matches!(self.family(id), "change" | "create" | "end" | "move" | "remove" | "replace" | "reset" | "send")
    }

    /// Whether a word that is joined to a verb is one itself; `near` if it stands close to it. A
    /// noun in a list of objects looks the same: `files and comments`.
    fn is_joined_verb(&self, i: usize, near: bool) -> bool {
        let Some((id, form)) = self.verb(i) else { return false };
        let (word, next) = (&self.words[i], self.words.get(i + 1));
        let told = self.takes_told_object(i);
        let noun = self.lexicon.verb(id).noun;
        let plausible = match noun {
            Noun::Never => true,
            Noun::Often => {
                let open = next.is_some_and(|n| n.gap.is_empty());
                told || near || is_joint(word) && open && self.is_in_name(word)
            }
            Noun::Mostly => {
                let object_follows = next.is_some_and(|n| {
                    DETERMINERS.contains(&n.text)
                        || n.gap.contains([',', '/'])
                        || matches!(n.text.as_str(), "and" | "or" | "it" | "them")
                });
                object_follows && form == Form::Base && (near || told && self.leads_out(i))
            }
        };
        let third_like_plural = form == Form::Third && noun != Noun::Never && !told;
        // `buy volume, sell volume and price`
        let thing = || next.is_some_and(|n| n.gap.is_empty() && self.lexicon.is_compound(&word.text, &n.text)) && !told;
        plausible && !third_like_plural && !thing()
    }

    /// Adds a joined act. `and execute it`: what it acts on is what the first verb does.
    fn push_joined(&self, out: &mut Vec<Occurrence>, i: usize, sureness: Sureness) {
        let before = out.len();
        self.push(out, i, sureness, false);
        if let Some((first, [act])) = out.get(..before).and_then(<[_]>::first).cloned().zip(out.get_mut(before..))
            && act.object.words.iter().all(|word| matches!(word.as_str(), "it" | "them"))
        {
            act.object = Object { span: None, ..first.object };
        }
    }

    /// Whether a word in capitals is a keyword of a query that the sentence speaks of.
    fn is_keyword(&self, i: usize) -> bool {
        let word = self.words[i].raw;
        let query = |word: &Word<'_>| self.lexicon.plays(&word.text, Role::Query);
        word.len() > 2
            && word.bytes().all(|byte| byte.is_ascii_uppercase())
            && self.words[i + 1..].iter().take(6).any(query)
    }

    /// Verbs listed after a verb that names nothing itself: `Manages boards: create,
    /// rename, delete`, `Perform actions like …`, `operations (create/update/delete)`.
    pub(super) fn listed(&self, head: usize, out: &mut Vec<Occurrence>) {
        let names_nothing = self.verb(head).is_some_and(|(id, _)| matches!(self.family(id), "execute" | "perform"));
        let mut found: Vec<usize> = Vec::new();
        let mut open = false;
        for i in head + 1..self.words.len() {
            let word = &self.words[i];
            let before = self.before(i);
            let announced = names_nothing || self.lexicon.plays(before, Role::Actions);
            if !open && !announced {
                continue;
            }
            if word.gap.contains(['(', ':']) || matches!(before, "like" | "as" | "including" | "include" | "supports") {
                open = true;
            }
            let listed = word.gap.contains([',', '/', '(', ':', '|', '&'])
                || matches!(before, "or" | "and" | "like" | "as" | "including");
            if !open || !listed {
                continue;
            }
            let Some((id, form)) = self.verb(i) else { continue };
            let noun = self.lexicon.verb(id).noun;
            if matches!(form, Form::Base | Form::Gerund)
                && noun != Noun::Mostly
                && !out.iter().any(|o| o.span == word.span)
            {
                found.push(i);
            }
        }
        if found.len() >= 2 {
            for i in found {
                self.push(out, i, Sureness::Fair, false);
            }
        }
    }
}

/// Whether a mark before a word joins it to what stands before.
fn is_joint(word: &Word<'_>) -> bool {
    word.gap.contains([',', '/', '&', '、'])
}

/// Whether a subordinate clause begins with a word.
fn opens_subordinate(word: &Word<'_>) -> bool {
    matches!(
        word.text.as_str(),
        "that"
            | "which"
            | "who"
            | "where"
            | "when"
            | "if"
            | "so"
            | "because"
            | "unless"
            | "without"
            | "after"
            | "before"
            | "by"
            | "like"
    )
}
