//! Does the trainer train as it says, and the same each time?

#![cfg(not(target_arch = "wasm32"))]

mod checkpoints;
mod divergence;
mod epochs;
mod pauses;
mod pictures;
mod plans;
mod reports;
mod snapshots;
mod stems;
mod workers;
