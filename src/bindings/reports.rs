//! What the engine found, as plain objects: numbers in large amounts as typed arrays, nothing as null.

use js_sys::{Float32Array, Float64Array};
use serde::Serialize;
use serde_wasm_bindgen::{Serializer, preserve};
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use crate::network;

/// Writes a report.
pub fn write(report: &(impl Serialize + ?Sized)) -> JsValue {
    report
        .serialize(&Serializer::json_compatible())
        .expect("reports are plain data")
}

/// The gradient of the mean loss, and what else a step needs.
#[derive(Serialize, Tsify)]
pub struct Gradients {
    /// Mean loss of a picture.
    loss: f32,
    /// Number of correct predictions.
    correct: usize,
    /// All parameters in order; 0 for those that are not trainable.
    #[serde(with = "preserve")]
    gradients: Float32Array,
    /// What batch norm observed: of each layer, per channel, the mean of x and then the mean of x².
    #[serde(with = "preserve")]
    statistics: Float64Array,
}

impl From<network::Gradients<'_>> for Gradients {
    fn from(found: network::Gradients) -> Self {
        Gradients {
            loss: found.loss,
            correct: found.correct,
            gradients: found.gradients.into(),
            statistics: found.statistics.into(),
        }
    }
}

/// All that training changes.
#[derive(Serialize, Tsify)]
pub struct NetworkState {
    /// All parameters in order.
    #[serde(with = "preserve")]
    weights: Float32Array,
    /// What the optimiser remembers of earlier steps.
    #[serde(with = "preserve")]
    memory: Float32Array,
    /// Steps taken. Unlike u64, f64 can be written beyond 2⁵³, too.
    steps: f64,
}

impl From<network::State> for NetworkState {
    fn from(state: network::State) -> Self {
        NetworkState {
            weights: state.weights.as_slice().into(),
            memory: state.memory.as_slice().into(),
            steps: state.steps as f64,
        }
    }
}
