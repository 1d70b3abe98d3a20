//! One file per layer: what can be asked of it, its shape, forward and backward, and their tests.
//!
//! This is the readable path: each layer does what the formula in its file says.

#[cfg(test)]
pub(crate) mod check;
pub mod graph;
pub mod sequential;
mod windows;
pub mod wiring;

use std::collections::TryReserveError;
use std::fmt::Display;

use serde::Serialize;

use self::graph::{Graph, Visit};
use self::wiring::Wiring;
use crate::error::MistakeKind;
use crate::init::Init;
use crate::read::{Problem, tagged};
use crate::tensor::Shape;

/// Everything that there is of a layer but its file.
macro_rules! layers {
    ($($name:ident: $variant:ident($spec:ident),)+) => {
        $(
            pub(crate) mod $name;
            pub use $name::$spec;
        )+

        /// What [`crate::spec`] shows.
        pub mod specs {
            pub use super::{$($spec,)+ LayerSpec};
        }

        tagged! {
            /// One layer: `{ type: "dense", units: 10 }`.
            pub enum LayerSpec by "type" as Spec {
                $($name: $variant($spec),)+
            }
        }
    };
}

layers! {
    conv: Conv(ConvSpec),
    depthwise_conv: DepthwiseConv(DepthwiseConvSpec),
    batch_norm: BatchNorm(BatchNormSpec),
    activation: Activation(Activation),
    max_pool: MaxPool(MaxPoolSpec),
    average_pool: AveragePool(AveragePoolSpec),
    global_average_pool: GlobalAveragePool(GlobalAveragePoolSpec),
    dropout: Dropout(DropoutSpec),
    dense: Dense(DenseSpec),
    residual: Residual(ResidualSpec),
    power_norm: PowerNorm(PowerNormSpec),
    stem: Stem(StemSpec),
}

/// What is asked of a layer.
pub trait Spec {
    /// Builds the layer on maps of shape `input`.
    ///
    /// # Errors
    ///
    /// The number of the spec that is out of range, or a sentence that begins with the layer's type.
    fn build(&self, input: Shape, context: Context) -> Result<Box<dyn Layer>, Problem>;

    /// What its neurons are, if it has any: sums of weighted inputs, in front of an activation function.
    fn neurons(&self) -> Option<Unit> {
        None
    }

    /// Whether it has neurons.
    fn has_neurons(&self) -> bool {
        self.neurons().is_some()
    }
}

/// What a layer is built with, beside its spec.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// The layer's own seed.
    pub seed: u64,
    /// How layers inside it run.
    pub path: Path,
    /// Whether it is the network's first, which is given pictures.
    pub first: bool,
}

/// How layers run. All mean the same, up to rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// Groups of layers in fused loops: see [`crate::plan`].
    Fast,
    /// Layer by layer, with the kernels of the fast path: for whoever looks at the maps in between.
    Single,
    /// Layer by layer, as the formulas say.
    Readable,
}

/// What the neurons of a layer are, one for each channel that comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Of a convolution.
    Filters,
    /// Of a dense layer.
    Units,
}

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
    /// The field's name for it: kernel, bias, gamma, … Of a layer inside a layer, behind its place: `layers[0].kernel`.
    pub name: String,
    /// Its shape, row-major.
    pub shape: Vec<usize>,
    /// How it begins.
    pub init: Init,
    /// What its layer's output meets first: it decides how large initial weights should be.
    pub following: Following,
    /// Whether the optimiser moves it.
    pub trainable: bool,
    /// Its layer's place in the sequence that it is part of; of layers inside layers, in the outermost one.
    pub layer: usize,
}

impl Param {
    fn new(name: &str, shape: &[usize], init: Init) -> Self {
        Param {
            name: name.into(),
            shape: shape.to_vec(),
            init,
            following: Following::Beyond,
            trainable: true,
            layer: 0,
        }
    }

    /// Number of its values.
    pub fn size(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether it is the kernel of a convolution or of a dense layer.
    pub fn is_kernel(&self) -> bool {
        matches!(self.init, Init::Kernel { .. })
    }
}

/// What the output of a layer meets first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Following {
    /// An activation function.
    Function(Activation),
    /// Other weights.
    Weights,
    /// Neither, in the sequence that the layer is part of: what comes behind that.
    Beyond,
}

/// A layer: a function of maps and weights, with its derivatives.
///
/// Buffers hold whole batches, `[n, height, width, channels]`. The layer's own `weights` are one slice, its
/// [`params`](Layer::params) in order.
pub trait Layer: Send {
    /// Shape of one output map.
    fn output(&self) -> Shape;

    /// The parameters in the order in which they stand in `weights`.
    fn params(&self) -> Vec<Param> {
        Vec::new()
    }

    /// Multiplications with an addition, forward, for one map.
    fn multiply_adds(&self) -> f64 {
        let Shape { height, width, .. } = self.output();
        let params = self.params();
        let kernels = params.iter().filter(|param| param.is_kernel());
        let weights: usize = kernels.map(Param::size).sum();
        weights as f64 * (height * width) as f64
    }

    /// Number of values that come out for one map, those of layers inside it included.
    fn maps_len(&self) -> f64 {
        self.output().len() as f64
    }

    /// Whether anything in it or below it learns from ∂loss/∂y. Where it does not, that is not computed.
    fn learns(&self) -> bool {
        true
    }

    /// Makes room for batches of up to `batch` pictures, so that the passes need not allocate; for `training` also for
    /// the derivatives.
    ///
    /// # Errors
    ///
    /// When the memory is not there; what was there before still is.
    fn reserve(&mut self, _batch: usize, _training: bool) -> Result<(), TryReserveError> {
        Ok(())
    }

    /// Says that the weights of the next [`forward`](Layer::forward) may be others than those of the last: what was made
    /// of them, such as a transformed kernel, is to be made again. Until then it may be used again and again. Layers that
    /// consist of others pass it on.
    fn weights_changed(&mut self) {}

    /// Overwrites `y` with the output for `x`.
    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], mode: Mode);

    /// Given ∂loss/∂y of the last [`forward`](Layer::forward) in training mode, adds ∂loss/∂weights to `d_weights`
    /// and overwrites `d_x`, where it is wanted, with ∂loss/∂x.
    ///
    /// Trait objects keep all that a trait has in a module. Built without the feature `training`, layers leave it out, and
    /// what there is for whoever looks into the network.
    #[cfg(feature = "training")]
    fn backward(&mut self, pass: Pass, d_weights: &mut [f32], d_x: Option<&mut [f32]>);

    /// There is none.
    #[cfg(not(feature = "training"))]
    fn backward(&mut self, _pass: Pass, _d_weights: &mut [f32], _d_x: Option<&mut [f32]>) {
        unreachable!("built without the feature `training`");
    }

    /// The terms of its sums, if each value of its output is a weighted sum of its input.
    fn wiring(&self) -> Option<&dyn Wiring> {
        None
    }

    /// Adds itself to `graph` after a pass with one picture, or the layers inside it, and returns the place of the last.
    fn list<'a>(&'a self, visit: Visit<'a>, graph: &mut Graph<'a>) -> usize {
        graph.push(visit, self.output(), self.params(), self.wiring())
    }

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

/// The number `name` of a spec is not what was `expected`.
fn wrong(name: &str, value: impl Display, expected: &str) -> Problem {
    Problem::from(format!("got {value}; expected {expected}")).within(&format!(".{name}"))
}

/// A window of `size` is larger than the map that reaches it; the sentence says so.
fn does_not_fit(sentence: String, size: usize, Shape { height, width, .. }: Shape) -> Problem {
    Problem::from(sentence).of_kind(MistakeKind::DoesNotFit {
        size,
        height,
        width,
    })
}

fn at_least_one(name: &str, value: usize) -> Result<(), Problem> {
    match value {
        0 => Err(wrong(name, value, "at least 1")),
        _ => Ok(()),
    }
}
