//! One step from an older build to a newer one, and the words for it. The form is frozen
//! (`catalog/schemas/changes.v1.schema.json`).

use super::state::Seen;
use crate::vocab::Risk;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// What was, and what is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair<T> {
    /// In the older build.
    pub before: T,
    /// In the newer one.
    pub now: T,
}

/// What changed in one step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The day of the older build, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The day of the newer build, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The postures, if the decisions follow another one now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posture: Option<Pair<String>>,
    /// How much of what changed.
    pub counts: Counts,
    /// The servers of which something changed, sorted by slug.
    pub servers: Vec<ServerChange>,
}

/// How much of what changed; all of it, also what is not listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Servers that came.
    pub servers_new: usize,
    /// Servers that went.
    pub servers_gone: usize,
    /// Servers of another slug with the same tools.
    pub servers_renamed: usize,
    /// Servers with a worse grade.
    pub grades_worse: usize,
    /// Servers with a better grade.
    pub grades_better: usize,
    /// Tools that came, those of new servers included.
    pub tools_new: usize,
    /// Tools that went, those of servers that went included.
    pub tools_gone: usize,
    /// Tools of another name with the same definition.
    pub tools_renamed: usize,
    /// Tools whose definition changed.
    pub definitions: usize,
    /// Tools that are judged otherwise though their definition is the same.
    pub verdicts: usize,
    /// Tools that are riskier now.
    pub riskier: usize,
    /// Tools that are milder now.
    pub milder: usize,
    /// Tools of which the policy lets more through now.
    pub laxer: usize,
    /// Tools of which the policy lets less through now.
    pub stricter: usize,
    /// New tools of High or Critical risk.
    pub dangerous_new: usize,
    /// Changed tools that are counted here and not listed.
    #[serde(default, skip_serializing_if = "is_none")]
    pub not_listed: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
fn is_none(n: &usize) -> bool {
    *n == 0
}

/// What happened to a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ServerHow {
    /// It came.
    New,
    /// It went.
    Gone,
    /// It has another slug and the same tools.
    Renamed,
    /// Something of it changed.
    Changed,
}

/// What changed of a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerChange {
    /// Its slug: the newer one, if there are two.
    pub server: String,
    /// Its name for people.
    pub name: String,
    /// Its slug in the older build, if that was another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// What happened to it.
    pub change: ServerHow,
    /// Its grades; a server that came or went has one on one side only.
    pub grade: Pair<Option<char>>,
    /// How many tools it has and had.
    pub tools: Pair<usize>,
    /// How many of them are of High risk.
    pub high: Pair<usize>,
    /// How many of them are of Critical risk.
    pub critical: Pair<usize>,
    /// Its tools that changed, by name; none for a server that came or went as a whole.
    pub changed: Vec<ToolChange>,
}

/// What happened to a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// It came.
    New,
    /// It went.
    Gone,
    /// It has another name and the same definition.
    Renamed,
    /// Its definition changed.
    Definition,
    /// It is judged otherwise, though its definition is the same.
    Verdict,
    /// A person judged it, or no longer does.
    Person,
}

/// What changed of a tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolChange {
    /// Its name: the newer one, if there are two.
    pub tool: String,
    /// Its name in the older build, if that was another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// What happened to it.
    pub change: How,
    /// What was said of it; nothing of one that came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Seen>,
    /// What is said of it; nothing of one that went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Seen>,
}

/// One thing that is said otherwise of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What: `risk`.
    pub what: &'static str,
    /// What was said.
    pub before: String,
    /// What is said.
    pub now: String,
}

/// What a change comes to: the first of these that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Riskier than it was.
    Riskier,
    /// The policy lets more through.
    Laxer,
    /// Came.
    New,
    /// Milder than it was.
    Milder,
    /// The policy lets less through.
    Stricter,
    /// Another name, and nothing else of these.
    Renamed,
    /// Another definition, and nothing else of these.
    Definition,
    /// Judged otherwise in what weighs less.
    Otherwise,
    /// Went.
    Gone,
}

impl Group {
    /// All, in the order in which they are shown.
    pub const ALL: [Group; 9] = [
        Group::Riskier,
        Group::Laxer,
        Group::New,
        Group::Milder,
        Group::Stricter,
        Group::Renamed,
        Group::Definition,
        Group::Otherwise,
        Group::Gone,
    ];

    /// The heading.
    pub const fn title(self) -> &'static str {
        match self {
            Group::Riskier => "Riskier tools",
            Group::Laxer => "Laxer decisions",
            Group::New => "New tools",
            Group::Milder => "Milder tools",
            Group::Stricter => "Stricter decisions",
            Group::Renamed => "Renamed tools",
            Group::Definition => "Changed definitions, decided as before",
            Group::Otherwise => "Judged otherwise, decided as before",
            Group::Gone => "Tools that are gone",
        }
    }

    /// The word in an address.
    pub const fn id(self) -> &'static str {
        match self {
            Group::Riskier => "riskier",
            Group::Laxer => "laxer",
            Group::New => "new",
            Group::Milder => "milder",
            Group::Stricter => "stricter",
            Group::Renamed => "renamed",
            Group::Definition => "definition",
            Group::Otherwise => "otherwise",
            Group::Gone => "gone",
        }
    }
}

impl Step {
    /// Whether nothing changed at all.
    pub fn is_empty(&self) -> bool {
        self.servers.is_empty()
    }

    /// Whether something is riskier or laxer than it was: a tool or a decision, a worse
    /// grade, or a new tool of High or Critical risk.
    pub fn alarms(&self) -> bool {
        let counts = &self.counts;
        counts.riskier + counts.laxer + counts.grades_worse + counts.dangerous_new > 0
    }

    /// All listed tools of a group, with their servers.
    pub fn of_group(&self, group: Group) -> impl Iterator<Item = (&ServerChange, &ToolChange)> {
        let all = self.servers.iter().flat_map(|server| server.changed.iter().map(move |tool| (server, tool)));
        all.filter(move |(_, tool)| tool.group() == group)
    }

    /// The same with at most so many tools listed, those of the first groups; how many are
    /// left out is counted.
    #[must_use]
    pub fn capped(mut self, most: usize) -> Step {
        let mut order: Vec<(Group, usize, usize)> = Vec::new();
        for (s, server) in self.servers.iter().enumerate() {
            order.extend(server.changed.iter().enumerate().map(|(t, tool)| (tool.group(), s, t)));
        }
        if order.len() <= most {
            return self;
        }
        order.sort_unstable();
        self.counts.not_listed += order.len() - most;
        let mut kept: Vec<(usize, usize)> = order.into_iter().take(most).map(|(_, s, t)| (s, t)).collect();
        kept.sort_unstable();
        for (s, server) in self.servers.iter_mut().enumerate() {
            let mut t = 0;
            server.changed.retain(|_| {
                t += 1;
                kept.binary_search(&(s, t - 1)).is_ok()
            });
        }
        self
    }
}

impl ServerChange {
    /// Whether something happened to the server itself, not to its tools alone.
    pub fn is_as_whole(&self) -> bool {
        self.change != ServerHow::Changed || self.grade_moved() != Ordering::Equal
    }

    /// Its tools that changed, what matters most first.
    pub fn in_groups(&self) -> Vec<&ToolChange> {
        let mut tools: Vec<&ToolChange> = self.changed.iter().collect();
        tools.sort_by_key(|tool| (tool.group(), &tool.tool));
        tools
    }

    /// Whether the grade is worse (greater) or better (less) than it was. A is the best.
    pub fn grade_moved(&self) -> Ordering {
        match (self.grade.before, self.grade.now) {
            (Some(before), Some(now)) => now.cmp(&before),
            _ => Ordering::Equal,
        }
    }
}

impl ToolChange {
    /// Whether the tool is riskier (greater) or milder (less) than it was: by risk, of
    /// equals by category, then by severity.
    pub fn risk_moved(&self) -> Ordering {
        match (&self.before, &self.now) {
            (Some(before), Some(now)) => {
                let key = |seen: &Seen| (seen.risk, seen.category, seen.severity);
                key(now).cmp(&key(before))
            }
            _ => Ordering::Equal,
        }
    }

    /// Whether the policy lets less (greater) or more (less) through than it did. More
    /// counts: a tool whose other calls are decided more strictly may still be laxer.
    pub fn decision_moved(&self) -> Ordering {
        match (&self.before, &self.now) {
            (Some(before), Some(now)) => {
                let (mildest, rest) = (now.mildest().cmp(&before.mildest()), now.decision.cmp(&before.decision));
                if mildest == Ordering::Less || rest == Ordering::Less { Ordering::Less } else { mildest.max(rest) }
            }
            _ => Ordering::Equal,
        }
    }

    /// Whether it is a new tool of High or Critical risk.
    pub fn is_dangerous_new(&self) -> bool {
        self.change == How::New && self.now.is_some_and(|now| now.risk >= Risk::High)
    }

    /// What it comes to.
    pub fn group(&self) -> Group {
        match (self.change, self.risk_moved(), self.decision_moved()) {
            (How::New, ..) => Group::New,
            (How::Gone, ..) => Group::Gone,
            (_, Ordering::Greater, _) => Group::Riskier,
            (_, _, Ordering::Less) => Group::Laxer,
            (_, Ordering::Less, _) => Group::Milder,
            (_, _, Ordering::Greater) => Group::Stricter,
            (How::Renamed, ..) => Group::Renamed,
            (How::Definition, ..) => Group::Definition,
            (How::Verdict | How::Person, ..) => Group::Otherwise,
        }
    }

    /// What is said otherwise of it.
    pub fn differences(&self) -> Vec<Difference> {
        let (Some(before), Some(now)) = (&self.before, &self.now) else { return Vec::new() };
        // A tool that only reads has nothing to be put back.
        let reversible = |seen: &Seen| seen.reversibility.map_or("", |r| r.word());
        let traits = |seen: &Seen| {
            let words: Vec<&str> = seen.traits.iter().map(|t| t.word()).collect();
            if words.is_empty() { "none".to_owned() } else { words.join(", ") }
        };
        let decision = |seen: &Seen| match seen.opens {
            Some(opens) if opens != seen.decision => format!("{}, some calls {}", seen.decision.word(), opens.word()),
            _ => seen.decision.word().to_owned(),
        };
        let judge = |seen: &Seen| if seen.person { "a person" } else { "the rules" };
        let pairs = [
            ("risk", before.risk.word().to_owned(), now.risk.word().to_owned()),
            ("category", before.category.word().to_owned(), now.category.word().to_owned()),
            ("severity", before.severity.word().to_owned(), now.severity.word().to_owned()),
            ("reversibility", reversible(before).to_owned(), reversible(now).to_owned()),
            ("traits", traits(before), traits(now)),
            ("confidence", before.confidence.word().to_owned(), now.confidence.word().to_owned()),
            ("decision", decision(before), decision(now)),
            ("judge", judge(before).to_owned(), judge(now).to_owned()),
        ];
        let differ =
            pairs.into_iter().filter(|(_, before, now)| before != now && !before.is_empty() && !now.is_empty());
        differ.map(|(what, before, now)| Difference { what, before, now }).collect()
    }

    /// What happened to it, in words that hold nothing of an author's: to be said after its
    /// name, without full stop.
    pub fn says(&self) -> String {
        let lead = match self.change {
            How::New | How::Gone => {
                let verdict = |seen: &Seen| {
                    format!("{}, {} risk, decision {}", seen.category.word(), seen.risk.word(), seen.decision.word())
                };
                let lead = if self.change == How::New { "new" } else { "gone; it was" };
                let seen = self.now.as_ref().or(self.before.as_ref()).map(verdict).unwrap_or_default();
                return if self.change == How::New { format!("{lead}: {seen}") } else { format!("{lead} {seen}") };
            }
            How::Renamed => "another name, the same definition",
            How::Definition => "another definition",
            How::Verdict => "judged otherwise, the same definition",
            How::Person => "another judge, the same definition",
        };
        let said: Vec<String> = self
            .differences()
            .into_iter()
            .map(|Difference { what, before, now }| format!("{what} {before}, now {now}"))
            .collect();
        if said.is_empty() { format!("{lead}, the same verdict") } else { format!("{lead}: {}", said.join("; ")) }
    }
}
