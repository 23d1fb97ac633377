//! How good the verdicts are: figures of the benchmark, made with this build, and of
//! labels that the catalog does not carry, made earlier.

use super::{Nav, PageKind, Place};
use crate::eval::{Accuracy, Evaluation, Miss};
use crate::site::measured::{Kind, Share, miss_words};
use crate::site::view::Link;
use crate::site::{Head, Job, Site, SiteError, links, words};
use crate::vocab::{Category, Confidence, Trait};
use serde::Serialize;

/// `accuracy/index.html` and the JSON beside it.
pub(crate) struct AccuracyPage;

/// The subjects of this kind.
const PAGE: usize = 0;
/// The benchmark's evaluation.
const MEASURED: usize = 1;
/// The published figures.
const PUBLISHED: usize = 2;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    counted: Option<String>,
    figures: Vec<Figure>,
    sets: Vec<Set>,
    groups: Vec<GroupRow<'a>>,
    misses: Vec<Counted>,
    kinds: Vec<Link>,
    rules: Link,
    method: Link,
    json: Option<Link>,
    published: Option<Link>,
}

/// A figure of both sets of labels.
#[derive(Serialize)]
struct Figure {
    name: &'static str,
    means: &'static str,
    cells: Vec<Share>,
}

/// Everything that is said of one set of labels.
#[derive(Serialize)]
struct Set {
    id: &'static str,
    title: &'static str,
    about: String,
    categories: Vec<&'static str>,
    matrix: Vec<MatrixRow>,
    confidence: Vec<ConfidenceRow>,
    traits: Vec<TraitRow>,
}

/// The labels of a category by verdict.
#[derive(Serialize)]
struct MatrixRow {
    category: &'static str,
    letter: &'static str,
    cells: Vec<MatrixCell>,
}

/// A cell: so many labels of the row got the verdict of the column.
#[derive(Serialize)]
struct MatrixCell {
    count: String,
    same: bool,
}

/// What a confidence is worth.
#[derive(Serialize)]
struct ConfidenceRow {
    confidence: &'static str,
    verdicts: String,
    right: Share,
    mistakes: String,
}

/// Precision and recall of a trait.
#[derive(Serialize)]
struct TraitRow {
    name: &'static str,
    precision: Share,
    recall: Share,
}

/// A group of the benchmark.
#[derive(Serialize)]
struct GroupRow<'a> {
    title: &'a str,
    about: &'a str,
    href: String,
    category: Share,
    risk: Share,
    traits: Share,
}

/// A counted kind of miss.
#[derive(Serialize)]
struct Counted {
    name: &'static str,
    means: &'static str,
    count: String,
}

/// The figures of all sets, in columns.
fn figures(sets: &[&Evaluation]) -> Vec<Figure> {
    let share = |name, means, rate: fn(&Evaluation) -> crate::eval::Rate| Figure {
        name,
        means,
        cells: sets.iter().map(|set| Share::of(rate(set))).collect(),
    };
    vec![
        share("Category accepted", "a category that the label accepts", |e| e.figures.lenient),
        share("Category exact", "exactly the label’s category", |e| e.figures.strict),
        share("Category exact, settled", "the same where the label accepts no other", |e| e.figures.settled),
        share("Risk accepted", "a risk that the label accepts", |e| e.figures.risk_within),
        share("Risk exact", "exactly the label’s risk", |e| e.figures.risk_exact),
        share("Risk exact, settled", "the same where the label accepts no other", |e| e.figures.risk_settled),
        share("Trait precision", "of the traits given, those that the label accepts", |e| e.figures.trait_precision),
        share("Trait recall", "of the traits that labels ask for or accept and could be given, those given", |e| {
            e.figures.trait_recall
        }),
    ]
}

/// One set of labels.
fn set(id: &'static str, title: &'static str, about: String, e: &Evaluation) -> Set {
    let cell = |gold: Category, got: Category| {
        let n = e.matrix.get(&gold).and_then(|row| row.get(&got)).copied().unwrap_or_default();
        MatrixCell { count: words::number(n), same: gold == got }
    };
    let row = |gold: &Category| MatrixRow {
        category: gold.word(),
        letter: words::letter(*gold),
        cells: Category::ALL.iter().map(|got| cell(*gold, *got)).collect(),
    };
    let confidence = |confidence: &Confidence| {
        let of = e.confidence.get(confidence).copied().unwrap_or_default();
        ConfidenceRow {
            confidence: confidence.word(),
            verdicts: words::number(of.tools.count),
            right: Share::of(of.accuracy),
            mistakes: words::number(of.mistakes.count),
        }
    };
    let of_trait = |t: &Trait| {
        let of = e.traits.get(t).copied().unwrap_or_default();
        TraitRow { name: t.word(), precision: Share::of(of.precision), recall: Share::of(of.recall) }
    };
    Set {
        id,
        title,
        about,
        categories: Category::ALL.iter().map(|c| c.word()).collect(),
        matrix: Category::ALL.iter().map(row).collect(),
        confidence: Confidence::ALL.iter().map(confidence).collect(),
        traits: Trait::ALL.iter().map(of_trait).collect(),
    }
}

/// The sets of an accuracy.
fn sets(accuracy: &Accuracy) -> Vec<Set> {
    let measured = &accuracy.measured;
    let mut out = vec![set(
        "benchmark",
        "Benchmark",
        format!(
            "{} in {}, written for this purpose. They gather what is hard, so a share here says less of everyday definitions than of the worst ones.",
            words::counted(measured.labels.tools, "definition", "definitions"),
            words::counted(accuracy.benchmark.groups.len(), "group", "groups"),
        ),
        measured,
    )];
    if let Some(published) = &accuracy.published {
        out.push(set(
            "published-definitions",
            "Published definitions",
            format!(
                "{} of {}, collected from public sources and labelled by hand. The rules were written with many of them in sight{}, so a share here may flatter.",
                words::counted(published.labels.tools, "definition", "definitions"),
                words::counted(published.labels.servers, "server", "servers"),
                published.held_out.map_or_else(String::new, |parts| format!(
                    "; the weights were not: the servers were put into {parts} parts, and each was judged with weights learned from the others"
                )),
            ),
            published,
        ));
    }
    out
}

/// The kinds of wrong categories that occur.
fn misses(measured: &Evaluation) -> Vec<Counted> {
    let count = |miss: Miss| measured.misses().filter(|tool| tool.miss == Some(miss)).count();
    let all = Miss::ALL.into_iter().map(|miss| (miss_words(miss), count(miss)));
    // A dangerous miss that does not occur is worth saying.
    all.enumerate()
        .filter(|(at, (_, n))| *at == 0 || *n > 0)
        .map(|(_, ((name, means), n))| Counted { name, means, count: words::number(n) })
        .collect()
}

impl PageKind for AccuracyPage {
    fn id(&self) -> &'static str {
        "accuracy"
    }

    fn title(&self) -> &'static str {
        "Accuracy"
    }

    fn template(&self) -> &'static str {
        "accuracy.html"
    }

    fn makes(&self) -> &'static str {
        "accuracy/index.html, accuracy/benchmark.json, accuracy/published.json"
    }

    fn nav(&self) -> Option<Nav> {
        Nav::footer(links::ACCURACY)
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        let accuracy = site.options.accuracy.as_ref();
        let mut places = vec![(links::ACCURACY, PAGE)];
        places.extend(accuracy.map(|_| (links::ACCURACY_JSON, MEASURED)));
        places.extend(accuracy.and_then(|a| a.published.as_ref()).map(|_| (links::PUBLISHED_JSON, PUBLISHED)));
        places.into_iter().map(|(address, subject)| Place { address: address.to_owned(), subject, page: 1 }).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let from = &job.address;
        let accuracy = site.options.accuracy.as_ref();
        let published = accuracy.and_then(|accuracy| accuracy.published.as_ref());
        match job.subject {
            MEASURED => return Ok(accuracy.map(|a| a.measured.json()).unwrap_or_default()),
            PUBLISHED => return Ok(published.map(Evaluation::json).unwrap_or_default()),
            _ => {}
        }
        let counted = accuracy.map(|a| words::counted(a.measured.labels.tools, "definition", "definitions"));
        let head = Head {
            kind: self.id(),
            title: self.title().to_owned(),
            about: "How often the verdicts are right, held against labels that people gave: figures, calibration, every miss, and how to contest a verdict."
                .to_owned(),
            crumbs: vec![Link::new("Catalogue", from, links::HOME)],
            json: accuracy.map(|_| links::relative(from, links::ACCURACY_JSON)),
        };
        let of_groups = |accuracy: &'_ Accuracy| accuracy.measured.groups.clone();
        let reached = accuracy.map(of_groups).unwrap_or_default();
        let groups = accuracy.iter().flat_map(|accuracy| &accuracy.benchmark.groups);
        let kinds = accuracy.iter().flat_map(|accuracy| {
            Kind::ALL.into_iter().map(|kind| {
                let n = accuracy.measured.tools.iter().filter(|tool| kind.fails(tool)).count();
                let title = format!("{} of wrong {}", words::counted(n, "verdict", "verdicts"), kind.word());
                Link::new(title, from, &links::misses(kind.word()))
            })
        });
        let evaluations: Vec<&Evaluation> = accuracy.map(|a| &a.measured).into_iter().chain(published).collect();
        let view = View {
            counted,
            figures: figures(&evaluations),
            sets: accuracy.map(sets).unwrap_or_default(),
            groups: groups
                .map(|group| {
                    let of = reached.get(&group.id).copied().unwrap_or_default();
                    GroupRow {
                        title: &group.title,
                        about: &group.about,
                        href: links::relative(from, &links::group(&group.id)),
                        category: Share::of(of.category),
                        risk: Share::of(of.risk),
                        traits: Share::of(of.traits),
                    }
                })
                .collect(),
            misses: accuracy.map(|a| misses(&a.measured)).unwrap_or_default(),
            kinds: kinds.collect(),
            rules: Link::new("rules", from, links::RULES),
            method: Link::new("method", from, links::METHOD),
            json: accuracy.map(|_| Link::new("benchmark.json", from, links::ACCURACY_JSON)),
            published: published.map(|_| Link::new("published.json", from, links::PUBLISHED_JSON)),
        };
        site.page(&site.template(self.template())?, from, &head, &view)
    }
}
