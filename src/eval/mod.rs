//! How good the verdicts are: verdicts held against labels that people gave.
//!
//! [`gold`] reads labels, [`verdicts`] keeps what was judged and finds a label's
//! verdict, [`score`] counts, [`compare`] holds one evaluation against an earlier
//! one, [`benchmark`] is the catalog's own set of labelled definitions, [`accuracy`]
//! what a catalogue publishes of its own.
//! [`Evaluation`] is the result in the form that is published
//! (`catalog/schemas/eval.v1.schema.json`): within version 1 no key is renamed or
//! taken away.
//!
//! Knows no files and no pages; whoever calls it has read and judged already.

pub mod accuracy;
pub mod benchmark;
pub mod compare;
mod descent;
pub mod gold;
pub mod learn;
pub mod score;
pub mod verdicts;
pub mod wording;

pub use accuracy::Accuracy;
pub use compare::Comparison;
pub use gold::{Gold, GoldProblem, Label, Split};
pub use score::{evaluate, evaluate_by};
pub use verdicts::{JudgedServer, Verdict, Verdicts};

use crate::vocab::{Category, Confidence, Risk, Trait};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The value of an evaluation's `schema`.
pub const SCHEMA: &str = "toolrisk/eval/v1";

/// Verdicts held against labels: all figures, and unless left out every tool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// [`SCHEMA`].
    pub schema: String,
    /// Which part of the servers was looked at; `null` for all.
    pub split: Option<Split>,
    /// Into how many parts the servers were put, each judged with weights learned from
    /// the labels of the others; `None` if the catalog's own weights judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_out: Option<u32>,
    /// What the labels are.
    pub labels: Labels,
    /// The figures of all labels together.
    pub figures: Figures,
    /// Tools by the category of the label and that of the verdict.
    pub matrix: BTreeMap<Category, BTreeMap<Category, usize>>,
    /// Precision and recall of each category.
    pub categories: BTreeMap<Category, OfCategory>,
    /// Precision and recall of each trait.
    pub traits: BTreeMap<Trait, OfTrait>,
    /// What a stated confidence is worth.
    pub confidence: BTreeMap<Confidence, OfConfidence>,
    /// How often the evidence of each rule pointed the right way.
    pub rules: BTreeMap<String, OfRule>,
    /// The figures of each group of a benchmark; left out where labels have none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<String, OfGroup>,
    /// Every label with its verdict, by manifest, server and tool; left out of
    /// figures that are published without them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<ToolResult>,
    /// What changed since an earlier evaluation; only where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Comparison>,
}

impl Evaluation {
    /// The labels that the verdicts do not satisfy, in order.
    pub fn misses(&self) -> impl Iterator<Item = &ToolResult> {
        self.tools.iter().filter(|tool| tool.miss.is_some())
    }

    /// The same without the tools: figures alone.
    #[must_use]
    pub fn figures_only(mut self) -> Evaluation {
        self.tools.clear();
        self
    }

    /// The evaluation as JSON, one key a line, with a line break at the end.
    pub fn json(&self) -> String {
        let text = serde_json::to_string_pretty(self);
        text.expect("plain structs with text keys always serialise to memory") + "\n"
    }

    /// Reads an evaluation that [`Evaluation::json`] wrote.
    ///
    /// # Errors
    /// A clause that says what is wrong: no JSON, another kind of file, or another
    /// version.
    pub fn parse(text: &str) -> Result<Evaluation, String> {
        let value: serde_json::Value = serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?;
        match value.get("schema").and_then(serde_json::Value::as_str) {
            Some(SCHEMA) => {}
            Some(other) => return Err(format!("it is `{other}`, not `{SCHEMA}`")),
            None => {
                return Err(format!("it has no `schema`; write one with `toolrisk eval --format json` (`{SCHEMA}`)"));
            }
        }
        serde_json::from_value(value).map_err(|error| format!("it is no `{SCHEMA}`: {error}"))
    }
}

/// What the labels are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labels {
    /// Labels that count.
    pub tools: usize,
    /// Servers that they speak of.
    pub servers: usize,
    /// Lines that say that an entry is no tool: not counted.
    pub not_tools: usize,
    /// Labels of servers in other parts of the split: not counted.
    pub other_parts: usize,
}

/// A share: so many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// So many.
    pub count: usize,
    /// Of so many.
    pub of: usize,
    /// The one by the other, to four places; `null` if there are none.
    pub share: Option<f64>,
}

impl Rate {
    /// `count` of `of`.
    pub fn new(count: usize, of: usize) -> Rate {
        // A number of tools is far below 2^52.
        let share = (of > 0).then(|| (count as f64 / of as f64 * 10_000.0).round() / 10_000.0);
        Rate { count, of, share }
    }

    /// The share in percent with one digit behind the point, cut and not rounded where
    /// rounding would say all; `None` if there are none.
    pub fn percent(self) -> Option<String> {
        let share = self.share?;
        Some(if self.count == self.of { "100 %".to_owned() } else { format!("{:.1} %", (share * 100.0).min(99.9)) })
    }
}

/// The figures of a set of labels. A label without a verdict counts as wrong in
/// every share of labels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Labels that have a verdict.
    pub covered: Rate,
    /// Verdicts of exactly the label's category.
    pub strict: Rate,
    /// The same of the labels that accept no other category.
    #[serde(default)]
    pub settled: Rate,
    /// Verdicts of a category that the label accepts.
    pub lenient: Rate,
    /// Verdicts of Read where the label accepts nothing but Destructive.
    pub dangerous: usize,
    /// Verdicts milder than anything that the label accepts, the dangerous ones
    /// included.
    pub under: usize,
    /// Verdicts harsher than anything that the label accepts.
    pub over: usize,
    /// Verdicts of exactly the label's risk.
    pub risk_exact: Rate,
    /// The same of the labels that accept no other risk.
    #[serde(default)]
    pub risk_settled: Rate,
    /// Verdicts of a risk that the label accepts.
    pub risk_within: Rate,
    /// Of the traits given, those that the label accepts.
    pub trait_precision: Rate,
    /// Of those and of the traits that the label asks for and did not get, the former.
    pub trait_recall: Rate,
}

/// Precision and recall of a category, strictly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct OfCategory {
    /// Of the verdicts of this category, those whose label is the same.
    pub precision: Rate,
    /// Of the labels of this category, those whose verdict is the same.
    pub recall: Rate,
    /// Of the verdicts of this category, those whose label accepts it.
    pub accepted: Rate,
}

/// Precision and recall of a trait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct OfTrait {
    /// Verdicts that have it and whose label accepts it.
    pub right: usize,
    /// Verdicts that have it and whose label does not accept it.
    pub wrong: usize,
    /// Verdicts that lack it though the label asks for it.
    pub missed: usize,
    /// `right` of `right` and `wrong`.
    pub precision: Rate,
    /// `right` of `right` and `missed`.
    pub recall: Rate,
}

/// What a stated confidence is worth.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct OfConfidence {
    /// Of all verdicts, those of this confidence.
    pub tools: Rate,
    /// Of these, those of a category that the label accepts.
    pub accuracy: Rate,
    /// Of all verdicts of a wrong category, those of this confidence.
    pub mistakes: Rate,
}

/// How often the evidence of a rule that counted pointed the right way; one count a
/// tool, whatever the number of words that it saw there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct OfRule {
    /// Labelled tools on which its evidence counted.
    pub counted: usize,
    /// Of these, those that it helped to decide.
    pub decided: usize,
    /// The category that it claims is one that the label accepts; for a rule that
    /// sets a bound, the bound leaves room for one. `null` if it claims none.
    pub category: Option<Rate>,
    /// All traits that it claims are accepted; `null` if it claims none.
    pub traits: Option<Rate>,
    /// The verdict's risk is accepted, for rules that claim a severity or a
    /// reversibility (labels have neither); `null` for others.
    pub risk: Option<Rate>,
}

/// The figures of one group of a benchmark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct OfGroup {
    /// Verdicts of a category that the label accepts.
    pub category: Rate,
    /// Verdicts of a risk that the label accepts.
    pub risk: Rate,
    /// Verdicts with every trait that the label asks for and none that it does not
    /// accept.
    pub traits: Rate,
    /// Verdicts of Read where the label accepts nothing but Destructive.
    pub dangerous: usize,
}

/// One label with its verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolResult {
    /// The manifest as the label names it, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest: Option<String>,
    /// The server.
    pub server: String,
    /// The tool.
    pub tool: String,
    /// The group of a benchmark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// What the labeller said.
    pub gold: Label,
    /// The verdict; `null` if there is none.
    pub got: Option<Got>,
    /// How the verdict's category fails the label; `null` if it does not.
    pub miss: Option<Miss>,
    /// Whether the label accepts the risk.
    pub risk_right: bool,
    /// Whether all traits asked for are there and none that is not accepted.
    pub traits_right: bool,
    /// What decided the category, in the definition's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<Quoted>,
    /// All evidence, deciding pieces first; for misses only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Quoted>,
    /// What the labeller wrote beside the label.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl ToolResult {
    /// What tells labels apart.
    pub(crate) fn key(&self) -> (Option<&str>, &str, &str) {
        (self.manifest.as_deref(), &self.server, &self.tool)
    }
}

/// A verdict, as far as labels speak of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Got {
    /// The category.
    pub category: Category,
    /// The risk.
    pub risk: Risk,
    /// The traits.
    pub traits: BTreeSet<Trait>,
    /// The confidence.
    pub confidence: Confidence,
    /// Why the confidence is not higher.
    pub doubt: Option<String>,
}

/// How a verdict's category fails a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Miss {
    /// Read, where only Destructive is accepted.
    Dangerous,
    /// Milder than anything accepted.
    Under,
    /// Harsher than anything accepted.
    Over,
    /// Between what is accepted (Write, where Read and Destructive are).
    Between,
    /// There is no verdict.
    Missing,
}

impl Miss {
    /// All kinds, worst first.
    pub const ALL: [Miss; 5] = [Miss::Dangerous, Miss::Under, Miss::Over, Miss::Between, Miss::Missing];

    /// The word that files have for it.
    pub const fn word(self) -> &'static str {
        match self {
            Miss::Dangerous => "dangerous",
            Miss::Under => "under",
            Miss::Over => "over",
            Miss::Between => "between",
            Miss::Missing => "missing",
        }
    }
}

/// One piece of evidence with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quoted {
    /// The rule that saw it.
    pub rule: String,
    /// Where the words stand (RFC 6901, into the definition).
    pub field: String,
    /// The words.
    pub quote: String,
    /// What the rule takes them to say.
    pub says: String,
    /// `decides`, `supports` or `set-aside`.
    pub standing: String,
    /// Why it does not count; only for `set-aside`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}
