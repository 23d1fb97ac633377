//! What a server's tools have in common: a namespace in their names, sentences
//! that stand on many of them, habits of hinting.

use crate::manifest::Server;
use crate::rulebook::lexicon::Noun;
use crate::rulebook::{Met, Rulebook};
use crate::text::forms::Form;
use crate::text::{name, prose};
use std::collections::{BTreeMap, BTreeSet};

/// What all tools of a server are read with.
#[derive(Debug, Clone)]
pub struct ServerContext {
    /// Leading words that most tool names share, and the server's own name.
    pub namespace: BTreeSet<String>,
    /// First words that stand before at least three different last words, one of
    /// which is plainly a verb: names of a group of tools, not acts.
    pub topics: BTreeSet<String>,
    /// Names of all tools.
    pub names: BTreeSet<String>,
    /// Sentences that stand on a good part of the tools; they do not vote.
    pub boilerplate: BTreeSet<String>,
    /// Name and description of the server, in lower case, with a blank at each end.
    pub text: String,
    /// Every tool that changes anything carries `destructiveHint: true`: the hint
    /// then says no more than "not read-only".
    pub destructive_hint_is_habit: bool,
    /// The lists of `server_words` that `text` meets.
    pub(crate) met: Met,
}

impl ServerContext {
    /// The context of a server.
    pub fn of(rulebook: &Rulebook, server: &Server) -> ServerContext {
        let lexicon = rulebook.lexicon();
        let tools = &server.tools;
        let mut starts: BTreeMap<String, usize> = BTreeMap::new();
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for tool in tools {
            let words = name::words(&tool.name);
            if let [first, .., last] = words.as_slice() {
                groups.entry(first.text.clone()).or_default().insert(last.text.clone());
            }
            if let Some(first) = words.into_iter().next() {
                *starts.entry(first.text).or_default() += 1;
            }
            let text = tool.description.as_deref().unwrap_or_default();
            let own: BTreeSet<String> =
                prose::sentences(text).iter().map(|s| normal(s.span.of(text))).filter(|s| s.len() > 12).collect();
            for sentence in own {
                *seen.entry(sentence).or_default() += 1;
            }
        }
        let plain = |word: &String| {
            lexicon.form(word).is_some_and(|(id, form)| form == Form::Base && lexicon.verb(id).noun == Noun::Never)
        };
        let mut namespace: BTreeSet<String> = BTreeSet::new();
        // A word that most names begin with is a namespace, if most of the names go
        // on after it with a verb; else it may be the verb itself (`search_web`,
        // `search_news`).
        for (word, count) in &starts {
            let most = tools.len() >= 4 && count * 10 >= tools.len() * 6 && !plain(word);
            if most || lexicon.form(word).is_none() {
                namespace.insert(word.clone());
            }
        }
        let label = format!("{} {}", server.info.name, server.info.slug.as_deref().unwrap_or(&server.fallback_slug));
        for word in name::words(&label) {
            if lexicon.form(&word.text).is_none() && word.text.len() > 2 {
                namespace.insert(word.text);
            }
        }
        let topics = groups
            .into_iter()
            .filter(|(_, lasts)| lasts.len() >= 3 && lasts.iter().any(plain))
            .map(|(first, _)| first)
            .collect();
        let boilerplate = seen
            .into_iter()
            .filter(|(_, count)| *count >= 4 && count * 4 >= tools.len())
            .map(|(sentence, _)| sentence)
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
        ServerContext {
            namespace,
            topics,
            names: tools.iter().map(|t| t.name.clone()).collect(),
            boilerplate,
            met: rulebook.met_by_server(&text),
            text,
            destructive_hint_is_habit: habit,
        }
    }

    /// Whether a sentence is boilerplate of this server.
    pub fn is_boilerplate(&self, sentence: &str) -> bool {
        !self.boilerplate.is_empty() && self.boilerplate.contains(&normal(sentence))
    }
}

/// A sentence without case and doubled blanks.
fn normal(sentence: &str) -> String {
    sentence.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
