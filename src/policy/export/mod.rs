//! One file per policy format.
