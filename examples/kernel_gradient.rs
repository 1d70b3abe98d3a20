//! "How are the kernels of the first layer updated?"
//!
//! Every account of backpropagation in convolutional networks gives δ for the layer below; the gradient of the kernel
//! itself is a correlation of the layer's input with its δ map, and there are three recipes about: turn the input by
//! 180°, turn the δ map, or turn neither. A numerical gradient is the judge.

mod common;

use common::{network, norm, plot};
use serde_json::json;
use tab_trainer::Network;

const INPUT: usize = 9;
const KERNEL: usize = 3;
const OUTPUT: usize = INPUT - KERNEL + 1;

fn main() {
    let Findings {
        judge,
        backpropagation,
        recipes,
    } = compare(1);
    println!("The gradient of a {KERNEL}×{KERNEL} kernel, one weight a line:\n");
    println!(
        "numerical  backprop.  {}",
        recipes
            .each_ref()
            .map(|(name, _)| format!("{name:>18}"))
            .join("")
    );
    for i in 0..judge.len() {
        let columns = recipes
            .each_ref()
            .map(|(_, recipe)| format!("{:18.4}", recipe[i]));
        println!(
            "{:9.4}  {:9.4}  {}",
            judge[i],
            backpropagation[i],
            columns.join("")
        );
    }
    println!();
    for (name, recipe) in &recipes {
        let error = distance(recipe, &judge);
        let verdict = if error < 0.01 { "agrees" } else { "is wrong" };
        println!("{name}: {:.1} % off, {verdict}", 100.0 * error);
    }
    println!(
        "\nA kernel weight k[u, v] meets the input x[i + u, j + v] wherever it makes the net input of neuron (i, j).\n\
         So its gradient is the sum of δ[i, j] · x[i + u, j + v]: both as they are. Turning belongs to δ on its way down,\n\
         where the input x[i, j] looks for the neurons that used it."
    );
    let named = [
        ("numerical".to_owned(), judge),
        ("backpropagation".to_owned(), backpropagation),
    ];
    let maps = named
        .into_iter()
        .chain(recipes.map(|(name, map)| (name.to_owned(), map)));
    let maps: Vec<_> = maps.map(|(name, map)| (name, KERNEL, map)).collect();
    let title = "The gradient of a kernel, by five ways to get it";
    plot::maps("kernel_gradient", title, &maps);
}

struct Findings {
    /// Central differences of the loss.
    judge: Vec<f32>,
    /// What the engine computes.
    backpropagation: Vec<f32>,
    recipes: [(&'static str, Vec<f32>); 3],
}

/// A convolution with one kernel that should make a random map out of a random picture.
fn compare(seed: u64) -> Findings {
    let mut network = network(
        json!({
            "input": { "height": INPUT, "width": INPUT, "channels": 1 },
            "layers": [{ "type": "conv", "filters": 1, "kernel": KERNEL, "padding": "valid" }],
            "loss": "mse",
            "optimizer": { "type": "sgd", "learning_rate": 0.01 },
        }),
        seed,
    );
    let mut rng = tab_trainer::rng::Rng::new(seed, 99);
    let mut random = |len| -> Vec<f32> { (0..len).map(|_| rng.symmetric(1.0)).collect() };
    let (input, target) = (random(INPUT * INPUT), random(OUTPUT * OUTPUT));
    // The neurons are linear, f' = 1: ∂E/∂net = y − t, which is −δ.
    let output = network.predict(&input).expect("an output");
    let d_net: Vec<f32> = output.iter().zip(&target).map(|(y, t)| y - t).collect();
    let turned = |map: &[f32]| map.iter().rev().copied().collect::<Vec<f32>>();
    let gradients = network.gradients(&input, &target).expect("a gradient");
    Findings {
        backpropagation: gradients.gradients[..KERNEL * KERNEL].to_vec(),
        judge: differences(&mut network, &input, &target),
        recipes: [
            ("turn the input", correlation(&turned(&input), &d_net)),
            ("turn δ", correlation(&input, &turned(&d_net))),
            ("turn neither", correlation(&input, &d_net)),
        ],
    }
}

/// Every place of `map` [6, 6] on `input` [9, 9] that lies in it: Σ_ij map[i, j] · input[i + u, j + v].
fn correlation(input: &[f32], map: &[f32]) -> Vec<f32> {
    let at = |u: usize, v: usize| {
        (0..OUTPUT * OUTPUT)
            .map(|p| map[p] * input[(p / OUTPUT + u) * INPUT + p % OUTPUT + v])
            .sum()
    };
    (0..KERNEL * KERNEL)
        .map(|k| at(k / KERNEL, k % KERNEL))
        .collect()
}

/// (E(w + h) − E(w − h)) / 2h for each weight of the kernel. E is a quadratic: h may be large.
fn differences(network: &mut Network, input: &[f32], target: &[f32]) -> Vec<f32> {
    const STEP: f32 = 0.125;
    let weights = network.weights().to_vec();
    let mut error_at = |i: usize, shift: f32| {
        let mut weights = weights.clone();
        weights[i] += shift;
        network.set_weights(&weights).expect("finite weights");
        network.evaluate(input, target).expect("a loss").loss
    };
    (0..KERNEL * KERNEL)
        .map(|i| (error_at(i, STEP) - error_at(i, -STEP)) / (2.0 * STEP))
        .collect()
}

/// How far `map` is from `truth`, relative to its length.
fn distance(map: &[f32], truth: &[f32]) -> f64 {
    let apart: Vec<f32> = map.iter().zip(truth).map(|(a, b)| a - b).collect();
    norm(&apart) / norm(truth)
}

#[test]
fn exactly_one_recipe_agrees() {
    for seed in 0..10 {
        let found = compare(seed);
        assert!(distance(&found.backpropagation, &found.judge) < 1e-3);
        let errors = found
            .recipes
            .each_ref()
            .map(|(_, map)| distance(map, &found.judge));
        assert!(
            errors[0] > 0.3 && errors[1] > 0.3 && errors[2] < 1e-3,
            "{errors:?}"
        );
    }
}
