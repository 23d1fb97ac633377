//! JSON, with or without comments, changed where it stands: each edit takes the text apart,
//! and puts it together again with the few things that are new.

use super::align::{Step, steps};
use super::layout::{Before, Inside};
use super::style::{Style, indent_of};
use super::{MergeError, Tree, names, same, wrapped};
use crate::jsonc::{self, place};
use jsonc_parser::ast;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// A JSON document.
pub(super) struct Json {
    text: String,
    style: Style,
}

/// A list or an object in it, and what it becomes.
struct Change<'t> {
    /// Where it stands, brackets included.
    place: (usize, usize),
    /// Its entries: names to tell them apart, places, and texts, changed if need be.
    old: Vec<(String, (usize, usize), Cow<'t, str>)>,
    /// The names of the entries that it shall have.
    new: Vec<String>,
    /// How each of them begins (the key), and its value.
    parts: Vec<(String, &'t Value)>,
    /// Objects among the new entries go into one line.
    flat: bool,
}

impl Json {
    /// A document from its text; one without a value is an empty object.
    ///
    /// # Errors
    /// If it is no JSON with comments.
    pub(super) fn parse(text: &str) -> Result<Json, MergeError> {
        let tree = jsonc::tree(text).map_err(|fault| MergeError::Syntax {
            line: fault.at.line,
            column: fault.at.column,
            why: fault.why,
        })?;
        Ok(Json { text: text.to_owned(), style: Style::of(text, tree.as_ref()) })
    }

    fn tree(&self) -> Result<Option<ast::Value<'_>>, MergeError> {
        jsonc::tree(&self.text).map_err(|_| MergeError::Wrong)
    }
}

impl Tree for Json {
    fn value(&self) -> Value {
        let tree = self.tree().ok().flatten();
        tree.map_or_else(|| Value::Object(Map::new()), |tree| jsonc::value(&tree))
    }

    fn put(&mut self, way: &[String], wanted: &Value, fixed: &dyn Fn(&str) -> bool) -> Result<(), MergeError> {
        let (place, new) = match self.tree()? {
            Some(tree) => self.follow(&tree, way, wanted, fixed)?,
            None => {
                let gap = if self.text.is_empty() || self.text.ends_with('\n') { "" } else { "\n" };
                let end = self.text.len();
                ((end, end), format!("{gap}{}\n", self.style.value(&wrapped(way, wanted), "", false)))
            }
        };
        self.text.replace_range(place.0..place.1, &new);
        Ok(())
    }

    fn text(&self) -> String {
        self.text.clone()
    }
}

impl Json {
    /// The place that an edit changes, and the text that comes there.
    fn follow(
        &self,
        tree: &ast::Value<'_>,
        way: &[String],
        wanted: &Value,
        fixed: &dyn Fn(&str) -> bool,
    ) -> Result<((usize, usize), String), MergeError> {
        let mut node = tree;
        for (depth, key) in way.iter().enumerate() {
            // Checked by the caller; a bug would show when the text is read again.
            let Some(object) = node.as_object() else { return Err(MergeError::Wrong) };
            keys(object)?;
            match object.properties.iter().find(|entry| entry.name.as_str() == key) {
                Some(entry) => node = &entry.value,
                None => {
                    let rest = wrapped(&way[depth + 1..], wanted);
                    let mut entries = Map::new();
                    for old in &object.properties {
                        entries.insert(old.name.as_str().to_owned(), jsonc::value(&old.value));
                    }
                    entries.insert(key.clone(), rest);
                    return Ok((place(node), self.object(object, &entries, &|entry| entry != key)?));
                }
            }
        }
        Ok((place(node), self.becomes(node, wanted, fixed)?.into_owned()))
    }

    /// The text of a node that becomes a value, with as little change as possible.
    fn becomes<'t>(
        &'t self,
        node: &ast::Value<'_>,
        wanted: &Value,
        fixed: &dyn Fn(&str) -> bool,
    ) -> Result<Cow<'t, str>, MergeError> {
        let (start, end) = place(node);
        let old = jsonc::value(node);
        if same(&old, wanted) {
            return Ok(Cow::Borrowed(&self.text[start..end]));
        }
        Ok(Cow::Owned(match (node, wanted) {
            (ast::Value::Object(object), Value::Object(wanted)) => self.object(object, wanted, fixed)?,
            (ast::Value::Array(array), Value::Array(wanted)) => self.list(array, wanted, fixed),
            _ => self.style.value(wanted, indent_of(&self.text, start), self.in_one_line(start)),
        }))
    }

    fn object(
        &self,
        object: &ast::Object<'_>,
        wanted: &Map<String, Value>,
        fixed: &dyn Fn(&str) -> bool,
    ) -> Result<String, MergeError> {
        let mut old = Vec::new();
        for (key, entry) in keys(object)?.into_iter().zip(&object.properties) {
            let all = (entry.range.start, entry.range.end);
            let text = match wanted.get(&key) {
                Some(value) => {
                    let value = self.becomes(&entry.value, value, &|_| false)?;
                    Cow::Owned(format!("{}{value}", &self.text[all.0..place(&entry.value).0]))
                }
                None => Cow::Borrowed(&self.text[all.0..all.1]),
            };
            old.push((key, all, text));
        }
        let inner = object.properties.iter().map(|entry| &entry.value).filter(|value| value.as_object().is_some());
        let mut inner = inner.map(|value| &self.text[place(value).0..place(value).1]).peekable();
        let flat = inner.peek().is_some() && inner.all(|text| !text.contains('\n'));
        let key = |key: &String| format!("{}{}", Value::from(key.as_str()), self.style.colon);
        let change = Change {
            place: (object.range.start, object.range.end),
            old,
            new: wanted.keys().cloned().collect(),
            parts: wanted.iter().map(|(name, value)| (key(name), value)).collect(),
            flat,
        };
        Ok(self.container(change, fixed))
    }

    fn list(&self, array: &ast::Array<'_>, wanted: &[Value], fixed: &dyn Fn(&str) -> bool) -> String {
        let values: Vec<Value> = array.elements.iter().map(jsonc::value).collect();
        let places = array.elements.iter().map(place);
        let old = names(&values).into_iter().zip(places);
        let change = Change {
            place: (array.range.start, array.range.end),
            old: old.map(|(name, at)| (name, at, Cow::Borrowed(&self.text[at.0..at.1]))).collect(),
            new: names(wanted),
            parts: wanted.iter().map(|value| (String::new(), value)).collect(),
            flat: false,
        };
        self.container(change, fixed)
    }

    /// The text of a list or an object after a change.
    fn container(&self, change: Change<'_>, fixed: &dyn Fn(&str) -> bool) -> String {
        let Change { place, old, new, parts, flat } = change;
        let is_object = self.text[place.0..].starts_with('{');
        let names: Vec<String> = old.iter().map(|(name, ..)| name.clone()).collect();
        let mut inside = Inside::new(&self.text, place, old.into_iter().map(|(_, at, text)| (at, text)).collect());
        let base = indent_of(&self.text, place.0);
        let indent = inside.indent().map_or_else(|| format!("{base}{}", self.style.unit), str::to_owned);
        // An object that was empty gets lines, unless all of the file stands in one.
        let fresh = inside.is_blank();
        let opens = fresh && is_object && !self.style.in_one_line;
        let lines = inside.in_lines() && !fresh;
        if fresh {
            inside.clear();
        }
        let entry = |to: usize, flat: bool| format!("{}{}", parts[to].0, self.style.value(parts[to].1, &indent, flat));
        let short = |to: usize| {
            let text = entry(to, true);
            if text.chars().count() <= Style::WIDTH || self.style.in_one_line { text } else { entry(to, false) }
        };
        let steps = steps(&names, &new, fixed);
        let grows = steps.iter().any(|step| matches!(step, Step::Insert(_)));
        let mut behind = None;
        for step in steps {
            match step {
                Step::Keep(at, _) => behind = Some(at),
                Step::Drop(at) => inside.drop(at),
                Step::Insert(to) => {
                    let text = if (lines || opens) && !flat { entry(to, false) } else { short(to) };
                    let before = if lines { Before::Line(&indent) } else { Before::Blank(self.style.gap) };
                    let number = names.len() + to;
                    inside.insert(behind, number, text, before);
                    behind = Some(number);
                }
            }
        }
        let (open, close) = if is_object { ('{', '}') } else { ('[', ']') };
        let whole = |inside: String| format!("{open}{inside}{close}");
        if lines || !grows {
            return whole(inside.text(None));
        }
        let spread = whole(inside.clone().text(Some((&indent, base))));
        if opens {
            return spread;
        }
        let text = inside.text(None);
        let pad = if fresh && is_object { self.style.pad } else { "" };
        let one = whole(if fresh { format!("{pad}{}{pad}", text.trim()) } else { text });
        let fits = one.chars().count() <= Style::WIDTH && (is_object || !one.contains('\n'));
        if fits || self.style.in_one_line { one } else { spread }
    }

    fn in_one_line(&self, at: usize) -> bool {
        let start = self.text[..at].rfind('\n').map_or(0, |at| at + 1);
        self.style.in_one_line || self.text[start..at].trim_start().starts_with(['{', '['])
    }
}

/// The keys of an object.
///
/// # Errors
/// If one stands twice.
fn keys(object: &ast::Object<'_>) -> Result<Vec<String>, MergeError> {
    let keys: Vec<String> = object.properties.iter().map(|entry| entry.name.as_str().to_owned()).collect();
    let mut sorted: Vec<&String> = keys.iter().collect();
    sorted.sort_unstable();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(twice) => Err(MergeError::Twice { key: twice[0].clone() }),
        None => Ok(keys),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Syntax, merged};
    use crate::policy::target::{Edit, Owned};
    use serde_json::json;

    fn allow(members: &[&str]) -> Edit {
        Edit::Members {
            at: vec!["p".to_owned(), "allow".to_owned()],
            owned: Owned::Around("s_".to_owned(), ""),
            members: members.iter().map(|text| (*text).to_owned()).collect(),
        }
    }

    #[track_caller]
    fn becomes(old: &str, edits: &[Edit], new: &str) {
        assert_eq!(merged(old, Syntax::Jsonc, edits).as_deref(), Ok(new));
        assert_eq!(merged(new, Syntax::Jsonc, edits).as_deref(), Ok(new), "a second time changes nothing");
    }

    #[test]
    fn files_without_anything_in_them_grow() {
        let whole = "{\n  \"p\": {\n    \"allow\": [\"s_a\"]\n  }\n}\n";
        becomes("", &[allow(&["s_a"])], whole);
        becomes("{}\n", &[allow(&["s_a"])], whole);
        becomes("{}", &[allow(&["s_a"])], whole.trim_end());
        becomes("{\n}\n", &[allow(&["s_a"])], whole);
        becomes("// mine\n", &[allow(&["s_a"])], &format!("// mine\n{whole}"));
    }

    #[test]
    fn what_stands_in_one_line_stays_in_one_line() {
        becomes(r#"{"p":{"allow":["x"]},"q":1}"#, &[allow(&["s_a"])], r#"{"p":{"allow":["x","s_a"]},"q":1}"#);
        becomes(r#"{"q":1}"#, &[allow(&["s_a"])], r#"{"q":1,"p":{"allow":["s_a"]}}"#);
        becomes(
            "{\n  \"p\": { \"deny\": [] }\n}\n",
            &[allow(&["s_a"])],
            "{\n  \"p\": { \"deny\": [], \"allow\": [\"s_a\"] }\n}\n",
        );
        let long = ["s_a", "s_b", "s_c", "s_d", "s_e"].map(|name| format!("{name}{}", "x".repeat(20)));
        let long: Vec<&str> = long.iter().map(String::as_str).collect();
        let new = merged("{\n  \"p\": { \"allow\": [\"y\"] }\n}\n", Syntax::Jsonc, &[allow(&long)]).expect("merged");
        assert!(new.contains("[\n    \"y\",\n    \"s_axx") && new.ends_with("\"\n  ] }\n}\n"), "{new}");
    }

    #[test]
    fn comments_stay_whatever_becomes_of_their_entries() {
        becomes(
            "{\n\t\"p\": {\n\t\t\"allow\": [\n\t\t\t\"s_old\", // since May\n\t\t\t\"x\" // mine\n\t\t] /* end */\n\t}\n}\n",
            &[allow(&["s_a"])],
            "{\n\t\"p\": {\n\t\t\"allow\": [\n\t\t\t\"s_a\",\n\t\t\t// since May\n\t\t\t\"x\" // mine\n\t\t] /* end */\n\t}\n}\n",
        );
        becomes("{\n  // none yet\n}\n", &[Edit::set(&["a"], json!(1))], "{\n  // none yet\n  \"a\": 1\n}\n");
    }

    #[test]
    fn new_entries_look_like_their_neighbours() {
        let keys = Edit::Keys {
            at: vec!["t".to_owned()],
            owned: Owned::Around("s_".to_owned(), ""),
            entries: vec![("s_a".to_owned(), json!({"d": "ask"}))],
        };
        becomes(
            "{\n    \"t\": {\n        \"x\": {\"d\": \"deny\"},\n    },\n}\n",
            std::slice::from_ref(&keys),
            "{\n    \"t\": {\n        \"x\": {\"d\": \"deny\"},\n        \"s_a\": {\"d\": \"ask\"},\n    },\n}\n",
        );
        becomes("{\n\"t\": {\n\"x\": 1\n}\n}", &[keys], "{\n\"t\": {\n\"x\": 1,\n\"s_a\": {\n\"d\": \"ask\"\n}\n}\n}");
    }
}
