//! The steps of the last builds, the newest first. A build that is compared with an older
//! site carries on what that site remembers.

use super::read::{StateError, said};
use super::step::{ServerChange, Step};
use serde::{Deserialize, Serialize};

/// The schema of the file.
const SCHEMA: &str = "toolrisk/changes/v1";

/// The steps of the last builds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// The newest first; a build that changed nothing made no step.
    pub steps: Vec<Step>,
}

/// The file.
#[derive(Serialize, Deserialize)]
struct File {
    schema: String,
    builds: Vec<Step>,
}

impl History {
    /// The file that a build leaves in its site.
    pub const FILE: &'static str = "changes.json";
    /// So many steps are kept.
    const KEPT: usize = 20;
    /// So many changed tools of one step are kept; all are counted.
    const TOOLS: usize = 5_000;

    /// Reads a history.
    ///
    /// # Errors
    /// If no build wrote it.
    pub fn read(file: &str, text: &str) -> Result<History, StateError> {
        const CURE: &str = "take it away to begin a new history";
        let wrong = |line, what| StateError { file: file.to_owned(), line, what, cure: CURE };
        let read: File = serde_json::from_str(text).map_err(|error| wrong(error.line().max(1), said(&error)))?;
        if read.schema != SCHEMA {
            return Err(wrong(1, format!("this is `{}`, not {SCHEMA}", read.schema.escape_debug())));
        }
        let mut steps = read.builds;
        steps.truncate(Self::KEPT);
        steps.iter_mut().for_each(|step| step.servers.sort_by(|a, b| a.server.cmp(&b.server)));
        Ok(History { steps })
    }

    /// The history with one more step, unless nothing changed in it.
    #[must_use]
    pub fn and(mut self, step: Step) -> History {
        if !step.is_empty() {
            self.steps.insert(0, step.capped(Self::TOOLS));
            self.steps.truncate(Self::KEPT);
        }
        self
    }

    /// The file's text, with a line for each server that changed.
    pub fn text(&self) -> String {
        let mut out = format!("{{\"schema\":\"{SCHEMA}\",\"builds\":[");
        for (at, step) in self.steps.iter().enumerate() {
            out.push_str(if at == 0 { "\n" } else { ",\n" });
            step_text(&mut out, step);
        }
        out.push_str(if self.steps.is_empty() { "]}\n" } else { "\n]}\n" });
        out
    }

    /// What changed of a server, the newest first, under the slugs that it had before too.
    pub fn of_server<'h>(&'h self, slug: &str) -> Vec<(&'h Step, &'h ServerChange)> {
        let mut slug = slug.to_owned();
        let mut out = Vec::new();
        for step in &self.steps {
            let Ok(at) = step.servers.binary_search_by(|server| server.server.as_str().cmp(&slug)) else { continue };
            let server = &step.servers[at];
            slug.clone_from(server.was.as_ref().unwrap_or(&server.server));
            out.push((step, server));
        }
        out
    }
}

impl Step {
    /// The record of one comparison (`toolrisk/compare/v1`), with a line for each server.
    pub fn text(&self) -> String {
        let mut out = String::from("{\"schema\":\"toolrisk/compare/v1\",\"changes\":\n");
        step_text(&mut out, self);
        out.push_str("\n}\n");
        out
    }
}

/// Appends a step with a line for each server.
fn step_text(out: &mut String, step: &Step) {
    let head = serde_json::to_string(&step.head()).expect("plain structs always serialise");
    out.push_str(head.trim_end_matches("]}"));
    for (at, server) in step.servers.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&serde_json::to_string(server).expect("plain structs always serialise"));
    }
    out.push_str("]}");
}

impl Step {
    /// The step without its servers.
    fn head(&self) -> Step {
        Step {
            since: self.since.clone(),
            date: self.date.clone(),
            posture: self.posture.clone(),
            counts: self.counts.clone(),
            servers: Vec::new(),
        }
    }
}
