//! A stem's file: safetensors, of the i-th convolution `i.kernel` in int8, `i.scale` and `i.bias` in float32, one for each
//! channel that comes out. A weight is its byte times its channel's scale.

use std::sync::Arc;

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

use super::StemId;
use crate::error::{Error, Result};
use crate::layers::sequential::Sequential;
use crate::layers::{Context, Layer, Param, Path};
use crate::tensor::{Shape, grow};

/// The parameters of a stem's layers, in order.
fn params(stem: StemId) -> Vec<Param> {
    let context = Context {
        seed: 0,
        path: Path::Readable,
        first: true,
    };
    let input = Shape {
        height: stem.side(),
        width: stem.side(),
        channels: 3,
    };
    let layers = stem.stages().concat();
    let layers = Sequential::new(input, &layers, context).expect("its layers fit each other");
    layers.params()
}

/// Number of weights.
pub fn weights(stem: StemId) -> usize {
    params(stem).iter().map(Param::size).sum()
}

/// All parameters in order.
///
/// # Errors
///
/// When a tensor is missing, has another shape or type, or holds what is no number, or the memory is not there.
pub fn read(stem: StemId, bytes: &[u8]) -> Result<Arc<[f32]>> {
    let name = stem.name();
    let wrong = |what: &str| Error::input("stem", format!("`{name}`: {what}"));
    let file = SafeTensors::deserialize(bytes).map_err(|error| wrong(&error.to_string()))?;
    let tensor = |name: &str, dtype, shape: &[usize]| {
        let tensor = file.tensor(name);
        let tensor = tensor.map_err(|error| wrong(&error.to_string()))?;
        match tensor.dtype() == dtype && tensor.shape() == shape {
            true => Ok(tensor),
            false => Err(wrong(&format!(
                "{name} has {:?} of type {:?}; expected {shape:?} of {dtype:?}",
                tensor.shape(),
                tensor.dtype()
            ))),
        }
    };
    let params = params(stem);
    let mut weights = Vec::new();
    grow(&mut weights, params.iter().map(Param::size).sum())
        .map_err(|_| Error::Memory(format!("no memory for the stem `{name}`")))?;
    let mut rest = &mut weights[..];
    // A kernel and a bias of each convolution.
    for (i, pair) in params.chunks_exact(2).enumerate() {
        let channels = &pair[1].shape;
        let kernel = tensor(&format!("{i}.kernel"), Dtype::I8, &pair[0].shape)?;
        let scales = floats(&tensor(&format!("{i}.scale"), Dtype::F32, channels)?);
        let biases = floats(&tensor(&format!("{i}.bias"), Dtype::F32, channels)?);
        if !scales.iter().chain(&biases).all(|value| value.is_finite()) {
            return Err(wrong(&format!(
                "a scale or bias of convolution {i} is no number"
            )));
        }
        let (kernels, after) = rest.split_at_mut(pair[0].size());
        let (to_biases, after) = after.split_at_mut(biases.len());
        let bytes = kernel.data().chunks_exact(scales.len());
        for (to, from) in kernels.chunks_exact_mut(scales.len()).zip(bytes) {
            for ((to, &byte), scale) in to.iter_mut().zip(from).zip(&scales) {
                *to = f32::from(byte as i8) * scale;
            }
        }
        to_biases.copy_from_slice(&biases);
        rest = after;
    }
    Ok(weights.into())
}

fn floats(tensor: &TensorView) -> Vec<f32> {
    let (bytes, _) = tensor.data().as_chunks::<4>();
    bytes
        .iter()
        .map(|bytes| f32::from_le_bytes(*bytes))
        .collect()
}
