//! Is learning well? What of the error reaches each layer, and what it does there.

mod advice;

use serde::Serialize;

use super::{Network, no_memory_for, norm};
use crate::error::Result;
use crate::layers::{Mode, activation};
use crate::spec::{Activation, LayerSpec};
use crate::stack::{Path, Stack, first_activation};
use crate::tensor::grow;

/// Where an S-shaped function is less steep than this part of its slope at 0, it is saturated: tanh beyond ±0.975.
const SATURATED: f32 = 0.05;

/// How learning goes, layer by layer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Health {
    /// Mean loss of a picture, in training mode.
    pub loss: f32,
    /// Steps since the last look; `None` the first time.
    pub steps: Option<u64>,
    /// The layers that have neurons: convolutions and dense layers.
    pub layers: Vec<LayerHealth>,
    /// What is wrong and what may help, a sentence each; empty when all is well.
    pub advice: Vec<String>,
}

/// How learning goes in one convolution or dense layer.
///
/// δ is ∂loss/∂net of one picture, where net is what the layer makes before any activation. (The article's δ is −δ:
/// of sizes the sign does not matter.)
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LayerHealth {
    /// The layer's place in the spec.
    pub layer: usize,
    /// Share of the filters, or units, whose activation lets nothing back for any of the pictures: its derivative is 0
    /// everywhere. `None` without an activation.
    pub dead: Option<f32>,
    /// Share of the values at which tanh, scaled tanh or sigmoid is nearly flat; `None` for other activations.
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
}

/// What the weights were at the last look.
pub(super) struct Look {
    weights: Vec<f32>,
    steps: u64,
}

impl Network {
    /// One pass, forward and backward, in training mode and layer by layer: what of the error reaches each layer, how
    /// many units are dead, and what may help. Nothing is learned.
    ///
    /// The layers and maps are made for the call: some tens of pictures are enough.
    ///
    /// # Errors
    ///
    /// As [`gradients`](Self::gradients).
    pub fn health(&mut self, inputs: &[f32], targets: &[f32]) -> Result<Health> {
        let n = self.check_examples(inputs, targets)?;
        let (kind, outputs, steps) = (self.spec.loss, self.stack.outputs(), self.optimizer.steps());
        // Dropout drops other places than in training, and as many.
        let mut stack = Stack::new(self.spec.input, &self.spec.layers, 0, Path::Readable)?;
        let (mut d_weights, mut seen) = (Vec::new(), Vec::new());
        stack
            .reserve(n, true)
            .and_then(|()| grow(&mut d_weights, self.weights.len()))
            .and_then(|()| grow(&mut seen, self.weights.len()))
            .map_err(|_| no_memory_for(n))?;
        let mode = Mode::Training { step: steps };
        let z = stack.forward(&self.weights, inputs, mode);
        let loss = (kind.sum(z, targets, outputs) / n as f64) as f32;
        let delta = |z: &[f32], d_z: &mut [f32]| kind.delta(z, targets, outputs, d_z);
        stack.backward(&self.weights, inputs, delta, &mut d_weights);
        if !loss.is_finite() || !norm(&d_weights).is_finite() {
            return Err(self.diverged("the loss or the gradient is not finite"));
        }
        let pass = Findings {
            network: self,
            stack: &stack,
            d_weights: &d_weights,
            n,
        };
        let places = 0..self.spec.layers.len();
        let layers: Vec<_> = places.filter_map(|i| pass.layer(i)).collect();
        let advice = advice::advice(&self.spec.layers, &layers);
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
            advice,
        })
    }
}

/// A pass that is over, with `n` pictures.
struct Findings<'a> {
    network: &'a Network,
    stack: &'a Stack,
    d_weights: &'a [f32],
    n: usize,
}

impl Findings<'_> {
    /// The report on layer `i`, if it has neurons.
    fn layer(&self, i: usize) -> Option<LayerHealth> {
        let rest = &self.network.spec.layers[i..];
        let (LayerSpec::Conv { .. } | LayerSpec::Dense { .. }) = rest[0] else {
            return None;
        };
        // The loss is a mean: a picture's own δ is n times as large.
        let (_, d_net) = self.stack.maps(i, self.n);
        let delta: Vec<f32> = d_net.iter().map(|d| d * self.n as f32).collect();
        let sizes = delta.iter().map(|d| d.abs());
        let sum: f64 = sizes.clone().map(f64::from).sum();
        let active = first_activation(&rest[1..]).map(|(at, function)| {
            let place = i + 1 + at;
            (function, self.slopes(place, function))
        });
        let channels = self.stack.output(i).channels;
        let before = self.network.last_look.as_ref();
        let weights = self.gather(i, &self.network.weights);
        let relative = |values: &[f32]| match norm(&weights) {
            0.0 => 0.0,
            size => norm(values) / size,
        };
        Some(LayerHealth {
            layer: i,
            dead: active.as_ref().map(|(_, slopes)| dead(slopes, channels)),
            saturated: active
                .as_ref()
                .filter(|(function, _)| flat_at_both_ends(*function))
                .map(|(function, slopes)| saturated(slopes, *function)),
            delta_mean: (sum / delta.len() as f64) as f32,
            delta_max: sizes.fold(0.0, f32::max),
            delta_norm: norm(&delta) / (self.n as f32).sqrt(),
            gradient_ratio: relative(&self.gather(i, self.d_weights)),
            update_ratio: before.map(|before| {
                let before = self.gather(i, &before.weights);
                let moved: Vec<f32> = weights.iter().zip(before).map(|(w, b)| w - b).collect();
                relative(&moved)
            }),
        })
    }

    /// f' at each value that the activation in layer `i`, which has a layer below it, was given: [n, h, w, c].
    fn slopes(&self, i: usize, function: Activation) -> Vec<f32> {
        let ((x, _), (y, _)) = (self.stack.maps(i - 1, self.n), self.stack.maps(i, self.n));
        slopes(function, x, y)
    }

    /// The part of `values`, one for each weight, that belongs to layer `i`.
    fn gather(&self, i: usize, values: &[f32]) -> Vec<f32> {
        let own = |parameter: &&crate::stack::Parameter| parameter.layer == i;
        let parameters = self.stack.parameters().iter().filter(own);
        parameters
            .flat_map(|parameter| &values[parameter.range()])
            .copied()
            .collect()
    }
}

fn slopes(function: Activation, x: &[f32], y: &[f32]) -> Vec<f32> {
    let mut slopes = vec![0.0; x.len()];
    activation::chain(function, x, y, &vec![1.0; x.len()], &mut slopes);
    slopes
}

/// Share of the channels in which every slope [n, h, w, channels] is 0.
fn dead(slopes: &[f32], channels: usize) -> f32 {
    let mut alive = vec![false; channels];
    for pixel in slopes.chunks_exact(channels) {
        for (alive, slope) in alive.iter_mut().zip(pixel) {
            *alive |= *slope != 0.0;
        }
    }
    alive.iter().filter(|alive| !**alive).count() as f32 / channels as f32
}

/// Share of the slopes that are far below that at 0.
fn saturated(of: &[f32], function: Activation) -> f32 {
    let mut y = [0.0];
    activation::apply(function, &[0.0], &mut y);
    let steepest = slopes(function, &[0.0], &y)[0];
    let flat = of.iter().filter(|slope| **slope < SATURATED * steepest);
    flat.count() as f32 / of.len() as f32
}

fn flat_at_both_ends(function: Activation) -> bool {
    matches!(
        function,
        Activation::Sigmoid {} | Activation::Tanh {} | Activation::ScaledTanh {}
    )
}

#[cfg(test)]
mod tests;
