//! What a training will take: arithmetic and memory, before it begins.

use super::recipe::{Counts, Recipe};
use crate::error::Result;
use crate::layers::{Layer, Path};
use crate::network::model::Model;
use crate::spec::{LayerSpec, NetworkSpec};
use crate::tensor::Shape;

/// Bytes of a number.
const NUMBER: f64 = size_of::<f32>() as f64;
/// Numbers per weight: itself, its gradient, what Adam remembers of it, and the next of all but the gradient.
const PER_WEIGHT: f64 = 7.0;
/// Passes of a step that take as long as the forward one: that, the gradient of the maps and that of the weights.
const PASSES: usize = 3;

/// What one picture costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// Number of weights.
    pub weights: usize,
    /// Multiplications with an addition, forward, of what learns.
    pub multiply_adds: f64,
    /// Values of all maps.
    maps: f64,
    /// Of a frozen stem, through which each picture goes once.
    stem: Option<Box<Cost>>,
}

impl Cost {
    /// Of the network of a spec.
    ///
    /// # Errors
    ///
    /// Names the layer that cannot be built.
    pub fn of(spec: &NetworkSpec) -> Result<Self> {
        if let (Some(stem), Some(head)) = (spec.stem(), spec.head()) {
            // Whether it is loaded or not.
            let stem = Cost::of_layers(spec.input, &stem.name.stages().concat())?;
            return Ok(Cost {
                stem: Some(Box::new(stem)),
                ..Cost::of(&head)?
            });
        }
        Cost::of_layers(spec.input, &spec.layers)
    }

    fn of_layers(input: Shape, layers: &[LayerSpec]) -> Result<Self> {
        let model = Model::new(input, layers, 0, Path::Readable)?;
        Ok(Cost {
            weights: model.weights(),
            multiply_adds: model.layers().multiply_adds(),
            maps: model.layers().maps_len(),
            stem: None,
        })
    }

    /// Of the same network where the stem learns, too.
    pub fn unfrozen(&self) -> Cost {
        let Some(stem) = &self.stem else {
            return self.clone();
        };
        Cost {
            weights: stem.weights + self.weights,
            multiply_adds: stem.multiply_adds + self.multiply_adds,
            maps: stem.maps + self.maps,
            stem: None,
        }
    }

    /// Multiplications with an addition of a whole training, validation included.
    pub fn training(&self, recipe: &Recipe, counts: Counts) -> f64 {
        let passes = PASSES * recipe.epoch_length + counts.validation;
        let pictures = counts.training * (1 + recipe.views) + counts.validation;
        let by_stem = self.stem.as_ref().map_or(0.0, |stem| stem.multiply_adds);
        recipe.epochs as f64 * passes as f64 * self.multiply_adds + pictures as f64 * by_stem
    }

    /// Bytes of the network while it trains, about: fused layers need fewer maps.
    pub fn bytes(&self, recipe: &Recipe) -> f64 {
        let input = recipe.spec.input.len() as f64;
        let maps = recipe.batch_size as f64 * (input + 2.0 * self.maps);
        (PER_WEIGHT * self.weights as f64 + maps) * NUMBER
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn multiplications_are_those_of_the_formulas() {
        let spec: NetworkSpec = serde_json::from_value(json!({
            "input": { "height": 8, "width": 6, "channels": 3 },
            "layers": [
                { "type": "conv", "filters": 4, "kernel": 3 },
                { "type": "batch_norm" },
                { "type": "activation", "function": "relu" },
                { "type": "max_pool", "size": 2 },
                { "type": "dense", "units": 5 },
            ],
            "loss": "cross_entropy",
            "optimizer": { "type": "adam", "learning_rate": 0.001 },
        }))
        .unwrap();
        let cost = Cost::of(&spec).unwrap();
        let (conv, dense) = (8 * 6 * 4 * 3 * 3 * 3, 4 * 3 * 4 * 5);
        assert_eq!(cost.multiply_adds, f64::from(conv + dense));
        assert_eq!(cost.weights, (4 * 27 + 4) + 4 * 4 + (48 * 5 + 5));
    }
}
