//! Postures as written, and what is wrong with them.

use super::coverage::{Coverage, stricter};
use super::template::{self, OF_CASES, OF_LINES};
use super::{ByAction, Line, Posture, When};
use crate::policy::Policy;
use crate::policy::decision::{Decision, Kind, Test, Window};
use crate::policy::guard::Guard;
use crate::rulebook::files::{FileCheck, is_kebab};
use crate::rulebook::{CatalogFiles, Problems};
use crate::vocab::Trait;
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::Spanned;

/// A posture as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PostureFile {
    id: Spanned<String>,
    title: Spanned<String>,
    for_whom: Spanned<String>,
    default: Spanned<String>,
    #[serde(default)]
    stricter_than: Vec<Spanned<String>>,
    by_action: Option<ByActionFile>,
    #[serde(default)]
    line: Vec<LineFile>,
    #[serde(default)]
    guard: Vec<GuardFile>,
}

/// `[by_action]` as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ByActionFile {
    message: Spanned<String>,
    reason: Spanned<String>,
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

/// `[[guard]]` as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GuardFile {
    id: Spanned<String>,
    #[serde(default)]
    when: WhenFile,
    names: Spanned<Vec<String>>,
    #[serde(default)]
    words: Vec<String>,
    test: Spanned<TestFile>,
    #[serde(default)]
    fill: bool,
    decision: Spanned<String>,
    max: Option<Spanned<i64>>,
    window: Option<Spanned<String>>,
    ask: Option<Spanned<String>>,
    message: Spanned<String>,
    reason: Spanned<String>,
}

/// `test = { … }` as written: exactly one of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
enum TestFile {
    OneOf(Vec<String>),
    Prefix(Vec<String>),
    Suffix(Vec<String>),
    Matches(String),
    AtMost(u32),
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

/// Loads all postures of a catalog, sorted by id.
pub(super) fn load(files: &CatalogFiles, problems: &mut Problems) -> Vec<Posture> {
    let mut read = Vec::new();
    let mut any = false;
    for (path, text) in files.below("policy/", ".toml") {
        any = true;
        read.extend(one(path, text, problems).map(|(posture, promises)| (path, text, posture, promises)));
    }
    if !any {
        problems.add("policy", "", 0, "there is no posture; a catalog needs policy/<id>.toml");
    }
    for (path, text, posture, promises) in &read {
        let others = || read.iter().map(|(_, _, other, _)| other);
        for (at, wrong) in broken_promises(posture, promises, others) {
            problems.add(path, text, at, wrong);
        }
    }
    let mut postures: Vec<Posture> = read.into_iter().map(|(_, _, posture, _)| posture).collect();
    postures.sort_by(|a, b| a.id.cmp(&b.id));
    postures
}

/// Reads a user's own posture beside those of a catalog, and puts it among them; `shown` is how
/// they name the file.
///
/// # Errors
/// Everything wrong with it, an id that the catalog has included.
pub(super) fn add(postures: &mut Vec<Posture>, shown: &str, text: &str) -> Result<String, Problems> {
    let mut problems = Problems::of_own_file();
    let read = one(shown, text, &mut problems);
    if let Some((posture, promises)) = &read {
        if postures.iter().any(|other| other.id == posture.id) {
            let at = text.find("id").unwrap_or_default();
            let taken = format!("the catalog has a posture `{}`; give the file and its id another name", posture.id);
            problems.add(shown, text, at, taken);
        }
        for (at, wrong) in broken_promises(posture, promises, || postures.iter()) {
            problems.add(shown, text, at, wrong);
        }
    }
    let read = problems.or(read)?;
    let id = read.as_ref().map(|(posture, _)| posture.id.clone()).unwrap_or_default();
    postures.extend(read.map(|(posture, _)| posture));
    postures.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(id)
}

/// The promises to be stricter that a posture does not keep: where each stands, and why not.
fn broken_promises<'p, I: Iterator<Item = &'p Posture>>(
    posture: &Posture,
    promises: &[Spanned<String>],
    others: impl Fn() -> I,
) -> Vec<(usize, String)> {
    let broken = promises.iter().filter_map(|promise| {
        let wrong = match others().find(|other| other.id == *promise.get_ref()) {
            None => format!("there is no posture `{}` to be stricter than", promise.get_ref()),
            Some(other) => stricter(posture, other).err()?,
        };
        Some((promise.span().start, wrong))
    });
    broken.collect()
}

/// Reads one posture, and where it promises to be stricter than which.
fn one(path: &str, text: &str, problems: &mut Problems) -> Option<(Posture, Vec<Spanned<String>>)> {
    let (mut check, file) = FileCheck::parse::<PostureFile>(problems, path, text)?;
    let id_at = file.id.clone();
    let ids: Vec<Spanned<String>> =
        file.line.iter().map(|line| &line.id).chain(file.guard.iter().map(|guard| &guard.id)).cloned().collect();
    let id = check.id(file.id);
    let title = check.text("title", file.title);
    let for_whom = check.text("for_whom", file.for_whom);
    if file.default.get_ref() != "deny" {
        check.wrong(&file.default, "the default is `deny`: a tool that no rule names must not be callable");
    }
    let by_action = file.by_action.map(|words| ByAction {
        message: template::check(&mut check, "message", OF_CASES, words.message),
        reason: template::check(&mut check, "reason", OF_CASES, words.reason),
    });
    let mut lines = Vec::new();
    for line in file.line {
        lines.extend(read_line(&mut check, line));
    }
    let mut guards = Vec::new();
    for guard in file.guard {
        guards.extend(read_guard(&mut check, guard));
    }
    for (i, id) in ids.iter().enumerate() {
        let kind = if i < lines.len() { "line" } else { "guard" };
        if !is_kebab(id.get_ref()) {
            check.wrong(id, format!("the {kind}'s id `{}` is not kebab-case", id.get_ref()));
        }
        if ids[..i].contains(id) || [Policy::WILDCARD_LINE, ByAction::LINE, "default"].contains(&id.get_ref().as_str())
        {
            check.wrong(id, format!("the {kind}'s id `{}` is taken", id.get_ref()));
        }
    }
    let stricter_than = file.stricter_than.iter().map(|id| id.get_ref().clone()).collect();
    let posture = Posture { id, title, for_whom, stricter_than, lines, by_action, guards };
    // A line that was refused leaves a gap of its own, which would only distract.
    if check.is_fine() {
        let coverage = Coverage::of(&posture);
        if let Some((first, count)) = coverage.gap {
            let others = if count > 1 { format!(" (and {} more verdicts)", count - 1) } else { String::new() };
            check.wrong(&id_at, format!("no line decides {first}{others}"));
        }
        for (line_id, used) in ids.iter().zip(coverage.used) {
            if !used {
                check.wrong(line_id, "the line never decides: earlier lines take all that it matches");
            }
        }
    }
    check.is_fine().then_some((posture, file.stricter_than))
}

/// The conditions of a line or guard.
fn read_when(check: &mut FileCheck<'_>, when: WhenFile) -> When {
    When {
        category: when.category.and_then(|word| check.word(&word)),
        traits_any: read_traits(check, when.traits_any),
        traits_all: read_traits(check, when.traits_all),
        risk_at_least: when.risk_at_least.and_then(|word| check.word(&word)),
        severity_at_least: when.severity_at_least.and_then(|word| check.word(&word)),
        reversibility: when.reversibility.and_then(|word| check.word(&word)),
        actions: when.actions,
    }
}

/// Reads one line.
fn read_line(check: &mut FileCheck<'_>, line: LineFile) -> Option<Line> {
    let when = read_when(check, line.when);
    let words = DecisionWords { word: line.decision, max: line.max, window: line.window, message: line.message };
    let reason = template::check(check, "reason", OF_LINES, line.reason);
    let decision = words.read(check, "message", OF_LINES, &Kind::ALL)?;
    Some(Line { id: line.id.into_inner(), when, decision, reason })
}

/// Reads one guard.
fn read_guard(check: &mut FileCheck<'_>, guard: GuardFile) -> Option<Guard> {
    let when = read_when(check, guard.when);
    if guard.names.get_ref().is_empty() {
        check.wrong(&guard.names, "a guard names the parameter that it looks at");
    }
    let test = match guard.test.get_ref() {
        TestFile::OneOf(texts) => Test::OneOf(texts.clone()),
        TestFile::Prefix(texts) => Test::Prefix(texts.clone()),
        TestFile::Suffix(texts) => Test::Suffix(texts.clone()),
        TestFile::Matches(expression) => Test::Matches(expression.clone()),
        TestFile::AtMost(most) => Test::AtMost(*most),
    };
    if let Test::OneOf(texts) | Test::Prefix(texts) | Test::Suffix(texts) = &test
        && texts.iter().any(String::is_empty) | texts.is_empty()
    {
        check.wrong(&guard.test, "a test lists at least one text, and none that is empty");
    }
    if let Some(expression) = test.expression()
        && let Err(error) = regex::Regex::new(&expression)
    {
        check.wrong(&guard.test, format!("the expression does not compile: {error}"));
    }
    let words = DecisionWords { word: guard.decision, max: guard.max, window: guard.window, message: guard.ask };
    let message = template::check(check, "message", OF_CASES, guard.message);
    let reason = template::check(check, "reason", OF_CASES, guard.reason);
    let decision = words.read(check, "ask", OF_CASES, &[Kind::Allow, Kind::Limit, Kind::Ask])?;
    Some(Guard {
        id: guard.id.into_inner(),
        when,
        names: guard.names.into_inner(),
        words: guard.words,
        test,
        to_fill: guard.fill,
        decision,
        message,
        reason,
    })
}

/// A decision as written.
struct DecisionWords {
    word: Spanned<String>,
    max: Option<Spanned<i64>>,
    window: Option<Spanned<String>>,
    message: Option<Spanned<String>>,
}

impl DecisionWords {
    /// The decision, if it is one of `kinds`; its message stands under `key`.
    fn read(self, check: &mut FileCheck<'_>, key: &str, known: &[&str], kinds: &[Kind]) -> Option<Decision> {
        let DecisionWords { word, max, window, message } = self;
        let said = word.get_ref().as_str();
        let Some(kind) = kinds.iter().copied().find(|kind| kind.word() == said) else {
            let words: Vec<&str> = kinds.iter().map(|kind| kind.word()).collect();
            check.wrong(&word, format!("`{said}` is not one of {}", words.join(", ")));
            return None;
        };
        let (counts, tells) = (kind == Kind::Limit, matches!(kind, Kind::Ask | Kind::Deny));
        for (key, given, wanted) in
            [("max", max.is_some(), counts), ("window", window.is_some(), counts), (key, message.is_some(), tells)]
        {
            if wanted && !given {
                check.wrong(&word, format!("the decision `{said}` needs `{key}`"));
            } else if given && !wanted {
                check.wrong(&word, format!("the decision `{said}` takes no `{key}`"));
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
            let window = Window::ALL.into_iter().find(|window| window.word() == word.get_ref());
            if window.is_none() {
                check.wrong(&word, format!("`{}` is not one of minute, hour, day", word.get_ref()));
            }
            window
        });
        let message = message.map(|message| template::check(check, key, known, message));
        Some(match kind {
            Kind::Allow => Decision::Allow,
            Kind::Hide => Decision::Hide,
            Kind::Limit => Decision::Limit { max: max?, window: window? },
            Kind::Ask => Decision::Ask { message: message? },
            Kind::Deny => Decision::Deny { message: message? },
        })
    }
}

/// A list of traits that, if given, must not be empty.
fn read_traits(check: &mut FileCheck<'_>, words: Option<Spanned<Vec<Spanned<String>>>>) -> BTreeSet<Trait> {
    let Some(words) = words else { return BTreeSet::new() };
    if words.get_ref().is_empty() {
        check.wrong(&words, "a condition on traits names at least one; leave it out to have none");
    }
    check.words(words.get_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocab::{Category, Impact};

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

    /// The postures of some texts, the first called `mine`, the second `other`.
    fn load_all(texts: &[&str]) -> (Vec<Posture>, Problems) {
        let paths = ["policy/mine.toml", "policy/other.toml"];
        let files = paths.iter().zip(texts).map(|(path, text)| ((*path).to_owned(), (*text).to_owned().into()));
        let mut problems = Problems::default();
        let postures = Posture::load(&CatalogFiles::new(files), &mut problems);
        (postures, problems)
    }

    fn load_one(text: &str) -> (Vec<Posture>, Vec<String>) {
        let (postures, problems) = load_all(&[text]);
        let found = problems.list().iter().map(|p| format!("{}: {}", p.position.line, p.message)).collect();
        (postures, found)
    }

    #[test]
    fn a_posture_of_ones_own_joins_those_of_the_catalog() {
        let mut postures = load_one(GOOD).0;
        let own = GOOD.replace("\"mine\"", "\"house\"");
        assert_eq!(Posture::add(&mut postures, "my/house.toml", &own).as_deref(), Ok("house"));
        assert_eq!(postures.iter().map(|posture| posture.id.as_str()).collect::<Vec<_>>(), ["house", "mine"]);
        let mut wrong =
            |shown: &str, text: &str| Posture::add(&mut postures, shown, text).expect_err("it is wrong").to_string();
        let taken = wrong("my/house.toml", &own);
        assert!(taken.starts_with("my/house.toml:1:1: the catalog has a posture `house`"), "{taken}");
        let misnamed = wrong("my/other.toml", &own);
        assert!(misnamed.starts_with("my/other.toml:1:6: the id must be `other`"), "{misnamed}");
        let promises = format!("stricter_than = [\"b\"]\n{}", GOOD.replace("\"mine\"", "\"strictest\""));
        let broken = wrong("strictest.toml", &promises);
        assert!(broken.contains("strictest.toml:1:18: there is no posture `b` to be stricter than"), "{broken}");
        assert_eq!(postures.len(), 2);
    }

    #[test]
    fn templates_are_filled_once() {
        let values = [("tool", "{risk}"), ("risk", "Critical")];
        assert_eq!(template::fill("{tool} is {risk}.", &values), "{risk} is Critical.");
    }

    #[test]
    fn a_promise_to_be_stricter_is_held_to_every_verdict() {
        let strict = GOOD.replacen("default = \"deny\"", "default = \"deny\"\nstricter_than = [\"other\"]", 1);
        let other = strict.replacen("\"mine\"", "\"other\"", 1).replacen("stricter_than = [\"other\"]", "", 1);
        let load = |other: &str| {
            let (_, problems) = load_all(&[&strict, other]);
            problems.list().iter().map(|p| p.message.clone()).collect::<Vec<_>>()
        };
        assert_eq!(load(&other), Vec::<String>::new(), "it is as strict as its own likeness");
        let stricter = other.replacen("max = 5", "max = 4", 1);
        assert_eq!(
            load(&stricter),
            ["it is not stricter than `other`: of a Read of severity low it says limit, the other limit"]
        );
    }

    const GUARD: &str = r#"
[[guard]]
id = "sums"
names = ["amount"]
test = { at_most = 5 }
decision = "ask"
ask = "{argument} {passes}: go on?"
message = "Too much."
reason = "{tool} pays {argument}."
"#;

    #[test]
    fn a_guard_says_what_is_wrong_with_it() {
        let good = format!("{GOOD}{GUARD}");
        let (postures, problems) = load_one(&good);
        assert_eq!((postures.len(), problems), (1, Vec::new()));
        let cases = [
            ("\"sums\"", "\"rest\"", "the guard's id `rest` is taken"),
            ("[\"amount\"]", "[]", "a guard names the parameter that it looks at"),
            ("at_most = 5", "one_of = [\"\"]", "a test lists at least one text, and none that is empty"),
            ("\"ask\"\nask", "\"hide\"\nask", "`hide` is not one of allow, limit, ask"),
            (
                "ask = \"{argument}",
                "ask = \"{sum}",
                "`{sum}` is no placeholder; known are {tool}, {category}, {risk}, {severity}, {argument}, {passes}",
            ),
        ];
        for (from, to, want) in cases {
            let text = good.replacen(from, to, 1);
            assert_ne!(text, good, "{from} stands in the sample");
            let (_, problems) = load_one(&text);
            assert!(problems.iter().any(|p| p.ends_with(want)), "after {from} became {to}: {problems:?}");
        }
    }

    #[test]
    fn a_line_without_conditions_takes_the_rest() {
        let (postures, problems) = load_one(GOOD);
        assert_eq!(problems, Vec::<String>::new());
        let line = postures[0].line(Impact::default_for(Category::Read), &BTreeSet::new(), false);
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
            (
                "decision = \"deny\"\nmessage",
                "decision = \"allow\"\nmessage",
                "8: the decision `allow` takes no `message`",
            ),
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
            let (postures, problems) = load_one(&text);
            assert_eq!(problems.first().map(String::as_str), Some(want), "after {from} became {to}: {problems:?}");
            assert!(postures.is_empty());
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
    fn a_catalog_without_postures_is_refused() {
        let mut problems = Problems::default();
        assert!(Posture::load(&CatalogFiles::default(), &mut problems).is_empty());
        assert_eq!(problems.list().len(), 1);
    }

    #[test]
    fn a_line_may_ask_for_three_traits() {
        let three = GOOD.replacen(
            "category = \"Destructive\"",
            "traits_all = [\"bulk\", \"moves-money\", \"personal-data\"], actions = true",
            1,
        );
        let (postures, problems) = load_one(&three);
        assert_eq!((postures.len(), problems), (1, Vec::new()));
    }
}
