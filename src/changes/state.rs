//! The state of a build: a line for each server and each tool, to compare a later one with.

use crate::catalogue::{Catalogue, ServerSummary, ToolSummary, TraitSet};
use crate::grade::Grade;
use crate::ids::initial;
use crate::manifest::Tool;
use crate::policy::{Kind, Ruling};
use crate::rulebook::grade::Scale;
use crate::vocab::{Category, Confidence, Reversibility, Risk, Severity};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The schema of the first line.
pub(super) const SCHEMA: &str = "toolrisk/catalogue/v1";

/// A build: its servers, sorted by slug.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// The posture that the decisions follow.
    pub posture: String,
    /// The day of the build, if it is known.
    pub date: Option<String>,
    /// The servers.
    pub servers: Vec<ServerState>,
}

/// A server in a build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerState {
    /// Its slug.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// Its grade, A to F.
    pub grade: char,
    /// Its tools, sorted by name.
    pub tools: Vec<ToolState>,
}

/// A tool in a build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolState {
    /// Its name, verbatim.
    pub name: Box<str>,
    /// [`Tool::fingerprint`].
    pub fingerprint: u128,
    /// [`Tool::body`].
    pub body: Option<u64>,
    /// What was said of it.
    pub seen: Seen,
}

/// What a build says of a tool: the verdict, and the decision of the first posture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The category.
    pub category: Category,
    /// The risk.
    pub risk: Risk,
    /// The severity.
    pub severity: Severity,
    /// Whether it can be put back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reversibility: Option<Reversibility>,
    /// How far the evidence agrees.
    pub confidence: Confidence,
    /// What else it touches.
    #[serde(default, with = "traits", skip_serializing_if = "traits::none")]
    pub traits: TraitSet,
    /// What the posture decides for calls that no case covers.
    pub decision: Kind,
    /// What it decides for the calls that it treats mildest, by their arguments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<Kind>,
    /// A person judged.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub person: bool,
}

impl Seen {
    /// The mildest decision that some call gets.
    pub fn mildest(&self) -> Kind {
        self.opens.map_or(self.decision, |opens| opens.min(self.decision))
    }
}

/// Traits as a list of words.
mod traits {
    use crate::catalogue::TraitSet;
    use crate::vocab::Trait;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
    pub(super) fn none(set: &TraitSet) -> bool {
        set.is_empty()
    }

    pub(super) fn serialize<S: Serializer>(set: &TraitSet, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(set.iter())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<TraitSet, D::Error> {
        Ok(Vec::<Trait>::deserialize(from)?.into_iter().collect())
    }
}

/// What a state keeps of a tool that its summary does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    fingerprint: u128,
    body: Option<u64>,
    decision: Kind,
    opens: Option<Kind>,
}

impl Mark {
    /// What there is to keep of a tool and its ruling.
    pub fn of(tool: &Tool, ruling: &Ruling) -> Mark {
        // Fingerprints are hex digits of these lengths.
        Mark {
            fingerprint: u128::from_str_radix(&tool.fingerprint(), 16).unwrap_or_default(),
            body: tool.body().and_then(|body| u64::from_str_radix(&body, 16).ok()),
            decision: ruling.decision.kind(),
            opens: ruling.cases.iter().map(|case| case.decision.kind()).min(),
        }
    }
}

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct HeadLine<'a> {
    pub(super) schema: Cow<'a, str>,
    pub(super) posture: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) date: Option<Cow<'a, str>>,
    pub(super) servers: usize,
    pub(super) tools: usize,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) parts: Vec<String>,
}

/// The line of a server.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ServerLine<'a> {
    pub(super) server: Cow<'a, str>,
    pub(super) name: Cow<'a, str>,
    pub(super) grade: char,
    pub(super) tools: usize,
    #[serde(default)]
    categories: BTreeMap<Cow<'a, str>, usize>,
    #[serde(default)]
    risks: BTreeMap<Cow<'a, str>, usize>,
}

/// The line of a tool.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ToolLine<'a> {
    pub(super) server: Cow<'a, str>,
    pub(super) tool: Cow<'a, str>,
    pub(super) fingerprint: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) body: Option<String>,
    #[serde(flatten)]
    pub(super) seen: Seen,
}

impl State {
    /// The file that a build leaves in its site.
    pub const FILE: &'static str = "catalogue.jsonl";
    /// Up to so many tools stand in one file; more are split by the servers' first letters,
    /// so that a server that comes moves no line of another file.
    const IN_ONE: usize = 50_000;

    /// The state of a catalogue; `marks` are in the order of its servers and their tools.
    pub fn of(catalogue: &Catalogue, marks: &[Vec<Mark>], scale: &Scale, posture: &str, date: Option<&str>) -> State {
        let servers = catalogue.servers.iter().zip(marks);
        State {
            posture: posture.to_owned(),
            date: date.map(str::to_owned),
            servers: servers.map(|(server, marks)| ServerState::of(server, marks, scale)).collect(),
        }
    }

    /// How many tools there are.
    pub fn tools(&self) -> usize {
        self.servers.iter().map(|server| server.tools.len()).sum()
    }

    /// The names of the files that hold the state; the first is always [`State::FILE`].
    pub fn names(&self) -> Vec<String> {
        let parts = self.parts();
        std::iter::once(Self::FILE.to_owned()).chain(parts.iter().map(|part| part_name(part))).collect()
    }

    /// The same files with their texts, one at a time.
    pub fn files(&self) -> impl Iterator<Item = (String, String)> {
        let parts = self.parts();
        let head = HeadLine {
            schema: SCHEMA.into(),
            posture: self.posture.as_str().into(),
            date: self.date.as_deref().map(Cow::from),
            servers: self.servers.len(),
            tools: self.tools(),
            parts: parts.clone(),
        };
        let mut first = line(&head);
        if parts.is_empty() {
            self.servers.iter().for_each(|server| server.write(&mut first));
        }
        std::iter::once((Self::FILE.to_owned(), first)).chain(parts.into_iter().map(|part| {
            let mut text = String::new();
            self.servers
                .iter()
                .filter(|server| initial(&server.slug) == part)
                .for_each(|server| server.write(&mut text));
            (part_name(&part), text)
        }))
    }

    /// The parts that the state is split into; none while it fits one file.
    fn parts(&self) -> Vec<String> {
        if self.tools() <= Self::IN_ONE {
            return Vec::new();
        }
        let mut parts: Vec<String> = self.servers.iter().map(|server| initial(&server.slug)).collect();
        parts.sort_unstable();
        parts.dedup();
        parts
    }
}

/// The name of a part's file.
pub(super) fn part_name(part: &str) -> String {
    format!("catalogue.{part}.jsonl")
}

impl ServerState {
    /// The state of a server.
    fn of(server: &ServerSummary, marks: &[Mark], scale: &Scale) -> ServerState {
        ServerState {
            slug: server.slug.as_str().to_owned(),
            name: server.name.clone(),
            grade: Grade::letter_of(scale, server),
            tools: server.tools.iter().zip(marks).map(|(tool, mark)| ToolState::of(tool, mark)).collect(),
        }
    }

    /// How many of its tools have a risk.
    pub fn of_risk(&self, risk: Risk) -> usize {
        self.tools.iter().filter(|tool| tool.seen.risk == risk).count()
    }

    /// Appends its lines.
    fn write(&self, out: &mut String) {
        let of_category = |c: Category| self.tools.iter().filter(|tool| tool.seen.category == c).count();
        out.push_str(&line(&ServerLine {
            server: self.slug.as_str().into(),
            name: self.name.as_str().into(),
            grade: self.grade,
            tools: self.tools.len(),
            categories: Category::ALL.iter().map(|c| (c.word().into(), of_category(*c))).collect(),
            risks: Risk::ALL.iter().map(|r| (r.word().into(), self.of_risk(*r))).collect(),
        }));
        for tool in &self.tools {
            out.push_str(&line(&ToolLine {
                server: self.slug.as_str().into(),
                tool: (&*tool.name).into(),
                fingerprint: format!("{:032x}", tool.fingerprint).into(),
                body: tool.body.map(|body| format!("{body:016x}")),
                seen: tool.seen,
            }));
        }
    }
}

impl ToolState {
    /// The state of a tool.
    fn of(tool: &ToolSummary, mark: &Mark) -> ToolState {
        ToolState {
            name: tool.name.clone(),
            fingerprint: mark.fingerprint,
            body: mark.body,
            seen: Seen {
                category: tool.category,
                risk: tool.risk,
                severity: tool.severity,
                reversibility: tool.reversibility,
                confidence: tool.confidence,
                traits: tool.traits,
                decision: mark.decision,
                opens: mark.opens,
                person: tool.overridden,
            },
        }
    }
}

/// A line of JSON.
fn line(of: &impl Serialize) -> String {
    let mut text = serde_json::to_string(of).expect("plain structs with text keys always serialise");
    text.push('\n');
    text
}
