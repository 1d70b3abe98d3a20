//! The questions that readers of the article asked, as experiments that one can run and watch.
//!
//! A module each: its settings, with the ranges in which they may be chosen, and `run`, which gives data, no sentences.
//! The examples print it, the page draws it at each move of a slider, and the tests hold it against closed forms and
//! differences of the loss; all three call the same function.

mod curvature;
pub mod dead_relu;
pub mod delta_size;
pub mod drawn;
pub mod image_size;
pub mod kernel_gradient;
pub mod kernel_recovery;
pub mod missing_derivative;
mod settings;
pub mod step_size;
mod surface;

use serde::Serialize;
use serde_json::{Value, json};

use crate::error::Result;
use crate::network::Network;
use crate::rng::Rng;
use crate::spec::NetworkSpec;
use settings::settings;

pub use settings::Slider;
pub use surface::Surface;

/// The settings of each experiment that are numbers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LabSliders {
    kernel_gradient: &'static [Slider],
    step_size: &'static [Slider],
    kernel_recovery: &'static [Slider],
    dead_relu: &'static [Slider],
    delta_size: &'static [Slider],
    image_size: &'static [Slider],
    missing_derivative: &'static [Slider],
}

/// The settings of each experiment that are numbers.
pub const SLIDERS: LabSliders = LabSliders {
    kernel_gradient: kernel_gradient::KernelGradientSettings::SLIDERS,
    step_size: step_size::StepSizeSettings::SLIDERS,
    kernel_recovery: kernel_recovery::KernelRecoverySettings::SLIDERS,
    dead_relu: dead_relu::DeadReluSettings::SLIDERS,
    delta_size: delta_size::DeltaSizeSettings::SLIDERS,
    image_size: image_size::ImageSizeSettings::SLIDERS,
    missing_derivative: missing_derivative::MissingDerivativeSettings::SLIDERS,
};

/// Squared error on maps of `[height, width, channels]`.
fn network(
    [height, width, channels]: [usize; 3],
    layers: Value,
    optimizer: Value,
    seed: u64,
) -> Result<Network> {
    let spec = json!({
        "input": { "height": height, "width": width, "channels": channels },
        "layers": layers,
        "loss": "mse",
        "optimizer": optimizer,
    });
    Network::new(NetworkSpec::from_json(spec)?, seed)
}

fn sgd(learning_rate: f32) -> Value {
    json!({ "type": "sgd", "learning_rate": learning_rate })
}

fn adam(learning_rate: f32) -> Value {
    json!({ "type": "adam", "learning_rate": learning_rate })
}

/// Uniform in −1…1.
fn noise(rng: &mut Rng, len: usize) -> Vec<f32> {
    (0..len).map(|_| rng.symmetric(1.0)).collect()
}

/// Σ a·b
fn dot(a: &[f32], b: &[f32]) -> f64 {
    let products = a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b));
    products.sum()
}

/// Euclidean norm.
fn norm(values: &[f32]) -> f64 {
    dot(values, values).sqrt()
}

/// a − b
fn difference(a: &[f32], b: &[f32]) -> Vec<f32> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// How far `values` are from `truth`, relative to its length.
fn distance(values: &[f32], truth: &[f32]) -> f64 {
    norm(&difference(values, truth)) / norm(truth)
}

/// (E(w + h) − E(w − h)) / 2h for the first `count` weights.
fn finite_differences(
    network: &mut Network,
    [inputs, targets]: [&[f32]; 2],
    count: usize,
    h: f32,
) -> Result<Vec<f32>> {
    let weights = network.weights().to_vec();
    let mut loss_at = |i: usize, shift: f32| {
        let mut weights = weights.clone();
        weights[i] += shift;
        network.set_weights(&weights)?;
        Ok(network.evaluate(inputs, targets)?.loss)
    };
    let slopes = (0..count).map(|i| Ok((loss_at(i, h)? - loss_at(i, -h)?) / (2.0 * h)));
    let slopes = slopes.collect();
    network.set_weights(&weights)?;
    slopes
}
