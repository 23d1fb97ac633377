//! The grade of a server, A to F: points for what its tools can do, what they are made of,
//! and what would take most of them away. The scale is data ([`Scale`]).
//!
//! Works on summaries and on whole numbers only, so that a grade is the same everywhere.

use crate::catalogue::{ServerSummary, ToolSummary};
use crate::rulebook::grade::{Power, Scale};
use crate::toxic::Toxic;
use crate::vocab::{Risk, Severity};
use std::collections::BTreeSet;

/// A server's grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grade {
    /// A to F.
    pub letter: char,
    /// The sum of the parts.
    pub points: u32,
    /// What the points are made of, the heaviest first; none of them is nought.
    pub parts: Vec<Part>,
    /// What would take most points away, each after the ones before it; at most three.
    pub changes: Vec<Change>,
}

/// What some points are for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What for, as a clause: `a tool of Critical risk`.
    pub says: String,
    /// How many.
    pub points: u32,
}

/// Something to do, and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What to do, as a clause: `withhold the tools that move money`.
    pub says: String,
    /// The tools it is about, by their number on the server, sorted.
    pub tools: Vec<u32>,
    /// The points that are left then.
    pub points: u32,
    /// The grade then.
    pub letter: char,
}

/// How many changes are named.
const CHANGES: usize = 3;

/// What is left of a server after some changes.
#[derive(Debug, Clone, Default)]
struct State {
    /// Tools that are withheld.
    gone: BTreeSet<u32>,
    hints_right: bool,
    texts_clean: bool,
}

impl Grade {
    /// The letter alone, without looking for what would raise it.
    pub fn letter_of(scale: &Scale, server: &ServerSummary) -> char {
        scale.letter(Grade::points_of(scale, server))
    }

    /// The points alone, which order the servers of one grade.
    pub fn points_of(scale: &Scale, server: &ServerSummary) -> u32 {
        sum(&parts(scale, server, &State::default()))
    }

    /// The grade of a server.
    pub fn of(scale: &Scale, server: &ServerSummary) -> Grade {
        let mut state = State::default();
        let parts = parts(scale, server, &state);
        let points = sum(&parts);
        let mut changes: Vec<Change> = Vec::new();
        let mut left = points;
        while changes.len() < CHANGES && left > 0 {
            let tried = candidates(scale, server, &state).into_iter().map(|(says, tools, after)| {
                let points = sum(&self::parts(scale, server, &after));
                (points, tools.len(), says, tools, after)
            });
            // Most points away; of equals the one that takes fewer tools.
            let best = tried.min_by(|a, b| (a.0, a.1, &a.2).cmp(&(b.0, b.1, &b.2)));
            let Some((points, _, says, tools, after)) = best.filter(|(points, ..)| *points < left) else { break };
            changes.push(Change { says, tools, points, letter: scale.letter(points) });
            (state, left) = (after, points);
        }
        Grade { letter: scale.letter(points), points, parts, changes }
    }
}

fn sum(parts: &[Part]) -> u32 {
    parts.iter().map(|part| part.points).sum()
}

/// The tools that are left, with their numbers.
fn tools<'s>(server: &'s ServerSummary, state: &'s State) -> impl Iterator<Item = (u32, &'s ToolSummary)> {
    (0..).zip(&server.tools).filter(|(at, _)| !state.gone.contains(at))
}

/// Whether a tool has a power.
fn has(power: &Power, tool: &ToolSummary) -> bool {
    power.category.is_none_or(|category| tool.category == category) && power.traits.iter().any(|t| tool.traits.has(*t))
}

/// How often a count doubles: one tool once, three twice, seven three times.
fn doublings(count: usize) -> u32 {
    (count + 1).ilog2()
}

/// What the points are made of, the heaviest first.
fn parts(scale: &Scale, server: &ServerSummary, state: &State) -> Vec<Part> {
    let mut out = Vec::new();
    let mut add = |points: u32, says: String| {
        if points > 0 {
            out.push(Part { says, points });
        }
    };
    if let Some(worst) = tools(server, state).map(|(_, tool)| tool.risk).max() {
        add(scale.worst[worst as usize], format!("a tool of {worst} risk"));
    }
    let count = |risk: Risk| tools(server, state).filter(|(_, tool)| tool.risk == risk).count();
    let (high, critical) = (count(Risk::High), count(Risk::Critical));
    let many = scale.many[0] * doublings(high) + scale.many[1] * doublings(critical);
    let counted = match (critical, high) {
        (0, high) => format!("{high} of High risk"),
        (critical, 0) => format!("{critical} of Critical risk"),
        (critical, high) => format!("{critical} of Critical and {high} of High risk"),
    };
    add(many.min(scale.most), format!("how many there are: {counted}"));
    for power in &scale.powers {
        if tools(server, state).any(|(_, tool)| has(power, tool)) {
            add(power.points, format!("tools that {}", power.says));
        }
    }
    if toxic(server, state).is_some() {
        add(scale.toxic, "a toxic combination".to_owned());
    }
    if !state.hints_right && tools(server, state).any(|(_, tool)| tool.mismatch.is_some()) {
        add(scale.wrong_hint, "hints that definitions contradict".to_owned());
    }
    let grave = |severity: Severity| severity >= Severity::High;
    let found = tools(server, state).any(|(_, tool)| tool.finding.is_some_and(grave))
        || server.own_findings.iter().any(|finding| grave(finding.severity));
    if !state.texts_clean && found {
        add(scale.finding, "suspicious wording".to_owned());
    }
    out.sort_by_key(|part| std::cmp::Reverse(part.points));
    out
}

/// The toxic combination of what is left.
fn toxic(server: &ServerSummary, state: &State) -> Option<Toxic> {
    Toxic::of_some(std::slice::from_ref(server), |at| !state.gone.contains(&at.tool))
}

/// What could be done next: the clause, the tools, and what is left then.
fn candidates(scale: &Scale, server: &ServerSummary, state: &State) -> Vec<(String, Vec<u32>, State)> {
    let mut out = Vec::new();
    let mut withhold = |says: String, gone: Vec<u32>| {
        if !gone.is_empty() {
            let mut after = state.clone();
            after.gone.extend(&gone);
            out.push((says, gone, after));
        }
    };
    for power in &scale.powers {
        let of = tools(server, state).filter(|(_, tool)| has(power, tool)).map(|(at, _)| at).collect();
        withhold(format!("withhold the tools that {}", power.says), of);
    }
    for risk in [Risk::Critical, Risk::High] {
        let of = tools(server, state).filter(|(_, tool)| tool.risk >= risk).map(|(at, _)| at).collect();
        let or_worse = if risk == Risk::High { " or worse" } else { "" };
        withhold(format!("withhold the tools of {risk} risk{or_worse}"), of);
    }
    if let Some(toxic) = toxic(server, state) {
        let mut of: Vec<u32> = toxic.tools(toxic.cut()).iter().map(|at| at.tool).collect();
        of.sort_unstable();
        withhold("withhold one leg of the toxic combination".to_owned(), of);
    }
    if !state.hints_right {
        let of: Vec<u32> = tools(server, state).filter(|(_, tool)| tool.mismatch.is_some()).map(|(at, _)| at).collect();
        if !of.is_empty() {
            out.push((
                "correct the hints that definitions contradict".to_owned(),
                of,
                State { hints_right: true, ..state.clone() },
            ));
        }
    }
    if !state.texts_clean {
        let of = tools(server, state).filter(|(_, tool)| tool.finding.is_some_and(|s| s >= Severity::High));
        let of: Vec<u32> = of.map(|(at, _)| at).collect();
        if !of.is_empty() || !server.own_findings.is_empty() {
            out.push(("reword what reads as suspicious".to_owned(), of, State { texts_clean: true, ..state.clone() }));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::ActKey;
    use crate::ids::ServerSlug;
    use crate::manifest::{Input, Limits, Outcome, Server, read};
    use crate::rulebook::legs::{LegGrants, Legs};
    use crate::rulebook::{CatalogFiles, Rulebook};
    use crate::vocab::{Category, Confidence, Trait};

    fn scale() -> Scale {
        let files =
            CatalogFiles::new(crate::embedded::below("catalog/").map(|(path, text)| (path.to_owned(), text.into())));
        Rulebook::load(&files).expect("the catalog loads").scale().clone()
    }

    fn tool(name: &str, category: Category, risk: Risk, traits: &[Trait]) -> ToolSummary {
        ToolSummary {
            name: name.into(),
            category,
            severity: Severity::Medium,
            reversibility: None,
            risk,
            confidence: Confidence::High,
            traits: traits.iter().copied().collect(),
            act: ActKey::default(),
            mismatch: None,
            legs: Legs::default(),
            overridden: false,
            finding: None,
            said: Box::default(),
        }
    }

    fn server(tools: Vec<ToolSummary>) -> ServerSummary {
        let empty = Server { tools: Vec::new(), ..read_one() };
        ServerSummary { tools, ..ServerSummary::of(&ServerSlug::new("s"), &empty, &[], &LegGrants::default()) }
    }

    /// Any server, to take its form from.
    fn read_one() -> Server {
        let input = Input { source: "s.json", stem: "s", bytes: br#"{"tools":[{"name":"a"}]}"# };
        match read(input, Limits::default()).outcome {
            Outcome::Servers(mut servers) => servers.remove(0),
            Outcome::Loose { .. } | Outcome::ErrorAnswer | Outcome::NotAManifest { .. } => panic!("it is a server"),
        }
    }

    #[test]
    fn reading_is_an_a_and_a_shell_is_not() {
        let scale = scale();
        let reads = server(vec![tool("list", Category::Read, Risk::Low, &[])]);
        let grade = Grade::of(&scale, &reads);
        assert_eq!((grade.letter, grade.points, grade.parts.len(), grade.changes.len()), ('A', 0, 0, 0));
        let shell = server(vec![
            tool("list", Category::Read, Risk::Low, &[]),
            tool("run", Category::Destructive, Risk::Critical, &[Trait::ExecutesCode]),
        ]);
        let grade = Grade::of(&scale, &shell);
        assert_eq!((grade.letter, grade.points), ('D', 54));
        assert_eq!(grade.points, grade.parts.iter().map(|part| part.points).sum::<u32>());
        let first = &grade.changes[0];
        assert_eq!((first.letter, first.points, first.tools.as_slice()), ('A', 0, &[1][..]));
    }

    #[test]
    fn more_of_the_same_counts_less_and_less() {
        let scale = scale();
        let of = |n: usize| {
            let tools = (0..n).map(|i| tool(&format!("t{i}"), Category::Destructive, Risk::Critical, &[])).collect();
            Grade::of(&scale, &server(tools)).points
        };
        assert_eq!([1, 2, 3, 7].map(of), [39, 39, 43, 47]);
        assert!(of(500) <= 35 + scale.most);
    }

    #[test]
    fn suspicious_wording_weighs_little() {
        let scale = scale();
        let graded = |finding: Option<Severity>| {
            let found = ToolSummary { finding, ..tool("list", Category::Read, Risk::Low, &[]) };
            Grade::of(&scale, &server(vec![found]))
        };
        assert_eq!(graded(Some(Severity::Low)).points, 0);
        assert_eq!(graded(Some(Severity::Medium)).points, 0);
        let critical = graded(Some(Severity::Critical));
        assert_eq!((critical.points, critical.changes[0].points), (scale.finding, 0));
        assert_eq!(graded(Some(Severity::High)), critical);
        let mut from = 0;
        for (letter, below) in &scale.grades {
            assert!(scale.finding < below - from, "could cost more than a step around {letter}");
            from = *below;
        }
    }

    #[test]
    fn every_change_takes_points_away() {
        let scale = scale();
        let tools = vec![
            tool("pay", Category::Write, Risk::Critical, &[Trait::MovesMoney]),
            tool("run", Category::Destructive, Risk::Critical, &[Trait::ExecutesCode]),
            tool("share", Category::Write, Risk::High, &[Trait::ChangesAccess]),
            tool("drop", Category::Destructive, Risk::Critical, &[]),
        ];
        let grade = Grade::of(&scale, &server(tools));
        let mut before = grade.points;
        assert!(!grade.changes.is_empty());
        for change in &grade.changes {
            assert!(change.points < before, "{change:?}");
            assert_eq!(change.letter, scale.letter(change.points));
            before = change.points;
        }
    }
}
