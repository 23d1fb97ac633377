//! The arithmetic of colours, for tests alone: contrast as WCAG reckons it, distance in
//! OKLab, and what eyes see that lack one kind of cone (Machado and others 2009, full
//! severity).

use super::assets;

/// A colour in linear light: red, green, blue from 0 to 1.
type Linear = [f64; 3];

/// What a reader's eyes may lack.
const EYES: [(&str, [[f64; 3]; 3]); 4] = [
    ("normal", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protan",
        [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
    ),
    (
        "deutan",
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
    ),
    (
        "tritan",
        [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]],
    ),
];

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
fn colour(token: &str, dark: bool) -> Linear {
    let hex = written(token, dark).trim_start_matches('#');
    let full: String = if hex.len() == 3 { hex.chars().flat_map(|c| [c, c]).collect() } else { hex.to_owned() };
    [0, 2, 4].map(|i| {
        let v = f64::from(u8::from_str_radix(&full[i..i + 2], 16).expect("two digits")) / 255.0;
        if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    })
}

/// The product of a matrix and a colour.
fn times(matrix: &[[f64; 3]; 3], c: Linear) -> Linear {
    matrix.map(|row| row[0] * c[0] + row[1] * c[1] + row[2] * c[2])
}

/// The contrast of two tokens, from 1 to 21.
fn contrast(a: &str, b: &str, dark: bool) -> f64 {
    let light = |token| {
        let c = colour(token, dark);
        0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2] + 0.05
    };
    let (a, b) = (light(a), light(b));
    if a > b { a / b } else { b / a }
}

/// A colour in OKLab.
fn oklab(c: Linear) -> Linear {
    let cones = times(
        &[
            [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
            [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
            [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
        ],
        c,
    );
    times(
        &[
            [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
            [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
            [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
        ],
        cones.map(f64::cbrt),
    )
}

/// A hundred times the least distance between two risks, as such eyes see them.
fn least_distance(eyes: &[[f64; 3]; 3], dark: bool) -> f64 {
    let risks =
        ["r1", "r2", "r3", "r4"].map(|token| oklab(times(eyes, colour(token, dark)).map(|v| v.clamp(0.0, 1.0))));
    let mut least = f64::MAX;
    for (i, a) in risks.iter().enumerate() {
        for b in &risks[i + 1..] {
            let squares: f64 = a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum();
            least = least.min(100.0 * squares.sqrt());
        }
    }
    least
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
    for (name, eyes) in &EYES {
        let _ = writeln!(out, "| {name} | {:.1} | {:.1} |", least_distance(eyes, false), least_distance(eyes, true));
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
    for (name, eyes) in &EYES {
        for dark in [false, true] {
            let found = least_distance(eyes, dark);
            assert!(found >= APART, "{name}, dark: {dark}: {found:.1} of {APART}");
        }
    }
    // The reckoning can tell colours apart that such eyes cannot: red and green of equal light.
    let (red, green) = ([0.42, 0.0, 0.0], [0.0, 0.125, 0.0]);
    let apart = |eyes| {
        let [a, b] = [red, green].map(|c| oklab(times(eyes, c).map(|v| v.clamp(0.0, 1.0))));
        a.iter().zip(&b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
    };
    assert!(apart(&EYES[2].1) < apart(&EYES[0].1) / 2.0);
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
