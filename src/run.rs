//! The pipeline, and the only parallel code.
//!
//! Two passes: the first reads and judges every server and keeps summaries, the
//! second reads and judges again and makes what is to be written. Full verdicts
//! pass through one server at a time, so memory does not grow with them.
//!
//! Work is spread over files; results are sorted afterwards, so nothing depends
//! on which thread was faster. A panic is caught where it happens and reported as
//! our bug, with the name of the file; the run goes on.

mod guard;
mod policies;
mod postures;
mod progress;
mod publish;
mod reading;
mod revisit;
mod slugs;
mod survey;

pub use guard::is_guarded;
pub use policies::{PolicyFiles, ServerNames};
pub use postures::Postures;
pub use progress::{Progress, Silent};
pub use publish::{policylayer_json, record_lines, server_pages, site_paths};
pub use revisit::Revisited;
pub use survey::Survey;

use crate::catalogue::{RuleNumbers, ServerSummary};
use crate::classify::{Classification, Told, classify_told};
use crate::diag::Diagnostic;
use crate::fsio::{Inputs, Walk};
use crate::hygiene::{Finding, findings_of_all, findings_of_server};
use crate::ids::ServerSlug;
use crate::manifest::Server;
use crate::overrides::Overrides;
use crate::rulebook::Rulebook;
use crate::sink::SinkError;
use crate::site::SiteError;
use reading::Reader;
use survey::FirstPass;

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

/// What was found out about a server.
struct Judgement {
    /// One verdict a tool.
    verdicts: Vec<Classification>,
    /// The suspicious wording of each definition.
    findings: Vec<Vec<Finding>>,
    /// What there is to say about overrides.
    said: Vec<Diagnostic>,
}

impl Judgement {
    /// The server that was judged, under the slug that it was judged by.
    fn of<'a>(&'a self, slug: &'a ServerSlug, server: &'a Server) -> Judged<'a> {
        Judged { slug, server, verdicts: &self.verdicts, findings: &self.findings }
    }
}

/// Judges servers on several threads.
pub struct Engine<'a> {
    rulebook: &'a Rulebook,
    overrides: &'a Overrides,
    rules: RuleNumbers,
    reader: Reader,
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
            reader: Reader::new(walk),
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
        self.first(&FirstPass { engine: self, told: Told::InWords, make: &make, rename: None }, inputs)
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
        self.first(&FirstPass { engine: self, told: Told::InWords, make: &make, rename: Some(&rename) }, inputs)
    }

    /// First pass for the summaries alone, which need no words for what a tool does.
    pub fn tally(&self, inputs: Inputs) -> Survey<()> {
        let pass = FirstPass { engine: self, told: Told::InShort, make: &|_| (), rename: Some(&|(), _, _| ()) };
        self.first(&pass, inputs)
    }

    fn first<T: Send>(&self, pass: &FirstPass<'_, T>, inputs: Inputs) -> Survey<T> {
        self.pool.install(|| pass.over(inputs))
    }

    /// The verdicts on a server, with what persons decided in place of the rules.
    fn judge(&self, slug: &ServerSlug, server: &Server, told: Told) -> Judgement {
        let mut verdicts = classify_told(self.rulebook, server, told);
        let mut said = Vec::new();
        if !self.overrides.is_empty() {
            for (tool, verdict) in server.tools.iter().zip(&mut verdicts) {
                if self.overrides.find(slug, &tool.name).is_some() {
                    let applied = self.overrides.apply(slug, &tool.name, &tool.fingerprint(), verdict);
                    said.extend(applied.diagnostic());
                }
            }
        }
        Judgement { verdicts, findings: findings_of_all(self.rulebook, &server.tools), said }
    }

    /// What the catalogue keeps of a server.
    fn summary(&self, Judged { slug, server, verdicts, findings }: Judged<'_>) -> ServerSummary {
        if self.keeps == Keeps::Little {
            return ServerSummary::of_verdicts(slug, server, verdicts).with_findings(findings, Vec::new());
        }
        let own = findings_of_server(self.rulebook, &server.info);
        let summary = ServerSummary::of(slug, server, verdicts, self.rulebook.legs()).with_findings(findings, own);
        if self.keeps == Keeps::Words { summary.with_words(server) } else { summary }
    }
}
