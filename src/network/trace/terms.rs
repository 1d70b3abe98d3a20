//! The sums behind single numbers: a neuron's net input (2.9), its δ (2.13), a weight's gradient (2.12).

use serde::Serialize;

use super::{Trace, delta, range};
use crate::error::{Error, Result};
use crate::layers::activation;
use crate::layers::graph::{Kind, Node};
use crate::layers::wiring::Link;
use crate::spec::{Activation, BatchNormSpec, LayerSpec};
use crate::tensor::Shape;

/// How a number comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// It is the sum of the terms.
    Sum,
    /// It is the activation function of the only term.
    Activation,
    /// It is the only term, normalised over its whole map.
    BatchNorm,
    /// It depends on all values of the layer at once.
    Whole,
    /// It is where the backward pass begins: target less prediction.
    Loss,
}

/// One term of a sum: a value at a place, and what it is multiplied with.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Term {
    /// The layer that the value belongs to.
    pub layer: usize,
    /// Its row.
    pub y: usize,
    /// Its column.
    pub x: usize,
    /// Its channel.
    pub channel: usize,
    /// An output, or of δ a δ.
    pub value: f32,
    /// The factor's place in the values of the layer whose sum this is, or of δ of the value's own layer; `None` when it is
    /// none of its weights.
    pub weight: Option<usize>,
    /// The factor.
    pub factor: f32,
}

/// How one value of a layer's output comes about.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Terms {
    /// How.
    pub rule: Rule,
    /// The terms; where the picture ends there are fewer.
    pub terms: Vec<Term>,
    /// What is added to them; `None` without a bias.
    pub bias: Option<f32>,
    /// With the rule batch_norm.
    pub normalisation: Option<Normalisation>,
    /// The value.
    pub output: f32,
}

/// How a map is normalised: `y = gamma · (x − mean) / deviation + beta`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Normalisation {
    /// Mean of the map.
    pub mean: f32,
    /// √(variance + ε) of the map.
    pub deviation: f32,
    /// γ
    pub gamma: f32,
    /// β
    pub beta: f32,
}

/// How δ goes back through the normalisation of a map:
/// `sum = gamma / deviation · (delta − mean − normalised · product)`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct BackNormalisation {
    /// γ
    pub gamma: f32,
    /// √(variance + ε) of the map.
    pub deviation: f32,
    /// δ behind it, at the same place.
    pub delta: f32,
    /// Mean of δ behind it over the map.
    pub mean: f32,
    /// The value itself, normalised: x̂.
    pub normalised: f32,
    /// Mean of δ · x̂ over the map.
    pub product: f32,
}

/// How the δ of one value of a layer's output comes about: `delta = derivative · sum`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct DeltaTerms {
    /// How the sum does.
    pub rule: Rule,
    /// f' of the activation that the value meets; `None` where it meets none.
    pub derivative: Option<f32>,
    /// The layer of that activation.
    pub through: Option<usize>,
    /// δ of the values that this one reaches, times the weights on the way.
    pub terms: Vec<Term>,
    /// With the rule batch_norm.
    pub normalisation: Option<BackNormalisation>,
    /// Their sum; with the rule loss, target less prediction.
    pub sum: f32,
    /// δ
    pub delta: f32,
}

/// One term of a weight's gradient: a value times the δ of a neuron that the weight connects it with.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct GradientTerm {
    /// Row, column and channel of the value in the layer's input; `None` of a bias, whose value is 1.
    pub from: Option<[usize; 3]>,
    /// Row, column and channel of the neuron in the layer's output.
    pub to: [usize; 3],
    /// The value.
    pub value: f32,
    /// The neuron's δ.
    pub delta: f32,
}

/// How a weight's gradient comes about: `gradient = −Σ value · delta` over all places that share the weight.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct GradientTerms {
    /// The terms in the order of the neurons, row by row.
    pub terms: Vec<GradientTerm>,
    /// Σ value · delta
    pub sum: f32,
    /// ∂E/∂w
    pub gradient: f32,
}

impl Trace {
    /// How one value of a layer's output comes about (2.9 and 2.10 of the article).
    ///
    /// # Errors
    ///
    /// When there is no such layer or place, or the layer is the picture.
    pub fn terms(&self, layer: usize, y: usize, x: usize, channel: usize) -> Result<Terms> {
        let nodes = self.nodes();
        let node = self.node(layer)?;
        let at = place(node.output, y, x, channel)?;
        if node.sources.is_empty() {
            let sentence = "got the picture, whose values are no sums; expected a layer behind it";
            return Err(Error::input("layer", sentence));
        }
        let term = |link: &Link| {
            let source = node.sources[link.source];
            let from = &nodes[source];
            Some(Term {
                weight: link.weight,
                factor: link.factor,
                ..value_at(source, from.output, link.x?, from.pass.y)
            })
        };
        let own = |rule, normalisation| Terms {
            rule,
            terms: term(&Link::fixed(at, 1.0)).into_iter().collect(),
            bias: None,
            normalisation,
            output: node.pass.y[at],
        };
        if let Some(wiring) = node.wiring {
            let links = wiring.links(node.pass.weights, at);
            let bias = links.iter().find(|link| link.x.is_none());
            return Ok(Terms {
                rule: Rule::Sum,
                terms: links.iter().filter_map(term).collect(),
                bias: bias.map(|link| link.factor),
                normalisation: None,
                output: node.pass.y[at],
            });
        }
        Ok(match node.kind {
            Kind::Layer(LayerSpec::Activation(_)) => own(Rule::Activation, None),
            Kind::Layer(LayerSpec::BatchNorm(spec)) => {
                own(Rule::BatchNorm, Some(normalisation(&node, *spec, channel)))
            }
            _ => own(Rule::Whole, None),
        })
    }

    /// How the δ of one value of a layer's output comes about (2.13 of the article).
    ///
    /// # Errors
    ///
    /// When there is no such layer or place, or no error was computed there.
    pub fn delta_terms(
        &self,
        layer: usize,
        y: usize,
        x: usize,
        channel: usize,
    ) -> Result<DeltaTerms> {
        let nodes = self.nodes();
        let node = self.node(layer)?;
        let at = place(node.output, y, x, channel)?;
        if node.pass.d_y.is_empty() {
            let sentence = format!("got {layer}, a frozen layer, which no error is computed for");
            return Err(Error::input("layer", sentence));
        }
        let readers = |of: usize| -> Vec<usize> {
            let reads = |&i: &usize| nodes[i].sources.contains(&of);
            (0..nodes.len()).filter(reads).collect()
        };
        let mut next = readers(layer);
        let (mut derivative, mut through) = (None, None);
        let mut from = layer;
        if let [only] = next[..]
            && let Kind::Layer(LayerSpec::Activation(function)) = nodes[only].kind
        {
            derivative = Some(slope(*function, &nodes[only], at));
            through = Some(only);
            from = only;
            next = readers(only);
        }
        // What reaches the end of this neuron: of an activation −∂E/∂y, before f'.
        let sum = delta(nodes[from].pass.d_y[at]);
        let mut rule = Rule::Sum;
        let mut terms = Vec::new();
        let mut normalisation = None;
        for &reader in &next {
            let node = &nodes[reader];
            match (node.wiring, node.kind) {
                (Some(wiring), _) => {
                    let sources = node.sources.iter().enumerate();
                    let sources = sources.filter(|(_, source)| **source == from);
                    for (source, _) in sources {
                        for y in wiring.reached(source, at) {
                            let links = wiring.links(node.pass.weights, y);
                            let links = links.iter();
                            let mut own =
                                links.filter(|link| link.source == source && link.x == Some(at));
                            terms.extend(own.next().map(|link| {
                                let term = value_at(reader, node.output, y, node.pass.d_y);
                                Term {
                                    value: delta(term.value),
                                    weight: link.weight,
                                    factor: link.factor,
                                    ..term
                                }
                            }));
                        }
                    }
                }
                (None, Kind::Layer(LayerSpec::BatchNorm(spec))) => {
                    rule = Rule::BatchNorm;
                    normalisation = Some(back_normalisation(node, *spec, channel, at));
                }
                // An activation behind an activation.
                (None, Kind::Layer(LayerSpec::Activation(function))) => {
                    let term = value_at(reader, node.output, at, node.pass.d_y);
                    terms.push(Term {
                        value: delta(term.value),
                        factor: slope(*function, node, at),
                        ..term
                    });
                }
                _ => rule = Rule::Whole,
            }
        }
        if next.is_empty() {
            rule = Rule::Loss;
        }
        Ok(DeltaTerms {
            rule,
            derivative,
            through,
            terms: if rule == Rule::Sum { terms } else { Vec::new() },
            normalisation: normalisation.filter(|_| rule == Rule::BatchNorm),
            sum,
            delta: delta(node.pass.d_y[at]),
        })
    }

    /// How the gradient of one of a layer's weights comes about (2.12 of the article), summed over all places that share it
    /// (fig. 2.8).
    ///
    /// # Errors
    ///
    /// When there is no such layer, or no such weight that learns.
    pub fn gradient_terms(&self, layer: usize, weight: usize) -> Result<GradientTerms> {
        let node = self.node(layer)?;
        let range = range(&node).unwrap_or(0..0);
        let (Some(wiring), true) = (node.wiring, weight < range.len()) else {
            let sentence = format!("got {weight}; layer {layer} has no such weight that learns");
            return Err(Error::input("weight", sentence));
        };
        // Of an add node these are the weights around the block, and of all others those of its only input.
        let source = self.node(node.sources[node.sources.len() - 1])?;
        let term = |y: usize| {
            let links = wiring.links(node.pass.weights, y);
            let link = links.into_iter().find(|link| link.weight == Some(weight))?;
            Some(GradientTerm {
                from: link.x.map(|x| position(source.output, x)),
                to: position(node.output, y),
                value: link.x.map_or(1.0, |x| source.pass.y[x]),
                delta: delta(*node.pass.d_y.get(y)?),
            })
        };
        let terms: Vec<_> = wiring
            .sharing(weight)
            .into_iter()
            .filter_map(term)
            .collect();
        let products = terms
            .iter()
            .map(|term| f64::from(term.value) * f64::from(term.delta));
        Ok(GradientTerms {
            sum: products.sum::<f64>() as f32,
            gradient: self.network.d_weights[range.start + weight],
            terms,
        })
    }
}

/// Row, column and channel of a value.
fn position(shape: Shape, at: usize) -> [usize; 3] {
    let pixel = at / shape.channels;
    [
        pixel / shape.width,
        pixel % shape.width,
        at % shape.channels,
    ]
}

/// A value with its place, as a term without a factor.
fn value_at(layer: usize, shape: Shape, at: usize, values: &[f32]) -> Term {
    let [y, x, channel] = position(shape, at);
    Term {
        layer,
        y,
        x,
        channel,
        value: values[at],
        weight: None,
        factor: 1.0,
    }
}

/// Where a value stands in the map.
fn place(shape: Shape, y: usize, x: usize, channel: usize) -> Result<usize> {
    if y < shape.height && x < shape.width && channel < shape.channels {
        return Ok(shape.index(y, x, channel));
    }
    let sentence = format!("got row {y}, column {x}, channel {channel} of maps of {shape}");
    Err(Error::input("place", sentence))
}

/// f' at one value.
fn slope(function: Activation, node: &Node, at: usize) -> f32 {
    let mut slope = [0.0];
    let (x, y) = (&node.pass.x[at..=at], &node.pass.y[at..=at]);
    activation::chain(function, x, y, &[1.0], &mut slope);
    slope[0]
}

/// How δ goes back to the value at `at` through batch normalisation, from the maps themselves.
fn back_normalisation(
    node: &Node,
    spec: BatchNormSpec,
    channel: usize,
    at: usize,
) -> BackNormalisation {
    let Normalisation {
        mean,
        deviation,
        gamma,
        ..
    } = normalisation(node, spec, channel);
    let normalised = |x: f32| f64::from((x - mean) / deviation);
    let channels = node.output.channels;
    let pairs = node.pass.x.iter().zip(node.pass.d_y);
    let pairs = || pairs.clone().skip(channel).step_by(channels);
    let count = (node.output.height * node.output.width) as f64;
    let deltas = pairs().map(|(_, &d)| f64::from(delta(d)));
    let products = pairs().map(|(&x, &d)| normalised(x) * f64::from(delta(d)));
    BackNormalisation {
        gamma,
        deviation,
        delta: delta(node.pass.d_y[at]),
        mean: (deltas.sum::<f64>() / count) as f32,
        normalised: normalised(node.pass.x[at]) as f32,
        product: (products.sum::<f64>() / count) as f32,
    }
}

/// How batch normalisation treats a channel, from the map itself.
fn normalisation(node: &Node, spec: BatchNormSpec, channel: usize) -> Normalisation {
    let channels = node.output.channels;
    let map = || node.pass.x.iter().skip(channel).step_by(channels);
    let count = (node.output.height * node.output.width) as f64;
    let mean = map().map(|&x| f64::from(x)).sum::<f64>() / count;
    let squares = map().map(|&x| (f64::from(x) - mean).powi(2));
    let variance = squares.sum::<f64>() / count;
    Normalisation {
        mean: mean as f32,
        deviation: (variance + f64::from(spec.epsilon)).sqrt() as f32,
        gamma: node.pass.weights[channel],
        beta: node.pass.weights[channels + channel],
    }
}
