//! Which servers do most of what another does: by the acts that they have in common.

use crate::catalogue::{ActKey, Catalogue};
use std::collections::{BTreeMap, BTreeSet};

/// A server near another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Near {
    /// Its index in the catalogue.
    pub(crate) server: u32,
    /// How many acts they have in common.
    pub(crate) shared: usize,
    /// How many acts the two have altogether.
    pub(crate) acts: usize,
}

/// For each server of a catalogue the nearest others, the nearest first.
#[derive(Debug, Default)]
pub(crate) struct Nearest(Vec<Vec<Near>>);

impl Nearest {
    /// Named of each server.
    const SHOWN: usize = 3;
    /// Fewer acts in common are an accident.
    const LEAST: usize = 2;
    /// An act that more servers have tells nothing of two of them.
    const COMMON: usize = 100;

    /// Finds the neighbours of all servers.
    pub(crate) fn of(catalogue: &Catalogue) -> Nearest {
        let acts: Vec<BTreeSet<ActKey>> = catalogue
            .servers
            .iter()
            .map(|server| server.tools.iter().map(|tool| tool.act).filter(|act| *act != ActKey::default()).collect())
            .collect();
        let mut holders: BTreeMap<ActKey, Vec<u32>> = BTreeMap::new();
        for (at, acts) in (0..).zip(&acts) {
            acts.iter().for_each(|act| holders.entry(*act).or_default().push(at));
        }
        holders.retain(|_, holders| (2..=Self::COMMON).contains(&holders.len()));
        let of = |(at, own): (u32, &BTreeSet<ActKey>)| {
            let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
            for other in own.iter().filter_map(|act| holders.get(act)).flatten().filter(|other| **other != at) {
                *shared.entry(*other).or_default() += 1;
            }
            let mut near: Vec<Near> = shared
                .into_iter()
                .filter(|(_, shared)| *shared >= Self::LEAST)
                .map(|(server, shared)| Near { server, shared, acts: own.len() + acts[server as usize].len() - shared })
                .collect();
            // The greater share first, by cross-multiplication; of equals the first by slug.
            near.sort_by(|a, b| (b.shared * a.acts).cmp(&(a.shared * b.acts)).then(a.server.cmp(&b.server)));
            near.truncate(Self::SHOWN);
            near
        };
        Nearest((0..).zip(&acts).map(of).collect())
    }

    /// The neighbours of a server, by its index.
    pub(crate) fn to(&self, server: u32) -> &[Near] {
        self.0.get(server as usize).map_or(&[], Vec::as_slice)
    }
}
