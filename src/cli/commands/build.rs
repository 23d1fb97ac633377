//! `build` and `site`: the catalogue site with all records and policies.

use crate::account::RunReport;
use crate::catalogue::ToolRef;
use crate::changes::{History, Mark, State, compare};
use crate::classify::Rationale;
use crate::cli::args::{Build, Global, SiteArgs};
use crate::cli::older;
use crate::cli::output::Output;
use crate::cli::plan::{Plan, Said};
use crate::cli::session::Session;
use crate::cli::status::{Status, UsageError};
use crate::diag::Level;
use crate::eval::Accuracy;
use crate::fsio::{DiskSink, HeldSink, Kind, Written};
use crate::report::build::{BuildInfo, build_json};
use crate::report::style::number;
use crate::report::summary::{self, Summary, summary};
use crate::run::{Engine, Survey, site_paths};
use crate::sink::Sink;
use crate::site::{self, BuildFacts, Site};
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The program's version.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The file with the account of the build.
const BUILD_JSON: &str = "build.json";

/// `build`.
pub(super) fn build(args: &Build, global: &Global, output: &Output) -> Result<Status> {
    let said = Said { paths: &args.paths, out: args.out.as_deref(), postures: &args.posture, site: &args.site };
    let plan = Plan::of(said)?;
    let session = Session::with_postures(global, output, &plan.postures)?;
    let out = plan.out.as_deref().unwrap_or(Path::new("site"));
    let made = make(&session, &plan, out, output, None)?;
    let Made { engine, survey, written: Some(written), .. } = &made else { return Ok(made.status()) };
    let riskiest = reasons(engine, survey)?;
    let index = out.join("index.html").display().to_string();
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
        next: &next(out, &plan.inputs, survey, &riskiest),
    }))?;
    Ok(made.status())
}

/// `site`.
pub(super) fn site(args: &SiteArgs, global: &Global, output: &Output) -> Result<Status> {
    let said = Said { paths: &args.paths, out: args.out.as_deref(), postures: &args.posture, site: &args.site };
    let plan = Plan::of(said)?;
    let session = Session::with_postures(global, output, &plan.postures)?;
    let missing =
        |what: &str| UsageError(format!("{what}, on the command line or in toolrisk.toml (see `toolrisk init`)"));
    let out = plan.out.as_deref().ok_or_else(|| missing("name a folder for the site: --out DIR"))?;
    if plan.inputs.is_empty() {
        return Err(missing("name manifests, or folders of them").into());
    }
    let made = make(&session, &plan, out, output, None)?;
    if let Some(written) = made.written {
        output.say(&format!("files: {}; open {}\n", words(written), out.join("index.html").display()));
    }
    Ok(made.status())
}

/// A site that was made, or not for want of tools.
pub(super) struct Made<'s> {
    engine: Engine<'s>,
    pub(super) survey: Survey<Vec<Mark>>,
    pub(super) written: Option<Written>,
}

/// What a site that is made again must not lose: the files that were fine before.
#[derive(Debug)]
pub(super) struct Gate {
    good: BTreeSet<String>,
}

impl Gate {
    /// The files of a run that were used whole.
    #[cfg(feature = "serve")]
    pub(super) fn of(report: &RunReport) -> Gate {
        let bad = troubles(report);
        let sources = report.files.iter().map(|file| &file.source);
        Gate { good: sources.filter(|source| !bad.contains_key(source.as_str())).cloned().collect() }
    }

    /// Lets a run pass that lost none of them.
    fn pass(&self, report: &RunReport) -> Result<()> {
        let bad = troubles(report);
        match bad.iter().find(|(source, _)| self.good.contains(**source)) {
            Some((_, shown)) => bail!("{shown} cannot be used any more; mend it, or remove it"),
            None if report.tools == 0 => bail!("no tool found any more"),
            None => Ok(()),
        }
    }
}

/// The files that were not used, wholly or in a part that could not be read, with their paths
/// for people.
fn troubles(report: &RunReport) -> BTreeMap<&str, &str> {
    let skipped = report.skipped.iter().map(|skipped| (skipped.source.as_str(), skipped.shown.as_str()));
    let errors = report.remarks.iter().filter(|remark| remark.diagnostic.level == Level::Error);
    skipped.chain(errors.map(|remark| (remark.diagnostic.source.as_str(), remark.shown.as_str()))).collect()
}

impl Made<'_> {
    fn status(&self) -> Status {
        Status::of(&self.survey.report)
    }
}

/// Makes a site. With a gate it is one that is made again: nothing of it is written before all
/// of it is made.
pub(super) fn make<'s>(
    session: &'s Session,
    plan: &Plan,
    out: &Path,
    output: &Output,
    gate: Option<&Gate>,
) -> Result<Made<'s>> {
    plan.check_postures(&session.postures)?;
    let postures = session.postures(&plan.postures)?;
    let built = &plan.built;
    let inputs = if plan.inputs.is_empty() { session.samples() } else { session.inputs(&plan.inputs) };
    // Before anything is written: the output folder may be the older build.
    let older = older_build(plan, out)?;
    let sink = DiskSink::open(out, Kind::Site, plan.force)?;
    let engine = session.engine()?.for_site();
    let shown = postures.published().next().context("there is no posture")?;
    let mut survey = engine.survey(inputs, |judged| older::marks(shown, judged));
    session.account(&mut survey.report);
    if let Some(gate) = gate {
        gate.pass(&survey.report).inspect_err(|_| output.remarks(&survey.report))?;
    }
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
        title: plan.title.clone(),
        base_url: plan.base_url.clone(),
        version: VERSION.to_owned(),
        built: built.clone(),
        facts,
        accuracy,
        postures: postures.infos(),
        brand: plan.brand.clone(),
        redirects: plan.redirects.clone(),
        history,
    };
    let state_files = state.names();
    let bugs = {
        let site = Site::new(site_options, &session.rulebook, &survey.catalogue, &plan.templates)?;
        let paths = site_paths(&site, &survey.catalogue);
        sink.check(paths.iter().chain(&state_files).map(String::as_str).chain([BUILD_JSON]))?;
        if site.lacks_feed() {
            output.say("no feed of changes: it needs the day of a build, so give one with --date\n");
        }
        if gate.is_some() {
            let held = HeldSink::new(out);
            let bugs = engine.publish(&survey, &site, &postures, &held)?;
            held.release(&sink)?;
            bugs
        } else {
            engine.publish(&survey, &site, &postures, &sink)?
        }
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
fn older_build(plan: &Plan, out: &Path) -> Result<Option<(Option<State>, History)>> {
    if let Some(since) = &plan.since {
        return Ok(Some((Some(older::needed_state(since)?), older::history(since)?)));
    }
    if !plan.history {
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
pub(super) fn words(written: Written) -> String {
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
fn next<T>(
    out: &Path,
    inputs: &[PathBuf],
    survey: &Survey<T>,
    riskiest: &[(ToolRef, String)],
) -> Vec<(String, &'static str)> {
    let mut next = Vec::new();
    #[cfg(not(feature = "serve"))]
    let _ = out;
    #[cfg(feature = "serve")]
    next.push((format!("toolrisk serve {}", quoted(&out.display().to_string())), "look at it in a browser"));
    let worst = riskiest.first().and_then(|(at, _)| {
        let server = survey.catalogue.servers.get(at.server as usize)?;
        Some((server.slug.as_str(), &*server.tools.get(at.tool as usize)?.name))
    });
    if let ([path], Some((server, tool))) = (inputs, worst)
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
