//! What the pages say with the words of the contract: meanings for the method
//! page, and the short phrases that rows and sentences are built from.
//!
//! No match here has a `_` arm, so that a new word of the contract asks for its
//! sentence.

use crate::classify::{Classification, Deed, worst_action};
use crate::diag::printable;
use crate::manifest::Tool;
use crate::text::capitalised;
use crate::vocab::{Category, Confidence, Reversibility, Risk, Severity, Trait};

/// What a category means.
pub(crate) const fn category_means(category: Category) -> &'static str {
    match category {
        Category::Read => "A call only returns information; nothing that a user or a third party would notice changes.",
        Category::Write => {
            "A call creates or changes something, or makes something happen; what existed before is not lost by design."
        }
        Category::Destructive => {
            "A call removes, discards, overwrites, revokes or ends something that it cannot bring back itself, or has open-ended power to do so."
        }
    }
}

/// What a severity means.
pub(crate) const fn severity_means(severity: Severity) -> &'static str {
    match severity {
        Severity::Low => "If the call is wrong, hardly anybody would notice.",
        Severity::Medium => "If the call is wrong, work is lost or somebody is disturbed.",
        Severity::High => "Security, privacy or production is touched.",
        Severity::Critical => "Money, whole systems or everything at once is touched.",
    }
}

/// What a reversibility means.
pub(crate) const fn reversibility_means(reversibility: Reversibility) -> &'static str {
    match reversibility {
        Reversibility::Reversible => "The opposite call brings the old state back.",
        Reversibility::Irreversible => "Nothing on the same server brings the old state back.",
    }
}

/// What a risk comes to. What an agent may do about it is the posture's to say.
pub(crate) const fn risk_means(risk: Risk) -> &'static str {
    match risk {
        Risk::Low => "Little can go wrong, and what does is small.",
        Risk::Medium => "A wrong call costs somebody work, and a loop of them costs more.",
        Risk::High => "A wrong call does harm that somebody has to mend.",
        Risk::Critical => "A wrong call does grave harm, or harm that nothing undoes.",
    }
}

/// What a confidence means.
pub(crate) const fn confidence_means(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "Name and description agree.",
        Confidence::Medium => "One clear source speaks, and nothing against it.",
        Confidence::Low => "Little to go on, or evidence that conflicts; the tool stands on the list for human review.",
    }
}

/// What a trait means.
pub(crate) const fn trait_means(t: Trait) -> &'static str {
    match t {
        Trait::ExecutesCode => "Runs commands, code or queries that the caller writes.",
        Trait::MovesMoney => "Pays, transfers, trades, buys or signs.",
        Trait::HandlesCredentials => "Reads or changes secrets, keys, tokens or passwords.",
        Trait::ChangesAccess => "Changes users, roles, permissions, sharing or visibility.",
        Trait::PersonalData => "Touches mail, messages, contacts, health, location, staff or customer records.",
        Trait::SendsOutbound => "Lets data leave to people or to systems of others.",
        Trait::UntrustedInput => "Returns text that outsiders wrote, which may carry orders to the agent.",
        Trait::ProductionInfra => "Changes deployments, DNS, clusters, database schemas, networks or devices.",
        Trait::Bulk => "Acts on many items in one call.",
    }
}

/// A risk as the digit that the style knows: 1 for Low to 4 for Critical.
pub(crate) const fn level(risk: Risk) -> u8 {
    risk as u8 + 1
}

/// A category as the letter that the style knows.
pub(crate) const fn letter(category: Category) -> &'static str {
    match category {
        Category::Read => "r",
        Category::Write => "w",
        Category::Destructive => "d",
    }
}

/// One sentence or two on what agents use a tool for, from its actions if it has several,
/// else from its act, and how it stands after a call.
pub(crate) fn used_for(tool: &Tool, verdict: &Classification) -> String {
    let deed = Deed::of(tool, verdict);
    let end = deed.end;
    if let Some(worst) = worst_action(verdict) {
        let (count, name) = (number(verdict.actions.len()), clip(&worst.action, 48));
        if verdict.actions.iter().all(|action| action.impact == worst.impact) {
            return format!("Agents call it for {count} actions; {end}.");
        }
        return format!("Agents call it for {count} actions, at worst “{name}”; {end}.");
    }
    match (deed.to, deed.author, verdict.category()) {
        (Some(to), ..) => format!("Agents call it to {to}; {end}."),
        (None, Some(author), _) => {
            format!("In its author’s words: “{}”. {}.", printable(&author), capitalised(end))
        }
        (None, None, Category::Read) => format!("Agents call it for information; {end}."),
        (None, None, Category::Write) => format!("Agents call it to change something; {end}."),
        (None, None, Category::Destructive) => format!("Agents call it to end or remove something; {end}."),
    }
}

/// A number with separators: `1,083`.
pub(crate) fn number(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number with its noun: `1 tool`, `1,083 tools`.
pub(crate) fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// The text with at most that many characters; what is left out leaves an ellipsis.
pub(crate) fn clip(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        None => text.to_owned(),
        Some((at, _)) => {
            let cut = &text[..at];
            let end = cut.rfind(char::is_whitespace).filter(|end| at - end < 24).unwrap_or(at);
            format!("{}…", cut[..end].trim_end())
        }
    }
}

/// A name short enough for a title or a sentence. A long one is told apart by a
/// hash, so that two names never become one.
pub(crate) fn short_name(name: &str, chars: usize) -> std::borrow::Cow<'_, str> {
    match name.char_indices().nth(chars) {
        None => name.into(),
        Some((at, _)) => format!("{}… ({})", &name[..at], crate::ids::short_hash(name)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::Said;
    use crate::vocab::Impact;

    #[test]
    fn numbers_have_separators_and_nouns_agree() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(1_083), "1,083");
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(counted(1, "tool", "tools"), "1 tool");
        assert_eq!(counted(0, "tool", "tools"), "0 tools");
    }

    #[test]
    fn the_use_sentence_follows_act_and_impact() {
        let tool = |text: &str| Tool {
            name: "git_commit".to_owned(),
            description: (!text.is_empty()).then(|| text.to_owned()),
            ..Tool::default()
        };
        let verdict =
            |verb: &str, object: &str, category| Classification::plain(Impact::default_for(category), verb, object);
        assert_eq!(
            used_for(&tool("x"), &verdict("revoke", "specific key", Category::Destructive)),
            "Agents call it to revoke a specific key; what it takes away stays gone."
        );
        assert_eq!(
            used_for(&tool("Records what changed. More."), &verdict("commit", "", Category::Write)),
            "In its author’s words: “Records what changed”. The change can be put back."
        );
        let mut asked = verdict("query", "sql", Category::Read);
        asked.act.said = Said { verb: "query".into(), object: "SQL".into(), named: true, ..Said::default() };
        let author = "In its author’s words: “Records it”. Nothing changes.";
        assert_eq!(used_for(&tool("Records it."), &asked), author, "a language is not what is asked");
        assert_eq!(
            used_for(&tool(""), &verdict("", "", Category::Read)),
            "Agents call it for information; nothing changes."
        );
    }

    #[test]
    fn clipped_texts_end_at_a_word_and_clipped_names_stay_apart() {
        assert_eq!(clip("one two three", 9), "one two…");
        assert_eq!(clip("one", 9), "one");
        assert_eq!(clip("長長長長", 2), "長長…");
        let (a, b) = ("x".repeat(100) + "a", "x".repeat(100) + "b");
        assert_ne!(short_name(&a, 60), short_name(&b, 60));
    }
}
