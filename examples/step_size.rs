//! "Three inputs 1, 2, 3, weights 3, 2, 1, a linear neuron, target 0, α = 0.25: it flies to infinity. Why? And why not
//! one step with α = 1?"
//!
//! E = ½(w·x)², so a step `w −= α·(w·x)·x` multiplies w·x by 1 − α‖x‖². ‖x‖² = 14 is the only curvature there is, λmax:
//! the error shrinks for α < 2/14, vanishes in one step for α = 1/14, and grows beyond 2/14.

mod common;

use common::plot;
use plotters::prelude::IntoLogRange;
use tab_trainer::lab::step_size::{ARRIVED, StepMethod, StepSizeSettings, run};

const STEPS: usize = 120;

fn main() -> tab_trainer::Result<()> {
    use StepMethod::{Adam, GradientDescent, Lbfgs, LineSearch};
    let ways = [
        ("α = 1", GradientDescent, 1.0),
        ("α = 0.25, the reader's", GradientDescent, 0.25),
        ("α = 2.1/λmax", GradientDescent, 2.1 / 14.0),
        ("α = 1.9/λmax", GradientDescent, 1.9 / 14.0),
        ("α = 1/λmax", GradientDescent, 1.0 / 14.0),
        ("α = 0.01", GradientDescent, 0.01),
        ("line search, exact", LineSearch, 1.0),
        ("Adam, α = 0.25", Adam, 0.25),
        ("L-BFGS", Lbfgs, 1.0),
    ];
    println!(
        "{:28} {:>10} {:>12} {:>14}  steps until E < {ARRIVED:e}",
        "",
        "1 − α·λmax",
        "E, 3 steps",
        format!("E, {STEPS} steps")
    );
    let mut lines = Vec::new();
    let mut largest = 0.0;
    for (name, method, learning_rate) in ways {
        let found = run(&StepSizeSettings {
            learning_rate,
            steps: STEPS,
            method,
        })?;
        largest = found.curvature;
        let factor = match method {
            GradientDescent => format!("{:.2}", 1.0 - f64::from(learning_rate) * largest),
            _ => String::new(),
        };
        let error = |step: usize| {
            found
                .path
                .get(step)
                .map_or(f64::INFINITY, |place| place.error)
        };
        let arrived = found
            .arrival
            .map_or("never".into(), |step| step.to_string());
        println!(
            "{name:28} {factor:>10} {:>12.3e} {:>14.3e}  {arrived}",
            error(3),
            error(STEPS)
        );
        let points = (0..=STEPS).map(|step| (step as f64, error(step)));
        lines.push((name.to_owned(), points.collect()));
    }
    println!(
        "\nLargest curvature λmax = {largest:.3} (‖x‖² = 14), so α must be below 2/λmax = {:.4}.\n\
         α = 0.25 multiplies w·x by 1 − 0.25 · 14 = −2.5 in each step: it overshoots, and every time by more. α = 1 would\n\
         make that −13. A line search measures the curvature along the gradient and lands at once. Adam never looks at the\n\
         gradient's size, only at its history: it cannot fly off here, but it circles the goal. L-BFGS tries a short step and\n\
         learns the curvature from how the gradient changes on the way: it needs no α, and lands with its second step.",
        2.0 / largest
    );
    plot::lines(
        "step_size",
        "One linear neuron: what the step size makes of the error",
        ("step", 0.0..STEPS as f64),
        ("E", (1e-8..1e8).log_scale()),
        &lines,
    );
    Ok(())
}
