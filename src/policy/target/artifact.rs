//! What a target writes: whole files, or edits of a file that a person may already have.
//!
//! A target of JSON or TOML says what its rules are as [`Edit`]s. Made on an empty
//! document they give the file to download; made on a person's own file they change what
//! belongs to the server and nothing else.

use serde::Serialize;
use serde_json::{Map, Value};

/// One file of a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Artifact {
    /// Its name, with folders where the host asks for them (`.cursor/cli.json`).
    pub path: &'static str,
    /// What it holds.
    pub body: Body,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// The whole file as text; it replaces what was there.
    Text(String),
    /// Edits of a document that may hold other things besides.
    Edits {
        /// How the document is written.
        syntax: Syntax,
        /// Made one after another.
        edits: Vec<Edit>,
    },
}

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// JSON; the host reads no comments.
    Json,
    /// JSON with comments and trailing commas.
    Jsonc,
    /// TOML.
    Toml,
}

/// A change of a document. `at` leads through objects by their keys; what is missing on
/// the way is made.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// In the list there, the members that are the server's become these; the first of
    /// them stands where the first old one stood, or at the end.
    Members {
        /// The way to the list.
        at: Vec<String>,
        /// Which members were the server's.
        owned: Owned,
        /// What they become.
        members: Vec<String>,
    },
    /// In the object there, the keys that are the server's become these.
    Keys {
        /// The way to the object.
        at: Vec<String>,
        /// Which keys were the server's.
        owned: Owned,
        /// What they become.
        entries: Vec<(String, Value)>,
    },
    /// The value there becomes this.
    Set {
        /// The way to the value.
        at: Vec<String>,
        /// The value.
        value: Value,
    },
}

impl Edit {
    /// The value there becomes this.
    pub fn set(at: &[&str], value: impl Into<Value>) -> Edit {
        Edit::Set { at: at.iter().map(|key| (*key).to_owned()).collect(), value: value.into() }
    }
}

/// Which members or keys belong to a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owned {
    /// Those that begin so and, if an end is given, end so.
    Around(String, &'static str),
    /// All of them.
    All,
    /// None: what is there is only added to.
    Nothing,
}

impl Owned {
    /// Whether a member or key is the server's.
    pub fn has(&self, name: &str) -> bool {
        match self {
            Owned::Around(start, end) => name.starts_with(start.as_str()) && name.ends_with(end),
            Owned::All => true,
            Owned::Nothing => false,
        }
    }
}

impl Artifact {
    /// The file as it is where there was none.
    pub fn fresh(&self) -> String {
        match &self.body {
            Body::Text(text) => text.clone(),
            Body::Edits { syntax, edits } => {
                let document = made_on(Value::Object(Map::new()), edits);
                match syntax {
                    Syntax::Json | Syntax::Jsonc => pretty(&document),
                    Syntax::Toml => toml_text(&document),
                }
            }
        }
    }
}

/// Edits made on a value: what a merge must come to.
///
/// What is in the way of an edit and no object or list is replaced, so whoever has a
/// person's document asks [`crate::policy::merge`], which refuses.
pub fn made_on(mut document: Value, edits: &[Edit]) -> Value {
    for edit in edits {
        match edit {
            Edit::Set { at, value } => {
                if let Some((last, way)) = at.split_last() {
                    object_at(&mut document, way).insert(last.clone(), value.clone());
                }
            }
            Edit::Keys { at, owned, entries } => {
                let object = object_at(&mut document, at);
                object.retain(|key, _| !owned.has(key));
                for (key, value) in entries {
                    object.insert(key.clone(), value.clone());
                }
            }
            Edit::Members { at, owned, members } => {
                let Some((last, way)) = at.split_last() else { continue };
                let slot =
                    object_at(&mut document, way).entry(last.clone()).or_insert_with(|| Value::Array(Vec::new()));
                let old = slot.as_array().cloned().unwrap_or_default();
                let ours = |value: &Value| value.as_str().is_some_and(|text| owned.has(text));
                let place = old.iter().position(ours).unwrap_or(old.len());
                let (before, after) = old.split_at(place);
                let new = members.iter().map(|text| Value::String(text.clone()));
                let rest = after.iter().filter(|value| !ours(value)).cloned();
                *slot = Value::Array(before.iter().cloned().chain(new).chain(rest).collect());
            }
        }
    }
    document
}

/// The object at the end of a way; what is in the way and no object gives way.
fn object_at<'v>(mut value: &'v mut Value, way: &[String]) -> &'v mut Map<String, Value> {
    for key in way {
        if !value.is_object() {
            *value = Value::Object(Map::new());
        }
        value = value.as_object_mut().expect("made an object above").entry(key.clone()).or_insert(Value::Null);
    }
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    value.as_object_mut().expect("made an object above")
}

/// A value as indented JSON with a final line break.
pub(super) fn pretty(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("plain values with text keys always serialise to memory");
    text.push('\n');
    text
}

/// A document as TOML.
fn toml_text(document: &Value) -> String {
    toml::to_string_pretty(document).expect("documents of targets hold no null and only tables at the top")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn members(items: &[&str]) -> Edit {
        Edit::Members {
            at: vec!["permissions".to_owned(), "allow".to_owned()],
            owned: Owned::Around("mcp__srv__".to_owned(), ""),
            members: items.iter().map(|item| (*item).to_owned()).collect(),
        }
    }

    #[test]
    fn members_of_a_server_are_replaced_where_they_stood() {
        let mine = json!({"permissions": {"allow": ["Bash", "mcp__srv__old", "Read", "mcp__srv__x"], "deny": []}});
        let new = made_on(mine, &[members(&["mcp__srv__a", "mcp__srv__b"])]);
        assert_eq!(new, json!({"permissions": {"allow": ["Bash", "mcp__srv__a", "mcp__srv__b", "Read"], "deny": []}}));
        assert_eq!(
            made_on(new.clone(), &[members(&["mcp__srv__a", "mcp__srv__b"])]),
            new,
            "a second time changes nothing"
        );
    }

    #[test]
    fn a_document_grows_from_nothing() {
        let edits = [members(&["mcp__srv__a"]), Edit::set(&["version"], 1)];
        let artifact = Artifact { path: "x.json", body: Body::Edits { syntax: Syntax::Json, edits: edits.to_vec() } };
        let value: Value = serde_json::from_str(&artifact.fresh()).expect("JSON");
        assert_eq!(value, json!({"permissions": {"allow": ["mcp__srv__a"]}, "version": 1}));
    }

    #[test]
    fn keys_of_a_server_are_replaced_and_others_stay() {
        let edit = Edit::Keys {
            at: vec!["permission".to_owned()],
            owned: Owned::Around("srv_".to_owned(), ""),
            entries: vec![("srv_a".to_owned(), json!("allow"))],
        };
        let new = made_on(json!({"permission": {"edit": "ask", "srv_b": "deny"}}), &[edit]);
        assert_eq!(new, json!({"permission": {"edit": "ask", "srv_a": "allow"}}));
    }
}
