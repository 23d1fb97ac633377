//! One server: its tools, riskiest first, its policy, and what the manifest
//! says of it. Also the machine's copy of the same.

mod annotations;
mod findings;
mod grade;
mod record;
mod weight;
mod worst;

use super::PageKind;
use super::toxic::Danger;
use crate::classify::Mismatch;
use crate::diag::holds_hidden;
use crate::ids::address;
use crate::manifest::Quarantined;
use crate::policy::target::TARGETS;
use crate::report::servers::GradeRecord;
use crate::sink::Sink;
use crate::site::decisions::{self, RulingRecord};
use crate::site::history::Build;
use crate::site::view::{Bar, Link, Pager, pages_for, slice};
use crate::site::web::Subject;
use crate::site::{Head, Judged, Site, SiteError, links, lists, words};
use crate::vocab::{Confidence, Risk};
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Reverse;

/// `servers/<server>/index.html`, and the JSON files beside it.
pub(crate) struct Server;

/// Bytes of a policy that are shown on the page; a longer one is only linked.
const POLICY: usize = 48 * 1024;
/// Characters of the server's instructions that are shown.
const INSTRUCTIONS: usize = 4_000;
/// Wrong hints and entries set aside that are listed.
const LISTED: usize = 200;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    name: &'a str,
    slug: Option<&'a str>,
    blurb: &'a str,
    counted: String,
    page: usize,
    bar: Option<Bar>,
    incomplete: bool,
    rows: Vec<Row<'a>>,
    pager: Option<Pager>,
    /// The search among its tools, where they take several pages.
    search: Option<String>,
    first: Option<First<'a>>,
}

/// What only the first page holds.
#[derive(Serialize)]
struct First<'a> {
    decisions: Vec<String>,
    /// What all postures decide, if there are several.
    by_posture: Vec<PostureRow<'a>>,
    /// How many clients and gateways the policy is written for.
    targets: usize,
    posture: &'a str,
    policy: Option<&'a str>,
    policy_size: String,
    history: Vec<Build>,
    worst: Option<worst::Worst<'a>>,
    grade: grade::GradeView<'a>,
    toxic: Option<Danger<'a>>,
    findings: Vec<findings::Own<'a>>,
    tool_findings: Vec<findings::OfTool<'a>>,
    tool_findings_more: Option<String>,
    weight: Option<weight::Weight<'a>>,
    hints: Option<annotations::Hints<'a>>,
    mismatches: Vec<Wrong<'a>>,
    mismatches_more: Option<String>,
    quarantined: &'a [Quarantined],
    quarantined_counted: String,
    quarantined_more: Option<String>,
    facts: Vec<Fact<'a>>,
    homepage: Option<&'a str>,
    configuration: &'a [String],
    instructions: Option<String>,
    source: &'a str,
    format: &'a str,
}

/// Postures that decide alike on every tool of the server.
#[derive(Serialize)]
struct PostureRow<'a> {
    postures: Vec<PostureLink<'a>>,
    decisions: Vec<String>,
}

/// A posture, and its page if it is published.
#[derive(Serialize)]
struct PostureLink<'a> {
    id: &'a str,
    href: Option<String>,
    /// Whether it is the one that the page shows.
    own: bool,
}

/// A tool of the server.
#[derive(Serialize)]
struct Row<'a> {
    name: Cow<'a, str>,
    href: String,
    category: &'static str,
    letter: &'static str,
    severity: &'static str,
    traits: Vec<&'static str>,
    doubtful: bool,
    /// How bad the worst suspicious wording of its definition is.
    finding: Option<&'static str>,
    risk: &'static str,
    level: u8,
    rule: String,
}

/// A wrong hint.
#[derive(Serialize)]
struct Wrong<'a> {
    name: Cow<'a, str>,
    href: String,
    hint: &'static str,
    claimed: bool,
    says: &'a str,
}

/// Something the manifest says.
#[derive(Serialize)]
struct Fact<'a> {
    name: &'static str,
    value: &'a str,
}

impl PageKind for Server {
    fn id(&self) -> &'static str {
        "server"
    }

    fn title(&self) -> &'static str {
        "Server"
    }

    fn template(&self) -> &'static str {
        "server.html"
    }

    fn makes(&self) -> &'static str {
        "servers/<server>/index.html, index.<page>.html, index.json, index.annotations.json, index.annotations.patch.json, policy.json, policy.reasons.json"
    }

    fn of_server(&self, site: &Site<'_>, judged: &Judged<'_>, sink: &dyn Sink) -> Result<(), SiteError> {
        let folder = &judged.summary.address;
        for page in 1..=pages_for(judged.summary.tools.len()) {
            let at = links::server(folder, page);
            sink.put(&at, render(self, site, judged, &at, page)?.as_bytes())?;
        }
        sink.put(&links::server_file(folder, "index.json"), record::record(site, judged).as_bytes())?;
        sink.put(&links::server_file(folder, links::ANNOTATIONS), judged.annotations_json.as_bytes())?;
        let patch = annotations::patch_json(judged);
        sink.put(&links::server_file(folder, links::ANNOTATIONS_PATCH), patch.as_bytes())?;
        sink.put(&links::server_file(folder, "policy.json"), judged.policy_json.as_bytes())?;
        sink.put(&links::server_file(folder, "policy.reasons.json"), judged.reasons_json.as_bytes())?;
        Ok(())
    }
}

/// One page of a server.
fn render(kind: &Server, site: &Site<'_>, judged: &Judged<'_>, from: &str, page: usize) -> Result<String, SiteError> {
    let Judged { summary, server, .. } = *judged;
    let total = summary.tools.len();
    let counts = lists::by_risk(summary);
    let counted = words::counted(total, "tool", "tools");
    let label = site.server_label(summary);
    let worst = Risk::ALL.iter().rev().filter(|r| counts[**r as usize] > 0).take(2);
    let worst: Vec<String> = worst.map(|r| format!("{} of {r} risk", words::number(counts[*r as usize]))).collect();
    let suffix = if page > 1 { format!(", page {page}") } else { String::new() };
    let head = Head {
        kind: kind.id(),
        title: format!("{label}: tools and policy{suffix}"),
        about: match worst.is_empty() {
            true => format!("{label} offers {counted}."),
            false => format!("{label} offers {counted}, {}. With a policy to download.", worst.join(" and ")),
        },
        crumbs: vec![Link::new("Catalogue", from, links::HOME), Link::new("Servers", from, &links::servers(1))],
        json: Some("index.json".to_owned()),
    };
    let mut order: Vec<usize> = (0..total).collect();
    order.sort_by_key(|i| {
        let tool = &summary.tools[*i];
        (Reverse(tool.risk), Reverse(tool.severity), Reverse(tool.category), *i)
    });
    let row = |i: &usize| {
        let tool = &summary.tools[*i];
        Row {
            name: words::short_name(&tool.name, 160),
            href: format!("{}.html", address(&tool.name)),
            category: tool.category.word(),
            letter: words::letter(tool.category),
            severity: tool.severity.word(),
            traits: tool.traits.iter().map(|t| t.word()).collect(),
            doubtful: tool.confidence == Confidence::Low,
            finding: tool.finding.map(crate::vocab::Severity::word),
            risk: tool.risk.word(),
            level: words::level(tool.risk),
            rule: judged.policy.rulings.get(*i).map_or_else(String::new, decisions::short),
        }
    };
    let view = View {
        name: &summary.name,
        slug: (summary.slug.as_str() != summary.name).then(|| summary.slug.as_str()),
        blurb: &summary.blurb,
        counted,
        page,
        bar: (total > 0).then(|| Bar::of(counts)),
        incomplete: summary.incomplete || server.info.incomplete,
        rows: slice(&order, page).iter().map(row).collect(),
        pager: Pager::of(total, page, |n| links::server(&summary.address, n)),
        search: (total > links::PER_PAGE)
            .then(|| format!("{}?q=server:{}", links::relative(from, links::SEARCH), summary.address)),
        first: (page == 1).then(|| first(site, judged, from)),
    };
    let subject = Subject::Server { server: summary, version: server.info.version.as_deref(), page };
    site.page_about(&site.template(kind.template())?, from, &head, &view, subject)
}

/// What only the first page holds.
fn first<'a>(site: &'a Site<'_>, judged: &Judged<'a>, from: &str) -> First<'a> {
    let Judged { server, verdicts, policy, policy_json, .. } = *judged;
    let info = &server.info;
    let wrong = |(i, mismatch): (usize, &'a Mismatch)| Wrong {
        name: words::short_name(&server.tools[i].name, 160),
        href: format!("{}.html", address(&server.tools[i].name)),
        hint: mismatch.hint,
        claimed: mismatch.claimed,
        says: &mismatch.says,
    };
    let mut mismatches: Vec<Wrong<'a>> =
        verdicts.iter().enumerate().flat_map(|(i, v)| v.mismatches.iter().map(move |m| (i, m))).map(wrong).collect();
    let mismatches_more = mismatches.len().saturating_sub(LISTED);
    mismatches.truncate(LISTED);
    let (tool_findings, more_findings) = findings::of_tools(judged);
    let quarantined = &server.quarantined[..server.quarantined.len().min(LISTED)];
    let facts = [
        ("Package", &info.package),
        ("Version", &info.version),
        ("Licence", &info.license),
        ("Protocol", &info.protocol_version),
        ("Captured", &info.captured),
    ];
    First {
        targets: TARGETS.len(),
        decisions: decisions::Tally::of_policy(policy).words(),
        by_posture: if judged.considered.len() > 1 { by_posture(site, judged, from) } else { Vec::new() },
        posture: &policy.posture,
        policy: (policy_json.len() <= POLICY && !holds_hidden(policy_json)).then_some(policy_json),
        policy_size: format!("{} KB", words::number(policy_json.len().div_ceil(1024))),
        history: site.server_history(from, judged.summary),
        worst: worst::of(judged),
        grade: grade::grade(GradeRecord::of(&site.scale, judged.summary)),
        toxic: Danger::of(judged.summary, from),
        findings: findings::own(judged),
        tool_findings,
        tool_findings_more: (more_findings > 0).then(|| words::number(more_findings)),
        weight: weight::of(judged),
        hints: (!server.tools.is_empty()).then(|| annotations::hints(judged)),
        mismatches,
        mismatches_more: (mismatches_more > 0).then(|| words::number(mismatches_more)),
        quarantined,
        quarantined_counted: words::counted(server.quarantined.len(), "entry", "entries"),
        quarantined_more: (server.quarantined.len() > LISTED).then(|| words::number(server.quarantined.len() - LISTED)),
        facts: facts.into_iter().filter_map(|(name, value)| Some(Fact { name, value: value.as_deref()? })).collect(),
        homepage: info.homepage.as_deref().filter(|url| url.starts_with("https://")),
        configuration: &info.configuration,
        instructions: info.instructions.as_deref().map(|text| words::clip(text, INSTRUCTIONS)),
        source: &server.source,
        format: server.format,
    }
}

/// What every posture decides, counted, those that decide alike on every tool together.
fn by_posture<'a>(site: &'a Site<'_>, judged: &Judged<'a>, from: &str) -> Vec<PostureRow<'a>> {
    let mut rows: Vec<(Vec<RulingRecord>, PostureRow<'a>)> = Vec::new();
    for policy in judged.considered {
        let id = policy.posture.as_str();
        let href = site.policies_page(from, judged.summary, id);
        let of = PostureLink { id, href, own: id == judged.policy.posture };
        let rulings: Vec<RulingRecord> = policy.rulings.iter().map(RulingRecord::of).collect();
        let decisions = decisions::Tally::of_policy(policy).words();
        match rows.iter_mut().find(|(have, row)| row.decisions == decisions && *have == rulings) {
            Some((_, row)) => row.postures.push(of),
            None => rows.push((rulings, PostureRow { postures: vec![of], decisions })),
        }
    }
    rows.into_iter().map(|(_, row)| row).collect()
}
