//! Where in a picture the evidence for each class is. What the network is decides how that is found:
//!
//! * **Class activation** (Zhou et al., "Learning Deep Features for Discriminative Localization", 2016), where a dense layer gets
//!   nothing but the means of maps. With means m̄ₖ of maps mₖ, z_c = b_c + Σₖ w_kc · m̄ₖ is b_c + the mean over all places (y, x)
//!   of e_c(y, x) = Σₖ w_kc · mₖ(y, x): exactly what each place adds. Where a power norm stands between, which makes gₖ · m̄ₖ of
//!   m̄ₖ, the factors gₖ of the whole picture go with the weights: each place has the part of what a feature adds that it
//!   has in the feature.
//! * **Sliding**, of any other network: it answers for parts of the picture alone, one window after the other.
//!
//! The other way to slide, the dense layers as convolutions over the maps of the whole picture (Sermanet et al., "OverFeat",
//! 2014), computes less, but is not the network's answer for a window: where convolutions are padded, a part of a picture has zeros
//! around it and not the rest of the picture.

use serde::Serialize;

use super::super::targets::scores;
use super::Classifier;
use crate::error::{Error, Result};
use crate::image::{self, Pixel};
use crate::layers::{Layer, Path};
use crate::network::Network;
use crate::network::model::Model;
use crate::network::weights::Weights;
use crate::spec::{LayerSpec, LossSpec, NetworkSpec, PowerNormSpec};
use crate::tensor::{Shape, grow};

/// Windows along each side.
const STEPS: usize = 5;
/// Places along each side of what sliding finds: with a zoom of 2 a window steps from one to the next.
const CELLS: usize = 8;
/// The picture's side in windows, at most: in smaller windows, things are larger than a network has ever seen them. In larger
/// ones nearly all show the whole thing: of faces a quarter to the left and to the right of the middle (at 0.24 and 0.74),
/// the centre of the evidence of four methods was at 0.20 to 0.28 and 0.77 to 0.79 with 2, with 1.5 at 0.08 to 0.11 and 0.68 to
/// 0.79.
const MOST_ZOOM: f64 = 2.0;
/// At least: larger windows all show the same.
const LEAST_ZOOM: f64 = 1.25;

/// How [`Evidence`] was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// A value is what its place adds to the logit of a class, or to the sum in front of the last activation; their mean and
    /// the bias are all of it.
    ClassActivation,
    /// A value is the score of a class, 0…1: its mean over the windows that the place lies in.
    Sliding,
    /// There is nothing: the network does not average maps, and the picture is hardly larger than its input.
    None,
}

/// Where in a picture the evidence for each class is.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// How it was found, and so what the values are.
    pub kind: EvidenceKind,
    /// Rows of places, all equally high.
    pub height: usize,
    /// Columns of places, all equally wide.
    pub width: usize,
    /// [height, width, classes]
    pub values: Vec<f32>,
    /// What the picture has no part in, of each class; 0 where the network was slid.
    pub bias: Vec<f32>,
}

impl Classifier {
    /// Where in a picture the evidence for each class is: RGBA bytes `[height, width, 4]`, as large as the network's input or
    /// larger in the same proportions. Sliding needs a larger one, and takes as long as 25 answers.
    ///
    /// # Errors
    ///
    /// When the length is not that of one picture, and when the memory is not there.
    pub fn evidence(&mut self, rgba: &[u8]) -> Result<Evidence> {
        let input = self.network.spec().input;
        let size = image::larger(rgba.len(), input)?;
        let activation = match self.activation.take() {
            Some(known) => self.activation.insert(known),
            None => self.activation.insert(ClassActivation::of(&self.network)?),
        };
        if let Some(activation) = activation {
            let mut x = vec![0.0; input.len()];
            image::convert_reduced(rgba, size, input, &mut x);
            let (places, values) = activation.values(&x);
            let bias = activation.bias.clone();
            return Ok(Evidence {
                kind: EvidenceKind::ClassActivation,
                height: places.height,
                width: places.width,
                values: self.of_classes(&values),
                bias: self.of_classes(&bias),
            });
        }
        let (kind, side, values) = match self.slide(rgba, size)? {
            Some(windows) => (EvidenceKind::Sliding, CELLS, windows.spread()),
            None => (EvidenceKind::None, 0, Vec::new()),
        };
        Ok(Evidence {
            kind,
            height: side,
            width: side,
            values,
            bias: vec![0.0; self.classes.len()],
        })
    }

    /// Of outputs, or of what adds up to them, what each class has; see [`scores`].
    fn of_classes(&self, outputs: &[f32]) -> Vec<f32> {
        match self.network.spec().loss {
            LossSpec::CrossEntropy => outputs.iter().map(|z| z / self.temperature).collect(),
            LossSpec::Mse if self.network.outputs() == 1 => {
                outputs.iter().flat_map(|&y| [y, -y]).collect()
            }
            LossSpec::Mse => outputs.to_vec(),
        }
    }

    /// What the network answers for windows as large as its input; `None` where there is no room to slide. Above
    /// [`MOST_ZOOM`], the picture is reduced first.
    fn slide(&mut self, rgba: &[u8], size: Shape) -> Result<Option<Windows>> {
        let spec = self.network.spec();
        let (window, loss) = (spec.input, spec.loss);
        let zoom = (size.height as f64 / window.height as f64).min(MOST_ZOOM);
        if zoom < LEAST_ZOOM {
            return Ok(None);
        }
        let whole = Shape {
            height: (window.height as f64 * zoom).round() as usize,
            width: (window.width as f64 * zoom).round() as usize,
            ..window
        };
        let (rgba, _) = rgba.as_chunks::<4>();
        let pixels: Vec<_> = rgba.iter().map(|pixel| pixel.rgb()).collect();
        let pixels = image::reduce(&pixels, size, whole);
        let rows = starts(whole.height, window.height);
        let columns = starts(whole.width, window.width);
        let mut answers = Vec::new();
        for top in rows {
            let write = |inputs: &mut [f32]| {
                for (input, left) in inputs.chunks_exact_mut(window.len()).zip(columns) {
                    let lines = pixels[top * whole.width..].chunks(whole.width);
                    let line_len = window.width * window.channels;
                    for (input, line) in input.chunks_exact_mut(line_len).zip(lines) {
                        image::convert(&line[left..][..window.width], window.channels, input);
                    }
                }
            };
            let outputs = self
                .network
                .with_inputs(STEPS, write, Network::last_outputs)?;
            for output in outputs.chunks_exact(self.network.outputs()) {
                answers.extend(scores(loss, output, self.temperature));
            }
        }
        Ok(Some(Windows {
            rows: rows.map(|start| covered(start, window.height, whole.height)),
            columns: columns.map(|start| covered(start, window.width, whole.width)),
            classes: self.classes.len(),
            answers,
        }))
    }
}

/// Where windows begin that lie evenly in what is `whole` long.
fn starts(whole: usize, window: usize) -> [usize; STEPS] {
    std::array::from_fn(|i| (i * (whole - window) + (STEPS - 1) / 2) / (STEPS - 1))
}

/// Which places have their centre in a window.
fn covered(start: usize, window: usize, whole: usize) -> [bool; CELLS] {
    std::array::from_fn(|cell| {
        let centre = (2 * cell + 1) * whole; // in 2 · CELLS-ths of a pixel
        (2 * CELLS * start..2 * CELLS * (start + window)).contains(&centre)
    })
}

/// What a network answered for windows in a picture.
struct Windows {
    /// Which rows of places each row of windows covers.
    rows: [[bool; CELLS]; STEPS],
    columns: [[bool; CELLS]; STEPS],
    classes: usize,
    /// [STEPS, STEPS, classes]
    answers: Vec<f32>,
}

impl Windows {
    /// Of each place the mean over the windows that it lies in: [CELLS, CELLS, classes].
    fn spread(&self) -> Vec<f32> {
        let mut values = Vec::new();
        for (y, x) in (0..CELLS).flat_map(|y| (0..CELLS).map(move |x| (y, x))) {
            let windows = self.answers.chunks_exact(self.classes).enumerate();
            let (mut sum, mut count) = (vec![0.0; self.classes], 0);
            for (i, answer) in windows {
                if self.rows[i / STEPS][y] && self.columns[i % STEPS][x] {
                    sum.iter_mut().zip(answer).for_each(|(sum, v)| *sum += v);
                    count += 1;
                }
            }
            values.extend(sum.iter().map(|sum| sum / count.max(1) as f32));
        }
        values
    }
}

/// The layers that make the maps whose means a dense layer gets, and that layer's weights.
pub(super) struct ClassActivation {
    /// One after the other. The means of what comes out of each are features; where there is none, those of the picture are.
    stages: Vec<Stage>,
    input: Shape,
    norm: Option<PowerNormSpec>,
    /// [features, outputs]
    kernel: Vec<f32>,
    /// `[outputs]`
    bias: Vec<f32>,
}

struct Stage {
    model: Model,
    weights: Weights,
    output: Shape,
}

impl Stage {
    fn new(input: Shape, layers: &[LayerSpec], weights: &[f32]) -> Result<Self> {
        let mut model = Model::new(input, layers, 0, Path::Fast)?;
        let mut own = Vec::new();
        let memory = grow(&mut own, model.weights()).and_then(|()| model.reserve(1, false));
        memory.map_err(|_| Error::Memory("no memory to find the evidence".into()))?;
        own.copy_from_slice(&weights[..model.weights()]);
        Ok(Stage {
            output: model.layers().output(),
            weights: Weights::new(own),
            model,
        })
    }
}

impl ClassActivation {
    /// Of a network that averages maps in front of its last layer; `None` of others.
    fn of(network: &Network) -> Result<Option<Self>> {
        let spec = network.spec();
        let Some((maps, norm)) = averaging(spec) else {
            return Ok(None);
        };
        let weights = network.weights();
        let stages = match maps {
            [] => Vec::new(),
            [LayerSpec::Stem(stem)] => {
                let head = (stem.name.features() + 1) * network.outputs();
                let learned = &weights[..weights.len() - head];
                // What is fine-tuned are the last of them.
                let all = stem.name.weights().unwrap_or_default();
                let all = [&all[..all.len() - learned.len()], learned].concat();
                let [below, last] = stem.name.stages();
                let below = Stage::new(spec.input, &below, &all)?;
                let last = Stage::new(below.output, &last, &all[below.weights.len()..])?;
                vec![below, last]
            }
            layers => vec![Stage::new(spec.input, layers, weights)?],
        };
        let mut averaged: Vec<_> = stages.iter().map(|stage| stage.output).collect();
        if averaged.is_empty() {
            averaged.push(spec.input);
        }
        if averaged.iter().all(|map| map.height * map.width == 1) {
            return Ok(None); // of a single place, a map says nothing
        }
        let averaged: usize = averaged.iter().map(|map| map.channels).sum();
        let outputs = network.outputs();
        let dense = &weights[weights.len() - (averaged + 1) * outputs..];
        let (kernel, bias) = dense.split_at(averaged * outputs);
        Ok(Some(ClassActivation {
            stages,
            input: spec.input,
            norm,
            kernel: kernel.to_vec(),
            bias: bias.to_vec(),
        }))
    }

    /// What each place of the picture `x` adds to the outputs: [height, width, outputs].
    fn values(&mut self, x: &[f32]) -> (Shape, Vec<f32>) {
        let mut maps = Vec::new();
        let mut below = x.to_vec();
        for Stage {
            model,
            weights,
            output,
        } in &mut self.stages
        {
            below = model.answer(weights, &below).to_vec();
            maps.push((*output, below.clone()));
        }
        if maps.is_empty() {
            maps.push((self.input, below));
        }
        let means: Vec<f32> = maps
            .iter()
            .flat_map(|(shape, map)| means(*shape, map))
            .collect();
        let factors = match self.norm {
            Some(norm) => factors(norm, &means),
            None => vec![1.0; means.len()],
        };
        let outputs = self.bias.len();
        let finest = Shape {
            height: maps
                .iter()
                .map(|(shape, _)| shape.height)
                .max()
                .unwrap_or(1),
            width: maps.iter().map(|(shape, _)| shape.width).max().unwrap_or(1),
            channels: outputs,
        };
        let mut values = vec![0.0; finest.len()];
        let mut first = 0;
        for (shape, map) in &maps {
            let features = first..first + shape.channels;
            first = features.end;
            let kernel = &self.kernel[features.start * outputs..features.end * outputs];
            let added = weighted(map, &factors[features], kernel, outputs);
            let added = resampled(
                &added,
                Shape {
                    channels: outputs,
                    ..*shape
                },
                finest,
            );
            values.iter_mut().zip(added).for_each(|(sum, v)| *sum += v);
        }
        (finest, values)
    }
}

/// The layers whose maps are averaged, where the rest of the network is a weighted sum of the means, perhaps normalised.
fn averaging(spec: &NetworkSpec) -> Option<(&[LayerSpec], Option<PowerNormSpec>)> {
    let mut layers = &spec.layers[..];
    // The last activation of a network for ±1 says of the same sum how much of it is too much. In front of softmax there is none.
    if let ([rest @ .., LayerSpec::Activation(_)], LossSpec::Mse) = (layers, spec.loss) {
        layers = rest;
    }
    let [rest @ .., LayerSpec::Dense(_)] = layers else {
        return None;
    };
    let mut rest = without_dropout(rest);
    let mut norm = None;
    if let [before @ .., LayerSpec::PowerNorm(power)] = rest {
        norm = Some(*power);
        rest = without_dropout(before);
    }
    match rest {
        [LayerSpec::Stem(_)] => Some((rest, norm)),
        [maps @ .., LayerSpec::GlobalAveragePool(_)] => Some((maps, norm)),
        _ => None,
    }
}

/// An answer drops nothing.
fn without_dropout(mut layers: &[LayerSpec]) -> &[LayerSpec] {
    while let [rest @ .., LayerSpec::Dropout(_)] = layers {
        layers = rest;
    }
    layers
}

/// The mean of each channel.
fn means(shape: Shape, map: &[f32]) -> Vec<f32> {
    let mut sums = vec![0.0f64; shape.channels];
    for pixel in map.chunks_exact(shape.channels) {
        sums.iter_mut()
            .zip(pixel)
            .for_each(|(sum, &v)| *sum += f64::from(v));
    }
    let places = (shape.height * shape.width) as f64;
    sums.iter().map(|sum| (sum / places) as f32).collect()
}

/// By which the norm multiplies each of these means.
fn factors(norm: PowerNormSpec, means: &[f32]) -> Vec<f32> {
    let mut normalised = vec![0.0; means.len()];
    norm.apply(means, &mut normalised);
    let pairs = normalised.iter().zip(means);
    pairs
        .map(|(y, &mean)| if mean == 0.0 { 0.0 } else { y / mean })
        .collect()
}

/// `Σₖ map[y, x, k] · factors[k] · kernel[k, output]` of each place: `[places, outputs]`.
fn weighted(map: &[f32], factors: &[f32], kernel: &[f32], outputs: usize) -> Vec<f32> {
    let mut values = vec![0.0; map.len() / factors.len() * outputs];
    let pixels = map.chunks_exact(factors.len());
    for (value, pixel) in values.chunks_exact_mut(outputs).zip(pixels) {
        let weights = kernel.chunks_exact(outputs);
        for ((x, factor), weights) in pixel.iter().zip(factors).zip(weights) {
            let x = x * factor;
            value.iter_mut().zip(weights).for_each(|(v, w)| *v += x * w);
        }
    }
    values
}

/// A map with as many places as `to` has: each is the mean over its area, and the mean of all stays what it was.
fn resampled(map: &[f32], from: Shape, to: Shape) -> Vec<f32> {
    if from == to {
        return map.to_vec();
    }
    let rows = overlaps(from.height, to.height);
    let columns = overlaps(from.width, to.width);
    let mut values = vec![0.0; to.len()];
    for (y, to_y, part_y) in &rows {
        for (x, to_x, part_x) in &columns {
            let source = &map[from.index(*y, *x, 0)..][..from.channels];
            let value = &mut values[to.index(*to_y, *to_x, 0)..][..from.channels];
            let part = part_y * part_x;
            value
                .iter_mut()
                .zip(source)
                .for_each(|(v, s)| *v += part * s);
        }
    }
    values
}

/// Which of `from` places along a line overlap which of `to` places, and how much of the latter.
fn overlaps(from: usize, to: usize) -> Vec<(usize, usize, f32)> {
    let mut found = Vec::new();
    for new in 0..to {
        let (start, end) = (new * from, (new + 1) * from); // in 1/(from · to) of the line
        for old in start / to..end.div_ceil(to) {
            let common = end.min((old + 1) * to) - start.max(old * to);
            found.push((old, new, common as f32 / from as f32));
        }
    }
    found
}

#[cfg(test)]
mod tests;
