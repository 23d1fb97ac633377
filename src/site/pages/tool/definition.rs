//! The definition with its evidence marked, what each mark means, what was read and not
//! counted, and what stands in it that should not.

use super::groups::{Aside, Groups, Place, label, quote};
use super::{ToolPage, more};
use crate::classify::Mismatch;
use crate::hygiene::Finding;
use crate::site::marks::{self, cut};
use crate::site::{links, words};
use crate::span::Field;
use minijinja::value::Value;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Pieces of evidence set aside that are shown.
const ASIDE: usize = 4;
/// Bytes of a description that are shown whatever it holds.
const DESCRIPTION: usize = 1_200;
/// Bytes of any other field.
const FIELD: usize = 240;
/// Fields beside name, title and description that are shown.
const FIELDS: usize = 6;
/// Findings that are shown.
pub(super) const FINDINGS: usize = 8;

/// The definition with the evidence marked.
#[derive(Serialize)]
pub(super) struct Definition<'a> {
    described: bool,
    cut: Option<String>,
    fields: Vec<FieldRow>,
    evidence: Vec<EvidenceRow<'a>>,
    evidence_more: Option<String>,
    aside: Vec<AsideRow<'a>>,
    aside_counted: String,
    aside_more: Option<String>,
}

/// The description, or another field that holds evidence.
#[derive(Serialize)]
pub(super) struct FieldRow {
    /// None for the description.
    label: Option<String>,
    /// The words with the evidence marked, as HTML.
    marked: Value,
}

/// What a number means.
#[derive(Serialize)]
pub(super) struct EvidenceRow<'a> {
    n: usize,
    says: &'a str,
    rule: &'a str,
    href: Option<String>,
    decides: bool,
}

/// Evidence that was read and not counted.
#[derive(Serialize)]
pub(super) struct AsideRow<'a> {
    quote: String,
    says: &'a str,
    because: &'a str,
    /// How often that was so, if more than once.
    times: Option<String>,
    rule: &'a str,
    href: Option<String>,
}

/// A hint that the definition contradicts.
#[derive(Serialize)]
pub(super) struct Wrong<'a> {
    hint: &'static str,
    claimed: bool,
    says: &'a str,
    quote: String,
}

/// Wording that asks for a second look.
#[derive(Serialize)]
pub(super) struct FindingRow<'a> {
    severity: &'static str,
    says: &'a str,
    pattern: &'a str,
    label: String,
    quote: String,
}

impl<'p> ToolPage<'p> {
    /// The definition with the evidence marked, in the order it is read.
    pub(super) fn definition<'t>(
        &self,
        from: &str,
        groups: &Groups<'t>,
        texts: &'t BTreeMap<Place<'t>, Cow<'t, str>>,
    ) -> Definition<'t> {
        let mut seen = BTreeSet::new();
        let mut fields = Vec::new();
        let mut shortened = None;
        let mut others = 0;
        for (place, text) in texts {
            let marks = groups.marks(place.field);
            if *place.field == Field::DESCRIPTION {
                let (pieces, shown) = cut(text, &marks, DESCRIPTION, &mut seen);
                shortened = (shown < text.len()).then(|| words::number(text.chars().count()));
                fields.push(FieldRow { label: None, marked: Value::from_safe_string(marks::html(&pieces)) });
                continue;
            }
            if place.rank > 2 {
                others += 1;
                if others > FIELDS {
                    continue;
                }
            }
            let (pieces, _) = cut(text, &marks, FIELD, &mut seen);
            let marked = Value::from_safe_string(marks::html(&pieces));
            fields.push(FieldRow { label: Some(label(place.field)), marked });
        }
        let href = |rule: &str| self.site.rules.contains_key(rule).then(|| links::relative(from, &links::rule(rule)));
        let mut aside = self.together(&groups.aside);
        aside.truncate(ASIDE);
        Definition {
            described: self.tool().description.is_some(),
            cut: shortened,
            fields,
            evidence: groups
                .counted
                .iter()
                .enumerate()
                .map(|(i, group)| EvidenceRow {
                    n: i + 1,
                    says: group.says,
                    rule: group.rule,
                    href: href(group.rule),
                    decides: group.decides,
                })
                .collect(),
            evidence_more: (groups.more > 0).then(|| words::number(groups.more)),
            aside_counted: words::number(groups.aside.len()),
            aside_more: more(groups.aside.len(), aside.iter().map(|(_, n)| n).sum()),
            aside: aside
                .into_iter()
                .map(|(of, n)| AsideRow {
                    quote: quote(self.tool(), of.field, of.span),
                    says: of.says,
                    because: of.because,
                    times: (n > 1).then(|| format!("{n} times")),
                    rule: of.rule,
                    href: href(of.rule),
                })
                .collect(),
        }
    }

    /// What was set aside, the same words for the same reason once, with how often they stand.
    fn together<'g, 't>(&self, aside: &'g [Aside<'t>]) -> Vec<(&'g Aside<'t>, usize)> {
        let mut out: Vec<(&Aside<'t>, usize, String)> = Vec::new();
        for of in aside {
            let words = quote(self.tool(), of.field, of.span).to_lowercase();
            let same = |(have, _, quoted): &&mut (&Aside<'t>, usize, String)| {
                have.rule == of.rule && have.says == of.says && have.because == of.because && *quoted == words
            };
            match out.iter_mut().find(same) {
                Some((_, n, _)) => *n += 1,
                None => out.push((of, 1, words)),
            }
        }
        out.into_iter().map(|(of, n, _)| (of, n)).collect()
    }

    /// Wording that asks for a second look, the worst first.
    pub(super) fn findings(&self) -> Vec<FindingRow<'p>> {
        let of = |finding: &'p Finding| FindingRow {
            severity: finding.severity.word(),
            says: &finding.says,
            pattern: &finding.pattern,
            label: label(&finding.field),
            quote: finding.sentence(self.tool()),
        };
        self.judged.findings[self.i].iter().take(FINDINGS).map(of).collect()
    }

    /// Hints that the definition contradicts.
    pub(super) fn mismatches(&self) -> Vec<Wrong<'p>> {
        let of = |m: &'p Mismatch| Wrong {
            hint: m.hint,
            claimed: m.claimed,
            says: &m.says,
            quote: quote(self.tool(), &m.field, m.span),
        };
        self.verdict().mismatches.iter().map(of).collect()
    }
}
