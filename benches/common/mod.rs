//! Manifests to measure with: made up from a seed, with lengths and shapes like
//! those found in the wild, and no text of anybody's.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use toolrisk::fsio::{Walk, embedded_catalog, find};
use toolrisk::manifest::{Input, Limits, Outcome, Server, read};
use toolrisk::rulebook::Rulebook;

const VERBS: &[&str] =
    &["list", "get", "create", "update", "delete", "send", "search", "run", "revoke", "export", "sync", "approve"];
const NOUNS: &[&str] =
    &["user", "invoice", "cluster", "page", "message", "key", "order", "branch", "table", "report", "device", "event"];
const TAILS: &[&str] = &[
    "Returns the new state as JSON.",
    "Use this before anything else on the same workspace.",
    "The call is limited to one hundred rows unless a limit is given.",
    "Does not change anything that other people can see.",
    "This cannot be undone once the nightly job has run.",
    "Args:\n    name: the name as shown in the console\n    force: skip the question",
];

/// A generator of numbers that look random and are always the same.
struct Seed(u64);

impl Seed {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % n
    }

    fn of<'t>(&mut self, words: &[&'t str]) -> &'t str {
        words[self.below(words.len())]
    }
}

/// Manifests of so many servers, as source and text; 14 tools a server on average.
pub(crate) fn manifests(servers: usize) -> Vec<(String, String)> {
    let mut seed = Seed(0x9e37_79b9_7f4a_7c15);
    (0..servers)
        .map(|number| {
            let mut text = format!(r#"{{"server":{{"name":"Server {number}","slug":"server-{number}"}},"tools":["#);
            for at in 0..1 + seed.below(27) {
                let (verb, noun) = (seed.of(VERBS), seed.of(NOUNS));
                let mut about = format!("{}{} one {noun} of the workspace. ", verb[..1].to_uppercase(), &verb[1..]);
                for _ in 0..1 + seed.below(5) {
                    about.push_str(seed.of(TAILS));
                    about.push(' ');
                }
                let tool = serde_json::json!({
                    "name": format!("{verb}_{noun}_{at}"),
                    "description": about,
                    "inputSchema": {
                        "type": "object",
                        "properties": {
                            format!("{noun}_id"): {"type": "string", "description": format!("Id of the {noun}")},
                            "mode": {"type": "string", "enum": ["preview", "apply"], "description": "How far to go"},
                            "filter": {"type": "object", "properties": {"since": {"type": "string"}, "limit": {"type": "integer"}}},
                        },
                        "required": [format!("{noun}_id")],
                    },
                    "annotations": {"readOnlyHint": verb == "list" || verb == "get"},
                });
                let comma = if at == 0 { "" } else { "," };
                write!(text, "{comma}{tool}").expect("a string takes everything");
            }
            text.push_str("]}");
            (format!("{number}.json"), text)
        })
        .collect()
}

/// The captured manifests beside the project, where they are.
#[allow(dead_code, reason = "not every bench reads them")]
pub(crate) fn captured() -> Option<Vec<(String, String)>> {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/live");
    let walk = Walk::default();
    folder.is_dir().then(|| {
        let inputs = find(&[folder], &walk);
        let texts = inputs.files.iter().map(|file| {
            let bytes = file.read(&walk).expect("readable").into_owned();
            (file.source.clone(), String::from_utf8(bytes).expect("UTF-8"))
        });
        texts.collect()
    })
}

/// The servers of manifests.
pub(crate) fn servers(manifests: &[(String, String)]) -> Vec<Server> {
    let mut out = Vec::new();
    for (source, text) in manifests {
        let input = Input { source, stem: source.trim_end_matches(".json"), bytes: text.as_bytes() };
        if let Outcome::Servers(servers) = read(input, Limits::default()).outcome {
            out.extend(servers);
        }
    }
    out
}

/// How many tools they have.
#[allow(dead_code, reason = "not every bench counts them")]
pub(crate) fn tools(servers: &[Server]) -> u64 {
    servers.iter().map(|server| server.tools.len() as u64).sum()
}

/// The rulebook of the embedded catalog.
#[allow(dead_code, reason = "not every bench judges")]
pub(crate) fn rulebook() -> Rulebook {
    Rulebook::load(&embedded_catalog()).expect("the embedded catalog loads")
}
