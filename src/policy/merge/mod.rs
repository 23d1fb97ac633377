//! Rules put into a configuration file that a person has.
//!
//! What comes out means exactly what [`made_on`] makes of the parsed file, and everything
//! that an edit does not speak of stays as it was, to the byte. Where `made_on` would
//! replace something of the person's to get its way, merging refuses instead.

mod align;
mod json;
mod layout;
mod lines;
mod style;
mod told;
mod toml;

pub use lines::unified;
pub use told::told;

use super::target::{Edit, Syntax, made_on};
use serde_json::{Map, Value};

/// Why rules cannot be merged into a file. The messages go behind the file's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// The file does not parse.
    #[error("line {line}, column {column}: {why}; mend it first, nothing was changed")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What is wrong, without full stop.
        why: String,
    },
    /// Something else stands where the rules belong.
    #[error("`{place}` holds {found} where {wanted} is expected; correct or remove it first, nothing was changed")]
    InTheWay {
        /// The way there, with dots between keys.
        place: String,
        /// What stands there.
        found: &'static str,
        /// What would have to stand there.
        wanted: &'static str,
    },
    /// A key on the way to the rules stands twice in one object.
    #[error(
        "the key `{key}` stands twice in one object, and programs differ in which one counts; remove one, nothing was changed"
    )]
    Twice {
        /// The key.
        key: String,
    },
    /// The text that came out does not mean what it should.
    #[error("the merged text does not mean what it should, so nothing was changed; this is a bug in toolrisk")]
    Wrong,
}

/// A document that can be changed without being written anew.
trait Tree {
    /// What it means. Of keys that stand twice, the last one counts.
    fn value(&self) -> Value;

    /// The value at the end of a way becomes another; objects that are missing on the way
    /// are made. Entries that are `fixed` are in both values and stay as they are.
    fn put(&mut self, way: &[String], value: &Value, fixed: &dyn Fn(&str) -> bool) -> Result<(), MergeError>;

    /// The whole text, with `\n` as its line ends.
    fn text(&self) -> String;
}

/// The text with the edits made. If they change nothing, it is the same to the byte.
///
/// # Errors
/// If the text does not parse, or something that is no object or list is in the way.
pub fn merged(text: &str, syntax: Syntax, edits: &[Edit]) -> Result<String, MergeError> {
    let (mark, bare) = match text.strip_prefix('\u{feff}') {
        Some(bare) => ("\u{feff}", bare),
        None => ("", text),
    };
    let mut tree = parsed(bare, syntax)?;
    let mut value = tree.value();
    for edit in edits {
        refuse(&value, edit)?;
        let new = made_on(value.clone(), std::slice::from_ref(edit));
        if same(&new, &value) {
            continue;
        }
        let (at, owned) = match edit {
            Edit::Members { at, owned, .. } | Edit::Keys { at, owned, .. } => (at, Some(owned)),
            Edit::Set { at, .. } => (at, None),
        };
        let Some(wanted) = at.iter().try_fold(&new, |value, key| value.get(key)) else { continue };
        tree.put(at, wanted, &|entry| owned.is_some_and(|owned| !owned.has(entry)))?;
        value = new;
    }
    if same(&parsed(bare, syntax)?.value(), &value) {
        return Ok(text.to_owned());
    }
    let edited = format!("{mark}{}", lines::with_ends_of(bare, &tree.text()));
    let again = parsed(edited.strip_prefix('\u{feff}').unwrap_or(&edited), syntax).map_err(|_| MergeError::Wrong)?;
    let ordered = syntax != Syntax::Toml;
    let means = if ordered { same(&again.value(), &value) } else { again.value() == value };
    if means { Ok(edited) } else { Err(MergeError::Wrong) }
}

/// What a file means, for whoever wants to compare.
///
/// # Errors
/// If it does not parse.
pub fn meaning(text: &str, syntax: Syntax) -> Result<Value, MergeError> {
    Ok(parsed(text.strip_prefix('\u{feff}').unwrap_or(text), syntax)?.value())
}

fn parsed(text: &str, syntax: Syntax) -> Result<Box<dyn Tree>, MergeError> {
    let text = text.replace("\r\n", "\n");
    Ok(match syntax {
        Syntax::Json | Syntax::Jsonc => Box::new(json::Json::parse(&text)?),
        Syntax::Toml => Box::new(toml::Toml::parse(&text)?),
    })
}

/// Whether two values are equal, the order of keys included: some hosts let the last of
/// several rules that fit decide.
fn same(a: &Value, b: &Value) -> bool {
    let [a_text, b_text] = [a, b].map(Value::to_string);
    a == b && a_text == b_text
}

/// Refuses an edit that would have to replace something of the person's.
fn refuse(document: &Value, edit: &Edit) -> Result<(), MergeError> {
    let (at, last) = match edit {
        Edit::Keys { at, .. } => (at.as_slice(), Some(("an object", true))),
        Edit::Members { at, .. } => (at.as_slice(), Some(("a list", false))),
        Edit::Set { at, .. } => (at.as_slice(), None),
    };
    let mut value = document;
    for depth in 0..=at.len() {
        let (wanted, fits) = match last {
            Some((wanted, object)) if depth == at.len() => {
                (wanted, if object { value.is_object() } else { value.is_array() })
            }
            None if depth == at.len() => return Ok(()),
            Some(_) | None => ("an object", value.is_object()),
        };
        if !fits {
            let place = if depth == 0 { "the whole file".to_owned() } else { at[..depth].join(".") };
            return Err(MergeError::InTheWay { place, found: kind(value), wanted });
        }
        match at.get(depth).and_then(|key| value.get(key)) {
            Some(next) => value = next,
            None => return Ok(()),
        }
    }
    Ok(())
}

/// What a value is, with its article.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// What the rest of a way makes of a value: objects around it.
fn wrapped(way: &[String], value: &Value) -> Value {
    way.iter().rev().fold(value.clone(), |inner, key| Value::Object(Map::from_iter([(key.clone(), inner)])))
}

/// The names of a list's members for comparison: a text is its own, anything else is JSON
/// behind a mark that no text begins with by chance.
fn names<'v>(values: impl IntoIterator<Item = &'v Value>) -> Vec<String> {
    let name = |value: &Value| value.as_str().map_or_else(|| format!("\0{value}"), str::to_owned);
    values.into_iter().map(name).collect()
}
