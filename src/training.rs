//! How a network is trained on pictures that somebody has collected: everything that decides what it learns.
//!
//! [`Trainer`] is the whole of it. The page, the quality benchmark and the tests drive the same one.
//!
//! ```text
//! settings ─┬─► recipe: network, epochs, batch size, patience          (settings, method, recipe, rates, limits)
//! pictures ─┴─► split ─► training set ─► batches ─► steps ─┐           (pictures, split, examples, shards)
//!                   └──► validation set ─► best weights  ◄─┤ epochs    (run)
//!                                          roll back, early stopping
//!                                                          └─► report, classifier    (report, calibration, classifier)
//! ```
//!
//! # The way of the data
//!
//! A picture lies in memory once, as the RGB bytes that it was added with; a training that runs shares them. In a step,
//! bytes are augmented and turned into numbers in one pass, straight into the buffer that the network reads: there is no
//! batch of bytes and no second batch of numbers. Gradients stay where backpropagation has left them, and the optimiser
//! reads them there.
//!
//! Spread over workers, each has its own memory, its own copy of the pictures, sent once by [`Trainer::replica`], and its own
//! network. In a step
//!
//! 1. [`Trainer::next_batch`] names pictures: a shard is some numbers;
//! 2. each worker finds the gradient of its shard. The trainer's own goes into the sum at once, without a copy; that of a
//!    helper is copied once into memory that both see (or into a message), and once out of it;
//! 3. [`Trainer::apply`] adds them in the order of the shards, because sums of floats depend on it, and takes the step;
//! 4. [`Trainer::sum`] is the sum, which goes the same way back, in one message with the next shard. Every replica
//!    applies it, and so all stay alike, bit for bit.
//!
//! Which worker computes a shard does not change the numbers; how many shards there are does. With `g` gradients a helper
//! costs four copies of `4·g` bytes and one addition of `g` numbers per step, for the page's network of 146 000 weights
//! about half a millisecond.

mod calibration;
mod checkpoint;
mod classifier;
mod cost;
mod diagnosis;
mod examples;
mod features;
mod length;
mod limits;
mod method;
mod metrics;
mod nearest_mean;
mod novelty;
mod outline;
mod pictures;
mod plan;
mod progress;
mod rates;
mod recipe;
mod replica;
mod report;
mod run;
mod settings;
mod shards;
mod smoothing;
mod snapshots;
mod split;
mod suspects;
mod targets;
mod trainer;
mod verdict;
mod warnings;

pub use calibration::calibration_error;
pub use classifier::{Answer, Classifier, Evidence, EvidenceKind, Parts};
pub use diagnosis::{LossProblem, Problem};
pub use features::Prepared;
pub use limits::{LIMITS, Limit, Limits};
pub use method::{METHODS, MethodInfo};
pub use metrics::{ClassMetrics, confusion, per_class};
pub use novelty::Novelty;
pub use outline::{LayerOutline, Outline, outline};
pub use plan::{Obstacle, Plan};
pub use progress::{Divergence, End, Event, FineTuned, Progress, RollBack, Score};
pub use rates::{Rate, RateAdvice};
pub use recipe::{network_of, proposed_learning_rate};
pub use replica::{Replica, Update};
pub use report::Report;
pub use settings::{
    ActivationId, AugmentationChoice, AugmentationLevel, MethodId, NetworkSize, OptimizerId,
    ScheduleId, Settings,
};
pub use shards::{Batch, Part, Shard};
pub use snapshots::Snapshot;
pub use split::{Check, CheckKind};
pub use suspects::PictureAnswer;
pub use targets::target_of;
pub use trainer::Trainer;
pub use verdict::Verdict;
pub use warnings::Warning;
