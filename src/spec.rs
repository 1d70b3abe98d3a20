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
    /// The stem that the network begins with, if it does.
    pub fn stem(&self) -> Option<&StemSpec> {
        match self.layers.first() {
            Some(LayerSpec::Stem(stem)) => Some(stem),
            _ => None,
        }
    }

    /// How the stem's features are normalised, if that is what its layer does first.
    pub(crate) fn norm(&self) -> Option<PowerNormSpec> {
        match self.layers[..] {
            [LayerSpec::Stem(_), LayerSpec::PowerNorm(norm), ..] => Some(norm),
            _ => None,
        }
    }

    /// The head behind a frozen stem, as a network of its own that takes features, and takes them normalised, if that is what
    /// its layer does first. Layers keep their places: in that of what has been done already is one that does nothing. Its
    /// weights are those of the whole.
    pub(crate) fn head(&self) -> Option<NetworkSpec> {
        let stem = self.stem().filter(|stem| stem.is_frozen())?;
        let mut head = self.clone();
        head.input = Shape::vector(stem.name.features());
        let done = if self.norm().is_some() { 2 } else { 1 };
        head.layers[..done].fill(LayerSpec::Activation(Activation::Identity(Identity {})));
        Some(head)
    }

    /// What learns: the head behind a frozen stem, or else the whole.
    pub(crate) fn learning(&self) -> NetworkSpec {
        self.head().unwrap_or_else(|| self.clone())
    }

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
