//! The kinds of pages: one file each, and the table of them.

mod about;
mod accuracy;
mod attack;
mod attacks;
mod badges;
mod benchmark;
mod categories;
mod home;
mod llms;
pub(crate) mod method;
mod mismatches;
mod misses;
mod missing;
mod own;
mod policies;
mod records;
mod redirects;
mod review;
mod risks;
mod rule;
mod rules;
mod search;
mod server;
mod servers;
mod sitemap;
mod tool;
mod toxic;
mod traits;
mod twins;

pub(crate) use attacks::latest as latest_attacks;
pub(crate) use policies::paths as policy_paths;
pub(crate) use rules::strength_word;

use super::{Job, Judged, Site, SiteError};
use crate::sink::Sink;

/// All kinds of pages, in the order of the navigation.
pub(crate) const PAGES: &[&dyn PageKind] = &[
    &home::Home,
    &search::Search,
    &servers::Servers,
    &server::Server,
    &policies::Policies,
    &tool::Tool,
    &risks::Risks,
    &categories::Categories,
    &traits::Traits,
    &attacks::Attacks,
    &attack::Attack,
    &rules::Rules,
    &rule::Rule,
    &method::Method,
    &accuracy::AccuracyPage,
    &benchmark::GroupPage,
    &misses::Misses,
    &review::Review,
    &mismatches::Mismatches,
    &toxic::Toxic,
    &about::About,
    &own::Own,
    &missing::Missing,
    &redirects::Redirects,
    &records::Records,
    &twins::Twins,
    &llms::Llms,
    &badges::Badges,
    &sitemap::Sitemap,
];

/// A kind of page.
pub(crate) trait PageKind: Sync {
    /// What it is called in code and templates: the stem of its file here.
    fn id(&self) -> &'static str;

    /// Its title in the navigation.
    fn title(&self) -> &'static str;

    /// The template it fills; empty if it is no page.
    fn template(&self) -> &'static str;

    /// The addresses it makes, for documentation.
    fn makes(&self) -> &'static str;

    /// Its place in the navigation, if it has one.
    fn nav(&self) -> Option<Nav> {
        None
    }

    /// The pages it makes from the catalogue alone.
    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        let _ = site;
        Vec::new()
    }

    /// Makes one of those pages; never asked of a kind without places.
    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let _ = (site, job);
        Ok(String::new())
    }

    /// Makes its pages of one server, as that server passes through.
    fn of_server(&self, site: &Site<'_>, judged: &Judged<'_>, sink: &dyn Sink) -> Result<(), SiteError> {
        let _ = (site, judged, sink);
        Ok(())
    }
}

/// A place in the navigation.
pub(crate) struct Nav {
    /// Where the link leads.
    pub(crate) address: String,
    /// In the footer rather than the header.
    pub(crate) footer: bool,
}

impl Nav {
    /// In the header.
    pub(crate) fn header(address: impl Into<String>) -> Option<Nav> {
        Some(Nav { address: address.into(), footer: false })
    }

    /// In the footer.
    pub(crate) fn footer(address: impl Into<String>) -> Option<Nav> {
        Some(Nav { address: address.into(), footer: true })
    }
}

/// One page to be made from the catalogue alone.
pub(crate) struct Place {
    /// The file.
    pub(crate) address: String,
    /// Which of the kind's subjects.
    pub(crate) subject: usize,
    /// Which page of a list, from one.
    pub(crate) page: usize,
}

impl Place {
    /// A kind's only page.
    pub(crate) fn only(address: &str) -> Vec<Place> {
        vec![Place { address: address.to_owned(), subject: 0, page: 1 }]
    }

    /// The pages of a list of so many rows.
    pub(crate) fn pages(subject: usize, rows: usize, at: impl Fn(usize) -> String) -> impl Iterator<Item = Place> {
        (1..=super::view::pages_for(rows)).map(move |page| Place { address: at(page), subject, page })
    }
}

/// What a kind of page is, for documentation and tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindInfo {
    /// Its name.
    pub id: &'static str,
    /// Its title in the navigation.
    pub title: &'static str,
    /// The template it fills.
    pub template: &'static str,
    /// The addresses it makes.
    pub makes: &'static str,
}

/// All kinds of pages.
pub fn kinds() -> impl Iterator<Item = KindInfo> {
    PAGES.iter().map(|k| KindInfo { id: k.id(), title: k.title(), template: k.template(), makes: k.makes() })
}
