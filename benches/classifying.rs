//! From servers to verdicts, with the weights and by the rules alone, and to what their
//! definitions should not hold, one core. Throughput is in tools.

mod common;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use toolrisk::classify::classify;
use toolrisk::hygiene::findings_of_all;

fn classifying(c: &mut Criterion) {
    let rulebook = common::rulebook();
    let by_rules = rulebook.clone().without_weights();
    let sets = [("made up", Some(common::manifests(100))), ("captured", common::captured())];
    let mut group = c.benchmark_group("classifying");
    for (name, manifests) in sets.into_iter().filter_map(|(name, m)| Some((name, m?))) {
        let servers = common::servers(&manifests);
        group.throughput(Throughput::Elements(common::tools(&servers)));
        group.bench_function(name, |b| {
            b.iter(|| servers.iter().map(|server| black_box(classify(&rulebook, server)).len()).sum::<usize>());
        });
        group.bench_function(format!("{name}, by rules alone"), |b| {
            b.iter(|| servers.iter().map(|server| black_box(classify(&by_rules, server)).len()).sum::<usize>());
        });
        group.bench_function(format!("{name}, hygiene"), |b| {
            b.iter(|| {
                servers.iter().map(|server| black_box(findings_of_all(&rulebook, &server.tools)).len()).sum::<usize>()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, classifying);
criterion_main!(benches);
