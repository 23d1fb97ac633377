//! Nouns in objects: where one ends, which number it has, and the article that English
//! wants before it.

use super::english::{
    CUTS, DETERMINERS, INDEFINITE, OWNERS, TIES, UNARTICLED, is_adverb, is_mass, is_participle, plural_word,
};
use crate::text::forms::singular;
use crate::text::lower::Lower;
use crate::text::word_set::WordSet;
use std::borrow::Cow;

/// A noun with its number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NounPhrase {
    /// Its words without an article.
    pub words: String,
    /// The definition says `the`, or English would.
    pub known: bool,
    /// It begins with `your`, `its` or another word that takes no article.
    pub own: bool,
    /// It names several things.
    pub plural: bool,
    /// It takes no `a`: `access`, `statistics`.
    pub mass: bool,
    /// Its last two words, or the only one: what kind of thing it is.
    pub head: String,
    /// Of a word that says little alone (`details of a task`, `task details`), the kind of
    /// thing that it is about; else `""`.
    pub about: String,
}

/// What stands behind an owner who was named in words that are not repeated: `contents`
/// of `their contents`.
pub(super) fn unowned(words: &str) -> Option<&str> {
    words.strip_prefix("their ").or_else(|| words.strip_prefix("its "))
}

impl NounPhrase {
    /// `the note`, `your notes`.
    pub(super) fn definite(&self) -> String {
        let owner = self.words.split(' ').next().unwrap_or_default();
        let named = owner.starts_with(char::is_uppercase) && (owner.ends_with("'s") || owner.ends_with("’s"));
        match unowned(&self.words) {
            Some(rest) => ["the ", rest].concat(),
            None if self.own || named || self.words.starts_with("the ") => self.words.clone(),
            None => ["the ", &*self.briefly()].concat(),
        }
    }

    /// Its words without what they are tied to, or of very many the last three: the thing has
    /// been named in full before.
    fn briefly(&self) -> Cow<'_, str> {
        const MANY: usize = 4;
        let words = self.of_the();
        let joined = || [" and ", " or ", " of ", ", ", "/", "'s ", "’s "].iter().any(|joint| words.contains(joint));
        let plain = |word: &str| word.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.');
        let tied = words.split(' ').position(|word| TIES.contains(word) || CUTS.contains(word));
        let head: Vec<&str> = words.split(' ').take(tied.unwrap_or(usize::MAX)).collect();
        let brief = tied.is_none() && head.len() <= MANY;
        if brief || head.is_empty() || !head.iter().all(|word| plain(word)) || joined() {
            return words;
        }
        let from = if head.len() > MANY { head.len() - 3 } else { 0 };
        head[from..].join(" ").into()
    }

    /// Its words, with `the` for an article behind `of`: `state of the issue`.
    fn of_the(&self) -> Cow<'_, str> {
        // Few have one, and to look for four of them costs more than for what they share.
        if !self.words.contains(" of a") {
            return Cow::Borrowed(&self.words);
        }
        let known = ["an existing", "a specific", "a", "an"].iter().find_map(|first| {
            let (before, owner) = self.words.split_once(&format!(" of {first} "))?;
            Some(format!("{before} of the {owner}").into())
        });
        known.unwrap_or(Cow::Borrowed(&self.words))
    }

    /// One of the things that it names, where they are named without an owner or an `and`.
    pub(super) fn singular(&self) -> Option<NounPhrase> {
        let last = self.last();
        let one = singular(last);
        if !self.plural || self.own || self.known || self.words.contains(" and ") || one == last {
            return None;
        }
        let words = format!("{}{one}", self.words.strip_suffix(last)?);
        let head = format!("{}{one}", self.head.strip_suffix(last)?);
        Some(NounPhrase { words, head, plural: false, ..self.clone() })
    }

    /// The last word of its head.
    pub(super) fn last(&self) -> &str {
        self.head.rsplit(' ').next().unwrap_or_default()
    }

    /// Whether it is a value of something, or all there is to say of it.
    pub(super) fn is_value(&self) -> bool {
        let head = self.last();
        let owned = self.words.split(' ').any(|word| word.ends_with("'s") || word.ends_with("’s"));
        owned || !self.about.is_empty() || matches!(head, "value" | "values")
    }

    /// Whether it is as good as what it is about: the details of a thing, not its size.
    pub(super) fn tells_all(&self) -> bool {
        let head = self.last();
        !self.about.is_empty()
            && matches!(
                head,
                "content"
                    | "contents"
                    | "data"
                    | "detail"
                    | "details"
                    | "info"
                    | "information"
                    | "list"
                    | "overview"
                    | "summary"
            )
    }

    /// `the old price of the product`, `the page's old content`.
    pub(super) fn former(&self) -> String {
        let mut words: Vec<&str> = self.words.split(' ').collect();
        match words.iter().position(|w| w.ends_with("'s") || w.ends_with("s'") || w.ends_with("’s")) {
            Some(owner) if owner + 1 < words.len() => {
                words.insert(owner + 1, "old");
                let words = words.join(" ");
                if self.own { words } else { format!("the {words}") }
            }
            _ if self.own => {
                words.insert(1, "old");
                words.join(" ")
            }
            _ => format!("the old {}", self.of_the()),
        }
    }

    /// `it` or `them`.
    pub(crate) fn them(&self) -> &'static str {
        if self.plural { "them" } else { "it" }
    }

    /// `is` or `are`.
    pub(super) fn be(&self) -> &'static str {
        if self.plural { "are" } else { "is" }
    }
}

/// Nouns whose plural looks like the singular, or whose singular looks like a plural.
static INVARIANT: WordSet = WordSet::new(&["headquarters", "means", "news", "series", "species"]);

/// Nouns that stand for what follows them: `a list of projects`.
static CONTAINERS: WordSet = WordSet::new(&[
    "array",
    "batch",
    "collection",
    "copy",
    "group",
    "list",
    "page",
    "range",
    "series",
    "set",
    "all",
    "one",
]);
/// Nouns that say little without what follows them.
static VAGUE: WordSet = WordSet::new(&[
    "amount",
    "analysis",
    "balance",
    "content",
    "contents",
    "copy",
    "count",
    "data",
    "detail",
    "details",
    "history",
    "id",
    "info",
    "information",
    "metadata",
    "name",
    "number",
    "names",
    "overview",
    "result",
    "results",
    "size",
    "state",
    "statistics",
    "stats",
    "status",
    "summary",
    "total",
    "value",
    "values",
    "version",
    "details.",
    "list",
    "color",
    "price",
    "properties",
    "settings",
    "metrics",
]);
/// The noun that an object names first, with its complement if it says little alone.
pub(super) fn noun(object: &str) -> Option<NounPhrase> {
    // `one of the caller's posts`
    if let Some(several) = object.strip_prefix("one of ") {
        let owner = ["the caller's ", "your ", "the "].iter().find_map(|owner| several.strip_prefix(owner));
        return noun(owner.unwrap_or(several))?.singular();
    }
    let words: Vec<&str> = object.split(' ').filter(|w| !w.is_empty()).collect();
    let lower: Vec<Lower<'_>> = words.iter().map(|w| Lower::of(w.trim_matches(['"', ',']))).collect();
    let mut at = 0;
    if lower.first().is_some_and(|w| matches!(w.as_str(), "that" | "if" | "whether" | "how" | "what")) {
        return None;
    }
    if lower.first().is_some_and(|w| TIES.contains(w.as_str()) || matches!(w.as_str(), "with" | "by")) {
        at = 1;
    }
    let (mut known, mut single) = (false, false);
    loop {
        while at < words.len() {
            let word = lower[at].as_str();
            let counted = word.bytes().all(|b| b.is_ascii_digit());
            // `one or more`, `one or several`, `any or all`
            let or_more = at > 0 && word == "or" && lower.get(at + 1).is_some_and(|w| DETERMINERS.contains(w.as_str()));
            // `open source repositories`
            let whole = word == "open" && lower.get(at + 1).is_some_and(|next| next == "source");
            if !DETERMINERS.contains(word) && !counted && !or_more || whole {
                break;
            }
            single |= matches!(word, "a" | "an");
            known |= matches!(word, "the" | "current" | "entire");
            at += 1;
        }
        known |= lower.get(at).is_some_and(|w| matches!(w.as_str(), "trash" | "clipboard" | "inbox"));
        // `emails the customer a reminder`: what is sent stands behind whom it is sent to.
        if let Some(second) = (at + 1..noun_end(&lower, at))
            .find(|i| matches!(lower[*i].as_str(), "a" | "an") && !matches!(lower[*i - 1].as_str(), "and" | "or"))
        {
            at = second;
            continue;
        }
        // `the currently running job`.
        if lower.get(at).is_some_and(|w| w == "currently")
            && lower.get(at + 1).is_some_and(|w| w.ends_with("ing") || w.ends_with("ed") || w == "open")
            && at + 2 < noun_end(&lower, at + 2)
        {
            at += 2;
        }
        // `a running task`: how it stands is nothing of its name.
        if lower.get(at).is_some_and(|w| w == "running") && noun_end(&lower, at) > at + 1 {
            at += 1;
        }
        let end = noun_end(&lower, at);
        if end <= at {
            return None;
        }
        // `a Facebook or Instagram ad campaign`: whose it is, and what it is.
        let large = |i: usize| words.get(i).is_some_and(|word| word.starts_with(|c: char| c.is_ascii_uppercase()));
        let joins = lower.get(end).is_some_and(|w| matches!(w.as_str(), "or" | "and"));
        let further = if joins && large(end - 1) && large(end + 1) { noun_end(&lower, end + 1) } else { end };
        let plain = !(end + 1..further).any(|i| matches!(lower[i].as_str(), "and" | "or" | "all"));
        let end = if further > end && plain && !large(further - 1) { further } else { end };
        // `providers and their (available models)`.
        let whole = (at + 1..end).rev().find(|i| {
            lower[*i - 1..end].iter().all(|w| OWNERS.contains(w.as_str()) || matches!(w.as_str(), "and" | "all"))
        });
        let end = whole.map_or(end, |cut| cut - 1).max(at + 1);
        // Of a list that was cut off, the first thing.
        let listed = |i: &usize| {
            words[*i].ends_with(',')
                && !(single && *i == at && *i + 1 < end)
                && !lower[*i..end].iter().any(|w| w == "and")
        };
        let long = |i: &usize| words[*i].ends_with(',') && end - at > 5;
        let comma = (at..end).find(|i| listed(i) || long(i));
        let end = comma.map_or(end, |comma| comma + 1);
        let head = lower[end - 1].as_str();
        let of = lower.get(end).is_some_and(|w| w == "of");
        // `telemetry collection of prompts` is no list of them.
        let bare = at > 0 && end - at == 1 || matches!(head, "array" | "list" | "series");
        if of && bare && CONTAINERS.contains(head) && end + 1 < words.len() {
            at = end + 1;
            single = false;
            continue;
        }
        if CUTS.contains(lower[at].as_str())
            || matches!(
                lower[at].as_str(),
                "if" | "whether" | "that" | "what" | "how" | "it" | "them" | "which" | "who"
            )
            || INDEFINITE.contains(lower[at].as_str())
        {
            return None;
        }
        let head = if lower[at..end].last().is_some_and(|w| is_adverb(w)) && end - at > 1 {
            lower[end - 2].as_str()
        } else {
            head
        };
        known |= matches!(
            lower[at].as_str(),
            "latest" | "last" | "next" | "previous" | "first" | "web" | "same" | "top" | "nearest"
        ) || lower[at].ends_with("est")
            && !matches!(
                lower[at].as_str(),
                "test" | "request" | "rest" | "guest" | "digest" | "quest" | "forest" | "manifest"
            );
        if lower[at].ends_with("ing") && lower.get(at + 1).is_some_and(|w| matches!(w.as_str(), "a" | "an" | "the")) {
            return None;
        }
        let mut last = end;
        let mut about = String::new();
        if VAGUE.contains(head) && end - at > 1 {
            about = lower[end.saturating_sub(3).max(at)..end - 1].join(" ");
        }
        if VAGUE.contains(head)
            && lower.get(end).is_some_and(|w| matches!(w.as_str(), "of" | "for" | "about" | "on" | "in"))
        {
            // `the content of one or more addresses`, `details for a list of papers`.
            let or_more =
                |i: usize| lower[i] == "or" && lower.get(i + 1).is_some_and(|w| DETERMINERS.contains(w.as_str()));
            let given = |i: &usize| DETERMINERS.contains(lower[*i].as_str()) || or_more(*i);
            let from = (end + 1..lower.len()).find(|i| !given(i)).unwrap_or(end + 1);
            let mut more = noun_end(&lower, from);
            if more > from
                && CONTAINERS.contains(lower[more - 1].as_str())
                && lower.get(more).is_some_and(|w| w == "of")
            {
                more = noun_end(&lower, more + 1);
            }
            if more > from && more - at <= 9 {
                about = lower[(more.saturating_sub(2)).max(from)..more].join(" ");
                last = more;
                known |= lower[end] == "of";
            }
        }
        // A long compound is known by its last words.
        let start = if last == end && end - at > 6 { end - 4 } else { at };
        let words = words[start..last].join(" ");
        // A name of one word takes no article: `Firefox`.
        let proper = at == 0
            && end == 1
            && words.starts_with(|c: char| c.is_ascii_uppercase())
            && words.chars().any(char::is_lowercase)
            && !plural_word(&words);
        let own = proper || OWNERS.contains(lower[at].as_str());
        // `a mortise and tenon joint` is one thing.
        let one_joined = single && !plural_word(head);
        let joined = lower[start..end].iter().rev().skip(1).any(|w| w == "and")
            && !one_joined
            && !matches!(lower[end - 1].as_str(), "its" | "their" | "all");
        let counted = head == "time" && end - at > 1;
        let mass = is_mass(head) && !single && !counted;
        let counts =
            lower[..at].iter().any(|w| matches!(w.as_str(), "all" | "multiple" | "several" | "these" | "many"));
        let plural = head.ends_with("ics")
            || joined
            || counts && INVARIANT.contains(head)
            || !mass && plural_word(&object_word(object, head));
        let words = words.trim_end_matches(',');
        // `sleep data for today` ends with the day.
        let tied = |before: &str| before.rsplit(' ').next().is_some_and(|word| TIES.contains(word));
        let manner = words.rsplit_once(' ').filter(|(before, last)| is_adverb(last) && !tied(before));
        let words = manner.map_or(words, |(before, _)| before.trim_end_matches(','));
        let words = [" and its", " and their", " and all", " and everything", " and"]
            .iter()
            .find_map(|tail| words.strip_suffix(tail))
            .unwrap_or(words);
        // `a board item's` (or sub-item's values): whose it is, and not what. `'reviewed`
        // (on date'): half a quotation.
        if words.ends_with("'s") || words.ends_with("’s") || words.starts_with('\'') {
            return None;
        }
        // `pending and completed tasks`, of which the first word says nothing.
        let words = words.strip_prefix("and ").or_else(|| words.strip_prefix("or ")).unwrap_or(words);
        let from = end.saturating_sub(2).max(at);
        let head = lower[from..end].join(" ").trim_end_matches(',').to_owned();
        let head = if known && words == "time" { "current time".to_owned() } else { head };
        return Some(NounPhrase { words: words.to_owned(), known, own, plural, mass, head, about });
    }
}

/// The word as written: `IDs` shows its number by its letters.
fn object_word(object: &str, lower: &str) -> String {
    object.split(' ').find(|w| Lower::of(w) == *lower).unwrap_or(lower).to_owned()
}

/// Participles that tell what the noun before them holds or does.
static TELLING: WordSet = WordSet::new(&[
    "affecting",
    "belonging",
    "combining",
    "comparing",
    "containing",
    "covering",
    "defining",
    "describing",
    "detailing",
    "displaying",
    "explaining",
    "featuring",
    "highlighting",
    "illustrating",
    "indicating",
    "involving",
    "listing",
    "matching",
    "mentioning",
    "representing",
    "requiring",
    "showing",
    "specifying",
    "summarising",
    "summarizing",
    "using",
]);

/// Where the noun that begins at `at` ends: before a preposition, a relative word or a
/// participle with its complement.
fn noun_end(lower: &[Lower<'_>], at: usize) -> usize {
    (at..lower.len())
        .find(|i| {
            let word = lower[*i].as_str();
            let next = lower.get(*i + 1).map(Lower::as_str);
            // `images suitable for an essay`, but `a table for orders`.
            let able = (word.ends_with("able") || word.ends_with("ible"))
                && !["table", "variable", "cable", "executable", "deliverable", "observable"]
                    .iter()
                    .any(|noun| word.ends_with(noun) && word != "suitable" && word != "applicable")
                && next.is_some_and(|n| matches!(n, "for" | "to" | "by"));
            let participle = *i > at
                && (able
                    || is_participle(word) && next.is_none_or(|n| TIES.contains(n) || matches!(n, "by" | "with"))
                    || matches!(
                        word,
                        "written"
                            | "available"
                            | "accessible"
                            | "made"
                            | "associated"
                            | "currently"
                            | "related"
                            | "immediately"
                            | "owned"
                    )
                    || TELLING.contains(word) && next.is_some()
                    || word == "starting" && next.is_some_and(|n| matches!(n, "from" | "at" | "with"))
                    || matches!(word, "relative" | "similar" | "related" | "equal" | "next" | "prior" | "due")
                        && next == Some("to"));
            let particle = *i > at
                && (matches!(word, "up" | "back" | "down" | "away" | "right" | "ever" | "together")
                    || word == "or" && !joins_adjectives(lower, at, *i));
            let adverb = *i > at && is_adverb(word) && next.is_none_or(|n| TIES.contains(n) || CUTS.contains(n));
            let participle = participle || adverb;
            TIES.contains(word) || CUTS.contains(word) && *i > at || participle || particle
        })
        .unwrap_or(lower.len())
}

/// Whether `or` at `i` joins two adjectives of one plural noun: `personal or group
/// mailboxes`.
fn joins_adjectives(lower: &[Lower<'_>], at: usize, i: usize) -> bool {
    let Some(next) = lower.get(i + 1) else { return false };
    let end = (i + 2..lower.len())
        .find(|j| TIES.contains(lower[*j].as_str()) || CUTS.contains(lower[*j].as_str()) || lower[*j].ends_with("ed"))
        .unwrap_or(lower.len());
    let tail = &lower[i + 1..end];
    i - at <= 2
        && (2..=3).contains(&tail.len())
        && !DETERMINERS.contains(next.as_str())
        && !OWNERS.contains(next.as_str())
        && !tail.iter().any(|w| matches!(w.as_str(), "and" | "or"))
        && !plural_word(&lower[i - 1])
        && !plural_word(next)
        && tail.last().is_some_and(|w| plural_word(w))
}

/// Gerunds that are things one can count: `a building`.
static COUNTED: WordSet = WordSet::new(&[
    "booking",
    "building",
    "drawing",
    "embedding",
    "finding",
    "heading",
    "listing",
    "mapping",
    "meeting",
    "offering",
    "painting",
    "posting",
    "ranking",
    "rating",
    "recording",
    "ring",
    "setting",
    "spring",
    "string",
    "thing",
    "wedding",
    "warning",
    "king",
    "wing",
    "ping",
    "hearing",
    "greeting",
    "filing",
    "briefing",
    "backing",
    "earning",
    "saving",
    "crossing",
    "landing",
    "opening",
    "closing",
    "reading",
    "saying",
    "binding",
    "casing",
    "ceiling",
    "coupling",
    "evening",
    "morning",
    "feeling",
    "holding",
    "being",
    "sibling",
    "timing",
    "shipping",
    "standing",
    "training",
]);

/// The object with an article where English wants one.
pub(super) fn articled(object: &str) -> String {
    let words: Vec<&str> = object.split(' ').filter(|w| !w.is_empty()).collect();
    let Some(first) = words.first() else { return String::new() };
    let lower: Vec<Lower<'_>> = words.iter().map(|w| Lower::of(w.trim_matches([',', '"']))).collect();
    let start = lower[0].as_str();
    let bare = UNARTICLED.contains(start)
        || OWNERS.contains(start)
        || INDEFINITE.contains(start)
        || TIES.contains(start)
        || start.bytes().all(|b| b.is_ascii_digit())
        || is_adverb(start)
        || first.starts_with(['`', '"', '“', '/', '@', '#'])
        || start.ends_with("ing")
            && lower.get(1).is_some_and(|w| {
                matches!(w.as_str(), "a" | "an" | "the" | "of" | "and" | "this" | "these" | "that" | "all" | "your")
            });
    // `a the details`, `the the list`.
    if let [_, second, ..] = words.as_slice()
        && matches!(start, "a" | "an" | "the")
        && matches!(*second, "a" | "an" | "the")
    {
        return words[1..].join(" ");
    }
    if matches!(start, "a" | "an") && words.len() > 1 {
        let rest = words[1..].join(" ");
        // `Rename a shared labels`: the author's slip is not copied.
        let last = lower[noun_end(&lower, 1).max(2) - 1].as_str();
        let owner = words[1].ends_with("'s") || words[1].ends_with("’s");
        let several = words.len() == 3 && !owner && plural_word(last) && !INVARIANT.contains(last) && last == words[2];
        return if several { rest } else { with_article(&rest) };
    }
    if bare {
        return object.to_owned();
    }
    // `supported countries misc`: words of a name that mean several things.
    let several = |word: &Lower<'_>| word.ends_with("ies") && !INVARIANT.contains(word.as_str());
    let end = noun_end(&lower, 0).max(1);
    if lower[..end].iter().any(several) {
        return object.to_owned();
    }
    let head = lower[end - 1].as_str();
    let of = lower.get(end).is_some_and(|w| w == "of");
    // `mouse`, `mouse pointer`
    let pointer = matches!(head, "mouse" | "cursor" | "pointer") && (end == 1 || start == "mouse" && end == 2);
    if matches!(head, "web" | "internet" | "trash" | "clipboard" | "inbox")
        || pointer
        || matches!(start, "left" | "right" | "middle") && words.len() > 1
        || matches!(start, "current" | "latest" | "last" | "next" | "previous" | "first" | "entire" | "same")
        || of && VAGUE.contains(head) && !matches!(head, "content" | "copy" | "data" | "list")
    {
        return format!("the {object}");
    }
    // `content/metadata`: the last of several says what kind of word it is.
    let head = head.rsplit('/').next().unwrap_or(head);
    let joint = lower[..end].iter().position(|w| w == "and");
    let joined = joint.is_some();
    // `transcripts and commentary`: the first of the two goes with the article.
    let several = joint.is_some_and(|at| at > 0 && plural_word(words[at - 1].trim_matches([',', '"'])));
    let plural = several || plural_word(words[end - 1].trim_matches([',', '"']));
    // A name of one word takes no article, and neither does the owner of something.
    let capital = |word: &str| {
        word.chars().next().is_some_and(char::is_uppercase) && word.chars().any(char::is_lowercase) && word.len() > 2
    };
    // `arXiv`, `iOS`: a capital inside.
    let inner = first.chars().all(char::is_alphabetic) && first.chars().skip(1).any(char::is_uppercase);
    let proper = end == 1
        && (first.chars().next().is_some_and(char::is_uppercase) && !first.chars().all(|c| c.is_uppercase())
            || inner && first.chars().any(char::is_lowercase));
    // `Home Assistant`, the whole object or before a preposition.
    let proper = proper || end == 2 && words[..2].iter().all(|w| capital(w)) && words.len() != 2;
    let owner =
        (first.ends_with("'s") || first.ends_with("’s")) && first.chars().next().is_some_and(char::is_uppercase);
    let gerund = head.ends_with("ing") && (end == 1 || !COUNTED.contains(head));
    // `user's saved cards`.
    let owned = words[..end - 1].iter().position(|w| w.ends_with("'s") || w.ends_with("’s"));
    if owned.is_some_and(|at| at < 3) && first.starts_with(char::is_lowercase) && !owner {
        return with_article(object);
    }
    let mass = is_mass(head) && !(head == "time" && end > 1);
    // `endpoint trust, routing, and payment telemetry`: a list of which the last says what it is.
    let list = words[end - 1].ends_with(',') && end > 1 && lower[end..].iter().any(|w| w == "and");
    if list || plural || joined && plural_word(words[end - 1]) || mass || proper || owner || gerund {
        return object.to_owned();
    }
    // `Search Bilibili API`: there is one.
    if matches!(head, "api" | "cli" | "sdk" | "database" | "website" | "docs" | "app") && end > 1 && capital(first) {
        return format!("the {object}");
    }
    with_article(object)
}

/// Words of [`PLACES`] that are verbs as well.
static ACTS_TOO: WordSet = WordSet::new(&[
    "backup",
    "board",
    "document",
    "file",
    "group",
    "image",
    "issue",
    "list",
    "map",
    "page",
    "project",
    "prompt",
    "queue",
    "screenshot",
    "snapshot",
    "store",
    "table",
    "task",
    "template",
    "thread",
]);

/// What a thing is put into, taken out of or made from, of which there are several.
static PLACES: WordSet = WordSet::new(&[
    "account",
    "backup",
    "board",
    "branch",
    "bucket",
    "calendar",
    "card",
    "cart",
    "channel",
    "cluster",
    "collection",
    "dashboard",
    "database",
    "device",
    "directory",
    "document",
    "file",
    "folder",
    "group",
    "image",
    "issue",
    "list",
    "map",
    "mnemonic",
    "notebook",
    "page",
    "playlist",
    "project",
    "prompt",
    "queue",
    "repository",
    "screenshot",
    "server",
    "session",
    "sheet",
    "slide",
    "snapshot",
    "spreadsheet",
    "store",
    "table",
    "task",
    "template",
    "thread",
    "url",
    "website",
    "workspace",
]);

/// The object with the article that a place behind a preposition wants: `a person from a
/// list` of `a person from list`.
pub(super) fn placed(object: &str) -> Cow<'_, str> {
    let mut out = Cow::Borrowed(object);
    // Where the word stands in the object, and how much was put before it.
    let (mut at, mut shift, mut before) = (0, 0, "");
    let mut words = object.split(' ').peekable();
    while let Some(word) = words.next() {
        // `the items to store`: behind `to` a verb looks the same.
        let behind = matches!(before, "from" | "in" | "into") || before == "to" && !ACTS_TOO.contains(word);
        // `from Kayzen Reporting API`
        if TIES.contains(before) && names_interface(&object[at..]) {
            out.to_mut().insert_str(at + shift, "the ");
            shift += 4;
        }
        if behind && PLACES.contains(word) && words.peek().is_none_or(|next| TIES.contains(next) || CUTS.contains(next))
        {
            let article = with_article(word);
            out.to_mut().replace_range(at + shift..at + shift + word.len(), &article);
            shift += article.len() - word.len();
        }
        at += word.len() + 1;
        before = word;
    }
    out
}

/// Whether a text begins with the name of somebody's interface: `Kayzen Reporting API`.
fn names_interface(text: &str) -> bool {
    let mut words = text.split(' ');
    let names = |word: &str| {
        let owner = word.ends_with("'s") || word.ends_with("’s");
        let small = matches!(
            word,
            "A" | "An"
                | "Any"
                | "API"
                | "CLI"
                | "Each"
                | "My"
                | "Our"
                | "SDK"
                | "Some"
                | "That"
                | "The"
                | "Their"
                | "This"
                | "Your"
        );
        word.starts_with(|c: char| c.is_ascii_uppercase()) && !owner && !small
    };
    let large = words.next().is_some_and(names);
    let rest = words.take_while(|word| word.starts_with(|c: char| c.is_ascii_uppercase()));
    large && rest.take(4).any(|word| matches!(word, "API" | "CLI" | "SDK"))
}

/// What an act is done to: one that is there already (`sets the margin mode`), or one of
/// several, or a new one (`creates a table`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    /// It is read, or worked out from what is there.
    Read,
    /// It is changed.
    Changed,
    /// None of these.
    Any,
}

/// The object with an article, for an act that meets it so: `the margin mode` of what is set,
/// `the language of the input text` of what is found out.
pub(super) fn articled_as(object: &str, met: Met) -> String {
    let said = articled(object);
    let added = said.len() > object.len() && said.ends_with(object) && !said.starts_with("the ");
    if !added || met == Met::Any {
        return said;
    }
    let lower: Vec<Lower<'_>> = object.split(' ').map(|w| Lower::of(w.trim_matches([',', '"']))).collect();
    let end = noun_end(&lower, 0).max(1).min(lower.len());
    let head = lower[end - 1].as_str();
    let tie = lower.get(end).map_or("", Lower::as_str);
    let owner = lower.get(end + 1).map_or("", Lower::as_str);
    let one = DETERMINERS.contains(owner) || OWNERS.contains(owner) || matches!(owner, "specified" | "given");
    let its = match met {
        Met::Read => {
            one && (tie == "of" && !MADE_OF.contains(head) || matches!(tie, "between" | "for"))
                || PROPERTIES.contains(head) && end == lower.len()
        }
        Met::Changed => {
            one && tie == "of" && !MADE_OF.contains(head) || PROPERTIES.contains(head) && end == lower.len()
        }
        Met::Any => false,
    };
    if its { format!("the {object}") } else { said }
}

/// Of what one is made anew of something: there may be several.
static MADE_OF: WordSet = WordSet::new(&[
    "analysis",
    "array",
    "batch",
    "breakdown",
    "chart",
    "collection",
    "comparison",
    "copy",
    "description",
    "diagram",
    "explanation",
    "export",
    "graph",
    "group",
    "image",
    "list",
    "member",
    "overview",
    "page",
    "pair",
    "part",
    "picture",
    "piece",
    "portion",
    "preview",
    "range",
    "report",
    "sample",
    "screenshot",
    "section",
    "selection",
    "series",
    "set",
    "snapshot",
    "subset",
    "summary",
    "type",
    "variety",
    "version",
    "view",
    "visualization",
]);

/// What a thing has one of.
static PROPERTIES: WordSet = WordSet::new(&[
    "address",
    "availability",
    "avatar",
    "balance",
    "brightness",
    "capacity",
    "color",
    "colour",
    "configuration",
    "currency",
    "description",
    "direction",
    "distance",
    "duration",
    "email",
    "format",
    "height",
    "language",
    "layout",
    "length",
    "level",
    "leverage",
    "limit",
    "location",
    "mode",
    "name",
    "opacity",
    "orientation",
    "password",
    "position",
    "precision",
    "priority",
    "resolution",
    "schedule",
    "size",
    "spacing",
    "speed",
    "state",
    "status",
    "subject",
    "temperature",
    "theme",
    "threshold",
    "timezone",
    "title",
    "visibility",
    "volume",
    "weight",
    "width",
    "zoom",
]);

/// `a user`, `an hour`, `an HTTP request`, `a UUID`: by the sound of the first letters.
pub(crate) fn with_article(words: &str) -> String {
    let first = words.split([' ', '-', '/']).next().unwrap_or_default();
    let spelled = first.len() > 1
        && first.chars().all(|c| c.is_uppercase() || c.is_numeric())
        && !matches!(
            first,
            "NASA"
                | "JSON"
                | "REST"
                | "LAN"
                | "NAT"
                | "NATO"
                | "RAM"
                | "ROM"
                | "SIM"
                | "SWOT"
                | "SOAP"
                | "SAML"
                | "LOG"
                | "MIDI"
                | "SQLITE"
                | "NEAR"
                | "NEW"
                | "FIFA"
                | "SIEM"
                | "SKU"
                | "RAG"
                | "LIFX"
                | "MAC"
                | "FAQ"
        )
        && first.len() < 5
        || first.len() == 1 && first.starts_with(|c: char| c.is_ascii_uppercase())
        // `an sns topic`: what cannot be read as a word is spelled.
        || (2..5).contains(&first.len())
            && first.bytes().all(|b| b.is_ascii_lowercase() && !matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y'));
    let lower = Lower::of(first);
    let vowel = if spelled {
        first.starts_with(['A', 'E', 'F', 'H', 'I', 'L', 'M', 'N', 'O', 'R', 'S', 'X', '8'])
    } else {
        let sounds_you = lower.starts_with("us") && !lower.starts_with("ush")
            || lower.starts_with("uni")
                && !lower.starts_with("unim")
                && !lower.starts_with("unin")
                && !lower.starts_with("unid")
            || lower.starts_with("eu")
            || lower.starts_with("ur") && !lower.starts_with("urg")
            || lower.starts_with("ut")
            || lower.starts_with("ui") && lower.len() > 2
            || lower.starts_with("uu")
            || lower.starts_with("ubi")
            || lower.starts_with("one");
        lower.starts_with(['a', 'e', 'i', 'o', 'u']) && !sounds_you
            || lower.starts_with("hour")
            || lower.starts_with("honest")
    };
    format!("{} {words}", if vowel { "an" } else { "a" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_go_by_the_sound() {
        for (bare, said) in [
            ("user", "a user"),
            ("hour", "an hour"),
            ("HTTP GET request", "an HTTP GET request"),
            ("UUID", "a UUID"),
            ("URL", "a URL"),
            ("unknown key", "an unknown key"),
            ("SHA1 hash", "an SHA1 hash"),
            ("existing user", "an existing user"),
        ] {
            assert_eq!(with_article(bare), said);
        }
    }

    #[test]
    fn objects_take_an_article_where_english_wants_one() {
        for (bare, said) in [
            ("for notes", "for notes"),
            ("statistics about a site", "statistics about a site"),
            ("keeping a copy of mail", "keeping a copy of mail"),
            ("size of the collection", "the size of the collection"),
            ("Prometheus", "Prometheus"),
            ("IDs of pages", "IDs of pages"),
        ] {
            assert_eq!(articled(bare), said, "{bare}");
        }
    }

    #[test]
    fn what_is_there_already_takes_the() {
        for (bare, met, said) in [
            ("language of the input text", Met::Read, "the language of the input text"),
            ("backlinks list for the specified domain", Met::Read, "the backlinks list for the specified domain"),
            ("screenshot of a page", Met::Read, "a screenshot of a page"),
            ("page", Met::Read, "a page"),
            ("margin mode", Met::Changed, "the margin mode"),
            ("comment", Met::Changed, "a comment"),
            ("margin mode", Met::Any, "a margin mode"),
        ] {
            assert_eq!(articled_as(bare, met), said, "{bare}");
        }
    }

    #[test]
    fn places_take_an_article() {
        assert_eq!(placed("a person from list"), "a person from a list");
        assert_eq!(placed("rows in table from Acme Sales API"), "rows in a table from the Acme Sales API");
        assert_eq!(placed("rows from the Acme API"), "rows from the Acme API");
        assert_eq!(placed("rows from Acme's API"), "rows from Acme's API");
        assert_eq!(placed("rows from Our API"), "rows from Our API");
        assert_eq!(placed("a row in table of results"), "a row in a table of results");
        assert_eq!(placed("a person from list views"), "a person from list views");
        assert_eq!(placed("the items to store"), "the items to store");
        assert_eq!(placed("a song to playlist"), "a song to a playlist");
        assert_eq!(articled("mouse pointer to a position"), "the mouse pointer to a position");
        assert_eq!(articled("a shared labels"), "shared labels");
        assert_eq!(articled("a user's lists"), "a user's lists");
        assert_eq!(articled("mouse to a given position"), "the mouse to a given position");
    }

    #[test]
    fn nouns_stand_without_what_surrounds_them() {
        for (object, words, plural) in [
            ("a list of all open issues", "issues", true),
            ("details for a specific opportunity", "details for a specific opportunity", true),
            ("a new task in Todoist", "task", false),
            ("for LinkedIn profiles matching a query", "LinkedIn profiles", true),
            ("your account", "your account", false),
            ("the RSS feed of a site", "RSS feed", false),
            ("a user table in a database", "user table", false),
            ("images suitable for an essay", "images", true),
            ("a Facebook or Instagram ad campaign", "Facebook or Instagram ad campaign", false),
        ] {
            let found = noun(object).expect("a noun");
            assert_eq!((found.words.as_str(), found.plural), (words, plural), "{object}");
        }
        assert_eq!(noun("if an address is known"), None);
        assert_eq!(
            noun("a Model Config and its variations").map(|n| n.words).as_deref(),
            Some("Model Config and its variations")
        );
        assert_eq!(
            noun("a Model Config and its").map(|n| (n.words, n.plural)),
            Some(("Model Config".to_owned(), false))
        );
        assert_eq!(noun("Firefox").map(|n| n.definite()).as_deref(), Some("Firefox"));
        assert_eq!(noun("the Flow").map(|n| n.definite()).as_deref(), Some("the Flow"));
        assert_eq!(noun("a custom LinkedIn contact list").map(|n| n.head).as_deref(), Some("contact list"));
        assert_eq!(noun("metadata, grant names, or hooks").map(|n| n.words).as_deref(), Some("metadata"));
    }

    #[test]
    fn words_that_say_little_know_what_they_are_about() {
        let found = |object| noun(object).expect("a noun");
        assert_eq!(found("the details of a work item").about, "work item");
        assert_eq!(found("task details").about, "task");
        assert!(found("details of a task").tells_all() && !found("the size of a file").tells_all());
        assert_eq!(found("a page's content").former(), "the page's old content");
        assert_eq!(found("the price of a product").former(), "the old price of the product");
    }

    #[test]
    fn articles_stand_where_they_belong() {
        for (bare, said) in [
            ("arXiv", "arXiv"),
            ("personal or group mailboxes", "personal or group mailboxes"),
            ("user's saved cards", "a user's saved cards"),
            ("left mouse button", "the left mouse button"),
            ("numbering and formatting of a text", "numbering and formatting of a text"),
            ("the A button", "the A button"),
            ("a the details of it", "the details of it"),
        ] {
            assert_eq!(articled(bare), said, "{bare}");
        }
    }
}
