//! One step of training with one picture, kept to be looked at: what each layer made of it, what of the error reached it, and
//! what the step does to each weight.
//!
//! The sign is the article's: δ = −∂E/∂net. In the field's terms it is −`d_y` of the layer that makes the net input.

pub mod paint;
mod recipes;
mod summary;
mod terms;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Network, no_memory_for};
use crate::error::{Error, Result};
use crate::image;
use crate::layers::graph::{Kind, Node};
use crate::layers::{Layer, Path};
use crate::spec::LayerSpec;

pub use paint::{Painting, Picture};
pub use recipes::{Recipe, Recipes};
pub use summary::{NonFinite, Quantity, Summary, TracedLayer, TracedParameter};
pub use terms::{
    BackNormalisation, DeltaTerms, GradientTerm, GradientTerms, Normalisation, Rule, Term, Terms,
};

/// The most memory that a trace may need, in bytes: phones have no more for a page.
const MOST_BYTES: f64 = 256e6;
/// What a trace needs of each value of a map: its output, its δ, and for convolutions the windows that they are sums over.
const BYTES_PER_VALUE: f64 = 40.0;
/// … and of each weight: before, gradient, after, and what the optimiser remembers.
const BYTES_PER_WEIGHT: f64 = 24.0;

/// A step of training with one picture. The network that it was made from stays as it was.
///
/// What is computed is what training would do with this picture alone: dropout drops, batch normalisation takes mean and
/// variance of this picture. Layers are numbered as in [`Summary::layers`], from the picture, which is 0.
pub struct Trace {
    /// A copy whose layers run one by one, with the weights from before the step.
    network: Network,
    /// [h, w, c]
    input: Vec<f32>,
    /// `[outputs]`
    targets: Vec<f32>,
    loss: f64,
    /// The weights after the step, and the loss of the picture with them; `None` when they would not be finite.
    after: Option<(Vec<f32>, f64)>,
}

/// What a layer made, or what of the error reached it: [h, w, c].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Maps {
    /// What came out of it.
    Output,
    /// δ = −∂E/∂output.
    Delta,
}

/// Something of each parameter of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Values {
    /// The weights before the step.
    Before,
    /// ∂E/∂w.
    Gradient,
    /// What the optimiser adds to them.
    Update,
    /// The weights after the step.
    After,
}

/// Memory that a trace needs, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TraceSize {
    /// About so much.
    pub bytes: f64,
    /// No more than this is given.
    pub limit: f64,
}

/// Some of the weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Of this layer; of all if left out.
    #[serde(default)]
    pub layer: Option<usize>,
    /// Of the layer's values this one; all if left out.
    #[serde(default)]
    pub weight: Option<usize>,
}

impl Network {
    /// One step of training with one picture `[h, w, c]` and its targets `[outputs]`, to be looked at. Nothing of the network
    /// changes. A step that diverges can be looked at, too.
    ///
    /// # Errors
    ///
    /// When there is not exactly one picture, a length or a value is wrong, or it needs more memory than there is.
    pub fn trace(&self, input: &[f32], targets: &[f32]) -> Result<Trace> {
        let n = self.check_examples(input, targets)?;
        if n != 1 {
            let sentence = format!("got {n} pictures; expected one, whose step is traced");
            return Err(Error::input("inputs", sentence));
        }
        let TraceSize { bytes, limit } = self.trace_size();
        if bytes > limit {
            let mega = |bytes: f64| (bytes / 1e6).ceil();
            return Err(Error::Memory(format!(
                "a trace of this network needs {} MB, more than {} MB; a smaller picture, or fewer filters, need less",
                mega(bytes),
                mega(limit)
            )));
        }
        let mut network = Network::with_path(self.spec.clone(), self.seed, Path::Readable)?;
        network.set_state(&self.state())?;
        // The step first, on the copy; then back to where it began.
        let after = match network.learn(input, targets, 1) {
            Ok(_) => Some(network.weights.to_vec()),
            Err(Error::Diverged(_)) => None,
            Err(error) => return Err(error),
        };
        network.set_state(&self.state())?;
        network
            .model
            .reserve(1, true)
            .map_err(|_| no_memory_for(1))?;
        let mut trace = Trace {
            network,
            input: input.to_vec(),
            targets: targets.to_vec(),
            loss: 0.0,
            after: None,
        };
        trace.after = after.map(|after| {
            let loss = trace.loss_with(&after);
            (after, loss)
        });
        trace.pass();
        Ok(trace)
    }

    /// The same for one picture as a canvas gives it, RGBA bytes, as large as the network's input or larger in the same
    /// proportions: then it is reduced.
    ///
    /// # Errors
    ///
    /// As [`trace`](Self::trace); and when the picture is smaller, of other proportions, or the network takes neither one
    /// nor three channels.
    pub fn trace_rgba(&self, rgba: &[u8], targets: &[f32]) -> Result<Trace> {
        let shape = self.spec.input;
        image::check_channels(shape.channels)?;
        let size = image::larger(rgba.len(), shape)?;
        let mut input = vec![0.0; shape.len()];
        image::convert_reduced(rgba, size, shape, &mut input);
        self.trace(&input, targets)
    }

    /// Memory that a [`trace`](Self::trace) needs, about, and the most that it may need.
    pub fn trace_size(&self) -> TraceSize {
        let layers = self.model.layers();
        let maps = layers.maps_len() + self.spec.input.len() as f64;
        TraceSize {
            bytes: BYTES_PER_VALUE * maps + BYTES_PER_WEIGHT * self.weights.len() as f64,
            limit: MOST_BYTES,
        }
    }
}

impl Trace {
    /// Runs the picture through all layers and back. Nothing is refused: what is not finite is shown.
    fn pass(&mut self) {
        let Trace { network, input, .. } = self;
        let (kind, outputs) = (network.spec.loss, network.model.outputs());
        let mode = network.step_mode();
        let z = network.model.forward(&network.weights, input, mode);
        self.loss = kind.sum(z, &self.targets, outputs);
        let delta = |z: &[f32], d_z: &mut [f32]| kind.delta(z, &self.targets, outputs, d_z);
        let Network {
            model,
            weights,
            d_weights,
            ..
        } = network;
        model.backward(weights, input, delta, d_weights);
    }

    /// Loss of the picture with other weights. The maps are then those of the others, until the next [`pass`](Self::pass).
    fn loss_with(&mut self, weights: &[f32]) -> f64 {
        let Trace { network, input, .. } = self;
        let mode = network.step_mode();
        let z = network.model.forward(weights, input, mode);
        let outputs = z.len();
        network.spec.loss.sum(z, &self.targets, outputs)
    }

    /// All layers with their maps.
    fn nodes(&self) -> Vec<Node<'_>> {
        self.network
            .model
            .graph(&self.network.weights, &self.input)
            .nodes
    }

    /// One of them.
    fn node(&self, layer: usize) -> Result<Node<'_>> {
        let mut nodes = self.nodes();
        if layer < nodes.len() {
            return Ok(nodes.swap_remove(layer));
        }
        let last = nodes.len() - 1;
        let sentence = format!("got {layer}; expected a layer of this trace, 0 to {last}");
        Err(Error::input("layer", sentence))
    }

    /// What a layer made, or its δ: [h, w, c]; nothing where no error was computed.
    ///
    /// # Errors
    ///
    /// When there is no such layer.
    pub fn maps(&self, layer: usize, which: Maps) -> Result<Vec<f32>> {
        let pass = self.node(layer)?.pass;
        Ok(match which {
            Maps::Output => pass.y.to_vec(),
            Maps::Delta => pass.d_y.iter().map(|d| delta(*d)).collect(),
        })
    }

    /// Of each value of a max-pooling's output where its maximum was in the input; nothing of other layers.
    ///
    /// # Errors
    ///
    /// When there is no such layer.
    pub fn maxima(&self, layer: usize) -> Result<Vec<u32>> {
        let node = self.node(layer)?;
        let (Kind::Layer(LayerSpec::MaxPool(_)), Some(wiring)) = (node.kind, node.wiring) else {
            return Ok(Vec::new());
        };
        // One link of each window has the factor 1.
        let winner = |y| {
            let links = wiring.links(&[], y);
            let winner = links.iter().find(|link| link.factor == 1.0)?;
            winner.x.map(|x| x as u32)
        };
        Ok((0..node.output.len()).filter_map(winner).collect())
    }

    /// Something of each of a layer's parameters, in their order. Frozen ones have nothing but the weights before; what would
    /// not be finite after the step is not there.
    ///
    /// # Errors
    ///
    /// When there is no such layer.
    pub fn values(&self, layer: usize, which: Values) -> Result<Vec<f32>> {
        let node = self.node(layer)?;
        let before = node.pass.weights;
        if which == Values::Before {
            return Ok(before.to_vec());
        }
        let Some(range) = range(&node) else {
            return Ok(Vec::new());
        };
        let after = self.after.as_ref().map(|(after, _)| &after[range.clone()]);
        Ok(match which {
            Values::Before => before.to_vec(),
            Values::Gradient => self.network.d_weights[range].to_vec(),
            Values::After => after.unwrap_or_default().to_vec(),
            Values::Update => {
                let after = after.unwrap_or_default().iter();
                let moved = node.params.iter().flat_map(|param| {
                    // Running statistics move, too, but not by the optimiser.
                    std::iter::repeat_n(param.trainable, param.size())
                });
                let moved = after.zip(before).zip(moved);
                moved
                    .map(|((after, before), moved)| if moved { after - before } else { 0.0 })
                    .collect()
            }
        })
    }

    /// Loss of the picture after a plain step of gradient descent, w − α·∂E/∂w, of some of the weights, for each α.
    ///
    /// # Errors
    ///
    /// When there are no such weights.
    pub fn losses(&mut self, scope: Scope, alphas: &[f32]) -> Result<Vec<f32>> {
        let range = self.range(scope)?;
        let mut weights = self.network.weights.to_vec();
        let gradient = self.network.d_weights[range.clone()].to_vec();
        let losses = alphas.iter().map(|alpha| {
            let before = &self.network.weights[range.clone()];
            let moved = weights[range.clone()].iter_mut().zip(before).zip(&gradient);
            moved.for_each(|((moved, before), gradient)| *moved = before - alpha * gradient);
            self.loss_with(&weights) as f32
        });
        let losses = losses.collect();
        self.pass();
        Ok(losses)
    }

    /// Where these weights stand in the network's.
    fn range(&self, scope: Scope) -> Result<Range<usize>> {
        let Some(layer) = scope.layer else {
            return Ok(0..self.network.weights.len());
        };
        let all = range(&self.node(layer)?).unwrap_or(0..0);
        match scope.weight {
            None => Ok(all),
            Some(weight) if weight < all.len() => Ok(all.start + weight..all.start + weight + 1),
            Some(weight) => Err(Error::input(
                "weight",
                format!(
                    "got {weight}; layer {layer} has {} weights that learn",
                    all.len()
                ),
            )),
        }
    }
}

/// The article's δ from the field's ∂E/∂net. (0 has no sign: people would wonder about −0.)
fn delta(d_net: f32) -> f32 {
    0.0 - d_net
}

/// Where the layer's weights stand in the network's, unless they are frozen.
fn range(node: &Node) -> Option<Range<usize>> {
    node.offset
        .map(|offset| offset..offset + node.pass.weights.len())
}
