//! The fields of an optimizer and of its schedule.

use super::Result;
use crate::spec::{OptimizerSpec, Schedule};
use crate::value::{Fields, Object};

const SGD: OptimizerSpec = OptimizerSpec::Sgd {
    learning_rate: 0.0,
    momentum: 0.0,
    nesterov: false,
    weight_decay: 0.0,
    schedule: Schedule::BLANK,
    clip_norm: None,
};
const ADAM: OptimizerSpec = OptimizerSpec::Adam {
    learning_rate: 0.0,
    beta1: 0.0,
    beta2: 0.0,
    epsilon: 0.0,
    weight_decay: 0.0,
    schedule: Schedule::BLANK,
    clip_norm: None,
};
const ADAMW: OptimizerSpec = OptimizerSpec::Adamw {
    learning_rate: 0.0,
    beta1: 0.0,
    beta2: 0.0,
    epsilon: 0.0,
    weight_decay: 0.0,
    schedule: Schedule::BLANK,
    clip_norm: None,
};
const RMSPROP: OptimizerSpec = OptimizerSpec::Rmsprop {
    learning_rate: 0.0,
    beta2: 0.0,
    epsilon: 0.0,
    weight_decay: 0.0,
    schedule: Schedule::BLANK,
    clip_norm: None,
};
const LBFGS: OptimizerSpec = OptimizerSpec::Lbfgs {
    learning_rate: 0.0,
    history: 0,
};

impl Object for OptimizerSpec {
    const EXPECTED: &'static str = "an object with the type of an optimizer";
    const BLANK: Self = OptimizerSpec::GradientDescent { learning_rate: 0.0 };

    fn list(&mut self, fields: &mut Fields) -> Result<()> {
        let variants = [
            ("sgd", SGD),
            ("adam", ADAM),
            ("adamw", ADAMW),
            ("rmsprop", RMSPROP),
            ("gradient_descent", Self::BLANK),
            ("lbfgs", LBFGS),
        ];
        fields.tag("type", self, &variants)?;
        let adam_decay = match self {
            OptimizerSpec::Adamw { .. } => 0.01,
            _ => 0.0,
        };
        match self {
            OptimizerSpec::Sgd {
                learning_rate,
                momentum,
                nesterov,
                weight_decay,
                schedule,
                clip_norm,
            } => {
                fields.required("learning_rate", learning_rate)?;
                fields.optional("momentum", momentum, 0.0)?;
                fields.optional("nesterov", nesterov, false)?;
                fields.optional("weight_decay", weight_decay, 0.0)?;
                list_moderation(fields, schedule, clip_norm)
            }
            OptimizerSpec::Adam {
                learning_rate,
                beta1,
                beta2,
                epsilon,
                weight_decay,
                schedule,
                clip_norm,
            }
            | OptimizerSpec::Adamw {
                learning_rate,
                beta1,
                beta2,
                epsilon,
                weight_decay,
                schedule,
                clip_norm,
            } => {
                fields.required("learning_rate", learning_rate)?;
                fields.optional("beta1", beta1, 0.9)?;
                fields.optional("beta2", beta2, 0.999)?;
                fields.optional("epsilon", epsilon, 1e-8)?;
                fields.optional("weight_decay", weight_decay, adam_decay)?;
                list_moderation(fields, schedule, clip_norm)
            }
            OptimizerSpec::Rmsprop {
                learning_rate,
                beta2,
                epsilon,
                weight_decay,
                schedule,
                clip_norm,
            } => {
                fields.required("learning_rate", learning_rate)?;
                fields.optional("beta2", beta2, 0.99)?;
                fields.optional("epsilon", epsilon, 1e-8)?;
                fields.optional("weight_decay", weight_decay, 0.0)?;
                list_moderation(fields, schedule, clip_norm)
            }
            OptimizerSpec::GradientDescent { learning_rate } => {
                fields.optional("learning_rate", learning_rate, 1.0)
            }
            OptimizerSpec::Lbfgs {
                learning_rate,
                history,
            } => {
                fields.optional("learning_rate", learning_rate, 1.0)?;
                fields.optional("history", history, 10)
            }
        }
    }
}

/// What all take that do not search for the length of their steps.
fn list_moderation(
    fields: &mut Fields,
    schedule: &mut Schedule,
    clip_norm: &mut Option<f32>,
) -> Result<()> {
    fields.optional("schedule", schedule, Schedule::default())?;
    fields.if_given("clip_norm", clip_norm)
}

impl Object for Schedule {
    const EXPECTED: &'static str = "an object with the type of a schedule";
    const BLANK: Self = Schedule::Constant {};

    fn list(&mut self, fields: &mut Fields) -> Result<()> {
        let (every, factor) = (0.0, 0.0);
        let (steps, warm_up, end) = (0.0, 0.0, 0.0);
        let cosine = Schedule::Cosine {
            steps,
            warm_up,
            end,
        };
        let variants = [
            ("constant", Schedule::Constant {}),
            ("step", Schedule::Step { every, factor }),
            ("exponential", Schedule::Exponential { every, factor }),
            ("cosine", cosine),
            ("one_cycle", Schedule::OneCycle { steps, warm_up }),
        ];
        fields.tag("type", self, &variants)?;
        match self {
            Schedule::Constant {} => Ok(()),
            Schedule::Step { every, factor } | Schedule::Exponential { every, factor } => {
                fields.required("every", every)?;
                fields.required("factor", factor)
            }
            Schedule::Cosine {
                steps,
                warm_up,
                end,
            } => {
                fields.required("steps", steps)?;
                fields.optional("warm_up", warm_up, 0.0)?;
                fields.optional("end", end, 0.0)
            }
            Schedule::OneCycle { steps, warm_up } => {
                fields.required("steps", steps)?;
                fields.required("warm_up", warm_up)
            }
        }
    }
}
