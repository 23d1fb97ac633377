//! What a server's grade is made of (`catalog/grade.toml`). [`crate::grade`] adds it up.

use super::files::{CatalogFiles, FileCheck, Problems, is_kebab};
use crate::vocab::{Category, Risk, Trait};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// Where the scale stands.
const PATH: &str = "grade.toml";

/// The points of everything that counts, and the grades they lead to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scale {
    /// Letters with the bound that points must stay below, the best first.
    pub grades: Vec<(char, u32)>,
    /// Points of the worst risk, from Low to Critical.
    pub worst: [u32; 4],
    /// Points of each doubling of the High and of the Critical tools.
    pub many: [u32; 2],
    /// The most that [`Scale::many`] comes to.
    pub most: u32,
    /// What tools can do besides.
    pub powers: Vec<Power>,
    /// Points of a toxic combination.
    pub toxic: u32,
    /// Points of hints that the definitions contradict.
    pub wrong_hint: u32,
    /// Points of findings of high severity and worse, once however many there are: few,
    /// because no person has confirmed them.
    pub finding: u32,
}

/// Something that tools can do and that counts once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Power {
    /// Its kebab-case name.
    pub id: String,
    /// What such tools do: a clause without subject.
    pub says: String,
    /// Their category, if it matters.
    pub category: Option<Category>,
    /// One of these traits.
    pub traits: Vec<Trait>,
    /// What it counts.
    pub points: u32,
}

impl Scale {
    /// The worst grade: of points that no bound holds.
    pub const WORST: char = 'F';

    /// The grade of so many points.
    pub fn letter(&self, points: u32) -> char {
        self.grades.iter().find(|(_, below)| points < *below).map_or(Scale::WORST, |(letter, _)| *letter)
    }

    /// Loads and checks the scale. Without the file nothing counts and every server is
    /// an F, which no catalog wants; with it, wrong values are problems.
    pub(super) fn load(files: &CatalogFiles, problems: &mut Problems) -> Scale {
        let Some(text) = files.get(PATH) else { return Scale::default() };
        let Some((mut check, file)) = FileCheck::parse::<ScaleFile>(problems, PATH, text) else {
            return Scale::default();
        };
        let mut grades: Vec<(char, u32)> = Vec::new();
        for grade in file.grade {
            let letter = grade.letter.get_ref().as_str();
            let &[letter] = letter.chars().collect::<Vec<_>>().as_slice() else {
                check.wrong(&grade.letter, "a grade is one letter");
                continue;
            };
            if grades.last().is_some_and(|(before, below)| letter <= *before || grade.below <= *below) {
                check.wrong(&grade.letter, "grades stand from the best to the worst, each with a higher bound");
            }
            if letter >= Scale::WORST {
                check.wrong(&grade.letter, "F is what is left and has no bound");
            }
            grades.push((letter, grade.below));
        }
        let risk = |of: Risk, values: &BTreeMap<String, u32>| values.get(of.word()).copied().unwrap_or(0);
        for name in file.worst.get_ref().keys().filter(|name| name.parse::<Risk>().is_err()) {
            check.wrong(&file.worst, format!("`{name}` is no risk"));
        }
        let mut powers = Vec::new();
        for power in file.power {
            if !is_kebab(power.id.get_ref()) {
                check.wrong(&power.id, "a power's id is kebab-case");
            }
            if power.traits.is_empty() {
                check.wrong(&power.id, "a power names at least one trait");
            }
            let traits = power.traits.iter().filter_map(|word| check.word(word)).collect();
            let category = power.category.as_ref().and_then(|word| check.word(word));
            let says = check.text("says", power.says);
            powers.push(Power { id: power.id.into_inner(), says, category, traits, points: power.points });
        }
        Scale {
            grades,
            worst: [Risk::Low, Risk::Medium, Risk::High, Risk::Critical].map(|of| risk(of, file.worst.get_ref())),
            many: [file.many.high, file.many.critical],
            most: file.many.most,
            powers,
            toxic: file.other.toxic,
            wrong_hint: file.other.wrong_hint,
            finding: file.other.finding,
        }
    }
}

/// The file as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScaleFile {
    grade: Vec<GradeFile>,
    worst: Spanned<BTreeMap<String, u32>>,
    many: ManyFile,
    power: Vec<PowerFile>,
    other: OtherFile,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GradeFile {
    letter: Spanned<String>,
    below: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ManyFile {
    #[serde(rename = "High")]
    high: u32,
    #[serde(rename = "Critical")]
    critical: u32,
    most: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PowerFile {
    id: Spanned<String>,
    says: Spanned<String>,
    category: Option<Spanned<String>>,
    traits: Vec<Spanned<String>>,
    points: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OtherFile {
    toxic: u32,
    wrong_hint: u32,
    finding: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = include_str!("../../catalog/grade.toml");

    fn load(text: &str) -> (Scale, Vec<String>) {
        let files = CatalogFiles::new([(PATH.to_owned(), text.to_owned().into())]);
        let mut problems = Problems::default();
        let scale = Scale::load(&files, &mut problems);
        (scale, problems.list().iter().map(|problem| problem.message.clone()).collect())
    }

    #[test]
    fn the_shipped_scale_has_six_grades() {
        let (scale, problems) = load(GOOD);
        assert_eq!(problems, Vec::<String>::new());
        let letters: String = [0, 10, 25, 45, 65, 85, 1000].map(|points| scale.letter(points)).iter().collect();
        assert_eq!(letters, "ABCDEFF");
        assert_eq!(scale.letter(9), 'A');
    }

    #[test]
    fn mistakes_are_said() {
        let cases = [
            ("letter = \"B\"", "letter = \"Z\"", "F is what is left and has no bound"),
            ("below = 25", "below = 5", "grades stand from the best to the worst, each with a higher bound"),
            ("\"moves-money\"", "\"moves-mountains\"", "`moves-mountains` is not one of"),
            ("Medium = 8", "Middling = 8", "`Middling` is no risk"),
            ("id = \"money\"", "id = \"Money\"", "a power's id is kebab-case"),
        ];
        for (from, to, want) in cases {
            let (_, problems) = load(&GOOD.replacen(from, to, 1));
            assert!(problems.iter().any(|problem| problem.contains(want)), "after {from} became {to}: {problems:?}");
        }
    }
}
