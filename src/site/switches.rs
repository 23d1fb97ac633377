//! Kinds of pages that an operator may leave out: which there are, which pages each takes
//! along, and how links to pages that are not made disappear.
//!
//! Where a whole passage is about such a page, its template asks `site.on`. Every other link
//! is taken out of the finished page: its words stay, so that no page has to know all others.

use super::links;
use std::collections::{BTreeMap, HashSet};

/// The kinds that can be left out, and the kinds of pages that go with each.
pub(crate) const SWITCHES: [(&str, &[&str]); 16] = [
    ("policies", &["policies"]),
    ("risks", &["risks"]),
    ("categories", &["categories"]),
    ("traits", &["traits"]),
    ("crossings", &["crossings"]),
    ("grades", &["grades"]),
    ("attacks", &["attacks", "attack"]),
    ("frameworks", &["framework"]),
    ("rules", &["rules", "rule"]),
    ("accuracy", &["accuracy", "benchmark", "misses"]),
    ("review", &["review"]),
    ("mismatches", &["mismatches"]),
    ("toxic", &["toxic"]),
    ("compare", &["compare"]),
    ("changes", &["changes"]),
    ("about", &["about"]),
];

/// The names of the kinds that can be left out.
pub fn switches() -> impl Iterator<Item = &'static str> {
    SWITCHES.iter().map(|(name, _)| *name)
}

/// What is left out.
#[derive(Debug, Default)]
pub(crate) struct Without {
    names: Vec<String>,
    /// The pages that are not made but for that, with what stands beside them for programs.
    pages: HashSet<String>,
    /// What absolute links to pages of the site begin with.
    base: Option<String>,
}

impl Without {
    /// Nothing but these kinds.
    pub(crate) fn new(names: &[String], base: Option<&str>) -> Without {
        Without { names: names.to_vec(), pages: HashSet::new(), base: base.map(|base| format!("{base}/")) }
    }

    /// Whether pages of a kind are made.
    pub(crate) fn makes(&self, kind: &str) -> bool {
        !SWITCHES.iter().any(|(name, kinds)| kinds.contains(&kind) && self.names.iter().any(|n| n == name))
    }

    /// Notes pages that are not made.
    pub(crate) fn miss(&mut self, pages: impl IntoIterator<Item = String>) {
        for page in pages {
            self.pages.extend(page.strip_suffix(".html").map(|stem| format!("{stem}.json")));
            self.pages.insert(page);
        }
    }

    /// Whether a page is left out.
    pub(crate) fn lacks(&self, address: &str) -> bool {
        self.pages.contains(address)
    }

    /// Whether a link on the page at `at` leads to what is left out.
    fn misleads(&self, at: &str, href: &str) -> bool {
        match self.base.as_ref().and_then(|base| href.strip_prefix(base)) {
            Some(rest) => self.lacks(&links::resolve("", rest)),
            None => !href.contains(':') && self.lacks(&links::resolve(at, href)),
        }
    }

    /// What can be left out, and whether it is there.
    pub(crate) fn on(&self) -> BTreeMap<&'static str, bool> {
        SWITCHES.iter().map(|(name, kinds)| (*name, kinds.iter().all(|kind| self.makes(kind)))).collect()
    }

    /// The page at `at` without links to what is left out.
    pub(crate) fn unlink(&self, at: &str, html: String) -> String {
        if self.pages.is_empty() {
            return html;
        }
        let mut out = String::with_capacity(html.len());
        let mut rest = html.as_str();
        // What closes the link that was opened last, if it was taken out.
        let mut close = None;
        while let Some(start) = rest.find('<') {
            out.push_str(&rest[..start]);
            rest = &rest[start..];
            let end = tag_end(rest);
            let tag = &rest[..end];
            rest = &rest[end..];
            if tag.starts_with("</a>")
                && let Some(close) = close.take()
            {
                out.push_str(close);
            } else if (tag.starts_with("<a ") || tag.starts_with("<link "))
                && let Some(href) = attribute(tag, "href")
                && self.misleads(at, href)
            {
                if tag.starts_with("<link ") {
                    rest = rest.strip_prefix('\n').unwrap_or(rest);
                    continue;
                }
                // A class says how the words look, and an id may be linked to.
                let kept: String = ["class", "id"]
                    .into_iter()
                    .filter_map(|name| Some(format!(" {name}=\"{}\"", attribute(tag, name)?)))
                    .collect();
                close = Some(if kept.is_empty() { "" } else { "</span>" });
                if !kept.is_empty() {
                    out.push_str("<span");
                    out.push_str(&kept);
                    out.push('>');
                }
            } else {
                out.push_str(tag);
            }
        }
        out.push_str(rest);
        out
    }
}

/// Where a tag at the start of a text ends: behind its `>`, quotes respected.
fn tag_end(text: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The value of an attribute of a tag as our templates write it.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let found = tag.match_indices(name).find(|(at, _)| {
        let before = &tag[..*at];
        before.ends_with([' ', '\n'])
            && before.matches('"').count().is_multiple_of(2)
            && tag[at + name.len()..].starts_with('=')
    });
    let value = &tag[found?.0 + name.len() + 1..];
    match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => value.split([' ', '>', '\n']).next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_disappear_and_their_words_stay() {
        let mut without = Without::new(&["attacks".to_owned()], Some("https://own"));
        without.miss(["attacks/index.html", "attacks/x.html", "attacks/a.html"].map(str::to_owned));
        assert!(!without.makes("attack") && without.makes("rules") && !without.on()["attacks"]);
        let page = "<link rel=alternate href=\"../../attacks/a.json\">\n<a href=\"x.html\">x</a> \
            <a class=\"r r4\" title=\"href=a > b\" href=\"../../attacks/x.html#how\">a <bdi>b</bdi></a>, \
            <a href=../../attacks/index.html>all</a> <a href=\"https://a/attacks/x.html\">far</a> <a href=\"https://own/attacks/x.html\">near</a>";
        assert_eq!(
            without.unlink("servers/a/b.html", page.to_owned()),
            "<a href=\"x.html\">x</a> <span class=\"r r4\">a <bdi>b</bdi></span>, all \
            <a href=\"https://a/attacks/x.html\">far</a> near"
        );
        assert_eq!(Without::default().unlink("x.html", page.to_owned()), page);
    }

    #[test]
    fn every_kind_of_page_can_be_left_out_or_is_known_to_stay() {
        const STAY: [&str; 17] = [
            "browse",
            "glossary",
            "style",
            "home",
            "search",
            "servers",
            "server",
            "tool",
            "method",
            "missing",
            "own",
            "redirects",
            "records",
            "twins",
            "llms",
            "badges",
            "sitemap",
        ];
        for kind in super::super::kinds() {
            let taken = SWITCHES.iter().filter(|(_, kinds)| kinds.contains(&kind.id)).count();
            assert_eq!(taken, usize::from(!STAY.contains(&kind.id)), "{}", kind.id);
        }
    }

    #[test]
    fn the_file_that_init_writes_lists_them() {
        let words: Vec<&str> = crate::settings::TEMPLATE.split([' ', ',', '.', ':', '\n']).collect();
        for name in switches() {
            assert!(words.contains(&name), "{name}");
        }
    }
}
