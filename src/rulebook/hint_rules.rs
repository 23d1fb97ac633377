//! What a verdict means for the hints of a tool (`catalog/hints.toml`): which acts
//! only add, which can be repeated, which reach the open world.

use super::Lexicon;
use super::files::{CatalogFiles, FileCheck, Problems};
use crate::text::forms::{Form, inflected};
use crate::text::name;
use crate::vocab::Trait;
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::Spanned;

/// Where they stand.
const PATH: &str = "hints.toml";

/// The lists, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HintRules {
    requests: Vec<String>,
    additive: Acts,
    repeatable: Acts,
    again: Acts,
    again_lines: Vec<AgainLine>,
    kept: KeptFile,
    parameters: ParameterWords,
    open_world: BTreeSet<Trait>,
    within: Vec<String>,
    no_names: Vec<String>,
    local: Vec<String>,
    inside: Vec<String>,
    files: Vec<String>,
    elsewhere: Vec<String>,
    browser: BrowserFile,
    sources: Vec<Source>,
}

/// Words for what a tool looks up outside its server.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Source {
    families: BTreeSet<String>,
    says: String,
    words: Vec<String>,
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
    requests: Vec<String>,
    additive: ActsFile,
    repeatable: ActsFile,
    again: ActsFile,
    again_lines: Vec<AgainFile>,
    kept: KeptFile,
    parameters: ParameterWords,
    open_world: OpenWorldFile,
}

/// What a second call comes to, for some verbs.
#[derive(Debug, Clone, PartialEq, Eq)]
struct AgainLine {
    verbs: BTreeSet<String>,
    line: String,
}

/// One of `[[again_lines]]` as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AgainFile {
    verbs: Vec<Spanned<String>>,
    line: String,
}

/// `[kept]`: what a second call finds in place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptFile {
    heads: Vec<String>,
    ties: Vec<String>,
    containers: Vec<String>,
    refuses: Vec<String>,
    phrases: Vec<String>,
    changes: Vec<String>,
}

/// `[parameters]`: what the name of a parameter says of a call, by its last word, or (`files` and
/// `written`) by all its words joined with `_`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParameterWords {
    /// It holds what is run.
    pub code: Vec<String>,
    /// It says where a call goes.
    pub hosts: Vec<String>,
    /// It says where a result is put, where something may stand already.
    pub places: Vec<String>,
    /// It names a file.
    files: Vec<String>,
    /// It names the file that a call writes.
    written: Vec<String>,
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
    within: Vec<String>,
    no_names: Vec<String>,
    local: Vec<String>,
    inside: Vec<String>,
    files: Vec<String>,
    elsewhere: Vec<String>,
    browser: BrowserFile,
    sources: Vec<SourceFile>,
}

/// `[open_world.browser]`: what shows that a server drives a browser, and which of its
/// tools act on pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct BrowserFile {
    servers: Vec<String>,
    moves: Vec<String>,
    places: Vec<String>,
    words: Vec<String>,
}

/// One of `[[open_world.sources]]` as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceFile {
    families: Vec<Spanned<String>>,
    says: String,
    words: Vec<String>,
}

impl HintRules {
    /// Loads and checks the lists. Without the file no act is known to be harmless.
    pub(super) fn load(files: &CatalogFiles, lexicon: &Lexicon, problems: &mut Problems) -> HintRules {
        let Some(text) = files.get(PATH) else { return HintRules::default() };
        let Some((mut check, file)) = FileCheck::parse::<HintsFile>(problems, PATH, text) else {
            return HintRules::default();
        };
        let mut again_lines = Vec::new();
        for AgainFile { verbs, line } in file.again_lines {
            known_verbs(&verbs, lexicon, &mut check);
            again_lines.push(AgainLine { verbs: verbs.into_iter().map(Spanned::into_inner).collect(), line });
        }
        let open_world = file.open_world;
        let mut sources = Vec::new();
        for source in open_world.sources {
            known_families(&source.families, lexicon, &mut check);
            let families = source.families.into_iter().map(Spanned::into_inner).collect();
            sources.push(Source { families, says: source.says, words: source.words });
        }
        HintRules {
            requests: file.requests,
            additive: Acts::checked(file.additive, lexicon, &mut check),
            repeatable: Acts::checked(file.repeatable, lexicon, &mut check),
            again: Acts::checked(file.again, lexicon, &mut check),
            again_lines,
            kept: file.kept,
            parameters: file.parameters,
            open_world: open_world.traits.iter().filter_map(|word| check.word(word)).collect(),
            within: open_world.within,
            no_names: open_world.no_names,
            local: open_world.local,
            inside: open_world.inside,
            files: open_world.files,
            elsewhere: open_world.elsewhere,
            browser: open_world.browser,
            sources,
        }
    }

    /// What the names of parameters say.
    pub fn parameters(&self) -> &ParameterWords {
        &self.parameters
    }

    /// Whether a parameter of that name names the file that a call writes; `reads`: the call works
    /// something out, perhaps of a file.
    pub fn names_a_written_file(&self, parameter: &str, reads: bool) -> bool {
        let words = name::words(parameter);
        let words: Vec<&str> = words.iter().map(|word| &*word.text).collect();
        let joined = words.join("_");
        self.parameters.written.contains(&joined) || !reads && self.parameters.files.contains(&joined)
    }

    /// Whether a text speaks of a request that its caller words as a whole, so that it may remove
    /// or replace whatever it is addressed to.
    pub fn is_any_request(&self, text: &Plain) -> bool {
        self.requests.iter().any(|words| text.ends_with(words) || text.has(&format!("{words} to")))
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

    /// Whether the words of a tool's name, in lower case, deny that.
    pub fn is_unrepeatable_name<'w>(&self, mut words: impl Iterator<Item = &'w str>) -> bool {
        words.any(|word| self.repeatable.not_names.contains(word))
    }

    /// Whether the same act again acts once more.
    pub fn acts_again(&self, verb: &str, family: &str) -> bool {
        self.again.has(verb, family)
    }

    /// What a second call with this verb comes to, with what is done put in.
    pub fn again(&self, verb: &str, doing: &str) -> Option<String> {
        let found = self.again_lines.iter().find(|again| again.verbs.contains(verb))?;
        Some(found.line.replace('~', doing))
    }

    /// Whether there is one such thing at its place, so that no other can be made.
    pub fn is_one_of_its_place(&self, head: &str) -> bool {
        self.kept.heads.iter().any(|known| known == head)
    }

    /// Whether such a thing is tied to something once or not at all.
    pub fn is_tie(&self, head: &str) -> bool {
        self.kept.ties.iter().any(|known| known == head)
    }

    /// What a text says of a call that stops at what exists already.
    pub fn refuses_existing(&self, text: &Plain) -> Option<&str> {
        self.kept.refuses.iter().find(|phrase| text.has(phrase)).map(String::as_str)
    }

    /// What a text says of something that exists already.
    pub fn says_of_existing(&self, text: &Plain) -> Option<&str> {
        self.kept.phrases.iter().find(|phrase| text.has(phrase)).map(String::as_str)
    }

    /// Whether a text says that what exists is changed or replaced by a call that makes
    /// something.
    pub fn changes_existing(&self, text: &Plain) -> bool {
        self.kept.changes.iter().any(|phrase| text.has(phrase))
    }

    /// Whether what is executed stays with what the server keeps, as the evidence says.
    pub fn stays_within(&self, says: &str) -> bool {
        says.split(' ').any(|word| self.within.iter().any(|known| known == word))
    }

    /// Whether a tool's name shows that its server drives a browser, or a name that moves on
    /// with a description of where to.
    pub fn drives_a_browser(&self, name: &Plain, description: &Plain) -> bool {
        let moves = || self.browser.moves.iter().any(|word| name.has(word));
        let to = || self.browser.places.iter().any(|word| name.has(word) || description.has_any_number(word));
        self.browser.servers.iter().any(|word| name.has(word)) || moves() && to()
    }

    /// Whether a sentence joins to what it adds that something may be replaced as well
    /// (`create new fields or modify existing ones`).
    /// For a tool that is called after making something, an update of something else is none.
    pub fn joins_a_change(&self, sentence: &Plain, makes: bool) -> bool {
        let joints = || ["or", "and"].into_iter().chain(self.additive.names.iter().map(String::as_str));
        // `and set it active` replaces nothing that was made by others.
        let changes = self.additive.not_names.iter().filter(|verb| *verb != "set" && !(makes && *verb == "update"));
        changes.into_iter().any(|verb| {
            let third = inflected(verb, Form::Third);
            joints().any(|joint| [verb.as_str(), &third].iter().any(|verb| sentence.has(&format!("{joint} {verb}"))))
        })
    }

    /// Whether a sentence begins with two acts of which the second may replace something
    /// (`Register or update the whole plan`).
    pub fn opens_with_a_change(&self, sentence: &str) -> bool {
        let mut words = sentence.split_whitespace().skip(1).map(str::to_lowercase);
        let joint = words.next().is_some_and(|word| matches!(word.as_str(), "or" | "and"));
        let second = words.next().unwrap_or_default();
        joint
            && self
                .additive
                .not_names
                .iter()
                .any(|verb| verb != "set" && (*verb == second || inflected(verb, Form::Third) == second))
    }

    /// Whether a text speaks of what a browser shows.
    pub fn is_of_a_page(&self, text: &Plain) -> bool {
        self.browser.words.iter().any(|word| text.has_any_number(word))
    }

    /// Whether a word written with a capital names no system.
    pub fn is_no_name(&self, word: &str) -> bool {
        self.no_names.iter().any(|known| known == word)
    }

    /// What a thing is put into.
    pub fn containers(&self) -> &[String] {
        &self.kept.containers
    }

    /// Whether a text says that something is fetched from nearby.
    pub fn is_local(&self, text: &Plain) -> bool {
        self.local.iter().any(|word| text.has(word))
    }

    /// Whether what a tool does is done with files, and no text says that they lie elsewhere.
    pub fn is_of_files_at_hand(&self, does: &Plain, texts: &[&Plain]) -> bool {
        let far = |text: &Plain| self.elsewhere.iter().any(|word| text.has_any_number(word));
        self.files.iter().any(|word| does.has(word)) && !far(does) && !texts.iter().any(|text| far(text))
    }

    /// Whether a text names what a server keeps itself, or what is fetched from nearby.
    pub fn is_inside(&self, text: &Plain) -> bool {
        self.is_local(text) || self.inside.iter().any(|word| text.has_any_number(word))
    }

    /// What a text names that lies outside the server, and what is to be said of it; nothing
    /// if it is fetched from nearby.
    pub fn source_outside(&self, family: &str, text: &Plain) -> Option<(&str, &str)> {
        if self.is_local(text) {
            return None;
        }
        let sources = self.sources.iter().filter(|source| source.families.contains(family));
        let mut found = sources.filter_map(|source| {
            let word = source.words.iter().find(|word| text.has_any_number(word))?;
            Some((word.as_str(), source.says.as_str()))
        });
        found.next()
    }

    /// Whether a tool with this trait reaches beyond what its server keeps.
    pub fn is_open_world(&self, t: Trait) -> bool {
        self.open_world.contains(&t)
    }
}

/// A text in lower case, its words and nothing between them but single spaces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plain(String);

impl Plain {
    /// The words of a text.
    pub fn of(text: &str) -> Plain {
        let lower = text.to_lowercase().replace('’', "'");
        let words = lower.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
        Plain(words.fold(" ".to_owned(), |all, word| all + word + " "))
    }

    /// Whether these words stand in it. Scripts without spaces are looked through as they are.
    pub fn has(&self, words: &str) -> bool {
        if words.is_ascii() { self.0.contains(&format!(" {words} ")) } else { self.0.contains(words) }
    }

    /// Whether it ends with these words, the last of them in any number.
    fn ends_with(&self, words: &str) -> bool {
        let text = self.0.trim_end();
        [text, text.strip_suffix('s').unwrap_or(text)].iter().any(|text| text.ends_with(&format!(" {words}")))
    }

    /// Whether these words stand in it, the last of them in any number.
    pub fn has_any_number(&self, words: &str) -> bool {
        let plural = words.strip_suffix('y').map_or_else(|| format!("{words}s"), |stem| format!("{stem}ies"));
        self.has(words) || words.is_ascii() && self.has(&plural)
    }
}

/// Reports every family that the lexicon does not know.
fn known_families(families: &[Spanned<String>], lexicon: &Lexicon, check: &mut FileCheck<'_>) {
    for family in families.iter().filter(|family| lexicon.family(family.get_ref()).is_none()) {
        check.wrong(family, format!("`{}` is not a family of lexicon/verbs.tsv", family.get_ref()));
    }
}

/// Reports every verb that the lexicon does not know.
fn known_verbs(verbs: &[Spanned<String>], lexicon: &Lexicon, check: &mut FileCheck<'_>) {
    for verb in verbs {
        if lexicon.form(verb.get_ref()).is_none_or(|(_, form)| form != Form::Base) {
            check.wrong(verb, format!("`{}` is not a verb of lexicon/verbs.tsv", verb.get_ref()));
        }
    }
}

impl Acts {
    /// The list with every word looked up.
    fn checked(file: ActsFile, lexicon: &Lexicon, check: &mut FileCheck<'_>) -> Acts {
        known_families(&file.families, lexicon, check);
        for verbs in [&file.verbs, &file.not_verbs, &file.names, &file.not_names] {
            known_verbs(verbs, lexicon, check);
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
