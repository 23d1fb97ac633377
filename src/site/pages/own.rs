//! Pages that the operator wrote.

use super::{PageKind, Place};
use crate::site::view::Link;
use crate::site::{Head, Job, Site, SiteError, links};
use minijinja::value::Value;
use serde::Serialize;

/// `pages/*.html`.
pub(crate) struct Own;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    title: &'a str,
    text: Value,
}

impl PageKind for Own {
    fn id(&self) -> &'static str {
        "own"
    }

    fn title(&self) -> &'static str {
        "Pages of the operator"
    }

    fn template(&self) -> &'static str {
        "own.html"
    }

    fn makes(&self) -> &'static str {
        "pages/<file>.html"
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        let pages = site.options.brand.pages.iter().enumerate();
        pages.map(|(subject, page)| Place { address: page.at(), subject, page: 1 }).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let page = &site.options.brand.pages[job.subject];
        let head = Head {
            kind: self.id(),
            title: page.title.clone(),
            about: if page.text.lead.is_empty() { page.title.clone() } else { page.text.lead.clone() },
            crumbs: vec![Link::new("Catalogue", &job.address, links::HOME)],
            json: None,
        };
        let view = View { title: &page.title, text: Value::from_safe_string(page.text.html(&job.address)) };
        site.page(&site.template(self.template())?, &job.address, &head, &view)
    }
}
