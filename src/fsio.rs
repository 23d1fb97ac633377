//! The only file-system code: the catalog and the templates, finding and reading
//! inputs, and writing results.
//!
//! Everything that can go wrong with an input becomes a diagnostic and the run
//! goes on; what goes wrong with the catalog or with the output is an error.

mod disk;
mod held;
mod inputs;
mod watch;

pub use disk::{DiskSink, Kind, RECEIPT, Written, receipt_kind, rewrite};
pub use held::HeldSink;
pub use inputs::{InputFile, Inputs, Walk, find};
pub use watch::Snapshot;

use crate::embedded;
use crate::rulebook::CatalogFiles;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// A file or folder that the run cannot do without. Mostly the user's to mend;
/// the message names the path and the reason.
#[derive(Debug, thiserror::Error)]
pub enum FsError {
    /// Something of the user's could not be read.
    #[error("cannot read {}: {}", path.display(), why(cause))]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// Why not. Not a `source`: the message says it already.
        cause: io::Error,
    },
    /// A text file of a catalog or template folder is not UTF-8.
    #[error("{} is not UTF-8 text", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// Something could not be written.
    #[error("cannot write {}: {}", path.display(), why(cause))]
    Write {
        /// What was to be written.
        path: PathBuf,
        /// Why not. Not a `source`: the message says it already.
        cause: io::Error,
    },
    /// The output folder is a file.
    #[error("{} is a file, not a folder; name a folder for the result with --out", path.display())]
    OutputIsFile {
        /// What the user named.
        path: PathBuf,
    },
    /// A file that is not ours stands where one of ours belongs.
    #[error(
        "{} exists and was not written by toolrisk, so it is left alone; move it away, choose another folder with --out, or overwrite it with --force",
        path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A folder inside the output folder is a link.
    #[error(
        "{} is a link, and nothing is written outside the output folder; remove the link, or choose another folder with --out",
        path.display()
    )]
    Linked {
        /// The link.
        path: PathBuf,
    },
    /// The output folder holds the result of another command.
    #[error(
        "{} holds the result of `toolrisk {found}`; choose another folder with --out, or replace it with --force",
        path.display()
    )]
    OtherKind {
        /// The folder.
        path: PathBuf,
        /// The command that made it.
        found: String,
    },
    /// The same path was put twice, which is a bug of ours.
    #[error("{} was made twice; this is a bug in toolrisk", path.display())]
    Twice {
        /// The path.
        path: PathBuf,
    },
}

impl FsError {
    /// Wraps a failure to read.
    fn read(path: &Path, cause: io::Error) -> FsError {
        FsError::Read { path: path.to_owned(), cause }
    }

    /// Wraps a failure to write.
    fn write(path: &Path, cause: io::Error) -> FsError {
        FsError::Write { path: path.to_owned(), cause }
    }
}

/// Why an operation failed: lower case, no numbers of the operating system where
/// the kind says it all.
#[expect(clippy::wildcard_enum_match_arm, reason = "the list is the standard library's and grows")]
pub fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it does not exist".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::QuotaExceeded => "the disk quota is used up".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        io::ErrorKind::NotADirectory => "a part of its path is a file".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => bare(error),
    }
}

/// What the operating system says, without its number and without the path that
/// a walk puts in front: that is named already, and pages must not depend on
/// where the input lies.
fn bare(error: &io::Error) -> String {
    let walked = error.get_ref().and_then(|inner| inner.downcast_ref::<walkdir::Error>());
    if let Some(inner) = walked.and_then(walkdir::Error::io_error) {
        return why(inner);
    }
    let text = error.to_string();
    let text = text.split(" (os error ").next().unwrap_or(&text);
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// The catalog that the program carries.
pub fn embedded_catalog() -> CatalogFiles {
    CatalogFiles::new(embedded::below("catalog/").map(|(path, text)| (path.to_owned(), Cow::Borrowed(text))))
}

/// The catalog in a folder: exactly its files, nothing of the embedded one.
///
/// # Errors
/// If the folder or one of its files cannot be read as text.
pub fn read_catalog(dir: &Path) -> Result<CatalogFiles, FsError> {
    Ok(CatalogFiles::new(read_texts(dir)?.into_iter().map(|(path, text)| (path, Cow::Owned(text)))))
}

/// All files below a folder as text, by path with `/` between its parts; dotfiles
/// are left out.
///
/// # Errors
/// If the folder or one of its files cannot be read as text.
pub fn read_texts(dir: &Path) -> Result<BTreeMap<String, String>, FsError> {
    let mut texts = BTreeMap::new();
    let walk = walkdir::WalkDir::new(dir)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|e| e.depth() == 0 || !e.file_name().to_string_lossy().starts_with('.'));
    for entry in walk {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(dir).to_owned();
            FsError::Read { path, cause: error.into() }
        })?;
        if entry.depth() == 0 && !entry.file_type().is_dir() {
            return Err(FsError::read(dir, io::ErrorKind::NotADirectory.into()));
        }
        if !entry.file_type().is_file() {
            continue;
        }
        let text = read_text(entry.path())?;
        texts.insert(slashed(entry.path().strip_prefix(dir).unwrap_or(entry.path())), text);
    }
    Ok(texts)
}

/// One file as text, whatever its size.
///
/// # Errors
/// If it cannot be read as text.
pub fn read_text(path: &Path) -> Result<String, FsError> {
    String::from_utf8(read_bytes(path)?).map_err(|_| FsError::NotText { path: path.to_owned() })
}

/// One file, whatever its size.
///
/// # Errors
/// If it cannot be read.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, FsError> {
    std::fs::read(path).map_err(|source| FsError::read(path, source))
}

/// One file as text, whatever its size; `None` if there is none.
///
/// # Errors
/// If it cannot be read as text.
pub fn read_text_if_any(path: &Path) -> Result<Option<String>, FsError> {
    match read_text(path) {
        Err(FsError::Read { cause, .. }) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        read => read.map(Some),
    }
}

/// A path as the file system knows it: absolute, and past links if there is something.
pub fn real(path: &Path) -> PathBuf {
    let known = std::fs::canonicalize(path).or_else(|_| std::path::absolute(path));
    known.unwrap_or_else(|_| path.to_owned())
}

/// Those of some places below a folder at which there is a file.
pub fn present<'p>(dir: &Path, places: impl IntoIterator<Item = &'p &'static str>) -> Vec<PathBuf> {
    places.into_iter().map(|place| dir.join(place)).filter(|path| path.is_file()).collect()
}

/// Writes a handful of files into a folder, which is made if it is missing.
///
/// # Errors
/// If the folder cannot be made or a file cannot be written.
pub fn write_files(dir: &Path, files: &[(String, Vec<u8>)]) -> Result<(), FsError> {
    std::fs::create_dir_all(dir).map_err(|source| FsError::write(dir, source))?;
    for (name, bytes) in files {
        let path = dir.join(name);
        std::fs::write(&path, bytes).map_err(|source| FsError::write(&path, source))?;
    }
    Ok(())
}

/// Whether a path names something that can be read as an input.
pub fn is_input(path: &Path) -> bool {
    path == Path::new("-") || path.exists()
}

/// Whether an address below a folder names something outside it, by way of a
/// link. What does not exist leads nowhere.
pub fn leads_out(root: &Path, address: &str) -> bool {
    let path = root.join(address.trim_start_matches('/'));
    match (std::fs::canonicalize(root), std::fs::canonicalize(path)) {
        (Ok(root), Ok(path)) => !path.starts_with(root),
        _ => false,
    }
}

/// A relative path as text with `/` between its parts.
fn slashed(path: &Path) -> String {
    let parts: Vec<Cow<'_, str>> = path.components().map(|c| c.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalog_folder_replaces_the_embedded_one_and_hides_its_dotfiles() {
        let dir = tempfile::tempdir().expect("a folder");
        std::fs::create_dir_all(dir.path().join("rules/acts")).expect("folders");
        std::fs::write(dir.path().join("rules/acts/x.toml"), "id = \"x\"").expect("a file");
        std::fs::write(dir.path().join(".hidden"), "").expect("a file");
        let catalog = read_catalog(dir.path()).expect("a catalog");
        assert_eq!(catalog.paths().collect::<Vec<_>>(), ["rules/acts/x.toml"]);
        assert!(embedded_catalog().paths().count() > 10);
    }

    #[cfg(unix)]
    #[test]
    fn a_reason_is_said_once_and_without_numbers_and_paths() {
        let dir = tempfile::tempdir().expect("a folder");
        std::os::unix::fs::symlink("self", dir.path().join("self")).expect("a link");
        let inputs = find(&[dir.path().to_owned()], &Walk::default());
        let said: Vec<_> = inputs.remarks.iter().map(|r| r.diagnostic.message.as_str()).collect();
        assert_eq!(said, ["skipped: too many levels of symbolic links"]);
        let error = DiskSink::open(&dir.path().join("self"), Kind::Site, false).expect_err("no folder");
        assert!(error.to_string().ends_with("self: too many levels of symbolic links"), "{error}");
        assert!(std::error::Error::source(&error).is_none());
    }

    #[test]
    fn errors_name_path_and_reason() {
        let missing = read_catalog(Path::new("no/such/folder")).expect_err("nothing there");
        assert_eq!(missing.to_string(), "cannot read no/such/folder: it does not exist");
    }
}
