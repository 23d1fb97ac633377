//! The tools of each risk.

use super::{Nav, PageKind, Place};
use crate::site::{Job, Site, SiteError, links, listing, words};
use crate::vocab::Risk;

/// `risks/critical.html`, `risks/low-2.html`.
pub(crate) struct Risks;

impl PageKind for Risks {
    fn id(&self) -> &'static str {
        "risks"
    }

    fn title(&self) -> &'static str {
        "Risks"
    }

    fn template(&self) -> &'static str {
        "list.html"
    }

    fn makes(&self) -> &'static str {
        "risks/<risk>.html, risks/<risk>-<page>.html"
    }

    fn nav(&self) -> Option<Nav> {
        Nav::header(links::risk(Risk::Critical, 1))
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        let of = |risk: &Risk| {
            let (risk, i) = (*risk, *risk as usize);
            Place::pages(i, site.lists.by_risk[i].tools.len(), move |page| links::risk(risk, page))
        };
        Risk::ALL.iter().flat_map(of).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let risk = Risk::ALL[job.subject];
        let beside = Risk::ALL.iter().rev().map(|r| (r.word(), links::risk(*r, 1), *r == risk)).collect();
        listing::render(
            site,
            job,
            listing::Listing {
                kind: self.id(),
                heading: format!("{risk} risk"),
                means: words::risk_means(risk),
                anchor: format!("risk-{}", risk.word().to_ascii_lowercase()),
                list: &site.lists.by_risk[job.subject],
                bar: false,
                beside,
                at: &|page| links::risk(risk, page),
            },
        )
    }
}
