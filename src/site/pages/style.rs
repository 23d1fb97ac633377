//! Every part that pages are made of, in every state and both themes, made by the very
//! templates that pages use; and where whole pages of this catalogue show such states.

use super::browse::{GradeCount, grades};
use super::{PageKind, Place};
use crate::catalogue::ToolSummary;
use crate::ids::address;
use crate::site::facets::{Choice, Facet, Heat};
use crate::site::lists::{ByRisk, tool_at};
use crate::site::marks::{self, Mark};
use crate::site::view::{Bar, Link, Pager, ToolRow};
use crate::site::{Head, Job, Site, SiteError, links, words};
use crate::span::Span;
use crate::vocab::{Category, Confidence, Risk, Trait};
use serde::Serialize;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// `style.html`.
pub(crate) struct Style;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    themes: Vec<Theme>,
    bars: Vec<Titled<Bar>>,
    verdicts: Vec<Titled<Value>>,
    lists: Vec<List<'a>>,
    servers: Vec<Titled<Value>>,
    pagers: Vec<Paged>,
    narrows: Vec<Narrowed>,
    heat: Heat,
    grades: Vec<GradeCount>,
    pieces: Value,
    groups: Vec<Titled<Value>>,
    examples: Value,
    risks: Vec<Mark2>,
    categories: Vec<Mark2>,
    traits: Vec<&'static str>,
    pages: Vec<Link>,
    longest: String,
}

/// A theme, and whether its marked texts may be linked to.
#[derive(Serialize)]
struct Theme {
    id: &'static str,
    title: &'static str,
    quotes: Vec<Quote>,
}

/// A text with marks.
#[derive(Serialize)]
struct Quote {
    title: &'static str,
    html: minijinja::value::Value,
    evidence: Vec<usize>,
    first: bool,
}

/// A part with the name of its state.
#[derive(Serialize)]
struct Titled<T> {
    title: &'static str,
    part: T,
}

/// A list of tools.
#[derive(Serialize)]
struct List<'a> {
    title: &'static str,
    rows: Vec<ToolRow<'a>>,
}

/// The way through a list.
#[derive(Serialize)]
struct Paged {
    title: &'static str,
    pager: Option<Pager>,
}

/// What a list can be narrowed by.
#[derive(Serialize)]
struct Narrowed {
    title: String,
    narrow: Vec<Facet>,
}

/// A word and its mark.
#[derive(Serialize)]
struct Mark2 {
    word: &'static str,
    mark: String,
}

/// Direction characters, a closing tag, a pile of marks and a word without end.
fn hostile() -> String {
    let pile = "\u{301}".repeat(40);
    format!("</script>\u{202e}elif_eteled\u{200b}a{pile}{}", "x".repeat(120))
}

/// A name that is written from right to left.
const RTL: &str = "حذف_الملفات";

/// Distributions: nothing, one, one of many, 400, all.
fn bars() -> Vec<Titled<Bar>> {
    let bar = |title, counts: ByRisk| Titled { title, part: Bar::of(counts) };
    vec![
        bar("Empty", [0, 0, 0, 0]),
        bar("1", [0, 0, 0, 1]),
        bar("1 of 1,083", [1_082, 0, 0, 1]),
        bar("400", [210, 120, 50, 20]),
        bar("400 of one risk", [0, 0, 400, 0]),
    ]
}

/// The card at the head of a tool's page.
fn verdicts() -> Vec<Titled<Value>> {
    let card = |category: Category, severity: &str, undo: &str, risk: Risk| {
        json!({
            "category": category.word(), "letter": words::letter(category), "severity": severity,
            "reversibility": undo, "risk": risk.word(), "level": words::level(risk),
            "confidence": Confidence::High.word(), "doubtful": false, "doubt": null, "traits": [],
            "used_for": "Agents call it to do what its name says.", "answer": "Recommended: allowed.",
        })
    };
    let with = |mut card: Value, more: Value| {
        if let (Some(card), Value::Object(more)) = (card.as_object_mut(), more) {
            card.extend(more);
        }
        card
    };
    let every: Vec<_> = Trait::ALL.iter().map(|t| t.word()).collect();
    let critical = card(Category::Destructive, "critical", "irreversible", Risk::Critical);
    let doubtful =
        json!({"doubtful": true, "confidence": Confidence::Low.word(), "doubt": "nothing says what it does"});
    vec![
        Titled { title: "Low", part: card(Category::Read, "low", "", Risk::Low) },
        Titled { title: "Medium", part: card(Category::Write, "medium", "reversible", Risk::Medium) },
        Titled { title: "High", part: card(Category::Write, "high", "reversible", Risk::High) },
        Titled { title: "Critical, with every trait", part: with(critical.clone(), json!({"traits": every})) },
        Titled {
            title: "Low confidence",
            part: with(card(Category::Write, "medium", "reversible", Risk::Medium), doubtful),
        },
        Titled { title: "Hostile", part: with(critical, json!({"used_for": hostile()})) },
    ]
}

/// A tool of a list.
fn row(name: &str, server: &'static str, category: Category, risk: Risk) -> ToolRow<'static> {
    ToolRow {
        name: Cow::Owned(words::short_name(name, 160).into_owned()),
        href: links::STYLE.to_owned(),
        server,
        server_href: links::STYLE.to_owned(),
        category: category.word(),
        letter: words::letter(category),
        severity: "high",
        risk: risk.word(),
        level: words::level(risk),
        traits: vec![Trait::Bulk.word()],
        mismatch: None,
        doubtful: false,
    }
}

/// Lists of tools.
fn lists() -> Vec<List<'static>> {
    let plain = || row("delete_branch", "forge", Category::Destructive, Risk::Critical);
    let doubtful = ToolRow {
        doubtful: true,
        mismatch: Some("readOnlyHint"),
        ..row("sync", "forge", Category::Write, Risk::Medium)
    };
    let every = Risk::ALL.iter().map(|risk| row("list_items", "shelf", Category::Read, *risk)).collect();
    vec![
        List { title: "Empty", rows: Vec::new() },
        List { title: "1", rows: vec![plain()] },
        List { title: "Every risk", rows: every },
        List { title: "Low confidence and a wrong hint", rows: vec![doubtful] },
        List { title: "Hostile", rows: vec![row(&hostile(), "<b>server</b>", Category::Write, Risk::High)] },
        List { title: "Right to left", rows: vec![row(RTL, RTL, Category::Destructive, Risk::High)] },
    ]
}

/// Lists of servers.
fn servers() -> Vec<Titled<Value>> {
    let server = |name: &str, blurb: &str, grade: &str, tools: &str, incomplete: bool| {
        json!({
            "name": name, "href": links::STYLE, "blurb": blurb, "grade": grade, "tools": tools,
            "critical": "0", "high": "1", "incomplete": incomplete,
        })
    };
    vec![
        Titled { title: "Empty", part: json!([]) },
        Titled { title: "No tools", part: json!([server("shelf", "", "A", "0", false)]) },
        Titled {
            title: "400 tools, incomplete",
            part: json!([server("forge", "Branches, pull requests and releases.", "F", "400", true)]),
        },
        Titled {
            title: "Hostile and right to left",
            part: json!([server(&hostile(), "<h1>Title</h1>", "D", "1", false), server(RTL, RTL, "C", "2", false)]),
        },
    ]
}

/// Texts with marks. Only the numbers of the first theme can be linked to.
fn quotes(seen: &mut BTreeSet<usize>) -> Vec<Quote> {
    /// A title, a text, and which words of it have which number.
    type Marked<'t> = (&'static str, &'t str, &'t [(&'t str, usize)]);
    let first = seen.is_empty();
    let long = format!("Deletes a branch. {} It cannot be undone.", "More words follow here. ".repeat(40));
    let hostile = hostile();
    let texts: [Marked<'_>; 5] = [
        ("Two marks", "Deletes a branch. This cannot be undone.", &[("Deletes a branch", 1), ("cannot be undone", 2)]),
        ("Overlapping", "List and revoke all keys.", &[("revoke all", 3), ("all keys", 4)]),
        ("Right to left", "يحذف كل الملفات نهائيا", &[("كل الملفات", 5)]),
        ("Hostile", &hostile, &[("elif_eteled", 6)]),
        ("Shortened", &long, &[("cannot be undone", 7)]),
    ];
    let quote = |(title, text, places): Marked<'_>| {
        let mark = |(words, number): &(&str, usize)| {
            let at = text.find(words).unwrap_or_default();
            Mark { span: Span::new(at, at + words.len()), number: *number }
        };
        let all: Vec<Mark> = places.iter().map(mark).collect();
        let html = marks::html(&marks::cut(text, &all, 200, seen).0);
        let html = minijinja::value::Value::from_safe_string(html);
        Quote { title, html, evidence: places.iter().map(|(_, number)| *number).collect(), first }
    };
    texts.into_iter().map(quote).collect()
}

/// Pages of this catalogue that show a state: the most telling tool or server for each.
fn pages(site: &Site<'_>, from: &str) -> Vec<Link> {
    let mut out = Vec::new();
    let all = || site.lists.by_risk.iter().rev().flat_map(|list| list.tools.iter().copied());
    let mut tool = |title: &str, fits: &dyn Fn(&ToolSummary) -> Option<usize>| {
        let best = all().filter_map(|place| Some((Reverse(fits(tool_at(site.catalogue, place))?), place))).min();
        if let Some((_, place)) = best {
            let server = &site.catalogue.servers[place.server as usize];
            let to = links::tool(&server.address, &address(&tool_at(site.catalogue, place).name));
            out.push(Link::new(format!("A tool {title}"), from, &to));
        }
    };
    for risk in Risk::ALL.iter().rev() {
        tool(&format!("of {risk} risk"), &|tool| (tool.risk == *risk).then_some(0));
    }
    tool("of low confidence", &|tool| (tool.confidence == Confidence::Low).then_some(tool.risk as usize));
    tool("with a wrong hint", &|tool| tool.mismatch.map(|_| tool.risk as usize));
    tool("with a hygiene finding", &|tool| tool.finding.map(|severity| severity as usize));
    tool("with the most traits", &|tool| Some(tool.traits.iter().count()));
    tool("with the longest name", &|tool| Some(tool.name.len()));
    let mut server = |title: &str, fits: &dyn Fn(usize) -> Option<usize>| {
        let sizes = site.catalogue.servers.iter().enumerate();
        let best = sizes.filter_map(|(i, server)| Some((Reverse(fits(server.tools.len())?), i))).min();
        if let Some((_, i)) = best {
            let to = links::server(&site.catalogue.servers[i].address, 1);
            out.push(Link::new(format!("A server {title}"), from, &to));
        }
    };
    server("without tools", &|n| (n == 0).then_some(0));
    server("with one tool", &|n| (n == 1).then_some(0));
    server("with the most tools", &Some);
    out
}

impl PageKind for Style {
    fn id(&self) -> &'static str {
        "style"
    }

    fn title(&self) -> &'static str {
        "Style"
    }

    fn template(&self) -> &'static str {
        "style.html"
    }

    fn makes(&self) -> &'static str {
        "style.html"
    }

    fn places(&self, _: &Site<'_>) -> Vec<Place> {
        Place::only(links::STYLE)
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let from = &job.address;
        let head = Head {
            kind: self.id(),
            title: self.title().to_owned(),
            about: "Every part that pages are made of, in every state and both themes.".to_owned(),
            crumbs: vec![Link::new("Catalogue", from, links::HOME), Link::new("About this build", from, links::ABOUT)],
            json: None,
        };
        let here = |_: usize| links::STYLE.to_owned();
        let mut seen = BTreeSet::new();
        let pair = Choice { risk: Some(Risk::Critical), ..Choice::of_category(Category::Destructive) };
        let narrow = |choice: Choice| Narrowed { title: choice.title(), narrow: site.narrow(from, choice) };
        let names = |n: usize| -> Value {
            (0..n).map(|i| json!({"name": format!("tool_{i}"), "href": links::STYLE})).collect::<Vec<_>>().into()
        };
        let view = View {
            themes: [("light", "Light"), ("dark", "Dark")]
                .map(|(id, title)| Theme { id, title, quotes: quotes(&mut seen) })
                .into(),
            bars: bars(),
            verdicts: verdicts(),
            lists: lists(),
            servers: servers(),
            pagers: vec![
                Paged { title: "1 page: none", pager: Pager::of(200, 1, here) },
                Paged { title: "400 rows, first page", pager: Pager::of(400, 1, here) },
                Paged { title: "20 pages, in the middle", pager: Pager::of(4_000, 10, here) },
            ],
            narrows: vec![narrow(Choice::of_trait(Trait::Bulk)), narrow(pair)],
            heat: site.heat(from, ("Tools by category and risk", "Category"), &Choice::categories(), &Choice::risks()),
            grades: grades(site, from, Some('C')),
            pieces: json!([
                {"quote": "deletes a branch", "says": "removes something that exists", "href": links::RULES,
                 "rule": "some-rule", "aside": null},
                {"quote": "", "says": "is called like a command", "href": null, "rule": "gone-rule",
                 "aside": "said of another tool"},
            ]),
            groups: vec![
                Titled { title: "1", part: json!({"tools": names(1), "more": null}) },
                Titled { title: "400", part: json!({"tools": names(4), "more": "396"}) },
            ],
            examples: json!([
                {"name": "delete_branch", "description": "Delete a branch", "note": "", "schema": null, "annotations": null},
                {"name": hostile(), "description": RTL, "note": "Hostile and right to left", "schema": "{}",
                 "annotations": "{\"readOnlyHint\":true}"},
            ]),
            risks: Risk::ALL
                .iter()
                .map(|risk| Mark2 { word: risk.word(), mark: format!("r r{}", words::level(*risk)) })
                .collect(),
            categories: Category::ALL
                .iter()
                .map(|c| Mark2 { word: c.word(), mark: format!("k k{}", words::letter(*c)) })
                .collect(),
            traits: Trait::ALL.iter().map(|t| t.word()).collect(),
            pages: pages(site, from),
            longest: hostile(),
        };
        site.page(&site.template(self.template())?, from, &head, &view)
    }
}
