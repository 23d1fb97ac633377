//! The templates and assets that the program carries with it: what stands below
//! `templates/`, so that a new one needs no line here.

use super::links;
use crate::embedded;

/// Templates by name. What is written about them for people (`DESIGN.md`) is none.
pub(crate) fn templates() -> impl Iterator<Item = (&'static str, &'static str)> {
    embedded::below("templates/").filter(|(name, _)| !name.starts_with(links::ASSETS) && !name.ends_with(".md"))
}

/// Files that are published as they are, by name below `assets/`.
pub(crate) fn assets() -> impl Iterator<Item = (&'static str, &'static str)> {
    embedded::below("templates/").filter_map(|(name, text)| Some((name.strip_prefix(links::ASSETS)?, text)))
}
