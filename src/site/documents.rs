//! Texts of the operator's, from Markdown to the HTML that a page may hold: no HTML of their
//! own, no picture, no script, and links that lead somewhere.

use super::{escape, links};
use crate::ids::address;
use crate::settings::Wrong;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;

/// Letters of the text that describes a page to search engines.
const LEAD: usize = 150;

/// A text, ready to stand on any page.
#[derive(Debug, Clone, Default)]
pub struct Document {
    source: String,
    text: String,
    /// The heading that it begins with.
    pub title: Option<String>,
    /// Its first words, plain.
    pub(crate) lead: String,
    parts: Vec<Part>,
}

/// A piece of a text.
#[derive(Debug, Clone)]
enum Part {
    /// The same everywhere.
    Html(String),
    /// The address of a page of the site, and where in it; to be made relative.
    Page { address: String, anchor: String, at: usize },
}

/// Reads a text. `source` is the file as the user named it.
struct Reading<'a> {
    source: &'a str,
    text: &'a str,
    parts: Vec<Part>,
    html: String,
    /// Headings move so many levels down.
    shift: i8,
    ids: BTreeSet<String>,
    /// Links to places on the page itself, which must be there in the end.
    anchors: Vec<(String, usize)>,
    in_head: bool,
}

impl Document {
    /// Reads Markdown; a heading of the first level at the start is the title and not part of
    /// the text.
    ///
    /// # Errors
    /// The first thing that a page of the site must not hold.
    pub fn read(source: &str, text: &str) -> Result<Document, Wrong> {
        let mut events: Vec<(Event<'_>, Range<usize>)> =
            Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter().collect();
        let mut title = None;
        if matches!(events.first(), Some((Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }), _))) {
            let end = events.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Heading(_)))).unwrap_or(0);
            let heading: Vec<_> = events.drain(..=end).collect();
            title = Some(plain(heading.iter().map(|(event, _)| event))).filter(|title| !title.is_empty());
        }
        let least = events.iter().filter_map(|(event, _)| match event {
            Event::Start(Tag::Heading { level, .. }) => Some(*level as i8),
            _ => None,
        });
        let mut reading = Reading {
            source,
            text,
            parts: Vec::new(),
            html: String::new(),
            shift: 2 - least.min().unwrap_or(2),
            ids: ["main", "theme"].map(str::to_owned).into(),
            anchors: Vec::new(),
            in_head: false,
        };
        for (i, (event, range)) in events.iter().enumerate() {
            reading.event(event, range, &events[i + 1..])?;
        }
        for (anchor, at) in &reading.anchors {
            if !reading.ids.contains(anchor) {
                return Err(reading.wrong(*at, format!("there is no heading #{anchor} on this page; a heading’s anchor is its words in lower case with hyphens between")));
            }
        }
        reading.cut();
        let lead = plain(events.iter().map(|(event, _)| event));
        let lead = match lead.char_indices().nth(LEAD) {
            Some((end, _)) => format!("{}…", lead[..end].rsplit_once(' ').map_or(&lead[..end], |(words, _)| words)),
            None => lead,
        };
        Ok(Document { source: source.to_owned(), text: text.to_owned(), title, lead, parts: reading.parts })
    }

    /// Something wrong with the text as a whole.
    pub fn wrong(&self, message: impl Into<String>) -> Wrong {
        Wrong::at(&self.source, &self.text, 0, message)
    }

    /// The text as it stands on the page at `from`.
    pub(crate) fn html(&self, from: &str) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Html(html) => out.push_str(html),
                Part::Page { address, anchor, .. } => {
                    escape::framed(&mut out, &links::relative(from, address));
                    out.push_str(anchor);
                }
            }
        }
        out
    }

    /// The first link to a page of the site that is not there.
    pub(crate) fn dead(&self, known: impl Fn(&str) -> bool) -> Option<Wrong> {
        self.parts.iter().find_map(|part| match part {
            Part::Page { address, at, .. } if !known(address) => Some(Wrong::at(
                &self.source,
                &self.text,
                *at,
                format!("the site has no page {address}; name an address of the site from its root, as servers/index.html, or another Markdown file of the list"),
            )),
            Part::Page { .. } | Part::Html(_) => None,
        })
    }
}

impl Reading<'_> {
    fn wrong(&self, at: usize, message: impl Into<String>) -> Wrong {
        Wrong::at(self.source, self.text, at, message)
    }

    /// Ends the piece that is the same everywhere.
    fn cut(&mut self) {
        if !self.html.is_empty() {
            self.parts.push(Part::Html(std::mem::take(&mut self.html)));
        }
    }

    fn event(
        &mut self,
        event: &Event<'_>,
        range: &Range<usize>,
        after: &[(Event<'_>, Range<usize>)],
    ) -> Result<(), Wrong> {
        match event {
            Event::Start(tag) => self.start(tag, range, after)?,
            Event::End(tag) => self.end(*tag),
            Event::Text(text) => escape::framed(&mut self.html, text),
            Event::Code(text) => {
                self.html.push_str("<code>");
                escape::framed(&mut self.html, text);
                self.html.push_str("</code>");
            }
            Event::SoftBreak => self.html.push('\n'),
            Event::HardBreak => self.html.push_str("<br>\n"),
            Event::Rule => self.html.push_str("<hr>\n"),
            Event::Html(_) | Event::InlineHtml(_) => {
                return Err(self.wrong(
                    range.start,
                    "HTML is not taken over; write it in Markdown, or put it into a template (--templates); a `<` that is meant as such is written `\\<`",
                ));
            }
            // Not asked for, so never made.
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
        Ok(())
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>, after: &[(Event<'_>, Range<usize>)]) -> Result<(), Wrong> {
        match tag {
            Tag::Paragraph => self.html.push_str("<p>"),
            Tag::Heading { level, .. } => {
                let until = after.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Heading(_))));
                let words = plain(after.iter().take(until.unwrap_or(0)).map(|(event, _)| event));
                let id = self.id(&words);
                // Writing to a string cannot fail.
                let _ = write!(self.html, "<h{} id=\"{id}\">", self.level(*level));
            }
            Tag::BlockQuote(_) => self.html.push_str("<blockquote>"),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.html.push_str("<pre tabindex=0><code>");
            }
            Tag::List(None) => self.html.push_str("<ul>\n"),
            Tag::List(Some(1)) => self.html.push_str("<ol>\n"),
            Tag::List(Some(first)) => {
                let _ = writeln!(self.html, "<ol start=\"{first}\">");
            }
            Tag::Item => self.html.push_str("<li>"),
            Tag::Table(_) => self.html.push_str("<div class=scroll tabindex=0><table>\n"),
            Tag::TableHead => {
                self.in_head = true;
                self.html.push_str("<thead><tr>");
            }
            Tag::TableRow => self.html.push_str("<tr>"),
            Tag::TableCell => self.html.push_str(if self.in_head { "<th scope=col>" } else { "<td>" }),
            Tag::Emphasis => self.html.push_str("<em>"),
            Tag::Strong => self.html.push_str("<strong>"),
            Tag::Link { link_type: LinkType::Email, dest_url, .. } => {
                self.link(&format!("mailto:{dest_url}"), range.start)?;
            }
            Tag::Link { dest_url, .. } => self.link(dest_url, range.start)?,
            Tag::Image { .. } => {
                return Err(self.wrong(
                    range.start,
                    "pictures of pages are not taken over; link to where it stands, or describe it",
                ));
            }
            // HTML is refused where it comes; the rest is not asked for.
            Tag::HtmlBlock
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::MetadataBlock(_) => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: TagEnd) {
        let html = match tag {
            TagEnd::Paragraph => "</p>\n",
            TagEnd::Heading(level) => {
                let _ = writeln!(self.html, "</h{}>", self.level(level));
                return;
            }
            TagEnd::BlockQuote(_) => "</blockquote>\n",
            TagEnd::CodeBlock => "</code></pre>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::Table => "</table></div>\n",
            TagEnd::TableHead => {
                self.in_head = false;
                "\n<tbody>\n"
            }
            TagEnd::TableRow => "\n",
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Link => "</a>",
            TagEnd::TableCell
            | TagEnd::Image
            | TagEnd::HtmlBlock
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::MetadataBlock(_) => "",
        };
        self.html.push_str(html);
    }

    /// The level of a heading on the page, below the page's own.
    fn level(&self, level: HeadingLevel) -> i8 {
        (level as i8 + self.shift).clamp(2, 6)
    }

    /// An anchor for a heading, unlike all others of the page.
    fn id(&mut self, words: &str) -> String {
        let mut id = String::new();
        for c in words.chars().flat_map(char::to_lowercase) {
            if c.is_alphanumeric() {
                id.push(c);
            } else if (c.is_whitespace() || c == '-') && !id.ends_with('-') && !id.is_empty() {
                id.push('-');
            }
        }
        let stem = match id.trim_end_matches('-') {
            "" => "part".to_owned(),
            id => id.to_owned(),
        };
        let mut id = stem.clone();
        let mut n = 1;
        while !self.ids.insert(id.clone()) {
            n += 1;
            id = format!("{stem}-{n}");
        }
        id
    }

    /// Begins a link.
    fn link(&mut self, to: &str, at: usize) -> Result<(), Wrong> {
        if to.chars().any(|c| crate::diag::is_hidden(c) || c.is_whitespace()) {
            return Err(
                self.wrong(at, "an address holds no blank and no hidden character; write it with %20 and the like")
            );
        }
        let far = ["https://", "http://", "mailto:"].iter().any(|scheme| to.starts_with(scheme));
        if far || to.starts_with('#') {
            if let Some(anchor) = to.strip_prefix('#') {
                self.anchors.push((anchor.to_owned(), at));
            }
            self.html.push_str("<a href=\"");
            escape::framed(&mut self.html, to);
            self.html.push_str("\">");
            return Ok(());
        }
        let (path, anchor) = to.split_once('#').map_or((to, ""), |(path, anchor)| (path, anchor));
        let part = path.split('/').any(|part| matches!(part, "" | "." | ".."));
        if path.contains([':', '?']) || part {
            return Err(self.wrong(
                at,
                format!("`{to}` is no address that a page may lead to; use https://, http://, mailto:, #heading, or an address of the site from its root, as servers/index.html"),
            ));
        }
        self.html.push_str("<a href=\"");
        self.cut();
        let file = path.rsplit('/').next().unwrap_or(path);
        let address = file.strip_suffix(".md").map_or_else(|| path.to_owned(), |stem| links::own(&address(stem)));
        let mut tail = String::new();
        if !anchor.is_empty() {
            tail.push('#');
            escape::framed(&mut tail, anchor);
        }
        self.parts.push(Part::Page { address, anchor: tail, at });
        self.html.push_str("\">");
        Ok(())
    }
}

/// The words of some events, with single blanks between.
fn plain<'e>(events: impl Iterator<Item = &'e Event<'e>>) -> String {
    let mut out = String::new();
    for event in events {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(text),
            Event::Start(_) | Event::End(_) if out.ends_with(|c: char| !c.is_whitespace()) => match event {
                Event::Start(Tag::Emphasis | Tag::Strong | Tag::Link { .. })
                | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link) => {}
                _ => out.push(' '),
            },
            _ => out.push(' '),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> String {
        let document = Document::read("a.md", text).unwrap_or_else(|wrong| panic!("{wrong}"));
        document.html("pages/a.html")
    }

    fn wrong(text: &str) -> String {
        Document::read("a.md", text).expect_err("it is refused").to_string()
    }

    #[test]
    fn the_first_heading_is_the_title_and_others_stand_below_it() {
        let text = "# About *us*\n\nWe keep it.\n\n# One\n\n## Two `x`\n\n# One\n\n###### Six\n";
        let document = Document::read("a.md", text).expect("plain Markdown");
        assert_eq!(document.title.as_deref(), Some("About us"));
        assert_eq!(document.lead, "We keep it. One Two x One Six");
        assert_eq!(
            document.html("pages/a.html"),
            "<p>We keep it.</p>\n<h2 id=\"one\">One</h2>\n<h3 id=\"two-x\">Two <code>x</code></h3>\n\
            <h2 id=\"one-2\">One</h2>\n<h6 id=\"six\">Six</h6>\n"
        );
        assert_eq!(html("### Deep\n\n#### Main\n"), "<h2 id=\"deep\">Deep</h2>\n<h3 id=\"main-2\">Main</h3>\n");
    }

    #[test]
    fn everything_that_markdown_has_becomes_plain_html() {
        let text = "1. a\n2. **b** and _c_\n\n> q\n\n```sh\na < b\n```\n\n| x | y |\n|---|--:|\n| 1 | 2\u{202e} |\n\n---\nend  \nnext\n";
        let html = html(text);
        for piece in [
            "<ol>\n<li>a</li>\n<li><strong>b</strong> and <em>c</em></li>\n</ol>",
            "<blockquote><p>q</p>\n</blockquote>",
            "<pre tabindex=0><code>a &lt; b\n</code></pre>",
            "<thead><tr><th scope=col>x<th scope=col>y\n<tbody>\n<tr><td>1<td>2<b class=esc>U+202E</b>\n</table></div>",
            "<hr>\n<p>end<br>\nnext</p>",
        ] {
            assert!(html.contains(piece), "{piece} in {html}");
        }
        assert!(!html.contains("style"), "{html}");
    }

    #[test]
    fn links_are_made_relative_and_must_lead_somewhere() {
        let text = "[a](servers/index.html#x) [b](law/imprint.md) [c](https://example.org/?a=1&b) <x@example.org>\n\n[d](#top)\n\n# Top";
        let document = Document::read("a.md", text).expect("good links");
        let html = document.html("pages/a.html");
        for link in [
            "href=\"../servers/index.html#x\"",
            "href=\"imprint.html\"",
            "href=\"https://example.org/?a=1&amp;b\"",
            "href=\"mailto:x@example.org\"",
            "href=\"#top\"",
        ] {
            assert!(html.contains(link), "{link} in {html}");
        }
        assert!(document.dead(|_| true).is_none());
        let dead = document.dead(|address| address != "pages/imprint.html").expect("one is dead").to_string();
        assert!(dead.starts_with("a.md:1:31: the site has no page pages/imprint.html; name"), "{dead}");
    }

    #[test]
    fn what_a_page_must_not_hold_is_refused_with_its_place() {
        let cases = [
            ("a\n\nb <b onclick=x>c</b>", "a.md:3:3: HTML is not taken over; write it in Markdown"),
            ("<script>x</script>", "a.md:1:1: HTML"),
            ("<!-- note -->", "a.md:1:1: HTML"),
            ("[a](javascript:alert)", "a.md:1:1: `javascript:alert` is no address"),
            ("[a](data:text/html,x)", "a.md:1:1: `data:text/html,x` is no address"),
            ("[a](/servers/index.html)", "is no address"),
            ("[a](//example.org)", "is no address"),
            ("[a](../x.html)", "is no address"),
            ("[a](x\u{202e})", "no hidden character"),
            ("![a](x.png)", "a.md:1:1: pictures"),
            ("[a](#nowhere)", "a.md:1:1: there is no heading #nowhere on this page"),
        ];
        for (text, want) in cases {
            let said = wrong(text);
            assert!(said.contains(want), "{text}: {said}");
        }
    }

    #[test]
    fn a_description_ends_at_a_word() {
        let text = "word ".repeat(60);
        let document = Document::read("a.md", &text).expect("plain");
        assert!(document.lead.ends_with("word…") && document.lead.chars().count() <= LEAD + 1, "{}", document.lead);
    }
}
