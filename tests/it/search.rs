//! The search: the index of the samples and of made-up catalogues, asked by the published
//! script itself in node. Where node is absent those tests say so and pass.

#![expect(clippy::print_stderr, reason = "what was not tried is said, and what was measured")]

#[path = "support/synthetic.rs"]
mod synthetic;

use crate::support::{catalog, root, rulebook, samples};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use synthetic::{Dice, catalogue, one_server};
use tempfile::TempDir;
use toolrisk::catalogue::{Catalogue, Fired, RuleNumbers, ServerSummary};
use toolrisk::classify::classify;
use toolrisk::ids::ServerSlug;
use toolrisk::rulebook::{Attack, Rule};
use toolrisk::sink::MemorySink;
use toolrisk::site::{Site, SiteOptions};
use toolrisk::text::search::words;

/// What one query may load.
const BUDGET: u64 = 150_000;

/// The index and the scripts of a site.
fn index(site: &Site<'_>) -> BTreeMap<String, String> {
    let sink = MemorySink::default();
    for job in site.index_jobs() {
        if job.address.starts_with("search/") || job.address.starts_with("assets/") {
            site.render_job(&job, &sink).expect("a file");
        }
    }
    sink.into_files().into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).expect("UTF-8"))).collect()
}

/// The same for a catalogue without rules and attacks.
fn index_of(catalogue: &Catalogue) -> BTreeMap<String, String> {
    let no_rules: [&Rule; 0] = [];
    let no_attacks: &[Attack] = &[];
    let site = Site::from_parts(SiteOptions::default(), no_rules, no_attacks, catalogue, &BTreeMap::new());
    index(&site.expect("the templates parse"))
}

/// The index of the samples, with all rules and attacks.
fn of_samples() -> BTreeMap<String, String> {
    let rulebook = rulebook();
    let judged = samples().into_iter().map(|(stem, mut server)| {
        server.tools.sort_by(|a, b| a.name.cmp(&b.name));
        let verdicts = classify(&rulebook, &server);
        let numbers = RuleNumbers::new(&rulebook);
        let summary =
            ServerSummary::of(&ServerSlug::new(&stem), &server, &verdicts, rulebook.legs()).with_words(&server);
        (summary, Fired::of(&verdicts, &numbers))
    });
    let catalogue = Catalogue::gather(judged.collect(), &RuleNumbers::new(&rulebook));
    index(&Site::new(SiteOptions::default(), &rulebook, &catalogue, &BTreeMap::new()).expect("the templates parse"))
}

/// Writes files to a folder.
fn folder(files: &BTreeMap<String, String>) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("the folder can be made");
        std::fs::write(path, text).expect("the file can be written");
    }
    folder
}

/// The answers to some queries; none where node is absent, which is said.
fn ask(site: &Path, queries: &[Value]) -> Option<Vec<Value>> {
    let script = root().join("tests/it/support/search.mjs");
    let spawned = Command::new("node").arg(script).arg(site).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut node) = spawned else {
        eprintln!("node is absent: the script of the search was not run");
        return None;
    };
    let lines: Vec<String> = queries.iter().map(Value::to_string).collect();
    let mut input = node.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || input.write_all(lines.join("\n").as_bytes()));
    let output = node.wait_with_output().expect("node ends");
    assert!(output.status.success(), "node failed on the published script");
    writer.join().expect("no panic").expect("node reads all queries");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let answers: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(answers.len(), queries.len());
    Some(answers)
}

fn names(answer: &Value) -> Vec<&str> {
    answer["results"].as_array().expect("results").iter().map(|r| r["name"].as_str().expect("a name")).collect()
}

fn number(answer: &Value, key: &str) -> u64 {
    answer[key].as_u64().unwrap_or_else(|| panic!("{key} of {answer}"))
}

#[test]
fn scripts_fit_their_budget_and_the_index_its_files() {
    let files = of_samples();
    let scripts = ["site.js", "theme.js", "search.js"].map(|name| files[&format!("assets/{name}")].len());
    assert!(scripts.iter().sum::<usize>() <= 15_000, "{scripts:?}");
    let shards: Vec<&String> = files.keys().filter(|path| path.starts_with("search/")).collect();
    assert_eq!(shards, ["search/root.js", "search/t-.js"], "a small catalogue is one shard");
}

#[test]
fn the_samples_are_found() {
    let site = folder(&of_samples());
    let firsts = [
        ("delete_path", "delete_path"),
        ("delete-path", "delete_path"),
        ("deletePath", "delete_path"),
        ("DELETE PATH", "delete_path"),
        ("deletepath", "delete_path"),
        ("delete pa", "delete_path"),
        ("delte path", "delete_path"),
    ];
    let queries: Vec<Value> = firsts.iter().map(|(query, _)| json!({"type": query})).collect();
    let Some(answers) = ask(site.path(), &queries) else { return };
    for ((query, first), answer) in firsts.iter().zip(&answers) {
        assert_eq!(names(answer).first(), Some(first), "{query}: {answer}");
        assert!(number(answer, "bytes") < BUDGET);
    }
    let more = [
        json!({"type": "delte "}),
        json!({"type": "\"delte\" "}),
        json!({"ask": "risk:critical delete"}),
        json!({"ask": "trait:moves-money"}),
        json!({"ask": "category:read risk:critical"}),
        json!({"ask": "foo:bar"}),
        json!({"ask": "delete-verb"}),
        json!({"ask": "grade:f server:files delete"}),
        json!({"ask": "confidence:low "}),
    ];
    let answers = ask(site.path(), &more).expect("node was there a moment ago");
    assert_eq!(answers[0]["fixes"], json!([["delte", "delete"]]));
    assert!(names(&answers[0])[0].contains("delete"), "{}", answers[0]);
    assert_eq!((number(&answers[1], "found"), &answers[1]["fixes"]), (0, &json!([])), "quotes are literal");
    assert!(number(&answers[2], "found") > 0 && answers[2]["filters"] == json!(["risk:Critical"]));
    let tools = answers[2]["results"].as_array().expect("results");
    assert!(tools.iter().all(|r| r["risk"] == 3 && r["kind"] == 1), "only critical tools");
    assert_eq!(answers[3]["filters"], json!(["trait:moves-money"]));
    assert_eq!(number(&answers[4], "found"), 0, "no reading tool is critical");
    assert_eq!(answers[5]["filters"], json!([]), "an unknown key is a word");
    assert_eq!(answers[6]["results"][0]["href"], "rules/delete-verb.html");
    assert_eq!(answers[7]["filters"], json!(["grade:F", "server:files"]));
    assert!(number(&answers[8], "found") > 0);
}

#[test]
fn servers_attacks_and_rules_are_found_by_their_names() {
    let files = of_samples();
    let site = folder(&files);
    let shard = &files["search/t-.js"];
    let servers: Vec<&str> = shard.lines().filter_map(|line| line.strip_prefix('@')?.split('\t').next()).collect();
    let attacks: Vec<&str> = shard.lines().filter_map(|line| line.strip_prefix("!a")?.split('\t').next()).collect();
    assert!(servers.len() > 5 && attacks.len() > 20);
    let queries: Vec<Value> = servers.iter().chain(&attacks).map(|name| json!({"ask": name})).collect();
    let Some(answers) = ask(site.path(), &queries) else { return };
    for (name, answer) in servers.iter().zip(&answers) {
        assert_eq!(answer["results"][0]["href"], format!("servers/{name}/index.html"), "{answer}");
    }
    for (name, answer) in attacks.iter().zip(&answers[servers.len()..]) {
        let found = answer["results"].as_array().expect("results");
        assert!(found.iter().any(|r| r["href"] == format!("attacks/{name}.html")), "{name}: {answer}");
    }
}

#[test]
fn script_and_program_cut_words_alike() {
    let site = folder(&of_samples());
    let mut texts: Vec<String> = [
        "deleteFile",
        "HTTPServer-v2",
        "getURLs3D",
        "长亭 IP 情报查询",
        "한국어 도구",
        "がぎぐ カタカナ ｶﾀｶﾅ",
        "Größe ÉCOLE İstanbul ΣΊΣΥΦΟΣ",
        "שָׁלוֹם עולם",
        "مُحَمَّد",
        "हिन्दी नाम",
        "__proto__ constructor",
        "a\u{202e}b\u{200b}c",
        "\u{2028}\u{2029}",
        "🙂emoji🙂Tool",
        "ﬁle ①② Ⅷ ½ ℃",
        "x\u{301}\u{302}\u{303}y",
        "ab\u{0}cd",
        "…",
        "",
    ]
    .map(str::to_owned)
    .into();
    texts.push("x".repeat(10_000));
    texts.push("长".repeat(300));
    // Any characters of the blocks that names are written in.
    let mut dice = Dice::new(7);
    for _ in 0..400 {
        let len = 1 + dice.below(12);
        let ranges =
            [(0x20, 0x24f), (0x370, 0x5ff), (0x600, 0x6ff), (0x3040, 0x30ff), (0x4e00, 0x4fff), (0xac00, 0xacff)];
        let of = |dice: &mut Dice| {
            let (from, to) = ranges[dice.below(ranges.len())];
            char::from_u32(from + dice.below((to - from) as usize) as u32).unwrap_or('x')
        };
        texts.push((0..len).map(|_| of(&mut dice)).collect());
    }
    let queries: Vec<Value> = texts.iter().map(|text| json!({"words": text})).collect();
    let Some(answers) = ask(site.path(), &queries) else { return };
    for (text, answer) in texts.iter().zip(answers) {
        assert_eq!(answer, json!(words(text)), "{text:?}");
    }
}

#[test]
fn hostile_queries_are_only_queries() {
    let site = folder(&of_samples());
    let long = "delete".repeat(1_700);
    let queries = [
        "__proto__",
        "constructor",
        "toString valueOf",
        "hasOwnProperty:x",
        "constructor:x",
        "__proto__:x",
        "risk:",
        "risk:__proto__",
        ".*+?^${}()|[]\\",
        "(((((",
        "[a-",
        "\\",
        "\"",
        "\"\"",
        ":",
        "::::",
        "\u{202e}eteled",
        "مُحَمَّد حذف",
        "שָׁלוֹם",
        "…—!?",
        "\u{0}\u{1}",
        "`${alert(1)}`",
        "</script><script>",
        "\u{2028}",
        "🙂🙂🙂🙂",
        " ",
        "\t\n",
        "a b c d e f g h i j k l m n o p",
        &long,
    ];
    let asked: Vec<Value> = queries.iter().map(|query| json!({"ask": query})).collect();
    let Some(answers) = ask(site.path(), &asked) else { return };
    for (query, answer) in queries.iter().zip(&answers) {
        assert!(number(answer, "bytes") < BUDGET, "{query}");
        assert_eq!(answer["pending"], false, "{query} waits for ever");
        if words(query).is_empty() {
            assert_eq!(number(answer, "found"), 0, "{query:?} is empty");
        }
    }
}

#[test]
fn hostile_names_stay_inside_their_strings() {
    let hostile = [
        "</script><img src=x>",
        "`);alert(1);(`",
        "${alert(1)}",
        "\\",
        "\\`",
        "a\u{2028}b\u{2029}c",
        "\u{202e}evil",
        "__proto__",
        "constructor",
        "line\nbreak\ttab\r",
        "#word",
        "@server",
        "!rule",
        "",
        " ",
        "查询情报",
        "toString",
        "\u{feff}x\u{e0041}",
    ];
    let long = "x".repeat(10_000);
    let all: Vec<&str> = hostile.iter().copied().chain([long.as_str()]).collect();
    let catalogue = one_server("<b>bold</b>\u{202e}`${1}", &all);
    let files = index_of(&catalogue);
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with("search/")) {
        assert!(!text.contains('<') && !text.contains(['\u{2028}', '\u{2029}', '\u{202e}', '\r']), "{path}");
        assert_eq!(text.matches("toolriskSearch(").count(), 1, "{path}");
    }
    let site = folder(&files);
    let queries = ["proto", "constructor", "evil", "查询", "bold", "xxxx", "word", "server", "alert"];
    let asked: Vec<Value> = queries.iter().map(|query| json!({"type": query})).collect();
    let Some(answers) = ask(site.path(), &asked) else { return };
    for (query, answer) in queries.iter().zip(&answers) {
        assert!(number(answer, "found") > 0, "{query}: {answer}");
    }
    let every = ask(site.path(), &[json!({"ask": "server:bold"})]).expect("node was there a moment ago");
    // The server itself, and all its tools.
    assert_eq!(number(&every[0], "found") as usize, all.len() + 1);
}

#[test]
fn empty_tiny_and_lopsided_catalogues_work() {
    let many: Vec<String> = (0..1_083).map(|n| format!("get_thing_{n}")).collect();
    let names: Vec<&str> = many.iter().map(String::as_str).collect();
    let cases = [
        (Catalogue::default(), 0, 0),
        (one_server("Solo", &["get_thing"]), 1, 1),
        (one_server("Big", &names), 1, 1_083),
    ];
    for (catalogue, shards, found) in cases {
        let files = index_of(&catalogue);
        assert_eq!(files.keys().filter(|path| path.starts_with("search/t-")).count(), shards.max(1));
        let site = folder(&files);
        let Some(answers) = ask(site.path(), &[json!({"type": "get thing"}), json!({"ask": "zzz"})]) else { return };
        assert_eq!((number(&answers[0], "total"), number(&answers[1], "total")), (found, 0));
    }
}

/// How many tools of a catalogue have all of these words in their names, and this property.
fn counted(catalogue: &Catalogue, all: &[&str], also: impl Fn(&toolrisk::catalogue::ToolSummary) -> bool) -> u64 {
    let tools = catalogue.servers.iter().flat_map(|server| &server.tools);
    let has = |tool: &&toolrisk::catalogue::ToolSummary| {
        let words = words(&tool.name);
        all.iter().all(|word| words.iter().any(|w| w == word)) && also(tool)
    };
    tools.filter(has).count() as u64
}

/// Queries at a size, typed letter by letter: what they load, and whether what was looked
/// for is among the first.
fn holds_at(tools: usize, wide: bool) {
    let catalogue = catalogue(tools);
    let files = index_of(&catalogue);
    let shards: Vec<(&String, usize)> =
        files.iter().filter(|(path, _)| path.starts_with("search/")).map(|(path, text)| (path, text.len())).collect();
    let most = if wide { 45_000 } else { 16_000 };
    for (path, len) in &shards {
        assert!(*len <= most || *path == "search/root.js", "{path} has {len} bytes");
    }
    let all: usize = shards.iter().map(|(_, len)| len).sum();
    eprintln!("{tools} tools: {} files, {all} bytes, root {}", shards.len(), files["search/root.js"].len());

    let site = folder(&files);
    let mut dice = Dice::new(3);
    let mut wanted = Vec::new();
    for _ in 0..400 {
        let server = &catalogue.servers[dice.below(catalogue.servers.len())];
        let tool = &server.tools[dice.below(server.tools.len())];
        wanted.push(words(&tool.name));
    }
    let mut queries: Vec<Value> = wanted.iter().map(|words| json!({"type": words.join(" ")})).collect();
    let facets = [
        "risk:critical trait:moves-money send",
        "category:write create user",
        "trait:bulk delete",
        "risk:low get",
        "grade:a list users",
        "confidence:low update",
        "server:mail get",
        "trait:moves-money trait:bulk ",
        "risk:critical ",
        "qetuser",
        "delte user",
        "upadte recrd",
    ];
    queries.extend(facets.iter().map(|query| json!({"type": query})));
    let Some(answers) = ask(site.path(), &queries) else { return };
    let mut loads: Vec<u64> = answers.iter().map(|answer| number(answer, "bytes")).collect();
    let mut first = 0;
    // The same words in any order: which of those comes first is a matter of risk.
    let set = |words: &[String]| words.iter().cloned().collect::<BTreeSet<_>>();
    for (words_of, answer) in wanted.iter().zip(&answers) {
        let found = names(answer).first().is_some_and(|name| set(&words(name)) == set(words_of));
        first += usize::from(found);
        if !found {
            eprintln!("{}: {:?} {}", words_of.join(" "), names(answer).first(), answer["files"]);
        }
    }
    loads.sort_unstable();
    let at = |part: usize| loads[(loads.len() - 1) * part / 100];
    eprintln!("typed: median {}, p95 {}, most {}; {first} of {} first", at(50), at(95), at(100), wanted.len());
    assert!(at(100) <= BUDGET, "a query loads {} bytes", at(100));
    assert!(first * 100 >= wanted.len() * 95, "only {first} of {} names come first", wanted.len());

    // Totals are true although lists are cut.
    let totals = [
        ("get ", counted(&catalogue, &["get"], |_| true)),
        ("risk:critical delete ", counted(&catalogue, &["delete"], |t| t.risk == toolrisk::vocab::Risk::Critical)),
        ("get user ", counted(&catalogue, &["get", "user"], |_| true)),
        ("risk:low ", counted(&catalogue, &[], |t| t.risk == toolrisk::vocab::Risk::Low)),
        ("trait:bulk get ", counted(&catalogue, &["get"], |t| t.traits.has(toolrisk::vocab::Trait::Bulk))),
    ];
    let queries: Vec<Value> = totals.iter().map(|(query, _)| json!({"type": query})).collect();
    let answers = ask(site.path(), &queries).expect("node was there a moment ago");
    for ((query, want), answer) in totals.iter().zip(&answers) {
        if answer["cut"] == true {
            assert_eq!(number(answer, "total"), *want, "{query}");
        } else {
            assert!(number(answer, "total") >= *want, "{query}: {} of {want}", answer["total"]);
        }
    }
    if !wide {
        assert!(answers[0]["cut"] == true && answers[2]["cut"] == true, "frequent words are cut");
    }
}

#[test]
fn a_few_thousand_tools_take_few_files() {
    holds_at(4_500, true);
}

/// `TOOLRISK_SEARCH_TOOLS` tries another number, such as 600000.
#[test]
fn many_tools_stay_within_the_budget() {
    let tools = std::env::var("TOOLRISK_SEARCH_TOOLS").ok().and_then(|n| n.parse().ok()).unwrap_or(25_000);
    holds_at(tools, false);
}

#[test]
fn shards_keep_their_names_when_a_tool_is_added() {
    let before = catalogue(12_000);
    let mut after = before.clone();
    let mut tool = after.servers[0].tools[0].clone();
    tool.name = "get_user_zebra".into();
    after.servers[0].tools.push(tool);
    let names = |catalogue: &Catalogue| -> BTreeSet<String> {
        index_of(catalogue).into_keys().filter(|path| path.starts_with("search/")).collect()
    };
    let (one, two) = (names(&before), names(&after));
    let moved = one.symmetric_difference(&two).count();
    assert!(one.len() > 50 && moved <= one.len() / 20, "{moved} of {} names differ", one.len());
    assert_eq!(index_of(&before), index_of(&before), "two builds differ");
}

#[test]
fn typing_on_before_a_shard_arrives_ends_with_the_same() {
    let site = folder(&index_of(&catalogue(12_000)));
    let queries: Vec<Value> = ["get user", "delete record", "trait:bulk delete user"]
        .iter()
        .flat_map(|query| [json!({"late": query}), json!({"type": query})])
        .collect();
    let Some(answers) = ask(site.path(), &queries) else { return };
    for pair in answers.chunks(2) {
        assert_eq!(pair[0]["early"]["pending"], true, "nothing has arrived");
        assert_eq!(names(&pair[0]).first(), names(&pair[1]).first());
        assert!(number(&pair[0], "bytes") <= BUDGET);
    }
}

#[test]
fn every_rule_and_attack_of_the_catalog_is_in_the_index() {
    let files = of_samples();
    let shard = &files["search/t-.js"];
    for (path, _) in catalog().below("attacks/", ".toml") {
        let id = path.trim_start_matches("attacks/").trim_end_matches(".toml");
        assert!(shard.contains(&format!("\n!a{id}\t")), "{id}");
    }
    for rule in rulebook().rules() {
        assert!(shard.contains(&format!("\n!r{}\t", rule.id)), "{}", rule.id);
    }
}
