//! An evaluation for people: figures, where the verdicts fail, and what changed.

use super::style::{BOLD, DIM, PLAIN, counted, number, paint};
use super::table::{Cell, Table, paragraph};
use crate::diag::printable;
use crate::eval::compare::{Change, FigureChange, Flow};
use crate::eval::{Comparison, Evaluation, Got, Miss, Rate, ToolResult};
use crate::text::capitalised;
use crate::vocab::{Category, Confidence, Risk, Trait};
use std::collections::BTreeSet;
use std::fmt::Display;

/// Lines are at most this wide.
const WIDTH: usize = 100;

/// Rules that pointed the wrong way, shown at most; all are in the JSON.
const RULES: usize = 15;

/// The evaluation; of the tools at most so many in each list.
pub fn human(evaluation: &Evaluation, listed: usize) -> String {
    let mut out = String::new();
    if let Some(since) = &evaluation.since {
        changes(&mut out, since, listed);
    }
    misses(&mut out, evaluation, listed);
    rules(&mut out, evaluation);
    groups(&mut out, evaluation);
    traits(&mut out, evaluation);
    confidence(&mut out, evaluation);
    categories(&mut out, evaluation);
    figures(&mut out, evaluation);
    out
}

/// A heading.
fn heading(out: &mut String, text: impl Display) {
    out.push_str(&format!("{}\n", paint(BOLD, text)));
}

/// A share in percent.
pub(crate) fn percent(rate: Rate) -> String {
    rate.percent().unwrap_or_else(|| "-".to_owned())
}

fn figures(out: &mut String, evaluation: &Evaluation) {
    let (labels, f) = (&evaluation.labels, &evaluation.figures);
    let mut title = format!("{} of {}", counted(labels.tools, "label"), counted(labels.servers, "server"));
    if let Some(parts) = evaluation.held_out {
        title.push_str(&format!(", each of {parts} parts judged with weights learned from the others"));
    }
    if let Some(split) = evaluation.split {
        title.push_str(&format!(", part {split} of all servers; {} of other parts", number(labels.other_parts)));
    }
    if labels.not_tools > 0 {
        title.push_str(&format!("; {} of no tool passed over", counted(labels.not_tools, "label")));
    }
    heading(out, title);
    let mut table = Table::default();
    let mut share = |name: &str, rate: Rate, means: &str| {
        let of = format!("{} of {}", number(rate.count), number(rate.of));
        table.row([
            Cell::new(PLAIN, name),
            Cell::right(PLAIN, percent(rate)),
            Cell::right(DIM, of),
            Cell::new(DIM, means),
        ]);
    };
    share("covered", f.covered, "labels with a verdict");
    share("strict", f.strict, "exactly the label's category");
    share("strict, settled", f.settled, "the same where the label accepts no other");
    share("lenient", f.lenient, "a category that the label accepts");
    share("risk, exact", f.risk_exact, "exactly the label's risk");
    share("risk, settled", f.risk_settled, "the same where the label accepts no other");
    share("risk, within", f.risk_within, "a risk that the label accepts");
    share("traits, precision", f.trait_precision, "of the traits given, those accepted");
    share("traits, recall", f.trait_recall, "of those and the traits asked for, the former");
    for (name, count, means) in [
        ("dangerous", f.dangerous, "Read where only Destructive is accepted"),
        ("under", f.under, "milder than anything accepted"),
        ("over", f.over, "harsher than anything accepted"),
    ] {
        table.row([
            Cell::new(PLAIN, name),
            Cell::right(PLAIN, number(count)),
            Cell::right(DIM, ""),
            Cell::new(DIM, means),
        ]);
    }
    out.push_str(&table.render(2, None));
}

fn categories(out: &mut String, evaluation: &Evaluation) {
    heading(out, "Labels by category and verdict");
    let mut table = Table::default();
    let head = ["label", "Read", "Write", "Destructive", "precision", "recall"];
    table.row(head.iter().enumerate().map(
        |(at, text)| {
            if at == 0 { Cell::new(DIM, text) } else { Cell::right(DIM, text) }
        },
    ));
    for gold in Category::ALL {
        let cell = |got| evaluation.matrix.get(gold).and_then(|row| row.get(got)).copied().unwrap_or(0);
        let of = evaluation.categories.get(gold).copied().unwrap_or_default();
        let mut cells = vec![Cell::new(PLAIN, gold.word())];
        cells.extend(
            Category::ALL.iter().map(|got| Cell::right(if got == gold { BOLD } else { PLAIN }, number(cell(got)))),
        );
        cells.extend([of.precision, of.recall].map(|rate| Cell::right(PLAIN, percent(rate))));
        table.row(cells);
    }
    out.push_str(&table.render(2, None));
    out.push('\n');
}

fn confidence(out: &mut String, evaluation: &Evaluation) {
    heading(out, "By confidence");
    let mut table = Table::default();
    let head = ["", "verdicts", "share", "right", "of all mistakes"];
    table.row(head.map(|text| Cell::right(DIM, text)));
    for confidence in Confidence::ALL {
        let of = evaluation.confidence.get(confidence).copied().unwrap_or_default();
        table.row([
            Cell::new(PLAIN, confidence.word()),
            Cell::right(PLAIN, number(of.tools.count)),
            Cell::right(PLAIN, percent(of.tools)),
            Cell::right(PLAIN, percent(of.accuracy)),
            Cell::right(PLAIN, percent(of.mistakes)),
        ]);
    }
    out.push_str(&table.render(2, None));
    out.push('\n');
}

fn traits(out: &mut String, evaluation: &Evaluation) {
    heading(out, "Traits");
    let mut table = Table::default();
    table.row(["", "right", "wrong", "missed", "precision", "recall"].map(|text| Cell::right(DIM, text)));
    for which in Trait::ALL {
        let of = evaluation.traits.get(which).copied().unwrap_or_default();
        let mut cells = vec![Cell::new(PLAIN, which.word())];
        cells.extend([of.right, of.wrong, of.missed].map(|count| Cell::right(PLAIN, number(count))));
        cells.extend([of.precision, of.recall].map(|rate| Cell::right(PLAIN, percent(rate))));
        table.row(cells);
    }
    out.push_str(&table.render(2, None));
    out.push('\n');
}

fn groups(out: &mut String, evaluation: &Evaluation) {
    if evaluation.groups.is_empty() {
        return;
    }
    heading(out, "By group");
    let mut table = Table::default();
    table.row(["", "labels", "category", "risk", "traits", "dangerous"].map(|text| Cell::right(DIM, text)));
    for (id, of) in &evaluation.groups {
        let mut cells = vec![Cell::new(PLAIN, id), Cell::right(PLAIN, number(of.category.of))];
        cells.extend([of.category, of.risk, of.traits].map(|rate| Cell::right(PLAIN, number(rate.count))));
        cells.push(Cell::right(PLAIN, number(of.dangerous)));
        table.row(cells);
    }
    out.push_str(&table.render(2, None));
    out.push('\n');
}

/// The rules whose evidence most often pointed the wrong way.
fn rules(out: &mut String, evaluation: &Evaluation) {
    let wrong = |rate: Option<Rate>| rate.map_or(0, |rate| rate.of - rate.count);
    let mut worst: Vec<_> = evaluation
        .rules
        .iter()
        .map(|(id, of)| (wrong(of.category) + wrong(of.traits) + wrong(of.risk), id, of))
        .filter(|(wrong, ..)| *wrong > 0)
        .collect();
    if worst.is_empty() {
        return;
    }
    worst.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    heading(out, "Rules whose counted evidence pointed the wrong way most often");
    let mut table = Table::default();
    table.row(["rule", "counted", "category right", "traits right", "risk right"].map(|text| Cell::right(DIM, text)));
    for (_, id, of) in worst.iter().take(RULES) {
        let cell = |rate: Option<Rate>| match rate {
            Some(rate) => Cell::right(PLAIN, format!("{} of {}", number(rate.count), number(rate.of))),
            None => Cell::right(DIM, "-"),
        };
        table.row([
            Cell::new(PLAIN, id),
            Cell::right(PLAIN, number(of.counted)),
            cell(of.category),
            cell(of.traits),
            cell(of.risk),
        ]);
    }
    out.push_str(&table.render(2, None));
    if worst.len() > RULES {
        let rest = format!("and {} more; all rules are in the JSON", number(worst.len() - RULES));
        out.push_str(&format!("  {}\n", paint(DIM, rest)));
    }
    out.push('\n');
}

fn misses(out: &mut String, evaluation: &Evaluation, listed: usize) {
    let mut all: Vec<&ToolResult> = evaluation.misses().collect();
    // Worst first; within a kind the most confident, which deserve a look first.
    all.sort_by_key(|tool| (tool.miss, tool.got.as_ref().map(|got| got.confidence)));
    for kind in Miss::ALL {
        let of_kind = || all.iter().filter(|tool| tool.miss == Some(kind));
        let count = of_kind().count();
        if count == 0 || listed == 0 {
            continue;
        }
        heading(out, format!("{}: {}", capitalised(kind.word()), number(count)));
        for tool in of_kind().take(listed) {
            out.push_str(&miss(tool));
        }
        if count > listed {
            out.push_str(&format!("  {}\n", paint(DIM, format!("and {} more", number(count - listed)))));
        }
        out.push('\n');
    }
}

/// One miss: what it is, what it should be, and the words that decided.
fn miss(tool: &ToolResult) -> String {
    let place = tool.group.as_deref().unwrap_or(tool.manifest.as_deref().unwrap_or(&tool.server));
    let mut out = format!("  {}  {}\n", paint(BOLD, printable(&tool.tool)), paint(DIM, printable(place)));
    let want = joined(&tool.gold.ok, " or ");
    match &tool.got {
        None => out.push_str(&format!("    {want} wanted; no verdict\n")),
        Some(got) => {
            let doubt = got.doubt.as_deref().map(|doubt| format!(": {doubt}")).unwrap_or_default();
            let text = format!("{want} wanted; {}, {} confidence{doubt}", got.category, got.confidence);
            out.push_str(&paragraph(&text, 4, WIDTH));
        }
    }
    if let Some(by) = &tool.decided_by {
        let text = format!("{}: “{}” {} {}", by.rule, one_line(&by.quote), by.field, by.says);
        out.push_str(&paragraph(&text, 4, WIDTH));
    }
    if !tool.note.is_empty() {
        out.push_str(&paint(DIM, paragraph(&tool.note, 4, WIDTH).trim_end()));
        out.push('\n');
    }
    out
}

fn changes(out: &mut String, since: &Comparison, listed: usize) {
    heading(out, "Since the baseline");
    let mut table = Table::default();
    table.row(["", "before", "now", "change"].map(|text| Cell::right(DIM, text)));
    for figure in &since.figures {
        let FigureChange { figure: name, before, now, share } = figure;
        let shown = |value: &Option<f64>| match value {
            None => "-".to_owned(),
            Some(value) if *share => format!("{:.2} %", value * 100.0),
            Some(value) => format!("{value:.0}"),
        };
        let change = match (before, now) {
            (Some(before), Some(now)) if before == now => "=".to_owned(),
            (Some(before), Some(now)) if *share => format!("{:+.2}", (now - before) * 100.0),
            (Some(before), Some(now)) => format!("{:+.0}", now - before),
            (None, _) | (_, None) => "-".to_owned(),
        };
        let name = name.replace('_', " ");
        table.row([
            Cell::new(PLAIN, name),
            Cell::right(PLAIN, shown(before)),
            Cell::right(PLAIN, shown(now)),
            Cell::right(BOLD, change),
        ]);
    }
    out.push_str(&table.render(2, None));
    out.push('\n');
    if since.is_of_figures_only() {
        out.push_str("  The baseline lists no tools (it was written with --figures): figures alone are compared.\n\n");
        return;
    }
    let none = Flow::default();
    for (aspect, flow) in [("category", &since.category), ("risk", &since.risk), ("traits", &since.traits)] {
        if *flow == none {
            continue;
        }
        list(out, &format!("{} now right", capitalised(aspect)), &flow.gained, aspect, listed);
        list(out, &format!("{} now wrong", capitalised(aspect)), &flow.lost, aspect, listed);
    }
    list(out, "Changed, neither to right nor to wrong", &since.without_effect, "", listed);
    let mut facts = vec![format!("{} compared", counted(since.compared, "tool"))];
    for (count, what) in [(since.only_before, "only in the baseline"), (since.only_now, "not in the baseline")] {
        if count > 0 {
            facts.push(format!("{} {what}", number(count)));
        }
    }
    out.push_str(&format!("  {}\n\n", paint(DIM, facts.join(", "))));
}

fn list(out: &mut String, title: &str, changes: &[Change], aspect: &str, listed: usize) {
    if changes.is_empty() {
        return;
    }
    heading(out, format!("{title}: {}", number(changes.len())));
    for change in changes.iter().take(listed) {
        let place = change.manifest.as_deref().unwrap_or(&change.server);
        out.push_str(&format!("  {}  {}\n", paint(BOLD, printable(&change.tool)), paint(DIM, printable(place))));
        let say = |got: &Option<Got>| match got {
            None => "no verdict".to_owned(),
            Some(got) => match aspect {
                "risk" => got.risk.word().to_owned(),
                "traits" => joined_or(&got.traits, "none"),
                "category" => format!("{} ({})", got.category, got.confidence),
                _ => format!("{} {} ({}) [{}]", got.category, got.risk, got.confidence, joined(&got.traits, ", ")),
            },
        };
        let want = match aspect {
            "risk" => joined(&change.gold.risk_ok, " or "),
            "traits" => {
                let (must, may) = (&change.gold.traits, &change.gold.traits_ok);
                let more: BTreeSet<Trait> = may.difference(must).copied().collect();
                let optional = if more.is_empty() { String::new() } else { format!(", or {}", joined(&more, ", ")) };
                format!("{}{optional}", joined_or(must, "none"))
            }
            _ => joined(&change.gold.ok, " or "),
        };
        let text = format!("{} → {}; wanted {want}", say(&change.before), say(&change.now));
        out.push_str(&paragraph(&text, 4, WIDTH));
        if let Some(by) = change.decided_by.as_ref().filter(|_| aspect == "category") {
            out.push_str(&paragraph(&format!("{}: “{}”", by.rule, one_line(&by.quote)), 4, WIDTH));
        }
    }
    if changes.len() > listed {
        out.push_str(&format!("  {}\n", paint(DIM, format!("and {} more", number(changes.len() - listed)))));
    }
    out.push('\n');
}

/// Words of the contract, joined.
fn joined<W: Word>(words: &BTreeSet<W>, with: &str) -> String {
    let words: Vec<&str> = words.iter().map(|word| word.said()).collect();
    words.join(with)
}

fn joined_or<W: Word>(words: &BTreeSet<W>, empty: &str) -> String {
    if words.is_empty() { empty.to_owned() } else { joined(words, ", ") }
}

/// What has a word.
trait Word {
    fn said(&self) -> &'static str;
}

impl Word for Category {
    fn said(&self) -> &'static str {
        self.word()
    }
}

impl Word for Risk {
    fn said(&self) -> &'static str {
        self.word()
    }
}

impl Word for Trait {
    fn said(&self) -> &'static str {
        self.word()
    }
}

/// A quote on one line, cut if it is long.
fn one_line(quote: &str) -> String {
    let words: Vec<&str> = quote.split_whitespace().collect();
    super::table::fit(&words.join(" "), 70)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_never_say_all_by_rounding() {
        assert_eq!(percent(Rate::new(9_999, 10_000)), "99.9 %");
        assert_eq!(percent(Rate::new(3, 3)), "100 %");
        assert_eq!(percent(Rate::new(0, 0)), "-");
        assert_eq!(percent(Rate::new(1, 3)), "33.3 %");
    }
}
