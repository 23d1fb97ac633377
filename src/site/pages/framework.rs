//! One framework: its entries, and the attacks, rules and tools of this catalogue that they
//! are about.

use super::{PageKind, Place};
use crate::rulebook::Attack;
use crate::site::frameworks::{FRAMEWORKS, Framework, anchor};
use crate::site::view::{Bar, Link};
use crate::site::{Head, Job, Site, SiteError, links, words};
use serde::Serialize;

/// `frameworks/owasp-mcp.html`.
pub(crate) struct FrameworkPage;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    name: &'static str,
    about: &'static str,
    url: &'static str,
    whole: bool,
    entries: Vec<Entry<'a>>,
    others: Vec<Other>,
}

/// An entry, and what here carries it.
#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    anchor: String,
    title: Option<&'static str>,
    url: Option<String>,
    attacks: Vec<Link>,
    rules: Vec<Link>,
    /// How many tools offer the access that one of these attacks abuses.
    tools: String,
    count: String,
    verb: &'static str,
    bar: Option<Bar>,
}

/// A framework besides this one.
#[derive(Serialize)]
struct Other {
    link: Link,
    here: bool,
}

impl<'a> Entry<'a> {
    /// An entry on the page at `from`.
    fn of(site: &'a Site<'_>, from: &str, framework: &Framework, id: &'a str) -> Entry<'a> {
        let attacks: Vec<&Attack> =
            site.attacks.iter().filter(|attack| carried(attack, framework).any(|own| own == id)).collect();
        let risks = site.lists.concerned_by(&attacks);
        let total: usize = risks.iter().sum();
        let rules = site.rules.values().filter(|rule| rule.references.iter().any(|own| own == id));
        Entry {
            id,
            anchor: anchor(id),
            title: framework.title(id),
            url: framework.entry_url(id),
            rules: rules.map(|rule| Link::new(rule.id.as_str(), from, &links::rule(rule.id.as_str()))).collect(),
            attacks: attacks.iter().map(|a| Link::new(&a.title, from, &links::attack(&a.id))).collect(),
            tools: words::counted(total, "tool", "tools"),
            count: words::number(total),
            verb: if total == 1 { "offers" } else { "offer" },
            bar: (total > 0).then(|| Bar::of(risks)),
        }
    }
}

/// The identifiers of a framework that an attack carries.
fn carried<'a>(attack: &'a Attack, framework: &Framework) -> impl Iterator<Item = &'a str> {
    let own = attack.references.iter().filter(move |(key, _)| *key == framework.key);
    own.flat_map(|(_, ids)| ids).map(String::as_str)
}

impl PageKind for FrameworkPage {
    fn id(&self) -> &'static str {
        "framework"
    }

    fn title(&self) -> &'static str {
        "Framework"
    }

    fn template(&self) -> &'static str {
        "framework.html"
    }

    fn makes(&self) -> &'static str {
        "frameworks/<framework>.html"
    }

    fn places(&self, _: &Site<'_>) -> Vec<Place> {
        let place = |(subject, framework): (usize, &Framework)| Place {
            address: links::framework(framework.slug),
            subject,
            page: 1,
        };
        FRAMEWORKS.iter().enumerate().map(place).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let from = &job.address;
        let framework = &FRAMEWORKS[job.subject];
        let all: Vec<&str> = site.attacks.iter().flat_map(|attack| carried(attack, framework)).collect();
        let ruled = |id: &str| site.rules.values().any(|rule| rule.references.iter().any(|own| own == id));
        let ids = framework.shown(|id| all.contains(&id) || ruled(id), all.iter().copied());
        let head = Head {
            kind: self.id(),
            title: framework.name.to_owned(),
            about: format!("{} The attacks, rules and tools of this catalogue by its entries.", framework.about),
            crumbs: vec![Link::new("Catalogue", from, links::HOME), Link::new("Browse", from, links::BROWSE)],
            json: None,
        };
        let view = View {
            name: framework.name,
            about: framework.about,
            url: framework.url,
            whole: framework.whole,
            entries: ids.into_iter().map(|id| Entry::of(site, from, framework, id)).collect(),
            others: FRAMEWORKS
                .iter()
                .map(|other| Other {
                    link: Link::new(other.name, from, &links::framework(other.slug)),
                    here: other.key == framework.key,
                })
                .collect(),
        };
        site.page(&site.template(self.template())?, from, &head, &view)
    }
}
