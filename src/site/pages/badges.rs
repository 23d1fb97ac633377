//! Badges and cards.

use super::{PageKind, Place};
use crate::sink::Sink;
use crate::site::{Job, Judged, Site, SiteError, badges, links};
use crate::vocab::Risk;

/// `badges/<risk>.svg`, and what lies in servers' folders.
pub(crate) struct Badges;

impl PageKind for Badges {
    fn id(&self) -> &'static str {
        "badges"
    }

    fn title(&self) -> &'static str {
        "Badges"
    }

    fn template(&self) -> &'static str {
        "badge.svg"
    }

    fn makes(&self) -> &'static str {
        "badges/<risk>.svg, servers/<server>/index.badge.svg; with an address of the site card.svg, servers/<server>/index.card.svg"
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        let card = site.options.base_url.as_ref().map(|_| (links::CARD.to_owned(), Risk::ALL.len()));
        let badges = Risk::ALL.iter().map(|risk| (links::risk_badge(*risk), *risk as usize));
        badges.chain(card).map(|(address, subject)| Place { address, subject, page: 1 }).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        match Risk::ALL.get(job.subject) {
            Some(risk) => badges::of_risk(site, *risk),
            None => badges::site_card(site),
        }
    }

    fn of_server(&self, site: &Site<'_>, judged: &Judged<'_>, sink: &dyn Sink) -> Result<(), SiteError> {
        let server = judged.summary;
        for path in badges::server_paths(site, server) {
            let card = path.ends_with(links::SERVER_CARD);
            let drawn = if card { badges::server_card(site, server) } else { badges::of_server(site, server) };
            sink.put(&path, drawn?.as_bytes())?;
        }
        Ok(())
    }
}
