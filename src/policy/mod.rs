//! From verdicts to a policy: one abstract decision a tool, and formats that
//! spell it.

pub mod export;

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
