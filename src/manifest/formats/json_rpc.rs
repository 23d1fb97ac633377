//! Messages of the protocol as JSON-RPC envelopes: one answer, or several in an
//! array, which are the pages of one answer unless other messages say otherwise.

use super::{Format, Keys, entries, has_identity, is_tool_list};
use crate::diag::printable;
use crate::manifest::about::server_info;
use crate::manifest::context::Context;
use crate::manifest::definition::Entry;
use crate::manifest::read::Outcome;
use crate::manifest::syntax::{Document, embedded};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// See the module.
pub(super) struct JsonRpc;

impl Format for JsonRpc {
    fn name(&self) -> &'static str {
        "json-rpc"
    }

    fn says(&self) -> &'static str {
        "a JSON-RPC answer `{\"jsonrpc\",\"id\",\"result\":{\"tools\":[…]}}`, or an array of several as pages"
    }

    fn recognise(&self, document: &Document<'_>) -> bool {
        match &document.value {
            Value::Array(items) => {
                items.iter().any(is_wrapped_message)
                    || (items.len() > 1 && items.iter().all(is_bare_result) && items.iter().any(has_list))
            }
            other => is_wrapped_message(other),
        }
    }

    fn read(&self, document: Document<'_>, context: &mut Context<'_>) -> Outcome {
        read_messages(self.name(), document.value, context)
    }
}

/// Whether a value is a message of the protocol: an envelope, or an answer whose
/// envelope lost its version.
pub(super) fn is_message(value: &Value) -> bool {
    let Some(map) = value.as_object() else { return false };
    map.get("jsonrpc").is_some_and(Value::is_string)
        || map.get("result").is_some_and(|result| result.get("tools").is_some_and(|t| is_tool_list(t) || t.is_null()))
        || ((map.contains_key("id") || map.len() == 1)
            && map.get("error").is_some_and(|error| error.get("code").is_some()))
}

/// A message, also inside a log's own object.
pub(super) fn is_wrapped_message(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(is_message),
        other => is_message(other) || wrapped(other).is_some(),
    }
}

/// The key under which a log's object keeps a message.
fn wrapped(value: &Value) -> Option<&'static str> {
    ["message", "msg", "data", "payload", "body", "response", "request", "raw", "Message from server"].into_iter().find(
        |key| match value.get(*key) {
            Some(Value::String(text)) => text.contains("\"jsonrpc\"") && text.trim_start().starts_with('{'),
            Some(inner) => is_message(inner),
            None => false,
        },
    )
}

/// `{"tools":[…],"nextCursor":…}` without an envelope and without a server.
fn is_bare_result(value: &Value) -> bool {
    value.as_object().is_some_and(|map| map.get("tools").is_some_and(|t| t.is_array()) && !has_identity(map))
}

fn has_list(value: &Value) -> bool {
    value.get("tools").and_then(Value::as_array).is_some_and(|items| super::holds_definition(items))
}

/// One page of an answer.
struct Page {
    pointer: String,
    list: Value,
    next: Option<String>,
}

/// What one server said.
#[derive(Default)]
struct Session {
    about: Vec<Map<String, Value>>,
    pages: Vec<Page>,
    /// The server said that its list changed since the last page.
    changed: bool,
}

/// The messages of one file in order.
#[derive(Default)]
struct Log {
    sessions: Vec<Session>,
    /// Requests for tools/list by id, with the cursor asked for.
    asked: BTreeMap<String, Option<String>>,
    /// Other requests by id.
    others: BTreeMap<String, String>,
    /// Errors that answered tools/list, or nobody knows what.
    errors: Vec<(String, String)>,
    superseded: usize,
}

/// Reads the messages of a value (an array of them, or one).
pub(super) fn read_messages(format: &'static str, value: Value, context: &mut Context<'_>) -> Outcome {
    let mut log = Log { sessions: vec![Session::default()], ..Log::default() };
    match value {
        Value::Array(items) => {
            for (i, item) in items.into_iter().enumerate() {
                take(item, format!("/{i}"), &mut log, context, 0);
            }
        }
        one => take(one, String::new(), &mut log, context, 0),
    }
    if log.superseded > 0 {
        context.note("listed-again", "the tools were listed more than once; the last list was read");
    }
    let answered = log.sessions.iter().filter(|session| !session.pages.is_empty()).count();
    if answered == 0 {
        let Some((pointer, error)) = log.errors.into_iter().next() else {
            return context.not_a_manifest(
                "protocol messages without a tool list",
                "there are messages of the protocol here, but no answer to tools/list",
                "send tools/list to the server and save its answer",
            );
        };
        context.diagnostics.push(
            crate::diag::Diagnostic::new(
                crate::diag::Level::Error,
                "error-answer",
                context.input.source,
                format!("the server answered tools/list with an error: {}", printable(&error)),
            )
            .pointing(pointer)
            .help("repair what the server complains about (often a missing key or login) and capture its answer again"),
        );
        return Outcome::ErrorAnswer;
    }
    if let Some((pointer, error)) = log.errors.first() {
        let message = format!("besides the tool list there is an error answer: {}", printable(error));
        context.warn("error-answer-beside", message).pointer = Some(pointer.clone());
    }
    let mut servers = Vec::new();
    let mut taken = Keys::default();
    for session in log.sessions {
        if session.pages.is_empty() {
            continue;
        }
        let sources: Vec<&Map<String, Value>> = session.about.iter().collect();
        let mut info = server_info(&sources);
        let (list, incomplete) = join(session.pages, context);
        info.incomplete |= incomplete;
        servers.push(if answered == 1 {
            context.server(format, info, list)
        } else {
            let stem = context.input.stem.to_owned();
            let key = taken.unique(if info.name.is_empty() { &stem } else { &info.name });
            context.server_called(format, &key, info, list)
        });
    }
    Outcome::Servers(servers)
}

/// The pages of one answer as one list, and whether the last promises more.
fn join(pages: Vec<Page>, context: &mut Context<'_>) -> (Vec<Entry>, bool) {
    let mut cursors = BTreeSet::new();
    let mut list = Vec::new();
    let mut incomplete = false;
    let mut kept: Vec<Page> = Vec::new();
    for page in pages {
        incomplete = false;
        if let Some(next) = &page.next {
            incomplete = true;
            if !cursors.insert(next.clone()) {
                context.warn("repeated-cursor", "the server gave the same cursor twice").help =
                    Some("a client that follows it never ends; the pages were read once each".to_owned());
            }
        }
        if kept.iter().any(|before| before.list == page.list && !is_empty(&page.list)) {
            context.warn("repeated-page", "the same page stands here twice; it was read once").pointer =
                Some(page.pointer);
            continue;
        }
        kept.push(page);
    }
    for page in kept {
        list.extend(entries(page.list, &page.pointer));
    }
    if incomplete {
        context.warn("more-pages", "the last answer has a next page that is not in this file").help = Some(
            "ask for tools/list again with the cursor until there is none, and put all answers into one file, one a line"
                .to_owned(),
        );
    }
    (list, incomplete)
}

fn is_empty(list: &Value) -> bool {
    match list {
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

/// Takes one message into the log; batches and log objects are opened.
fn take(value: Value, pointer: String, log: &mut Log, context: &mut Context<'_>, depth: usize) {
    let mut map = match value {
        Value::Array(items) if depth < 2 => {
            for (i, item) in items.into_iter().enumerate() {
                take(item, format!("{pointer}/{i}"), log, context, depth + 1);
            }
            return;
        }
        Value::Object(map) => map,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => return,
    };
    let value = Value::Object(std::mem::take(&mut map));
    if !is_message(&value)
        && depth < 2
        && let Some(key) = wrapped(&value)
    {
        let inner = match value {
            Value::Object(mut map) => map.shift_remove(key),
            _ => None,
        };
        let inner = match inner {
            Some(Value::String(text)) => embedded(text.trim(), context.limits.max_depth),
            other => other,
        };
        if let Some(inner) = inner {
            take(inner, super::child(&pointer, key), log, context, depth + 1);
        }
        return;
    }
    let bare = is_bare_result(&value);
    let Value::Object(mut map) = value else { return };
    if bare {
        result(map, pointer, None, log, context);
        return;
    }
    let id = map.get("id").filter(|id| !id.is_null()).map(Value::to_string);
    if let Some(method) = map.get("method").and_then(Value::as_str) {
        match (method, id) {
            ("tools/list", Some(id)) => {
                let cursor = map.get("params").and_then(|p| p.get("cursor")).and_then(Value::as_str);
                log.others.remove(&id);
                log.asked.insert(id, cursor.filter(|c| !c.is_empty()).map(str::to_owned));
            }
            ("notifications/tools/list_changed", _) => {
                if let Some(session) = log.sessions.last_mut() {
                    session.changed = true;
                }
            }
            // A server's own requests may use the same ids as the client's.
            (other, Some(id)) if !log.asked.contains_key(&id) => {
                log.others.insert(id, other.to_owned());
            }
            _ => {}
        }
        return;
    }
    let other = id.as_ref().and_then(|id| log.others.get(id)).cloned();
    if let Some(error) = map.get("error").filter(|error| !error.is_null()) {
        let known = !log.asked.is_empty() || !log.others.is_empty();
        let ours = id.as_ref().is_some_and(|id| log.asked.contains_key(id));
        if ours || !known || other.is_none() {
            let code = error.get("code").map(|code| format!(" (code {code})")).unwrap_or_default();
            let text = error.get("message").and_then(Value::as_str).or_else(|| error.as_str()).unwrap_or("no message");
            let text: String = text.chars().take(200).collect();
            log.errors.push((super::child(&pointer, "error"), format!("{text}{code}")));
        }
        return;
    }
    if let Some(Value::Object(answer)) = map.shift_remove("result") {
        if other.as_deref().is_some_and(|method| !matches!(method, "initialize" | "server/discover" | "tools/list")) {
            return;
        }
        let asked = id.and_then(|id| log.asked.remove(&id));
        result(answer, super::child(&pointer, "result"), asked, log, context);
    }
}

/// Takes one result. `asked` is the cursor of the request, if the request is known.
fn result(
    mut answer: Map<String, Value>,
    pointer: String,
    asked: Option<Option<String>>,
    log: &mut Log,
    context: &mut Context<'_>,
) {
    // Since 2026-07-28 there is no initialize; a result's `_meta` may name the server.
    let named = |key: &str| {
        answer
            .get("_meta")
            .and_then(Value::as_object)
            .and_then(|meta| meta.iter().find(|(k, _)| k.rsplit('/').next() == Some(key)))
            .map(|(_, v)| v.clone())
    };
    let server = answer.get("serverInfo").cloned().or_else(|| named("serverInfo"));
    let list = match answer.shift_remove("tools") {
        Some(list) if is_tool_list(&list) => Some(list),
        Some(Value::Null) => {
            super::null_list(context);
            Some(Value::Array(Vec::new()))
        }
        _ => None,
    };
    let Some(session) = log.sessions.last_mut() else { return };
    if let Some(Value::Object(server)) = server {
        let name = |map: &Map<String, Value>| map.get("name").cloned();
        let same = session.about.iter().any(|known| name(known) == name(&server));
        if !same && !session.pages.is_empty() {
            log.sessions.push(Session::default());
        }
        let Some(session) = log.sessions.last_mut() else { return };
        if !same {
            let mut rest = Map::new();
            for key in ["protocolVersion", "instructions"] {
                if let Some(value) = answer.get(key) {
                    rest.insert(key.to_owned(), value.clone());
                }
            }
            session.about.push(server);
            session.about.push(rest);
        }
    }
    let Some(list) = list else { return };
    let Some(session) = log.sessions.last_mut() else { return };
    let next = ["nextCursor", "next_cursor"]
        .iter()
        .find_map(|key| answer.get(*key).and_then(Value::as_str))
        .filter(|cursor| !cursor.is_empty())
        .map(str::to_owned);
    let complete = session.pages.last().is_some_and(|page| page.next.is_none());
    let afresh = match asked {
        Some(cursor) => cursor.is_none(),
        None => complete && session.changed,
    };
    if afresh && !session.pages.is_empty() {
        session.pages.clear();
        log.superseded += 1;
    }
    session.changed = false;
    session.pages.push(Page { pointer: super::child(&pointer, "tools"), list, next });
}
