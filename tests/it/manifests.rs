//! The manifest reader: every format by its own fixtures, the corpus of real
//! manifests if it is there, and input that nobody meant.

use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toolrisk::diag::Level;
use toolrisk::manifest::{Input, Limits, Outcome, Reading, Server, Tool, read};

/// Reads bytes under a name.
fn read_as(source: &str, bytes: &[u8]) -> Reading {
    let name = source.rsplit('/').next().unwrap_or(source);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    read(Input { source, stem, bytes }, Limits::default())
}

/// Reads a text.
fn text(text: &str) -> Reading {
    read_as("in.json", text.as_bytes())
}

/// Where the fixtures stand.
fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats")
}

/// The only server of a reading.
fn one(reading: &Reading) -> &Server {
    match &reading.outcome {
        Outcome::Servers(servers) if servers.len() == 1 => &servers[0],
        other => panic!("not one server: {other:?}\n{:?}", reading.diagnostics),
    }
}

fn names(tools: &[Tool]) -> Vec<&str> {
    tools.iter().map(|tool| tool.name.as_str()).collect()
}

fn codes(reading: &Reading) -> Vec<&str> {
    reading.diagnostics.iter().map(|d| d.code).collect()
}

/// Tools and quarantined entries of a reading.
fn accounted(reading: &Reading) -> usize {
    match &reading.outcome {
        Outcome::Servers(servers) => servers.iter().map(|s| s.tools.len() + s.quarantined.len()).sum(),
        Outcome::Loose { tools, quarantined } => tools.len() + quarantined.len(),
        Outcome::ErrorAnswer | Outcome::NotAManifest { .. } => 0,
    }
}

/// All files below a folder, sorted.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder can be read") {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

/// The corpus beside the package, or `None` after saying so.
#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("the corpus of real manifests ({}) is absent: this test checked nothing", folder.display());
    None
}

/// One line that says what a reading came to, for tables.
fn summary(reading: &Reading) -> String {
    match &reading.outcome {
        Outcome::Servers(servers) => {
            let formats: std::collections::BTreeSet<&str> = servers.iter().map(|s| s.format).collect();
            let formats: Vec<&str> = formats.into_iter().collect();
            let empty = if reading.entries == 0 { ", empty" } else { "" };
            format!("{}{empty}", formats.join("+"))
        }
        Outcome::Loose { .. } => "loose tool".to_owned(),
        Outcome::ErrorAnswer => "error answer".to_owned(),
        Outcome::NotAManifest { what } => format!("not a manifest: {what}"),
    }
}

#[test]
fn every_file_of_the_corpus_reads_and_every_entry_is_accounted_for() {
    let Some(corpus) = corpus() else { return };
    let mut wrong = Vec::new();
    let mut table: BTreeMap<(String, String), (usize, usize, usize, usize)> = BTreeMap::new();
    let mut aside: BTreeMap<String, usize> = BTreeMap::new();
    for path in files_below(&corpus) {
        let bytes = std::fs::read(&path).expect("the file can be read");
        let source = path.strip_prefix(&corpus).expect("it is below the corpus").to_string_lossy().into_owned();
        let reading = read_as(&source, &bytes);
        if reading.entries != accounted(&reading) {
            wrong.push(format!("{source}: {} entries, {} accounted for", reading.entries, accounted(&reading)));
        }
        let (kind, raw) = match source.strip_prefix("raw/") {
            Some(rest) => (format!("raw/{}", rest.split('/').next().unwrap_or_default()), true),
            None => (source.split('/').next().unwrap_or_default().to_owned(), false),
        };
        if !raw {
            let value: serde_json::Value = serde_json::from_slice(&bytes).expect("the normalised files are JSON");
            let want = value["tools"].as_array().map_or(0, Vec::len);
            if reading.entries != want || !matches!(&reading.outcome, Outcome::Servers(s) if s.len() == 1) {
                wrong.push(format!("{source}: {want} tools, read as {}", summary(&reading)));
            }
        }
        if let Outcome::Servers(servers) = &reading.outcome {
            for q in servers.iter().flat_map(|s| &s.quarantined) {
                *aside.entry(format!("{source}: {:?}: {}", q.name, q.reason)).or_default() += 1;
            }
        }
        let servers = if let Outcome::Servers(servers) = &reading.outcome { servers.len() } else { 0 };
        let row = table.entry((kind, summary(&reading))).or_default();
        row.0 += 1;
        row.1 += servers;
        row.2 += reading.entries;
        row.3 += reading.diagnostics.iter().filter(|d| d.level >= Level::Warning).count();
    }
    if std::env::var_os("TOOLRISK_SHOW").is_some() {
        show(&table, &aside);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Prints what became of the corpus, for people.
#[expect(clippy::print_stderr, reason = "only when asked for")]
fn show(table: &BTreeMap<(String, String), (usize, usize, usize, usize)>, aside: &BTreeMap<String, usize>) {
    for ((kind, what), (files, servers, entries, warnings)) in table {
        eprintln!("| {kind} | {what} | {files} | {servers} | {entries} | {warnings} |");
    }
    for (line, count) in aside {
        eprintln!("{count} × {line}");
    }
}
