//! What a trace has to show: layers, predictions, losses, and the first number that is not finite.

use serde::Serialize;

use super::{Trace, range};
use crate::layers::graph::{Kind, Node};
use crate::loss;
use crate::spec::LayerSpec;
use crate::tensor::Shape;

/// What a trace has to show.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Summary {
    /// Loss of the picture.
    pub loss: f32,
    /// Whether the prediction is correct.
    pub correct: bool,
    /// What the network says: probabilities after cross-entropy.
    pub predictions: Vec<f32>,
    /// What it should say.
    pub targets: Vec<f32>,
    /// Loss of the picture with the weights after the step; `None` when those would not be finite.
    pub loss_after: Option<f32>,
    /// Step size α of this step.
    pub learning_rate: f32,
    /// The layers in forward order, those inside other layers included. The first is the picture.
    pub layers: Vec<TracedLayer>,
    /// Where the first number arose that is not finite, in the order of the step; `None` when all are.
    pub non_finite: Option<NonFinite>,
}

/// A layer of a trace.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct TracedLayer {
    /// Its place in the spec, as in the names of parameters: `layers[3]`, `layers[0].stages[1].layers[2]`; or `input`.
    pub name: String,
    /// The `type` of its spec; or `input`, `add` (the end of a residual block) or `concat` (the end of a stem).
    pub kind: String,
    /// What was asked for; `None` where it is no layer of the spec.
    pub spec: Option<LayerSpec>,
    /// Shape of its input.
    pub input: Shape,
    /// Shape of its output.
    pub output: Shape,
    /// The layers whose output it reads.
    pub sources: Vec<usize>,
    /// Its parameters, in the order of its values.
    pub parameters: Vec<TracedParameter>,
    /// Whether an error was computed: frozen layers have none.
    pub has_delta: bool,
}

/// A parameter of a traced layer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct TracedParameter {
    /// kernel, bias, gamma, …
    pub name: String,
    /// Its shape, row-major.
    pub shape: Vec<usize>,
    /// Where it begins in the weights of the network; `None` when it is frozen and not among them.
    pub offset: Option<usize>,
    /// Whether the step moves it.
    pub trainable: bool,
}

/// The place of a number that is not finite.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct NonFinite {
    /// The layer.
    pub layer: usize,
    /// What of it.
    pub quantity: Quantity,
    /// Of a map the row; of weights 0.
    pub y: usize,
    /// Of a map the column; of weights 0.
    pub x: usize,
    /// Of a map the channel; of weights the place in the layer's values.
    pub channel: usize,
}

/// What of a layer is not finite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// Its output.
    Output,
    /// Its δ.
    Delta,
    /// A gradient of its weights.
    Gradient,
}

impl Trace {
    /// What there is to show.
    pub fn summary(&self) -> Summary {
        let network = &self.network;
        let (z, _) = network.model.maps(network.spec.layers.len() - 1, 1);
        let mut predictions = z.to_vec();
        network.spec.loss.predict(&mut predictions, z.len());
        let schedule = network.spec.optimizer.schedule();
        let factor = schedule.factor(network.optimizer.steps());
        let layers: Vec<_> = self.nodes().into_iter().map(TracedLayer::of).collect();
        Summary {
            loss: self.loss as f32,
            correct: loss::correct(z, &self.targets, z.len()) == 1,
            predictions,
            targets: self.targets.clone(),
            loss_after: self.after.as_ref().map(|(_, loss)| *loss as f32),
            learning_rate: (f64::from(network.spec.optimizer.learning_rate()) * factor) as f32,
            layers,
            non_finite: self.non_finite(),
        }
    }

    /// The first number that is not finite, in the order of the step.
    fn non_finite(&self) -> Option<NonFinite> {
        let nodes = self.nodes();
        let forward = nodes.iter().enumerate();
        let backward = nodes.iter().enumerate().rev();
        let found = |layer, quantity, values: &[f32], shape: Shape| {
            let i = values.iter().position(|value| !value.is_finite())?;
            let (pixel, channel) = (i / shape.channels, i % shape.channels);
            Some(NonFinite {
                layer,
                quantity,
                y: pixel / shape.width,
                x: pixel % shape.width,
                channel,
            })
        };
        let mut outputs =
            forward.filter_map(|(i, node)| found(i, Quantity::Output, node.pass.y, node.output));
        let mut errors = backward.filter_map(|(i, node)| {
            let gradient = range(node).map(|range| &self.network.d_weights[range]);
            let gradient = gradient.unwrap_or_default();
            found(i, Quantity::Delta, node.pass.d_y, node.output).or_else(|| {
                found(
                    i,
                    Quantity::Gradient,
                    gradient,
                    Shape::vector(gradient.len().max(1)),
                )
            })
        });
        outputs.next().or_else(|| errors.next())
    }
}

impl TracedLayer {
    fn of(node: Node) -> Self {
        let spec = match node.kind {
            Kind::Layer(spec) => Some(spec.clone()),
            _ => None,
        };
        let kind = match node.kind {
            Kind::Input => "input",
            Kind::Add => "add",
            Kind::Concat => "concat",
            Kind::Layer(spec) => spec.tag(),
        };
        let mut offset = node.offset;
        let parameters = node.params.iter().map(|param| {
            let first = offset;
            offset = offset.map(|offset| offset + param.size());
            TracedParameter {
                name: param.name.clone(),
                shape: param.shape.clone(),
                offset: first,
                trainable: first.is_some() && param.trainable,
            }
        });
        TracedLayer {
            parameters: parameters.collect(),
            name: node.name,
            kind: kind.to_owned(),
            spec,
            input: node.input,
            output: node.output,
            sources: node.sources,
            has_delta: !node.pass.d_y.is_empty(),
        }
    }
}
