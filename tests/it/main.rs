//! The integration tests: one binary, one module a subject.

mod manifests;
mod policies;
mod site;
