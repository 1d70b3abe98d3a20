//! How training moves the weights, as data.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// How training moves the weights; formulas in [`crate::optimizer`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "snake_case",
    deny_unknown_fields,
    expecting = "an object with the type of an optimizer"
)]
pub enum OptimizerSpec {
    /// Gradient descent.
    Sgd {
        /// Step size α.
        learning_rate: f32,
        /// Share of the old velocity that stays.
        #[serde(default)]
        momentum: f32,
        /// Look ahead along the velocity.
        #[serde(default)]
        nesterov: bool,
        /// L2 decay of the kernels, added to their gradient.
        #[serde(default)]
        weight_decay: f32,
    },
    /// Adam, with decoupled weight decay.
    Adam {
        /// Step size α.
        learning_rate: f32,
        /// Share of the old mean gradient that stays.
        #[serde(default = "defaults::adam_beta1")]
        beta1: f32,
        /// Share of the old mean squared gradient that stays.
        #[serde(default = "defaults::adam_beta2")]
        beta2: f32,
        /// Added to the root of the mean squared gradient.
        #[serde(default = "defaults::adam_epsilon")]
        epsilon: f32,
        /// Decay of the kernels, apart from the gradient.
        #[serde(default)]
        weight_decay: f32,
    },
    /// RMSProp: each gradient over the root of its mean square.
    Rmsprop {
        /// Step size α.
        learning_rate: f32,
        /// Share of the old mean squared gradient that stays.
        #[serde(default = "defaults::rmsprop_beta2")]
        beta2: f32,
        /// Added to the root of the mean squared gradient.
        #[serde(default = "defaults::adam_epsilon")]
        epsilon: f32,
        /// L2 decay of the kernels, added to their gradient.
        #[serde(default)]
        weight_decay: f32,
    },
}

mod defaults {
    pub fn adam_beta1() -> f32 {
        0.9
    }
    pub fn adam_beta2() -> f32 {
        0.999
    }
    pub fn rmsprop_beta2() -> f32 {
        0.99
    }
    pub fn adam_epsilon() -> f32 {
        1e-8
    }
}

impl OptimizerSpec {
    /// Step size α.
    pub fn learning_rate(&self) -> f32 {
        match *self {
            OptimizerSpec::Sgd { learning_rate, .. }
            | OptimizerSpec::Adam { learning_rate, .. }
            | OptimizerSpec::Rmsprop { learning_rate, .. } => learning_rate,
        }
    }

    /// Checks every number against its range.
    ///
    /// # Errors
    ///
    /// Names the field, what was given and what is expected.
    pub fn validate(&self) -> Result<()> {
        let check = |name: &str, value: f32, holds: bool, expected: &str| match holds {
            true => Ok(()),
            false => Err(Error::Spec(format!(
                "optimizer: {name} is {value}; expected {expected}"
            ))),
        };
        let positive = |name, value: f32| {
            let holds = value > 0.0 && value.is_finite();
            check(name, value, holds, "a number above 0")
        };
        let not_negative = |name, value: f32| {
            let holds = value >= 0.0 && value.is_finite();
            check(name, value, holds, "0 or more")
        };
        let share = |name, value: f32| {
            let holds = (0.0..1.0).contains(&value);
            check(name, value, holds, "at least 0 and below 1")
        };
        positive("learning_rate", self.learning_rate())?;
        match *self {
            OptimizerSpec::Sgd {
                momentum,
                nesterov,
                weight_decay,
                ..
            } => {
                share("momentum", momentum)?;
                not_negative("weight_decay", weight_decay)?;
                if nesterov && momentum == 0.0 {
                    return Err(Error::Spec(
                        "optimizer: nesterov is true and momentum is 0; expected a momentum above 0"
                            .into(),
                    ));
                }
                Ok(())
            }
            OptimizerSpec::Adam {
                beta1,
                beta2,
                epsilon,
                weight_decay,
                ..
            } => {
                share("beta1", beta1)?;
                share("beta2", beta2)?;
                positive("epsilon", epsilon)?;
                not_negative("weight_decay", weight_decay)
            }
            OptimizerSpec::Rmsprop {
                beta2,
                epsilon,
                weight_decay,
                ..
            } => {
                share("beta2", beta2)?;
                positive("epsilon", epsilon)?;
                not_negative("weight_decay", weight_decay)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{from_value, json};

    #[test]
    fn defaults_are_filled_in() {
        let OptimizerSpec::Adam {
            beta1,
            beta2,
            epsilon,
            weight_decay,
            ..
        } = from_value(json!({ "type": "adam", "learning_rate": 0.001 })).unwrap()
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
        ] {
            let message = check(given).unwrap_err().to_string();
            assert!(
                message.starts_with("optimizer: ") && message.contains(name),
                "{message}"
            );
        }
    }
}
