//! Verdicts against labels: the figures, what changed, the published form, and
//! that our count of the corpus is that of the scorer beside it.

use crate::support::{root, shared};
use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::path::Path;
use toolrisk::eval::{Evaluation, Miss};
use toolrisk::vocab::{Category, Confidence, Trait};

/// What a run of the program gave.
struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// Runs the program in a folder and an environment of its own.
fn run(folder: &Path, args: &[&str]) -> Run {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("toolrisk"));
    let output = command.env_clear().current_dir(folder).args(args).output().expect("the program starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// The JSON of a run that ended well, checked against its schema.
fn evaluated(folder: &Path, args: &[&str]) -> Evaluation {
    let run = run(folder, args);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let value: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let schema: Value = serde_json::from_str(include_str!("../../catalog/schemas/eval.v1.schema.json")).expect("JSON");
    jsonschema::meta::validate(&schema).expect("a schema follows its own draft");
    let validator = jsonschema::validator_for(&schema).expect("a schema compiles");
    let errors: Vec<String> = validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert_eq!(errors, Vec::<String>::new());
    let evaluation = Evaluation::parse(&run.stdout).expect("what it wrote it reads");
    assert_eq!(evaluation.json(), run.stdout);
    evaluation
}

/// Two servers of one name in two folders, and labels for both: of seven labels four
/// are as the program judges, one is milder, one harsher, one has no verdict.
fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    };
    write(
        "in/a/shelf.json",
        r#"{"server":{"slug":"shelf","name":"Shelf"},"tools":[
            {"name":"delete_book","description":"Delete a book"},
            {"name":"list_books","description":"List all books"},
            {"name":"add_book","description":"Add a book"}]}"#,
    );
    write(
        "in/b/shelf.json",
        r#"{"server":{"slug":"shelf","name":"Shelf"},"tools":[
            {"name":"delete_book","description":"List the books that were deleted"},
            {"name":"list_books","description":"List all books"},
            {"name":"rename_book","description":"Rename a book"}]}"#,
    );
    let line = |manifest: &str, tool: &str, category: &str, ok: &str, risk: &str| {
        format!(
            r#"{{"manifest":"{manifest}","server":"shelf","tool":"{tool}","category":"{category}","ok":[{ok}],"traits":[],"traits_ok":["bulk"],"risk":"{risk}","risk_ok":["{risk}"]}}"#
        )
    };
    let a = "in/a/shelf.json";
    let b = "in/b/shelf.json";
    let gold = [
        line(a, "delete_book", "Destructive", "\"Destructive\"", "Critical"),
        line(a, "list_books", "Destructive", "\"Destructive\"", "Critical"),
        line(a, "add_book", "Write", "\"Write\"", "Medium"),
        line(b, "list_books", "Read", "\"Read\"", "Low"),
        line(b, "rename_book", "Read", "\"Read\",\"Write\"", "Medium"),
        line(b, "gone", "Write", "\"Write\"", "Medium"),
        line("in/c/shelf.json", "add_book", "Write", "\"Write\"", "Medium"),
        r#"{"manifest":"in/a/shelf.json","server":"shelf","tool":"heading","not_a_tool":true}"#.to_owned(),
    ];
    write("gold.jsonl", &gold.join("\n"));
    dir
}

#[test]
fn labels_find_their_verdicts_and_what_has_none_is_wrong() {
    let dir = folder();
    let e = evaluated(dir.path(), &["eval", "in", "--gold", "gold.jsonl", "--format", "json"]);
    assert_eq!((e.labels.tools, e.labels.servers, e.labels.not_tools), (7, 3, 1));
    let f = &e.figures;
    assert_eq!((f.covered.count, f.strict.count, f.lenient.count), (5, 3, 4));
    assert_eq!((f.strict.of, f.lenient.share), (7, Some(0.5714)));
    assert_eq!((f.settled.count, f.settled.of), (3, 6));
    assert_eq!((f.risk_settled.count, f.risk_settled.of), (f.risk_exact.count, 7));
    assert_eq!((f.dangerous, f.under, f.over), (1, 1, 0));
    assert!(f.risk_exact.count <= f.risk_within.count && f.risk_within.of == 7);
    assert_eq!(f.risk_within.count, e.tools.iter().filter(|tool| tool.risk_right).count());
    assert_eq!(e.matrix[&Category::Destructive][&Category::Read], 1);
    assert_eq!(e.categories[&Category::Read].precision.count, 1);
    assert_eq!(e.categories[&Category::Read].precision.of, 2);
    assert_eq!(e.categories[&Category::Write].recall.of, 3);
    let misses: Vec<(Option<Miss>, &str)> = e.misses().map(|t| (t.miss, t.tool.as_str())).collect();
    assert_eq!(
        misses,
        [(Some(Miss::Dangerous), "list_books"), (Some(Miss::Missing), "gone"), (Some(Miss::Missing), "add_book")]
    );
    let dangerous = e.misses().next().expect("a miss");
    assert_eq!(dangerous.decided_by.as_ref().map(|by| by.rule.as_str()), Some("retrieve-verb"));
    assert!(dangerous.evidence.iter().any(|by| by.quote == "List"), "{:?}", dangerous.evidence);
    let sum: usize = Confidence::ALL.iter().map(|c| e.confidence[c].tools.count).sum();
    assert_eq!(sum, 5);
    assert_eq!(Confidence::ALL.iter().map(|c| e.confidence[c].mistakes.count).sum::<usize>(), 1);
    let listing = &e.rules["retrieve-verb"];
    assert_eq!((listing.counted, listing.category.map(|rate| (rate.count, rate.of))), (2, Some((1, 2))));

    let human = run(dir.path(), &["eval", "in", "--gold", "gold.jsonl"]).stdout;
    for words in
        ["Dangerous: 1", "Missing: 2", "Destructive wanted; Read", "retrieve-verb: “List”", "7 labels of 3 servers"]
    {
        assert!(human.contains(words), "{words:?} in {human}");
    }
}

#[test]
fn a_baseline_shows_what_was_gained_lost_and_changed_without_effect() {
    let dir = folder();
    let json = ["eval", "in", "--gold", "gold.jsonl", "--format", "json"];
    let mut before = evaluated(dir.path(), &json);
    fs::write(dir.path().join("same.json"), before.json()).expect("a file");
    let with = |file: &str| evaluated(dir.path(), &[&json[..], &["--baseline", file]].concat());
    let same = with("same.json").since.expect("a comparison");
    assert_eq!((same.compared, same.without_effect.len(), same.only_now), (7, 0, 0));
    assert!(same.category.gained.is_empty() && same.category.lost.is_empty());
    assert!(same.figures.iter().all(|figure| figure.before == figure.now));

    // As if add_book had been Read, list_books of `a` Destructive, and rename_book
    // given a trait that the label accepts.
    for tool in &mut before.tools {
        let Some(got) = &mut tool.got else { continue };
        match (tool.manifest.as_deref(), tool.tool.as_str()) {
            (Some("in/a/shelf.json"), "add_book") => {
                got.category = Category::Read;
                tool.miss = Some(Miss::Under);
            }
            (Some("in/a/shelf.json"), "list_books") => {
                got.category = Category::Destructive;
                tool.miss = None;
            }
            (_, "rename_book") => {
                got.traits.insert(Trait::Bulk);
            }
            _ => {}
        }
    }
    fs::write(dir.path().join("other.json"), before.json()).expect("a file");
    let since = with("other.json").since.expect("a comparison");
    let names = |changes: &[toolrisk::eval::compare::Change]| -> Vec<String> {
        changes.iter().map(|change| change.tool.clone()).collect()
    };
    assert_eq!(names(&since.category.gained), ["add_book"]);
    assert_eq!(names(&since.category.lost), ["list_books"]);
    assert_eq!(names(&since.without_effect), ["rename_book"]);
    let human = run(dir.path(), &["eval", "in", "--gold", "gold.jsonl", "--baseline", "other.json"]).stdout;
    for words in ["Category now right: 1", "Category now wrong: 1", "Read (high) → Write (high); wanted Write"] {
        assert!(human.contains(words), "{words:?} in {human}");
    }

    fs::write(dir.path().join("figures.json"), before.figures_only().json()).expect("a file");
    assert!(with("figures.json").since.expect("a comparison").is_of_figures_only());
    let wrong = run(dir.path(), &["eval", "in", "--gold", "gold.jsonl", "--baseline", "in/a/shelf.json"]);
    assert_eq!(wrong.code, Some(1));
    assert!(wrong.stderr.contains("in/a/shelf.json is no baseline: it has no `schema`"), "{}", wrong.stderr);
}

#[test]
fn wrong_labels_are_named_with_file_and_line() {
    let dir = folder();
    fs::write(
        dir.path().join("bad.jsonl"),
        "{\"server\":\"x\",\"tool\":\"t\",\"category\":\"Reads\",\"risk\":\"Low\"}\n{",
    )
    .expect("a file");
    let bad = run(dir.path(), &["eval", "in", "--gold", "gold.jsonl", "bad.jsonl"]);
    assert_eq!(bad.code, Some(1));
    assert!(
        bad.stderr.contains("bad.jsonl:1: `category`: `Reads` is not one of Read, Write, Destructive"),
        "{}",
        bad.stderr
    );
    assert!(bad.stderr.contains("bad.jsonl:2: it is no JSON"), "{}", bad.stderr);
    assert_eq!(run(dir.path(), &["eval", "in"]).code, Some(2), "labels are needed");
    assert_eq!(run(dir.path(), &["eval", "in", "--gold", "no.jsonl"]).code, Some(1));
    assert_eq!(run(dir.path(), &["eval", "in", "--gold", "gold.jsonl", "--split", "3/2"]).code, Some(2));
}

#[test]
fn parts_of_the_servers_add_up_to_the_whole() {
    let dir = folder();
    let part = |part: &str| {
        let args = ["eval", "in", "--gold", "gold.jsonl", "--format", "json", "--split", part];
        let run = run(dir.path(), &args);
        // A part without a server has nothing to say.
        if run.code == Some(3) {
            (0, 0)
        } else {
            let e = Evaluation::parse(&run.stdout).expect("an evaluation");
            (e.labels.tools, e.figures.lenient.count)
        }
    };
    let parts = ["1/3", "2/3", "3/3"].map(part);
    assert_eq!(parts.iter().map(|p| p.0).sum::<usize>(), 7);
    assert_eq!(parts.iter().map(|p| p.1).sum::<usize>(), 4);
}

/// The scorer's figures, or `None` where it cannot be run.
fn scorer(shared: &Path, records: &Path, gold: &Path) -> Option<Value> {
    let script = shared.join("tools/score.py");
    let output = std::process::Command::new("python3").arg(script).args([records, gold]).arg("--json").output().ok()?;
    serde_json::from_slice(&output.stdout).ok()
}

/// Compares our figures with the scorer's.
fn same_figures(ours: &Evaluation, theirs: &Value) {
    let f = &ours.figures;
    let number = |key: &str| theirs[key].as_u64().unwrap_or_else(|| panic!("no {key} in {theirs}")) as usize;
    assert_eq!(number("gold"), ours.labels.tools);
    assert_eq!(number("covered"), f.covered.count);
    assert_eq!(number("destructive_as_read"), f.dangerous);
    assert_eq!(number("under"), f.under);
    assert_eq!(number("over"), f.over);
    for (key, rate) in [
        ("strict", f.strict),
        ("lenient", f.lenient),
        ("risk_ok", f.risk_within),
        ("risk_strict", f.risk_exact),
        ("trait_precision", f.trait_precision),
        ("trait_recall", f.trait_recall),
    ] {
        let (want, got) = (theirs[key].as_f64().expect("a share"), rate.share.expect("a share"));
        assert!((want - got).abs() < 0.000_11, "{key}: {want} there, {got} here");
    }
    for (word, counts) in theirs["by_confidence"].as_object().expect("counts") {
        let of = &ours.confidence[&word.parse::<Confidence>().expect("a word")];
        assert_eq!(counts[0].as_u64(), Some(of.tools.count as u64), "{word}");
        let share = counts[1].as_f64().expect("a share");
        assert!((share - of.accuracy.share.expect("a share")).abs() < 0.000_11, "{word}");
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "says that a test was not made")]
fn the_figures_of_the_corpus_are_those_of_the_scorer() {
    let Some(shared) = shared().filter(|shared| shared.join("tools/score.py").is_file()) else {
        eprintln!("skipped: there is no ../shared with a corpus and its scorer");
        return;
    };
    let dir = tempfile::tempdir().expect("a folder");
    let (mut all_records, mut all_gold) = (String::new(), String::new());
    let text = |name: &str| fs::read_to_string(shared.join("gold").join(name)).expect("labels");
    let lines = text("live.jsonl") + &text("wild.jsonl");
    let mut folders: Vec<String> = Vec::new();
    for line in lines.lines() {
        let gold: Value = serde_json::from_str(line).expect("JSON");
        let folder = gold["manifest"].as_str().and_then(|m| m.split('/').nth(1)).expect("a folder").to_owned();
        // Each folder is judged on its own there, so its name goes before the server's.
        let mut own = gold.clone();
        own["server"] = format!("{folder}/{}", gold["server"].as_str().expect("a server")).into();
        all_gold.push_str(&format!("{own}\n"));
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    for folder in &folders {
        let input = shared.join("corpus").join(folder);
        let input = input.to_str().expect("a plain path");
        let records = run(root(), &["classify", input, "--format", "jsonl", "-q"]).stdout;
        if folder == "live" {
            fs::write(dir.path().join("live.records"), &records).expect("a file");
        }
        for line in records.lines() {
            let mut record: Value = serde_json::from_str(line).expect("a record");
            record["server"] = format!("{folder}/{}", record["server"].as_str().expect("a slug")).into();
            all_records.push_str(&format!("{record}\n"));
        }
    }
    fs::write(dir.path().join("all.records"), all_records).expect("a file");
    fs::write(dir.path().join("all.gold"), all_gold).expect("a file");
    let gold = |name: &str| shared.join("gold").join(name).to_str().expect("a plain path").to_owned();
    let (live, wild) = (gold("live.jsonl"), gold("wild.jsonl"));
    let Some(theirs) = scorer(&shared, &dir.path().join("live.records"), Path::new(&live)) else {
        eprintln!("skipped: the scorer needs python3");
        return;
    };
    let input = |folder: &str| shared.join("corpus").join(folder).to_str().expect("a plain path").to_owned();
    let ours = |args: &[&str]| {
        let run = run(root(), args);
        Evaluation::parse(&run.stdout).unwrap_or_else(|why| panic!("{why}: {}", run.stderr))
    };
    let of_live = ours(&["eval", &input("live"), "--gold", &live, "--format", "json", "-q"]);
    same_figures(&of_live, &theirs);

    let theirs = scorer(&shared, &dir.path().join("all.records"), &dir.path().join("all.gold")).expect("it ran before");
    let inputs: Vec<String> = folders.iter().map(|folder| input(folder)).collect();
    let mut args = vec!["eval"];
    args.extend(inputs.iter().map(String::as_str));
    args.extend(["--gold", &live, &wild, "--format", "json", "-q"]);
    same_figures(&ours(&args), &theirs);
}
