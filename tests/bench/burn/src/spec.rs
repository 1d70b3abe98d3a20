//! The part of the benchmark's nets that burn has to understand.

use serde::Deserialize;

#[derive(Deserialize)]
pub struct Spec {
    pub input: Input,
    pub layers: Vec<Layer>,
    pub loss: Loss,
    pub optimizer: Optimizer,
}

#[derive(Deserialize)]
pub struct Input {
    pub height: usize,
    pub width: usize,
    pub channels: usize,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Layer {
    Conv {
        filters: usize,
        kernel: usize,
        stride: usize,
        padding: Padding,
    },
    BatchNorm,
    Activation {
        function: Activation,
    },
    MaxPool {
        size: usize,
    },
    Dense {
        units: usize,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Padding {
    Same,
    Valid,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    Relu,
    Tanh,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    CrossEntropy,
    Mse,
}

/// Plain gradient descent with momentum: what every system of the benchmark has.
#[derive(Deserialize)]
pub struct Optimizer {
    pub learning_rate: f64,
    pub momentum: f64,
}
