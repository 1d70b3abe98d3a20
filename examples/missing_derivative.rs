//! "I left the derivatives out of δ, and it trains all the same, only worse. How do I know that my mathematics is right?"
//!
//! δ of a neuron is `f'(net)` times what comes back over its connections (2.13 of the article). Here a small network
//! learns with δ computed by hand, in three ways: as it should be; with f' in the update of a neuron's own weights, but
//! not in the δ that is handed down, as in an animation that many have seen; and without f'. Since f' is never negative,
//! whatever is wrong still points somewhat downhill.

mod common;

use common::plot;
use plotters::prelude::IntoLogRange;
use tab_trainer::lab::missing_derivative::{Derivative, MissingDerivativeSettings, run};

const STEPS: usize = 600;
const RATES: [f32; 3] = [0.5, 2.0, 4.0];
const SEEDS: u64 = 10;

fn main() -> tab_trainer::Result<()> {
    let learn = |learning_rate, seed| {
        let settings = MissingDerivativeSettings {
            learning_rate,
            steps: STEPS,
            seed,
        };
        run(&settings).map(|found| found.trajectories)
    };
    println!(
        "A network of tanh learns whether two signs are alike. Mean error of {SEEDS} networks after {STEPS} steps:\n"
    );
    let rates = RATES.map(|rate| format!("{:>9}", format!("α = {rate}")));
    println!(
        "{:22} {:>14} {:>8}  {}",
        "",
        "off gradient",
        "cosine",
        rates.join("")
    );
    let mut runs = Vec::new();
    for rate in RATES {
        let seeds = (1..=SEEDS).map(|seed| learn(rate, seed));
        runs.push(seeds.collect::<tab_trainer::Result<Vec<_>>>()?);
    }
    let mut lines = Vec::new();
    for (way, first) in runs[0][0].iter().enumerate() {
        let name = match first.derivative {
            Derivative::InDelta => "f' in δ",
            Derivative::InUpdateOnly => "f' in the update only",
            Derivative::Nowhere => "no f'",
        };
        let means = runs.iter().map(|seeds| {
            let last = seeds.iter().map(|ways| ways[way].errors[STEPS]);
            format!("{:9.4}", last.sum::<f64>() / SEEDS as f64)
        });
        println!(
            "{name:22} {:>12.5} % {:>8.3}  {}",
            100.0 * first.off,
            first.cosine,
            means.collect::<String>()
        );
        let points = first.errors.iter().enumerate();
        let points = points.map(|(step, &error)| (step as f64, error));
        lines.push((name.to_owned(), points.collect()));
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
    Ok(())
}
