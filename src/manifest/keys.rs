//! Keys that stand twice in one object. JSON leaves open which of them counts;
//! nearly all programs take the last, and so does the reader, but what the first
//! one held must not be lost without a word.

use crate::diag::{Diagnostic, Level, Position};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

/// Characters of a key that a message shows.
const SHOWN: usize = 60;

/// A value, and whether a key stands twice somewhere in it.
pub(super) struct Watched {
    /// The value, with the last of equal keys.
    pub(super) value: Value,
    /// A key of it or of something in it came before.
    pub(super) twice: bool,
}

impl From<Value> for Watched {
    fn from(value: Value) -> Watched {
        Watched { value, twice: false }
    }
}

impl<'de> Deserialize<'de> for Watched {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Watched, D::Error> {
        deserializer.deserialize_any(Watch)
    }
}

/// Builds a [`Watched`] as `serde_json` builds a [`Value`].
struct Watch;

impl<'de> Visitor<'de> for Watch {
    type Value = Watched;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any valid JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Watched, E> {
        Ok(Value::Bool(value).into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Watched, E> {
        Ok(Value::Number(value.into()).into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Watched, E> {
        Ok(Value::Number(value.into()).into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Watched, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number).into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Watched, E> {
        Ok(Value::String(value.to_owned()).into())
    }

    fn visit_string<E>(self, value: String) -> Result<Watched, E> {
        Ok(Value::String(value).into())
    }

    fn visit_unit<E>(self) -> Result<Watched, E> {
        Ok(Value::Null.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Watched, A::Error> {
        let (mut list, mut twice) = (Vec::new(), false);
        while let Some(item) = items.next_element::<Watched>()? {
            twice |= item.twice;
            list.push(item.value);
        }
        Ok(Watched { value: Value::Array(list), twice })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Watched, A::Error> {
        let (mut map, mut twice) = (Map::new(), false);
        while let Some((key, entry)) = entries.next_entry::<String, Watched>()? {
            twice |= entry.twice | map.insert(key, entry.value).is_some();
        }
        Ok(Watched { value: Value::Object(map), twice })
    }
}

/// Where in a text of valid JSON a key first stands for the second time, and the
/// key.
pub(super) fn first_twice(json: &str) -> Option<(usize, String)> {
    // The keys of each open object; nothing for an array.
    let mut open: Vec<Option<HashSet<Cow<'_, str>>>> = Vec::new();
    let mut key_next = false;
    let mut at = 0;
    while let Some(byte) = json.as_bytes().get(at) {
        match byte {
            b'{' => open.push(Some(HashSet::new())),
            b'[' => open.push(None),
            b'}' | b']' => {
                open.pop();
            }
            b'"' => {
                let end = text_end(json, at)?;
                if key_next && let Some(Some(keys)) = open.last_mut() {
                    let key = plain(&json[at..end]);
                    if keys.contains(&key) {
                        return Some((at, key.into_owned()));
                    }
                    keys.insert(key);
                }
                at = end - 1;
            }
            _ => {}
        }
        key_next = match byte {
            b'{' | b',' => true,
            b' ' | b'\t' | b'\r' | b'\n' => key_next,
            _ => false,
        };
        at += 1;
    }
    None
}

/// What is said of it.
pub(super) fn remark(source: &str, key: &str, position: Position) -> Diagnostic {
    let mut shown: String = key.chars().take(SHOWN).collect();
    if shown.len() < key.len() {
        shown.push('…');
    }
    let message = format!("the key `{shown}` stands twice in one object, and the last one was read");
    Diagnostic::new(Level::Warning, "key-twice", source, message)
        .at(position)
        .help("programs do not agree on which of them counts: take one out; there may be more such keys")
}

/// Where the text that begins at a quote ends, behind its closing quote.
fn text_end(json: &str, quote: usize) -> Option<usize> {
    let mut at = quote + 1;
    loop {
        match json.as_bytes().get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// The key that a quoted text stands for: `"\u0061"` is `a`.
fn plain(quoted: &str) -> Cow<'_, str> {
    let inside = &quoted[1..quoted.len() - 1];
    if inside.contains('\\') {
        serde_json::from_str(quoted).map_or(Cow::Borrowed(inside), Cow::Owned)
    } else {
        Cow::Borrowed(inside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watched(json: &str) -> Watched {
        serde_json::from_str(json).expect("it is JSON")
    }

    #[test]
    fn a_value_is_read_as_any_other_program_reads_it() {
        let json = r#"{"z":[1,-2,2.5,1e3,true,false,null,"é\n"],"a":{"b":{}},"n":18446744073709551615}"#;
        let read = watched(json);
        assert!(!read.twice);
        assert_eq!(read.value, serde_json::from_str::<Value>(json).expect("it is JSON"));
        assert_eq!(read.value.to_string().find("\"z\""), Some(1));
        let read = watched(r#"[{"a":{"b":1,"b":2}}]"#);
        assert!(read.twice);
        assert_eq!(read.value, serde_json::json!([{"a": {"b": 2}}]));
    }

    #[test]
    fn the_second_place_of_a_key_is_found() {
        let found = |json: &str| first_twice(json).map(|(at, key)| (json[at..].to_owned(), key));
        assert_eq!(found(r#"{"a":"a","b":["a","a"],"c":{"a":1,"b":2}}"#), None);
        assert_eq!(found(r#"[{"a":1},{"a":1}]"#), None);
        assert_eq!(found(r#"{"x":{"a":1}, "y" : 2, "x":3}"#), Some((r#""x":3}"#.to_owned(), "x".to_owned())));
        assert_eq!(found(r#"{"a":1,"\u0061":2}"#), Some((r#""\u0061":2}"#.to_owned(), "a".to_owned())));
        assert_eq!(found(r#"{"q\"a":1,"q\"a":2}"#), Some((r#""q\"a":2}"#.to_owned(), "q\"a".to_owned())));
    }
}
