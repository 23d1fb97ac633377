//! Two servers side by side: what both can do, and what only one can.
//!
//! Tools do the same if their deciding acts are the same (family and object); a tool
//! without such an act does the same as one of its name.

use crate::catalogue::{ActKey, ServerSummary, ToolSummary};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What makes tools comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Does<'a> {
    /// A deciding act.
    Act(ActKey),
    /// Nothing but a name.
    Name(&'a str),
}

impl<'a> Does<'a> {
    /// What a tool does.
    pub fn of(tool: &'a ToolSummary) -> Does<'a> {
        if tool.act == ActKey::default() { Does::Name(&tool.name) } else { Does::Act(tool.act) }
    }
}

/// Tools of one server that do the same, the riskiest first.
pub type Tools<'a> = Vec<&'a ToolSummary>;

/// What two servers can do.
#[derive(Debug, Default)]
pub struct Beside<'a> {
    /// What both can do: the tools of each, the riskiest first.
    pub both: Vec<(Tools<'a>, Tools<'a>)>,
    /// The tools of what only the first can do.
    pub only_first: Tools<'a>,
    /// The tools of what only the second can do.
    pub only_second: Tools<'a>,
}

impl<'a> Beside<'a> {
    /// Two servers side by side.
    pub fn of(first: &'a ServerSummary, second: &'a ServerSummary) -> Beside<'a> {
        let (mut one, mut two) = (by_act(first), by_act(second));
        let shared: Vec<Does<'a>> = one.keys().filter(|does| two.contains_key(does)).copied().collect();
        let mut out = Beside::default();
        for does in shared {
            out.both.extend(one.remove(&does).zip(two.remove(&does)));
        }
        out.both.sort_by_key(|(one, two)| {
            let worst = one.iter().chain(two).map(|tool| tool.risk).max();
            (Reverse(worst), one.first().map(|tool| &tool.name))
        });
        out.only_first = sorted(one);
        out.only_second = sorted(two);
        out
    }
}

/// A server's tools by what they do, those of one act the riskiest first.
pub fn by_act(server: &ServerSummary) -> BTreeMap<Does<'_>, Tools<'_>> {
    let mut out: BTreeMap<Does<'_>, Tools<'_>> = BTreeMap::new();
    for tool in &server.tools {
        out.entry(Does::of(tool)).or_default().push(tool);
    }
    out.values_mut().for_each(|tools| riskiest_first(tools));
    out
}

/// All tools of some acts, the riskiest first.
fn sorted<'a>(acts: BTreeMap<Does<'a>, Tools<'a>>) -> Tools<'a> {
    let mut tools: Tools<'a> = acts.into_values().flatten().collect();
    riskiest_first(&mut tools);
    tools
}

/// Sorts tools by risk, then by name.
fn riskiest_first(tools: &mut [&ToolSummary]) {
    tools.sort_by(|a, b| (Reverse(a.risk), &a.name).cmp(&(Reverse(b.risk), &b.name)));
}
