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
    command.env_clear().current_dir(home).arg("stack").args(args).args(["--home", ".", "--manifests"]);
    let output = command.arg(root().join("catalog/servers")).output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("no signal"), text(output.stdout), text(output.stderr))
}

/// A server as it must be read: name, transport, switched off, tools withheld.
type Read = (&'static str, &'static str, bool, u64);

/// Place, fixture, client and servers, for each client there is.
const ALL: &[(&str, &str, &str, &[Read])] = &[
    (
        ".claude.json",
        "claude.json",
        "claude-code",
        &[
            ("mail", "stdio", false, 0),
            ("search", "stdio", false, 0),
            ("remote", "http", false, 0),
            ("strange", "stdio", false, 0),
        ],
    ),
    (
        "Library/Application Support/Claude/claude_desktop_config.json",
        "claude-desktop.json",
        "claude-desktop",
        &[("mail", "stdio", false, 0), ("bridge", "stdio", false, 0)],
    ),
    (
        ".cursor/mcp.json",
        "cursor.json",
        "cursor",
        &[("mail", "stdio", false, 0), ("remote", "http", false, 0), ("old", "sse", false, 0)],
    ),
    (
        ".config/Code/User/mcp.json",
        "vscode.jsonc",
        "vscode",
        &[("search", "stdio", false, 0), ("remote", "http", false, 0)],
    ),
    (
        ".codex/config.toml",
        "codex.toml",
        "codex",
        &[("calendar", "stdio", false, 2), ("far away", "http", false, 0), ("resting", "stdio", true, 0)],
    ),
    (
        ".gemini/settings.json",
        "gemini.json",
        "gemini-cli",
        &[
            ("mail", "stdio", false, 15),
            ("remote", "http", false, 0),
            ("old", "sse", false, 0),
            ("away", "stdio", true, 0),
            ("forgotten", "stdio", true, 0),
        ],
    ),
    (
        "AppData/Roaming/Zed/settings.json",
        "zed.jsonc",
        "zed",
        &[
            ("mail", "stdio", false, 0),
            ("search", "stdio", true, 0),
            ("remote", "http", false, 0),
            ("packed", "unknown", false, 0),
        ],
    ),
    (
        ".config/opencode/opencode.jsonc",
        "opencode.jsonc",
        "opencode",
        &[("mail", "stdio", false, 0), ("remote", "http", false, 0), ("search", "stdio", true, 0)],
    ),
    (
        "AppData/Roaming/Block/goose/config/config.yaml",
        "goose.yaml",
        "goose",
        &[
            ("developer", "builtin", false, 0),
            ("shop", "stdio", true, 0),
            ("remote", "http", false, 0),
            ("old", "sse", false, 0),
        ],
    ),
    (
        ".cline/data/settings/cline_mcp_settings.json",
        "cline.json",
        "cline",
        &[("mail", "stdio", false, 0), ("remote", "http", true, 0), ("bare", "sse", false, 0)],
    ),
    (
        "AppData/Roaming/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json",
        "roo.json",
        "roo",
        &[("search", "stdio", false, 0), ("remote", "http", false, 0), ("old", "sse", true, 0)],
    ),
    (".kiro/settings/mcp.json", "kiro.json", "kiro", &[("mail", "stdio", false, 1), ("remote", "http", true, 0)]),
    (
        ".codeium/windsurf/mcp_config.json",
        "windsurf.json",
        "windsurf",
        &[("mail", "stdio", false, 0), ("remote", "http", false, 0), ("resting", "stdio", true, 0)],
    ),
    (
        ".copilot/mcp-config.json",
        "copilot.json",
        "copilot-cli",
        &[
            ("mail", "stdio", false, 0),
            ("search", "stdio", false, 15),
            ("remote", "http", false, 0),
            ("old", "sse", false, 0),
        ],
    ),
];

/// The files of some of them.
fn of(clients: &[&str]) -> Vec<(&'static str, &'static str)> {
    let wanted = |client: &str| clients.is_empty() || clients.contains(&client);
    ALL.iter().filter(|(_, _, client, _)| wanted(client)).map(|(place, fixture, ..)| (*place, *fixture)).collect()
}

fn record(out: &str) -> Value {
    serde_json::from_str(out).expect("JSON")
}

#[test]
fn each_client_is_read_as_it_is_written() {
    let home = tempfile::tempdir().expect("a folder");
    let (code, out, err) = stack(home.path(), &of(&[]), &["--format", "json"]);
    assert_eq!((code, err.contains("left out")), (5, false), "{err}");
    let record = record(&out);
    let agents = record["agents"].as_array().expect("agents");
    for (place, _, client, servers) in ALL {
        let agent = agents.iter().find(|agent| agent["client"] == *client).expect(client);
        assert_eq!(agent["configurations"][0], format!("./{place}"), "{client}");
        let text = |server: &Value, key: &str| server[key].as_str().expect("text").to_owned();
        let found = agent["servers"].as_array().expect("servers").iter().map(|server| {
            let off = server["disabled"].as_bool().expect("a truth");
            (text(server, "name"), text(server, "transport"), off, server["withheld"].as_u64().expect("a number"))
        });
        let wanted = servers.iter().map(|(n, t, off, away)| ((*n).to_owned(), (*t).to_owned(), *off, *away));
        let wanted: Vec<_> = wanted.collect();
        assert_eq!(found.collect::<Vec<_>>(), wanted, "{client}");
    }
    let known: Vec<&str> = toolrisk::config::CLIENTS.iter().map(|client| client.id).collect();
    let tried: std::collections::BTreeSet<&str> = ALL.iter().map(|(_, _, client, _)| *client).collect();
    assert_eq!(known.len(), tried.len(), "{known:?}");
}

#[test]
fn every_usual_place_is_taken_for_its_own_client() {
    let entry = r#"{"a": {"command": "x"}}"#;
    for client in toolrisk::config::CLIENTS {
        for place in client.places {
            let text = match *place {
                toml if toml.ends_with(".toml") => "[mcp_servers.a]\ncommand = \"x\"\n".to_owned(),
                yaml if yaml.ends_with(".yaml") => "extensions: {a: {type: stdio, cmd: x}}\n".to_owned(),
                _ => ["mcpServers", "servers", "context_servers"].map(|key| format!("\"{key}\": {entry}")).join(", "),
            };
            let json = format!("{{{text}, \"mcp\": {entry}}}");
            let text = if place.ends_with("json") || place.ends_with("jsonc") { json } else { text };
            for path in [format!("/home/ada/{place}"), format!(r"C:\\Users\\ada\\{}", place.replace('/', r"\"))] {
                let config = toolrisk::config::read(&path, &text).expect(place);
                assert_eq!(config.client.map(|found| found.id), Some(client.id), "{path}");
                assert_eq!(config.layers[0].servers.len(), 1, "{path}");
            }
        }
    }
}

#[test]
fn the_second_form_of_a_file_is_read_too() {
    let home = tempfile::tempdir().expect("a folder");
    let files = [("p/.opencode/opencode.jsonc", "opencode-2.jsonc")];
    let (_, out, err) = stack(home.path(), &files, &["p/.opencode/opencode.jsonc", "--format", "json"]);
    let record = record(&out);
    assert_eq!(record["agents"][0]["servers"][0]["manifest"], "almanackle-calendar", "{out}{err}");
    assert_eq!(record["agents"][0]["projects"], serde_json::json!(["p"]));
}

#[test]
fn no_secret_of_a_configuration_gets_out() {
    let home = tempfile::tempdir().expect("a folder");
    for format in ["human", "json"] {
        let (code, out, err) = stack(home.path(), &of(&[]), &["--out", "out", "--format", format]);
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
fn a_project_that_changes_what_an_agent_has_stands_apart() {
    let home = tempfile::tempdir().expect("a folder");
    let (_, out, _) = stack(home.path(), &of(&["claude-code"]), &["--format", "json"]);
    let record = record(&out);
    let agents = record["agents"].as_array().expect("agents");
    assert_eq!(agents.len(), 2, "the project without servers changes nothing");
    assert_eq!(agents[0]["projects"], serde_json::json!([]));
    assert_eq!(agents[1]["projects"], serde_json::json!(["/home/ada/shop"]));
    let has = |agent: &Value, name: &str| {
        let servers = agent["servers"].as_array().expect("servers");
        servers.iter().find(|server| server["name"] == name).map(|server| server["disabled"] == false)
    };
    assert_eq!((has(&agents[0], "shop"), has(&agents[0], "search")), (None, Some(true)));
    assert_eq!((has(&agents[1], "shop"), has(&agents[1], "search")), (Some(true), Some(false)));
    let (_, out, _) = stack(home.path(), &[], &[]);
    assert!(out.contains("Claude Code in /home/ada/shop (./.claude.json)"), "{out}");
    assert!(out.contains("Claude Code, in projects that add or change no server (./.claude.json)"), "{out}");
}

#[test]
fn files_of_a_project_stand_over_those_of_the_user() {
    let home = tempfile::tempdir().expect("a folder");
    let project = r#"{"mcpServers": {"mail": {"command": "npx", "args": ["@almanackle/calendar-mcp"]}}}"#;
    std::fs::create_dir_all(home.path().join("work/.cursor")).expect("folders");
    std::fs::write(home.path().join("work/.cursor/mcp.json"), project).expect("a file");
    let args = ["work/.cursor/mcp.json", "--format", "json", "--out", "out"];
    let (_, out, err) = stack(home.path(), &of(&["cursor"]), &args);
    let record = record(&out);
    let agents = record["agents"].as_array().expect("agents");
    let mail = |agent: &Value| {
        let servers = agent["servers"].as_array().expect("servers").iter();
        servers.filter(|server| server["name"] == "mail").map(|server| server["manifest"].clone()).collect::<Vec<_>>()
    };
    let told: Vec<_> = agents.iter().map(|agent| (agent["projects"].clone(), mail(agent))).collect();
    let wanted = [
        (serde_json::json!(["work"]), vec![Value::from("almanackle-calendar")]),
        (serde_json::json!([]), vec![Value::from("pigeonroost-mail")]),
    ];
    assert!(wanted.iter().all(|one| told.contains(one)) && told.len() == 2, "{told:?}");
    assert!(err.contains("`mail` is not the same server everywhere"), "{err}");
    for (place, tool) in [("cursor", "mail:get-message"), ("work", "mail:listEvents")] {
        let text = std::fs::read_to_string(home.path().join("out/cursor").join(place).join("permissions.json"));
        assert!(text.as_ref().is_ok_and(|text| text.contains(tool)), "{place}: {text:?}");
    }
}

#[test]
fn two_unknown_clients_do_not_write_over_each_other() {
    let home = tempfile::tempdir().expect("a folder");
    let packages = [("one", "@almanackle/calendar-mcp"), ("two", "pigeonroost-mail-mcp")];
    for (name, package) in packages {
        let text = format!(r#"{{"mcpServers": {{"mail": {{"command": "npx", "args": ["{package}"]}}}}}}"#);
        std::fs::create_dir_all(home.path().join(name)).expect("a folder");
        std::fs::write(home.path().join(name).join("servers.json"), text).expect("a file");
    }
    let args = ["one/servers.json", "two/servers.json", "--target", "cursor", "--out", "out"];
    let (_, out, err) = stack(home.path(), &[], &args);
    let tools = ["mail:listEvents", "mail:get-message"];
    for (place, tool) in ["unknown", "unknown-2"].into_iter().zip(tools) {
        let text = std::fs::read_to_string(home.path().join("out/cursor").join(place).join("permissions.json"));
        assert!(text.as_ref().is_ok_and(|text| text.contains(tool)), "{place}: {text:?}\n{out}{err}");
    }
}

#[test]
fn a_broken_file_is_named_with_place_and_cure() {
    let whole = r#"{"mcpServers": {"a": {"env": {"K": "CANARY"}}}, "mcp": {}, "servers": {}, "context_servers": {}}"#;
    let broken: &[(&str, String, &str)] = &[
        (".claude.json", "{\"mcpServers\": {\"a\": CANARY}}".to_owned(), "line 1, column 22"),
        (
            ".cursor/mcp.json",
            "{\n  \"mcpServers\": {\n    \"a\": {\"env\": {\"K\": \"CANARY}}\n".to_owned(),
            "line 3, column 24",
        ),
        (".gemini/settings.json", whole.replace("\"CANARY\"", "'CANARY'"), "line 1, column 36"),
        (".config/zed/settings.json", whole.replace(", \"mcp\"", " \"mcp\""), "line 1, column 47"),
        (".config/opencode/opencode.json", format!("\u{feff}{whole} CANARY"), "line 1, column 98"),
        (".kiro/settings/mcp.json", whole.replace("CANARY", "\\uDEADCANARY"), "line 1, column 37"),
        (".codex/config.toml", "[mcp_servers.a]\r\nCANARY CANARY".to_owned(), "line 2, column "),
        (".config/goose/config.yaml", "extensions: {a: [CANARY".to_owned(), "line "),
    ];
    for (name, text, place) in broken {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(&path, text).expect("a file");
        // Found in a home folder: left out. Named: a failure.
        for (args, status) in [(&[][..], 3), (&[*name][..], 1)] {
            let (code, out, err) = stack(home.path(), &[], args);
            assert_eq!(code, status, "{err}");
            assert!(!format!("{out}{err}").contains("CANARY") && !err.contains("DEAD"), "{err}");
            let said = err.lines().find(|line| line.contains(name)).expect(name);
            assert!(said.contains(place) && said.contains("mend it"), "{said}");
        }
    }
}

#[test]
fn the_record_follows_its_schema() {
    let home = tempfile::tempdir().expect("a folder");
    let (_, out, _) = stack(home.path(), &of(&[]), &["--format", "json"]);
    let record = record(&out);
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
    stack(home.path(), &of(&["claude-code"]), &["--target", "policylayer", "--out", "out"]);
    for name in ["mail", "search"] {
        assert!(home.path().join(format!("out/policylayer/{name}/policy.json")).is_file(), "{name}");
    }
}

#[test]
fn a_stack_without_a_toxic_combination_ends_well() {
    let home = tempfile::tempdir().expect("a folder");
    let (code, out, err) = stack(home.path(), &of(&["goose"]), &[]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("switched off"), "{out}");
}
