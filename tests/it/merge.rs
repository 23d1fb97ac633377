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
    prop_oneof![
        2 => lists(owned),
        1 => (way(1), value()).prop_map(|(at, value)| Edit::Set { at, value }),
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

/// A document as somebody might have written it who likes comments, and puts line breaks,
/// commas and blanks where they fall. Each comment is another.
fn messy(document: &Value, chance: &[u8]) -> String {
    struct Hand<'c>(std::iter::Cycle<std::slice::Iter<'c, u8>>, usize);
    impl Hand<'_> {
        fn next(&mut self) -> u8 {
            *self.0.next().expect("a cycle has no end")
        }
        fn gap(&mut self, out: &mut String) {
            self.1 += 1;
            match self.next() % 8 {
                0 => out.push_str("\n\t"),
                1 => out.push_str(&format!(" /* §{}§, ] */ ", self.1)),
                2 => out.push_str(&format!(" // §{}§\" }}\n  ", self.1)),
                3 => out.push(' '),
                4 => out.push_str(&format!("\n    // §{}§\n    ", self.1)),
                _ => {}
            }
        }
        fn write(&mut self, value: &Value, out: &mut String) {
            let (open, close, entries): (_, _, Vec<(String, &Value)>) = match value {
                Value::Array(values) => ('[', ']', values.iter().map(|value| (String::new(), value)).collect()),
                Value::Object(map) => (
                    '{',
                    '}',
                    map.iter().map(|(key, value)| (format!("{}:", Value::from(key.as_str())), value)).collect(),
                ),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                    return out.push_str(&value.to_string());
                }
            };
            out.push(open);
            let last = entries.len();
            for (nth, (key, value)) in entries.into_iter().enumerate() {
                self.gap(out);
                out.push_str(&key);
                self.write(value, out);
                self.gap(out);
                if nth + 1 < last || self.next() % 2 == 0 {
                    out.push(',');
                }
            }
            self.gap(out);
            out.push(close);
        }
    }
    let mut hand = Hand(chance.iter().cycle(), 0);
    let mut out = String::new();
    hand.gap(&mut out);
    hand.write(document, &mut out);
    hand.gap(&mut out);
    out
}

/// The marks of a messy text's comments, in their order.
fn comments(text: &str) -> Vec<&str> {
    text.split('§').skip(1).step_by(2).collect()
}

/// A document with two levels below it, in which what edits own is a text or a number:
/// comments inside an entry that goes would go with it.
fn document() -> impl Strategy<Value = Value> {
    let leaf = || prop_oneof![any::<i16>().prop_map(Value::from), "(s_)?[a-c]|[ -~]{0,8}".prop_map(Value::from)];
    let list = move || prop::collection::vec(leaf(), 0..5).prop_map(Value::from);
    let tame = |object: Map<String, Value>| {
        let entry = |(key, value): (String, Value)| {
            let value = if key.starts_with("s_") && (value.is_object() || value.is_array()) { json!(1) } else { value };
            (key, value)
        };
        Value::Object(object.into_iter().map(entry).collect())
    };
    let inner = object_of(prop_oneof![leaf(), list()]).prop_map(tame);
    object_of(prop_oneof![leaf(), list(), inner]).prop_map(tame)
}

/// Edits as targets make them: of what is theirs by its name.
fn rules() -> impl Strategy<Value = Edit> {
    lists(|| Just(Owned::Around("s_".to_owned(), "")))
}

/// The way to a place, of so many keys at least.
fn way(least: usize) -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[ab]", least..3)
}

/// Edits of a list's members and of an object's keys.
fn lists<O: Strategy<Value = Owned>>(owned: impl Fn() -> O) -> impl Strategy<Value = Edit> {
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
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn a_merged_json_file_means_what_the_edits_say(
        document in object_of(value()), edits in prop::collection::vec(edit(), 1..3), pretty in any::<bool>()
    ) {
        let document = Value::Object(document);
        let text = if pretty { format!("{document:#}\n") } else { document.to_string() };
        holds(&text, Syntax::Json, &edits)?;
    }

    #[test]
    fn comments_of_a_json_file_outlive_any_merge(
        document in document(), edits in prop::collection::vec(rules(), 1..3),
        chance in prop::collection::vec(any::<u8>(), 8..64),
    ) {
        let text = messy(&document, &chance);
        holds(&text, Syntax::Jsonc, &edits)?;
        if let Ok(new) = merged(&text, Syntax::Jsonc, &edits) {
            prop_assert_eq!(comments(&new), comments(&text), "{}\n---\n{}", text, new);
        }
    }

    #[test]
    fn comments_of_a_toml_file_outlive_any_merge(
        document in document(), edits in prop::collection::vec(rules(), 1..2),
        chance in prop::collection::vec(any::<u8>(), 8..64),
    ) {
        let pretty = if chance[0] % 2 == 0 { toml::to_string_pretty(&document) } else { toml::to_string(&document) };
        let mut text = String::new();
        for ((nth, line), chance) in pretty.expect("TOML").lines().enumerate().zip(chance.iter().cycle()) {
            match chance % 4 {
                0 => text.push_str(&format!("# §{nth}§\n{line}\n")),
                1 => text.push_str(&format!("{line} # §{nth}§\n")),
                _ => text.push_str(&format!("{line}\n")),
            }
        }
        holds(&text, Syntax::Toml, &edits)?;
        if let Ok(new) = merged(&text, Syntax::Toml, &edits) {
            let sorted = |text| { let mut all = comments(text); all.sort_unstable(); all.join(" ") };
            prop_assert_eq!(sorted(&new), sorted(&text), "{}\n---\n{}", text, new);
        }
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
    let new = merges("claude-code", "claude-code.json", &gone, 5);
    let value = meaning(&new, Syntax::Json).expect("JSON");
    assert_eq!(value["permissions"]["deny"][0], "WebFetch");
    assert_eq!(value["permissions"]["allow"][3], "Read(~/notes/**)");
    assert_eq!(value["hooks"], json!({}));
}

#[test]
fn comments_and_tables_of_toml_stay() {
    let new = merges("codex", "codex.toml", &["\"retired_tool\","], 13);
    let old = Desk::new("codex.toml").read("codex.toml");
    for line in old.lines().filter(|line| line.contains('#') || line.contains("env")) {
        assert!(new.contains(line), "{line} is gone from {new}");
    }
}

#[test]
fn rules_beside_ours_stay_in_nested_objects() {
    let new = merges("zed", "zed.jsonc", &["\"mcp:shop:retired_tool\": { \"default\": \"allow\" }"], 5);
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
fn no_rule_of_the_person_goes_unsaid() {
    let desk = Desk::new("claude-code.json");
    let mine = r#"{"permissions": {"deny": ["mcp__shop__list_orders", "mcp__shop"], "ask": ["mcp__*"]}}"#;
    std::fs::write(desk.0.path().join("mine.json"), mine).expect("a file");
    for write in [&[][..], &["--write"]] {
        let (_, _, said) = desk.run(&[&["--target", "claude-code", "--merge", "mine.json"], write].concat());
        for sentence in [
            "replaced: `mcp__shop__list_orders` was in permissions.deny and is in permissions.allow now",
            "kept: `mcp__shop` in permissions.deny is yours and also covers",
            "kept: `mcp__*` in permissions.ask is yours and also covers",
        ] {
            assert!(said.contains(sentence), "{said}");
        }
    }
    let listed = "[mcp_servers.my-shop]\ncommand = 'x'\n";
    std::fs::write(desk.0.path().join("config.toml"), listed).expect("a file");
    let (_, _, said) = desk.run(&["--target", "codex", "--merge", "config.toml"]);
    assert!(said.contains("no server `shop` under mcp_servers (there are `my-shop`)"), "{said}");
    let (_, _, said) = desk.run(&["--target", "codex", "--merge", "config.toml", "--name", "shop=my-shop"]);
    assert!(!said.contains("no server"), "{said}");
}

#[test]
fn files_as_people_have_them_are_merged_for_every_target_that_can_be() {
    const OPEN: &str =
        "// one\r\n{\r\n\t\"größe\": \"//\", // two\r\n\t/* three */ \"mine\": { \"x\": [1, 2,], }, // four\r\n";
    let long = "x".repeat(9000);
    for target in toolrisk::policy::target::TARGETS {
        let id = target.about().id;
        let desk = Desk::new("codex.toml");
        let args = ["--target", id, "--merge", "mine"];
        if desk.run(&args).2.contains("files of their own") {
            continue;
        }
        let texts = if id == "codex" {
            vec![
                format!("\u{feff}# one\r\n\"größe\" = '#' # two\r\nlong = \"{long}\"\r\n[[list]] # three\r\n'a b'.c = 1\r\n# four"),
                "# one\nmcp_servers.shop.command = 'x' # two\n[mine] # three\nx = [1, # four\n 2,]\n".to_owned(),
                "mcp_servers = { shop = { command = 'x', tools = { old = { approval_mode = 'approve' } } } } # one\n".to_owned(),
                "[mcp_servers.shop]\n# one\n[mcp_servers.shop.tools.old] # two\napproval_mode = 'approve' # three\n# four\n".to_owned(),
                "# one\n".to_owned(),
                String::new(),
            ]
        } else {
            vec![
                format!("\u{feff}{OPEN}\t\"long\": \"{long}\" // five\r\n}} // six"),
                format!("{OPEN}}}\r\n"),
                "{\"mine\":{\"x\":[1,2]},\"mcpServers\":{\"shop\":{\"command\":\"x\"}},\"permissions\":{\"allow\":[]}}"
                    .to_owned(),
                "{\n  \"mcpServers\": { \"shop\": { \"command\": \"x\" /* one */ } } // two\n}\n".to_owned(),
                "{}".to_owned(),
                "{ }\n".to_owned(),
                "/* one */\n".to_owned(),
                String::new(),
            ]
        };
        let syntax = if id == "codex" { Syntax::Toml } else { Syntax::Jsonc };
        desk.run(&["--target", id, "--merge", "fresh", "--write"]);
        let fresh = meaning(&desk.read("fresh"), syntax).expect("a fresh file parses");
        for text in texts {
            std::fs::write(desk.0.path().join("mine"), &text).expect("a file");
            assert_eq!(desk.run(&args).0, 5, "{id}: {text}");
            assert_eq!(desk.read("mine"), text, "{id}: nothing is written unasked");
            let (code, _, said) = desk.run(&[&args[..], &["--write"]].concat());
            assert_eq!(code, 0, "{id}: {said}{text}");
            let new = desk.read("mine");
            for comment in ["one", "two", "three", "four", "five", "six"] {
                let mark = |text: &str| text.matches(&format!(" {comment}")).count();
                assert_eq!(mark(&new), mark(&text), "{id}: {comment} in {new}");
            }
            assert_eq!(new.starts_with('\u{feff}'), text.starts_with('\u{feff}'), "{id}");
            if text.contains("\r\n") {
                assert_eq!(new.matches('\n').count(), new.matches("\r\n").count(), "{id}: {new}");
            }
            let (old, means) = (meaning(&text, syntax).expect("parses"), meaning(&new, syntax).expect("parses"));
            for (key, value) in old.as_object().expect("an object") {
                assert!(holds_all(&means[key], value), "{id}: {key} in {new}");
            }
            for (key, value) in fresh.as_object().expect("an object") {
                assert!(holds_all(&means[key], value), "{id}: {key} in {new}");
            }
            assert_eq!(desk.run(&args).0, 0, "{id}: a second run changes nothing");
        }
    }
}

/// Whether a value has all that another has; lists that rules own may differ.
fn holds_all(value: &Value, part: &Value) -> bool {
    match (value, part) {
        (Value::Object(value), Value::Object(part)) => part
            .iter()
            .filter(|(key, _)| *key != "old")
            .all(|(key, part)| value.get(key).is_some_and(|value| holds_all(value, part))),
        (Value::Array(value), Value::Array(part)) => part.iter().all(|part| value.contains(part)),
        (value, part) => value == part,
    }
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
