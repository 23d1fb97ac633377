//! What the lists of tools have in common: the same view and template, filled by
//! categories, risks, traits, review and mismatches.

use crate::site::lists::List;
use crate::site::view::{Bar, Link, Pager, ToolRow};
use crate::site::{Head, Job, Site, SiteError, links, words};
use serde::Serialize;

/// What one kind of list says of itself.
pub(crate) struct Listing<'s> {
    /// The kind's id.
    pub(crate) kind: &'static str,
    /// The heading.
    pub(crate) heading: String,
    /// What the tools of the list have in common.
    pub(crate) means: &'static str,
    /// Where on the method page that is explained.
    pub(crate) anchor: String,
    /// The tools.
    pub(crate) list: &'s List,
    /// Whether the list shows a distribution over risks.
    pub(crate) bar: bool,
    /// The lists beside it: title, address, whether it is this one.
    pub(crate) beside: Vec<(&'static str, String, bool)>,
    /// Its address by page number.
    pub(crate) at: &'s dyn Fn(usize) -> String,
}

/// The view.
#[derive(Serialize)]
struct View<'a> {
    heading: String,
    means: &'static str,
    anchor: String,
    counted: String,
    bar: Option<Bar>,
    beside: Vec<Beside>,
    rows: Vec<ToolRow<'a>>,
    pager: Option<Pager>,
    page: usize,
}

/// A list beside this one.
#[derive(Serialize)]
struct Beside {
    title: &'static str,
    href: String,
    here: bool,
}

/// Renders one page of a list.
pub(crate) fn render(site: &Site<'_>, job: &Job, what: Listing<'_>) -> Result<String, SiteError> {
    let from = &job.address;
    let total = what.list.tools.len();
    let counted = words::counted(total, "tool", "tools");
    let page = if job.page > 1 { format!(", page {}", job.page) } else { String::new() };
    let head = Head {
        kind: what.kind,
        title: format!("{}{page}", what.heading),
        about: format!("{}: {counted}. {}", what.heading, what.means),
        crumbs: vec![Link::new("Catalogue", from, links::HOME)],
        json: None,
    };
    let view = View {
        heading: what.heading,
        means: what.means,
        anchor: what.anchor,
        counted,
        bar: (what.bar && total > 0).then(|| Bar::of(what.list.risks)),
        beside: what
            .beside
            .into_iter()
            .map(|(title, to, here)| Beside { title, href: links::relative(from, &to), here })
            .collect(),
        rows: site.rows(from, what.list, job.page),
        pager: Pager::of(total, job.page, what.at),
        page: job.page,
    };
    site.page(&site.template("list.html")?, from, &head, &view)
}
