//! What the pages on accuracy share: the words of labels and verdicts, and a
//! definition of the benchmark held against its label.

use super::view::Link;
use super::{Site, links, words};
use crate::eval::benchmark::{Case, Group};
use crate::eval::{Accuracy, Got, Label, Miss, Quoted, Rate, ToolResult};
use crate::ids::address;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::Display;

/// A counted share for a table.
#[derive(Debug, Serialize)]
pub(crate) struct Share {
    /// `469 of 540`.
    pub(crate) counted: String,
    /// `86.8 %`; a dash if there is nothing to count.
    pub(crate) percent: String,
}

impl Share {
    /// The words of a rate.
    pub(crate) fn of(rate: Rate) -> Share {
        Share {
            counted: format!("{} of {}", words::number(rate.count), words::number(rate.of)),
            percent: rate.percent().unwrap_or_else(|| "–".to_owned()),
        }
    }
}

/// A verdict that fails its label in something.
#[derive(Debug, Serialize)]
pub(crate) struct MissRow<'a> {
    /// The tool's name.
    pub(crate) name: &'a str,
    /// The definition on its group's page.
    pub(crate) href: String,
    /// The group.
    pub(crate) group: &'a str,
    /// The description, cut.
    pub(crate) description: String,
    /// What is wrong, in a sentence.
    pub(crate) wrong: String,
    /// The evidence that counts.
    pub(crate) evidence: Vec<Piece<'a>>,
    /// Why the label is what it is.
    pub(crate) why: &'a str,
}

/// A piece of evidence.
#[derive(Debug, Serialize)]
pub(crate) struct Piece<'a> {
    /// The words of the definition.
    pub(crate) quote: String,
    /// What the rule takes them to say.
    pub(crate) says: &'a str,
    /// Why it does not count; empty if it does.
    pub(crate) aside: &'a str,
    /// The rule.
    pub(crate) rule: &'a str,
    /// The rule's page, if it has one.
    pub(crate) href: Option<String>,
}

/// What a verdict can fail in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The category.
    Category,
    /// The risk.
    Risk,
    /// The traits.
    Traits,
}

impl Kind {
    /// All of them.
    pub(crate) const ALL: [Kind; 3] = [Kind::Category, Kind::Risk, Kind::Traits];

    /// The word in addresses.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Kind::Category => "category",
            Kind::Risk => "risk",
            Kind::Traits => "traits",
        }
    }

    /// Whether a verdict fails in it.
    pub(crate) fn fails(self, result: &ToolResult) -> bool {
        match self {
            Kind::Category => result.miss.is_some(),
            Kind::Risk => !result.risk_right,
            Kind::Traits => !result.traits_right,
        }
    }

    /// A sentence on how a verdict fails.
    pub(crate) fn wrong(self, result: &ToolResult) -> String {
        let label = &result.gold;
        let Some(got) = &result.got else { return "There is no verdict.".to_owned() };
        match self {
            Kind::Category => {
                let label = accepted(label.category, &label.ok);
                format!("Labelled {label}, judged {} with {} confidence.", got.category, got.confidence)
            }
            Kind::Risk => {
                let label = accepted(label.risk, &label.risk_ok);
                format!("Risk labelled {label}, judged {} for a {}.", got.risk, got.category)
            }
            Kind::Traits => {
                let lacks: Vec<String> = label.traits.difference(&got.traits).map(ToString::to_string).collect();
                let more: Vec<String> = got.traits.difference(&label.traits_ok).map(ToString::to_string).collect();
                let mut parts = Vec::new();
                if !lacks.is_empty() {
                    parts.push(format!("lacks {}", lacks.join(", ")));
                }
                if !more.is_empty() {
                    parts.push(format!("has {} besides", more.join(", ")));
                }
                format!("The verdict {}.", parts.join(" and "))
            }
        }
    }
}

/// A label and what else is defensible: `Write (or Destructive)`.
pub(crate) fn accepted<T: Copy + Ord + Display>(label: T, ok: &BTreeSet<T>) -> String {
    let besides: Vec<String> = ok.iter().filter(|other| **other != label).map(ToString::to_string).collect();
    match besides.as_slice() {
        [] => label.to_string(),
        [one] => format!("{label} (or {one})"),
        [first @ .., last] => format!("{label} (or {} or {last})", first.join(", ")),
    }
}

/// The label in words: category, risk and traits.
pub(crate) fn label_words(label: &Label) -> String {
    let mut out = format!("{}, {} risk", accepted(label.category, &label.ok), accepted(label.risk, &label.risk_ok));
    let list = |set: &mut dyn Iterator<Item = String>| set.collect::<Vec<_>>().join(", ");
    let wanted = list(&mut label.traits.iter().map(ToString::to_string));
    let besides = list(&mut label.traits_ok.difference(&label.traits).map(ToString::to_string));
    match (wanted.is_empty(), besides.is_empty()) {
        (true, true) => {}
        (false, true) => out.push_str(&format!("; {wanted}")),
        (true, false) => out.push_str(&format!("; perhaps {besides}")),
        (false, false) => out.push_str(&format!("; {wanted}, perhaps {besides}")),
    }
    out
}

/// A verdict in words.
pub(crate) fn got_words(got: &Got) -> String {
    let traits: Vec<&str> = got.traits.iter().map(|t| t.word()).collect();
    let mut out = format!("{}, {} risk, {} confidence", got.category, got.risk, got.confidence);
    if !traits.is_empty() {
        out.push_str(&format!("; {}", traits.join(", ")));
    }
    out
}

/// What a kind of miss is called, and what it means.
pub(crate) const fn miss_words(miss: Miss) -> (&'static str, &'static str) {
    match miss {
        Miss::Dangerous => ("Dangerous", "Read was said where nothing but Destructive is accepted"),
        Miss::Under => ("Too mild", "milder than anything that the label accepts"),
        Miss::Over => ("Too harsh", "harsher than anything that the label accepts"),
        Miss::Between => ("Between", "between what the label accepts"),
        Miss::Missing => ("Missing", "there is no verdict"),
    }
}

/// The anchor of a case on its group's page.
pub(crate) fn anchor(case: &Case) -> String {
    match &case.server {
        Some(server) => format!("case-{}-{}", address(server), address(&case.tool.name)),
        None => format!("case-{}", address(&case.tool.name)),
    }
}

impl Accuracy {
    /// The cases of a group with their results, in the order of the file.
    pub(crate) fn results<'a>(
        &'a self,
        group: &'a Group,
    ) -> impl Iterator<Item = (&'a Group, &'a Case, &'a ToolResult)> {
        group.cases.iter().filter_map(move |case| {
            let server = group.server_of(case);
            // An evaluation is sorted by group, server and tool.
            let key = |tool: &ToolResult| {
                let of_group = tool.group.as_deref().unwrap_or_default().cmp(&group.id);
                of_group.then_with(|| (&tool.server, &tool.tool).cmp(&(&server, &case.tool.name)))
            };
            let at = self.measured.tools.binary_search_by(key).ok()?;
            Some((group, case, &self.measured.tools[at]))
        })
    }
}

impl Site<'_> {
    /// A piece of evidence on the page at `from`.
    pub(crate) fn piece<'a>(&self, from: &str, quoted: &'a Quoted) -> Piece<'a> {
        Piece {
            quote: words::clip(&quoted.quote, 80),
            says: &quoted.says,
            aside: quoted.why.as_deref().unwrap_or_default(),
            rule: &quoted.rule,
            href: self
                .rules
                .contains_key(quoted.rule.as_str())
                .then(|| Link::new("", from, &links::rule(&quoted.rule)).href),
        }
    }

    /// What a verdict rests on: for a wrong category all evidence, else what decided.
    pub(crate) fn pieces<'a>(&self, from: &str, result: &'a ToolResult) -> Vec<Piece<'a>> {
        let all: Vec<&Quoted> = match result.evidence.as_slice() {
            [] => result.decided_by.iter().collect(),
            evidence => evidence.iter().collect(),
        };
        all.into_iter().map(|quoted| self.piece(from, quoted)).collect()
    }

    /// A miss on the page at `from`.
    pub(crate) fn miss<'a>(
        &self,
        from: &str,
        kind: Kind,
        (group, case, result): (&'a Group, &'a Case, &'a ToolResult),
    ) -> MissRow<'a> {
        let mut evidence = self.pieces(from, result);
        evidence.truncate(SHOWN);
        MissRow {
            name: &case.tool.name,
            href: links::relative(from, &format!("{}#{}", links::group(&group.id), anchor(case))),
            group: &group.title,
            description: words::clip(case.tool.description.as_deref().unwrap_or_default(), 140),
            wrong: kind.wrong(result),
            evidence,
            why: &case.why,
        }
    }
}

/// Pieces of evidence in a list of misses; the group's page has all.
const SHOWN: usize = 2;
