//! What is made of a judged server: its pages, its records, the files of a site.

use super::guard::guarded;
use super::postures::Postures;
use super::survey::Survey;
use super::{Engine, Judged, RunError};
use crate::account::Remark;
use crate::catalogue::Catalogue;
use crate::hints::advise;
use crate::ids::ServerSlug;
use crate::policy::target::{self, Options, Plan, TARGETS, reasons_json};
use crate::policy::{Policy, Posture};
use crate::report::annotations;
use crate::report::record::Record;
use crate::sink::Sink;
use crate::site::{self, Site, SiteError};

impl Engine<'_> {
    /// Second pass for a site: all pages, records and policies.
    ///
    /// # Errors
    /// The first file that could not be made or written.
    pub fn publish<T: Sync>(
        &self,
        survey: &Survey<T>,
        site: &Site<'_>,
        postures: &Postures<'_>,
        sink: &dyn Sink,
    ) -> Result<Vec<Remark>, RunError> {
        let all = 0..survey.catalogue.servers.len();
        let (_, bugs) = self.revisit(survey, all, "writing servers", |index, judged| {
            server_pages(site, postures, &survey.catalogue, index, judged, sink)?;
            Ok(())
        })?;
        self.each(&site.index_jobs(), "writing indexes", |job| {
            guarded(|| site.render_job(job, sink)).map_err(|panic| RunError::Bug(job.address.clone(), panic))??;
            Ok(())
        })?;
        Ok(bugs)
    }
}

/// All pages, records and policies of one server, by its number in the catalogue.
///
/// # Errors
/// If a page cannot be made or a file cannot be kept.
pub fn server_pages(
    site: &Site<'_>,
    postures: &Postures<'_>,
    catalogue: &Catalogue,
    index: usize,
    judged: Judged<'_>,
    sink: &dyn Sink,
) -> Result<(), SiteError> {
    let Judged { slug, server, verdicts, findings } = judged;
    let of = |posture: &Posture| Policy::of(posture, server.tools.iter().zip(verdicts));
    let considered: Vec<Policy> = postures.all.iter().map(of).collect();
    let policy = &considered[postures.first];
    let others: Vec<&Policy> = postures.others.iter().map(|at| &considered[*at]).collect();
    let policy_json = policylayer_json(policy, slug);
    let reasons_json = reasons_json(policy, slug, &server.tools);
    let advice = advise(site.hint_rules(), server, verdicts);
    let mut annotations_json = annotations::record(slug, server, &advice);
    annotations_json.push('\n');
    let pages = site::Judged {
        server,
        summary: &catalogue.servers[index],
        index,
        verdicts,
        findings,
        policy,
        others: &others,
        considered: &considered,
        record_json: &|at| {
            let (tool, verdict, ruling) = (&server.tools[at], &verdicts[at], &policy.rulings[at]);
            Record::new(slug, tool, verdict, ruling, &tool.fingerprint()).with_findings(&findings[at]).line()
        },
        policy_json: &policy_json,
        reasons_json: &reasons_json,
        advice: &advice,
        annotations_json: &annotations_json,
    };
    site.server_pages(&pages, sink)
}

/// A server's policy as PolicyLayer's gateway reads it.
pub fn policylayer_json(policy: &Policy, slug: &ServerSlug) -> String {
    let target = TARGETS[0];
    let plan = Plan::of(target, slug.as_str(), policy, Options::default());
    target.write(std::slice::from_ref(&plan)).first().map(target::Artifact::fresh).unwrap_or_default()
}

/// The files that [`Engine::publish`] may make.
pub fn site_paths(site: &Site<'_>, catalogue: &Catalogue) -> Vec<String> {
    let mut paths: Vec<String> = site.index_jobs().into_iter().map(|job| job.address).collect();
    paths.extend(catalogue.servers.iter().flat_map(|server| site.server_paths(server)));
    paths
}

/// The records of a server's tools, one line of JSON each with its line break, in the
/// order of their names.
pub fn record_lines(posture: &Posture, judged: Judged<'_>) -> Vec<u8> {
    let Judged { slug, server, verdicts, findings } = judged;
    let policy = Policy::of(posture, server.tools.iter().zip(verdicts));
    let fingerprints: Vec<String> = server.tools.iter().map(|tool| tool.fingerprint()).collect();
    let all = server.tools.iter().zip(verdicts).zip(policy.rulings.iter().zip(&fingerprints)).zip(findings);
    let records: Vec<Record<'_>> = all
        .map(|(((tool, verdict), (ruling, fingerprint)), findings)| {
            Record::new(slug, tool, verdict, ruling, fingerprint).with_findings(findings)
        })
        .collect();
    // Most records are of one to two thousand bytes.
    let mut lines = Vec::with_capacity(server.tools.len() * 2048);
    for record in &records {
        record.write_to(&mut lines);
        lines.push(b'\n');
    }
    lines
}
