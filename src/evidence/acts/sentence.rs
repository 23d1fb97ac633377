//! Acts in a sentence: its head, what is joined to it or listed behind it, and why a verb
//! that stands there is no act of the call.

use super::name::in_name;
use super::wide::wide_acts;
use super::{DETERMINERS, Object, Occurrence, STOPS, Sureness, is_of_agent, object};
use crate::evidence::context::Names;
use crate::rulebook::Lexicon;
use crate::rulebook::lexicon::{Noun, VerbId};
use crate::rulebook::rule::Place;
use crate::span::{Field, Span};
use crate::text::forms::{Form, singular};
use crate::text::name::{self, is_wide};
use crate::text::prose::{self, Sentence, Word};

/// What makes one word of itself and a verb behind a hyphen: `multi-step`.
const PREFIXES: &[&str] = &["cross", "meta", "multi", "non", "post", "pre", "self", "single", "step", "sub", "two"];

/// Who calls tools, or has them called: what such a one is allowed to do, the call does.
const CALLERS: &[&str] = &[
    "admin",
    "administrator",
    "agent",
    "ai",
    "assistant",
    "bot",
    "caller",
    "chatbot",
    "client",
    "customer",
    "developer",
    "llm",
    "model",
    "operator",
    "person",
    "team",
    "user",
];

/// Where more is written about a tool.
const ABOUT_TOOLS: &[&str] = &[
    "description",
    "doc",
    "docs",
    "documentation",
    "guide",
    "instructions",
    "manual",
    "page",
    "readme",
    "reference",
    "schema",
    "schemas",
    "specification",
];

/// Adjectives that stand behind a verb and hardly ever behind a noun.
const QUALITIES: &[&str] =
    &["accurate", "daily", "essential", "extensive", "historical", "in-depth", "live", "real", "real-time", "timely"];

/// What only says how a verb behind a hyphen is done: `hard-delete`.
const FORCES: &[&str] =
    &["auto", "batch", "bulk", "co", "de", "force", "hard", "mass", "pre", "re", "safe", "soft", "un"];

/// Whether what stands before a word sets it apart from the word before that: `Notes -
/// create a note`. A bare hyphen joins them: `open-source`.
fn is_set_off(before: &Word<'_>, word: &Word<'_>) -> bool {
    let small = word.raw.starts_with(char::is_lowercase);
    let hyphen = small && word.gap == "-" && before.span.end + 1 == word.span.start;
    !hyphen && word.gap.contains([':', '|', '-', '–', '：', ']'])
}

/// Whether a word says how something is done: `safely`.
fn is_adverb(word: &Word<'_>) -> bool {
    word.text.len() > 4 && word.text.ends_with("ly")
}

/// The names of the other tools of a server: all names but the tool's own. A view,
/// because a server may have thousands of tools.
#[derive(Debug, Clone, Copy)]
pub struct Siblings<'a> {
    /// The names of all tools of the server, if they are to be looked at.
    pub names: Option<&'a Names>,
    /// The tool's own name.
    pub own: &'a str,
}

impl Siblings<'_> {
    /// Nobody.
    pub const NONE: Siblings<'static> = Siblings { names: None, own: "" };

    fn contains(&self, word: &str) -> bool {
        word != self.own && self.names.is_some_and(|names| names.contains(word))
    }
}

/// The acts of one sentence of a text. `siblings` are the names of the server's
/// other tools: what a sentence says of them is not said of this one.
pub fn in_sentence(
    lexicon: &Lexicon,
    text: &str,
    sentence: &Sentence,
    field: &Field,
    place: Place,
    siblings: Siblings<'_>,
) -> Vec<Occurrence> {
    let shown = sentence.span.of(text);
    if !shown.is_ascii() && shown.chars().any(is_wide) {
        let found = wide_acts(lexicon, text, sentence.span, field, place);
        if !found.is_empty() {
            return found;
        }
    }
    let words = prose::words(text, sentence.span);
    let reader = SentenceReader { lexicon, text, words: &words, field, place, siblings };
    reader.read()
}

/// Reads one sentence.
struct SentenceReader<'a> {
    lexicon: &'a Lexicon,
    text: &'a str,
    words: &'a [Word<'a>],
    field: &'a Field,
    place: Place,
    siblings: Siblings<'a>,
}

impl SentenceReader<'_> {
    fn read(&self) -> Vec<Occurrence> {
        let Some((head, sureness)) = self.head() else { return Vec::new() };
        let head = self.purpose(head).unwrap_or(head);
        let mention = self.mention().or_else(|| self.condition(head)).or_else(|| self.permits(head));
        let mut out = self.named(head);
        if !out.is_empty() {
            if let Some(why) = mention {
                out.iter_mut().for_each(|act| act.denied = Some(why.clone()));
            }
            return out;
        }
        self.push(&mut out, head, sureness, true);
        self.coordinated(head, sureness, &mut out);
        self.listed(head, &mut out);
        // `Look at the schema for details and drop the tables`: what is joined to advice is done.
        if let (Some(why), Some(first)) = (self.refers(head), out.first_mut()) {
            first.denied.get_or_insert(why);
        }
        let mention = mention.or_else(|| self.repeats(head));
        if let Some(why) = mention {
            for act in &mut out {
                act.denied.get_or_insert_with(|| why.clone());
            }
        }
        out
    }

    /// `Submit a name to check whether it is free` under `check_name`: handing something in
    /// is the way, and the name's own verb behind `to` the act.
    fn purpose(&self, head: usize) -> Option<usize> {
        let (id, _) = self.verb(head)?;
        let lemma = self.lexicon.verb(id).lemma.as_str();
        // `Start creating orders` under `create_order`
        if matches!(lemma, "start" | "begin") && self.words.get(head + 1).is_some_and(|next| next.gap.is_empty()) {
            let (begun, form) = self.verb(head + 1)?;
            let family = self.lexicon.family_name(self.lexicon.verb(begun).family);
            // What is lost is lost, whoever began it.
            let takes = matches!(family, "remove" | "reset" | "revoke");
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
        let hands_in = ["call", "enter", "pass", "provide", "run", "send", "submit", "supply", "trigger"];
        if !hands_in.contains(&lemma) {
            return None;
        }
        let behind = |at: &usize| self.words[at - 1].text == "to" && self.names_tool(&self.words[*at]);
        (head + 2..self.words.len().min(head + 12))
            .filter(behind)
            .find(|at| self.verb(*at).is_some_and(|(_, form)| form == Form::Base))
    }

    /// `If a user asks to delete a note, use this`: what stands before the comma is when to
    /// call, not what the call does.
    fn condition(&self, head: usize) -> Option<String> {
        let first = self.words.first()?.text.as_str();
        let asks = matches!(first, "if" | "when" | "whenever" | "once" | "unless");
        let before = self.words[1..=head].iter().all(|word| !word.gap.contains(','));
        let ends = self.words[head..].iter().any(|word| word.gap.contains(','));
        (asks && head > 0 && before && ends).then(|| "it is a condition".to_owned())
    }

    /// `You can use either a name or an identifier`: what a caller may hand in.
    fn permits(&self, head: usize) -> Option<String> {
        let may =
            matches!(self.words, [you, can, ..] if you.text == "you" && matches!(can.text.as_str(), "can" | "may"));
        let verb = &self.words[head].text;
        let hands_in = matches!(verb.as_str(), "use" | "pass" | "provide" | "specify" | "enter");
        let this = self.words.get(head + 1).is_some_and(|word| matches!(word.text.as_str(), "this" | "it"));
        (may && hands_in && !this).then(|| "it tells the caller what to do".to_owned())
    }

    /// `Use when starting work on a task`: when to call, not what the call does. `Look at the
    /// schema for details`: where to read more.
    fn refers(&self, head: usize) -> Option<String> {
        let next = |by: usize| self.words.get(head + by).map_or("", |word| word.text.as_str());
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
        let about = |word: &Word<'_>| ABOUT_TOOLS.contains(&word.text.as_str());
        let further = behind.get(at + 1).is_some_and(|w| matches!(w.text.as_str(), "more" | "further" | "the"));
        let said = behind.get(at + 1).is_some_and(more) || further && behind.get(at + 2).is_some_and(more);
        (said && behind[..at].iter().any(about)).then(|| "it says where to read more".to_owned())
    }

    /// ``Execute the `publish` operation``: the sentence says no more than the tool's
    /// own name.
    fn repeats(&self, head: usize) -> Option<String> {
        let (id, _) = self.verb(head)?;
        let family = self.lexicon.family_name(self.lexicon.verb(id).family);
        // `Run this tool at the start`
        let this = self.words.get(head + 1).is_some_and(|w| w.text == "this")
            && self
                .words
                .get(head + 2)
                .is_some_and(|w| matches!(w.text.as_str(), "tool" | "function" | "for" | "when" | "whenever" | "if"));
        // `Call this action when …`
        let whenever = self.words.get(head + 3).is_some_and(|w| matches!(w.text.as_str(), "when" | "whenever" | "if"));
        let this = this || self.words.get(head + 1).is_some_and(|w| w.text == "this") && whenever;
        if this && matches!(family, "execute" | "perform") {
            return Some("it tells the caller what to do".to_owned());
        }
        if family != "execute" {
            return None;
        }
        let at = head + 1 + self.words[head + 1..].iter().take(7).position(|word| word.raw == self.siblings.own)?;
        let kind = self.words.get(at + 1)?;
        let quoted = self.words[at].gap.ends_with('`') && kind.gap.starts_with('`');
        let calls = matches!(kind.text.as_str(), "operation" | "action" | "method" | "command" | "call" | "endpoint");
        (quoted && calls).then(|| "it only repeats the tool’s name".to_owned())
    }

    /// `Execute the add_permission operation`: the act is the one that the identifier
    /// names.
    fn named(&self, head: usize) -> Vec<Occurrence> {
        let Some((id, _)) = self.verb(head) else { return Vec::new() };
        let family = self.lexicon.family_name(self.lexicon.verb(id).family);
        if family != "execute" && family != "perform" {
            return Vec::new();
        }
        let Some(word) =
            self.words[head + 1..].iter().take(7).find(|w| w.code && w.raw.starts_with(|c: char| c.is_lowercase()))
        else {
            return Vec::new();
        };
        let mut found = in_name(self.lexicon, word.raw, &Names::default(), &Names::default());
        for act in &mut found {
            act.place = self.place;
            act.field = self.field.clone();
            act.span = Span::new(word.span.start + act.span.start, word.span.start + act.span.end);
            act.object.span = act.object.span.map(|s| Span::new(word.span.start + s.start, word.span.start + s.end));
        }
        found
    }

    /// Why the whole sentence speaks of something else, if it does: another tool,
    /// or what the caller should do.
    fn mention(&self) -> Option<String> {
        let first = self.words.first().map_or("", |w| w.text.as_str());
        let starts = |list: &[&str]| list.contains(&first);
        if (starts(&[
            "use", "call", "see", "first", "to", "for", "if", "before", "after", "then", "prefer", "instead", "unlike",
            "when", "try", "run", "note", "requires", "must", "consider", "once", "get", "please", "always",
        ]) || self.words.iter().any(|w| w.text == "instead"))
            && let Some(other) = self.words.iter().find(|w| self.siblings.contains(w.raw))
        {
            return Some(format!("it speaks of `{}`", other.raw));
        }
        // `POST /api/notes`: an address, and nothing is posted.
        let method = matches!(first, "delete" | "get" | "patch" | "post" | "put") && self.words[0].raw.len() > 2;
        if method
            && self.words[0].raw.bytes().all(|byte| byte.is_ascii_uppercase())
            && self.words.get(1).is_some_and(|word| word.gap.trim_start().starts_with('/'))
        {
            return Some("it names an address".to_owned());
        }
        // `Makes a request to the /api/charts endpoint`: how the work is done.
        if let [makes, a, rest @ ..] = self.words
            && matches!(makes.text.as_str(), "make" | "makes" | "send" | "sends")
            && matches!(a.text.as_str(), "a" | "an")
            && rest.iter().take(3).any(|word| word.text == "request")
            && rest.iter().take(9).any(|word| word.gap.trim_start().starts_with('/'))
        {
            return Some("it says how the work is done".to_owned());
        }
        let told = usize::from(starts(&["always", "first", "please"]));
        let orders = self.words.get(told).is_some_and(|w| matches!(w.text.as_str(), "use" | "call" | "prefer" | "try"));
        if orders && self.words.get(told + 1).is_some_and(|w| w.code || w.gap.contains('`')) {
            return Some("it speaks of another tool".to_owned());
        }
        // `You get errors`, `You should use this when …`; `you can list files` says what it does.
        if first == "you" && self.words.get(1).is_some_and(|w| !matches!(w.text.as_str(), "can" | "may")) {
            return Some("it tells the caller what to do".to_owned());
        }
        // `Make sure you have read it first.`
        if first == "make" && self.words.get(1).is_some_and(|word| word.text == "sure") {
            return Some("it tells the caller what to do".to_owned());
        }
        if starts(&["if", "when", "before", "after", "once", "unless", "while"]) && self.place == Place::Body {
            return Some("it is a condition".to_owned());
        }
        if self.place == Place::Body
            && starts(&[
                "you", "do", "don't", "never", "always", "make", "ensure", "please", "note", "example", "examples",
            ])
        {
            return Some("it tells the caller what to do".to_owned());
        }
        None
    }

    /// The word that says what the call does, and how sure that is.
    fn head(&self) -> Option<(usize, Sureness)> {
        let words = self.words;
        // `Given a word, returns …`: the act stands behind the comma.
        if words.first().is_some_and(|w| {
            matches!(
                w.text.as_str(),
                "given" | "based" | "using" | "with" | "from" | "after" | "once" | "when" | "whenever" | "if" | "for"
            )
        }) {
            let behind = (2..words.len().min(22)).find(|j| words[*j].gap.contains(',') && self.is_verb_here(*j));
            if let Some(j) = behind {
                return Some((j, self.sureness(j, false).min(Sureness::Fair)));
            }
        }
        let mut provided: Option<usize> = None;
        let mut i = 0;
        let mut broke = false;
        while i < words.len() && i < 18 {
            let word = &words[i];
            let before = i.checked_sub(1).map(|b| words[b].text.as_str());
            if word.gap.contains('[') {
                // `[Project management] Create a version`: a tag, not the sentence.
                let end = (i + 1..words.len().min(i + 8)).find(|j| words[*j].gap.contains(']'));
                if let Some(end) = end {
                    i = end;
                    continue;
                }
            }
            if word.code || word.text.chars().all(|c| c.is_ascii_digit()) {
                i += 1;
                continue;
            }
            // `Lets an operator inspect a queue`
            let lets = matches!(word.text.as_str(), "allow" | "allows" | "enable" | "enables" | "let" | "lets");
            if lets && words.get(i + 1).is_some_and(|n| matches!(n.text.as_str(), "a" | "an" | "the" | "any" | "every"))
            {
                // `Lets an operator inspect a queue`; in `Allows a remote host to connect` the verb
                // is behind `to`.
                let ends = words.get(i + 4).is_some_and(|next| next.text == "to");
                let at_once = words.get(i + 3).is_some_and(|n| n.text != "to") && self.is_verb_here(i + 3) && !ends;
                let to = (i + 3..(i + 7).min(words.len())).find(|at| !at_once && words[*at].text == "to");
                let verb = to.map_or(i + 3, |to| to + 1);
                if word.text.starts_with("allow") && self.is_verb_here(i) && to.is_some_and(|to| self.gives(i + 2, to))
                {
                    return Some((i, self.sureness(i, broke)));
                }
                if verb < words.len() && words[verb].gap.is_empty() && self.is_verb_here(verb) {
                    return Some((verb, self.sureness(verb, broke)));
                }
            }
            if self.is_verb_here(i) && !(self.lexicon.leads_in(&word.text) && self.more_follows(i)) {
                return Some((i, self.sureness(i, broke)));
            }
            if matches!(word.text.as_str(), "provides" | "provide" | "gives" | "enables" | "enable" | "use")
                && provided.is_none()
            {
                provided = Some(i);
            }
            let adverb = is_adverb(word);
            let label = words.get(i + 1).is_some_and(|n| n.gap.contains([':', '|', '-', '–', ']', '：']));
            // `Batch delete items`
            let manner = matches!(word.text.as_str(), "batch" | "bulk" | "force" | "hard" | "mass" | "soft")
                && words.get(i + 1).is_some_and(|next| next.gap.trim().is_empty() || next.gap == "-");
            if self.lexicon.leads_in(&word.text)
                || adverb
                || manner
                || label
                || before.is_none() && word.gap.contains('[')
            {
                i += 1;
                continue;
            }
            broke = true;
            break;
        }
        // A noun phrase first: `A crawler that fetches …`, `Tool to delete …`.
        if broke {
            for j in i + 1..words.len() {
                let before = words[j - 1].text.as_str();
                let Some((id, form)) = self.verb(j) else { continue };
                let fits = match form {
                    Form::Base => {
                        before == "to" && !self.determined(j + 1, "of") && !self.told_how(j)
                            || is_set_off(&words[j - 1], &words[j])
                    }
                    Form::Third => {
                        matches!(before, "that" | "which" | "who" | "it" | "tool")
                            && self.lexicon.verb(id).lemma != "let"
                    }
                    Form::Gerund => matches!(before, "for" | "by") && j < 12,
                    Form::Past => false,
                };
                if fits && !self.lexicon.leads_in(&words[j].text) {
                    return Some((j, if j < 14 { Sureness::Fair } else { Sureness::Weak }));
                }
            }
        }
        // `Bir görevi siler`: some languages put the verb last.
        if let Some(last) = words.len().checked_sub(1).filter(|last| broke && *last > 0 && *last < 18)
            && self.lexicon.form(&words[last].text).is_none()
            && self.lexicon.foreign(&words[last].text).is_some()
        {
            return Some((last, Sureness::Fair));
        }
        provided.filter(|p| self.verb(*p).is_some()).map(|p| (p, Sureness::Weak))
    }

    /// Whether who is allowed something is not whoever calls tools, so that the call gives a
    /// right and does nothing else: `Allows a remote host to connect`. What takes something
    /// away is never only allowed.
    fn gives(&self, who: usize, to: usize) -> bool {
        let caller = |word: &Word<'_>| CALLERS.contains(&singular(&word.text).as_ref());
        let takes = self.verb(to + 1).filter(|_| to + 1 < self.words.len()).is_some_and(|(verb, _)| {
            let family = self.lexicon.family_name(self.lexicon.verb(verb).family);
            matches!(family, "end" | "remove" | "replace" | "reset" | "revoke")
        });
        !takes && !self.words[who..to].iter().any(caller)
    }

    fn verb(&self, i: usize) -> Option<(VerbId, Form)> {
        let word = &self.words[i];
        if word.code {
            return None;
        }
        let next = || self.words.get(i + 1).map(|next| next.text.as_str());
        let english = self.lexicon.form(&word.text).filter(|(id, _)| self.lexicon.stands(*id, next()));
        english.or_else(|| self.lexicon.foreign(&word.text).map(|f| (f.verb, Form::Base)))
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

    /// Whether the word is a verb in a position where verbs stand.
    fn is_verb_here(&self, i: usize) -> bool {
        let Some((id, form)) = self.verb(i) else { return false };
        let (word, next) = (&self.words[i], self.words.get(i + 1));
        // `NOTE: …`, `pre-commit`, `<end>`: a label, a part of a word, a placeholder.
        let label = word.raw.len() > 1
            && word.raw.bytes().all(|byte| byte.is_ascii_uppercase())
            && next.is_some_and(|next| next.gap.starts_with(':'));
        let part = word.gap == "-"
            && i > 0
            && self.words[i - 1].span.end + 1 == word.span.start
            && (PREFIXES.contains(&self.words[i - 1].text.as_str())
                || i > 1 && !FORCES.contains(&self.words[i - 1].text.as_str()));
        let placeholder = word.gap.ends_with('<') && next.is_none_or(|next| next.gap.starts_with('>'));
        if label || part || placeholder {
            return false;
        }
        if self.words.get(i + 1).is_some_and(|next| {
            next.gap.is_empty()
                && (self.lexicon.verb(id).noun != Noun::Never
                    && self.lexicon.is_compound(&self.words[i].text, &next.text)
                    || is_of_agent(self.lexicon, id, &next.text)
                        && self.words.get(i + 2).is_none_or(|n| !n.gap.is_empty() || STOPS.contains(&n.text)))
        }) {
            return false;
        }
        let before = i.checked_sub(1).map(|b| self.words[b].text.as_str()).unwrap_or_default();
        let determined = matches!(
            before,
            "a" | "an"
                | "the"
                | "this"
                | "these"
                | "one"
                | "your"
                | "any"
                | "all"
                | "single"
                | "simple"
                | "basic"
                | "powerful"
                | "main"
                | "primary"
                | "generic"
                | "fast"
                | "quick"
                | "convenient"
        );
        let verb = self.lexicon.verb(id);
        match form {
            Form::Base => {
                // `Report of pages`
                let of = i == 0 && next.is_some_and(|n| n.gap.is_empty() && n.text == "of");
                if determined || of && verb.noun != Noun::Never {
                    return false;
                }
                // `Search results for …`, `Test suite …`: a noun at the start, if the
                // next word is what such compounds have and no determiner. `Log food` under
                // `log_food` is none.
                // `Access historical prices`: an adjective shows that it is one too.
                let told = next.is_some_and(|n| n.gap.is_empty() && QUALITIES.contains(&n.text.as_str()));
                if verb.noun == Noun::Mostly && i == 0 && !told && !self.names_tool(word) {
                    return self
                        .words
                        .get(1)
                        .is_none_or(|n| !n.gap.is_empty() || DETERMINERS.contains(&n.text) || STOPS.contains(&n.text));
                }
                true
            }
            Form::Third => {
                // `Issues of a project`, `Changes merged since a date`: a noun in the plural.
                // `Builds and runs an app`: two verbs all the same.
                let joined = next.is_some_and(|next| matches!(next.text.as_str(), "and" | "or"))
                    && self.words.len() > i + 2
                    && self.verb(i + 2).is_some_and(|(_, form)| form == Form::Third)
                    && self.words.get(i + 3).is_some_and(|w| DETERMINERS.contains(&w.text));
                let plural = i == 0
                    && verb.noun != Noun::Never
                    && !joined
                    && next.is_some_and(|next| {
                        next.gap.is_empty()
                            && (matches!(
                                next.text.as_str(),
                                "of" | "in" | "by" | "since" | "that" | "whose" | "per" | "during" | "and" | "which"
                            ) || self.verb(i + 1).is_some_and(|(_, form)| form == Form::Past))
                    });
                if plural {
                    return false;
                }
                let asks = |n: &Word<'_>| matches!(n.text.as_str(), "how" | "if" | "what" | "where" | "whether");
                // `Returns historical prices`; not `Returns policy of a shop`.
                let open = |n: &Word<'_>| {
                    n.gap.is_empty()
                        && !matches!(
                            n.text.as_str(),
                            "and" | "by" | "center" | "for" | "from" | "label" | "management" | "of" | "policy" | "to"
                        )
                };
                let first = i == 0 && self.place == Place::Summary;
                let returns = first && verb.lemma == "return" && next.is_some_and(open);
                // `Loads tracks into a queue` under `load_queue`
                let named = || first && next.is_some_and(|n| n.gap.is_empty()) && self.opens_name(id);
                let shape = verb.noun != Noun::Mostly
                    || returns
                    || named()
                    || self.words.get(i + 1).is_some_and(|n| DETERMINERS.contains(&n.text) || asks(n));
                shape && !matches!(before, "all" | "these" | "your" | "a" | "an")
            }
            Form::Gerund => {
                i == 0
                    || matches!(
                        before,
                        "for" | "of" | "by" | "allows" | "enables" | "supports" | "support" | "in" | "when"
                    )
            }
            Form::Past => false,
        }
    }

    /// Whether the tool's own name begins with the word.
    fn names_tool(&self, word: &Word<'_>) -> bool {
        name::words(self.siblings.own).first().is_some_and(|first| first.text == word.text)
    }

    /// Whether the tool's own name begins with the verb.
    fn opens_name(&self, verb: VerbId) -> bool {
        let words = name::words(self.siblings.own);
        let first = words.first().and_then(|first| self.lexicon.form(&first.text));
        first.is_some_and(|(first, form)| first == verb && form == Form::Base)
    }

    /// Whether the word stands in the tool's own name behind another: `run` in
    /// `create_run_close`.
    fn is_in_name(&self, word: &Word<'_>) -> bool {
        name::words(self.siblings.own).iter().skip(1).any(|own| own.text == word.text)
    }

    fn sureness(&self, i: usize, broke: bool) -> Sureness {
        let Some((id, form)) = self.verb(i) else { return Sureness::Weak };
        let verb = self.lexicon.verb(id);
        let determined = self.words.get(i + 1).is_some_and(|n| DETERMINERS.contains(&n.text));
        match (verb.noun, form) {
            _ if broke => Sureness::Weak,
            (Noun::Never, Form::Base | Form::Third) => Sureness::Sure,
            (Noun::Often, Form::Base | Form::Third) => {
                if determined || i == 0 {
                    Sureness::Sure
                } else {
                    Sureness::Fair
                }
            }
            (Noun::Mostly, Form::Base | Form::Third) => {
                if determined {
                    Sureness::Sure
                } else {
                    Sureness::Fair
                }
            }
            // `Running processes of the box` is a list, not an act.
            (_, Form::Gerund) => {
                if i == 0 {
                    Sureness::Weak
                } else {
                    Sureness::Fair
                }
            }
            (_, Form::Past) => Sureness::Weak,
        }
    }

    fn determined(&self, i: usize, word: &str) -> bool {
        self.words.get(i).is_some_and(|w| w.text == word)
    }

    /// Verbs joined to the head by a comma, `and`, `or`, `then`, `/`, `&`.
    fn coordinated(&self, head: usize, sureness: Sureness, out: &mut Vec<Occurrence>) {
        let Some((_, head_form)) = self.verb(head) else { return };
        let mut joined = false;
        // Inside a subordinate clause: `that nobody has opened`. Only `then` and an object
        // that points back (`and deletes them`) lead out of it.
        let mut subordinate = false;
        let mut last = head;
        for i in head + 1..self.words.len() {
            let word = &self.words[i];
            if word.gap.contains(['.', ';', ':', '(', '。']) && !word.gap.contains(',') && i > head + 1 {
                break;
            }
            if matches!(word.text.as_str(), "what" | "would" | "could" | "how" | "whether" | "than" | "might") {
                break;
            }
            let comma = word.gap.contains([',', '/', '&', '、']);
            let connective = matches!(word.text.as_str(), "and" | "or" | "then");
            if connective {
                joined = true;
                continue;
            }
            if comma {
                joined = true;
            }
            if !joined {
                if matches!(
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
                ) {
                    subordinate = true;
                }
                continue;
            }
            if is_adverb(word) || matches!(word.text.as_str(), "also" | "optionally") {
                continue;
            }
            let Some((id, form)) = self.verb(i) else {
                joined = false;
                continue;
            };
            let verb = self.lexicon.verb(id);
            let same = form == head_form;
            let next = self.words.get(i + 1);
            let object_follows = next.is_some_and(|n| {
                DETERMINERS.contains(&n.text)
                    || n.gap.contains([',', '/'])
                    || matches!(n.text.as_str(), "and" | "or" | "it" | "them")
            });
            let told = next.is_some_and(|n| {
                n.gap.is_empty() && DETERMINERS.contains(&n.text) || matches!(n.text.as_str(), "it" | "them")
            });
            let leads_out = self.words[i - 1].text == "then"
                || self.words[i - 1].text == "and" && next.is_some_and(|n| matches!(n.text.as_str(), "it" | "them"));
            // `Check if all tasks are done and mark the list`: the order goes on.
            let goes_on = told
                && verb.noun != Noun::Mostly
                && self.words.get(head + 1).is_some_and(|w| matches!(w.text.as_str(), "if" | "whether"))
                && matches!(
                    self.lexicon.family_name(verb.family),
                    "change" | "create" | "end" | "move" | "remove" | "replace" | "reset" | "send"
                );
            if subordinate && !leads_out && !goes_on {
                joined = false;
                continue;
            }
            // A noun in a list of objects looks the same: `files and comments`.
            let plausible = match verb.noun {
                Noun::Never => true,
                Noun::Often => {
                    let open = next.is_some_and(|n| n.gap.is_empty());
                    told || i <= last + 2 || comma && open && self.is_in_name(word)
                }
                Noun::Mostly => object_follows && form == Form::Base && (i <= last + 2 || told && leads_out),
            };
            let third_like_plural = form == Form::Third && verb.noun != Noun::Never && !told;
            // `buy volume, sell volume and price`
            let thing =
                next.is_some_and(|n| n.gap.is_empty() && self.lexicon.is_compound(&word.text, &n.text)) && !told;
            // `Execute an INSERT, UPDATE or DELETE query`
            let keyword = self.is_keyword(i) && !self.is_keyword(head);
            if same && plausible && !third_like_plural && !thing && !keyword {
                let before = out.len();
                self.push(out, i, sureness.min(Sureness::Fair), false);
                // `and execute it`: what the first verb acts on.
                if let Some((first, [act])) =
                    out.get(..before).and_then(<[_]>::first).cloned().zip(out.get_mut(before..))
                    && act.object.words.iter().all(|word| matches!(word.as_str(), "it" | "them"))
                {
                    act.object = Object { span: None, ..first.object };
                }
                last = i;
            }
            joined = false;
            if out.len() > 8 {
                break;
            }
        }
    }

    /// Whether a word in capitals is a keyword of a query that the sentence speaks of.
    fn is_keyword(&self, i: usize) -> bool {
        let word = self.words[i].raw;
        let query = |word: &Word<'_>| {
            matches!(
                word.text.as_str(),
                "query" | "queries" | "statement" | "statements" | "sql" | "command" | "commands"
            )
        };
        word.len() > 2
            && word.bytes().all(|byte| byte.is_ascii_uppercase())
            && self.words[i + 1..].iter().take(6).any(query)
    }

    /// Verbs listed after a verb that names nothing itself: `Manages boards: create,
    /// rename, delete`, `Perform actions like …`, `operations (create/update/delete)`.
    fn listed(&self, head: usize, out: &mut Vec<Occurrence>) {
        let names_nothing = self.verb(head).is_some_and(|(id, _)| {
            matches!(self.lexicon.family_name(self.lexicon.verb(id).family), "execute" | "perform")
        });
        let mut found: Vec<usize> = Vec::new();
        let mut open = false;
        for i in head + 1..self.words.len() {
            let word = &self.words[i];
            let before = self.words[i - 1].text.as_str();
            let announced = names_nothing
                || matches!(
                    before,
                    "operations" | "actions" | "operation" | "action" | "commands" | "tasks" | "methods"
                );
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

    fn push(&self, out: &mut Vec<Occurrence>, i: usize, sureness: Sureness, first: bool) {
        let Some((verb, _)) = self.verb(i) else { return };
        let verb = self.phrasal(i, verb).unwrap_or(verb);
        let lemma = self.lexicon.verb(verb).lemma.as_str();
        if matches!(lemma, "raise" | "throw") {
            let error =
                |w: &Word<'_>| w.text.ends_with("error") || w.text.ends_with("exception") || w.text.ends_with("errors");
            if self.words[i + 1..].iter().take(4).any(error) {
                return;
            }
        }
        out.push(Occurrence {
            verb,
            place: self.place,
            field: self.field.clone(),
            span: self.words[i].span,
            object: self.object(i),
            sureness,
            first,
            denied: self.denial(i),
        });
    }

    /// What the verb means with a particle behind it or behind its object: `set up a
    /// monitor`, `take a role away from a user`.
    fn phrasal(&self, i: usize, verb: VerbId) -> Option<VerbId> {
        let particles = self.lexicon.phrasal(verb);
        if particles.is_empty() {
            return None;
        }
        for j in i + 1..self.words.len().min(i + 9) {
            let word = &self.words[j];
            let ends = word.gap.contains([',', '.', ';', ':', '(', ')', '—', '–']);
            if ends || matches!(word.text.as_str(), "and" | "or" | "then" | "to" | "from" | "with" | "for") {
                return None;
            }
            let apart = |particle: &str| {
                matches!(particle, "away" | "back" | "down" | "off")
                    || self.words.get(j + 1).is_none_or(|next| next.gap.contains(['.', ',', ';']))
            };
            let found = particles.iter().find(|(particle, _)| word.text == particle.as_str());
            if let Some((particle, means)) = found {
                return (j == i + 1 || apart(particle)).then_some(*means);
            }
        }
        None
    }

    /// The denial before a verb, within the same clause.
    fn denial(&self, i: usize) -> Option<String> {
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

    fn object(&self, verb: usize) -> Object {
        let mut i = verb + 1;
        let mut joined = false;
        // `Create or update a file`: the object stands behind the last verb.
        while i + 1 < self.words.len()
            && (matches!(self.words[i].text.as_str(), "or" | "and" | "then")
                || self.words[i].gap.contains([',', '/', '&']))
        {
            let joint = matches!(self.words[i].text.as_str(), "or" | "and" | "then");
            joined |= joint || self.words[i].gap.contains(['/', '&']);
            let step = if joint { i + 1 } else { i };
            match self.verb(step) {
                Some((_, form)) if form != Form::Past => i = step + 1,
                _ => break,
            }
        }
        let mut many = false;
        // `one or more files`.
        if let [one, or, more, ..] = &self.words[i.min(self.words.len())..]
            && matches!(one.text.as_str(), "one" | "two")
            && or.text == "or"
            && matches!(more.text.as_str(), "more" | "several" | "multiple" | "many")
            && [or, more].iter().all(|word| word.gap.is_empty())
        {
            many = true;
            i += 3;
        }
        let start = i;
        while i < self.words.len() && i < start + 8 {
            let word = &self.words[i];
            let stop = STOPS.contains(&word.text)
                || i > start && word.gap.contains([',', '.', ';', ':', '(', '—', '|', ')', '。', '，']);
            // `a model uniformly along an axis`
            let adverb = i > start
                && word.text.len() > 5
                && word.text.ends_with("ly")
                && !self.lexicon.is_object(&word.text)
                && self.words.get(i + 1).is_none_or(|next| STOPS.contains(&next.text) || !next.gap.trim().is_empty());
            let particle = i > start && matches!(word.text.as_str(), "away" | "back" | "down" | "off");
            let up_to = word.text == "up" && self.words.get(i + 1).is_some_and(|next| next.text == "to");
            if stop
                || adverb
                || particle
                || up_to
                || i == start && word.gap.contains(['.', ';', '(', ':', '|', '—', '–'])
            {
                break;
            }
            i += 1;
        }
        // `retrieve, update, delete, append children, …`: a list whose items have their own.
        if start > verb + 1 && !joined && self.words.get(i).is_some_and(|word| word.gap.contains(',')) {
            return Object::default();
        }
        let run = &self.words[start..i];
        // `list of files`, `details about a pod`: the thing is behind the preposition.
        let texts: Vec<&str> = run.iter().map(|w| w.text.as_str()).collect();
        let span = run.first().zip(run.last()).map(|(a, b)| Span::new(a.span.start, b.span.end));
        let mut object = object(self.lexicon, &texts, span, many);
        let vague = [
            "list",
            "detail",
            "information",
            "info",
            "set",
            "number",
            "content",
            "copy",
            "version",
            "status",
            "all",
            "one",
            "more",
            "history",
            "data",
            "result",
            "metadata",
            "summary",
            "overview",
            "count",
            "array",
            "batch",
            "collection",
            "group",
            "sequence",
            "series",
        ]
        .contains(&object.head())
            || object.words.is_empty();
        let next = self.words.get(i).map(|w| w.text.as_str());
        if vague && matches!(next, Some("of" | "about" | "for" | "on" | "from" | "in")) && i + 1 < self.words.len() {
            let mut end = i + 1;
            while end < self.words.len() && end < i + 7 {
                let word = &self.words[end];
                if STOPS.contains(&word.text) || end > i + 1 && word.gap.contains([',', '.', ';', ':', '(', '—', ')'])
                {
                    break;
                }
                end += 1;
            }
            let more: Vec<&str> = self.words[i + 1..end].iter().map(|w| w.text.as_str()).collect();
            if !more.is_empty() {
                let inner = self::object(self.lexicon, &more, None, object.many);
                let span = object.span.map_or(self.words[i].span.start, |s| s.start);
                object.span = Some(Span::new(span, self.words[end - 1].span.end));
                object.words.extend(inner.words);
                object.classes = object.classes.with(inner.classes);
                object.head_classes = inner.head_classes;
                object.many |= inner.many;
            }
        }
        object
    }
}
