//! The words of a verdict. Made from the evidence when they are needed, so that
//! page, record and terminal cannot disagree.

use super::Classification;
use crate::manifest::Tool;

/// The parts of a rationale, each a finished sentence or several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rationale {
    /// What the tool does.
    pub does: String,
    /// Why that is the category; which action of several is the worst.
    pub why: String,
    /// What makes the severity so: clauses, to be numbered.
    pub severity: Vec<String>,
    /// What undoes it; empty for a Read.
    pub undo: String,
    /// How sure that is; empty when the confidence is high.
    pub doubt: String,
}

impl Rationale {
    /// The words of a verdict on a tool.
    pub fn of(tool: &Tool, verdict: &Classification) -> Rationale {
        let _ = (tool, verdict);
        Rationale::default()
    }

    /// All of it as one paragraph.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for part in [&self.does, &self.why] {
            push(&mut out, part);
        }
        if !self.severity.is_empty() {
            let listed: Vec<String> =
                self.severity.iter().enumerate().map(|(i, clause)| format!("({}) {clause}", i + 1)).collect();
            push(&mut out, &listed.join("; "));
        }
        for part in [&self.undo, &self.doubt] {
            push(&mut out, part);
        }
        out
    }
}

fn push(out: &mut String, sentence: &str) {
    if !sentence.is_empty() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(sentence);
    }
}
