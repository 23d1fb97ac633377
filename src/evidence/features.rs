//! Features: everything about a tool that a weight can be learned for.

use super::Standing;
use super::acts::{Occurrence, is_function_word};
use super::collect::believed;
use super::context::ServerContext;
use super::parsed::Parsed;
use crate::evidence::Evidence;
use crate::manifest::Annotations;
use crate::rulebook::Lexicon;
use crate::rulebook::rule::Place;
use crate::rulebook::weights::Kind;
use crate::span::{Field, Span};
use crate::text::prose::Section;
use crate::text::terms;
use crate::vocab::{Category, Confidence, Risk, Trait};
use std::collections::BTreeSet;

/// How many words of a description are looked at.
const WORDS: usize = 160;

/// What the rules made of a tool.
#[derive(Debug, Clone, Copy)]
pub struct Opinion<'a> {
    /// The category.
    pub category: Category,
    /// The risk.
    pub risk: Risk,
    /// How sure the rules are.
    pub confidence: Confidence,
    /// The traits.
    pub traits: &'a BTreeSet<Trait>,
    /// All evidence.
    pub evidence: &'a [Evidence],
    /// The traits of other tools of its server that read or change as it does, with how many
    /// have them.
    pub beside: &'a [(Trait, &'static str)],
}

/// The first word of the terms of [`Opinion::beside`].
pub const BESIDE: &str = "beside";

/// One feature of a tool: its kind, the words of its term, and where it stands, if it is
/// itself a word.
#[derive(Debug, Clone, Copy)]
pub struct Feature<'a, 'p> {
    /// What it is.
    pub kind: Kind,
    /// The words of its term, without blanks.
    pub words: &'a [&'a str],
    /// The field and bytes of its word.
    pub at: Option<(&'p Field, Span)>,
}

/// Hands every feature of a tool to `found`. A feature may come more than once and
/// counts once.
pub fn each<'p>(
    lexicon: &Lexicon,
    context: &ServerContext,
    parsed: &'p Parsed<'_>,
    opinion: Opinion<'_>,
    mut found: impl FnMut(Feature<'_, 'p>),
) {
    found(Feature { kind: Kind::Always, words: &[""], at: None });
    let mut buffer = String::new();
    name(lexicon, context, parsed, &mut buffer, &mut found);
    description(parsed, &mut buffer, &mut found);
    for (param, words) in parsed.params.all.iter().zip(&parsed.param_words).filter(|(param, _)| param.depth == 0) {
        for word in words {
            buffer.clear();
            buffer.push_str(word);
            terms::stem(&mut buffer);
            found(Feature { kind: Kind::Param, words: &[&buffer], at: Some((&param.field, param.span)) });
        }
    }
    facts(lexicon, parsed, opinion, &mut found);
}

fn name<'p>(
    lexicon: &Lexicon,
    context: &ServerContext,
    parsed: &'p Parsed<'_>,
    buffer: &mut String,
    found: &mut impl FnMut(Feature<'_, 'p>),
) {
    let own = |word: &&crate::text::name::NameWord<'_>| {
        word.text.bytes().all(|byte| !byte.is_ascii_digit())
            && (!context.namespace.contains(word.text.as_str()) || lexicon.form(&word.text).is_some())
    };
    let count = parsed.words.iter().filter(own).count();
    for (at, word) in parsed.words.iter().filter(own).enumerate() {
        buffer.clear();
        buffer.push_str(&word.text);
        terms::stem(buffer);
        let mut add = |kind| found(Feature { kind, words: &[buffer.as_str()], at: Some((&Field::NAME, word.span)) });
        add(Kind::Name);
        if at == 0 {
            add(Kind::First);
        } else if at + 1 == count {
            add(Kind::Last);
        }
    }
}

fn description<'p>(parsed: &'p Parsed<'_>, buffer: &mut String, found: &mut impl FnMut(Feature<'_, 'p>)) {
    let Some(text) = parsed.tool.description.as_deref() else { return };
    let denied: Vec<Span> = parsed
        .acts
        .iter()
        .filter(|act| act.denied.is_some() && act.field == Field::DESCRIPTION)
        .map(|act| act.span)
        .collect();
    let summary = parsed.acts.iter().find(|act| act.place == Place::Summary && act.field == Field::DESCRIPTION);
    let mut left = WORDS;
    let mut first = true;
    for (sentence, boilerplate) in parsed.sentences.iter().zip(&parsed.boilerplate) {
        let is_summary = match summary {
            Some(act) => sentence.span.start <= act.span.start && act.span.start < sentence.span.end,
            None => first,
        };
        let kind = match sentence.section {
            Section::Inputs | Section::Examples | Section::Errors | Section::Code => continue,
            Section::Outputs => Kind::Output,
            _ if is_summary => Kind::Summary,
            Section::Body | Section::Actions | Section::Advice => Kind::Body,
        };
        if left == 0 || *boilerplate {
            continue;
        }
        let speaks = |word: &str| !is_function_word(word);
        terms::terms(text, sentence.span, buffer, speaks, |stem, span| {
            if left == 0 || denied.iter().any(|act| act.overlaps(span)) {
                return;
            }
            left -= 1;
            let at = Some((&Field::DESCRIPTION, span));
            if first {
                found(Feature { kind: Kind::Lead, words: &[stem], at });
                first = false;
            }
            found(Feature { kind, words: &[stem], at });
        });
    }
}

/// A place in a word.
fn place(act: &Occurrence) -> &'static str {
    match (act.place, act.first) {
        (Place::Name, true) => "name",
        (Place::Name, false) => "name-later",
        (Place::Title, _) => "title",
        (Place::Summary, true) => "summary",
        (Place::Summary, false) => "summary-later",
        (Place::Body, _) => "body",
        (Place::Action, _) => "action",
    }
}

fn facts<'p>(lexicon: &Lexicon, parsed: &'p Parsed<'_>, opinion: Opinion<'_>, found: &mut impl FnMut(Feature<'_, 'p>)) {
    let mut fact = |words: &[&str]| found(Feature { kind: Kind::Fact, words, at: None });
    fact(&["verdict", opinion.category.word(), opinion.confidence.word()]);
    fact(&["verdict", opinion.category.word()]);
    fact(&["risk", opinion.risk.word()]);
    for of in opinion.traits {
        fact(&["trait", of.word()]);
    }
    let side = if opinion.category == Category::Read { "reads" } else { "changes" };
    for (of, often) in opinion.beside {
        fact(&[BESIDE, side, of.word(), often]);
    }
    for evidence in opinion.evidence {
        match evidence.standing {
            Standing::Decides => {
                fact(&["rule", evidence.rule.as_str()]);
                fact(&["decides", evidence.rule.as_str()]);
            }
            Standing::Supports => fact(&["rule", evidence.rule.as_str()]),
            Standing::SetAside(_) => fact(&["aside", evidence.rule.as_str()]),
        }
    }
    for act in &parsed.acts {
        let family = lexicon.family_name(lexicon.verb(act.verb).family);
        if believed(act) {
            fact(&["act", place(act), family]);
            for class in lexicon.class_names(act.object.head_classes) {
                fact(&["object", place(act), class]);
                fact(&["does", family, class]);
            }
            if act.object.many {
                fact(&["many", family]);
            }
        } else {
            fact(&["denied", family]);
        }
    }
    let Annotations { read_only_hint, destructive_hint, open_world_hint, .. } = parsed.tool.annotations;
    for (hint, value) in
        [("read-only", read_only_hint), ("destructive", destructive_hint), ("open-world", open_world_hint)]
    {
        if let Some(value) = value {
            fact(&["hint", hint, if value { "true" } else { "false" }]);
        }
    }
    if !parsed.tool.is_described() {
        fact(&["no", "description"]);
    }
    let told = |at: &[Place]| parsed.acts.iter().any(|act| believed(act) && at.contains(&act.place));
    if !told(&[Place::Summary, Place::Title]) {
        fact(&["no", "act", "described"]);
        if !told(&[Place::Name]) {
            fact(&["no", "act"]);
        }
    }
    if parsed.params.all.is_empty() {
        fact(&["no", "parameters"]);
    }
    if !parsed.actions.is_empty() {
        fact(&["actions"]);
    }
}
