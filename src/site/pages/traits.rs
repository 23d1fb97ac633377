//! The tools of each trait.

use super::{PageKind, Place};
use crate::site::facets::Choice;
use crate::site::{Job, Site, SiteError, links, listing, words};
use crate::vocab::Trait;

/// `traits/bulk.html`, `traits/bulk-2.html`.
pub(crate) struct Traits;

impl PageKind for Traits {
    fn id(&self) -> &'static str {
        "traits"
    }

    fn title(&self) -> &'static str {
        "Traits"
    }

    fn template(&self) -> &'static str {
        "list.html"
    }

    fn makes(&self) -> &'static str {
        "traits/<trait>.html, traits/<trait>-<page>.html"
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        let of = |t: &Trait| {
            let (t, i) = (*t, *t as usize);
            Place::pages(i, site.lists.by_trait[i].tools.len(), move |page| links::trait_(t, page))
        };
        Trait::ALL.iter().flat_map(of).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let t = Trait::ALL[job.subject];
        listing::render(
            site,
            job,
            listing::Listing {
                kind: self.id(),
                heading: format!("Trait {t}"),
                means: words::trait_means(t).into(),
                anchor: format!("trait-{t}"),
                list: &site.lists.by_trait[job.subject],
                choice: Some(Choice::of_trait(t)),
                bar: true,
                at: &|page| links::trait_(t, page),
            },
        )
    }
}
