//! One tool: the verdict, the reasons, the definition they rest on, and the
//! rule. The page that the catalogue exists for.

mod attacks;
mod definition;
mod groups;
mod near;
mod params;
mod questions;
mod rule;

use super::PageKind;
use crate::catalogue::ToolSummary;
use crate::classify::{ActionVerdict, Classification, Judge, Rationale};
use crate::ids::address;
use crate::manifest;
use crate::policy::target::TARGETS;
use crate::policy::{Decision, Ruling};
use crate::sink::Sink;
use crate::site::cost::Costs;
use crate::site::view::Link;
use crate::site::web::Subject;
use crate::site::{Head, Judged, Site, SiteError, decisions, links, words};
use groups::Groups;
use minijinja::Template;
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Reverse;

/// `servers/<server>/<tool>.html` and the record beside it.
pub(crate) struct Tool;

/// Actions that are shown.
const ACTIONS: usize = 24;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    name: Cow<'a, str>,
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
    definition: definition::Definition<'a>,
    mismatches: Vec<definition::Wrong<'a>>,
    findings: Vec<definition::FindingRow<'a>>,
    findings_more: Option<String>,
    actions: Vec<ActionRow<'a>>,
    actions_more: Option<String>,
    params: Vec<params::ParamRow<'a>>,
    params_counted: String,
    params_more: Option<String>,
    panels: Vec<rule::Panel<'a>>,
    line: &'a str,
    /// How many clients and gateways the rule is written for.
    targets: usize,
    attacks: Vec<attacks::AttackRow<'a>>,
    safer: Option<near::Safer<'a>>,
    elsewhere: Vec<near::Elsewhere<'a>>,
    questions: Vec<questions::Question>,
    /// What the definition takes of a model's context.
    tokens: String,
    /// Its share of what all definitions of the server take, if there are others.
    share: Option<String>,
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
        let relations = near::Relations::of(judged.verdicts);
        let shortfalls = rule::Shortfalls::of(judged);
        let costs = Costs::of(judged.server);
        let folder = &judged.summary.address;
        for (i, tool) in judged.server.tools.iter().enumerate() {
            let at = address(&tool.name);
            let page = ToolPage {
                site,
                judged,
                relations: &relations,
                shortfalls: &shortfalls,
                costs: &costs,
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
    relations: &'p near::Relations<'p>,
    shortfalls: &'p rule::Shortfalls,
    costs: &'p Costs,
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
        let why = rationale.why_and_besides();
        let groups = Groups::of(verdict);
        // Texts first: the pieces of the page borrow from them.
        let texts = groups.texts(tool);
        let definition = self.definition(&from, &groups, &texts);
        let params = tool.params();
        let top = params.top().count();
        let required = params.top().filter(|p| p.required).count();
        let rows = params::rows(&groups, &params, verdict, &params::tested(self.judged, self.i));
        let used_for = words::used_for(tool, verdict);
        let decided = decisions::rows(self.judged.considered, self.i, posture);
        let questions = self.questions(&decided);
        let view = View {
            name: words::short_name(&tool.name, 160),
            title: tool.title.as_deref().filter(|title| *title != tool.name),
            server: &self.judged.summary.name,
            one_of: match self.judged.summary.tools.len() {
                1 => "The only tool".to_owned(),
                n => format!("One of {}", words::counted(n, "tool", "tools")),
            },
            risk: risk.word(),
            level: words::level(risk),
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
            reason: if ruling.decision == Decision::Allow && ruling.cases.is_empty() { "" } else { &ruling.reason },
            person: person(&verdict.judge),
            why_title: match ruling.decision {
                Decision::Allow => "Why it needs no cap",
                Decision::Limit { .. } | Decision::Ask { .. } | Decision::Deny { .. } | Decision::Hide => {
                    "Why it needs a rule"
                }
            },
            // The author's words are quoted once.
            does: if used_for.starts_with(&rationale.does) { String::new() } else { rationale.does },
            used_for,
            why,
            causes: rationale.severity,
            undo: rationale.undo,
            unsure: rationale.doubt,
            definition,
            mismatches: self.mismatches(),
            findings: self.findings(),
            findings_more: more(self.judged.findings[self.i].len(), definition::FINDINGS),
            actions: actions(verdict),
            actions_more: more(verdict.actions.len(), ACTIONS),
            params_counted: match (top, required) {
                (n, 0) => words::number(n),
                (n, required) => format!("{}, {} required", words::number(n), words::number(required)),
            },
            params_more: more(top, rows.len()),
            params: rows,
            panels: self.panels(decided),
            line: &ruling.line,
            targets: TARGETS.len(),
            attacks: self.attacks(&from),
            safer: self.safer(),
            elsewhere: self.elsewhere(&from),
            questions,
            tokens: words::counted(self.costs.each[self.i], "token", "tokens"),
            share: (self.costs.each.len() > 1).then(|| self.costs.share(self.i)),
            source: &self.judged.summary.source,
            pointer: &tool.pointer,
            fingerprint: tool.fingerprint(),
            json: format!("{}.json", self.at),
        };
        let subject = Subject::Tool { server: self.judged.summary, name: &tool.name, risk };
        self.site.page_about(self.template, &from, &head, &view, subject)
    }
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

/// The table of actions: in the author's order, or the riskiest first where it is cut.
fn actions(verdict: &Classification) -> Vec<ActionRow<'_>> {
    let mut all: Vec<&ActionVerdict> = verdict.actions.iter().collect();
    if all.len() > ACTIONS {
        all.sort_by_key(|action| Reverse((action.impact.risk(), action.impact)));
    }
    all.into_iter().take(ACTIONS).map(action).collect()
}

/// A row of the table of actions.
fn action(action: &ActionVerdict) -> ActionRow<'_> {
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
