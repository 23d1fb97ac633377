//! One tool's definition a file; the files of one folder make one server.

use super::Format;
use crate::manifest::context::Context;
use crate::manifest::definition::{Entry, is_definition, is_full_definition};
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;

/// See the module.
pub(super) struct SingleTool;

impl Format for SingleTool {
    fn name(&self) -> &'static str {
        "single-tool"
    }

    fn says(&self) -> &'static str {
        "one tool's definition a file"
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        is_full_definition(&document.value)
            || (is_definition(&document.value)
                && document.value.as_object().is_some_and(|map| map.keys().all(|key| KEYS.contains(&key.as_str()))))
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        let source = context.input.source.to_owned();
        let entry = Entry { pointer: String::new(), key: None, value: document.value };
        let (tools, quarantined) = context.tools(vec![entry], &source);
        Outcome::Loose { tools, quarantined }
    }
}

/// Keys of a definition without a schema.
const KEYS: &[&str] = &["name", "title", "description", "annotations", "outputSchema", "_meta", "icons", "execution"];
