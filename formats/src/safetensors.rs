//! Weights with names and shapes, as programs share them, and all else that a model is in the file's metadata.
//!
//! Parameters keep names, shapes and order of the engine. `tests.pictures`, `[n, height, width, 3]` in bytes, and
//! `tests.scores`, `[n, classes]`, are what a copy can be checked with.

use std::collections::BTreeMap;

use ::safetensors::tensor::TensorView;
use ::safetensors::{Dtype, SafeTensors};
use serde::{Deserialize, Serialize};
use tab_trainer::training::Parts;
use tab_trainer::{Network, NetworkSpec};

use crate::error::{Error, Problem, Result};
use crate::model::{Model, TestPicture, check_finite, check_size, refused};

/// The key in the metadata; a single one, so that the same model is the same file.
const KEY: &str = "tab_trainer";
const FORMAT: &str = "tab-trainer-model";
const VERSION: u32 = 1;
const PICTURES: &str = "tests.pictures";
const SCORES: &str = "tests.scores";

/// What is no tensor.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    format: String,
    version: u32,
    spec: NetworkSpec,
    classes: Vec<String>,
    temperature: f32,
    thresholds: Option<Vec<f32>>,
}

/// Which kind of file it is, before anything else is asked.
#[derive(Deserialize)]
struct Kind {
    format: String,
    version: u32,
}

/// The model as a file.
///
/// # Errors
///
/// When its answers are not those of its test pictures.
pub fn export(model: &Model) -> Result<Vec<u8>> {
    model.check()?;
    let Parts { spec, .. } = &model.parts;
    let header = Header {
        format: FORMAT.into(),
        version: VERSION,
        spec: spec.clone(),
        classes: model.parts.classes.clone(),
        temperature: model.parts.temperature,
        thresholds: model.parts.thresholds.clone(),
    };
    let header = serde_json::to_string(&header).map_err(|error| form(KEY, &error))?;
    let parameters = model.tensors()?;
    let pictures: Vec<u8> = model
        .tests
        .iter()
        .flat_map(|test| test.rgb.clone())
        .collect();
    let scores: Vec<f32> = model
        .tests
        .iter()
        .flat_map(|test| test.scores.clone())
        .collect();
    let (tests, classes) = (model.tests.len(), model.parts.classes.len());
    let picture = [tests, spec.input.height, spec.input.width, 3];
    let mut tensors = vec![
        (PICTURES, view(PICTURES, Dtype::U8, &picture, &pictures)?),
        (SCORES, floats(SCORES, &[tests, classes], &scores)?),
    ];
    for parameter in &parameters {
        let name = parameter.name.as_str();
        tensors.push((name, floats(name, &parameter.shape, &parameter.values)?));
    }
    let metadata = [(KEY.to_owned(), header)].into_iter().collect();
    ::safetensors::serialize(tensors, Some(metadata)).map_err(|error| unreadable(&error))
}

fn floats<'a>(name: &str, shape: &[usize], values: &'a [f32]) -> Result<TensorView<'a>> {
    // Little-endian, as are all machines with WebAssembly or Rust's usual targets.
    view(name, Dtype::F32, shape, bytemuck::cast_slice(values))
}

fn view<'a>(name: &str, dtype: Dtype, shape: &[usize], bytes: &'a [u8]) -> Result<TensorView<'a>> {
    TensorView::new(dtype, shape.to_vec(), bytes).map_err(|error| Error {
        place: name.into(),
        ..unreadable(&error)
    })
}

/// The model in a file.
///
/// # Errors
///
/// When it is no file of this kind, is damaged or contradicts itself, or its network does not answer its test pictures as it
/// says; for a network with a pretrained stem also when that is not loaded.
pub fn import(bytes: &[u8]) -> Result<Model> {
    let file = SafeTensors::deserialize(bytes).map_err(|error| unreadable(&error))?;
    let (length, metadata) =
        SafeTensors::read_metadata(bytes).map_err(|error| unreadable(&error))?;
    // Of two tensors of one name the library would keep the last.
    let header = &bytes[8..][..length];
    serde_json::from_slice::<unique::Keys>(header).map_err(|error| form("header", &error))?;
    let missing = || Error::new(KEY, Problem::Missing);
    let text = metadata
        .metadata()
        .as_ref()
        .and_then(|metadata| metadata.get(KEY));
    let header = read_header(text.ok_or_else(missing)?)?;
    let tensors = Tensors(file.iter().collect());
    let weights = tensors.weights(&header.spec)?;
    let parts = Parts {
        spec: header.spec,
        weights,
        classes: header.classes,
        temperature: header.temperature,
        thresholds: header.thresholds,
        novelty: None,
    };
    let tests = tensors.tests(&parts)?;
    let model = Model { parts, tests };
    model.check()?;
    tensors.compare(&model)?;
    Ok(model)
}

fn read_header(text: &str) -> Result<Header> {
    let Kind { format, version } = serde_json::from_str(text).map_err(|error| form(KEY, &error))?;
    if format != FORMAT {
        let expected = FORMAT.into();
        return Err(Error::new(
            KEY,
            Problem::OtherFormat {
                given: format,
                expected,
            },
        ));
    }
    if version > VERSION {
        let problem = Problem::Newer {
            given: version,
            known: VERSION,
        };
        return Err(Error::new(KEY, problem));
    }
    serde_json::from_str(text).map_err(|error| form(KEY, &error))
}

struct Tensors<'a>(BTreeMap<&'a str, TensorView<'a>>);

impl<'a> Tensors<'a> {
    fn get(&self, name: &str, dtype: Dtype, shape: &[usize]) -> Result<&'a [u8]> {
        let tensor = self
            .0
            .get(name)
            .ok_or_else(|| Error::new(name, Problem::Missing))?;
        match tensor.dtype() == dtype && tensor.shape() == shape {
            true => Ok(tensor.data()),
            false => Err(Error::new(
                name,
                Problem::WrongTensor {
                    given: format!("{:?} {:?}", tensor.dtype(), tensor.shape()),
                    expected: format!("{dtype:?} {shape:?}"),
                },
            )),
        }
    }

    fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
        let (bytes, _) = self.get(name, Dtype::F32, shape)?.as_chunks::<4>();
        let values: Vec<f32> = bytes
            .iter()
            .map(|bytes| f32::from_le_bytes(*bytes))
            .collect();
        check_finite(name, &values)?;
        Ok(values)
    }

    /// All weights in the network's order, once it is known that they are all there.
    fn weights(&self, spec: &NetworkSpec) -> Result<Vec<f32>> {
        let length = |tensor: &TensorView| tensor.data().len() / 4;
        let most: usize = self.0.values().map(length).sum();
        let size = Network::size_of(spec).map_err(refused)?;
        // Before there is room for them: a spec can ask for any number.
        if size.weights > most {
            let (given, expected) = (most as u64, size.weights as u64);
            return Err(Error::new(
                "weights",
                Problem::WrongCount { given, expected },
            ));
        }
        check_size(spec, size.weights)?;
        let network = Network::new(spec.clone(), 0).map_err(refused)?;
        let mut weights = Vec::with_capacity(size.weights);
        for parameter in network.parameters() {
            weights.extend(self.floats(&parameter.name, &parameter.shape)?);
        }
        Ok(weights)
    }

    fn tests(&self, parts: &Parts) -> Result<Vec<TestPicture>> {
        let (input, classes) = (parts.spec.input, parts.classes.len());
        let count = self
            .0
            .get(PICTURES)
            .and_then(|tensor| tensor.shape().first().copied());
        let count = count.ok_or_else(|| Error::new(PICTURES, Problem::Missing))?;
        let pictures = self.get(PICTURES, Dtype::U8, &[count, input.height, input.width, 3])?;
        let scores = self.floats(SCORES, &[count, classes])?;
        let pictures = pictures.chunks_exact(input.height * input.width * 3);
        let tests = pictures.zip(scores.chunks_exact(classes.max(1)));
        let test = |(rgb, scores): (&[u8], &[f32])| TestPicture {
            rgb: rgb.to_vec(),
            scores: scores.to_vec(),
        };
        Ok(tests.map(test).collect())
    }

    /// Whether what is there is the model and nothing else; also of a stem, which the engine has by its name.
    fn compare(&self, model: &Model) -> Result<()> {
        let parameters = model.tensors()?;
        for parameter in &parameters {
            if self.floats(&parameter.name, &parameter.shape)? != parameter.values {
                return Err(Error::new(parameter.name.as_str(), Problem::OtherStem));
            }
        }
        let known = |name: &str| {
            [PICTURES, SCORES].contains(&name) || parameters.iter().any(|own| own.name == name)
        };
        match self.0.keys().find(|name| !known(name)) {
            None => Ok(()),
            Some(name) => Err(Error::new(*name, Problem::Unexpected)),
        }
    }
}

fn unreadable(error: &dyn std::error::Error) -> Error {
    let why = error.to_string();
    Error::new(
        "",
        Problem::Unreadable {
            format: "safetensors".into(),
            why,
        },
    )
}

fn form(place: &str, error: &serde_json::Error) -> Error {
    let why = error.to_string();
    Error::new(place, Problem::WrongForm { why })
}

/// JSON objects none of whose keys is there twice.
mod unique {
    use std::collections::BTreeSet;
    use std::fmt;

    use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

    pub struct Keys;

    impl<'de> Deserialize<'de> for Keys {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_map(Keys)
        }
    }

    impl<'de> Visitor<'de> for Keys {
        type Value = Keys;

        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
            let mut seen = BTreeSet::new();
            while let Some(key) = map.next_key::<String>()? {
                map.next_value::<IgnoredAny>()?;
                if seen.contains(&key) {
                    return Err(A::Error::custom(format!("`{key}` is there twice")));
                }
                seen.insert(key);
            }
            Ok(Keys)
        }
    }
}
