//! Acts in languages written without spaces.

use super::{Object, Occurrence, Sureness};
use crate::rulebook::Lexicon;
use crate::rulebook::rule::Place;
use crate::span::{Field, Span};

/// Acts in languages written without spaces. Chinese puts the verb first, Japanese
/// and Korean last.
pub(super) fn wide_acts(lexicon: &Lexicon, text: &str, within: Span, field: &Field, place: Place) -> Vec<Occurrence> {
    let shown = within.of(text);
    let verb_last = shown.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7af}'));
    let found: Vec<_> = lexicon.wide_verbs(shown).collect();
    // `使用配置的接口来优化`: what stands before 的 only describes.
    let acts = || found.iter().find(|(_, end, _)| !shown[*end..].starts_with('的'));
    let main = if verb_last { found.last() } else { acts().or(found.first()) };
    let Some(&(start, end, main)) = main else { return Vec::new() };
    let (from, to) = match disposed(&shown[..start]).filter(|_| !verb_last) {
        Some(from) => (from, start),
        None if verb_last => (0, start),
        None => (end, shown.len()),
    };
    let rest = &shown[from..to];
    let trimmed = rest.trim_matches(|c: char| !c.is_alphanumeric());
    let at = from + rest.find(trimmed).unwrap_or_default();
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
        denied: lexicon
            .wide_denial(&shown[..start], &shown[end..])
            .map(|d| format!("denied by “{d}”"))
            .or_else(|| tells_how(&shown[..start]).map(|how| format!("“{how}”: it is only told how"))),
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
                sureness: if other.2.noun { Sureness::Weak } else { Sureness::Fair },
                first: false,
                denied: None,
            });
        }
    }
    out
}

/// The word for `how to` right before a Chinese verb: 如何安装.
fn tells_how(before: &str) -> Option<&'static str> {
    ["如何", "怎么", "怎样"].into_iter().find(|how| before.trim_end().ends_with(how))
}

/// Where the object begins that 将 or 把 puts before a Chinese verb: 将文本转换.
fn disposed(before: &str) -> Option<usize> {
    let (at, marker) = before.char_indices().rev().take(24).find(|(_, c)| matches!(c, '将' | '把'))?;
    let from = at + marker.len_utf8();
    let plain = !before[from..].contains(['，', '。', ',', '、', '；', '：']);
    (plain && from < before.len()).then_some(from)
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
