//! Tensors of a file: numbers that are there as the file says, and no others.

use super::messages::TensorProto;
use super::messages::tensor_proto::{DataLocation, DataType};
use crate::error::{Error, Problem, Result};

/// A constant of the graph.
#[derive(Clone, Debug)]
pub struct Constant {
    pub shape: Vec<usize>,
    pub data: Data,
}

#[derive(Clone, Debug)]
pub enum Data {
    Floats(Vec<f32>),
    Ints(Vec<i64>),
}

impl Constant {
    /// Reads a tensor. What it takes follows from the bytes that are there, not from the shape.
    pub fn read(tensor: &TensorProto) -> Result<Self> {
        let place = format!("tensor {:?}", tensor.name());
        let wrong = |problem| Error::new(place.as_str(), problem);
        if tensor.data_location() == DataLocation::External || !tensor.external_data.is_empty() {
            return Err(wrong(Problem::External));
        }
        if tensor.segment.is_some() {
            return Err(wrong(unsupported("a segment", "the whole")));
        }
        let side = |&side: &i64| usize::try_from(side).ok();
        let shape: Option<Vec<_>> = tensor.dims.iter().map(side).collect();
        let count = |shape: &Vec<usize>| {
            shape
                .iter()
                .try_fold(1usize, |n, &side| n.checked_mul(side))
        };
        let (Some(shape), Some(expected)) = (shape.clone(), shape.as_ref().and_then(count)) else {
            return Err(wrong(unsupported(&format!("{:?}", tensor.dims), "a shape")));
        };
        let raw = tensor.raw_data();
        let data = match DataType::try_from(tensor.data_type()) {
            Ok(DataType::Float) if raw.is_empty() => Data::Floats(tensor.float_data.clone()),
            Ok(DataType::Float) => Data::Floats(numbers(raw, f32::from_le_bytes)),
            Ok(DataType::Double) if raw.is_empty() => Data::Floats(
                tensor
                    .double_data
                    .iter()
                    .map(|&value| value as f32)
                    .collect(),
            ),
            Ok(DataType::Double) => {
                Data::Floats(numbers(raw, |bytes| f64::from_le_bytes(bytes) as f32))
            }
            Ok(DataType::Int64) if raw.is_empty() => Data::Ints(tensor.int64_data.clone()),
            Ok(DataType::Int64) => Data::Ints(numbers(raw, i64::from_le_bytes)),
            Ok(DataType::Bool | DataType::Int32) if raw.is_empty() => Data::Ints(
                tensor
                    .int32_data
                    .iter()
                    .map(|&value| value.into())
                    .collect(),
            ),
            Ok(DataType::Bool) => Data::Ints(raw.iter().map(|&byte| byte.into()).collect()),
            Ok(DataType::Int32) => {
                Data::Ints(numbers(raw, |bytes| i32::from_le_bytes(bytes).into()))
            }
            other => {
                let given = other.map_or("an unknown type".into(), |kind| format!("{kind:?}"));
                return Err(wrong(unsupported(
                    &given,
                    "float, double, int32, int64 or bool",
                )));
            }
        };
        let (given, expected) = (data.len() as u64, expected as u64);
        match given == expected {
            true => Ok(Constant { shape, data }),
            false => Err(wrong(Problem::WrongCount { given, expected })),
        }
    }

    /// Its values, if they are floats.
    pub fn floats(&self) -> Option<&[f32]> {
        match &self.data {
            Data::Floats(values) => Some(values),
            Data::Ints(_) => None,
        }
    }

    /// Its values, if they are whole numbers.
    pub fn ints(&self) -> Option<&[i64]> {
        match &self.data {
            Data::Ints(values) => Some(values),
            Data::Floats(_) => None,
        }
    }

    /// Its value, if it is a single float of whatever rank.
    pub fn number(&self) -> Option<f32> {
        match self.floats()? {
            [value] => Some(*value),
            _ => None,
        }
    }
}

impl Data {
    fn len(&self) -> usize {
        match self {
            Data::Floats(values) => values.len(),
            Data::Ints(values) => values.len(),
        }
    }
}

fn numbers<const N: usize, T>(raw: &[u8], read: impl Fn([u8; N]) -> T) -> Vec<T> {
    let (whole, rest) = raw.as_chunks::<N>();
    // What is no whole number is one too many, so that the count is not right.
    let rest = (!rest.is_empty()).then_some([0; N]);
    whole.iter().copied().chain(rest).map(read).collect()
}

fn unsupported(given: &str, expected: &str) -> Problem {
    let (given, expected) = (given.into(), expected.into());
    Problem::Unsupported { given, expected }
}
