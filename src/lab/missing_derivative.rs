//! "I left the derivatives out of δ, and it trains all the same, only worse. How do I know that my mathematics is right?"
//!
//! δ of a neuron is `f'(net)` times what comes back over its connections (2.13 of the article). Here a small network
//! learns with δ computed by hand, in three ways: as it should be; with f' in the update of a neuron's own weights, but
//! not in the δ that is handed down, as in an animation that many have seen; and without f'. Since f' is never negative,
//! whatever is wrong still points somewhat downhill.

use serde::Serialize;
use serde_json::json;

use super::surface::{Plane, Surface};
use super::{difference, distance, dot, finite_differences, network, norm, settings, sgd};
use crate::error::Result;
use crate::network::Network;
use crate::rng::Rng;

settings! {
    /// A network of tanh that learns whether two signs are alike.
    pub struct MissingDerivativeSettings {
        /// Step size α.
        learning_rate: f32 = 3.0, 0.1 to 8.0;
        /// Steps, with all examples each.
        steps: usize = 300, 20 to 600 by 20;
        /// Of examples and first weights.
        seed: u64 = 2, 1 to 100 by 1;
    }
}

/// Where f' stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Derivative {
    /// As in 2.13.
    InDelta,
    /// As in the article's animation.
    InUpdateOnly,
    /// Nowhere.
    Nowhere,
}
use Derivative::{InDelta, InUpdateOnly, Nowhere};

/// How the network learns in one of the ways.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Trajectory {
    /// Where f' stands.
    pub derivative: Derivative,
    /// E before each step and after the last; fewer where numbers would no longer be finite.
    pub errors: Vec<f64>,
    /// Where the weights lie in the plane of the surface, likewise.
    pub path: Vec<[f64; 2]>,
    /// How far the first update is from the numerical gradient, relative to that.
    pub off: f64,
    /// The cosine between the two.
    pub cosine: f64,
    /// Whether that is rounding.
    pub agrees: bool,
}

/// The three ways.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct MissingDerivative {
    /// How each learns.
    pub trajectories: Vec<Trajectory>,
    /// E over the plane through the start and the ends of the first two; where 2.13 ends lies straight above the start.
    pub surface: Surface,
}

const INPUTS: usize = 2;
/// Units of the two hidden layers and the output layer, all of tanh.
const UNITS: [usize; 3] = [8, 8, 1];
const EXAMPLES: usize = 64;
/// Gradients of less than a hundredth apart are the same, up to rounding.
const ROUNDING: f64 = 0.01;
/// The surface reaches beyond the paths by this part of their extent.
const MARGIN: f64 = 0.2;

/// A network learns in three ways.
///
/// # Errors
///
/// When a setting is out of its range.
pub fn run(settings: &MissingDerivativeSettings) -> Result<MissingDerivative> {
    settings.check()?;
    let (inputs, targets) = examples(settings.seed);
    let mut network = build(settings)?;
    let start = network.weights().to_vec();
    // So large that a loss in f32 can tell the two sides apart, so small that third derivatives do not matter.
    let judge = finite_differences(&mut network, [&inputs, &targets], start.len(), 0.01)?;
    let ways = [InDelta, InUpdateOnly, Nowhere];
    let mut learned = Vec::new();
    for way in ways {
        network = build(settings)?;
        learned.push(train(
            &mut network,
            [&inputs, &targets],
            way,
            settings.steps,
        )?);
    }
    let directions = [0, 1].map(|way: usize| difference(end(&learned[way].0, &start), &start));
    let [correct, wrong] = directions;
    let plane = Plane::new(start.clone(), &wrong, &correct);
    let trajectories = ways.into_iter().zip(learned);
    let trajectories: Vec<_> = trajectories
        .map(|(derivative, (places, errors))| {
            let first = by_hand(&start, &inputs, &targets, derivative);
            let off = distance(&first, &judge);
            Trajectory {
                derivative,
                errors,
                path: places
                    .iter()
                    .map(|weights| plane.coordinates(weights))
                    .collect(),
                off,
                cosine: dot(&first, &judge) / (norm(&first) * norm(&judge)),
                agrees: off < ROUNDING,
            }
        })
        .collect();
    let extent = [0, 1].map(|axis| {
        let paths = trajectories[..2].iter().flat_map(|way| &way.path);
        let ends = paths.fold([0.0f64; 2], |[least, most], at| {
            [least.min(at[axis]), most.max(at[axis])]
        });
        let margin = MARGIN * (ends[1] - ends[0]).max(1e-3);
        [ends[0] - margin, ends[1] + margin]
    });
    network.set_weights(&start)?;
    Ok(MissingDerivative {
        surface: plane.surface(&mut network, [&inputs, &targets], extent)?,
        trajectories,
    })
}

fn end<'a>(places: &'a [Vec<f32>], start: &'a [f32]) -> &'a [f32] {
    places.last().map_or(start, |weights| weights)
}

/// The weights and E before each step and after the last.
fn train(
    network: &mut Network,
    [inputs, targets]: [&[f32]; 2],
    way: Derivative,
    steps: usize,
) -> Result<(Vec<Vec<f32>>, Vec<f64>)> {
    let (mut places, mut errors) = (Vec::new(), Vec::new());
    for step in 0..=steps {
        places.push(network.weights().to_vec());
        errors.push(network.evaluate(inputs, targets)?.loss.into());
        let gradients = by_hand(network.weights(), inputs, targets, way);
        if step < steps && network.apply_gradients(&gradients, None).is_err() {
            break;
        }
    }
    Ok((places, errors))
}

fn build(settings: &MissingDerivativeSettings) -> Result<Network> {
    let tanh = json!({ "type": "activation", "function": "tanh" });
    let layers = UNITS.map(|units| [json!({ "type": "dense", "units": units }), tanh.clone()]);
    let optimizer = sgd(settings.learning_rate);
    network(
        [1, 1, INPUTS],
        json!(layers.concat()),
        optimizer,
        settings.seed,
    )
}

/// Points in the square −1…1 `[n, 2]`, and +1 where their signs are alike, −1 where not.
fn examples(seed: u64) -> (Vec<f32>, Vec<f32>) {
    let mut rng = Rng::new(seed, 77);
    let inputs: Vec<f32> = (0..EXAMPLES * INPUTS).map(|_| rng.symmetric(1.0)).collect();
    let targets = inputs.chunks(INPUTS).map(|x| (x[0] * x[1]).signum());
    let targets = targets.collect();
    (inputs, targets)
}

/// ∂E/∂weights of the mean E = ½(t − y)² in the order of the engine's weights, with f' where `way` has it.
fn by_hand(weights: &[f32], inputs: &[f32], targets: &[f32], way: Derivative) -> Vec<f32> {
    let mut gradients = vec![0.0; weights.len()];
    for (x, t) in inputs.chunks(INPUTS).zip(targets) {
        // y[l] is what layer l is given, and y[3] the answer.
        let mut y = vec![x.to_vec()];
        for (l, (kernel, bias)) in layers(weights).into_iter().enumerate() {
            y.push(forward(kernel, bias, &y[l]));
        }
        // What comes back to each neuron: of the output neuron y − t.
        let mut back: Vec<f32> = y[UNITS.len()].iter().map(|y| y - t).collect();
        let mut end = weights.len();
        for (l, (kernel, _)) in layers(weights).into_iter().enumerate().rev() {
            let with_slope: Vec<f32> = back
                .iter()
                .zip(&y[l + 1])
                .map(|(back, y)| back * (1.0 - y * y))
                .collect();
            let delta = if way == InDelta { &with_slope } else { &back };
            let update = if way == Nowhere { &back } else { &with_slope };
            let start = end - (y[l].len() + 1) * UNITS[l];
            accumulate(&mut gradients[start..end], &y[l], update);
            back = transposed(kernel, delta);
            end = start;
        }
    }
    gradients.iter().map(|g| g / EXAMPLES as f32).collect()
}

/// Kernel `[in, out]` and bias `[out]` of each layer.
fn layers(mut weights: &[f32]) -> Vec<(&[f32], &[f32])> {
    let inputs = [INPUTS].into_iter().chain(UNITS);
    let shapes = inputs.zip(UNITS);
    shapes
        .map(|(inputs, units)| {
            let (own, rest) = weights.split_at((inputs + 1) * units);
            weights = rest;
            own.split_at(inputs * units)
        })
        .collect()
}

/// y_j = tanh(Σ_i w_ij · x_i + b_j)
fn forward(kernel: &[f32], bias: &[f32], x: &[f32]) -> Vec<f32> {
    let mut net = bias.to_vec();
    for (weights, x) in kernel.chunks(bias.len()).zip(x) {
        for (net, w) in net.iter_mut().zip(weights) {
            *net += w * x;
        }
    }
    net.into_iter().map(libm::tanhf).collect()
}

/// Adds x_i · δ_j to the kernel's part of `gradients` and δ_j to the bias's.
fn accumulate(gradients: &mut [f32], x: &[f32], delta: &[f32]) {
    let inputs = x.iter().chain(&[1.0]);
    for (gradients, x) in gradients.chunks_mut(delta.len()).zip(inputs) {
        for (gradient, d) in gradients.iter_mut().zip(delta) {
            *gradient += x * d;
        }
    }
}

/// Σ_j w_ij · δ_j
fn transposed(kernel: &[f32], delta: &[f32]) -> Vec<f32> {
    let rows = kernel.chunks(delta.len());
    rows.map(|row| row.iter().zip(delta).map(|(w, d)| w * d).sum())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learn(learning_rate: f32, seed: u64) -> Vec<Trajectory> {
        let settings = MissingDerivativeSettings {
            learning_rate,
            steps: 600,
            seed,
        };
        run(&settings).unwrap().trajectories
    }

    #[test]
    fn only_with_the_derivative_in_delta_it_is_the_gradient() {
        for seed in 1..=5 {
            let settings = MissingDerivativeSettings {
                seed,
                ..Default::default()
            };
            let mut network = build(&settings).unwrap();
            let (inputs, targets) = examples(seed);
            let engine = network.gradients(&inputs, &targets).unwrap();
            let engine = engine.gradients.to_vec();
            for way in learn(0.5, seed) {
                let hand = by_hand(network.weights(), &inputs, &targets, way.derivative);
                let off = distance(&hand, &engine);
                if way.derivative == InDelta {
                    assert!(
                        way.agrees && way.off < 2e-3 && off < 1e-5,
                        "{}, {off}",
                        way.off
                    );
                } else {
                    // Wrong, by far more than rounding, and yet somewhat downhill.
                    assert!(
                        !way.agrees && way.off > 0.05 && off > 0.05,
                        "{}, {off}",
                        way.off
                    );
                    assert!(way.cosine > 0.0, "{}", way.cosine);
                }
            }
        }
    }

    #[test]
    fn without_it_training_ends_worse() {
        let means = [0.5, 4.0].map(|rate| {
            let runs: Vec<_> = (1..=10).map(|seed| learn(rate, seed)).collect();
            [0, 1, 2].map(|way: usize| {
                let last = |run: &Vec<Trajectory>| run[way].errors[run[way].errors.len() - 1];
                runs.iter().map(last).sum::<f64>() / runs.len() as f64
            })
        });
        let [small, large] = means;
        assert!(small[0] < 0.02, "{means:?}");
        assert!(small[2] > 0.3 && large[2] > 0.3, "{means:?}");
        assert!(large[1] > 1.5 * large[0], "{means:?}");
    }

    #[test]
    fn at_the_settings_that_one_finds_only_the_gradient_arrives() {
        let found = run(&Default::default()).unwrap().trajectories;
        let last = found.iter().map(|way| way.errors[way.errors.len() - 1]);
        let last: Vec<f64> = last.collect();
        assert!(last[0] < 0.05 && last[1] > 0.3 && last[2] > 0.3, "{last:?}");
    }

    #[test]
    fn the_surface_has_the_loss_of_both_ends() {
        let settings = MissingDerivativeSettings {
            learning_rate: 0.5,
            ..Default::default()
        };
        let MissingDerivative {
            trajectories,
            surface,
        } = run(&settings).unwrap();
        for Trajectory { path, errors, .. } in &trajectories[..2] {
            for (at, error) in [path[0], path[300]]
                .into_iter()
                .zip([errors[0], errors[300]])
            {
                // Between the four points around it.
                let place = |at: f64, [from, to]: [f64; 2]| {
                    (at - from) / (to - from) * (surface.points - 1) as f64
                };
                let (x, y) = (place(at[0], surface.x), place(at[1], surface.y));
                let corner = |dx: usize, dy: usize| {
                    let row = y.floor() as usize + dy;
                    f64::from(surface.losses[row * surface.points + x.floor() as usize + dx])
                };
                let (u, v) = (x.fract(), y.fract());
                let between = (1.0 - v) * ((1.0 - u) * corner(0, 0) + u * corner(1, 0))
                    + v * ((1.0 - u) * corner(0, 1) + u * corner(1, 1));
                assert!((between - error).abs() < 0.05, "{between}, {error}");
            }
        }
    }
}
