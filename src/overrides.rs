//! Human overrides: what a person decided instead of the rules, for which
//! definition, and why.
//!
//! One TOML file a server, named by the server's slug (or, where that is no safe
//! file name, by [`address`] of it), with `[[override]]` entries. An override is
//! bound to the fingerprint of the definition that was judged: when the definition
//! changes, the rules speak again and the run says so.
//!
//! Level 5: uses `classify`, the checks of `rulebook::files`, and level 0; knows
//! no policy and no files.

use crate::classify::{Classification, Judge};
use crate::diag::{Diagnostic, Level, Position};
use crate::ids::{ServerSlug, address};
use crate::rulebook::Problems;
use crate::rulebook::files::{FileCheck, is_date, stem};
use crate::vocab::{Category, Confidence, Impact, Reversibility, Severity, Trait};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// All overrides of a run, by server and tool.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    /// By the stem of the file, then by the tool's name.
    servers: BTreeMap<String, BTreeMap<String, Override>>,
}

/// What a person decided about one tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The verdict.
    pub category: Category,
    /// The verdict, if the person says it: see [`Override::impact`].
    pub severity: Option<Severity>,
    /// The verdict, if the person says it: see [`Override::impact`].
    pub reversibility: Option<Reversibility>,
    /// All traits, if the person says them; otherwise the rules' traits stay.
    pub traits: Option<BTreeSet<Trait>>,
    /// Why.
    pub reason: String,
    /// Who.
    pub author: String,
    /// When, `YYYY-MM-DD`.
    pub date: String,
    /// The fingerprint of the definition that the person saw.
    pub fingerprint: String,
    /// The file, as it was named.
    pub source: String,
    /// Where in the file the fingerprint stands.
    pub position: Position,
}

/// What an override did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// There is none for the tool.
    Nothing,
    /// It decided: the verdict is the person's.
    Decided,
    /// It was made for another definition; the rules' verdict stands.
    Stale(Diagnostic),
    /// It says what the rules say without doubt; the rules' verdict stands.
    Needless(Diagnostic),
}

impl Applied {
    /// What to report, if anything.
    pub fn diagnostic(self) -> Option<Diagnostic> {
        match self {
            Applied::Nothing | Applied::Decided => None,
            Applied::Stale(diagnostic) | Applied::Needless(diagnostic) => Some(diagnostic),
        }
    }
}

impl Override {
    /// The impact that the person means, where the rules had `rules`.
    ///
    /// What the person leaves out stays as the rules had it. Where the category
    /// changes, the rules' severity was judged for another act: then it counts only
    /// if it is worse than the contract's default for the new category, and the
    /// reversibility is the contract's default.
    pub fn impact(&self, rules: Impact) -> Impact {
        let default = Impact::default_for(self.category);
        let same = rules.category() == self.category;
        let severity = match self.severity {
            Some(severity) => severity,
            None if same => rules.severity(),
            None => rules.severity().max(default.severity()),
        };
        let kept = if same { rules.reversibility() } else { default.reversibility() };
        Impact::new(self.category, severity, self.reversibility.or(kept))
    }
}

impl Overrides {
    /// Reads override files, given as path and text. An entry with a problem is not
    /// used and reported as an error; the other entries of its file stay. A file that
    /// is no TOML, or has a key that nobody knows, is not used at all.
    ///
    /// ```
    /// use toolrisk::overrides::Overrides;
    /// let (overrides, diagnostics) = Overrides::parse([("overrides/git.toml", r#"
    /// [[override]]
    /// tool = "reset"
    /// category = "Write"
    /// reason = "moves the index only; read in server.py"
    /// author = "Ada"
    /// date = "2026-11-24"
    /// fingerprint = "00112233445566778899aabbccddeeff"
    /// "#)]);
    /// assert_eq!((overrides.len(), diagnostics.len()), (1, 0));
    /// ```
    pub fn parse<P: AsRef<str>, T: AsRef<str>>(
        files: impl IntoIterator<Item = (P, T)>,
    ) -> (Overrides, Vec<Diagnostic>) {
        let mut files: Vec<(P, T)> = files.into_iter().collect();
        files.sort_by(|a, b| a.0.as_ref().cmp(b.0.as_ref()));
        let (mut overrides, mut diagnostics) = (Overrides::default(), Vec::new());
        for (path, text) in &files {
            overrides.read(path.as_ref(), text.as_ref(), &mut diagnostics);
        }
        diagnostics.sort();
        (overrides, diagnostics)
    }

    /// How many overrides there are.
    pub fn len(&self) -> usize {
        self.servers.values().map(BTreeMap::len).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.servers.is_empty()
    }

    /// Whether a person decided anything about tools of a server.
    pub fn speak_of(&self, slug: &ServerSlug) -> bool {
        let has = |stem: &str| self.servers.contains_key(stem);
        !self.is_empty() && (has(slug.as_str()) || has(&address(slug.as_str())))
    }

    /// The override for a tool, whether or not it fits the definition.
    pub fn find(&self, slug: &ServerSlug, tool: &str) -> Option<&Override> {
        if self.is_empty() {
            return None;
        }
        let in_file = |stem: &str| self.servers.get(stem)?.get(tool);
        in_file(slug.as_str()).or_else(|| in_file(&address(slug.as_str())))
    }

    /// Lets a person's verdict take the place of the rules', if there is one for
    /// exactly this definition.
    pub fn apply(&self, slug: &ServerSlug, tool: &str, fingerprint: &str, verdict: &mut Classification) -> Applied {
        let Some(found) = self.find(slug, tool) else { return Applied::Nothing };
        let say =
            |level, code, message: String| Diagnostic::new(level, code, &*found.source, message).at(found.position);
        if found.fingerprint != fingerprint {
            let message = format!(
                "the definition of `{tool}` changed since it was judged: {} then, {fingerprint} now",
                found.fingerprint
            );
            let help = format!(
                "the rules decide again; read the definition, then set fingerprint = \"{fingerprint}\" and the date, or remove the override"
            );
            return Applied::Stale(say(Level::Warning, "override-stale", message).help(help));
        }
        let impact = found.impact(verdict.impact);
        let same = impact == verdict.impact && found.traits.as_ref().is_none_or(|traits| *traits == verdict.traits);
        // To agree with an unsure verdict is worth something: it ends the doubt.
        if same && verdict.confidence < Confidence::Low {
            let message = format!("the rules say the same of `{tool}`");
            return Applied::Needless(say(Level::Note, "override-needless", message).help("remove the override"));
        }
        verdict.judge = Judge::Person {
            reason: found.reason.clone(),
            author: found.author.clone(),
            date: found.date.clone(),
            instead_of: verdict.impact,
        };
        verdict.impact = impact;
        if let Some(traits) = &found.traits {
            verdict.traits.clone_from(traits);
        }
        verdict.confidence = Confidence::High;
        verdict.doubt = None;
        Applied::Decided
    }

    /// Warnings about overrides for which the run had no server or no tool. Takes all
    /// tools of the run, in any order, with the slugs of their servers.
    pub fn unmatched<'a>(&self, tools: impl IntoIterator<Item = (&'a ServerSlug, &'a str)>) -> Vec<Diagnostic> {
        if self.is_empty() {
            return Vec::new();
        }
        let mut slugs: BTreeSet<&str> = BTreeSet::new();
        // Stem of an override file → the tools of the servers that it is for.
        let mut known: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut last: (Option<&ServerSlug>, Vec<&str>) = (None, Vec::new());
        for (slug, tool) in tools {
            if last.0 != Some(slug) {
                let address = address(slug.as_str());
                let stems = [slug.as_str(), address.as_str()];
                let files = stems.iter().filter_map(|stem| Some(self.servers.get_key_value(*stem)?.0.as_str()));
                last = (Some(slug), files.collect());
                slugs.insert(slug.as_str());
            }
            for stem in &last.1 {
                known.entry(stem).or_default().insert(tool);
            }
        }
        let mut diagnostics = Vec::new();
        for (stem, entries) in &self.servers {
            for (tool, entry) in entries {
                let (message, near) = match known.get(stem.as_str()) {
                    Some(names) if names.contains(tool.as_str()) => continue,
                    Some(names) => (format!("the server `{stem}` has no tool `{tool}`"), closest(tool, names)),
                    None => (format!("no server of this run is called `{stem}`"), closest(stem, &slugs)),
                };
                let help = match near {
                    Some(name) => format!("there is `{name}`; correct the override of `{tool}` or remove it"),
                    None => format!("remove the override of `{tool}` if it is gone for good"),
                };
                let diagnostic = Diagnostic::new(Level::Warning, "override-unmatched", &*entry.source, message);
                diagnostics.push(diagnostic.at(entry.position).help(help));
            }
        }
        diagnostics.sort();
        diagnostics
    }

    /// Reads one file.
    fn read(&mut self, path: &str, text: &str, diagnostics: &mut Vec<Diagnostic>) {
        let mut problems = Problems::default();
        let mut entries = Vec::new();
        if let Some((mut check, file)) = FileCheck::parse::<OverridesFile>(&mut problems, path, text) {
            for entry in file.overrides {
                let at = entry.get_ref().fingerprint.as_ref().map_or(entry.span().start, |f| f.span().start);
                entries.extend(read_entry(&mut check, path, Position::at(text, at), entry));
            }
        }
        for problem in problems.list() {
            diagnostics.push(
                Diagnostic::new(Level::Error, "override-invalid", path, &*problem.message)
                    .at(problem.position)
                    .help("an override has tool, category, reason, author, date and fingerprint, and may have severity, reversibility and traits"),
            );
        }
        let server = self.servers.entry(stem(path).to_owned()).or_default();
        for (tool, entry) in entries {
            if let Some(first) = server.get(&tool) {
                let message = format!(
                    "`{tool}` already has an override at {}:{}; the first one counts",
                    first.source, first.position.line
                );
                diagnostics.push(
                    Diagnostic::new(Level::Error, "override-duplicate", path, message)
                        .at(entry.position)
                        .help("keep one of the two"),
                );
            } else {
                server.insert(tool, entry);
            }
        }
        self.servers.retain(|_, entries| !entries.is_empty());
    }
}

/// A file as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OverridesFile {
    #[serde(default, rename = "override")]
    overrides: Vec<Spanned<OverrideFile>>,
}

/// An entry as written. Everything may be missing, so that all that is missing can
/// be said at once.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OverrideFile {
    tool: Option<Spanned<String>>,
    category: Option<Spanned<String>>,
    severity: Option<Spanned<String>>,
    reversibility: Option<Spanned<String>>,
    traits: Option<Vec<Spanned<String>>>,
    reason: Option<Spanned<String>>,
    author: Option<Spanned<String>>,
    date: Option<Spanned<String>>,
    fingerprint: Option<Spanned<String>>,
}

/// Checks one entry.
fn read_entry(
    check: &mut FileCheck<'_>,
    path: &str,
    position: Position,
    entry: Spanned<OverrideFile>,
) -> Option<(String, Override)> {
    check.next_entry();
    let header = Spanned::new(entry.span(), ());
    let file = entry.into_inner();
    let of = file.tool.as_ref().map_or(String::new(), |tool| format!(" of `{}`", tool.get_ref()));
    let mut required = |key: &str, value: Option<Spanned<String>>| match value {
        Some(value) => {
            check.text(key, value.clone());
            Some(value)
        }
        None => {
            check.wrong(&header, format!("the override{of} has no `{key}`"));
            None
        }
    };
    let tool = required("tool", file.tool);
    let category = required("category", file.category);
    let reason = required("reason", file.reason);
    let author = required("author", file.author);
    let date = required("date", file.date);
    let fingerprint = required("fingerprint", file.fingerprint);
    let category: Option<Category> = category.and_then(|word| check.word(&word));
    let severity = file.severity.and_then(|word| check.word(&word));
    let reversibility = file.reversibility.and_then(|word| {
        if category == Some(Category::Read) {
            check.wrong(&word, "a Read has nothing to undo; leave `reversibility` out");
        }
        check.word(&word)
    });
    let traits = file.traits.map(|words| check.words(&words));
    if let Some(date) = &date
        && (date.get_ref().len() != "2026-11-24".len() || !is_date(date.get_ref()))
    {
        check.wrong(date, format!("`{}` is no day: YYYY-MM-DD", date.get_ref()));
    }
    if let Some(fingerprint) = &fingerprint {
        let hex = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
        if fingerprint.get_ref().len() != 32 || !fingerprint.get_ref().bytes().all(hex) {
            check.wrong(fingerprint, "a fingerprint is 32 lower-case hex digits, as the tool's record shows them");
        }
    }
    if !check.is_fine() {
        return None;
    }
    let found = Override {
        category: category?,
        severity,
        reversibility,
        traits,
        reason: reason?.into_inner(),
        author: author?.into_inner(),
        date: date?.into_inner(),
        fingerprint: fingerprint?.into_inner(),
        source: path.to_owned(),
        position,
    };
    Some((tool?.into_inner(), found))
}

/// The name that a mistyped one probably means.
fn closest<'a>(name: &str, names: &BTreeSet<&'a str>) -> Option<&'a str> {
    names
        .iter()
        .map(|known| (strsim::jaro_winkler(name, known), *known))
        .filter(|(likeness, _)| *likeness > 0.85)
        // The first of equals, so that the order of names alone decides.
        .fold(None, |best: Option<(f64, &str)>, next| match best {
            Some(best) if best.0 >= next.0 => Some(best),
            Some(_) | None => Some(next),
        })
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::Act;

    const PRINT: &str = "00112233445566778899aabbccddeeff";

    const GOOD: &str = r#"[[override]]
tool = "reset"
category = "Write"
severity = "low"
reversibility = "reversible"
traits = ["bulk"]
reason = "moves the index only"
author = "Ada"
date = "2026-11-24"
fingerprint = "00112233445566778899aabbccddeeff"
"#;

    fn verdict(category: Category, confidence: Confidence) -> Classification {
        Classification {
            impact: Impact::default_for(category),
            traits: BTreeSet::new(),
            confidence,
            doubt: (confidence > Confidence::High).then(|| "a bare name".to_owned()),
            evidence: Vec::new(),
            actions: Vec::new(),
            mismatches: Vec::new(),
            act: Act::default(),
            judge: Judge::Rules,
        }
    }

    fn good() -> Overrides {
        let (overrides, diagnostics) = Overrides::parse([("o/git.toml", GOOD)]);
        assert_eq!(diagnostics, []);
        overrides
    }

    #[test]
    fn a_fitting_override_decides() {
        let mut judged = verdict(Category::Destructive, Confidence::Low);
        let applied = good().apply(&ServerSlug::new("git"), "reset", PRINT, &mut judged);
        assert_eq!(applied, Applied::Decided);
        assert_eq!(judged.impact, Impact::new(Category::Write, Severity::Low, Some(Reversibility::Reversible)));
        assert_eq!(judged.traits, BTreeSet::from([Trait::Bulk]));
        assert_eq!((judged.confidence, &judged.doubt), (Confidence::High, &None));
        assert_eq!(
            judged.judge,
            Judge::Person {
                reason: "moves the index only".to_owned(),
                author: "Ada".to_owned(),
                date: "2026-11-24".to_owned(),
                instead_of: Impact::default_for(Category::Destructive),
            }
        );
    }

    #[test]
    fn a_stale_override_changes_nothing_and_names_both_fingerprints() {
        let mut judged = verdict(Category::Destructive, Confidence::High);
        let now = "ff112233445566778899aabbccddeeff";
        let applied = good().apply(&ServerSlug::new("git"), "reset", now, &mut judged);
        assert_eq!(judged, verdict(Category::Destructive, Confidence::High));
        let said = applied.diagnostic().expect("a stale override is reported").to_string();
        assert!(said.starts_with("warning: o/git.toml:10:15: "), "{said}");
        assert!(said.contains(PRINT) && said.contains(now) && said.contains("remove the override"), "{said}");
    }

    #[test]
    fn an_override_that_agrees_is_needless_unless_it_ends_a_doubt() {
        let mut rules = verdict(Category::Write, Confidence::Medium);
        rules.impact = Impact::new(Category::Write, Severity::Low, None);
        rules.traits = BTreeSet::from([Trait::Bulk]);
        let mut judged = rules.clone();
        let applied = good().apply(&ServerSlug::new("git"), "reset", PRINT, &mut judged);
        assert_eq!(judged, rules);
        let said = applied.diagnostic().expect("a needless override is reported");
        assert_eq!((said.level, said.code), (Level::Note, "override-needless"));

        judged.confidence = Confidence::Low;
        assert_eq!(good().apply(&ServerSlug::new("git"), "reset", PRINT, &mut judged), Applied::Decided);
        assert_eq!(judged.confidence, Confidence::High);
    }

    #[test]
    fn what_a_person_leaves_out_is_read_the_safe_way() {
        let short = GOOD.replace("severity = \"low\"\nreversibility = \"reversible\"\ntraits = [\"bulk\"]\n", "");
        let only = |category: &str, rules: Impact| {
            let text = short.replace("\"Write\"", &format!("\"{category}\""));
            let (overrides, _) = Overrides::parse([("git.toml", text)]);
            overrides.find(&ServerSlug::new("git"), "reset").expect("it was read").impact(rules)
        };
        let secret = Impact::new(Category::Write, Severity::High, Some(Reversibility::Irreversible));
        assert_eq!(only("Write", secret), secret);
        assert_eq!(only("Read", secret), Impact::new(Category::Read, Severity::High, None));
        assert_eq!(
            only("Destructive", Impact::new(Category::Write, Severity::Low, Some(Reversibility::Reversible))),
            Impact::default_for(Category::Destructive)
        );
    }

    #[test]
    fn servers_with_awkward_slugs_are_found_by_address() {
        let slug = ServerSlug::new("nasa/firms");
        let (overrides, _) = Overrides::parse([(format!("o/{}.toml", address(slug.as_str())), GOOD)]);
        assert!(overrides.find(&slug, "reset").is_some());
        assert!(overrides.find(&ServerSlug::new("firms"), "reset").is_none());
        let (overrides, _) = Overrides::parse([("o/GitHub.toml", GOOD)]);
        assert!(overrides.find(&ServerSlug::new("GitHub"), "reset").is_some());
        assert_eq!(overrides.unmatched([(&ServerSlug::new("GitHub"), "reset")]), []);
    }

    #[test]
    fn everything_wrong_is_said_with_its_line_and_the_rest_is_used() {
        let cases = [
            ("reason = \"moves the index only\"\n", "", "1: the override of `reset` has no `reason`"),
            ("author = \"Ada\"\n", "", "1: the override of `reset` has no `author`"),
            ("date = \"2026-11-24\"\n", "", "1: the override of `reset` has no `date`"),
            (
                "fingerprint = \"00112233445566778899aabbccddeeff\"\n",
                "",
                "1: the override of `reset` has no `fingerprint`",
            ),
            ("tool = \"reset\"\n", "", "1: the override has no `tool`"),
            ("\"Ada\"", "\" \"", "8: `author` is empty"),
            ("2026-11-24", "2026-11", "9: `2026-11` is no day: YYYY-MM-DD"),
            ("\"0011", "\"0", "10: a fingerprint is 32 lower-case hex digits, as the tool's record shows them"),
            ("\"Write\"", "\"Execute\"", "3: `Execute` is not one of Read, Write, Destructive"),
            ("\"Write\"", "\"Read\"", "5: a Read has nothing to undo; leave `reversibility` out"),
            ("\"low\"", "\"Low\"", "4: `Low` is not one of low, medium, high, critical"),
            ("\"bulk\"", "\"bulky\"", "6: `bulky` is not one of executes-code"),
        ];
        for (from, to, want) in cases {
            let bad = GOOD.replacen(from, to, 1);
            assert_ne!(bad, GOOD, "{from} stands in the sample");
            let text = format!("{bad}{}", GOOD.replace("reset", "other"));
            let (overrides, diagnostics) = Overrides::parse([("git.toml", text)]);
            assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
            let d = &diagnostics[0];
            assert_eq!((d.level, d.code), (Level::Error, "override-invalid"));
            let said = format!("{}: {}", d.position.expect("a place").line, d.message);
            assert!(said.starts_with(want), "{said}");
            assert_eq!(overrides.len(), 1, "the other entry stays");
            assert!(overrides.find(&ServerSlug::new("git"), "other").is_some());
        }
        let (overrides, diagnostics) = Overrides::parse([("git.toml", GOOD.replace("reason", "because"))]);
        assert_eq!((overrides.is_empty(), diagnostics.len()), (true, 1));
        assert!(diagnostics[0].message.contains("unknown field `because`"));
    }

    #[test]
    fn the_order_of_files_changes_nothing_and_the_first_of_two_counts() {
        let second = GOOD.replace("Write", "Destructive");
        let one = Overrides::parse([("a/git.toml", GOOD), ("b/git.toml", &second)]);
        let two = Overrides::parse([("b/git.toml", second.as_str()), ("a/git.toml", GOOD)]);
        assert_eq!(one, two);
        assert_eq!(one.1.len(), 1);
        assert_eq!(
            one.1[0].to_string(),
            "error: b/git.toml:10:15: `reset` already has an override at a/git.toml:10; the first one counts\n  help: keep one of the two"
        );
    }

    #[test]
    fn overrides_that_met_nothing_are_reported() {
        let git = ServerSlug::new("git");
        let overrides = good();
        assert_eq!(overrides.unmatched([(&git, "status"), (&git, "reset")]), []);
        let said = |tools: &[(&ServerSlug, &str)]| overrides.unmatched(tools.iter().copied())[0].to_string();
        assert_eq!(
            said(&[(&git, "status"), (&git, "resets")]),
            "warning: o/git.toml:10:15: the server `git` has no tool `reset`\n  help: there is `resets`; correct the override of `reset` or remove it"
        );
        assert_eq!(
            said(&[(&ServerSlug::new("zz"), "reset")]),
            "warning: o/git.toml:10:15: no server of this run is called `git`\n  help: remove the override of `reset` if it is gone for good"
        );
    }
}
