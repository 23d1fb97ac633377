//! The search: results by script, and the way into every list without it.

use super::{PageKind, Place};
use crate::site::view::Link;
use crate::site::{Head, Job, Site, SiteError, links, words};
use crate::vocab::{Category, Risk, Trait};
use serde::Serialize;

/// `search.html`.
pub(crate) struct Search;

/// The view.
#[derive(Serialize)]
struct View {
    counted: String,
    groups: Vec<Group>,
}

/// Lists of one kind.
#[derive(Serialize)]
struct Group {
    title: &'static str,
    links: Vec<Counted>,
}

/// A list and how long it is.
#[derive(Serialize)]
struct Counted {
    title: String,
    href: String,
    count: String,
}

impl PageKind for Search {
    fn id(&self) -> &'static str {
        "search"
    }

    fn title(&self) -> &'static str {
        "Search"
    }

    fn template(&self) -> &'static str {
        "search.html"
    }

    fn makes(&self) -> &'static str {
        "search.html, search/<shard>.js"
    }

    fn places(&self, _: &Site<'_>) -> Vec<Place> {
        Place::only(links::SEARCH)
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let from = &job.address;
        let counted = format!(
            "{} of {}, {} and {}",
            words::counted(site.lists.tools, "tool", "tools"),
            words::counted(site.catalogue.servers.len(), "server", "servers"),
            words::counted(site.rules.len(), "rule", "rules"),
            words::counted(site.attacks.len(), "attack", "attacks"),
        );
        let list = |title: &str, to: &str, count: usize| Counted {
            title: title.to_owned(),
            href: links::relative(from, to),
            count: words::number(count),
        };
        let lists = &site.lists;
        let risks = Risk::ALL.iter().rev().map(|r| list(r.word(), &links::risk(*r, 1), lists.risks[*r as usize]));
        let categories = Category::ALL
            .iter()
            .map(|c| list(c.word(), &links::category(*c, 1), lists.by_category[*c as usize].tools.len()));
        let traits =
            Trait::ALL.iter().map(|t| list(t.word(), &links::trait_(*t, 1), lists.by_trait[*t as usize].tools.len()));
        let rest = vec![
            list("Servers A to Z", &links::servers(1), site.catalogue.servers.len()),
            list("Attacks", links::ATTACKS, site.attacks.len()),
            list("Rules", links::RULES, site.rules.len()),
        ];
        let groups = vec![
            Group { title: "Risk", links: risks.collect() },
            Group { title: "Category", links: categories.collect() },
            Group { title: "Trait", links: traits.collect() },
            Group { title: "Lists", links: rest },
        ];
        let head = Head {
            kind: self.id(),
            title: "Search".to_owned(),
            about: format!("Search {counted}."),
            crumbs: vec![Link::new("Catalogue", from, links::HOME)],
            json: None,
        };
        site.page(&site.template(self.template())?, from, &head, &View { counted, groups })
    }
}
