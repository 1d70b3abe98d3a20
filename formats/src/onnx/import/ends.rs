//! What stands at a graph's beginning and end and is no layer: pixels into numbers, numbers into scores.

use tab_trainer::spec::{Activation, ScaledTanh};
use tab_trainer::tensor::Shape;

use super::super::constants::Constant;
use super::super::graph::{Graph, Source, Step};
use crate::error::Result;
use crate::layers::{LUMA, TANH_SCALE, TANH_SLOPE};

pub const SCALED_TANH: Activation = Activation::ScaledTanh(ScaledTanh {});

/// What a graph ends with.
pub struct End {
    /// What reaches it.
    pub before: Source,
    /// Whether it makes probabilities.
    pub softmax: bool,
    /// What is divided by before that.
    pub temperature: f32,
}

/// Finds softmax with its temperature, or what makes scores of ±1.
pub fn end(graph: &Graph, output: &str, opset: i64) -> Result<End> {
    let last = graph.source(output)?;
    if let Some(before) = scores(graph, last)? {
        return Ok(End {
            before,
            softmax: false,
            temperature: 1.0,
        });
    }
    let Some(softmax) = made_by(graph, last, "Softmax") else {
        return Ok(End {
            before: last,
            softmax: false,
            temperature: 1.0,
        });
    };
    let node = &graph.nodes[softmax];
    let axis = node
        .attribute
        .iter()
        .find(|attribute| attribute.name() == "axis");
    let axis = axis.map_or(if opset < 13 { 1 } else { -1 }, |axis| axis.i());
    let inputs = graph.data(softmax)?;
    let ([before], 1 | -1) = (inputs.as_slice(), axis) else {
        return Ok(End {
            before: last,
            softmax: false,
            temperature: 1.0,
        });
    };
    if let Some(division) = made_by(graph, *before, "Div")
        && let Some(temperature) = graph.constant(division, 1).and_then(Constant::number)
        && let [before] = graph.data(division)?[..]
    {
        return Ok(End {
            before,
            softmax: true,
            temperature,
        });
    }
    Ok(End {
        before: *before,
        softmax: true,
        temperature: 1.0,
    })
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

/// Takes off what makes −1…1 of bytes, and luma of colours; the rest takes pictures of the shape that is returned.
pub fn pixels(graph: &Graph, steps: &mut Vec<Step>, input: Shape) -> (bool, Shape) {
    let scaled = number(graph, steps.first(), "Div") == Some(127.5);
    if !scaled || number(graph, steps.get(1), "Sub") != Some(1.0) {
        return (false, input);
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
        return (
            true,
            Shape {
                channels: 1,
                ..input
            },
        );
    }
    (true, input)
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
