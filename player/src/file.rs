//! A network as a file: safetensors, with names and shapes as the engine has them.
//!
//! A kernel is there in float32, or rounded, with its scales beside it: `layers[0].kernel` and `layers[0].kernel.scale`. A
//! pretrained stem is in `stem`, byte by byte as its own file. Of the test pictures, `tests.pictures`
//! `[n, height, width, 3]`, each pixel stands for a block of pixels of the input.

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use serde::{Deserialize, Serialize};
use tab_trainer::network::Parameter;
use tab_trainer::training::Parts;
use tab_trainer::{Network, NetworkSpec};

use crate::round::{Precision, Rounded};
use crate::{Error, Result};

/// The key in the metadata.
const KEY: &str = "tab_trainer";
const STEM: &str = "stem";
const PICTURES: &str = "tests.pictures";
const SCORES: &str = "tests.scores";

/// What is in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// The network, as it was trained or as it was read.
    pub parts: Parts,
    /// In how many bits its weights are kept.
    pub precision: Precision,
    /// Test pictures, RGB bytes as large as the input or reduced: `[n, height, width, 3]`.
    pub pictures: Vec<u8>,
    /// Height and width of those.
    pub size: [usize; 2],
    /// What the network answered before it was rounded: `[n, classes]`.
    pub scores: Vec<f32>,
    /// The file of the stem that the network begins with, if it does.
    pub stem: Option<Vec<u8>>,
}

/// What is no tensor.
#[derive(Serialize, Deserialize)]
struct Header {
    spec: NetworkSpec,
    classes: Vec<String>,
    temperature: f32,
    thresholds: Option<Vec<f32>>,
}

impl File {
    /// As bytes.
    ///
    /// # Errors
    ///
    /// When the network cannot be built.
    pub fn write(&self) -> Result<Vec<u8>> {
        let Parts {
            spec,
            weights,
            classes,
            temperature,
            thresholds,
            ..
        } = &self.parts;
        let header = Header {
            spec: spec.clone(),
            classes: classes.clone(),
            temperature: *temperature,
            thresholds: thresholds.clone(),
        };
        let header = serde_json::to_string(&header).map_err(|error| unreadable(&error))?;
        let [height, width] = self.size;
        let picture = height * width * 3;
        let count = self.pictures.len() / picture.max(1);
        let mut tensors = vec![
            Tensor::new(
                PICTURES,
                Dtype::U8,
                &[count, height, width, 3],
                &self.pictures,
            ),
            Tensor::new(SCORES, Dtype::F32, &[count, classes.len()], &self.scores),
        ];
        if let Some(stem) = &self.stem {
            tensors.push(Tensor::new(STEM, Dtype::U8, &[stem.len()], stem));
        }
        for parameter in parameters(spec)? {
            let values = weights.get(parameter.range()).unwrap_or_default();
            tensors.extend(Tensor::of(&parameter, values, self.precision));
        }
        let views = tensors.iter().map(|tensor| {
            let view = TensorView::new(tensor.dtype, tensor.shape.clone(), &tensor.bytes);
            Ok((
                tensor.name.as_str(),
                view.map_err(|error| unreadable(&error))?,
            ))
        });
        let views = views.collect::<Result<Vec<_>>>()?;
        let metadata = [(KEY.to_owned(), header)].into_iter().collect();
        safetensors::serialize(views, Some(metadata)).map_err(|error| unreadable(&error))
    }

    /// From its bytes. A stem that is in it is loaded.
    ///
    /// # Errors
    ///
    /// When they are no such file.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let (_, metadata) =
            SafeTensors::read_metadata(bytes).map_err(|error| unreadable(&error))?;
        let header = metadata.metadata().as_ref().and_then(|all| all.get(KEY));
        let header = header.ok_or_else(|| missing(KEY))?;
        let Header {
            spec,
            classes,
            temperature,
            thresholds,
        } = serde_json::from_str(header).map_err(|error| unreadable(&error))?;
        let tensors = Tensors(SafeTensors::deserialize(bytes).map_err(|error| unreadable(&error))?);
        let stem = tensors.0.tensor(STEM).ok().map(|it| it.data().to_vec());
        if let (Some(spec), Some(bytes)) = (spec.stem(), &stem) {
            spec.name.load(bytes)?;
        }
        let (mut weights, mut precision) = (Vec::new(), Precision::Float32);
        for parameter in parameters(&spec)? {
            let (values, of_kernel) = tensors.parameter(&parameter)?;
            weights.extend(values);
            if parameter.is_kernel() {
                precision = of_kernel;
            }
        }
        let pictures = tensors.get(PICTURES)?;
        let &[_, height, width, _] = pictures.shape() else {
            return Err(missing(PICTURES));
        };
        Ok(File {
            pictures: pictures.data().to_vec(),
            size: [height, width],
            scores: tensors.floats(SCORES)?,
            parts: Parts {
                spec,
                weights,
                classes,
                temperature,
                thresholds,
                novelty: None,
            },
            precision,
            stem,
        })
    }
}

fn parameters(spec: &NetworkSpec) -> Result<Vec<Parameter>> {
    Ok(Network::new(spec.clone(), 0)?.parameters().to_vec())
}

/// Bytes with a name, a type and a shape.
struct Tensor {
    name: String,
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Tensor {
    fn new<T: bytemuck::NoUninit>(name: &str, dtype: Dtype, shape: &[usize], values: &[T]) -> Self {
        Tensor {
            name: name.into(),
            dtype,
            shape: shape.to_vec(),
            // Little-endian, as are all machines with WebAssembly or Rust's usual targets.
            bytes: bytemuck::cast_slice(values).to_vec(),
        }
    }

    fn of(parameter: &Parameter, values: &[f32], precision: Precision) -> Vec<Self> {
        let Parameter { name, shape, .. } = parameter;
        let Some(Rounded { steps, scales }) = precision.round(parameter, values) else {
            return vec![Tensor::new(name, Dtype::F32, shape, values)];
        };
        let kernel = match precision {
            Precision::Int8 => {
                let steps: Vec<i8> = steps.iter().map(|&step| step as i8).collect();
                Tensor::new(name, Dtype::I8, shape, &steps)
            }
            _ => Tensor::new(name, Dtype::I16, shape, &steps),
        };
        let scale = Tensor::new(&scale_of(name), Dtype::F32, &[scales.len()], &scales);
        vec![kernel, scale]
    }
}

fn scale_of(kernel: &str) -> String {
    format!("{kernel}.scale")
}

struct Tensors<'a>(SafeTensors<'a>);

impl<'a> Tensors<'a> {
    fn get(&self, name: &str) -> Result<TensorView<'a>> {
        self.0.tensor(name).map_err(|_| missing(name))
    }

    fn floats(&self, name: &str) -> Result<Vec<f32>> {
        let tensor = self.get(name)?;
        match tensor.dtype() {
            Dtype::F32 => Ok(bytemuck::pod_collect_to_vec(tensor.data())),
            _ => Err(missing(name)),
        }
    }

    fn parameter(
        &self,
        Parameter { name, shape, .. }: &Parameter,
    ) -> Result<(Vec<f32>, Precision)> {
        let tensor = self.get(name)?;
        if tensor.shape() != shape {
            return Err(missing(name));
        }
        let (steps, precision) = match tensor.dtype() {
            Dtype::F32 => return Ok((self.floats(name)?, Precision::Float32)),
            Dtype::I16 => (
                bytemuck::pod_collect_to_vec(tensor.data()),
                Precision::Int16,
            ),
            Dtype::I8 => {
                let steps = tensor.data().iter().map(|&byte| i16::from(byte as i8));
                (steps.collect(), Precision::Int8)
            }
            _ => return Err(missing(name)),
        };
        let scales = self.floats(&scale_of(name))?;
        Ok((Rounded { steps, scales }.values(), precision))
    }
}

fn missing(name: &str) -> Error {
    Error(format!("{name} is missing, or is not what it should be"))
}

fn unreadable(error: &dyn std::error::Error) -> Error {
    Error(error.to_string())
}
