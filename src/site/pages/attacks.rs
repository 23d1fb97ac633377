//! All attack records.

use super::{Nav, PageKind, Place};
use crate::rulebook::attack::KINDS;
use crate::site::view::Link;
use crate::site::{Head, Job, Site, SiteError, links, words};
use crate::vocab::Trait;
use serde::Serialize;
use std::cmp::Reverse;

/// `attacks/index.html`, `attacks/index.incident.html`, `attacks/index.bulk.html`.
pub(crate) struct Attacks;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    heading: String,
    means: Option<&'static str>,
    counted: String,
    filters: Vec<Filter>,
    rows: Vec<AttackRow<'a>>,
}

/// What the list can be narrowed by.
#[derive(Serialize)]
struct Filter {
    title: &'static str,
    options: Vec<FilterOption>,
}

/// A shorter list, or the whole one.
#[derive(Serialize)]
struct FilterOption {
    word: &'static str,
    count: String,
    /// None where the reader is, and where there is nothing.
    href: Option<String>,
    here: bool,
}

/// Which attacks a page shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    All,
    Kind(&'static str),
    Abusing(Trait),
}

impl Which {
    /// All that a page could show, in the order of their numbers.
    fn all() -> Vec<Which> {
        let kinds = KINDS.iter().map(|kind| Which::Kind(kind));
        let traits = Trait::ALL.iter().map(|t| Which::Abusing(*t));
        std::iter::once(Which::All).chain(kinds).chain(traits).collect()
    }

    fn has(self, attack: &crate::rulebook::Attack) -> bool {
        match self {
            Which::All => true,
            Which::Kind(kind) => attack.kind == kind,
            Which::Abusing(t) => attack.traits.contains(&t),
        }
    }

    fn count(self, site: &Site<'_>) -> usize {
        site.attacks.iter().filter(|attack| self.has(attack)).count()
    }

    fn address(self) -> String {
        match self {
            Which::All => links::ATTACKS.to_owned(),
            Which::Kind(kind) => links::attacks(kind),
            Which::Abusing(t) => links::attacks(t.word()),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Which::All => "all",
            Which::Kind(kind) => kind,
            Which::Abusing(t) => t.word(),
        }
    }

    fn heading(self) -> String {
        match self {
            Which::All => "Attacks".to_owned(),
            Which::Kind("incident") => "Incidents".to_owned(),
            Which::Kind("vulnerability") => "Vulnerabilities".to_owned(),
            Which::Kind("pattern") => "Patterns of attack".to_owned(),
            Which::Kind(_) => "Attacks shown in research".to_owned(),
            Which::Abusing(t) => format!("Attacks that abuse {t}"),
        }
    }

    fn option(self, site: &Site<'_>, from: &str, here: Which) -> FilterOption {
        let n = self.count(site);
        FilterOption {
            word: self.word(),
            count: words::number(n),
            href: (n > 0 && self != here).then(|| links::relative(from, &self.address())),
            here: self == here,
        }
    }
}

/// An attack in a list.
#[derive(Serialize)]
pub(crate) struct AttackRow<'a> {
    title: &'a str,
    href: String,
    kind: &'a str,
    date: Option<&'a str>,
    traits: Vec<&'static str>,
}

impl<'a> AttackRow<'a> {
    /// A row on the page at `from`.
    pub(crate) fn of(attack: &'a crate::rulebook::Attack, from: &str) -> AttackRow<'a> {
        AttackRow {
            title: &attack.title,
            href: links::relative(from, &links::attack(&attack.id)),
            kind: &attack.kind,
            date: attack.date.as_deref(),
            traits: attack.traits.iter().map(|t| t.word()).collect(),
        }
    }
}

/// The site's attacks, latest first, undated ones last.
pub(crate) fn latest<'a>(site: &'a Site<'_>) -> Vec<&'a crate::rulebook::Attack> {
    let mut all: Vec<_> = site.attacks.iter().collect();
    all.sort_by_key(|attack| (Reverse(attack.date.as_deref().unwrap_or("")), &attack.id));
    all
}

impl PageKind for Attacks {
    fn id(&self) -> &'static str {
        "attacks"
    }

    fn title(&self) -> &'static str {
        "Attacks"
    }

    fn template(&self) -> &'static str {
        "attacks.html"
    }

    fn makes(&self) -> &'static str {
        "attacks/index.html, attacks/index.<kind>.html, attacks/index.<trait>.html"
    }

    fn nav(&self) -> Option<Nav> {
        Nav::header(links::ATTACKS)
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        let shown = Which::all().into_iter().enumerate();
        let shown = shown.filter(|(_, which)| *which == Which::All || which.count(site) > 0);
        shown.map(|(subject, which)| Place { address: which.address(), subject, page: 1 }).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let from = &job.address;
        let all = Which::all();
        let which = all[job.subject];
        let counted = words::counted(which.count(site), "attack record", "attack records");
        let heading = which.heading();
        let mut crumbs = vec![Link::new("Catalogue", from, links::HOME)];
        if which != Which::All {
            crumbs.push(Link::new("Attacks", from, links::ATTACKS));
        }
        let head = Head {
            kind: self.id(),
            title: heading.clone(),
            about: format!(
                "{heading}, {counted}: what happened, which access was abused, what a rule stops and what it cannot."
            ),
            crumbs,
            json: None,
        };
        let option = |which_else: &Which| which_else.option(site, from, which);
        let filter = |title, of: &[Which]| Filter { title, options: of.iter().map(option).collect() };
        let (kinds, traits) = all.split_at(1 + KINDS.len());
        let view = View {
            heading,
            means: match which {
                Which::Abusing(t) => Some(words::trait_means(t)),
                Which::All | Which::Kind(_) => None,
            },
            counted,
            filters: vec![filter("Kind", kinds), filter("Access", traits)],
            rows: latest(site)
                .into_iter()
                .filter(|attack| which.has(attack))
                .map(|attack| AttackRow::of(attack, from))
                .collect(),
        };
        site.page(&site.template(self.template())?, from, &head, &view)
    }
}
