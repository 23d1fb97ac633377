//! Files to servers: where a server stands, and reading it there once more.

use super::RunError;
use crate::account::{FileCount, Remark, RunReport, SetAside, SkipReason};
use crate::diag::{Diagnostic, Level};
use crate::fsio::{InputFile, Walk};
use crate::manifest::{self, Limits, Outcome, Quarantined, Reading, Server, ServerInfo};
use foldhash::fast::FixedState;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::hash::BuildHasher as _;

/// Where a server stands. In the order of the files, then of the servers in one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// So many servers into a file.
    In {
        /// The file's number.
        file: usize,
        /// The server's number in it.
        nth: usize,
    },
    /// Loose tools in these files of one folder.
    Loose(Vec<usize>),
}

impl Place {
    /// The number of the server among those that [`Reader::again`] finds at its place.
    pub(super) fn nth(&self) -> usize {
        match self {
            Place::In { nth, .. } => *nth,
            Place::Loose(_) => 0,
        }
    }

    /// The path for people.
    pub(super) fn shown(&self, files: &Files) -> String {
        match self {
            Place::In { file, .. } => files.list[*file].shown.clone(),
            Place::Loose(at) => at.first().map(|at| files.list[*at].shown.clone()).unwrap_or_default(),
        }
    }

    /// How much there is to read, in bytes.
    pub(super) fn weight(&self, files: &Files) -> u64 {
        match self {
            Place::In { file, .. } => files.list[*file].size,
            Place::Loose(at) => at.iter().map(|at| files.list[*at].size).sum(),
        }
    }
}

/// The files of a run, and what tells whether they are still as the first pass read them.
#[derive(Debug)]
pub(super) struct Files {
    /// The files, by their numbers.
    pub(super) list: Vec<InputFile>,
    /// A [`stamp`] of each.
    pub(super) stamps: Vec<u64>,
}

/// Eight bytes that tell contents apart.
pub(super) fn stamp(bytes: &[u8]) -> u64 {
    FixedState::default().hash_one(bytes)
}

/// Reads files.
pub(super) struct Reader {
    /// What a manifest may hold.
    limits: Limits,
    /// How files are read.
    walk: Walk,
}

impl Reader {
    /// A reader of files that were found by this walk.
    pub(super) fn new(walk: Walk) -> Reader {
        Reader { limits: Limits::default(), walk }
    }

    /// A file's bytes.
    ///
    /// # Errors
    /// Why the file is left out, and what is to be said of that.
    pub(super) fn bytes<'f>(&self, file: &'f InputFile) -> Result<Cow<'f, [u8]>, Box<(SkipReason, Remark)>> {
        file.read(&self.walk)
    }

    /// What a file's bytes hold.
    pub(super) fn read(&self, file: &InputFile, bytes: Cow<'_, [u8]>) -> Reading {
        manifest::read(manifest::Input { source: &file.source, stem: file.stem(), bytes: &bytes }, self.limits)
    }

    /// The servers at a place, with their tools sorted by name.
    ///
    /// # Errors
    /// If a file is no longer what it was in the first pass.
    pub(super) fn again(&self, files: &Files, place: &Place) -> Result<Vec<Server>, RunError> {
        let at = match place {
            Place::In { file, .. } => *file,
            Place::Loose(at) => return Ok(vec![self.assemble(&files.list, at)?.0]),
        };
        let file = &files.list[at];
        let changed = || RunError::Changed(file.shown.clone());
        let bytes = self.bytes(file).map_err(|_| changed())?;
        if stamp(&bytes) != files.stamps[at] {
            return Err(changed());
        }
        match self.read(file, bytes).outcome {
            Outcome::Servers(mut servers) => {
                servers.iter_mut().for_each(by_name);
                Ok(servers)
            }
            Outcome::Loose { .. } | Outcome::ErrorAnswer | Outcome::NotAManifest { .. } => Err(changed()),
        }
    }

    /// One server of the loose tools in some files of a folder, with the account of them.
    ///
    /// # Errors
    /// If a file is no longer one of loose tools.
    pub(super) fn assemble(&self, files: &[InputFile], at: &[usize]) -> Result<(Server, RunReport), RunError> {
        let mut report = RunReport::default();
        let mut server = folder_server(&files[at[0]], at.len());
        let mut names: BTreeSet<String> = BTreeSet::new();
        for file in at.iter().map(|at| &files[*at]) {
            let changed = || RunError::Changed(file.shown.clone());
            let reading = self.read(file, self.bytes(file).map_err(|_| changed())?);
            let Outcome::Loose { tools, mut quarantined } = reading.outcome else { return Err(changed()) };
            let mut count = counted(file, reading.entries);
            for tool in tools {
                if names.insert(tool.name.clone()) {
                    server.tools.push(tool);
                    count.read += 1;
                } else {
                    quarantined.push(Quarantined {
                        name: tool.name,
                        pointer: tool.pointer,
                        reason: format!(
                            "another file of the folder `{}` defines a tool of this name",
                            server.fallback_slug
                        ),
                    });
                }
            }
            count.quarantined = quarantined.len();
            report.quarantined.extend(set_aside(file, &quarantined));
            server.quarantined.extend(quarantined);
            report.remarks.extend(uneven(&count, file));
            report.files.push(count);
        }
        by_name(&mut server);
        Ok((server, report))
    }
}

/// The server that the loose tools of so many files make, the first of which is this one; as
/// yet without tools.
fn folder_server(first: &InputFile, files: usize) -> Server {
    // Standard input has no folder, and is called what it is everywhere else.
    let piped = files == 1 && first.source == "stdin";
    let name = match first.folder.as_str() {
        "" if piped => first.stem(),
        "" => "tools",
        folder => folder,
    };
    Server {
        info: ServerInfo { name: name.to_owned(), ..ServerInfo::default() },
        fallback_slug: name.to_owned(),
        source: match first.parent() {
            "" if piped => first.source.clone(),
            "" => ".".to_owned(),
            folder => folder.to_owned(),
        },
        format: "loose tools",
        tools: Vec::new(),
        quarantined: Vec::new(),
    }
}

/// Sorts a server's tools by name; equal names keep their order.
pub(super) fn by_name(server: &mut Server) {
    server.tools.sort_by(|a, b| a.name.cmp(&b.name));
}

/// The count of a file with so many entries, none of which has been looked at.
pub(super) fn counted(file: &InputFile, entries: usize) -> FileCount {
    FileCount { source: file.source.clone(), entries, read: 0, quarantined: 0 }
}

/// The entries that a file's reader set aside, for the account.
pub(super) fn set_aside(file: &InputFile, entries: &[Quarantined]) -> Vec<SetAside> {
    entries
        .iter()
        .map(|entry| SetAside { source: file.source.clone(), shown: file.shown.clone(), entry: entry.clone() })
        .collect()
}

/// Says so if the numbers of a file do not add up.
pub(super) fn uneven(count: &FileCount, file: &InputFile) -> Option<Remark> {
    if count.entries == count.read + count.quarantined {
        return None;
    }
    let message = format!(
        "{} entries, but {} read and {} set aside; this is a bug in toolrisk",
        count.entries, count.read, count.quarantined
    );
    let diagnostic =
        Diagnostic::new(Level::Warning, "our-bug", &file.source, message).help("please report it with the file");
    Some(Remark { diagnostic, shown: file.shown.clone() })
}
