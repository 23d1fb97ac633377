//! What a tool does as its definition says it: the verb, and the object as far as it
//! stands on its own in an English sentence.

use super::noun::{DETERMINERS, OWNERS, is_adverb, is_mass, is_participle, with_article};
use crate::rulebook::lexicon::{Lexicon, Noun};
use crate::text::capitalised;
use crate::text::forms::{Form, is_plural};
use crate::text::lower::Lower;
use crate::text::name::is_wide;
use crate::text::word_set::WordSet;

/// A verb and its object, in the definition's own words.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// The verb's base form, or `""`.
    pub verb: String,
    /// What it is joined to, as a list in base forms that ends with the joint: `get or`, or `""`.
    pub ahead: String,
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

impl Said {
    /// Whether what is joined to the verb changes or takes away what is there: `creates or
    /// updates a page`.
    pub fn also_changes(&self) -> bool {
        let Some(other) = self.also.strip_prefix("or ") else { return false };
        let changes = ["archive", "change", "delete", "edit", "modify", "overwrite", "remove", "replace", "update"];
        changes.contains(&other) || other.starts_with("un") && other != "unite"
    }
}

/// Whether the object names nothing that could be put right or taken back: what is begun
/// (`stops receiving messages`), and whoever is left over (`allows only administrators`).
pub(super) fn is_no_thing(said: &Said) -> bool {
    let begins =
        ["begin", "continue", "end", "finish", "pause", "resume", "start", "stop"].contains(&said.verb.as_str());
    let Some((first, _)) = said.object.split_once(' ') else { return false };
    begins && first.len() > 5 && first.ends_with("ing") || matches!(first, "only" | "and" | "or")
}

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
static LOOSE: WordSet = WordSet::new(&[
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

/// `on/off` as it is said: of `on/off lights`, `lights on or off`.
fn either_way(rest: &str) -> Option<String> {
    let Some(object) = rest.strip_prefix("on/off") else {
        return rest.contains(" on/off").then(|| rest.replacen(" on/off", " on or off", 1));
    };
    let end = object.find(|c: char| !(c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))).unwrap_or(object.len());
    let thing = match object[..end].trim() {
        "" => "something",
        thing => thing,
    };
    Some(format!("{thing} on or off{}", &object[end..]))
}

/// An object out of a heading (`Delete User Group`) with the things that English writes small
/// in small letters; names stay as they are, and so do things that belong to one (`Google
/// Calendar`), up to the last of their words.
fn untitled(lexicon: &Lexicon, object: String) -> String {
    let words: Vec<&str> = object.split(' ').collect();
    let titled = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(|c| c.is_ascii_uppercase())
            && letters.clone().count() > 1
            && letters.all(|c| c.is_ascii_lowercase())
    };
    let heavy = |word: &&&str| word.len() > 3 && word.starts_with(char::is_alphabetic);
    let all = words.iter().filter(heavy).all(|word| word.starts_with(char::is_uppercase));
    if !all || !words.iter().any(|word| titled(word)) {
        return object;
    }
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    for (i, word) in words.iter().enumerate() {
        let lower = word.to_ascii_lowercase();
        let named = i > 0 && titled(words[i - 1]) && out[i - 1] == words[i - 1];
        let last = words.get(i + 1).is_none_or(|next| !titled(next));
        let goes_on = i > 0 && titled(words[i - 1]) && !named;
        let thing = titled(word) && (goes_on || lexicon.is_object(&lower) && (!named || last));
        out.push(if thing { lower } else { (*word).to_owned() });
    }
    out.join(" ")
}

/// At most this many bytes of an object are said.
const LONGEST: usize = 96;

/// And so many words of a clause are looked at for it.
const WORDS: usize = 64;

/// The object that begins where `rest` does: up to the end of the clause, without what
/// tells how or when. `takes_as`: `as …` is a part of it.
pub(super) fn phrase(lexicon: &Lexicon, rest: &str, takes_as: bool) -> String {
    let without = without_aside(rest);
    let rest = without.as_deref().unwrap_or(rest);
    let either = either_way(rest);
    let rest = either.as_deref().unwrap_or(rest);
    let rest = ["just ", "only ", "simply "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let (clause, ended) = clause(rest);
    let words: Vec<&str> = clause.split_whitespace().take(WORDS).collect();
    let lower: Vec<Lower<'_>> = words.iter().map(|w| Lower::of(w.trim_matches(['"', '\'', '*', ',']))).collect();
    let mut end = words.len();
    let mut cut = !ended;
    for i in 0..words.len() {
        let word = lower[i].as_str();
        let participle =
            i > 0 && (lower[i - 1].ends_with("ed") || matches!(lower[i - 1].as_str(), "written" | "given"));
        let kept =
            participle && matches!(word, "by" | "with") && i > 1 || i == 0 && matches!(word, "if" | "whether" | "that");
        let as_well = || lower.get(i + 1).is_some_and(|w| matches!(w.as_str(), "well" | "needed" | "long" | "soon"));
        // `for a given account`
        let which = word == "given" && i > 0 && DETERMINERS.contains(lower[i - 1].as_str());
        // `a breakdown of how many calls were made`
        let asked = i > 0 && lower[i - 1] == "of" && matches!(word, "how" | "what" | "which" | "where" | "who");
        let kept = kept || which || asked || takes_as && word == "as" && !as_well();
        let listing = words[i].ends_with(',') && i + 1 < words.len() && !coordinate(&lower, i);
        // `an INSERT, UPDATE or DELETE query`: keywords are no acts.
        let keyword = |at: usize| {
            let loud = |word: &&str| word.len() > 3 && word.bytes().all(|b| b.is_ascii_uppercase() || b == b',');
            words.get(at).is_some_and(loud) && words.iter().any(|w| w.bytes().any(|b| b.is_ascii_lowercase()))
        };
        let acts = |at: usize, often: bool| {
            !keyword(at)
                && lower.get(at).and_then(|w| lexicon.form(w)).is_some_and(|(verb, form)| {
                    matches!(form, Form::Base | Form::Third) && (lexicon.verb(verb).noun == Noun::Never || often)
                })
        };
        // `and select query it`
        let it = lower.get(i + 3).is_some_and(|w| matches!(w.as_str(), "it" | "them"));
        let determined = || {
            it && word == "and"
                || lower.get(i + 2).is_some_and(|w| {
                    matches!(
                        w.as_str(),
                        "a" | "an"
                            | "the"
                            | "it"
                            | "them"
                            | "its"
                            | "up"
                            | "all"
                            | "any"
                            | "your"
                            | "this"
                            | "each"
                            | "every"
                            | "existing"
                    )
                })
        };
        // `creates a project and attempts to …`
        let answers_to = matches!(word, "and" | "or")
            && lower.get(i + 1).is_some_and(|w| matches!(w.as_str(), "reply" | "replies" | "respond" | "responds"))
            && lower.get(i + 2).is_some_and(|w| w == "to");
        let tries = word == "and"
            && lower.get(i + 2).is_some_and(|w| w == "to")
            && lower.get(i + 1).is_some_and(|w| {
                let tries = matches!(w.as_str(), "attempt" | "attempts" | "continue" | "continues" | "tries" | "try");
                // `clicks a link and switches to the new tab`
                tries || matches!(w.as_str(), "go" | "goes" | "jump" | "move" | "navigate" | "switch" | "switches")
            });
        // `pings the server to check if it is up`
        let finds_out = word == "to"
            && lower
                .get(i + 1)
                .is_some_and(|w| matches!(w.as_str(), "check" | "confirm" | "determine" | "see" | "verify"))
            && lower.get(i + 2).is_none_or(|w| matches!(w.as_str(), "if" | "whether" | "that" | "how" | "what"));
        let adverb = || lower.get(i + 1).is_some_and(|w| is_adverb(w)) && acts(i + 2, true);
        let turns = matches!(word, "and" | "or" | "to" | "then") && (acts(i + 1, determined()) || adverb())
            || tries
            || answers_to
            || finds_out;
        // `and stream the answer`: no noun stands right before an article.
        let verbal = matches!(word, "and" | "or")
            && lower.get(i + 2).is_some_and(|w| matches!(w.as_str(), "the" | "a" | "an" | "its" | "your" | "their"))
            && lower.get(i + 1).is_some_and(|w| {
                let small = TIES.contains(w.as_str()) || CUTS.contains(w.as_str()) || DETERMINERS.contains(w.as_str());
                let joins = matches!(w.as_str(), "not" | "also" | "then" | "both" | "even" | "sometimes" | "partly");
                !small && !joins && w.bytes().all(|b| b.is_ascii_lowercase())
            });
        let turns = turns || verbal;
        // `standups a user has access to`: a clause without its `that`.
        let who = matches!(word, "you" | "they" | "we")
            || matches!(word, "a" | "an" | "the")
                && lower.get(i + 1).is_some_and(|w| matches!(w.as_str(), "user" | "caller"));
        let clause_of = i > 0
            && !matches!(lower[0].as_str(), "if" | "whether" | "that")
            && who
            && (1..3).any(|next| {
                lower.get(i + next).is_some_and(|w| matches!(w.as_str(), "has" | "have" | "can" | "owns" | "own"))
            });
        let answers = word == "and"
            && lower.get(i + 1).is_some_and(|w| {
                matches!(
                    w.as_str(),
                    "return"
                        | "have"
                        | "keep"
                        | "let"
                        | "wait"
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
            && matches!(
                words[i],
                "It" | "It's"
                    | "This"
                    | "These"
                    | "Use"
                    | "You"
                    | "Supports"
                    | "Requires"
                    | "Note:"
                    | "NOTE"
                    | "NOTE:"
                    | "IMPORTANT"
                    | "IMPORTANT:"
                    | "WARNING"
                    | "WARNING:"
                    | "TIP:"
            );
        let supports =
            i > 0 && words[i - 1].ends_with(',') && matches!(word, "support" | "supports" | "requires" | "returns");
        let odd = heading
            || clause_of
            || anew
            || supports
            || answers
            || words[i].bytes().any(|b| matches!(b, b'=' | b'{' | b'}' | b'<' | b'>' | b'\\'))
            || word.is_empty()
            || matches!(word, "it" | "they") && i > 0 && i + 1 < words.len() && !TIES.contains(lower[i - 1].as_str())
            || word == "right" && lower.get(i + 1).is_some_and(|w| matches!(w.as_str(), "away" | "now"))
            || word == "from" && lower.get(i + 1).is_some_and(|w| w == "now")
            || word == "one" && i > 0 && lower.get(i + 1).is_some_and(|w| matches!(w.as_str(), "after" | "by"));
        if i > 0 && CUTS.contains(word) && !kept || turns || odd {
            end = i;
            cut = true;
            break;
        }
        if listing {
            // `a sandbox, run code, and automatically close the sandbox`: further acts.
            let acts_on = acts(i + 1, true)
                && (i + 2..words.len().min(i + 8)).any(|at| {
                    matches!(lower[at].as_str(), "and" | "or")
                        && (lower.get(at + 1).is_some_and(|w| is_adverb(w)) && acts(at + 2, true)
                            || acts(at + 1, false))
                });
            let adds = acts_on
                || lower[i + 1].ends_with("ing")
                || matches!(
                    lower[i + 1].as_str(),
                    "support" | "supports" | "requires" | "return" | "returns" | "uses" | "use"
                )
                || acts(i + 1, determined());
            // `all jobs, or filter jobs`: a second act.
            let joint = matches!(lower[i + 1].as_str(), "and" | "or")
                && i + 3 < words.len()
                && acts(i + 2 + usize::from(is_adverb(&lower[i + 2])), true);
            let taken = if adds || joint { 1 } else { enumeration(&lower[i..], &words[i..]) };
            end = i + taken;
            cut = end < words.len();
            // `details for a, b, c`: of a list without an end nothing is said.
            if taken == 1 && goes_on(&lower[i..], &words[i..]) {
                let tie = (1..i).rev().find(|at| TIES.contains(lower[*at].as_str()));
                end = tie.filter(|at| lower[*at] != "of").unwrap_or(end);
            }
            break;
        }
    }
    // Too long: back to the last complement that fits.
    while words[..end].iter().map(|word| word.len() + 1).sum::<usize>() > LONGEST + 1 {
        let tie = |word: &str| TIES.contains(word) || matches!(word, "and" | "by" | "with");
        let shorter = (1..end).rev().find(|i| tie(lower[*i].as_str()));
        end = shorter.unwrap_or(end - 1);
        cut = true;
    }
    let mut said: Vec<&str> = words[..end].to_vec();
    while let Some(last) = said.last() {
        let word = Lower::of(last.trim_end_matches(','));
        let before_last = said.iter().rev().nth(1).map(|w| Lower::of(w));
        // `marks a task as completed`
        let state = before_last.as_ref().is_some_and(|w| w == "as");
        let dangling = cut
            && !state
            && word.len() > 4
            && word.ends_with("ed")
            && !matches!(word.as_str(), "speed" | "embed" | "need" | "feed")
            || cut && !state && is_participle(&word);
        // `from signing in`, `the light off.`, `and everything ever written`, `an empty text, or one with …`
        let before = before_last.as_ref().map_or("", Lower::as_str);
        let phrasal = (before.ends_with("ing") || !cut && said.len() > 1)
            && matches!(word.as_str(), "in" | "off" | "on" | "out" | "up");
        let rest = matches!(before, "and" | "or") && matches!(word.as_str(), "everything" | "one");
        if LOOSE.contains(word.as_str()) && (cut || !matches!(word.as_str(), "available"))
            || rest
            || (TIES.contains(word.as_str()) || matches!(word.as_str(), "by" | "using" | "via" | "with"))
                && said.len() > 1
                && !phrasal
            || dangling
        {
            said.pop();
        } else {
            break;
        }
    }
    let cut = cut || said.len() < end;
    // `create tasks from it`: what `it` is, the sentence before told.
    if let [.., _, tie, "it" | "them"] = said.as_slice()
        && (TIES.contains(tie) || matches!(*tie, "with" | "by"))
    {
        said.truncate(said.len() - 2);
    }
    let mut determined = with_articles(lexicon, &said);
    for word in &mut determined {
        match word.as_ref() {
            "my" | "your" => *word = "the caller's".into(),
            "our" => *word = "the".into(),
            _ => {}
        }
    }
    let mut said = determined.join(" ").trim_end_matches(',').trim_matches('*').to_owned();
    if said.contains('*') {
        said = said.replace("**", "");
    }
    let odd = |said: &str, mark: u8| said.bytes().filter(|b| *b == mark).count() % 2 == 1;
    if odd(&said, b'"') {
        said.truncate(said.rfind('"').unwrap_or_default());
    }
    if odd(&said, b'`') {
        said.truncate(said.rfind('`').unwrap_or_default());
    }
    let said = said.trim().trim_end_matches([',', '!', '?']);
    // `uses when …`, `is updated daily`, `how …`: no object.
    let first = said.split(' ').next().unwrap_or_default();
    let asks = matches!(first, "how" | "why" | "what" | "which" | "where" | "who");
    // `data is updated hourly`: a sentence of its own.
    let finite = said.split(' ').skip(1).any(|word| matches!(word, "is" | "are" | "was" | "were"));
    let clause = asks || matches!(first, "if" | "whether" | "that" | "when");
    let none = asks && cut
        || finite && !clause
        || matches!(first, "are" | "is" | "was" | "were" | "be" | "has" | "have" | "can" | "will" | "when" | "not")
        || matches!(said, "here" | "there" | "now" | "again" | "first")
        || matches!(said, "how" | "what" | "which" | "if" | "whether" | "that" | "where" | "who" | "why");
    if none {
        return String::new();
    }
    let said = said.strip_prefix("of ").unwrap_or(said);
    // `sets metric_names`
    let identifier = said.contains('_') && said.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if identifier {
        return said.replace('_', " ");
    }
    untitled(lexicon, said.to_owned())
}

/// The text without a short aside near its start that the clause goes on after:
/// `the default (provided) page of a brand`.
fn without_aside(text: &str) -> Option<String> {
    let open = text.find('(').filter(|at| *at > 0 && *at < 60)?;
    let close = open + text[open..].find(')').filter(|len| *len < 40)?;
    let after = &text[close + 1..];
    let before = text[..open].trim_end();
    let goes_on = after.starts_with(' ') && after[1..].starts_with(|c: char| c.is_ascii_lowercase());
    let plain = !before.contains(['.', ':', ';', '\n', '—', '[']) && !before.contains(" -");
    (goes_on && plain && !before.is_empty()).then(|| format!("{before}{after}"))
}

/// Whether a comma stands between adjectives: `a rich, comprehensive page`.
fn coordinate(lower: &[Lower<'_>], comma: usize) -> bool {
    let bare = lower[comma].as_str();
    if comma < 2 && (DETERMINERS.contains(bare) || bare.ends_with("-time")) && lower.len() > comma + 2 {
        return true;
    }
    let single = matches!(lower[0].as_str(), "a" | "an") && (1..=2).contains(&comma);
    let next = lower.get(comma + 1).map_or("", Lower::as_str);
    let other = matches!(next, "a" | "an" | "the" | "and" | "or" | "its" | "their" | "to" | "not" | "very")
        || next.ends_with("ing")
        || CUTS.contains(next)
        || TIES.contains(next)
        || is_adverb(next);
    // `a website, return the content`: no adjective stands before an article.
    let acts = lower.get(comma + 2).is_some_and(|w| matches!(w.as_str(), "a" | "an" | "the" | "it" | "its" | "all"));
    single && !next.is_empty() && !other && !acts && enumeration_of(lower, comma) == 1 && !is_participle(next)
}

/// [`enumeration`] where only the lower-case words are at hand: whether `and` or `or`
/// joins another thing soon.
fn enumeration_of(lower: &[Lower<'_>], comma: usize) -> usize {
    let soon = lower.iter().skip(comma + 1).take(4);
    let mut soon = soon.take_while(|w| !CUTS.contains(w.as_str()) && !TIES.contains(w.as_str()));
    if soon.any(|w| matches!(w.as_str(), "and" | "or")) { 2 } else { 1 }
}

/// Whether the words behind the first comma go on as a list: another comma soon.
fn goes_on(lower: &[Lower<'_>], words: &[&str]) -> bool {
    let next = lower.get(1).map_or("", Lower::as_str);
    let other = CUTS.contains(next) || TIES.contains(next) || is_adverb(next) || next.ends_with("ing");
    !other && !is_participle(next) && words.iter().skip(1).take(4).any(|word| word.ends_with(','))
}

/// The words with an article behind a preposition where one thing of a known kind stands
/// without: `into editable field`.
fn with_articles<'a>(lexicon: &Lexicon, words: &[&'a str]) -> Vec<std::borrow::Cow<'a, str>> {
    let mut out: Vec<std::borrow::Cow<'a, str>> = Vec::with_capacity(words.len());
    for (i, word) in words.iter().enumerate() {
        // `the details of test case`
        let details = i > 1
            && words[i - 1] == "of"
            && matches!(
                words[i - 2],
                "content" | "contents" | "detail" | "details" | "information" | "metadata" | "status"
            );
        let tied = details
            || i > 1
                && TIES.contains(words[i - 1])
                && !matches!(words[i - 1], "of" | "for" | "about" | "between" | "off" | "out" | "to" | "up");
        let plain = |w: &str| w.len() > 2 && w.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        // `for specified table`
        let told = matches!(*word, "specified" | "given" | "selected" | "provided");
        if told && i > 0 && TIES.contains(words[i - 1]) && words.len() > i + 1 {
            out.push(format!("the {word}").into());
            continue;
        }
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
            let whole = matches!(
                last,
                "production"
                    | "access"
                    | "visibility"
                    | "protection"
                    | "knowledge"
                    | "design"
                    | "type"
                    | "mode"
                    | "format"
                    | "order"
            );
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
    let next = Lower::of(text[word.len()..].split_whitespace().next().unwrap_or_default());
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

/// The verbs that stand before another and are joined to it, with the joint: `get or` of
/// `Get or create a page`, `create, update or` of `Create, update, or delete a page`.
pub(super) fn joined_ahead(lexicon: &Lexicon, before: &str) -> String {
    let before = before.trim_end();
    let joint = ["and", "or"].into_iter().find_map(|joint| {
        let rest = before.strip_suffix(joint)?;
        rest.ends_with([' ', ',']).then_some((joint, rest.trim_end_matches([' ', ','])))
    });
    let Some((joint, mut rest)) = joint else { return String::new() };
    let mut verbs: Vec<String> = Vec::new();
    loop {
        let apart = rest.char_indices().rev().find(|(_, c)| !c.is_ascii_alphabetic());
        let start = apart.map_or(0, |(at, c)| at + c.len_utf8());
        let found = lexicon.form(&Lower::of(&rest[start..]));
        let verb = found.filter(|(_, form)| matches!(form, Form::Base | Form::Third)).map(|(id, _)| lexicon.verb(id));
        let Some(verb) = verb.filter(|verb| verb.noun != Noun::Mostly) else { return String::new() };
        verbs.insert(0, verb.lemma.clone());
        let ahead = rest[..start].trim_end_matches([' ', '*']);
        match ahead.strip_suffix(',') {
            Some(more) if verbs.len() < 5 => rest = more,
            _ => {
                // The list begins with the sentence, behind a mark or behind a lead-in.
                let last = ahead.rsplit(' ').next().unwrap_or_default();
                let begins = last.is_empty()
                    || last.ends_with(|c: char| !c.is_alphanumeric() && c != ',')
                    || lexicon.leads_in(&Lower::of(last));
                return if begins { format!("{} {joint}", verbs.join(", ")) } else { String::new() };
            }
        }
    }
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
fn enumeration(lower: &[Lower<'_>], words: &[&str]) -> usize {
    let mut since = 0;
    for (i, word) in lower.iter().enumerate().skip(1) {
        since += 1;
        if CUTS.contains(word.as_str()) || since > 4 {
            return 1;
        }
        if matches!(word.as_str(), "and" | "or") {
            let more = |w: &Lower<'_>| !CUTS.contains(w.as_str()) && !matches!(w.as_str(), "and" | "or" | "to");
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
            // `a Magic: The Gathering deck`: a title goes on.
            ':' => next.is_whitespace() && !in_title(&rest[..at], &rest[at + 1..]),
            ';' | '(' | ')' | '[' | ']' | '—' | '–' | '|' | '•' | '。' | '，' | '！' | '：' | '（' | '→' | '✓' => {
                true
            }
            '-' => before.is_whitespace() && next.is_whitespace(),
            // `</purpose>`
            '<' => next == '/',
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

/// Whether a colon stands inside a title: a word with a capital behind an article before it,
/// and two such words after it.
fn in_title(before: &str, after: &str) -> bool {
    let capital = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_uppercase()) && word[1..].starts_with(|c: char| c.is_ascii_lowercase())
    };
    let mut ahead = before.split_whitespace();
    let behind = |n: usize| after.split_whitespace().nth(n).is_some_and(capital);
    matches!(ahead.next(), Some("a" | "an" | "the")) && ahead.last().is_some_and(capital) && behind(0) && behind(1)
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
    let text = text.split(" Args").next().unwrap_or(&text);
    let text = ["或者", "或", "并"].iter().find_map(|joint| text.strip_prefix(joint)).unwrap_or(text);
    let first = text.split(stop).map(str::trim).find(|piece| !piece.is_empty()).unwrap_or_default();
    if !first.chars().any(is_wide) {
        let mut said = String::new();
        // A second act, or whoever else: `un ticket et renvoie son numéro`.
        let joint = |word: &&str| matches!(*word, "e" | "et" | "und" | "ve" | "y" | "и");
        for word in first.split_whitespace().take_while(|word| !joint(word)) {
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
    // `到指定的步骤`: where to, and no object.
    if first.starts_with(['到', '至', '从', '在', '向', '按']) {
        return String::new();
    }
    // A second act joined to the first: 缓存并重新登录; 合并 is one word.
    let joint = first.match_indices('并').find(|(at, _)| *at > 0 && !first[..*at].ends_with('合'));
    let first = joint.map_or(first, |(at, _)| &first[..at]);
    // In Korean the last object before the verb is its own; what stands before says how.
    let marked = |word: &&str| word.ends_with(['를', '을']) && word.chars().count() > 1;
    let words: Vec<&str> = first.split_whitespace().collect();
    let korean = words.iter().rposition(marked).map(|at| {
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
        let start = words[..at].iter().rposition(apart).map_or(0, |before| before + 1);
        words[start..=at].join(" ")
    });
    let first = korean.as_deref().unwrap_or(first);
    let first = first.rsplit_once('を').map_or(first, |(object, _)| object);
    let particle = |c: char| matches!(c, '을' | '를' | '은' | '는' | 'を' | 'は' | 'が' | 'に' | '`');
    let said = first.trim_end_matches(particle).trim_start_matches(['的', '了', '`']).trim();
    // `… 내부에`, `…から`: where or from where, and no object.
    if ["에", "에서", "으로", "부터", "から", "まで"].iter().any(|end| said.ends_with(end)) {
        return String::new();
    }
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

/// An object without a clause that has lost its joint: `the teams the user belongs to`.
pub(super) fn without_relative(mut object: String) -> String {
    let mut at = 0;
    let mut before = "";
    let mut words = object.split(' ').peekable();
    while let Some(word) = words.next() {
        let person = matches!(word, "you" | "they" | "we")
            || word == "the"
                && words.peek().is_some_and(|next| matches!(*next, "user" | "caller" | "agent" | "account"));
        let noun = || {
            !before.is_empty()
                && !TIES.contains(before)
                && !CUTS.contains(before)
                && !DETERMINERS.contains(before)
                && !before.ends_with(',')
                && !matches!(
                    before,
                    "and" | "or" | "as" | "than" | "that" | "what" | "how" | "where" | "which" | "whether" | "if"
                )
        };
        if person && noun() {
            object.truncate(at - 1);
            return object;
        }
        at += word.len() + 1;
        before = word;
    }
    object
}

/// An object without how it is written down: `the values in two JSON objects`.
pub(super) fn without_format(mut object: String) -> String {
    if object.contains(" in ")
        && let Some(at) = object.rfind(" in ").filter(|at| *at > 3)
    {
        let tail = object[at + 4..].to_lowercase();
        let format = ["json", "xml", "csv", "yaml", "markdown"];
        let written = ["format", "object", "objects", "array", "string", "structure"];
        let words: Vec<&str> = tail.split(' ').collect();
        let says = words.iter().any(|word| format.contains(word));
        if says && words.len() < 4 && words.last().is_some_and(|w| format.contains(w) || written.contains(w)) {
            object.truncate(at);
        }
    }
    object
}

/// Words of names that are cut short and no acronyms.
static CLIPPED: WordSet = WordSet::new(&[
    "addr", "bg", "btn", "btns", "cfg", "cmd", "cmds", "ctrl", "ctx", "fn", "grp", "img", "imgs", "md", "mgr", "mgmt",
    "jr", "hdr", "ltd", "lvl", "mr", "ms", "msg", "msgs", "nd", "nth", "pct", "pwd", "pkg", "pkgs", "prs", "pt", "pts",
    "rd", "sr", "src", "st", "std", "str", "tbl", "th", "tmp", "tmpl", "tx", "txn", "txns", "vms", "vs",
]);

/// Whether a text writes a word with a capital within a sentence, alone or among others that
/// follow a small word (`of the Dow Jones average`), and nowhere without.
fn is_written_large(text: &str, lower: &str) -> bool {
    if !text.contains(&*capitalised(lower)) {
        return false;
    }
    let (mut large, mut within) = (false, false);
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if bare == lower {
            return false;
        }
        let small = bare.starts_with(|c: char| c.is_ascii_lowercase());
        let capital =
            bare.starts_with(|c: char| c.is_ascii_uppercase()) && bare[1..].bytes().all(|b| b.is_ascii_lowercase());
        large |= capital && within && bare.eq_ignore_ascii_case(lower);
        within = (small || capital && within) && !word.ends_with(['.', ':', '!', '?']);
    }
    large
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
                    | "bmi"
                    | "csv"
                    | "cpu"
                    | "css"
                    | "dns"
                    | "gdp"
                    | "gpu"
                    | "html"
                    | "http"
                    | "https"
                    | "id"
                    | "ip"
                    | "js"
                    | "json"
                    | "jwt"
                    | "kpi"
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
            if lower == "my" && words.len() > 1 {
                return "the caller's".to_owned();
            }
            // `pwm`: what nobody can say as a word is spelled.
            let letters = (2..=3).contains(&lower.len()) && lower.bytes().all(|b| b.is_ascii_lowercase());
            let mute = letters && !lower.contains(['a', 'e', 'i', 'o', 'u', 'y']);
            if known || mute && !CLIPPED.contains(&lower) {
                return lower.to_uppercase();
            }
            let short = match lower.as_str() {
                "addr" => "address",
                "avg" => "average",
                "cfg" => "config",
                "img" => "image",
                "msg" => "message",
                "num" => "number",
                "pkg" => "package",
                "qty" => "quantity",
                "txn" => "transaction",
                _ => "",
            };
            if !short.is_empty() {
                return short.to_owned();
            }
            // `the Dow Jones average`: so does a capital within a sentence.
            if words.len() > 1 && is_written_large(description, &lower) {
                return capitalised(&lower);
            }
            // `LinkedIn`: a capital inside shows how the word is written.
            description
                .split(|c: char| !c.is_alphanumeric())
                .find(|w| {
                    w.chars().skip(1).any(char::is_uppercase)
                        && w.chars().any(char::is_lowercase)
                        && w.to_lowercase() == lower
                })
                .map_or_else(|| lower.clone(), str::to_owned)
        })
        .collect();
    said.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The verbs and kinds of things that the tests below speak of.
    fn lexicon() -> Lexicon {
        let files = [
            ("lexicon/verbs.tsv", "create\tcreate\tverb\nmark\tchange\tnoun\nrelease\tchange\tnoun\n"),
            ("lexicon/objects.tsv", "task\tcontent\n"),
            ("lexicon/leadins.tsv", "a\n"),
            ("lexicon/denials.tsv", "no\n"),
            ("lexicon/foreign.tsv", "crear\tes\tcreate\n"),
            ("lexicon/foreign-objects.tsv", "tarea\tes\ttask\n"),
            ("lexicon/consequences.tsv", "field\t-\t-\tforms rest on ~\t-\t-\t-\n"),
        ];
        Lexicon::sound(&files)
    }

    #[test]
    fn either_way_is_said_behind_its_object() {
        assert_eq!(either_way("on/off lights, set colours").as_deref(), Some("lights on or off, set colours"));
        assert_eq!(either_way("on/off, set colours").as_deref(), Some("something on or off, set colours"));
        assert_eq!(either_way("lights on/off.").as_deref(), Some("lights on or off."));
        assert_eq!(either_way("lights"), None);
    }

    #[test]
    fn headings_are_said_as_sentences() {
        let said = |object: &str| untitled(&lexicon(), object.to_owned());
        assert_eq!(said("Task"), "task");
        assert_eq!(said("Shopify Tasks"), "Shopify tasks");
        assert_eq!(said("Acme Task Board"), "Acme Task Board");
        assert_eq!(said("Task Board"), "task board");
        assert_eq!(said("Task of the team"), "Task of the team");
        assert_eq!(said("TASK"), "TASK");
        assert_eq!(said("Firefox"), "Firefox");
    }

    #[test]
    fn objects_end_where_english_ends_them() {
        let lexicon = lexicon();
        for (text, said) in [
            ("a rich, comprehensive page that grows", "a rich, comprehensive page"),
            ("specific, meaningful parts of a film", "specific, meaningful parts of a film"),
            ("details for tabs, chips, cards, menus.", "details"),
            ("the default (provided) page of a brand", "the default page of a brand"),
            ("text into editable field", "text into an editable field"),
            ("the window and release all of it", "the window"),
            ("code, and silently release the window", "code"),
            ("tasks from it.", "tasks"),
            ("an item as done", "an item"),
            ("a folder.Use this to begin", "a folder"),
            ("a page, or back, forward, or away", "a page"),
            ("data is updated every hour", ""),
            ("how notes can be", ""),
        ] {
            assert_eq!(phrase(&lexicon, text, false), said, "{text}");
        }
        assert_eq!(phrase(&lexicon, "an item as done", true), "an item as done");
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
    fn what_is_joined_ahead_may_stand_behind_any_letter() {
        let ahead = |before| joined_ahead(&lexicon(), before);
        for before in ["Update résumé or ", "Create a café or ", "Send… or ", "Send a “draft” or ", "Send 𝗜 or "]
        {
            assert_eq!(ahead(before), "", "{before}");
        }
        assert_eq!(ahead("Create or "), "create or");
    }

    #[test]
    fn a_first_word_can_be_a_verb_that_nobody_knows() {
        assert_eq!(third_person("Unstages all staged changes"), Some("Unstages"));
        assert_eq!(third_person("Notes the user wrote"), Some("Notes"));
        assert_eq!(third_person("Resources on server"), None);
        assert_eq!(third_person("Process the file"), None);
    }

    #[test]
    fn a_second_act_is_no_part_of_a_wide_object() {
        assert_eq!(wide_phrase("缓存并重新登录"), "缓存");
        assert_eq!(wide_phrase("合并请求"), "合并请求");
    }

    #[test]
    fn formats_and_clauses_without_joint_are_no_part_of_an_object() {
        let plain = |object: &str| without_format(object.to_owned());
        assert_eq!(plain("the values in two JSON objects"), "the values");
        assert_eq!(plain("the values in a table"), "the values in a table");
        // Letters whose small forms have another length.
        assert_eq!(plain("İİİİİ in ẞẞẞẞẞ JSON"), "İİİİİ");
        assert_eq!(plain("ẞẞẞ in İ yaml"), "ẞẞẞ");
        let whole = |object: &str| without_relative(object.to_owned());
        assert_eq!(whole("the teams the user belongs to"), "the teams");
        assert_eq!(whole("the name of the user"), "the name of the user");
        assert_eq!(whole("what you can do"), "what you can do");
    }

    #[test]
    fn names_are_spelled_as_the_text_spells_them() {
        let text = "Access historical data for the Dow Jones average.";
        assert_eq!(spelled(&["dow", "jones", "changes"], text), "Dow Jones changes");
        assert_eq!(spelled(&["access", "data"], text), "access data");
        assert_eq!(spelled(&["task", "list"], "Get Task List"), "task list");
        assert_eq!(spelled(&["pwm", "cmd"], ""), "PWM cmd");
        assert_eq!(spelled(&["my", "tasks"], ""), "the caller's tasks");
    }

    #[test]
    fn a_second_verb_may_change_what_is_there() {
        let said = |also: &str| Said { also: also.to_owned(), ..Said::default() };
        assert!(said("or update").also_changes() && said("or unpin").also_changes());
        assert!(!said("and update").also_changes() && !said("or list").also_changes() && !said("").also_changes());
    }
}
