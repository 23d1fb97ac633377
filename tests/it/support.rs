//! What several subjects need: the catalog, sample servers, and where things stand.

use std::path::{Path, PathBuf};
use toolrisk::manifest::{Input, Limits, Outcome, Server, read};
use toolrisk::rulebook::{CatalogFiles, Rulebook};

/// The folder of the crate.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The catalog as it stands on disk.
pub(crate) fn catalog() -> CatalogFiles {
    let folder = root().join("catalog");
    let files = walkdir::WalkDir::new(&folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    CatalogFiles::new(files.filter(|e| e.file_type().is_file()).map(|entry| {
        let path = entry.path().strip_prefix(&folder).expect("below the folder").to_string_lossy().replace('\\', "/");
        (path, std::fs::read_to_string(entry.path()).expect("a catalog file is text").into())
    }))
}

/// The rulebook; loading it is the first test of all.
pub(crate) fn rulebook() -> Rulebook {
    Rulebook::load(&catalog()).unwrap_or_else(|problems| panic!("the catalog does not load:\n{problems}"))
}

/// All sample servers, by the stem of their files.
pub(crate) fn samples() -> Vec<(String, Server)> {
    let catalog = catalog();
    let mut out = Vec::new();
    for (path, text) in catalog.below("servers/", ".json") {
        let stem = path.trim_start_matches("servers/").trim_end_matches(".json");
        let reading = read(Input { source: path, stem, bytes: text.as_bytes() }, Limits::default());
        let Outcome::Servers(servers) = reading.outcome else { panic!("{path} reads as {:?}", reading.outcome) };
        out.extend(servers.into_iter().map(|s| (stem.to_owned(), s)));
    }
    out
}

/// The material folder beside the project, if it is there.
pub(crate) fn shared() -> Option<PathBuf> {
    let folder = root().join("../shared");
    folder.is_dir().then_some(folder)
}
