//! The whole run as one sorted value: compact summaries of every server and tool,
//! which is all that indexes, lists and counts need. The full verdicts pass through
//! one server at a time and are never collected.

use crate::classify::{Act, Classification, Judge};
use crate::evidence::Standing;
use crate::hygiene::Finding;
use crate::ids::{RuleId, ServerSlug, address};
use crate::manifest::{Server, Tool};
use crate::rulebook::Rulebook;
use crate::rulebook::legs::{Asked, LegGrants, Legs};
use crate::text::prose;
use crate::text::search::keywords;
use crate::vocab::{Category, Confidence, Reversibility, Risk, Severity, Trait};
use foldhash::fast::FixedState;
use std::collections::{BTreeMap, HashMap};
use unicode_segmentation::UnicodeSegmentation;

/// A server in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerSummary {
    /// What it is called in records; unique in the catalogue.
    pub slug: ServerSlug,
    /// Its folder under `servers/`: [`crate::ids::address`] of the slug.
    pub address: String,
    /// Its name for people.
    pub name: String,
    /// What it is: the first sentence of its description, at most 200 characters; for a
    /// site ([`ServerSummary::with_words`]).
    pub blurb: String,
    /// The path of its manifest, relative to the input.
    pub source: String,
    /// The day its list was captured, `YYYY-MM-DD`, if the manifest says so.
    pub captured: Option<String>,
    /// How many entries were set aside.
    pub quarantined: usize,
    /// The manifest says its list is incomplete.
    pub incomplete: bool,
    /// How much its tools' definitions and its own texts hold that they should not.
    pub findings: usize,
    /// What its own texts hold of that.
    pub own_findings: Vec<Finding>,
    /// Its tools, sorted by name.
    pub tools: Vec<ToolSummary>,
}

/// A tool in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolSummary {
    /// Its name, verbatim. Its address is [`crate::ids::address`] of it.
    pub name: Box<str>,
    /// The verdict.
    pub category: Category,
    /// The verdict.
    pub severity: Severity,
    /// The verdict.
    pub reversibility: Option<Reversibility>,
    /// The verdict.
    pub risk: Risk,
    /// The verdict.
    pub confidence: Confidence,
    /// The verdict.
    pub traits: TraitSet,
    /// Its deciding act, as far as other servers may have the same.
    pub act: ActKey,
    /// What the author's hints get wrong, if anything (`readOnlyHint`, …).
    pub mismatch: Option<&'static str>,
    /// The legs of a toxic combination that it holds.
    pub legs: Legs,
    /// A person decided.
    pub overridden: bool,
    /// How bad the worst suspicious wording of its definition is, if there is any.
    pub finding: Option<Severity>,
    /// What its title and the first sentence of its description say besides the name:
    /// words for the search, at most [`ToolSummary::SAID`]; for a site
    /// ([`ServerSummary::with_words`]).
    pub said: Box<str>,
}

impl ServerSummary {
    /// Longest blurb, in characters.
    const BLURB: usize = 200;

    /// The summary of a judged server; `verdicts` are those of `server.tools`, in
    /// their order.
    pub fn of(slug: &ServerSlug, server: &Server, verdicts: &[Classification], legs: &LegGrants) -> ServerSummary {
        let of = |(tool, verdict): (&Tool, &Classification)| ToolSummary::of(tool, verdict, legs);
        ServerSummary::of_tools(slug, server, server.tools.iter().zip(verdicts).map(of).collect())
    }

    /// The same without what is compared with other tools and servers: acts and legs.
    pub fn of_verdicts(slug: &ServerSlug, server: &Server, verdicts: &[Classification]) -> ServerSummary {
        let of = |(tool, verdict): (&Tool, &Classification)| ToolSummary::of_verdict(tool, verdict);
        ServerSummary::of_tools(slug, server, server.tools.iter().zip(verdicts).map(of).collect())
    }

    fn of_tools(slug: &ServerSlug, server: &Server, mut tools: Vec<ToolSummary>) -> ServerSummary {
        tools.sort_by(|a, b| a.name.cmp(&b.name));
        ServerSummary {
            slug: slug.clone(),
            address: address(slug.as_str()),
            name: server.info.name.clone(),
            blurb: String::new(),
            source: server.source.clone(),
            captured: server.info.captured.as_deref().and_then(day),
            quarantined: server.quarantined.len(),
            incomplete: server.info.incomplete,
            findings: 0,
            own_findings: Vec::new(),
            tools,
        }
    }
}

impl ServerSummary {
    /// The summary with the suspicious wording of the definitions and of the server’s own texts;
    /// `findings` are those of the tools that it was made of, which stood in the order of
    /// their names.
    #[must_use]
    pub fn with_findings(mut self, findings: &[Vec<Finding>], own: Vec<Finding>) -> ServerSummary {
        self.findings = findings.iter().map(Vec::len).sum::<usize>() + own.len();
        self.own_findings = own;
        for (tool, findings) in self.tools.iter_mut().zip(findings) {
            tool.finding = findings.iter().map(|finding| finding.severity).max();
        }
        self
    }

    /// The summary with what a site's lists and search say of the server and its tools;
    /// `server` is the one that it was made of, its tools in the order of their names.
    #[must_use]
    pub fn with_words(mut self, server: &Server) -> ServerSummary {
        let description = server.info.description.as_deref();
        self.blurb = description.map(|text| first_sentence(text, Self::BLURB)).unwrap_or_default();
        for (summary, tool) in self.tools.iter_mut().zip(&server.tools) {
            summary.said = said(tool);
        }
        self
    }
}

/// The day of a date as manifests write it, with a time behind it or none.
fn day(text: &str) -> Option<String> {
    let day = text.trim().get(..10)?;
    crate::rulebook::files::is_date(day).then(|| day.to_owned())
}

/// The first sentence of a text on one line, cut to so many characters.
fn first_sentence(text: &str, max: usize) -> String {
    let line = prose::first_sentence(text);
    if line.len() <= max || line.graphemes(true).count() <= max {
        return line;
    }
    let mut cut: String = line.graphemes(true).take(max - 1).collect();
    if let Some(space) = cut.rfind(' ')
        && space > cut.len() / 2
    {
        cut.truncate(space);
    }
    cut.push('…');
    cut
}

impl ToolSummary {
    /// Words kept of title and first sentence.
    const SAID: usize = 6;

    /// The summary of a judged tool.
    pub fn of(tool: &Tool, verdict: &Classification, legs: &LegGrants) -> ToolSummary {
        let mut categories = vec![verdict.impact.category()];
        // Actions that only the description speaks of may be no choice of the caller's.
        let chosen = verdict.actions.iter().filter(|action| action.param.is_some());
        categories.extend(chosen.map(|action| action.impact.category()));
        let legs = legs.legs(&Asked {
            name: &tool.name,
            categories: &categories,
            severity: verdict.impact.severity(),
            traits: &verdict.traits,
            family: &verdict.act.family,
            object: &verdict.act.object,
        });
        ToolSummary { act: ActKey::of(&verdict.act), legs, ..ToolSummary::of_verdict(tool, verdict) }
    }

    /// The same without its act and its legs.
    fn of_verdict(tool: &Tool, verdict: &Classification) -> ToolSummary {
        ToolSummary {
            name: tool.name.as_str().into(),
            category: verdict.impact.category(),
            severity: verdict.impact.severity(),
            reversibility: verdict.impact.reversibility(),
            risk: verdict.impact.risk(),
            confidence: verdict.confidence,
            traits: verdict.traits.iter().copied().collect(),
            act: ActKey::default(),
            mismatch: verdict.mismatches.first().map(|m| m.hint),
            legs: Legs::default(),
            overridden: matches!(verdict.judge, Judge::Person { .. }),
            finding: None,
            said: Box::default(),
        }
    }
}

/// What a search finds a tool by besides its name.
fn said(tool: &Tool) -> Box<str> {
    let mut text = tool.title.clone().unwrap_or_default();
    if let Some(description) = &tool.description {
        text.push(' ');
        text.push_str(&first_sentence(description, 200));
    }
    keywords(&text, &tool.name, ToolSummary::SAID)
}

impl ActKey {
    /// The key of an act; acts without a family or an object's head have none.
    pub fn of(act: &Act) -> ActKey {
        if act.family.is_empty() || act.head.is_empty() {
            return ActKey::default();
        }
        let hash = blake3::hash([&*act.family, "\0", &*act.head].concat().as_bytes());
        let bytes = hash.as_bytes();
        ActKey(u64::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]]))
    }
}

/// What makes acts of different servers comparable: family and object head,
/// hashed; 0 when no act was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActKey(pub u64);

/// A set of traits in two bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TraitSet(u16);

impl TraitSet {
    /// Whether the trait is in the set.
    pub fn has(self, t: Trait) -> bool {
        self.0 & (1 << t as u16) != 0
    }

    /// The traits in contract order.
    pub fn iter(self) -> impl Iterator<Item = Trait> {
        Trait::ALL.iter().copied().filter(move |t| self.has(*t))
    }

    /// How many there are.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Trait> for TraitSet {
    fn from_iter<I: IntoIterator<Item = Trait>>(iter: I) -> TraitSet {
        TraitSet(iter.into_iter().fold(0, |set, t| set | 1 << t as u16))
    }
}

/// A tool by its place in [`Catalogue::servers`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ToolRef {
    /// Index of the server.
    pub server: u32,
    /// Index of the tool in that server.
    pub tool: u32,
}

/// Everything that indexes, lists and counts need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// All servers, sorted by slug.
    pub servers: Vec<ServerSummary>,
    /// For each rule that fired: how many tools, and the first of them in order.
    pub rules: BTreeMap<RuleId, RuleUse>,
    /// For each act key that several servers share: its tools in order, at most
    /// [`Catalogue::RELATED`].
    pub related: BTreeMap<ActKey, Vec<ToolRef>>,
}

/// Where a rule fired.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleUse {
    /// Tools on which it fired.
    pub tools: usize,
    /// Tools whose verdict it decided.
    pub decided: usize,
    /// The first tools of those, at most [`Catalogue::EXAMPLES`].
    pub examples: Vec<ToolRef>,
}

impl Catalogue {
    /// Tools kept for each act key.
    pub const RELATED: usize = 24;
    /// Tools kept for each rule.
    pub const EXAMPLES: usize = 50;
    /// Tools kept of one server for each act key.
    pub const RELATED_OF_A_SERVER: usize = 3;

    /// The catalogue of these servers, in any order.
    pub fn gather(mut servers: Vec<(ServerSummary, Fired)>, rules: &RuleNumbers) -> Catalogue {
        servers.sort_by(|(a, _), (b, _)| a.slug.cmp(&b.slug));
        let mut uses: Vec<RuleUse> = vec![RuleUse::default(); rules.ids.len()];
        let mut related: BTreeMap<ActKey, Vec<ToolRef>> = BTreeMap::new();
        for (server, (summary, fired)) in (0..).zip(&servers) {
            for hit in &fired.0 {
                let used = &mut uses[usize::from(hit.rule)];
                used.tools += 1;
                used.decided += usize::from(hit.decided);
                if used.examples.len() < Self::EXAMPLES {
                    used.examples.push(ToolRef { server, tool: hit.tool });
                }
            }
            for (tool, summary) in (0..).zip(&summary.tools) {
                if summary.act == ActKey::default() {
                    continue;
                }
                let refs = related.entry(summary.act).or_default();
                let of_this = refs.iter().rev().take_while(|r| r.server == server).count();
                if refs.len() < Self::RELATED && of_this < Self::RELATED_OF_A_SERVER {
                    refs.push(ToolRef { server, tool });
                }
            }
        }
        related.retain(|_, refs| refs.first().map(|r| r.server) != refs.last().map(|r| r.server));
        let rules = rules.ids.iter().cloned().zip(uses).filter(|(_, used)| used.tools > 0).collect();
        Catalogue { servers: servers.into_iter().map(|(summary, _)| summary).collect(), rules, related }
    }
}

/// The rules of a rulebook by number, so that hundreds of thousands of hits stay small.
#[derive(Debug, Clone)]
pub struct RuleNumbers {
    ids: Vec<RuleId>,
    numbers: HashMap<RuleId, u16, FixedState>,
}

impl RuleNumbers {
    /// Numbers the rules of a rulebook in their order.
    pub fn new(rulebook: &Rulebook) -> RuleNumbers {
        let ids: Vec<RuleId> = rulebook.rules().map(|rule| rule.id.clone()).collect();
        let numbers = ids.iter().cloned().zip(0..).collect();
        RuleNumbers { ids, numbers }
    }
}

/// Which rules fired on the tools of one server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fired(Box<[Hit]>);

/// A rule that fired on a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Hit {
    /// The tool's place among the server's tools by name.
    tool: u32,
    rule: u16,
    decided: bool,
}

impl Fired {
    /// The rules that fired in these verdicts, which are in the order of the
    /// tools' names. Evidence that was set aside does not count.
    pub fn of(verdicts: &[Classification], rules: &RuleNumbers) -> Fired {
        let mut hits: Vec<Hit> = Vec::new();
        for (tool, verdict) in (0..).zip(verdicts) {
            let start = hits.len();
            for evidence in &verdict.evidence {
                let decided = match evidence.standing {
                    Standing::Decides => true,
                    Standing::Supports => false,
                    Standing::SetAside(_) => continue,
                };
                let Some(&rule) = rules.numbers.get(&evidence.rule) else { continue };
                match hits[start..].iter_mut().find(|hit| hit.rule == rule) {
                    Some(hit) => hit.decided |= decided,
                    None => hits.push(Hit { tool, rule, decided }),
                }
            }
        }
        Fired(hits.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blurbs_are_one_sentence_on_one_line() {
        assert_eq!(first_sentence("  A server\tfor  maps. It is good.", 200), "A server for maps.");
        assert_eq!(first_sentence("", 200), "");
        let long = first_sentence(&"word ".repeat(100), 200);
        assert!(long.chars().count() <= 200 && long.ends_with("word…"), "{long}");
    }

    #[test]
    fn act_keys_need_family_and_head() {
        let act = |family: &str, head: &str| Act { family: family.into(), head: head.into(), ..Act::default() };
        assert_eq!(ActKey::of(&act("revoke", "")), ActKey::default());
        assert_eq!(ActKey::of(&act("revoke", "key")), ActKey::of(&act("revoke", "key")));
        assert_ne!(ActKey::of(&act("revoke", "key")), ActKey::of(&act("remove", "key")));
    }
}
