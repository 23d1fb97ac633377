//! What tools can be chosen by: a category, a risk, a trait, or two of these at once.
//!
//! Every choice that tools of the catalogue meet has its list pages, and every such page
//! shows what else could be chosen, with numbers ([`Site::narrow`]). Choices of three
//! have no pages: nobody links to them, and they would cost more files than all others.

use super::lists::{List, Lists};
use super::{Site, links, words};
use crate::catalogue::ToolSummary;
use crate::vocab::{Category, Risk, Trait};
use serde::Serialize;

/// What the tools of a list have in common: one or two of category, risk and trait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Choice {
    /// The category.
    pub(crate) category: Option<Category>,
    /// The risk.
    pub(crate) risk: Option<Risk>,
    /// The trait.
    pub(crate) t: Option<Trait>,
}

const CATEGORIES: usize = Category::ALL.len();
const RISKS: usize = Risk::ALL.len();
const TRAITS: usize = Trait::ALL.len();
/// Choices of one.
const SINGLES: usize = CATEGORIES + RISKS + TRAITS;
/// Choices of two.
pub(crate) const PAIRS: usize = CATEGORIES * RISKS + TRAITS * RISKS + TRAITS * CATEGORIES;

impl Choice {
    /// The tools of a category.
    pub(crate) fn of_category(category: Category) -> Choice {
        Choice { category: Some(category), ..Choice::default() }
    }

    /// The tools of a risk.
    pub(crate) fn of_risk(risk: Risk) -> Choice {
        Choice { risk: Some(risk), ..Choice::default() }
    }

    /// The tools with a trait.
    pub(crate) fn of_trait(t: Trait) -> Choice {
        Choice { t: Some(t), ..Choice::default() }
    }

    /// All choices of two, in the order of their numbers.
    pub(crate) fn pairs() -> impl Iterator<Item = Choice> {
        let categories = Category::ALL.iter().flat_map(|category| {
            Risk::ALL.iter().map(|risk| Choice { risk: Some(*risk), ..Choice::of_category(*category) })
        });
        let risks = Trait::ALL
            .iter()
            .flat_map(|t| Risk::ALL.iter().map(|risk| Choice { risk: Some(*risk), ..Choice::of_trait(*t) }));
        let traits = Trait::ALL.iter().flat_map(|t| {
            Category::ALL.iter().map(|category| Choice { category: Some(*category), ..Choice::of_trait(*t) })
        });
        categories.chain(risks).chain(traits)
    }

    /// Both at once.
    pub(crate) fn and(self, other: Choice) -> Choice {
        Choice { category: self.category.or(other.category), risk: self.risk.or(other.risk), t: self.t.or(other.t) }
    }

    /// The word of a choice of one, and how the style marks it.
    fn word(self) -> (&'static str, String) {
        match (self.category, self.risk, self.t) {
            (Some(category), ..) => (category.word(), format!("k k{}", words::letter(category))),
            (None, Some(risk), _) => (risk.word(), format!("r r{}", words::level(risk))),
            (None, None, Some(t)) => (t.word(), "t".to_owned()),
            (None, None, None) => ("", String::new()),
        }
    }

    /// All choices of a category, the worst first.
    pub(crate) fn categories() -> Vec<Choice> {
        Category::ALL.iter().rev().copied().map(Choice::of_category).collect()
    }

    /// All choices of a risk, the worst first.
    pub(crate) fn risks() -> Vec<Choice> {
        Risk::ALL.iter().rev().copied().map(Choice::of_risk).collect()
    }

    /// All choices of a trait.
    pub(crate) fn traits() -> Vec<Choice> {
        Trait::ALL.iter().copied().map(Choice::of_trait).collect()
    }

    /// Its number among the choices of two.
    pub(crate) fn pair(self) -> Option<usize> {
        match (self.category, self.risk, self.t) {
            (Some(category), Some(risk), None) => Some(category as usize * RISKS + risk as usize),
            (None, Some(risk), Some(t)) => Some(CATEGORIES * RISKS + t as usize * RISKS + risk as usize),
            (Some(category), None, Some(t)) => {
                Some((CATEGORIES + TRAITS) * RISKS + t as usize * CATEGORIES + category as usize)
            }
            _ => None,
        }
    }

    /// Its number among all choices.
    fn number(self) -> Option<usize> {
        match (self.category, self.risk, self.t) {
            (Some(category), None, None) => Some(category as usize),
            (None, Some(risk), None) => Some(CATEGORIES + risk as usize),
            (None, None, Some(t)) => Some(CATEGORIES + RISKS + t as usize),
            _ => self.pair().map(|at| SINGLES + at),
        }
    }

    /// The choices that a tool meets, as a set of their numbers.
    fn met_by(tool: &ToolSummary) -> u128 {
        let (category, risk) = (Choice::of_category(tool.category), Choice::of_risk(tool.risk));
        let both = Choice { risk: Some(tool.risk), ..category };
        let traits = tool.traits.iter().map(Choice::of_trait);
        let with = traits
            .flat_map(|t| [t, Choice { category: Some(tool.category), ..t }, Choice { risk: Some(tool.risk), ..t }]);
        [category, risk, both].into_iter().chain(with).filter_map(Choice::number).fold(0, |set, at| set | 1 << at)
    }

    /// One page of its list.
    pub(crate) fn address(self, page: usize) -> String {
        match (self.category, self.risk, self.t) {
            (Some(category), None, None) => links::category(category, page),
            (None, Some(risk), None) => links::risk(risk, page),
            (None, None, Some(t)) => links::trait_(t, page),
            (Some(category), Some(risk), _) => links::crossing(&links::category(category, 1), risk.word(), page),
            (None, Some(risk), Some(t)) => links::crossing(&links::trait_(t, 1), risk.word(), page),
            (Some(category), None, Some(t)) => links::crossing(&links::trait_(t, 1), category.word(), page),
            (None, None, None) => links::BROWSE.to_owned(),
        }
    }

    /// What its tools have in common, in sentences.
    pub(crate) fn means(self) -> String {
        let means = [
            self.category.map(words::category_means),
            self.t.map(words::trait_means),
            self.risk.map(words::risk_means),
        ];
        means.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// The words that its tools have, by what they are words of.
    pub(crate) fn words(self) -> serde_json::Value {
        let words = [
            ("category", self.category.map(Category::word)),
            ("risk", self.risk.map(Risk::word)),
            ("trait", self.t.map(Trait::word)),
        ];
        let given = words.into_iter().filter_map(|(of, word)| Some((of.to_owned(), word?.into())));
        given.collect::<serde_json::Map<_, _>>().into()
    }

    /// What it is called: `Write, Critical risk`, `Critical risk with moves-money`.
    pub(crate) fn title(self) -> String {
        let words = [self.category.map(|c| c.word().to_owned()), self.risk.map(|risk| format!("{risk} risk"))];
        let words: Vec<String> = words.into_iter().flatten().collect();
        match self.t {
            None => words.join(", "),
            Some(t) if words.is_empty() => t.word().to_owned(),
            Some(t) => format!("{} with {t}", words.join(", ")),
        }
    }
}

/// How many servers have a tool that meets each choice, by the choice's number.
#[derive(Debug)]
pub(crate) struct Servers([u32; SINGLES + PAIRS]);

impl Default for Servers {
    fn default() -> Servers {
        Servers([0; SINGLES + PAIRS])
    }
}

impl Servers {
    /// Counts one server.
    pub(crate) fn take(&mut self, tools: &[ToolSummary]) {
        let mut met = tools.iter().fold(0, |set, tool| set | Choice::met_by(tool));
        while met != 0 {
            self.0[met.trailing_zeros() as usize] += 1;
            met &= met - 1;
        }
    }

    /// How many meet it.
    pub(crate) fn of(&self, choice: Choice) -> usize {
        choice.number().map_or(0, |at| self.0[at] as usize)
    }
}

impl Lists {
    /// The tools that meet a choice of one or two.
    pub(crate) fn chosen(&self, choice: Choice) -> Option<&List> {
        match (choice.category, choice.risk, choice.t) {
            (Some(category), None, None) => Some(&self.by_category[category as usize]),
            (None, Some(risk), None) => Some(&self.by_risk[risk as usize]),
            (None, None, Some(t)) => Some(&self.by_trait[t as usize]),
            _ => choice.pair().and_then(|at| self.crossed.get(at)),
        }
    }

    /// How many they are.
    pub(crate) fn how_many(&self, choice: Choice) -> usize {
        self.chosen(choice).map_or(0, List::total)
    }
}

/// One thing to choose by, and what there is to choose.
#[derive(Debug, Serialize)]
pub(crate) struct Facet {
    /// What it is called.
    title: &'static str,
    /// What there is.
    options: Vec<FacetOption>,
}

/// What could be chosen.
#[derive(Debug, Serialize)]
pub(crate) struct FacetOption {
    /// It, with the tools that would be listed then; no link where the reader is.
    named: Named,
    /// Whether this is what the page shows.
    here: bool,
}

/// A number of tools, and where they are listed if there are any.
#[derive(Debug, Serialize)]
pub(crate) struct Counted {
    /// How many.
    pub(crate) count: String,
    /// Their list.
    pub(crate) href: Option<String>,
    /// How dark it is drawn, 0 to 3.
    pub(crate) heat: u8,
}

/// Tools by two things at once.
#[derive(Debug, Serialize)]
pub(crate) struct Heat {
    /// What is counted.
    caption: &'static str,
    /// What the rows are.
    corner: &'static str,
    /// What the columns are.
    heads: Vec<Named>,
    /// The rows.
    rows: Vec<HeatRow>,
    /// How many tools there are in all.
    total: String,
}

/// A choice of one, with all of its tools.
#[derive(Debug, Serialize)]
pub(crate) struct Named {
    /// Its word.
    word: &'static str,
    /// How the style marks the word.
    mark: String,
    /// Its tools.
    all: Counted,
}

/// A list by its name, with its number.
#[derive(Debug, Serialize)]
pub(crate) struct NamedList {
    /// What its tools have in common.
    title: String,
    /// How many they are, and where they are listed.
    all: Counted,
}

/// A row of such a table.
#[derive(Debug, Serialize)]
struct HeatRow {
    /// What it is about.
    head: Named,
    /// Its numbers.
    cells: Vec<Counted>,
}

impl Site<'_> {
    /// A choice of one for the page at `from`.
    pub(crate) fn named(&self, from: &str, choice: Choice) -> Named {
        let (word, mark) = choice.word();
        Named { word, mark, all: self.counted(from, choice) }
    }

    /// The list of a choice of one or two for the page at `from`.
    pub(crate) fn named_list(&self, from: &str, choice: Choice) -> NamedList {
        NamedList { title: choice.title(), all: self.counted(from, choice) }
    }

    /// The table of two things, each number with the way to its list.
    pub(crate) fn heat(
        &self,
        from: &str,
        (caption, corner): (&'static str, &'static str),
        rows: &[Choice],
        columns: &[Choice],
    ) -> Heat {
        let row = |row: &Choice| HeatRow {
            head: self.named(from, *row),
            cells: columns.iter().map(|column| self.counted(from, row.and(*column))).collect(),
        };
        Heat {
            caption,
            corner,
            heads: columns.iter().map(|column| self.named(from, *column)).collect(),
            rows: rows.iter().map(row).collect(),
            total: words::number(self.lists.tools),
        }
    }

    /// How many tools meet a choice, with the way to their list.
    pub(crate) fn counted(&self, from: &str, choice: Choice) -> Counted {
        let n = self.lists.how_many(choice);
        let heat = match n * 100 / self.lists.tools.max(1) {
            _ if n == 0 => 0,
            0..=4 => 1,
            5..=19 => 2,
            _ => 3,
        };
        let href = (n > 0).then(|| links::relative(from, &choice.address(1)));
        Counted { count: words::number(n), href, heat }
    }

    /// What else could be chosen on the page of a choice, with numbers: another category,
    /// risk or trait in place of the one it has, or one besides where that makes two.
    pub(crate) fn narrow(&self, from: &str, here: Choice) -> Vec<Facet> {
        let option = |choice: &Choice| {
            let there = choice.and(here);
            let mut named = self.named(from, *choice);
            named.all = self.counted(from, there);
            named.all.href = named.all.href.filter(|_| there != here);
            FacetOption { named, here: there == here }
        };
        let mut facets = Vec::new();
        let mut facet = |title, choices: Vec<Choice>| {
            facets.push(Facet { title, options: choices.iter().map(option).collect() });
        };
        if here.risk.is_none() || here.t.is_none() {
            facet("Category", Choice::categories());
        }
        if here.category.is_none() || here.t.is_none() {
            facet("Risk", Choice::risks());
        }
        if here.category.is_none() || here.risk.is_none() {
            facet("Trait", Choice::traits());
        }
        facets
    }

    /// The lists that a choice of two lies in.
    pub(crate) fn wider(&self, from: &str, here: Choice) -> Vec<super::view::Link> {
        let singles =
            [here.category.map(Choice::of_category), here.risk.map(Choice::of_risk), here.t.map(Choice::of_trait)];
        let singles: Vec<Choice> = singles.into_iter().flatten().collect();
        let link = |choice: &Choice| {
            let n = words::number(self.lists.how_many(*choice));
            super::view::Link::new(format!("{}: all {n}", choice.title()), from, &choice.address(1))
        };
        if singles.len() < 2 { Vec::new() } else { singles.iter().map(link).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_pair_has_its_number_address_and_title() {
        let pairs: Vec<Choice> = Choice::pairs().collect();
        assert_eq!(pairs.len(), PAIRS);
        for (at, pair) in pairs.iter().enumerate() {
            assert_eq!(pair.pair(), Some(at), "{pair:?}");
            assert_eq!(pair.number(), Some(SINGLES + at));
        }
        assert_eq!(pairs.iter().map(|pair| pair.address(1)).collect::<BTreeSet<_>>().len(), PAIRS);
        assert_eq!(pairs.iter().map(|pair| pair.title()).collect::<BTreeSet<_>>().len(), PAIRS);
        const { assert!(SINGLES + PAIRS <= 128, "the numbers fit into a set of 128") };
        assert_eq!(Choice::default().pair(), None);
    }

    #[test]
    fn a_choice_says_what_it_is() {
        let choice = Choice { risk: Some(Risk::Critical), ..Choice::of_trait(Trait::MovesMoney) };
        assert_eq!(choice.title(), "Critical risk with moves-money");
        assert_eq!(choice.address(2), "traits/moves-money/critical-2.html");
        let choice = Choice { risk: Some(Risk::Low), ..Choice::of_category(Category::Read) };
        assert_eq!((choice.title(), choice.address(1)), ("Read, Low risk".into(), "categories/read/low.html".into()));
    }
}
