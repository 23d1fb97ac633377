//! One attack record: what happened, what helps, and who offers that access.

use super::{PageKind, Place};
use crate::site::facets::{Choice, NamedList as Named};
use crate::site::frameworks::{anchor, cve_url, framework};
use crate::site::view::{Bar, Link, ToolRow};
use crate::site::{Head, Job, Site, SiteError, links, words};
use serde::Serialize;

/// `attacks/<id>.html`.
pub(crate) struct Attack;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    title: &'a str,
    kind: &'a str,
    date: Option<&'a str>,
    summary: &'a str,
    steps: &'a [String],
    source: Option<Source<'a>>,
    categories: Vec<&'static str>,
    traits: Vec<&'static str>,
    definition: bool,
    helps: Vec<Help<'a>>,
    stops: &'a str,
    cannot_stop: &'a str,
    references: Vec<Reference>,
    cves: Vec<Link>,
    counted: String,
    lists: Vec<Named>,
    bar: Option<Bar>,
    rows: Vec<ToolRow<'a>>,
    more: Option<String>,
}

/// Who published it.
#[derive(Serialize)]
struct Source<'a> {
    name: &'a str,
    href: Option<&'a str>,
}

/// Identifiers of one framework.
#[derive(Serialize)]
struct Reference {
    framework: Link,
    ids: Vec<Link>,
}

/// Something that a policy can do, and what that is.
#[derive(Serialize)]
struct Help<'a> {
    word: &'a str,
    means: &'static str,
}

/// What each word of a record's `helps` asks for.
fn help(word: &str) -> &'static str {
    match word {
        "hide" => "Tools with this access are kept from the agent, which neither sees nor calls them.",
        "deny" => "Every call of such a tool is refused.",
        "ask" => "A person is asked before each call.",
        "argument" => "A call goes through only if its arguments pass a test, such as a list of recipients.",
        "limit" => "So many calls go through in an hour or a day, and further ones are refused.",
        "pin" => "A tool whose definition is not the one that was approved is refused.",
        "isolate" => "Tools that are dangerous together are not given to one agent in one session.",
        _ => "",
    }
}

/// The lists whose tools together are those that an attack concerns.
fn lists(attack: &crate::rulebook::Attack) -> Vec<Choice> {
    let traits = attack.traits.iter().copied().map(Choice::of_trait);
    let all = traits.flat_map(|t| {
        let within = attack.categories.iter().map(move |category| t.and(Choice::of_category(*category)));
        let whole = attack.categories.is_empty().then_some(t);
        within.chain(whole)
    });
    all.collect()
}

impl PageKind for Attack {
    fn id(&self) -> &'static str {
        "attack"
    }

    fn title(&self) -> &'static str {
        "Attack"
    }

    fn template(&self) -> &'static str {
        "attack.html"
    }

    fn makes(&self) -> &'static str {
        "attacks/<id>.html"
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        let place = |(subject, attack): (usize, &crate::rulebook::Attack)| Place {
            address: links::attack(&attack.id),
            subject,
            page: 1,
        };
        site.attacks.iter().enumerate().map(place).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let from = &job.address;
        let attack = &site.attacks[job.subject];
        let concerned = site.lists.concerned(site.catalogue, attack);
        let total: usize = concerned.count.iter().sum();
        let rest = total - concerned.examples.len();
        let href = attack.source_url.as_deref().filter(|url| url.starts_with("https://"));
        let head = Head {
            kind: self.id(),
            title: format!("{} (attack {})", attack.title, attack.id),
            about: words::clip(&attack.summary, 155),
            crumbs: vec![Link::new("Catalogue", from, links::HOME), Link::new("Attacks", from, links::ATTACKS)],
            json: None,
        };
        let view = View {
            title: &attack.title,
            kind: &attack.kind,
            date: attack.date.as_deref(),
            summary: &attack.summary,
            steps: &attack.steps,
            source: match (attack.source_name.as_deref(), href) {
                (None, None) => None,
                (name, href) => Some(Source { name: name.or(href).unwrap_or_default(), href }),
            },
            categories: attack.categories.iter().map(|c| c.word()).collect(),
            traits: attack.traits.iter().map(|t| t.word()).collect(),
            definition: attack.definition,
            helps: attack.helps.iter().map(|word| Help { word, means: help(word) }).collect(),
            stops: &attack.stops,
            cannot_stop: &attack.cannot_stop,
            references: attack
                .references
                .iter()
                .filter_map(|(key, ids)| {
                    let framework = framework(key)?;
                    let page = links::framework(framework.slug);
                    let id = |id: &String| Link::new(id, from, &format!("{page}#{}", anchor(id)));
                    Some(Reference {
                        framework: Link::new(framework.name, from, &page),
                        ids: ids.iter().map(id).collect(),
                    })
                })
                .collect(),
            cves: attack
                .references
                .iter()
                .filter(|(key, _)| *key == "cve")
                .flat_map(|(_, ids)| ids)
                .map(|id| Link { title: id.clone(), href: cve_url(id) })
                .collect(),
            lists: lists(attack).into_iter().map(|choice| site.named_list(from, choice)).collect(),
            counted: words::counted(total, "tool", "tools"),
            bar: (total > 0).then(|| Bar::of(concerned.count)),
            rows: concerned.examples.iter().map(|place| site.row(from, *place)).collect(),
            more: (rest > 0).then(|| words::number(rest)),
        };
        site.page(&site.template(self.template())?, from, &head, &view)
    }
}
