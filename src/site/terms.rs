//! The words of the contract and of the site, each in one or two sentences. Words of the
//! contract take theirs from [`super::words`], so that no page says it otherwise.

use super::{links, words};
use crate::vocab::{Category, Confidence, Reversibility, Risk, Severity, Trait};
use std::borrow::Cow;

/// A word and what it means.
pub(crate) struct Term {
    /// Its anchor.
    pub(crate) id: String,
    /// The word.
    pub(crate) word: String,
    /// What it means.
    pub(crate) means: Cow<'static, str>,
    /// Where there is more about it: an address with or without anchor.
    pub(crate) see: Option<String>,
}

/// What the site says that is no value of the contract: anchor, word, meaning, where on
/// the site more is said.
const SITE_WORDS: &[(&str, &str, &str, &str)] = &[
    (
        "accepted",
        "accepted",
        "A verdict that is the label's answer or one of the others that its author found defensible. The accuracy that counts these is never below the exact one.",
        "accuracy/index.html",
    ),
    (
        "act",
        "act",
        "A verb that says what a call does, with what it is done to: “deletes a branch”. Acts stand in the name, in sentences and in lists of actions.",
        "method.html#steps",
    ),
    ("agent", "agent", "A program in which a language model decides which tools to call and with what arguments.", ""),
    (
        "attack-record",
        "attack record",
        "A documented attack: how it went, which access it took, what a rule on tools stops and what it cannot. It is written from the published source that it names.",
        "attacks/index.html",
    ),
    (
        "benchmark",
        "benchmark",
        "Definitions written for this project, each with a label and its reason. Every build judges them with the same rules as the catalogue and counts how often it is right.",
        "accuracy/index.html",
    ),
    (
        "case",
        "case",
        "A part of a decision that holds for calls whose arguments pass a test. A case lets more through than the decision for all other calls, never less.",
        "method.html#rules",
    ),
    (
        "category",
        "category",
        "The worst effect that one call can have on anything outside the call: Read, Write or Destructive.",
        "method.html#category",
    ),
    (
        "cheapest-cut",
        "cheapest cut",
        "The smallest set of tools to withhold so that a toxic combination ends: all tools of one leg, the one that is missed least.",
        "method.html#toxic",
    ),
    (
        "confidence",
        "confidence",
        "How much of the evidence agrees. Doubt does not lower a risk; low confidence puts a tool on the list for human review.",
        "method.html#confidence",
    ),
    (
        "decision",
        "decision",
        "What becomes of a call: allowed, capped, asked about, refused or hidden. A posture makes one of each verdict.",
        "method.html#rules",
    ),
    (
        "definition",
        "definition",
        "What a server says of a tool: name, title, description, parameters and hints. It is all that a verdict is made from, with the server's own texts.",
        "method.html",
    ),
    (
        "evidence",
        "evidence",
        "Words of a definition that a rule took to say something, with the place where they stand. Tool pages mark and number it; what was set aside is shown with the reason.",
        "method.html#marks",
    ),
    ("exact", "exact", "A verdict that is the very answer of the label.", "accuracy/index.html"),
    (
        "fingerprint",
        "fingerprint",
        "A hash of what an agent sees of a tool. It changes when the definition changes in that, and not when a file moves or keys change places.",
        "method.html#marks",
    ),
    (
        "framework",
        "framework",
        "A published list of risks, techniques or weaknesses with identifiers, such as the OWASP MCP Top 10 or CWE. Attack records carry these identifiers.",
        "browse.html#frameworks",
    ),
    ("gateway", "gateway", "A program between agents and servers that sees every call and can refuse it.", ""),
    (
        "grade",
        "grade",
        "A letter from A to F for a server: a sum of points for the risks and traits of its tools, its combinations, hints and texts. It says how much harm the tools can do in one agent's hands, and nothing of how well the server is made.",
        "method.html#grade",
    ),
    (
        "hint",
        "hint",
        "A claim of the author about a tool, such as readOnlyHint or destructiveHint. It is evidence and never has the last word.",
        "method.html#mismatches",
    ),
    (
        "hygiene-finding",
        "hygiene finding",
        "Wording in a definition that asks for a second look: invisible characters, what reads like an order to the model or a request for secrets. A pattern saw it, no person has confirmed it, and the verdict takes no notice of it.",
        "method.html#hygiene",
    ),
    ("incident", "incident", "An attack or accident that happened to somebody.", "attacks/index.incident.html"),
    (
        "label",
        "label",
        "What a person says the verdict on a definition should be: one answer, and everything else that a careful person could defend.",
        "accuracy/index.html",
    ),
    (
        "leg",
        "leg",
        "One of the three things that make a toxic combination: private data, untrusted text, a way out. One tool may hold several.",
        "method.html#toxic",
    ),
    (
        "manifest",
        "manifest",
        "A file that holds the tool list of a server, in any of the shapes in which clients, registries and servers write it.",
        "",
    ),
    (
        "matrix",
        "matrix",
        "The table that gives a risk for each category, reversibility and severity. No risk comes from anywhere else.",
        "method.html#matrix",
    ),
    ("mcp", "MCP", "The Model Context Protocol: how an agent learns which tools a server has and calls them.", ""),
    (
        "mention",
        "mention",
        "A verb in a text that is not what the call does: denied, said of another tool, or of what comes back. It is read and set aside.",
        "method.html#steps",
    ),
    (
        "pattern",
        "pattern",
        "A way of attacking that many incidents share, without a date of its own.",
        "attacks/index.pattern.html",
    ),
    (
        "policy",
        "policy",
        "The rules for all tools of a server, made from its verdicts by a posture, and written for a client or gateway.",
        "method.html#rules",
    ),
    ("posture", "posture", "How careful a policy is: which decision each verdict gets.", "method.html#rules"),
    (
        "research",
        "research",
        "An attack that somebody showed to work without doing harm.",
        "attacks/index.research.html",
    ),
    (
        "reversibility",
        "reversibility",
        "Whether the opposite call undoes what this one did. A Read has nothing to undo.",
        "method.html#reversibility",
    ),
    (
        "review",
        "review list",
        "The tools whose verdict is of low confidence. A person should look at them before relying on it.",
        "review.html",
    ),
    (
        "risk",
        "risk",
        "What category, severity and reversibility come to, by the matrix: Low, Medium, High or Critical.",
        "method.html#risk",
    ),
    (
        "rule",
        "rule",
        "What notices evidence: which words it looks for, what it takes them to say, and how much that weighs. Each has a page; not to be confused with the rules of a policy.",
        "rules/index.html",
    ),
    (
        "server",
        "server",
        "A program that offers tools to agents over the Model Context Protocol.",
        "servers/index.html",
    ),
    (
        "set-aside",
        "set aside",
        "Said of an entry of a tool list that cannot be a tool, and of evidence that does not count. Both are shown with the reason.",
        "about.html",
    ),
    ("severity", "severity", "The harm if a call is wrong or abused, from what it touches.", "method.html#severity"),
    (
        "shortfall",
        "shortfall",
        "A tool that a client or gateway will treat otherwise than decided, because it cannot express the decision. Each file of a policy lists its own.",
        "method.html#rules",
    ),
    ("target", "target", "A client or gateway that a policy can be written for.", "method.html#rules"),
    ("tool", "tool", "Something that an agent can call: a name, a description and parameters.", ""),
    (
        "toxic-combination",
        "toxic combination",
        "Tools that read private data, return text of outsiders and can carry data out, in one agent's hands. Whoever writes the text can have the data carried to them, though every tool does only what it is for.",
        "toxic.html",
    ),
    (
        "trait",
        "trait",
        "What else a call touches, such as money, credentials or personal data. A tool may have several, so their counts exceed the number of tools.",
        "method.html#trait",
    ),
    (
        "verdict",
        "verdict",
        "Category, severity, reversibility, risk, traits and confidence of one tool, with the evidence for them.",
        "method.html#steps",
    ),
    (
        "vulnerability",
        "vulnerability",
        "A mistake in software that an attack can use, found and reported.",
        "attacks/index.vulnerability.html",
    ),
    (
        "weights",
        "weights",
        "Whole numbers, learned from labelled definitions, that say how much a word speaks for each category, risk and trait. Where their sum leads clearly it decides.",
        "method.html#weights",
    ),
    (
        "wrong-hint",
        "wrong hint",
        "A hint that the name or the description contradicts. The safer reading wins, and the tool is listed.",
        "mismatches.html",
    ),
];

/// All words, in the order of the alphabet.
pub(crate) fn all() -> Vec<Term> {
    let mut out: Vec<Term> = SITE_WORDS
        .iter()
        .map(|(id, word, means, see)| Term {
            id: (*id).to_owned(),
            word: (*word).to_owned(),
            means: Cow::Borrowed(means),
            see: (!see.is_empty()).then(|| (*see).to_owned()),
        })
        .collect();
    let mut add = |id: String, word: String, means: &'static str, see: String| {
        out.push(Term { id, word, means: Cow::Borrowed(means), see: Some(see) });
    };
    for c in Category::ALL {
        let id = format!("category-{}", c.word().to_ascii_lowercase());
        add(id, c.word().to_owned(), words::category_means(*c), links::category(*c, 1));
    }
    for s in Severity::ALL {
        let see = format!("{}#severity-{s}", links::METHOD);
        add(format!("severity-{s}"), format!("{s} severity"), words::severity_means(*s), see);
    }
    for r in Reversibility::ALL {
        let see = format!("{}#reversibility-{r}", links::METHOD);
        add(format!("reversibility-{r}"), r.word().to_owned(), words::reversibility_means(*r), see);
    }
    for r in Risk::ALL {
        let id = format!("risk-{}", r.word().to_ascii_lowercase());
        add(id, format!("{r} risk"), words::risk_means(*r), links::risk(*r, 1));
    }
    for t in Trait::ALL {
        add(format!("trait-{t}"), t.word().to_owned(), words::trait_means(*t), links::trait_(*t, 1));
    }
    for c in Confidence::ALL {
        let see = format!("{}#confidence-{c}", links::METHOD);
        add(format!("confidence-{c}"), format!("{c} confidence"), words::confidence_means(*c), see);
    }
    out.sort_by_cached_key(|term| (term.word.to_lowercase(), term.id.clone()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_word_stands_once_and_in_one_or_two_sentences() {
        let all = all();
        let ids: BTreeSet<&str> = all.iter().map(|term| term.id.as_str()).collect();
        let named: BTreeSet<&str> = all.iter().map(|term| term.word.as_str()).collect();
        assert_eq!((ids.len(), named.len()), (all.len(), all.len()));
        for term in &all {
            let sentences = term.means.matches(['.', '?']).count() - usize::from(term.means.contains("OWASP."));
            assert!(term.means.ends_with('.') && (1..=2).contains(&sentences), "{}: {}", term.word, term.means);
        }
        let words: Vec<String> = all.iter().map(|term| term.word.to_lowercase()).collect();
        assert!(words.is_sorted());
    }
}
