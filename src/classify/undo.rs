//! What comes after a call: what a wrong one would mean, what undoes it, and that in a
//! few words.

use super::deed::worst_action;
use super::rationale::{Words, quoted, shortened};
use crate::text::capitalised;
use crate::vocab::{Category, Impact, Reversibility, Trait};

/// Acts in a live page, and acts that only set something else off.
const SETS_OFF: &[&str] = &[
    "build", "click", "fire", "hover", "input", "launch", "press", "reboot", "rerun", "restart", "retry", "submit",
    "swipe", "tap", "trigger", "type",
];

impl Words<'_> {
    /// A clause of the lexicon about what is acted on, with the object put in.
    fn follows(&self, clause: &str) -> Option<String> {
        if clause.is_empty() {
            return None;
        }
        let noun = self.noun()?;
        Some(clause.replace('~', &noun.definite()).replace('@', noun.them()))
    }

    /// What a wrong call means where nothing makes it more or less severe than usual.
    pub(super) fn usual_harm(&self) -> String {
        let follows = &self.verdict.act.follows;
        let noun = self.noun();
        let foreign = self.said().foreign;
        let makes = matches!(self.family(), "create" | "change" | "export" | "generate" | "grant" | "replace" | "send");
        let makes = makes && !self.is_start();
        if matches!(self.verdict.act.verb.as_str(), "move" | "rename")
            && let Some(noun) = noun.as_ref().filter(|_| !self.is_indirect())
        {
            return format!("whoever looks for {} in the old place finds nothing", noun.definite());
        }
        match self.verdict.category() {
            Category::Read => String::new(),
            Category::Destructive if self.runs() => "how much is lost is up to whoever writes the call".to_owned(),
            Category::Destructive if !makes => match (self.follows(&follows.lost), noun) {
                (Some(clause), _) => clause,
                (None, Some(noun)) => {
                    format!("a wrong call takes {} from whoever counts on {}", noun.definite(), noun.them())
                }
                (None, None) => "something is lost, and the definition does not say how much".to_owned(),
            },
            Category::Write | Category::Destructive => match (self.follows(&follows.changed), &noun) {
                (Some(clause), _) => clause,
                (None, _) if !makes => "what a wrong call sets off shows only afterwards".to_owned(),
                (None, Some(noun)) if !self.is_indirect() => {
                    format!("a wrong call shows only when somebody looks at {}", noun.definite())
                }
                (None, _) if foreign => {
                    format!("a wrong call shows only when somebody looks at {}", self.object())
                }
                (None, _) => "a wrong call shows only when somebody looks at what it did".to_owned(),
            },
        }
    }

    /// Why the worst of several actions is not more or less severe than usual.
    pub(super) fn usual_action(&self, worst: &str) -> String {
        let impact = self.verdict.impact;
        if impact.severity() != Impact::default_for(impact.category()).severity() {
            return format!("{worst} alone can do that much");
        }
        let follows = &self.verdict.act.follows;
        let clause = match impact.category() {
            Category::Read => None,
            Category::Write => self.follows(&follows.changed),
            Category::Destructive => self.follows(&follows.lost),
        };
        if let Some(clause) = clause {
            return clause;
        }
        match impact.category() {
            Category::Read => "nothing in the definition says that what its actions return is confidential".to_owned(),
            Category::Write => format!("what {worst} changes by mistake has to be found and put right"),
            Category::Destructive if self.family() == "end" => {
                format!("what {worst} ends by mistake has to be set up anew")
            }
            Category::Destructive => format!("what {worst} takes by mistake has to be made anew"),
        }
    }

    /// What undoes a call; empty for a Read.
    pub(super) fn undo(&self) -> String {
        let Some(reversibility) = self.verdict.impact.reversibility() else { return String::new() };
        let stated = self
            .counted()
            .find(|e| e.rule.as_str().starts_with("stated-") && e.claim.reversibility == Some(reversibility));
        if let Some(e) = stated {
            let text = self.tool.text_at(&e.field).unwrap_or_default();
            let quote = quoted(&shortened(e.span.of(&text), 60));
            return match reversibility {
                Reversibility::Reversible => format!("It can be undone; the definition says {quote}."),
                Reversibility::Irreversible => format!("It cannot be undone; the definition says {quote}."),
            };
        }
        if let Some(worst) = worst_action(self.verdict) {
            let name = quoted(&shortened(&worst.action, 48));
            return match (self.verdict.category(), reversibility) {
                _ if self.runs() => format!("What {name} sets off may not be undone by any other call."),
                (Category::Destructive, Reversibility::Reversible) => {
                    format!("What {name} takes away can be put back by another call.")
                }
                (_, Reversibility::Reversible) if SETS_OFF.contains(&self.verdict.act.verb.as_str()) => {
                    format!("What {name} sets off may need a call of its own to be undone.")
                }
                (_, Reversibility::Reversible) => format!("What {name} changes can be changed back by another call."),
                (_, Reversibility::Irreversible) => format!("The definition names nothing that undoes {name}."),
            };
        }
        match reversibility {
            Reversibility::Reversible => self.way_back(),
            Reversibility::Irreversible => self.no_way_back(),
        }
    }

    /// Whether a call runs what it is told to, or lets something else act.
    fn runs(&self) -> bool {
        match worst_action(self.verdict) {
            Some(worst) => worst.traits.contains(&Trait::ExecutesCode),
            None => {
                self.verdict.traits.contains(&Trait::ExecutesCode) || matches!(self.family(), "execute" | "perform")
            }
        }
    }

    /// Whether a call only sets something else off: it runs or starts something, acts in a
    /// live page, or sends what reaches nobody (keys to a field).
    fn is_start(&self) -> bool {
        let act = &self.verdict.act;
        let has = |t: Trait| self.verdict.traits.contains(&t);
        match self.family() {
            "execute" => true,
            "perform" if act.opposite.is_empty() => true,
            "send" => !has(Trait::SendsOutbound) && !has(Trait::PersonalData),
            _ => SETS_OFF.contains(&act.verb.as_str()),
        }
    }

    fn sets_off(&self) -> String {
        match self.the().as_str() {
            "it" => "What it sets off may need a call of its own to be undone.".to_owned(),
            the => format!("What it sets off with {the} may need a call of its own to be undone."),
        }
    }

    /// The opposite of the act, with the object put in: `deleting the note`.
    fn opposite(&self) -> Option<String> {
        let act = &self.verdict.act;
        let made = if self.family() == "create" { "what it made" } else { "it" };
        match self.noun().filter(|_| !self.is_indirect()) {
            _ if act.opposite.is_empty() => None,
            Some(noun) => Some(act.opposite.replace('~', &noun.definite())),
            None => Some(act.opposite.replace(" of ~", "").replace('~', made)),
        }
    }

    fn way_back(&self) -> String {
        let (family, the) = (self.family(), self.the());
        if self.verdict.category() == Category::Destructive {
            let passing = self.counted().any(|e| e.rule.as_str() == "clear-passing");
            return match (self.opposite(), the.as_str()) {
                (_, "it") if passing => "What is lost comes back in later work.".to_owned(),
                (_, the) if passing => format!("Later work makes {the} anew."),
                (Some(opposite), _) => format!("{} undoes it.", capitalised(&opposite)),
                (None, "it") => "One call of the opposite kind puts it back.".to_owned(),
                (None, the) => format!("One call of the opposite kind puts {the} back."),
            };
        }
        if self.is_start() {
            return self.sets_off();
        }
        if family == "send" {
            return match the.as_str() {
                "it" => "A correction can follow; what was sent stays sent.".to_owned(),
                the => format!("A correction can follow; {the} {} sent.", self.stays()),
            };
        }
        if let Some(opposite) = self.opposite() {
            return format!("{} undoes it.", capitalised(&opposite));
        }
        match (family, the.as_str()) {
            ("create" | "generate" | "export", "it") => "Removing what it made undoes it.".to_owned(),
            ("create" | "generate" | "export", the) => format!("Removing {the} undoes it."),
            ("grant", _) => "Taking the right away again undoes it.".to_owned(),
            (_, "it") => "Setting the old value again undoes it.".to_owned(),
            (_, the) => format!("Putting {the} back as before undoes it."),
        }
    }

    fn stays(&self) -> &'static str {
        if self.noun().is_some_and(|noun| noun.plural) { "stay" } else { "stays" }
    }

    fn no_way_back(&self) -> String {
        let (family, the) = (self.family(), self.the());
        let has = if self.noun().is_some_and(|noun| noun.plural) { "have" } else { "has" };
        if self.verdict.category() == Category::Write {
            return match (family, the.as_str()) {
                ("send", "it") => "What has been sent cannot be called back.".to_owned(),
                ("send", the) => format!("Once sent, {the} cannot be called back."),
                ("pay", "it") => "What has been paid or signed cannot be taken back from this side.".to_owned(),
                ("pay", the) => format!("What has been done with {the} cannot be taken back from this side."),
                (_, "it") => "The definition names no way to take it back.".to_owned(),
                (_, the) => format!("The definition names no way to take {the} back."),
            };
        }
        match (family, the.as_str()) {
            _ if self.runs() => "What it sets off may not be undone by any other call.".to_owned(),
            ("end", "it") => "What has been ended has to be set up anew.".to_owned(),
            ("end", the) => match self.verdict.act.follows.again.as_str() {
                "" => format!("To go on, {the} {has} to be set up anew."),
                again => format!("To go on, {the} {has} to be {again}."),
            },
            ("revoke", "it") => "A new one has to be made; the old one does not come back.".to_owned(),
            ("revoke", the) => format!("{} cannot be given back by the same call.", capitalised(the)),
            ("change" | "create" | "replace", "it") => {
                "The old content is gone unless somebody kept a copy.".to_owned()
            }
            ("change" | "create" | "export" | "replace", the) => {
                let of = if the.ends_with("state") { String::new() } else { format!(" of {the}") };
                format!("The old state{of} comes back only from a copy made before.")
            }
            (_, "it") => "The definition names no way to bring it back.".to_owned(),
            (_, the) => format!("Nothing but a copy made before brings {the} back."),
        }
    }

    /// How it stands after the call, as a clause of a few words.
    pub(super) fn end(&self) -> &'static str {
        let impact = self.verdict.impact;
        let single = worst_action(self.verdict).is_none();
        let family = if single { self.family() } else { "" };
        match (impact.category(), impact.reversibility()) {
            (Category::Read, _) => "nothing changes",
            (Category::Write, Some(Reversibility::Irreversible)) => match family {
                "send" => "once sent, it is out",
                _ => "once done, it stands",
            },
            (Category::Write, _) if single && self.is_start() => {
                "what it sets off may need a call of its own to be undone"
            }
            (Category::Write, _) if family == "send" => "what was sent stays sent, but a correction can follow",
            (Category::Write, _) if family == "export" => "what it saves can be deleted again",
            (Category::Write, _) => "the change can be put back",
            (Category::Destructive, Some(Reversibility::Reversible)) => "what it takes away can be restored",
            (Category::Destructive, _) if self.runs() => "what it sets off may not be undone by any other call",
            (Category::Destructive, _) => match family {
                "end" => "what it ends has to be set up anew",
                "change" | "create" | "export" | "generate" | "replace" => "what was there before is gone",
                "revoke" => "what it revokes does not come back",
                _ => "what it takes away stays gone",
            },
        }
    }
}
