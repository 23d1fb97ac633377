//! The category that the acts speak for: those of name and first sentence against each other,
//! then those that are joined to them.

use super::{Decision, silent};
use crate::classify::rationale::{quoted, spoken};
use crate::classify::said::third_person;
use crate::evidence::acts::{Occurrence, Sureness};
use crate::evidence::collect::believed;
use crate::rulebook::lexicon::{Noun, Role};
use crate::rulebook::rule::Place;
use crate::text::forms::{Form, inflected};
use crate::vocab::{Category, Confidence};

/// A vote that is to decide.
struct Choice {
    /// Its number.
    vote: usize,
    /// How sure that is.
    confidence: Confidence,
    /// Why no surer.
    doubt: Option<String>,
}

impl Choice {
    fn new(vote: usize, confidence: Confidence, doubt: impl Into<Option<String>>) -> Choice {
        Choice { vote, confidence, doubt: doubt.into() }
    }
}

impl Decision<'_, '_> {
    /// What the name and the description say.
    pub(super) fn weigh_acts(&mut self) {
        let name = self.best(Place::Name);
        // A title speaks where no act stands in the first sentence.
        let told = self.best(Place::Summary).or_else(|| self.best(Place::Title));
        let choice = match (name, told) {
            (Some(name), Some(told)) if self.claimed(name) == self.claimed(told) => Some(self.agreed(name, told)),
            (Some(name), Some(told)) => Some(self.at_odds(name, told)),
            (Some(name), None) => Some(Choice::new(name, self.sure_alone(name), self.name_alone())),
            (None, Some(told)) => {
                let doubt = "only the description tells what a call does, the name does not";
                Some(Choice::new(told, self.sure_alone(told), doubt.to_owned()))
            }
            (None, None) => self.best(Place::Body).map(|body| {
                Choice::new(body, Confidence::Low, "only a later sentence says what the tool does".to_owned())
            }),
        };
        if let Some(Choice { vote, confidence, doubt }) = choice {
            self.category = self.claimed(vote);
            self.deciding = Some(vote);
            self.confidence = confidence;
            self.doubt = doubt;
        }
        for vote in 0..self.votes.len() {
            self.worsen(vote, name);
        }
    }

    /// The first act of a place that weighs most, if one is believed.
    fn best(&self, place: Place) -> Option<usize> {
        (0..self.votes.len())
            .filter(|i| {
                let vote = &self.votes[*i];
                vote.act.place == place && vote.act.first && believed(vote.act) && vote.category().is_some()
            })
            .max_by_key(|i| (self.votes[*i].weight(), std::cmp::Reverse(*i)))
    }

    /// The category that a vote speaks for.
    fn claimed(&self, vote: usize) -> Category {
        self.votes[vote].category().unwrap_or(Category::Write)
    }

    /// How sure a vote is that nothing stands against and nothing beside.
    fn sure_alone(&self, vote: usize) -> Confidence {
        if self.votes[vote].weight() >= 4 { Confidence::Medium } else { Confidence::Low }
    }

    /// Name and description say the same.
    fn agreed(&self, name: usize, told: usize) -> Choice {
        let (by_name, by_text) = (self.votes[name].weight(), self.votes[told].weight());
        let vote = if by_text >= by_name { told } else { name };
        if by_name + by_text >= 8 {
            return Choice::new(vote, Confidence::High, None);
        }
        Choice::new(vote, Confidence::Medium, self.ambiguity(vote))
    }

    /// Name and description say different things: one of the two only seems to, or the heavier
    /// one decides, or else the worse is assumed.
    fn at_odds(&self, name: usize, told: usize) -> Choice {
        use Confidence::{High, Low, Medium};
        let (by_name, by_text) = (self.votes[name].weight(), self.votes[told].weight());
        let act = self.votes[told].act;
        let plain = act.place == Place::Summary && act.sureness == Sureness::Sure;
        let worse = self.claimed(told) > self.claimed(name);
        if worse && plain && (self.opens_with_verb(name, told) || self.goes_on_with_verb(name, told)) {
            // `submit_guess`, “Submits a guess”: the milder verb is what is handed in.
            Choice::new(told, High, None)
        } else if self.reads(told) && self.opens_with_verb(name, told) {
            Choice::new(told, Medium, "what stands behind the name's first word can be an act".to_owned())
        } else if self.names_what_is_read(name, told) {
            Choice::new(told, Medium, self.alone(name, "name"))
        } else if !worse && by_name >= 6 && self.says_what_comes_back(name, told) {
            Choice::new(name, Medium, "the description only says what comes back".to_owned())
        } else if by_text * 2 >= by_name * 3 {
            Choice::new(told, if by_name <= 4 { Medium } else { Low }, self.alone(name, "name"))
        } else if by_name * 2 >= by_text * 3 {
            Choice::new(name, if by_text <= 4 { Medium } else { Low }, self.alone(told, "description"))
        } else {
            let (vote, milder, place) = if worse { (told, name, "name") } else { (name, told, "description") };
            Choice::new(vote, Low, format!("{}; the worse is assumed", self.alone(milder, place)))
        }
    }

    /// Acts joined to the first one, and what later sentences say outright: the worst counts.
    /// `name` is what the name says first.
    fn worsen(&mut self, i: usize, name: Option<usize>) {
        let vote = &self.votes[i];
        let joined = !vote.act.first && matches!(vote.act.place, Place::Name | Place::Summary | Place::Title);
        let stated = vote.act.place == Place::Body && vote.act.sureness == Sureness::Sure;
        // A later sentence that merely writes is often a manner of speaking; one that
        // destroys is not.
        let open = self.weighs_at_most(7);
        // `manage_alerts`, “List and manage alerts”: the name says it too.
        let named = name.is_some_and(|name| self.votes[name].act.verb == vote.act.verb);
        let enough = match (joined, vote.category()) {
            (true, _) => vote.weight() >= 4 || named,
            (false, Some(Category::Destructive)) => vote.weight() >= 12,
            (false, _) => open && vote.weight() >= 12,
        };
        let Some(category) = vote.category().filter(|_| believed(vote.act) && (joined || stated) && enough) else {
            return;
        };
        // `Cleans the build folder and wipes the disk`: of two such acts the one that comes
        // back by itself says less.
        let lasts = || {
            category == self.category
                && !vote.passes()
                && self.deciding_vote().is_some_and(|deciding| deciding.passes())
        };
        if !(category > self.category || lasts()) || self.puts_back(i) {
            return;
        }
        let before = self.deciding.replace(i);
        self.category = category;
        if stated {
            self.confidence = self.confidence.max(Confidence::Medium);
            self.doubt = Some("a later sentence says more than the first".to_owned());
        } else if self.confidence == Confidence::High {
            self.doubt = None;
        } else {
            let milder = before.filter(|before| self.votes[*before].category() < Some(category));
            self.doubt = Some(match milder {
                Some(first) => {
                    format!("{} alone would make it {}", self.verb_as_written(first), self.claimed(first))
                }
                None => "its first verb taken alone would be milder".to_owned(),
            });
        }
    }

    /// `subscribes to a channel, waits, then unsubscribes`: at its end the call undoes what it
    /// did itself at its start, and nothing that was there before.
    fn puts_back(&self, vote: usize) -> bool {
        let lexicon = self.lexicon();
        let act = self.votes[vote].act;
        let verb = inflected(&lexicon.verb(act.verb).lemma, Form::Gerund);
        act.object.words.is_empty()
            && act.place == Place::Summary
            && self.votes.iter().any(|before| {
                let opposite = lexicon.opposite(before.act.verb).unwrap_or_default();
                before.act.field == act.field
                    && before.act.span.start < act.span.start
                    && opposite.split(' ').next() == Some(verb.as_str())
            })
    }

    /// What a vote that lost says, with its verb as the definition writes it; of a verb that
    /// stands on both sides, that one of them says less.
    fn alone(&self, vote: usize, place: &str) -> String {
        let (act, category) = (self.votes[vote].act, self.claimed(vote));
        let verb = |act: &Occurrence| spoken(&self.lexicon().verb(act.verb).lemma);
        // The same verb on both sides: `exec_raw`, “Execute a raw command”.
        if self.votes.iter().any(|v| v.act.first && verb(v.act) == verb(act) && v.act.field != act.field) {
            return format!("the {place} alone would make it {category}");
        }
        format!("{} in the {place}, taken alone, would make it {category}", self.verb_as_written(vote))
    }

    /// Why a verb on which name and description agree does not decide for sure.
    fn ambiguity(&self, vote: usize) -> String {
        let lexicon = self.lexicon();
        let family = lexicon.family_name(lexicon.verb(self.votes[vote].act.verb).family);
        match (family, self.votes[vote].category()) {
            ("generate", Some(Category::Write)) => {
                "nothing says whether what it makes is kept or only returned".to_owned()
            }
            _ => format!("{} can be meant in more than one way", self.verb_as_written(vote)),
        }
    }

    /// The verb of a vote as the definition writes it, in quotation marks.
    fn verb_as_written(&self, vote: usize) -> String {
        let act = self.votes[vote].act;
        let text = self.at.parsed.tool.text_at(&act.field).unwrap_or_default();
        quoted(act.span.of(&text))
    }

    /// `Returns true if …` under `set_description`: what the call answers, not what it does.
    fn says_what_comes_back(&self, name: usize, summary: usize) -> bool {
        const OUTCOMES: [&str; 7] = ["true", "success", "whether", "confirmation", "created", "updated", "deleted"];
        let lexicon = self.lexicon();
        let named = lexicon.family_name(lexicon.verb(self.votes[name].act.verb).family);
        lexicon.verb(self.votes[summary].act.verb).lemma == "return"
            && !matches!(named, "export" | "generate" | "execute")
            && OUTCOMES.iter().any(|outcome| self.at.parsed.lower.contains(outcome))
    }

    /// Whether the description's verb says that the call only reads, and not what comes back.
    fn reads(&self, summary: usize) -> bool {
        let lexicon = self.lexicon();
        let verb = lexicon.verb(self.votes[summary].act.verb);
        matches!(lexicon.family_name(verb.family), "retrieve" | "search" | "inspect")
            && verb.lemma != "return"
            && self.votes[summary].category() == Some(Category::Read)
    }

    /// `estimate_cleanup`, “Estimates how much would be freed”: the name begins with the verb
    /// of the description, and what follows is what it acts on.
    fn opens_with_verb(&self, name: usize, summary: usize) -> bool {
        let words = self.at.parsed.words;
        let own = self.votes[summary].act.verb;
        let first = words.first().and_then(|first| self.lexicon().form(&first.text));
        first.is_some_and(|(first, _)| first == own)
            && self.votes[name].act.verb != own
            && !words.iter().any(|word| matches!(&*word.text, "and" | "or" | "then"))
    }

    /// `reflect_cancel_run`, “Cancel a run”: what comes before the description's verb in the name
    /// is the name of something.
    fn goes_on_with_verb(&self, name: usize, summary: usize) -> bool {
        let own = self.votes[summary].act.verb;
        let lexicon = self.lexicon();
        self.votes[name].act.verb != own
            && self.at.parsed.words.windows(2).any(|pair| {
                let [before, word] = pair else { return false };
                before.span.overlaps(self.votes[name].act.span)
                    && lexicon.form(&word.text) == Some((own, Form::Base))
                    && lexicon.verb(own).noun == Noun::Never
            })
    }

    /// `kill_list`, “Lists the kills of a player”: the name's verb is part of a noun. The verbs
    /// that begin most orders are part of none.
    fn names_what_is_read(&self, name: usize, summary: usize) -> bool {
        let lexicon = self.lexicon();
        let act = self.votes[name].act;
        let ends = self.at.parsed.words.last().is_some_and(|last| {
            !last.span.overlaps(act.span)
                && (lexicon.plays(&last.text, Role::Result) || lexicon.plays(&last.text, Role::Told))
        });
        let lemma = lexicon.verb(act.verb).lemma.as_str();
        ends && self.reads(summary)
            && self.votes[summary].act.sureness == Sureness::Sure
            && !(lexicon.manners(act.verb).order || lemma == "reset")
    }

    /// Why only the name speaks.
    fn name_alone(&self) -> String {
        let tool = self.at.parsed.tool;
        if !tool.is_described() {
            return silent(tool).to_owned();
        }
        let text = tool.description.as_deref().unwrap_or_default();
        match third_person(text) {
            Some(verb) if self.lexicon().form(&verb.to_lowercase()).is_none() => {
                format!("“{verb}” in the description can mean much; the name decides")
            }
            _ if is_foreign(text) => "the description is not in English, so the name decides".to_owned(),
            _ => "the description does not say plainly what a call does; the name decides".to_owned(),
        }
    }
}

/// Whether a text is in another script or full of letters that English does not have.
fn is_foreign(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).take(60).filter(|c| !c.is_ascii()).count() > 4
}
