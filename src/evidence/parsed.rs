//! A tool, read once: its acts, its actions and its parameters, for all rules.

use super::acts::{self, Occurrence, Siblings, Sureness, section_speaks};
use super::context::{Names, ServerContext, Split};
use crate::manifest::{Param, Params, Tool};
use crate::rulebook::Lexicon;
use crate::rulebook::lexicon::{Noun, Role};
use crate::rulebook::rule::Place;
use crate::span::{Field, Span};
use crate::text::forms::{Form, singular};
use crate::text::lower::{Lower, lower_same_length};
use crate::text::prose::{self, Section, Sentence};
use crate::text::word_set::WordSet;
use crate::text::{docstring, name};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A tool as the rules see it.
#[derive(Debug, Clone)]
pub struct Parsed<'a> {
    /// The definition.
    pub tool: &'a Tool,
    /// The words of its name.
    pub words: &'a [name::NameWord<'a>],
    /// Its parameters.
    pub params: Params<'a>,
    /// The words of each parameter's name in the singular, in the same order.
    pub param_words: Vec<Vec<String>>,
    /// The sentences of its description.
    pub sentences: &'a [Sentence],
    /// Whether each of them is boilerplate of the server.
    pub boilerplate: Vec<bool>,
    /// All acts found, in reading order: name, title, description.
    pub acts: Vec<Occurrence>,
    /// Its actions, if it has several.
    pub actions: Vec<Action>,
    /// The description in lower case, its bytes in their places.
    pub lower: String,
    /// The first sentence of the description, if it only names something and no act
    /// stands after it.
    pub nominal: Option<Span>,
}

/// One action of a tool with several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// As a caller writes it.
    pub name: String,
    /// The outermost parameter that selects it.
    pub param: Option<String>,
    /// Where it is named.
    pub field: Field,
    /// Which bytes there.
    pub span: Span,
    /// The acts of its name, or of the sentence that explains it.
    pub acts: Vec<Occurrence>,
}

/// Names of parameters that choose among actions.
const SELECTORS: &[&str] = &[
    "action",
    "actions",
    "operation",
    "operations",
    "op",
    "method",
    "mode",
    "command",
    "subcommand",
    "sub command",
    "verb",
    "action type",
    "operation type",
    "op type",
    "task",
    "function",
    "request type",
    "cmd",
    "tool action",
    "event type",
];

/// The methods of HTTP (RFC 9110).
const HTTP_METHODS: &[&str] = &["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"];

/// The last words of all [`SELECTORS`].
static SELECTOR_ENDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let ends: BTreeSet<&str> = SELECTORS.iter().filter_map(|name| name.split(' ').next_back()).collect();
    ends.into_iter().collect()
});

/// Whether a parameter of that name chooses among actions.
fn selects(name: &str) -> bool {
    // Nineteen of twenty names end otherwise and need not be taken apart.
    let end = name.trim_end_matches(|c: char| !c.is_alphanumeric());
    let last = end.as_bytes().last().map(u8::to_ascii_lowercase);
    let ends = |with: &&str| {
        with.as_bytes().last().copied() == last
            && end.len() >= with.len()
            && end.as_bytes()[end.len() - with.len()..].eq_ignore_ascii_case(with.as_bytes())
    };
    if name.is_ascii() && !SELECTOR_ENDS.iter().any(ends) {
        return false;
    }
    let words: Vec<_> = name::words(name).into_iter().map(|word| word.text).collect();
    let name = words.join(" ");
    let name = name.as_str();
    SELECTORS.contains(&name)
        || name.ends_with(" action")
        || name.ends_with(" operation")
        || name.ends_with(" subcommand")
}

impl<'a> Parsed<'a> {
    /// Reads a tool, whose texts are `split`.
    pub fn of(lexicon: &Lexicon, context: &ServerContext, tool: &'a Tool, split: &'a Split<'_>) -> Parsed<'a> {
        let description = tool.description.as_deref().unwrap_or_default();
        let Split { words, sentences } = split;
        let mut params = tool.params();
        for inputs in sentences.chunk_by(|a, b| a.section == b.section) {
            if let [first, ..] = inputs
                && let [.., last] = inputs
                && first.section == Section::Inputs
            {
                let run = Span::new(first.span.start, last.span.end);
                params.explain(docstring::explained(description, run), description);
            }
        }
        let mut parsed = Parsed {
            tool,
            param_words: params.all.iter().map(|p| singular_words(p.name)).collect(),
            lower: lower_same_length(description),
            acts: acts::in_words(lexicon, &tool.name, words, &context.namespace, &context.topics),
            words,
            params,
            sentences,
            boilerplate: sentences.iter().map(|s| context.is_boilerplate(s.span.of(description))).collect(),
            actions: Vec::new(),
            nominal: None,
        };
        if let Some(title) = &tool.title {
            let whole = Sentence { span: Span::whole(title), section: Section::Body, item: false };
            if normal_name(title) != normal_name(&tool.name) {
                parsed.acts.extend(acts::in_sentence(
                    lexicon,
                    title,
                    &whole,
                    &Field::TITLE,
                    Place::Title,
                    Siblings::NONE,
                ));
            }
        }
        parsed.read_description(lexicon, context, description);
        parsed.nominal = parsed.only_names(lexicon);
        parsed.deny_told_name(lexicon);
        parsed.share_objects(lexicon);
        parsed.find_actions(lexicon, description);
        parsed
    }

    /// A name is no order where the description only names something, and the name ends in a
    /// text about an act (`reset_token_docs`) or in what the description names (`trade_signals`,
    /// “Signals of the last day”). `update_user_info` is one all the same.
    fn deny_told_name(&mut self, lexicon: &Lexicon) {
        const TEXTS: [&str; 5] = ["docs", "documentation", "faq", "guide", "tutorial"];
        let (Some(named), Some(last)) = (self.nominal, self.words.last()) else { return };
        let description = self.tool.description.as_deref().unwrap_or_default();
        let small = |word: &prose::Word<'_>| matches!(word.text.as_str(), "a" | "all" | "an" | "the");
        let repeats = || {
            let words = prose::words(description, named);
            words.iter().find(|word| !small(word)).is_some_and(|head| head.text == *last.text)
        };
        let told = lexicon.plays(&last.text, Role::Told);
        let text = TEXTS.contains(&&*last.text);
        for act in self.acts.iter_mut().filter(|act| act.field == Field::NAME) {
            let verb = lexicon.verb(act.verb);
            let lemma = verb.lemma.as_str();
            let is_last = act.span.overlaps(last.span);
            let english = lexicon.form(&Lower::of(act.span.of(&self.tool.name))).is_some();
            let of_text = told && !is_last && !lexicon.manners(act.verb).order && (text || lemma != "reset");
            let of_thing = match verb.noun {
                Noun::Never => false,
                Noun::Often => english && !is_last && repeats(),
                Noun::Mostly => english && repeats(),
            };
            if of_text || of_thing {
                act.denied = Some("the name is that of what the description names".to_owned());
            }
        }
    }

    fn read_description(&mut self, lexicon: &Lexicon, context: &ServerContext, description: &str) {
        let siblings = Siblings { names: Some(&context.names), own: &self.tool.name };
        let mut summary_done = false;
        let mut looked = 0;
        for (sentence, boilerplate) in self.sentences.iter().zip(&self.boilerplate) {
            if !section_speaks(sentence.section) {
                continue;
            }
            let place = if summary_done { Place::Body } else { Place::Summary };
            let mut found = acts::in_sentence(lexicon, description, sentence, &Field::DESCRIPTION, place, siblings);
            if *boilerplate {
                for act in &mut found {
                    act.denied = Some("the sentence stands on many tools of this server".to_owned());
                }
            }
            let of_actions = sentence.section == Section::Actions
                || leading_name(description, sentence.span).is_some_and(|(word, _)| word.is_ascii());
            if place == Place::Body && !(sentence.item && of_actions) {
                for act in &mut found {
                    let word = Lower::of(act.span.of(description));
                    // An imperative after the first sentence tells the caller what to
                    // do; the third person says what the tool does.
                    let form = lexicon.form(&word);
                    if form.is_some_and(|(_, form)| form == Form::Base) && act.denied.is_none() {
                        act.denied = Some("it tells the caller what to do".to_owned());
                    }
                    // `Updates every two minutes`, `TYPES:`: as easily a noun.
                    if form.is_none_or(|(id, _)| lexicon.verb(id).noun != Noun::Never) || !act.first {
                        act.sureness = act.sureness.min(Sureness::Fair);
                    }
                }
            }
            looked += 1;
            let speaks = found.iter().any(|a| a.denied.is_none() && (a.sureness > Sureness::Weak || looked >= 3));
            if !summary_done && !speaks && looked < 4 {
                // Not yet the sentence that says what the tool does.
                for act in &mut found {
                    act.place = Place::Body;
                    act.sureness = Sureness::Weak;
                }
            }
            summary_done |= speaks;
            self.acts.extend(found);
            if looked >= 24 {
                break;
            }
        }
    }

    /// The first sentence, if it is a short one that begins like a noun phrase, and no
    /// act stands in it or follows it. English alone: in other languages a verb that the
    /// word lists do not know would pass for a noun.
    fn only_names(&self, lexicon: &Lexicon) -> Option<Span> {
        let first = self.sentences.first().filter(|s| s.section == Section::Body && !s.item)?;
        let told = |act: &Occurrence| act.field != Field::NAME && act.sureness > Sureness::Weak;
        let description = self.tool.description.as_deref()?;
        if !first.span.of(description).is_ascii() || self.acts.iter().any(told) {
            return None;
        }
        let words = prose::words(description, first.span);
        // `Importa muchos contactos de una vez`: another language without accents.
        if words.iter().filter(|word| FOREIGN_SMALL.contains(&word.text)).count() > 1 {
            return None;
        }
        let (head, next) = (words.first()?, words.get(1));
        let binds = |word: &prose::Word<'_>| matches!(word.text.as_str(), "of" | "for" | "in" | "about" | "by" | "on");
        // `Advance to …`, `Exercises a …`: a verb that the word lists do not know.
        // `How a reader can cancel`: a clause.
        let asks = matches!(head.text.as_str(), "how" | "what" | "when" | "where" | "why");
        let ordered =
            !asks && next.is_some_and(|next| matches!(next.text.as_str(), "a" | "an" | "the" | "to" | "this" | "your"));
        let verb = lexicon.form(&head.text).is_some_and(|(_, form)| form == Form::Base) && !next.is_some_and(binds);
        // `Stakes coins`, `Tops up a card`; `The line is struck out`.
        let third = lexicon.form(&head.text).is_some_and(|(id, form)| {
            let family = lexicon.family_name(lexicon.verb(id).family);
            let harmless = matches!(family, "retrieve" | "search" | "inspect" | "compute" | "generate");
            // `Changes merged since a date`
            let merged = next.is_some_and(|next| lexicon.form(&next.text).is_some_and(|(_, form)| form == Form::Past));
            form == Form::Third && !harmless && !merged && !next.is_some_and(binds)
        });
        let particle =
            next.is_some_and(|next| matches!(next.text.as_str(), "up" | "down" | "off" | "out" | "away" | "back"));
        let finite = words.windows(2).any(|pair| {
            let relative = ["that", "which", "who", "whether", "if", "what", "where"].contains(&pair[0].text.as_str());
            !relative && matches!(pair[1].text.as_str(), "is" | "are" | "will" | "gets" | "must" | "should")
        });
        if third || particle || finite {
            return None;
        }
        let adverb = head.text.ends_with("ly");
        let unknown =
            !adverb && (head.text.starts_with("un") || head.text.starts_with("re") && !lexicon.is_object(&head.text));
        let names = (1..=24).contains(&words.len()) && !ordered && !verb && !unknown && !head.code;
        names.then_some(first.span)
    }

    /// A name that is a bare verb (`add`) acts on what the first sentence names
    /// (`Adds two numbers`), and the other way round.
    fn share_objects(&mut self, lexicon: &Lexicon) {
        let family = |a: &Occurrence| lexicon.verb(a.verb).family;
        let find = |place: Place| self.acts.iter().position(|a| a.place == place && a.first && a.denied.is_none());
        let (Some(name), Some(summary)) = (find(Place::Name), find(Place::Summary)) else { return };
        let bare = |i: usize| self.acts[i].object.words.is_empty() && self.acts[i].object.span.is_none();
        if family(&self.acts[name]) != family(&self.acts[summary]) || bare(name) == bare(summary) {
            return;
        }
        let (from, to) = if bare(name) { (summary, name) } else { (name, summary) };
        let mut object = self.acts[from].object.clone();
        // The words stand in the other field; only what they mean is shared.
        object.span = None;
        self.acts[to].object = object;
    }

    fn find_actions(&mut self, lexicon: &Lexicon, description: &str) {
        let nothing = Names::default();
        let mut found: Vec<Action> = Vec::new();
        let selectors: Vec<&Param<'_>> = self.params.top().filter(|param| selects(param.name)).collect();
        let selector = selectors.first().map(|param| param.name);
        for param in selectors {
            let mut choices: Vec<(String, Field, Span)> =
                param.choices.iter().map(|(c, f)| ((*c).to_owned(), f.clone(), Span::whole(c))).collect();
            if choices.is_empty() {
                let (field, start) = param.description_place();
                let text = param.description.unwrap_or_default();
                let moved = |span: Span| Span::new(span.start + start, span.end + start);
                choices.extend(listed(text).into_iter().map(|(w, span)| (w, field.clone(), moved(span))));
            }
            // The methods of HTTP are no actions of the tool; a rule of its own looks at them.
            if choices.iter().all(|(c, ..)| HTTP_METHODS.contains(&c.to_ascii_uppercase().as_str())) {
                continue;
            }
            let acts: Vec<Vec<Occurrence>> =
                choices.iter().map(|(choice, ..)| acts::in_name(lexicon, choice, &nothing, &nothing)).collect();
            let verbs =
                acts.iter().filter(|a| a.iter().any(|o| o.first && lexicon.verb(o.verb).noun != Noun::Mostly)).count();
            if choices.len() < 2 || verbs < 2 || verbs * 2 < choices.len() {
                continue;
            }
            for ((name, field, span), acts) in choices.into_iter().zip(acts) {
                found.push(Action { name, param: Some(param.name.to_owned()), field, span, acts });
            }
            break;
        }
        // Actions that stand only in the description: `Actions:` and a list of items
        // that begin with a name, or any list whose names are explained by their own
        // verbs (`remove_tracks: Remove tracks`).
        if found.is_empty() {
            let may_list = |section| matches!(section, Section::Actions | Section::Body);
            let mut items = 0;
            for sentence in self.sentences.iter().filter(|s| s.item && may_list(s.section)) {
                let Some((word, span)) = leading_name(description, sentence.span) else { continue };
                items += 1;
                let acts = acts::in_name(lexicon, &word, &nothing, &nothing);
                let explained = || {
                    let rest = &description[span.end..sentence.span.end];
                    let said = rest.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty());
                    let said = acts::in_name(lexicon, said.unwrap_or_default(), &nothing, &nothing);
                    let family = |acts: &[Occurrence]| acts.first().map(|act| lexicon.verb(act.verb).family);
                    family(&said) == family(&acts) && !self.params.top().any(|p| p.name == word)
                };
                if acts.is_empty() || sentence.section == Section::Body && !explained() {
                    continue;
                }
                found.push(Action {
                    name: word,
                    param: selector.map(str::to_owned),
                    field: Field::DESCRIPTION,
                    span,
                    acts,
                });
            }
            // A list of fields has some that look like acts (`releaseDate: Release date`).
            if found.len() < 2 || found.len() * 3 < items * 2 {
                found.clear();
            }
        }
        if found.is_empty() {
            found = self.actions_in_line(lexicon, description);
        }
        if found.is_empty() {
            found = selector.map_or_else(Vec::new, |selector| actions_told_by_value(lexicon, description, selector));
        }
        if found.is_empty() {
            found = self.actions_in_columns(lexicon, description, selector);
        }
        if found.is_empty() {
            found = self.actions_behind_dashes(lexicon, description);
        }
        if found.is_empty() {
            found = self.actions_of_managing(lexicon, description);
        }
        for action in &mut found {
            for act in &mut action.acts {
                act.place = Place::Action;
                act.field = action.field.clone();
                act.span = Span::new(action.span.start + act.span.start, action.span.start + act.span.end);
                act.object.span = None;
            }
        }
        self.actions = found;
    }

    /// The actions of a list in columns: under `Operations:`, lines such as
    /// `retire    - remove a version`.
    fn actions_in_columns(&self, lexicon: &Lexicon, description: &str, selector: Option<&str>) -> Vec<Action> {
        let mut choices: Vec<(String, Span)> = Vec::new();
        for sentence in self.sentences.iter().filter(|s| s.section == Section::Actions && !s.item) {
            let mut start = sentence.span.start;
            for line in sentence.span.of(description).split_inclusive('\n') {
                let indent = line.len() - line.trim_start().len();
                let within = Span::new(start + indent, start + line.trim_end().len().max(indent));
                let told = leading_name(description, within);
                choices.extend(told.filter(|(word, _)| line.trim().len() > word.len()));
                start += line.len();
            }
        }
        actions_of(lexicon, choices, selector)
    }

    /// The actions of a list whose line ends were lost: `Manage notes. - get: Get a note. -
    /// remove: Remove a note.` Each name is explained by its own verb.
    fn actions_behind_dashes(&self, lexicon: &Lexicon, description: &str) -> Vec<Action> {
        // To ask whether there is one at all takes a fifth of looking for their places.
        if !description.contains(" - ") {
            return Vec::new();
        }
        let nothing = Names::default();
        let acts_of = |word: &str| acts::in_name(lexicon, word, &nothing, &nothing);
        let family = |acts: &[Occurrence]| acts.first().map(|act| lexicon.verb(act.verb).family);
        let mut found: Vec<Action> = Vec::new();
        let mut items = 0;
        for (at, dash) in description.match_indices(" - ").take(32) {
            let start = at + dash.len();
            let rest = &description[start..];
            let len = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            let (word, after) = rest.split_at(len);
            let Some(explained) = after.strip_prefix(": ") else { continue };
            items += 1;
            let said = explained.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            let acts = acts_of(word);
            let own = family(&acts);
            if own.is_none() || own != family(&acts_of(said)) || self.params.top().any(|p| p.name == word) {
                continue;
            }
            found.push(Action {
                name: word.to_owned(),
                param: None,
                field: Field::DESCRIPTION,
                span: Span::new(start, start + len),
                acts,
            });
        }
        if found.len() < 3 || found.len() * 3 < items * 2 { Vec::new() } else { found }
    }

    /// What managing is said to be in its sentence: `Manage playlists - create, update details, or
    /// get details of playlists.` Only a list of which every piece is understood, and behind which
    /// the sentence ends, is taken for all that there is.
    fn actions_of_managing(&self, lexicon: &Lexicon, description: &str) -> Vec<Action> {
        /// More pieces than this are no list of actions.
        const MOST: usize = 24;
        let first = self.acts.iter().find(|act| act.first && act.field == Field::DESCRIPTION);
        let manages = first.filter(|act| lexicon.family_name(lexicon.verb(act.verb).family) == "perform");
        let Some(first) = manages else { return Vec::new() };
        let Some(sentence) = self.sentences.iter().find(|s| s.span.overlaps(first.span)) else { return Vec::new() };
        let rest = &description[first.span.end..sentence.span.end];
        let begins = [" - ", " – ", " — ", ": ", " ("].iter().filter_map(|mark| Some(rest.find(mark)? + mark.len()));
        let Some(begin) = begins.min() else { return Vec::new() };
        let (listed, behind) = match rest[begin..].split_once(')') {
            Some((listed, behind)) if rest[..begin].ends_with('(') => (listed, behind),
            _ => (&rest[begin..], ""),
        };
        if behind.contains(char::is_alphanumeric) {
            return Vec::new();
        }
        let verb = |word: &str| {
            let (verb, form) = lexicon.form(&Lower::of(word))?;
            (form != Form::Past && lexicon.verb(verb).noun != Noun::Mostly).then_some(lexicon.verb(verb))
        };
        let mut choices: Vec<(String, Span)> = Vec::new();
        for piece in listed.split([',', '/', ';', '|', '+', '&', '(']).flat_map(|piece| piece.split(" or ")) {
            for piece in piece.split(" and ") {
                let piece = piece.trim_start();
                let piece = ["or ", "and "].iter().find_map(|joint| piece.strip_prefix(joint)).unwrap_or(piece);
                let whole = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
                let mut words = whole.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
                let begins = words.next().is_some_and(|word| verb(word).is_some());
                // `list plus delete`: what else is done is no part of a piece.
                let more = words.any(|word| {
                    verb(word).is_some_and(|verb| verb.noun == Noun::Never)
                        || matches!(word, "then" | "plus" | "afterwards" | "also" | "with" | "option")
                });
                if !begins || more || choices.len() == MOST {
                    return Vec::new();
                }
                // `scroll-up`, `add to page`
                let short = whole.len() <= 24 && whole.split(' ').count() <= 3;
                let name = if short { whole } else { whole.split(' ').next().unwrap_or_default() };
                let start = piece.as_ptr() as usize - description.as_ptr() as usize;
                choices.push((name.to_owned(), Span::new(start, start + name.len())));
            }
        }
        actions_of(lexicon, choices, None)
    }

    /// The actions of a sentence that announces them: `Supported actions: add_shape,
    /// delete_shape`.
    fn actions_in_line(&self, lexicon: &Lexicon, description: &str) -> Vec<Action> {
        // Few descriptions do, and this tells most of the others.
        if !self.lower.contains("tions:") && !self.lower.contains("one of the following") {
            return Vec::new();
        }
        let announced = |lower: &str| {
            ["supported actions:", "available actions:", "supported operations:", "available operations:"]
                .into_iter()
                .find_map(|lead| lower.find(lead).map(|at| at + lead.len()))
        };
        let may_list = |section| matches!(section, Section::Actions | Section::Body);
        for sentence in self.sentences.iter().filter(|s| may_list(s.section)) {
            let text = sentence.span.of(description);
            let lower = sentence.span.of(&self.lower);
            let (start, choices) = match (announced(lower), announced_in_passing(lower)) {
                (Some(at), _) => (sentence.span.start + at - 1, listed(&text[at - 1..])),
                (None, Some(at)) => (sentence.span.start, pieces(text, at)),
                (None, None) => continue,
            };
            let moved = |(name, span): (String, Span)| (name, Span::new(span.start + start, span.end + start));
            let found = actions_of(lexicon, choices.into_iter().map(moved).collect(), None);
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }
}

/// The actions that a description tells by the value of the parameter that chooses one:
/// `Use action="place" to place a hold and action="cancel" to cancel it.`
fn actions_told_by_value(lexicon: &Lexicon, description: &str, selector: &str) -> Vec<Action> {
    let mut choices: Vec<(String, Span)> = Vec::new();
    for (at, name) in description.match_indices(selector).take(48) {
        let rest = &description[at + name.len()..];
        let Some(value) = rest.trim_start().strip_prefix(['=', ':']) else { continue };
        let value = value.trim_start_matches(['=', ' ']);
        let Some(word) = value.strip_prefix(['"', '\'', '`', '“']) else { continue };
        let word = &word[..word.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(0)];
        let start = description.len() - value.len() + value[..1.max(value.find(word).unwrap_or(1))].len();
        if !word.is_empty() && word.len() <= 40 && !choices.iter().any(|(known, _)| known == word) {
            choices.push((word.to_owned(), Span::new(start, start + word.len())));
        }
    }
    actions_of(lexicon, choices, Some(selector))
}

/// The actions of these names, if most of them are verbs.
fn actions_of(lexicon: &Lexicon, choices: Vec<(String, Span)>, param: Option<&str>) -> Vec<Action> {
    let nothing = Names::default();
    let acts: Vec<Vec<Occurrence>> =
        choices.iter().map(|(word, _)| acts::in_name(lexicon, word, &nothing, &nothing)).collect();
    let verbs = acts.iter().filter(|acts| !acts.is_empty()).count();
    if choices.len() < 2 || verbs * 2 < choices.len() {
        return Vec::new();
    }
    let action = |((name, span), acts): ((String, Span), Vec<Occurrence>)| {
        let param = param.map(str::to_owned);
        Action { name, param, field: Field::DESCRIPTION, span, acts }
    };
    choices.into_iter().zip(acts).map(action).collect()
}

/// Small words of the languages that are written with few accents or none.
static FOREIGN_SMALL: WordSet = WordSet::new(&[
    "de", "del", "des", "der", "die", "das", "du", "ein", "eine", "el", "il", "la", "las", "le", "les", "los", "un",
    "una", "une", "und", "uma",
]);

/// Where a list of actions begins that no colon announces: behind `one of the following
/// operations` in `Run one of the following Acme operations get-app, delete-app`.
fn announced_in_passing(lower: &str) -> Option<usize> {
    let from = lower.find("one of the following")?;
    let ends = |kind: &str| lower[from..].find(kind).map(|at| from + at + kind.len());
    ends(" operations ").or_else(|| ends(" actions ")).filter(|end| end - from < 60)
}

/// The words of a name in the singular.
pub fn singular_words(name: &str) -> Vec<String> {
    name::words(name).into_iter().map(|w| singular(&w.text).into_owned()).collect()
}

/// Names without separators and case.
fn normal_name(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The values that a parameter's description lists: quoted words, or a list after
/// a colon, in brackets or behind `one of`.
fn listed(text: &str) -> Vec<(String, Span)> {
    let mut out: Vec<(String, Span)> = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if !matches!(c, '\'' | '"' | '`' | '‘' | '“') {
            continue;
        }
        let begin = start + c.len_utf8();
        let Some(len) = text[begun(begin, text)..].find(['\'', '"', '`', '’', '”']) else { break };
        let word = &text[begin..begin + len];
        let name = !word.is_empty()
            && word.len() <= 40
            && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
        if name {
            if !out.iter().any(|(w, _)| w == word) {
                out.push((word.to_owned(), Span::new(begin, begin + len)));
            }
            while chars.peek().is_some_and(|(i, _)| *i <= begin + len) {
                chars.next();
            }
        }
    }
    if out.len() >= 2 {
        return out;
    }
    out.clear();
    let lower = text.to_ascii_lowercase();
    let from = ["one of", "options:", "values:", "actions:", "operations:", ":", "("]
        .iter()
        .filter_map(|m| lower.find(m).map(|i| i + m.len()))
        .next();
    from.map_or(out, |from| pieces(text, from))
}

/// The words of a list that begins at `from` and has commas, bars or lines between them.
fn pieces(text: &str, from: usize) -> Vec<(String, Span)> {
    let mut out = Vec::new();
    let mut at = from;
    for piece in text[from..].split([',', '|', '/', ';', '\n', '(', ')']) {
        let begin = at;
        at += piece.len() + 1;
        let word = piece.trim().trim_start_matches("or ").trim_matches(|c: char| !c.is_alphanumeric());
        if word.is_empty() || word.len() > 40 || word.contains(' ') {
            continue;
        }
        if let Some(offset) = piece.find(word) {
            out.push((word.to_owned(), Span::new(begin + offset, begin + offset + word.len())));
        }
    }
    out
}

/// `at`, moved to a character boundary.
fn begun(at: usize, text: &str) -> usize {
    (at..=text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len())
}

/// The name that a list item begins with: `"revoke": …`, `**list** - …`, `create(…)`.
fn leading_name(text: &str, within: Span) -> Option<(String, Span)> {
    let shown = within.of(text);
    let start = shown.find(|c: char| c.is_alphanumeric())?;
    if start > 4 {
        return None;
    }
    let rest = &shown[start..];
    let len = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(rest.len());
    let word = rest[..len].trim_end_matches('-');
    let follows = rest[word.len()..].trim_start_matches(['"', '\'', '`', '*', ' ']);
    let marked = follows.starts_with([':', '-', '–', '—', '(', '：', '=']) || follows.is_empty();
    (marked && !word.is_empty())
        .then(|| (word.to_owned(), Span::new(within.start + start, within.start + start + word.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_selector_has_a_known_end() {
        for selector in SELECTORS.iter().chain(&["x action", "x operation", "x subcommand"]) {
            assert!(selects(selector) && selects(&selector.replace(' ', "_").to_uppercase()), "{selector}");
        }
        assert!(!selects("query") && !selects("reaction"));
    }

    #[test]
    fn listed_values() {
        let words = |t: &str| {
            listed(t)
                .into_iter()
                .map(|(w, s)| {
                    assert_eq!(s.of(t), w);
                    w
                })
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(words("One of 'list', 'create' or 'delete'."), "list create delete");
        assert_eq!(words("Action: get, set, delete"), "get set delete");
        assert_eq!(words("The action to perform (get, add, remove)"), "get add remove");
        assert_eq!(words("what to do"), "");
        assert_eq!(words("it's é ‘x’ don't"), "");
    }
}
