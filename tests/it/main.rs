//! One integration binary, one module per subject.

mod policies;
