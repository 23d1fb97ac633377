//! A group of the benchmark: every definition with its label and its verdict.

use super::{PageKind, Place};
use crate::eval::benchmark::{Case, Group};
use crate::eval::{Accuracy, ToolResult};
use crate::site::measured::{Kind, Piece, Share, anchor, got_words, label_words};
use crate::site::view::Link;
use crate::site::{Head, Job, Site, SiteError, links, words};
use serde::Serialize;

/// `accuracy/<group>.html`.
pub(crate) struct GroupPage;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    title: &'a str,
    about: &'a str,
    shares: Vec<Named>,
    cases: Vec<CaseView<'a>>,
    contest: Link,
}

/// A share with its name.
#[derive(Serialize)]
struct Named {
    name: &'static str,
    share: Share,
}

/// A definition.
#[derive(Serialize)]
struct CaseView<'a> {
    anchor: String,
    name: &'a str,
    title: Option<&'a str>,
    description: Option<&'a str>,
    schema: Option<String>,
    annotations: Option<String>,
    server: Option<String>,
    label: String,
    got: Option<String>,
    wrong: Vec<String>,
    evidence: Vec<Piece<'a>>,
    why: &'a str,
}

impl<'a> CaseView<'a> {
    fn of(site: &Site<'_>, from: &str, group: &'a Group, case: &'a Case, result: &'a ToolResult) -> CaseView<'a> {
        let tool = &case.tool;
        let hints = &tool.annotations.raw;
        let server = group.words_of(case).map(|(name, about)| match about {
            Some(about) => format!("{name}: {about}"),
            None => name.to_owned(),
        });
        CaseView {
            anchor: anchor(case),
            name: &tool.name,
            title: tool.title.as_deref(),
            description: tool.description.as_deref(),
            schema: tool.input_schema.as_ref().map(ToString::to_string),
            annotations: (!hints.is_empty()).then(|| serde_json::Value::Object(hints.clone()).to_string()),
            server,
            label: label_words(&result.gold),
            got: result.got.as_ref().map(got_words),
            wrong: Kind::ALL.into_iter().filter(|kind| kind.fails(result)).map(|kind| kind.wrong(result)).collect(),
            evidence: site.pieces(from, result),
            why: &case.why,
        }
    }
}

impl PageKind for GroupPage {
    fn id(&self) -> &'static str {
        "benchmark"
    }

    fn title(&self) -> &'static str {
        "Group of the benchmark"
    }

    fn template(&self) -> &'static str {
        "benchmark.html"
    }

    fn makes(&self) -> &'static str {
        "accuracy/<group>.html"
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        let groups = site.options.accuracy.iter().flat_map(|accuracy: &Accuracy| &accuracy.benchmark.groups);
        let place = |(subject, group): (usize, &Group)| Place { address: links::group(&group.id), subject, page: 1 };
        groups.enumerate().map(place).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let from = &job.address;
        // Jobs are made from the same list, so the group is there.
        let Some(accuracy) = &site.options.accuracy else { return Ok(String::new()) };
        let Some(group) = accuracy.benchmark.groups.get(job.subject) else { return Ok(String::new()) };
        let of = accuracy.measured.groups.get(&group.id).copied().unwrap_or_default();
        let named = |name, rate| Named { name, share: Share::of(rate) };
        let cases = accuracy.results(group);
        let head = Head {
            kind: self.id(),
            title: format!("Benchmark: {}", group.title),
            about: words::clip(&format!("{}: {}", group.title, group.about), 155),
            crumbs: vec![Link::new("Catalogue", from, links::HOME), Link::new("Accuracy", from, links::ACCURACY)],
            json: Some(links::relative(from, links::ACCURACY_JSON)),
        };
        let view = View {
            title: &group.title,
            about: &group.about,
            shares: vec![
                named("Category accepted", of.category),
                named("Risk accepted", of.risk),
                named("Traits accepted", of.traits),
            ],
            cases: cases.map(|(_, case, result)| CaseView::of(site, from, group, case, result)).collect(),
            contest: Link::new("contest", from, &format!("{}#contest", links::ACCURACY)),
        };
        site.page(&site.template(self.template())?, from, &head, &view)
    }
}
