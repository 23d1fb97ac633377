//! Policies for people: which targets and postures there are, what a policy does with calls,
//! how it differs from another, and whether it fits its server.

use super::style::{BOLD, DIM, PLAIN, counted, paint};
use super::table::{Cell, Table, paragraph};
use crate::diag::printable;
use crate::policy::document::{Change, Misfit, MisfitKind, Outcome};
use crate::policy::target::{About, Cases, Target};
use crate::policy::{Kind, Posture};
use serde::Serialize;
use serde_json::{Value, json};

/// Lines are at most this wide.
const WIDTH: usize = 100;

/// All targets and postures.
pub fn listing(targets: &[&dyn Target], postures: &[Posture]) -> String {
    let mut out = format!("{}  {}\n", paint(BOLD, "Targets"), paint(DIM, "what becomes of each decision"));
    let mut table = Table::default();
    let head = ["", "limit", "ask", "deny", "hide", "no rule", "arguments"];
    table.row(head.map(|word| Cell::new(DIM, word)));
    for about in targets.iter().map(|target| target.about()) {
        let becomes = |kind: Kind| about.abilities.of(kind).word();
        let mut cells = vec![Cell::new(PLAIN, about.id)];
        cells.extend([Kind::Limit, Kind::Ask, Kind::Deny, Kind::Hide].map(|kind| Cell::new(PLAIN, becomes(kind))));
        cells.push(Cell::new(PLAIN, about.abilities.unlisted.word()));
        cells.push(Cell::new(DIM, arguments(about)));
        table.row(cells);
    }
    out.push_str(&table.render(2, Some(WIDTH)));
    out.push_str(&format!("\n{}\n", paint(BOLD, "Postures")));
    for posture in postures {
        out.push_str(&format!("  {}\n", posture.id));
        out.push_str(&paragraph(&posture.for_whom, 4, WIDTH));
        if !posture.stricter_than.is_empty() {
            out.push_str(&paragraph(&format!("At least as strict as {}.", posture.stricter_than.join(", ")), 4, WIDTH));
        }
    }
    out
}

/// Whether a target looks at arguments, in a word.
fn arguments(about: &About) -> &'static str {
    match about.abilities.cases {
        Cases::None => "not looked at",
        Cases::Alike(_) => "one decision for what passes",
        Cases::Each(_) => "a decision for each test",
    }
}

/// A call and what a policy does with it.
#[derive(Debug)]
pub struct Call<'a> {
    /// The tool.
    pub tool: &'a str,
    /// Its arguments.
    pub arguments: &'a Value,
    /// What happens.
    pub outcome: Outcome,
}

/// What a policy does with calls, for people.
pub fn calls_human(calls: &[Call<'_>]) -> String {
    let mut out = String::new();
    for Call { tool, arguments, outcome } in calls {
        let rule = if outcome.rule.is_empty() { "default" } else { &outcome.rule };
        let call = format!("{tool} {arguments}");
        out.push_str(&format!(
            "{}  {}\n  {}  {}\n",
            paint(BOLD, outcome.kind.word()),
            printable(&call),
            printable(&outcome.says),
            paint(DIM, printable(rule))
        ));
    }
    out
}

/// What a policy does with calls, as one JSON object.
pub fn calls_json(calls: &[Call<'_>]) -> String {
    #[derive(Serialize)]
    struct Line<'l> {
        tool: &'l str,
        arguments: &'l Value,
        decision: Kind,
        rule: &'l str,
        says: &'l str,
    }
    let lines: Vec<Line<'_>> = calls
        .iter()
        .map(|Call { tool, arguments, outcome }| Line {
            tool,
            arguments,
            decision: outcome.kind,
            rule: &outcome.rule,
            says: &outcome.says,
        })
        .collect();
    format!("{}\n", json!({"schema": "toolrisk/policy-test/v1", "calls": lines}))
}

/// What changed between two policies, for people.
pub fn changes_human(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "Both policies let the same calls through.\n".to_owned();
    }
    let mut out = String::new();
    let groups = [
        ("May now be called", (true, false)),
        ("Decided by other arguments", (true, true)),
        ("May no longer be called as before", (false, true)),
        ("Refused as before, and seen or not", (false, false)),
    ];
    for (title, of) in groups {
        let all: Vec<&Change> = changes.iter().filter(|change| (change.opens, change.closes) == of).collect();
        if all.is_empty() {
            continue;
        }
        out.push_str(&format!("{}  {}\n", paint(BOLD, title), paint(DIM, counted(all.len(), "tool"))));
        for change in all {
            let tool = change.tool.as_deref().unwrap_or("any tool without a rule");
            out.push_str(&format!("  {}\n", printable(tool)));
            out.push_str(&paragraph(&format!("before: it {}", change.before), 4, WIDTH));
            out.push_str(&paragraph(&format!("now:    it {}", change.now), 4, WIDTH));
        }
    }
    out
}

/// What changed between two policies, as one JSON object.
pub fn changes_json(changes: &[Change]) -> String {
    format!("{}\n", json!({"schema": "toolrisk/policy-diff/v1", "changes": changes}))
}

/// Whether a policy fits its server, for people.
pub fn misfits_human(server: &str, tools: usize, posture: &str, found: &[Misfit]) -> String {
    let mut out = format!("{}  {}\n", paint(BOLD, printable(server)), paint(DIM, counted(tools, "tool")));
    if found.is_empty() {
        out.push_str(&format!("  The policy is valid, names every tool, and is no laxer than `{posture}`.\n"));
        return out;
    }
    let groups = [
        (MisfitKind::Laxer, "laxer than the posture"),
        (MisfitKind::Changed, "changed since the policy was made"),
        (MisfitKind::Uncovered, "without a rule"),
        (MisfitKind::Unmatched, "rules that match nothing"),
    ];
    for (kind, title) in groups {
        let all: Vec<&Misfit> = found.iter().filter(|misfit| misfit.kind == kind).collect();
        if all.is_empty() {
            continue;
        }
        out.push_str(&format!("  {} {}\n", all.len(), title));
        for misfit in all {
            out.push_str(&paragraph(&format!("{} {}", misfit.tool, misfit.says), 4, WIDTH));
        }
    }
    out
}

/// Whether a policy fits its server, as one JSON object.
pub fn misfits_json(server: &str, tools: usize, posture: &str, found: &[Misfit]) -> String {
    let schema = "toolrisk/policy-check/v1";
    let record = json!({"schema": schema, "server": server, "tools": tools, "posture": posture, "misfits": found});
    format!("{record}\n")
}
