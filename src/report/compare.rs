//! What changed between two builds, for people; and two servers side by side.

use super::style::{BOLD, DIM, PLAIN, counted, number, paint, risk};
use super::table::{Cell, Table, paragraph};
use crate::catalogue::{ServerSummary, ToolSummary};
use crate::changes::beside::Beside;
use crate::changes::{Counts, Group, ServerChange, ServerHow, Step};
use crate::diag::printable;
use crate::grade::Grade;
use crate::rulebook::grade::Scale;
use crate::toxic::Toxic;
use crate::vocab::{Category, Risk};
use serde_json::{Value, json};

/// Lines are at most this wide.
const WIDTH: usize = 100;
/// Tools named of a group; `--verbose` and the record name all.
const NAMED: usize = 20;

/// What changed between two builds, for people.
pub fn step(step: &Step, verbose: bool) -> String {
    let mut out = String::new();
    if let Some(posture) = &step.posture {
        let says = format!(
            "The older decisions follow the posture {}, the newer ones {}; both differ for that reason too.",
            posture.before, posture.now
        );
        out.push_str(&paragraph(&says, 0, WIDTH));
    }
    if step.is_empty() {
        out.push_str("Nothing changed: the same servers, tools, definitions, verdicts and decisions.\n");
        return out;
    }
    let mut sums = Table::default();
    for (what, says) in sums_of(&step.counts) {
        sums.row([Cell::new(DIM, what), Cell::new(PLAIN, says)]);
    }
    out.push_str(&sums.wrapped(0, WIDTH));
    let moved: Vec<&ServerChange> = step.servers.iter().filter(|server| server.is_as_whole()).collect();
    if !moved.is_empty() {
        head(&mut out, "Servers", moved.len());
        let mut table = Table::default();
        for server in some(&moved, verbose) {
            table.row([Cell::new(PLAIN, &server.server), Cell::new(PLAIN, server_says(server))]);
        }
        out.push_str(&table.wrapped(2, WIDTH));
        left(&mut out, moved.len(), verbose);
    }
    for group in Group::ALL {
        let all: Vec<_> = step.of_group(group).collect();
        if all.is_empty() {
            continue;
        }
        head(&mut out, group.title(), all.len());
        for (server, tool) in some(&all, verbose) {
            let was = tool.was.as_ref().map_or(String::new(), |was| format!(", formerly {was}"));
            let level = tool.now.or(tool.before).map_or(Risk::Low, |seen| seen.risk);
            out.push_str(&format!(
                "  {} {}{}\n",
                printable(&server.server),
                paint(risk(level), printable(&tool.tool)),
                printable(&was)
            ));
            out.push_str(&paragraph(&tool.says(), 4, WIDTH));
        }
        left(&mut out, all.len(), verbose);
    }
    out
}

/// A heading.
fn head(out: &mut String, title: &str, n: usize) {
    out.push_str(&format!("\n{}  {}\n", paint(BOLD, title), paint(DIM, number(n))));
}

/// Those that are named.
fn some<T>(all: &[T], verbose: bool) -> &[T] {
    if verbose || all.len() <= NAMED + 1 { all } else { &all[..NAMED] }
}

/// How many are not named.
fn left(out: &mut String, all: usize, verbose: bool) {
    if !verbose && all > NAMED + 1 {
        let more = format!("and {} more; -v names them all", number(all - NAMED));
        out.push_str(&format!("  {}\n", paint(DIM, more)));
    }
}

/// The counts, each kind on a line.
pub fn sums_of(counts: &Counts) -> Vec<(&'static str, String)> {
    let kinds: [(&'static str, &[(usize, &str)]); 4] = [
        (
            "servers",
            &[
                (counts.servers_new, "new"),
                (counts.servers_gone, "gone"),
                (counts.servers_renamed, "renamed"),
                (counts.grades_worse, "with a worse grade"),
                (counts.grades_better, "with a better grade"),
            ],
        ),
        (
            "tools",
            &[
                (counts.tools_new, "new"),
                (counts.dangerous_new, "of these of High or Critical risk"),
                (counts.tools_gone, "gone"),
                (counts.tools_renamed, "renamed"),
                (counts.definitions, "with another definition"),
                (counts.verdicts, "judged otherwise by the same definition"),
            ],
        ),
        ("risk", &[(counts.riskier, "riskier"), (counts.milder, "milder")]),
        ("decisions", &[(counts.laxer, "laxer"), (counts.stricter, "stricter")]),
    ];
    let say = |parts: &[(usize, &str)]| {
        let parts: Vec<String> =
            parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{} {what}", number(*n))).collect();
        parts.join(", ")
    };
    kinds.into_iter().map(|(what, parts)| (what, say(parts))).filter(|(_, says)| !says.is_empty()).collect()
}

/// What happened to a server, in words that hold nothing of an author's but its older slug.
pub fn server_says(server: &ServerChange) -> String {
    let worst = |high: usize, critical: usize| match (critical, high) {
        (0, 0) => String::new(),
        (critical, 0) => format!(", {} Critical", number(critical)),
        (0, high) => format!(", {} High", number(high)),
        (critical, high) => format!(", {} Critical, {} High", number(critical), number(high)),
    };
    let grade = |grade: Option<char>| grade.map_or(String::new(), |grade| format!(", grade {grade}"));
    let tools = |n: usize| counted(n, "tool");
    match server.change {
        ServerHow::New => {
            let worst = worst(server.high.now, server.critical.now);
            format!("new: {}{worst}{}", tools(server.tools.now), grade(server.grade.now))
        }
        ServerHow::Gone => {
            let worst = worst(server.high.before, server.critical.before);
            format!("gone; it had {}{worst}{}", tools(server.tools.before), grade(server.grade.before))
        }
        ServerHow::Renamed | ServerHow::Changed => {
            let mut parts = Vec::new();
            parts.extend(server.was.as_ref().map(|was| format!("formerly {was}")));
            if let (Some(before), Some(now)) = (server.grade.before, server.grade.now)
                && before != now
            {
                parts.push(format!("grade {before}, now {now}"));
            }
            if server.tools.before != server.tools.now {
                parts.push(format!("{}, now {}", tools(server.tools.before), number(server.tools.now)));
            }
            parts.join("; ")
        }
    }
}

/// Two servers side by side, for people.
pub fn beside(scale: &Scale, first: &ServerSummary, second: &ServerSummary) -> String {
    let both = [first, second];
    let mut facts = Table::default();
    let names = both.map(|server| server.slug.as_str());
    facts.row([Cell::new(PLAIN, ""), Cell::new(BOLD, names[0]), Cell::new(BOLD, names[1])]);
    let mut fact = |what: &str, says: [String; 2]| {
        let [one, two] = says;
        facts.row([Cell::new(DIM, what), Cell::new(PLAIN, one), Cell::new(PLAIN, two)]);
    };
    fact("grade", both.map(|server| Grade::letter_of(scale, server).to_string()));
    fact("tools", both.map(|server| number(server.tools.len())));
    for category in Category::ALL {
        let of = |tool: &&ToolSummary| tool.category == *category;
        fact(category.word(), both.map(|server| number(server.tools.iter().filter(of).count())));
    }
    for level in Risk::ALL.iter().rev().take(2) {
        let of = |tool: &&ToolSummary| tool.risk == *level;
        fact(level.word(), both.map(|server| number(server.tools.iter().filter(of).count())));
    }
    let toxic = |server: &ServerSummary| if is_toxic(server) { "yes" } else { "no" }.to_owned();
    fact("toxic combination", both.map(toxic));
    let mut out = facts.render(0, None);

    let sides = Beside::of(first, second);
    if !sides.both.is_empty() {
        out.push_str(&format!("\n{}  {}\n", paint(BOLD, "Both can"), paint(DIM, counted(sides.both.len(), "act"))));
        let mut table = Table::default();
        for (one, two) in &sides.both {
            let rows = one.len().max(two.len());
            for at in 0..rows {
                let cells = |tools: &[&ToolSummary]| match tools.get(at) {
                    Some(tool) => [Cell::new(PLAIN, &*tool.name), Cell::new(risk(tool.risk), tool.risk.word())],
                    None => [Cell::new(PLAIN, ""), Cell::new(PLAIN, "")],
                };
                table.row(cells(one).into_iter().chain(cells(two)));
            }
        }
        out.push_str(&table.render(2, None));
    }
    for (name, tools) in names.iter().zip([&sides.only_first, &sides.only_second]) {
        if tools.is_empty() {
            continue;
        }
        let title = format!("Only {}", printable(name));
        out.push_str(&format!("\n{}  {}\n", paint(BOLD, title), paint(DIM, counted(tools.len(), "tool"))));
        let mut table = Table::default();
        for tool in tools {
            table.row([
                Cell::new(PLAIN, &*tool.name),
                Cell::new(risk(tool.risk), tool.risk.word()),
                Cell::new(DIM, tool.category.word()),
            ]);
        }
        out.push_str(&table.render(2, None));
    }
    out
}

/// Two servers side by side, as one JSON object (`toolrisk/beside/v1`).
pub fn beside_json(scale: &Scale, first: &ServerSummary, second: &ServerSummary) -> String {
    let server = |server: &ServerSummary| {
        let of_risk = |level: Risk| server.tools.iter().filter(|tool| tool.risk == level).count();
        let risks: serde_json::Map<String, Value> =
            Risk::ALL.iter().map(|level| (level.word().to_owned(), of_risk(*level).into())).collect();
        json!({
            "server": server.slug.as_str(),
            "name": server.name,
            "grade": Grade::letter_of(scale, server),
            "tools": server.tools.len(),
            "risks": risks,
            "toxic": is_toxic(server),
        })
    };
    let tools = |tools: &[&ToolSummary]| -> Vec<Value> {
        let one = |tool: &&ToolSummary| json!({"tool": &*tool.name, "category": tool.category, "risk": tool.risk});
        tools.iter().map(one).collect()
    };
    let sides = Beside::of(first, second);
    let both: Vec<Value> =
        sides.both.iter().map(|(one, two)| json!({"first": tools(one), "second": tools(two)})).collect();
    let record = json!({
        "schema": "toolrisk/beside/v1",
        "first": server(first),
        "second": server(second),
        "both": both,
        "only_first": tools(&sides.only_first),
        "only_second": tools(&sides.only_second),
    });
    format!("{record}\n")
}

/// Whether a server's tools make a toxic combination.
fn is_toxic(server: &ServerSummary) -> bool {
    Toxic::of(std::slice::from_ref(server)).is_some()
}
