//! The parts of pages that several kinds share, ready for templates: counts with
//! their nouns, links, rows, bars.

use super::lists::{ByRisk, List, tool_at};
use super::{Site, links, words};
use crate::catalogue::ToolRef;
use crate::ids::address;
use crate::vocab::Risk;
use serde::Serialize;
use std::borrow::Cow;

/// A link and its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Link {
    /// What it says.
    pub(crate) title: String,
    /// Where it leads.
    pub(crate) href: String,
}

impl Link {
    /// A link between two pages.
    pub(crate) fn new(title: impl Into<String>, from: &str, to: &str) -> Link {
        Link { title: title.into(), href: links::relative(from, to) }
    }
}

/// A tool in a list.
#[derive(Debug, Serialize)]
pub(crate) struct ToolRow<'a> {
    /// Its name.
    pub(crate) name: Cow<'a, str>,
    /// Its page.
    pub(crate) href: String,
    /// The server's name.
    pub(crate) server: &'a str,
    /// The server's page.
    pub(crate) server_href: String,
    /// The category's word.
    pub(crate) category: &'static str,
    /// The category's letter.
    pub(crate) letter: &'static str,
    /// The severity's word.
    pub(crate) severity: &'static str,
    /// The risk's word.
    pub(crate) risk: &'static str,
    /// The risk's digit.
    pub(crate) level: u8,
    /// Words of the traits.
    pub(crate) traits: Vec<&'static str>,
    /// The hint that is wrong, if any.
    pub(crate) mismatch: Option<&'static str>,
    /// Whether the confidence is low.
    pub(crate) doubtful: bool,
}

/// A distribution over risks: a drawing, and the same as a list.
#[derive(Debug, Serialize)]
pub(crate) struct Bar {
    /// The drawing's parts.
    pub(crate) rects: Vec<Rect>,
    /// The list's entries, worst first.
    pub(crate) parts: Vec<Part>,
}

/// A part of a drawn bar, in units of a thousandth of its width.
#[derive(Debug, Serialize)]
pub(crate) struct Rect {
    /// Where it begins.
    pub(crate) x: usize,
    /// How wide it is.
    pub(crate) w: usize,
    /// The risk's digit.
    pub(crate) level: u8,
}

/// A counted risk.
#[derive(Debug, Serialize)]
pub(crate) struct Part {
    /// The risk's word.
    pub(crate) risk: &'static str,
    /// The risk's digit.
    pub(crate) level: u8,
    /// How many.
    pub(crate) count: String,
}

impl Bar {
    /// Draws a distribution. Every risk that occurs is at least three units wide,
    /// so that one tool in a thousand can be seen.
    pub(crate) fn of(counts: ByRisk) -> Bar {
        const WIDTH: usize = 1_000;
        const GAP: usize = 4;
        const LEAST: usize = 3;
        let total: usize = counts.iter().sum();
        let present = counts.iter().filter(|n| **n > 0).count();
        let room = WIDTH - GAP * present.saturating_sub(1) - LEAST * present;
        let mut rects = Vec::new();
        let mut x = 0;
        let worst_first = || Risk::ALL.iter().rev().map(|r| (*r, counts[*r as usize]));
        for (risk, n) in worst_first().filter(|(_, n)| *n > 0) {
            let w = LEAST + room * n / total;
            rects.push(Rect { x, w, level: words::level(risk) });
            x += w + GAP;
        }
        let parts = worst_first()
            .map(|(risk, n)| Part { risk: risk.word(), level: words::level(risk), count: words::number(n) })
            .collect();
        Bar { rects, parts }
    }
}

/// The way through the pages of a list.
#[derive(Debug, Serialize)]
pub(crate) struct Pager {
    /// The page before.
    pub(crate) before: Option<String>,
    /// The page after.
    pub(crate) after: Option<String>,
    /// Pages to jump to; without a link, a gap or the page itself.
    pub(crate) steps: Vec<Step>,
}

/// A page to jump to.
#[derive(Debug, Serialize)]
pub(crate) struct Step {
    /// Its number, or an ellipsis.
    pub(crate) title: String,
    /// Where it is.
    pub(crate) href: Option<String>,
    /// Whether it is this page.
    pub(crate) here: bool,
}

impl Pager {
    /// The pager of page `page` of a list of `rows`; none if it fits on one page.
    pub(crate) fn of(rows: usize, page: usize, at: impl Fn(usize) -> String) -> Option<Pager> {
        let last = pages_for(rows);
        if last <= 1 {
            return None;
        }
        let link = |to: usize| links::relative(&at(page), &at(to));
        let near = |n: usize| n == 1 || n == last || n.abs_diff(page) <= 2;
        let mut steps = Vec::new();
        let mut n = 1;
        while n <= last {
            if near(n) {
                steps.push(Step { title: words::number(n), href: (n != page).then(|| link(n)), here: n == page });
                n += 1;
            } else {
                steps.push(Step { title: "…".to_owned(), href: None, here: false });
                n = if n < page { page - 2 } else { last };
            }
        }
        Some(Pager { before: (page > 1).then(|| link(page - 1)), after: (page < last).then(|| link(page + 1)), steps })
    }
}

/// How many pages a list takes; an empty list takes one.
pub(crate) fn pages_for(rows: usize) -> usize {
    rows.div_ceil(links::PER_PAGE).max(1)
}

/// The rows of one page of anything.
pub(crate) fn slice<T>(rows: &[T], page: usize) -> &[T] {
    let start = (page.saturating_sub(1) * links::PER_PAGE).min(rows.len());
    &rows[start..rows.len().min(start + links::PER_PAGE)]
}

impl Site<'_> {
    /// A tool as a row of a list on the page at `from`.
    pub(crate) fn row(&self, from: &str, place: ToolRef) -> ToolRow<'_> {
        let server = &self.catalogue.servers[place.server as usize];
        let tool = tool_at(self.catalogue, place);
        ToolRow {
            name: words::short_name(&tool.name, 160),
            href: links::relative(from, &links::tool(&server.address, &address(&tool.name))),
            server: &server.name,
            server_href: links::relative(from, &links::server(&server.address, 1)),
            category: tool.category.word(),
            letter: words::letter(tool.category),
            severity: tool.severity.word(),
            risk: tool.risk.word(),
            level: words::level(tool.risk),
            traits: tool.traits.iter().map(|t| t.word()).collect(),
            mismatch: tool.mismatch,
            doubtful: tool.confidence == crate::vocab::Confidence::Low,
        }
    }

    /// The rows of one page of a list.
    pub(crate) fn rows(&self, from: &str, list: &List, page: usize) -> Vec<ToolRow<'_>> {
        slice(&list.tools, page).iter().map(|place| self.row(from, *place)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_fits_its_width_and_shows_the_rarest() {
        for counts in [[1_082, 0, 0, 1], [1, 1, 1, 1], [0, 0, 0, 0], [5, 0, 0, 0], [999_999, 1, 1, 1]] {
            let bar = Bar::of(counts);
            let end = bar.rects.last().map_or(0, |r| r.x + r.w);
            assert!(end <= 1_000, "{counts:?} ends at {end}");
            assert!(bar.rects.iter().all(|r| r.w >= 3));
            assert_eq!(bar.rects.len(), counts.iter().filter(|n| **n > 0).count());
            assert_eq!(bar.parts.len(), 4);
        }
    }

    #[test]
    fn the_pager_jumps_over_what_is_far() {
        let at = |n: usize| if n == 1 { "risks/low.html".to_owned() } else { format!("risks/low-{n}.html") };
        assert!(Pager::of(100, 1, at).is_none());
        let pager = Pager::of(100 * 20, 10, at).expect("twenty pages");
        let titles: Vec<&str> = pager.steps.iter().map(|s| s.title.as_str()).collect();
        assert_eq!(titles, ["1", "…", "8", "9", "10", "11", "12", "…", "20"]);
        assert_eq!(pager.before.as_deref(), Some("low-9.html"));
        let first = Pager::of(101, 1, at).expect("two pages");
        assert_eq!((first.before, first.after.as_deref()), (None, Some("low-2.html")));
    }

    #[test]
    fn slices_never_leave_the_list() {
        let rows: Vec<usize> = (0..101).collect();
        assert_eq!((slice(&rows, 1).len(), slice(&rows, 2).len(), slice(&rows, 9).len()), (100, 1, 0));
        assert_eq!((pages_for(0), pages_for(100), pages_for(101)), (1, 1, 2));
    }
}
