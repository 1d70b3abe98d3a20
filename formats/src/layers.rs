//! What every format of models has to know of the layers: how much padding there is, and in which order weights stand.

use tab_trainer::layers::graph::Node;
use tab_trainer::spec::{ConvSpec, Padding};
use tab_trainer::tensor::Shape;

use crate::error::{Error, Problem};

/// LeCun's tanh: 1.7159 · tanh(2x / 3).
pub const TANH_SCALE: f32 = 1.7159;
pub const TANH_SLOPE: f32 = 2.0 / 3.0;
/// Red, green and blue in luma, after ITU-R BT.601.
pub const LUMA: [f32; 3] = [0.299, 0.587, 0.114];

/// Zeros before and behind a row of so many pixels.
pub fn pads(pixels: usize, kernel: usize, stride: usize, padding: Padding) -> [usize; 2] {
    match padding {
        Padding::Valid => [0, 0],
        Padding::Pixels(side) => [side, side],
        Padding::Same => {
            let missing = ((pixels.div_ceil(stride) - 1) * stride + kernel).saturating_sub(pixels);
            [missing / 2, missing - missing / 2]
        }
    }
}

/// A tensor `[a, b, c]` with its axes in another order: axis i of the result is axis `order[i]` of what is given.
pub fn permuted(values: &[f32], shape: [usize; 3], order: [usize; 3]) -> Vec<f32> {
    let strides = [shape[1] * shape[2], shape[2], 1];
    let [sides, steps] = [
        order.map(|axis| shape[axis]),
        order.map(|axis| strides[axis]),
    ];
    let mut result = Vec::with_capacity(values.len());
    for i in 0..sides[0] {
        for j in 0..sides[1] {
            let row = i * steps[0] + j * steps[1];
            result.extend((0..sides[2]).map(|k| values[row + k * steps[2]]));
        }
    }
    result
}

/// The convolution around a residual block whose layers make `to` of `from`.
pub fn projection(from: Shape, to: Shape) -> ConvSpec {
    ConvSpec {
        filters: to.channels,
        kernel: 1,
        stride: from
            .height
            .div_ceil(to.height)
            .max(from.width.div_ceil(to.width)),
        padding: Padding::Valid,
    }
}

/// A layer's name where only letters, digits and underscores may be: `layers[0].stages[1]` becomes `layers_0_stages_1`.
pub fn identifier(name: &str) -> String {
    name.replace(']', "").replace(['[', '.'], "_")
}

/// A layer that a format has no words for.
pub fn unknown(node: &Node) -> Error {
    let operator = node.name.clone();
    Error::new(node.name.as_str(), Problem::UnknownOperator { operator })
}
