//! Finding and reading inputs. Nothing here stops a run: what cannot be read is
//! skipped, with a diagnostic that says why and what to do.

use super::{RECEIPT, disk, slashed, why};
use crate::account::{Remark, SkipReason, Skipped};
use crate::diag::{Diagnostic, Level};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// How folders are walked.
#[derive(Debug, Clone, Copy)]
pub struct Walk {
    /// Look into hidden files and folders too.
    pub hidden: bool,
    /// Do not respect `.gitignore` and `.ignore`.
    pub no_ignore: bool,
    /// Largest file that is read, in bytes.
    pub max_file_size: u64,
}

impl Walk {
    /// The largest file that is read unless the user says otherwise: 64 MiB.
    pub const DEFAULT_MAX: u64 = 64 << 20;
}

impl Default for Walk {
    fn default() -> Walk {
        Walk { hidden: false, no_ignore: false, max_file_size: Walk::DEFAULT_MAX }
    }
}

/// One file to be read.
#[derive(Debug, Clone)]
pub struct InputFile {
    /// Its path relative to the folder that holds all inputs, with `/` between
    /// the parts: what records and pages name, wherever that folder lies.
    pub source: String,
    /// Its path as the user wrote it.
    pub shown: String,
    /// The name of the folder it lies in; empty if it lies in none.
    pub folder: String,
    /// Its size when it was found.
    pub size: u64,
    /// Where its bytes are.
    content: Content,
}

/// Where the bytes of an input are.
#[derive(Debug, Clone)]
enum Content {
    /// On disk.
    Disk(PathBuf),
    /// In memory, because they can be read only once (standard input, pipes).
    Kept(Arc<[u8]>),
    /// In the catalog.
    Fixed(Arc<str>),
}

impl InputFile {
    /// A file of the catalog.
    pub fn fixed(path: &str, text: &str) -> InputFile {
        InputFile {
            source: path.to_owned(),
            shown: path.to_owned(),
            folder: String::new(),
            size: text.len() as u64,
            content: Content::Fixed(text.into()),
        }
    }

    /// The file's name without its last extension.
    pub fn stem(&self) -> &str {
        let name = self.source.rsplit('/').next().unwrap_or(&self.source);
        match name.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => name,
        }
    }

    /// Where it is on disk, if it is there.
    pub(super) fn path(&self) -> Option<&Path> {
        match &self.content {
            Content::Disk(path) => Some(path),
            Content::Kept(_) | Content::Fixed(_) => None,
        }
    }

    /// The path of the folder it lies in, relative like `source`.
    pub fn parent(&self) -> &str {
        self.source.rsplit_once('/').map_or("", |(parent, _)| parent)
    }

    /// The whole content.
    ///
    /// # Errors
    /// Why the file is skipped, with what to say about it.
    pub fn read(&self, walk: &Walk) -> Result<Cow<'_, [u8]>, Box<(SkipReason, Remark)>> {
        let path = match &self.content {
            Content::Kept(bytes) => return Ok(Cow::Borrowed(bytes)),
            Content::Fixed(text) => return Ok(Cow::Borrowed(text.as_bytes())),
            Content::Disk(path) => path,
        };
        match File::open(path).and_then(|file| limited(file, self.size, walk.max_file_size)) {
            Ok(Some(bytes)) => Ok(Cow::Owned(bytes)),
            Ok(None) => Err(Box::new(too_large(&self.source, &self.shown, walk))),
            Err(error) => Err(Box::new(unreadable(&self.source, &self.shown, &error))),
        }
    }
}

/// Reads everything, or `None` if it is more than the limit: the size found may
/// no longer hold, and pipes have none.
fn limited(from: impl Read, expected: u64, max: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected.min(max)).unwrap_or(0) + 1);
    from.take(max.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= max).then_some(bytes))
}

/// What to say of a file over the limit.
fn too_large(source: &str, shown: &str, walk: &Walk) -> (SkipReason, Remark) {
    let limit = walk.max_file_size;
    let diagnostic = Diagnostic::new(
        Level::Error,
        "too-large",
        source,
        format!("skipped: larger than the limit of {limit} bytes ({} MiB)", limit >> 20),
    )
    .help("raise the limit with --max-file-size, or split the file");
    (SkipReason::TooLarge, Remark { diagnostic, shown: shown.to_owned() })
}

/// What to say of a file or folder that cannot be read.
fn unreadable(source: &str, shown: &str, error: &io::Error) -> (SkipReason, Remark) {
    let help = if error.kind() == io::ErrorKind::PermissionDenied {
        "allow reading it, or leave it out"
    } else if error.kind() == io::ErrorKind::NotFound {
        "check the path; a symbolic link may lead nowhere"
    } else {
        "check that it can be opened with other programs"
    };
    let diagnostic = Diagnostic::new(Level::Error, "unreadable", source, format!("skipped: {}", why(error))).help(help);
    (SkipReason::Unreadable, Remark { diagnostic, shown: shown.to_owned() })
}

/// The inputs of a run, sorted by path, each file once.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// The files.
    pub files: Vec<InputFile>,
    /// What was left out already.
    pub skipped: Vec<Skipped>,
    /// What there is to say about it.
    pub remarks: Vec<Remark>,
}

impl Inputs {
    /// Inputs that are files of the catalog.
    pub fn fixed<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Inputs {
        Inputs { files: files.map(|(path, text)| InputFile::fixed(path, text)).collect(), ..Inputs::default() }
    }

    /// Leaves something out.
    fn skip(&mut self, source: &str, (reason, remark): (SkipReason, Remark)) {
        self.skipped.push(Skipped { reason, source: source.to_owned(), shown: remark.shown.clone() });
        self.remarks.push(remark);
    }
}

/// Finds all files that the paths name: files as they are, folders with all that
/// is in them, `-` for standard input.
pub fn find(paths: &[PathBuf], walk: &Walk) -> Inputs {
    let mut finder = Finder { walk, base: base(paths), found: Vec::new(), inputs: Inputs::default() };
    let mut stdin_taken = false;
    for path in paths {
        if path == Path::new("-") {
            if !std::mem::replace(&mut stdin_taken, true) {
                finder.once("-", "standard input", io::stdin().lock());
            }
            continue;
        }
        let lexical = absolute(path);
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => finder.folder(path, &lexical),
            Ok(meta) if meta.is_file() => finder.file(path, &lexical, meta.len()),
            // A pipe or device that was named on purpose (`<(command)`).
            Ok(_) => match File::open(path) {
                Ok(file) => finder.once(&finder.source(&lexical), &path.display().to_string(), file),
                Err(error) => finder.unreadable(path, &lexical, &error),
            },
            Err(error) => finder.unreadable(path, &lexical, &error),
        }
    }
    finder.done()
}

/// A search for inputs.
struct Finder<'a> {
    walk: &'a Walk,
    /// The folder that holds all inputs.
    base: PathBuf,
    /// Files found, and the path to know them by.
    found: Vec<(InputFile, PathBuf)>,
    inputs: Inputs,
}

impl Finder<'_> {
    /// A path relative to the folder that holds all inputs.
    fn source(&self, lexical: &Path) -> String {
        let rest = lexical.strip_prefix(&self.base).unwrap_or(lexical);
        if rest.as_os_str().is_empty() { ".".to_owned() } else { slashed(rest) }
    }

    /// Skips a path.
    fn unreadable(&mut self, path: &Path, lexical: &Path, error: &io::Error) {
        let source = self.source(lexical);
        let skip = unreadable(&source, &path.display().to_string(), error);
        self.inputs.skip(&source, skip);
    }

    /// Takes something that can be read only once.
    fn once(&mut self, source: &str, shown: &str, from: impl Read) {
        match limited(from, 0, self.walk.max_file_size) {
            Ok(Some(bytes)) => {
                // A name of its own, so that it cannot pass for a file.
                let file = InputFile {
                    source: if source == "-" { "stdin".to_owned() } else { source.to_owned() },
                    shown: shown.to_owned(),
                    folder: String::new(),
                    size: bytes.len() as u64,
                    content: Content::Kept(bytes.into()),
                };
                let key = PathBuf::from(format!("\0{shown}"));
                self.found.push((file, key));
            }
            Ok(None) => self.inputs.skip(source, too_large(source, shown, self.walk)),
            Err(error) => self.inputs.skip(source, unreadable(source, shown, &error)),
        }
    }

    /// Takes a regular file.
    fn file(&mut self, path: &Path, lexical: &Path, size: u64) {
        let source = self.source(lexical);
        let shown = path.display().to_string();
        if size > self.walk.max_file_size {
            self.inputs.skip(&source, too_large(&source, &shown, self.walk));
            return;
        }
        let folder = lexical.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
        let file = InputFile { source, shown, folder, size, content: Content::Disk(path.to_owned()) };
        self.found.push((file, path.to_owned()));
    }

    /// Takes all files below a folder.
    fn folder(&mut self, root: &Path, lexical: &Path) {
        // What an earlier run wrote is no input; if the result lies in the very
        // folder that is read, only the files in its receipt are left out.
        let ours: BTreeSet<String> = disk::listed(root).into_iter().collect();
        let mut builder = ignore::WalkBuilder::new(root);
        builder
            .hidden(!self.walk.hidden)
            .ignore(!self.walk.no_ignore)
            .git_ignore(!self.walk.no_ignore)
            // The same folder gives the same result wherever it lies and whoever
            // reads it, so nothing outside it has a say.
            .parents(false)
            .git_global(false)
            .git_exclude(false)
            .require_git(false)
            .follow_links(true)
            .filter_entry(|entry| {
                let nested_result = entry.depth() > 0
                    && entry.file_type().is_some_and(|t| t.is_dir())
                    && entry.path().join(RECEIPT).is_file();
                !nested_result && entry.file_name() != OsStr::new(RECEIPT)
            });
        for entry in builder.build() {
            match entry {
                Ok(entry) => {
                    let rest = entry.path().strip_prefix(root).unwrap_or(entry.path());
                    let place = lexical.join(rest);
                    if let Some(error) = entry.error() {
                        self.bad_ignore_file(entry.path(), &place, error);
                    }
                    let Some(kind) = entry.file_type() else { continue };
                    if kind.is_dir() || (!ours.is_empty() && ours.contains(&slashed(rest))) {
                        continue;
                    }
                    match entry.metadata() {
                        Ok(meta) if meta.is_file() => self.file(entry.path(), &place, meta.len()),
                        Ok(_) => {
                            let error = io::Error::other("it is neither a file nor a folder");
                            self.unreadable(entry.path(), &place, &error);
                        }
                        Err(error) => self.walk_error(root, lexical, &error),
                    }
                }
                Err(error) => self.walk_error(root, lexical, &error),
            }
        }
    }

    /// Says that an ignore file has a line that cannot be understood.
    fn bad_ignore_file(&mut self, path: &Path, lexical: &Path, error: &ignore::Error) {
        let diagnostic = Diagnostic::new(
            Level::Warning,
            "ignore-file",
            self.source(lexical),
            format!("in an ignore file: {}", bottom(error)),
        )
        .help("correct the pattern, or read everything with --no-ignore");
        self.inputs.remarks.push(Remark { diagnostic, shown: path.display().to_string() });
    }

    /// Says what stopped the walk at one place.
    fn walk_error(&mut self, root: &Path, lexical: &Path, error: &ignore::Error) {
        let (path, cause) = unwrap(error);
        let path = path.unwrap_or(root);
        let place = path.strip_prefix(root).map_or_else(|_| absolute(path), |rest| lexical.join(rest));
        match cause {
            Cause::Loop(child) => {
                let place = child.strip_prefix(root).map_or(place, |rest| lexical.join(rest));
                let diagnostic = Diagnostic::new(
                    Level::Warning,
                    "link-loop",
                    self.source(&place),
                    "this symbolic link leads back to a folder around it, so it is not followed",
                )
                .help("nothing is lost: the folder is read where it stands");
                self.inputs.remarks.push(Remark { diagnostic, shown: child.display().to_string() });
            }
            Cause::Io(error) => self.unreadable(path, &place, error),
            Cause::Other(error) => {
                let error = io::Error::other(error.to_string());
                self.unreadable(path, &place, &error);
            }
        }
    }

    /// Sorts what was found and drops files that were found twice.
    fn done(mut self) -> Inputs {
        self.found.sort_by(|(a, a_key), (b, b_key)| (&a.source, a_key).cmp(&(&b.source, b_key)));
        // Resolving a path costs a call for each of its parts: parents are
        // resolved once.
        let mut parents: HashMap<PathBuf, PathBuf> = HashMap::new();
        let mut seen: HashSet<PathBuf> = HashSet::new();
        for (file, key) in self.found {
            let real = match &file.content {
                Content::Disk(path) => real(path, &mut parents),
                Content::Kept(_) | Content::Fixed(_) => key,
            };
            if seen.insert(real) {
                self.inputs.files.push(file);
            } else {
                let diagnostic = Diagnostic::new(
                    Level::Note,
                    "same-file",
                    &file.source,
                    "this file was named twice and is read once",
                );
                self.inputs.remarks.push(Remark { diagnostic, shown: file.shown });
            }
        }
        self.inputs
    }
}

/// The path of a file with all links resolved.
fn real(path: &Path, parents: &mut HashMap<PathBuf, PathBuf>) -> PathBuf {
    let is_link = fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink());
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if !is_link => {
            if let Some(known) = parents.get(parent) {
                return known.join(name);
            }
            let here = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            let known = fs::canonicalize(here).unwrap_or_else(|_| absolute(here));
            let real = known.join(name);
            parents.insert(parent.to_owned(), known);
            real
        }
        _ => fs::canonicalize(path).unwrap_or_else(|_| absolute(path)),
    }
}

/// What lies at the bottom of a walk error.
enum Cause<'e> {
    /// A link that leads back; its own path.
    Loop(&'e Path),
    /// The operating system refused.
    Io(&'e io::Error),
    /// Anything else.
    Other(&'e ignore::Error),
}

/// Takes a walk error apart: the path it names, and what happened there.
fn unwrap(error: &ignore::Error) -> (Option<&Path>, Cause<'_>) {
    match error {
        ignore::Error::WithPath { path, err } => (Some(path), unwrap(err).1),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => unwrap(err),
        ignore::Error::Loop { child, .. } => (Some(child), Cause::Loop(child)),
        ignore::Error::Io(error) => (None, Cause::Io(error)),
        ignore::Error::Partial(_)
        | ignore::Error::Glob { .. }
        | ignore::Error::UnrecognizedFileType(_)
        | ignore::Error::InvalidDefinition => (None, Cause::Other(error)),
    }
}

/// The innermost error, which names no path: pages must not depend on where the
/// input lies.
fn bottom(error: &ignore::Error) -> String {
    match error {
        ignore::Error::Partial(all) => all.iter().map(bottom).collect::<Vec<_>>().join("; "),
        ignore::Error::WithPath { err, .. }
        | ignore::Error::WithDepth { err, .. }
        | ignore::Error::WithLineNumber { err, .. } => bottom(err),
        ignore::Error::Loop { .. }
        | ignore::Error::Io(_)
        | ignore::Error::Glob { .. }
        | ignore::Error::UnrecognizedFileType(_)
        | ignore::Error::InvalidDefinition => error.to_string(),
    }
}

/// A path from the root, with links left as they are; `..` after a link would
/// mislead, so such a path is resolved instead.
fn absolute(path: &Path) -> PathBuf {
    if path.components().any(|c| c == Component::ParentDir)
        && let Ok(real) = fs::canonicalize(path)
    {
        return real;
    }
    std::path::absolute(path).map_or_else(|_| path.to_owned(), |path| path.components().collect())
}

/// The deepest folder that holds everything the paths name.
fn base(paths: &[PathBuf]) -> PathBuf {
    let mut base: Option<PathBuf> = None;
    for path in paths.iter().filter(|p| *p != Path::new("-")) {
        let lexical = absolute(path);
        let folder = if fs::metadata(path).is_ok_and(|meta| meta.is_dir()) {
            lexical
        } else {
            lexical.parent().map(Path::to_owned).unwrap_or_default()
        };
        base = Some(match base {
            None => folder,
            Some(base) => {
                base.components().zip(folder.components()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
            }
        });
    }
    base.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with the files, each holding its own name.
    fn folder(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a folder");
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, file).expect("a file");
        }
        dir
    }

    fn sources(inputs: &Inputs) -> Vec<&str> {
        inputs.files.iter().map(|f| f.source.as_str()).collect()
    }

    #[test]
    fn folders_are_walked_in_order_without_hidden_and_ignored_files() {
        let dir = folder(&["b/x.json", "a.json", "c.tmp", ".hidden.json", "b/.gitignore"]);
        fs::write(dir.path().join(".gitignore"), "*.tmp\n").expect("a file");
        let found = |hidden, no_ignore| {
            let walk = Walk { hidden, no_ignore, ..Walk::default() };
            let inputs = find(&[dir.path().to_owned()], &walk);
            assert!(inputs.skipped.is_empty() && inputs.remarks.is_empty());
            sources(&inputs).join(" ")
        };
        assert_eq!(found(false, false), "a.json b/x.json");
        assert_eq!(found(false, true), "a.json b/x.json c.tmp");
        assert_eq!(found(true, false), ".gitignore .hidden.json a.json b/.gitignore b/x.json");
    }

    #[test]
    fn a_file_is_read_once_however_often_it_is_named() {
        let dir = folder(&["m/a.json", "m/b.json"]);
        let m = dir.path().join("m");
        let inputs = find(&[m.join("b.json"), m.clone(), m.join("../m/a.json")], &Walk::default());
        assert_eq!(sources(&inputs), ["a.json", "b.json"]);
        assert_eq!(inputs.remarks.len(), 2);
        assert!(inputs.skipped.is_empty());
    }

    #[test]
    fn names_do_not_depend_on_where_the_folder_lies_or_the_order_of_paths() {
        let dir = folder(&["in/x/a.json", "in/y/a.json", "in/y/z.json"]);
        let at = |p: &str| dir.path().join("in").join(p);
        let one = find(&[at("y"), at("x/a.json")], &Walk::default());
        let two = find(&[at("x/a.json"), at("y")], &Walk::default());
        assert_eq!(sources(&one), ["x/a.json", "y/a.json", "y/z.json"]);
        assert_eq!(sources(&one), sources(&two));
        assert_eq!(one.files[0].folder, "x");
        assert_eq!(one.files[0].stem(), "a");
        assert_eq!(one.files[0].parent(), "x");
    }

    #[test]
    fn large_files_and_missing_paths_are_skipped_with_help() {
        let dir = folder(&["a.json"]);
        fs::write(dir.path().join("big.json"), [b' '; 100]).expect("a file");
        let walk = Walk { max_file_size: 99, ..Walk::default() };
        let inputs = find(&[dir.path().to_owned(), dir.path().join("none.json")], &walk);
        assert_eq!(sources(&inputs), ["a.json"]);
        assert_eq!(inputs.files[0].read(&walk).expect("readable").as_ref(), b"a.json");
        let reasons: Vec<_> = inputs.skipped.iter().map(|s| (s.source.as_str(), s.reason)).collect();
        assert_eq!(reasons, [("big.json", SkipReason::TooLarge), ("none.json", SkipReason::Unreadable)]);
        assert!(inputs.remarks.iter().all(|r| r.diagnostic.help.is_some()));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_loops_are_named() {
        use std::os::unix::fs::symlink;
        let dir = folder(&["in/a.json", "else/b.json"]);
        let root = dir.path().join("in");
        symlink(dir.path().join("else"), root.join("linked")).expect("a link");
        symlink(&root, root.join("loop")).expect("a link");
        symlink("nowhere", root.join("broken.json")).expect("a link");
        symlink("a.json", root.join("twin.json")).expect("a link");
        let inputs = find(&[root], &Walk::default());
        assert_eq!(sources(&inputs), ["a.json", "linked/b.json"]);
        let codes: Vec<_> = inputs.remarks.iter().map(|r| (r.diagnostic.code, r.diagnostic.source.as_str())).collect();
        assert!(codes.contains(&("link-loop", "loop")), "{codes:?}");
        assert!(codes.contains(&("unreadable", "broken.json")), "{codes:?}");
        assert!(codes.contains(&("same-file", "twin.json")), "{codes:?}");
        assert_eq!(inputs.skipped.len(), 1);
    }
}
