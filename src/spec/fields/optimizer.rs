//! The fields of an optimizer and of its schedule.

use super::Result;
use crate::spec::{AdamSpec, Moderation, OptimizerSpec, Schedule};
use crate::value::{Fields, Object};

impl Object for OptimizerSpec {
    const EXPECTED: &'static str = "an object with the type of an optimizer";
    const BLANK: Self = OptimizerSpec::GradientDescent { learning_rate: 0.0 };

    fn list(&mut self, fields: &mut Fields) -> Result<()> {
        let (learning_rate, weight_decay, moderation) = (0.0, 0.0, Moderation::NONE);
        let (momentum, nesterov) = (0.0, false);
        let (beta1, beta2, epsilon) = (0.0, 0.0, 0.0);
        let history = 0;
        let sgd = OptimizerSpec::Sgd {
            learning_rate,
            momentum,
            nesterov,
            weight_decay,
            moderation,
        };
        let adam = AdamSpec {
            learning_rate,
            beta1,
            beta2,
            epsilon,
            weight_decay,
            moderation,
        };
        let rmsprop = OptimizerSpec::Rmsprop {
            learning_rate,
            beta2,
            epsilon,
            weight_decay,
            moderation,
        };
        let lbfgs = OptimizerSpec::Lbfgs {
            learning_rate,
            history,
        };
        let variants = [
            ("sgd", sgd),
            ("adam", OptimizerSpec::Adam(adam)),
            ("adamw", OptimizerSpec::Adamw(adam)),
            ("rmsprop", rmsprop),
            ("gradient_descent", Self::BLANK),
            ("lbfgs", lbfgs),
        ];
        fields.tag("type", self, &variants)?;
        match self {
            OptimizerSpec::Sgd {
                learning_rate,
                momentum,
                nesterov,
                weight_decay,
                moderation,
            } => {
                fields.required("learning_rate", learning_rate)?;
                fields.optional("momentum", momentum, 0.0)?;
                fields.optional("nesterov", nesterov, false)?;
                fields.optional("weight_decay", weight_decay, 0.0)?;
                moderation.list(fields)
            }
            OptimizerSpec::Adam(adam) => adam.list(0.0, fields),
            OptimizerSpec::Adamw(adam) => adam.list(0.01, fields),
            OptimizerSpec::Rmsprop {
                learning_rate,
                beta2,
                epsilon,
                weight_decay,
                moderation,
            } => {
                fields.required("learning_rate", learning_rate)?;
                fields.optional("beta2", beta2, 0.99)?;
                fields.optional("epsilon", epsilon, 1e-8)?;
                fields.optional("weight_decay", weight_decay, 0.0)?;
                moderation.list(fields)
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

impl AdamSpec {
    fn list(&mut self, usual_decay: f32, fields: &mut Fields) -> Result<()> {
        fields.required("learning_rate", &mut self.learning_rate)?;
        fields.optional("beta1", &mut self.beta1, 0.9)?;
        fields.optional("beta2", &mut self.beta2, 0.999)?;
        fields.optional("epsilon", &mut self.epsilon, 1e-8)?;
        fields.optional("weight_decay", &mut self.weight_decay, usual_decay)?;
        self.moderation.list(fields)
    }
}

impl Moderation {
    fn list(&mut self, fields: &mut Fields) -> Result<()> {
        fields.optional("schedule", &mut self.schedule, Schedule::default())?;
        fields.if_given("clip_norm", &mut self.clip_norm)
    }
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
