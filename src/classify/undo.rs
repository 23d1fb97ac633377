//! What comes after a call: what a wrong one would mean, what undoes it, and that in a
//! few words.

use super::deed::worst_action;
use super::noun::{NounPhrase, without_effect};
use super::rationale::{NOTHING_PRIVATE, Words, names_secret, quoted, shortened, spoken};
use crate::claim::Leaves;
use crate::evidence::{Evidence, Standing};
use crate::text::capitalised;
use crate::text::forms::{Form, inflected};
use crate::text::word_set::WordSet;
use crate::vocab::{Category, Impact, Reversibility, Trait};

/// How the lexicon says that old values are put back.
const OLD_VALUES: [&str; 2] = ["setting ~ back", "putting the old values of ~ back"];

/// Of a change of which nothing more is known.
const USUAL: &str = "nothing in the definition makes it more or less than is usual for a change";

/// How the lexicon says that what was saved is taken away.
const SAVED: &str = "deleting what was saved";

/// Of what there is one at a time: what is saved takes the place of what was.
static SETTLED: WordSet = WordSet::new(&[
    "config",
    "configuration",
    "configurations",
    "layout",
    "option",
    "options",
    "policy",
    "preference",
    "preferences",
    "profile",
    "provider",
    "setting",
    "settings",
    "setup",
    "state",
    "status",
]);

/// Verbs whose participle stands behind a thing: `a note deleted by mistake`.
static TOLD_OF_THINGS: WordSet = WordSet::new(&[
    "abort",
    "clean",
    "clear",
    "delete",
    "destroy",
    "discard",
    "drop",
    "end",
    "erase",
    "flush",
    "kill",
    "prune",
    "purge",
    "remove",
    "terminate",
    "trash",
    "uninstall",
    "wipe",
]);

/// Of a change that is taken to be reversible because nothing speaks against it.
const NOT_FINAL: &str = "Nothing in the definition says that it is final, so it is taken to be reversible.";

impl Words<'_> {
    /// A clause of the lexicon about what is acted on, with the object put in.
    pub(super) fn follows(&self, clause: &str) -> Option<String> {
        if clause.is_empty() {
            return None;
        }
        if !clause.contains(['~', '@']) {
            return (!self.is_strange()).then(|| clause.to_owned());
        }
        let noun = self.noun()?;
        Some(clause.replace('~', &noun.definite()).replace('@', noun.them()))
    }

    /// What a wrong call means where nothing makes it more or less severe than usual.
    pub(super) fn usual_harm(&self) -> String {
        let follows = &self.verdict.act.follows;
        let noun = self.noun();
        let makes = matches!(self.family(), "create" | "change" | "export" | "generate" | "grant" | "replace" | "send");
        let makes = makes && !self.is_start();
        let direct = noun.filter(|_| !self.is_indirect());
        let reversible = self.verdict.impact.reversibility() == Some(Reversibility::Reversible);
        match direct {
            Some(noun)
                if self.verdict.category() == Category::Write
                    && self.family() == "export"
                    && self.verdict.act.family == "export" =>
            {
                return format!("whoever gets hold of the copy has {} too", noun.definite());
            }
            // `set the project to use` leaves the project as it was.
            _ if self.verdict.category() == Category::Write
                && (self.verdict.act.manners.on_screen || self.said().object.contains(" to use")) =>
            {
                return self.as_usual();
            }
            _ if self.verdict.category() == Category::Write && self.saves_where_told() => {
                return "a file that lies there already may be overwritten".to_owned();
            }
            _ if self.verdict.category() == Category::Write && self.reads_and_keeps() => {
                return "whoever gets hold of what it saves can read it".to_owned();
            }
            Some(noun) if self.verdict.category() == Category::Destructive && self.overwrites() => {
                return format!("whoever counts on what {} held before no longer finds it", noun.definite());
            }
            Some(noun)
                if self.family() == "revoke"
                    && self.verdict.category() == Category::Destructive
                    && !self.opens_doors() =>
            {
                return format!("nobody can use {} any more", noun.definite());
            }
            _ => {}
        }
        match self.verdict.category() {
            Category::Read => String::new(),
            Category::Destructive if self.runs() => "how much is lost is up to whoever writes the call".to_owned(),
            Category::Destructive if self.leaves(Leaves::Untied) && noun.is_some() => {
                let noun = noun.filter(|_| self.family() != "detach");
                noun.map_or_else(
                    || self.as_usual(),
                    |noun| by_number(noun, ["has to be put back", "have to be put back", "may have to be put back"]),
                )
            }
            // `moves a message to the trash`
            Category::Destructive if makes && reversible => self.as_usual(),
            Category::Destructive if !makes => match (self.follows(&follows.lost), noun.filter(|_| self.takes())) {
                (Some(clause), _) if self.takes() => clause,
                (None, Some(noun)) if self.family() == "revoke" => {
                    format!("whoever relied on {} is shut out", noun.definite())
                }
                (None, Some(noun)) if reversible => by_number(
                    noun,
                    ["has to be brought back", "have to be brought back", "may have to be brought back"],
                ),
                (None, Some(noun)) => self.cost_of(noun),
                _ if reversible => self.as_usual(),
                _ => "something is lost, and the definition does not say how much".to_owned(),
            },
            // What is run or started is not changed: only what says of a run what it means is
            // true of it.
            Category::Write if self.is_start() && follows.changed.contains('~') => self.as_usual(),
            Category::Write | Category::Destructive => match (self.follows(self.slip()), noun) {
                (Some(clause), _) => clause,
                _ if self.family() == "send" => {
                    "whoever gets it may act on it before anybody can put it right".to_owned()
                }
                (None, Some(noun)) => self.slip_of_change(noun).unwrap_or_else(|| self.as_usual()),
                (None, None) => self.as_usual(),
            },
        }
    }

    /// What one wrong call comes to, where it makes, changes or takes away its own object.
    pub(super) fn plain_slip(&self) -> Option<String> {
        let noun = self.noun().filter(|noun| !noun.mass && !self.is_indirect())?;
        if self.verdict.category() == Category::Destructive && self.family() == "remove" {
            let single = self.one_a_call(noun);
            return Some(self.cost_of(single.as_ref().unwrap_or(noun)));
        }
        (self.verdict.category() == Category::Write).then(|| self.slip_of_change(noun)).flatten()
    }

    /// What one wrong call comes to, where all that it does is make or change its own object.
    fn slip_of_change(&self, noun: &NounPhrase) -> Option<String> {
        if !self.is_plain_change() {
            return None;
        }
        let one = self.one_a_call(noun);
        let noun = one.as_ref().unwrap_or(noun);
        match self.family() {
            "create" if self.takes_whole() => Some(unwanted(noun)),
            // `marks a task as done`: not the task is wrong.
            "change" if self.verdict.act.manners.takes_as && self.said().object.contains(" as ") => None,
            "change" if self.puts_back() => Some(mistaken(noun)),
            _ => None,
        }
    }

    /// What one wrong call that takes something away or ends it comes to: `several` only where a
    /// call takes several, because a plural may be of the kind, `Delete and manage groups`.
    fn cost_of(&self, noun: &NounPhrase) -> String {
        let verb = spoken(self.said().verb);
        let done = match verb {
            "cancel" => "cancelled".to_owned(),
            verb if TOLD_OF_THINGS.contains(verb) => inflected(verb, Form::Past),
            _ => "lost".to_owned(),
        };
        let kind = !self.verdict.traits.contains(&Trait::Bulk) || noun.words.contains(" and ");
        let (what, at_once) = match (is_owned(noun), noun.plural) {
            (false, false) => (format!("{} {}", noun.article, noun.words), ""),
            (false, true) if !kind => (format!("several {}", noun.words), " at once"),
            _ => (noun.definite(), ""),
        };
        // `removes a domain from a namespace`: the domain is still there.
        let out = verb == "remove" && self.said().object.contains(" from ");
        let after = match (self.family(), noun.plural) {
            ("end", false) => "does not come to its end",
            ("end", true) => "do not come to their end",
            (_, false) if out || noun.person => "is out until added again",
            (_, true) if out || noun.person => "are out until added again",
            (_, false) => "has to be made anew",
            (_, true) => "have to be made anew",
        };
        format!("{what} {done}{at_once} by mistake {after}")
    }

    /// One of the things that the description speaks of, where a call takes one.
    fn one_a_call(&self, noun: &NounPhrase) -> Option<NounPhrase> {
        noun.singular().filter(|single| {
            let bulk = self.verdict.traits.contains(&Trait::Bulk);
            !bulk && self.is_named(single.last()) && !self.is_named(noun.last())
        })
    }

    /// Of a change of which nothing more is known.
    fn as_usual(&self) -> String {
        self.follows(&self.verdict.act.follows.slip).unwrap_or_else(|| USUAL.to_owned())
    }

    /// Whether a call makes or changes its own object, so that the slip of one call is that
    /// object and no more.
    fn is_plain_change(&self) -> bool {
        matches!(self.family(), "create" | "change")
            && !self.is_indirect()
            && !self.is_start()
            && !self.is_strange()
            && self.verdict.impact.reversibility() == Some(Reversibility::Reversible)
    }

    /// Whether what undoes the act takes its object away as a whole: a note is deleted, but
    /// from a film only the star is taken.
    fn takes_whole(&self) -> bool {
        let opposite = &self.verdict.act.opposite;
        let off = opposite.contains("~ off");
        opposite.is_empty() || unmakes(opposite) && opposite.contains('~') && !off
    }

    /// What the lexicon says of a thing that is made or changed by mistake.
    fn slip(&self) -> &str {
        let follows = &self.verdict.act.follows;
        // What is sent is made for whoever gets it.
        if matches!(self.family(), "create" | "send") { &follows.made } else { &follows.changed }
    }

    /// Whether what undoes the act puts things back as they were; else it is an act of
    /// its own (`opening the page`).
    fn puts_back(&self) -> bool {
        let opposite = &self.verdict.act.opposite;
        opposite.is_empty()
            || opposite.ends_with(" back")
            || opposite.contains(" old ")
            || opposite.contains("as before")
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
            Category::Destructive if self.overwrites() => Some(match self.noun() {
                Some(noun) => format!("what {} held before is gone", noun.definite()),
                None => format!("what was there before {worst} is gone"),
            }),
            Category::Write => self.follows(&follows.changed),
            Category::Destructive => self.follows(&follows.lost),
        };
        if let Some(clause) = clause {
            return clause;
        }
        match impact.category() {
            Category::Read => NOTHING_PRIVATE.to_owned(),
            Category::Write => format!("what {worst} changes by mistake has to be found and put right"),
            Category::Destructive if self.family() == "end" => {
                format!("what {worst} ends by mistake has to be begun again")
            }
            Category::Destructive => format!("what {worst} takes by mistake has to be made again"),
        }
    }

    /// What undoes a call; empty for a Read.
    pub(super) fn undo(&self) -> String {
        let Some(reversibility) = self.verdict.impact.reversibility() else { return String::new() };
        let stated = self
            .counted()
            .find(|e| e.rule.as_str().starts_with("stated-") && e.claim.reversibility == Some(reversibility))
            .filter(|e| e.claim.leaves != Some(Leaves::Replaced));
        if let Some(e) = stated {
            let text = self.tool.text_at(&e.field).unwrap_or_default();
            let before = text.get(..e.span.start).unwrap_or_default().trim_end();
            let perhaps =
                ["may be", "might be", "can be", "could be"].iter().find(|perhaps| before.ends_with(**perhaps));
            if let (Some(perhaps), Reversibility::Irreversible) = (perhaps, reversibility) {
                let quote = quoted(&format!("{perhaps} {}", shortened(e.span.of(&text), 60)));
                return format!("It may be impossible to undo; the definition says {quote}.");
            }
            let quote = quoted(&shortened(e.span.of(&text), 60));
            return match reversibility {
                Reversibility::Reversible => format!("It can be undone; the definition says {quote}."),
                Reversibility::Irreversible => format!("It cannot be undone; the definition says {quote}."),
            };
        }
        if let Some(worst) = worst_action(self.verdict) {
            let name = quoted(&shortened(&worst.action, 48));
            return match (self.verdict.category(), reversibility) {
                _ if self.runs() => format!("There may be no call that undoes what {name} sets off."),
                (Category::Destructive, Reversibility::Reversible) => {
                    format!("What {name} takes away can be put back by another call.")
                }
                (_, Reversibility::Reversible) if self.verdict.act.manners.sets_off => NOT_FINAL.to_owned(),
                (_, Reversibility::Reversible) => format!("What {name} changes can be changed back by another call."),
                (_, Reversibility::Irreversible) => format!("The definition names nothing that undoes {name}."),
            };
        }
        match reversibility {
            Reversibility::Reversible => self.way_back(),
            Reversibility::Irreversible => self.no_way_back(),
        }
    }

    /// Whether money goes out because of what the call makes or sets going.
    fn spends(&self) -> bool {
        let follows = &self.verdict.act.follows;
        let costs = self.family() == "create" && follows.made.starts_with("money");
        costs
            || self.verdict.traits.contains(&Trait::MovesMoney) && matches!(self.family(), "create" | "change" | "pay")
    }

    /// Whether the act takes something away, or puts something else in its place.
    fn takes(&self) -> bool {
        matches!(self.family(), "remove" | "reset" | "detach" | "replace" | "revoke" | "end" | "move")
    }

    /// Whether the act by itself only reads or makes up something.
    fn only_makes(&self) -> bool {
        matches!(self.family(), "retrieve" | "search" | "inspect" | "compute" | "generate")
    }

    fn reads_and_keeps(&self) -> bool {
        self.only_makes() && self.keeps()
    }

    /// Whether the result is said to be kept.
    fn keeps(&self) -> bool {
        self.counted().any(|e| e.claim.leaves == Some(Leaves::Kept))
    }

    /// Whether a result goes to a path that a parameter names.
    fn saves_where_told(&self) -> bool {
        let told = |e: &Evidence| e.standing == Standing::Decides && e.rule.as_str() == "keeps-file";
        self.reads_and_keeps() && self.counted().any(told)
    }

    /// Whether it is one step in a page or on a screen that another takes back: `hovers`.
    fn is_step(&self) -> bool {
        self.verdict.act.manners.on_screen && !self.verdict.act.opposite.is_empty()
    }

    /// Whether what it does is over by itself, and no tool beside it ends it.
    pub(super) fn is_brief(&self) -> bool {
        let several = self.noun().is_some_and(|noun| noun.plural);
        self.verdict.act.manners.brief && self.verdict.act.counterpart.is_none() && !several
    }

    /// What the same tool does that puts back what it takes: `assign` of `assigns, removes and
    /// manages roles`.
    fn own_opposite(&self) -> Option<&str> {
        const GIVES: [&str; 8] = ["add", "assign", "attach", "enable", "grant", "invite", "link", "restore"];
        let said = &self.verdict.act.said;
        let joined = said.ahead.split(' ').chain(said.also.split(' ')).map(|word| word.trim_end_matches(','));
        let takes = matches!(self.family(), "remove" | "detach" | "revoke");
        joined.filter(|_| takes).find(|word| GIVES.contains(word))
    }

    /// Whether what decides is that new content takes the place of the old.
    fn overwrites(&self) -> bool {
        self.leaves(Leaves::Replaced)
    }

    /// Whether what decides leaves this behind.
    fn leaves(&self, behind: Leaves) -> bool {
        let decides = |e: &Evidence| e.standing == Standing::Decides;
        self.counted().any(|e| decides(e) && e.claim.leaves == Some(behind))
    }

    /// Whether what is taken is a right or a secret, for which the lexicon knows what follows.
    fn opens_doors(&self) -> bool {
        let traits = &self.verdict.traits;
        traits.contains(&Trait::HandlesCredentials) || traits.contains(&Trait::ChangesAccess)
    }

    /// Whether what is acted on is a secret itself.
    fn is_secret(&self) -> bool {
        self.verdict.traits.contains(&Trait::HandlesCredentials)
            && self.noun().is_some_and(|noun| names_secret(noun.last()))
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
            _ => act.manners.sets_off,
        }
    }

    /// The opposite of the act, with the object put in and the tool of the same server that
    /// does it: `deleting the note with “delete_note”`.
    fn opposite(&self) -> Option<String> {
        let opposite = self.opposite_alone()?;
        Some(match &self.verdict.act.counterpart {
            Some(tool) => format!("{opposite} with {}", quoted(&shortened(tool, 60))),
            None => opposite,
        })
    }

    fn opposite_alone(&self) -> Option<String> {
        let act = &self.verdict.act;
        let takes = act.opposite.starts_with("deleting") || act.opposite.starts_with("removing");
        let made = if self.family() == "create" && takes { "what it made" } else { "it" };
        match self.noun().filter(|_| !self.is_indirect()) {
            _ if act.opposite.is_empty() || self.is_strange() => None,
            // `activates a tab`
            _ if act.opposite.starts_with("deactivating") && self.leaves(Leaves::Shown) => {
                Some("activating what was active before".to_owned())
            }
            _ if act.opposite == "going back" && self.said().object.starts_with("back") => {
                Some("going forward".to_owned())
            }
            // `putting the old price of the product back`.
            Some(noun) if OLD_VALUES.contains(&act.opposite.as_str()) && noun.is_value() => {
                Some(format!("putting {} back", noun.former()))
            }
            // `creates a copy of a page`
            Some(_) if self.family() == "create" && takes && self.copies() => {
                Some(act.opposite.replace('~', "the copy"))
            }
            Some(noun) => Some(act.opposite.replace('~', &noun.definite())),
            None => Some(act.opposite.replace(" of ~", "").replace('~', made)),
        }
    }

    /// Whether what is made is said to be a copy of something.
    fn copies(&self) -> bool {
        let object = self.said().object;
        let object = object.strip_prefix("a ").or_else(|| object.strip_prefix("the ")).unwrap_or(object);
        object.starts_with("copy of ") || object.starts_with("copies of ")
    }

    fn way_back(&self) -> String {
        let (family, the) = (self.family(), self.the());
        if self.verdict.category() == Category::Destructive {
            let passing = self.counted().any(|e| e.claim.leaves == Some(Leaves::Passing));
            return match (self.opposite(), the.as_str()) {
                (_, "it") if passing => "Later work brings it back.".to_owned(),
                (_, the) if passing => format!("Later work brings {the} back."),
                (Some(opposite), _) => format!("{} undoes it.", capitalised(&opposite)),
                (None, "it") => "One call of the opposite kind puts it back.".to_owned(),
                (None, the) => format!("One call of the opposite kind puts {the} back."),
            };
        }
        if self.is_strange() || self.verdict.act.verb.is_empty() {
            return NOT_FINAL.to_owned();
        }
        if self.is_start() && self.verdict.act.counterpart.is_none() && !self.is_step() {
            return NOT_FINAL.to_owned();
        }
        // What only reads or makes up, and keeps its result.
        if self.only_makes() {
            return match self.keeps() {
                true => "Deleting what it saved undoes it, unless it replaced something.".to_owned(),
                false => match self.opposite() {
                    Some(opposite) => format!("{} undoes it.", capitalised(&opposite)),
                    None => NOT_FINAL.to_owned(),
                },
            };
        }
        if family == "send" && self.verdict.act.opposite.is_empty() {
            return match the.as_str() {
                "it" => "What was sent cannot be called back, but a correction can follow.".to_owned(),
                the => format!("A correction can follow; {the} cannot be called back."),
            };
        }
        if let Some(opposite) = self.opposite() {
            let also = self.said().also.split(' ').next_back().unwrap_or_default();
            // `creates or updates a page`
            let both = !also.is_empty() && opposite.split(' ').next() == Some(inflected(also, Form::Gerund).as_str());
            let changes = family == "create" && self.verdict.act.said.also_changes();
            return match self.noun().filter(|_| changes) {
                // `enables or disables a rule`
                _ if both => format!("Setting {the} back undoes it."),
                _ if self.spends() => {
                    format!("{} ends it; what was paid until then stays paid.", capitalised(&opposite))
                }
                // `starts a match, resetting the board`
                _ if without_effect(self.said().object).len() < self.said().object.len() => {
                    format!("{} does not bring back what was there before.", capitalised(&opposite))
                }
                _ if self.is_brief() => "It ends by itself.".to_owned(),
                _ if opposite.starts_with("stopping") => {
                    let them = self.noun().map_or("it", NounPhrase::them);
                    format!("{} ends {them}.", capitalised(&opposite))
                }
                Some(_) => format!("{}, or bringing the old state back, undoes it.", capitalised(&opposite)),
                // What is saved may stand where something stood.
                None if opposite.starts_with("deleting the file") || opposite == SAVED => {
                    self.undo_of_saving(&opposite)
                }
                None => format!("{} undoes it.", capitalised(&opposite)),
            };
        }
        match (family, the.as_str()) {
            ("create" | "generate" | "export", "it") => "Removing what it made undoes it.".to_owned(),
            ("create" | "generate" | "export", the) => format!("Removing {the} undoes it."),
            ("grant", _) => "Taking the right away undoes it.".to_owned(),
            _ => NOT_FINAL.to_owned(),
        }
    }

    /// What undoes that something was put where it is kept.
    fn undo_of_saving(&self, opposite: &str) -> String {
        let noun = self.noun();
        if opposite == SAVED && noun.is_some_and(|noun| SETTLED.contains(noun.last())) {
            return "Saving the old state again undoes it.".to_owned();
        }
        let several = noun.is_some_and(|noun| noun.plural && !noun.mass) && opposite.ends_with(" file");
        let plural = if several { "s" } else { "" };
        format!("{}{plural} undoes it, unless it replaced something.", capitalised(opposite))
    }

    fn no_way_back(&self) -> String {
        let (family, the) = (self.family(), self.the());
        let has = if self.noun().is_some_and(|noun| noun.plural) { "have" } else { "has" };
        if self.verdict.category() == Category::Write {
            // `Detaching the policy with “detach_policy”`
            if self.verdict.act.counterpart.is_some()
                && let Some(opposite) = self.opposite()
            {
                return format!("{} does not undo what happened in between.", capitalised(&opposite));
            }
            return match (family, the.as_str()) {
                ("send", "it") => "What has been sent cannot be called back.".to_owned(),
                ("send", the) => format!("Once sent, {the} cannot be called back."),
                ("pay", _) => "The definition names no way to get back what was paid or signed away.".to_owned(),
                // `approves an address`: the approval is taken back.
                (_, the) if the == "it" || !self.verdict.act.opposite.is_empty() && !self.takes_whole() => {
                    "The definition names no way to take it back.".to_owned()
                }
                (_, the) => format!("The definition names no way to take {the} back."),
            };
        }
        if let Some(gives) = self.own_opposite() {
            return format!("The same tool can {gives} {the} again.");
        }
        match (family, the.as_str()) {
            _ if self.runs() => "There may be no call that undoes what it sets off.".to_owned(),
            ("end", "it") => "What has been ended has to be begun again.".to_owned(),
            ("end", the) => match self.verdict.act.follows.again.as_str() {
                "" => format!("To go on, {the} {has} to be begun again."),
                again => format!("To go on, {the} {has} to be {again}."),
            },
            ("revoke", "it") => "A new one has to be made; the old one does not come back.".to_owned(),
            ("revoke", the) => match self.opposite() {
                Some(opposite) => format!("{} does not make up for what failed in between.", capitalised(&opposite)),
                None => format!("{} cannot be given back by the same call.", capitalised(the)),
            },
            ("change" | "create" | "generate" | "replace" | "reset", the) if self.is_secret() && the != "it" => {
                let former = self.noun().map(NounPhrase::former).unwrap_or_default();
                let (stops, does) = if has == "have" { ("stop", "do") } else { ("stops", "does") };
                format!("{} {stops} working and {does} not come back.", capitalised(&former))
            }
            ("change" | "create" | "replace", "it") => {
                "The old content is gone unless somebody kept a copy.".to_owned()
            }
            ("change" | "create" | "export" | "replace", the) => {
                let of = if the.ends_with("state") { String::new() } else { format!(" of {the}") };
                format!("The definition names no way to bring the old state{of} back.")
            }
            _ if !self.takes() => "The definition names nothing that undoes it.".to_owned(),
            (_, "it") => "The definition names no way to bring it back.".to_owned(),
            (_, the) => format!("The definition names no way to bring {the} back."),
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
            (Category::Write, _) if family == "send" && self.verdict.act.opposite.is_empty() => {
                "a correction of what was sent can follow"
            }
            (Category::Write, _) if family == "export" || self.keeps() => "what it saves can be deleted again",
            (Category::Write, _) => "the change can be put back",
            (Category::Destructive, Some(Reversibility::Reversible)) => "what it takes away can be restored",
            (Category::Destructive, _) if self.runs() => "there may be no call that undoes what it sets off",
            (Category::Destructive, _) => match family {
                "end" => "what it ends has to be begun again",
                "change" | "create" | "export" | "generate" | "replace" => "what was there before is gone",
                "revoke" => "what it revokes does not come back",
                _ => "what it takes away stays gone",
            },
        }
    }
}

/// Whether what undoes an act takes something away, so that the act made it: `deleting ~`.
pub(super) fn unmakes(opposite: &str) -> bool {
    opposite.is_empty()
        || ["deleting", "removing", "taking", "cancelling"].iter().any(|takes| opposite.starts_with(takes))
}

/// What comes of a thing that was made by mistake.
fn unwanted(noun: &NounPhrase) -> String {
    match (is_owned(noun), noun.plural) {
        (false, false) if noun.person => {
            format!("{} {} added by mistake stays in until removed", noun.article, noun.words)
        }
        (false, true) if noun.person => format!("{} added by mistake stay in until removed", noun.words),
        (true, false) => format!("{} stays, wanted or not, until somebody removes it", noun.definite()),
        (true, true) => format!("{} stay, wanted or not, until somebody removes them", noun.definite()),
        (false, false) => format!("an unwanted {} stays until somebody removes it", noun.words),
        (false, true) => format!("unwanted {} stay until somebody removes them", noun.words),
    }
}

/// What comes of a thing that was changed by mistake.
fn mistaken(noun: &NounPhrase) -> String {
    format!("a mistake in {} stays until it is put right", noun.definite())
}

/// Whether no other article stands before it than `the`, if any.
fn is_owned(noun: &NounPhrase) -> bool {
    let owned = noun.words.contains("'s ") || noun.words.contains("’s ");
    noun.own || noun.known || noun.mass || owned
}

/// What one wrong call comes to, by what the object says of its number: `one note is
/// lost`.
fn by_number(noun: &NounPhrase, [one, them, several]: [&str; 3]) -> String {
    match (is_owned(noun), noun.plural) {
        (true, false) => format!("{} {one}", noun.definite()),
        (true, true) => format!("{} {them}", noun.definite()),
        (false, false) => format!("one {} {one}", noun.words),
        (false, true) if noun.words.contains(" and ") => format!("{} {them}", noun.definite()),
        (false, true) => format!("several {} {several}", noun.words),
    }
}
