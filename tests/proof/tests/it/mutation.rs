//! The proof is only worth something if it fails for a wrong file. Every target's files are
//! changed in every way that [`crate::mutants`] knows, and each must be noticed, but for those
//! that are equal in effect. A change is noticed if the schema refuses the file, or if the host
//! refuses it or answers a call otherwise.

use crate::mutants::mutants;
use crate::schemas::{has_its_form, schemas};
use crate::support::{Held, files, ruling};
use regex::Regex;
use std::collections::BTreeSet;
use toolrisk::policy::target::{Options, TARGETS};
use toolrisk::policy::{Case, Condition, Decision, Policy, Ruling, Test, Window};

/// Changes after which the host answers every call as before: target, an expression for what
/// was done at which place, and why that is the same.
const EQUAL: &[(&str, &str, &str)] = &[
    (
        "policylayer",
        "^dropped .* (hide|/hide \"|/tools (pay_bill|send_mail|publish))",
        "the default refuses what no rule names",
    ),
    (
        "policylayer",
        "^(renamed|widened|swapped) .*/tools (pay_bill|send_mail|publish)",
        "what the default refuses needs no rule",
    ),
    ("policylayer", "^dropped .* on_deny", "a message decides nothing"),
    ("policylayer", "^(renamed|widened) .*/counter", "a counter may have any name that no other has"),
    (
        "intercept",
        "^dropped .* (hide|/hide \"|/tools (pay_bill|send_mail|publish))",
        "the default refuses what no rule names",
    ),
    (
        "intercept",
        "^(renamed|widened|swapped) .*/tools (pay_bill|send_mail|publish)",
        "what the default refuses needs no rule",
    ),
    ("intercept", "^dropped .* on_deny", "a message decides nothing"),
    ("claude-code", "^(dropped|renamed) .*/permissions(/ask| ask)", "what is in no list is asked about"),
    ("codex", "^(dropped|renamed|widened) .*(disabled_tools|/disabled_tools)", "what is not enabled is not there"),
    (
        "codex",
        "^(dropped|renamed|widened) .*/tools(/| )(store_it|send_mail|save_it|publish)",
        "the default of the server is to ask",
    ),
    ("codex", "^flipped .*/default_tools_approval_mode", "every tool that is enabled has a mode of its own"),
    ("gemini-cli", "^(dropped|renamed|widened) settings.*excludeTools", "what is not included is not there"),
    (
        "gemini-cli",
        "^(dropped|renamed|widened|flipped|swapped) policy.*(\"deny\".*(buy|drop_data|pay_bill|query|wipe_disk)|/rule/(0|1|10|12|17)/)",
        "what is not included is not there",
    ),
    (
        "gemini-cli",
        "^(dropped|renamed|widened) policy.*(ask_user.*|/toolName )(publish|save_it|send_mail|store_it)",
        "a listed tool without a rule is asked about",
    ),
    ("gemini-cli", "^swapped .*/(9|11|13|14|15|16)/priority", "the only rule for its tool"),
    ("gemini-cli", "^swapped .*/(3|5|8)/priority", "any number below that of the cases"),
    (
        "gemini-cli",
        "^(dropped|loosened) .*/rule/(3|5|8)(/| )argsPattern",
        "meets every call; that it has a pattern keeps the tool from being hidden",
    ),
    (
        "copilot-cli",
        "^(dropped|renamed|flipped) options.txt --deny-tool",
        "what the server's list leaves out is not there",
    ),
    ("goose", "^(dropped|renamed|widened) .*/ask_before", "what is in no list is asked about"),
    (
        "opencode",
        "^(dropped|renamed|widened) .*_(buy|drop_data|fetch|invite|keys|pay_bill|query|wipe_disk)",
        "the first rule refuses the server's tools",
    ),
    ("zed", "^(dropped|renamed|widened) .*mcp:srv:(publish|save_it|send_mail|store_it)", "the default is to ask"),
    ("openai", "^(dropped|renamed|widened) .*/require_approval(/| )always", "an approval is the default"),
    ("litellm", "^(dropped|renamed|widened) .*disallowed_tools", "where tools are allowed, no other passes"),
    ("toolhive", "^dropped .* entities_json", "the policies need no entities"),
    (
        "opa",
        "^(dropped|renamed|widened) policy.rego \"(pay_bill|drop_data|wipe_disk|keys|fetch|invite|query|buy)\": ",
        "the default decision refuses",
    ),
    ("opa", "^flipped .* default allow", "a rule that is not defined is not true"),
    ("opa", "^loosened .* is_(string|number)", "an expression or a comparison does not hold for other types"),
    ("envoy", "^dropped .*/spec path", "the default path"),
    ("envoy", "^dropped .*/parentRefs/0 group", "the default group"),
    ("kong", "^flipped .*/description", "a description decides nothing"),
];

fn cased(tool: &str, argument: &str, test: Test, decision: Decision) -> Ruling {
    let condition = Condition { argument: argument.to_owned(), test, to_fill: false };
    let case = Case { conditions: vec![condition], decision, line: "l".to_owned(), reason: "r".to_owned() };
    let message = "Only some calls pass.".to_owned();
    Ruling { cases: vec![case], ..ruling(tool, Decision::Deny { message }) }
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// A server with a tool for each decision, two of each list, and a case of each kind.
fn policy() -> Policy {
    let message = |text: &str| text.to_owned();
    let mut keys = cased("keys", "action", Test::OneOf(texts(&["list", "get"])), Decision::Allow);
    let capped = Decision::Limit { max: 3, window: Window::Hour };
    keys.cases.push(cased("", "action", Test::OneOf(texts(&["create"])), capped.clone()).cases.remove(0));
    let rulings = vec![
        ruling("look_up", Decision::Allow),
        ruling("read_all", Decision::Allow),
        ruling("save_it", capped.clone()),
        ruling("store_it", capped),
        ruling("send_mail", Decision::Ask { message: message("Send it?") }),
        ruling("publish", Decision::Ask { message: message("Publish it?") }),
        ruling("pay_bill", Decision::Deny { message: message("Pay by hand.") }),
        ruling("drop_data", Decision::Hide),
        ruling("wipe_disk", Decision::Hide),
        keys,
        cased("fetch", "path", Test::Prefix(texts(&["/srv/", "/tmp/"])), Decision::Allow),
        cased("invite", "to", Test::Suffix(texts(&["@a.example"])), Decision::Allow),
        cased("query", "sql", Test::Matches("(?:SELECT|select) [a-z0-9]+".to_owned()), Decision::Allow),
        cased("buy", "amount", Test::AtMost(5), Decision::Allow),
    ];
    Policy { posture: "test".to_owned(), rulings }
}

#[test]
fn no_wrong_file_passes_the_proof() {
    let policy = policy();
    let tools: Vec<&str> = policy.rulings.iter().map(|ruling| ruling.tool.as_str()).collect();
    let equal: Vec<(&str, Regex)> =
        EQUAL.iter().map(|(target, done, _)| (*target, Regex::new(done).expect("it compiles"))).collect();
    let schemas = schemas();
    let (mut survivors, mut used, mut tried) = (Vec::new(), BTreeSet::new(), 0);
    for target in TARGETS {
        let id = target.about().id;
        let held = Held::new(*target, "srv", &policy, Options::default());
        let files = files(*target, &held.plan);
        held.files(&policy, &files).unwrap_or_else(|error| panic!("{error}\n{files:?}"));
        let mut kinds = BTreeSet::new();
        for mutant in mutants(&files, &tools) {
            tried += 1;
            kinds.insert(mutant.kind);
            let formed = mutant.files.iter().all(|(file, text)| has_its_form(&schemas, id, file, text));
            if formed && held.files(&policy, &mutant.files).is_ok() {
                let done = format!("{} {}", mutant.kind, mutant.place);
                let mut rows =
                    equal.iter().enumerate().filter(|(_, (target, row))| *target == id && row.is_match(&done));
                match rows.next() {
                    Some((at, _)) => {
                        used.insert(at);
                    }
                    None => survivors.push(format!("{id} {done}")),
                }
            }
        }
        let missing: Vec<&str> =
            ["dropped", "renamed", "widened"].into_iter().filter(|kind| !kinds.contains(kind)).collect();
        assert!(missing.is_empty(), "{id}: nothing was {missing:?}");
    }
    assert!(survivors.is_empty(), "{} of {tried} wrong files pass:\n{}", survivors.len(), survivors.join("\n"));
    let stale: Vec<_> = EQUAL.iter().enumerate().filter(|(at, _)| !used.contains(at)).map(|(_, row)| row).collect();
    assert!(stale.is_empty(), "these are noticed: {stale:?}");
    println!("{tried} wrong files, {} kinds of equal ones", EQUAL.len());
}
