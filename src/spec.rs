//! What was asked for: the network as data, with every default filled in while it is read.
//!
//! Only what a value means on its own is checked here. Whether a layer fits the map that reaches it is known where
//! the layer is built, in [`crate::layers`].

mod padding;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::tensor::Shape;

pub use padding::Padding;

/// A network: the shape of one picture, the layers in order, what is minimised and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "an object with input, layers, loss and optimizer"
)]
pub struct NetworkSpec {
    /// Shape of one picture.
    pub input: Shape,
    /// The layers, from the picture to the answer.
    pub layers: Vec<LayerSpec>,
    /// What training minimises.
    pub loss: LossSpec,
    /// How training moves the weights.
    pub optimizer: OptimizerSpec,
}

/// One layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "snake_case",
    deny_unknown_fields,
    expecting = "an object with the type of a layer"
)]
pub enum LayerSpec {
    /// Convolution with square kernels and a bias per filter.
    Conv {
        /// Number of kernels, and of channels that come out.
        filters: usize,
        /// Height and width of a kernel.
        kernel: usize,
        /// Distance of neighbouring windows.
        #[serde(default = "one")]
        stride: usize,
        /// Zeros around the map.
        #[serde(default)]
        padding: Padding,
    },
    /// Batch normalisation per channel.
    BatchNorm {
        /// Share of the old value in each update of the running mean and variance.
        #[serde(default = "defaults::batch_norm_momentum")]
        momentum: f32,
        /// Added to the variance.
        #[serde(default = "defaults::batch_norm_epsilon")]
        epsilon: f32,
    },
    /// A function of each value.
    Activation(Activation),
    /// The largest value of each window; ties go to the first.
    MaxPool(PoolSpec),
    /// The mean of each window.
    AveragePool(PoolSpec),
    /// The mean of each map.
    GlobalAveragePool {},
    /// While training, each value is dropped with probability `rate` and the others grow by 1 / (1 − rate).
    Dropout {
        /// Probability of being dropped.
        rate: f32,
    },
    /// Every input is connected to every unit, with a bias per unit.
    Dense {
        /// Number of outputs.
        units: usize,
    },
}

/// An activation function. Variants without parameters have braces so that serde refuses a stray parameter.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "function",
    rename_all = "snake_case",
    deny_unknown_fields,
    expecting = "an object with the function of an activation layer"
)]
pub enum Activation {
    /// max(x, 0)
    Relu {},
    /// x, or slope · x below 0
    LeakyRelu {
        /// Slope below 0.
        #[serde(default = "defaults::leaky_relu_slope")]
        slope: f32,
    },
    /// x, or exp(x) − 1 below 0
    Elu {},
    /// x · sigmoid(x)
    Silu {},
    /// 1 / (1 + exp(−x))
    Sigmoid {},
    /// tanh(x)
    Tanh {},
    /// 1.7159 · tanh(2x / 3)
    ScaledTanh {},
    /// x
    Identity {},
}

/// The window of a pooling layer. Windows that do not fit are dropped.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "PoolFields")]
pub struct PoolSpec {
    /// Height and width of a window.
    pub size: usize,
    /// Distance of neighbouring windows; `size` if left out.
    pub stride: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with the size of a window")]
struct PoolFields {
    size: usize,
    stride: Option<usize>,
}

impl From<PoolFields> for PoolSpec {
    fn from(fields: PoolFields) -> Self {
        PoolSpec {
            size: fields.size,
            stride: fields.stride.unwrap_or(fields.size),
        }
    }
}

/// What training minimises; formulas in [`crate::loss`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", expecting = "\"cross_entropy\" or \"mse\"")]
pub enum LossSpec {
    /// Softmax and cross-entropy; predictions are probabilities.
    CrossEntropy,
    /// Half the squared error, summed over the outputs.
    Mse,
}

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

fn one() -> usize {
    1
}

mod defaults {
    pub fn batch_norm_momentum() -> f32 {
        0.9
    }
    pub fn batch_norm_epsilon() -> f32 {
        1e-5
    }
    pub fn leaky_relu_slope() -> f32 {
        0.01
    }
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
    use serde_json::{from_value, json, to_value};

    fn layer(value: serde_json::Value) -> LayerSpec {
        from_value(value).unwrap()
    }

    fn problem(value: serde_json::Value) -> String {
        from_value::<LayerSpec>(value).unwrap_err().to_string()
    }

    #[test]
    fn defaults_are_filled_in() {
        let filled = |given, full| assert_eq!(to_value(layer(given)).unwrap(), full);
        filled(
            json!({ "type": "conv", "filters": 4, "kernel": 3 }),
            json!({ "type": "conv", "filters": 4, "kernel": 3, "stride": 1, "padding": "same" }),
        );
        filled(
            json!({ "type": "max_pool", "size": 3 }),
            json!({ "type": "max_pool", "size": 3, "stride": 3 }),
        );
        filled(
            json!({ "type": "activation", "function": "relu" }),
            json!({ "type": "activation", "function": "relu" }),
        );
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
    fn what_is_unknown_or_missing_is_named() {
        let unknown = problem(json!({ "type": "convv" }));
        assert!(
            unknown.contains("`convv`") && unknown.contains("`conv`"),
            "{unknown}"
        );
        let function = problem(json!({ "type": "activation", "function": "swish" }));
        assert!(
            function.contains("`swish`") && function.contains("`silu`"),
            "{function}"
        );
        let stray = problem(json!({ "type": "activation", "function": "relu", "slope": 1 }));
        assert!(stray.contains("`slope`"), "{stray}");
        let field = problem(json!({ "type": "dense", "unit": 3 }));
        assert!(field.contains("`unit`"), "{field}");
        let missing = problem(json!({ "type": "conv", "kernel": 3 }));
        assert!(missing.contains("`filters`"), "{missing}");
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
