//! The tools of each category.

use super::{PageKind, Place};
use crate::site::facets::Choice;
use crate::site::{Job, Site, SiteError, links, listing, words};
use crate::vocab::Category;

/// `categories/read.html`, `categories/read-2.html`.
pub(crate) struct Categories;

impl PageKind for Categories {
    fn id(&self) -> &'static str {
        "categories"
    }

    fn title(&self) -> &'static str {
        "Categories"
    }

    fn template(&self) -> &'static str {
        "list.html"
    }

    fn makes(&self) -> &'static str {
        "categories/<category>.html, categories/<category>-<page>.html"
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        let of = |category: &Category| {
            let (category, i) = (*category, *category as usize);
            Place::pages(i, site.lists.by_category[i].tools.len(), move |page| links::category(category, page))
        };
        Category::ALL.iter().flat_map(of).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let category = Category::ALL[job.subject];
        listing::render(
            site,
            job,
            listing::Listing {
                kind: self.id(),
                heading: format!("{category} tools"),
                means: words::category_means(category).into(),
                anchor: format!("category-{}", category.word().to_ascii_lowercase()),
                list: &site.lists.by_category[job.subject],
                choice: Some(Choice::of_category(category)),
                bar: true,
                at: &|page| links::category(category, page),
            },
        )
    }
}
