//! What the rules see in the other tools of a server: a tool among many that touch
//! infrastructure is likely to touch it too, whatever its own words leave out.

use super::Classification;
use crate::vocab::{Category, Trait};

/// How many tools of a server have each trait, those that read and those that change.
#[derive(Debug, Clone, Default)]
pub(super) struct Company {
    sides: [Side; 2],
}

#[derive(Debug, Clone, Default)]
struct Side {
    tools: usize,
    with: [usize; Trait::ALL.len()],
}

/// Fewer other tools say nothing.
const FEWEST: usize = 3;

impl Company {
    /// The company of all tools of a server.
    pub(super) fn of(verdicts: &[Classification]) -> Company {
        let mut out = Company::default();
        for verdict in verdicts {
            let side = &mut out.sides[side(verdict)];
            side.tools += 1;
            verdict.traits.iter().for_each(|of| side.with[*of as usize] += 1);
        }
        out
    }

    /// The traits that others of the server have which read as it does, or change as it does,
    /// with how many of them do: `some`, `half` or `most`.
    pub(super) fn beside(&self, verdict: &Classification) -> Vec<(Trait, &'static str)> {
        let side = &self.sides[side(verdict)];
        let others = side.tools.saturating_sub(1);
        if others < FEWEST {
            return Vec::new();
        }
        let share = |of: &Trait| side.with[*of as usize] - usize::from(verdict.traits.contains(of));
        let often = |of: &Trait| match share(of) * 20 / others {
            15.. => Some("most"),
            8.. => Some("half"),
            4.. => Some("some"),
            _ => None,
        };
        Trait::ALL.iter().filter_map(|of| Some((*of, often(of)?))).collect()
    }
}

fn side(verdict: &Classification) -> usize {
    usize::from(verdict.category() != Category::Read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocab::{Impact, Reversibility, Severity};

    #[test]
    fn others_of_one_kind_count_and_the_tool_itself_does_not() {
        let verdict = |category: Category, traits: &[Trait]| {
            let impact = Impact::new(category, Severity::Medium, Some(Reversibility::Reversible));
            let mut verdict = Classification::plain(impact, "scale", "cluster");
            verdict.traits.extend(traits);
            verdict
        };
        let mut all = vec![verdict(Category::Write, &[Trait::ProductionInfra]); 4];
        all.push(verdict(Category::Write, &[]));
        all.push(verdict(Category::Read, &[Trait::Bulk]));
        let company = Company::of(&all);
        assert_eq!(company.beside(&all[4]), [(Trait::ProductionInfra, "most")]);
        // Three of four others.
        assert_eq!(company.beside(&all[0]), [(Trait::ProductionInfra, "most")]);
        assert_eq!(company.beside(&all[5]), [], "no other tool reads");
    }
}
