//! Layers one upon the other, as one layer: a forward and a backward loop that mirror each other.

use std::collections::TryReserveError;
use std::ops::Range;

use super::graph::{Graph, Visit};
use super::{Context, Following, Layer, Mode, Param, Pass, Path};
use crate::error::MistakeKind;
use crate::plan::{Group, plan};
use crate::read::Problem;
use crate::spec::{Activation, LayerSpec};
use crate::tensor::{Shape, grow};

/// `y = fₖ(… f₂(f₁(x)))`. Weights: those of the layers in order.
pub struct Sequential {
    /// Shape of one map that goes in.
    input: Shape,
    /// At least one.
    levels: Vec<Level>,
    /// What was asked for.
    specs: Vec<LayerSpec>,
    params: Vec<Param>,
}

/// A layer, or a stage of several, with its place in the sequence.
struct Level {
    layer: Box<dyn Layer>,
    /// Its part of the weights.
    weights: Range<usize>,
    /// Length of one output map.
    len: usize,
    /// The output: [n, height, width, channels] for the largest n so far. Of the last level it belongs to the caller.
    y: Vec<f32>,
    /// ∂loss/∂y, likewise, once there has been room for training.
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

impl Sequential {
    /// Builds `layers` on maps of shape `input`. Each has a seed of its own that follows from that of `context`.
    ///
    /// # Errors
    ///
    /// Names the layer that cannot be built.
    pub fn new(input: Shape, layers: &[LayerSpec], context: Context) -> Result<Self, Problem> {
        if layers.is_empty() {
            let problem = Problem::from("got none; expected at least one".to_owned());
            return Err(problem.within(".layers"));
        }
        let (mut sequence, problem) = Sequential::up_to_problem(input, layers, context);
        if let Some(problem) = problem {
            return Err(problem);
        }
        let most = match context.path {
            Path::Fast => layers.len(),
            Path::Single => 1,
            Path::Readable => return Ok(sequence),
        };
        let outputs = sequence.levels.iter().map(|level| level.layer.output());
        let inputs: Vec<_> = [input].into_iter().chain(outputs).collect();
        sequence.levels = fuse(sequence.levels, plan(layers, &inputs, most));
        Ok(sequence)
    }

    /// The layers one by one, as far as they can be built, and why the next one cannot.
    pub fn up_to_problem(
        input: Shape,
        layers: &[LayerSpec],
        context: Context,
    ) -> (Self, Option<Problem>) {
        let mut sequence = Sequential {
            input,
            levels: Vec::with_capacity(layers.len()),
            specs: layers.to_vec(),
            params: Vec::new(),
        };
        let mut reaches = input;
        for i in 0..layers.len() {
            match sequence.push(reaches, &layers[i..], context) {
                Ok(output) => reaches = output,
                Err(problem) => return (sequence, Some(problem.within(&format!(".layers[{i}]")))),
            }
        }
        (sequence, None)
    }

    /// Adds the first of the layers that are still to come, and returns the shape of its output.
    fn push(
        &mut self,
        input: Shape,
        rest: &[LayerSpec],
        context: Context,
    ) -> Result<Shape, Problem> {
        let index = self.levels.len();
        let seed = context.seed.wrapping_add(index as u64 + 1);
        let layer = rest[0].build(
            input,
            Context {
                seed,
                first: context.first && index == 0,
                ..context
            },
        )?;
        let output = layer.output();
        output.check("the output")?;
        let mut params = layer.params();
        let first = self.weights();
        let len = check_weights(&params, first)?;
        for param in &mut params {
            param.name = format!("layers[{index}].{}", param.name);
            param.layer = index;
            if param.following == Following::Beyond {
                param.following = following(&rest[1..]);
            }
        }
        self.params.extend(params);
        self.levels.push(Level::new(layer, first..first + len));
        Ok(output)
    }

    /// Number of weights.
    pub fn weights(&self) -> usize {
        self.levels.last().map_or(0, |level| level.weights.end)
    }

    /// Shape of one map that goes in.
    pub fn input(&self) -> Shape {
        self.input
    }

    /// Shape of what comes out of level `i`: where layers run one by one, of layer `i`.
    pub fn output_of(&self, i: usize) -> Shape {
        self.levels[i].layer.output()
    }

    /// Multiplications with an addition of level `i`, forward, for one map.
    pub fn multiply_adds_of(&self, i: usize) -> f64 {
        self.levels[i].layer.multiply_adds()
    }

    /// Number of levels.
    pub fn level_count(&self) -> usize {
        self.levels.len()
    }

    /// The place of level `i`'s weights among all.
    pub fn weights_of(&self, i: usize) -> Range<usize> {
        self.levels[i].weights.clone()
    }

    /// What came out of level `i` in the last pass, with `n` maps, and ∂loss/∂ that: [n, height, width, channels].
    /// `None` for the last level: what came out of that went to the caller.
    pub fn maps_of(&self, i: usize, n: usize) -> Option<(&[f32], &[f32])> {
        let Level { y, d_y, len, .. } = &self.levels[i];
        (i + 1 < self.levels.len()).then(|| {
            let len = n * len;
            // Without a backward pass there is nothing yet.
            (&y[..len], d_y.get(..len).unwrap_or_default())
        })
    }

    /// Adds its layers to `graph`, where they run one by one, after a pass with one picture. It reads the output of node
    /// `source`; `offset` is where its weights begin in the network's, if they are there, and `place` is in front of the
    /// layers' names.
    pub fn list_layers<'a>(
        &'a self,
        place: &str,
        mut source: usize,
        offset: Option<usize>,
        pass: Pass<'a>,
        graph: &mut Graph<'a>,
    ) -> usize {
        let (mut x, mut input) = (pass.x, self.input);
        for (i, (level, spec)) in self.levels.iter().zip(&self.specs).enumerate() {
            let (y, d_y) = self.maps_of(i, 1).unwrap_or((pass.y, pass.d_y));
            let d_y = if level.layer.learns() { d_y } else { &[] };
            let visit = Visit {
                name: format!("{place}layers[{i}]"),
                spec,
                source,
                offset: offset.map(|offset| offset + level.weights.start),
                input,
                pass: Pass {
                    weights: &pass.weights[level.weights.clone()],
                    x,
                    y,
                    d_y,
                },
            };
            source = level.layer.list(visit, graph);
            (x, input) = (y, level.layer.output());
        }
        source
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

impl Layer for Sequential {
    fn output(&self) -> Shape {
        self.output_of(self.levels.len() - 1)
    }

    fn params(&self) -> Vec<Param> {
        self.params.clone()
    }

    fn multiply_adds(&self) -> f64 {
        let layers = self.levels.iter().map(|level| level.layer.multiply_adds());
        layers.sum()
    }

    fn maps_len(&self) -> f64 {
        self.levels.iter().map(|level| level.layer.maps_len()).sum()
    }

    fn reserve(&mut self, batch: usize, training: bool) -> Result<(), TryReserveError> {
        let last = self.levels.len() - 1;
        for (i, level) in self.levels.iter_mut().enumerate() {
            level.layer.reserve(batch, training)?;
            let len = batch.saturating_mul(level.len);
            if i < last {
                grow(&mut level.y, len)?;
            }
            if i < last && training {
                grow(&mut level.d_y, len)?;
            }
        }
        Ok(())
    }

    fn weights_changed(&mut self) {
        for level in &mut self.levels {
            level.layer.weights_changed();
        }
    }

    fn forward(&mut self, weights: &[f32], x: &[f32], y: &mut [f32], mode: Mode) {
        let n = x.len() / self.input.len();
        let [levels @ .., last] = &mut self.levels[..] else {
            return;
        };
        let mut x = x;
        for level in levels {
            let y = &mut level.y[..n * level.len];
            let weights = &weights[level.weights.clone()];
            level.layer.forward(weights, x, y, mode);
            x = y;
        }
        let weights = &weights[last.weights.clone()];
        last.layer.forward(weights, x, y, mode);
    }

    #[cfg(feature = "training")]
    fn backward(&mut self, pass: Pass, d_weights: &mut [f32], mut d_x: Option<&mut [f32]>) {
        let n = pass.x.len() / self.input.len();
        let last = self.levels.len() - 1;
        for i in (0..=last).rev() {
            let (below, level) = self.levels.split_at_mut(i);
            let level = &mut level[0];
            let (x, d_x) = match below.last_mut() {
                Some(Level { y, layer, len, .. }) if !layer.learns() => (&y[..n * *len], None),
                Some(Level { y, d_y, len, .. }) => (&y[..n * *len], Some(&mut d_y[..n * *len])),
                None => (pass.x, d_x.take()),
            };
            let (y, d_y) = match i == last {
                true => (pass.y, pass.d_y),
                false => (&level.y[..n * level.len], &level.d_y[..n * level.len]),
            };
            let weights = &pass.weights[level.weights.clone()];
            let d_weights = &mut d_weights[level.weights.clone()];
            let pass = Pass { weights, x, y, d_y };
            level.layer.backward(pass, d_weights, d_x);
        }
    }

    fn statistics_len(&self) -> usize {
        let lens = self.levels.iter().map(|level| level.layer.statistics_len());
        lens.sum()
    }

    fn statistics(&self, mut statistics: &mut [f64]) {
        for Level { layer, .. } in &self.levels {
            let (own, rest) = statistics.split_at_mut(layer.statistics_len());
            layer.statistics(own);
            statistics = rest;
        }
    }

    fn keep_statistics(&self, mut statistics: &[f64], weights: &mut [f32]) {
        for level in &self.levels {
            let (own, rest) = statistics.split_at(level.layer.statistics_len());
            let weights = &mut weights[level.weights.clone()];
            level.layer.keep_statistics(own, weights);
            statistics = rest;
        }
    }
}

/// What the output of the layer in front of `rest` meets first.
fn following(rest: &[LayerSpec]) -> Following {
    match first_activation(rest) {
        Some((_, function)) => Following::Function(function),
        None if rest.iter().any(|spec| spec.has_neurons()) => Following::Weights,
        None => Following::Beyond,
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

/// Number of weights of a layer, when they still fit beside the `present` ones.
fn check_weights(params: &[Param], present: usize) -> Result<usize, Problem> {
    let len = |param: &Param| {
        let extents = param.shape.iter().map(|&extent| extent as u64);
        extents.fold(1, u64::saturating_mul)
    };
    let needed = params.iter().map(len).fold(0, u64::saturating_add);
    if needed <= (Shape::MAX_LEN - present) as u64 {
        return Ok(needed as usize);
    }
    let params = params.iter().map(|param| {
        let shape: Vec<_> = param.shape.iter().map(usize::to_string).collect();
        format!("{} {}", param.name, shape.join("×"))
    });
    let params: Vec<_> = params.collect();
    let (all, most) = (Shape::MAX_LEN, Shape::MAX_LEN - present);
    let problem = format!(
        "needs {needed} weights ({}); of the {all} that a network can have, {most} are left",
        params.join(", "),
    );
    let given = needed as f64;
    Err(Problem::from(problem).of_kind(MistakeKind::TooManyWeights { given, most }))
}

#[cfg(test)]
mod tests {
    use super::super::check::{check_gradients, random, shape};
    use super::*;
    use serde_json::{Value, json};

    const INPUT: Shape = shape(6, 6, 2);

    fn sequence(layers: Value, path: Path) -> Result<Sequential, Problem> {
        let layers: Vec<LayerSpec> = serde_json::from_value(layers).unwrap();
        Sequential::new(
            INPUT,
            &layers,
            Context {
                seed: 1,
                path,
                first: true,
            },
        )
    }

    fn layers() -> Value {
        json!([
            { "type": "conv", "filters": 3, "kernel": 3 },
            { "type": "activation", "function": "tanh" },
            { "type": "average_pool", "size": 2 },
            { "type": "dense", "units": 4 },
        ])
    }

    #[test]
    fn gradients_agree_with_finite_differences() {
        for path in [Path::Readable, Path::Single, Path::Fast] {
            for (layers, batch) in [(layers(), 2), (json!([{ "type": "dense", "units": 2 }]), 3)] {
                let case = format!("{path:?}: {layers}");
                let mut sequence = sequence(layers, path).unwrap();
                let x = random(batch * INPUT.len());
                check_gradients(&case, &mut sequence, batch, &x, 1e-3);
            }
        }
    }

    #[test]
    fn parameters_know_their_layer_and_what_they_meet() {
        let layers = json!([
            { "type": "conv", "filters": 3, "kernel": 1 },
            { "type": "batch_norm" },
            { "type": "activation", "function": "relu" },
            { "type": "conv", "filters": 3, "kernel": 1 },
            { "type": "dense", "units": 2 },
        ]);
        let found = sequence(layers, Path::Fast).unwrap().params();
        let kernels = found.iter().filter(|param| param.name.ends_with("kernel"));
        let kernels = kernels.map(|param| (param.name.as_str(), param.following));
        let relu = Activation::Relu(crate::spec::Relu {});
        assert_eq!(
            kernels.collect::<Vec<_>>(),
            [
                ("layers[0].kernel", Following::Function(relu)),
                ("layers[3].kernel", Following::Weights),
                ("layers[4].kernel", Following::Beyond),
            ]
        );
    }

    #[test]
    fn too_many_weights_are_named() {
        let layers = json!([
            { "type": "dense", "units": 1000 },
            { "type": "dense", "units": 67_000 },
        ]);
        let problem = sequence(layers, Path::Fast).err().unwrap().to_string();
        assert_eq!(
            problem,
            "layers[1]: needs 67067000 weights (kernel 1000×67000, bias 67000); \
             of the 67108864 that a network can have, 67035864 are left"
        );
    }
}
