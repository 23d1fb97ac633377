//! The legs of a toxic combination, and which tools hold them (`catalog/legs.toml`).
//!
//! Text of outsiders may carry orders to the agent; private data is what they are
//! after; a way out is what brings it to them. Each alone is ordinary. This module
//! says which verdicts hold which leg; [`crate::toxic`] puts them together.

use super::Lexicon;
use super::files::{CatalogFiles, FileCheck, Problems};
use crate::text::forms::singular;
use crate::text::name;
use crate::vocab::{Category, Severity, Trait};
use foldhash::fast::FixedState;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap, HashSet};
use toml::Spanned;

/// Where the grants stand.
const PATH: &str = "legs.toml";

/// One of the three things that make a combination toxic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leg {
    /// Returns what is nobody else's business.
    PrivateData,
    /// Returns text that outsiders wrote, orders to the agent included.
    UntrustedInput,
    /// Carries data to where outsiders can read it.
    WayOut,
}

impl Leg {
    /// All three, in the order in which an attack meets what it needs: what is there
    /// to take, how the order comes in, how the data goes out.
    pub const ALL: [Leg; 3] = [Leg::PrivateData, Leg::UntrustedInput, Leg::WayOut];

    /// The word of the catalog and of records, with hyphens.
    pub const fn word(self) -> &'static str {
        match self {
            Leg::PrivateData => "private-data",
            Leg::UntrustedInput => "untrusted-input",
            Leg::WayOut => "way-out",
        }
    }

    /// What it is called to people.
    pub const fn title(self) -> &'static str {
        match self {
            Leg::PrivateData => "private data",
            Leg::UntrustedInput => "untrusted text",
            Leg::WayOut => "a way out",
        }
    }
}

/// A set of legs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Legs(u8);

impl Legs {
    /// Whether the leg is in the set.
    pub const fn has(self, leg: Leg) -> bool {
        self.0 & 1 << leg as u8 != 0
    }

    /// How many there are.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Leg> for Legs {
    fn from_iter<I: IntoIterator<Item = Leg>>(legs: I) -> Legs {
        Legs(legs.into_iter().fold(0, |set, leg| set | 1 << leg as u8))
    }
}

/// What a grant asks of a tool.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The tool's name.
    pub name: &'a str,
    /// Its category and those of its actions.
    pub categories: &'a [Category],
    /// Its severity.
    pub severity: Severity,
    /// Its traits.
    pub traits: &'a BTreeSet<Trait>,
    /// The family of its act; `""` if none was found.
    pub family: &'a str,
    /// What its act acts on, in the definition's words.
    pub object: &'a str,
}

/// One way to hold a leg.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Grant {
    leg: Leg,
    /// What a tool does that holds the leg this way: a clause without subject.
    says: String,
    categories: Vec<Category>,
    traits: Vec<Trait>,
    severity: Option<Severity>,
    families: Vec<String>,
    objects: Objects,
    not_objects: Objects,
}

/// Words and pairs of words, in the singular.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Objects {
    words: HashSet<String, FixedState>,
    /// The second words of pairs, by the first.
    pairs: HashMap<String, Vec<String>, FixedState>,
}

impl Objects {
    /// The set of these words and pairs.
    fn new(all: Vec<Spanned<String>>) -> Objects {
        let mut objects = Objects::default();
        for object in all.into_iter().map(Spanned::into_inner) {
            match object.split_once(' ') {
                Some((first, second)) => {
                    objects.pairs.entry(first.to_owned()).or_default().push(second.to_owned());
                }
                None => drop(objects.words.insert(object)),
            }
        }
        objects
    }

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.words.is_empty() && self.pairs.is_empty()
    }

    /// Whether a text has one of them.
    fn stand_in(&self, words: &[String]) -> bool {
        let pair = |of: &[String]| self.pairs.get(&of[0]).is_some_and(|seconds| seconds.contains(&of[1]));
        words.iter().any(|word| self.words.contains(word)) || words.windows(2).any(pair)
    }
}

/// All ways to hold a leg.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LegGrants {
    grants: Vec<Grant>,
}

/// The file as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LegsFile {
    grant: Vec<GrantFile>,
}

/// A grant as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GrantFile {
    leg: Spanned<String>,
    says: Spanned<String>,
    #[serde(default)]
    categories: Vec<Spanned<String>>,
    #[serde(default)]
    traits: Vec<Spanned<String>>,
    severity: Option<Spanned<String>>,
    #[serde(default)]
    families: Vec<Spanned<String>>,
    #[serde(default)]
    objects: Vec<Spanned<String>>,
    #[serde(default)]
    not_objects: Vec<Spanned<String>>,
}

impl LegGrants {
    /// Loads and checks the grants. Without the file no tool holds a leg.
    pub(super) fn load(files: &CatalogFiles, lexicon: &Lexicon, problems: &mut Problems) -> LegGrants {
        let Some(text) = files.get(PATH) else { return LegGrants::default() };
        let Some((mut check, file)) = FileCheck::parse::<LegsFile>(problems, PATH, text) else {
            return LegGrants::default();
        };
        let mut grants = Vec::with_capacity(file.grant.len());
        for grant in file.grant {
            let leg = Leg::ALL.into_iter().find(|leg| leg.word() == grant.leg.get_ref());
            if leg.is_none() {
                let known = Leg::ALL.map(Leg::word).join(", ");
                check.wrong(&grant.leg, format!("`{}` is not one of {known}", grant.leg.get_ref()));
            }
            if grant.traits.is_empty() && grant.objects.is_empty() {
                check.wrong(
                    &grant.leg,
                    "a grant needs `traits` or `objects`; without them every tool would hold the leg",
                );
            }
            for family in grant.families.iter().filter(|family| lexicon.family(family.get_ref()).is_none()) {
                check.wrong(family, format!("`{}` is not a family of lexicon/verbs.tsv", family.get_ref()));
            }
            for object in
                grant.objects.iter().chain(&grant.not_objects).filter(|object| object.get_ref().split(' ').count() > 2)
            {
                check.wrong(object, "an object is one word or two");
            }
            let categories = grant.categories.iter().filter_map(|word| check.word(word)).collect();
            let traits = grant.traits.iter().filter_map(|word| check.word(word)).collect();
            let severity = grant.severity.as_ref().and_then(|word| check.word(word));
            let says = check.text("says", grant.says);
            grants.extend(leg.map(|leg| Grant {
                leg,
                says,
                categories,
                traits,
                severity,
                families: grant.families.into_iter().map(Spanned::into_inner).collect(),
                objects: Objects::new(grant.objects),
                not_objects: Objects::new(grant.not_objects),
            }));
        }
        LegGrants { grants }
    }

    /// The legs that a tool holds.
    pub fn legs(&self, asked: &Asked<'_>) -> Legs {
        let mut words: Option<[Vec<String>; 2]> = None;
        self.grants.iter().filter(|grant| grant.fits(asked, &mut words)).map(|grant| grant.leg).collect()
    }

    /// All ways to hold a leg: what a tool does that holds it.
    pub fn ways(&self, leg: Leg) -> impl Iterator<Item = &str> {
        self.grants.iter().filter(move |grant| grant.leg == leg).map(|grant| grant.says.as_str())
    }
}

impl Grant {
    /// Whether it fits a tool; `words` are those of its name and object, made when
    /// they are first asked for.
    fn fits(&self, asked: &Asked<'_>, words: &mut Option<[Vec<String>; 2]>) -> bool {
        (self.categories.is_empty() || asked.categories.iter().any(|category| self.categories.contains(category)))
            && (self.traits.is_empty() || self.traits.iter().any(|t| asked.traits.contains(t)))
            && self.severity.is_none_or(|least| asked.severity >= least)
            && (self.families.is_empty() || self.families.iter().any(|family| family == asked.family))
            && (self.objects.is_empty() || {
                let words = words.get_or_insert_with(|| words_of(asked));
                words.iter().any(|words| self.objects.stand_in(words))
                    && !words.iter().any(|words| self.not_objects.stand_in(words))
            })
    }
}

/// The words of a tool's name and those of its object, in the singular.
fn words_of(asked: &Asked<'_>) -> [Vec<String>; 2] {
    let of_name = name::words(asked.name).iter().map(|word| singular(&word.text).into_owned()).collect();
    let object = asked.object.to_lowercase();
    let of_object = object
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| singular(word).into_owned())
        .collect();
    [of_name, of_object]
}
