//! One tool: the verdict, the reasons, the definition they rest on, and the
//! rule. The page that the catalogue exists for.

use super::PageKind;
use crate::catalogue::{ToolSummary, TraitSet};
use crate::classify::{Classification, Judge, Rationale};
use crate::evidence::Standing;
use crate::hygiene::Finding;
use crate::ids::address;
use crate::manifest;
use crate::policy::target::{Options, Plan, Shortfall, TARGETS};
use crate::policy::{Decision, Ruling, is_wildcard, often};
use crate::sink::Sink;
use crate::site::marks::{self, Mark, cut};
use crate::site::view::Link;
use crate::site::web::Subject;
use crate::site::{Head, Judged, Site, SiteError, decisions, links, lists, words};
use crate::span::{Field, Span};
use minijinja::Template;
use minijinja::value::Value;
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// `servers/<server>/<tool>.html` and the record beside it.
pub(crate) struct Tool;

/// Pieces of evidence that are numbered.
const EVIDENCE: usize = 12;
/// Pieces of evidence set aside that are shown.
const ASIDE: usize = 6;
/// Bytes of a description that are shown whatever it holds.
const DESCRIPTION: usize = 1_200;
/// Bytes of any other field.
const FIELD: usize = 240;
/// Fields beside name, title and description that are shown.
const FIELDS: usize = 6;
/// Parameters that are shown.
const PARAMS: usize = 12;
/// Findings that are shown.
const FINDINGS: usize = 8;
/// Actions that are shown.
const ACTIONS: usize = 24;
/// Tools of the same server that are named.
const SIBLINGS: usize = 4;
/// Tools of other servers that are named.
const ELSEWHERE: usize = 3;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    name: Cow<'a, str>,
    short: Cow<'a, str>,
    title: Option<&'a str>,
    server: &'a str,
    one_of: String,
    risk: &'static str,
    level: u8,
    used_for: String,
    category: &'static str,
    letter: &'static str,
    severity: &'static str,
    reversibility: Option<&'static str>,
    confidence: &'static str,
    doubtful: bool,
    doubt: Option<&'a str>,
    traits: Vec<&'static str>,
    /// The posture in use, as people call it.
    posture_title: &'a str,
    posture: &'a str,
    answer: String,
    reason: &'a str,
    person: Option<Person<'a>>,
    why_title: &'static str,
    does: String,
    why: String,
    causes: Vec<String>,
    undo: String,
    unsure: String,
    definition: Definition<'a>,
    mismatches: Vec<Wrong<'a>>,
    findings: Vec<FindingRow<'a>>,
    findings_more: Option<String>,
    actions: Vec<ActionRow<'a>>,
    actions_more: Option<String>,
    params: Vec<ParamRow>,
    params_counted: String,
    params_more: Option<String>,
    snippet: String,
    rule_words: String,
    /// What the gateway of the snippet will do otherwise than decided.
    shortfalls: Vec<&'a Shortfall>,
    line: &'a str,
    decided: Vec<decisions::Row<'a>>,
    /// How many clients and gateways the rule is written for.
    targets: usize,
    attacks: Vec<AttackRow<'a>>,
    siblings: Vec<Sibling<'a>>,
    elsewhere: Vec<Elsewhere<'a>>,
    answers: Answers,
    source: &'a str,
    pointer: &'a str,
    fingerprint: String,
    json: String,
}

/// The person who judged instead of the rules.
#[derive(Serialize)]
struct Person<'a> {
    reason: &'a str,
    author: &'a str,
    date: &'a str,
    instead_of: String,
}

/// The definition with the evidence marked.
#[derive(Serialize)]
struct Definition<'a> {
    described: bool,
    cut: Option<String>,
    fields: Vec<FieldRow>,
    evidence: Vec<EvidenceRow<'a>>,
    evidence_more: Option<String>,
    aside: Vec<AsideRow<'a>>,
    aside_counted: String,
    aside_more: Option<String>,
}

/// The description, or another field that holds evidence.
#[derive(Serialize)]
struct FieldRow {
    /// None for the description.
    label: Option<String>,
    /// The words with the evidence marked, as HTML.
    marked: Value,
}

/// What a number means.
#[derive(Serialize)]
struct EvidenceRow<'a> {
    n: usize,
    says: &'a str,
    rule: &'a str,
    href: Option<String>,
    decides: bool,
}

/// Evidence that was read and not counted.
#[derive(Serialize)]
struct AsideRow<'a> {
    quote: String,
    says: &'a str,
    because: &'a str,
    rule: &'a str,
    href: Option<String>,
}

/// A hint that the definition contradicts.
#[derive(Serialize)]
struct Wrong<'a> {
    hint: &'static str,
    claimed: bool,
    says: &'a str,
    quote: String,
}

/// Something that the definition should not hold.
#[derive(Serialize)]
struct FindingRow<'a> {
    severity: &'static str,
    says: &'a str,
    pattern: &'a str,
    label: String,
    quote: String,
}

/// One action of a tool with several.
#[derive(Serialize)]
struct ActionRow<'a> {
    action: &'a str,
    category: &'static str,
    letter: &'static str,
    severity: &'static str,
    risk: &'static str,
    level: u8,
}

/// A parameter.
#[derive(Serialize)]
struct ParamRow {
    name: String,
    /// Type, and whether it is required.
    meta: String,
    about: String,
    choices: String,
    numbers: Vec<usize>,
}

/// An attack that abuses this kind of access.
#[derive(Serialize)]
struct AttackRow<'a> {
    title: &'a str,
    href: String,
    date: Option<&'a str>,
    shares: String,
}

/// A related tool of the same server.
#[derive(Serialize)]
struct Sibling<'a> {
    name: Cow<'a, str>,
    href: String,
    risk: &'static str,
    level: u8,
}

/// A tool of another server that does the same.
#[derive(Serialize)]
struct Elsewhere<'a> {
    name: Cow<'a, str>,
    href: String,
    server: &'a str,
    risk: &'static str,
    level: u8,
}

/// The answers to the page's questions, made from the same verdict and ruling.
#[derive(Serialize)]
struct Answers {
    /// May an agent call it freely?
    freely: String,
    /// Can I cap it?
    cap: String,
    /// The line that does.
    cap_line: Option<String>,
    /// How do I block it?
    block: String,
    /// The line that does.
    block_line: Option<String>,
}

/// What related tools are found by, gathered once for a server.
struct Relations<'a> {
    by_head: BTreeMap<&'a str, Vec<usize>>,
    by_family: BTreeMap<&'a str, Vec<usize>>,
}

/// What the gateway of the snippets will not do as decided, by the tools' names.
fn by_tool(shortfalls: &[Shortfall]) -> BTreeMap<&str, Vec<&Shortfall>> {
    let mut out: BTreeMap<&str, Vec<&Shortfall>> = BTreeMap::new();
    for shortfall in shortfalls {
        out.entry(&shortfall.tool).or_default().push(shortfall);
    }
    out
}

impl<'a> Relations<'a> {
    fn of(verdicts: &'a [Classification]) -> Relations<'a> {
        let mut out = Relations { by_head: BTreeMap::new(), by_family: BTreeMap::new() };
        for (i, verdict) in verdicts.iter().enumerate() {
            if !verdict.act.head.is_empty() {
                out.by_head.entry(&verdict.act.head).or_default().push(i);
            }
            if !verdict.act.family.is_empty() {
                out.by_family.entry(&verdict.act.family).or_default().push(i);
            }
        }
        out
    }
}

impl PageKind for Tool {
    fn id(&self) -> &'static str {
        "tool"
    }

    fn title(&self) -> &'static str {
        "Tool"
    }

    fn template(&self) -> &'static str {
        "tool.html"
    }

    fn makes(&self) -> &'static str {
        "servers/<server>/<tool>.html, servers/<server>/<tool>.json"
    }

    fn of_server(&self, site: &Site<'_>, judged: &Judged<'_>, sink: &dyn Sink) -> Result<(), SiteError> {
        let template = site.template(self.template())?;
        let relations = Relations::of(judged.verdicts);
        let plan = Plan::of(TARGETS[0], judged.summary.slug.as_str(), judged.policy, Options::default());
        let shortfalls = by_tool(&plan.shortfalls);
        let folder = &judged.summary.address;
        for (i, tool) in judged.server.tools.iter().enumerate() {
            let at = address(&tool.name);
            let page = ToolPage {
                site,
                judged,
                relations: &relations,
                shortfalls: &shortfalls,
                template: &template,
                i,
                at: &at,
            };
            sink.put(&links::tool(folder, &at), page.render(self.id())?.as_bytes())?;
            sink.put(&links::tool_json(folder, &at), (judged.record_json)(i).as_bytes())?;
        }
        Ok(())
    }
}

/// One page in the making.
struct ToolPage<'p> {
    site: &'p Site<'p>,
    judged: &'p Judged<'p>,
    relations: &'p Relations<'p>,
    shortfalls: &'p BTreeMap<&'p str, Vec<&'p Shortfall>>,
    template: &'p Template<'p, 'p>,
    /// The tool's index.
    i: usize,
    /// The tool's address in its server's folder.
    at: &'p str,
}

impl<'p> ToolPage<'p> {
    fn tool(&self) -> &'p manifest::Tool {
        &self.judged.server.tools[self.i]
    }

    fn verdict(&self) -> &'p Classification {
        &self.judged.verdicts[self.i]
    }

    fn summary(&self) -> &'p ToolSummary {
        &self.judged.summary.tools[self.i]
    }

    fn ruling(&self) -> &'p Ruling {
        &self.judged.policy.rulings[self.i]
    }

    fn render(&self, kind: &'static str) -> Result<String, SiteError> {
        let (tool, verdict, ruling) = (self.tool(), self.verdict(), self.ruling());
        let from = links::tool(&self.judged.summary.address, self.at);
        let impact = verdict.impact;
        let risk = impact.risk();
        let label = self.site.server_label(self.judged.summary);
        let name = words::short_name(&tool.name, 80);
        let posture = self.judged.policy.posture.as_str();
        let posture_title = self.site.posture(posture).map_or(posture, |(info, _)| &info.title);
        let answer = decisions::answer(ruling);
        let head = Head {
            kind,
            title: format!("{name} on {label}: {risk} risk"),
            about: format!(
                "{name} of {label}: {}, {} severity, {risk} risk. {posture_title}: {answer}.",
                impact.category(),
                impact.severity()
            ),
            crumbs: vec![
                Link::new("Catalogue", &from, links::HOME),
                Link::new("Servers", &from, &links::servers(1)),
                Link { title: words::clip(&label, 60), href: "index.html".to_owned() },
            ],
            json: Some(format!("{}.json", self.at)),
        };
        let rationale = Rationale::of(tool, verdict);
        let groups = Groups::of(verdict);
        // Texts first: the pieces of the page borrow from them.
        let texts = groups.texts(tool);
        let definition = self.definition(&from, &groups, &texts);
        let params = tool.params();
        let top = params.top().count();
        let required = params.top().filter(|p| p.required).count();
        let rows = groups.params(&params, verdict);
        let used_for = words::used_for(&verdict.act, &verdict.actions, impact);
        let page = |id: &str| {
            if id == posture { None } else { self.site.policies_page(&from, self.judged.summary, id) }
        };
        let decided = decisions::rows(self.judged.considered, self.i, posture, page);
        let answers = self.answers(&decided);
        let view = View {
            name: words::short_name(&tool.name, 160),
            short: words::short_name(&tool.name, 48),
            title: tool.title.as_deref().filter(|title| *title != tool.name),
            server: &self.judged.summary.name,
            one_of: match self.judged.summary.tools.len() {
                1 => "The only tool".to_owned(),
                n => format!("One of {}", words::counted(n, "tool", "tools")),
            },
            risk: risk.word(),
            level: words::level(risk),
            used_for,
            category: impact.category().word(),
            letter: words::letter(impact.category()),
            severity: impact.severity().word(),
            reversibility: impact.reversibility().map(|r| r.word()),
            confidence: verdict.confidence.word(),
            doubtful: verdict.confidence == crate::vocab::Confidence::Low,
            doubt: verdict.doubt.as_deref(),
            traits: verdict.traits.iter().map(|t| t.word()).collect(),
            posture_title,
            posture,
            answer,
            reason: &ruling.reason,
            person: person(&verdict.judge),
            why_title: match ruling.decision {
                Decision::Allow => "Why it needs no cap",
                Decision::Limit { .. } | Decision::Ask { .. } | Decision::Deny { .. } | Decision::Hide => {
                    "Why it needs a rule"
                }
            },
            does: rationale.does,
            why: rationale.why,
            causes: rationale.severity,
            undo: rationale.undo,
            unsure: rationale.doubt,
            definition,
            mismatches: self.mismatches(),
            findings: self.findings(),
            findings_more: more(self.judged.findings[self.i].len(), FINDINGS),
            actions: verdict.actions.iter().take(ACTIONS).map(action).collect(),
            actions_more: more(verdict.actions.len(), ACTIONS),
            params_counted: match (top, required) {
                (n, 0) => words::number(n),
                (n, required) => format!("{}, {} required", words::number(n), words::number(required)),
            },
            params_more: more(top, rows.len()),
            params: rows,
            snippet: (self.judged.snippet)(self.i),
            rule_words: (self.judged.rule_words)(self.i),
            shortfalls: self.shortfalls.get(tool.name.as_str()).cloned().unwrap_or_default(),
            line: &ruling.line,
            decided,
            targets: TARGETS.len(),
            attacks: self.attacks(&from),
            siblings: self.siblings(),
            elsewhere: self.elsewhere(&from),
            answers,
            source: &self.judged.summary.source,
            pointer: &tool.pointer,
            fingerprint: tool.fingerprint(),
            json: format!("{}.json", self.at),
        };
        let subject = Subject::Tool { server: self.judged.summary, name: &tool.name, risk };
        self.site.page_about(self.template, &from, &head, &view, subject)
    }

    /// The definition with the evidence marked, in the order it is read.
    fn definition<'t>(
        &self,
        from: &str,
        groups: &Groups<'t>,
        texts: &'t BTreeMap<Place<'t>, Cow<'t, str>>,
    ) -> Definition<'t> {
        let mut seen = BTreeSet::new();
        let mut fields = Vec::new();
        let mut shortened = None;
        let mut others = 0;
        for (place, text) in texts {
            let marks = groups.marks(place.field);
            if *place.field == Field::DESCRIPTION {
                let (pieces, shown) = cut(text, &marks, DESCRIPTION, &mut seen);
                shortened = (shown < text.len()).then(|| words::number(text.chars().count()));
                fields.push(FieldRow { label: None, marked: Value::from_safe_string(marks::html(&pieces)) });
                continue;
            }
            if place.rank > 2 {
                others += 1;
                if others > FIELDS {
                    continue;
                }
            }
            let (pieces, _) = cut(text, &marks, FIELD, &mut seen);
            let marked = Value::from_safe_string(marks::html(&pieces));
            fields.push(FieldRow { label: Some(label(place.field)), marked });
        }
        let href = |rule: &str| self.site.rules.contains_key(rule).then(|| links::relative(from, &links::rule(rule)));
        Definition {
            described: self.tool().description.is_some(),
            cut: shortened,
            fields,
            evidence: groups
                .counted
                .iter()
                .enumerate()
                .map(|(i, group)| EvidenceRow {
                    n: i + 1,
                    says: group.says,
                    rule: group.rule,
                    href: href(group.rule),
                    decides: group.decides,
                })
                .collect(),
            evidence_more: (groups.more > 0).then(|| words::number(groups.more)),
            aside: groups
                .aside
                .iter()
                .take(ASIDE)
                .map(|aside| AsideRow {
                    quote: quote(self.tool(), aside.field, aside.span),
                    says: aside.says,
                    because: aside.because,
                    rule: aside.rule,
                    href: href(aside.rule),
                })
                .collect(),
            aside_counted: words::number(groups.aside.len()),
            aside_more: (groups.aside.len() > ASIDE).then(|| words::number(groups.aside.len() - ASIDE)),
        }
    }

    /// What the definition should not hold, the worst first.
    fn findings(&self) -> Vec<FindingRow<'p>> {
        let of = |finding: &'p Finding| FindingRow {
            severity: finding.severity.word(),
            says: &finding.says,
            pattern: &finding.pattern,
            label: label(&finding.field),
            quote: words::clip(&finding.quote(self.tool()), 160),
        };
        self.judged.findings[self.i].iter().take(FINDINGS).map(of).collect()
    }

    fn mismatches(&self) -> Vec<Wrong<'p>> {
        let of = |m: &'p crate::classify::Mismatch| Wrong {
            hint: m.hint,
            claimed: m.claimed,
            says: &m.says,
            quote: quote(self.tool(), &m.field, m.span),
        };
        self.verdict().mismatches.iter().map(of).collect()
    }

    /// Attacks that abuse the access that this tool gives.
    fn attacks(&self, from: &str) -> Vec<AttackRow<'p>> {
        let traits: TraitSet = self.summary().traits;
        let of = |i: &u32| {
            let attack = &self.site.attacks[*i as usize];
            AttackRow {
                title: &attack.title,
                href: links::relative(from, &links::attack(&attack.id)),
                date: attack.date.as_deref(),
                shares: {
                    let shared: Vec<&str> =
                        attack.traits.iter().filter(|t| traits.has(**t)).map(|t| t.word()).collect();
                    shared.join(", ")
                },
            }
        };
        self.site.lists.attacks(self.summary().category, traits).iter().map(of).collect()
    }

    /// Tools of the same server that act on the same thing or in the same way:
    /// safer ones first, since they may do instead.
    fn siblings(&self) -> Vec<Sibling<'p>> {
        let act = &self.verdict().act;
        let same_thing = self.relations.by_head.get(act.head.as_str()).into_iter().flatten().map(|i| (0, *i));
        let same_way = self.relations.by_family.get(act.family.as_str()).into_iter().flatten().map(|i| (1, *i));
        let mut found: BTreeMap<usize, u8> = BTreeMap::new();
        for (kind, i) in same_thing.take(64).chain(same_way.take(64)) {
            if i != self.i {
                let kept = found.entry(i).or_insert(kind);
                *kept = (*kept).min(kind);
            }
        }
        let own = self.summary().risk;
        let mut ranked: Vec<_> = found
            .into_iter()
            .map(|(i, kind)| {
                let risk = self.judged.summary.tools[i].risk;
                (kind, risk.cmp(&own), risk, i)
            })
            .collect();
        ranked.sort_unstable();
        let of = |(_, _, risk, i): (u8, std::cmp::Ordering, crate::vocab::Risk, usize)| {
            let tool = &self.judged.summary.tools[i];
            Sibling {
                name: words::short_name(&tool.name, 160),
                href: format!("{}.html", address(&tool.name)),
                risk: risk.word(),
                level: words::level(risk),
            }
        };
        ranked.into_iter().take(SIBLINGS).map(of).collect()
    }

    /// Tools of other servers with the same act, one a server before a second.
    fn elsewhere(&self, from: &str) -> Vec<Elsewhere<'p>> {
        let places = self.site.catalogue.related.get(&self.summary().act).into_iter().flatten();
        let mut servers: BTreeMap<u32, usize> = BTreeMap::new();
        let mut found: Vec<_> = places
            .filter(|place| place.server as usize != self.judged.index)
            .map(|place| {
                let nth = servers.entry(place.server).or_default();
                *nth += 1;
                (*nth, *place)
            })
            .collect();
        found.sort_unstable();
        found
            .into_iter()
            .take(ELSEWHERE)
            .map(|(_, place)| {
                let server = &self.site.catalogue.servers[place.server as usize];
                let tool = lists::tool_at(self.site.catalogue, place);
                Elsewhere {
                    name: words::short_name(&tool.name, 160),
                    href: links::relative(from, &links::tool(&server.address, &address(&tool.name))),
                    server: &server.name,
                    risk: tool.risk.word(),
                    level: words::level(tool.risk),
                }
            })
            .collect()
    }

    /// The answers, from the same verdict and rulings as the page.
    fn answers(&self, decided: &[decisions::Row<'_>]) -> Answers {
        let (tool, ruling) = (self.tool(), self.ruling());
        let (cap, cap_line) = cap(tool, ruling);
        let (block, block_line) = block(tool, ruling);
        Answers {
            freely: decisions::freely(decided, ruling, &self.judged.policy.posture),
            cap,
            cap_line,
            block,
            block_line,
        }
    }
}

/// The tool's name as a key of a policy, if a line of code with it helps anybody: one
/// longer than any line does not, and one that a host may read as a pattern could open or
/// hide other tools.
fn quoted(tool: &manifest::Tool) -> Option<String> {
    (tool.name.len() <= 96 && !is_wildcard(&tool.name)).then(|| serde_json::Value::from(tool.name.as_str()).to_string())
}

/// Whether a tool can be capped, and the line that does it.
fn cap(tool: &manifest::Tool, ruling: &Ruling) -> (String, Option<String>) {
    if is_wildcard(&tool.name) {
        return ("No: no rule can name it.".to_owned(), None);
    }
    let line = quoted(tool).map(|_| {
        let counter = serde_json::Value::from(format!("{}_rate", tool.name));
        format!("\"limits\": [{{\"counter\": {counter}, \"window\": \"hour\", \"max\": 10, \"scope\": \"grant\"}}]")
    });
    let says = match &ruling.decision {
        Decision::Limit { max, window } if ruling.cases.is_empty() => {
            let says = format!("It is, at {}. Change max or window in its limit.", often(*max, *window));
            return (says, None);
        }
        Decision::Allow => "Yes: give its entry a limit, with numbers that fit your work.",
        _ if !ruling.cases.is_empty() => {
            "A limit alone in its entry also lets the calls through that are now refused for their arguments."
        }
        Decision::Ask { .. } => "A cap asks nobody. If that is wanted, let its entry hold a limit alone.",
        Decision::Hide => {
            "A cap still lets the first calls through. If that is wanted, take it out of hide and give it an entry with a limit under tools."
        }
        Decision::Deny { .. } | Decision::Limit { .. } => {
            "A cap still lets the first calls through. If that is wanted, let its entry hold a limit alone."
        }
    };
    (says.to_owned(), line)
}

/// How a tool is kept from agents altogether, and the line that does it.
fn block(tool: &manifest::Tool, ruling: &Ruling) -> (String, Option<String>) {
    if is_wildcard(&tool.name) {
        return ("No rule names it, so the default refuses every call.".to_owned(), None);
    }
    let line = quoted(tool).map(|name| format!("\"hide\": [{name}]"));
    match &ruling.decision {
        Decision::Hide if ruling.cases.is_empty() => {
            ("The rule above does: agents neither see nor call it.".to_owned(), None)
        }
        Decision::Deny { message } if ruling.cases.is_empty() => (
            format!(
                "The rule above does: every call is refused with “{message}”. Named under hide, it is not seen either."
            ),
            line,
        ),
        Decision::Deny { .. } | Decision::Hide | Decision::Limit { .. } | Decision::Ask { .. } | Decision::Allow => {
            ("Take its entry out of tools and hide it.".to_owned(), line)
        }
    }
}

/// A field in reading order: name, title, description, schema, hints, the rest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place<'a> {
    rank: u8,
    field: &'a Field,
}

impl<'a> Place<'a> {
    fn of(field: &'a Field) -> Place<'a> {
        let rank = match field.as_str() {
            "/name" => 0,
            "/title" => 1,
            "/description" => 2,
            _ if field.in_schema() => 3,
            _ => 4,
        };
        Place { rank, field }
    }
}

/// The evidence of a verdict as the page counts it: what one rule says is one
/// number, wherever its words stand.
struct Groups<'a> {
    counted: Vec<Group<'a>>,
    more: usize,
    aside: Vec<Aside<'a>>,
}

/// What one rule says, and all the places where it saw it.
struct Group<'a> {
    rule: &'a str,
    says: &'a str,
    decides: bool,
    spots: Vec<(Place<'a>, Span)>,
}

/// Evidence that was not counted.
struct Aside<'a> {
    rule: &'a str,
    says: &'a str,
    because: &'a str,
    field: &'a Field,
    span: Span,
}

/// A parameter by what makes it worth showing (decides, is evidence, selects an
/// action, is required), its index, and the numbers of its evidence.
type Ranked = (Reverse<(bool, bool, bool, bool)>, usize, Vec<usize>);

/// The field that every tool has.
static DESCRIPTION_FIELD: Field = Field::DESCRIPTION;

impl<'a> Groups<'a> {
    fn of(verdict: &'a Classification) -> Groups<'a> {
        let mut counted: Vec<Group<'a>> = Vec::new();
        let mut aside = Vec::new();
        for piece in &verdict.evidence {
            let decides = match &piece.standing {
                Standing::Decides => true,
                Standing::Supports => false,
                Standing::SetAside(because) => {
                    let (rule, says) = (piece.rule.as_str(), piece.says.as_str());
                    aside.push(Aside { rule, says, because, field: &piece.field, span: piece.span });
                    continue;
                }
            };
            let spot = (Place::of(&piece.field), piece.span);
            match counted.iter_mut().find(|g| g.rule == piece.rule.as_str() && g.says == piece.says) {
                Some(group) => {
                    group.decides |= decides;
                    group.spots.push(spot);
                }
                None => {
                    counted.push(Group { rule: piece.rule.as_str(), says: &piece.says, decides, spots: vec![spot] })
                }
            }
        }
        // Those that decide are kept first; what is kept is numbered as it is read.
        counted.sort_by_key(|group| !group.decides);
        let more = counted.len().saturating_sub(EVIDENCE);
        counted.truncate(EVIDENCE);
        for group in &mut counted {
            group.spots.sort_unstable();
        }
        counted.sort_by(|a, b| a.spots.first().cmp(&b.spots.first()));
        Groups { counted, more, aside }
    }

    /// The texts that are shown: the description, and every field with evidence.
    fn texts(&self, tool: &'a manifest::Tool) -> BTreeMap<Place<'a>, Cow<'a, str>> {
        let spots = self.counted.iter().flat_map(|g| &g.spots).map(|(place, _)| *place);
        spots
            .chain([Place::of(&DESCRIPTION_FIELD)])
            .filter_map(|place| Some((place, tool.text_at(place.field)?)))
            .collect()
    }

    /// The marks in one field.
    fn marks(&self, field: &Field) -> Vec<Mark> {
        let of = |(i, group): (usize, &Group<'a>)| {
            let spots = group.spots.iter().filter(|(place, _)| place.field == field);
            spots.map(move |(_, span)| Mark { span: *span, number: i + 1 }).collect::<Vec<_>>()
        };
        self.counted.iter().enumerate().flat_map(of).collect()
    }

    /// The parameters worth showing: those with evidence, the one that selects
    /// an action, the required ones, then the author's order.
    fn params(&self, params: &manifest::Params<'_>, verdict: &Classification) -> Vec<ParamRow> {
        let selects = |name: &str| verdict.actions.iter().any(|a| a.param.as_deref() == Some(name));
        let mut found: Vec<Ranked> = Vec::new();
        for (i, param) in params.all.iter().enumerate() {
            let inside = |field: &Field| {
                let rest = field.as_str().strip_prefix(param.field.as_str());
                // Evidence on an inner parameter belongs to that one.
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') && !rest.contains("/properties/"))
            };
            let numbers: Vec<usize> = (self.counted.iter().enumerate())
                .filter(|(_, group)| group.spots.iter().any(|(place, _)| place.rank == 3 && inside(place.field)))
                .map(|(n, _)| n + 1)
                .collect();
            let decides = numbers.iter().any(|n| self.counted[n - 1].decides);
            if param.depth == 0 || !numbers.is_empty() {
                let power = (decides, !numbers.is_empty(), selects(param.name), param.required);
                found.push((Reverse(power), i, numbers));
            }
        }
        found.sort_unstable();
        found.truncate(PARAMS);
        let row = |(_, i, numbers): Ranked| {
            let param = &params.all[i];
            ParamRow {
                name: words::short_name(&param.path, 120).into_owned(),
                meta: match (param.kind.is_empty(), param.required) {
                    (true, true) => "required".to_owned(),
                    (_, false) => words::clip(&param.kind, 40),
                    (false, true) => format!("{}, required", words::clip(&param.kind, 40)),
                },
                about: words::clip(param.description.unwrap_or_default(), 120),
                choices: choices(&param.choices),
                numbers,
            }
        };
        found.into_iter().map(row).collect()
    }
}

/// The first values that a parameter may take.
fn choices(all: &[(&str, Field)]) -> String {
    const SHOWN: usize = 5;
    let mut out: Vec<String> = all.iter().take(SHOWN).map(|(word, _)| words::clip(word, 32)).collect();
    if all.len() > SHOWN {
        out.push(format!("{} more", words::number(all.len() - SHOWN)));
    }
    out.join(", ")
}

/// The words of a span, short enough for a line.
fn quote(tool: &manifest::Tool, field: &Field, span: Span) -> String {
    tool.text_at(field).map_or_else(String::new, |text| words::clip(span.of(&text), 80))
}

/// How many lie beyond those shown.
fn more(all: usize, shown: usize) -> Option<String> {
    (all > shown).then(|| words::number(all - shown))
}

/// Who judged, if it was not the rules.
fn person(judge: &Judge) -> Option<Person<'_>> {
    match judge {
        Judge::Rules => None,
        Judge::Person { reason, author, date, instead_of } => Some(Person {
            reason,
            author,
            date,
            instead_of: format!(
                "{}, {} severity, {} risk",
                instead_of.category(),
                instead_of.severity(),
                instead_of.risk()
            ),
        }),
    }
}

/// A row of the table of actions.
fn action(action: &crate::classify::ActionVerdict) -> ActionRow<'_> {
    let risk = action.impact.risk();
    ActionRow {
        action: &action.action,
        category: action.impact.category().word(),
        letter: words::letter(action.impact.category()),
        severity: action.impact.severity().word(),
        risk: risk.word(),
        level: words::level(risk),
    }
}

/// A field's name for people: `Name`, `Parameter sql`, `Hint readOnlyHint`.
fn label(field: &Field) -> String {
    let unescape = |part: &str| part.replace("~1", "/").replace("~0", "~");
    let pointer = field.as_str();
    match pointer {
        "/name" => return "Name".to_owned(),
        "/title" => return "Title".to_owned(),
        "/description" => return "Description".to_owned(),
        _ => {}
    }
    if let Some(hint) = pointer.strip_prefix("/annotations/") {
        return format!("Hint {}", unescape(hint));
    }
    let mut path = String::new();
    let mut parts = pointer.split('/').peekable();
    while let Some(part) = parts.next() {
        if part == "properties"
            && let Some(name) = parts.next()
        {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(&unescape(name));
        }
    }
    let what = if pointer.contains("/enum/") || pointer.ends_with("/const") {
        "Choice of"
    } else if pointer.ends_with("/description") {
        "About"
    } else {
        "Parameter"
    };
    if pointer.starts_with("/outputSchema") {
        return if path.is_empty() { "Output".to_owned() } else { format!("Output {}", words::clip(&path, 80)) };
    }
    if path.is_empty() { "Schema".to_owned() } else { format!("{what} {}", words::clip(&path, 80)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_have_names_for_people() {
        let cases = [
            ("/name", "Name"),
            ("/annotations/readOnlyHint", "Hint readOnlyHint"),
            ("/inputSchema/properties/sql", "Parameter sql"),
            ("/inputSchema/properties/a~1b/properties/c/description", "About a/b.c"),
            ("/inputSchema/properties/action/enum/1", "Choice of action"),
            ("/inputSchema", "Schema"),
            ("/outputSchema/properties/ok/description", "Output ok"),
        ];
        for (pointer, want) in cases {
            assert_eq!(label(&Field::pointer(pointer)), want);
        }
    }

    #[test]
    fn many_choices_are_counted() {
        let all = ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"].map(|word| (word, Field::NAME));
        assert_eq!(choices(&all), "c0, c1, c2, c3, c4, 3 more");
        assert_eq!(choices(&all[..2]), "c0, c1");
    }
}
