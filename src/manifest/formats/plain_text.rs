//! Text that is neither JSON nor YAML: error messages, pages, documents.

use super::Format;
use crate::manifest::context::Context;
use crate::manifest::read::Outcome;
use crate::manifest::syntax::{Document, Framing};

/// See the module.
pub(super) struct PlainText;

impl Format for PlainText {
    fn name(&self) -> &'static str {
        "plain-text"
    }

    fn says(&self) -> &'static str {
        "plain text: an error message instead of an answer, an HTML page, a document"
    }

    fn holds_tools(&self) -> bool {
        false
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        document.framing == Framing::Text
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        let text = document.text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        let first = text.lines().next().unwrap_or_default().trim();
        let lower = first.to_lowercase();
        let shown: String = first.chars().take(80).collect();
        if text.starts_with('<') {
            return context.not_a_manifest(
                "HTML or XML",
                "this is HTML or XML, not an answer to tools/list",
                "an address may have answered with a page, often a login; save the JSON answer instead",
            );
        }
        let failed = ["error", "fatal", "panic", "traceback", "exception", "failed", "cannot", "usage:"];
        if failed.iter().any(|word| lower.starts_with(word)) || lower.contains("error:") {
            return context.not_a_manifest(
                "error message",
                &format!("this is an error message, not a tool list: `{shown}`"),
                "the server did not start or did not answer; run it by hand, repair it, and capture its answer to tools/list",
            );
        }
        context.not_a_manifest(
            "plain text",
            &format!("this is plain text, not a tool list; it begins `{shown}`"),
            "give the answer to tools/list as JSON",
        )
    }
}
