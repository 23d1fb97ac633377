//! The noun that an object names: where it stands, its number, and what it is about.

use super::NounPhrase;
use super::article::article;
use super::object::Object;
use crate::classify::english::{
    CUTS, DETERMINERS, INDEFINITE, OWNERS, TIES, is_adverb, is_article, is_mass, is_several,
};
use crate::rulebook::lexicon::{Lexicon, Mark};
use crate::text::forms::singular;
use crate::text::lower::Lower;

/// The noun that an object names first, with its complement if it says little alone.
pub(in crate::classify) fn noun(lexicon: &Lexicon, object: &str) -> Option<NounPhrase> {
    // `one of the caller's posts`
    if let Some(several) = object.strip_prefix("one of ") {
        let owner = ["the caller's ", "your ", "the "].iter().find_map(|owner| several.strip_prefix(owner));
        return noun(lexicon, owner.unwrap_or(several))?.singular();
    }
    let object = Object::of(lexicon, without_effect(object));
    object.phrase(&object.first_noun()?)
}

/// An object without what comes of it at once: `a match` of `a match, resetting the board`.
pub(in crate::classify) fn without_effect(object: &str) -> &str {
    let effect = |rest: &str| {
        let mut words = rest.split(' ');
        let gerund = words.next().is_some_and(|word| word.ends_with("ing"));
        gerund && words.next().is_some_and(|word| DETERMINERS.contains(word) || OWNERS.contains(word))
    };
    object.split_once(", ").filter(|(_, rest)| effect(rest)).map_or(object, |(before, _)| before)
}

/// Where a noun stands in an object, and what the words before it say of it.
struct Found {
    /// Its first word.
    start: usize,
    /// The word behind its last one.
    end: usize,
    /// It is a certain one: `the`, `current`.
    known: bool,
    /// It is one: `a`.
    single: bool,
}

/// Where the noun stands.
impl Object<'_> {
    /// Finds the noun that the object names first, or of `a list of pages` what it is a list of.
    fn first_noun(&self) -> Option<Found> {
        if matches!(self.at(0), "that" | "if" | "whether" | "how" | "what") {
            return None;
        }
        let mut at = usize::from(TIES.contains(self.at(0)) || matches!(self.at(0), "with" | "by"));
        let (mut known, mut single) = (false, false);
        loop {
            let start = self.behind_determiners(at);
            single |= self.lower[at..start].iter().any(|word| matches!(word.as_str(), "a" | "an"));
            known |= self.lower[at..start].iter().any(|word| matches!(word.as_str(), "the" | "current" | "entire"))
                || matches!(self.at(start), "trash" | "clipboard" | "inbox");
            if let Some(second) = self.second_object(start) {
                at = second;
                continue;
            }
            let start = self.behind_state(start);
            let end = self.noun_end(start);
            if end <= start {
                return None;
            }
            let end = self.with_joined_name(end);
            let end = self.without_owner(start, end);
            let end = self.first_of_list(start, end, single);
            if self.only_contains(start, end) {
                at = end + 1;
                single = false;
                continue;
            }
            return (!self.names_nothing(start)).then_some(Found { start, end, known, single });
        }
    }

    /// Where the words end that only say which or how many: `all 3 open (pages)`.
    fn behind_determiners(&self, at: usize) -> usize {
        let determines = |i: usize| {
            let word = self.at(i);
            let next = self.at(i + 1);
            // `one or more`, `one or several`, `any or all`
            let or_more = i > 0 && word == "or" && DETERMINERS.contains(next);
            let counted = word.bytes().all(|b| b.is_ascii_digit());
            // `open source repositories`
            let whole = word == "open" && next == "source";
            (DETERMINERS.contains(word) || counted || or_more) && !whole
        };
        (at..self.lower.len()).find(|i| !determines(*i)).unwrap_or(self.lower.len())
    }

    /// `(emails the customer) a reminder`: what is sent stands behind whom it is sent to.
    fn second_object(&self, start: usize) -> Option<usize> {
        let begins = |i: &usize| matches!(self.at(*i), "a" | "an") && !matches!(self.at(*i - 1), "and" | "or");
        (start + 1..self.noun_end(start)).find(begins)
    }

    /// Where the noun begins behind how it stands: `(the) currently running (job)`.
    fn behind_state(&self, start: usize) -> usize {
        let state = self.at(start + 1);
        let stands = state.ends_with("ing") || state.ends_with("ed") || state == "open";
        let current = self.at(start) == "currently" && stands && start + 2 < self.noun_end(start + 2);
        let start = if current { start + 2 } else { start };
        if self.at(start) == "running" && self.noun_end(start) > start + 1 { start + 1 } else { start }
    }

    /// `a Facebook or Instagram ad campaign`: whose it is, and what it is.
    fn with_joined_name(&self, end: usize) -> usize {
        let large = |i: usize| self.words.get(i).is_some_and(|word| word.starts_with(|c: char| c.is_ascii_uppercase()));
        if !matches!(self.at(end), "or" | "and") || !large(end - 1) || !large(end + 1) {
            return end;
        }
        let further = self.noun_end(end + 1);
        let plain = !(end + 1..further).any(|i| matches!(self.at(i), "and" | "or" | "all"));
        if further > end && plain && !large(further - 1) { further } else { end }
    }

    /// The end without a joint to what is cut off: `providers and their` (available models).
    fn without_owner(&self, start: usize, end: usize) -> usize {
        let owner = |word: &Lower<'_>| OWNERS.contains(word.as_str()) || matches!(word.as_str(), "and" | "all");
        let tail = (start + 1..end).rev().find(|i| self.lower[*i - 1..end].iter().all(owner));
        tail.map_or(end, |i| i - 1).max(start + 1)
    }

    /// Of a list that was cut off, the first thing.
    fn first_of_list(&self, start: usize, end: usize, single: bool) -> usize {
        let joined = |comma: usize| self.lower[comma..end].iter().any(|word| word == "and");
        let parts = |i: &usize| {
            let adjective = single && *i == start && *i + 1 < end;
            self.words[*i].ends_with(',') && (end - start > 5 || !adjective && !joined(*i))
        };
        (start..end).find(parts).map_or(end, |comma| comma + 1)
    }

    /// Whether the noun only stands for what follows it: `a list of projects`, but no list is
    /// `telemetry collection of prompts`.
    fn only_contains(&self, start: usize, end: usize) -> bool {
        let head = self.at(end - 1);
        let bare = start > 0 && end - start == 1 || matches!(head, "array" | "list" | "series");
        bare && self.at(end) == "of" && end + 1 < self.words.len() && self.lexicon.is_marked(head, Mark::Container)
    }

    /// Whether what begins there is no noun, or one that stands for nothing certain.
    fn names_nothing(&self, start: usize) -> bool {
        let word = self.at(start);
        CUTS.contains(word)
            || matches!(word, "what" | "how" | "it" | "them" | "which" | "who")
            || matches!(word, "if" | "whether" | "that")
            || INDEFINITE.contains(word)
            || word.ends_with("ing") && is_article(self.at(start + 1))
    }
}

/// What is said of the noun.
impl Object<'_> {
    /// The noun that was found, with its number; none where its words are only somebody's.
    fn phrase(&self, found: &Found) -> Option<NounPhrase> {
        let Found { start, end, single, .. } = *found;
        let head = self.head(start, end);
        let (about, last) = self.about(start, end, head);
        let known = found.known || self.is_certain(start) || last > end && self.at(end) == "of";
        // A long compound is known by its last words.
        let first = if last == end && end - start > 6 { end - 4 } else { start };
        let words = self.words[first..last].join(" ");
        let own = self.is_proper(start, end, &words) || OWNERS.contains(self.at(start));
        let counted = head == "time" && end - start > 1;
        let mass = is_mass(self.lexicon, head) && !single && !counted;
        let plural = head.ends_with("ics")
            || self.names_two(first, end, single && !is_several(self.lexicon, head))
            || self.counts_invariant(start, head)
            || !mass && is_several(self.lexicon, self.as_written(head).rsplit('/').next().unwrap_or_default());
        let words = self.without_tail(&words)?;
        let kind = self.lower[end.saturating_sub(2).max(start)..end].join(" ").trim_end_matches(',').to_owned();
        let kind = if known && words == "time" { "current time".to_owned() } else { kind };
        let noun = NounPhrase {
            words: words.to_owned(),
            known,
            own,
            plural,
            mass,
            head: kind,
            about,
            article: "",
            person: false,
        };
        let one = noun.singular();
        let last = singular(noun.last());
        let person = self.lexicon.is_marked(&last, Mark::Person);
        let article = article(self.lexicon, one.as_ref().map_or(words, |one| &one.words));
        Some(NounPhrase { article, person, ..noun })
    }

    /// The word that says what kind of thing it is: the last, unless that says how.
    fn head(&self, start: usize, end: usize) -> &str {
        let last = self.at(end - 1);
        if end - start > 1 && is_adverb(self.lexicon, last) { self.at(end - 2) } else { last }
    }

    /// What a noun is about that says little alone (`task` of `task details`, `work item` of
    /// `details of a work item`), and where the noun ends with that.
    fn about(&self, start: usize, end: usize, head: &str) -> (String, usize) {
        if !self.lexicon.is_marked(head, Mark::Vague) {
            return (String::new(), end);
        }
        let before = || self.lower[end.saturating_sub(3).max(start)..end - 1].join(" ");
        if matches!(self.at(end), "of" | "for" | "about" | "on" | "in")
            && let Some((from, to)) = self.complement(end + 1).filter(|(_, to)| to - start <= 9)
        {
            // `workflow information for a work item` is about workflows.
            let own = end - start > 1 && self.lexicon.is_object(self.at(end - 2)) && self.at(end) != "of";
            let about = if own { before() } else { self.lower[to.saturating_sub(2).max(from)..to].join(" ") };
            return (about, to);
        }
        (before(), end)
    }

    /// The noun behind a preposition, if there is one: `(details for) a list of papers`.
    fn complement(&self, at: usize) -> Option<(usize, usize)> {
        // `the content of one or more addresses`
        let or_more = |i: usize| self.at(i) == "or" && DETERMINERS.contains(self.at(i + 1));
        let given = |i: &usize| DETERMINERS.contains(self.at(*i)) || or_more(*i);
        let from = (at..self.lower.len()).find(|i| !given(i)).unwrap_or(at);
        let mut to = self.noun_end(from);
        if to > from && self.at(to) == "of" && self.lexicon.is_marked(self.at(to - 1), Mark::Container) {
            to = self.noun_end(to + 1);
        }
        (to > from).then_some((from, to))
    }

    /// Whether a word says that there is one such thing: `latest`, `biggest`.
    fn is_certain(&self, i: usize) -> bool {
        let word = self.at(i);
        matches!(word, "latest" | "last" | "next" | "previous" | "first" | "web" | "same" | "top" | "nearest")
            || word.ends_with("est") && !self.lexicon.is_marked(word, Mark::NoSuperlative)
    }

    /// A name of one word takes no article: `Firefox`.
    fn is_proper(&self, start: usize, end: usize, words: &str) -> bool {
        start == 0
            && end == 1
            && words.starts_with(|c: char| c.is_ascii_uppercase())
            && words.chars().any(char::is_lowercase)
            && !is_several(self.lexicon, words)
    }

    /// Whether it names a thing and another: `name and address`, but one thing is `a mortise and
    /// tenon joint`.
    fn names_two(&self, start: usize, end: usize, one: bool) -> bool {
        !one && self.lower[start..end].iter().rev().skip(1).any(|word| word == "and")
            && !matches!(self.at(end - 1), "its" | "their" | "all")
    }

    /// `all series`
    fn counts_invariant(&self, start: usize, head: &str) -> bool {
        let counts = |word: &Lower<'_>| matches!(word.as_str(), "all" | "multiple" | "several" | "these" | "many");
        self.lexicon.is_marked(head, Mark::Invariant) && self.lower[..start].iter().any(counts)
    }

    /// The word as written: `IDs` shows its number by its letters.
    fn as_written<'w>(&'w self, lower: &'w str) -> &'w str {
        self.words.iter().find(|word| Lower::of(word) == *lower).copied().unwrap_or(lower)
    }

    /// The words without what is no part of the noun at their ends; none where they say whose it
    /// is and not what.
    fn without_tail<'w>(&self, words: &'w str) -> Option<&'w str> {
        let words = words.trim_end_matches(',');
        // `sleep data for today` ends with the day.
        let tied = |before: &str| before.rsplit(' ').next().is_some_and(|word| TIES.contains(word));
        let manner = words.rsplit_once(' ').filter(|(before, last)| is_adverb(self.lexicon, last) && !tied(before));
        let words = manner.map_or(words, |(before, _)| before.trim_end_matches(','));
        let words = [" and its", " and their", " and all", " and everything", " and"]
            .iter()
            .find_map(|tail| words.strip_suffix(tail))
            .unwrap_or(words);
        // `a board item's` (or sub-item's values). `'reviewed` (on date'): half a quotation.
        if words.ends_with("'s") || words.ends_with("’s") || words.starts_with('\'') {
            return None;
        }
        // `pending and completed tasks`, of which the first word says nothing.
        Some(words.strip_prefix("and ").or_else(|| words.strip_prefix("or ")).unwrap_or(words))
    }
}
