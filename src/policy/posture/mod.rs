//! Postures: which decision follows from which verdict, as a file that a security
//! engineer can read and argue with (`catalog/policy/<id>.toml`).
//!
//! A posture is an ordered list of lines. The first line that matches a verdict
//! decides, and loading proves that some line matches every verdict there can be,
//! so that a tool never falls through for want of a rule. Guards and decisions by
//! action open a tool for some of its calls; see [`Guard`]. A posture may promise to
//! be stricter than another, and loading proves that too.

mod coverage;
mod file;
mod template;

use super::decision::{Case, Condition, Decision, Test};
use super::guard::Guard;
use super::{Policy, Ruling, is_wildcard};
use crate::classify::{ActionVerdict, Classification};
use crate::manifest::Tool;
use crate::rulebook::{CatalogFiles, Problems};
use crate::vocab::{Category, Impact, Reversibility, Risk, Severity, Trait};
use std::collections::BTreeSet;

/// A posture: what follows from which verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posture {
    /// The file's stem.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// Whom it suits, in a sentence.
    pub for_whom: String,
    /// The postures that allow at least as much, by id; loading has proved it.
    pub stricter_than: Vec<String>,
    /// Its lines; the first that matches decides.
    pub lines: Vec<Line>,
    /// How tools with several actions are decided action by action, if they are.
    pub by_action: Option<ByAction>,
    /// What it asks of arguments; the first that fits a tool is used.
    pub guards: Vec<Guard>,
}

/// One line of a posture.
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

/// The words of a decision by action; the lines say what becomes of each action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByAction {
    /// What the agent is told of an action that is not let through.
    pub message: String,
    /// Why, as a sentence with placeholders.
    pub reason: String,
}

impl ByAction {
    /// What such a decision is called in side files.
    pub const LINE: &'static str = "by-action";
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

/// What a sentence about a tool can speak of.
#[derive(Clone, Copy)]
struct About<'a> {
    tool: &'a str,
    impact: Impact,
    argument: &'a str,
    passes: &'a str,
}

impl About<'_> {
    fn fill(&self, template: &str) -> String {
        let About { tool, impact, argument, passes } = *self;
        let values = [
            ("tool", tool),
            ("category", impact.category().word()),
            ("risk", impact.risk().word()),
            ("severity", impact.severity().word()),
            ("argument", argument),
            ("passes", passes),
        ];
        template::fill(template, &values)
    }

    fn decision(&self, decision: &Decision) -> Decision {
        match decision {
            Decision::Deny { message } => Decision::Deny { message: self.fill(message) },
            Decision::Ask { message } => Decision::Ask { message: self.fill(message) },
            Decision::Allow | Decision::Limit { .. } | Decision::Hide => decision.clone(),
        }
    }
}

impl Posture {
    /// The posture that is used where none is named.
    pub const DEFAULT: &'static str = "recommended";

    /// Loads and checks `policy/*.toml`, sorted by id. A file with a problem is left
    /// out, and the problems say why; so does a catalog without postures.
    pub fn load(files: &CatalogFiles, problems: &mut Problems) -> Vec<Posture> {
        file::load(files, problems)
    }

    /// Adds a user's own posture to those of a catalog, and says its id; `shown` is how they
    /// name the file. It is held to the same as those of a catalog.
    ///
    /// # Errors
    /// Everything wrong with it, with file, line and column; also an id that is taken.
    pub fn add(postures: &mut Vec<Posture>, shown: &str, text: &str) -> Result<String, Problems> {
        file::add(postures, shown, text)
    }

    /// The line that decides on a verdict. Loading has proved that there is one.
    pub fn line(&self, impact: Impact, traits: &BTreeSet<Trait>, actions: bool) -> Option<&Line> {
        self.lines.iter().find(|line| line.when.matches(impact, traits, actions))
    }

    /// What the posture makes of one tool.
    pub fn ruling(&self, tool: &Tool, verdict: &Classification) -> Ruling {
        let category = verdict.category();
        let ruling = |decision, line: &str, reason: String| Ruling {
            tool: tool.name.clone(),
            decision,
            cases: Vec::new(),
            line: line.to_owned(),
            reason,
            category,
        };
        if is_wildcard(&tool.name) {
            let message = "No rule can name this tool.".to_owned();
            let reason = "Its name could be read as \"every tool\", so no rule may carry it; the policy leaves it out, and the default denies it.";
            return ruling(Decision::Deny { message }, Policy::WILDCARD_LINE, reason.to_owned());
        }
        let Some(line) = self.line(verdict.impact, &verdict.traits, !verdict.actions.is_empty()) else {
            // Only a posture made by hand gets here; what it forgot is denied.
            let message = "No rule of the policy covers this tool.".to_owned();
            let reason = "No line of the posture covers this verdict, so the default denies it.";
            return ruling(Decision::Deny { message }, "default", reason.to_owned());
        };
        if let Some(ruling) = self.guarded(tool, verdict, line).or_else(|| self.by_action(tool, verdict)) {
            return ruling;
        }
        let about = About { tool: &tool.name, impact: verdict.impact, argument: "", passes: "" };
        ruling(about.decision(&line.decision), &line.id, about.fill(&line.reason))
    }

    /// The ruling of the first guard that fits and lets through what the line would not.
    fn guarded(&self, tool: &Tool, verdict: &Classification, line: &Line) -> Option<Ruling> {
        let several = !verdict.actions.is_empty();
        let fits = |guard: &&Guard| {
            guard.when.matches(verdict.impact, &verdict.traits, several)
                && !guard.decision.is_as_strict_as(&line.decision)
        };
        let (guard, argument) =
            self.guards.iter().filter(fits).find_map(|guard| Some((guard, guard.parameter(tool)?)))?;
        let passes = guard.test.words();
        let about = About { tool: &tool.name, impact: verdict.impact, argument, passes: &passes };
        let reason = about.fill(&guard.reason);
        let case = Case { decision: about.decision(&guard.decision), ..guard.case(argument, reason.clone()) };
        Some(Ruling {
            tool: tool.name.clone(),
            decision: Decision::Deny { message: about.fill(&guard.message) },
            cases: vec![case],
            line: guard.id.clone(),
            reason,
            category: verdict.category(),
        })
    }

    /// The ruling action by action, where the actions of a tool are chosen by one
    /// outermost parameter and the lines do not decide all of them alike.
    fn by_action(&self, tool: &Tool, verdict: &Classification) -> Option<Ruling> {
        let words = self.by_action.as_ref()?;
        let argument = verdict.actions.first()?.param.as_deref()?;
        let chosen = verdict.actions.iter().all(|action| action.param.as_deref() == Some(argument));
        if !chosen || !is_outermost_text(tool, argument) {
            return None;
        }
        // Actions of one line make one case.
        let mut groups: Vec<(&Line, Vec<&ActionVerdict>)> = Vec::new();
        for action in &verdict.actions {
            let line = self.line(action.impact, &action.traits, false)?;
            match groups.iter_mut().find(|(have, _)| have.id == line.id) {
                Some((_, actions)) => actions.push(action),
                None => groups.push((line, vec![action])),
            }
        }
        if groups.len() < 2 {
            return None;
        }
        let refused = Decision::Deny { message: String::new() };
        groups.retain(|(line, _)| !line.decision.is_as_strict_as(&refused));
        let open: Vec<String> = groups.iter().flat_map(|(_, actions)| actions).map(|a| a.action.clone()).collect();
        let passes = Test::OneOf(open).words();
        let whole = About { tool: &tool.name, impact: verdict.impact, argument, passes: &passes };
        let cases: Vec<Case> = groups.iter().map(|(line, actions)| case(&tool.name, argument, line, actions)).collect();
        (!cases.is_empty()).then(|| Ruling {
            tool: tool.name.clone(),
            decision: Decision::Deny { message: whole.fill(&words.message) },
            cases,
            line: ByAction::LINE.to_owned(),
            reason: whole.fill(&words.reason),
            category: verdict.category(),
        })
    }
}

/// The case of the actions that one line decides.
fn case(tool: &str, argument: &str, line: &Line, actions: &[&ActionVerdict]) -> Case {
    let test = Test::OneOf(actions.iter().map(|action| action.action.clone()).collect());
    let worst = actions.iter().map(|action| action.impact).max_by_key(|impact| (impact.risk(), impact.severity()));
    let passes = test.words();
    // A group has at least one action.
    let impact = worst.unwrap_or(Impact::default_for(Category::Write));
    let called = format!(
        "{tool} with {argument} {}",
        actions.iter().map(|a| a.action.as_str()).collect::<Vec<_>>().join(" or ")
    );
    let about = About { tool: &called, impact, argument, passes: &passes };
    Case {
        conditions: vec![Condition { argument: argument.to_owned(), test, to_fill: false }],
        decision: about.decision(&line.decision),
        line: line.id.clone(),
        reason: about.fill(&line.reason),
    }
}

/// Whether a tool has an outermost parameter of that name that takes a text.
fn is_outermost_text(tool: &Tool, name: &str) -> bool {
    let params = tool.params();
    params.all.iter().any(|param| param.depth == 0 && param.name == name && matches!(&*param.kind, "string" | ""))
}
