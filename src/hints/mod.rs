//! The four hints that a tool should carry (`ToolAnnotations` of the MCP
//! specification), each with a line that says why, beside what its author set.
//!
//! Three things are kept apart: a hint that the definition contradicts (always one of
//! the verdict's mismatches), a hint that is missing (silence is no claim), and a hint
//! that could as well be set otherwise. An author's hint stands where the definition
//! leaves the matter open, unless the whole server shows that it is only a template.

mod teller;

use crate::classify::{Classification, Phrases, WORDED};
use crate::manifest::{Annotations, Server, Tool};
use crate::rulebook::hint_rules::{HintRules, Plain};
use crate::text::prose::{first_sentence, sentences};
use crate::vocab::{Category, Confidence, Trait};
use teller::Teller;

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

/// Whether the description says anywhere that what exists is changed or replaced as well;
/// `makes`: the tool is called after making something.
fn changes_existing(rules: &HintRules, tool: &Tool, makes: bool) -> bool {
    let description = tool.description.as_deref().unwrap_or_default();
    rules.joins_a_change(&Plain::of(&first_sentence(description)), makes)
        || rules.changes_existing(&described(tool))
        || sentences(description).iter().any(|sentence| rules.opens_with_a_change(sentence.span.of(description)))
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
    match says.strip_prefix(WORDED) {
        Some(kind) => format!("{WORDING}{kind}"),
        None => says.to_owned(),
    }
}

/// Whether the words of a tool say that it only adds to what is there.
fn only_adds(rules: &HintRules, tool: &Tool, verdict: &Classification) -> bool {
    let act = &verdict.act;
    let words = crate::text::name::words(&tool.name);
    let named = rules.is_additive_name(words.iter().map(|word| &*word.text));
    // Of an uncertain verdict only an author's word makes an addition, or that it makes something up.
    let open = verdict.confidence != Confidence::Low
        || act.family == "generate"
        || tool.annotations.destructive_hint == Some(false);
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
        && !act.said.also_changes()
        && !changes_existing(rules, tool, named == Some(true))
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
