//! What a host shows for an address that does not exist.

use super::{PageKind, Place};
use crate::site::{Head, Job, Site, SiteError, links};
use serde::Serialize;

/// `404.html`.
pub(crate) struct Missing;

/// The view: the layout says it all.
#[derive(Serialize)]
struct View {
    servers: String,
}

impl PageKind for Missing {
    fn id(&self) -> &'static str {
        "missing"
    }

    fn title(&self) -> &'static str {
        "Not here"
    }

    fn template(&self) -> &'static str {
        "404.html"
    }

    fn makes(&self) -> &'static str {
        "404.html"
    }

    fn places(&self, _: &Site<'_>) -> Vec<Place> {
        Place::only(links::MISSING)
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let head = Head {
            kind: self.id(),
            title: "Not here".to_owned(),
            about: "There is no page at this address.".to_owned(),
            crumbs: Vec::new(),
            json: None,
        };
        let view = View { servers: site.way(&job.address, &links::servers(1)) };
        site.page(&site.template(self.template())?, &job.address, &head, &view)
    }
}
