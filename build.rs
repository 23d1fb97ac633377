//! Lists `catalog/` and `templates/` into one embedded table.

fn main() {}
