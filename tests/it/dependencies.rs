//! What the program is built from: where every crate comes from, under which licence, and
//! that none is asked for in any version. `deny.toml` says which licences are allowed.

#![expect(clippy::print_stderr, reason = "what was not tried is said, and what was measured")]

use crate::support::root;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// Where crates of others may come from.
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The licences that `deny.toml` allows.
fn allowed() -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join("deny.toml")).expect("deny.toml is there");
    let table: toml::Table = text.parse().expect("deny.toml is TOML");
    let list = table["licenses"]["allow"].as_array().expect("a list of licences");
    list.iter().map(|id| id.as_str().expect("a licence's name").to_owned()).collect()
}

/// What cargo says of a manifest and everything that it is built from.
fn metadata(manifest: &Path, more: &[&str]) -> Result<Value, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["metadata", "--locked", "--format-version", "1", "--all-features", "--manifest-path"]);
    let output = command.arg(manifest).args(more).output().map_err(|error| format!("cargo cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
}

/// The same for this machine's kind alone, which needs only crates that were fetched to build.
fn metadata_here(manifest: &Path) -> Result<Value, String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output().map_err(|error| format!("rustc cannot be run: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let host = text.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc names no host")?;
    metadata(manifest, &["--offline", "--filter-platform", host])
}

/// A text of a package.
fn text<'a>(package: &'a Value, key: &str) -> Option<&'a str> {
    package.get(key).and_then(Value::as_str)
}

/// What is wrong with what a manifest is built from.
fn faults(metadata: &Value, home: &Path, allow: &BTreeSet<String>) -> Vec<String> {
    let mut out = Vec::new();
    for package in metadata["packages"].as_array().expect("a list of packages") {
        let name = format!("{} {}", text(package, "name").unwrap_or("?"), text(package, "version").unwrap_or("?"));
        let ours = match text(package, "source") {
            None => {
                let here = text(package, "manifest_path").is_some_and(|path| Path::new(path).starts_with(home));
                if !here {
                    out.push(format!("{name} is a folder outside of the project"));
                }
                here
            }
            Some(source) => {
                if source != CRATES_IO {
                    out.push(format!("{name} comes from {source}"));
                }
                false
            }
        };
        if ours {
            for wanted in package["dependencies"].as_array().into_iter().flatten() {
                // A folder of ours has no version to ask for.
                let any = text(wanted, "req").is_none_or(|req| req.contains('*'));
                if any && text(wanted, "path").is_none() {
                    out.push(format!("{name} asks for any version of {}", text(wanted, "name").unwrap_or("?")));
                }
            }
            // The proof is not published, so it names no licence of its own.
            if text(package, "license").is_none() && package["publish"] == json!([]) {
                continue;
            }
        }
        match text(package, "license").map(|licence| (licence, satisfied(licence, allow))) {
            None => out.push(format!("{name} names no licence")),
            Some((licence, Ok(false))) => out.push(format!("{name}: {licence} is not allowed by deny.toml")),
            Some((licence, Err(problem))) => out.push(format!("{name}: {licence:?} cannot be read: {problem}")),
            Some((_, Ok(true))) => {}
        }
    }
    out
}

/// Whether a licence expression can be kept with allowed licences alone. `MIT/Apache-2.0` is
/// how crates used to write `OR`.
fn satisfied(expression: &str, allow: &BTreeSet<String>) -> Result<bool, String> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: &words, allow };
    let holds = reader.any()?;
    if let Some(word) = reader.words.first() { Err(format!("unexpected {word:?}")) } else { Ok(holds) }
}

/// Reads an expression from its front: `WITH` binds closest, then `AND`, then `OR`.
struct Reader<'a> {
    words: &'a [&'a str],
    allow: &'a BTreeSet<String>,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(*first)
    }

    fn follows(&mut self, word: &str) -> bool {
        let here = self.words.first() == Some(&word);
        if here {
            self.words = &self.words[1..];
        }
        here
    }

    fn any(&mut self) -> Result<bool, String> {
        let mut holds = self.all()?;
        while self.follows("OR") {
            holds |= self.all()?;
        }
        Ok(holds)
    }

    fn all(&mut self) -> Result<bool, String> {
        let mut holds = self.one()?;
        while self.follows("AND") {
            holds &= self.one()?;
        }
        Ok(holds)
    }

    fn one(&mut self) -> Result<bool, String> {
        let id = self.next().ok_or("it ends too early")?;
        if id == "(" {
            let holds = self.any()?;
            return if self.follows(")") { Ok(holds) } else { Err("a parenthesis stays open".to_owned()) };
        }
        let plain = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric() || "-.+:".contains(c));
        if ["OR", "AND", "WITH", ")"].contains(&id) || !plain(id) {
            return Err(format!("{id:?} is no licence"));
        }
        if self.follows("WITH") {
            let exception = self.next().filter(|word| plain(word)).ok_or("WITH what?")?;
            return Ok(self.allow.contains(&format!("{id} WITH {exception}")));
        }
        Ok(self.allow.contains(id))
    }
}

#[test]
fn everything_comes_from_crates_io_under_an_allowed_licence() {
    let manifest = root().join("Cargo.toml");
    // Crates of other systems have to be fetched; without network this system's are looked at.
    let found =
        metadata(&manifest, &[]).or_else(|all| metadata_here(&manifest).map_err(|here| format!("{all}\n{here}")));
    let found = found.unwrap_or_else(|problem| panic!("cargo metadata failed; `cargo fetch` may help:\n{problem}"));
    let packages = found["packages"].as_array().map_or(0, Vec::len);
    assert!(packages > 100, "only {packages} packages");
    let faults = faults(&found, root(), &allowed());
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn what_the_proof_is_built_from_is_held_to_the_same() {
    let manifest = root().join("tests/proof/Cargo.toml");
    let found = metadata(&manifest, &["--offline"]).or_else(|_| metadata_here(&manifest));
    let Ok(found) = found else {
        eprintln!("skipped: `cargo fetch --manifest-path tests/proof/Cargo.toml` has not been run");
        return;
    };
    let packages = found["packages"].as_array().map_or(0, Vec::len);
    assert!(packages > 100, "only {packages} packages");
    let faults = faults(&found, root(), &allowed());
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn licence_expressions_are_read_as_they_are_meant() {
    let allow: BTreeSet<String> =
        ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"].into_iter().map(str::to_owned).collect();
    for (expression, holds) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("GPL-3.0 OR MIT", true),
        ("GPL-3.0 AND MIT", false),
        ("Apache-2.0/GPL-3.0", true),
        ("GPL-2.0+/LGPL-3.0", false),
        // AND binds closer than OR.
        ("MIT OR GPL-3.0 AND AGPL-3.0", true),
        ("(MIT OR GPL-3.0) AND AGPL-3.0", false),
        ("(MIT OR GPL-3.0) AND (Apache-2.0)", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("MIT WITH LLVM-exception", false),
        ("GPL-3.0 WITH LLVM-exception OR MIT", true),
        ("mit", false),
    ] {
        assert_eq!(satisfied(expression, &allow), Ok(holds), "{expression}");
    }
    for broken in ["", "MIT OR", "(MIT", "MIT)", "MIT Apache-2.0", "OR MIT", "MIT WITH", "MIT; GPL"] {
        assert!(satisfied(broken, &allow).is_err(), "{broken:?}");
    }
}

#[test]
fn each_fault_is_noticed() {
    let ours = |wanted: Value| {
        json!({"name": "ours", "version": "1.0.0", "source": null, "license": "MIT", "publish": null,
            "manifest_path": "/home/project/Cargo.toml", "dependencies": [wanted]})
    };
    let other = |source: Value, licence: Value| {
        json!({"name": "other", "version": "2.0.0", "source": source, "license": licence, "publish": null,
            "manifest_path": "/home/cache/other/Cargo.toml", "dependencies": []})
    };
    let any = json!({"name": "other", "req": "*"});
    let one = json!({"name": "other", "req": "^2.0"});
    let folder = json!({"name": "other", "req": "*", "path": "/home/project/other"});
    let cases = [
        (ours(one), None),
        (ours(folder), None),
        (ours(any), Some("ours 1.0.0 asks for any version of other")),
        (other(json!(CRATES_IO), json!("MIT")), None),
        (other(json!(CRATES_IO), json!("GPL-3.0")), Some("other 2.0.0: GPL-3.0 is not allowed by deny.toml")),
        (other(json!(CRATES_IO), Value::Null), Some("other 2.0.0 names no licence")),
        (other(Value::Null, json!("MIT")), Some("other 2.0.0 is a folder outside of the project")),
        (other(json!("git+ssh://host/other"), json!("MIT")), Some("other 2.0.0 comes from git+ssh://host/other")),
    ];
    for (package, fault) in cases {
        let found = faults(&json!({"packages": [package]}), Path::new("/home/project"), &allowed());
        assert_eq!(found, fault.into_iter().collect::<Vec<_>>(), "{package}");
    }
}
