//! Made-up catalogues of any size: words as frequent as in real ones (a few on many names,
//! most on few), always the same.

use toolrisk::catalogue::{ActKey, Catalogue, ServerSummary, ToolSummary};
use toolrisk::ids::{ServerSlug, address};
use toolrisk::rulebook::legs::Legs;
use toolrisk::vocab::{Category, Confidence, Risk, Severity, Trait};

/// A small generator of numbers.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n
    }

    /// A number below `n`, small ones far more often: the share of each falls with its rank.
    fn zipf(&mut self, n: usize) -> usize {
        let part = self.below(1 << 20) as f64 / f64::from(1 << 20);
        ((n as f64).powf(part) - 1.0) as usize
    }
}

const VERBS: &[&str] = &[
    "get", "list", "create", "update", "delete", "search", "add", "set", "send", "find", "remove", "run", "read",
    "fetch", "generate", "check", "write", "execute", "start", "stop", "query", "analyze", "validate", "export",
    "import", "upload", "download", "move", "copy", "cancel", "approve", "transfer", "close", "open", "merge",
    "deploy", "revoke", "sync", "archive", "restore",
];
const NOUNS: &[&str] = &[
    "user",
    "file",
    "project",
    "data",
    "issue",
    "task",
    "page",
    "message",
    "record",
    "list",
    "status",
    "users",
    "files",
    "account",
    "event",
    "comment",
    "team",
    "token",
    "document",
    "email",
    "image",
    "report",
    "key",
    "workflow",
    "database",
    "table",
    "item",
    "order",
    "customer",
    "contact",
    "invoice",
    "payment",
    "product",
    "campaign",
    "group",
    "role",
    "permission",
    "branch",
    "commit",
    "repository",
    "server",
    "node",
    "job",
    "log",
    "metric",
    "alert",
    "dashboard",
    "session",
    "wallet",
    "balance",
    "transaction",
    "price",
    "market",
    "channel",
    "thread",
    "calendar",
    "note",
    "tag",
    "label",
    "field",
    "form",
    "template",
    "version",
    "release",
    "schema",
    "index",
    "query",
    "config",
    "device",
];
const PARTS: &[&str] = &[
    "ba", "co", "di", "fen", "gor", "hal", "ix", "jun", "kel", "lor", "mi", "nar", "os", "pra", "qui", "ros", "sta",
    "tur", "ul", "ven", "wex", "yor", "zan",
];

/// A word that is not in the lists.
fn rare(n: usize) -> String {
    let part = |n: usize| PARTS[n % PARTS.len()];
    format!("{}{}{}", part(n), part(n / 23), part(n / 529 + n))
}

/// An object's word: from the list mostly, else one of some thousand others.
fn noun(dice: &mut Dice, vocabulary: usize) -> String {
    match dice.below(10) {
        0..=6 => NOUNS[dice.zipf(NOUNS.len())].to_owned(),
        _ => rare(dice.zipf(vocabulary)),
    }
}

fn tool(dice: &mut Dice, name: String, said: String) -> ToolSummary {
    let traits = Trait::ALL.iter().copied().filter(|t| dice.below(12 + *t as usize * 4) == 0).collect();
    ToolSummary {
        name: name.into(),
        category: Category::ALL[dice.zipf(3)],
        severity: Severity::Medium,
        reversibility: None,
        risk: Risk::ALL[dice.zipf(4)],
        confidence: Confidence::ALL[dice.below(3)],
        traits,
        act: ActKey::default(),
        mismatch: None,
        legs: Legs::default(),
        overridden: false,
        finding: None,
        said: said.into(),
    }
}

fn server(slug: &str, name: &str, mut tools: Vec<ToolSummary>) -> ServerSummary {
    tools.sort_by(|a, b| a.name.cmp(&b.name));
    tools.dedup_by(|a, b| a.name == b.name);
    ServerSummary {
        captured: None,
        slug: ServerSlug::new(slug),
        address: address(slug),
        name: name.to_owned(),
        blurb: String::new(),
        source: String::new(),
        quarantined: 0,
        incomplete: false,
        findings: 0,
        own_findings: Vec::new(),
        tools,
    }
}

/// A catalogue of about so many tools, fourteen a server on average.
pub(crate) fn catalogue(tools: usize) -> Catalogue {
    let mut dice = Dice::new(11);
    let vocabulary = (tools / 40).clamp(500, 12_000);
    let mut servers = Vec::new();
    let mut made = 0;
    while made < tools {
        let of = 1 + dice.zipf(120).min(tools - made);
        let name = format!("{} {}", noun(&mut dice, vocabulary), ["MCP", "server", "tools"][dice.below(3)]);
        let list = (0..of).map(|_| {
            let mut words = vec![VERBS[dice.zipf(VERBS.len())].to_owned()];
            words.extend((0..1 + dice.below(3)).map(|_| noun(&mut dice, vocabulary)));
            let said: Vec<String> = (0..6).map(|_| noun(&mut dice, vocabulary)).collect();
            // One name in five is written in camel case, which costs an address.
            let name = if dice.below(5) == 0 {
                let (head, rest) = words.split_at(1);
                let rest = rest.iter().map(|w| format!("{}{}", w[..1].to_uppercase(), &w[1..]));
                head.iter().cloned().chain(rest).collect::<String>()
            } else {
                words.join("_")
            };
            tool(&mut dice, name, said.join(" "))
        });
        let list: Vec<ToolSummary> = list.collect();
        made += list.len();
        servers.push(server(&format!("{}-{}", name.replace(' ', "-").to_lowercase(), servers.len()), &name, list));
    }
    servers.sort_by(|a, b| a.slug.cmp(&b.slug));
    Catalogue { servers, ..Catalogue::default() }
}

/// A catalogue of one server with tools of these names.
pub(crate) fn one_server(name: &str, tools: &[&str]) -> Catalogue {
    let mut dice = Dice::new(5);
    let tools = tools.iter().map(|name| tool(&mut dice, (*name).to_owned(), String::new())).collect();
    Catalogue { servers: vec![server(name, name, tools)], ..Catalogue::default() }
}
