//! One file of reference values, and how near the engine has to come to it.

use std::fmt::Display;
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;
use tab_trainer::Network;

use crate::common::{assert_close, assert_within, magnitude};

/// Of the largest magnitude. JAX itself in float32 stays within 1e-6 of these numbers (generate.py sees to it), the
/// engine within 2e-6; the rest is room for sums in another order.
const TOLERANCE: f64 = 5e-6;

/// Where all values of one parameter are much smaller than those of the others, this share of the largest of all sets
/// the scale: a gradient that is 0 by cancellation has the rounding of what was cancelled.
const FLOOR: f64 = 0.05;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fixture {
    pub case: String,
    pub purpose: String,
    /// Without an optimiser: each run has its own.
    pub spec: Value,
    pub parameters: Vec<Place>,
    pub inputs: Vec<f32>,
    pub targets: Vec<f32>,
    pub weights: Vec<f32>,
    /// Of the initial weights, in inference mode.
    pub predictions: Vec<f64>,
    pub evaluation: Evaluation,
    /// Of the initial weights, in training mode.
    pub training: Training,
    pub runs: Vec<Run>,
}

#[derive(Deserialize, PartialEq, Debug)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub name: String,
    pub shape: Vec<usize>,
    pub offset: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evaluation {
    pub loss: f64,
    pub correct: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Training {
    pub loss: f64,
    pub correct: usize,
    pub gradients: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    pub optimizer: Value,
    /// Before each step.
    pub losses: Vec<f64>,
    /// After the last step, as are the predictions.
    pub weights: Vec<f64>,
    pub predictions: Vec<f64>,
}

/// Where the files are.
pub fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reference")
}

impl Fixture {
    pub fn load(case: &str) -> Self {
        let path = directory().join(case).with_extension("json");
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    /// The network with its initial weights, and the optimiser of `run`.
    pub fn network(&self, run: &Run) -> Network {
        let mut spec = self.spec.clone();
        spec["optimizer"] = run.optimizer.clone();
        let spec = serde_json::from_value(spec).expect("a spec");
        let mut network = Network::new(spec, 1).expect("a network");
        network.set_weights(&self.weights).expect("weights");
        network
    }

    #[track_caller]
    pub fn assert_close(&self, what: impl Display, actual: &[f32], expected: &[f64]) {
        let what = format!("{} ({}): {what}", self.case, self.purpose);
        assert_close(what, actual, expected, TOLERANCE);
    }

    /// Compares parameter by parameter, so that a small one does not hide behind a large one.
    #[track_caller]
    pub fn assert_parameters_close(&self, what: impl Display, actual: &[f32], expected: &[f64]) {
        assert_eq!(actual.len(), expected.len(), "{what}: number of values");
        let floor = FLOOR * magnitude(expected);
        for parameter in &self.parameters {
            let (name, shape) = (&parameter.name, &parameter.shape);
            let (case, purpose) = (&self.case, &self.purpose);
            let what = format!("{case} ({purpose}): {what}, {name} {shape:?}");
            let end = parameter.offset + shape.iter().product::<usize>();
            let (actual, expected) = (
                &actual[parameter.offset..end],
                &expected[parameter.offset..end],
            );
            let distance = TOLERANCE * magnitude(expected).max(floor);
            assert_within(what, actual, expected, distance);
        }
    }
}
