//! Where policies are enforced: one file for each client or gateway.
//!
//! A [`Target`] says what its host can enforce ([`Abilities`]) and how the host spells
//! it. What it cannot enforce is decided in one place for all targets: a [`Plan`] takes
//! the safer side where there is one, and lists every tool whose calls will not be
//! treated as decided ([`Shortfall`]). A target itself decides nothing.

mod allow_lists;
mod artifact;
mod cedar;
mod claude_code;
mod codex;
mod copilot;
mod cursor;
mod gemini;
mod goose;
mod intercept;
mod openai;
mod opencode;
mod plan;
mod policylayer;
mod reasons;
mod rego;
mod server_lists;
mod vscode;
mod zed;

pub use artifact::{Artifact, Body, Edit, Owned, Syntax, made_on};
pub use plan::{Entry, Options, Plan, SHORTFALLS, Shortfall, Side, Told, shortfalls_json};
pub use policylayer::policy_snippet;
pub use reasons::reasons_json;

use super::decision::{Kind, TestKind};
use std::borrow::Cow;

/// A client or gateway that policies are written for.
pub trait Target: Sync {
    /// What it is and what it can enforce.
    fn about(&self) -> &'static About;

    /// Whether the host can carry a rule for this tool of this server; any name that is one,
    /// unless the target says otherwise.
    ///
    /// # Errors
    /// Why not: a clause to be said after the tool's name.
    fn spells(&self, server: &str, tool: &str) -> Result<(), String> {
        let _ = server;
        any_name(tool)
    }

    /// What the host makes of a tool's name before it looks for a rule. Tools of which it
    /// makes the same are told apart by no rule, so none of them gets one.
    fn seen_as<'n>(&self, server: &str, tool: &'n str) -> Cow<'n, str> {
        let _ = server;
        Cow::Borrowed(tool)
    }

    /// What the host can enforce for this tool, where it is less than for others.
    fn less_for(&self, server: &str, tool: &str) -> Option<&'static Less> {
        let _ = (server, tool);
        None
    }

    /// Whether the host can look at an argument of this name. Names with a dot would be
    /// read as a way into an object by most.
    fn spells_argument(&self, argument: &str) -> bool {
        is_plain(argument) && !argument.contains(['.', '-'])
    }

    /// What to know about a server's name under this host before a rule is written: a
    /// sentence for each thing that would make rules fail silently.
    fn server_name(&self, server: &str) -> Vec<String> {
        let _ = server;
        Vec::new()
    }

    /// The files that say what the plans say, one plan a server. Entries stand in the
    /// order of the tools' names, so the order of a manifest changes nothing.
    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact>;
}

/// What a target is.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// Its kebab-case name, for the command line and addresses.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// Where its file goes and how it comes into force: a sentence or two.
    pub place: &'static str,
    /// What the host can enforce.
    pub abilities: Abilities,
    /// The names of the files that it writes, with folders where the host asks for them.
    pub files: &'static [&'static str],
    /// What holds whatever the rules say: sentences for the list of shortfalls.
    pub limits: &'static [&'static str],
}

/// What a host can enforce.
#[derive(Debug, Clone, Copy)]
pub struct Abilities {
    /// What becomes of each decision, from [`Kind::Allow`] to [`Kind::Hide`]; the same
    /// kind where the host knows it.
    pub becomes: [Kind; 5],
    /// What becomes of a tool that no rule names.
    pub unlisted: Kind,
    /// What becomes of a tool whose name the host cannot spell.
    pub unspellable: Kind,
    /// Whether and how it decides by arguments.
    pub cases: Cases,
}

impl Abilities {
    /// What becomes of a decision.
    pub const fn of(&self, kind: Kind) -> Kind {
        self.becomes[kind as usize]
    }
}

/// Why a host can enforce less for some tools.
#[derive(Debug, Clone, Copy)]
pub struct Less {
    /// What it can enforce for them.
    pub abilities: Abilities,
    /// Why: a clause, before "so a person is asked".
    pub why: &'static str,
    /// What to do about it: a sentence.
    pub cure: &'static str,
}

/// How a host decides by arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cases {
    /// It does not look at arguments.
    None,
    /// Calls that pass one of these tests get one decision for the tool, all others
    /// another.
    Alike(&'static [TestKind]),
    /// Each test may have a decision of its own.
    Each(&'static [TestKind]),
}

impl Cases {
    /// Whether a test of this kind can be spelled.
    pub fn can_test(self, kind: TestKind) -> bool {
        match self {
            Cases::None => false,
            Cases::Alike(kinds) | Cases::Each(kinds) => kinds.contains(&kind),
        }
    }
}

/// All kinds of tests.
pub const EVERY_TEST: &[TestKind] =
    &[TestKind::OneOf, TestKind::Prefix, TestKind::Suffix, TestKind::Matches, TestKind::AtMost];

/// All targets, in the order in which they are offered.
pub const TARGETS: &[&dyn Target] = &[
    &policylayer::PolicyLayer,
    &intercept::Intercept,
    &claude_code::ClaudeCode,
    &codex::Codex,
    &gemini::Gemini,
    &cursor::Editor,
    &cursor::CommandLine,
    &vscode::VsCode,
    &copilot::CommandLine,
    &copilot::CodingAgent,
    &server_lists::CLINE,
    &server_lists::ROO,
    &server_lists::KIRO,
    &goose::Goose,
    &opencode::OpenCode,
    &zed::Zed,
    &openai::OpenAi,
    &allow_lists::LITELLM,
    &allow_lists::DOCKER,
    &allow_lists::AGENTGATEWAY,
    &cedar::ToolHive,
    &cedar::AgentCore,
    &rego::Rego,
    &allow_lists::ENVOY,
    &allow_lists::KONG,
];

/// A target by its id.
pub fn target(id: &str) -> Option<&'static dyn Target> {
    TARGETS.iter().copied().find(|target| target.about().id == id)
}

/// Whether a name holds nothing but ASCII letters, digits, `_`, `-` and `.`: what every
/// host can spell without quoting.
pub fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

/// Any name but the empty one.
fn any_name(tool: &str) -> Result<(), String> {
    if tool.is_empty() { Err("is empty".to_owned()) } else { Ok(()) }
}

/// A name that is plain; `else_` says what is wrong with others.
fn plain_name(tool: &str, else_: &str) -> Result<(), String> {
    if is_plain(tool) { Ok(()) } else { Err(else_.to_owned()) }
}

/// Whether models' interfaces take a character in the name of a tool.
fn fits_api(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// A name as clients send it to models that take ASCII letters, digits, `_` and `-` only:
/// anything else is `_`, and `__` where UTF-16 needs two units.
fn api_name(name: &str) -> Cow<'_, str> {
    if name.chars().all(fits_api) {
        return Cow::Borrowed(name);
    }
    let safe = |c: char| if fits_api(c) { c.to_string() } else { "_".repeat(c.len_utf16()) };
    Cow::Owned(name.chars().map(safe).collect())
}

/// A text in double quotes with its escapes: JSON's strings are YAML's and CEL's.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn targets_share_no_id() {
        let ids: BTreeSet<_> = TARGETS.iter().map(|t| t.about().id).collect();
        assert_eq!(ids.len(), TARGETS.len());
        assert!(target("policylayer").is_some() && target("nothing").is_none());
    }

    #[test]
    fn no_target_is_milder_than_it_must_be() {
        for about in TARGETS.iter().map(|target| target.about()) {
            let Abilities { becomes, .. } = about.abilities;
            assert!(becomes.is_sorted(), "{}: a stricter decision never becomes a milder one", about.id);
            assert_eq!(becomes[0].min(Kind::Ask), becomes[0], "{}: what is allowed can be called", about.id);
            assert!(!about.place.is_empty() && about.limits.iter().all(|limit| limit.ends_with('.')), "{}", about.id);
        }
    }
}
