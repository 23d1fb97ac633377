//! The act of a tool in the infinitive, for sentences with `to` or `can`; the worst of
//! several actions; and the author's first sentence where no act can be said.

use super::rationale::{Words, quoted, shortened, spoken};
use super::{ActionVerdict, Classification};
use crate::evidence::{Evidence, Standing};
use crate::manifest::Tool;
use crate::vocab::{Category, Trait};
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
        let words = Words { tool, verdict };
        let single = verdict.actions.len() < 2;
        Deed {
            to: words.infinitive().filter(|_| single),
            author: words.first_sentence().map(|text| text.trim_end_matches('.').to_owned()),
            end: words.end(),
        }
    }
}

/// The worst of several actions: by category and risk, then what runs code, then the
/// first in the author's order. Of a tool with one action, none.
pub fn worst_action(verdict: &Classification) -> Option<&ActionVerdict> {
    let rank = |action: &ActionVerdict| {
        (action.impact.category(), action.impact.risk(), action.impact, action.traits.contains(&Trait::ExecutesCode))
    };
    verdict.actions.iter().min_by_key(|action| Reverse(rank(action))).filter(|_| verdict.actions.len() > 1)
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
        let object = self.sayable_object();
        match (object.is_empty(), self.tool.is_described()) {
            (false, _) => Some(format!("{verb} {object}")),
            (true, false) => Some(verb),
            (true, true) => None,
        }
    }

    /// The object, if it is one of the verb: what only stands before the verb in a name
    /// (`git_commit`) is none.
    pub(super) fn sayable_object(&self) -> String {
        let said = &self.verdict.act.said;
        if said.foreign && said.object.ends_with('…') || said.named && self.is_glued_name() {
            return String::new();
        }
        super::rationale::whole(&self.object())
    }

    /// Whether the object is what a name says before or around its verb, or the language
    /// that something is asked in.
    fn is_glued_name(&self) -> bool {
        let act = &self.verdict.act;
        if !self.tool.is_described() {
            return false;
        }
        let words = crate::text::name::words(&self.tool.name);
        let before = words.iter().position(|word| word.text.as_str() == act.said.verb).is_some_and(|at| at > 0);
        let language = matches!(act.said.object.as_str(), "SQL" | "CLI" | "API");
        before && self.verdict.actions.len() < 2 || language
    }

    /// Whether the verb that is said is not what decided: the wording as a whole did, and
    /// the name does not hold it either.
    pub(super) fn is_strange(&self) -> bool {
        let category = self.verdict.category();
        let turned = self
            .verdict
            .evidence
            .iter()
            .any(|e| e.rule.as_str() == category_rule(category) && e.standing == Standing::Decides);
        let said = self.said().verb;
        turned && !crate::text::name::words(&self.tool.name).iter().any(|word| word.text.as_str() == said)
    }

    /// The first sentence of the description, cut at a word if it is long.
    pub(super) fn first_sentence(&self) -> Option<String> {
        let text = self.tool.description.as_deref().unwrap_or_default();
        let line = text.lines().map(str::trim).find(|line| line.chars().any(char::is_alphanumeric))?;
        let line = line.trim_matches(|c: char| matches!(c, '#' | '*' | '`' | ' '));
        let ends = |(at, c): (usize, char)| {
            let rest = &line[at + c.len_utf8()..];
            match c {
                '。' | '！' | '？' => Some(at),
                '.' | '!' | '?' => {
                    (rest.starts_with(' ') && rest.trim_start().starts_with(|c: char| !c.is_lowercase())).then_some(at)
                }
                _ => None,
            }
        };
        let first = line.char_indices().find_map(ends).map_or(line, |at| &line[..at]);
        Some(shortened(first.trim_end_matches(['.', ':', ' ', '。']), QUOTED)).filter(|text| !text.is_empty())
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

/// The rule by which the wording as a whole decides on a category.
fn category_rule(category: Category) -> &'static str {
    match category {
        Category::Read => "words-read",
        Category::Write => "words-write",
        Category::Destructive => "words-destructive",
    }
}
