//! Trained networks for other programs, and from them.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tab_trainer::image;
use tab_trainer_formats::c::{self, Labelled, Precision};
use tab_trainer_formats::model::Model;
use tab_trainer_formats::{onnx, safetensors, tfjs};

use crate::collection::{Collection, Item};
use crate::evaluate;
use crate::project::{folder_of, write};
use crate::state::State;
use crate::stems;

/// As in the page: enough to notice a copy that is not one; of many classes one each.
const WANTED: usize = 6;
/// The most pictures with which the cost of int8 is measured.
const MOST_MEASURED: usize = 2000;
/// Endings of the files that are read.
const ENDINGS: [&str; 2] = ["safetensors", "onnx"];

/// A network with test pictures, and pictures whose class is known.
pub struct Prepared {
    pub model: Model,
    /// RGBA, and the place of the class.
    pub labelled: Vec<(Vec<u8>, usize)>,
}

/// Whether a file is a network, by its ending.
pub fn is_model(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default();
    ENDINGS
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known))
}

/// The network in a file.
///
/// # Errors
///
/// When it cannot be read, or begins with a stem that is not there.
pub fn read(path: &Path, stems: Option<&Path>) -> Result<Model> {
    let place = || path.display().to_string();
    stems::load_all(stems)?;
    let bytes = fs::read(path).with_context(place)?;
    let is_onnx = path
        .extension()
        .unwrap_or_default()
        .eq_ignore_ascii_case("onnx");
    match is_onnx {
        true => onnx::import_model(&bytes),
        false => safetensors::import(&bytes),
    }
    .with_context(place)
}

/// The network of a project; test pictures are some of its own.
///
/// # Errors
///
/// When none has been trained, or a picture cannot be read.
pub fn prepare(collection: &Collection, state: &State, stems: Option<&Path>) -> Result<Prepared> {
    let network = state
        .network
        .as_ref()
        .context("no network has been trained; expected a project with one")?;
    stems::load_of(&network.parts.spec, stems)?;
    let mut parts = evaluate::parts(network, state.settings.as_ref());
    // No format has it.
    parts.novelty = None;
    let ids = network.classes.iter().map(|class| class.id.as_str());
    let place_of: HashMap<&str, usize> = ids.enumerate().map(|(place, id)| (id, place)).collect();
    let mut by_class: Vec<Vec<&Item>> = vec![Vec::new(); network.classes.len()];
    for item in &collection.items {
        if let Some(&place) = place_of.get(collection.classes[item.class].id.as_str()) {
            by_class[place].push(item);
        }
    }
    let each = WANTED.div_ceil(by_class.len().max(1));
    let mut tests = Vec::new();
    for item in by_class.iter().flat_map(|items| spread(items, each)) {
        tests.push(image::reduced(&collection.read(item)?, parts.spec.input)?);
    }
    let classes = by_class.iter().enumerate();
    let all: Vec<_> = classes
        .flat_map(|(place, items)| items.iter().map(move |item| (*item, place)))
        .collect();
    let mut labelled = Vec::new();
    for (item, place) in spread(&all, MOST_MEASURED) {
        labelled.push((collection.read(item)?, place));
    }
    let model = Model::new(parts, &tests)?;
    Ok(Prepared { model, labelled })
}

/// Neighbours look alike.
fn spread<T: Copy>(list: &[T], most: usize) -> Vec<T> {
    let count = most.min(list.len());
    (0..count).map(|i| list[i * list.len() / count]).collect()
}

/// Writes safetensors.
///
/// # Errors
///
/// When it cannot be written, as with all that follow.
pub fn write_safetensors(path: &Path, prepared: &Prepared) -> Result<Value> {
    write(path, &safetensors::export(&prepared.model)?)?;
    Ok(Value::Null)
}

/// Writes ONNX.
pub fn write_onnx(path: &Path, prepared: &Prepared) -> Result<Value> {
    write(path, &onnx::export(&prepared.model)?)?;
    Ok(Value::Null)
}

/// Writes the three files for TensorFlow.js into a folder, or a ZIP archive if that is how it is called.
pub fn write_tfjs(path: &Path, prepared: &Prepared) -> Result<Value> {
    let ending = path.extension().unwrap_or_default();
    if ending.eq_ignore_ascii_case("zip") {
        write(path, &tfjs::archive(&prepared.model)?)?;
        return Ok(Value::Null);
    }
    if !ending.is_empty() {
        bail!(
            "{}: expected .zip, or no ending for a folder",
            path.display()
        );
    }
    let files = tfjs::export(&prepared.model)?;
    let place = || format!("{}: could not be written", path.display());
    let half = tempfile::Builder::new()
        .prefix(".tab-trainer-")
        .tempdir_in(folder_of(path))
        .with_context(place)?;
    for (name, bytes) in files.named() {
        fs::write(half.path().join(name), bytes).with_context(place)?;
    }
    crate::convert::finish_folder(&half, path)?;
    Ok(Value::Null)
}

/// Writes a C header.
pub fn write_c(path: &Path, prepared: &Prepared, precision: Precision) -> Result<Value> {
    let labelled = prepared.labelled.iter();
    let labelled: Vec<_> = labelled
        .map(|(rgba, class)| Labelled {
            rgba,
            class: *class,
        })
        .collect();
    let header = c::export(&prepared.model, precision, &labelled)?;
    write(path, header.text.as_bytes())?;
    Ok(json!(header.facts))
}

/// What a header says of itself, in a sentence.
pub fn in_words(facts: &Value) -> Option<String> {
    let number = |name: &str| facts[name].as_u64();
    let mut words = format!(
        "{} bytes of flash, {} of RAM, {} multiply-adds",
        number("flash")?,
        number("ram")?,
        number("multiply_adds")?
    );
    let cost = &facts["cost"];
    if let (Some(of), Some(float), Some(int8)) = (
        cost["of"].as_u64(),
        cost["right_float"].as_u64(),
        cost["right_int8"].as_u64(),
    ) {
        words += &format!("; of {of} pictures, float32 names {float} correctly, int8 {int8}");
    }
    Some(words)
}
