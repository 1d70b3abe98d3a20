//! "With ReLU, kernels fly to where the derivative is 0 and never learn. He's initialisation does not help much. Why?"
//!
//! He's initialisation says where weights begin, not where a step throws them. One step that is too large makes a filter
//! negative for every picture: then ReLU's derivative is 0 for every picture, and no gradient ever brings it back.
//!
//! Batch normalisation bounds what kernels can do, but not its own weights: y = γ·x̂ + β, where x̂ has mean 0 and
//! variance 1. β has a derivative from every pixel, takes the largest step of all, and where it is thrown far below 0,
//! while γ shrinks, y is negative for every picture again. With β held at 0 nothing can die.

mod common;

use common::{drawn, network, plot};
use serde_json::{Value, json};
use tab_trainer::Network;
use tab_trainer::network::Parameter;
use tab_trainer::network::health::Problem;

const PICTURES: usize = 128;
const BATCH: usize = 16;
const EPOCHS: usize = 12;
/// Far too large for ReLU here.
const LARGE: f32 = 0.5;
const SMALL: f32 = 0.05;
const SEEDS: u64 = 4;

fn main() {
    println!(
        "Faces or backgrounds, drawn: two convolutions, {EPOCHS} epochs of {PICTURES} pictures, weights begun as He says.\n\
         Means of {SEEDS} networks; \"dead\" is the second convolution, before and after:\n"
    );
    println!("{:34} {:>8} {:>8} {:>14}", "", "dead", "dead", "accuracy");
    let mut lines = Vec::new();
    let mut advice = None;
    for way in ways() {
        let runs: Vec<Run> = (0..SEEDS).map(|seed| way.train(seed)).collect();
        let dead = mean_dead(&runs);
        println!(
            "{:34} {:>6.0} % {:>6.0} % {:>12.0} %",
            way.name,
            100.0 * dead[0],
            100.0 * dead[EPOCHS],
            100.0 * mean_right(&runs)
        );
        let points = dead.iter().enumerate().map(|(i, &dead)| (i as f64, dead));
        lines.push((way.name.to_owned(), points.collect()));
        advice = advice.or_else(|| runs.into_iter().find_map(|run| run.advice));
    }
    if let Some(advice) = advice {
        println!("\n`network.health` says of the first: \"{advice}\"");
    }
    println!(
        "\nHe's initialisation begins with no filter dead; it is the steps that kill. Where ReLU is 0 for every picture, so is\n\
         the gradient: what is dead stays so. A smaller step does not throw that far. Leaky ReLU lets a hundredth through,\n\
         enough to come back. Batch normalisation does not help against steps as large as this: they throw its own shift β\n\
         below everything that is normalised. Without that shift no filter can be negative for every picture."
    );
    plot::lines(
        "dead_relu",
        "Dead filters in the second convolution",
        ("epoch", 0.0..EPOCHS as f64),
        ("fraction", 0.0..1.0),
        &lines,
    );
}

/// How a network is built and trained.
struct Way {
    name: &'static str,
    function: &'static str,
    rate: f32,
    norm: Norm,
}

/// What stands between a convolution and its activation.
#[derive(Clone, Copy, PartialEq)]
enum Norm {
    None,
    Batch,
    /// Batch normalisation whose β is set to 0 after each step.
    Unshifted,
}

fn ways() -> [Way; 5] {
    let way = |name, function, rate, norm| Way {
        name,
        function,
        rate,
        norm,
    };
    [
        way("ReLU, α = 0.5", "relu", LARGE, Norm::None),
        way("with batch norm, α = 0.5", "relu", LARGE, Norm::Batch),
        way("the same with β held at 0", "relu", LARGE, Norm::Unshifted),
        way("ReLU, α = 0.05", "relu", SMALL, Norm::None),
        way("leaky ReLU, α = 0.5", "leaky_relu", LARGE, Norm::None),
    ]
}

/// What came of a training.
struct Run {
    /// Fraction of dead filters in the second convolution, before each epoch and after the last.
    dead: Vec<f32>,
    /// Accuracy on pictures never seen.
    right: f64,
    /// What may help against what the engine finds wrong in the end.
    advice: Option<String>,
}

impl Way {
    fn train(&self, seed: u64) -> Run {
        let (inputs, targets) = examples(PICTURES, seed);
        let mut network = self.network(seed);
        let mut dead = Vec::new();
        let mut advice = None;
        for epoch in 0..=EPOCHS {
            let health = network.health(&inputs, &targets).expect("a report");
            let second = &health.layers[1];
            dead.push(second.dead.unwrap_or(0.0));
            advice = health.problems.iter().find_map(|problem| match problem {
                Problem::DeadUnits {
                    layer, fraction, ..
                } => Some(format!(
                    "{:.0}% of the filters in layer {layer} are dead: try leaky ReLU or a smaller learning rate",
                    100.0 * fraction
                )),
                _ => None,
            });
            if epoch < EPOCHS {
                self.epoch(&mut network, &inputs, &targets);
            }
        }
        let (inputs, targets) = examples(PICTURES, seed + 1000);
        let seen = network.evaluate(&inputs, &targets).expect("a loss");
        Run {
            dead,
            right: seen.correct as f64 / PICTURES as f64,
            advice,
        }
    }

    /// A step that the engine refuses, because a number would no longer be finite, is left out.
    fn epoch(&self, network: &mut Network, inputs: &[f32], targets: &[f32]) {
        let picture = inputs.len() / PICTURES;
        let batches = inputs
            .chunks(BATCH * picture)
            .zip(targets.chunks(BATCH * 2));
        for (inputs, targets) in batches {
            let _ = network.train_step(inputs, targets);
            if self.norm == Norm::Unshifted {
                hold_shifts(network);
            }
        }
    }

    fn network(&self, seed: u64) -> Network {
        let mut layers = Vec::new();
        for filters in [8, 16] {
            layers.push(json!({ "type": "conv", "filters": filters, "kernel": 3 }));
            if self.norm != Norm::None {
                layers.push(json!({ "type": "batch_norm" }));
            }
            layers.push(json!({ "type": "activation", "function": self.function }));
            layers.push(json!({ "type": "max_pool", "size": 2 }));
        }
        layers.push(json!({ "type": "dense", "units": 2 }));
        let spec = json!({
            "input": { "height": drawn::SIDE, "width": drawn::SIDE, "channels": 1 },
            "layers": Value::from(layers),
            "loss": "cross_entropy",
            "optimizer": { "type": "sgd", "learning_rate": self.rate },
        });
        network(spec, seed)
    }
}

/// Sets each β to 0.
fn hold_shifts(network: &mut Network) {
    let shifts = |p: &&Parameter| p.name.ends_with(".beta");
    let ranges: Vec<_> = network
        .parameters()
        .iter()
        .filter(shifts)
        .map(|p| p.range())
        .collect();
    let mut weights = network.weights().to_vec();
    for range in ranges {
        weights[range].fill(0.0);
    }
    network.set_weights(&weights).expect("finite weights");
}

/// Drawn pictures and one-hot targets.
fn examples(n: usize, seed: u64) -> (Vec<f32>, Vec<f32>) {
    let (inputs, faces) = drawn::pictures(n, seed);
    let one_hot = |face: bool| if face { [1.0, 0.0] } else { [0.0, 1.0] };
    (inputs, faces.into_iter().flat_map(one_hot).collect())
}

/// Fraction of dead filters before each epoch and after the last.
fn mean_dead(runs: &[Run]) -> Vec<f64> {
    let mean = |epoch: usize| {
        let fractions = runs.iter().map(|run| f64::from(run.dead[epoch]));
        fractions.sum::<f64>() / runs.len() as f64
    };
    (0..=EPOCHS).map(mean).collect()
}

fn mean_right(runs: &[Run]) -> f64 {
    runs.iter().map(|run| run.right).sum::<f64>() / runs.len() as f64
}

#[test]
fn large_steps_kill_filters_for_good_and_each_remedy_keeps_them_alive() {
    let found = ways().map(|way| {
        let runs: Vec<Run> = (0..2).map(|seed| way.train(seed)).collect();
        let dead = mean_dead(&runs);
        ([dead[0], dead[EPOCHS]], mean_right(&runs))
    });
    let [sick @ .., unshifted, small, leaky] = &found;
    for sick in sick {
        assert!(sick.0[0] < 0.1 && sick.0[1] > 0.4, "{found:?}");
    }
    let remedies = [unshifted, small, leaky];
    for remedy in remedies {
        assert!(remedy.0[1] < 0.1, "{found:?}");
    }
}
