//! Where each value of a JSON text stands.

use std::collections::BTreeMap;

/// The byte at which the value of each pointer (RFC 6901) begins. The text must be valid
/// JSON; of keys that stand twice the last counts, as it does for readers.
pub(super) fn places(text: &str) -> BTreeMap<String, usize> {
    let mut scan = Scan { bytes: text.as_bytes(), at: 0, found: BTreeMap::new() };
    scan.value(String::new());
    scan.found
}

struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
    found: BTreeMap<String, usize>,
}

impl Scan<'_> {
    fn blank(&mut self) {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    fn here(&mut self) -> Option<u8> {
        self.blank();
        self.bytes.get(self.at).copied()
    }

    fn value(&mut self, pointer: String) {
        let Some(first) = self.here() else { return };
        self.found.insert(pointer.clone(), self.at);
        match first {
            b'{' => self.members(b'}', |scan, _| {
                let key = scan.string();
                scan.here();
                // The colon.
                scan.at += 1;
                scan.value(format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")));
            }),
            b'[' => self.members(b']', |scan, nth| scan.value(format!("{pointer}/{nth}"))),
            b'"' => {
                self.string();
            }
            _ => {
                while self.bytes.get(self.at).is_some_and(|b| !b.is_ascii_whitespace() && !b",]}".contains(b)) {
                    self.at += 1;
                }
            }
        }
    }

    /// Members up to `end`, with commas between.
    fn members(&mut self, end: u8, mut one: impl FnMut(&mut Self, usize)) {
        self.at += 1;
        let mut nth = 0;
        while let Some(next) = self.here() {
            if next == end {
                self.at += 1;
                return;
            }
            if next == b',' {
                self.at += 1;
                continue;
            }
            let before = self.at;
            one(self, nth);
            nth += 1;
            if self.at == before {
                // No JSON after all; do not stand still.
                return;
            }
        }
    }

    /// A string, read.
    fn string(&mut self) -> String {
        self.blank();
        let start = self.at;
        self.at += 1;
        while let Some(b) = self.bytes.get(self.at) {
            match b {
                b'\\' => self.at += 2,
                b'"' => {
                    self.at += 1;
                    break;
                }
                _ => self.at += 1,
            }
        }
        let written = self.bytes.get(start..self.at.min(self.bytes.len())).unwrap_or_default();
        serde_json::from_slice(written).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_its_place() {
        let text = "{ \"a/b\": [1, {\"c~\": \"x\\\"]\"}],\n \"d\" : true }";
        let found = places(text);
        let at = |pointer: &str| &text[found[pointer]..];
        assert!(at("/a~1b/0").starts_with("1,"));
        assert!(at("/a~1b/1/c~0").starts_with("\"x"));
        assert!(at("/d").starts_with("true"));
        assert_eq!(found.len(), 6);
    }

    #[test]
    fn what_is_no_json_ends_too() {
        for text in ["", "{", "[1,,", "{\"a\"", "\"", "{]}", "[}"] {
            places(text);
        }
    }
}
