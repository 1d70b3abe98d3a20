//! Does the engine compute what automatic differentiation in float64 computes?
//!
//! The numbers come from JAX, by `tests/reference/generate.py`: predictions, loss, correct predictions and every gradient, and
//! then ten steps of each optimiser. What each case is there for stands in its file, and in `tests/reference/cases.py`.
//! Traces of single pictures are compared by `trace.rs` in the same directory.

#![cfg(not(target_arch = "wasm32"))]

mod common;
#[path = "reference/fixture.rs"]
mod fixture;
#[path = "reference/trace.rs"]
mod trace;

use std::collections::BTreeSet;
use std::fs;

use fixture::{Fixture, Place};

macro_rules! cases {
    ($($case:ident)*) => {
        const CASES: &[&str] = &[$(stringify!($case)),*];
        $(mod $case {
            use super::Fixture;
            fn load() -> Fixture { Fixture::load(stringify!($case)) }
            #[test]
            fn layout() { super::check_layout(load()) }
            #[test]
            fn inference() { super::check_inference(load()) }
            #[test]
            fn gradients() { super::check_gradients(load()) }
            #[test]
            fn trajectories() { super::check_trajectories(load()) }
            #[test]
            fn both_halves_of_a_step() { super::check_both_halves_of_a_step(load()) }
        })*
    };
}

cases! {
    dense_alone
    conv_same_odd
    conv_same_stride_2
    conv_same_even_kernel
    conv_stride_beyond_kernel
    conv_integer_padding
    article
    mse_several_outputs
    max_pool_overlapping
    pool_stride_beyond_size
    max_pool_ties
    batch_norm_conv
    batch_norm_dense
    batch_norm_batch_1
    global_average_pool
    maps_1x1
    batch_1
    large_logits
    odd_channels
    wide
    depthwise_separable
    residual
    residual_nested
    three_blocks
    activation_relu
    activation_leaky_relu
    activation_elu
    activation_silu
    activation_sigmoid
    activation_tanh
    activation_scaled_tanh
    activation_relu6
    activation_identity
}

#[test]
fn every_file_is_a_case() {
    let files = fs::read_dir(fixture::directory()).expect("the directory of the files");
    let files = files.map(|entry| entry.expect("an entry").path());
    let names = files
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .map(|path| path.with_extension("").file_name().map(|n| n.to_owned()));
    let found: BTreeSet<_> = names.flatten().collect();
    assert_eq!(found, CASES.iter().map(|&name| name.into()).collect());
}

fn check_layout(fixture: Fixture) {
    let network = fixture.network(&fixture.runs[0]);
    let places = network.parameters().iter().map(|parameter| Place {
        name: parameter.name.clone(),
        shape: parameter.shape.clone(),
        offset: parameter.offset,
    });
    assert_eq!(places.collect::<Vec<_>>(), fixture.parameters);
    for parameter in network.parameters() {
        let running = parameter.name.contains(".running_");
        assert_eq!(parameter.trainable, !running, "{}", parameter.name);
    }
    assert_eq!(network.weights(), fixture.weights);
}

fn check_inference(fixture: Fixture) {
    let Fixture {
        inputs, targets, ..
    } = &fixture;
    let mut network = fixture.network(&fixture.runs[0]);
    let predictions = network.predict(inputs).expect("predictions");
    fixture.assert_close("predictions", &predictions, &fixture.predictions);
    let report = network.evaluate(inputs, targets).expect("an evaluation");
    let expected = &fixture.evaluation;
    fixture.assert_close("loss of answers", &[report.loss], &[expected.loss]);
    assert_eq!(report.correct, expected.correct, "correct predictions");
    assert_eq!(network.weights(), fixture.weights, "weights are kept");
}

fn check_gradients(fixture: Fixture) {
    let mut network = fixture.network(&fixture.runs[0]);
    let report = network.gradients(&fixture.inputs, &fixture.targets);
    let report = report.expect("gradients");
    let expected = &fixture.training;
    fixture.assert_close("loss", &[report.loss], &[expected.loss]);
    assert_eq!(report.correct, expected.correct, "correct predictions");
    fixture.assert_parameters_close("gradient", report.gradients, &expected.gradients);
    assert_eq!(network.weights(), fixture.weights, "weights are kept");
}

fn check_trajectories(fixture: Fixture) {
    let squares = fixture.training.gradients.iter().map(|g| g * g);
    let norm = squares.sum::<f64>().sqrt();
    for run in &fixture.runs {
        let optimizer = &run.optimizer;
        let mut network = fixture.network(run);
        let step = |_| network.train_step(&fixture.inputs, &fixture.targets);
        let steps = (0..run.losses.len()).map(step);
        let reports: Vec<_> = steps.collect::<Result<_, _>>().expect("steps");

        let first = &reports[0];
        assert_eq!(
            first.correct, fixture.training.correct,
            "correct predictions"
        );
        fixture.assert_close("gradient norm", &[first.gradient_norm], &[norm]);

        let losses: Vec<_> = reports.iter().map(|report| report.loss).collect();
        let what = format_args!("loss before each step of {optimizer}");
        fixture.assert_close(what, &losses, &run.losses);
        let what = format_args!("after all steps of {optimizer}");
        fixture.assert_parameters_close(what, network.weights(), &run.weights);
        let predictions = network.predict(&fixture.inputs).expect("predictions");
        let what = format_args!("predictions after all steps of {optimizer}");
        fixture.assert_close(what, &predictions, &run.predictions);
    }
}

/// `gradients` and then `apply_gradients` must be `train_step`, bit for bit, running statistics included.
fn check_both_halves_of_a_step(fixture: Fixture) {
    let Fixture {
        inputs, targets, ..
    } = &fixture;
    for run in &fixture.runs {
        let (mut whole, mut halves) = (fixture.network(run), fixture.network(run));
        for step in 0..run.losses.len() {
            let what = format!("step {step} of {}", run.optimizer);
            let expected = whole.train_step(inputs, targets).expect("a step");
            let report = halves.gradients(inputs, targets).expect("gradients");
            assert_eq!(report.loss, expected.loss, "loss, {what}");
            assert_eq!(
                report.correct, expected.correct,
                "correct predictions, {what}"
            );
            // With the statistics it remembers, or with those it is given: the same.
            let gradients = report.gradients.to_vec();
            let given = (step % 2 == 0).then(|| report.statistics.to_vec());
            let done = halves.apply_gradients(&gradients, given.as_deref());
            done.expect("a step");
            assert_eq!(halves.weights(), whole.weights(), "weights, {what}");
        }
    }
}

mod comparison {
    use super::common::assert_close;

    const ACTUAL: [f32; 3] = [1.0, -2.0, 0.5];

    #[test]
    fn passes_at_the_tolerance() {
        assert_close("three", &ACTUAL, &[1.0, -2.25, 0.25], 0.25 / 2.25);
        assert_close("none", &[] as &[f32], &[] as &[f64], 0.0);
    }

    #[test]
    #[should_panic(expected = "three: [1] is -2, expected -2.25: \
        2.50e-1 apart where 2.25e-1 is allowed; 1 of 3 values are off")]
    fn shows_the_worst() {
        assert_close("three", &ACTUAL, &[1.0, -2.25, 0.4], 0.1);
    }

    #[test]
    #[should_panic(expected = "[0] is NaN, expected 1")]
    fn refuses_nan() {
        assert_close("one", &[f32::NAN], &[1.0], 1.0);
    }

    #[test]
    #[should_panic(expected = "number of values")]
    fn refuses_a_part() {
        assert_close("two", &[1.0f32], &[1.0, 1.0], 1.0);
    }
}
