//! Attack records: documented attacks, and which access they abuse.

use super::files::{CatalogFiles, FileCheck, Problems, is_date};
use crate::vocab::{Category, Trait};
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::Spanned;

/// The kinds of record.
pub const KINDS: &[&str] = &["incident", "vulnerability", "research", "pattern"];

/// What a policy can do about an attack.
pub const HELPS: &[&str] = &["hide", "deny", "ask", "argument", "limit", "pin", "isolate"];

/// One documented attack (`catalog/attacks/<id>.toml`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attack {
    /// The file's stem.
    pub id: String,
    /// What happened, in a line.
    pub title: String,
    /// `incident`, `vulnerability`, `research` or `pattern`.
    pub kind: String,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; none for patterns.
    pub date: Option<String>,
    /// What happened, in two or three sentences.
    pub summary: String,
    /// How it goes, in order.
    pub steps: Vec<String>,
    /// Who published it.
    pub source_name: Option<String>,
    /// Where (`https:`).
    pub source_url: Option<String>,
    /// Categories of tools that it needs; any, if empty.
    pub categories: BTreeSet<Category>,
    /// The access it abuses; a tool offers it if it has one of them.
    pub traits: BTreeSet<Trait>,
    /// The attack lives in the tool's definition rather than in its access.
    pub definition: bool,
    /// Which policy decisions help.
    pub helps: Vec<String>,
    /// What a rule on tools stops.
    pub stops: String,
    /// What it cannot stop.
    pub cannot_stop: String,
    /// Framework identifiers, by framework (`cve`, `owasp_mcp`, …).
    pub references: Vec<(&'static str, Vec<String>)>,
}

impl Attack {
    /// Whether a tool of that category with these traits offers the access that
    /// this attack abuses.
    pub fn concerns(&self, category: Category, traits: impl Fn(Trait) -> bool) -> bool {
        (self.categories.is_empty() || self.categories.contains(&category)) && self.traits.iter().any(|t| traits(*t))
    }
}

/// Loads and checks `attacks/*.toml`, sorted by id. A file with a problem is left
/// out, and the problems say why.
pub fn load(files: &CatalogFiles, problems: &mut Problems) -> Vec<Attack> {
    // Paths are sorted with their `.toml`, ids without: `a-b` stands before `a` there.
    let mut attacks: Vec<Attack> =
        files.below("attacks/", ".toml").filter_map(|(path, text)| read(path, text, problems)).collect();
    attacks.sort_by(|a, b| a.id.cmp(&b.id));
    attacks
}

/// An attack record as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AttackFile {
    id: Spanned<String>,
    title: Spanned<String>,
    kind: Spanned<String>,
    date: Option<Spanned<String>>,
    summary: Spanned<String>,
    steps: Spanned<Vec<Spanned<String>>>,
    source: SourceFile,
    abuses: Spanned<AbusesFile>,
    helps: HelpsFile,
    references: ReferencesFile,
}

/// `[source]` as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceFile {
    name: Spanned<String>,
    url: Option<Spanned<String>>,
}

/// `[abuses]` as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AbusesFile {
    categories: Vec<Spanned<String>>,
    traits: Vec<Spanned<String>>,
    definition: bool,
}

/// `[helps]` as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HelpsFile {
    policy: Vec<Spanned<String>>,
    what: Spanned<String>,
    not: Spanned<String>,
}

/// `[references]` as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ReferencesFile {
    cve: Vec<Spanned<String>>,
    owasp_mcp: Vec<Spanned<String>>,
    owasp_agentic: Vec<Spanned<String>>,
    atlas: Vec<Spanned<String>>,
    safe_mcp: Vec<Spanned<String>>,
    cwe: Vec<Spanned<String>>,
}

/// Reads one record.
fn read(path: &str, text: &str, problems: &mut Problems) -> Option<Attack> {
    let (mut check, file) = FileCheck::parse::<AttackFile>(problems, path, text)?;
    let kind_at = file.kind.clone();
    let id = check.id(file.id);
    let title = check.text("title", file.title);
    let kind = check.one_of(vec![file.kind], KINDS).pop().unwrap_or_default();
    match &file.date {
        Some(date) if !is_date(date.get_ref()) => {
            check.wrong(date, format!("`{}` is no date: YYYY, YYYY-MM or YYYY-MM-DD", date.get_ref()));
        }
        Some(date) if kind == "pattern" => check.wrong(date, "a pattern happened on no date"),
        None if kind != "pattern" => check.wrong(&kind_at, format!("a record of kind `{kind}` needs a `date`")),
        Some(_) | None => {}
    }
    let summary = check.text("summary", file.summary);
    if !(3..=6).contains(&file.steps.get_ref().len()) {
        check.wrong(&file.steps, format!("an attack has three to six steps, not {}", file.steps.get_ref().len()));
    }
    let steps = file.steps.into_inner().into_iter().map(|step| check.text("steps", step)).collect();
    let source_name = check.text("source.name", file.source.name);
    if let Some(url) = &file.source.url
        && !is_https(url.get_ref())
    {
        check.wrong(url, "the address must begin with https:// and name a host, without spaces or quotes");
    }
    let abuses = file.abuses.get_ref();
    let categories = check.words(&abuses.categories);
    let traits = check.words(&abuses.traits);
    if abuses.traits.is_empty() && !abuses.definition {
        check.wrong(&file.abuses, "an attack abuses at least one trait, or lives in the definition");
    }
    let definition = abuses.definition;
    let helps = check.one_of(file.helps.policy, HELPS);
    let stops = check.text("helps.what", file.helps.what);
    let cannot_stop = check.text("helps.not", file.helps.not);
    let references = references(&mut check, file.references);
    check.is_fine().then(|| Attack {
        id,
        title,
        kind,
        date: file.date.map(Spanned::into_inner),
        summary,
        steps,
        source_name: Some(source_name),
        source_url: file.source.url.map(Spanned::into_inner),
        categories,
        traits,
        definition,
        helps,
        stops,
        cannot_stop,
        references,
    })
}

/// The identifiers by framework, frameworks without any left out. Each must look
/// like one of its framework, because pages make links from them.
fn references(check: &mut FileCheck<'_>, file: ReferencesFile) -> Vec<(&'static str, Vec<String>)> {
    let lists: [(&'static str, Vec<Spanned<String>>, &str); 6] = [
        ("cve", file.cve, "CVE-0000-0000*"),
        ("owasp_mcp", file.owasp_mcp, "MCP00:0000"),
        ("owasp_agentic", file.owasp_agentic, "ASI00"),
        ("atlas", file.atlas, "AML."),
        ("safe_mcp", file.safe_mcp, "SAFE-T0000"),
        ("cwe", file.cwe, "CWE-0*"),
    ];
    let mut out = Vec::new();
    for (framework, ids, shape) in lists {
        let mut kept: Vec<String> = Vec::new();
        for id in ids {
            let fits = if framework == "atlas" { is_atlas(id.get_ref()) } else { has_shape(id.get_ref(), shape) };
            if !fits {
                check.wrong(&id, format!("`{}` does not look like an identifier of {framework}", id.get_ref()));
            } else if kept.contains(id.get_ref()) {
                check.wrong(&id, format!("`{}` stands here twice", id.get_ref()));
            }
            kept.push(id.into_inner());
        }
        if !kept.is_empty() {
            out.push((framework, kept));
        }
    }
    out
}

/// Whether a text has a shape: `0` stands for a digit, a final `*` for any number
/// of further digits, everything else for itself.
fn has_shape(text: &str, shape: &str) -> bool {
    let (shape, open) = shape.strip_suffix('*').map_or((shape, false), |shape| (shape, true));
    let fits = text.len() == shape.len() || (open && text.len() > shape.len());
    fits && text.bytes().enumerate().all(|(i, b)| match shape.as_bytes().get(i) {
        Some(b'0') | None => b.is_ascii_digit(),
        Some(want) => b == *want,
    })
}

/// Whether a text names a technique (`AML.T0010.005`) or case study
/// (`AML.CS0053`) of MITRE ATLAS.
fn is_atlas(text: &str) -> bool {
    ["AML.T0000", "AML.T0000.000", "AML.CS0000"].iter().any(|shape| has_shape(text, shape))
}

/// Whether a text is an `https:` address that can stand in a link as it is.
fn is_https(url: &str) -> bool {
    url.strip_prefix("https://").is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_alphanumeric())
            && rest.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'\'' | b'<' | b'>' | b'`' | b'\\'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"id = "mail-theft"
title = "A page makes the agent mail the inbox away"
kind = "incident"
date = "2025-06-11"
summary = "A page held orders. The agent followed them."
steps = ["A page is read.", "It holds orders.", "Mail leaves."]
[source]
name = "Somebody"
url = "https://example.org/a?b=1#c"
[abuses]
categories = ["Write"]
traits = ["sends-outbound", "personal-data"]
definition = false
[helps]
policy = ["deny", "limit"]
what = "A denied tool sends nothing."
not = "It does not clean the page."
[references]
cve = ["CVE-2025-32711"]
owasp_mcp = ["MCP06:2025"]
owasp_agentic = []
atlas = ["AML.T0051.001", "AML.CS0053"]
safe_mcp = ["SAFE-T1102"]
cwe = ["CWE-22"]
"#;

    fn load_one(path: &str, text: &str) -> (Vec<Attack>, Vec<String>) {
        let files = CatalogFiles::new([(path.to_owned(), text.to_owned().into())]);
        let mut problems = Problems::default();
        let attacks = load(&files, &mut problems);
        let found = problems.list().iter().map(|p| format!("{}: {}", p.position.line, p.message)).collect();
        (attacks, found)
    }

    #[test]
    fn a_record_is_read_whole() {
        let (attacks, problems) = load_one("attacks/mail-theft.toml", GOOD);
        assert_eq!(problems, Vec::<String>::new());
        let attack = &attacks[0];
        assert_eq!(attack.source_url.as_deref(), Some("https://example.org/a?b=1#c"));
        assert_eq!(attack.helps, ["deny", "limit"]);
        assert_eq!(attack.references[0], ("cve", vec!["CVE-2025-32711".to_owned()]));
        assert_eq!(attack.references.len(), 5, "a framework without identifiers is left out");
        assert!(attack.concerns(Category::Write, |t| t == Trait::PersonalData));
        assert!(!attack.concerns(Category::Read, |_| true));
    }

    #[test]
    fn everything_wrong_is_said_with_its_line() {
        let cases = [
            ("id = \"mail-theft\"", "id = \"theft\"", "1: the id must be `mail-theft`, the file's stem"),
            ("\"incident\"", "\"rumour\"", "3: `rumour` is not one of incident, vulnerability, research, pattern"),
            ("\"incident\"", "\"pattern\"", "4: a pattern happened on no date"),
            ("date = \"2025-06-11\"\n", "", "3: a record of kind `incident` needs a `date`"),
            ("2025-06-11", "2025-06-31", "4: `2025-06-31` is no date: YYYY, YYYY-MM or YYYY-MM-DD"),
            ("\"A page held orders. The agent followed them.\"", "\" \"", "5: `summary` is empty"),
            ("\"A page is read.\", \"It", "\"It", "6: an attack has three to six steps, not 2"),
            ("\"It holds orders.\"", "\"\"", "6: `steps` is empty"),
            ("\"Somebody\"", "\"\"", "8: `source.name` is empty"),
            (
                "https://",
                "http://",
                "9: the address must begin with https:// and name a host, without spaces or quotes",
            ),
            ("[\"Write\"]", "[\"write\"]", "11: `write` is not one of Read, Write, Destructive"),
            (
                "traits = [\"sends-outbound\", \"personal-data\"]",
                "traits = []",
                "10: an attack abuses at least one trait, or lives in the definition",
            ),
            ("\"personal-data\"]", "\"sends-outbound\"]", "12: `sends-outbound` stands here twice"),
            ("\"limit\"]", "\"pray\"]", "15: `pray` is not one of hide, deny, ask, argument, limit, pin, isolate"),
            ("\"It does not clean the page.\"", "\"\"", "17: `helps.not` is empty"),
            ("CVE-2025-32711", "CVE-2025-1", "19: `CVE-2025-1` does not look like an identifier of cve"),
            ("AML.CS0053", "AML.0053", "22: `AML.0053` does not look like an identifier of atlas"),
        ];
        for (from, to, want) in cases {
            let text = GOOD.replacen(from, to, 1);
            assert_ne!(text, GOOD, "{from} stands in the sample");
            let (attacks, problems) = load_one("attacks/mail-theft.toml", &text);
            assert_eq!(problems, [want], "after {from} became {to}");
            assert!(attacks.is_empty());
        }
    }

    #[test]
    fn unknown_keys_missing_tables_and_awkward_names_are_refused() {
        let (_, problems) = load_one("attacks/mail-theft.toml", &GOOD.replace("what =", "helps ="));
        assert_eq!(problems, ["16: unknown field `helps`, expected one of `policy`, `what`, `not`"]);
        let (_, problems) =
            load_one("attacks/mail-theft.toml", &GOOD.replace("date = \"2025-06-11\"", "date = 2025-06-11"));
        assert_eq!(problems.len(), 1, "a date is written as text, since months and years stand alone: {problems:?}");
        let (_, problems) = load_one("attacks/Mail_Theft.toml", &GOOD.replace("mail-theft", "Mail_Theft"));
        assert_eq!(problems, ["1: the id `Mail_Theft` is not kebab-case, and neither is the file's name"]);
    }

    #[test]
    fn several_problems_of_several_files_are_all_shown() {
        let bad = GOOD.replace("\"incident\"", "\"x\"").replace("https", "http");
        let files = CatalogFiles::new([
            ("attacks/a.toml".to_owned(), "id = 1".into()),
            ("attacks/mail-theft.toml".to_owned(), bad.into()),
        ]);
        let mut problems = Problems::default();
        assert!(load(&files, &mut problems).is_empty());
        assert_eq!(problems.list().len(), 3);
    }
}
