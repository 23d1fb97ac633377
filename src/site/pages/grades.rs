//! The servers of each grade, those with the most points first.

use super::browse::{GradeCount, grades};
use super::servers::ServerRow;
use super::{PageKind, Place};
use crate::site::view::{Link, Pager, slice};
use crate::site::{Head, Job, Site, SiteError, links, words};
use serde::Serialize;

/// `grades/d.html`, `grades/d-2.html`.
pub(crate) struct Grades;

/// The view.
#[derive(Serialize)]
struct View<'a> {
    heading: String,
    letter: char,
    counted: String,
    grades: Vec<GradeCount>,
    rows: Vec<ServerRow<'a>>,
    pager: Option<Pager>,
    page: usize,
}

impl PageKind for Grades {
    fn id(&self) -> &'static str {
        "grades"
    }

    fn title(&self) -> &'static str {
        "Grades"
    }

    fn template(&self) -> &'static str {
        "grades.html"
    }

    fn makes(&self) -> &'static str {
        "grades/<letter>.html, grades/<letter>-<page>.html"
    }

    fn places(&self, site: &Site<'_>) -> Vec<Place> {
        let given = site.by_grade.iter().filter(|(_, servers)| !servers.is_empty());
        let pages = |(letter, servers): (&char, &Vec<u32>)| {
            let letter = *letter;
            Place::pages(letter as usize, servers.len(), move |page| links::grade(letter, page)).collect::<Vec<_>>()
        };
        given.flat_map(pages).collect()
    }

    fn render(&self, site: &Site<'_>, job: &Job) -> Result<String, SiteError> {
        let from = &job.address;
        // Jobs are made from the same grades, so the letter is there.
        let letter = u32::try_from(job.subject).ok().and_then(char::from_u32).unwrap_or_default();
        let servers = site.by_grade.get(&letter).map_or(&[][..], Vec::as_slice);
        let counted = words::counted(servers.len(), "server", "servers");
        let page = if job.page > 1 { format!(", page {}", job.page) } else { String::new() };
        let head = Head {
            kind: self.id(),
            title: format!("Grade {letter}{page}"),
            about: format!("{counted} of grade {letter}, by what their tools can do in one agent’s hands."),
            crumbs: vec![Link::new("Catalogue", from, links::HOME), Link::new("Browse", from, links::BROWSE)],
            json: None,
        };
        let view = View {
            heading: format!("Servers of grade {letter}"),
            letter,
            counted,
            grades: grades(site, from, Some(letter)),
            rows: slice(servers, job.page).iter().map(|i| ServerRow::of(site, from, *i)).collect(),
            pager: Pager::of(servers.len(), job.page, |page| links::grade(letter, page)),
            page: job.page,
        };
        site.page(&site.template(self.template())?, from, &head, &view)
    }
}
