//! Every verdict on the benchmark that fails its label: in the category, the risk or
//! the traits.

use super::{PageKind, Place};
use crate::site::measured::{Kind, MissRow};
use crate::site::view::Link;
use crate::site::{Head, Job, Site, SiteError, links, words};
use serde::Serialize;

/// `accuracy/wrong-category.html` and its like.
pub(crate) struct Misses;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    heading: String,
    counted: String,
    beside: Vec<Beside>,
    rows: Vec<MissRow<'a>>,
    contest: Link,
}

/// Another list of misses.
#[derive(Serialize)]
struct Beside {
    title: &'static str,
    href: String,
    here: bool,
}

impl PageKind for Misses {
    fn id(&self) -> &'static str {
        "misses"
    }

    fn title(&self) -> &'static str {
        "Misses"
    }

    fn template(&self) -> &'static str {
        "misses.html"
    }

    fn makes(&self) -> &'static str {
        "accuracy/wrong-<category, risk or traits>.html"
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        let kinds = site.options.accuracy.iter().flat_map(|_| Kind::ALL.into_iter().enumerate());
        kinds.map(|(subject, kind)| Place { address: links::misses(kind.word()), subject, page: 1 }).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let from = &job.address;
        // Jobs are made from the same lists, so both are there.
        let Some(accuracy) = &site.options.accuracy else { return Ok(String::new()) };
        let Some(kind) = Kind::ALL.get(job.subject).copied() else { return Ok(String::new()) };
        let results = accuracy.benchmark.groups.iter().flat_map(|group| accuracy.results(group));
        let mut found: Vec<_> = results.filter(|(_, _, result)| kind.fails(result)).collect();
        // The worst first; the order of the benchmark within a kind.
        found.sort_by_key(|(_, _, result)| result.miss.map_or(u8::MAX, |miss| miss as u8));
        let counted = format!(
            "{} of {}",
            words::number(found.len()),
            words::counted(accuracy.measured.labels.tools, "definition", "definitions")
        );
        let head = Head {
            kind: self.id(),
            title: format!("Benchmark: wrong {}", kind.word()),
            about: format!(
                "Every verdict on the benchmark whose {} the label does not accept: {counted}.",
                kind.word()
            ),
            crumbs: vec![Link::new("Catalogue", from, links::HOME), Link::new("Accuracy", from, links::ACCURACY)],
            json: Some(links::relative(from, links::ACCURACY_JSON)),
        };
        let beside = |other: Kind| Beside {
            title: match other {
                Kind::Category => "Wrong category",
                Kind::Risk => "Wrong risk",
                Kind::Traits => "Wrong traits",
            },
            href: links::relative(from, &links::misses(other.word())),
            here: other == kind,
        };
        let view = View {
            heading: format!("Wrong {}", kind.word()),
            counted,
            beside: Kind::ALL.into_iter().map(beside).collect(),
            rows: found.into_iter().map(|found| site.miss(from, kind, found)).collect(),
            contest: Link::new("contest", from, &format!("{}#contest", links::ACCURACY)),
        };
        site.page(&site.template(self.template())?, from, &head, &view)
    }
}
