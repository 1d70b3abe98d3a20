//! TensorFlow.js: a trained network as a layers model, in the three files that Teachable Machine exports and that its library
//! `@teachablemachine/image`, ml5.js and all that is built upon them read.
//!
//! These programs give every model a picture of 224×224 pixels, of which each byte b has become b / 127 − 1. What makes
//! the network's own input of it stands at the beginning of the model (`front`). All layers are such as TensorFlow.js
//! has had since version 1.3, which the library asks for; what it has none for is made of several (`power`).

mod front;
mod layers;
mod power;
mod writer;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tab_trainer::Network;
use tab_trainer::layers::graph::Graph;

use crate::archive::ArchiveWriter;
use crate::error::Result;
use crate::model::{Model, refused};
use layers::Layers;

/// Pixels on a side of the pictures that Teachable Machine's models are given.
const SIDE: usize = 224;
/// The version of TensorFlow.js whose layers are used, and which wrote Teachable Machine's files.
const TFJS: &str = "1.3.1";
const MODEL: &str = "model.json";
const WEIGHTS: &str = "weights.bin";
const METADATA: &str = "metadata.json";

/// The files, which have to lie in one folder.
#[derive(Clone, Debug, PartialEq)]
pub struct Files {
    /// `model.json`: the layers, and which weights are where.
    pub model: Vec<u8>,
    /// `weights.bin`: little-endian floats.
    pub weights: Vec<u8>,
    /// `metadata.json`: names of the classes; in `userMetadata.tab_trainer` spec, temperature, thresholds and the test
    /// pictures.
    pub metadata: Vec<u8>,
}

impl Files {
    /// Each with its name.
    pub fn named(&self) -> [(&'static str, &[u8]); 3] {
        [
            (MODEL, &self.model),
            (WEIGHTS, &self.weights),
            (METADATA, &self.metadata),
        ]
    }
}

/// The model as files.
///
/// # Errors
///
/// When its answers are not those of its test pictures, or its input cannot be made of 224×224 pixels.
pub fn export(model: &Model) -> Result<Files> {
    model.check()?;
    let parts = &model.parts;
    let write = |graph: &Graph| whole(model, graph);
    let written =
        Network::with_layers(parts.spec.clone(), &parts.weights, write).map_err(refused)?;
    let (topology, entries, weights) = written?.finish("tab_trainer", TFJS);
    let manifest = json!([{ "paths": [WEIGHTS], "weights": entries }]);
    let file = json!({
        "format": "layers-model",
        "generatedBy": concat!("Tab Trainer ", env!("CARGO_PKG_VERSION")),
        "convertedBy": null,
        "modelTopology": topology,
        "weightsManifest": manifest,
    });
    Ok(Files {
        model: file.to_string().into_bytes(),
        weights,
        metadata: metadata(model).to_string().into_bytes(),
    })
}

/// The same as a ZIP archive, as Teachable Machine hands them over.
///
/// # Errors
///
/// As [`export`].
pub fn archive(model: &Model) -> Result<Vec<u8>> {
    let mut archive = ArchiveWriter::new();
    for (name, bytes) in export(model)?.named() {
        archive.add(name, bytes)?;
    }
    archive.finish()
}

fn whole(model: &Model, graph: &Graph) -> Result<writer::Writer> {
    let parts = &model.parts;
    let mut writer = writer::Writer::default();
    let first = front::pixels(&mut writer, parts.spec.input)?;
    let mut layers = Layers::new(writer, first, parts.spec.input);
    for node in &graph.nodes[1..] {
        layers.add(node)?;
    }
    let (mut writer, last) = layers.flat();
    layers::scores(&mut writer, &last, model)?;
    Ok(writer)
}

/// As the library writes it, but for the time: the same model is the same file.
fn metadata(model: &Model) -> Value {
    let parts = &model.parts;
    let pictures: Vec<u8> = model
        .tests
        .iter()
        .flat_map(|test| test.rgb.clone())
        .collect();
    let scores: Vec<_> = model.tests.iter().map(|test| &test.scores).collect();
    json!({
        "tfjsVersion": TFJS,
        "packageVersion": "0.8.5",
        "packageName": "@teachablemachine/image",
        "modelName": "tab-trainer",
        "labels": parts.classes,
        "imageSize": SIDE,
        "userMetadata": { "tab_trainer": {
            "version": 1,
            "spec": parts.spec,
            "temperature": parts.temperature,
            "thresholds": parts.thresholds,
            // Bytes [n, height, width, 3].
            "tests": { "pictures": BASE64_STANDARD.encode(pictures), "scores": scores },
        } },
    })
}
