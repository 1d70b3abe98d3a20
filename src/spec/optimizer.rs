//! How training moves the weights, as data.

mod validate;

use super::Schedule;

/// How training moves the weights; formulas in [`crate::optimizer`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OptimizerSpec {
    /// Gradient descent.
    Sgd {
        /// Step size α.
        learning_rate: f32,
        /// Share of the old velocity that stays.
        momentum: f32,
        /// Look ahead along the velocity.
        nesterov: bool,
        /// L2 decay of the kernels, added to their gradient.
        weight_decay: f32,
        /// How the step size changes.
        schedule: Schedule,
        /// Longest gradient: a longer one is shortened to it before all else.
        clip_norm: Option<f32>,
    },
    /// Adam, with decoupled weight decay.
    Adam {
        /// Step size α.
        learning_rate: f32,
        /// Share of the old mean gradient that stays.
        beta1: f32,
        /// Share of the old mean squared gradient that stays.
        beta2: f32,
        /// Added to the root of the mean squared gradient.
        epsilon: f32,
        /// Decay of the kernels, apart from the gradient.
        weight_decay: f32,
        /// How the step size changes.
        schedule: Schedule,
        /// Longest gradient: a longer one is shortened to it before all else.
        clip_norm: Option<f32>,
    },
    /// The same as Adam, with a decay to begin with.
    Adamw {
        /// Step size α.
        learning_rate: f32,
        /// Share of the old mean gradient that stays.
        beta1: f32,
        /// Share of the old mean squared gradient that stays.
        beta2: f32,
        /// Added to the root of the mean squared gradient.
        epsilon: f32,
        /// Decay of the kernels, apart from the gradient.
        weight_decay: f32,
        /// How the step size changes.
        schedule: Schedule,
        /// Longest gradient: a longer one is shortened to it before all else.
        clip_norm: Option<f32>,
    },
    /// RMSProp: each gradient over the root of its mean square.
    Rmsprop {
        /// Step size α.
        learning_rate: f32,
        /// Share of the old mean squared gradient that stays.
        beta2: f32,
        /// Added to the root of the mean squared gradient.
        epsilon: f32,
        /// L2 decay of the kernels, added to their gradient.
        weight_decay: f32,
        /// How the step size changes.
        schedule: Schedule,
        /// Longest gradient: a longer one is shortened to it before all else.
        clip_norm: Option<f32>,
    },
    /// Gradient descent with the whole set as one batch, and with steps as long as the loss falls enough.
    GradientDescent {
        /// Longest step that is tried.
        learning_rate: f32,
    },
    /// L-BFGS, likewise with the whole set as one batch.
    Lbfgs {
        /// Length that each search tries first.
        learning_rate: f32,
        /// Number of steps that are remembered.
        history: usize,
    },
}

impl OptimizerSpec {
    /// Step size α, before the schedule.
    pub fn learning_rate(&self) -> f32 {
        match *self {
            OptimizerSpec::Sgd { learning_rate, .. }
            | OptimizerSpec::Adam { learning_rate, .. }
            | OptimizerSpec::Adamw { learning_rate, .. }
            | OptimizerSpec::Rmsprop { learning_rate, .. }
            | OptimizerSpec::GradientDescent { learning_rate }
            | OptimizerSpec::Lbfgs { learning_rate, .. } => learning_rate,
        }
    }

    /// How the step size changes, and the longest gradient.
    pub fn moderation(&self) -> (Schedule, Option<f32>) {
        match *self {
            OptimizerSpec::Sgd {
                schedule,
                clip_norm,
                ..
            }
            | OptimizerSpec::Adam {
                schedule,
                clip_norm,
                ..
            }
            | OptimizerSpec::Adamw {
                schedule,
                clip_norm,
                ..
            }
            | OptimizerSpec::Rmsprop {
                schedule,
                clip_norm,
                ..
            } => (schedule, clip_norm),
            OptimizerSpec::GradientDescent { .. } | OptimizerSpec::Lbfgs { .. } => {
                (Schedule::default(), None)
            }
        }
    }

    /// Whether it searches for the length of its steps, for which it needs the loss of its batch, not the gradient alone.
    pub fn searches(&self) -> bool {
        matches!(
            self,
            OptimizerSpec::GradientDescent { .. } | OptimizerSpec::Lbfgs { .. }
        )
    }
}
