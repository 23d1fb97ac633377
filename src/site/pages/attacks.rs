//! All attack records.

use super::{Nav, PageKind, Place};
use crate::site::view::Link;
use crate::site::{Head, Job, Site, SiteError, links, words};
use serde::Serialize;
use std::cmp::Reverse;

/// `attacks/index.html`.
pub(crate) struct Attacks;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    counted: String,
    rows: Vec<AttackRow<'a>>,
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
        "attacks/index.html"
    }

    fn nav(&self) -> Option<Nav> {
        Nav::header(links::ATTACKS)
    }

    fn places(&self, _: &Site<'_>) -> Vec<Place> {
        Place::only(links::ATTACKS)
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let from = &job.address;
        let counted = words::counted(site.attacks.len(), "attack record", "attack records");
        let head = Head {
            kind: self.id(),
            title: "Attacks".to_owned(),
            about: format!("{counted}: what happened, which access was abused, what a rule stops and what it cannot."),
            crumbs: vec![Link::new("Catalogue", from, links::HOME)],
            json: None,
        };
        let rows = latest(site).into_iter().map(|attack| AttackRow::of(attack, from)).collect();
        site.page(&site.template(self.template())?, from, &head, &View { counted, rows })
    }
}
