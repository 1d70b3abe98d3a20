//! One file per layer, forward and backward next to each other.
//!
//! This is the readable path: each layer does what the formula in its file says.

pub(crate) mod activation;
pub(crate) mod batch_norm;
#[cfg(test)]
pub(crate) mod check;
pub(crate) mod conv;
mod dense;
mod dropout;
mod pool;

use std::collections::TryReserveError;

use crate::init::Init;
use crate::spec::LayerSpec;
use crate::tensor::Shape;

/// What a pass through the network is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A step of training: the number of steps before it makes its random numbers.
    Training {
        /// Optimiser steps taken so far.
        step: u64,
    },
    /// An answer: nothing is random, nothing is remembered.
    Inference,
}

/// A parameter of a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// The field's name for it: kernel, bias, gamma, …
    pub name: &'static str,
    /// Its shape, row-major.
    pub shape: Vec<usize>,
    /// How it begins.
    pub init: Init,
    /// Whether the optimiser moves it.
    pub trainable: bool,
}

impl Param {
    fn new(name: &'static str, shape: &[usize], init: Init) -> Self {
        let shape = shape.to_vec();
        Param {
            name,
            shape,
            init,
            trainable: true,
        }
    }
}

/// A layer: a function of maps and weights, with its derivatives.
///
/// Buffers hold whole batches, `[n, height, width, channels]`. The layer's own `weights` are one slice, its
/// [`params`](Layer::params) in order.
pub trait Layer {
    /// Shape of one output map.
    fn output(&self) -> Shape;

    /// The parameters in the order in which they stand in `weights`.
    fn params(&self) -> Vec<Param> {
        Vec::new()
    }

    /// Makes room for batches of up to `batch` pictures, so that the passes need not allocate.
    fn reserve(&mut self, _batch: usize) -> Result<(), TryReserveError> {
        Ok(())
    }

    /// Overwrites `y` with the output for `x`.
    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], mode: Mode);

    /// Given ∂loss/∂y of the last [`forward`](Layer::forward) in training mode, adds ∂loss/∂weights to `d_weights`
    /// and overwrites `d_x`, when somebody wants it, with ∂loss/∂x.
    fn backward(&mut self, pass: Pass, d_weights: &mut [f32], d_x: Option<&mut [f32]>);

    /// Number of values in [`statistics`](Layer::statistics).
    fn statistics_len(&self) -> usize {
        0
    }

    /// Writes what the last training pass observed: means over its values, so that those of several batches can be
    /// averaged.
    fn statistics(&self, _statistics: &mut [f64]) {}

    /// Lets what is remembered in `weights` follow `statistics`.
    fn keep_statistics(&self, _statistics: &[f64], _weights: &mut [f32]) {}
}

/// What a layer's backward pass starts from.
#[derive(Clone, Copy)]
pub struct Pass<'a> {
    /// The layer's weights.
    pub weights: &'a [f32],
    /// What it was given.
    pub x: &'a [f32],
    /// What it made of it.
    pub y: &'a [f32],
    /// ∂loss/∂y.
    pub d_y: &'a [f32],
}

/// Builds the layer that `spec` asks for, on maps of shape `input`. `seed` is the layer's own.
///
/// # Errors
///
/// A sentence that says why the layer cannot be built, beginning with its type.
pub fn build(spec: &LayerSpec, input: Shape, seed: u64) -> Result<Box<dyn Layer>, String> {
    Ok(match *spec {
        LayerSpec::Conv {
            filters,
            kernel,
            stride,
            padding,
        } => Box::new(conv::Conv::new(input, filters, kernel, stride, padding)?),
        LayerSpec::BatchNorm { momentum, epsilon } => {
            Box::new(batch_norm::BatchNorm::new(input, momentum, epsilon)?)
        }
        LayerSpec::Activation(function) => {
            Box::new(activation::ActivationLayer::new(input, function)?)
        }
        LayerSpec::MaxPool(window) => Box::new(pool::MaxPool::new(input, window)?),
        LayerSpec::AveragePool(window) => Box::new(pool::AveragePool::new(input, window)?),
        LayerSpec::GlobalAveragePool {} => Box::new(pool::AveragePool::global(input)),
        LayerSpec::Dropout { rate } => Box::new(dropout::Dropout::new(input, rate, seed)?),
        LayerSpec::Dense { units } => Box::new(dense::Dense::new(input, units)?),
    })
}

/// `{what} is {value}; expected at least 1`, when it is zero.
fn at_least_one(what: &str, value: usize) -> Result<(), String> {
    match value {
        0 => Err(format!("{what} is 0; expected at least 1")),
        _ => Ok(()),
    }
}
