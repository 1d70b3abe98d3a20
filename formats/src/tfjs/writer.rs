//! A layers model as it grows: each layer is named, and says whose output it takes.

use serde_json::{Map, Value, json};

use crate::layers::identifier;

/// Layers in order, and their weights.
#[derive(Default)]
pub struct Writer {
    layers: Vec<Value>,
    entries: Vec<Value>,
    weights: Vec<u8>,
}

/// A parameter of a layer: its name in TensorFlow.js, shape and values.
pub struct Weight<'a>(pub &'a str, pub &'a [usize], pub &'a [f32]);

impl Writer {
    /// The picture; returns its name.
    pub fn input(&mut self, name: &str, shape: &[usize]) -> String {
        let shape: Vec<_> = [Value::Null]
            .into_iter()
            .chain(shape.iter().map(|&side| json!(side)))
            .collect();
        let config = json!({ "batch_input_shape": shape, "dtype": "float32", "sparse": false });
        self.layer(name, "InputLayer", config, &[], &[])
    }

    /// Adds a layer on what `sources` give, and returns its name.
    pub fn layer(
        &mut self,
        name: &str,
        class: &str,
        config: Value,
        weights: &[Weight],
        sources: &[&str],
    ) -> String {
        let name = identifier(name);
        let mut fields: Map<String, Value> = match config {
            Value::Object(fields) => fields,
            _ => Map::new(),
        };
        fields.insert("name".into(), json!(name));
        fields.entry("trainable").or_insert(json!(true));
        let inbound: Vec<Value> = sources
            .iter()
            .map(|source| json!([source, 0, 0, {}]))
            .collect();
        let inbound = if inbound.is_empty() {
            json!([])
        } else {
            json!([inbound])
        };
        self.layers.push(json!({
            "name": name, "class_name": class, "config": fields, "inbound_nodes": inbound,
        }));
        for Weight(weight, shape, values) in weights {
            let full = format!("{name}/{weight}");
            self.entries
                .push(json!({ "name": full, "shape": shape, "dtype": "float32" }));
            let bytes = values.iter().flat_map(|value| value.to_le_bytes());
            self.weights.extend(bytes);
        }
        name
    }

    /// Topology, list of weights, and their bytes. What came last is the output.
    pub fn finish(self, name: &str, version: &str) -> (Value, Vec<Value>, Vec<u8>) {
        let end = |layer: Option<&Value>| json!([[layer.map(|layer| &layer["name"]), 0, 0]]);
        let topology = json!({
            "class_name": "Model",
            "config": {
                "name": name,
                "input_layers": end(self.layers.first()),
                "output_layers": end(self.layers.last()),
                "layers": self.layers,
            },
            "keras_version": format!("tfjs-layers {version}"),
            "backend": "tensor_flow.js",
        });
        (topology, self.entries, self.weights)
    }

    /// A 1×1 convolution: kernel `[in, out]` row by row, and bias.
    pub fn pointwise(
        &mut self,
        name: &str,
        (kernel, bias): (&[f32], &[f32]),
        activation: &str,
        source: &str,
    ) -> String {
        let channels = kernel.len() / bias.len();
        let config = json!({
            "filters": bias.len(), "kernel_size": [1, 1], "strides": [1, 1], "padding": "valid",
            "activation": activation, "use_bias": true,
        });
        let shape = [1, 1, channels, bias.len()];
        let weights = [
            Weight("kernel", &shape, kernel),
            Weight("bias", &[bias.len()], bias),
        ];
        self.layer(name, "Conv2D", config, &weights, &[source])
    }

    /// Every value times `scale`. There is no layer for it but batch normalisation.
    pub fn scaled(&mut self, name: &str, scale: f32, channels: usize, source: &str) -> String {
        let config =
            json!({ "axis": -1, "momentum": 0.99, "epsilon": 0.0, "center": false, "scale": true });
        let fill = |value: f32| vec![value; channels];
        let shape = [channels];
        let weights = [
            Weight("gamma", &shape, &fill(scale)),
            Weight("moving_mean", &shape, &fill(0.0)),
            Weight("moving_variance", &shape, &fill(1.0)),
        ];
        self.layer(name, "BatchNormalization", config, &weights, &[source])
    }

    /// The same values in another shape.
    pub fn reshaped(&mut self, name: &str, shape: &[usize], source: &str) -> String {
        let config = json!({ "target_shape": shape });
        self.layer(name, "Reshape", config, &[], &[source])
    }
}
