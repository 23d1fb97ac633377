//! The files of a catalog as text, and problems found in them.

use crate::diag::{Position, point_at};
use crate::vocab::UnknownWord;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use toml::Spanned;

/// All files of a catalog, by path relative to it (`rules/acts/delete-verb.toml`),
/// sorted. Embedded in the program or read from a folder: the rest of the code
/// cannot tell.
#[derive(Debug, Clone, Default)]
pub struct CatalogFiles {
    files: BTreeMap<String, Cow<'static, str>>,
}

impl CatalogFiles {
    /// A catalog of these files.
    pub fn new(files: impl IntoIterator<Item = (String, Cow<'static, str>)>) -> CatalogFiles {
        CatalogFiles { files: files.into_iter().collect() }
    }

    /// The text of one file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(AsRef::as_ref)
    }

    /// The files below a folder (`rules/`, with the slash) that end so, in order.
    pub fn below<'a>(&'a self, folder: &'a str, ending: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files
            .range(folder.to_owned()..)
            .take_while(move |(path, _)| path.starts_with(folder))
            .filter(move |(path, _)| path.ends_with(ending))
            .map(|(path, text)| (path.as_str(), text.as_ref()))
    }

    /// All paths, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The word lists that must be there, each as short as it can be, with these files besides or
    /// in their place.
    #[cfg(test)]
    pub(crate) fn least(with: &[(&str, &str)]) -> CatalogFiles {
        const LEAST: [(&str, &str); 6] = [
            ("lexicon/verbs.tsv", "drop\tremove\tverb\n"),
            ("lexicon/objects.tsv", "key\tsecret\n"),
            ("lexicon/leadins.tsv", "to\n"),
            ("lexicon/denials.tsv", "not\n"),
            ("lexicon/foreign.tsv", ""),
            ("lexicon/foreign-objects.tsv", ""),
        ];
        let files = LEAST.iter().chain(with);
        CatalogFiles::new(files.map(|(path, text)| ((*path).to_owned(), (*text).to_owned().into())))
    }
}

/// One thing wrong with a catalog file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file: relative to the catalog, or a user's own as they named it.
    pub path: String,
    /// Where.
    pub position: Position,
    /// What: lower case, no full stop.
    pub message: String,
    /// The line it stands in.
    pub line: String,
    /// What to put before the path.
    home: &'static str,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Position { line, column } = self.position;
        write!(f, "{}{}:{line}:{column}: {}", self.home, self.path, self.message)?;
        point_at(f, self.position, &self.line)
    }
}

/// Everything wrong with a catalog: the error of loading one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems {
    found: Vec<Problem>,
    home: &'static str,
}

impl Default for Problems {
    fn default() -> Problems {
        Problems { found: Vec::new(), home: "catalog/" }
    }
}

impl Problems {
    /// Those of a file that belongs to no catalog, and is named as its user names it.
    pub fn of_own_file() -> Problems {
        Problems { found: Vec::new(), home: "" }
    }

    /// Adds a problem at a byte offset of a file's text.
    pub fn add(&mut self, path: &str, text: &str, offset: usize, message: impl Into<String>) {
        let position = Position::at(text, offset);
        let line = text.lines().nth(position.line - 1).unwrap_or_default().to_owned();
        self.found.push(Problem { path: path.to_owned(), position, message: message.into(), line, home: self.home });
    }

    /// The problems found so far.
    pub fn list(&self) -> &[Problem] {
        &self.found
    }

    /// `value`, unless there are problems.
    ///
    /// # Errors
    /// All problems, sorted by file and place.
    pub fn or<T>(mut self, value: T) -> Result<T, Problems> {
        if self.found.is_empty() {
            return Ok(value);
        }
        self.found.sort();
        Err(self)
    }

    /// Parses a TOML file into its as-written form. A syntax error, an unknown
    /// key or a wrong type is added as a problem and gives `None`.
    pub fn parse<T: DeserializeOwned>(&mut self, path: &str, text: &str) -> Option<T> {
        match toml::from_str(text) {
            Ok(value) => Some(value),
            Err(error) => {
                let offset = error.span().map_or(0, |span| span.start);
                self.add(path, text, offset, error.message().trim_end_matches('.'));
                None
            }
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.found.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// Whether a name is kebab-case: lower-case ASCII words joined by single hyphens.
pub fn is_kebab(name: &str) -> bool {
    !name.is_empty()
        && name
            .split('-')
            .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

/// The stem of a catalog path: `rules/acts/delete-verb.toml` → `delete-verb`.
pub fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Whether a text is a day, a month or a year that the calendar has:
/// `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
///
/// ```
/// use toolrisk::rulebook::files::is_date;
/// assert!(is_date("2024-02-29") && is_date("2025-07") && is_date("2025"));
/// assert!(!is_date("2025-02-29") && !is_date("2025-7-1") && !is_date("12 May 2025"));
/// ```
pub fn is_date(text: &str) -> bool {
    let digits = |part: &str, len: usize| -> Option<u32> {
        (part.len() == len && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok()).flatten()
    };
    let mut parts = text.split('-');
    let Some(year) = parts.next().and_then(|part| digits(part, 4)) else { return false };
    let Some(month) = parts.next() else { return true };
    let Some(month @ 1..=12) = digits(month, 2) else { return false };
    let Some(day) = parts.next() else { return true };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    parts.next().is_none() && digits(day, 2).is_some_and(|day| (1..=days).contains(&day))
}

/// Checks the values of one catalog file and adds what is wrong with them where
/// it stands.
pub(crate) struct FileCheck<'a> {
    path: &'a str,
    text: &'a str,
    problems: &'a mut Problems,
    before: usize,
}

impl<'a> FileCheck<'a> {
    /// Parses a file into its as-written form and stands ready to check it; `None`
    /// (and a problem) if it does not parse.
    pub(crate) fn parse<T: DeserializeOwned>(
        problems: &'a mut Problems,
        path: &'a str,
        text: &'a str,
    ) -> Option<(FileCheck<'a>, T)> {
        let before = problems.found.len();
        let file = problems.parse(path, text)?;
        Some((FileCheck { path, text, problems, before }, file))
    }

    /// Adds a problem where a value stands.
    pub(crate) fn wrong<T>(&mut self, value: &Spanned<T>, message: impl Into<String>) {
        self.problems.add(self.path, self.text, value.span().start, message);
    }

    /// Lets [`FileCheck::is_fine`] speak of what comes from here on only, for a file
    /// of several entries.
    pub(crate) fn next_entry(&mut self) {
        self.before = self.problems.found.len();
    }

    /// Whether nothing was wrong so far.
    pub(crate) fn is_fine(&self) -> bool {
        self.problems.found.len() == self.before
    }

    /// The file's id: the stem of its name, in kebab-case.
    pub(crate) fn id(&mut self, id: Spanned<String>) -> String {
        let stem = stem(self.path);
        if id.get_ref() != stem {
            self.wrong(&id, format!("the id must be `{stem}`, the file's stem"));
        } else if !is_kebab(stem) {
            self.wrong(&id, format!("the id `{stem}` is not kebab-case, and neither is the file's name"));
        }
        id.into_inner()
    }

    /// A text that must say something.
    pub(crate) fn text(&mut self, key: &str, text: Spanned<String>) -> String {
        if text.get_ref().trim().is_empty() {
            self.wrong(&text, format!("`{key}` is empty"));
        }
        text.into_inner()
    }

    /// One contract word.
    pub(crate) fn word<T: FromStr<Err = UnknownWord>>(&mut self, word: &Spanned<String>) -> Option<T> {
        word.get_ref().parse().map_err(|error: UnknownWord| self.wrong(word, error.to_string())).ok()
    }

    /// A list of contract words, none of them twice.
    pub(crate) fn words<T>(&mut self, words: &[Spanned<String>]) -> BTreeSet<T>
    where
        T: FromStr<Err = UnknownWord> + Ord,
    {
        let mut set = BTreeSet::new();
        for word in words {
            if let Some(value) = self.word(word)
                && !set.insert(value)
            {
                self.wrong(word, format!("`{}` stands here twice", word.get_ref()));
            }
        }
        set
    }

    /// A list of words from a closed list, none of them twice, in the order given.
    pub(crate) fn one_of(&mut self, words: Vec<Spanned<String>>, known: &[&str]) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for word in words {
            if !known.contains(&word.get_ref().as_str()) {
                self.wrong(&word, format!("`{}` is not one of {}", word.get_ref(), known.join(", ")));
            } else if out.contains(word.get_ref()) {
                self.wrong(&word, format!("`{}` stands here twice", word.get_ref()));
            }
            out.push(word.into_inner());
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_shows_file_line_and_caret() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            #[expect(dead_code, reason = "only parsed")]
            id: String,
        }
        let mut problems = Problems::default();
        let text = "id = \"x\"\nsayz = 1\n";
        assert!(problems.parse::<File>("rules/x.toml", text).is_none());
        let shown = problems.or(()).expect_err("an unknown key").to_string();
        assert_eq!(shown, "catalog/rules/x.toml:2:1: unknown field `sayz`, expected `id`\n  2 | sayz = 1\n    | ^");
    }

    #[test]
    fn kebab_case() {
        assert!(is_kebab("delete-verb") && is_kebab("oauth2"));
        assert!(!is_kebab("Delete") && !is_kebab("a--b") && !is_kebab("") && !is_kebab("a_b"));
    }
}
