//! Which tools a word finds: the best of each risk, and how many there are in all.
//!
//! Two passes over the names. The first counts; the second goes through the tools from the
//! best hit to the worst (fewest words, then riskiest) and keeps the first of each list,
//! so that no list is ever longer than what is published.

use super::docs::{Doc, Docs, server_words};
use crate::catalogue::{Catalogue, ServerSummary, ToolSummary};
use crate::text::search::words;
use crate::vocab::{Category, Risk, Trait};
use foldhash::fast::FixedState;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

/// How long lists get.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caps {
    /// A word on more names than this has cut lists, and lists with each other such word.
    pub(super) many: u32,
    /// Kept of each risk where such a word stands in names.
    named: u32,
    /// The same where any word stands in titles and first sentences.
    said: u32,
    /// The same where it stands in the server's name.
    served: u32,
    /// Servers, attacks and rules of a word.
    others: usize,
    /// Words that the root knows.
    known: usize,
}

impl Caps {
    /// Every list whole.
    pub(super) const NONE: Caps =
        Caps { many: u32::MAX, named: u32::MAX, said: u32::MAX, served: u32::MAX, others: usize::MAX, known: 1_000 };
    /// For catalogues of any size.
    pub(super) const LARGE: Caps = Caps { many: 240, named: 60, said: 20, served: 15, others: 40, known: 2_000 };
}

/// Kept of each risk for two words together.
pub(super) const PAIRED: u32 = 15;

/// Counts of tools: by risk, category and trait.
pub(super) type Counts = [u32; Risk::ALL.len() + Category::ALL.len() + Trait::ALL.len()];

/// What a word finds.
#[derive(Debug, Default)]
pub(super) struct Posting {
    /// Tools with it in their names.
    pub(super) counts: Counts,
    /// The best of those.
    pub(super) named: Kept,
    /// The best with it in title or first sentence.
    pub(super) said: Kept,
    /// The best with it in the server's name.
    pub(super) served: Kept,
    /// Servers, attacks and rules.
    pub(super) others: Vec<u32>,
    /// Something was left out.
    pub(super) cut: bool,
}

impl Posting {
    /// Tools with it in their names.
    pub(super) fn total(&self) -> u32 {
        self.counts[..Risk::ALL.len()].iter().sum()
    }
}

/// The first tools of each risk.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// The tools.
    pub(super) docs: Vec<u32>,
    by_risk: [u32; Risk::ALL.len()],
}

impl Kept {
    /// Keeps a tool unless there are as many of its risk already.
    fn push(&mut self, doc: u32, risk: Risk, most: u32) -> bool {
        let kept = &mut self.by_risk[risk as usize];
        let room = *kept < most;
        if room {
            *kept += 1;
            self.docs.push(doc);
        }
        room
    }

    /// Keeps at most so many of each risk.
    pub(super) fn cut(&mut self, most: u32, risk: impl Fn(u32) -> Risk) -> bool {
        let before = std::mem::take(self);
        let all = before.docs.len();
        for doc in before.docs {
            self.push(doc, risk(doc), most);
        }
        self.docs.len() < all
    }
}

/// What two words find together.
#[derive(Debug, Default)]
pub(super) struct Pair {
    /// Tools that have both.
    pub(super) count: u32,
    /// The best of them.
    pub(super) kept: Kept,
}

/// All words with what they find.
#[derive(Debug, Default)]
pub(super) struct Postings {
    /// The words, ordered as scripts order strings.
    pub(super) terms: Vec<(String, Posting)>,
    /// The words that the root knows, the most frequent first: numbers of `terms`.
    pub(super) known: Vec<u32>,
    /// Frequent words together, by numbers of `terms`, in order.
    pub(super) pairs: Vec<((u32, u32), Pair)>,
}

/// Words and their numbers while postings are gathered.
struct Terms {
    caps: Caps,
    numbers: HashMap<String, u32, FixedState>,
    postings: Vec<Posting>,
}

impl Terms {
    fn number(&mut self, word: String) -> u32 {
        let next = self.postings.len() as u32;
        let number = *self.numbers.entry(word).or_insert(next);
        if number == next {
            self.postings.push(Posting::default());
        }
        number
    }

    fn posting(&mut self, word: String) -> &mut Posting {
        let at = self.number(word) as usize;
        &mut self.postings[at]
    }
}

/// The words that stand for what can be filtered by.
fn facets(tool: &ToolSummary, grade: char) -> Vec<String> {
    let mut out = vec![
        format!("risk:{}", tool.risk).to_lowercase(),
        format!("category:{}", tool.category).to_lowercase(),
        format!("confidence:{}", tool.confidence).to_lowercase(),
        format!("grade:{grade}").to_lowercase(),
    ];
    out.extend(tool.traits.iter().map(|t| format!("trait:{t}")));
    out
}

/// Adds a tool to counts.
fn count(counts: &mut Counts, tool: &ToolSummary) {
    let category = Risk::ALL.len();
    let traits = category + Category::ALL.len();
    counts[tool.risk as usize] += 1;
    counts[category + tool.category as usize] += 1;
    for t in tool.traits.iter() {
        counts[traits + t as usize] += 1;
    }
}

/// The lists of pairs of words that are both on many names, by their numbers.
type Pairs = HashMap<(u32, u32), Pair, FixedState>;

impl Postings {
    /// Gathers everything.
    pub(super) fn of(catalogue: &Catalogue, docs: &Docs, caps: Caps) -> Postings {
        let mut terms = Terms { caps, numbers: HashMap::default(), postings: Vec::new() };
        let mut order: Vec<(u8, Reverse<Risk>, &str, u32)> = Vec::with_capacity(docs.tools() as usize);
        for doc in 0..docs.tools() {
            let Doc::Tool(_, tool) = docs.get(catalogue, doc) else { continue };
            let all = words(&tool.name);
            order.push((u8::try_from(all.len()).unwrap_or(u8::MAX), Reverse(tool.risk), &tool.name, doc));
            let grade = docs.grade(docs.server_of(doc));
            for word in all.into_iter().collect::<BTreeSet<_>>().into_iter().chain(facets(tool, grade)) {
                count(&mut terms.posting(word).counts, tool);
            }
        }
        order.sort_unstable();
        let many = terms.many();
        let mut pairs: Pairs = HashMap::default();
        for (.., doc) in order {
            let Doc::Tool(server, tool) = docs.get(catalogue, doc) else { continue };
            terms.take(doc, server, tool, docs.grade(docs.server_of(doc)), (&many, &mut pairs));
        }
        terms.take_others(catalogue, docs);
        terms.finish(pairs)
    }
}

impl Terms {
    /// Which words are frequent and known to the root, by their numbers.
    fn many(&self) -> Vec<bool> {
        let mut many: Vec<bool> = self.postings.iter().map(|posting| posting.total() > self.caps.many).collect();
        for at in self.ranked().into_iter().skip(self.caps.known) {
            many[at as usize] = false;
        }
        many
    }

    /// The words on names, the most frequent first.
    fn ranked(&self) -> Vec<u32> {
        // Facets are always known.
        let rank = |word: &String, total: u32| Reverse(if word.contains(':') { u32::MAX } else { total });
        let totals = self.numbers.iter().map(|(word, at)| (word, *at, self.postings[*at as usize].total()));
        let mut ranked: Vec<(Reverse<u32>, &String, u32)> =
            totals.filter(|(.., total)| *total > 0).map(|(word, at, total)| (rank(word, total), word, at)).collect();
        ranked.sort_unstable();
        ranked.into_iter().map(|(.., number)| number).collect()
    }

    /// Adds a tool to the lists; they come from the best to the worst.
    fn take(
        &mut self,
        doc: u32,
        server: &ServerSummary,
        tool: &ToolSummary,
        grade: char,
        (many, pairs): (&[bool], &mut Pairs),
    ) {
        let (caps, risk) = (self.caps, tool.risk);
        let named: BTreeSet<String> = words(&tool.name).into_iter().collect();
        let of_server = server_words(server);
        for word in of_server.iter().filter(|word| !named.contains(*word)) {
            let posting = self.posting(word.clone());
            posting.cut |= !posting.served.push(doc, risk, caps.served);
        }
        for word in tool.said.split(' ').filter(|word| !word.is_empty()) {
            let posting = self.posting(word.to_owned());
            posting.cut |= !posting.said.push(doc, risk, caps.said);
        }
        let mut frequent = Vec::new();
        for word in named.into_iter().chain(facets(tool, grade)) {
            // Lists are by risk already.
            let pairs_up = !word.starts_with("risk:");
            let number = self.number(word);
            let posting = &mut self.postings[number as usize];
            let most = if posting.total() > caps.many { caps.named } else { u32::MAX };
            posting.cut |= !posting.named.push(doc, risk, most);
            if pairs_up && many[number as usize] {
                frequent.push(number);
            }
        }
        for (at, one) in frequent.iter().enumerate() {
            for two in &frequent[at + 1..] {
                let pair = pairs.entry((*one.min(two), *one.max(two))).or_default();
                pair.count += 1;
                pair.kept.push(doc, risk, PAIRED);
            }
        }
    }

    /// Adds servers, attacks and rules, those with few words first.
    fn take_others(&mut self, catalogue: &Catalogue, docs: &Docs) {
        let mut all: Vec<(usize, u32, BTreeSet<String>)> = Vec::new();
        for doc in docs.tools()..docs.len() {
            let words = match docs.get(catalogue, doc) {
                Doc::Tool(..) => continue,
                Doc::Server(server) => server_words(server),
                Doc::Other(other) => words(&other.id).into_iter().chain(words(&other.title)).collect(),
            };
            all.push((words.len(), doc, words));
        }
        all.sort_unstable_by_key(|(len, doc, _)| (*len, *doc));
        for (_, doc, words) in all {
            for word in words {
                let most = self.caps.others;
                let posting = self.posting(word);
                if posting.others.len() < most {
                    posting.others.push(doc);
                } else {
                    posting.cut = true;
                }
            }
        }
    }

    /// Orders everything as scripts order strings.
    fn finish(mut self, pairs: Pairs) -> Postings {
        let mut known = self.ranked();
        known.truncate(self.caps.known);
        let mut words: Vec<(String, u32)> = self.numbers.into_iter().collect();
        words.sort_by_cached_key(|(word, _)| word.encode_utf16().collect::<Vec<u16>>());
        let mut place = vec![0; words.len()];
        let mut terms = Vec::with_capacity(words.len());
        for (word, number) in words {
            place[number as usize] = terms.len() as u32;
            terms.push((word, std::mem::take(&mut self.postings[number as usize])));
        }
        let at = |number: u32| place[number as usize];
        let mut pairs: Vec<_> =
            pairs.into_iter().map(|((one, two), pair)| ((at(one).min(at(two)), at(one).max(at(two))), pair)).collect();
        pairs.sort_unstable_by_key(|(key, _)| *key);
        Postings { terms, known: known.into_iter().map(at).collect(), pairs }
    }
}
