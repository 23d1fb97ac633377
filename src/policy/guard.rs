//! Guards: rules of a posture that look at an argument.
//!
//! A tool is often dangerous through one parameter: what SQL it is given, whom it
//! writes to, how much it pays. A guard opens such a tool for the calls whose argument
//! passes a test, and refuses all others with a message that says what would pass.

use super::decision::{Case, Condition, Decision, Test};
use super::posture::When;
use crate::manifest::Tool;
use crate::manifest::params::{Param, Params};
use crate::text::name;

/// One `[[guard]]` of a posture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    /// What it is called in side files.
    pub id: String,
    /// Which verdicts it looks at.
    pub when: When,
    /// What the guarded parameter is called: words of its name, or with `=` in front
    /// the whole name.
    pub names: Vec<String>,
    /// A word of the tool's own definition must be among these, if there are any.
    pub words: Vec<String>,
    /// What must be true of the argument.
    pub test: Test,
    /// Whether the test holds marks that somebody must replace first.
    pub to_fill: bool,
    /// What happens to calls that pass.
    pub decision: Decision,
    /// What the agent is told of calls that do not.
    pub message: String,
    /// Why, as a sentence with placeholders.
    pub reason: String,
}

impl Guard {
    /// The parameter of a tool that the guard can look at: an outermost one of its name
    /// and type. None where two have such a name, for a test of one of them would leave
    /// the other open.
    pub(super) fn parameter<'a>(&self, tool: &'a Tool) -> Option<&'a str> {
        let params = Params::of(tool.input_schema.as_ref());
        let mut found = params.all.iter().filter(|param| self.called(param));
        let one = found.next()?;
        (found.next().is_none() && one.depth == 0 && self.typed(one) && self.speaks_of(tool)).then_some(one.name)
    }

    fn called(&self, param: &Param<'_>) -> bool {
        let words = name::words(param.name);
        let joined = || words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        self.names.iter().any(|name| match name.strip_prefix('=') {
            Some(whole) => joined() == whole,
            None => words.iter().any(|word| word.text.as_str() == name),
        })
    }

    fn typed(&self, param: &Param<'_>) -> bool {
        match self.test {
            Test::AtMost(_) => param.kind == "number" || param.kind == "integer",
            Test::OneOf(_) | Test::Prefix(_) | Test::Suffix(_) | Test::Matches(_) => param.kind == "string",
        }
    }

    fn speaks_of(&self, tool: &Tool) -> bool {
        let text = tool.description.as_deref().unwrap_or_default().to_lowercase();
        let called = tool.name.to_lowercase();
        self.words.is_empty() || self.words.iter().any(|word| text.contains(word) || called.contains(word))
    }

    /// The case that opens the tool where `argument` passes.
    pub(super) fn case(&self, argument: &str, reason: String) -> Case {
        let condition = Condition { argument: argument.to_owned(), test: self.test.clone(), to_fill: self.to_fill };
        Case { conditions: vec![condition], decision: self.decision.clone(), line: self.id.clone(), reason }
    }
}
