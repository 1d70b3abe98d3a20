//! What a graph takes and gives.

use tab_trainer::tensor::Shape;

use super::super::messages::tensor_proto::DataType;
use super::super::messages::tensor_shape_proto::dimension;
use super::super::messages::{GraphProto, ValueInfoProto, type_proto};
use super::{Layout, State};
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

/// Number of pictures at a time, and the shape of one.
pub fn picture(input: &ValueInfoProto) -> Result<(Option<i64>, State)> {
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
    let (batch, rest) = sides.split_first().unwrap_or((&None, &[]));
    let known = rest
        .iter()
        .map(|side| usize::try_from((*side)?).ok())
        .collect::<Option<Vec<_>>>();
    let Some(known) = known else {
        return Err(wrong(
            format!("{sides:?}"),
            "known sides, except the number of pictures",
        ));
    };
    let (shape, layout) = match known[..] {
        [channels, height, width] => (
            Shape {
                height,
                width,
                channels,
            },
            Layout::Map,
        ),
        [channels] => (Shape::vector(channels), Layout::Vector { by_channel: true }),
        _ => {
            let count = known
                .iter()
                .try_fold(1usize, |count, &side| count.checked_mul(side));
            let count = count.ok_or_else(|| wrong(format!("{sides:?}"), "fewer values"))?;
            (Shape::vector(count), Layout::Other { rank: sides.len() })
        }
    };
    if shape.is_empty() || !shape.is_affordable() {
        let expected = format!("1 to {} values", Shape::MAX_LEN);
        return Err(wrong(format!("{sides:?}"), &expected));
    }
    Ok((*batch, State { shape, layout }))
}
