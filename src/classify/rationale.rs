//! The words of a verdict. Made from the evidence when they are needed, so that
//! page, record and terminal cannot disagree.

use super::deed::worst_action;
use super::noun::{NounPhrase, Told, be, them};
use super::said::{OBJECT, Said};
use super::{ActionVerdict, Classification, Judge};
use crate::diag::printable;
use crate::evidence::{Evidence, Standing, Strength};
use crate::manifest::Tool;
use crate::span::Field;
use crate::text::forms::{self, Form, singular};
use crate::text::lower::Lower;
use crate::text::word_set::WordSet;
use crate::text::{capitalised, listed};
use crate::vocab::{Category, Impact, Trait};
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// The parts of a rationale, each a finished sentence or several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rationale {
    /// What the tool does.
    pub does: String,
    /// Why that is the category; which action of several is the worst.
    pub why: String,
    /// What else a call touches; often nothing.
    pub besides: String,
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
        let words = Words::new(tool, verdict);
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
        let why = words.why();
        let severity = words.severity();
        let besides = words.besides(|says| why.contains(says) || severity.iter().any(|clause| clause.contains(says)));
        Rationale {
            does: words.does(),
            why,
            besides,
            severity_lead: ["Severity is ", verdict.impact.severity().word(), " because"].concat(),
            severity,
            undo: words.undo(),
            doubt: verdict
                .doubt
                .as_ref()
                .map(|doubt| format!("Confidence is {}: {doubt}.", verdict.confidence))
                .unwrap_or_default(),
        }
    }

    /// Why that is the category, and what else a call touches.
    pub fn why_and_besides(&self) -> String {
        let mut out = self.why.clone();
        push(&mut out, &self.besides);
        out
    }

    /// All of it as one paragraph.
    pub fn text(&self) -> String {
        let mut out = String::with_capacity(512);
        for part in [&self.does, &self.why] {
            push(&mut out, part);
        }
        // To look for a few bytes is much cheaper than for a clause, and tells nearly all.
        let told =
            |clause: &str| clause.get(..8).is_none_or(|start| self.why.contains(start)) && self.why.contains(clause);
        let (same, others): (Vec<&String>, Vec<&String>) = self.severity.iter().partition(|clause| told(clause));
        if !self.severity.is_empty() {
            push(&mut out, &self.severity_lead);
        }
        if !same.is_empty() {
            out.push_str(if others.is_empty() { " of that" } else { " of that and because" });
        }
        match others.as_slice() {
            [] => {}
            [one] => push(&mut out, one),
            many => {
                for (i, clause) in many.iter().enumerate() {
                    let semicolon = if i == 0 { "" } else { ";" };
                    out.push_str(&format!("{semicolon} ({}) {clause}", i + 1));
                }
            }
        }
        if !self.severity.is_empty() {
            out.push('.');
        }
        for part in [&self.besides, &self.undo, &self.doubt] {
            push(&mut out, part);
        }
        out
    }
}

/// Adds a sentence or word behind a blank.
fn push(out: &mut String, sentence: &str) {
    if !sentence.is_empty() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(sentence);
    }
}

/// What the sentences are made of.
pub(super) struct Words<'a> {
    pub tool: &'a Tool,
    pub verdict: &'a Classification,
    noun: OnceCell<Option<&'a NounPhrase>>,
    strange: OnceCell<bool>,
}

impl<'a> Words<'a> {
    pub(super) fn new(tool: &'a Tool, verdict: &'a Classification) -> Words<'a> {
        Words { tool, verdict, noun: OnceCell::new(), strange: OnceCell::new() }
    }

    fn does(&self) -> String {
        let actions = &self.verdict.actions;
        let act = &self.verdict.act;
        if worst_action(self.verdict).is_some() {
            let named = actions.iter().map(|a| a.action.as_str()).filter(|name| name.trim_end_matches('.') != "etc");
            let names: Vec<String> = named.map(|name| quoted(&shortened(name, 48))).collect();
            let shown = if names.len() > 8 {
                format!("{} and {} more", names[..7].join(", "), names.len() - 7)
            } else {
                listed(&names)
            };
            let actions = format!("One tool for {} actions: {shown}.", names.len());
            // What all of them act on, the actions' names do not say.
            return match self.in_authors_words() {
                Some(author) => format!("{author} {actions}"),
                None => actions,
            };
        }
        if act.verb.is_empty() {
            let name = quoted(&shortened(&self.tool.name, 60));
            let text = self.tool.description.as_deref().unwrap_or_default();
            if text.trim().is_empty() {
                return format!("There is no description, and the name {name} does not say what a call does.");
            }
            return self.in_authors_words().unwrap_or_default();
        }
        if self.is_strange()
            && let Some(author) = self.in_authors_words()
        {
            return author;
        }
        let said = self.said();
        let mut verb = third(said.verb);
        if !said.ahead.is_empty() {
            // `create, update or` of `delete`
            let verbs = said.ahead.split(' ').map(|word| match word.strip_suffix(',') {
                Some(word) => format!("{},", third(word)),
                None if matches!(word, "and" | "or") => word.to_owned(),
                None => third(word).to_string(),
            });
            verb = format!("{} {verb}", verbs.collect::<Vec<_>>().join(" "));
        }
        if !said.also.is_empty()
            && let Some((joint, other)) = said.also.split_once(' ')
        {
            verb.push_str(&format!(" {joint} {}", third(other)));
        }
        let silent = !self.tool.is_described();
        let object = self.sayable_object();
        if object.is_empty() {
            let name = quoted(&shortened(&self.tool.name, 60));
            // `eval` with a parameter `code`
            let by_name = match self.run_parameter() {
                Some(param) => format!("It {verb} what {} holds, as far as the name {name} tells.", quoted(param)),
                None => format!("It {verb}, as far as the name {name} tells."),
            };
            return self.in_authors_words().filter(|_| !silent).unwrap_or(by_name);
        }
        ["It ", &verb, " ", &object, "."].concat()
    }

    /// The parameter that holds what is run.
    fn run_parameter(&self) -> Option<&'a str> {
        let runs = |e: &&Evidence| e.claim.traits.contains(&Trait::ExecutesCode);
        let named = |e: &'a Evidence| e.field.as_str().strip_prefix("/inputSchema/properties/");
        self.counted().filter(runs).find_map(named).filter(|name| !name.contains('/'))
    }

    /// The act as it is said.
    pub(super) fn said(&self) -> Spoken<'_> {
        let Said { verb, ahead, also, object, foreign, .. } = &self.verdict.act.said;
        Spoken { verb, ahead, also, object, foreign: *foreign }
    }

    /// The family of the verb that is said.
    pub(super) fn family(&self) -> &str {
        let act = &self.verdict.act;
        if act.said.family.is_empty() { &act.family } else { &act.said.family }
    }

    /// The object with an article where English wants one.
    pub(super) fn object(&self) -> String {
        let Said { verb, object, determined, foreign, .. } = &self.verdict.act.said;
        if *foreign {
            let object = shortened(object, OBJECT);
            return if object.is_empty() { object } else { quoted(&object) };
        }
        let said = printable(determined).into_owned();
        // `searches a user` would go through that user's pockets.
        let one = |text: &str| text.starts_with("a ") || text.starts_with("an ");
        let sought = one(&said) && !one(object) && !said.contains(" for ");
        let at = || self.noun().is_none_or(|noun| SEARCHED.contains(noun.last()));
        // `search_books`: books are looked for, not looked through.
        let named = || {
            let noun = self.noun().filter(|noun| noun.plural && !said.contains(" for "));
            self.verdict.act.said.named && noun.is_some_and(|noun| !SEARCHED.contains(&singular(noun.last())))
        };
        if verb == "search" && (sought && !at() || named()) { format!("for {said}") } else { said }
    }

    /// The noun that the object names, if it is English and the act is the tool's.
    pub(super) fn noun(&self) -> Option<&NounPhrase> {
        let found = self.noun.get_or_init(|| {
            let said = self.said();
            if said.foreign || said.object.is_empty() || self.is_strange() {
                return None;
            }
            let noun = self.verdict.act.noun.as_ref();
            noun.filter(|noun| noun.words.len() <= 72 && printable(&noun.words) == noun.words)
        });
        *found
    }

    /// Whether the author's first sentence speaks of what the act is done to, as a later one that
    /// only praises the tool does not.
    fn opens_with_act(&self) -> bool {
        let object = self.said().object.to_lowercase();
        let head = object.rsplit(' ').next().unwrap_or_default();
        self.first_sentence().is_none_or(|first| first.to_lowercase().contains(head))
    }

    /// Whether the verb that is said is not what decided: the wording as a whole did, and
    /// the name does not hold it either.
    pub(super) fn is_strange(&self) -> bool {
        *self.strange.get_or_init(|| {
            let category = self.verdict.category();
            let turned = self.verdict.evidence.iter().any(|e| {
                e.says.starts_with(WORDED) && e.claim.category == Some(category) && e.standing == Standing::Decides
            });
            let said = self.said().verb;
            turned && !self.is_named(said)
        })
    }

    /// Whether a word stands in the tool's name.
    pub(super) fn is_named(&self, word: &str) -> bool {
        crate::text::name::words(&self.tool.name).iter().any(|own| &*own.text == word)
    }

    /// Whether the object is tied by a preposition (`replies to a comment`): what is made
    /// or changed is something else.
    pub(super) fn is_indirect(&self) -> bool {
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
    pub(super) fn the(&self) -> String {
        self.noun().filter(|_| !self.is_indirect()).map_or_else(|| "it".to_owned(), |noun| noun.definite())
    }

    fn why(&self) -> String {
        let category = self.verdict.category();
        let deciding: Vec<&Evidence> = self.counted().filter(|e| self.argues(e, category)).collect();
        let Some(first) = self.ground(&deciding) else {
            return match category {
                Category::Write => "With nothing to go on it is treated as a Write, never as a quiet Read.".to_owned(),
                Category::Read => "Nothing in it changes anything, so it is Read.".to_owned(),
                Category::Destructive => "The worst that the words allow is assumed.".to_owned(),
            };
        };
        let of_actions = self.verdict.actions.len() > 1
            && self.verdict.actions.iter().any(|a| a.field == first.field && a.span.overlaps(first.span));
        // What a verb like `manage` says is less than what its actions say.
        let vague = self.verdict.actions.len() > 1 && first.strength == Strength::Weak;
        if (of_actions || vague)
            && let Some(why) = self.why_of_actions()
        {
            return why;
        }
        if let Some(kind) = first.says.strip_prefix(WORDED) {
            let told = self.told_words(first, &deciding);
            return match told.is_empty() {
                true => {
                    format!("{UNDECIDED}: the definition is worded like {kind}, so it is {category}.")
                }
                false => {
                    format!("{UNDECIDED}: with {told} it is worded like {kind}, so it is {category}.")
                }
            };
        }
        // Where the author's sentence has just been quoted, it is not quoted again.
        if self.verdict.act.verb.is_empty() && first.field.as_str() == "/description" {
            let text = self.tool.text_at(&first.field).unwrap_or_default();
            let quote = shortened(first.span.of(&text), 60);
            let start = quote.trim_end_matches(['…', '.', ' ', '。']);
            if self.first_sentence().is_some_and(|said| !start.is_empty() && said.starts_with(start)) {
                return format!("That {}, so it is {category}.", first.says);
            }
        }
        let place = self.places(first, &deciding);
        // `creates or updates a page`
        let also = if self.verdict.act.said.also_changes() && self.family() == "create" {
            ", or changes what was"
        } else {
            ""
        };
        [&capitalised(&place), ": it ", &first.says, also, ", so it is ", category.word(), "."].concat()
    }

    /// The evidence that a reader is given as the reason, of what argues for the category.
    fn ground(&self, deciding: &[&'a Evidence]) -> Option<&'a Evidence> {
        // What a query tool turns away says more than its verb.
        let runs = self.verdict.traits.contains(&Trait::ExecutesCode) && self.verdict.category() == Category::Read;
        let limits = |e: &&Evidence| {
            e.strength >= Strength::Strong
                && e.claim.category_at_most == Some(Category::Read)
                && !e.field.as_str().starts_with("/annotations")
        };
        if runs && let Some(limit) = self.counted().find(limits) {
            return Some(limit);
        }
        let first = *deciding.iter().find(|e| e.standing == Standing::Decides).or(deciding.first())?;
        // Of `generates and saves a picture` the plainer verb is the reason.
        let weak = || first.strength == Strength::Weak && self.verdict.category() != Category::Read;
        let faint = first.says.starts_with(WORDED) || weak();
        let plain = faint.then(|| self.said_plainly(deciding)).flatten();
        Some(plain.unwrap_or(first))
    }

    /// What a word of the name or of the first sentence says by itself for the category: that
    /// tells more than how the whole is worded.
    fn said_plainly(&self, deciding: &[&'a Evidence]) -> Option<&'a Evidence> {
        let ahead = self.first_sentence().map_or(0, |sentence| sentence.len());
        deciding.iter().copied().find(|e| {
            let early = e.field == Field::NAME || e.field == Field::DESCRIPTION && e.span.start < ahead;
            early
                && !e.says.starts_with(WORDED)
                && e.claim.category == Some(self.verdict.category())
                && e.strength >= Strength::Fair
        })
    }

    /// The worst action with its reason, or all that share category, severity and reason.
    fn why_of_actions(&self) -> Option<String> {
        let category = self.verdict.category();
        let worst = worst_action(self.verdict)?;
        let reason = self.reason_of(worst)?;
        let same = |action: &&ActionVerdict| {
            action.impact == worst.impact && self.reason_of(action).is_some_and(|other| other.says == reason.says)
        };
        let alike: Vec<&ActionVerdict> = self.verdict.actions.iter().filter(same).collect();
        let all = alike.len() == self.verdict.actions.len();
        let shown: Vec<String> =
            alike.iter().take(if alike.len() > 4 { 3 } else { 4 }).map(|a| quoted(&shortened(&a.action, 48))).collect();
        let says = &reason.says;
        let others = alike.len() - shown.len();
        Some(match (all, others, shown.as_slice()) {
            (true, ..) => format!("Every action is {category}: each {says}."),
            (_, 0, [one]) => format!("Of its actions {one} is the worst: it {says}, so the tool is {category}."),
            (_, 0, some) => {
                format!("Of its actions {} are the worst: each {says}, so the tool is {category}.", listed(some))
            }
            (_, more, some) => format!(
                "Of its actions {} and {more} more are the worst: each {says}, so the tool is {category}.",
                some.join(", ")
            ),
        })
    }

    /// Of the words that a rule of weights names, those that say something by themselves
    /// because another rule knows them too: `“start” and “browser”`, or nothing.
    fn told_words(&self, first: &Evidence, all: &[&Evidence]) -> String {
        let mut words: Vec<String> = Vec::new();
        let known = |e: &Evidence| {
            self.verdict.evidence.iter().any(|other| {
                !other.says.starts_with(WORDED)
                    && other.field == e.field
                    && other.span.overlaps(e.span)
                    && !e.field.as_str().starts_with("/annotations")
            })
        };
        for e in all.iter().filter(|e| e.rule == first.rule && known(e)) {
            let text = self.tool.text_at(&e.field).unwrap_or_default();
            let word = quoted(&shortened(e.span.of(&text), 40).to_lowercase());
            if !words.contains(&word) && e.span.of(&text) != text && words.len() < 2 {
                words.push(word);
            }
        }
        listed(&words)
    }

    /// Where a rule saw what it says: `name and description say “delete”`.
    fn places(&self, first: &Evidence, deciding: &[&Evidence]) -> String {
        let mut same: Vec<&&Evidence> = deciding.iter().filter(|e| e.rule == first.rule).collect();
        let quote = |e: &Evidence| e.span.of(&self.tool.text_at(&e.field).unwrap_or_default()).to_lowercase();
        let own = quote(first);
        // What each of the same says, where it is the same verb.
        let alike: Vec<(&str, String)> =
            same.iter().map(|e| (e.field.as_str(), quote(e))).filter(|(_, said)| is_form_of(&own, said)).collect();
        // A name says it too where another word of it was taken for the act.
        let named = || first.field == Field::DESCRIPTION && self.is_named(&own);
        let says = |field: &str| alike.iter().any(|(told, _)| *told == field) || field == "/name" && named();
        let both = match (says("/name"), says("/description")) {
            (true, true) => Some("name and description"),
            (true, false) if says("/title") => Some("name and title"),
            (false, true) if says("/title") => Some("title and description"),
            _ => None,
        };
        if let Some(both) = both {
            // Of a verb that is shown with its object, the object differs.
            let alone = self.told(first, &self.tool.text_at(&first.field).unwrap_or_default()).to_lowercase();
            if alone == own {
                // `get` and `Gets`: the name has the plain form.
                let plain = alike.iter().map(|(_, said)| said).min_by_key(|said| said.len()).unwrap_or(&own);
                return format!("{both} say {}", quoted(plain));
            }
        }
        // `saveBuildType`, “Saves …”: of a name that holds the verb that is said no other word
        // is shown.
        let said = self.said().verb;
        let other = |e: &Evidence| e.field == Field::NAME && !quote(e).starts_with(said);
        if same.iter().any(|e| e.field != Field::NAME) && same.iter().any(|e| other(e)) && self.is_named(said) {
            same.retain(|e| !other(e));
        }
        if same.is_empty() {
            return self.place(first);
        }
        let mut places: Vec<String> = Vec::new();
        for e in same {
            let place = self.place(e);
            // Its first words tell one place from another.
            let subject = place.split(" says ").next().unwrap_or_default();
            if places.len() < 2 && !places.iter().any(|p| p.starts_with(subject)) {
                places.push(place);
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

    /// Evidence that counts.
    pub(super) fn counted(&self) -> impl Iterator<Item = &'a Evidence> {
        let verdict: &'a Classification = self.verdict;
        verdict.evidence.iter().filter(|e| !matches!(e.standing, Standing::SetAside(_)))
    }

    fn argues(&self, e: &Evidence, category: Category) -> bool {
        e.claim.category == Some(category)
            || e.claim.category.is_none()
                && e.claim.category_at_most == Some(category)
                && e.standing == Standing::Decides
    }

    /// The words of evidence: of a verb that says nothing alone with what it takes along,
    /// `Perform a search`.
    fn told<'t>(&self, e: &Evidence, text: &'t str) -> &'t str {
        /// How far away that may stand.
        const NEAR: usize = 48;
        let verb = e.span.of(text);
        // `Look up`, `Set up a board`
        let said = self.said();
        let particle = spoken(said.verb).split_once(' ').map(|(_, particle)| particle);
        if let Some(particle) = particle.or_else(|| behind_particle(said.object).map(|(particle, _)| particle))
            && let Some(behind) = text.get(e.span.end..).and_then(|rest| rest.strip_prefix(' '))
            && behind.split(|c: char| !c.is_alphanumeric()).next() == Some(particle)
        {
            return &text[e.span.start..e.span.end + 1 + particle.len()];
        }
        // `Enable or disable`
        let also = &self.verdict.act.said.also;
        let other = also.strip_prefix("or ").unwrap_or_default();
        if let Some(behind) = text.get(e.span.end..).and_then(|rest| rest.strip_prefix(' '))
            && also.starts_with("or ")
            && !self.is_named(other)
            && Lower::of(behind.get(..also.len()).unwrap_or_default()) == also.as_str()
            && !behind[also.len()..].starts_with(|c: char| c.is_alphanumeric())
        {
            return &text[e.span.start..e.span.end + 1 + also.len()];
        }
        let empty = matches!(
            Lower::of(verb).as_str(),
            "perform"
                | "performs"
                | "conduct"
                | "conducts"
                | "do"
                | "does"
                | "make"
                | "makes"
                | "carry out"
                | "carries out"
        ) || e.claim.category == Some(Category::Read)
            && matches!(Lower::of(verb).as_str(), "run" | "runs" | "execute" | "executes");
        let head = self.verdict.act.object.rsplit(' ').next().filter(|head| empty && head.len() > 2);
        let end = head.and_then(|head| {
            let at = e.span.end;
            Some(at + text.get(at..)?.find(head).filter(|far| *far <= NEAR)? + head.len())
        });
        let whole = end.filter(|end| text[*end..].chars().next().is_none_or(|next| !next.is_alphanumeric()));
        whole.and_then(|end| text.get(e.span.start..end)).unwrap_or(verb)
    }

    /// `the name says “delete”`, `the parameter “command” is there`, …
    fn place(&self, e: &Evidence) -> String {
        let text = self.tool.text_at(&e.field).unwrap_or_default();
        let quote = quoted(&shortened(self.told(e, &text), 60));
        match e.field.as_str() {
            "/name" if e.span.of(&text) == text => ["the name is ", &quote].concat(),
            "/name" => ["the name says ", &quote].concat(),
            "/title" => ["the title says ", &quote].concat(),
            "/description" => ["the description says ", &quote].concat(),
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
        // Each with whether only the wording as a whole says it.
        let mut found: Vec<(String, bool)> = Vec::new();
        let mut rules: Vec<&str> = Vec::new();
        // `it decides what a person can reach`, `it changes who may do what`: what touches the same
        // is said once, with what comes of it where a rule tells.
        let mut touched: Vec<(&BTreeSet<Trait>, usize)> = Vec::new();
        // What raises to less than that is no reason where something raises to it.
        let reached = self.counted().any(|e| e.claim.severity == Some(impact.severity()));
        let relevant = |e: &&Evidence| {
            e.claim.severity.is_some_and(|s| if reached { s == impact.severity() } else { s < impact.severity() })
                || e.claim.severity_at_most.is_some_and(|s| s >= impact.severity())
        };
        let usual = Impact::default_for(impact.category()).severity() == impact.severity();
        for e in self.counted().filter(relevant) {
            let moves = e.claim.severity.is_some() || e.claim.severity_at_most.is_some();
            if rules.contains(&e.rule.as_str()) || rules.len() >= 4 || !moves {
                continue;
            }
            // What the wording as a whole says of the usual is less than what the object says.
            if usual && (e.says.starts_with(WORDED) || e.strength == Strength::Weak) {
                continue;
            }
            // What only lowers says nothing where something else raised.
            let lowers = e.claim.severity.is_none() && e.claim.severity_at_most.is_some();
            if lowers && e.standing != Standing::Decides {
                continue;
            }
            let clause = match e.says.strip_prefix(WORDED) {
                // What little one call comes to says more than how it is worded.
                Some(_) if e.claim.severity_at_most.is_some() && !e.harm.is_empty() => match self.plain_slip() {
                    Some(slip) if self.verdict.category() == Category::Destructive => format!("{slip}, and {}", e.harm),
                    // That it stays until it is removed is the usual of all that is made.
                    Some(_) if self.family() == "create" => self.nobody_relies(),
                    Some(slip) => format!("{slip}, and {}", e.harm),
                    None => e.harm.to_string(),
                },
                _ if !e.harm.is_empty() => e.harm.to_string(),
                Some(kind) => {
                    let act = kind.strip_prefix(CALLS).unwrap_or(kind);
                    let lowers = e.claim.severity_at_most.is_some();
                    if lowers { format!("calls of this kind {act}") } else { format!("it may {act}") }
                }
                None => format!("it {}", e.says),
            };
            if found.iter().any(|(have, _)| have.starts_with(&clause)) {
                continue;
            }
            rules.push(e.rule.as_str());
            let same = touched.iter().find(|(traits, _)| !traits.is_empty() && **traits == e.claim.traits);
            match same {
                Some((_, at)) if found[*at].0.starts_with("it ") && !e.harm.is_empty() => {
                    found[*at] = (clause, false);
                }
                Some(_) => {}
                None => {
                    touched.push((&e.claim.traits, found.len()));
                    found.push((clause, e.says.starts_with(WORDED)));
                }
            }
        }
        // How it is worded is no reason where a rule gives one.
        let told = found.iter().any(|(_, worded)| !worded);
        let told = found.into_iter().filter(|(_, worded)| !(told && *worded));
        let mut clauses: Vec<String> = Vec::new();
        for (clause, _) in told {
            // `all it leaves is its own result`, `all it leaves is one file`: one is enough.
            let opening = |clause: &str| clause.split(' ').take(4).collect::<Vec<_>>().join(" ");
            let alike = clauses.iter().position(|have| clause.starts_with("all ") && opening(have) == opening(&clause));
            match alike {
                Some(at) => clauses[at] = clause,
                None => clauses.push(clause),
            }
        }
        if let Some(worst) = worst_action(self.verdict)
            && clauses.is_empty()
        {
            clauses.push(self.usual_action(&quoted(&worst.action)));
        }
        if clauses.is_empty() {
            clauses.push(self.usual());
        }
        clauses
    }

    /// Of a thing that is made, and that the wording gives no weight.
    fn nobody_relies(&self) -> String {
        if self.is_brief() {
            return "what it does is over by itself".to_owned();
        }
        let what = if self.verdict.actions.len() > 1 { "what it changes".to_owned() } else { self.the() };
        format!("nothing in the definition suggests that others rely on {what}")
    }

    /// Why nothing is more or less severe than usual.
    fn usual(&self) -> String {
        match self.verdict.category() {
            Category::Read => self.usual_read(),
            Category::Write | Category::Destructive => self.usual_harm(),
        }
    }

    fn usual_read(&self) -> String {
        // Of a read of which nothing more is known.
        let ones_own = || {
            let text = self.tool.description.as_deref().unwrap_or_default().to_lowercase();
            [" your ", "authenticated user", " my ", "private", "personal"].iter().any(|own| text.contains(own))
        };
        let unknown = || match self.noun().filter(|noun| self.hands_out(noun)) {
            // What belongs to somebody is not said to be everybody's.
            _ if ones_own() => OWN.to_owned(),
            Some(noun) => {
                let Told { thing, plural, .. } = noun.told();
                format!("nothing in the definition says that {thing} {} secret or private", be(plural))
            }
            None => NOTHING_PRIVATE.to_owned(),
        };
        let has = |t: Trait| self.verdict.traits.contains(&t);
        let family = self.family();
        let gives_an_answer = matches!(family, "compute" | "execute" | "perform" | "send" | "create" | "change");
        let secret = has(Trait::HandlesCredentials)
            && self.said().object.to_lowercase().split([' ', '_', '-']).any(names_secret);
        let Some(noun) = self.noun() else {
            let foreign = self.said().foreign && !self.object().is_empty() && !self.is_strange();
            return match (foreign, secret) {
                _ if family == "wait" => "nothing is touched while it waits".to_owned(),
                _ if gives_an_answer => self.worked_out(),
                (true, true) => format!("a call changes nothing about {}", self.object()),
                _ => self.tells_whether().unwrap_or_else(unknown),
            };
        };
        if family == "wait" {
            return "nothing is touched while it waits".to_owned();
        }
        if secret && family != "compute" {
            return format!("a call changes nothing about {}", noun.definite());
        }
        if has(Trait::PersonalData) {
            return format!("nothing in the definition calls {} confidential", noun.definite());
        }
        // What anybody may read, unless the definition speaks of private things.
        let private = || self.tool.description.as_deref().is_some_and(|text| text.to_lowercase().contains("private"));
        let open = |seen: &&String| seen.ends_with("how something works") || seen.starts_with("anybody");
        let seen = Some(&self.verdict.act.follows.seen).filter(|seen| !(open(seen) && (private() || ones_own())));
        let seen = seen.map_or("", String::as_str);
        let returned = || {
            let they = if noun.plural { "they are" } else { "it is" };
            format!("{} {} only handed back, and nothing says that {they} kept or sent", noun.definite(), noun.be())
        };
        // Which of them there are or match is less than what they show.
        let several = noun.plural && noun.about.is_empty() && !seen.starts_with("anybody");
        let which = (several && (family == "search" || self.enumerates())).then(|| self.tells_little(noun)).flatten();
        match family {
            "generate" | "export" => returned(),
            _ if gives_an_answer => self.worked_out(),
            // Where a search names a place, that place is not what it returns.
            "search" if noun.own || self.is_searched(noun) || self.searches_place(noun) => {
                "a call only shows what it finds there".to_owned()
            }
            _ if has(Trait::UntrustedInput) && seen.is_empty() && self.is_place(noun) => {
                "a call only shows what is found there".to_owned()
            }
            // All that is in a thing is more than what it is for.
            _ if (noun.holds_all() || self.said().object.contains("entire ")) && !seen.starts_with("anybody") => {
                unknown()
            }
            _ if which.is_some() => which.unwrap_or_default(),
            _ if !seen.is_empty() => {
                let Told { thing, plural, about } = noun.told();
                // A company shows nothing; what is told of it does.
                let (thing, plural) = match about && !seen.contains('@') && seen.contains(" learns ") {
                    true => ("it".to_owned(), false),
                    false => (thing, plural),
                };
                let seen = seen.replace('~', &thing).replace('@', them(plural));
                // `whoever reads the list learns what is planned`
                match seen.split_once(" learns ").filter(|(who, _)| who.starts_with("whoever ")) {
                    Some((_, what)) => {
                        format!("{thing} only {} {what}, and {UNCALLED}", if plural { "show" } else { "shows" })
                    }
                    None if seen.starts_with("whoever ") => format!("{seen}, and {UNCALLED}"),
                    None => seen,
                }
            }
            _ => self.tells_little(noun).unwrap_or_else(unknown),
        }
    }

    /// Of what only answers; what runs something may answer with more than it was given.
    fn worked_out(&self) -> String {
        match self.family() {
            "execute" | "perform" => format!("{WORKED_OUT}, and {UNCALLED}"),
            _ => WORKED_OUT.to_owned(),
        }
    }

    /// `all it tells is whether the engine is running`, of what only asks that.
    fn tells_whether(&self) -> Option<String> {
        let object = self.object();
        let asked = object.strip_prefix("if ").or_else(|| object.strip_prefix("whether "))?;
        // A bare `if a URL` asks nothing.
        let clause = asked.split(' ').count() > 2 && asked.len() <= OBJECT;
        clause.then(|| format!("all it tells is whether {asked}"))
    }

    /// What little a read tells by the way it reads: how many there are, which there are, which
    /// of them match.
    fn tells_little(&self, noun: &NounPhrase) -> Option<String> {
        let said = self.said();
        if let Some(whether) = self.tells_whether() {
            return Some(whether);
        }
        if self.is_indirect() && !said.object.starts_with("for ") {
            return None;
        }
        let definite = noun.definite();
        // `searches for patterns`: what is looked for is not what is found.
        const SOUGHT: [&str; 9] =
            ["expression", "keyword", "pattern", "phrase", "query", "string", "term", "text", "value"];
        if self.family() == "search" && SOUGHT.contains(&&*singular(noun.last())) {
            let stands = if noun.plural { "stand" } else { "stands" };
            return Some(format!("it only tells where {definite} {stands}, and {UNCALLED}"));
        }
        let things =
            definite.strip_prefix("the ").filter(|_| noun.plural && !noun.mass && !noun.own && !noun.is_value());
        match self.family() {
            "retrieve" | "search" if matches!(noun.last(), "number" | "count") && said.object.contains(" of ") => {
                Some("all it tells is a number".to_owned())
            }
            "inspect" if matches!(said.verb, "count" | "measure") => Some("all it tells is a number".to_owned()),
            "inspect" if !noun.own => Some(format!("all that comes of it is a report on {definite}")),
            "search" if noun.last() != "matches" => {
                things.map(|things| format!("it only tells which {things} match, and {UNCALLED}"))
            }
            "retrieve" if self.enumerates() => {
                things.map(|things| format!("it only tells which {}, and {UNCALLED}", there_are(things)))
            }
            _ => None,
        }
    }

    /// Whether the act goes through all of a kind: `lists folders`, `gets all folders`.
    fn enumerates(&self) -> bool {
        let said = self.said();
        let all = ["all ", "a list of ", "the list of ", "list of ", "available ", "all available ", "the available "];
        matches!(said.verb, "list" | "ls" | "enumerate") || all.iter().any(|start| said.object.starts_with(start))
    }

    /// Whether the noun names what comes back.
    fn hands_out(&self, noun: &NounPhrase) -> bool {
        matches!(self.family(), "retrieve" | "search" | "inspect")
            && (!self.is_indirect() || self.said().object.starts_with("for "))
            // `looks up a hash`: what comes back is something else.
            && !matches!(self.said().verb, "lookup" | "look" | "look up" | "resolve" | "identify" | "validate" | "verify")
            && (self.family() == "retrieve" || !self.is_searched(noun))
            && !self.is_place(noun)
    }

    /// Whether the noun is searched for something else: `searches the logs for errors`.
    fn is_searched(&self, noun: &NounPhrase) -> bool {
        let object = self.said().object;
        !object.starts_with("for ") && object.contains(" for ") && !noun.words.contains(" for ")
    }

    /// Whether what is searched is a place and no thing: `searches the database`.
    fn searches_place(&self, noun: &NounPhrase) -> bool {
        !noun.plural && !self.said().object.starts_with("for ") && SEARCHED.contains(noun.last())
    }

    /// Whether the noun names where something is found, not what: `the web`.
    fn is_place(&self, noun: &NounPhrase) -> bool {
        noun.own && !noun.plural || matches!(noun.head.as_str(), "web" | "internet" | "url" | "urls" | "address")
    }

    /// What else the call touches that the sentences before do not say; `said` knows whether
    /// they do.
    fn besides(&self, said: impl Fn(&str) -> bool) -> String {
        let mut clauses: Vec<&str> = Vec::new();
        let mut kinds: Vec<String> = Vec::new();
        let mut traits: BTreeSet<Trait> = BTreeSet::new();
        let known = self.counted().filter(|e| e.claim.severity.is_some() || e.claim.severity_at_most.is_some());
        known.for_each(|e| traits.extend(e.claim.traits.iter().copied()));
        for e in self.counted().filter(|e| !e.claim.traits.is_empty()) {
            if e.claim.traits.is_subset(&traits) || clauses.len() + kinds.len() >= 3 {
                continue;
            }
            traits.extend(e.claim.traits.iter().copied());
            match e.says.strip_prefix(WORDED) {
                Some(kind) => kinds.push(kind.strip_prefix(CALLS).unwrap_or(kind).to_owned()),
                // `posts a comment`: that it posts something is said.
                None if e.claim.traits.iter().all(|t| *t == Trait::SendsOutbound)
                    && third(self.said().verb) == e.says.split(' ').next().unwrap_or_default() => {}
                None if !said(&e.says) && !clauses.contains(&&*e.says) => clauses.push(&e.says),
                None => {}
            }
        }
        // What is made is no change to what stands.
        let makes = self.family() == "create";
        let made = |says: &str| match says.strip_prefix("changes infrastructure") {
            Some(rest) if makes => Some(format!("adds to infrastructure{rest}")),
            _ => None,
        };
        // `returns what people said and text that outsiders wrote`
        let mut last = "";
        let clauses: Vec<String> = clauses
            .iter()
            .map(|says| {
                made(says).unwrap_or_else(|| match says.split_once(' ') {
                    Some((verb, rest)) if verb == last => rest.to_owned(),
                    split => {
                        last = split.map_or("", |(verb, _)| verb);
                        (*says).to_owned()
                    }
                })
            })
            .collect();
        let kinds = listed(&kinds);
        match (clauses.is_empty(), kinds.is_empty()) {
            (true, true) => String::new(),
            (true, false) => format!("It may also {kinds}."),
            (false, true) => format!("It also {}.", listed(&clauses)),
            (false, false) => format!("It also {}, and it may {kinds}.", listed(&clauses)),
        }
    }
}

/// Where something is searched for: what else stands behind `search` is searched for.
static SEARCHED: WordSet = WordSet::new(&[
    "account",
    "api",
    "app",
    "archive",
    "base",
    "board",
    "calendar",
    "cache",
    "catalog",
    "catalogue",
    "channel",
    "code",
    "codebase",
    "collection",
    "corpus",
    "database",
    "dataset",
    "directory",
    "disk",
    "doc",
    "document",
    "documentation",
    "drive",
    "engine",
    "feed",
    "file",
    "filesystem",
    "folder",
    "forum",
    "graph",
    "history",
    "inbox",
    "index",
    "knowledge",
    "library",
    "log",
    "mailbox",
    "map",
    "market",
    "marketplace",
    "memory",
    "network",
    "notebook",
    "page",
    "platform",
    "project",
    "registry",
    "repo",
    "repository",
    "server",
    "service",
    "site",
    "source",
    "space",
    "store",
    "system",
    "table",
    "text",
    "thread",
    "tree",
    "vault",
    "web",
    "website",
    "wiki",
    "workspace",
    "world",
]);

/// How a reason begins where the wording as a whole decides.
const UNDECIDED: &str = "No single phrase decides";

/// Of an answer of which nothing more is known.
pub(super) const NOTHING_PRIVATE: &str = "nothing in the definition says that what comes back is secret or private";

/// Of a read of what belongs to somebody, which is not said to be nobody's secret.
const OWN: &str = "it shows only what its caller may see";

/// Behind what little a read tells.
const UNCALLED: &str = "nothing in the definition calls that confidential";

/// Which things there are: `formats are supported` of `supported formats`.
fn there_are(things: &str) -> String {
    const STATES: [&str; 16] = [
        "accessible",
        "active",
        "allowed",
        "archived",
        "available",
        "connected",
        "configured",
        "defined",
        "enabled",
        "installed",
        "open",
        "pending",
        "registered",
        "running",
        "saved",
        "supported",
    ];
    match things.split_once(' ') {
        Some((state, rest)) if STATES.contains(&state) => format!("{rest} are {state}"),
        Some(("existing", rest)) => format!("{rest} there are"),
        _ => format!("{things} there are"),
    }
}

/// Why what is only computed does no harm.
const WORKED_OUT: &str = "all that comes of it is its answer";

/// How rules of weights begin what they say.
pub(crate) const WORDED: &str = "is worded like ";

/// Whether a word names a secret: `keys`, `passwords`.
pub(super) fn names_secret(word: &str) -> bool {
    let word = word.trim_end_matches('s');
    ["token", "key", "password", "secret", "credential"].iter().any(|secret| word.ends_with(secret))
}

/// How they say of which calls they speak.
const CALLS: &str = "calls that ";

/// A verb and its object as they are said.
pub(super) struct Spoken<'a> {
    pub verb: &'a str,
    pub ahead: &'a str,
    pub also: &'a str,
    pub object: &'a str,
    pub foreign: bool,
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
    /// `only returns information`.
    pub ground: Option<(String, String)>,
}

impl Phrases {
    /// The parts for a tool and the verdict on it.
    pub fn of(tool: &Tool, verdict: &Classification) -> Phrases {
        let words = Words::new(tool, verdict);
        let category = verdict.category();
        let deciding: Vec<&Evidence> = words.counted().filter(|e| words.argues(e, category)).collect();
        let ground = words.ground(&deciding).map(|first| (words.places(first, &deciding), first.says.to_string()));
        if worst_action(verdict).is_some() {
            let worst = verdict.actions.iter().filter(|action| action.impact.category() == category);
            let worst = worst.take(3).map(|action| quoted(&action.action)).collect();
            return Phrases { worst, ground, ..Phrases::default() };
        }
        if verdict.act.verb.is_empty() || words.is_strange() && !words.opens_with_act() {
            return Phrases { ground, ..Phrases::default() };
        }
        let verb = spoken(words.said().verb);
        let object = if words.is_glued(&deciding) { String::new() } else { words.object() };
        let object = Some(whole(&object))
            .filter(|whole| !whole.is_empty())
            .or_else(|| particled(&object))
            .or_else(|| place(&object));
        let object = object.unwrap_or_default();
        let with = |form: String| if object.is_empty() { form } else { format!("{form} {object}") };
        // `creates or updates`
        let also = words.said().also.split_once(' ');
        let form = |wanted| match also {
            Some((joint, other)) => format!("{} {joint} {}", inflected(verb, wanted), inflected(spoken(other), wanted)),
            None => inflected(verb, wanted),
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
        let words = Words::new(tool, verdict);
        let found = words.counted().filter(|e| e.claim.traits.contains(&t));
        // A quote of several words or of a parameter tells more than a verb.
        let telling = |e: &&Evidence| {
            let text = tool.text_at(&e.field).unwrap_or_default();
            e.field.as_str().starts_with("/inputSchema") || e.span.of(&text).contains(' ')
        };
        let all: Vec<&Evidence> = found.collect();
        match all.iter().find(|e| telling(e)) {
            Some(e) => Some((Some(words.place(e)), e.says.to_string())),
            None => all.first().map(|e| (None, e.says.to_string())),
        }
    }
}

/// A particle at the start of an object, and what stands behind it: `up` of `up a board`.
fn behind_particle(object: &str) -> Option<(&str, &str)> {
    let (particle, rest) = object.split_once(' ')?;
    let determined = ["a ", "an ", "the ", "all ", "new ", "one "].iter().any(|first| rest.starts_with(first));
    (determined && matches!(particle, "back" | "down" | "off" | "out" | "over" | "up")).then_some((particle, rest))
}

/// The object of a verb with a particle: `up a board`.
fn particled(object: &str) -> Option<String> {
    let (particle, rest) = behind_particle(object)?;
    let rest = whole(rest);
    (!rest.is_empty()).then(|| format!("{particle} {rest}"))
}

/// Where or to what something is done, of a verb without an object: `on the screen`, `to a
/// server`.
fn place(object: &str) -> Option<String> {
    let (tie, rest) = object.split_once(' ')?;
    // `up to ten records`
    if let Some(count) = rest.strip_prefix("to ").filter(|_| tie == "up") {
        let counted = whole(count);
        return (counted.contains(' ') && counted == count).then(|| object.to_owned());
    }
    let rest = whole(rest);
    let ties = matches!(tie, "at" | "for" | "in" | "into" | "on" | "through" | "to");
    (ties && !rest.is_empty()).then(|| format!("{tie} {rest}"))
}

/// An object that stands on its own: without a preposition whose complement was cut off,
/// and nothing at all of what is left of `up to ten records` or `a (filter) for records`.
pub(super) fn whole(object: &str) -> String {
    let loose = |word: &str| {
        matches!(
            Lower::of(word).as_str(),
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
    let article = |word: &str| matches!(Lower::of(word).as_str(), "a" | "an" | "the");
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
pub(super) fn spoken(verb: &str) -> &str {
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
        // Whoever calls it views; it shows.
        "view" => "show",
        "rip" => "extract",
        "backup" => "back up",
        "bulkdelete" => "delete",
        "checkout" => "check out",
        "cleanup" => "clean up",
        "eval" => "evaluate",
        "dispose" => "dispose of",
        "goto" => "go to",
        "handoff" => "hand off",
        "init" => "initialise",
        "new" => "create",
        "login" => "log in",
        "logout" => "log out",
        "lookup" => "look up",
        "payout" => "pay out",
        "poweroff" => "power off",
        "receive" => "return",
        "hangup" => "hang up",
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

/// The third person of a verb.
fn third(verb: &str) -> String {
    inflected(spoken(verb), Form::Third)
}

/// Whether two words are the same verb in whatever form: `get` and `gets`.
fn is_form_of(a: &str, b: &str) -> bool {
    let forms = [Form::Third, Form::Gerund, Form::Past];
    let of = |base: &str, other: &str| forms.iter().any(|form| forms::inflected(base, *form) == other);
    a == b || a.get(..1) == b.get(..1) && (of(a, b) || of(b, a))
}

/// A form of a verb; of one with a particle (`look up`), its first word changes.
fn inflected(verb: &str, wanted: Form) -> String {
    let (verb, particle) = verb.split_once(' ').unwrap_or((verb, ""));
    let form = forms::inflected(verb, wanted);
    if particle.is_empty() { form } else { format!("{form} {particle}") }
}

/// The text in typographic quotes, safe to print.
pub(super) fn quoted(text: &str) -> String {
    // A match may begin with the end of the sentence before.
    let text = text.strip_prefix(". ").unwrap_or(text);
    ["“", &*printable(text), "”"].concat()
}

/// A text cut at a word, with an ellipsis if it was longer.
pub(super) fn shortened(text: &str, most: usize) -> String {
    let mut one_line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        push(&mut one_line, word);
    }
    if one_line.len() <= most || one_line.chars().count() <= most {
        return one_line;
    }
    let cut: String = one_line.chars().take(most).collect();
    let at = cut.rfind(' ').filter(|at| *at > most / 2).unwrap_or(cut.len());
    format!("{}…", cut[..at].trim_end_matches([',', ';', ':']))
}

/// The text as a sentence with a full stop.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', '。']) { text.to_owned() } else { format!("{text}.") }
}
