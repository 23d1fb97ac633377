//! The tools that two things hold for: a category and a risk, a trait and a risk, a trait
//! and a category.

use super::{PageKind, Place};
use crate::site::facets::Choice;
use crate::site::lists::List;
use crate::site::{Job, Site, SiteError, listing};

/// `categories/write/critical.html`, `traits/bulk/write-2.html`.
pub(crate) struct Crossings;

impl PageKind for Crossings {
    fn id(&self) -> &'static str {
        "crossings"
    }

    fn title(&self) -> &'static str {
        "Crossings"
    }

    fn template(&self) -> &'static str {
        "list.html"
    }

    fn makes(&self) -> &'static str {
        "categories/<category>/<risk>.html, traits/<trait>/<risk>.html, traits/<trait>/<category>.html, each also with -<page>"
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        // A list that nothing is on has no page.
        let met = Choice::pairs().zip(&site.lists.crossed).enumerate().filter(|(_, (_, list))| !list.tools.is_empty());
        let pages = |(at, (choice, list)): (usize, (Choice, &List))| {
            Place::pages(at, list.tools.len(), move |page| choice.address(page))
        };
        met.flat_map(pages).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        // Jobs are made from the same pairs, so the choice is there.
        let Some(choice) = Choice::pairs().nth(job.subject) else { return Ok(String::new()) };
        let anchor = match (choice.t, choice.category) {
            (Some(t), _) => format!("trait-{t}"),
            (None, Some(category)) => format!("category-{}", category.word().to_ascii_lowercase()),
            (None, None) => "risk".to_owned(),
        };
        listing::render(
            site,
            job,
            listing::Listing {
                kind: self.id(),
                heading: choice.title(),
                means: choice.means().into(),
                anchor,
                list: &site.lists.crossed[job.subject],
                choice: Some(choice),
                bar: choice.risk.is_none(),
                at: &|page| choice.address(page),
            },
        )
    }
}
