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
        /// What keeps its steps within bounds.
        moderation: Moderation,
    },
    /// Adam, with decoupled weight decay.
    Adam(AdamSpec),
    /// The same as Adam, with a decay to begin with.
    Adamw(AdamSpec),
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
        /// What keeps its steps within bounds.
        moderation: Moderation,
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

/// The numbers of Adam.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdamSpec {
    /// Step size α.
    pub learning_rate: f32,
    /// Share of the old mean gradient that stays.
    pub beta1: f32,
    /// Share of the old mean squared gradient that stays.
    pub beta2: f32,
    /// Added to the root of the mean squared gradient.
    pub epsilon: f32,
    /// Decay of the kernels, apart from the gradient.
    pub weight_decay: f32,
    /// What keeps its steps within bounds.
    pub moderation: Moderation,
}

/// What all take that do not search for the length of their steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moderation {
    /// How the step size changes.
    pub schedule: Schedule,
    /// Longest gradient: a longer one is shortened to it before all else.
    pub clip_norm: Option<f32>,
}

impl Moderation {
    /// None.
    pub const NONE: Self = Moderation {
        schedule: Schedule::Constant {},
        clip_norm: None,
    };
}

impl OptimizerSpec {
    /// Step size α, before the schedule.
    pub fn learning_rate(&self) -> f32 {
        match *self {
            OptimizerSpec::Adam(AdamSpec { learning_rate, .. })
            | OptimizerSpec::Adamw(AdamSpec { learning_rate, .. })
            | OptimizerSpec::Sgd { learning_rate, .. }
            | OptimizerSpec::Rmsprop { learning_rate, .. }
            | OptimizerSpec::GradientDescent { learning_rate }
            | OptimizerSpec::Lbfgs { learning_rate, .. } => learning_rate,
        }
    }

    /// What keeps its steps within bounds.
    pub fn moderation(&self) -> Moderation {
        match *self {
            OptimizerSpec::Adam(AdamSpec { moderation, .. })
            | OptimizerSpec::Adamw(AdamSpec { moderation, .. })
            | OptimizerSpec::Sgd { moderation, .. }
            | OptimizerSpec::Rmsprop { moderation, .. } => moderation,
            OptimizerSpec::GradientDescent { .. } | OptimizerSpec::Lbfgs { .. } => Moderation::NONE,
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
