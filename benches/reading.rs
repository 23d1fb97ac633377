//! From bytes to servers, one core. Throughput is in bytes.

mod common;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

fn reading(c: &mut Criterion) {
    let sets = [("made up", Some(common::manifests(200))), ("captured", common::captured())];
    let mut group = c.benchmark_group("reading");
    for (name, manifests) in sets.into_iter().filter_map(|(name, m)| Some((name, m?))) {
        group.throughput(Throughput::Bytes(manifests.iter().map(|(_, text)| text.len() as u64).sum()));
        group.bench_function(name, |b| b.iter(|| black_box(common::servers(&manifests)).len()));
    }
    group.finish();
}

criterion_group!(benches, reading);
criterion_main!(benches);
