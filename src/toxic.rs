//! Toxic combinations: private data, text of outsiders and a way out, held by the
//! tools of one server or of several that one agent has together. Whoever writes the
//! text can have the data carried to them, and every tool does only what it is for.
//!
//! Works on summaries, so that a run of any size can be asked. Which tool holds which
//! leg is the catalog's matter ([`crate::rulebook::legs`]).

use crate::catalogue::{ServerSummary, ToolRef, ToolSummary};
use crate::rulebook::legs::Leg;
use crate::vocab::Category;
use std::cmp::Reverse;

/// What makes some servers toxic together, and the cheapest way to end it.
///
/// The combination lives as long as every leg has a tool. The cheapest cut therefore
/// takes away one whole leg: the one that is missed least. A tool that only reads counts
/// twice, because agents live on reading; of equals the leg with fewer tools goes, then
/// the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toxic {
    /// The tools that hold each leg, in the order of [`Leg::ALL`]: those that show the
    /// danger best first. None of the three is empty.
    legs: [Vec<ToolRef>; 3],
    /// The leg to take away.
    cut: Leg,
}

/// One combination: a tool for each leg, and the one to withhold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Combination {
    /// Returns what is nobody else's business.
    pub private_data: ToolRef,
    /// Returns text that outsiders wrote.
    pub untrusted_input: ToolRef,
    /// Carries data out.
    pub way_out: ToolRef,
    /// The tool to withhold: one of the three.
    pub cheapest_cut: ToolRef,
}

impl Combination {
    /// The tool that holds a leg.
    pub fn tool(&self, leg: Leg) -> ToolRef {
        match leg {
            Leg::PrivateData => self.private_data,
            Leg::UntrustedInput => self.untrusted_input,
            Leg::WayOut => self.way_out,
        }
    }
}

impl Toxic {
    /// Looks at some servers together; the references count from the first of them.
    /// `None` if a leg is missing.
    pub fn of(servers: &[ServerSummary]) -> Option<Toxic> {
        Toxic::of_some(servers, |_| true)
    }

    /// The same with some tools only.
    pub fn of_some(servers: &[ServerSummary], has: impl Fn(ToolRef) -> bool) -> Option<Toxic> {
        let mut legs: [Vec<ToolRef>; 3] = Default::default();
        for (server, summary) in (0..).zip(servers) {
            for (tool, held) in (0..).zip(&summary.tools).filter(|(_, tool)| !tool.legs.is_empty()) {
                let at = ToolRef { server, tool };
                for leg in Leg::ALL.into_iter().filter(|leg| held.legs.has(*leg) && has(at)) {
                    legs[leg as usize].push(at);
                }
            }
        }
        if legs.iter().any(Vec::is_empty) {
            return None;
        }
        for refs in &mut legs {
            // Worst and surest first; what holds several legs is what an attack would use.
            refs.sort_by_key(|at| {
                let tool = at_in(servers, *at);
                (Reverse(tool.severity), tool.confidence, Reverse(tool.legs.len()), *at)
            });
        }
        let loss = |leg: &Leg| -> usize {
            let tools = legs[*leg as usize].iter();
            tools.map(|at| if at_in(servers, *at).category == Category::Read { 2 } else { 1 }).sum()
        };
        let cut = Leg::ALL
            .into_iter()
            .min_by_key(|leg| (loss(leg), legs[*leg as usize].len(), Reverse(*leg)))
            .unwrap_or(Leg::WayOut);
        Some(Toxic { legs, cut })
    }

    /// The tools that hold a leg, those that show it best first.
    pub fn tools(&self, leg: Leg) -> &[ToolRef] {
        &self.legs[leg as usize]
    }

    /// The leg whose tools are to be withheld.
    pub fn cut(&self) -> Leg {
        self.cut
    }

    /// One combination for every tool to be withheld: once they all are, nothing
    /// toxic is left.
    pub fn combinations(&self) -> impl ExactSizeIterator<Item = Combination> {
        let [private, untrusted, out] = Leg::ALL.map(|leg| self.tools(leg)[0]);
        // Three different tools show more than one that is named twice.
        let other = |leg: Leg, taken: &[ToolRef]| {
            let tools = self.tools(leg);
            tools.iter().copied().find(|at| !taken.contains(at)).unwrap_or(tools[0])
        };
        self.tools(self.cut).iter().map(move |cut| {
            let mut named =
                Combination { private_data: private, untrusted_input: untrusted, way_out: out, cheapest_cut: *cut };
            let mut taken = vec![*cut];
            for leg in Leg::ALL {
                let at = if leg == self.cut { *cut } else { other(leg, &taken) };
                taken.push(at);
                match leg {
                    Leg::PrivateData => named.private_data = at,
                    Leg::UntrustedInput => named.untrusted_input = at,
                    Leg::WayOut => named.way_out = at,
                }
            }
            named
        })
    }

    /// Why withholding that tool is the cheapest: clauses without full stop, to stand
    /// behind the tool's name and a colon. `whole` is who offers the tools: `the
    /// server`, `the servers together`.
    pub fn why(&self, servers: &[ServerSummary], combination: &Combination, whole: &str) -> String {
        let cut = at_in(servers, combination.cheapest_cut);
        let group = self.tools(self.cut);
        let mut out = match group.len() {
            1 => format!("the only tool of {whole} that {}", holds(self.cut)),
            n => {
                let smallest = self.legs.iter().all(|leg| n <= leg.len());
                let which = if smallest {
                    "the smallest of the three groups"
                } else {
                    "the group that is missed least, because tools that only read are missed more"
                };
                format!("one of {n} tools that {}, {which}", hold(self.cut))
            }
        };
        let others: Vec<Leg> = Leg::ALL.into_iter().filter(|leg| *leg != self.cut).collect();
        let kept: Vec<String> = others
            .iter()
            .filter_map(|leg| {
                let n = self.tools(*leg).iter().filter(|at| !group.contains(at)).count();
                let tools = if n == 1 { "tool" } else { "tools" };
                let verb = if n == 1 { holds(*leg) } else { hold(*leg) };
                (n > 0).then(|| format!("{n} {tools} that {verb}"))
            })
            .collect();
        let ends = if group.len() == 1 { "without it" } else { "without all of them" };
        match kept.as_slice() {
            [] => out.push_str(&format!("; {ends} none of the three is left")),
            kept => out.push_str(&format!("; {ends} the combination ends and {} stay", kept.join(" and "))),
        }
        if group.len() > 1 {
            return out;
        }
        if self.cut == Leg::WayOut && cut.category != Category::Read {
            out.push_str("; nothing that only reads is lost");
        }
        let also: Vec<&str> = others.iter().filter(|leg| cut.legs.has(**leg)).map(|leg| also(*leg)).collect();
        if !also.is_empty() {
            out.push_str(&format!("; it {}", also.join(" and ")));
        }
        out
    }
}

/// What one tool does that holds a leg.
pub const fn holds(leg: Leg) -> &'static str {
    match leg {
        Leg::PrivateData => "reads private data",
        Leg::UntrustedInput => "returns text of outsiders",
        Leg::WayOut => "can carry data out",
    }
}

/// What several tools do that hold a leg.
pub const fn hold(leg: Leg) -> &'static str {
    match leg {
        Leg::PrivateData => "read private data",
        Leg::UntrustedInput => "return text of outsiders",
        Leg::WayOut => "can carry data out",
    }
}

/// What a tool does besides that holds another leg too.
const fn also(leg: Leg) -> &'static str {
    match leg {
        Leg::PrivateData => "also reads private data",
        Leg::UntrustedInput => "also returns text of outsiders",
        Leg::WayOut => "can also carry data out",
    }
}

/// The tool that a reference names.
fn at_in(servers: &[ServerSummary], at: ToolRef) -> &ToolSummary {
    &servers[at.server as usize].tools[at.tool as usize]
}
