//! The door to JavaScript.

use js_sys::Reflect;
use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::Serializer;
use tab_trainer::NetworkSpec;
use tab_trainer::spec::StemId;
use tab_trainer::training::Parts;
use wasm_bindgen::prelude::*;

use crate::archive;
use crate::c::{self, Precision};
use crate::error::{Error, Problem};
use crate::folders;
use crate::model::{self, Model};
use crate::onnx;
use crate::picture;
use crate::project;
use crate::safetensors;
use crate::tfjs;

type Result<T> = std::result::Result<T, js_sys::Error>;

impl From<Error> for js_sys::Error {
    fn from(error: Error) -> Self {
        let js = js_sys::Error::new(&error.to_string());
        js.set_name("FormatError");
        if let Ok(details) = error.serialize(&Serializer::json_compatible()) {
            // On an Error of our own this cannot fail.
            let _ = Reflect::set(&js, &"details".into(), &details);
        }
        js
    }
}

/// What serde says of a value is an `Error` already.
fn thrown(error: serde_wasm_bindgen::Error) -> js_sys::Error {
    JsValue::from(error).unchecked_into()
}

/// A panic is a defect; the console then says where.
#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// Saves a project: first its files, then what it is.
#[wasm_bindgen]
#[derive(Default)]
pub struct ProjectWriter(project::ProjectWriter);

#[wasm_bindgen]
impl ProjectWriter {
    /// Nothing yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a picture of size × size pixels, as a canvas gives it.
    pub fn add_picture(&mut self, path: &str, rgba: &[u8], size: u32) -> Result<()> {
        Ok(self.0.add_picture(path, rgba, size)?)
    }

    /// Adds a file that the state names.
    pub fn add_file(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        Ok(self.0.add_file(path, bytes)?)
    }

    /// The whole, from a project as `ProjectReader.project()` gives it. Afterwards nothing can be added.
    pub fn finish(self, project: JsValue) -> Result<Vec<u8>> {
        let project: project::Project = serde_wasm_bindgen::from_value(project).map_err(thrown)?;
        Ok(self.0.finish(&project)?)
    }
}

/// A project that was saved.
#[wasm_bindgen]
pub struct ProjectReader(project::ProjectReader);

#[wasm_bindgen]
impl ProjectReader {
    /// Reads what a file says it is.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>) -> Result<Self> {
        Ok(Self(project::ProjectReader::open(bytes)?))
    }

    /// What it is.
    pub fn project(&self) -> Result<JsValue> {
        let project = self.0.project();
        project
            .serialize(&Serializer::json_compatible())
            .map_err(thrown)
    }

    /// The pixels of a picture, as a canvas takes them.
    pub fn picture(&self, path: &str) -> Result<Vec<u8>> {
        Ok(self.0.picture(path)?)
    }

    /// The bytes of a file that the state names.
    pub fn file(&self, path: &str) -> Result<Vec<u8>> {
        Ok(self.0.file(path)?.to_vec())
    }
}

/// Saves pictures in a folder for each class.
#[wasm_bindgen]
pub struct FoldersWriter {
    archive: archive::ArchiveWriter,
    names: Vec<String>,
}

#[wasm_bindgen]
impl FoldersWriter {
    /// Without pictures. The classes' names become those of folders.
    #[wasm_bindgen(constructor)]
    pub fn new(classes: Vec<String>) -> Self {
        FoldersWriter {
            archive: archive::ArchiveWriter::new(),
            names: folders::folder_names(classes.iter().map(String::as_str)),
        }
    }

    /// Adds a picture of size × size pixels, as a canvas gives it, to the class at this place. recording, number: from 1.
    pub fn add(
        &mut self,
        class: usize,
        recording: usize,
        number: usize,
        rgba: &[u8],
        size: u32,
    ) -> Result<()> {
        let folder = self.names.get(class).map_or("", String::as_str);
        let path = folders::picture_path(folder, recording, number);
        let png = picture::encode(&path, rgba, size)?;
        Ok(self.archive.add(&path, &png)?)
    }

    /// The archive. Afterwards nothing can be added.
    pub fn finish(self) -> Result<Vec<u8>> {
        Ok(self.archive.finish()?)
    }
}

/// A ZIP archive with files in folders.
#[wasm_bindgen]
pub struct FoldersReader(folders::Folders);

#[wasm_bindgen]
impl FoldersReader {
    /// Reads the list of its files.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>) -> Result<Self> {
        Ok(Self(folders::Folders::open(bytes)?))
    }

    /// All files, in the order in which they were packed.
    pub fn paths(&self) -> Vec<String> {
        self.0.paths().map(str::to_owned).collect()
    }

    /// The bytes of the file at this place among the paths.
    pub fn read(&mut self, place: usize) -> Result<Vec<u8>> {
        Ok(self.0.read(place)?)
    }
}

/// A trained network without its weights, as JSON.
#[derive(Deserialize)]
struct Description {
    spec: NetworkSpec,
    classes: Vec<String>,
    temperature: f32,
    thresholds: Option<Vec<f32>>,
}

fn not_as_expected(error: &serde_json::Error) -> Error {
    let why = error.to_string();
    Error::new("model", Problem::WrongForm { why })
}

/// The weights of a pretrained stem, from its file. Without them no network that begins with it can be written or read.
#[wasm_bindgen]
pub fn load_stem(name: &str, bytes: &[u8]) -> Result<()> {
    let stem: StemId = serde_json::from_value(name.into()).map_err(|e| not_as_expected(&e))?;
    Ok(stem.load(bytes).map_err(model::refused)?)
}

/// A trained network for other programs.
#[wasm_bindgen]
pub struct ExportedModel(Model);

#[wasm_bindgen]
impl ExportedModel {
    /// From { spec, classes, temperature, thresholds } as JSON, all weights in order, and test pictures as the network takes
    /// them, RGBA one after the other.
    #[wasm_bindgen(constructor)]
    pub fn new(description: &str, weights: &[f32], pictures: &[u8]) -> Result<Self> {
        let Description {
            spec,
            classes,
            temperature,
            thresholds,
        } = serde_json::from_str(description).map_err(|error| not_as_expected(&error))?;
        let pixels = spec.input.height.saturating_mul(spec.input.width);
        let bytes = pixels.saturating_mul(4).max(1);
        let pictures: Vec<_> = pictures.chunks(bytes).collect();
        let parts = Parts {
            spec,
            weights: weights.to_vec(),
            classes,
            temperature,
            thresholds,
            novelty: None,
        };
        Ok(Self(Model::new(parts, &pictures)?))
    }

    /// As safetensors.
    pub fn safetensors(&self) -> Result<Vec<u8>> {
        Ok(safetensors::export(&self.0)?)
    }

    /// As ONNX.
    pub fn onnx(&self) -> Result<Vec<u8>> {
        Ok(onnx::export(&self.0)?)
    }

    /// As TensorFlow.js: a ZIP archive with model.json, weights.bin and metadata.json, as Teachable Machine exports them.
    pub fn tfjs(&self) -> Result<Vec<u8>> {
        Ok(tfjs::archive(&self.0)?)
    }

    /// As a C header, with weights as "float32" or "int8". What int8 costs is measured with `pictures`, RGBA one after the
    /// other as the network takes them, and the place of each one's class in `labels`; there may be none.
    pub fn c(&self, precision: &str, pictures: &[u8], labels: &[u32]) -> Result<ExportedHeader> {
        let precision = match precision {
            "float32" => Precision::Float32,
            "int8" => Precision::Int8,
            _ => {
                let expected = "\"float32\" or \"int8\"".into();
                return Err(Error::new("precision", Problem::WrongValue { expected }).into());
            }
        };
        let bytes = pictures.len().checked_div(labels.len()).unwrap_or(0).max(1);
        if pictures.len() != labels.len() * bytes {
            let (given, expected) = (pictures.len() as u64, (labels.len() * bytes) as u64);
            return Err(Error::new("pictures", Problem::WrongLength { given, expected }).into());
        }
        let labelled = pictures.chunks(bytes).zip(labels);
        let labelled: Vec<_> = labelled
            .map(|(rgba, &class)| c::Labelled {
                rgba,
                class: class as usize,
            })
            .collect();
        Ok(ExportedHeader(c::export(&self.0, precision, &labelled)?))
    }
}

/// A network as a C header.
#[wasm_bindgen]
pub struct ExportedHeader(c::Header);

#[wasm_bindgen]
impl ExportedHeader {
    /// The file, ASCII.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.text.clone().into_bytes()
    }

    /// What it needs and costs: { flash, ram, multiply_adds, cost }, cost of int8 alone: { of, right_float, right_int8,
    /// compared, same, apart }.
    pub fn facts(&self) -> Result<JsValue> {
        let facts = &self.0.facts;
        facts
            .serialize(&Serializer::json_compatible())
            .map_err(thrown)
    }
}

/// A network that another program may have trained.
#[wasm_bindgen]
pub struct ImportedModel(Model);

#[wasm_bindgen]
impl ImportedModel {
    /// From a safetensors file of this project.
    pub fn safetensors(bytes: &[u8]) -> Result<ImportedModel> {
        Ok(Self(safetensors::import(bytes)?))
    }

    /// From an ONNX file of anybody.
    pub fn onnx(bytes: &[u8]) -> Result<ImportedModel> {
        Ok(Self(onnx::import_model(bytes)?))
    }

    /// { spec, classes, temperature, thresholds } as JSON.
    pub fn description(&self) -> String {
        let Parts {
            spec,
            classes,
            temperature,
            thresholds,
            ..
        } = &self.0.parts;
        let description = serde_json::json!({
            "spec": spec, "classes": classes, "temperature": temperature, "thresholds": thresholds,
        });
        description.to_string()
    }

    /// All weights in order.
    pub fn weights(&self) -> Vec<f32> {
        self.0.parts.weights.clone()
    }
}
