//! "With ReLU, kernels fly to where the derivative is 0 and never learn. He's initialisation does not help much. Why?"
//!
//! He's initialisation says where weights begin, not where a step throws them. One step that is too large makes a filter
//! negative for every picture: then ReLU's derivative is 0 for every picture, and no gradient ever brings it back.
//!
//! Batch normalisation bounds what kernels can do, but not its own weights: y = γ·x̂ + β, where x̂ has mean 0 and
//! variance 1. β has a derivative from every pixel, takes the largest step of all, and where it is thrown far below 0,
//! while γ shrinks, y is negative for every picture again. With β held at 0 nothing can die.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{drawn, settings, sgd};
use crate::error::{Error, Result};
use crate::network::{Network, Parameter};
use crate::spec::NetworkSpec;

settings! {
    /// Two convolutions that tell drawn faces from backgrounds.
    pub struct DeadReluSettings {
        /// Step size α.
        learning_rate: f32 = 0.5, 0.01 to 1.0;
        /// Times that each picture is shown.
        epochs: usize = 8, 1 to 12 by 1;
        /// Pictures to learn from, and as many to be asked about.
        pictures: usize = 64, 32 to 128 by 16;
        /// Of pictures and weights.
        seed: u64 = 1, 1 to 100 by 1;
    }
    choices {
        /// The activation function.
        function: Rectifier = Rectifier::Relu;
        /// What stands between a convolution and its activation.
        norm: Norm = Norm::None;
    }
}

/// An activation function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Rectifier {
    /// 0 below 0.
    Relu,
    /// A hundredth below 0.
    LeakyRelu,
}

/// What stands between a convolution and its activation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Norm {
    /// Nothing.
    None,
    /// Batch normalisation.
    Batch,
    /// Batch normalisation whose β is set to 0 after each step.
    Unshifted,
}

/// What came of a training.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct DeadRelu {
    /// Filters of each of the two convolutions.
    pub filters: Vec<usize>,
    /// Fraction of dead filters in each convolution, before each epoch and after the last.
    pub dead: Vec<Vec<f32>>,
    /// Mean loss, likewise.
    pub losses: Vec<f32>,
    /// Accuracy on pictures never seen.
    pub accuracy: f64,
}

const FILTERS: [usize; 2] = [8, 16];
const BATCH: usize = 16;

/// One training.
///
/// # Errors
///
/// When a setting is out of its range.
pub fn run(settings: &DeadReluSettings) -> Result<DeadRelu> {
    settings.check()?;
    let pictures = settings.pictures;
    let (inputs, targets) = examples(pictures, settings.seed);
    let mut network = build(settings)?;
    let mut dead = FILTERS.map(|_| Vec::new());
    let mut losses = Vec::new();
    for epoch in 0..=settings.epochs {
        if epoch > 0 {
            learn(&mut network, [&inputs, &targets], settings)?;
        }
        let health = network.health(&inputs, &targets)?;
        losses.push(health.loss);
        for (dead, layer) in dead.iter_mut().zip(&health.layers) {
            dead.push(layer.dead.unwrap_or(0.0));
        }
    }
    let (inputs, targets) = examples(pictures, settings.seed + 1000);
    let correct = network.evaluate(&inputs, &targets)?.correct;
    Ok(DeadRelu {
        filters: FILTERS.into(),
        dead: dead.into(),
        losses,
        accuracy: correct as f64 / pictures as f64,
    })
}

/// One epoch. A step that the engine refuses, because a number would no longer be finite, is left out.
fn learn(
    network: &mut Network,
    [inputs, targets]: [&[f32]; 2],
    settings: &DeadReluSettings,
) -> Result<()> {
    let picture = inputs.len() / settings.pictures;
    let batches = inputs
        .chunks(BATCH * picture)
        .zip(targets.chunks(BATCH * 2));
    for (inputs, targets) in batches {
        match network.train_step(inputs, targets) {
            Ok(_) | Err(Error::Diverged(_)) => {}
            Err(error) => return Err(error),
        }
        if settings.norm == Norm::Unshifted {
            hold_shifts(network)?;
        }
    }
    Ok(())
}

fn build(settings: &DeadReluSettings) -> Result<Network> {
    let mut layers = Vec::new();
    for filters in FILTERS {
        layers.push(json!({ "type": "conv", "filters": filters, "kernel": 3 }));
        if settings.norm != Norm::None {
            layers.push(json!({ "type": "batch_norm" }));
        }
        layers.push(json!({ "type": "activation", "function": settings.function }));
        layers.push(json!({ "type": "max_pool", "size": 2 }));
    }
    layers.push(json!({ "type": "dense", "units": 2 }));
    let spec = json!({
        "input": { "height": drawn::SIDE, "width": drawn::SIDE, "channels": 1 },
        "layers": Value::from(layers),
        "loss": "cross_entropy",
        "optimizer": sgd(settings.learning_rate),
    });
    Network::new(NetworkSpec::from_json(spec)?, settings.seed)
}

/// Sets each β to 0.
fn hold_shifts(network: &mut Network) -> Result<()> {
    let shifts = |p: &&Parameter| p.name.ends_with(".beta");
    let shifts = network.parameters().iter().filter(shifts);
    let ranges: Vec<_> = shifts.map(Parameter::range).collect();
    let mut weights = network.weights().to_vec();
    for range in ranges {
        weights[range].fill(0.0);
    }
    network.set_weights(&weights)
}

/// Drawn pictures and one-hot targets.
fn examples(n: usize, seed: u64) -> (Vec<f32>, Vec<f32>) {
    let (inputs, faces) = drawn::pictures(n, seed);
    let one_hot = |face: bool| if face { [1.0, 0.0] } else { [0.0, 1.0] };
    (inputs, faces.into_iter().flat_map(one_hot).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fraction of dead filters in the second convolution, before and after; mean of two seeds.
    fn dead(learning_rate: f32, function: Rectifier, norm: Norm) -> [f32; 2] {
        let ends = [1, 2].map(|seed| {
            let settings = DeadReluSettings {
                learning_rate,
                epochs: 12,
                pictures: 128,
                seed,
                function,
                norm,
            };
            let second = run(&settings).unwrap().dead[1].clone();
            [second[0], second[12]]
        });
        [0, 1].map(|i| (ends[0][i] + ends[1][i]) / 2.0)
    }

    #[test]
    fn large_steps_kill_filters_for_good_and_each_remedy_keeps_them_alive() {
        for norm in [Norm::None, Norm::Batch] {
            let [before, after] = dead(0.5, Rectifier::Relu, norm);
            assert!(before < 0.1 && after > 0.4, "{norm:?}: {before}, {after}");
        }
        let remedies = [
            dead(0.5, Rectifier::Relu, Norm::Unshifted),
            dead(0.05, Rectifier::Relu, Norm::None),
            dead(0.5, Rectifier::LeakyRelu, Norm::None),
        ];
        assert!(
            remedies.iter().all(|[_, after]| *after < 0.1),
            "{remedies:?}"
        );
    }

    #[test]
    fn at_the_settings_that_one_finds_filters_die_and_a_smaller_step_saves_them() {
        let settings = DeadReluSettings::default();
        let last = |settings: &DeadReluSettings| {
            let found = run(settings).unwrap();
            assert_eq!(found.dead[1].len(), settings.epochs + 1);
            found.dead[1][settings.epochs]
        };
        assert!(last(&settings) > 0.3);
        let smaller = DeadReluSettings {
            learning_rate: 0.05,
            ..settings
        };
        assert!(last(&smaller) < 0.1);
    }
}
