//! Networks with layers of every kind, and pictures.

use serde_json::{Value, json};
use tab_trainer::rng::Rng;
use tab_trainer::spec::StemId;
use tab_trainer::training::Parts;
use tab_trainer::{Network, NetworkSpec};
use tab_trainer_formats::model::Model;

pub fn act(function: &str) -> Value {
    json!({ "type": "activation", "function": function })
}

pub fn conv(filters: usize, kernel: usize, stride: usize, padding: Value) -> Value {
    json!({ "type": "conv", "filters": filters, "kernel": kernel, "stride": stride, "padding": padding })
}

/// Every kind of layer in every way that changes what is written, each under a name that says which.
pub fn networks() -> Vec<(String, Value, Value)> {
    let input = json!({ "height": 9, "width": 12, "channels": 3 });
    let luma = json!({ "height": 8, "width": 8, "channels": 1 });
    let dense = json!({ "type": "dense", "units": 3 });
    let mut all = Vec::new();
    let mut add = |name: &str, input: &Value, layers: Vec<Value>| {
        all.push((name.to_owned(), input.clone(), Value::Array(layers)));
    };
    for function in [
        "relu",
        "relu6",
        "leaky_relu",
        "elu",
        "silu",
        "sigmoid",
        "tanh",
        "scaled_tanh",
        "identity",
    ] {
        let layers = vec![conv(4, 3, 1, json!("same")), act(function), dense.clone()];
        add(function, &input, layers);
    }
    for (kernel, stride, padding) in [
        (1, 1, json!("valid")),
        (2, 1, json!("same")),
        (3, 2, json!("same")),
        (4, 3, json!("same")),
        (5, 1, json!("valid")),
        (3, 2, json!(1)),
        (5, 2, json!(3)),
        (3, 3, json!("valid")),
    ] {
        let name = format!("conv_{kernel}_{stride}_{padding}").replace('"', "");
        add(
            &name,
            &input,
            vec![conv(5, kernel, stride, padding), act("relu"), dense.clone()],
        );
    }
    for (kernel, stride) in [(3, 1), (3, 2), (5, 1), (5, 2)] {
        let depthwise = json!({ "type": "depthwise_conv", "kernel": kernel, "stride": stride });
        add(
            &format!("depthwise_{kernel}_{stride}"),
            &input,
            vec![depthwise, dense.clone()],
        );
    }
    for kind in ["max_pool", "average_pool"] {
        for (size, stride) in [(2, 2), (3, 2), (4, 1), (2, 3)] {
            let pool = json!({ "type": kind, "size": size, "stride": stride });
            add(
                &format!("{kind}_{size}_{stride}"),
                &input,
                vec![pool, dense.clone()],
            );
        }
    }
    let norm = json!({ "type": "batch_norm", "epsilon": 1e-3 });
    let mean = json!({ "type": "global_average_pool" });
    add(
        "batch_norm",
        &input,
        vec![
            conv(6, 3, 1, json!("same")),
            norm.clone(),
            act("relu"),
            dense.clone(),
            norm.clone(),
        ],
    );
    add(
        "global_average_pool",
        &input,
        vec![conv(3, 3, 1, json!("same")), mean.clone()],
    );
    add(
        "map_at_the_end",
        &json!({ "height": 2, "width": 3, "channels": 1 }),
        vec![conv(1, 3, 1, json!("same"))],
    );
    add(
        "dropout",
        &input,
        vec![
            json!({ "type": "dropout", "rate": 0.4 }),
            dense.clone(),
            json!({ "type": "dropout", "rate": 0.5 }),
        ],
    );
    for power in [0.5, 1.0, 0.7] {
        add(
            &format!("power_norm_{power}"),
            &luma,
            vec![
                mean_of(4),
                mean.clone(),
                json!({ "type": "power_norm", "power": power }),
                dense.clone(),
            ],
        );
    }
    // The one of the documentation's snippets.
    let pool = json!({ "type": "max_pool", "size": 2 });
    add(
        "usual",
        &json!({ "height": 16, "width": 16, "channels": 3 }),
        vec![
            conv(8, 3, 1, json!("same")),
            norm.clone(),
            act("relu"),
            pool.clone(),
            conv(12, 3, 2, json!("same")),
            act("relu"),
            pool,
            json!({ "type": "dropout", "rate": 0.3 }),
            dense.clone(),
        ],
    );
    let residual = |layers: Vec<Value>| json!({ "type": "residual", "layers": layers });
    add(
        "residual",
        &input,
        vec![
            conv(4, 3, 1, json!("same")),
            residual(vec![
                conv(4, 3, 1, json!("same")),
                act("relu"),
                conv(4, 3, 1, json!("same")),
            ]),
            act("relu"),
            dense.clone(),
        ],
    );
    add(
        "nothing_inside",
        &input,
        vec![
            conv(4, 3, 2, json!("same")),
            residual(vec![json!({ "type": "dropout", "rate": 0.5 })]),
            dense.clone(),
        ],
    );
    add(
        "projection",
        &input,
        vec![
            residual(vec![conv(6, 3, 2, json!("same")), act("tanh")]),
            mean.clone(),
            dense.clone(),
        ],
    );
    add(
        "nested",
        &input,
        vec![
            residual(vec![
                conv(3, 3, 1, json!("same")),
                residual(vec![norm.clone(), act("silu")]),
                act("elu"),
            ]),
            dense.clone(),
        ],
    );
    add(
        "dense_inside",
        &input,
        vec![
            mean.clone(),
            residual(vec![json!({ "type": "dense", "units": 3 }), act("tanh")]),
            dense.clone(),
        ],
    );
    add(
        "conv_behind_dense",
        &luma,
        vec![
            json!({ "type": "dense", "units": 7 }),
            conv(4, 3, 1, json!("same")),
            act("relu"),
            dense,
        ],
    );
    all
}

fn mean_of(filters: usize) -> Value {
    conv(filters, 3, 1, json!("same"))
}

/// A network with random weights; running statistics are as if it had learned.
pub fn parts(input: Value, layers: Value, loss: &str, seed: u64) -> Parts {
    let spec = json!({
        "input": input, "layers": layers, "loss": loss,
        "optimizer": { "type": "sgd", "learning_rate": 0.1 },
    });
    let spec = NetworkSpec::from_json(spec).unwrap();
    let network = Network::new(spec.clone(), seed).unwrap();
    let mut weights = network.weights().to_vec();
    let mut rng = Rng::new(seed, 7);
    for parameter in network.parameters() {
        let variance = parameter.name.ends_with("variance");
        for value in &mut weights[parameter.range()] {
            let moved = *value + rng.symmetric(0.3);
            *value = if variance { moved.abs() + 0.1 } else { moved };
        }
    }
    let mut probe = Network::new(spec.clone(), 0).unwrap();
    let outputs = probe.predict(&vec![0.0; spec.input.len()]).unwrap().len();
    let count = if outputs == 1 { 2 } else { outputs };
    Parts {
        spec,
        weights,
        classes: (0..count)
            .map(|class| format!("Class {class} – «ж»"))
            .collect(),
        temperature: 1.75,
        thresholds: None,
        novelty: None,
    }
}

/// Pictures as the network takes them, in RGBA.
pub fn pictures(parts: &Parts, count: u64) -> Vec<Vec<u8>> {
    let len = parts.spec.input.height * parts.spec.input.width;
    let picture = |i| {
        let mut rng = Rng::new(5, i);
        let pixel =
            |_| [rng.below(256), rng.below(256), rng.below(256), 255].map(|byte| byte as u8);
        (0..len).flat_map(pixel).collect()
    };
    (0..count).map(picture).collect()
}

/// All networks, with answers.
pub fn models() -> Vec<(String, Model)> {
    let model = |parts: Parts| Model::new(parts.clone(), &pictures(&parts, 3)).unwrap();
    let mut models: Vec<_> = networks()
        .into_iter()
        .map(|(name, input, layers)| (name, model(parts(input, layers, "cross_entropy", 3))))
        .collect();
    for (name, units) in [("squared_error_2", 1), ("squared_error_3", 3)] {
        let layers = json!([conv(4, 3, 1, json!("same")), act("scaled_tanh"), { "type": "dense", "units": units }]);
        let input = json!({ "height": 6, "width": 6, "channels": 1 });
        models.push((name.to_owned(), model(parts(input, layers, "mse", 4))));
    }
    models
}

/// A head behind a pretrained stem, the stem's last block trained further or not.
pub fn stem(trainable: &str) -> Model {
    let bytes = std::fs::read("../www/stems/small.safetensors").unwrap();
    StemId::Small.load(&bytes).unwrap();
    let layers = json!([
        { "type": "stem", "name": "small", "trainable": trainable },
        { "type": "power_norm", "power": 0.5 },
        { "type": "dense", "units": 3 },
    ]);
    let parts = parts(
        json!({ "height": 64, "width": 64, "channels": 3 }),
        layers,
        "cross_entropy",
        5,
    );
    // The weights of the block were drawn at random, too: answers stay between 0 and 1.
    let pictures = pictures(&parts, 2);
    Model::new(parts, &pictures).unwrap()
}
