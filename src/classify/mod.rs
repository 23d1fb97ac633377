//! From evidence to a verdict: the category is the worst act that is believed,
//! severity and reversibility follow from what it touches, and the rest of the
//! evidence says how sure that is.

mod company;
mod counterpart;
mod decide;
mod deed;
mod english;
mod learned;
mod noun;
mod rationale;
mod said;
mod undo;

use company::Company;
pub use deed::{Deed, worst_action};
pub use learned::{Weighed, weighed};
pub use noun::NounPhrase;
pub(crate) use rationale::WORDED;
pub use rationale::{Phrases, Rationale};
pub use said::Said;

use crate::evidence::Evidence;
use crate::evidence::context::{self, ServerContext};
use crate::evidence::features;
use crate::evidence::parsed::Parsed;
use crate::manifest::Server;
use crate::rulebook::Rulebook;
use crate::rulebook::lexicon::{Follows, Lexicon, Manners};
use crate::rulebook::weights::Kind;
use crate::span::{Field, Span};
use crate::vocab::{Category, Confidence, Impact, Trait};
use std::collections::BTreeSet;

/// Judges all tools of a server, in their order. A tool is judged by its own
/// definition; the server says which words are its namespace, which sentences are
/// boilerplate and what its author's hints are worth.
pub fn classify(rulebook: &Rulebook, server: &Server) -> Vec<Classification> {
    classify_told(rulebook, server, Told::InWords)
}

/// How much is to be told of a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// All that sentences about it are made of.
    InWords,
    /// What lists and counts show: an [`Act`] then holds verb, family, object and head only.
    InShort,
}

/// The same verdicts, with as much as is to be told of them.
pub fn classify_told(rulebook: &Rulebook, server: &Server, told: Told) -> Vec<Classification> {
    judged_by_rules(rulebook, server, told, |context, parsed, verdicts| match rulebook.weights() {
        Some(weights) => {
            let company = Company::of(&verdicts);
            let weigh = |(parsed, verdict)| learned::weigh(rulebook, weights, context, &company, parsed, verdict);
            parsed.iter().zip(verdicts).map(weigh).collect()
        }
        None => verdicts,
    })
}

/// Reads all tools of a server and hands them to `then`, in their order, with what the rules
/// say of each.
fn judged_by_rules<T>(
    rulebook: &Rulebook,
    server: &Server,
    told: Told,
    then: impl FnOnce(&ServerContext, &[Parsed<'_>], Vec<Classification>) -> T,
) -> T {
    let texts = context::split(server);
    let context = ServerContext::of(rulebook, server, &texts);
    // One step for all tools before the next: the code of one step stays at the processor's
    // hand, that of all steps does not.
    let read = |(tool, split)| Parsed::of(rulebook.lexicon(), &context, tool, split);
    let parsed: Vec<Parsed<'_>> = server.tools.iter().zip(&texts).map(read).collect();
    let verdicts = decide::by_rules(rulebook, &context, &parsed, told);
    then(&context, &parsed, verdicts)
}

/// The features of each tool of a server, in their order: what weights are learned
/// for. A feature may come more than once and counts once.
pub fn features(rulebook: &Rulebook, server: &Server) -> Vec<BTreeSet<(Kind, String)>> {
    judged_by_rules(rulebook, server, Told::InShort, |context, parsed, verdicts| {
        let company = Company::of(&verdicts);
        let of = |(parsed, verdict): (&Parsed<'_>, &Classification)| {
            let mut out = BTreeSet::new();
            let beside = company.beside(verdict);
            let opinion = learned::opinion(verdict, &beside);
            features::each(rulebook.lexicon(), context, parsed, opinion, |feature| {
                out.insert((feature.kind, feature.words.join(" ")));
            });
            out
        };
        parsed.iter().zip(&verdicts).map(of).collect()
    })
}

/// The verdict on one tool, with everything it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classification {
    /// Category, severity and reversibility; the risk follows from them.
    pub impact: Impact,
    /// What else a call touches.
    pub traits: BTreeSet<Trait>,
    /// How much of the evidence agrees.
    pub confidence: Confidence,
    /// Why the confidence is not higher: a lower-case clause, `None` when high.
    pub doubt: Option<String>,
    /// All evidence, deciding pieces first, then by field and span.
    pub evidence: Vec<Evidence>,
    /// The verdict on each action of a tool with several, in the author's order.
    pub actions: Vec<ActionVerdict>,
    /// Where the author's hints contradict the definition.
    pub mismatches: Vec<Mismatch>,
    /// What the tool does, in the definition's own terms.
    pub act: Act,
    /// Who decided.
    pub judge: Judge,
}

impl Classification {
    /// A sure verdict of the rules without evidence, for tests of what is said of it.
    #[cfg(test)]
    pub(crate) fn plain(impact: Impact, verb: &str, object: &str) -> Classification {
        Classification {
            impact,
            traits: BTreeSet::new(),
            confidence: Confidence::High,
            doubt: None,
            evidence: Vec::new(),
            actions: Vec::new(),
            mismatches: Vec::new(),
            act: Act::of(&Lexicon::embedded(), verb, "", object),
            judge: Judge::Rules,
        }
    }

    /// The category.
    pub fn category(&self) -> Category {
        self.impact.category()
    }
}

/// The deciding act of a tool: a verb and what it acts on.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Act {
    /// The verb's base form (`revoke`), or `""` if none was found.
    pub verb: String,
    /// The family of acts it belongs to (`revoke`, `remove`, `retrieve`, …).
    pub family: String,
    /// What it acts on, in the definition's own words (`a specific key`), or `""`.
    pub object: String,
    /// The object's head word in its base form (`key`), with the word before it where the
    /// head may be anything (`storage item`), or `""`: with the family, what makes tools of
    /// different servers comparable.
    pub head: String,
    /// The act as the definition says it, for sentences.
    pub said: Said,
    /// The noun that its object names, if it is English.
    pub noun: Option<NounPhrase>,
    /// What undoes it, with `~` for the object (`deleting ~`), or `""` if the lexicon
    /// knows no opposite.
    pub opposite: String,
    /// The tool of the same server that does that, by its name.
    pub counterpart: Option<String>,
    /// What the verb that is said is like.
    pub manners: Manners,
    /// What a call means for the object; empty if the lexicon does not know it.
    pub follows: Follows,
}

impl Act {
    /// An act of which nothing is known but its words: a verb, its family, and what it acts on.
    pub fn of(lexicon: &Lexicon, verb: &str, family: &str, object: &str) -> Act {
        let said = Said { verb: verb.to_owned(), object: object.to_owned(), ..Said::default() };
        Act {
            verb: verb.to_owned(),
            family: family.to_owned(),
            object: object.to_owned(),
            noun: noun::noun(lexicon, object),
            said: said.determine(lexicon, family),
            ..Act::default()
        }
    }
}

/// The verdict on one action of a multi-action tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionVerdict {
    /// The action's name as a caller writes it.
    pub action: String,
    /// The outermost parameter that selects it, if the definition says so.
    pub param: Option<String>,
    /// Where the action is named.
    pub field: Field,
    /// Which bytes there.
    pub span: Span,
    /// Its own impact.
    pub impact: Impact,
    /// Its own traits.
    pub traits: BTreeSet<Trait>,
}

/// A hint of the author that the rest of the definition contradicts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mismatch {
    /// `readOnlyHint`, `destructiveHint` or `idempotentHint`.
    pub hint: &'static str,
    /// What the author claims.
    pub claimed: bool,
    /// What the definition shows instead: a lower-case clause.
    pub says: String,
    /// The words that contradict the hint.
    pub field: Field,
    /// Which bytes there.
    pub span: Span,
}

/// Who decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judge {
    /// The rules.
    Rules,
    /// A person, in an override file.
    Person {
        /// Why.
        reason: String,
        /// Who.
        author: String,
        /// When, `YYYY-MM-DD`.
        date: String,
        /// What the rules had said.
        instead_of: Impact,
    },
}
