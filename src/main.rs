//! The `toolrisk` program.
fn main() {}
