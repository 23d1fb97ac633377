//! The files keep to the forms that their hosts document. The schemas hold what we write and
//! nothing else, written from the documented keys; PolicyLayer's is the catalog's.

use crate::support::{Held, Loaded, corpus, files, manifests, name, root, servers, side_by_side};
use jsonschema::Validator;
use serde_json::Value;
use std::collections::BTreeMap;
use toolrisk::classify::classify;
use toolrisk::manifest::Server;
use toolrisk::policy::Policy;
use toolrisk::policy::target::{Options, TARGETS};
use toolrisk_proof::document;

/// The schemas by target and file, `codex.config.toml`.
pub(crate) fn schemas() -> BTreeMap<String, Validator> {
    let read = |path: &std::path::Path| {
        let text = std::fs::read_to_string(path).expect("a schema");
        let schema: Value = serde_json::from_str(&text).expect("a schema is JSON");
        jsonschema::meta::validate(&schema).expect("a schema follows its own draft");
        jsonschema::validator_for(&schema).expect("a schema compiles")
    };
    let named = |path: &std::path::PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        name.strip_suffix(".schema.json").expect("only schemas stand there").to_owned()
    };
    let own = manifests(&root("tests/proof/schemas"));
    let mut schemas: BTreeMap<String, Validator> = own.iter().map(|path| (named(path), read(path))).collect();
    schemas.insert("policylayer.policy.json".to_owned(), read(&root("catalog/schemas/policy.v1.schema.json")));
    schemas
}

/// Whether a file keeps to its target's schema, if there is one.
pub(crate) fn has_its_form(schemas: &BTreeMap<String, Validator>, target: &str, file: &str, text: &str) -> bool {
    let Some(schema) = schemas.get(&format!("{target}.{file}")) else { return true };
    document(file, text).is_ok_and(|value| schema.is_valid(&value))
}

/// Every object of a document with a key that nobody knows, but for those whose keys are
/// names of servers or tools.
fn with_unknown_keys(value: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    let mut ways = vec![String::new()];
    while let Some(way) = ways.pop() {
        let node = value.pointer(&way).expect("a way that was found");
        let steps: Vec<String> = match node {
            Value::Object(map) => map.keys().map(|key| key.replace('~', "~0").replace('/', "~1")).collect(),
            Value::Array(list) => (0..list.len()).map(|at| at.to_string()).collect(),
            _ => Vec::new(),
        };
        let names = ["mcp_servers", "mcpServers", "tools", "permission", "chat.tools.eligibleForAutoApproval"];
        if node.is_object() && !names.contains(&way.rsplit('/').next().unwrap_or_default()) {
            let mut changed = value.clone();
            changed.pointer_mut(&way).expect("the same way")["nobody-knows-this"] = Value::Bool(true);
            found.push((way.clone(), changed));
        }
        ways.extend(steps.into_iter().map(|step| format!("{way}/{step}")));
    }
    found
}

/// Validates every file for a server; returns which schemas had one.
fn validate(loaded: &Loaded, schemas: &BTreeMap<String, Validator>, server: &Server) -> Vec<String> {
    let verdicts = classify(&loaded.rulebook, server);
    let mut seen = Vec::new();
    for posture in ["strict", "recommended", "granular"].map(|id| loaded.posture(id)) {
        let policy = Policy::of(posture, server.tools.iter().zip(&verdicts));
        for target in TARGETS {
            let held = Held::new(*target, &name(server), &policy, Options::default());
            for (file, text) in files(*target, &held.plan) {
                let key = format!("{}.{file}", target.about().id);
                let Some(schema) = schemas.get(&key) else { continue };
                let value = document(&file, &text).expect("its format");
                let errors: Vec<String> =
                    schema.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
                assert_eq!(errors, Vec::<String>::new(), "{key} of {}\n{text}", name(server));
                let passes = with_unknown_keys(&value).into_iter().take(12).find(|(_, wrong)| schema.is_valid(wrong));
                assert!(passes.is_none(), "{key} takes an unknown key: {passes:?}");
                seen.push(key);
            }
        }
    }
    seen
}

fn validate_all(folder: &std::path::Path) {
    let (loaded, schemas) = (Loaded::new(), schemas());
    let seen = side_by_side(servers(&manifests(folder)), |server| validate(&loaded, &schemas, &server)).concat();
    for key in schemas.keys() {
        assert!(seen.contains(key), "no file has the form of {key}");
    }
    println!("{} files", seen.len());
}

#[test]
fn files_for_the_samples_have_their_documented_form() {
    validate_all(&root("catalog/servers"));
}

#[test]
fn files_for_the_corpus_have_their_documented_form() {
    if let Some(folder) = corpus("live") {
        validate_all(&folder);
    }
}
