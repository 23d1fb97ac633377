//! Every call of every tool, under every posture and on every target, does what was decided
//! or what the list of shortfalls says.

use serde_json::{Map, Value, json};
use std::path::Path;
use toolrisk::classify::{Classification, classify};
use toolrisk::manifest::{Input, Limits, Outcome, Server, read};
use toolrisk::policy::target::{Options, Plan, TARGETS};
use toolrisk::policy::{Decision, Kind, Policy, Posture, Ruling, Test};
use toolrisk::rulebook::{CatalogFiles, Problems, Rulebook};
use toolrisk_proof::{Answer, oracle};

/// The catalog as it stands beside.
fn catalog() -> CatalogFiles {
    fn walk(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
        let mut entries: Vec<_> =
            std::fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(root, &path, files);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let name = path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
                files.push((name, text));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
    let mut files = Vec::new();
    walk(&root, &root, &mut files);
    CatalogFiles::new(files.into_iter().map(|(path, text)| (path, text.into())))
}

struct Loaded {
    rulebook: Rulebook,
    postures: Vec<Posture>,
}

fn loaded() -> Loaded {
    let files = catalog();
    let mut problems = Problems::default();
    let postures = Posture::load(&files, &mut problems);
    Loaded {
        rulebook: Rulebook::load(&files).expect("the catalog loads"),
        postures: problems.or(postures).expect("they load"),
    }
}

/// The servers of a folder of manifests.
fn servers(folder: &Path) -> Vec<Server> {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let mut servers = Vec::new();
    for path in paths {
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
        if let Outcome::Servers(found) =
            read(Input { source: &stem, stem: &stem, bytes: &bytes }, Limits::default()).outcome
        {
            servers.extend(found);
        }
    }
    servers
}

fn class(kind: Kind) -> Answer {
    match kind {
        Kind::Allow => Answer::Passes,
        Kind::Limit => Answer::Counted,
        Kind::Ask => Answer::Asked,
        Kind::Deny | Kind::Hide => Answer::Refused,
    }
}

/// Calls that try a ruling: without arguments, with each value that a case names, with
/// values that are nearly so, and with the value hidden where it does not count.
fn calls(ruling: &Ruling) -> Vec<Value> {
    let mut calls = vec![json!({}), json!({"anything": "at all", "n": 1})];
    for condition in ruling.cases.iter().flat_map(|case| &case.conditions) {
        let name = condition.argument.as_str();
        let mut values: Vec<Value> = vec![json!("no-such-value"), json!(null), json!(["list"]), json!({"x": 1})];
        match &condition.test {
            Test::OneOf(texts) => {
                values.extend(texts.iter().map(|text| json!(text)));
                values.extend(texts.iter().flat_map(|text| {
                    [format!("{text} "), text.to_uppercase(), format!("x{text}"), format!("{text}\"],\"x\":[\"")]
                        .map(Value::from)
                }));
                values.push(json!(texts));
            }
            Test::Prefix(texts) => values.extend(
                texts.iter().flat_map(|t| [format!("{t}a"), format!("a{t}"), t[1..].to_owned()].map(Value::from)),
            ),
            Test::Suffix(texts) => values.extend(
                texts.iter().flat_map(|t| [format!("a{t}"), format!("{t}a"), format!("a\"{t}")].map(Value::from)),
            ),
            Test::Matches(_) => values.extend(
                [
                    "SELECT 1",
                    "select * from api",
                    " Select a\nfrom b ; ",
                    "SELECT 1; DROP TABLE a",
                    "SELECT * INTO b FROM a",
                    "select *\tinto b from a",
                    "DELETE FROM a",
                    "WITH x AS (DELETE FROM a RETURNING *) SELECT * FROM x",
                    "/FILL-IN/a/b.txt",
                    "/FILL-IN/../etc/passwd",
                    "/etc/FILL-IN/a",
                ]
                .map(Value::from),
            ),
            Test::AtMost(most) => {
                values.extend([json!(0), json!(most), json!(i64::from(*most) + 1), json!(-1), json!(0.5), json!("0")])
            }
        }
        for value in values {
            calls.push(json!({name: value}));
            // Where a careless pattern would look.
            calls.push(json!({"aa": {name: value}, name: "no-such-value"}));
            calls.push(json!({"aa": format!("\",\"{name}\":{value},\"", ), name: "no-such-value"}));
            calls.push(json!({"aa": [value], "zz": {name: value}}));
        }
    }
    calls
}

/// Holds every target to a policy; returns how many answers were asked for.
fn hold(server: &str, policy: &Policy, options: Options) -> usize {
    let mut asked = 0;
    for target in TARGETS {
        let about = target.about();
        let plan = Plan::of(*target, server, policy, options);
        let files: Vec<(String, String)> =
            target.write(std::slice::from_ref(&plan)).iter().map(|a| (a.path.to_owned(), a.fresh())).collect();
        let oracle =
            oracle(about.id, &files).unwrap_or_else(|error| panic!("{} of {server}: {error}\n{files:?}", about.id));
        for ruling in &policy.rulings {
            let short: Vec<_> = plan.shortfalls.iter().filter(|shortfall| shortfall.tool == ruling.tool).collect();
            for call in calls(ruling) {
                asked += 1;
                let wanted = ruling.of_call(&call).0.kind();
                let got = oracle.answer(server, &ruling.tool, &call);
                let listed = short.iter().any(|s| class(s.wanted) == class(wanted) && class(s.gets) == got);
                assert!(
                    got == class(wanted) || listed,
                    "{} of {server}, {}: {} was decided, the host answers {got:?} to {call}\n{short:#?}\n{ruling:#?}\n{}",
                    about.id,
                    ruling.tool,
                    wanted.word(),
                    files.iter().map(|(name, text)| format!("== {name}\n{text}")).collect::<String>()
                );
            }
        }
        let unlisted = oracle.answer(server, "a-tool-that-came-with-an-update", &json!({}));
        assert_eq!(unlisted, class(about.abilities.unlisted), "{} of {server}: a tool without a rule", about.id);
        assert!(unlisted > Answer::Counted, "{}: what nobody judged must not simply run", about.id);
    }
    asked
}

/// No Destructive tool passes on its own where a posture refuses it or asks.
fn nothing_destructive_passes(server: &str, policy: &Policy, judged: &[(String, Classification)]) {
    for target in TARGETS {
        let plan = Plan::of(*target, server, policy, Options::default());
        let files: Vec<(String, String)> =
            target.write(std::slice::from_ref(&plan)).iter().map(|a| (a.path.to_owned(), a.fresh())).collect();
        let oracle = oracle(target.about().id, &files).expect("it was read before");
        for (tool, verdict) in judged.iter().filter(|(_, v)| v.category() == toolrisk::vocab::Category::Destructive) {
            let got = oracle.answer(server, tool, &json!({}));
            assert!(got >= Answer::Asked, "{} of {server}: {tool} ({:?}) {got:?}", target.about().id, verdict.impact);
        }
    }
}

fn hold_all(folder: &Path, least: usize) {
    let loaded = loaded();
    let all = servers(folder);
    // Two halves side by side: the servers are many and none knows of another.
    let (even, odd): (Vec<_>, Vec<_>) = all.into_iter().enumerate().partition(|(at, _)| at % 2 == 0);
    let part = |servers: Vec<(usize, Server)>| hold_part(&loaded, servers);
    let (one, other) = std::thread::scope(|scope| {
        let one = scope.spawn(|| part(even));
        (part(odd), one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let (tools, asked) = (one.0 + other.0, one.1 + other.1);
    assert!(tools >= least, "{tools} tools");
    println!("{tools} tools, {} postures, {} targets: {asked} answers", loaded.postures.len(), TARGETS.len());
}

/// Holds every target to every posture for some servers: how many tools, how many answers.
fn hold_part(Loaded { rulebook, postures }: &Loaded, servers: Vec<(usize, Server)>) -> (usize, usize) {
    let (mut asked, mut tools) = (0, 0);
    for (_, server) in servers {
        let verdicts = classify(rulebook, &server);
        let name = server.info.slug.clone().unwrap_or_else(|| server.fallback_slug.clone());
        tools += server.tools.len();
        for posture in postures {
            let policy = Policy::of(posture, server.tools.iter().zip(&verdicts));
            asked += hold(&name, &policy, Options::default());
            if posture.id == Posture::DEFAULT {
                asked += hold(&name, &policy, Options { uncapped: true });
                let judged: Vec<_> =
                    server.tools.iter().map(|t| t.name.clone()).zip(verdicts.iter().cloned()).collect();
                nothing_destructive_passes(&name, &policy, &judged);
            }
        }
    }
    (tools, asked)
}

#[test]
fn every_target_does_what_was_decided_for_the_samples() {
    hold_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog/servers"), 100);
}

#[test]
fn every_target_does_what_was_decided_for_the_corpus() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/live");
    if !folder.is_dir() {
        println!("{} is not there: the corpus lies beside the project and is not part of it", folder.display());
        return;
    }
    hold_all(&folder, 3000);
}

/// Names that are somebody's syntax.
const HOSTILE: &[&str] = &[
    "*",
    "a*",
    "?",
    "plain",
    "plain2",
    "a\"b",
    "a'b",
    "a\\b",
    "a\nb",
    "a\r\n- b",
    "a{b}",
    "{{a}}",
    "a,b",
    "a b",
    " a",
    "a ",
    "a:b",
    "a/b",
    "a)",
    "mcp__srv__plain",
    "a__b",
    "..",
    "a.b",
    "#a",
    "a #b",
    "- a",
    "[a]",
    "!a",
    "&a",
    "a|b",
    "^a$",
    "a\u{202e}b",
    "a\u{0}b",
    "-",
    "",
    "true",
    "null",
    "1",
    "~",
    "a\u{1F600}",
    "🔥",
    "表",
    "%61",
    "$(id)",
    "`id`",
    "\"]) || true || (\"",
    "x\"); permit(principal, action, resource); //",
    "x\" in [\"",
    "</script>",
    "=",
    "@a",
    "a;b",
    "a\tb",
    "plain\u{200b}",
];

fn ruling(tool: &str, decision: Decision) -> Ruling {
    Ruling {
        tool: tool.to_owned(),
        decision,
        cases: Vec::new(),
        line: "l".to_owned(),
        reason: "It is \"so\": 'because' #1\nand more.".to_owned(),
        category: toolrisk::vocab::Category::Write,
    }
}

#[test]
fn hostile_names_widen_no_rule_and_break_no_file() {
    let long = "x".repeat(128);
    let refused = || Decision::Deny { message: "No \"way\": 'out'\\ #\n- x".to_owned() };
    let decisions: [fn() -> Decision; 4] = [
        || Decision::Allow,
        || Decision::Hide,
        || Decision::Ask { message: "ok? \"\\ \n".to_owned() },
        || Decision::Limit { max: 3, window: toolrisk::policy::Window::Hour },
    ];
    for (at, name) in HOSTILE.iter().copied().chain([long.as_str()]).enumerate() {
        for decision in decisions.iter().map(|d| d()).chain([refused()]) {
            // Beside it a tool that must stay refused and one that must stay open.
            let mut rulings = vec![ruling("guarded", Decision::Hide), ruling("open", Decision::Allow)];
            rulings.push(ruling(name, decision));
            let policy = Policy { posture: "test".to_owned(), rulings };
            hold("srv", &policy, Options::default());
            if at == 0 {
                hold("a-server", &policy, Options { uncapped: true });
            }
        }
    }
    let all: Vec<Ruling> =
        HOSTILE.iter().map(|name| ruling(name, Decision::Hide)).chain([ruling("open", Decision::Allow)]).collect();
    hold("srv", &Policy { posture: "test".to_owned(), rulings: all }, Options::default());
}

#[test]
fn random_calls_get_the_decided_answer() {
    let Loaded { rulebook, postures } = loaded();
    let granular = postures.iter().find(|posture| posture.id == "granular").expect("it is shipped");
    // A small generator, so that the same calls are made everywhere.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for server in servers(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog/servers")) {
        let verdicts = classify(&rulebook, &server);
        let policy = Policy::of(granular, server.tools.iter().zip(&verdicts));
        for target in TARGETS {
            let plan = Plan::of(*target, "srv", &policy, Options::default());
            let files: Vec<(String, String)> =
                target.write(std::slice::from_ref(&plan)).iter().map(|a| (a.path.to_owned(), a.fresh())).collect();
            let oracle = oracle(target.about().id, &files).expect("it is read");
            for _ in 0..100 {
                let ruling = &policy.rulings[next(policy.rulings.len())];
                let tool = &server.tools.iter().find(|t| t.name == ruling.tool).expect("it is there");
                let mut call = Map::new();
                for param in tool.params().all.iter().filter(|param| param.depth == 0) {
                    let value = match (next(4), param.choices.is_empty()) {
                        (0, _) => continue,
                        (1 | 2, false) => json!(param.choices[next(param.choices.len())].0),
                        (1, true) => json!(next(1000)),
                        (2, true) => json!({param.name: "list"}),
                        _ => json!("select 1"),
                    };
                    call.insert(param.name.to_owned(), value);
                }
                let call = Value::Object(call);
                let wanted = ruling.of_call(&call).0.kind();
                let got = oracle.answer("srv", &ruling.tool, &call);
                let short = plan
                    .shortfalls
                    .iter()
                    .any(|s| s.tool == ruling.tool && class(s.wanted) == class(wanted) && class(s.gets) == got);
                assert!(
                    got == class(wanted) || short,
                    "{}: {} {call}: {wanted:?}, {got:?}",
                    target.about().id,
                    ruling.tool
                );
            }
        }
    }
}

#[test]
fn every_target_has_an_evaluator() {
    for target in TARGETS {
        let error = oracle(target.about().id, &[]).err().unwrap_or_default();
        assert!(!error.contains("nobody"), "{error}");
    }
}
