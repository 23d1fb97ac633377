//! Where finished files go: a trait, so that everything that makes pages and
//! policies can be tested without a disk.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// A finished file could not be put where it belongs; the message names the
/// path and the reason.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SinkError(pub String);

/// Takes finished files. `path` is relative, with `/` between its parts, and
/// consists of [`crate::ids::address`] parts and fixed names only.
pub trait Sink: Sync {
    /// Takes one file.
    ///
    /// # Errors
    /// If the file cannot be kept; the run then ends.
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), SinkError>;
}

/// Keeps files in memory.
#[derive(Debug, Default)]
pub struct MemorySink {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl MemorySink {
    /// What was put, by path.
    pub fn into_files(self) -> BTreeMap<String, Vec<u8>> {
        self.files.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for MemorySink {
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), SinkError> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        match files.insert(path.to_owned(), bytes.to_owned()) {
            None => Ok(()),
            Some(_) => Err(SinkError(format!("{path} was made twice"))),
        }
    }
}
