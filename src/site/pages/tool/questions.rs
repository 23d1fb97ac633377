//! Questions that people ask of one tool, answered from its verdict, the rulings on it and
//! its definition. A question whose answer fits every tool stands on the method page.

use super::ToolPage;
use crate::hints::Hint;
use crate::site::{decisions, words};
use crate::vocab::Category;
use serde::Serialize;

/// A question and its answer.
#[derive(Serialize)]
pub(super) struct Question {
    asks: &'static str,
    answer: String,
}

impl ToolPage<'_> {
    /// The questions that this tool has answers to.
    pub(super) fn questions(&self, rows: &[decisions::Row<'_>]) -> Vec<Question> {
        let freely = decisions::freely(rows, self.ruling(), &self.judged.policy.posture);
        let mut out = vec![Question { asks: "May an agent call it freely?", answer: freely }];
        out.extend(self.repeated().map(|answer| Question { asks: "May a call be repeated?", answer }));
        out.push(Question { asks: "What does its definition cost?", answer: self.cost() });
        out
    }

    /// Whether a call may be sent a second time; of tools that only read, everybody knows.
    fn repeated(&self) -> Option<String> {
        if self.verdict().category() == Category::Read {
            return None;
        }
        let hint = self.judged.advice.tools.get(self.i)?.hints.iter().find(|hint| hint.hint == Hint::Idempotent)?;
        let word = if hint.value { "Yes" } else { "No" };
        Some(format!("{word}: {}.", hint.because))
    }

    /// What the definition takes of a model's context.
    fn cost(&self) -> String {
        let tokens = words::counted(self.costs.each[self.i], "token", "tokens");
        match self.costs.each.len() {
            1 => format!("About {tokens} of the model’s context."),
            n => format!(
                "About {tokens} of the model’s context, {} of what the {} tools here take.",
                self.costs.share(self.i),
                words::number(n)
            ),
        }
    }
}
