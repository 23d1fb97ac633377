//! A tool of type `mcp` in a request to OpenAI's Responses API: which of a server's tools
//! there are, and which need an approval.
//!
//! Source: the API's reference. Azure reads the same.

use super::artifact::pretty;
use super::{Abilities, About, Artifact, Body, Cases, Plan, Target, fits_api};
use crate::policy::decision::Kind;
use serde_json::{Map, Value, json};

/// The target.
pub(super) struct OpenAi;

const ABOUT: About = About {
    id: "openai",
    title: "OpenAI Responses API",
    place: "Put the object into `tools` of the request, with the server's address as `server_url`.",
    abilities: Abilities {
        becomes: [Kind::Allow, Kind::Ask, Kind::Ask, Kind::Hide, Kind::Hide],
        unlisted: Kind::Hide,
        unspellable: Kind::Hide,
        cases: Cases::None,
    },
    files: &["tools.json"],
    limits: &["Approvals reach your own program, which must put them to a person and send the answer back."],
};

impl Target for OpenAi {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn server_name(&self, server: &str) -> Vec<String> {
        let starts = server.starts_with(|c: char| c.is_ascii_alphabetic());
        let plain = server.chars().all(fits_api);
        if starts && plain {
            Vec::new()
        } else {
            vec![format!(
                "`{server}` must begin with a letter and hold letters, digits, `_` and `-` only to be a server_label."
            )]
        }
    }

    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact> {
        let tools: Vec<Value> = plans.iter().map(tool).collect();
        vec![Artifact { path: "tools.json", body: Body::Text(pretty(&tools)) }]
    }
}

fn tool(plan: &Plan<'_>) -> Value {
    let names = |kinds: &[Kind]| json!({"tool_names": plan.tools(kinds).collect::<Vec<_>>()});
    let mut approval = Map::new();
    approval.insert("always".to_owned(), names(&[Kind::Ask]));
    approval.insert("never".to_owned(), names(&[Kind::Allow, Kind::Limit]));
    json!({
        "type": "mcp",
        "server_label": plan.server,
        "allowed_tools": names(&[Kind::Allow, Kind::Limit, Kind::Ask]),
        "require_approval": approval,
    })
}
