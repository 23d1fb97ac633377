//! The rule for one tool as the first target reads it, by each posture: postures that decide
//! alike share a panel, and a reader without script changes panels with radio buttons.

use super::ToolPage;
use crate::policy::target::{Options, Plan, Shortfall, TARGETS, policy_snippet};
use crate::policy::{Decision, Policy};
use crate::site::{Judged, decisions};
use serde::Serialize;
use std::collections::BTreeMap;

/// What some postures decide, and how it is written.
#[derive(Serialize)]
pub(super) struct Panel<'a> {
    row: decisions::Row<'a>,
    /// The posture whose file the snippet is of, if the others refuse in other words.
    words_of: Option<&'a str>,
    snippet: String,
    /// What the target will do otherwise than decided.
    shortfalls: Vec<&'a Shortfall>,
}

/// What the first target will not do as decided, by posture and by the tool's name.
pub(super) struct Shortfalls(BTreeMap<String, BTreeMap<String, Vec<Shortfall>>>);

impl Shortfalls {
    /// Those of a server, by all postures.
    pub(super) fn of(judged: &Judged<'_>) -> Shortfalls {
        let by_tool = |policy: &Policy| {
            let plan = Plan::of(TARGETS[0], judged.summary.slug.as_str(), policy, Options::default());
            let mut out: BTreeMap<String, Vec<Shortfall>> = BTreeMap::new();
            for shortfall in plan.shortfalls {
                out.entry(shortfall.tool.clone()).or_default().push(shortfall);
            }
            out
        };
        Shortfalls(judged.considered.iter().map(|policy| (policy.posture.clone(), by_tool(policy))).collect())
    }

    fn get(&self, posture: &str, tool: &str) -> Vec<&Shortfall> {
        self.0.get(posture).and_then(|by_tool| by_tool.get(tool)).into_iter().flatten().collect()
    }
}

impl<'p> ToolPage<'p> {
    /// The panels, that of the posture in use first.
    pub(super) fn panels(&self, rows: Vec<decisions::Row<'p>>) -> Vec<Panel<'p>> {
        let panel = |row: decisions::Row<'p>| {
            let mut of = row
                .postures
                .iter()
                .filter_map(|posture| self.judged.considered.iter().find(|p| p.posture == posture.id));
            let first = of.next()?;
            let ruling = first.rulings.get(self.i)?;
            let says = |decision: &Decision| match decision {
                Decision::Deny { message } => message.clone(),
                Decision::Allow | Decision::Limit { .. } | Decision::Ask { .. } | Decision::Hide => String::new(),
            };
            let own = says(&ruling.decision);
            let otherwise = of.filter_map(|p| p.rulings.get(self.i)).any(|other| says(&other.decision) != own);
            Some(Panel {
                words_of: otherwise.then_some(first.posture.as_str()),
                snippet: policy_snippet(ruling),
                shortfalls: self.shortfalls.get(&first.posture, &ruling.tool),
                row,
            })
        };
        rows.into_iter().filter_map(panel).collect()
    }
}
