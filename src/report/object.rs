//! Objects of JSON, written member by member into the line that they stand in.
//!
//! A record is made for every tool and is nearly all text: a serialiser that looks at one
//! byte after the other for what must be escaped took a twentieth of a run.

use crate::manifest::write_string;

/// An object that is being written.
pub(super) struct Object<'o> {
    out: &'o mut Vec<u8>,
    /// What stands before the next member.
    before: u8,
}

impl Object<'_> {
    /// Writes an object with the members that `fill` gives it.
    pub(super) fn write(out: &mut Vec<u8>, fill: impl FnOnce(&mut Object<'_>)) {
        let mut object = Object { out, before: b'{' };
        fill(&mut object);
        if object.before == b'{' {
            object.out.push(b'{');
        }
        object.out.push(b'}');
    }

    /// Writes a key, which holds nothing to escape, and hands out the place of its value.
    /// Inlined with what calls it, so that the compiler knows how long the key is.
    #[inline(always)]
    fn key(&mut self, key: &'static str) -> &mut Vec<u8> {
        self.out.extend_from_slice(&[self.before, b'"']);
        self.before = b',';
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
        self.out
    }

    /// A member that is a text.
    #[inline(always)]
    pub(super) fn text(&mut self, key: &'static str, value: &str) {
        write_string(value, self.key(key));
    }

    /// A member that is one of the program's own words, which hold nothing to escape.
    #[inline(always)]
    pub(super) fn word(&mut self, key: &'static str, value: &'static str) {
        write_word(value, self.key(key));
    }

    /// A member that is one of the program's own words, or `null`.
    #[inline(always)]
    pub(super) fn word_or_null(&mut self, key: &'static str, value: Option<&'static str>) {
        match value {
            Some(value) => self.word(key, value),
            None => self.key(key).extend_from_slice(b"null"),
        }
    }

    /// A member that is a text, or `null`.
    #[inline(always)]
    pub(super) fn text_or_null(&mut self, key: &'static str, value: Option<&str>) {
        match value {
            Some(value) => self.text(key, value),
            None => self.key(key).extend_from_slice(b"null"),
        }
    }

    /// A member that is a number or a truth value.
    #[inline(always)]
    pub(super) fn plain(&mut self, key: &'static str, value: impl serde::Serialize) {
        serde_json::to_writer(self.key(key), &value).expect("numbers and truth values always serialise to memory");
    }

    /// A member that is an object.
    pub(super) fn object(&mut self, key: &'static str, fill: impl FnOnce(&mut Object<'_>)) {
        Object::write(self.key(key), fill);
    }

    /// A member that is a list.
    pub(super) fn list<T>(&mut self, key: &'static str, items: &[T], each: impl Fn(&T, &mut Vec<u8>)) {
        let out = self.key(key);
        out.push(b'[');
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            each(item, out);
        }
        out.push(b']');
    }

    /// A member that is a list of objects.
    pub(super) fn objects<T>(&mut self, key: &'static str, items: &[T], fill: impl Fn(&T, &mut Object<'_>)) {
        self.list(key, items, |item, out| Object::write(out, |object| fill(item, object)));
    }
}

/// Writes one of the program's own words, which hold nothing to escape.
pub(super) fn write_word(word: &'static str, out: &mut Vec<u8>) {
    out.push(b'"');
    out.extend_from_slice(word.as_bytes());
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_json() {
        let mut out = Vec::new();
        Object::write(&mut out, |object| {
            object.text("text", "a \"quoted\"\nline");
            object.text_or_null("none", None);
            object.plain("number", 12);
            object.plain("flag", true);
            object.object("empty", |_| {});
            object.objects("list", &["é", ""], |item, object| object.text("item", item));
        });
        assert_eq!(
            String::from_utf8(out).expect("UTF-8"),
            r#"{"text":"a \"quoted\"\nline","none":null,"number":12,"flag":true,"empty":{},"list":[{"item":"é"},{"item":""}]}"#
        );
    }
}
