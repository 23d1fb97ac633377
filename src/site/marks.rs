//! The definition with the evidence marked: cuts a text into pieces by the spans
//! that evidence names.
//!
//! Spans may overlap, lie inside each other, or not fit the text at all; pieces
//! always lie on character boundaries and together are the text, or the part of
//! it that is shown.

use super::escape;
use crate::span::Span;
use crate::text::prose::ends_sentence;
use std::collections::BTreeSet;
use std::fmt::Write;

/// A span to be marked, and the number that explains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mark {
    /// Which bytes.
    pub(crate) span: Span,
    /// The number beside it.
    pub(crate) number: usize,
}

/// One piece of a marked text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece<'t> {
    /// What it is.
    pub(crate) kind: Kind,
    /// The words.
    pub(crate) text: &'t str,
    /// The numbers whose words end here.
    pub(crate) ends: Vec<Number>,
}

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Words without evidence.
    Plain,
    /// Evidence.
    Marked,
    /// No words: some are left out here.
    Gap,
}

/// A number at the end of a marked run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number {
    /// The number.
    pub(crate) n: usize,
    /// Whether it stands in this text for the first time, and so is the one to be linked to.
    pub(crate) first: bool,
}

/// The span moved outwards to character boundaries and cut to the text; `None`
/// if nothing is left of it.
fn fit(text: &str, span: Span) -> Option<Span> {
    let mut start = span.start.min(text.len());
    let mut end = span.end.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    (start < end).then_some(Span::new(start, end))
}

/// The whole text in pieces.
#[cfg(test)]
pub(crate) fn pieces<'t>(text: &'t str, marks: &[Mark]) -> Vec<Piece<'t>> {
    cut(text, marks, usize::MAX, &mut BTreeSet::new()).0
}

/// The text in pieces, with only its first `limit` bytes or so and every sentence
/// that holds a mark; and how many bytes of it are shown. `seen` are the numbers
/// that stand in earlier texts of the same page.
pub(crate) fn cut<'t>(
    text: &'t str,
    marks: &[Mark],
    limit: usize,
    seen: &mut BTreeSet<usize>,
) -> (Vec<Piece<'t>>, usize) {
    let fitted: Vec<Mark> =
        marks.iter().filter_map(|m| fit(text, m.span).map(|span| Mark { span, number: m.number })).collect();
    let ranges = kept(text, &fitted, limit);
    let mut out = Vec::new();
    let mut shown = 0;
    let mut last = 0;
    for range in &ranges {
        if range.start > last {
            out.push(Piece { kind: Kind::Gap, text: "", ends: Vec::new() });
        }
        push(text, *range, &fitted, seen, &mut out);
        shown += range.end - range.start;
        last = range.end;
    }
    if last < text.len() {
        out.push(Piece { kind: Kind::Gap, text: "", ends: Vec::new() });
    }
    (out, shown)
}

/// The pieces as HTML. This is the one part of a page that no template writes: with
/// its inner loops there, and a loop over the questions, a tool took 76 µs of CPU
/// and takes 62 (release, 12,000 real tools, server pages included).
pub(crate) fn html(pieces: &[Piece<'_>]) -> String {
    let mut out = String::with_capacity(pieces.iter().map(|p| p.text.len() + 24).sum());
    let mut line = 0;
    for piece in pieces {
        match piece.kind {
            // Lines left empty before the first word would be seen.
            Kind::Plain if out.is_empty() => escape::running(&mut out, piece.text.trim_start(), &mut line),
            Kind::Plain => escape::running(&mut out, piece.text, &mut line),
            Kind::Gap => out.push_str(" <span class=gap>[…]</span> "),
            Kind::Marked => {
                out.push_str("<mark>");
                escape::running(&mut out, piece.text, &mut line);
                out.push_str("</mark>");
            }
        }
        for Number { n, first } in &piece.ends {
            let id = if *first { format!("id=m{n} ") } else { String::new() };
            let _ = write!(out, "<sup><a {id}href=#e{n} aria-label=\"Evidence {n}\">{n}</a></sup>");
        }
    }
    out
}

/// The ranges of the text that are shown, in order and apart.
fn kept(text: &str, marks: &[Mark], limit: usize) -> Vec<Span> {
    // A little over the limit is not worth a gap.
    if text.len() <= limit.saturating_add(200) {
        return vec![Span::whole(text)];
    }
    let mut ranges = vec![Span::new(0, word_end(text, limit))];
    let mut far: Vec<Span> =
        marks.iter().filter(|m| m.span.end > ranges[0].end).map(|m| sentence(text, m.span)).collect();
    far.sort_unstable();
    for span in far {
        match ranges.last_mut() {
            // Sentences a few words apart are shown with what lies between.
            Some(last) if span.start <= last.end + 24 => last.end = last.end.max(span.end),
            _ => ranges.push(span),
        }
    }
    ranges
}

/// The end of the word at that place: never inside a character.
fn word_end(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    text[..at].rfind(char::is_whitespace).filter(|space| at - space < 80).unwrap_or(at)
}

/// The sentence around a span, at most 160 bytes to either side; of a span longer than any
/// sentence only the beginning.
fn sentence(text: &str, span: Span) -> Span {
    const REACH: usize = 160;
    const LONGEST: usize = 480;
    let floor = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    if span.end - span.start > LONGEST {
        return Span::new(span.start, floor(span.start + LONGEST));
    }
    let from = floor(span.start.saturating_sub(REACH));
    let to = floor((span.end + REACH).min(text.len()));
    let ends = |at: usize, c: char| c == '\n' || ends_sentence(text, at, c);
    let mut before = text[from..span.start].char_indices().rev();
    let start = before.find(|(i, c)| ends(from + i, *c)).map_or(from, |(i, c)| from + i + c.len_utf8());
    let start = start + text[start..span.start].len() - text[start..span.start].trim_start().len();
    let mut behind = text[span.end..to].char_indices();
    let end = behind.find(|(i, c)| ends(span.end + i, *c)).map_or(to, |(i, c)| span.end + i + c.len_utf8());
    Span::new(start, end)
}

/// Appends the pieces of one range.
fn push<'t>(text: &'t str, range: Span, marks: &[Mark], seen: &mut BTreeSet<usize>, out: &mut Vec<Piece<'t>>) {
    let mut edges = BTreeSet::from([range.start, range.end]);
    for mark in marks.iter().filter(|m| m.span.overlaps(range)) {
        edges.insert(mark.span.start.max(range.start));
        edges.insert(mark.span.end.min(range.end));
    }
    let edges: Vec<usize> = edges.into_iter().collect();
    for pair in edges.windows(2) {
        let part = Span::new(pair[0], pair[1]);
        let marked = marks.iter().any(|m| m.span.overlaps(part));
        let mut numbers: Vec<usize> = marks
            .iter()
            .filter(|m| m.span.overlaps(part) && m.span.end.min(range.end) == part.end)
            .map(|m| m.number)
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        let ends: Vec<Number> = numbers.into_iter().map(|n| Number { n, first: seen.insert(n) }).collect();
        let words = &text[part.start..part.end];
        let kind = if marked { Kind::Marked } else { Kind::Plain };
        // A mark that only starts inside another one makes no edge that can be seen.
        match out.last_mut() {
            Some(last) if last.kind == kind && last.ends.is_empty() && touches(text, last.text, part.start) => {
                let start = part.start - last.text.len();
                last.text = &text[start..part.end];
                last.ends = ends;
            }
            _ => out.push(Piece { kind, text: words, ends }),
        }
    }
}

/// Whether a piece of the text ends at that place.
fn touches(text: &str, piece: &str, at: usize) -> bool {
    !piece.is_empty() && at >= piece.len() && std::ptr::eq(text[at - piece.len()..at].as_ptr(), piece.as_ptr())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(start: usize, end: usize, number: usize) -> Mark {
        Mark { span: Span::new(start, end), number }
    }

    fn drawn(pieces: &[Piece<'_>]) -> String {
        pieces
            .iter()
            .map(|p| {
                let ends: Vec<String> = p.ends.iter().map(|e| e.n.to_string()).collect();
                match p.kind {
                    Kind::Marked => format!("[{}]{}", p.text, ends.join(",")),
                    Kind::Gap => "…".to_owned(),
                    Kind::Plain => p.text.to_owned(),
                }
            })
            .collect()
    }

    #[test]
    fn marks_are_cut_out_and_numbered() {
        let text = "List and revoke keys.";
        assert_eq!(drawn(&pieces(text, &[mark(9, 15, 1), mark(16, 20, 2)])), "List and [revoke]1 [keys]2.");
        assert_eq!(drawn(&pieces(text, &[])), text);
        assert_eq!(drawn(&pieces("", &[mark(0, 3, 1)])), "");
    }

    #[test]
    fn marked_text_stays_text() {
        assert_eq!(html(&pieces("\n  a \n", &[])), "a\n");
        let text = "a <b>\u{202e} revoke </b>";
        let at = text.find("revoke").expect("it stands there");
        assert_eq!(
            html(&pieces(text, &[mark(at, at + 6, 3)])),
            "a &lt;b&gt;<b class=esc>U+202E</b> <mark>revoke</mark>\
             <sup><a id=m3 href=#e3 aria-label=\"Evidence 3\">3</a></sup> &lt;/b&gt;"
        );
    }

    #[test]
    fn overlapping_and_nested_marks_keep_their_own_ends() {
        let text = "abcdefgh";
        assert_eq!(drawn(&pieces(text, &[mark(0, 4, 1), mark(2, 6, 2)])), "[abcd]1[ef]2gh");
        assert_eq!(drawn(&pieces(text, &[mark(0, 8, 1), mark(2, 4, 2)])), "[abcd]2[efgh]1");
        assert_eq!(drawn(&pieces(text, &[mark(1, 3, 2), mark(1, 3, 1)])), "a[bc]1,2defgh");
    }

    #[test]
    fn spans_that_do_not_fit_are_moved_or_dropped() {
        let text = "aé長z";
        assert_eq!(drawn(&pieces(text, &[mark(2, 3, 1)])), "a[é]1長z");
        assert_eq!(drawn(&pieces(text, &[mark(4, 99, 1)])), "aé[長z]1");
        assert_eq!(drawn(&pieces(text, &[mark(50, 60, 1), mark(3, 3, 2)])), text);
    }

    #[test]
    fn pieces_are_the_text_whatever_the_spans() {
        let text = "x\u{301}長y é\u{1f600} z";
        for a in 0..text.len() + 2 {
            for b in a..text.len() + 3 {
                let marks = [mark(a, b, 1), mark(b / 2, a + 1, 2), mark(0, a, 3)];
                let back: String = pieces(text, &marks).iter().map(|p| p.text).collect();
                assert_eq!(back, text);
            }
        }
    }

    #[test]
    fn a_long_text_keeps_its_start_and_every_marked_sentence() {
        let text = format!("{}. Then it deletes all files. {}", "word ".repeat(100), "More words follow. ".repeat(60));
        let at = text.find("deletes").expect("it stands there");
        let (pieces, shown) = cut(&text, &[mark(at, at + 7, 1)], 100, &mut BTreeSet::new());
        let drawn = drawn(&pieces);
        assert!(drawn.ends_with("…Then it [deletes]1 all files.…"), "{drawn}");
        assert!(shown < 150 && drawn.starts_with("word word"));
        assert_eq!(cut("short", &[], 3, &mut BTreeSet::new()).1, 5, "a few bytes more are no reason to cut");
        let word = "é".repeat(9_000);
        let shown = cut(&word, &[mark(0, word.len(), 1)], 100, &mut BTreeSet::new()).1;
        assert!((400..600).contains(&shown), "{shown} bytes of a word that is evidence as a whole");
    }

    #[test]
    fn only_the_first_of_a_number_is_linked_to() {
        let p = pieces("a b a", &[mark(0, 1, 1), mark(4, 5, 1)]);
        let firsts: Vec<bool> = p.iter().flat_map(|p| &p.ends).map(|n| n.first).collect();
        assert_eq!(firsts, [true, false]);
    }
}
