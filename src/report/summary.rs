//! What a build says when it is done: one screen, readable at 80 columns.

use super::style::{BOLD, DIM, PLAIN, bar, counted, number, paint, percent, risk};
use super::table::{Cell, Table, fit};
use crate::account::RunReport;
use crate::catalogue::{Catalogue, ToolRef, ToolSummary};
use crate::diag::printable;
use crate::vocab::{Category, Confidence, Risk};
use std::collections::BTreeMap;

/// Lines are at most this wide.
const WIDTH: usize = 80;

/// Tools named as the riskiest.
pub const RISKIEST: usize = 10;

/// Of one server, at most so many of them: one bad server must not hide the next.
const RISKIEST_OF_A_SERVER: usize = 3;

/// Files or tools named of each kind of trouble; `-v` names all.
const NAMED: usize = 3;

/// A name beside its reason is at most this wide.
const NAME_WIDTH: usize = 32;

/// What a summary is made of.
#[derive(Debug, Clone, Copy)]
pub struct Summary<'a> {
    /// The verdicts.
    pub catalogue: &'a Catalogue,
    /// The account.
    pub report: &'a RunReport,
    /// The riskiest tools with their reasons, worst first.
    pub riskiest: &'a [(ToolRef, String)],
    /// Name everything.
    pub verbose: bool,
    /// What was done to the output folder.
    pub written: &'a str,
    /// What to open.
    pub open: &'a str,
    /// What to run next: a command and what it shows.
    pub next: &'a [(String, &'static str)],
}

/// The riskiest tools of a catalogue, worst first: by risk, severity, category,
/// what cannot be undone, number of traits, and sureness; no server has more than
/// a few of them while others have some.
pub fn riskiest(catalogue: &Catalogue) -> Vec<ToolRef> {
    let worst = |tool: &ToolSummary| {
        (
            tool.risk,
            tool.severity,
            tool.category,
            tool.reversibility,
            tool.traits.len(),
            std::cmp::Reverse(tool.confidence),
        )
    };
    let by_worst = |refs: &mut Vec<ToolRef>| {
        // Stable: equals stay in the order of slugs and names.
        refs.sort_by_key(|at| std::cmp::Reverse(tool_at(catalogue, *at).map(worst)));
        refs.truncate(RISKIEST);
    };
    let (mut first, mut rest): (Vec<ToolRef>, Vec<ToolRef>) = Default::default();
    for (server, summary) in (0..).zip(&catalogue.servers) {
        let risky = (0..).zip(&summary.tools).filter(|(_, tool)| tool.risk >= Risk::High);
        let mut tools: Vec<ToolRef> = risky.map(|(tool, _)| ToolRef { server, tool }).collect();
        by_worst(&mut tools);
        rest.extend(tools.split_off(tools.len().min(RISKIEST_OF_A_SERVER)));
        first.extend(tools);
    }
    by_worst(&mut first);
    by_worst(&mut rest);
    let room = RISKIEST - first.len();
    first.extend(rest.into_iter().take(room));
    first.sort_by_key(|at| std::cmp::Reverse(tool_at(catalogue, *at).map(worst)));
    first
}

/// The tool that a reference names.
fn tool_at(catalogue: &Catalogue, at: ToolRef) -> Option<&ToolSummary> {
    catalogue.servers.get(at.server as usize)?.tools.get(at.tool as usize)
}

/// A tool as `server/tool`.
fn named(catalogue: &Catalogue, at: ToolRef) -> String {
    let server = catalogue.servers.get(at.server as usize);
    let tool = tool_at(catalogue, at);
    format!("{} {}", server.map_or("", |s| s.slug.as_str()), tool.map_or("", |t| &t.name))
}

/// The whole summary.
pub fn summary(s: &Summary<'_>) -> String {
    let Summary { catalogue, report, .. } = s;
    let mut out = format!(
        "{} on {}\n\n",
        paint(BOLD, counted(report.tools, "tool")),
        paint(BOLD, counted(report.servers, "server")),
    );
    out.push_str(&distribution(catalogue));
    section(&mut out, "Riskiest tools", risky(s));
    let findings = matching(catalogue, |tool| tool.finding.is_some());
    if !findings.is_empty() {
        let mut worst = findings.clone();
        // Stable: equals stay in the order of slugs and names.
        worst.sort_by_key(|at| std::cmp::Reverse(tool_at(catalogue, *at).and_then(|tool| tool.finding)));
        let mut table = Table::default();
        let shown = if s.verbose { worst.len() } else { NAMED };
        for at in worst.iter().take(shown) {
            let severity = tool_at(catalogue, *at).and_then(|tool| tool.finding).map_or("", |severity| severity.word());
            table.row([Cell::new(DIM, severity), Cell::new(PLAIN, named(catalogue, *at))]);
        }
        let title = format!("Definitions with suspicious wording: {}", number(worst.len()));
        section(&mut out, &title, table.render(2, Some(WIDTH)) + &more(worst.len(), shown));
    }
    let mismatches = matching(catalogue, |tool| tool.mismatch.is_some());
    if !mismatches.is_empty() {
        let mut table = Table::default();
        let shown = if s.verbose { mismatches.len() } else { NAMED };
        for at in mismatches.iter().take(shown) {
            let hint = tool_at(catalogue, *at).and_then(|tool| tool.mismatch).unwrap_or_default();
            table.row([Cell::new(DIM, hint), Cell::new(PLAIN, named(catalogue, *at))]);
        }
        let title = format!("Hints that the definition contradicts: {}", number(mismatches.len()));
        section(&mut out, &title, table.render(2, Some(WIDTH)) + &more(mismatches.len(), shown));
    }
    let review = matching(catalogue, |tool| tool.confidence == Confidence::Low);
    if !review.is_empty() {
        section(&mut out, &format!("For review, of low confidence: {}", counted(review.len(), "tool")), String::new());
    }
    if !report.quarantined.is_empty() {
        section(&mut out, &format!("Set aside: {}", counted(report.quarantined.len(), "entry")), set_aside(s));
    }
    if !report.skipped.is_empty() {
        section(&mut out, &format!("Not used: {}", counted(report.skipped.len(), "file")), skipped(report, s.verbose));
    }
    if !report.empty.is_empty() {
        section(&mut out, &format!("Without a tool: {}", counted(report.empty.len(), "manifest")), String::new());
    }
    out.push('\n');
    for (title, text) in [("Files", s.written), ("Open", s.open)] {
        out.push_str(&format!("{}  {}\n", paint(BOLD, format!("{title:5}")), printable(text)));
    }
    for (at, (command, shows)) in s.next.iter().enumerate() {
        let title = if at == 0 { "Next" } else { "" };
        let shows = paint(DIM, format!("# {shows}"));
        out.push_str(&format!("{}  {}  {shows}\n", paint(BOLD, format!("{title:5}")), printable(command)));
    }
    out
}

/// Adds a titled section.
fn section(out: &mut String, title: &str, body: String) {
    if body.is_empty() && title == "Riskiest tools" {
        return;
    }
    out.push('\n');
    out.push_str(&paint(BOLD, title));
    out.push('\n');
    out.push_str(&body);
}

/// How the tools fall into categories and risks, side by side.
fn distribution(catalogue: &Catalogue) -> String {
    const BAR: usize = 12;
    let mut by_category: BTreeMap<Category, usize> = BTreeMap::new();
    let mut by_risk: BTreeMap<Risk, usize> = BTreeMap::new();
    let mut all = 0;
    for tool in catalogue.servers.iter().flat_map(|server| &server.tools) {
        *by_category.entry(tool.category).or_default() += 1;
        *by_risk.entry(tool.risk).or_default() += 1;
        all += 1;
    }
    let mut table = Table::default();
    for (at, r) in Risk::ALL.iter().enumerate() {
        let mut cells = Vec::new();
        match Category::ALL.get(at) {
            Some(c) => {
                let n = by_category.get(c).copied().unwrap_or(0);
                cells.extend([
                    Cell::new(PLAIN, c.word()),
                    Cell::right(PLAIN, number(n)),
                    Cell::right(DIM, percent(n, all)),
                    Cell::new(PLAIN, format!("{:BAR$}", bar(n, all, BAR))),
                ]);
            }
            None => cells.extend([PLAIN; 4].map(|style| Cell::new(style, ""))),
        }
        let n = by_risk.get(r).copied().unwrap_or(0);
        cells.extend([
            Cell::new(risk(*r), r.word()),
            Cell::right(PLAIN, number(n)),
            Cell::right(DIM, percent(n, all)),
            Cell::new(risk(*r), bar(n, all, BAR)),
        ]);
        table.row(cells);
    }
    table.render(2, None)
}

/// The riskiest tools: name and risk on one line, the reason below it.
fn risky(s: &Summary<'_>) -> String {
    let mut table = Table::default();
    for (at, reason) in s.riskiest {
        let Some(tool) = tool_at(s.catalogue, *at) else { continue };
        table.row([Cell::new(risk(tool.risk), tool.risk.word()), Cell::new(BOLD, named(s.catalogue, *at))]);
        table.row([Cell::new(PLAIN, ""), Cell::new(PLAIN, reason)]);
    }
    table.render(2, Some(WIDTH))
}

/// The tools that meet a condition, in order.
fn matching(catalogue: &Catalogue, holds: impl Fn(&ToolSummary) -> bool) -> Vec<ToolRef> {
    let mut out = Vec::new();
    for (server, summary) in (0..).zip(&catalogue.servers) {
        out.extend((0..).zip(&summary.tools).filter(|(_, tool)| holds(tool)).map(|(tool, _)| ToolRef { server, tool }));
    }
    out
}

/// The entries set aside, with their reasons.
fn set_aside(s: &Summary<'_>) -> String {
    let all = &s.report.quarantined;
    let shown = if s.verbose { all.len() } else { NAMED };
    let mut out = String::new();
    let mut file = "";
    for aside in all.iter().take(shown) {
        let name = if aside.entry.name.trim().is_empty() { &aside.entry.pointer } else { &aside.entry.name };
        if aside.shown != file {
            file = &aside.shown;
            out.push_str(&format!("  {}\n", printable(file)));
        }
        // The reason is what matters: a long name must not push it out of the line.
        let text = format!("{}: {}", fit(&printable(name), NAME_WIDTH), printable(&aside.entry.reason));
        out.push_str(&format!("    {}\n", paint(DIM, fit(&text, WIDTH - 4))));
    }
    out + &more(all.len(), shown)
}

/// The files that were not used, grouped by reason, the first few named.
pub fn skipped(report: &RunReport, verbose: bool) -> String {
    let mut out = String::new();
    for (reason, files) in report.skipped_by_reason() {
        out.push_str(&format!("  {}: {}\n", reason.words(), number(files.len())));
        let shown = if verbose { files.len() } else { NAMED };
        for file in files.iter().take(shown) {
            out.push_str(&format!("    {}\n", paint(DIM, printable(&file.shown))));
        }
        if files.len() > shown {
            out.push_str(&format!(
                "    {}\n",
                paint(DIM, format!("and {} more: run with -v", number(files.len() - shown)))
            ));
        }
    }
    out
}

/// Says how many are not named.
fn more(all: usize, shown: usize) -> String {
    match all.saturating_sub(shown) {
        0 => String::new(),
        rest => format!("  {}\n", paint(DIM, format!("and {} more: run with -v", number(rest)))),
    }
}
