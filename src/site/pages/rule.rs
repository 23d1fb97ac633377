//! One rule: what it sees, what it takes that to say, and where it fired.

use super::rules::strength_word;
use super::{PageKind, Place};
use crate::site::frameworks::{anchor, framework_of};
use crate::site::view::{Link, ToolRow};
use crate::site::{Head, Job, Site, SiteError, links, words};
use serde::Serialize;

/// `rules/<id>.html`.
pub(crate) struct Rule;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    id: &'a str,
    group: &'a str,
    says: &'a str,
    why: &'a str,
    strength: &'static str,
    claims: Vec<String>,
    traits: Vec<&'static str>,
    since: &'a str,
    aliases: &'a [String],
    references: Vec<Reference<'a>>,
    conditions: &'a [String],
    fires: Vec<Example<'a>>,
    spares: Vec<Example<'a>>,
    fired: String,
    decided: String,
    rows: Vec<ToolRow<'a>>,
    more: Option<String>,
}

/// What the rule rests on: with a link if it is an address, or an entry of a framework.
#[derive(Serialize)]
struct Reference<'a> {
    text: &'a str,
    href: Option<String>,
    /// The name of the entry.
    title: Option<&'static str>,
}

impl<'a> Reference<'a> {
    /// A reference on the page at `from`.
    fn of(text: &'a str, from: &str) -> Reference<'a> {
        let framework = framework_of(text);
        let entry = framework.map(|own| format!("{}#{}", links::framework(own.slug), anchor(text)));
        let href = entry.map(|to| links::relative(from, &to));
        Reference {
            text,
            href: href.or_else(|| text.starts_with("https://").then(|| text.to_owned())),
            title: framework.and_then(|own| own.title(text)),
        }
    }
}

/// An example of the rule's file.
#[derive(Serialize)]
struct Example<'a> {
    name: &'a str,
    description: &'a str,
    note: &'a str,
    schema: Option<String>,
    annotations: Option<String>,
}

impl<'a> Example<'a> {
    fn of(example: &'a crate::rulebook::Example) -> Example<'a> {
        Example {
            name: &example.name,
            description: &example.description,
            note: &example.note,
            schema: example.schema.as_ref().map(serde_json::Value::to_string),
            annotations: example.annotations.as_ref().map(serde_json::Value::to_string),
        }
    }
}

impl PageKind for Rule {
    fn id(&self) -> &'static str {
        "rule"
    }

    fn title(&self) -> &'static str {
        "Rule"
    }

    fn template(&self) -> &'static str {
        "rule.html"
    }

    fn makes(&self) -> &'static str {
        "rules/<id>.html"
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        let place = |(subject, id): (usize, &&str)| Place { address: links::rule(id), subject, page: 1 };
        site.rules.keys().enumerate().map(place).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let from = &job.address;
        // Jobs are made from the same map, so the rule is there.
        let Some((id, rule)) = site.rules.iter().nth(job.subject) else { return Ok(String::new()) };
        let used = site.catalogue.rules.get(*id).cloned().unwrap_or_default();
        let rest = used.tools.saturating_sub(used.examples.len());
        let claim = &rule.claim;
        let mut claims = Vec::new();
        claims.extend(claim.category.map(|c| format!("{c}")));
        claims.extend(claim.category_at_most.map(|c| format!("at most {c}, unless a stronger act says otherwise")));
        let because = if rule.harm.is_empty() { String::new() } else { format!(" because {}", rule.harm) };
        claims.extend(claim.severity.map(|s| format!("at least {s} severity{because}")));
        claims.extend(
            claim.severity_at_most.map(|s| format!("at most {s} severity{because}, unless something raises it")),
        );
        claims.extend(claim.reversibility.map(|r| r.word().to_owned()));
        let head = Head {
            kind: self.id(),
            title: format!("Rule {id}"),
            about: words::clip(&format!("{}. {}", rule.says, rule.why), 155),
            crumbs: vec![Link::new("Catalogue", from, links::HOME), Link::new("Rules", from, links::RULES)],
            json: None,
        };
        let view = View {
            id,
            group: &rule.group,
            says: &rule.says,
            why: &rule.why,
            strength: strength_word(rule.strength),
            claims,
            traits: claim.traits.iter().map(|t| t.word()).collect(),
            since: &rule.since,
            aliases: &rule.aliases,
            references: rule.references.iter().map(|text| Reference::of(text, from)).collect(),
            conditions: &rule.conditions,
            fires: rule.fires.iter().map(Example::of).collect(),
            spares: rule.spares.iter().map(Example::of).collect(),
            fired: words::counted(used.tools, "tool", "tools"),
            decided: words::counted(used.decided, "verdict", "verdicts"),
            rows: used.examples.iter().map(|place| site.row(from, *place)).collect(),
            more: (rest > 0).then(|| words::number(rest)),
        };
        site.page(&site.template(self.template())?, from, &head, &view)
    }
}
