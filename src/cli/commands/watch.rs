//! `serve --watch`: builds a site, serves it, and builds it again when a manifest, the
//! settings, a template or the catalog changes.
//!
//! Everything is judged again each time: three thousand tools take less time than the eye
//! needs, and nothing has to know what depends on what. Files that come out the same are not
//! written. A build that fails leaves the last good site as it was. Pages get a script on the
//! way to the browser that asks for the next build; what is written never has it.

use super::build::{Gate, make, words};
use super::serve::Server;
use crate::cli::args::{Global, Serve};
use crate::cli::output::Output;
use crate::cli::plan::{Plan, Said};
use crate::cli::session::Session;
use crate::cli::status::{Status, UsageError};
use crate::fsio::Snapshot;
use anyhow::{Context, Result, anyhow};
use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Time between two looks at the files, at least.
const PAUSE: Duration = Duration::from_millis(250);
/// Looking takes at most one part in so many of the time.
const SHARE: u32 = 10;
/// Files must have been at rest for so long before they are read: whoever saves many, or one
/// piece by piece, causes one build.
const REST: Duration = Duration::from_millis(120);
/// So often it is waited for rest at most.
const RESTS: usize = 50;
/// How long an answer to a page is held back.
const PATIENCE: Duration = Duration::from_secs(25);
/// Largest page that gets the script, in bytes.
const LARGEST: usize = 64 << 20;

/// The script's and the question's address. No page of a site begins with a dot.
const SCRIPT: &str = "/.toolrisk/reload.js";
const WAIT: &str = "/.toolrisk/wait";

/// What pages wait for.
pub(super) struct Live {
    /// The number of the build, and whether there may be another.
    state: watch::Sender<(u64, bool)>,
}

impl Live {
    /// The number of the build that is served.
    pub(super) fn build(&self) -> u64 {
        self.state.borrow().0
    }

    /// Tells pages that there is another build.
    fn next(&self) {
        self.state.send_modify(|(build, _)| *build += 1);
    }

    /// Tells pages to wait no longer.
    pub(super) fn end(&self) {
        self.state.send_modify(|(_, open)| *open = false);
    }

    /// The answer to what only pages that are served so ask for.
    pub(super) async fn answer(&self, path: &str, query: Option<&str>) -> Option<Response> {
        let kind = |kind| [(header::CONTENT_TYPE, HeaderValue::from_static(kind))];
        match path {
            SCRIPT => Some((kind("text/javascript; charset=utf-8"), include_str!("reload.js")).into_response()),
            WAIT => {
                let since = query.and_then(|query| query.strip_prefix("since=")).and_then(|n| n.parse::<u64>().ok());
                let Some(since) = since else {
                    return Some((StatusCode::BAD_REQUEST, "since=NUMBER is missing\n").into_response());
                };
                let mut state = self.state.subscribe();
                let news = state.wait_for(|(build, open)| *build != since || !open);
                // Whether there are any or not, the number says.
                let _ = tokio::time::timeout(PATIENCE, news).await;
                Some((kind("text/plain; charset=utf-8"), self.build().to_string()).into_response())
            }
            _ => None,
        }
    }
}

/// A page with the script at its end; anything else as it is.
pub(super) async fn with_script(response: Response, build: u64) -> Response {
    let is_page =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if !is_page {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, LARGEST).await else {
        return (StatusCode::INTERNAL_SERVER_ERROR, "the page could not be read\n").into_response();
    };
    let script = format!("<script src=\"{SCRIPT}\" data-since=\"{build}\" defer></script>\n");
    let end = bytes.windows(7).rposition(|part| part == b"</body>").unwrap_or(bytes.len());
    let mut page = Vec::with_capacity(bytes.len() + script.len());
    page.extend_from_slice(&bytes[..end]);
    page.extend_from_slice(script.as_bytes());
    page.extend_from_slice(&bytes[end..]);
    head.headers.insert(header::CONTENT_LENGTH, page.len().into());
    head.headers.remove(header::LAST_MODIFIED);
    head.headers.remove(header::ACCEPT_RANGES);
    Response::from_parts(head, Body::from(page))
}

/// Runs the command, until it is interrupted.
pub(super) fn run(args: &Serve, paths: &[PathBuf], global: &Global, output: &Output) -> Result<Status> {
    if paths.iter().any(|path| path == Path::new("-")) {
        return Err(UsageError("standard input cannot be watched; name a file or folder".into()).into());
    }
    let server = Server::bind(args.port)?;
    // Gone again when it is dropped.
    let temporary = match &args.dir {
        Some(_) => None,
        None => Some(tempfile::tempdir().context("cannot make a temporary folder; name one to build into")?),
    };
    let dir = args.dir.as_deref().or(temporary.as_ref().map(tempfile::TempDir::path)).unwrap_or(Path::new("site"));
    let mut watched = Watched { args, paths, global, output, dir, files: Vec::new(), gate: None };
    watched.build()?;
    let live = Arc::new(Live { state: watch::Sender::new((1, true)) });
    std::thread::scope(|scope| {
        let (stop, stopped) = channel::<()>();
        let served = Arc::clone(&live);
        let server = scope.spawn(move || {
            let ended = server.run(dir, Some(served), output);
            // Whoever waits for the next look is told that there is none.
            drop(stop);
            ended
        });
        watched.until(&stopped, &live);
        server.join().unwrap_or_else(|_| Err(anyhow!("the server failed; this is a bug in toolrisk")))
    })?;
    Ok(Status::Done)
}

/// A site and what it is made from.
struct Watched<'a> {
    args: &'a Serve,
    paths: &'a [PathBuf],
    global: &'a Global,
    output: &'a Output,
    /// The folder it is built into.
    dir: &'a Path,
    /// What the settings are and name, besides manifests.
    files: Vec<PathBuf>,
    /// What the last good build was made from.
    gate: Option<Gate>,
}

impl Watched<'_> {
    /// Builds the site.
    fn build(&mut self) -> Result<()> {
        let said = Said { paths: self.paths, out: None, postures: &self.args.posture, site: &self.args.site };
        let mut session = Session::load(self.global, self.output)?;
        let mut files = Vec::new();
        let plan = Plan::with_files(said, &session.postures, &mut files);
        // Settings that are broken name less than they did: all of it is still looked at.
        if plan.is_ok() {
            self.files.clear();
        }
        self.files.extend(files);
        self.files.extend(self.global.catalog.iter().chain(&self.global.overrides).cloned());
        let mut plan = plan?;
        plan.inputs.retain(|path| path != Path::new("-"));
        session.add_postures(&plan.postures)?;
        let made = make(&session, &plan, self.dir, self.output, self.gate.as_ref())?;
        let Some(written) = made.written else { return Err(anyhow!("there is nothing to serve yet")) };
        self.output.say(&format!("files: {}\n", words(written)));
        self.gate = Some(Gate::of(&made.survey.report));
        Ok(())
    }

    /// What everything looks like now.
    fn look(&self) -> Snapshot {
        Snapshot::of(self.paths, &self.global.walk(), &self.files)
    }

    /// Looks and builds until told to stop.
    fn until(&mut self, stopped: &Receiver<()>, live: &Live) {
        let wait = |time| matches!(stopped.recv_timeout(time), Err(RecvTimeoutError::Timeout));
        let mut seen = self.look();
        let mut pause = PAUSE;
        while wait(pause) {
            let start = Instant::now();
            let mut now = self.look();
            pause = PAUSE.max(start.elapsed() * SHARE);
            let changed = seen.changed(&now);
            if changed.is_empty() {
                continue;
            }
            for _ in 0..RESTS {
                if !wait(REST) {
                    return;
                }
                let later = self.look();
                if std::mem::replace(&mut now, later) == now {
                    break;
                }
            }
            self.say(&changed);
            // Only what changes while it is built is looked at again.
            seen = now;
            let before = self.files.clone();
            match self.build() {
                Ok(()) => live.next(),
                Err(error) => {
                    self.output.error(&error);
                    self.output.say("the last good site stays\n");
                }
            }
            if self.files != before {
                // Other files are looked at from now on; those are not news.
                seen = self.look();
            }
        }
    }

    /// Says what changed.
    fn say(&self, changed: &[PathBuf]) {
        let names: Vec<String> = changed.iter().take(3).map(|path| path.display().to_string()).collect();
        let more = changed.len() - names.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        self.output.say(&format!("changed: {}{more}\n", names.join(", ")));
    }
}
