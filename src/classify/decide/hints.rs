//! The author's hints: they count where little else speaks, and are reported where the
//! definition contradicts them.

use super::Decision;
use crate::classify::Mismatch;
use crate::span::{Field, Span};
use crate::vocab::{Category, Confidence, Impact};

/// Why a hint decides.
const HINTED: &str = "the author's hint decides; the words alone do not";

impl Decision<'_, '_> {
    /// The hint that it only reads.
    pub(super) fn weigh_hint(&mut self) {
        match self.at.parsed.tool.annotations.read_only_hint {
            Some(true) if self.category == Category::Read => {
                if self.confidence == Confidence::Medium {
                    self.confidence = Confidence::High;
                    self.doubt = None;
                }
            }
            Some(true) => {
                let weak = self.weighs_at_most(5) && self.moved.is_empty();
                let doubtful = self.confidence == Confidence::Low && self.category == Category::Write;
                if weak || doubtful {
                    self.confidence = Confidence::Medium;
                    self.follow_hint(Category::Read, "true");
                }
            }
            Some(false) if self.category == Category::Read && self.confidence == Confidence::Low => {
                self.follow_hint(Category::Write, "false");
            }
            Some(false) | None => {}
        }
    }

    /// Takes the category that the hint of this value speaks for.
    fn follow_hint(&mut self, category: Category, value: &str) {
        self.category = category;
        self.doubt = Some(HINTED.to_owned());
        self.moved.push((Field::pointer("/annotations/readOnlyHint"), Span::whole(value)));
    }

    /// Hints that the definition contradicts.
    pub(super) fn mismatches(&self, impact: Impact) -> Vec<Mismatch> {
        let annotations = &self.at.parsed.tool.annotations;
        let mut out = Vec::new();
        if self.confidence == Confidence::Low {
            return out;
        }
        let (field, span) = match self.moved.last() {
            Some((field, span)) if !field.as_str().starts_with("/annotations") => (field.clone(), *span),
            _ => match self.deciding_vote() {
                Some(vote) => (vote.act.field.clone(), vote.act.span),
                None => return out,
            },
        };
        let mut add = |hint, claimed, says: &str| {
            out.push(Mismatch { hint, claimed, says: says.to_owned(), field: field.clone(), span });
        };
        match (impact.category(), annotations.read_only_hint) {
            (Category::Write, Some(true)) => {
                add("readOnlyHint", true, "the definition says that a call changes something")
            }
            (Category::Destructive, Some(true)) => {
                add("readOnlyHint", true, "the definition says that a call removes, ends or overwrites something")
            }
            (Category::Read, Some(false)) if annotations.destructive_hint == Some(true) => {
                add("readOnlyHint", false, "the definition only speaks of reading");
            }
            _ => {}
        }
        if annotations.read_only_hint != Some(true)
            && annotations.destructive_hint == Some(false)
            && impact.category() == Category::Destructive
        {
            add("destructiveHint", false, "the definition says that a call removes, ends or overwrites something");
        }
        out
    }
}
