//! All layers of a network as one, its parameters, and room for what comes out.

use std::collections::TryReserveError;
use std::ops::Range;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::init::Init;
use crate::layers::graph::Graph;
use crate::layers::sequential::Sequential;
use crate::layers::{Context, Following, Layer, Mode, Pass, Path};
use crate::network::weights::Weights;
use crate::rng::Rng;
use crate::spec::LayerSpec;
use crate::tensor::{Shape, grow};

/// The layers of a network with their maps. The weights are owned by the caller: of [`answer`](Model::answer) always the
/// same.
pub struct Model {
    layers: Sequential,
    parameters: Vec<Parameter>,
    /// What comes out for one picture.
    outputs: usize,
    /// The output: [n, outputs] for the largest n so far.
    y: Vec<f32>,
    /// ∂loss/∂y, likewise, once the network has been trained.
    d_y: Vec<f32>,
    /// The version of the weights that the layers are prepared for; `None` before the first, and after others.
    prepared_for: Option<u64>,
}

/// A parameter and its place in the weights.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Parameter {
    /// `layers[i].name`; of a layer inside a residual one, `layers[i].layers[j].name`.
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
    /// How it begins.
    #[serde(skip)]
    init: (Init, Following),
}

impl Parameter {
    /// Its place in the weights.
    pub fn range(&self) -> Range<usize> {
        self.offset..self.offset + self.shape.iter().product::<usize>()
    }

    /// Whether it is the kernel of a convolution or of a dense layer.
    pub fn is_kernel(&self) -> bool {
        matches!(self.init.0, Init::Kernel { .. })
    }
}

impl Model {
    /// Builds `layers` on pictures of shape `input`. Random numbers of the layers follow from `seed`.
    ///
    /// # Errors
    ///
    /// Names the layer that cannot be built.
    pub fn new(input: Shape, layers: &[LayerSpec], seed: u64, path: Path) -> Result<Self> {
        input
            .check("input")
            .map_err(|problem| Error::Spec(problem.into()))?;
        let layers = Sequential::new(
            input,
            layers,
            Context {
                seed,
                path,
                first: true,
            },
        )
        .map_err(|problem| Error::Spec(problem.into()))?;
        let mut offset = 0;
        let parameters = layers.params().into_iter().map(|param| {
            let parameter = Parameter {
                offset,
                init: (param.init, param.following),
                name: param.name,
                shape: param.shape,
                trainable: param.trainable,
                layer: param.layer,
            };
            offset = parameter.range().end;
            parameter
        });
        Ok(Model {
            parameters: parameters.collect(),
            outputs: layers.output().len(),
            layers,
            y: Vec::new(),
            d_y: Vec::new(),
            prepared_for: None,
        })
    }

    /// The layers without the room for what comes out.
    pub fn layers(&self) -> &Sequential {
        &self.layers
    }

    /// Number of values that come out for one picture.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Number of weights.
    pub fn weights(&self) -> usize {
        self.layers.weights()
    }

    /// The parameters in the order of the weights.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// Draws all weights anew.
    pub fn initialise(&self, weights: &mut [f32], seed: u64) {
        for (stream, parameter) in self.parameters.iter().enumerate() {
            let (init, following) = &parameter.init;
            let mut rng = Rng::new(seed, stream as u64);
            init.fill(&mut weights[parameter.range()], *following, &mut rng);
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
        let len = batch.saturating_mul(self.outputs);
        self.layers.reserve(batch, training)?;
        grow(&mut self.y, len)?;
        grow(&mut self.d_y, if training { len } else { 0 })
    }

    /// Runs all layers on pictures [n, h, w, c], for which there must be room, and returns what comes out:
    /// [n, outputs].
    pub fn forward(&mut self, weights: &[f32], inputs: &[f32], mode: Mode) -> &[f32] {
        self.prepared_for = None;
        self.layers.weights_changed();
        self.run(weights, inputs, mode)
    }

    /// The same in [`Mode::Inference`]. What the layers have made of the weights stays as long as those do not change.
    pub fn answer(&mut self, weights: &Weights, inputs: &[f32]) -> &[f32] {
        if self.prepared_for != Some(weights.version()) {
            self.prepared_for = Some(weights.version());
            self.layers.weights_changed();
        }
        self.run(weights, inputs, Mode::Inference)
    }

    fn run(&mut self, weights: &[f32], inputs: &[f32], mode: Mode) -> &[f32] {
        let len = self.outputs_for(inputs);
        let y = &mut self.y[..len];
        self.layers.forward(weights, inputs, y, mode);
        y
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
        let len = self.outputs_for(inputs);
        let (y, d_y) = (&self.y[..len], &mut self.d_y[..len]);
        d_weights.fill(0.0);
        delta(y, d_y);
        let pass = Pass {
            weights,
            x: inputs,
            y,
            d_y,
        };
        self.layers.backward(pass, d_weights, None);
    }

    /// Number of values that come out for pictures [n, h, w, c].
    fn outputs_for(&self, inputs: &[f32]) -> usize {
        inputs.len() / self.layers.input().len() * self.outputs
    }

    /// What came out of level `i` of the layers in the last pass, with `n` pictures, and ∂loss/∂ that:
    /// [n, height, width, channels].
    pub fn maps(&self, i: usize, n: usize) -> (&[f32], &[f32]) {
        let last = || {
            let len = n * self.outputs;
            (&self.y[..len], &self.d_y[..len])
        };
        self.layers.maps_of(i, n).unwrap_or_else(last)
    }

    /// All layers in one list, with their maps, after a pass with the picture `input`, where layers run one by one.
    pub fn graph<'a>(&'a self, weights: &'a [f32], input: &'a [f32]) -> Graph<'a> {
        let mut graph = Graph::new(self.layers.input(), input);
        let pass = Pass {
            weights,
            x: input,
            y: &self.y[..self.outputs],
            // Without a backward pass there is nothing yet.
            d_y: self.d_y.get(..self.outputs).unwrap_or_default(),
        };
        self.layers.list_layers("", 0, Some(0), pass, &mut graph);
        graph
    }

    /// Number of values in [`statistics`](Self::statistics).
    pub fn statistics_len(&self) -> usize {
        self.layers.statistics_len()
    }

    /// Writes what the layers observed in the last training pass, layers in order.
    pub fn statistics(&self, statistics: &mut [f64]) {
        self.layers.statistics(statistics);
    }

    /// Lets the running statistics in `weights` follow `statistics`.
    pub fn keep_statistics(&self, statistics: &[f64], weights: &mut [f32]) {
        self.layers.keep_statistics(statistics, weights);
    }
}
