//! How the steps of a header come about: layer by layer, each a step of its own or a part of one before it.

use tab_trainer::layers::graph::{Kind, Node};
use tab_trainer::spec::{Activation, LayerSpec, Padding};
use tab_trainer::tensor::Shape;

use super::Precision;
use super::plan::{Operation, Step, Window};
use super::weights::Weights;
use crate::error::Result;
use crate::layers::{identifier, pads, projection, unknown};

/// A plan as it grows.
pub struct Planner<'a> {
    nodes: &'a [Node<'a>],
    pub steps: Vec<Step>,
    /// Of each node the step whose output it is.
    pub step_of: Vec<usize>,
    /// Of each node how many read it, those that do nothing apart.
    readers: Vec<usize>,
    /// What stands for the weights of each node; `None`: what they are.
    replaced: Vec<Option<Vec<f32>>>,
    /// Of each step the node whose weights it has.
    node_of: Vec<usize>,
}

impl<'a> Planner<'a> {
    pub fn new(nodes: &'a [Node<'a>]) -> Self {
        let mut readers = vec![0; nodes.len()];
        let mut real: Vec<usize> = (0..nodes.len()).collect();
        for (place, node) in nodes.iter().enumerate() {
            if does_nothing(node) {
                real[place] = real[node.sources[0]];
                continue;
            }
            for &source in &node.sources {
                readers[real[source]] += 1;
            }
        }
        // The scores read the last.
        readers[real[nodes.len() - 1]] += 1;
        let readers = real.iter().map(|&place| readers[place]).collect();
        let pixels = Step {
            name: "pixels".into(),
            operation: Operation::Pixels,
            activation: None,
            sources: Vec::new(),
            target: 0,
            input: nodes[0].output,
            output: nodes[0].output,
        };
        Planner {
            nodes,
            steps: vec![pixels],
            step_of: vec![0],
            readers,
            replaced: vec![None; nodes.len()],
            node_of: vec![0],
        }
    }

    /// The step that gives what node `place` does: one before it that it becomes a part of, or a new one.
    pub fn add(&mut self, place: usize) -> Result<usize> {
        let nodes = self.nodes;
        let node = &nodes[place];
        let before = self.step_of[node.sources[0]];
        let alone = self.readers[node.sources[0]] == 1;
        let spec = match node.kind {
            Kind::Layer(spec) => spec,
            Kind::Add => return Ok(self.sum(place)),
            Kind::Concat => return Ok(self.push(place, Operation::Concat)),
            Kind::Input => return Err(unknown(node)),
        };
        if does_nothing(node) || (alone && self.fuse(place, spec, before)) {
            return Ok(before);
        }
        let operation = match spec {
            LayerSpec::Conv(conv) => {
                let window = window(
                    node.input,
                    node.output,
                    (conv.kernel, conv.stride, conv.padding),
                );
                Operation::Conv(window, Weights::new(node.pass.weights, conv.filters))
            }
            LayerSpec::DepthwiseConv(conv) => {
                let window = window(
                    node.input,
                    node.output,
                    (conv.kernel, conv.stride, conv.padding),
                );
                Operation::Depthwise(window, Weights::new(node.pass.weights, node.input.channels))
            }
            LayerSpec::Dense(dense) => {
                let weights = Weights::new(node.pass.weights, dense.units);
                let step = self.push(place, Operation::Conv(SINGLE, weights));
                self.steps[step].input = Shape::vector(node.input.len());
                return Ok(step);
            }
            LayerSpec::BatchNorm(norm) => {
                let (scale, shift) = affine(node, norm.epsilon);
                Operation::ScaleShift { scale, shift }
            }
            LayerSpec::Activation(function) => {
                let step = self.push(place, Operation::Apply);
                self.steps[step].activation = Some(*function);
                return Ok(step);
            }
            &LayerSpec::MaxPool(pool) => Operation::MaxPool {
                size: pool.size,
                stride: pool.stride,
            },
            &LayerSpec::AveragePool(pool) => Operation::AveragePool {
                size: pool.size,
                stride: pool.stride,
            },
            LayerSpec::GlobalAveragePool(_) => Operation::Mean,
            LayerSpec::PowerNorm(norm) => Operation::PowerNorm { power: norm.power },
            LayerSpec::Dropout(_) | LayerSpec::Residual(_) | LayerSpec::Stem(_) => {
                return Err(unknown(node));
            }
        };
        Ok(self.push(place, operation))
    }

    fn push(&mut self, place: usize, operation: Operation) -> usize {
        let node = &self.nodes[place];
        let number = self.steps.len();
        self.steps.push(Step {
            name: identifier(&node.name),
            operation,
            activation: None,
            sources: node
                .sources
                .iter()
                .map(|&source| self.step_of[source])
                .collect(),
            target: number,
            input: node.input,
            output: node.output,
        });
        self.node_of.push(place);
        number
    }

    /// Whether a layer could become part of step `before`, whose output nobody else reads.
    fn fuse(&mut self, place: usize, spec: &LayerSpec, before: usize) -> bool {
        let node = &self.nodes[place];
        let step = &mut self.steps[before];
        match (spec, &mut step.operation, step.activation) {
            (
                LayerSpec::BatchNorm(norm),
                Operation::Conv(Window { pool: 1, .. }, weights)
                | Operation::Depthwise(Window { pool: 1, .. }, weights),
                None,
            ) => {
                let (scale, shift) = affine(node, norm.epsilon);
                weights.fold(&scale, &shift);
                let channels = scale.len();
                let mut nothing = vec![(1.0 + norm.epsilon).sqrt(); channels];
                nothing.extend(vec![0.0; 2 * channels]);
                nothing.extend(vec![1.0; channels]);
                self.replaced[place] = Some(nothing);
                true
            }
            (
                LayerSpec::Activation(function),
                Operation::Conv(Window { pool: 1, .. }, _)
                | Operation::Depthwise(..)
                | Operation::ScaleShift { .. },
                None,
            ) => {
                step.activation = Some(*function);
                true
            }
            (LayerSpec::MaxPool(pool), Operation::Conv(window, _), _)
                if window.pool == 1 && pool.size == pool.stride && node.input == step.output =>
            {
                window.pool = pool.size;
                // Windows that no square needs are not computed.
                window.rows = node.output.height * pool.size;
                window.cols = node.output.width * pool.size;
                step.output = node.output;
                true
            }
            _ => false,
        }
    }

    /// The end of a residual block, and the projection around it where there is one.
    fn sum(&mut self, place: usize) -> usize {
        let node = &self.nodes[place];
        let mut around = self.step_of[node.sources[1]];
        if !node.params.is_empty() {
            let from = self.nodes[node.sources[1]].output;
            let conv = projection(from, node.output);
            let window = window(from, node.output, (conv.kernel, conv.stride, conv.padding));
            let weights = Weights::new(node.pass.weights, conv.filters);
            let step = self.push(place, Operation::Conv(window, weights));
            self.steps[step].name.push_str("_projection");
            self.steps[step].sources = vec![around];
            self.steps[step].input = from;
            around = step;
        }
        let sum = self.push(place, Operation::Add);
        self.steps[sum].sources[1] = around;
        sum
    }

    /// As [`super::plan::Plan::weights`].
    pub fn weights(&mut self, precision: Precision) -> Vec<f32> {
        for (step, &place) in self.steps.iter().zip(&self.node_of) {
            if let Operation::Conv(_, weights) | Operation::Depthwise(_, weights) = &step.operation
            {
                self.replaced[place] = Some(weights.as_stored(precision));
            }
        }
        let nodes = self.nodes.iter().zip(&self.replaced);
        let weights = nodes.flat_map(|(node, replaced)| match replaced {
            Some(weights) => weights.clone(),
            None => node.pass.weights.to_vec(),
        });
        weights.collect()
    }
}

/// Whether a layer leaves everything as it is while a network answers.
fn does_nothing(node: &Node) -> bool {
    matches!(
        node.kind,
        Kind::Layer(LayerSpec::Dropout(_) | LayerSpec::Activation(Activation::Identity(_)))
    )
}

/// A dense layer as a convolution.
const SINGLE: Window = Window {
    size: 1,
    stride: 1,
    top: 0,
    left: 0,
    rows: 1,
    cols: 1,
    pool: 1,
};

fn window(input: Shape, output: Shape, (size, stride, padding): (usize, usize, Padding)) -> Window {
    let before = |pixels| pads(pixels, size, stride, padding)[0];
    Window {
        size,
        stride,
        top: before(input.height),
        left: before(input.width),
        rows: output.height,
        cols: output.width,
        pool: 1,
    }
}

/// Batch normalisation as scale and shift of each channel.
fn affine(node: &Node, epsilon: f32) -> (Vec<f32>, Vec<f32>) {
    let channels = node.output.channels;
    let parts: Vec<&[f32]> = node.pass.weights.chunks_exact(channels).collect();
    let [gamma, beta, mean, variance] = parts[..] else {
        return (vec![1.0; channels], vec![0.0; channels]);
    };
    let scale: Vec<f32> = gamma
        .iter()
        .zip(variance)
        .map(|(gamma, variance)| {
            (f64::from(*gamma) / (f64::from(*variance) + f64::from(epsilon)).sqrt()) as f32
        })
        .collect();
    let shift = (0..channels)
        .map(|c| beta[c] - mean[c] * scale[c])
        .collect();
    (scale, shift)
}
