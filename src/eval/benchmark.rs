//! The catalog's own benchmark: definitions written for it, each with its label and
//! the reason, grouped by the phenomenon that they try.
//!
//! `catalog/benchmark/<group>.toml` holds one group. `catalog/benchmark/floors.tsv`
//! says how many of each group must come out right; it is raised by a test and never
//! lowered by one.

use super::gold::{Gold, Label};
use super::verdicts::{JudgedServer, Verdicts};
use super::{Evaluation, OfGroup, Split, evaluate};
use crate::classify::classify;
use crate::manifest::{Annotations, Server, ServerInfo, Tool};
use crate::rulebook::files::FileCheck;
use crate::rulebook::{CatalogFiles, Problems, Rulebook};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// Where the floors stand in a catalog.
pub const FLOORS: &str = "benchmark/floors.tsv";

/// The benchmark, loaded.
#[derive(Debug, Clone, Default)]
pub struct Benchmark {
    /// Its groups, by id.
    pub groups: Vec<Group>,
    /// How many of each group must come out right.
    pub floors: BTreeMap<String, Floor>,
}

/// The definitions that try one phenomenon.
#[derive(Debug, Clone)]
pub struct Group {
    /// The file's stem.
    pub id: String,
    /// What it tries, in a few words.
    pub title: String,
    /// What a reader of definitions can get wrong there.
    pub about: String,
    /// Its definitions, in the order of the file.
    pub cases: Vec<Case>,
    /// What is said of the servers that several cases share.
    servers: BTreeMap<String, ServerWords>,
}

/// One labelled definition.
#[derive(Debug, Clone)]
pub struct Case {
    /// The definition.
    pub tool: Tool,
    /// The server that it shares with other cases of its group; `None` if it is
    /// alone on one.
    pub server: Option<String>,
    /// The label.
    pub label: Label,
    /// Why it is so labelled, in a sentence.
    pub why: String,
}

/// How many of a group must come out right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Floor {
    /// Categories that the label accepts.
    pub category: usize,
    /// Risks that the label accepts.
    pub risk: usize,
    /// Sets of traits that the label accepts.
    pub traits: usize,
}

impl Floor {
    /// What a group reaches.
    pub fn reached(group: &OfGroup) -> Floor {
        Floor { category: group.category.count, risk: group.risk.count, traits: group.traits.count }
    }

    /// The higher of two in each part.
    #[must_use]
    pub fn max(self, other: Floor) -> Floor {
        Floor {
            category: self.category.max(other.category),
            risk: self.risk.max(other.risk),
            traits: self.traits.max(other.traits),
        }
    }
}

/// A group as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: Spanned<String>,
    title: Spanned<String>,
    about: Spanned<String>,
    #[serde(default, rename = "server")]
    servers: Vec<ServerWords>,
    #[serde(rename = "case")]
    cases: Vec<CaseFile>,
}

/// What is said of a server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ServerWords {
    name: Spanned<String>,
    description: Option<String>,
}

/// A case as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    name: Spanned<String>,
    server: Option<Spanned<String>>,
    title: Option<String>,
    description: Option<String>,
    schema: Option<Spanned<String>>,
    annotations: Option<Spanned<String>>,
    category: Spanned<String>,
    ok: Option<Vec<String>>,
    #[serde(default)]
    traits: Vec<String>,
    traits_ok: Option<Vec<String>>,
    risk: String,
    risk_ok: Option<Vec<String>>,
    why: Spanned<String>,
}

impl Benchmark {
    /// Loads and checks the benchmark of a catalog; one without the folder has an
    /// empty one. What is wrong is added to `problems`, every mistake of every file.
    pub fn load(files: &CatalogFiles, problems: &mut Problems) -> Benchmark {
        let groups =
            files.below("benchmark/", ".toml").filter_map(|(path, text)| group(path, text, problems)).collect();
        let mut out = Benchmark { groups, floors: BTreeMap::new() };
        if let Some(text) = files.get(FLOORS) {
            out.floors = floors(text, &out.groups, problems);
        }
        out
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// All labels, in the order of groups and cases.
    pub fn labels(&self) -> Vec<Gold> {
        let cases = self.groups.iter().flat_map(|group| group.cases.iter().map(move |case| (group, case)));
        cases
            .map(|(group, case)| Gold {
                manifest: None,
                server: group.server_of(case),
                tool: case.tool.name.clone(),
                group: Some(group.id.clone()),
                label: case.label.clone(),
                note: case.why.clone(),
            })
            .collect()
    }

    /// Judges every definition, alone or with those that share its server.
    pub fn judge(&self, rulebook: &Rulebook) -> Verdicts {
        let mut servers = Vec::new();
        for group in &self.groups {
            let mut tools: BTreeMap<String, Vec<Tool>> = BTreeMap::new();
            for case in &group.cases {
                tools.entry(group.server_of(case)).or_default().push(case.tool.clone());
            }
            for (slug, tools) in tools {
                let words = slug.strip_prefix(&format!("{}/", group.id)).and_then(|name| group.servers.get(name));
                let server = Server {
                    info: ServerInfo {
                        name: words.map(|words| words.name.get_ref().clone()).unwrap_or_default(),
                        description: words.and_then(|words| words.description.clone()),
                        ..ServerInfo::default()
                    },
                    fallback_slug: slug.clone(),
                    source: slug.clone(),
                    format: "benchmark",
                    tools,
                    quarantined: Vec::new(),
                };
                let verdicts = classify(rulebook, &server);
                servers.push(JudgedServer::of(rulebook, &slug, &slug, &server, &verdicts, |_| true));
            }
        }
        Verdicts::new(servers)
    }

    /// Judges every definition and holds the verdicts against the labels.
    pub fn measure(&self, rulebook: &Rulebook, split: Option<Split>) -> Evaluation {
        evaluate(&self.labels(), 0, &self.judge(rulebook), split)
    }

    /// The floors raised to what an evaluation reaches, as the text of their file. A
    /// floor that is not reached stays.
    pub fn raised(&self, reached: &Evaluation) -> String {
        let mut out = String::from("# group\tcategory\trisk\ttraits\n");
        for (id, group) in &reached.groups {
            let Floor { category, risk, traits } =
                self.floors.get(id).copied().unwrap_or_default().max(Floor::reached(group));
            out.push_str(&format!("{id}\t{category}\t{risk}\t{traits}\n"));
        }
        out
    }
}

impl Group {
    /// What is said of the server that a case shares with others, if it does.
    pub fn words_of(&self, case: &Case) -> Option<(&str, Option<&str>)> {
        let words = self.servers.get(case.server.as_deref()?)?;
        Some((words.name.get_ref(), words.description.as_deref()))
    }

    /// The slug of the server that a case is judged on.
    pub fn server_of(&self, case: &Case) -> String {
        match &case.server {
            Some(server) => format!("{}/{server}", self.id),
            None => format!("{}/alone/{}", self.id, case.tool.name),
        }
    }
}

/// Reads one group.
fn group(path: &str, text: &str, problems: &mut Problems) -> Option<Group> {
    let (mut check, file) = FileCheck::parse::<File>(problems, path, text)?;
    let id = check.id(file.id);
    let title = check.text("title", file.title);
    let about = check.text("about", file.about);
    let mut servers = BTreeMap::new();
    for server in file.servers {
        let name = server.name.get_ref().clone();
        let place = Spanned::new(server.name.span(), ());
        if servers.insert(name.clone(), server).is_some() {
            check.wrong(&place, format!("the server `{name}` stands here twice"));
        }
    }
    let mut seen = BTreeSet::new();
    let mut cases = Vec::new();
    for case in file.cases {
        let place = Spanned::new(case.name.span(), ());
        let server = case.server.map(Spanned::into_inner);
        if let Some(server) = server.as_ref().filter(|server| !servers.contains_key(*server)) {
            check.wrong(&place, format!("the group has no server `{server}`"));
        }
        if !seen.insert((server.clone(), case.name.get_ref().clone())) {
            check.wrong(&place, format!("`{}` stands here twice", case.name.get_ref()));
        }
        let schema = case.schema.and_then(|schema| object(&mut check, "schema", &schema)).map(Value::Object);
        let hints = case.annotations.and_then(|hints| object(&mut check, "annotations", &hints)).unwrap_or_default();
        let label = Label::of_words(
            case.category.get_ref(),
            case.ok.as_deref(),
            &case.traits,
            case.traits_ok.as_deref(),
            &case.risk,
            case.risk_ok.as_deref(),
        );
        let why = check.text("why", case.why);
        let name = check.text("name", case.name);
        match label {
            Err(message) => check.wrong(&case.category, message),
            Ok(label) => {
                let (title, description) = (case.title, case.description);
                let annotations = Annotations::of(hints);
                let tool = Tool { name, title, description, input_schema: schema, annotations, ..Tool::default() };
                cases.push(Case { tool, server, label, why });
            }
        }
    }
    check.is_fine().then_some(Group { id, title, about, cases, servers })
}

/// A JSON object in a text.
fn object(check: &mut FileCheck<'_>, key: &str, text: &Spanned<String>) -> Option<Map<String, Value>> {
    match serde_json::from_str(text.get_ref()) {
        Ok(Value::Object(map)) => Some(map),
        Ok(_) => {
            check.wrong(text, format!("`{key}` is no JSON object"));
            None
        }
        Err(error) => {
            check.wrong(text, format!("`{key}` is no JSON: {error}"));
            None
        }
    }
}

/// Reads the floors.
fn floors(text: &str, groups: &[Group], problems: &mut Problems) -> BTreeMap<String, Floor> {
    let mut out = BTreeMap::new();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let at = offset;
        offset += line.len();
        let line = line.trim_end();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        let numbers: Vec<usize> = cells.iter().skip(1).filter_map(|cell| cell.parse().ok()).collect();
        let ([id, ..], [category, risk, traits], 4) = (cells.as_slice(), numbers.as_slice(), cells.len()) else {
            problems.add(FLOORS, text, at, "a line is a group and three numbers, with tabs between them");
            continue;
        };
        let Some(size) = groups.iter().find(|group| group.id == *id).map(|group| group.cases.len()) else {
            problems.add(FLOORS, text, at, format!("there is no group `{id}`"));
            continue;
        };
        if [*category, *risk, *traits].iter().any(|floor| *floor > size) {
            problems.add(FLOORS, text, at, format!("the group `{id}` has {size} cases only"));
        }
        let floor = Floor { category: *category, risk: *risk, traits: *traits };
        if out.insert((*id).to_owned(), floor).is_some() {
            problems.add(FLOORS, text, at, format!("the group `{id}` stands here twice"));
        }
    }
    out
}
