//! Which server gets which slug.

use crate::account::Remark;
use crate::diag::{Diagnostic, Level};
use crate::fsio::InputFile;
use crate::ids::ServerSlug;
use crate::manifest::Server;
use std::collections::{BTreeMap, BTreeSet};

/// What a server would be called if it were alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Claim {
    /// The slug it claims.
    pub(super) slug: ServerSlug,
    /// For slugs that are only a file's stem: what to be called instead if other
    /// files have that stem too.
    instead: Option<ServerSlug>,
    /// Where it stands, relative to the input.
    source: String,
    /// Where it stands, for people.
    shown: String,
}

impl Claim {
    /// The claim of a server in a file: the slug that the manifest carries, else
    /// its key in the file, else the file's stem.
    pub(super) fn of(server: &Server, file: &InputFile) -> Claim {
        let carried = server.info.slug.as_deref().filter(|slug| !slug.trim().is_empty());
        let by_stem = carried.is_none() && server.fallback_slug == file.stem() && !file.folder.is_empty();
        Claim {
            slug: ServerSlug::new(carried.unwrap_or(&server.fallback_slug)),
            instead: by_stem.then(|| ServerSlug::new(&format!("{}-{}", file.folder, file.stem()))),
            source: server.source.clone(),
            shown: file.shown.clone(),
        }
    }

    /// The claim of a folder of loose tools.
    pub(super) fn of_folder(server: &Server) -> Claim {
        Claim {
            slug: ServerSlug::new(&server.fallback_slug),
            instead: None,
            source: server.source.clone(),
            shown: server.source.clone(),
        }
    }
}

/// Gives every claim a slug of its own. The claims are in path order: of equal
/// ones the first keeps the slug, the others are told apart by where they stand.
pub(super) fn settle<'c>(claims: impl Iterator<Item = &'c Claim>) -> (Vec<ServerSlug>, Vec<Remark>) {
    let claims: Vec<&Claim> = claims.collect();
    let mut by_stem: BTreeMap<&ServerSlug, usize> = BTreeMap::new();
    for claim in claims.iter().filter(|claim| claim.instead.is_some()) {
        *by_stem.entry(&claim.slug).or_default() += 1;
    }
    let mut taken: BTreeMap<ServerSlug, &Claim> = BTreeMap::new();
    let mut remarks = Vec::new();
    let mut wanted: Vec<ServerSlug> = Vec::with_capacity(claims.len());
    for claim in &claims {
        let shared = by_stem.get(&claim.slug).is_some_and(|count| *count > 1);
        wanted.push(claim.instead.as_ref().filter(|_| shared).unwrap_or(&claim.slug).clone());
    }
    // What somebody wants outright is not taken by somebody who needs another.
    let all: BTreeSet<ServerSlug> = wanted.iter().cloned().collect();
    let mut slugs = Vec::with_capacity(claims.len());
    for (claim, wanted) in claims.iter().copied().zip(wanted) {
        let mut slug = wanted.clone();
        if let Some(first) = taken.get(&slug) {
            slug = slug.distinguished_by(&claim.source);
            while taken.contains_key(&slug) || all.contains(&slug) {
                slug = slug.distinguished_by(&claim.source);
            }
            let diagnostic = Diagnostic::new(
                Level::Warning,
                "same-slug",
                &claim.source,
                format!("another server is called `{wanted}` too ({}); this one is listed as `{slug}`", first.source),
            )
            .help("give one of them a `server.slug` of its own, or rename the file");
            remarks.push(Remark { diagnostic, shown: claim.shown.clone() });
        }
        taken.insert(slug.clone(), claim);
        slugs.push(slug);
    }
    (slugs, remarks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(slug: &str, folder: Option<&str>, source: &str) -> Claim {
        Claim {
            slug: ServerSlug::new(slug),
            instead: folder.map(|folder| ServerSlug::new(&format!("{folder}-{slug}"))),
            source: source.to_owned(),
            shown: source.to_owned(),
        }
    }

    fn settled(claims: &[Claim]) -> (Vec<String>, usize) {
        let (slugs, remarks) = settle(claims.iter());
        (slugs.iter().map(|s| s.as_str().to_owned()).collect(), remarks.len())
    }

    #[test]
    fn equal_stems_take_their_folder_along() {
        let (slugs, remarks) = settled(&[
            claim("git", Some("x"), "x/git.json"),
            claim("tools", Some("a"), "a/tools.json"),
            claim("tools", Some("b"), "b/tools.json"),
        ]);
        assert_eq!(slugs, ["git", "a-tools", "b-tools"]);
        assert_eq!(remarks, 0);
    }

    #[test]
    fn of_equal_claims_the_first_keeps_the_slug() {
        let (slugs, remarks) = settled(&[
            claim("git", None, "a.json"),
            claim("git", None, "b.json"),
            claim("tools", Some("x"), "p/x/tools.json"),
            claim("tools", Some("x"), "q/x/tools.json"),
        ]);
        assert_eq!(slugs[0], "git");
        assert!(slugs[1].starts_with("git-") && slugs[1].len() == "git-".len() + 8, "{slugs:?}");
        assert_eq!(slugs[2], "x-tools");
        assert!(slugs[3].starts_with("x-tools-"), "{slugs:?}");
        assert_eq!(remarks, 2);
    }
}
