//! "One neuron for each kernel looks at a huge map, and hardly any error reaches the kernels. Why?"
//!
//! The neuron adds up thousands of values. With weights of ±0.5 its net input is in the tens, where tanh is flat: f' is
//! nearly 0, and with it δ: of most pictures the kernels learn nothing, of the few that happen to lie between, far too
//! much. Weights scaled by the number of inputs, batch normalisation in front of tanh, or a mean in place of the sum
//! (global average pooling) keep the net input small.

mod common;

use common::plot;
use plotters::prelude::IntoLogRange;
use tab_trainer::lab::delta_size::{DeltaSizeSettings, Remedy, run};

const PICTURE: usize = 64;
const SEEDS: u64 = 3;

fn main() -> tab_trainer::Result<()> {
    println!(
        "Four kernels on pictures of {PICTURE}×{PICTURE}, and one neuron that looks at their maps, before any training.\n\
         Gradient of the kernels by their weights, for an error of 1:\n"
    );
    println!(
        "{:30} {:>10} {:>12} {:>12} {:>12}",
        "", "saturated", "smallest", "median", "largest"
    );
    let mut lines = Vec::new();
    for (name, remedy) in [
        ("one neuron, weights of ±0.5", Remedy::None),
        ("weights scaled by fan-in", Remedy::FanIn),
        ("±0.5, batch norm before tanh", Remedy::BatchNorm),
        ("±0.5, global average pooling", Remedy::GlobalAveragePool),
    ] {
        let (mut saturated, mut ratios) = (0.0, Vec::new());
        for seed in 1..=SEEDS {
            let found = run(&DeltaSizeSettings {
                picture: PICTURE,
                bound: 0.5,
                seed,
                remedy,
            })?;
            saturated += found.saturated / SEEDS as f64;
            ratios.extend(found.ratios);
        }
        ratios.sort_by(f64::total_cmp);
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
        "\nA sum of thousands of values with weights of ±0.5 drives tanh to where it is flat: f' is nearly 0, and so is δ, in the\n\
         neuron and in all that lies below it. The few pictures in between are the opposite: they pull far too hard.\n\
         Each remedy keeps the net input where tanh is steep, for all pictures. `network.health` shows saturation, δ and\n\
         gradient/weight of any network."
    );
    plot::lines(
        "delta_size",
        "What of the error reaches the kernels",
        ("pictures, sorted, %", 0.0..100.0),
        ("gradient/weight", (1e-8..1e2).log_scale()),
        &lines,
    );
    Ok(())
}
