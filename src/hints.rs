//! The four hints that a tool should carry (`ToolAnnotations` of the MCP
//! specification), each with a line that says why, beside what its author set.
//!
//! Three things are kept apart: a hint that the definition contradicts (always one of
//! the verdict's mismatches), a hint that is missing (silence is no claim), and a hint
//! that could as well be set otherwise. An author's hint stands where the definition
//! leaves the matter open, unless the whole server shows that it is only a template.

use crate::classify::{Classification, Phrases};
use crate::manifest::{Annotations, Server, Tool};
use crate::rulebook::hint_rules::HintRules;
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
            Habit::NeverGiven { hint } => format!("No tool says {}, though other hints are given.", hint.key()),
        }
    }
}

/// Says which hints the tools of a server should carry.
pub fn advise(rules: &HintRules, server: &Server, verdicts: &[Classification]) -> ServerAdvice {
    let habits = habits(rules, server, verdicts);
    let template = Template {
        copied: habits.iter().any(|habit| matches!(habit, Habit::CopiedDefault { .. })),
        destructive: habits.iter().any(|habit| matches!(habit, Habit::AllDestructive { .. })),
    };
    let tools = server.tools.iter().zip(verdicts).map(|(tool, verdict)| of_tool(rules, tool, verdict, template));
    ServerAdvice { tools: tools.collect(), habits }
}

/// Which hints of a server are only a template, so that they are no word of the
/// author's on any one tool.
#[derive(Debug, Clone, Copy)]
struct Template {
    copied: bool,
    destructive: bool,
}

/// The least number of tools of which a habit can be told.
const HABIT: usize = 4;

/// What the author does everywhere.
fn habits(rules: &HintRules, server: &Server, verdicts: &[Classification]) -> Vec<Habit> {
    let given = |tool: &Tool| Hint::ALL.map(|hint| hint.given(&tool.annotations));
    let annotated: Vec<(&Tool, &Classification)> =
        server.tools.iter().zip(verdicts).filter(|(tool, _)| given(tool).iter().any(Option::is_some)).collect();
    let mut out = Vec::new();
    let Some((first, _)) = annotated.first() else {
        if !server.tools.is_empty() {
            out.push(Habit::NoneAnnotated);
        }
        return out;
    };
    if annotated.len() < server.tools.len() {
        out.push(Habit::SomeAnnotated { some: annotated.len() });
    }
    let reads = annotated.iter().filter(|(_, verdict)| verdict.category() == Category::Read).count();
    let mixed = reads > 0 && reads < annotated.len();
    if annotated.len() >= HABIT && mixed && annotated.iter().all(|(tool, _)| given(tool) == given(first)) {
        out.push(Habit::CopiedDefault { tools: annotated.len() });
    } else {
        let changing: Vec<&(&Tool, &Classification)> = annotated
            .iter()
            .filter(|(tool, verdict)| {
                verdict.category() != Category::Read && tool.annotations.destructive_hint.is_some()
            })
            .collect();
        let adding = changing.iter().filter(|(tool, verdict)| only_adds(rules, tool, verdict)).count();
        let all = changing.iter().all(|(tool, _)| tool.annotations.destructive_hint == Some(true));
        if changing.len() >= HABIT && all && adding > 0 {
            out.push(Habit::AllDestructive { tools: changing.len(), adding });
        }
    }
    for hint in Hint::ALL {
        if server.tools.iter().all(|tool| hint.given(&tool.annotations).is_none()) {
            out.push(Habit::NeverGiven { hint });
        }
    }
    out
}

/// Whether the words of a tool say that it only adds to what is there.
fn only_adds(rules: &HintRules, tool: &Tool, verdict: &Classification) -> bool {
    let act = &verdict.act;
    let words = crate::text::name::words(&tool.name);
    let named = rules.is_additive_name(words.iter().map(|word| &*word.text));
    verdict.category() == Category::Write
        && !verdict.traits.contains(&Trait::MovesMoney)
        && !act.verb.is_empty()
        && verdict.actions.len() < 2
        && named.unwrap_or_else(|| rules.is_additive(&act.verb, &act.family))
}

/// Whether the words of a tool say that the same call again has no further effect.
fn can_repeat(rules: &HintRules, verdict: &Classification) -> bool {
    let act = &verdict.act;
    !verdict.traits.contains(&Trait::ExecutesCode)
        && !verdict.traits.contains(&Trait::MovesMoney)
        && !act.verb.is_empty()
        && verdict.actions.len() < 2
        && rules.is_repeatable(&act.verb, &act.family)
}

/// The four hints of one tool.
fn of_tool(rules: &HintRules, tool: &Tool, verdict: &Classification, template: Template) -> ToolAdvice {
    let teller = Teller { rules, tool, verdict, phrases: Phrases::of(tool, verdict) };
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
    phrases: Phrases,
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
            Hint::Idempotent => !read && !template.copied && (careful || !self.adds_each_time()),
            Hint::OpenWorld => !template.copied && careful,
        }
    }

    /// Why the author's hint stands.
    fn author(&self, hint: Hint) -> String {
        match hint {
            Hint::ReadOnly => {
                "its author says that it changes something, and the definition is too short to deny it".to_owned()
            }
            Hint::Destructive => match &self.phrases.does {
                Some(does) => format!("it {does}, and its author says that something may be lost by that"),
                None => {
                    "its author says that something may be lost, and the definition does not rule it out".to_owned()
                }
            },
            Hint::Idempotent => {
                let claim = match Hint::Idempotent.given(&self.tool.annotations) {
                    Some(true) => "its author says that a second call has no further effect",
                    Some(false) | None => "its author says that a second call may have a further effect",
                };
                match self.phrases.verb.as_deref() {
                    Some(verb) => format!("{claim}, and “{verb}” does not rule that out"),
                    None => format!("{claim}, and nothing in the definition rules that out"),
                }
            }
            Hint::OpenWorld => match &self.phrases.does {
                Some(does) => format!("it {does}, and its author says that this reaches beyond the service"),
                None => "its author says that a call reaches beyond the service".to_owned(),
            },
        }
    }

    /// Whether every call adds something, as its verb says.
    fn adds_each_time(&self) -> bool {
        matches!(self.verdict.act.family.as_str(), "create" | "send" | "pay" | "generate" | "execute")
            && self.verdict.act.verb != "ensure"
            && !self.may_replace()
    }

    /// Whether the verb makes something new, and the name says that it may replace
    /// something as well.
    fn may_replace(&self) -> bool {
        let words = crate::text::name::words(&self.tool.name);
        let act = &self.verdict.act;
        self.rules.is_additive(&act.verb, &act.family)
            && self.rules.is_additive_name(words.iter().map(|word| &*word.text)) == Some(false)
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
            (None, _, Some((_, says))) => format!("it {says}"),
            (None, Some(verb), None) => format!("its words say “{verb}”"),
            (None, None, None) => "nothing in its words says what a call does".to_owned(),
        }
    }

    /// What decided, in brackets; nothing if the author's own hint did.
    fn shown(&self) -> String {
        match &self.phrases.ground {
            Some((place, _)) if !place.is_empty() => format!(" ({place})"),
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
            Category::Write | Category::Destructive => (false, format!("{it}{shown}")),
        }
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
                Some(says) => (true, format!("it {says}")),
                None => (true, format!("{it}, and the worst that its words allow is assumed")),
            },
            Category::Write if self.verdict.traits.contains(&Trait::MovesMoney) => {
                (true, format!("{it}, and what has been paid or signed is not brought back by the same call"))
            }
            Category::Write if only_adds(self.rules, self.tool, self.verdict) => {
                let family = self.verdict.act.family.as_str();
                let makes = matches!(family, "create" | "export" | "generate" | "grant" | "install" | "send");
                if makes && self.phrases.does.is_some() {
                    (false, format!("{it} and leaves what is there already as it is"))
                } else {
                    (false, format!("{it}, and nothing says that anything is removed or replaced by that"))
                }
            }
            Category::Write if self.verdict.actions.len() > 1 => {
                (true, format!("{it}, and that can replace what was there before"))
            }
            Category::Write if self.may_replace() => {
                (true, format!("{it}, and its name says that one that exists may be replaced"))
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
        if can_repeat(self.rules, self.verdict) {
            let why = match (self.verdict.act.family.as_str(), &self.phrases.doing) {
                ("remove" | "detach" | "revoke" | "end", _) => {
                    format!("once it is done, the same call finds nothing left to {verb}")
                }
                (_, Some(doing)) => format!("{doing} again with the same arguments leads to the same state"),
                (_, None) => format!("to {verb} again with the same arguments leads to the same state"),
            };
            return (true, why);
        }
        let why = match &self.phrases.does {
            _ if self.verdict.traits.contains(&Trait::ExecutesCode) => {
                "every further call runs what it is given once more".to_owned()
            }
            Some(does) if self.adds_each_time() => format!("every further call {does} once more"),
            Some(_) => format!("nothing says that to {verb} again has no further effect"),
            None => "nothing in the definition says that a second call has no further effect".to_owned(),
        };
        (false, why)
    }

    fn open_world(&self) -> (bool, String) {
        // What returns or sends something says more than what runs or pays.
        let order = [Trait::UntrustedInput, Trait::SendsOutbound, Trait::ExecutesCode, Trait::MovesMoney];
        let open = order.into_iter().find(|t| self.verdict.traits.contains(t) && self.rules.is_open_world(*t));
        let it = self.it();
        if let Some(t) = open {
            return match Phrases::of_trait(self.tool, self.verdict, t) {
                Some((Some(place), says)) => (true, format!("{place}: it {says}")),
                Some((None, says)) if self.phrases.does.is_some() => (true, format!("{it} and so {says}")),
                Some((None, says)) => (true, format!("it {says}")),
                None => (true, format!("{it}, which reaches beyond what the server keeps")),
            };
        }
        if self.verdict.confidence == Confidence::Low && self.tool.annotations.open_world_hint.is_none() {
            return (
                true,
                "the definition does not say how far a call reaches, so the open world is assumed".to_owned(),
            );
        }
        match &self.phrases.does {
            Some(_) => (false, format!("{it}; the definition names no source or recipient outside the service")),
            None => (false, "the definition names no source or recipient outside the service".to_owned()),
        }
    }
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
