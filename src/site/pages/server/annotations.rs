//! The hints that a server's tools should carry, as a table and as a patch.

use crate::hints::{Hint, State};
use crate::ids::address;
use crate::report::annotations::Counts;
use crate::site::{Judged, links, words};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::cmp::Reverse;

/// Tools whose hints are shown; the record has all.
const HINTED: usize = 40;

/// The hints that the tools should carry.
#[derive(Serialize)]
pub(super) struct Hints<'a> {
    /// How many there are.
    all: String,
    /// How they stand.
    counted: String,
    habits: Vec<String>,
    keys: [&'static str; 4],
    rows: Vec<HintRow<'a>>,
    more: Option<String>,
    file: &'static str,
    /// The patch, what it is for, and how many tools it changes.
    patch: Option<PatchLink<'a>>,
}

/// Where the patch is.
#[derive(Serialize)]
struct PatchLink<'a> {
    file: &'static str,
    of: &'a str,
    tools: String,
}

/// A tool's hints.
#[derive(Serialize)]
struct HintRow<'a> {
    name: Cow<'a, str>,
    href: String,
    cells: Vec<HintCell>,
}

/// A hint's value, and a word if the author does not say the same.
#[derive(Serialize)]
struct HintCell {
    value: bool,
    state: Option<&'static str>,
}

/// The hints that the tools should carry, those first that say something else.
pub(super) fn hints<'a>(judged: &Judged<'a>) -> Hints<'a> {
    let Judged { server, advice, .. } = *judged;
    let mut order: Vec<usize> = (0..server.tools.len()).collect();
    order.sort_by_key(|i| (Reverse(advice.tools[*i].hints.iter().map(|hint| hint.state).max()), *i));
    let more = order.len().saturating_sub(HINTED);
    order.truncate(HINTED);
    let rows = order.into_iter().map(|i| HintRow {
        name: words::short_name(&server.tools[i].name, 80),
        href: format!("{}.html", address(&server.tools[i].name)),
        cells: advice.tools[i]
            .hints
            .iter()
            .map(|hint| HintCell { value: hint.value, state: (hint.state != State::Agrees).then(|| hint.state.word()) })
            .collect(),
    });
    Hints {
        all: words::counted(advice.tools.len() * Hint::ALL.len(), "hint", "hints"),
        counted: Counts::of(advice).words(),
        habits: advice.habits.iter().map(|habit| habit.sentence(server.tools.len())).collect(),
        keys: Hint::ALL.map(Hint::key),
        rows: rows.collect(),
        more: (more > 0).then(|| words::counted(more, "tool", "tools")),
        file: links::ANNOTATIONS,
        patch: patch(judged).map(|ops| PatchLink {
            file: links::ANNOTATIONS_PATCH,
            of: &judged.summary.source,
            tools: words::counted(ops.len(), "tool", "tools"),
        }),
    }
}

/// The hints as a JSON Patch (RFC 6902) of the manifest as it was read: one operation for each
/// tool whose author says less or something else. What else its annotations hold stays.
/// None if nothing is to be set, or if the manifest is no file of JSON, to which a patch
/// could be applied.
pub(super) fn patch(judged: &Judged<'_>) -> Option<Vec<Value>> {
    if !judged.summary.source.ends_with(".json") {
        return None;
    }
    let tools = judged.server.tools.iter().zip(&judged.advice.tools);
    let changed = tools.filter(|(tool, advice)| {
        !tool.pointer.is_empty() && advice.hints.iter().any(|hint| hint.given != Some(hint.value))
    });
    let operations = changed.map(|(tool, advice)| {
        let mut annotations: Map<String, Value> = tool.annotations.raw.clone();
        annotations.extend(advice.hints.iter().map(|hint| (hint.hint.key().to_owned(), Value::Bool(hint.value))));
        json!({ "op": "add", "path": format!("{}/annotations", tool.pointer), "value": annotations })
    });
    let operations: Vec<Value> = operations.collect();
    (!operations.is_empty()).then_some(operations)
}

/// The patch as a file, an operation a line; an empty one if nothing is to be set.
pub(super) fn patch_json(judged: &Judged<'_>) -> String {
    let lines: Vec<String> = patch(judged).iter().flatten().map(Value::to_string).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}
