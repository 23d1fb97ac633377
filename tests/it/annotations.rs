//! The hints that tools should carry: patches that apply, and nothing that the words
//! contradict left behind.

use crate::support::{catalog, rulebook, samples, shared};
use serde_json::{Map, Value, json};
use toolrisk::classify::{Classification, classify};
use toolrisk::hints::{Habit, Hint, ServerAdvice, State, advise};
use toolrisk::ids::ServerSlug;
use toolrisk::manifest::{Input, Limits, Outcome, Server, read};
use toolrisk::report::annotations::{Placed, patch, record};
use toolrisk::rulebook::Rulebook;

/// Applies a merge patch as RFC 7396, section 2, says.
fn merge(target: Value, patch: &Value) -> Value {
    let Value::Object(patch) = patch else { return patch.clone() };
    let mut target = if let Value::Object(map) = target { map } else { Map::new() };
    for (name, value) in patch {
        if value.is_null() {
            target.shift_remove(name);
        } else {
            let old = target.get(name).cloned().unwrap_or(Value::Null);
            target.insert(name.clone(), merge(old, value));
        }
    }
    Value::Object(target)
}

/// The servers of a manifest.
fn servers(text: &str) -> Vec<Server> {
    match read(Input { source: "x.json", stem: "x", bytes: text.as_bytes() }, Limits::default()).outcome {
        Outcome::Servers(servers) => servers,
        Outcome::Loose { .. } | Outcome::ErrorAnswer | Outcome::NotAManifest { .. } => Vec::new(),
    }
}

fn judged(book: &Rulebook, server: &Server) -> (Vec<Classification>, ServerAdvice) {
    let verdicts = classify(book, server);
    let advice = advise(book.hint_book(), server, &verdicts);
    (verdicts, advice)
}

/// A server with these tools, its advice.
fn advice(tools: &Value) -> ServerAdvice {
    let book = rulebook();
    let servers = servers(&json!({ "tools": tools }).to_string());
    judged(&book, &servers[0]).1
}

/// A document without the four hints and without annotations that are empty then.
fn bare(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(bare).collect()),
        Value::Object(map) => {
            let mut out = Map::new();
            for (key, value) in map {
                if key == "annotations" {
                    let Value::Object(annotations) = value else { continue };
                    let mut annotations = annotations.clone();
                    for hint in Hint::ALL {
                        annotations.shift_remove(hint.key());
                    }
                    if annotations.is_empty() {
                        continue;
                    }
                    out.insert(key.clone(), Value::Object(annotations));
                } else {
                    out.insert(key.clone(), bare(value));
                }
            }
            Value::Object(out)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// Patches a manifest, applies the patch, reads and judges the result again. Says how
/// many tools that was; nothing if the file is no manifest of one JSON document.
fn patched(book: &Rulebook, name: &str, text: &str) -> usize {
    let Ok(document) = serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}')) else { return 0 };
    let before = servers(text);
    let placed: Vec<Placed> = before.iter().flat_map(|server| Placed::of(server, &judged(book, server).1)).collect();
    if placed.is_empty() {
        return 0;
    }
    let made = patch(&document, &placed).unwrap_or_else(|tool| panic!("{name}: {tool} has no place"));
    let result = match &made {
        Some(made) => merge(document.clone(), made),
        None => document.clone(),
    };
    assert_eq!(bare(&result), bare(&document), "{name}: the patch changes more than hints");
    let after = servers(&result.to_string());
    let mut advised = placed.iter();
    for server in &after {
        let (verdicts, again) = judged(book, server);
        for ((tool, verdict), advice) in server.tools.iter().zip(&verdicts).zip(&again.tools) {
            let placed = advised.next().unwrap_or_else(|| panic!("{name}: {} is new", tool.name));
            assert_eq!(placed.tool, tool.name, "{name}");
            for (hint, value) in placed.hints {
                assert_eq!(hint.given(&tool.annotations), Some(value), "{name}: {} {}", tool.name, hint.key());
            }
            assert_eq!(verdict.mismatches, [], "{name}: {}", tool.name);
            assert!(advice.hints.iter().all(|hint| hint.given.is_some()), "{name}: {}", tool.name);
        }
    }
    assert!(advised.next().is_none(), "{name}: a tool is gone");
    placed.len()
}

#[test]
fn merging_is_that_of_the_rfc() {
    // Cases of appendix A.
    for (target, patch, result) in [
        (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
        (json!({"a": "b"}), json!({"a": null}), json!({})),
        (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
        (json!({"a": {"b": "c"}}), json!({"a": {"b": "d", "c": null}}), json!({"a": {"b": "d"}})),
        (json!({"a": [{"b": "c"}]}), json!({"a": [1]}), json!({"a": [1]})),
        (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
        (json!({"e": null}), json!({"a": 1}), json!({"e": null, "a": 1})),
        (json!({}), json!({"a": {"bb": {"ccc": null}}}), json!({"a": {"bb": {}}})),
    ] {
        assert_eq!(merge(target, &patch), result);
    }
}

#[test]
fn a_patched_sample_has_all_hints_and_no_contradiction() {
    let book = rulebook();
    let catalog = catalog();
    let tools: usize = catalog.below("servers/", ".json").map(|(path, text)| patched(&book, path, text)).sum();
    assert!(tools > 400, "only {tools} tools");
}

#[test]
fn a_patched_manifest_of_the_corpus_has_no_contradiction() {
    let Some(shared) = shared() else { return };
    let book = rulebook();
    let mut tools = 0;
    for entry in std::fs::read_dir(shared.join("corpus/live")).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "json") {
            let text = std::fs::read_to_string(&path).expect("text");
            tools += patched(&book, &path.to_string_lossy(), &text);
        }
    }
    assert!(tools > 1_000, "only {tools} tools");
}

#[test]
fn a_patch_reaches_tools_in_maps_envelopes_and_bare_arrays() {
    let book = rulebook();
    let list = json!({"name": "list_files", "description": "List files.", "inputSchema": {"type": "object"}});
    let wipe = json!({"name": "delete_file", "description": "Delete a file.", "inputSchema": {"type": "object"}, "annotations": {"title": "Delete", "readOnlyHint": true}});
    for document in [
        json!([list, wipe]),
        json!({"jsonrpc": "2.0", "id": 1, "result": {"tools": [list, wipe], "nextCursor": null}}),
        json!({"server": {"name": "files"}, "tools": {"list_files": list, "delete_file": wipe}}),
    ] {
        assert_eq!(patched(&book, "made up", &document.to_string()), 2);
    }
}

#[test]
fn records_follow_the_schema_and_count_the_mismatches() {
    let book = rulebook();
    let path = crate::support::root().join("catalog/schemas/annotations.v1.schema.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("a schema")).expect("JSON");
    jsonschema::meta::validate(&schema).expect("a schema follows its own draft");
    let schema = jsonschema::validator_for(&schema).expect("a schema compiles");
    for (stem, server) in samples() {
        let (verdicts, advice) = judged(&book, &server);
        let mismatches: usize = verdicts.iter().map(|verdict| verdict.mismatches.len()).sum();
        assert_eq!(advice.count(State::Contradicted), mismatches, "{stem}");
        let record: Value = serde_json::from_str(&record(&ServerSlug::new(&stem), &server, &advice)).expect("JSON");
        let errors: Vec<String> = schema.iter_errors(&record).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert_eq!(errors, Vec::<String>::new(), "{stem}");
        for hint in advice.tools.iter().flat_map(|tool| &tool.hints) {
            assert!(!hint.because.contains('\n') && !hint.because.ends_with('.'), "{stem}: {}", hint.because);
        }
    }
}

#[test]
fn lines_say_what_a_directory_asks_for() {
    let tools = json!([
        {"name": "list_issues", "description": "List the issues of a repository."},
        {"name": "create_label", "description": "Create a label."},
        {"name": "rename_label", "description": "Rename a label."},
        {"name": "delete_label", "description": "Delete a label.", "annotations": {"readOnlyHint": true}},
    ]);
    let lines: Vec<String> = advice(&tools).tools.iter().flat_map(|t| &t.hints).map(|hint| hint.line()).collect();
    assert_eq!(
        lines,
        [
            "readOnlyHint: true — it lists the issues of a repository and changes nothing (name and description say “list”).",
            "destructiveHint: false — listing the issues of a repository removes and replaces nothing.",
            "idempotentHint: true — listing the issues of a repository again leaves everything as it is.",
            "openWorldHint: true — it lists the issues of a repository, and what comes back may be text that outsiders wrote.",
            "readOnlyHint: false — it creates a label (name and description say “create”).",
            "destructiveHint: false — it creates a label and leaves what is there already as it is.",
            "idempotentHint: false — creating a label again may make another one.",
            "openWorldHint: false — it creates a label; nothing in the definition reaches beyond what the server works on.",
            "readOnlyHint: false — it renames a label (name and description say “rename”).",
            "destructiveHint: true — it renames a label, which changes what is there instead of adding to it.",
            "idempotentHint: true — renaming a label again with the same arguments leads to the same state.",
            "openWorldHint: false — it renames a label; nothing in the definition reaches beyond what the server works on.",
            "readOnlyHint: false — it deletes a label (name and description say “delete”).",
            "destructiveHint: true — it deletes a label, and the same call cannot bring it back.",
            "idempotentHint: true — once it is done, the same call finds nothing left to delete.",
            "openWorldHint: false — it deletes a label; nothing in the definition reaches beyond what the server works on.",
        ]
    );
}

/// The value and the reason of a hint of the only tool, or of the last of several.
fn said(tools: &Value, hint: Hint) -> (bool, String) {
    let advice = advice(tools);
    let last = advice.tools.last().expect("a tool");
    let advised = last.hints.iter().find(|advised| advised.hint == hint).expect("all four");
    (advised.value, advised.because.clone())
}

#[test]
fn how_far_a_call_reaches_follows_from_what_it_looks_up_runs_or_shows() {
    let of = |tools: Value| said(&tools, Hint::OpenWorld);
    let (open, why) = of(json!([{"name": "get_forecast", "description": "Get the weather forecast for a city."}]));
    assert!(open && why.ends_with("comes from public sources outside the service (“weather”)"), "{why}");
    // What lies on the machine is not fetched from outside.
    let (open, why) =
        of(json!([{"name": "get_forecast", "description": "Get the weather forecast from the local cache."}]));
    assert!(!open, "{why}");
    // A query reaches its database, a command anything.
    let sql =
        json!({"type": "object", "properties": {"query": {"type": "string", "description": "The SQL query to run"}}});
    let (open, why) =
        of(json!([{"name": "run_query", "description": "Run any SQL query on the database.", "inputSchema": sql}]));
    assert!(!open, "{why}");
    let shell = json!({"type": "object", "properties": {"command": {"type": "string"}}});
    let (open, why) =
        of(json!([{"name": "run_command", "description": "Execute a shell command.", "inputSchema": shell}]));
    assert!(open, "{why}");
    // The pages of a browser are anybody's; an author who denies it is believed.
    let click = json!({"name": "click", "description": "Click an element on the page."});
    let navigate = json!({"name": "navigate", "description": "Navigate to a URL."});
    let (open, why) = of(json!([navigate, click]));
    assert!(open && why.contains("pages from anywhere on the web"), "{why}");
    assert!(!of(json!([click])).0);
    let mut denied = click;
    denied["annotations"] = json!({"openWorldHint": false});
    assert!(!of(json!([navigate, denied])).0);
}

#[test]
fn no_justification_speaks_of_weights() {
    let book = rulebook();
    for (stem, server) in samples() {
        for hint in judged(&book, &server).1.tools.iter().flat_map(|tool| &tool.hints) {
            assert!(!hint.because.contains("worded like"), "{stem}: {}", hint.because);
        }
    }
}

#[test]
fn what_is_there_already_makes_a_call_repeatable() {
    let of =
        |name: &str, description: &str| said(&json!([{"name": name, "description": description}]), Hint::Idempotent);
    for (name, description) in [
        ("create_directory", "Create a new directory."),
        ("create_or_update_label", "Create or update a label."),
        ("add_member", "Add a member to a team."),
        ("like_post", "Like a post."),
    ] {
        assert!(of(name, description).0, "{name}: {}", of(name, description).1);
    }
    for (name, description) in [
        ("create_label", "Create a label."),
        ("add_comment", "Add a comment to an issue."),
        ("add_user", "Add a user."),
        ("toggle_like", "Like or unlike a post."),
        ("http_patch", "Make an HTTP PATCH request to a specified URL."),
        ("restart_server", "Restart a server."),
    ] {
        assert!(!of(name, description).0, "{name}: {}", of(name, description).1);
    }
}

#[test]
fn a_file_at_a_path_of_the_callers_may_be_lost_and_is_the_same_a_second_time() {
    let saves = |name: &str, description: &str, parameter: &str, required: bool| {
        let required = if required { vec![parameter] } else { Vec::new() };
        let schema = json!({"type": "object", "properties": {parameter: {"type": "string"}}, "required": required});
        let tools = json!([{"name": name, "description": description, "inputSchema": schema}]);
        (said(&tools, Hint::Destructive), said(&tools, Hint::Idempotent))
    };
    let (lost, same) = saves("export_report", "Export a report to a file.", "output_path", true);
    assert!(lost.0 && lost.1.ends_with("nothing says that a file already at “output_path” is kept"), "{}", lost.1);
    assert!(same.0 && same.1.contains("the file that “output_path” names"), "{}", same.1);
    let (_, same) = saves("export_report", "Export a report to a file.", "output_path", false);
    assert!(!same.0 && same.1.starts_with("where “output_path” is left out"), "{}", same.1);
    let schema = json!({"type": "object", "properties": {"output_path": {"type": "string", "default": "report.csv"}}});
    let tools = json!([{"name": "export_report", "description": "Export a report to a file.", "inputSchema": schema}]);
    assert!(said(&tools, Hint::Idempotent).0, "a default is the same file each time");
    // Where it is called new, nothing stood.
    assert!(!saves("save_report", "Save a report to a new file.", "filename", true).0.0);
}

#[test]
fn tools_with_several_actions_are_told_by_the_action_that_decides() {
    let schema = json!({"type": "object", "properties": {"action": {"enum": ["list", "create", "update"]}}});
    let tools = json!([{"name": "manage_labels", "description": "Manage labels.", "inputSchema": schema}]);
    assert_eq!(
        said(&tools, Hint::Idempotent),
        (false, "every further call of its action “create” may make another one".to_owned())
    );
    assert!(said(&tools, Hint::OpenWorld).1.contains("none of its 3 actions"), "{}", said(&tools, Hint::OpenWorld).1);
}

#[test]
fn a_particle_keeps_its_object() {
    let tools = json!([{"name": "create_pipeline", "description": "Set up a new pipeline for builds."}]);
    let (read_only, why) = said(&tools, Hint::ReadOnly);
    assert!(!read_only && why.starts_with("it sets up a new pipeline for builds"), "{why}");
    assert!(!said(&tools, Hint::Idempotent).0, "a second call makes a second one");
}

#[test]
fn an_act_that_is_joined_to_its_opposite_may_undo_what_was_done() {
    let tools = json!([{"name": "pin_item", "description": "Unpin or pin an item by its identifier."}]);
    assert!(said(&tools, Hint::Destructive).0);
    assert!(!said(&tools, Hint::Idempotent).0, "a second call may undo the first");
    let switched = json!([{
        "name": "pin_item",
        "description": "Pin or unpin an item.",
        "inputSchema": {"type": "object", "properties": {"pinned": {"type": "boolean"}}},
    }]);
    assert!(said(&switched, Hint::Idempotent).0, "the caller says which");
}

#[test]
fn only_a_limit_of_its_own_leaves_something_for_the_next_call() {
    let removal = |parameter: &str| {
        json!([{
            "name": "delete_rules",
            "description": "Delete rules of a firewall.",
            "inputSchema": {"type": "object", "properties": {parameter: {"type": "integer"}}},
        }])
    };
    assert!(!said(&removal("limit"), Hint::Idempotent).0);
    assert!(said(&removal("rate_limit_id"), Hint::Idempotent).0);
}

#[test]
fn what_may_change_something_besides_is_no_mere_addition() {
    let of =
        |name: &str, description: &str| said(&json!([{"name": name, "description": description}]), Hint::Destructive);
    assert!(!of("manage_field", "Create new custom fields.").0);
    assert!(of("manage_field", "Create new custom fields or modify existing ones.").0);
}

#[test]
fn a_call_that_refuses_what_exists_replaces_nothing() {
    let tools = json!([{"name": "write_note", "description": "Write a new note. Fails if the file already exists."}]);
    let (value, why) = said(&tools, Hint::Destructive);
    assert!(!value && why.ends_with("the description says “fails if the file already exists”"), "{why}");
    assert!(said(&tools, Hint::Idempotent).0);
}

#[test]
fn a_request_that_its_caller_words_may_remove() {
    let of = |description: &str| said(&json!([{"name": "acme", "description": description}]), Hint::Destructive);
    assert!(of("Send a custom request to the Acme API").0);
    assert!(!of("Send API request logs to the archive").0, "the logs are sent, no request");
}

#[test]
fn a_second_call_is_told_by_its_verb() {
    let of =
        |name: &str, description: &str| said(&json!([{"name": name, "description": description}]), Hint::Idempotent);
    assert_eq!(of("save_note", "Save a note").1, "a second call writes the same once more");
    assert!(of("move_card", "Move a card to a list").0);
    assert!(of("create_bucket", "Create a bucket").0);
    let (again, why) = of("create_user", "Create a new user");
    assert_eq!((again, why.as_str()), (false, "creating a user again may make another one"));
}

#[test]
fn contradicted_missing_and_different_are_told_apart() {
    let tools = json!([
        {"name": "delete_label", "description": "Delete a label.", "annotations": {"readOnlyHint": true}},
        {"name": "update_label", "description": "Update a label.", "annotations": {"readOnlyHint": false, "destructiveHint": false}},
    ]);
    let states: Vec<&str> =
        advice(&tools).tools.iter().flat_map(|tool| &tool.hints).map(|hint| hint.state.word()).collect();
    assert_eq!(states, ["contradicted", "missing", "missing", "missing", "agrees", "differs", "missing", "missing"]);
}

#[test]
fn habits_are_recognised() {
    let verbs = ["list", "get", "create", "delete", "update"];
    let tools = |annotations: &dyn Fn(&str) -> Value| {
        let tool = |verb: &&str| {
            let mut tool = json!({"name": format!("{verb}_label"), "description": format!("{verb} a label")});
            let given = annotations(verb);
            if !given.is_null() {
                tool["annotations"] = given;
            }
            tool
        };
        Value::Array(verbs.iter().map(tool).collect())
    };
    let habits = |annotations: &dyn Fn(&str) -> Value| advice(&tools(annotations)).habits;
    assert_eq!(habits(&|_| Value::Null), [Habit::NoneAnnotated]);
    let copied = advice(&tools(
        &|_| json!({"readOnlyHint": false, "destructiveHint": true, "idempotentHint": false, "openWorldHint": true}),
    ));
    assert_eq!(copied.habits, [Habit::CopiedDefault { tools: 5 }]);
    // What is only a template is no word of the author's.
    assert!(!copied.tools[2].hints[1].value && copied.tools[4].hints[2].value);
    assert_eq!(
        habits(&|verb| if verb == "get" { json!({"readOnlyHint": true}) } else { Value::Null }),
        [
            Habit::SomeAnnotated { some: 1 },
            Habit::NeverGiven { hint: Hint::Destructive },
            Habit::NeverGiven { hint: Hint::Idempotent },
            Habit::NeverGiven { hint: Hint::OpenWorld }
        ]
    );
    let more = json!([
        {"name": "list_labels", "description": "List labels", "annotations": {"readOnlyHint": true}},
        {"name": "create_label", "description": "Create a label", "annotations": {"destructiveHint": true}},
        {"name": "add_label", "description": "Add a label", "annotations": {"destructiveHint": true}},
        {"name": "delete_label", "description": "Delete a label", "annotations": {"destructiveHint": true}},
        {"name": "update_label", "description": "Update a label", "annotations": {"destructiveHint": true}},
    ]);
    assert!(advice(&more).habits.contains(&Habit::AllDestructive { tools: 4, adding: 2 }));
    // A mark that all changes carry alike is a default: it says nothing about an update.
    let never =
        advice(&tools(&|verb| json!({"readOnlyHint": verb == "list" || verb == "get", "idempotentHint": false})));
    assert!(!never.habits.contains(&Habit::NeverRepeatable { tools: 3, repeatable: 2 }), "three are too few");
    let verbs = ["list", "create", "delete", "update", "remove"];
    let marked = |verb: &&str| {
        json!({"name": format!("{verb}_label"), "description": format!("{verb} a label"),
            "annotations": {"readOnlyHint": *verb == "list", "idempotentHint": false}})
    };
    let never = advice(&Value::Array(verbs.iter().map(marked).collect()));
    assert!(never.habits.contains(&Habit::NeverRepeatable { tools: 4, repeatable: 3 }), "{:?}", never.habits);
    assert!(never.tools[3].hints[2].value && never.tools[3].hints[2].state == State::Differs);
}

#[test]
fn a_closed_world_is_named_where_the_definition_names_it() {
    let server = json!({"serverInfo": {"name": "quayside-mcp"}, "tools": [
        {"name": "list_berths", "description": "Lists the berths of a pier in Quayside"},
        {"name": "list_ropes", "description": "Lists the ropes of a pier"},
    ]});
    let book = rulebook();
    let (_, advice) = judged(&book, &servers(&server.to_string())[0]);
    let world = |tool: usize| {
        let all = &advice.tools[tool].hints;
        all.iter().find(|advised| advised.hint == Hint::OpenWorld).expect("all four are given").because.clone()
    };
    assert!(world(0).ends_with("beyond Quayside, the one system that the server works on"), "{}", world(0));
    assert!(world(1).ends_with("beyond what the server works on"), "{}", world(1));
}

#[test]
fn what_is_said_of_a_folder_is_not_said_of_what_is_put_there() {
    let told =
        |description: &str| said(&json!([{"name": "create_log", "description": description}]), Hint::Idempotent).0;
    assert!(told("Creates a log. Does nothing if it already exists"));
    assert!(!told("Creates a log. The parent folder is made if it does not exist"));
}
