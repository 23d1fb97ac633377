//! The integration tests: one binary, one module a subject.

mod annotations;
mod benchmark;
mod brand;
mod browse;
mod changes;
mod cli;
mod decisions;
mod dependencies;
mod eval;
mod hygiene;
mod machines;
mod manifests;
mod merge;
mod pages;
mod policies;
mod publishing;
mod rationale;
mod repo;
mod rules;
mod run;
mod search;
mod servers;
mod site;
mod stack;
mod support;
