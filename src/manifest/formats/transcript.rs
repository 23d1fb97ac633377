//! A transcript of the protocol, one message a line, as the stdio transport and
//! logs have it.

use super::{Format, json_rpc};
use crate::manifest::context::Context;
use crate::manifest::read::Outcome;
use crate::manifest::syntax::{Document, Framing};

/// See the module.
pub(super) struct Transcript;

impl Format for Transcript {
    fn name(&self) -> &'static str {
        "transcript"
    }

    fn says(&self) -> &'static str {
        "a transcript with one JSON-RPC message a line; other requests and notifications may stand between"
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        document.framing == Framing::Lines
            && document.value.as_array().into_iter().flatten().any(json_rpc::is_wrapped_message)
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        json_rpc::read_messages(self.name(), document.value, context)
    }
}
