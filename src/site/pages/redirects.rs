//! Pages that have moved and lead on to where they stand now.

use super::{PageKind, Place};
use crate::site::{Job, Site, SiteError, links};
use minijinja::value::{Serde, Value};
use serde::Serialize;

/// Whatever the list of moves names.
pub(crate) struct Redirects;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    address: &'a str,
    title: &'a str,
    href: String,
    canonical: Option<String>,
    to: &'a str,
}

impl PageKind for Redirects {
    fn id(&self) -> &'static str {
        "redirects"
    }

    fn title(&self) -> &'static str {
        "Moved"
    }

    fn template(&self) -> &'static str {
        "redirect.html"
    }

    fn makes(&self) -> &'static str {
        "what --redirects names"
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        let place =
            |(subject, (address, _)): (usize, &(String, String))| Place { address: address.clone(), subject, page: 1 };
        site.moved.iter().enumerate().map(place).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        // Jobs are made from the same list, so it is there.
        let Some((from, to)) = site.moved.get(job.subject) else { return Ok(String::new()) };
        let view = View {
            address: from,
            title: &site.options.title,
            href: links::relative(from, to),
            canonical: site.url(to),
            to,
        };
        let page = site.template(self.template())?.render(minijinja::context! { v => Value::from(Serde(view)) });
        page.map_err(|source| SiteError::Template { template: self.template().to_owned(), source })
    }
}
