//! Groups layers into stages.
//!
//! A convolution takes with it a batch normalisation, and then a max-pooling and an activation that rises everywhere, in
//! either order: both commute. A depthwise convolution takes an activation, and a convolution of single pixels in front of
//! it. Behind other layers the two still go together. Everything else stays a layer of its own.

use std::ops::Range;

use crate::layers::Layer;
use crate::layers::batch_norm::Normalisation;
use crate::spec::{Activation, LayerSpec, MaxPoolSpec};
use crate::stages::conv::ConvStage;
use crate::stages::conv_norm::ConvNormStage;
use crate::stages::depthwise::DepthwiseStage;
use crate::stages::expand::ExpandStage;
use crate::stages::pool::PoolStage;
use crate::stages::{LARGEST_POOL, Pool};
use crate::tensor::Shape;

/// Some layers, and what runs them.
pub struct Group {
    /// Their places in the spec.
    pub layers: Range<usize>,
    /// `None` for a single layer that runs itself.
    pub stage: Option<Box<dyn Layer>>,
}

/// Groups `layers`, which are known to fit each other, `most` at a time; `inputs` are the shapes of the maps that reach
/// them.
pub fn plan(layers: &[LayerSpec], inputs: &[Shape], most: usize) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut first = 0;
    while first < layers.len() {
        let end = layers.len().min(first.saturating_add(most));
        let (rest, input) = (&layers[first..end], inputs[first]);
        let (count, stage) = match expand_stage(rest, input)
            .or_else(|| conv_stage(rest, input))
            .or_else(|| depthwise_stage(rest, input).map(boxed))
            .or_else(|| pool_stage(rest, input))
        {
            Some((count, stage)) => (count, Some(stage)),
            None => (1, None),
        };
        groups.push(Group {
            layers: first..first + count,
            stage,
        });
        first += count;
    }
    groups
}

/// The stage that begins with a convolution, and how many layers it takes.
fn conv_stage(layers: &[LayerSpec], input: Shape) -> Option<(usize, Box<dyn Layer>)> {
    let [LayerSpec::Conv(conv), rest @ ..] = layers else {
        return None;
    };
    let (window, filters) = (conv.window(input).ok()?, conv.filters);
    if let [LayerSpec::BatchNorm(norm), rest @ ..] = rest {
        let normalisation = Normalisation::new(filters, norm.momentum, norm.epsilon).ok()?;
        let (count, function, pool) = tail(rest);
        if let Some(stage) = ConvNormStage::new(window, filters, normalisation, function, pool) {
            return Some((count + 2, Box::new(stage)));
        }
    }
    let (count, function, pool) = tail(rest);
    let stage = ConvStage::new(window, filters, function, pool)?;
    Some((count + 1, Box::new(stage)))
}

/// The stage of a convolution of single pixels and a depthwise one behind its activation.
fn expand_stage(layers: &[LayerSpec], input: Shape) -> Option<(usize, Box<dyn Layer>)> {
    let [
        LayerSpec::Conv(conv),
        LayerSpec::Activation(function),
        rest @ ..,
    ] = layers
    else {
        return None;
    };
    let window = conv.window(input).ok()?;
    let expanded = Shape {
        height: window.rows,
        width: window.cols,
        channels: conv.filters,
    };
    let (count, depthwise) = depthwise_stage(rest, expanded)?;
    let stage = ExpandStage::new(window, conv.filters, *function, depthwise)?;
    Some((count + 2, Box::new(stage)))
}

/// The stage that begins with a depthwise convolution: an activation goes with it.
fn depthwise_stage(layers: &[LayerSpec], input: Shape) -> Option<(usize, DepthwiseStage)> {
    let [LayerSpec::DepthwiseConv(conv), rest @ ..] = layers else {
        return None;
    };
    let (count, function) = match rest.first().and_then(part) {
        Some(Part::Function(function)) => (2, function),
        _ => (1, Activation::IDENTITY),
    };
    let stage = DepthwiseStage::new(conv.window(input).ok()?, function)?;
    Some((count, stage))
}

fn boxed((count, stage): (usize, impl Layer + 'static)) -> (usize, Box<dyn Layer>) {
    (count, Box::new(stage))
}

/// The stage that begins with max-pooling, or with an activation before it.
fn pool_stage(layers: &[LayerSpec], input: Shape) -> Option<(usize, Box<dyn Layer>)> {
    let (count, function, pool) = tail(layers);
    (pool != Pool::NONE).then(|| {
        (
            count,
            Box::new(PoolStage::new(input, function, pool)) as Box<dyn Layer>,
        )
    })
}

/// How many layers at the beginning are a max-pooling and an activation, and which ones.
fn tail(layers: &[LayerSpec]) -> (usize, Activation, Pool) {
    match (layers.first().and_then(part), layers.get(1).and_then(part)) {
        (Some(Part::Function(function)), Some(Part::Pool(pool)))
        | (Some(Part::Pool(pool)), Some(Part::Function(function))) => (2, function, pool),
        (Some(Part::Function(function)), _) => (1, function, Pool::NONE),
        (Some(Part::Pool(pool)), _) => (1, Activation::IDENTITY, pool),
        (None, _) => (0, Activation::IDENTITY, Pool::NONE),
    }
}

/// What a stage can take beside its convolution.
enum Part {
    Function(Activation),
    Pool(Pool),
}

fn part(layer: &LayerSpec) -> Option<Part> {
    match *layer {
        LayerSpec::Activation(function) if function.is_monotonic() => {
            Some(Part::Function(function))
        }
        LayerSpec::MaxPool(MaxPoolSpec { size, stride }) if (2..=LARGEST_POOL).contains(&size) => {
            Some(Part::Pool(Pool { size, stride }))
        }
        _ => None,
    }
}
