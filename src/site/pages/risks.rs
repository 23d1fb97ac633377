//! The tools of each risk.

use super::{PageKind, Place};
use crate::site::facets::Choice;
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

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        let of = |risk: &Risk| {
            let (risk, i) = (*risk, *risk as usize);
            Place::pages(i, site.lists.by_risk[i].tools.len(), move |page| links::risk(risk, page))
        };
        Risk::ALL.iter().flat_map(of).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let risk = Risk::ALL[job.subject];
        listing::render(
            site,
            job,
            listing::Listing {
                kind: self.id(),
                heading: format!("{risk} risk"),
                means: words::risk_means(risk).into(),
                anchor: format!("risk-{}", risk.word().to_ascii_lowercase()),
                list: &site.lists.by_risk[job.subject],
                choice: Some(Choice::of_risk(risk)),
                bar: false,
                at: &|page| links::risk(risk, page),
            },
        )
    }
}
