//! The JSON beside pages that have no record of their own, and the whole catalogue line
//! by line. The form is frozen in `catalog/schemas/page.v1.schema.json`.
//!
//! A list is one file however many pages it takes: it holds the rows of its first page,
//! and says which lines of the whole it is made of. At 600,000 tools a file for each page
//! would repeat every tool in three lists or more.

use super::facets::Choice;
use super::lists::{self, ByRisk, List, tool_at};
use super::pages::method;
use super::view::{pages_for, slice};
use super::{Site, links, words};
use crate::catalogue::{ServerSummary, ToolRef};
use crate::grade::Grade;
use crate::ids::address;
use crate::toxic::Toxic;
use crate::vocab::{Category, Risk, Severity, Trait};
use serde_json::{Map, Value, json};

/// The form of these files.
const SCHEMA: &str = "toolrisk/page/v1";

/// What a file tells.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Record {
    /// The start page.
    Home,
    /// The tools of a risk.
    Risk(Risk),
    /// The tools of a category.
    Category(Category),
    /// The tools of a trait.
    Trait(Trait),
    /// The tools that two things hold for.
    Pair(Choice),
    /// The servers of a grade.
    Grade(char),
    /// The tools for review.
    Review,
    /// The tools with wrong hints.
    Mismatches,
    /// All servers.
    Servers,
    /// The servers with toxic combinations.
    Toxic,
    /// All attack records.
    Attacks,
    /// All rules.
    Rules,
    /// The method's tables.
    Method,
    /// The build in numbers.
    About,
    /// A part of all tools, from one.
    ToolLines(usize),
    /// A part of all servers, from one.
    ServerLines(usize),
    /// A schema, by its place among them.
    Schema(usize),
}

/// All files of this kind with their addresses.
pub(crate) fn all(site: &Site<'_>) -> Vec<(String, Record)> {
    let mut all = vec![
        ("index.json".to_owned(), Record::Home),
        ("servers/index.json".to_owned(), Record::Servers),
        ("toxic.json".to_owned(), Record::Toxic),
        ("review.json".to_owned(), Record::Review),
        ("mismatches.json".to_owned(), Record::Mismatches),
        ("attacks/index.json".to_owned(), Record::Attacks),
        ("rules/index.json".to_owned(), Record::Rules),
        ("method.json".to_owned(), Record::Method),
        ("about.json".to_owned(), Record::About),
    ];
    let list = |page: String, record| (beside_page(&page), record);
    all.extend(Risk::ALL.iter().map(|r| list(links::risk(*r, 1), Record::Risk(*r))));
    all.extend(Category::ALL.iter().map(|c| list(links::category(*c, 1), Record::Category(*c))));
    all.extend(Trait::ALL.iter().map(|t| list(links::trait_(*t, 1), Record::Trait(*t))));
    let met = Choice::pairs().filter(|pair| site.lists.how_many(*pair) > 0);
    all.extend(met.map(|pair| list(pair.address(1), Record::Pair(pair))));
    let given = site.by_grade.iter().filter(|(_, servers)| !servers.is_empty());
    all.extend(given.map(|(letter, _)| list(links::grade(*letter, 1), Record::Grade(*letter))));
    let tools = (1..).zip(links::tool_lines(site.lists.tools));
    all.extend(tools.map(|(part, file)| (file, Record::ToolLines(part))));
    let servers = (1..).zip(links::server_lines(site.catalogue.servers.len()));
    all.extend(servers.map(|(part, file)| (file, Record::ServerLines(part))));
    all.extend(schemas().enumerate().map(|(at, (name, _))| (links::schema(name), Record::Schema(at))));
    all
}

/// The schemas of everything that is published for programs.
fn schemas() -> impl Iterator<Item = (&'static str, &'static str)> {
    crate::embedded::below("catalog/schemas/")
}

/// The JSON beside a page, if its kind has none of its own.
pub(crate) fn beside(kind: &str, at: &str) -> Option<String> {
    match kind {
        "home" | "risks" | "categories" | "traits" | "crossings" | "grades" | "review" | "mismatches" | "toxic"
        | "method" | "about" => Some(beside_page(at)),
        "browse" => Some("index.json".to_owned()),
        "servers" => Some("servers/index.json".to_owned()),
        "attacks" | "attack" | "framework" => Some("attacks/index.json".to_owned()),
        "rules" | "rule" => Some("rules/index.json".to_owned()),
        _ => None,
    }
}

/// The same file name with another ending, without the number of the page.
fn beside_page(page: &str) -> String {
    let stem = page.trim_end_matches(".html");
    let list = stem.rsplit_once('-').filter(|(_, number)| number.bytes().all(|b| b.is_ascii_digit()));
    format!("{}.json", list.map_or(stem, |(list, _)| list))
}

/// The text of a file.
pub(crate) fn text(site: &Site<'_>, at: &str, record: Record) -> String {
    let list = |means: &str, list: &List, pages: &dyn Fn(usize) -> String, only: Value| {
        let (kind, title) = title(record);
        tool_list(site, at, (kind, &title, means), list, pages, &only)
    };
    let lists = &site.lists;
    let value = match record {
        Record::Home => home(site, at),
        Record::Risk(r) => {
            list(words::risk_means(r), &lists.by_risk[r as usize], &|p| links::risk(r, p), json!({"risk": r.word()}))
        }
        Record::Category(c) => list(
            words::category_means(c),
            &lists.by_category[c as usize],
            &|p| links::category(c, p),
            json!({"category": c.word()}),
        ),
        Record::Trait(t) => list(
            words::trait_means(t),
            &lists.by_trait[t as usize],
            &|p| links::trait_(t, p),
            json!({"trait": t.word()}),
        ),
        Record::Pair(pair) => match lists.chosen(pair) {
            Some(of) => list(&pair.means(), of, &|p| pair.address(p), pair.words()),
            None => json!({}),
        },
        Record::Grade(letter) => {
            let of = site.by_grade.get(&letter).map_or(&[][..], Vec::as_slice);
            let title = format!("Servers of grade {letter}");
            let only = json!({"grade": letter.to_string()});
            server_list(site, at, ("grades", &title), of, &|p| links::grade(letter, p), &only)
        }
        Record::Review => list("The confidence is low.", &lists.review, &links::review, json!({"confidence": "low"})),
        Record::Mismatches => list(
            "The author’s hints contradict the definition.",
            &lists.mismatches,
            &links::mismatches,
            json!({"mismatch": true}),
        ),
        Record::Servers => {
            server_list(site, at, ("servers", "Servers A to Z"), &lists.a_to_z, &links::servers, &json!({}))
        }
        Record::Toxic => {
            let only = json!({"toxic": true});
            server_list(site, at, ("toxic", "Toxic combinations"), &lists.toxic, &links::toxic, &only)
        }
        Record::Attacks => attacks(site, at),
        Record::Rules => rules(site, at),
        Record::Method => method_tables(site),
        Record::About => about(site),
        Record::ToolLines(part) => return tool_lines(site, at, part),
        Record::ServerLines(part) => return server_lines(site, at, part),
        Record::Schema(nth) => return schemas().nth(nth).map(|(_, text)| text.to_owned()).unwrap_or_default(),
    };
    format!("{value}\n")
}

/// The kind and title of a list of tools.
fn title(record: Record) -> (&'static str, String) {
    match record {
        Record::Risk(risk) => ("risks", format!("{risk} risk")),
        Record::Category(category) => ("categories", category.word().to_owned()),
        Record::Trait(t) => ("traits", format!("Trait {t}")),
        Record::Pair(pair) => ("crossings", pair.title()),
        Record::Review => ("review", "For human review".to_owned()),
        Record::Mismatches => ("mismatches", "Wrong hints".to_owned()),
        Record::Home
        | Record::Servers
        | Record::Toxic
        | Record::Grade(_)
        | Record::Attacks
        | Record::Rules
        | Record::Method
        | Record::About
        | Record::ToolLines(_)
        | Record::ServerLines(_)
        | Record::Schema(_) => ("", String::new()),
    }
}

/// Counts by risk.
fn by_risk(counts: ByRisk) -> Value {
    Risk::ALL.iter().map(|risk| (risk.word().to_owned(), json!(counts[*risk as usize]))).collect::<Map<_, _>>().into()
}

/// A tool on one line of anything.
fn tool(site: &Site<'_>, at: &str, place: ToolRef) -> Value {
    let server = &site.catalogue.servers[place.server as usize];
    let tool = tool_at(site.catalogue, place);
    let name = address(&tool.name);
    json!({
        "server": server.slug.as_str(),
        "name": &*tool.name,
        "page": links::relative(at, &links::tool(&server.address, &name)),
        "record": links::relative(at, &links::tool_json(&server.address, &name)),
        "category": tool.category.word(),
        "severity": tool.severity.word(),
        "reversibility": tool.reversibility.map(|r| r.word()),
        "risk": tool.risk.word(),
        "confidence": tool.confidence.word(),
        "traits": tool.traits.iter().map(|t| t.word()).collect::<Vec<_>>(),
        "mismatch": tool.mismatch,
        "finding": tool.finding.map(Severity::word),
        "overridden": tool.overridden,
    })
}

/// A server on one line of anything.
fn server(site: &Site<'_>, at: &str, server: &ServerSummary) -> Value {
    let to = |file| links::relative(at, &links::server_file(&server.address, file));
    json!({
        "slug": server.slug.as_str(),
        "name": server.name,
        "page": links::relative(at, &links::server(&server.address, 1)),
        "record": to("index.json"),
        "policy": to("policy.json"),
        "grade": Grade::letter_of(&site.scale, server).to_string(),
        "tools": server.tools.len(),
        "by_risk": by_risk(lists::by_risk(server)),
        "quarantined": server.quarantined,
        "incomplete": server.incomplete,
        "findings": server.findings,
        "toxic": Toxic::of(std::slice::from_ref(server)).is_some(),
        "captured": server.captured,
    })
}

/// Where the rest of a list is: the lines of these files that fit.
fn whole(at: &str, files: impl Iterator<Item = String>, only: &Value) -> Value {
    json!({"files": files.map(|file| links::relative(at, &file)).collect::<Vec<_>>(), "where": only})
}

/// A list of tools.
fn tool_list(
    site: &Site<'_>,
    at: &str,
    (kind, title, means): (&str, &str, &str),
    list: &List,
    page: &dyn Fn(usize) -> String,
    only: &Value,
) -> Value {
    json!({
        "schema": SCHEMA,
        "kind": kind,
        "title": title,
        "means": means,
        "tools": list.total(),
        "by_risk": by_risk(list.risks),
        "page": links::relative(at, &page(1)),
        "pages": pages_for(list.tools.len()),
        "rows": slice(&list.tools, 1).iter().map(|place| tool(site, at, *place)).collect::<Vec<_>>(),
        "all": whole(at, links::tool_lines(site.lists.tools), only),
    })
}

/// A list of servers.
fn server_list(
    site: &Site<'_>,
    at: &str,
    (kind, title): (&str, &str),
    list: &[u32],
    page: &dyn Fn(usize) -> String,
    only: &Value,
) -> Value {
    let row = |at_index: &u32| server(site, at, &site.catalogue.servers[*at_index as usize]);
    json!({
        "schema": SCHEMA,
        "kind": kind,
        "title": title,
        "servers": list.len(),
        "page": links::relative(at, &page(1)),
        "pages": pages_for(list.len()),
        "rows": slice(list, 1).iter().map(row).collect::<Vec<_>>(),
        "all": whole(at, links::server_lines(site.catalogue.servers.len()), only),
    })
}

/// One part of all tools, by server and name.
fn tool_lines(site: &Site<'_>, at: &str, part: usize) -> String {
    let servers = (0..).zip(&site.catalogue.servers);
    let all = servers.flat_map(|(server, of)| (0..).zip(&of.tools).map(move |(tool, _)| ToolRef { server, tool }));
    let some = all.skip((part - 1) * links::PER_FILE).take(links::PER_FILE);
    some.map(|place| format!("{}\n", tool(site, at, place))).collect()
}

/// One part of all servers, by slug.
fn server_lines(site: &Site<'_>, at: &str, part: usize) -> String {
    let some = site.catalogue.servers.iter().skip((part - 1) * links::PER_FILE).take(links::PER_FILE);
    some.map(|of| format!("{}\n", server(site, at, of))).collect()
}

/// The start page.
fn home(site: &Site<'_>, at: &str) -> Value {
    let lists = &site.lists;
    let crossing = |category: &Category| (category.word().to_owned(), by_risk(lists.crossing[*category as usize]));
    let of_trait = |t: &Trait| (t.word().to_owned(), json!(lists.by_trait[*t as usize].tools.len()));
    let all: Map<String, Value> = [
        ("tools", whole(at, links::tool_lines(lists.tools), &json!({}))),
        ("servers", whole(at, links::server_lines(site.catalogue.servers.len()), &json!({}))),
    ]
    .map(|(name, files)| (name.to_owned(), files))
    .into_iter()
    .collect();
    json!({
        "schema": SCHEMA,
        "kind": "home",
        "title": site.options.title,
        "toolrisk": site.options.version,
        "built": site.options.built,
        "page": links::relative(at, links::HOME),
        "tools": lists.tools,
        "servers": site.catalogue.servers.len(),
        "by_risk": by_risk(lists.risks),
        "by_category_and_risk": Category::ALL.iter().map(crossing).collect::<Map<_, _>>(),
        "by_trait": Trait::ALL.iter().map(of_trait).collect::<Map<_, _>>(),
        "review": lists.review.tools.len(),
        "mismatches": lists.mismatches.tools.len(),
        "toxic": lists.toxic.len(),
        "attacks": site.attacks.len(),
        "rules": site.rules.len(),
        "worst": lists.worst.iter().map(|i| server(site, at, &site.catalogue.servers[*i as usize])).collect::<Vec<_>>(),
        "all": all,
    })
}

/// All attack records, latest first.
fn attacks(site: &Site<'_>, at: &str) -> Value {
    let row = |attack: &crate::rulebook::Attack| {
        let concerned = site.lists.concerned(site.catalogue, attack);
        json!({
            "id": attack.id,
            "title": attack.title,
            "page": links::relative(at, &links::attack(&attack.id)),
            "kind": attack.kind,
            "date": attack.date,
            "summary": attack.summary,
            "steps": attack.steps,
            "source": {"name": attack.source_name, "url": attack.source_url},
            "categories": attack.categories.iter().map(|c| c.word()).collect::<Vec<_>>(),
            "traits": attack.traits.iter().map(|t| t.word()).collect::<Vec<_>>(),
            "definition": attack.definition,
            "helps": attack.helps,
            "stops": attack.stops,
            "cannot_stop": attack.cannot_stop,
            "references": attack.references.iter().map(|(of, ids)| ((*of).to_owned(), json!(ids))).collect::<Map<_, _>>(),
            "tools": concerned.count.iter().sum::<usize>(),
            "by_risk": by_risk(concerned.count),
        })
    };
    json!({
        "schema": SCHEMA,
        "kind": "attacks",
        "attacks": site.attacks.len(),
        "page": links::relative(at, links::ATTACKS),
        "rows": super::pages::latest_attacks(site).into_iter().map(row).collect::<Vec<_>>(),
    })
}

/// All rules, by id.
fn rules(site: &Site<'_>, at: &str) -> Value {
    let row = |(id, rule): (&&str, &&crate::rulebook::Rule)| {
        let (fired, decided) = site.catalogue.rules.get(*id).map_or((0, 0), |used| (used.tools, used.decided));
        let claim = &rule.claim;
        json!({
            "id": id,
            "page": links::relative(at, &links::rule(id)),
            "group": rule.group,
            "says": &*rule.says,
            "why": rule.why,
            "strength": super::pages::strength_word(rule.strength),
            "claims": {
                "category": claim.category.map(Category::word),
                "category_at_most": claim.category_at_most.map(Category::word),
                "severity": claim.severity.map(Severity::word),
                "severity_at_most": claim.severity_at_most.map(Severity::word),
                "reversibility": claim.reversibility.map(|r| r.word()),
                "traits": claim.traits.iter().map(|t| t.word()).collect::<Vec<_>>(),
            },
            "conditions": rule.conditions,
            "since": rule.since,
            "aliases": rule.aliases,
            "references": rule.references,
            "fired": fired,
            "decided": decided,
        })
    };
    json!({
        "schema": SCHEMA,
        "kind": "rules",
        "rules": site.rules.len(),
        "page": links::relative(at, links::RULES),
        "rows": site.rules.iter().map(row).collect::<Vec<_>>(),
    })
}

/// The tables of the method page, as it shows them.
fn method_tables(site: &Site<'_>) -> Value {
    json!({
        "schema": SCHEMA,
        "kind": "method",
        "page": links::METHOD,
        "severities": Severity::ALL.iter().map(|s| s.word()).collect::<Vec<_>>(),
        "matrix": method::matrix(),
        "defaults": method::defaults(),
        "words": method::meanings(),
        "grade": method::grade(&site.scale),
        "patterns": method::patterns(site),
    })
}

/// The build in numbers.
fn about(site: &Site<'_>) -> Value {
    let (lists, told) = (&site.lists, &site.options.facts);
    json!({
        "schema": SCHEMA,
        "kind": "about",
        "page": links::ABOUT,
        "toolrisk": site.options.version,
        "built": site.options.built,
        "postures": site.options.postures.iter().map(|posture| &posture.id).collect::<Vec<_>>(),
        "files": told.files,
        "skipped": told.skipped.len(),
        "servers": site.catalogue.servers.len(),
        "incomplete": lists.incomplete,
        "entries": told.entries,
        "tools": lists.tools,
        "quarantined": lists.quarantined,
        "review": lists.review.tools.len(),
        "overridden": lists.overridden,
        "mismatches": lists.mismatches.tools.len(),
        "rules": site.rules.len(),
        "attacks": site.attacks.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_a_list_share_its_record() {
        for (page, want) in [
            ("risks/low.html", "risks/low.json"),
            ("risks/low-12.html", "risks/low.json"),
            ("traits/moves-money.html", "traits/moves-money.json"),
            ("traits/moves-money-2.html", "traits/moves-money.json"),
            ("index.html", "index.json"),
        ] {
            assert_eq!(beside_page(page), want);
        }
        assert_eq!(beside("servers", "servers/index.3.html").as_deref(), Some("servers/index.json"));
        assert_eq!(beside("missing", "404.html"), None);
    }
}
