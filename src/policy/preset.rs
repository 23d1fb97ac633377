//! Presets: which decision follows from which verdict, as a file that a security
//! engineer can read and argue with (`catalog/policy/<id>.toml`).
//!
//! A preset is an ordered list of lines. The first line that matches a verdict
//! decides, and loading proves that some line matches every verdict there can be,
//! so that a tool never falls through for want of a rule.

use super::{Decision, Policy, Ruling, Window, is_wildcard};
use crate::classify::Classification;
use crate::rulebook::files::{FileCheck, is_kebab};
use crate::rulebook::{CatalogFiles, Problems};
use crate::vocab::{Category, Impact, Reversibility, Risk, Severity, Trait};
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::Spanned;

/// A posture: what follows from which verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preset {
    /// The file's stem.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Whom it suits, in a sentence.
    pub for_whom: String,
    /// Its lines; the first that matches decides.
    pub lines: Vec<Line>,
}

/// One line of a preset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What the line is called in records and side files.
    pub id: String,
    /// Which verdicts it decides.
    pub when: When,
    /// What it decides; in a message, placeholders stand as in the reason.
    pub decision: Decision,
    /// Why, as a sentence with placeholders.
    pub reason: String,
}

/// The conditions of a line; all that are given must hold, and none means always.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct When {
    /// The category is this.
    pub category: Option<Category>,
    /// One of these traits is there; empty for no condition.
    pub traits_any: BTreeSet<Trait>,
    /// All of these traits are there.
    pub traits_all: BTreeSet<Trait>,
    /// The risk is this or worse.
    pub risk_at_least: Option<Risk>,
    /// The severity is this or worse.
    pub severity_at_least: Option<Severity>,
    /// It can be undone, or cannot; a Read is neither.
    pub reversibility: Option<Reversibility>,
    /// The tool has several actions, or has not.
    pub actions: Option<bool>,
}

impl When {
    /// Whether a verdict meets the conditions.
    pub fn matches(&self, impact: Impact, traits: &BTreeSet<Trait>, actions: bool) -> bool {
        self.category.is_none_or(|category| impact.category() == category)
            && (self.traits_any.is_empty() || !self.traits_any.is_disjoint(traits))
            && self.traits_all.is_subset(traits)
            && self.risk_at_least.is_none_or(|risk| impact.risk() >= risk)
            && self.severity_at_least.is_none_or(|severity| impact.severity() >= severity)
            && self.reversibility.is_none_or(|reversibility| impact.reversibility() == Some(reversibility))
            && self.actions.is_none_or(|several| actions == several)
    }
}

/// The words that may stand in braces in a reason or message.
const PLACEHOLDERS: &[&str] = &["tool", "category", "risk", "severity"];

/// The words of a decision, as a line spells them.
const DECISIONS: &[&str] = &["allow", "limit", "deny", "hide"];

/// The words of a window, as a line spells them.
const WINDOWS: [Window; 3] = [Window::Minute, Window::Hour, Window::Day];

impl Preset {
    /// The preset that is used where none is named.
    pub const DEFAULT: &'static str = "recommended";

    /// Loads and checks `policy/*.toml`, sorted by id. A file with a problem is left
    /// out, and the problems say why; so does a catalog without presets.
    pub fn load(files: &CatalogFiles, problems: &mut Problems) -> Vec<Preset> {
        let mut presets = Vec::new();
        let mut any = false;
        for (path, text) in files.below("policy/", ".toml") {
            any = true;
            presets.extend(read(path, text, problems));
        }
        if !any {
            problems.add("policy", "", 0, "there is no preset; a catalog needs policy/<id>.toml");
        }
        presets.sort_by(|a: &Preset, b| a.id.cmp(&b.id));
        presets
    }

    /// The line that decides on a verdict. Loading has proved that there is one.
    pub fn line(&self, impact: Impact, traits: &BTreeSet<Trait>, actions: bool) -> Option<&Line> {
        self.lines.iter().find(|line| line.when.matches(impact, traits, actions))
    }

    /// What the preset makes of one tool.
    pub fn ruling(&self, tool: &str, verdict: &Classification) -> Ruling {
        let category = verdict.category();
        if is_wildcard(tool) {
            return Ruling {
                tool: tool.to_owned(),
                decision: Decision::Deny { message: "No rule can name this tool.".to_owned() },
                line: Policy::WILDCARD_LINE.to_owned(),
                reason: "Its name could be read as \"every tool\", so no rule may carry it; the policy leaves it out, and the default denies it."
                    .to_owned(),
                category,
            };
        }
        let Some(line) = self.line(verdict.impact, &verdict.traits, !verdict.actions.is_empty()) else {
            // Only a preset made by hand gets here; what it forgot is denied.
            return Ruling {
                tool: tool.to_owned(),
                decision: Decision::Deny { message: "No rule of the policy covers this tool.".to_owned() },
                line: "default".to_owned(),
                reason: "No line of the preset covers this verdict, so the default denies it.".to_owned(),
                category,
            };
        };
        let decision = match &line.decision {
            Decision::Deny { message } => Decision::Deny { message: fill(message, tool, verdict.impact) },
            Decision::Allow | Decision::Limit { .. } | Decision::Hide => line.decision.clone(),
        };
        Ruling {
            tool: tool.to_owned(),
            decision,
            line: line.id.clone(),
            reason: fill(&line.reason, tool, verdict.impact),
            category,
        }
    }
}

/// Fills a template in one pass, so that braces in a tool's name stay what they are.
fn fill(template: &str, tool: &str, impact: Impact) -> String {
    let mut out = String::with_capacity(template.len() + tool.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (word, after) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(match word {
            "tool" => tool,
            "category" => impact.category().word(),
            "risk" => impact.risk().word(),
            "severity" => impact.severity().word(),
            unknown => unknown,
        });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A preset as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PresetFile {
    id: Spanned<String>,
    title: Spanned<String>,
    for_whom: Spanned<String>,
    default: Spanned<String>,
    #[serde(default)]
    line: Vec<LineFile>,
}

/// `[[line]]` as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineFile {
    id: Spanned<String>,
    #[serde(default)]
    when: WhenFile,
    decision: Spanned<String>,
    max: Option<Spanned<i64>>,
    window: Option<Spanned<String>>,
    message: Option<Spanned<String>>,
    reason: Spanned<String>,
}

/// `when = { … }` as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WhenFile {
    category: Option<Spanned<String>>,
    traits_any: Option<Spanned<Vec<Spanned<String>>>>,
    traits_all: Option<Spanned<Vec<Spanned<String>>>>,
    risk_at_least: Option<Spanned<String>>,
    severity_at_least: Option<Spanned<String>>,
    reversibility: Option<Spanned<String>>,
    actions: Option<bool>,
}

/// Reads one preset.
fn read(path: &str, text: &str, problems: &mut Problems) -> Option<Preset> {
    let (mut check, file) = FileCheck::parse::<PresetFile>(problems, path, text)?;
    let (id_at, mut line_ids) = (file.id.clone(), Vec::new());
    let id = check.id(file.id);
    let title = check.text("title", file.title);
    let for_whom = check.text("for_whom", file.for_whom);
    if file.default.get_ref() != "deny" {
        check.wrong(&file.default, "the default is `deny`: a tool that no rule names must not be callable");
    }
    let mut lines = Vec::new();
    for line in file.line {
        line_ids.push(line.id.clone());
        lines.extend(read_line(&mut check, line));
    }
    for (i, line_id) in line_ids.iter().enumerate() {
        if !is_kebab(line_id.get_ref()) {
            check.wrong(line_id, format!("the line's id `{}` is not kebab-case", line_id.get_ref()));
        }
        if line_ids[..i].contains(line_id) || [Policy::WILDCARD_LINE, "default"].contains(&line_id.get_ref().as_str()) {
            check.wrong(line_id, format!("the line's id `{}` is taken", line_id.get_ref()));
        }
    }
    let preset = Preset { id, title, for_whom, lines };
    // A line that was refused leaves a gap of its own, which would only distract.
    if check.is_fine() {
        let coverage = Coverage::of(&preset);
        if let Some((first, count)) = coverage.gap {
            let others = if count > 1 { format!(" (and {} more verdicts)", count - 1) } else { String::new() };
            check.wrong(&id_at, format!("no line decides {first}{others}"));
        }
        for (line_id, used) in line_ids.iter().zip(coverage.used) {
            if !used {
                check.wrong(line_id, "the line never decides: earlier lines take all that it matches");
            }
        }
    }
    check.is_fine().then_some(preset)
}

/// Reads one line.
fn read_line(check: &mut FileCheck<'_>, line: LineFile) -> Option<Line> {
    let when = When {
        category: line.when.category.and_then(|word| check.word(&word)),
        traits_any: read_traits(check, line.when.traits_any),
        traits_all: read_traits(check, line.when.traits_all),
        risk_at_least: line.when.risk_at_least.and_then(|word| check.word(&word)),
        severity_at_least: line.when.severity_at_least.and_then(|word| check.word(&word)),
        reversibility: line.when.reversibility.and_then(|word| check.word(&word)),
        actions: line.when.actions,
    };
    let said = line.decision.get_ref().as_str();
    let (limits, denies) = (said == "limit", said == "deny");
    let (max, window, message) = (line.max, line.window, line.message);
    for (key, given, wanted) in
        [("max", max.is_some(), limits), ("window", window.is_some(), limits), ("message", message.is_some(), denies)]
    {
        if wanted && !given {
            check.wrong(&line.decision, format!("the decision `{said}` needs `{key}`"));
        } else if given && !wanted {
            check.wrong(&line.decision, format!("the decision `{said}` takes no `{key}`"));
        }
    }
    let max = max.and_then(|max| match u32::try_from(*max.get_ref()) {
        Ok(calls @ 1..) => Some(calls),
        Ok(0) | Err(_) => {
            check.wrong(&max, "`max` is a number of calls from 1 up; to allow none, deny");
            None
        }
    });
    let window = window.and_then(|word| {
        let window = WINDOWS.into_iter().find(|window| window.word() == word.get_ref());
        if window.is_none() {
            check.wrong(&word, format!("`{}` is not one of minute, hour, day", word.get_ref()));
        }
        window
    });
    let message = message.map(|message| template(check, "message", message));
    let reason = template(check, "reason", line.reason);
    let decision = match (said, max, window, message) {
        ("allow", ..) => Decision::Allow,
        ("hide", ..) => Decision::Hide,
        ("limit", Some(max), Some(window), _) => Decision::Limit { max, window },
        ("deny", _, _, Some(message)) => Decision::Deny { message },
        _ => {
            if !DECISIONS.contains(&said) {
                check.wrong(&line.decision, format!("`{said}` is not one of {}", DECISIONS.join(", ")));
            }
            return None;
        }
    };
    Some(Line { id: line.id.into_inner(), when, decision, reason })
}

/// A list of traits that, if given, must not be empty.
fn read_traits(check: &mut FileCheck<'_>, words: Option<Spanned<Vec<Spanned<String>>>>) -> BTreeSet<Trait> {
    let Some(words) = words else { return BTreeSet::new() };
    if words.get_ref().is_empty() {
        check.wrong(&words, "a condition on traits names at least one; leave it out to have none");
    }
    check.words(words.get_ref())
}

/// A text with placeholders, all of them known.
fn template(check: &mut FileCheck<'_>, key: &str, text: Spanned<String>) -> String {
    let mut rest = text.get_ref().as_str();
    let mut wrong = None;
    while let Some(at) = rest.find(['{', '}']) {
        let word = rest[at..].strip_prefix('{').and_then(|after| after.split_once('}'));
        match word {
            Some((word, after)) if PLACEHOLDERS.contains(&word) => rest = after,
            Some(_) | None => {
                wrong = Some(&rest[at..]);
                break;
            }
        }
    }
    if let Some(wrong) = wrong {
        let end = wrong.find('}').map_or(wrong.len(), |end| end + 1);
        let message = format!("`{}` is no placeholder; known are {{{}}}", &wrong[..end], PLACEHOLDERS.join("}, {"));
        check.wrong(&text, message);
    }
    check.text(key, text)
}

/// What trying every verdict on a preset shows.
struct Coverage {
    /// The first verdict that no line decides, in words, and how many there are.
    gap: Option<(String, usize)>,
    /// For each line: whether it decides any verdict.
    used: Vec<bool>,
}

impl Coverage {
    /// Tries every category, severity and reversibility with every set of at most
    /// two traits, with several actions and without. Conditions on traits only ever
    /// ask that traits are there, so what covers the small sets covers the large
    /// ones; the sets that a line itself asks for are tried besides, so that no line
    /// looks unused only because it asks for three.
    fn of(preset: &Preset) -> Coverage {
        let mut sets: BTreeSet<BTreeSet<Trait>> = BTreeSet::from([BTreeSet::new()]);
        for a in Trait::ALL {
            sets.extend(Trait::ALL.iter().map(|b| BTreeSet::from([*a, *b])));
        }
        for line in &preset.lines {
            sets.insert(line.when.traits_all.clone());
            for one in &line.when.traits_any {
                sets.insert(line.when.traits_all.iter().copied().chain([*one]).collect());
            }
        }
        let (mut gap, mut used) = (None, vec![false; preset.lines.len()]);
        for impact in impacts() {
            for traits in &sets {
                for actions in [false, true] {
                    match preset.lines.iter().position(|line| line.when.matches(impact, traits, actions)) {
                        Some(at) => used[at] = true,
                        None => gap.get_or_insert_with(|| (verdict_words(impact, traits, actions), 0)).1 += 1,
                    }
                }
            }
        }
        Coverage { gap, used }
    }
}

/// Every impact there can be, each once.
fn impacts() -> BTreeSet<Impact> {
    let mut all = BTreeSet::new();
    for category in Category::ALL {
        for severity in Severity::ALL {
            for reversibility in Reversibility::ALL {
                all.insert(Impact::new(*category, *severity, Some(*reversibility)));
            }
        }
    }
    all
}

/// A verdict in words, for the report of a gap.
fn verdict_words(impact: Impact, traits: &BTreeSet<Trait>, actions: bool) -> String {
    let mut words = format!("a {} of severity {}", impact.category(), impact.severity());
    if let Some(reversibility) = impact.reversibility() {
        words.push_str(&format!(", {reversibility}"));
    }
    if !traits.is_empty() {
        let traits: Vec<&str> = traits.iter().map(|t| t.word()).collect();
        words.push_str(&format!(", {}", traits.join(" and ")));
    }
    if actions {
        words.push_str(", with several actions");
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"id = "mine"
title = "Mine"
for_whom = "Nobody."
default = "deny"
[[line]]
id = "no-loss"
when = { category = "Destructive" }
decision = "deny"
message = "{tool} is out of reach."
reason = "{tool} is {category}, {severity}, {risk}."
[[line]]
id = "rest"
decision = "limit"
max = 5
window = "hour"
reason = "Five."
"#;

    fn load_one(text: &str) -> (Vec<Preset>, Vec<String>) {
        let files = CatalogFiles::new([("policy/mine.toml".to_owned(), text.to_owned().into())]);
        let mut problems = Problems::default();
        let presets = Preset::load(&files, &mut problems);
        let found = problems.list().iter().map(|p| format!("{}: {}", p.position.line, p.message)).collect();
        (presets, found)
    }

    #[test]
    fn templates_are_filled_once() {
        let impact = Impact::default_for(Category::Destructive);
        assert_eq!(
            fill("{tool} is {category}, {severity}, {risk}.", "{risk}", impact),
            "{risk} is Destructive, medium, Critical."
        );
    }

    #[test]
    fn a_line_without_conditions_takes_the_rest() {
        let (presets, problems) = load_one(GOOD);
        assert_eq!(problems, Vec::<String>::new());
        let line = presets[0].line(Impact::default_for(Category::Read), &BTreeSet::new(), false);
        assert_eq!(line.map(|l| l.id.as_str()), Some("rest"));
    }

    #[test]
    fn everything_wrong_is_said_with_its_line() {
        let cases = [
            ("id = \"mine\"", "id = \"yours\"", "1: the id must be `mine`, the file's stem"),
            (
                "\"deny\"\n[[line]]",
                "\"allow\"\n[[line]]",
                "4: the default is `deny`: a tool that no rule names must not be callable",
            ),
            ("\"no-loss\"", "\"No loss\"", "6: the line's id `No loss` is not kebab-case"),
            ("\"rest\"", "\"no-loss\"", "12: the line's id `no-loss` is taken"),
            ("\"Destructive\"", "\"Execute\"", "7: `Execute` is not one of Read, Write, Destructive"),
            ("decision = \"deny\"\nmessage", "decision = \"ask\"\nmessage", "8: the decision `ask` takes no `message`"),
            ("message = \"{tool} is out of reach.\"\n", "", "8: the decision `deny` needs `message`"),
            ("max = 5", "max = 0", "14: `max` is a number of calls from 1 up; to allow none, deny"),
            ("\"hour\"", "\"week\"", "15: `week` is not one of minute, hour, day"),
            ("max = 5\n", "", "13: the decision `limit` needs `max`"),
            ("{risk}.", "{risk", "10: `{risk` is no placeholder; known are {tool}, {category}, {risk}, {severity}"),
            (
                "\"Five.\"",
                "\"{name}\"",
                "16: `{name}` is no placeholder; known are {tool}, {category}, {risk}, {severity}",
            ),
            ("\"Five.\"", "\"\"", "16: `reason` is empty"),
            (
                "category = \"Destructive\"",
                "traits_any = []",
                "7: a condition on traits names at least one; leave it out to have none",
            ),
            (
                "decision = \"limit\"",
                "when = { category = \"Write\" }\ndecision = \"limit\"",
                "1: no line decides a Read of severity low (and 367 more verdicts)",
            ),
            (
                "when = { category = \"Destructive\" }\n",
                "",
                "11: the line never decides: earlier lines take all that it matches",
            ),
        ];
        for (from, to, want) in cases {
            let text = GOOD.replacen(from, to, 1);
            assert_ne!(text, GOOD, "{from} stands in the sample");
            let (presets, problems) = load_one(&text);
            assert_eq!(problems.first().map(String::as_str), Some(want), "after {from} became {to}: {problems:?}");
            assert!(presets.is_empty());
        }
    }

    #[test]
    fn a_gap_that_only_some_verdicts_fall_into_is_found() {
        let risky =
            GOOD.replacen("decision = \"limit\"", "when = { risk_at_least = \"Medium\" }\ndecision = \"limit\"", 1);
        let (_, problems) = load_one(&risky);
        assert_eq!(problems.len(), 1);
        assert!(problems[0].starts_with("1: no line decides a Read of severity low (and "), "{problems:?}");
    }

    #[test]
    fn a_catalog_without_presets_is_refused() {
        let mut problems = Problems::default();
        assert!(Preset::load(&CatalogFiles::default(), &mut problems).is_empty());
        assert_eq!(problems.list().len(), 1);
    }

    #[test]
    fn a_line_may_ask_for_three_traits() {
        let three = GOOD.replacen(
            "category = \"Destructive\"",
            "traits_all = [\"bulk\", \"moves-money\", \"personal-data\"], actions = true",
            1,
        );
        let (presets, problems) = load_one(&three);
        assert_eq!((presets.len(), problems), (1, Vec::new()));
    }
}
