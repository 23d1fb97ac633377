//! A labelled file of the Toucan data set: a server with two tool lists, one asked
//! of the server and one crawled from a page. The richer one is read.

use super::{Format, entries, richness};
use crate::manifest::about::server_info;
use crate::manifest::context::Context;
use crate::manifest::read::Outcome;
use crate::manifest::syntax::Document;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// See the module.
pub(super) struct Toucan;

impl Format for Toucan {
    fn name(&self) -> &'static str {
        "toucan"
    }

    fn says(&self) -> &'static str {
        "a labelled file of the Toucan data set, with an answered and a crawled tool list"
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        document.value.get("metadata").is_some_and(|metadata| {
            ["remote_server_response", "server_info_crawled"]
                .iter()
                .any(|key| metadata.get(*key).is_some_and(Value::is_object))
        })
    }

    fn read(&self, mut document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        let mut metadata = match document.value.get_mut("metadata").map(Value::take) {
            Some(Value::Object(metadata)) => metadata,
            _ => Map::new(),
        };
        let answered = part(&mut metadata, "remote_server_response");
        let crawled = part(&mut metadata, "server_info_crawled");
        let mut lists = [("remote_server_response", answered.0), ("server_info_crawled", crawled.0)];
        // The answer is the server's own word, so it wins a tie.
        lists.sort_by_key(|(_, list)| std::cmp::Reverse(richness(list)));
        let [(key, list), (_, other)] = lists;
        let names = |list: &Value| -> BTreeSet<String> {
            list.as_array()
                .into_iter()
                .flatten()
                .filter_map(|tool| tool.get("name")?.as_str().map(str::to_owned))
                .collect()
        };
        let missing: Vec<String> = names(&other).difference(&names(&list)).cloned().collect();
        if !missing.is_empty() {
            context.note(
                "several-lists",
                format!(
                    "the file has two tool lists; the richer, `{key}`, was read; only the other has: {}",
                    missing.join(", ")
                ),
            );
        }
        let mut info = server_info(&[&crawled.1, &metadata]);
        if let Some(url) = answered.1.get("url") {
            // The address only: its query holds keys.
            let mut endpoint = Map::new();
            endpoint.insert("url".to_owned(), url.clone());
            info.configuration.extend(server_info(&[&endpoint]).configuration);
        }
        let list = entries(list, &format!("/metadata/{key}/tools"));
        Outcome::Servers(vec![context.server(self.name(), info, list)])
    }
}

/// One half of the file: its tool list, and what else it says.
fn part(metadata: &mut Map<String, Value>, key: &str) -> (Value, Map<String, Value>) {
    match metadata.shift_remove(key) {
        Some(Value::Object(mut map)) => {
            let list = map.shift_remove("tools").filter(Value::is_array).unwrap_or_else(|| Value::Array(Vec::new()));
            (list, map)
        }
        _ => (Value::Array(Vec::new()), Map::new()),
    }
}
