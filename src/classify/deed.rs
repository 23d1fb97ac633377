//! The act of a tool in the infinitive, for sentences with `to` or `can`; the worst of
//! several actions; and the author's first sentence where no act can be said.

use super::rationale::{Words, quoted, shortened, spoken};
use super::{ActionVerdict, Classification};
use crate::evidence::{Evidence, Standing};
use crate::manifest::Tool;
use crate::text::lower::Lower;
use crate::text::prose::first_sentence;
use crate::vocab::Trait;
use std::cmp::Reverse;

/// Letters of an author's sentence that are quoted.
const QUOTED: usize = 110;

/// How a tool's act is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deed {
    /// `create a topic`: what stands behind `to` or `can`.
    pub to: Option<String>,
    /// The first sentence of the description without its full stop, not yet in quotes.
    pub author: Option<String>,
    /// What becomes of it afterwards: `deleting the topic undoes it`, a short clause.
    pub end: &'static str,
}

impl Deed {
    /// The deed of a tool by the verdict on it.
    pub fn of(tool: &Tool, verdict: &Classification) -> Deed {
        let words = Words::new(tool, verdict);
        let single = worst_action(verdict).is_none();
        Deed {
            to: words.infinitive().filter(|_| single),
            author: words.first_sentence().map(|text| text.trim_end_matches('.').to_owned()),
            end: words.end(),
        }
    }
}

/// The worst of several actions: by category and risk, then what runs code, then the
/// first in the author's order. None if the tool does worse than any of its actions.
pub fn worst_action(verdict: &Classification) -> Option<&ActionVerdict> {
    let rank = |action: &ActionVerdict| {
        (action.impact.category(), action.impact.risk(), action.impact, action.traits.contains(&Trait::ExecutesCode))
    };
    let worst = verdict.actions.iter().min_by_key(|action| Reverse(rank(action)));
    worst.filter(|worst| verdict.actions.len() > 1 && worst.impact.category() == verdict.category())
}

impl<'a> Words<'a> {
    /// `create or update a topic`; nothing where verb and object make no sentence.
    fn infinitive(&self) -> Option<String> {
        let said = self.said();
        if said.verb.is_empty() || self.is_strange() {
            return None;
        }
        let verb = spoken(said.verb);
        let verb = if said.also.is_empty() { verb.to_owned() } else { format!("{verb} {}", said.also) };
        let verb = if said.ahead.is_empty() { verb } else { format!("{} {verb}", said.ahead) };
        let object = self.sayable_object();
        match (object.is_empty(), self.tool.is_described()) {
            (false, _) => Some(format!("{verb} {object}")),
            (true, false) => Some(verb),
            (true, true) => None,
        }
    }

    /// The object, if it can be said: not one that was cut off in a language that cannot be
    /// cut at a word, and nothing that is only the language of a question.
    pub(super) fn sayable_object(&self) -> String {
        let said = &self.verdict.act.said;
        let language = said.named && matches!(said.object.as_str(), "SQL" | "CLI" | "API");
        if said.foreign && said.object.ends_with('…') || language && self.tool.is_described() {
            return String::new();
        }
        tied(&self.object())
    }

    /// The first sentence of the description, cut at a word if it is long.
    pub(super) fn first_sentence(&self) -> Option<String> {
        let text = self.tool.description.as_deref().unwrap_or_default();
        let mut first = first_sentence(text);
        // `If somebody asks for this, use the tool. It searches …`: the second says more.
        if first.starts_with("If ")
            && let Some(at) = text.find(&first)
        {
            let second = first_sentence(&text[at + first.len()..]);
            first = if second.is_empty() { first } else { second };
        }
        // What a tool is not for says nothing of what it does.
        if first.to_lowercase().starts_with("not for") {
            return None;
        }
        let first = first.trim_end_matches(['.', ':', '!', '?', ' ', '。', '！', '？']).trim_end_matches("**");
        let text = shortened(first, QUOTED);
        let open = text.rfind('(').filter(|at| *at > 20 && !text[*at..].contains(')'));
        let text = open.map_or(text.as_str(), |at| text[..at].trim_end());
        Some(text.to_owned()).filter(|text| !text.is_empty())
    }

    /// The author's first sentence as a sentence of ours.
    pub(super) fn in_authors_words(&self) -> Option<String> {
        self.first_sentence().map(|text| format!("In its author’s words: {}.", quoted(&text)))
    }

    /// The evidence for an action's category.
    pub(super) fn reason_of(&self, action: &ActionVerdict) -> Option<&'a Evidence> {
        let verdict: &'a Classification = self.verdict;
        let own = verdict.evidence.iter().filter(|e| {
            e.field == action.field
                && action.span.overlaps(e.span)
                && !matches!(e.standing, Standing::SetAside(_))
                && e.claim.category == Some(action.impact.category())
        });
        own.min_by_key(|e| (Reverse(e.strength), e.standing != Standing::Decides))
    }
}

/// An object without prepositions and articles whose complement was cut off; nothing
/// where nothing else is left.
fn tied(object: &str) -> String {
    let mut words: Vec<&str> = object.split(' ').filter(|word| !word.is_empty()).collect();
    let empty = |word: &str| {
        matches!(word, "a" | "an" | "and" | "at" | "for" | "from" | "into" | "of" | "or" | "the" | "to" | "with")
    };
    while words.last().is_some_and(|word| empty(&Lower::of(word)) || *word == "new" && words.len() > 2) {
        words.pop();
    }
    match words.first() {
        Some(&("or" | "and" | "of")) => String::new(),
        Some(&("it" | "them" | "this")) if words.len() == 1 => String::new(),
        _ => words.join(" "),
    }
}
