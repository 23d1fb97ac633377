//! A mini catalogue made by hand: three servers, eight tools, one of the servers
//! hostile. Verdicts are written here, so that the site is tested alone.

use super::rulebook;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use toolrisk::catalogue::{ActKey, Catalogue, RuleUse, ServerSummary, ToolRef, ToolSummary};
use toolrisk::changes::{History, Mark, State, compare};
use toolrisk::classify::{Act, ActionVerdict, Classification, Judge, Mismatch};
use toolrisk::eval::benchmark::Benchmark;
use toolrisk::eval::verdicts::{JudgedServer, Verdict};
use toolrisk::eval::{Accuracy, Got, Quoted, Verdicts, evaluate};
use toolrisk::evidence::{Claim, Evidence, Standing, Strength};
use toolrisk::ids::{RuleId, ServerSlug, address};
use toolrisk::manifest::{Annotations, Quarantined, Server, ServerInfo, Tool};
use toolrisk::policy::{Case, Condition, Decision, Policy, Ruling, Test, Window};
use toolrisk::rulebook::legs::{Leg, Legs};
use toolrisk::rulebook::rule::{Conditions, Trigger};
use toolrisk::rulebook::{Attack, CatalogFiles, Example, Problems, Rule, Rulebook};
use toolrisk::sink::MemorySink;
use toolrisk::site::{Brand, BuildFacts, Judged, PostureInfo, Redirect, Site, SiteError, SiteOptions, Skipped};
use toolrisk::span::{Field, Span};
use toolrisk::vocab::{Category, Confidence, Impact, Reversibility, Risk, Severity, Trait};

/// The catalogue with everything that its pages are made from.
pub(crate) struct Mini {
    rules: Vec<Rule>,
    attacks: Vec<Attack>,
    servers: Vec<(Server, Vec<Classification>, [Policy; 3])>,
    catalogue: Catalogue,
    /// What the site says of its own accuracy.
    pub(crate) accuracy: Option<Accuracy>,
    /// What the operator changed.
    pub(crate) brand: Brand,
    /// Where the site will stand.
    pub(crate) base_url: Option<String>,
    /// Pages that moved.
    pub(crate) redirects: Vec<Redirect>,
    /// What changed from build to build.
    pub(crate) history: Option<History>,
}

impl Mini {
    /// The catalogue.
    pub(crate) fn new() -> Mini {
        let mut servers = vec![files(), hostile(), keyring()];
        servers.sort_by(|a, b| a.0.fallback_slug.cmp(&b.0.fallback_slug));
        let servers: Vec<_> = servers
            .into_iter()
            .map(|(server, verdicts)| {
                let all = || server.tools.iter().zip(&verdicts);
                let by_risk = all().map(|(tool, verdict)| ruling(tool, verdict)).collect();
                let asked = all().map(|(tool, verdict)| only_asked(tool, verdict)).collect();
                let unpublished = all().map(|(tool, verdict)| ruling(tool, verdict)).collect();
                let policies = [("recommended", by_risk), (ASKED, asked), ("unpublished", unpublished)]
                    .map(|(id, rulings)| Policy { posture: id.into(), rulings });
                (server, verdicts, policies)
            })
            .collect();
        let catalogue = catalogue(&servers);
        let history = Some(history(&servers, &catalogue));
        Mini {
            rules: rules(),
            attacks: attacks(),
            servers,
            catalogue,
            accuracy: Some(accuracy()),
            brand: Brand::default(),
            base_url: None,
            redirects: Vec::new(),
            history,
        }
    }

    /// The site, with these templates replaced.
    pub(crate) fn try_site(&self, overrides: &BTreeMap<String, String>) -> Result<Site<'_>, SiteError> {
        let skipped = Skipped {
            source: "clients/<b>bold</b>.json".into(),
            reason: "a client's configuration, not a manifest".into(),
        };
        let options = SiteOptions {
            title: "toolrisk".into(),
            version: "0.1.0".into(),
            built: Some("2026-02-03".into()),
            facts: BuildFacts { files: 4, entries: 9, skipped: vec![skipped] },
            accuracy: self.accuracy.clone(),
            history: self.history.clone(),
            base_url: self.base_url.clone(),
            postures: [("recommended", "Recommended"), (ASKED, "<b>bold</b>")]
                .map(|(id, title)| PostureInfo { id: id.into(), title: title.into(), for_whom: "<b>bold</b>.".into() })
                .into(),
            brand: self.brand.clone(),
            redirects: self.redirects.clone(),
        };
        Site::from_parts(options, &self.rules, &self.attacks, &self.catalogue, overrides)
    }

    /// Does something with the site.
    pub(crate) fn with_site<T>(&self, f: impl FnOnce(&Site<'_>) -> T) -> T {
        f(&self.try_site(&BTreeMap::new()).expect("the embedded templates parse"))
    }

    /// The files that the pages of all servers are said to take.
    pub(crate) fn server_paths(&self) -> BTreeSet<String> {
        self.with_site(|site| self.catalogue.servers.iter().flat_map(|server| site.server_paths(server)).collect())
    }

    /// All files of the site.
    pub(crate) fn build(&self) -> BTreeMap<String, String> {
        let sink = MemorySink::default();
        self.with_site(|site| {
            for index in 0..self.servers.len() {
                self.server(site, index, &sink);
            }
            site.index_pages(&sink).expect("all pages can be made");
        });
        let text = |(path, bytes)| (path, String::from_utf8(bytes).expect("pages are UTF-8"));
        sink.into_files().into_iter().map(text).collect()
    }

    /// Makes the pages of one server.
    pub(crate) fn server(&self, site: &Site<'_>, index: usize, sink: &MemorySink) {
        let (server, verdicts, policies) = &self.servers[index];
        let policy = &policies[0];
        let name = |i: usize| serde_json::Value::from(server.tools[i].name.as_str()).to_string();
        let advice = toolrisk::hints::advise(site.hint_rules(), server, verdicts);
        let judged = Judged {
            server,
            summary: &self.catalogue.servers[index],
            index,
            verdicts,
            findings: &vec![Vec::new(); server.tools.len()],
            policy,
            others: &[&policies[1]],
            considered: policies,
            record_json: &|i| format!("{{\"name\": {}}}\n", name(i)),
            policy_json: "{\n  \"version\": \"1\",\n  \"default\": \"deny\",\n  \"tools\": {}\n}\n",
            reasons_json: "{}\n",
            advice: &advice,
            annotations_json: "{}\n",
        };
        site.server_pages(&judged, sink).expect("the server's pages can be made");
    }
}

fn tool(name: &str, description: &str) -> Tool {
    Tool {
        name: name.into(),
        description: (!description.is_empty()).then(|| description.into()),
        pointer: "/tools/0".into(),
        ..Tool::default()
    }
}

/// Evidence at the first place where the words stand.
fn seen(tool: &Tool, rule: &str, field: Field, words: &str, says: &str, standing: Standing) -> Evidence {
    let text = tool.text_at(&field).unwrap_or_default();
    let start = text.find(words).unwrap_or(0);
    Evidence {
        rule: RuleId::new(rule),
        field,
        span: Span::new(start, start + words.len()),
        says: says.into(),
        harm: "".into(),
        strength: Strength::Strong,
        claim: Claim::default(),
        standing,
    }
}

/// The catalog's rulebook, whose words of grammar put articles before objects.
static RULEBOOK: LazyLock<Rulebook> = LazyLock::new(rulebook);

fn verdict(impact: Impact, traits: &[Trait], act: (&str, &str, &str, &str), evidence: Vec<Evidence>) -> Classification {
    Classification {
        impact,
        traits: traits.iter().copied().collect(),
        confidence: Confidence::High,
        doubt: None,
        evidence,
        actions: Vec::new(),
        mismatches: Vec::new(),
        act: Act { head: act.3.into(), ..Act::of(RULEBOOK.lexicon(), act.0, act.1, act.2) },
        judge: Judge::Rules,
    }
}

fn server(name: &str, slug: &str, tools: Vec<Tool>) -> Server {
    Server {
        info: ServerInfo { name: name.into(), ..ServerInfo::default() },
        fallback_slug: slug.into(),
        source: format!("{slug}.json"),
        format: "tools-list",
        tools,
        quarantined: Vec::new(),
    }
}

fn keyring() -> (Server, Vec<Classification>) {
    let list = tool("list_keys", "List the keys of the account with prefix and age. Does not return secrets.");
    let mut manage = tool(
        "manage_api_keys",
        "List and revoke API keys of the account.\n\nActions:\n- \"list\": all active keys\n- \"revoke\": permanently revoke a specific key by its id\n\nRevocation is immediate and irreversible. To make a new key, use rotate_key.",
    );
    manage.input_schema = Some(serde_json::json!({
        "type": "object",
        "properties": {
            "action": {"type": "string", "enum": ["list", "revoke"], "description": "What to do"},
            "key_id": {"type": "string", "description": "The key to revoke"}
        },
        "required": ["action"]
    }));
    let mut rotate = tool("rotate_key", "Issue a new key and retire the old one after a day.");
    rotate.annotations = Annotations {
        read_only_hint: Some(true),
        raw: serde_json::Map::from_iter([("readOnlyHint".to_owned(), true.into())]),
        ..Annotations::default()
    };
    let enumeration = Field::pointer("/inputSchema/properties/action/enum/1");
    let list_verdict = verdict(
        Impact::new(Category::Read, Severity::Medium, None),
        &[Trait::HandlesCredentials],
        ("list", "retrieve", "the keys of the account", "key"),
        vec![
            seen(&list, "read-verb", Field::NAME, "list", "“list” only returns something", Standing::Decides),
            seen(&list, "read-verb", Field::DESCRIPTION, "List", "“list” only returns something", Standing::Decides),
            seen(&list, "secret-object", Field::DESCRIPTION, "keys", "keys open other doors", Standing::Decides),
            seen(
                &list,
                "secret-returned",
                Field::DESCRIPTION,
                "return secrets",
                "secrets are returned",
                Standing::SetAside("denied by “does not”".into()),
            ),
        ],
    );
    let mut manage_verdict = verdict(
        Impact::new(Category::Destructive, Severity::High, Some(Reversibility::Irreversible)),
        &[Trait::HandlesCredentials, Trait::ChangesAccess],
        ("revoke", "revoke", "a specific key", "key"),
        vec![
            seen(
                &manage,
                "revoke-verb",
                Field::DESCRIPTION,
                "revoke",
                "“revoke” ends something that exists",
                Standing::Decides,
            ),
            seen(
                &manage,
                "revoke-verb",
                enumeration.clone(),
                "revoke",
                "“revoke” ends something that exists",
                Standing::Decides,
            ),
            seen(
                &manage,
                "stated-irreversible",
                Field::DESCRIPTION,
                "irreversible",
                "the author says that it cannot be undone",
                Standing::Decides,
            ),
            seen(&manage, "secret-object", Field::NAME, "api_keys", "keys open other doors", Standing::Decides),
            seen(&manage, "secret-object", Field::DESCRIPTION, "API keys", "keys open other doors", Standing::Decides),
            seen(
                &manage,
                "action-choice",
                enumeration.clone(),
                "revoke",
                "a call chooses its action",
                Standing::Supports,
            ),
            seen(
                &manage,
                "create-verb",
                Field::DESCRIPTION,
                "make a new key",
                "“make” creates something",
                Standing::SetAside("it names another tool".into()),
            ),
        ],
    );
    manage_verdict.actions = [("list", Category::Read, 0), ("revoke", Category::Destructive, 1)]
        .map(|(action, category, i)| ActionVerdict {
            action: action.into(),
            param: Some("action".into()),
            field: Field::pointer(format!("/inputSchema/properties/action/enum/{i}")),
            span: Span::whole(action),
            impact: Impact::new(category, Severity::High, None),
            traits: BTreeSet::from([Trait::HandlesCredentials]),
        })
        .into();
    let mut rotate_verdict = verdict(
        Impact::new(Category::Write, Severity::High, Some(Reversibility::Reversible)),
        &[Trait::HandlesCredentials],
        ("rotate", "change", "key", "key"),
        vec![seen(
            &rotate,
            "create-verb",
            Field::DESCRIPTION,
            "Issue a new key",
            "“issue” creates something",
            Standing::Decides,
        )],
    );
    rotate_verdict.mismatches = vec![Mismatch {
        hint: "readOnlyHint",
        claimed: true,
        says: "the description creates a key".into(),
        field: Field::DESCRIPTION,
        span: Span::new(0, 15),
    }];
    rotate_verdict.judge = Judge::Person {
        reason: "The old key works for a day, so the change can be put back.".into(),
        author: "a reviewer".into(),
        date: "2026-01-15".into(),
        instead_of: Impact::default_for(Category::Destructive),
    };
    let mut server = server("Keyring", "keyring", vec![list, manage, rotate]);
    server.info = ServerInfo {
        name: "Keyring".into(),
        description: Some("Keys of an account.".into()),
        instructions: Some("Always call list_keys first.\nNever show a key.".into()),
        version: Some("1.4.0".into()),
        package: Some("@keyring/mcp".into()),
        homepage: Some("https://keyring.example/mcp".into()),
        license: Some("CC0-1.0".into()),
        configuration: vec!["KEYRING_TOKEN".into()],
        incomplete: true,
        ..ServerInfo::default()
    };
    (server, vec![list_verdict, manage_verdict, rotate_verdict])
}

fn files() -> (Server, Vec<Classification>) {
    let read = tool("read_file", "Read a file of the allowed folders and return its text.");
    let delete = tool("delete_file", "Delete a file. There is no undo.");
    let mut many = tool(
        "apply_settings",
        &format!("Apply settings. {}It deletes every setting that is not named.", "Settings are text. ".repeat(120)),
    );
    let mut properties = serde_json::Map::new();
    for i in 0..400 {
        properties.insert(format!("setting_{i}"), serde_json::json!({"type": "string", "description": "A setting"}));
    }
    properties.insert("force".into(), serde_json::json!({"type": "boolean", "description": "Skip all questions"}));
    many.input_schema = Some(serde_json::json!({"type": "object", "properties": properties}));
    let verdicts = vec![
        verdict(
            Impact::new(Category::Read, Severity::Low, None),
            &[Trait::UntrustedInput],
            ("read", "retrieve", "a file", "file"),
            vec![seen(&read, "read-verb", Field::NAME, "read", "“read” only returns something", Standing::Decides)],
        ),
        verdict(
            Impact::default_for(Category::Destructive),
            &[],
            ("delete", "remove", "a file", "file"),
            vec![
                seen(&delete, "delete-verb", Field::NAME, "delete", "“delete” removes something", Standing::Decides),
                seen(
                    &delete,
                    "delete-verb",
                    Field::DESCRIPTION,
                    "Delete",
                    "“delete” removes something",
                    Standing::Decides,
                ),
                seen(
                    &delete,
                    "stated-irreversible",
                    Field::DESCRIPTION,
                    "no undo",
                    "the author says that it cannot be undone",
                    Standing::Decides,
                ),
            ],
        ),
        {
            let force = Field::pointer("/inputSchema/properties/force");
            let mut v = verdict(
                Impact::new(Category::Destructive, Severity::Medium, Some(Reversibility::Reversible)),
                &[Trait::Bulk, Trait::ProductionInfra],
                ("apply", "change", "settings", "setting"),
                vec![
                    seen(
                        &many,
                        "delete-verb",
                        Field::DESCRIPTION,
                        "deletes",
                        "“delete” removes something",
                        Standing::Decides,
                    ),
                    seen(&many, "force-flag", force, "force", "it can skip questions", Standing::Supports),
                    seen(
                        &many,
                        "every-object",
                        Field::DESCRIPTION,
                        "every setting",
                        "it acts on many items",
                        Standing::Decides,
                    ),
                ],
            );
            v.confidence = Confidence::Low;
            v.doubt = Some("the name says less than the description".into());
            v
        },
    ];
    (server("Files & folders", "files", vec![read, delete, many]), verdicts)
}

fn hostile() -> (Server, Vec<Classification>) {
    let name = "</script><img src=x onerror=\"alert('1')\">\u{202e}evil\u{200b}";
    let mut markup = tool(
        name,
        "<b>bold</b> & \"quoted\" 'text' {{ v.name }} {% raw %}\u{202e}desrever\u{202c} \u{1b}[31m\u{0} \u{e0041}\u{feff}e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301} עברית javascript:alert(1) ]]> <!-- -->",
    );
    markup.title = Some("<h1>Title</h1>\u{202e}".into());
    markup.pointer = "/tools/<b>bold</b>".into();
    markup.input_schema = Some(serde_json::json!({"properties": {
        "<b>bold</b>\u{202e}": {"type": "<i>", "description": "</dd><script>alert(1)</script>", "enum": ["<b>bold</b>", "\u{200b}"]}
    }}));
    let long = tool(&"x".repeat(10_000), "");
    let parameter = Field::pointer("/inputSchema").child("properties").child("<b>bold</b>\u{202e}");
    let mut verdict_markup = verdict(
        Impact::new(Category::Write, Severity::Critical, Some(Reversibility::Irreversible)),
        &[Trait::ExecutesCode, Trait::MovesMoney, Trait::UntrustedInput],
        ("<b>bold</b>", "x", "</p>\u{202e}", "x"),
        vec![
            seen(&markup, "delete-verb", Field::NAME, "evil", "</li>“evil”\u{202e}", Standing::Decides),
            seen(&markup, "unknown-rule", Field::DESCRIPTION, "bold</b> &", "<script>", Standing::Supports),
            seen(&markup, "delete-verb", parameter, "bold", "“bold”", Standing::Supports),
            seen(&markup, "read-verb", Field::DESCRIPTION, "עברית", "אבג", Standing::SetAside("<b>bold</b>".into())),
            Evidence {
                span: Span::new(5, 90_000),
                ..seen(&markup, "read-verb", Field::TITLE, "", "too long", Standing::Supports)
            },
        ],
    );
    verdict_markup.actions = vec![ActionVerdict {
        action: "<b>bold</b>\u{202e}".into(),
        param: None,
        field: Field::DESCRIPTION,
        span: Span::new(0, 3),
        impact: Impact::default_for(Category::Write),
        traits: BTreeSet::new(),
    }];
    let mut verdict_long = verdict(Impact::default_for(Category::Write), &[], ("", "", "", ""), vec![]);
    verdict_long.confidence = Confidence::Low;
    verdict_long.doubt = Some("the description is empty and the name says nothing".into());
    let mut server = server("<b>bold</b>\u{202e} & \"Söhne\"", "hostile", vec![markup, long]);
    server.source = "a/<b>bold</b>.json".into();
    server.info.description = Some("<b>bold</b>".into());
    server.info.instructions = Some("</blockquote><script>alert(1)</script>\u{202e}".into());
    server.info.homepage = Some("javascript:alert(1)".into());
    server.info.version = Some("<b>bold</b>".into());
    server.quarantined = vec![Quarantined {
        name: "<b>bold</b>\u{200f}".into(),
        pointer: "/tools/7".into(),
        reason: "the name is a sentence <b>bold</b>".into(),
    }];
    (server, vec![verdict_markup, verdict_long])
}

fn ruling(tool: &Tool, verdict: &Classification) -> Ruling {
    let decision = match verdict.impact.risk() {
        Risk::Low => Decision::Allow,
        Risk::Medium => Decision::Limit { max: 30, window: Window::Minute },
        Risk::High => Decision::Deny { message: "Ask <b>bold</b> first.".into() },
        Risk::Critical => Decision::Hide,
    };
    Ruling {
        tool: tool.name.clone(),
        decision,
        cases: Vec::new(),
        line: "by-risk".into(),
        reason: format!("{} risk on this server.", verdict.impact.risk()),
        category: verdict.category(),
    }
}

/// A posture that is called as no file of ours would be.
const ASKED: &str = "Ask <b>bold</b>/..";

/// Everything is asked about, but for calls that list something.
fn only_asked(tool: &Tool, verdict: &Classification) -> Ruling {
    let test = Test::OneOf(vec!["list".into(), "<b>bold</b>\u{202e}".into()]);
    let condition = Condition { argument: "<b>bold</b>".into(), test, to_fill: true };
    let case = Case { conditions: vec![condition], decision: Decision::Allow, line: "l".into(), reason: "R.".into() };
    Ruling {
        decision: Decision::Ask { message: "Really <b>bold</b>?".into() },
        cases: vec![case],
        line: "asked".into(),
        ..ruling(tool, verdict)
    }
}

fn catalogue(servers: &[(Server, Vec<Classification>, [Policy; 3])]) -> Catalogue {
    let mut out = Catalogue::default();
    for (s, (server, verdicts, _)) in servers.iter().enumerate() {
        let slug = ServerSlug::new(&server.fallback_slug);
        let mut tools = Vec::new();
        for (t, (tool, verdict)) in server.tools.iter().zip(verdicts).enumerate() {
            let place = ToolRef { server: s as u32, tool: t as u32 };
            let act = match verdict.act.family.as_str() {
                "retrieve" => ActKey(7),
                _ => ActKey(0),
            };
            if act != ActKey(0) {
                out.related.entry(act).or_default().push(place);
            }
            let rules: BTreeSet<&RuleId> = verdict.evidence.iter().map(|e| &e.rule).collect();
            for rule in rules {
                let used: &mut RuleUse = out.rules.entry(rule.clone()).or_default();
                used.tools += 1;
                used.decided += 1;
                used.examples.push(place);
            }
            tools.push(ToolSummary {
                name: tool.name.as_str().into(),
                category: verdict.category(),
                severity: verdict.impact.severity(),
                reversibility: verdict.impact.reversibility(),
                risk: verdict.impact.risk(),
                confidence: verdict.confidence,
                traits: verdict.traits.iter().copied().collect(),
                act,
                mismatch: verdict.mismatches.first().map(|m| m.hint),
                legs: legs(&verdict.traits),
                overridden: verdict.judge != Judge::Rules,
                finding: None,
                said: Box::default(),
            });
        }
        out.servers.push(ServerSummary {
            findings: 0,
            own_findings: Vec::new(),
            address: address(slug.as_str()),
            slug,
            name: server.info.name.clone(),
            blurb: server.info.description.clone().unwrap_or_default(),
            source: server.source.clone(),
            captured: None,
            quarantined: server.quarantined.len(),
            incomplete: server.info.incomplete,
            tools,
        });
    }
    out
}

/// The legs that traits come to.
/// Two steps to the catalogue: hostile names came, went and were changed.
fn history(servers: &[(Server, Vec<Classification>, [Policy; 3])], catalogue: &Catalogue) -> History {
    let of = |(server, _, policies): &(Server, Vec<Classification>, [Policy; 3])| {
        server.tools.iter().zip(&policies[0].rulings).map(|(tool, ruling)| Mark::of(tool, ruling)).collect()
    };
    let marks: Vec<Vec<Mark>> = servers.iter().map(of).collect();
    let scale = toolrisk::rulebook::grade::Scale::default();
    let now = State::of(catalogue, &marks, &scale, "recommended", Some("2026-02-03"));
    let mut before = State { date: Some("2026-01-02".into()), ..now.clone() };
    for server in &mut before.servers {
        server.tools.truncate(1);
        server.tools[0].fingerprint ^= 1;
        server.tools[0].seen.risk = Risk::Low;
    }
    let mut first = State { date: None, ..before.clone() };
    let hostile = first.servers.iter_mut().find(|server| server.slug == "hostile").expect("it is there");
    hostile.tools[0].name = "<b>bold\u{202e}".into();
    first.servers.retain(|server| server.slug != "keyring");
    first.servers[0].name = "<b>bold".into();
    History::default().and(compare(&first, &before)).and(compare(&before, &now))
}

fn legs(traits: &BTreeSet<Trait>) -> Legs {
    let of = |t: &Trait| match t {
        Trait::HandlesCredentials | Trait::PersonalData => &[Leg::PrivateData][..],
        Trait::UntrustedInput => &[Leg::UntrustedInput],
        Trait::SendsOutbound => &[Leg::WayOut],
        Trait::ExecutesCode => &[Leg::PrivateData, Leg::WayOut],
        Trait::MovesMoney | Trait::ChangesAccess | Trait::ProductionInfra | Trait::Bulk => &[],
    };
    traits.iter().flat_map(of).copied().collect()
}

fn rules() -> Vec<Rule> {
    let rule = |id: &str, group: &str, says: &str| Rule {
        number: 0,
        id: RuleId::new(id),
        group: group.into(),
        says: says.into(),
        harm: "".into(),
        why: "The word hardly ever means anything else in the name of a tool.".into(),
        strength: Strength::Strong,
        claim: Claim {
            category: Some(Category::Destructive),
            traits: BTreeSet::from([Trait::Bulk]),
            ..Claim::default()
        },
        since: "0.1".into(),
        aliases: vec!["old-name".into()],
        references: vec!["https://modelcontextprotocol.io/specification".into(), "common sense".into()],
        conditions: vec!["a verb of its list in the name".into()],
        fires: vec![Example {
            name: "delete_<b>bold</b>".into(),
            description: "Delete it.".into(),
            schema: Some(serde_json::json!({"type": "object"})),
            annotations: Some(serde_json::json!({"readOnlyHint": true})),
            note: "the plain case".into(),
        }],
        spares: vec![Example {
            name: "list_deleted".into(),
            description: String::new(),
            schema: None,
            annotations: None,
            note: String::new(),
        }],
        trigger: Trigger::Verdict,
        and: Conditions::default(),
    };
    vec![
        rule("action-choice", "parameters", "a call chooses its action"),
        rule("create-verb", "acts", "a verb that creates"),
        rule("delete-verb", "acts", "a verb that removes"),
        rule("every-object", "objects", "it acts on many items"),
        rule("force-flag", "parameters", "it can skip questions"),
        rule("read-verb", "acts", "a verb that only returns"),
        rule("revoke-verb", "acts", "a verb that ends something"),
        rule("secret-object", "objects", "it touches keys"),
        rule("secret-returned", "phrases", "secrets are returned"),
        rule("stated-irreversible", "phrases", "the author says that it cannot be undone"),
    ]
}

fn attacks() -> Vec<Attack> {
    let attack = |id: &str, title: &str, date: Option<&str>, traits: &[Trait]| Attack {
        id: id.into(),
        title: title.into(),
        kind: if date.is_some() { "incident".into() } else { "pattern".into() },
        date: date.map(Into::into),
        summary: format!("{title}: an agent was led to use the access it had."),
        steps: vec!["A text is planted.".into(), "The agent reads it.".into(), "The agent does what it says.".into()],
        source_name: Some("A researcher".into()),
        source_url: Some("https://research.example/post".into()),
        categories: BTreeSet::new(),
        traits: traits.iter().copied().collect(),
        definition: false,
        helps: vec!["hide".into(), "limit".into()],
        stops: "Calls to hidden tools, whoever asks for them.".into(),
        cannot_stop: "What the agent tells people.".into(),
        references: vec![("owasp_mcp", vec!["MCP01".into()])],
    };
    vec![
        attack(
            "key-theft",
            "Keys taken through a planted issue",
            Some("2025-05"),
            &[Trait::HandlesCredentials, Trait::UntrustedInput],
        ),
        attack("old-wipe", "Everything wiped by a helper", Some("2024-10-24"), &[Trait::Bulk]),
        attack("role-change", "A role given to a stranger", None, &[Trait::ChangesAccess, Trait::HandlesCredentials]),
    ]
}

/// A benchmark of two groups: one verdict is right, one is wrong in everything, one
/// is missing; a name and a reason are hostile.
fn accuracy() -> Accuracy {
    let one = r#"
        id = "shelves"
        title = "Shelves"
        about = "Tools that put things on shelves."
        [[server]]
        name = "Shelf & <b>bold</b>"
        description = "Keeps things."
        [[case]]
        name = "list_shelves"
        description = "Lists all shelves."
        schema = '{"properties": {"room": {"type": "string"}}}'
        annotations = '{"readOnlyHint": true}'
        category = "Read"
        risk = "Low"
        why = "It lists."
        [[case]]
        name = "clear_shelf"
        server = "Shelf & <b>bold</b>"
        title = "Clear"
        category = "Destructive"
        risk = "Critical"
        risk_ok = ["High", "Critical"]
        traits = ["bulk"]
        why = "What stood there is gone."
    "#;
    let two = r#"
        id = "hostile-group"
        title = "<i>Hostile</i>"
        about = "Texts that would like to be <b>markup</b>."
        [[case]]
        name = "<img src=x>"
        description = "<b>bold</b> {{ v.name }}"
        category = "Write"
        ok = ["Read", "Write"]
        risk = "Low"
        why = "<script>alert(1)</script>."
    "#;
    let file = |id: &str, text: &'static str| (format!("benchmark/{id}.toml"), text.into());
    let files = CatalogFiles::new([file("shelves", one), file("hostile-group", two)]);
    let mut problems = Problems::default();
    let benchmark = Benchmark::load(&files, &mut problems);
    let benchmark = problems.or(benchmark).unwrap_or_else(|problems| panic!("{problems}"));
    let verdict = |rule: &str| {
        let got = Got {
            category: Category::Read,
            risk: Risk::Low,
            traits: BTreeSet::from([Trait::PersonalData]),
            confidence: Confidence::High,
            doubt: None,
        };
        let quoted = Quoted {
            rule: rule.into(),
            field: "/name".into(),
            quote: "<b>bold</b>\u{202e}".into(),
            says: "it lists".into(),
            standing: "decides".into(),
            why: None,
        };
        let claim = Claim { category: Some(Category::Read), ..Claim::default() };
        let seen = toolrisk::eval::verdicts::Seen {
            rule: RuleId::new(rule),
            claim,
            floor: false,
            counts: true,
            decides: true,
            quoted,
        };
        Verdict { got, seen: vec![seen] }
    };
    let server = |slug: &str, tool: &str, rule: &str| JudgedServer {
        path: slug.into(),
        slug: slug.into(),
        claimed: slug.into(),
        loose: false,
        tools: BTreeMap::from([(tool.to_owned(), verdict(rule))]),
    };
    let verdicts = Verdicts::new(vec![
        server("shelves/alone/list_shelves", "list_shelves", "read-verb"),
        server("shelves/Shelf & <b>bold</b>", "clear_shelf", "no-such-rule"),
    ]);
    let measured = evaluate(&benchmark.labels(), 0, &verdicts, None);
    Accuracy { benchmark, published: Some(measured.clone().figures_only()), measured }
}
