//! The worst that one call of a server's tools can do, in a sentence for people who have not
//! read a verdict before.

use crate::classify::{Classification, Deed, worst_action};
use crate::diag::printable;
use crate::ids::address;
use crate::manifest::Tool;
use crate::site::{Judged, words};
use crate::vocab::{Category, Confidence, Severity, Trait};
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// The sentence, around the tool's name.
#[derive(Serialize)]
pub(super) struct Worst<'a> {
    before: &'static str,
    tool: Option<Named<'a>>,
}

/// The tool, and what is said of it.
#[derive(Serialize)]
struct Named<'a> {
    name: Cow<'a, str>,
    href: String,
    after: String,
}

/// The same in the machine's copy.
#[derive(Serialize)]
pub(super) struct Record<'a> {
    tool: Option<&'a str>,
    says: String,
}

/// The tool to fear most: the worst risk, then the most open-ended power that is surely
/// there, then the surest verdict.
fn tool(judged: &Judged<'_>) -> Option<usize> {
    let tools = judged.verdicts.iter().enumerate();
    tools.min_by_key(|(i, verdict)| (rank(verdict), *i)).map(|(i, _)| i)
}

/// Where a verdict stands among others: the least is feared most.
fn rank(verdict: &Classification) -> impl Ord + use<> {
    let impact = verdict.impact;
    let worst = (impact.category(), impact.severity());
    (
        Reverse(impact.risk()),
        impact.category() == Category::Read,
        Reverse(power(verdict)),
        verdict.confidence,
        Reverse(worst),
        Reverse(verdict.traits.len()),
        verdict.act.verb.is_empty() && verdict.actions.is_empty(),
    )
}

/// How far a call can reach beyond what it names.
fn power(verdict: &Classification) -> u8 {
    let weights = [(Trait::ExecutesCode, 4), (Trait::Bulk, 2), (Trait::ProductionInfra, 1)];
    let reach = || weights.iter().filter(|(t, _)| verdict.traits.contains(t)).map(|(_, weight)| weight).sum();
    match verdict.confidence {
        Confidence::Low => 0,
        Confidence::High | Confidence::Medium => reach(),
    }
}

/// What a call does, to be said after “can”: `revoke a specific key`.
fn act(deed: Deed, verdict: &Classification) -> String {
    // An action is worth naming if it is what makes the tool so bad, and others are not.
    let least = verdict.actions.iter().map(|action| action.impact.risk()).min();
    let runs = |traits: &BTreeSet<Trait>| traits.contains(&Trait::ExecutesCode);
    let telling = worst_action(verdict)
        .filter(|action| Some(action.impact.risk()) > least && (runs(&action.traits) || !runs(&verdict.traits)));
    if let Some(action) = telling {
        return format!("do what its action “{}” does", words::clip(&action.action, 48));
    }
    match (deed.to, deed.author, verdict.category()) {
        (Some(to), ..) => to,
        (None, Some(author), _) => {
            format!("do what its author calls “{}”", printable(&words::clip(&author, 80)))
        }
        (None, _, Category::Read) => "return what it knows".to_owned(),
        (None, _, Category::Write) => "change something".to_owned(),
        (None, _, Category::Destructive) => "end or remove something".to_owned(),
    }
}

/// What stands before the tool's name and behind it; without the latter, no tool is named.
/// `quiet` says that no tool of the server changes anything.
fn sentence(tool: &Tool, verdict: &Classification, quiet: bool) -> (&'static str, Option<String>) {
    let deed = Deed::of(tool, verdict);
    let end = deed.end;
    let (impact, act) = (verdict.impact, act(deed, verdict));
    let has = |t: Trait| verdict.traits.contains(&t);
    let one_call = |more: &str| ("At worst, one call of ", Some(format!(" can {act}{more}; {end}.")));
    match impact.category() {
        Category::Read if !quiet => one_call(""),
        Category::Read if impact.severity() == Severity::Low => {
            ("Its tools change nothing, and nothing says that what they return is confidential.", None)
        }
        Category::Read => {
            let traits: Vec<&str> = verdict.traits.iter().map(|t| t.word()).collect();
            let traits = if traits.is_empty() { String::new() } else { format!(" ({})", traits.join(", ")) };
            ("Its tools change nothing. The most delicate is ", Some(format!(", which can {act}{traits}.")))
        }
        Category::Write => one_call(if has(Trait::MovesMoney) { ", and that moves money" } else { "" }),
        Category::Destructive => {
            one_call(if has(Trait::ExecutesCode) { ", with whatever code or command it is given" } else { "" })
        }
    }
}

/// Whether no tool of a server changes anything.
fn is_quiet(judged: &Judged<'_>) -> bool {
    judged.verdicts.iter().all(|verdict| verdict.category() == Category::Read)
}

/// The sentence for the page, if the server has tools.
pub(super) fn of<'a>(judged: &Judged<'a>) -> Option<Worst<'a>> {
    let i = tool(judged)?;
    let (before, after) = sentence(&judged.server.tools[i], &judged.verdicts[i], is_quiet(judged));
    let name = &judged.server.tools[i].name;
    let named = |after| Named { name: words::short_name(name, 80), href: format!("{}.html", address(name)), after };
    Some(Worst { before, tool: after.map(named) })
}

/// The sentence for the machine's copy.
pub(super) fn record<'a>(judged: &Judged<'a>) -> Option<Record<'a>> {
    let i = tool(judged)?;
    let (before, after) = sentence(&judged.server.tools[i], &judged.verdicts[i], is_quiet(judged));
    let name = &judged.server.tools[i].name;
    Some(match after {
        Some(after) => Record { tool: Some(name), says: format!("{before}{name}{after}") },
        None => Record { tool: None, says: before.to_owned() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocab::{Impact, Reversibility};

    fn verdict(impact: Impact, traits: &[Trait], verb: &str, object: &str) -> Classification {
        Classification { traits: traits.iter().copied().collect(), ..Classification::plain(impact, verb, object) }
    }

    #[test]
    fn open_ended_power_is_feared_before_one_deletion() {
        let deletes = verdict(Impact::default_for(Category::Destructive), &[], "delete", "a cookie");
        let mut runs = verdict(Impact::default_for(Category::Destructive), &[Trait::ExecutesCode], "run", "code");
        runs.confidence = Confidence::Medium;
        assert!(rank(&runs) < rank(&deletes));
        runs.confidence = Confidence::Low;
        assert!(rank(&runs) > rank(&deletes), "a guess does not stand for the server");
        let reads = verdict(Impact::new(Category::Read, Severity::High, None), &[Trait::ExecutesCode], "read", "mail");
        let writes = verdict(Impact::default_for(Category::Write), &[], "write", "mail");
        assert!(rank(&reads) > rank(&writes), "of equal risk, what changes something comes first");
        let said = sentence(&Tool::default(), &reads, false).1;
        assert_eq!(said.as_deref(), Some(" can read mail; nothing changes."), "others may change something");
    }

    #[test]
    fn the_sentence_says_what_one_call_comes_to() {
        let says = |verdict: &Classification| {
            let (before, after) = sentence(&Tool::default(), verdict, true);
            format!("{before}{}", after.map_or_else(String::new, |after| format!("T{after}")))
        };
        let destructive = Impact::default_for(Category::Destructive);
        assert_eq!(
            says(&verdict(destructive, &[], "revoke", "a specific key")),
            "At worst, one call of T can revoke a specific key; what it takes away stays gone."
        );
        assert_eq!(
            says(&verdict(destructive, &[Trait::ExecutesCode], "run", "a command")),
            "At worst, one call of T can run a command, with whatever code or command it is given; there may be no call that undoes what it sets off."
        );
        let pays = Impact::new(Category::Write, Severity::Critical, Some(Reversibility::Irreversible));
        assert_eq!(
            says(&verdict(pays, &[Trait::MovesMoney], "pay", "")),
            "At worst, one call of T can pay, and that moves money; once done, it stands."
        );
        assert_eq!(
            says(&verdict(Impact::new(Category::Read, Severity::High, None), &[Trait::PersonalData], "read", "mail")),
            "Its tools change nothing. The most delicate is T, which can read mail (personal-data)."
        );
        assert_eq!(
            says(&verdict(Impact::new(Category::Read, Severity::Low, None), &[], "list", "clocks")),
            "Its tools change nothing, and nothing says that what they return is confidential."
        );
    }
}
