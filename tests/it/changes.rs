//! What changed from build to build: states, comparisons, the pages and the feed.

use crate::site::mini::Mini;
use assert_cmd::Command;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use toolrisk::changes::{Group, History, How, ServerHow, ServerState, State, Step, ToolState, compare};

/// A schema of the catalog.
fn schema(file: &str) -> jsonschema::Validator {
    let path = crate::support::root().join("catalog/schemas").join(file);
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).expect("a schema")).expect("JSON");
    jsonschema::meta::validate(&schema).expect("a schema follows its own draft");
    jsonschema::validator_for(&schema).expect("a schema compiles")
}

#[track_caller]
fn valid(schema: &jsonschema::Validator, text: &str) {
    let value: Value = serde_json::from_str(text).expect("JSON");
    let errors: Vec<String> = schema.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert_eq!(errors, Vec::<String>::new(), "in {text}");
}

/// A manifest of tools with their descriptions.
fn manifest(slug: &str, tools: &[(&str, &str)]) -> String {
    let tools: Vec<Value> = tools
        .iter()
        .map(|(name, text)| json!({"name": name, "description": text, "inputSchema": {"type": "object"}}))
        .collect();
    json!({"server": {"slug": slug, "name": slug}, "tools": tools}).to_string()
}

/// The tools of the server that most tests begin with.
const SHOP: &[(&str, &str)] = &[
    ("archive_order", "Archives an order."),
    ("get_order", "Returns one order by its number."),
    ("list_orders", "Lists the orders of the shop, newest first."),
    ("note_order", "Adds a note to an order."),
];

/// A folder to work in.
struct Place(tempfile::TempDir);

/// What a run gave.
struct Run {
    code: i32,
    out: String,
    err: String,
}

impl Place {
    fn new() -> Place {
        Place(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn run(&self, line: &str) -> Run {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("toolrisk"));
        command.env_clear().current_dir(self.0.path()).args(line.split(' '));
        let output = command.output().expect("the program starts");
        Run {
            code: output.status.code().expect("no signal"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    #[track_caller]
    fn ends(&self, line: &str, code: i32) -> Run {
        let run = self.run(line);
        assert_eq!(run.code, code, "{line}\nstdout: {}\nstderr: {}", run.out, run.err);
        run
    }

    /// What `compare` says of two manifests.
    #[track_caller]
    fn compared(&self, code: i32) -> Step {
        let run = self.ends("compare old new --format json", code);
        valid(&schema("changes.v1.schema.json"), &run.out);
        let record: Value = serde_json::from_str(&run.out).expect("JSON");
        serde_json::from_value(record["changes"].clone()).expect("a step")
    }

    /// All files below a folder.
    fn tree(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.path(folder);
        let files = walkdir::WalkDir::new(&root).into_iter().map(|entry| entry.expect("readable"));
        let files = files.filter(|entry| entry.file_type().is_file());
        let name = |path: &Path| path.strip_prefix(&root).expect("below").to_string_lossy().into_owned();
        files.map(|entry| (name(entry.path()), fs::read(entry.path()).expect("readable"))).collect()
    }
}

#[test]
fn a_changed_definition_is_told_from_a_rename_and_from_what_came_and_went() {
    let place = Place::new();
    place.write("old/shop.json", &manifest("shop", SHOP));
    let mut now = SHOP.to_vec();
    now[0] = ("archive_order", "Permanently deletes every order of the shop. This cannot be undone.");
    now[1].0 = "fetch_order";
    now[2].1 = "Lists the orders of the shop, newest first, at most fifty.";
    now[3] = ("drop_database", "Drops the whole database for good. This cannot be undone.");
    place.write("new/shop.json", &manifest("shop", &now));
    let step = place.compared(5);
    let shop = &step.servers[0];
    assert_eq!((step.servers.len(), shop.server.as_str(), shop.change), (1, "shop", ServerHow::Changed));
    let how: Vec<_> = shop.changed.iter().map(|t| (t.tool.as_str(), t.was.as_deref(), t.change, t.group())).collect();
    assert_eq!(
        how,
        [
            ("archive_order", None, How::Definition, Group::Riskier),
            ("drop_database", None, How::New, Group::New),
            ("fetch_order", Some("get_order"), How::Renamed, Group::Renamed),
            ("list_orders", None, How::Definition, Group::Definition),
            ("note_order", None, How::Gone, Group::Gone),
        ]
    );
    let counts = &step.counts;
    assert_eq!((counts.tools_new, counts.tools_gone, counts.tools_renamed, counts.definitions), (1, 1, 1, 2));
    assert_eq!((counts.riskier, counts.dangerous_new, counts.laxer), (1, 1, 0));
    let human = place.ends("compare old new", 5).out;
    for says in ["Riskier tools  1", "shop fetch_order, formerly get_order", "another definition, the same verdict"] {
        assert!(human.contains(says), "no {says:?} in {human}");
    }

    // The other way round it is milder, and that is laxer: the policy follows the verdict.
    let back = place.ends("compare new old --format json", 5);
    let back: Value = serde_json::from_str(&back.out).expect("JSON");
    assert_eq!(back["changes"]["counts"]["milder"], 1);
    assert_eq!(back["changes"]["counts"]["laxer"], 1);
}

#[test]
fn nothing_changed_is_said_and_is_no_alarm() {
    let place = Place::new();
    place.write("old/shop.json", &manifest("shop", SHOP));
    place.write("new/shop.json", &manifest("shop", SHOP));
    assert!(place.compared(0).is_empty());
    assert!(place.ends("compare old new", 0).out.starts_with("Nothing changed"));
    // A tool that only reads may come without alarm.
    let mut more = SHOP.to_vec();
    more.push(("get_weather", "Returns the weather of a town."));
    place.write("new/shop.json", &manifest("shop", &more));
    assert_eq!(place.compared(0).counts.tools_new, 1);
}

#[test]
fn two_tools_of_one_description_are_no_rename() {
    let place = Place::new();
    let same = "Returns one order by its number.";
    place.write("old/shop.json", &manifest("shop", &[("get_a", same), ("get_b", same)]));
    place.write("new/shop.json", &manifest("shop", &[("get_c", same), ("get_d", same)]));
    let counts = place.compared(0).counts;
    assert_eq!((counts.tools_renamed, counts.tools_new, counts.tools_gone), (0, 2, 2));
}

#[test]
fn a_server_of_another_slug_with_the_same_tools_is_the_same_server() {
    let place = Place::new();
    place.write("old/shop.json", &manifest("shop", SHOP));
    place.write("old/other.json", &manifest("other", &[("read_page", "Returns a page of the handbook.")]));
    place.write("new/store.json", &manifest("store", SHOP));
    let step = place.compared(0);
    let said: Vec<_> = step.servers.iter().map(|s| (s.server.as_str(), s.was.as_deref(), s.change)).collect();
    assert_eq!(said, [("other", None, ServerHow::Gone), ("store", Some("shop"), ServerHow::Renamed)]);
    assert!(place.ends("compare old new", 0).out.contains("formerly shop"));
    // Less than half of the tools is another server.
    place.write("new/store.json", &manifest("store", &SHOP[..1]));
    assert_eq!(place.compared(0).counts.servers_renamed, 0);
}

#[test]
fn other_rules_and_persons_change_verdicts_of_the_same_definitions() {
    let place = Place::new();
    place.write("old/shop.json", &manifest("shop", SHOP));
    place.ends("build old --out site -q", 0);
    let state = place.read("site/catalogue.jsonl");
    let line = state.lines().find(|line| line.contains("\"tool\":\"archive_order\"")).expect("a line");
    let value: Value = serde_json::from_str(line).expect("JSON");
    let print = value["fingerprint"].as_str().expect("a fingerprint");
    // Rules that judged milder then.
    let mut milder = value.clone();
    for (key, word) in [("category", "Read"), ("risk", "Low"), ("severity", "low"), ("decision", "allow")] {
        milder[key] = word.into();
    }
    milder.as_object_mut().expect("an object").remove("reversibility");
    fs::write(place.path("older.jsonl"), state.replace(line, &milder.to_string())).expect("a file");
    let run = place.ends("compare older.jsonl site --format json", 5);
    let record: Value = serde_json::from_str(&run.out).expect("JSON");
    let tool = &record["changes"]["servers"][0]["changed"][0];
    assert_eq!((&tool["tool"], &tool["change"]), (&json!("archive_order"), &json!("verdict")));
    assert_eq!(record["changes"]["counts"]["verdicts"], 1);
    assert!(place.ends("compare older.jsonl site", 5).out.contains("judged otherwise, the same definition"));

    let person = format!(
        "[[override]]\ntool = \"archive_order\"\ncategory = \"Destructive\"\nreason = \"purged at night\"\n\
         author = \"us\"\ndate = \"2026-01-01\"\nfingerprint = \"{print}\"\n"
    );
    place.write("persons/shop.toml", &person);
    let run = place.ends("compare site old --overrides persons --format json", 5);
    let record: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(record["changes"]["servers"][0]["changed"][0]["change"], "person");
}

#[test]
fn another_posture_is_named_and_a_laxer_decision_is_an_alarm() {
    let place = Place::new();
    place.write("old/shop.json", &manifest("shop", SHOP));
    place.ends("build old --out strict --posture strict -q", 0);
    // Manifests are judged by the posture of the build that they are held against.
    assert!(place.ends("compare strict old", 0).out.starts_with("Nothing changed"));
    let run = place.ends("compare strict old --posture recommended", 5);
    assert!(run.out.contains("posture strict, the newer ones recommended") && run.out.contains("Laxer decisions"));
    assert!(place.ends("compare strict old --posture nonsense", 2).err.contains("there is no posture `nonsense`"));
}

#[test]
fn a_state_and_a_history_follow_their_schemas_and_come_back_as_they_were() {
    let place = Place::new();
    place.ends("build --out site --date 2026-01-31 -q", 0);
    let text = place.read("site/catalogue.jsonl");
    let lines = schema("catalogue.v1.schema.json");
    text.lines().for_each(|line| valid(&lines, line));
    assert_eq!(text.lines().count(), 1 + 28 + 480);
    let state = read(&text).expect("a state");
    assert_eq!(state.date.as_deref(), Some("2026-01-31"));
    assert_eq!(state.files().collect::<Vec<_>>(), [("catalogue.jsonl".to_owned(), text)]);

    let mut mini = Mini::new();
    let history = mini.history.clone().expect("a history");
    assert_eq!(history.steps.len(), 2);
    valid(&schema("changes.v1.schema.json"), &history.text());
    assert_eq!(History::read("x", &history.text()), Ok(history.clone()));
    // Twenty steps are kept, the newest first; one in which nothing changed is none.
    let mut long = History::default();
    for day in 10..40 {
        long = long.and(Step { date: Some(format!("2026-01-{day}")), ..history.steps[0].clone() }).and(Step::default());
    }
    assert_eq!((long.steps.len(), long.steps[0].date.as_deref()), (20, Some("2026-01-39")));
    mini.history = Some(long);
    assert_eq!(mini.build()["servers/keyring/index.html"].matches("<time datetime=\"2026-01-").count(), 20);
}

/// A state read from one text.
fn read(text: &str) -> Result<State, String> {
    let part = |name: &str| -> Result<(String, String), Box<dyn std::error::Error>> { Err(name.into()) };
    State::read("x.jsonl", text, part).map_err(|error| error.to_string())
}

/// A state of so many servers with so many tools each.
fn large(servers: usize, tools: usize) -> State {
    let state = read(concat!(
        r#"{"schema":"toolrisk/catalogue/v1","posture":"p","servers":1,"tools":1}"#,
        "\n",
        r#"{"server":"s","name":"S","grade":"A","tools":1}"#,
        "\n",
        r#"{"server":"s","tool":"t","fingerprint":"0a","category":"Read","risk":"Low","severity":"low","confidence":"high","decision":"allow"}"#,
        "\n"
    ))
    .expect("a state");
    let tool = state.servers[0].tools[0].clone();
    let of = |at: usize| {
        let tools = (0..tools).map(|n| ToolState {
            name: format!("tool_{n:06}").into(),
            fingerprint: (at * tools + n) as u128,
            ..tool.clone()
        });
        let first = char::from(b'a' + (at % 26) as u8);
        ServerState { slug: format!("{first}{at:05}"), tools: tools.collect(), ..state.servers[0].clone() }
    };
    let mut servers: Vec<ServerState> = (0..servers).map(of).collect();
    servers.sort_by(|a, b| a.slug.cmp(&b.slug));
    State { servers, ..state }
}

#[test]
fn a_large_state_is_split_by_letters_and_read_back() {
    let state = large(52, 1_000);
    let files: BTreeMap<String, String> = state.files().collect();
    assert_eq!(files.len(), 27);
    assert_eq!(files.keys().cloned().collect::<BTreeSet<_>>(), state.names().into_iter().collect());
    let head = &files["catalogue.jsonl"];
    assert_eq!(head.lines().count(), 1);
    valid(&schema("catalogue.v1.schema.json"), head);
    let part = |name: &str| match files.get(name) {
        Some(text) => Ok((name.to_owned(), text.clone())),
        None => Err(Box::<dyn std::error::Error>::from(name)),
    };
    assert_eq!(State::read("x", head, part).expect("a state"), state);
    // A part that leads elsewhere is not asked for.
    let hostile = head.replacen("\"a\"", "\"../a\"", 1);
    let error = State::read("x", &hostile, part).expect_err("no part").to_string();
    assert!(error.starts_with("x:1: no state has a part `../a`"), "{error}");
}

#[test]
fn a_step_too_long_to_keep_is_counted_in_full() {
    let (before, mut now) = (large(6, 1_000), large(6, 1_000));
    let tools = now.servers.iter_mut().flat_map(|server| &mut server.tools);
    tools.for_each(|tool| tool.fingerprint += 1 << 64);
    now.servers[5].tools[999].seen.risk = toolrisk::vocab::Risk::High;
    let step = compare(&before, &now);
    assert_eq!((step.counts.definitions, step.counts.not_listed), (6_000, 0));
    let kept = &History::default().and(step).steps[0];
    assert_eq!((kept.counts.definitions, kept.counts.not_listed), (6_000, 1_000));
    assert_eq!(kept.servers.iter().map(|server| server.changed.len()).sum::<usize>(), 5_000);
    assert_eq!(kept.of_group(Group::Riskier).count(), 1, "what is riskier is never left out before the rest");
    let mut mini = Mini::new();
    mini.history = Some(History { steps: vec![kept.clone()] });
    let files = mini.build();
    assert_eq!(files.keys().filter(|path| path.starts_with("changes-")).count(), 49, "100 on a page");
    assert!(files["changes-50.html"].contains("1,000 tools more changed"));
    assert!(files.iter().all(|(path, text)| !path.starts_with("changes-") || text.len() < 90_000));
}

#[test]
fn a_state_that_no_build_wrote_is_refused_with_file_line_and_cure() {
    let place = Place::new();
    place.write("old/shop.json", &manifest("shop", SHOP));
    place.ends("build old --out site -q", 0);
    let text = place.read("site/catalogue.jsonl");
    let wrong: [(String, &str); 8] = [
        (text.replace("catalogue/v1", "catalogue/v2"), "bad.jsonl:1: this is `toolrisk/catalogue/v2`"),
        (text.replace("\"tools\":4}", "\"tools\":5}"), "bad.jsonl:1: it speaks of 1 servers with 5 tools"),
        (
            text.lines().take(4).fold(String::new(), |all, line| all + line + "\n"),
            "bad.jsonl:2: this server has 4 tools",
        ),
        (
            text.replacen("\"Read\",\"risk\"", "\"Reed\",\"risk\"", 1),
            "bad.jsonl:4: this is not a line of a build: unknown variant `Reed`",
        ),
        (
            text.replacen("\"server\":\"shop\",\"tool\":\"get", "\"server\":\"mall\",\"tool\":\"get", 1),
            "bad.jsonl:4: this tool does not stand below its server",
        ),
        (text.replacen("\"tool\":\"note", "\"tool\":\"a", 1), "bad.jsonl:6: this tool is not in its place by name"),
        (text.clone() + "nonsense\n", "bad.jsonl:7: this is not a line of a build"),
        (
            text.replacen("\"fingerprint\":\"", "\"fingerprint\":\"x", 1),
            "bad.jsonl:3: this fingerprint is no hex number",
        ),
    ];
    for (bad, says) in wrong {
        assert_ne!(bad, text, "{says}");
        place.write("bad.jsonl", &bad);
        let run = place.ends("build old --out other --since bad.jsonl", 1);
        assert!(run.err.contains(says) && run.err.contains("; "), "{says}: {}", run.err);
        assert!(!place.path("other").exists(), "nothing is written");
        assert!(place.ends("compare bad.jsonl site", 1).err.contains(says));
    }
    // Something else altogether.
    place.write("notes.txt", "hello");
    for (since, says) in [
        ("notes.txt", "notes.txt is no older build"),
        ("nowhere", "nowhere is no older build"),
        ("old", "old is no older build"),
    ] {
        let run = place.ends(&format!("build old --out other --since {since}"), 1);
        assert!(run.err.contains(says) && run.err.contains("catalogue.jsonl"), "{}", run.err);
    }
    fs::remove_file(place.path("site/catalogue.jsonl")).expect("removed");
    assert!(place.ends("compare site old", 1).err.contains("made by an older toolrisk; build it again"));
    // A damaged history.
    place.ends("build old --out site --history -q", 0);
    place.write("site/changes.json", "{\"schema\":\"toolrisk/changes/v1\",\"builds\":[\n{\"counts\":7}]}");
    let run = place.ends("build old --out site --history", 1);
    assert!(run.err.contains("changes.json:2: ") && run.err.contains("take it away"), "{}", run.err);
}

#[test]
fn a_site_says_what_changed_and_carries_its_history_on() {
    let place = Place::new();
    let base = "--base-url https://example.org/t";
    place.write("in/shop.json", &manifest("shop", SHOP));
    let plain = place.ends("build in --out site", 0);
    assert!(place.read("site/changes.html").contains("was not compared with an older one"));
    assert!(!plain.err.contains("feed") && !place.path("site/changes.json").exists());

    // Without a day there is no feed, and that is said once.
    let run = place.ends(&format!("build in --out site --history {base}"), 0);
    assert_eq!(run.err.matches("no feed of changes").count(), 1, "{}", run.err);
    assert!(!place.path("site/changes.atom").exists());
    assert!(place.read("site/changes.html").contains("Nothing has changed since the older build"));
    let first = place.tree("site");
    place.ends(&format!("build in --out site --history {base} -q"), 0);
    assert_eq!(place.tree("site"), first, "nothing changed, so nothing is written anew");

    let mut now = SHOP.to_vec();
    now[0].1 = "Permanently deletes every order of the shop. This cannot be undone.";
    place.write("in/shop.json", &manifest("shop", &now));
    place.ends(&format!("build in --out site --history --date 2026-02-01 {base} -q"), 0);
    now[1].0 = "fetch_order";
    place.write("in/shop.json", &manifest("shop", &now));
    place.ends(&format!("build in --out next --since site --date 2026-03-01 {base} -q"), 0);
    let page = place.read("next/changes.html");
    assert!(
        page.contains("From <time datetime=\"2026-02-01\">")
            && page.contains("id=renamed")
            && page.contains("id=earlier")
    );
    assert!(page.contains("rel=alternate type=application/atom+xml title=\"Changes\" href=\"changes.atom\""));
    let server = place.read("next/servers/shop/index.html");
    let at = |words: &str| server.find(words).unwrap_or_else(|| panic!("no {words:?}"));
    assert!(at("2026-03-01\">2026-03-01") < at("2026-02-01\">2026-02-01"), "the newest first");
    assert!(server.contains("formerly <bdi translate=no>get_<wbr>order</bdi>"));
    assert!(place.read("next/index.html").contains("id=recent"));
    let feed = place.read("next/changes.atom");
    assert_eq!(feed.matches("<entry>").count(), 2);
    assert!(feed.contains("<updated>2026-03-01T00:00:00Z</updated>\n<author>"));
    // The same again: equal bytes, ids included.
    let once = place.tree("next");
    place.ends(&format!("build in --out next --history --date 2026-03-01 {base} -q"), 0);
    assert_eq!(place.tree("next"), once);
    let ids = |text: &str| -> Vec<String> {
        text.lines().filter(|line| line.starts_with("<id>")).map(str::to_owned).collect()
    };
    assert!(ids(&feed).contains(ids(&place.read("site/changes.atom")).last().expect("an id")), "ids stay");
}

/// Checks that a text is well-formed XML of the few kinds that a feed has, and gives the
/// paths of its elements with their texts.
fn elements(xml: &str) -> Vec<(String, String)> {
    let xml = xml.strip_prefix("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n").expect("a declaration");
    let legal = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(xml.chars().all(legal), "a character that XML has not");
    let (mut path, mut out, mut rest) = (Vec::<String>::new(), Vec::new(), xml.trim_end());
    while let Some(at) = rest.find('<') {
        let text = &rest[..at];
        for (amp, _) in text.match_indices('&') {
            let end = text[amp..].find(';').expect("an entity ends");
            assert!(["&amp", "&lt", "&gt", "&#34", "&#39"].contains(&&text[amp..amp + end]), "{}", &text[amp..]);
        }
        assert!(!path.is_empty() || text.trim().is_empty(), "text outside the root: {text:?}");
        let end = at + rest[at..].find('>').expect("a tag ends");
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            out.push((path.join("/"), text.to_owned()));
            assert_eq!(path.pop().as_deref(), Some(name), "end tags match");
            continue;
        }
        let name = tag.split([' ', '/']).next().expect("a name").to_owned();
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        if tag.ends_with('/') {
            let attributes = tag[name.len()..].trim_end_matches('/').trim();
            out.push((format!("{}/{name}", path.join("/")), attributes.to_owned()));
        } else {
            path.push(name);
        }
    }
    assert!(path.is_empty() && rest.is_empty(), "{path:?} left open");
    out
}

#[test]
fn the_feed_is_well_formed_and_has_what_atom_asks_for() {
    let mut mini = Mini::new();
    mini.base_url = Some("https://example.org/t".into());
    let mut history = mini.history.take().expect("a history");
    let hostile = history.steps[0].servers.iter_mut().find(|server| server.server == "hostile").expect("it changed");
    hostile.name = "]]> & <x>\u{0}\u{202e}\u{ffff}".into();
    // More entries than a feed takes.
    for n in 0..150 {
        let server =
            toolrisk::changes::ServerChange { server: format!("z{n:03}"), ..history.steps[0].servers[0].clone() };
        history.steps[0].servers.push(server);
    }
    mini.history = Some(history);
    let files = mini.build();
    let feed = &files["changes.atom"];
    let all = elements(feed);
    let texts =
        |path: &str| -> Vec<&str> { all.iter().filter(|(at, _)| at == path).map(|(_, text)| text.as_str()).collect() };
    for path in ["feed/title", "feed/id", "feed/updated", "feed/author/name"] {
        assert_eq!(texts(path).len(), 1, "{path}");
    }
    let entries = texts("feed/entry").len();
    assert_eq!(entries, 100);
    for path in ["feed/entry/title", "feed/entry/id", "feed/entry/updated", "feed/entry/summary", "feed/entry/link"] {
        assert_eq!(texts(path).len(), entries, "{path}");
    }
    let ids = texts("feed/entry/id");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), entries, "ids are unique");
    assert!(ids.iter().chain(&texts("feed/id")).all(|id| id.starts_with("https://example.org/t/")));
    let day = |text: &&str| text.len() == 20 && text.ends_with("T00:00:00Z") && text[..4].parse::<u16>().is_ok();
    assert!(texts("feed/entry/updated").iter().chain(&texts("feed/updated")).all(day));
    assert!(texts("feed/entry/title").iter().any(|title| title.starts_with("]]&gt; &amp; &lt;x&gt;⟨U+0000⟩⟨U+202E⟩")));
    assert!(
        all.iter().any(|(_, text)| text
            == "rel=\"self\" type=\"application/atom+xml\" href=\"https://example.org/t/changes.atom\"")
    );
    assert!(files["servers/hostile/index.html"].contains("href=\"../../changes.atom\""));

    // Without an address or without anything to compare with there is no feed.
    mini.base_url = None;
    assert!(!mini.build().contains_key("changes.atom"));
    mini.base_url = Some("https://example.org/t".into());
    mini.history = None;
    assert!(!mini.build().contains_key("changes.atom"));
}

#[test]
fn cards_are_scripts_that_cannot_break_out_and_stay_small() {
    let files = Mini::new().build();
    let cards: Vec<_> = files.iter().filter(|(path, _)| path.ends_with("/index.card.js")).collect();
    assert_eq!(cards.len(), 3);
    for (path, text) in cards.into_iter().chain(files.iter().filter(|(path, _)| path.starts_with("compare/"))) {
        let inner = text.strip_prefix("toolriskCard(").or_else(|| text.strip_prefix("toolriskNames("));
        let inner = inner.and_then(|text| text.strip_suffix(");\n")).unwrap_or_else(|| panic!("{path}: {text}"));
        let _: Value = serde_json::from_str(&format!("[{inner}]")).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(!text.contains('<') && !text.contains(['\u{2028}', '\u{2029}', '\u{202e}']), "{path}: {text}");
        assert!(text.len() < 20_000, "{path}");
    }
    let page = &files["compare.html"];
    assert!(page.contains("data-names=\"all\"") && page.contains("<noscript>"));
    let other = files.iter().filter(|(path, _)| path.ends_with(".html") && !path.starts_with("compare"));
    assert!(other.clone().count() > 20 && other.clone().all(|(_, html)| !html.contains("compare.js")));
}

#[test]
fn the_nearest_servers_are_those_with_most_acts_in_common() {
    let place = Place::new();
    let tools = |names: &[&str]| -> Vec<(String, String)> {
        names.iter().map(|name| ((*name).to_owned(), format!("Does {}.", name.replace('_', " ")))).collect()
    };
    let write = |slug: &str, names: &[&str]| {
        let tools = tools(names);
        let tools: Vec<(&str, &str)> = tools.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        place.write(&format!("in/{slug}.json"), &manifest(slug, &tools));
    };
    write("one", &["delete_invoice", "create_invoice", "list_customers"]);
    write("two", &["delete_invoice", "create_invoice", "list_customers", "send_mail"]);
    write("three", &["delete_invoice", "create_invoice", "move_lamp", "open_door", "close_window"]);
    write("four", &["draw_map"]);
    place.ends("build in --out site -q", 0);
    let page = place.read("site/compare.html");
    let row = |name: &str| {
        page.lines()
            .find(|line| {
                line.starts_with("<tr>")
                    && line.contains(&format!("servers/{name}/index.html\"><bdi translate=no>{name}</bdi></a><td>"))
            })
            .expect(name)
    };
    let pairs = |name: &str| -> Vec<String> {
        row(name).split("data-pair=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    };
    assert_eq!(pairs("one"), ["one two", "one three"]);
    assert_eq!(pairs("three")[0], "three one");
    assert!(pairs("four").is_empty() && row("four").contains("none"));

    let human = place.ends("compare --servers one two in", 0).out;
    assert!(human.contains("Both can  3 acts") && human.contains("Only two  1 tool") && !human.contains("Only one  "));
    let json = place.ends("compare --servers one three in --format json", 0).out;
    valid(&schema("beside.v1.schema.json"), &json);
    let record: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(record["both"].as_array().map(Vec::len), Some(2));
    assert_eq!(record["only_first"][0]["tool"], "list_customers");
    let run = place.ends("compare --servers one five in", 1);
    assert!(run.err.contains("there is no server `five`") && run.err.contains("four, one"), "{}", run.err);
    assert!(place.ends("compare in", 2).err.contains("compare takes two builds"));
    assert_eq!(place.ends("compare in nowhere", 3).out, "");
}
