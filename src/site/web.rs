//! What a page's head says to the web: where the page lives, what else tells the
//! same, and what a link to it looks like elsewhere.

use super::records;
use super::{Head, Site, badges, jsonld, links, words};
use crate::catalogue::ServerSummary;
use crate::ids::address;
use crate::vocab::Risk;
use minijinja::value::Value;
use serde::Serialize;

/// Bytes that a tool's page has for all of it, with an address of the site and without.
pub(crate) const ROOM: [usize; 2] = [800, 350];

/// What a page is about.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Subject<'a> {
    /// A tool of a server.
    Tool {
        /// The server.
        server: &'a ServerSummary,
        /// The tool's name.
        name: &'a str,
        /// Its risk.
        risk: Risk,
    },
    /// A server, or a further page of its tools.
    Server {
        /// The server.
        server: &'a ServerSummary,
        /// Its version, if the manifest gives one.
        version: Option<&'a str>,
        /// Which page.
        page: usize,
    },
    /// Anything else.
    Other,
}

/// What the head says.
#[derive(Debug, Serialize)]
pub(crate) struct Web {
    /// The same for programs.
    json: Option<String>,
    /// The same for models.
    markdown: Option<String>,
    /// The page's absolute address.
    canonical: Option<String>,
    /// What a link to the page is called elsewhere.
    title: String,
    /// What Open Graph calls the kind of page.
    kind: &'static str,
    /// The absolute address of its card.
    card: Option<String>,
    /// The JSON-LD.
    linked: Option<Value>,
    /// Search engines are asked to leave the page out.
    hidden: bool,
    /// The badge to copy, on the first page of a server.
    badge: Option<badges::Markup>,
    /// The badge of a tool's risk.
    risk_badge: Option<String>,
}

/// Whether search engines are asked to leave pages of a kind out.
pub(crate) fn is_hidden(kind: &str) -> bool {
    matches!(kind, "missing" | "redirects")
}

impl Web {
    /// What the head of a page says.
    pub(crate) fn of(site: &Site<'_>, at: &str, head: &Head, subject: &Subject<'_>) -> Web {
        let hidden = is_hidden(head.kind);
        let canonical = site.url(at).filter(|_| !hidden);
        let mut web = Web {
            json: head.json.clone().or_else(|| Some(links::relative(at, &records::beside(head.kind, at)?))),
            markdown: None,
            title: head.title.clone(),
            kind: "website",
            card: canonical.as_ref().and_then(|_| site.url(links::CARD)),
            linked: None,
            hidden,
            badge: None,
            risk_badge: None,
            canonical,
        };
        match subject {
            Subject::Tool { server, name, risk } => {
                // Its description names the server.
                web.title = format!("{}: {risk} risk", words::short_name(name, 80));
                web.kind = "article";
                web.markdown = Some(format!("{}.md", address(name)));
                web.card = site.url(&links::server_file(&server.address, links::SERVER_CARD));
                web.risk_badge = Some(links::relative(at, &links::risk_badge(*risk)));
            }
            Subject::Server { server, page, .. } => {
                web.markdown = (*page == 1).then(|| links::TWIN.to_owned());
                web.card = site.url(&links::server_file(&server.address, links::SERVER_CARD));
                web.badge = if *page == 1 { badges::Markup::of(site, server) } else { None };
            }
            Subject::Other => {}
        }
        let room = |web: &Web| ROOM[usize::from(site.options.base_url.is_none())].saturating_sub(web.spent());
        let linked = jsonld::of(site, at, head, subject, room(&web));
        if matches!(subject, Subject::Tool { .. })
            && web.canonical.is_some()
            && !linked.as_ref().is_some_and(jsonld::holds_crumbs)
        {
            // The way to the page is worth more than the card, which a link to the server has as well.
            let card = web.card.take();
            web.linked = jsonld::of(site, at, head, subject, room(&web));
            if linked.is_some() && !web.linked.as_ref().is_some_and(jsonld::holds_crumbs) {
                (web.card, web.linked) = (card, linked);
            }
        } else {
            web.linked = linked;
        }
        web
    }

    /// The bytes of the head without JSON-LD, as `partials/web.html` writes them; escaped
    /// characters of the title are counted at their worst.
    fn spent(&self) -> usize {
        const SCRIPT: usize = "<script type=application/ld+json></script>\n".len();
        const MARKDOWN: usize = "<link rel=alternate type=text/markdown href=>\n".len();
        const TITLE: usize = " property=og:description<meta property=og:title content=\"\">\n".len();
        const KIND: usize = "<meta property=og:type content=website>\n".len();
        const CANONICAL: usize = "<link rel=canonical property=og:url href=>\n".len();
        const CARD: usize = "<meta property=og:image content=>\n".len();
        let worst = |c: char| match c {
            '&' | '<' | '>' | '"' | '\'' => 5,
            c if crate::diag::is_hidden(c) => 15,
            c => c.len_utf8(),
        };
        let markdown = self.markdown.as_ref().map_or(0, |to| MARKDOWN + to.len());
        let card = self.card.as_ref().map_or(0, |to| CARD + to.len());
        let address = self
            .canonical
            .as_ref()
            .map_or(0, |to| CANONICAL + to.len() + KIND + TITLE + self.title.chars().map(worst).sum::<usize>());
        SCRIPT + markdown + card + address
    }
}
