//! Does the trainer train as it says, and the same each time?

mod checkpoints;
mod divergence;
mod epochs;
mod pictures;
mod plans;
mod reports;
mod workers;
