//! What trying every verdict on a posture shows.

use super::Posture;
use crate::vocab::{Category, Impact, Reversibility, Severity, Trait};
use std::collections::BTreeSet;

/// How a posture's lines share out the verdicts that there can be.
pub(super) struct Coverage {
    /// The first verdict that no line decides, in words, and how many there are.
    pub(super) gap: Option<(String, usize)>,
    /// For each line: whether it decides any verdict.
    pub(super) used: Vec<bool>,
}

impl Coverage {
    /// Tries every verdict on a posture's lines.
    pub(super) fn of(posture: &Posture) -> Coverage {
        let (mut gap, mut used) = (None, vec![false; posture.lines.len()]);
        for (impact, traits, actions) in verdicts(&[posture]) {
            match posture.lines.iter().position(|line| line.when.matches(impact, &traits, actions)) {
                Some(at) => used[at] = true,
                None => gap.get_or_insert_with(|| (verdict_words(impact, &traits, actions), 0)).1 += 1,
            }
        }
        Coverage { gap, used }
    }
}

/// Proves that a posture allows nothing that another does not.
///
/// # Errors
/// What stands against it, in words: the first verdict on which it is milder, or that
/// it looks at arguments.
pub(super) fn stricter(posture: &Posture, other: &Posture) -> Result<(), String> {
    if posture.by_action.is_some() || !posture.guards.is_empty() {
        return Err("a posture that looks at arguments cannot promise to be stricter than another".to_owned());
    }
    for (impact, traits, actions) in verdicts(&[posture, other]) {
        // Gaps were reported where they stand.
        let (Some(own), Some(others)) = (posture.line(impact, &traits, actions), other.line(impact, &traits, actions))
        else {
            continue;
        };
        if !own.decision.is_as_strict_as(&others.decision) {
            let verdict = verdict_words(impact, &traits, actions);
            let (own, others) = (own.decision.word(), others.decision.word());
            return Err(format!(
                "it is not stricter than `{}`: of {verdict} it says {own}, the other {others}",
                other.id
            ));
        }
    }
    Ok(())
}

/// Every category, severity and reversibility with every set of at most two traits, with
/// several actions and without. Conditions on traits only ever ask that traits are
/// there, so what holds for the small sets holds for the large ones; sets that a line
/// itself asks for are tried besides, those of two postures also joined.
fn verdicts(postures: &[&Posture]) -> Vec<(Impact, BTreeSet<Trait>, bool)> {
    let mut sets: BTreeSet<BTreeSet<Trait>> = BTreeSet::from([BTreeSet::new()]);
    for a in Trait::ALL {
        sets.extend(Trait::ALL.iter().map(|b| BTreeSet::from([*a, *b])));
    }
    let mut asked: BTreeSet<BTreeSet<Trait>> = BTreeSet::new();
    for line in postures.iter().flat_map(|posture| &posture.lines) {
        asked.insert(line.when.traits_all.clone());
        for one in &line.when.traits_any {
            asked.insert(line.when.traits_all.iter().copied().chain([*one]).collect());
        }
    }
    for a in &asked {
        sets.extend(asked.iter().map(|b| a | b));
    }
    let mut out = Vec::new();
    for impact in impacts() {
        for traits in &sets {
            out.extend([false, true].map(|actions| (impact, traits.clone(), actions)));
        }
    }
    out
}

/// Every impact there can be, each once.
fn impacts() -> BTreeSet<Impact> {
    let mut all = BTreeSet::new();
    for category in Category::ALL {
        for severity in Severity::ALL {
            for reversibility in Reversibility::ALL {
                all.insert(Impact::new(*category, *severity, Some(*reversibility)));
            }
        }
    }
    all
}

/// A verdict in words, for the report of a gap.
fn verdict_words(impact: Impact, traits: &BTreeSet<Trait>, actions: bool) -> String {
    let mut words = format!("a {} of severity {}", impact.category(), impact.severity());
    if let Some(reversibility) = impact.reversibility() {
        words.push_str(&format!(", {reversibility}"));
    }
    if !traits.is_empty() {
        let traits: Vec<&str> = traits.iter().map(|t| t.word()).collect();
        words.push_str(&format!(", {}", traits.join(" and ")));
    }
    if actions {
        words.push_str(", with several actions");
    }
    words
}
