//! A server's grade, what it is made of, and what would raise it.

use crate::report::servers::{ChangeRecord, GradeRecord, PartRecord};
use crate::site::words;
use serde::Serialize;
use std::borrow::Cow;

/// The grade and what it is made of.
#[derive(Serialize)]
pub(super) struct GradeView<'a> {
    letter: char,
    points: u32,
    parts: Vec<PartRecord>,
    changes: Vec<Step<'a>>,
}

/// Something that would raise the grade.
#[derive(Serialize)]
struct Step<'a> {
    says: String,
    letter: char,
    points: u32,
    tools: Vec<Cow<'a, str>>,
    more: Option<String>,
}

/// The grade for the page: a few tools of each change are named.
pub(super) fn grade(record: GradeRecord<'_>) -> GradeView<'_> {
    let step = |change: ChangeRecord<'_>| {
        let more = change.tools.len().saturating_sub(STEP_TOOLS);
        Step {
            says: change.says,
            letter: change.letter,
            points: change.points,
            tools: change
                .tools
                .iter()
                .take(STEP_TOOLS)
                .map(|name| Cow::Owned(words::short_name(name, 60).into_owned()))
                .collect(),
            more: (more > 0).then(|| words::number(more)),
        }
    };
    GradeView {
        letter: record.letter,
        points: record.points,
        parts: record.parts,
        changes: record.changes.into_iter().map(step).collect(),
    }
}

/// Tools of a change that are named.
const STEP_TOOLS: usize = 4;
