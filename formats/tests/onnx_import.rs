//! ONNX read back: networks of every kind of layer give the same answers, and what there is no layer for is named. Graphs that
//! were made to do harm are in `hostile/`.

mod common;

use prost::Message;
use serde_json::json;
use tab_trainer::spec::{LayerSpec, NetworkSpec};
use tab_trainer_formats::model::Model;
use tab_trainer_formats::onnx::messages::attribute_proto::AttributeType;
use tab_trainer_formats::onnx::messages::{AttributeProto, GraphProto, ModelProto, NodeProto};
use tab_trainer_formats::onnx::{export, import, import_model};
use tab_trainer_formats::{Error, Problem};

#[test]
fn every_network_comes_back_with_the_same_answers() {
    for (name, model) in common::models() {
        let bytes = export(&model).unwrap();
        // It compares the answers for all test pictures.
        let back = import_model(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(back.tests, model.tests, "{name}");
        assert_eq!(back.parts.classes, model.parts.classes, "{name}");
        assert_eq!(back.parts.spec.input, model.parts.spec.input, "{name}");
        assert_eq!(kinds(&back.parts.spec), kinds(&model.parts.spec), "{name}");
        assert_eq!(
            back.parts.weights.len(),
            model.parts.weights.len(),
            "{name}"
        );
        assert_eq!(back.parts.thresholds, model.parts.thresholds, "{name}");
    }
}

/// The layers without what does nothing while a network answers.
fn kinds(spec: &NetworkSpec) -> Vec<std::mem::Discriminant<LayerSpec>> {
    let layer = |layer: &&LayerSpec| {
        !matches!(layer, LayerSpec::Dropout(_))
            && **layer != LayerSpec::Activation(tab_trainer::spec::Activation::IDENTITY)
    };
    spec.layers
        .iter()
        .filter(layer)
        .map(std::mem::discriminant)
        .collect()
}

#[test]
fn a_network_behind_a_stem_is_named_as_what_cannot_be_read() {
    let bytes = export(&common::stem("none")).unwrap();
    let Error { place, problem } = import(&bytes).unwrap_err();
    assert!(
        place.contains("Concat") || place.contains("layers[0]"),
        "{place}"
    );
    assert!(
        matches!(
            problem,
            Problem::UnknownOperator { .. } | Problem::Unsupported { .. }
        ),
        "{problem:?}"
    );
}

/// A network as a file to be changed: conv, batch norm, ReLU, dense, batch norm.
fn file() -> ModelProto {
    let (_, model) = common::models()
        .into_iter()
        .find(|(name, _)| name == "batch_norm")
        .unwrap();
    ModelProto::decode(export(&model).unwrap().as_slice()).unwrap()
}

fn refusal(change: impl FnOnce(&mut GraphProto)) -> (String, Problem) {
    let mut file = file();
    change(file.graph.as_mut().unwrap());
    let Error { place, problem } = import(&file.encode_to_vec()).unwrap_err();
    (place, problem)
}

fn node<'a>(graph: &'a mut GraphProto, operator: &str) -> &'a mut NodeProto {
    graph
        .node
        .iter_mut()
        .find(|node| node.op_type() == operator)
        .unwrap()
}

fn ints(name: &str, ints: Vec<i64>) -> AttributeProto {
    AttributeProto {
        name: Some(name.into()),
        r#type: Some(AttributeType::Ints as i32),
        ints,
        ..AttributeProto::default()
    }
}

#[test]
fn what_there_is_no_layer_for_is_named() {
    let (place, problem) = refusal(|graph| node(graph, "Relu").op_type = Some("Erf".into()));
    assert_eq!(place, "Erf \"layers[2]\"");
    assert_eq!(
        problem,
        Problem::UnknownOperator {
            operator: "Erf".into()
        }
    );

    let (place, problem) = refusal(|graph| node(graph, "Relu").domain = Some("com.example".into()));
    assert_eq!(place, "Relu \"layers[2]\"");
    assert_eq!(
        problem,
        Problem::UnknownOperator {
            operator: "com.example.Relu".into()
        }
    );

    let (place, _) = refusal(|graph| node(graph, "Relu").attribute.push(ints("colour", vec![1])));
    assert_eq!(place, "Relu \"layers[2]\", colour");

    // Two more rows, and no more columns.
    let (place, problem) = refusal(|graph| {
        let conv = node(graph, "Conv");
        conv.attribute
            .retain(|attribute| attribute.name() != "pads");
        conv.attribute.push(ints("pads", vec![2, 0, 0, 0]));
    });
    assert_eq!(place, "Conv \"layers[0]\", pads");
    assert!(
        matches!(problem, Problem::Unsupported { .. }),
        "{problem:?}"
    );
}

/// One tensor named by many layers would be as many tensors here.
#[test]
fn weights_are_not_many_more_than_the_file_has() {
    let side = json!({ "height": 1, "width": 1, "channels": 3 });
    let dense = json!({ "type": "dense", "units": 30 });
    let layers = serde_json::Value::Array(vec![dense; 200]);
    let parts = common::parts(side, layers, "cross_entropy", 1);
    let pictures = common::pictures(&parts, 1);
    let model = Model::new(parts, &pictures).unwrap();
    let mut file = ModelProto::decode(export(&model).unwrap().as_slice()).unwrap();
    let graph = file.graph.as_mut().unwrap();
    let square = graph
        .initializer
        .iter()
        .find(|tensor| tensor.dims == [30, 30]);
    let name = square.unwrap().name().to_owned();
    for node in graph
        .node
        .iter_mut()
        .filter(|node| node.op_type() == "Gemm")
        .skip(1)
    {
        node.input[1] = name.clone();
    }
    // Equal tensors may be one, as exporters make them …
    assert!(import(&file.encode_to_vec()).is_ok());
    // … but a small file does not become a large network.
    let graph = file.graph.as_mut().unwrap();
    graph
        .initializer
        .retain(|tensor| tensor.dims != [30, 30] || tensor.name() == name);
    let Error { place, problem } = import(&file.encode_to_vec()).unwrap_err();
    assert!(place.starts_with("Gemm"), "{place}");
    assert!(
        matches!(problem, Problem::Unsupported { .. }),
        "{problem:?}"
    );
}

#[test]
fn what_is_cut_short_or_changed_is_refused_and_never_panics() {
    let bytes = file().encode_to_vec();
    for length in (0..bytes.len()).step_by(97) {
        let _ = import(&bytes[..length]);
    }
    for at in (0..bytes.len()).step_by(13) {
        let mut changed = bytes.clone();
        changed[at] ^= 0xff;
        let _ = import(&changed);
        changed[at] = 0x7f;
        let _ = import(&changed);
    }
    let Error { problem, .. } = import(b"\x0a\xff\xff\xff\xff\x0f").unwrap_err();
    assert!(matches!(problem, Problem::Unreadable { .. }), "{problem:?}");
    let Error { problem, .. } = import(b"").unwrap_err();
    assert_eq!(problem, Problem::Missing);
}

/// Ways inside ways, deeper than any network has them, and a long way without a layer.
#[test]
fn depth_and_length_have_limits() {
    let (_, problem) = refusal(|graph| {
        let source = node(graph, "Conv").output[0].clone();
        let mut last = source.clone();
        // Each sum goes around all the sums before it.
        for i in 0..40 {
            let output = format!("sum{i}");
            graph.node.push(NodeProto {
                op_type: Some("Add".into()),
                input: vec![last, source.clone()],
                output: vec![output.clone()],
                ..NodeProto::default()
            });
            last = output;
        }
        node(graph, "BatchNormalization").input[0] = last;
    });
    assert!(
        matches!(problem, Problem::Unsupported { .. }),
        "{problem:?}"
    );
}
