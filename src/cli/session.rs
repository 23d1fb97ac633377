//! What every command that judges needs: the catalog, loaded, and the inputs,
//! found.

use super::args::Global;
use super::output::Output;
use super::progress::Bar;
use super::status::UsageError;
use crate::account::{Remark, RunReport};
use crate::diag::Diagnostic;
use crate::eval::{JudgedServer, Verdicts};
use crate::fsio::{self, Inputs, Walk};
use crate::overrides::Overrides;
use crate::policy::Posture;
use crate::rulebook::{CatalogFiles, Problems, Rulebook};
use crate::run::{Engine, Judged, Postures};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A catalog, loaded.
pub(super) struct Session {
    /// The files it was loaded from.
    pub(super) catalog: CatalogFiles,
    /// What to judge by.
    pub(super) rulebook: Rulebook,
    /// What follows from a verdict.
    pub(super) postures: Vec<Posture>,
    /// The ids of postures that the user has in files, by the files' paths as named.
    own_postures: BTreeMap<String, String>,
    /// What persons decided.
    pub(super) overrides: Overrides,
    /// What is wrong with that.
    said: Vec<Diagnostic>,
    walk: Walk,
    jobs: usize,
    bar: Bar,
}

impl Session {
    /// Loads the catalog that the arguments name.
    ///
    /// # Errors
    /// If it cannot be read, or anything in it is wrong.
    pub(super) fn load(global: &Global, output: &Output) -> Result<Session> {
        Session::with_postures(global, output, &[])
    }

    /// The same, with the postures among these names that are files of the user's own.
    ///
    /// # Errors
    /// The same, and if such a file cannot be read or anything in it is wrong.
    pub(super) fn with_postures(global: &Global, output: &Output, names: &[String]) -> Result<Session> {
        let catalog = match &global.catalog {
            Some(dir) => fsio::read_catalog(dir)?,
            None => fsio::embedded_catalog(),
        };
        let rulebook = Rulebook::load(&catalog).context("the catalog cannot be used")?;
        let mut problems = Problems::default();
        let postures = Posture::load(&catalog, &mut problems);
        let mut postures = problems.or(postures).context("the catalog cannot be used")?;
        let mut own_postures = BTreeMap::new();
        for name in names.iter().filter(|name| is_posture_file(name)) {
            if !own_postures.contains_key(name) {
                let text = fsio::read_text(Path::new(name))?;
                let id = Posture::add(&mut postures, name, &text).context("the posture cannot be used")?;
                own_postures.insert(name.clone(), id);
            }
        }
        let (overrides, said) = match &global.overrides {
            Some(dir) => {
                Overrides::parse(fsio::read_texts(dir)?.into_iter().filter(|(path, _)| path.ends_with(".toml")))
            }
            None => Overrides::parse(catalog.below("overrides/", ".toml")),
        };
        Ok(Session {
            catalog,
            rulebook,
            postures,
            own_postures,
            overrides,
            said,
            walk: global.walk(),
            jobs: global.jobs,
            bar: Bar::new(output.wants_progress()),
        })
    }

    /// An engine that judges by this catalog.
    ///
    /// # Errors
    /// If its threads cannot be started.
    pub(super) fn engine(&self) -> Result<Engine<'_>> {
        self.engine_by(&self.rulebook)
    }

    /// An engine that judges by another rulebook.
    ///
    /// # Errors
    /// If its threads cannot be started.
    pub(super) fn engine_by<'a>(&'a self, rulebook: &'a Rulebook) -> Result<Engine<'a>> {
        Ok(Engine::new(rulebook, &self.overrides, self.walk, self.jobs, &self.bar)?)
    }

    /// Judges manifests by a rulebook and keeps something of every server, to be found by
    /// its labels; `keep` is told the server's path as the user named it.
    ///
    /// # Errors
    /// If the threads cannot be started.
    pub(super) fn keep<T: Send>(
        &self,
        rulebook: &Rulebook,
        paths: &[PathBuf],
        keep: impl Fn(&str, Judged<'_>) -> JudgedServer<T> + Sync,
    ) -> Result<(Verdicts<T>, RunReport)> {
        let inputs = self.inputs(paths);
        let shown: BTreeMap<String, String> =
            inputs.files.iter().map(|file| (file.source.clone(), file.shown.clone())).collect();
        let mut survey = self.engine_by(rulebook)?.survey(inputs, |judged| {
            let source = &judged.server.source;
            // A file with several servers is named with the key of each.
            let file = shown.get(source).or_else(|| shown.get(source.rsplit_once('#')?.0));
            keep(file.unwrap_or(source), judged)
        });
        self.account(&mut survey.report);
        Ok((Verdicts::new(survey.made), survey.report))
    }

    /// The inputs that paths name.
    pub(super) fn inputs(&self, paths: &[PathBuf]) -> Inputs {
        fsio::find(paths, &self.walk)
    }

    /// The sample manifests of the catalog.
    pub(super) fn samples(&self) -> Inputs {
        Inputs::fixed(
            self.catalog
                .below("servers/", "")
                .map(|(path, text)| (path.strip_prefix("servers/").unwrap_or(path), text)),
        )
    }

    /// The posture of that name.
    ///
    /// # Errors
    /// If there is none.
    pub(super) fn posture(&self, name: &str) -> Result<&Posture> {
        let id = self.posture_id(name);
        self.postures.iter().find(|posture| posture.id == id).ok_or_else(|| self.no_posture(name).into())
    }

    /// The postures of these names, for a site.
    ///
    /// # Errors
    /// If there is none of some name.
    pub(super) fn postures(&self, names: &[String]) -> Result<Postures<'_>> {
        let ids: Vec<&str> = names.iter().map(|name| self.posture_id(name)).collect();
        Postures::named(&self.postures, &ids).map_err(|name| self.no_posture(&name).into())
    }

    /// The id of the posture of that name or in that file.
    fn posture_id<'n>(&'n self, name: &'n str) -> &'n str {
        self.own_postures.get(name).map_or(name, String::as_str)
    }

    /// That there is no posture of that name.
    fn no_posture(&self, name: &str) -> UsageError {
        let known: Vec<&str> = self.postures.iter().map(|posture| posture.id.as_str()).collect();
        UsageError(format!(
            "there is no posture `{name}`; the catalog has {}, and a file of your own ends in .toml",
            known.join(", ")
        ))
    }

    /// Adds what is wrong with the overrides to the account.
    pub(super) fn account(&self, report: &mut RunReport) {
        report.remarks.extend(
            self.said
                .iter()
                .map(|diagnostic| Remark { shown: diagnostic.source.clone(), diagnostic: diagnostic.clone() }),
        );
        report.sort();
    }
}

/// Whether the name of a posture is that of a file.
pub(super) fn is_posture_file(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "toml")
}
