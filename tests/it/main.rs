//! The integration tests: one binary, one module a subject.

mod annotations;
mod benchmark;
mod cli;
mod decisions;
mod dependencies;
mod eval;
mod hygiene;
mod machines;
mod manifests;
mod merge;
mod policies;
mod repo;
mod rules;
mod run;
mod servers;
mod site;
mod stack;
mod support;
