//! What pages say of decisions. Every word is made from a [`Ruling`], cases included,
//! so that no page can say something else than the policy does.

use super::words::{clip, number};
use crate::policy::{Case, Condition, Decision, Kind, Policy, Ruling, Test, Window, is_wildcard, often, per};
use crate::report::style::and;
use serde::Serialize;
use std::collections::BTreeMap;

/// Cases that a table names; the side file has all.
const CASES: usize = 4;
/// Characters of a test that a table shows.
const TEST: usize = 120;

/// What becomes of a tool, in a word; the method page says what each means.
pub(crate) const fn done(kind: Kind) -> &'static str {
    match kind {
        Kind::Allow => "allowed",
        Kind::Limit => "capped",
        Kind::Ask => "asked about",
        Kind::Deny => "refused",
        Kind::Hide => "hidden",
    }
}

/// A decision in the fewest words: `capped, 30 a minute`.
fn short_of(decision: &Decision) -> String {
    let word = done(decision.kind());
    match decision.cap() {
        Some((max, window)) => format!("{word}, {} {}", number(max as usize), per(window)),
        None => word.to_owned(),
    }
}

/// A ruling in the fewest words, for tables: `refused but for some calls`.
pub(crate) fn short(ruling: &Ruling) -> String {
    let word = short_of(&ruling.decision);
    if ruling.cases.is_empty() { word } else { format!("{word} but for some calls") }
}

/// A ruling as the answer of a page.
pub(crate) fn answer(ruling: &Ruling) -> String {
    if !ruling.cases.is_empty() {
        return format!("{} but for calls that pass a test of their arguments", short_of(&ruling.decision));
    }
    match &ruling.decision {
        Decision::Allow => "allowed without a cap".to_owned(),
        Decision::Limit { max, window } => format!("allowed, at most {}", often(*max, *window)),
        Decision::Ask { .. } => "put to a person before each call".to_owned(),
        Decision::Deny { .. } if is_wildcard(&ruling.tool) => "refused, because no rule can name it".to_owned(),
        Decision::Deny { .. } => "refused until a person changes the rule".to_owned(),
        Decision::Hide => "hidden from agents".to_owned(),
    }
}

/// Actions that an answer names; of more it says how many.
const NAMED: usize = 4;
/// Letters of a test that an answer spells out.
const READABLE: usize = 60;

/// Whether some calls can be kept of a tool that the posture in use takes away whole: the
/// first row that tells calls apart, none if there is none. Of a choice among the tool's
/// `actions` that is too long to be read, how many are kept.
pub(crate) fn in_part(rows: &[Row<'_>], ruling: &Ruling, actions: usize) -> Option<String> {
    if !ruling.cases.is_empty() || ruling.decision.kind() < Kind::Deny {
        return None;
    }
    let row = rows.iter().find(|row| !row.cases.is_empty())?;
    let case = row.cases.first()?;
    let by: Vec<&str> = row.postures.iter().map(|of| of.id).collect();
    let by = match by.as_slice() {
        [one] => format!("the posture {one}"),
        more => format!("the postures {}", and(more)),
    };
    let (does, fill) = (&case.does, if case.fill { ", once its mark is filled in" } else { "" });
    if let [test] = case.tests.as_slice()
        && let Test::OneOf(values) = &test.condition.test
        && values.len() > NAMED
    {
        let (kept, argument) = (number(values.len()), &test.argument);
        let of = if actions > values.len() {
            format!("{kept} of its {} actions", number(actions))
        } else {
            format!("{kept} values of {argument}")
        };
        return Some(format!("Yes: by {by}, {of}; a call whose {argument} is one of them is {does}{fill}."));
    }
    // A pattern is for a machine to read; the rule on the page shows it.
    let whole = |t: &TestView<'_>| {
        let says = t.condition.test.words();
        let is_list = matches!(t.condition.test, Test::OneOf(_));
        match is_list || says.len() <= READABLE {
            true => format!("{} {}", t.argument, clip(&says, 400)),
            false => format!("{} matches the pattern of the rule", t.argument),
        }
    };
    let tests = case.tests.iter().map(whole).collect::<Vec<_>>().join(" and whose ");
    Some(format!("Yes: by {by}, a call whose {tests} is {does}{fill}."))
}

/// Postures that decide alike on a tool.
#[derive(Debug, Serialize)]
pub(crate) struct Row<'a> {
    /// Which.
    pub(crate) postures: Vec<Of<'a>>,
    /// Whether the posture in use is one of them.
    #[serde(skip)]
    is_own: bool,
    /// Their decision on calls that no case covers.
    rest: String,
    /// The whole in the fewest words.
    short: String,
    /// Calls that they decide otherwise.
    cases: Vec<CaseView<'a>>,
    /// How many cases are not shown.
    more: Option<String>,
}

/// A posture in a row.
#[derive(Debug, Serialize)]
pub(crate) struct Of<'a> {
    /// Its id.
    pub(crate) id: &'a str,
    /// Whether it is the one in use.
    #[serde(skip)]
    own: bool,
}

/// A case in a row.
#[derive(Debug, Serialize)]
struct CaseView<'a> {
    does: String,
    tests: Vec<TestView<'a>>,
    fill: bool,
}

/// A test of an argument.
#[derive(Debug, Serialize)]
struct TestView<'a> {
    argument: String,
    says: String,
    #[serde(skip)]
    condition: &'a Condition,
}

impl<'a> CaseView<'a> {
    fn of(case: &'a Case) -> CaseView<'a> {
        let test = |condition: &'a Condition| TestView {
            argument: clip(&condition.argument, 60),
            says: clip(&condition.test.words(), TEST),
            condition,
        };
        CaseView {
            does: short_of(&case.decision),
            tests: case.conditions.iter().map(test).collect(),
            fill: case.to_fill(),
        }
    }

    fn is(&self, other: &CaseView<'_>) -> bool {
        self.does == other.does
            && self.tests.len() == other.tests.len()
            && self.tests.iter().zip(&other.tests).all(|(a, b)| a.condition == b.condition)
    }
}

/// What each posture decides on the tool of that number: the row of the posture in use
/// first, then from mild to strict.
pub(crate) fn rows<'a>(considered: &'a [Policy], tool: usize, own: &str) -> Vec<Row<'a>> {
    let mut rows: Vec<(Kind, Vec<CaseView<'a>>, Row<'a>)> = Vec::new();
    for policy in considered {
        let Some(ruling) = policy.rulings.get(tool) else { continue };
        let id = policy.posture.as_str();
        let of = Of { id, own: id == own };
        let (rest, cases) = (short_of(&ruling.decision), ruling.cases.iter().map(CaseView::of).collect::<Vec<_>>());
        let same = rows.iter_mut().find(|(_, have, row)| {
            row.rest == rest && have.len() == cases.len() && have.iter().zip(&cases).all(|(a, b)| a.is(b))
        });
        match same {
            Some((_, _, row)) => {
                row.is_own |= of.own;
                row.postures.push(of);
            }
            None => {
                let row = Row {
                    is_own: of.own,
                    postures: vec![of],
                    rest,
                    short: short(ruling),
                    cases: Vec::new(),
                    more: (cases.len() > CASES).then(|| number(cases.len() - CASES)),
                };
                rows.push((ruling.decision.kind(), cases, row));
            }
        }
    }
    rows.sort_by_key(|(kind, cases, row)| (!row.is_own, *kind, cases.is_empty()));
    let finish = |(_, mut cases, mut row): (Kind, Vec<CaseView<'a>>, Row<'a>)| {
        cases.truncate(CASES);
        row.cases = cases;
        row.postures.sort_by_key(|of| !of.own);
        row
    };
    rows.into_iter().map(finish).collect()
}

/// How many tools get which decision, from mild to strict.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
pub(crate) struct Tally(BTreeMap<Kind, Counted>);

/// Tools with one decision.
#[derive(Debug, Default, Serialize)]
struct Counted {
    tools: usize,
    /// Those of them that cases open for some calls.
    in_part: usize,
}

impl Tally {
    /// Counts decisions, each given by its kind and whether cases open it.
    pub(crate) fn of(decisions: impl IntoIterator<Item = (Kind, bool)>) -> Tally {
        let mut tally = Tally::default();
        for (kind, opened) in decisions {
            let counted = tally.0.entry(kind).or_default();
            counted.tools += 1;
            counted.in_part += usize::from(opened);
        }
        tally
    }

    /// How many tools a policy decides how.
    pub(crate) fn of_policy(policy: &Policy) -> Tally {
        Tally::of(policy.rulings.iter().map(|ruling| (ruling.decision.kind(), !ruling.cases.is_empty())))
    }

    /// The same in words: `7 allowed`, `5 refused (2 but for some calls)`.
    pub(crate) fn words(&self) -> Vec<String> {
        let say = |(kind, of): (&Kind, &Counted)| {
            let counted = format!("{} {}", number(of.tools), done(*kind));
            match of.in_part {
                0 => counted,
                some if some == of.tools => format!("{counted} but for some calls"),
                some => format!("{counted} ({} but for some calls)", number(some)),
            }
        };
        self.0.iter().map(say).collect()
    }
}

/// A ruling in the machine's copy of a page.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct RulingRecord {
    decision: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    window: Option<Window>,
    /// How many cases open it for some calls; `policy.reasons.json` has each.
    #[serde(skip_serializing_if = "is_zero")]
    cases: usize,
}

fn is_zero(n: &usize) -> bool {
    *n == 0
}

impl RulingRecord {
    /// The record of a ruling.
    pub(crate) fn of(ruling: &Ruling) -> RulingRecord {
        let (max, window) = ruling.decision.cap().unzip();
        RulingRecord { decision: ruling.decision.kind(), max, window, cases: ruling.cases.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocab::Category;

    fn ruling(decision: Decision, cases: Vec<Case>) -> Ruling {
        Ruling {
            tool: "t".to_owned(),
            decision,
            cases,
            line: "l".to_owned(),
            reason: "R.".to_owned(),
            category: Category::Write,
        }
    }

    fn policy(posture: &str, ruling: Ruling) -> Policy {
        Policy { posture: posture.to_owned(), rulings: vec![ruling] }
    }

    fn listing(values: &[&str], decision: Decision) -> Case {
        let test = Test::OneOf(values.iter().map(|value| (*value).to_owned()).collect());
        let condition = Condition { argument: "action".to_owned(), test, to_fill: false };
        Case { conditions: vec![condition], decision, line: "l".to_owned(), reason: "R.".to_owned() }
    }

    fn refused() -> Decision {
        Decision::Deny { message: "No.".to_owned() }
    }

    #[test]
    fn postures_that_say_the_same_share_a_row() {
        let limit = |max| ruling(Decision::Limit { max, window: Window::Hour }, Vec::new());
        let some = |values: &[&str]| ruling(refused(), vec![listing(values, Decision::Allow)]);
        let all = [
            policy("a", ruling(Decision::Hide, Vec::new())),
            policy("b", limit(30)),
            policy("c", limit(1)),
            policy("d", limit(30)),
            policy("e", some(&["list"])),
            policy("f", some(&["list", "get"])),
            policy("g", ruling(refused(), Vec::new())),
            // The words of a refusal make no other decision.
            policy("h", ruling(Decision::Deny { message: "Never.".to_owned() }, Vec::new())),
        ];
        let rows = rows(&all, 0, "d");
        let said: Vec<String> = rows
            .iter()
            .map(|row| format!("{} {}", row.postures.iter().map(|of| of.id).collect::<Vec<_>>().join(" "), row.short))
            .collect();
        assert_eq!(
            said,
            [
                "d b capped, 30 an hour",
                "c capped, 1 an hour",
                "e refused but for some calls",
                "f refused but for some calls",
                "g h refused",
                "a hidden",
            ]
        );
    }

    #[test]
    fn a_part_can_be_kept_where_a_posture_tells_calls_apart() {
        let keeps = |decision| ruling(decision, vec![listing(&["list"], Decision::Allow)]);
        let all = [policy("a", ruling(Decision::Hide, Vec::new())), policy("b", keeps(refused()))];
        let said = in_part(&rows(&all, 0, "a"), &all[0].rulings[0], 2);
        assert_eq!(said.as_deref(), Some("Yes: by the posture b, a call whose action is \"list\" is allowed."));
        assert_eq!(in_part(&rows(&all, 0, "b"), &all[1].rulings[0], 2), None, "it is kept already");
        assert_eq!(in_part(&rows(&all[..1], 0, "a"), &all[0].rulings[0], 2), None, "nobody tells calls apart");
        let many = ["a", "b", "c", "d", "e"];
        let all = [
            policy("a", ruling(Decision::Hide, Vec::new())),
            policy("b", ruling(refused(), vec![listing(&many, Decision::Allow)])),
        ];
        let said = |actions| in_part(&rows(&all, 0, "a"), &all[0].rulings[0], actions);
        let of_all = "Yes: by the posture b, 5 of its 12 actions; a call whose action is one of them is allowed.";
        assert_eq!(said(12).as_deref(), Some(of_all));
        let of_values = "Yes: by the posture b, 5 values of action; a call whose action is one of them is allowed.";
        assert_eq!(said(0).as_deref(), Some(of_values), "no action is known by name");
    }

    #[test]
    fn counts_say_which_are_open_for_some_calls() {
        let counts = [(Kind::Deny, true), (Kind::Allow, false), (Kind::Deny, false), (Kind::Ask, false)];
        assert_eq!(Tally::of(counts).words(), ["1 allowed", "1 asked about", "2 refused (1 but for some calls)"]);
        assert_eq!(Tally::of([(Kind::Deny, true)]).words(), ["1 refused but for some calls"]);
    }

    #[test]
    fn a_name_that_reads_as_a_pattern_waits_for_nobody() {
        let mut ruling = ruling(refused(), Vec::new());
        assert_eq!(answer(&ruling), "refused until a person changes the rule");
        ruling.tool = "get_*".to_owned();
        assert_eq!(answer(&ruling), "refused, because no rule can name it");
    }
}
