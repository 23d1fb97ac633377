//! Every call of every tool, under every posture and on every target, does what was decided
//! or what the list of shortfalls says; and the proof of that notices a wrong file.

mod calls;
mod corpus;
mod hostile;
mod mutants;
mod mutation;
mod random;
mod schemas;
mod support;
