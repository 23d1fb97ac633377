//! What is counted and listed, gathered once from the catalogue's summaries, so
//! that no page has to look at all tools again.

use super::facets::{Choice, PAIRS, Servers};
use super::words::number;
use crate::catalogue::{Catalogue, ServerSummary, ToolRef, ToolSummary, TraitSet};
use crate::grade::Grade;
use crate::ids::ServerSlug;
use crate::rulebook::Attack;
use crate::rulebook::grade::Scale;
use crate::toxic::Toxic;
use crate::vocab::{Category, Confidence, Risk, Trait};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Tools by risk, indexed by [`Risk`].
pub(crate) type ByRisk = [usize; 4];

/// Counts and lists of a catalogue.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    /// Tools.
    pub(crate) tools: usize,
    /// Tools of each risk.
    pub(crate) risks: ByRisk,
    /// Tools of each category and risk.
    pub(crate) crossing: [ByRisk; 3],
    /// Tools that a person judged.
    pub(crate) overridden: usize,
    /// Entries set aside in all servers.
    pub(crate) quarantined: usize,
    /// Servers whose list is incomplete.
    pub(crate) incomplete: usize,
    /// Tools of each category.
    pub(crate) by_category: [List; 3],
    /// Tools of each risk.
    pub(crate) by_risk: [List; 4],
    /// Tools of each trait, in contract order.
    pub(crate) by_trait: [List; Trait::ALL.len()],
    /// Tools of each choice of two, by its number; at most [`Lists::CROSSED`] of each.
    pub(crate) crossed: Vec<List>,
    /// How many servers have a tool that meets each choice.
    pub(crate) servers_with: Servers,
    /// Tools of low confidence.
    pub(crate) review: List,
    /// Tools whose author's hints are wrong.
    pub(crate) mismatches: List,
    /// Servers by name, for people: an index into the catalogue's servers.
    pub(crate) a_to_z: Vec<u32>,
    /// The servers with the most to fear, at most [`Lists::WORST`].
    pub(crate) worst: Vec<u32>,
    /// Servers by name whose tools make a toxic combination: an index into the
    /// catalogue's servers.
    pub(crate) toxic: Vec<u32>,
    /// Tools by what attacks ask about: category and traits.
    combos: BTreeMap<(Category, TraitSet), Combo>,
    /// How often each server name is used.
    names: BTreeMap<String, usize>,
}

/// Tools that something has in common, riskiest and most severe first.
#[derive(Debug, Default)]
pub(crate) struct List {
    /// The tools.
    pub(crate) tools: Vec<ToolRef>,
    /// How many of each risk.
    pub(crate) risks: ByRisk,
}

impl List {
    /// Appends one.
    fn push(&mut self, place: ToolRef, risk: Risk) {
        self.tools.push(place);
        self.risks[risk as usize] += 1;
    }

    /// Counts one, and appends it if there is room.
    fn push_up_to(&mut self, most: usize, place: ToolRef, risk: Risk) {
        if self.tools.len() < most {
            self.tools.push(place);
        }
        self.risks[risk as usize] += 1;
    }

    /// How many there are, listed or only counted.
    pub(crate) fn total(&self) -> usize {
        self.risks.iter().sum()
    }
}

/// The tools of one category with the same traits.
#[derive(Debug, Default)]
struct Combo {
    /// How many, by risk.
    count: ByRisk,
    /// The first of them, riskiest first.
    examples: Vec<ToolRef>,
    /// The attacks that abuse this access, best fit first: indices into the
    /// rulebook's attacks.
    attacks: Vec<u32>,
}

/// Who is concerned by an attack.
#[derive(Debug, Default)]
pub(crate) struct Concerned {
    /// How many tools, by risk.
    pub(crate) count: ByRisk,
    /// The first of them, riskiest first.
    pub(crate) examples: Vec<ToolRef>,
}

impl Lists {
    /// Servers on the start page.
    pub(crate) const WORST: usize = 12;
    /// Tools listed of a choice of two. Past fifty pages nobody turns another one;
    /// the rest is counted, and listed with its server, category, risk and traits.
    pub(crate) const CROSSED: usize = 50 * super::links::PER_PAGE;
    /// Tools kept for each combination of category and traits.
    const EXAMPLES: usize = 20;
    /// Attacks on a tool's page.
    pub(crate) const ATTACKS: usize = 3;

    /// Gathers everything in one pass over the tools and some sorting.
    pub(crate) fn of(catalogue: &Catalogue, attacks: &[Attack]) -> Lists {
        let mut lists =
            Lists { crossed: std::iter::repeat_with(List::default).take(PAIRS).collect(), ..Lists::default() };
        let mut order: Vec<(Reverse<Risk>, Reverse<u8>, ToolRef)> = Vec::new();
        for (s, server) in catalogue.servers.iter().enumerate() {
            lists.quarantined += server.quarantined;
            lists.incomplete += usize::from(server.incomplete);
            lists.servers_with.take(&server.tools);
            *lists.names.entry(server.name.clone()).or_default() += 1;
            for (t, tool) in server.tools.iter().enumerate() {
                let place = ToolRef { server: s as u32, tool: t as u32 };
                order.push((Reverse(tool.risk), Reverse(tool.severity as u8 * 4 + tool.category as u8), place));
            }
        }
        order.sort_unstable();
        lists.tools = order.len();
        for (_, _, place) in order {
            lists.take(place, tool_at(catalogue, place));
        }
        lists.a_to_z = (0..catalogue.servers.len() as u32).collect();
        let key = |i: &u32| {
            let server = &catalogue.servers[*i as usize];
            (server.name.to_lowercase(), &server.slug)
        };
        lists.a_to_z.sort_by_cached_key(key);
        let toxic = |i: &u32| Toxic::of(std::slice::from_ref(&catalogue.servers[*i as usize])).is_some();
        lists.toxic = lists.a_to_z.iter().copied().filter(toxic).collect();
        lists.worst = (0..catalogue.servers.len() as u32).collect();
        lists.worst.sort_by_cached_key(|i| to_fear(&catalogue.servers[*i as usize]));
        lists.worst.truncate(Self::WORST);
        for ((category, traits), combo) in &mut lists.combos {
            combo.attacks = ranked(attacks, *category, *traits);
        }
        lists
    }

    /// Counts one tool; they come riskiest first.
    fn take(&mut self, place: ToolRef, tool: &ToolSummary) {
        let (category, risk) = (tool.category as usize, tool.risk as usize);
        self.risks[risk] += 1;
        self.crossing[category][risk] += 1;
        self.overridden += usize::from(tool.overridden);
        self.by_category[category].push(place, tool.risk);
        self.by_risk[risk].push(place, tool.risk);
        let mut cross = |choice: Choice| {
            if let Some(list) = choice.pair().and_then(|at| self.crossed.get_mut(at)) {
                list.push_up_to(Self::CROSSED, place, tool.risk);
            }
        };
        cross(Choice { risk: Some(tool.risk), ..Choice::of_category(tool.category) });
        for t in tool.traits.iter() {
            cross(Choice { risk: Some(tool.risk), ..Choice::of_trait(t) });
            cross(Choice { category: Some(tool.category), ..Choice::of_trait(t) });
            self.by_trait[t as usize].push(place, tool.risk);
        }
        if tool.confidence == Confidence::Low {
            self.review.push(place, tool.risk);
        }
        if tool.mismatch.is_some() {
            self.mismatches.push(place, tool.risk);
        }
        let combo = self.combos.entry((tool.category, tool.traits)).or_default();
        combo.count[risk] += 1;
        if combo.examples.len() < Self::EXAMPLES {
            combo.examples.push(place);
        }
    }

    /// The attacks that abuse the access of such a tool, best fit first.
    pub(crate) fn attacks(&self, category: Category, traits: TraitSet) -> &[u32] {
        self.combos.get(&(category, traits)).map_or(&[], |combo| &combo.attacks)
    }

    /// The tools that an attack concerns.
    pub(crate) fn concerned(&self, catalogue: &Catalogue, attack: &Attack) -> Concerned {
        let attacks = [attack];
        let examples = self.combos_of(&attacks).flat_map(|combo| &combo.examples).copied().collect();
        let mut out = Concerned { count: self.concerned_by(&attacks), examples };
        out.examples.sort_unstable_by_key(|place| {
            let tool = tool_at(catalogue, *place);
            (Reverse(tool.risk), Reverse(tool.severity), *place)
        });
        out.examples.truncate(Self::EXAMPLES);
        out
    }

    /// How many tools at least one of these attacks concerns, by risk.
    pub(crate) fn concerned_by(&self, attacks: &[&Attack]) -> ByRisk {
        let mut out = ByRisk::default();
        for combo in self.combos_of(attacks) {
            for (sum, n) in out.iter_mut().zip(combo.count) {
                *sum += n;
            }
        }
        out
    }

    /// The combinations of category and traits that at least one of these attacks concerns.
    fn combos_of(&self, attacks: &[&Attack]) -> impl Iterator<Item = &Combo> {
        let concerned = |category: Category, traits: TraitSet| {
            attacks.iter().any(|attack| attack.concerns(category, |t| traits.has(t)))
        };
        self.combos.iter().filter(move |((category, traits), _)| concerned(*category, *traits)).map(|(_, combo)| combo)
    }

    /// Whether several servers have this name, so that it needs the slug beside it.
    pub(crate) fn is_shared(&self, name: &str) -> bool {
        self.names.get(name).is_some_and(|n| *n > 1)
    }
}

/// Servers by grade, those with the most points first.
pub(crate) fn by_grade(catalogue: &Catalogue, scale: &Scale) -> BTreeMap<char, Vec<u32>> {
    let mut order: Vec<_> = (0..)
        .zip(&catalogue.servers)
        .map(|(i, server)| (Reverse(Grade::points_of(scale, server)), &server.slug, i))
        .collect();
    order.sort_unstable();
    // Every letter of the scale is there, also without servers.
    let mut out: BTreeMap<char, Vec<u32>> = scale.grades.iter().map(|(letter, _)| (*letter, Vec::new())).collect();
    out.entry(Scale::WORST).or_default();
    for (Reverse(points), _, i) in order {
        out.entry(scale.letter(points)).or_default().push(i);
    }
    out
}

/// The tool at a place of the catalogue.
pub(crate) fn tool_at(catalogue: &Catalogue, place: ToolRef) -> &ToolSummary {
    &catalogue.servers[place.server as usize].tools[place.tool as usize]
}

/// A server's tools by risk.
pub(crate) fn by_risk(server: &ServerSummary) -> ByRisk {
    let mut out = ByRisk::default();
    for tool in &server.tools {
        out[tool.risk as usize] += 1;
    }
    out
}

/// Orders servers: those with the most to fear first, of equals by slug.
pub(crate) fn to_fear(server: &ServerSummary) -> (Reverse<[usize; 4]>, &ServerSlug) {
    let mut counts = by_risk(server);
    counts.reverse();
    (Reverse(counts), &server.slug)
}

/// Counts of risks that occur, worst first: `7 Critical, 12 Low`.
pub(crate) fn in_words(counts: ByRisk) -> String {
    let some = Risk::ALL.iter().rev().filter(|risk| counts[**risk as usize] > 0);
    let words: Vec<String> = some.map(|risk| format!("{} {risk}", number(counts[*risk as usize]))).collect();
    words.join(", ")
}

/// The attacks that abuse the access of a tool: those that share most traits with it
/// first, then those that a rule on the tool does something about, that ask for least
/// besides, the latest, by id.
fn ranked(attacks: &[Attack], category: Category, traits: TraitSet) -> Vec<u32> {
    let mut found: Vec<_> = attacks
        .iter()
        .enumerate()
        .filter(|(_, attack)| attack.concerns(category, |t| traits.has(t)))
        .map(|(i, attack)| {
            let shared = attack.traits.iter().filter(|t| traits.has(**t)).count();
            let besides = attack.traits.len() - shared;
            let ruled = attack.helps.iter().any(|help| !matches!(help.as_str(), "pin" | "isolate"));
            let date = Reverse(attack.date.as_deref().unwrap_or(""));
            ((Reverse(shared), !ruled, besides), date, &attack.id, i as u32)
        })
        .collect();
    found.sort_unstable();
    found.into_iter().take(Lists::ATTACKS).map(|(.., i)| i).collect()
}
