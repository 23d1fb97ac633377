//! One entry of a tool list to a [`Tool`] in normal form: the spellings of keys,
//! the shapes of parameter lists, and hints in either case.

use super::syntax::embedded;
use super::{Annotations, Tool};
use serde_json::{Map, Value, json};

/// Deepest nesting that is kept of one definition. Everything behind the reader
/// walks definitions recursively (clone, hash, comparison, drop), and a thread
/// has 2 MB of stack: unoptimised, cloning 800 levels still fits and 1,000 do
/// not.
pub(super) const MAX_DEPTH: usize = 512;

/// Keys that hold the input schema, in the order in which they are believed.
const INPUT_KEYS: &[&str] = &[
    "inputSchema",
    "input_schema",
    "inputschema",
    "parameters",
    "arguments",
    "parameter",
    "args",
    "params",
    "inputs",
    "schema",
];

/// Keys that hold the output schema.
const OUTPUT_KEYS: &[&str] = &["outputSchema", "output_schema"];

/// Keys that hold the name.
const NAME_KEYS: &[&str] = &["name", "tool_name", "toolName"];

/// Keys that hold the description.
const DESCRIPTION_KEYS: &[&str] = &["description", "desc", "tool_description", "toolDescription"];

/// One entry of a tool list, still in the manifest's own shape.
#[derive(Debug)]
pub(super) struct Entry {
    /// Where it stands in the file (RFC 6901).
    pub(super) pointer: String,
    /// The key it stands under, if the list is a map.
    pub(super) key: Option<String>,
    /// What stands there.
    pub(super) value: Value,
}

/// An entry that was read, with what there is to say about it.
pub(super) struct Definition {
    /// The tool; its name may be anything, also empty.
    pub(super) tool: Tool,
    /// Remarks: a code, and a message without the tool's name.
    pub(super) remarks: Vec<Remark>,
}

/// Something to say about one definition.
pub(super) struct Remark {
    /// Whether something was set aside or is doubtful.
    pub(super) warning: bool,
    /// A stable name of the kind of remark.
    pub(super) code: &'static str,
    /// What there is to say, as the end of a sentence that begins with the tool.
    pub(super) message: String,
    /// The way out.
    pub(super) help: &'static str,
}

/// Whether a value is a tool's definition on its face: an object with a name and
/// something that only definitions have, or a function of another API.
pub(super) fn is_definition(value: &Value) -> bool {
    let Some(map) = value.as_object() else { return false };
    let map = function(map).unwrap_or(map);
    has_name(map) && (has_schema(map) || has_any(map, DESCRIPTION_KEYS) || held(map, "annotations").is_some())
}

/// Whether a value is a definition beyond doubt: it has a name and a schema.
pub(super) fn is_full_definition(value: &Value) -> bool {
    let Some(map) = value.as_object() else { return false };
    let map = function(map).unwrap_or(map);
    has_name(map) && has_schema(map)
}

/// Whether a value is a definition without a schema and has no key that a
/// definition does not have.
pub(super) fn is_short_definition(value: &Value) -> bool {
    const KEYS: &[&str] =
        &["name", "title", "description", "annotations", "outputSchema", "_meta", "icons", "execution"];
    is_definition(value) && value.as_object().is_some_and(|map| map.keys().all(|key| KEYS.contains(&key.as_str())))
}

/// Whether an object has a key for an input schema.
pub(super) fn has_schema(map: &Map<String, Value>) -> bool {
    // `args` and the like are common outside of tools: a text or a number there is no schema.
    INPUT_KEYS[..7].iter().any(|key| held(map, key).is_some_and(|v| !v.is_string() && !v.is_number()))
        || held(map, "inputSchema").is_some_and(Value::is_string)
        || held(map, "input_schema").is_some_and(Value::is_string)
}

/// Whether an object looks like the value of a map of tools: a definition whose
/// name may stand in the key.
pub(super) fn is_keyed_definition(value: &Value) -> bool {
    value.as_object().is_some_and(|map| {
        let map = function(map).unwrap_or(map);
        has_schema(map) || held(map, "description").is_some_and(|d| d.is_string() || d.is_null())
    })
}

/// What an object holds under a key. A definition has few keys and is asked for many: to
/// hash each of them, with a hasher made for keys from strangers, takes longer than to go
/// through all there are.
pub(super) fn held<'m>(map: &'m Map<String, Value>, key: &str) -> Option<&'m Value> {
    const FEW: usize = 16;
    if map.len() > FEW {
        return map.get(key);
    }
    map.iter().find_map(|(own, value)| (own == key).then_some(value))
}

fn has_name(map: &Map<String, Value>) -> bool {
    NAME_KEYS.iter().any(|key| held(map, key).is_some_and(Value::is_string))
}

fn has_any(map: &Map<String, Value>, keys: &[&str]) -> bool {
    keys.iter().any(|key| held(map, key).is_some())
}

/// The key under which other APIs wrap a definition.
fn function_key(map: &Map<String, Value>) -> Option<&'static str> {
    ["function", "toolSpec"].into_iter().find(|key| held(map, key).and_then(Value::as_object).is_some_and(has_name))
}

fn function(map: &Map<String, Value>) -> Option<&Map<String, Value>> {
    map.get(function_key(map)?)?.as_object()
}

/// Reads an entry. `Err` says why it is no definition at all; names are judged
/// elsewhere.
pub(super) fn read(entry: Entry) -> Result<Definition, String> {
    let Entry { pointer, key, value } = entry;
    let mut remarks = Vec::new();
    let mut value = value;
    if cut(&mut value, MAX_DEPTH) {
        remarks.push(Remark {
            warning: true,
            code: "schema-cut",
            message: format!("is nested more than {MAX_DEPTH} levels deep; what lies deeper was left out"),
            help: "no client could use such a schema; look for a schema that was expanded into itself",
        });
    }
    let map = match value {
        Value::Object(map) => map,
        // A list of names, or a map from name to description.
        Value::String(text) => {
            let tool = match key {
                None => Tool { name: text, pointer, ..Tool::default() },
                Some(name) => Tool { name, description: filled(text), pointer, ..Tool::default() },
            };
            return Ok(Definition { tool, remarks });
        }
        Value::Null => match key {
            Some(name) => return Ok(Definition { tool: Tool { name, pointer, ..Tool::default() }, remarks }),
            None => return Err("it is null, not a definition".to_owned()),
        },
        Value::Bool(_) => return Err("it is a boolean, not a definition".to_owned()),
        Value::Number(_) => return Err("it is a number, not a definition".to_owned()),
        Value::Array(_) => return Err("it is a list, not a definition".to_owned()),
    };
    let mut map = unwrap_function(map);
    let mut tool = Tool { pointer, ..Tool::default() };

    tool.name = match NAME_KEYS.iter().find(|k| held(&map, k).is_some_and(Value::is_string)) {
        Some(at) => match map.shift_remove(*at) {
            Some(Value::String(name)) => name,
            _ => String::new(),
        },
        None if held(&map, "name").is_some_and(|name| !name.is_null()) => {
            return Err("its name is not a text".to_owned());
        }
        None => match &key {
            Some(key) => key.clone(),
            None => return Err("it has no name".to_owned()),
        },
    };
    if held(&map, "name").is_some_and(Value::is_null) {
        map.shift_remove("name");
    }
    if let Some(key) = key.filter(|key| *key != tool.name) {
        remarks.push(Remark {
            warning: false,
            code: "key-differs",
            message: format!("stands under the key `{key}`; clients call it by its name"),
            help: "give it the same key and name",
        });
    }

    for at in DESCRIPTION_KEYS {
        match held(&map, at) {
            None => continue,
            Some(Value::String(_) | Value::Null) => {
                if let Some(Value::String(text)) = map.shift_remove(*at) {
                    tool.description = filled(text);
                }
            }
            Some(_) => remarks.push(Remark {
                warning: true,
                code: "description-not-text",
                message: "has a description that is not a text; it was not used".to_owned(),
                help: "write the description as one text",
            }),
        }
        if tool.description.is_some() {
            break;
        }
    }

    let chosen = INPUT_KEYS
        .iter()
        .find(|key| held(&map, key).is_some_and(says_something) && usable(&map, key))
        .or_else(|| INPUT_KEYS.iter().find(|key| held(&map, key).is_some() && usable(&map, key)));
    if let Some(at) = chosen {
        let given = map.get_mut(*at).map(Value::take).unwrap_or_default();
        match schema(given, at) {
            Ok(schema) => {
                map.shift_remove(*at);
                tool.input_schema = schema;
            }
            Err(given) => {
                map.insert((*at).to_owned(), given);
                remarks.push(Remark {
                    warning: true,
                    code: "schema-not-understood",
                    message: format!("has `{at}` in a shape that is no schema; it was not used"),
                    help: "write the parameters as a JSON Schema under `inputSchema`",
                });
            }
        }
    }
    for at in OUTPUT_KEYS {
        if tool.output_schema.is_none() && held(&map, at).is_some_and(|v| v.is_object() || v.is_boolean()) {
            tool.output_schema = map.shift_remove(*at);
        }
    }
    match held(&map, "annotations") {
        Some(Value::Object(_)) => {
            if let Some(Value::Object(raw)) = map.shift_remove("annotations") {
                tool.annotations = Annotations::of(raw);
            }
        }
        Some(Value::Null) => {
            map.shift_remove("annotations");
        }
        _ => {}
    }
    tool.title = match held(&map, "title") {
        Some(Value::String(_)) => match map.shift_remove("title") {
            Some(Value::String(title)) => filled(title),
            _ => None,
        },
        Some(Value::Null) => {
            map.shift_remove("title");
            None
        }
        _ => None,
    };
    if tool.title.is_none() {
        tool.title = tool.annotations.raw.get("title").and_then(Value::as_str).map(str::to_owned).and_then(filled);
    }
    tool.extra = map;
    Ok(Definition { tool, remarks })
}

/// Takes a definition out of the wrapper of another API; the wrapper's own keys
/// are kept beside it.
fn unwrap_function(mut map: Map<String, Value>) -> Map<String, Value> {
    let Some(key) = function_key(&map) else {
        // OpenAI's Responses API has no wrapper, only the word.
        if held(&map, "type").and_then(Value::as_str) == Some("function") && has_name(&map) {
            map.shift_remove("type");
        }
        return map;
    };
    let Some(Value::Object(mut inner)) = map.shift_remove(key) else { return map };
    if held(&map, "type").and_then(Value::as_str) == Some("function") {
        map.shift_remove("type");
    }
    // Amazon Bedrock: {"toolSpec": {"inputSchema": {"json": {…}}}}
    if key == "toolSpec"
        && let Some(Value::Object(schema)) = inner.get_mut("inputSchema")
        && schema.len() == 1
        && let Some(json) = schema.get_mut("json").map(Value::take)
    {
        inner.insert("inputSchema".to_owned(), json);
    }
    for (key, value) in map {
        inner.entry(key).or_insert(value);
    }
    inner
}

/// The text, unless it is blank.
fn filled(text: String) -> Option<String> {
    if text.trim().is_empty() { None } else { Some(text) }
}

/// Whether a value is worth reading as a schema: not null, not empty.
fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Object(map) => !map.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::String(text) => !text.trim().is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

/// The last three names are everyday words: they must look the part.
fn usable(map: &Map<String, Value>, key: &str) -> bool {
    let at = INPUT_KEYS.iter().position(|k| *k == key).unwrap_or_default();
    at < 7 || held(map, key).is_some_and(|value| value.as_object().is_some_and(is_json_schema))
}

/// A schema from any of the shapes in use; `Err` gives back what is none.
fn schema(given: Value, key: &str) -> Result<Option<Value>, Value> {
    match given {
        Value::Null => Ok(None),
        Value::Bool(_) => Ok(Some(given)),
        Value::String(text) if text.trim().is_empty() => Ok(None),
        Value::String(text) => match embedded(&text, MAX_DEPTH) {
            Some(inner @ (Value::Object(_) | Value::Array(_) | Value::Bool(_))) => {
                schema(inner, key).map_err(|_| Value::String(text))
            }
            _ => Err(Value::String(text)),
        },
        Value::Object(map) if is_json_schema(&map) => Ok(Some(Value::Object(map))),
        Value::Object(map) => from_map(map).map(Some).map_err(Value::Object),
        Value::Array(list) => from_list(list, key).map(Some).map_err(Value::Array),
        Value::Number(_) => Err(given),
    }
}

/// Whether an object is a JSON Schema rather than a map from parameter to schema.
/// A parameter may be called `type`, but then an object stands behind it.
fn is_json_schema(map: &Map<String, Value>) -> bool {
    let is = |key: &str, test: fn(&Value) -> bool| held(map, key).is_some_and(test);
    map.is_empty()
        || is("type", |v| v.is_string() && v.as_str().is_some_and(is_type_word) || v.is_array())
        || is("properties", |v| {
            v.is_null() || v.as_object().is_some_and(|p| p.values().all(|v| v.is_object() || v.is_boolean()))
        })
        || ["$ref", "$schema", "$id"].iter().any(|key| is(key, Value::is_string))
        || ["anyOf", "oneOf", "allOf", "required", "enum"].iter().any(|key| is(key, Value::is_array))
        || is("additionalProperties", Value::is_boolean)
}

/// A word that JSON Schema knows as a type.
fn is_type_word(word: &str) -> bool {
    ["object", "string", "number", "integer", "boolean", "array", "null"].contains(&word)
}

/// A map from parameter to schema, or to a text that describes it.
fn from_map(map: Map<String, Value>) -> Result<Value, Map<String, Value>> {
    if !map.values().all(|v| v.is_object() || v.is_string() || v.is_boolean() || v.is_null()) {
        return Err(map);
    }
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (name, value) in map {
        let property = match value {
            Value::String(text) => match type_of(&text) {
                Some(kind) => json!({ "type": kind }),
                None => json!({ "description": text }),
            },
            Value::Object(mut property) => {
                // `required: true` inside a property is an older draft's way.
                match property.get("required") {
                    Some(Value::Bool(needed)) => {
                        if *needed {
                            required.push(Value::String(name.clone()));
                        }
                        property.shift_remove("required");
                    }
                    _ => {
                        if property.get("optional") == Some(&Value::Bool(false)) {
                            required.push(Value::String(name.clone()));
                        }
                    }
                }
                Value::Object(describe(property))
            }
            Value::Null => json!({}),
            other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_)) => other,
        };
        properties.insert(name, property);
    }
    Ok(object_schema(properties, required))
}

/// A list of parameters: objects with a name, or names.
fn from_list(list: Vec<Value>, key: &str) -> Result<Value, Vec<Value>> {
    let named = |v: &Value| v.is_string() || v.get("name").is_some_and(Value::is_string);
    if !list.iter().all(named) {
        return Err(list);
    }
    let says_required = list.iter().any(|v| v.get("required").is_some());
    // Docker's `arguments` mark what is optional; what is not marked is needed.
    let says_optional = key == "arguments" || list.iter().any(|v| v.get("optional").is_some());
    let mut properties = Map::new();
    let mut required = Vec::new();
    for value in list {
        let mut property = match value {
            Value::Object(map) => map,
            Value::String(name) => {
                properties.insert(name, json!({}));
                continue;
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => continue,
        };
        let Some(Value::String(name)) = property.shift_remove("name") else { continue };
        // Some lists wrap the schema: {name, description, schema: {…}}.
        if let Some(Value::Object(inner)) = property.get_mut("schema").map(Value::take) {
            property.shift_remove("schema");
            for (key, value) in inner {
                property.entry(key).or_insert(value);
            }
        }
        let optional = property.get("optional").and_then(Value::as_bool);
        let needed = match property.get("required") {
            Some(Value::Bool(needed)) => {
                let needed = *needed;
                property.shift_remove("required");
                needed
            }
            _ if says_required => optional == Some(false),
            _ => says_optional && optional != Some(true),
        };
        if needed {
            required.push(Value::String(name.clone()));
        }
        properties.insert(name, Value::Object(describe(property)));
    }
    Ok(object_schema(properties, required))
}

/// A property with JSON Schema's own words: `desc` and Python's type names are
/// translated, `optional` has been heard.
fn describe(mut property: Map<String, Value>) -> Map<String, Value> {
    property.shift_remove("optional");
    if !property.contains_key("description")
        && let Some(text) = property.shift_remove("desc")
    {
        property.insert("description".to_owned(), text);
    }
    if let Some(kind) = property.get("type").and_then(Value::as_str).and_then(type_of) {
        property.insert("type".to_owned(), kind.into());
    }
    property
}

/// JSON Schema's word for a type that is written in Python's, TypeScript's or
/// its own words.
fn type_of(word: &str) -> Option<&'static str> {
    Some(match word.trim().to_ascii_lowercase().as_str() {
        "string" | "str" | "text" => "string",
        "integer" | "int" => "integer",
        "number" | "float" | "double" => "number",
        "boolean" | "bool" => "boolean",
        "object" | "dict" | "map" => "object",
        "array" | "list" | "string[]" => "array",
        _ => return None,
    })
}

/// `{"type":"object","properties":…,"required":…}`
fn object_schema(properties: Map<String, Value>, required: Vec<Value>) -> Value {
    let mut schema = Map::new();
    schema.insert("type".to_owned(), "object".into());
    schema.insert("properties".to_owned(), Value::Object(properties));
    if !required.is_empty() {
        schema.insert("required".to_owned(), Value::Array(required));
    }
    Value::Object(schema)
}

/// Empties every array and object below the limit; says whether there was one.
/// Does not go deeper than the limit itself, so its own recursion is bounded.
fn cut(value: &mut Value, levels: usize) -> bool {
    match value {
        Value::Array(items) if levels > 0 => items.iter_mut().fold(false, |any, item| cut(item, levels - 1) | any),
        Value::Object(map) if levels > 0 => map.values_mut().fold(false, |any, item| cut(item, levels - 1) | any),
        Value::Array(items) => !std::mem::take(items).is_empty(),
        Value::Object(map) => !std::mem::take(map).is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tool(value: Value) -> Tool {
        read(Entry { pointer: "/0".to_owned(), key: None, value }).map(|d| d.tool).unwrap_or_default()
    }

    #[test]
    fn every_way_to_write_parameters_gives_a_schema() {
        let want =
            json!({"type": "object", "properties": {"q": {"type": "string", "description": "d"}}, "required": ["q"]});
        for given in [
            json!({"name": "a", "inputSchema": want}),
            json!({"name": "a", "input_schema": want}),
            json!({"name": "a", "inputSchema": {}, "parameters": want}),
            json!({"name": "a", "inputSchema": want.to_string()}),
            json!({"name": "a", "parameters": [{"name": "q", "type": "str", "required": true, "description": "d"}]}),
            json!({"name": "a", "arguments": [{"name": "q", "type": "string", "desc": "d"}]}),
            json!({"name": "a", "args": {"q": {"type": "string", "description": "d", "required": true}}}),
            json!({"type": "function", "function": {"name": "a", "parameters": want}}),
            json!({"type": "function", "name": "a", "parameters": want}),
            json!({"toolSpec": {"name": "a", "inputSchema": {"json": want}}}),
        ] {
            let tool = tool(given.clone());
            assert_eq!((tool.name.as_str(), &tool.input_schema), ("a", &Some(want.clone())), "{given}");
            assert!(tool.extra.keys().all(|k| k == "inputSchema"), "{given}");
        }
        let texts = tool(json!({"name": "a", "parameter": {"q": "what to look for", "n": "int"}}));
        assert_eq!(
            texts.input_schema,
            Some(
                json!({"type": "object", "properties": {"q": {"description": "what to look for"}, "n": {"type": "integer"}}})
            )
        );
        assert_eq!(tool(json!({"name": "a", "inputSchema": true})).input_schema, Some(json!(true)));
        assert_eq!(tool(json!({"name": "a", "inputSchema": null})).input_schema, None);
    }

    #[test]
    fn a_parameter_may_be_called_like_a_keyword() {
        let tool =
            tool(json!({"name": "a", "parameters": {"type": {"type": "string"}, "required": {"type": "boolean"}}}));
        assert_eq!(tool.params().all.iter().map(|p| &*p.path).collect::<Vec<_>>(), ["type", "required"]);
    }

    #[test]
    fn hints_are_read_in_either_case_and_kept_as_they_are() {
        let tool = tool(
            json!({"name": "a", "annotations": {"read_only_hint": true, "openWorldHint": false, "title": "T", "_def": 1}}),
        );
        assert_eq!(tool.annotations.read_only_hint, Some(true));
        assert_eq!(tool.annotations.open_world_hint, Some(false));
        assert_eq!(tool.annotations.destructive_hint, None);
        assert_eq!(tool.annotations.raw.len(), 4);
        assert_eq!(tool.title.as_deref(), Some("T"));
    }

    #[test]
    fn blank_descriptions_are_none_and_other_keys_are_kept() {
        for blank in [json!(null), json!(""), json!(" \n ")] {
            let tool =
                tool(json!({"name": "a", "description": blank, "title": null, "annotations": null, "_meta": {"x": 1}}));
            assert_eq!((tool.description, tool.title), (None, None));
            assert_eq!(Value::Object(tool.extra), json!({"_meta": {"x": 1}}));
        }
    }

    #[test]
    fn what_is_too_deep_is_cut_and_said() {
        let mut deep = json!({"type": "string"});
        for _ in 0..600 {
            deep = json!({ "items": deep });
        }
        let definition =
            read(Entry { pointer: String::new(), key: None, value: json!({"name": "a", "inputSchema": deep}) })
                .unwrap_or_else(|reason| panic!("{reason}"));
        assert_eq!(definition.remarks.iter().map(|r| r.code).collect::<Vec<_>>(), ["schema-cut"]);
    }
}
