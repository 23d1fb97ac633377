//! What a tool's name says of an act.

use crate::classify::decide::Decision;
use crate::classify::{Said, said};
use crate::evidence::acts::Occurrence;
use crate::rulebook::lexicon::{Classes, Noun, Role};
use crate::text::forms::Form;
use crate::text::name::NameWord;

impl Decision<'_, '_> {
    /// Says an act as the name does.
    pub(super) fn say_name(&self, act: &Occurrence, out: &mut Said) {
        let lexicon = self.lexicon();
        let tool = self.at.parsed.tool;
        out.named = true;
        self.join_by_name(act, out);
        let words = self.object_in_name(act);
        let text = tool.description.as_deref().unwrap_or_default();
        // `mail_resend_code`, “Resend the code”: the first word is the verb after all.
        let opens = text.split(|c: char| !c.is_alphanumeric()).find(|w| !w.is_empty()).unwrap_or_default();
        if words.first().is_some_and(|word| opens.eq_ignore_ascii_case(word)) {
            return;
        }
        // `git_commit`: what stands before a verb is its object only if it is a thing
        // that can be acted on; a described tool is better said in the author's words.
        let before = act.object.span.is_some_and(|span| span.end <= act.span.start);
        let thing = words.last().is_some_and(|word| lexicon.classes_of(word) != Classes::default());
        let guessed = before && (!thing || words.len() > 1);
        if tool.is_described() && (lexicon.manners(act.verb).intransitive || guessed) {
            return;
        }
        // `make_plan_tool`: the tool itself is no object of it.
        let words = without_last(&words, |last| last == "tool");
        // `get_route_associated`: what it belongs to is cut off.
        let words = without_last(words, is_left_over);
        // `set_active`: an adjective alone is no object.
        if !words.iter().all(|word| lexicon.plays(word, Role::Adjective)) {
            out.object = said::spelled(lexicon, words, text);
        }
    }

    /// The words of an act's object in the name. Words before the verb that all tools share
    /// name the server.
    fn object_in_name(&self, act: &Occurrence) -> Vec<&str> {
        let inside = |w: &&NameWord<'_>| act.object.span.is_some_and(|s| s.overlaps(w.span));
        let shared =
            |w: &&NameWord<'_>| w.span.start < act.span.start && self.at.context.namespace.contains(w.text.as_str());
        let words = self.at.parsed.words.iter().filter(inside).filter(|word| !shared(word));
        words.map(|word| word.text.as_str()).collect()
    }

    /// The verbs that a name joins to an act: `update` in `create_or_update_page`.
    fn join_by_name(&self, act: &Occurrence, out: &mut Said) {
        let lexicon = self.lexicon();
        let words = &self.at.parsed.words;
        let Some(at) = words.iter().position(|word| word.span == act.span) else { return };
        let verb = |word: &NameWord<'_>| {
            let (verb, form) = lexicon.form(&word.text)?;
            let verb = lexicon.verb(verb);
            (form == Form::Base && verb.noun != Noun::Mostly).then_some(verb)
        };
        let joint = |word: &NameWord<'_>| match word.text.as_str() {
            "or" => Some("or"),
            "and" => Some("and"),
            _ => None,
        };
        if let [by, other, ..] = &words[at + 1..]
            && let (Some(by), Some(other)) = (joint(by), verb(other))
        {
            out.also = format!("{by} {}", other.lemma);
        } else if let [.., other, by] = &words[..at]
            && let (Some(by), Some(other)) = (joint(by), verb(other))
        {
            out.ahead = format!("{} {by}", other.lemma);
        }
    }
}

/// Words without the last of several, if it is one of these.
fn without_last<'w, 'a>(words: &'w [&'a str], is: impl Fn(&str) -> bool) -> &'w [&'a str] {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() && is(last) => rest,
        _ => words,
    }
}

/// Whether a word at the end of a name only says of what sort the object is, or belongs to what
/// the name leaves out.
fn is_left_over(word: &str) -> bool {
    matches!(
        word,
        "advanced" | "associated" | "async" | "based" | "basic" | "detailed" | "extended" | "now" | "related" | "sync"
    )
}
