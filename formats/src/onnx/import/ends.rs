//! What stands at a graph's beginning and end and is no layer: pixels into numbers, numbers into scores.

use tab_trainer::spec::{Activation, ScaledTanh};

use super::super::attributes::Attributes;
use super::super::constants::Constant;
use super::super::graph::{Graph, Source, Step};
use super::layout::Layout;
use crate::error::Result;
use crate::layers::{LUMA, TANH_SCALE, TANH_SLOPE};

pub const SCALED_TANH: Activation = Activation::ScaledTanh(ScaledTanh {});

/// What a graph ends with.
pub struct End {
    /// What reaches it.
    pub before: Source,
    /// How it makes probabilities, if it does.
    pub softmax: Option<Softmax>,
    /// What is divided by before that.
    pub temperature: f32,
}

/// Softmax, or its logarithm.
#[derive(Clone, Copy)]
pub struct Softmax {
    axis: i64,
    /// Before opset 13 it goes over the axis and all behind it.
    flat: bool,
    pub logarithms: bool,
}

impl Softmax {
    /// Whether it goes over all values of each picture, and no others.
    pub fn is_over(&self, layout: &Layout) -> bool {
        let (rank, sides) = (layout.rank() as i64, layout.sides());
        let axis = if self.axis < 0 {
            self.axis.saturating_add(rank)
        } else {
            self.axis
        };
        let own = usize::try_from(axis)
            .ok()
            .and_then(|axis| axis.checked_sub(layout.lead()));
        let Some(own) = own.filter(|&own| own < sides.len()) else {
            return false;
        };
        let others = sides
            .iter()
            .enumerate()
            .filter(|&(i, _)| i < own || (i > own && !self.flat));
        others.into_iter().all(|(_, &side)| side == 1)
    }
}

/// Finds softmax with its temperature, or what makes scores of ±1.
pub fn end(graph: &Graph, output: &str, opset: i64) -> Result<End> {
    let last = graph.source(output)?;
    let plain = |before| End {
        before,
        softmax: None,
        temperature: 1.0,
    };
    if let Some(before) = scores(graph, last)? {
        return Ok(plain(before));
    }
    let logarithms = made_by(graph, last, "LogSoftmax");
    let Some(node) = made_by(graph, last, "Softmax").or(logarithms) else {
        return Ok(plain(last));
    };
    let flat = opset < 13;
    let attributes = Attributes::new(&graph.nodes[node]);
    let softmax = Softmax {
        axis: attributes.int("axis", if flat { 1 } else { -1 })?,
        flat,
        logarithms: logarithms.is_some(),
    };
    attributes.finish()?;
    let [before] = graph.data(node)?[..] else {
        return Ok(plain(last));
    };
    let mut end = End {
        softmax: Some(softmax),
        ..plain(before)
    };
    if let Some(division) = made_by(graph, before, "Div")
        && let Some(temperature) = graph.constant(division, 1).and_then(Constant::number)
        && let [before] = graph.data(division)?[..]
    {
        (end.before, end.temperature) = (before, temperature);
    }
    Ok(end)
}

/// (y + 1) / 2, cut off at 0 and 1, and of a single one its rest, as it is exported.
fn scores(graph: &Graph, last: Source) -> Result<Option<Source>> {
    let mut clipped = last;
    if let Some(both) = made_by(graph, last, "Concat")
        && let [first, second] = graph.data(both)?[..]
        && let Some(rest) = made_by(graph, second, "Sub")
        && graph.constant(rest, 0).and_then(Constant::number) == Some(1.0)
        && graph.data(rest)? == [first]
    {
        clipped = first;
    }
    for (operator, numbers) in [("Clip", &[0.0, 1.0][..]), ("Div", &[2.0]), ("Add", &[1.0])] {
        let Some(node) = made_by(graph, clipped, operator) else {
            return Ok(None);
        };
        let number = |i| graph.constant(node, i).and_then(Constant::number);
        let [before] = graph.data(node)?[..] else {
            return Ok(None);
        };
        if !numbers
            .iter()
            .zip(1..)
            .all(|(&expected, i)| number(i) == Some(expected))
        {
            return Ok(None);
        }
        clipped = before;
    }
    Ok(Some(clipped))
}

fn made_by(graph: &Graph, source: Source, operator: &str) -> Option<usize> {
    match source {
        Source::Node(node) if graph.nodes[node].op_type() == operator => Some(node),
        _ => None,
    }
}

/// The number that a step works with, if it is this operator with one.
fn number(graph: &Graph, step: Option<&Step>, operator: &str) -> Option<f32> {
    let Some(Step::Node(node)) = step else {
        return None;
    };
    let same = graph.nodes[*node].op_type() == operator;
    let number = || (0..2).find_map(|i| graph.constant(*node, i)?.number());
    same.then(number).flatten()
}

/// Takes off what makes −1…1 of bytes, and luma of colours; whether there was the first, and the second.
pub fn pixels(graph: &Graph, steps: &mut Vec<Step>) -> (bool, bool) {
    let scaled = number(graph, steps.first(), "Div") == Some(127.5);
    if !scaled || number(graph, steps.get(1), "Sub") != Some(1.0) {
        return (false, false);
    }
    steps.drain(..2);
    if let Some(Step::Node(node)) = steps.first()
        && graph.nodes[*node].op_type() == "Conv"
        && let Some(kernel) = graph.constant(*node, 1)
        && kernel.shape == [1, 3, 1, 1]
        && kernel.floats() == Some(&LUMA)
        && !graph.has_input(*node, 2)
    {
        steps.remove(0);
        return (true, true);
    }
    (true, false)
}

/// Whether a step and the two after it are LeCun's tanh.
pub fn scaled_tanh(graph: &Graph, step: &Step, after: &[Step]) -> Option<()> {
    let [Step::Node(tanh), scale, ..] = after else {
        return None;
    };
    let near = |a: f32, b: f32| (a - b).abs() < 1e-6;
    let slope = number(graph, Some(step), "Mul")?;
    let scale = number(graph, Some(scale), "Mul")?;
    let same = near(slope, TANH_SLOPE) && near(scale, TANH_SCALE);
    (same && graph.nodes[*tanh].op_type() == "Tanh").then_some(())
}
