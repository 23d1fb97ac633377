//! The words of a verdict. Made from the evidence when they are needed, so that
//! page, record and terminal cannot disagree.

use super::{Classification, Judge};
use crate::diag::printable;
use crate::evidence::{Evidence, Standing};
use crate::manifest::Tool;
use crate::text::forms::{Form, inflect, is_plural};
use crate::vocab::{Category, Reversibility, Trait};
use std::collections::BTreeSet;

/// The parts of a rationale, each a finished sentence or several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rationale {
    /// What the tool does.
    pub does: String,
    /// Why that is the category; which action of several is the worst.
    pub why: String,
    /// `Severity is high because`: what the numbered clauses answer.
    pub severity_lead: String,
    /// What makes the severity so: clauses, to be numbered.
    pub severity: Vec<String>,
    /// What undoes it; empty for a Read.
    pub undo: String,
    /// How sure that is; empty when the confidence is high.
    pub doubt: String,
}

impl Rationale {
    /// The words of a verdict on a tool.
    pub fn of(tool: &Tool, verdict: &Classification) -> Rationale {
        let words = Words { tool, verdict };
        if let Judge::Person { reason, author, date, instead_of } = &verdict.judge {
            return Rationale {
                does: words.does(),
                why: format!(
                    "{author} decided on {date} that it is {}: {} The rules had said {} with {} risk.",
                    verdict.category(),
                    sentence(reason),
                    instead_of.category(),
                    instead_of.risk().word().to_lowercase(),
                ),
                undo: words.undo(),
                ..Rationale::default()
            };
        }
        Rationale {
            does: words.does(),
            why: words.why(),
            severity_lead: format!("Severity is {} because", verdict.impact.severity()),
            severity: words.severity(),
            undo: words.undo(),
            doubt: verdict
                .doubt
                .as_ref()
                .map(|doubt| format!("Confidence is {}: {doubt}.", verdict.confidence))
                .unwrap_or_default(),
        }
    }

    /// All of it as one paragraph.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for part in [&self.does, &self.why] {
            push(&mut out, part);
        }
        match self.severity.as_slice() {
            [] => {}
            [one] => push(&mut out, &format!("{} {one}.", self.severity_lead)),
            many => {
                let listed: Vec<String> =
                    many.iter().enumerate().map(|(i, clause)| format!("({}) {clause}", i + 1)).collect();
                push(&mut out, &format!("{} {}.", self.severity_lead, listed.join("; ")));
            }
        }
        for part in [&self.undo, &self.doubt] {
            push(&mut out, part);
        }
        out
    }
}

fn push(out: &mut String, sentence: &str) {
    if !sentence.is_empty() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(sentence);
    }
}

/// What the sentences are made of.
struct Words<'a> {
    tool: &'a Tool,
    verdict: &'a Classification,
}

impl Words<'_> {
    fn does(&self) -> String {
        let actions = &self.verdict.actions;
        let act = &self.verdict.act;
        if actions.len() > 1 {
            let names: Vec<String> = actions.iter().map(|a| quoted(&a.action)).collect();
            let shown = if names.len() > 8 {
                format!("{} and {} more", names[..7].join(", "), names.len() - 7)
            } else {
                listed(&names, "and")
            };
            return format!("One tool for {} actions: {shown}.", actions.len());
        }
        if act.verb.is_empty() {
            return match &self.tool.description {
                None => "There is no description, and the name holds no verb.".to_owned(),
                Some(_) => "The definition names things, but no verb says what a call does.".to_owned(),
            };
        }
        let verb = third(&act.verb);
        let object = self.object();
        let by_name = if self.tool.description.is_none() { "By its name, it" } else { "It" };
        if object.is_empty() {
            return format!("{by_name} {verb}; the definition does not say what.");
        }
        format!("{by_name} {verb} {object}.")
    }

    /// The object with an article where English wants one.
    fn object(&self) -> String {
        let object = shortened(without_tail(&self.verdict.act.object), 90);
        if object.is_empty() {
            return object;
        }
        if !object.is_ascii() {
            return quoted(&object);
        }
        let first = object.split(' ').next().unwrap_or_default().to_lowercase();
        let head_end = object
            .split(' ')
            .position(|w| {
                matches!(w, "about" | "for" | "from" | "in" | "of" | "on" | "to" | "with" | "by" | "including")
            })
            .unwrap_or(usize::MAX);
        let last = object.split(' ').take(head_end).last().unwrap_or_default().to_lowercase();
        let determined = matches!(
            first.as_str(),
            "a" | "an"
                | "the"
                | "all"
                | "any"
                | "each"
                | "every"
                | "one"
                | "your"
                | "its"
                | "their"
                | "this"
                | "these"
                | "multiple"
                | "several"
                | "some"
                | "another"
                | "many"
                | "both"
                | "two"
                | "up"
                | "my"
                | "it"
                | "them"
                | "more"
        );
        let counted = first.bytes().all(|b| b.is_ascii_digit());
        let uncountable = matches!(
            last.as_str(),
            "access"
                | "advice"
                | "code"
                | "content"
                | "data"
                | "feedback"
                | "health"
                | "help"
                | "html"
                | "information"
                | "info"
                | "json"
                | "knowledge"
                | "markdown"
                | "metadata"
                | "money"
                | "music"
                | "news"
                | "sql"
                | "javascript"
                | "text"
                | "time"
                | "traffic"
                | "weather"
                | "work"
                | "documentation"
                | "history"
                | "software"
                | "usage"
        );
        if determined || counted || uncountable || is_plural(&last) || object.contains('`') || last.ends_with("ing") {
            return object;
        }
        // `an hour`, `a user`: by the sound of the first letters.
        let vowel = first.starts_with(['a', 'e', 'i', 'o', 'u'])
            && !first.starts_with("us")
            && !first.starts_with("uni")
            && !first.starts_with("ur")
            || first.starts_with("hour");
        format!("{} {object}", if vowel { "an" } else { "a" })
    }

    fn why(&self) -> String {
        let category = self.verdict.category();
        let deciding: Vec<&Evidence> = self.counted().filter(|e| self.argues(e, category)).collect();
        let decides: Vec<&&Evidence> = deciding.iter().filter(|e| e.standing == Standing::Decides).collect();
        let Some(first) = decides.first().copied().or(deciding.first()) else {
            return match category {
                Category::Write => "With nothing to go on it is treated as a Write, never as a quiet Read.".to_owned(),
                Category::Read => "Nothing in it changes anything, so it is Read.".to_owned(),
                Category::Destructive => "The worst that the words allow is assumed.".to_owned(),
            };
        };
        let of_actions = self.verdict.actions.len() > 1
            && self.verdict.actions.iter().any(|a| a.field == first.field && a.span.overlaps(first.span));
        if of_actions {
            let worst: Vec<String> = self
                .verdict
                .actions
                .iter()
                .filter(|a| a.impact.category() == category)
                .map(|a| quoted(&a.action))
                .take(4)
                .collect();
            let (be, verb) = if worst.len() == 1 { ("is", "it") } else { ("are", "each of them") };
            if self.verdict.actions.iter().all(|a| a.impact.category() == category) {
                return format!("Every action is {category}: {verb} {}.", first.says);
            }
            return format!(
                "Of its actions {} {be} the worst: {verb} {}, so the tool is {category}.",
                listed(&worst, "and"),
                first.says
            );
        }
        let place = self.places(first, &deciding);
        format!("{}: it {}, so it is {category}.", capitalised(&place), first.says)
    }

    /// Where a rule saw what it says: `name and description say “delete”`.
    fn places(&self, first: &Evidence, deciding: &[&Evidence]) -> String {
        let same: Vec<&&Evidence> = deciding.iter().filter(|e| e.rule == first.rule).collect();
        let quote = |e: &Evidence| e.span.of(&self.tool.text_at(&e.field).unwrap_or_default()).to_lowercase();
        let in_both = |field: &str| same.iter().any(|e| e.field.as_str() == field && quote(e) == quote(first));
        if in_both("/name") && in_both("/description") {
            return format!("name and description say {}", quoted(&quote(first)));
        }
        let mut places: Vec<String> = Vec::new();
        for e in same {
            let fresh = !places.iter().any(|p| p.starts_with(&self.subject(e)));
            if fresh && places.len() < 2 {
                places.push(self.place(e));
            }
        }
        places.join(" and ")
    }

    /// Whether verb and object are only words of a name that does not begin with the
    /// verb: `browser_go_back` does not say that it backs a browser.
    fn is_glued(&self, deciding: &[&Evidence]) -> bool {
        let in_name_alone = !deciding.is_empty() && deciding.iter().all(|e| e.field.as_str() == "/name");
        let first_end = crate::text::name::words(&self.tool.name).first().map_or(0, |word| word.span.end);
        self.tool.description.is_some() && in_name_alone && deciding.iter().all(|e| e.span.start >= first_end)
    }

    /// The first words of [`Words::place`], which tell one place from another.
    fn subject(&self, e: &Evidence) -> String {
        self.place(e).split(" says ").next().unwrap_or_default().to_owned()
    }

    /// Evidence that counts.
    fn counted(&self) -> impl Iterator<Item = &Evidence> {
        self.verdict.evidence.iter().filter(|e| !matches!(e.standing, Standing::SetAside(_)))
    }

    fn argues(&self, e: &Evidence, category: Category) -> bool {
        e.claim.category == Some(category)
            || e.claim.category.is_none()
                && e.claim.category_at_most == Some(category)
                && e.standing == Standing::Decides
    }

    /// `the name says “delete”`, `the parameter “command” is there`, …
    fn place(&self, e: &Evidence) -> String {
        let text = self.tool.text_at(&e.field).unwrap_or_default();
        let quote = quoted(&shortened(e.span.of(&text), 60));
        match e.field.as_str() {
            "/name" if e.span.of(&text) == text => format!("the name is {quote}"),
            "/name" => format!("the name says {quote}"),
            "/title" => format!("the title says {quote}"),
            "/description" => format!("the description says {quote}"),
            hint if hint.starts_with("/annotations/") => {
                format!("the author sets {} to {}", &hint["/annotations/".len()..], e.span.of(&text))
            }
            field if field.ends_with("/description") => {
                let name = field.rsplit('/').nth(1).unwrap_or_default();
                format!("the parameter {} is described by {quote}", quoted(name))
            }
            field if field.contains("/enum/") || field.ends_with("/const") => format!("one choice is {quote}"),
            _ => format!("there is a parameter {quote}"),
        }
    }

    fn severity(&self) -> Vec<String> {
        let impact = self.verdict.impact;
        let mut clauses: Vec<String> = Vec::new();
        let mut rules: Vec<&str> = Vec::new();
        let mut traits: BTreeSet<Trait> = BTreeSet::new();
        let relevant = |e: &&Evidence| {
            e.claim.severity.is_some_and(|s| s <= impact.severity())
                || e.claim.severity_at_most.is_some_and(|s| s >= impact.severity())
                || !e.claim.traits.is_empty()
        };
        for e in self.counted().filter(relevant) {
            if rules.contains(&e.rule.as_str()) || rules.len() >= 4 {
                continue;
            }
            // A second rule that says nothing but what the first one said.
            let moves = e.claim.severity.is_some() || e.claim.severity_at_most.is_some();
            if !moves && e.claim.traits.is_subset(&traits) {
                continue;
            }
            traits.extend(e.claim.traits.iter().copied());
            let clause = format!("it {}", e.says);
            if !clauses.iter().any(|have| have.starts_with(&clause)) {
                rules.push(e.rule.as_str());
                clauses.push(clause);
            }
        }
        if let Some(worst) = self
            .verdict
            .actions
            .iter()
            .filter(|a| a.impact.severity() == impact.severity())
            .max_by_key(|a| a.impact.category())
            && clauses.is_empty()
            && self.verdict.actions.len() > 1
        {
            clauses.push(format!("{} can do that much harm on its own", quoted(&worst.action)));
        }
        if clauses.is_empty() {
            clauses.push(match impact.category() {
                Category::Read => {
                    "nothing is touched, and nothing in the definition says that what it returns is confidential"
                        .to_owned()
                }
                Category::Write => {
                    "nothing in the definition says that money, access, secrets or production are touched".to_owned()
                }
                Category::Destructive => {
                    "something is lost, and nothing in the definition says that it is more or less than one thing"
                        .to_owned()
                }
            });
        }
        clauses
    }

    fn undo(&self) -> String {
        let Some(reversibility) = self.verdict.impact.reversibility() else { return String::new() };
        let stated = self
            .counted()
            .find(|e| e.rule.as_str().starts_with("stated-") && e.claim.reversibility == Some(reversibility));
        if let Some(e) = stated {
            let text = self.tool.text_at(&e.field).unwrap_or_default();
            let quote = quoted(&shortened(e.span.of(&text), 60));
            return match reversibility {
                Reversibility::Reversible => format!("It can be undone; the definition says {quote}."),
                Reversibility::Irreversible => format!("It cannot be undone; the definition says {quote}."),
            };
        }
        let family = self.verdict.act.family.as_str();
        match (self.verdict.category(), reversibility) {
            (Category::Read, _) => "",
            (Category::Write, Reversibility::Reversible) => match family {
                "create" | "generate" | "export" | "install" => "Removing what it made undoes it.",
                "send" => "It can be followed by a correction or taken down again.",
                "execute" | "perform" => "What it sets off may need a call of its own to be undone.",
                "grant" => "Taking the right away again undoes it.",
                _ if matches!(
                    self.verdict.act.verb.as_str(),
                    "click"
                        | "press"
                        | "tap"
                        | "type"
                        | "hover"
                        | "scroll"
                        | "navigate"
                        | "drag"
                        | "swipe"
                        | "fill"
                        | "submit"
                        | "deploy"
                        | "build"
                        | "trigger"
                        | "restart"
                        | "reboot"
                        | "release"
                        | "launch"
                        | "start"
                        | "stop"
                ) =>
                {
                    "What it sets off may need a call of its own to be undone."
                }
                _ => "Setting the old value again undoes it.",
            },
            (Category::Write, Reversibility::Irreversible) => match family {
                "send" => "What has been sent cannot be called back.",
                "pay" => "What has been paid or signed cannot be taken back from this side.",
                _ => "Nothing this tool can do takes it back.",
            },
            (Category::Destructive, Reversibility::Reversible)
                if self.counted().any(|e| e.rule.as_str() == "clear-passing") =>
            {
                "It fills up again by itself."
            }
            (Category::Destructive, Reversibility::Reversible) => "One call of the opposite kind puts it back.",
            (Category::Destructive, Reversibility::Irreversible) => match family {
                "execute" | "perform" => "What the commands do may not be undone by any other call.",
                "end" => "What has been ended does not come back by the same call.",
                "revoke" => "A new one has to be made; the old one does not come back.",
                _ => "What is gone cannot be brought back by the same call.",
            },
        }
        .to_owned()
    }
}

/// What a tool does, as parts of sentences: for texts that ask for another sentence
/// than the rationale's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phrases {
    /// `lists the files of a folder`; of a tool with several actions nothing.
    pub does: Option<String>,
    /// `listing the files of a folder`.
    pub doing: Option<String>,
    /// The verb alone: `list`.
    pub verb: Option<String>,
    /// The worst actions of a tool with several, quoted: at most three.
    pub worst: Vec<String>,
    /// What decided, and what that is taken to say: `name and description say “list”`,
    /// `returns what is already there`.
    pub ground: Option<(String, String)>,
}

impl Phrases {
    /// The parts for a tool and the verdict on it.
    pub fn of(tool: &Tool, verdict: &Classification) -> Phrases {
        let words = Words { tool, verdict };
        let category = verdict.category();
        let deciding: Vec<&Evidence> = words.counted().filter(|e| words.argues(e, category)).collect();
        let first = deciding.iter().find(|e| e.standing == Standing::Decides).or(deciding.first());
        let ground = first.map(|first| (words.places(first, &deciding), first.says.clone()));
        if verdict.actions.len() > 1 {
            let worst = verdict.actions.iter().filter(|action| action.impact.category() == category);
            let worst = worst.take(3).map(|action| quoted(&action.action)).collect();
            return Phrases { worst, ground, ..Phrases::default() };
        }
        if verdict.act.verb.is_empty() {
            return Phrases { ground, ..Phrases::default() };
        }
        let verb = spoken(&verdict.act.verb);
        let object = if words.is_glued(&deciding) { String::new() } else { words.object() };
        let object = whole(&object);
        let with = |form: String| if object.is_empty() { form } else { format!("{form} {object}") };
        let form = |wanted| {
            inflect(verb)
                .into_iter()
                .find(|(_, form)| *form == wanted)
                .map_or_else(|| verb.to_owned(), |(word, _)| word)
        };
        Phrases {
            does: (!object.is_empty()).then(|| with(form(Form::Third))),
            doing: (!object.is_empty()).then(|| with(form(Form::Gerund))),
            verb: Some(verb.to_owned()),
            worst: Vec::new(),
            ground,
        }
    }

    /// What shows that a tool has a trait: the place if its words say more than the
    /// tool's verb, and what they are taken to say.
    pub fn of_trait(tool: &Tool, verdict: &Classification, t: Trait) -> Option<(Option<String>, String)> {
        let words = Words { tool, verdict };
        let found = words.counted().filter(|e| e.claim.traits.contains(&t));
        // A quote of several words or of a parameter tells more than a verb.
        let telling = |e: &&Evidence| {
            let text = tool.text_at(&e.field).unwrap_or_default();
            e.field.as_str().starts_with("/inputSchema") || e.span.of(&text).contains(' ')
        };
        let all: Vec<&Evidence> = found.collect();
        match all.iter().find(|e| telling(e)) {
            Some(e) => Some((Some(words.place(e)), e.says.clone())),
            None => all.first().map(|e| (None, e.says.clone())),
        }
    }
}

/// An object that stands on its own: without a preposition whose complement was cut off,
/// and nothing at all of what is left of `up to ten records` or `a (filter) for records`.
fn whole(object: &str) -> String {
    let loose = |word: &str| {
        matches!(
            word.to_lowercase().as_str(),
            "about"
                | "at"
                | "by"
                | "down"
                | "for"
                | "from"
                | "in"
                | "into"
                | "of"
                | "off"
                | "on"
                | "or"
                | "out"
                | "over"
                | "to"
                | "up"
                | "with"
        )
    };
    let article = |word: &str| matches!(word.to_lowercase().as_str(), "a" | "an" | "the");
    let mut words: Vec<&str> = object.split(' ').filter(|word| !word.is_empty()).collect();
    while words.last().is_some_and(|word| loose(word) || article(word)) {
        words.pop();
    }
    match words.as_slice() {
        [first, ..] if loose(first) => String::new(),
        [first, second, ..] if article(first) && loose(second) => String::new(),
        [first, second, ..] if article(first) && article(second) => words[1..].join(" "),
        words => words.join(" "),
    }
}

/// The verb as it is said: shells shorten some.
fn spoken(verb: &str) -> &str {
    match verb {
        "cat" => "read",
        "cp" => "copy",
        "del" | "rm" | "rmdir" => "delete",
        "exec" => "execute",
        "ls" => "list",
        "mkdir" => "create",
        "mv" => "move",
        "stat" => "inspect",
        "upd" => "update",
        "rip" => "extract",
        other => other,
    }
}

/// The object without a participle or adjective whose complement was cut off:
/// `all comments associated` (with a post) says `all comments`.
fn without_tail(object: &str) -> &str {
    let mut rest = object.trim();
    while let Some((before, last)) = rest.rsplit_once(' ') {
        let dangling = last.len() > 4 && last.ends_with("ed") && !matches!(last, "feed" | "speed" | "embed")
            || matches!(
                last,
                "accessible"
                    | "available"
                    | "starting"
                    | "belonging"
                    | "containing"
                    | "including"
                    | "a"
                    | "an"
                    | "the"
                    | "and"
                    | "or"
            );
        if !dangling || before.is_empty() {
            break;
        }
        rest = before;
    }
    rest
}

/// The third person of a verb.
fn third(verb: &str) -> String {
    inflect(verb).into_iter().find(|(_, form)| *form == Form::Third).map_or_else(|| verb.to_owned(), |(word, _)| word)
}

/// The text in typographic quotes, safe to print.
fn quoted(text: &str) -> String {
    format!("“{}”", printable(text))
}

/// A text cut at a word, with an ellipsis if it was longer.
fn shortened(text: &str, most: usize) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if one_line.chars().count() <= most {
        return one_line;
    }
    let cut: String = one_line.chars().take(most).collect();
    let at = cut.rfind(' ').filter(|at| *at > most / 2).unwrap_or(cut.len());
    format!("{}…", cut[..at].trim_end_matches([',', ';', ':']))
}

/// `a, b and c`.
fn listed(items: &[String], last: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., tail] => format!("{} {last} {tail}", head.join(", ")),
    }
}

/// The text as a sentence with a full stop.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', '。']) { text.to_owned() } else { format!("{text}.") }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
