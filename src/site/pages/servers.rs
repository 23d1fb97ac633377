//! All servers, A to Z.

use super::{Nav, PageKind, Place};
use crate::grade::Grade;
use crate::site::view::{Link, Pager, slice};
use crate::site::{Head, Job, Site, SiteError, links, lists, words};
use serde::Serialize;

/// `servers/index.html`, `servers/index.2.html`.
pub(crate) struct Servers;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    counted: String,
    compare: Link,
    rows: Vec<ServerRow<'a>>,
    pager: Option<Pager>,
    page: usize,
}

/// A server in a list.
#[derive(Serialize)]
pub(crate) struct ServerRow<'a> {
    name: String,
    href: String,
    blurb: &'a str,
    grade: char,
    tools: String,
    critical: String,
    high: String,
    incomplete: bool,
}

impl<'a> ServerRow<'a> {
    /// A row on the page at `from`.
    pub(crate) fn of(site: &'a Site<'_>, from: &str, index: u32) -> ServerRow<'a> {
        let server = &site.catalogue.servers[index as usize];
        let [_, _, high, critical] = lists::by_risk(server);
        ServerRow {
            name: site.server_label(server),
            href: links::relative(from, &links::server(&server.address, 1)),
            blurb: &server.blurb,
            grade: Grade::letter_of(&site.scale, server),
            tools: words::number(server.tools.len()),
            critical: words::number(critical),
            high: words::number(high),
            incomplete: server.incomplete,
        }
    }
}

impl PageKind for Servers {
    fn id(&self) -> &'static str {
        "servers"
    }

    fn title(&self) -> &'static str {
        "Servers"
    }

    fn template(&self) -> &'static str {
        "servers.html"
    }

    fn makes(&self) -> &'static str {
        "servers/index.html, servers/index.<page>.html"
    }

    fn nav(&self) -> Option<Nav> {
        Nav::header(links::servers(1))
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        Place::pages(0, site.lists.a_to_z.len(), links::servers).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let from = &job.address;
        let counted = words::counted(site.lists.a_to_z.len(), "server", "servers");
        let page = if job.page > 1 { format!(", page {}", job.page) } else { String::new() };
        let head = Head {
            kind: self.id(),
            title: format!("Servers A to Z{page}"),
            about: format!("{counted} with {}.", words::counted(site.lists.tools, "tool", "tools")),
            crumbs: vec![Link::new("Catalogue", from, links::HOME)],
            json: None,
        };
        let rows = slice(&site.lists.a_to_z, job.page).iter().map(|i| ServerRow::of(site, from, *i)).collect();
        let pager = Pager::of(site.lists.a_to_z.len(), job.page, links::servers);
        let view = View {
            counted,
            compare: Link::new("Compare two servers", from, &links::compare(1)),
            rows,
            pager,
            page: job.page,
        };
        site.page(&site.template(self.template())?, from, &head, &view)
    }
}
