//! The JSON beside pages, the whole catalogue line by line, and the schemas of both.

use super::{PageKind, Place};
use crate::site::{Job, Site, SiteError, records};

/// `index.json` and its like, `tools.jsonl`, `servers.jsonl`, `schemas/`.
pub(crate) struct Records;

impl PageKind for Records {
    fn id(&self) -> &'static str {
        "records"
    }

    fn title(&self) -> &'static str {
        "Records"
    }

    fn template(&self) -> &'static str {
        ""
    }

    fn makes(&self) -> &'static str {
        "one <page>.json for each list and table, tools.jsonl, servers.jsonl, schemas/<schema>.json"
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        let place = |(subject, (address, _)): (usize, (String, _))| Place { address, subject, page: 1 };
        records::all(site).into_iter().enumerate().map(place).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        // Jobs are made from the same list, so the record is there.
        let record = records::all(site).into_iter().nth(job.subject);
        Ok(record.map(|(at, record)| records::text(site, &at, record)).unwrap_or_default())
    }
}
