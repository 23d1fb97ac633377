//! Gemini CLI: the server's tools in `settings.json`, and a policy in TOML.
//!
//! The settings hold the list of tools there are (`includeTools`). In the policy the rule
//! of the highest priority that matches decides: `allow`, `ask_user` or `deny`, and a
//! `deny` without `argsPattern` takes the tool away from the model. `argsPattern` is
//! searched for in the arguments as JSON with sorted keys and no blanks; it is refused if
//! a quantifier stands on a group with a quantifier in it. Sources: the policy engine's
//! reference and source.
//!
//! A rule meets a call by the joined name `mcp_server_tool`. The client replaces characters in
//! it, cuts it after 63 characters and finds the server in it up to the first `_`, but does not
//! do so with the rule. Where that makes a difference no rule holds: such a tool can be listed
//! or not, by its own name, and a listed one is asked about.
//!
//! A pattern that opens a tool must not be met by something that the caller puts into
//! another argument, its name included. Newer builds put a NUL before and behind every
//! outermost pair; in texts it is always escaped, so a NUL before a quote is the outer level.
//! For builds without marks the pattern starts at the first byte, lets no `{` and no `[` pass,
//! and asks for the brace or a comma right before the argument's quote: quotes inside a text
//! have a backslash before them, and objects and lists cannot come before.

use super::{Abilities, About, Artifact, Body, Cases, Edit, Less, Plan, Syntax, Target};
use crate::policy::decision::{Case, Condition, Decision, Kind, Test, TestKind, escaped};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The target.
pub(super) struct Gemini;

const ABOUT: About = About {
    id: "gemini-cli",
    title: "Gemini CLI",
    place: "Merge settings.json into ~/.gemini/settings.json (or .gemini/settings.json of a project), and put policy.toml into ~/.gemini/policies/.",
    abilities: Abilities {
        becomes: [Kind::Allow, Kind::Ask, Kind::Ask, Kind::Hide, Kind::Hide],
        unlisted: Kind::Hide,
        unspellable: Kind::Hide,
        cases: Cases::Each(&[TestKind::OneOf, TestKind::Prefix, TestKind::Suffix]),
    },
    files: &["settings.json", "policy.toml"],
    limits: &[
        "A policy in a project's folder is not read; it must stand in the user's folder or an administrator's.",
        "Without somebody to ask (a script), what should be asked about is refused.",
        "Builds that do not mark where an argument begins treat a call as the rest if an object, a list or a brace stands before the argument that would open it.",
        "What must end in a text is only recognised where no quote, backslash or control character stands before the end; other such calls are treated as the rest.",
        "Whatever the rules say, newer builds ask before a tool whose name speaks of writing changes a build file.",
        "A rule of an administrator outranks these, and so does an answer that a person chose to remember with a higher priority.",
    ],
};

/// What is left where no rule meets the tool's name: the list of tools.
static LISTED: Less = Less {
    abilities: Abilities {
        becomes: [Kind::Ask, Kind::Ask, Kind::Ask, Kind::Hide, Kind::Hide],
        cases: Cases::None,
        ..ABOUT.abilities
    },
    why: "No rule of Gemini CLI's policy meets the joined name of server and tool",
    cure: "Configure the server under a short name of letters, digits and `-`.",
};

/// The longest joined name, and what of it is neither server nor tool (`mcp_`, `_`).
const LONGEST: usize = 63;
const JOINTS: usize = 5;

/// The longest pattern that the client takes.
const LONGEST_PATTERN: usize = 2048;

/// Whether the client finds this server in a joined name; of `mcp` it makes the beginning that
/// every joined name has.
fn server_holds(server: &str) -> bool {
    super::is_plain(server) && !server.contains('_') && server != "mcp"
}

/// Whether rules for this tool meet its calls.
fn rules_hold(server: &str, tool: &str) -> bool {
    server_holds(server) && server.len() + tool.len() + JOINTS <= LONGEST
}

impl Target for Gemini {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn spells(&self, _: &str, tool: &str) -> Result<(), String> {
        super::plain_name(tool, "holds characters that the client replaces in names")
    }

    fn less_for(&self, server: &str, tool: &str) -> Option<&'static Less> {
        (!rules_hold(server, tool)).then_some(&LISTED)
    }

    fn server_name(&self, server: &str) -> Vec<String> {
        if !server_holds(server) {
            vec![format!(
                "`{server}` is `mcp`, or not a name of letters, digits, `-` and `.`: the client does not find its rules, and every tool that it lists is asked about. Configure the server under such a name."
            )]
        } else if server.len() > 24 {
            vec![format!(
                "`{server}` is long: rules end to hold where it and the tool's name have more than {} characters together. Configure the server under a shorter name.",
                LONGEST - JOINTS
            )]
        } else {
            Vec::new()
        }
    }

    fn write(&self, plans: &[Plan<'_>]) -> Vec<Artifact> {
        let mut edits = Vec::new();
        let mut policy = String::new();
        for plan in plans {
            let set = |key: &str, value: Value| Edit::set(&["mcpServers", &plan.server, key], value);
            // What is refused but for some calls must be there for these.
            let there: Vec<&str> = plan
                .entries
                .iter()
                .filter(|e| e.decision.kind() <= Kind::Ask || !e.cases.is_empty())
                .map(|e| e.tool())
                .collect();
            let away: Vec<&str> = plan
                .entries
                .iter()
                .filter(|e| e.decision.kind() > Kind::Ask && e.cases.is_empty())
                .map(|e| e.tool())
                .collect();
            edits.push(set("includeTools", json!(there)));
            edits.push(set("excludeTools", json!(away)));
            edits.push(set("trust", json!(false)));
            // A rule that meets no call would only look as if it did something.
            for entry in plan.entries.iter().filter(|entry| rules_hold(&plan.server, entry.tool())) {
                for case in &entry.cases {
                    for pattern in patterns(case) {
                        rule(&mut policy, plan, entry.tool(), Some(&pattern), &case.decision, 800);
                    }
                }
                let refused_but = entry.decision.kind() > Kind::Ask && !entry.cases.is_empty();
                // A rule without a pattern that denies would take the tool away altogether.
                let all = refused_but.then_some("^");
                rule(&mut policy, plan, entry.tool(), all, &entry.decision, if refused_but { 700 } else { 600 });
            }
        }
        vec![
            Artifact { path: "settings.json", body: Body::Edits { syntax: Syntax::Jsonc, edits } },
            Artifact { path: "policy.toml", body: Body::Text(policy) },
        ]
    }
}

fn rule(out: &mut String, plan: &Plan<'_>, tool: &str, pattern: Option<&str>, decision: &Decision, priority: u32) {
    let word = match decision.kind() {
        Kind::Allow | Kind::Limit => "allow",
        Kind::Ask => "ask_user",
        Kind::Deny | Kind::Hide => "deny",
    };
    if !out.is_empty() {
        out.push('\n');
    }
    let text = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let _ = writeln!(out, "[[rule]]\nmcpName = {}\ntoolName = {}", text(&plan.server), text(tool));
    if let Some(pattern) = pattern {
        let _ = writeln!(out, "argsPattern = {}", text(pattern));
    }
    let _ = writeln!(out, "decision = \"{word}\"\npriority = {priority}");
    if let Some(message) = decision.message().filter(|_| word == "deny") {
        let _ = writeln!(out, "denyMessage = {}", text(message));
    }
}

/// The patterns of a case with one condition, any of which finds a call of it; see the
/// module's text.
fn patterns(case: &Case) -> Vec<String> {
    let [Condition { argument, test, .. }] = case.conditions.as_slice() else { return Vec::new() };
    let (texts, before, after) = match test {
        Test::OneOf(texts) => (texts, "", "\""),
        Test::Prefix(texts) => (texts, "", ""),
        Test::Suffix(texts) => (texts, r#"[^"\\]*"#, "\""),
        Test::Matches(_) | Test::AtMost(_) => return Vec::new(),
    };
    let argument = escaped(argument);
    let pattern = |any: &str| {
        let pair = format!("\"{argument}\":\"{before}(?:{any}){after}");
        // What begins with the value has no end to look for.
        let (marked, plain) = if after.is_empty() { ("", "") } else { (r"\x00", "[,}]") };
        format!(r"\x00{pair}{marked}|^(?:\{{|\{{[^{{\[]*,){pair}{plain}")
    };
    let mut patterns = Vec::new();
    let mut any = String::new();
    for text in texts {
        let json = Value::from(text.as_str()).to_string();
        let text = escaped(&json[1..json.len() - 1]);
        if !any.is_empty() && pattern(&format!("{any}|{text}")).len() > LONGEST_PATTERN {
            patterns.push(pattern(&any));
            any.clear();
        }
        if !any.is_empty() {
            any.push('|');
        }
        any.push_str(&text);
    }
    patterns.push(pattern(&any));
    patterns
}
