//! Text in columns, measured in terminal cells: names come in all scripts.

use super::style::paint;
use crate::diag::printable;
use anstyle::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// One cell: foreign or own text, made harmless, and its style.
#[derive(Debug, Clone)]
pub struct Cell {
    text: String,
    style: Style,
    right: bool,
}

impl Cell {
    /// A cell on the left of its column.
    pub fn new(style: Style, text: impl AsRef<str>) -> Cell {
        Cell { text: printable(text.as_ref()).into_owned(), style, right: false }
    }

    /// A cell on the right of its column, for numbers.
    pub fn right(style: Style, text: impl AsRef<str>) -> Cell {
        Cell { right: true, ..Cell::new(style, text) }
    }

    fn width(&self) -> usize {
        self.text.width()
    }
}

/// Rows of cells, each column as wide as its widest cell.
#[derive(Debug, Clone, Default)]
pub struct Table {
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows as lines, each after `indent` blanks, with two blanks between
    /// columns. With a `width`, the last column is cut so that lines fit it.
    pub fn render(&self, indent: usize, width: Option<usize>) -> String {
        self.lay(indent, |text, at| match width {
            Some(width) => vec![fit(text, width.saturating_sub(at).max(8))],
            None => vec![text.to_owned()],
        })
    }

    /// The same with the last column going on below itself where it does not fit.
    pub fn wrapped(&self, indent: usize, width: usize) -> String {
        self.lay(indent, |text, at| {
            let room = width.saturating_sub(at).max(24);
            lines(text, room).into_iter().map(|(from, to)| text[from..to].trim().to_owned()).collect()
        })
    }

    /// Lays the rows out; `last_cell` makes lines of a last cell that begins in a column.
    fn lay(&self, indent: usize, last_cell: impl Fn(&str, usize) -> Vec<String>) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns)
            .map(|c| self.rows.iter().filter_map(|row| row.get(c)).map(Cell::width).max().unwrap_or(0))
            .collect();
        let mut out = String::new();
        for row in &self.rows {
            let mut line = " ".repeat(indent);
            let mut at = indent;
            for (c, cell) in row.iter().enumerate() {
                let last = c + 1 == row.len();
                let pad = widths[c].saturating_sub(cell.width());
                if cell.right {
                    line.push_str(&" ".repeat(pad));
                }
                if last && c > 0 {
                    let lines = last_cell(&cell.text, at).into_iter().map(|text| paint(cell.style, text));
                    line.push_str(&lines.collect::<Vec<_>>().join(&format!("\n{}", " ".repeat(at))));
                } else {
                    line.push_str(&paint(cell.style, &cell.text));
                }
                if !last {
                    if !cell.right {
                        line.push_str(&" ".repeat(pad));
                    }
                    line.push_str("  ");
                }
                at += widths[c] + 2;
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

/// The text in so many cells, cut with `…` if need be.
pub fn fit(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for grapheme in text.graphemes(true) {
        used += grapheme.width();
        if used > width {
            break;
        }
        out.push_str(grapheme);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// The text in lines of at most so many cells, broken at blanks where there are
/// any; each as a range of bytes of the text. Line breaks of the text are kept.
pub fn lines(text: &str, width: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let end = start + line.len();
        wrap(text, start, end, width.max(8), &mut out);
        start = end + 1;
    }
    out
}

/// Wraps one line of a text.
fn wrap(text: &str, start: usize, end: usize, width: usize, out: &mut Vec<(usize, usize)>) {
    let (mut from, mut blank, mut used) = (start, None, 0);
    for (at, grapheme) in text[start..end].grapheme_indices(true) {
        let at = start + at;
        let wide = grapheme.width();
        if used + wide > width && at > from {
            let to = blank.unwrap_or(at);
            out.push((from, to));
            from = to + usize::from(blank.is_some());
            used = text[from..at].width();
            blank = None;
        }
        if grapheme == " " {
            blank = Some(at);
        }
        used += wide;
    }
    out.push((from, end));
}

/// Own text in lines of at most so many cells, each after `indent` blanks.
pub fn paragraph(text: &str, indent: usize, width: usize) -> String {
    let text = printable(text);
    let pad = " ".repeat(indent);
    lines(&text, width.saturating_sub(indent))
        .into_iter()
        .map(|(from, to)| format!("{pad}{}\n", &text[from..to]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::style::PLAIN;
    use super::*;

    #[test]
    fn columns_line_up_in_all_scripts() {
        let mut table = Table::default();
        table.row([Cell::new(PLAIN, "情报"), Cell::right(PLAIN, "1"), Cell::new(PLAIN, "a")]);
        table.row([Cell::new(PLAIN, "ab\u{7}"), Cell::right(PLAIN, "100"), Cell::new(PLAIN, "a long last cell")]);
        assert_eq!(table.render(1, None), " 情报          1  a\n ab<U+0007>  100  a long last cell\n");
        assert_eq!(table.render(1, Some(27)), " 情报          1  a\n ab<U+0007>  100  a long l…\n");
    }

    #[test]
    fn lines_break_at_blanks_and_cover_the_text() {
        let text = "one two three\nfour";
        let shown: Vec<&str> = lines(text, 8).into_iter().map(|(a, b)| &text[a..b]).collect();
        assert_eq!(shown, ["one two", "three", "four"]);
        let text = "abcdefghijkl";
        let shown: Vec<&str> = lines(text, 8).into_iter().map(|(a, b)| &text[a..b]).collect();
        assert_eq!(shown, ["abcdefgh", "ijkl"]);
        assert_eq!(fit("abcdef", 4), "abc…");
    }
}
