//! The tools that a person should look at: those of low confidence.

use super::{Nav, PageKind, Place};
use crate::site::{Job, Site, SiteError, links, listing};

/// `review.html`, `review-2.html`.
pub(crate) struct Review;

impl PageKind for Review {
    fn id(&self) -> &'static str {
        "review"
    }

    fn title(&self) -> &'static str {
        "For review"
    }

    fn template(&self) -> &'static str {
        "list.html"
    }

    fn makes(&self) -> &'static str {
        "review.html, review-<page>.html"
    }

    fn nav(&self) -> Option<Nav> {
        Nav::footer(links::review(1))
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        Place::pages(0, site.lists.review.tools.len(), links::review).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        listing::render(
            site,
            job,
            listing::Listing {
                kind: self.id(),
                heading: "For human review".to_owned(),
                means:
                    "The confidence is low: there was little to go on, or the evidence conflicts. Each page says which. What a person decides instead is kept with name, day and reason, and shown in place of the verdict."
                        .into(),
                anchor: "confidence-low".to_owned(),
                list: &site.lists.review,
                choice: None,
                bar: true,
                at: &links::review,
            },
        )
    }
}
