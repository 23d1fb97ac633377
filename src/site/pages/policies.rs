//! One server's policy for every client and gateway: the files, what becomes of its tools
//! there, and what the host will not do as decided.

use super::PageKind;
use crate::policy::Kind;
use crate::policy::target::{Options, Plan, SHORTFALLS, Shortfall, Side, TARGETS, Target, shortfalls_json};
use crate::sink::Sink;
use crate::site::view::Link;
use crate::site::{Head, Judged, Site, SiteError, links, words};
use serde::Serialize;
use std::collections::BTreeMap;

/// `servers/<server>/index.policies.html`.
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
    tools: String,
    targets: Vec<TargetView>,
}

/// One client or gateway.
#[derive(Serialize)]
struct TargetView {
    id: &'static str,
    title: &'static str,
    place: &'static str,
    /// What the host does with how many tools, in words: `7 allowed`.
    decisions: Vec<String>,
    unlisted: &'static str,
    files: Vec<FileView>,
    shortfalls: Vec<Group>,
    record: String,
    names: Vec<String>,
    limits: &'static [&'static str],
}

/// One file.
#[derive(Serialize)]
struct FileView {
    name: &'static str,
    href: String,
    size: String,
    text: Option<String>,
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
        "servers/<server>/index.policies.html, index.policies/<target>/<file>"
    }

    fn of_server(&self, site: &Site<'_>, judged: &Judged<'_>, sink: &dyn Sink) -> Result<(), SiteError> {
        if judged.server.tools.is_empty() {
            return Ok(());
        }
        let folder = &judged.summary.address;
        let from = links::server_policies(folder);
        let mut left = SHOWN_IN_ALL;
        let mut targets = Vec::with_capacity(TARGETS.len());
        for target in TARGETS {
            targets.push(one(*target, judged, folder, &from, &mut left, sink)?);
        }
        let label = site.server_label(judged.summary);
        let server = links::server(folder, 1);
        let head = Head {
            kind: self.id(),
            title: format!("{label}: policy for every client and gateway"),
            about: format!(
                "The rules for {label} as {} clients and gateways read them, with what each cannot enforce.",
                TARGETS.len()
            ),
            crumbs: vec![
                Link::new("Catalogue", &from, links::HOME),
                Link::new("Servers", &from, &links::servers(1)),
                Link::new(label.clone(), &from, &server),
            ],
            json: None,
        };
        let view = View {
            name: &judged.summary.name,
            posture: &judged.policy.posture,
            tools: words::counted(judged.server.tools.len(), "tool", "tools"),
            targets,
        };
        let page = site.page(&site.template(self.template())?, &from, &head, &view)?;
        Ok(sink.put(&from, page.as_bytes())?)
    }
}

/// The files that a server's policies take, below its folder.
pub(crate) fn paths(folder: &str) -> Vec<String> {
    let mut paths = vec![links::server_policies(folder)];
    for target in TARGETS {
        let about = target.about();
        paths.extend(about.files.iter().map(|file| links::policy_file(folder, about.id, file)));
        paths.push(links::policy_file(folder, about.id, SHORTFALLS));
    }
    paths
}

/// Writes the files of one target and says what they come to.
fn one(
    target: &dyn Target,
    judged: &Judged<'_>,
    folder: &str,
    from: &str,
    left: &mut usize,
    sink: &dyn Sink,
) -> Result<TargetView, SiteError> {
    let about = target.about();
    let plan = Plan::of(target, judged.summary.slug.as_str(), judged.policy, Options::default());
    let mut files = Vec::new();
    for artifact in target.write(std::slice::from_ref(&plan)) {
        let (address, text) = (links::policy_file(folder, about.id, artifact.path), artifact.fresh());
        sink.put(&address, text.as_bytes())?;
        let shown = text.len() <= SHOWN.min(*left);
        if shown {
            *left -= text.len();
        }
        files.push(FileView {
            name: artifact.path,
            href: links::relative(from, &address),
            size: format!("{} KB", words::number(text.len().div_ceil(1024))),
            text: shown.then_some(text),
        });
    }
    let record = links::policy_file(folder, about.id, SHORTFALLS);
    sink.put(&record, shortfalls_json(target, judged.policy, &plan).as_bytes())?;
    Ok(TargetView {
        id: about.id,
        title: about.title,
        place: about.place,
        decisions: decisions(&plan),
        unlisted: became(about.abilities.unlisted),
        files,
        shortfalls: groups(&plan.shortfalls),
        record: links::relative(from, &record),
        names: target.server_name(&plan.server),
        limits: about.limits,
    })
}

/// What a host does with a tool, in a word.
fn became(kind: Kind) -> &'static str {
    match kind {
        Kind::Allow => "allowed",
        Kind::Limit => "capped",
        Kind::Ask => "put to a person",
        Kind::Deny => "refused",
        Kind::Hide => "hidden",
    }
}

/// What the host does with how many tools.
fn decisions(plan: &Plan<'_>) -> Vec<String> {
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    for entry in &plan.entries {
        *counts.entry(entry.decision.kind()).or_default() += 1;
    }
    counts.into_iter().map(|(kind, n)| format!("{} {}", words::number(n), became(kind))).collect()
}

/// Shortfalls of the same kind together, those on the milder side first.
fn groups(shortfalls: &[Shortfall]) -> Vec<Group> {
    let mut groups: BTreeMap<(Side, &str), Vec<&Shortfall>> = BTreeMap::new();
    for shortfall in shortfalls {
        groups.entry((shortfall.side, &shortfall.why)).or_default().push(shortfall);
    }
    let group = |((side, why), all): ((Side, &str), Vec<&Shortfall>)| Group {
        counted: words::counted(all.len(), "tool", "tools"),
        side: match side {
            Side::Milder => "milder than decided",
            Side::Stricter => "stricter than decided",
        },
        why: why.to_owned(),
        cure: all.first().map(|shortfall| shortfall.cure.clone()).unwrap_or_default(),
        tools: all.iter().take(NAMED).map(|shortfall| words::short_name(&shortfall.tool, 60).into_owned()).collect(),
        more: (all.len() > NAMED).then(|| words::number(all.len() - NAMED)),
    };
    groups.into_iter().map(group).collect()
}
