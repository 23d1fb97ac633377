//! Rules against their own examples, and the samples against what a person expects.

use crate::support::{rulebook, samples};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use toolrisk::classify::{Classification, classify};
use toolrisk::evidence::Standing;
use toolrisk::manifest::{Annotations, Server, ServerInfo, Tool};
use toolrisk::rulebook::{Example, Rulebook};
use toolrisk::vocab::{Category, Risk};

/// The verdict on an example, alone on a server without a word of its own, or with
/// the words that the rule asks of its server.
fn verdict(book: &Rulebook, example: &Example, server_words: &[String]) -> Classification {
    let hints = example.annotations.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
    let tool = Tool {
        name: example.name.clone(),
        description: (!example.description.is_empty()).then(|| example.description.clone()),
        input_schema: example.schema.clone(),
        annotations: Annotations::of(hints),
        ..Tool::default()
    };
    let server = Server {
        info: ServerInfo { description: server_words.first().cloned(), ..ServerInfo::default() },
        fallback_slug: "example".to_owned(),
        source: "example".to_owned(),
        format: "example",
        tools: vec![tool],
        quarantined: Vec::new(),
    };
    classify(book, &server).remove(0)
}

#[test]
fn every_rule_fires_on_its_examples_and_spares_the_others() {
    // Examples show what a rule sees, whatever all words together weigh.
    let book = rulebook().without_weights();
    let mut wrong = String::new();
    for rule in book.rules() {
        for (examples, wanted) in [(&rule.fires, true), (&rule.spares, false)] {
            for example in examples {
                let verdict = verdict(&book, example, &rule.and.server_words);
                let fired =
                    verdict.evidence.iter().any(|e| e.rule == rule.id && !matches!(e.standing, Standing::SetAside(_)));
                if fired != wanted {
                    let other: Vec<&str> = verdict.evidence.iter().map(|e| e.rule.as_str()).collect();
                    let says = if wanted { "should fire on" } else { "must not fire on" };
                    let _ = writeln!(
                        wrong,
                        "{} {says} {} ({:?}); fired: {other:?}",
                        rule.id, example.name, example.description
                    );
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// One line of `tests/golden/samples/<stem>.tsv`.
struct Expected {
    category: String,
    risk: String,
    severity: String,
    reversibility: String,
    traits: String,
}

fn golden(stem: &str) -> BTreeMap<String, Expected> {
    let path = crate::support::root().join(format!("tests/golden/samples/{stem}.tsv"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 6, "{stem}: {line}");
            let cell = |i: usize| cells[i].to_owned();
            (
                cell(0),
                Expected {
                    category: cell(1),
                    risk: cell(2),
                    severity: cell(3),
                    reversibility: cell(4),
                    traits: cell(5),
                },
            )
        })
        .collect()
}

#[test]
#[expect(clippy::print_stderr, reason = "shown when the test fails: what to look at")]
fn the_samples_come_out_as_a_person_judged_them() {
    let book = rulebook();
    let (mut tools, mut category, mut risk, mut wrong, mut fatal) = (0, 0, 0, String::new(), Vec::new());
    for (stem, server) in samples() {
        let golden = golden(&stem);
        assert_eq!(golden.len(), server.tools.len(), "{stem}: the golden file has another number of tools");
        for (tool, verdict) in server.tools.iter().zip(classify(&book, &server)) {
            let want = golden.get(&tool.name).unwrap_or_else(|| panic!("{stem}: no golden line for {}", tool.name));
            tools += 1;
            let got = verdict.category().word();
            let traits: Vec<&str> = verdict.traits.iter().map(|t| t.word()).collect();
            risk += usize::from(verdict.impact.risk().word() == want.risk);
            if got == want.category {
                category += 1;
            }
            if got == "Read" && want.category == "Destructive" {
                fatal.push(format!("{stem}/{}", tool.name));
            }
            if got != want.category || verdict.impact.risk().word() != want.risk {
                let _ = writeln!(
                    wrong,
                    "{stem}/{}: want {} {} {} {} [{}], got {got} {} {} {:?} {traits:?}",
                    tool.name,
                    want.category,
                    want.risk,
                    want.severity,
                    want.reversibility,
                    want.traits,
                    verdict.impact.risk(),
                    verdict.impact.severity(),
                    verdict.impact.reversibility().map(|r| r.word()),
                );
            }
        }
    }
    eprintln!("{wrong}samples: {tools} tools, category {category}, risk {risk}");
    assert!(tools >= 250, "only {tools} sample tools");
    assert!(fatal.is_empty(), "Destructive called Read: {fatal:?}");
    assert!(category * 1000 >= tools * 930, "only {category} of {tools} categories as judged:\n{wrong}");
    assert!(risk * 100 >= tools * 75, "only {risk} of {tools} risks as judged:\n{wrong}");
}

#[test]
fn the_two_reference_tools_come_out_as_published() {
    let book = rulebook();
    let find = |slug: &str, name: &str| {
        let (_, server) = samples().into_iter().find(|(stem, _)| stem == slug).expect("a sample server");
        let at = server.tools.iter().position(|t| t.name == name).expect("a sample tool");
        classify(&book, &server).remove(at)
    };
    let update = find("sagemcp", "claude_code_update_api_key");
    assert_eq!((update.category(), update.impact.risk()), (Category::Write, Risk::Medium));
    assert_eq!(update.impact.severity().word(), "high");
    let manage = find("butterbase", "manage_api_keys");
    assert_eq!((manage.category(), manage.impact.risk()), (Category::Destructive, Risk::Critical));
    let revoke = manage.actions.iter().find(|a| a.action == "revoke").expect("an action");
    assert_eq!(revoke.impact.category(), Category::Destructive);
    let list = manage.actions.iter().find(|a| a.action == "list").expect("an action");
    assert_eq!(list.impact.category(), Category::Read);
}

/// Words of the trade that servers are called after too; no product's name.
const COMMON: &[&str] = &[
    "analyzer",
    "arxiv",
    "bridge",
    "calculator",
    "clickhouse",
    "community",
    "crypto",
    "cypher",
    "devops",
    "dice",
    "executor",
    "face",
    "flux",
    "formula",
    "inspector",
    "kubernetes",
    "math",
    "meme",
    "mongodb",
    "mysql",
    "observability",
    "oracle",
    "parser",
    "postgres",
    "prometheus",
    "python",
    "reader",
    "readonly",
    "recognition",
    "redis",
    "remote",
    "runner",
    "sequential",
    "serial",
    "server",
    "servers",
    "shell",
    "simulator",
    "sleep",
    "sqlite",
    "think",
    "terminal",
    "terraform",
    "validator",
    "weather",
    "zoom",
];

#[test]
#[expect(clippy::print_stderr, reason = "says that a test was not made")]
fn no_rule_and_no_weight_knows_a_product_by_name() {
    let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if !corpus.is_dir() {
        eprintln!("skipped: there is no ../shared with a corpus");
        return;
    }
    // How many servers are called so, and how many speak of it.
    let (mut called, mut mentioned) = (BTreeMap::<String, usize>::new(), BTreeMap::<String, usize>::new());
    let words = |text: &str| -> BTreeSet<String> {
        text.split(|c: char| !c.is_ascii_alphabetic()).filter(|w| w.len() > 3).map(str::to_lowercase).collect()
    };
    let files = walkdir::WalkDir::new(corpus).sort_by_file_name().into_iter().map(|entry| entry.expect("readable"));
    for file in
        files.filter(|f| f.path().extension().is_some_and(|e| e == "json") && !f.path().iter().any(|p| p == "raw"))
    {
        for word in words(&file.path().file_stem().unwrap_or_default().to_string_lossy()) {
            *called.entry(word).or_default() += 1;
        }
        for word in words(&String::from_utf8_lossy(&std::fs::read(file.path()).expect("readable"))) {
            *mentioned.entry(word).or_default() += 1;
        }
    }
    let product = |word: &String| {
        let (called, mentioned) = (called.get(word).copied().unwrap_or(0), mentioned.get(word).copied().unwrap_or(0));
        called >= 2 && called * 2 >= mentioned && !COMMON.contains(&word.as_str())
    };
    let mut wrong = String::new();
    let book = rulebook();
    for rule in book.rules() {
        let known: Vec<String> = words(&rule.conditions.join(" ")).into_iter().filter(product).collect();
        if !known.is_empty() {
            let _ = writeln!(wrong, "{}: {known:?}", rule.id);
        }
    }
    for pattern in book.hygiene().patterns() {
        let known: Vec<String> = words(&pattern.phrases.join(" ")).into_iter().filter(product).collect();
        if !known.is_empty() {
            let _ = writeln!(wrong, "{}: {known:?}", pattern.id);
        }
    }
    for line in include_str!("../../catalog/weights.tsv").lines() {
        let term = line.split(['\t', ':']).nth(1).unwrap_or_default();
        let fact = line.starts_with(['#']) || line.starts_with("fact:") || line.starts_with("set:");
        if !fact && product(&term.to_owned()) {
            let _ = writeln!(wrong, "weights.tsv: {term}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
