//! From an entry of a configuration to what is kept of it.

use super::clients::{Client, Shape};
use super::{Bare, Configured, Host, ToolLists, Transport, names};
use serde_json::{Map, Value};

/// A runner of packages: how its arguments lead to the package.
struct Runner {
    program: &'static str,
    /// Words before the package (`pipx run`).
    words: &'static [&'static str],
    /// Flags without a value.
    bare: &'static [&'static str],
    /// Flags whose value is dropped.
    valued: &'static [&'static str],
    /// Flags whose value is the package.
    naming: &'static [&'static str],
}

const NODE: &[&str] = &["-y", "--yes", "-q", "--quiet", "--silent", "--bun", "--prefer-offline"];
const UV: &[&str] = &["-q", "--quiet", "--refresh", "--isolated", "--no-cache", "-n", "--offline"];
const UV_VALUED: &[&str] =
    &["--python", "-p", "--with", "--index-url", "--index", "--default-index", "--directory", "--env-file"];
const CONTAINER: &[&str] =
    &["-i", "--interactive", "-t", "--tty", "-it", "-ti", "--rm", "--init", "--privileged", "--read-only"];
const CONTAINER_VALUED: &[&str] = &[
    "-e",
    "--env",
    "--env-file",
    "-v",
    "--volume",
    "--mount",
    "--name",
    "--network",
    "--net",
    "-p",
    "--publish",
    "-w",
    "--workdir",
    "-u",
    "--user",
    "--add-host",
    "--platform",
    "--memory",
    "-m",
    "--cpus",
    "--label",
    "-l",
    "--pull",
    "--entrypoint",
    "--cap-drop",
    "--cap-add",
    "--security-opt",
    "--tmpfs",
];

/// The runners; of one program, those with more words first.
const RUNNERS: &[Runner] = &[
    Runner { program: "npx", words: &[], bare: NODE, valued: &[], naming: &["-p", "--package"] },
    Runner { program: "bunx", words: &[], bare: NODE, valued: &[], naming: &["-p", "--package"] },
    Runner { program: "bun", words: &["x"], bare: NODE, valued: &[], naming: &["-p", "--package"] },
    Runner { program: "npm", words: &["exec"], bare: &["-y", "--yes", "--"], valued: &[], naming: &["--package"] },
    Runner { program: "pnpm", words: &["dlx"], bare: NODE, valued: &[], naming: &["--package"] },
    Runner { program: "yarn", words: &["dlx"], bare: NODE, valued: &[], naming: &["-p", "--package"] },
    Runner { program: "uvx", words: &[], bare: UV, valued: UV_VALUED, naming: &["--from"] },
    Runner { program: "uv", words: &["tool", "run"], bare: UV, valued: UV_VALUED, naming: &["--from"] },
    Runner { program: "uv", words: &["run"], bare: UV, valued: UV_VALUED, naming: &[] },
    Runner { program: "pipx", words: &["run"], bare: &["-q"], valued: &["--python"], naming: &["--spec"] },
    Runner { program: "python", words: &[], bare: &["-u"], valued: &[], naming: &["-m"] },
    Runner { program: "python3", words: &[], bare: &["-u"], valued: &[], naming: &["-m"] },
    Runner { program: "docker", words: &["run"], bare: CONTAINER, valued: CONTAINER_VALUED, naming: &[] },
    Runner { program: "podman", words: &["run"], bare: CONTAINER, valued: CONTAINER_VALUED, naming: &[] },
];

/// What is kept of an entry; `None` if it is none.
pub(super) fn configured(client: Option<&Client>, name: &str, entry: &Value) -> Option<Configured> {
    let map = entry.as_object()?;
    let words = command(map);
    let http = ["httpUrl", "http_url"].iter().find_map(|key| map.get(*key)?.as_str());
    let url = ["url", "serverUrl", "uri", "endpoint"].iter().find_map(|key| map.get(*key)?.as_str());
    let (program, package, bridged) =
        words.split_first().map_or((None, None, None), |(first, rest)| started(first, rest));
    let host = http.or(url).and_then(Host::of).or(bridged);
    let says = ["type", "transport", "transportType"].iter().find_map(|key| map.get(*key)?.as_str());
    let transport = match says.unwrap_or_default() {
        "builtin" | "platform" | "frontend" => Transport::Builtin,
        "sse" => Transport::Sse,
        "http" | "streamable-http" | "streamableHttp" | "streamable_http" => Transport::Http,
        _ if !words.is_empty() => Transport::Stdio,
        _ if http.is_some() || says == Some("remote") => Transport::Http,
        _ if url.is_some() => client.map_or(Transport::Http, |client| client.address),
        _ => Transport::Unknown,
    };
    let is = |key: &str, value: bool| map.get(key).and_then(Value::as_bool) == Some(value);
    let disabled = is("disabled", true) || is("enabled", false);
    let tools = client.map_or_else(ToolLists::default, |client| lists(client, map));
    Some(Configured { name: name.to_owned(), transport, program, package, host, disabled, tools })
}

/// Which tools the agent gets.
fn lists(client: &Client, map: &Map<String, Value>) -> ToolLists {
    let list = |key: Option<&str>| names(key.and_then(|key| map.get(key)));
    let only = list(client.lists.0);
    ToolLists {
        // Goose takes an empty list for none.
        only: only.filter(|names| !names.is_empty() || client.shapes != [Shape::Extensions]),
        without: list(client.lists.1).unwrap_or_default(),
    }
}

/// Command and arguments as one list: a text with a list beside it, a list, or an object
/// with both.
fn command(map: &Map<String, Value>) -> Vec<&str> {
    match map.get("command").or_else(|| map.get("cmd")) {
        Some(Value::String(program)) => std::iter::once(program.as_str()).chain(texts(map.get("args"))).collect(),
        Some(value @ Value::Array(_)) => texts(Some(value)).collect(),
        Some(Value::Object(inner)) => {
            inner.get("path").and_then(Value::as_str).into_iter().chain(texts(inner.get("args"))).collect()
        }
        _ => Vec::new(),
    }
}

fn texts(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// Program, package, and the host of an address that stands right behind the package: a
/// bridge to a server elsewhere.
fn started(first: &str, rest: &[&str]) -> (Option<Bare>, Option<Bare>, Option<Host>) {
    // A whole command line in one text.
    if first.contains(char::is_whitespace) && !first.contains(['/', '\\', '=']) {
        let words: Vec<&str> = first.split_whitespace().chain(rest.iter().copied()).collect();
        return words.split_first().map_or((None, None, None), |(first, rest)| started(first, rest));
    }
    let base = first.rsplit(['/', '\\']).next().unwrap_or(first);
    let base = [".exe", ".cmd", ".bat"].iter().find_map(|end| base.strip_suffix(end)).unwrap_or(base);
    if base.eq_ignore_ascii_case("cmd")
        && let [switch, first, rest @ ..] = rest
        && switch.eq_ignore_ascii_case("/c")
    {
        return started(first, rest);
    }
    let program = Bare::new(base);
    for runner in RUNNERS.iter().filter(|runner| runner.program == base) {
        if let Some(rest) = rest.strip_prefix(runner.words) {
            let (package, host) = runner.package(rest);
            return (program, package, host);
        }
    }
    (program, None, None)
}

impl Runner {
    /// The package. A flag that is not known may take a value, which may be a secret, so
    /// nothing behind it is looked at.
    fn package(&self, args: &[&str]) -> (Option<Bare>, Option<Host>) {
        let mut named = None;
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            let (flag, value) = arg.split_once('=').map_or((*arg, None), |(flag, value)| (flag, Some(value)));
            if self.naming.contains(&flag) {
                named = value.or_else(|| args.next().copied()).and_then(without_version);
                if self.naming.contains(&"-m") {
                    return (named, None);
                }
            } else if self.valued.contains(&flag) {
                if value.is_none() {
                    args.next();
                }
            } else if arg.starts_with('-') {
                if !self.bare.contains(arg) {
                    return (named, None);
                }
            } else if self.naming.contains(&"-m") {
                // A script, not a package.
                return (None, None);
            } else {
                return (named.or_else(|| without_version(arg)), args.next().and_then(|next| Host::of(next)));
            }
        }
        (named, None)
    }
}

/// A package's or image's name without version, tag, digest and extras.
pub(super) fn without_version(text: &str) -> Option<Bare> {
    let text = text.split(['[', '=', '<', '>', '~']).next()?;
    let text = match text.get(1..)?.find('@') {
        Some(at) => &text[..=at],
        None => text,
    };
    let name_at = text.rfind('/').map_or(0, |at| at + 1);
    let end = text[name_at..].find(':').map_or(text.len(), |at| name_at + at);
    Bare::new(&text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn kept(entry: Value) -> (String, String, String) {
        let one = configured(None, "x", &entry).expect("an entry");
        let text = |bare: Option<Bare>| bare.map_or(String::new(), |bare| bare.as_str().to_owned());
        (text(one.program), text(one.package), one.host.map_or(String::new(), |host| host.as_str().to_owned()))
    }

    #[test]
    fn packages_are_found_behind_runners() {
        let package = |words: &[&str]| kept(json!({"command": words[0], "args": words[1..]})).1;
        assert_eq!(package(&["npx", "-y", "@scope/pkg@1.2", "--token", "s3cret"]), "@scope/pkg");
        assert_eq!(package(&["cmd", "/c", "npx.cmd", "pkg@latest"]), "pkg");
        assert_eq!(package(&["/usr/bin/uvx", "--from", "tool-mcp[all]==1.0", "tool"]), "tool-mcp");
        assert_eq!(package(&["uvx", "--from", "git+https://tok@h/o/r", "tool"]), "tool");
        assert_eq!(package(&["python", "-m", "some_server", "secret"]), "some_server");
        assert_eq!(package(&["python", "server.py"]), "");
        assert_eq!(package(&["docker", "run", "-i", "--rm", "-e", "K=v", "ghcr.io/o/img:1.0"]), "ghcr.io/o/img");
        assert_eq!(package(&["npx", "--token", "hunter2", "pkg"]), "", "the flag may take what follows");
        assert_eq!(package(&["npx -y pkg"]), "pkg");
    }

    #[test]
    fn an_address_behind_a_bridge_gives_its_host() {
        let entry =
            json!({"command": "npx", "args": ["bridge", "https://k@mcp.example.com/sse?k=1", "--header", "A: b"]});
        assert_eq!(kept(entry), ("npx".to_owned(), "bridge".to_owned(), "mcp.example.com".to_owned()));
    }
}
