//! Suspicious wording of a server: in its own texts, and in the definitions of its tools.

use crate::hygiene::Finding;
use crate::ids::address;
use crate::manifest::ServerInfo;
use crate::site::{Judged, words};
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Reverse;

/// Tools that are listed; the list of tools marks all.
const TOOLS: usize = 40;

/// What a text of the server itself holds.
#[derive(Serialize)]
pub(super) struct Own<'a> {
    severity: &'static str,
    says: &'a str,
    pattern: &'a str,
    place: &'static str,
    quote: String,
}

/// A tool whose definition holds something: the worst of it.
#[derive(Serialize)]
pub(super) struct OfTool<'a> {
    name: Cow<'a, str>,
    href: String,
    severity: &'static str,
    says: &'a str,
    more: Option<String>,
}

/// The findings in the server's own texts.
pub(super) fn own<'a>(judged: &Judged<'a>) -> Vec<Own<'a>> {
    let info: &ServerInfo = &judged.server.info;
    let of = |finding: &'a Finding| Own {
        severity: finding.severity.word(),
        says: &finding.says,
        pattern: &finding.pattern,
        place: if finding.field.as_str() == "/instructions" { "instructions" } else { "description" },
        quote: finding.sentence_of_server(info),
    };
    judged.summary.own_findings.iter().map(of).collect()
}

/// The tools with findings, the worst first, and how many more there are.
pub(super) fn of_tools<'a>(judged: &Judged<'a>) -> (Vec<OfTool<'a>>, usize) {
    let worst = |findings: &'a [Finding]| findings.iter().min_by_key(|finding| Reverse(finding.severity));
    let all = judged.findings.iter().enumerate();
    let mut found: Vec<(usize, &Finding)> = all.filter_map(|(i, findings)| Some((i, worst(findings)?))).collect();
    found.sort_by_key(|(i, finding)| (Reverse(finding.severity), *i));
    let more = found.len().saturating_sub(TOOLS);
    found.truncate(TOOLS);
    let row = |(i, finding): (usize, &'a Finding)| {
        let name = &judged.server.tools[i].name;
        let others = judged.findings[i].len() - 1;
        OfTool {
            name: words::short_name(name, 80),
            href: format!("{}.html#findings", address(name)),
            severity: finding.severity.word(),
            says: &finding.says,
            more: (others > 0).then(|| words::number(others)),
        }
    };
    (found.into_iter().map(row).collect(), more)
}
