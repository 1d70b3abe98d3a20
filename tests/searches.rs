//! Do the methods that search get where SciPy and a reimplementation in Python get? `tests/reference/searches.py` writes
//! what is expected.

#![cfg(not(target_arch = "wasm32"))]

use serde::Deserialize;
use serde_json::{Value, json};
use tab_trainer::network::State;
use tab_trainer::optimizer::{self, Optimizer};
use tab_trainer::{Error, Network};

#[derive(Deserialize)]
struct Reference {
    inputs: Vec<f32>,
    targets: Vec<f32>,
    weights: Vec<f32>,
    lbfgs: Minimum,
    rosenbrock: Start,
    armijo: Armijo,
}

#[derive(Deserialize)]
struct Minimum {
    minimum: f64,
    /// What counts as near it, and how many iterations SciPy needs.
    close: f64,
    iterations: usize,
}

#[derive(Deserialize)]
struct Start {
    start: Vec<f32>,
    #[serde(flatten)]
    minimum: Minimum,
}

#[derive(Deserialize)]
struct Armijo {
    learning_rate: f32,
    losses: Vec<f64>,
    lengths: Vec<f32>,
    weights: Vec<f64>,
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("reference/steps/searches.json")).unwrap()
}

fn build(layers: Value, optimizer: Value) -> Network {
    let spec = json!({
        "input": { "height": 1, "width": 6, "channels": 1 },
        "layers": layers,
        "loss": "cross_entropy",
        "optimizer": optimizer,
    });
    Network::new(serde_json::from_value(spec).unwrap(), 1).unwrap()
}

/// The softmax regression of the reference.
fn regression(reference: &Reference, optimizer: Value) -> Network {
    let mut network = build(json!([{ "type": "dense", "units": 3 }]), optimizer);
    network.set_weights(&reference.weights).unwrap();
    network
}

/// Batch norm and dropout: each trial of a step must see the same of both.
fn noisy(optimizer: Value) -> Network {
    let layers = json!([
        { "type": "dense", "units": 8 },
        { "type": "batch_norm" },
        { "type": "activation", "function": "tanh" },
        { "type": "dropout", "rate": 0.2 },
        { "type": "dense", "units": 3 },
    ]);
    build(layers, optimizer)
}

#[test]
fn lbfgs_finds_scipys_minimum_in_about_as_many_steps() {
    let reference = reference();
    let mut network = regression(&reference, json!({ "type": "lbfgs" }));
    let mut step = || network.train_step(&reference.inputs, &reference.targets);
    let losses: Vec<_> = (0..60).map(|_| f64::from(step().unwrap().loss)).collect();
    let Minimum {
        minimum,
        close,
        iterations,
    } = reference.lbfgs;
    let needed = losses.iter().position(|&loss| loss <= close);
    let needed = needed.expect("the minimum is never reached");
    assert!(needed <= iterations + 2, "{needed}, SciPy {iterations}");
    let last = losses[losses.len() - 1];
    assert!((last - minimum).abs() < 1e-6, "{last}, SciPy {minimum}");
}

#[test]
fn lbfgs_follows_a_bent_valley() {
    let Start { start, minimum } = reference().rosenbrock;
    let mut objective = |w: &[f32], d_w: Option<&mut [f32]>| {
        let w: Vec<_> = w.iter().map(|&w| f64::from(w)).collect();
        let mut gradient = vec![0.0; w.len()];
        let mut loss = 0.0;
        for i in 0..w.len() - 1 {
            let bend = w[i + 1] - w[i] * w[i];
            loss += 100.0 * bend * bend + (1.0 - w[i]).powi(2);
            gradient[i] += -400.0 * w[i] * bend - 2.0 * (1.0 - w[i]);
            gradient[i + 1] += 200.0 * bend;
        }
        if let Some(d_w) = d_w {
            for (d_w, gradient) in d_w.iter_mut().zip(gradient) {
                *d_w = gradient as f32;
            }
        }
        loss
    };
    let spec = serde_json::from_value(json!({ "type": "lbfgs" })).unwrap();
    let mut method = Optimizer::new(spec, start.len()).unwrap();
    let (mut weights, mut gradient) = (start.clone(), vec![0.0; start.len()]);
    let mut loss = objective(&weights, Some(&mut gradient));
    let mut steps = 0;
    while loss > minimum.close {
        let start = optimizer::Start {
            weights: &weights,
            gradient: &gradient,
            loss,
        };
        method.search(start, &mut objective);
        assert!(method.finish(&mut weights, |_| ()));
        let before = loss;
        loss = objective(&weights, Some(&mut gradient));
        assert!(loss < before, "step {steps}: {loss}, before {before}");
        steps += 1;
    }
    let iterations = minimum.iterations;
    assert!(steps <= iterations + 2, "{steps}, SciPy {iterations}");
}

#[test]
fn gradient_descent_takes_armijos_steps() {
    let reference = reference();
    let Armijo {
        learning_rate,
        losses,
        lengths,
        weights,
    } = &reference.armijo;
    let optimizer = json!({ "type": "gradient_descent", "learning_rate": learning_rate });
    let mut network = regression(&reference, optimizer);
    for (k, (expected, length)) in losses.iter().zip(lengths).enumerate() {
        let report = network.train_step(&reference.inputs, &reference.targets);
        let loss = f64::from(report.unwrap().loss);
        assert!((loss - expected).abs() < 1e-5, "{k}: {loss}, {expected}");
        assert_eq!(network.state().memory, [*length], "length of step {k}");
    }
    for (w, expected) in network.weights().iter().zip(weights) {
        assert!((f64::from(*w) - expected).abs() < 1e-4, "{w}, {expected}");
    }
}

#[test]
fn a_step_never_makes_the_loss_of_its_batch_larger() {
    let reference = reference();
    for name in ["gradient_descent", "lbfgs"] {
        let layers = json!([
            { "type": "dense", "units": 8 },
            { "type": "activation", "function": "relu" },
            { "type": "dense", "units": 3 },
        ]);
        let mut network = build(layers, json!({ "type": name, "learning_rate": 1000 }));
        let mut last = f32::INFINITY;
        for step in 0..40 {
            let report = network.train_step(&reference.inputs, &reference.targets);
            let loss = report.unwrap().loss;
            assert!(loss <= last, "{name}, step {step}: {loss} after {last}");
            last = loss;
        }
        assert!(last < 0.9, "{name}: {last}");
    }
}

#[test]
fn the_state_carries_a_search_over_bit_for_bit() {
    let reference = reference();
    for name in ["gradient_descent", "lbfgs"] {
        // With five pairs the oldest have been dropped.
        let optimizer = match name {
            "lbfgs" => json!({ "type": name, "history": 5 }),
            _ => json!({ "type": name }),
        };
        for before in [0, 3, 9] {
            let (mut first, mut second) = (noisy(optimizer.clone()), noisy(optimizer.clone()));
            for _ in 0..before {
                first
                    .train_step(&reference.inputs, &reference.targets)
                    .unwrap();
            }
            second.set_state(&first.state()).unwrap();
            for _ in 0..4 {
                let step = |network: &mut Network| {
                    network
                        .train_step(&reference.inputs, &reference.targets)
                        .unwrap()
                };
                assert_eq!(step(&mut first), step(&mut second), "{name}");
            }
            assert_eq!(first.state(), second.state(), "{name}");
        }
    }
}

#[test]
fn gradients_alone_are_refused() {
    for name in ["gradient_descent", "lbfgs"] {
        let mut network = noisy(json!({ "type": name }));
        let before = network.state();
        let gradients = vec![0.1; before.weights.len()];
        let error = network.apply_gradients(&gradients, None).unwrap_err();
        assert!(matches!(error, Error::Input(_)), "{error:?}");
        assert!(error.to_string().contains("train_step"), "{error}");
        assert_eq!(network.state(), before);
    }
}

#[test]
fn a_state_of_another_length_is_refused() {
    let mut network = noisy(json!({ "type": "lbfgs" }));
    let state = State {
        memory: vec![0.0; 3],
        ..network.state()
    };
    let error = network.set_state(&state).unwrap_err().to_string();
    assert!(error.starts_with("memory: got 3 values"), "{error}");
}

/// At the minimum of `loss + ½ λ Σ w²` the loss alone still falls along the kernel, by λ w; the bias is not penalised.
#[test]
fn lbfgs_balances_the_loss_with_the_penalty() {
    let reference = reference();
    let penalty = 0.05;
    let lbfgs = json!({ "type": "lbfgs", "learning_rate": 1, "weight_decay": penalty });
    let mut network = regression(&reference, lbfgs);
    for _ in 0..60 {
        network
            .train_step(&reference.inputs, &reference.targets)
            .unwrap();
    }
    let kernel = network.parameters()[0].range();
    let weights = network.weights().to_vec();
    let found = network
        .gradients(&reference.inputs, &reference.targets)
        .unwrap();
    for (i, (gradient, weight)) in found.gradients.iter().zip(&weights).enumerate() {
        let pull = if kernel.contains(&i) {
            penalty * weight
        } else {
            0.0
        };
        assert!((gradient + pull).abs() < 1e-4, "{i}: {gradient}, {pull}");
    }
    assert!(weights[kernel].iter().any(|weight| weight.abs() > 0.1));
}
