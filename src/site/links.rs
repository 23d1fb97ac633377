//! Where every page lies, and the way from one page to another.
//!
//! This is the only place that makes an address or a link. Links are relative
//! and end in a file name, so that the site works from a disk, under any
//! sub-path and on any host.

use crate::vocab::{Category, Risk, Trait};

/// Rows on one page of a long list.
pub(crate) const PER_PAGE: usize = 100;

/// The start page.
pub(crate) const HOME: &str = "index.html";
/// How verdicts are made.
pub(crate) const METHOD: &str = "method.html";
/// This build.
pub(crate) const ABOUT: &str = "about.html";
/// What a host shows for an address that does not exist.
pub(crate) const MISSING: &str = "404.html";
/// Everything that tools and servers can be chosen by.
pub(crate) const BROWSE: &str = "browse.html";
/// What every word means.
pub(crate) const GLOSSARY: &str = "glossary.html";
/// Every part of pages in every state.
pub(crate) const STYLE: &str = "style.html";
/// All attack records.
pub(crate) const ATTACKS: &str = "attacks/index.html";
/// All rules.
pub(crate) const RULES: &str = "rules/index.html";
/// The search.
pub(crate) const SEARCH: &str = "search.html";
/// How good the verdicts are.
pub(crate) const ACCURACY: &str = "accuracy/index.html";
/// The benchmark's figures and verdicts as JSON.
pub(crate) const ACCURACY_JSON: &str = "accuracy/benchmark.json";
/// The figures of labels that the catalog does not carry, as JSON.
pub(crate) const PUBLISHED_JSON: &str = "accuracy/published.json";
/// The record of hints in a server's folder.
pub(crate) const ANNOTATIONS: &str = "index.annotations.json";
/// The same as a patch of the manifest.
pub(crate) const ANNOTATIONS_PATCH: &str = "index.annotations.patch.json";
/// A server's page for models, in its folder.
pub(crate) const TWIN: &str = "index.md";
/// The badge of a server's grade, in its folder.
pub(crate) const SERVER_BADGE: &str = "index.badge.svg";
/// What a link to a server's pages looks like elsewhere, in its folder.
pub(crate) const SERVER_CARD: &str = "index.card.svg";
/// What a link to any other page looks like elsewhere.
pub(crate) const CARD: &str = "card.svg";
/// The list of pages for search engines.
pub(crate) const SITEMAP: &str = "sitemap.xml";
/// What programs that fetch pages may do.
pub(crate) const ROBOTS: &str = "robots.txt";
/// The guide for models.
pub(crate) const LLMS: &str = "llms.txt";
/// The catalogue for models, as far as it fits.
pub(crate) const LLMS_FULL: &str = "llms-full.txt";
/// Lines in one file of [`tool_lines`] and [`server_lines`], and pages in one file of the
/// sitemap, which allows no more.
pub(crate) const PER_FILE: usize = 50_000;
/// What changed from build to build, as data.
pub(crate) const CHANGES_JSON: &str = "changes.json";
/// The feed of changes.
pub(crate) const FEED: &str = "changes.atom";
/// What the comparison of servers needs to know of one, in its folder.
pub(crate) const SERVER_SCRIPT: &str = "index.card.js";
/// The folder of style, scripts and icon.
pub(crate) const ASSETS: &str = "assets/";

/// A page of the operator's own; `address` is [`crate::ids::address`] of its file's stem. The
/// folder is theirs alone, so that no name of theirs meets a page of ours.
pub(crate) fn own(address: &str) -> String {
    format!("pages/{address}.html")
}

/// One page of a list: `risks/low.html`, `risks/low-2.html`. Pages count from one.
fn numbered(stem: &str, page: usize) -> String {
    if page <= 1 { format!("{stem}.html") } else { format!("{stem}-{page}.html") }
}

/// One page of an index that shares its folder with names from outside:
/// `index.html`, `index.2.html`. No outside name has an address that begins with
/// `index.`, so the two cannot meet.
fn index(folder: &str, page: usize) -> String {
    if page <= 1 { format!("{folder}/index.html") } else { format!("{folder}/index.{page}.html") }
}

/// One page of the list of all servers.
pub(crate) fn servers(page: usize) -> String {
    index("servers", page)
}

/// One page of a server; `address` is [`crate::ids::address`] of its slug.
pub(crate) fn server(address: &str, page: usize) -> String {
    index(&format!("servers/{address}"), page)
}

/// A file in a server's folder: `index.json`, `policy.json`.
pub(crate) fn server_file(address: &str, file: &str) -> String {
    format!("servers/{address}/{file}")
}

/// A server's policies for all clients and gateways by one posture: the one that the
/// server's other pages show, or another by its [`crate::ids::address`].
pub(crate) fn server_policies(address: &str, posture: Option<&str>) -> String {
    match posture {
        None => format!("servers/{address}/index.policies.html"),
        Some(posture) => format!("servers/{address}/index.policies.{posture}.html"),
    }
}

/// The JSON beside that page.
pub(crate) fn server_policies_json(address: &str, posture: Option<&str>) -> String {
    format!("{}json", server_policies(address, posture).trim_end_matches("html"))
}

/// A file of one client or gateway. Other postures have a folder of their own, so that
/// no posture's name can meet a target's.
pub(crate) fn policy_file(address: &str, posture: Option<&str>, target: &str, file: &str) -> String {
    match posture {
        None => format!("servers/{address}/index.policies/{target}/{file}"),
        Some(posture) => format!("servers/{address}/index.postures/{posture}/{target}/{file}"),
    }
}

/// The reasons behind a posture's rules.
pub(crate) fn policy_reasons(address: &str, posture: Option<&str>) -> String {
    match posture {
        None => server_file(address, "policy.reasons.json"),
        Some(posture) => format!("servers/{address}/index.postures/{posture}/policy.reasons.json"),
    }
}

/// A tool's page; both are [`crate::ids::address`]es.
pub(crate) fn tool(server: &str, tool: &str) -> String {
    format!("servers/{server}/{tool}.html")
}

/// The record beside a tool's page.
pub(crate) fn tool_json(server: &str, tool: &str) -> String {
    format!("servers/{server}/{tool}.json")
}

/// A tool's page for models.
pub(crate) fn tool_twin(server: &str, tool: &str) -> String {
    format!("servers/{server}/{tool}.md")
}

/// The badge of a risk.
pub(crate) fn risk_badge(risk: Risk) -> String {
    format!("badges/{}.svg", risk.word().to_ascii_lowercase())
}

/// A schema of the site's files for programs.
pub(crate) fn schema(name: &str) -> String {
    format!("schemas/{name}")
}

/// The files of a whole that is cut into parts: `tools.jsonl`, `tools-2.jsonl`.
fn parts(rows: usize, stem: &'static str, ending: &'static str) -> impl Iterator<Item = String> {
    (1..=rows.div_ceil(PER_FILE).max(1)).map(move |part| match part {
        1 => format!("{stem}.{ending}"),
        part => format!("{stem}-{part}.{ending}"),
    })
}

/// All tools, a line each.
pub(crate) fn tool_lines(tools: usize) -> impl Iterator<Item = String> {
    parts(tools, "tools", "jsonl")
}

/// All servers, a line each.
pub(crate) fn server_lines(servers: usize) -> impl Iterator<Item = String> {
    parts(servers, "servers", "jsonl")
}

/// One file of a sitemap that takes several.
pub(crate) fn sitemap_part(part: usize) -> String {
    format!("sitemap-{part}.xml")
}

/// One page of the tools of a category.
pub(crate) fn category(category: Category, page: usize) -> String {
    let stem = match category {
        Category::Read => "categories/read",
        Category::Write => "categories/write",
        Category::Destructive => "categories/destructive",
    };
    numbered(stem, page)
}

/// One page of the tools of a risk.
pub(crate) fn risk(risk: Risk, page: usize) -> String {
    let stem = match risk {
        Risk::Low => "risks/low",
        Risk::Medium => "risks/medium",
        Risk::High => "risks/high",
        Risk::Critical => "risks/critical",
    };
    numbered(stem, page)
}

/// One page of the tools with a trait.
pub(crate) fn trait_(t: Trait, page: usize) -> String {
    numbered(&format!("traits/{t}"), page)
}

/// One page of the tools that two things hold for; `list` is the first page of the tools of
/// one of them, `word` says the other: `traits/bulk/critical.html`.
pub(crate) fn crossing(list: &str, word: &str, page: usize) -> String {
    let folder = list.strip_suffix(".html").unwrap_or(list);
    numbered(&format!("{folder}/{}", word.to_ascii_lowercase()), page)
}

/// One page of the servers with a grade.
pub(crate) fn grade(letter: char, page: usize) -> String {
    numbered(&format!("grades/{}", letter.to_ascii_lowercase()), page)
}

/// The attacks of a kind, or those that abuse a trait. No record's id holds a dot.
pub(crate) fn attacks(word: &str) -> String {
    format!("attacks/index.{word}.html")
}

/// A framework's page.
pub(crate) fn framework(id: &str) -> String {
    format!("frameworks/{id}.html")
}

/// One page of the tools to be looked at by a person.
pub(crate) fn review(page: usize) -> String {
    numbered("review", page)
}

/// One page of the tools whose author's hints are wrong.
pub(crate) fn mismatches(page: usize) -> String {
    numbered("mismatches", page)
}

/// One page of the servers with toxic combinations.
pub(crate) fn toxic(page: usize) -> String {
    numbered("toxic", page)
}

/// One page of what changed since an older build.
pub(crate) fn changes(page: usize) -> String {
    numbered("changes", page)
}

/// One page of the comparison of servers.
pub(crate) fn compare(page: usize) -> String {
    numbered("compare", page)
}

/// The names of servers that begin so, for the comparison's fields; `all` for all names.
pub(crate) fn compare_names(part: &str) -> String {
    format!("compare/{part}.js")
}

/// An attack's page.
pub(crate) fn attack(id: &str) -> String {
    format!("attacks/{id}.html")
}

/// A rule's page.
pub(crate) fn rule(id: &str) -> String {
    format!("rules/{id}.html")
}

/// The page of a group of the benchmark.
pub(crate) fn group(id: &str) -> String {
    format!("accuracy/{id}.html")
}

/// The misses of one kind: `accuracy/wrong-category.html`.
pub(crate) fn misses(kind: &str) -> String {
    format!("accuracy/wrong-{kind}.html")
}

/// A file of the search's index.
pub(crate) fn search_file(name: &str) -> String {
    format!("search/{name}.js")
}

/// The link from one page to another, both given by their address from the root
/// of the site; `to` may end in `#fragment`.
///
/// ```text
/// relative("servers/a/x.html", "servers/b/y.html") = "../b/y.html"
/// ```
pub(crate) fn relative(from: &str, to: &str) -> String {
    let shared = from
        .bytes()
        .zip(to.bytes())
        .enumerate()
        .take_while(|(_, (a, b))| a == b)
        .filter(|(_, (a, _))| *a == b'/')
        .last()
        .map_or(0, |(at, _)| at + 1);
    let ups = from[shared..].bytes().filter(|b| *b == b'/').count();
    let mut out = String::with_capacity(ups * 3 + to.len() - shared);
    for _ in 0..ups {
        out.push_str("../");
    }
    out.push_str(&to[shared..]);
    out
}

/// The address that a relative link leads to, without its fragment: the way back from
/// [`relative`].
pub(crate) fn resolve(from: &str, href: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in href.split('#').next().unwrap_or_default().split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "" | "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_relative_and_name_the_file() {
        let cases = [
            ("index.html", "method.html#risk", "method.html#risk"),
            ("index.html", "servers/index.html", "servers/index.html"),
            ("servers/index.html", "index.html", "../index.html"),
            ("servers/a/x.html", "servers/a/y.html", "y.html"),
            ("servers/a/x.html", "servers/ab/y.html", "../ab/y.html"),
            ("servers/a/x.html", "rules/delete-verb.html", "../../rules/delete-verb.html"),
            ("risks/low.html", "risks/low-2.html", "low-2.html"),
            ("index.html", "index.html", "index.html"),
        ];
        for (from, to, want) in cases {
            assert_eq!(relative(from, to), want, "{from} to {to}");
            assert_eq!(Some(resolve(from, want).as_str()), to.split('#').next(), "{want} on {from}");
        }
    }

    #[test]
    fn no_name_from_outside_takes_the_place_of_a_page_of_ours() {
        for name in ["index", "index.2", "index.html", "policy", "policy.reasons", "index.2.html"] {
            let address = crate::ids::address(name);
            assert!(!address.starts_with("index.") && !address.starts_with("policy."), "{name} -> {address}");
            assert_ne!(address, name);
        }
    }
}
