//! Colours that an operator may change, and what must stay true of them: text can be read
//! (4.5:1), marks can be seen (3:1), and the four risks can be told apart, also by people who
//! see fewer colours.
//!
//! The values that are not changed are read from the style sheet itself, so that there is one
//! list of them.

use std::fmt::Write as _;

/// Least contrast of text with its ground.
const TEXT: f64 = 4.5;
/// Least contrast of marks, bars and frames with their ground.
const MARK: f64 = 3.0;
/// Least distance of two risks, in hundredths of OKLab.
const APART: f64 = 10.0;

/// The keys of a palette, and what the style sheet calls each.
pub const TOKENS: [(&str, &str); 15] = [
    ("paper", "paper"),
    ("card", "card"),
    ("sunk", "sunk"),
    ("ink", "ink"),
    ("mute", "mute"),
    ("link", "link"),
    ("edge", "edge"),
    ("line", "line"),
    ("focus", "focus"),
    ("mark", "mark"),
    ("low", "r1"),
    ("medium", "r2"),
    ("high", "r3"),
    ("critical", "r4"),
    ("on-critical", "on4"),
];

/// Places in [`TOKENS`].
mod at {
    pub(super) const PAPER: usize = 0;
    pub(super) const CARD: usize = 1;
    pub(super) const SUNK: usize = 2;
    pub(super) const INK: usize = 3;
    pub(super) const MUTE: usize = 4;
    pub(super) const LINK: usize = 5;
    pub(super) const EDGE: usize = 6;
    pub(super) const LINE: usize = 7;
    pub(super) const FOCUS: usize = 8;
    pub(super) const MARK: usize = 9;
    pub(super) const RISKS: [usize; 4] = [10, 11, 12, 13];
    pub(super) const ON_CRITICAL: usize = 14;
}

/// The two themes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// `light` or `dark`.
    pub const fn word(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// A colour: red, green and blue, from nought to one, as written (not linear).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Colour([f64; 3]);

impl Colour {
    /// A colour as `#rgb` or `#rrggbb`.
    pub fn parse(text: &str) -> Option<Colour> {
        let hex = text.strip_prefix('#').filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let full: String = match hex.len() {
            3 => hex.chars().flat_map(|c| [c, c]).collect(),
            6 => hex.to_owned(),
            _ => return None,
        };
        let part = |at: usize| u8::from_str_radix(full.get(at..at + 2)?, 16).ok().map(|v| f64::from(v) / 255.0);
        Some(Colour([part(0)?, part(2)?, part(4)?]))
    }

    /// The same in six digits, or three where that is the same.
    fn hex(self) -> String {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 255")]
        let [r, g, b] = self.0.map(|v| (v * 255.0).round().clamp(0.0, 255.0) as u8);
        if [r, g, b].iter().all(|v| v >> 4 == v & 15) {
            format!("#{:x}{:x}{:x}", r & 15, g & 15, b & 15)
        } else {
            format!("#{r:02x}{g:02x}{b:02x}")
        }
    }

    /// Red, green and blue as amounts of light.
    fn linear(self) -> [f64; 3] {
        self.0.map(|v| if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) })
    }

    /// So much of this over another.
    fn over(self, ground: Colour, share: f64) -> Colour {
        let mix = |i: usize| self.0[i] * share + ground.0[i] * (1.0 - share);
        Colour([mix(0), mix(1), mix(2)])
    }

    /// The contrast with another, from 1 to 21, as WCAG counts it.
    pub fn contrast(self, other: Colour) -> f64 {
        let light = |c: Colour| dot([0.2126, 0.7152, 0.0722], c.linear()) + 0.05;
        let (a, b) = (light(self), light(other));
        if a > b { a / b } else { b / a }
    }

    /// The distance from another for somebody who sees so, in hundredths of OKLab.
    pub(crate) fn distance(self, other: Colour, sight: &Sight) -> f64 {
        let (a, b) = (oklab(sight.of(self)), oklab(sight.of(other)));
        let squares = (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f64>();
        squares.sqrt() * 100.0
    }
}

/// A way to see colours.
pub(crate) struct Sight {
    /// Who sees so, to stand after “to”.
    who: &'static str,
    /// What the eye makes of amounts of light (Machado, Oliveira and Fernandes 2009, full severity).
    matrix: [[f64; 3]; 3],
}

impl Sight {
    fn of(&self, colour: Colour) -> [f64; 3] {
        let light = colour.linear();
        self.matrix.map(|row| dot(row, light).clamp(0.0, 1.0))
    }
}

/// The ways that are looked at.
pub(crate) const SIGHTS: [Sight; 4] = [
    Sight { who: "people who see all colours", matrix: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]] },
    Sight {
        who: "people who see no red (protanopia)",
        matrix: [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    },
    Sight {
        who: "people who see no green (deuteranopia)",
        matrix: [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    },
    Sight {
        who: "people who see no blue (tritanopia)",
        matrix: [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    },
];

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Lightness and two axes of colour (Ottosson 2020), from amounts of light.
fn oklab(light: [f64; 3]) -> [f64; 3] {
    const CONES: [[f64; 3]; 3] = [
        [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
        [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
        [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
    ];
    const AXES: [[f64; 3]; 3] = [
        [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
        [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
        [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
    ];
    let cones = CONES.map(|row| dot(row, light).cbrt());
    AXES.map(|row| dot(row, cones))
}

/// All colours of one theme, in the order of [`TOKENS`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Palette(pub [Colour; TOKENS.len()]);

impl Palette {
    /// The colours that a style sheet gives its tokens: `--paper:light-dark(#fff,#000)`. Names
    /// the first token that it does not give so.
    ///
    /// # Errors
    /// The name of the token that is missing.
    pub fn of_style(css: &str, theme: Theme) -> Result<Palette, &'static str> {
        let mut out = [Colour([0.0; 3]); TOKENS.len()];
        for (slot, (_, name)) in out.iter_mut().zip(TOKENS) {
            let pair = css.split(&format!("--{name}:light-dark(")).nth(1).and_then(|rest| rest.split(')').next());
            let (light, dark) = pair.and_then(|pair| pair.split_once(',')).ok_or(name)?;
            let value = if theme == Theme::Light { light } else { dark };
            *slot = Colour::parse(value.trim()).ok_or(name)?;
        }
        Ok(Palette(out))
    }

    /// What is wrong with the colours of a theme: which tokens do not go together, and why.
    pub fn faults(&self, theme: Theme) -> Vec<Fault> {
        let mut faults = Vec::new();
        let name = |token: usize| format!("{} ({})", TOKENS[token].0, self.0[token].hex());
        let mut pair = |front: usize, back: usize, ground: Colour, shown: &str, need: f64, what: &str| {
            let ratio = self.0[front].contrast(ground);
            if ratio < need {
                faults.push(Fault {
                    tokens: [front, back],
                    says: format!(
                        "in the {} theme, {} on {shown} has a contrast of {:.2}:1, and {what} needs {need}:1; make one of them lighter or darker",
                        theme.word(),
                        name(front),
                        (ratio * 100.0).floor() / 100.0,
                    ),
                });
            }
        };
        let grounds = [at::PAPER, at::CARD, at::SUNK];
        for front in [at::INK, at::MUTE, at::LINK] {
            for back in grounds {
                pair(front, back, self.0[back], &name(back), TEXT, "text");
            }
        }
        for (front, back) in [(at::INK, at::MARK), (at::INK, at::LINE), (at::ON_CRITICAL, at::RISKS[3])] {
            pair(front, back, self.0[back], &name(back), TEXT, "text");
        }
        let darkest = self.0[at::INK].over(self.0[at::PAPER], 0.24);
        let shown = format!("24 % of it over {}, as in tables of counts,", name(at::PAPER));
        pair(at::INK, at::PAPER, darkest, &shown, TEXT, "text");
        for front in [at::EDGE, at::FOCUS].into_iter().chain(at::RISKS) {
            for back in grounds {
                pair(front, back, self.0[back], &name(back), MARK, "a mark");
            }
        }
        for (i, one) in at::RISKS.into_iter().enumerate() {
            for other in at::RISKS.into_iter().skip(i + 1) {
                let nearest = SIGHTS.iter().map(|sight| (self.0[one].distance(self.0[other], sight), sight.who));
                let Some((distance, who)) = nearest.min_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
                if distance < APART {
                    faults.push(Fault {
                        tokens: [one, other],
                        says: format!(
                            "in the {} theme, {} and {} are {:.1} apart to {who}, and risks need {APART} (hundredths of OKLab); let them differ more in lightness",
                            theme.word(),
                            name(one),
                            name(other),
                            (distance * 10.0).floor() / 10.0,
                        ),
                    });
                }
            }
        }
        faults
    }
}

/// Two colours that do not go together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The two, as places in [`TOKENS`].
    pub tokens: [usize; 2],
    /// What is wrong, and the way out.
    pub says: String,
}

/// The style rules that set what differs between two pairs of palettes; empty if nothing does.
pub fn style(before: [Palette; 2], after: [Palette; 2]) -> String {
    let changed = |i: usize| (0..2).any(|theme| before[theme].0[i] != after[theme].0[i]);
    let (mut both, mut light) = (String::new(), String::new());
    for (i, (_, name)) in TOKENS.iter().enumerate().filter(|(i, _)| changed(*i)) {
        let hex = after.map(|palette| palette.0[i].hex());
        // Writing to a string cannot fail.
        let _ = write!(both, "--{name}:light-dark({},{});", hex[0], hex[1]);
        let _ = write!(light, "--{name}:{};", hex[0]);
    }
    if both.is_empty() {
        return both;
    }
    let mut out = format!(
        "\n/* Colours of this catalogue. */\n:root{{{}}}\n@supports not (color:light-dark(#000,#fff)){{:root{{{}}}}}\n",
        both.trim_end_matches(';'),
        light.trim_end_matches(';')
    );
    if changed(at::LINE) {
        out.push_str("@media (prefers-contrast:more){:root{--line:var(--edge)}}\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSS: &str = include_str!("../../templates/assets/style.css");

    fn own(theme: Theme) -> Palette {
        Palette::of_style(CSS, theme).expect("the style sheet gives every token")
    }

    fn with(theme: Theme, key: &str, value: &str) -> Vec<String> {
        let mut palette = own(theme);
        let at = TOKENS.iter().position(|(k, _)| *k == key).expect("a token");
        palette.0[at] = Colour::parse(value).expect("a colour");
        palette.faults(theme).into_iter().map(|fault| fault.says).collect()
    }

    #[test]
    fn colours_are_read_and_written() {
        for (text, hex) in [("#fff", "#fff"), ("#FFFFFF", "#fff"), ("#174a9c", "#174a9c"), ("#aabbcd", "#aabbcd")] {
            assert_eq!(Colour::parse(text).map(Colour::hex).as_deref(), Some(hex));
        }
        for text in ["", "fff", "#ff", "#ffff", "#ggg", "#1234567", "red", "#é12"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_contrast_is_that_of_wcag() {
        let black = Colour::parse("#000").expect("a colour");
        let white = Colour::parse("#fff").expect("a colour");
        let grey = Colour::parse("#777").expect("a colour");
        assert!((black.contrast(white) - 21.0).abs() < 1e-9);
        assert!((grey.contrast(white) - 4.48).abs() < 0.005, "{}", grey.contrast(white));
    }

    #[test]
    fn the_own_palette_is_without_fault_and_keeps_its_distances() {
        for (theme, want) in [(Theme::Light, [18.8, 15.7, 13.2, 15.0]), (Theme::Dark, [22.1, 15.4, 16.4, 15.8])] {
            let palette = own(theme);
            assert_eq!(palette.faults(theme), []);
            for (sight, want) in SIGHTS.iter().zip(want) {
                let pairs = at::RISKS.iter().flat_map(|a| at::RISKS.iter().map(move |b| (*a, *b)));
                let least = pairs
                    .filter(|(a, b)| a < b)
                    .map(|(a, b)| palette.0[a].distance(palette.0[b], sight))
                    .fold(f64::MAX, f64::min);
                assert!((least - want).abs() < 0.06, "{} in {theme:?}: {least}", sight.who);
            }
        }
    }

    #[test]
    fn faults_name_the_pair_and_the_ratio() {
        let said = with(Theme::Light, "link", "#8aa");
        assert_eq!(
            said.first().map(String::as_str),
            Some(
                "in the light theme, link (#8aa) on paper (#fbfaf7) has a contrast of 2.40:1, and text needs 4.5:1; make one of them lighter or darker"
            )
        );
        assert_eq!(said.len(), 3, "on three grounds");
        assert!(with(Theme::Dark, "focus", "#333").iter().any(|s| s.contains("a mark needs 3:1")));
        // As light as the ring of Low, another hue: told apart by few who see no green.
        let said = with(Theme::Light, "medium", "#4a7a2a");
        assert!(said.iter().any(|s| s.contains("medium (#4a7a2a)") && s.contains("apart to people")), "{said:?}");
    }

    #[test]
    fn only_what_changed_is_written() {
        let before = [own(Theme::Light), own(Theme::Dark)];
        assert_eq!(style(before, before), "");
        let mut after = before;
        after[0].0[at::LINE] = Colour::parse("#ccddee").expect("a colour");
        let css = style(before, after);
        assert!(
            css.contains(":root{--line:light-dark(#cde,#31353c)}") && css.contains("{:root{--line:#cde}}"),
            "{css}"
        );
        assert!(css.contains("prefers-contrast") && !css.contains("--paper"), "{css}");
    }
}
