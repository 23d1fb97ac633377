//! One server: its tools, riskiest first, its policy, and what the manifest
//! says of it. Also the machine's copy of the same.

use super::PageKind;
use super::toxic::Danger;
use crate::classify::Mismatch;
use crate::diag::holds_hidden;
use crate::hints::{Hint, State};
use crate::hygiene::Finding;
use crate::ids::address;
use crate::manifest::{Quarantined, ServerInfo};
use crate::policy::Policy;
use crate::policy::target::TARGETS;
use crate::report::annotations::Counts as HintCounts;
use crate::report::servers::{ChangeRecord, GradeRecord, PartRecord, ToxicRecord, toxic};
use crate::sink::Sink;
use crate::site::decisions::{self, RulingRecord};
use crate::site::view::{Bar, Link, Pager, pages_for, slice};
use crate::site::web::Subject;
use crate::site::{Head, Judged, Site, SiteError, links, lists, words};
use crate::vocab::{Category, Confidence, Risk};
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// `servers/<server>/index.html`, and the JSON files beside it.
pub(crate) struct Server;

/// Bytes of a policy that are shown on the page; a longer one is only linked.
const POLICY: usize = 48 * 1024;
/// Characters of the server's instructions that are shown.
const INSTRUCTIONS: usize = 4_000;
/// Tools whose hints are shown; the record has all.
const HINTED: usize = 40;
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
    grade: GradeView<'a>,
    toxic: Option<Danger<'a>>,
    findings: Vec<OwnFinding<'a>>,
    hints: Option<Hints<'a>>,
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

/// The grade and what it is made of.
#[derive(Serialize)]
struct GradeView<'a> {
    letter: char,
    points: u32,
    parts: Vec<PartRecord>,
    changes: Vec<Step<'a>>,
}

/// Something that would raise the grade.
#[derive(Serialize)]
struct Step<'a> {
    says: String,
    letter: char,
    points: u32,
    tools: Vec<Cow<'a, str>>,
    more: Option<String>,
}

/// What a text of the server itself holds that it should not.
#[derive(Serialize)]
struct OwnFinding<'a> {
    severity: &'static str,
    says: &'a str,
    pattern: &'a str,
    place: &'static str,
    quote: String,
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
    /// How bad the worst is that its definition should not hold.
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

/// The hints that the tools should carry.
#[derive(Serialize)]
struct Hints<'a> {
    /// How many there are.
    all: String,
    /// How they stand.
    counted: String,
    habits: Vec<String>,
    keys: [&'static str; 4],
    rows: Vec<HintRow<'a>>,
    more: Option<String>,
    file: &'static str,
}

/// A tool's hints.
#[derive(Serialize)]
struct HintRow<'a> {
    name: Cow<'a, str>,
    href: String,
    cells: Vec<HintCell>,
}

/// A hint's value, and a word if the author does not say the same.
#[derive(Serialize)]
struct HintCell {
    value: bool,
    state: Option<&'static str>,
}

/// Something the manifest says.
#[derive(Serialize)]
struct Fact<'a> {
    name: &'static str,
    value: &'a str,
}

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
    /// What each posture decides.
    decisions: BTreeMap<&'a str, RulingRecord>,
    /// The definition as it was read, which pages may shorten.
    definition: serde_json::Value,
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
        "servers/<server>/index.html, index.<page>.html, index.json, index.annotations.json, policy.json, policy.reasons.json"
    }

    fn of_server(&self, site: &Site<'_>, judged: &Judged<'_>, sink: &dyn Sink) -> Result<(), SiteError> {
        let folder = &judged.summary.address;
        for page in 1..=pages_for(judged.summary.tools.len()) {
            let at = links::server(folder, page);
            sink.put(&at, render(self, site, judged, &at, page)?.as_bytes())?;
        }
        sink.put(&links::server_file(folder, "index.json"), record(site, judged).as_bytes())?;
        sink.put(&links::server_file(folder, links::ANNOTATIONS), judged.annotations_json.as_bytes())?;
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
        decisions: decisions::tally_of(policy),
        by_posture: if judged.considered.len() > 1 { by_posture(site, judged, from) } else { Vec::new() },
        posture: &policy.posture,
        policy: (policy_json.len() <= POLICY && !holds_hidden(policy_json)).then_some(policy_json),
        policy_size: format!("{} KB", words::number(policy_json.len().div_ceil(1024))),
        grade: grade(GradeRecord::of(&site.scale, judged.summary)),
        toxic: Danger::of(judged.summary, from),
        findings: judged.summary.own_findings.iter().map(|finding| own_finding(finding, info)).collect(),
        hints: (!server.tools.is_empty()).then(|| hints(judged)),
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

/// The grade for the page: a few tools of each change are named.
fn grade(record: GradeRecord<'_>) -> GradeView<'_> {
    let step = |change: ChangeRecord<'_>| {
        let more = change.tools.len().saturating_sub(STEP_TOOLS);
        Step {
            says: change.says,
            letter: change.letter,
            points: change.points,
            tools: change
                .tools
                .iter()
                .take(STEP_TOOLS)
                .map(|name| Cow::Owned(words::short_name(name, 60).into_owned()))
                .collect(),
            more: (more > 0).then(|| words::number(more)),
        }
    };
    GradeView {
        letter: record.letter,
        points: record.points,
        parts: record.parts,
        changes: record.changes.into_iter().map(step).collect(),
    }
}

/// Tools of a change that are named.
const STEP_TOOLS: usize = 4;

/// A finding in the server's own texts.
fn own_finding<'a>(finding: &'a Finding, info: &ServerInfo) -> OwnFinding<'a> {
    OwnFinding {
        severity: finding.severity.word(),
        says: &finding.says,
        pattern: &finding.pattern,
        place: if finding.field.as_str() == "/instructions" { "instructions" } else { "description" },
        quote: words::clip(finding.quote_of_server(info), 160),
    }
}

/// The hints that the tools should carry, those first that say something else.
fn hints<'a>(judged: &Judged<'a>) -> Hints<'a> {
    let Judged { server, advice, .. } = *judged;
    let mut order: Vec<usize> = (0..server.tools.len()).collect();
    order.sort_by_key(|i| (Reverse(advice.tools[*i].hints.iter().map(|hint| hint.state).max()), *i));
    let more = order.len().saturating_sub(HINTED);
    order.truncate(HINTED);
    let rows = order.into_iter().map(|i| HintRow {
        name: words::short_name(&server.tools[i].name, 80),
        href: format!("{}.html", address(&server.tools[i].name)),
        cells: advice.tools[i]
            .hints
            .iter()
            .map(|hint| HintCell { value: hint.value, state: (hint.state != State::Agrees).then(|| hint.state.word()) })
            .collect(),
    });
    Hints {
        all: words::counted(advice.tools.len() * Hint::ALL.len(), "hint", "hints"),
        counted: HintCounts::of(advice).words(),
        habits: advice.habits.iter().map(|habit| habit.sentence(server.tools.len())).collect(),
        keys: Hint::ALL.map(Hint::key),
        rows: rows.collect(),
        more: (more > 0).then(|| words::counted(more, "tool", "tools")),
        file: links::ANNOTATIONS,
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
        let decisions = decisions::tally_of(policy);
        match rows.iter_mut().find(|(have, row)| row.decisions == decisions && *have == rulings) {
            Some((_, row)) => row.postures.push(of),
            None => rows.push((rulings, PostureRow { postures: vec![of], decisions })),
        }
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The machine's copy of the page.
fn record(site: &Site<'_>, judged: &Judged<'_>) -> String {
    let Judged { summary, server, .. } = *judged;
    let counts = lists::by_risk(summary);
    let mut by_category: BTreeMap<&'static str, usize> = Category::ALL.iter().map(|c| (c.word(), 0)).collect();
    for tool in &summary.tools {
        *by_category.entry(tool.category.word()).or_default() += 1;
    }
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
    };
    let mut out = serde_json::to_string(&record).unwrap_or_default();
    out.push('\n');
    out
}
