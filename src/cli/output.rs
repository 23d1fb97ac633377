//! Where text goes: results to standard output, everything else to standard
//! error; colour where it is wanted.

use super::args::{Color, Global};
use crate::account::RunReport;
use crate::diag::{Diagnostic, Level, printable};
use crate::fsio;
use crate::report::style::{DIM, paint};
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use std::io::{self, BufWriter, IsTerminal, Write};

/// Diagnostics said without `-v`.
const SAID: usize = 10;

/// How text is to be shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Output {
    color: ColorChoice,
    /// Errors only.
    pub(super) quiet: bool,
    /// Everything.
    pub(super) verbose: bool,
}

impl Output {
    /// As the arguments say.
    pub(super) fn new(global: &Global) -> Output {
        let color = match global.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Output { color, quiet: global.quiet, verbose: global.verbose > 0 }
    }

    /// Writes a result that is meant for people.
    pub(super) fn result(&self, text: &str) -> io::Result<()> {
        let mut out = AutoStream::new(io::stdout().lock(), self.color);
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| no_output(&error))
    }

    /// Writes a result that is meant for programs, piece by piece.
    pub(super) fn data(&self, write: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>) -> anyhow::Result<()> {
        // The records of a server of some size go out as they are, without a copy.
        let mut out = BufWriter::with_capacity(16 << 10, io::stdout().lock());
        let written = write(&mut out).and_then(|()| Ok(out.flush()?));
        written.map_err(|error| match error.downcast::<io::Error>() {
            Ok(error) => no_output(&error).into(),
            Err(error) => error,
        })
    }

    /// Says something beside the result, unless told to be quiet. If nobody can
    /// hear it, that is no reason to fail.
    pub(super) fn say(&self, text: &str) {
        if !self.quiet {
            self.stderr(text);
        }
    }

    /// Says an error and what caused it.
    pub(super) fn error(&self, error: &anyhow::Error) {
        let style = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
        let text: Vec<String> = error.chain().map(ToString::to_string).collect();
        // A transparent error says what its cause says.
        let mut text: Vec<&str> = text.iter().map(String::as_str).collect();
        text.dedup();
        let lines: Vec<String> = text.join(": ").split('\n').map(|line| printable(line).into_owned()).collect();
        self.stderr(&format!("{} {}\n", paint(style, "error:"), lines.join("\n")));
    }

    /// Says what there is to say about the inputs: warnings and errors, the first
    /// few of them, or with `-v` all and the notes too.
    pub(super) fn remarks(&self, report: &RunReport) {
        let least = match (self.quiet, self.verbose) {
            (true, _) => Level::Error,
            (false, false) => Level::Warning,
            (false, true) => Level::Note,
        };
        let worth: Vec<Diagnostic> = report
            .remarks
            .iter()
            .filter(|remark| remark.diagnostic.level >= least)
            .map(crate::account::Remark::for_people)
            .collect();
        let shown = if self.verbose { worth.len() } else { SAID };
        let mut text = String::new();
        for diagnostic in worth.iter().take(shown) {
            text.push_str(&colored(diagnostic));
            text.push('\n');
        }
        if worth.len() > shown {
            text.push_str(&paint(DIM, format!("and {} more remarks: run with -v", worth.len() - shown)));
            text.push('\n');
        }
        self.stderr(&text);
    }

    /// Says one thing about a file that is no manifest.
    pub(super) fn diagnostic(&self, diagnostic: &Diagnostic) {
        if diagnostic.level == Level::Error || !self.quiet {
            self.stderr(&format!("{}\n", colored(diagnostic)));
        }
    }

    /// Writes to standard error; a failure has nowhere to be told.
    fn stderr(&self, text: &str) {
        let mut err = AutoStream::new(io::stderr().lock(), self.color);
        let _ = err.write_all(text.as_bytes());
        let _ = err.flush();
    }

    /// Whether a progress bar would be seen and is wanted.
    pub(super) fn wants_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }
}

/// A diagnostic with its level in colour.
fn colored(diagnostic: &Diagnostic) -> String {
    let text = diagnostic.to_string();
    let style = Style::new().bold().fg_color(Some(match diagnostic.level {
        Level::Note => AnsiColor::Blue.into(),
        Level::Warning => AnsiColor::Yellow.into(),
        Level::Error => AnsiColor::Red.into(),
    }));
    let word = diagnostic.level.word();
    match text.strip_prefix(word) {
        Some(rest) => format!("{}{rest}", paint(style, word)),
        None => text,
    }
}

/// A failure to write to standard output, of the same kind and named as that.
fn no_output(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot write to standard output: {}", fsio::why(error)))
}

/// Whether an error means that nobody reads the result any more.
pub(super) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>()).any(|e| e.kind() == io::ErrorKind::BrokenPipe)
}
