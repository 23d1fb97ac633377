//! Everything that tools and servers can be chosen by, with numbers.

use super::{Nav, PageKind, Place};
use crate::site::facets::{Choice, Heat};
use crate::site::frameworks::FRAMEWORKS;
use crate::site::view::Link;
use crate::site::{Head, Job, Site, SiteError, links, words};
use serde::Serialize;

/// `browse.html`.
pub(crate) struct Browse;

/// The view.
#[derive(Serialize)]
struct View {
    tools: String,
    servers: String,
    tables: Vec<Heat>,
    grades: Vec<GradeCount>,
    frameworks: Vec<FrameworkCount>,
    more: Vec<Link>,
}

/// A grade and how many servers have it.
#[derive(Serialize)]
pub(crate) struct GradeCount {
    letter: char,
    count: String,
    href: Option<String>,
    /// Whether this is what the page shows.
    here: bool,
}

/// The grades of the site's servers, for the page at `from`.
pub(crate) fn grades(site: &Site<'_>, from: &str, here: Option<char>) -> Vec<GradeCount> {
    let count = |(letter, servers): (&char, &Vec<u32>)| GradeCount {
        letter: *letter,
        count: words::number(servers.len()),
        href: (!servers.is_empty() && here != Some(*letter)).then(|| links::relative(from, &links::grade(*letter, 1))),
        here: here == Some(*letter),
    };
    site.by_grade.iter().map(count).collect()
}

/// A framework and what carries its identifiers.
#[derive(Serialize)]
struct FrameworkCount {
    link: Link,
    about: &'static str,
    attacks: String,
    tools: String,
}

impl PageKind for Browse {
    fn id(&self) -> &'static str {
        "browse"
    }

    fn title(&self) -> &'static str {
        "Browse"
    }

    fn template(&self) -> &'static str {
        "browse.html"
    }

    fn makes(&self) -> &'static str {
        "browse.html"
    }

    fn nav(&self) -> Option<Nav> {
        Nav::header(links::BROWSE)
    }

    fn places(&self, _: &Site<'_>) -> Vec<Place> {
        Place::only(links::BROWSE)
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let from = &job.address;
        let lists = &site.lists;
        let head = Head {
            kind: self.id(),
            title: "Browse".to_owned(),
            about: "Tools by category, risk and trait, servers by grade, and what attacks and frameworks concern."
                .to_owned(),
            crumbs: vec![Link::new("Catalogue", from, links::HOME)],
            json: None,
        };
        let (categories, risks, traits) = (Choice::categories(), Choice::risks(), Choice::traits());
        let framework = |framework: &crate::site::frameworks::Framework| {
            let carrying: Vec<_> = site
                .attacks
                .iter()
                .filter(|attack| attack.references.iter().any(|(key, _)| *key == framework.key))
                .collect();
            FrameworkCount {
                link: Link::new(framework.name, from, &links::framework(framework.slug)),
                about: framework.about,
                attacks: words::number(carrying.len()),
                tools: words::number(lists.concerned_by(&carrying).iter().sum()),
            }
        };
        let listed = |n: usize, one: &str, many: &str, to: &str| Link::new(words::counted(n, one, many), from, to);
        let view = View {
            tools: words::counted(lists.tools, "tool", "tools"),
            servers: words::counted(site.catalogue.servers.len(), "server", "servers"),
            tables: vec![
                site.heat(from, ("Tools by category and risk", "Category"), &categories, &risks),
                site.heat(from, ("Tools by trait and risk", "Trait"), &traits, &risks),
                site.heat(from, ("Tools by trait and category", "Trait"), &traits, &categories),
            ],
            grades: grades(site, from, None),
            frameworks: FRAMEWORKS.iter().map(framework).collect(),
            more: vec![
                listed(site.catalogue.servers.len(), "server, A to Z", "servers, A to Z", &links::servers(1)),
                listed(
                    lists.toxic.len(),
                    "server with a toxic combination",
                    "servers with a toxic combination",
                    &links::toxic(1),
                ),
                listed(lists.review.total(), "tool for human review", "tools for human review", &links::review(1)),
                listed(
                    lists.mismatches.total(),
                    "tool with wrong hints",
                    "tools with wrong hints",
                    &links::mismatches(1),
                ),
                listed(site.attacks.len(), "attack, by kind and trait", "attacks, by kind and trait", links::ATTACKS),
                listed(
                    site.rules.len(),
                    "rule, with the tools on which it fired",
                    "rules, each with the tools on which it fired",
                    links::RULES,
                ),
            ],
        };
        site.page(&site.template(self.template())?, from, &head, &view)
    }
}
