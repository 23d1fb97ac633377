//! `learn`: the catalog's weights, from labels.

use super::eval::{load_benchmark, read_gold};
use crate::account::RunReport;
use crate::classify::features;
use crate::cli::args::{Global, Learn};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::status::Status;
use crate::eval::Gold;
use crate::eval::JudgedServer;
use crate::eval::learn::{Sample, Settings, learn};
use crate::eval::wording::{self, Sentences};
use crate::fsio;
use crate::rulebook::weights::{self, Margins, Weights};
use anyhow::{Result, anyhow};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Runs the command.
pub(super) fn run(args: &Learn, global: &Global, output: &Output) -> Result<Status> {
    let session = Session::load(global, output)?;
    if !args.sentences.is_empty() {
        return sentences(args, &session, output);
    }
    let gold = read_gold(&args.gold)?;
    let (samples, report) = samples(&session, &args.paths, &gold.labels)?;
    output.remarks(&report);
    let status = Status::of(&report);
    let learned = |sample: &Sample| args.without.is_none_or(|part| !part.holds(&sample.server));
    let samples: Vec<Sample> = samples.into_iter().filter(learned).collect();
    if samples.is_empty() {
        output.say("no label to learn from: none has a definition\n");
        return Ok(Status::NothingFound);
    }
    let settings = Settings { steps: args.steps, l2: args.l2, servers: args.servers, least: args.least };
    let rows = learn(&samples, &settings);
    let servers: BTreeSet<&str> = samples.iter().map(|sample| sample.server.as_str()).collect();
    let comment = format!(
        "Weights in hundredths of a nat, learned from {} labelled definitions of {} servers by `toolrisk learn`.\n\
         A feature is kind:term; what it weighs is word=weight. Lines `set:` hold margins and are kept by hand.",
        samples.len(),
        servers.len()
    );
    let margins = session.rulebook.weights().map_or_else(Margins::default, |weights: &Weights| weights.margins);
    output.data(|out| Ok(out.write_all(weights::written(&comment, margins, &rows).as_bytes())?))?;
    let without = gold.labels.len() - samples.len();
    output.say(&format!("{} features learned from {} labels; {without} left out\n", rows.len(), samples.len()));
    Ok(status)
}

/// Learns what words weigh for wording that gives orders.
fn sentences(args: &Learn, session: &Session, output: &Output) -> Result<Status> {
    let hygiene = session.rulebook.hygiene();
    let learned = |server: &str| args.without.is_none_or(|part| !part.holds(server));
    let mut survey = session.engine()?.survey(session.inputs(&args.paths), |judged| {
        let mut sentences = Sentences::default();
        if learned(judged.slug.as_str()) {
            judged.server.tools.iter().for_each(|tool| sentences.add_tool(hygiene, tool));
        }
        sentences
    });
    session.account(&mut survey.report);
    output.remarks(&survey.report);
    let mut all = Sentences::default();
    survey.made.into_iter().for_each(|sentences| all.extend(sentences));
    for path in &args.sentences {
        let text = fsio::read_text(path)?;
        all.read(hygiene, &text).map_err(|problem| anyhow!("{}: {problem}", path.display()))?;
    }
    // Definitions of the catalog's own, in whole sentences.
    let benchmark = load_benchmark(session)?;
    for group in &benchmark.groups {
        all.add(hygiene, &group.about, false);
        for case in &group.cases {
            all.add_tool(hygiene, &case.tool);
            all.add(hygiene, &case.why, false);
        }
    }
    let spared = hygiene.patterns().iter().flat_map(|pattern| &pattern.spares);
    spared.filter(|text| !text.starts_with('{')).for_each(|text| all.add(hygiene, text, false));
    let (attacks, others) = all.count();
    let settings = wording::Settings { steps: args.steps, l2: args.l2, least: args.least };
    let learned = wording::learn(hygiene, &all, &settings);
    let comment = format!(
        "What words weigh for wording that gives orders, in hundredths of a nat, learned from {attacks} sentences of\n\
         attacks and {others} others by `toolrisk learn --sentences`. A sentence has the weights of its words, of\n\
         each two in a row and `set:always`, and must weigh `set:sure` to be reported, or `set:foreign` if none\n\
         of its words is English, which are kept by hand."
    );
    let text = wording::written(&comment, &learned, &hygiene.thresholds());
    output.data(|out| Ok(out.write_all(text.as_bytes())?))?;
    output.say(&format!("{} words learned from {attacks} sentences of attacks and {others} others\n", learned.1.len()));
    Ok(Status::of(&survey.report))
}

/// The labels with what can be learned from their definitions; labels without a
/// definition are left out.
pub(super) fn samples(session: &Session, paths: &[PathBuf], labels: &[Gold]) -> Result<(Vec<Sample>, RunReport)> {
    let wanted: BTreeSet<&str> = labels.iter().map(|gold| gold.tool.as_str()).collect();
    let (found, report) = session.keep(&session.rulebook, paths, |path, judged| {
        let tools = judged.server.tools.iter().map(|tool| tool.name.as_str());
        let kept: Vec<_> = if tools.clone().any(|tool| wanted.contains(tool)) {
            let found = tools.zip(features(&session.rulebook, judged.server));
            found.filter(|(tool, _)| wanted.contains(tool)).map(|(tool, of)| (tool.to_owned(), of)).collect()
        } else {
            Vec::new()
        };
        JudgedServer::keeping(path, judged.slug.as_str(), judged.server, kept)
    })?;
    let samples = labels.iter().filter_map(|gold| {
        let features = found.find(gold)?.clone();
        Some(Sample { server: gold.server.clone(), tool: gold.tool.clone(), features, label: gold.label.clone() })
    });
    Ok((samples.collect(), report))
}
