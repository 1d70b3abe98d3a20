//! A graph as it grows, with a name for everything.

use super::messages::attribute_proto::AttributeType;
use super::messages::tensor_proto::DataType;
use super::messages::tensor_shape_proto::{Dimension, dimension};
use super::messages::type_proto::{self, Tensor};
use super::messages::{
    AttributeProto, GraphProto, NodeProto, TensorProto, TensorShapeProto, TypeProto, ValueInfoProto,
};

/// An attribute of a node.
pub enum Value {
    Int(i64),
    Ints(Vec<i64>),
    Float(f32),
}

/// Nodes in order, and their constants.
#[derive(Default)]
pub struct Writer {
    nodes: Vec<NodeProto>,
    constants: Vec<TensorProto>,
}

impl Writer {
    /// Adds a node of one output, which bears the node's name, and returns that.
    pub fn node(
        &mut self,
        name: &str,
        operator: &str,
        inputs: &[&str],
        attributes: &[(&str, Value)],
    ) -> String {
        self.nodes.push(NodeProto {
            name: Some(name.into()),
            op_type: Some(operator.into()),
            input: inputs.iter().map(|&input| input.into()).collect(),
            output: vec![name.into()],
            attribute: attributes.iter().map(attribute).collect(),
            ..NodeProto::default()
        });
        name.into()
    }

    /// Adds a constant and returns its name.
    pub fn floats(&mut self, name: &str, shape: &[usize], values: &[f32]) -> String {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes());
        self.constant(name, shape, DataType::Float, bytes.collect())
    }

    /// Adds one number as a constant and returns its name.
    pub fn number(&mut self, name: &str, value: f32) -> String {
        self.floats(name, &[], &[value])
    }

    /// Likewise whole numbers.
    pub fn ints(&mut self, name: &str, values: &[i64]) -> String {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes());
        self.constant(name, &[values.len()], DataType::Int64, bytes.collect())
    }

    fn constant(&mut self, name: &str, shape: &[usize], of: DataType, bytes: Vec<u8>) -> String {
        self.constants.push(TensorProto {
            name: Some(name.into()),
            dims: shape.iter().map(|&side| side as i64).collect(),
            data_type: Some(of as i32),
            raw_data: Some(bytes),
            ..TensorProto::default()
        });
        name.into()
    }

    /// The graph from `input`, of any number of maps `[n, …shape]`, to `output`.
    pub fn finish(
        mut self,
        name: &str,
        (input, shape): (&str, &[usize]),
        (output, outputs): (&str, usize),
    ) -> GraphProto {
        // What is asked for has a name of its own, whatever node makes it.
        if let Some(last) = self.nodes.last_mut() {
            last.output = vec![output.into()];
        }
        GraphProto {
            name: Some(name.into()),
            node: self.nodes,
            initializer: self.constants,
            input: vec![value(input, shape)],
            output: vec![value(output, &[outputs])],
            ..GraphProto::default()
        }
    }
}

fn attribute((name, value): &(&str, Value)) -> AttributeProto {
    let mut attribute = AttributeProto {
        name: Some((*name).into()),
        ..AttributeProto::default()
    };
    let kind = match value {
        Value::Int(value) => {
            attribute.i = Some(*value);
            AttributeType::Int
        }
        Value::Ints(values) => {
            attribute.ints = values.clone();
            AttributeType::Ints
        }
        Value::Float(value) => {
            attribute.f = Some(*value);
            AttributeType::Float
        }
    };
    attribute.r#type = Some(kind as i32);
    attribute
}

/// Floats `[n, …shape]` for any n.
fn value(name: &str, shape: &[usize]) -> ValueInfoProto {
    let side = |&side: &usize| dimension::Value::DimValue(side as i64);
    let sides = shape.iter().map(side);
    let dim = [dimension::Value::DimParam("n".into())]
        .into_iter()
        .chain(sides);
    let dim = dim.map(|value| Dimension {
        value: Some(value),
        ..Dimension::default()
    });
    let tensor = Tensor {
        elem_type: Some(DataType::Float as i32),
        shape: Some(TensorShapeProto { dim: dim.collect() }),
    };
    ValueInfoProto {
        name: Some(name.into()),
        r#type: Some(TypeProto {
            value: Some(type_proto::Value::TensorType(tensor)),
            ..TypeProto::default()
        }),
        ..ValueInfoProto::default()
    }
}
