//! A net of the benchmark as a burn module, with weights in the engine's order.

use burn::module::Param;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, Linear, LinearConfig, PaddingConfig2d, Relu, Tanh};
use burn::prelude::*;

use crate::spec::{self, Activation, Padding, Spec};

#[derive(Module, Debug)]
pub enum Layer {
    Conv(Conv2d),
    BatchNorm(BatchNorm),
    Relu(Relu),
    Tanh(Tanh),
    MaxPool(MaxPool2d),
    Dense(Linear),
}

#[derive(Module, Debug)]
pub struct Net {
    layers: Vec<Layer>,
}

impl Net {
    /// Layer by layer kernel and bias, gamma and beta, as they lie in `weights`.
    pub fn new(spec: &Spec, weights: &[f32], device: &Device) -> Self {
        let mut weights = Weights {
            left: weights,
            device,
        };
        // [c, h, w], burn's order
        let mut shape = [spec.input.channels, spec.input.height, spec.input.width];
        let layers = spec
            .layers
            .iter()
            .map(|layer| build(layer, &mut shape, &mut weights))
            .collect();
        Self { layers }
    }

    /// Pictures `[n, c, h, w]` to outputs `[n, units]`.
    pub fn forward(&self, pictures: Tensor<4>) -> Tensor<2> {
        let mut maps = pictures;
        for (index, layer) in self.layers.iter().enumerate() {
            maps = match layer {
                Layer::Conv(conv) => conv.forward(maps),
                Layer::BatchNorm(norm) => norm.forward(maps),
                Layer::Relu(relu) => relu.forward(maps),
                Layer::Tanh(tanh) => tanh.forward(maps),
                Layer::MaxPool(pool) => pool.forward(maps),
                Layer::Dense(_) => return head(&self.layers[index..], maps.flatten(1, 3)),
            };
        }
        maps.flatten(1, 3)
    }
}

/// From the first dense layer on.
fn head(layers: &[Layer], mut values: Tensor<2>) -> Tensor<2> {
    for layer in layers {
        values = match layer {
            Layer::Dense(dense) => dense.forward(values),
            Layer::Relu(relu) => relu.forward(values),
            Layer::Tanh(tanh) => tanh.forward(values),
            other => panic!("{other:?} behind a dense layer"),
        };
    }
    values
}

fn build(layer: &spec::Layer, shape: &mut [usize; 3], weights: &mut Weights) -> Layer {
    let [channels, height, width] = *shape;
    match layer {
        spec::Layer::Conv {
            filters,
            kernel,
            stride,
            padding,
        } => {
            let (padding, lost) = match padding {
                Padding::Same => (PaddingConfig2d::Same, 0),
                Padding::Valid => (PaddingConfig2d::Valid, kernel - 1),
            };
            let mut conv = Conv2dConfig::new([channels, *filters], [*kernel, *kernel])
                .with_stride([*stride, *stride])
                .with_padding(padding)
                .init(weights.device);
            let values = weights.take([*kernel, *kernel, channels, *filters]);
            conv.weight = Param::from_tensor(contiguous(values.permute([3, 2, 0, 1])));
            conv.bias = Some(Param::from_tensor(weights.take([*filters])));
            *shape = [
                *filters,
                (height - lost).div_ceil(*stride),
                (width - lost).div_ceil(*stride),
            ];
            Layer::Conv(conv)
        }
        spec::Layer::BatchNorm => {
            let mut norm = BatchNormConfig::new(channels).init(weights.device);
            norm.gamma = Param::from_tensor(weights.take([channels]));
            norm.beta = Param::from_tensor(weights.take([channels]));
            // Running mean and variance begin alike everywhere.
            let _: [Tensor<1>; 2] = [weights.take([channels]), weights.take([channels])];
            Layer::BatchNorm(norm)
        }
        spec::Layer::Activation {
            function: Activation::Relu,
        } => Layer::Relu(Relu::new()),
        spec::Layer::Activation {
            function: Activation::Tanh,
        } => Layer::Tanh(Tanh::new()),
        spec::Layer::MaxPool { size } => {
            *shape = [channels, height / size, width / size];
            Layer::MaxPool(
                MaxPool2dConfig::new([*size, *size])
                    .with_strides([*size, *size])
                    .init(),
            )
        }
        spec::Layer::Dense { units } => {
            let mut dense =
                LinearConfig::new(channels * height * width, *units).init(weights.device);
            // The engine flattens [h, w, c], burn [c, h, w].
            let values = weights
                .take([height, width, channels, *units])
                .permute([2, 0, 1, 3]);
            let values = contiguous(values).reshape([channels * height * width, *units]);
            dense.weight = Param::from_tensor(values);
            dense.bias = Some(Param::from_tensor(weights.take([*units])));
            *shape = [*units, 1, 1];
            Layer::Dense(dense)
        }
    }
}

/// What is left of the flat weights.
struct Weights<'a> {
    left: &'a [f32],
    device: &'a Device,
}

impl Weights<'_> {
    fn take<const D: usize>(&mut self, shape: [usize; D]) -> Tensor<D> {
        let (values, left) = self.left.split_at(shape.iter().product());
        self.left = left;
        tensor(values, shape, self.device)
    }
}

pub fn tensor<const D: usize>(values: &[f32], shape: [usize; D], device: &Device) -> Tensor<D> {
    Tensor::from_data(TensorData::new(values.to_vec(), shape), device)
}

/// Written out in its new order, so that no layer does it again in every step.
fn contiguous(values: Tensor<4>) -> Tensor<4> {
    let device = values.device();
    Tensor::from_data(values.into_data(), &device)
}
