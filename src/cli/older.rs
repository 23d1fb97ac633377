//! Older builds: the states and histories that sites carry, read from disk.

use crate::changes::{History, Mark, State};
use crate::fsio::{self, FsError};
use crate::policy::{Policy, Posture};
use crate::run::Judged;
use anyhow::{Result, bail};
use std::path::Path;

/// The state at a path: of a site's folder, or of its file. None if there is something else,
/// or nothing.
///
/// # Errors
/// If it is a site without a state, or its state cannot be read.
pub(super) fn state(path: &Path) -> Result<Option<State>> {
    if path == Path::new("-") {
        return Ok(None);
    }
    let file = if path.is_dir() { path.join(State::FILE) } else { path.to_owned() };
    if !file.is_file() {
        if fsio::receipt_kind(path).is_some_and(|kind| kind == "site") {
            bail!(
                "{} is a site without {}, made by an older toolrisk; build it again with this one",
                path.display(),
                State::FILE
            );
        }
        return Ok(None);
    }
    let text = match fsio::read_text(&file) {
        // A manifest may be in another encoding.
        Err(FsError::NotText { .. }) if !path.is_dir() => return Ok(None),
        text => text?,
    };
    if !path.is_dir() && !State::is_state(&text) {
        return Ok(None);
    }
    let part = |name: &str| -> Result<(String, String), anyhow::Error> {
        let part = file.with_file_name(name);
        Ok((part.display().to_string(), fsio::read_text(&part)?))
    };
    Ok(Some(State::read(&file.display().to_string(), &text, part)?))
}

/// The state at a path that must be one.
///
/// # Errors
/// If it is none.
pub(super) fn needed_state(path: &Path) -> Result<State> {
    let Some(state) = state(path)? else {
        bail!("{} is no older build; name a site that `toolrisk build` made, or its {}", path.display(), State::FILE);
    };
    Ok(state)
}

/// What a site remembers of the builds before it; nothing beside a state's bare file.
///
/// # Errors
/// If its history cannot be read.
pub(super) fn history(path: &Path) -> Result<History> {
    let file = path.join(History::FILE);
    match path.is_dir().then(|| fsio::read_text_if_any(&file)).transpose()?.flatten() {
        Some(text) => Ok(History::read(&file.display().to_string(), &text)?),
        None => Ok(History::default()),
    }
}

/// What a state keeps of a server's tools besides their summaries.
pub(super) fn marks(posture: &Posture, judged: Judged<'_>) -> Vec<Mark> {
    let Judged { server, verdicts, .. } = judged;
    let policy = Policy::of(posture, server.tools.iter().zip(verdicts));
    server.tools.iter().zip(&policy.rulings).map(|(tool, ruling)| Mark::of(tool, ruling)).collect()
}
