//! ONNX files in a few words.

use prost::Message;
use tab_trainer_formats::onnx::messages::attribute_proto::AttributeType;
use tab_trainer_formats::onnx::messages::tensor_proto::DataType;
use tab_trainer_formats::onnx::messages::tensor_shape_proto::{Dimension, dimension};
use tab_trainer_formats::onnx::messages::type_proto::{self, Tensor};
use tab_trainer_formats::onnx::messages::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto,
    TensorShapeProto, TypeProto, ValueInfoProto,
};

use crate::{Case, case};

pub fn node(operator: &str, inputs: &[&str], output: &str) -> NodeProto {
    NodeProto {
        op_type: Some(operator.into()),
        name: Some(output.into()),
        input: inputs.iter().map(|&name| name.into()).collect(),
        output: vec![output.into()],
        ..NodeProto::default()
    }
}

pub fn ints(name: &str, ints: &[i64]) -> AttributeProto {
    AttributeProto {
        name: Some(name.into()),
        r#type: Some(AttributeType::Ints as i32),
        ints: ints.to_vec(),
        ..AttributeProto::default()
    }
}

pub fn floats(name: &str, dims: &[i64], values: &[f32]) -> TensorProto {
    TensorProto {
        name: Some(name.into()),
        dims: dims.to_vec(),
        data_type: Some(DataType::Float as i32),
        float_data: values.to_vec(),
        ..TensorProto::default()
    }
}

pub fn whole(name: &str, values: &[i64]) -> TensorProto {
    TensorProto {
        name: Some(name.into()),
        dims: vec![values.len() as i64],
        data_type: Some(DataType::Int64 as i32),
        int64_data: values.to_vec(),
        ..TensorProto::default()
    }
}

pub fn value(name: &str, sides: &[i64]) -> ValueInfoProto {
    let dimension = |&side: &i64| Dimension {
        value: Some(dimension::Value::DimValue(side)),
        ..Dimension::default()
    };
    let tensor = Tensor {
        elem_type: Some(DataType::Float as i32),
        shape: Some(TensorShapeProto {
            dim: sides.iter().map(dimension).collect(),
        }),
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

/// A 3×3 convolution "conv" of 8 × 8 pictures, ReLU, and a dense layer "scores" for two classes.
pub fn honest() -> GraphProto {
    let mut conv = node("Conv", &["x", "kernel"], "conv");
    conv.attribute.push(ints("pads", &[1; 4]));
    let nodes = vec![
        conv,
        node("Relu", &["conv"], "relu"),
        node("Flatten", &["relu"], "flat"),
        node("MatMul", &["flat", "matrix"], "scores"),
    ];
    GraphProto {
        node: nodes,
        initializer: vec![
            floats("kernel", &[1, 1, 3, 3], &[0.1; 9]),
            floats("matrix", &[64, 2], &[0.1; 128]),
        ],
        input: vec![value("x", &[1, 1, 8, 8])],
        output: vec![value("scores", &[1, 2])],
        ..GraphProto::default()
    }
}

pub fn file(graph: GraphProto) -> Vec<u8> {
    let model = ModelProto {
        opset_import: vec![OperatorSetIdProto {
            version: Some(17),
            ..OperatorSetIdProto::default()
        }],
        graph: Some(graph),
        ..ModelProto::default()
    };
    model.encode_to_vec()
}

/// The honest one, changed.
pub fn with(
    name: &str,
    place: &str,
    says: &'static str,
    change: impl FnOnce(&mut GraphProto),
) -> Case {
    let mut graph = honest();
    change(&mut graph);
    case(name, "onnx", file(graph), place, says)
}

/// Nodes in place of the honest ones, of a picture with these sides.
pub fn only(
    name: &str,
    place: &str,
    says: &'static str,
    sides: &[i64],
    nodes: Vec<NodeProto>,
    constants: Vec<TensorProto>,
) -> Case {
    with(name, place, says, |graph| {
        let last = nodes
            .last()
            .map_or(String::new(), |node| node.output[0].clone());
        graph.output = vec![value(&last, &[1])];
        (graph.node, graph.initializer) = (nodes, constants);
        graph.input = vec![value("x", sides)];
    })
}
