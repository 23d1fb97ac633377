//! Questions that people ask of one tool, answered from its verdict and the rulings on it.
//! A question whose answer fits every tool stands on the method page.

use super::ToolPage;
use crate::hints::Hint;
use crate::site::decisions;
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
        let part = decisions::in_part(rows, self.ruling(), self.verdict().actions.len());
        let part = part.map(|answer| Question { asks: "Can a part of it be kept?", answer });
        let again = self.repeated().map(|answer| Question { asks: "May a call be repeated?", answer });
        part.into_iter().chain(again).collect()
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
}
