//! What a tool does as its definition says it: the verb, and the object as far as it
//! stands on its own in an English sentence.

mod clause;
mod list;
mod marks;
mod phrase;
mod spelling;
mod tails;
mod verbs;
mod wide;

pub(super) use phrase::phrase;
pub(super) use spelling::spelled;
pub(super) use tails::{without_format, without_relative};
pub(super) use verbs::{behind_to, joined_ahead, third_person, unknown_verb};
pub(super) use wide::{wide_joint, wide_phrase};

use super::english::TIES;
use super::noun;
use super::rationale::shortened;
use crate::rulebook::lexicon::Lexicon;

/// The most letters of an object in a sentence of ours.
pub(super) const OBJECT: usize = 100;

/// A verb and its object, in the definition's own words.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// The verb's base form, or `""`.
    pub verb: String,
    /// What it is joined to, as a list in base forms that ends with the joint: `get or`, or `""`.
    pub ahead: String,
    /// What is joined to it: `or update`, or `""`.
    pub also: String,
    /// The family of acts of the verb, or `""`.
    pub family: String,
    /// The object with what belongs to it (`comments on a story`), or `""`.
    pub object: String,
    /// The object as the act meets it, with the articles that English wants (`a page`, `the
    /// margin mode`); `""` if it is not English.
    pub determined: String,
    /// The article of what that calls new, once it is no new one: `an` of `a new item`; else `""`.
    pub another: &'static str,
    /// The object is not English.
    pub foreign: bool,
    /// The words are the name's.
    pub named: bool,
}

impl Said {
    /// The same with its object as an act of its family meets it; of a verb without one, of
    /// `family`.
    pub(super) fn determine(self, lexicon: &Lexicon, family: &str) -> Said {
        let object = shortened(&self.object, OBJECT);
        if self.foreign || object.is_empty() {
            return self;
        }
        let family = if self.family.is_empty() { family } else { &self.family };
        let determined = noun::determined(lexicon, &object, family);
        let over = lexicon.form(&self.verb).is_some_and(|(verb, _)| lexicon.manners(verb).over);
        let tied = object.split(' ').next().is_some_and(|first| TIES.contains(first));
        let determined = if over && !tied { format!("over {determined}") } else { determined };
        let new = determined.strip_prefix("a new ").or_else(|| Some(determined.split_once(" a new ")?.1));
        let another = new.map_or("", |thing| noun::article(lexicon, thing));
        Said { determined, another, ..self }
    }

    /// The same, joined to what another is joined to, if to nothing yet.
    pub(super) fn joined_as(mut self, other: &Said) -> Said {
        if self.also.is_empty() && self.ahead.is_empty() {
            self.also.clone_from(&other.also);
        }
        self
    }

    /// Whether what is joined to the verb changes or takes away what is there: `creates or
    /// updates a page`.
    pub fn also_changes(&self) -> bool {
        let Some(other) = self.also.strip_prefix("or ") else { return false };
        let changes = ["archive", "change", "delete", "edit", "modify", "overwrite", "remove", "replace", "update"];
        changes.contains(&other) || other.starts_with("un") && other != "unite"
    }
}

/// Whether the object names nothing that could be put right or taken back: what is begun
/// (`stops receiving messages`), and whoever is left over (`allows only administrators`).
pub(super) fn is_no_thing(said: &Said) -> bool {
    let begins =
        ["begin", "continue", "end", "finish", "pause", "resume", "start", "stop"].contains(&said.verb.as_str());
    let Some((first, _)) = said.object.split_once(' ') else { return false };
    begins && first.len() > 5 && first.ends_with("ing") || matches!(first, "only" | "and" | "or")
}

#[cfg(test)]
mod tests {
    use super::marks::either_way;
    use super::spelling::untitled;
    use super::*;

    /// The verbs and kinds of things that the tests below speak of.
    fn lexicon() -> Lexicon {
        let files = [
            ("lexicon/verbs.tsv", "create\tcreate\tverb\nmark\tchange\tnoun\nrelease\tchange\tnoun\n"),
            ("lexicon/objects.tsv", "task\tcontent\n"),
            ("lexicon/leadins.tsv", "a\n"),
            ("lexicon/denials.tsv", "no\n"),
            ("lexicon/foreign.tsv", "crear\tes\tcreate\n"),
            ("lexicon/foreign-objects.tsv", "tarea\tes\ttask\n"),
            ("lexicon/consequences.tsv", "field\t-\t-\tforms rest on ~\t-\t-\t-\n"),
        ];
        Lexicon::sound(&files)
    }

    #[test]
    fn either_way_is_said_behind_its_object() {
        assert_eq!(either_way("on/off lights, set colours").as_deref(), Some("lights on or off, set colours"));
        assert_eq!(either_way("on/off, set colours").as_deref(), Some("something on or off, set colours"));
        assert_eq!(either_way("lights on/off.").as_deref(), Some("lights on or off."));
        assert_eq!(either_way("lights"), None);
    }

    #[test]
    fn headings_are_said_as_sentences() {
        let said = |object: &str| untitled(&lexicon(), object.to_owned());
        assert_eq!(said("Task"), "task");
        assert_eq!(said("Shopify Tasks"), "Shopify tasks");
        assert_eq!(said("Acme Task Board"), "Acme Task Board");
        assert_eq!(said("Task Board"), "task board");
        assert_eq!(said("Task of the team"), "Task of the team");
        assert_eq!(said("TASK"), "TASK");
        assert_eq!(said("Firefox"), "Firefox");
    }

    #[test]
    fn objects_end_where_english_ends_them() {
        let lexicon = lexicon();
        for (text, said) in [
            ("a rich, comprehensive page that grows", "a rich, comprehensive page"),
            ("specific, meaningful parts of a film", "specific, meaningful parts of a film"),
            ("details for tabs, chips, cards, menus.", "details"),
            ("the default (provided) page of a brand", "the default page of a brand"),
            ("text into editable field", "text into an editable field"),
            ("the window and release all of it", "the window"),
            ("code, and silently release the window", "code"),
            ("tasks from it.", "tasks"),
            ("an item as done", "an item"),
            ("a folder.Use this to begin", "a folder"),
            ("a page, or back, forward, or away", "a page"),
            ("data is updated every hour", ""),
            ("how notes can be", ""),
        ] {
            assert_eq!(phrase(&lexicon, text, false), said, "{text}");
        }
        assert_eq!(phrase(&lexicon, "an item as done", true), "an item as done");
    }

    #[test]
    fn the_act_of_a_used_thing_stands_behind_to() {
        let said = |rest| behind_to(&lexicon(), rest).map(|(verb, after)| format!("{verb}|{}", after.trim()));
        assert_eq!(said(" this endpoint to recreate a machine.").as_deref(), Some("recreate|a machine."));
        assert_eq!(said(" it to fully rebuild machines").as_deref(), Some("rebuild|machines"));
        assert_eq!(said(" a link to the page"), None);
        assert_eq!(said(" the older one. Go to sleep now"), None);
    }

    #[test]
    fn what_is_joined_ahead_may_stand_behind_any_letter() {
        let ahead = |before| joined_ahead(&lexicon(), before);
        for before in ["Update résumé or ", "Create a café or ", "Send… or ", "Send a “draft” or ", "Send 𝗜 or "]
        {
            assert_eq!(ahead(before), "", "{before}");
        }
        assert_eq!(ahead("Create or "), "create or");
    }

    #[test]
    fn a_first_word_can_be_a_verb_that_nobody_knows() {
        assert_eq!(third_person("Unstages all staged changes"), Some("Unstages"));
        assert_eq!(third_person("Notes the user wrote"), Some("Notes"));
        assert_eq!(third_person("Resources on server"), None);
        assert_eq!(third_person("Process the file"), None);
    }

    #[test]
    fn a_second_act_is_no_part_of_a_wide_object() {
        assert_eq!(wide_phrase("缓存并重新登录"), "缓存");
        assert_eq!(wide_phrase("合并请求"), "合并请求");
    }

    #[test]
    fn formats_and_clauses_without_joint_are_no_part_of_an_object() {
        let plain = |object: &str| without_format(object.to_owned());
        assert_eq!(plain("the values in two JSON objects"), "the values");
        assert_eq!(plain("the values in a table"), "the values in a table");
        // Letters whose small forms have another length.
        assert_eq!(plain("İİİİİ in ẞẞẞẞẞ JSON"), "İİİİİ");
        assert_eq!(plain("ẞẞẞ in İ yaml"), "ẞẞẞ");
        let whole = |object: &str| without_relative(object.to_owned());
        assert_eq!(whole("the teams the user belongs to"), "the teams");
        assert_eq!(whole("the name of the user"), "the name of the user");
        assert_eq!(whole("what you can do"), "what you can do");
    }

    #[test]
    fn names_are_spelled_as_the_text_spells_them() {
        let lexicon = Lexicon::embedded();
        let text = "Access historical data for the Dow Jones average.";
        assert_eq!(spelled(&lexicon, &["dow", "jones", "changes"], text), "Dow Jones changes");
        assert_eq!(spelled(&lexicon, &["access", "data"], text), "access data");
        assert_eq!(spelled(&lexicon, &["task", "list"], "Get Task List"), "task list");
        assert_eq!(spelled(&lexicon, &["pwm", "cmd"], ""), "PWM cmd");
        assert_eq!(spelled(&lexicon, &["my", "tasks"], ""), "the caller's tasks");
    }

    #[test]
    fn a_second_verb_may_change_what_is_there() {
        let said = |also: &str| Said { also: also.to_owned(), ..Said::default() };
        assert!(said("or update").also_changes() && said("or unpin").also_changes());
        assert!(!said("and update").also_changes() && !said("or list").also_changes() && !said("").also_changes());
    }
}
