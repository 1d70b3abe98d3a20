//! Layers as operators.

use tab_trainer::layers::graph::{Kind, Node};
use tab_trainer::spec::{Activation, ConvSpec, DepthwiseConvSpec, LayerSpec, Padding};
use tab_trainer::tensor::Shape;

use super::writer::{Value, Writer};
use crate::error::Result;
use crate::layers::{TANH_SCALE, TANH_SLOPE, pads, permuted, projection, unknown};

/// What came out of a layer: its name in the graph.
#[derive(Clone)]
struct Output {
    name: String,
    shape: Shape,
    /// Whether it is `[n, channels]`, not `[n, channels, height, width]`.
    flat: bool,
}

/// The graph as far as it is written.
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

    /// What came last, as vectors `[n, outputs]`.
    pub fn flat(mut self) -> (Writer, String) {
        let last = self.outputs.len() - 1;
        let Output {
            mut name,
            shape,
            flat,
        } = self.outputs[last].clone();
        if !flat && shape.height * shape.width > 1 {
            // The engine's order: the channels of a pixel side by side. No kernel follows that could be turned instead.
            let order = Value::Ints(vec![0, 2, 3, 1]);
            name = self
                .writer
                .node("scores.pixels", "Transpose", &[&name], &[("perm", order)]);
        }
        if !flat {
            name = self.writer.node(
                "scores.flat",
                "Flatten",
                &[&name],
                &[("axis", Value::Int(1))],
            );
        }
        (self.writer, name)
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
        Ok(match spec {
            LayerSpec::Conv(conv) => {
                let x = self.map(source, at);
                map(self.conv(node, node.pass.weights, at, &x, conv))
            }
            LayerSpec::DepthwiseConv(conv) => {
                let x = self.map(source, at);
                map(self.depthwise(node, &x, conv))
            }
            LayerSpec::BatchNorm(norm) => {
                let x = self.outputs[source].clone();
                let parts = node.pass.weights.chunks_exact(shape.channels);
                let names = ["gamma", "beta", "running_mean", "running_variance"];
                let mut inputs = vec![x.name];
                for (name, values) in names.iter().zip(parts) {
                    let name = format!("{at}.{name}");
                    inputs.push(self.writer.floats(&name, &[shape.channels], values));
                }
                let inputs: Vec<_> = inputs.iter().map(String::as_str).collect();
                let attributes = [("epsilon", Value::Float(norm.epsilon))];
                let name = self
                    .writer
                    .node(at, "BatchNormalization", &inputs, &attributes);
                Output {
                    name,
                    ..self.outputs[source].clone()
                }
            }
            LayerSpec::Activation(function) => {
                let x = self.outputs[source].clone();
                let name = self.activation(at, &x.name, *function);
                Output { name, ..x }
            }
            LayerSpec::MaxPool(pool) => {
                let x = self.map(source, at);
                map(self.pool(at, "MaxPool", &x, pool.size, pool.stride))
            }
            LayerSpec::AveragePool(pool) => {
                let x = self.map(source, at);
                map(self.pool(at, "AveragePool", &x, pool.size, pool.stride))
            }
            LayerSpec::GlobalAveragePool(_) => {
                let x = self.map(source, at);
                map(self.writer.node(at, "GlobalAveragePool", &[&x], &[]))
            }
            // While a network answers, nothing is dropped.
            LayerSpec::Dropout(_) => self.outputs[source].clone(),
            LayerSpec::Dense(_) => {
                let name = self.dense(node, source);
                Output {
                    name,
                    shape,
                    flat: true,
                }
            }
            LayerSpec::PowerNorm(norm) => {
                let x = self.outputs[source].clone();
                let name = self.power_norm(at, &x.name, norm.power);
                Output { name, ..x }
            }
            // They are lists of their own.
            LayerSpec::Residual(_) | LayerSpec::Stem(_) => return Err(unknown(node)),
        })
    }

    /// Output `source` as `[n, channels, height, width]`.
    fn map(&mut self, source: usize, at: &str) -> String {
        let Output { name, flat, .. } = self.outputs[source].clone();
        match flat {
            true => {
                let axes = self.writer.ints(&format!("{at}.axes"), &[2, 3]);
                self.writer
                    .node(&format!("{at}.map"), "Unsqueeze", &[&name, &axes], &[])
            }
            false => name,
        }
    }

    /// Output `source` as `[n, channels · height · width]`.
    fn vector(&mut self, source: usize, at: &str) -> String {
        let Output { name, flat, .. } = self.outputs[source].clone();
        match flat {
            true => name,
            false => {
                let axis = [("axis", Value::Int(1))];
                self.writer
                    .node(&format!("{at}.flat"), "Flatten", &[&name], &axis)
            }
        }
    }

    fn conv(&mut self, node: &Node, weights: &[f32], at: &str, x: &str, conv: &ConvSpec) -> String {
        let (size, filters) = (conv.kernel, conv.filters);
        let (kernel, bias) = weights.split_at(weights.len() - filters);
        let channels = kernel.len() / (size * size * filters);
        // [kernel_h, kernel_w, in, out] → [out, in, kernel_h, kernel_w]
        let turned = permuted(kernel, [size * size, channels, filters], [2, 1, 0]);
        let shape = [filters, channels, size, size];
        let kernel = self.writer.floats(&format!("{at}.kernel"), &shape, &turned);
        let bias = self.writer.floats(&format!("{at}.bias"), &[filters], bias);
        let attributes = window(node.input, size, conv.stride, conv.padding);
        self.writer
            .node(at, "Conv", &[x, &kernel, &bias], &attributes)
    }

    fn depthwise(&mut self, node: &Node, x: &str, conv: &DepthwiseConvSpec) -> String {
        let (at, size, channels) = (&node.name, conv.kernel, node.input.channels);
        let (kernel, bias) = node.pass.weights.split_at(size * size * channels);
        // [kernel_h, kernel_w, channels] → [channels, 1, kernel_h, kernel_w]
        let turned = permuted(kernel, [size * size, channels, 1], [1, 2, 0]);
        let shape = [channels, 1, size, size];
        let kernel = self.writer.floats(&format!("{at}.kernel"), &shape, &turned);
        let bias = self.writer.floats(&format!("{at}.bias"), &[channels], bias);
        let mut attributes = window(node.input, size, conv.stride, conv.padding);
        attributes.push(("group", Value::Int(channels as i64)));
        self.writer
            .node(at, "Conv", &[x, &kernel, &bias], &attributes)
    }

    fn dense(&mut self, node: &Node, source: usize) -> String {
        let at = &node.name;
        let x = self.vector(source, at);
        let Shape {
            height,
            width,
            channels,
        } = node.input;
        let units = node.output.channels;
        let (kernel, bias) = node.pass.weights.split_at(node.input.len() * units);
        // [h · w, c, out] → [c, h · w, out]: the order in which a map of ONNX is flattened.
        let turned = permuted(kernel, [height * width, channels, units], [1, 0, 2]);
        let kernel =
            self.writer
                .floats(&format!("{at}.kernel"), &[node.input.len(), units], &turned);
        let bias = self.writer.floats(&format!("{at}.bias"), &[units], bias);
        self.writer.node(at, "Gemm", &[&x, &kernel, &bias], &[])
    }

    fn pool(&mut self, at: &str, operator: &str, x: &str, size: usize, stride: usize) -> String {
        let square = |side: usize| Value::Ints(vec![side as i64; 2]);
        let attributes = [("kernel_shape", square(size)), ("strides", square(stride))];
        self.writer.node(at, operator, &[x], &attributes)
    }

    fn activation(&mut self, at: &str, x: &str, function: Activation) -> String {
        let writer = &mut self.writer;
        match function {
            Activation::Relu(_) => writer.node(at, "Relu", &[x], &[]),
            Activation::Relu6(_) => {
                let zero = writer.number(&format!("{at}.zero"), 0.0);
                let six = writer.number(&format!("{at}.six"), 6.0);
                writer.node(at, "Clip", &[x, &zero, &six], &[])
            }
            Activation::LeakyRelu(leaky) => writer.node(
                at,
                "LeakyRelu",
                &[x],
                &[("alpha", Value::Float(leaky.slope))],
            ),
            Activation::Elu(_) => writer.node(at, "Elu", &[x], &[("alpha", Value::Float(1.0))]),
            // Swish is an operator only since opset 24.
            Activation::Silu(_) => {
                let gate = writer.node(&format!("{at}.gate"), "Sigmoid", &[x], &[]);
                writer.node(at, "Mul", &[x, &gate], &[])
            }
            Activation::Sigmoid(_) => writer.node(at, "Sigmoid", &[x], &[]),
            Activation::Tanh(_) => writer.node(at, "Tanh", &[x], &[]),
            Activation::ScaledTanh(_) => {
                let slope = writer.number(&format!("{at}.slope"), TANH_SLOPE);
                let scale = writer.number(&format!("{at}.scale"), TANH_SCALE);
                let inner = writer.node(&format!("{at}.inner"), "Mul", &[x, &slope], &[]);
                let tanh = writer.node(&format!("{at}.tanh"), "Tanh", &[&inner], &[]);
                writer.node(at, "Mul", &[&tanh, &scale], &[])
            }
            Activation::Identity(_) => writer.node(at, "Identity", &[x], &[]),
        }
    }

    /// u = sgn(x) · |x|ᵖ, y = u / √mean u²
    fn power_norm(&mut self, at: &str, x: &str, power: f32) -> String {
        let writer = &mut self.writer;
        let mut u = x.to_owned();
        if power != 1.0 {
            let exponent = writer.number(&format!("{at}.power"), power);
            let magnitude = writer.node(&format!("{at}.magnitude"), "Abs", &[x], &[]);
            let raised = writer.node(
                &format!("{at}.raised"),
                "Pow",
                &[&magnitude, &exponent],
                &[],
            );
            let sign = writer.node(&format!("{at}.sign"), "Sign", &[x], &[]);
            u = writer.node(&format!("{at}.u"), "Mul", &[&sign, &raised], &[]);
        }
        let square = writer.node(&format!("{at}.square"), "Mul", &[&u, &u], &[]);
        let channels = [("axes", Value::Ints(vec![1])), ("keepdims", Value::Int(1))];
        let mean = writer.node(&format!("{at}.mean"), "ReduceMean", &[&square], &channels);
        let epsilon = writer.number(&format!("{at}.epsilon"), 1e-12);
        let above_zero = writer.node(&format!("{at}.above_zero"), "Add", &[&mean, &epsilon], &[]);
        let rms = writer.node(&format!("{at}.rms"), "Sqrt", &[&above_zero], &[]);
        writer.node(at, "Div", &[&u, &rms], &[])
    }

    /// The end of a residual block; its own weights are those of the projection, where shapes differ.
    fn sum(&mut self, node: &Node) -> Output {
        let at = &node.name;
        let [body, around] = [node.sources[0], node.sources[1]];
        let flat = self.outputs[body].flat && self.outputs[around].flat && node.params.is_empty();
        let body = self.either(body, flat, &format!("{at}.body"));
        let mut way = self.either(around, flat, &format!("{at}.around"));
        if !node.params.is_empty() {
            let conv = projection(self.outputs[around].shape, node.output);
            let name = format!("{at}.projection");
            way = self.conv(node, node.pass.weights, &name, &way, &conv);
        }
        Output {
            name: self.writer.node(at, "Add", &[&body, &way], &[]),
            shape: node.output,
            flat,
        }
    }

    fn either(&mut self, source: usize, flat: bool, at: &str) -> String {
        match flat {
            true => self.vector(source, at),
            false => self.map(source, at),
        }
    }

    /// Vectors side by side.
    fn concat(&mut self, node: &Node) -> Output {
        let sources = node.sources.iter().enumerate();
        let vectors: Vec<_> = sources
            .map(|(i, &source)| self.vector(source, &format!("{}.{i}", node.name)))
            .collect();
        let vectors: Vec<_> = vectors.iter().map(String::as_str).collect();
        let name = self
            .writer
            .node(&node.name, "Concat", &vectors, &[("axis", Value::Int(1))]);
        Output {
            name,
            shape: node.output,
            flat: true,
        }
    }
}

/// Attributes of a convolution over maps of shape `input`.
fn window(
    input: Shape,
    kernel: usize,
    stride: usize,
    padding: Padding,
) -> Vec<(&'static str, Value)> {
    let square = |side: usize| Value::Ints(vec![side as i64; 2]);
    let [top, bottom] = pads(input.height, kernel, stride, padding);
    let [left, right] = pads(input.width, kernel, stride, padding);
    vec![
        ("kernel_shape", square(kernel)),
        ("strides", square(stride)),
        (
            "pads",
            Value::Ints([top, left, bottom, right].map(|side| side as i64).to_vec()),
        ),
    ]
}
