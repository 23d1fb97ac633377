//! Drawings for other places: badges for a README, and the cards that a link to a
//! page shows. Texts in them are drawn by whoever shows them, in any sans-serif, so
//! every width is reckoned here and long names are shrunk or cut.
//!
//! A server has a badge of its own, because a README names one address and the grade
//! may change behind it. Tools share one badge for each risk: a file for every tool
//! would add a third to the files of the site, for something that hardly anybody embeds.

use super::view::Bar;
use super::{Site, SiteError, links, lists, plain, style_sheet, words};
use crate::catalogue::ServerSummary;
use crate::grade::Grade;
use crate::vocab::Risk;
use minijinja::value::{Serde, Value};
use serde::Serialize;
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr;

/// The colours of the pages in light surroundings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Paint {
    risks: [String; 4],
    ink: String,
    mute: String,
    paper: String,
}

impl Paint {
    /// Those of a style sheet as it is published, with the operator's own behind it; what it
    /// does not give is that of our own.
    pub(crate) fn of(published: &str) -> Paint {
        let styles = [published, style_sheet(&NO_TEMPLATES)];
        let colour = |token: &str| {
            let token = format!("--{token}:light-dark(");
            // Where one stands several times, the last holds.
            let given = |css| Some(str::rsplit_once(css, &token)?.1.split(',').next()?.trim());
            let plain = |value: &&str| value.starts_with('#') && value[1..].bytes().all(|b| b.is_ascii_hexdigit());
            styles.into_iter().filter_map(given).find(plain).unwrap_or("#000").to_owned()
        };
        Paint {
            risks: ["r1", "r2", "r3", "r4"].map(colour),
            ink: colour("ink"),
            mute: colour("mute"),
            paper: colour("paper"),
        }
    }
}

/// No template is replaced.
static NO_TEMPLATES: BTreeMap<String, String> = BTreeMap::new();

/// The width of a text of ours at a type size of 11, in pixels.
fn width(text: &str) -> usize {
    let of = |c: char| advance(c) * 11;
    text.chars().map(of).sum::<usize>().div_ceil(1_000)
}

/// The advance of a letter of Verdana, the widest of the common sans-serifs, in thousandths
/// of the type size; only words of ours are measured.
fn advance(c: char) -> usize {
    match c {
        ' ' | 'f' => 352,
        'i' | 'l' => 274,
        't' => 394,
        'r' => 427,
        'c' | 's' => 521,
        'k' | 'v' | 'x' | 'y' => 592,
        'a' | 'e' | 'o' => 607,
        'm' => 973,
        'w' => 818,
        'b' | 'd' | 'g' | 'h' | 'n' | 'p' | 'q' | 'u' => 633,
        'A' | 'B' | 'C' => 698,
        'D' | 'H' => 770,
        'E' | 'F' => 632,
        'L' => 557,
        'M' => 843,
        _ => 700,
    }
}

/// A badge as its template draws it.
#[derive(Serialize)]
struct Badge<'a> {
    label: &'a str,
    message: &'a str,
    /// Widths of both texts, of the box on the left, and of all.
    label_width: usize,
    message_width: usize,
    left: usize,
    all: usize,
    /// Where the shape stands, and its outline from there.
    shape_x: usize,
    shape: &'static str,
    fill: &'a str,
    stroke: &'a str,
    message_x: usize,
    paint: &'a Paint,
}

/// The shape of a risk: ring, diamond, triangle, and an octagon with a bar; ten pixels wide.
fn shape(risk: Risk) -> &'static str {
    match risk {
        Risk::Low => "M1 10a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
        Risk::Medium => "M5 5l5 5-5 5-5-5z",
        Risk::High => "M5 5l5 9H0z",
        Risk::Critical => "M3 5h4l3 3v4l-3 3H3l-3-3V8zM2 9h6v2H2z",
    }
}

/// Draws a badge.
fn badge(
    site: &Site<'_>,
    label: &str,
    message: &str,
    (shape, fill, stroke): (&'static str, &str, &str),
) -> Result<String, SiteError> {
    const SPACE: usize = 6;
    const SHAPE: usize = 10;
    let (label_width, message_width) = (width(label), width(message));
    let left = label_width + 2 * SPACE;
    let view = Badge {
        label,
        message,
        label_width,
        message_width,
        left,
        all: left + SPACE + SHAPE + SPACE + message_width + SPACE,
        shape_x: left + SPACE,
        shape,
        fill,
        stroke,
        message_x: left + SPACE + SHAPE + SPACE,
        paint: &site.paint,
    };
    site.drawing("badge.svg", &view)
}

/// The badge of a risk.
pub(crate) fn of_risk(site: &Site<'_>, risk: Risk) -> Result<String, SiteError> {
    let colour = site.paint.risks[risk as usize].as_str();
    let paint = if risk == Risk::Low { (shape(risk), "none", colour) } else { (shape(risk), colour, "none") };
    badge(site, "toolrisk", &format!("{risk} risk"), paint)
}

/// The badge of a server's grade. A grade is no risk, so it has no colour.
pub(crate) fn of_server(site: &Site<'_>, server: &ServerSummary) -> Result<String, SiteError> {
    let letter = Grade::letter_of(&site.scale, server);
    badge(site, "toolrisk", &format!("grade {letter}"), ("M1 6h8v8H1z", "none", &site.paint.ink))
}

/// What to write into a README; only where the site's address is known.
#[derive(Debug, Serialize)]
pub(crate) struct Markup {
    /// The badge, from the server's page.
    href: &'static str,
    /// The server's badge.
    markdown: String,
    /// The same in HTML.
    html: String,
    /// The badge of one of its tools: the first of the worst.
    tool: Option<String>,
}

impl Markup {
    /// The markup of a server.
    pub(crate) fn of(site: &Site<'_>, server: &ServerSummary) -> Option<Markup> {
        let page = site.url(&links::server(&server.address, 1))?;
        let badge = site.url(&links::server_file(&server.address, links::SERVER_BADGE))?;
        let says = format!("toolrisk grade {}", Grade::letter_of(&site.scale, server));
        let worst = server.tools.iter().rev().max_by_key(|tool| (tool.risk, tool.severity));
        let tool = worst.and_then(|tool| {
            let page = site.url(&links::tool(&server.address, &crate::ids::address(&tool.name)))?;
            let badge = site.url(&links::risk_badge(tool.risk))?;
            Some(format!("[![toolrisk: {} risk]({badge})]({page})", tool.risk))
        });
        Some(Markup {
            href: links::SERVER_BADGE,
            markdown: format!("[![{says}]({badge})]({page})"),
            html: format!("<a href=\"{page}\"><img src=\"{badge}\" height=\"20\" alt=\"{says}\"></a>"),
            tool,
        })
    }
}

/// The drawings in a server's folder.
pub(crate) fn server_paths(site: &Site<'_>, server: &ServerSummary) -> impl Iterator<Item = String> {
    let card = site.options.base_url.is_some().then_some(links::SERVER_CARD);
    let files: Vec<String> = std::iter::once(links::SERVER_BADGE)
        .chain(card)
        .map(|file| links::server_file(&server.address, file))
        .collect();
    files.into_iter()
}

/// A card as its template draws it.
#[derive(Serialize)]
struct Card<'a> {
    site: String,
    name: String,
    /// The type size of the name.
    size: usize,
    says: String,
    counted: String,
    grade: Option<String>,
    bar: Option<Bar>,
    paint: &'a Paint,
    worst: &'a str,
}

/// A name and the size at which it fits the card: shrunk as far as it can be read, then cut.
fn fit(name: &str) -> (String, usize) {
    const WIDTH: usize = 1_040;
    const LARGEST: usize = 88;
    const LEAST: usize = 44;
    // Hundredths of the type size that a cell of a terminal takes: a wide letter of Latin, half
    // a square of Chinese.
    const CELL: usize = 64;
    let name = plain::line(name);
    let most = WIDTH * 100 / (LEAST * CELL);
    let mut shown = name.trim().to_owned();
    if shown.width() > most {
        let mut cells = 1;
        let fits = |c: &char| {
            cells += unicode_width::UnicodeWidthChar::width(*c).unwrap_or(0);
            cells <= most
        };
        shown = shown.chars().take_while(fits).collect();
        shown.push('…');
    }
    let size = (WIDTH * 100 / (shown.width().max(1) * CELL)).min(LARGEST);
    (shown, size)
}

/// Draws a card.
fn card(
    site: &Site<'_>,
    name: &str,
    says: String,
    counts: lists::ByRisk,
    grade: Option<char>,
) -> Result<String, SiteError> {
    let (name, size) = fit(name);
    let worst = Risk::ALL.iter().rev().find(|risk| counts[**risk as usize] > 0);
    let paint = &site.paint;
    let view = Card {
        site: plain::line(&words::clip(&site.options.title, 60)),
        name,
        size,
        says,
        counted: lists::in_words(counts),
        grade: grade.map(String::from),
        bar: worst.map(|_| Bar::of(counts)),
        worst: worst.map_or(&paint.ink, |risk| &paint.risks[*risk as usize]),
        paint,
    };
    site.drawing("card.svg", &view)
}

/// The card of a server.
pub(crate) fn server_card(site: &Site<'_>, server: &ServerSummary) -> Result<String, SiteError> {
    let says = words::counted(server.tools.len(), "tool", "tools");
    let grade = Grade::letter_of(&site.scale, server);
    card(site, &server.name, says, lists::by_risk(server), Some(grade))
}

/// The card of all other pages.
pub(crate) fn site_card(site: &Site<'_>) -> Result<String, SiteError> {
    let tools = words::counted(site.lists.tools, "tool", "tools");
    let servers = words::counted(site.catalogue.servers.len(), "server", "servers");
    card(site, &site.options.title, format!("{tools} of {servers}"), site.lists.risks, None)
}

impl Site<'_> {
    /// A drawing from its template.
    fn drawing(&self, name: &'static str, view: &impl Serialize) -> Result<String, SiteError> {
        let context = minijinja::context! { v => Value::from(Serde(view)) };
        let drawn = self.template(name)?.render(context);
        drawn.map_err(|source| SiteError::Template { template: name.to_owned(), source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shrunk_and_then_cut() {
        assert_eq!(fit("Git"), ("Git".to_owned(), 88));
        let (name, size) = fit("A server with quite a long name");
        assert_eq!(name, "A server with quite a long name");
        assert!((44..88).contains(&size), "{size}");
        for long in ["w".repeat(500), "長".repeat(200), "\u{202e}".repeat(90), "e\u{301}".repeat(900)] {
            let (name, size) = fit(&long);
            assert!(name.ends_with('…') && size >= 44, "{name}: {size}");
            assert!(name.width() * size * 64 / 100 <= 1_040, "{name}: {size}");
        }
        assert_eq!(fit("").1, 88);
    }

    #[test]
    fn colours_are_the_operators_where_there_are_any() {
        let css = style_sheet(&NO_TEMPLATES);
        let plain = Paint::of("");
        for (level, colour) in (1..).zip(&plain.risks) {
            assert!(colour.len() == 7 && css.contains(&format!("--r{level}:light-dark({colour},")), "{colour}");
        }
        assert!(css.contains(&format!("--ink:light-dark({},", plain.ink)));
        let own = format!("{css}:root{{--r1:light-dark(#123456,#fff);--ink:light-dark( #111 ,#eee)}}");
        let mut changed = plain.clone();
        (changed.risks[0], changed.ink) = ("#123456".to_owned(), "#111".to_owned());
        assert_eq!(Paint::of(&own), changed);
        let no_colour = ":root{--r1:light-dark(red\"/><script>,#fff)}";
        assert_eq!(Paint::of(no_colour), plain, "what is no plain colour is passed over");
    }
}
