//! "Three inputs 1, 2, 3, weights 3, 2, 1, a linear neuron, target 0, α = 0.25: it flies to infinity. Why? And why not
//! one step with α = 1?"
//!
//! E = ½(w·x)², so a step `w −= α·(w·x)·x` multiplies w·x by 1 − α‖x‖². ‖x‖² = 14 is the only curvature there is, λmax:
//! the error shrinks for α < 2/14, vanishes in one step for α = 1/14, and grows beyond 2/14.

mod common;

use common::{dot, network, norm, plot};
use plotters::prelude::IntoLogRange;
use serde_json::{Value, json};
use tab_trainer::Network;

const INPUT: [f32; 3] = [1.0, 2.0, 3.0];
const WEIGHTS: [f32; 3] = [3.0, 2.0, 1.0];
const TARGET: [f32; 1] = [0.0];
const STEPS: usize = 120;
/// An error this small has arrived: of the first one, 50, two millionths are left.
const ARRIVED: f64 = 1e-4;

fn main() {
    let curvature = largest_curvature();
    println!(
        "Largest curvature λmax = {curvature:.3} (‖x‖² = 14), so α must be below 2/λmax = {:.4}.\n",
        2.0 / curvature
    );
    println!(
        "{:28} {:>10} {:>12} {:>14}  steps until E < {ARRIVED:e}",
        "",
        "1 − α·λmax",
        "E, 3 steps",
        format!("E, {STEPS} steps")
    );
    let mut lines = Vec::new();
    for (name, rate, errors) in runs(curvature) {
        let factor = rate.map_or(String::new(), |rate| {
            format!("{:.2}", 1.0 - rate * curvature)
        });
        let arrived = arrival(&errors).map_or("never".into(), |step| step.to_string());
        println!(
            "{name:28} {factor:>10} {:>12.3e} {:>14.3e}  {arrived}",
            errors[3], errors[STEPS]
        );
        let points = errors.iter().enumerate().map(|(i, &e)| (i as f64, e));
        lines.push((name, points.collect()));
    }
    println!(
        "\nα = 0.25 multiplies w·x by 1 − 0.25 · 14 = −2.5 in each step: it overshoots, and every time by more. α = 1 would\n\
         make that −13. A line search measures the curvature along the gradient and lands at once. Adam never looks at the\n\
         gradient's size, only at its history: it cannot fly off here, but it circles the goal. L-BFGS tries a short step and\n\
         learns the curvature from how the gradient changes on the way: it needs no α, and lands with its second step."
    );
    plot::lines(
        "step_size",
        "One linear neuron: what the step size makes of the error",
        ("step", 0.0..STEPS as f64),
        ("E", (1e-8..1e8).log_scale()),
        &lines,
    );
}

/// Name, step size if there is a fixed one, and E before each step and after the last.
fn runs(curvature: f64) -> Vec<(String, Option<f64>, Vec<f64>)> {
    let rates = [
        ("α = 1", 1.0),
        ("α = 0.25, the reader's", 0.25),
        ("α = 2.1/λmax", 2.1 / curvature),
        ("α = 1.9/λmax", 1.9 / curvature),
        ("α = 1/λmax", 1.0 / curvature),
        ("α = 0.01", 0.01),
    ];
    let sgd = |rate| json!({ "type": "sgd", "learning_rate": rate });
    let mut runs: Vec<_> = rates
        .map(|(name, rate)| {
            (
                name.to_owned(),
                Some(rate),
                train(neuron(sgd(rate)), descend),
            )
        })
        .into();
    runs.push((
        "line search, exact".into(),
        None,
        train(neuron(sgd(1.0)), search_line),
    ));
    let adam = json!({ "type": "adam", "learning_rate": 0.25 });
    runs.push(("Adam, α = 0.25".into(), None, train(neuron(adam), descend)));
    let lbfgs = json!({ "type": "lbfgs" });
    runs.push(("L-BFGS".into(), None, train(neuron(lbfgs), search)));
    runs
}

/// The reader's neuron.
fn neuron(optimizer: Value) -> Network {
    let spec = json!({
        "input": { "height": 1, "width": 1, "channels": 3 },
        "layers": [{ "type": "dense", "units": 1 }],
        "loss": "mse",
        "optimizer": optimizer,
    });
    let mut network = network(spec, 1);
    set(&mut network, &WEIGHTS);
    network
}

/// E before each step and after the last; infinite where the engine refuses to go on.
fn train(mut network: Network, step: fn(&mut Network) -> tab_trainer::Result<()>) -> Vec<f64> {
    let error = |network: &mut Network| {
        let evaluation = network.evaluate(&INPUT, &TARGET).expect("a loss");
        f64::from(evaluation.loss)
    };
    let mut errors = vec![error(&mut network)];
    for _ in 0..STEPS {
        let stepped = step(&mut network);
        errors.push(stepped.map_or(f64::INFINITY, |()| error(&mut network)));
    }
    errors
}

/// One step of the network's optimiser.
fn descend(network: &mut Network) -> tab_trainer::Result<()> {
    let gradient = gradient(network)?;
    network.apply_gradients(&with_bias(&gradient), None)
}

/// One step along the gradient to where E is smallest: α = g·g / g·Hg.
fn search_line(network: &mut Network) -> tab_trainer::Result<()> {
    let g = gradient(network)?;
    let bent = dot(&g, &curve(network, &g)?);
    if bent > 0.0 {
        let rate = dot(&g, &g) / bent;
        let weights = network.weights()[..3].iter().zip(&g);
        let weights: Vec<f32> = weights.map(|(w, g)| w - rate as f32 * g).collect();
        set(network, &weights);
    }
    Ok(())
}

/// One step of a method that searches for the length of its steps, so that it needs E itself and not the gradient alone.
///
/// With −x beside x, E is the same, and nothing moves the bias that the reader's neuron does not have.
fn search(network: &mut Network) -> tab_trainer::Result<()> {
    let inputs = [INPUT, INPUT.map(|x| -x)].concat();
    network.train_step(&inputs, &[TARGET, TARGET].concat())?;
    Ok(())
}

/// λmax by power iteration: what the curvature does to a vector, again and again, turns it to where it is largest.
fn largest_curvature() -> f64 {
    let mut network = neuron(json!({ "type": "sgd", "learning_rate": 1.0 }));
    let mut direction = vec![1.0, 0.0, 0.0];
    let mut largest = 0.0;
    for _ in 0..10 {
        let curved = curve(&mut network, &direction).expect("a gradient");
        largest = norm(&curved);
        direction = curved.iter().map(|c| c / largest as f32).collect();
    }
    largest
}

/// H·v for the curvature H: the gradient at w + v less that at w. Of a quadratic that is exact.
fn curve(network: &mut Network, v: &[f32]) -> tab_trainer::Result<Vec<f32>> {
    let here = network.weights()[..3].to_vec();
    let from = gradient(network)?;
    let moved: Vec<f32> = here.iter().zip(v).map(|(w, v)| w + v).collect();
    set(network, &moved);
    let to = gradient(network);
    set(network, &here);
    Ok(to?.iter().zip(from).map(|(to, from)| to - from).collect())
}

/// ∂E/∂w for the three weights. The reader's neuron has no bias: that one's part is left out.
fn gradient(network: &mut Network) -> tab_trainer::Result<Vec<f32>> {
    Ok(network.gradients(&INPUT, &TARGET)?.gradients[..3].to_vec())
}

fn set(network: &mut Network, weights: &[f32]) {
    network
        .set_weights(&with_bias(weights))
        .expect("finite weights");
}

fn with_bias(weights: &[f32]) -> Vec<f32> {
    [weights, &[0.0]].concat()
}

/// After how many steps the error is small, and stays so.
fn arrival(errors: &[f64]) -> Option<usize> {
    let away = errors.iter().rposition(|e| e.is_nan() || *e >= ARRIVED);
    let first = away.map_or(0, |last| last + 1);
    (first < errors.len()).then_some(first)
}

#[test]
fn a_step_multiplies_the_error_by_one_less_the_rate_times_the_curvature() {
    let curvature = largest_curvature();
    assert!((curvature - 14.0).abs() < 1e-4, "{curvature}");
    for (name, rate, errors) in runs(curvature) {
        let Some(rate) = rate else { continue };
        let expected = 50.0 * (1.0 - rate * 14.0).powi(2);
        assert!(
            (errors[1] - expected).abs() < 1e-4 * expected.max(1.0),
            "{name}: {}",
            errors[1]
        );
    }
}

#[test]
fn below_twice_the_inverse_curvature_it_arrives_and_above_it_diverges() {
    let runs = runs(largest_curvature());
    let arrivals: Vec<_> = runs.iter().map(|(_, _, errors)| arrival(errors)).collect();
    assert_eq!(arrivals[..3], [None; 3], "above: {arrivals:?}");
    assert!(
        runs[..3]
            .iter()
            .all(|(_, _, errors)| errors[STEPS] > 1000.0)
    );
    assert_eq!(arrivals[4], Some(1), "1/λmax");
    assert_eq!(arrivals[6], Some(1), "exact line search");
    assert!(
        arrivals[8].is_some_and(|steps| steps <= 3),
        "L-BFGS: {arrivals:?}"
    );
    assert!(
        arrivals[3..].iter().all(Option::is_some),
        "below: {arrivals:?}"
    );
}
