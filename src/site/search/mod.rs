//! The index of the site's search: static files of script, each one call of one function.
//!
//! A query loads the root and a few shards, never more than [`BUDGET`] bytes in all. A shard
//! holds whole results (name, server, verdict), so nothing is fetched for a result. The
//! words of names are cut by the script itself; a shard says only which further words a
//! tool is found by, and the true counts where lists were cut. What a query is, which shards
//! it wants and how results are ranked is in `templates/assets/search.js`.
//!
//! A small catalogue is one shard. A large one has shards by ranges of words, cut where the
//! words differ first, so that a new tool changes the shards of its words and no names of
//! others; and buckets for pairs of words that are too frequent to be listed whole.

mod docs;
mod postings;

use super::links;
use crate::catalogue::Catalogue;
use crate::rulebook::grade::Scale;
use crate::vocab::{Category, Confidence, Risk, Trait};
pub(crate) use docs::Other;
use docs::{Doc, Docs, base36, quoted, script};
use postings::{MANY, Posting, Postings};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Range;

/// Bytes that one query may load.
const BUDGET: usize = 150_000;
/// A catalogue whose index is no longer than this is one shard.
const WHOLE: usize = 140_000;
/// Longest shard of a larger one.
const SHARD: usize = 16_000;
/// Bytes of a bucket of pairs, on average.
const BUCKET: usize = 6_000;
/// What surrounds the text of a shard.
const FRAME: usize = 60;
/// Room for lines in such a shard.
const ROOM: usize = SHARD - FRAME;

/// The index, ready to be written file by file.
#[derive(Debug)]
pub(crate) struct Index {
    docs: Docs,
    postings: Postings,
    root: String,
    shards: Vec<Shard>,
}

/// A file beside the root.
#[derive(Debug)]
struct Shard {
    name: String,
    holds: Holds,
}

/// What a file holds.
#[derive(Debug)]
enum Holds {
    /// Everything.
    All,
    /// The words of a range of `postings.terms`.
    Terms(Range<usize>),
    /// Some of `postings.pairs`.
    Pairs(Vec<usize>),
}

/// The words of a shard and the numbers by which its lines name them.
#[derive(Default)]
struct Lines {
    /// The lines of words.
    words: String,
    count: usize,
    docs: BTreeMap<u32, BTreeSet<usize>>,
}

impl Lines {
    /// A line for a word, with its counts if its lists were cut.
    fn word(&mut self, word: &str, counts: &[u32]) -> usize {
        let _ = write!(self.words, "#{word}");
        let kept = counts.len() - counts.iter().rev().take_while(|n| **n == 0).count();
        for (at, n) in counts[..kept].iter().enumerate() {
            let _ = write!(self.words, "{}{}", if at == 0 { '\t' } else { ' ' }, base36(*n as usize));
        }
        self.words.push('\n');
        self.count += 1;
        self.count - 1
    }

    /// Documents that need no words.
    fn plain(&mut self, docs: &[u32]) {
        for doc in docs {
            self.docs.entry(*doc).or_default();
        }
    }

    /// The shard's text.
    fn finish(self, docs: &Docs, catalogue: &Catalogue) -> String {
        let mut text = self.words;
        docs.write(catalogue, &self.docs, &mut text);
        text
    }
}

impl Index {
    /// Builds the index of a catalogue and what can be found besides.
    pub(crate) fn of(catalogue: &Catalogue, scale: &Scale, others: Vec<Other>) -> Index {
        let docs = Docs::of(catalogue, scale, others);
        let mut index = Index { docs, postings: Postings::default(), root: String::new(), shards: Vec::new() };
        // A line has more than ten bytes.
        if index.docs.len() as usize <= WHOLE / 10 && index.everything(catalogue).len() <= WHOLE {
            index.shards = vec![Shard { name: "t-".to_owned(), holds: Holds::All }];
            index.root = index.root(&[String::new()], 1, 0);
            return index;
        }
        index.postings = Postings::of(catalogue, &index.docs);
        let sizes = Sizes::of(&index.docs, catalogue);
        let costs: Vec<usize> = (0..index.postings.terms.len()).map(|at| index.fit(at, &sizes, catalogue)).collect();
        let mut starts = Vec::new();
        split(&index.postings, &costs, 0..costs.len(), 0, &mut starts);
        let bounds: Vec<String> = starts.iter().map(|(_, bound)| bound.clone()).collect();
        for (at, (start, bound)) in starts.iter().enumerate() {
            let end = starts.get(at + 1).map_or(costs.len(), |(next, _)| *next);
            index.shards.push(Shard { name: file_name(bound), holds: Holds::Terms(*start..end) });
        }
        let buckets = index.buckets(&sizes, catalogue);
        index.root = index.root(&bounds, 0, buckets);
        let most = BUDGET.saturating_sub(index.root.len() + FRAME) / SHARD;
        index.root = index.root(&bounds, most, buckets);
        index
    }

    /// The addresses of all files, the root first.
    pub(crate) fn files(&self) -> impl Iterator<Item = String> {
        std::iter::once("root").chain(self.shards.iter().map(|shard| shard.name.as_str())).map(links::search_file)
    }

    /// One of those files.
    pub(crate) fn render(&self, file: usize, catalogue: &Catalogue) -> String {
        let Some(shard) = file.checked_sub(1).map(|at| &self.shards[at]) else { return script("root", &self.root) };
        let text = match &shard.holds {
            Holds::All => self.everything(catalogue),
            Holds::Terms(range) => self.terms(range.clone()).finish(&self.docs, catalogue),
            Holds::Pairs(pairs) => {
                let mut lines = Lines::default();
                for at in pairs {
                    let (key, pair) = &self.postings.pairs[*at];
                    lines.word(&self.key(*key), &[pair.count]);
                    lines.plain(&pair.kept.docs);
                }
                lines.finish(&self.docs, catalogue)
            }
        };
        script(&shard.name, &text)
    }

    /// The root: what can be filtered by, where the shards begin, and the most frequent
    /// words. `most` shards may be loaded for a query.
    fn root(&self, bounds: &[String], most: usize, buckets: usize) -> String {
        let mut out = format!("{most}\t{buckets}\t{MANY}\t{}\n", self.docs.tools());
        let mut facet = |key: &str, folder: &str, words: &[&str]| {
            let _ = writeln!(out, "{key}\t{folder}\t{}", words.join("\t"));
        };
        facet("risk", "risks", &Risk::ALL.iter().map(|risk| risk.word()).collect::<Vec<_>>());
        facet("category", "categories", &Category::ALL.iter().map(|category| category.word()).collect::<Vec<_>>());
        facet("trait", "traits", &Trait::ALL.iter().map(|t| t.word()).collect::<Vec<_>>());
        facet("confidence", "", &Confidence::ALL.iter().map(|word| word.word()).collect::<Vec<_>>());
        facet("grade", "", &["A", "B", "C", "D", "E", "F"]);
        facet("server", "", &[]);
        out.push_str(&bounds.join("\t"));
        for at in &self.postings.known {
            let (word, posting) = &self.postings.terms[*at as usize];
            let _ = write!(out, "\n{word}\t{}", base36(posting.total() as usize));
        }
        out
    }

    /// The text of the one shard of a small catalogue.
    fn everything(&self, catalogue: &Catalogue) -> String {
        let mut lines = Lines::default();
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        for doc in 0..self.docs.len() {
            let mut said = BTreeSet::new();
            if let Doc::Tool(_, tool) = self.docs.get(catalogue, doc) {
                for word in tool.said.split(' ').filter(|word| !word.is_empty()) {
                    said.insert(*numbers.entry(word).or_insert_with(|| lines.word(word, &[])));
                }
            }
            lines.docs.insert(doc, said);
        }
        lines.finish(&self.docs, catalogue)
    }

    /// The lines of a range of words.
    fn terms(&self, range: Range<usize>) -> Lines {
        let mut lines = Lines::default();
        for (word, posting) in &self.postings.terms[range] {
            if posting.cut || !posting.said.docs.is_empty() {
                let number = lines.word(word, if posting.cut { &posting.counts } else { &[] });
                for doc in &posting.said.docs {
                    lines.docs.entry(*doc).or_default().insert(number);
                }
            }
            lines.plain(&posting.named.docs);
            lines.plain(&posting.served.docs);
            lines.plain(&posting.others);
        }
        lines
    }

    /// Shortens the lists of a word until they fit into a shard, and says how long they are.
    fn fit(&mut self, at: usize, sizes: &Sizes, catalogue: &Catalogue) -> usize {
        let (docs, (word, posting)) = (&self.docs, &mut self.postings.terms[at]);
        let risk = |doc| match docs.get(catalogue, doc) {
            Doc::Tool(_, tool) => tool.risk,
            Doc::Server(_) | Doc::Other(_) => Risk::Low,
        };
        let mut most = 60;
        loop {
            let cost = sizes.posting(docs, posting) + word.len();
            if cost <= ROOM || most == 0 {
                return cost;
            }
            posting.cut |= posting.named.cut(most, risk);
            posting.cut |= posting.said.cut(most / 3, risk);
            posting.cut |= posting.served.cut(most / 4, risk);
            if posting.others.len() > usize::from(most) {
                posting.others.truncate(usize::from(most));
                posting.cut = true;
            }
            most = most * 4 / 5;
        }
    }

    /// Puts pairs into buckets by their hash, and says how many buckets there are: a power
    /// of two, so that it hardly ever changes.
    fn buckets(&mut self, sizes: &Sizes, catalogue: &Catalogue) -> usize {
        if self.postings.pairs.is_empty() {
            return 0;
        }
        let cost = |pair: &postings::Pair| sizes.docs(&self.docs, &pair.kept.docs) + 32;
        let all: usize = self.postings.pairs.iter().map(|(_, pair)| cost(pair)).sum();
        let count = all.div_ceil(BUCKET).next_power_of_two();
        let mut buckets: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (at, (key, _)) in self.postings.pairs.iter().enumerate() {
            buckets[hash(&self.key(*key)) as usize & (count - 1)].push(at);
        }
        let risk = |docs: &Docs, doc| match docs.get(catalogue, doc) {
            Doc::Tool(_, tool) => tool.risk,
            Doc::Server(_) | Doc::Other(_) => Risk::Low,
        };
        for (number, pairs) in buckets.into_iter().enumerate() {
            let mut most = 15;
            while most > 0 {
                let kept = pairs.iter().map(|at| &self.postings.pairs[*at].1.kept.docs);
                if kept.map(|kept| sizes.docs(&self.docs, kept) + 48).sum::<usize>() <= ROOM {
                    break;
                }
                most -= 1;
                for at in &pairs {
                    self.postings.pairs[*at].1.kept.cut(most, |doc| risk(&self.docs, doc));
                }
            }
            self.shards.push(Shard { name: format!("p-{number:x}"), holds: Holds::Pairs(pairs) });
        }
        count
    }

    /// How a pair is called: both words, in order.
    fn key(&self, (one, two): (u32, u32)) -> String {
        format!("{} {}", self.postings.terms[one as usize].0, self.postings.terms[two as usize].0)
    }
}

/// How long the lines of documents are.
struct Sizes {
    lines: Vec<u16>,
    servers: Vec<u16>,
}

impl Sizes {
    fn of(docs: &Docs, catalogue: &Catalogue) -> Sizes {
        let len = |line: &str| u16::try_from(quoted(line).len() + 1).unwrap_or(u16::MAX);
        let lines = (0..docs.len()).map(|doc| match docs.get(catalogue, doc) {
            Doc::Tool(_, tool) => len(&Docs::tool_line(tool, &[])),
            Doc::Server(_) => 0,
            Doc::Other(other) => len(&Docs::other_line(other)),
        });
        let servers = (0..).zip(&catalogue.servers).map(|(at, server)| len(&docs.server_line(server, at)));
        Sizes { lines: lines.collect(), servers: servers.collect() }
    }

    /// The lines of some documents with those of their servers.
    fn docs(&self, docs: &Docs, list: &[u32]) -> usize {
        let mut servers: Vec<u32> = list.iter().filter_map(|doc| self.server(docs, *doc)).collect();
        servers.sort_unstable();
        servers.dedup();
        let heads: usize = servers.iter().map(|at| usize::from(self.servers[*at as usize])).sum();
        heads + list.iter().map(|doc| usize::from(self.lines[*doc as usize])).sum::<usize>()
    }

    /// The server whose line a document needs.
    fn server(&self, docs: &Docs, doc: u32) -> Option<u32> {
        if doc < docs.tools() {
            return Some(docs.server_of(doc));
        }
        Some(doc - docs.tools()).filter(|at| (*at as usize) < self.servers.len())
    }

    /// The lines of a word.
    fn posting(&self, docs: &Docs, posting: &Posting) -> usize {
        let mut all = posting.named.docs.clone();
        all.extend(posting.said.docs.iter().chain(&posting.served.docs).chain(&posting.others));
        all.sort_unstable();
        all.dedup();
        let word = if posting.cut || !posting.said.docs.is_empty() { 120 } else { 0 };
        self.docs(docs, &all) + posting.said.docs.len() * 4 + word
    }
}

/// Cuts a range of words into shards: where they differ in the character at `depth`, with
/// neighbours joined while they fit. Gives the first word of each and the shortest text that
/// comes behind all words before it.
fn split(postings: &Postings, costs: &[usize], range: Range<usize>, depth: usize, out: &mut Vec<(usize, String)>) {
    let prefix = |at: usize, len: usize| postings.terms[at].0.chars().take(len).collect::<String>();
    if range.is_empty() {
        return;
    }
    let mut groups: Vec<(Range<usize>, usize)> = Vec::new();
    for at in range {
        let sort = |at: usize| postings.terms[at].0.chars().nth(depth);
        match groups.last_mut() {
            Some((group, cost)) if sort(group.start) == sort(at) => {
                group.end = at + 1;
                *cost += costs[at];
            }
            _ => groups.push((at..at + 1, costs[at])),
        }
    }
    // What the shard that is still open costs.
    let mut open: Option<usize> = None;
    for (group, cost) in groups {
        if cost > ROOM && group.len() > 1 {
            open = None;
            split(postings, costs, group, depth + 1, out);
            continue;
        }
        match &mut open {
            Some(sum) if *sum + cost <= ROOM => *sum += cost,
            _ => {
                out.push((group.start, prefix(group.start, depth + 1)));
                open = Some(cost);
            }
        }
    }
}

/// The file of the shard that begins with a word: letters and digits stand for themselves.
fn file_name(bound: &str) -> String {
    let mut out = String::from("t-");
    for c in bound.chars() {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            out.push(c);
        } else {
            let _ = write!(out, "-{:x}", c as u32);
        }
    }
    out
}

/// The hash that buckets go by (FNV-1a over the units of a script's string).
fn hash(text: &str) -> u32 {
    text.encode_utf16().fold(0x811c_9dc5, |hash: u32, unit| (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_named_by_their_first_word() {
        assert_eq!(file_name("del"), "t-del");
        assert_eq!(file_name("长:a"), "t--957f-3aa");
        assert_eq!(hash("get user"), hash("get user"));
        assert_eq!(hash(""), 0x811c_9dc5);
    }

    #[test]
    fn shards_are_cut_where_words_differ() {
        let terms = ["a", "ab", "b", "ca", "cab", "cb"].map(|word| (word.to_owned(), Posting::default()));
        let postings = Postings { terms: terms.into(), ..Postings::default() };
        let cut = |costs: [usize; 6]| {
            let mut out = Vec::new();
            split(&postings, &costs, 0..6, 0, &mut out);
            out.into_iter().map(|(at, bound)| format!("{at}{bound}")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(cut([10; 6]), "0a");
        assert_eq!(cut([4_000; 6]), "0a 3c");
        assert_eq!(cut([9_000; 6]), "0a 1ab 2b 3ca 4cab 5cb");
        assert_eq!(cut([9_000, 1, 1, 9_000, 9_000, 1]), "0a 3ca 4cab");
    }
}
