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

/// Files of policies to be made.
#[derive(Clone, Copy)]
pub struct PolicyFiles<'p> {
    /// What decides.
    pub posture: &'p Posture,
    /// The hosts that are to read them.
    pub targets: &'p [&'p dyn Target],
    /// How they are written.
    pub options: Options,
    /// What the hosts call servers.
    pub names: &'p ServerNames,
}

impl Engine<'_> {
    /// Second pass for policies alone: one folder a server; the first target's files in it,
    /// those of others in a folder of their own each.
    ///
    /// # Errors
    /// The first file that could not be written.
    pub fn policies<T: Sync>(
        &self,
        survey: &Survey<T>,
        files: PolicyFiles<'_>,
        sink: &dyn Sink,
    ) -> Result<Vec<Remark>, RunError> {
        let all = 0..survey.catalogue.servers.len();
        let (_, bugs) = self.revisit(survey, all, "writing policies", |index, judged| {
            for (path, text) in files.of(judged, &survey.catalogue.servers[index].address) {
                sink.put(&path, text.as_bytes())?;
            }
            Ok(())
        })?;
        Ok(bugs)
    }
}

impl PolicyFiles<'_> {
    /// The paths of all files that [`Engine::policies`] makes.
    pub fn paths(&self, catalogue: &Catalogue) -> Vec<String> {
        let mut names = vec![format!("/{REASONS}")];
        for target in self.targets {
            let below = target_folder("", *target);
            names.extend(target.about().files.iter().map(|file| format!("{below}/{file}")));
            names.push(format!("{below}/{SHORTFALLS}"));
        }
        let of = |address: &str| names.iter().map(|name| format!("{address}{name}")).collect::<Vec<_>>();
        catalogue.servers.iter().flat_map(|server| of(&server.address)).collect()
    }

    /// The files of one server, below a folder, with their paths. PolicyLayer's lie in that
    /// folder, those of any other target in a folder of the target's name; beside each stands
    /// what the host will not do as decided.
    fn of(&self, Judged { slug, server, verdicts, .. }: Judged<'_>, folder: &str) -> Vec<(String, String)> {
        let policy = Policy::of(self.posture, server.tools.iter().zip(verdicts));
        let mut files = Vec::new();
        for target in self.targets {
            let plan = Plan::of(*target, self.names.of(slug), &policy, self.options);
            let below = target_folder(folder, *target);
            for artifact in target.write(std::slice::from_ref(&plan)) {
                files.push((format!("{below}/{}", artifact.path), artifact.fresh()));
            }
            files.push((format!("{below}/{SHORTFALLS}"), shortfalls_json(*target, &policy, &plan)));
        }
        files.push((format!("{folder}/{REASONS}"), reasons_json(&policy, slug, &server.tools)));
        files
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
