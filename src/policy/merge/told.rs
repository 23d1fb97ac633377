//! What a person should know of a merge before it is made: which rules of the file give way,
//! which stay and speak of the same tools, and which server is not there.

use super::super::target::{Edit, Owned, made_on};
use super::kind;
use crate::diag::printable;
use serde_json::Value;

/// Sentences about what edits do to a document, without full stop, each once.
pub fn told(document: &Value, edits: &[Edit]) -> Vec<String> {
    let new = made_on(document.clone(), edits);
    let mut said = Vec::new();
    for edit in edits {
        match edit {
            Edit::Members { at, owned, .. } => {
                gone(&mut said, document, &new, at, edits);
                let entries = strings(document, at);
                said.extend(entries.iter().filter_map(|entry| stays(entry, at, owned)));
            }
            Edit::Keys { at, owned, .. } => {
                for (key, old) in found(document, at).and_then(Value::as_object).into_iter().flatten() {
                    changed(&mut said, &[at.as_slice(), std::slice::from_ref(key)].concat(), old, &new);
                    said.extend(stays(key, at, owned));
                }
                absent(&mut said, document, at);
            }
            Edit::Set { at, value } => {
                if value.is_array() && found(document, at).is_some_and(Value::is_array) {
                    gone(&mut said, document, &new, at, edits);
                } else if let Some(old) = found(document, at) {
                    changed(&mut said, at, old, &new);
                }
                absent(&mut said, document, at);
            }
        }
    }
    let mut once: Vec<String> = Vec::new();
    for sentence in said {
        if !once.contains(&sentence) {
            once.push(sentence);
        }
    }
    once
}

fn found<'v>(document: &'v Value, at: &[String]) -> Option<&'v Value> {
    at.iter().try_fold(document, |value, key| value.get(key))
}

fn strings<'v>(document: &'v Value, at: &[String]) -> Vec<&'v str> {
    found(document, at).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Members of a list that are not in it any more, and where they are now.
fn gone(said: &mut Vec<String>, document: &Value, new: &Value, at: &[String], edits: &[Edit]) {
    let left = strings(new, at);
    for entry in strings(document, at).into_iter().filter(|entry| !left.contains(entry)) {
        let mut lists = edits.iter().map(|edit| match edit {
            Edit::Members { at, .. } | Edit::Keys { at, .. } | Edit::Set { at, .. } => at,
        });
        let now = lists.find(|list| strings(new, list).contains(&entry)).map(|list| shown(list));
        let now = now.map_or_else(|| "is in no list now".to_owned(), |now| format!("is in {now} now"));
        said.push(format!("replaced: {} was in {} and {now}", quoted(entry), shown(at)));
    }
}

/// A value that is another one now, or none.
fn changed(said: &mut Vec<String>, at: &[String], old: &Value, new: &Value) {
    let short = |value: &Value| match value {
        Value::Array(_) | Value::Object(_) => kind(value).to_owned(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            printable(&value.to_string()).into_owned()
        }
    };
    match found(new, at) {
        Some(new) if new == old => {}
        Some(Value::Object(inner)) if old.is_object() => {
            for (key, old) in old.as_object().into_iter().flatten() {
                let now =
                    inner.get(key).map_or_else(|| "is gone now".to_owned(), |new| format!("is {} now", short(new)));
                if inner.get(key) != Some(old) {
                    let at = [at, std::slice::from_ref(key)].concat();
                    said.push(format!("replaced: {} was {} and {now}", shown(&at), short(old)));
                }
            }
        }
        Some(new) => said.push(format!("replaced: {} was {} and is {} now", shown(at), short(old), short(new))),
        None => said.push(format!("replaced: {} was {} and is gone now", shown(at), short(old))),
    }
}

/// A rule of the person's that is about tools of the server too.
fn stays(entry: &str, at: &[String], owned: &Owned) -> Option<String> {
    let Owned::Around(start, _) = owned else { return None };
    let whole_server = start.strip_suffix("__") == Some(entry);
    let covers = whole_server || entry.contains(['*', '?']) && may_begin(entry, start);
    (covers && !owned.has(entry)).then(|| {
        format!("kept: {} in {} is yours and also covers tools that the new rules are about", quoted(entry), shown(at))
    })
}

/// Whether a pattern with `*` and `?` fits any name that begins so.
fn may_begin(pattern: &str, start: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let past_stars = |mut at: Vec<usize>| {
        let mut next = 0;
        while next < at.len() {
            if pattern.get(at[next]) == Some(&'*') && !at.contains(&(at[next] + 1)) {
                at.push(at[next] + 1);
            }
            next += 1;
        }
        at
    };
    let step = |at: Vec<usize>, c: char| {
        let on = |place: &usize| match pattern.get(*place) {
            Some('*') => Some(*place),
            Some('?') => Some(place + 1),
            Some(other) if *other == c => Some(place + 1),
            _ => None,
        };
        past_stars(at.iter().filter_map(on).collect())
    };
    !start.chars().fold(past_stars(vec![0]), step).is_empty()
}

/// A server that the rules stand in, and the file does not have.
fn absent(said: &mut Vec<String>, document: &Value, at: &[String]) {
    let [section @ ("mcpServers" | "mcp_servers"), server, _, ..] =
        &at.iter().map(String::as_str).collect::<Vec<_>>()[..]
    else {
        return;
    };
    let there = document.get(section).and_then(Value::as_object);
    if there.is_some_and(|there| there.contains_key(*server)) {
        return;
    }
    let names: Vec<String> = there.into_iter().flatten().map(|(name, _)| quoted(name)).collect();
    let has = if names.is_empty() { "none is there".to_owned() } else { format!("there are {}", names.join(", ")) };
    said.push(format!(
        "note: the file configures no server {} under {section} ({has}), so these rules do nothing yet; --name says what it is called there",
        quoted(server)
    ));
}

fn shown(at: &[String]) -> String {
    let part = |key: &String| {
        let plain = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
        if plain { key.clone() } else { quoted(key) }
    };
    at.iter().map(part).collect::<Vec<_>>().join(".")
}

fn quoted(text: &str) -> String {
    format!("`{}`", printable(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn way(keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| (*key).to_owned()).collect()
    }

    fn members(list: &str, tools: &[&str]) -> Edit {
        let owned = Owned::Around("mcp__s__".to_owned(), "");
        Edit::Members { at: way(&["p", list]), owned, members: way(tools) }
    }

    #[test]
    fn rules_that_give_way_and_rules_that_stay_are_named() {
        let mine = json!({"p": {
            "allow": ["mcp__s__old", "mcp__s__a", "Bash"], "deny": ["mcp__s__b", "mcp__s", "mcp__*", "mcp__t__*"]}});
        let said = told(&mine, &[members("allow", &["mcp__s__a", "mcp__s__b"]), members("deny", &[])]);
        assert_eq!(
            said,
            [
                "replaced: `mcp__s__old` was in p.allow and is in no list now",
                "replaced: `mcp__s__b` was in p.deny and is in p.allow now",
                "kept: `mcp__s` in p.deny is yours and also covers tools that the new rules are about",
                "kept: `mcp__*` in p.deny is yours and also covers tools that the new rules are about",
            ]
        );
        assert!(told(&json!({}), &[members("allow", &["mcp__s__a"])]).is_empty());
    }

    #[test]
    fn values_that_become_others_are_named() {
        let keys = |owned| Edit::Keys {
            at: way(&["t"]),
            owned,
            entries: vec![("s:a".to_owned(), json!({"d": "ask"})), ("s:b".to_owned(), json!(false))],
        };
        let mine = json!({"t": {"s:a": {"d": "deny", "x": 1}, "s:b": true, "s:c": 2, "else": 3}, "m": "auto"});
        let said = told(&mine, &[keys(Owned::Around("s:".to_owned(), "")), Edit::set(&["m"], "prompt")]);
        assert_eq!(
            said,
            [
                "replaced: t.`s:a`.d was \"deny\" and is \"ask\" now",
                "replaced: t.`s:a`.x was 1 and is gone now",
                "replaced: t.`s:b` was true and is false now",
                "replaced: t.`s:c` was 2 and is gone now",
                "replaced: m was \"auto\" and is \"prompt\" now",
            ]
        );
    }

    #[test]
    fn a_server_that_is_not_there_is_named() {
        let edits = [Edit::set(&["mcpServers", "s", "tools"], json!(["a"]))];
        let said = told(&json!({"mcpServers": {"my-s": {}}}), &edits);
        assert!(said[0].contains("no server `s` under mcpServers (there are `my-s`)"), "{said:?}");
        let said = told(&json!({"mcpServers": {"s": {"tools": ["*", "a"]}}}), &edits);
        assert_eq!(said, ["replaced: `*` was in mcpServers.s.tools and is in no list now"]);
    }

    #[test]
    fn patterns_are_held_against_the_beginning_of_names() {
        for (pattern, fits) in [("*", true), ("s_*", true), ("s?*", true), ("t*", false), ("*_x", true), ("s", false)] {
            assert_eq!(may_begin(pattern, "s_"), fits, "{pattern}");
        }
    }
}
