//! What a comma in an object parts: adjectives, or the things of a list.

use crate::classify::english::{CUTS, DETERMINERS, TIES, is_adverb, is_participle};
use crate::rulebook::lexicon::Lexicon;
use crate::text::lower::Lower;

/// Whether a comma stands between adjectives: `a rich, comprehensive page`.
pub(super) fn is_coordinate(lexicon: &Lexicon, lower: &[Lower<'_>], comma: usize) -> bool {
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
        || is_adverb(lexicon, next);
    // `a website, return the content`: no adjective stands before an article.
    let acts = lower.get(comma + 2).is_some_and(|w| matches!(w.as_str(), "a" | "an" | "the" | "it" | "its" | "all"));
    single && !next.is_empty() && !other && !acts && !is_joined_soon(lower, comma) && !is_participle(lexicon, next)
}

/// Whether `and` or `or` joins another thing soon after a comma.
fn is_joined_soon(lower: &[Lower<'_>], comma: usize) -> bool {
    let soon = lower.iter().skip(comma + 1).take(4);
    let mut soon = soon.take_while(|w| !CUTS.contains(w.as_str()) && !TIES.contains(w.as_str()));
    soon.any(|w| matches!(w.as_str(), "and" | "or"))
}

/// Whether the words behind the first comma go on as a list: another comma soon.
pub(super) fn goes_on(lexicon: &Lexicon, lower: &[Lower<'_>], words: &[&str]) -> bool {
    let next = lower.get(1).map_or("", Lower::as_str);
    let other = CUTS.contains(next) || TIES.contains(next) || is_adverb(lexicon, next) || next.ends_with("ing");
    !other && !is_participle(lexicon, next) && words.iter().skip(1).take(4).any(|word| word.ends_with(','))
}

/// How many words a list of names with commas takes (`a, b and c`), from the word with
/// the first comma; 1 if it is none.
pub(super) fn enumeration(lower: &[Lower<'_>], words: &[&str]) -> usize {
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
