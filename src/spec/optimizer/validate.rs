//! The range of each number.

use crate::error::{Error, Result};
use crate::spec::check::Check;
use crate::spec::{Moderation, OptimizerSpec};

impl OptimizerSpec {
    /// Checks every number against its range.
    ///
    /// # Errors
    ///
    /// Names the field, what was given and what is expected.
    pub fn validate(&self) -> Result<()> {
        let check = Check("optimizer");
        check.positive("learning_rate", self.learning_rate())?;
        let Moderation {
            schedule,
            clip_norm,
        } = self.moderation();
        schedule.validate()?;
        if let Some(clip_norm) = clip_norm {
            check.positive("clip_norm", clip_norm)?;
        }
        match *self {
            OptimizerSpec::Sgd {
                momentum,
                nesterov,
                weight_decay,
                ..
            } => {
                check.share("momentum", momentum)?;
                check.not_negative("weight_decay", weight_decay)?;
                if nesterov && momentum == 0.0 {
                    return Err(Error::Spec(
                        "optimizer: nesterov is true and momentum is 0; expected a momentum above 0"
                            .into(),
                    ));
                }
                Ok(())
            }
            OptimizerSpec::Adam(adam) | OptimizerSpec::Adamw(adam) => {
                check.share("beta1", adam.beta1)?;
                check.share("beta2", adam.beta2)?;
                check.positive("epsilon", adam.epsilon)?;
                check.not_negative("weight_decay", adam.weight_decay)
            }
            OptimizerSpec::Rmsprop {
                beta2,
                epsilon,
                weight_decay,
                ..
            } => {
                check.share("beta2", beta2)?;
                check.positive("epsilon", epsilon)?;
                check.not_negative("weight_decay", weight_decay)
            }
            OptimizerSpec::GradientDescent { .. } => Ok(()),
            OptimizerSpec::Lbfgs { history, .. } => {
                let holds = (1..=100).contains(&history);
                check.holds("history", history as f32, holds, "1 to 100")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::AdamSpec;
    use serde_json::{from_value, json};

    #[test]
    fn defaults_are_filled_in() {
        let OptimizerSpec::Adam(AdamSpec {
            beta1,
            beta2,
            epsilon,
            weight_decay,
            ..
        }) = from_value(json!({ "type": "adam", "learning_rate": 0.001 })).unwrap()
        else {
            panic!("not Adam")
        };
        assert_eq!(
            (beta1, beta2, epsilon, weight_decay),
            (0.9, 0.999, 1e-8, 0.0)
        );
    }

    #[test]
    fn optimizer_numbers_have_ranges() {
        let check = |value| from_value::<OptimizerSpec>(value).unwrap().validate();
        let scheduled = |schedule: serde_json::Value| json!({ "type": "sgd", "learning_rate": 1, "schedule": schedule });
        for (given, name) in [
            (
                json!({ "type": "sgd", "learning_rate": 0 }),
                "learning_rate",
            ),
            (
                json!({ "type": "sgd", "learning_rate": 1, "momentum": 1 }),
                "momentum",
            ),
            (
                json!({ "type": "sgd", "learning_rate": 1, "nesterov": true }),
                "nesterov",
            ),
            (
                json!({ "type": "adam", "learning_rate": 1, "beta2": -0.1 }),
                "beta2",
            ),
            (
                json!({ "type": "rmsprop", "learning_rate": 1, "beta2": 1 }),
                "beta2",
            ),
            (
                json!({ "type": "adam", "learning_rate": 1, "epsilon": 0 }),
                "epsilon",
            ),
            (
                json!({ "type": "adam", "learning_rate": 1, "weight_decay": -1 }),
                "weight_decay",
            ),
            (
                json!({ "type": "adamw", "learning_rate": 1, "clip_norm": 0 }),
                "clip_norm is 0",
            ),
            (
                scheduled(json!({ "type": "step", "every": 0, "factor": 0.5 })),
                "every is 0",
            ),
            (
                scheduled(json!({ "type": "step", "every": 1.5, "factor": 0.5 })),
                "every is 1.5",
            ),
            (
                scheduled(json!({ "type": "exponential", "every": 9, "factor": 0 })),
                "factor is 0",
            ),
            (
                scheduled(json!({ "type": "exponential", "every": 9, "factor": -0.5 })),
                "factor is -0.5",
            ),
            (
                scheduled(json!({ "type": "cosine", "steps": 0 })),
                "steps is 0",
            ),
            (
                scheduled(json!({ "type": "cosine", "steps": 9, "warm_up": -1 })),
                "warm_up is -1",
            ),
            (
                scheduled(json!({ "type": "cosine", "steps": 9, "warm_up": 9 })),
                "warm_up is 9 and steps is 9; expected a warm_up shorter",
            ),
            (
                scheduled(json!({ "type": "cosine", "steps": 9, "end": 2 })),
                "end is 2",
            ),
            (
                scheduled(json!({ "type": "one_cycle", "steps": 9, "warm_up": 12 })),
                "warm_up is 12 and steps is 9",
            ),
            (
                scheduled(json!({ "type": "one_cycle", "steps": 9, "warm_up": 0 })),
                "warm_up is 0",
            ),
            (json!({ "type": "lbfgs", "history": 0 }), "history is 0"),
            (
                json!({ "type": "gradient_descent", "learning_rate": 0 }),
                "learning_rate is 0",
            ),
        ] {
            let message = check(given).unwrap_err().to_string();
            assert!(
                message.starts_with("optimizer") && message.contains(name),
                "{message}"
            );
        }
    }
}
