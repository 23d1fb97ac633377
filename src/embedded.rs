//! The catalog and the templates that the program carries inside itself.

/// All files of `catalog/` and `templates/`: path from the root of the package
/// (`catalog/rules/acts/delete-verb.toml`) and text, sorted by path.
pub const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The files below a folder (`catalog/`, with the slash), by their path from there.
pub fn below(folder: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().filter_map(move |(path, text)| Some((path.strip_prefix(folder)?, *text)))
}
