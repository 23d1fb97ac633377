//! Targets and postures for people: what there is, and what each can do.

use super::style::{BOLD, DIM, PLAIN, paint};
use super::table::{Cell, Table, paragraph};
use crate::policy::target::{About, Cases, Target};
use crate::policy::{Kind, Posture};

/// Lines are at most this wide.
const WIDTH: usize = 100;

/// All targets and postures.
pub fn listing(targets: &[&dyn Target], postures: &[Posture]) -> String {
    let mut out = format!("{}  {}\n", paint(BOLD, "Targets"), paint(DIM, "what becomes of each decision"));
    let mut table = Table::default();
    let head = ["", "limit", "ask", "deny", "hide", "no rule", "arguments"];
    table.row(head.map(|word| Cell::new(DIM, word)));
    for about in targets.iter().map(|target| target.about()) {
        let becomes = |kind: Kind| about.abilities.of(kind).word();
        let mut cells = vec![Cell::new(PLAIN, about.id)];
        cells.extend([Kind::Limit, Kind::Ask, Kind::Deny, Kind::Hide].map(|kind| Cell::new(PLAIN, becomes(kind))));
        cells.push(Cell::new(PLAIN, about.abilities.unlisted.word()));
        cells.push(Cell::new(DIM, arguments(about)));
        table.row(cells);
    }
    out.push_str(&table.render(2, Some(WIDTH)));
    out.push_str(&format!("\n{}\n", paint(BOLD, "Postures")));
    for posture in postures {
        out.push_str(&format!("  {}\n", posture.id));
        out.push_str(&paragraph(&posture.for_whom, 4, WIDTH));
        if !posture.stricter_than.is_empty() {
            out.push_str(&paragraph(&format!("At least as strict as {}.", posture.stricter_than.join(", ")), 4, WIDTH));
        }
    }
    out
}

/// Whether a target looks at arguments, in a word.
fn arguments(about: &About) -> &'static str {
    match about.abilities.cases {
        Cases::None => "not looked at",
        Cases::Alike(_) => "one decision for what passes",
        Cases::Each(_) => "a decision for each test",
    }
}
