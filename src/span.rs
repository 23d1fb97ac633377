//! Where something stands in a tool's definition.

use serde::Serialize;
use std::borrow::Cow;
use std::fmt;

/// A place inside one tool's definition, as a JSON Pointer (RFC 6901) into the
/// definition in its normal form: `/name`, `/description`,
/// `/inputSchema/properties/action/enum/1`, `/annotations/readOnlyHint`.
///
/// Whatever keys the manifest used (`parameters`, `input_schema`, …), the pointer
/// uses the names of the MCP specification.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Field(Cow<'static, str>);

impl Field {
    /// The tool's name.
    pub const NAME: Field = Field(Cow::Borrowed("/name"));
    /// The tool's title for people.
    pub const TITLE: Field = Field(Cow::Borrowed("/title"));
    /// The tool's description.
    pub const DESCRIPTION: Field = Field(Cow::Borrowed("/description"));

    /// A field from a ready pointer.
    pub fn pointer(pointer: impl Into<String>) -> Field {
        Field(Cow::Owned(pointer.into()))
    }

    /// This field's child of that key, escaped as RFC 6901 asks.
    pub fn child(&self, key: &str) -> Field {
        let mut pointer = String::with_capacity(self.0.len() + 1 + key.len());
        pointer.push_str(&self.0);
        pointer.push('/');
        if key.contains(['~', '/']) {
            pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
        } else {
            pointer.push_str(key);
        }
        Field(Cow::Owned(pointer))
    }

    /// The pointer as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the field is part of the input schema.
    pub fn in_schema(&self) -> bool {
        self.0.starts_with("/inputSchema")
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A run of bytes of a field's text, `start..end`, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span `start..end`.
    pub const fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// The span of the whole text.
    pub const fn whole(text: &str) -> Span {
        Span { start: 0, end: text.len() }
    }

    /// The words that the span names, or `""` if it does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether the two have a byte in common.
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}
