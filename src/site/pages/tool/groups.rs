//! The evidence of a verdict as a page counts it, and the names of the fields it stands in.

use crate::classify::Classification;
use crate::evidence::Standing;
use crate::manifest;
use crate::site::marks::Mark;
use crate::site::words;
use crate::span::{Field, Span};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Pieces of evidence that are numbered.
const EVIDENCE: usize = 12;

/// A field in reading order: name, title, description, schema, hints, the rest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place<'a> {
    pub(super) rank: u8,
    pub(super) field: &'a Field,
}

impl<'a> Place<'a> {
    pub(super) fn of(field: &'a Field) -> Place<'a> {
        let rank = match field.as_str() {
            "/name" => 0,
            "/title" => 1,
            "/description" => 2,
            _ if field.in_schema() => 3,
            _ => 4,
        };
        Place { rank, field }
    }
}

/// The evidence of a verdict as the page counts it: what one rule says is one
/// number, wherever its words stand.
pub(super) struct Groups<'a> {
    pub(super) counted: Vec<Group<'a>>,
    pub(super) more: usize,
    pub(super) aside: Vec<Aside<'a>>,
}

/// What one rule says, and all the places where it saw it.
pub(super) struct Group<'a> {
    pub(super) rule: &'a str,
    pub(super) says: &'a str,
    pub(super) decides: bool,
    pub(super) spots: Vec<(Place<'a>, Span)>,
}

/// Evidence that was not counted.
pub(super) struct Aside<'a> {
    pub(super) rule: &'a str,
    pub(super) says: &'a str,
    pub(super) because: &'a str,
    pub(super) field: &'a Field,
    pub(super) span: Span,
}

/// The field that every tool has.
static DESCRIPTION_FIELD: Field = Field::DESCRIPTION;

impl<'a> Groups<'a> {
    pub(super) fn of(verdict: &'a Classification) -> Groups<'a> {
        let mut counted: Vec<Group<'a>> = Vec::new();
        let mut aside = Vec::new();
        for piece in &verdict.evidence {
            let decides = match &piece.standing {
                Standing::Decides => true,
                Standing::Supports => false,
                Standing::SetAside(because) => {
                    let (rule, says) = (piece.rule.as_str(), &*piece.says);
                    aside.push(Aside { rule, says, because, field: &piece.field, span: piece.span });
                    continue;
                }
            };
            let spot = (Place::of(&piece.field), piece.span);
            match counted.iter_mut().find(|g| g.rule == piece.rule.as_str() && *g.says == *piece.says) {
                Some(group) => {
                    group.decides |= decides;
                    group.spots.push(spot);
                }
                None => {
                    counted.push(Group { rule: piece.rule.as_str(), says: &piece.says, decides, spots: vec![spot] })
                }
            }
        }
        // Those that decide are kept first; what is kept is numbered as it is read.
        counted.sort_by_key(|group| !group.decides);
        let more = counted.len().saturating_sub(EVIDENCE);
        counted.truncate(EVIDENCE);
        for group in &mut counted {
            group.spots.sort_unstable();
        }
        counted.sort_by(|a, b| a.spots.first().cmp(&b.spots.first()));
        Groups { counted, more, aside }
    }

    /// The texts that are shown: the description, and every field with evidence.
    pub(super) fn texts(&self, tool: &'a manifest::Tool) -> BTreeMap<Place<'a>, Cow<'a, str>> {
        let spots = self.counted.iter().flat_map(|g| &g.spots).map(|(place, _)| *place);
        spots
            .chain([Place::of(&DESCRIPTION_FIELD)])
            .filter_map(|place| Some((place, tool.text_at(place.field)?)))
            .collect()
    }

    /// The marks in one field.
    pub(super) fn marks(&self, field: &Field) -> Vec<Mark> {
        let of = |(i, group): (usize, &Group<'a>)| {
            let spots = group.spots.iter().filter(|(place, _)| place.field == field);
            spots.map(move |(_, span)| Mark { span: *span, number: i + 1 }).collect::<Vec<_>>()
        };
        self.counted.iter().enumerate().flat_map(of).collect()
    }
}

/// The words of a span, short enough for a line.
pub(super) fn quote(tool: &manifest::Tool, field: &Field, span: Span) -> String {
    tool.text_at(field).map_or_else(String::new, |text| words::clip(span.of(&text), 80))
}

/// A field's name for people: `Name`, `Parameter sql`, `Hint readOnlyHint`.
pub(super) fn label(field: &Field) -> String {
    let unescape = |part: &str| part.replace("~1", "/").replace("~0", "~");
    let pointer = field.as_str();
    match pointer {
        "/name" => return "Name".to_owned(),
        "/title" => return "Title".to_owned(),
        "/description" => return "Description".to_owned(),
        _ => {}
    }
    if let Some(hint) = pointer.strip_prefix("/annotations/") {
        return format!("Hint {}", unescape(hint));
    }
    let mut path = String::new();
    let mut parts = pointer.split('/').peekable();
    while let Some(part) = parts.next() {
        if part == "properties"
            && let Some(name) = parts.next()
        {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(&unescape(name));
        }
    }
    let what = if pointer.contains("/enum/") || pointer.ends_with("/const") {
        "Choice of"
    } else if pointer.ends_with("/description") {
        "About"
    } else {
        "Parameter"
    };
    if pointer.starts_with("/outputSchema") {
        return if path.is_empty() { "Output".to_owned() } else { format!("Output {}", words::clip(&path, 80)) };
    }
    if path.is_empty() { "Schema".to_owned() } else { format!("{what} {}", words::clip(&path, 80)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_have_names_for_people() {
        let cases = [
            ("/name", "Name"),
            ("/annotations/readOnlyHint", "Hint readOnlyHint"),
            ("/inputSchema/properties/sql", "Parameter sql"),
            ("/inputSchema/properties/a~1b/properties/c/description", "About a/b.c"),
            ("/inputSchema/properties/action/enum/1", "Choice of action"),
            ("/inputSchema", "Schema"),
            ("/outputSchema/properties/ok/description", "Output ok"),
        ];
        for (pointer, want) in cases {
            assert_eq!(label(&Field::pointer(pointer)), want);
        }
    }
}
