//! What a policy says of a call, and of which calls.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What happens to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// May be made freely.
    Allow,
    /// May be made that often.
    Limit {
        /// Calls.
        max: u32,
        /// In which time.
        window: Window,
    },
    /// A person is asked before each call, with this message.
    Ask {
        /// What the person is told.
        message: String,
    },
    /// The tool stays visible, every call is refused with this message until a person
    /// changes the rule.
    Deny {
        /// What the agent is told.
        message: String,
    },
    /// The tool is neither listed nor callable.
    Hide,
}

impl Decision {
    /// Without its numbers and words.
    pub const fn kind(&self) -> Kind {
        match self {
            Decision::Allow => Kind::Allow,
            Decision::Limit { .. } => Kind::Limit,
            Decision::Ask { .. } => Kind::Ask,
            Decision::Deny { .. } => Kind::Deny,
            Decision::Hide => Kind::Hide,
        }
    }

    /// `allow`, `limit`, `ask`, `deny` or `hide`, as records and side files say it.
    pub const fn word(&self) -> &'static str {
        self.kind().word()
    }

    /// How often calls pass, where they are counted.
    pub const fn cap(&self) -> Option<(u32, Window)> {
        match self {
            Decision::Limit { max, window } => Some((*max, *window)),
            Decision::Allow | Decision::Ask { .. } | Decision::Deny { .. } | Decision::Hide => None,
        }
    }

    /// What the agent or the person is told, where there is something to tell.
    pub fn message(&self) -> Option<&str> {
        match self {
            Decision::Ask { message } | Decision::Deny { message } => Some(message),
            Decision::Allow | Decision::Limit { .. } | Decision::Hide => None,
        }
    }

    /// Whether it lets nothing through that `other` holds back. Of two limits the one
    /// with fewer calls a day is the stricter.
    pub fn is_as_strict_as(&self, other: &Decision) -> bool {
        match (self, other) {
            (Decision::Limit { max: a, window: x }, Decision::Limit { max: b, window: y }) => {
                u64::from(*a) * x.per_day() <= u64::from(*b) * y.per_day()
            }
            _ => self.kind() >= other.kind(),
        }
    }
}

/// A decision without its numbers and words; each lets through less than the one
/// before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// See [`Decision::Allow`].
    Allow,
    /// See [`Decision::Limit`].
    Limit,
    /// See [`Decision::Ask`].
    Ask,
    /// See [`Decision::Deny`].
    Deny,
    /// See [`Decision::Hide`].
    Hide,
}

impl Kind {
    /// All, the mildest first.
    pub const ALL: [Kind; 5] = [Kind::Allow, Kind::Limit, Kind::Ask, Kind::Deny, Kind::Hide];

    /// `allow`, `limit`, `ask`, `deny` or `hide`.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Allow => "allow",
            Kind::Limit => "limit",
            Kind::Ask => "ask",
            Kind::Deny => "deny",
            Kind::Hide => "hide",
        }
    }
}

/// The length of a limit's window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Window {
    /// Sixty seconds.
    Minute,
    /// Sixty minutes.
    Hour,
    /// Twenty-four hours.
    Day,
}

impl Window {
    /// All, the shortest first.
    pub const ALL: [Window; 3] = [Window::Minute, Window::Hour, Window::Day];

    /// `minute`, `hour` or `day`.
    pub const fn word(self) -> &'static str {
        match self {
            Window::Minute => "minute",
            Window::Hour => "hour",
            Window::Day => "day",
        }
    }

    /// How many of them a day has.
    pub(super) const fn per_day(self) -> u64 {
        match self {
            Window::Minute => 24 * 60,
            Window::Hour => 24,
            Window::Day => 1,
        }
    }
}

/// Some calls of a tool that are decided otherwise than the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Which calls: all conditions hold. Never empty.
    pub conditions: Vec<Condition>,
    /// What happens to them; never stricter than what happens to the rest.
    pub decision: Decision,
    /// The name of the posture's line or guard that decided.
    pub line: String,
    /// Why, as a sentence.
    pub reason: String,
}

impl Case {
    /// Whether a call with these arguments belongs to the case.
    pub fn holds(&self, arguments: &Value) -> bool {
        self.conditions.iter().all(|condition| condition.holds(arguments))
    }

    /// Whether a value must be filled in before the case lets anything through.
    pub fn to_fill(&self) -> bool {
        self.conditions.iter().any(|condition| condition.to_fill)
    }
}

/// A test of one argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The argument: the name of an outermost parameter.
    pub argument: String,
    /// What must be true of it. An argument that is missing or of another type fails.
    pub test: Test,
    /// The values are marks that somebody must replace; until then nothing passes.
    pub to_fill: bool,
}

impl Condition {
    /// Whether a call with these arguments passes.
    pub fn holds(&self, arguments: &Value) -> bool {
        arguments.get(&self.argument).is_some_and(|value| self.test.holds(value))
    }

    /// The condition in words: the argument in backticks, and what must be true of it.
    pub fn words(&self) -> String {
        format!("`{}` {}", self.argument, self.test.words())
    }
}

/// What is asked of an argument. Every test can be said with an equality, a
/// comparison or a regular expression, because that is what engines offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// It is one of these texts.
    OneOf(Vec<String>),
    /// It is a text that begins with one of these.
    Prefix(Vec<String>),
    /// It is a text that ends with one of these.
    Suffix(Vec<String>),
    /// It is a text that this regular expression matches as a whole. The expression
    /// keeps to what RE2, Rust, Go, Rego and ECMAScript read alike.
    Matches(String),
    /// It is a number from 0 to this.
    AtMost(u32),
}

/// What a test's kind is called, where targets say which they can spell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TestKind {
    /// See [`Test::OneOf`].
    OneOf,
    /// See [`Test::Prefix`].
    Prefix,
    /// See [`Test::Suffix`].
    Suffix,
    /// See [`Test::Matches`].
    Matches,
    /// See [`Test::AtMost`].
    AtMost,
}

impl Test {
    /// Its kind.
    pub const fn kind(&self) -> TestKind {
        match self {
            Test::OneOf(_) => TestKind::OneOf,
            Test::Prefix(_) => TestKind::Prefix,
            Test::Suffix(_) => TestKind::Suffix,
            Test::Matches(_) => TestKind::Matches,
            Test::AtMost(_) => TestKind::AtMost,
        }
    }

    /// Whether a value passes.
    pub fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (Test::OneOf(allowed), Value::String(text)) => allowed.contains(text),
            (Test::Prefix(allowed), Value::String(text)) => allowed.iter().any(|start| text.starts_with(start)),
            (Test::Suffix(allowed), Value::String(text)) => allowed.iter().any(|end| text.ends_with(end)),
            (Test::Matches(expression), Value::String(text)) => {
                regex::Regex::new(&whole(expression)).is_ok_and(|regex| regex.is_match(text))
            }
            (Test::AtMost(most), Value::Number(number)) => {
                number.as_f64().is_some_and(|number| (0.0..=f64::from(*most)).contains(&number))
            }
            _ => false,
        }
    }

    /// The test of a text as one regular expression that must match from the first to
    /// the last character; `None` for a number.
    pub fn expression(&self) -> Option<String> {
        let any = |parts: &[String]| parts.iter().map(|part| escaped(part)).collect::<Vec<_>>().join("|");
        Some(match self {
            Test::OneOf(allowed) => whole(&any(allowed)),
            Test::Prefix(allowed) => format!("^(?:{})", any(allowed)),
            Test::Suffix(allowed) => format!("(?:{})$", any(allowed)),
            Test::Matches(expression) => whole(expression),
            Test::AtMost(_) => return None,
        })
    }

    /// The test in words, to be said after the argument's name: `is list or get`.
    pub fn words(&self) -> String {
        let listed = |verb: &str, parts: &[String]| {
            let quoted: Vec<String> = parts.iter().take(LISTED).map(|part| format!("\"{part}\"")).collect();
            match quoted.as_slice() {
                [] => format!("{verb} nothing"),
                shown if parts.len() > LISTED => {
                    format!("{verb} {} or one of {} more", shown.join(", "), parts.len() - LISTED)
                }
                [one] => format!("{verb} {one}"),
                [first @ .., last] => format!("{verb} {} or {last}", first.join(", ")),
            }
        };
        match self {
            Test::OneOf(allowed) => listed("is", allowed),
            Test::Prefix(allowed) => listed("begins with", allowed),
            Test::Suffix(allowed) => listed("ends with", allowed),
            Test::Matches(expression) => format!("matches {expression}"),
            Test::AtMost(most) => format!("is at most {most}"),
        }
    }
}

/// How many values a sentence lists.
const LISTED: usize = 12;

/// An expression that must match a text from end to end.
fn whole(expression: &str) -> String {
    format!("^(?:{expression})$")
}

/// A text as an expression that matches just it, in every dialect: characters that
/// any of them reads as syntax are escaped, and nothing else.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if r"\.+*?()|[]{}^$/".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn passes(test: Test, value: Value) -> bool {
        let condition = Condition { argument: "a".to_owned(), test, to_fill: false };
        condition.holds(&json!({ "a": value }))
    }

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_test_takes_its_own_type_and_no_other() {
        assert!(passes(Test::OneOf(texts(&["list", "get"])), json!("get")));
        assert!(!passes(Test::OneOf(texts(&["list"])), json!("List")));
        assert!(!passes(Test::OneOf(texts(&["1"])), json!(1)));
        assert!(!passes(Test::OneOf(texts(&["list"])), json!(["list"])));
        assert!(passes(Test::Prefix(texts(&["/srv/"])), json!("/srv/a")));
        assert!(!passes(Test::Prefix(texts(&["/srv/"])), json!("/etc/srv/")));
        assert!(passes(Test::Suffix(texts(&["@a.example"])), json!("x@a.example")));
        assert!(passes(Test::AtMost(5), json!(5)) && passes(Test::AtMost(5), json!(0.5)));
        assert!(!passes(Test::AtMost(5), json!(5.01)) && !passes(Test::AtMost(5), json!(-1)));
        assert!(!passes(Test::AtMost(5), json!("3")));
        let none = Condition { argument: "b".to_owned(), test: Test::AtMost(5), to_fill: false };
        assert!(!none.holds(&json!({ "a": 1 })) && !none.holds(&json!([])));
    }

    #[test]
    fn an_expression_matches_from_end_to_end() {
        assert!(passes(Test::Matches("a|b".to_owned()), json!("b")));
        assert!(!passes(Test::Matches("a|b".to_owned()), json!("ab")));
    }

    #[test]
    fn tests_of_texts_are_the_same_as_their_expressions() {
        let tests = [
            Test::OneOf(texts(&["a.b", "(c)", "d/e", "{f}"])),
            Test::Prefix(texts(&["/srv/", "C:\\"])),
            Test::Suffix(texts(&["@a.example"])),
            Test::Matches("[a-z]+".to_owned()),
        ];
        for test in tests {
            let regex = regex::Regex::new(&test.expression().expect("a text")).expect("it compiles");
            for text in
                ["a.b", "aXb", "(c)", "d/e", "{f}", "/srv/x", "C:\\x", "q@a.example", "q@axexample", "word", "a b"]
            {
                assert_eq!(regex.is_match(text), test.holds(&json!(text)), "{test:?} of {text}");
            }
        }
    }

    #[test]
    fn kinds_stand_from_mild_to_strict() {
        let ask = Decision::Ask { message: String::new() };
        let limit = |max, window| Decision::Limit { max, window };
        assert!(Decision::Hide.is_as_strict_as(&ask) && !ask.is_as_strict_as(&Decision::Hide));
        assert!(limit(10, Window::Minute).is_as_strict_as(&limit(30, Window::Minute)));
        assert!(limit(30, Window::Hour).is_as_strict_as(&limit(1, Window::Minute)));
        assert!(!limit(1, Window::Minute).is_as_strict_as(&limit(1, Window::Hour)));
        assert!(Kind::ALL.is_sorted());
    }
}
