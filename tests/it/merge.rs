//! Rules merged into files that people have.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use toolrisk::policy::merge::{MergeError, meaning, merged};
use toolrisk::policy::target::{Edit, Owned, Syntax, made_on};

/// A document without null, which TOML has no word for; keys that collide with the edits'.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "(s_)?[a-c]|[ -~é\n\t]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            object_of(inner).prop_map(Value::Object),
        ]
    })
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[ab]", 3 => "s_[a-e]", 1 => "[ -~é]{0,5}"]
}

fn object_of(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::vec((key(), inner), 0..6).prop_map(|pairs| pairs.into_iter().collect())
}

fn edit() -> impl Strategy<Value = Edit> {
    let owned = || {
        prop_oneof![
            4 => Just(Owned::Around("s_".to_owned(), "")),
            1 => Just(Owned::All),
            1 => Just(Owned::Nothing),
        ]
    };
    let way = |least| prop::collection::vec("[ab]", least..3);
    let members = prop::collection::btree_set("s_[a-h]", 0..6);
    let entries = prop::collection::btree_map("s_[a-e]", value(), 0..5);
    prop_oneof![
        (way(1), owned(), members).prop_map(|(at, owned, members)| Edit::Members {
            at,
            owned,
            members: members.into_iter().collect()
        }),
        (way(0), owned(), entries).prop_map(|(at, owned, entries)| Edit::Keys {
            at,
            owned,
            entries: entries.into_iter().collect()
        }),
        (way(1), value()).prop_map(|(at, value)| Edit::Set { at, value }),
    ]
}

/// Holds a merge to what [`made_on`] makes of the meaning, and to a second run.
fn holds(text: &str, syntax: Syntax, edits: &[Edit]) -> Result<(), TestCaseError> {
    let old = meaning(text, syntax).expect("the text parses");
    match merged(text, syntax, edits) {
        Ok(new) => {
            let means = meaning(&new, syntax).expect("the result parses");
            let wanted = made_on(old, edits);
            prop_assert_eq!(&means, &wanted, "{}", new);
            if syntax != Syntax::Toml {
                prop_assert_eq!(means.to_string(), wanted.to_string(), "the order of keys");
            }
            // Some pairs of edits undo each other, so that no second run could be still.
            // As text, because the order of keys counts.
            let (once, twice) = (wanted.to_string(), made_on(wanted.clone(), edits).to_string());
            // Of two edits at one place of a TOML file the second may leave a table's header
            // that the first would not have made; no target makes such pairs.
            if once == twice && (syntax != Syntax::Toml || edits.len() == 1) {
                let again = merged(&new, syntax, edits);
                let refused = matches!(again, Err(MergeError::InTheWay { .. }));
                prop_assert!(refused || again == Ok(new), "a second time changes nothing: {:?}", again);
            }
        }
        Err(error) => prop_assert!(matches!(error, MergeError::InTheWay { .. }), "{}\n{}", error, text),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_merged_json_file_means_what_the_edits_say(
        document in object_of(value()), edits in prop::collection::vec(edit(), 1..3), pretty in any::<bool>()
    ) {
        let document = Value::Object(document);
        let text = if pretty { format!("{document:#}\n") } else { document.to_string() };
        holds(&text, Syntax::Json, &edits)?;
    }

    #[test]
    fn a_merged_toml_file_means_what_the_edits_say(
        document in object_of(value()), edits in prop::collection::vec(edit(), 1..3), pretty in any::<bool>()
    ) {
        let text = if pretty { toml::to_string_pretty(&document) } else { toml::to_string(&document) };
        holds(&text.expect("TOML"), Syntax::Toml, &edits)?;
    }
}

#[test]
fn what_is_in_the_way_is_named_and_left_alone() {
    let members =
        [Edit::Members { at: vec!["permissions".to_owned(), "allow".to_owned()], owned: Owned::All, members: vec![] }];
    let said = |text: &str| merged(text, Syntax::Json, &members).expect_err("refused").to_string();
    assert!(said("[]").starts_with("`the whole file` holds a list where an object is expected"), "{}", said("[]"));
    assert!(said(r#"{"permissions": []}"#).starts_with("`permissions` holds a list where an object"));
    assert!(said(r#"{"permissions": {"allow": {}}}"#).starts_with("`permissions.allow` holds an object where a list"));
    assert!(said(r#"{"permissions": null}"#).contains("holds null"));
    assert!(said("{\n  \"a\" 1\n}").starts_with("line 2, column "), "{}", said("{\n  \"a\" 1\n}"));
    assert!(said(r#"{"permissions": {"x": 1}, "permissions": {}}"#).contains("stands twice"));
    let set = [Edit::set(&["a"], json!(1))];
    let error = merged("a = 1\nb = = 2\n", Syntax::Toml, &set).expect_err("no TOML").to_string();
    assert!(error.starts_with("line 2, column "), "{error}");
}

/// A folder with a manifest and a person's file, and the program in it.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new(fixture: &str) -> Desk {
        let desk = Desk(tempfile::tempdir().expect("a folder"));
        let from = crate::support::root().join("tests/fixtures/merge");
        for name in [fixture, "shop.tools.json"] {
            std::fs::copy(from.join(name), desk.0.path().join(name)).expect("a fixture");
        }
        desk
    }

    /// Exit status, standard output and standard error.
    fn run(&self, args: &[&str]) -> (i32, String, String) {
        let mut command = assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!("toolrisk"));
        command.env_clear().current_dir(self.0.path()).args(["policy", "shop.tools.json"]).args(args);
        let output = command.output().expect("the program starts");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code().expect("no signal"), text(output.stdout), text(output.stderr))
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).expect("a file")
    }
}

/// What lines of a person's file go, and how many come.
#[track_caller]
fn merges(target: &str, fixture: &str, gone: &[&str], come: usize) -> String {
    let desk = Desk::new(fixture);
    let args = ["--target", target, "--merge", fixture];
    let old = desk.read(fixture);
    let (code, difference, _) = desk.run(&args);
    assert_eq!((code, desk.read(fixture).as_str()), (5, old.as_str()), "nothing is written unasked");
    let lines = |sign: char| {
        let lines = difference.lines().skip(2).filter_map(move |line| line.strip_prefix(sign));
        lines.map(|line| line.trim().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(lines('-'), gone, "{difference}");
    assert_eq!(lines('+').len(), come, "{difference}");
    let (code, out, said) = desk.run(&[&args[..], &["--write"]].concat());
    assert_eq!((code, out.as_str()), (0, ""), "{said}");
    assert!(said.contains(&format!("{fixture}: ")), "{said}");
    let new = desk.read(fixture);
    assert_eq!(desk.run(&args).0, 0, "a second run has nothing to change");
    assert_eq!(desk.run(&[&args[..], &["--write"]].concat()).0, 0);
    assert_eq!(desk.read(fixture), new);
    new
}

#[test]
fn comments_and_trailing_commas_of_an_editor_stay() {
    let new = merges("vscode", "vscode.jsonc", &[], 3);
    assert!(new.contains("\"fetch\": false,\n        \"create_order\": false,\n"), "{new}");
}

#[test]
fn permissions_for_other_things_stay() {
    let gone = ["\"mcp__shop__retired_tool\",", "\"deny\": [\"WebFetch\"],", "\"defaultMode\": \"acceptEdits\""];
    let new = merges("claude-code", "claude-code.json", &gone, 10);
    let value = meaning(&new, Syntax::Json).expect("JSON");
    assert_eq!(value["permissions"]["deny"][0], "WebFetch");
    assert_eq!(value["permissions"]["allow"][3], "Read(~/notes/**)");
    assert_eq!(value["hooks"], json!({}));
}

#[test]
fn comments_and_tables_of_toml_stay() {
    let new = merges("codex", "codex.toml", &["\"retired_tool\","], 9);
    let old = Desk::new("codex.toml").read("codex.toml");
    for line in old.lines().filter(|line| line.contains('#') || line.contains("env")) {
        assert!(new.contains(line), "{line} is gone from {new}");
    }
}

#[test]
fn rules_beside_ours_stay_in_nested_objects() {
    let new = merges("zed", "zed.jsonc", &["\"mcp:shop:retired_tool\": { \"default\": \"allow\" }"], 15);
    assert!(new.contains("\"terminal\": { \"default\": \"deny\" },\n") && new.contains("// easy on the eyes"));
}

#[test]
fn rules_stand_in_the_order_that_their_host_reads() {
    let gone = ["\"shop_list_orders\": \"allow\",", "\"bash\": \"deny\""];
    let new = merges("opencode", "opencode.jsonc", &gone, 13);
    let place = |text: &str| new.find(text).expect("in the file");
    assert!(place("\"shop_*\"") < place("\"shop_list_orders\""), "the last rule that fits decides");
    assert!(new.contains("    // shells only by hand\n    \"bash\""));
}

#[test]
fn line_ends_marks_and_tabs_stay() {
    let new = merges("cursor", "cursor-crlf.json", &["\"shop:retired_tool\""], 2);
    assert!(new.ends_with("\"note\": \"Gru\\u00df\"\r\n}"), "{new}");
    assert_eq!(new.matches('\n').count(), new.matches("\r\n").count());
    let new = merges("roo", "roo-bom-tabs.json", &["\"alwaysAllow\": []"], 2);
    assert!(new.starts_with("\u{feff}{\r\n\t\"mcpServers\""), "{new}");
    assert!(new.contains("\r\n\t\t\t\"disabledTools\": ["), "{new}");
    assert_eq!(new.matches('\n').count(), new.matches("\r\n").count());
}

#[test]
fn servers_have_the_names_of_the_configuration() {
    let desk = Desk::new("claude-code.json");
    let named = ["--target", "claude-code", "--name", "shop=my-shop"];
    let (code, difference, _) = desk.run(&[&named[..], &["--merge", "claude-code.json"]].concat());
    assert_eq!(code, 5);
    assert!(difference.contains("+      \"mcp__my-shop__get_order\"") && !difference.contains("mcp__shop__get"));
    assert_eq!(desk.run(&[&named[..], &["--out", "p"]].concat()).0, 0);
    assert!(desk.read("p/shop/claude-code/settings.json").contains("mcp__my-shop__get_order"));
    let (code, _, said) = desk.run(&["--name", "nobody=x", "--out", "q"]);
    assert!(code == 2 && said.contains("`nobody`"), "{said}");
    assert_eq!(desk.run(&["--name", "shop", "--out", "q"]).0, 2);
}

#[test]
fn what_cannot_be_merged_is_said_clearly() {
    let desk = Desk::new("claude-code.json");
    let (code, _, said) = desk.run(&["--target", "goose", "--merge", "x.yaml"]);
    assert!(code == 2 && said.contains("permission.yaml"), "{said}");
    assert_eq!(desk.run(&["--target", "codex,zed", "--merge", "x"]).0, 2);
    std::fs::write(desk.0.path().join("list.json"), "{\"permissions\": []}").expect("a file");
    let (code, _, said) = desk.run(&["--target", "claude-code", "--merge", "list.json", "--write"]);
    assert!(code == 1 && said.contains("list.json: `permissions` holds a list"), "{said}");
    assert_eq!(desk.read("list.json"), "{\"permissions\": []}");
    let missing = ["--target", "codex", "--merge", "new/config.toml"];
    assert_eq!(desk.run(&missing).0, 5);
    assert_eq!(desk.run(&[&missing[..], &["--write"]].concat()).0, 0);
    assert!(desk.read("new/config.toml").contains("[mcp_servers.shop]"));
    assert_eq!(desk.run(&missing).0, 0);
}

#[cfg(unix)]
#[test]
fn a_link_and_the_rights_of_a_file_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let desk = Desk::new("claude-code.json");
    let (file, link) = (desk.0.path().join("claude-code.json"), desk.0.path().join("link.json"));
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("rights");
    symlink("claude-code.json", &link).expect("a link");
    assert_eq!(desk.run(&["--target", "claude-code", "--merge", "link.json", "--write"]).0, 0);
    assert!(std::fs::symlink_metadata(&link).expect("a link").is_symlink());
    assert_eq!(std::fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);
    assert!(desk.read("claude-code.json").contains("mcp__shop__get_order"));
}
