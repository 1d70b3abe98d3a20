//! Random networks, with pictures and targets for them, on both paths.

use serde_json::{Value, json};
use tab_trainer::layers::Path;
use tab_trainer::rng::Rng;
use tab_trainer::spec::LayerSpec;
use tab_trainer::{Network, NetworkSpec};

use crate::common::{assert_close, assert_within, magnitude};

/// A network of one to three blocks, a batch of 1 to 33 pictures, and targets.
pub fn random(seed: u64) -> (NetworkSpec, Vec<f32>, Vec<f32>) {
    let mut rng = Rng::new(seed, 0);
    let mut choose = |choices: &[usize]| choices[(rng.unit() * choices.len() as f32) as usize];
    let channels = choose(&[1, 3, 3, 4, 5]);
    let (height, width) = (
        choose(&[1, 5, 8, 11, 16, 19]),
        choose(&[1, 4, 7, 9, 12, 17]),
    );
    let batch = choose(&[1, 2, 5, 9, 33]);
    // Many channels and filters on maps that tiles fill.
    let many = seed % 8 == 6;
    let batch = if many { batch.min(2) } else { batch };
    let width = if many {
        7 + seed as usize / 8 % 2 * 8
    } else {
        width
    };
    let outputs = choose(&[2, 3, 10]);
    // Sizes of the map as it shrinks; a layer that would not fit is left out.
    let (mut rows, mut cols) = (height, width);
    let mut layers: Vec<Value> = Vec::new();
    if many {
        layers.push(json!({ "type": "conv", "filters": 48, "kernel": 1 }));
        layers.push(json!({ "type": "activation", "function": "elu" }));
        layers.push(json!({ "type": "conv", "filters": 49, "kernel": 3 }));
        layers.push(json!({ "type": "activation", "function": "elu" }));
    }
    for _ in 0..choose(&[1, 2, 3]) {
        let kernel = choose(&[1, 2, 3, 3, 3, 4, 5, 5, 7]);
        let stride = choose(&[1, 1, 1, 1, 2, 3]);
        let padding =
            [json!("same"), json!("valid"), json!(kernel / 2)][choose(&[0, 0, 1, 2])].clone();
        let extent = |pixels: usize| match padding.as_str() {
            Some("same") => Some(pixels.div_ceil(stride)),
            Some(_) => pixels.checked_sub(kernel).map(|rest| rest / stride + 1),
            None => (pixels + kernel / 2 * 2)
                .checked_sub(kernel)
                .map(|rest| rest / stride + 1),
        };
        let (Some(next_rows), Some(next_cols)) = (extent(rows), extent(cols)) else {
            continue;
        };
        (rows, cols) = (next_rows, next_cols);
        let filters = choose(&[1, 3, 4, 8, 10, 13, 20]);
        layers.push(json!({ "type": "conv", "filters": filters, "kernel": kernel, "stride": stride, "padding": padding }));
        if choose(&[0, 0, 1]) == 1 {
            layers.push(json!({ "type": "batch_norm" }));
        }
        let function = [
            "relu",
            "leaky_relu",
            "elu",
            "silu",
            "sigmoid",
            "tanh",
            "scaled_tanh",
            "identity",
        ][choose(&[0, 0, 0, 1, 2, 3, 4, 5, 6, 7])];
        let size = choose(&[1, 2, 2, 2, 3, 4, 5]);
        let pool_stride = choose(&[size, size, size, 1, 2]);
        let kind = ["max_pool", "max_pool", "average_pool"][choose(&[0, 1, 2])];
        let mut tail = Vec::new();
        if choose(&[0, 1, 1, 1]) == 1 {
            tail.push(json!({ "type": "activation", "function": function }));
        }
        if size <= rows.min(cols) && choose(&[0, 1, 1]) == 1 {
            tail.push(json!({ "type": kind, "size": size, "stride": pool_stride }));
            (rows, cols) = (
                (rows - size) / pool_stride + 1,
                (cols - size) / pool_stride + 1,
            );
        }
        if choose(&[0, 1]) == 1 {
            tail.reverse();
        }
        layers.extend(tail);
    }
    if seed % 4 == 1 {
        let (kernel, stride) = (3 + seed / 4 % 2 * 2, 1 + seed / 8 % 2);
        layers.push(json!({ "type": "depthwise_conv", "kernel": kernel, "stride": stride }));
        layers.push(json!({ "type": "activation", "function": "relu6" }));
    }
    if seed % 4 == 3 {
        let (filters, stride) = (1 + seed / 4 % 6, 1 + seed / 8 % 2);
        let conv =
            |stride| json!({ "type": "conv", "filters": filters, "kernel": 3, "stride": stride });
        let elu = json!({ "type": "activation", "function": "elu" });
        layers.push(json!({ "type": "residual", "layers": [conv(stride), elu, conv(1)] }));
        // Smooth: sums of maps that ReLU has emptied are 0 up to rounding, right on its kink.
        layers.push(json!({ "type": "activation", "function": "tanh" }));
    }
    match choose(&[0, 1, 2]) {
        0 => layers.push(json!({ "type": "global_average_pool" })),
        1 => layers.push(json!({ "type": "dropout", "rate": 0.25 })),
        _ => {}
    }
    layers.push(json!({ "type": "dense", "units": outputs }));
    let loss = ["cross_entropy", "mse"][choose(&[0, 1])];
    let spec = serde_json::from_value(json!({
        "input": { "height": height, "width": width, "channels": channels },
        "layers": layers,
        "loss": loss,
        "optimizer": { "type": "sgd", "learning_rate": 0.01, "momentum": 0.9 },
    }))
    .expect("a valid spec");
    let inputs = (0..batch * height * width * channels)
        .map(|_| rng.symmetric(1.0))
        .collect();
    let mut targets = vec![0.0; batch * outputs];
    for target in targets.chunks_exact_mut(outputs) {
        target[(rng.unit() * outputs as f32) as usize] = 1.0;
    }
    (spec, inputs, targets)
}

/// Relative to the largest value. Winograd's transforms cost a digit, and batch norm divides by deviations that may be
/// small, on small maps behind a sigmoid for example.
fn tolerance(spec: &NetworkSpec) -> f64 {
    let normalised = spec
        .layers
        .iter()
        .any(|layer| matches!(layer, LayerSpec::BatchNorm(_)));
    if normalised { 1e-3 } else { 2e-5 }
}

/// Compares predictions and gradients of random networks on the readable path and on the others.
pub fn assert_random_networks_agree(seeds: std::ops::Range<u64>) {
    for seed in seeds {
        let (spec, inputs, targets) = random(seed);
        let build = |path| Network::with_path(spec.clone(), seed, path).unwrap();
        let answer = |mut network: Network| {
            let predictions = network.predict(&inputs).unwrap();
            let report = network.gradients(&inputs, &targets).unwrap();
            (predictions, report.gradients.to_vec())
        };
        let expected = answer(build(Path::Readable));
        for path in [Path::Fast, Path::Single] {
            let network = build(path);
            let parameters = network.parameters().to_vec();
            let case = format!(
                "seed {seed}, {path:?}: {}",
                serde_json::to_string(&spec).unwrap()
            );
            let actual = answer(network);
            let tolerance = tolerance(&spec);
            assert_close(
                format!("{case}: predictions"),
                &actual.0,
                &expected.0,
                tolerance,
            );
            // A bias in front of batch norm has no gradient but rounding errors.
            let least = 0.1 * magnitude(&expected.1);
            for parameter in parameters {
                let [actual, expected] =
                    [&actual.1, &expected.1].map(|all| &all[parameter.range()]);
                assert_within(
                    format!("{case}: gradient of {}", parameter.name),
                    actual,
                    expected,
                    tolerance * magnitude(expected).max(least),
                );
            }
        }
    }
}
