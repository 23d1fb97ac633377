//! A bar on the terminal while the work is long.

use crate::run::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Work shorter than this shows no bar.
const PATIENCE: Duration = Duration::from_millis(700);

/// A bar that appears once the work has taken a while.
pub(super) struct Bar {
    bar: ProgressBar,
    wanted: bool,
    shown: AtomicBool,
    start: Instant,
}

impl Bar {
    /// A bar, if one is wanted.
    pub(super) fn new(wanted: bool) -> Bar {
        let bar = ProgressBar::hidden();
        if let Ok(style) = ProgressStyle::with_template("{msg:>16} [{bar:30}] {human_pos} of {human_len} {eta}") {
            bar.set_style(style.progress_chars("=> "));
        }
        Bar { bar, wanted, shown: AtomicBool::new(false), start: Instant::now() }
    }
}

impl Progress for Bar {
    fn begin(&self, what: &'static str, steps: usize) {
        self.bar.set_message(what);
        self.bar.set_length(steps as u64);
        self.bar.set_position(0);
        self.bar.reset_eta();
    }

    fn step(&self) {
        self.bar.inc(1);
        if self.wanted && self.start.elapsed() > PATIENCE && !self.shown.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    fn end(&self) {
        self.bar.finish_and_clear();
        self.bar.set_draw_target(ProgressDrawTarget::hidden());
        self.shown.store(false, Ordering::Relaxed);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
