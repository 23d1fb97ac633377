//! Which manifest a configured server belongs to, and how that is known.

use super::launch::without_version;
use super::{Configured, Host};
use serde::Serialize;

/// What is known of a manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Card {
    /// Its slug.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// The package it names, with or without registry.
    pub package: Option<String>,
    /// Its addresses: where it is reached, and its page.
    pub addresses: Vec<String>,
}

/// How a server was matched, surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// Both name the same package.
    Package,
    /// The address's host is the manifest's, or lies below it.
    Host,
    /// It is configured under the manifest's slug.
    Slug,
    /// It is configured under the manifest's name.
    Name,
}

impl By {
    /// What was found, for people.
    pub const fn words(self) -> &'static str {
        match self {
            By::Package => "by its package",
            By::Host => "by its host",
            By::Slug => "by the name it is configured under, the manifest's slug",
            By::Name => "by the name it is configured under, the manifest's name",
        }
    }
}

/// The outcome for one server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// One manifest, by its number among the cards.
    One {
        /// The manifest.
        card: usize,
        /// How.
        by: By,
        /// Both name a package, and not the same.
        other_package: bool,
    },
    /// Several manifests, none surer than the others.
    Several(Vec<usize>),
    /// None.
    Nothing,
}

/// The manifest of a server.
pub fn find(server: &Configured, cards: &[Card]) -> Match {
    let own = server.package.as_ref().or(server.program.as_ref()).map(|bare| plain(bare.as_str()));
    let name = plain(&server.name);
    for by in [By::Package, By::Host, By::Slug, By::Name] {
        let holds = |card: &Card| match by {
            By::Package => own.is_some() && package(card) == own,
            By::Host => server.host.as_ref().is_some_and(|host| card.addresses.iter().any(|url| reaches(host, url))),
            By::Slug => plain(&card.slug) == name,
            By::Name => !name.is_empty() && plain(&card.name) == name,
        };
        let found: Vec<usize> = (0..cards.len()).filter(|at| holds(&cards[*at])).collect();
        match found.as_slice() {
            [] => {}
            [card] => {
                let named = server.package.as_ref().map(|bare| plain(bare.as_str()));
                let theirs = package(&cards[*card]);
                let other_package = by > By::Host && named.is_some() && theirs.is_some() && named != theirs;
                return Match::One { card: *card, by, other_package };
            }
            _ => return Match::Several(found),
        }
    }
    Match::Nothing
}

/// A manifest's package, comparable: without registry and version. Addresses of
/// repositories are none.
fn package(card: &Card) -> Option<String> {
    const REGISTRIES: &[&str] = &["npm", "pypi", "oci", "docker", "docker.io", "nuget", "cargo", "crates"];
    let text = card.package.as_deref()?;
    let text =
        text.split_once([':', '/']).filter(|(first, _)| REGISTRIES.contains(first)).map_or(text, |(_, rest)| rest);
    without_version(text).map(|bare| plain(bare.as_str()))
}

/// Lower case, with `-` for `_` and blanks.
fn plain(text: &str) -> String {
    text.trim().to_lowercase().replace(['_', ' '], "-")
}

/// Whether a host is an address's, or lies below it. A page deep below its host is most
/// often one of many that strangers have there, so it tells nothing.
fn reaches(host: &Host, url: &str) -> bool {
    let Some(theirs) = Host::of(url) else { return false };
    let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    if path.split('/').filter(|part| !part.is_empty()).count() > 1 {
        return false;
    }
    let theirs = theirs.as_str().trim_start_matches("www.");
    let host = host.as_str();
    host == theirs || theirs.contains('.') && host.strip_suffix(theirs).is_some_and(|front| front.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::read;

    #[test]
    fn each_way_of_matching_is_found_and_told() {
        let card = |slug: &str, package: Option<&str>, addresses: &[&str]| Card {
            slug: slug.to_owned(),
            name: format!("The {slug}"),
            package: package.map(str::to_owned),
            addresses: addresses.iter().map(|a| (*a).to_owned()).collect(),
        };
        let cards = [
            card("mail", Some("npm:@o/mail-mcp"), &[]),
            card("web", Some("web_mcp"), &["https://web.example/docs"]),
            card("code", None, &["https://forge.example/o/code"]),
            card("twin", Some("mail-two"), &[]),
        ];
        let text = r#"{"mcpServers": {
            "a": {"command": "npx", "args": ["@o/mail-mcp@2"]}, "b": {"url": "https://mcp.web.example/x"},
            "code": {"url": "https://api.forge.example"}, "The_Twin": {"command": "npx", "args": ["other"]},
            "z": {"command": "uvx", "args": ["web-mcp"]}, "none": {"url": "https://api.forge.example"}}}"#;
        let config = read("x/mcp.json", text).expect("a configuration");
        let found: Vec<Match> = config.layers[0].servers.iter().map(|server| find(server, &cards)).collect();
        let one = |card, by, other_package| Match::One { card, by, other_package };
        assert_eq!(
            found,
            [
                one(0, By::Package, false),
                one(1, By::Host, false),
                one(2, By::Slug, false),
                one(3, By::Name, true),
                one(1, By::Package, false),
                Match::Nothing
            ]
        );
    }
}
