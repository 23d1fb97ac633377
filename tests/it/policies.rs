//! The recommended posture, the files made from it, and the schemas that promise
//! their form.

use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use toolrisk::classify::{Act, ActionVerdict, Classification, Judge, Mismatch, classify};
use toolrisk::evidence::{Claim, Evidence, Standing, Strength};
use toolrisk::ids::{RuleId, ServerSlug};
use toolrisk::manifest::{Input, Limits, Outcome, Server, Tool, read};
use toolrisk::policy::target::{Options, Plan, TARGETS, Target, policy_snippet, reasons_json, shortfalls_json, target};
use toolrisk::policy::{Decision, Policy, Posture, Window, words};
use toolrisk::report::record::Record;
use toolrisk::rulebook::{CatalogFiles, Problems, Rulebook};
use toolrisk::span::{Field, Span};
use toolrisk::vocab::{Category, Confidence, Impact, Reversibility, Severity, Trait};

/// The postures that are shipped.
fn postures() -> Vec<Posture> {
    let mut problems = Problems::default();
    let postures = Posture::load(&shipped_catalog(), &mut problems);
    problems.or(postures).expect("the shipped postures load")
}

fn recommended() -> Posture {
    postures().into_iter().find(|posture| posture.id == Posture::DEFAULT).expect("the default posture is shipped")
}

fn schema(text: &str) -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(text).expect("a schema is JSON");
    jsonschema::meta::validate(&schema).expect("a schema follows its own draft");
    jsonschema::validator_for(&schema).expect("a schema compiles")
}

fn policy_schema() -> jsonschema::Validator {
    schema(include_str!("../../catalog/schemas/policy.v1.schema.json"))
}

fn reasons_schema() -> jsonschema::Validator {
    schema(include_str!("../../catalog/schemas/policy-reasons.v1.schema.json"))
}

fn record_schema() -> jsonschema::Validator {
    schema(include_str!("../../catalog/schemas/record.v1.schema.json"))
}

/// Parses and validates.
fn checked(schema: &jsonschema::Validator, text: &[u8]) -> Value {
    let value: Value = serde_json::from_slice(text).expect("an output is JSON");
    let errors: Vec<String> = schema.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert_eq!(errors, Vec::<String>::new(), "in {value}");
    value
}

fn verdict(impact: Impact, traits: &[Trait]) -> Classification {
    Classification {
        impact,
        traits: traits.iter().copied().collect(),
        confidence: Confidence::High,
        doubt: None,
        evidence: Vec::new(),
        actions: Vec::new(),
        mismatches: Vec::new(),
        act: Act::default(),
        judge: Judge::Rules,
    }
}

fn tool(name: &str) -> Tool {
    Tool { name: name.to_owned(), ..Tool::default() }
}

/// The policy for some judged tools.
fn policy_of(judged: &[(Tool, Classification)]) -> Policy {
    Policy::of(&recommended(), judged.iter().map(|(tool, verdict)| (tool, verdict)))
}

/// The files of a target for a policy.
fn files_of(target: &dyn Target, policy: &Policy) -> Vec<(&'static str, String)> {
    let plan = Plan::of(target, "demo", policy, Options::default());
    target.write(&[plan]).iter().map(|artifact| (artifact.path, artifact.fresh())).collect()
}

/// `policy.json`, or the reasons beside it, for some judged tools.
fn export(id: &str, judged: &[(Tool, Classification)]) -> Vec<u8> {
    let policy = policy_of(judged);
    match id {
        "reasons" => {
            let tools: Vec<Tool> = judged.iter().map(|(tool, _)| tool.clone()).collect();
            reasons_json(&policy, &ServerSlug::new("demo"), &tools).into_bytes()
        }
        id => files_of(target(id).expect("the target is in the table"), &policy).remove(0).1.into_bytes(),
    }
}

/// One tool of each kind, two of them with names that are traps.
fn sample() -> Vec<(Tool, Classification)> {
    let default = Impact::default_for;
    [
        ("list", default(Category::Read), &[][..]),
        ("add", default(Category::Write), &[]),
        ("run", default(Category::Write), &[Trait::ExecutesCode]),
        (
            "pay",
            Impact::new(Category::Write, Severity::Critical, Some(Reversibility::Irreversible)),
            &[Trait::MovesMoney],
        ),
        ("drop", default(Category::Destructive), &[]),
        ("refund_all", default(Category::Destructive), &[Trait::MovesMoney]),
        ("balance", default(Category::Read), &[Trait::MovesMoney]),
        ("*", default(Category::Read), &[]),
        ("say \"hi\"\\\n</script>", default(Category::Write), &[]),
    ]
    .into_iter()
    .map(|(name, impact, traits)| (tool(name), verdict(impact, traits)))
    .collect()
}

#[test]
fn the_recommended_posture_hides_denies_caps_and_allows() {
    let posture = recommended();
    let said: Vec<String> = sample()
        .iter()
        .map(|(tool, verdict)| posture.ruling(tool, verdict))
        .map(|ruling| format!("{} {} {}", ruling.tool.escape_debug(), ruling.decision.word(), ruling.line))
        .collect();
    assert_eq!(
        said,
        [
            "list allow read-allowed",
            "add limit write-capped",
            "run limit bounded-execution-capped",
            "pay deny money-waits-for-a-person",
            "drop hide destructive-hidden",
            "refund_all hide destructive-hidden",
            "balance allow read-allowed",
            "* deny name-is-a-wildcard",
            "say \\\"hi\\\"\\\\\\n</script> limit write-capped",
        ]
    );
}

#[test]
fn every_ruling_has_its_words_and_a_finished_reason() {
    let posture = recommended();
    for (tool, verdict) in sample() {
        let ruling = posture.ruling(&tool, &verdict);
        assert!(ruling.reason.ends_with('.') && !ruling.reason.contains('{'), "{}", ruling.reason);
        assert!(!words(&ruling).is_empty());
    }
}

#[test]
fn a_policy_file_is_complete_valid_and_stable() {
    let judged = sample();
    let bytes = export("policylayer", &judged);
    let value = checked(&policy_schema(), &bytes);
    assert_eq!(
        value,
        json!({
            "version": "1",
            "default": "deny",
            "hide": ["drop", "refund_all"],
            "tools": {
                "add": {"limits": [{"counter": "add_rate", "window": "minute", "max": 30, "scope": "grant"}]},
                "balance": {},
                "list": {},
                "pay": {"deny_if": [
                    {"conditions": [], "on_deny": "Moves money. A person must approve this call first."}
                ]},
                "run": {"limits": [{"counter": "run_rate", "window": "minute", "max": 10, "scope": "grant"}]},
                "say \"hi\"\\\n</script>": {"limits": [
                    {"counter": "say \"hi\"\\\n</script>_rate", "window": "minute", "max": 30, "scope": "grant"}
                ]},
            }
        })
    );
    let keys: Vec<&String> = value.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["version", "default", "hide", "tools"]);
    let mut turned = judged;
    turned.reverse();
    for target in TARGETS {
        let (one, other) = (files_of(*target, &policy_of(&turned)), files_of(*target, &policy_of(&sample())));
        assert_eq!(one, other, "{}", target.about().id);
    }
    assert_eq!(export("reasons", &turned), export("reasons", &sample()));
}

#[test]
fn a_server_without_tools_gets_a_policy_that_denies_everything() {
    let value = checked(&policy_schema(), &export("policylayer", &[]));
    assert_eq!(value, json!({"version": "1", "default": "deny", "tools": {}}));
    checked(&reasons_schema(), &export("reasons", &[]));
}

#[test]
fn the_side_file_explains_every_tool_also_the_one_left_out() {
    let value = checked(&reasons_schema(), &export("reasons", &sample()));
    let entries = value["tools"].as_array().expect("a list");
    assert_eq!(entries.len(), sample().len());
    assert_eq!(entries[0]["tool"], "*");
    assert_eq!((&entries[0]["decision"], &entries[0]["named"]), (&json!("deny"), &json!(false)));
    assert!(entries[0]["reason"].as_str().is_some_and(|reason| reason.contains("every tool")));
    let add = &entries[1];
    assert_eq!(
        add,
        &json!({
            "tool": "add",
            "category": "Write",
            "decision": "limit",
            "max": 30,
            "window": "minute",
            "does": "stays callable, at most 30 times a minute; an agent caught in a loop stops there",
            "line": "write-capped",
            "reason": add["reason"],
            "named": true,
            "fingerprint": tool("add").fingerprint(),
        })
    );
}

#[test]
fn a_snippet_says_of_one_tool_what_the_whole_policy_says() {
    let schema = policy_schema();
    let whole = checked(&schema, &export("policylayer", &sample()));
    let posture = recommended();
    for (tool, verdict) in sample() {
        let snippet = checked(&schema, policy_snippet(&posture.ruling(&tool, &verdict)).as_bytes());
        assert_eq!(snippet["default"], "deny");
        assert_eq!(snippet["tools"].get(&tool.name), whole["tools"].get(&tool.name));
        let hidden = |policy: &Value| policy["hide"].as_array().is_some_and(|names| names.contains(&json!(tool.name)));
        assert_eq!(hidden(&snippet), hidden(&whole));
    }
}

#[test]
fn the_policy_schema_knows_operators_and_their_values() {
    let schema = policy_schema();
    let with = |op: &str, value: Value| {
        json!({"version": "1", "default": "deny", "tools": {"t": {"deny_if": [
            {"conditions": [{"path": "args.a.b", "op": op, "value": value}], "on_deny": "no"}
        ]}}})
    };
    let good = [
        ("eq", json!("x")),
        ("neq", json!(1)),
        ("lt", json!(1.5)),
        ("gte", json!(2)),
        ("in", json!(["a"])),
        ("not_in", json!([])),
        ("exists", json!(true)),
        ("regex", json!("^a+$")),
        ("contains", json!("x")),
    ];
    for (op, value) in good {
        assert!(schema.is_valid(&with(op, value)), "{op}");
    }
    let bad = [
        ("lt", json!("1")),
        ("in", json!("a")),
        ("exists", json!("yes")),
        ("regex", json!(1)),
        ("eq", json!(["a"])),
        ("like", json!("a")),
    ];
    for (op, value) in bad {
        assert!(!schema.is_valid(&with(op, value)), "{op}");
    }
    let deny = |policy: Value| assert!(!schema.is_valid(&policy), "{policy}");
    deny(json!({"version": "2", "default": "deny"}));
    deny(json!({"version": "1", "default": "maybe"}));
    deny(json!({"version": "1", "default": "deny", "hide": ["a", "a"]}));
    deny(json!({"version": "1", "default": "deny", "tools": {"t": {"action": "deny"}}}));
    deny(
        json!({"version": "1", "default": "deny", "tools": {"t": {"limits": [{"counter": "c", "window": "week", "max": 1, "scope": "grant"}]}}}),
    );
    deny(
        json!({"version": "1", "default": "deny", "tools": {"t": {"limits": [{"counter": "c", "window": "day", "max": 0, "scope": "grant"}]}}}),
    );
}

#[test]
fn records_keep_their_schema() {
    let schema = record_schema();
    let posture = recommended();
    let slug = ServerSlug::new("nasa/firms");
    for (mut tool, mut verdict) in sample() {
        let fingerprint = tool.fingerprint();
        let ruling = posture.ruling(&tool, &verdict);
        let line = Record::new(&slug, &tool, &verdict, &ruling, &fingerprint).line();
        assert!(!line.contains('\n'));
        let plain = checked(&schema, line.as_bytes());
        assert_eq!((&plain["judge"], plain.get("override")), (&json!("rules"), None));

        tool.description = Some("Removes “it”, never more.".to_owned());
        verdict.confidence = Confidence::Low;
        verdict.doubt = Some("the words conflict".to_owned());
        let (span, field) = (Span::new(8, 16), Field::DESCRIPTION);
        for standing in [Standing::Decides, Standing::Supports, Standing::SetAside("quoted".to_owned())] {
            verdict.evidence.push(Evidence {
                rule: RuleId::new("some-rule"),
                field: field.clone(),
                span,
                says: "it is removed".into(),
                harm: "".into(),
                strength: Strength::Fair,
                claim: Claim::default(),
                standing,
            });
        }
        verdict.actions.push(ActionVerdict {
            action: "list".to_owned(),
            param: None,
            field: field.clone(),
            span,
            impact: Impact::default_for(Category::Read),
            traits: BTreeSet::new(),
        });
        verdict.mismatches.push(Mismatch {
            hint: "destructiveHint",
            claimed: false,
            says: "it is removed".to_owned(),
            field,
            span,
        });
        verdict.judge = Judge::Person {
            reason: "read the code".to_owned(),
            author: "Ada".to_owned(),
            date: "2026-11-24".to_owned(),
            instead_of: Impact::default_for(Category::Read),
        };
        let full = checked(&schema, Record::new(&slug, &tool, &verdict, &ruling, &fingerprint).line().as_bytes());
        assert_eq!(full["evidence"][2]["quote"], "“it”");
        assert_eq!(full["override"]["author"], "Ada");
    }
}

#[test]
fn the_record_schema_refuses_what_contradicts_itself() {
    let schema = record_schema();
    let (tool, verdict) = sample().swap_remove(1);
    let slug = ServerSlug::new("s");
    let fingerprint = tool.fingerprint();
    let ruling = recommended().ruling(&tool, &verdict);
    let good: Value = serde_json::from_str(&Record::new(&slug, &tool, &verdict, &ruling, &fingerprint).line())
        .expect("a record is JSON");
    let with = |pointer: &str, key: &str, value: Value| {
        let mut bad = good.clone();
        bad.pointer_mut(pointer).and_then(Value::as_object_mut).expect("a place").insert(key.to_owned(), value);
        schema.is_valid(&bad)
    };
    assert!(schema.is_valid(&good));
    assert!(!with("", "category", json!("Read")), "a Read has nothing to undo");
    assert!(!with("", "reversibility", json!(null)), "a Write has");
    assert!(!with("", "judge", json!("person")), "a person gives reasons");
    assert!(!with("/policy", "decision", json!("allow")), "only a limit has a maximum");
    assert!(!with("", "colour", json!("red")));
}

/// Every verdict there can be, but for sets of traits.
fn impacts() -> impl Strategy<Value = Impact> {
    (
        proptest::sample::select(Category::ALL),
        proptest::sample::select(Severity::ALL),
        proptest::sample::select(Reversibility::ALL),
    )
        .prop_map(|(category, severity, reversibility)| Impact::new(category, severity, Some(reversibility)))
}

/// What the recommended posture may say of a verdict at most.
fn is_within_the_caps(impact: Impact, traits: &BTreeSet<Trait>, decision: &Decision) -> bool {
    let cap = if traits.contains(&Trait::ExecutesCode) { 10 } else { 30 };
    match (impact.category(), decision) {
        (Category::Read, Decision::Allow) => true,
        (Category::Read, Decision::Limit { .. } | Decision::Ask { .. } | Decision::Deny { .. } | Decision::Hide) => {
            false
        }
        (Category::Write, Decision::Deny { .. }) => traits.contains(&Trait::MovesMoney),
        (Category::Write, Decision::Limit { max, window }) => {
            !traits.contains(&Trait::MovesMoney) && *window == Window::Minute && *max <= cap
        }
        (Category::Write, Decision::Allow | Decision::Ask { .. } | Decision::Hide) => false,
        (Category::Destructive, decision) => *decision == Decision::Hide,
    }
}

#[test]
fn the_posture_holds_for_every_verdict_and_every_set_of_traits() {
    let posture = recommended();
    let sets: Vec<BTreeSet<Trait>> = (0u32..1 << Trait::ALL.len())
        .map(|bits| Trait::ALL.iter().copied().filter(|t| bits & (1 << *t as u32) != 0).collect())
        .collect();
    for category in Category::ALL {
        for severity in Severity::ALL {
            for reversibility in Reversibility::ALL {
                let impact = Impact::new(*category, *severity, Some(*reversibility));
                for traits in &sets {
                    for actions in [false, true] {
                        let line = posture.line(impact, traits, actions).expect("some line decides");
                        assert!(
                            is_within_the_caps(impact, traits, &line.decision),
                            "{impact:?} {traits:?} {}",
                            line.id
                        );
                    }
                }
            }
        }
    }
}

proptest! {
    /// Whatever tools are called and however they were judged: every file is valid,
    /// nothing is callable that the posture refuses, and no two tools share a counter.
    #[test]
    fn no_name_and_no_verdict_widens_a_policy(
        tools in proptest::collection::btree_map(
            prop_oneof!["[a-zA-Z*_.]{0,3}", "\\PC{1,8}", Just("*".to_owned())],
            (impacts(), proptest::collection::btree_set(proptest::sample::select(Trait::ALL), 0..4)),
            0..8,
        )
    ) {
        let judged: Vec<(Tool, Classification)> = tools
            .iter()
            .filter(|(name, _)| !name.is_empty())
            .map(|(name, (impact, traits))| {
                (tool(name), verdict(*impact, &traits.iter().copied().collect::<Vec<_>>()))
            })
            .collect();
        let policy = checked(&policy_schema(), &export("policylayer", &judged));
        checked(&reasons_schema(), &export("reasons", &judged));
        let rules = policy["tools"].as_object().expect("rules");
        let mut counters = BTreeSet::new();
        for (name, rule) in rules {
            prop_assert!(!name.contains('*'));
            let (_, judged) = judged.iter().find(|(tool, _)| tool.name == *name).expect("only tools have rules");
            prop_assert_ne!(judged.category(), Category::Destructive);
            if judged.category() == Category::Write {
                prop_assert!(!rule.as_object().expect("a rule").is_empty(), "a Write is never free");
            }
            if let Some(counter) = rule.pointer("/limits/0/counter") {
                prop_assert!(counters.insert(counter.to_string()), "{} is shared", counter);
            }
        }
        for name in policy["hide"].as_array().into_iter().flatten() {
            prop_assert!(!name.as_str().expect("a name").contains('*'));
        }
    }
}

/// The shipped catalog, read from the source tree.
fn shipped_catalog() -> CatalogFiles {
    fn gather(folder: &std::path::Path, prefix: &str, out: &mut Vec<(String, std::borrow::Cow<'static, str>)>) {
        for entry in std::fs::read_dir(folder).expect("the catalog stands in the source tree") {
            let path = entry.expect("a readable entry").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("catalog names are plain");
            if path.is_dir() {
                gather(&path, &format!("{prefix}{name}/"), out);
            } else {
                let text = std::fs::read_to_string(&path).expect("catalog files are text");
                out.push((format!("{prefix}{name}"), text.into()));
            }
        }
    }
    let mut files = Vec::new();
    gather(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog"), "", &mut files);
    CatalogFiles::new(files)
}

/// The servers of a shipped sample, whatever its form.
fn sample_servers(path: &str, text: &str) -> Vec<Server> {
    let stem = path.rsplit('/').next().and_then(|name| name.strip_suffix(".json")).unwrap_or(path);
    let input = Input { source: path, stem, bytes: text.as_bytes() };
    match read(input, Limits::default()).outcome {
        Outcome::Servers(servers) => servers,
        Outcome::Loose { .. } | Outcome::ErrorAnswer | Outcome::NotAManifest { .. } => Vec::new(),
    }
}

#[test]
fn everything_made_from_the_shipped_samples_keeps_its_schema() {
    let files = shipped_catalog();
    let rulebook = Rulebook::load(&files).expect("the shipped catalog loads");
    assert!(!rulebook.attacks().is_empty());
    let (posture, record, policies, reasons) = (recommended(), record_schema(), policy_schema(), reasons_schema());
    let shortfalls = schema(include_str!("../../catalog/schemas/shortfalls.v1.schema.json"));
    let all = postures();
    let mut tools = 0;
    for (path, text) in files.below("servers/", ".json") {
        for server in sample_servers(path, text) {
            let slug = ServerSlug::new(server.info.slug.as_deref().unwrap_or(&server.fallback_slug));
            let verdicts = classify(&rulebook, &server);
            let policy = Policy::of(&posture, server.tools.iter().zip(&verdicts));
            for posture in &all {
                let policy = Policy::of(posture, server.tools.iter().zip(&verdicts));
                checked(&reasons, reasons_json(&policy, &slug, &server.tools).as_bytes());
                checked(&policies, files_of(TARGETS[0], &policy).remove(0).1.as_bytes());
                for target in TARGETS {
                    let plan = Plan::of(*target, slug.as_str(), &policy, Options::default());
                    checked(&shortfalls, shortfalls_json(*target, &policy, &plan).as_bytes());
                }
            }
            for ((tool, verdict), ruling) in server.tools.iter().zip(&verdicts).zip(&policy.rulings) {
                let line = Record::new(&slug, tool, verdict, ruling, &tool.fingerprint()).line();
                let value = checked(&record, line.as_bytes());
                for evidence in value["evidence"].as_array().expect("a list") {
                    assert_ne!(evidence["quote"], "", "{slug}/{}: {evidence}", tool.name);
                }
                tools += 1;
            }
        }
    }
    assert!(tools > 100, "{tools} tools");
}
