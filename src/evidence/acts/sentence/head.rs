//! The head of a sentence: the word that says what the call does.

use super::{SentenceReader, is_adverb};
use crate::evidence::acts::Sureness;
use crate::rulebook::lexicon::Role;
use crate::text::forms::{Form, singular};
use crate::text::prose::Word;

/// The most words before a head.
const LEAD: usize = 18;

impl SentenceReader<'_> {
    /// The word that says what the call does, and how sure that is.
    pub(super) fn head(&self) -> Option<(usize, Sureness)> {
        if let Some(behind) = self.behind_setting() {
            return Some((behind, self.sureness(behind, false).min(Sureness::Fair)));
        }
        let mut provided: Option<usize> = None;
        let mut i = 0;
        // Where a word stands that leads to no verb.
        let broke = loop {
            let Some(word) = self.words.get(i).filter(|_| i < LEAD) else { break None };
            if let Some(end) = self.end_of_tag(i) {
                i = end;
                continue;
            }
            if word.code || word.text.chars().all(|c| c.is_ascii_digit()) {
                i += 1;
                continue;
            }
            if let Some(allowed) = self.allowed(i) {
                return Some((allowed, self.sureness(allowed, false)));
            }
            if self.is_verb_here(i) && !(self.lexicon.leads_in(&word.text) && self.more_follows(i)) {
                return Some((i, self.sureness(i, false)));
            }
            let provides =
                matches!(word.text.as_str(), "provides" | "provide" | "gives" | "enables" | "enable" | "use");
            provided = provided.or(provides.then_some(i));
            if !self.leads(i) {
                break Some(i);
            }
            i += 1;
        };
        broke
            .and_then(|at| self.behind_noun(at).or_else(|| self.at_the_end()))
            .or_else(|| provided.filter(|at| self.verb(*at).is_some()).map(|at| (at, Sureness::Weak)))
    }

    /// `Given a word, returns …`: the act stands behind the comma.
    fn behind_setting(&self) -> Option<usize> {
        let sets = matches!(
            self.text(0),
            "given" | "based" | "using" | "with" | "from" | "after" | "once" | "when" | "whenever" | "if" | "for"
        );
        let behind = |j: &usize| self.words[*j].gap.contains(',') && self.is_verb_here(*j);
        (2..self.words.len().min(22)).filter(|_| sets).find(behind)
    }

    /// `[Project management] Create a version`: the end of a tag that begins at a word.
    fn end_of_tag(&self, i: usize) -> Option<usize> {
        let begins = self.words[i].gap.contains('[');
        (i + 1..self.words.len().min(i + 8)).filter(|_| begins).find(|j| self.words[*j].gap.contains(']'))
    }

    /// `Lets an operator inspect a queue`, `Allows a remote host to connect`: the verb that
    /// somebody is allowed, or the one that allows it, if that is the act.
    fn allowed(&self, i: usize) -> Option<usize> {
        let words = self.words;
        let lets = matches!(self.text(i), "allow" | "allows" | "enable" | "enables" | "let" | "lets");
        if !lets || !matches!(self.text(i + 1), "a" | "an" | "the" | "any" | "every") {
            return None;
        }
        let ends = self.text(i + 4) == "to";
        let at_once = words.get(i + 3).is_some_and(|n| n.text != "to") && self.is_verb_here(i + 3) && !ends;
        let to = (i + 3..(i + 7).min(words.len())).find(|at| !at_once && self.text(*at) == "to");
        let verb = to.map_or(i + 3, |to| to + 1);
        let gives = || to.is_some_and(|to| self.gives(i + 2, to));
        if self.text(i).starts_with("allow") && self.is_verb_here(i) && gives() {
            return Some(i);
        }
        (verb < words.len() && words[verb].gap.is_empty() && self.is_verb_here(verb)).then_some(verb)
    }

    /// Whether who is allowed something is not whoever calls tools, so that the call gives a
    /// right and does nothing else: `Allows a remote host to connect`. What takes something
    /// away is never only allowed.
    fn gives(&self, who: usize, to: usize) -> bool {
        let caller = |word: &Word<'_>| self.lexicon.plays(&singular(&word.text), Role::Caller);
        let takes = self
            .verb(to + 1)
            .filter(|_| to + 1 < self.words.len())
            .is_some_and(|(verb, _)| matches!(self.family(verb), "end" | "remove" | "replace" | "reset" | "revoke"));
        !takes && !self.words[who..to].iter().any(caller)
    }

    /// Whether a word may stand before the verb of a sentence, though it is none.
    fn leads(&self, i: usize) -> bool {
        let (word, next) = (&self.words[i], self.words.get(i + 1));
        let label = next.is_some_and(|n| n.gap.contains([':', '|', '-', '–', ']', '：']));
        // `Batch delete items`
        let manner = matches!(word.text.as_str(), "batch" | "bulk" | "force" | "hard" | "mass" | "soft")
            && next.is_some_and(|next| next.gap.trim().is_empty() || next.gap == "-");
        let tag = i == 0 && word.gap.contains('[');
        self.lexicon.leads_in(&word.text) || is_adverb(word) || manner || label || tag
    }

    /// The verb behind a noun at `i`: `A crawler that fetches …`, `Tool to delete …`.
    fn behind_noun(&self, i: usize) -> Option<(usize, Sureness)> {
        (i + 1..self.words.len())
            .find(|j| self.follows_noun(*j) && !self.lexicon.leads_in(&self.words[*j].text))
            .map(|j| (j, if j < 14 { Sureness::Fair } else { Sureness::Weak }))
    }

    /// Whether a word is a verb that tells what a noun before it is for.
    fn follows_noun(&self, j: usize) -> bool {
        let Some((id, form)) = self.verb(j) else { return false };
        let before = self.before(j);
        match form {
            Form::Base => {
                before == "to" && self.text(j + 1) != "of" && !self.told_how(j)
                    || is_set_off(&self.words[j - 1], &self.words[j])
            }
            Form::Third => {
                matches!(before, "that" | "which" | "who" | "it" | "tool") && self.lexicon.verb(id).lemma != "let"
            }
            Form::Gerund => matches!(before, "for" | "by") && j < 12,
            Form::Past => false,
        }
    }

    /// `Bir görevi siler`: some languages put the verb last.
    fn at_the_end(&self) -> Option<(usize, Sureness)> {
        let last = self.words.len().checked_sub(1).filter(|last| (1..LEAD).contains(last))?;
        let foreign = self.lexicon.form(self.text(last)).is_none() && self.lexicon.foreign(self.text(last)).is_some();
        foreign.then_some((last, Sureness::Fair))
    }

    /// Whether a lead-in word that is a verb too (`use`, `allow`, `enable`) leads to
    /// another verb in the same clause.
    fn more_follows(&self, i: usize) -> bool {
        for j in i + 1..self.words.len().min(i + 9) {
            let word = &self.words[j];
            if let Some((_, form)) = self.verb(j) {
                let before = self.words[j - 1].text.as_str();
                if form == Form::Base
                    && matches!(before, "to" | "you" | "users" | "agents" | "that" | "can" | "and")
                    && !self.told_how(j)
                    || form == Form::Gerund && matches!(before, "for" | "by" | "allows" | "enables")
                    || form == Form::Third && matches!(before, "that" | "which" | "tool" | "this")
                {
                    return !self.lexicon.leads_in(&word.text) || self.more_follows(j);
                }
            }
            if word.gap.contains(['.', ';']) {
                return false;
            }
        }
        false
    }

    /// `documentation on how to deploy`: nobody deploys.
    fn told_how(&self, i: usize) -> bool {
        i > 1 && self.words[i - 1].text == "to" && matches!(self.words[i - 2].text.as_str(), "how" | "where" | "when")
    }

    /// `Submit a name to check whether it is free` under `check_name`: handing something in
    /// is the way, and the name's own verb behind `to` the act.
    pub(super) fn purpose(&self, head: usize) -> Option<usize> {
        let (id, _) = self.verb(head)?;
        let lemma = self.lexicon.verb(id).lemma.as_str();
        // `Start creating orders` under `create_order`
        if matches!(lemma, "start" | "begin") && self.words.get(head + 1).is_some_and(|next| next.gap.is_empty()) {
            let (begun, form) = self.verb(head + 1)?;
            // What is lost is lost, whoever began it.
            let takes = matches!(self.family(begun), "remove" | "reset" | "revoke");
            return (form == Form::Gerund && (takes || self.opens_name(begun))).then_some(head + 1);
        }
        // `Leverages a model to summarise pages`
        let third = self.lexicon.form(&self.words[head].text).is_some_and(|(_, form)| form == Form::Third);
        if third && ["leverage", "use", "utilize"].contains(&lemma) {
            let to = (head + 2..self.words.len().min(head + 9)).find(|at| self.words[*at].text == "to")?;
            let at = if self.words.get(to + 1).is_some_and(is_adverb) { to + 2 } else { to + 1 };
            let (_, form) = self.words.get(at).and_then(|_| self.verb(at))?;
            return (form == Form::Base).then_some(at);
        }
        if !self.lexicon.manners(id).hands_in {
            return None;
        }
        let behind = |at: &usize| self.words[at - 1].text == "to" && self.names_tool(&self.words[*at]);
        (head + 2..self.words.len().min(head + 12))
            .filter(behind)
            .find(|at| self.verb(*at).is_some_and(|(_, form)| form == Form::Base))
    }
}

/// Whether what stands before a word sets it apart from the word before that: `Notes -
/// create a note`. A bare hyphen joins them: `open-source`.
fn is_set_off(before: &Word<'_>, word: &Word<'_>) -> bool {
    let small = word.raw.starts_with(char::is_lowercase);
    let hyphen = small && word.gap == "-" && before.span.end + 1 == word.span.start;
    !hyphen && word.gap.contains([':', '|', '-', '–', '：', ']'])
}
