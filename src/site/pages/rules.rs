//! All rules, by group.

use super::{Nav, PageKind, Place};
use crate::site::view::Link;
use crate::site::{Head, Job, Site, SiteError, links, words};
use serde::Serialize;
use std::collections::BTreeMap;

/// `rules/index.html`.
pub(crate) struct Rules;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    counted: String,
    groups: Vec<Group<'a>>,
}

/// The rules of one folder.
#[derive(Serialize)]
struct Group<'a> {
    name: &'a str,
    rows: Vec<Row<'a>>,
}

/// A rule in the list.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    href: String,
    says: &'a str,
    strength: &'static str,
    fired: String,
    decided: String,
}

/// The word of a strength.
pub(crate) const fn strength_word(strength: crate::evidence::Strength) -> &'static str {
    use crate::evidence::Strength;
    match strength {
        Strength::Weak => "weak",
        Strength::Fair => "fair",
        Strength::Strong => "strong",
        Strength::Decisive => "decisive",
    }
}

impl PageKind for Rules {
    fn id(&self) -> &'static str {
        "rules"
    }

    fn title(&self) -> &'static str {
        "Rules"
    }

    fn template(&self) -> &'static str {
        "rules.html"
    }

    fn makes(&self) -> &'static str {
        "rules/index.html"
    }

    fn nav(&self) -> Option<Nav> {
        Nav::header(links::RULES)
    }

    fn places(&self, _: &Site<'_>) -> Vec<Place> {
        Place::only(links::RULES)
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let from = &job.address;
        let counted = words::counted(site.rules.len(), "rule", "rules");
        let mut groups: BTreeMap<&str, Vec<Row<'_>>> = BTreeMap::new();
        for (id, rule) in &site.rules {
            let (fired, decided) = site.catalogue.rules.get(*id).map_or((0, 0), |used| (used.tools, used.decided));
            groups.entry(&rule.group).or_default().push(Row {
                id,
                href: links::relative(from, &links::rule(id)),
                says: &rule.says,
                strength: strength_word(rule.strength),
                fired: words::number(fired),
                decided: words::number(decided),
            });
        }
        let head = Head {
            kind: self.id(),
            title: "Rules".to_owned(),
            about: format!("{counted} that verdicts rest on, with the tools on which they fired."),
            crumbs: vec![Link::new("Catalogue", from, links::HOME)],
            json: None,
        };
        let groups = groups.into_iter().map(|(name, rows)| Group { name, rows }).collect();
        site.page(&site.template(self.template())?, from, &head, &View { counted, groups })
    }
}
