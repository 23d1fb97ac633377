//! Identities: what a server and a rule are called, and the one rule that turns
//! any name into a safe piece of an address.

use serde::Serialize;
use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// What a server is called in records: the manifest's `server.slug`, else the
/// file's stem. Unique within a run; never empty; free of control characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ServerSlug(String);

impl ServerSlug {
    /// Longest slug kept, in bytes; the rest is replaced by a hash of the whole.
    pub const MAX_BYTES: usize = 120;

    /// Makes a slug from what a manifest or file name offers. Control characters
    /// become `_`; an empty text becomes `server`; an overlong one is cut and
    /// told apart by a hash.
    pub fn new(text: &str) -> ServerSlug {
        let clean: String = text.trim().chars().map(|c| if c.is_control() { '_' } else { c }).collect();
        if clean.is_empty() {
            return ServerSlug("server".to_owned());
        }
        if clean.len() <= Self::MAX_BYTES {
            return ServerSlug(clean);
        }
        let mut end = Self::MAX_BYTES - 9;
        while !clean.is_char_boundary(end) {
            end -= 1;
        }
        ServerSlug(format!("{}-{}", &clean[..end], short_hash(&clean)))
    }

    /// The same slug told apart from an equal one that stands in another place.
    pub fn distinguished_by(&self, place: &str) -> ServerSlug {
        ServerSlug::new(&format!("{}-{}", self.0, short_hash(place)))
    }

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ServerSlug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The name of a rule, which is the stem of its file under `catalog/rules/`.
/// Cheap to clone; ordered by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(Arc<str>);

impl Serialize for RuleId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl RuleId {
    /// Wraps a name; the rulebook checks that it is kebab-case and unique.
    pub fn new(name: &str) -> RuleId {
        RuleId(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Borrow<str> for RuleId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Names that a server's folder uses itself, and names that some file systems
/// reserve; a tool of that name gets the hashed form.
const RESERVED: &[&str] = &[
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "index", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "policy", "prn",
];

/// The one rule for addresses: a name that is already safe stands for itself;
/// any other is lower-cased, stripped to ASCII letters and digits, and told apart
/// by a hash of the original.
///
/// It is a function of the name alone, so an address never changes because a
/// neighbour came or went, and two names never share one (not even on a file
/// system that folds case).
///
/// ```
/// use toolrisk::ids::address;
/// assert_eq!(address("delete_file"), "delete_file");
/// assert!(address("getUser").starts_with("get-user-"));
/// assert_ne!(address("getUser"), address("GetUser"));
/// assert!(address("nasa/firms").starts_with("nasa-firms-"));
/// ```
pub fn address(name: &str) -> String {
    const MAX: usize = 80;
    let safe = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    let stem = name.split('.').next().unwrap_or_default();
    // The hashed form ends in `-` and eight hex digits; a plain name of that look
    // is hashed as well, so that the two forms can never meet.
    let looks_hashed = name.len() > 9
        && name.is_char_boundary(name.len() - 9)
        && name[name.len() - 9..].starts_with('-')
        && name[name.len() - 8..].bytes().all(|b| b.is_ascii_hexdigit());
    if !name.is_empty()
        && name.len() <= MAX
        && name.chars().all(safe)
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !name.ends_with('.')
        && !RESERVED.contains(&stem)
        && !looks_hashed
    {
        return name.to_owned();
    }
    let mut out = String::new();
    let mut last_lower = false;
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            if c.is_ascii_uppercase() && last_lower && !out.ends_with('-') {
                out.push('-');
            }
            out.push(c.to_ascii_lowercase());
            last_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        } else {
            if !out.is_empty() && !out.ends_with('-') {
                out.push('-');
            }
            last_lower = false;
        }
        if out.len() >= MAX - 16 {
            break;
        }
    }
    let out = out.trim_matches('-');
    if out.is_empty() { format!("x-{}", short_hash(name)) } else { format!("{out}-{}", short_hash(name)) }
}

/// The part of a long list that a name stands in: its first letter or digit in lower case, `_`
/// for any other character.
pub fn initial(name: &str) -> String {
    let first = name.chars().next().map_or('_', |c| c.to_ascii_lowercase());
    if first.is_ascii_alphanumeric() { first.to_string() } else { "_".to_owned() }
}

/// Eight hex digits that tell texts apart.
pub fn short_hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..8].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_awkward_names_are_safe_and_differ() {
        let long = "x".repeat(10_000);
        let names = [
            "nasa/firms",
            "get status",
            "长亭 IP 情报查询",
            "getUser",
            "GetUser",
            "get-user",
            "get_user",
            "con",
            "CON",
            "con.txt",
            "index",
            "Index",
            "..",
            ".",
            "",
            "a.",
            "-a",
            "é",
            "é.",
            long.as_str(),
            "a-0123abcd",
        ];
        let mut seen = std::collections::BTreeMap::new();
        for name in names {
            let a = address(name);
            assert!(!a.is_empty() && a.len() <= 90, "{name:?} -> {a}");
            assert!(
                a.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.".contains(&b)),
                "{name:?} -> {a}"
            );
            assert!(!a.starts_with('.') && !a.ends_with('.') && !RESERVED.contains(&a.as_str()), "{name:?} -> {a}");
            assert_eq!(seen.insert(a.clone(), name), None, "{a} stands for two names");
        }
    }

    #[test]
    fn slugs_keep_what_the_manifest_says() {
        assert_eq!(ServerSlug::new("nasa/firms").as_str(), "nasa/firms");
        assert_eq!(ServerSlug::new("a\u{7}b").as_str(), "a_b");
        assert_eq!(ServerSlug::new("  ").as_str(), "server");
        assert!(ServerSlug::new(&"长".repeat(200)).as_str().len() <= ServerSlug::MAX_BYTES);
        let plain = ServerSlug::new("git");
        assert_ne!(plain.distinguished_by("a/git.json"), plain.distinguished_by("b/git.json"));
    }
}
