//! Entries of a tool list that cannot be tools.
