//! The repository holds to its own rules: levels, and who may do what.

use std::collections::BTreeMap;
use std::path::Path;

/// The levels, lowest first, in the order of ARCHITECTURE.md; a module uses
/// modules of its own level and below.
const LEVELS: &[&[&str]] = &[
    &["vocab", "claim", "ids", "span", "diag", "sink", "jsonc", "embedded"],
    &["text", "manifest", "config", "settings"],
    &["rulebook"],
    &["evidence", "hygiene"],
    &["classify"],
    &["policy", "overrides", "hints"],
    &["catalogue", "account", "eval", "toxic", "grade"],
    &["report", "site"],
    &["fsio"],
    &["run"],
    &["cli"],
];

/// Every Rust file of the library with its path from `src/`, without its tests.
fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    walkdir::WalkDir::new(&root)
        .into_iter()
        .map(|entry| entry.expect("readable"))
        .filter(|entry| entry.path().extension().is_some_and(|e| e == "rs"))
        .map(|entry| {
            let path = entry.path().strip_prefix(&root).expect("below").to_string_lossy().replace('\\', "/");
            let text = std::fs::read_to_string(entry.path()).expect("text");
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
            let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            (path, code.join("\n"))
        })
        .collect()
}

/// The module of a path: `report/table.rs` and `report.rs` are `report`.
fn module(path: &str) -> &str {
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

fn level(module: &str) -> Option<usize> {
    LEVELS.iter().position(|level| level.contains(&module))
}

#[test]
fn modules_use_lower_levels_only() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let own = module(&path);
        if own == "lib" || own == "main" {
            continue;
        }
        let here = level(own).unwrap_or_else(|| panic!("`{own}` has no level"));
        for (at, _) in text.match_indices("crate::") {
            let used: String =
                text[at + "crate::".len()..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            // `use crate::{…}` would hide what is used.
            assert!(!used.is_empty(), "{path} imports several modules at once");
            let Some(there) = level(&used) else { panic!("{path} uses `{used}`, which has no level") };
            if there > here {
                wrong.push(format!("{path} (level {here}) uses {used} (level {there})"));
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn some_things_are_done_in_one_place_only() {
    let places: [(&str, &[&str]); 8] = [
        ("std::fs", &["fsio"]),
        ("std::env::", &["cli", "main"]),
        ("std::time", &["cli"]),
        ("rayon", &["run"]),
        ("anyhow", &["cli"]),
        ("std::io::stdout", &["cli"]),
        ("println!", &[]),
        ("std::process::exit", &[]),
    ];
    for (path, text) in sources() {
        for (what, allowed) in places {
            assert!(!text.contains(what) || allowed.contains(&module(&path)), "{path} must not use {what}");
        }
    }
}

#[test]
fn the_embedded_table_is_the_two_folders() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut on_disk = Vec::new();
    for folder in ["catalog", "templates"] {
        for entry in walkdir::WalkDir::new(root.join(folder)) {
            let entry = entry.expect("readable");
            if entry.file_type().is_file() {
                on_disk.push(entry.path().strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/"));
            }
        }
    }
    on_disk.sort();
    let embedded: Vec<&str> = toolrisk::embedded::FILES.iter().map(|(path, _)| *path).collect();
    assert_eq!(embedded, on_disk);
}
