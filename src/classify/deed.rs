//! The act of a tool in the infinitive, for sentences with `to` or `can`; the worst of
//! several actions; and the author's first sentence where no act can be said.

use super::rationale::{WORDED, Words, quoted, shortened, spoken};
use super::{ActionVerdict, Classification};
use crate::evidence::{Evidence, Standing};
use crate::manifest::Tool;
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
        let words = Words { tool, verdict };
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

    /// Whether the verb that is said is not what decided: the wording as a whole did, and
    /// the name does not hold it either.
    pub(super) fn is_strange(&self) -> bool {
        let category = self.verdict.category();
        let turned = self.verdict.evidence.iter().any(|e| {
            e.says.starts_with(WORDED) && e.claim.category == Some(category) && e.standing == Standing::Decides
        });
        let said = self.said().verb;
        turned && !crate::text::name::words(&self.tool.name).iter().any(|word| word.text.as_str() == said)
    }

    /// The first sentence of the description, cut at a word if it is long.
    pub(super) fn first_sentence(&self) -> Option<String> {
        let text = self.tool.description.as_deref().unwrap_or_default();
        let said = |line: &&str| line.chars().any(char::is_alphanumeric);
        let goes_on = |line: &&str| said(line) && !line.starts_with(['-', '*', '#', '•', '|', '`']);
        let mut lines = text.lines().map(str::trim).skip_while(|line| !said(line));
        let first = lines.next()?;
        let rest: Vec<&str> = lines.take_while(goes_on).take(4).collect();
        let whole = if first.ends_with(['.', ':', '。']) || first.starts_with('#') {
            first.to_owned()
        } else {
            std::iter::once(first).chain(rest).collect::<Vec<_>>().join(" ")
        };
        let mut line = whole.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '[' | '"' | '/' | '@'));
        // `[Group of tools] Lists them`
        if let Some((_, after)) = line.strip_prefix('[').and_then(|line| line.split_once(']')) {
            let after = after.trim_start_matches([' ', '-', ':']);
            line = if after.is_empty() { line } else { after };
        }
        let first = line.char_indices().find_map(|(at, c)| ends(line, at, c)).map_or(line, |at| &line[..at]);
        let text = shortened(first.trim_end_matches(['.', ':', ' ', '。']).trim_end_matches("**"), QUOTED);
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

/// Where a sentence ends, if it does so at this character.
fn ends(line: &str, at: usize, c: char) -> Option<usize> {
    let rest = &line[at + c.len_utf8()..];
    let short = ["e.g", "i.e", "etc", "vs", "incl"].iter().any(|word| line[..at].ends_with(word));
    let new = rest.starts_with(' ') && rest.trim_start().starts_with(|c: char| !c.is_lowercase());
    match c {
        '。' | '！' | '？' => Some(at),
        '.' | '!' | '?' => (new && !short).then_some(at),
        _ => None,
    }
}

/// An object without prepositions and articles whose complement was cut off; nothing
/// where nothing else is left.
fn tied(object: &str) -> String {
    let mut words: Vec<&str> = object.split(' ').filter(|word| !word.is_empty()).collect();
    let empty = |word: &str| {
        matches!(word, "a" | "an" | "and" | "at" | "for" | "from" | "into" | "of" | "or" | "the" | "to" | "with")
    };
    while words.last().is_some_and(|word| empty(&word.to_lowercase()) || *word == "new" && words.len() > 2) {
        words.pop();
    }
    match words.first() {
        Some(&("or" | "and" | "of")) => String::new(),
        Some(&("it" | "them" | "this")) if words.len() == 1 => String::new(),
        _ => words.join(" "),
    }
}
