//! What a tool does as its definition says it: the verb, and the object as far as it
//! stands on its own in an English sentence.

use crate::rulebook::lexicon::{Lexicon, Noun};
use crate::text::forms::{Form, is_plural};
use crate::text::name::is_wide;

/// A verb and its object, in the definition's own words.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// The verb's base form, or `""`.
    pub verb: String,
    /// What is joined to it: `or update`, or `""`.
    pub also: String,
    /// The family of acts of the verb, or `""`.
    pub family: String,
    /// The object with what belongs to it (`comments on a story`), or `""`.
    pub object: String,
    /// The object is not English.
    pub foreign: bool,
    /// The words are the name's.
    pub named: bool,
}

/// Prepositions that tie a complement to a noun.
const TIES: &[&str] = &[
    "about", "above", "across", "against", "along", "among", "around", "below", "near", "at", "behind", "between",
    "for", "from", "in", "inside", "into", "of", "off", "on", "onto", "out", "over", "since", "to", "toward",
    "towards", "under", "up", "within",
];

/// Words that begin how, when or why: what follows is no part of the object.
const CUTS: &[&str] = &[
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
    "via",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "whose",
    "with",
    "without",
];

/// What may not stand last.
const LOOSE: &[&str] = &[
    "a",
    "accessible",
    "all",
    "also",
    "an",
    "and",
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
];

/// At most this many bytes of an object are said.
const LONGEST: usize = 96;

/// The object that begins where `rest` does: up to the end of the clause, without what
/// tells how or when. `takes_as`: `as …` is a part of it.
pub(super) fn phrase(lexicon: &Lexicon, rest: &str, takes_as: bool) -> String {
    let without = without_aside(rest);
    let rest = without.as_deref().unwrap_or(rest);
    let rest = ["just ", "only ", "simply "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let (clause, ended) = clause(rest);
    let words: Vec<&str> = clause.split_whitespace().collect();
    let lower: Vec<String> =
        words.iter().map(|w| w.trim_matches(|c: char| matches!(c, '"' | '\'' | '*' | ',')).to_lowercase()).collect();
    let mut end = words.len();
    let mut cut = !ended;
    for i in 0..words.len() {
        let word = lower[i].as_str();
        let participle =
            i > 0 && (lower[i - 1].ends_with("ed") || matches!(lower[i - 1].as_str(), "written" | "given"));
        let kept =
            participle && matches!(word, "by" | "with") && i > 1 || i == 0 && matches!(word, "if" | "whether" | "that");
        let as_well = || lower.get(i + 1).is_some_and(|w| matches!(w.as_str(), "well" | "needed" | "long" | "soon"));
        let kept = kept || takes_as && word == "as" && !as_well();
        let listing = words[i].ends_with(',') && i + 1 < words.len() && !coordinate(&lower, i);
        let acts = |at: usize, often: bool| {
            lower.get(at).and_then(|w| lexicon.form(w)).is_some_and(|(verb, form)| {
                matches!(form, Form::Base | Form::Third) && (lexicon.verb(verb).noun == Noun::Never || often)
            })
        };
        let determined = lower.get(i + 2).is_some_and(|w| {
            matches!(
                w.as_str(),
                "a" | "an" | "the" | "it" | "them" | "its" | "up" | "all" | "any" | "your" | "this" | "each" | "every"
            )
        });
        let adverb = lower.get(i + 1).is_some_and(|w| is_adverb(w)) && acts(i + 2, true);
        let turns = matches!(word, "and" | "or" | "to" | "then") && (acts(i + 1, determined) || adverb);
        let answers = word == "and"
            && lower.get(i + 1).is_some_and(|w| {
                matches!(
                    w.as_str(),
                    "return"
                        | "start"
                        | "returns"
                        | "get"
                        | "show"
                        | "display"
                        | "save"
                        | "store"
                        | "convert"
                        | "provide"
                        | "report"
                )
            });
        let heading = i > 0
            && matches!(
                words[i],
                "Args" | "Arguments" | "Parameters" | "Params" | "Returns" | "Input" | "Inputs" | "Example"
            );
        // `the links It's recommended`: a sentence without a full stop before it.
        let anew = i > 0
            && matches!(words[i], "It" | "It's" | "This" | "These" | "Use" | "You" | "Supports" | "Requires" | "Note:");
        let supports = i > 0 && words[i - 1].ends_with(',') && matches!(word, "supports" | "requires" | "returns");
        let odd = heading
            || anew
            || supports
            || answers
            || words[i].contains(['=', '{', '}', '<', '>', '\\'])
            || word.is_empty();
        if i > 0 && CUTS.contains(&word) && !kept || turns || odd {
            end = i;
            cut = true;
            break;
        }
        if listing {
            let adds = lower[i + 1].ends_with("ing")
                || matches!(lower[i + 1].as_str(), "supports" | "requires" | "returns" | "uses" | "use");
            let taken = if adds { 1 } else { enumeration(&lower[i..], &words[i..]) };
            end = i + taken;
            cut = end < words.len();
            // `details for a, b, c`: of a list without an end nothing is said.
            if taken == 1 && goes_on(&lower[i..], &words[i..]) {
                let tie = (1..i).rev().find(|at| TIES.contains(&lower[*at].as_str()));
                end = tie.filter(|at| lower[*at] != "of").unwrap_or(end);
            }
            break;
        }
    }
    // Too long: back to the last complement that fits.
    while words[..end].join(" ").len() > LONGEST {
        let shorter = (1..end).rev().find(|i| TIES.contains(&lower[*i].as_str()) || lower[*i] == "and");
        end = shorter.unwrap_or(end - 1);
        cut = true;
    }
    let mut said: Vec<&str> = words[..end].to_vec();
    while let Some(last) = said.last() {
        let word = last.trim_end_matches(',').to_lowercase();
        let dangling = cut
            && word.len() > 4
            && word.ends_with("ed")
            && !matches!(word.as_str(), "speed" | "embed" | "need" | "feed")
            || cut && is_participle(&word);
        if LOOSE.contains(&word.as_str()) && (cut || !matches!(word.as_str(), "available"))
            || TIES.contains(&word.as_str()) && said.len() > 1
            || dangling
        {
            said.pop();
        } else {
            break;
        }
    }
    // `create tasks from it`: what `it` is, the sentence before told.
    if let [.., _, tie, "it" | "them"] = said.as_slice()
        && (TIES.contains(tie) || matches!(*tie, "with" | "by"))
    {
        said.truncate(said.len() - 2);
    }
    let determined = with_articles(lexicon, &said);
    let mut said = determined.join(" ").trim_end_matches(',').trim_matches('*').replace("**", "");
    if said.matches('"').count() % 2 == 1 {
        said.truncate(said.rfind('"').unwrap_or_default());
    }
    if said.matches('`').count() % 2 == 1 {
        said.truncate(said.rfind('`').unwrap_or_default());
    }
    let said = said.trim().trim_end_matches(',');
    // `uses when …`, `is updated daily`, `how …`: no object.
    let first = said.split(' ').next().unwrap_or_default();
    let asks = matches!(first, "how" | "why" | "what" | "which" | "where" | "who");
    let none = asks && cut
        || matches!(first, "are" | "is" | "was" | "were" | "be" | "has" | "have" | "can" | "will" | "when" | "not")
        || matches!(said, "how" | "what" | "which" | "if" | "whether" | "that" | "where" | "who" | "why");
    if none {
        return String::new();
    }
    said.strip_prefix("of ").unwrap_or(said).to_owned()
}

/// The text without a short aside near its start that the clause goes on after:
/// `the default (provided) page of a brand`.
fn without_aside(text: &str) -> Option<String> {
    let open = text.find('(').filter(|at| *at > 0 && *at < 60)?;
    let close = open + text[open..].find(')').filter(|len| *len < 40)?;
    let after = &text[close + 1..];
    let before = text[..open].trim_end();
    let goes_on = after.starts_with(' ') && after[1..].starts_with(|c: char| c.is_ascii_lowercase());
    let plain = !before.contains(['.', ':', ';', '\n', '-', '—', '[']);
    (goes_on && plain && !before.is_empty()).then(|| format!("{before}{after}"))
}

/// Whether a comma stands between adjectives: `a rich, comprehensive page`.
fn coordinate(lower: &[String], comma: usize) -> bool {
    let bare = lower[comma].as_str();
    if comma < 2 && (DETERMINERS.contains(&bare) || bare.ends_with("-time")) && lower.len() > comma + 2 {
        return true;
    }
    let single = matches!(lower[0].as_str(), "a" | "an") && (1..=2).contains(&comma);
    let next = lower.get(comma + 1).map_or("", String::as_str);
    let other = matches!(next, "a" | "an" | "the" | "and" | "or" | "its" | "their" | "to" | "not")
        || next.ends_with("ing")
        || CUTS.contains(&next)
        || TIES.contains(&next)
        || is_adverb(next);
    single && !next.is_empty() && !other && enumeration_of(lower, comma) == 1 && !is_participle(next)
}

/// [`enumeration`] where only the lower-case words are at hand: whether `and` or `or`
/// joins another thing soon.
fn enumeration_of(lower: &[String], comma: usize) -> usize {
    let soon = lower.iter().skip(comma + 1).take(4);
    let mut soon = soon.take_while(|w| !CUTS.contains(&w.as_str()) && !TIES.contains(&w.as_str()));
    if soon.any(|w| matches!(w.as_str(), "and" | "or")) { 2 } else { 1 }
}

/// Whether the words behind the first comma go on as a list: another comma soon.
fn goes_on(lower: &[String], words: &[&str]) -> bool {
    let next = lower.get(1).map_or("", String::as_str);
    let other = CUTS.contains(&next) || TIES.contains(&next) || is_adverb(next) || next.ends_with("ing");
    !other && !is_participle(next) && words.iter().skip(1).take(4).any(|word| word.ends_with(','))
}

/// The words with an article behind a preposition where one thing of a known kind stands
/// without: `into editable field`.
fn with_articles<'a>(lexicon: &Lexicon, words: &[&'a str]) -> Vec<std::borrow::Cow<'a, str>> {
    let mut out: Vec<std::borrow::Cow<'a, str>> = Vec::with_capacity(words.len());
    for (i, word) in words.iter().enumerate() {
        let tied = i > 1
            && TIES.contains(&words[i - 1])
            && !matches!(words[i - 1], "of" | "for" | "about" | "between" | "off" | "out" | "up");
        let plain = |w: &str| w.len() > 2 && w.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        if tied && plain(word) && !DETERMINERS.contains(word) && !OWNERS.contains(word) {
            let rest = &words[i..];
            let end = rest.iter().position(|w| TIES.contains(w) || CUTS.contains(w)).unwrap_or(rest.len());
            let (noun, last) = (&rest[..end], rest[..end].last().copied().unwrap_or_default());
            let one = (1..=2).contains(&end)
                && noun.iter().all(|w| plain(w))
                && !is_mass(last)
                && !is_plural(last)
                && lexicon.follows(&noun.join(" ")).is_some()
                && (end == 1 || !noun[0].ends_with("ing") && !is_plural(noun[0]));
            let whole = matches!(last, "production" | "access" | "visibility" | "protection" | "knowledge" | "design");
            if one && !whole {
                out.push(with_article(word).into());
                continue;
            }
        }
        out.push((*word).into());
    }
    out
}

/// `Unstages` of `Unstages all staged changes`: a word at the start of a text that has
/// the form of a verb in the third person.
pub(super) fn third_person(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let word = &text[..text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len())];
    let next = text[word.len()..].split_whitespace().next().unwrap_or_default().to_lowercase();
    let takes = matches!(
        next.as_str(),
        "a" | "an" | "all" | "any" | "the" | "this" | "these" | "one" | "each" | "every" | "your" | "it" | "its"
    );
    let form = word.len() > 4
        && word.is_ascii()
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && word[1..].bytes().all(|b| b.is_ascii_lowercase())
        && word.ends_with('s')
        && !word.ends_with("ss");
    (form && takes).then_some(word)
}

/// The verb behind `to` and what follows it, near the start of a text: `recreate` of
/// `this endpoint to recreate a machine`.
pub(super) fn behind_to(rest: &str) -> Option<(String, &str)> {
    let (head, _) = clause(rest);
    let at = head.find(" to ")?;
    if head[..at].split_whitespace().count() > 4 {
        return None;
    }
    let after = rest[at + 4..].trim_start();
    let after = after.split_once(' ').filter(|(word, _)| is_adverb(word)).map_or(after, |(_, rest)| rest.trim_start());
    let verb = &after[..after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len())];
    let lower = verb.bytes().all(|b| b.is_ascii_lowercase());
    let next = after[verb.len()..].starts_with(' ');
    let noun = matches!(verb, "the" | "a" | "an" | "your" | "this" | "all" | "any" | "it" | "be");
    (verb.len() > 2 && lower && next && !noun).then(|| (verb.to_owned(), &after[verb.len()..]))
}

/// A verb that is not in the lexicon and what follows it: a small word before an article.
pub(super) fn unknown_verb(text: &str) -> Option<(&str, &str)> {
    let (word, rest) = text.split_once(' ')?;
    let next = rest.split(' ').next().unwrap_or_default();
    let takes = matches!(
        next,
        "a" | "an" | "the" | "all" | "any" | "this" | "these" | "your" | "one" | "multiple" | "existing"
    );
    (takes && word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase())).then_some((word, rest))
}

/// How many words a list of names with commas takes (`a, b and c`), from the word with
/// the first comma; 1 if it is none.
fn enumeration(lower: &[String], words: &[&str]) -> usize {
    let mut since = 0;
    for (i, word) in lower.iter().enumerate().skip(1) {
        since += 1;
        if CUTS.contains(&word.as_str()) || since > 4 {
            return 1;
        }
        if matches!(word.as_str(), "and" | "or") {
            let more = |w: &String| !CUTS.contains(&w.as_str()) && !matches!(w.as_str(), "and" | "or" | "to");
            let rest = lower[i + 1..].iter().take_while(|w| more(w)).count().min(8);
            let comma = words[i + 1..i + 1 + rest].iter().position(|w| w.ends_with(','));
            // `a page, or back, forward or away`: what is joined is itself a list.
            if comma.is_some() && i == 1 {
                return 1;
            }
            let rest = comma.map_or(rest, |at| at + 1);
            return if rest == 0 { 1 } else { i + 1 + rest };
        }
        if words[i].ends_with(',') {
            since = 0;
        }
    }
    1
}

/// The clause at the start of a text, and whether it ends there by itself.
fn clause(rest: &str) -> (&str, bool) {
    let mut before = ' ';
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, c)| *c);
        let stop = match c {
            // `an O'RLY? book cover`: a question goes on with a capital.
            '!' | '?' => {
                next.is_whitespace() && !rest[at + 1..].trim_start().starts_with(|c: char| c.is_ascii_lowercase())
            }
            '.' => {
                next.is_whitespace()
                    || next == '"' && rest[at + 2..].chars().next().is_none_or(char::is_whitespace)
                    || before.is_lowercase() && begins_sentence(&rest[at + 1..])
            }
            ':' => next.is_whitespace(),
            ';' | '(' | ')' | '[' | ']' | '—' | '–' | '|' | '•' | '。' | '，' | '！' | '：' | '（' | '→' | '✓' => {
                true
            }
            '-' => before.is_whitespace() && next.is_whitespace(),
            '\n' => {
                let line = rest[at + 1..].trim_start_matches([' ', '\t', '\r']);
                let first = line.chars().next().unwrap_or('\n');
                !first.is_alphanumeric() || first.is_uppercase() || first.is_numeric()
            }
            '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1ffff}' => true,
            _ => false,
        };
        if stop {
            return (&rest[..at], true);
        }
        before = c;
    }
    (rest, true)
}

/// `Use this to` behind a full stop without a blank: a capital, small letters, and a
/// small word after them.
fn begins_sentence(text: &str) -> bool {
    let mut words = text.split(' ');
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    first.starts_with(char::is_uppercase)
        && first.chars().skip(1).all(char::is_lowercase)
        && second.starts_with(char::is_lowercase)
}

/// A clause of a language written without spaces, without the particles at its ends.
pub(super) fn wide_phrase(text: &str) -> String {
    let stop = |c: char| {
        matches!(c, '，' | '。' | ',' | ';' | '；' | '：' | ':' | '（' | '(' | '\n' | '！' | '、' | '-' | '—')
    };
    let text = without_asides(text);
    let text = ["或者", "或", "并"].iter().find_map(|joint| text.strip_prefix(joint)).unwrap_or(&text);
    let first = text.split(stop).map(str::trim).find(|piece| !piece.is_empty()).unwrap_or_default();
    if !first.chars().any(is_wide) {
        let mut said = String::new();
        for word in first.split_whitespace() {
            if said.len() + word.len() > 70 {
                return format!("{said}…");
            }
            if !said.is_empty() {
                said.push(' ');
            }
            said.push_str(word);
        }
        return said;
    }
    // A second act joined to the first: 缓存并重新登录; 合并 is one word.
    let joint = first.match_indices('并').find(|(at, _)| *at > 0 && !first[..*at].ends_with('合'));
    let first = joint.map_or(first, |(at, _)| &first[..at]);
    // In Korean the last object before the verb is its own; what stands before says how.
    let marked = |word: &&str| word.ends_with(['를', '을']) && word.chars().count() > 1;
    let words: Vec<&str> = first.split_whitespace().collect();
    let korean = words.iter().rposition(|word| marked(&word)).map(|at| {
        let apart = |word: &&str| {
            [
                "를",
                "을",
                "으로",
                "에서",
                "하는",
                "위한",
                "위해",
                "통해",
                "받아",
                "이용해",
                "사용해",
                "하여",
                "하고",
                "되는",
                "된",
                "에게",
                "부터",
            ]
            .iter()
            .any(|end| word.ends_with(end))
        };
        let start = words[..at].iter().rposition(|word| apart(&word)).map_or(0, |before| before + 1);
        words[start..=at].join(" ")
    });
    let first = korean.as_deref().unwrap_or(first);
    let first = first.rsplit_once('を').map_or(first, |(object, _)| object);
    let particle = |c: char| matches!(c, '을' | '를' | '은' | '는' | 'を' | 'は' | 'が' | 'に' | '`');
    let said = first.trim_end_matches(particle).trim_start_matches(['的', '了', '`']).trim();
    if said.chars().count() > 40 {
        format!("{}…", said.chars().take(38).collect::<String>())
    } else {
        said.to_owned()
    }
}

/// The text without what stands in parentheses.
fn without_asides(text: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// A noun with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NounPhrase {
    /// Its words without an article.
    pub words: String,
    /// The definition says `the`, or English would.
    pub known: bool,
    /// It begins with `your`, `its` or another word that takes no article.
    pub own: bool,
    pub plural: bool,
    /// It takes no `a`: `access`, `statistics`.
    pub mass: bool,
    /// Its last two words, or the only one: what kind of thing it is.
    pub head: String,
    /// Of a word that says little alone (`details of a task`, `task details`), the kind of
    /// thing that it is about; else `""`.
    pub about: String,
}

impl NounPhrase {
    /// `the note`, `your notes`.
    pub(super) fn definite(&self) -> String {
        if self.own { self.words.clone() } else { format!("the {}", self.words) }
    }

    /// Whether it is a value of something, or all there is to say of it.
    pub(super) fn is_value(&self) -> bool {
        let head = self.head.rsplit(' ').next().unwrap_or_default();
        !self.about.is_empty() || matches!(head, "value" | "values" | "old")
    }

    /// Whether it is as good as what it is about: the details of a thing, not its size.
    pub(super) fn tells_all(&self) -> bool {
        let head = self.head.rsplit(' ').next().unwrap_or_default();
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
            _ => format!("the old {}", self.words),
        }
    }

    /// `a note`, `notes`, `access`.
    pub(super) fn indefinite(&self) -> String {
        let first = self.words.split(' ').next().unwrap_or_default();
        let owner = self.words.split(' ').any(|w| w.ends_with("'s") || w.ends_with("’s"));
        if self.own || first.starts_with(char::is_uppercase) && (first.ends_with("'s") || first.ends_with("’s")) {
            self.words.clone()
        } else if self.known {
            self.definite()
        } else if owner {
            with_article(&self.words)
        } else if self.plural || self.mass {
            self.words.clone()
        } else {
            with_article(&self.words)
        }
    }

    /// `it` or `them`.
    pub(super) fn them(&self) -> &'static str {
        if self.plural { "them" } else { "it" }
    }

    /// `is` or `are`.
    pub(super) fn be(&self) -> &'static str {
        if self.plural { "are" } else { "is" }
    }
}

const DETERMINERS: &[&str] = &[
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
];
const OWNERS: &[&str] = &["your", "its", "their", "his", "her", "our"];
/// Nouns that stand for what follows them: `a list of projects`.
const CONTAINERS: &[&str] =
    &["array", "batch", "collection", "copy", "group", "list", "page", "range", "series", "set", "all", "one"];
/// Nouns that say little without what follows them.
const VAGUE: &[&str] = &[
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
];
const MASS: &[&str] = &[
    "access",
    "activity",
    "advice",
    "authentication",
    "authorization",
    "availability",
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
    "lua",
];

/// The noun that an object names first, with its complement if it says little alone.
pub(super) fn noun(object: &str) -> Option<NounPhrase> {
    let words: Vec<&str> = object.split(' ').filter(|w| !w.is_empty()).collect();
    let lower: Vec<String> = words.iter().map(|w| w.to_lowercase().trim_matches(['"', ',']).to_owned()).collect();
    let mut at = 0;
    if lower.first().is_some_and(|w| TIES.contains(&w.as_str()) || matches!(w.as_str(), "with" | "by")) {
        at = 1;
    }
    let (mut known, mut single) = (false, false);
    loop {
        while at < words.len() {
            let word = lower[at].as_str();
            let counted = word.bytes().all(|b| b.is_ascii_digit());
            let or_more = at > 0 && word == "or" && lower.get(at + 1).is_some_and(|w| w == "more");
            if !DETERMINERS.contains(&word) && !counted && !or_more {
                break;
            }
            single |= matches!(word, "a" | "an");
            known |= matches!(word, "the" | "current" | "entire");
            at += 1;
        }
        // `the currently running job`.
        if lower.get(at).is_some_and(|w| w == "currently")
            && lower.get(at + 1).is_some_and(|w| w.ends_with("ing") || w.ends_with("ed") || w == "open")
            && at + 2 < noun_end(&lower, at + 2)
        {
            at += 2;
        }
        let end = noun_end(&lower, at);
        if end <= at {
            return None;
        }
        // `providers and their (available models)`.
        let whole = (at + 1..end).rev().find(|i| {
            lower[*i - 1..end].iter().all(|w| OWNERS.contains(&w.as_str()) || matches!(w.as_str(), "and" | "all"))
        });
        let end = whole.map_or(end, |cut| cut - 1).max(at + 1);
        // Of a list that was cut off, the first thing.
        let listed = |i: &usize| {
            words[*i].ends_with(',') && !(single && *i + 1 < end) && !lower[*i..end].iter().any(|w| w == "and")
        };
        let comma = (at..end).find(listed);
        let end = comma.map_or(end, |comma| comma + 1);
        let head = lower[end - 1].as_str();
        let of = lower.get(end).is_some_and(|w| w == "of");
        if of && CONTAINERS.contains(&head) && end + 1 < words.len() {
            at = end + 1;
            single = false;
            continue;
        }
        if CUTS.contains(&lower[at].as_str())
            || matches!(
                lower[at].as_str(),
                "if" | "whether" | "that" | "what" | "how" | "it" | "them" | "which" | "who" | "something" | "anything"
            )
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
        if VAGUE.contains(&head) && end - at > 1 {
            about = lower[end.saturating_sub(3).max(at)..end - 1].join(" ");
        }
        if VAGUE.contains(&head)
            && lower.get(end).is_some_and(|w| matches!(w.as_str(), "of" | "for" | "about" | "on" | "in"))
        {
            let more = noun_end(&lower, end + 1);
            if more > end + 1 && more - at <= 9 {
                about = lower[(more.saturating_sub(2)).max(end + 1)..more].join(" ");
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
        let own = proper || OWNERS.contains(&lower[at].as_str());
        let joined = lower[start..end].iter().rev().skip(1).any(|w| w == "and")
            && !matches!(lower[end - 1].as_str(), "its" | "their" | "all");
        let counted = head == "time" && end - at > 1;
        let mass = is_mass(head) && !single && !counted;
        let plural = head.ends_with("ics") || joined || !mass && plural_word(&object_word(object, head));
        let words = words.trim_end_matches(',');
        let words = words.rsplit_once(' ').filter(|(_, last)| is_adverb(last)).map_or(words, |(before, _)| before);
        let words = [" and its", " and their", " and all", " and"]
            .iter()
            .find_map(|tail| words.strip_suffix(tail))
            .unwrap_or(words);
        let from = end.saturating_sub(2).max(at);
        let head = lower[from..end].join(" ").trim_end_matches(',').to_owned();
        let head = if known && words == "time" { "current time".to_owned() } else { head };
        return Some(NounPhrase { words: words.to_owned(), known, own, plural, mass, head, about });
    }
}

/// `written`, `used`: what may stand behind a noun with what belongs to it.
fn is_participle(word: &str) -> bool {
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
fn is_adverb(word: &str) -> bool {
    matches!(word, "together" | "again" | "anew")
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

/// The word as written: `IDs` shows its number by its letters.
fn object_word(object: &str, lower: &str) -> String {
    object.split(' ').find(|w| w.to_lowercase() == lower).unwrap_or(lower).to_owned()
}

fn plural_word(word: &str) -> bool {
    let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
    let acronym = letters.len() > 2
        && letters.ends_with('s')
        && letters[..letters.len() - 1].chars().all(|c| c.is_uppercase() || c.is_numeric());
    let lower = letters.to_lowercase();
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

fn is_mass(word: &str) -> bool {
    MASS.contains(&word)
        || word.len() > 5
            && word.ends_with("ics")
            && !matches!(word, "topics" | "metrics" | "graphics" | "comics" | "clinics")
}

/// Where the noun that begins at `at` ends: before a preposition, a relative word or a
/// participle with its complement.
fn noun_end(lower: &[String], at: usize) -> usize {
    (at..lower.len())
        .find(|i| {
            let word = lower[*i].as_str();
            let next = lower.get(*i + 1).map(String::as_str);
            // `images suitable for an essay`, but `a table for orders`.
            let able = (word.ends_with("able") || word.ends_with("ible"))
                && !["table", "variable", "cable", "executable", "deliverable", "observable"]
                    .iter()
                    .any(|noun| word.ends_with(noun) && word != "suitable" && word != "applicable")
                && next.is_some_and(|n| matches!(n, "for" | "to" | "by"));
            let participle = *i > at
                && (able
                    || is_participle(word) && next.is_none_or(|n| TIES.contains(&n) || matches!(n, "by" | "with"))
                    || matches!(
                        word,
                        "written"
                            | "containing"
                            | "matching"
                            | "using"
                            | "belonging"
                            | "showing"
                            | "describing"
                            | "available"
                            | "accessible"
                            | "made"
                            | "associated"
                            | "currently"
                            | "related"
                            | "combining"
                            | "immediately"
                            | "owned"
                    ));
            let particle = *i > at && (word == "up" || word == "or" && !joins_adjectives(lower, at, *i));
            let adverb = *i > at && is_adverb(word) && next.is_some_and(|n| TIES.contains(&n) || CUTS.contains(&n));
            let participle = participle || adverb;
            TIES.contains(&word) || CUTS.contains(&word) && *i > at || participle || particle
        })
        .unwrap_or(lower.len())
}

/// Whether `or` at `i` joins two adjectives of one plural noun: `personal or group
/// mailboxes`.
fn joins_adjectives(lower: &[String], at: usize, i: usize) -> bool {
    let Some(next) = lower.get(i + 1) else { return false };
    let end = (i + 2..lower.len())
        .find(|j| TIES.contains(&lower[*j].as_str()) || CUTS.contains(&lower[*j].as_str()) || lower[*j].ends_with("ed"))
        .unwrap_or(lower.len());
    let tail = &lower[i + 1..end];
    i - at <= 2
        && (2..=3).contains(&tail.len())
        && !DETERMINERS.contains(&next.as_str())
        && !OWNERS.contains(&next.as_str())
        && !tail.iter().any(|w| matches!(w.as_str(), "and" | "or"))
        && !plural_word(&lower[i - 1])
        && !plural_word(next)
        && tail.last().is_some_and(|w| plural_word(w))
}

/// Gerunds that are things one can count: `a building`.
const COUNTED: &[&str] = &[
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
];

/// The object with an article where English wants one.
pub(super) fn articled(object: &str) -> String {
    let words: Vec<&str> = object.split(' ').filter(|w| !w.is_empty()).collect();
    let Some(first) = words.first() else { return String::new() };
    let lower: Vec<String> = words.iter().map(|w| w.to_lowercase().trim_matches([',', '"']).to_owned()).collect();
    let start = lower[0].as_str();
    let bare = matches!(
        start,
        "a" | "an"
            | "the"
            | "all"
            | "any"
            | "each"
            | "every"
            | "one"
            | "this"
            | "these"
            | "multiple"
            | "several"
            | "some"
            | "another"
            | "many"
            | "both"
            | "two"
            | "three"
            | "my"
            | "it"
            | "them"
            | "more"
            | "various"
            | "what"
            | "how"
            | "if"
            | "whether"
            | "that"
            | "top"
            | "up"
            | "which"
            | "who"
            | "where"
            | "back"
            | "down"
            | "away"
            | "itself"
            | "something"
            | "anything"
            | "everything"
            | "as"
            | "like"
            | "with"
            | "by"
            | "using"
            | "through"
            | "until"
            | "both,"
    ) || OWNERS.contains(&start)
        || TIES.contains(&start)
        || start.bytes().all(|b| b.is_ascii_digit())
        || is_adverb(start)
        || first.starts_with(['`', '"', '“', '/', '@', '#'])
        || start.ends_with("ing")
            && lower.get(1).is_some_and(|w| {
                matches!(w.as_str(), "a" | "an" | "the" | "of" | "and" | "this" | "these" | "that" | "all" | "your")
            });
    // `a the details`, `the the list`.
    if let [_, second, ..] = lower.as_slice()
        && matches!(start, "a" | "an" | "the")
        && matches!(second.as_str(), "a" | "an" | "the")
    {
        return words[1..].join(" ");
    }
    if matches!(start, "a" | "an") && words.len() > 1 {
        return with_article(&words[1..].join(" "));
    }
    if bare {
        return object.to_owned();
    }
    let end = noun_end(&lower, 0).max(1);
    let head = lower[end - 1].as_str();
    let of = lower.get(end).is_some_and(|w| w == "of");
    if matches!(head, "web" | "internet")
        || matches!(start, "left" | "right" | "middle") && words.len() > 1
        || matches!(start, "current" | "latest" | "last" | "next" | "previous" | "first" | "entire" | "same")
        || of && VAGUE.contains(&head) && head != "list" && head != "data" && head != "content"
    {
        return format!("the {object}");
    }
    // `content/metadata`: the last of several says what kind of word it is.
    let head = head.rsplit('/').next().unwrap_or(head);
    let joined = lower[..end].iter().any(|w| w == "and");
    let plural = plural_word(words[end - 1].trim_matches([',', '"']));
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
    let gerund = head.ends_with("ing") && (end == 1 || !COUNTED.contains(&head));
    // `user's saved cards`.
    let owned = words[..end - 1].iter().position(|w| w.ends_with("'s") || w.ends_with("’s"));
    if owned.is_some_and(|at| at < 3) && first.starts_with(char::is_lowercase) && !owner {
        return with_article(object);
    }
    let mass = is_mass(head) && !(head == "time" && end > 1);
    if plural || joined && plural_word(words[end - 1]) || mass || proper || owner || gerund {
        return object.to_owned();
    }
    // `Search Bilibili API`: there is one.
    if matches!(head, "api" | "cli" | "sdk" | "database" | "website" | "docs" | "app") && end > 1 && capital(first) {
        return format!("the {object}");
    }
    with_article(object)
}

/// `a user`, `an hour`, `an HTTP request`, `a UUID`: by the sound of the first letters.
pub(super) fn with_article(words: &str) -> String {
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
        && first.len() < 5;
    let lower = first.to_lowercase();
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

/// The words of a name as they are said: acronyms in capitals, and words as the
/// description writes them.
pub(super) fn spelled(words: &[&str], description: &str) -> String {
    let version =
        |word: &str| word.strip_prefix('v').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let said: Vec<String> = words
        .iter()
        .filter(|word| words.len() == 1 || !version(word))
        .map(|word| {
            let lower = word.to_lowercase();
            let lower = lower
                .trim_end_matches(|c: char| c.is_ascii_digit())
                .strip_suffix('v')
                .filter(|w| w.len() > 1 && lower.ends_with(|c: char| c.is_ascii_digit()))
                .map_or(lower.clone(), str::to_owned);
            let known = matches!(
                lower.as_str(),
                "ai" | "api"
                    | "csv"
                    | "cpu"
                    | "css"
                    | "dns"
                    | "gpu"
                    | "html"
                    | "http"
                    | "https"
                    | "id"
                    | "ip"
                    | "js"
                    | "json"
                    | "jwt"
                    | "llm"
                    | "mcp"
                    | "nft"
                    | "pdf"
                    | "pr"
                    | "qr"
                    | "rss"
                    | "sql"
                    | "ssh"
                    | "ssl"
                    | "svg"
                    | "tls"
                    | "ui"
                    | "uri"
                    | "url"
                    | "uuid"
                    | "vm"
                    | "vpn"
                    | "xml"
                    | "yaml"
                    | "aws"
                    | "usb"
                    | "gif"
                    | "sms"
                    | "seo"
                    | "crm"
                    | "cli"
                    | "sdk"
                    | "ast"
                    | "ohlcv"
                    | "etf"
                    | "ssm"
                    | "iam"
                    | "vpc"
            );
            if known {
                return lower.to_uppercase();
            }
            // `LinkedIn`: a capital inside shows how the word is written.
            description
                .split(|c: char| !c.is_alphanumeric())
                .find(|w| {
                    w.to_lowercase() == lower
                        && w.chars().skip(1).any(char::is_uppercase)
                        && w.chars().any(char::is_lowercase)
                })
                .map_or_else(|| lower.clone(), str::to_owned)
        })
        .collect();
    said.join(" ")
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
    fn the_act_of_a_used_thing_stands_behind_to() {
        let said = |rest| behind_to(rest).map(|(verb, after)| format!("{verb}|{}", after.trim()));
        assert_eq!(said(" this endpoint to recreate a machine.").as_deref(), Some("recreate|a machine."));
        assert_eq!(said(" it to fully rebuild machines").as_deref(), Some("rebuild|machines"));
        assert_eq!(said(" a link to the page"), None);
        assert_eq!(said(" the older one. Go to sleep now"), None);
    }

    #[test]
    fn a_first_word_can_be_a_verb_that_nobody_knows() {
        assert_eq!(third_person("Unstages all staged changes"), Some("Unstages"));
        assert_eq!(third_person("Notes the user wrote"), Some("Notes"));
        assert_eq!(third_person("Resources on server"), None);
        assert_eq!(third_person("Process the file"), None);
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
    fn nouns_stand_without_what_surrounds_them() {
        for (object, words, plural) in [
            ("a list of all open issues", "open issues", true),
            ("details for a specific opportunity", "details for a specific opportunity", true),
            ("a new task in Todoist", "task", false),
            ("for LinkedIn profiles matching a query", "LinkedIn profiles", true),
            ("your account", "your account", false),
            ("the RSS feed of a site", "RSS feed", false),
            ("a user table in a database", "user table", false),
            ("images suitable for an essay", "images", true),
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
        assert_eq!(wide_phrase("缓存并重新登录"), "缓存");
        assert_eq!(wide_phrase("合并请求"), "合并请求");
    }
}
