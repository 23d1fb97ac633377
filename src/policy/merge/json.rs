//! JSON, with or without comments.

use super::align::{Step, steps};
use super::{MergeError, Tree, names, wrapped};
use jsonc_parser::ParseOptions;
use jsonc_parser::cst::{CstArray, CstInputValue, CstNode, CstObject, CstRootNode};
use serde_json::{Map, Value};

/// Lists in one line get no longer than this.
const WIDTH: usize = 80;

/// What editors and hosts read: comments and trailing commas, none of JSON5.
const OPTIONS: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    allow_loose_object_property_names: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// A JSON document.
pub(super) struct Json(CstRootNode);

impl Json {
    /// A document from its text; one without a value is an empty object.
    ///
    /// # Errors
    /// If it is no JSON with comments.
    pub(super) fn parse(text: &str) -> Result<Json, MergeError> {
        CstRootNode::parse(text, &OPTIONS).map(Json).map_err(|error| MergeError::Syntax {
            line: error.line_display(),
            column: error.column_display(),
            why: error.kind().to_string(),
        })
    }
}

impl Tree for Json {
    fn value(&self) -> Value {
        self.0.value().map_or_else(|| Value::Object(Map::new()), |node| value(&node))
    }

    fn put(&mut self, way: &[String], wanted: &Value, fixed: &dyn Fn(&str) -> bool) -> Result<(), MergeError> {
        let Some(mut node) = self.0.value() else {
            self.0.set_value(input(&wrapped(way, wanted)));
            self.0.value().iter().for_each(spread);
            return Ok(());
        };
        for (depth, key) in way.iter().enumerate() {
            // Checked by the caller; a bug would show when the text is read again.
            let Some(object) = node.as_object() else { return Err(MergeError::Wrong) };
            keys(&object)?;
            let Some(next) = object.get(key) else {
                insert(&object, object.properties().len(), key, &wrapped(&way[depth + 1..], wanted));
                return Ok(());
            };
            let Some(value) = next.value() else { return Err(MergeError::Wrong) };
            node = value;
        }
        becomes(&node, wanted, fixed)
    }

    fn text(&self) -> String {
        self.0.to_string()
    }
}

/// A node becomes a value, with as little change as possible.
fn becomes(node: &CstNode, wanted: &Value, fixed: &dyn Fn(&str) -> bool) -> Result<(), MergeError> {
    if let (Some(object), Value::Object(wanted)) = (node.as_object(), wanted) {
        return object_becomes(&object, wanted, fixed);
    }
    if let (Some(array), Value::Array(wanted)) = (node.as_array(), wanted) {
        list_becomes(&array, wanted, fixed);
        return Ok(());
    }
    if value(node) == *wanted {
        return Ok(());
    }
    let new = input(wanted);
    let (container, leaf) = (node.clone(), node.clone());
    let new = if let Some(object) = container.as_object() {
        object.replace_with(new)
    } else if let Some(array) = container.as_array() {
        array.replace_with(new)
    } else if let Some(text) = leaf.as_string_lit() {
        text.replace_with(new)
    } else if let Some(number) = leaf.as_number_lit() {
        number.replace_with(new)
    } else if let Some(truth) = leaf.as_boolean_lit() {
        truth.replace_with(new)
    } else {
        leaf.as_null_keyword().and_then(|null| null.replace_with(new))
    };
    new.iter().for_each(spread);
    Ok(())
}

fn object_becomes(
    object: &CstObject,
    wanted: &Map<String, Value>,
    fixed: &dyn Fn(&str) -> bool,
) -> Result<(), MergeError> {
    let old = keys(object)?;
    let properties = object.properties();
    let new: Vec<String> = wanted.keys().cloned().collect();
    let mut place = 0;
    for step in steps(&old, &new, fixed) {
        match step {
            Step::Keep(at, to) => {
                if let (Some(node), Some(value)) = (properties[at].value(), wanted.get(&new[to])) {
                    becomes(&node, value, &|_| false)?;
                }
                place += 1;
            }
            Step::Drop(at) => properties[at].clone().remove(),
            Step::Insert(to) => {
                insert(object, place, &new[to], &wanted[&new[to]]);
                place += 1;
            }
        }
    }
    Ok(())
}

fn list_becomes(array: &CstArray, wanted: &[Value], fixed: &dyn Fn(&str) -> bool) {
    let elements = array.elements();
    let old: Vec<Value> = elements.iter().map(value).collect();
    let (old, new) = (names(&old), names(wanted));
    if old == new {
        return;
    }
    if new.len() > old.len() && Value::from(wanted).to_string().len() > WIDTH {
        array.ensure_multiline();
    }
    let mut place = 0;
    for step in steps(&old, &new, fixed) {
        match step {
            Step::Keep(..) => place += 1,
            Step::Drop(at) => elements[at].clone().remove(),
            Step::Insert(to) => {
                spread(&array.insert(place, input(&wanted[to])));
                place += 1;
            }
        }
    }
}

fn insert(object: &CstObject, place: usize, key: &str, value: &Value) {
    if let Some(node) = object.insert(place, key, input(value)).value() {
        spread(&node);
    }
}

/// Gives the members of long lists in new text lines of their own.
fn spread(node: &CstNode) {
    if let Some(array) = node.as_array() {
        if node.to_string().len() > WIDTH {
            array.ensure_multiline();
        }
        array.elements().iter().for_each(spread);
    } else if let Some(object) = node.as_object() {
        object.properties().iter().filter_map(|property| property.value()).for_each(|node| spread(&node));
    }
}

/// The keys of an object.
///
/// # Errors
/// If one stands twice.
fn keys(object: &CstObject) -> Result<Vec<String>, MergeError> {
    let keys: Vec<String> = object.properties().iter().filter_map(|property| property.decoded_name()).collect();
    let mut sorted: Vec<&String> = keys.iter().collect();
    sorted.sort_unstable();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(twice) => Err(MergeError::Twice { key: twice[0].clone() }),
        None => Ok(keys),
    }
}

/// What a node means.
fn value(node: &CstNode) -> Value {
    if let Some(object) = node.as_object() {
        let entry =
            |property: &jsonc_parser::cst::CstObjectProp| Some((property.decoded_name()?, value(&property.value()?)));
        return Value::Object(object.properties().iter().filter_map(entry).collect());
    }
    if let Some(array) = node.as_array() {
        return Value::Array(array.elements().iter().map(value).collect());
    }
    if let Some(text) = node.as_string_lit() {
        return text.decoded_value().map_or(Value::Null, Value::String);
    }
    // Numbers, true, false and null are written as in plain JSON.
    serde_json::from_str(&node.to_string()).unwrap_or(Value::Null)
}

/// A value as the library takes it.
fn input(value: &Value) -> CstInputValue {
    match value {
        Value::Null => CstInputValue::Null,
        Value::Bool(truth) => CstInputValue::Bool(*truth),
        Value::Number(number) => CstInputValue::Number(number.to_string()),
        Value::String(text) => CstInputValue::String(text.clone()),
        Value::Array(values) => CstInputValue::Array(values.iter().map(input).collect()),
        Value::Object(entries) => {
            CstInputValue::Object(entries.iter().map(|(key, value)| (key.clone(), input(value))).collect())
        }
    }
}
