//! What a manifest says of the server itself, whatever its keys are called.

use super::ServerInfo;
use super::definition::held;
use serde_json::{Map, Value};

/// Keys for the name, the one for people first.
const NAME: &[&str] = &["display_name", "displayName", "title", "name", "server_name", "serverName", "mcp_server_name"];

/// Everything that the given objects say, the first that says something winning.
/// The name is left empty if none has one.
pub(super) fn server_info(sources: &[&Map<String, Value>]) -> ServerInfo {
    let first = |keys: &[&str]| sources.iter().find_map(|map| keys.iter().find_map(|key| text(held(map, key)?)));
    let repository = || {
        sources.iter().find_map(|map| {
            let value = held(map, "repository")?;
            text(value).or_else(|| text(value.get("url")?))
        })
    };
    let mut info = ServerInfo {
        name: first(NAME).unwrap_or_default(),
        slug: first(&["slug"]),
        description: first(&["description", "overview", "summary"]),
        instructions: first(&["instructions"]),
        version: first(&["version"]),
        package: first(&["package", "packageName", "package_name", "npmOrPypi"])
            .or_else(repository)
            .or_else(|| first(&["repository_url", "repositoryUrl", "github"])),
        homepage: first(&["homepage", "websiteUrl", "website_url", "website", "web", "repository_url"])
            .or_else(repository)
            .filter(|url| url.starts_with("https://") && !url.contains(|c: char| c.is_whitespace() || c.is_control())),
        license: first(&["license"])
            .or_else(|| sources.iter().find_map(|map| text(held(map, "license")?.get("name")?))),
        protocol_version: first(&["protocolVersion", "protocol_version"]),
        captured: first(&["captured", "capturedAt", "captured_at", "capture_date", "fetchedAt", "fetched_at"]),
        configuration: Vec::new(),
        incomplete: sources.iter().any(|map| {
            ["tools_generated", "incomplete", "truncated"].iter().any(|key| held(map, key) == Some(&Value::Bool(true)))
        }),
    };
    for map in sources {
        if let Some(transport) = held(map, "transport").and_then(text) {
            push(&mut info.configuration, format!("transport {transport}"));
        }
        if let Some(endpoint) = held(map, "url").and_then(text).and_then(|url| endpoint(&url)) {
            push(&mut info.configuration, format!("endpoint {endpoint}"));
        }
        if let Some(args) = held(map, "args") {
            arguments(args, &mut info.configuration);
        }
        for key in ["env", "environment", "envVars", "env_vars", "environmentVariables"] {
            if let Some(env) = held(map, key) {
                environment(env, &mut info.configuration);
            }
        }
    }
    info
}

/// The text, trimmed, unless it is blank or no text.
fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Adds a line once.
fn push(list: &mut Vec<String>, line: String) {
    if !list.contains(&line) {
        list.push(line);
    }
}

/// Names of environment variables: from an object, a list of objects with a name,
/// or a list of `NAME=value`. Values are never kept.
pub(super) fn environment(value: &Value, into: &mut Vec<String>) {
    let names: Vec<&str> = match value {
        Value::Object(map) => map.keys().map(String::as_str).collect(),
        Value::Array(items) => items
            .iter()
            .filter_map(|item| item.as_str().or_else(|| item.get("name")?.as_str()))
            .filter_map(|item| item.split('=').next())
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return,
    };
    for name in names.into_iter().map(str::trim).filter(|name| !name.is_empty()) {
        push(into, format!("environment {name}"));
    }
}

/// Command-line arguments with their secrets taken out: flags are kept, and
/// values only if they are placeholders, paths or short plain words that do not
/// follow a flag that asks for a secret.
pub(super) fn arguments(value: &Value, into: &mut Vec<String>) {
    let mut after_secret = false;
    for arg in value.as_array().into_iter().flatten().filter_map(Value::as_str) {
        let arg = arg.trim();
        if arg.is_empty() {
            continue;
        }
        let shown = match arg.split_once('=') {
            Some((flag, value)) if flag.starts_with('-') || is_word(flag) => {
                let hide = asks_for_secret(flag) || !is_harmless(value);
                format!("{flag}={}", if hide { "…" } else { value })
            }
            _ if arg.starts_with('-') && is_harmless(arg) => arg.to_owned(),
            _ if after_secret || !is_harmless(arg) => "…".to_owned(),
            _ => arg.to_owned(),
        };
        after_secret = arg.starts_with('-') && !arg.contains('=') && asks_for_secret(arg);
        // Repeated arguments mean something, so they are not folded.
        into.push(format!("argument {shown}"));
    }
}

/// Whether a flag's name says that its value is a secret. One-letter flags say
/// nothing, so they may; `-y` (npx) and `-m` (python) are known not to.
fn asks_for_secret(flag: &str) -> bool {
    const WORDS: &[&str] =
        &["key", "token", "secret", "password", "passwd", "pwd", "auth", "credential", "bearer", "cookie", "pat"];
    let name = flag.trim_start_matches('-').to_ascii_lowercase();
    (flag.starts_with('-') && !flag.starts_with("--") && name.len() == 1 && !["y", "m"].contains(&name.as_str()))
        || name.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| WORDS.contains(&part))
        || WORDS[..6].iter().any(|word| name.ends_with(word))
}

/// A placeholder, a folder, a number, or a list of short words: nothing that a
/// secret looks like.
fn is_harmless(value: &str) -> bool {
    if value.contains("://") || value.contains('@') && value.contains(':') {
        return false;
    }
    if value.starts_with("${") || value.starts_with('$') || value.starts_with("{{") {
        return true;
    }
    value.split(['/', '\\', ',', '.', ':', '-', '_', ' ']).all(|part| {
        let digits = part.chars().filter(char::is_ascii_digit).count();
        let letters = part.chars().filter(|c| c.is_alphabetic()).count();
        // Sixteen characters that mix letters and digits, or any longer run, may be a key.
        part.len() < 16 || (part.len() <= 24 && (digits == 0 || letters == 0))
    })
}

/// One word of letters, digits and underscores.
fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Scheme, host and path of an address: no user, no query, no fragment, where
/// keys are kept.
fn endpoint(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let rest = rest.split(['?', '#']).next()?;
    let (host, path) = rest.split_once('/').map_or((rest, ""), |(host, path)| (host, path));
    let host = host.rsplit('@').next()?;
    let path = if is_harmless(path) { path } else { "…" };
    let slash = if path.is_empty() { "" } else { "/" };
    (!host.is_empty()).then(|| format!("{scheme}://{host}{slash}{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn configuration_never_holds_a_secret() {
        let mut lines = Vec::new();
        arguments(
            &json!([
                "-y",
                "--api-key",
                "hunter2",
                "--token=abc",
                "--caps=vision,pdf",
                "${user_config.dir}",
                "/tmp/data",
                "run",
                "0123456789abcdef0123456789abcdef",
                "-s",
                "dummy",
                "API_TOKEN=x",
                "postgres://u:p@h/db",
                "config,core,helm"
            ]),
            &mut lines,
        );
        let lines: Vec<&str> = lines.iter().map(|l| l.trim_start_matches("argument ")).collect();
        assert_eq!(
            lines,
            [
                "-y",
                "--api-key",
                "…",
                "--token=…",
                "--caps=vision,pdf",
                "${user_config.dir}",
                "/tmp/data",
                "run",
                "…",
                "-s",
                "…",
                "API_TOKEN=…",
                "…",
                "config,core,helm"
            ]
        );
        assert_eq!(
            endpoint("https://u:p@host.example/a/mcp?api_key=1#x").as_deref(),
            Some("https://host.example/a/mcp")
        );
        let mut names = Vec::new();
        environment(&json!({"A": "secret"}), &mut names);
        environment(&json!([{"name": "B", "value": "secret"}, "C=secret"]), &mut names);
        assert_eq!(names, ["environment A", "environment B", "environment C"]);
    }

    #[test]
    fn the_first_source_that_says_something_wins() {
        let a = json!({"name": " ", "version": "1", "homepage": "http://x"});
        let b = json!({"name": "n", "version": "2", "license": {"name": "MIT"}, "repository": {"url": "https://r"}});
        let info = server_info(&[a.as_object().expect("object"), b.as_object().expect("object")]);
        assert_eq!((info.name.as_str(), info.version.as_deref()), ("n", Some("1")));
        assert_eq!((info.license.as_deref(), info.package.as_deref()), (Some("MIT"), Some("https://r")));
        assert_eq!(info.homepage, None);
    }
}
