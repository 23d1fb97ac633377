//! The files of policies: which there are, and where they lie.

use super::survey::Survey;
use super::{Engine, Judged, RunError};
use crate::account::Remark;
use crate::catalogue::Catalogue;
use crate::ids::ServerSlug;
use crate::policy::target::{Options, Plan, SHORTFALLS, TARGETS, Target, reasons_json, shortfalls_json};
use crate::policy::{Policy, Posture};
use crate::sink::Sink;
use std::collections::BTreeMap;

impl Engine<'_> {
    /// Second pass for policies alone: one folder a server; the first target's files in it,
    /// those of others in a folder of their own each.
    ///
    /// # Errors
    /// The first file that could not be written.
    pub fn policies<T: Sync>(
        &self,
        survey: &Survey<T>,
        posture: &Posture,
        targets: &[&dyn Target],
        options: Options,
        names: &ServerNames,
        sink: &dyn Sink,
    ) -> Result<Vec<Remark>, RunError> {
        let all = 0..survey.catalogue.servers.len();
        let (_, bugs) = self.revisit(survey, all, "writing policies", |index, judged| {
            let policy = Policy::of(posture, judged.server.tools.iter().zip(judged.verdicts));
            let folder = &survey.catalogue.servers[index].address;
            for (path, text) in policy_files(&policy, judged, folder, targets, (options, names)) {
                sink.put(&path, text.as_bytes())?;
            }
            Ok(())
        })?;
        Ok(bugs)
    }
}

/// What the configurations of hosts call servers, where it is not their slug.
#[derive(Debug, Clone, Default)]
pub struct ServerNames(BTreeMap<String, String>);

impl ServerNames {
    /// The name of a server.
    pub fn of<'n>(&'n self, slug: &'n ServerSlug) -> &'n str {
        self.0.get(slug.as_str()).map_or(slug.as_str(), String::as_str)
    }

    /// The slugs that have a name of their own.
    pub fn slugs(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl FromIterator<(String, String)> for ServerNames {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> ServerNames {
        ServerNames(pairs.into_iter().collect())
    }
}

/// The files of a server's policy for some targets, with their paths. PolicyLayer's lie
/// in the server's folder, those of any other target in a folder of the target's name;
/// beside each stands what the host will not do as decided.
fn policy_files(
    policy: &Policy,
    Judged { slug, server, .. }: Judged<'_>,
    folder: &str,
    targets: &[&dyn Target],
    (options, names): (Options, &ServerNames),
) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for target in targets {
        let plan = Plan::of(*target, names.of(slug), policy, options);
        let below = target_folder(folder, *target);
        for artifact in target.write(std::slice::from_ref(&plan)) {
            files.push((format!("{below}/{}", artifact.path), artifact.fresh()));
        }
        files.push((format!("{below}/{SHORTFALLS}"), shortfalls_json(*target, policy, &plan)));
    }
    files.push((format!("{folder}/{REASONS}"), reasons_json(policy, slug, &server.tools)));
    files
}

/// Why each rule is there.
const REASONS: &str = "policy.reasons.json";

/// Where a target's files lie.
fn target_folder(folder: &str, target: &dyn Target) -> String {
    if target.about().id == TARGETS[0].about().id {
        folder.to_owned()
    } else {
        format!("{folder}/{}", target.about().id)
    }
}

/// The files that [`Engine::policies`] makes.
pub fn policy_paths<'c>(catalogue: &'c Catalogue, targets: &[&dyn Target]) -> impl Iterator<Item = String> + use<'c> {
    let mut names = vec![format!("/{REASONS}")];
    for target in targets {
        let below = target_folder("", *target);
        names.extend(target.about().files.iter().map(|file| format!("{below}/{file}")));
        names.push(format!("{below}/{SHORTFALLS}"));
    }
    catalogue.servers.iter().flat_map(move |server| {
        let address = server.address.clone();
        names.clone().into_iter().map(move |name| format!("{address}{name}"))
    })
}
