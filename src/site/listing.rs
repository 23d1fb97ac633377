//! What the lists of tools have in common: the same view and template, filled by
//! categories, risks, traits, their crossings, review and mismatches.

use crate::site::facets::{Choice, Facet};
use crate::site::lists::List;
use crate::site::view::{Bar, Link, Pager, ToolRow};
use crate::site::{Head, Job, Site, SiteError, links, words};
use serde::Serialize;
use std::borrow::Cow;

/// What one kind of list says of itself.
pub(crate) struct Listing<'s> {
    /// The kind's id.
    pub(crate) kind: &'static str,
    /// The heading.
    pub(crate) heading: String,
    /// What the tools of the list have in common.
    pub(crate) means: Cow<'static, str>,
    /// Where on the method page that is explained.
    pub(crate) anchor: String,
    /// The tools.
    pub(crate) list: &'s List,
    /// What they were chosen by, if by category, risk or trait.
    pub(crate) choice: Option<Choice>,
    /// Whether the list shows a distribution over risks.
    pub(crate) bar: bool,
    /// Its address by page number.
    pub(crate) at: &'s dyn Fn(usize) -> String,
}

/// The view.
#[derive(Serialize)]
struct View<'a> {
    heading: String,
    means: Cow<'static, str>,
    anchor: String,
    counted: String,
    /// How many servers they are on, where that is counted.
    servers: Option<String>,
    /// How many are listed, if that is not all.
    listed: Option<String>,
    bar: Option<Bar>,
    narrow: Vec<Facet>,
    wider: Vec<Link>,
    rows: Vec<ToolRow<'a>>,
    pager: Option<Pager>,
    page: usize,
}

/// Renders one page of a list.
pub(crate) fn render(site: &Site<'_>, job: &Job, what: Listing<'_>) -> Result<String, SiteError> {
    let from = &job.address;
    let total = what.list.total();
    let listed = what.list.tools.len();
    let counted = words::counted(total, "tool", "tools");
    let page = if job.page > 1 { format!(", page {}", job.page) } else { String::new() };
    let head = Head {
        kind: what.kind,
        title: format!("{}{page}", what.heading),
        about: format!("{}: {counted}. {}", what.heading, what.means),
        crumbs: vec![Link::new("Catalogue", from, links::HOME), Link::new("Browse", from, links::BROWSE)],
        json: None,
    };
    let view = View {
        heading: what.heading,
        means: what.means,
        anchor: what.anchor,
        counted,
        servers: what.choice.map(|choice| words::counted(site.lists.servers_with.of(choice), "server", "servers")),
        listed: (listed < total).then(|| words::number(listed)),
        bar: (what.bar && total > 0).then(|| Bar::of(what.list.risks)),
        narrow: what.choice.map(|choice| site.narrow(from, choice)).unwrap_or_default(),
        wider: what.choice.map(|choice| site.wider(from, choice)).unwrap_or_default(),
        rows: site.rows(from, what.list, job.page),
        pager: Pager::of(listed, job.page, what.at),
        page: job.page,
    };
    site.page(&site.template("list.html")?, from, &head, &view)
}
