//! What files look like from outside, to notice when one changes.
//!
//! Sizes and times are compared again and again, instead of asking the system to tell. That
//! also works on shared and mounted folders, which tell nothing, and with editors that write
//! beside a file and rename; it needs no further crate; and three thousand files take a few
//! thousandths of a second.

use super::{Walk, find};
use std::collections::BTreeMap;
use std::fs::Metadata;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// Files and folders at one time: what each looked like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot(BTreeMap<PathBuf, u64>);

impl Snapshot {
    /// Everything that is read from inputs, walked as they are, and from other files and
    /// folders, of which dotfiles are left out. What is missing is not in it.
    pub fn of(inputs: &[PathBuf], walk: &Walk, others: &[PathBuf]) -> Snapshot {
        let mut seen = BTreeMap::new();
        let mut add = |path: &Path| {
            if let Ok(meta) = std::fs::metadata(path) {
                seen.insert(path.to_owned(), stamp(&meta));
            }
        };
        for file in &find(inputs, walk).files {
            if let Some(path) = file.path() {
                add(path);
            }
        }
        for other in others {
            let entries = walkdir::WalkDir::new(other).follow_links(true).into_iter();
            let shown = entries.filter_entry(|e| e.depth() == 0 || !e.file_name().to_string_lossy().starts_with('.'));
            for entry in shown.filter_map(Result::ok).filter(|entry| entry.file_type().is_file()) {
                add(entry.path());
            }
        }
        Snapshot(seen)
    }

    /// Takes over what a later one has besides.
    pub fn learn(&mut self, later: Snapshot) {
        for (path, stamp) in later.0 {
            self.0.entry(path).or_insert(stamp);
        }
    }

    /// What came, went or looks different in a later one.
    pub fn changed(&self, later: &Snapshot) -> Vec<PathBuf> {
        let all = self.0.keys().chain(later.0.keys().filter(|path| !self.0.contains_key(*path)));
        let mut changed: Vec<PathBuf> = all.filter(|p| self.0.get(*p) != later.0.get(*p)).cloned().collect();
        changed.sort();
        changed
    }
}

/// Size, time of the last change, and on Unix which file it is: one that was put in its place
/// may be of the same size and time.
fn stamp(meta: &Metadata) -> u64 {
    let mut hasher = DefaultHasher::new();
    meta.len().hash(&mut hasher);
    meta.modified().ok().hash(&mut hasher);
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        (meta.dev(), meta.ino()).hash(&mut hasher);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_noticed_and_only_those() {
        let dir = tempfile::tempdir().expect("a folder");
        let at = |name: &str| dir.path().join(name);
        let write = |name: &str, text: &str| std::fs::write(at(name), text).expect("a file");
        std::fs::create_dir_all(at("in")).expect("a folder");
        std::fs::create_dir_all(at("in/site")).expect("a folder");
        write("in/a.json", "1");
        write("in/site/.toolrisk-receipt", "toolrisk-receipt 1 site\n");
        write("in/site/index.html", "x");
        let look = || Snapshot::of(&[at("in")], &Walk::default(), &[at("toolrisk.toml"), at("templates")]);
        let first = look();
        assert_eq!(first.changed(&look()), Vec::<PathBuf>::new());
        write("in/b.json", "22");
        write("toolrisk.toml", "");
        write("in/.a.json.swp", "x");
        write("in/site/index.html", "another result");
        let second = look();
        assert_eq!(first.changed(&second), [at("in/b.json"), at("toolrisk.toml")]);
        write("in/a.json", "12");
        std::fs::remove_file(at("in/b.json")).expect("it is there");
        let third = look();
        assert_eq!(second.changed(&third), [at("in/a.json"), at("in/b.json")]);
        let mut learnt = first.clone();
        learnt.learn(third.clone());
        assert_eq!(learnt.changed(&third), [at("in/a.json")], "what was known counts more");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_put_in_anothers_place_is_another_one() {
        let dir = tempfile::tempdir().expect("a folder");
        let at = |name: &str| dir.path().join(name);
        std::fs::write(at("a"), "1").expect("a file");
        std::fs::write(at("b"), "2").expect("a file");
        let time = std::fs::metadata(at("a")).and_then(|meta| meta.modified()).expect("a time");
        let other = std::fs::File::options().write(true).open(at("b")).expect("a file");
        other.set_modified(time).expect("a time");
        let look = || Snapshot::of(&[], &Walk::default(), &[at("a")]);
        let first = look();
        std::fs::rename(at("b"), at("a")).expect("it is renamed");
        assert_eq!(first.changed(&look()), [at("a")]);
    }
}
