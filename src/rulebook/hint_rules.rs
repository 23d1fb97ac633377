//! What a verdict means for the hints of a tool (`catalog/hints.toml`): which acts
//! only add, which can be repeated, which reach the open world.

use super::Lexicon;
use super::files::{CatalogFiles, FileCheck, Problems};
use crate::text::forms::Form;
use crate::vocab::Trait;
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::Spanned;

/// Where they stand.
const PATH: &str = "hints.toml";

/// The lists, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HintRules {
    additive: Acts,
    repeatable: Acts,
    open_world: BTreeSet<Trait>,
}

/// Acts by verb and family.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Acts {
    families: BTreeSet<String>,
    verbs: BTreeSet<String>,
    not_verbs: BTreeSet<String>,
    names: BTreeSet<String>,
    not_names: BTreeSet<String>,
}

/// The file as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HintsFile {
    additive: ActsFile,
    repeatable: ActsFile,
    open_world: OpenWorldFile,
}

/// A list of acts as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ActsFile {
    families: Vec<Spanned<String>>,
    verbs: Vec<Spanned<String>>,
    not_verbs: Vec<Spanned<String>>,
    names: Vec<Spanned<String>>,
    not_names: Vec<Spanned<String>>,
}

/// `[open_world]` as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenWorldFile {
    traits: Vec<Spanned<String>>,
}

impl HintRules {
    /// Loads and checks the lists. Without the file no act is known to be harmless.
    pub(super) fn load(files: &CatalogFiles, lexicon: &Lexicon, problems: &mut Problems) -> HintRules {
        let Some(text) = files.get(PATH) else { return HintRules::default() };
        let Some((mut check, file)) = FileCheck::parse::<HintsFile>(problems, PATH, text) else {
            return HintRules::default();
        };
        HintRules {
            additive: Acts::checked(file.additive, lexicon, &mut check),
            repeatable: Acts::checked(file.repeatable, lexicon, &mut check),
            open_world: file.open_world.traits.iter().filter_map(|word| check.word(word)).collect(),
        }
    }

    /// Whether such an act only adds to what is there.
    pub fn is_additive(&self, verb: &str, family: &str) -> bool {
        self.additive.has(verb, family)
    }

    /// What the words of a tool's name, in lower case, say of that: `None` if nothing.
    pub fn is_additive_name<'w>(&self, mut words: impl Iterator<Item = &'w str> + Clone) -> Option<bool> {
        if words.clone().any(|word| self.additive.not_names.contains(word)) {
            return Some(false);
        }
        words.next().filter(|first| self.additive.names.contains(*first)).map(|_| true)
    }

    /// Whether the same act again has no further effect.
    pub fn is_repeatable(&self, verb: &str, family: &str) -> bool {
        self.repeatable.has(verb, family)
    }

    /// Whether a tool with this trait reaches beyond what its server keeps.
    pub fn is_open_world(&self, t: Trait) -> bool {
        self.open_world.contains(&t)
    }
}

impl Acts {
    /// The list with every word looked up.
    fn checked(file: ActsFile, lexicon: &Lexicon, check: &mut FileCheck<'_>) -> Acts {
        for family in file.families.iter().filter(|family| lexicon.family(family.get_ref()).is_none()) {
            check.wrong(family, format!("`{}` is not a family of lexicon/verbs.tsv", family.get_ref()));
        }
        for verb in file.verbs.iter().chain(&file.not_verbs).chain(&file.names).chain(&file.not_names) {
            if lexicon.form(verb.get_ref()).is_none_or(|(_, form)| form != Form::Base) {
                check.wrong(verb, format!("`{}` is not a verb of lexicon/verbs.tsv", verb.get_ref()));
            }
        }
        let words = |list: Vec<Spanned<String>>| list.into_iter().map(Spanned::into_inner).collect();
        Acts {
            families: words(file.families),
            verbs: words(file.verbs),
            not_verbs: words(file.not_verbs),
            names: words(file.names),
            not_names: words(file.not_names),
        }
    }

    fn has(&self, verb: &str, family: &str) -> bool {
        !self.not_verbs.contains(verb) && (self.verbs.contains(verb) || self.families.contains(family))
    }
}
