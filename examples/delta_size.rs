//! "One neuron for each kernel looks at a huge map, and hardly any error reaches the kernels. Why?"
//!
//! The neuron adds up thousands of values. With weights of ±0.5 its net input is in the tens, where tanh is flat: f' is
//! nearly 0, and with it δ: of most pictures the kernels learn nothing, of the few that happen to lie between, far too
//! much. Weights scaled by the number of inputs, batch normalisation in front of tanh, or a mean in place of the sum
//! (global average pooling) keep the net input small.

mod common;

use common::{network, norm, plot};
use plotters::prelude::IntoLogRange;
use serde_json::{Value, json};
use tab_trainer::Network;
use tab_trainer::rng::Rng;

const PICTURE: usize = 64;
const KERNELS: usize = 4;
const PICTURES: usize = 16;
const SEEDS: u64 = 3;

/// How the first weights of the neuron are drawn.
#[derive(Clone, Copy, PartialEq)]
enum Start {
    /// Uniform in −0.5…0.5, however many there are.
    Half,
    /// As the engine does: the more inputs, the smaller.
    FanIn,
}

fn main() {
    println!(
        "{KERNELS} kernels on pictures of {PICTURE}×{PICTURE}, and one neuron that looks at their maps, before any training.\n\
         Gradient of the kernels by their weights, for an error of 1, of {} pictures:\n",
        PICTURES as u64 * SEEDS
    );
    println!(
        "{:30} {:>10} {:>12} {:>12} {:>12}",
        "", "saturated", "smallest", "median", "largest"
    );
    let mut lines = Vec::new();
    for (name, layers, start) in arrangements() {
        let Findings { saturated, ratios } = look(&layers, start);
        println!(
            "{name:30} {:>8.0} % {:>12.1e} {:>12.1e} {:>12.1e}",
            100.0 * saturated,
            ratios[0],
            ratios[ratios.len() / 2],
            ratios[ratios.len() - 1]
        );
        let percent = 100.0 / (ratios.len() - 1) as f64;
        let points = ratios.iter().enumerate();
        let points = points.map(|(i, &ratio)| (i as f64 * percent, ratio));
        lines.push((name.to_owned(), points.collect()));
    }
    println!(
        "\nA sum of {} values with weights of ±0.5 drives tanh to where it is flat: f' is nearly 0, and so is δ, in the neuron\n\
         and in all that lies below it. The few pictures in between are the opposite: they pull far too hard.\n\
         Each remedy keeps the net input where tanh is steep, for all pictures. `network.health` shows saturation, δ and\n\
         gradient/weight of any network.",
        KERNELS * PICTURE * PICTURE
    );
    plot::lines(
        "delta_size",
        "What of the error reaches the kernels",
        ("pictures, sorted, %", 0.0..100.0),
        ("gradient/weight", (1e-8..1e2).log_scale()),
        &lines,
    );
}

fn arrangements() -> [(&'static str, Value, Start); 4] {
    let conv = json!({ "type": "conv", "filters": KERNELS, "kernel": 5 });
    let tanh = json!({ "type": "activation", "function": "tanh" });
    let dense = json!({ "type": "dense", "units": 1 });
    let norm = json!({ "type": "batch_norm" });
    let mean = json!({ "type": "global_average_pool" });
    let plain = json!([conv, tanh, dense, tanh]);
    [
        ("one neuron, weights of ±0.5", plain.clone(), Start::Half),
        ("weights scaled by fan-in", plain, Start::FanIn),
        (
            "±0.5, batch norm before tanh",
            json!([conv, tanh, dense, norm, tanh]),
            Start::Half,
        ),
        (
            "±0.5, global average pooling",
            json!([conv, tanh, mean, dense, tanh]),
            Start::Half,
        ),
    ]
}

/// What some networks do before they have learned anything.
struct Findings {
    /// Fraction of saturated answers.
    saturated: f32,
    /// ‖∂y/∂w‖ / ‖w‖ for answer y and kernels w, of each picture, sorted.
    ratios: Vec<f64>,
}

fn look(layers: &Value, start: Start) -> Findings {
    let mut found = Findings {
        saturated: 0.0,
        ratios: Vec::new(),
    };
    for seed in 0..SEEDS {
        let mut network = build(layers, start, seed);
        let (inputs, mut targets) = pictures(&mut Rng::new(seed, 34));
        let health = network.health(&inputs, &targets).expect("a report");
        found.saturated += health.layers[1].saturated.unwrap_or(0.0) / SEEDS as f32;
        let kernels = network.parameters()[0].range();
        let size = norm(&network.weights()[kernels.clone()]);
        let mut gradient = |targets: &[f32]| {
            let found = network.gradients(&inputs, targets).expect("a gradient");
            found.gradients[kernels.clone()].to_vec()
        };
        // The gradient of ½(t − y)² is linear in t: a target that is larger by 1 changes it by ∂y/∂w / n.
        let all = gradient(&targets);
        for i in 0..PICTURES {
            targets[i] += 1.0;
            let apart: Vec<f32> = gradient(&targets)
                .iter()
                .zip(&all)
                .map(|(a, b)| a - b)
                .collect();
            targets[i] -= 1.0;
            found.ratios.push(norm(&apart) * PICTURES as f64 / size);
        }
    }
    found.ratios.sort_by(f64::total_cmp);
    found
}

fn build(layers: &Value, start: Start, seed: u64) -> Network {
    let mut network = network(
        json!({
            "input": { "height": PICTURE, "width": PICTURE, "channels": 1 },
            "layers": layers,
            "loss": "mse",
            "optimizer": { "type": "sgd", "learning_rate": 0.01 },
        }),
        seed,
    );
    if start == Start::Half {
        draw_half(&mut network, &mut Rng::new(seed, 33));
    }
    network
}

/// Draws the neuron's weights from −0.5…0.5.
fn draw_half(network: &mut Network, rng: &mut Rng) {
    let kernels = network.parameters().iter();
    let mut kernels = kernels.filter(|parameter| parameter.is_kernel());
    let neuron = kernels.next_back().expect("a kernel").range();
    let mut weights = network.weights().to_vec();
    weights[neuron].fill_with(|| rng.symmetric(0.5));
    network.set_weights(&weights).expect("finite weights");
}

/// Noise around a brightness of each picture's own, with targets of ±1 in turn.
fn pictures(rng: &mut Rng) -> (Vec<f32>, Vec<f32>) {
    let (mut inputs, mut targets) = (Vec::new(), Vec::new());
    for i in 0..PICTURES {
        let light = rng.symmetric(0.5);
        inputs.extend((0..PICTURE * PICTURE).map(|_| light + rng.symmetric(0.5)));
        targets.push(if i % 2 == 0 { 1.0 } else { -1.0 });
    }
    (inputs, targets)
}

#[test]
fn a_huge_sum_saturates_and_each_remedy_lets_the_error_through() {
    let [sick, remedies @ ..] = arrangements().map(|(_, layers, start)| look(&layers, start));
    let middle = |found: &Findings| found.ratios[found.ratios.len() / 2];
    assert!(sick.saturated > 0.7 && middle(&sick) < 0.2);
    for remedy in remedies {
        assert!(remedy.saturated < 0.2, "{}", remedy.saturated);
        assert!(middle(&remedy) > 3.0 * middle(&sick), "{}", middle(&remedy));
        // No picture is louder than the others by far.
        let [loudest, median] = [remedy.ratios[remedy.ratios.len() - 1], middle(&remedy)];
        assert!(loudest < 30.0 * median, "{loudest}, {median}");
    }
}
