//! The search: results by script, and the way into every list without it.

use super::{PageKind, Place};
use crate::report::style::and;
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
        let servers = words::counted(site.catalogue.servers.len(), "server", "servers");
        let mut found = vec![format!("{} of {servers}", words::counted(site.lists.tools, "tool", "tools"))];
        let rules = site.without.makes("rule").then(|| words::counted(site.rules.len(), "rule", "rules"));
        found.extend(rules);
        let attacks = site.without.makes("attack").then(|| words::counted(site.attacks.len(), "attack", "attacks"));
        found.extend(attacks);
        let counted = and(&found);
        let list = |title: &str, to: &str, count: usize| {
            let there = !site.without.lacks(to);
            there.then(|| Counted {
                title: title.to_owned(),
                href: links::relative(from, to),
                count: words::number(count),
            })
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
        let mut groups = vec![
            Group { title: "Risk", links: risks.flatten().collect() },
            Group { title: "Category", links: categories.flatten().collect() },
            Group { title: "Trait", links: traits.flatten().collect() },
            Group { title: "Lists", links: rest.into_iter().flatten().collect() },
        ];
        groups.retain(|group| !group.links.is_empty());
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
