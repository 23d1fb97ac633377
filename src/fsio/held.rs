//! A result that is kept back until it is whole, so that a run that fails leaves the one
//! before as it was.

use super::FsError;
use super::disk::{DiskSink, holds};
use crate::sink::{Sink, SinkError};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Takes the files of a run and keeps in memory those that differ from a folder's.
#[derive(Debug)]
pub struct HeldSink {
    root: PathBuf,
    /// By path; nothing for what is on disk already.
    files: Mutex<BTreeMap<String, Option<Vec<u8>>>>,
}

impl HeldSink {
    /// A sink for what is to be put into a folder later.
    pub fn new(root: &Path) -> HeldSink {
        HeldSink { root: root.to_owned(), files: Mutex::default() }
    }

    /// Puts everything into the folder.
    ///
    /// # Errors
    /// The first file that cannot be written.
    pub fn release(self, sink: &DiskSink) -> Result<(), FsError> {
        let files = self.files.into_inner().unwrap_or_else(PoisonError::into_inner);
        for (path, bytes) in files {
            match bytes {
                Some(bytes) => sink.place(&path, &bytes)?,
                None => sink.keep(&path)?,
            }
        }
        Ok(())
    }
}

impl Sink for HeldSink {
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), SinkError> {
        let full = self.root.join(path);
        let same = std::fs::metadata(&full).is_ok_and(|meta| meta.is_file() && meta.len() == bytes.len() as u64)
            && holds(&full, bytes).unwrap_or(false);
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        match files.insert(path.to_owned(), (!same).then(|| bytes.to_owned())) {
            None => Ok(()),
            Some(_) => Err(SinkError(format!("{path} was made twice; this is a bug in toolrisk"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fsio::{Kind, Written};

    #[test]
    fn nothing_is_written_before_the_end() {
        let dir = tempfile::tempdir().expect("a folder");
        let open = || DiskSink::open(dir.path(), Kind::Site, false).expect("a folder that can be written to");
        let first = open();
        for path in ["a.html", "b.html", "gone.html"] {
            first.put(path, b"one").expect("can be put");
        }
        first.finish().expect("a receipt");
        let held = HeldSink::new(dir.path());
        held.put("a.html", b"one").expect("can be held");
        held.put("b.html", b"two").expect("can be held");
        held.put("c.html", b"new").expect("can be held");
        assert!(held.put("c.html", b"new").is_err());
        let text = |path: &str| std::fs::read_to_string(dir.path().join(path)).ok();
        assert_eq!((text("b.html").as_deref(), text("c.html")), (Some("one"), None));
        let sink = open();
        held.release(&sink).expect("can be written");
        let written = sink.finish().expect("a receipt");
        assert_eq!(written, Written { created: 1, changed: 1, unchanged: 1, pruned: 1 });
        assert_eq!((text("b.html").as_deref(), text("c.html").as_deref()), (Some("two"), Some("new")));
    }
}
