//! The layers one upon the other: buffers allocated once, a forward and a backward loop that mirror each other.

use std::collections::TryReserveError;
use std::ops::Range;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::init::Init;
use crate::layers::{Layer, Mode, Pass};
use crate::plan::{Group, plan};
use crate::rng::Rng;
use crate::spec::{Activation, LayerSpec};
use crate::tensor::{Shape, grow};

/// How the layers run. All mean the same, up to rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// Groups of layers in fused loops: see [`crate::plan`].
    Fast,
    /// Layer by layer, with the kernels of the fast path: for whoever looks at the maps in between.
    Single,
    /// Layer by layer, as the formulas say.
    Readable,
}

/// The layers of a network with their maps. The weights are owned by the caller.
pub struct Stack {
    /// Shape of one picture.
    input: Shape,
    /// At least one.
    levels: Vec<Level>,
    parameters: Vec<Parameter>,
    /// Number of weights.
    weights: usize,
}

/// A layer with its place in the stack.
struct Level {
    layer: Box<dyn Layer>,
    /// Its part of the weights.
    weights: Range<usize>,
    /// Length of one output map.
    len: usize,
    /// The output: [n, height, width, channels] for the largest n so far.
    y: Vec<f32>,
    /// ∂loss/∂y, likewise, once the network has been trained.
    d_y: Vec<f32>,
}

impl Level {
    fn new(layer: Box<dyn Layer>, weights: Range<usize>) -> Self {
        Level {
            len: layer.output().len(),
            layer,
            weights,
            y: Vec::new(),
            d_y: Vec::new(),
        }
    }
}

/// One level for each group: its stage instead of its layers.
fn fuse(levels: Vec<Level>, groups: Vec<Group>) -> Vec<Level> {
    let mut levels = levels.into_iter();
    let fused = groups.into_iter().filter_map(|Group { layers, stage }| {
        let first = levels.next()?;
        let last = levels.by_ref().take(layers.len() - 1).last();
        let end = last.map_or(first.weights.end, |last| last.weights.end);
        match stage {
            Some(stage) => Some(Level::new(stage, first.weights.start..end)),
            None => Some(first),
        }
    });
    fused.collect()
}

/// A parameter and its place in the weights.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Parameter {
    /// `layers[i].name`.
    pub name: String,
    /// Its shape, row-major.
    pub shape: Vec<usize>,
    /// Where it begins in the weights.
    pub offset: usize,
    /// Whether the optimiser moves it.
    pub trainable: bool,
    /// Its layer's place in the spec.
    #[serde(skip)]
    pub layer: usize,
    /// How it begins, and the activation function that its layer's output meets first.
    #[serde(skip)]
    init: (Init, Option<Activation>),
}

impl Parameter {
    /// Its place in the weights.
    pub fn range(&self) -> Range<usize> {
        self.offset..self.offset + self.shape.iter().product::<usize>()
    }

    /// Whether it is the kernel of a convolution or of a dense layer.
    pub fn is_kernel(&self) -> bool {
        matches!(self.init, (Init::Kernel { .. }, _))
    }
}

impl Stack {
    /// Builds `layers` on pictures of shape `input`. Random numbers of the layers follow from `seed`.
    ///
    /// # Errors
    ///
    /// Names the layer that cannot be built.
    pub fn new(input: Shape, layers: &[LayerSpec], seed: u64, path: Path) -> Result<Self> {
        check_shape("input", input).map_err(Error::Spec)?;
        if layers.is_empty() {
            return Err(Error::Spec(
                "layers: got none; expected at least one".into(),
            ));
        }
        let mut stack = Stack {
            input,
            levels: Vec::with_capacity(layers.len()),
            parameters: Vec::new(),
            weights: 0,
        };
        let mut inputs = vec![input];
        for i in 0..layers.len() {
            let output = stack
                .push(inputs[i], &layers[i..], seed)
                .map_err(|problem| Error::Spec(format!("layers[{i}]: {problem}")))?;
            inputs.push(output);
        }
        let most = match path {
            Path::Fast => layers.len(),
            Path::Single => 1,
            Path::Readable => return Ok(stack),
        };
        stack.levels = fuse(stack.levels, plan(layers, &inputs, most));
        Ok(stack)
    }

    /// Adds the first of the layers that are still to come, and returns the shape of its output.
    fn push(
        &mut self,
        input: Shape,
        rest: &[LayerSpec],
        seed: u64,
    ) -> std::result::Result<Shape, String> {
        let index = self.levels.len();
        let layer = rest[0].build(input, seed.wrapping_add(index as u64 + 1))?;
        let output = layer.output();
        check_shape("the output", output)?;
        let first = self.weights;
        for param in layer.params() {
            let len = check_weights(&param.shape, self.weights)?;
            self.parameters.push(Parameter {
                name: format!("layers[{index}].{}", param.name),
                shape: param.shape,
                offset: self.weights,
                trainable: param.trainable,
                layer: index,
                init: (
                    param.init,
                    first_activation(&rest[1..]).map(|(_, function)| function),
                ),
            });
            self.weights += len;
        }
        self.levels.push(Level::new(layer, first..self.weights));
        Ok(output)
    }

    /// Shape of one picture.
    pub fn input(&self) -> Shape {
        self.input
    }

    /// Number of values that come out for one picture.
    pub fn outputs(&self) -> usize {
        self.levels.last().map_or(0, |level| level.len)
    }

    /// Number of weights.
    pub fn weights(&self) -> usize {
        self.weights
    }

    /// The parameters in the order of the weights.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// Draws all weights anew.
    pub fn initialise(&self, weights: &mut [f32], seed: u64) {
        for (stream, parameter) in self.parameters.iter().enumerate() {
            let (init, following) = parameter.init;
            let mut rng = Rng::new(seed, stream as u64);
            init.fill(&mut weights[parameter.range()], following, &mut rng);
        }
    }

    /// Makes room for `batch` pictures; for training also for the derivatives.
    ///
    /// # Errors
    ///
    /// When the memory is not there; what was there before still is.
    pub fn reserve(
        &mut self,
        batch: usize,
        training: bool,
    ) -> std::result::Result<(), TryReserveError> {
        for level in &mut self.levels {
            let len = batch.saturating_mul(level.len);
            level.layer.reserve(batch)?;
            grow(&mut level.y, len)?;
            if training {
                grow(&mut level.d_y, len)?;
            }
        }
        Ok(())
    }

    /// Runs all layers on pictures [n, h, w, c], for which there must be room, and returns what comes out:
    /// [n, outputs].
    pub fn forward<'a>(&'a mut self, weights: &[f32], inputs: &'a [f32], mode: Mode) -> &'a [f32] {
        let n = inputs.len() / self.input.len();
        let mut x = inputs;
        for level in &mut self.levels {
            let y = &mut level.y[..n * level.len];
            level
                .layer
                .forward(&weights[level.weights.clone()], x, y, mode);
            x = y;
        }
        x
    }

    /// Goes back through all layers after a [`forward`](Self::forward) in training mode and overwrites `d_weights`
    /// with ∂loss/∂weights. `delta` is given what came out, [n, outputs], and writes ∂loss/∂output.
    pub fn backward(
        &mut self,
        weights: &[f32],
        inputs: &[f32],
        delta: impl FnOnce(&[f32], &mut [f32]),
        d_weights: &mut [f32],
    ) {
        let n = inputs.len() / self.input.len();
        d_weights.fill(0.0);
        if let Some(Level { y, d_y, len, .. }) = self.levels.last_mut() {
            delta(&y[..n * *len], &mut d_y[..n * *len]);
        }
        for i in (0..self.levels.len()).rev() {
            let (below, level) = self.levels.split_at_mut(i);
            let level = &mut level[0];
            let (x, d_x) = match below.last_mut() {
                Some(Level { y, d_y, len, .. }) => (&y[..n * *len], Some(&mut d_y[..n * *len])),
                None => (inputs, None),
            };
            let pass = Pass {
                weights: &weights[level.weights.clone()],
                x,
                y: &level.y[..n * level.len],
                d_y: &level.d_y[..n * level.len],
            };
            level
                .layer
                .backward(pass, &mut d_weights[level.weights.clone()], d_x);
        }
    }

    /// Shape of what comes out of level `i`: where layers run one by one, of layer `i`.
    pub fn output(&self, i: usize) -> Shape {
        self.levels[i].layer.output()
    }

    /// The place of level `i`'s weights among all.
    pub fn weights_of(&self, i: usize) -> Range<usize> {
        self.levels[i].weights.clone()
    }

    /// What came out of level `i` in the last pass, with `n` pictures, and ∂loss/∂ that: [n, height, width, channels].
    pub fn maps(&self, i: usize, n: usize) -> (&[f32], &[f32]) {
        let Level { y, d_y, len, .. } = &self.levels[i];
        (&y[..n * len], &d_y[..n * len])
    }

    /// Number of values in [`statistics`](Self::statistics).
    pub fn statistics_len(&self) -> usize {
        let lens = self.levels.iter().map(|level| level.layer.statistics_len());
        lens.sum()
    }

    /// Writes what the layers observed in the last training pass, layers in order.
    pub fn statistics(&self, mut statistics: &mut [f64]) {
        for Level { layer, .. } in &self.levels {
            let (own, rest) = statistics.split_at_mut(layer.statistics_len());
            layer.statistics(own);
            statistics = rest;
        }
    }

    /// Lets the running statistics in `weights` follow `statistics`.
    pub fn keep_statistics(&self, mut statistics: &[f64], weights: &mut [f32]) {
        for Level {
            layer, weights: at, ..
        } in &self.levels
        {
            let (own, rest) = statistics.split_at(layer.statistics_len());
            layer.keep_statistics(own, &mut weights[at.clone()]);
            statistics = rest;
        }
    }
}

/// The first activation function that the output of the layer in front of `rest` meets, before other weights, and its
/// place in `rest`.
pub(crate) fn first_activation(rest: &[LayerSpec]) -> Option<(usize, Activation)> {
    rest.iter()
        .take_while(|spec| !spec.has_neurons())
        .enumerate()
        .find_map(|(i, spec)| match spec {
            LayerSpec::Activation(function) => Some((i, *function)),
            _ => None,
        })
}

fn check_shape(what: &str, shape: Shape) -> std::result::Result<(), String> {
    if shape.is_empty() {
        return Err(format!(
            "{what} is {shape}; expected at least 1 in each dimension"
        ));
    }
    if !shape.is_affordable() {
        return Err(format!(
            "{what} is {shape}; at most {} values are supported",
            Shape::MAX_LEN
        ));
    }
    Ok(())
}

/// Length of a parameter, when it still fits beside the weights that are there.
fn check_weights(shape: &[usize], present: usize) -> std::result::Result<usize, String> {
    let len = shape
        .iter()
        .fold(1u64, |len, &extent| len.saturating_mul(extent as u64));
    if len > (Shape::MAX_LEN - present) as u64 {
        return Err(format!(
            "needs {len} weights; a network can have {} in all",
            Shape::MAX_LEN
        ));
    }
    Ok(len as usize)
}
