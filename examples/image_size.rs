//! "The gradient depends on the size of the picture. How do I get rid of that?"
//!
//! A kernel's gradient is a sum over all places of its map, so an error that is summed over the map makes it grow with the
//! number of pixels: a step that suits 8×8 diverges at 128×128. A mean in place of the sum divides by that number; Adam
//! divides by the size of the gradient itself.

mod common;

use common::{network, norm, plot};
use plotters::prelude::IntoLogRange;
use serde_json::{Value, json};
use tab_trainer::Network;
use tab_trainer::rng::Rng;

const SIZES: [usize; 5] = [8, 16, 32, 64, 128];
const KERNEL: usize = 3;
const WEIGHTS: usize = KERNEL * KERNEL;
const STEPS: usize = 200;
/// Mean of the pictures, which are noise of ±1 around it.
const LIGHT: f32 = 0.5;
/// Curvature of the mean error: that of nine weights which all see the light, and of the noise alone.
const CURVATURE: f32 = 9.0 * LIGHT * LIGHT + 1.0 / 3.0;
const SEEDS: u64 = 5;

/// A way to learn a kernel from pictures of any size.
struct Way {
    name: &'static str,
    layers: Value,
    optimizer: Value,
    /// Whether the error is divided by the number of pixels.
    mean: bool,
}

fn main() {
    println!(
        "A {KERNEL}×{KERNEL} kernel learns to do what another one does with noise pictures. Norm of its first gradient, and what is\n\
         left of the distance to the other kernel after {STEPS} steps, for pictures of 8×8 to 128×128; means of {SEEDS}:\n"
    );
    let mut lines = Vec::new();
    println!(
        "{:32}{}",
        "",
        SIZES
            .map(|size| format!("{:>10}", format!("{size}×{size}")))
            .join("")
    );
    for way in ways() {
        let found = SIZES.map(|size| way.measure(size));
        let row = |of: fn(&[f64; 2]) -> String| found.each_ref().map(of).join("");
        println!("{:32}{}", way.name, row(|[g, _]| format!("{g:>10.2e}")));
        println!(
            "{:32}{}",
            "  left",
            row(|[_, left]| if left.is_finite() {
                format!("{:>8.1} %", 100.0 * left)
            } else {
                format!("{:>10}", "flew off")
            })
        );
        let points = SIZES.iter().zip(&found);
        let points = points.map(|(&size, found)| (size as f64, found[0]));
        lines.push((way.name.to_owned(), points.collect()));
    }
    println!(
        "\nFour times as many pixels make four times the gradient, and the curvature grows alike: the step that suits 8×8\n\
         diverges from 16×16 on. The mean over the map gives one gradient, and one step, for all sizes. Adam's step does not depend\n\
         on the gradient's size. Global average pooling takes the mean inside the network: one gradient again, but one number\n\
         a picture tells the kernel its sum, and no more."
    );
    plot::lines(
        "image_size",
        "The first gradient of a kernel",
        ("pixels a side", (8.0..128.0).log_scale().base(2.0)),
        ("‖∂E/∂w‖", (1e-3..1e5).log_scale()),
        &lines,
    );
}

fn ways() -> [Way; 4] {
    let conv = json!({ "type": "conv", "filters": 1, "kernel": KERNEL, "padding": "same" });
    let sgd = |rate: f32| json!({ "type": "sgd", "learning_rate": rate });
    let map = json!([conv]);
    [
        Way {
            name: "sum over the map",
            layers: map.clone(),
            optimizer: sgd(1.0 / CURVATURE / 64.0),
            mean: false,
        },
        Way {
            name: "mean over the map",
            layers: map.clone(),
            optimizer: sgd(1.0 / CURVATURE),
            mean: true,
        },
        Way {
            name: "global average pooling",
            layers: json!([conv, { "type": "global_average_pool" }]),
            optimizer: sgd(1.0 / CURVATURE),
            mean: false,
        },
        Way {
            name: "sum over the map, Adam",
            layers: map,
            optimizer: json!({ "type": "adam", "learning_rate": 0.05 }),
            mean: false,
        },
    ]
}

impl Way {
    /// Norm of the first gradient, and the distance to the teacher's kernel in the end relative to that in the beginning:
    /// infinite where training flew off. Means over the seeds.
    fn measure(&self, size: usize) -> [f64; 2] {
        let runs = (0..SEEDS).map(|seed| self.run(size, seed));
        runs.fold([0.0; 2], |sum, run| {
            [0, 1].map(|i| sum[i] + run[i] / SEEDS as f64)
        })
    }

    fn run(&self, size: usize, seed: u64) -> [f64; 2] {
        let mut rng = Rng::new(seed, 60);
        let mut random =
            |len: usize| -> Vec<f32> { (0..len).map(|_| rng.symmetric(1.0)).collect() };
        let (wanted, start) = (random(WEIGHTS), random(WEIGHTS));
        let input = random(size * size);
        let input: Vec<f32> = input.iter().map(|x| x + LIGHT).collect();
        let target = self
            .network(size, &wanted)
            .predict(&input)
            .expect("a target");
        let mut student = self.network(size, &start);
        let far = distance(&student, &wanted);
        let mut first = None;
        for _ in 0..STEPS {
            let Some(gradient) = self.step(&mut student, &input, &target, size) else {
                return [first.unwrap_or(f64::INFINITY), f64::INFINITY];
            };
            first.get_or_insert(gradient);
        }
        let left = distance(&student, &wanted) / far;
        // A million times as far is on its way to infinity.
        let left = if left > 1e6 { f64::INFINITY } else { left };
        [first.unwrap_or(0.0), left]
    }

    fn network(&self, size: usize, kernel: &[f32]) -> Network {
        let spec = json!({
            "input": { "height": size, "width": size, "channels": 1 },
            "layers": self.layers,
            "loss": "mse",
            "optimizer": self.optimizer,
        });
        let mut network = network(spec, 1);
        let weights = [kernel, &[0.0]].concat();
        network.set_weights(&weights).expect("finite weights");
        network
    }

    /// One step of the kernel, while the bias stays 0. Returns the gradient's norm; nothing when it is no longer finite.
    fn step(
        &self,
        network: &mut Network,
        input: &[f32],
        target: &[f32],
        size: usize,
    ) -> Option<f64> {
        let found = network.gradients(input, target).ok()?;
        let mut gradients = found.gradients.to_vec();
        gradients[WEIGHTS] = 0.0;
        if self.mean {
            gradients
                .iter_mut()
                .for_each(|g| *g /= (size * size) as f32);
        }
        network.apply_gradients(&gradients, None).ok()?;
        Some(norm(&gradients))
    }
}

fn distance(network: &Network, wanted: &[f32]) -> f64 {
    let pairs = network.weights()[..WEIGHTS].iter().zip(wanted);
    let apart: Vec<f32> = pairs.map(|(a, b)| a - b).collect();
    norm(&apart)
}

#[test]
fn the_sum_grows_with_the_picture_and_the_remedies_do_not_mind() {
    let ends = [SIZES[0], SIZES[3]];
    let [sum, mean, pooled, adam] = ways().map(|way| ends.map(|size| way.measure(size)));
    // 64 times as many pixels.
    let growth = |found: &[[f64; 2]; 2]| found[1][0] / found[0][0];
    assert!((40.0..100.0).contains(&growth(&sum)), "{sum:?}");
    assert!((0.6..1.6).contains(&growth(&mean)), "{mean:?}");
    assert!((0.6..1.6).contains(&growth(&pooled)), "{pooled:?}");
    assert!(sum[0][1] < 0.1 && sum[1][1].is_infinite(), "{sum:?}");
    for remedy in [mean, adam] {
        assert!(remedy.iter().all(|[_, left]| *left < 0.1), "{remedy:?}");
    }
}
