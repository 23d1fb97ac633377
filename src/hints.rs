//! The four hints that a tool should carry (`ToolAnnotations` of the MCP
//! specification), each with a line that says why, beside what its author set.
//!
//! Three things are kept apart: a hint that the definition contradicts (always one of
//! the verdict's mismatches), a hint that is missing (silence is no claim), and a hint
//! that could as well be set otherwise. An author's hint stands where the definition
//! leaves the matter open, unless the whole server shows that it is only a template.

use crate::classify::{Classification, Phrases};
use crate::manifest::{Annotations, Server, Tool};
use crate::rulebook::hint_rules::{HintRules, Plain};
use crate::vocab::{Category, Confidence, Trait};

/// One of the four hints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hint {
    /// Nothing is changed.
    ReadOnly,
    /// Something that exists may be removed or replaced.
    Destructive,
    /// The same call again has no further effect.
    Idempotent,
    /// The call reaches beyond what the server keeps.
    OpenWorld,
}

impl Hint {
    /// All four, in the order of the specification.
    pub const ALL: [Hint; 4] = [Hint::ReadOnly, Hint::Destructive, Hint::Idempotent, Hint::OpenWorld];

    /// The key in `annotations`.
    pub const fn key(self) -> &'static str {
        match self {
            Hint::ReadOnly => "readOnlyHint",
            Hint::Destructive => "destructiveHint",
            Hint::Idempotent => "idempotentHint",
            Hint::OpenWorld => "openWorldHint",
        }
    }

    /// What the author set.
    pub fn given(self, annotations: &Annotations) -> Option<bool> {
        match self {
            Hint::ReadOnly => annotations.read_only_hint,
            Hint::Destructive => annotations.destructive_hint,
            Hint::Idempotent => annotations.idempotent_hint,
            Hint::OpenWorld => annotations.open_world_hint,
        }
    }
}

/// How what the author set stands to what the tool should carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// The same.
    Agrees,
    /// The author says nothing.
    Missing,
    /// The author says something else, and the words leave room for it.
    Differs,
    /// The words contradict the author: a mismatch of the verdict.
    Contradicted,
}

impl State {
    /// All of them.
    pub const ALL: [State; 4] = [State::Agrees, State::Missing, State::Differs, State::Contradicted];

    /// The word in records and tables.
    pub const fn word(self) -> &'static str {
        match self {
            State::Agrees => "agrees",
            State::Missing => "missing",
            State::Differs => "differs",
            State::Contradicted => "contradicted",
        }
    }
}

/// What is said of one hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advised {
    /// The hint.
    pub hint: Hint,
    /// What it should be.
    pub value: bool,
    /// What the author set.
    pub given: Option<bool>,
    /// How the two stand to each other.
    pub state: State,
    /// Why it should be so: a clause without full stop.
    pub because: String,
}

impl Advised {
    /// The line that a directory asks for: `readOnlyHint: true — it lists files …`.
    pub fn line(&self) -> String {
        format!("{}: {} — {}.", self.hint.key(), self.value, self.because)
    }
}

/// The four hints of one tool, in the order of [`Hint::ALL`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolAdvice {
    /// What is said of each.
    pub hints: [Advised; 4],
}

/// The hints of a server's tools, and what its author does everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerAdvice {
    /// One for each tool, in their order.
    pub tools: Vec<ToolAdvice>,
    /// What the author does everywhere: sentences.
    pub habits: Vec<Habit>,
}

impl ServerAdvice {
    /// How many hints are in a state.
    pub fn count(&self, state: State) -> usize {
        self.tools.iter().flat_map(|tool| &tool.hints).filter(|hint| hint.state == state).count()
    }
}

/// What the author of a server does on all or most of its tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Habit {
    /// No tool has a hint.
    NoneAnnotated,
    /// So many tools have hints, the others none.
    SomeAnnotated {
        /// Tools with at least one hint.
        some: usize,
    },
    /// Tools of several categories carry exactly the same hints.
    CopiedDefault {
        /// Tools with hints.
        tools: usize,
    },
    /// Every annotated tool that changes something is marked destructive, adding or
    /// not.
    AllDestructive {
        /// Tools that change something and are marked.
        tools: usize,
        /// Of these, those whose words only add.
        adding: usize,
    },
    /// Every annotated tool that changes something is marked as not repeatable, whatever
    /// its words say.
    NeverRepeatable {
        /// Tools that change something and are marked.
        tools: usize,
        /// Of these, those whose words say that the same call again changes nothing more.
        repeatable: usize,
    },
    /// A hint is on no tool, though others are.
    NeverGiven {
        /// The hint.
        hint: Hint,
    },
}

impl Habit {
    /// The habit as a short word.
    pub const fn word(self) -> &'static str {
        match self {
            Habit::NoneAnnotated => "none-annotated",
            Habit::SomeAnnotated { .. } => "some-annotated",
            Habit::CopiedDefault { .. } => "copied-default",
            Habit::AllDestructive { .. } => "all-destructive",
            Habit::NeverRepeatable { .. } => "never-repeatable",
            Habit::NeverGiven { .. } => "never-given",
        }
    }

    /// The habit as a sentence, on a server of so many tools.
    pub fn sentence(self, all: usize) -> String {
        match self {
            Habit::NoneAnnotated if all == 1 => "Its one tool carries no hint.".to_owned(),
            Habit::NoneAnnotated => format!("None of the {all} tools carries a hint."),
            Habit::SomeAnnotated { some } => {
                format!("{some} of {all} tools carry hints; clients assume the worst of the others.")
            }
            Habit::CopiedDefault { tools } => format!(
                "All {tools} annotated tools carry the same hints, those that read and those that change something: a copied default, which says nothing about any one of them."
            ),
            Habit::AllDestructive { tools, adding } => format!(
                "All {tools} annotated tools that change something are marked destructive, also the {adding} that only {}: the mark tells nothing apart.",
                if adding == 1 { "adds" } else { "add" }
            ),
            Habit::NeverRepeatable { tools, repeatable } => format!(
                "All {tools} annotated tools that change something say idempotentHint: false, also the {repeatable} for which the same call again has no further effect: the mark tells nothing apart."
            ),
            Habit::NeverGiven { hint } => format!("No tool says {}, though other hints are given.", hint.key()),
        }
    }
}

/// Says which hints the tools of a server should carry.
pub fn advise(rules: &HintRules, server: &Server, verdicts: &[Classification]) -> ServerAdvice {
    let name = if server.info.name.is_empty() { &server.fallback_slug } else { &server.info.name };
    let name = Plain::of(name);
    let browser = server.tools.iter().any(|tool| rules.drives_a_browser(&named(tool), &described(tool)));
    let tellers: Vec<Teller<'_>> = server
        .tools
        .iter()
        .zip(verdicts)
        .map(|(tool, verdict)| Teller { rules, tool, verdict, server: &name, browser, phrases: spoken(tool, verdict) })
        .collect();
    let habits = habits(server, &tellers);
    let template = Template {
        copied: habits.iter().any(|habit| matches!(habit, Habit::CopiedDefault { .. })),
        destructive: habits.iter().any(|habit| matches!(habit, Habit::AllDestructive { .. })),
        unrepeatable: habits.iter().any(|habit| matches!(habit, Habit::NeverRepeatable { .. })),
    };
    let tools = tellers.into_iter().map(|teller| of_tool(teller, template));
    ServerAdvice { tools: tools.collect(), habits }
}

/// Which hints of a server are only a template, so that they are no word of the
/// author's on any one tool.
#[derive(Debug, Clone, Copy)]
struct Template {
    copied: bool,
    destructive: bool,
    unrepeatable: bool,
}

/// The least number of tools of which a habit can be told.
const HABIT: usize = 4;

/// What the author does everywhere.
fn habits(server: &Server, tellers: &[Teller<'_>]) -> Vec<Habit> {
    let given = |tool: &Tool| Hint::ALL.map(|hint| hint.given(&tool.annotations));
    let annotated: Vec<&Teller<'_>> =
        tellers.iter().filter(|teller| given(teller.tool).iter().any(Option::is_some)).collect();
    let mut out = Vec::new();
    let Some(first) = annotated.first() else {
        if !server.tools.is_empty() {
            out.push(Habit::NoneAnnotated);
        }
        return out;
    };
    if annotated.len() < server.tools.len() {
        out.push(Habit::SomeAnnotated { some: annotated.len() });
    }
    let reads = annotated.iter().filter(|teller| teller.verdict.category() == Category::Read).count();
    let mixed = reads > 0 && reads < annotated.len();
    let alike = annotated.iter().all(|teller| given(teller.tool) == given(first.tool));
    if annotated.len() >= HABIT && mixed && alike {
        out.push(Habit::CopiedDefault { tools: annotated.len() });
    } else {
        // Those that change something and say this, if all say the same.
        let all_say = |hint: Hint, value: bool| {
            let changing = annotated.iter().filter(|teller| {
                teller.verdict.category() != Category::Read && hint.given(&teller.tool.annotations).is_some()
            });
            let changing: Vec<&&Teller<'_>> = changing.collect();
            let all = changing.iter().all(|teller| hint.given(&teller.tool.annotations) == Some(value));
            if all && changing.len() >= HABIT { changing } else { Vec::new() }
        };
        let changing = all_say(Hint::Destructive, true);
        let adding = changing.iter().filter(|t| only_adds(t.rules, t.tool, t.verdict)).count();
        if adding > 0 {
            out.push(Habit::AllDestructive { tools: changing.len(), adding });
        }
        let changing = all_say(Hint::Idempotent, false);
        let repeatable = changing.iter().filter(|teller| teller.can_repeat().is_some()).count();
        if repeatable > 0 {
            out.push(Habit::NeverRepeatable { tools: changing.len(), repeatable });
        }
    }
    for hint in Hint::ALL {
        if server.tools.iter().all(|tool| hint.given(&tool.annotations).is_none()) {
            out.push(Habit::NeverGiven { hint });
        }
    }
    out
}

/// The words of a tool's name.
fn named(tool: &Tool) -> Plain {
    let words = crate::text::name::words(&tool.name);
    Plain::of(&words.iter().map(|word| &*word.text).collect::<Vec<_>>().join(" "))
}

/// The words of a tool's description.
fn described(tool: &Tool) -> Plain {
    Plain::of(tool.description.as_deref().unwrap_or_default())
}

/// What a tool does, as parts of sentences that end where the author began a new one.
fn spoken(tool: &Tool, verdict: &Classification) -> Phrases {
    let phrases = Phrases::of(tool, verdict);
    // `checks if a URL is`, `plays it`.
    let stays_open = |clause: &String| {
        let last = clause.rsplit(' ').next().unwrap_or_default();
        matches!(last, "is" | "are") || matches!(last, "it" | "them") && clause.matches(' ').count() == 1
    };
    let cut = |clause: Option<String>| {
        clause.map(|clause| to_its_end(&clause).to_owned()).filter(|clause| !stays_open(clause))
    };
    let ground = phrases.ground.map(|(place, says)| (place, told(&says)));
    Phrases { does: cut(phrases.does), doing: cut(phrases.doing), ground, ..phrases }
}

/// A clause without the beginning of a sentence that follows it without a full stop:
/// `gets signatures for a flaw Use this tool` says `gets signatures for a flaw`.
fn to_its_end(clause: &str) -> &str {
    let next = |word: &str| matches!(word, "Args:" | "Call" | "Note:" | "Returns" | "Returns:" | "This" | "Use");
    let mut at = 0;
    for (n, word) in clause.split(' ').enumerate() {
        if n > 1 && next(word) {
            return clause[..at].trim_end();
        }
        at += word.len() + 1;
    }
    clause
}

/// How what evidence of weights says begins.
const WORDING: &str = "has the wording of ";

/// What evidence says, of weights in words that belong in a justification.
fn told(says: &str) -> String {
    match says.strip_prefix("is worded like ") {
        Some(kind) => format!("{WORDING}{kind}"),
        None => says.to_owned(),
    }
}

/// Whether the words of a tool say that it only adds to what is there.
fn only_adds(rules: &HintRules, tool: &Tool, verdict: &Classification) -> bool {
    let act = &verdict.act;
    let words = crate::text::name::words(&tool.name);
    let named = rules.is_additive_name(words.iter().map(|word| &*word.text));
    let first = Plain::of(first_sentence(tool.description.as_deref().unwrap_or_default()));
    // Of an uncertain verdict only an author's word makes an addition.
    let open = verdict.confidence != Confidence::Low || tool.annotations.destructive_hint == Some(false);
    // What is run may do more than add, unless it is a test or its author knows better.
    let runs = act.family == "execute"
        && verdict.traits.contains(&Trait::ExecutesCode)
        && tool.annotations.destructive_hint != Some(false)
        && !rules.stays_within(&act.object.to_lowercase())
        && !words.iter().any(|word| rules.stays_within(&word.text));
    verdict.category() == Category::Write
        && !runs
        && !verdict.traits.contains(&Trait::MovesMoney)
        && !act.verb.is_empty()
        && verdict.actions.len() < 2
        && (named == Some(true) || !rules.joins_a_change(&first))
        && named.unwrap_or_else(|| open && rules.is_additive(&act.verb, &act.family))
}

/// The four hints of one tool.
fn of_tool(teller: Teller<'_>, template: Template) -> ToolAdvice {
    let Teller { tool, verdict, .. } = teller;
    let hints = Hint::ALL.map(|hint| {
        let given = hint.given(&tool.annotations);
        let (own, mut because) = teller.own(hint);
        let contradicted = verdict.mismatches.iter().any(|m| m.hint == hint.key());
        let mut value = own;
        if given.is_some_and(|given| given != own) && !contradicted && teller.leaves_to_author(hint, own, template) {
            value = !own;
            because = teller.author(hint);
        }
        let state = match given {
            _ if contradicted => State::Contradicted,
            None => State::Missing,
            Some(given) if given == value => State::Agrees,
            Some(_) => State::Differs,
        };
        Advised { hint, value, given, state, because }
    });
    ToolAdvice { hints }
}

/// Finds the words for one tool.
struct Teller<'a> {
    rules: &'a HintRules,
    tool: &'a Tool,
    verdict: &'a Classification,
    /// The words of its server's name.
    server: &'a Plain,
    /// Whether its server drives a browser.
    browser: bool,
    phrases: Phrases,
}

/// Why the same call again has no further effect.
enum Repeat {
    /// Its verb says so.
    Verb,
    /// There is one such thing at its place, or a tie is there or is not.
    Kept,
    /// The words of the description that speak of what exists.
    Existing(String),
}

impl Teller<'_> {
    /// What the definition makes of a hint, and why.
    fn own(&self, hint: Hint) -> (bool, String) {
        match hint {
            Hint::ReadOnly => self.read_only(),
            Hint::Destructive => self.destructive(),
            Hint::Idempotent => self.idempotent(),
            Hint::OpenWorld => self.open_world(),
        }
    }

    /// Whether the author's hint stands although the words make the other of it.
    fn leaves_to_author(&self, hint: Hint, own: bool, template: Template) -> bool {
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
                !read && !template.copied && !(careful && template.unrepeatable) && (careful || !self.adds_each_time())
            }
            Hint::OpenWorld => !template.copied && careful,
        }
    }

    /// Why the author's hint stands.
    fn author(&self, hint: Hint) -> String {
        let it = self.it();
        let does = self.phrases.does.is_some();
        match hint {
            Hint::ReadOnly => {
                "its author says that it changes something, and the definition is too short to deny it".to_owned()
            }
            Hint::Destructive if does => format!("{it}, by which something may be lost, as its author says"),
            Hint::Destructive => {
                "its author says that something may be lost, and the definition does not rule it out".to_owned()
            }
            Hint::Idempotent => {
                let again = self.phrases.doing.as_deref().map_or_else(|| "the same call".to_owned(), str::to_owned);
                let effect = match Hint::Idempotent.given(&self.tool.annotations) {
                    Some(true) => "has no further effect",
                    Some(false) | None => "may have a further effect",
                };
                format!("{again} again {effect}, as its author says")
            }
            Hint::OpenWorld if does => {
                format!("{it}, for which it turns to systems outside the server, as its author says")
            }
            Hint::OpenWorld => "a call turns to systems outside the server, as its author says".to_owned(),
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

    /// Whether it acts on what a browser shows.
    fn acts_in_a_browser(&self) -> bool {
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

    /// Why the same call again has no further effect; nothing if it may have.
    fn can_repeat(&self) -> Option<Repeat> {
        let act = &self.verdict.act;
        let ends = matches!(act.family.as_str(), "remove" | "detach" | "revoke" | "end");
        let pays = self.verdict.traits.contains(&Trait::MovesMoney);
        let runs = self.verdict.traits.contains(&Trait::ExecutesCode);
        if runs || pays && !ends || act.verb.is_empty() || self.verdict.actions.len() > 1 || self.requests() {
            return None;
        }
        let words = crate::text::name::words(&self.tool.name);
        if self.rules.is_unrepeatable_name(words.iter().map(|word| &*word.text)) {
            return None;
        }
        if self.rules.is_repeatable(&act.verb, &act.family) {
            return Some(Repeat::Verb);
        }
        let object = Plain::of(self.phrases.does.as_deref().unwrap_or_default());
        let tied = matches!(act.verb.as_str(), "add" | "attach")
            && object.has("to")
            && (self.rules.is_tie(&act.head) || object.has("existing"));
        if act.family == "create" && (tied || self.rules.is_one_of_its_place(&act.head)) {
            return Some(Repeat::Kept);
        }
        if !matches!(act.family.as_str(), "create" | "export" | "install") && act.verb != "write" {
            return None;
        }
        let description = self.tool.description.as_deref().unwrap_or_default();
        if let Some(phrase) = self.rules.says_of_existing(&Plain::of(description)) {
            return Some(Repeat::Existing(phrase.to_owned()));
        }
        (self.rules.is_additive_name(words.iter().map(|word| &*word.text)) == Some(false)).then_some(Repeat::Verb)
    }

    /// Whether the verb makes something new, and name or first sentence say that it may
    /// replace something as well.
    fn may_replace(&self) -> bool {
        let words = crate::text::name::words(&self.tool.name);
        let act = &self.verdict.act;
        self.rules.is_additive(&act.verb, &act.family)
            && (self.rules.is_additive_name(words.iter().map(|word| &*word.text)) == Some(false)
                || self
                    .rules
                    .joins_a_change(&Plain::of(first_sentence(self.tool.description.as_deref().unwrap_or_default()))))
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
            Some((place, says)) if !place.is_empty() && !says.starts_with(WORDING) => format!(" ({place})"),
            _ => String::new(),
        }
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
        match self.verdict.category() {
            Category::Read => match &self.phrases.doing {
                Some(doing) => (false, format!("{doing} removes and replaces nothing")),
                None => (false, "a call that changes nothing cannot remove or replace anything".to_owned()),
            },
            Category::Destructive if self.verdict.traits.contains(&Trait::ExecutesCode) => {
                (true, format!("{it}, and what the caller writes may delete or overwrite anything in its reach"))
            }
            Category::Destructive => match says {
                Some(says) if says.starts_with("says ") => (true, format!("{it}, and the definition {says}")),
                Some(says) if self.phrases.does.is_some() || self.verdict.actions.len() > 1 => {
                    let subject = if is_of_an_act(says) { "that" } else { "it" };
                    (true, format!("{it}: {subject} {says}"))
                }
                Some(_) => (true, it),
                None => (true, format!("{it}, and the worst that its words allow is assumed")),
            },
            Category::Write if self.verdict.traits.contains(&Trait::MovesMoney) || self.verdict.act.family == "pay" => {
                (true, format!("{it}, and what has been paid or signed is not brought back by the same call"))
            }
            Category::Write if only_adds(self.rules, self.tool, self.verdict) => {
                let family = self.verdict.act.family.as_str();
                let makes = matches!(family, "create" | "export" | "generate" | "grant" | "install");
                if family == "send" && self.phrases.does.is_some() {
                    (false, format!("{it}, and what is sent neither removes nor replaces anything"))
                } else if makes && self.phrases.does.is_some() {
                    (false, format!("{it} and leaves what is there already as it is"))
                } else {
                    (false, format!("{it}, and nothing says that anything is removed or replaced by that"))
                }
            }
            Category::Write if self.verdict.actions.len() > 1 => {
                (true, format!("{it}, and that can replace what was there before"))
            }
            Category::Write if self.may_replace() => {
                (true, format!("{it}, and its words say that what exists may be changed by that as well"))
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
                None => (true, "a call that changes nothing can be repeated".to_owned()),
            };
        }
        if actions > 1 {
            let why = format!(
                "it is one tool for {actions} actions, and nothing says that each of them can be repeated without further effect"
            );
            return (false, why);
        }
        let doing = self.phrases.doing.as_deref();
        if let Some(repeat) = self.can_repeat() {
            let family = self.verdict.act.family.as_str();
            let why = match (repeat, doing) {
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
        let why = match (&self.phrases.does, doing) {
            _ if self.verdict.traits.contains(&Trait::ExecutesCode) => {
                "every further call runs what it is given once more".to_owned()
            }
            (Some(_), Some(doing)) if self.adds_each_time() && self.makes_one() => {
                format!("nothing says that {doing} again does not make another one")
            }
            (Some(does), _) if self.requests() || self.adds_each_time() => {
                format!("every further call {does} once more")
            }
            (_, Some(doing)) => format!("nothing says that {doing} again has no further effect"),
            _ => "nothing in the definition says that a second call has no further effect".to_owned(),
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

    fn open_world(&self) -> (bool, String) {
        // What returns or sends something says more than what runs or pays.
        let order = [Trait::UntrustedInput, Trait::SendsOutbound, Trait::MovesMoney, Trait::ExecutesCode];
        let it = self.it();
        let does = self.phrases.does.is_some();
        let mut within = false;
        let mut weighed = None;
        for t in order.into_iter().filter(|t| self.verdict.traits.contains(t) && self.rules.is_open_world(*t)) {
            let shown = Phrases::of_trait(self.tool, self.verdict, t);
            let by_weights = shown.as_ref().is_none_or(|(_, says)| says.starts_with("is worded like "));
            if t == Trait::ExecutesCode {
                let read = self.verdict.category() == Category::Read;
                within |= shown.as_ref().is_some_and(|(_, says)| self.rules.stays_within(says));
                if read || by_weights || within {
                    continue;
                }
            } else if t == Trait::UntrustedInput && self.reads_files_at_hand() {
                continue;
            } else if by_weights {
                weighed = weighed.or(Some(t));
                continue;
            }
            return match shown {
                Some((Some(place), says)) if !place.contains(&says) => (true, format!("{place}: it {says}")),
                Some((_, says)) if does => (true, format!("{it} and so {says}")),
                Some((_, says)) => (true, format!("it {says}")),
                None => (true, format!("{it}, which reaches beyond what the server keeps")),
            };
        }
        let family = self.verdict.act.family.as_str();
        let description = self.tool.description.as_deref().unwrap_or_default();
        let first = Plain::of(first_sentence(description));
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
                Trait::UntrustedInput => "what comes back may be text that outsiders wrote",
                Trait::SendsOutbound => "that may reach people or systems outside the service",
                _ => "that may move money or assets outside the service",
            };
            return (true, if does { format!("{it}, and {may}") } else { format!("by its wording, {may}") });
        }
        if self.verdict.confidence == Confidence::Low && self.tool.annotations.open_world_hint.is_none() {
            return (
                true,
                "the definition does not say how far a call reaches, so the open world is assumed".to_owned(),
            );
        }
        if within && self.verdict.traits.contains(&Trait::ExecutesCode) {
            return (false, format!("{it}, and what it runs stays within what the server itself works on"));
        }
        let nothing = match self.verdict.category() {
            Category::Read => "the definition names no source outside the service",
            Category::Write | Category::Destructive => {
                "the definition names no recipient or system outside the service"
            }
        };
        (false, if does { format!("{it}; {nothing}") } else { nothing.to_owned() })
    }
}

/// What can be quoted of a description: its first sentence, if it is a short one.
fn quotable(description: &str) -> Option<String> {
    let first = first_sentence(description).split_whitespace().collect::<Vec<_>>().join(" ");
    let first = first.trim_end_matches(['.', ':', ' ']);
    (6..=110).contains(&first.chars().count()).then(|| crate::diag::printable(first).into_owned())
}

/// The first sentence of a description, or what there is of it.
fn first_sentence(description: &str) -> &str {
    let text = description.trim_start();
    let end = [". ", ".\n", "\n\n", "。"].iter().filter_map(|stop| text.find(stop)).min().unwrap_or(text.len());
    &text[..text.floor_char_boundary(end.min(240))]
}

/// Whether a clause says what an act does, rather than what the tool is or can.
fn is_of_an_act(says: &str) -> bool {
    ["removes ", "ends ", "unties ", "discards ", "puts ", "empties ", "shuts ", "takes rights ", "takes something "]
        .iter()
        .any(|start| says.starts_with(start))
}

/// `a, b and c`.
fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., tail] => format!("{} and {tail}", head.join(", ")),
    }
}
