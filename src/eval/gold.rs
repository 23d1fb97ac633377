//! Labels: what people say that a tool is, one JSON object a line.
//!
//! ```json
//! {"manifest":"corpus/a/x.json","server":"x","tool":"drop_table","category":"Destructive","ok":["Destructive"],
//!  "traits":[],"traits_ok":["production-infra"],"risk":"Critical","risk_ok":["High","Critical"]}
//! ```
//!
//! `ok`, `traits_ok` and `risk_ok` are what a careful person could defend besides;
//! without them only the label itself is accepted. `manifest` and keys that are not
//! known here may be there or not; a line with `not_a_tool` is passed over.

use crate::vocab::{Category, Risk, Trait};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

/// What a person says that a tool is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The category.
    pub category: Category,
    /// Every category that is accepted; holds `category`.
    pub ok: BTreeSet<Category>,
    /// The traits that it must have.
    pub traits: BTreeSet<Trait>,
    /// The traits that it may have; holds `traits`.
    pub traits_ok: BTreeSet<Trait>,
    /// The risk.
    pub risk: Risk,
    /// Every risk that is accepted; holds `risk`.
    pub risk_ok: BTreeSet<Risk>,
}

/// One label with the tool that it speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gold {
    /// The manifest's path, or the end of it; with `/` between its parts.
    pub manifest: Option<String>,
    /// The server.
    pub server: String,
    /// The tool's name, verbatim.
    pub tool: String,
    /// The group of a benchmark.
    pub group: Option<String>,
    /// The label.
    pub label: Label,
    /// What the labeller wrote beside it.
    pub note: String,
}

/// A label file, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GoldFile {
    /// Its labels, in the order of the lines.
    pub labels: Vec<Gold>,
    /// Lines that say that an entry is no tool.
    pub not_tools: usize,
}

/// What is wrong with a line of a label file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GoldProblem {
    /// The file, as the user named it.
    pub path: String,
    /// The line, from one.
    pub line: usize,
    /// What: lower case, no full stop.
    pub message: String,
}

impl fmt::Display for GoldProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

/// A line as written. Other keys are for people and other programs.
#[derive(Debug, Deserialize)]
struct Line {
    manifest: Option<String>,
    server: String,
    tool: String,
    group: Option<String>,
    category: String,
    ok: Option<Vec<String>>,
    #[serde(default)]
    traits: Vec<String>,
    traits_ok: Option<Vec<String>>,
    risk: String,
    risk_ok: Option<Vec<String>>,
    #[serde(default)]
    note: String,
}

/// Reads label files: `(path, text)` each. Blank lines are passed over.
///
/// # Errors
/// Every wrong line of every file: no JSON, a key that is missing or of the wrong
/// kind, a word that the contract does not know, a label outside its own bounds, or
/// a tool that is labelled twice.
pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<GoldFile, Vec<GoldProblem>> {
    let mut out = GoldFile::default();
    let mut problems = Vec::new();
    let mut seen: BTreeMap<(Option<String>, String, String), String> = BTreeMap::new();
    for (path, text) in files {
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let mut wrong =
                |message: String| problems.push(GoldProblem { path: path.to_owned(), line: at + 1, message });
            match parse(line) {
                Ok(None) => out.not_tools += 1,
                Ok(Some(gold)) => {
                    let key = (gold.manifest.clone(), gold.server.clone(), gold.tool.clone());
                    match seen.get(&key) {
                        Some(first) => {
                            wrong(format!("`{}` of `{}` is labelled at {first} already", gold.tool, gold.server))
                        }
                        None => {
                            seen.insert(key, format!("{path}:{}", at + 1));
                            out.labels.push(gold);
                        }
                    }
                }
                Err(message) => wrong(message),
            }
        }
    }
    if problems.is_empty() { Ok(out) } else { Err(problems) }
}

/// Reads one line; `None` if it says that the entry is no tool.
fn parse(line: &str) -> Result<Option<Gold>, String> {
    let value: serde_json::Value =
        serde_json::from_str(line).map_err(|error| format!("it is no JSON ({})", without_place(&error)))?;
    if !value.is_object() {
        return Err("it is no JSON object; a label is one object a line".to_owned());
    }
    let denied = |value: &serde_json::Value| *value == serde_json::Value::Bool(false) || value.is_null();
    if value.get("not_a_tool").is_some_and(|value| !denied(value)) {
        return Ok(None);
    }
    let line: Line = serde_json::from_value(value).map_err(|error| without_place(&error))?;
    let manifest = line.manifest.map(|path| path.replace('\\', "/"));
    let label = Label::of_words(
        &line.category,
        line.ok.as_deref(),
        &line.traits,
        line.traits_ok.as_deref(),
        &line.risk,
        line.risk_ok.as_deref(),
    )?;
    Ok(Some(Gold { manifest, server: line.server, tool: line.tool, group: line.group, label, note: line.note }))
}

/// An error of the JSON reader without its own line, which is always the first.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.split_once(" at line ") {
        Some((what, _)) => what.to_owned(),
        None => text,
    }
}

impl Label {
    /// A label from the words that files have for it; what is not given is no wider
    /// than the label itself.
    ///
    /// # Errors
    /// A word that the contract does not know, one that stands twice, or a label
    /// that its own bounds do not hold.
    pub fn of_words(
        category: &str,
        ok: Option<&[String]>,
        traits: &[String],
        traits_ok: Option<&[String]>,
        risk: &str,
        risk_ok: Option<&[String]>,
    ) -> Result<Label, String> {
        let category: Category = word("category", category)?;
        let risk: Risk = word("risk", risk)?;
        let traits: BTreeSet<Trait> = words("traits", traits)?;
        let ok = ok.map_or(Ok(BTreeSet::from([category])), |ok| words("ok", ok))?;
        let traits_ok = traits_ok.map_or(Ok(traits.clone()), |ok| words("traits_ok", ok))?;
        let risk_ok = risk_ok.map_or(Ok(BTreeSet::from([risk])), |ok| words("risk_ok", ok))?;
        if !ok.contains(&category) {
            return Err(format!("`ok` does not hold the category `{category}` itself"));
        }
        if let Some(outside) = traits.difference(&traits_ok).next() {
            return Err(format!("`traits_ok` does not hold the trait `{outside}` of `traits`"));
        }
        if !risk_ok.contains(&risk) {
            return Err(format!("`risk_ok` does not hold the risk `{risk}` itself"));
        }
        Ok(Label { category, ok, traits, traits_ok, risk, risk_ok })
    }
}

/// One word of the contract.
fn word<T: FromStr>(key: &str, text: &str) -> Result<T, String>
where
    T::Err: fmt::Display,
{
    text.parse().map_err(|error| format!("`{key}`: {error}"))
}

/// Words of the contract, none twice.
fn words<T: FromStr + Ord>(key: &str, texts: &[String]) -> Result<BTreeSet<T>, String>
where
    T::Err: fmt::Display,
{
    let mut out = BTreeSet::new();
    for text in texts {
        if !out.insert(word(key, text)?) {
            return Err(format!("`{key}` has `{text}` twice"));
        }
    }
    Ok(out)
}

/// One of several parts of all servers, by a hash of their names: figures of a part
/// that no rule was written from say more than those of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// The part, from one.
    pub part: u32,
    /// How many there are.
    pub of: u32,
}

impl Split {
    /// Whether a server belongs to this part: the first eight bytes of the BLAKE3
    /// hash of its name, as a little-endian number, modulo the number of parts.
    pub fn holds(self, server: &str) -> bool {
        let hash = blake3::hash(server.as_bytes());
        let b = hash.as_bytes();
        let number = u64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]);
        number % u64::from(self.of) == u64::from(self.part - 1)
    }
}

impl FromStr for Split {
    type Err = String;
    fn from_str(text: &str) -> Result<Split, String> {
        let wrong = || "a part is K/N, with K from 1 to N: 2/5".to_owned();
        let (part, of) = text.split_once('/').ok_or_else(wrong)?;
        let split = Split { part: part.parse().map_err(|_| wrong())?, of: of.parse().map_err(|_| wrong())? };
        if (1..=split.of).contains(&split.part) { Ok(split) } else { Err(wrong()) }
    }
}

impl fmt::Display for Split {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"manifest":"a/x.json","server":"x","tool":"t","category":"Write","ok":["Write"],"traits":[],"traits_ok":["bulk"],"risk":"Medium","risk_ok":["Low","Medium"],"labellers":2}"#;

    fn problem(line: &str) -> String {
        let text = format!("{GOOD}\n\n{line}\n");
        let problems = read([("gold.jsonl", text.as_str())]).expect_err("a wrong line");
        assert_eq!(problems.len(), 1, "{problems:?}");
        problems[0].to_string()
    }

    #[test]
    fn what_is_wrong_is_said_with_file_and_line() {
        assert_eq!(problem("{"), "gold.jsonl:3: it is no JSON (EOF while parsing an object)");
        assert_eq!(problem("[]"), "gold.jsonl:3: it is no JSON object; a label is one object a line");
        assert_eq!(problem(r#"{"server":"x"}"#), "gold.jsonl:3: missing field `tool`");
        let other = GOOD.replace("\"t\"", "\"u\"");
        assert_eq!(
            problem(&other.replace("\"category\":\"Write\"", "\"category\":\"write\"")),
            "gold.jsonl:3: `category`: `write` is not one of Read, Write, Destructive"
        );
        assert_eq!(
            problem(&other.replace("\"category\":\"Write\"", "\"category\":\"Read\"")),
            "gold.jsonl:3: `ok` does not hold the category `Read` itself"
        );
        assert_eq!(
            problem(&other.replace("[\"bulk\"]", "[\"bulk\",\"bulk\"]")),
            "gold.jsonl:3: `traits_ok` has `bulk` twice"
        );
        assert_eq!(problem(GOOD), "gold.jsonl:3: `t` of `x` is labelled at gold.jsonl:1 already");
    }

    #[test]
    fn what_is_no_tool_is_passed_over_and_bounds_default_to_the_label() {
        let text = "{\"not_a_tool\":true,\"server\":\"x\"}\n{\"server\":\"x\",\"tool\":\"t\",\"category\":\"Read\",\"risk\":\"Low\"}";
        let file = read([("g", text)]).expect("two good lines");
        assert_eq!((file.not_tools, file.labels.len()), (1, 1));
        assert_eq!(file.labels[0].label.ok, BTreeSet::from([Category::Read]));
        assert_eq!(file.labels[0].label.risk_ok, BTreeSet::from([Risk::Low]));
    }

    #[test]
    fn parts_cover_all_servers_and_do_not_overlap() {
        let mut sizes = [0; 3];
        for n in 0..600 {
            let name = format!("server-{n}");
            let holders: Vec<u32> = (1..=3).filter(|part| Split { part: *part, of: 3 }.holds(&name)).collect();
            assert_eq!(holders.len(), 1, "{name}");
            sizes[holders[0] as usize - 1] += 1;
        }
        assert!(sizes.iter().all(|n| *n > 150), "{sizes:?}");
        assert_eq!("2/5".parse(), Ok(Split { part: 2, of: 5 }));
        for wrong in ["0/5", "6/5", "5", "a/b", "1/0"] {
            assert!(wrong.parse::<Split>().is_err(), "{wrong}");
        }
    }
}
