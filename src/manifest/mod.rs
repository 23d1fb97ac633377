//! Manifests: from bytes in any shape found in the wild to servers and tools in
//! one normal form. Knows nothing of rules, verdicts or files.
//!
//! [`read`] looks at what the bytes hold, never at the file's name, except to
//! name a server that has no name of its own.

mod about;
mod context;
mod decode;
mod definition;
pub mod formats;
mod keys;
pub mod params;
mod quarantine;
mod read;
mod syntax;
mod yaml;

pub use params::{Param, Params};
pub use quarantine::without_repeats;
pub use read::{Input, Limits, Outcome, Reading, read};

use crate::diag::Position;
use crate::span::{Field, Span};
use serde::Serialize;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// The values of a YAML stream, within the limits that manifests are read with.
///
/// # Errors
/// Where it is broken.
pub(crate) fn yaml_values(text: &str, max_depth: usize) -> Result<Vec<Value>, Position> {
    yaml::parse(text, max_depth).map(|(values, _)| values).map_err(|broken| broken.position)
}

/// What a manifest says of the server itself. Everything but the name may be
/// missing; all of it is the author's text, never trusted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServerInfo {
    /// The name for people.
    pub name: String,
    /// The slug that the manifest carries (`server.slug`), verbatim.
    pub slug: Option<String>,
    /// What the server is.
    pub description: Option<String>,
    /// The instructions that it sends to the model at `initialize`.
    pub instructions: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// The package or repository it comes from.
    pub package: Option<String>,
    /// Where it lives on the web, if `https:`.
    pub homepage: Option<String>,
    /// Its licence.
    pub license: Option<String>,
    /// The protocol revision of the answer, as given.
    pub protocol_version: Option<String>,
    /// The day the answer was captured, as given.
    pub captured: Option<String>,
    /// What the manifest says was configured when the list was taken
    /// (arguments, allowed folders, names of environment variables: no values).
    pub configuration: Vec<String>,
    /// The manifest itself says that its list may be incomplete.
    pub incomplete: bool,
}

/// One server as read: its tools in the order given, and what was set aside.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// What the manifest says of the server.
    pub info: ServerInfo,
    /// What the server would be called for want of `info.slug`.
    pub fallback_slug: String,
    /// Where it stands: the path relative to the input, and for files with
    /// several servers `#` and its key.
    pub source: String,
    /// The name of the format it was read from.
    pub format: &'static str,
    /// Its tools.
    pub tools: Vec<Tool>,
    /// Entries that cannot be tools, or could not be read.
    pub quarantined: Vec<Quarantined>,
}

/// An entry of a tool list that is not published as a tool.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Quarantined {
    /// The name it had, or the start of what stood there.
    pub name: String,
    /// Where it stands in the file (RFC 6901).
    pub pointer: String,
    /// Why it is not a tool.
    pub reason: String,
}

/// One tool's definition in its normal form (`Tool` of the MCP specification,
/// revisions 2024-11-05 to 2026-07-28), whatever shape it was read from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tool {
    /// The name, verbatim.
    pub name: String,
    /// The title: `title`, else `annotations.title`.
    pub title: Option<String>,
    /// The description, verbatim; `None` for missing, `null` and blank.
    pub description: Option<String>,
    /// The input schema (JSON Schema), if the manifest gives one.
    pub input_schema: Option<Value>,
    /// The output schema, if any.
    pub output_schema: Option<Value>,
    /// The author's hints.
    pub annotations: Annotations,
    /// Every other key of the definition (`_meta`, `icons`, `execution`, …).
    pub extra: Map<String, Value>,
    /// Where the definition stands in its file (RFC 6901).
    pub pointer: String,
}

/// The author's hints about a tool (`ToolAnnotations`); `None` where the author
/// says nothing. The specification's defaults are not filled in: silence is no
/// claim.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Annotations {
    /// `readOnlyHint`.
    pub read_only_hint: Option<bool>,
    /// `destructiveHint`.
    pub destructive_hint: Option<bool>,
    /// `idempotentHint`.
    pub idempotent_hint: Option<bool>,
    /// `openWorldHint`.
    pub open_world_hint: Option<bool>,
    /// All annotations as given, leaked keys included.
    pub raw: Map<String, Value>,
}

impl Annotations {
    /// Reads the hints in an object of annotations: true or false, as words too, in the
    /// specification's spelling or in snake case; the specification's wins.
    pub fn of(raw: Map<String, Value>) -> Annotations {
        let hint = |camel: &str, snake: &str| {
            [camel, snake].iter().find_map(|key| match definition::held(&raw, key) {
                Some(Value::Bool(hint)) => Some(*hint),
                Some(Value::String(word)) if word.eq_ignore_ascii_case("true") => Some(true),
                Some(Value::String(word)) if word.eq_ignore_ascii_case("false") => Some(false),
                _ => None,
            })
        };
        Annotations {
            read_only_hint: hint("readOnlyHint", "read_only_hint"),
            destructive_hint: hint("destructiveHint", "destructive_hint"),
            idempotent_hint: hint("idempotentHint", "idempotent_hint"),
            open_world_hint: hint("openWorldHint", "open_world_hint"),
            raw,
        }
    }
}

impl Tool {
    /// Whether its author describes it, be it in one word.
    pub fn is_described(&self) -> bool {
        self.description.as_deref().is_some_and(|text| !text.trim().is_empty())
    }

    /// The parameters of the input schema, flattened: see [`Params`].
    pub fn params(&self) -> Params<'_> {
        Params::of(self.input_schema.as_ref())
    }

    /// The text that a field names: a string as it is, any other value as JSON.
    /// `None` if the definition has no such field.
    pub fn text_at(&self, field: &Field) -> Option<Cow<'_, str>> {
        let pointer = field.as_str();
        match pointer {
            "/name" => return Some(Cow::Borrowed(&self.name)),
            "/title" => return self.title.as_deref().map(Cow::Borrowed),
            "/description" => return self.description.as_deref().map(Cow::Borrowed),
            _ => {}
        }
        if let Some(rest) = pointer.strip_prefix("/inputSchema") {
            // A property's own name is named by `…/properties/<name>`, with the
            // text of the key: the value behind it is a schema, not a text.
            let value = self.input_schema.as_ref()?.pointer(rest)?;
            if value.is_object() || value.is_boolean() {
                let key = rest.rsplit('/').next()?.replace("~1", "/").replace("~0", "~");
                return Some(Cow::Owned(key));
            }
            return Some(as_text(value));
        }
        if let Some(rest) = pointer.strip_prefix("/annotations/") {
            // Some authors write the hints in snake case: `read_only_hint`.
            let raw = &self.annotations.raw;
            return raw.get(rest).or_else(|| raw.get(&snake_case(rest))).map(as_text);
        }
        None
    }

    /// The text that a field names anywhere in the definition, output schema, nested
    /// annotations and further keys included; a string as it is, any other value as JSON.
    pub fn any_text_at(&self, field: &Field) -> Option<Cow<'_, str>> {
        if let Some(text) = self.text_at(field) {
            return Some(text);
        }
        let pointer = field.as_str();
        if let Some(rest) = pointer.strip_prefix("/outputSchema") {
            return self.output_schema.as_ref()?.pointer(rest).map(as_text);
        }
        let (map, rest) = match pointer.strip_prefix("/annotations/") {
            Some(rest) => (&self.annotations.raw, rest),
            None => (&self.extra, pointer.strip_prefix('/')?),
        };
        let (key, rest) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
        let key = key.replace("~1", "/").replace("~0", "~");
        map.get(&key)?.pointer(rest).map(as_text)
    }

    /// The words that a field and a span name; empty if the definition has no such
    /// words.
    pub fn quote(&self, field: &Field, span: Span) -> Cow<'_, str> {
        match self.text_at(field) {
            Some(Cow::Borrowed(text)) => Cow::Borrowed(span.of(text)),
            Some(Cow::Owned(text)) => Cow::Owned(span.of(&text).to_owned()),
            None => Cow::Borrowed(""),
        }
    }

    /// The definition as one JSON object with the specification's key names, in
    /// the specification's order; what pages show and fingerprints are made of.
    pub fn to_json(&self) -> Value {
        let mut out = Map::new();
        out.insert("name".into(), self.name.clone().into());
        if let Some(title) = &self.title {
            out.insert("title".into(), title.clone().into());
        }
        if let Some(description) = &self.description {
            out.insert("description".into(), description.clone().into());
        }
        if let Some(schema) = &self.input_schema {
            out.insert("inputSchema".into(), schema.clone());
        }
        if let Some(schema) = &self.output_schema {
            out.insert("outputSchema".into(), schema.clone());
        }
        if !self.annotations.raw.is_empty() {
            out.insert("annotations".into(), Value::Object(self.annotations.raw.clone()));
        }
        Value::Object(out)
    }

    /// Thirty-two hex digits that change when the definition changes in anything
    /// an agent sees, and not when keys change their order or the file moves:
    /// the first half of the BLAKE3 hash of [`Tool::to_json`] with sorted keys.
    pub fn fingerprint(&self) -> String {
        blake3::hash(&self.canonical(true)).to_hex()[..32].to_owned()
    }

    /// Sixteen hex digits of the same without the name, by which a tool is known that only
    /// got another name; none without a description, because such definitions are too much
    /// alike.
    pub fn body(&self) -> Option<String> {
        self.is_described().then(|| blake3::hash(&self.canonical(false)).to_hex()[..16].to_owned())
    }

    /// What fingerprints are made of: the definition with sorted keys, with its name or without.
    fn canonical(&self, named: bool) -> Vec<u8> {
        // One buffer and one hash: feeding the hasher piece by piece from a copy of the
        // definition took four times the instructions.
        let mut text: Vec<u8> = Vec::with_capacity(2048);
        text.push(b'{');
        let raw = &self.annotations.raw;
        if !raw.is_empty() {
            write_entry("annotations", &mut text, |text| write_sorted_map(raw, text));
        }
        if let Some(description) = &self.description {
            write_entry("description", &mut text, |text| write_string(description, text));
        }
        if let Some(schema) = &self.input_schema {
            write_entry("inputSchema", &mut text, |text| write_sorted(schema, text));
        }
        if named {
            write_entry("name", &mut text, |text| write_string(&self.name, text));
        }
        if let Some(schema) = &self.output_schema {
            write_entry("outputSchema", &mut text, |text| write_sorted(schema, text));
        }
        if let Some(title) = &self.title {
            write_entry("title", &mut text, |text| write_string(title, text));
        }
        text.push(b'}');
        text
    }
}

/// `readOnlyHint` as `read_only_hint`.
fn snake_case(key: &str) -> String {
    let mut out = String::with_capacity(key.len() + 3);
    for c in key.chars() {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// A JSON value as text: strings bare, everything else as JSON.
fn as_text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(s) => Cow::Borrowed(s),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Cow::Owned(value.to_string())
        }
    }
}

/// Writes a value as JSON with object keys in byte order and a comma behind every
/// entry and item.
fn write_sorted(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Object(map) => write_sorted_map(map, out),
        Value::Array(items) => {
            out.push(b'[');
            for item in items {
                write_sorted(item, out);
                out.push(b',');
            }
            out.push(b']');
        }
        Value::String(text) => write_string(text, out),
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            serde_json::to_writer(out, value).expect("a buffer takes everything, and these have no keys");
        }
    }
}

/// [`write_sorted`] of an object.
fn write_sorted_map(map: &Map<String, Value>, out: &mut Vec<u8>) {
    out.push(b'{');
    let mut entries: Vec<(&String, &Value)> = map.iter().collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    for (key, value) in entries {
        write_entry(key, out, |out| write_sorted(value, out));
    }
    out.push(b'}');
}

/// Writes a key and what it holds.
fn write_entry(key: &str, out: &mut Vec<u8>, value: impl FnOnce(&mut Vec<u8>)) {
    write_string(key, out);
    out.push(b':');
    value(out);
    out.push(b',');
}

/// Writes a text as JSON.
pub(crate) fn write_string(text: &str, out: &mut Vec<u8>) {
    // Most texts hold nothing to escape (RFC 8259, section 7). All their bytes are looked
    // at, because the first of many can only be found one by one.
    if text.bytes().fold(true, |plain, b| plain & (b >= b' ') & (b != b'"') & (b != b'\\')) {
        out.reserve(text.len() + 2);
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
        return;
    }
    serde_json::to_writer(out, text).expect("a buffer takes everything, and a text has no keys");
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Object keys in byte order.
    fn sorted(value: &Value) -> Value {
        match value {
            Value::Object(map) => {
                let mut entries: Vec<(&String, &Value)> = map.iter().collect();
                entries.sort_unstable_by_key(|(key, _)| *key);
                Value::Object(entries.into_iter().map(|(key, value)| (key.clone(), sorted(value))).collect())
            }
            Value::Array(items) => items.iter().map(sorted).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
        }
    }

    #[test]
    fn texts_are_written_as_serde_writes_them() {
        for c in (0..=0x7f).map(char::from).chain(['é', '“', '𝗜']) {
            for text in [format!("{c}"), format!("1234567{c}"), format!("12345678{c}9"), format!("é{c}")] {
                let mut out = Vec::new();
                write_string(&text, &mut out);
                assert_eq!(out, serde_json::to_vec(&text).expect("a text"), "{text:?}");
            }
        }
    }

    #[test]
    fn a_fingerprint_is_of_the_definition_that_pages_show() {
        let tool = Tool {
            name: "put \"é\"\n".to_owned(),
            title: Some("T".to_owned()),
            description: Some("D".to_owned()),
            input_schema: Some(json!({"b": [1, 2.5, null, {"z": true, "a": "\u{1}"}], "a": {}})),
            output_schema: Some(json!({"type": "object"})),
            annotations: Annotations { raw: Map::from_iter([("x".to_owned(), json!(1e30))]), ..Annotations::default() },
            ..Tool::default()
        };
        let mut text = Vec::new();
        write_sorted(&tool.to_json(), &mut text);
        assert_eq!(tool.fingerprint(), blake3::hash(&text).to_hex()[..32]);
        // A comma stands behind every entry and item; without them it is plain JSON.
        let plain = String::from_utf8(text).expect("JSON is UTF-8").replace(",}", "}").replace(",]", "]");
        assert_eq!(plain, sorted(&tool.to_json()).to_string());
    }
}
