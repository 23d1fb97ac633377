//! The parameters of an input schema, flattened for rules and pages.

use crate::span::{Field, Span};
use crate::text::docstring::Explained;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Levels of nesting that are looked into; what lies deeper is still kept in the
/// schema and shown as such.
const MAX_DEPTH: usize = 6;

/// Parameters that are looked at in one tool; a schema may repeat itself through
/// references, and a page has an end.
const MAX_PARAMS: usize = 2_000;

/// One parameter: a property of the input schema, at any depth. Its texts are
/// borrowed from the schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Param<'a> {
    /// The property's own name.
    pub name: &'a str,
    /// Names from the outermost property to this one, joined by dots; `[]` marks
    /// a step into an array.
    pub path: Cow<'a, str>,
    /// Where its schema stands in the tool's definition.
    pub field: Field,
    /// The `type` words, joined by ` or `; empty if the schema does not say.
    pub kind: Cow<'a, str>,
    /// Whether its own object requires it.
    pub required: bool,
    /// The bytes of its name in the text of `field`: all of it, or those of a name that
    /// only the tool's description tells.
    pub span: Span,
    /// Its description.
    pub description: Option<&'a str>,
    /// Where the tool's own description holds it, if it stands there: its first byte.
    pub in_prose: Option<usize>,
    /// The string values of its `enum` or `const`, with the pointer of each.
    pub choices: Vec<(&'a str, Field)>,
    /// Its default, if any.
    pub default: Option<&'a Value>,
    /// Nesting, 0 for the outermost.
    pub depth: usize,
}

impl Param<'_> {
    /// The field that holds its description, and where in that field it begins.
    pub fn description_place(&self) -> (Field, usize) {
        match self.in_prose {
            Some(start) => (Field::DESCRIPTION, start),
            None => (self.field.child("description"), 0),
        }
    }
}

/// All parameters of a tool, outer before inner, in the author's order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Params<'a> {
    /// The parameters.
    pub all: Vec<Param<'a>>,
    /// Some lie deeper or are more than is looked at.
    pub cut: bool,
}

impl<'a> Params<'a> {
    /// Flattens a schema. Follows `properties`, `items`, `anyOf`, `oneOf`,
    /// `allOf` and local `$ref`s; anything else is left alone.
    pub fn of(schema: Option<&'a Value>) -> Params<'a> {
        let mut params = Params::default();
        if let Some(schema) = schema {
            let walk = Walk { root: schema };
            walk.object(&Keywords::of(schema), &Field::pointer("/inputSchema"), "", 0, &mut params);
        }
        params
    }

    /// Adds what the tool's description says of its parameters under `Args:`: the
    /// description of one that has none of its own, and where there is no schema the
    /// parameters themselves.
    pub fn explain(&mut self, explained: impl IntoIterator<Item = Explained<'a>>, text: &'a str) {
        let bare = self.all.is_empty();
        for Explained { name, at, kind, about } in explained {
            let said = Some(about.of(text)).filter(|said| !said.is_empty());
            match self.all.iter_mut().find(|param| param.depth == 0 && param.name == name) {
                Some(param) if param.description.is_none() => {
                    param.description = said;
                    param.in_prose = Some(about.start);
                }
                None if bare => self.all.push(Param {
                    name,
                    path: Cow::Borrowed(name),
                    field: Field::DESCRIPTION,
                    kind: Cow::Borrowed(spoken_kind(kind)),
                    required: !kind.contains("optional"),
                    span: at,
                    description: said,
                    in_prose: Some(about.start),
                    choices: Vec::new(),
                    default: None,
                    depth: 0,
                }),
                _ => {}
            }
        }
    }

    /// The outermost parameters.
    pub fn top(&self) -> impl Iterator<Item = &Param<'a>> {
        self.all.iter().filter(|p| p.depth == 0)
    }

    /// The outermost parameter of that name.
    pub fn get(&self, name: &str) -> Option<&Param<'a>> {
        self.top().find(|p| p.name == name)
    }
}

/// The JSON Schema type that a type in prose means, or `""`.
fn spoken_kind(kind: &str) -> &'static str {
    let first = kind.split([',', '[', ' ', '|']).next().unwrap_or_default();
    match first {
        "str" | "string" | "String" => "string",
        "int" | "integer" => "integer",
        "float" | "number" => "number",
        "bool" | "boolean" => "boolean",
        "list" | "List" | "array" | "tuple" => "array",
        "dict" | "Dict" | "object" => "object",
        _ => "",
    }
}

/// The keywords of one schema that are looked at, found in one pass over its keys: one
/// search a keyword would hash each of them.
#[derive(Debug, Clone, Copy, Default)]
struct Keywords<'a> {
    all_of: &'a [Value],
    any_of: &'a [Value],
    constant: Option<&'a Value>,
    default: Option<&'a Value>,
    description: Option<&'a Value>,
    enumerated: &'a [Value],
    items: Option<&'a Value>,
    kind: Option<&'a Value>,
    one_of: &'a [Value],
    properties: Option<&'a Map<String, Value>>,
    reference: Option<&'a str>,
    required: &'a [Value],
}

impl<'a> Keywords<'a> {
    /// The keywords of a schema; none of what is no object.
    fn of(schema: &'a Value) -> Keywords<'a> {
        let mut found = Keywords::default();
        let list = |value: &'a Value| value.as_array().map_or(&[][..], Vec::as_slice);
        for (key, value) in schema.as_object().into_iter().flatten() {
            match key.as_str() {
                "$ref" => found.reference = value.as_str(),
                "allOf" => found.all_of = list(value),
                "anyOf" => found.any_of = list(value),
                "const" => found.constant = Some(value),
                "default" => found.default = Some(value),
                "description" => found.description = Some(value),
                "enum" => found.enumerated = list(value),
                "items" => found.items = Some(value),
                "oneOf" => found.one_of = list(value),
                "properties" => found.properties = value.as_object(),
                "required" => found.required = list(value),
                "type" => found.kind = Some(value),
                _ => {}
            }
        }
        found
    }

    /// The description, unless it is blank.
    fn description(&self) -> Option<&'a str> {
        self.description.and_then(Value::as_str).filter(|text| !text.trim().is_empty())
    }

    /// The `type` words, looking into `anyOf` and `oneOf`; `null` is left out, since it
    /// only says that the value may be missing.
    fn kind(&self) -> Cow<'a, str> {
        if let Some(Value::String(word)) = self.kind
            && self.any_of.is_empty()
            && self.one_of.is_empty()
            && word != "null"
        {
            return Cow::Borrowed(word);
        }
        let mut words = Vec::new();
        self.kinds(&mut words, 0);
        Cow::Owned(words.join(" or "))
    }

    fn kinds(&self, words: &mut Vec<&'a str>, depth: usize) {
        let mut push = |word: &'a str| {
            if word != "null" && !words.contains(&word) {
                words.push(word);
            }
        };
        match self.kind {
            Some(Value::String(word)) => push(word),
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).for_each(push),
            _ => {}
        }
        if depth < 3 {
            for part in self.any_of.iter().chain(self.one_of) {
                Keywords::of(part).kinds(words, depth + 1);
            }
        }
    }

    /// The words that the value may be, with the pointer of each.
    fn choices(&self, field: &Field, out: &mut Vec<(&'a str, Field)>, depth: usize) {
        if !self.enumerated.is_empty() {
            let list = field.child("enum");
            let words = self.enumerated.iter().enumerate().filter_map(|(i, value)| Some((i, value.as_str()?)));
            out.extend(words.map(|(i, word)| (word, list.child(&i.to_string()))));
        }
        if let Some(word) = self.constant.and_then(Value::as_str) {
            out.push((word, field.child("const")));
        }
        if depth < 3 {
            for (key, parts) in [("anyOf", self.any_of), ("oneOf", self.one_of)] {
                for (i, part) in parts.iter().enumerate() {
                    Keywords::of(part).choices(&field.child(key).child(&i.to_string()), out, depth + 1);
                }
            }
        }
    }
}

/// A walk through one schema; `root` is where local references start.
struct Walk<'a> {
    root: &'a Value,
}

impl<'a> Walk<'a> {
    fn object(&self, schema: &Keywords<'a>, field: &Field, path: &str, depth: usize, out: &mut Params<'a>) {
        if depth >= MAX_DEPTH || out.all.len() >= MAX_PARAMS {
            out.cut = true;
            return;
        }
        let (schema, field) = self.resolve(schema, field);
        if let Some(properties) = schema.properties {
            let base = field.child("properties");
            for (name, property) in properties {
                if out.all.len() >= MAX_PARAMS {
                    out.cut = true;
                    return;
                }
                let own = if path.is_empty() { Cow::Borrowed(name.as_str()) } else { format!("{path}.{name}").into() };
                let required = schema.required.iter().any(|needed| needed.as_str() == Some(name));
                self.param(name, own, &Keywords::of(property), base.child(name), required, depth, out);
            }
        }
        for (key, parts) in [("anyOf", schema.any_of), ("oneOf", schema.one_of), ("allOf", schema.all_of)] {
            for (i, part) in parts.iter().enumerate() {
                self.object(&Keywords::of(part), &field.child(key).child(&i.to_string()), path, depth, out);
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one step of the walk; a struct for it would live for one line")]
    fn param(
        &self,
        name: &'a str,
        path: Cow<'a, str>,
        schema: &Keywords<'a>,
        field: Field,
        required: bool,
        depth: usize,
        out: &mut Params<'a>,
    ) {
        let (resolved, at) = self.resolve(schema, &field);
        let at = at.into_owned();
        let mut choices = Vec::new();
        resolved.choices(&at, &mut choices, 0);
        out.all.push(Param {
            name,
            path: path.clone(),
            field,
            kind: resolved.kind(),
            required,
            span: Span::whole(name),
            description: schema.description().or_else(|| resolved.description()),
            in_prose: None,
            choices,
            default: resolved.default.or(schema.default),
            depth,
        });
        self.object(&resolved, &at, &path, depth + 1, out);
        if let Some(items) = resolved.items {
            self.object(&Keywords::of(items), &at.child("items"), &format!("{path}[]"), depth + 1, out);
        }
    }

    /// Follows a local `$ref` (`#/…`), at most eight steps.
    fn resolve<'f>(&self, schema: &Keywords<'a>, field: &'f Field) -> (Keywords<'a>, Cow<'f, Field>) {
        let (mut schema, mut field) = (*schema, Cow::Borrowed(field));
        for _ in 0..8 {
            let Some(target) = schema.reference.and_then(|r| r.strip_prefix('#')) else { break };
            let Some(found) = self.root.pointer(target) else { break };
            schema = Keywords::of(found);
            field = Cow::Owned(Field::pointer(format!("/inputSchema{target}")));
        }
        (schema, field)
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
