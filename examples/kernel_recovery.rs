//! "I teach a kernel to become a known one. Without subsampling it works, with 2×2 slowly, with 4×4 never. Why?"
//!
//! Max-pooling passes the error to one neuron of each window, the one that happens to be the maximum. A kernel that is
//! wrong has its maxima in other places than the right one, and learns there. That makes local minima, and few equations:
//! an error of 0 with another kernel is possible.

mod common;

use common::{network, norm, plot};
use serde_json::{Value, json};
use tab_trainer::Network;
use tab_trainer::rng::Rng;

const KERNEL: usize = 3;
const WEIGHTS: usize = KERNEL * KERNEL;
/// Large enough that each way to pool leaves more outputs than the kernel has weights.
const PICTURE: usize = 28;
const STEPS: usize = 3000;
const SEEDS: u64 = 30;
/// A kernel that is nearer than this, relative to its length, is recovered: others are off by 0.4 and more, or on their
/// way.
const NEAR: f64 = 0.05;

fn main() {
    println!(
        "A {KERNEL}×{KERNEL} kernel learns to do what another one does with one noise picture of {PICTURE}×{PICTURE}.\n\
         {STEPS} steps of Adam, {SEEDS} pairs of kernels. Recovered:\n"
    );
    let mut fractions = Vec::new();
    for (name, layers) in arrangements() {
        let fraction = recovered(&layers, SEEDS);
        println!("{name:32} {:3.0}%", 100.0 * fraction);
        fractions.push((name.to_owned(), fraction));
    }
    let (kernel, windows, error) = one_dimension();
    println!(
        "\nIn one dimension, image [10, 3, 5, −4]: the kernel [1, 1, 1] makes [18, 4], of which the maximum, 18, is kept.\n\
         A kernel that begins as [0, 3, 0] makes [9, 15]: its maximum is the right-hand window, so that one learns.\n\
         It ends as {kernel:.2?}, which makes {windows:.2?}: the error is {error:.1e}, with another kernel.\n\n\
         Average pooling tells every neuron of the window; behind the pooling the convolution gets its whole δ. Both leave\n\
         a quadratic with one minimum: then it is a matter of patience."
    );
    let title = "How often the kernel is recovered";
    plot::bars("kernel_recovery", title, &fractions);
}

fn arrangements() -> [(&'static str, Value); 5] {
    let conv = json!({ "type": "conv", "filters": 1, "kernel": KERNEL, "padding": "valid" });
    let pool = |kind, size| json!({ "type": kind, "size": size });
    [
        ("no pooling", json!([conv])),
        ("max-pooling 2×2", json!([conv, pool("max_pool", 2)])),
        ("max-pooling 4×4", json!([conv, pool("max_pool", 4)])),
        (
            "average pooling 4×4",
            json!([conv, pool("average_pool", 4)]),
        ),
        ("max-pooling 4×4 first", json!([pool("max_pool", 4), conv])),
    ]
}

/// Fraction of the seeds with which the student finds the teacher's kernel.
fn recovered(layers: &Value, seeds: u64) -> f64 {
    let found = (0..seeds).filter(|&seed| distance_after_training(layers, seed) < NEAR);
    found.count() as f64 / seeds as f64
}

/// How far the student's kernel is from the teacher's in the end, relative to the latter.
fn distance_after_training(layers: &Value, seed: u64) -> f64 {
    let mut rng = Rng::new(seed, 50);
    let mut random = |len: usize| -> Vec<f32> { (0..len).map(|_| rng.symmetric(1.0)).collect() };
    let (wanted, start) = (random(WEIGHTS), random(WEIGHTS));
    let input = random(PICTURE * PICTURE);
    let with_kernel = |kernel: &[f32]| {
        let adam = json!({ "type": "adam", "learning_rate": 0.05 });
        let spec = spec([PICTURE; 2], layers.clone(), adam);
        let mut network = network(spec, seed);
        let weights = [kernel, &[0.0]].concat();
        network.set_weights(&weights).expect("finite weights");
        network
    };
    let target = with_kernel(&wanted).predict(&input).expect("a target");
    let mut student = with_kernel(&start);
    for _ in 0..STEPS {
        step(&mut student, &input, &target);
    }
    let apart: Vec<f32> = student.weights()[..WEIGHTS]
        .iter()
        .zip(&wanted)
        .map(|(a, b)| a - b)
        .collect();
    norm(&apart) / norm(&wanted)
}

fn spec([height, width]: [usize; 2], layers: Value, optimizer: Value) -> Value {
    json!({
        "input": { "height": height, "width": width, "channels": 1 },
        "layers": layers,
        "loss": "mse",
        "optimizer": optimizer,
    })
}

/// One step of the kernel; the bias, which nobody asked for, stays 0. Returns the error before it.
fn step(network: &mut Network, input: &[f32], target: &[f32]) -> f32 {
    let found = network.gradients(input, target).expect("a gradient");
    let loss = found.loss;
    let mut gradients = found.gradients.to_vec();
    gradients[WEIGHTS] = 0.0;
    network
        .apply_gradients(&gradients, None)
        .expect("a finite step");
    loss
}

/// The one-dimensional case: kernel and windows in the end, and the error.
///
/// The image is the second row of a 4×4 picture and the kernel the second row of a 3×3 one. The two windows below, where
/// the first row of the kernel would see the image, make 0, and the other rows see nothing.
fn one_dimension() -> (Vec<f32>, Vec<f32>, f32) {
    let conv = json!({ "type": "conv", "filters": 1, "kernel": KERNEL, "padding": "valid" });
    let pool = json!({ "type": "max_pool", "size": 2 });
    let sgd = json!({ "type": "sgd", "learning_rate": 0.01 });
    let mut student = network(spec([4, 4], json!([conv, pool]), sgd.clone()), 1);
    let mut weights = vec![0.0; WEIGHTS + 1];
    weights[4] = 3.0;
    student.set_weights(&weights).expect("finite weights");
    let mut input = vec![0.0; 16];
    input[4..8].copy_from_slice(&[10.0, 3.0, 5.0, -4.0]);
    let mut error = 0.0;
    for _ in 0..100 {
        error = step(&mut student, &input, &[18.0]);
    }
    let mut windows = network(spec([4, 4], json!([conv]), sgd), 1);
    windows
        .set_weights(student.weights())
        .expect("finite weights");
    let mut windows = windows.predict(&input).expect("windows");
    windows.truncate(2);
    (student.weights()[3..6].to_vec(), windows, error)
}

#[test]
fn max_pooling_hides_the_kernel_and_its_remedies_do_not() {
    let fractions = arrangements().map(|(_, layers)| recovered(&layers, 10));
    let [without, max_2, max_4, average, first] = fractions;
    assert_eq!(without, 1.0, "{fractions:?}");
    assert!(
        max_2 < without && max_4 <= 0.3 && max_4 < max_2,
        "{fractions:?}"
    );
    assert!(average >= 0.9 && first >= 0.7, "{fractions:?}");
}

#[test]
fn another_kernel_has_no_error_either() {
    let (kernel, windows, error) = one_dimension();
    assert!(
        error < 1e-6 && windows[0] < windows[1],
        "{error}, {windows:?}"
    );
    assert!((windows[1] - 18.0).abs() < 1e-3);
    // Along the right-hand window from where it began: [0, 3, 0] + 3/50 · [3, 5, −4].
    for (weight, expected) in kernel.iter().zip([0.18, 3.3, -0.24]) {
        assert!((weight - expected).abs() < 1e-3, "{kernel:?}");
    }
}
