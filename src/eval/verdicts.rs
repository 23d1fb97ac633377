//! What was judged, as far as labels ask for it, and how a label finds its verdict.

use super::gold::Gold;
use super::{Got, Quoted};
use crate::claim::Claim;
use crate::classify::Classification;
use crate::evidence::{Evidence, Standing};
use crate::ids::RuleId;
use crate::manifest::{Server, Tool};
use crate::rulebook::Rulebook;
use crate::rulebook::rule::Trigger;
use std::collections::BTreeMap;

/// The verdict on one tool with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The verdict.
    pub got: Got,
    /// All evidence, deciding pieces first.
    pub seen: Vec<Seen>,
}

/// One piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The rule.
    pub rule: RuleId,
    /// What it argues for.
    pub claim: Claim,
    /// Whether its category is a bound (at least) and not the act's own.
    pub floor: bool,
    /// Whether it took part in the verdict.
    pub counts: bool,
    /// Whether it decided.
    pub decides: bool,
    /// The same for people.
    pub quoted: Quoted,
}

impl Verdict {
    /// The verdict on a tool.
    pub fn of(rulebook: &Rulebook, tool: &Tool, verdict: &Classification) -> Verdict {
        let got = Got {
            category: verdict.category(),
            risk: verdict.impact.risk(),
            traits: verdict.traits.clone(),
            confidence: verdict.confidence,
            doubt: verdict.doubt.clone(),
        };
        Verdict { got, seen: verdict.evidence.iter().map(|evidence| Seen::of(rulebook, tool, evidence)).collect() }
    }

    /// The evidence that decided the category: the first that decides and claims the
    /// verdict's category or a bound, else the first that decides.
    pub fn decided_by(&self) -> Option<&Quoted> {
        let deciding = || self.seen.iter().filter(|seen| seen.decides);
        let claims = |claim: &Claim| claim.category == Some(self.got.category) || claim.category_at_most.is_some();
        deciding().find(|seen| claims(&seen.claim)).or_else(|| deciding().next()).map(|seen| &seen.quoted)
    }
}

impl Seen {
    fn of(rulebook: &Rulebook, tool: &Tool, evidence: &Evidence) -> Seen {
        let (standing, why) = match &evidence.standing {
            Standing::Decides => ("decides", None),
            Standing::Supports => ("supports", None),
            Standing::SetAside(why) => ("set-aside", Some(why.clone())),
        };
        let rule = rulebook.rule(evidence.rule.as_str());
        Seen {
            rule: evidence.rule.clone(),
            claim: evidence.claim.clone(),
            floor: rule.is_some_and(|rule| !matches!(rule.trigger, Trigger::Act(_))),
            counts: why.is_none(),
            decides: evidence.standing == Standing::Decides,
            quoted: Quoted {
                rule: evidence.rule.as_str().to_owned(),
                field: evidence.field.as_str().to_owned(),
                quote: tool.quote(&evidence.field, evidence.span).into_owned(),
                says: evidence.says.to_string(),
                standing: standing.to_owned(),
                why,
            },
        }
    }
}

/// A server that was judged, with what was kept of each tool: its verdict, or what
/// weights are learned from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedServer<T = Verdict> {
    /// The file's path as the user named it, or the folder's for loose tools; with
    /// `/` between its parts.
    pub path: String,
    /// What it is called in records.
    pub slug: String,
    /// What it would be called if no other server were called so.
    pub claimed: String,
    /// Whether its tools stand in several files of the folder `path`.
    pub loose: bool,
    /// Its tools by name.
    pub tools: BTreeMap<String, T>,
}

impl JudgedServer {
    /// A server of that path and slug, with the verdicts on its tools that labels
    /// ask for.
    pub fn of(
        rulebook: &Rulebook,
        path: &str,
        slug: &str,
        server: &Server,
        verdicts: &[Classification],
        wanted: impl Fn(&str) -> bool,
    ) -> JudgedServer {
        let kept = server.tools.iter().zip(verdicts).filter(|(tool, _)| wanted(&tool.name));
        let kept = kept.map(|(tool, verdict)| (tool.name.clone(), Verdict::of(rulebook, tool, verdict)));
        JudgedServer::keeping(path, slug, server, kept)
    }
}

impl<T> JudgedServer<T> {
    /// A server of that path and slug, with something kept of each tool, by name.
    pub fn keeping(
        path: &str,
        slug: &str,
        server: &Server,
        kept: impl IntoIterator<Item = (String, T)>,
    ) -> JudgedServer<T> {
        let mut tools = BTreeMap::new();
        for (name, of) in kept {
            // Of tools of one name the first counts.
            tools.entry(name).or_insert(of);
        }
        JudgedServer {
            path: path.replace('\\', "/"),
            slug: slug.to_owned(),
            claimed: server.info.slug.clone().unwrap_or_else(|| server.fallback_slug.clone()),
            loose: server.format == "loose tools",
            tools,
        }
    }

    fn is_called(&self, name: &str) -> bool {
        self.slug == name || self.claimed == name
    }
}

/// All servers that were judged, ready to be asked.
#[derive(Debug, Clone)]
pub struct Verdicts<T = Verdict> {
    servers: Vec<JudgedServer<T>>,
    /// By the last part of the path.
    by_file: BTreeMap<String, Vec<usize>>,
    /// By both names.
    by_name: BTreeMap<String, Vec<usize>>,
}

impl<T> Verdicts<T> {
    /// Gathers servers; of two that fit a label equally the first counts.
    pub fn new(servers: Vec<JudgedServer<T>>) -> Verdicts<T> {
        let mut out = Verdicts { servers: Vec::new(), by_file: BTreeMap::new(), by_name: BTreeMap::new() };
        for (at, server) in servers.iter().enumerate() {
            let last = parts(&server.path).next_back().unwrap_or_default().to_owned();
            out.by_file.entry(last).or_default().push(at);
            out.by_name.entry(server.slug.clone()).or_default().push(at);
            if server.claimed != server.slug {
                out.by_name.entry(server.claimed.clone()).or_default().push(at);
            }
        }
        out.servers = servers;
        out
    }

    /// The servers, in the order given.
    pub fn servers(&self) -> &[JudgedServer<T>] {
        &self.servers
    }

    /// What was kept of the tool that a label speaks of. A label that names a manifest
    /// speaks of no other file, whatever its server is called: two folders may hold
    /// servers of one name.
    pub fn find(&self, gold: &Gold) -> Option<&T> {
        let Some(manifest) = &gold.manifest else {
            let called = self.by_name.get(&gold.server)?.iter().map(|at| &self.servers[*at]);
            // The one that is so called in records comes before one that had to yield.
            let mut called: Vec<&JudgedServer<T>> = called.collect();
            called.sort_by_key(|server| server.slug != gold.server);
            return called.into_iter().find_map(|server| server.tools.get(&gold.tool));
        };
        let last = parts(manifest).next_back().unwrap_or_default();
        let folder = manifest.rsplit_once('/').map_or("", |(folder, _)| folder);
        let files = self.by_file.get(last).into_iter().flatten().filter(|at| fits(manifest, &self.servers[**at].path));
        let loose = parts(folder).next_back().and_then(|last| self.by_file.get(last)).into_iter().flatten();
        let loose = loose.filter(|at| self.servers[**at].loose && fits(folder, &self.servers[**at].path));
        let there: Vec<&JudgedServer<T>> = files.chain(loose).map(|at| &self.servers[*at]).collect();
        let one_file = there.windows(2).all(|pair| pair[0].path != pair[1].path);
        let named = there.iter().find(|server| server.is_called(&gold.server)).and_then(|s| s.tools.get(&gold.tool));
        // A file of one server need not be called as the label calls it.
        named.or_else(|| there.iter().filter(|_| one_file).find_map(|server| server.tools.get(&gold.tool)))
    }
}

/// The parts of a path that name something.
fn parts(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split('/').filter(|part| !matches!(*part, "" | "." | ".."))
}

/// Whether one of two paths is the end of the other, by whole parts.
fn fits(a: &str, b: &str) -> bool {
    parts(a).rev().zip(parts(b).rev()).all(|(a, b)| a == b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::Label;
    use crate::vocab::{Category, Confidence, Risk};
    use std::collections::BTreeSet;

    fn server(path: &str, slug: &str, claimed: &str, category: Category) -> JudgedServer {
        let got = Got { category, risk: Risk::Low, traits: BTreeSet::new(), confidence: Confidence::High, doubt: None };
        JudgedServer {
            path: path.to_owned(),
            slug: slug.to_owned(),
            claimed: claimed.to_owned(),
            loose: false,
            tools: BTreeMap::from([("t".to_owned(), Verdict { got, seen: Vec::new() })]),
        }
    }

    fn gold(manifest: Option<&str>, server: &str) -> Gold {
        Gold {
            manifest: manifest.map(str::to_owned),
            server: server.to_owned(),
            tool: "t".to_owned(),
            group: None,
            label: Label::of_words("Read", None, &[], None, "Low", None).expect("a label"),
            note: String::new(),
        }
    }

    #[test]
    fn a_manifest_tells_servers_of_one_name_apart() {
        let verdicts = Verdicts::new(vec![
            server("../corpus/a/git.json", "a-git", "git", Category::Read),
            server("../corpus/b/git.json", "b-git", "git", Category::Write),
            server("../corpus/b/many.json", "one", "one", Category::Read),
            server("../corpus/b/many.json", "two", "two", Category::Destructive),
        ]);
        let category = |manifest, name| verdicts.find(&gold(manifest, name)).map(|verdict| verdict.got.category);
        assert_eq!(category(Some("corpus/a/git.json"), "git"), Some(Category::Read));
        assert_eq!(category(Some("corpus/b/git.json"), "other"), Some(Category::Write));
        assert_eq!(category(Some("corpus/c/git.json"), "git"), None);
        assert_eq!(category(Some("corpus/b/it.json"), "git"), None);
        assert_eq!(category(Some("corpus/b/many.json"), "two"), Some(Category::Destructive));
        assert_eq!(category(Some("corpus/b/many.json"), "three"), None);
        assert_eq!(category(None, "b-git"), Some(Category::Write));
        assert_eq!(category(None, "git"), Some(Category::Read));
        assert_eq!(category(None, "none"), None);
    }
}
