//! Within which numbers a person may choose.

use serde::Serialize;

use super::shards::PICTURES_PER_SHARD;

/// Where a number lies, and in which steps it is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Limit {
    /// Least value.
    pub min: f64,
    /// Largest value.
    pub max: f64,
    /// `None`: any.
    pub step: Option<f64>,
}

/// Within which numbers a person may choose.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Limits {
    /// Epochs.
    pub epochs: Limit,
    /// Pictures per step.
    pub batch_size: Limit,
    /// Step size.
    pub learning_rate: Limit,
    /// Workers among which each batch is split.
    pub workers: Limit,
    /// Score from which an answer counts as sure.
    pub sure_from: Limit,
    /// Gradient clipping; 0: none.
    pub clip_norm: Limit,
    /// The fewest pictures with which a worker is of use.
    pub pictures_per_shard: usize,
}

/// Within which numbers a person may choose.
pub const LIMITS: Limits = Limits {
    epochs: whole(1.0, 500.0),
    batch_size: whole(1.0, 64.0),
    // At 1 training diverges, on purpose: seeing that is part of understanding it.
    learning_rate: any(0.00001, 1.0),
    // More than this share memory bandwidth rather than work.
    workers: whole(1.0, 8.0),
    sure_from: any(0.0, 1.0),
    clip_norm: any(0.0, 1000.0),
    pictures_per_shard: PICTURES_PER_SHARD,
};

const fn whole(min: f64, max: f64) -> Limit {
    Limit {
        min,
        max,
        step: Some(1.0),
    }
}

const fn any(min: f64, max: f64) -> Limit {
    Limit {
        min,
        max,
        step: None,
    }
}
