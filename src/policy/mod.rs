//! From verdicts to a policy: one abstract decision for each tool and each of its
//! actions, and targets that spell it.
//!
//! What follows from which verdict is data (`catalog/policy/<posture>.toml`, see
//! [`Posture`]); this module knows only what the five decisions are and how to say
//! them. It must not know how a host writes its rules: that is [`target`].

mod decision;
pub mod document;
mod guard;
pub mod merge;
mod posture;
pub mod target;

pub use decision::{Case, Condition, Decision, Kind, Test, TestKind, Window};
pub use guard::Guard;
pub use posture::{Line, Posture, When};

use crate::classify::Classification;
use crate::manifest::Tool;
use crate::vocab::Category;
use serde_json::Value;

/// A decision with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// The tool's name, verbatim.
    pub tool: String,
    /// What the policy says of every call that no case covers.
    pub decision: Decision,
    /// Calls that are decided otherwise, by their arguments: the first case that holds
    /// decides. No case is stricter than [`Ruling::decision`], so a target that cannot
    /// look at arguments is safe without them.
    pub cases: Vec<Case>,
    /// The name of the posture's line that decided (`destructive-hidden`).
    pub line: String,
    /// Why, as a sentence.
    pub reason: String,
    /// The tool's category, for readers of the side file.
    pub category: Category,
}

impl Ruling {
    /// What happens to a call with these arguments, and the case that says so.
    pub fn of_call(&self, arguments: &Value) -> (&Decision, Option<&Case>) {
        let case = self.cases.iter().find(|case| case.holds(arguments));
        (case.map_or(&self.decision, |case| &case.decision), case)
    }
}

/// The rulings for all tools of a server, in the order of the tools.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The posture's id.
    pub posture: String,
    /// One ruling a tool.
    pub rulings: Vec<Ruling>,
}

impl Policy {
    /// The line of a ruling that no posture made: see [`is_wildcard`].
    pub const WILDCARD_LINE: &'static str = "name-is-a-wildcard";

    /// What a posture makes of a server's tools, in their order.
    ///
    /// ```
    /// # use toolrisk::{manifest::Tool, policy::{Policy, Posture}, classify::Classification};
    /// # fn demo(posture: &Posture, tools: &[Tool], verdicts: &[Classification]) -> Policy {
    /// Policy::of(posture, tools.iter().zip(verdicts))
    /// # }
    /// ```
    pub fn of<'a>(posture: &Posture, judged: impl IntoIterator<Item = (&'a Tool, &'a Classification)>) -> Policy {
        let rulings = judged.into_iter().map(|(tool, verdict)| posture.ruling(tool, verdict)).collect();
        Policy { posture: posture.id.clone(), rulings }
    }
}

/// Whether a tool's name could be read as "every tool" where rules are written by
/// name. `*` is such a name in `hide`, and some hosts read `get_*` as a pattern.
///
/// A rule for such a name could open or hide other tools, so no policy ever
/// carries one: the tool is denied, and the default sees to that.
pub fn is_wildcard(name: &str) -> bool {
    name.contains('*')
}

/// What a ruling does to the tool, to be said after its name: a clause without
/// full stop. Pages, terminal and side files all take their words from here.
///
/// ```
/// # use toolrisk::policy::{Decision, Ruling, Window, words};
/// # use toolrisk::vocab::Category;
/// # let mut ruling = Ruling { tool: "x".into(), decision: Decision::Allow, cases: vec![],
/// #     line: String::new(), reason: String::new(), category: Category::Write };
/// ruling.decision = Decision::Limit { max: 30, window: Window::Minute };
/// assert_eq!(
///     words(&ruling),
///     "stays callable, at most 30 times a minute; an agent caught in a loop stops there",
/// );
/// ```
pub fn words(ruling: &Ruling) -> String {
    if !ruling.cases.is_empty() {
        return words_of_cases(ruling);
    }
    match &ruling.decision {
        Decision::Allow => "stays callable, as often as the agent needs it".to_owned(),
        Decision::Limit { max, window } => {
            format!("stays callable, at most {}; an agent caught in a loop stops there", often(*max, *window))
        }
        Decision::Ask { .. } => "stays callable, and a person is asked before each call".to_owned(),
        Decision::Deny { .. } if is_wildcard(&ruling.tool) => {
            "has a name that no rule may carry, so the default refuses every call".to_owned()
        }
        Decision::Deny { .. } => {
            "stays in the agent's tool list, but every call is refused until a person changes the rule".to_owned()
        }
        Decision::Hide => "disappears from the agent's tool list, and a call by its name is refused too".to_owned(),
    }
}

/// How often a limit lets calls through: `30 times a minute`.
pub fn often(max: u32, window: Window) -> String {
    let window = per(window);
    if max == 1 { format!("once {window}") } else { format!("{max} times {window}") }
}

/// A window as what a number of calls stands before: `a minute`, `an hour`, `a day`.
pub const fn per(window: Window) -> &'static str {
    match window {
        Window::Minute => "a minute",
        Window::Hour => "an hour",
        Window::Day => "a day",
    }
}

/// What a ruling does that looks at arguments.
fn words_of_cases(ruling: &Ruling) -> String {
    let case = |case: &Case| {
        let tests: Vec<String> = case.conditions.iter().map(Condition::words).collect();
        let passes = match &case.decision {
            Decision::Allow => "passes".to_owned(),
            Decision::Limit { max, window } => format!("passes, at most {}", often(*max, *window)),
            Decision::Ask { .. } => "is put to a person".to_owned(),
            Decision::Deny { .. } | Decision::Hide => "is refused".to_owned(),
        };
        let fill = if case.to_fill() { " (a mark to fill in; until then nothing passes)" } else { "" };
        format!("a call whose {}{fill} {passes}", tests.join(" and whose "))
    };
    let cases: Vec<String> = ruling.cases.iter().map(case).collect();
    let rest = match &ruling.decision {
        Decision::Ask { .. } => "is put to a person",
        Decision::Allow | Decision::Limit { .. } => "passes",
        Decision::Deny { .. } | Decision::Hide => "is refused",
    };
    format!("is decided by its arguments: {}; every other call {rest}", cases.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_decision_has_its_words() {
        let said = |decision| {
            words(&Ruling {
                tool: "t".to_owned(),
                decision,
                cases: Vec::new(),
                line: String::new(),
                reason: String::new(),
                category: Category::Write,
            })
        };
        let limit = |max, window| said(Decision::Limit { max, window });
        assert!(limit(10, Window::Hour).contains("at most 10 times an hour;"));
        assert!(limit(1, Window::Day).contains("at most once a day;"));
        let all = [
            said(Decision::Allow),
            limit(30, Window::Minute),
            said(Decision::Ask { message: "really?".to_owned() }),
            said(Decision::Deny { message: "no".to_owned() }),
            said(Decision::Hide),
        ];
        assert!(all.iter().all(|w| !w.ends_with('.') && w.starts_with(char::is_lowercase)));
    }

    #[test]
    fn names_with_a_star_are_wildcards() {
        assert!(is_wildcard("*") && is_wildcard("get_*"));
        assert!(!is_wildcard("get_all"));
    }
}
