//! The verdicts of a run as a table for people.

use super::style::{BOLD, DIM, PLAIN, counted, number, paint, risk};
use super::table::{Cell, Table};
use crate::catalogue::{Catalogue, ServerSummary, ToolSummary};
use crate::diag::printable;
use crate::vocab::{Category, Confidence, Risk};

/// One table a server, then the totals.
pub fn verdicts(catalogue: &Catalogue) -> String {
    let mut out = String::new();
    for server in &catalogue.servers {
        out.push_str(&heading(server));
        let mut table = Table::default();
        table.row(["tool", "category", "risk", "confidence", "traits"].map(|name| Cell::new(DIM, name)));
        for tool in &server.tools {
            table.row([
                Cell::new(PLAIN, &tool.name),
                Cell::new(PLAIN, tool.category.word()),
                Cell::new(risk(tool.risk), tool.risk.word()),
                Cell::new(PLAIN, tool.confidence.word()),
                Cell::new(PLAIN, traits(tool)),
            ]);
        }
        if !server.tools.is_empty() {
            out.push_str(&table.render(2, None));
        }
        out.push('\n');
    }
    out.push_str(&totals(catalogue));
    out
}

/// What a server is called and where it stands.
fn heading(server: &ServerSummary) -> String {
    let slug = server.slug.as_str();
    let mut line = paint(BOLD, printable(slug));
    if server.name != slug && !server.name.is_empty() {
        line.push_str(&format!("  {}", printable(&server.name)));
    }
    let mut facts = vec![counted(server.tools.len(), "tool")];
    if server.quarantined > 0 {
        facts.push(format!("{} set aside", counted(server.quarantined, "entry")));
    }
    if server.incomplete {
        facts.push("the manifest calls its list incomplete".to_owned());
    }
    facts.push(printable(&server.source).into_owned());
    format!("{line}  {}\n", paint(DIM, format!("({})", facts.join(", "))))
}

/// A tool's traits, joined.
fn traits(tool: &ToolSummary) -> String {
    let words: Vec<&str> = tool.traits.iter().map(|t| t.word()).collect();
    words.join(", ")
}

/// The numbers of all servers together.
fn totals(catalogue: &Catalogue) -> String {
    let tools = || catalogue.servers.iter().flat_map(|server| &server.tools);
    let by_category: Vec<String> =
        Category::ALL.iter().map(|c| format!("{} {c}", number(tools().filter(|t| t.category == *c).count()))).collect();
    let by_risk: Vec<String> = Risk::ALL
        .iter()
        .map(|r| format!("{} {}", number(tools().filter(|t| t.risk == *r).count()), paint(risk(*r), r.word())))
        .collect();
    let review = tools().filter(|t| t.confidence == Confidence::Low).count();
    let held = tools().filter(|t| t.finding.is_some()).count();
    let wrong = tools().filter(|t| t.mismatch.is_some()).count();
    let mut out = format!(
        "{} on {}: {}; risk {}\n",
        paint(BOLD, counted(tools().count(), "tool")),
        counted(catalogue.servers.len(), "server"),
        by_category.join(", "),
        by_risk.join(", "),
    );
    if review > 0 {
        out.push_str(&format!("{} of low confidence, for review\n", counted(review, "verdict")));
    }
    if held > 0 {
        out.push_str(&format!("{} whose definition has suspicious wording\n", counted(held, "tool")));
    }
    if wrong > 0 {
        out.push_str(&format!("{} with hints that the definition contradicts\n", counted(wrong, "tool")));
    }
    out
}
