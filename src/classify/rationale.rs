//! The words of a verdict. Made from the evidence when they are needed, so that
//! page, record and terminal cannot disagree.

use super::said::{NounPhrase, articled, noun};
use super::{Classification, Judge};
use crate::diag::printable;
use crate::evidence::{Evidence, Standing};
use crate::manifest::Tool;
use crate::text::forms::{Form, inflect};
use crate::vocab::{Category, Impact, Reversibility, Trait};
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
        let severity = words.severity();
        let why = words.why();
        let besides = words.besides(&format!("{why} {}", severity.join(" ")));
        Rationale {
            does: words.does(),
            why: format!("{why}{besides}"),
            severity_lead: format!("Severity is {} because", verdict.impact.severity()),
            severity,
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
        let (same, others): (Vec<&String>, Vec<&String>) =
            self.severity.iter().partition(|clause| self.why.contains(clause.as_str()));
        let lead = match (same.is_empty(), others.len()) {
            (true, 0) => String::new(),
            (true, _) => format!("{} ", self.severity_lead),
            (false, 0) => format!("{} of that.", self.severity_lead),
            (false, _) => format!("{} of that and because ", self.severity_lead),
        };
        let clauses = match others.as_slice() {
            [] => String::new(),
            [one] => format!("{one}."),
            many => {
                let listed: Vec<String> =
                    many.iter().enumerate().map(|(i, clause)| format!("({}) {clause}", i + 1)).collect();
                format!("{}.", listed.join("; "))
            }
        };
        push(&mut out, &format!("{lead}{clauses}"));
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
            let name = quoted(&shortened(&self.tool.name, 60));
            let text = self.tool.description.as_deref().unwrap_or_default();
            if text.trim().is_empty() {
                return format!("There is no description, and the name {name} holds no verb.");
            }
            let begins = shortened(text, 60);
            let begins = quoted(begins.trim_end_matches('.'));
            return format!("No verb of {name} says what a call does; its description begins {begins}.");
        }
        let said = self.said();
        let mut verb = third(said.verb);
        if !said.also.is_empty()
            && let Some((joint, other)) = said.also.split_once(' ')
        {
            verb.push_str(&format!(" {joint} {}", third(other)));
        }
        let silent = !self.tool.is_described();
        let by_name = if silent { "By its name, it" } else { "It" };
        let object = self.object();
        if object.is_empty() {
            let text = self.tool.description.as_deref().unwrap_or_default();
            let text = shortened(text, 80);
            return match silent {
                true => format!("It {verb}, as far as the name {} tells.", quoted(&shortened(&self.tool.name, 60))),
                false => format!("It {verb}, by its description: {}.", quoted(text.trim_end_matches('.'))),
            };
        }
        format!("{by_name} {verb} {object}.")
    }

    /// The act as it is said; what was made without its words says verb and object.
    fn said(&self) -> Spoken<'_> {
        let act = &self.verdict.act;
        let said = &act.said;
        if said.verb.is_empty() {
            return Spoken { verb: &act.verb, also: "", object: without_tail(&act.object), foreign: false };
        }
        Spoken { verb: &said.verb, also: &said.also, object: &said.object, foreign: said.foreign }
    }

    /// The family of the verb that is said.
    fn family(&self) -> &str {
        let act = &self.verdict.act;
        if act.said.family.is_empty() { &act.family } else { &act.said.family }
    }

    /// The object with an article where English wants one.
    fn object(&self) -> String {
        let said = self.said();
        let object = shortened(said.object, 100);
        if object.is_empty() {
            return object;
        }
        if said.foreign { quoted(&object) } else { printable(&articled(&object)).into_owned() }
    }

    /// The noun that the object names, if it is English.
    fn noun(&self) -> Option<NounPhrase> {
        let said = self.said();
        if said.foreign || said.object.is_empty() {
            return None;
        }
        noun(said.object).filter(|noun| noun.words.len() <= 72 && printable(&noun.words) == noun.words)
    }

    /// Whether the object is tied by a preposition (`replies to a comment`): what is made
    /// or changed is something else.
    fn is_indirect(&self) -> bool {
        let first = self.said().object.split(' ').next().unwrap_or_default();
        matches!(
            first,
            "about"
                | "across"
                | "against"
                | "at"
                | "by"
                | "for"
                | "from"
                | "in"
                | "into"
                | "on"
                | "onto"
                | "to"
                | "with"
                | "within"
                | "as"
                | "like"
                | "if"
                | "whether"
                | "that"
                | "how"
                | "what"
        )
    }

    /// `the note`; `it` where no noun is named.
    fn the(&self) -> String {
        self.noun().filter(|_| !self.is_indirect()).map_or_else(|| "it".to_owned(), |noun| noun.definite())
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
        if let Some(kind) = first.says.strip_prefix(WORDED) {
            let words = self.words_of(first, &deciding);
            return format!("{} typical of {kind}, so it is {category}.", capitalised(&words));
        }
        let place = self.places(first, &deciding);
        format!("{}: it {}, so it is {category}.", capitalised(&place), first.says)
    }

    /// The words that a rule of weights names, with their verb: `words such as “start”
    /// and “browser” are`.
    fn words_of(&self, first: &Evidence, all: &[&Evidence]) -> String {
        let mut words: Vec<String> = Vec::new();
        for e in all.iter().filter(|e| e.rule == first.rule) {
            let text = self.tool.text_at(&e.field).unwrap_or_default();
            if e.field.as_str() == "/name" && e.span.of(&text) == text && text.contains(['_', '-', ' ']) {
                return format!("a name like {} is", quoted(&shortened(&text, 60)));
            }
            let word = quoted(&shortened(e.span.of(&text), 40).to_lowercase());
            if !words.contains(&word) {
                words.push(word);
            }
        }
        match words.len() {
            1 => format!("the word {} is", words[0]),
            _ => format!("words such as {} are", listed(&words, "and")),
        }
    }

    /// What a rule says, as a clause of its own.
    fn clause(&self, e: &Evidence) -> String {
        match e.says.strip_prefix(WORDED) {
            Some(kind) => {
                let counted: Vec<&Evidence> = self.counted().collect();
                format!("{} typical of {kind}", self.words_of(e, &counted))
            }
            None => format!("it {}", e.says),
        }
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
        let relevant = |e: &&Evidence| {
            e.claim.severity.is_some_and(|s| s <= impact.severity())
                || e.claim.severity_at_most.is_some_and(|s| s >= impact.severity())
        };
        for e in self.counted().filter(relevant) {
            let moves = e.claim.severity.is_some() || e.claim.severity_at_most.is_some();
            if rules.contains(&e.rule.as_str()) || rules.len() >= 4 || !moves {
                continue;
            }
            // What only lowers says nothing where something else raised.
            let lowers = e.claim.severity.is_none() && e.claim.severity_at_most.is_some();
            if lowers && e.standing != Standing::Decides {
                continue;
            }
            let clause = self.clause(e);
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
            clauses.push(self.usual_action(&quoted(&worst.action)));
        }
        if clauses.is_empty() {
            clauses.push(self.usual());
        }
        clauses
    }

    /// Why nothing is more or less severe than usual.
    fn usual(&self) -> String {
        let noun = self.noun();
        let family = self.family();
        match self.verdict.category() {
            Category::Read => self.usual_read(noun, family),
            Category::Write => {
                let what = match (&noun.filter(|_| !self.is_indirect()), self.said().foreign) {
                    (Some(noun), _) => format!("{} {} not said", noun.indefinite(), noun.be()),
                    (None, true) => format!("{} is not said", self.object()),
                    (None, false) => "what it changes is not said".to_owned(),
                };
                let has = |t: Trait| self.verdict.traits.contains(&t);
                let kept = [
                    ("money", Trait::MovesMoney),
                    ("access", Trait::ChangesAccess),
                    ("secrets", Trait::HandlesCredentials),
                    ("production", Trait::ProductionInfra),
                ];
                let kept: Vec<String> =
                    kept.iter().filter(|(_, t)| !has(*t)).map(|(word, _)| (*word).to_owned()).collect();
                format!("{what} to concern {}", listed(&kept, "or"))
            }
            Category::Destructive => match noun {
                Some(noun) if family == "end" => format!(
                    "{} {} ended, and nothing in the definition says that anything else ends with {}",
                    noun.definite(),
                    noun.be(),
                    if noun.plural { "them" } else { "it" }
                ),
                Some(noun) if noun.plural => {
                    format!("{} are lost, and nothing in the definition says that others go with them", noun.definite())
                }
                Some(noun) => {
                    format!("{} is lost, and nothing in the definition says that more goes with it", noun.definite())
                }
                None => "something is lost, and the definition does not say how much".to_owned(),
            },
        }
    }

    /// Why the worst of several actions is not more or less severe than usual.
    fn usual_action(&self, worst: &str) -> String {
        let impact = self.verdict.impact;
        if impact.severity() != Impact::default_for(impact.category()).severity() {
            return format!("{worst} alone can do that much");
        }
        match impact.category() {
            Category::Read => "nothing in the definition says that what its actions return is confidential".to_owned(),
            Category::Write => format!("{worst} is not said to concern money, access, secrets or production"),
            Category::Destructive => format!("{worst} loses something, and the definition does not say how much"),
        }
    }

    fn usual_read(&self, noun: Option<NounPhrase>, family: &str) -> String {
        let name = || quoted(&shortened(&self.tool.name, 60));
        let about_people = self.verdict.traits.contains(&Trait::PersonalData);
        let outside = self.verdict.traits.contains(&Trait::UntrustedInput);
        match noun {
            _ if family == "wait" => "nothing is touched while it waits".to_owned(),
            Some(noun) if about_people => {
                format!("{} {} only read, and nothing says that secrets come along", noun.indefinite(), noun.be())
            }
            Some(noun) if family == "generate" => {
                format!("{} {} only handed back, and nothing says that it is kept or sent", noun.definite(), noun.be())
                    .replace("that it is", if noun.plural { "that they are" } else { "that it is" })
            }
            Some(noun) if matches!(family, "compute" | "execute" | "perform" | "send" | "create" | "change") => {
                format!("nothing about {} is said to be confidential", noun.definite())
            }
            Some(noun) if outside => {
                format!("{} {} shown and not changed, whoever wrote {}", noun.indefinite(), noun.be(), noun.them())
            }
            Some(noun) if family == "inspect" => {
                format!(
                    "nothing in the definition says that what it finds out about {} is confidential",
                    noun.definite()
                )
            }
            Some(noun) if family == "search" => {
                format!("nothing in the definition says that {} {} private", noun.indefinite(), noun.be())
            }
            Some(noun) => {
                format!("nothing in the definition says that {} {} confidential", noun.indefinite(), noun.be())
            }
            None if self.said().foreign => {
                format!("nothing in the definition says that {} is confidential", self.object())
            }
            None => format!("nothing in the definition says that what {} returns is confidential", name()),
        }
    }

    /// What else the call touches that the sentences before do not say.
    fn besides(&self, said: &str) -> String {
        let mut clauses: Vec<String> = Vec::new();
        let mut traits: BTreeSet<Trait> = BTreeSet::new();
        let known = self.counted().filter(|e| e.claim.severity.is_some() || e.claim.severity_at_most.is_some());
        known.for_each(|e| traits.extend(e.claim.traits.iter().copied()));
        for e in self.counted().filter(|e| !e.claim.traits.is_empty()) {
            if e.claim.traits.is_subset(&traits) || clauses.len() >= 3 {
                continue;
            }
            traits.extend(e.claim.traits.iter().copied());
            let clause = self.clause(e);
            if !said.contains(&clause) && !clauses.contains(&clause) {
                clauses.push(clause);
            }
        }
        if clauses.is_empty() { String::new() } else { format!(" Besides, {}.", listed(&clauses, "and")) }
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
        let act = &self.verdict.act;
        let family = self.family();
        let the = self.the();
        let opposite = match self.noun().filter(|_| !self.is_indirect()) {
            _ if act.opposite.is_empty() => String::new(),
            Some(noun) => act.opposite.replace('~', &noun.definite()),
            None => {
                act.opposite.replace(" of ~", "").replace('~', if family == "create" { "what it made" } else { "it" })
            }
        };
        let sets_off = match &the {
            it if it == "it" => "What it sets off may need a call of its own to be undone.".to_owned(),
            the => format!("What it sets off with {the} may need a call of its own to be undone."),
        };
        match (self.verdict.category(), reversibility) {
            (Category::Read, _) => String::new(),
            (Category::Write, Reversibility::Reversible)
                if family == "execute" || family == "perform" && act.opposite.is_empty() =>
            {
                sets_off
            }
            (Category::Write, Reversibility::Reversible)
                if matches!(
                    act.verb.as_str(),
                    "click"
                        | "press"
                        | "tap"
                        | "type"
                        | "hover"
                        | "swipe"
                        | "submit"
                        | "build"
                        | "trigger"
                        | "restart"
                        | "reboot"
                        | "launch"
                        | "fire"
                        | "input"
                ) =>
            {
                sets_off
            }
            (Category::Write, Reversibility::Reversible) if family == "send" => match the.as_str() {
                "it" => "A correction can follow.".to_owned(),
                the => format!("After {the} a correction can be sent."),
            },
            (Category::Write, Reversibility::Reversible) if !opposite.is_empty() => {
                format!("{} undoes it.", capitalised(&opposite))
            }
            (Category::Write, Reversibility::Reversible) => match (family, the.as_str()) {
                ("create" | "generate" | "export", "it") => "Removing what it made undoes it.".to_owned(),
                ("create" | "generate" | "export", the) => format!("Removing {the} undoes it."),
                ("grant", _) => "Taking the right away again undoes it.".to_owned(),
                (_, "it") => "Setting the old value again undoes it.".to_owned(),
                (_, the) => format!("Putting {the} back as before undoes it."),
            },
            (Category::Write, Reversibility::Irreversible) => match (family, the.as_str()) {
                ("send", "it") => "What has been sent cannot be called back.".to_owned(),
                ("send", the) => format!("Once sent, {the} cannot be called back."),
                ("pay", "it") => "What has been paid or signed cannot be taken back from this side.".to_owned(),
                ("pay", the) => format!("What has been done with {the} cannot be taken back from this side."),
                (_, "it") => "Nothing in the definition says that it can be taken back.".to_owned(),
                (_, the) => format!("Nothing in the definition says that {the} can be taken back."),
            },
            (Category::Destructive, Reversibility::Reversible)
                if self.counted().any(|e| e.rule.as_str() == "clear-passing") =>
            {
                match the.as_str() {
                    "it" => "What is lost comes back in later work.".to_owned(),
                    the => format!("Later work makes {the} anew."),
                }
            }
            (Category::Destructive, Reversibility::Reversible) if !opposite.is_empty() => {
                format!("{} undoes it.", capitalised(&opposite))
            }
            (Category::Destructive, Reversibility::Reversible) => match the.as_str() {
                "it" => "One call of the opposite kind puts it back.".to_owned(),
                the => format!("One call of the opposite kind puts {the} back."),
            },
            (Category::Destructive, Reversibility::Irreversible) => match (family, the.as_str()) {
                ("execute" | "perform", "it") => "What it sets off may not be undone by any other call.".to_owned(),
                (family, the)
                    if matches!(family, "execute" | "perform")
                        || self.verdict.traits.contains(&Trait::ExecutesCode) =>
                {
                    format!("What {the} may do, no other call is sure to undo.")
                }

                ("end", "it") => "What has been ended has to be started anew.".to_owned(),
                ("end", the) => {
                    let have = if self.noun().is_some_and(|noun| noun.plural) { "have" } else { "has" };
                    format!("{} {have} to be started or planned anew.", capitalised(the))
                }
                ("revoke", "it") => "A new one has to be made; the old one does not come back.".to_owned(),
                ("revoke", the) => format!("{} cannot be given back by the same call.", capitalised(the)),
                ("change" | "create", "it") => "The old content does not come back by the same call.".to_owned(),
                ("change" | "create" | "export", the) => {
                    format!("The old state of {the} comes back only from a copy made before.")
                }
                (_, "it") => "What is gone cannot be brought back by the same call.".to_owned(),
                (_, the) => format!("Nothing but a copy made before brings {the} back."),
            },
        }
    }
}

/// How rules of weights begin what they say.
const WORDED: &str = "is worded like ";

/// A verb and its object as they are said.
struct Spoken<'a> {
    verb: &'a str,
    also: &'a str,
    object: &'a str,
    foreign: bool,
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
        let verb = spoken(words.said().verb);
        let object = if words.is_glued(&deciding) { String::new() } else { words.object() };
        let object = whole(&object);
        let with = |form: String| if object.is_empty() { form } else { format!("{form} {object}") };
        let form = |wanted| inflected(verb, wanted);
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
        "backup" => "back up",
        "bulkdelete" => "delete",
        "checkout" => "check out",
        "cleanup" => "clean up",
        "eval" => "evaluate",
        "goto" => "go to",
        "handoff" => "hand off",
        "init" => "initialise",
        "login" => "log in",
        "logout" => "log out",
        "lookup" => "look up",
        "payout" => "pay out",
        "poweroff" => "power off",
        "rollback" => "roll back",
        "rollout" => "roll out",
        "setup" => "set up",
        "shell" => "run",
        "shutdown" => "shut down",
        "signup" => "sign up",
        "teardown" => "tear down",
        "topup" => "top up",
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
    inflected(spoken(verb), Form::Third)
}

/// A form of a verb; of one with a particle (`look up`), its first word changes.
fn inflected(verb: &str, wanted: Form) -> String {
    let (verb, particle) = verb.split_once(' ').unwrap_or((verb, ""));
    let form =
        inflect(verb).into_iter().find(|(_, form)| *form == wanted).map_or_else(|| verb.to_owned(), |(word, _)| word);
    format!("{form} {particle}").trim_end().to_owned()
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
