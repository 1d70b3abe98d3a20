//! Training diagnostics: what of the error reaches each layer, and what it does there.

mod problems;

use serde::Serialize;

use super::model::Model;
use super::{Network, no_memory_for, norm};
use crate::error::Result;
use crate::layers::sequential::first_activation;
use crate::layers::{Mode, Path, Unit, activation};
use crate::spec::Activation;
use crate::tensor::grow;

/// Where an S-shaped function is less steep than this part of its slope at 0, it is saturated: tanh beyond ±0.975.
const SATURATED: f32 = 0.05;

/// How learning goes, layer by layer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Health {
    /// Mean loss of a picture, in training mode.
    pub loss: f32,
    /// Steps since the last look; `None` the first time.
    pub steps: Option<u64>,
    /// The layers that have neurons: convolutions and dense layers.
    pub layers: Vec<LayerHealth>,
    /// What is wrong: the first problem of each layer that has one. Where an error vanishes below dead filters or units,
    /// those are to be mended first, and it is left out.
    pub problems: Vec<Problem>,
}

/// What is wrong with a layer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Problem {
    /// Too many of its values lie where the activation is nearly flat.
    Saturated {
        /// The layer's place in the spec.
        layer: usize,
        /// Fraction of the values.
        fraction: f32,
        /// What its neurons are.
        unit: Unit,
    },
    /// Too many of its units are dead.
    DeadUnits {
        /// The layer's place in the spec.
        layer: usize,
        /// Fraction of the units.
        fraction: f32,
        /// What its neurons are.
        unit: Unit,
    },
    /// Of the error that leaves the last layer next to nothing arrives.
    Vanishing {
        /// The layer's place in the spec.
        layer: usize,
        /// Size of the error here, relative to that in the last layer.
        fraction: f32,
    },
    /// The error arrives far larger than it left the last layer.
    Exploding {
        /// The layer's place in the spec.
        layer: usize,
        /// Size of the error here, relative to that in the last layer.
        factor: f32,
    },
}

/// The kind of a [`Problem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// [`Problem::Saturated`]
    Saturated,
    /// [`Problem::DeadUnits`]
    DeadUnits,
    /// [`Problem::Vanishing`]
    Vanishing,
    /// [`Problem::Exploding`]
    Exploding,
}

/// How learning goes in one convolution or dense layer.
///
/// δ is ∂loss/∂net of one picture, where net is what the layer makes before any activation. (The article's δ is −δ:
/// of sizes the sign does not matter.)
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct LayerHealth {
    /// The layer's place in the spec.
    pub layer: usize,
    /// Fraction of the filters, or units, whose activation lets nothing back for any of the pictures: its derivative is 0
    /// everywhere. `None` without an activation.
    pub dead: Option<f32>,
    /// Fraction of the values at which tanh, scaled tanh or sigmoid is nearly flat; `None` for other activations.
    pub saturated: Option<f32>,
    /// Mean |δ| of a neuron.
    pub delta_mean: f32,
    /// Largest |δ|.
    pub delta_max: f32,
    /// Euclidean norm of a picture's δ, as the root of the mean square over the pictures.
    pub delta_norm: f32,
    /// ‖∂loss/∂w‖ / ‖w‖ for the layer's weights and biases; 0 where all weights are.
    pub gradient_ratio: f32,
    /// How far they have moved since the last look, relative to where they are: ‖w − w before‖ / ‖w‖. `None` the first
    /// time, and when weights have been set since.
    pub update_ratio: Option<f32>,
    /// What is wrong with it, the gravest first; empty when all is well.
    pub problems: Vec<ProblemKind>,
}

/// What the weights were at the last look.
pub(super) struct Look {
    weights: Vec<f32>,
    steps: u64,
}

impl Network {
    /// One pass, forward and backward, in training mode and layer by layer: what of the error reaches each layer, how
    /// many units are dead, and what is wrong. Nothing is learned.
    ///
    /// The layers and maps are made for the call: a few pictures are enough, some of each class.
    ///
    /// # Errors
    ///
    /// As [`gradients`](Self::gradients).
    pub fn health(&mut self, inputs: &[f32], targets: &[f32]) -> Result<Health> {
        let n = self.check_examples(inputs, targets)?;
        let (kind, outputs, steps) = (self.spec.loss, self.model.outputs(), self.optimizer.steps());
        // Dropout drops other places than in training, and as many.
        let mut model = Model::new(self.spec.input, &self.spec.layers, 0, Path::Single)?;
        let (mut d_weights, mut seen) = (Vec::new(), Vec::new());
        model
            .reserve(n, true)
            .and_then(|()| grow(&mut d_weights, self.weights.len()))
            .and_then(|()| grow(&mut seen, self.weights.len()))
            .map_err(|_| no_memory_for(n))?;
        let mode = Mode::Training { step: steps };
        let z = model.forward(&self.weights, inputs, mode);
        let loss = (kind.sum(z, targets, outputs) / n as f64) as f32;
        let delta = |z: &[f32], d_z: &mut [f32]| kind.delta(z, targets, outputs, d_z);
        model.backward(&self.weights, inputs, delta, &mut d_weights);
        if !loss.is_finite() || !norm(&d_weights).is_finite() {
            return Err(self.diverged("the loss or the gradient is not finite"));
        }
        let pass = Findings {
            network: self,
            model: &model,
            d_weights: &d_weights,
            n,
        };
        let places = 0..self.spec.layers.len();
        let mut layers: Vec<_> = places.filter_map(|i| pass.layer(i)).collect();
        let problems = problems::find(&self.spec.layers, &mut layers);
        let before = self.last_look.as_ref();
        let since = before.map(|before| steps.saturating_sub(before.steps));
        seen.copy_from_slice(&self.weights);
        self.last_look = Some(Look {
            weights: seen,
            steps,
        });
        Ok(Health {
            loss,
            steps: since,
            layers,
            problems,
        })
    }
}

/// A pass that is over, with `n` pictures.
struct Findings<'a> {
    network: &'a Network,
    model: &'a Model,
    d_weights: &'a [f32],
    n: usize,
}

impl Findings<'_> {
    /// The report on layer `i`, if it has neurons.
    fn layer(&self, i: usize) -> Option<LayerHealth> {
        let rest = &self.network.spec.layers[i..];
        if !rest[0].has_neurons() {
            return None;
        }
        let (_, d_net) = self.model.maps(i, self.n);
        // The loss is a mean: a picture's own δ is n times as large.
        let n = self.n as f32;
        let sizes = Sizes::of(d_net);
        let activity =
            first_activation(&rest[1..]).map(|(at, function)| self.activity(i + 1 + at, function));
        let own = self.model.layers().weights_of(i);
        let weights = &self.network.weights[own.clone()];
        let relative = |size: f32| match norm(weights) {
            0.0 => 0.0,
            whole => size / whole,
        };
        Some(LayerHealth {
            layer: i,
            dead: activity.map(|activity| activity.dead),
            saturated: activity.and_then(|activity| activity.saturated),
            delta_mean: n * (sizes.sum / d_net.len() as f64) as f32,
            delta_max: n * sizes.greatest,
            delta_norm: n.sqrt() * sizes.squares.sqrt() as f32,
            gradient_ratio: relative(norm(&self.d_weights[own.clone()])),
            update_ratio: self.network.last_look.as_ref().map(|before| {
                let before = &before.weights[own];
                let moved: Vec<f32> = weights.iter().zip(before).map(|(w, b)| w - b).collect();
                relative(norm(&moved))
            }),
            problems: Vec::new(),
        })
    }

    /// What the activation in layer `i`, which has a layer below it, lets back.
    fn activity(&self, i: usize, function: Activation) -> Activity {
        let ((x, _), (y, _)) = (self.model.maps(i - 1, self.n), self.model.maps(i, self.n));
        let shape = self.model.layers().output_of(i);
        let (mut alive, mut flat) = (vec![false; shape.channels], 0);
        let still = SATURATED * steepest(function);
        let (ones, mut slopes) = (vec![1.0; shape.len()], vec![0.0; shape.len()]);
        let pictures = x.chunks_exact(shape.len()).zip(y.chunks_exact(shape.len()));
        for (x, y) in pictures {
            activation::chain(function, x, y, &ones, &mut slopes); // f' [h, w, c]
            for pixel in slopes.chunks_exact(shape.channels) {
                for (alive, slope) in alive.iter_mut().zip(pixel) {
                    *alive |= *slope != 0.0;
                }
            }
            flat += slopes.iter().filter(|slope| **slope < still).count();
        }
        let dead = alive.iter().filter(|alive| !**alive).count();
        Activity {
            dead: dead as f32 / shape.channels as f32,
            saturated: function.saturates().then(|| flat as f32 / y.len() as f32),
        }
    }
}

/// How much an activation lets back: see [`LayerHealth`].
#[derive(Clone, Copy)]
struct Activity {
    dead: f32,
    saturated: Option<f32>,
}

/// Of absolute values.
struct Sizes {
    sum: f64,
    squares: f64,
    greatest: f32,
}

impl Sizes {
    /// In four sums each: in one, every addition would wait for the one before.
    fn of(values: &[f32]) -> Self {
        let (mut sums, mut squares, mut greatest) = ([0.0; 4], [0.0; 4], [0.0f32; 4]);
        for four in values.chunks(4) {
            for (i, value) in four.iter().enumerate() {
                let size = f64::from(value.abs());
                sums[i] += size;
                squares[i] += size * size;
                greatest[i] = greatest[i].max(value.abs());
            }
        }
        Sizes {
            sum: sums.iter().sum(),
            squares: squares.iter().sum(),
            greatest: greatest.into_iter().fold(0.0, f32::max),
        }
    }
}

/// f'(0).
fn steepest(function: Activation) -> f32 {
    let (mut y, mut slope) = ([0.0], [0.0]);
    activation::apply(function, &[0.0], &mut y);
    activation::chain(function, &[0.0], &y, &[1.0], &mut slope);
    slope[0]
}

#[cfg(test)]
mod tests;
