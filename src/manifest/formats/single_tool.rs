//! One tool's definition a file; the files of one folder make one server.

use super::Format;
use crate::manifest::context::Context;
use crate::manifest::definition::{Entry, is_full_definition, is_short_definition};
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
        is_full_definition(&document.value) || is_short_definition(&document.value)
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        let source = context.input.source.to_owned();
        let entry = Entry { pointer: String::new(), key: None, value: document.value };
        let (tools, quarantined) = context.tools(vec![entry], &source);
        Outcome::Loose { tools, quarantined }
    }
}
