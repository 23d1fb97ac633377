//! Objects of other languages, as they are written.

use crate::text::name::is_wide;

/// The most letters of an object in a language written without spaces.
const WIDEST: usize = 40;

/// The most bytes of an object in another language with spaces.
const LONGEST: usize = 70;

/// A clause of another language, of one written without spaces without the particles at its ends.
pub(in crate::classify) fn wide_phrase(text: &str) -> String {
    let stop = |c: char| {
        matches!(c, '，' | '。' | ',' | ';' | '；' | '：' | ':' | '（' | '(' | '\n' | '！' | '、' | '-' | '—')
    };
    let text = without_asides(text);
    let text = text.split(" Args").next().unwrap_or(&text);
    let text = ["或者", "或", "并"].iter().find_map(|joint| text.strip_prefix(joint)).unwrap_or(text);
    let clause = text.split(stop).map(str::trim).find(|piece| !piece.is_empty()).unwrap_or_default();
    if clause.chars().any(is_wide) { without_spaces(clause) } else { with_spaces(clause) }
}

/// The object at the start of a clause of a language with spaces.
fn with_spaces(clause: &str) -> String {
    let mut said = String::new();
    // A second act, or whoever else: `un ticket et renvoie son numéro`.
    let joint = |word: &&str| matches!(*word, "e" | "et" | "und" | "ve" | "y" | "и");
    for word in clause.split_whitespace().take_while(|word| !joint(word)) {
        if said.len() + word.len() > LONGEST {
            return format!("{said}…");
        }
        if !said.is_empty() {
            said.push(' ');
        }
        said.push_str(word);
    }
    said
}

/// The object in a clause of a language written without spaces.
fn without_spaces(clause: &str) -> String {
    // `到指定的步骤`: where to, and no object.
    if clause.starts_with(['到', '至', '从', '在', '向', '按']) {
        return String::new();
    }
    // A second act joined to the first: 缓存并重新登录; 合并 is one word.
    let joint = clause.match_indices('并').find(|(at, _)| *at > 0 && !clause[..*at].ends_with('合'));
    let clause = joint.map_or(clause, |(at, _)| &clause[..at]);
    let korean = korean_object(clause);
    let clause = korean.as_deref().unwrap_or(clause);
    let clause = clause.rsplit_once('を').map_or(clause, |(object, _)| object);
    let particle = |c: char| matches!(c, '을' | '를' | '은' | '는' | 'を' | 'は' | 'が' | 'に' | '`');
    let said = clause.trim_end_matches(particle).trim_start_matches(['的', '了', '`']).trim();
    // `… 내부에`, `…から`: where or from where, and no object.
    if ["에", "에서", "으로", "부터", "から", "まで"].iter().any(|end| said.ends_with(end)) {
        return String::new();
    }
    if said.chars().count() > WIDEST {
        format!("{}…", said.chars().take(WIDEST - 2).collect::<String>())
    } else {
        said.to_owned()
    }
}

/// The last object before the verb of a Korean clause, with what belongs to it: what stands
/// before says how.
fn korean_object(clause: &str) -> Option<String> {
    const APART: [&str; 17] = [
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
    ];
    let marked = |word: &&str| word.ends_with(['를', '을']) && word.chars().count() > 1;
    let apart = |word: &&str| APART.iter().any(|end| word.ends_with(end));
    let words: Vec<&str> = clause.split_whitespace().collect();
    let object = words.iter().rposition(marked)?;
    let start = words[..object].iter().rposition(apart).map_or(0, |before| before + 1);
    Some(words[start..=object].join(" "))
}

/// The joint between two verbs at the start of a text of a language written without spaces, and
/// what stands behind it: `and` of `并部署函数`.
pub(in crate::classify) fn wide_joint(text: &str) -> Option<(&'static str, &str)> {
    let joints =
        [("并且", "and"), ("或者", "or"), ("以及", "and"), ("并", "and"), ("或", "or"), ("和", "and"), ("及", "and")];
    joints.iter().find_map(|(written, joint)| Some((*joint, text.strip_prefix(written)?.trim_start())))
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
