//! The inside of a list or an object as its author laid it out: entries, commas, comments,
//! lines. Taking an entry out or putting one in leaves every comment where it stands.

use crate::jsonc::{Gap, gaps};
use std::borrow::Cow;

/// What stands between the brackets.
#[derive(Clone)]
pub(super) struct Inside<'t> {
    pieces: Vec<Piece<'t>>,
    /// A comma stands behind the last entry.
    trailing: bool,
}

/// What stands before a new entry.
#[derive(Clone, Copy)]
pub(super) enum Before<'i> {
    /// A line break, if no other entry stands in the line, and this.
    Line(&'i str),
    /// Only this.
    Blank(&'i str),
}

#[derive(Clone)]
struct Piece<'t> {
    kind: Kind,
    text: Cow<'t, str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An entry, by its number.
    Entry(usize),
    Gap(Gap),
}

impl<'t> Inside<'t> {
    /// The inside of a container, whose entries stand at these places and have these texts
    /// now. They are numbered in their order.
    pub(super) fn new(
        text: &'t str,
        place: (usize, usize),
        entries: Vec<((usize, usize), Cow<'t, str>)>,
    ) -> Inside<'t> {
        let mut pieces = Vec::new();
        let mut at = place.0 + 1;
        let gap = |from: usize, to: usize| {
            gaps(&text[from..to]).map(|(part, kind)| Piece { kind: Kind::Gap(kind), text: part.into() })
        };
        for (number, ((start, end), entry)) in entries.into_iter().enumerate() {
            pieces.extend(gap(at, start));
            pieces.push(Piece { kind: Kind::Entry(number), text: entry });
            at = end;
        }
        let last: Vec<Piece<'t>> = gap(at, place.1 - 1).collect();
        let trailing = last.iter().any(|piece| piece.kind == Kind::Gap(Gap::Comma));
        pieces.extend(last);
        Inside { pieces, trailing }
    }

    /// Whether it spreads over several lines.
    pub(super) fn in_lines(&self) -> bool {
        self.pieces.iter().any(|piece| piece.kind == Kind::Gap(Gap::Break))
    }

    /// Whether there is nothing in it but blanks.
    pub(super) fn is_blank(&self) -> bool {
        self.pieces.iter().all(|piece| matches!(piece.kind, Kind::Gap(Gap::Blank | Gap::Break)))
    }

    /// Takes out what there is, be it blanks.
    pub(super) fn clear(&mut self) {
        self.pieces.clear();
    }

    /// What stands before an entry that begins a line.
    pub(super) fn indent(&self) -> Option<&str> {
        let begins = self.pieces.iter().zip(self.pieces.get(1..)?).zip(self.pieces.get(2..)?);
        let spaced = begins.into_iter().find_map(|((a, b), c)| {
            let fits = a.kind == Kind::Gap(Gap::Break) && b.kind == Kind::Gap(Gap::Blank);
            (fits && matches!(c.kind, Kind::Entry(_))).then_some(b.text.as_ref())
        });
        let bare = || {
            let mut pairs = self.pieces.windows(2);
            pairs
                .any(|pair| pair[0].kind == Kind::Gap(Gap::Break) && matches!(pair[1].kind, Kind::Entry(_)))
                .then_some("")
        };
        spaced.or_else(bare)
    }

    /// Takes an entry out. What is left of its line goes if nothing but blanks is left.
    pub(super) fn drop(&mut self, number: usize) {
        let Some(at) = self.find(number) else { return };
        let after = self.pieces[at + 1..].iter().take_while(|piece| !matches!(piece.kind, Kind::Entry(_)));
        let comma = after.enumerate().find(|(_, piece)| piece.kind == Kind::Gap(Gap::Comma));
        if let Some((distance, _)) = comma {
            self.pieces.remove(at + 1 + distance);
        }
        self.pieces.remove(at);
        self.tidy(at);
    }

    /// Puts an entry behind another, or first of all. Comments behind the other on its line
    /// stay behind it.
    pub(super) fn insert(&mut self, behind: Option<usize>, number: usize, text: String, before: Before<'_>) {
        let start = behind.and_then(|number| self.find(number)).map_or(0, |at| at + 1);
        let mut place = start;
        let mut comma = start;
        // Whether another entry stands on the same line.
        let mut shared = false;
        for (at, piece) in self.pieces.iter().enumerate().skip(start) {
            match piece.kind {
                Kind::Gap(Gap::Break) => break,
                Kind::Gap(Gap::Blank) => {}
                Kind::Gap(Gap::Comment) => place = at + 1,
                Kind::Gap(Gap::Comma) => (place, comma) = (at + 1, at + 1),
                Kind::Entry(_) => {
                    shared = true;
                    place = if behind.is_none() { at } else { comma };
                    break;
                }
            }
        }
        if !self.pieces.iter().any(|piece| matches!(piece.kind, Kind::Entry(_))) {
            let last = self.pieces.iter().rposition(|piece| piece.kind == Kind::Gap(Gap::Comment));
            place = last.map_or(0, |at| at + 1);
        }
        let gap = |kind, text: &str| Piece { kind: Kind::Gap(kind), text: text.to_owned().into() };
        let entry = Piece { kind: Kind::Entry(number), text: text.into() };
        let new = match before {
            Before::Line(indent) if !shared => vec![gap(Gap::Break, "\n"), gap(Gap::Blank, indent), entry],
            Before::Line(_) if behind.is_none() => vec![entry, gap(Gap::Blank, " ")],
            Before::Line(_) => vec![gap(Gap::Blank, " "), entry],
            Before::Blank(blank) if behind.is_none() && shared => vec![entry, gap(Gap::Blank, blank)],
            Before::Blank(_) if behind.is_none() => vec![entry],
            Before::Blank(blank) => vec![gap(Gap::Blank, blank), entry],
        };
        self.pieces.splice(place..place, new);
    }

    /// The text, with commas where they must be. `spread`: from one line into several, with
    /// this before each entry and that before the bracket.
    pub(super) fn text(mut self, spread: Option<(&str, &str)>) -> String {
        self.settle();
        if !self.pieces.iter().any(|piece| !matches!(piece.kind, Kind::Gap(Gap::Blank | Gap::Break))) {
            return String::new();
        }
        let mut out = String::new();
        let mut fresh = true;
        for piece in &self.pieces {
            match (piece.kind, spread) {
                (Kind::Gap(Gap::Blank), Some(_)) if fresh => {}
                (Kind::Entry(_) | Kind::Gap(Gap::Comment), Some((indent, _))) if fresh => {
                    out.truncate(out.trim_end_matches(' ').len());
                    out.extend(["\n", indent, &piece.text]);
                    fresh = false;
                }
                _ => {
                    out.push_str(&piece.text);
                    fresh = piece.kind == Kind::Gap(Gap::Comma);
                }
            }
        }
        if let Some((_, base)) = spread {
            out.truncate(out.trim_end_matches(' ').len());
            out.extend(["\n", base]);
        }
        out
    }

    fn find(&self, number: usize) -> Option<usize> {
        self.pieces.iter().position(|piece| piece.kind == Kind::Entry(number))
    }

    /// Mends a line from which an entry was taken out.
    fn tidy(&mut self, at: usize) {
        let is = |piece: &Piece<'_>, gap| piece.kind == Kind::Gap(gap);
        let start = self.pieces[..at].iter().rposition(|piece| is(piece, Gap::Break)).map_or(0, |at| at + 1);
        let rest = self.pieces[at..].iter().position(|piece| is(piece, Gap::Break));
        let end = rest.map_or(self.pieces.len(), |distance| at + distance);
        if self.pieces[start..end].iter().all(|piece| is(piece, Gap::Blank)) {
            let idle = match (start > 0, rest.is_some()) {
                // The line and its end.
                (true, true) => start..end + 1,
                // One blank before the bracket is enough.
                (true, false) => end.min(start + 1)..end,
                (false, _) => 0..end,
            };
            self.pieces.drain(idle);
            return;
        }
        if at > start && at < end && is(&self.pieces[at - 1], Gap::Blank) && is(&self.pieces[at], Gap::Blank) {
            self.pieces.remove(at);
        } else if at == 0 && self.pieces.first().is_some_and(|piece| is(piece, Gap::Blank)) {
            self.pieces.remove(0);
        }
        // Nothing hangs behind what is last in its line.
        let end = self.pieces[start..].iter().position(|piece| is(piece, Gap::Break)).map(|distance| start + distance);
        match end {
            Some(end) if end > start && is(&self.pieces[end - 1], Gap::Blank) => {
                self.pieces.remove(end - 1);
            }
            None if at == self.pieces.len() && at > start && is(&self.pieces[at - 1], Gap::Blank) => {
                self.pieces.remove(at - 1);
            }
            Some(_) | None => {}
        }
    }

    /// Puts a comma between entries, and behind the last one only where there was one.
    fn settle(&mut self) {
        let comma = || Piece { kind: Kind::Gap(Gap::Comma), text: ",".into() };
        let mut last = None;
        let mut since = None;
        let mut at = 0;
        while at < self.pieces.len() {
            match self.pieces[at].kind {
                Kind::Entry(_) => {
                    if let (Some(last), None) = (last, since) {
                        self.pieces.insert(last + 1, comma());
                        at += 1;
                    }
                    (last, since) = (Some(at), None);
                }
                Kind::Gap(Gap::Comma) => since = Some(at),
                Kind::Gap(_) => {}
            }
            at += 1;
        }
        match (last, since) {
            (Some(last), None) if self.trailing => self.pieces.insert(last + 1, comma()),
            (_, Some(extra)) if !self.trailing || last.is_none() => {
                self.pieces.remove(extra);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside<'t>(text: &'t str, entries: &[&str]) -> Inside<'t> {
        let mut at = 0;
        let entries = entries.iter().map(|entry| {
            let start = at + text[at..].find(entry).expect("in the text");
            at = start + entry.len();
            ((start, at), Cow::Owned((*entry).to_owned()))
        });
        let entries = entries.collect();
        Inside::new(text, (0, text.len()), entries)
    }

    #[test]
    fn comments_outlive_their_entries() {
        let dropped = |text: &str, entries: &[&str], number| {
            let mut inside = inside(text, entries);
            inside.drop(number);
            inside.text(None)
        };
        assert_eq!(dropped("[\n  1, // one\n  2 // two\n]", &["1", "2"], 0), "\n  // one\n  2 // two\n");
        assert_eq!(dropped("[\n  1, // one\n  2 // two\n]", &["1", "2"], 1), "\n  1 // one\n  // two\n");
        assert_eq!(dropped("[\n  1,\n  2,\n]", &["1", "2"], 1), "\n  1,\n");
        assert_eq!(dropped("[1 /* x */, 2]", &["1", "2"], 0), "/* x */ 2");
        assert_eq!(dropped("[ 1, 2 ]", &["1", "2"], 0), " 2 ");
        assert_eq!(dropped("[1, 2]", &["1", "2"], 1), "1");
        assert_eq!(dropped("[1, 2, 3]", &["1", "2", "3"], 1), "1, 3");
        assert_eq!(dropped("[\n  1\n  , 2\n]", &["1", "2"], 0), "\n   2\n");
        assert_eq!(dropped("[\n  1\n]", &["1"], 0), "");
        assert_eq!(dropped("[1,\n  2]", &["1", "2"], 0), "\n  2");
    }

    #[test]
    fn new_entries_stand_behind_comments_of_others() {
        let grown = |text: &str, entries: &[&str], behind, indent: Option<&str>| {
            let mut inside = inside(text, entries);
            inside.insert(behind, 9, "9".to_owned(), indent.map_or(Before::Blank(" "), Before::Line));
            inside.text(None)
        };
        assert_eq!(grown("[\n  1 // one\n]", &["1"], Some(0), Some("  ")), "\n  1, // one\n  9\n");
        assert_eq!(grown("[\n  1, // one\n]", &["1"], Some(0), Some("  ")), "\n  1, // one\n  9,\n");
        assert_eq!(grown("[ // list\n  1\n]", &["1"], None, Some("  ")), " // list\n  9,\n  1\n");
        assert_eq!(grown("[\n  // none yet\n]", &[], None, Some("  ")), "\n  // none yet\n  9\n");
        assert_eq!(grown("[1, 2]", &["1", "2"], Some(0), None), "1, 9, 2");
        assert_eq!(grown("[1, 2]", &["1", "2"], None, None), "9, 1, 2");
        assert_eq!(grown("[ 1 ]", &["1"], Some(0), None), " 1, 9 ");
        assert_eq!(grown("[\n 1, 2,\n 3\n]", &["1", "2", "3"], Some(0), Some(" ")), "\n 1, 9, 2,\n 3\n");
        let mut inside = inside("[1, /* b */ 2 ]", &["1", "2"]);
        inside.insert(Some(1), 9, "9".to_owned(), Before::Blank(" "));
        assert_eq!(inside.text(Some(("  ", ""))), "\n  1,\n  /* b */ 2,\n  9\n");
    }
}
