//! This build: what was read, what was left out, and by what.

use super::{Nav, PageKind, Place};
use crate::site::view::Link;
use crate::site::{Head, Job, Site, SiteError, Skipped, links, words};
use serde::Serialize;

/// `about.html`.
pub(crate) struct About;

/// Skipped files that are listed.
const SKIPPED: usize = 200;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    facts: Vec<Fact>,
    skipped: &'a [Skipped],
    more: Option<String>,
    style: String,
}

/// A counted fact.
#[derive(Serialize)]
struct Fact {
    name: &'static str,
    value: String,
    /// Where these are listed, if there are any.
    href: Option<String>,
}

impl PageKind for About {
    fn id(&self) -> &'static str {
        "about"
    }

    fn title(&self) -> &'static str {
        "About this build"
    }

    fn template(&self) -> &'static str {
        "about.html"
    }

    fn makes(&self) -> &'static str {
        "about.html"
    }

    fn nav(&self) -> Option<Nav> {
        Nav::footer(links::ABOUT)
    }

    fn places(&self, _: &Site<'_>) -> Vec<Place> {
        Place::only(links::ABOUT)
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let lists = &site.lists;
        let told = &site.options.facts;
        let fact = |name, n| Fact { name, value: words::number(n), href: None };
        let listed = |name, n: usize, at: &str| Fact {
            href: (n > 0).then(|| links::relative(&job.address, at)),
            ..fact(name, n)
        };
        let mut facts = vec![
            fact("Files looked at", told.files),
            listed("Files skipped", told.skipped.len(), &format!("{}#skipped", links::ABOUT)),
            listed("Servers", site.catalogue.servers.len(), &links::servers(1)),
            fact("Servers whose list is incomplete", lists.incomplete),
            fact("Entries in tool lists", told.entries),
            listed("Tools published", lists.tools, links::BROWSE),
            fact("Entries set aside", lists.quarantined),
            listed("Verdicts of low confidence", lists.review.total(), &links::review(1)),
            fact("Verdicts by a person", lists.overridden),
            listed("Tools with wrong hints", lists.mismatches.total(), &links::mismatches(1)),
            listed("Rules", site.rules.len(), links::RULES),
            listed("Attack records", site.attacks.len(), links::ATTACKS),
        ];
        let postures: Vec<&str> = site.options.postures.iter().map(|posture| posture.id.as_str()).collect();
        let said = [
            (
                if postures.len() > 1 { "Policy postures" } else { "Policy posture" },
                Some(postures.join(", ")).filter(|ids| !ids.is_empty()),
            ),
            ("Program", Some(format!("toolrisk {}", site.options.version))),
            ("Day", site.options.built.clone()),
        ];
        facts.extend(said.into_iter().filter_map(|(name, value)| value.map(|value| Fact { name, value, href: None })));
        let head = Head {
            kind: self.id(),
            title: self.title().to_owned(),
            about: format!(
                "What this build read: {}, {}, {} skipped.",
                words::counted(site.catalogue.servers.len(), "server", "servers"),
                words::counted(lists.tools, "tool", "tools"),
                words::counted(told.skipped.len(), "file", "files"),
            ),
            crumbs: vec![Link::new("Catalogue", &job.address, links::HOME)],
            json: None,
        };
        let shown = &told.skipped[..told.skipped.len().min(SKIPPED)];
        let rest = told.skipped.len() - shown.len();
        let view = View {
            facts,
            skipped: shown,
            more: (rest > 0).then(|| words::number(rest)),
            style: links::relative(&job.address, links::STYLE),
        };
        site.page(&site.template(self.template())?, &job.address, &head, &view)
    }
}
