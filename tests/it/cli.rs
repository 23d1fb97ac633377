//! The program as its caller sees it: exit statuses, what goes where, and what
//! happens to the files of others.

use assert_cmd::Command;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A manifest with these tools.
fn manifest(tools: &[&str]) -> String {
    let tools: Vec<String> = tools
        .iter()
        .map(|name| format!(r#"{{"name":"{name}","description":"Does {name}.","inputSchema":{{"type":"object"}}}}"#))
        .collect();
    format!(r#"{{"tools":[{}]}}"#, tools.join(","))
}

/// The same with a slug.
fn with_slug(slug: &str, tools: &[&str]) -> String {
    manifest(tools).replacen('{', &format!(r#"{{"server":{{"slug":"{slug}","name":"{slug}"}},"#), 1)
}

/// What a run gave.
struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Run {
    /// The run, which must have ended so.
    #[track_caller]
    fn code(self, want: i32) -> Run {
        assert_eq!(self.code, want, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    /// The records on standard output, as server and tool.
    fn tools(&self) -> Vec<String> {
        self.stdout
            .lines()
            .map(|line| {
                let record: serde_json::Value = serde_json::from_str(line).expect("a record a line");
                format!("{} {}", record["server"].as_str().expect("a slug"), record["tool"].as_str().expect("a name"))
            })
            .collect()
    }
}

/// A folder to work in.
struct Place(TempDir);

impl Place {
    fn new(files: &[(&str, &str)]) -> Place {
        let place = Place(tempfile::tempdir().expect("a folder"));
        for (path, text) in files {
            place.write(path, text.as_bytes());
        }
        place
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, bytes).expect("a file");
    }

    /// The program, in this folder and an environment of its own.
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("toolrisk"));
        command.env_clear().current_dir(self.0.path()).args(args);
        command
    }

    fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, "")
    }

    fn run_with(&self, args: &[&str], stdin: impl Into<Vec<u8>>) -> Run {
        let output = self.command(args).write_stdin(stdin).output().expect("the program starts");
        Run {
            code: output.status.code().expect("no signal"),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// All files below a folder, with their content.
    fn tree(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.path(folder);
        walkdir::WalkDir::new(&root)
            .into_iter()
            .map(|entry| entry.expect("readable"))
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let path = entry.path().strip_prefix(&root).expect("below").to_string_lossy().into_owned();
                (path, fs::read(entry.path()).expect("readable"))
            })
            .collect()
    }

    /// When each file below a folder was last written.
    fn stamps(&self, folder: &str) -> BTreeMap<PathBuf, std::time::SystemTime> {
        walkdir::WalkDir::new(self.path(folder))
            .into_iter()
            .map(|entry| entry.expect("readable"))
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let stamp = entry.metadata().expect("metadata").modified().expect("a time");
                (entry.path().to_owned(), stamp)
            })
            .collect()
    }
}

#[test]
fn exit_statuses() {
    let place = Place::new(&[
        ("good/a.json", &manifest(&["list_users"])),
        ("none/a.json", r#"{"tools":[]}"#),
        ("some/a.json", &manifest(&["list_users"])),
        ("some/config.json", r#"{"mcpServers":{"x":{"command":"y"}}}"#),
        ("empty-too/a.json", &manifest(&["list_users"])),
        ("empty-too/b.json", r#"{"tools":[]}"#),
    ]);
    place.run(&["classify", "good"]).code(0);
    place.run(&["classify", "empty-too"]).code(0);
    place.run(&["classify"]).code(2);
    place.run(&["frobnicate"]).code(2);
    place.run(&["classify", "good", "--posture", "nobody"]).code(2);
    place.run(&["classify", "none"]).code(3);
    place.run(&["classify", "missing"]).code(3);
    place.run(&["classify", "some"]).code(4);
    place.run(&["classify", "good", "missing"]).code(4);
    place.run(&["classify", "good", "--catalog", "missing"]).code(1);
    place.run(&["--help"]).code(0);
    place.run(&["--version"]).code(0);
}

#[test]
fn quarantine_alone_is_no_loss() {
    let text = r#"{"tools":[{"name":"a","description":"Lists a."},{"name":"a","description":"Lists a."}]}"#;
    let place = Place::new(&[("a.json", text)]);
    let run = place.run(&["classify", "a.json", "--format", "jsonl"]).code(0);
    assert_eq!(run.tools(), ["a a"]);
}

#[test]
fn a_server_of_refused_entries_is_not_called_empty() {
    let place = Place::new(&[("a.json", r#"{"tools":[{"name":"..."},{"name":""}]}"#), ("b.json", r#"{"tools":[]}"#)]);
    place.write("c.json", manifest(&["delete_user"]).as_bytes());
    place.run(&["build", "a.json", "b.json", "c.json"]).code(0);
    let page =
        |server: &str| fs::read_to_string(place.path(&format!("site/servers/{server}/index.html"))).expect("a page");
    assert!(page("a").contains("Nothing that the manifest lists can be a tool"));
    assert!(page("b").contains("The manifest lists no tools."));
}

#[test]
fn nothing_but_results_on_standard_output() {
    let place = Place::new(&[("in/a.json", &manifest(&["list_users"])), ("in/notes.txt", "no manifest")]);
    let build = place.run(&["build", "in", "--out", "out"]).code(4);
    assert!(
        build.stdout.starts_with("1 tool on 1 server") && build.stdout.contains("out/index.html"),
        "{}",
        build.stdout
    );
    assert!(build.stderr.contains("notes.txt") && !build.stderr.contains("1 tool on 1 server"), "{}", build.stderr);
    let quiet = place.run(&["build", "in", "--out", "out", "-q"]).code(4);
    assert_eq!(quiet.stdout, "");
    let jsonl = place.run(&["classify", "in", "--format", "jsonl"]).code(4);
    assert_eq!(jsonl.tools(), ["a list_users"]);
    let json = place.run(&["classify", "in", "--format", "json"]).code(4);
    let value: serde_json::Value = serde_json::from_str(&json.stdout).expect("one object");
    assert_eq!(value["schema"], "toolrisk/records/v1");
    assert_eq!(value["records"].as_array().map(Vec::len), Some(1));
    let human = place.run(&["classify", "in"]).code(4);
    assert!(human.stdout.contains("list_users") && !human.stdout.contains('\u{1b}'), "{}", human.stdout);
    let quiet = place.run(&["policy", "in/a.json", "--out", "p", "-q"]).code(0);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
    let none = place.run(&["classify", "in/notes.txt", "--format", "json"]).code(3);
    assert_eq!(none.stdout, "{\"schema\":\"toolrisk/records/v1\",\"records\":[]}\n");
}

#[test]
fn color_is_written_when_asked_for() {
    let place = Place::new(&[("a.json", &manifest(&["delete_user"]))]);
    assert!(place.run(&["classify", "a.json", "--color", "always"]).code(0).stdout.contains('\u{1b}'));
    assert!(!place.run(&["classify", "a.json", "--color", "never"]).code(0).stdout.contains('\u{1b}'));
}

#[test]
fn names_never_steer_the_terminal() {
    let text = r#"{"tools":[{"name":"a\u001b[31mb\u202e","description":"\u001b]0;x\u0007 Deletes all."}]}"#;
    let place = Place::new(&[("a.json", text)]);
    for args in [["classify", "a.json", "-v"], ["build", "a.json", "-v"]] {
        let run = place.run(&args);
        for out in [&run.stdout, &run.stderr] {
            assert!(!out.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{out:?}");
        }
    }
}

#[test]
fn the_samples_build_in_an_empty_folder() {
    let place = Place::new(&[]);
    let run = place.run(&["build"]).code(0);
    assert!(place.path("site/index.html").is_file() && place.path("site/build.json").is_file());
    assert!(run.stderr.lines().all(|line| line.chars().count() <= 80), "{}", run.stderr);
    let before = place.stamps("site");
    place.run(&["build"]).code(0);
    assert_eq!(before, place.stamps("site"), "a second run writes nothing");
    let build: serde_json::Value =
        serde_json::from_slice(&fs::read(place.path("site/build.json")).expect("a file")).expect("JSON");
    assert_eq!(build["entries"], build["tools"]);
}

#[test]
fn a_posture_may_be_a_file_of_ones_own() {
    let house = r#"id = "house"
title = "House"
for_whom = "Us."
default = "deny"
[[line]]
id = "all-asked"
decision = "ask"
message = "{tool}?"
reason = "We look at everything."
"#;
    let place = Place::new(&[("a.json", &with_slug("a", &["list_users", "delete_user"])), ("house.toml", house)]);
    place.run(&["build", "a.json", "--posture", "house.toml,strict"]).code(0);
    let site = place.tree("site");
    assert!(String::from_utf8_lossy(&site["servers/a/policy.reasons.json"]).contains("We look at everything."));
    assert!(site.contains_key("servers/a/index.policies.strict.html"));
    place.run(&["policy", "a.json", "--target", "claude-code", "--posture", "./house.toml", "--out", "p"]).code(0);
    let settings = place.tree("p").remove("a/claude-code/settings.json").expect("settings");
    let settings: serde_json::Value = serde_json::from_slice(&settings).expect("JSON");
    assert_eq!(settings["permissions"]["ask"], serde_json::json!(["mcp__a__delete_user", "mcp__a__list_users"]));
    let missing = place.run(&["build", "a.json", "--posture", "no.toml"]);
    missing.code(1);
    let broken = house.replace("all-asked", "All Asked");
    fs::write(place.path("house.toml"), broken).expect("a file");
    let run = place.run(&["classify", "a.json", "--posture", "house.toml"]);
    assert!(run.stderr.contains("house.toml:6:6: the line's id `All Asked` is not kebab-case"), "{}", run.stderr);
}

#[test]
fn a_site_with_an_address_has_a_sitemap_and_pages_that_moved() {
    let place = Place::new(&[
        ("a.json", &with_slug("a", &["list_users", "delete_user"])),
        ("moved.tsv", "# spring\nold\ta\n"),
        ("wrong.tsv", "a b\n"),
    ]);
    let there = ["build", "a.json", "--base-url", "https://example.org/tools/", "--redirects"];
    let failed = place.run(&[&there[..], &["wrong.tsv"]].concat()).code(1);
    assert!(failed.stderr.contains("wrong.tsv:1: there is no server `b`"), "{}", failed.stderr);
    place.run(&[&there[..], &["nowhere.tsv"]].concat()).code(1);
    place.run(&[&there[..], &["moved.tsv"]].concat()).code(0);
    let site = place.tree("site");
    let moved = String::from_utf8_lossy(&site["servers/old/delete_user.html"]).into_owned();
    assert!(moved.contains("url=../a/delete_user.html") && moved.contains("https://example.org/tools/servers/a/"));
    let sitemap = String::from_utf8_lossy(&site["sitemap.xml"]).into_owned();
    assert!(sitemap.contains("<loc>https://example.org/tools/servers/a/delete_user.html</loc>"));
    // What only an address made goes with it.
    place.run(&["build", "a.json"]).code(0);
    let site = place.tree("site");
    assert!(!site.contains_key("sitemap.xml") && !site.contains_key("servers/old/delete_user.html"));
    assert!(site.contains_key("robots.txt") && site.contains_key("servers/a/delete_user.md"));
}

#[test]
fn a_site_publishes_the_postures_that_are_asked_for() {
    let place = Place::new(&[("a.json", &with_slug("a", &["list_users", "delete_user", "send_mail"]))]);
    place.run(&["build", "a.json", "--posture", "strict,nobody"]).code(2);
    place.run(&["build", "a.json", "--posture", "reviewer,strict", "--posture", "strict,recommended"]).code(0);
    let site = place.tree("site");
    for (posture, page, below) in [
        ("reviewer", "index.policies.html", "index.policies"),
        ("strict", "index.policies.strict.html", "index.postures/strict"),
        ("recommended", "index.policies.recommended.html", "index.postures/recommended"),
    ] {
        assert!(site.contains_key(&format!("servers/a/{page}")), "{posture}");
        let out = format!("by-{posture}");
        place.run(&["policy", "a.json", "--target", "all", "--posture", posture, "--out", &out]).code(0);
        let mut files = 0;
        for (path, bytes) in place.tree(&out).iter().filter(|(path, _)| path.starts_with("a/")) {
            let file = path.trim_start_matches("a/");
            // The site tells of all targets in the JSON beside the page.
            if file.ends_with("shortfalls.json") {
                continue;
            }
            let at = match file {
                "policy.reasons.json" if posture == "reviewer" => "servers/a/policy.reasons.json".to_owned(),
                "policy.reasons.json" => format!("servers/a/{below}/{file}"),
                file if !file.contains('/') => format!("servers/a/{below}/policylayer/{file}"),
                file => format!("servers/a/{below}/{file}"),
            };
            assert_eq!(site.get(&at), Some(bytes), "{at} by {posture}");
            files += 1;
        }
        assert!(files > 25, "{files} files");
        let told = &site[&format!("servers/a/{}", page.replace(".html", ".json"))];
        let told: serde_json::Value = serde_json::from_slice(told).expect("JSON");
        assert_eq!(told["posture"], posture);
    }
    assert_eq!(site["servers/a/policy.json"], site["servers/a/index.policies/policylayer/policy.json"]);
    let build: serde_json::Value = serde_json::from_slice(&site["build.json"]).expect("JSON");
    assert_eq!(build["preset"], "reviewer");
    assert_eq!(build["postures"], serde_json::json!(["reviewer", "strict", "recommended"]));

    place.run(&["build", "a.json"]).code(0);
    let paths = place.tree("site");
    let of_postures = |path: &&String| path.contains("index.postures") || path.contains("index.policies.");
    assert_eq!(
        paths.keys().filter(of_postures).collect::<Vec<_>>(),
        ["servers/a/index.policies.html", "servers/a/index.policies.json"],
        "one posture is the default, and what others left is taken away"
    );
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let place = Place::new(&[]);
    let readme = include_str!("../../README.md");
    let built = place.run(&["build"]).code(0).stdout;
    let summary: Vec<&str> = built.lines().take(6).map(str::trim_end).collect();
    assert!(readme.contains(&summary.join("\n")), "README.md shows other figures than\n{}", summary.join("\n"));
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/catalog/servers/butterbase.json");
    let explained = place.run(&["explain", manifest, "butterbase", "manage_api_keys"]).code(0).stdout;
    let start = explained.split_once("Severity is").expect("a rationale").0.trim_end();
    assert!(readme.contains(start), "README.md shows another verdict than\n{start}");
}

#[test]
fn an_old_build_is_pruned_and_files_of_others_survive() {
    let place = Place::new(&[("in/a.json", &manifest(&["x"])), ("in/b.json", &manifest(&["y"]))]);
    place.run(&["site", "in", "--out", "out"]).code(0);
    place.write("out/CNAME", b"mine");
    place.write("out/servers/b/notes.txt", b"mine");
    assert!(place.path("out/servers/b/index.html").is_file());
    fs::remove_file(place.path("in/b.json")).expect("gone");
    place.run(&["site", "in", "--out", "out"]).code(0);
    assert!(!place.path("out/servers/b/index.html").exists());
    assert!(place.path("out/servers/b/notes.txt").is_file() && place.path("out/CNAME").is_file());
    assert!(place.path("out/servers/a/index.html").is_file());
}

#[test]
fn a_file_of_others_in_the_way_is_refused_before_anything_is_written() {
    let place = Place::new(&[("in/a.json", &manifest(&["x"])), ("out/servers/a/index.html", "mine")]);
    let run = place.run(&["site", "in", "--out", "out"]).code(1);
    assert!(run.stderr.contains("index.html exists and was not written by toolrisk"), "{}", run.stderr);
    assert_eq!(place.tree("out"), BTreeMap::from([("servers/a/index.html".to_owned(), b"mine".to_vec())]));
    place.run(&["site", "in", "--out", "out", "--force"]).code(0);
    assert_ne!(fs::read(place.path("out/servers/a/index.html")).expect("a file"), b"mine");
}

#[test]
fn the_output_folder_must_be_one() {
    let place = Place::new(&[("in/a.json", &manifest(&["x"])), ("file", "mine")]);
    for out in ["file", "file/deeper"] {
        let run = place.run(&["site", "in", "--out", out]).code(1);
        assert!(run.stderr.contains("file"), "{}", run.stderr);
    }
    assert_eq!(fs::read(place.path("file")).expect("a file"), b"mine");
    place.run(&["site", "in/none.json", "--out", "new/deep"]).code(3);
    assert!(!place.path("new").exists(), "a run that makes nothing leaves nothing");
    place.run(&["policy", "in", "--out", "new/deep"]).code(0);
    place.run(&["site", "in", "--out", "new/deep"]).code(1);
}

#[test]
fn a_result_among_the_inputs_is_not_read() {
    let place = Place::new(&[("a.json", &manifest(&["x"]))]);
    place.run(&["build", ".", "--out", "site"]).code(0);
    let first = place.tree("site");
    place.run(&["build", ".", "--out", "site"]).code(0);
    assert_eq!(first, place.tree("site"));
    place.run(&["policy", ".", "--out", "."]).code(0);
    place.run(&["policy", ".", "--out", "."]).code(0);
}

#[cfg(unix)]
#[test]
fn unreadable_folders_are_named_and_passed_by() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new(&[("in/a.json", &manifest(&["x"])), ("in/locked/b.json", &manifest(&["y"]))]);
    let locked = place.path("in/locked");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).expect("can be locked");
    // Root reads everything, and then there is nothing to test.
    if fs::read_dir(&locked).is_err() {
        let run = place.run(&["classify", "in", "--format", "jsonl"]).code(4);
        assert_eq!(run.tools(), ["a x"]);
        assert!(run.stderr.contains("in/locked") && run.stderr.contains("permission denied"), "{}", run.stderr);
    }
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).expect("can be unlocked");
}

#[cfg(unix)]
#[test]
fn link_loops_are_passed_by() {
    let place = Place::new(&[("in/a.json", &manifest(&["x"]))]);
    std::os::unix::fs::symlink(place.path("in"), place.path("in/loop")).expect("a link");
    let run = place.run(&["classify", "in", "--format", "jsonl"]).code(0);
    assert_eq!(run.tools(), ["a x"]);
    assert!(run.stderr.contains("leads back"), "{}", run.stderr);
}

#[test]
fn broken_files_are_named_and_the_rest_is_read() {
    let good = manifest(&["x"]);
    let place = Place::new(&[("in/a.json", &good), ("in/empty.json", ""), ("in/cut.json", &good[..good.len() / 2])]);
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(good.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    place.write("in/utf16.json", &utf16);
    place.write("in/binary.bin", &[0, 159, 146, 150, 0, 1, 2, 3]);
    let run = place.run(&["classify", "in", "--format", "jsonl"]).code(4);
    assert!(
        run.tools().contains(&"a x".to_owned()) && run.tools().contains(&"utf16 x".to_owned()),
        "{:?}",
        run.tools()
    );
    for name in ["in/empty.json", "in/cut.json", "in/binary.bin"] {
        assert!(run.stderr.contains(name), "{name} in {}", run.stderr);
    }
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
}

#[test]
fn files_over_the_limit_are_skipped() {
    let place = Place::new(&[("in/a.json", &manifest(&["x"])), ("in/b.json", &manifest(&["a-rather-long-name"; 40]))]);
    let run = place.run(&["classify", "in", "--format", "jsonl", "--max-file-size", "1K"]).code(4);
    assert_eq!(run.tools(), ["a x"]);
    assert!(run.stderr.contains("--max-file-size"), "{}", run.stderr);
}

#[test]
fn ten_thousand_tools_on_one_server() {
    let mut text = String::from(r#"{"tools":["#);
    for i in 0..10_000 {
        let comma = if i == 0 { "" } else { "," };
        write!(text, r#"{comma}{{"name":"get_thing_{i}","description":"Gets thing {i}."}}"#).expect("text");
    }
    text.push_str("]}");
    let place = Place::new(&[("big.json", &text)]);
    let run = place.run(&["classify", "big.json", "--format", "jsonl"]).code(0);
    let tools = run.tools();
    assert_eq!(tools.len(), 10_000);
    assert!(tools.is_sorted());
}

#[test]
fn slugs_are_told_apart() {
    let place = Place::new(&[
        ("in/p/tools.json", &manifest(&["x"])),
        ("in/q/tools.json", &manifest(&["x"])),
        ("in/r/one.json", &with_slug("same", &["x"])),
        ("in/r/two.json", &with_slug("same", &["x"])),
        ("in/s/alone.json", &manifest(&["x"])),
    ]);
    let run = place.run(&["classify", "in", "--format", "jsonl"]).code(0);
    let tools = run.tools();
    assert_eq!(tools.len(), 5);
    for want in ["p-tools x", "q-tools x", "same x", "alone x"] {
        assert!(tools.contains(&want.to_owned()), "{want} in {tools:?}");
    }
    assert!(tools.iter().any(|t| t.starts_with("same-")), "{tools:?}");
    assert!(run.stderr.contains("another server is called `same` too"), "{}", run.stderr);
    place.run(&["site", "in", "--out", "out"]).code(0);
}

#[test]
fn loose_tools_of_a_folder_make_a_server() {
    let tool =
        |name: &str| format!(r#"{{"name":"{name}","description":"Lists {name}.","inputSchema":{{"type":"object"}}}}"#);
    let place = Place::new(&[
        ("in/snaps/a.snap", &tool("a")),
        ("in/snaps/b.snap", &tool("b")),
        ("in/snaps/c.snap", &tool("a")),
    ]);
    let run = place.run(&["classify", "in", "--format", "jsonl"]).code(0);
    assert_eq!(run.tools(), ["snaps a", "snaps b"]);
    place.run(&["build", "in", "--out", "out"]).code(0);
    let build: serde_json::Value =
        serde_json::from_slice(&fs::read(place.path("out/build.json")).expect("a file")).expect("JSON");
    assert_eq!((&build["entries"], &build["tools"]), (&3.into(), &2.into()));
    assert_eq!(build["quarantined"].as_array().map(Vec::len), Some(1));
}

#[test]
fn standard_input_is_an_input() {
    let place = Place::new(&[]);
    let run = place.run_with(&["classify", "-", "--format", "jsonl"], manifest(&["delete_user"])).code(0);
    assert_eq!(run.tools(), ["stdin delete_user"]);
    let run = place.run_with(&["build", "-", "--out", "out"], manifest(&["delete_user"])).code(0);
    assert!(run.stdout.contains("stdin delete_user"), "{}", run.stdout);
    assert!(place.path("out/servers/stdin/index.html").is_file());
    let alone = r#"{"name":"delete_user","inputSchema":{"type":"object"}}"#;
    let run = place.run_with(&["classify", "-"], alone).code(0);
    assert!(run.stdout.starts_with("stdin  (1 tool, stdin)"), "{}", run.stdout);
    let run = place.run_with(&["explain", "-", "stdin", "delete_user"], manifest(&["delete_user"])).code(0);
    assert!(run.stdout.contains("Destructive"), "{}", run.stdout);
}

#[test]
fn an_explanation_fits_a_narrow_terminal() {
    let description = "Deletes a user for good and revokes every key of that user. ".repeat(3);
    let tool = format!(
        r#"{{"tools":[{{"name":"delete_user","description":"{description}","annotations":{{"destructiveHint":true}}}}]}}"#
    );
    let place = Place::new(&[("a.json", &tool)]);
    let run = place.run(&["explain", "a.json", "a", "delete_user"]).code(0);
    let long: Vec<&str> = run.stdout.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn explain_suggests_names() {
    let place = Place::new(&[("a.json", &manifest(&["delete_user", "list_users"]))]);
    let run = place.run(&["explain", "a.json", "a", "delete_usr"]).code(1);
    assert!(run.stderr.contains("did you mean `delete_user`"), "{}", run.stderr);
    let run = place.run(&["explain", "a.json", "aa", "delete_user"]).code(1);
    assert!(run.stderr.contains("did you mean `a`") || run.stderr.contains("for example, `a`"), "{}", run.stderr);
}

#[test]
fn rules_are_listed_shown_and_counted() {
    let place = Place::new(&[("a.json", &manifest(&["delete_user"]))]);
    let list = place.run(&["rules"]).code(0).stdout;
    let id = list.lines().find_map(|line| line.strip_prefix("  ")?.split_whitespace().next()).expect("a rule");
    let one = place.run(&["rules", id]).code(0).stdout;
    assert!(one.contains(id) && one.contains("Why"), "{one}");
    assert!(place.run(&["rules", "a.json"]).code(0).stdout.contains("the numbers are the tools"));
    assert!(place.run(&["rules", id, "a.json"]).code(0).stdout.contains("Fired on"));
    assert!(place.run(&["rules", "no-such-rule"]).code(2).stderr.contains("did you mean"));
}

#[test]
fn completions_and_manual_pages() {
    let place = Place::new(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(place.run(&["completions", shell]).code(0).stdout.contains("toolrisk"));
    }
    assert!(place.run(&["man"]).code(0).stdout.contains(".TH toolrisk"));
    assert_eq!(place.run(&["man", "--out", "man"]).code(0).stdout, "");
    assert!(place.path("man/toolrisk.1").is_file() && place.path("man/toolrisk-classify.1").is_file());
}

#[test]
fn the_day_comes_from_outside_or_not_at_all() {
    let place = Place::new(&[("a.json", &manifest(&["x"]))]);
    let built = |args: &[&str], epoch: Option<&str>| {
        let mut command = place.command(&["site", "a.json", "--out", "out"]);
        command.args(args);
        if let Some(epoch) = epoch {
            command.env("SOURCE_DATE_EPOCH", epoch);
        }
        let code = command.output().expect("the program starts").status.code();
        let text = fs::read(place.path("out/build.json")).expect("a file");
        (code, serde_json::from_slice::<serde_json::Value>(&text).expect("JSON")["built"].clone())
    };
    assert_eq!(built(&[], None), (Some(0), serde_json::Value::Null));
    assert_eq!(built(&["--date", "2026-01-31"], Some("0")), (Some(0), "2026-01-31".into()));
    assert_eq!(built(&[], Some("0")), (Some(0), "1970-01-01".into()));
    assert_eq!(built(&[], Some("soon")).0, Some(2));
    assert_eq!(built(&["--date", "soon"], None).0, Some(2));
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    use std::io::Read;
    use std::process::{Command, Stdio};
    let names: Vec<String> = (0..5_000).map(|i| format!("get_thing_{i}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let place = Place::new(&[("big.json", &manifest(&names))]);
    for format in ["human", "json", "jsonl"] {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("toolrisk"))
            .env_clear()
            .current_dir(place.path(""))
            .args(["classify", "big.json", "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdout = child.stdout.take().expect("a pipe");
        stdout.read_exact(&mut [0; 16]).expect("some output");
        drop(stdout);
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
}

#[test]
fn threads_and_the_order_of_inputs_change_nothing() {
    let place = Place::new(&[
        ("in/a/one.json", &with_slug("same", &["delete_user", "list_users"])),
        ("in/b/two.json", &with_slug("same", &["send_mail"])),
        ("in/c/tools.json", &manifest(&["run_sql", "pay"])),
        ("in/d/tools.json", &manifest(&["reset"])),
        ("in/d/broken.json", "{"),
    ]);
    let build = |out: &str, paths: &[&str], jobs: &str| {
        let mut args = vec!["site", "--out", out, "--jobs", jobs];
        args.extend(paths);
        place.run(&args).code(4);
        let mut tree = place.tree(out);
        assert!(tree.remove(".toolrisk-receipt").is_some());
        tree
    };
    let one = build("out1", &["in/a", "in/b", "in/c", "in/d"], "1");
    let two = build("out2", &["in/d", "in/c", "in/b", "in/a"], "2");
    let three = build("out3", &["in"], "8");
    assert_eq!(one, two);
    assert_eq!(one, three);
    let lines = |jobs: &str, paths: &[&str]| {
        let mut args = vec!["classify", "--format", "jsonl", "--jobs", jobs];
        args.extend(paths);
        place.run(&args).stdout
    };
    assert_eq!(lines("1", &["in/a", "in"]), lines("2", &["in", "in/b", "in"]));
}

#[test]
fn a_catalog_folder_takes_the_place_of_the_embedded_one() {
    let place = Place::new(&[("a.json", &manifest(&["x"])), ("catalog/rules/acts/x.toml", "nonsense = 1\n")]);
    let run = place.run(&["classify", "a.json", "--catalog", "catalog"]).code(1);
    assert!(run.stderr.contains("rules/acts/x.toml:1:1"), "{}", run.stderr);
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/catalog");
    let with = place.run(&["classify", "a.json", "--format", "jsonl", "--catalog", own]).code(0);
    let without = place.run(&["classify", "a.json", "--format", "jsonl"]).code(0);
    assert_eq!(with.stdout, without.stdout);
}

#[test]
fn persons_overrule_the_rules() {
    let place = Place::new(&[("a.json", &manifest(&["delete_user"]))]);
    let record: serde_json::Value =
        serde_json::from_str(&place.run(&["classify", "a.json", "--format", "jsonl"]).code(0).stdout).expect("JSON");
    let fingerprint = record["fingerprint"].as_str().expect("a fingerprint");
    let entry = |fingerprint: &str| {
        format!(
            "[[override]]\ntool = \"delete_user\"\ncategory = \"Read\"\nreason = \"it is a mock\"\nauthor = \"Ada\"\ndate = \"2026-11-24\"\nfingerprint = \"{fingerprint}\"\n"
        )
    };
    place.write("own/a.toml", entry(fingerprint).as_bytes());
    let run = place.run(&["classify", "a.json", "--format", "jsonl", "--overrides", "own"]).code(0);
    assert!(run.stdout.contains(r#""category":"Read""#) && run.stdout.contains("it is a mock"), "{}", run.stdout);
    place.write("own/a.toml", entry(&"0".repeat(32)).as_bytes());
    let run = place.run(&["classify", "a.json", "--format", "jsonl", "--overrides", "own"]);
    assert!(run.stdout.contains(r#""category":"Destructive""#), "{}", run.stdout);
    assert!(run.stderr.contains("changed since it was judged"), "{}", run.stderr);
}

/// Every example in the help, as it would be pasted into a shell.
#[cfg(unix)]
#[test]
fn the_examples_in_the_help_work() {
    let place = Place::new(&[]);
    let bin = Path::new(assert_cmd::cargo::cargo_bin!("toolrisk"));
    let mut seen = 0;
    for command in
        ["", "build", "classify", "compare", "policy", "site", "init", "explain", "rules", "completions", "man"]
    {
        let help =
            place.run(&[command, "--help"].into_iter().filter(|a| !a.is_empty()).collect::<Vec<_>>()).code(0).stdout;
        let examples = help.split("Examples:\n").nth(1).expect("examples");
        for line in examples.lines().take_while(|line| line.starts_with("  ")) {
            let output = std::process::Command::new("sh")
                .args(["-e", "-c", line.trim()])
                .env_clear()
                .env("PATH", format!("{}:/usr/bin:/bin", bin.parent().expect("a folder").display()))
                .current_dir(place.path(""))
                .output()
                .expect("a shell");
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(0), "{line}\n{stderr}");
            seen += 1;
        }
    }
    assert!(seen >= 12, "{seen} examples");
}

/// One request to a server on this machine: the answer, head and body.
#[cfg(feature = "serve")]
fn request(address: &str, text: &str) -> String {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(address).expect("it listens");
    stream.write_all(text.replace('\n', "\r\n").as_bytes()).expect("it takes requests");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers");
    String::from_utf8_lossy(&answer).into_owned()
}

#[cfg(feature = "serve")]
#[test]
fn a_site_is_served_to_this_machine_alone() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};
    let place = Place::new(&[("a.json", &manifest(&["x"])), ("plain/index.html", "mine")]);
    place.run(&["site", "a.json", "--out", "out"]).code(0);
    place.run(&["serve", "plain"]).code(2);
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("toolrisk"))
        .env_clear()
        .current_dir(place.path(""))
        .args(["serve", "out", "--port", "0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("an address");
    let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
    assert!(address.starts_with("127.0.0.1:"), "{address}");
    let get = |path: &str| request(&address, &format!("GET {path} HTTP/1.1\nHost: {address}\nConnection: close\n\n"));
    let home = get("/");
    assert!(home.starts_with("HTTP/1.1 200") && home.contains("text/html"), "{home}");
    for header in ["content-security-policy: default-src 'none'", "x-content-type-options: nosniff"] {
        assert!(home.to_lowercase().contains(header), "{header} in {home}");
    }
    assert!(get("/assets/style.css").contains("text/css"));
    assert!(get("/servers/a/index.json").contains("application/json"));
    assert!(get("/none").starts_with("HTTP/1.1 404"));
    for path in ["/.toolrisk-receipt", "/%2etoolrisk-receipt", "/../a.json", "/%2e%2e/a.json", "/assets/"] {
        assert!(get(path).starts_with("HTTP/1.1 404"), "{path}: {}", get(path));
    }
    let post = format!("POST / HTTP/1.1\nHost: {address}\nContent-Length: 0\nConnection: close\n\n");
    assert!(request(&address, &post).starts_with("HTTP/1.1 405"));
    let rebound = request(&address, "GET / HTTP/1.1\nHost: evil.example\nConnection: close\n\n");
    assert!(rebound.starts_with("HTTP/1.1 421"), "{rebound}");
    child.kill().expect("it can be ended");
    child.wait().expect("it ends");
}

#[test]
fn servers_are_summed_up_alone_and_together() {
    let reading = r#"{"tools":[{"name":"read_mail","description":"Read mail."},{"name":"fetch_page","description":"Fetch a web page."}]}"#;
    let sending = r#"{"tools":[{"name":"send_mail","description":"Send mail."}]}"#;
    let place = Place::new(&[("a.json", reading), ("b.json", sending)]);
    let human = place.run(&["servers", "a.json", "b.json"]).code(0);
    assert!(human.stdout.contains("\nTogether\n") && human.stdout.contains("withhold b send_mail"), "{}", human.stdout);
    let lines = place.run(&["servers", ".", "--format", "jsonl"]).code(0).stdout;
    let servers: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(servers.iter().map(|s| s["server"].as_str().expect("a slug")).collect::<Vec<_>>(), ["a", "b"]);
    assert!(servers.iter().all(|s| s["schema"] == "toolrisk/server/v1" && s["toxic"] == serde_json::json!([])));
    let all: serde_json::Value =
        serde_json::from_str(&place.run(&["servers", ".", "--format", "json"]).code(0).stdout).expect("JSON");
    assert_eq!(all["together"]["toxic"][0]["cheapest_cut"], serde_json::json!({"server": "b", "tool": "send_mail"}));
    place.run_with(&["servers", "-"], r#"{"tools":[]}"#).code(3);
}

#[test]
fn annotations_end_with_a_status_for_pipelines() {
    let good = r#"{"tools":[{"name":"list_files","description":"List files.","annotations":{"readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,"openWorldHint":false}}]}"#;
    let part = r#"{"tools":[{"name":"list_files","description":"List files.","annotations":{"readOnlyHint":true}}]}"#;
    let wrong =
        r#"{"tools":[{"name":"delete_file","description":"Delete a file.","annotations":{"readOnlyHint":true}}]}"#;
    let place = Place::new(&[
        ("good.json", good),
        ("part.json", part),
        ("wrong.json", wrong),
        ("lines.jsonl", "{\"name\":\"a\"}\n{\"name\":\"b\"}\n"),
    ]);
    place.run(&["annotations", "good.json", "--strict"]).code(0);
    place.run(&["annotations", "part.json"]).code(0);
    place.run(&["annotations", "part.json", "--strict"]).code(5);
    let run = place.run(&["annotations", "wrong.json"]).code(5);
    assert!(run.stdout.contains("which these words contradict"), "{}", run.stdout);
    let run = place.run(&["annotations", "wrong.json", "--format", "json"]).code(5);
    let all: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(all["servers"][0]["counts"]["contradicted"], 1);
    // The patch alone on standard output, the reasons beside it.
    let run = place.run(&["annotations", "wrong.json", "--format", "patch"]).code(5);
    let patch: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(patch["tools"][0]["annotations"]["readOnlyHint"], false);
    assert!(run.stderr.contains("readOnlyHint: false — it deletes a file"), "{}", run.stderr);
    let run = place.run(&["annotations", "good.json", "--format", "patch", "-q"]).code(0);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("{}\n", ""));
    let run = place.run(&["annotations", ".", "--format", "patch"]).code(2);
    assert!(run.stderr.contains("a patch is for one manifest"), "{}", run.stderr);
    let run = place.run(&["annotations", "lines.jsonl", "--format", "patch"]).code(1);
    assert!(run.stderr.contains("is not one JSON document"), "{}", run.stderr);
}
