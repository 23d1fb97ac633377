//! What changed between two evaluations: how a change of rules is reviewed.

use super::{Evaluation, Got, Label, Quoted, ToolResult};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What changed since an earlier evaluation. Tools are compared where both
/// evaluations list them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Each figure before and now, in the order of [`super::Figures`].
    pub figures: Vec<FigureChange>,
    /// Tools that both list.
    pub compared: usize,
    /// Tools that only the earlier one lists.
    pub only_before: usize,
    /// Tools that only this one lists.
    pub only_now: usize,
    /// Categories that became right or wrong.
    pub category: Flow,
    /// Risks that became right or wrong.
    pub risk: Flow,
    /// Traits that became right or wrong.
    pub traits: Flow,
    /// Verdicts that changed without becoming right or wrong in anything.
    pub without_effect: Vec<Change>,
}

/// One figure before and now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FigureChange {
    /// Its key in [`super::Figures`].
    pub figure: String,
    /// Before; `null` if there was nothing to count.
    pub before: Option<f64>,
    /// Now.
    pub now: Option<f64>,
    /// Whether it is a share; else it is a number of tools.
    pub share: bool,
}

/// Tools that became right and tools that became wrong.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// Wrong before, right now.
    pub gained: Vec<Change>,
    /// Right before, wrong now.
    pub lost: Vec<Change>,
}

/// A verdict that changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The manifest as the label names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest: Option<String>,
    /// The server.
    pub server: String,
    /// The tool.
    pub tool: String,
    /// What the labeller says now.
    pub gold: Label,
    /// The verdict before.
    pub before: Option<Got>,
    /// The verdict now.
    pub now: Option<Got>,
    /// What decides now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<Quoted>,
}

impl Comparison {
    /// Whether the earlier evaluation was published without its tools, so that only
    /// figures can be compared.
    pub fn is_of_figures_only(&self) -> bool {
        self.compared == 0 && self.only_before == 0 && self.only_now > 0
    }

    /// What changed from one evaluation to another.
    pub fn between(before: &Evaluation, now: &Evaluation) -> Comparison {
        let mut out = Comparison { figures: figures(before, now), ..Comparison::default() };
        let mut old: BTreeMap<_, &ToolResult> = before.tools.iter().map(|tool| (tool.key(), tool)).collect();
        for tool in &now.tools {
            let Some(old) = old.remove(&tool.key()) else {
                out.only_now += 1;
                continue;
            };
            out.compared += 1;
            let change = || Change {
                manifest: tool.manifest.clone(),
                server: tool.server.clone(),
                tool: tool.tool.clone(),
                gold: tool.gold.clone(),
                before: old.got.clone(),
                now: tool.got.clone(),
                decided_by: tool.decided_by.clone(),
            };
            let mut effect = false;
            for (flow, was, is) in [
                (&mut out.category, old.miss.is_none(), tool.miss.is_none()),
                (&mut out.risk, old.risk_right, tool.risk_right),
                (&mut out.traits, old.traits_right, tool.traits_right),
            ] {
                match (was, is) {
                    (false, true) => flow.gained.push(change()),
                    (true, false) => flow.lost.push(change()),
                    (true, true) | (false, false) => continue,
                }
                effect = true;
            }
            if !effect && old.got != tool.got {
                out.without_effect.push(change());
            }
        }
        out.only_before = old.len();
        out
    }
}

/// The figures side by side.
fn figures(before: &Evaluation, now: &Evaluation) -> Vec<FigureChange> {
    let (b, n) = (&before.figures, &now.figures);
    let share = |figure: &str, before: super::Rate, now: super::Rate| FigureChange {
        figure: figure.to_owned(),
        before: before.share,
        now: now.share,
        share: true,
    };
    let count = |figure: &str, before: usize, now: usize| FigureChange {
        figure: figure.to_owned(),
        // A number of tools is far below 2^52.
        before: Some(before as f64),
        now: Some(now as f64),
        share: false,
    };
    vec![
        share("covered", b.covered, n.covered),
        share("strict", b.strict, n.strict),
        share("settled", b.settled, n.settled),
        share("lenient", b.lenient, n.lenient),
        count("dangerous", b.dangerous, n.dangerous),
        count("under", b.under, n.under),
        count("over", b.over, n.over),
        share("risk_exact", b.risk_exact, n.risk_exact),
        share("risk_settled", b.risk_settled, n.risk_settled),
        share("risk_within", b.risk_within, n.risk_within),
        share("trait_precision", b.trait_precision, n.trait_precision),
        share("trait_recall", b.trait_recall, n.trait_recall),
    ]
}
