//! What a header does, step by step: the engine's list of layers, with those fused that can be.

use tab_trainer::layers::graph::Graph;
use tab_trainer::spec::Activation;
use tab_trainer::tensor::Shape;

use super::Precision;
use super::memory::{Buffer, arrange};
use super::planner::Planner;
use super::weights::Weights;
use crate::error::Result;

/// What a step computes.
pub enum Operation {
    /// Bytes to −1…1, or their luma.
    Pixels,
    /// A convolution, or a dense layer: one of a single pixel. Then its activation function and max-pooling.
    Conv(Window, Weights),
    /// A convolution of each channel by itself.
    Depthwise(Window, Weights),
    /// Batch normalisation by itself: of each channel times `scale`, plus `shift`.
    ScaleShift {
        scale: Vec<f32>,
        shift: Vec<f32>,
    },
    /// An activation function by itself.
    Apply,
    MaxPool {
        size: usize,
        stride: usize,
    },
    AveragePool {
        size: usize,
        stride: usize,
    },
    Mean,
    PowerNorm {
        power: f32,
    },
    Add,
    Concat,
}

/// How windows slide over a map, and by how much what comes of them is pooled.
#[derive(Clone, Copy)]
pub struct Window {
    pub size: usize,
    pub stride: usize,
    pub top: usize,
    pub left: usize,
    /// Rows and columns of windows.
    pub rows: usize,
    pub cols: usize,
    /// Side of the squares of windows of which the largest counts; 1: no pooling.
    pub pool: usize,
}

/// One call.
pub struct Step {
    /// Its layer's name, as C can have it.
    pub name: String,
    pub operation: Operation,
    pub activation: Option<Activation>,
    /// The buffers that it reads, and the one that it writes.
    pub sources: Vec<usize>,
    pub target: usize,
    pub input: Shape,
    pub output: Shape,
}

/// All of them.
pub struct Plan {
    pub steps: Vec<Step>,
    /// Where each buffer begins, in floats.
    pub places: Vec<usize>,
    /// The buffer with the network's output.
    pub last: usize,
    /// The weights that give the same answers in the engine: batch normalisations that were folded do nothing any more, and
    /// kernels are as stored. All parameters in order, a stem's included.
    pub weights: Vec<f32>,
    pub precision: Precision,
    memory: usize,
}

impl Plan {
    /// # Errors
    ///
    /// When there is a layer that C has no words for.
    pub fn of(graph: &Graph, precision: Precision) -> Result<Self> {
        let mut planner = Planner::new(&graph.nodes);
        for place in 1..graph.nodes.len() {
            let step = planner.add(place)?;
            planner.step_of.push(step);
        }
        let last = planner.step_of[graph.nodes.len() - 1];
        let weights = planner.weights(precision);
        let mut steps = planner.steps;
        share(&mut steps, last);
        let (places, memory) = arrange(&buffers(&steps, last));
        Ok(Plan {
            last: steps[last].target,
            steps,
            places,
            weights,
            precision,
            memory,
        })
    }

    /// Bytes of constants.
    pub fn flash(&self) -> usize {
        let bytes = |step: &Step| match &step.operation {
            Operation::Conv(_, weights) | Operation::Depthwise(_, weights) => {
                weights.store(self.precision).bytes() + 4 * weights.bias.len()
            }
            Operation::ScaleShift { scale, shift } => 4 * (scale.len() + shift.len()),
            _ => 0,
        };
        self.steps.iter().map(bytes).sum()
    }

    /// Floats in the static buffer.
    pub fn floats(&self) -> usize {
        self.memory
    }

    /// Bytes of the static buffer.
    pub fn ram(&self) -> usize {
        4 * self.memory
    }

    /// Multiplications with an addition.
    pub fn multiply_adds(&self) -> usize {
        let products = |step: &Step| match &step.operation {
            Operation::Conv(window, weights) | Operation::Depthwise(window, weights) => {
                window.rows * window.cols * weights.products()
            }
            Operation::ScaleShift { .. } => step.output.len(),
            _ => 0,
        };
        self.steps.iter().map(products).sum()
    }
}

/// Steps that work on each value by itself write where they read, if nobody else does.
fn share(steps: &mut [Step], last: usize) {
    for i in 0..steps.len() {
        let alone = matches!(
            steps[i].operation,
            Operation::ScaleShift { .. }
                | Operation::Apply
                | Operation::Add
                | Operation::PowerNorm { .. }
        );
        let Some(&from) = steps[i].sources.first() else {
            continue;
        };
        let is_read_again = steps[i + 1..]
            .iter()
            .any(|step| step.sources.contains(&from));
        if alone && !is_read_again && from != last {
            let was = steps[i].target;
            for step in &mut steps[i..] {
                let places = step.sources.iter_mut().chain([&mut step.target]);
                places
                    .filter(|place| **place == was)
                    .for_each(|place| *place = from);
            }
        }
    }
}

/// One for each step's number; those of steps that share another's are empty.
fn buffers(steps: &[Step], last: usize) -> Vec<Buffer> {
    let mut buffers: Vec<Buffer> = vec![
        Buffer {
            len: 0,
            from: 0,
            to: 0
        };
        steps.len()
    ];
    for (i, step) in steps.iter().enumerate() {
        let buffer = &mut buffers[step.target];
        if buffer.len == 0 {
            buffer.from = i;
        }
        buffer.len = buffer.len.max(step.output.len());
        buffer.to = i;
        for &source in &step.sources {
            buffers[source].to = i;
        }
    }
    // It is read once more, for the scores.
    buffers[steps[last].target].to = steps.len();
    buffers
}
