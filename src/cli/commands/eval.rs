//! `eval`: verdicts held against labels.

use super::learn;
use crate::account::RunReport;
use crate::cli::args::{Eval, EvalFormat, Global};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::status::{Status, UsageError};
use crate::eval::benchmark::Benchmark;
use crate::eval::gold::{self, Gold, GoldFile, Split};
use crate::eval::learn::{Sample, Settings, learn as learned};
use crate::eval::{Comparison, Evaluation, JudgedServer, Verdicts, evaluate, evaluate_by};
use crate::fsio;
use crate::report;
use crate::rulebook::weights::{Margins, Weights};
use crate::rulebook::{Problems, Rulebook};
use anyhow::{Context, Result, anyhow, bail};
use std::collections::BTreeSet;
use std::path::Path;

/// Wrong lines said of a label file.
const SAID: usize = 10;

/// Runs the command.
pub(super) fn run(args: &Eval, global: &Global, output: &Output) -> Result<Status> {
    let session = Session::load(global, output)?;
    let baseline = args.baseline.as_deref().map(read_baseline).transpose()?;
    let (mut evaluation, status) =
        if args.benchmark { (benchmark(args, &session)?, Status::Done) } else { labels(args, &session, output)? };
    if evaluation.labels.tools == 0 {
        output.say("no label to hold a verdict against\n");
        return Ok(Status::NothingFound);
    }
    if let Some(baseline) = &baseline {
        if baseline.split != evaluation.split {
            bail!(UsageError("the baseline is of another part of the servers; give the same --split".to_owned()));
        }
        evaluation.since = Some(Comparison::between(baseline, &evaluation));
    }
    if args.figures {
        evaluation = evaluation.figures_only();
    }
    match args.format {
        EvalFormat::Human => output.result(&report::eval::human(&evaluation, args.misses.unwrap_or(usize::MAX)))?,
        EvalFormat::Json => output.data(|out| Ok(out.write_all(evaluation.json().as_bytes())?))?,
    }
    Ok(status)
}

/// Judges the benchmark of the catalog.
fn benchmark(args: &Eval, session: &Session) -> Result<Evaluation> {
    let benchmark = load_benchmark(session)?;
    if benchmark.is_empty() {
        bail!("the catalog has no benchmark; it would stand in `benchmark/`");
    }
    Ok(benchmark.measure(&session.rulebook, args.split))
}

/// The benchmark of the catalog, with nothing in it if there is none.
pub(super) fn load_benchmark(session: &Session) -> Result<Benchmark> {
    let mut problems = Problems::default();
    let benchmark = Benchmark::load(&session.catalog, &mut problems);
    problems.or(benchmark).context("the benchmark cannot be used")
}

/// Judges manifests and holds the verdicts against label files.
fn labels(args: &Eval, session: &Session, output: &Output) -> Result<(Evaluation, Status)> {
    let gold = read_gold(&args.gold)?;
    let (evaluation, report, first) = match args.held_out {
        None => {
            let (verdicts, report) = verdicts(args, session, &session.rulebook, &gold)?;
            let first = verdicts.servers().first().map(|server| server.path.clone());
            (evaluate(&gold.labels, gold.not_tools, &verdicts, args.split), report, first)
        }
        Some(parts) => held_out(args, session, &gold, parts)?,
    };
    output.remarks(&report);
    if evaluation.labels.tools > 0 && evaluation.figures.covered.count == 0 {
        let label = evaluation.tools.first().map(|tool| tool.manifest.as_deref().unwrap_or(&tool.server));
        let (label, path) = (label.unwrap_or_default(), first.as_deref().unwrap_or("nothing"));
        output.say(&format!("no label has a verdict: the first speaks of `{label}`, the first manifest is `{path}`\n"));
    }
    Ok((evaluation, Status::of(&report)))
}

/// Judges manifests, and keeps the verdicts that labels ask for.
fn verdicts(args: &Eval, session: &Session, rulebook: &Rulebook, gold: &GoldFile) -> Result<(Verdicts, RunReport)> {
    let wanted: BTreeSet<&str> = gold.labels.iter().map(|gold| gold.tool.as_str()).collect();
    session.keep(rulebook, &args.paths, |path, judged| {
        let is_wanted = |tool: &str| wanted.contains(tool);
        JudgedServer::of(rulebook, path, judged.slug.as_str(), judged.server, judged.verdicts, is_wanted)
    })
}

/// Judges each part of the servers with weights learned from the labels of the others.
fn held_out(
    args: &Eval,
    session: &Session,
    gold: &GoldFile,
    parts: u32,
) -> Result<(Evaluation, RunReport, Option<String>)> {
    let margins = session.rulebook.weights().map_or_else(Margins::default, |weights| weights.margins);
    let besides = if args.also.is_empty() { GoldFile::default() } else { read_gold(&args.also)? };
    let all: Vec<Gold> = gold.labels.iter().chain(&besides.labels).cloned().collect();
    let (samples, _) = learn::samples(session, &args.paths, &all)?;
    let part = |part| Split { part, of: parts };
    let mut judged = Vec::new();
    let mut said = RunReport::default();
    for number in 1..=parts {
        let others: Vec<Sample> = samples.iter().filter(|s| !part(number).holds(&s.server)).cloned().collect();
        let rows = learned(&others, &Settings::default());
        let rulebook = session.rulebook.clone().with_weights(Weights::of_rows(margins, &rows));
        let (verdicts, report) = verdicts(args, session, &rulebook, gold)?;
        judged.push(verdicts);
        said = report;
    }
    let find = |gold: &Gold| {
        let at = (1..=parts).position(|number| part(number).holds(&gold.server))?;
        judged[at].find(gold)
    };
    let mut evaluation = evaluate_by(&gold.labels, gold.not_tools, None, find);
    evaluation.held_out = Some(parts);
    let first = judged.first().and_then(|verdicts| verdicts.servers().first()).map(|server| server.path.clone());
    Ok((evaluation, said, first))
}

/// Reads label files.
pub(super) fn read_gold(paths: &[std::path::PathBuf]) -> Result<GoldFile> {
    let mut texts = Vec::new();
    for path in paths {
        texts.push((path.display().to_string(), fsio::read_text(path)?));
    }
    gold::read(texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))).map_err(|problems| {
        let mut lines: Vec<String> = problems.iter().take(SAID).map(ToString::to_string).collect();
        if problems.len() > SAID {
            lines.push(format!("and {} more wrong lines", problems.len() - SAID));
        }
        anyhow!("the labels cannot be used\n{}", lines.join("\n"))
    })
}

/// Reads an earlier evaluation.
fn read_baseline(path: &Path) -> Result<Evaluation> {
    let text = fsio::read_text(path)?;
    Evaluation::parse(&text).map_err(|why| anyhow!("{} is no baseline: {why}", path.display()))
}
