//! "With ReLU, kernels fly to where the derivative is 0 and never learn. He's initialisation does not help much. Why?"
//!
//! He's initialisation says where weights begin, not where a step throws them. One step that is too large makes a filter
//! negative for every picture: then ReLU's derivative is 0 for every picture, and no gradient ever brings it back.

mod common;

use common::plot;
use tab_trainer::lab::dead_relu::{DeadReluSettings, Norm, Rectifier, run};

const EPOCHS: usize = 12;
const PICTURES: usize = 128;
const SEEDS: u64 = 4;

fn main() -> tab_trainer::Result<()> {
    println!(
        "Faces or backgrounds, drawn: two convolutions, {EPOCHS} epochs of {PICTURES} pictures, weights begun as He says.\n\
         Means of {SEEDS} networks; \"dead\" is the second convolution, before and after:\n"
    );
    println!("{:34} {:>8} {:>8} {:>14}", "", "dead", "dead", "accuracy");
    let mut lines = Vec::new();
    for (name, function, learning_rate, norm) in [
        ("ReLU, α = 0.5", Rectifier::Relu, 0.5, Norm::None),
        (
            "with batch norm, α = 0.5",
            Rectifier::Relu,
            0.5,
            Norm::Batch,
        ),
        (
            "the same with β held at 0",
            Rectifier::Relu,
            0.5,
            Norm::Unshifted,
        ),
        ("ReLU, α = 0.05", Rectifier::Relu, 0.05, Norm::None),
        ("leaky ReLU, α = 0.5", Rectifier::LeakyRelu, 0.5, Norm::None),
    ] {
        let mut dead = vec![0.0; EPOCHS + 1];
        let mut accuracy = 0.0;
        for seed in 1..=SEEDS {
            let found = run(&DeadReluSettings {
                learning_rate,
                epochs: EPOCHS,
                pictures: PICTURES,
                seed,
                function,
                norm,
            })?;
            accuracy += found.accuracy / SEEDS as f64;
            for (sum, own) in dead.iter_mut().zip(&found.dead[1]) {
                *sum += f64::from(*own) / SEEDS as f64;
            }
        }
        println!(
            "{name:34} {:>6.0} % {:>6.0} % {:>12.0} %",
            100.0 * dead[0],
            100.0 * dead[EPOCHS],
            100.0 * accuracy
        );
        let points = dead.into_iter().enumerate();
        let points = points.map(|(epoch, dead)| (epoch as f64, dead));
        lines.push((name.to_owned(), points.collect()));
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
    Ok(())
}
