//! The small words of English, of which no new ones are made, and what the form of any word
//! tells of its part of speech.

use crate::text::forms::is_plural;
use crate::text::lower::Lower;
use crate::text::word_set::WordSet;

/// Prepositions that tie a complement to a noun.
pub(super) static TIES: WordSet = WordSet::new(&[
    "about", "above", "across", "against", "along", "among", "around", "below", "near", "at", "behind", "between",
    "for", "from", "in", "inside", "into", "of", "off", "on", "onto", "out", "over", "since", "to", "toward",
    "towards", "under", "up", "within",
]);

/// Words that begin how, when or why: what follows is no part of the object.
pub(super) static CUTS: WordSet = WordSet::new(&[
    "after",
    "allowing",
    "although",
    "as",
    "based",
    "because",
    "before",
    "but",
    "by",
    "during",
    "e.g.",
    "either",
    "etc.",
    "given",
    "how",
    "i.e.",
    "if",
    "including",
    "instead",
    "like",
    "once",
    "only",
    "optionally",
    "per",
    "plus",
    "providing",
    "so",
    "such",
    "that",
    "then",
    "through",
    "unless",
    "until",
    "using",
    "versus",
    "via",
    "vs",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "whose",
    "with",
    "without",
]);

/// What may not stand last.
pub(super) static LOOSE: WordSet = WordSet::new(&[
    "a",
    "accessible",
    "all",
    "also",
    "an",
    "and",
    "ever",
    "together",
    "any",
    "automatically",
    "available",
    "belonging",
    "both",
    "containing",
    "currently",
    "directly",
    "either",
    "every",
    "matching",
    "of",
    "optionally",
    "or",
    "quickly",
    "starting",
    "the",
    "their",
    "its",
    "this",
    "these",
    "your",
    "are",
    "be",
    "been",
    "can",
    "has",
    "have",
    "is",
    "may",
    "must",
    "should",
    "was",
    "were",
    "will",
]);

/// Words before a noun that say which or how many, and adjectives that say no more.
pub(super) static DETERMINERS: WordSet = WordSet::new(&[
    "a",
    "all",
    "an",
    "another",
    "any",
    "available",
    "both",
    "certain",
    "current",
    "each",
    "every",
    "existing",
    "given",
    "individual",
    "many",
    "more",
    "multiple",
    "my",
    "new",
    "one",
    "particular",
    "several",
    "single",
    "some",
    "specific",
    "specified",
    "that",
    "the",
    "these",
    "this",
    "two",
    "up",
    "various",
    "detailed",
    "comprehensive",
    "paginated",
    "complete",
    "full",
    "entire",
    "relevant",
    "named",
    "active",
    "ongoing",
    "open",
    "pending",
]);

/// Words that say whose a thing is.
pub(super) static OWNERS: WordSet = WordSet::new(&["your", "its", "their", "his", "her", "our"]);

/// Words that stand for a thing or person that is not named.
pub(super) static INDEFINITE: WordSet = WordSet::new(&[
    "anybody",
    "anyone",
    "anything",
    "everybody",
    "everyone",
    "everything",
    "somebody",
    "someone",
    "something",
]);

/// Words before or with which an object takes no article: `two pages`, `away`, `whether it is up`.
pub(super) static UNARTICLED: WordSet = WordSet::new(&[
    "a",
    "an",
    "the",
    "all",
    "any",
    "each",
    "every",
    "one",
    "this",
    "these",
    "multiple",
    "several",
    "some",
    "another",
    "many",
    "both",
    "two",
    "three",
    "my",
    "it",
    "them",
    "more",
    "various",
    "what",
    "how",
    "if",
    "whether",
    "that",
    "top",
    "up",
    "which",
    "who",
    "where",
    "back",
    "forward",
    "backward",
    "only",
    "down",
    "away",
    "itself",
    "as",
    "like",
    "with",
    "by",
    "using",
    "through",
    "until",
    "both,",
    "you",
    "me",
    "today's",
    "yesterday's",
    "tomorrow's",
]);

/// `written`, `used`: what may stand behind a noun with what belongs to it.
pub(super) fn is_participle(word: &str) -> bool {
    word.len() > 3
        && word.ends_with("ed")
        && !matches!(word, "bed" | "embed" | "feed" | "need" | "newsfeed" | "seed" | "shed" | "speed")
        || matches!(
            word,
            "being"
                | "built"
                | "found"
                | "given"
                | "held"
                | "kept"
                | "known"
                | "made"
                | "sent"
                | "shown"
                | "split"
                | "taken"
                | "written"
        )
}

/// `permanently`: says how, and is no part of a noun.
pub(super) fn is_adverb(word: &str) -> bool {
    matches!(word, "together" | "again" | "anew" | "now" | "today")
        || word.ends_with("ly")
            && !matches!(
                word,
                "anomaly"
                    | "assembly"
                    | "daily"
                    | "family"
                    | "hourly"
                    | "monthly"
                    | "quarterly"
                    | "reply"
                    | "supply"
                    | "weekly"
                    | "yearly"
                    | "friendly"
                    | "only"
            )
}

pub(super) fn plural_word(word: &str) -> bool {
    let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
    let acronym = letters.len() > 2
        && letters.ends_with('s')
        && letters[..letters.len() - 1].chars().all(|c| c.is_uppercase() || c.is_numeric());
    let lower = Lower::of(letters);
    if matches!(lower.as_str(), "alias" | "atlas" | "bias" | "canvas" | "gas" | "lens" | "chaos" | "corpus") {
        return false;
    }
    acronym
        || is_plural(&lower)
        || matches!(
            lower.as_str(),
            "metrics" | "topics" | "graphics" | "comics" | "clinics" | "analytics" | "statistics"
        )
}

pub(super) fn is_mass(word: &str) -> bool {
    MASS.contains(word)
        || word.len() > 8
            && (word.ends_with("ability") || word.ends_with("ibility"))
            && !matches!(word, "capability" | "possibility" | "probability" | "responsibility" | "vulnerability")
        || word.len() > 5
            && word.ends_with("ics")
            && !matches!(word, "topics" | "metrics" | "graphics" | "comics" | "clinics")
}

static MASS: WordSet = WordSet::new(&[
    "access",
    "activity",
    "advice",
    "ai",
    "authentication",
    "authorization",
    "behavior",
    "behaviour",
    "caching",
    "code",
    "compliance",
    "content",
    "context",
    "data",
    "documentation",
    "equipment",
    "generation",
    "feedback",
    "health",
    "help",
    "history",
    "html",
    "info",
    "information",
    "infrastructure",
    "inventory",
    "javascript",
    "json",
    "knowledge",
    "markdown",
    "memory",
    "metadata",
    "money",
    "music",
    "news",
    "output",
    "ownership",
    "performance",
    "playback",
    "pricing",
    "privacy",
    "profiling",
    "progress",
    "protection",
    "research",
    "security",
    "sentiment",
    "series",
    "software",
    "sql",
    "storage",
    "support",
    "text",
    "time",
    "traffic",
    "usage",
    "weather",
    "work",
    "xml",
    "yaml",
    "html5",
    "css",
    "bandwidth",
    "liquidity",
    "media",
    "python",
    "typescript",
    "training",
    "email",
    "mail",
    "sms",
    "evidence",
    "guidance",
    "insight",
    "input",
    "yield",
    "volume",
    "leverage",
    "uptime",
    "connectivity",
    "liability",
    "consent",
    "js",
    "ts",
    "bash",
    "powershell",
    "pseudocode",
    "complexity",
    "eligibility",
    "integrity",
    "quality",
    "similarity",
    "validity",
    "bytecode",
    "lua",
]);
