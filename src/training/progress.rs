//! What a training says while it runs.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::diagnosis::Problem;
use super::features::Prepared;
use crate::network::health::Health;

/// How well pictures are answered.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Score {
    /// Mean loss of a picture.
    pub loss: f64,
    /// 0…1.
    pub accuracy: f64,
}

/// Sums of a pass over pictures, whose batches may differ in size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Tally {
    count: usize,
    loss: f64,
    correct: usize,
}

impl Tally {
    /// Adds a batch with this mean loss.
    pub fn add(&mut self, loss: f32, correct: usize, count: usize) {
        self.count += count;
        self.loss += f64::from(loss) * count as f64;
        self.correct += correct;
    }

    /// The means; `None` of nothing.
    pub fn score(&self) -> Option<Score> {
        let count = self.count as f64;
        (self.count > 0).then(|| Score {
            loss: self.loss / count,
            accuracy: self.correct as f64 / count,
        })
    }
}

/// A divergence, and what was done about it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RollBack {
    /// In which the loss diverged.
    pub epoch: usize,
    /// The epoch to whose weights it rolled back; 0: those with which it began.
    pub to: usize,
    /// The learning rate with which it goes on.
    pub learning_rate: f64,
    /// Roll-backs so far.
    pub times: usize,
}

/// A training that was given up: the loss diverged again and again.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename = "diverged")]
pub struct Divergence {
    /// In which it diverged the last time.
    pub epoch: usize,
    /// With which it began.
    pub learning_rate: f64,
    /// How often that was halved.
    pub halvings: usize,
    /// What may work.
    pub suggested: f64,
}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(
            f,
            "training diverged in epoch {}: with the learning rate {} the steps are too large and the loss grows without \
             bound, still so after it was halved {} times; a learning rate of {} may help",
            self.epoch, self.learning_rate as f32, self.halvings, self.suggested
        )
    }
}

/// What fine-tuning has come to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FineTuned {
    /// Of the validation set, with the stem as it came.
    pub before: Score,
    /// With the fine-tuned stem.
    pub after: Score,
    /// Whether that answers: it has a smaller loss, and no fewer pictures right.
    pub kept: bool,
}

/// Why a training ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// After its last epoch.
    Finished,
    /// Early stopping: the validation loss fell no more.
    Early,
    /// On request, or because it diverged again and again.
    Stopped,
}

/// What has happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// An epoch has ended.
    EpochEnded {
        /// Which.
        epoch: usize,
        /// Mean over the epoch, augmented, while the weights were changing.
        training: Score,
        /// Of the validation set, after it.
        validation: Option<Score>,
        /// Training diagnostics; `None` where there was no memory for them, or no finite number.
        health: Option<Health>,
        /// What is worth a word: of the losses the gravest problem, of the layers those that have lasted for two epochs.
        problems: Vec<Problem>,
    },
    /// It is time to keep a [`checkpoint`](super::Trainer::checkpoint).
    CheckpointDue,
    /// The loss diverged.
    RolledBack(RollBack),
    /// The validation loss fell no more.
    StoppedEarly {
        /// After which it stopped.
        epoch: usize,
        /// After which it was smallest.
        best_epoch: usize,
    },
    /// The head has learned, and now the stem is fine-tuned: from here on, epochs are those of fine-tuning.
    FineTuning,
    /// The stem has been fine-tuned, and the validation set has judged.
    FineTuned(FineTuned),
    /// The training has ended.
    Finished {
        /// Why.
        reason: End,
    },
}

/// How far a training is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Progress {
    /// 1…`epochs`, the one that runs or has just ended; 0 before the start.
    pub epoch: usize,
    /// In all.
    pub epochs: usize,
    /// 0…1 of the training, or of the fine-tuning after it.
    pub fraction: f64,
    /// At the speed so far.
    pub remaining_seconds: f64,
    /// Since the start, or since it was restored.
    pub pictures_per_second: f64,
    /// Mean over the epoch so far.
    pub training: Option<Score>,
    /// After the last epoch.
    pub validation: Option<Score>,
    /// The last one.
    pub roll_back: Option<RollBack>,
    /// How many pictures have features, while these are computed.
    pub preparing: Option<Prepared>,
    /// Whether the stem is being fine-tuned, or has been.
    pub fine_tuning: bool,
    /// Whether it has ended.
    pub done: bool,
    /// What has happened since the last report.
    pub events: Vec<Event>,
}
