//! Two policies held against each other, and a policy against its server.

use super::{Document, Reach};
use crate::policy::decision::Kind;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a new policy does otherwise with a tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The tool; `None` for all tools without a rule.
    pub tool: Option<String>,
    /// It lets something through that was held back.
    pub opens: bool,
    /// It holds something back that was let through.
    pub closes: bool,
    /// What could be done before, in words.
    pub before: String,
    /// What can be done now, in words.
    pub now: String,
}

/// What a new policy does otherwise, by tool; what holds for tools without a rule first.
pub fn changes(old: &Document, new: &Document) -> Vec<Change> {
    let mut out = Vec::new();
    let default =
        |document: &Document| if document.default_kind() == Kind::Allow { "is let through" } else { "is refused" };
    if old.default_kind() != new.default_kind() {
        let opens = new.default_kind() == Kind::Allow;
        let (before, now) = (default(old).to_owned(), default(new).to_owned());
        out.push(Change { tool: None, opens, closes: !opens, before, now });
    }
    let names: BTreeSet<&str> = old.named().chain(new.named()).collect();
    for name in names {
        let (before, now) = (old.reach(name), new.reach(name));
        // Refused or hidden: nothing can be called either way, but the agent sees it or not.
        if before == now {
            continue;
        }
        let (opens, closes) = (!now.is_as_strict_as(&before), !before.is_as_strict_as(&now));
        // The same kind under other conditions may do both.
        let other = before.kind == now.kind && before.only != now.only;
        let change = |opens, closes| Change {
            tool: Some(name.to_owned()),
            opens,
            closes,
            before: before.words(),
            now: now.words(),
        };
        out.push(change(callable(&now) && (opens || other), callable(&before) && (closes || other)));
    }
    out
}

fn callable(reach: &Reach) -> bool {
    reach.kind < Kind::Deny
}

/// What a policy is held against.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'s> {
    /// The server's tools, each with the fingerprint of its definition.
    pub tools: &'s [(String, String)],
    /// The fingerprints of the definitions that the policy was made for, if known.
    pub judged_before: Option<&'s BTreeMap<String, String>>,
    /// The posture that it should at least keep to.
    pub posture: &'s str,
    /// What that posture decides.
    pub wanted: &'s Document,
}

/// Something about a policy that does not fit its server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Misfit {
    /// What kind of thing it is.
    pub kind: MisfitKind,
    /// The tool.
    pub tool: String,
    /// What there is to say, as a clause behind the tool's name.
    pub says: String,
}

/// Kinds of misfits, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MisfitKind {
    /// More may be called than the posture would let through.
    Laxer,
    /// The definition is no longer the one that was judged.
    Changed,
    /// No rule names the tool.
    Uncovered,
    /// A rule names a tool that the server has not.
    Unmatched,
}

/// What does not fit, the gravest first, then by tool.
pub fn misfits(policy: &Document, subject: &Subject<'_>) -> Vec<Misfit> {
    let mut out = Vec::new();
    let mut say = |kind, tool: &str, says: String| out.push(Misfit { kind, tool: tool.to_owned(), says });
    for (tool, fingerprint) in subject.tools {
        let (has, wanted) = (policy.reach(tool), subject.wanted.reach(tool));
        if !has.is_as_strict_as(&wanted) {
            let says = format!("{}; by the posture {} it {}", has.words(), subject.posture, wanted.words());
            say(MisfitKind::Laxer, tool, says);
        }
        if subject.judged_before.is_some_and(|before| before.get(tool).is_some_and(|old| old != fingerprint)) {
            say(MisfitKind::Changed, tool, "has another definition than the one that was judged".to_owned());
        }
        if !policy.names(tool) {
            say(MisfitKind::Uncovered, tool, format!("has no rule, so the default decides: it {}", has.words()));
        }
    }
    let there: BTreeSet<&str> = subject.tools.iter().map(|(tool, _)| tool.as_str()).collect();
    for name in policy.named().filter(|name| !there.contains(name) && *name != "*") {
        say(MisfitKind::Unmatched, name, "has a rule, and the server has no such tool".to_owned());
    }
    out.sort_by(|a, b| (a.kind, &a.tool).cmp(&(b.kind, &b.tool)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tools: &str, hide: &str) -> Document {
        let text = format!(r#"{{"version":"1","default":"deny","hide":[{hide}],"tools":{{{tools}}}}}"#);
        Document::read("p.json", &text).expect("it is a policy").0
    }

    fn limit(max: u32) -> String {
        format!(r#"{{"limits":[{{"counter":"c","window":"minute","max":{max},"scope":"grant"}}]}}"#)
    }

    #[test]
    fn what_opens_and_what_closes() {
        let old = read(&format!(r#""a":{{}},"b":{},"c":{{}}"#, limit(10)), r#""d""#);
        let new = read(&format!(r#""a":{},"b":{},"d":{{}}"#, limit(5), limit(30)), r#""c""#);
        let said: Vec<(String, bool, bool)> =
            changes(&old, &new).into_iter().map(|c| (c.tool.unwrap_or_default(), c.opens, c.closes)).collect();
        let want = [("a", false, true), ("b", true, false), ("c", false, true), ("d", true, false)];
        assert_eq!(said, want.map(|(tool, opens, closes)| (tool.to_owned(), opens, closes)));
        assert!(changes(&old, &old).is_empty());
    }

    #[test]
    fn a_policy_that_does_not_fit_is_told_so() {
        let policy = read(&format!(r#""a":{{}},"gone":{}"#, limit(1)), "");
        let wanted = read(&format!(r#""a":{},"b":{{}}"#, limit(30)), "");
        let tools = [("a".to_owned(), "2".to_owned()), ("b".to_owned(), "1".to_owned())];
        let before = BTreeMap::from([("a".to_owned(), "1".to_owned()), ("b".to_owned(), "1".to_owned())]);
        let subject = Subject { tools: &tools, judged_before: Some(&before), posture: "recommended", wanted: &wanted };
        let said: Vec<(MisfitKind, String)> =
            misfits(&policy, &subject).into_iter().map(|m| (m.kind, m.tool)).collect();
        let want = [
            (MisfitKind::Laxer, "a"),
            (MisfitKind::Changed, "a"),
            (MisfitKind::Uncovered, "b"),
            (MisfitKind::Unmatched, "gone"),
        ];
        assert_eq!(said, want.map(|(kind, tool)| (kind, tool.to_owned())));
    }
}
