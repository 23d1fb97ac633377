//! The worst that one call of a server's tools can do, in a sentence for people who have not
//! read a verdict before.

use crate::classify::Classification;
use crate::ids::address;
use crate::site::{Judged, words};
use crate::vocab::{Category, Reversibility, Severity, Trait};
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Reverse;

/// The sentence, around the tool's name.
#[derive(Serialize)]
pub(super) struct Worst<'a> {
    before: &'static str,
    name: Cow<'a, str>,
    href: String,
    after: String,
}

/// The same in the machine's copy.
#[derive(Serialize)]
pub(super) struct Record<'a> {
    tool: &'a str,
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
    let worst = verdict.actions.iter().rev().max_by_key(|action| (action.impact.risk(), action.impact));
    if let Some(action) = worst.filter(|_| verdict.actions.len() > 1) {
        return format!("be told to “{}”", words::clip(&action.action, 48));
    }
    let object = act.object.trim();
    match (act.verb.is_empty(), object.is_empty(), verdict.category()) {
        (false, false, _) => format!("{} {}", act.verb, words::clip(object, 80)),
        (false, true, _) => act.verb.clone(),
        (true, _, Category::Read) => "return information".to_owned(),
        (true, _, Category::Write) => "change something".to_owned(),
        (true, _, Category::Destructive) => "end or remove something".to_owned(),
    }
}

/// What stands before and behind the tool's name.
fn sentence(verdict: &Classification) -> (&'static str, String) {
    let (impact, act) = (verdict.impact, act(verdict));
    let has = |t: Trait| verdict.traits.contains(&t);
    let delicate = impact.severity() >= Severity::High;
    match impact.category() {
        Category::Read if delicate => ("No tool changes anything. At worst, ", format!(" can {act} to an agent that should not know.")),
        Category::Read => ("No tool changes anything, and what they return is of no great secrecy; the most is what ", format!(" can {act}.")),
        Category::Write => {
            let end = match impact.reversibility() {
                Some(Reversibility::Irreversible) => "once done, it stands",
                Some(Reversibility::Reversible) | None => "the change can be put back",
            };
            let money = if has(Trait::MovesMoney) { ", and that moves money" } else { "" };
            ("At worst, one call of ", format!(" can {act}{money}; {end}."))
        }
        Category::Destructive => {
            let end = match impact.reversibility() {
                Some(Reversibility::Reversible) => "what it takes away can be restored",
                Some(Reversibility::Irreversible) | None => "what it takes away stays gone",
            };
            let code = if has(Trait::ExecutesCode) { ", with whatever code or command it is given" } else { "" };
            ("At worst, one call of ", format!(" can {act}{code}; {end}."))
        }
    }
}

/// The sentence for the page, if the server has tools.
pub(super) fn of<'a>(judged: &Judged<'a>) -> Option<Worst<'a>> {
    let i = tool(judged)?;
    let (before, after) = sentence(&judged.verdicts[i]);
    let name = &judged.server.tools[i].name;
    Some(Worst { before, name: words::short_name(name, 80), href: format!("{}.html", address(name)), after })
}

/// The sentence for the machine's copy.
pub(super) fn record<'a>(judged: &Judged<'a>) -> Option<Record<'a>> {
    let i = tool(judged)?;
    let (before, after) = sentence(&judged.verdicts[i]);
    let name = &judged.server.tools[i].name;
    Some(Record { tool: name, says: format!("{before}{name}{after}") })
}
