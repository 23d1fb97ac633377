//! An OpenAPI or Swagger document: operations, not tools.

use super::{Format, has_tools};
use crate::manifest::context::Context;
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;
use serde_json::Value;

/// See the module.
pub(super) struct OpenApi;

impl Format for OpenApi {
    fn name(&self) -> &'static str {
        "openapi"
    }

    fn says(&self) -> &'static str {
        "an OpenAPI or Swagger document; holds no tools"
    }

    fn holds_tools(&self) -> bool {
        false
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        let value = &document.value;
        (value.get("openapi").is_some_and(Value::is_string) || value.get("swagger").is_some_and(Value::is_string))
            && (value.get("paths").is_some() || value.get("info").is_some())
            && !has_tools(value)
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        drop(document);
        context.not_a_manifest(
            "OpenAPI document",
            "this is an OpenAPI document: it describes an HTTP interface, not MCP tools",
            "start the MCP server that is generated from it and save its answer to tools/list",
        )
    }
}
