//! What search engines are told of a page, as JSON-LD: what it is about, and the
//! way there. Everything in it is said by the page as well.

use super::escape::by_number;
use super::web::Subject;
use super::{Head, Site, links, plain, words};
use crate::diag::is_hidden;
use minijinja::value::Value;
use serde_json::{Value as Json, json};

/// Bytes of JSON-LD on a tool's page.
const ON_TOOL: usize = 600;
/// Parts of the whole catalogue that the start page names.
const PARTS: usize = 20;

/// The JSON-LD of a page, ready to stand in a script element. Addresses in it are
/// absolute; where they are not known, what consists of addresses is left out. `room`
/// is how many bytes a tool's page has for it.
pub(crate) fn of(site: &Site<'_>, at: &str, head: &Head, subject: &Subject<'_>, room: usize) -> Option<Value> {
    let crumbs = crumbs(site, at, head, subject);
    let text = match subject {
        Subject::Tool { name, risk, .. } => {
            let name = words::short_name(name, 80);
            let article = json!({"@type": "TechArticle", "headline": plain::line(&format!("{name}: {risk} risk"))});
            let room = room.min(ON_TOOL);
            let whole = document([Some(article.clone()), crumbs]);
            let fits = |text: &Option<String>| text.as_ref().is_some_and(|text| text.len() <= room);
            Some(whole)
                .filter(fits)
                .unwrap_or_else(|| document([Some(article), None]))
                .filter(|text| text.len() <= room)
        }
        Subject::Server { server, version, .. } => {
            let mut it = json!({
                "@type": "SoftwareApplication",
                "name": plain::line(&site.server_label(server)),
                "description": plain::line(&head.about),
                "applicationCategory": "DeveloperApplication",
                "applicationSubCategory": "MCP server",
            });
            if let Some(version) = version {
                it["softwareVersion"] = plain::line(&words::clip(version, 40)).into();
            }
            if let Some(url) = site.url(at) {
                it["mainEntityOfPage"] = url.into();
            }
            document([Some(it), crumbs])
        }
        Subject::Other if head.kind == "home" => document([Some(dataset(site, head)), None]),
        Subject::Other => document([None, crumbs]),
    };
    text.map(Value::from_safe_string)
}

/// Whether the way to the page is in it.
pub(crate) fn holds_crumbs(linked: &Value) -> bool {
    linked.as_str().is_some_and(|text| text.contains("\"@type\":\"BreadcrumbList\""))
}

/// The start page: the catalogue as a data set.
fn dataset(site: &Site<'_>, head: &Head) -> Json {
    let mut it = json!({
        "@type": "Dataset",
        "name": plain::line(&site.options.title),
        "description": plain::line(&head.about),
    });
    if let Some(built) = &site.options.built {
        it["dateModified"] = built.as_str().into();
    }
    if let Some(url) = site.url(links::HOME) {
        it["url"] = url.into();
        let files = links::tool_lines(site.lists.tools).chain(links::server_lines(site.catalogue.servers.len()));
        let file = |file: String| {
            Some(json!({
                "@type": "DataDownload",
                "encodingFormat": "application/jsonl",
                "contentUrl": site.url(&file)?,
            }))
        };
        it["distribution"] = files.take(PARTS).filter_map(file).collect();
    }
    it
}

/// The way to a page from the start page, the page itself last. A tool's begins at
/// its server, which is as far as there is room for.
fn crumbs(site: &Site<'_>, at: &str, head: &Head, subject: &Subject<'_>) -> Option<Json> {
    if head.crumbs.is_empty() {
        return None;
    }
    let last = match subject {
        Subject::Tool { name, .. } => words::short_name(name, 80).into_owned(),
        Subject::Server { server, .. } => site.server_label(server),
        Subject::Other => head.title.clone(),
    };
    let skipped = if matches!(subject, Subject::Tool { .. }) { head.crumbs.len() - 1 } else { 0 };
    let mut items = Vec::new();
    for crumb in &head.crumbs[skipped..] {
        let to = site.url(&links::resolve(at, &crumb.href))?;
        items.push(json!({
            "@type": "ListItem", "position": items.len() + 1, "name": plain::line(&crumb.title), "item": to,
        }));
    }
    items.push(json!({"@type": "ListItem", "position": items.len() + 1, "name": plain::line(&last)}));
    Some(json!({"@type": "BreadcrumbList", "itemListElement": items}))
}

/// A document of one or two things; none of none.
fn document(things: [Option<Json>; 2]) -> Option<String> {
    let mut things: Vec<Json> = things.into_iter().flatten().collect();
    let mut out = json!({"@context": "https://schema.org"});
    match things.len() {
        0 => return None,
        1 => {
            if let (Some(out), Some(Json::Object(only))) = (out.as_object_mut(), things.pop()) {
                out.extend(only);
            }
        }
        _ => out["@graph"] = Json::Array(things),
    }
    Some(script(&out))
}

/// JSON for a script element: nothing in it can end the element, open a comment or
/// be an invisible character.
fn script(json: &Json) -> String {
    by_number(&json.to_string(), |c| matches!(c, '<' | '>') || is_hidden(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_script_element_can_end_it() {
        let json = json!({"a": "</script><!--\u{2028}\u{2029}]]>\u{e0041}"});
        let text = script(&json);
        assert_eq!(text, r#"{"a":"\u003c/script\u003e\u003c!--\u2028\u2029]]\u003e\udb40\udc41"}"#);
        assert_eq!(serde_json::from_str::<Json>(&text).expect("JSON"), json);
    }
}
