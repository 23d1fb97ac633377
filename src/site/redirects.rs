//! Pages that have moved: what the user says of them, and what it comes to.

use super::{Site, links, pages};
use crate::ids::address;
use std::collections::{BTreeMap, BTreeSet};

/// One line of a list of moves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redirect {
    /// Where the page, or the server, stood.
    pub old: String,
    /// Where it stands now.
    pub new: String,
    /// The file and line that say so.
    pub place: String,
}

/// A move that cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct RedirectError {
    /// The file and line.
    pub place: String,
    /// What is wrong, and the way out.
    pub problem: String,
}

impl Redirect {
    /// Reads a list of moves: on each line the old and the new name, with a tab or blanks
    /// between. A name is a server's slug (`old-server new-server`), which moves all of its
    /// pages, or the address of a page (`servers/files/rm.html servers/files/delete.html`).
    /// Empty lines and lines that begin with `#` are passed over. `file` names the list in
    /// messages.
    ///
    /// # Errors
    /// The first line that has not two names.
    pub fn list(file: &str, text: &str) -> Result<Vec<Redirect>, RedirectError> {
        let mut all = Vec::new();
        for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let place = format!("{file}:{number}");
            // A slug may hold blanks; with a tab in the line they mean nothing.
            let names: Vec<&str> = if line.contains('\t') {
                line.split('\t').map(str::trim).filter(|name| !name.is_empty()).collect()
            } else {
                line.split_whitespace().collect()
            };
            let [old, new] = names[..] else {
                let problem = format!(
                    "{} names where two belong; write the old and the new name, with a tab between if a name holds blanks",
                    names.len()
                );
                return Err(RedirectError { place, problem });
            };
            all.push(Redirect { old: old.to_owned(), new: new.to_owned(), place });
        }
        Ok(all)
    }
}

/// A name in a list of moves.
enum Name {
    /// All pages of a server, by its address.
    Server(String),
    /// One page.
    Page(String),
}

impl Name {
    fn of(name: &str) -> Name {
        let name = name.trim_start_matches('/');
        let below = name.strip_prefix("servers/").map(|rest| rest.trim_end_matches('/'));
        match below {
            Some(server) if !server.is_empty() && !server.contains('/') && !server.ends_with(".html") => {
                Name::Server(server.to_owned())
            }
            _ if name.ends_with(".html") => Name::Page(name.to_owned()),
            _ => Name::Server(address(name)),
        }
    }
}

/// Whether a page can stand at an address: parts of plain letters below the site's root.
fn is_place(path: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    path.len() <= 400 && path.split('/').all(plain)
}

/// The pages that lead on, and where to, sorted by their addresses.
///
/// # Errors
/// The first move whose old page exists or is named before, or whose new page does not exist.
pub(crate) fn resolve(site: &Site<'_>) -> Result<Vec<(String, String)>, RedirectError> {
    if site.options.redirects.is_empty() {
        return Ok(Vec::new());
    }
    let mut real: BTreeSet<String> = site.catalogue.servers.iter().flat_map(|s| site.server_paths(s)).collect();
    // What leads on is not asked, for it is being made.
    real.extend(pages::PAGES.iter().flat_map(|kind| kind.places(site)).map(|place| place.address));
    let mut moved: BTreeMap<String, String> = BTreeMap::new();
    for Redirect { old, new, place } in &site.options.redirects {
        let failed = |problem: String| RedirectError { place: place.clone(), problem };
        let pairs = match (Name::of(old), Name::of(new)) {
            (Name::Page(from), Name::Page(to)) => vec![(from, to)],
            (Name::Page(from), Name::Server(server)) => vec![(from, links::server(&server, 1))],
            (Name::Server(from), Name::Server(to)) => {
                let Some(server) = site.catalogue.servers.iter().find(|server| server.address == to) else {
                    return Err(failed(format!(
                        "there is no server `{new}` to lead to; write its slug as the catalogue has it, or leave the line out"
                    )));
                };
                let prefix = format!("servers/{to}/");
                let paths = site.server_paths(server).into_iter().filter(|path| path.ends_with(".html"));
                let pair = |to: String| Some((format!("servers/{from}/{}", to.strip_prefix(&prefix)?), to));
                paths.filter_map(pair).collect()
            }
            (Name::Server(_), Name::Page(_)) => {
                return Err(failed(format!(
                    "`{old}` is a server and `{new}` a page; name two servers, or two pages that end in .html"
                )));
            }
        };
        for (from, to) in pairs {
            if !is_place(&from) {
                return Err(failed(format!("`{from}` is no address of a page; letters, digits, `-`, `_` and `.` are")));
            }
            if real.contains(&from) {
                return Err(failed(format!(
                    "{from} is a page of this site and cannot lead elsewhere; leave the line out"
                )));
            }
            if !real.contains(&to) {
                return Err(failed(format!(
                    "there is no page {to} to lead to; write where it stands now, even if it moved more than once"
                )));
            }
            if let Some(other) = moved.insert(from.clone(), to) {
                return Err(failed(format!("{from} already leads to {other}; keep one of the two")));
            }
        }
    }
    Ok(moved.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_two_names_a_line() {
        let text = "\u{feff}# moved in May\n\nold new\r\na b\tc d\n  servers/x/y.html   servers/x/z.html\n";
        let all = Redirect::list("moved.tsv", text).expect("a list");
        let names: Vec<(&str, &str)> = all.iter().map(|one| (one.old.as_str(), one.new.as_str())).collect();
        assert_eq!(names, [("old", "new"), ("a b", "c d"), ("servers/x/y.html", "servers/x/z.html")]);
        assert_eq!(all[1].place, "moved.tsv:4");
        for bad in ["one", "a b c", "a\tb\tc", "a\t"] {
            let error = Redirect::list("moved.tsv", bad).expect_err(bad).to_string();
            assert!(error.starts_with("moved.tsv:1: ") && error.contains("two belong"), "{error}");
        }
    }
}
