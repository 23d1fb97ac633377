//! The rules for people: all of them, or one with everything it is.

use super::style::{BOLD, DIM, PLAIN, counted, number, paint};
use super::table::{Cell, Table, paragraph};
use crate::catalogue::Catalogue;
use crate::diag::printable;
use crate::evidence::{Claim, Strength};
use crate::rulebook::{Example, Rule, Rulebook};

/// Lines are at most this wide.
const WIDTH: usize = 80;

/// The word for a strength.
pub const fn strength(strength: Strength) -> &'static str {
    match strength {
        Strength::Weak => "weak",
        Strength::Fair => "fair",
        Strength::Strong => "strong",
        Strength::Decisive => "decisive",
    }
}

/// What a claim argues for, in words; empty if nothing.
pub fn claim(claim: &Claim) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(claim.category.map(|c| c.word().to_owned()));
    parts.extend(claim.category_at_most.map(|c| format!("at most {c}")));
    parts.extend(claim.severity.map(|s| format!("severity {s} or more")));
    parts.extend(claim.severity_at_most.map(|s| format!("severity {s} at most")));
    parts.extend(claim.reversibility.map(|r| r.word().to_owned()));
    parts.extend(claim.traits.iter().map(|t| t.word().to_owned()));
    parts.join(", ")
}

/// All rules by group; with a catalogue, how often each fired and decided.
pub fn list(rulebook: &Rulebook, catalogue: Option<&Catalogue>) -> String {
    let mut groups: Vec<(&str, Vec<&Rule>)> = Vec::new();
    let mut rules: Vec<&Rule> = rulebook.rules().collect();
    rules.sort_by(|a, b| (&a.group, &a.id).cmp(&(&b.group, &b.id)));
    for rule in rules {
        match groups.last_mut().filter(|(group, _)| *group == rule.group) {
            Some((_, rules)) => rules.push(rule),
            None => groups.push((&rule.group, vec![rule])),
        }
    }
    let mut out = String::new();
    for (group, rules) in groups {
        out.push_str(&format!("{}  {}\n", paint(BOLD, printable(group)), paint(DIM, counted(rules.len(), "rule"))));
        let mut table = Table::default();
        for rule in rules {
            let mut cells = vec![Cell::new(PLAIN, rule.id.as_str()), Cell::new(DIM, strength(rule.strength))];
            if let Some(catalogue) = catalogue {
                let used = catalogue.rules.get(&rule.id);
                cells.push(Cell::right(PLAIN, used.map_or("-".to_owned(), |used| number(used.tools))));
                cells.push(Cell::right(DIM, used.map_or("-".to_owned(), |used| number(used.decided))));
            }
            cells.push(Cell::new(PLAIN, &rule.says));
            table.row(cells);
        }
        out.push_str(&table.render(2, Some(120)));
        out.push('\n');
    }
    out.push_str(&counted(rulebook.rules().len(), "rule"));
    out.push_str(match catalogue {
        Some(_) => "; the numbers are the tools on which each fired, and those that it decided\n",
        None => "; `toolrisk rules ID` shows one of them\n",
    });
    out
}

/// One rule; with a catalogue, where it fired.
pub fn one(rule: &Rule, catalogue: Option<&Catalogue>) -> String {
    let mut out = format!("{}  {}\n", paint(BOLD, &rule.id), paint(DIM, format!("({})", printable(&rule.group))));
    out.push_str(&paragraph(&rule.says, 2, WIDTH));
    out.push('\n');
    let mut table = Table::default();
    table.row([Cell::new(DIM, "strength"), Cell::new(PLAIN, strength(rule.strength))]);
    let claims = claim(&rule.claim);
    table.row([
        Cell::new(DIM, "claims"),
        Cell::new(PLAIN, if claims.is_empty() { "nothing by itself" } else { &claims }),
    ]);
    table.row([Cell::new(DIM, "since"), Cell::new(PLAIN, &rule.since)]);
    if !rule.aliases.is_empty() {
        table.row([Cell::new(DIM, "once called"), Cell::new(PLAIN, rule.aliases.join(", "))]);
    }
    out.push_str(&table.render(2, None));
    if !rule.conditions.is_empty() {
        out.push_str(&format!("\n{}\n", paint(BOLD, "Fires when")));
        for condition in &rule.conditions {
            out.push_str(&bullet(condition));
        }
    }
    out.push_str(&format!("\n{}\n", paint(BOLD, "Why")));
    out.push_str(&paragraph(&rule.why, 2, WIDTH));
    if let Some(severity) = rule.claim.severity.or(rule.claim.severity_at_most).filter(|_| !rule.harm.is_empty()) {
        out.push_str(&paragraph(&format!("Severity is {severity} because {}.", rule.harm), 2, WIDTH));
    }
    examples(&mut out, "Fires on", &rule.fires);
    examples(&mut out, "Spares", &rule.spares);
    if !rule.references.is_empty() {
        out.push_str(&format!("\n{}\n", paint(BOLD, "References")));
        for reference in &rule.references {
            out.push_str(&format!("  {}\n", printable(reference)));
        }
    }
    if let Some(catalogue) = catalogue {
        fired(&mut out, rule, catalogue);
    }
    out
}

/// A list item.
fn bullet(text: &str) -> String {
    let body = paragraph(text, 4, WIDTH);
    format!("  - {}", body.trim_start())
}

/// Adds the rule's own examples.
fn examples(out: &mut String, title: &str, examples: &[Example]) {
    if examples.is_empty() {
        return;
    }
    out.push_str(&format!("\n{}\n", paint(BOLD, title)));
    for example in examples {
        let mut text = example.name.clone();
        if !example.description.is_empty() {
            text.push_str(&format!(": {}", example.description));
        }
        out.push_str(&bullet(&text));
        if let Some(schema) = &example.schema {
            out.push_str(&paint(DIM, paragraph(&schema.to_string(), 4, WIDTH).trim_end()));
            out.push('\n');
        }
        if !example.note.is_empty() {
            out.push_str(&paint(DIM, paragraph(&example.note, 4, WIDTH).trim_end()));
            out.push('\n');
        }
    }
}

/// Adds where the rule fired.
fn fired(out: &mut String, rule: &Rule, catalogue: &Catalogue) {
    let Some(used) = catalogue.rules.get(&rule.id) else {
        out.push_str(&format!("\n{}\n", paint(BOLD, "Fired on no tool")));
        return;
    };
    let title = format!("Fired on {}, decided {}", counted(used.tools, "tool"), number(used.decided));
    out.push_str(&format!("\n{}\n", paint(BOLD, title)));
    let mut table = Table::default();
    for at in &used.examples {
        let Some(server) = catalogue.servers.get(at.server as usize) else { continue };
        let Some(tool) = server.tools.get(at.tool as usize) else { continue };
        table.row([
            Cell::new(DIM, server.slug.as_str()),
            Cell::new(PLAIN, &tool.name),
            Cell::new(PLAIN, tool.category.word()),
            Cell::new(super::style::risk(tool.risk), tool.risk.word()),
        ]);
    }
    out.push_str(&table.render(2, None));
    if used.tools > used.examples.len() {
        let rest = number(used.tools - used.examples.len());
        out.push_str(&format!("  {}\n", paint(DIM, format!("and {rest} more"))));
    }
}
