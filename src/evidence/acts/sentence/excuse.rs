//! Why a verb in a sentence, or all of them, are no act of the call.

use super::SentenceReader;
use crate::rulebook::lexicon::Role;
use crate::rulebook::rule::Place;
use crate::text::prose::Word;

/// Of what is said to whoever calls.
const TO_CALLER: &str = "it tells the caller what to do";

impl SentenceReader<'_> {
    /// `If a user asks to delete a note, use this`: what stands before the comma is when to
    /// call, not what the call does.
    pub(super) fn condition(&self, head: usize) -> Option<String> {
        let first = self.words.first()?.text.as_str();
        let asks = matches!(first, "if" | "when" | "whenever" | "once" | "unless");
        let before = self.words[1..=head].iter().all(|word| !word.gap.contains(','));
        let ends = self.words[head..].iter().any(|word| word.gap.contains(','));
        (asks && head > 0 && before && ends).then(|| "it is a condition".to_owned())
    }

    /// `You can use either a name or an identifier`: what a caller may hand in.
    pub(super) fn permits(&self, head: usize) -> Option<String> {
        let may =
            matches!(self.words, [you, can, ..] if you.text == "you" && matches!(can.text.as_str(), "can" | "may"));
        let verb = &self.words[head].text;
        let hands_in = matches!(verb.as_str(), "use" | "pass" | "provide" | "specify" | "enter");
        let this = self.words.get(head + 1).is_some_and(|word| matches!(word.text.as_str(), "this" | "it"));
        (may && hands_in && !this).then(|| TO_CALLER.to_owned())
    }

    /// `Use when starting work on a task`: when to call, not what the call does. `Look at the
    /// schema for details`: where to read more.
    pub(super) fn refers(&self, head: usize) -> Option<String> {
        let next = |by: usize| self.text(head + by);
        let word = self.words[head].text.as_str();
        if word == "use" && matches!(next(1), "when" | "whenever" | "if" | "before" | "after" | "once") {
            return Some("it says when to call, not what a call does".to_owned());
        }
        let more = |word: &Word<'_>| matches!(word.text.as_str(), "details" | "examples" | "information" | "specifics");
        let points = match word {
            "look" => next(1) == "at",
            "refer" => next(1) == "to",
            "check" | "consult" | "see" => true,
            _ => false,
        };
        if !points {
            return None;
        }
        // `for details`, `for more information`, of what is there to be read about the tool.
        let behind = &self.words[head + 1..self.words.len().min(head + 10)];
        let at = behind.iter().position(|word| word.text == "for")?;
        let about = |word: &Word<'_>| self.lexicon.plays(&word.text, Role::Manual);
        let further = behind.get(at + 1).is_some_and(|w| matches!(w.text.as_str(), "more" | "further" | "the"));
        let said = behind.get(at + 1).is_some_and(more) || further && behind.get(at + 2).is_some_and(more);
        (said && behind[..at].iter().any(about)).then(|| "it says where to read more".to_owned())
    }

    /// ``Execute the `publish` operation``: the sentence says no more than the tool's
    /// own name.
    pub(super) fn repeats(&self, head: usize) -> Option<String> {
        let (id, _) = self.verb(head)?;
        let family = self.family(id);
        if self.text(head + 1) == "this" && matches!(family, "execute" | "perform") {
            // `Run this tool at the start`, `Call this action when …`
            let tool = matches!(self.text(head + 2), "tool" | "function" | "for" | "when" | "whenever" | "if");
            let whenever = matches!(self.text(head + 3), "when" | "whenever" | "if");
            if tool || whenever {
                return Some(TO_CALLER.to_owned());
            }
        }
        if family != "execute" {
            return None;
        }
        let at = head + 1 + self.words[head + 1..].iter().take(7).position(|word| word.raw == self.siblings.own)?;
        let kind = self.words.get(at + 1)?;
        let quoted = self.words[at].gap.ends_with('`') && kind.gap.starts_with('`');
        let repeated = quoted && self.lexicon.plays(&kind.text, Role::Call);
        repeated.then(|| "it only repeats the tool’s name".to_owned())
    }

    /// Why the whole sentence speaks of something else, if it does: another tool,
    /// or what the caller should do.
    pub(super) fn mention(&self) -> Option<String> {
        self.speaks_of_sibling()
            .or_else(|| self.names_address().then(|| "it names an address".to_owned()))
            .or_else(|| self.makes_request().then(|| "it says how the work is done".to_owned()))
            .or_else(|| self.orders_another().then(|| "it speaks of another tool".to_owned()))
            .or_else(|| self.speaks_to_caller())
    }

    /// `Use list_notes first`: a sentence that speaks of another tool of the server.
    fn speaks_of_sibling(&self) -> Option<String> {
        let opens = matches!(
            self.words.first()?.text.as_str(),
            "use"
                | "call"
                | "see"
                | "first"
                | "to"
                | "for"
                | "if"
                | "before"
                | "after"
                | "then"
                | "prefer"
                | "instead"
                | "unlike"
                | "when"
                | "try"
                | "run"
                | "note"
                | "requires"
                | "must"
                | "consider"
                | "once"
                | "get"
                | "please"
                | "always"
        );
        if !opens && !self.words.iter().any(|word| word.text == "instead") {
            return None;
        }
        let other = self.words.iter().find(|word| self.siblings.contains(word.raw))?;
        Some(format!("it speaks of `{}`", other.raw))
    }

    /// `POST /api/notes`: an address, and nothing is posted.
    fn names_address(&self) -> bool {
        let [method, rest, ..] = self.words else { return false };
        matches!(method.text.as_str(), "delete" | "get" | "patch" | "post" | "put")
            && method.raw.len() > 2
            && method.raw.bytes().all(|byte| byte.is_ascii_uppercase())
            && is_path(rest)
    }

    /// `Makes a request to the /api/charts endpoint`: how the work is done.
    fn makes_request(&self) -> bool {
        let [makes, a, rest @ ..] = self.words else { return false };
        matches!(makes.text.as_str(), "make" | "makes" | "send" | "sends")
            && matches!(a.text.as_str(), "a" | "an")
            && rest.iter().take(3).any(|word| word.text == "request")
            && rest.iter().take(9).any(is_path)
    }

    /// ``Always call `login` ``: an order to call something else.
    fn orders_another(&self) -> bool {
        let told = usize::from(matches!(self.text(0), "always" | "first" | "please"));
        matches!(self.text(told), "use" | "call" | "prefer" | "try")
            && self.words.get(told + 1).is_some_and(|word| word.code || word.gap.contains('`'))
    }

    /// What the caller is told to do, or when.
    fn speaks_to_caller(&self) -> Option<String> {
        let first = self.text(0);
        // `You get errors`, `You should use this when …`; `you can list files` says what it does.
        let you = first == "you" && self.words.len() > 1 && !matches!(self.text(1), "can" | "may");
        // `Make sure you have read it first.`
        let make_sure = first == "make" && self.text(1) == "sure";
        if you || make_sure {
            return Some(TO_CALLER.to_owned());
        }
        if self.place != Place::Body {
            return None;
        }
        match first {
            "if" | "when" | "before" | "after" | "once" | "unless" | "while" => Some("it is a condition".to_owned()),
            "you" | "do" | "don't" | "never" | "always" | "make" | "ensure" | "please" | "note" | "example"
            | "examples" => Some(TO_CALLER.to_owned()),
            _ => None,
        }
    }

    /// The denial before a verb, within the same clause.
    pub(super) fn denial(&self, i: usize) -> Option<String> {
        for j in (i.saturating_sub(5)..i).rev() {
            let word = &self.words[j];
            if self.lexicon.denies(&word.text) {
                let quote = &self.text[word.span.start..self.words[i - 1].span.end];
                return Some(format!("denied by “{quote}”"));
            }
            if self.words[j + 1].gap.contains(['.', ';', ':']) || matches!(word.text.as_str(), "but" | "only" | "then")
            {
                return None;
            }
        }
        None
    }
}

/// Whether a path begins before a word: `/api/notes`.
fn is_path(word: &Word<'_>) -> bool {
    word.gap.trim_start().starts_with('/')
}
