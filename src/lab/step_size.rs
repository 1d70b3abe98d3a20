//! "Three inputs 1, 2, 3, weights 3, 2, 1, a linear neuron, target 0, α = 0.25: it flies to infinity. Why? And why not
//! one step with α = 1?"
//!
//! E = ½(w·x)², so a step `w −= α·(w·x)·x` multiplies w·x by 1 − α‖x‖². ‖x‖² = 14 is the only curvature there is, λmax:
//! the error shrinks for α < 2/14, vanishes in one step for α = 1/14, and grows beyond 2/14.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::surface::{Plane, Surface};
use super::{adam, curvature, difference, dot, network, settings, sgd};
use crate::error::Result;
use crate::network::Network;

settings! {
    /// The reader's neuron, and how it learns.
    pub struct StepSizeSettings {
        /// Step size α; L-BFGS and the line search find theirs.
        learning_rate: f32 = 0.25, 0.01 to 1.0;
        /// Steps.
        steps: usize = 20, 1 to 120 by 1;
    }
    choices {
        /// How the weights move.
        method: StepMethod = StepMethod::GradientDescent;
    }
}

/// How the weights move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum StepMethod {
    /// Against the gradient, α times its length.
    GradientDescent,
    /// Against the gradient, to where E is smallest.
    LineSearch,
    /// Adam.
    Adam,
    /// L-BFGS, a quasi-Newton method.
    Lbfgs,
}

/// What becomes of the error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is small, and stays so.
    Arrives,
    /// It is smaller than it was.
    Shrinks,
    /// It is not smaller than it was, but does not grow without end.
    Circles,
    /// It grows, step by step.
    Diverges,
}

/// A place on the way.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Place {
    /// The three weights.
    pub weights: Vec<f32>,
    /// Where they lie in the plane of the surface, to the right and upwards.
    pub at: [f64; 2],
    /// E
    pub error: f64,
}

/// What the step size makes of the error.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct StepSize {
    /// Largest curvature λmax, measured: ‖x‖² = 14.
    pub curvature: f64,
    /// The start, and the place after each step; fewer than were asked for where numbers would no longer be finite.
    pub path: Vec<Place>,
    /// Steps until the error is below [`ARRIVED`], and stays so.
    pub arrival: Option<usize>,
    /// What becomes of the error.
    pub outcome: Outcome,
    /// E over the plane of the input x, upwards, and the direction (1, 1, 1), in which Adam goes. The start lies in it, and so
    /// does every path.
    pub surface: Surface,
}

const INPUT: [f32; 3] = [1.0, 2.0, 3.0];
const WEIGHTS: [f32; 3] = [3.0, 2.0, 1.0];
const TARGET: [f32; 1] = [0.0];
/// An error this small has arrived: of the first one, 50, two millionths are left.
pub const ARRIVED: f64 = 1e-4;
/// What differs by less stays where it is.
const CLEARLY: f64 = 0.01;
/// The surface reaches as far from the middle, twice as far as the first steps of most methods.
const REACH: f64 = 8.0;

/// The neuron learns.
///
/// # Errors
///
/// When a setting is out of its range.
pub fn run(settings: &StepSizeSettings) -> Result<StepSize> {
    settings.check()?;
    let rate = settings.learning_rate;
    let (optimizer, step): (_, Step) = match settings.method {
        StepMethod::GradientDescent => (sgd(rate), descend),
        StepMethod::LineSearch => (sgd(rate), search_line),
        StepMethod::Adam => (adam(rate), descend),
        StepMethod::Lbfgs => (json!({ "type": "lbfgs" }), search),
    };
    let mut network = neuron(optimizer)?;
    let curvature = curvature::largest(&WEIGHTS, |weights| gradient_at(&mut network, weights))?;
    set(&mut network, &WEIGHTS)?;
    let (up, right) = (with_bias(&INPUT), with_bias(&[1.0; 3]));
    // The bottom of the valley below the start: the coordinate upwards is then w·x / ‖x‖.
    let height = (dot(&WEIGHTS, &INPUT) / dot(&INPUT, &INPUT)) as f32;
    let bottom: Vec<f32> = WEIGHTS
        .iter()
        .zip(INPUT)
        .map(|(w, x)| w - height * x)
        .collect();
    let plane = Plane::new(with_bias(&bottom), &right, &up);
    let mut path = vec![place(&mut network, &plane)?];
    for _ in 0..settings.steps {
        if step(&mut network).is_err() {
            break;
        }
        match place(&mut network, &plane) {
            Ok(place) if place.error.is_finite() => path.push(place),
            _ => break,
        }
    }
    let errors: Vec<f64> = path.iter().map(|place| place.error).collect();
    let complete = errors.len() > settings.steps;
    set(&mut network, &WEIGHTS)?;
    let reach = [-REACH, REACH];
    Ok(StepSize {
        curvature,
        arrival: arrival(&errors).filter(|_| complete),
        outcome: outcome(&errors, complete),
        surface: plane.surface(&mut network, [&INPUT, &TARGET], [reach; 2])?,
        path,
    })
}

fn place(network: &mut Network, plane: &Plane) -> Result<Place> {
    Ok(Place {
        weights: network.weights()[..3].to_vec(),
        at: plane.coordinates(network.weights()),
        error: network.evaluate(&INPUT, &TARGET)?.loss.into(),
    })
}

/// After how many steps the error is small, and stays so.
fn arrival(errors: &[f64]) -> Option<usize> {
    let away = errors.iter().rposition(|e| *e >= ARRIVED);
    let first = away.map_or(0, |last| last + 1);
    (first < errors.len()).then_some(first)
}

fn outcome(errors: &[f64], complete: bool) -> Outcome {
    let (first, last) = (errors[0], errors[errors.len() - 1]);
    let grows = errors.windows(2).all(|pair| pair[1] > pair[0]);
    match () {
        _ if !complete || (grows && last > (1.0 + CLEARLY) * first) => Outcome::Diverges,
        _ if arrival(errors).is_some() => Outcome::Arrives,
        _ if last < (1.0 - CLEARLY) * first => Outcome::Shrinks,
        _ => Outcome::Circles,
    }
}

/// The reader's neuron.
fn neuron(optimizer: Value) -> Result<Network> {
    let dense = json!({ "type": "dense", "units": 1 });
    let mut network = network([1, 1, 3], json!([dense]), optimizer, 1)?;
    set(&mut network, &WEIGHTS)?;
    Ok(network)
}

type Step = fn(&mut Network) -> Result<()>;

/// One step of the network's optimiser.
fn descend(network: &mut Network) -> Result<()> {
    let gradient = gradient(network)?;
    network.apply_gradients(&with_bias(&gradient), None)
}

/// One step along the gradient to where E is smallest: α = g·g / g·Hg, where Hg is the gradient at w + g less that at w.
fn search_line(network: &mut Network) -> Result<()> {
    let here = network.weights()[..3].to_vec();
    let g = gradient(network)?;
    let along =
        |length: f32| -> Vec<f32> { here.iter().zip(&g).map(|(w, g)| w + length * g).collect() };
    let bent = dot(&g, &difference(&gradient_at(network, &along(1.0))?, &g));
    let rate = if bent > 0.0 { dot(&g, &g) / bent } else { 0.0 };
    set(network, &along(-rate as f32))
}

/// One step of a method that searches for the length of its steps, so that it needs E itself and not the gradient alone.
///
/// With −x beside x, E is the same, and nothing moves the bias that the reader's neuron does not have.
fn search(network: &mut Network) -> Result<()> {
    let inputs = [INPUT, INPUT.map(|x| -x)].concat();
    network.train_step(&inputs, &[TARGET, TARGET].concat())?;
    Ok(())
}

fn gradient_at(network: &mut Network, weights: &[f32]) -> Result<Vec<f32>> {
    set(network, weights)?;
    gradient(network)
}

/// ∂E/∂w for the three weights. The reader's neuron has no bias: that one's part is left out.
fn gradient(network: &mut Network) -> Result<Vec<f32>> {
    Ok(network.gradients(&INPUT, &TARGET)?.gradients[..3].to_vec())
}

fn set(network: &mut Network, weights: &[f32]) -> Result<()> {
    network.set_weights(&with_bias(weights))
}

fn with_bias(weights: &[f32]) -> Vec<f32> {
    [weights, &[0.0]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CURVATURE: f32 = 14.0;

    fn learn(method: StepMethod, learning_rate: f32) -> StepSize {
        let settings = StepSizeSettings {
            learning_rate,
            steps: 120,
            method,
        };
        run(&settings).unwrap()
    }

    #[test]
    fn a_step_multiplies_the_error_by_the_square_of_one_less_the_rate_times_the_curvature() {
        for rate in [
            0.01,
            0.05,
            1.0 / 14.0,
            0.1,
            1.9 / 14.0,
            2.1 / 14.0,
            0.25,
            1.0,
        ] {
            let StepSize {
                curvature, path, ..
            } = learn(StepMethod::GradientDescent, rate);
            assert!(
                (curvature - f64::from(CURVATURE)).abs() < 1e-4,
                "{curvature}"
            );
            let factor = f64::from(1.0 - rate * CURVATURE);
            for (t, place) in path.iter().enumerate().take(8) {
                let net = 10.0 * factor.powi(t as i32);
                let expected = 0.5 * net * net;
                let close = 1e-4 * expected.max(1.0);
                assert!(
                    (place.error - expected).abs() < close,
                    "{rate}, {t}: {place:?}"
                );
                // The height over the bottom of the valley is w·x / ‖x‖, and gradient descent never leaves x.
                let [right, up] = place.at;
                let height = net / f64::from(CURVATURE).sqrt();
                assert!((up - height).abs() < 1e-4 * height.abs().max(1.0));
                assert!(right.abs() < 1e-3 * height.abs().max(1.0), "{place:?}");
            }
        }
    }

    #[test]
    fn below_twice_the_inverse_curvature_it_arrives_and_above_it_diverges() {
        for rate in [2.1 / CURVATURE, 0.25, 1.0] {
            let found = learn(StepMethod::GradientDescent, rate);
            assert_eq!(found.outcome, Outcome::Diverges, "{rate}");
            assert_eq!(found.arrival, None, "{rate}");
        }
        for rate in [0.01, 0.05, 1.9 / CURVATURE] {
            let found = learn(StepMethod::GradientDescent, rate);
            assert_eq!(found.outcome, Outcome::Arrives, "{rate}");
        }
        let exact = learn(StepMethod::GradientDescent, 1.0 / CURVATURE);
        assert_eq!(exact.arrival, Some(1));
        let still = learn(StepMethod::GradientDescent, 2.0 / CURVATURE);
        assert_eq!(still.outcome, Outcome::Circles);
    }

    #[test]
    fn whoever_looks_at_the_curvature_lands_at_any_rate() {
        for rate in [0.01, 1.0] {
            assert_eq!(learn(StepMethod::LineSearch, rate).arrival, Some(1));
            let lbfgs = learn(StepMethod::Lbfgs, rate);
            assert!(lbfgs.arrival.is_some_and(|steps| steps <= 3), "{lbfgs:?}");
        }
        assert_eq!(learn(StepMethod::Adam, 0.25).outcome, Outcome::Arrives);
    }

    #[test]
    fn every_path_lies_in_the_plane_of_the_surface() {
        for method in [
            StepMethod::GradientDescent,
            StepMethod::Adam,
            StepMethod::Lbfgs,
        ] {
            for place in learn(method, 0.1).path {
                // Off that plane lies what is at right angles to x and to (1, 1, 1).
                let [a, b, c] = [place.weights[0], place.weights[1], place.weights[2]];
                let off = (a - 2.0 * b + c).abs();
                assert!(off < 1e-3, "{method:?}: {place:?}");
            }
        }
    }

    #[test]
    fn the_surface_is_a_parabola_over_the_input() {
        let Surface {
            y, points, losses, ..
        } = learn(StepMethod::GradientDescent, 0.1).surface;
        for (i, loss) in losses.iter().enumerate() {
            let row = (i / points) as f64 / (points - 1) as f64;
            let up = y[0] + (y[1] - y[0]) * row;
            let expected = 7.0 * up * up;
            assert!((f64::from(*loss) - expected).abs() < 1e-3 * expected.max(1.0));
        }
    }
}
