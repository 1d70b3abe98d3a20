//! Builds, serves and tests Tab Trainer.
fn main() {}
