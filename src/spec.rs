//! What was asked for: the network as data, with every default filled in while it is read.
//!
//! Only what a value means on its own is checked here. Whether a layer fits the map that reaches it is known where
//! the layer is built, in [`crate::layers`].

mod augmentation;
mod check;
mod fields;
mod optimizer;
mod padding;
mod schedule;

use crate::tensor::Shape;

pub use augmentation::AugmentationSpec;
pub use optimizer::{AdamSpec, Moderation, OptimizerSpec};
pub use padding::Padding;
pub use schedule::Schedule;

/// A network: the shape of one picture, the layers in order, what is minimised and how.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkSpec {
    /// Shape of one picture.
    pub input: Shape,
    /// The layers, from the picture to the answer.
    pub layers: Vec<LayerSpec>,
    /// What training minimises.
    pub loss: LossSpec,
    /// How training moves the weights.
    pub optimizer: OptimizerSpec,
    /// How far pictures are varied when a step asks for it.
    pub augmentation: AugmentationSpec,
}

/// One layer.
#[derive(Clone, Debug, PartialEq)]
pub enum LayerSpec {
    /// Convolution with square kernels and a bias per filter.
    Conv {
        /// Number of kernels, and of channels that come out.
        filters: usize,
        /// Height and width of a kernel.
        kernel: usize,
        /// Distance of neighbouring windows.
        stride: usize,
        /// Zeros around the map.
        padding: Padding,
    },
    /// Batch normalisation per channel.
    BatchNorm {
        /// Share of the old value in each update of the running mean and variance.
        momentum: f32,
        /// Added to the variance.
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

/// An activation function.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Activation {
    /// max(x, 0)
    Relu {},
    /// x, or slope · x below 0
    LeakyRelu {
        /// Slope below 0.
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
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PoolSpec {
    /// Height and width of a window.
    pub size: usize,
    /// Distance of neighbouring windows; `size` if left out.
    pub stride: usize,
}

/// What training minimises; formulas in [`crate::loss`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LossSpec {
    /// Softmax and cross-entropy; predictions are probabilities.
    CrossEntropy,
    /// Half the squared error, summed over the outputs.
    Mse,
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
}
