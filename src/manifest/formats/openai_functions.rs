//! Function definitions of model interfaces: OpenAI (`{"type":"function",…}`, with
//! or without the inner object), Amazon Bedrock (`toolSpec`), Google
//! (`functionDeclarations`).

use super::{Format, child, has_identity, wrapper_info};
use crate::manifest::ServerInfo;
use crate::manifest::context::Context;
use crate::manifest::definition::Entry;
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;
use serde_json::Value;

/// See the module.
pub(super) struct OpenAiFunctions;

impl Format for OpenAiFunctions {
    fn name(&self) -> &'static str {
        "openai-functions"
    }

    fn says(&self) -> &'static str {
        "function definitions of model interfaces (OpenAI, Bedrock, Gemini)"
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        list(&document.value).is_some_and(|(_, items)| items.iter().any(is_function))
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        let at = list(&document.value).map(|(key, _)| key).unwrap_or_default();
        let (items, info) = match document.value {
            Value::Object(mut map) => {
                let items = map.shift_remove(at).unwrap_or_default();
                (items, if has_identity(&map) { wrapper_info(&map) } else { ServerInfo::default() })
            }
            other => (other, ServerInfo::default()),
        };
        let base = if at.is_empty() { String::new() } else { format!("/{at}") };
        let mut list = Vec::new();
        let Value::Array(items) = items else { return Outcome::Servers(Vec::new()) };
        for (i, mut item) in items.into_iter().enumerate() {
            let pointer = format!("{base}/{i}");
            let key = DECLARATIONS.iter().find(|key| item.get(**key).is_some_and(Value::is_array));
            match key.and_then(|key| Some((key, item.get_mut(*key)?.take()))) {
                Some((key, declarations)) => list.extend(super::entries(declarations, &child(&pointer, key))),
                None => list.push(Entry { pointer, key: None, value: item }),
            }
        }
        Outcome::Servers(vec![context.server(self.name(), info, list)])
    }
}

/// Keys under which Gemini lists several functions in one entry.
const DECLARATIONS: &[&str] = &["functionDeclarations", "function_declarations"];

/// The list and its key, `""` for an array.
fn list(value: &Value) -> Option<(&'static str, &Vec<Value>)> {
    match value {
        Value::Array(items) => Some(("", items)),
        Value::Object(map) => ["tools", "functions", "functionDeclarations", "function_declarations"]
            .into_iter()
            .find_map(|key| Some((key, map.get(key)?.as_array()?)))
            .filter(|(key, items)| *key == "tools" || items.iter().any(crate::manifest::definition::is_definition)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// Whether an entry is a function rather than a tool of the protocol.
fn is_function(value: &Value) -> bool {
    // One walk over the keys, for every entry of every list; each search would hash its key.
    value.as_object().into_iter().flatten().any(|(key, value)| match key.as_str() {
        "type" => value.as_str() == Some("function"),
        "function" => value.get("name").is_some(),
        "toolSpec" => value.is_object(),
        key => DECLARATIONS.contains(&key) && value.is_array(),
    })
}
