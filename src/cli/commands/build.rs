//! `build` and `site`: the catalogue site with all records and policies.

use crate::catalogue::ToolRef;
use crate::changes::{History, Mark, State, compare};
use crate::classify::Rationale;
use crate::cli::args::{Build, Global, SiteArgs, SiteOptions, SitePostures};
use crate::cli::date;
use crate::cli::older;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::cli::status::{Status, UsageError};
use crate::eval::Accuracy;
use crate::fsio::{self, DiskSink, Inputs, Kind, Written};
use crate::report::build::{BuildInfo, build_json};
use crate::report::style::number;
use crate::report::summary::{self, Summary, summary};
use crate::run::{Engine, Survey, site_paths};
use crate::sink::Sink;
use crate::site::{self, BuildFacts, Site};
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::path::Path;

/// The program's version.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The file with the account of the build.
const BUILD_JSON: &str = "build.json";

/// `build`.
pub(super) fn build(args: &Build, global: &Global, output: &Output) -> Result<Status> {
    let session = Session::load(global, output)?;
    let inputs = if args.paths.is_empty() { session.samples() } else { session.inputs(&args.paths) };
    let made = make(&session, inputs, &args.out, &args.posture, &args.site, output)?;
    let Made { engine, survey, written: Some(written), .. } = &made else { return Ok(made.status()) };
    let riskiest = reasons(engine, survey)?;
    let index = args.out.join("index.html").display().to_string();
    if output.quiet {
        return Ok(made.status());
    }
    output.result(&summary(&Summary {
        catalogue: &survey.catalogue,
        report: &survey.report,
        riskiest: &riskiest,
        verbose: output.verbose,
        written: &words(*written),
        open: &index,
        next: &next(args, survey, &riskiest),
    }))?;
    Ok(made.status())
}

/// `site`.
pub(super) fn site(args: &SiteArgs, global: &Global, output: &Output) -> Result<Status> {
    let session = Session::load(global, output)?;
    let inputs = session.inputs(&args.paths.paths);
    let made = make(&session, inputs, &args.out, &args.posture, &args.site, output)?;
    if let Some(written) = made.written {
        output.say(&format!("files: {}; open {}\n", words(written), args.out.join("index.html").display()));
    }
    Ok(made.status())
}

/// A site that was made, or not for want of tools.
struct Made<'s> {
    engine: Engine<'s>,
    survey: Survey<Vec<Mark>>,
    written: Option<Written>,
}

impl Made<'_> {
    fn status(&self) -> Status {
        Status::of(&self.survey.report)
    }
}

/// Makes a site.
fn make<'s>(
    session: &'s Session,
    inputs: Inputs,
    out: &Path,
    postures: &SitePostures,
    options: &SiteOptions,
    output: &Output,
) -> Result<Made<'s>> {
    let postures = session.postures(&postures.posture)?;
    let built = date::of_build(options.date.as_deref()).map_err(UsageError)?;
    let own_templates = options.templates.as_deref().map(fsio::read_texts).transpose()?.unwrap_or_default();
    // Before anything is written: the output folder may be the older build.
    let older = older_build(options, out)?;
    let sink = DiskSink::open(out, Kind::Site, options.force)?;
    let engine = session.engine()?;
    let shown = postures.published().next().context("there is no posture")?;
    let mut survey = engine.survey(inputs, |judged| older::marks(shown, judged));
    session.account(&mut survey.report);
    if survey.report.tools == 0 {
        output.remarks(&survey.report);
        output.say("no tool found, so no site was made\n");
        return Ok(Made { engine, survey, written: None });
    }
    let facts = BuildFacts {
        files: survey.report.files_seen(),
        entries: survey.report.files.iter().map(|file| file.entries).sum(),
        skipped: survey
            .report
            .skipped
            .iter()
            .map(|s| site::Skipped { source: s.source.clone(), reason: s.reason.words().to_owned() })
            .collect(),
    };
    let scale = session.rulebook.scale();
    let state = State::of(&survey.catalogue, &survey.made, scale, &shown.id, built.as_deref());
    let history = older.map(|(before, history)| match before {
        Some(before) => history.and(compare(&before, &state)),
        None => history,
    });
    let accuracy = Accuracy::of(&session.catalog, &session.rulebook).context("the benchmark cannot be used")?;
    let site_options = site::SiteOptions {
        title: options.title.clone(),
        base_url: options.base_url.clone(),
        version: VERSION.to_owned(),
        built: built.clone(),
        facts,
        accuracy,
        postures: postures.infos(),
        history,
    };
    let state_files = state.names();
    let bugs = {
        let site = Site::new(site_options, &session.rulebook, &survey.catalogue, &own_templates)?;
        let paths = site_paths(&site, &survey.catalogue);
        sink.check(paths.iter().chain(&state_files).map(String::as_str).chain([BUILD_JSON]))?;
        if site.lacks_feed() {
            output.say("no feed of changes: it needs the day of a build, so give one with --date\n");
        }
        engine.publish(&survey, &site, &postures, &sink)?
    };
    survey.report.remarks.extend(bugs);
    survey.report.sort();
    let postures: Vec<&str> = postures.published().map(|posture| posture.id.as_str()).collect();
    let info = BuildInfo { version: VERSION, built: built.as_deref(), postures: &postures };
    state.files().try_for_each(|(name, text)| sink.put(&name, text.as_bytes()))?;
    sink.put(BUILD_JSON, build_json(&info, &survey.report).as_bytes())?;
    let written = sink.finish()?;
    output.remarks(&survey.report);
    Ok(Made { engine, survey, written: Some(written) })
}

/// The build to compare with, if one is named, and what it remembers of those before it.
fn older_build(options: &SiteOptions, out: &Path) -> Result<Option<(Option<State>, History)>> {
    if let Some(since) = &options.since {
        return Ok(Some((Some(older::needed_state(since)?), older::history(since)?)));
    }
    if !options.history {
        return Ok(None);
    }
    let state = if out.join(State::FILE).is_file() { older::state(out)? } else { None };
    Ok(Some((state, older::history(out)?)))
}

/// The riskiest tools, each with its reason on one line.
fn reasons<T: Sync>(engine: &Engine<'_>, survey: &Survey<T>) -> Result<Vec<(ToolRef, String)>> {
    let refs = summary::riskiest(&survey.catalogue);
    let servers: BTreeSet<usize> = refs.iter().map(|at| at.server as usize).collect();
    let (found, _) = engine.revisit(survey, servers, "summing up", |index, judged| {
        let of_this = refs.iter().filter(|at| at.server as usize == index);
        let reasons = of_this.filter_map(|at| {
            let tool = judged.server.tools.get(at.tool as usize)?;
            let rationale = Rationale::of(tool, judged.verdicts.get(at.tool as usize)?);
            let words = format!("{} {}", rationale.does, rationale.why);
            Some((*at, words.split_whitespace().collect::<Vec<_>>().join(" ")))
        });
        Ok(reasons.collect::<Vec<_>>())
    })?;
    let mut found: Vec<(ToolRef, String)> = found.into_iter().flat_map(|(_, reasons)| reasons).collect();
    found.sort_by_key(|(at, _)| refs.iter().position(|other| other == at));
    Ok(found)
}

/// What was done to the folder, in words.
fn words(written: Written) -> String {
    let mut parts = Vec::new();
    let kinds = [
        (written.created, "new"),
        (written.changed, "changed"),
        (written.unchanged, "unchanged"),
        (written.pruned, "removed"),
    ];
    for (count, what) in kinds {
        if count > 0 {
            parts.push(format!("{} {what}", number(usize::try_from(count).unwrap_or(usize::MAX))));
        }
    }
    parts.join(", ")
}

/// What to run next.
fn next<T>(args: &Build, survey: &Survey<T>, riskiest: &[(ToolRef, String)]) -> Vec<(String, &'static str)> {
    let mut next = Vec::new();
    #[cfg(feature = "serve")]
    next.push((format!("toolrisk serve {}", quoted(&args.out.display().to_string())), "look at it in a browser"));
    let worst = riskiest.first().and_then(|(at, _)| {
        let server = survey.catalogue.servers.get(at.server as usize)?;
        Some((server.slug.as_str(), &*server.tools.get(at.tool as usize)?.name))
    });
    if let ([path], Some((server, tool))) = (args.paths.as_slice(), worst)
        && path != Path::new("-")
    {
        let path = quoted(&path.display().to_string());
        next.push((format!("toolrisk explain {path} {} {}", quoted(server), quoted(tool)), "why"));
    }
    next
}

/// A word for a shell, quoted if it needs to be.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | '@' | '+' | ',');
    let is_plain = !word.is_empty() && word.chars().all(plain);
    if is_plain { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}
