//! The worst that one call of a server's tools can do, in a sentence for people who have not
//! read a verdict before.

use crate::classify::Classification;
use crate::ids::address;
use crate::site::{Judged, words};
use crate::vocab::{Category, Reversibility, Severity, Trait};
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

/// The tool to fear most: the worst verdict, then the surest, then the one with most traits.
fn tool(judged: &Judged<'_>) -> Option<usize> {
    let tools = judged.verdicts.iter().enumerate();
    tools
        .min_by_key(|(i, verdict)| {
            let impact = verdict.impact;
            let worst = (impact.risk(), impact.category(), impact.severity());
            (Reverse(worst), verdict.confidence, Reverse(verdict.traits.len()), verdict.act.verb.is_empty(), *i)
        })
        .map(|(i, _)| i)
}

/// What a call does, to be said after “can”: `revoke a specific key`.
fn act(verdict: &Classification) -> String {
    let act = &verdict.act;
    // An action is worth naming if it is what makes the tool so bad, and others are not.
    let least = verdict.actions.iter().map(|action| action.impact.risk()).min();
    let runs = |traits: &BTreeSet<Trait>| traits.contains(&Trait::ExecutesCode);
    let worst = verdict.actions.iter().rev().max_by_key(|action| (action.impact.risk(), action.impact));
    let telling =
        worst.filter(|action| Some(action.impact.risk()) > least && (runs(&action.traits) || !runs(&verdict.traits)));
    if let Some(action) = telling {
        return format!("do what its action “{}” does", words::clip(&action.action, 48));
    }
    let object = words::object(act);
    match (act.verb.is_empty(), object.is_empty(), verdict.category()) {
        (false, false, _) => format!("{} {object}", act.verb),
        (false, true, _) => act.verb.clone(),
        (true, _, Category::Read) => "return what it knows".to_owned(),
        (true, _, Category::Write) => "change something".to_owned(),
        (true, _, Category::Destructive) => "end or remove something".to_owned(),
    }
}

/// What stands before the tool's name and behind it; without the latter, no tool is named.
fn sentence(verdict: &Classification) -> (&'static str, Option<String>) {
    let (impact, act) = (verdict.impact, act(verdict));
    let has = |t: Trait| verdict.traits.contains(&t);
    let one_call = |end: &str, more: &str| ("At worst, one call of ", Some(format!(" can {act}{more}; {end}.")));
    match impact.category() {
        Category::Read if impact.severity() == Severity::Low => {
            ("Its tools change nothing, and nothing says that what they return is confidential.", None)
        }
        Category::Read => {
            let traits: Vec<&str> = verdict.traits.iter().map(|t| t.word()).collect();
            let traits = if traits.is_empty() { String::new() } else { format!(" ({})", traits.join(", ")) };
            ("Its tools change nothing. The most delicate is ", Some(format!(", which can {act}{traits}.")))
        }
        Category::Write => {
            let end = match impact.reversibility() {
                Some(Reversibility::Irreversible) => "once done, it stands",
                Some(Reversibility::Reversible) | None => "the change can be put back",
            };
            one_call(end, if has(Trait::MovesMoney) { ", and that moves money" } else { "" })
        }
        Category::Destructive => {
            let end = match impact.reversibility() {
                Some(Reversibility::Reversible) => "what it takes away can be restored",
                Some(Reversibility::Irreversible) | None => "what it takes away stays gone",
            };
            one_call(end, if has(Trait::ExecutesCode) { ", with whatever code or command it is given" } else { "" })
        }
    }
}

/// The sentence for the page, if the server has tools.
pub(super) fn of<'a>(judged: &Judged<'a>) -> Option<Worst<'a>> {
    let i = tool(judged)?;
    let (before, after) = sentence(&judged.verdicts[i]);
    let name = &judged.server.tools[i].name;
    let named = |after| Named { name: words::short_name(name, 80), href: format!("{}.html", address(name)), after };
    Some(Worst { before, tool: after.map(named) })
}

/// The sentence for the machine's copy.
pub(super) fn record<'a>(judged: &Judged<'a>) -> Option<Record<'a>> {
    let i = tool(judged)?;
    let (before, after) = sentence(&judged.verdicts[i]);
    let name = &judged.server.tools[i].name;
    Some(match after {
        Some(after) => Record { tool: Some(name), says: format!("{before}{name}{after}") },
        None => Record { tool: None, says: before.to_owned() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::{Act, Judge};
    use crate::vocab::{Confidence, Impact};

    fn verdict(impact: Impact, traits: &[Trait], verb: &str, object: &str) -> Classification {
        Classification {
            impact,
            traits: traits.iter().copied().collect(),
            confidence: Confidence::High,
            doubt: None,
            evidence: Vec::new(),
            actions: Vec::new(),
            mismatches: Vec::new(),
            act: Act { verb: verb.into(), object: object.into(), ..Act::default() },
            judge: Judge::Rules,
        }
    }

    #[test]
    fn the_sentence_says_what_one_call_comes_to() {
        let says = |verdict: &Classification| {
            let (before, after) = sentence(verdict);
            format!("{before}{}", after.map_or_else(String::new, |after| format!("T{after}")))
        };
        let destructive = Impact::default_for(Category::Destructive);
        assert_eq!(
            says(&verdict(destructive, &[], "revoke", "a specific key")),
            "At worst, one call of T can revoke a specific key; what it takes away stays gone."
        );
        assert_eq!(
            says(&verdict(destructive, &[Trait::ExecutesCode], "run", "a command")),
            "At worst, one call of T can run a command, with whatever code or command it is given; what it takes away stays gone."
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
