//! The index of the site's search: static files of script, each one call of one function.
//!
//! A query loads the root and a few shards, never more than [`BUDGET`] bytes in all. A shard
//! holds whole results (name, server, verdict), so nothing is fetched for a result. The
//! words of names are cut by the script itself; a shard says only which further words a
//! tool is found by, and the true counts where lists were cut. What a query is, which shards
//! it wants and how results are ranked is in `templates/assets/search.js`.
//!
//! A small catalogue is one shard. A larger one has shards by ranges of words, cut where the
//! words differ first, so that a new tool changes the shards of its words and no names of
//! others. With some thousand tools every list is still whole, and one word of a query is
//! enough to find what has all of them; beyond that frequent words have cut lists, and there
//! are buckets for pairs of them.

mod docs;
mod postings;

use super::links;
use crate::catalogue::Catalogue;
use crate::rulebook::grade::Scale;
use crate::vocab::{Category, Confidence, Risk, Trait};
pub(crate) use docs::Other;
use docs::{Doc, Docs, base36, quoted, script};
use postings::{Caps, PAIRED, Pair, Posting, Postings};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Range;

/// Bytes that one query may load.
const BUDGET: usize = 150_000;
/// A catalogue whose index is no longer than this is one shard.
const WHOLE: usize = 140_000;
/// Longest shard of one whose lists are whole.
const WIDE: usize = 45_000;
/// The most tools with which that is tried.
const FEW: u32 = 10_000;
/// Longest shard of a large one.
const NARROW: usize = 16_000;
/// Bytes of a bucket of pairs, on average.
const BUCKET: usize = 6_000;
/// What surrounds the text of a shard.
const FRAME: usize = 60;

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
            index.root = index.root(Caps::NONE, &[String::new()], 1, 0);
            return index;
        }
        let sizes = Sizes::of(&index.docs, catalogue);
        if index.docs.tools() > FEW || !index.lists(Caps::NONE, WIDE, &sizes, catalogue) {
            index.lists(Caps::LARGE, NARROW, &sizes, catalogue);
        }
        index
    }

    /// Makes shards of at most so many bytes; whether no list had to be cut beyond the caps.
    fn lists(&mut self, caps: Caps, most: usize, sizes: &Sizes, catalogue: &Catalogue) -> bool {
        let room = most - FRAME;
        self.postings = Postings::of(catalogue, &self.docs, caps);
        let mut whole = true;
        for at in 0..self.postings.terms.len() {
            // What a filter lists may be cut: with a word beside it, the word's list is whole.
            whole &= self.fit(at, room, sizes, catalogue) || self.postings.terms[at].0.contains(':');
        }
        if caps.many == u32::MAX && !whole {
            return false;
        }
        let costs: Vec<usize> =
            self.postings.terms.iter().map(|(word, posting)| sizes.terms(&self.docs, &[(word, posting)])).collect();
        let mut starts = Vec::new();
        let measure = |range: Range<usize>| {
            let sum = costs[range.clone()].iter().sum();
            if sum <= room {
                return sum;
            }
            // Words share tools.
            let terms: Vec<_> = self.postings.terms[range].iter().map(|(word, posting)| (word, posting)).collect();
            sizes.terms(&self.docs, &terms)
        };
        let terms: Vec<&str> = self.postings.terms.iter().map(|(word, _)| word.as_str()).collect();
        split(&terms, room, &measure, 0..terms.len(), 0, &mut starts);
        let bounds: Vec<String> = starts.iter().map(|(_, bound)| bound.clone()).collect();
        for (at, (start, bound)) in starts.iter().enumerate() {
            let end = starts.get(at + 1).map_or(costs.len(), |(next, _)| *next);
            self.shards.push(Shard { name: file_name(bound), holds: Holds::Terms(*start..end) });
        }
        let buckets = self.buckets(room, sizes, catalogue);
        self.root = self.root(caps, &bounds, 0, buckets);
        let shards = BUDGET.saturating_sub(self.root.len() + FRAME) / most;
        self.root = self.root(caps, &bounds, shards, buckets);
        whole
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
    fn root(&self, caps: Caps, bounds: &[String], most: usize, buckets: usize) -> String {
        let mut out = format!("{most}\t{buckets}\t{}\n", caps.many);
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

    /// Shortens the lists of a word until they fit into a shard; whether they did from the
    /// start.
    fn fit(&mut self, at: usize, room: usize, sizes: &Sizes, catalogue: &Catalogue) -> bool {
        let (docs, (word, posting)) = (&self.docs, &mut self.postings.terms[at]);
        let risk = |doc| risk_of(docs, catalogue, doc);
        let mut most = 60;
        while most > 0 && sizes.terms(docs, &[(word, posting)]) > room {
            posting.cut |= posting.named.cut(most, risk);
            posting.cut |= posting.said.cut(most / 3, risk);
            posting.cut |= posting.served.cut(most / 4, risk);
            if posting.others.len() > most as usize {
                posting.others.truncate(most as usize);
                posting.cut = true;
            }
            most = most * 4 / 5;
        }
        most == 60
    }

    /// Puts pairs into buckets by their hash, and says how many buckets there are: a power
    /// of two, so that it hardly ever changes.
    fn buckets(&mut self, room: usize, sizes: &Sizes, catalogue: &Catalogue) -> usize {
        if self.postings.pairs.is_empty() {
            return 0;
        }
        let cost = |pair: &Pair| sizes.docs(&self.docs, &pair.kept.docs) + 32;
        let all: usize = self.postings.pairs.iter().map(|(_, pair)| cost(pair)).sum();
        let count = all.div_ceil(BUCKET).next_power_of_two();
        let mut buckets: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (at, (key, _)) in self.postings.pairs.iter().enumerate() {
            buckets[hash(&self.key(*key)) as usize & (count - 1)].push(at);
        }
        for (number, pairs) in buckets.into_iter().enumerate() {
            let mut most = PAIRED;
            while most > 0 {
                let kept = pairs.iter().map(|at| &self.postings.pairs[*at].1.kept.docs);
                if kept.map(|kept| sizes.docs(&self.docs, kept) + 48).sum::<usize>() <= room {
                    break;
                }
                most -= 1;
                for at in &pairs {
                    self.postings.pairs[*at].1.kept.cut(most, |doc| risk_of(&self.docs, catalogue, doc));
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

    /// The lines of some words.
    fn terms(&self, docs: &Docs, terms: &[(&String, &Posting)]) -> usize {
        let (mut all, mut words) = (Vec::new(), 0);
        for (word, posting) in terms {
            let lists = posting.named.docs.iter().chain(&posting.said.docs).chain(&posting.served.docs);
            all.extend(lists.chain(&posting.others));
            words += posting.said.docs.len() * 4;
            if posting.cut || !posting.said.docs.is_empty() {
                words += word.len() + if posting.cut { 100 } else { 2 };
            }
        }
        all.sort_unstable();
        all.dedup();
        self.docs(docs, &all) + words
    }
}

/// A tool's risk.
fn risk_of(docs: &Docs, catalogue: &Catalogue, doc: u32) -> Risk {
    match docs.get(catalogue, doc) {
        Doc::Tool(_, tool) => tool.risk,
        Doc::Server(_) | Doc::Other(_) => Risk::Low,
    }
}

/// Cuts a range of words into shards with so much room: where they differ in the character
/// at `depth`, with neighbours joined while they fit. Gives the first word of each and the
/// shortest text that comes behind all words before it.
fn split(
    terms: &[&str],
    room: usize,
    measure: &dyn Fn(Range<usize>) -> usize,
    range: Range<usize>,
    depth: usize,
    out: &mut Vec<(usize, String)>,
) {
    let sort = |at: usize| terms[at].chars().nth(depth);
    // The first word of the shard that is still open.
    let mut open: Option<usize> = None;
    let mut start = range.start;
    while start < range.end {
        let end = (start..range.end).find(|at| sort(*at) != sort(start)).unwrap_or(range.end);
        match open {
            Some(first) if measure(first..end) <= room => {}
            _ if end - start > 1 && measure(start..end) > room => {
                open = None;
                split(terms, room, measure, start..end, depth + 1, out);
            }
            _ => {
                out.push((start, terms[start].chars().take(depth + 1).collect()));
                open = Some(start);
            }
        }
        start = end;
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
        let terms = ["a", "ab", "b", "ca", "cab", "cb"];
        let cut = |costs: [usize; 6]| {
            let mut out = Vec::new();
            split(&terms, 16_000, &|range| costs[range].iter().sum(), 0..6, 0, &mut out);
            out.into_iter().map(|(at, bound)| format!("{at}{bound}")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(cut([10; 6]), "0a");
        assert_eq!(cut([4_000; 6]), "0a 3c");
        assert_eq!(cut([9_000; 6]), "0a 1ab 2b 3ca 4cab 5cb");
        // Behind words that had to be cut deeper another shard begins.
        assert_eq!(cut([9_000, 1, 1, 9_000, 9_000, 1]), "0a 3ca 4cab 5cb");
    }
}
