//! Do the optimisers take the steps that optax takes? `tests/reference/steps.py` writes what is expected.

#![cfg(not(target_arch = "wasm32"))]

use serde::Deserialize;
use serde_json::Value;
use tab_trainer::optimizer::{Group, Optimizer};

/// Relative to the largest weight: some tens of roundings of f32.
const TOLERANCE: f64 = 3e-6;

#[derive(Deserialize)]
struct Reference {
    weights: Vec<f32>,
    /// [step, weight]
    gradients: Vec<Vec<f32>>,
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    optimizer: Value,
    /// [step, weight], after each step.
    weights: Vec<Vec<f64>>,
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("reference/steps/optax.json")).unwrap()
}

fn optimizer(spec: &Value, len: usize) -> Optimizer {
    Optimizer::new(serde_json::from_value(spec.clone()).unwrap(), len).unwrap()
}

/// The first three weights are a kernel.
fn groups() -> [Group; 2] {
    let group = |range, decays| Group { range, decays };
    [group(0..3, true), group(3..5, false)]
}

#[test]
fn schedules_clipping_and_decay_follow_optax() {
    let reference = reference();
    for Run {
        optimizer: spec,
        weights: expected,
    } in &reference.runs
    {
        let mut optimizer = optimizer(spec, reference.weights.len());
        let mut weights = reference.weights.clone();
        for (k, (gradient, expected)) in reference.gradients.iter().zip(expected).enumerate() {
            assert!(optimizer.step(&mut weights, gradient, &groups(), |_| ()));
            let scale = expected.iter().fold(0.0, |max: f64, w| max.max(w.abs()));
            for (w, expected) in weights.iter().zip(expected) {
                let off = (f64::from(*w) - expected).abs();
                assert!(
                    off <= TOLERANCE * scale,
                    "step {k} of {spec}: {w}, expected {expected}"
                );
            }
        }
    }
}

#[test]
fn memory_and_steps_carry_a_schedule_over() {
    let reference = reference();
    for Run {
        optimizer: spec, ..
    } in &reference.runs
    {
        let len = reference.weights.len();
        let (mut first, mut second) = (optimizer(spec, len), optimizer(spec, len));
        let mut weights = reference.weights.clone();
        for gradient in &reference.gradients[..5] {
            first.step(&mut weights, gradient, &groups(), |_| ());
        }
        second.restore(&first.memory(), first.steps());
        let mut other = weights.clone();
        for gradient in &reference.gradients[5..] {
            first.step(&mut weights, gradient, &groups(), |_| ());
            second.step(&mut other, gradient, &groups(), |_| ());
        }
        assert_eq!(weights, other, "{spec}");
    }
}
