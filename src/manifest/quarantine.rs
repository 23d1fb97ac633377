//! Entries of a tool list that cannot be tools.
//!
//! A list in the wild may hold headings, template placeholders, scraped sentences
//! or the parameters of the tool above. Publishing them as tools would be wrong,
//! and dropping them silently would be worse: each is kept with the place where
//! it stands and the reason why it is set aside.
//!
//! The rule for doubt is **better a tool with low confidence than a lost tool**,
//! so there are two kinds of reasons:
//!
//! * what no server can have meant as a name, whatever stands beside it: nothing,
//!   hidden characters, a template, markup, a line of code, an address;
//! * what looks like prose or a path. It counts only if the entry has no schema
//!   and, for mere length, no description either: real servers call their tools
//!   `Get all test cases for a project/suite`, but then they define them.
//!
//! # Parameters listed as tools
//!
//! Scrapers sometimes list a tool's parameters, or the values of its `action`,
//! beside the tool itself. No list of suspicious words can find them: `query` and
//! `list` are names of real tools. The evidence is taken from the list itself, and
//! all of it must be there:
//!
//! 1. the entry is bare: a name and nothing else (or its description is, word for
//!    word, the one of the parameter in question, and it has no schema);
//! 2. another entry of the same server has a parameter or an enum value of
//!    exactly that name, and that entry is not bare;
//! 3. at least two other entries have a description, and no more than one in five
//!    of the others (other suspects left out) has none. Where many tools are bare,
//!    a bare one is no surprise.
//!
//! A list of names alone can therefore never lose an entry this way.

use super::{Quarantined, Tool};
use crate::diag::{is_hidden, printable};
use foldhash::fast::FixedState;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Longest name that is still believed, in characters. The specification allows
/// 128; between the two a tool is kept and a warning given.
const LONGEST_NAME: usize = 512;

/// Words from which on a name without a definition is a sentence.
const SENTENCE_WORDS: usize = 6;

/// An entry that is set aside, with the start of its name.
pub(super) fn quarantined(name: &str, pointer: String, reason: String) -> Quarantined {
    const SHOWN: usize = 80;
    let mut shown: String = name.chars().take(SHOWN).collect();
    if shown.len() < name.len() {
        shown.push('…');
    }
    Quarantined { name: shown, pointer, reason }
}

/// Sorts the entries of one server into tools and what is set aside: by name,
/// then parameters among the tools, then repeated names. Nothing is lost.
pub(super) fn sort(entries: Vec<Tool>, set_aside: &mut Vec<Quarantined>) -> Vec<Tool> {
    let mut tools = Vec::with_capacity(entries.len());
    for tool in entries {
        match why_no_name(&tool) {
            None => tools.push(tool),
            Some(reason) => set_aside.push(quarantined(&tool.name, tool.pointer, reason)),
        }
    }
    let suspects = parameters_among(&tools);
    let mut at = 0;
    tools.retain(|tool| {
        let reason = suspects.get(&at);
        at += 1;
        if let Some(reason) = reason {
            set_aside.push(quarantined(&tool.name, tool.pointer.clone(), reason.clone()));
        }
        reason.is_none()
    });
    without_repeats(tools, set_aside)
}

/// Keeps the first tool of every name: a client can call only one. The others are
/// set aside, told apart into exact duplicates and different definitions.
pub fn without_repeats(tools: Vec<Tool>, set_aside: &mut Vec<Quarantined>) -> Vec<Tool> {
    let mut first: HashMap<String, usize, FixedState> = HashMap::default();
    let mut kept: Vec<Tool> = Vec::with_capacity(tools.len());
    for tool in tools {
        match first.get(&tool.name) {
            None => {
                first.insert(tool.name.clone(), kept.len());
                kept.push(tool);
            }
            Some(at) => {
                let before = &kept[*at];
                let reason = if same_definition(before, &tool) {
                    format!("duplicate of the definition at {}", before.pointer)
                } else {
                    format!("same name as the tool at {}, different definition", before.pointer)
                };
                set_aside.push(quarantined(&tool.name, tool.pointer, reason));
            }
        }
    }
    kept
}

/// Whether two definitions say the same to an agent.
fn same_definition(a: &Tool, b: &Tool) -> bool {
    a.name == b.name
        && a.title == b.title
        && a.description == b.description
        && a.input_schema == b.input_schema
        && a.output_schema == b.output_schema
        && a.annotations == b.annotations
}

/// Why an entry's name cannot be a tool's; `None` if it can.
fn why_no_name(tool: &Tool) -> Option<String> {
    let name = tool.name.as_str();
    let trimmed = name.trim();
    if trimmed.is_empty() {
        return Some("it has no name".to_owned());
    }
    let length = name.chars().count();
    if length > LONGEST_NAME {
        return Some(format!("its name has {length} characters"));
    }
    // Nearly every name; none of what follows can be said of it.
    let identifier = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if name.bytes().all(identifier) && name.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    if name.contains(['\n', '\r']) {
        return Some("its name has a line break".to_owned());
    }
    if let Some(c) = name.chars().find(|c| is_hidden(*c)) {
        return Some(format!("its name has the hidden character {}", printable(c.encode_utf8(&mut [0; 4]))));
    }
    if is_template(name) {
        return Some("its name is a template that was not filled in".to_owned());
    }
    if is_placeholder(trimmed) {
        return Some("its name is a placeholder".to_owned());
    }
    if !name.chars().any(char::is_alphanumeric) {
        return Some("its name has no letter or digit".to_owned());
    }
    if is_markup(trimmed) {
        return Some("its name is markup, not a name".to_owned());
    }
    if is_code(trimmed) {
        return Some("its name is a piece of code".to_owned());
    }
    if is_address(trimmed) {
        return Some("its name is an address".to_owned());
    }
    if tool.input_schema.is_some() {
        return None;
    }
    if is_path(trimmed) {
        return Some("its name is a file path".to_owned());
    }
    if trimmed.ends_with([':', '：']) {
        return Some("its name is a heading".to_owned());
    }
    if trimmed.ends_with(['.', '。']) {
        return Some("its name is a sentence".to_owned());
    }
    if tool.description.is_none() && trimmed.split_whitespace().count() >= SENTENCE_WORDS {
        return Some("its name is a sentence, and nothing else is said of it".to_owned());
    }
    None
}

/// `${name}`, `{{tool}}`, `{prefix}_x`, `%s`, `%(name)s`, `<%= x %>`.
fn is_template(name: &str) -> bool {
    let format = |at: usize| {
        let rest = &name[at + 1..];
        let verb = rest.starts_with(['s', 'd']) && !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic());
        verb || rest.starts_with('(')
    };
    name.contains("${")
        || name.contains("{{")
        || name.contains("}}")
        || name.contains("<%")
        || name.find('{').is_some_and(|open| name[open..].contains('}'))
        || name.match_indices('%').any(|(at, _)| format(at))
}

/// `<tool_name>`, `...`, `[name]`.
fn is_placeholder(name: &str) -> bool {
    name == "..."
        || name == "…"
        || (name.starts_with('<') && name.ends_with('>') && !name[1..].starts_with('/') && !name.contains("><"))
        || (name.starts_with('[') && name.ends_with(']'))
}

/// Markdown and HTML: headings, bold, list items, table rows, links, tags.
fn is_markup(name: &str) -> bool {
    let numbered = name.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = numbered.len() < name.len() && (numbered.starts_with(". ") || numbered.starts_with(") "));
    numbered
        || ["# ", "## ", "### ", "#### ", "- ", "* ", "+ ", "> ", "|", "```"].iter().any(|m| name.starts_with(m))
        || name.contains("**")
        || name.contains("](")
        || (name.contains('<') && name.contains('>'))
}

/// A call with its parentheses, quotes, arrows, assignments, statements.
fn is_code(name: &str) -> bool {
    let call = name.match_indices('(').any(|(at, _)| {
        // `Search (beta)` is a name; `search(query)` is a call.
        name[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') && name[at..].contains(')')
    });
    let quote = |q: char| name.starts_with(q) || name.ends_with(q);
    call || name.contains(['"', '`', '{', '}', ';', '\\'])
        || quote('\'')
        || ["=>", "->", "==", "::", "()", "//"].iter().any(|mark| name.contains(mark) && !name.contains("://"))
        || name.contains('=')
}

/// `https://…`, `www.…`, `someone@example.com`.
fn is_address(name: &str) -> bool {
    let mail = name.split_once('@').is_some_and(|(who, host)| {
        !who.is_empty() && host.contains('.') && !host.contains(['/', ' ']) && !host.ends_with('.')
    });
    name.contains("://") || name.starts_with("www.") || mail
}

/// `/usr/bin/x`, `./x`, `C:\x`, `src/tools/x.py`: more than one step from a root,
/// or a file with an extension in a folder.
fn is_path(name: &str) -> bool {
    let from_root = name.starts_with('/') && name[1..].contains('/');
    let relative = ["./", "../", "~/"].iter().any(|start| name.starts_with(start));
    let mut chars = name.chars();
    let drive =
        chars.next().is_some_and(|c| c.is_ascii_alphabetic()) && chars.next() == Some(':') && name.contains('\\');
    let file = name.rsplit_once('/').is_some_and(|(folder, file)| {
        let extension = file.rsplit_once('.').map(|(stem, extension)| (!stem.is_empty(), extension));
        !folder.is_empty()
            && !name.contains(' ')
            && extension.is_some_and(|(stem, e)| {
                stem && (1..=4).contains(&e.len()) && e.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            })
    });
    from_root || relative || drive || file
}

/// Where the list's own evidence says that an entry is a parameter, or a value of
/// one, of another entry; see the module's text for the reasoning.
fn parameters_among(tools: &[Tool]) -> BTreeMap<usize, String> {
    let bare = |tool: &Tool| {
        tool.description.is_none()
            && tool.input_schema.is_none()
            && tool.output_schema.is_none()
            && tool.annotations.raw.is_empty()
            && tool.title.is_none()
            && tool.extra.is_empty()
    };
    let undefined = |tool: &Tool| tool.input_schema.is_none() && tool.annotations.raw.is_empty();
    if !tools.iter().any(undefined) || tools.iter().all(undefined) {
        return BTreeMap::new();
    }
    // Name → (the tool that has it, its description there), parameters before values.
    let mut parameters: BTreeMap<&str, Vec<(usize, Option<&str>)>> = BTreeMap::new();
    let mut values: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, tool) in tools.iter().enumerate().filter(|(_, tool)| !bare(tool)) {
        for param in tool.params().all {
            for (value, _) in param.choices {
                values.entry(value).or_default().push(i);
            }
            parameters.entry(param.name).or_default().push((i, param.description));
        }
    }
    let mut suspects = BTreeMap::new();
    for (i, tool) in tools.iter().enumerate() {
        let is_bare = bare(tool);
        let repeats =
            |text: &Option<&str>| undefined(tool) && tool.description.is_some() && *text == tool.description.as_deref();
        let parameter = parameters.get(tool.name.as_str()).and_then(|owners| {
            owners.iter().find(|(owner, text)| *owner != i && (is_bare || repeats(text))).map(|(owner, _)| *owner)
        });
        let value =
            || values.get(tool.name.as_str()).and_then(|owners| owners.iter().find(|o| is_bare && **o != i)).copied();
        if let Some(owner) = parameter {
            suspects.insert(i, format!("it is a parameter of the tool `{}`", printable(&tools[owner].name)));
        } else if let Some(owner) = value() {
            suspects.insert(i, format!("it is a parameter's value of the tool `{}`", printable(&tools[owner].name)));
        }
    }
    let names: BTreeSet<usize> = suspects.keys().copied().collect();
    let others: Vec<&Tool> = tools.iter().enumerate().filter(|(i, _)| !names.contains(i)).map(|(_, t)| t).collect();
    let described = others.iter().filter(|tool| tool.description.is_some()).count();
    if described < 2 || (others.len() - described) * 5 > others.len() {
        return BTreeMap::new();
    }
    suspects
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn named(name: &str) -> Tool {
        Tool { name: name.to_owned(), pointer: "/0".to_owned(), ..Tool::default() }
    }

    fn described(name: &str) -> Tool {
        Tool { description: Some("what it does".to_owned()), ..named(name) }
    }

    #[test]
    fn odd_names_of_real_tools_stay() {
        for name in [
            "nasa/firms",
            "get status",
            "长亭 IP 情报查询",
            "Votars fetch a specific transcript",
            "Visualize Entity Detections",
            "TwilioApiV2010--CreateCall",
            "get--v4-domains-name-",
            "storage.remove",
            "API-post-search",
            "!pg",
            "cort.think.simple",
            "server__tool",
            "/help",
            "__init__",
            "c++_build",
            "50%_off",
            "Search (beta)",
            "what's new",
            "C",
            "@scope/name",
            "appservice_webapp_settings_update-appsettings",
        ] {
            assert_eq!(why_no_name(&named(name)), None, "{name}");
        }
        assert_eq!(why_no_name(&described("Get all test results for a test")), None);
    }

    #[test]
    fn what_cannot_be_a_name_is_set_aside() {
        for name in [
            "",
            "  ",
            "${name}",
            "{{tool}}",
            "{prefix}_x",
            "get_%s",
            "%(name)s_list",
            "a\nb",
            "a\u{202e}b",
            "a\u{200b}b",
            "a\u{7}",
            "## Tools",
            "**Available tools**",
            "Available tools:",
            "This searches the web.",
            "this one searches the web for you",
            "- search",
            "1. Search",
            "search(query)",
            "foo()",
            "x => y",
            "\"quoted\"",
            "`code`",
            "name = 'x'",
            "<tool_name>",
            "...",
            "…",
            "---",
            "https://example.com/x",
            "/usr/local/bin",
            "./server.js",
            "src/tools/list.py",
            "C:\\tools\\x",
            "[name]",
            "a | <b>c</b>",
        ] {
            assert!(why_no_name(&named(name)).is_some(), "{name:?}");
        }
        assert!(why_no_name(&named(&"x".repeat(513))).is_some());
        assert!(why_no_name(&named(&"x".repeat(512))).is_none());
    }

    #[test]
    fn parameters_and_values_among_the_tools_are_found_by_evidence_only() {
        let search = Tool {
            input_schema: Some(json!({"properties": {
                "query": {"type": "string", "description": "what to look for"},
                "mode": {"enum": ["fast", "slow"]}
            }})),
            ..described("search")
        };
        let list = vec![search.clone(), described("open"), described("close"), named("query"), named("fast")];
        let mut aside = Vec::new();
        let kept = sort(list, &mut aside);
        assert_eq!(kept.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), ["search", "open", "close"]);
        assert_eq!(aside[0].reason, "it is a parameter of the tool `search`");
        assert_eq!(aside[1].reason, "it is a parameter's value of the tool `search`");

        // Its own text word for word, and no schema.
        let copy = Tool { description: Some("what to look for".to_owned()), ..named("query") };
        assert_eq!(sort(vec![search.clone(), described("open"), copy], &mut Vec::new()).len(), 2);
        // A description of its own makes it a tool; so does a list full of bare names.
        assert_eq!(sort(vec![search.clone(), described("open"), described("query")], &mut Vec::new()).len(), 3);
        let bare = ["query", "a", "b", "c"].map(named);
        assert_eq!(sort([search].into_iter().chain(bare).collect(), &mut Vec::new()).len(), 5);
    }

    #[test]
    fn the_first_of_a_name_is_kept_and_the_others_are_told_apart() {
        let mut aside = Vec::new();
        let kept = sort(vec![described("a"), described("a"), named("a"), named("A")], &mut aside);
        assert_eq!(kept.len(), 2);
        let reasons: Vec<&str> = aside.iter().map(|q| q.reason.as_str()).collect();
        assert_eq!(reasons, ["duplicate of the definition at /0", "same name as the tool at /0, different definition"]);
    }
}
