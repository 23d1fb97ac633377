//! What the site tells programs: every record follows its schema, every address leads
//! somewhere, and no definition gets a word of its own into any format.

use crate::site::mini::Mini;
use crate::support::{catalog, root, rulebook};
use pulldown_cmark::{Event, Options as Reading, Parser, Tag};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use toolrisk::catalogue::Catalogue;
use toolrisk::diag::is_hidden;
use toolrisk::eval::Accuracy;
use toolrisk::fsio::{Inputs, Walk};
use toolrisk::overrides::Overrides;
use toolrisk::policy::Posture;
use toolrisk::rulebook::Problems;
use toolrisk::run::{Engine, Postures, Silent};
use toolrisk::sink::MemorySink;
use toolrisk::site::{Redirect, Site, SiteError, SiteOptions};

/// Where the site of the tests stands.
const BASE: &str = "https://catalogue.example/tools";

/// Files by path.
type Files = BTreeMap<String, String>;

/// The fixtures of this subject.
fn fixtures() -> Vec<(String, String)> {
    let folder = root().join("tests/fixtures/machines");
    let files = walkdir::WalkDir::new(&folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files = files.filter(|entry| entry.file_type().is_file());
    let text = |entry: walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        (format!("fixtures/{name}"), std::fs::read_to_string(entry.path()).expect("a fixture is text"))
    };
    files.map(text).collect()
}

/// A site of these manifests.
fn build(manifests: &[(String, String)], options: SiteOptions) -> Result<Files, SiteError> {
    let (rulebook, overrides) = (rulebook(), Overrides::default());
    let engine = Engine::new(&rulebook, &overrides, Walk::default(), 0, &Silent).expect("threads");
    let inputs = Inputs::fixed(manifests.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let survey = engine.survey(inputs, |_| ());
    assert!(survey.report.skipped.is_empty(), "{:?}", survey.report.skipped);
    let mut problems = Problems::default();
    let all = Posture::load(&catalog(), &mut problems);
    let postures = Postures::named(&all, &[Posture::DEFAULT]).expect("the default posture");
    let accuracy = Accuracy::of(&catalog(), &rulebook).unwrap_or_else(|problems| panic!("{problems}"));
    let options = SiteOptions {
        title: "Tools & risks".into(),
        version: "0".into(),
        built: Some("2026-02-03".into()),
        accuracy,
        postures: postures.infos(),
        ..options
    };
    let site = Site::new(options, &rulebook, &survey.catalogue, &BTreeMap::new())?;
    let sink = MemorySink::default();
    let bugs = engine.publish(&survey, &site, &postures, &sink).expect("the site can be made");
    assert!(bugs.is_empty(), "{bugs:?}");
    let text = |(path, bytes)| (path, String::from_utf8(bytes).expect("UTF-8"));
    Ok(sink.into_files().into_iter().map(text).collect())
}

/// The samples and the fixtures.
fn manifests() -> Vec<(String, String)> {
    let catalog = catalog();
    let samples = catalog.below("servers/", ".json").map(|(path, text)| (path.to_owned(), text.to_owned()));
    samples.chain(fixtures()).collect()
}

/// The site with an address.
fn placed() -> &'static Files {
    static SITE: OnceLock<Files> = OnceLock::new();
    SITE.get_or_init(|| {
        let options = SiteOptions { base_url: Some(BASE.into()), ..SiteOptions::default() };
        build(&manifests(), options).expect("a site")
    })
}

/// The site without one.
fn plain() -> &'static Files {
    static SITE: OnceLock<Files> = OnceLock::new();
    SITE.get_or_init(|| build(&manifests(), SiteOptions::default()).expect("a site"))
}

/// A site made by hand, with names that no manifest could bring so far.
fn by_hand() -> &'static Files {
    static SITE: OnceLock<Files> = OnceLock::new();
    SITE.get_or_init(|| {
        let mut mini = Mini::new();
        mini.base_url = Some(BASE.into());
        mini.build()
    })
}

fn ending<'f>(files: &'f Files, ending: &str) -> Vec<(&'f str, &'f str)> {
    let some = files.iter().filter(|(path, _)| path.ends_with(ending));
    some.map(|(path, text)| (path.as_str(), text.as_str())).collect()
}

/// Whether a page is one of a tool.
fn is_tool(path: &str) -> bool {
    path.starts_with("servers/") && path.matches('/').count() == 2 && !path.contains("/index.")
}

/// The file that an address on a page leads to.
fn resolve(from: &str, href: &str) -> String {
    if let Some(path) = href.strip_prefix(BASE) {
        return path.trim_start_matches('/').split('#').next().unwrap_or_default().to_owned();
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in href.split('#').next().unwrap_or_default().split('/') {
        match part {
            ".." => assert!(parts.pop().is_some(), "{href} on {from} leaves the site"),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// What stands between two texts, everywhere.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Vec<&'t str> {
    text.split(start).skip(1).map(|rest| rest.split(end).next().unwrap_or_default()).collect()
}

/// A schema of the catalog.
fn schema(name: &str) -> Value {
    let text = std::fs::read_to_string(root().join("catalog/schemas").join(name)).expect("a schema");
    serde_json::from_str(&text).expect("JSON")
}

/// A part of a schema, with everything that it refers to.
fn part(mut schema: Value, name: &str) -> Value {
    let object = schema.as_object_mut().expect("an object");
    object.remove("oneOf");
    object.insert("$ref".into(), format!("#/$defs/{name}").into());
    schema
}

#[test]
fn every_record_follows_its_schema() {
    let page = schema("page.v1.schema.json");
    jsonschema::meta::validate(&page).expect("a schema follows its own draft");
    jsonschema::meta::validate(&schema("server-page.v1.schema.json")).expect("a schema follows its own draft");
    let of = |schema: Value| jsonschema::validator_for(&schema).expect("a schema compiles");
    let by_name: BTreeMap<&str, jsonschema::Validator> = [
        ("toolrisk/page/v1", page.clone()),
        ("toolrisk/server-page/v1", schema("server-page.v1.schema.json")),
        ("toolrisk/v1", schema("record.v1.schema.json")),
        ("toolrisk/annotations/v1", schema("annotations.v1.schema.json")),
        ("toolrisk/eval/v1", schema("eval.v1.schema.json")),
        ("policy.json", schema("policy.v1.schema.json")),
        ("policy.reasons.json", schema("policy-reasons.v1.schema.json")),
        ("toolrisk/policies/v1", schema("policies.v1.schema.json")),
        ("tools.jsonl", part(page.clone(), "tool")),
        ("servers.jsonl", part(page, "server")),
    ]
    .map(|(name, schema)| (name, of(schema)))
    .into();
    let mut used: BTreeMap<&str, usize> = BTreeMap::new();
    let mut hold = |name: &str, path: &str, value: &Value| {
        let (name, validator) = by_name.get_key_value(name).unwrap_or_else(|| panic!("{path}: no schema for `{name}`"));
        let errors: Vec<String> =
            validator.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).take(3).collect();
        assert!(errors.is_empty(), "{path}: {errors:?}");
        *used.entry(name).or_default() += 1;
    };
    for (path, text) in ending(placed(), ".json") {
        let file = path.rsplit('/').next().unwrap_or_default();
        // Files of clients and gateways have the form that those read, patches that of RFC 6902;
        // schemas are their own.
        let patch = file.ends_with(".patch.json");
        let theirs = path.contains("/index.policies/") || patch;
        if theirs || path.starts_with("schemas/") {
            continue;
        }
        let value: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let named = value.get("schema").and_then(Value::as_str).filter(|name| by_name.contains_key(name));
        hold(named.unwrap_or(file), path, &value);
    }
    for (path, text) in ending(placed(), ".jsonl").into_iter().filter(|(path, _)| !path.contains('/')) {
        for line in text.lines() {
            hold(path, path, &serde_json::from_str(line).unwrap_or_else(|error| panic!("{path}: {error}")));
        }
    }
    assert_eq!(used.len(), by_name.len(), "a schema that nothing follows: {used:?}");
    for (path, text) in ending(placed(), ".schema.json") {
        let name = path.strip_prefix("schemas/").expect("in its folder");
        assert_eq!(serde_json::from_str::<Value>(text).expect("JSON"), schema(name));
    }
}

#[test]
fn a_page_with_numbers_has_its_json_and_both_say_the_same() {
    let files = placed();
    let number = |n: u64| {
        let digits = n.to_string();
        let groups: Vec<&str> =
            digits.as_bytes().rchunks(3).rev().map(|g| std::str::from_utf8(g).expect("digits")).collect();
        groups.join(",")
    };
    let mut kinds = BTreeMap::new();
    for (path, html) in ending(files, ".html") {
        let json = between(html, "<link rel=alternate type=application/json href=\"", "\"");
        // Words and samples: nothing that a program would count.
        let words = ["404.html", "compare.html", "glossary.html", "search.html", "style.html"].contains(&path);
        // Without an older build nothing has changed.
        let still = path == "changes.html" && !files.contains_key("changes.json");
        if words || still {
            assert!(json.is_empty(), "{path}");
            continue;
        }
        assert_eq!(json.len(), 1, "{path}");
        let record = &files[&resolve(path, json[0])];
        let record: Value = serde_json::from_str(record).expect("JSON");
        let Some(kind) = record["kind"].as_str() else { continue };
        *kinds.entry(kind.to_owned()).or_insert(0) += 1;
        let says = |n: &Value, before: &str, after: &str| {
            let n = number(n.as_u64().unwrap_or_else(|| panic!("{path}: no number")));
            assert!(html.contains(&format!("{before}{n}{after}")), "{path} does not say {before}{n}{after}");
        };
        let own =
            path.contains("/index") || !path.contains('/') || path.starts_with("risks/") || path.starts_with("traits/");
        match kind {
            "home" => {
                says(&record["tools"], "", " tools of");
                for (t, n) in record["by_trait"].as_object().expect("counts") {
                    // The number is the link, or stands in its row.
                    let n = number(n.as_u64().expect("a number"));
                    let row = between(html, &format!("traits/{t}.html\">"), "<tr>")[0];
                    assert!(row.starts_with(&format!("{n}<")) || row.contains(&format!("class=num>{n}")), "{t}");
                }
                for of in record["by_category_and_risk"].as_object().expect("counts").values() {
                    for n in of.as_object().expect("counts").values() {
                        says(n, "\">", "");
                    }
                }
            }
            "risks" | "categories" | "traits" | "crossings" | "review" | "mismatches" => {
                says(&record["tools"], "<p class=sub>", " tool");
                assert!(html.contains(record["title"].as_str().expect("a title")), "{path}");
                let rows = record["rows"].as_array().expect("rows");
                assert_eq!(rows.len() as u64, record["tools"].as_u64().expect("a number").min(100));
                for row in rows {
                    let page = resolve(path, row["page"].as_str().expect("a page"));
                    assert!(files.contains_key(&page), "{path}: {page}");
                    let link = row["page"].as_str().expect("a page");
                    assert!(
                        path.contains('-') && path.ends_with("2.html") || html.contains(&format!("\"{link}\"")),
                        "{path}: {link}"
                    );
                }
            }
            "servers" | "toxic" | "grades" => says(&record["servers"], "", " server"),
            "attacks" => {
                if path == "attacks/index.html" {
                    says(&record["attacks"], "", " attack records");
                }
                for row in record["rows"].as_array().expect("rows") {
                    let page = &files[&resolve("attacks/index.json", row["page"].as_str().expect("a page"))];
                    let tools = row["tools"].as_u64().expect("a number");
                    assert!(page.contains(&format!("{} tool", number(tools))), "{}: {tools}", row["id"]);
                }
            }
            "rules" => {
                for row in record["rows"].as_array().expect("rows").iter().filter(|_| own) {
                    let page = &files[&resolve("rules/index.json", row["page"].as_str().expect("a page"))];
                    assert!(
                        page.contains(&format!("{} tool", number(row["fired"].as_u64().expect("a number")))),
                        "{}",
                        row["id"]
                    );
                }
            }
            "method" => {
                for cell in
                    record["matrix"].as_array().expect("rows").iter().flat_map(|row| row["cells"].as_array()).flatten()
                {
                    assert!(html.contains(&format!("class=\"r r{}\"", cell["level"])));
                }
            }
            "about" => {
                for key in ["files", "servers", "tools", "quarantined", "review", "mismatches", "rules", "attacks"] {
                    let n = number(record[key].as_u64().expect("a number"));
                    let said = [format!("<td class=num>{n}\n"), format!("\">{n}</a>\n")];
                    assert!(said.iter().any(|said| html.contains(said)), "{path} does not say {key}, {n}");
                }
            }
            other => panic!("{path}: a kind that nobody looks at: {other}"),
        }
    }
    assert_eq!(kinds.len(), 14, "{kinds:?}");
}

#[test]
fn a_list_is_the_lines_that_its_record_describes() {
    let files = placed();
    let lines: Vec<Value> =
        files["tools.jsonl"].lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let servers: Vec<Value> =
        files["servers.jsonl"].lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let fits = |line: &Value, only: &Value| {
        only.as_object().expect("an object").iter().all(|(key, want)| match key.as_str() {
            "trait" => line["traits"].as_array().is_some_and(|traits| traits.contains(want)),
            "mismatch" => !line["mismatch"].is_null(),
            key => line[key] == *want,
        })
    };
    let mut looked = 0;
    for (path, text) in ending(files, ".json") {
        let record: Value = serde_json::from_str(text).expect("JSON");
        let (rows, what) = match record["kind"].as_str() {
            Some("risks" | "categories" | "traits" | "crossings" | "review" | "mismatches") => (&lines, "tools"),
            Some("servers" | "toxic" | "grades") => (&servers, "servers"),
            _ => continue,
        };
        let all = &record["all"];
        assert_eq!(resolve(path, all["files"][0].as_str().expect("a file")), format!("{what}.jsonl"));
        let count = rows.iter().filter(|line| fits(line, &all["where"])).count();
        assert_eq!(record[what], count, "{path}");
        looked += 1;
    }
    // One for each risk, category and trait, four besides, and those of crossings and grades.
    assert_eq!(looked, 88);
    let pages: BTreeSet<&str> =
        ending(files, ".html").into_iter().map(|(path, _)| path).filter(|path| is_tool(path)).collect();
    let named: BTreeSet<&str> = lines.iter().map(|line| line["page"].as_str().expect("a page")).collect();
    assert_eq!(named, pages);
}

/// The JSON-LD of a page.
fn linked(html: &str) -> Option<(&str, Value)> {
    let texts = between(html, "<script type=application/ld+json>", "</script>");
    assert!(texts.len() <= 1);
    let text = texts.first().copied()?;
    Some((text, serde_json::from_str(text).expect("JSON-LD is JSON")))
}

/// All texts of a value.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(all) => all.iter().flat_map(texts).collect(),
        Value::Object(all) => all.values().flat_map(texts).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

/// Holds a thing to what its type needs.
fn hold_thing(path: &str, thing: &Value, placed: bool) {
    let has =
        |key: &str| assert!(thing.get(key).is_some_and(|v| v.as_str() != Some("")), "{path} lacks {key}: {thing}");
    let kind = thing["@type"].as_str().unwrap_or_else(|| panic!("{path}: no type"));
    match kind {
        "TechArticle" => has("headline"),
        "BreadcrumbList" => {
            assert!(placed, "{path} has a way without addresses");
            let items = thing["itemListElement"].as_array().expect("items");
            assert!(items.len() >= 2, "{path}");
            for (at, item) in items.iter().enumerate() {
                assert_eq!((&item["@type"], &item["position"]), (&"ListItem".into(), &(at + 1).into()), "{path}");
                assert!(item["name"].as_str().is_some_and(|name| !name.is_empty()), "{path}");
                assert_eq!(item.get("item").is_some(), at + 1 < items.len(), "{path}");
            }
        }
        "SoftwareApplication" => {
            ["name", "description", "applicationCategory"].iter().for_each(|key| has(key));
            for invented in ["offers", "aggregateRating", "review", "price"] {
                assert!(thing.get(invented).is_none(), "{path}: {invented}");
            }
        }
        "Dataset" => {
            has("name");
            let about = thing["description"].as_str().expect("a description").chars().count();
            assert!((50..=5_000).contains(&about), "{about}");
            assert!(thing.get("license").is_none());
            assert_eq!(thing.get("distribution").is_some(), placed);
            for file in thing["distribution"].as_array().into_iter().flatten() {
                assert_eq!(file["@type"], "DataDownload");
                assert!(file["contentUrl"].is_string() && file["encodingFormat"].is_string());
            }
        }
        other => panic!("{path}: {other}"),
    }
}

#[test]
fn json_ld_says_what_its_types_need_and_its_addresses_lead_somewhere() {
    for (files, placed) in [(placed(), true), (plain(), false), (by_hand(), true)] {
        let mut types: BTreeMap<String, usize> = BTreeMap::new();
        for (path, html) in ending(files, ".html") {
            let Some((text, document)) = linked(html) else {
                let by_hand = std::ptr::eq(files, by_hand());
                assert!(!placed || path == "404.html" || by_hand && is_tool(path), "{path} has none");
                continue;
            };
            assert!(!text.contains(['<', '>', '\u{2028}', '\u{2029}']) && !text.chars().any(is_hidden), "{path}");
            assert_eq!(document["@context"], "https://schema.org");
            let things = document["@graph"].as_array().cloned().unwrap_or_else(|| vec![document.clone()]);
            for thing in &things {
                hold_thing(path, thing, placed);
                *types.entry(thing["@type"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
            }
            for url in texts(&document).into_iter().filter(|text| text.starts_with("https://")) {
                if url != "https://schema.org" {
                    assert!(placed && files.contains_key(&resolve(path, url)), "{path}: {url}");
                }
            }
            if is_tool(path) {
                assert!(text.len() <= 600, "{path}: {} bytes", text.len());
            }
        }
        assert_eq!(types.len(), if placed { 4 } else { 3 }, "{types:?}");
        let tools = ending(files, ".html").into_iter().filter(|(path, _)| is_tool(path)).count();
        assert!(types["TechArticle"] == tools || std::ptr::eq(files, by_hand()), "{types:?} of {tools}");
        assert!(!placed || tools < 100 || types["BreadcrumbList"] > tools * 9 / 10, "{types:?} of {tools}");
    }
}

#[test]
fn the_head_of_a_tools_page_stays_in_its_bounds() {
    for (files, most) in [(placed(), 900), (plain(), 350), (by_hand(), 900)] {
        for (path, html) in ending(files, ".html").into_iter().filter(|(path, _)| is_tool(path)) {
            let head = html.split("</head>").next().unwrap_or_default();
            let ours = |line: &&str| {
                [
                    "<link rel=alternate type=text/markdown",
                    "<link rel=canonical",
                    "<meta property=og",
                    "<script type=application",
                ]
                .iter()
                .any(|start| line.starts_with(start))
            };
            let lines: usize = head.lines().filter(ours).map(|line| line.len() + 1).sum();
            let bytes = lines + head.matches(" property=og:description").count() * " property=og:description".len();
            assert!(bytes <= most, "{path}: {bytes} bytes");
        }
    }
}

#[test]
fn without_an_address_only_what_needs_one_is_missing() {
    let (with, without) = (placed(), plain());
    let only: Vec<&String> = with.keys().filter(|path| !without.contains_key(*path)).collect();
    for path in only {
        let needs = path == "sitemap.xml" || path == "card.svg" || path.ends_with("/index.card.svg");
        assert!(needs, "{path} is missing without need");
    }
    assert!(without.keys().all(|path| with.contains_key(path)));
    for (path, html) in ending(without, ".html") {
        for needs in ["rel=canonical", "property=og:", "BreadcrumbList", "id=badge>"] {
            assert!(!html.contains(needs), "{path}: {needs}");
        }
    }
    assert!(!without["robots.txt"].contains("Sitemap") && without["robots.txt"].contains("User-agent: *"));
    assert!(with["robots.txt"].ends_with(&format!("\nSitemap: {BASE}/sitemap.xml\n")));
}

#[test]
fn open_graph_is_whole_and_its_addresses_lead_somewhere() {
    let files = placed();
    let (mut cards, mut tools) = (0, 0);
    for (path, html) in ending(files, ".html").into_iter().filter(|(path, _)| *path != "404.html") {
        for (start, times) in [
            ("<link rel=canonical property=og:url href=", 1),
            ("<meta property=og:title content=\"", 1),
            ("<meta property=og:type content=", 1),
            (" property=og:description>", 1),
        ] {
            assert_eq!(html.matches(start).count(), times, "{path}: {start}");
        }
        let canonical = between(html, "property=og:url href=", ">")[0];
        assert_eq!(canonical, format!("{BASE}/{path}"));
        let card = between(html, "<meta property=og:image content=", ">");
        assert!(card.iter().all(|card| files.contains_key(&resolve(path, card))), "{path}: {card:?}");
        assert!(is_tool(path) || card.len() == 1, "{path}");
        tools += usize::from(is_tool(path));
        cards += usize::from(is_tool(path) && card.len() == 1);
    }
    assert!(cards > 0 && tools > cards / 2);
}

#[test]
fn the_sitemap_lists_exactly_the_pages_that_may_be_found() {
    let files = placed();
    let text = &files["sitemap.xml"];
    let sitemap = roxmltree::Document::parse(text).expect("XML");
    let urls: Vec<_> = sitemap.root_element().children().filter(roxmltree::Node::is_element).collect();
    let value = |node: &roxmltree::Node<'_, '_>, name: &str| {
        let child =
            node.children().find(|child| child.has_tag_name(("http://www.sitemaps.org/schemas/sitemap/0.9", name)));
        child.and_then(|child| child.text().map(str::to_owned))
    };
    let listed: BTreeSet<String> =
        urls.iter().filter_map(|url| value(url, "loc")).map(|url| resolve("", &url)).collect();
    assert_eq!(listed.len(), urls.len(), "a page is listed twice");
    let wanted: BTreeSet<String> = ending(files, ".html")
        .into_iter()
        .filter(|(_, html)| !html.contains("<meta name=robots content=noindex>"))
        .map(|(path, _)| path.to_owned())
        .collect();
    assert_eq!(listed, wanted);
    assert!(!listed.contains("404.html") && listed.contains("index.html"));
    for url in &urls {
        let day = value(url, "lastmod").expect("a day");
        assert!(day == "2026-02-03", "{day}");
    }
}

#[test]
fn a_long_sitemap_is_cut_and_days_come_from_the_input() {
    let tools: Vec<String> = (0..100).map(|i| format!("{{\"name\":\"t{i}\"}}")).collect();
    let manifest =
        |captured: &str| format!("{{\"server\":{{\"captured\":\"{captured}\"}},\"tools\":[{}]}}", tools.join(","));
    let (rulebook, overrides) = (rulebook(), Overrides::default());
    let engine = Engine::new(&rulebook, &overrides, Walk::default(), 0, &Silent).expect("threads");
    let (dated, odd) = (manifest("2025-12-24T10:00:00Z"), manifest("last week"));
    let inputs = Inputs::fixed([("dated.json", dated.as_str()), ("odd.json", odd.as_str())].into_iter());
    let few = engine.survey(inputs, |_| ()).catalogue;
    assert_eq!(few.servers[0].captured.as_deref(), Some("2025-12-24"));
    let mut servers = Vec::new();
    for i in 0..510 {
        for server in &few.servers {
            let mut copy = server.clone();
            copy.address = format!("{}{i:03}", server.address);
            servers.push(copy);
        }
    }
    let catalogue = Catalogue { servers, ..Catalogue::default() };
    let options = SiteOptions { base_url: Some(BASE.into()), built: None, ..SiteOptions::default() };
    let site = Site::from_parts(options, [], &[], &catalogue, &BTreeMap::new()).expect("a site");
    let sink = MemorySink::default();
    let jobs = site.index_jobs();
    for job in jobs.iter().filter(|job| job.address.starts_with("sitemap") || job.address.starts_with("tools")) {
        site.render_job(job, &sink).expect("a file");
    }
    let files: Files =
        sink.into_files().into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).expect("UTF-8"))).collect();
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "sitemap-1.xml",
            "sitemap-2.xml",
            "sitemap-3.xml",
            "sitemap.xml",
            "tools-2.jsonl",
            "tools-3.jsonl",
            "tools.jsonl"
        ]
    );
    let parts = between(&files["sitemap.xml"], "<loc>", "</loc>");
    assert_eq!(parts.iter().map(|url| resolve("", url)).collect::<Vec<_>>(), names[..3]);
    let mut all = BTreeSet::new();
    for part in &names[..3] {
        let urls = between(&files[*part], "<loc>", "</loc>");
        assert!(urls.len() <= 50_000 && !urls.is_empty(), "{part}: {}", urls.len());
        all.extend(urls);
    }
    let pages = jobs.iter().filter(|job| job.address.ends_with(".html") && job.address != "404.html").count();
    assert_eq!(all.len(), pages + 1_020 * 102);
    let lines: usize = names[4..].iter().map(|name| files[*name].lines().count()).sum();
    assert_eq!(lines, 102_000);
    let of_dated = &files["sitemap-1.xml"];
    assert!(of_dated.contains("/dated000/t0.html</loc><lastmod>2025-12-24</lastmod>"));
    assert!(of_dated.contains("/odd000/t0.html</loc></url>"), "no clock");
}

/// What a reader of Markdown finds: headings, links, and whether there is raw HTML.
fn read(markdown: &str) -> (Vec<String>, Vec<String>, bool) {
    let (mut headings, mut links, mut html, mut inside) = (Vec::new(), Vec::new(), false, false);
    for event in Parser::new_ext(markdown, Reading::all()) {
        if let Event::Start(Tag::Heading { .. }) = event {
            inside = true;
            headings.push(String::new());
        } else if let Event::End(pulldown_cmark::TagEnd::Heading(_)) = event {
            inside = false;
        } else if let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event {
            links.push(dest_url.into_string());
        } else if let Event::Html(_)
        | Event::InlineHtml(_)
        | Event::Start(Tag::HtmlBlock | Tag::Table(_) | Tag::FootnoteDefinition(_)) = event
        {
            html = true;
        } else if let (Event::Code(text) | Event::Text(text), true) = (event, inside) {
            headings.last_mut().expect("a heading").push_str(&text);
        }
    }
    (headings, links, html)
}

#[test]
fn nothing_foreign_becomes_a_heading_or_a_link_in_markdown() {
    const OURS: &[&str] = &[
        "Why",
        "Evidence",
        "Suspicious wording",
        "Suspicious wording of its own texts",
        "Parameters",
        "Rule",
        "Definition, quoted",
        "Source",
        "Toxic combination",
        "Tools, riskiest first",
        "Files",
        "Description, quoted",
        "Instructions, quoted",
        "Data",
        "Method",
        "Lists",
        "Servers, most to fear first",
        "Optional",
        "Words",
        "What is left out",
    ];
    for files in [placed(), plain(), by_hand()] {
        let mut twins = 0;
        let texts = [ending(files, ".md"), ending(files, ".txt")].concat();
        for (path, text) in texts.into_iter().filter(|(path, _)| *path != "robots.txt" && !path.contains("/index.po")) {
            let (headings, links, html) = read(text);
            assert!(!html, "{path} holds markup");
            assert!(text.starts_with("# "), "{path}");
            for heading in &headings[1..] {
                let server = path == "llms-full.txt" && text.contains(&format!("### `{heading}`"));
                assert!(
                    OURS.contains(&heading.as_str()) || path == "llms-full.txt" && (server || heading.len() > 20),
                    "{path}: {heading}"
                );
            }
            assert!(!links.is_empty(), "{path}");
            for link in &links {
                assert!(!link.contains("evil.example"), "{path}: {link}");
                let target = resolve(path, link);
                assert!(files.contains_key(&target), "{path}: {link}");
            }
            for c in text.chars() {
                assert!(c == '\n' || !is_hidden(c), "{path} holds U+{:04X}", c as u32);
            }
            assert!(text.len() < 60_000 || path == "llms-full.txt", "{path}: {} bytes", text.len());
            twins += usize::from(path.ends_with(".md"));
        }
        let tools = files["tools.jsonl"].lines().count();
        assert_eq!(twins, tools + files["servers.jsonl"].lines().count());
    }
    for (path, html) in ending(placed(), ".html").into_iter().filter(|(path, _)| is_tool(path)) {
        let twin = between(html, "<link rel=alternate type=text/markdown href=", ">");
        assert_eq!(resolve(path, twin[0]), path.replace(".html", ".md"));
    }
}

#[test]
fn a_quotation_in_markdown_cannot_be_left() {
    let files = placed();
    let mut quoted = 0;
    for (path, text) in ending(files, ".md") {
        let mut fence: Option<String> = None;
        for line in text.lines() {
            let ticks = line.len() - line.trim_start_matches('`').len();
            match &fence {
                None if ticks >= 3 && line.ends_with("text") => fence = Some("`".repeat(ticks)),
                Some(open) if line == open => fence = None,
                Some(_) => {
                    assert!(line.starts_with("> "), "{path}: {line}");
                    quoted += 1;
                }
                None => {}
            }
        }
        assert_eq!(fence, None, "{path}");
    }
    assert!(quoted > 100);
    let (_, forger) =
        ending(files, ".md").into_iter().find(|(path, _)| path.ends_with("/forger.md")).expect("the forger");
    assert!(forger.contains("\n> # Verdict (corrected)\n") && forger.contains("``````text\n"), "{forger}");
}

#[test]
fn the_whole_text_says_what_it_leaves_out() {
    let files = placed();
    assert!(files["llms-full.txt"].contains("No server and no tool."));
    let tools: Vec<String> = (0..900).map(|i| format!("{{\"name\":\"delete_everything_number_{i}\"}}")).collect();
    let many: Vec<(String, String)> =
        (0..8).map(|i| (format!("s{i}.json"), format!("{{\"tools\":[{}]}}", tools.join(",")))).collect();
    let (rulebook, overrides) = (rulebook(), Overrides::default());
    let engine = Engine::new(&rulebook, &overrides, Walk::default(), 0, &Silent).expect("threads");
    let inputs = Inputs::fixed(many.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let catalogue = engine.survey(inputs, |_| ()).catalogue;
    let site = Site::from_parts(SiteOptions::default(), [], &[], &catalogue, &BTreeMap::new()).expect("a site");
    let sink = MemorySink::default();
    let jobs = site.index_jobs();
    site.render_job(jobs.iter().find(|job| job.address == "llms-full.txt").expect("its job"), &sink).expect("a text");
    let text = String::from_utf8(sink.into_files().remove("llms-full.txt").expect("the text")).expect("UTF-8");
    assert!(text.len() < 402_000, "{} bytes", text.len());
    let held = text.matches("\n### ").count();
    assert!((1..8).contains(&held));
    let left = format!(
        "{} with {} tools are not in it",
        if held == 7 { "1 server".into() } else { format!("{} servers", 8 - held) },
        {
            let n = (8 - held) * 900;
            if n >= 1_000 { format!("{},{:03}", n / 1_000, n % 1_000) } else { n.to_string() }
        }
    );
    assert!(text.contains(&left), "{left}");
}

#[test]
fn drawings_are_harmless_xml() {
    let mut badges = 0;
    let drawings = [ending(placed(), ".svg"), ending(by_hand(), ".svg")].concat();
    for (path, text) in drawings.into_iter().filter(|(path, _)| !path.starts_with("assets/")) {
        let drawing = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let svg = drawing.root_element();
        assert_eq!(svg.attribute("role"), Some("img"), "{path}");
        let title = svg.children().find(|child| child.tag_name().name() == "title").and_then(|title| title.text());
        assert!(title.is_some_and(|title| !title.is_empty()), "{path}");
        for node in drawing.descendants().filter(roxmltree::Node::is_element) {
            let name = node.tag_name().name();
            assert!(["svg", "title", "rect", "path", "g", "text"].contains(&name), "{path}: <{name}>");
            assert!(
                node.attributes().all(|a| !a.name().starts_with("on") && a.name() != "href" && a.name() != "style"),
                "{path}"
            );
        }
        assert!(!text.chars().any(|c| c != '\n' && is_hidden(c)), "{path}");
        let card = path.ends_with("card.svg");
        let size = (svg.attribute("width"), svg.attribute("height"));
        if card {
            assert_eq!(size, (Some("1200"), Some("630")), "{path}");
            assert!(text.len() < 4_000, "{path}: {} bytes", text.len());
        } else {
            assert_eq!(size.1, Some("20"), "{path}");
            assert!(text.len() < 700, "{path}: {} bytes", text.len());
            let texts: Vec<_> = drawing
                .descendants()
                .filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "text")))
                .collect();
            assert!(texts.len() == 2 && texts.iter().all(|node| node.attribute("textLength").is_some()), "{path}");
            badges += 1;
        }
    }
    let servers = |files: &Files| files["servers.jsonl"].lines().count();
    assert_eq!(badges, 4 + servers(placed()) + 4 + servers(by_hand()));
    for path in ["servers/script-hebrew/index.card.svg", "servers/script-chinese/index.card.svg"] {
        assert!(placed()[path].contains("font-size=\"88\""), "{path}: a short name is large in any script");
    }
}

#[test]
fn the_badge_is_offered_with_addresses_that_lead_somewhere() {
    let files = placed();
    for (path, html) in ending(files, "/index.html").into_iter().filter(|(path, _)| path.matches('/').count() == 2) {
        let section = between(html, "<h2 id=badge>", "</section>");
        assert_eq!(section.len(), 1, "{path}");
        let urls: Vec<&str> =
            section[0].split(BASE).skip(1).map(|rest| rest.split([')', '&', '"']).next().unwrap_or_default()).collect();
        assert!(urls.len() >= 4, "{path}: {urls:?}");
        for url in urls {
            assert!(files.contains_key(url.trim_start_matches('/')), "{path}: {url}");
        }
        assert!(section[0].contains("[![toolrisk grade "), "{path}");
    }
}

#[test]
fn the_page_for_nothing_works_at_any_depth() {
    let page = &placed()["404.html"];
    let mut links = between(page, "href=\"", "\"");
    links.extend(between(page, "src=\"", "\""));
    assert!(links.len() > 10);
    for link in links.iter().filter(|link| !link.starts_with('#')) {
        assert!(link.starts_with(BASE) && placed().contains_key(&resolve("404.html", link)), "{link}");
    }
    assert!(page.contains("<meta name=robots content=noindex>"));
    assert!(!plain()["404.html"].contains("https:"));
}

/// A small site with pages that moved.
fn moved(list: &str) -> Result<Files, String> {
    let two = "{\"tools\":[{\"name\":\"delete_file\"},{\"name\":\"read_file\"}]}";
    let manifests = [("new.json".to_owned(), two.to_owned()), ("other.json".to_owned(), two.to_owned())];
    let redirects = Redirect::list("moved.tsv", list).map_err(|error| error.to_string())?;
    let options = SiteOptions { base_url: Some(BASE.into()), redirects, ..SiteOptions::default() };
    build(&manifests, options).map_err(|error| error.to_string())
}

#[test]
fn pages_that_moved_lead_on() {
    let files = moved("# names\nold new\nGone Server\tother\nservers/other/rm.html servers/other/delete_file.html\n/a/b.html /method.html\n")
        .expect("a site");
    let leads = |from: &str, to: &str| {
        let html = files.get(from).unwrap_or_else(|| panic!("no {from}"));
        let refresh = between(html, "http-equiv=refresh content=\"0; url=", "\"");
        assert_eq!(resolve(from, refresh[0]), to, "{from}");
        assert!(files.contains_key(to));
        assert!(
            html.contains("<meta name=robots content=noindex>")
                && html.contains(&format!("<link rel=canonical href={BASE}/{to}>"))
        );
        assert!(!files["sitemap.xml"].contains(&format!("/{from}<")));
    };
    leads("servers/old/index.html", "servers/new/index.html");
    leads("servers/old/delete_file.html", "servers/new/delete_file.html");
    leads("servers/old/read_file.html", "servers/new/read_file.html");
    leads("servers/old/index.policies.html", "servers/new/index.policies.html");
    leads(&format!("servers/{}/read_file.html", toolrisk::ids::address("Gone Server")), "servers/other/read_file.html");
    leads("servers/other/rm.html", "servers/other/delete_file.html");
    leads("a/b.html", "method.html");
}

#[test]
fn moves_that_cannot_be_made_say_why() {
    for (list, says) in [
        ("\nold nowhere", "moved.tsv:2: there is no server `nowhere`"),
        ("new other", "moved.tsv:1: servers/new/index.html is a page of this site"),
        ("index.html method.html", "index.html is a page of this site"),
        ("servers/new/read_file.html method.html", "servers/new/read_file.html is a page of this site"),
        ("old new\nold other", "moved.tsv:2: servers/old/index.html already leads to servers/new/index.html"),
        ("a.html b.html", "there is no page b.html to lead to"),
        ("a.html old.html\nold.html method.html", "moved.tsv:1: there is no page old.html"),
        ("../up.html method.html", "`../up.html` is no address"),
        ("old method.html", "`old` is a server and `method.html` a page"),
        ("Servers/New/Index.html method.html", "is a page of this site"),
        ("index.html/a.html method.html", "index.html is a file of this site"),
        ("a.html method.html\nA.html about.html", "moved.tsv:2: A.html already leads to method.html"),
        ("one", "moved.tsv:1: 1 names where two belong"),
    ] {
        let error = moved(list).expect_err(list);
        assert!(error.contains(says), "{list:?}: {error}");
    }
}

#[test]
fn two_builds_have_equal_bytes() {
    let options = || SiteOptions { base_url: Some(BASE.into()), ..SiteOptions::default() };
    let few = fixtures();
    let (once, again) = (build(&few, options()).expect("a site"), build(&few, options()).expect("a site"));
    assert!(once == again, "two builds differ");
}
