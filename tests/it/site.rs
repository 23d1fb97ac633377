//! The site: a mini catalogue rendered into memory, and everything that must
//! hold for any page of it.

#[path = "support/mini.rs"]
pub(crate) mod mini;

use crate::support::{catalog, rulebook};
use mini::Mini;
use std::collections::{BTreeMap, BTreeSet};
use toolrisk::eval::Accuracy;

/// All files of the mini site.
fn built() -> BTreeMap<String, String> {
    Mini::new().build()
}

/// The pages among them.
fn pages(files: &BTreeMap<String, String>) -> impl Iterator<Item = (&String, &String)> {
    files.iter().filter(|(path, _)| path.ends_with(".html"))
}

/// A tag as a browser reads it: its name and attributes. Quotes are respected, so
/// that text inside an attribute is never taken for another one.
pub(crate) struct Tag<'a> {
    pub(crate) name: &'a str,
    pub(crate) attributes: Vec<(&'a str, &'a str)>,
}

/// All start tags of a page.
pub(crate) fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut out = Vec::new();
    for (at, _) in html.match_indices('<') {
        let mut rest = &html[at + 1..];
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let cut = |text: &str, ends: &[char]| text.find(ends).unwrap_or(text.len());
        let (name, after) = rest.split_at(cut(rest, &[' ', '>', '/', '\n']));
        rest = after;
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start_matches([' ', '\n', '/']);
            if rest.is_empty() || rest.starts_with('>') {
                break;
            }
            let (key, after) = rest.split_at(cut(rest, &['=', ' ', '>', '\n']));
            rest = after;
            let mut value = "";
            if let Some(after) = rest.strip_prefix('=') {
                (value, rest) = match after.strip_prefix('"') {
                    Some(quoted) => quoted.split_once('"').expect("a closing quote"),
                    None => after.split_at(cut(after, &[' ', '>', '\n'])),
                };
            }
            attributes.push((key, value));
        }
        out.push(Tag { name, attributes });
    }
    out
}

/// The values of an attribute.
pub(crate) fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let all = tags(html).into_iter().flat_map(|tag| tag.attributes);
    all.filter(|(key, _)| *key == name).map(|(_, value)| value).collect()
}

/// The address that a relative link leads to.
fn resolve(from: &str, href: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in href.split('/') {
        match part {
            ".." => {
                assert!(parts.pop().is_some(), "{href} on {from} leaves the site");
            }
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn every_link_and_anchor_leads_somewhere() {
    let files = built();
    let mut checked = 0;
    for (path, html) in pages(&files) {
        let mut links = attributes(html, "href");
        links.extend(attributes(html, "src"));
        links.extend(attributes(html, "action"));
        for link in links {
            if link.starts_with("https://") {
                continue;
            }
            assert!(!link.contains(':') && !link.starts_with('/') && !link.is_empty(), "{link:?} on {path}");
            let (file, anchor) = link.split_once('#').map_or((link, None), |(file, anchor)| (file, Some(anchor)));
            let target = if file.is_empty() { path.clone() } else { resolve(path, file) };
            let Some(found) = files.get(&target) else { panic!("{link} on {path}: no {target}") };
            if let Some(anchor) = anchor {
                assert!(attributes(found, "id").contains(&anchor), "{link} on {path}: no such anchor");
            }
            checked += 1;
        }
    }
    assert!(checked > 500, "only {checked} links");
}

#[test]
fn ids_are_unique_on_a_page_and_titles_in_the_site() {
    let files = built();
    let mut titles = BTreeMap::new();
    let mut abouts = BTreeMap::new();
    for (path, html) in pages(&files) {
        let mut seen = BTreeSet::new();
        for id in attributes(html, "id") {
            assert!(seen.insert(id), "{path} has two elements {id}");
        }
        let title = html.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).expect("a title");
        assert_eq!(titles.insert(title, path), None, "{title} is the title of two pages");
        let about = html.split("name=description content=\"").nth(1).and_then(|r| r.split('"').next()).expect("about");
        if let Some(other) = abouts.insert(about, path) {
            // Pages of one list describe the list.
            let stem = |p: &str| p.split(['-', '.']).next().map(str::to_owned);
            assert_eq!(stem(other), stem(path), "{about}");
        }
        assert_eq!(html.matches("<h1").count(), 1, "{path}");
    }
}

#[test]
fn hostile_text_stays_text() {
    // What our templates use; whatever else appears came out of a text.
    const ATTRIBUTES: &[&str] = &[
        "action",
        "aria-current",
        "aria-hidden",
        "aria-label",
        "autocapitalize",
        "aria-live",
        "autocomplete",
        "charset",
        "checked",
        "class",
        "content",
        "data-filter",
        "data-names",
        "data-pair",
        "data-sort",
        "data-theme",
        "datetime",
        "defer",
        "dir",
        "download",
        "for",
        "height",
        "hidden",
        "href",
        "http-equiv",
        "id",
        "lang",
        "list",
        "name",
        "open",
        "placeholder",
        "preserveAspectRatio",
        "property",
        "rel",
        "role",
        "scope",
        "spellcheck",
        "src",
        "start",
        "tabindex",
        "translate",
        "type",
        "value",
        "viewBox",
        "width",
        "x",
    ];
    let files = built();
    for (path, html) in pages(&files) {
        let tags = tags(html);
        let scripts = if path.starts_with("compare") { 4 } else { 3 };
        // Data is no script.
        let is_data = |tag: &Tag<'_>| tag.attributes.contains(&("type", "application/ld+json"));
        assert_eq!(tags.iter().filter(|t| t.name == "script" && !is_data(t)).count(), scripts, "{path}");
        assert_eq!(tags.iter().filter(|t| t.name == "form").count(), 1, "{path}: the search is the only form");
        for tag in &tags {
            assert!(!["img", "iframe", "style", "i", "base", "object"].contains(&tag.name), "{path}: <{}>", tag.name);
            assert!(tag.name != "b" || tag.attributes.is_empty() || tag.attributes[0].0 != "x");
            for (key, value) in &tag.attributes {
                assert!(ATTRIBUTES.contains(key), "{path}: <{} {key}=…>", tag.name);
                assert!(!value.contains("javascript:") || *key == "content", "{path}: {key}={value}");
            }
            if tag.name == "form" {
                let action = tag.attributes.iter().find(|(key, _)| *key == "action").map(|(_, to)| resolve(path, to));
                assert_eq!(action.as_deref(), Some("search.html"), "{path}");
            }
            if tag.name == "script" && !is_data(tag) {
                assert!(tag.attributes.iter().any(|(key, _)| *key == "src"), "{path}: an inline script");
            }
        }
        for c in html.chars() {
            let hidden = toolrisk::diag::is_hidden(c) && c != '\n' && c != '\t';
            assert!(!hidden, "{path} holds U+{:04X} as it is", c as u32);
        }
        assert!(!html.contains("<b>bold") && !html.contains("<h1>Title"), "{path}");
        assert!(html.len() < 60_000, "{path} has {} bytes", html.len());
    }
    let hostile = &files["servers/hostile/index.html"];
    assert!(hostile.contains("<b class=esc>U+202E</b>") && hostile.contains("&lt;/<wbr>script&gt;"));
}

#[test]
fn the_accuracy_pages_say_what_was_counted() {
    let files = built();
    let index = &files["accuracy/index.html"];
    assert!(index.contains("33.3 % <br><small>1 of 3</small>"), "one of three categories is accepted");
    assert!(index.contains("Dangerous: <b>1</b>") && index.contains("Missing: <b>1</b>"));
    for kind in ["category", "risk", "traits"] {
        assert!(index.contains(&format!("wrong-{kind}.html\">")), "{kind}");
    }
    let misses = &files["accuracy/wrong-category.html"];
    let at = |words: &str| misses.find(words).unwrap_or_else(|| panic!("no {words:?}"));
    assert!(at("Labelled Destructive, judged Read with high confidence.") < at("There is no verdict."), "worst first");
    assert!(misses.contains("shelves.html#case-") && misses.contains("What stood there is gone."));
    let traits = &files["accuracy/wrong-traits.html"];
    assert!(traits.contains("The verdict lacks bulk and has personal-data besides."));
    let group = &files["accuracy/shelves.html"];
    assert!(group.contains("Destructive, Critical (or High) risk; bulk"));
    assert!(group.contains("href=\"../rules/read-verb.html\"") && !group.contains("no-such-rule.html"));
    let json: serde_json::Value = serde_json::from_str(&files["accuracy/benchmark.json"]).expect("JSON");
    assert_eq!(json["figures"]["lenient"]["count"], 1);
    assert_eq!(json["tools"].as_array().map(Vec::len), Some(3));
    let json: serde_json::Value = serde_json::from_str(&files["accuracy/published.json"]).expect("JSON");
    assert!(json.get("tools").is_none());

    let mut mini = Mini::new();
    mini.accuracy = None;
    let files = mini.build();
    assert!(files["accuracy/index.html"].contains("nothing was measured"));
    assert!(files.keys().filter(|path| path.starts_with("accuracy/")).count() == 1);
}

#[test]
fn the_pages_of_the_benchmark_stay_small() {
    let accuracy = Accuracy::of(&catalog(), &rulebook()).unwrap_or_else(|problems| panic!("{problems}"));
    let mut mini = Mini::new();
    let groups = accuracy.as_ref().map_or(0, |accuracy| accuracy.benchmark.groups.len());
    mini.accuracy = accuracy;
    let files = mini.build();
    let of_it: Vec<_> = pages(&files).filter(|(path, _)| path.starts_with("accuracy/")).collect();
    assert_eq!(of_it.len(), groups + 4, "groups, the index and three lists of misses");
    for (path, html) in of_it {
        assert!(html.len() < 60_000, "{path} has {} bytes", html.len());
        let ids = attributes(html, "id");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{path}");
        for link in attributes(html, "href").iter().filter(|link| link.contains(".html#case-")) {
            let (file, anchor) = link.split_once('#').expect("an anchor");
            assert!(attributes(&files[&resolve(path, file)], "id").contains(&anchor), "{link} on {path}");
        }
    }
}

#[test]
fn tags_are_closed_where_html_asks_for_it() {
    // End tags that HTML lets authors leave out.
    const OPTIONAL: &[&str] = &["p", "li", "dt", "dd", "tr", "th", "td", "thead", "tbody", "tfoot"];
    const VOID: &[&str] = &["meta", "link", "br", "wbr", "rect", "path", "input"];
    for (path, html) in pages(&built()) {
        let mut open: Vec<&str> = Vec::new();
        for (at, _) in html.match_indices('<') {
            let rest = &html[at + 1..];
            let closing = rest.starts_with('/');
            let name = rest.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
            if name.is_empty() || VOID.contains(&name) || OPTIONAL.contains(&name) {
                continue;
            }
            if closing {
                assert_eq!(open.pop(), Some(name), "{path} at {}", &html[at.saturating_sub(120)..at + 20]);
            } else {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{path} leaves {open:?} open");
    }
}

#[test]
fn numbers_of_a_page_are_those_of_its_record() {
    let files = built();
    let of_server = |path: &str| path.ends_with("/index.json") && path.matches('/').count() == 2;
    for (path, text) in files.iter().filter(|(path, _)| of_server(path)) {
        let record: serde_json::Value = serde_json::from_str(text).expect("JSON");
        let page = &files[&path.replace(".json", ".html")];
        let tools = record["counts"]["tools"].as_u64().expect("a number");
        assert!(page.contains(&format!("{tools} tool")), "{path}");
        assert_eq!(record["tools"].as_array().map(Vec::len), Some(tools as usize));
        for (risk, n) in record["counts"]["by_risk"].as_object().expect("counts") {
            assert!(page.contains(&format!(">{risk}</span> <b>{n}</b>")), "{path}: {risk} {n}");
        }
        for tool in record["tools"].as_array().expect("tools") {
            let folder = path.trim_end_matches("index.json");
            let page = &files[&format!("{folder}{}", tool["page"].as_str().expect("a page"))];
            let risk = tool["risk"].as_str().expect("a risk");
            assert!(page.contains(&format!(">{risk} risk</a>")), "{path}");
            assert!(files.contains_key(&format!("{folder}{}", tool["record"].as_str().expect("a record"))));
        }
    }
}

#[test]
fn every_template_is_used_and_every_kind_of_page_has_its_file() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let names = |folder: &str, ending: &str| -> BTreeSet<String> {
        let entries = std::fs::read_dir(here.join(folder)).expect("the folder is there");
        let names = entries.map(|e| e.expect("an entry").file_name().into_string().expect("a plain name"));
        names.filter_map(|n| n.strip_suffix(ending).map(str::to_owned)).collect()
    };
    let kinds: BTreeSet<String> = toolrisk::site::kinds().map(|k| k.id.to_owned()).collect();
    let mut files = names("src/site/pages", ".rs");
    assert!(files.remove("mod"));
    // A kind in several files has a folder of its own.
    files.extend(names("src/site/pages", "").into_iter().filter(|n| here.join("src/site/pages").join(n).is_dir()));
    assert_eq!(files, kinds);

    let mut on_disk: BTreeSet<String> = names("templates", ".html").iter().map(|n| format!("{n}.html")).collect();
    on_disk.extend(names("templates/partials", ".html").iter().map(|n| format!("partials/{n}.html")));
    on_disk.extend(names("templates", ".svg").iter().map(|n| format!("{n}.svg")));
    for ending in [".css", ".js", ".svg"] {
        on_disk.extend(names("templates/assets", ending).iter().map(|n| format!("assets/{n}{ending}")));
    }
    let known: BTreeSet<String> = toolrisk::site::template_names().into_iter().collect();
    assert_eq!(on_disk, known);

    let mut filled: BTreeSet<&str> = toolrisk::site::kinds().map(|k| k.template).collect();
    // Rendered once for all pages of a kind.
    filled.extend(["partials/header.html", "partials/footer.html"]);
    filled.remove("");
    assert!(filled.iter().all(|name| on_disk.contains(*name)), "{filled:?}");
    // Drawn by the kind that fills the other drawing.
    filled.insert("card.svg");
    let sources: Vec<String> = on_disk
        .iter()
        .filter(|n| n.ends_with(".html"))
        .map(|n| std::fs::read_to_string(here.join("templates").join(n)).expect("a template"))
        .collect();
    for name in on_disk.iter().filter(|n| !n.starts_with("assets/")) {
        let quoted = format!("\"{name}\"");
        assert!(filled.contains(name.as_str()) || sources.iter().any(|s| s.contains(&quoted)), "{name} is not used");
    }
}

#[test]
fn nothing_is_made_twice_and_jobs_are_independent() {
    let mini = Mini::new();
    let once = mini.build();
    let mut again = BTreeMap::new();
    mini.with_site(|site| {
        for job in site.index_jobs().iter().rev() {
            let sink = toolrisk::sink::MemorySink::default();
            site.render_job(job, &sink).expect("a page");
            let files = sink.into_files();
            assert_eq!(files.keys().collect::<Vec<_>>(), [&job.address]);
            again.extend(files.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).expect("UTF-8"))));
        }
    });
    for (path, text) in &again {
        assert_eq!(once.get(path), Some(text), "{path}");
    }
    assert_eq!(once, Mini::new().build(), "two builds differ");
    let rest: BTreeSet<String> = once.keys().filter(|path| !again.contains_key(*path)).cloned().collect();
    assert_eq!(rest, mini.server_paths(), "what servers are said to take is what they take");
}

#[test]
fn unknown_and_broken_templates_are_reported_before_the_first_page() {
    let mini = Mini::new();
    let with = |name: &str, text: &str| {
        let overrides = BTreeMap::from([(name.to_owned(), text.to_owned())]);
        mini.try_site(&overrides).map(|_| ()).map_err(|error| error.to_string())
    };
    assert!(with("tools.html", "").expect_err("no such template").contains("tool.html"));
    assert!(with("tool.html", "{% if %}").expect_err("it does not parse").starts_with("template `tool.html` failed"));
    assert_eq!(with("assets/style.css", "body{}"), Ok(()));
    assert_eq!(with("DESIGN.md", "words for people"), Ok(()));
    assert!(mini.try_site(&BTreeMap::from([("404.html".to_owned(), "{{ v.nothing }}".to_owned())])).is_ok_and(
        |site| {
            let sink = toolrisk::sink::MemorySink::default();
            let error = site.index_pages(&sink).expect_err("an unknown value is an error");
            error.to_string().contains("404.html")
        }
    ));
    let raw = mini.try_site(&BTreeMap::from([("404.html".to_owned(), "{{ v.servers|safe }}".to_owned())]));
    assert!(raw.is_err() || raw.is_ok_and(|site| site.index_pages(&toolrisk::sink::MemorySink::default()).is_err()));
}

#[test]
fn what_is_left_out_leaves_no_link_behind() {
    let whole = built();
    let all: Vec<String> = toolrisk::site::switches().map(str::to_owned).collect();
    let each = all.iter().map(|name| vec![name.clone()]);
    for without in each.chain([all.clone()]) {
        let mut mini = Mini::new();
        mini.brand.without = without.clone();
        let files = mini.build();
        assert!(files.len() < whole.len(), "{without:?} left nothing out");
        assert!(files.keys().all(|path| whole.contains_key(path)), "{without:?} made something new");
        for (path, html) in pages(&files) {
            for tag in tags(html) {
                for (_, link) in tag.attributes.iter().filter(|(key, _)| matches!(*key, "href" | "src")) {
                    let file = link.split('#').next().unwrap_or_default();
                    if file.is_empty() || file.contains(':') {
                        continue;
                    }
                    assert!(files.contains_key(&resolve(path, file)), "without {without:?}: {link} on {path}");
                }
            }
            assert_eq!(html.matches("<a ").count(), html.matches("</a>").count(), "{path}");
            assert_eq!(html.matches("<span").count(), html.matches("</span>").count(), "{path}");
        }
        // Texts for programs name no page that is gone either.
        let gone: Vec<&String> = whole.keys().filter(|path| !files.contains_key(*path)).collect();
        for (path, text) in files.iter().filter(|(path, _)| !path.ends_with(".html") && !path.starts_with("assets/")) {
            for link in text
                .split(['"', '(', ')', ' ', '\n', '<', '>'])
                .filter(|word| word.contains(".html") || word.contains(".json"))
            {
                let to = resolve(path, link.split('#').next().unwrap_or_default());
                assert!(!gone.contains(&&to), "without {without:?}: {link} in {path}");
            }
        }
        let rest: BTreeSet<String> = files.keys().filter(|path| path.starts_with("servers/")).cloned().collect();
        let said: BTreeSet<String> = mini.server_paths();
        assert!(said.iter().all(|path| rest.contains(path)), "without {without:?}, servers are said to take more");
        let home = &files["index.html"];
        assert!(home.contains("8 tools of 3 servers"), "the numbers of the catalogue stay");
        assert_eq!(home.contains("how often verdicts are right"), !without.contains(&"accuracy".to_owned()));
    }
    let mut mini = Mini::new();
    mini.brand.without = all;
    let files = mini.build();
    assert!(
        !files.keys().any(|path| path.contains("index.policies") || path.starts_with("attacks/")),
        "{:?}",
        files.keys()
    );
}

#[test]
fn the_palette_keeps_its_contrast() {
    let css = &built()["assets/style.css"];
    let colour = |name: &str, dark: bool| -> [f64; 3] {
        let value = css.split(&format!("--{name}:light-dark(")).nth(1).and_then(|r| r.split(')').next()).expect(name);
        let hex = value.split(',').nth(usize::from(dark)).expect("two values").trim_start_matches('#');
        let full: String = if hex.len() == 3 { hex.chars().flat_map(|c| [c, c]).collect() } else { hex.to_owned() };
        [0, 2, 4].map(|i| f64::from(u8::from_str_radix(&full[i..i + 2], 16).expect("hex")) / 255.0)
    };
    let light = |c: [f64; 3]| {
        let linear = c.map(|v| if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055_f64).powf(2.4) });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    };
    let contrast = |a: &str, b: &str, dark: bool| {
        let (a, b) = (light(colour(a, dark)) + 0.05, light(colour(b, dark)) + 0.05);
        if a > b { a / b } else { b / a }
    };
    for dark in [false, true] {
        for ground in ["paper", "card", "sunk"] {
            for text in ["ink", "mute", "link"] {
                assert!(contrast(text, ground, dark) >= 7.0, "{text} on {ground}, dark: {dark}");
            }
            for mark in ["r1", "r2", "r3", "r4", "edge", "focus"] {
                assert!(contrast(mark, ground, dark) >= 3.0, "{mark} on {ground}, dark: {dark}");
            }
        }
        assert!(contrast("ink", "mark", dark) >= 7.0 && contrast("on4", "r4", dark) >= 7.0);
    }
    assert!(css.len() <= 20_000, "{} bytes of style", css.len());
    assert!(built()["assets/compare.js"].len() <= 3_000);
    assert!(built()["assets/site.js"].len() <= 6_000 && built()["assets/theme.js"].len() <= 400);
}

/// Writes the mini site to the folder that `TOOLRISK_SITE` names, to look at it.
#[test]
#[ignore = "writes to a folder; run with TOOLRISK_SITE=<folder>"]
fn look() {
    let folder = std::env::var("TOOLRISK_SITE").expect("TOOLRISK_SITE names a folder");
    for (path, text) in built() {
        let path = std::path::Path::new(&folder).join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("the folder can be made");
        std::fs::write(path, text).expect("the file can be written");
    }
}
