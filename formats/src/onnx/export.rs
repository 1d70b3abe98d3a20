//! A model as a graph. Maps are `[n, channels, height, width]`, as ONNX has them; vectors `[n, channels]`. Kernels are brought
//! into that order here, so that nothing is transposed while the network runs.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use prost::Message as _;
use tab_trainer::Network;
use tab_trainer::layers::graph::Graph;
use tab_trainer::spec::LossSpec;
use tab_trainer::tensor::Shape;

use super::layers::Layers;
use super::messages::{ModelProto, OperatorSetIdProto, StringStringEntryProto};
use super::writer::{Value, Writer};
use super::{CLASSES, IR_VERSION, MODEL, OPSET, TEST_PICTURES, TEST_SCORES};
use crate::error::{Error, Problem, Result};
use crate::layers::LUMA;
use crate::model::{Model, refused};

/// Name of the graph's input: floats `[n, 3, height, width]`, red, green and blue from 0 to 255.
///
/// Floats rather than bytes, because that is what most tools hand over (OpenCV's `blobFromImage`, converters to other formats),
/// and because every runtime computes with them.
const INPUT: &str = "image";
/// Name of the graph's output: one score for each class, `[n, classes]`, 0…1.
const OUTPUT: &str = "scores";

/// The model as a file.
///
/// # Errors
///
/// When its answers are not those of its test pictures.
pub fn export(model: &Model) -> Result<Vec<u8>> {
    model.check()?;
    let parts = &model.parts;
    let write = |graph: &Graph| whole(model, graph);
    let graph = Network::with_layers(parts.spec.clone(), &parts.weights, write).map_err(refused)?;
    let json = |value: &serde_json::Value| value.to_string();
    let spec = serde_json::json!({
        "version": 1,
        "spec": parts.spec,
        "temperature": parts.temperature,
        "thresholds": parts.thresholds,
    });
    let scores: Vec<_> = model.tests.iter().map(|test| &test.scores).collect();
    let metadata = [
        (CLASSES, json(&serde_json::json!(parts.classes))),
        (MODEL, json(&spec)),
        (TEST_PICTURES, BASE64_STANDARD.encode(pictures(model))),
        (TEST_SCORES, json(&serde_json::json!(scores))),
    ];
    let entry = |(key, value): (&str, String)| StringStringEntryProto {
        key: Some(key.into()),
        value: Some(value),
    };
    let file = ModelProto {
        ir_version: Some(IR_VERSION),
        opset_import: vec![OperatorSetIdProto {
            domain: None,
            version: Some(OPSET),
        }],
        producer_name: Some("Tab Trainer".into()),
        producer_version: Some(env!("CARGO_PKG_VERSION").into()),
        graph: Some(graph?),
        metadata_props: metadata.into_iter().map(entry).collect(),
        ..ModelProto::default()
    };
    Ok(file.encode_to_vec())
}

/// All test pictures as the graph takes them, `[n, 3, height, width]`.
fn pictures(model: &Model) -> Vec<u8> {
    let plane = |rgb: &[u8], channel| {
        rgb.iter()
            .skip(channel)
            .step_by(3)
            .copied()
            .collect::<Vec<_>>()
    };
    let planes = |rgb| (0..3).flat_map(move |channel| plane(rgb, channel));
    model
        .tests
        .iter()
        .flat_map(|test| planes(&test.rgb))
        .collect()
}

fn whole(model: &Model, graph: &Graph) -> Result<super::messages::GraphProto> {
    let parts = &model.parts;
    let mut writer = Writer::default();
    let first = pixels(&mut writer, parts.spec.input);
    let mut layers = Layers::new(writer, first, parts.spec.input);
    for node in &graph.nodes[1..] {
        layers.add(node)?;
    }
    let (mut writer, last) = layers.flat();
    let classes = parts.classes.len();
    scores(
        &mut writer,
        last,
        parts.spec.loss,
        parts.temperature,
        classes,
    )?;
    let Shape { height, width, .. } = parts.spec.input;
    Ok(writer.finish(
        "tab_trainer",
        (INPUT, &[3, height, width]),
        (OUTPUT, classes),
    ))
}

/// Bytes to −1…1, and to luma where that is what the network takes.
fn pixels(writer: &mut Writer, input: Shape) -> String {
    let half = writer.number("pixels.half", 127.5);
    let one = writer.number("pixels.one", 1.0);
    let scaled = writer.node("pixels.scaled", "Div", &[INPUT, &half], &[]);
    let centred = writer.node("pixels.centred", "Sub", &[&scaled, &one], &[]);
    if input.channels == 3 {
        return centred;
    }
    let kernel = writer.floats("pixels.kernel", &[1, 3, 1, 1], &LUMA);
    writer.node(
        "pixels.luma",
        "Conv",
        &[&centred, &kernel],
        &[("kernel_shape", Value::Ints(vec![1, 1]))],
    )
}

/// What comes out of the last layer, `[n, outputs]`, as one score for each class.
fn scores(
    writer: &mut Writer,
    last: String,
    loss: LossSpec,
    temperature: f32,
    classes: usize,
) -> Result<()> {
    let axis = || [("axis", Value::Int(1))];
    if loss == LossSpec::CrossEntropy {
        let mut z = last;
        if temperature != 1.0 {
            let by = writer.number("scores.temperature", temperature);
            z = writer.node("scores.logits", "Div", &[&z, &by], &[]);
        }
        writer.node("scores.softmax", "Softmax", &[&z], &axis());
        return Ok(());
    }
    // Targets of squared error are ±1: (y + 1) / 2, cut off at 0 and 1.
    let [zero, one, two] = [("zero", 0.0), ("one", 1.0), ("two", 2.0)]
        .map(|(name, value)| writer.number(&format!("scores.{name}"), value));
    let sum = writer.node("scores.raised", "Add", &[&last, &one], &[]);
    let half = writer.node("scores.half", "Div", &[&sum, &two], &[]);
    let first = writer.node("scores.clipped", "Clip", &[&half, &zero, &one], &[]);
    if classes == 2 {
        // A single output is that of the first class.
        let second = writer.node("scores.second", "Sub", &[&one, &first], &[]);
        writer.node("scores.both", "Concat", &[&first, &second], &axis());
    }
    match classes {
        0 | 1 => Err(Error::new(
            "classes",
            Problem::WrongValue {
                expected: "two or more".into(),
            },
        )),
        _ => Ok(()),
    }
}
