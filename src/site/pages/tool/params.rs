//! The parameters, those that carry power first and marked.

use super::groups::Groups;
use crate::classify::Classification;
use crate::manifest;
use crate::site::{Judged, words};
use crate::span::Field;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Parameters that are shown.
const PARAMS: usize = 12;

/// A parameter.
#[derive(Serialize)]
pub(super) struct ParamRow<'a> {
    name: String,
    /// Type, and whether it is required.
    meta: String,
    about: String,
    choices: String,
    /// The evidence that it is.
    numbers: Vec<usize>,
    /// The posture whose rule looks at it.
    tested: Option<&'a str>,
}

/// A parameter by what makes it worth showing (decides, is evidence, selects an action, is
/// tested by a rule, is required), its index, and the numbers of its evidence.
type Ranked = (Reverse<[bool; 5]>, usize, Vec<usize>);

/// The parameters that rules look at, each with the first posture that does.
pub(super) fn tested<'a>(judged: &Judged<'a>, tool: usize) -> BTreeMap<&'a str, &'a str> {
    let mut out = BTreeMap::new();
    for policy in judged.considered {
        for case in policy.rulings.get(tool).into_iter().flat_map(|ruling| &ruling.cases) {
            for condition in &case.conditions {
                out.entry(condition.argument.as_str()).or_insert(policy.posture.as_str());
            }
        }
    }
    out
}

/// The parameters worth showing: those with evidence, the one that selects an action, those
/// that a rule tests, the required ones, then the author's order.
pub(super) fn rows<'a>(
    groups: &Groups<'_>,
    params: &manifest::Params<'_>,
    verdict: &Classification,
    tested: &BTreeMap<&'a str, &'a str>,
) -> Vec<ParamRow<'a>> {
    let selects = |name: &str| verdict.actions.iter().any(|a| a.param.as_deref() == Some(name));
    let mut found: Vec<Ranked> = Vec::new();
    for (i, param) in params.all.iter().enumerate() {
        let inside = |field: &Field| {
            let rest = field.as_str().strip_prefix(param.field.as_str());
            // Evidence on an inner parameter belongs to that one.
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') && !rest.contains("/properties/"))
        };
        let numbers: Vec<usize> = (groups.counted.iter().enumerate())
            .filter(|(_, group)| group.spots.iter().any(|(place, _)| place.rank == 3 && inside(place.field)))
            .map(|(n, _)| n + 1)
            .collect();
        let decides = numbers.iter().any(|n| groups.counted[n - 1].decides);
        if param.depth == 0 || !numbers.is_empty() {
            let tested = param.depth == 0 && tested.contains_key(param.name);
            let power = [decides, !numbers.is_empty(), selects(param.name), tested, param.required];
            found.push((Reverse(power), i, numbers));
        }
    }
    found.sort_unstable();
    found.truncate(PARAMS);
    let row = |(_, i, numbers): Ranked| {
        let param = &params.all[i];
        ParamRow {
            name: words::short_name(&param.path, 120).into_owned(),
            meta: match (param.kind.is_empty(), param.required) {
                (true, true) => "required".to_owned(),
                (_, false) => words::clip(&param.kind, 40),
                (false, true) => format!("{}, required", words::clip(&param.kind, 40)),
            },
            about: words::clip(param.description.unwrap_or_default(), 120),
            choices: choices(&param.choices),
            numbers,
            tested: tested.get(param.name).copied().filter(|_| param.depth == 0),
        }
    };
    found.into_iter().map(row).collect()
}

/// The first values that a parameter may take.
fn choices(all: &[(&str, Field)]) -> String {
    const SHOWN: usize = 5;
    let mut out: Vec<String> = all.iter().take(SHOWN).map(|(word, _)| words::clip(word, 32)).collect();
    if all.len() > SHOWN {
        out.push(format!("{} more", words::number(all.len() - SHOWN)));
    }
    out.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_choices_are_counted() {
        let all = ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"].map(|word| (word, Field::NAME));
        assert_eq!(choices(&all), "c0, c1, c2, c3, c4, 3 more");
        assert_eq!(choices(&all[..2]), "c0, c1");
    }
}
