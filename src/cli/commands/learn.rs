//! `learn`: the catalog's weights, from labels.

use super::eval::read_gold;
use crate::account::RunReport;
use crate::classify::features;
use crate::cli::args::{Global, Learn};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::status::Status;
use crate::eval::Gold;
use crate::eval::JudgedServer;
use crate::eval::learn::{Sample, Settings, learn};
use crate::rulebook::weights::{self, Margins, Weights};
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Runs the command.
pub(super) fn run(args: &Learn, global: &Global, output: &Output) -> Result<Status> {
    let session = Session::load(global, output)?;
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
