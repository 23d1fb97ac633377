//! The second pass: reads and judges servers again, and does something with each.

use super::guard::{guarded, our_bug};
use super::reading::Place;
use super::survey::Survey;
use super::{Engine, Judged, RunError};
use crate::account::Remark;
use crate::classify::Told;
use crate::manifest::Server;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The results of a second pass by the servers' numbers, in order, and the servers
/// on which the program failed.
pub type Revisited<R> = (Vec<(usize, R)>, Vec<Remark>);

impl Engine<'_> {
    /// Second pass: reads and judges servers again, by their numbers in the
    /// catalogue, and does something with each. The results come in the order of
    /// the numbers; a server on which the program fails is left out and named in
    /// the account.
    ///
    /// # Errors
    /// The first error of `act`, or a file that is no longer what it was.
    pub fn revisit<T: Sync, R: Send>(
        &self,
        survey: &Survey<T>,
        numbers: impl IntoIterator<Item = usize>,
        what: &'static str,
        act: impl Fn(usize, Judged<'_>) -> Result<R, RunError> + Sync,
    ) -> Result<Revisited<R>, RunError> {
        let groups = survey.read_at_once(numbers);
        self.progress.begin(what, groups.iter().map(Vec::len).sum());
        let pass = SecondPass { engine: self, survey, act: &act, bugs: Mutex::default() };
        let done: Result<Vec<Vec<(usize, R)>>, RunError> =
            self.pool.install(|| groups.par_iter().with_max_len(1).map(|group| pass.group(group)).collect());
        self.progress.end();
        let mut done: Vec<(usize, R)> = done?.into_iter().flatten().collect();
        done.sort_unstable_by_key(|(number, _)| *number);
        let mut bugs = pass.bugs.into_inner().unwrap_or_else(PoisonError::into_inner);
        bugs.sort();
        Ok((done, bugs))
    }

    /// Does jobs that need no server, on all threads.
    ///
    /// # Errors
    /// The first error of a job.
    pub fn each<J: Sync>(
        &self,
        jobs: &[J],
        what: &'static str,
        act: impl Fn(&J) -> Result<(), RunError> + Sync,
    ) -> Result<(), RunError> {
        self.progress.begin(what, jobs.len());
        let done = self.pool.install(|| {
            jobs.par_iter().with_max_len(1).try_for_each(|job| {
                act(job)?;
                self.progress.step();
                Ok(())
            })
        });
        self.progress.end();
        done
    }
}

impl<T> Survey<T> {
    /// The servers of these numbers, those of one file together: it is read once for all of
    /// them. The groups with most to read come first, so that none is left to one thread at
    /// the end.
    fn read_at_once(&self, numbers: impl IntoIterator<Item = usize>) -> Vec<Vec<usize>> {
        let mut loose: BTreeMap<&Place, Vec<usize>> = BTreeMap::new();
        let mut whole: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for number in numbers {
            match &self.places[number] {
                Place::In { file, .. } => whole.entry(*file).or_default().push(number),
                place @ Place::Loose(_) => loose.entry(place).or_default().push(number),
            }
        }
        let mut groups: Vec<Vec<usize>> = whole.into_values().chain(loose.into_values()).collect();
        let weight = |number: &usize| self.places[*number].weight(&self.files);
        groups.sort_by_key(|group| std::cmp::Reverse(group.first().map_or(0, weight)));
        groups
    }
}

/// What a second pass over some servers needs.
struct SecondPass<'e, T, R> {
    engine: &'e Engine<'e>,
    survey: &'e Survey<T>,
    /// Does something with a judged server, which it is told the number of.
    act: &'e (dyn Fn(usize, Judged<'_>) -> Result<R, RunError> + Sync),
    /// Where the program failed.
    bugs: Mutex<Vec<Remark>>,
}

impl<T: Sync, R: Send> SecondPass<'_, T, R> {
    /// Servers that stand at one place, with their results.
    fn group(&self, group: &[usize]) -> Result<Vec<(usize, R)>, RunError> {
        let Survey { places, files, .. } = self.survey;
        let Some(place) = group.first().map(|number| &places[*number]) else { return Ok(Vec::new()) };
        let read = self.engine.reader.again(files, place)?;
        let mut servers: Vec<Option<Server>> = read.into_iter().map(Some).collect();
        let work: Vec<(usize, Server)> = group
            .iter()
            .filter_map(|number| Some((*number, servers.get_mut(places[*number].nth())?.take()?)))
            .collect();
        let results: Result<Vec<Option<(usize, R)>>, RunError> =
            work.into_par_iter().map(|(number, server)| self.server(number, &server)).collect();
        Ok(results?.into_iter().flatten().collect())
    }

    /// One server with its result; none where the program fails on it.
    fn server(&self, number: usize, server: &Server) -> Result<Option<(usize, R)>, RunError> {
        let Survey { catalogue, places, files, .. } = self.survey;
        let slug = &catalogue.servers[number].slug;
        let result = guarded(|| {
            let judgement = self.engine.judge(slug, server, Told::InWords);
            (self.act)(number, judgement.of(slug, server))
        });
        self.engine.progress.step();
        match result {
            Ok(result) => Ok(Some((number, result?))),
            Err(panic) => {
                let bug = our_bug(&server.source, &places[number].shown(files), &panic);
                self.bugs.lock().unwrap_or_else(PoisonError::into_inner).push(bug);
                Ok(None)
            }
        }
    }
}
