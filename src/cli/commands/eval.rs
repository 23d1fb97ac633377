//! `eval`: verdicts held against labels.

use crate::cli::args::{Eval, EvalFormat, Global};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::status::{Status, UsageError};
use crate::eval::benchmark::Benchmark;
use crate::eval::gold::{self, GoldFile};
use crate::eval::{Comparison, Evaluation, JudgedServer, Verdicts, evaluate};
use crate::fsio;
use crate::report;
use crate::rulebook::Problems;
use anyhow::{Context, Result, anyhow, bail};
use std::collections::{BTreeMap, BTreeSet};
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
    let mut problems = Problems::default();
    let benchmark = Benchmark::load(&session.catalog, &mut problems);
    let benchmark = problems.or(benchmark).context("the benchmark cannot be used")?;
    if benchmark.is_empty() {
        bail!("the catalog has no benchmark; it would stand in `benchmark/`");
    }
    Ok(benchmark.measure(&session.rulebook, args.split))
}

/// Judges manifests and holds the verdicts against label files.
fn labels(args: &Eval, session: &Session, output: &Output) -> Result<(Evaluation, Status)> {
    let gold = read_gold(&args.gold)?;
    let wanted: BTreeSet<&str> = gold.labels.iter().map(|gold| gold.tool.as_str()).collect();
    let inputs = session.inputs(&args.paths);
    let shown: BTreeMap<String, String> = inputs.files.iter().map(|f| (f.source.clone(), f.shown.clone())).collect();
    let engine = session.engine()?;
    let mut survey = engine.survey(inputs, |judged| {
        let source = &judged.server.source;
        // A file with several servers is named with the key of each.
        let file = shown.get(source).or_else(|| shown.get(source.rsplit_once('#')?.0));
        let path = file.unwrap_or(source);
        let is_wanted = |tool: &str| wanted.contains(tool);
        JudgedServer::of(&session.rulebook, path, judged.slug.as_str(), judged.server, judged.verdicts, is_wanted)
    });
    session.account(&mut survey.report);
    output.remarks(&survey.report);
    let verdicts = Verdicts::new(std::mem::take(&mut survey.made));
    let evaluation = evaluate(&gold.labels, gold.not_tools, &verdicts, args.split);
    if evaluation.labels.tools > 0 && evaluation.figures.covered.count == 0 {
        let label = evaluation.tools.first().map(|tool| tool.manifest.as_deref().unwrap_or(&tool.server));
        let path = verdicts.servers().first().map(|server| server.path.as_str());
        let (label, path) = (label.unwrap_or_default(), path.unwrap_or("nothing"));
        output.say(&format!("no label has a verdict: the first speaks of `{label}`, the first manifest is `{path}`\n"));
    }
    Ok((evaluation, Status::of(&survey.report)))
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
