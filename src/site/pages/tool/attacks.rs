//! What an attacker would do with the access that the tool gives.

use super::ToolPage;
use crate::site::{links, words};
use serde::Serialize;

/// An attack that abuses this kind of access.
#[derive(Serialize)]
pub(super) struct AttackRow<'a> {
    title: &'a str,
    href: String,
    date: Option<&'a str>,
    /// The traits that it takes.
    shares: String,
    /// What a rule stops, in the record's first sentence on it.
    stops: String,
    /// What it does not, in the same way.
    not: String,
}

/// The first sentence of a text of ours, at most that many characters.
fn first(text: &str) -> String {
    let end = text.match_indices(". ").map(|(at, _)| at + 1).find(|at| *at > 40).unwrap_or(text.len());
    words::clip(&text[..end], 180)
}

impl<'p> ToolPage<'p> {
    /// Attacks that abuse the access that this tool gives.
    pub(super) fn attacks(&self, from: &str) -> Vec<AttackRow<'p>> {
        let traits = self.summary().traits;
        let of = |i: &u32| {
            let attack = &self.site.attacks[*i as usize];
            let shared: Vec<&str> = attack.traits.iter().filter(|t| traits.has(**t)).map(|t| t.word()).collect();
            AttackRow {
                title: &attack.title,
                href: links::relative(from, &links::attack(&attack.id)),
                date: attack.date.as_deref().map(|date| date.get(..4).unwrap_or(date)),
                shares: shared.join(", "),
                stops: first(&attack.stops),
                not: first(&attack.cannot_stop),
            }
        };
        self.site.lists.attacks(self.summary().category, traits).iter().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sentence_is_whole_or_marked_as_cut() {
        assert_eq!(
            first("A question on pull requests shows the content. More."),
            "A question on pull requests shows the content."
        );
        assert_eq!(
            first("No. A short beginning takes the sentence behind it along. More."),
            "No. A short beginning takes the sentence behind it along."
        );
        assert!(first(&"word ".repeat(60)).ends_with('…'));
    }
}
