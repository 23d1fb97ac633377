//! The list of pages for search engines, and what programs may fetch.

use super::{PAGES, PageKind, Place};
use crate::site::{Job, Maker, Site, SiteError, links, web};
use std::fmt::Write;

/// `robots.txt`; with an address of the site `sitemap.xml`.
pub(crate) struct Sitemap;

/// The subjects of this kind.
const ROBOTS: usize = 0;
/// The sitemap, or the index of its parts.
const WHOLE: usize = 1;
/// A part.
const PART: usize = 2;

/// Every page that search engines may show, with the day of what it rests on: that on
/// which the server's tools were listed, else that of the build. Never that of the clock.
fn pages<'s>(site: &'s Site<'_>) -> impl Iterator<Item = (String, Option<&'s str>)> {
    let built = site.options.built.as_deref();
    let jobs = site.index_jobs().into_iter().filter(|job| match job.maker {
        Maker::Page(kind) => !web::is_hidden(PAGES[kind].id()),
        Maker::Asset(_) | Maker::Search(_) | Maker::Logo => false,
    });
    let servers = site.catalogue.servers.iter().flat_map(move |server| {
        let day = server.captured.as_deref().or(built);
        site.server_paths(server).into_iter().map(move |path| (path, day))
    });
    jobs.map(move |job| (job.address, built)).chain(servers).filter(|(path, _)| is_page(path))
}

/// Whether a file is a page.
fn is_page(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending == "html")
}

/// How many files the pages take, counted once.
fn parts(site: &Site<'_>) -> usize {
    *site.sitemap_parts.get_or_init(|| {
        let own = PAGES.iter().filter(|kind| kind.id() != "sitemap" && !web::is_hidden(kind.id()));
        let index = own.flat_map(|kind| kind.places(site)).filter(|place| is_page(&place.address)).count();
        let of = |server| site.server_paths(server).iter().filter(|path| is_page(path)).count();
        let servers: usize = site.catalogue.servers.iter().map(of).sum();
        (index + servers).div_ceil(links::PER_FILE).max(1)
    })
}

impl PageKind for Sitemap {
    fn id(&self) -> &'static str {
        "sitemap"
    }

    fn title(&self) -> &'static str {
        "Sitemap"
    }

    fn template(&self) -> &'static str {
        ""
    }

    fn makes(&self) -> &'static str {
        "robots.txt; with an address of the site sitemap.xml, sitemap-<part>.xml"
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        let mut places = vec![(links::ROBOTS.to_owned(), ROBOTS, 1)];
        if site.options.base_url.is_some() {
            places.push((links::SITEMAP.to_owned(), WHOLE, 1));
            let parts = Some(parts(site)).filter(|parts| *parts > 1).unwrap_or_default();
            places.extend((1..=parts).map(|part| (links::sitemap_part(part), PART, part)));
        }
        places.into_iter().map(|(address, subject, page)| Place { address, subject, page }).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        Ok(match job.subject {
            ROBOTS => robots(site),
            WHOLE if parts(site) > 1 => index(site),
            WHOLE => urls(site, 1),
            _ => urls(site, job.page),
        })
    }
}

/// Everything may be fetched.
fn robots(site: &Site<'_>) -> String {
    let sitemap = site.url(links::SITEMAP).map(|url| format!("\nSitemap: {url}\n")).unwrap_or_default();
    format!("User-agent: *\nAllow: /\n{sitemap}")
}

/// The parts of a sitemap. An address of the site and its pages holds nothing that XML
/// would have to escape.
fn index(site: &Site<'_>) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for url in (1..=parts(site)).filter_map(|part| site.url(&links::sitemap_part(part))) {
        // A string takes everything.
        let _ = writeln!(out, "<sitemap><loc>{url}</loc></sitemap>");
    }
    out.push_str("</sitemapindex>\n");
    out
}

/// One part of the pages.
fn urls(site: &Site<'_>, part: usize) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let some = pages(site).skip((part - 1) * links::PER_FILE).take(links::PER_FILE);
    for (url, day) in some.filter_map(|(page, day)| Some((site.url(&page)?, day))) {
        let day = day.map(|day| format!("<lastmod>{day}</lastmod>")).unwrap_or_default();
        let _ = writeln!(out, "<url><loc>{url}</loc>{day}</url>");
    }
    out.push_str("</urlset>\n");
    out
}
