//! Acts in the name of a tool: which of its words is the verb, and what it acts on.

use super::wide::wide_acts;
use super::{ALL, Object, Occurrence, Sureness, is_of_agent, object};
use crate::evidence::context::Names;
use crate::rulebook::Lexicon;
use crate::rulebook::lexicon::{Noun, Role, VerbId};
use crate::rulebook::rule::Place;
use crate::span::{Field, Span};
use crate::text::forms::Form;
use crate::text::name::{self, NameWord, is_wide};
use crate::text::word_set::WordSet;

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

/// The acts in a tool's name. `namespace` are leading words that the server's tools
/// share; they are read as verbs only if nothing else is one. `topics` are first words
/// that stand before different verbs.
pub fn in_name(lexicon: &Lexicon, tool_name: &str, namespace: &Names, topics: &Names) -> Vec<Occurrence> {
    in_words(lexicon, tool_name, &name::words(tool_name), namespace, topics)
}

/// [`in_name`] of a name that has been split into its words.
pub fn in_words(
    lexicon: &Lexicon,
    tool_name: &str,
    words: &[NameWord<'_>],
    namespace: &Names,
    topics: &Names,
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
    // `ScreenshotController_take`: where it is kept in the program.
    if let Some(at) =
        words.iter().position(|word| word.text == "controller").filter(|at| *at > 0 && at + 1 < words.len())
    {
        let found = acts_of_words(lexicon, tool_name, &words[at + 1..]);
        if !found.is_empty() {
            return found;
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
        let compound = words.get(i + 1).is_some_and(|next| {
            (noun != Noun::Never || i > 0) && lexicon.is_compound(&words[i].text, &next.text)
                || i + 2 == words.len() && is_of_agent(lexicon, id, &next.text)
        });
        // `not_found`, `before_you_drop`: no act of this call.
        let told = i > 0 && words[i - 1].text == "not"
            || matches!(words[0].text.as_str(), "after" | "before" | "how" | "when" | "why");
        let stands = !told && lexicon.stands(id, words.get(i + 1).map(|next| next.text.as_str()));
        (form == Form::Base && !compound && stands).then_some((id, noun))
    };
    let candidates: Vec<(usize, VerbId, Noun)> =
        (0..words.len()).filter_map(|i| verb_at(i).map(|(id, noun)| (i, id, noun))).collect();
    // `block__getreward`: what stands before a double mark is a part of the server.
    let part = (1..words.len()).find(|i| words[*i].span.start >= words[*i - 1].span.end + 2);
    if let Some(part) = part
        && candidates.iter().all(|(i, _, noun)| *i < part && *noun != Noun::Never)
        && let Some(act) = begins_with_verb(lexicon, &words[part])
    {
        return vec![act];
    }
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

/// `createorupdate`, `listfiles`: a known verb and a known rest without a
/// separator.
fn unglued(lexicon: &Lexicon, words: &[NameWord<'_>]) -> Option<Occurrence> {
    words.iter().find_map(|word| {
        glued(lexicon, word, |rest, span| {
            let joined = || rest.strip_prefix("or").or(rest.strip_prefix("and"));
            let known = lexicon.is_object(rest) || joined().is_some_and(|rest| lexicon.form(rest).is_some());
            known.then(|| object(lexicon, &[rest], Some(span), false))
        })
    })
}

/// `getreward`: a plain verb and whatever rest without a separator.
fn begins_with_verb(lexicon: &Lexicon, word: &NameWord<'_>) -> Option<Occurrence> {
    glued(lexicon, word, |rest, span| match lexicon.is_object(rest) {
        true => Some(object(lexicon, &[rest], Some(span), false)),
        false => Some(Object::default()),
    })
}

/// A word as a verb, the longest that it begins with, and what `rest` makes of the letters
/// behind it.
fn glued(lexicon: &Lexicon, word: &NameWord<'_>, rest: impl Fn(&str, Span) -> Option<Object>) -> Option<Occurrence> {
    let longest = word.text.len().checked_sub(3).filter(|_| word.text.is_ascii())?;
    (3..=longest).rev().find_map(|cut| {
        let (head, tail) = word.text.split_at(cut);
        let (verb, form) = lexicon.form(head)?;
        if form != Form::Base || lexicon.verb(verb).noun != Noun::Never {
            return None;
        }
        let end = word.span.start + cut;
        Some(Occurrence {
            verb,
            place: Place::Name,
            field: Field::NAME,
            span: Span::new(word.span.start, end),
            object: rest(tail, Span::new(end, word.span.end))?,
            sureness: Sureness::Fair,
            first: true,
            denied: None,
        })
    })
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
