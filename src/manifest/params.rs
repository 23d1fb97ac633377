//! The parameters of an input schema, flattened for rules and pages.

use crate::span::Field;
use serde_json::Value;

/// Levels of nesting that are looked into; what lies deeper is still kept in the
/// schema and shown as such.
const MAX_DEPTH: usize = 6;

/// Parameters that are looked at in one tool; a schema may repeat itself through
/// references, and a page has an end.
const MAX_PARAMS: usize = 2_000;

/// One parameter: a property of the input schema, at any depth.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// The property's own name.
    pub name: String,
    /// Names from the outermost property to this one, joined by dots; `[]` marks
    /// a step into an array.
    pub path: String,
    /// Where its schema stands in the tool's definition.
    pub field: Field,
    /// The `type` words, joined by ` or `; empty if the schema does not say.
    pub kind: String,
    /// Whether its own object requires it.
    pub required: bool,
    /// Its description.
    pub description: Option<String>,
    /// The string values of its `enum` or `const`, with the pointer of each.
    pub choices: Vec<(String, Field)>,
    /// Its default, if any.
    pub default: Option<Value>,
    /// Nesting, 0 for the outermost.
    pub depth: usize,
}

/// All parameters of a tool, outer before inner, in the author's order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Params {
    /// The parameters.
    pub all: Vec<Param>,
    /// Some lie deeper or are more than is looked at.
    pub cut: bool,
}

impl Params {
    /// Flattens a schema. Follows `properties`, `items`, `anyOf`, `oneOf`,
    /// `allOf` and local `$ref`s; anything else is left alone.
    pub fn of(schema: Option<&Value>) -> Params {
        let mut params = Params::default();
        if let Some(schema) = schema {
            let walk = Walk { root: schema };
            walk.object(schema, &Field::pointer("/inputSchema"), "", 0, &mut params);
        }
        params
    }

    /// The outermost parameters.
    pub fn top(&self) -> impl Iterator<Item = &Param> {
        self.all.iter().filter(|p| p.depth == 0)
    }

    /// The outermost parameter of that name.
    pub fn get(&self, name: &str) -> Option<&Param> {
        self.top().find(|p| p.name == name)
    }
}

/// A walk through one schema; `root` is where local references start.
struct Walk<'a> {
    root: &'a Value,
}

impl<'a> Walk<'a> {
    fn object(&self, schema: &'a Value, field: &Field, path: &str, depth: usize, out: &mut Params) {
        if depth >= MAX_DEPTH || out.all.len() >= MAX_PARAMS {
            out.cut = true;
            return;
        }
        let (schema, field) = self.resolve(schema, field);
        let Some(map) = schema.as_object() else { return };
        if let Some(properties) = map.get("properties").and_then(Value::as_object) {
            let required: Vec<&str> =
                map.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
            let base = field.child("properties");
            for (name, schema) in properties {
                if out.all.len() >= MAX_PARAMS {
                    out.cut = true;
                    return;
                }
                let own = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                self.param(name, own, schema, base.child(name), required.contains(&name.as_str()), depth, out);
            }
        }
        for key in ["anyOf", "oneOf", "allOf"] {
            for (i, part) in map.get(key).and_then(Value::as_array).into_iter().flatten().enumerate() {
                self.object(part, &field.child(key).child(&i.to_string()), path, depth, out);
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one step of the walk; a struct for it would live for one line")]
    fn param(
        &self,
        name: &str,
        path: String,
        schema: &'a Value,
        field: Field,
        required: bool,
        depth: usize,
        out: &mut Params,
    ) {
        let (resolved, at) = self.resolve(schema, &field);
        let mut param = Param {
            name: name.to_owned(),
            path,
            field,
            kind: kind_of(resolved),
            required,
            description: text(schema, "description").or_else(|| text(resolved, "description")),
            choices: Vec::new(),
            default: resolved.get("default").or_else(|| schema.get("default")).cloned(),
            depth,
        };
        collect_choices(resolved, &at, &mut param.choices, 0);
        let path = param.path.clone();
        out.all.push(param);
        self.object(resolved, &at, &path, depth + 1, out);
        if let Some(items) = resolved.get("items") {
            self.object(items, &at.child("items"), &format!("{path}[]"), depth + 1, out);
        }
    }

    /// Follows a local `$ref` (`#/…`), at most eight steps.
    fn resolve(&self, schema: &'a Value, field: &Field) -> (&'a Value, Field) {
        let (mut schema, mut field) = (schema, field.clone());
        for _ in 0..8 {
            let Some(target) = schema.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#')) else {
                break;
            };
            let Some(found) = self.root.pointer(target) else { break };
            schema = found;
            field = Field::pointer(format!("/inputSchema{target}"));
        }
        (schema, field)
    }
}

fn text(schema: &Value, key: &str) -> Option<String> {
    schema.get(key).and_then(Value::as_str).filter(|s| !s.trim().is_empty()).map(str::to_owned)
}

/// The `type` words of a schema, looking into `anyOf` and `oneOf`; `null` is left
/// out, since it only says that the value may be missing.
fn kind_of(schema: &Value) -> String {
    fn add(schema: &Value, words: &mut Vec<String>, depth: usize) {
        let mut push = |w: &str| {
            if w != "null" && !words.iter().any(|have| have == w) {
                words.push(w.to_owned());
            }
        };
        match schema.get("type") {
            Some(Value::String(word)) => push(word),
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).for_each(push),
            _ => {}
        }
        if depth < 3 {
            for key in ["anyOf", "oneOf"] {
                for part in schema.get(key).and_then(Value::as_array).into_iter().flatten() {
                    add(part, words, depth + 1);
                }
            }
        }
    }
    let mut words = Vec::new();
    add(schema, &mut words, 0);
    words.join(" or ")
}

fn collect_choices(schema: &Value, field: &Field, out: &mut Vec<(String, Field)>, depth: usize) {
    for (i, value) in schema.get("enum").and_then(Value::as_array).into_iter().flatten().enumerate() {
        if let Some(word) = value.as_str() {
            out.push((word.to_owned(), field.child("enum").child(&i.to_string())));
        }
    }
    if let Some(word) = schema.get("const").and_then(Value::as_str) {
        out.push((word.to_owned(), field.child("const")));
    }
    if depth < 3 {
        for key in ["anyOf", "oneOf"] {
            for (i, part) in schema.get(key).and_then(Value::as_array).into_iter().flatten().enumerate() {
                collect_choices(part, &field.child(key).child(&i.to_string()), out, depth + 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nested_referenced_and_alternative_parameters_are_found_in_order() {
        let schema = json!({
            "type": "object",
            "properties": {
                "action": {"enum": ["list", "revoke"], "description": "What to do"},
                "filter": {"$ref": "#/$defs/filter"},
                "items": {"type": "array", "items": {"properties": {"id": {"type": ["string", "null"]}}}}
            },
            "required": ["action"],
            "anyOf": [{"properties": {"extra": {"type": "integer", "default": 3}}}],
            "$defs": {"filter": {"type": "object", "properties": {"tag/x": {"type": "string"}}}}
        });
        let params = Params::of(Some(&schema));
        let seen: Vec<String> = params.all.iter().map(|p| format!("{}:{}", p.path, p.kind)).collect();
        assert_eq!(
            seen,
            ["action:", "filter:object", "filter.tag/x:string", "items:array", "items[].id:string", "extra:integer"]
        );
        assert!(params.all[0].required && !params.all[1].required);
        assert_eq!(params.all[0].choices[1].1.as_str(), "/inputSchema/properties/action/enum/1");
        assert_eq!(params.all[2].field.as_str(), "/inputSchema/$defs/filter/properties/tag~1x");
    }

    #[test]
    fn a_schema_that_refers_to_itself_ends() {
        let schema = json!({"properties": {"a": {"$ref": "#"}, "b": {"$ref": "#"}}});
        let params = Params::of(Some(&schema));
        assert!(params.cut && params.all.len() <= MAX_PARAMS);
    }
}
