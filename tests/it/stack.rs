//! `stack`: what is read of clients' configurations, and that no secret gets out.

use crate::support::root;
use assert_cmd::Command;
use serde_json::Value;
use std::path::Path;

/// Runs the command on configurations laid out as in a home folder; status and both outputs.
fn stack(home: &Path, files: &[(&str, &str)], args: &[&str]) -> (i32, String, String) {
    for (path, fixture) in files {
        let path = home.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::copy(root().join("tests/fixtures/stack").join(fixture), path).expect("a copy");
    }
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("toolrisk"));
    command.env_clear().current_dir(home).args(["stack", "--home", ".", "--manifests"]);
    let output = command.arg(root().join("catalog/servers")).args(args).output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("no signal"), text(output.stdout), text(output.stderr))
}

const ALL: &[(&str, &str)] = &[
    (".claude.json", "claude.json"),
    (".vscode/mcp.json", "vscode.jsonc"),
    (".codex/config.toml", "codex.toml"),
    (".config/goose/config.yaml", "goose.yaml"),
];

#[test]
fn no_secret_of_a_configuration_gets_out() {
    let home = tempfile::tempdir().expect("a folder");
    for format in ["human", "json"] {
        let (code, out, err) = stack(home.path(), ALL, &["--out", "out", "--format", format]);
        assert_eq!(code, 5, "{out}{err}");
        assert!(!format!("{out}{err}").to_lowercase().contains("canary"), "{out}{err}");
        assert!(out.contains("pigeonroost-mail") && out.contains("mcp.elsewhere.example"), "{out}");
    }
    for file in walkdir::WalkDir::new(home.path().join("out")).into_iter().filter_map(Result::ok) {
        if file.file_type().is_file() {
            let text = std::fs::read_to_string(file.path()).expect("text");
            assert!(!text.to_lowercase().contains("canary"), "{}", file.path().display());
        }
    }
    let settings = std::fs::read_to_string(home.path().join("out/claude-code/settings.json")).expect("one file");
    assert!(settings.contains("mcp__mail__") && settings.contains("mcp__search__"), "{settings}");
    for path in ["claude-code/mail/shortfalls.json", "codex/calendar/shortfalls.json", "vscode/search/shortfalls.json"]
    {
        assert!(home.path().join("out").join(path).is_file(), "{path}");
    }
}

#[test]
fn errors_quote_nothing() {
    for (name, text) in [
        (".claude.json", "{\"mcpServers\": {\"a\": CANARY}}"),
        (".codex/config.toml", "[mcp_servers.a]\nCANARY CANARY"),
        (".config/goose/config.yaml", "extensions: {a: [CANARY"),
    ] {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(&path, text).expect("a file");
        let (code, out, err) = stack(home.path(), &[], &[]);
        assert_eq!(code, 3, "{err}");
        assert!(err.contains("line ") && !format!("{out}{err}").contains("CANARY"), "{err}");
    }
}

#[test]
fn the_record_follows_its_schema() {
    let home = tempfile::tempdir().expect("a folder");
    let (_, out, _) = stack(home.path(), ALL, &["--format", "json"]);
    let record: Value = serde_json::from_str(&out).expect("JSON");
    let schema = |name: &str| -> Value {
        let path = root().join("catalog/schemas").join(name);
        serde_json::from_str(&std::fs::read_to_string(path).expect("a schema")).expect("JSON")
    };
    let valid = |schema: &Value, value: &Value| {
        let schema = jsonschema::validator_for(schema).expect("a schema compiles");
        let errors: Vec<String> = schema.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert_eq!(errors, Vec::<String>::new());
    };
    valid(&schema("stack.v1.schema.json"), &record);
    let mut servers = schema("server.v1.schema.json");
    servers["$ref"] = "#/$defs/servers".into();
    for agent in record["agents"].as_array().expect("agents") {
        valid(&servers, &agent["judged"]);
    }
}

#[test]
fn targets_that_write_a_file_a_server_get_a_folder_each() {
    let home = tempfile::tempdir().expect("a folder");
    stack(home.path(), &ALL[..1], &["--target", "policylayer", "--out", "out"]);
    for name in ["mail", "search"] {
        assert!(home.path().join(format!("out/policylayer/{name}/policy.json")).is_file(), "{name}");
    }
}

#[test]
fn a_stack_without_a_toxic_combination_ends_well() {
    let home = tempfile::tempdir().expect("a folder");
    let (code, out, err) = stack(home.path(), &ALL[3..], &[]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("switched off"), "{out}");
}
