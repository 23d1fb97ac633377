//! From verdicts to a policy: one abstract decision a tool, and formats that
//! spell it.
//!
//! What follows from which verdict is data (`catalog/policy/<preset>.toml`, see
//! [`Preset`]); this module knows only what the four decisions are and how to say
//! them. It must not know how a host writes its rules: that is [`export`].

pub mod export;
mod preset;

pub use preset::{Line, Preset, When};

use crate::classify::Classification;
use crate::manifest::Tool;
use crate::vocab::Category;
use serde::Serialize;

/// What a policy says of one tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// May be called freely.
    Allow,
    /// May be called that often.
    Limit {
        /// Calls.
        max: u32,
        /// In which time.
        window: Window,
    },
    /// Stays visible, every call is refused with this message until a person changes the rule.
    Deny {
        /// What the agent is told.
        message: String,
    },
    /// Neither listed nor callable.
    Hide,
}

impl Decision {
    /// `allow`, `limit`, `deny` or `hide`, as records and side files say it.
    pub const fn word(&self) -> &'static str {
        match self {
            Decision::Allow => "allow",
            Decision::Limit { .. } => "limit",
            Decision::Deny { .. } => "deny",
            Decision::Hide => "hide",
        }
    }
}

/// The length of a limit's window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize)]
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
    /// `minute`, `hour` or `day`.
    pub const fn word(self) -> &'static str {
        match self {
            Window::Minute => "minute",
            Window::Hour => "hour",
            Window::Day => "day",
        }
    }
}

/// A decision with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// The tool's name, verbatim.
    pub tool: String,
    /// What the policy says.
    pub decision: Decision,
    /// The name of the preset's line that decided (`destructive-hidden`).
    pub line: String,
    /// Why, as a sentence.
    pub reason: String,
    /// The tool's category, for readers of the side file.
    pub category: Category,
}

/// The rulings for all tools of a server, in the order of the tools.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The preset's id.
    pub preset: String,
    /// One ruling a tool.
    pub rulings: Vec<Ruling>,
}

impl Policy {
    /// The line of a ruling that no preset made: see [`is_wildcard`].
    pub const WILDCARD_LINE: &'static str = "name-is-a-wildcard";

    /// What a preset makes of a server's tools, in their order.
    ///
    /// ```
    /// # use toolrisk::{manifest::Tool, policy::{Policy, Preset}, classify::Classification};
    /// # fn demo(preset: &Preset, tools: &[Tool], verdicts: &[Classification]) -> Policy {
    /// Policy::of(preset, tools.iter().zip(verdicts))
    /// # }
    /// ```
    pub fn of<'a>(preset: &Preset, judged: impl IntoIterator<Item = (&'a Tool, &'a Classification)>) -> Policy {
        let rulings = judged.into_iter().map(|(tool, verdict)| preset.ruling(&tool.name, verdict)).collect();
        Policy { preset: preset.id.clone(), rulings }
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
/// # let mut ruling = Ruling { tool: "x".into(), decision: Decision::Allow, line: String::new(),
/// #     reason: String::new(), category: Category::Write };
/// ruling.decision = Decision::Limit { max: 30, window: Window::Minute };
/// assert_eq!(
///     words(&ruling),
///     "stays callable, at most 30 times a minute; an agent caught in a loop stops there",
/// );
/// ```
pub fn words(ruling: &Ruling) -> String {
    match &ruling.decision {
        Decision::Allow => "stays callable, as often as the agent needs it".to_owned(),
        Decision::Limit { max, window } => {
            let often = match (max, window) {
                (1, Window::Minute) => "once a minute".to_owned(),
                (1, Window::Hour) => "once an hour".to_owned(),
                (1, Window::Day) => "once a day".to_owned(),
                (max, Window::Minute) => format!("{max} times a minute"),
                (max, Window::Hour) => format!("{max} times an hour"),
                (max, Window::Day) => format!("{max} times a day"),
            };
            format!("stays callable, at most {often}; an agent caught in a loop stops there")
        }
        Decision::Deny { .. } => {
            "stays in the agent's tool list, but every call is refused until a person changes the rule".to_owned()
        }
        Decision::Hide => "disappears from the agent's tool list, and a call by its name is refused too".to_owned(),
    }
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
