//! The whole run as one sorted value: compact summaries of every server and tool,
//! which is all that indexes, lists and counts need. The full verdicts pass through
//! one server at a time and are never collected.

use crate::ids::{RuleId, ServerSlug};
use crate::vocab::{Category, Confidence, Reversibility, Risk, Severity, Trait};
use std::collections::BTreeMap;

/// A server in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerSummary {
    /// What it is called in records; unique in the catalogue.
    pub slug: ServerSlug,
    /// Its folder under `servers/`: [`crate::ids::address`] of the slug.
    pub address: String,
    /// Its name for people.
    pub name: String,
    /// What it is: the first sentence of its description, at most 200 characters.
    pub blurb: String,
    /// The path of its manifest, relative to the input.
    pub source: String,
    /// How many entries were set aside.
    pub quarantined: usize,
    /// The manifest says its list is incomplete.
    pub incomplete: bool,
    /// Its tools, sorted by name.
    pub tools: Vec<ToolSummary>,
}

/// A tool in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolSummary {
    /// Its name, verbatim. Its address is [`crate::ids::address`] of it.
    pub name: Box<str>,
    /// The verdict.
    pub category: Category,
    /// The verdict.
    pub severity: Severity,
    /// The verdict.
    pub reversibility: Option<Reversibility>,
    /// The verdict.
    pub risk: Risk,
    /// The verdict.
    pub confidence: Confidence,
    /// The verdict.
    pub traits: TraitSet,
    /// The family of its deciding act, an index into [`Catalogue::families`].
    pub act: ActKey,
    /// What the author's hints get wrong, if anything (`readOnlyHint`, …).
    pub mismatch: Option<&'static str>,
    /// A person decided.
    pub overridden: bool,
}

/// What makes acts of different servers comparable: family and object head,
/// hashed; 0 when no act was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActKey(pub u64);

/// A set of traits in two bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TraitSet(u16);

impl TraitSet {
    /// Whether the trait is in the set.
    pub fn has(self, t: Trait) -> bool {
        self.0 & (1 << t as u16) != 0
    }

    /// The traits in contract order.
    pub fn iter(self) -> impl Iterator<Item = Trait> {
        Trait::ALL.iter().copied().filter(move |t| self.has(*t))
    }

    /// How many there are.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Trait> for TraitSet {
    fn from_iter<I: IntoIterator<Item = Trait>>(iter: I) -> TraitSet {
        TraitSet(iter.into_iter().fold(0, |set, t| set | 1 << t as u16))
    }
}

/// A tool by its place in [`Catalogue::servers`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ToolRef {
    /// Index of the server.
    pub server: u32,
    /// Index of the tool in that server.
    pub tool: u32,
}

/// Everything that indexes, lists and counts need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// All servers, sorted by slug.
    pub servers: Vec<ServerSummary>,
    /// For each rule that fired: how many tools, and the first of them in order.
    pub rules: BTreeMap<RuleId, RuleUse>,
    /// For each act key that several servers share: its tools in order, at most
    /// [`Catalogue::RELATED`].
    pub related: BTreeMap<ActKey, Vec<ToolRef>>,
}

/// Where a rule fired.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleUse {
    /// Tools on which it fired.
    pub tools: usize,
    /// Tools whose verdict it decided.
    pub decided: usize,
    /// The first tools of those, at most [`Catalogue::EXAMPLES`].
    pub examples: Vec<ToolRef>,
}

impl Catalogue {
    /// Tools kept for each act key.
    pub const RELATED: usize = 24;
    /// Tools kept for each rule.
    pub const EXAMPLES: usize = 50;
}
