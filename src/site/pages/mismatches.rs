//! The tools whose author's hints the definition contradicts.

use super::{Nav, PageKind, Place};
use crate::site::{Job, Site, SiteError, links, listing};

/// `mismatches.html`, `mismatches-2.html`.
pub(crate) struct Mismatches;

impl PageKind for Mismatches {
    fn id(&self) -> &'static str {
        "mismatches"
    }

    fn title(&self) -> &'static str {
        "Wrong hints"
    }

    fn template(&self) -> &'static str {
        "list.html"
    }

    fn makes(&self) -> &'static str {
        "mismatches.html, mismatches-<page>.html"
    }

    fn nav(&self) -> Option<Nav> {
        Nav::footer(links::mismatches(1))
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        Place::pages(0, site.lists.mismatches.tools.len(), links::mismatches).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        listing::render(
            site,
            job,
            listing::Listing {
                kind: self.id(),
                heading: "Wrong hints".to_owned(),
                means: "A hint that the author gives (readOnlyHint and its like) says one thing, name or description another.".into(),
                anchor: "mismatches".to_owned(),
                list: &site.lists.mismatches,
                choice: None,
                bar: true,
                at: &links::mismatches,
            },
        )
    }
}
