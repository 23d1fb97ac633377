//! What a description in another language says of an act.

use crate::classify::{Said, said};
use crate::evidence::acts::Occurrence;
use crate::rulebook::lexicon::Lexicon;
use crate::text::name::is_wide;

/// The most letters of an object in a script without spaces.
const WIDEST: usize = 18;

/// Words that join two verbs.
const JOINTS: [&str; 8] = ["et", "oder", "ou", "und", "veya", "y", "и", "или"];

/// Says an act as a text in another language does.
pub(super) fn say_foreign(lexicon: &Lexicon, act: &Occurrence, text: &str, out: &mut Said) {
    out.foreign = true;
    let object = act.object.span.map(|s| s.of(text)).unwrap_or_default();
    // `路线规划（按地址）`: an aside is no object, nor is the next clause.
    let aside = text[act.span.end..].trim_start().starts_with(['（', '(', '，', '。', '；', ',']);
    let behind = act.object.span.is_some_and(|s| s.start >= act.span.end);
    // `Verriegelt oder entriegelt ein Schloss`: another verb stands there.
    let joined = object.split(' ').next().is_some_and(|first| JOINTS.contains(&first));
    if !(aside && behind || joined) {
        out.object = said::wide_phrase(object);
    }
    // `保存或更新脚本`: the second verb is no part of what is saved.
    let second = out.object.char_indices().map(|(at, c)| at + c.len_utf8()).skip(1).take(3);
    let second = second.filter(|end| lexicon.foreign(&out.object[..*end]).is_some()).last();
    if let Some(end) = second.filter(|end| *end < out.object.len() && out.object.starts_with(is_wide)) {
        out.object.drain(..end);
    }
    // `更新并部署函数`: it is joined to another.
    if let Some((joint, after)) = said::wide_joint(&text[act.span.end..])
        && let Some((0, _, other)) = lexicon.wide_verbs(after).next()
        && other.verb != act.verb
    {
        out.also = format!("{joint} {}", lexicon.verb(other.verb).lemma);
    }
    // `接口提供增强的…搜索能力`: a whole clause is no object.
    if out.object.chars().filter(|c| is_wide(*c)).count() > WIDEST {
        out.object.clear();
    }
}
