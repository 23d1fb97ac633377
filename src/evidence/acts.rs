//! Acts: verbs that stand where they say what a call does, with their objects;
//! and verbs that stand where they do not, with the reason.

use crate::rulebook::Lexicon;
use crate::rulebook::lexicon::{Classes, Noun, Role, VerbId};
use crate::rulebook::rule::Place;
use crate::span::{Field, Span};
use crate::text::forms::{Form, is_plural, singular};
use crate::text::name::{self, NameWord, is_wide};
use crate::text::prose::{self, Section, Sentence, Word};
use crate::text::word_set::WordSet;
use std::collections::BTreeSet;

/// How sure it is that a word is a verb and says what the call does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sureness {
    /// Perhaps.
    Weak,
    /// Probably.
    Fair,
    /// No doubt.
    Sure,
}

/// One verb at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// The verb.
    pub verb: VerbId,
    /// Where it stands.
    pub place: Place,
    /// The field.
    pub field: Field,
    /// The verb's bytes.
    pub span: Span,
    /// What it acts on.
    pub object: Object,
    /// How sure it is that this is an act of the call.
    pub sureness: Sureness,
    /// It is the first act of its place; others are coordinated with it.
    pub first: bool,
    /// Why it is no act of the call, if it is none: a clause.
    pub denied: Option<String>,
}

/// What a verb acts on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Object {
    /// Its bytes in the field; empty if there is none.
    pub span: Option<Span>,
    /// Its words in the singular, in order.
    pub words: Vec<String>,
    /// The classes of its words.
    pub classes: Classes,
    /// The classes of its head word alone.
    pub head_classes: Classes,
    /// It is plural, or all there is.
    pub many: bool,
}

impl Object {
    /// The head word in the singular, or `""`.
    pub fn head(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }

    /// The head, and before one that may be anything (`item`, `record`) what says of what:
    /// two objects with the same are things of one kind.
    pub fn kind(&self, lexicon: &Lexicon) -> String {
        match self.words.as_slice() {
            [.., of, head] if lexicon.plays(head, Role::Anything) => format!("{of} {head}"),
            words => words.last().cloned().unwrap_or_default(),
        }
    }
}

/// What makes one word of itself and a verb behind a hyphen: `multi-step`.
const PREFIXES: &[&str] = &["cross", "meta", "multi", "non", "post", "pre", "self", "single", "step", "sub", "two"];

/// Whether a verb removes, ends or takes away: what nobody does to help or docs.
fn is_loss(lexicon: &Lexicon, verb: VerbId) -> bool {
    let family = lexicon.family_name(lexicon.verb(verb).family);
    matches!(family, "remove" | "reset" | "revoke" | "end" | "detach")
}

/// Words that end an object in a name.
static NAME_STOPS: WordSet = WordSet::new(&[
    "after", "against", "and", "as", "at", "before", "between", "by", "for", "from", "in", "into", "of", "on", "or",
    "over", "per", "then", "through", "to", "under", "using", "via", "when", "with", "without",
]);

/// Words that end an object in prose.
static STOPS: WordSet = WordSet::new(&[
    "about", "above", "across", "after", "along", "among", "around", "against", "and", "as", "at", "based", "because",
    "before", "being", "between", "by", "for", "from", "given", "if", "in", "inside", "into", "near", "is", "are",
    "like", "matching", "of", "on", "onto", "or", "out", "over", "per", "so", "such", "than", "that", "then",
    "through", "to", "together", "under", "until", "upon", "using", "via", "when", "where", "whether", "which",
    "while", "who", "with", "within", "without", "will", "can", "has", "have",
]);

/// Words that an object may begin with and that say nothing of it.
static DETERMINERS: WordSet = WordSet::new(&[
    "a",
    "all",
    "an",
    "another",
    "any",
    "available",
    "both",
    "brand",
    "certain",
    "current",
    "currently",
    "detailed",
    "each",
    "either",
    "entire",
    "every",
    "everything",
    "existing",
    "full",
    "given",
    "its",
    "latest",
    "many",
    "more",
    "multiple",
    "my",
    "new",
    "one",
    "other",
    "particular",
    "several",
    "single",
    "some",
    "specific",
    "specified",
    "the",
    "their",
    "these",
    "this",
    "those",
    "up",
    "user's",
    "various",
    "whole",
    "your",
    "complete",
    "comprehensive",
    "first",
    "recent",
    "basic",
    "existing",
    "raw",
    "provided",
    "selected",
    "local",
    "remote",
    "active",
    "additional",
]);

/// Words that make an object many.
static ALL: WordSet = WordSet::new(&[
    "all",
    "batch",
    "bulk",
    "both",
    "every",
    "everything",
    "many",
    "mass",
    "multiple",
    "several",
    "entire",
]);

/// Whether a word only joins others or stands for them: a preposition, an article, a
/// pronoun.
pub(crate) fn is_function_word(word: &str) -> bool {
    [&STOPS, &DETERMINERS, &PRONOUNS].iter().any(|words| words.contains(word))
}

/// Words that stand for others, and what every definition calls itself.
static PRONOUNS: WordSet = WordSet::new(&[
    "be", "been", "but", "do", "does", "etc", "i", "it", "let", "me", "no", "not", "only", "own", "they", "them",
    "there", "tool", "use", "used", "was", "we", "were", "what", "you",
]);

/// The acts in a tool's name. `namespace` are leading words that the server's tools
/// share; they are read as verbs only if nothing else is one. `topics` are first words
/// that stand before different verbs.
pub fn in_name(
    lexicon: &Lexicon,
    tool_name: &str,
    namespace: &BTreeSet<String>,
    topics: &BTreeSet<String>,
) -> Vec<Occurrence> {
    in_words(lexicon, tool_name, &name::words(tool_name), namespace, topics)
}

/// [`in_name`] of a name that has been split into its words.
pub fn in_words(
    lexicon: &Lexicon,
    tool_name: &str,
    words: &[NameWord<'_>],
    namespace: &BTreeSet<String>,
    topics: &BTreeSet<String>,
) -> Vec<Occurrence> {
    // `monitor-mute` beside `monitor-list` and `monitor-delete`: the first word is the
    // topic of a group of tools, and the verb stands last.
    if let [first, .., last] = words {
        let verb = |w: &NameWord<'_>| {
            lexicon.form(&w.text).filter(|(_, form)| *form == Form::Base).map(|(id, _)| lexicon.verb(id).noun)
        };
        if topics.contains(first.text.as_str())
            && verb(first) != Some(Noun::Never)
            && verb(last).is_some_and(|n| n != Noun::Mostly)
        {
            let mut found = acts_of_words(lexicon, tool_name, &words[1..]);
            for act in found.iter_mut().filter(|a| a.object.words.is_empty()) {
                // The topic is what it acts on.
                act.object = object(lexicon, &[first.text.as_str()], Some(first.span), act.object.many);
            }
            if found.iter().any(|a| a.sureness > Sureness::Weak) {
                return found;
            }
        }
    }
    let skip = words.iter().take_while(|w| namespace.contains(w.text.as_str())).count();
    let whole = acts_of_words(lexicon, tool_name, words);
    if skip == 0 || skip == words.len() {
        return whole;
    }
    let core = acts_of_words(lexicon, tool_name, &words[skip..]);
    if core.iter().any(|a| a.sureness > Sureness::Weak) || whole.is_empty() { core } else { whole }
}

fn acts_of_words(lexicon: &Lexicon, tool_name: &str, all: &[NameWord<'_>]) -> Vec<Occurrence> {
    let mut words = all;
    let mut many = false;
    while words.len() > 1 && lexicon.plays(&words[0].text, Role::Manner) {
        many |= ALL.contains(words[0].text.as_str());
        words = &words[1..];
    }
    if words.is_empty() {
        return Vec::new();
    }
    if !tool_name.is_ascii() && tool_name.chars().any(is_wide) {
        let found = wide_acts(lexicon, tool_name, Span::whole(tool_name), &Field::NAME, Place::Name);
        if !found.is_empty() {
            return found;
        }
    }
    let verb_at = |i: usize| -> Option<(VerbId, Noun)> {
        let (id, form) = lexicon.form(&words[i].text)?;
        // `pull_request`, `access_token`: two words that name one thing.
        let noun = lexicon.verb(id).noun;
        // Behind another word even one that is nearly always a verb: `merge_pull_request`.
        let compound = (noun != Noun::Never || i > 0)
            && words.get(i + 1).is_some_and(|next| lexicon.is_compound(&words[i].text, &next.text));
        (form == Form::Base && !compound).then_some((id, noun))
    };
    let candidates: Vec<(usize, VerbId, Noun)> =
        (0..words.len()).filter_map(|i| verb_at(i).map(|(id, noun)| (i, id, noun))).collect();
    let last = words.len() - 1;
    let at = |i: usize, noun: Noun| candidates.iter().copied().find(|c| c.0 == i && c.2 == noun);
    let after_of = |i: usize| {
        i > 0
            && NAME_STOPS.contains(words[i - 1].text.as_str())
            && words[i - 1].text != "and"
            && words[i - 1].text != "or"
    };
    // `reset_token_docs`, `delete_protection_status`: what is told about an act.
    let told = last > 0
        && (lexicon.plays(&words[last].text, Role::Told)
            || last > 1 && matches!(words[last].text.as_str(), "state" | "status"))
        && candidates.iter().all(|c| c.0 == 0);
    let first = |sureness| if told { Sureness::Weak } else { sureness };
    // `request_password_reset`: what is asked for is done later, by somebody else.
    let asked = || (last > 1 && words[0].text == "request").then(|| at(0, Noun::Mostly)).flatten();
    let chosen = at(0, Noun::Never)
        .map(|c| (c, if is_loss(lexicon, c.1) { first(Sureness::Sure) } else { Sureness::Sure }))
        .or_else(|| asked().map(|c| (c, Sureness::Fair)))
        .or_else(|| at(last, Noun::Never).filter(|c| !after_of(c.0)).map(|c| (c, Sureness::Sure)))
        .or_else(|| {
            candidates.iter().copied().find(|c| c.2 == Noun::Never && !after_of(c.0)).map(|c| (c, Sureness::Fair))
        })
        .or_else(|| {
            at(0, Noun::Often).map(|c| {
                let verb_like =
                    last > 0 && !lexicon.plays(&words[last].text, Role::Result) && !lexicon.manners(c.1).adjective;
                let result = lexicon.plays(&words[last].text, Role::Result);
                (
                    c,
                    if verb_like {
                        Sureness::Sure
                    } else if result && last > 0 {
                        Sureness::Weak
                    } else {
                        Sureness::Fair
                    },
                )
            })
        })
        .or_else(|| {
            let result = last > 0 && lexicon.plays(&words[last].text, Role::Result);
            at(last, Noun::Often).map(|c| (c, if result { Sureness::Weak } else { Sureness::Fair }))
        })
        .or_else(|| {
            candidates.iter().copied().find(|c| c.2 == Noun::Often && !after_of(c.0)).map(|c| (c, Sureness::Weak))
        })
        .or_else(|| at(0, Noun::Mostly).map(|c| (c, Sureness::Weak)))
        .or_else(|| at(last, Noun::Mostly).map(|c| (c, Sureness::Weak)));
    let Some(((main, verb, _), sureness)) = chosen else {
        return foreign_name(lexicon, words).or_else(|| unglued(lexicon, words)).into_iter().collect();
    };
    // `execute_delete_organizations`, `confirm_delete_group`: the second verb is the act.
    let carries = matches!(lexicon.family_name(lexicon.verb(verb).family), "execute" | "perform")
        || matches!(
            lexicon.verb(verb).lemma.as_str(),
            "confirm" | "request" | "trigger" | "initiate" | "start" | "submit"
        );
    let (main, verb, sureness) = match candidates.iter().copied().find(|c| c.0 == main + 1 && c.2 == Noun::Never) {
        Some((next, second, _)) if carries => (next, second, Sureness::Fair),
        _ => (main, verb, sureness),
    };
    // One word alone is as easily a title as an order.
    let sureness = if last == 0 && !many { sureness.min(Sureness::Fair) } else { sureness };
    let mut out = vec![Occurrence {
        verb,
        place: Place::Name,
        field: Field::NAME,
        span: words[main].span,
        object: name_object(lexicon, words, main, many),
        sureness,
        first: true,
        denied: None,
    }];
    // `create_or_update_x`, `find_and_replace`.
    let mut i = main + 1;
    while i + 1 < words.len() && matches!(words[i].text.as_str(), "or" | "and" | "then") {
        let Some((verb, noun)) = verb_at(i + 1) else { break };
        if noun == Noun::Mostly {
            break;
        }
        out.push(Occurrence {
            verb,
            place: Place::Name,
            field: Field::NAME,
            span: words[i + 1].span,
            object: name_object(lexicon, words, i + 1, many),
            sureness: Sureness::Fair,
            first: false,
            denied: None,
        });
        i += 2;
    }
    out
}

fn name_object(lexicon: &Lexicon, words: &[NameWord<'_>], verb: usize, many: bool) -> Object {
    let stop = |w: &NameWord<'_>| NAME_STOPS.contains(w.text.as_str());
    let mut after: &[NameWord<'_>] = &words[verb + 1..];
    // `create_or_update_file`: the object stands behind the last verb.
    while after.len() > 2
        && matches!(after[0].text.as_str(), "or" | "and" | "then")
        && lexicon.form(&after[1].text).is_some()
    {
        after = &after[2..];
    }
    let end = after.iter().position(stop).unwrap_or(after.len());
    let run = if end > 0 { &after[..end] } else { &words[..verb] };
    // A version or id tail is no head: `…V1`.
    let run = match run.split_last() {
        Some((tail, rest)) if !rest.is_empty() && is_version(&tail.text) => rest,
        _ => run,
    };
    let texts: Vec<&str> = run.iter().map(|w| w.text.as_str()).collect();
    let span = run.first().zip(run.last()).map(|(a, b)| Span::new(a.span.start, b.span.end));
    object(lexicon, &texts, span, many)
}

fn is_version(word: &str) -> bool {
    word.strip_prefix('v').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
}

/// Builds an object from its words; determiners at its start are left out.
fn object(lexicon: &Lexicon, words: &[&str], span: Option<Span>, many: bool) -> Object {
    let mut out = Object { span, many, ..Object::default() };
    for (i, word) in words.iter().enumerate() {
        out.many |= ALL.contains(word);
        let number = word.bytes().all(|b| b.is_ascii_digit());
        if out.words.is_empty() && (DETERMINERS.contains(word) || matches!(*word, "or" | "to") || number) {
            continue;
        }
        let own = lexicon.classes_of(word);
        out.classes = out.classes.with(own);
        for longer in [2, 3] {
            if let Some(run) = words.get(i..i + longer) {
                let classes = lexicon.classes_of_run(run);
                out.classes = out.classes.with(classes);
                if i + longer == words.len() {
                    out.head_classes = out.head_classes.with(classes);
                }
            }
        }
        if i + 1 == words.len() {
            out.head_classes = out.head_classes.with(own);
            out.many |= is_plural(word);
        }
        out.words.push(singular(word).into_owned());
    }
    // A noun of another language stands first among its attributes, and its English
    // name is what rules know.
    if let Some(noun) = words.iter().find_map(|word| lexicon.foreign_object(word)) {
        let classes = lexicon.classes_of(noun);
        out.classes = out.classes.with(classes);
        out.head_classes = out.head_classes.with(classes);
        out.words.push(noun.to_owned());
    }
    out
}

/// `createorupdate`, `listfiles`: a known verb and a known rest without a
/// separator.
fn unglued(lexicon: &Lexicon, words: &[NameWord<'_>]) -> Option<Occurrence> {
    for word in words.iter().filter(|w| w.text.len() >= 6 && w.text.is_ascii()) {
        for cut in (3..word.text.len() - 2).rev() {
            let (head, rest) = word.text.split_at(cut);
            let Some((verb, Form::Base)) = lexicon.form(head) else { continue };
            let rest_known = lexicon.is_object(rest)
                || rest.strip_prefix("or").or(rest.strip_prefix("and")).is_some_and(|r| lexicon.form(r).is_some());
            if rest_known && lexicon.verb(verb).noun == Noun::Never {
                return Some(Occurrence {
                    verb,
                    place: Place::Name,
                    field: Field::NAME,
                    span: Span::new(word.span.start, word.span.start + cut),
                    object: object(lexicon, &[rest], Some(Span::new(word.span.start + cut, word.span.end)), false),
                    sureness: Sureness::Fair,
                    first: true,
                    denied: None,
                });
            }
        }
    }
    None
}

fn foreign_name(lexicon: &Lexicon, words: &[NameWord<'_>]) -> Option<Occurrence> {
    let (i, found) = words.iter().enumerate().find_map(|(i, w)| lexicon.foreign(&w.text).map(|f| (i, f)))?;
    Some(Occurrence {
        verb: found.verb,
        place: Place::Name,
        field: Field::NAME,
        span: words[i].span,
        object: name_object(lexicon, words, i, false),
        sureness: if found.noun { Sureness::Weak } else { Sureness::Fair },
        first: true,
        denied: None,
    })
}

/// The names of the other tools of a server: all names but the tool's own. A view,
/// because a server may have thousands of tools.
#[derive(Debug, Clone, Copy)]
pub struct Siblings<'a> {
    /// The names of all tools of the server, if they are to be looked at.
    pub names: Option<&'a BTreeSet<String>>,
    /// The tool's own name.
    pub own: &'a str,
}

impl Siblings<'_> {
    /// Nobody.
    pub const NONE: Siblings<'static> = Siblings { names: None, own: "" };

    fn contains(&self, word: &str) -> bool {
        word != self.own && self.names.is_some_and(|names| names.contains(word))
    }
}

/// The acts of one sentence of a text. `siblings` are the names of the server's
/// other tools: what a sentence says of them is not said of this one.
pub fn in_sentence(
    lexicon: &Lexicon,
    text: &str,
    sentence: &Sentence,
    field: &Field,
    place: Place,
    siblings: Siblings<'_>,
) -> Vec<Occurrence> {
    let shown = sentence.span.of(text);
    if !shown.is_ascii() && shown.chars().any(is_wide) {
        let found = wide_acts(lexicon, text, sentence.span, field, place);
        if !found.is_empty() {
            return found;
        }
    }
    let words = prose::words(text, sentence.span);
    let reader = SentenceReader { lexicon, text, words: &words, field, place, siblings };
    reader.read()
}

/// Reads one sentence.
struct SentenceReader<'a> {
    lexicon: &'a Lexicon,
    text: &'a str,
    words: &'a [Word<'a>],
    field: &'a Field,
    place: Place,
    siblings: Siblings<'a>,
}

impl SentenceReader<'_> {
    fn read(&self) -> Vec<Occurrence> {
        let Some((head, sureness)) = self.head() else { return Vec::new() };
        let mention = self.mention();
        let mut out = self.named(head);
        if !out.is_empty() {
            if let Some(why) = mention {
                out.iter_mut().for_each(|act| act.denied = Some(why.clone()));
            }
            return out;
        }
        self.push(&mut out, head, sureness, true);
        self.coordinated(head, sureness, &mut out);
        self.listed(head, &mut out);
        let mention = mention.or_else(|| self.repeats(head));
        if let Some(why) = mention {
            for act in &mut out {
                act.denied.get_or_insert_with(|| why.clone());
            }
        }
        out
    }

    /// ``Execute the `publish` operation``: the sentence says no more than the tool's
    /// own name.
    fn repeats(&self, head: usize) -> Option<String> {
        let (id, _) = self.verb(head)?;
        let family = self.lexicon.family_name(self.lexicon.verb(id).family);
        // `Run this tool at the start`
        let this = self.words.get(head + 1).is_some_and(|w| w.text == "this")
            && self.words.get(head + 2).is_some_and(|w| matches!(w.text.as_str(), "tool" | "function"));
        if this && matches!(family, "execute" | "perform") {
            return Some("it tells the caller what to do".to_owned());
        }
        if family != "execute" {
            return None;
        }
        let at = head + 1 + self.words[head + 1..].iter().take(7).position(|word| word.raw == self.siblings.own)?;
        let kind = self.words.get(at + 1)?;
        let quoted = self.words[at].gap.ends_with('`') && kind.gap.starts_with('`');
        let calls = matches!(kind.text.as_str(), "operation" | "action" | "method" | "command" | "call" | "endpoint");
        (quoted && calls).then(|| "it only repeats the tool’s name".to_owned())
    }

    /// `Execute the add_permission operation`: the act is the one that the identifier
    /// names.
    fn named(&self, head: usize) -> Vec<Occurrence> {
        let Some((id, _)) = self.verb(head) else { return Vec::new() };
        let family = self.lexicon.family_name(self.lexicon.verb(id).family);
        if family != "execute" && family != "perform" {
            return Vec::new();
        }
        let Some(word) =
            self.words[head + 1..].iter().take(7).find(|w| w.code && w.raw.starts_with(|c: char| c.is_lowercase()))
        else {
            return Vec::new();
        };
        let mut found = in_name(self.lexicon, word.raw, &BTreeSet::new(), &BTreeSet::new());
        for act in &mut found {
            act.place = self.place;
            act.field = self.field.clone();
            act.span = Span::new(word.span.start + act.span.start, word.span.start + act.span.end);
            act.object.span = act.object.span.map(|s| Span::new(word.span.start + s.start, word.span.start + s.end));
        }
        found
    }

    /// Why the whole sentence speaks of something else, if it does: another tool,
    /// or what the caller should do.
    fn mention(&self) -> Option<String> {
        let first = self.words.first().map_or("", |w| w.text.as_str());
        let starts = |list: &[&str]| list.contains(&first);
        if (starts(&[
            "use", "call", "see", "first", "to", "for", "if", "before", "after", "then", "prefer", "instead", "unlike",
            "when", "try", "run", "note", "requires", "must", "consider", "once", "get", "please", "always",
        ]) || self.words.iter().any(|w| w.text == "instead"))
            && let Some(other) = self.words.iter().find(|w| self.siblings.contains(w.raw))
        {
            return Some(format!("it speaks of `{}`", other.raw));
        }
        if starts(&["use", "call", "prefer", "try"]) && self.words.get(1).is_some_and(|w| w.code || w.gap.contains('`'))
        {
            return Some("it speaks of another tool".to_owned());
        }
        if starts(&["if", "when", "before", "after", "once", "unless", "while"]) && self.place == Place::Body {
            return Some("it is a condition".to_owned());
        }
        if self.place == Place::Body
            && starts(&[
                "you", "do", "don't", "never", "always", "make", "ensure", "please", "note", "example", "examples",
            ])
        {
            return Some("it tells the caller what to do".to_owned());
        }
        None
    }

    /// The word that says what the call does, and how sure that is.
    fn head(&self) -> Option<(usize, Sureness)> {
        let words = self.words;
        // `Given a word, returns …`: the act stands behind the comma.
        if words.first().is_some_and(|w| {
            matches!(w.text.as_str(), "given" | "based" | "using" | "with" | "from" | "after" | "once" | "when" | "for")
        }) {
            let behind = (2..words.len().min(22)).find(|j| words[*j].gap.contains(',') && self.is_verb_here(*j));
            if let Some(j) = behind {
                return Some((j, self.sureness(j, false).min(Sureness::Fair)));
            }
        }
        let mut provided: Option<usize> = None;
        let mut i = 0;
        let mut broke = false;
        while i < words.len() && i < 18 {
            let word = &words[i];
            let before = i.checked_sub(1).map(|b| words[b].text.as_str());
            if word.gap.contains('[') {
                // `[Project management] Create a version`: a tag, not the sentence.
                let end = (i + 1..words.len().min(i + 8)).find(|j| words[*j].gap.contains(']'));
                if let Some(end) = end {
                    i = end;
                    continue;
                }
            }
            if word.code || word.text.chars().all(|c| c.is_ascii_digit()) {
                i += 1;
                continue;
            }
            if self.is_verb_here(i) && !(self.lexicon.leads_in(&word.text) && self.more_follows(i)) {
                return Some((i, self.sureness(i, broke)));
            }
            if matches!(word.text.as_str(), "provides" | "provide" | "gives" | "enables" | "enable" | "use")
                && provided.is_none()
            {
                provided = Some(i);
            }
            let adverb = word.text.len() > 4 && word.text.ends_with("ly");
            let label = words.get(i + 1).is_some_and(|n| n.gap.contains([':', '|', '-', '–', ']', '：']));
            if self.lexicon.leads_in(&word.text) || adverb || label || before.is_none() && word.gap.contains('[') {
                i += 1;
                continue;
            }
            broke = true;
            break;
        }
        // A noun phrase first: `A crawler that fetches …`, `Tool to delete …`.
        if broke {
            for j in i + 1..words.len() {
                let before = words[j - 1].text.as_str();
                let Some((id, form)) = self.verb(j) else { continue };
                let fits = match form {
                    Form::Base => {
                        before == "to" && !self.determined(j + 1, "of")
                            || words[j].gap.contains([':', '|', '-', '–', '：', ']'])
                    }
                    Form::Third => {
                        matches!(before, "that" | "which" | "who" | "it" | "tool")
                            && self.lexicon.verb(id).lemma != "let"
                    }
                    Form::Gerund => matches!(before, "for" | "by") && j < 12,
                    Form::Past => false,
                };
                if fits && !self.lexicon.leads_in(&words[j].text) {
                    return Some((j, if j < 14 { Sureness::Fair } else { Sureness::Weak }));
                }
            }
        }
        provided.filter(|p| self.verb(*p).is_some()).map(|p| (p, Sureness::Weak))
    }

    fn verb(&self, i: usize) -> Option<(VerbId, Form)> {
        let word = &self.words[i];
        if word.code {
            return None;
        }
        self.lexicon.form(&word.text).or_else(|| self.lexicon.foreign(&word.text).map(|f| (f.verb, Form::Base)))
    }

    /// Whether a lead-in word that is a verb too (`use`, `allow`, `enable`) leads to
    /// another verb in the same clause.
    fn more_follows(&self, i: usize) -> bool {
        for j in i + 1..self.words.len().min(i + 9) {
            let word = &self.words[j];
            if let Some((_, form)) = self.verb(j) {
                let before = self.words[j - 1].text.as_str();
                if form == Form::Base && matches!(before, "to" | "you" | "users" | "agents" | "that" | "can" | "and")
                    || form == Form::Gerund && matches!(before, "for" | "by" | "allows" | "enables")
                    || form == Form::Third && matches!(before, "that" | "which" | "tool" | "this")
                {
                    return !self.lexicon.leads_in(&word.text) || self.more_follows(j);
                }
            }
            if word.gap.contains(['.', ';']) {
                return false;
            }
        }
        false
    }

    /// Whether the word is a verb in a position where verbs stand.
    fn is_verb_here(&self, i: usize) -> bool {
        let Some((id, form)) = self.verb(i) else { return false };
        let (word, next) = (&self.words[i], self.words.get(i + 1));
        // `NOTE: …`, `pre-commit`, `<end>`: a label, a part of a word, a placeholder.
        let label = word.raw.len() > 1
            && word.raw.bytes().all(|byte| byte.is_ascii_uppercase())
            && next.is_some_and(|next| next.gap.starts_with(':'));
        let part = word.gap == "-"
            && i > 0
            && self.words[i - 1].span.end + 1 == word.span.start
            && PREFIXES.contains(&self.words[i - 1].text.as_str());
        let placeholder = word.gap.ends_with('<') && next.is_none_or(|next| next.gap.starts_with('>'));
        if label || part || placeholder {
            return false;
        }
        if self.words.get(i + 1).is_some_and(|next| {
            next.gap.is_empty()
                && self.lexicon.verb(id).noun != Noun::Never
                && self.lexicon.is_compound(&self.words[i].text, &next.text)
        }) {
            return false;
        }
        let before = i.checked_sub(1).map(|b| self.words[b].text.as_str()).unwrap_or_default();
        let determined = matches!(
            before,
            "a" | "an"
                | "the"
                | "this"
                | "these"
                | "one"
                | "your"
                | "any"
                | "all"
                | "single"
                | "simple"
                | "basic"
                | "powerful"
                | "main"
                | "primary"
                | "generic"
                | "fast"
                | "quick"
                | "convenient"
        );
        let verb = self.lexicon.verb(id);
        match form {
            Form::Base => {
                if determined {
                    return false;
                }
                // `Search results for …`, `Test suite …`: a noun at the start, if the
                // next word is what such compounds have and no determiner.
                if verb.noun == Noun::Mostly && i == 0 {
                    return self
                        .words
                        .get(1)
                        .is_none_or(|n| !n.gap.is_empty() || DETERMINERS.contains(&n.text) || STOPS.contains(&n.text));
                }
                true
            }
            Form::Third => {
                // `Issues of a project`, `Changes merged since a date`: a noun in the plural.
                // `Builds and runs an app`: two verbs all the same.
                let joined = next.is_some_and(|next| matches!(next.text.as_str(), "and" | "or"))
                    && self.words.len() > i + 2
                    && self.verb(i + 2).is_some_and(|(_, form)| form == Form::Third)
                    && self.words.get(i + 3).is_some_and(|w| DETERMINERS.contains(&w.text));
                let plural = i == 0
                    && verb.noun != Noun::Never
                    && !joined
                    && next.is_some_and(|next| {
                        next.gap.is_empty()
                            && (matches!(
                                next.text.as_str(),
                                "of" | "in" | "by" | "since" | "that" | "whose" | "per" | "during" | "and" | "which"
                            ) || self.verb(i + 1).is_some_and(|(_, form)| form == Form::Past))
                    });
                if plural {
                    return false;
                }
                let shape =
                    verb.noun != Noun::Mostly || self.words.get(i + 1).is_some_and(|n| DETERMINERS.contains(&n.text));
                shape && !matches!(before, "all" | "these" | "your" | "a" | "an")
            }
            Form::Gerund => {
                i == 0
                    || matches!(
                        before,
                        "for" | "of" | "by" | "allows" | "enables" | "supports" | "support" | "in" | "when"
                    )
            }
            Form::Past => false,
        }
    }

    fn sureness(&self, i: usize, broke: bool) -> Sureness {
        let Some((id, form)) = self.verb(i) else { return Sureness::Weak };
        let verb = self.lexicon.verb(id);
        let determined = self.words.get(i + 1).is_some_and(|n| DETERMINERS.contains(&n.text));
        match (verb.noun, form) {
            _ if broke => Sureness::Weak,
            (Noun::Never, Form::Base | Form::Third) => Sureness::Sure,
            (Noun::Often, Form::Base | Form::Third) => {
                if determined || i == 0 {
                    Sureness::Sure
                } else {
                    Sureness::Fair
                }
            }
            (Noun::Mostly, Form::Base | Form::Third) => {
                if determined {
                    Sureness::Sure
                } else {
                    Sureness::Fair
                }
            }
            // `Running processes of the box` is a list, not an act.
            (_, Form::Gerund) => {
                if i == 0 {
                    Sureness::Weak
                } else {
                    Sureness::Fair
                }
            }
            (_, Form::Past) => Sureness::Weak,
        }
    }

    fn determined(&self, i: usize, word: &str) -> bool {
        self.words.get(i).is_some_and(|w| w.text == word)
    }

    /// Verbs joined to the head by a comma, `and`, `or`, `then`, `/`, `&`.
    fn coordinated(&self, head: usize, sureness: Sureness, out: &mut Vec<Occurrence>) {
        let Some((_, head_form)) = self.verb(head) else { return };
        let mut joined = false;
        // Inside a subordinate clause: `that nobody has opened`. Only `then` and an object
        // that points back (`and deletes them`) lead out of it.
        let mut subordinate = false;
        let mut last = head;
        for i in head + 1..self.words.len() {
            let word = &self.words[i];
            if word.gap.contains(['.', ';', ':', '(', '。']) && !word.gap.contains(',') && i > head + 1 {
                break;
            }
            if matches!(word.text.as_str(), "what" | "would" | "could" | "how" | "whether" | "than" | "might") {
                break;
            }
            let comma = word.gap.contains([',', '/', '&', '、']);
            let connective = matches!(word.text.as_str(), "and" | "or" | "then");
            if connective {
                joined = true;
                continue;
            }
            if comma {
                joined = true;
            }
            if !joined {
                if matches!(
                    word.text.as_str(),
                    "that"
                        | "which"
                        | "who"
                        | "where"
                        | "when"
                        | "if"
                        | "so"
                        | "because"
                        | "unless"
                        | "without"
                        | "after"
                        | "before"
                        | "by"
                        | "like"
                ) {
                    subordinate = true;
                }
                continue;
            }
            if word.text.len() > 4 && word.text.ends_with("ly") || matches!(word.text.as_str(), "also" | "optionally") {
                continue;
            }
            let Some((id, form)) = self.verb(i) else {
                joined = false;
                continue;
            };
            let verb = self.lexicon.verb(id);
            let same = form == head_form;
            let next = self.words.get(i + 1);
            let object_follows = next.is_some_and(|n| {
                DETERMINERS.contains(&n.text)
                    || n.gap.contains([',', '/'])
                    || matches!(n.text.as_str(), "and" | "or" | "it" | "them")
            });
            let told = next.is_some_and(|n| {
                n.gap.is_empty() && DETERMINERS.contains(&n.text) || matches!(n.text.as_str(), "it" | "them")
            });
            let leads_out = self.words[i - 1].text == "then"
                || self.words[i - 1].text == "and" && next.is_some_and(|n| matches!(n.text.as_str(), "it" | "them"));
            if subordinate && !leads_out {
                joined = false;
                continue;
            }
            // A noun in a list of objects looks the same: `files and comments`.
            let plausible = match verb.noun {
                Noun::Never => true,
                Noun::Often => told || i <= last + 2,
                Noun::Mostly => object_follows && form == Form::Base && (i <= last + 2 || told && leads_out),
            };
            let third_like_plural = form == Form::Third && verb.noun != Noun::Never && !told;
            // `buy volume, sell volume and price`
            let thing =
                next.is_some_and(|n| n.gap.is_empty() && self.lexicon.is_compound(&word.text, &n.text)) && !told;
            if same && plausible && !third_like_plural && !thing {
                let before = out.len();
                self.push(out, i, sureness.min(Sureness::Fair), false);
                // `and execute it`: what the first verb acts on.
                if let Some((first, [act])) =
                    out.get(..before).and_then(<[_]>::first).cloned().zip(out.get_mut(before..))
                    && act.object.words.iter().all(|word| matches!(word.as_str(), "it" | "them"))
                {
                    act.object = Object { span: None, ..first.object };
                }
                last = i;
            }
            joined = false;
            if out.len() > 8 {
                break;
            }
        }
    }

    /// Verbs listed after a verb that names nothing itself: `Manages boards: create,
    /// rename, delete`, `Perform actions like …`, `operations (create/update/delete)`.
    fn listed(&self, head: usize, out: &mut Vec<Occurrence>) {
        let names_nothing = self.verb(head).is_some_and(|(id, _)| {
            matches!(self.lexicon.family_name(self.lexicon.verb(id).family), "execute" | "perform")
        });
        let mut found: Vec<usize> = Vec::new();
        let mut open = false;
        for i in head + 1..self.words.len() {
            let word = &self.words[i];
            let before = self.words[i - 1].text.as_str();
            let announced = names_nothing
                || matches!(
                    before,
                    "operations" | "actions" | "operation" | "action" | "commands" | "tasks" | "methods"
                );
            if !open && !announced {
                continue;
            }
            if word.gap.contains(['(', ':']) || matches!(before, "like" | "as" | "including" | "include" | "supports") {
                open = true;
            }
            let listed = word.gap.contains([',', '/', '(', ':', '|', '&'])
                || matches!(before, "or" | "and" | "like" | "as" | "including");
            if !open || !listed {
                continue;
            }
            let Some((id, form)) = self.verb(i) else { continue };
            let noun = self.lexicon.verb(id).noun;
            if matches!(form, Form::Base | Form::Gerund)
                && noun != Noun::Mostly
                && !out.iter().any(|o| o.span == word.span)
            {
                found.push(i);
            }
        }
        if found.len() >= 2 {
            for i in found {
                self.push(out, i, Sureness::Fair, false);
            }
        }
    }

    fn push(&self, out: &mut Vec<Occurrence>, i: usize, sureness: Sureness, first: bool) {
        let Some((verb, _)) = self.verb(i) else { return };
        let lemma = self.lexicon.verb(verb).lemma.as_str();
        if matches!(lemma, "raise" | "throw") {
            let error =
                |w: &Word<'_>| w.text.ends_with("error") || w.text.ends_with("exception") || w.text.ends_with("errors");
            if self.words[i + 1..].iter().take(4).any(error) {
                return;
            }
        }
        out.push(Occurrence {
            verb,
            place: self.place,
            field: self.field.clone(),
            span: self.words[i].span,
            object: self.object(i),
            sureness,
            first,
            denied: self.denial(i),
        });
    }

    /// The denial before a verb, within the same clause.
    fn denial(&self, i: usize) -> Option<String> {
        for j in (i.saturating_sub(5)..i).rev() {
            let word = &self.words[j];
            if self.lexicon.denies(&word.text) {
                let quote = &self.text[word.span.start..self.words[i - 1].span.end];
                return Some(format!("denied by “{quote}”"));
            }
            if self.words[j + 1].gap.contains(['.', ';', ':']) || matches!(word.text.as_str(), "but" | "only" | "then")
            {
                return None;
            }
        }
        None
    }

    fn object(&self, verb: usize) -> Object {
        let mut i = verb + 1;
        // `Create or update a file`: the object stands behind the last verb.
        while i + 1 < self.words.len()
            && (matches!(self.words[i].text.as_str(), "or" | "and" | "then")
                || self.words[i].gap.contains([',', '/', '&']))
        {
            let step = if matches!(self.words[i].text.as_str(), "or" | "and" | "then") { i + 1 } else { i };
            match self.verb(step) {
                Some((_, form)) if form != Form::Past => i = step + 1,
                _ => break,
            }
        }
        let mut many = false;
        // `one or more files`.
        if let [one, or, more, ..] = &self.words[i.min(self.words.len())..]
            && matches!(one.text.as_str(), "one" | "two")
            && or.text == "or"
            && matches!(more.text.as_str(), "more" | "several" | "multiple" | "many")
            && [or, more].iter().all(|word| word.gap.is_empty())
        {
            many = true;
            i += 3;
        }
        let start = i;
        while i < self.words.len() && i < start + 8 {
            let word = &self.words[i];
            let stop = STOPS.contains(&word.text)
                || i > start && word.gap.contains([',', '.', ';', ':', '(', '—', '|', ')', '。', '，']);
            let up_to = word.text == "up" && self.words.get(i + 1).is_some_and(|next| next.text == "to");
            if stop || up_to || i == start && word.gap.contains(['.', ';', '(', ':', '|', '—', '–']) {
                break;
            }
            i += 1;
        }
        let run = &self.words[start..i];
        // `list of files`, `details about a pod`: the thing is behind the preposition.
        let texts: Vec<&str> = run.iter().map(|w| w.text.as_str()).collect();
        let span = run.first().zip(run.last()).map(|(a, b)| Span::new(a.span.start, b.span.end));
        let mut object = object(self.lexicon, &texts, span, many);
        let vague = [
            "list",
            "detail",
            "information",
            "info",
            "set",
            "number",
            "content",
            "copy",
            "version",
            "status",
            "all",
            "one",
            "more",
            "history",
            "data",
            "result",
            "metadata",
            "summary",
            "overview",
            "count",
            "array",
            "batch",
            "collection",
            "group",
            "sequence",
            "series",
        ]
        .contains(&object.head())
            || object.words.is_empty();
        let next = self.words.get(i).map(|w| w.text.as_str());
        if vague && matches!(next, Some("of" | "about" | "for" | "on" | "from" | "in")) && i + 1 < self.words.len() {
            let mut end = i + 1;
            while end < self.words.len() && end < i + 7 {
                let word = &self.words[end];
                if STOPS.contains(&word.text) || end > i + 1 && word.gap.contains([',', '.', ';', ':', '(', '—', ')'])
                {
                    break;
                }
                end += 1;
            }
            let more: Vec<&str> = self.words[i + 1..end].iter().map(|w| w.text.as_str()).collect();
            if !more.is_empty() {
                let inner = self::object(self.lexicon, &more, None, object.many);
                let span = object.span.map_or(self.words[i].span.start, |s| s.start);
                object.span = Some(Span::new(span, self.words[end - 1].span.end));
                object.words.extend(inner.words);
                object.classes = object.classes.with(inner.classes);
                object.head_classes = inner.head_classes;
                object.many |= inner.many;
            }
        }
        object
    }
}

/// Acts in languages written without spaces. Chinese puts the verb first, Japanese
/// and Korean last.
fn wide_acts(lexicon: &Lexicon, text: &str, within: Span, field: &Field, place: Place) -> Vec<Occurrence> {
    let shown = within.of(text);
    let verb_last = shown.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7af}'));
    let found: Vec<_> = lexicon.wide_verbs(shown).collect();
    let main = if verb_last { found.last() } else { found.first() };
    let Some(&(start, end, main)) = main else { return Vec::new() };
    let rest = if verb_last { &shown[..start] } else { &shown[end..] };
    let trimmed = rest.trim_matches(|c: char| !c.is_alphanumeric());
    let at = rest.find(trimmed).unwrap_or_default() + if verb_last { 0 } else { end };
    let object_span = (!trimmed.is_empty()).then(|| Span::new(within.start + at, within.start + at + trimmed.len()));
    let mut out = vec![Occurrence {
        verb: main.verb,
        place,
        field: field.clone(),
        span: Span::new(within.start + start, within.start + end),
        object: wide_object(lexicon, rest, verb_last, object_span),
        sureness: if main.noun {
            Sureness::Weak
        } else if start < 24 || verb_last {
            Sureness::Sure
        } else {
            Sureness::Fair
        },
        first: true,
        denied: lexicon.wide_denial(&shown[..start], &shown[end..]).map(|d| format!("denied by “{d}”")),
    }];
    // `创建或删除`: verbs joined by a connective.
    for pair in found.windows(2) {
        let between = &shown[pair[0].1..pair[1].0];
        if matches!(
            between.trim(),
            "或" | "和" | "、" | "并" | "或者" | "/" | "・" | "및" | "または" | "と" | "与" | "及"
        ) {
            let other = if verb_last { pair[0] } else { pair[1] };
            out.push(Occurrence {
                verb: other.2.verb,
                place,
                field: field.clone(),
                span: Span::new(within.start + other.0, within.start + other.1),
                object: Object::default(),
                sureness: Sureness::Weak,
                first: false,
                denied: None,
            });
        }
    }
    out
}

/// Words that make an object many in languages written without spaces.
const WIDE_ALL: &[&str] =
    &["一括", "全て", "全部", "复数", "多个", "多条", "所有", "批量", "複数", "すべて", "모두", "모든", "여러", "일괄"];

/// The object in the clause next to the verb, by the English names of its nouns; the
/// last of them is what the others only describe.
fn wide_object(lexicon: &Lexicon, rest: &str, verb_last: bool, span: Option<Span>) -> Object {
    let stop = |c: char| matches!(c, '，' | '。' | ',' | '.' | ';' | '；' | '：' | ':' | '（' | '(' | '\n' | '！');
    let clause = if verb_last { rest.rsplit(stop).next() } else { rest.split(stop).next() }.unwrap_or(rest);
    let mut out = Object { span, many: WIDE_ALL.iter().any(|word| clause.contains(word)), ..Object::default() };
    for noun in lexicon.wide_objects(clause) {
        let classes = lexicon.classes_of(noun).with(lexicon.classes_of_run(&noun.split(' ').collect::<Vec<_>>()));
        out.classes = out.classes.with(classes);
        out.head_classes = classes;
        out.words.extend(noun.split(' ').map(str::to_owned));
    }
    out
}

/// Whether acts in a section can say what the call does.
pub fn section_speaks(section: Section) -> bool {
    match section {
        Section::Body | Section::Actions => true,
        Section::Inputs | Section::Outputs | Section::Examples | Section::Errors | Section::Advice | Section::Code => {
            false
        }
    }
}
