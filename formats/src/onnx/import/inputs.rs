//! What a graph takes and gives.

use tab_trainer::tensor::Shape;

use super::super::messages::tensor_proto::DataType;
use super::super::messages::tensor_shape_proto::dimension;
use super::super::messages::{GraphProto, ValueInfoProto, type_proto};
use super::State;
use super::layout::Layout;
use crate::error::{Error, Problem, Result};

/// The only input that is not a constant.
pub fn the_input(graph: &GraphProto) -> Result<&ValueInfoProto> {
    let constant = |name: &str| graph.initializer.iter().any(|tensor| tensor.name() == name);
    let mut inputs = graph.input.iter().filter(|input| !constant(input.name()));
    match (inputs.next(), inputs.next()) {
        (Some(input), None) => Ok(input),
        (None, _) => Err(Error::new("graph.input", Problem::Missing)),
        (_, Some(second)) => Err(Error::new(
            format!("input {:?}", second.name()),
            Problem::Unexpected,
        )),
    }
}

pub fn the_output(graph: &GraphProto) -> Result<&str> {
    match graph.output.as_slice() {
        [output] => Ok(output.name()),
        [] => Err(Error::new("graph.output", Problem::Missing)),
        [_, second, ..] => Err(Error::new(
            format!("output {:?}", second.name()),
            Problem::Unexpected,
        )),
    }
}

/// How a graph's input can be understood: which of its axes count pictures, and whether the others are maps.
pub struct Pictures {
    /// Length of the first axis, if it is fixed.
    pub batch: Option<i64>,
    /// The first that fits the graph is the one.
    pub states: Vec<State>,
}

/// One picture for each row of the first axis; else a single one; else one for each row of the last.
pub fn pictures(input: &ValueInfoProto) -> Result<Pictures> {
    let wrong = |given: String, expected: &str| {
        let problem = Problem::Unsupported {
            given,
            expected: expected.into(),
        };
        Error::new(format!("input {:?}", input.name()), problem)
    };
    let kind = input.r#type.as_ref().and_then(|kind| kind.value.as_ref());
    let Some(type_proto::Value::TensorType(tensor)) = kind else {
        return Err(wrong("no tensor".into(), "floats"));
    };
    if tensor.elem_type() != DataType::Float as i32 {
        let kind = DataType::try_from(tensor.elem_type());
        return Err(wrong(
            kind.map_or("an unknown type".into(), |kind| format!("{kind:?}")),
            "Float",
        ));
    }
    let sides = tensor.shape.as_ref().map_or(&[][..], |shape| &shape.dim);
    let side = |value: &Option<dimension::Value>| match value {
        Some(dimension::Value::DimValue(side)) => Some(*side),
        _ => None,
    };
    let sides: Vec<_> = sides
        .iter()
        .map(|dimension| side(&dimension.value))
        .collect();
    let known = |side: &Option<i64>| usize::try_from((*side)?).ok();
    let mut states = Vec::new();
    let (first, rows) = (1.min(sides.len()), sides.len().saturating_sub(1));
    for lead in [first, 0, rows] {
        let own: Option<Vec<_>> = sides[lead..].iter().map(known).collect();
        let count = own.as_deref().and_then(affordable);
        let (Some(own), Some(count)) = (own, count) else {
            match states.is_empty() {
                true => break,
                false => continue,
            }
        };
        if let ([channels, height, width], 0 | 1) = (&own[..], lead) {
            let shape = Shape {
                height: *height,
                width: *width,
                channels: *channels,
            };
            let layout = Layout::map(lead, shape);
            states.push(State { shape, layout });
        }
        let shape = Shape::vector(count);
        let layout = Layout::rows(lead, &own);
        states.push(State { shape, layout });
    }
    let batch = sides.first().copied().flatten();
    match states.is_empty() {
        false => Ok(Pictures { batch, states }),
        true => {
            let known = "known sides, except the number of pictures";
            let expected = format!("{known}, and 1 to {} values", Shape::MAX_LEN);
            Err(wrong(format!("{sides:?}"), &expected))
        }
    }
}

/// The number of values, if there can be a map with so many.
fn affordable(sides: &[usize]) -> Option<usize> {
    let count = sides
        .iter()
        .try_fold(1usize, |count, &side| count.checked_mul(side))?;
    (1..=Shape::MAX_LEN).contains(&count).then_some(count)
}
