//! The ways through the catalogue: every number of a list, a crossing, a grade, an attack or
//! a framework is counted anew from the records of the servers and from the catalog's files.

use crate::support::{catalog, root, rulebook};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use toolrisk::fsio::{Walk, find};
use toolrisk::overrides::Overrides;
use toolrisk::policy::Posture;
use toolrisk::rulebook::Problems;
use toolrisk::run::{Engine, Postures, Silent};
use toolrisk::sink::MemorySink;
use toolrisk::site::{Site, SiteOptions};
use toolrisk::vocab::{Category, Confidence, Risk, Severity, Trait};

type Files = BTreeMap<String, String>;

/// The site of the samples.
fn site() -> &'static Files {
    static SITE: OnceLock<Files> = OnceLock::new();
    SITE.get_or_init(|| {
        let (rulebook, overrides) = (rulebook(), Overrides::default());
        let engine = Engine::new(&rulebook, &overrides, Walk::default(), 0, &Silent).expect("threads");
        let survey = engine.survey(find(&[root().join("catalog/servers")], &Walk::default()), |_| ());
        let site = Site::new(SiteOptions::default(), &rulebook, &survey.catalogue, &BTreeMap::new());
        let site = site.expect("the templates parse");
        let mut problems = Problems::default();
        let all = Posture::load(&catalog(), &mut problems);
        problems.or(()).expect("the shipped postures load");
        let postures = Postures::named(&all, &[Posture::DEFAULT]).expect("the default posture");
        let sink = MemorySink::default();
        engine.publish(&survey, &site, &postures, &sink).expect("nothing changes");
        let text = |(path, bytes): (String, Vec<u8>)| Some((path, String::from_utf8(bytes).ok()?));
        sink.into_files().into_iter().filter_map(text).collect()
    })
}

/// What a record says of a tool.
struct Tool {
    server: String,
    category: String,
    risk: String,
    traits: BTreeSet<String>,
}

/// Whether a file is the record of a server.
fn is_server_record(path: &str) -> bool {
    path.starts_with("servers/") && path.ends_with("/index.json") && path.matches('/').count() == 2
}

/// All tools, from the records of their servers.
fn tools() -> Vec<Tool> {
    let mut out = Vec::new();
    for (path, text) in site().iter().filter(|(path, _)| is_server_record(path)) {
        let record: serde_json::Value = serde_json::from_str(text).expect("JSON");
        let word = |value: &serde_json::Value| value.as_str().expect("a word").to_owned();
        out.extend(record["tools"].as_array().expect("tools").iter().map(|tool| Tool {
            server: path.clone(),
            category: word(&tool["category"]),
            risk: word(&tool["risk"]),
            traits: tool["traits"].as_array().expect("traits").iter().map(word).collect(),
        }));
    }
    assert!(out.len() > 300, "only {} tools", out.len());
    out
}

/// `12 tools of 3 servers`.
fn said(tools: &[&Tool]) -> String {
    let servers = tools.iter().map(|tool| &tool.server).collect::<BTreeSet<_>>().len();
    let noun = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    format!("{} of {}", noun(tools.len(), "tool"), noun(servers, "server"))
}

/// All choices of one or two: the address of their list, and what it takes to be on it.
fn choices() -> Vec<(String, Vec<&'static str>)> {
    let low = |word: &str| word.to_ascii_lowercase();
    let (categories, risks) = (Category::ALL.iter().map(|c| c.word()), Risk::ALL.iter().map(|r| r.word()));
    let traits = Trait::ALL.iter().map(|t| t.word());
    let mut out = Vec::new();
    out.extend(risks.clone().map(|r| (format!("risks/{}.html", low(r)), vec![r])));
    for c in categories.clone() {
        out.push((format!("categories/{}.html", low(c)), vec![c]));
        out.extend(risks.clone().map(|r| (format!("categories/{}/{}.html", low(c), low(r)), vec![c, r])));
    }
    for t in traits {
        out.push((format!("traits/{t}.html"), vec![t]));
        let others = categories.clone().chain(risks.clone());
        out.extend(others.map(|other| (format!("traits/{t}/{}.html", low(other)), vec![t, other])));
    }
    out
}

/// The tools that have all of these words.
fn meeting<'t>(tools: &'t [Tool], words: &[&str]) -> Vec<&'t Tool> {
    let has = |tool: &Tool, word: &str| tool.category == word || tool.risk == word || tool.traits.contains(word);
    tools.iter().filter(|tool| words.iter().all(|word| has(tool, word))).collect()
}

#[test]
fn every_list_says_and_holds_what_the_records_count() {
    let (files, tools) = (site(), tools());
    let (mut pairs, mut empty) = (0, 0);
    for (address, words) in choices() {
        let found = meeting(&tools, &words);
        let Some(page) = files.get(&address) else {
            assert!(found.is_empty() && words.len() == 2, "{address} is missing, for {}", said(&found));
            empty += 1;
            continue;
        };
        assert!(words.len() == 1 || !found.is_empty(), "{address} lists nothing");
        assert!(page.contains(&format!("<p class=sub>{}", said(&found))), "{address}: not {}", said(&found));
        let mut rows = page.matches("<td data-sort=").count();
        let mut n = 2;
        while let Some(next) = files.get(&address.replace(".html", &format!("-{n}.html"))) {
            rows += next.matches("<td data-sort=").count();
            n += 1;
        }
        assert_eq!(rows, found.len(), "{address}");
        pairs += usize::from(words.len() == 2);
    }
    assert!(pairs > 40 && empty > 0 && pairs + empty == 75, "{pairs} crossings, {empty} empty");
    let known: BTreeSet<String> = choices().into_iter().map(|(address, _)| address).collect();
    let is_list = |path: &str| {
        path.ends_with(".html") && ["risks/", "categories/", "traits/"].iter().any(|folder| path.starts_with(folder))
    };
    let stem = |path: &str| path.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-').to_owned();
    for path in files.keys().filter(|p| is_list(p)) {
        let first = format!("{}.html", stem(path.trim_end_matches(".html")));
        assert!(known.contains(&first), "{path} is a list of nothing known");
    }
}

#[test]
fn the_crossing_tables_link_each_number_to_its_list() {
    let (files, tools) = (site(), tools());
    for (from, up) in [("browse.html", ""), ("index.html", "")] {
        let page = &files[from];
        let shown = |address: &str| from == "browse.html" || !address.starts_with("traits/");
        for (address, words) in choices().into_iter().filter(|(address, _)| shown(address)) {
            let n = meeting(&tools, &words).len();
            let cell = format!("<a href=\"{up}{address}\">{n}</a>");
            assert_eq!(page.contains(&cell), n > 0, "{from}: {cell}");
        }
        assert!(page.contains(&format!("<td class=num>{}", tools.len())), "{from}: all tools");
    }
    // What a list can be narrowed by, and what else could be chosen in its place.
    for (address, words) in choices().into_iter().filter(|(address, _)| files.contains_key(address)) {
        for (other, more) in choices() {
            let shared = words.iter().filter(|word| more.contains(word)).count();
            let narrower = words.len() == 1 && more.len() == 2 && shared == 1;
            if !narrower {
                continue;
            }
            let n = meeting(&tools, &more).len();
            let file = other.strip_prefix(&format!("{}/", address.trim_end_matches(".html")));
            let href = file.map_or_else(
                || format!("../{other}"),
                |file| format!("{}/{file}", address.rsplit('/').next().unwrap_or_default().trim_end_matches(".html")),
            );
            let start = format!("<a href=\"{href}\"><span");
            assert_eq!(files[&address].contains(&start), n > 0, "{address} to {other}: {href}");
            if n > 0 {
                let rest = files[&address].split(&start).nth(1).expect("it is there");
                let count = rest.split("<b>").nth(1).and_then(|rest| rest.split('<').next());
                assert_eq!(count, Some(n.to_string().as_str()), "{address} to {other}");
            }
        }
    }
}

#[test]
fn every_server_has_one_grade_and_stands_on_its_list() {
    let files = site();
    let mut listed: BTreeMap<String, char> = BTreeMap::new();
    for (path, page) in files.iter().filter(|(path, _)| path.starts_with("grades/") && path.ends_with(".html")) {
        let letter = path.as_bytes()["grades/".len()].to_ascii_uppercase() as char;
        let links = page.split("<th scope=row><a href=\"../servers/").skip(1);
        for folder in links.filter_map(|rest| rest.split('/').next()) {
            assert_eq!(listed.insert(folder.to_owned(), letter), None, "{folder} stands on two lists");
            let server = &files[&format!("servers/{folder}/index.html")];
            assert!(server.contains(&format!("<b class=grade>{letter}</b>")), "{folder} is not of grade {letter}");
        }
    }
    let servers = files.keys().filter(|path| is_server_record(path)).count();
    assert_eq!(listed.len(), servers);
    for letter in 'A'..='F' {
        let n = listed.values().filter(|own| **own == letter).count();
        let cell = format!("<b class=grade>{letter}</b> <span>{n}</span>");
        assert!(files["browse.html"].contains(&cell), "{cell}");
    }
}

/// An attack record as its file says.
struct Record {
    id: String,
    kind: String,
    categories: BTreeSet<String>,
    traits: BTreeSet<String>,
    references: BTreeMap<String, BTreeSet<String>>,
}

impl Record {
    fn concerns(&self, tool: &Tool) -> bool {
        (self.categories.is_empty() || self.categories.contains(&tool.category))
            && self.traits.iter().any(|t| tool.traits.contains(t))
    }
}

/// All attack records of the catalog.
fn records() -> Vec<Record> {
    let words = |value: &toml_edit::Item| -> BTreeSet<String> {
        let array = value.as_array().expect("a list");
        array.iter().map(|word| word.as_str().expect("a word").to_owned()).collect()
    };
    let catalog = catalog();
    let read = |(_, text): (&str, &str)| {
        let file: toml_edit::DocumentMut = text.parse().expect("TOML");
        Record {
            id: file["id"].as_str().expect("an id").to_owned(),
            kind: file["kind"].as_str().expect("a kind").to_owned(),
            categories: words(&file["abuses"]["categories"]),
            traits: words(&file["abuses"]["traits"]),
            references: file["references"]
                .as_table()
                .expect("a table")
                .iter()
                .map(|(key, ids)| (key.to_owned(), words(ids)))
                .collect(),
        }
    };
    catalog.below("attacks/", ".toml").map(read).collect()
}

/// What stands between two texts.
fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let rest = text.split_once(start).unwrap_or_else(|| panic!("no {start:?}")).1;
    rest.split_once(end).map_or(rest, |(found, _)| found)
}

#[test]
fn attacks_are_listed_by_kind_and_access_and_count_their_tools() {
    let (files, tools, records) = (site(), tools(), records());
    let filters = records.iter().flat_map(|r| r.traits.iter().chain([&r.kind])).collect::<BTreeSet<_>>();
    for word in &filters {
        let page = &files[&format!("attacks/index.{word}.html")];
        let found: Vec<&Record> = records.iter().filter(|r| r.kind == **word || r.traits.contains(*word)).collect();
        assert!(page.contains(&format!("{} attack record", found.len())), "{word}");
        for record in &records {
            let row = format!("<th scope=row><a href=\"{}.html\">", record.id);
            assert_eq!(page.contains(&row), found.iter().any(|own| own.id == record.id), "{word}: {}", record.id);
        }
        let link = format!("<a href=\"index.{word}.html\">{word} <b>{}</b></a>", found.len());
        assert!(files["attacks/index.html"].contains(&link), "{link}");
    }
    let is_list = |path: &&String| path.starts_with("attacks/index.") && path.ends_with(".html");
    let lists = files.keys().filter(is_list).count();
    assert_eq!(lists, filters.len() + 1);
    for record in &records {
        let page = &files[&format!("attacks/{}.html", record.id)];
        let n = tools.iter().filter(|tool| record.concerns(tool)).count();
        let section = between(page, "<h2 id=tools>", "</section>");
        if record.traits.is_empty() {
            assert!(section.contains("It takes no access of a tool"), "{}", record.id);
        } else {
            assert!(section.contains(&format!("<p>{n} tool")), "{}: {n}", record.id);
        }
        assert_eq!(section.matches("<td data-sort=").count(), n.min(20), "{}", record.id);
    }
}

#[test]
fn frameworks_name_their_attacks_and_count_tools_once() {
    let (files, tools, records) = (site(), tools(), records());
    let frameworks = [
        ("owasp_mcp", "owasp-mcp"),
        ("owasp_agentic", "owasp-agentic"),
        ("atlas", "atlas"),
        ("safe_mcp", "safe-mcp"),
        ("cwe", "cwe"),
    ];
    for (key, slug) in frameworks {
        let page = &files[&format!("frameworks/{slug}.html")];
        let ids: BTreeSet<&String> = records.iter().flat_map(|r| &r.references[key]).collect();
        for id in &ids {
            let anchor = id.to_ascii_lowercase().replace(':', "-");
            let section = between(page, &format!("<h2 id=\"{anchor}\">"), "</section>");
            let carrying: Vec<&Record> = records.iter().filter(|r| r.references[key].contains(*id)).collect();
            for record in &carrying {
                let link = format!("<a href=\"../attacks/{}.html\">", record.id);
                assert!(section.contains(&link), "{id}: {}", record.id);
                let back = format!("<a href=\"../frameworks/{slug}.html#{anchor}\">{id}</a>");
                assert!(files[&format!("attacks/{}.html", record.id)].contains(&back), "{}: {id}", record.id);
            }
            assert_eq!(section.matches("<a href=\"../attacks/").count(), carrying.len(), "{id}");
            let n = tools.iter().filter(|tool| carrying.iter().any(|r| r.concerns(tool))).count();
            assert!(section.contains(&format!("<p>{n} tool")), "{id}: {n}");
            let row = between(page, &format!("<a href=\"#{anchor}\">"), "<tr>");
            assert!(row.contains(&format!("<td class=num>{}<td", carrying.len())), "{id}: {row}");
            assert!(row.contains(&format!("<td class=num>{n}\n")), "{id}: {row}");
        }
        assert!(page.matches("<h2 id=\"").count() >= ids.len());
    }
}

#[test]
fn entries_name_the_rules_that_refer_to_them() {
    let (files, rulebook) = (site(), rulebook());
    let mut checked = 0;
    for rule in rulebook.rules() {
        for id in rule.references.iter().filter(|id| !id.contains(' ') && !id.starts_with("https:")) {
            let page = &files[&format!("rules/{}.html", rule.id.as_str())];
            let href = page.split("<a href=\"").find(|rest| rest.contains(&format!("\">{id}</a>")));
            let href = href.and_then(|rest| rest.split('"').next()).unwrap_or_else(|| panic!("{id} has no link"));
            let (file, anchor) = href.trim_start_matches("../").split_once('#').expect("an anchor");
            let section = between(&files[file], &format!("<h2 id=\"{anchor}\">"), "</section>");
            assert!(section.contains(&format!("../rules/{}.html", rule.id.as_str())), "{id}");
            checked += 1;
        }
    }
    assert!(checked > 40, "only {checked} references");
}

#[test]
fn the_glossary_has_every_word_once_in_order_and_as_data() {
    let page = &site()["glossary.html"];
    let mut ids: Vec<String> = Vec::new();
    let low = |word: &str| word.to_ascii_lowercase();
    ids.extend(Category::ALL.iter().map(|c| format!("category-{}", low(c.word()))));
    ids.extend(Severity::ALL.iter().map(|s| format!("severity-{s}")));
    ids.extend(Risk::ALL.iter().map(|r| format!("risk-{}", low(r.word()))));
    ids.extend(Trait::ALL.iter().map(|t| format!("trait-{t}")));
    ids.extend(Confidence::ALL.iter().map(|c| format!("confidence-{c}")));
    let own = "posture target shortfall toxic-combination leg grade evidence hygiene-finding category severity risk \
               trait confidence reversibility verdict rule hint policy";
    ids.extend(own.split_whitespace().map(str::to_owned));
    for id in &ids {
        assert_eq!(page.matches(&format!("<dt id=\"{id}\">")).count(), 1, "{id}");
    }
    let plain = |html: &str| html.split('<').map(|p| p.split_once('>').map_or(p, |(_, t)| t)).collect::<String>();
    let words: Vec<String> = page
        .split("<dt id=")
        .skip(1)
        .map(|rest| plain(&format!("<{}", rest.split("<dd>").next().unwrap_or_default())).to_lowercase())
        .collect();
    assert!(words.is_sorted(), "{words:?}");
    let data = between(page, "<script type=\"application/ld+json\">", "</script>");
    let data: serde_json::Value = serde_json::from_str(data).expect("JSON");
    assert_eq!(data["@type"], "DefinedTermSet");
    assert_eq!(data["hasDefinedTerm"].as_array().map(Vec::len), Some(words.len()));
}

#[test]
fn the_start_page_has_a_search_field_that_needs_no_script() {
    let page = &site()["index.html"];
    let form = between(page, "<form", "</form>");
    assert!(form.contains("role=search") && form.contains("action=\"search.html\""));
    assert!(form.contains("name=q") && form.contains("<label for=find>") && form.contains("id=find"));
}

#[test]
fn the_style_page_shows_the_parts_that_pages_use() {
    let page = &site()["style.html"];
    let template = std::fs::read_to_string(root().join("templates/style.html")).expect("a template");
    let parts = ["bar", "rows", "serverrows", "pages", "narrow", "heat", "grades", "piece", "group", "examples"];
    for part in parts {
        assert!(template.contains(&format!("\"partials/{part}.html\"")), "{part}");
    }
    for theme in ["light", "dark"] {
        let sheet = between(page, &format!("data-theme=\"{theme}\">"), "<section class=sheet");
        for shown in ["class=focus", ">None in this catalogue.", "Filter these 400", "U+202E", "حذف", "low confidence"]
        {
            assert!(sheet.contains(shown), "{theme}: {shown}");
        }
        assert!(sheet.contains("<mark>") && !sheet.contains("</script>"), "{theme}");
    }
    assert!(page.contains("A tool of low confidence</a>") && page.contains("A server with the most tools</a>"));
    assert!(site()["about.html"].contains("href=\"style.html\""));
    let header = between(page, "<header>", "</header>");
    assert!(!header.contains("style.html\">Style"), "it is not in the navigation");
    assert!(!site().keys().any(|path| path.ends_with(".md") && path.contains("DESIGN")), "not published");
}
