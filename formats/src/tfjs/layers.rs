//! The engine's layers as those of TensorFlow.js. Both have the same order of axes and the same padding, so weights stay as
//! they are.

use serde_json::{Value, json};
use tab_trainer::layers::graph::{Kind, Node};
use tab_trainer::spec::{Activation, ConvSpec, LayerSpec, LossSpec, Padding};
use tab_trainer::tensor::Shape;

use super::power::power_norm;
use super::writer::{Weight, Writer};
use crate::error::Result;
use crate::layers::{TANH_SCALE, TANH_SLOPE, pads, projection, unknown};
use crate::model::Model;

/// What came out of a layer: its name in the model.
#[derive(Clone)]
struct Output {
    name: String,
    shape: Shape,
    /// Whether it is a vector, not a map.
    flat: bool,
}

/// The model as far as it is written.
pub struct Layers {
    writer: Writer,
    /// One for each node of the engine's list.
    outputs: Vec<Output>,
}

impl Layers {
    /// Only the picture, which `name` has.
    pub fn new(writer: Writer, name: String, shape: Shape) -> Self {
        let picture = Output {
            name,
            shape,
            flat: false,
        };
        Layers {
            writer,
            outputs: vec![picture],
        }
    }

    /// What came last, as a vector.
    pub fn flat(mut self) -> (Writer, String) {
        let last = self.vector(self.outputs.len() - 1, "scores");
        (self.writer, last)
    }

    /// Adds the next of the engine's list.
    pub fn add(&mut self, node: &Node) -> Result<()> {
        let output = match node.kind {
            Kind::Layer(spec) => self.layer(node, spec)?,
            Kind::Add => self.sum(node),
            Kind::Concat => self.concat(node),
            Kind::Input => return Err(unknown(node)),
        };
        self.outputs.push(output);
        Ok(())
    }

    fn layer(&mut self, node: &Node, spec: &LayerSpec) -> Result<Output> {
        let source = node.sources[0];
        let at = node.name.as_str();
        let shape = node.output;
        let map = |name| Output {
            name,
            shape,
            flat: false,
        };
        let same = self.outputs[source].clone();
        Ok(match spec {
            LayerSpec::Conv(conv) => {
                let x = self.map(source, at);
                map(self.conv(at, node.pass.weights, &x, node.input, conv))
            }
            LayerSpec::DepthwiseConv(conv) => {
                let x = self.map(source, at);
                let window = (conv.kernel, conv.stride, conv.padding);
                let (x, padding) = self.padded(at, &x, node.input, window);
                let (size, channels) = (conv.kernel, node.input.channels);
                let (kernel, bias) = node.pass.weights.split_at(size * size * channels);
                let config = json!({
                    "kernel_size": [size, size], "strides": [conv.stride, conv.stride], "padding": padding,
                    "depth_multiplier": 1, "activation": "linear", "use_bias": true,
                });
                let shape = [size, size, channels, 1];
                let weights = [
                    Weight("depthwise_kernel", &shape, kernel),
                    Weight("bias", &[channels], bias),
                ];
                let class = "DepthwiseConv2D";
                map(self.writer.layer(at, class, config, &weights, &[&x]))
            }
            LayerSpec::BatchNorm(norm) => {
                let config = json!({
                    "axis": -1, "momentum": norm.momentum, "epsilon": norm.epsilon, "center": true, "scale": true,
                });
                let channels = [shape.channels];
                let parts = node.pass.weights.chunks_exact(shape.channels);
                let weights: Vec<_> = ["gamma", "beta", "moving_mean", "moving_variance"]
                    .into_iter()
                    .zip(parts)
                    .map(|(name, values)| Weight(name, &channels, values))
                    .collect();
                let class = "BatchNormalization";
                let name = self
                    .writer
                    .layer(at, class, config, &weights, &[&same.name]);
                Output { name, ..same }
            }
            LayerSpec::Activation(function) => {
                let name = self.activation(at, &same.name, *function, shape.channels);
                Output { name, ..same }
            }
            LayerSpec::MaxPool(pool) => {
                let x = self.map(source, at);
                map(self.pool(at, "MaxPooling2D", &x, [pool.size, pool.stride]))
            }
            LayerSpec::AveragePool(pool) => {
                let x = self.map(source, at);
                map(self.pool(at, "AveragePooling2D", &x, [pool.size, pool.stride]))
            }
            LayerSpec::GlobalAveragePool(_) => {
                let x = self.map(source, at);
                let class = "GlobalAveragePooling2D";
                Output {
                    name: self.writer.layer(at, class, json!({}), &[], &[&x]),
                    shape,
                    flat: true,
                }
            }
            // While a network answers, nothing is dropped.
            LayerSpec::Dropout(_) => same,
            LayerSpec::Dense(_) => {
                let x = self.vector(source, at);
                let (inputs, units) = (node.input.len(), shape.channels);
                let (kernel, bias) = node.pass.weights.split_at(inputs * units);
                let config = json!({ "units": units, "activation": "linear", "use_bias": true });
                let weights = [
                    Weight("kernel", &[inputs, units], kernel),
                    Weight("bias", &[units], bias),
                ];
                Output {
                    name: self.writer.layer(at, "Dense", config, &weights, &[&x]),
                    shape,
                    flat: true,
                }
            }
            LayerSpec::PowerNorm(norm) => {
                let x = (same.name.as_str(), same.shape, same.flat);
                let name = power_norm(&mut self.writer, at, norm.power, x)?;
                Output { name, ..same }
            }
            // They are lists of their own.
            LayerSpec::Residual(_) | LayerSpec::Stem(_) => return Err(unknown(node)),
        })
    }

    /// Output `source` as a map.
    fn map(&mut self, source: usize, at: &str) -> String {
        let Output { name, shape, flat } = self.outputs[source].clone();
        let Shape {
            height,
            width,
            channels,
        } = shape;
        match flat {
            true => self
                .writer
                .reshaped(&format!("{at}_map"), &[height, width, channels], &name),
            false => name,
        }
    }

    /// Output `source` as a vector.
    fn vector(&mut self, source: usize, at: &str) -> String {
        let Output { name, flat, .. } = self.outputs[source].clone();
        let at = format!("{at}_flat");
        match flat {
            true => name,
            false => self.writer.layer(&at, "Flatten", json!({}), &[], &[&name]),
        }
    }

    /// `x` as a convolution wants it, and the padding that it then has.
    fn padded(
        &mut self,
        at: &str,
        x: &str,
        input: Shape,
        (kernel, stride, padding): (usize, usize, Padding),
    ) -> (String, &'static str) {
        match padding {
            Padding::Same => (x.to_owned(), "same"),
            Padding::Valid => (x.to_owned(), "valid"),
            Padding::Pixels(_) => {
                let sides =
                    [input.height, input.width].map(|side| pads(side, kernel, stride, padding));
                let config = json!({ "padding": sides });
                let name = format!("{at}_padded");
                let x = self.writer.layer(&name, "ZeroPadding2D", config, &[], &[x]);
                (x, "valid")
            }
        }
    }

    fn conv(
        &mut self,
        at: &str,
        weights: &[f32],
        x: &str,
        input: Shape,
        conv: &ConvSpec,
    ) -> String {
        let (size, filters) = (conv.kernel, conv.filters);
        let (x, padding) = self.padded(at, x, input, (size, conv.stride, conv.padding));
        let (kernel, bias) = weights.split_at(weights.len() - filters);
        let config = json!({
            "filters": filters, "kernel_size": [size, size], "strides": [conv.stride, conv.stride],
            "padding": padding, "activation": "linear", "use_bias": true,
        });
        let shape = [size, size, input.channels, filters];
        let weights = [
            Weight("kernel", &shape, kernel),
            Weight("bias", &[filters], bias),
        ];
        self.writer.layer(at, "Conv2D", config, &weights, &[&x])
    }

    fn pool(&mut self, at: &str, class: &str, x: &str, [size, stride]: [usize; 2]) -> String {
        let config =
            json!({ "pool_size": [size, size], "strides": [stride, stride], "padding": "valid" });
        self.writer.layer(at, class, config, &[], &[x])
    }

    fn activation(&mut self, at: &str, x: &str, function: Activation, channels: usize) -> String {
        let writer = &mut self.writer;
        let named = |writer: &mut Writer, at: &str, x: &str, name: &str| {
            writer.layer(at, "Activation", json!({ "activation": name }), &[], &[x])
        };
        let special = |writer: &mut Writer, class: &str, config: Value| {
            writer.layer(at, class, config, &[], &[x])
        };
        match function {
            Activation::Relu(_) => named(writer, at, x, "relu"),
            Activation::Relu6(_) => special(writer, "ReLU", json!({ "max_value": 6 })),
            Activation::LeakyRelu(leaky) => {
                special(writer, "LeakyReLU", json!({ "alpha": leaky.slope }))
            }
            Activation::Elu(_) => special(writer, "ELU", json!({ "alpha": 1 })),
            // As a function it is newer than 1.3.
            Activation::Silu(_) => {
                let gate = named(writer, &format!("{at}_gate"), x, "sigmoid");
                writer.layer(at, "Multiply", json!({}), &[], &[x, &gate])
            }
            Activation::Sigmoid(_) => named(writer, at, x, "sigmoid"),
            Activation::Tanh(_) => named(writer, at, x, "tanh"),
            Activation::ScaledTanh(_) => {
                let inner = writer.scaled(&format!("{at}_inner"), TANH_SLOPE, channels, x);
                let tanh = named(writer, &format!("{at}_tanh"), &inner, "tanh");
                writer.scaled(at, TANH_SCALE, channels, &tanh)
            }
            Activation::Identity(_) => x.to_owned(),
        }
    }

    /// The end of a residual block; its own weights are those of the projection, where shapes differ.
    fn sum(&mut self, node: &Node) -> Output {
        let at = &node.name;
        let [body, around] = [node.sources[0], node.sources[1]];
        let flat = self.outputs[body].flat && self.outputs[around].flat && node.params.is_empty();
        let from = self.outputs[around].shape;
        let [body_y, mut way] = [(body, "body"), (around, "around")].map(|(source, part)| {
            let at = format!("{at}_{part}");
            match flat {
                true => self.vector(source, &at),
                false => self.map(source, &at),
            }
        });
        if !node.params.is_empty() {
            let conv = projection(from, node.output);
            let name = format!("{at}_projection");
            way = self.conv(&name, node.pass.weights, &way, from, &conv);
        }
        let name = match body_y == way {
            // A block of layers that do nothing; TensorFlow.js cannot add a tensor to itself.
            true => self.writer.scaled(at, 2.0, node.output.channels, &way),
            false => {
                let ways = [body_y.as_str(), way.as_str()];
                self.writer.layer(at, "Add", json!({}), &[], &ways)
            }
        };
        Output {
            name,
            shape: node.output,
            flat,
        }
    }

    /// Vectors side by side.
    fn concat(&mut self, node: &Node) -> Output {
        let sources = node.sources.iter().enumerate();
        let vectors: Vec<_> = sources
            .map(|(i, &source)| self.vector(source, &format!("{}_{i}", node.name)))
            .collect();
        let vectors: Vec<_> = vectors.iter().map(String::as_str).collect();
        let config = json!({ "axis": -1 });
        Output {
            name: self
                .writer
                .layer(&node.name, "Concatenate", config, &[], &vectors),
            shape: node.output,
            flat: true,
        }
    }
}

/// What comes out of the last layer as one score for each class.
pub fn scores(writer: &mut Writer, last: &str, model: &Model) -> Result<()> {
    let (parts, classes) = (&model.parts, model.parts.classes.len());
    if parts.spec.loss == LossSpec::CrossEntropy {
        let logits = match parts.temperature {
            1.0 => last.to_owned(),
            by => writer.scaled("temperature", 1.0 / by, classes, last),
        };
        let config = json!({ "activation": "softmax" });
        writer.layer("scores", "Activation", config, &[], &[&logits]);
        return Ok(());
    }
    // Targets of squared error are ±1: (y + 1) / 2, cut off at 0 and 1. A single output is that of the first of two classes.
    let outputs = if classes == 2 { 1 } else { classes };
    let weight = |input: usize, class: usize| match (outputs, class) {
        (1, 1) => -0.5,
        _ if outputs == 1 || input == class => 0.5,
        _ => 0.0,
    };
    let places = (0..outputs).flat_map(|input| (0..classes).map(move |class| (input, class)));
    let kernel: Vec<f32> = places.map(|(input, class)| weight(input, class)).collect();
    let config = json!({ "units": classes, "activation": "linear", "use_bias": true });
    let weights = [
        Weight("kernel", &[outputs, classes], &kernel),
        Weight("bias", &[classes], &vec![0.5; classes]),
    ];
    let half = writer.layer("scores_half", "Dense", config, &weights, &[last]);
    let clipped = json!({ "max_value": 1 });
    writer.layer("scores", "ReLU", clipped, &[], &[&half]);
    Ok(())
}
