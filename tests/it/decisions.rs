//! Pages against policies: every decision that a page states is what the posture
//! decides, every number is what the plan says, and every file is the one that
//! `policy --target` writes. The words are spelled here once more, on purpose.

use crate::support::{catalog, root, rulebook, shared};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Debug, Display};
use toolrisk::catalogue::Catalogue;
use toolrisk::fsio::{Inputs, Walk, find};
use toolrisk::ids::address;
use toolrisk::overrides::Overrides;
use toolrisk::policy::target::{Options, Plan, SHORTFALLS, Shortfall, Side, TARGETS, policy_snippet};
use toolrisk::policy::{Case, Decision, Kind, Policy, Posture, Ruling, Window, is_wildcard};
use toolrisk::rulebook::Problems;
use toolrisk::run::{Engine, Judged, PolicyFiles, Postures, ServerNames, Silent, server_pages};
use toolrisk::sink::MemorySink;
use toolrisk::site::{Site, SiteOptions};

/// The word of a decision on pages.
fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Allow => "allowed",
        Kind::Limit => "capped",
        Kind::Ask => "asked about",
        Kind::Deny => "refused",
        Kind::Hide => "hidden",
    }
}

/// A decision on calls alike, as tables say it.
fn rest(decision: &Decision) -> String {
    let per = |window| match window {
        Window::Minute => "a minute",
        Window::Hour => "an hour",
        Window::Day => "a day",
    };
    match decision.cap() {
        Some((max, window)) => format!("capped, {max} {}", per(window)),
        None => word(decision.kind()).to_owned(),
    }
}

/// A ruling in the fewest words.
fn short(ruling: &Ruling) -> String {
    let open = if ruling.cases.is_empty() { "" } else { " but for some calls" };
    format!("{}{open}", rest(&ruling.decision))
}

/// What stands on the card of a tool's page.
fn answer(ruling: &Ruling) -> &'static str {
    match ruling.decision.kind() {
        _ if !ruling.cases.is_empty() => "but for calls that pass a test of their arguments.",
        Kind::Allow => "allowed without a cap.",
        Kind::Limit => "allowed, at most ",
        Kind::Ask => "put to a person before each call.",
        Kind::Deny if is_wildcard(&ruling.tool) => "refused, because no rule can name it.",
        Kind::Deny => "refused until a person changes the rule.",
        Kind::Hide => "hidden from agents.",
    }
}

/// What stands between two marks, or nothing.
fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    text.split_once(start).and_then(|(_, rest)| Some(rest.split_once(end)?.0)).unwrap_or_default()
}

/// A piece of HTML as a reader sees it.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    unescaped(&text).trim().to_owned()
}

/// Text without HTML's escapes.
fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

/// Whether a page shows the text as it is.
fn is_visible(text: &str) -> bool {
    !text.chars().any(|c| c != '\n' && toolrisk::diag::is_hidden(c))
}

/// The rows of a table with a heading in front of each: the words of both.
fn rows(table: &str) -> Vec<(String, String)> {
    let rows = table.split("<tr>").skip(1).filter_map(|row| row.split_once("<td>"));
    rows.map(|(head, cell)| (plain(head), plain(cell))).collect()
}

/// How many tools get which decision, with how many of them open for some calls.
type Counts = BTreeMap<Kind, (usize, usize)>;

/// The counts of decisions; each is given by its kind and its cases.
fn counted<'c>(decisions: impl Iterator<Item = (Kind, &'c [Case])>) -> Counts {
    let mut counts = Counts::new();
    for (kind, cases) in decisions {
        let count = counts.entry(kind).or_default();
        count.0 += 1;
        count.1 += usize::from(!cases.is_empty());
    }
    counts
}

/// The counts as a page says them.
fn said(counts: &Counts) -> Vec<String> {
    let say = |(kind, (all, open)): (&Kind, &(usize, usize))| match open {
        0 => format!("{all} {}", word(*kind)),
        _ if open == all => format!("{all} {} but for some calls", word(*kind)),
        _ => format!("{all} {} ({open} but for some calls)", word(*kind)),
    };
    counts.iter().map(say).collect()
}

/// What is wrong, and how much was looked at.
#[derive(Default)]
struct Found {
    wrong: Vec<String>,
    tools: usize,
    targets: usize,
    shown: usize,
}

impl Found {
    fn same<T: PartialEq + Debug>(&mut self, at: impl Display, what: &str, page: T, policy: T) {
        if page != policy {
            self.wrong.push(format!("{at}: {what} is {page:?} on the page and {policy:?} by the policy"));
        }
    }

    fn has(&mut self, at: impl Display, page: &str, words: &str) {
        if !page.contains(words) {
            self.wrong.push(format!("{at}: the page does not say {words:?}, but {page:?}"));
        }
    }
}

/// One server's pages, and what they must say.
struct Subject<'s> {
    folder: &'s str,
    judged: Judged<'s>,
    /// By every posture; all are published, the first is shown.
    policies: Vec<Policy>,
    files: Files,
}

impl Subject<'_> {
    fn file(&self, path: &str) -> &str {
        self.files.get(&format!("servers/{}/{path}", self.folder)).map_or("", String::as_str)
    }

    /// The tool pages, their records, and the server's page.
    fn tools(&self, found: &mut Found) {
        let policy = &self.policies[0];
        let index: Value = serde_json::from_str(self.file("index.json")).expect("JSON");
        let mut listed: BTreeMap<String, String> = BTreeMap::new();
        for page in self.files.keys().filter(|path| path.contains("/index.") && path.ends_with(".html")) {
            let table = between(&self.files[page], "<table class=tools", "</table>");
            let rows = table.split_once("<tbody>").map_or("", |(_, rows)| rows);
            for row in rows.split("<tr>").skip(1) {
                let rule = row.rsplit_once("<td>").map_or("", |(_, rule)| rule);
                listed.insert(between(row, "<a href=\"", "\"").to_owned(), plain(rule));
            }
        }
        for (i, tool) in self.judged.server.tools.iter().enumerate() {
            let at = format!("{}/{}", self.folder, tool.name);
            let name = address(&tool.name);
            let (page, ruling) = (self.file(&format!("{name}.html")), &policy.rulings[i]);
            found.tools += 1;
            found.has(&at, &plain(between(page, "<p class=answer>", "</section>")), answer(ruling));
            found.has(&at, between(page, "<meta name=description content=\"", "\">"), answer(ruling));
            found.same(&at, "the rule in the list", listed.remove(&format!("{name}.html")), Some(short(ruling)));
            let record: Value = serde_json::from_str(self.file(&format!("{name}.json"))).expect("JSON");
            found.same(&at, "the record", record["policy"]["decision"].as_str(), Some(ruling.decision.word()));

            let mut cells = self.panels(i, &at, page, found);
            for policy in &self.policies {
                let (id, ruling) = (&policy.posture, &policy.rulings[i]);
                let at = format!("{at} by {id}");
                let cell = cells.remove(id).unwrap_or_default();
                let parts: Vec<&str> = cell.split("; ").collect();
                found.same(&at, "the decision", parts[0], &rest(&ruling.decision));
                found.same(&at, "the number of cases", cell.matches("; only when ").count(), ruling.cases.len().min(4));
                for case in ruling.cases.iter().take(4) {
                    found.has(&at, &cell, &format!("; only when {}", case.conditions[0].argument));
                    found.same(&at, "marks to fill in", cell.contains("(a mark to fill in)"), case.to_fill());
                    found.has(&at, &cell, &format!(": {}", rest(&case.decision)));
                    for condition in &case.conditions {
                        let words = condition.test.words();
                        let start: String = words.chars().take(60).collect();
                        found.has(&at, &cell, &start);
                    }
                }
                let kept = &index["tools"][i]["decisions"][id.as_str()];
                found.same(&at, "index.json", kept["decision"].as_str(), Some(ruling.decision.word()));
                let max = ruling.decision.cap().map(|(max, _)| u64::from(max));
                found.same(&at, "index.json’s cap", kept["max"].as_u64(), max);
            }
            found.same(&at, "rows of no posture", cells.len(), 0);
            self.question(i, &at, page, found);
        }
        found.same(self.folder, "tools that are listed and not there", listed.len(), 0);
    }

    /// The panels of the rule: what each posture decides, with the snippets and notes looked
    /// at on the way.
    fn panels(&self, i: usize, at: &str, page: &str, found: &mut Found) -> BTreeMap<String, String> {
        let rule = between(page, "<h2 id=rule>", "</section>");
        let mut cells = BTreeMap::new();
        let every = "<p>By every posture: ";
        let ids: Vec<&str> = self.policies.iter().map(|policy| policy.posture.as_str()).collect();
        let whole = format!("<label>{}: {}", ids.join(", "), rule.split_once(every).map_or("", |(_, rest)| rest));
        let panels = if rule.contains(every) { &whole } else { rule };
        for panel in panels.split("<label").skip(1) {
            let (label, rest) = panel.split_once(">").and_then(|(_, rest)| rest.split_once("</b>")).unwrap_or_default();
            let label = plain(label);
            let (ids, says) = label.split_once(": ").unwrap_or_default();
            let text = plain(between(rest, "<p>", "<div class=copy>"));
            let cell = if text.is_empty() || text.starts_with("In the words") { says.to_owned() } else { text };
            let first = ids.split(", ").next().unwrap_or_default();
            let Some(policy) = self.policies.iter().find(|policy| policy.posture == first) else {
                found.wrong.push(format!("{at}: a panel of no posture: {label:?}"));
                continue;
            };
            let ruling = &policy.rulings[i];
            found.same(at, "the label", says, &short(ruling));
            let snippet = policy_snippet(ruling);
            if is_visible(&snippet) {
                let shown = unescaped(between(rest, "<pre translate=no>", "</pre>"));
                found.same(at, "the snippet", shown, snippet);
            }
            let plan = Plan::of(TARGETS[0], self.judged.slug.as_str(), policy, Options::default());
            let misses: Vec<&Shortfall> = plan.shortfalls.iter().filter(|s| s.tool == ruling.tool).collect();
            found.same(at, "the number of notes", rest.matches("<p class=note>").count(), misses.len());
            for id in ids.split(", ") {
                let cell = cell.split("In the words of ").next().unwrap_or_default().trim_end().to_owned();
                found.same(at, "another panel of the posture", cells.insert(id.to_owned(), cell), None);
            }
        }
        cells
    }

    /// Whether a part of what is taken away can be kept.
    fn question(&self, i: usize, at: &str, page: &str, found: &mut Found) {
        let own = &self.policies[0].rulings[i];
        let parted: Vec<&Policy> = self.policies.iter().filter(|policy| !policy.rulings[i].cases.is_empty()).collect();
        let text = plain(between(page, "<summary>Can a part of it be kept?</summary><p>", "</details>"));
        let asked = own.cases.is_empty() && own.decision.kind() >= Kind::Deny && !parted.is_empty();
        found.same(at, "whether it is asked for a part", !text.is_empty(), asked);
        if asked {
            let by = between(&text, "Yes: by the posture", " a call whose ").trim_start_matches('s').trim_start();
            let Some(policy) = parted.iter().find(|policy| by.starts_with(policy.posture.as_str())) else {
                found.wrong.push(format!("{at}: a part is kept by {by:?}"));
                return;
            };
            let case = &policy.rulings[i].cases[0];
            found.has(at, &text, &format!(" a call whose {} ", case.conditions[0].argument));
            found.has(at, &text, &format!(" is {}", rest_of(case)));
            found.same(at, "a mark to fill in", text.contains("once its mark is filled in"), case.to_fill());
        }
    }

    /// The counts on the server's page, and the policy that it shows.
    fn server(&self, found: &mut Found) {
        let page = self.file("index.html");
        let section = between(page, "<h2 id=policy>", "</section>");
        let counts = |policy: &Policy| {
            said(&counted(policy.rulings.iter().map(|r| (r.decision.kind(), r.cases.as_slice())))).join(", ")
        };
        let first = counts(&self.policies[0]);
        found.has(self.folder, &plain(section), &format!("Posture {}: {first}. ", self.policies[0].posture));
        let mut cells: BTreeMap<String, String> = BTreeMap::new();
        for (ids, cell) in rows(between(section, "<table", "</table>")) {
            cells.extend(ids.split(", ").map(|id| (id.to_owned(), cell.clone())));
        }
        for policy in &self.policies {
            found.same(self.folder, "the count", cells.get(&policy.posture), Some(&counts(policy)));
        }
        let shown = between(section, "<code translate=no>", "</code>");
        if !shown.is_empty() {
            found.same(self.folder, "policy.json", unescaped(shown), self.file("policy.json").to_owned());
        }
    }

    /// The policies page of one posture, and the files that `policy --target` wrote.
    fn policies(&self, nth: usize, written: &Files, found: &mut Found) {
        let policy = &self.policies[nth];
        let at = format!("{} by {}", self.folder, policy.posture);
        let (page, below) = match nth {
            0 => ("index.policies.html".to_owned(), "index.policies".to_owned()),
            _ => (format!("index.policies.{}.html", policy.posture), format!("index.postures/{}", policy.posture)),
        };
        let record = page.replace(".html", ".json");
        let page = self.file(&page);
        let link = format!("<b aria-current=page>{}</b>", policy.posture);
        found.same(&at, "links to postures", page.matches(link.as_str()).count(), 1);
        let names = between(page, "<nav aria-label=Postures>", "</nav>");
        found.same(&at, "other postures", names.matches("<a href=").count(), self.policies.len() - 1);
        let counts = said(&counted(policy.rulings.iter().map(|r| (r.decision.kind(), r.cases.as_slice()))));
        let lead = plain(between(page, "<h1>", "<nav id=targets"));
        found.has(&at, &lead, &format!("By the posture {}: {}; the reason", policy.posture, counts.join(", ")));
        let list = between(page, "<nav id=targets", "</nav>");
        let record: Value = serde_json::from_str(self.file(&record)).expect("JSON beside the page");
        found.same(&at, "the posture", record["posture"].as_str(), Some(policy.posture.as_str()));
        for (kind, of) in record["decisions"].as_object().into_iter().flatten() {
            let all = policy.rulings.iter().filter(|r| serde_json::json!(r.decision.kind()) == *kind.as_str());
            let in_part = all.clone().filter(|r| !r.cases.is_empty()).count();
            found.same(&at, kind, of, &serde_json::json!({"tools": all.count(), "in_part": in_part}));
        }
        for target in TARGETS {
            let about = target.about();
            let at = format!("{at} for {}", about.id);
            let plan = Plan::of(*target, self.judged.slug.as_str(), policy, Options::default());
            found.targets += 1;

            let mut want = said(&counted(plan.entries.iter().map(|e| (e.decision.kind(), e.cases.as_slice()))));
            let unnamed = policy.rulings.len() - plan.entries.len();
            if unnamed > 0 {
                want.push(format!("{unnamed} {} (no rule can name them)", word(about.abilities.unspellable)));
            }
            let entry = plain(between(list, &format!("<a href=\"#{}\">", about.id), "<li>"));
            let entry =
                if entry.is_empty() { plain(list.rsplit_once("<li>").map_or("", |(_, last)| last)) } else { entry };
            found.same(&at, "the counts", entry, format!("{}: {}", about.title, want.join(", ")));

            let section = between(page, &format!("<section><h2 id=\"{}\">", about.id), "</section>");
            found.has(&at, &plain(section), &format!("A tool without a rule is {}.", word(about.abilities.unlisted)));
            shortfalls(&at, section, &plan, found);

            let theirs = |name: &str| match about.id == TARGETS[0].about().id {
                true => format!("{}/{name}", self.folder),
                false => format!("{}/{}/{name}", self.folder, about.id),
            };
            // What the host will not do: one file on the site, one a target beside the rules.
            let told = record["targets"].as_array().into_iter().flatten().find(|t| t["target"] == about.id);
            let beside: Value =
                written.get(&theirs(SHORTFALLS)).and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
            for key in ["place", "unlisted", "names", "limits", "shortfalls"] {
                found.same(&at, key, told.map(|told| &told[key]), Some(&beside[key]));
            }
            let files: Vec<String> = about.files.iter().map(|name| format!("{below}/{}/{name}", about.id)).collect();
            found.same(&at, "the files", told.map(|told| &told["files"]), Some(&Value::from(files)));
            for name in about.files {
                let mine = self.file(&format!("{below}/{}/{name}", about.id));
                let theirs = theirs(name);
                found.same(&at, name, Some(mine), written.get(&theirs).map(String::as_str));
                found.has(&at, section, &format!("<a href=\"{below}/{}/{name}\" download>", about.id));
                let label = format!("aria-label=\"{}: {name}\"><code translate=no>", about.title);
                if section.contains(&label) {
                    found.shown += 1;
                    found.same(
                        &at,
                        "the file shown",
                        unescaped(between(section, &label, "</code></pre>")),
                        mine.to_owned(),
                    );
                }
            }
        }
        let reasons = if nth == 0 { "policy.reasons.json".to_owned() } else { format!("{below}/policy.reasons.json") };
        let theirs = written.get(&format!("{}/policy.reasons.json", self.folder)).map(String::as_str);
        found.same(&at, "the reasons", Some(self.file(&reasons)), theirs);
    }
}

/// A case's decision as tables say it.
fn rest_of(case: &Case) -> String {
    rest(&case.decision)
}

/// The shortfalls that a section of a policies page lists.
fn shortfalls(at: &str, section: &str, plan: &Plan<'_>, found: &mut Found) {
    let tools = |of: &dyn Fn(&Shortfall) -> bool| {
        plan.shortfalls.iter().filter(|s| of(s)).map(|s| s.tool.as_str()).collect::<BTreeSet<_>>().len()
    };
    let noun = |n: usize| format!("{n} {}", if n == 1 { "tool" } else { "tools" });
    let (all, milder) = (tools(&|_| true), tools(&|s| s.side == Side::Milder));
    let text = plain(section);
    if all > 0 {
        let milder = if milder == 0 { "none".to_owned() } else { milder.to_string() };
        found.has(at, &text, &format!("{} otherwise than decided, {milder} on the milder side:", noun(all)));
    }
    let list = between(section, "<ul class=aside>", "</ul>");
    let ways: BTreeSet<(Side, &str)> = plan.shortfalls.iter().map(|s| (s.side, s.why.as_str())).collect();
    found.same(at, "the number of shortfalls", list.matches("<li>").count(), ways.len());
    let items: Vec<String> = list.split("<li>").skip(1).map(plain).collect();
    for ((side, why), item) in ways.into_iter().zip(items) {
        let side_word = if side == Side::Milder { "milder" } else { "stricter" };
        let counted = noun(tools(&|s| s.side == side && s.why == why));
        if !item.starts_with(&format!("{counted} {side_word} than decided (")) {
            found.wrong.push(format!("{at}: {counted} {side_word} by the plan, but the page says {item:?}"));
        }
        if is_visible(why) {
            found.has(at, &item, why);
        }
    }
}

/// All shipped postures, the one that is used where none is named first.
fn postures() -> Vec<Posture> {
    let mut problems = Problems::default();
    let mut postures = Posture::load(&catalog(), &mut problems);
    problems.or(()).expect("the shipped postures load");
    postures.sort_by_key(|posture| posture.id != Posture::DEFAULT);
    assert!(postures.len() > 1);
    postures
}

/// Files of a server, by path.
type Files = BTreeMap<String, String>;

/// Makes a site of the inputs with all postures, and holds all of it against them, after
/// `spoil` has been at the files of each server.
fn look_at(inputs: Inputs, spoil: &(dyn Fn(&mut Files) + Sync)) -> (usize, Found) {
    let (rulebook, overrides, all) = (rulebook(), Overrides::default(), postures());
    let engine = Engine::new(&rulebook, &overrides, Walk::default(), 0, &Silent).expect("threads");
    let survey = engine.survey(inputs, |_| ());
    let ids: Vec<&str> = all.iter().map(|posture| posture.id.as_str()).collect();
    let published = Postures::named(&all, &ids).expect("all are there");
    let options = SiteOptions { postures: published.infos(), ..SiteOptions::default() };
    let site = Site::new(options, &rulebook, &survey.catalogue, &BTreeMap::new()).expect("templates");
    let text = |files: BTreeMap<String, Vec<u8>>| -> Files {
        files.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).expect("UTF-8"))).collect()
    };
    let written: Vec<Files> = all
        .iter()
        .map(|posture| {
            let sink = MemorySink::default();
            let names = ServerNames::default();
            let files = PolicyFiles { posture, targets: TARGETS, options: Options::default(), names: &names };
            engine.policies(&survey, files, &sink).expect("policies");
            text(sink.into_files())
        })
        .collect();
    let catalogue: &Catalogue = &survey.catalogue;
    let (results, bugs) = engine
        .revisit(&survey, 0..catalogue.servers.len(), "looking", |index, judged| {
            let sink = MemorySink::default();
            server_pages(&site, &published, catalogue, index, judged, &sink)?;
            let policies = all.iter().map(|p| Policy::of(p, judged.server.tools.iter().zip(judged.verdicts))).collect();
            let folder = catalogue.servers[index].address.as_str();
            let mut files = text(sink.into_files());
            spoil(&mut files);
            let subject = Subject { folder, judged, policies, files };
            let mut found = Found::default();
            subject.tools(&mut found);
            if !judged.server.tools.is_empty() {
                subject.server(&mut found);
                for (nth, written) in written.iter().enumerate() {
                    subject.policies(nth, written, &mut found);
                }
            }
            Ok(found)
        })
        .expect("nothing changes");
    assert!(bugs.is_empty(), "{bugs:?}");
    let mut sum = Found::default();
    let servers = results.len();
    for (_, found) in results {
        sum.wrong.extend(found.wrong);
        sum.tools += found.tools;
        sum.targets += found.targets;
        sum.shown += found.shown;
    }
    (servers, sum)
}

/// All of it is right, and there was enough to look at.
#[track_caller]
fn all_right((servers, found): (usize, Found), least_tools: usize) {
    let shown = found.wrong.iter().take(12).cloned().collect::<Vec<_>>().join("\n");
    assert!(found.wrong.is_empty(), "{} things are wrong:\n{shown}", found.wrong.len());
    assert!(found.tools >= least_tools, "{} tools", found.tools);
    assert_eq!(found.targets, servers * TARGETS.len() * postures().len());
    assert!(found.shown > servers * TARGETS.len(), "{} files are shown", found.shown);
}

#[test]
fn the_pages_of_the_samples_say_what_the_policies_say() {
    all_right(look_at(find(&[root().join("catalog/servers")], &Walk::default()), &|_| {}), 300);
}

#[test]
#[expect(clippy::print_stdout, reason = "a test that looks at nothing should say so")]
fn the_pages_of_real_servers_say_what_the_policies_say() {
    let Some(shared) = shared() else {
        println!("not looked at: the folder of real servers (../shared/corpus/live) is not there");
        return;
    };
    all_right(look_at(find(&[shared.join("corpus/live")], &Walk::default()), &|_| {}), 3_000);
}

/// Every kind of statement is looked at: a single one that is changed is noticed.
#[test]
fn a_page_that_says_something_else_is_noticed() {
    let sample = || find(&[root().join("catalog/servers/sagemcp.json")], &Walk::default());
    let spoils: &[(&str, &str, &str)] = &[
        // The end of the path, what stands there, and what it becomes.
        ("delete_api_key.html", "no-egress, read-only, strict: <b>hidden", "no-egress, read-only, strict: <b>refused"),
        ("delete_api_key.html", ">reviewer: <b>asked about", ">reviewer: <b>hidden"),
        ("delete_api_key.html", "<p class=note>", "<p>"),
        ("delete_api_key.html", "risk. Recommended: hidden from agents.", "risk. Recommended: allowed without a cap."),
        ("delete_api_key.html", "<b>Recommended: hidden from agents.", "<b>Recommended: allowed without a cap."),
        ("delete_api_key.html", "\"hide\": [", "\"tools\": ["),
        ("delete_api_key.json", "\"decision\":\"hide\"", "\"decision\":\"allow\""),
        ("pause_session.html", ": <b>capped, 30 a minute", ": <b>capped, 60 a minute"),
        ("pause_session.html", "\"max\": 30", "\"max\": 60"),
        ("index.html", "<td>hidden", "<td>allowed"),
        ("index.html", ", 2 hidden", ", 1 hidden"),
        ("index.html", "\"default\": \"deny\"", "\"default\": \"allow\""),
        ("index.json", "\"decision\":\"limit\",\"max\":30", "\"decision\":\"limit\",\"max\":31"),
        ("index.policies.html", "2 hidden; <a", "3 hidden; <a"),
        ("index.policies.html", "PolicyLayer</a>: 4 allowed", "PolicyLayer</a>: 3 allowed"),
        ("index.policies.html", "tools otherwise than decided", "tools and more otherwise than decided"),
        ("index.policies.html", "tools stricter than decided", "tools milder than decided"),
        ("index.policies.html", "\"default\": \"deny\"", "\"default\": \"allow\""),
        ("index.policies.strict.html", "Claude Code</a>: 3 allowed", "Claude Code</a>: 9 allowed"),
        ("index.policies/policylayer/policy.json", "\"deny\"", "\"allow\""),
        ("index.postures/strict/codex/config.toml", "=", " ="),
        ("index.postures/granular/policy.reasons.json", "granular", "strict"),
    ];
    let mut unnoticed = Vec::new();
    for (path, from, to) in spoils {
        let spoil = |files: &mut Files| {
            let (_, text) = files.iter_mut().find(|(at, _)| at.ends_with(path)).expect("the file is made");
            assert!(text.contains(from), "{path} does not hold {from:?}");
            *text = text.replacen(from, to, 1);
        };
        let (_, found) = look_at(sample(), &spoil);
        if found.wrong.is_empty() {
            unnoticed.push(format!("{to:?} in {path}"));
        }
    }
    assert_eq!(unnoticed, Vec::<String>::new());
}
