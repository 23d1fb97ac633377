//! All texts of a definition, with their pointers and what they are.

use crate::manifest::Tool;
use crate::rulebook::hygiene::Part;
use crate::span::Field;
use serde_json::{Map, Value};

/// The way to a text; a pointer is only made of it when there is something to report.
#[derive(Debug, Default)]
pub(super) struct Path<'t>(Vec<Piece<'t>>);

/// A step of the way.
#[derive(Debug, Clone, Copy)]
enum Piece<'t> {
    Key(&'t str),
    Index(usize),
}

impl<'t> Path<'t> {
    /// The way to what stands under one key.
    pub(super) fn of(key: &'t str) -> Path<'t> {
        Path(vec![Piece::Key(key)])
    }

    /// Whether the text stands under this key.
    pub(super) fn ends_with(&self, key: &str) -> bool {
        matches!(self.0.last(), Some(Piece::Key(last)) if *last == key)
    }

    /// The pointer.
    pub(super) fn field(&self) -> Field {
        let mut field = Field::pointer(String::new());
        for piece in &self.0 {
            field = match piece {
                Piece::Key(key) => field.child(key),
                Piece::Index(index) => field.child(&index.to_string()),
            };
        }
        field
    }
}

/// Hands out every text of a definition.
pub(super) fn each<'t>(tool: &'t Tool, mut look: impl FnMut(&Path<'t>, Part, &'t str)) {
    let mut path = Path::default();
    let raw_title = tool.annotations.raw.get("title").and_then(Value::as_str);
    let title = tool.title.as_deref().filter(|title| raw_title != Some(*title));
    let texts = [
        ("name", Part::Name, Some(&*tool.name)),
        ("title", Part::Title, title),
        ("description", Part::Description, tool.description.as_deref()),
    ];
    for (key, part, text) in texts {
        if let Some(text) = text {
            path.0.push(Piece::Key(key));
            look(&path, part, text);
            path.0.pop();
        }
    }
    for (key, schema) in [("inputSchema", &tool.input_schema), ("outputSchema", &tool.output_schema)] {
        if let Some(schema) = schema {
            path.0.push(Piece::Key(key));
            value(schema, Part::Other, &mut path, &mut look);
            path.0.pop();
        }
    }
    path.0.push(Piece::Key("annotations"));
    object(&tool.annotations.raw, false, Part::Other, &mut path, &mut look);
    path.0.pop();
    object(&tool.extra, false, Part::Other, &mut path, &mut look);
}

/// The texts in a value. Definitions are no deeper than their reader allows.
fn value<'t>(value_: &'t Value, part: Part, path: &mut Path<'t>, look: &mut impl FnMut(&Path<'t>, Part, &'t str)) {
    match value_ {
        Value::String(text) => look(path, part, text),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                path.0.push(Piece::Index(index));
                value(item, part, path, look);
                path.0.pop();
            }
        }
        Value::Object(map) => {
            // Below `properties` keys are names, whatever they are called.
            let names =
                matches!(path.0.last(), Some(Piece::Key("properties" | "$defs" | "definitions" | "patternProperties")));
            object(map, names, part, path, look);
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The texts in an object: its keys and what they hold.
fn object<'t>(
    map: &'t Map<String, Value>,
    names: bool,
    part: Part,
    path: &mut Path<'t>,
    look: &mut impl FnMut(&Path<'t>, Part, &'t str),
) {
    for (key, held) in map {
        path.0.push(Piece::Key(key));
        let keyword = if names { None } else { of_keyword(key) };
        match keyword {
            // Names that stand under `properties` too, and words of JSON Schema.
            Some(Keyword::Skip) => {}
            Some(Keyword::Is(part)) => value(held, part, path, look),
            Some(Keyword::Holds) => value(held, part, path, look),
            None => {
                look(path, Part::Key, key);
                value(held, part, path, look);
            }
        }
        path.0.pop();
    }
}

/// What is known of a key.
enum Keyword {
    /// What it holds is of this kind.
    Is(Part),
    /// It holds more schemas.
    Holds,
    /// What it holds is no text.
    Skip,
}

/// What JSON Schema and the specification use a key for.
fn of_keyword(key: &str) -> Option<Keyword> {
    Some(match key {
        "description" | "$comment" => Keyword::Is(Part::About),
        "title" => Keyword::Is(Part::Title),
        "default" | "enum" | "const" | "examples" | "example" | "required" | "pattern" => Keyword::Is(Part::Value),
        "properties"
        | "items"
        | "anyOf"
        | "oneOf"
        | "allOf"
        | "not"
        | "$defs"
        | "definitions"
        | "additionalProperties"
        | "prefixItems"
        | "if"
        | "then"
        | "else"
        | "patternProperties"
        | "type"
        | "format"
        | "readOnlyHint"
        | "destructiveHint"
        | "idempotentHint"
        | "openWorldHint"
        | "_meta" => Keyword::Holds,
        "$schema" | "$ref" | "$id" | "minimum" | "maximum" | "minLength" | "maxLength" => Keyword::Skip,
        _ => return None,
    })
}
