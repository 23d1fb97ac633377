//! Texts that hold no secret: names of programs and packages, hosts, and folders.

use serde::Serialize;
use std::fmt;

/// The name of a program, package or image: parts of letters, digits, `.`, `_`, `-` with
/// `/` between, none of which looks like a key. No flag, address or assignment is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bare(String);

/// The host of an address, without user, port, path and query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Host(String);

/// A folder; parts that look like keys become `x`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Folder(String);

impl Folder {
    /// The folder of a path with `/` or `\` between its parts; `.` for the empty one.
    pub fn of(path: &str) -> Folder {
        let path = path.replace('\\', "/");
        let trimmed = match path.trim_end_matches('/') {
            "" if path.is_empty() => ".",
            "" => "/",
            trimmed => trimmed,
        };
        let parts: Vec<&str> = trimmed.split('/').map(|part| if looks_like_key(part) { "x" } else { part }).collect();
        Folder(parts.join("/"))
    }

    /// The folder.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Bare {
    /// Longest name that is kept, in bytes (npm allows 214).
    const MAX: usize = 214;

    /// The name, if it is one.
    pub fn new(text: &str) -> Option<Bare> {
        let scoped = text.strip_prefix('@').unwrap_or(text);
        let part = |part: &str| {
            part.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
                && !looks_like_key(part)
        };
        (text.len() <= Self::MAX && scoped.split('/').all(part)).then(|| Bare(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Host {
    /// The host of an `http:` or `https:` address; labels that look like keys become `x`.
    pub fn of(url: &str) -> Option<Host> {
        let (scheme, rest) = url.trim().split_once("://")?;
        if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
            return None;
        }
        let authority = rest.split(['/', '?', '#', '\\']).next()?;
        // A password with `/` in it would leave its beginning where the host should be.
        if authority.contains('@') && rest[authority.len()..].contains('@') {
            return None;
        }
        let host = authority.rsplit('@').next()?;
        let host = host.split(':').next()?.trim_end_matches('.').to_ascii_lowercase();
        let plain = |label: &str| {
            !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        };
        if !host.split('.').all(plain) {
            return None;
        }
        let labels: Vec<&str> = host.split('.').map(|label| if looks_like_key(label) { "x" } else { label }).collect();
        Some(Host(labels.join(".")))
    }

    /// The host.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Bare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Display for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Whether a run of letters and digits in it is long and mixed as keys are, or the whole
/// begins as keys of many services do (`sk-…`, `ghp_…`).
fn looks_like_key(text: &str) -> bool {
    const STARTS: &[&str] =
        &["sk-", "sk_", "pk_", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xox", "akia", "eyj"];
    let lower = text.to_ascii_lowercase();
    STARTS.iter().any(|start| lower.starts_with(start))
        || text.split(['.', '-', '_']).any(|run| {
            let digits = run.bytes().filter(u8::is_ascii_digit).count();
            run.len() >= 12 && digits >= 3 && digits < run.len() || run.len() >= 16 && digits == run.len()
        })
        || text.len() >= 32 && !text.contains(['.', '-', '_'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_secret_is_no_name() {
        for good in ["npx", "@scope/pkg-mcp", "ghcr.io/owner/image", "mcp_server.main"] {
            assert!(Bare::new(good).is_some(), "{good}");
        }
        for bad in
            ["", "--token", "A=b", "https://h/x", "u:p", "sk-live-abc", "ghp_abc", "0a1b2c3d4e5f6a7b", "a b", "a//b"]
        {
            assert_eq!(Bare::new(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_folder_is_shown_without_what_may_be_a_key() {
        let folder = |path| Folder::of(path).to_string();
        assert_eq!(folder(r"C:\\Users\\me\\shop\\").replace("//", "/"), "C:/Users/me/shop");
        assert_eq!(folder("/home/me/sk-live-abc/app/"), "/home/me/x/app");
        assert_eq!((folder(""), folder("/")), (".".to_owned(), "/".to_owned()));
    }

    #[test]
    fn a_host_is_all_that_is_kept_of_an_address() {
        let host = |url| Host::of(url).map(|host| host.as_str().to_owned());
        assert_eq!(host("https://u:p@Mcp.Example.com:8443/a?key=1#x").as_deref(), Some("mcp.example.com"));
        assert_eq!(host("https://0123456789abcdef01.run.example/").as_deref(), Some("x.run.example"));
        assert_eq!(host("https://u:p@ss/w@mcp.example.com/"), None);
        assert_eq!(host("https://run.example/@owner/server").as_deref(), Some("run.example"));
        assert_eq!(host("https://${TOKEN}@"), None);
        assert_eq!(host("postgres://u:p@h/db"), None);
    }
}
