//! The `package.json` of a Node package.

use super::Format;
use crate::manifest::context::Context;
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;
use serde_json::Value;

/// See the module.
pub(super) struct PackageJson;

impl Format for PackageJson {
    fn name(&self) -> &'static str {
        "package-json"
    }

    fn says(&self) -> &'static str {
        "the `package.json` of a Node package; holds no tools"
    }

    fn holds_tools(&self) -> bool {
        false
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        let value = &document.value;
        value.get("name").is_some_and(Value::is_string)
            && ["dependencies", "devDependencies", "scripts", "bin", "main", "exports"]
                .iter()
                .any(|key| value.get(*key).is_some())
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        drop(document);
        context.not_a_manifest(
            "package.json",
            "this is the package.json of a Node package: it holds no tools",
            "install and start the server, and save its answer to tools/list",
        )
    }
}
