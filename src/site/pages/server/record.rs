//! The machine's copy of a server's page: every number that the page shows, and every
//! definition as it was read.

use super::{annotations, worst};
use crate::ids::address;
use crate::manifest::Quarantined;
use crate::policy::Policy;
use crate::report::servers::{ToxicRecord, toxic};
use crate::site::cost::Costs;
use crate::site::decisions::RulingRecord;
use crate::site::{Judged, Site, links, lists};
use crate::vocab::{Category, Risk};
use serde::Serialize;
use std::collections::BTreeMap;

/// The machine's copy (`index.json`).
#[derive(Serialize)]
struct Record<'a> {
    schema: &'static str,
    slug: &'a str,
    name: &'a str,
    source: &'a str,
    format: &'a str,
    version: Option<&'a str>,
    package: Option<&'a str>,
    incomplete: bool,
    counts: Counts,
    /// The worst that one call can do.
    worst: Option<worst::Record<'a>>,
    /// Tokens that all definitions take of a model's context, estimated.
    tokens: usize,
    tools: Vec<ToolRecord<'a>>,
    toxic: Vec<ToxicRecord<&'a str>>,
    quarantined: &'a [Quarantined],
    /// The posture of `policy`.
    posture: &'a str,
    policy: &'static str,
    policy_reasons: &'static str,
    /// The pages with the policies for all clients and gateways, by posture.
    policies: BTreeMap<&'a str, String>,
    annotations: &'static str,
    /// The hints as a JSON Patch of `source`, if there is something to set.
    annotations_patch: Option<&'static str>,
}

/// The numbers of the page.
#[derive(Serialize)]
struct Counts {
    tools: usize,
    quarantined: usize,
    by_risk: BTreeMap<&'static str, usize>,
    by_category: BTreeMap<&'static str, usize>,
}

/// A tool in the machine's copy.
#[derive(Serialize)]
struct ToolRecord<'a> {
    name: &'a str,
    page: String,
    record: String,
    category: &'static str,
    severity: &'static str,
    reversibility: Option<&'static str>,
    risk: &'static str,
    confidence: &'static str,
    traits: Vec<&'static str>,
    mismatch: Option<&'static str>,
    overridden: bool,
    /// Tokens that the definition takes of a model's context, estimated.
    tokens: usize,
    /// How often its definition has suspicious wording.
    findings: usize,
    /// What each posture decides.
    decisions: BTreeMap<&'a str, RulingRecord>,
    /// The definition as it was read, which pages may shorten.
    definition: serde_json::Value,
}

/// The machine's copy of the page.
pub(super) fn record(site: &Site<'_>, judged: &Judged<'_>) -> String {
    let Judged { summary, server, .. } = *judged;
    let counts = lists::by_risk(summary);
    let mut by_category: BTreeMap<&'static str, usize> = Category::ALL.iter().map(|c| (c.word(), 0)).collect();
    for tool in &summary.tools {
        *by_category.entry(tool.category.word()).or_default() += 1;
    }
    let costs = Costs::of(server);
    let from = links::server_file(&summary.address, "index.json");
    let decided = |i: usize| {
        let of = |policy: &'_ Policy| Some(RulingRecord::of(policy.rulings.get(i)?));
        judged.considered.iter().filter_map(|policy| Some((policy.posture.as_str(), of(policy)?))).collect()
    };
    let tools = summary.tools.iter().zip(&server.tools).enumerate().map(|(i, (tool, read))| {
        let at = address(&tool.name);
        ToolRecord {
            name: &tool.name,
            page: format!("{at}.html"),
            record: format!("{at}.json"),
            category: tool.category.word(),
            severity: tool.severity.word(),
            reversibility: tool.reversibility.map(|r| r.word()),
            risk: tool.risk.word(),
            confidence: tool.confidence.word(),
            traits: tool.traits.iter().map(|t| t.word()).collect(),
            mismatch: tool.mismatch,
            overridden: tool.overridden,
            tokens: costs.each[i],
            findings: judged.findings[i].len(),
            decisions: decided(i),
            definition: read.to_json(),
        }
    });
    let record = Record {
        schema: "toolrisk/server-page/v1",
        slug: summary.slug.as_str(),
        name: &summary.name,
        source: &summary.source,
        format: server.format,
        version: server.info.version.as_deref(),
        package: server.info.package.as_deref(),
        incomplete: summary.incomplete,
        counts: Counts {
            tools: summary.tools.len(),
            quarantined: summary.quarantined,
            by_risk: Risk::ALL.iter().map(|r| (r.word(), counts[*r as usize])).collect(),
            by_category,
        },
        worst: worst::record(judged),
        tokens: costs.total,
        tools: tools.collect(),
        toxic: toxic(summary),
        quarantined: &server.quarantined,
        posture: &judged.policy.posture,
        policies: judged
            .published()
            .filter_map(|policy| Some((policy.posture.as_str(), site.policies_page(&from, summary, &policy.posture)?)))
            .collect(),
        policy: "policy.json",
        policy_reasons: "policy.reasons.json",
        annotations: links::ANNOTATIONS,
        annotations_patch: annotations::patch(judged).map(|_| links::ANNOTATIONS_PATCH),
    };
    let mut out = serde_json::to_string(&record).unwrap_or_default();
    out.push('\n');
    out
}
