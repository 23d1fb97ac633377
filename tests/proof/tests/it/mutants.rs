//! Files changed in the ways in which a wrong exporter would write them.

use serde_json::Value;
use toolrisk_proof::document;

/// Files with one thing changed.
pub(crate) struct Mutant {
    /// What was done: `dropped`, `renamed`, `widened`, `swapped`, `flipped` or `loosened`.
    pub(crate) kind: &'static str,
    /// Where: the file's name, and the way to the place or the text that was changed.
    pub(crate) place: String,
    /// All files.
    pub(crate) files: Vec<(String, String)>,
}

/// Every mutant of some files. `tools` are names of which none stands inside another.
pub(crate) fn mutants(files: &[(String, String)], tools: &[&str]) -> Vec<Mutant> {
    let mut found = Vec::new();
    for (at, (name, text)) in files.iter().enumerate() {
        let changed: Vec<(&'static str, String, String)> = match document(name, text) {
            Ok(value) if !name.ends_with(".md") && (value.is_object() || value.is_array()) => {
                of_document(&value, tools)
                    .into_iter()
                    .map(|(kind, place, value)| (kind, place, written(name, &value)))
                    .collect()
            }
            _ => of_text(text, tools),
        };
        for (kind, place, text) in changed {
            let mut files = files.to_vec();
            files[at].1 = text;
            found.push(Mutant { kind, place: format!("{name} {place}"), files });
        }
    }
    found
}

/// A document in its file's format; JSON is YAML too.
fn written(name: &str, value: &Value) -> String {
    if name.ends_with(".toml") { toml::to_string(value).expect("a table") } else { value.to_string() }
}

/// Words that a wrong exporter could take for each other.
const OPPOSITES: &[(&str, &str)] = &[
    ("allow", "deny"),
    ("ask", "allow"),
    ("ask_user", "allow"),
    ("confirm", "allow"),
    ("prompt", "approve"),
    ("permit(", "forbid("),
    ("--allow-tool", "--deny-tool"),
    ("false", "true"),
    ("hour", "day"),
    ("grant", "server"),
];

fn opposite(word: &str) -> Option<&'static str> {
    let forward = OPPOSITES.iter().find(|(one, _)| *one == word).map(|(_, other)| *other);
    forward.or_else(|| OPPOSITES.iter().find(|(_, other)| *other == word).map(|(one, _)| *one))
}

/// Another tool's name.
fn other<'t>(tools: &[&'t str], tool: &str) -> &'t str {
    let at = tools.iter().position(|name| *name == tool).unwrap_or_default();
    tools[(at + 1) % tools.len()]
}

type Changed<T> = (&'static str, String, T);

fn of_document(value: &Value, tools: &[&str]) -> Vec<Changed<Value>> {
    let mut found = Vec::new();
    let mut ways = vec![Vec::new()];
    while let Some(way) = ways.pop() {
        let node = value.pointer(&pointer(&way)).expect("a way that was found");
        let steps: Vec<String> = match node {
            Value::Object(map) => map.keys().cloned().collect(),
            Value::Array(list) => (0..list.len()).map(|at| at.to_string()).collect(),
            _ => Vec::new(),
        };
        let mut change = |kind, what: &str, changed: Option<Value>| {
            if let Some(changed) = changed.filter(|changed| changed != node) {
                let mut value = value.clone();
                *value.pointer_mut(&pointer(&way)).expect("the same way") = changed;
                found.push((kind, format!("{} {what}", pointer(&way)), value));
            }
        };
        match node {
            Value::Object(map) => {
                for key in map.keys() {
                    let mut less = map.clone();
                    less.shift_remove(key);
                    change("dropped", key, Some(Value::Object(less)));
                    for tool in tools.iter().filter(|tool| key.contains(**tool)) {
                        change("renamed", key, Some(with_key(map, key, &key.replace(tool, other(tools, tool)))));
                        change("widened", key, Some(with_key(map, key, &key.replace(tool, "*"))));
                    }
                }
                let keys: Vec<&String> = map.keys().collect();
                for pair in keys.windows(2) {
                    let mut swapped = map.clone();
                    swapped.insert(pair[0].clone(), map[pair[1]].clone());
                    swapped.insert(pair[1].clone(), map[pair[0]].clone());
                    let alike = std::mem::discriminant(&map[pair[0]]) == std::mem::discriminant(&map[pair[1]]);
                    change("swapped", &format!("{} {}", pair[0], pair[1]), alike.then_some(Value::Object(swapped)));
                }
            }
            Value::Array(list) => {
                for at in 0..list.len() {
                    let mut less = list.clone();
                    less.remove(at);
                    change("dropped", &list[at].to_string(), Some(Value::Array(less)));
                }
                if way.last().is_some_and(|key| key == "value") {
                    let more = list.iter().cloned().chain([Value::from("no-such-value")]).collect();
                    change("loosened", "", Some(Value::Array(more)));
                }
            }
            Value::String(text) => {
                change("flipped", text, opposite(text).map(Value::from));
                let key = way.last().map(String::as_str).unwrap_or_default();
                if key == "argsPattern" || key == "value" {
                    change("loosened", text, Some(Value::from("")));
                }
                if key == "op" {
                    change("loosened", text, Some(Value::from("exists")));
                    change("flipped", text, Some(Value::from("neq")));
                }
                for (kind, _, changed) in of_text(text, tools) {
                    change(kind, text, Some(Value::from(changed)));
                }
            }
            Value::Bool(yes) => change("flipped", "", Some(Value::from(!yes))),
            Value::Number(number) if way.last().is_some_and(|key| key == "value" || key == "max") => {
                change("loosened", "up", number.as_i64().map(|number| Value::from(number + 1)));
                change("loosened", "down", number.as_i64().map(|number| Value::from(number - 1)));
            }
            Value::Number(number) if way.last().is_some_and(|key| key == "priority") => {
                change("swapped", "priority", number.as_i64().map(|number| Value::from(999 - number / 2)));
                change("swapped", "priority", Some(Value::from(0)));
            }
            Value::Number(_) | Value::Null => {}
        }
        ways.extend(steps.into_iter().map(|step| way.iter().cloned().chain([step]).collect::<Vec<_>>()));
    }
    found
}

fn pointer(way: &[String]) -> String {
    way.iter().map(|step| format!("/{}", step.replace('~', "~0").replace('/', "~1"))).collect()
}

/// An object with another key in a key's place.
fn with_key(map: &serde_json::Map<String, Value>, key: &str, new: &str) -> Value {
    let mut changed = serde_json::Map::new();
    for (name, value) in map {
        changed.insert(if name == key { new.to_owned() } else { name.clone() }, value.clone());
    }
    Value::Object(changed)
}

/// Every mutant of a text that is a program, a list of options, or a head with a list.
fn of_text(text: &str, tools: &[&str]) -> Vec<Changed<String>> {
    let mut found = Vec::new();
    let mut change = |kind, range: std::ops::Range<usize>, new: &str| {
        let changed = format!("{}{new}{}", &text[..range.start], &text[range.end..]);
        if changed != text {
            let line = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
            found.push((kind, text[line..].lines().next().unwrap_or_default().trim().to_owned(), changed));
        }
    };
    for tool in tools {
        for (at, _) in text.match_indices(tool) {
            change("renamed", at..at + tool.len(), other(tools, tool));
            change("widened", at..at + tool.len(), "*");
        }
        // A key with its object.
        for (at, _) in text.match_indices(&format!("\"{tool}\": {{")) {
            if let Some(length) = text[at..].find("},") {
                change("dropped", at..at + length + 2, "");
            }
        }
        // A member of a list, with what parts it from its neighbour.
        for quote in ['"', '\''] {
            let start = |at: usize| text[..at].rfind(quote);
            for (at, _) in text.match_indices(&format!("{tool}{quote}")) {
                let end = at + tool.len() + 1;
                let behind =
                    text[end..].find(|c: char| c != ',' && !c.is_whitespace()).map_or(text.len(), |more| end + more);
                if let Some(start) = start(at).filter(|_| text[end..behind].contains(',')) {
                    change("dropped", start..behind, "");
                }
            }
        }
    }
    for (one, other) in OPPOSITES {
        for (from, to) in [(one, other), (other, one)] {
            // A word of a program, not a part of a name.
            let parts = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            for (at, _) in text.match_indices(*from) {
                let end = at + from.len();
                let inside =
                    parts(text[..at].chars().next_back()) || !from.ends_with('(') && parts(text[end..].chars().next());
                if !inside {
                    change("flipped", at..end, to);
                }
            }
        }
    }
    // What a case asks: a condition of Cedar or Rego, a line or a clause.
    for (from, to) in [(" == \"", " != \""), (" like \"", " != \""), ("regex.match(", "is_string("), (" <= ", " >= ")] {
        for (at, _) in text.match_indices(from) {
            change("loosened", at..at + from.len(), to);
        }
    }
    for (at, _) in text.match_indices(" when {") {
        if let Some(end) = text[at..].find('}') {
            change("loosened", at..at + end + 1, "");
        }
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with("\tinput.") || line.starts_with("\tis_") || line.starts_with("\tregex") {
            change("loosened", start..start + line.len(), "");
        }
        if line.starts_with("--") {
            change("dropped", start..start + line.len(), "");
        }
        start += line.len();
    }
    found
}
