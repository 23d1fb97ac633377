//! Tools that may do instead: a safer one of the same server, and the same act elsewhere.

use super::ToolPage;
use crate::classify::Classification;
use crate::ids::address;
use crate::site::{links, lists, words};
use crate::vocab::{Category, Reversibility};
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Tools of other servers that are named.
const ELSEWHERE: usize = 3;
/// Tools of one server on the same thing that are looked at.
const LOOKED_AT: usize = 256;

/// A tool of the same server that acts on the same thing at a lower risk.
#[derive(Serialize)]
pub(super) struct Safer<'a> {
    name: Cow<'a, str>,
    href: String,
    risk: &'static str,
    level: u8,
    /// What makes it safer: a clause.
    why: String,
}

/// A tool of another server that does the same.
#[derive(Serialize)]
pub(super) struct Elsewhere<'a> {
    name: Cow<'a, str>,
    href: String,
    server: &'a str,
    risk: &'static str,
    level: u8,
}

/// Which tools of a server act on the same thing.
pub(super) struct Relations<'a>(BTreeMap<&'a str, Vec<usize>>);

impl<'a> Relations<'a> {
    /// Those of a server's verdicts.
    pub(super) fn of(verdicts: &'a [Classification]) -> Relations<'a> {
        let mut by_head: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (i, verdict) in verdicts.iter().enumerate().filter(|(_, verdict)| !verdict.act.head.is_empty()) {
            by_head.entry(&verdict.act.head).or_default().push(i);
        }
        Relations(by_head)
    }
}

/// In what one verdict is safer than another: a clause, none if in nothing that can be said.
pub(super) fn safer_in(one: &Classification, than: &Classification) -> Option<String> {
    let (a, b) = (one.impact, than.impact);
    let mut parts: Vec<String> = Vec::new();
    if a.category() == Category::Read && b.category() != Category::Read {
        parts.push("it only reads".to_owned());
    } else if a.category() < b.category() {
        parts.push(format!("it is {} instead of {}", a.category(), b.category()));
    } else if a.reversibility() == Some(Reversibility::Reversible)
        && b.reversibility() == Some(Reversibility::Irreversible)
    {
        parts.push("what it does can be put back".to_owned());
    }
    if a.category() != Category::Read && a.severity() < b.severity() {
        parts.push(format!("{} instead of {} severity", a.severity(), b.severity()));
    }
    let without: Vec<&str> = than.traits.difference(&one.traits).map(|t| t.word()).collect();
    if !without.is_empty() {
        parts.push(format!("without {}", without.join(", ")));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

impl<'p> ToolPage<'p> {
    /// The tool of this server that may do instead: on the same thing, of lower risk, as near
    /// in what it does as there is.
    pub(super) fn safer(&self) -> Option<Safer<'p>> {
        let (own, verdicts) = (self.verdict(), self.judged.verdicts);
        let same_thing = self.relations.0.get(own.act.head.as_str())?.iter().take(LOOKED_AT);
        let lower = same_thing.filter(|i| verdicts[**i].impact.risk() < own.impact.risk());
        let nearest = |i: &&usize| {
            let other = &verdicts[**i];
            let same_act = other.act.family == own.act.family;
            (!same_act, Reverse(other.category()), other.impact.risk(), other.confidence, **i)
        };
        let (i, why) =
            lower.filter_map(|i| Some((i, safer_in(&verdicts[*i], own)?))).min_by_key(|(i, _)| nearest(i))?;
        let tool = &self.judged.summary.tools[*i];
        Some(Safer {
            name: words::short_name(&tool.name, 160),
            href: format!("{}.html", address(&tool.name)),
            risk: tool.risk.word(),
            level: words::level(tool.risk),
            why,
        })
    }

    /// Tools of other servers with the same act, one a server before a second.
    pub(super) fn elsewhere(&self, from: &str) -> Vec<Elsewhere<'p>> {
        let places = self.site.catalogue.related.get(&self.summary().act).into_iter().flatten();
        let mut servers: BTreeMap<u32, usize> = BTreeMap::new();
        let mut found: Vec<_> = places
            .filter(|place| place.server as usize != self.judged.index)
            .map(|place| {
                let nth = servers.entry(place.server).or_default();
                *nth += 1;
                (*nth, *place)
            })
            .collect();
        found.sort_unstable();
        found
            .into_iter()
            .take(ELSEWHERE)
            .map(|(_, place)| {
                let server = &self.site.catalogue.servers[place.server as usize];
                let tool = lists::tool_at(self.site.catalogue, place);
                Elsewhere {
                    name: words::short_name(&tool.name, 160),
                    href: links::relative(from, &links::tool(&server.address, &address(&tool.name))),
                    server: &server.name,
                    risk: tool.risk.word(),
                    level: words::level(tool.risk),
                }
            })
            .collect()
    }
}
