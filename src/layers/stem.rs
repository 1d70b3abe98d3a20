//! A stem: layers that have learned from many photographs before, in front of a head that learns from a few.
//!
//! What comes out are features: the means over the maps of the last two stages, side by side (Sharif Razavian et al., "CNN
//! Features off-the-shelf", 2014).

mod file;
mod kinds;

use std::collections::TryReserveError;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::global_average_pool::GlobalAveragePoolSpec;
use super::graph::{Graph, Kind, Node, Visit};
use super::sequential::Sequential;
use super::wiring::{Link, Wiring};
use super::{Context, Layer, LayerSpec, Mode, Param, Pass, Spec};
use crate::init::Init;
use crate::read::Problem;
use crate::tensor::{Shape, grow};

pub use kinds::{StemId, StemInfo};

/// Frozen layers keep the maps of so many pictures at a time: enough for full tiles, and not more memory than a few
/// megabytes a layer.
const TOGETHER: usize = 8;

/// The layers of a pretrained network, by its name. They are frozen: they run in inference mode, have no weights among the
/// network's and cost nothing backward, unless `trainable` says which of them are trained further.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct StemSpec {
    /// Which one.
    pub name: StemId,
    /// What is trained further.
    #[serde(default)]
    pub trainable: Trainable,
}

/// What of a stem is trained further, from the weights that it comes with: fine-tuning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Trainable {
    /// Nothing.
    #[default]
    None,
    /// The last stage.
    LastBlock,
    /// All of it.
    All,
}

impl StemSpec {
    /// Whether nothing of it learns, so that a picture's features stay the same.
    pub fn is_frozen(self) -> bool {
        self.trainable == Trainable::None
    }
}

impl Spec for StemSpec {
    fn build(&self, input: Shape, context: Context) -> Result<Box<dyn Layer>, Problem> {
        let name = self.name.name();
        if !context.first {
            return Err(Problem::from(
                "stem: it takes pictures; expected it to be the first layer".to_owned(),
            ));
        }
        if input.channels != 3 {
            return Err(Problem::from(format!(
                "stem: got pictures of {input}; expected 3 channels"
            )));
        }
        let pretrained = self.name.weights().ok_or_else(|| {
            Problem::from(format!(
                "stem: `{name}` is not loaded; expected load_stem first"
            ))
        })?;
        let [below, last] = self.name.stages();
        let below = Stage::new(input, &below, self.trainable == Trainable::All, 0, context)?;
        let trainable = self.trainable >= Trainable::LastBlock;
        let (input, first) = (below.layers.output(), below.weights.end);
        let last = Stage::new(input, &last, trainable, first, context)?;
        Ok(Box::new(Stem {
            stages: [below, last],
            pretrained,
        }))
    }
}

/// Weights: those of the stages that learn, in order.
struct Stem {
    stages: [Stage; 2],
    /// The weights that it came with, of both stages in order.
    pretrained: Arc<[f32]>,
}

/// Some layers, and the mean over each map that comes out.
struct Stage {
    layers: Sequential,
    mean_spec: LayerSpec,
    mean: Box<dyn Layer>,
    trainable: bool,
    /// Its place in the pretrained weights.
    weights: Range<usize>,
    /// The maps that come out of the layers, [n, h, w, c], and ∂loss/∂ them.
    maps: Vec<f32>,
    d_maps: Vec<f32>,
    /// Their means, [n, c], and ∂loss/∂ them.
    means: Vec<f32>,
    d_means: Vec<f32>,
    /// What the means add to ∂loss/∂maps.
    d_by_means: Vec<f32>,
}

impl Stage {
    fn new(
        input: Shape,
        layers: &[LayerSpec],
        trainable: bool,
        first_weight: usize,
        context: Context,
    ) -> Result<Self, Problem> {
        let layers = Sequential::new(input, layers, context)?;
        let mean_spec = LayerSpec::from(GlobalAveragePoolSpec {});
        let mean = mean_spec.build(layers.output(), context)?;
        Ok(Stage {
            mean_spec,
            weights: first_weight..first_weight + layers.weights(),
            layers,
            mean,
            trainable,
            maps: Vec::new(),
            d_maps: Vec::new(),
            means: Vec::new(),
            d_means: Vec::new(),
            d_by_means: Vec::new(),
        })
    }

    /// Length of the map that comes out for a picture.
    fn map(&self) -> usize {
        self.layers.output().len()
    }

    /// Number of features.
    fn features(&self) -> usize {
        self.mean.output().len()
    }

    /// The place of its weights among those of the stem that learn.
    fn learned(&self, frozen: usize) -> Range<usize> {
        match self.trainable {
            true => self.weights.start - frozen..self.weights.end - frozen,
            false => 0..0,
        }
    }

    fn reserve(&mut self, batch: usize, training: bool) -> Result<(), TryReserveError> {
        let training = training && self.trainable;
        self.layers.reserve(batch, training)?;
        let (maps, means) = (
            batch.saturating_mul(self.map()),
            batch.saturating_mul(self.features()),
        );
        grow(&mut self.maps, maps)?;
        grow(&mut self.means, means)?;
        if training {
            grow(&mut self.d_maps, maps)?;
            grow(&mut self.d_by_means, maps)?;
            grow(&mut self.d_means, means)?;
        }
        Ok(())
    }

    /// Adds its layers and their mean to `graph`; returns the places of both.
    fn list<'a>(
        &'a self,
        place: &str,
        source: usize,
        offset: Option<usize>,
        [weights, x]: [&'a [f32]; 2],
        graph: &mut Graph<'a>,
    ) -> [usize; 2] {
        let (maps, means) = (self.map(), self.features());
        // Of a frozen stage they are empty.
        let derivatives = |of: &'a [f32], len: usize| of.get(..len).unwrap_or_default();
        let pass = Pass {
            weights,
            x,
            y: &self.maps[..maps],
            d_y: derivatives(&self.d_maps, maps),
        };
        let last = self.layers.list_layers(place, source, offset, pass, graph);
        let mean = Visit {
            name: format!("{place}mean"),
            spec: &self.mean_spec,
            source: last,
            offset: None,
            input: self.layers.output(),
            pass: Pass {
                weights: &[],
                x: pass.y,
                y: &self.means[..means],
                d_y: derivatives(&self.d_means, means),
            },
        };
        [last, self.mean.list(mean, graph)]
    }

    /// Fills `maps` and `means` for `n` pictures.
    fn forward(&mut self, weights: &[f32], x: &[f32], n: usize, mode: Mode) {
        let (maps, means) = (n * self.map(), n * self.features());
        let maps = &mut self.maps[..maps];
        let mode = if self.trainable {
            mode
        } else {
            Mode::Inference
        };
        self.layers.forward(weights, x, maps, mode);
        self.mean.forward(&[], maps, &mut self.means[..means], mode);
    }

    /// Adds to ∂loss/∂maps, which is that of the stage above, what follows from the means.
    fn add_means(&mut self, n: usize) {
        let (maps, means) = (n * self.map(), n * self.features());
        let pass = Pass {
            weights: &[],
            x: &self.maps[..maps],
            y: &self.means[..means],
            d_y: &self.d_means[..means],
        };
        let by_means = &mut self.d_by_means[..maps];
        self.mean.backward(pass, &mut [], Some(by_means));
        for (d_map, by_mean) in self.d_maps[..maps].iter_mut().zip(by_means) {
            *d_map += *by_mean;
        }
    }

    /// What [`forward`](Self::forward) did, backward.
    fn backward(
        &mut self,
        weights: &[f32],
        x: &[f32],
        n: usize,
        d_weights: &mut [f32],
        d_x: Option<&mut [f32]>,
    ) {
        let maps = n * self.map();
        let pass = Pass {
            weights,
            x,
            y: &self.maps[..maps],
            d_y: &self.d_maps[..maps],
        };
        self.layers.backward(pass, d_weights, d_x);
    }
}

impl Stem {
    /// Number of features.
    fn features(&self) -> usize {
        self.stages.iter().map(Stage::features).sum()
    }

    /// Pictures that go through together: where something learns, all that it learns from.
    fn together(&self, n: usize) -> usize {
        match self.stages.iter().any(|stage| stage.trainable) {
            true => n.max(1),
            false => TOGETHER,
        }
    }

    /// The weights of a stage, where `learned` are those that learn.
    fn weights_of<'a>(pretrained: &'a [f32], learned: &'a [f32], stage: &Stage) -> &'a [f32] {
        match stage.trainable {
            true => &learned[stage.learned(pretrained.len() - learned.len())],
            false => &pretrained[stage.weights.clone()],
        }
    }

    /// Writes the features of the pictures `x` to `y`.
    fn extract(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], mode: Mode) {
        let features = self.features();
        let n = y.len() / features;
        let own = |stage: &Stage| Self::weights_of(&self.pretrained, weights, stage);
        let [below, last] = &mut self.stages;
        below.forward(own(below), x, n, mode);
        last.forward(own(last), &below.maps[..n * below.map()], n, mode);
        let below = below.means.chunks_exact(below.features());
        let last = last.means.chunks_exact(last.features());
        for ((y, below), last) in y.chunks_exact_mut(features).zip(below).zip(last) {
            let (to_below, to_last) = y.split_at_mut(below.len());
            to_below.copy_from_slice(below);
            to_last.copy_from_slice(last);
        }
    }
}

impl Layer for Stem {
    fn output(&self) -> Shape {
        Shape::vector(self.features())
    }

    fn params(&self) -> Vec<Param> {
        let stages = self.stages.iter().enumerate();
        let trainable = stages.filter(|(_, stage)| stage.trainable);
        let params = trainable.flat_map(|(i, stage)| {
            let mut from = stage.weights.start;
            stage.layers.params().into_iter().map(move |param| {
                let values = from..from + param.size();
                from = values.end;
                Param {
                    name: format!("stages[{i}].{}", param.name),
                    init: Init::Values(self.pretrained[values].into()),
                    ..param
                }
            })
        });
        params.collect()
    }

    fn multiply_adds(&self) -> f64 {
        let stages = self.stages.iter();
        stages.map(|stage| stage.layers.multiply_adds()).sum()
    }

    fn maps_len(&self) -> f64 {
        let stages = self.stages.iter();
        stages.map(|stage| stage.layers.maps_len()).sum()
    }

    fn learns(&self) -> bool {
        self.stages.iter().any(|stage| stage.trainable)
    }

    #[cfg(feature = "training")]
    fn list<'a>(&'a self, visit: Visit<'a>, graph: &mut Graph<'a>) -> usize {
        let (pass, name) = (visit.pass, visit.name);
        let frozen = self.pretrained.len() - pass.weights.len();
        let (mut source, mut x) = (visit.source, pass.x);
        let mut means = Vec::new();
        for (i, stage) in self.stages.iter().enumerate() {
            let weights = Self::weights_of(&self.pretrained, pass.weights, stage);
            let own = stage.trainable.then(|| stage.learned(frozen).start);
            let offset = visit.offset.zip(own).map(|(first, own)| first + own);
            let place = format!("{name}.stages[{i}].");
            let [last, mean] = stage.list(&place, source, offset, [weights, x], graph);
            means.push(mean);
            (source, x) = (last, &stage.maps[..stage.map()]);
        }
        graph.add(Node {
            kind: Kind::Concat,
            name,
            sources: means,
            input: self.stages[0].mean.output(),
            output: self.output(),
            params: Vec::new(),
            offset: None,
            pass: Pass {
                weights: &[],
                x: &self.stages[0].means[..self.stages[0].features()],
                ..pass
            },
            wiring: Some(self),
        })
    }

    fn reserve(&mut self, batch: usize, training: bool) -> Result<(), TryReserveError> {
        let batch = batch.min(self.together(batch));
        let mut stages = self.stages.iter_mut();
        stages.try_for_each(|stage| stage.reserve(batch, training))
    }

    /// Frozen stages always have the same.
    fn weights_changed(&mut self) {
        let trainable = self.stages.iter_mut().filter(|stage| stage.trainable);
        trainable.for_each(|stage| stage.layers.weights_changed());
    }

    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], mode: Mode) {
        let features = self.features();
        let together = self.together(y.len() / features);
        let pictures = x.chunks(together * self.stages[0].layers.input().len());
        for (x, y) in pictures.zip(y.chunks_mut(together * features)) {
            self.extract(weights, x, y, mode);
        }
    }

    #[cfg(feature = "training")]
    fn backward(&mut self, pass: Pass, d_weights: &mut [f32], _d_x: Option<&mut [f32]>) {
        let features = self.features();
        let n = pass.d_y.len() / features;
        let frozen = self.pretrained.len() - pass.weights.len();
        let [below, last] = &mut self.stages;
        if !last.trainable {
            return;
        }
        let split = below.features();
        for (i, d_y) in pass.d_y.chunks_exact(features).enumerate() {
            let (d_below, d_last) = d_y.split_at(split);
            last.d_means[i * d_last.len()..][..d_last.len()].copy_from_slice(d_last);
            if below.trainable {
                below.d_means[i * split..][..split].copy_from_slice(d_below);
            }
        }
        let maps = n * last.map();
        last.d_maps[..maps].fill(0.0);
        last.add_means(n);
        let maps = n * below.map();
        let own = last.learned(frozen);
        let d_maps = below.trainable.then(|| &mut below.d_maps[..maps]);
        let (weights, d_own) = (&pass.weights[own.clone()], &mut d_weights[own]);
        last.backward(weights, &below.maps[..maps], n, d_own, d_maps);
        if below.trainable {
            below.add_means(n);
            let own = below.learned(frozen);
            let (weights, d_own) = (&pass.weights[own.clone()], &mut d_weights[own]);
            below.backward(weights, pass.x, n, d_own, None);
        }
    }
}

/// Of its features. Input 0 are the means of the first stage, input 1 those of the last.
impl Wiring for Stem {
    fn links(&self, _weights: &[f32], y: usize) -> Vec<Link> {
        let split = self.stages[0].features();
        let (source, x) = match y.checked_sub(split) {
            Some(x) => (1, x),
            None => (0, y),
        };
        let link = Link::fixed(x, 1.0);
        vec![Link { source, ..link }]
    }

    fn reached(&self, source: usize, x: usize) -> Vec<usize> {
        vec![source * self.stages[0].features() + x]
    }
}
