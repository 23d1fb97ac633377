//! The hints that tools should carry: for people, as records of version 1
//! (`toolrisk/annotations/v1`), and as a patch of the manifest.

use super::merge_patch::diff;
use super::style::{BOLD, DIM, PLAIN, counted, number, paint};
use super::table::paragraph;
use crate::diag::printable;
use crate::hints::{Hint, ServerAdvice, State};
use crate::ids::ServerSlug;
use crate::manifest::Server;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The value of `schema`.
pub const SCHEMA: &str = "toolrisk/annotations/v1";

/// Lines for people are at most this wide.
const WIDTH: usize = 100;

/// How many hints are in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Set as they should be.
    pub agrees: usize,
    /// Not set.
    pub missing: usize,
    /// Set otherwise, which the words allow.
    pub differs: usize,
    /// Set to what the words contradict.
    pub contradicted: usize,
}

impl Counts {
    /// The counts of a server.
    pub fn of(advice: &ServerAdvice) -> Counts {
        Counts {
            agrees: advice.count(State::Agrees),
            missing: advice.count(State::Missing),
            differs: advice.count(State::Differs),
            contradicted: advice.count(State::Contradicted),
        }
    }

    /// Both together.
    #[must_use]
    pub fn with(self, other: Counts) -> Counts {
        Counts {
            agrees: self.agrees + other.agrees,
            missing: self.missing + other.missing,
            differs: self.differs + other.differs,
            contradicted: self.contradicted + other.contradicted,
        }
    }

    /// The counts in words: `3 contradicted, 12 missing`.
    pub fn words(self) -> String {
        let parts = [
            (self.contradicted, State::Contradicted),
            (self.differs, State::Differs),
            (self.missing, State::Missing),
            (self.agrees, State::Agrees),
        ];
        let verb = |n: usize, state: State| match (state, n) {
            (State::Contradicted, 1) => "is contradicted",
            (State::Contradicted, _) => "are contradicted",
            (State::Differs, 1) => "differs",
            (State::Differs, _) => "differ",
            (State::Missing, 1) => "is missing",
            (State::Missing, _) => "are missing",
            (State::Agrees, 1) => "is as it should be",
            (State::Agrees, _) => "are as they should be",
        };
        let said: Vec<String> = parts
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, state)| format!("{} {}", number(n), verb(n, state)))
            .collect();
        said.join(", ")
    }

    fn map(self) -> BTreeMap<&'static str, usize> {
        let of = |state: State| match state {
            State::Agrees => self.agrees,
            State::Missing => self.missing,
            State::Differs => self.differs,
            State::Contradicted => self.contradicted,
        };
        State::ALL.into_iter().map(|state| (state.word(), of(state))).collect()
    }
}

/// One server's hints. The form is frozen: keys are never renamed, moved or taken away
/// within version 1 (`catalog/schemas/annotations.v1.schema.json`).
#[derive(Debug, Serialize)]
struct Record<'a> {
    schema: &'static str,
    server: &'a str,
    source: &'a str,
    counts: BTreeMap<&'static str, usize>,
    habits: Vec<HabitRecord>,
    tools: Vec<ToolRecord<'a>>,
}

/// What the author does everywhere.
#[derive(Debug, Serialize)]
struct HabitRecord {
    habit: &'static str,
    says: String,
}

/// One tool's hints.
#[derive(Debug, Serialize)]
struct ToolRecord<'a> {
    tool: &'a str,
    pointer: &'a str,
    annotations: BTreeMap<&'static str, bool>,
    hints: Vec<HintRecord<'a>>,
}

/// One hint.
#[derive(Debug, Serialize)]
struct HintRecord<'a> {
    hint: &'static str,
    value: bool,
    given: Option<bool>,
    state: &'static str,
    because: &'a str,
}

/// A server's hints as one line of JSON, without line break.
pub fn record(slug: &ServerSlug, server: &Server, advice: &ServerAdvice) -> String {
    let tools = server.tools.iter().zip(&advice.tools).map(|(tool, advice)| ToolRecord {
        tool: &tool.name,
        pointer: &tool.pointer,
        annotations: advice.hints.iter().map(|advised| (advised.hint.key(), advised.value)).collect(),
        hints: advice
            .hints
            .iter()
            .map(|advised| HintRecord {
                hint: advised.hint.key(),
                value: advised.value,
                given: advised.given,
                state: advised.state.word(),
                because: &advised.because,
            })
            .collect(),
    });
    let record = Record {
        schema: SCHEMA,
        server: slug.as_str(),
        source: &server.source,
        counts: Counts::of(advice).map(),
        habits: advice
            .habits
            .iter()
            .map(|habit| HabitRecord { habit: habit.word(), says: habit.sentence(server.tools.len()) })
            .collect(),
        tools: tools.collect(),
    };
    serde_json::to_string(&record).expect("plain structs with text keys always serialise to memory")
}

/// A server's hints for people: what the author does everywhere, then every tool with
/// a line for each hint, marked where the author set something else or nothing.
pub fn human(slug: &ServerSlug, server: &Server, advice: &ServerAdvice) -> String {
    let mut out = paint(BOLD, printable(slug.as_str()));
    let facts = format!("({}, {})", counted(server.tools.len(), "tool"), printable(&server.source));
    out.push_str(&format!("  {}\n", paint(DIM, facts)));
    let hints = counted(advice.tools.len() * Hint::ALL.len(), "hint");
    if !advice.tools.is_empty() {
        out.push_str(&paragraph(&format!("Of {hints}, {}.", Counts::of(advice).words()), 2, WIDTH));
    }
    for habit in &advice.habits {
        out.push_str(&paragraph(&habit.sentence(server.tools.len()), 2, WIDTH));
    }
    for (tool, advice) in server.tools.iter().zip(&advice.tools) {
        out.push_str(&format!("\n  {}\n", paint(BOLD, printable(&tool.name))));
        for advised in &advice.hints {
            let mark = match (advised.state, advised.given) {
                (State::Contradicted, Some(given)) => {
                    format!(" The author says {given}, which these words contradict.")
                }
                (State::Differs, Some(given)) => format!(" The author says {given}."),
                (State::Missing, _) => " Missing.".to_owned(),
                (State::Agrees | State::Contradicted | State::Differs, _) => String::new(),
            };
            out.push_str(&paragraph(&format!("{}{mark}", advised.line()), 4, WIDTH));
        }
    }
    out.push('\n');
    out
}

/// The reasons beside a patch: a tool a paragraph, a hint a line.
pub fn reasons(server: &Server, advice: &ServerAdvice) -> String {
    let mut out = String::new();
    for (tool, advice) in server.tools.iter().zip(&advice.tools) {
        out.push_str(&format!("{}\n", paint(BOLD, printable(&tool.name))));
        for advised in &advice.hints {
            out.push_str(&format!("  {}\n", paint(PLAIN, printable(&advised.line()))));
        }
    }
    out
}

/// The hints of a tool and where its definition stands in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The tool's name.
    pub tool: String,
    /// Where its definition stands (RFC 6901).
    pub pointer: String,
    /// What its hints should be.
    pub hints: [(Hint, bool); 4],
}

impl Placed {
    /// The hints of all tools of a server.
    pub fn of(server: &Server, advice: &ServerAdvice) -> Vec<Placed> {
        let tools = server.tools.iter().zip(&advice.tools);
        let placed = tools.map(|(tool, advice)| Placed {
            tool: tool.name.clone(),
            pointer: tool.pointer.clone(),
            hints: advice.hints.each_ref().map(|advised| (advised.hint, advised.value)),
        });
        placed.collect()
    }
}

/// The merge patch (RFC 7396) that gives the tools of a manifest these hints: it is
/// applied to the whole file. A merge patch replaces arrays whole, so a manifest whose
/// tools stand in an array has that array repeated in it, with nothing changed but the
/// annotations. `None` if nothing is to be changed.
///
/// # Errors
/// The first tool whose definition does not stand in the document where it was read.
pub fn patch<'p>(document: &Value, tools: &'p [Placed]) -> Result<Option<Value>, &'p str> {
    let mut patched = document.clone();
    for placed in tools {
        let Some(Value::Object(tool)) = patched.pointer_mut(&placed.pointer) else { return Err(&placed.tool) };
        // What is no object holds no annotations; what is one keeps its other keys.
        if !tool.get("annotations").is_some_and(Value::is_object) {
            tool.insert("annotations".to_owned(), Value::Object(Map::new()));
        }
        let Some(Value::Object(annotations)) = tool.get_mut("annotations") else { return Err(&placed.tool) };
        for (hint, value) in placed.hints {
            annotations.insert(hint.key().to_owned(), Value::Bool(value));
        }
    }
    Ok(diff(document, &patched))
}
