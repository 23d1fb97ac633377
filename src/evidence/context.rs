//! What a server's tools have in common: a namespace in their names, sentences
//! that stand on many of them, habits of hinting.

use crate::manifest::{Server, Tool};
use crate::rulebook::lexicon::Noun;
use crate::rulebook::{Met, Rulebook};
use crate::span::Span;
use crate::text::forms::Form;
use crate::text::name::{self, NameWord};
use crate::text::prose::{self, Sentence};
use foldhash::fast::FixedState;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Names and words that are looked up, and in no order.
pub type Names = HashSet<String, FixedState>;

/// A tool's texts, taken apart once for all that reads them.
#[derive(Debug, Clone)]
pub struct Split<'a> {
    /// The words of its name.
    pub words: Vec<NameWord<'a>>,
    /// The sentences of its description.
    pub sentences: Vec<Sentence>,
}

impl<'a> Split<'a> {
    /// The texts of a tool.
    pub fn of(tool: &'a Tool) -> Split<'a> {
        let sentences = prose::sentences(tool.description.as_deref().unwrap_or_default());
        Split { words: name::words(&tool.name), sentences }
    }
}

/// The texts of each tool of a server, in the tools' order.
pub fn split(server: &Server) -> Vec<Split<'_>> {
    server.tools.iter().map(Split::of).collect()
}

/// What all tools of a server are read with.
#[derive(Debug, Clone)]
pub struct ServerContext {
    /// Leading words that most tool names share, and the server's own name.
    pub namespace: Names,
    /// First words that stand before at least three different last words, one of
    /// which is plainly a verb: names of a group of tools, not acts.
    pub topics: Names,
    /// Names of all tools.
    pub names: Names,
    /// Sentences that stand on a good part of the tools; they do not vote.
    pub boilerplate: BTreeSet<String>,
    /// Their [`rough_hash`]es, which tell nearly all other sentences.
    boilerplate_hashes: Vec<u64>,
    /// Name and description of the server, in lower case, with a blank at each end.
    pub text: String,
    /// Every tool that changes anything carries `destructiveHint: true`: the hint
    /// then says no more than "not read-only".
    pub destructive_hint_is_habit: bool,
    /// The lists of `server_words` that `text` meets.
    pub(crate) met: Met,
}

impl ServerContext {
    /// The context of a server; `texts` are those of its tools, in the tools' order.
    pub fn of(rulebook: &Rulebook, server: &Server, texts: &[Split<'_>]) -> ServerContext {
        let lexicon = rulebook.lexicon();
        let tools = &server.tools;
        let mut starts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut groups: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for Split { words, .. } in texts {
            if let [first, .., last] = words.as_slice() {
                groups.entry(first.text.as_str()).or_default().insert(last.text.as_str());
            }
            if let Some(first) = words.first() {
                *starts.entry(first.text.as_str()).or_default() += 1;
            }
        }
        let plain = |word: &&str| {
            lexicon.form(word).is_some_and(|(id, form)| form == Form::Base && lexicon.verb(id).noun == Noun::Never)
        };
        let mut namespace = Names::default();
        // A word that most names begin with is a namespace, if most of the names go
        // on after it with a verb; else it may be the verb itself (`search_web`,
        // `search_news`).
        for (word, count) in &starts {
            let most = tools.len() >= 4 && count * 10 >= tools.len() * 6 && !plain(word);
            if most || lexicon.form(word).is_none() {
                namespace.insert((*word).to_owned());
            }
        }
        let label = format!("{} {}", server.info.name, server.info.slug.as_deref().unwrap_or(&server.fallback_slug));
        for word in name::words(&label) {
            if lexicon.form(&word.text).is_none() && word.text.len() > 2 {
                namespace.insert(word.text.as_str().to_owned());
            }
        }
        let topics = groups
            .into_iter()
            .filter(|(_, lasts)| lasts.len() >= 3 && lasts.iter().any(plain))
            .map(|(first, _)| first.to_owned())
            .collect();
        let mut hinted = tools
            .iter()
            .filter(|t| t.annotations.read_only_hint == Some(false) || t.annotations.destructive_hint.is_some());
        let habit = tools.iter().filter(|t| t.annotations.destructive_hint == Some(true)).count() >= 3
            && hinted
                .all(|t| t.annotations.destructive_hint != Some(false) || t.annotations.read_only_hint == Some(true));
        let text = format!(
            " {} {} ",
            label.to_lowercase(),
            server.info.description.as_deref().unwrap_or_default().to_lowercase()
        );
        let boilerplate = boilerplate(tools, texts);
        ServerContext {
            namespace,
            topics,
            names: tools.iter().map(|t| t.name.clone()).collect(),
            boilerplate_hashes: boilerplate.iter().map(|sentence| rough_hash(sentence)).collect(),
            boilerplate,
            met: rulebook.met_by_server(&text),
            text,
            destructive_hint_is_habit: habit,
        }
    }

    /// Whether a sentence is boilerplate of this server.
    pub fn is_boilerplate(&self, sentence: &str) -> bool {
        !self.boilerplate.is_empty()
            && self.boilerplate_hashes.contains(&rough_hash(sentence))
            && self.boilerplate.contains(&normal(sentence))
    }
}

/// Sentences that stand on at least four tools and on a quarter of all.
fn boilerplate(tools: &[Tool], texts: &[Split<'_>]) -> BTreeSet<String> {
    let often = |count: usize| count >= 4 && count * 4 >= tools.len();
    if !often(tools.len()) {
        return BTreeSet::new();
    }
    // Nearly all sentences stand on one tool. They are counted by a hash first, so that
    // only those that may be boilerplate are put in their normal form and compared.
    let mut hashes: HashMap<u64, usize, FixedState> = HashMap::default();
    let hashed: Vec<(&str, Vec<(u64, Span)>)> = tools
        .iter()
        .zip(texts)
        .map(|(tool, split)| {
            let text = tool.description.as_deref().unwrap_or_default();
            let spans = split.sentences.iter().map(|sentence| sentence.span);
            let hashed: Vec<(u64, Span)> = spans.map(|span| (rough_hash(span.of(text)), span)).collect();
            for (hash, _) in &hashed {
                *hashes.entry(*hash).or_default() += 1;
            }
            (text, hashed)
        })
        .collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (text, hashed) in hashed {
        let own: BTreeSet<String> = hashed
            .into_iter()
            .filter(|(hash, _)| hashes.get(hash).is_some_and(|count| often(*count)))
            .map(|(_, span)| normal(span.of(text)))
            .filter(|sentence| sentence.len() > 12)
            .collect();
        for sentence in own {
            *seen.entry(sentence).or_default() += 1;
        }
    }
    seen.into_iter().filter(|(_, count)| often(*count)).map(|(sentence, _)| sentence).collect()
}

/// A hash that is the same for all sentences of one normal form: of their first ASCII
/// letters and digits in lower case.
fn rough_hash(sentence: &str) -> u64 {
    if sentence.is_ascii() {
        return hash_start(sentence.bytes());
    }
    // The lower case of some other characters is ASCII (the Kelvin sign).
    let lower = sentence.chars().flat_map(char::to_lowercase);
    hash_start(lower.filter_map(|c| u8::try_from(c).ok()))
}

/// [`rough_hash`] of bytes.
fn hash_start(bytes: impl Iterator<Item = u8>) -> u64 {
    /// Of two sentences that begin with so many equal letters, most are equal.
    const START: usize = 48;
    let ascii = bytes.map(|byte| ALPHANUMERIC[usize::from(byte)]).filter(|byte| *byte != 0).take(START);
    // FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/
    ascii.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// ASCII letters in lower case and digits, each for its byte; nought for all other bytes.
const ALPHANUMERIC: [u8; 256] = {
    let mut of = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            of[byte] = (byte as u8).to_ascii_lowercase();
        }
        byte += 1;
    }
    of
};

/// A sentence without case and doubled blanks.
fn normal(sentence: &str) -> String {
    sentence.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
