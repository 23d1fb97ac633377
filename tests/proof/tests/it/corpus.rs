//! All servers that there are, under every posture.

use crate::support::{Held, Loaded, class, corpus, files, hold, manifests, name, root, servers, side_by_side};
use serde_json::json;
use std::path::Path;
use toolrisk::classify::{Classification, classify};
use toolrisk::manifest::Server;
use toolrisk::policy::target::{Options, TARGETS};
use toolrisk::policy::{Kind, Policy, Posture};
use toolrisk::vocab::Category;
use toolrisk_proof::{Answer, oracle};

/// No Destructive tool passes on its own where a posture refuses it or asks.
fn nothing_destructive_passes(server: &str, policy: &Policy, judged: &[(&str, &Classification)]) {
    for target in TARGETS {
        let held = Held::new(*target, server, policy, Options::default());
        let host = oracle(target.about().id, &files(*target, &held.plan)).expect("it was read before");
        for (tool, verdict) in judged.iter().filter(|(_, verdict)| verdict.category() == Category::Destructive) {
            let got = host.answer(server, tool, &json!({}));
            assert!(got >= Answer::Asked, "{} of {server}: {tool} ({:?}) {got:?}", target.about().id, verdict.impact);
        }
    }
}

fn hold_all(folder: &Path, least: usize) {
    let loaded = Loaded::new();
    let made =
        side_by_side(servers(&manifests(folder)), |server: Server| (server.tools.len(), hold_one(&loaded, &server)));
    let (tools, asked) = made.into_iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    assert!(tools >= least, "{tools} tools");
    println!("{tools} tools, {} postures, {} targets: {asked} answers", loaded.postures.len(), TARGETS.len());
}

/// Holds every target to every posture for a server: how many answers.
fn hold_one(Loaded { rulebook, postures }: &Loaded, server: &Server) -> usize {
    let mut asked = 0;
    let verdicts = classify(rulebook, server);
    let name = name(server);
    for posture in postures {
        let policy = Policy::of(posture, server.tools.iter().zip(&verdicts));
        asked += hold(&name, &policy, Options::default());
        if posture.id == Posture::DEFAULT {
            asked += hold(&name, &policy, Options { uncapped: true });
            let judged: Vec<_> = server.tools.iter().map(|tool| tool.name.as_str()).zip(&verdicts).collect();
            nothing_destructive_passes(&name, &policy, &judged);
        }
    }
    asked
}

#[test]
fn every_target_does_what_was_decided_for_the_samples() {
    hold_all(&root("catalog/servers"), 100);
}

#[test]
fn every_target_does_what_was_decided_for_the_corpus() {
    if let Some(folder) = corpus("live") {
        hold_all(&folder, 3000);
    }
}

#[test]
fn every_target_has_an_evaluator() {
    for target in TARGETS {
        let error = oracle(target.about().id, &[]).err().unwrap_or_default();
        assert!(!error.contains("nobody"), "{error}");
    }
    assert!(Kind::ALL.map(class).is_sorted(), "answers stand in the order of decisions");
}
