//! A dump of server-sent events, as an HTTP answer of a server looks on the wire.

use super::{Format, json_rpc};
use crate::manifest::context::Context;
use crate::manifest::read::Outcome;
use crate::manifest::syntax::{Document, Framing};

/// See the module.
pub(super) struct ServerSentEvents;

impl Format for ServerSentEvents {
    fn name(&self) -> &'static str {
        "server-sent-events"
    }

    fn says(&self) -> &'static str {
        "a dump of server-sent events (`event:` and `data:` lines) with the answer to tools/list among them"
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        document.framing == Framing::Events
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        json_rpc::read_messages(self.name(), document.value, context)
    }
}
