//! The first pass: reads and judges every server, and keeps what the catalogue says of it.

use super::guard::{guarded, our_bug};
use super::reading::{Files, Place, by_name, counted, set_aside, stamp, uneven};
use super::slugs;
use super::{Engine, Judged, Keeps, RunError};
use crate::account::{Remark, RunReport, SkipReason, Skipped};
use crate::catalogue::{Catalogue, Fired, ServerSummary};
use crate::classify::Told;
use crate::diag::{Diagnostic, Level};
use crate::fsio::{InputFile, Inputs};
use crate::ids::{ServerSlug, address};
use crate::manifest::{Outcome, Server};
use rayon::prelude::*;
use std::collections::BTreeMap;

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
    pub(super) places: Vec<Place>,
    /// The files, for the second pass.
    pub(super) files: Files,
}

/// Gives what was made of a server another slug, the second, in place of the first.
pub(super) type Rename<'e, T> = dyn Fn(&mut T, &ServerSlug, &ServerSlug) + Sync + 'e;

/// What is made of each server in the first pass, and how.
pub(super) struct FirstPass<'e, T> {
    pub(super) engine: &'e Engine<'e>,
    /// How much `make` is told of a verdict.
    pub(super) told: Told,
    /// Makes something of a judged server.
    pub(super) make: &'e (dyn Fn(Judged<'_>) -> T + Sync),
    /// Gives what was made another slug; without this it is made again.
    pub(super) rename: Option<&'e Rename<'e, T>>,
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
    /// It holds loose tools, which are judged with those of the same folder.
    loose: bool,
    report: RunReport,
}

impl<T> Found<T> {
    /// No server, and this to account for.
    fn nothing(report: RunReport) -> Found<T> {
        Found { stamp: 0, drafts: Vec::new(), loose: false, report }
    }
}

/// The account of a file that was not used.
fn skipped(file: &InputFile, reason: SkipReason, remark: Option<Remark>) -> RunReport {
    let skipped = Skipped { reason, source: file.source.clone(), shown: file.shown.clone() };
    RunReport { skipped: vec![skipped], remarks: remark.into_iter().collect(), ..RunReport::default() }
}

/// The account of a file on which the program failed.
fn failed(file: &InputFile, panic: &str) -> RunReport {
    skipped(file, SkipReason::OurBug, Some(our_bug(&file.source, &file.shown, panic)))
}

/// What is to be said of override files, whose paths are for people as they are.
fn of_overrides(diagnostics: impl IntoIterator<Item = Diagnostic>) -> impl Iterator<Item = Remark> {
    diagnostics.into_iter().map(|diagnostic| Remark { shown: diagnostic.source.clone(), diagnostic })
}

impl<T: Send> FirstPass<'_, T> {
    /// Everything that these inputs hold.
    pub(super) fn over(&self, inputs: Inputs) -> Survey<T> {
        let Inputs { files, skipped, remarks } = inputs;
        self.engine.progress.begin("reading", files.len());
        let mut report = RunReport { skipped, remarks, ..RunReport::default() };
        let (files, mut drafts) = self.drafts(files, &mut report);
        self.settle(&files, &mut drafts, &mut report);
        let survey = self.gather(files, drafts, report);
        self.engine.progress.end();
        survey
    }

    /// Every server, under the slug that it claims, in path order.
    fn drafts(&self, files: Vec<InputFile>, report: &mut RunReport) -> (Files, Vec<Draft<T>>) {
        let mut drafts = Vec::new();
        let mut stamps = Vec::with_capacity(files.len());
        let mut folders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, found) in self.look_into_all(&files) {
            stamps.push(found.stamp);
            drafts.extend(found.drafts);
            report.absorb(found.report);
            if found.loose {
                folders.entry(files[at].parent()).or_default().push(at);
            }
        }
        let folders: Vec<Vec<usize>> = folders.into_values().collect();
        let loose: Vec<(Option<Draft<T>>, RunReport)> =
            folders.into_par_iter().map(|at| self.folder(&files, at)).collect();
        for (draft, part) in loose {
            drafts.extend(draft);
            report.absorb(part);
        }
        drafts.sort_by(|a, b| (&a.summary.source, &a.place).cmp(&(&b.summary.source, &b.place)));
        (Files { list: files, stamps }, drafts)
    }

    /// What every file holds, by the files' numbers.
    fn look_into_all(&self, files: &[InputFile]) -> Vec<(usize, Found<T>)> {
        // Big files first, so that none is left to one thread at the end.
        let mut order: Vec<usize> = (0..files.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(files[*at].size));
        let mut found: Vec<(usize, Found<T>)> = order
            .par_iter()
            .with_max_len(1)
            .map(|&at| {
                let file = &files[at];
                let found =
                    guarded(|| self.look_into(at, file)).unwrap_or_else(|panic| Found::nothing(failed(file, &panic)));
                self.engine.progress.step();
                (at, found)
            })
            .collect();
        found.sort_unstable_by_key(|(at, _)| *at);
        found
    }

    /// What one file holds.
    fn look_into(&self, at: usize, file: &InputFile) -> Found<T> {
        let bytes = match self.engine.reader.bytes(file) {
            Ok(bytes) => bytes,
            Err(skip) => {
                let (reason, remark) = *skip;
                return Found::nothing(skipped(file, reason, Some(remark)));
            }
        };
        let stamp = stamp(&bytes);
        let reading = self.engine.reader.read(file, bytes);
        let mut found = match reading.outcome {
            Outcome::Servers(servers) => self.servers(at, file, reading.entries, servers),
            // Judged together with their neighbours, which are not known yet.
            Outcome::Loose { .. } => Found { loose: true, ..Found::nothing(RunReport::default()) },
            Outcome::ErrorAnswer => Found::nothing(skipped(file, SkipReason::ErrorAnswer, None)),
            Outcome::NotAManifest { what } => Found::nothing(skipped(file, SkipReason::NotAManifest(what), None)),
        };
        found.stamp = stamp;
        let said = reading.diagnostics.into_iter();
        found.report.remarks.extend(said.map(|diagnostic| Remark { diagnostic, shown: file.shown.clone() }));
        found
    }

    /// The servers of one file, with so many entries.
    fn servers(&self, at: usize, file: &InputFile, entries: usize, servers: Vec<Server>) -> Found<T> {
        let mut count = counted(file, entries);
        let mut report = RunReport::default();
        let mut drafts = Vec::with_capacity(servers.len());
        for (nth, mut server) in servers.into_iter().enumerate() {
            count.read += server.tools.len();
            count.quarantined += server.quarantined.len();
            report.quarantined.extend(set_aside(file, &server.quarantined));
            if server.tools.is_empty() && server.quarantined.is_empty() {
                report.empty.push(server.source.clone());
            }
            by_name(&mut server);
            let claim = slugs::Claim::of(&server, file);
            drafts.push(self.draft(Place::In { file: at, nth }, claim, &server));
        }
        report.remarks.extend(uneven(&count, file));
        report.files.push(count);
        Found { drafts, ..Found::nothing(report) }
    }

    /// The server that the loose tools in these files of one folder make, unless the program
    /// fails on them or somebody changes them meanwhile.
    fn folder(&self, files: &[InputFile], at: Vec<usize>) -> (Option<Draft<T>>, RunReport) {
        let result = guarded(|| {
            let (server, report) = self.engine.reader.assemble(files, &at)?;
            let claim = slugs::Claim::of_folder(&server);
            Ok::<_, RunError>((self.draft(Place::Loose(at.clone()), claim, &server), report))
        });
        let without = |account: &dyn Fn(&InputFile) -> RunReport| {
            let mut report = RunReport::default();
            at.iter().for_each(|at| report.absorb(account(&files[*at])));
            (None, report)
        };
        match result {
            Ok(Ok((draft, report))) => (Some(draft), report),
            // Read a moment ago: somebody is changing the folder.
            Ok(Err(error)) => without(&|file| {
                let diagnostic = Diagnostic::new(Level::Error, "changed", &file.source, error.to_string());
                let remark = Remark { diagnostic, shown: file.shown.clone() };
                skipped(file, SkipReason::Unreadable, Some(remark))
            }),
            Err(panic) => without(&|file| failed(file, &panic)),
        }
    }

    /// Judges a server and makes something of it, under the slug that it claims.
    fn draft(&self, place: Place, claim: slugs::Claim, server: &Server) -> Draft<T> {
        let judgement = self.engine.judge(&claim.slug, server, self.told);
        let judged = judgement.of(&claim.slug, server);
        let summary = self.engine.summary(judged);
        let fired = match self.engine.keeps {
            Keeps::Little => Fired::default(),
            Keeps::Powers | Keeps::Words => Fired::of(judged.verdicts, &self.engine.rules),
        };
        let made = (self.make)(judged);
        Draft { place, claim, summary, fired, said: judgement.said, made }
    }

    /// Gives every server a slug of its own. One that cannot have the slug it claims gets
    /// another, and what was made of it is made once more where that is needed.
    fn settle(&self, files: &Files, drafts: &mut [Draft<T>], report: &mut RunReport) {
        let (slugs, remarks) = slugs::settle(drafts.iter().map(|draft| &draft.claim));
        report.remarks.extend(remarks);
        let mut renamed: Vec<(&mut Draft<T>, ServerSlug)> =
            drafts.iter_mut().zip(slugs).filter(|(draft, slug)| draft.summary.slug != *slug).collect();
        renamed.par_iter_mut().for_each(|(draft, slug)| self.rename(files, draft, slug));
    }

    /// Gives one server another slug.
    fn rename(&self, files: &Files, draft: &mut Draft<T>, slug: &ServerSlug) {
        draft.summary.address = address(slug.as_str());
        let claimed = std::mem::replace(&mut draft.summary.slug, slug.clone());
        let overrides = self.engine.overrides;
        let decided = overrides.speak_of(&claimed) || overrides.speak_of(slug);
        if let Some(rename) = self.rename.filter(|_| !decided) {
            rename(&mut draft.made, &claimed, slug);
            return;
        }
        if let Ok(servers) = self.engine.reader.again(files, &draft.place)
            && let Some(server) = servers.into_iter().nth(draft.place.nth())
        {
            let judgement = self.engine.judge(slug, &server, self.told);
            let judged = judgement.of(slug, &server);
            draft.made = (self.make)(judged);
            draft.summary = self.engine.summary(judged);
            draft.said = judgement.said;
        }
    }

    /// The catalogue of all servers and the whole account.
    fn gather(&self, files: Files, mut drafts: Vec<Draft<T>>, mut report: RunReport) -> Survey<T> {
        drafts.sort_by(|a, b| a.summary.slug.cmp(&b.summary.slug));
        let (mut summaries, mut made, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for draft in drafts {
            report.remarks.extend(of_overrides(draft.said));
            summaries.push((draft.summary, draft.fired));
            made.push(draft.made);
            places.push(draft.place);
        }
        let catalogue = Catalogue::gather(summaries, &self.engine.rules);
        report.servers = catalogue.servers.len();
        report.tools = catalogue.servers.iter().map(|server| server.tools.len()).sum();
        let tools = catalogue.servers.iter().flat_map(|s| s.tools.iter().map(|tool| (&s.slug, &*tool.name)));
        report.remarks.extend(of_overrides(self.engine.overrides.unmatched(tools)));
        report.sort();
        Survey { catalogue, report, made, places, files }
    }
}
