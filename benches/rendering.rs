//! From verdicts to finished pages, records and policies, one core, nothing
//! written. Throughput is in tools.

mod common;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use toolrisk::catalogue::{Catalogue, Fired, RuleNumbers, ServerSummary};
use toolrisk::classify::{Classification, classify};
use toolrisk::fsio::embedded_catalog;
use toolrisk::hygiene::findings_of_all;
use toolrisk::ids::ServerSlug;
use toolrisk::manifest::Server;
use toolrisk::policy::Posture;
use toolrisk::rulebook::Problems;
use toolrisk::run::{Judged, Postures, server_pages};
use toolrisk::sink::{Sink, SinkError};
use toolrisk::site::{Site, SiteOptions};

/// Counts bytes and forgets them.
#[derive(Default)]
struct Nowhere(AtomicUsize);

impl Sink for Nowhere {
    fn put(&self, _: &str, bytes: &[u8]) -> Result<(), SinkError> {
        self.0.fetch_add(bytes.len(), Ordering::Relaxed);
        Ok(())
    }
}

fn rendering(c: &mut Criterion) {
    let rulebook = common::rulebook();
    let postures = Posture::load(&embedded_catalog(), &mut Problems::default());
    let postures = Postures::named(&postures, &[Posture::DEFAULT]).expect("the default posture");
    let rules = RuleNumbers::new(&rulebook);
    let mut judged: Vec<(ServerSlug, Server, Vec<Classification>)> = common::servers(&common::manifests(100))
        .into_iter()
        .map(|mut server| {
            server.tools.sort_by(|a, b| a.name.cmp(&b.name));
            let verdicts = classify(&rulebook, &server);
            (ServerSlug::new(server.info.slug.as_deref().unwrap_or(&server.fallback_slug)), server, verdicts)
        })
        .collect();
    judged.sort_by(|a, b| a.0.cmp(&b.0));
    let summaries = judged.iter().map(|(slug, server, verdicts)| {
        (ServerSummary::of(slug, server, verdicts, rulebook.legs()).with_words(server), Fired::of(verdicts, &rules))
    });
    let catalogue = Catalogue::gather(summaries.collect(), &rules);
    let site = Site::new(SiteOptions::default(), &rulebook, &catalogue, &BTreeMap::new()).expect("the templates parse");
    let sink = Nowhere::default();
    let mut group = c.benchmark_group("rendering");
    group.throughput(Throughput::Elements(judged.iter().map(|(_, server, _)| server.tools.len() as u64).sum()));
    group.bench_function("server pages", |b| {
        b.iter(|| {
            for (index, (slug, server, verdicts)) in judged.iter().enumerate() {
                server_pages(
                    &site,
                    &postures,
                    &catalogue,
                    index,
                    Judged { slug, server, verdicts, findings: &findings_of_all(&rulebook, &server.tools) },
                    &sink,
                )
                .expect("pages of good servers");
            }
        });
    });
    group.throughput(Throughput::Elements(1));
    group.bench_function("indexes", |b| b.iter(|| site.index_pages(&sink).expect("indexes")));
    group.finish();
}

criterion_group!(benches, rendering);
criterion_main!(benches);
