//! Which postures a site publishes.

use crate::policy::Posture;
use crate::site::PostureInfo;

/// The postures of a site: which policies it publishes, and what else it speaks of.
#[derive(Debug, Clone)]
pub struct Postures<'p> {
    /// All that there are.
    pub(super) all: &'p [Posture],
    /// The one that tool and server pages show.
    pub(super) first: usize,
    /// Those whose policies are published besides.
    pub(super) others: Vec<usize>,
}

impl<'p> Postures<'p> {
    /// The postures of these names, the first of which is shown; each counts once.
    ///
    /// # Errors
    /// The first name that no posture has; an empty one where there is no name at all.
    pub fn named<N: AsRef<str>>(all: &'p [Posture], names: &[N]) -> Result<Postures<'p>, String> {
        let mut found: Vec<usize> = Vec::new();
        for name in names.iter().map(AsRef::as_ref) {
            let at = all.iter().position(|posture| posture.id == name).ok_or_else(|| name.to_owned())?;
            if !found.contains(&at) {
                found.push(at);
            }
        }
        let (first, others) = found.split_first().ok_or_else(String::new)?;
        Ok(Postures { all, first: *first, others: others.to_vec() })
    }

    /// Those whose policies are published, the first of them first.
    pub fn published(&self) -> impl Iterator<Item = &'p Posture> {
        let all = self.all;
        std::iter::once(self.first).chain(self.others.iter().copied()).map(move |at| &all[at])
    }

    /// What the site says of them ([`crate::site::SiteOptions::postures`]).
    pub fn infos(&self) -> Vec<PostureInfo> {
        self.published().map(PostureInfo::of).collect()
    }
}
