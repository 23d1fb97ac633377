//! What rationales say, sentence by sentence, for the shapes of definitions that are met again
//! and again.

use crate::support::rulebook;
use serde_json::Value;
use toolrisk::classify::{Rationale, classify};
use toolrisk::manifest::{Server, ServerInfo, Tool};

/// The rationale of a tool that is alone on its server.
fn rationale(name: &str, description: &str, schema: &str) -> String {
    let schema: Option<Value> =
        (!schema.is_empty()).then(|| serde_json::from_str(schema).expect("the schema of a test is JSON"));
    let tool = Tool {
        name: name.to_owned(),
        description: (!description.is_empty()).then(|| description.to_owned()),
        input_schema: schema,
        ..Tool::default()
    };
    let server = Server {
        info: ServerInfo::default(),
        fallback_slug: "example".to_owned(),
        source: "example".to_owned(),
        format: "example",
        tools: vec![tool.clone()],
        quarantined: Vec::new(),
    };
    let verdict = classify(&rulebook(), &server).remove(0);
    Rationale::of(&tool, &verdict).text()
}

/// Fails unless every sentence stands in the rationale.
fn says(name: &str, description: &str, schema: &str, sentences: &[&str]) {
    let text = rationale(name, description, schema);
    for sentence in sentences {
        assert!(text.contains(sentence), "{name} should say {sentence:?}: {text}");
    }
}

#[test]
fn the_act_is_said_with_the_verbs_that_it_is_joined_to() {
    says("create_or_update_berth", "", "", &["It creates or updates a berth."]);
    says(
        "switch_beacon",
        "Enables or disables a beacon rule",
        "",
        &["It enables or disables a beacon rule.", "Setting the beacon rule back undoes it."],
    );
    says("update_berth", "更新并部署泊位", "", &["It updates and deploys a berth."]);
    says("create_run_close", "Create a mooring, run code, and silently close the mooring.", "", &["It runs code."]);
}

#[test]
fn what_is_meant_and_how_stay_in_the_sentence() {
    says("find_berths", "Find berths that are free tonight", "", &["It finds berths that are free tonight."]);
    says("find_berths", "Find berths using tide tables", "", &["It finds berths using tide tables."]);
    // What a call is given is no news, and where a thing is found by its key, its place stays.
    says("find_berths", "Find berths using the given filters", "", &["It finds berths."]);
    says("get_chart", "Get a chart by its ID from the archive", "", &["It gets a chart from the archive."]);
    says("get_charts", "Get the chart(s) of a pier", "", &["It gets the charts of a pier."]);
    says(
        "set_state",
        "Changes the state of a tow to \"moored\", and the crew can go ashore",
        "",
        &["It changes the state of a tow to \"moored\"."],
    );
    says("load_zpb_chart", "Load a chart of the ZPB", "", &["It loads a chart of the ZPB."]);
    says("list_zpb_charts", "列出 ZPB 海图", "", &["It lists ZPB charts."]);
}

#[test]
fn what_undoes_a_call_fits_what_it_did() {
    says(
        "mark_tow",
        "Mark a tow as done",
        "",
        &["changes what something counts as", "Marking the tow as before undoes it."],
    );
    says("copy_chart", "Creates a copy of a chart", "", &["Deleting the copy undoes it."]);
    says("page_back", "Navigate back to the page before", "", &["Going forward undoes it."]);
    says(
        "delete_pier",
        "Delete a pier. It removes data and may be irreversible.",
        "",
        &["It may be impossible to undo; the definition says “may be irreversible”."],
    );
    says("save_berth_settings", "Save the settings of a berth", "", &["Saving the old state again undoes it."]);
    says("export_berths", "Export berths to a file", "", &["undoes it, unless it replaced something."]);
    says("activate_tab", "Activate a tab", "", &["Activating what was active before undoes it."]);
    says("drop_pier", "Delete a pier. This cannot be undone.", "", &["It cannot be undone; the definition says"]);
}

#[test]
fn a_severity_is_reasoned_by_what_a_call_brings_about() {
    let code = r#"{"type":"object","properties":{"command":{"type":"string"}}}"#;
    says(
        "host_shell",
        "Run a shell command on the host",
        code,
        &["Severity is high because what it runs can do whatever the account that runs it can do."],
    );
    says("press_key", "Press a key in the page", "", &["because one call is a single step on a page or a screen."]);
    says("upload_chart", "Upload a chart", "", &["because whoever has access there can read what was uploaded."]);
    says(
        "get_berth_comments",
        "Get the comments of a berth",
        "",
        &["the comments only show what people said, and nothing in the definition calls that confidential"],
    );
    says("delete_berth", "Delete a berth", "", &["because a berth deleted by mistake has to be made anew"]);
    says(
        "delete_berths",
        "Delete multiple berths in bulk",
        "",
        &["several berths deleted at once by mistake have to be made anew"],
    );
    // What is taken out of something, and somebody, is still there.
    says("remove_buoy", "Remove a buoy from the depot", "", &["a buoy removed by mistake is out until added again"]);
    says("delete_member", "Delete a member", "", &["is out until added again"]);
    says("cancel_tow", "Cancel a tow", "", &["because a tow cancelled by mistake does not come to its end"]);
    // The name says that it is one a call.
    says("write_log", "Writes large logs", "", &["because a mistake in the large log stays until it is put right"]);
}

#[test]
fn nothing_is_said_that_the_definition_does_not_bear_out() {
    // Whose contents they are is not repeated, so nobody owns them here.
    let text = rationale("look_closer", "Analyzes their contents.", "");
    assert!(!text.contains("their contents") && text.contains("the contents"), "{text}");
    // A reason is no echo of the sentence before it.
    for (name, description) in
        [("press_key", "Press a key in the page"), ("run_code", "Run code"), ("pay_fee", "Pay a fee")]
    {
        let text = rationale(name, description, "");
        assert!(!text.contains("because of that"), "{text}");
    }
    // Only one verb for two clauses.
    let text = rationale("get_inbox", "Get the messages of the inbox, written by whoever sent them", "");
    assert!(!text.contains("and returns"), "{text}");
}

#[test]
fn a_read_says_how_little_it_tells() {
    says("list_berths", "List the berths", "", &["it only tells which berths there are, and nothing"]);
    says("find_berths", "Find berths that are free tonight", "", &["it only tells which berths match, and nothing"]);
    says("get_berth_count", "Get the number of berths of a pier", "", &["because all it tells is a number."]);
    says(
        "check_gate",
        "Check whether the harbour gate is open",
        "",
        &["because all it tells is whether the harbour gate is open."],
    );
    // Of a word that says little alone, what it is about.
    says(
        "get_review",
        "Get detailed information about a specific review",
        "",
        &["because it only shows how something is received, and nothing"],
    );
    says("calculate_sum", "Calculate the sum of two numbers", "", &["because all that comes of it is its answer."]);
}

#[test]
fn sentences_end_where_the_definition_has_told_all() {
    says("find_berths", "Find berths by name", "", &["It finds berths by name."]);
    says("get_berth", "Get a berth by the given ID", "", &["It gets a berth."]);
    says(
        "get_berth",
        "Get a berth including its length, depth and owner",
        "",
        &["It gets a berth including its length, depth and owner."],
    );
    says(
        "new_match",
        "Starts a new match, resetting the board to the first move",
        "",
        &[
            "It starts a new match, resetting the board to the first move.",
            "Stopping the match does not bring back what was there before.",
        ],
    );
    says(
        "manage_crew",
        "Assign, remove, and manage crew roles",
        "",
        &["It assigns, removes and manages crew roles.", "The same tool can assign the crew roles again."],
    );
    // The same verb in two forms is quoted once.
    says("get_berth", "Gets a berth", "", &["Name and description say “get”"]);
}
