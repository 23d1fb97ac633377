//! Random calls to servers that nothing else is tried on.

use crate::hostile::HOSTILE;
use crate::support::{Dice, Held, Loaded, corpus, files, manifests, name, root, servers, side_by_side};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use toolrisk::classify::classify;
use toolrisk::manifest::{Server, Tool};
use toolrisk::policy::target::{Options, TARGETS};
use toolrisk::policy::{Decision, Policy, Ruling, Test};
use toolrisk_proof::oracle;

/// How many calls are made to a server, and how many of them to each target.
const CALLS: usize = 1000;

/// How many servers of the corpus are taken.
const SERVERS: usize = 200;

/// A call of a tool, or of one like it.
fn call(dice: &mut Dice, ruling: &Ruling, tool: Option<&Tool>) -> Value {
    let mut call = Map::new();
    let params = tool.map(Tool::params);
    for param in params.iter().flat_map(|params| &params.all).filter(|param| param.depth == 0) {
        let value = match (dice.below(4), param.choices.is_empty()) {
            (0, _) => continue,
            (1 | 2, false) => json!(dice.one(&param.choices).0),
            (1, true) => json!(dice.below(1000)),
            (2, true) => json!({param.name: "list"}),
            _ => json!("select 1"),
        };
        call.insert(param.name.to_owned(), value);
    }
    let conditions: Vec<_> = ruling.cases.iter().flat_map(|case| &case.conditions).collect();
    if !conditions.is_empty() && dice.below(2) == 0 {
        let condition = dice.one(&conditions);
        let text = match &condition.test {
            Test::OneOf(texts) | Test::Prefix(texts) | Test::Suffix(texts) => dice.one(texts).clone(),
            Test::Matches(_) => "select 1".to_owned(),
            Test::AtMost(most) => most.to_string(),
        };
        let places = [condition.argument.clone(), format!("x\"{}", condition.argument), "a\u{0}".to_owned()];
        call.insert(dice.one(&places).clone(), Value::from(text));
    }
    if dice.below(4) == 0 {
        call.insert((*dice.one(HOSTILE)).to_owned(), json!(dice.one(HOSTILE)));
    }
    Value::Object(call)
}

/// A name that somebody could take for another tool's.
fn near(dice: &mut Dice, tool: &str) -> String {
    match dice.below(8) {
        0 => tool.to_uppercase(),
        1 => tool.replace(['_', '-'], "."),
        2 => format!("{tool} "),
        3 => tool.replacen('a', "а", 1),
        4 => format!("{tool}*"),
        5 => tool.repeat(130 / tool.len().max(1) + 1),
        6 => format!("{tool}\"}}\n- x: ["),
        _ => (*dice.one(HOSTILE)).to_owned(),
    }
}

/// Makes the calls; returns how many.
fn try_server(loaded: &Loaded, server: &Server) -> usize {
    let verdicts = classify(&loaded.rulebook, server);
    let title = name(server);
    let mut dice = Dice(title.bytes().fold(0x9e37_79b9_7f4a_7c15, |sum, byte| sum.rotate_left(5) ^ u64::from(byte)));
    let mut made = 0;
    for posture in ["recommended", "granular"].map(|id| loaded.posture(id)) {
        let mut policy = Policy::of(posture, server.tools.iter().zip(&verdicts));
        let mut known: BTreeSet<String> = policy.rulings.iter().map(|ruling| ruling.tool.clone()).collect();
        for _ in 0..policy.rulings.len().min(8) {
            let mut ruling = dice.one(&policy.rulings).clone();
            ruling.tool = near(&mut dice, &ruling.tool);
            if dice.below(2) == 0 {
                ruling.decision = Decision::Hide;
                ruling.cases.clear();
            }
            if known.insert(ruling.tool.clone()) {
                policy.rulings.push(ruling);
            }
        }
        for target in TARGETS {
            let held = Held::new(*target, &title, &policy, Options::default());
            let files = files(*target, &held.plan);
            let host = oracle(target.about().id, &files).unwrap_or_else(|error| panic!("{title}: {error}"));
            for _ in 0..CALLS / 2 / TARGETS.len() {
                let ruling = dice.one(&policy.rulings);
                let tool = server.tools.iter().find(|tool| tool.name == ruling.tool);
                let call = call(&mut dice, ruling, tool);
                held.call(&*host, ruling, &call).unwrap_or_else(|error| panic!("{error}\n{ruling:#?}\n{files:?}"));
                made += 1;
            }
        }
    }
    made
}

fn try_all(servers: Vec<Server>) -> usize {
    let loaded = Loaded::new();
    let with_tools: Vec<Server> = servers.into_iter().filter(|server| !server.tools.is_empty()).collect();
    side_by_side(with_tools, |server| try_server(&loaded, &server)).into_iter().sum()
}

#[test]
fn random_calls_to_samples_get_the_decided_answer() {
    let made = try_all(servers(&manifests(&root("catalog/servers"))));
    assert!(made >= CALLS, "{made} calls");
}

#[test]
fn random_calls_to_servers_of_the_corpus_get_the_decided_answer() {
    let folders = ["docker", "dxt", "github", "livemcpbench", "mcp-proxy", "mcptoolbench", "toolsdk", "toucan"];
    let paths: Vec<_> = folders.iter().filter_map(|folder| corpus(folder)).flat_map(|f| manifests(&f)).collect();
    if paths.is_empty() {
        return;
    }
    let mut dice = Dice(20_261_126);
    let mut some = Vec::new();
    while some.len() < SERVERS {
        let found = servers(std::slice::from_ref(dice.one(&paths)));
        some.extend(found.into_iter().find(|server| !server.tools.is_empty()));
    }
    let made = try_all(some);
    assert!(made >= SERVERS * CALLS, "{made} calls");
    println!("{made} calls to {SERVERS} servers");
}
