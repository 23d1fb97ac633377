//! What the design's page says of colours, held to the style sheet by tests alone: contrasts as
//! WCAG reckons them, and distances of risks as different eyes see them.

use super::assets;
use crate::settings::colour::{Colour, SIGHTS, Sight};

/// What the page calls those who see in each of [`SIGHTS`].
const EYES: [&str; SIGHTS.len()] = ["normal", "protan", "deutan", "tritan"];

/// The style as it is carried.
fn style() -> &'static str {
    assets::assets().find(|(name, _)| *name == "style.css").map(|(_, text)| text).expect("there is a style")
}

/// The value of a token as written, in light or dark.
fn written(token: &str, dark: bool) -> &'static str {
    let start = format!("--{token}:light-dark(");
    let both = style().split_once(&start).and_then(|(_, rest)| rest.split_once(')')).expect(token).0;
    both.split(',').nth(usize::from(dark)).expect("two values").trim()
}

/// A token's colour.
fn colour(token: &str, dark: bool) -> Colour {
    Colour::parse(written(token, dark)).expect(token)
}

/// The contrast of two tokens, from 1 to 21.
fn contrast(a: &str, b: &str, dark: bool) -> f64 {
    colour(a, dark).contrast(colour(b, dark))
}

/// A hundred times the least distance between two risks, to somebody who sees so.
fn least_distance(sight: &Sight, dark: bool) -> f64 {
    let risks = ["r1", "r2", "r3", "r4"].map(|token| colour(token, dark));
    let pairs = risks.iter().enumerate().flat_map(|(i, a)| risks[i + 1..].iter().map(move |b| (*a, *b)));
    pairs.map(|(a, b)| a.distance(b, sight)).fold(f64::MAX, f64::min)
}

/// What stands on which ground, and the least contrast that it must have.
const PAIRS: [(&str, f64); 9] = [
    ("ink", 7.0),
    ("mute", 7.0),
    ("link", 7.0),
    ("edge", 3.0),
    ("focus", 3.0),
    ("r1", 3.0),
    ("r2", 3.0),
    ("r3", 3.0),
    ("r4", 3.0),
];

const GROUNDS: [&str; 3] = ["paper", "card", "sunk"];

/// The least distance that two risks must keep.
const APART: f64 = 13.0;

/// The tables of the design's page, reckoned from the style.
fn tables() -> String {
    use std::fmt::Write;
    let mut out =
        String::from("| token | light | on paper, card, sunk | dark | on paper, card, sunk |\n|---|---|---|---|---|\n");
    for (token, _) in PAIRS {
        let _ = write!(out, "| {token} ");
        for dark in [false, true] {
            let on = GROUNDS.map(|ground| format!("{:.1}", contrast(token, ground, dark))).join(", ");
            let _ = write!(out, "| `{}` | {on} ", written(token, dark));
        }
        out.push_str("|\n");
    }
    out.push_str("\n| least distance of two risks | light | dark |\n|---|---|---|\n");
    for (name, sight) in EYES.iter().zip(&SIGHTS) {
        let _ = writeln!(out, "| {name} | {:.1} | {:.1} |", least_distance(sight, false), least_distance(sight, true));
    }
    out
}

#[test]
fn text_and_marks_keep_their_contrast_on_every_ground() {
    for dark in [false, true] {
        for (token, least) in PAIRS {
            for ground in GROUNDS {
                let found = contrast(token, ground, dark);
                assert!(found >= least, "{token} on {ground}, dark: {dark}, has {found:.2} of {least}");
            }
        }
        assert!(contrast("ink", "mark", dark) >= 7.0 && contrast("on4", "r4", dark) >= 7.0, "dark: {dark}");
    }
}

#[test]
fn risks_stay_apart_for_every_eye() {
    for (name, sight) in EYES.iter().zip(&SIGHTS) {
        for dark in [false, true] {
            let found = least_distance(sight, dark);
            assert!(found >= APART, "{name}, dark: {dark}: {found:.1} of {APART}");
        }
    }
    // The reckoning can tell colours apart that such eyes cannot: red and green of equal light.
    let [red, green] = ["#ae0000", "#006300"].map(|hex| Colour::parse(hex).expect("a colour"));
    let apart = |sight| red.distance(green, sight);
    assert!(apart(&SIGHTS[2]) < apart(&SIGHTS[0]) / 2.0);
}

#[test]
fn browsers_without_light_dark_get_the_light_values() {
    let old = style().split_once("@supports not").and_then(|(_, rest)| rest.split_once("}}")).expect("the old way").0;
    for token in PAIRS.map(|(token, _)| token).into_iter().chain(GROUNDS).chain(["line", "mark", "on4"]) {
        assert!(old.contains(&format!("--{token}:{}", written(token, false))), "{token}");
    }
}

#[test]
fn the_design_page_holds_what_is_reckoned() {
    let tables = tables();
    assert!(include_str!("../../templates/DESIGN.md").contains(&tables), "templates/DESIGN.md must hold:\n{tables}");
}
