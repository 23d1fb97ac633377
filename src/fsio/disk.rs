//! The output folder.
//!
//! Equal files are left alone; pages are written in place, because freeing the
//! blocks of a replaced file costs ten times as much as writing it; what other
//! programs load (policies, the receipt) is written beside its place and renamed.
//!
//! A receipt names every file of ours. Pruning touches only what an earlier
//! receipt names, and what no receipt names is never overwritten. The folder itself
//! may be a link; folders inside it may not, or a run would write and prune
//! somewhere else.

use super::FsError;
use crate::sink::{Sink, SinkError};
use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The receipt's name. A dotfile: hosts do not serve it and walks pass it by.
pub const RECEIPT: &str = ".toolrisk-receipt";

/// Names the new files of an unfinished run as they come, so that a run after a
/// crash knows them for ours.
const JOURNAL: &str = ".toolrisk-receipt.part";

/// First words of a receipt; the version of its form and the kind follow.
const HEAD: &str = "toolrisk-receipt 1 ";

/// What an output folder holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A catalogue site.
    Site,
    /// One folder of policies a server.
    Policy,
}

impl Kind {
    /// The word in the receipt, which is the command that makes it.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Site => "site",
            Kind::Policy => "policy",
        }
    }
}

/// What a run did to the output folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that were not there before.
    pub created: u64,
    /// Files whose content changed.
    pub changed: u64,
    /// Files that were as they should be.
    pub unchanged: u64,
    /// Files of an earlier run that are no longer made, and are gone.
    pub pruned: u64,
}

/// Puts files into a folder on disk.
#[derive(Debug)]
pub struct DiskSink {
    root: PathBuf,
    kind: Kind,
    force: bool,
    /// Folders that had to be made for the root, outermost first.
    made_for_root: Vec<PathBuf>,
    /// What earlier runs wrote.
    before: Listing,
    /// For each of those, whether this run put it again.
    again: Vec<AtomicBool>,
    /// What this run put for the first time.
    new: Mutex<New>,
    /// Folders known to exist.
    folders: Mutex<HashSet<String>>,
    created: AtomicU64,
    changed: AtomicU64,
    unchanged: AtomicU64,
}

/// Files put for the first time.
#[derive(Debug, Default)]
struct New {
    /// Their paths, one a line.
    lines: String,
    /// The journal on disk, once it is needed.
    journal: Option<File>,
}

/// Sorted paths in one text: at full scale there are hundreds of thousands.
#[derive(Debug, Default)]
struct Listing {
    text: String,
    /// Start and end of each path in the text.
    places: Vec<(u32, u32)>,
}

impl Listing {
    /// The safe paths among the lines of some texts, sorted, each once.
    fn new(texts: &[String]) -> Listing {
        let mut paths: Vec<&str> = texts.iter().flat_map(|t| t.lines()).filter(|path| is_safe(path)).collect();
        paths.sort_unstable();
        paths.dedup();
        let mut listing = Listing::default();
        for path in paths {
            let start = listing.text.len();
            listing.text.push_str(path);
            // Two gigabytes of paths are no receipt of ours.
            let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(listing.text.len())) else { break };
            listing.places.push((start, end));
        }
        listing
    }

    fn get(&self, at: usize) -> &str {
        self.places.get(at).and_then(|(start, end)| self.text.get(*start as usize..*end as usize)).unwrap_or_default()
    }

    fn find(&self, path: &str) -> Option<usize> {
        self.places.binary_search_by(|(start, end)| self.text[*start as usize..*end as usize].cmp(path)).ok()
    }

    fn len(&self) -> usize {
        self.places.len()
    }
}

/// Whether a line of a receipt can only name something inside the folder. A
/// receipt lies in a folder that others may write to.
fn is_safe(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', ':', '\0'])
        && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}

/// What the receipt in a folder says it holds (`site`, `policy`); `None` without
/// a receipt.
pub fn receipt_kind(dir: &Path) -> Option<String> {
    let text = fs::read_to_string(dir.join(RECEIPT)).ok()?;
    Some(text.lines().next()?.strip_prefix(HEAD)?.to_owned())
}

/// The paths that the receipts in a folder name; none without a receipt.
pub(super) fn listed(dir: &Path) -> Vec<String> {
    let listing = Listing::new(&receipts(dir));
    (0..listing.len()).map(|at| listing.get(at).to_owned()).collect()
}

/// The texts of the receipt and of an unfinished run's journal.
fn receipts(dir: &Path) -> Vec<String> {
    let receipt = fs::read_to_string(dir.join(RECEIPT)).ok().filter(|text| text.starts_with(HEAD));
    let receipt = receipt.map(|text| text.split_once('\n').map_or(String::new(), |(_, rest)| rest.to_owned()));
    // A crash may have cut the last line.
    let journal = fs::read_to_string(dir.join(JOURNAL)).ok().filter(|text| text.starts_with(HEAD));
    let journal = journal.map(|mut text| {
        text.truncate(text.rfind('\n').unwrap_or(0));
        text.split_once('\n').map_or(String::new(), |(_, rest)| rest.to_owned())
    });
    receipt.into_iter().chain(journal).collect()
}

impl DiskSink {
    /// Opens a folder for output: makes it if it is missing and checks that files
    /// can be made in it, before the long work.
    ///
    /// # Errors
    /// If the folder is a file, cannot be made or written to, or holds the result
    /// of another command and `force` is not set.
    pub fn open(root: &Path, kind: Kind, force: bool) -> Result<DiskSink, FsError> {
        let mut made_for_root = Vec::new();
        match fs::metadata(root) {
            Ok(meta) if meta.is_dir() => {}
            Ok(_) => return Err(FsError::OutputIsFile { path: root.to_owned() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                made_for_root.extend(
                    root.ancestors().take_while(|p| !p.as_os_str().is_empty() && !p.exists()).map(Path::to_owned),
                );
                made_for_root.reverse();
                fs::create_dir_all(root).map_err(|source| FsError::write(root, source))?;
            }
            Err(error) => return Err(FsError::write(root, error)),
        }
        // Gone again when it is dropped.
        temporary(root).map_err(|source| FsError::write(root, source))?;
        if let Some(found) = receipt_kind(root)
            && found != kind.word()
            && !force
        {
            return Err(FsError::OtherKind { path: root.to_owned(), found });
        }
        let before = Listing::new(&receipts(root));
        let again = (0..before.len()).map(|_| AtomicBool::new(false)).collect();
        Ok(DiskSink {
            root: root.to_owned(),
            kind,
            force,
            made_for_root,
            before,
            again,
            new: Mutex::default(),
            folders: Mutex::default(),
            created: AtomicU64::new(0),
            changed: AtomicU64::new(0),
            unchanged: AtomicU64::new(0),
        })
    }

    /// Checks that none of the paths is taken by a file that is not ours or leads
    /// through a link, before anything is written.
    ///
    /// # Errors
    /// The first file or link that is in the way.
    pub fn check<'p>(&self, paths: impl IntoIterator<Item = &'p str>) -> Result<(), FsError> {
        if !self.made_for_root.is_empty() {
            return Ok(());
        }
        let mut folder_before = None;
        for path in paths {
            let folder = folder_of(path);
            if folder != folder_before
                && let Some(link) = folder.and_then(|folder| self.link_in(folder))
            {
                return Err(FsError::Linked { path: link });
            }
            folder_before = folder;
            if self.force {
                continue;
            }
            if self.before.find(path).is_none() && fs::symlink_metadata(self.root.join(path)).is_ok() {
                return Err(FsError::Foreign { path: self.root.join(path) });
            }
        }
        Ok(())
    }

    /// Ends a successful run: removes what earlier runs wrote and this one did
    /// not, then the folders that this leaves empty, and writes the receipt.
    ///
    /// # Errors
    /// If the receipt cannot be written, or a path was put twice.
    pub fn finish(self) -> Result<Written, FsError> {
        let mut pruned = 0;
        let mut emptied: HashSet<&str> = HashSet::new();
        for (at, again) in self.again.iter().enumerate() {
            if again.load(Ordering::Relaxed) {
                continue;
            }
            let path = self.before.get(at);
            if folder_of(path).is_some_and(|folder| self.link_in(folder).is_some()) {
                continue;
            }
            let full = self.root.join(path);
            // A link or folder that took the file's place is somebody's.
            if fs::symlink_metadata(&full).is_ok_and(|meta| meta.is_file()) && fs::remove_file(&full).is_ok() {
                pruned += 1;
                emptied.extend(folder_of(path));
            }
        }
        self.remove_empty(emptied);
        let mut new = guard(&self.new);
        let mut paths: Vec<&str> = new.lines.lines().collect();
        paths.extend(
            self.again.iter().enumerate().filter(|(_, a)| a.load(Ordering::Relaxed)).map(|(at, _)| self.before.get(at)),
        );
        paths.sort_unstable();
        if let Some(twice) = paths.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(FsError::Twice { path: self.root.join(twice[0]) });
        }
        let mut text = format!("{HEAD}{}\n", self.kind.word());
        for path in &paths {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{path}");
        }
        let receipt = self.root.join(RECEIPT);
        if fs::read(&receipt).ok().as_deref() != Some(text.as_bytes()) {
            replace(&receipt, text.as_bytes(), true).map_err(|source| FsError::write(&receipt, source))?;
        }
        new.journal = None;
        let journal = self.root.join(JOURNAL);
        match fs::remove_file(&journal) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(FsError::write(&journal, error)),
            _ => {}
        }
        Ok(Written {
            created: self.created.load(Ordering::Relaxed),
            changed: self.changed.load(Ordering::Relaxed),
            unchanged: self.unchanged.load(Ordering::Relaxed),
            pruned,
        })
    }

    /// Removes folders that hold nothing any more, and those around them, up to
    /// the root and never the root itself.
    fn remove_empty<'p>(&self, folders: impl IntoIterator<Item = &'p str>) {
        for folder in folders {
            let mut folder = Some(folder);
            while let Some(here) = folder {
                // Refused if anything is left in it, which is what is wanted.
                if fs::remove_dir(self.root.join(here)).is_err() {
                    break;
                }
                folder = folder_of(here);
            }
        }
    }

    /// Marks a path as put. Says whether an earlier run wrote it.
    fn claim(&self, path: &str) -> Result<bool, FsError> {
        if let Some(at) = self.before.find(path) {
            if self.again[at].swap(true, Ordering::Relaxed) {
                return Err(FsError::Twice { path: self.root.join(path) });
            }
            return Ok(true);
        }
        Ok(false)
    }

    /// Names a new file in the journal, before it is made.
    fn journal(&self, path: &str) -> Result<(), FsError> {
        let mut new = guard(&self.new);
        let start = new.lines.len();
        new.lines.push_str(path);
        new.lines.push('\n');
        let New { lines, journal } = &mut *new;
        let fail = |source| FsError::write(&self.root.join(JOURNAL), source);
        let file = match journal {
            Some(file) => file,
            None => {
                let mut file =
                    OpenOptions::new().append(true).create(true).open(self.root.join(JOURNAL)).map_err(fail)?;
                if file.metadata().map_err(fail)?.len() == 0 {
                    file.write_all(format!("{HEAD}{}\n", self.kind.word()).as_bytes()).map_err(fail)?;
                } else {
                    file.write_all(b"\n").map_err(fail)?;
                }
                journal.insert(file)
            }
        };
        file.write_all(&lines.as_bytes()[start..]).map_err(fail)
    }

    /// The first link on the way from the root to a folder inside it, the folder
    /// included.
    fn link_in(&self, folder: &str) -> Option<PathBuf> {
        let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
        ends.map(|end| self.root.join(&folder[..end]))
            .find(|path| fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink()))
    }

    /// Makes the folder of a path, once, unless the way there is a link.
    fn make_folder(&self, path: &str) -> Result<(), FsError> {
        let Some(folder) = folder_of(path) else { return Ok(()) };
        if guard(&self.folders).contains(folder) {
            return Ok(());
        }
        if let Some(path) = self.link_in(folder) {
            return Err(FsError::Linked { path });
        }
        let full = self.root.join(folder);
        fs::create_dir_all(&full).map_err(|source| FsError::write(&full, source))?;
        guard(&self.folders).insert(folder.to_owned());
        Ok(())
    }

    /// Says of a file of an earlier run that it is as it should be.
    ///
    /// # Errors
    /// If it is of no earlier run, or was put already.
    pub(super) fn keep(&self, path: &str) -> Result<(), FsError> {
        if !self.claim(path)? {
            return Err(FsError::Foreign { path: self.root.join(path) });
        }
        self.unchanged.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// Puts one file.
    pub(super) fn place(&self, path: &str, bytes: &[u8]) -> Result<(), FsError> {
        let full = self.root.join(path);
        let fail = |source| FsError::write(&full, source);
        let ours = self.claim(path)?;
        self.make_folder(path)?;
        let there = match fs::symlink_metadata(&full) {
            Ok(meta) => Some(meta),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(fail(error)),
        };
        if let Some(meta) = &there
            && (!meta.is_file() || !ours)
            && !(self.force && meta.is_file())
        {
            let twice = !ours && guard(&self.new).lines.lines().any(|line| line == path);
            return Err(if twice { FsError::Twice { path: full } } else { FsError::Foreign { path: full } });
        }
        if !ours {
            self.journal(path)?;
        }
        let Some(meta) = there else {
            if is_loaded_by_others(path) {
                replace(&full, bytes, false).map_err(fail)?;
            } else {
                let mut file = OpenOptions::new().write(true).create_new(true).open(&full).map_err(fail)?;
                file.write_all(bytes).map_err(fail)?;
            }
            self.created.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        };
        if meta.len() == bytes.len() as u64 && holds(&full, bytes).map_err(fail)? {
            self.unchanged.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        if is_loaded_by_others(path) {
            replace(&full, bytes, false).map_err(fail)?;
        } else {
            // Not truncated first: see the head of this file.
            let mut file = OpenOptions::new().write(true).open(&full).map_err(fail)?;
            file.write_all(bytes).map_err(fail)?;
            if meta.len() > bytes.len() as u64 {
                file.set_len(bytes.len() as u64).map_err(fail)?;
            }
        }
        self.changed.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

impl Sink for DiskSink {
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), SinkError> {
        self.place(path, bytes).map_err(|error| SinkError(error.to_string()))
    }
}

impl Drop for DiskSink {
    /// A run that wrote nothing leaves no folder behind that it made.
    fn drop(&mut self) {
        for made in self.made_for_root.iter().rev() {
            if fs::remove_dir(made).is_err() {
                break;
            }
        }
    }
}

/// The folder part of a path inside the root; `None` for a file in the root.
fn folder_of(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}

/// Whether other programs load a file while we may be writing it.
fn is_loaded_by_others(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with("policy.") && name.ends_with(".json")
}

/// Whether a file holds exactly these bytes; its length is known to be equal.
pub(super) fn holds(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let mut buffer = [0; 16 << 10];
    let mut rest = bytes;
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            return Ok(rest.is_empty());
        }
        match rest.split_at_checked(n) {
            Some((start, after)) if start == &buffer[..n] => rest = after,
            _ => return Ok(false),
        }
    }
}

/// Writes a person's own file anew, or for the first time: beside its place, then renamed.
/// A link stays a link, the file's rights stay, and folders that are missing are made.
///
/// # Errors
/// If it cannot be written.
pub fn rewrite(path: &Path, text: &str) -> Result<(), FsError> {
    let fail = |source| FsError::write(path, source);
    let place = match fs::canonicalize(path) {
        Ok(place) => place,
        Err(error) if error.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(path).is_err() => path.to_owned(),
        Err(error) => return Err(fail(error)),
    };
    let folder = match place.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    fs::create_dir_all(folder).map_err(fail)?;
    let mut file = temporary(folder).map_err(fail)?;
    file.write_all(text.as_bytes()).map_err(fail)?;
    if let Ok(meta) = fs::metadata(&place) {
        file.as_file().set_permissions(meta.permissions()).map_err(fail)?;
    }
    file.as_file().sync_all().map_err(fail)?;
    file.persist(&place).map_err(|error| fail(error.error))?;
    Ok(())
}

/// Writes a file beside its place and renames it, so that nobody sees half of it.
fn replace(path: &Path, bytes: &[u8], durable: bool) -> io::Result<()> {
    let mut file = temporary(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    if durable {
        file.as_file().sync_all()?;
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A temporary file in a folder, with the rights that any new file gets.
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".toolrisk-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// The content of a lock, also after a panic elsewhere: every change made under
/// these locks is whole.
fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(root: &Path) -> DiskSink {
        DiskSink::open(root, Kind::Site, false).expect("a folder that can be written to")
    }

    fn run(root: &Path, files: &[(&str, &str)]) -> Written {
        let sink = open(root);
        for (path, text) in files {
            sink.put(path, text.as_bytes()).expect("can be put");
        }
        sink.finish().expect("a receipt")
    }

    fn text(path: PathBuf) -> String {
        fs::read_to_string(path).expect("a file")
    }

    #[test]
    fn equal_files_are_left_alone_and_others_rewritten() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path().join("new/site");
        let files = [("index.html", "long text"), ("servers/a/policy.json", "{}")];
        assert_eq!(run(&root, &files), Written { created: 2, ..Written::default() });
        let stamp = |p: &str| fs::metadata(root.join(p)).expect("a file").modified().expect("a time");
        let before = (stamp("index.html"), stamp("servers/a/policy.json"), stamp(RECEIPT));
        assert_eq!(run(&root, &files), Written { unchanged: 2, ..Written::default() });
        assert_eq!(before, (stamp("index.html"), stamp("servers/a/policy.json"), stamp(RECEIPT)));
        let changed = run(&root, &[("index.html", "short"), ("servers/a/policy.json", "[]")]);
        assert_eq!(changed, Written { changed: 2, ..Written::default() });
        assert_eq!(text(root.join("index.html")), "short");
        assert_eq!(text(root.join("servers/a/policy.json")), "[]");
        assert_eq!(text(root.join(RECEIPT)), "toolrisk-receipt 1 site\nindex.html\nservers/a/policy.json\n");
    }

    #[test]
    fn pruning_removes_our_files_only() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path();
        fs::create_dir_all(root.join("servers/kept")).expect("folders");
        fs::write(root.join("servers/kept/notes.txt"), "mine").expect("a file");
        fs::write(root.join("CNAME"), "mine").expect("a file");
        run(root, &[("index.html", "x"), ("servers/gone/a.html", "x"), ("servers/kept/a.html", "x")]);
        assert_eq!(run(root, &[("index.html", "x")]), Written { unchanged: 1, pruned: 2, ..Written::default() });
        assert!(!root.join("servers/gone").exists());
        assert_eq!(text(root.join("servers/kept/notes.txt")), "mine");
        assert_eq!(text(root.join("CNAME")), "mine");
    }

    #[test]
    fn a_receipt_cannot_point_outside_the_folder() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path().join("site");
        run(&root, &[("index.html", "x")]);
        fs::write(dir.path().join("outside"), "mine").expect("a file");
        let absolute = dir.path().join("outside");
        fs::write(
            root.join(RECEIPT),
            format!("toolrisk-receipt 1 site\n../outside\n{}\nindex.html\n", absolute.display()),
        )
        .expect("a file");
        run(&root, &[("index.html", "x")]);
        assert_eq!(text(absolute), "mine");
    }

    #[cfg(unix)]
    #[test]
    fn a_linked_folder_is_neither_written_nor_pruned_through() {
        let dir = tempfile::tempdir().expect("a folder");
        let (root, outside) = (dir.path().join("site"), dir.path().join("outside"));
        run(&root, &[("index.html", "x"), ("servers/a/a.html", "x"), ("assets/style.css", "x")]);
        fs::rename(root.join("servers"), &outside).expect("moved");
        std::os::unix::fs::symlink("../outside", root.join("servers")).expect("a link");
        for force in [false, true] {
            let sink = DiskSink::open(&root, Kind::Site, force).expect("a folder");
            let refused = sink.check(["index.html", "servers/b/b.html"]).expect_err("a link").to_string();
            assert!(refused.contains("servers is a link, and nothing is written outside"), "{refused}");
            assert!(sink.put("servers/a/a.html", b"new").is_err());
            assert!(sink.put("servers/b/b.html", b"new").is_err());
        }
        let pruned = run(&root, &[("index.html", "x"), ("assets/style.css", "x")]).pruned;
        assert_eq!(pruned, 0);
        assert_eq!(text(outside.join("a/a.html")), "x");
        assert!(!outside.join("b").exists());
        // The folder itself may be a link.
        std::os::unix::fs::symlink("site", dir.path().join("alias")).expect("a link");
        assert_eq!(run(&dir.path().join("alias"), &[("index.html", "x")]).unchanged, 1);
    }

    #[test]
    fn files_of_others_are_refused_before_they_are_touched() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join("index.html"), "mine").expect("a file");
        let sink = open(dir.path());
        assert!(sink.check(["about.html"]).is_ok());
        let refused = sink.check(["about.html", "index.html"]).expect_err("in the way").to_string();
        assert!(refused.contains("index.html exists and was not written by toolrisk"), "{refused}");
        assert!(sink.put("index.html", b"ours").is_err());
        drop(sink);
        assert_eq!(text(dir.path().join("index.html")), "mine");
        let sink = DiskSink::open(dir.path(), Kind::Site, true).expect("a folder");
        sink.put("index.html", b"ours").expect("forced");
        assert_eq!(sink.finish().expect("a receipt").changed, 1);
    }

    #[test]
    fn a_run_after_a_crash_knows_its_own_files() {
        let dir = tempfile::tempdir().expect("a folder");
        let root = dir.path();
        let sink = open(root);
        sink.put("a.html", b"old").expect("can be put");
        sink.put("b.html", b"old").expect("can be put");
        drop(sink);
        assert!(!root.join(RECEIPT).exists());
        assert_eq!(run(root, &[("a.html", "new")]), Written { changed: 1, pruned: 1, ..Written::default() });
        assert!(!root.join(JOURNAL).exists() && !root.join("b.html").exists());
    }

    #[test]
    fn the_folder_is_checked_before_the_work_and_vanishes_if_unused() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("file");
        fs::write(&file, "").expect("a file");
        let error = DiskSink::open(&file, Kind::Site, false).expect_err("a file").to_string();
        assert!(error.contains("is a file, not a folder"), "{error}");
        let deep = dir.path().join("a/b/c");
        drop(open(&deep));
        assert!(!dir.path().join("a").exists());
        run(&deep, &[("index.html", "x")]);
        let error = DiskSink::open(&deep, Kind::Policy, false).expect_err("a site").to_string();
        assert!(error.contains("holds the result of `toolrisk site`"), "{error}");
    }

    #[test]
    fn a_path_put_twice_is_a_bug_and_said_so() {
        let dir = tempfile::tempdir().expect("a folder");
        let sink = open(dir.path());
        sink.put("a.html", b"x").expect("can be put");
        assert!(sink.put("a.html", b"x").is_err());
    }

    #[test]
    fn reasons_are_words() {
        assert_eq!(super::super::why(&io::ErrorKind::StorageFull.into()), "the disk is full");
    }
}
