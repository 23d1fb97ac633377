//! The tool of the same server that undoes another: `delete_note` beside `create_note`.

use crate::evidence::context::Names;
use crate::rulebook::lexicon::{FamilyId, Lexicon};
use crate::span::Span;
use crate::text::capitalised;
use crate::text::forms::Form;
use crate::text::name::NameWord;

/// How tools that take something away are mostly called.
const TAKES_AWAY: [&str; 4] = ["delete", "remove", "destroy", "drop"];

/// The tool of a server's `names` that does the opposite to the same thing: of the same name, but with the verb
/// of `opposite` (`deleting ~`) for the verb of `family`. What takes away has many verbs.
pub(super) fn counterpart(
    lexicon: &Lexicon,
    names: &Names,
    name: &str,
    words: &[NameWord<'_>],
    family: FamilyId,
    opposite: &str,
) -> Option<String> {
    // `deleting the file`: what was made besides, not what was acted on.
    let gerund = opposite.split(' ').next().unwrap_or_default();
    let known = |other: String| names.get(&other).filter(|found| *found != name).cloned();
    let own = |word: &&NameWord<'_>| {
        lexicon.form(&word.text).is_some_and(|(id, form)| form == Form::Base && lexicon.verb(id).family == family)
    };
    // `unapprove_request` beside `approve_request`, whatever its verb is called.
    let undoes = |word: &NameWord<'_>| known(renamed(name, word.span, &format!("un{}", word.text.as_str())));
    if !opposite.is_empty()
        && let Some(undoing) = words.iter().filter(own).find_map(undoes)
    {
        return Some(undoing);
    }
    // `putting the old values back`: a tool that puts something need not put it back.
    let back = opposite.starts_with("putting ");
    if back || !opposite.contains('~') && (opposite.contains(" the ") || opposite.starts_with("taking ")) {
        return None;
    }
    let (verb, _) = lexicon.form(gerund)?;
    let verb = lexicon.verb(verb);
    let takes_away = matches!(verb.lemma.as_str(), "delete" | "remove" | "take");
    let others = TAKES_AWAY.iter().copied().filter(|other| takes_away && *other != verb.lemma);
    let verbs: Vec<&str> = std::iter::once(verb.lemma.as_str()).chain(others).collect();
    words.iter().filter(own).find_map(|word| {
        // `add_label_to_issue`, `remove_label_from_issue`
        let to = words.iter().find(|w| w.text.as_str() == "to" && w.span.start > word.span.start);
        verbs.iter().find_map(|verb| {
            let with = |name: &str| renamed(name, word.span, verb);
            known(with(name)).or_else(|| known(with(&renamed(name, to?.span, "from"))))
        })
    })
}

/// The name with another word in one place, written as the word there is: `deleteNote` of
/// `createNote`.
fn renamed(name: &str, at: Span, word: &str) -> String {
    let (before, was, after) = (&name[..at.start], at.of(name), &name[at.end..]);
    let upper = was.len() > 1 && was.bytes().all(|b| b.is_ascii_uppercase());
    let word = match was.starts_with(|c: char| c.is_ascii_uppercase()) {
        _ if upper => word.to_ascii_uppercase(),
        true => capitalised(word),
        false => word.to_owned(),
    };
    format!("{before}{word}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::name;

    #[test]
    fn a_tool_is_undone_by_its_namesake_with_the_opposite_verb() {
        let verbs = "add\tcreate\tverb\ncreate\tcreate\tverb\ndelete\tremove\tverb\nremove\tremove\tverb\n\
                     start\tchange\tverb\nstop\tchange\tverb\n";
        let lexicon = Lexicon::sound(&[("lexicon/verbs.tsv", verbs), ("lexicon/objects.tsv", "note\tcontent\n")]);
        let names = [
            "createNote",
            "removeNote",
            "add_tag_to_note",
            "delete_tag_from_note",
            "START_JOB",
            "STOP_JOB",
            "unstart_run",
        ];
        let found = |tool: &str, opposite: &str| {
            let words = name::words(tool);
            let verb = words.iter().find_map(|word| lexicon.form(&word.text)).map(|(id, _)| lexicon.verb(id).family);
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            counterpart(&lexicon, &names, tool, &words, verb.expect("a verb"), opposite)
        };
        assert_eq!(found("createNote", "deleting ~").as_deref(), Some("removeNote"));
        assert_eq!(found("add_tag_to_note", "removing ~").as_deref(), Some("delete_tag_from_note"));
        assert_eq!(found("START_JOB", "stopping ~").as_deref(), Some("STOP_JOB"));
        assert_eq!(found("start_run", "stopping ~").as_deref(), Some("unstart_run"));
        assert_eq!(found("create_page", "deleting ~"), None);
        assert_eq!(found("createNote", "deleting the copy"), None, "the copy, not the note");
    }
}
