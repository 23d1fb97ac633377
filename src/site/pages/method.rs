//! How verdicts are made, and what every word means: the one place for
//! sentences that hold for all tools.

use super::{Nav, PageKind, Place};
use crate::rulebook::grade::Scale;
use crate::site::view::Link;
use crate::site::{Head, Job, Site, SiteError, cost, links, words};
use crate::vocab::{Category, Confidence, Impact, Reversibility, Risk, Severity, Trait};
use serde::Serialize;
use std::borrow::Cow;

/// `method.html`.
pub(crate) struct Method;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    severities: Vec<&'static str>,
    matrix: Vec<Row>,
    defaults: Vec<Default>,
    words: Vec<Group>,
    patterns: Vec<PatternRow<'a>>,
    rules: Link,
    review: Link,
    mismatches: Link,
    toxic: Link,
    about: Link,
    grade: GradeView<'a>,
    bytes_a_token: usize,
}

/// What a grade is made of.
#[derive(Serialize)]
pub(crate) struct GradeView<'a> {
    letters: Vec<Bound>,
    points: Vec<Points<'a>>,
}

/// A grade and the points that it stays below.
#[derive(Serialize)]
pub(crate) struct Bound {
    letter: char,
    below: u32,
}

/// What counts, and how much.
#[derive(Serialize)]
pub(crate) struct Points<'a> {
    says: Cow<'a, str>,
    points: String,
}

/// What a grade is made of.
pub(crate) fn grade(scale: &Scale) -> GradeView<'_> {
    let plain = |says: &'static str, points: u32| Points { says: Cow::Borrowed(says), points: points.to_string() };
    let worst = Risk::ALL.iter().filter(|risk| scale.worst[**risk as usize] > 0);
    let worst = worst.map(|risk| format!("{risk} {}", scale.worst[*risk as usize])).collect::<Vec<_>>().join(", ");
    let many = format!("High {}, Critical {}; {} at most", scale.many[0], scale.many[1], scale.most);
    let mut points = vec![
        Points { says: Cow::Borrowed("the worst risk among its tools"), points: worst },
        Points { says: Cow::Borrowed("each doubling of the tools of that risk"), points: many },
    ];
    points.extend(scale.powers.iter().map(|power| Points {
        says: Cow::Owned(format!("tools that {}", power.says)),
        points: power.points.to_string(),
    }));
    points.push(plain("a toxic combination", scale.toxic));
    points.push(plain("hints that definitions contradict", scale.wrong_hint));
    points.push(plain("suspicious wording of high severity or worse, which no person has confirmed", scale.finding));
    let letters = scale.grades.iter().map(|(letter, below)| Bound { letter: *letter, below: *below });
    GradeView { letters: letters.collect(), points }
}

/// A pattern of suspicious wording.
#[derive(Serialize)]
pub(crate) struct PatternRow<'a> {
    id: &'a str,
    severity: &'static str,
    says: &'a str,
}

/// A row of the matrix.
#[derive(Serialize)]
pub(crate) struct Row {
    category: &'static str,
    letter: &'static str,
    reversibility: Option<&'static str>,
    cells: Vec<Cell>,
}

/// A cell of the matrix.
#[derive(Serialize)]
pub(crate) struct Cell {
    risk: &'static str,
    level: u8,
}

/// What a category is without further evidence.
#[derive(Serialize)]
pub(crate) struct Default {
    category: &'static str,
    severity: &'static str,
    reversibility: Option<&'static str>,
    risk: &'static str,
    level: u8,
}

/// The words of one kind.
#[derive(Serialize)]
pub(crate) struct Group {
    id: &'static str,
    title: &'static str,
    lead: &'static str,
    words: Vec<Word>,
}

/// A word and what it means.
#[derive(Serialize)]
pub(crate) struct Word {
    id: String,
    word: &'static str,
    means: &'static str,
}

/// The rows of the contract's matrix, read from [`Impact`].
pub(crate) fn matrix() -> Vec<Row> {
    let mut rows = Vec::new();
    for category in Category::ALL {
        let undoing: &[Option<Reversibility>] = match category {
            Category::Read => &[None],
            Category::Write | Category::Destructive => {
                &[Some(Reversibility::Reversible), Some(Reversibility::Irreversible)]
            }
        };
        for reversibility in undoing {
            let cell = |severity: &Severity| {
                let risk = Impact::new(*category, *severity, *reversibility).risk();
                Cell { risk: risk.word(), level: words::level(risk) }
            };
            rows.push(Row {
                category: category.word(),
                letter: words::letter(*category),
                reversibility: reversibility.map(Reversibility::word),
                cells: Severity::ALL.iter().map(cell).collect(),
            });
        }
    }
    rows
}

/// The words of one list with their meanings and anchors.
fn group<T: Copy>(
    (id, title, lead): (&'static str, &'static str, &'static str),
    all: &[T],
    word: impl Fn(T) -> &'static str,
    means: impl Fn(T) -> &'static str,
) -> Group {
    let of = |value: &T| Word {
        id: format!("{id}-{}", word(*value).to_ascii_lowercase()),
        word: word(*value),
        means: means(*value),
    };
    Group { id, title, lead, words: all.iter().map(of).collect() }
}

/// What each category is without further evidence.
pub(crate) fn defaults() -> Vec<Default> {
    let default = |category: &Category| {
        let impact = Impact::default_for(*category);
        Default {
            category: category.word(),
            severity: impact.severity().word(),
            reversibility: impact.reversibility().map(Reversibility::word),
            risk: impact.risk().word(),
            level: words::level(impact.risk()),
        }
    };
    Category::ALL.iter().map(default).collect()
}

/// All words of the contract with their meanings.
pub(crate) fn meanings() -> Vec<Group> {
    vec![
        group(
            (
                "category",
                "Category",
                "The worst effect that one call can have on anything outside the call. A tool with several actions takes its worst one.",
            ),
            Category::ALL,
            Category::word,
            words::category_means,
        ),
        group(
            ("severity", "Severity", "The harm if a call is wrong or abused, from what it touches."),
            Severity::ALL,
            Severity::word,
            words::severity_means,
        ),
        group(
            ("reversibility", "Reversibility", "Whether the opposite call undoes it. A Read has nothing to undo."),
            Reversibility::ALL,
            Reversibility::word,
            words::reversibility_means,
        ),
        group(
            ("risk", "Risk", "What category, severity and reversibility come to, by the matrix above."),
            Risk::ALL,
            Risk::word,
            words::risk_means,
        ),
        group(
            (
                "trait",
                "Traits",
                "What else a call touches. A tool may have several, so their counts exceed the number of tools.",
            ),
            Trait::ALL,
            Trait::word,
            words::trait_means,
        ),
        group(
            ("confidence", "Confidence", "How much of the evidence agrees."),
            Confidence::ALL,
            Confidence::word,
            words::confidence_means,
        ),
    ]
}

/// The patterns of suspicious wording.
pub(crate) fn patterns<'s>(site: &'s Site<'_>) -> Vec<PatternRow<'s>> {
    let row =
        |p: &'s crate::rulebook::hygiene::Pattern| PatternRow { id: &p.id, severity: p.severity.word(), says: &p.says };
    site.patterns.iter().map(row).collect()
}

impl PageKind for Method {
    fn id(&self) -> &'static str {
        "method"
    }

    fn title(&self) -> &'static str {
        "Method"
    }

    fn template(&self) -> &'static str {
        "method.html"
    }

    fn makes(&self) -> &'static str {
        "method.html"
    }

    fn nav(&self) -> Option<Nav> {
        Nav::header(links::METHOD)
    }

    fn places(&self, _: &Site<'_>) -> Vec<Place> {
        Place::only(links::METHOD)
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let from = &job.address;
        let head = Head {
            kind: self.id(),
            title: "How tools are judged".to_owned(),
            about: "How a verdict is made from a tool's own definition, what every word means, and what the verdict cannot tell."
                .to_owned(),
            crumbs: vec![Link::new("Catalogue", from, links::HOME)],
            json: None,
        };
        let view = View {
            severities: Severity::ALL.iter().map(|s| s.word()).collect(),
            matrix: matrix(),
            defaults: defaults(),
            words: meanings(),
            patterns: patterns(site),
            rules: Link::new(words::counted(site.rules.len(), "rule", "rules"), from, links::RULES),
            review: Link::new("list for human review", from, &links::review(1)),
            mismatches: Link::new("list of wrong hints", from, &links::mismatches(1)),
            toxic: Link::new("list of servers", from, &links::toxic(1)),
            about: Link::new("about this build", from, links::ABOUT),
            bytes_a_token: cost::BYTES_A_TOKEN,
            grade: grade(&site.scale),
        };
        site.page(&site.template(self.template())?, from, &head, &view)
    }
}
