//! The pipeline, and the only parallel code.
//!
//! Two passes: the first reads and judges every server and keeps summaries, the
//! second reads and judges again and makes what is to be written. Full verdicts
//! pass through one server at a time, so memory does not grow with them.
//!
//! Work is spread over files; results are sorted afterwards, so nothing depends
//! on which thread was faster. A panic is caught where it happens and reported as
//! our bug, with the name of the file; the run goes on.

mod slugs;

use crate::account::{FileCount, Remark, RunReport, SetAside, SkipReason, Skipped};
use crate::catalogue::{Catalogue, Fired, RuleNumbers, ServerSummary};
use crate::classify::{Classification, Told, classify_told};
use crate::diag::{Diagnostic, Level};
use crate::fsio::{InputFile, Inputs, Walk};
use crate::hints::advise;
use crate::hygiene::{Finding, findings_of_all, findings_of_server};
use crate::ids::{ServerSlug, address};
use crate::manifest::{self, Limits, Outcome, Quarantined, Server, ServerInfo};
use crate::overrides::Overrides;
use crate::policy::target::{self, Options, Plan, SHORTFALLS, TARGETS, Target, reasons_json, shortfalls_json};
use crate::policy::{Policy, Posture};
use crate::report::annotations;
use crate::report::record::Record;
use crate::rulebook::Rulebook;
use crate::sink::{Sink, SinkError};
use crate::site::{self, PostureInfo, Site, SiteError};
use foldhash::fast::FixedState;
use rayon::prelude::*;
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

/// Stack of a worker: manifests may nest deeply.
const STACK: usize = 16 << 20;

/// Why a run ended early.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The threads could not be started: the machine's matter.
    #[error("cannot start {0} threads; try fewer with --jobs")]
    Threads(usize),
    /// A result could not be written.
    #[error(transparent)]
    Sink(#[from] SinkError),
    /// A page could not be made.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// A page failed in a way that it never should: ours to mend.
    #[error("toolrisk failed on {0} ({1}); this is a bug, please report it")]
    Bug(String, String),
    /// A file is no longer what it was in the first pass: somebody else's matter.
    #[error("{0} changed while it was read; run again when nobody writes to it")]
    Changed(String),
}

/// Is told how far the work is.
pub trait Progress: Sync {
    /// Work of so many steps begins.
    fn begin(&self, what: &'static str, steps: usize);
    /// One step is done.
    fn step(&self);
    /// The work is over, for now.
    fn end(&self);
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: &'static str, _: usize) {}
    fn step(&self) {}
    fn end(&self) {}
}

/// A server with its verdicts, as it passes through.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// What it is called in records.
    pub slug: &'a ServerSlug,
    /// The server, its tools sorted by name.
    pub server: &'a Server,
    /// One verdict a tool, in their order.
    pub verdicts: &'a [Classification],
    /// The suspicious wording of each definition, in the same order.
    pub findings: &'a [Vec<Finding>],
}

/// Judges servers on several threads.
pub struct Engine<'a> {
    rulebook: &'a Rulebook,
    overrides: &'a Overrides,
    rules: RuleNumbers,
    limits: Limits,
    walk: Walk,
    pool: rayon::ThreadPool,
    progress: &'a dyn Progress,
    keeps: Keeps,
}

/// What summaries keep besides the verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keeps {
    /// What the definitions hold that they should not.
    Little,
    /// What grades and combinations of tools are made of, too.
    Powers,
    /// And the words of a site's lists and search.
    Words,
}

/// The result of the first pass.
#[derive(Debug)]
pub struct Survey<T> {
    /// The summaries.
    pub catalogue: Catalogue,
    /// The account.
    pub report: RunReport,
    /// What was made of each server, in the order of the catalogue.
    pub made: Vec<T>,
    /// Where each server stands, in the order of the catalogue.
    places: Vec<Place>,
    /// The files, for the second pass.
    files: Vec<InputFile>,
    /// A hash of each file's bytes.
    stamps: Vec<u64>,
}

/// The results of a second pass by the servers' numbers, in order, and the servers
/// on which the program failed.
pub type Revisited<R> = (Vec<(usize, R)>, Vec<Remark>);

/// Where a server stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// So many servers into a file.
    In {
        /// The file's number.
        file: usize,
        /// The server's number in it.
        nth: usize,
    },
    /// Loose tools in these files of one folder.
    Loose(Vec<usize>),
}

/// Whether what was made of a server could be given another slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Renamed {
    /// It has it.
    Yes,
    /// It must be made again.
    No,
}

/// A server of the first pass, before all claims to slugs are known.
struct Draft<T> {
    place: Place,
    claim: slugs::Claim,
    summary: ServerSummary,
    fired: Fired,
    /// What there is to say about overrides.
    said: Vec<Diagnostic>,
    made: T,
}

/// What the first pass found in one file.
struct Found<T> {
    stamp: u64,
    drafts: Vec<Draft<T>>,
    loose: bool,
    report: RunReport,
}

impl<T> Found<T> {
    /// A file that was not used.
    fn skipped(file: &InputFile, reason: SkipReason, remark: Option<Remark>) -> Found<T> {
        let skipped = Skipped { reason, source: file.source.clone(), shown: file.shown.clone() };
        let report =
            RunReport { skipped: vec![skipped], remarks: remark.into_iter().collect(), ..RunReport::default() };
        Found { stamp: 0, drafts: Vec::new(), loose: false, report }
    }
}

impl<'a> Engine<'a> {
    /// An engine with so many threads; 0 for one a core.
    ///
    /// # Errors
    /// If the threads cannot be started.
    pub fn new(
        rulebook: &'a Rulebook,
        overrides: &'a Overrides,
        walk: Walk,
        jobs: usize,
        progress: &'a dyn Progress,
    ) -> Result<Engine<'a>, RunError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(jobs)
            .stack_size(STACK)
            .thread_name(|n| format!("worker-{n}"))
            .build()
            .map_err(|_| RunError::Threads(jobs))?;
        Ok(Engine {
            rulebook,
            overrides,
            rules: RuleNumbers::new(rulebook),
            limits: Limits::default(),
            walk,
            pool,
            progress,
            keeps: Keeps::Powers,
        })
    }

    /// The engine, to build a site from its survey: the catalogue's summaries then keep
    /// the words of the site's lists and search.
    #[must_use]
    pub fn for_site(mut self) -> Engine<'a> {
        self.keeps = Keeps::Words;
        self
    }

    /// The engine, to make records or a table of its verdicts: the catalogue then knows no acts,
    /// no legs of toxic combinations, no rules that fired and nothing of a server's own texts.
    #[must_use]
    pub fn for_verdicts(mut self) -> Engine<'a> {
        self.keeps = Keeps::Little;
        self
    }

    /// First pass: reads and judges everything, and makes something of each
    /// server.
    pub fn survey<T: Send>(&self, inputs: Inputs, make: impl Fn(Judged<'_>) -> T + Sync) -> Survey<T> {
        let again = |_: &mut T, _: &ServerSlug, _: &ServerSlug| Renamed::No;
        self.pool.install(|| self.survey_here(inputs, Told::InWords, &make, &again))
    }

    /// First pass for what [`Engine::survey`] would make, where that can be given another slug
    /// by `rename`, which is told the old one and the new one: a server that cannot have the
    /// slug it claims need not be judged a second time.
    pub fn survey_renaming<T: Send>(
        &self,
        inputs: Inputs,
        make: impl Fn(Judged<'_>) -> T + Sync,
        rename: impl Fn(&mut T, &ServerSlug, &ServerSlug) + Sync,
    ) -> Survey<T> {
        let renamed = |made: &mut T, from: &ServerSlug, to: &ServerSlug| {
            rename(made, from, to);
            Renamed::Yes
        };
        self.pool.install(|| self.survey_here(inputs, Told::InWords, &make, &renamed))
    }

    /// First pass for the summaries alone, which need no words for what a tool does.
    pub fn tally(&self, inputs: Inputs) -> Survey<()> {
        self.pool.install(|| self.survey_here(inputs, Told::InShort, &|_| (), &|(), _, _| Renamed::Yes))
    }

    fn survey_here<T: Send>(
        &self,
        inputs: Inputs,
        told: Told,
        make: &(impl Fn(Judged<'_>) -> T + Sync),
        rename: &(impl Fn(&mut T, &ServerSlug, &ServerSlug) -> Renamed + Sync),
    ) -> Survey<T> {
        let Inputs { files, skipped, remarks } = inputs;
        self.progress.begin("reading", files.len());
        // Big files first, so that none is left to one thread at the end.
        let mut order: Vec<usize> = (0..files.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(files[*at].size));
        let mut found: Vec<(usize, Found<T>)> = order
            .par_iter()
            .with_max_len(1)
            .map(|&at| {
                let file = &files[at];
                let found = guarded(|| self.look_into(at, file, told, make)).unwrap_or_else(|panic| {
                    Found::skipped(file, SkipReason::OurBug, Some(our_bug(&file.source, &file.shown, &panic)))
                });
                self.progress.step();
                (at, found)
            })
            .collect();
        found.sort_unstable_by_key(|(at, _)| *at);

        let mut report = RunReport { skipped, remarks, ..RunReport::default() };
        let mut drafts = Vec::new();
        let mut stamps = Vec::with_capacity(files.len());
        let mut folders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, found) in found {
            stamps.push(found.stamp);
            drafts.extend(found.drafts);
            absorb(&mut report, found.report);
            if found.loose {
                folders.entry(files[at].parent()).or_default().push(at);
            }
        }
        let loose: Vec<(Option<Draft<T>>, RunReport)> = folders
            .into_values()
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|at| self.folder(&files, at, told, make))
            .collect();
        for (draft, part) in loose {
            drafts.extend(draft);
            absorb(&mut report, part);
        }

        drafts.sort_by(|a, b| (&a.summary.source, &a.place).cmp(&(&b.summary.source, &b.place)));
        let (slugs, remarks) = slugs::settle(drafts.iter().map(|d| &d.claim));
        report.remarks.extend(remarks);
        // A server that could not have the slug it claimed gets another, and what was made
        // of it is made once more where that is needed.
        let mut renamed: Vec<(&mut Draft<T>, ServerSlug)> =
            drafts.iter_mut().zip(slugs).filter(|(draft, slug)| draft.summary.slug != *slug).collect();
        renamed.par_iter_mut().for_each(|(draft, slug)| {
            draft.summary.address = address(slug.as_str());
            let claimed = std::mem::replace(&mut draft.summary.slug, slug.clone());
            let decided = self.overrides.speak_of(&claimed) || self.overrides.speak_of(slug);
            if !decided && rename(&mut draft.made, &claimed, slug) == Renamed::Yes {
                return;
            }
            if let Ok(servers) = self.servers_at(&files, &stamps, &draft.place)
                && let Some(server) = servers.into_iter().nth(nth(&draft.place))
            {
                let (verdicts, said) = self.judge(slug, &server, told);
                let findings = findings_of_all(self.rulebook, &server.tools);
                draft.said = said;
                draft.made = make(Judged { slug, server: &server, verdicts: &verdicts, findings: &findings });
                draft.summary = self.summary(slug, &server, &verdicts, &findings);
            }
        });
        drop(renamed);

        drafts.sort_by(|a, b| a.summary.slug.cmp(&b.summary.slug));
        let (mut summaries, mut made, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for draft in drafts {
            let said = draft.said.into_iter().map(|diagnostic| Remark { shown: diagnostic.source.clone(), diagnostic });
            report.remarks.extend(said);
            summaries.push((draft.summary, draft.fired));
            made.push(draft.made);
            places.push(draft.place);
        }
        let catalogue = Catalogue::gather(summaries, &self.rules);
        report.servers = catalogue.servers.len();
        report.tools = catalogue.servers.iter().map(|s| s.tools.len()).sum();
        let tools = catalogue.servers.iter().flat_map(|s| s.tools.iter().map(|tool| (&s.slug, &*tool.name)));
        let unmatched = self.overrides.unmatched(tools);
        report
            .remarks
            .extend(unmatched.into_iter().map(|diagnostic| Remark { shown: diagnostic.source.clone(), diagnostic }));
        report.sort();
        self.progress.end();
        Survey { catalogue, report, made, places, files, stamps }
    }

    /// Second pass: reads and judges servers again, by their numbers in the
    /// catalogue, and does something with each. The results come in the order of
    /// the numbers; a server on which the program fails is left out and named in
    /// the account.
    ///
    /// # Errors
    /// The first error of `act`, or a file that is no longer what it was.
    pub fn revisit<T: Sync, R: Send>(
        &self,
        survey: &Survey<T>,
        numbers: impl IntoIterator<Item = usize>,
        what: &'static str,
        act: impl Fn(usize, Judged<'_>) -> Result<R, RunError> + Sync,
    ) -> Result<Revisited<R>, RunError> {
        // A file with many servers is read once for all of them.
        let mut groups: BTreeMap<&Place, Vec<usize>> = BTreeMap::new();
        let mut whole: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut count = 0;
        for number in numbers {
            count += 1;
            match &survey.places[number] {
                Place::In { file, .. } => whole.entry(*file).or_default().push(number),
                place @ Place::Loose(_) => groups.entry(place).or_default().push(number),
            }
        }
        let mut groups: Vec<Vec<usize>> = whole.into_values().chain(groups.into_values()).collect();
        groups.sort_by_key(|group| std::cmp::Reverse(self.weight(survey, group)));
        self.progress.begin(what, count);
        let bugs = Mutex::new(Vec::new());
        let done: Result<Vec<Vec<(usize, R)>>, RunError> = self.pool.install(|| {
            groups
                .par_iter()
                .with_max_len(1)
                .map(|group| {
                    let Some(place) = group.first().map(|number| &survey.places[*number]) else {
                        return Ok(Vec::new());
                    };
                    let mut servers: Vec<Option<Server>> =
                        self.servers_at(&survey.files, &survey.stamps, place)?.into_iter().map(Some).collect();
                    let work: Vec<(usize, Server)> = group
                        .iter()
                        .filter_map(|number| Some((*number, servers.get_mut(nth(&survey.places[*number]))?.take()?)))
                        .collect();
                    let results: Result<Vec<Option<(usize, R)>>, RunError> = work
                        .into_par_iter()
                        .map(|(number, server)| {
                            let slug = &survey.catalogue.servers[number].slug;
                            let result = guarded(|| {
                                let (verdicts, _) = self.judge(slug, &server, Told::InWords);
                                let findings = findings_of_all(self.rulebook, &server.tools);
                                act(number, Judged { slug, server: &server, verdicts: &verdicts, findings: &findings })
                            });
                            self.progress.step();
                            match result {
                                Ok(result) => Ok(Some((number, result?))),
                                Err(panic) => {
                                    let shown = place.shown(&survey.files);
                                    let bug = our_bug(&server.source, &shown, &panic);
                                    bugs.lock().unwrap_or_else(PoisonError::into_inner).push(bug);
                                    Ok(None)
                                }
                            }
                        })
                        .collect();
                    Ok(results?.into_iter().flatten().collect())
                })
                .collect()
        });
        self.progress.end();
        let mut done: Vec<(usize, R)> = done?.into_iter().flatten().collect();
        done.sort_unstable_by_key(|(number, _)| *number);
        let mut bugs = bugs.into_inner().unwrap_or_else(PoisonError::into_inner);
        bugs.sort();
        Ok((done, bugs))
    }

    /// Does jobs that need no server, on all threads.
    ///
    /// # Errors
    /// The first error of a job.
    pub fn each<J: Sync>(
        &self,
        jobs: &[J],
        what: &'static str,
        act: impl Fn(&J) -> Result<(), RunError> + Sync,
    ) -> Result<(), RunError> {
        self.progress.begin(what, jobs.len());
        let done = self.pool.install(|| {
            jobs.par_iter().with_max_len(1).try_for_each(|job| {
                act(job)?;
                self.progress.step();
                Ok(())
            })
        });
        self.progress.end();
        done
    }

    /// Second pass for a site: all pages, records and policies.
    ///
    /// # Errors
    /// The first file that could not be made or written.
    pub fn publish<T: Sync>(
        &self,
        survey: &Survey<T>,
        site: &Site<'_>,
        postures: &Postures<'_>,
        sink: &dyn Sink,
    ) -> Result<Vec<Remark>, RunError> {
        let all = 0..survey.catalogue.servers.len();
        let (_, bugs) = self.revisit(survey, all, "writing servers", |index, judged| {
            server_pages(site, postures, &survey.catalogue, index, judged, sink)?;
            Ok(())
        })?;
        self.each(&site.index_jobs(), "writing indexes", |job| {
            guarded(|| site.render_job(job, sink)).map_err(|panic| RunError::Bug(job.address.clone(), panic))??;
            Ok(())
        })?;
        Ok(bugs)
    }

    /// Second pass for policies alone: one folder a server; the first target's files in it,
    /// those of others in a folder of their own each.
    ///
    /// # Errors
    /// The first file that could not be written.
    pub fn policies<T: Sync>(
        &self,
        survey: &Survey<T>,
        posture: &Posture,
        targets: &[&dyn Target],
        options: Options,
        names: &ServerNames,
        sink: &dyn Sink,
    ) -> Result<Vec<Remark>, RunError> {
        let all = 0..survey.catalogue.servers.len();
        let (_, bugs) = self.revisit(survey, all, "writing policies", |index, judged| {
            let policy = Policy::of(posture, judged.server.tools.iter().zip(judged.verdicts));
            let folder = &survey.catalogue.servers[index].address;
            for (path, text) in policy_files(&policy, judged, folder, targets, (options, names)) {
                sink.put(&path, text.as_bytes())?;
            }
            Ok(())
        })?;
        Ok(bugs)
    }

    /// How much there is to read for a group of servers.
    fn weight<T>(&self, survey: &Survey<T>, group: &[usize]) -> u64 {
        match group.first().map(|number| &survey.places[*number]) {
            Some(Place::In { file, .. }) => survey.files[*file].size,
            Some(Place::Loose(files)) => files.iter().map(|file| survey.files[*file].size).sum(),
            None => 0,
        }
    }

    /// The verdicts on a server, with what persons decided in place of the rules,
    /// and what is to be said about that.
    fn judge(&self, slug: &ServerSlug, server: &Server, told: Told) -> (Vec<Classification>, Vec<Diagnostic>) {
        let mut verdicts = classify_told(self.rulebook, server, told);
        let mut diagnostics = Vec::new();
        if !self.overrides.is_empty() {
            for (tool, verdict) in server.tools.iter().zip(&mut verdicts) {
                if self.overrides.find(slug, &tool.name).is_some() {
                    let applied = self.overrides.apply(slug, &tool.name, &tool.fingerprint(), verdict);
                    diagnostics.extend(applied.diagnostic());
                }
            }
        }
        (verdicts, diagnostics)
    }

    /// First pass over one file.
    fn look_into<T>(
        &self,
        at: usize,
        file: &InputFile,
        told: Told,
        make: &(impl Fn(Judged<'_>) -> T + Sync),
    ) -> Found<T> {
        let bytes = match file.read(&self.walk) {
            Ok(bytes) => bytes,
            Err(skip) => {
                let (reason, remark) = *skip;
                return Found::skipped(file, reason, Some(remark));
            }
        };
        let stamp = stamp(&bytes);
        let reading = self.read(file, bytes);
        let mut found = Found { stamp, drafts: Vec::new(), loose: false, report: RunReport::default() };
        match reading.outcome {
            Outcome::Servers(servers) => {
                let mut count =
                    FileCount { source: file.source.clone(), entries: reading.entries, read: 0, quarantined: 0 };
                for (nth, mut server) in servers.into_iter().enumerate() {
                    count.read += server.tools.len();
                    count.quarantined += server.quarantined.len();
                    found.report.quarantined.extend(set_aside(file, &server.quarantined));
                    if server.tools.is_empty() && server.quarantined.is_empty() {
                        found.report.empty.push(server.source.clone());
                    }
                    by_name(&mut server);
                    found.drafts.push(self.draft(
                        Place::In { file: at, nth },
                        slugs::Claim::of(&server, file),
                        &server,
                        told,
                        make,
                    ));
                }
                found.report.remarks.extend(uneven(&count, file));
                found.report.files.push(count);
            }
            // Judged together with their neighbours, which are not known yet.
            Outcome::Loose { .. } => found.loose = true,
            Outcome::ErrorAnswer => found = Found::skipped(file, SkipReason::ErrorAnswer, None),
            Outcome::NotAManifest { what } => found = Found::skipped(file, SkipReason::NotAManifest(what), None),
        }
        found
            .report
            .remarks
            .extend(reading.diagnostics.into_iter().map(|diagnostic| Remark { diagnostic, shown: file.shown.clone() }));
        found
    }

    /// First pass over the loose tools of one folder.
    fn folder<T>(
        &self,
        files: &[InputFile],
        at: Vec<usize>,
        told: Told,
        make: &(impl Fn(Judged<'_>) -> T + Sync),
    ) -> (Option<Draft<T>>, RunReport) {
        let mut report = RunReport::default();
        let result = guarded(|| {
            let (server, parts) = self.assemble(files, &at)?;
            let claim = slugs::Claim::of_folder(&server);
            let draft = self.draft(Place::Loose(at.clone()), claim, &server, told, make);
            Ok::<_, RunError>((draft, parts))
        });
        match result {
            Ok(Ok((draft, parts))) => {
                absorb(&mut report, parts);
                (Some(draft), report)
            }
            // Read a moment ago: somebody is changing the folder.
            Ok(Err(error)) => {
                for file in at.iter().map(|at| &files[*at]) {
                    let diagnostic = Diagnostic::new(Level::Error, "changed", &file.source, error.to_string());
                    let remark = Remark { diagnostic, shown: file.shown.clone() };
                    absorb(&mut report, Found::<T>::skipped(file, SkipReason::Unreadable, Some(remark)).report);
                }
                (None, report)
            }
            Err(panic) => {
                for file in at.iter().map(|at| &files[*at]) {
                    let remark = our_bug(&file.source, &file.shown, &panic);
                    absorb(&mut report, Found::<T>::skipped(file, SkipReason::OurBug, Some(remark)).report);
                }
                (None, report)
            }
        }
    }

    /// Judges a server and makes something of it, under the slug that it claims.
    fn draft<T>(
        &self,
        place: Place,
        claim: slugs::Claim,
        server: &Server,
        told: Told,
        make: &(impl Fn(Judged<'_>) -> T + Sync),
    ) -> Draft<T> {
        let slug = claim.slug.clone();
        let (verdicts, said) = self.judge(&slug, server, told);
        let findings = findings_of_all(self.rulebook, &server.tools);
        Draft {
            place,
            claim,
            summary: self.summary(&slug, server, &verdicts, &findings),
            fired: match self.keeps {
                Keeps::Little => Fired::default(),
                Keeps::Powers | Keeps::Words => Fired::of(&verdicts, &self.rules),
            },
            said,
            made: make(Judged { slug: &slug, server, verdicts: &verdicts, findings: &findings }),
        }
    }

    /// What the catalogue keeps of a server.
    fn summary(
        &self,
        slug: &ServerSlug,
        server: &Server,
        verdicts: &[Classification],
        findings: &[Vec<Finding>],
    ) -> ServerSummary {
        if self.keeps == Keeps::Little {
            return ServerSummary::of_verdicts(slug, server, verdicts).with_findings(findings, Vec::new());
        }
        let own = findings_of_server(self.rulebook, &server.info);
        let summary = ServerSummary::of(slug, server, verdicts, self.rulebook.legs()).with_findings(findings, own);
        if self.keeps == Keeps::Words { summary.with_words(server) } else { summary }
    }

    /// Reads a file's bytes.
    fn read(&self, file: &InputFile, bytes: Cow<'_, [u8]>) -> manifest::Reading {
        manifest::read(manifest::Input { source: &file.source, stem: file.stem(), bytes: &bytes }, self.limits)
    }

    /// The servers at a place, read again, with their tools sorted by name.
    fn servers_at(&self, files: &[InputFile], stamps: &[u64], place: &Place) -> Result<Vec<Server>, RunError> {
        let again = |at: usize| -> Result<manifest::Reading, RunError> {
            let file = &files[at];
            let bytes = file.read(&self.walk).map_err(|_| RunError::Changed(file.shown.clone()))?;
            if stamp(&bytes) != stamps[at] {
                return Err(RunError::Changed(file.shown.clone()));
            }
            Ok(self.read(file, bytes))
        };
        match place {
            Place::In { file, .. } => match again(*file)?.outcome {
                Outcome::Servers(mut servers) => {
                    servers.iter_mut().for_each(by_name);
                    Ok(servers)
                }
                Outcome::Loose { .. } | Outcome::ErrorAnswer | Outcome::NotAManifest { .. } => {
                    Err(RunError::Changed(files[*file].shown.clone()))
                }
            },
            Place::Loose(at) => Ok(vec![self.assemble(files, at)?.0]),
        }
    }

    /// One server of the loose tools in some files of a folder.
    fn assemble(&self, files: &[InputFile], at: &[usize]) -> Result<(Server, RunReport), RunError> {
        let mut report = RunReport::default();
        let first = &files[at[0]];
        // Standard input has no folder, and is called what it is everywhere else.
        let piped = at.len() == 1 && first.source == "stdin";
        let name = match first.folder.as_str() {
            "" if piped => first.stem(),
            "" => "tools",
            folder => folder,
        };
        let mut server = Server {
            info: ServerInfo { name: name.to_owned(), ..ServerInfo::default() },
            fallback_slug: name.to_owned(),
            source: match first.parent() {
                "" if piped => first.source.clone(),
                "" => ".".to_owned(),
                folder => folder.to_owned(),
            },
            format: "loose tools",
            tools: Vec::new(),
            quarantined: Vec::new(),
        };
        let mut names: BTreeSet<String> = BTreeSet::new();
        for file in at.iter().map(|at| &files[*at]) {
            let bytes = file.read(&self.walk).map_err(|_| RunError::Changed(file.shown.clone()))?;
            let reading = self.read(file, bytes);
            let Outcome::Loose { tools, mut quarantined } = reading.outcome else {
                return Err(RunError::Changed(file.shown.clone()));
            };
            let mut count =
                FileCount { source: file.source.clone(), entries: reading.entries, read: 0, quarantined: 0 };
            for tool in tools {
                if names.insert(tool.name.clone()) {
                    server.tools.push(tool);
                    count.read += 1;
                } else {
                    quarantined.push(Quarantined {
                        name: tool.name,
                        pointer: tool.pointer,
                        reason: format!("another file of the folder `{name}` defines a tool of this name"),
                    });
                }
            }
            count.quarantined = quarantined.len();
            report.quarantined.extend(set_aside(file, &quarantined));
            server.quarantined.extend(quarantined);
            report.remarks.extend(uneven(&count, file));
            report.files.push(count);
        }
        by_name(&mut server);
        Ok((server, report))
    }
}

impl Place {
    /// The path for people.
    fn shown(&self, files: &[InputFile]) -> String {
        match self {
            Place::In { file, .. } => files[*file].shown.clone(),
            Place::Loose(at) => at.first().map(|at| files[*at].shown.clone()).unwrap_or_default(),
        }
    }
}

/// The postures of a site: which policies it publishes, and what else it speaks of.
#[derive(Debug, Clone)]
pub struct Postures<'p> {
    /// All that there are.
    all: &'p [Posture],
    /// The one that tool and server pages show.
    first: usize,
    /// Those whose policies are published besides.
    others: Vec<usize>,
}

impl<'p> Postures<'p> {
    /// The postures of these names, the first of which is shown; each counts once.
    ///
    /// # Errors
    /// The first name that no posture has; an empty one where there is no name at all.
    pub fn named<N: AsRef<str>>(all: &'p [Posture], names: &[N]) -> Result<Postures<'p>, String> {
        let mut found: Vec<usize> = Vec::new();
        for name in names.iter().map(AsRef::as_ref) {
            let at = all.iter().position(|posture| posture.id == name).ok_or_else(|| name.to_owned())?;
            if !found.contains(&at) {
                found.push(at);
            }
        }
        let (first, others) = found.split_first().ok_or_else(String::new)?;
        Ok(Postures { all, first: *first, others: others.to_vec() })
    }

    /// Those whose policies are published, the first of them first.
    pub fn published(&self) -> impl Iterator<Item = &'p Posture> {
        let all = self.all;
        std::iter::once(self.first).chain(self.others.iter().copied()).map(move |at| &all[at])
    }

    /// What the site says of them ([`site::SiteOptions::postures`]).
    pub fn infos(&self) -> Vec<PostureInfo> {
        self.published().map(PostureInfo::of).collect()
    }
}

/// All pages, records and policies of one server, by its number in the catalogue.
///
/// # Errors
/// If a page cannot be made or a file cannot be kept.
pub fn server_pages(
    site: &Site<'_>,
    postures: &Postures<'_>,
    catalogue: &Catalogue,
    index: usize,
    judged: Judged<'_>,
    sink: &dyn Sink,
) -> Result<(), SiteError> {
    let Judged { slug, server, verdicts, findings } = judged;
    let of = |posture: &Posture| Policy::of(posture, server.tools.iter().zip(verdicts));
    let considered: Vec<Policy> = postures.all.iter().map(of).collect();
    let policy = &considered[postures.first];
    let others: Vec<&Policy> = postures.others.iter().map(|at| &considered[*at]).collect();
    let policy_json = policylayer_json(policy, slug);
    let reasons_json = reasons_json(policy, slug, &server.tools);
    let advice = advise(site.hint_rules(), server, verdicts);
    let mut annotations_json = annotations::record(slug, server, &advice);
    annotations_json.push('\n');
    let pages = site::Judged {
        server,
        summary: &catalogue.servers[index],
        index,
        verdicts,
        findings,
        policy,
        others: &others,
        considered: &considered,
        record_json: &|at| {
            let (tool, verdict, ruling) = (&server.tools[at], &verdicts[at], &policy.rulings[at]);
            Record::new(slug, tool, verdict, ruling, &tool.fingerprint()).with_findings(&findings[at]).line()
        },
        policy_json: &policy_json,
        reasons_json: &reasons_json,
        advice: &advice,
        annotations_json: &annotations_json,
    };
    site.server_pages(&pages, sink)
}

/// A server's policy as PolicyLayer's gateway reads it.
pub fn policylayer_json(policy: &Policy, slug: &ServerSlug) -> String {
    let target = TARGETS[0];
    let plan = Plan::of(target, slug.as_str(), policy, Options::default());
    target.write(std::slice::from_ref(&plan)).first().map(target::Artifact::fresh).unwrap_or_default()
}

/// What the configurations of hosts call servers, where it is not their slug.
#[derive(Debug, Clone, Default)]
pub struct ServerNames(BTreeMap<String, String>);

impl ServerNames {
    /// The name of a server.
    pub fn of<'n>(&'n self, slug: &'n ServerSlug) -> &'n str {
        self.0.get(slug.as_str()).map_or(slug.as_str(), String::as_str)
    }

    /// The slugs that have a name of their own.
    pub fn slugs(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl FromIterator<(String, String)> for ServerNames {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> ServerNames {
        ServerNames(pairs.into_iter().collect())
    }
}

/// The files of a server's policy for some targets, with their paths. PolicyLayer's lie
/// in the server's folder, those of any other target in a folder of the target's name;
/// beside each stands what the host will not do as decided.
fn policy_files(
    policy: &Policy,
    Judged { slug, server, .. }: Judged<'_>,
    folder: &str,
    targets: &[&dyn Target],
    (options, names): (Options, &ServerNames),
) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for target in targets {
        let plan = Plan::of(*target, names.of(slug), policy, options);
        let below = target_folder(folder, *target);
        for artifact in target.write(std::slice::from_ref(&plan)) {
            files.push((format!("{below}/{}", artifact.path), artifact.fresh()));
        }
        files.push((format!("{below}/{SHORTFALLS}"), shortfalls_json(*target, policy, &plan)));
    }
    files.push((format!("{folder}/{REASONS}"), reasons_json(policy, slug, &server.tools)));
    files
}

/// Why each rule is there.
const REASONS: &str = "policy.reasons.json";

/// Where a target's files lie.
fn target_folder(folder: &str, target: &dyn Target) -> String {
    if target.about().id == TARGETS[0].about().id {
        folder.to_owned()
    } else {
        format!("{folder}/{}", target.about().id)
    }
}

/// The files that [`Engine::policies`] makes.
pub fn policy_paths<'c>(catalogue: &'c Catalogue, targets: &[&dyn Target]) -> impl Iterator<Item = String> + use<'c> {
    let mut names = vec![format!("/{REASONS}")];
    for target in targets {
        let below = target_folder("", *target);
        names.extend(target.about().files.iter().map(|file| format!("{below}/{file}")));
        names.push(format!("{below}/{SHORTFALLS}"));
    }
    catalogue.servers.iter().flat_map(move |server| {
        let address = server.address.clone();
        names.clone().into_iter().map(move |name| format!("{address}{name}"))
    })
}

/// The files that [`Engine::publish`] may make.
pub fn site_paths(site: &Site<'_>, catalogue: &Catalogue) -> Vec<String> {
    let mut paths: Vec<String> = site.index_jobs().into_iter().map(|job| job.address).collect();
    paths.extend(catalogue.servers.iter().flat_map(|server| site.server_paths(server)));
    paths
}

/// The records of a server's tools, one line of JSON each with its line break, in the
/// order of their names.
pub fn record_lines(posture: &Posture, judged: Judged<'_>) -> Vec<u8> {
    let Judged { slug, server, verdicts, findings } = judged;
    let policy = Policy::of(posture, server.tools.iter().zip(verdicts));
    let fingerprints: Vec<String> = server.tools.iter().map(|tool| tool.fingerprint()).collect();
    let all = server.tools.iter().zip(verdicts).zip(policy.rulings.iter().zip(&fingerprints)).zip(findings);
    let records: Vec<Record<'_>> = all
        .map(|(((tool, verdict), (ruling, fingerprint)), findings)| {
            Record::new(slug, tool, verdict, ruling, fingerprint).with_findings(findings)
        })
        .collect();
    // Most records are of one to two thousand bytes.
    let mut lines = Vec::with_capacity(server.tools.len() * 2048);
    for record in &records {
        record.write_to(&mut lines);
        lines.push(b'\n');
    }
    lines
}

/// The number of a server among those at its place.
fn nth(place: &Place) -> usize {
    match place {
        Place::In { nth, .. } => *nth,
        Place::Loose(_) => 0,
    }
}

/// Sorts a server's tools by name; equal names keep their order.
fn by_name(server: &mut Server) {
    server.tools.sort_by(|a, b| a.name.cmp(&b.name));
}

/// The entries that a file's reader set aside, for the account.
fn set_aside(file: &InputFile, entries: &[Quarantined]) -> Vec<SetAside> {
    entries
        .iter()
        .map(|entry| SetAside { source: file.source.clone(), shown: file.shown.clone(), entry: entry.clone() })
        .collect()
}

/// Says so if the numbers of a file do not add up.
fn uneven(count: &FileCount, file: &InputFile) -> Option<Remark> {
    if count.entries == count.read + count.quarantined {
        return None;
    }
    let message = format!(
        "{} entries, but {} read and {} set aside; this is a bug in toolrisk",
        count.entries, count.read, count.quarantined
    );
    let diagnostic =
        Diagnostic::new(Level::Warning, "our-bug", &file.source, message).help("please report it with the file");
    Some(Remark { diagnostic, shown: file.shown.clone() })
}

/// Adds one account to another.
fn absorb(into: &mut RunReport, part: RunReport) {
    into.files.extend(part.files);
    into.skipped.extend(part.skipped);
    into.quarantined.extend(part.quarantined);
    into.empty.extend(part.empty);
    into.remarks.extend(part.remarks);
}

/// Eight bytes that tell contents apart.
fn stamp(bytes: &[u8]) -> u64 {
    FixedState::default().hash_one(bytes)
}

thread_local! {
    /// Whether a panic on this thread is caught and reported by the run.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic on this thread is caught and reported by the run; for a panic
/// hook that would otherwise print it as well.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// Runs something and catches its panic, as text.
fn guarded<R>(work: impl FnOnce() -> R) -> Result<R, String> {
    let outer = GUARDED.replace(true);
    // What the work leaves half-done is dropped with it.
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    result.map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
    })
}

/// What to say of a file on which the program failed.
fn our_bug(source: &str, shown: &str, panic: &str) -> Remark {
    let diagnostic =
        Diagnostic::new(Level::Error, "our-bug", source, format!("skipped: toolrisk failed on this file ({panic})"))
            .help("this is a bug in toolrisk, not in the file; please report it with the file");
    Remark { diagnostic, shown: shown.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_remark_that_names_the_file() {
        let panic = guarded(|| -> () { panic!("index {} is out of range", 7) }).expect_err("it panics");
        let remark = our_bug("a.json", "in/a.json", &panic);
        assert_eq!(
            remark.for_people().to_string(),
            "error: in/a.json: skipped: toolrisk failed on this file (index 7 is out of range)\n  help: this is a bug in toolrisk, not in the file; please report it with the file"
        );
        assert!(!is_guarded());
        assert_eq!(guarded(|| 1), Ok(1));
    }
}
