//! `build.json`: the account of a build for programs, in a form that does not
//! change with our types (`toolrisk/build/v1`).

use crate::account::RunReport;
use crate::diag::Diagnostic;
use serde::Serialize;

/// What the operator says of the build.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuildInfo<'a> {
    /// The program's version.
    pub version: &'a str,
    /// The day of the build, `YYYY-MM-DD`, if it is to be told.
    pub built: Option<&'a str>,
    /// The postures of the policies; tool and server pages show the first.
    pub postures: &'a [&'a str],
}

/// The whole file.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    toolrisk: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    built: Option<&'a str>,
    /// The first of the postures.
    preset: &'a str,
    postures: &'a [&'a str],
    /// Files looked at: manifests and skipped files.
    files: usize,
    manifests: usize,
    servers: usize,
    /// Entries in all tool lists: tools and entries set aside.
    entries: usize,
    tools: usize,
    quarantined: Vec<SetAside<'a>>,
    skipped: Vec<Skipped<'a>>,
    empty: &'a [String],
    diagnostics: Vec<&'a Diagnostic>,
}

/// An entry set aside.
#[derive(Serialize)]
struct SetAside<'a> {
    source: &'a str,
    pointer: &'a str,
    name: &'a str,
    reason: &'a str,
}

/// A file not used.
#[derive(Serialize)]
struct Skipped<'a> {
    source: &'a str,
    code: &'static str,
    reason: &'static str,
}

/// The file's text.
pub fn build_json(info: &BuildInfo<'_>, report: &RunReport) -> String {
    let document = Document {
        schema: "toolrisk/build/v1",
        toolrisk: info.version,
        built: info.built,
        preset: info.postures.first().copied().unwrap_or_default(),
        postures: info.postures,
        files: report.files_seen(),
        manifests: report.files.len(),
        servers: report.servers,
        entries: report.files.iter().map(|file| file.entries).sum(),
        tools: report.tools,
        quarantined: report
            .quarantined
            .iter()
            .map(|aside| SetAside {
                source: &aside.source,
                pointer: &aside.entry.pointer,
                name: &aside.entry.name,
                reason: &aside.entry.reason,
            })
            .collect(),
        skipped: report
            .skipped
            .iter()
            .map(|s| Skipped { source: &s.source, code: s.reason.code(), reason: s.reason.words() })
            .collect(),
        empty: &report.empty,
        diagnostics: report.remarks.iter().map(|remark| &remark.diagnostic).collect(),
    };
    let mut text = serde_json::to_string_pretty(&document).expect("plain structs always serialise to memory");
    text.push('\n');
    text
}
