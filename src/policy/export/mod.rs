//! One file per policy format. A format takes a policy and gives bytes; it knows
//! no files and decides nothing.

mod policylayer;
mod reasons;

pub use policylayer::policy_snippet;

use super::Policy;
use crate::ids::ServerSlug;

/// What a format may call the server that a policy is for.
#[derive(Debug, Clone, Copy)]
pub struct ServerNaming<'a> {
    /// What it is called in records.
    pub slug: &'a ServerSlug,
    /// Its name for people.
    pub name: &'a str,
}

/// A way to write a policy.
pub trait Format: Sync {
    /// Its kebab-case name, for the command line and addresses.
    fn id(&self) -> &'static str;
    /// The file that it makes in a server's folder.
    fn file_name(&self) -> &'static str;
    /// What it is, for people.
    fn title(&self) -> &'static str;
    /// The whole file. Tools stand in the order of their names, so that the order
    /// of the manifest changes nothing.
    fn write(&self, policy: &Policy, server: &ServerNaming<'_>) -> Vec<u8>;
}

/// All formats, in the order in which pages offer them.
pub const FORMATS: &[&dyn Format] = &[&policylayer::PolicyLayer, &reasons::Reasons];

/// A format by its id.
pub fn format(id: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.id() == id)
}

/// A value as indented JSON with a final line break.
fn to_json(value: &impl serde::Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("plain structs with text keys always serialise to memory");
    bytes.push(b'\n');
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn formats_share_no_id_and_no_file() {
        let ids: BTreeSet<_> = FORMATS.iter().map(|f| f.id()).collect();
        let files: BTreeSet<_> = FORMATS.iter().map(|f| f.file_name()).collect();
        assert_eq!((ids.len(), files.len()), (FORMATS.len(), FORMATS.len()));
        assert!(format("policylayer").is_some() && format("nothing").is_none());
    }
}
