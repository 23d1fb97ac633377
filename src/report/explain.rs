//! How one verdict came about: words, clauses, every piece of evidence with its
//! words marked in the definition, what decided and what did not.

use super::rules::{claim, strength};
use super::style::{BOLD, DIM, MARK, PLAIN, paint, risk};
use super::table::{Cell, Table, lines, paragraph};
use crate::classify::{self, Classification, Judge, Rationale};
use crate::diag::{is_hidden, printable};
use crate::evidence::Standing;
use crate::evidence::context::{self, ServerContext, Split};
use crate::evidence::parsed::Parsed;
use crate::hygiene::Finding;
use crate::ids::ServerSlug;
use crate::manifest::{Server, Tool};
use crate::rulebook::Rulebook;
use crate::rulebook::rule::Place;
use crate::span::{Field, Span};
use crate::text::prose::Section;
use crate::vocab::{Category, Impact, Reversibility, Risk, Severity, Trait};
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr;

/// Lines are at most this wide.
const WIDTH: usize = 80;

/// Everything about one verdict.
pub fn explain(
    rulebook: &Rulebook,
    slug: &ServerSlug,
    server: &Server,
    tool: &Tool,
    verdict: &Classification,
    findings: &[Finding],
) -> String {
    let impact = verdict.impact;
    let mut out = format!(
        "{}  {}\n{}, {} risk, {} confidence\n",
        paint(BOLD, printable(&tool.name)),
        paint(
            DIM,
            format!("on {}, {} {}", printable(slug.as_str()), printable(&server.source), printable(&tool.pointer))
        ),
        impact_words(impact),
        paint(risk(impact.risk()), impact.risk()),
        verdict.confidence,
    );
    if !verdict.traits.is_empty() {
        out.push_str(&format!("traits: {}\n", words(verdict.traits.iter())));
    }
    if let Judge::Person { reason, author, date, instead_of } = &verdict.judge {
        let text = format!(
            "Decided by {author} on {date}: {reason}. The rules had said {}, {} risk.",
            impact_words(*instead_of),
            instead_of.risk()
        );
        out.push_str(&paragraph(&text, 0, WIDTH));
    }
    out.push('\n');
    out.push_str(&paragraph(&Rationale::of(tool, verdict).text(), 2, WIDTH));
    reading(&mut out, rulebook, server, tool);
    evidence(&mut out, tool, verdict);
    weights(&mut out, rulebook, server, tool, verdict);
    actions(&mut out, verdict);
    mismatches(&mut out, verdict);
    hygiene(&mut out, tool, findings);
    matrix(&mut out, impact);
    if let Some(doubt) = &verdict.doubt {
        heading(&mut out, "Why the confidence is not higher");
        out.push_str(&paragraph(doubt, 2, WIDTH));
    }
    out
}

/// Adds a heading.
fn heading(out: &mut String, title: &str) {
    out.push_str(&format!("\n{}\n", paint(BOLD, title)));
}

/// Trait words, joined.
fn words<'t>(traits: impl Iterator<Item = &'t Trait>) -> String {
    traits.map(|t| t.word()).collect::<Vec<_>>().join(", ")
}

/// `Write, medium severity, reversible`.
fn impact_words(impact: Impact) -> String {
    let undo = impact.reversibility().map(|r| format!(", {r}")).unwrap_or_default();
    format!("{}, {} severity{undo}", impact.category(), impact.severity())
}

/// Adds how the definition was read: the words of the name, the clauses of the
/// description, and the verbs in them.
fn reading(out: &mut String, rulebook: &Rulebook, server: &Server, tool: &Tool) {
    let lexicon = rulebook.lexicon();
    let context = ServerContext::of(rulebook, server, &context::split(server));
    let split = Split::of(tool);
    let parsed = Parsed::of(lexicon, &context, tool, &split);
    heading(out, "Words of the name");
    let name: Vec<String> = parsed
        .words
        .iter()
        .map(|word| {
            let text = printable(&word.text).into_owned();
            if context.namespace.contains(word.text.as_str()) {
                paint(DIM, format!("{text} (namespace)"))
            } else {
                text
            }
        })
        .collect();
    out.push_str(&format!("  {}\n", name.join(" | ")));
    if let Some(description) = &tool.description
        && !parsed.sentences.is_empty()
    {
        heading(out, "Clauses of the description");
        let mut table = Table::default();
        for (n, sentence) in (1..).zip(parsed.sentences) {
            let text: Vec<&str> = sentence.span.of(description).split_whitespace().collect();
            let text = text.join(" ");
            let aside = if context.is_boilerplate(&text) { "boilerplate" } else { section(sentence.section) };
            table.row([Cell::right(DIM, n.to_string()), Cell::new(DIM, aside), Cell::new(PLAIN, text)]);
        }
        out.push_str(&table.render(2, Some(WIDTH)));
    }
    if !parsed.acts.is_empty() {
        heading(out, "Verbs");
        let mut table = Table::default();
        for act in &parsed.acts {
            let verb = lexicon.verb(act.verb);
            let object = act.object.words.join(" ");
            table.row([
                Cell::new(PLAIN, &verb.lemma),
                Cell::new(DIM, lexicon.family_name(verb.family)),
                Cell::new(DIM, place(act.place)),
                Cell::new(PLAIN, if object.is_empty() { "-" } else { &object }),
                Cell::new(DIM, act.denied.as_deref().map_or(String::new(), |why| format!("no act: {why}"))),
            ]);
        }
        out.push_str(&table.render(2, Some(WIDTH)));
    }
}

/// The word for a section.
const fn section(section: Section) -> &'static str {
    match section {
        Section::Body => "text",
        Section::Actions => "actions",
        Section::Inputs => "inputs",
        Section::Outputs => "outputs",
        Section::Examples => "examples",
        Section::Errors => "errors",
        Section::Advice => "advice",
        Section::Code => "code",
    }
}

/// The word for a place.
const fn place(place: Place) -> &'static str {
    match place {
        Place::Name => "name",
        Place::Title => "title",
        Place::Summary => "summary",
        Place::Body => "text",
        Place::Action => "action",
    }
}

/// Adds all evidence: first the definition with the words marked and numbered,
/// then the numbers explained.
fn evidence(out: &mut String, tool: &Tool, verdict: &Classification) {
    if verdict.evidence.is_empty() {
        heading(out, "Evidence");
        out.push_str("  none: the definition holds no word that a rule knows\n");
        return;
    }
    heading(out, "Evidence in the definition");
    // Name and title before the description, and that before the rest.
    let rank =
        |field: &Field| [Field::NAME, Field::TITLE, Field::DESCRIPTION].iter().position(|f| f == field).unwrap_or(3);
    let mut fields: BTreeMap<(usize, &Field), Vec<(Span, usize)>> = BTreeMap::new();
    for (n, evidence) in (1..).zip(&verdict.evidence) {
        fields.entry((rank(&evidence.field), &evidence.field)).or_default().push((evidence.span, n));
    }
    for ((_, field), marks) in fields {
        out.push_str(&format!("  {}\n", paint(DIM, printable(field.as_str()))));
        if let Some(text) = tool.text_at(field) {
            out.push_str(&marked(&text, &marks));
        }
    }
    let group = |standing: &Standing| match standing {
        Standing::Decides => 0,
        Standing::Supports => 1,
        Standing::SetAside(_) => 2,
    };
    for (at, title) in ["What decided", "What agrees", "What was read and not counted"].into_iter().enumerate() {
        let mut table = Table::default();
        for (n, evidence) in (1..).zip(&verdict.evidence).filter(|(_, e)| group(&e.standing) == at) {
            let mut says = evidence.says.to_string();
            let claims = claim(&evidence.claim);
            if !claims.is_empty() {
                says.push_str(&format!(" → {claims}"));
            }
            if let Standing::SetAside(why) = &evidence.standing {
                says.push_str(&format!(" ({why})"));
            }
            table.row([
                Cell::right(BOLD, n.to_string()),
                Cell::new(PLAIN, evidence.rule.as_str()),
                Cell::new(DIM, strength(evidence.strength)),
                Cell::new(PLAIN, says),
            ]);
        }
        if !table.is_empty() {
            heading(out, title);
            out.push_str(&table.wrapped(2, WIDTH));
        }
    }
}

/// Adds the words that weigh most for the category and against it.
fn weights(out: &mut String, rulebook: &Rulebook, server: &Server, tool: &Tool, verdict: &Classification) {
    let Some(found) = classify::weighed(rulebook, server, tool, verdict.category()) else { return };
    heading(out, &format!("What the words weigh, {} against {}", found.category, found.other));
    let list = |words: &[(Field, Span, i32)]| {
        let said = words.iter().map(|(field, span, weight)| {
            let text = tool.text_at(field).unwrap_or_default();
            let word = span.of(&text).split_whitespace().collect::<Vec<_>>().join(" ");
            format!("“{}” {:.1}", printable(&word), f64::from(weight.abs()) / 100.0)
        });
        let said = said.collect::<Vec<_>>().join(", ");
        if said.is_empty() { "none".to_owned() } else { said }
    };
    let mut table = Table::default();
    table.row([Cell::new(DIM, "for"), Cell::new(PLAIN, list(&found.words_for))]);
    table.row([Cell::new(DIM, "against"), Cell::new(PLAIN, list(&found.words_against))]);
    out.push_str(&table.wrapped(2, WIDTH));
    let lead = f64::from(found.lead.abs()) / 100.0;
    let text = if found.lead >= 0 {
        format!("With all other words and rules, {} leads by {lead:.1}.", found.category)
    } else {
        format!(
            "With all other words and rules, {} leads by {lead:.1}, which is not enough to overrule the rules.",
            found.other
        )
    };
    out.push_str(&paragraph(&text, 2, WIDTH));
}

/// A text in lines, and below each line carets under its marked words with their
/// numbers. Lines without marks are left out where there are several in a row.
fn marked(text: &str, marks: &[(Span, usize)]) -> String {
    let (shown, marks) = visible(text, marks);
    let mut out = String::new();
    let mut gap = false;
    for (from, to) in lines(&shown, WIDTH - 4) {
        let here: Vec<(usize, usize, usize)> = marks
            .iter()
            .filter(|(span, _)| span.start < to && span.end > from)
            .map(|(span, n)| (span.start.max(from), span.end.min(to), *n))
            .collect();
        if here.is_empty() && shown.len() > WIDTH * 4 {
            if !gap {
                out.push_str(&format!("    {}\n", paint(DIM, "…")));
            }
            gap = true;
            continue;
        }
        gap = false;
        out.push_str(&format!("    {}\n", underlined(&shown, from, to, &here)));
        // Overlapping marks go to lines of their own.
        let mut rows: Vec<(String, usize)> = Vec::new();
        for (start, end, n) in here {
            let left = shown[from..start].width();
            let carets = "^".repeat(shown[start..end].width().max(1));
            let label = format!("{carets}{n}");
            let row = rows.iter().position(|(_, used)| *used < left || (*used == 0 && left == 0));
            let (row, used) = match row {
                Some(row) => &mut rows[row],
                None => {
                    rows.push((String::new(), 0));
                    let last = rows.len() - 1;
                    &mut rows[last]
                }
            };
            row.push_str(&" ".repeat(left - *used));
            row.push_str(&label);
            *used = left + label.len();
        }
        for (row, _) in rows {
            out.push_str(&format!("    {row}\n"));
        }
    }
    out
}

/// A line with its marked words underlined.
fn underlined(text: &str, from: usize, to: usize, marks: &[(usize, usize, usize)]) -> String {
    let mut cuts: Vec<usize> = marks.iter().flat_map(|(start, end, _)| [*start, *end]).chain([from, to]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut out = String::new();
    for pair in cuts.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        let inside = marks.iter().any(|(a, b, _)| *a <= start && end <= *b);
        out.push_str(&paint(if inside { MARK } else { PLAIN }, &text[start..end]));
    }
    out
}

/// The text with hidden characters made visible, line breaks kept, and the marks
/// moved accordingly, sorted.
fn visible(text: &str, marks: &[(Span, usize)]) -> (String, Vec<(Span, usize)>) {
    let mut out = String::with_capacity(text.len());
    let mut moved: Vec<(usize, usize)> = Vec::with_capacity(text.len() / 8);
    for (at, c) in text.char_indices() {
        match c {
            '\n' => out.push('\n'),
            '\t' => out.push(' '),
            '\r' => {}
            c if is_hidden(c) => out.push_str(&printable(c.encode_utf8(&mut [0; 4]))),
            c => out.push(c),
        }
        moved.push((at + c.len_utf8(), out.len()));
    }
    let map = |offset: usize| match moved.partition_point(|(end, _)| *end <= offset) {
        0 => 0,
        n => moved[n - 1].1,
    };
    let mut marks: Vec<(Span, usize)> =
        marks.iter().map(|(span, n)| (Span::new(map(span.start), map(span.end)), *n)).collect();
    marks.sort();
    (out, marks)
}

/// Adds the verdict on each action of a tool with several.
fn actions(out: &mut String, verdict: &Classification) {
    if verdict.actions.is_empty() {
        return;
    }
    let params: Vec<&str> = verdict.actions.iter().filter_map(|a| a.param.as_deref()).collect();
    heading(
        out,
        &match params.first() {
            Some(param) => format!("Actions, chosen by `{}`", printable(param)),
            None => "Actions".to_owned(),
        },
    );
    let mut table = Table::default();
    for action in &verdict.actions {
        table.row([
            Cell::new(PLAIN, &action.action),
            Cell::new(PLAIN, impact_words(action.impact)),
            Cell::new(risk(action.impact.risk()), action.impact.risk().word()),
            Cell::new(DIM, words(action.traits.iter())),
        ]);
    }
    out.push_str(&table.render(2, None));
}

/// Adds where the author's hints are wrong.
fn mismatches(out: &mut String, verdict: &Classification) {
    if verdict.mismatches.is_empty() {
        return;
    }
    heading(out, "Hints that the definition contradicts");
    for mismatch in &verdict.mismatches {
        let text = format!("{}: {}, but {}", mismatch.hint, mismatch.claimed, mismatch.says);
        out.push_str(&paragraph(&text, 2, WIDTH));
    }
}

/// Adds wording that asks for a second look, with the sentence it stands in.
fn hygiene(out: &mut String, tool: &Tool, findings: &[Finding]) {
    if findings.is_empty() {
        return;
    }
    heading(out, "Suspicious wording");
    for finding in findings {
        let text = format!("{}: reads as if it {} ({})", finding.severity, finding.says, finding.pattern);
        out.push_str(&paragraph(&text, 2, WIDTH));
        let quote = finding.sentence(tool);
        let quote: Vec<&str> = quote.split_whitespace().collect();
        out.push_str(&paragraph(&format!("“{}”", quote.join(" ")), 6, WIDTH));
        out.push_str(&format!("      {}\n", paint(DIM, printable(finding.field.as_str()))));
    }
    out.push_str(&paragraph("Seen by patterns, confirmed by no person; the verdict takes no notice of it.", 2, WIDTH));
}

/// Adds the risk matrix with the verdict's cell in brackets.
fn matrix(out: &mut String, impact: Impact) {
    heading(out, "Risk");
    let mut table = Table::default();
    let head = std::iter::once(Cell::new(DIM, ""));
    table.row(head.chain(Severity::ALL.iter().map(|s| Cell::new(DIM, format!(" {s}")))));
    let rows = [
        (Category::Read, None),
        (Category::Write, Some(Reversibility::Reversible)),
        (Category::Write, Some(Reversibility::Irreversible)),
        (Category::Destructive, Some(Reversibility::Reversible)),
        (Category::Destructive, Some(Reversibility::Irreversible)),
    ];
    for (category, reversibility) in rows {
        let name = match reversibility {
            Some(reversibility) => format!("{category}, {reversibility}"),
            None => category.word().to_owned(),
        };
        let cells = Severity::ALL.iter().map(|severity| {
            let here = Impact::new(category, *severity, reversibility);
            let word: Risk = here.risk();
            if here == impact { Cell::new(risk(word), format!("[{word}]")) } else { Cell::new(DIM, format!(" {word}")) }
        });
        table.row(std::iter::once(Cell::new(PLAIN, name)).chain(cells));
    }
    out.push_str(&table.render(2, None));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text without colour.
    fn plain(text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('\u{1b}') {
            out.push_str(&rest[..at]);
            rest = rest[at..].split_once('m').map_or("", |(_, rest)| rest);
        }
        out + rest
    }

    #[test]
    fn carets_stand_under_the_marked_words() {
        let text = "Delete the 情报 now";
        let shown = marked(text, &[(Span::new(11, 17), 2), (Span::new(0, 6), 1), (Span::new(0, 10), 3)]);
        assert_eq!(plain(&shown), "    Delete the 情报 now\n    ^^^^^^1    ^^^^2\n    ^^^^^^^^^^3\n");
    }

    #[test]
    fn marks_follow_hidden_characters() {
        let text = "a\u{202e}drop\r\nb";
        let shown = plain(&marked(text, &[(Span::new(4, 8), 1)]));
        assert_eq!(shown, "    a<U+202E>drop\n             ^^^^1\n    b\n");
    }

    #[test]
    fn the_matrix_marks_one_cell() {
        let mut out = String::new();
        matrix(&mut out, Impact::default_for(Category::Destructive));
        let shown = plain(&out);
        assert_eq!(shown.matches('[').count(), 1);
        assert!(shown.contains("Destructive, irreversible   High    [Critical]"), "{shown}");
    }
}
