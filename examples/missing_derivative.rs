//! "I left the derivatives out of δ, and it trains all the same, only worse. How do I know that my mathematics is right?"
//!
//! δ of a neuron is `f'(net)` times what comes back over its connections (2.13 of the article). Here a small network
//! learns with δ computed by hand, in three ways: as it should be; with f' in the update of a neuron's own weights, but
//! not in the δ that is handed down, as in an animation that many have seen; and without f'. Since f' is never negative,
//! whatever is wrong still points somewhat downhill.

mod common;

use common::{dot, network, norm, plot};
use plotters::prelude::IntoLogRange;
use serde_json::json;
use tab_trainer::Network;
use tab_trainer::rng::Rng;

const INPUTS: usize = 2;
/// Units of the two hidden layers and the output layer, all of tanh.
const UNITS: [usize; 3] = [8, 8, 1];
const EXAMPLES: usize = 64;
const STEPS: usize = 600;
const RATES: [f32; 3] = [0.5, 2.0, 4.0];
const SEEDS: u64 = 10;

/// Where f' stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Derivative {
    InDelta,
    Nowhere,
    InUpdateOnly,
}
use Derivative::{InDelta, InUpdateOnly, Nowhere};

const WAYS: [(&str, Derivative); 3] = [
    ("f' in δ", InDelta),
    ("f' in the update only", InUpdateOnly),
    ("no f'", Nowhere),
];

fn main() {
    println!(
        "A network of tanh learns whether two signs are alike. Mean error of {SEEDS} networks after {STEPS} steps:\n"
    );
    println!(
        "{:22} {:>14} {:>8}  {}",
        "",
        "off gradient",
        "cosine",
        RATES
            .map(|rate| format!("{:>9}", format!("α = {rate}")))
            .join("")
    );
    let mut lines = Vec::new();
    for (name, way) in WAYS {
        let [off, cosine] = against_the_engine(way, 1);
        let errors = RATES.map(|rate| format!("{:9.4}", mean_error(way, rate)));
        println!(
            "{name:22} {:>12.5} % {cosine:>8.3}  {}",
            100.0 * off,
            errors.join("")
        );
        let errors = train(way, RATES[0], 1);
        let points = errors.iter().enumerate();
        lines.push((
            name.to_owned(),
            points.map(|(i, &e)| (i as f64, e)).collect(),
        ));
    }
    println!(
        "\nOnly with f' in δ it is the gradient. The others lean to the same side, so that something is learned. Without any f'\n\
         the network comes to rest where the pulls on each weight cancel, which is the minimum of nothing. With f' in the\n\
         update alone it learns here while the steps are small, and diverges before the gradient does.\n\
         To know that the mathematics is right, do not look at the curve: compare with differences of the loss.\n\
         `network.check_gradients(inputs, targets)` does."
    );
    plot::lines(
        "missing_derivative",
        &format!("Where f' stands in backpropagation (α = {})", RATES[0]),
        ("step", 0.0..STEPS as f64),
        ("E", (1e-4..10.0).log_scale()),
        &lines,
    );
}

fn mean_error(way: Derivative, rate: f32) -> f64 {
    let errors = (0..SEEDS).map(|seed| train(way, rate, seed)[STEPS]);
    errors.sum::<f64>() / SEEDS as f64
}

/// E before each step and after the last.
fn train(way: Derivative, rate: f32, seed: u64) -> Vec<f64> {
    let (inputs, targets) = examples(seed);
    let mut network = multilayer(rate, seed);
    let error = |network: &mut Network| {
        let evaluation = network.evaluate(&inputs, &targets).expect("a loss");
        f64::from(evaluation.loss)
    };
    let mut errors = vec![error(&mut network)];
    for _ in 0..STEPS {
        let gradients = by_hand(network.weights(), &inputs, &targets, way);
        network
            .apply_gradients(&gradients, None)
            .expect("a finite step");
        errors.push(error(&mut network));
    }
    errors
}

/// How far the gradient by hand is from the engine's, relative to that, and the cosine between the two.
fn against_the_engine(way: Derivative, seed: u64) -> [f64; 2] {
    let (inputs, targets) = examples(seed);
    let mut network = multilayer(RATES[0], seed);
    let hand = by_hand(network.weights(), &inputs, &targets, way);
    let engine = network.gradients(&inputs, &targets).expect("a gradient");
    let engine = engine.gradients;
    let apart: Vec<f32> = hand.iter().zip(engine).map(|(a, b)| a - b).collect();
    let cosine = dot(&hand, engine) / (norm(&hand) * norm(engine));
    [norm(&apart) / norm(engine), cosine]
}

fn multilayer(rate: f32, seed: u64) -> Network {
    let tanh = json!({ "type": "activation", "function": "tanh" });
    let layers = UNITS.map(|units| [json!({ "type": "dense", "units": units }), tanh.clone()]);
    let spec = json!({
        "input": { "height": 1, "width": 1, "channels": INPUTS },
        "layers": layers.concat(),
        "loss": "mse",
        "optimizer": { "type": "sgd", "learning_rate": rate },
    });
    network(spec, seed)
}

/// Points in the square −1…1 [n, 2], and +1 where their signs are alike, −1 where not.
fn examples(seed: u64) -> (Vec<f32>, Vec<f32>) {
    let mut rng = Rng::new(seed, 77);
    let inputs: Vec<f32> = (0..EXAMPLES * INPUTS).map(|_| rng.symmetric(1.0)).collect();
    let targets = inputs.chunks(INPUTS).map(|x| (x[0] * x[1]).signum());
    let targets = targets.collect();
    (inputs, targets)
}

/// ∂E/∂weights of the mean E = ½(t − y)² in the order of the engine's weights, with f' where `way` has it.
fn by_hand(weights: &[f32], inputs: &[f32], targets: &[f32], way: Derivative) -> Vec<f32> {
    let mut gradients = vec![0.0; weights.len()];
    for (x, t) in inputs.chunks(INPUTS).zip(targets) {
        // y[l] is what layer l is given, and y[3] the answer.
        let mut y = vec![x.to_vec()];
        for (l, (kernel, bias)) in layers(weights).into_iter().enumerate() {
            y.push(forward(kernel, bias, &y[l]));
        }
        // What comes back to each neuron: of the output neuron y − t.
        let mut back: Vec<f32> = y[UNITS.len()].iter().map(|y| y - t).collect();
        let mut end = weights.len();
        for (l, (kernel, _)) in layers(weights).into_iter().enumerate().rev() {
            let with_slope: Vec<f32> = back
                .iter()
                .zip(&y[l + 1])
                .map(|(back, y)| back * (1.0 - y * y))
                .collect();
            let delta = if way == InDelta { &with_slope } else { &back };
            let update = if way == Nowhere { &back } else { &with_slope };
            let start = end - (y[l].len() + 1) * UNITS[l];
            accumulate(&mut gradients[start..end], &y[l], update);
            back = transposed(kernel, delta);
            end = start;
        }
    }
    gradients.iter().map(|g| g / EXAMPLES as f32).collect()
}

/// Kernel [in, out] and bias [out] of each layer.
fn layers(mut weights: &[f32]) -> Vec<(&[f32], &[f32])> {
    let inputs = [INPUTS].into_iter().chain(UNITS);
    let shapes = inputs.zip(UNITS);
    shapes
        .map(|(inputs, units)| {
            let (own, rest) = weights.split_at((inputs + 1) * units);
            weights = rest;
            own.split_at(inputs * units)
        })
        .collect()
}

/// y_j = tanh(Σ_i w_ij · x_i + b_j)
fn forward(kernel: &[f32], bias: &[f32], x: &[f32]) -> Vec<f32> {
    let mut net = bias.to_vec();
    for (weights, x) in kernel.chunks(bias.len()).zip(x) {
        for (net, w) in net.iter_mut().zip(weights) {
            *net += w * x;
        }
    }
    net.into_iter().map(f32::tanh).collect()
}

/// Adds x_i · δ_j to the kernel's part of `gradients` and δ_j to the bias's.
fn accumulate(gradients: &mut [f32], x: &[f32], delta: &[f32]) {
    let inputs = x.iter().chain(&[1.0]);
    for (gradients, x) in gradients.chunks_mut(delta.len()).zip(inputs) {
        for (gradient, d) in gradients.iter_mut().zip(delta) {
            *gradient += x * d;
        }
    }
}

/// Σ_j w_ij · δ_j
fn transposed(kernel: &[f32], delta: &[f32]) -> Vec<f32> {
    let rows = kernel.chunks(delta.len());
    rows.map(|row| row.iter().zip(delta).map(|(w, d)| w * d).sum())
        .collect()
}

#[test]
fn only_with_the_derivative_in_delta_it_is_the_gradient() {
    for seed in 0..5 {
        let [off, _] = against_the_engine(InDelta, seed);
        assert!(off < 1e-5, "{off}");
        for way in [Nowhere, InUpdateOnly] {
            let [off, cosine] = against_the_engine(way, seed);
            // Wrong, by far more than rounding, and yet somewhat downhill.
            assert!(off > 0.05 && cosine > 0.0, "{way:?}: {off}, {cosine}");
        }
    }
}

#[test]
fn without_it_training_ends_worse() {
    let errors = |way| RATES.map(|rate| mean_error(way, rate));
    let [right, update_only, nowhere] = WAYS.map(|(_, way)| errors(way));
    assert!(right[0] < 0.02 && right[1] < 0.02, "{right:?}");
    assert!(nowhere.iter().all(|e| *e > 0.3), "{nowhere:?}");
    assert!(
        update_only[2] > 1.5 * right[2],
        "{update_only:?}, {right:?}"
    );
}
