//! One server's policy for every client and gateway, by each posture that is published:
//! the files, what becomes of its tools there, and what the host will not do as decided.

use super::PageKind;
use crate::diag::holds_hidden;
use crate::policy::Policy;
use crate::policy::target::{Options, Plan, Shortfall, Side, TARGETS, Target, Told, reasons_json};
use crate::sink::Sink;
use crate::site::decisions::{self, Tally};
use crate::site::view::Link;
use crate::site::{Head, Judged, PostureInfo, Site, SiteError, links, words};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// `servers/<server>/index.policies.html`, and one more page for each further posture.
pub(crate) struct Policies;

/// Bytes of a file that are shown on the page; a longer one is only linked.
const SHOWN: usize = 3 * 1024;

/// Bytes of all files that are shown.
const SHOWN_IN_ALL: usize = 32 * 1024;

/// Tools that are named for each way of falling short.
const NAMED: usize = 3;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    name: &'a str,
    posture: &'a str,
    title: &'a str,
    for_whom: &'a str,
    tools: String,
    decisions: Vec<String>,
    /// All postures that are published, if there are several.
    postures: Vec<PostureLink<'a>>,
    reasons: String,
    targets: Vec<TargetView>,
}

/// The page of a posture; without a link, this one.
#[derive(Serialize)]
struct PostureLink<'a> {
    id: &'a str,
    href: Option<String>,
}

/// One client or gateway.
#[derive(Serialize)]
struct TargetView {
    id: &'static str,
    title: &'static str,
    place: &'static str,
    /// What the host does with how many tools, in words: `7 allowed`.
    decisions: Vec<String>,
    /// How many tools no rule can name, and what becomes of them.
    unnamed: Option<String>,
    unlisted: &'static str,
    /// How many tools will not be treated as decided.
    short: Option<String>,
    files: Vec<FileView>,
    shortfalls: Vec<Group>,
    names: Vec<String>,
    limits: &'static [&'static str],
}

/// The same for programs (`catalog/schemas/policies.v1.schema.json`).
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    server: &'a str,
    posture: &'a str,
    page: &'a str,
    reasons: &'a str,
    tools: usize,
    decisions: Tally,
    targets: Vec<Value>,
}

/// One client or gateway there.
#[derive(Serialize)]
struct Record<'t> {
    target: &'static str,
    title: &'static str,
    /// What the host does with how many tools that a rule can name.
    decisions: Tally,
    /// Addresses as the page gives them.
    files: Vec<&'t str>,
    #[serde(flatten)]
    told: Told<'t>,
}

/// One file.
#[derive(Serialize)]
struct FileView {
    name: &'static str,
    href: String,
    size: String,
    text: Option<String>,
    /// Whether it is not shown because it holds characters that cannot be seen.
    hidden: bool,
}

/// Tools that fall short in the same way.
#[derive(Serialize)]
struct Group {
    counted: String,
    side: &'static str,
    why: String,
    cure: String,
    tools: Vec<String>,
    more: Option<String>,
}

impl PageKind for Policies {
    fn id(&self) -> &'static str {
        "policies"
    }

    fn title(&self) -> &'static str {
        "Policies of a server"
    }

    fn template(&self) -> &'static str {
        "policies.html"
    }

    fn makes(&self) -> &'static str {
        "servers/<server>/index.policies.html, index.policies.json, index.policies/<target>/<file>; for further postures index.policies.<posture>.html and .json, index.postures/<posture>/<target>/<file>"
    }

    fn of_server(&self, site: &Site<'_>, judged: &Judged<'_>, sink: &dyn Sink) -> Result<(), SiteError> {
        if judged.server.tools.is_empty() {
            return Ok(());
        }
        for policy in judged.published() {
            page(self, site, judged, policy, sink)?;
        }
        Ok(())
    }
}

/// The page and the files of one posture.
fn page(
    kind: &Policies,
    site: &Site<'_>,
    judged: &Judged<'_>,
    policy: &Policy,
    sink: &dyn Sink,
) -> Result<(), SiteError> {
    let folder = &judged.summary.address;
    let id = policy.posture.as_str();
    let (info, at) = site.posture(id).unzip();
    let at = at.flatten();
    let from = links::server_policies(folder, at.as_deref());
    let mut left = SHOWN_IN_ALL;
    let (mut targets, mut records) = (Vec::with_capacity(TARGETS.len()), Vec::with_capacity(TARGETS.len()));
    for target in TARGETS {
        let shelf = Shelf { folder, posture: at.as_deref(), from: &from };
        let (view, record) = one(*target, judged, policy, &shelf, &mut left, sink)?;
        targets.push(view);
        records.push(record);
    }
    let reasons = links::policy_reasons(folder, at.as_deref());
    if at.is_some() {
        let text = reasons_json(policy, &judged.summary.slug, &judged.server.tools);
        sink.put(&reasons, text.as_bytes())?;
    }
    let json = links::server_policies_json(folder, at.as_deref());
    let document = Document {
        schema: "toolrisk/policies/v1",
        server: judged.summary.slug.as_str(),
        posture: id,
        page: &links::relative(&json, &from),
        reasons: &links::relative(&json, &reasons),
        tools: judged.server.tools.len(),
        decisions: Tally::of_policy(policy),
        targets: records,
    };
    let text = serde_json::to_string(&document).expect("plain structs always serialise to memory");
    sink.put(&json, format!("{text}\n").as_bytes())?;
    let label = site.server_label(judged.summary);
    // Titles and descriptions are told apart where there are several.
    let by = if site.options.postures.len() > 1 { format!(", by the posture {id}") } else { String::new() };
    let head = Head {
        kind: kind.id(),
        title: format!("{label}: policy for every client and gateway{by}"),
        about: format!(
            "The rules for {label}{by}, as {} clients and gateways read them, with what each cannot enforce.",
            TARGETS.len()
        ),
        crumbs: vec![
            Link::new("Catalogue", &from, links::HOME),
            Link::new("Servers", &from, &links::servers(1)),
            Link::new(label.clone(), &from, &links::server(folder, 1)),
        ],
        json: Some(links::relative(&from, &json)),
    };
    let several = site.options.postures.iter().filter(|_| site.options.postures.len() > 1);
    let view = View {
        name: &judged.summary.name,
        posture: id,
        title: info.map_or("", |info| &info.title),
        for_whom: info.map_or("", |info| &info.for_whom),
        tools: words::counted(judged.server.tools.len(), "tool", "tools"),
        decisions: Tally::of_policy(policy).words(),
        postures: several
            .map(|PostureInfo { id: other, .. }| PostureLink {
                id: other,
                href: if other == id { None } else { site.policies_page(&from, judged.summary, other) },
            })
            .collect(),
        reasons: links::relative(&from, &reasons),
        targets,
    };
    let page = site.page(&site.template(kind.template())?, &from, &head, &view)?;
    Ok(sink.put(&from, page.as_bytes())?)
}

/// The files that a server's policies by one posture take, below its folder.
pub(crate) fn paths(folder: &str, posture: Option<&str>) -> Vec<String> {
    let mut paths = vec![links::server_policies(folder, posture), links::server_policies_json(folder, posture)];
    if posture.is_some() {
        paths.push(links::policy_reasons(folder, posture));
    }
    for target in TARGETS {
        let about = target.about();
        paths.extend(about.files.iter().map(|file| links::policy_file(folder, posture, about.id, file)));
    }
    paths
}

/// Where the files of a posture lie, and the page that links to them.
struct Shelf<'s> {
    folder: &'s str,
    posture: Option<&'s str>,
    from: &'s str,
}

impl Shelf<'_> {
    fn file(&self, target: &str, file: &str) -> String {
        links::policy_file(self.folder, self.posture, target, file)
    }
}

/// Writes the files of one target and says what they come to.
fn one(
    target: &dyn Target,
    judged: &Judged<'_>,
    policy: &Policy,
    shelf: &Shelf<'_>,
    left: &mut usize,
    sink: &dyn Sink,
) -> Result<(TargetView, Value), SiteError> {
    let about = target.about();
    let plan = Plan::of(target, judged.summary.slug.as_str(), policy, Options::default());
    let mut files = Vec::new();
    for artifact in target.write(std::slice::from_ref(&plan)) {
        let (address, text) = (shelf.file(about.id, artifact.path), artifact.fresh());
        sink.put(&address, text.as_bytes())?;
        // A page shows a file exactly as it is or not at all.
        let hidden = holds_hidden(&text);
        let shown = !hidden && text.len() <= SHOWN.min(*left);
        if shown {
            *left -= text.len();
        }
        files.push(FileView {
            name: artifact.path,
            href: links::relative(shelf.from, &address),
            size: format!("{} KB", words::number(text.len().div_ceil(1024))),
            hidden,
            text: shown.then_some(text),
        });
    }
    let entries = plan.entries.iter().map(|entry| (entry.decision.kind(), !entry.cases.is_empty()));
    let tally = Tally::of(entries);
    let words = tally.words();
    let told = Told::of(target, &plan);
    let names = told.names.clone();
    let hrefs = files.iter().map(|file| file.href.as_str()).collect();
    let record = Record { target: about.id, title: about.title, decisions: tally, files: hrefs, told };
    let record = serde_json::to_value(record).expect("plain structs always serialise to memory");
    let unnamed = policy.rulings.len() - plan.entries.len();
    let view = TargetView {
        id: about.id,
        title: about.title,
        place: about.place,
        decisions: words,
        unnamed: (unnamed > 0).then(|| {
            format!(
                "{} {} (no rule can name them)",
                words::number(unnamed),
                decisions::done(about.abilities.unspellable)
            )
        }),
        unlisted: decisions::done(about.abilities.unlisted),
        short: short(&plan.shortfalls),
        files,
        shortfalls: groups(&plan.shortfalls),
        names,
        limits: about.limits,
    };
    Ok((view, record))
}

/// The tools that fall short, each once however many of its calls do.
fn tools<'s>(shortfalls: impl IntoIterator<Item = &'s Shortfall>) -> BTreeSet<&'s str> {
    shortfalls.into_iter().map(|shortfall| shortfall.tool.as_str()).collect()
}

/// How many tools will not be treated as decided.
fn short(shortfalls: &[Shortfall]) -> Option<String> {
    let milder = tools(shortfalls.iter().filter(|shortfall| shortfall.side == Side::Milder)).len();
    let all = words::counted(tools(shortfalls).len(), "tool", "tools");
    match (shortfalls.is_empty(), milder) {
        (true, _) => None,
        (false, 0) => Some(format!("{all} otherwise than decided, none on the milder side")),
        (false, milder) => Some(format!("{all} otherwise than decided, {} on the milder side", words::number(milder))),
    }
}

/// Shortfalls of the same kind together, those on the milder side first.
fn groups(shortfalls: &[Shortfall]) -> Vec<Group> {
    let mut groups: BTreeMap<(Side, &str), Vec<&Shortfall>> = BTreeMap::new();
    for shortfall in shortfalls {
        groups.entry((shortfall.side, &shortfall.why)).or_default().push(shortfall);
    }
    let group = |((side, why), all): ((Side, &str), Vec<&Shortfall>)| {
        let tools = tools(all.iter().copied());
        Group {
            counted: words::counted(tools.len(), "tool", "tools"),
            side: match side {
                Side::Milder => "milder than decided",
                Side::Stricter => "stricter than decided",
            },
            why: why.to_owned(),
            cure: all.first().map(|shortfall| shortfall.cure.clone()).unwrap_or_default(),
            tools: tools.iter().take(NAMED).map(|tool| words::short_name(tool, 60).into_owned()).collect(),
            more: (tools.len() > NAMED).then(|| words::number(tools.len() - NAMED)),
        }
    };
    groups.into_iter().map(group).collect()
}
