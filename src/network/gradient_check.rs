//! Is the backward pass right? Backpropagation against differences of the loss.
//!
//! With the loss L at w, w ± h and w ± h/2 there are two estimates of ∂L/∂w that know one side each,
//! `(4·L(w ± h/2) − L(w ± h) − 3·L(w)) / ±h`; their mean is a central difference. Each is off by a multiple of h²
//! where L is smooth. Where ReLU or max-pooling bends L within reach of h, the two differ, or differ from those for
//! 2h: then h is halved. Where they still differ at the smallest h, as at the bend itself, there is no derivative to
//! compare with, and the weight is counted as such.

use std::ops::Range;

use serde::Serialize;

use super::model::Parameter;
use super::{Network, no_memory_for};
use crate::error::Result;

/// The largest step h, the first that is tried. Powers of two, so that w ± h loses few digits.
///
/// Losses are made of f32, good to 10⁻⁶ of themselves, so that a difference over h is good to 10⁻⁶/h of the loss: for
/// the largest h 6·10⁻⁵, for the smallest 4·10⁻³. The curvature's part, h²/12 of the third derivative, is 2·10⁻⁵ for
/// weights whose inputs are about 1. Twice as large a step can reach beyond several bends that happen to make the same
/// error at h and at h/2: overlapping windows of max-pooling have many.
const LARGEST_STEP: f32 = 1.0 / 64.0;
const SMALLEST_STEP: f32 = 1.0 / 4096.0;

/// Where estimates differ by more, there is a bend between them; where backpropagation and differences do, one of them is
/// wrong. Relative to the largest derivative of the parameter. Five times what rounding does to a difference at the
/// smallest step; a factor forgotten or a kernel turned the wrong way is off by tens of percent.
pub const TOLERANCE: f64 = 0.02;

/// Derivatives smaller than this part of the loss drown in its rounding errors: errors are relative to at least so much.
const LEAST_SCALE: f64 = 0.01;
/// A loss of less counts as this: where all is 0, errors would be relative to nothing.
const LEAST_LOSS: f64 = 1e-6;

/// Of a larger parameter so many values are compared, evenly spread. A prime, so that the steps from one to the next
/// do not keep to one column of a kernel.
const MOST_VALUES: usize = 251;

/// What the comparison found in one layer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct LayerCheck {
    /// The layer's place in the spec.
    pub layer: usize,
    /// Whether no weight is off by more than [`TOLERANCE`].
    pub agrees: bool,
    /// Number of weights compared: all, or of each large parameter some.
    pub compared: usize,
    /// Number of weights left out, because the loss has a bend there.
    pub bends: usize,
    /// Where the two are furthest apart; `None` when there was nothing to compare.
    pub worst: Option<Difference>,
}

/// A weight's derivative, found in two ways.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Difference {
    /// The parameter: `layers[i].kernel` and the like.
    pub name: String,
    /// The weight's place in the parameter.
    pub index: usize,
    /// ∂loss/∂w as backpropagation has it.
    pub backpropagation: f32,
    /// ∂loss/∂w as differences of the loss have it.
    pub numerical: f32,
    /// Their distance, relative to the largest derivative of the parameter.
    pub relative_error: f32,
}

impl Network {
    /// Compares ∂loss/∂weights, layer by layer, with differences of the loss, in training mode. The network stays as it
    /// was. It takes six or more forward passes per weight: a few pictures are enough.
    ///
    /// # Errors
    ///
    /// As [`gradients`](Self::gradients).
    pub fn check_gradients(&mut self, inputs: &[f32], targets: &[f32]) -> Result<Vec<LayerCheck>> {
        let n = self.check_examples(inputs, targets)?;
        self.model.reserve(n, true).map_err(|_| no_memory_for(n))?;
        let before = (self.statistics.clone(), self.batch_seen);
        let passed = self.pass(inputs, targets, n);
        (self.statistics, self.batch_seen) = before;
        passed?;
        let mode = self.step_mode();
        let outputs = self.model.outputs();
        let (model, kind) = (&mut self.model, self.spec.loss);
        let parameters = model.parameters().to_vec();
        let loss = |weights: &[f32]| {
            let z = model.forward(weights, inputs, mode);
            kind.sum(z, targets, outputs) / n as f64
        };
        Ok(compare(&parameters, &self.weights, &self.d_weights, loss))
    }
}

/// Compares `d_weights` with differences of `loss` at `weights`.
fn compare(
    parameters: &[Parameter],
    weights: &[f32],
    d_weights: &[f32],
    loss: impl FnMut(&[f32]) -> f64,
) -> Vec<LayerCheck> {
    let mut differences = Differences::new(weights, loss);
    let mut layers: Vec<LayerCheck> = Vec::new();
    for parameter in parameters.iter().filter(|parameter| parameter.trainable) {
        if layers
            .last()
            .is_none_or(|last| last.layer != parameter.layer)
        {
            layers.push(LayerCheck {
                layer: parameter.layer,
                agrees: true,
                compared: 0,
                bends: 0,
                worst: None,
            });
        }
        if let Some(layer) = layers.last_mut() {
            layer.add(parameter, &d_weights[parameter.range()], &mut differences);
        }
    }
    layers
}

impl LayerCheck {
    fn add<L: FnMut(&[f32]) -> f64>(
        &mut self,
        parameter: &Parameter,
        derivatives: &[f32],
        differences: &mut Differences<L>,
    ) {
        let scale = derivatives
            .iter()
            .map(|d| f64::from(d.abs()))
            .fold(least_scale(differences.loss_here), f64::max);
        for index in spread(parameter.range().len()) {
            let Some(numerical) = differences.at(parameter.offset + index, TOLERANCE * scale)
            else {
                self.bends += 1;
                continue;
            };
            self.compared += 1;
            let backpropagation = derivatives[index];
            // Larger differences where backpropagation has hardly any are no excuse for it.
            let error = (f64::from(backpropagation) - numerical).abs() / scale.max(numerical.abs());
            self.agrees &= error <= TOLERANCE;
            let worst = self.worst.as_ref();
            if worst.is_none_or(|worst| error as f32 > worst.relative_error) {
                self.worst = Some(Difference {
                    name: parameter.name.clone(),
                    index,
                    backpropagation,
                    numerical: numerical as f32,
                    relative_error: error as f32,
                });
            }
        }
    }
}

/// The least that errors are relative to, at such a loss.
pub(super) fn least_scale(loss: f64) -> f64 {
    LEAST_SCALE * loss.max(LEAST_LOSS)
}

/// At most [`MOST_VALUES`] of so many places, evenly spread.
fn spread(len: usize) -> impl Iterator<Item = usize> {
    let count = len.min(MOST_VALUES);
    let places: Range<usize> = 0..count;
    places.map(move |i| (i as u64 * len as u64 / count as u64) as usize)
}

/// Differences of a loss at some weights.
pub(super) struct Differences<L> {
    loss: L,
    weights: Vec<f32>,
    loss_here: f64,
}

impl<L: FnMut(&[f32]) -> f64> Differences<L> {
    pub(super) fn new(weights: &[f32], mut loss: L) -> Self {
        Differences {
            loss_here: loss(weights),
            loss,
            weights: weights.to_vec(),
        }
    }

    /// The derivative by weight `i`; `None` when its estimates differ by more than `tolerance`, however small the step.
    pub(super) fn at(&mut self, i: usize, tolerance: f64) -> Option<f64> {
        let mut step = LARGEST_STEP;
        let mut wide = self.slopes(i, step);
        let mut last: Option<[f64; 2]> = None;
        while step > SMALLEST_STEP {
            step /= 2.0;
            let narrow = self.slopes(i, step);
            let both = [0, 1].map(|side| 2.0 * narrow[side] - wide[side]);
            let mean = (both[0] + both[1]) / 2.0;
            let near = |estimates: [f64; 2]| {
                estimates
                    .iter()
                    .all(|e| (e - mean).abs() <= tolerance / 2.0)
            };
            if near(both) && last.is_some_and(near) {
                return Some(mean);
            }
            (wide, last) = (narrow, Some(both));
        }
        None
    }

    /// (L(w) − L(w − h)) / h and (L(w + h) − L(w)) / h
    fn slopes(&mut self, i: usize, step: f32) -> [f64; 2] {
        let here = self.weights[i];
        let slopes = [here - step, here + step].map(|moved| {
            self.weights[i] = moved;
            ((self.loss)(&self.weights) - self.loss_here) / (f64::from(moved) - f64::from(here))
        });
        self.weights[i] = here;
        slopes
    }
}

#[cfg(test)]
mod tests;
