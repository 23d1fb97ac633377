//! The guide for publishing, held against the program: what it tells operators to send is
//! what `serve` sends, and no page of the sample catalogue holds anything that it forbids.

use crate::site::tags;
use crate::support::root;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The header's name with what stands before its value in the guide.
const NAME: &str = "Content-Security-Policy";

fn guide() -> String {
    fs::read_to_string(root().join("docs/publishing.md")).expect("the guide")
}

/// The header's value, as it stands in the guide's first example.
fn header() -> String {
    let guide = guide();
    let line = guide.lines().find_map(|line| line.strip_prefix(&format!("{NAME}: "))).expect("the header");
    line.to_owned()
}

/// A policy as a browser reads it.
struct Policy(BTreeMap<String, Vec<String>>);

impl Policy {
    fn new(header: &str) -> Policy {
        let directives = header.split(';').map(|part| {
            let mut words = part.split_whitespace().map(str::to_owned);
            (words.next().expect("a directive"), words.collect())
        });
        Policy(directives.collect())
    }

    fn sources(&self, directive: &str) -> &[String] {
        let fallback = directive.ends_with("-src").then(|| self.0.get("default-src")).flatten();
        self.0.get(directive).or(fallback).map_or(&[], Vec::as_slice)
    }

    /// Whether something may be loaded; a relative address is the site's own.
    fn loads(&self, directive: &str, address: &str) -> bool {
        let own = !address.contains(':') && !address.starts_with("//");
        own && self.sources(directive).iter().any(|source| source == "'self'")
    }

    fn inline(&self, directive: &str) -> bool {
        self.sources(directive).iter().any(|source| source == "'unsafe-inline'")
    }

    /// What a page holds that a browser would not let through.
    fn refuses(&self, html: &str) -> Vec<String> {
        let mut refused = Vec::new();
        for tag in tags(html) {
            let get = |name: &str| tag.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
            let mut bad = |what: &str| refused.push(format!("<{}>: {what}", tag.name));
            for (key, value) in &tag.attributes {
                if key.starts_with("on") && !self.inline("script-src") {
                    bad(key);
                }
                if *key == "style" && !self.inline("style-src") {
                    bad("style=");
                }
                let address = value.trim().to_ascii_lowercase();
                let leads = matches!(*key, "href" | "src" | "action" | "formaction" | "poster" | "data" | "srcset");
                if leads && ["javascript:", "data:", "blob:"].iter().any(|scheme| address.starts_with(scheme)) {
                    bad(value);
                }
            }
            let rel = get("rel").unwrap_or_default();
            let (directive, address) = match tag.name {
                // Data, which nobody runs and no policy speaks of.
                "script" if get("type") == Some("application/ld+json") => continue,
                "script" if get("src").is_none() => {
                    if !self.inline("script-src") {
                        bad("an inline script");
                    }
                    continue;
                }
                "style" => {
                    if !self.inline("style-src") {
                        bad("an inline style");
                    }
                    continue;
                }
                "script" => ("script-src", get("src")),
                "link" if rel.contains("stylesheet") => ("style-src", get("href")),
                "link" if rel.contains("icon") => ("img-src", get("href")),
                "link" if rel == "manifest" => ("manifest-src", get("href")),
                "link" if rel.contains("preload") || rel.contains("prefetch") => ("default-src", get("href")),
                "img" | "image" | "input" | "use" => ("img-src", get("src").or_else(|| get("href"))),
                "iframe" | "frame" => ("frame-src", get("src")),
                "object" | "embed" => ("object-src", get("data").or_else(|| get("src"))),
                "audio" | "video" | "source" | "track" => ("media-src", get("src")),
                "form" => ("form-action", get("action")),
                "base" => ("base-uri", get("href")),
                _ => continue,
            };
            if let Some(address) = address.filter(|address| !address.starts_with('#'))
                && !self.loads(directive, address)
            {
                bad(&format!("{directive} {address}"));
            }
        }
        refused
    }
}

#[test]
fn the_policy_refuses_what_it_should() {
    let policy = Policy::new(&header());
    let bad = [
        "<script>x</script>",
        "<script src=\"https://example.org/x.js\"></script>",
        "<script src=\"//example.org/x.js\"></script>",
        "<link rel=stylesheet href=\"https://example.org/x.css\">",
        "<p style=\"color:red\">",
        "<style>p{}</style>",
        "<button onclick=\"x()\">",
        "<img src=\"data:image/png;base64,AA\">",
        "<img src=\"https://example.org/x.png\">",
        "<a href=\"javascript:x()\">",
        "<iframe src=\"x.html\">",
        "<object data=\"x.svg\">",
        "<video src=\"x.webm\">",
        "<base href=\"x/\">",
        "<form action=\"https://example.org/\">",
    ];
    for html in bad {
        assert_eq!(policy.refuses(html).len(), 1 + usize::from(html.contains("data:image")), "{html}");
    }
    let good = "<link rel=stylesheet href=\"../x.css\"><script src=\"x.js\" defer></script><img src=logo.svg>\
        <a href=\"https://example.org/\">x</a><form action=search.html><link rel=icon href=i.svg>";
    assert_eq!(policy.refuses(good), Vec::<String>::new());
}

#[test]
fn the_guide_gives_one_header_everywhere() {
    let header = header();
    let guide = guide();
    assert_eq!(guide.matches("default-src").count(), guide.matches(&header).count());
    assert!(guide.matches(&header).count() >= 3);
    assert!(guide.contains(&format!("add_header {NAME} \"{header}\" always;")));
    assert!(!header.contains("unsafe") && !header.contains("http") && !header.contains("data:"), "{header}");
    let json = guide.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the file");
    let json: serde_json::Value = serde_json::from_str(json).expect("JSON");
    assert_eq!(json["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"], header);
    for yaml in guide.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().expect("an end")) {
        assert!(yaml.contains("toolrisk build manifests --out") && !yaml.contains('\t'), "{yaml}");
    }
}

/// One request to a server on this machine: the answer, head and body.
#[cfg(feature = "serve")]
pub(crate) fn get(address: &str, path: &str) -> String {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(address).expect("it listens");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("it takes requests");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers");
    String::from_utf8_lossy(&answer).into_owned()
}

#[cfg(feature = "serve")]
#[test]
fn the_whole_sample_catalogue_keeps_to_the_header_as_served() {
    use std::io::{BufRead, BufReader};
    let place = tempfile::tempdir().expect("a folder");
    let program = || {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("toolrisk"));
        command.env_clear().current_dir(place.path());
        command
    };
    let built = program().args(["--quiet", "build", "--out", "site"]).output().expect("the program starts");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let mut child = program()
        .args(["--quiet", "serve", "site", "--port", "0"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("an address");
    let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
    let sent = get(&address, "/index.html");
    let (head, _) = sent.split_once("\r\n\r\n").expect("a head");
    let sent = head.lines().find_map(|line| line.strip_prefix("content-security-policy: ")).expect("the header");
    assert_eq!(sent, header(), "`serve` and the guide say the same");
    let policy = Policy::new(sent);
    let mut pages = 0;
    for (path, text) in files(&place.path().join("site")) {
        let html = match path.rsplit('.').next() {
            Some("html") => {
                pages += 1;
                // Each kind of page over the network, the rest from disk.
                if path.contains("servers/") { text } else { get(&address, &format!("/{path}")) }
            }
            Some("css") => {
                assert!(!text.contains("@import") && !text.contains("url("), "{path}");
                continue;
            }
            Some("js") => {
                for word in ["fetch(", "XMLHttpRequest", "EventSource", "WebSocket", "sendBeacon", "eval(", "Function("]
                {
                    assert!(!text.contains(word), "{path}: {word}");
                }
                continue;
            }
            _ => continue,
        };
        assert!(html.contains("<!doctype html>"), "{path}");
        assert_eq!(policy.refuses(&html), Vec::<String>::new(), "{path}");
        assert!(!html.contains(".toolrisk/"), "{path} has the script of `serve --watch`");
    }
    assert!(pages > 700, "{pages} pages");
    child.kill().expect("it can be ended");
    child.wait().expect("it ends");
}

/// All files of a site but dotfiles, as text.
fn files(folder: &Path) -> Vec<(String, String)> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.expect("readable"));
    entries
        .filter(|entry| entry.file_type().is_file() && !entry.file_name().to_string_lossy().starts_with('.'))
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/");
            (path, fs::read_to_string(entry.path()).expect("text"))
        })
        .collect()
}
