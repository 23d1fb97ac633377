//! The manifest reader: every format by its own fixtures, the corpus of real
//! manifests if it is there, and input that nobody meant.

use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toolrisk::diag::Level;
use toolrisk::manifest::formats::FORMATS;
use toolrisk::manifest::{Input, Limits, Outcome, Reading, Server, Tool, read};

/// Reads bytes under a name.
fn read_as(source: &str, bytes: &[u8]) -> Reading {
    let name = source.rsplit('/').next().unwrap_or(source);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    read(Input { source, stem, bytes }, Limits::default())
}

/// Reads a text.
fn text(text: &str) -> Reading {
    read_as("in.json", text.as_bytes())
}

/// Where the fixtures stand.
fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats")
}

/// The only server of a reading.
fn one(reading: &Reading) -> &Server {
    if let Outcome::Servers(servers) = &reading.outcome
        && let [server] = servers.as_slice()
    {
        return server;
    }
    panic!("not one server: {reading:?}")
}

fn names(tools: &[Tool]) -> Vec<&str> {
    tools.iter().map(|tool| tool.name.as_str()).collect()
}

fn codes(reading: &Reading) -> Vec<&str> {
    reading.diagnostics.iter().map(|d| d.code).collect()
}

/// Tools and quarantined entries of a reading.
fn accounted(reading: &Reading) -> usize {
    match &reading.outcome {
        Outcome::Servers(servers) => servers.iter().map(|s| s.tools.len() + s.quarantined.len()).sum(),
        Outcome::Loose { tools, quarantined } => tools.len() + quarantined.len(),
        Outcome::ErrorAnswer | Outcome::NotAManifest { .. } => 0,
    }
}

/// All files below a folder, sorted.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder can be read") {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

/// The corpus beside the package, or `None` after saying so.
#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("the corpus of real manifests ({}) is absent: this test checked nothing", folder.display());
    None
}

/// One line that says what a reading came to, for tables.
fn summary(reading: &Reading) -> String {
    match &reading.outcome {
        Outcome::Servers(servers) => {
            let formats: std::collections::BTreeSet<&str> = servers.iter().map(|s| s.format).collect();
            let formats: Vec<&str> = formats.into_iter().collect();
            let empty = if reading.entries == 0 { ", empty" } else { "" };
            format!("{}{empty}", formats.join("+"))
        }
        Outcome::Loose { .. } => "loose tool".to_owned(),
        Outcome::ErrorAnswer => "error answer".to_owned(),
        Outcome::NotAManifest { what } => format!("not a manifest: {what}"),
    }
}

#[test]
fn every_file_of_the_corpus_reads_and_every_entry_is_accounted_for() {
    let Some(corpus) = corpus() else { return };
    let mut wrong = Vec::new();
    let mut table: BTreeMap<(String, String), (usize, usize, usize, usize)> = BTreeMap::new();
    let mut aside: BTreeMap<String, usize> = BTreeMap::new();
    for path in files_below(&corpus) {
        let bytes = std::fs::read(&path).expect("the file can be read");
        let source = path.strip_prefix(&corpus).expect("it is below the corpus").to_string_lossy().into_owned();
        let reading = read_as(&source, &bytes);
        if reading.entries != accounted(&reading) {
            wrong.push(format!("{source}: {} entries, {} accounted for", reading.entries, accounted(&reading)));
        }
        let (kind, raw) = match source.strip_prefix("raw/") {
            Some(rest) => (format!("raw/{}", rest.split('/').next().unwrap_or_default()), true),
            None => (source.split('/').next().unwrap_or_default().to_owned(), false),
        };
        if !raw {
            let value: serde_json::Value = serde_json::from_slice(&bytes).expect("the normalised files are JSON");
            let want = value["tools"].as_array().map_or(0, Vec::len);
            if reading.entries != want || !matches!(&reading.outcome, Outcome::Servers(s) if s.len() == 1) {
                wrong.push(format!("{source}: {want} tools, read as {}", summary(&reading)));
            }
        }
        if let Outcome::Servers(servers) = &reading.outcome {
            for q in servers.iter().flat_map(|s| &s.quarantined) {
                *aside.entry(format!("{source}: {:?}: {}", q.name, q.reason)).or_default() += 1;
            }
        }
        let servers = if let Outcome::Servers(servers) = &reading.outcome { servers.len() } else { 0 };
        let row = table.entry((kind, summary(&reading))).or_default();
        row.0 += 1;
        row.1 += servers;
        row.2 += reading.entries;
        row.3 += reading.diagnostics.iter().filter(|d| d.level >= Level::Warning).count();
    }
    if std::env::var_os("TOOLRISK_SHOW").is_some() {
        show(&table, &aside);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Prints what became of the corpus, for people.
#[expect(clippy::print_stderr, reason = "only when asked for")]
fn show(table: &BTreeMap<(String, String), (usize, usize, usize, usize)>, aside: &BTreeMap<String, usize>) {
    for ((kind, what), (files, servers, entries, warnings)) in table {
        eprintln!("| {kind} | {what} | {files} | {servers} | {entries} | {warnings} |");
    }
    for (line, count) in aside {
        eprintln!("{count} × {line}");
    }
}

/// What every fixture reads to: format and servers with their tools, or what it
/// is instead.
const FIXTURES: &[(&str, &str)] = &[
    ("client-config/context-servers.json", "not a manifest: client configuration"),
    ("client-config/list.json", "not a manifest: client configuration"),
    ("client-config/mcp-servers.json", "not a manifest: client configuration"),
    ("client-config/servers.json", "not a manifest: client configuration"),
    ("docker-server/server.yaml", "not a manifest: Docker registry entry"),
    ("docker-tools/tools.json", "tools: find_beehive count_bees"),
    ("flat-list/two-servers.json", "apiary: find_beehive feed_colony; weather-post: read_rain_gauge"),
    ("json-rpc/answer.json", "answer: find_beehive feed_colony"),
    ("json-rpc/bare-pages.json", "bare-pages: find_beehive feed_colony"),
    ("json-rpc/error.json", "error answer"),
    ("json-rpc/null-list.json", "null-list:"),
    ("json-rpc/pages.json", "pages: find_beehive feed_colony burn_frames"),
    ("json-rpc/repeated-cursor.json", "repeated-cursor: find_beehive"),
    ("mcpb/generated.json", "generated:"),
    ("mcpb/manifest.json", "manifest: find_beehive feed_colony"),
    ("mcpb/windows.json", "windows: find_beehive feed_colony"),
    ("names-only/names.json", "names: find_beehive feed_colony burn_frames"),
    ("names-only/spec.yaml", "spec: find_beehive feed_colony"),
    ("nested/report.json", "report: find_beehive feed_colony"),
    ("openai-functions/bedrock.json", "bedrock: find_beehive"),
    ("openai-functions/chat.json", "chat: find_beehive feed_colony"),
    ("openai-functions/gemini.json", "gemini: find_beehive feed_colony"),
    ("openai-functions/responses.json", "responses: find_beehive feed_colony"),
    ("openapi/apiary.json", "not a manifest: OpenAPI document"),
    ("openapi/apiary.yaml", "not a manifest: OpenAPI document"),
    ("package-json/package.json", "not a manifest: package.json"),
    ("plain-text/failed.json", "not a manifest: error message"),
    ("plain-text/login.html", "not a manifest: HTML or XML"),
    ("plain-text/notes.md", "not a manifest: plain text"),
    ("policy-file/cedar.yaml", "not a manifest: policy"),
    ("policy-file/intercept.yaml", "not a manifest: policy"),
    ("policy-file/policy.json", "not a manifest: policy"),
    ("policy-file/settings.json", "not a manifest: policy"),
    ("registry-entry/answer.json", "not a manifest: registry entry"),
    ("registry-entry/package.json", "not a manifest: registry entry"),
    ("registry-entry/server.json", "not a manifest: registry entry"),
    ("registry-tools/server.json", "server: find_beehive feed_colony"),
    ("server-catalogue/all.json", "apiary: find_beehive feed_colony; weather: read_rain_gauge; well:"),
    ("server-list/lines.jsonl", "apiary: find_beehive; weather-post: read_rain_gauge"),
    ("server-list/servers.json", "apiary: find_beehive feed_colony; apiary-2: burn_frames"),
    ("server-list/wrappers.json", "apiary: find_beehive; weather-post:"),
    ("server-map/arrays.json", "apiary: find_beehive feed_colony; weather-post:"),
    ("server-map/packages.json", "@test/apiary: find_beehive; @test/empty:"),
    ("server-map/registry.json", "apiary: find_beehive feed_colony; weather-post: read_rain_gauge"),
    ("server-sent-events/dump.txt", "dump: find_beehive feed_colony"),
    ("server-sent-events/several-lines.txt", "several-lines: find_beehive"),
    ("server-wrapper/gateway.json", "gateway: find_beehive"),
    ("server-wrapper/server-info.json", "server-info: find_beehive"),
    ("server-wrapper/server-name.json", "server-name: find_beehive"),
    ("server-wrapper/slug.json", "slug: find_beehive feed_colony"),
    ("single-tool/find_beehive.snap", "loose: find_beehive"),
    ("tool-array/empty.json", "empty:"),
    ("tool-array/lines.jsonl", "lines: find_beehive feed_colony"),
    ("tool-array/tools.json", "tools: find_beehive feed_colony burn_frames"),
    ("tool-map/alone.json", "alone: find_beehive feed_colony"),
    ("tool-map/tools.json", "tools: find_beehive feed_colony"),
    ("tools-list/2024-11-05.json", "2024-11-05: find_beehive feed_colony"),
    ("tools-list/2025-03-26.json", "2025-03-26: find_beehive feed_colony"),
    ("tools-list/2025-06-18.json", "2025-06-18: find_beehive feed_colony"),
    ("tools-list/2025-11-25.json", "2025-11-25: find_beehive feed_colony"),
    ("tools-list/2026-07-28.json", "2026-07-28: find_beehive feed_colony"),
    ("tools-list/log-lines.txt", "log-lines: find_beehive feed_colony"),
    ("tools-list/more.json", "more: find_beehive"),
    ("tools-list/tools.yaml", "tools: find_beehive feed_colony"),
    ("toucan/answered.json", "answered: find_beehive"),
    ("toucan/crawled.json", "crawled: find_beehive feed_colony"),
    ("transcript/changed.jsonl", "changed: find_beehive feed_colony burn_frames"),
    ("transcript/client.log", "client: find_beehive feed_colony"),
    ("transcript/refused.jsonl", "error answer"),
    ("transcript/session.jsonl", "session: find_beehive feed_colony"),
    ("transcript/two-servers.jsonl", "Apiary: find_beehive; weather-post: feed_colony"),
    ("transcript/wrapped.jsonl", "wrapped: find_beehive"),
];

/// Reads a fixture.
fn fixture(name: &str) -> Reading {
    read_as(name, &std::fs::read(fixtures().join(name)).expect("the fixture can be read"))
}

#[test]
fn every_fixture_reads_as_its_folder_says() {
    let mut wrong = Vec::new();
    for (name, want) in FIXTURES {
        let reading = fixture(name);
        let format = name.split('/').next().unwrap_or_default();
        let got = match &reading.outcome {
            Outcome::Servers(servers) => {
                if let Some(server) = servers.iter().find(|s| s.format != format) {
                    wrong.push(format!("{name}: read as {}", server.format));
                }
                let lines: Vec<String> = servers
                    .iter()
                    .map(|s| format!("{}: {}", s.fallback_slug, names(&s.tools).join(" ")).trim_end().to_owned())
                    .collect();
                lines.join("; ")
            }
            Outcome::Loose { tools, .. } => format!("loose: {}", names(tools).join(" ")),
            Outcome::ErrorAnswer | Outcome::NotAManifest { .. } => {
                let last = reading.diagnostics.last().expect("a file that is not used has a reason");
                assert!(last.level == Level::Error && last.help.is_some(), "{name}: {last}");
                summary(&reading)
            }
        };
        if got != *want {
            wrong.push(format!("{name}: {got}\n  {:?}", reading.diagnostics));
        }
        assert_eq!(reading.entries, accounted(&reading), "{name}");
        for d in &reading.diagnostics {
            let start = d.message.chars().next().unwrap_or('A');
            assert!(!start.is_uppercase() && !d.message.ends_with('.'), "{name}: {d}");
        }
        // Nothing of what a fixture calls a secret may reach a server's description.
        assert!(!format!("{:?}{:?}", reading.outcome, reading.diagnostics).contains("hive-secret"), "{name}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_format_has_fixtures_and_every_fixture_is_listed() {
    let root = fixtures();
    let listed: Vec<&str> = FIXTURES.iter().map(|(name, _)| *name).collect();
    let found: Vec<String> = files_below(&root)
        .iter()
        .map(|path| path.strip_prefix(&root).expect("it is below the folder").to_string_lossy().replace('\\', "/"))
        .collect();
    assert_eq!(listed, found);
    for format in FORMATS {
        assert!(listed.iter().any(|name| name.starts_with(&format!("{}/", format.name()))), "{}", format.name());
        let instead: Vec<&str> = FIXTURES
            .iter()
            .filter(|(name, _)| name.split('/').next() == Some(format.name()))
            .filter(|(_, what)| what.starts_with("not a manifest"))
            .map(|(name, _)| *name)
            .collect();
        assert_eq!(!instead.is_empty(), !format.holds_tools(), "{}: {instead:?}", format.name());
    }
}

#[test]
fn what_a_manifest_says_of_its_server_is_kept() {
    let reading = fixture("server-wrapper/slug.json");
    let info = &one(&reading).info;
    assert_eq!(info.slug.as_deref(), Some("test-apiary"));
    assert_eq!((info.name.as_str(), info.version.as_deref()), ("Apiary", Some("1.2.0")));
    assert_eq!(info.homepage.as_deref(), Some("https://apiary.example"));
    assert_eq!(info.captured.as_deref(), Some("2026-01-02"));
    assert_eq!(info.protocol_version.as_deref(), Some("2025-06-18"));
    assert_eq!(info.configuration, ["argument --meadow", "argument north"]);

    for name in ["server-sent-events/dump.txt", "transcript/session.jsonl"] {
        let reading = fixture(name);
        let info = &one(&reading).info;
        assert_eq!((info.name.as_str(), info.instructions.as_deref()), ("Apiary", Some("Wear a veil.")), "{name}");
        assert_eq!(info.protocol_version.as_deref(), Some("2025-11-25"), "{name}");
        assert!(!info.incomplete, "{name}");
    }
    let bundle = fixture("mcpb/manifest.json");
    assert_eq!(
        one(&bundle).info.configuration,
        [
            "argument ${__dirname}/server/index.js",
            "argument --meadow=${user_config.meadow}",
            "argument --api-key",
            "argument …",
            "environment APIARY_KEY",
            "environment MEADOW",
            "setting meadow (directory, required)",
            "setting key (string, secret)",
        ]
    );
    assert!(one(&fixture("mcpb/generated.json")).info.incomplete);
    assert_eq!(
        one(&fixture("server-wrapper/gateway.json")).info.configuration,
        ["transport streamablehttp", "endpoint https://apiary.example/mcp"]
    );
}

#[test]
fn pages_are_joined_and_what_is_missing_is_said() {
    let more = fixture("tools-list/more.json");
    assert!(one(&more).info.incomplete);
    assert_eq!(codes(&more), ["more-pages"]);
    let pages = fixture("json-rpc/pages.json");
    assert!(!one(&pages).info.incomplete && pages.diagnostics.is_empty());
    assert_eq!(one(&pages).tools[2].pointer, "/2/result/tools/0");
    assert_eq!(codes(&fixture("json-rpc/repeated-cursor.json")), ["repeated-cursor", "repeated-page", "more-pages"]);
    assert_eq!(codes(&fixture("transcript/changed.jsonl")), ["listed-again"]);
    for end in ["\"\"", "null"] {
        let reading = text(&format!("{{\"tools\":[{{\"name\":\"a\"}}],\"nextCursor\":{end}}}"));
        assert!(!one(&reading).info.incomplete);
    }
}

#[test]
fn parameters_of_dockers_tools_become_a_schema() {
    let reading = fixture("docker-tools/tools.json");
    let tool = &one(&reading).tools[0];
    let schema = tool.input_schema.as_ref().expect("it has a schema");
    assert_eq!(schema["required"], serde_json::json!(["number"]));
    assert_eq!(schema["properties"]["meadow"]["description"], "Where to look");
    assert!(tool.extra.is_empty());
}

#[test]
fn keys_that_differ_from_names_are_noted() {
    let reading = fixture("tool-map/tools.json");
    assert_eq!(codes(&reading), ["key-differs"]);
    assert_eq!(reading.diagnostics[0].level, Level::Note);
    assert_eq!(reading.diagnostics[0].pointer.as_deref(), Some("/tools/find-hive"));
}

#[test]
fn log_lines_are_counted_and_broken_lines_named() {
    let reading = fixture("tools-list/log-lines.txt");
    assert_eq!(reading.diagnostics[0].message, "skipped 2 lines that are not JSON");
    let reading =
        text("{\"name\":\"a\",\"description\":\"x\"}\n{\"name\":\"b\",}\n{\"name\":\"c\",\"description\":\"x\"}\n");
    assert_eq!(names(&one(&reading).tools), ["a", "c"]);
    assert_eq!(codes(&reading), ["broken-line"]);
    assert_eq!(reading.diagnostics[0].position.map(|p| p.line), Some(2));
}

/// What a broken file is called, where it breaks, and the help.
fn broken(reading: &Reading) -> (String, String) {
    let d = reading.diagnostics.last().expect("there is a reason");
    let place = d.position.map(|p| format!("{}:{}", p.line, p.column)).unwrap_or_default();
    assert_eq!(d.level, Level::Error);
    (format!("{} {} {place}", summary(reading), d.code), d.help.clone().unwrap_or_default())
}

#[test]
fn broken_files_say_where_and_what_to_do() {
    let cases: &[(&[u8], &str, &str)] = &[
        (b"", "not a manifest: empty file empty-file ", "capture"),
        (b" \n\t", "not a manifest: empty file empty-file ", "capture"),
        (b"{\"tools\": [{\"name\": \"a\"", "not a manifest: broken JSON broken-json 1:24", "too early"),
        (b"{\"tools\": [\n {\"name\": \"a\"},\n]}", "not a manifest: broken JSON broken-json 2:15", "trailing comma"),
        (b"{\"tools\": [{\"name\": \"a\",}]}", "not a manifest: broken JSON broken-json 1:24", "trailing comma"),
        (b"[\n // the tools\n {\"name\": \"a\"}]", "not a manifest: broken JSON broken-json 2:2", "comments"),
        (b"{'tools': []}", "not a manifest: broken JSON broken-json 1:2", "double quotes"),
        (b"{\"tools\": [{\"name\": \"a\", \"x\": NaN}]}", "not a manifest: broken JSON broken-json 1:31", "NaN"),
        (b"{\"tools\": []} and more", "not a manifest: broken JSON broken-json 1:15", "one value a line"),
        (
            b"{\"tools\": [\n{\"name\": \"a\"}\n{\"name\": \"b\"}\n]}",
            "not a manifest: broken JSON broken-json 3:1",
            "comma",
        ),
        (b"{\"tools\": [{\"name\": \"caf\xe9\"}]}", "not a manifest: text that is not UTF-8 not-utf8 1:25", "UTF-8"),
        (b"PK\x03\x04\x00\x00", "not a manifest: binary data binary-data ", "unpacked"),
        (b"\x89PNG\r\n\x1a\n\x01\x02\x03", "not a manifest: binary data not-utf8 1:1", "UTF-8"),
        (b"\xff\xfe{\x00}", "not a manifest: text that is not UTF-8 not-utf16 ", "UTF-8"),
        (b"tools:\n  - name: a\n   - name: b\n", "not a manifest: broken YAML broken-yaml 3:4", "repair"),
        (b"{\"a\": 1}", "not a manifest: JSON without a tool list no-tool-list ", "tools/list"),
        (
            b"{\"prompts\": [{\"name\": \"a\", \"arguments\": []}]}",
            "not a manifest: JSON without a tool list no-tool-list ",
            "another question",
        ),
        (
            b"{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"capabilities\":{\"tools\":{}}}}",
            "not a manifest: protocol messages without a tool list not-a-manifest ",
            "send tools/list",
        ),
    ];
    for (bytes, want, help) in cases {
        let reading = read_as("in.json", bytes);
        assert!(!reading.diagnostics.is_empty(), "{} is {reading:?}", String::from_utf8_lossy(bytes));
        let (got, said) = broken(&reading);
        assert_eq!(got, *want, "{}", String::from_utf8_lossy(bytes));
        assert!(said.contains(help), "{}: {said}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn other_encodings_with_a_mark_are_read() {
    let plain = r#"{"tools":[{"name":"a","description":"café 🐝"}]}"#;
    let utf16 = |unit: fn(u16) -> [u8; 2], mark: [u8; 2]| -> Vec<u8> {
        mark.into_iter().chain(plain.encode_utf16().flat_map(unit)).collect()
    };
    let with_mark = [b"\xef\xbb\xbf", plain.as_bytes()].concat();
    for (bytes, notes) in
        [(with_mark, 0), (utf16(u16::to_le_bytes, [0xff, 0xfe]), 1), (utf16(u16::to_be_bytes, [0xfe, 0xff]), 1)]
    {
        let reading = read_as("in.json", &bytes);
        assert_eq!(one(&reading).tools[0].description.as_deref(), Some("café 🐝"));
        assert_eq!(reading.diagnostics.len(), notes);
    }
}

#[test]
fn half_a_character_does_not_cost_the_server() {
    let reading = text("{\"tools\":[\n{\"name\":\"a\",\"description\":\"bee \\ud83d and \\ud83d\\udc1d\"}]}");
    assert_eq!(one(&reading).tools[0].description.as_deref(), Some("bee \u{fffd} and 🐝"));
    assert_eq!(codes(&reading), ["lone-surrogate"]);
    assert_eq!(reading.diagnostics[0].position.map(|p| (p.line, p.column)), Some((2, 32)));
}

#[test]
fn a_key_that_stands_twice_is_named_with_its_place() {
    let place = |reading: &Reading| reading.diagnostics[0].position.map(|p| (p.line, p.column));
    let reading = text("{\"tools\":[{\"name\":\"get_a\"}],\n\"tools\":[{\"name\":\"b\",\"name\":\"drop_b\"}]}");
    assert_eq!(names(&one(&reading).tools), ["drop_b"]);
    assert_eq!((codes(&reading), place(&reading)), (vec!["key-twice"], Some((2, 1))));
    let reading = text("data: {\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"result\":{\"tools\":[{\"name\":\"a\"}]}}\n\n");
    assert_eq!((codes(&reading), place(&reading)), (vec!["key-twice"], Some((1, 31))));
    let reading = text("tools:\n- name: a\n  name: b\n");
    assert_eq!((codes(&reading), place(&reading)), (vec!["key-twice"], Some((3, 9))));
}

/// `levels` levels of schema inside a tool.
fn deep(levels: usize) -> String {
    let (open, close) = (r#"{"properties":{"a":"#.repeat(levels / 2), "}}".repeat(levels / 2));
    format!(r#"{{"tools":[{{"name":"deep","inputSchema":{open}{{}}{close}}},{{"name":"flat"}}]}}"#)
}

/// Test threads have 2 MB of stack, as rayon's have.
#[test]
fn deep_schemas_are_read_cut_or_refused_but_never_overflow() {
    // The engine reads on threads whose stack is larger than that of a test.
    let reader = std::thread::Builder::new().stack_size(8 << 20).spawn(deep_schemas).expect("a thread");
    reader.join().expect("no assertion fails");
}

fn deep_schemas() {
    let reading = text(&deep(500));
    assert_eq!((names(&one(&reading).tools), codes(&reading)), (vec!["deep", "flat"], vec![]));
    let tool = one(&reading).tools[0].clone();
    assert_eq!(tool, one(&reading).tools[0]);
    assert_eq!(tool.fingerprint().len(), 32);
    assert!(format!("{tool:?}").len() > 500 && tool.to_json().to_string().len() > 500 && tool.params().cut);

    let reading = text(&deep(990));
    assert_eq!((names(&one(&reading).tools), codes(&reading)), (vec!["deep", "flat"], vec!["schema-cut"]));
    assert!(reading.diagnostics[0].message.contains("`deep`"));
    drop(one(&reading).tools[0].clone());

    // Two equal pages are compared before they are cut.
    let page = deep(980);
    let reading = text(&format!("[{page},{page}]"));
    assert_eq!(codes(&reading), ["repeated-page", "schema-cut"]);

    let too_deep = deep(1100);
    let (at, _) = too_deep.match_indices(['{', '[']).nth(1000).expect("it is deeper than that");
    let (got, help) = broken(&text(&too_deep));
    assert_eq!(got, format!("not a manifest: JSON that is nested too deeply too-deep 1:{}", at + 1));
    assert!(help.contains("expanded into itself"));
    let reading = text(&"[".repeat(2_000_000));
    assert_eq!(codes(&reading), ["too-deep"]);
}

#[test]
fn entries_that_are_no_tools_are_kept_with_place_and_reason() {
    let reading = text(
        r###"{"tools":[{"name":"real","description":"Does it"},null,7,"",{"description":"no name"},{"name":5},{"name":"## Tools"},
        {"name":"real","description":"Does it"},{"name":"real","description":"Does something else"},{"name":"${x}"}]}"###,
    );
    let server = one(&reading);
    assert_eq!(names(&server.tools), ["real"]);
    assert_eq!((server.quarantined.len(), reading.entries), (9, 10));
    let at = |pointer: &str| server.quarantined.iter().find(|q| q.pointer == pointer).map(|q| q.reason.as_str());
    assert_eq!(at("/tools/1"), Some("it is null, not a definition"));
    assert_eq!(at("/tools/5"), Some("its name is not a text"));
    assert_eq!(at("/tools/7"), Some("duplicate of the definition at /tools/0"));
    assert_eq!(at("/tools/8"), Some("same name as the tool at /tools/0, different definition"));
    let said = reading.diagnostics.iter().find(|d| d.code == "quarantined").expect("it is said");
    assert!(said.message.starts_with("9 entries are not published as tools"), "{said}");
}

#[test]
fn names_between_the_specification_and_the_absurd_are_kept_with_a_warning() {
    let reading = text(&format!(r#"{{"tools":[{{"name":"{}"}},{{"name":"{}"}}]}}"#, "x".repeat(200), "y".repeat(600)));
    assert_eq!((one(&reading).tools.len(), one(&reading).quarantined.len()), (1, 1));
    assert_eq!(codes(&reading), ["long-name", "quarantined"]);
}

/// Any JSON value, with the keys that readers look for.
fn value() -> impl Strategy<Value = serde_json::Value> {
    let key = prop::sample::select(vec![
        "tools",
        "name",
        "description",
        "inputSchema",
        "parameters",
        "arguments",
        "server",
        "servers",
        "result",
        "jsonrpc",
        "id",
        "error",
        "method",
        "type",
        "function",
        "properties",
        "required",
        "annotations",
        "metadata",
        "_meta",
        "mcpServers",
        "manifest_version",
        "nextCursor",
        "a b",
        "{{x}}",
    ]);
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i32>().prop_map(Into::into),
        prop::sample::select(vec![
            "",
            "object",
            "string",
            "function",
            "2.0",
            "tools/list",
            "get_x",
            "## h",
            "a",
            "{\"a\":1}",
            "0.3"
        ])
        .prop_map(Into::into),
        ".{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::Array),
            prop::collection::vec((key.clone(), inner), 0..6).prop_map(|pairs| serde_json::Value::Object(
                pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()
            )),
        ]
    })
}

/// A reading accounts for every entry, and what is not used has a reason.
fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    let reading = read_as("in.json", bytes);
    prop_assert_eq!(reading.entries, accounted(&reading));
    let used = matches!(reading.outcome, Outcome::Servers(_) | Outcome::Loose { .. });
    prop_assert!(used || reading.diagnostics.iter().any(|d| d.level == Level::Error));
    prop_assert_eq!(read_as("in.json", bytes), reading, "the same bytes read differently");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        check(&bytes)?;
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "[\\[\\]{}\":,\\-# \n\\\\a-z0-9&*!|>%@`'~]{0,120}") {
        check(text.as_bytes())?;
    }

    #[test]
    fn any_value_is_read_without_a_panic(value in value()) {
        check(value.to_string().as_bytes())?;
        check(format!("log line\n{value}\n{value}\n").as_bytes())?;
        check(format!("event: message\ndata: {value}\n\n").as_bytes())?;
    }

    #[test]
    fn damaged_manifests_are_read_without_a_panic(
        which in 0..FIXTURES.len(),
        at in any::<prop::sample::Index>(),
        end in any::<prop::sample::Index>(),
        with in prop::collection::vec(any::<u8>(), 0..4),
    ) {
        let mut bytes = std::fs::read(fixtures().join(FIXTURES[which].0)).expect("the fixture can be read");
        let (a, b) = (at.index(bytes.len() + 1), end.index(bytes.len() + 1));
        let (from, to) = (a.min(b), a.max(b).min(a.min(b) + 20));
        bytes.splice(from..to, with);
        check(&bytes)?;
        bytes.truncate(from);
        check(&bytes)?;
    }
}

/// Shapes at the borders between formats: text, and what it must read to.
#[test]
fn shapes_between_the_formats_are_told_apart() {
    let cases = [
        (r#"{"success":true,"data":{"tools":[{"name":"a","description":"b"}]}}"#, "nested 1"),
        (r#"{"result":{"tools":[{"name":"a"}]}}"#, "json-rpc 1"),
        (r#"{"tools":{"listChanged":true}}"#, "not a manifest: JSON without a tool list"),
        (r#"{"name":"x","version":"1","tools":true}"#, "not a manifest: JSON without a tool list"),
        (r#"{"tools":{}}"#, "tool-map 0"),
        (r#"{"tools":null}"#, "tools-list 0"),
        (r#"{"server":{"name":"s"},"tools":null}"#, "tools-list 0"),
        (r#"{"default":"deny","tools":{}}"#, "not a manifest: policy"),
        (r#"{"mcpServers":{}}"#, "not a manifest: client configuration"),
        (r#"{"mcpServers":{"a":{"command":"x","tools":["*"]}}}"#, "not a manifest: client configuration"),
        (r#"{"mcpServers":{"a":{"command":"x","tools":[{"name":"t","inputSchema":{}}]}}}"#, "server-map 1"),
        (r#"{"server":{"name":"s","packages":[{"identifier":"p"}]},"tools":[{"name":"a"}]}"#, "server-wrapper 1"),
        (r#"{"openapi":"3.0.0","info":{},"tools":[{"name":"a","inputSchema":{}}]}"#, "tools-list 1"),
        (r#"[{"name":"left-pad","version":"1","description":"pads"}]"#, "not a manifest: JSON without a tool list"),
        (r#""{\"tools\":[{\"name\":\"a\"}]}""#, "tools-list 1"),
        (r#"{"error":{"code":-32000,"message":"no session"}}"#, "error answer"),
        (
            r#"[{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"a"}]}},{"jsonrpc":"2.0","id":2,"error":{"code":1,"message":"no"}}]"#,
            "json-rpc 1",
        ),
        ("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"tools\":[{\"name\":\"a\"}]}\r\n", "tools-list 1"),
        (
            "HTTP/1.1 200 OK\r\n\r\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[]}}\r\n\r\n",
            "server-sent-events 0",
        ),
        ("INFO: starting\nINFO: ready\n{\"tools\":[{\"name\":\"a\"}]}\nINFO: bye\n", "tools-list 1"),
        ("\u{1e}{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[{\"name\":\"q\"}]}}\n", "json-rpc 1"),
        (
            "---\nserver: {name: a}\ntools: [{name: x, description: y}]\n---\nserver: {name: b}\ntools: [z]\n",
            "server-list 2",
        ),
        ("tools:\n- get_a\n- name: get_b\n  description: x\n", "tools-list 2"),
        ("- get_a\n- get_b\n", "names-only 2"),
        ("Error: No initialize response\n", "not a manifest: error message"),
    ];
    for (given, want) in cases {
        let reading = text(given);
        let got = match &reading.outcome {
            Outcome::Servers(servers) => format!("{} {}", servers.first().map_or("", |s| s.format), reading.entries),
            Outcome::Loose { .. } | Outcome::ErrorAnswer | Outcome::NotAManifest { .. } => summary(&reading),
        };
        assert_eq!(got, want, "{given}\n{:?}", reading.diagnostics);
    }
}

/// Small in a test, but quadratic readers need minutes for these.
#[test]
fn hostile_lengths_take_no_hostile_time() {
    for bytes in [
        "[INFO] something happened here\n".repeat(50_000),
        "{\"a\":1,}\n".repeat(50_000),
        "[]".repeat(100_000),
        format!("{}x\n", "[".repeat(130)).repeat(2_000),
        "{\"\n".repeat(50_000),
        "data: {\"a\":1,}\n\n".repeat(20_000),
        format!("[{}]", vec![r#"{"server":"a","tools":[{"name":"x"}]}"#; 5_000].join(",")),
    ] {
        let started = std::time::Instant::now();
        let reading = text(&bytes);
        assert_eq!(reading.entries, accounted(&reading));
        let took = started.elapsed();
        assert!(took.as_secs() < 10, "{took:?} for {} bytes of {:?}", bytes.len(), &bytes[..20]);
    }
}
