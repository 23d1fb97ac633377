//! Servers as wholes: what is toxic, and whether the cut ends it.

use crate::support::{rulebook, samples, shared};
use serde_json::{Value, json};
use toolrisk::catalogue::{Catalogue, ServerSummary};
use toolrisk::fsio::{Walk, find};
use toolrisk::ids::ServerSlug;
use toolrisk::manifest::{Input, Limits, Outcome, read};
use toolrisk::overrides::Overrides;
use toolrisk::report::servers::{ServerRecord, ServersRecord, servers};
use toolrisk::rulebook::Rulebook;
use toolrisk::rulebook::legs::{Leg, Legs};
use toolrisk::run::{Engine, Silent};
use toolrisk::toxic::Toxic;

/// The summary of a server with these tools.
fn summary(book: &Rulebook, slug: &str, tools: &Value) -> ServerSummary {
    let bytes = json!({ "tools": tools }).to_string();
    let reading = read(Input { source: slug, stem: slug, bytes: bytes.as_bytes() }, Limits::default());
    let Outcome::Servers(servers) = reading.outcome else { panic!("a server: {:?}", reading.outcome) };
    let verdicts = toolrisk::classify::classify(book, &servers[0]);
    ServerSummary::of(&ServerSlug::new(slug), &servers[0], &verdicts, book.legs())
}

fn mail_and_web() -> Value {
    json!([
        {"name": "list_contacts", "description": "List the contacts in the address book."},
        {"name": "get_contact", "description": "Get one contact with mail address and phone number."},
        {"name": "fetch_page", "description": "Fetch a web page and return its text."},
        {"name": "search_web", "description": "Search the web and return the pages found."},
        {"name": "send_email", "description": "Send an email to any recipient."},
    ])
}

/// A schema of the catalog, or one of its definitions.
fn schema(file: &str, definition: &str) -> jsonschema::Validator {
    let path = crate::support::root().join("catalog/schemas").join(file);
    let mut schema: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("a schema")).expect("JSON");
    jsonschema::meta::validate(&schema).expect("a schema follows its own draft");
    schema["$ref"] = format!("#/$defs/{definition}").into();
    jsonschema::validator_for(&schema).expect("a schema compiles")
}

#[track_caller]
fn valid(schema: &jsonschema::Validator, value: &Value) {
    let errors: Vec<String> = schema.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert_eq!(errors, Vec::<String>::new(), "in {value}");
}

/// Each combination names tools that hold their legs, and withholding what the
/// combinations say leaves none, while one tool less would leave one.
fn holds_and_ends(servers: &[ServerSummary]) {
    let Some(toxic) = Toxic::of(servers) else { return };
    let mut withheld = Vec::new();
    for one in toxic.combinations() {
        for leg in Leg::ALL {
            let at = one.tool(leg);
            assert!(servers[at.server as usize].tools[at.tool as usize].legs.has(leg), "{leg:?} of {one:?}");
        }
        assert!(Leg::ALL.iter().any(|leg| one.tool(*leg) == one.cheapest_cut), "{one:?}");
        withheld.push(one.cheapest_cut);
    }
    let without = |cut: &[toolrisk::catalogue::ToolRef]| {
        let mut left = servers.to_vec();
        for at in cut {
            left[at.server as usize].tools[at.tool as usize].legs = Legs::default();
        }
        Toxic::of(&left)
    };
    assert_eq!(without(&withheld), None);
    assert!(without(&withheld[1..]).is_some(), "a smaller cut would do");
}

#[test]
fn the_way_out_is_withheld_where_it_is_the_narrowest() {
    let book = rulebook();
    let server = summary(&book, "mail", &mail_and_web());
    let record = ServerRecord::of(book.scale(), &server);
    assert_eq!(record.toxic.len(), 1);
    let toxic = &record.toxic[0];
    assert_eq!((toxic.way_out, toxic.cheapest_cut), ("send_email", "send_email"));
    assert_eq!(
        toxic.why,
        "the only tool of the server that can carry data out; without it the combination ends and 2 tools that read private data and 2 tools that return text of outsiders stay; nothing that only reads is lost"
    );
    holds_and_ends(std::slice::from_ref(&server));
}

#[test]
fn one_tool_may_hold_several_legs_and_no_leg_means_no_combination() {
    let book = rulebook();
    let shell = json!({"name": "run_command", "description": "Run any shell command.", "inputSchema": {"type": "object", "properties": {"command": {"type": "string"}}}});
    let page = json!({"name": "fetch_page", "description": "Fetch a web page."});
    let both = summary(&book, "both", &json!([shell, page]));
    let record = ServerRecord::of(book.scale(), &both);
    let named = [record.toxic[0].private_data, record.toxic[0].untrusted_input, record.toxic[0].way_out];
    assert_eq!(named, ["run_command", "fetch_page", "run_command"]);
    assert_eq!(record.toxic[0].cheapest_cut, "run_command");
    assert!(record.toxic[0].why.ends_with("it also reads private data"), "{}", record.toxic[0].why);
    let shell_alone = summary(&book, "shell", &json!([shell]));
    assert_eq!(Toxic::of(std::slice::from_ref(&shell_alone)), None);
    let listed = json!({"name": "get_balance", "description": "Get the balance.", "inputSchema": {"type": "object", "properties": {"api_key": {"type": "string"}}}});
    let listed = summary(&book, "balance", &json!([listed]));
    assert!(!listed.tools[0].legs.has(Leg::PrivateData), "a key that is taken is not handed out");
}

#[test]
fn servers_that_are_harmless_alone_can_be_toxic_together() {
    let book = rulebook();
    let all = mail_and_web();
    let reading = summary(&book, "reading", &Value::from(all.as_array().expect("tools")[..4].to_vec()));
    let sending = summary(&book, "sending", &Value::from(all.as_array().expect("tools")[4..].to_vec()));
    let catalogue = Catalogue { servers: vec![reading, sending], ..Catalogue::default() };
    let record = ServersRecord::of(book.scale(), &catalogue);
    assert!(record.together.alone.is_empty());
    assert_eq!(record.together.toxic.len(), 1);
    let cut = record.together.toxic[0].cheapest_cut;
    assert_eq!((cut.server, cut.tool), ("sending", "send_email"));
    let value: Value = serde_json::from_str(&record.text()).expect("JSON");
    valid(&schema("server.v1.schema.json", "servers"), &value);
    let text = servers(book.scale(), &catalogue);
    assert!(text.contains("No server holds all three legs alone; an agent that has all of them does."), "{text}");
    assert!(text.contains("withhold sending send_email: the only tool of the servers together"), "{text}");
}

#[test]
fn samples_follow_the_schema_and_every_cut_ends_its_combination() {
    let book = rulebook();
    let schema = schema("server.v1.schema.json", "server");
    let mut toxic = 0;
    let mut all = Vec::new();
    for (stem, server) in samples() {
        let verdicts = toolrisk::classify::classify(&book, &server);
        let summary = ServerSummary::of(&ServerSlug::new(&stem), &server, &verdicts, book.legs());
        let record = ServerRecord::of(book.scale(), &summary);
        valid(&schema, &serde_json::from_str(&record.line()).expect("JSON"));
        assert_eq!(record.tools, record.categories.values().sum::<usize>());
        assert_eq!(record.tools, record.risks.values().sum::<usize>());
        toxic += usize::from(!record.toxic.is_empty());
        holds_and_ends(std::slice::from_ref(&summary));
        all.push(summary);
    }
    assert!(toxic > 2, "only {toxic} samples are toxic");
    holds_and_ends(&all);
}

#[test]
fn every_cut_of_the_corpus_ends_its_combination() {
    let Some(shared) = shared() else { return };
    let (book, overrides) = (rulebook(), Overrides::default());
    let engine = Engine::new(&book, &overrides, Walk::default(), 0, &Silent).expect("threads");
    let survey = engine.survey(find(&[shared.join("corpus/live")], &Walk::default()), |_| ());
    for server in &survey.catalogue.servers {
        holds_and_ends(std::slice::from_ref(server));
    }
    holds_and_ends(&survey.catalogue.servers);
}
