//! What was asked for: the network as data, with every default filled in while it is read.
//!
//! A layer's spec stands in its file in [`crate::layers`], an optimiser's in [`crate::optimizer`], a function's in
//! `crate::layers::activation`; here they meet. Whether a layer fits the map that reaches it is known where it is built.

mod augmentation;
pub(crate) mod check;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::read::read;
use crate::tensor::Shape;

pub use crate::layers::activation::specs::*;
pub use crate::layers::conv::Padding;
pub use crate::layers::specs::*;
pub use crate::layers::stem::{StemId, StemInfo, Trainable};
pub use crate::loss::LossSpec;
pub use crate::optimizer::schedule::*;
pub use crate::optimizer::specs::*;
pub use augmentation::AugmentationSpec;

/// A network as data. What is left out has its default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct NetworkSpec {
    /// Shape of one picture.
    pub input: Shape,
    /// The layers, from the picture to the answer.
    pub layers: Vec<LayerSpec>,
    /// What training minimises.
    pub loss: LossSpec,
    /// How training moves the weights.
    pub optimizer: OptimizerSpec,
    /// How far pictures are augmented when a step asks for it; the defaults fit what a webcam sees.
    #[serde(default)]
    pub augmentation: AugmentationSpec,
}

impl NetworkSpec {
    /// Reads a spec as people write it.
    ///
    /// # Errors
    ///
    /// Begins with the place that is wrong, such as `layers[3].units`, or with `spec`.
    pub fn from_json(value: serde_json::Value) -> Result<Self> {
        read(value).map_err(|problem| Error::Spec(problem.at_least_within("spec").into()))
    }
}

#[cfg(test)]
mod tests;
