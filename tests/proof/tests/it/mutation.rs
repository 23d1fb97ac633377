//! The proof is only worth something if it fails for a wrong file. Every target's files are
//! changed in every way that [`crate::mutants`] knows, and each must be noticed, but for those
//! that are equal in effect.

use crate::mutants::mutants;
use crate::support::{Held, files, ruling};
use std::collections::BTreeSet;
use toolrisk::policy::target::{Options, TARGETS};
use toolrisk::policy::{Case, Condition, Decision, Policy, Ruling, Test, Window};

/// Changes that nothing can notice, because the host answers the same: target, kind, what the
/// place holds, and why.
const EQUAL: &[(&str, &str, &str, &str)] = &[];

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
            if held.files(&policy, &mutant.files).is_ok() {
                let equal = |row: &&(&str, &str, &str, &str)| {
                    row.0 == id && (row.1 == mutant.kind || row.1 == "any") && mutant.place.contains(row.2)
                };
                match EQUAL.iter().position(|row| equal(&row)) {
                    Some(at) => {
                        used.insert(at);
                    }
                    None => survivors.push(format!("{id} {} {}", mutant.kind, mutant.place)),
                }
            }
        }
        for kind in ["dropped", "renamed", "widened"] {
            assert!(kinds.contains(kind), "{id}: nothing was {kind}");
        }
    }
    assert!(survivors.is_empty(), "{} of {tried} wrong files pass:\n{}", survivors.len(), survivors.join("\n"));
    let stale: Vec<_> = EQUAL.iter().enumerate().filter(|(at, _)| !used.contains(at)).map(|(_, row)| row).collect();
    assert!(stale.is_empty(), "these are noticed: {stale:?}");
    println!("{tried} wrong files, {} kinds of equal ones", EQUAL.len());
}
