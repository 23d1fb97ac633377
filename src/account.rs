//! The account of a run: what was read, what was set aside, what was left out and
//! why. Everything in it is sorted, and the numbers add up file by file.

use crate::diag::{Diagnostic, Level};
use crate::manifest::Quarantined;
use serde::Serialize;
use std::collections::BTreeMap;

/// A diagnostic, and the path as the user wrote it.
///
/// The diagnostic itself names its file relative to the input, so that pages do
/// not depend on where the input lies; a person at a terminal wants to open it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// What is to be said.
    pub diagnostic: Diagnostic,
    /// The path for people.
    pub shown: String,
}

impl Remark {
    /// The diagnostic with the path for people.
    pub fn for_people(&self) -> Diagnostic {
        Diagnostic { source: self.shown.clone(), ..self.diagnostic.clone() }
    }
}

/// Why a file was not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SkipReason {
    /// The file or folder could not be read.
    Unreadable,
    /// It is larger than the limit.
    TooLarge,
    /// The server had answered with an error.
    ErrorAnswer,
    /// It is something else: a client configuration, a registry entry, …
    NotAManifest(&'static str),
    /// The program failed on it, which is a bug.
    OurBug,
}

impl SkipReason {
    /// The reason in words, to stand after a number of files.
    pub const fn words(self) -> &'static str {
        match self {
            SkipReason::Unreadable => "unreadable",
            SkipReason::TooLarge => "too large",
            SkipReason::ErrorAnswer => "error answer of a server",
            SkipReason::NotAManifest(what) => what,
            SkipReason::OurBug => "bug in toolrisk",
        }
    }

    /// The stable kebab-case name of the kind of reason.
    pub const fn code(self) -> &'static str {
        match self {
            SkipReason::Unreadable => "unreadable",
            SkipReason::TooLarge => "too-large",
            SkipReason::ErrorAnswer => "error-answer",
            SkipReason::NotAManifest(_) => "not-a-manifest",
            SkipReason::OurBug => "our-bug",
        }
    }
}

/// A file or folder that was not used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Why.
    pub reason: SkipReason,
    /// Its path relative to the input.
    pub source: String,
    /// Its path as the user wrote it.
    pub shown: String,
}

/// What one file gave. `entries` is `read + quarantined`; a run that finds
/// otherwise reports a bug.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FileCount {
    /// Its path relative to the input.
    pub source: String,
    /// Entries that stand in its tool lists.
    pub entries: usize,
    /// Tools read.
    pub read: usize,
    /// Entries set aside.
    pub quarantined: usize,
}

/// An entry that was set aside, and the file it stands in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SetAside {
    /// The file, relative to the input.
    pub source: String,
    /// The file as the user wrote it.
    pub shown: String,
    /// The entry.
    pub entry: Quarantined,
}

/// The account of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunReport {
    /// What each manifest gave, by path. Files that were not used are not here.
    pub files: Vec<FileCount>,
    /// Files and folders that were not used, by reason and path.
    pub skipped: Vec<Skipped>,
    /// Entries that were set aside, by path and place.
    pub quarantined: Vec<SetAside>,
    /// Manifests without a single entry, by path.
    pub empty: Vec<String>,
    /// Servers found.
    pub servers: usize,
    /// Tools read.
    pub tools: usize,
    /// Everything there is to say, by path and place.
    pub remarks: Vec<Remark>,
}

impl RunReport {
    /// How many files were looked at, used or not.
    pub fn files_seen(&self) -> usize {
        self.files.len() + self.skipped.len()
    }

    /// Whether some input was not used, wholly or in a part that could not be
    /// read. Entries set aside for good reason and empty lists do not count.
    pub fn lost_something(&self) -> bool {
        !self.skipped.is_empty() || self.remarks.iter().any(|r| r.diagnostic.level == Level::Error)
    }

    /// The files not used, grouped by reason.
    pub fn skipped_by_reason(&self) -> BTreeMap<SkipReason, Vec<&Skipped>> {
        let mut groups: BTreeMap<SkipReason, Vec<&Skipped>> = BTreeMap::new();
        for skipped in &self.skipped {
            groups.entry(skipped.reason).or_default().push(skipped);
        }
        groups
    }

    /// Adds the account of a part of the inputs: all but the numbers of servers and tools,
    /// which only the whole run knows.
    pub fn absorb(&mut self, part: RunReport) {
        self.files.extend(part.files);
        self.skipped.extend(part.skipped);
        self.quarantined.extend(part.quarantined);
        self.empty.extend(part.empty);
        self.remarks.extend(part.remarks);
    }

    /// Sorts everything that was gathered in any order.
    pub fn sort(&mut self) {
        self.files.sort();
        self.skipped.sort();
        self.quarantined.sort();
        self.empty.sort();
        self.remarks.sort();
        self.remarks.dedup();
    }
}
