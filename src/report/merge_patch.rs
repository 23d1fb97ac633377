//! JSON merge patches (RFC 7396): what turns one document into another.

use serde_json::{Map, Value};

/// The patch that turns `from` into `to`: objects are gone into, everything else that
/// differs, arrays included, stands whole. `None` if they are the same.
///
/// A merge patch cannot set a key of an object to null; `to` must not ask for that.
///
/// ```
/// use serde_json::json;
/// use toolrisk::report::merge_patch::diff;
/// let (from, to) = (json!({"a": {"b": 1, "c": 2}, "d": [1]}), json!({"a": {"b": 1, "c": 3}, "d": [1]}));
/// assert_eq!(diff(&from, &to), Some(json!({"a": {"c": 3}})));
/// assert_eq!(diff(&to, &to), None);
/// ```
pub fn diff(from: &Value, to: &Value) -> Option<Value> {
    if from == to {
        return None;
    }
    let (Value::Object(before), Value::Object(after)) = (from, to) else { return Some(to.clone()) };
    let mut patch = Map::new();
    for (key, value) in after {
        match before.get(key) {
            Some(old) => patch.extend(diff(old, value).map(|part| (key.clone(), part))),
            None => patch.extend([(key.clone(), value.clone())]),
        }
    }
    patch.extend(before.keys().filter(|key| !after.contains_key(*key)).map(|key| (key.clone(), Value::Null)));
    Some(Value::Object(patch))
}
