//! The value that each hint of a tool should have, and the line that says why.

use super::{Hint, Template, WORDING, changes_existing, described, named, only_adds};
use crate::classify::{ActionVerdict, Classification, NounPhrase, Phrases, WORDED};
use crate::manifest::Tool;
use crate::rulebook::hint_rules::{HintRules, Plain};
use crate::text::listed;
use crate::text::prose::{first_sentence, sentences};
use crate::vocab::{Category, Confidence, Trait};
use serde_json::Value;

/// Finds the words for one tool.
pub(super) struct Teller<'a> {
    pub(super) rules: &'a HintRules,
    pub(super) tool: &'a Tool,
    pub(super) verdict: &'a Classification,
    /// The words of its server's name.
    pub(super) server: &'a Plain,
    /// Whether its server drives a browser.
    pub(super) browser: bool,
    pub(super) phrases: Phrases,
}

/// Why the same call again has no further effect.
pub(super) enum Repeat {
    /// Its verb says so.
    Verb,
    /// There is one such thing at its place, or a tie is there or is not.
    Kept,
    /// The words of the description that speak of what exists.
    Existing(String),
    /// It writes the file that this parameter names, which there is once.
    File(String),
}

impl Teller<'_> {
    /// What the definition makes of a hint, and why.
    pub(super) fn own(&self, hint: Hint) -> (bool, String) {
        match hint {
            Hint::ReadOnly => self.read_only(),
            Hint::Destructive => self.destructive(),
            Hint::Idempotent => self.idempotent(),
            Hint::OpenWorld => self.open_world(),
        }
    }

    /// Whether the author's hint stands although the words make the other of it.
    pub(super) fn leaves_to_author(&self, hint: Hint, own: bool, template: Template) -> bool {
        // Only the more careful value is taken on the author's word alone.
        let careful = match hint {
            Hint::ReadOnly | Hint::Idempotent => own,
            Hint::Destructive | Hint::OpenWorld => !own,
        };
        let read = self.verdict.category() == Category::Read;
        let unsure = self.verdict.confidence == Confidence::Low;
        match hint {
            Hint::ReadOnly => careful && unsure && !template.copied,
            Hint::Destructive => careful && !read && !template.copied && !template.destructive,
            Hint::Idempotent => {
                let stands = if careful { !template.unrepeatable } else { !self.adds_each_time() };
                !read && !template.copied && stands
            }
            Hint::OpenWorld => !template.copied && careful,
        }
    }

    /// Why the author's hint stands.
    pub(super) fn author(&self, hint: Hint) -> String {
        let it = self.it();
        let does = self.phrases.does.is_some();
        match hint {
            Hint::ReadOnly => {
                "its author says that it changes something, and the definition is too short to deny it".to_owned()
            }
            Hint::Destructive if does => format!("{it}, by which something may be lost, as its author’s hint says"),
            Hint::Destructive => {
                "its author says that something may be lost, and the definition does not rule it out".to_owned()
            }
            Hint::Idempotent => {
                let again = self.phrases.doing.as_deref().map_or_else(|| "the same call".to_owned(), str::to_owned);
                let effect = match Hint::Idempotent.given(&self.tool.annotations) {
                    Some(true) => "has no further effect",
                    Some(false) | None => "may have a further effect",
                };
                format!("{again} again {effect}, as its author’s hint says")
            }
            Hint::OpenWorld if does => {
                format!("{it}, for which it turns to systems outside the server, as its author’s hint says")
            }
            Hint::OpenWorld => "a call turns to systems outside the server, as its author’s hint says".to_owned(),
        }
    }

    /// Whether every call acts once more, as its verb says.
    fn adds_each_time(&self) -> bool {
        let act = &self.verdict.act;
        self.rules.acts_again(&act.verb, &act.family) && self.can_repeat().is_none()
    }

    /// Whether it reads files where the server runs.
    fn reads_files_at_hand(&self) -> bool {
        let does = Plain::of(self.phrases.does.as_deref().unwrap_or_default());
        let parameters =
            self.tool.input_schema.as_ref().map(|schema| Plain::of(&schema.to_string())).unwrap_or_default();
        let texts = [&named(self.tool), &described(self.tool), self.server, &parameters];
        self.verdict.category() == Category::Read && self.rules.is_of_files_at_hand(&does, &texts)
    }

    /// Whether all that its answer is made of comes with the call.
    fn only_computes(&self) -> bool {
        let of_things =
            self.parameters().next().is_some() && !self.parameters().any(|(name, _)| Plain::of(name).has("id"));
        self.verdict.category() == Category::Read
            && self.verdict.act.family == "compute"
            && self.phrases.does.is_some()
            && of_things
            && !self.verdict.traits.contains(&Trait::UntrustedInput)
    }

    /// Whether it acts on what a browser shows.
    pub(super) fn acts_in_a_browser(&self) -> bool {
        let name = named(self.tool);
        let makes = matches!(self.verdict.act.family.as_str(), "generate" | "compute");
        self.browser
            && (self.rules.drives_a_browser(&name, &described(self.tool))
                || !makes
                    && (self.rules.is_of_a_page(&name)
                        || self.phrases.does.as_deref().is_some_and(|does| self.rules.is_of_a_page(&Plain::of(does)))))
    }

    /// Whether it sends what the caller has written to an address of the caller's.
    fn requests(&self) -> bool {
        let act = &self.verdict.act;
        self.verdict.traits.contains(&Trait::SendsOutbound)
            && self.phrases.does.as_deref().is_some_and(|does| Plain::of(does).has("request"))
            && act.family != "remove"
            && act.verb != "put"
    }

    /// The system that the server works on, where it is called after it and the description writes
    /// its name: `Jira` of “Lists the projects in Jira”.
    fn system(&self) -> Option<String> {
        let sentence = first_sentence(self.tool.description.as_deref()?);
        let words = sentence.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).skip(1);
        let written = |word: &&str| word.starts_with(char::is_uppercase) && word.chars().count() > 3;
        let named = words.filter(written).find(|word| {
            let lower = word.to_lowercase();
            self.server.has(&lower) && !self.rules.is_no_name(&lower)
        });
        named.map(str::to_owned)
    }

    /// What its description says of a call that stops at what exists already.
    fn refusal(&self) -> Option<&str> {
        self.rules.refuses_existing(&described(self.tool))
    }

    /// Whether what it does puts something where something may stand.
    fn makes_or_saves(&self) -> bool {
        matches!(self.verdict.act.family.as_str(), "create" | "export" | "generate" | "move")
            || matches!(self.verdict.act.verb.as_str(), "copy" | "move" | "rename" | "save" | "store" | "write")
    }

    /// Whether it sends a request that the caller words.
    fn sends_any_request(&self) -> bool {
        let does = self.phrases.does.as_deref().unwrap_or_default();
        matches!(self.verdict.act.family.as_str(), "execute" | "perform" | "send" | "generate")
            && self.rules.is_any_request(&Plain::of(does))
    }

    /// The opposite of its verb, if the description joins it: `Like or unlike a post`.
    fn undoes_too(&self) -> Option<&str> {
        let said = &self.verdict.act.said;
        let other = said.also.strip_prefix("or ")?;
        let opposite = |a: &str, b: &str| b.strip_prefix("un").is_some_and(|rest| rest == a);
        match (opposite(&said.verb, other), opposite(other, &said.verb)) {
            (true, _) => Some(other),
            (_, true) => Some(&said.verb),
            (false, false) => None,
        }
    }

    /// Whether a parameter holds what is run.
    fn takes_code(&self) -> bool {
        self.has_parameter(&self.rules.parameters().code)
    }

    /// Whether the description says what is made; installing may touch much besides.
    fn tells_what_is_made(&self) -> bool {
        self.phrases.does.is_some() && self.tool.is_described() && self.verdict.act.family != "install"
    }

    /// Whether a parameter says where a result is put, where something may stand already.
    fn takes_a_path(&self) -> bool {
        self.has_parameter(&self.rules.parameters().places)
    }

    /// Whether what it makes is called new, so that it stands where nothing stood.
    fn calls_it_new(&self) -> bool {
        self.phrases.does.as_deref().is_some_and(|does| Plain::of(does).has("new"))
    }

    /// The parameter that names the file which a call writes, and whether the same call always
    /// writes the same one: it has to be given, or has a default.
    fn written_file(&self) -> Option<(&str, bool)> {
        let act = &self.verdict.act;
        let writes = act.family == "export" || matches!(act.verb.as_str(), "save" | "store" | "write");
        if self.verdict.category() != Category::Write || !(writes || self.saves_what_it_reads()) {
            return None;
        }
        let reads = matches!(act.family.as_str(), "compute" | "inspect");
        let (name, schema) = self.parameters().find(|(name, value)| {
            self.rules.names_a_written_file(name, reads) && value.get("type").is_none_or(|kind| kind == "string")
        })?;
        let named = schema.get("default").and_then(Value::as_str).is_some_and(|file| !file.is_empty());
        let required = self.tool.input_schema.as_ref().and_then(|schema| schema.get("required")?.as_array());
        Some((name, named || required.is_some_and(|all| all.iter().any(|one| one == name.as_str()))))
    }

    /// Whether a parameter says yes or no, or is one of several words.
    fn has_switch(&self) -> bool {
        let switches = |(_, value): (&String, &Value)| {
            value.get("enum").is_some() || value.get("type").is_some_and(|kind| kind == "boolean")
        };
        self.parameters().any(switches)
    }

    /// Its outermost parameters.
    fn parameters(&self) -> impl Iterator<Item = (&String, &Value)> {
        let properties = self.tool.input_schema.as_ref().and_then(|schema| schema.get("properties")?.as_object());
        properties.into_iter().flatten()
    }

    /// Whether the name of one of its parameters ends in one of these words: `source_code`,
    /// and not `source_id`.
    fn has_parameter(&self, words: &[String]) -> bool {
        let ends = |(name, _): (&String, &Value)| {
            crate::text::name::words(name)
                .last()
                .is_some_and(|last| words.iter().any(|word| *word == last.text.as_str()))
        };
        self.parameters().any(ends)
    }

    /// Why the same call again has no further effect; nothing if it may have.
    pub(super) fn can_repeat(&self) -> Option<Repeat> {
        let act = &self.verdict.act;
        let ends = matches!(act.family.as_str(), "remove" | "detach" | "revoke" | "end");
        let pays = self.verdict.traits.contains(&Trait::MovesMoney);
        let runs = self.verdict.traits.contains(&Trait::ExecutesCode);
        // `deletes up to so many items`: a second call takes the next ones.
        let some = ends && self.parameters().any(|(name, _)| name.eq_ignore_ascii_case("limit"));
        // `favourites or unfavourites by identifier`: the second call may undo the first.
        let turns = self.undoes_too().is_some() && !self.has_switch();
        if runs
            || some
            || turns
            || pays && !ends
            || act.verb.is_empty()
            || self.verdict.actions.len() > 1
            || self.requests()
        {
            return None;
        }
        let words = crate::text::name::words(&self.tool.name);
        if self.rules.is_unrepeatable_name(words.iter().map(|word| &*word.text)) {
            return None;
        }
        // `create_pipeline`, “Set up a new pipeline”.
        let makes = self.rules.is_additive_name(words.iter().map(|word| &*word.text)) == Some(true);
        let sets_up_new = makes && self.calls_it_new();
        if !sets_up_new && self.rules.is_repeatable(&act.verb, &act.family) {
            return Some(Repeat::Verb);
        }
        if let Some((name, true)) = self.written_file() {
            return Some(Repeat::File(name.to_owned()));
        }
        let object = Plain::of(self.phrases.does.as_deref().unwrap_or_default());
        // `moves a card to a list`: it is there already.
        if act.verb == "move" && object.has("to") {
            return Some(Repeat::Verb);
        }
        let tied = matches!(act.verb.as_str(), "add" | "attach")
            && object.has("to")
            && (self.rules.is_tie(&act.head) || object.has("an existing") && !object.has("to an existing"));
        if act.family == "create" && (tied || self.rules.is_one_of_its_place(&act.head)) {
            return Some(Repeat::Kept);
        }
        if !matches!(act.family.as_str(), "create" | "export" | "install") && act.verb != "write" {
            return None;
        }
        if act.said.also == "or update" {
            return Some(Repeat::Existing(format!("{} or update", act.said.verb)));
        }
        let description = described(self.tool);
        let said = self.rules.refuses_existing(&description).or_else(|| self.rules.says_of_existing(&description));
        if let Some(phrase) = said.filter(|phrase| !self.is_said_of_its_place(phrase)) {
            return Some(Repeat::Existing(phrase.to_owned()));
        }
        (self.rules.is_additive_name(words.iter().map(|word| &*word.text)) == Some(false)).then_some(Repeat::Verb)
    }

    /// Whether a phrase about what exists is said of where the thing is put, and not of the thing:
    /// `The parent folder is created if it does not exist`.
    fn is_said_of_its_place(&self, phrase: &str) -> bool {
        let description = self.tool.description.as_deref().unwrap_or_default();
        let thing = self.verdict.act.head.rsplit(' ').next().unwrap_or_default();
        sentences(description)
            .iter()
            .map(|sentence| Plain::of(sentence.span.of(description)))
            .find(|sentence| sentence.has(phrase))
            .filter(|sentence| thing.is_empty() || !sentence.has_any_number(thing))
            .is_some_and(|sentence| self.rules.containers().iter().any(|place| sentence.has_any_number(place)))
    }

    /// Whether the verb makes what is not there and changes what is.
    fn makes_or_changes(&self) -> bool {
        self.verdict.act.verb == "upsert" || self.verdict.act.said.also == "or update"
    }

    /// Whether the verb makes something new, and name or first sentence say that it may
    /// replace something as well.
    fn may_replace(&self) -> bool {
        let words = crate::text::name::words(&self.tool.name);
        let act = &self.verdict.act;
        let named = self.rules.is_additive_name(words.iter().map(|word| &*word.text));
        self.rules.is_additive(&act.verb, &act.family)
            && (named == Some(false) || changes_existing(self.rules, self.tool, named == Some(true)))
    }

    /// What the tool does: `it deletes a file`; for several actions the worst.
    fn it(&self) -> String {
        let actions = self.verdict.actions.len();
        if actions > 1 {
            let worst = &self.phrases.worst;
            let named = listed(worst);
            if self.verdict.category() == Category::Read || worst.is_empty() {
                return format!("it is one tool for {actions} actions");
            }
            let category = self.verdict.category();
            if self.verdict.actions.iter().all(|action| action.impact.category() == category) {
                return format!("it is one tool for {actions} actions, all of one kind, {named} among them");
            }
            return match worst.len() {
                1 => format!("of its {actions} actions the worst is {named}"),
                _ => format!("of its {actions} actions the worst are {named}"),
            };
        }
        match (&self.phrases.does, &self.phrases.verb, &self.phrases.ground) {
            (Some(does), _, _) => format!("it {does}"),
            (None, _, Some((_, says))) => match self.tool.description.as_deref().and_then(quotable) {
                Some(first) if says.starts_with(WORDING) => format!("its description (“{first}”) {says}"),
                Some(first) => format!("by its description (“{first}”) it {says}"),
                None => format!("it {says}"),
            },
            (None, Some(verb), None) => format!("its words say “{verb}”"),
            (None, None, None) => "nothing in its words says what a call does".to_owned(),
        }
    }

    /// What decided, in brackets; nothing if the author's own hint did.
    fn shown(&self) -> String {
        match &self.phrases.ground {
            Some((place, says)) if !place.is_empty() && !says.starts_with(WORDING) && !self.quotes(place) => {
                format!(" ({place})")
            }
            _ => String::new(),
        }
    }

    /// Whether what is said of the tool quotes the same words already.
    fn quotes(&self, place: &str) -> bool {
        let first = self.tool.description.as_deref().and_then(quotable);
        self.phrases.does.is_none() && first.is_some_and(|first| place.contains(&format!("“{first}”")))
    }

    fn read_only(&self) -> (bool, String) {
        let it = self.it();
        let shown = self.shown();
        match self.verdict.category() {
            Category::Read if self.verdict.actions.len() > 1 => {
                (true, format!("{it}, and none of them changes anything"))
            }
            Category::Read if self.phrases.does.is_some() => (true, format!("{it} and changes nothing{shown}")),
            Category::Read => (true, format!("{it}, and nothing says that a call changes anything{shown}")),
            Category::Write | Category::Destructive if self.phrases.ground.is_none() => {
                (false, format!("{it}, so it must be taken to change something"))
            }
            Category::Write | Category::Destructive => match (&self.phrases.ground, self.quiet_verb()) {
                (Some((_, says)), true) if !says.starts_with(WORDING) => (false, format!("{it} and {says}{shown}")),
                _ => (false, format!("{it}{shown}")),
            },
        }
    }

    /// Whether the act itself only reads or works out, and its result goes to a file.
    fn saves_what_it_reads(&self) -> bool {
        self.quiet_verb()
            && !matches!(self.verdict.act.family.as_str(), "wait")
            && self.phrases.ground.as_ref().is_some_and(|(_, says)| {
                let says = Plain::of(says);
                ["file", "result", "path", "copy"].iter().any(|word| says.has(word))
            })
    }

    /// Whether the verb alone would not tell that something is changed.
    fn quiet_verb(&self) -> bool {
        self.phrases.does.is_some()
            && matches!(
                self.verdict.act.family.as_str(),
                "compute" | "export" | "generate" | "inspect" | "retrieve" | "search" | "wait"
            )
    }

    fn destructive(&self) -> (bool, String) {
        let it = self.it();
        let says = self.phrases.ground.as_ref().map(|(_, says)| says.as_str());
        let undone = self.undoes_too();
        let written = self.written_file();
        match self.verdict.category() {
            Category::Read => match &self.phrases.doing {
                Some(doing) => (false, format!("{doing} removes and replaces nothing")),
                None => (false, "a call that changes nothing cannot remove or replace anything".to_owned()),
            },
            Category::Destructive if self.verdict.traits.contains(&Trait::ExecutesCode) => {
                let what = if self.takes_code() { "what the caller writes" } else { "what is run" };
                (true, format!("{it}, and {what} may delete or overwrite anything in its reach"))
            }
            Category::Destructive => match says {
                Some(says) if says.starts_with("says ") => (true, format!("{it}, and the definition {says}")),
                Some("discards something that was not meant to last") => {
                    (true, format!("{it}, and what is discarded is gone, although it was not meant to last"))
                }
                Some("removes something that exists") if self.phrases.does.is_some() => {
                    let them = self.verdict.act.noun.as_ref().map_or("it", NounPhrase::them);
                    (true, format!("{it}, and the same call cannot bring {them} back"))
                }
                Some(says) if self.phrases.does.is_some() || self.verdict.actions.len() > 1 => {
                    let subject = if is_of_an_act(says) { "that" } else { "it" };
                    (true, format!("{it}: {subject} {says}"))
                }
                Some(_) => (true, it),
                None => (true, format!("{it}, and the worst that its words allow is assumed")),
            },
            Category::Write if self.verdict.traits.contains(&Trait::MovesMoney) || self.verdict.act.family == "pay" => {
                let what = match self.verdict.act.family.as_str() {
                    "create" | "generate" => {
                        "what that brings about with money or assets is not taken back by the same call"
                    }
                    _ => "money or assets that change hands do not come back by the same call",
                };
                (true, format!("{it}, and {what}"))
            }
            Category::Write if undone.is_some() => {
                let other = undone.unwrap_or_default();
                (true, format!("{it}, and to {other} takes away what was there"))
            }
            Category::Write if self.makes_or_saves() && self.refusal().is_some() => {
                (false, format!("{it}, and the description says “{}”", self.refusal().unwrap_or_default()))
            }
            Category::Write if self.sends_any_request() => {
                (true, format!("{it}, and a request may remove or replace what it is addressed to"))
            }
            Category::Write if written.is_some() && self.calls_it_new() => {
                (false, format!("{it}, and where that is new nothing stands yet"))
            }
            Category::Write if written.is_some() => {
                let (name, _) = written.unwrap_or_default();
                (true, format!("{it}, and nothing says that a file already at “{name}” is kept"))
            }
            Category::Write if only_adds(self.rules, self.tool, self.verdict) => {
                let family = self.verdict.act.family.as_str();
                let makes = matches!(family, "create" | "export" | "generate" | "grant" | "install");
                if family == "send" && self.phrases.does.is_some() {
                    (false, format!("{it}, and what is sent neither removes nor replaces anything"))
                } else if makes && family != "export" && self.tells_what_is_made() && !self.takes_a_path() {
                    (false, format!("{it} and leaves what is there already as it is"))
                } else {
                    let of_files = || described(self.tool).has_any_number("file");
                    let file = makes && self.takes_a_path() && of_files();
                    let what = if file { "a file already there" } else { "anything" };
                    (false, format!("{it}, and nothing says that {what} is removed or replaced"))
                }
            }
            Category::Write if self.verdict.actions.len() > 1 => {
                (true, format!("{it}, and a call can replace what was there before"))
            }
            Category::Write if self.makes_or_changes() && self.phrases.does.is_some() => {
                (true, format!("{it}, and one that is there already loses what it held"))
            }
            Category::Write if self.may_replace() => {
                (true, format!("{it}, and a call may also change or replace what is there already"))
            }
            Category::Write
                if matches!(self.verdict.act.family.as_str(), "remove" | "detach" | "revoke" | "reset")
                    && self.phrases.does.is_some() =>
            {
                (true, format!("{it}, and what is taken away is there no longer"))
            }
            Category::Write if self.verdict.act.family == "perform" && self.phrases.does.is_some() => {
                (true, format!("{it}, and nothing limits what a call replaces or removes"))
            }
            Category::Write if self.verdict.confidence == Confidence::Low => {
                (true, format!("{it}, and the definition is not clear enough to rule out that something is replaced"))
            }
            Category::Write if self.verdict.act.family == "execute" => {
                (true, format!("{it}, and nothing says that what it runs only adds"))
            }
            Category::Write if self.verdict.act.family == "end" && self.phrases.does.is_some() => {
                (true, format!("{it}, which ends something instead of adding to it"))
            }
            Category::Write
                if self.phrases.does.is_some()
                    && (matches!(self.phrases.verb.as_deref(), Some("save" | "store" | "write"))
                        || self.verdict.act.family == "compute"
                            && says
                                .is_some_and(|says| Plain::of(says).has("file") || Plain::of(says).has("result"))) =>
            {
                (true, format!("{it}, and nothing says that what stands in its place already is kept"))
            }
            Category::Write if self.phrases.does.is_some() => {
                (true, format!("{it}, which changes what is there instead of adding to it"))
            }
            Category::Write => (true, format!("{it}, and nothing says that a call only adds")),
        }
    }

    fn idempotent(&self) -> (bool, String) {
        let verb = self.phrases.verb.as_deref().unwrap_or_default();
        let actions = self.verdict.actions.len();
        if self.verdict.category() == Category::Read {
            return match &self.phrases.doing {
                Some(doing) => (true, format!("{doing} again leaves everything as it is")),
                None => (true, "what changes nothing has no further effect if it is repeated".to_owned()),
            };
        }
        if actions > 1 {
            let makes = |action: &&ActionVerdict| {
                let words = crate::text::name::words(&action.action);
                action.impact.category() != Category::Read
                    && self.rules.is_additive_name(words.iter().map(|word| &*word.text)) == Some(true)
            };
            let why = match self.verdict.actions.iter().find(makes) {
                Some(action) => format!("every further call of its action “{}” may make another one", action.action),
                None => format!(
                    "it is one tool for {actions} actions, and nothing says that each of them can be repeated without further effect"
                ),
            };
            return (false, why);
        }
        let doing = self.phrases.doing.as_deref();
        if let Some(repeat) = self.can_repeat() {
            let family = self.verdict.act.family.as_str();
            let why = match (repeat, doing) {
                (Repeat::File(name), _) => {
                    format!("the same call again writes the file that “{name}” names, and no second one")
                }
                (Repeat::Kept, _) => format!("once it is there, the same call finds nothing left to {verb}"),
                (Repeat::Existing(words), _) => {
                    format!(
                        "the description provides for what is there already (“{words}”), so the same call again makes no second one"
                    )
                }
                (Repeat::Verb, _) if matches!(family, "remove" | "detach" | "revoke" | "end") => {
                    format!("once it is done, the same call finds nothing left to {verb}")
                }
                (Repeat::Verb, Some(doing)) => format!("{doing} again with the same arguments leads to the same state"),
                (Repeat::Verb, None) => "the same call again leads to the same state".to_owned(),
            };
            return (true, why);
        }
        if let Some((name, _)) = self.written_file() {
            return (false, format!("where “{name}” is left out, a second call may leave another file"));
        }
        let why = match (&self.phrases.does, doing) {
            (Some(does), _) if self.verdict.traits.contains(&Trait::ExecutesCode) => {
                format!("every further call {does} once more")
            }
            _ if self.verdict.traits.contains(&Trait::ExecutesCode) => {
                "every further call runs what it is given once more".to_owned()
            }
            (Some(does), Some(doing)) if self.adds_each_time() && self.makes_one() => {
                match self.verdict.act.verb.as_str() {
                    // `adding a track to a playlist`
                    "add" if Plain::of(does).has("to") => format!("{doing} again may put it there twice"),
                    "add" | "register" => format!("{doing} again may leave two of them"),
                    "open" => format!("{doing} again may open another"),
                    _ => format!("{} again may make another one", self.without_new(doing)),
                }
            }
            _ if self.sends_any_request() => "every further call sends the request once more".to_owned(),
            (Some(does), _) if self.requests() || self.adds_each_time() => {
                format!("every further call {does} once more")
            }
            // Reading again has no effect; keeping what was read may have.
            (Some(_), _) if self.saves_what_it_reads() => "every further call saves its result once more".to_owned(),
            (_, Some(doing)) => self
                .rules
                .again(&self.verdict.act.verb, doing)
                .unwrap_or_else(|| format!("{doing} again may have a further effect")),
            _ => "a second call may have a further effect".to_owned(),
        };
        (false, why)
    }

    /// Whether the act makes a thing of its own, and one of it.
    fn makes_one(&self) -> bool {
        let act = &self.verdict.act;
        act.family == "create"
            && ["a ", "an ", "the ", "one "].iter().any(|article| {
                self.phrases
                    .does
                    .as_deref()
                    .and_then(|does| does.split_once(' '))
                    .is_some_and(|(_, o)| o.starts_with(article))
            })
            && matches!(
                act.verb.as_str(),
                "add" | "clone" | "create" | "found" | "instantiate" | "mint" | "new" | "open" | "register"
            )
    }

    /// What a trait means for where a call leads, behind what the tool does.
    fn goes_on(&self, of: Trait, says: &str) -> String {
        let verb = |clause: &str| clause.split(' ').next().unwrap_or_default().to_owned();
        let same = self.phrases.does.as_deref().is_some_and(|does| verb(does) == verb(says));
        match says.strip_prefix("returns ") {
            Some(_) if of == Trait::UntrustedInput && self.verdict.act.family == "export" => {
                ", and what it brings in may be the work of outsiders".to_owned()
            }
            Some(what) if of == Trait::UntrustedInput => format!(", and what comes back may be {what}"),
            // `posts a comment and so posts something`
            _ if same && of == Trait::SendsOutbound => ", and that goes out to others".to_owned(),
            _ if same => ", which leads outside the service".to_owned(),
            // Whom a message goes to is not always said.
            _ if of == Trait::SendsOutbound && says == "reaches people" => ", and that goes out to others".to_owned(),
            _ => format!(", and that {says}"),
        }
    }

    fn open_world(&self) -> (bool, String) {
        // What returns or sends something says more than what runs or pays.
        let order = [Trait::UntrustedInput, Trait::SendsOutbound, Trait::MovesMoney, Trait::ExecutesCode];
        let it = self.it();
        let does = self.phrases.does.is_some();
        let mut within = false;
        let mut weighed = None;
        for t in order.into_iter().filter(|t| self.verdict.traits.contains(t) && self.rules.is_open_world(*t)) {
            let shown = Phrases::of_trait(self.tool, self.verdict, t);
            let by_weights = shown.as_ref().is_none_or(|(_, says)| says.starts_with(WORDED));
            if t == Trait::ExecutesCode {
                let read = self.verdict.category() == Category::Read;
                let told = || shown.as_ref().is_some_and(|(_, says)| self.rules.stays_within(says));
                let object = self.phrases.does.as_deref().unwrap_or_default();
                within |= if by_weights { self.rules.stays_within(object) } else { told() };
                if by_weights && !read && !within {
                    weighed = weighed.or(Some(t));
                }
                if read || by_weights || within {
                    continue;
                }
            } else if t == Trait::UntrustedInput && self.reads_files_at_hand() {
                continue;
            } else if by_weights {
                weighed = weighed.or(Some(t));
                continue;
            }
            // Why that is outside, where what it does is no reason by itself.
            let reach = if t == Trait::MovesMoney {
                " and so reaches others"
            } else if t == Trait::ExecutesCode {
                ", which may reach anything from there"
            } else {
                ""
            };
            return match shown {
                Some((Some(place), says)) if !place.contains(&says) => (true, format!("{place}: it {says}{reach}")),
                Some((_, says)) if does => (true, format!("{it}{}{reach}", self.goes_on(t, &says))),
                Some((_, says)) => (true, format!("it {says}{reach}")),
                None => (true, format!("{it}, which reaches beyond what the server keeps")),
            };
        }
        // What only names what it returns looks it up.
        let family = match self.verdict.act.family.as_str() {
            "" if self.verdict.category() == Category::Read => "retrieve",
            family => family,
        };
        let description = self.tool.description.as_deref().unwrap_or_default();
        let first = Plain::of(&first_sentence(description));
        let places = [named(self.tool), Plain::of(self.phrases.does.as_deref().unwrap_or_default()), first];
        // Words alone do not outweigh an author who says otherwise.
        let denied = self.tool.annotations.open_world_hint == Some(false);
        let read = self.verdict.category() == Category::Read || family == "export";
        let outside = || places.iter().find_map(|text| self.rules.source_outside(family, text));
        if !denied && let Some((word, says)) = outside() {
            let what = if read { "what it fetches" } else { "what it changes" };
            return (true, format!("{it}, and {what} {says} (“{word}”)"));
        }
        let own = self.verdict.category() != Category::Read || places.iter().any(|text| self.rules.is_inside(text));
        if !denied
            && !own
            && weighed.is_none()
            && let Some((word, says)) = self.rules.source_outside(family, self.server)
        {
            return (true, format!("{it}, and what it fetches {says} (the server's name says “{word}”)"));
        }
        let local = places.iter().any(|text| self.rules.is_local(text));
        if !denied && !local && self.acts_in_a_browser() {
            return (true, format!("{it}, and the browser that it acts on shows pages from anywhere on the web"));
        }
        if let Some(t) = weighed.filter(|_| !denied) {
            let may = match t {
                Trait::UntrustedInput => "what comes back may be the work of outsiders",
                Trait::SendsOutbound => "that may reach people or systems outside the service",
                Trait::ExecutesCode => "what it runs may reach anything from there",
                Trait::MovesMoney
                | Trait::HandlesCredentials
                | Trait::ChangesAccess
                | Trait::PersonalData
                | Trait::ProductionInfra
                | Trait::Bulk => "that may move money or assets outside the service",
            };
            return (true, if does { format!("{it}, and {may}") } else { format!("by its wording, {may}") });
        }
        let local = places.iter().any(|text| self.rules.is_inside(text)) || self.verdict.category() == Category::Read;
        if self.verdict.act.family == "install" && does && !denied && !local {
            return (true, format!("{it}, which is fetched from outside the service"));
        }
        if self.verdict.traits.contains(&Trait::ExecutesCode)
            && !denied
            && self.has_parameter(&self.rules.parameters().hosts)
        {
            return (true, format!("{it}, at a host that the caller names"));
        }
        let actions = self.verdict.actions.len();
        if actions > 1 {
            let far = "reaches beyond what the server works on";
            return (false, format!("as far as the definition tells, none of its {actions} actions {far}"));
        }
        let vague = self.verdict.confidence == Confidence::Low && !does;
        if vague && self.tool.annotations.open_world_hint.is_none() {
            return (
                true,
                "the definition does not say how far a call reaches, so the open world is assumed".to_owned(),
            );
        }
        if within && self.verdict.traits.contains(&Trait::ExecutesCode) {
            return (false, format!("{it}, and what it runs stays within what the server itself works on"));
        }
        let leads = if self.verdict.category() == Category::Read { "leads" } else { "reaches" };
        let nothing = match self.system() {
            Some(system) => {
                format!("nothing in the definition {leads} beyond {system}, the one system that the server works on")
            }
            None if does && self.takes_a_path() && self.reads_files_at_hand() => {
                format!("nothing in the definition {leads} beyond the machine that the server runs on")
            }
            None => format!("nothing in the definition {leads} beyond what the server works on"),
        };
        if self.only_computes() {
            return (false, format!("{it} and works on nothing but what it is given"));
        }
        (false, if does { format!("{it}; {nothing}") } else { nothing })
    }

    /// `creating a page` of `creating a new page`: a second one is no new one of the same kind.
    fn without_new(&self, doing: &str) -> String {
        let another = self.verdict.act.said.another;
        match doing.split_once(" a new ") {
            Some((verb, thing)) if !another.is_empty() => format!("{verb} {another} {thing}"),
            _ => doing.to_owned(),
        }
    }
}

/// What can be quoted of a description: its first sentence, if it is a short one.
fn quotable(description: &str) -> Option<String> {
    let first = first_sentence(description);
    let first = first.trim_end_matches(['.', ':', ' ']);
    (6..=110).contains(&first.chars().count()).then(|| crate::diag::printable(first).into_owned())
}

/// Whether a clause says what an act does, rather than what the tool is or can.
fn is_of_an_act(says: &str) -> bool {
    ["removes ", "ends ", "unties ", "discards ", "puts ", "empties ", "shuts ", "takes rights ", "takes something "]
        .iter()
        .any(|start| says.starts_with(start))
}
