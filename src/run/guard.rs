//! Panics: caught where they happen, and reported as our bug.

use crate::account::Remark;
use crate::diag::{Diagnostic, Level};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

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
pub(super) fn guarded<R>(work: impl FnOnce() -> R) -> Result<R, String> {
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
pub(super) fn our_bug(source: &str, shown: &str, panic: &str) -> Remark {
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
