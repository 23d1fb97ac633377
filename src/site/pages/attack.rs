//! One attack record: what happened, what helps, and who offers that access.

use super::{PageKind, Place};
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
    helps: &'a [String],
    stops: &'a str,
    cannot_stop: &'a str,
    references: Vec<Reference<'a>>,
    counted: String,
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
struct Reference<'a> {
    framework: String,
    ids: &'a [String],
}

/// A framework as it writes its own name.
fn framework_name(key: &str) -> String {
    match key {
        "owasp_mcp" => "OWASP MCP Top 10".to_owned(),
        "owasp_agentic" => "OWASP Agentic Top 10".to_owned(),
        "atlas" => "MITRE ATLAS".to_owned(),
        "safe_mcp" => "SAFE-MCP".to_owned(),
        // `cve`, `cwe`: initials.
        other => other.replace('_', " ").to_uppercase(),
    }
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
            helps: &attack.helps,
            stops: &attack.stops,
            cannot_stop: &attack.cannot_stop,
            references: attack
                .references
                .iter()
                .map(|(framework, ids)| Reference { framework: framework_name(framework), ids })
                .collect(),
            counted: words::counted(total, "tool", "tools"),
            bar: (total > 0).then(|| Bar::of(concerned.count)),
            rows: concerned.examples.iter().map(|place| site.row(from, *place)).collect(),
            more: (rest > 0).then(|| words::number(rest)),
        };
        site.page(&site.template(self.template())?, from, &head, &view)
    }
}
