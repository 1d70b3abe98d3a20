//! Training as the page does it (www/training/training.js): epochs of shuffled, varied pictures; the best weights are kept, and
//! without better ones for long it ends.

use std::time::{Duration, Instant};

use tab_trainer::augment::Augmentation;
use tab_trainer::rng::Rng;
use tab_trainer::spec::LossSpec;
use tab_trainer::{Network, NetworkSpec};

use crate::Result;
use crate::calibration::{expected_calibration_error, fit_temperature, soften};
use crate::data::Set;
use crate::presets::Preset;

/// The part of each class that is held out to choose the best weights and the temperature.
const HELD_OUT: usize = 5;
/// The most of a class, as on the page (www/training/split.js).
const MOST_HELD_OUT: usize = 60;

/// What came of one training.
#[derive(Clone)]
pub struct Outcome {
    /// Share of the test pictures that are answered right.
    pub accuracy: f64,
    /// Expected calibration error on them; none where answers are no probabilities or nothing was held out.
    pub calibration_error: Option<f64>,
    /// From the start to the best weights.
    pub time: Duration,
}

/// What is learned, how, and what is tested then: places of pictures.
pub struct Task {
    pub preset: Preset,
    pub learned: Vec<usize>,
    pub held_out: Vec<usize>,
    pub tested: Vec<usize>,
}

/// After the epoch that answered the held-out pictures best.
struct Best {
    loss: f32,
    epoch: usize,
    weights: Vec<f32>,
    time: Duration,
}

/// Trains with pictures of `set` and tests with those of `tests`.
pub fn train(task: &Task, seed: u64, set: &Set, tests: &Set) -> Result<Outcome> {
    let start = Instant::now();
    let Task {
        preset,
        learned,
        held_out,
        tested,
    } = task;
    let spec = &preset.spec;
    let mut network = Network::new(spec.clone(), seed)?;
    let total = preset.epoch_length;
    let mut best = Best {
        loss: f32::INFINITY,
        epoch: 0,
        weights: Vec::new(),
        time: start.elapsed(),
    };
    for epoch in 1..=preset.epochs {
        let order = shuffled(total, seed, epoch as u64);
        for (step, places) in order.chunks(preset.batch_size).enumerate() {
            let places: Vec<_> = places.iter().map(|&i| learned[i % learned.len()]).collect();
            let (rgba, targets) = batch(spec, set, &places);
            let first = (epoch * total + step * preset.batch_size) as u64;
            network.train_step_rgba(&rgba, &targets, Some(Augmentation { seed, first }))?;
        }
        let loss = match held_out.is_empty() {
            true => 0.0,
            false => {
                let (rgba, targets) = batch(spec, set, held_out);
                network.evaluate_rgba(&rgba, &targets)?.loss
            }
        };
        // Of equals the newest, as without held-out pictures.
        if loss <= best.loss {
            best = Best {
                loss,
                epoch,
                weights: network.weights().to_vec(),
                time: start.elapsed(),
            };
        }
        let waited = epoch - best.epoch;
        if preset.patience.is_some_and(|patience| waited >= patience) {
            break;
        }
    }
    network.set_weights(&best.weights)?;
    let (rgba, targets) = batch(spec, tests, tested);
    let correct = network.evaluate_rgba(&rgba, &targets)?.correct;
    let calibrated = spec.loss == LossSpec::CrossEntropy && !held_out.is_empty();
    let calibration_error = match calibrated {
        true => Some(calibration(&mut network, set, held_out, tests, tested)?),
        false => None,
    };
    Ok(Outcome {
        accuracy: correct as f64 / tested.len() as f64,
        calibration_error,
        time: best.time,
    })
}

/// Which are learned, and which are held out: the last of each class, where there are at least five.
pub fn hold_out(set: &Set, training: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let (mut learned, mut held_out) = (Vec::new(), Vec::new());
    for class in 0..set.classes {
        let places: Vec<_> = training
            .iter()
            .copied()
            .filter(|&i| set.labels[i] == class)
            .collect();
        let kept = places.len() - (places.len() / HELD_OUT).min(MOST_HELD_OUT);
        learned.extend(&places[..kept]);
        held_out.extend(&places[kept..]);
    }
    (learned, held_out)
}

fn calibration(
    network: &mut Network,
    set: &Set,
    held_out: &[usize],
    tests: &Set,
    testing: &[usize],
) -> Result<f64> {
    let spec = network.spec().clone();
    let labels = |set: &Set, places: &[usize]| -> Vec<usize> {
        places.iter().map(|&i| set.labels[i]).collect()
    };
    let known = network.predict_rgba(&batch(&spec, set, held_out).0)?;
    let temperature = fit_temperature(&known, &labels(set, held_out), set.classes);
    let mut answers = network.predict_rgba(&batch(&spec, tests, testing).0)?;
    soften(&mut answers, set.classes, temperature);
    let labels = labels(tests, testing);
    Ok(expected_calibration_error(&answers, &labels, set.classes))
}

/// RGBA bytes and targets of the pictures at `places`; targets as in www/training/targets.js.
fn batch(spec: &NetworkSpec, set: &Set, places: &[usize]) -> (Vec<u8>, Vec<f32>) {
    let rgba = places
        .iter()
        .flat_map(|&i| &set.pictures[i])
        .copied()
        .collect();
    let (outputs, low) = match spec.loss {
        LossSpec::CrossEntropy => (set.classes, 0.0),
        LossSpec::Mse if set.classes == 2 => (1, -1.0),
        LossSpec::Mse => (set.classes, -1.0),
    };
    let target = |(&i, class)| if set.labels[i] == class { 1.0 } else { low };
    let targets = places
        .iter()
        .flat_map(|i| (0..outputs).map(move |class| (i, class)));
    (rgba, targets.map(target).collect())
}

/// The numbers 0 to `count` − 1 in random order.
fn shuffled(count: usize, seed: u64, epoch: u64) -> Vec<usize> {
    let mut rng = Rng::new(seed, epoch);
    let mut order: Vec<_> = (0..count).collect();
    for last in (1..count).rev() {
        order.swap(last, (rng.unit() * (last + 1) as f32) as usize);
    }
    order
}
