//! "One neuron for each kernel looks at a huge map, and hardly any error reaches the kernels. Why?"
//!
//! The neuron adds up thousands of values. With weights of ±0.5 its net input is in the tens, where tanh is flat: f' is
//! nearly 0, and with it δ: of most pictures the kernels learn nothing, of the few that happen to lie between, far too
//! much. Weights scaled by the number of inputs, batch normalisation in front of tanh, or a mean in place of the sum
//! (global average pooling) keep the net input small.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{difference, network, norm, settings, sgd};
use crate::error::Result;
use crate::network::Network;
use crate::rng::Rng;

settings! {
    /// Four kernels, and one neuron that looks at their maps.
    pub struct DeltaSizeSettings {
        /// Pixels a side of the pictures.
        picture: usize = 48, 8 to 64 by 8;
        /// Bound of the neuron's weights, which are drawn from −bound…bound, however many there are.
        bound: f32 = 0.5, 0.01 to 1.0;
        /// Of pictures and weights.
        seed: u64 = 1, 1 to 100 by 1;
    }
    choices {
        /// What is done about it.
        remedy: Remedy = Remedy::None;
    }
}

/// What keeps the net input small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// Nothing does.
    None,
    /// Weights that are the smaller, the more of them there are, whatever the bound.
    FanIn,
    /// Batch normalisation between the neuron's sum and tanh.
    BatchNorm,
    /// The neuron is given means of the maps.
    GlobalAveragePool,
}

/// What a network does before it has learned anything, picture by picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct DeltaSize {
    /// Number of values that the neuron adds up.
    pub inputs: usize,
    /// What tanh is given.
    pub nets: Vec<f32>,
    /// f' there: 1 − tanh².
    pub slopes: Vec<f32>,
    /// Fraction of the pictures at which tanh is flat: f' below [`FLAT`].
    pub saturated: f64,
    /// What of an error of 1 reaches the kernels: ‖∂y/∂w‖ / ‖w‖ for answer y and kernels w.
    pub ratios: Vec<f64>,
    /// Their median.
    pub median: f64,
}

const KERNELS: usize = 4;
const PICTURES: usize = 16;
/// Less steep than this, tanh is flat.
pub const FLAT: f32 = 0.05;
/// Of batch normalisation.
const EPSILON: f64 = 1e-5;

/// Asks a new network about pictures, and each picture for its error's way to the kernels.
///
/// # Errors
///
/// When a setting is out of its range.
pub fn run(settings: &DeltaSizeSettings) -> Result<DeltaSize> {
    settings.check()?;
    let mut network = build(settings, true)?;
    let (inputs, mut targets) = pictures(&mut Rng::new(settings.seed, 34), settings.picture);
    let nets = nets(settings, &network, &inputs)?;
    let slopes: Vec<f32> = nets
        .iter()
        .map(|net| 1.0 - libm::tanhf(*net).powi(2))
        .collect();
    let kernels = network.parameters()[0].range();
    let size = norm(&network.weights()[kernels.clone()]);
    let mut gradient = |targets: &[f32]| -> Result<Vec<f32>> {
        let found = network.gradients(&inputs, targets)?;
        Ok(found.gradients[kernels.clone()].to_vec())
    };
    // The gradient of ½(t − y)² is linear in t: a target that is larger by 1 changes it by ∂y/∂w / n.
    let all = gradient(&targets)?;
    let mut ratios = Vec::new();
    for i in 0..PICTURES {
        targets[i] += 1.0;
        let own = difference(&gradient(&targets)?, &all);
        targets[i] -= 1.0;
        ratios.push(norm(&own) * PICTURES as f64 / size);
    }
    let flat = slopes.iter().filter(|slope| **slope < FLAT).count();
    let mut sorted = ratios.clone();
    sorted.sort_by(f64::total_cmp);
    Ok(DeltaSize {
        inputs: match settings.remedy {
            Remedy::GlobalAveragePool => KERNELS,
            _ => KERNELS * settings.picture * settings.picture,
        },
        nets,
        slopes,
        saturated: flat as f64 / PICTURES as f64,
        median: sorted[PICTURES / 2],
        ratios,
    })
}

/// The network, or what of it lies in front of the neuron's activation.
fn build(settings: &DeltaSizeSettings, whole: bool) -> Result<Network> {
    let conv = json!({ "type": "conv", "filters": KERNELS, "kernel": 5 });
    let tanh = json!({ "type": "activation", "function": "tanh" });
    let mut layers = vec![conv, tanh.clone()];
    if settings.remedy == Remedy::GlobalAveragePool {
        layers.push(json!({ "type": "global_average_pool" }));
    }
    layers.push(json!({ "type": "dense", "units": 1 }));
    if whole && settings.remedy == Remedy::BatchNorm {
        layers.push(json!({ "type": "batch_norm", "epsilon": EPSILON }));
    }
    if whole {
        layers.push(tanh);
    }
    let side = settings.picture;
    let layers = Value::from(layers);
    let mut network = network([side, side, 1], layers, sgd(0.01), settings.seed)?;
    if settings.remedy != Remedy::FanIn {
        draw(&mut network, settings)?;
    }
    Ok(network)
}

/// Draws the neuron's weights within the bound.
fn draw(network: &mut Network, settings: &DeltaSizeSettings) -> Result<()> {
    let mut kernels = network.parameters().iter().filter(|p| p.is_kernel());
    let neuron = kernels.nth(1).map_or(0..0, |kernel| kernel.range());
    let mut rng = Rng::new(settings.seed, 33);
    let mut weights = network.weights().to_vec();
    weights[neuron].fill_with(|| rng.symmetric(settings.bound));
    network.set_weights(&weights)
}

/// What tanh is given of each picture.
fn nets(settings: &DeltaSizeSettings, whole: &Network, inputs: &[f32]) -> Result<Vec<f32>> {
    let mut front = build(settings, false)?;
    let len = front.weights().len();
    front.set_weights(&whole.weights()[..len])?;
    let mut nets = front.predict(inputs)?;
    if settings.remedy == Remedy::BatchNorm {
        let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / PICTURES as f64;
        let middle = mean(&mut nets.iter().map(|net| f64::from(*net)));
        let variance = mean(&mut nets.iter().map(|net| (f64::from(*net) - middle).powi(2)));
        for net in &mut nets {
            *net = ((f64::from(*net) - middle) / (variance + EPSILON).sqrt()) as f32;
        }
    }
    Ok(nets)
}

/// Noise around a brightness of each picture's own, with targets of ±1 in turn.
fn pictures(rng: &mut Rng, side: usize) -> (Vec<f32>, Vec<f32>) {
    let (mut inputs, mut targets) = (Vec::new(), Vec::new());
    for i in 0..PICTURES {
        let light = rng.symmetric(0.5);
        inputs.extend((0..side * side).map(|_| light + rng.symmetric(0.5)));
        targets.push(if i % 2 == 0 { 1.0 } else { -1.0 });
    }
    (inputs, targets)
}

#[cfg(test)]
mod tests {
    use super::super::distance;
    use super::*;

    fn settings(remedy: Remedy, seed: u64) -> DeltaSizeSettings {
        DeltaSizeSettings {
            picture: 64,
            bound: 0.5,
            seed,
            remedy,
        }
    }

    #[test]
    fn a_huge_sum_saturates_and_each_remedy_lets_the_error_through() {
        // Of three seeds together: fraction saturated, median and largest ratio.
        let together = |remedy| {
            let found = [1, 2, 3].map(|seed| run(&settings(remedy, seed)).unwrap());
            let saturated = found.iter().map(|found| found.saturated).sum::<f64>() / 3.0;
            let mut ratios: Vec<f64> = found.into_iter().flat_map(|found| found.ratios).collect();
            ratios.sort_by(f64::total_cmp);
            [
                saturated,
                ratios[ratios.len() / 2],
                ratios[ratios.len() - 1],
            ]
        };
        let sick = together(Remedy::None);
        assert!(sick[0] > 0.7 && sick[1] < 0.2, "{sick:?}");
        for remedy in [Remedy::FanIn, Remedy::BatchNorm, Remedy::GlobalAveragePool] {
            let [saturated, median, loudest] = together(remedy);
            assert!(saturated < 0.2, "{remedy:?}: {saturated}");
            assert!(median > 3.0 * sick[1], "{remedy:?}: {median}");
            // No picture is louder than the others by far.
            assert!(loudest < 30.0 * median, "{remedy:?}: {loudest}, {median}");
        }
    }

    #[test]
    fn nets_and_ratios_are_those_of_the_network() {
        for remedy in [
            Remedy::None,
            Remedy::FanIn,
            Remedy::BatchNorm,
            Remedy::GlobalAveragePool,
        ] {
            let settings = DeltaSizeSettings {
                picture: 16,
                bound: 0.1,
                ..settings(remedy, 3)
            };
            let found = run(&settings).unwrap();
            let mut network = build(&settings, true).unwrap();
            let (inputs, targets) = pictures(&mut Rng::new(3, 34), 16);
            let health = network.health(&inputs, &targets).unwrap();
            let saturated = f64::from(health.layers[1].saturated.unwrap());
            assert_eq!(found.saturated, saturated, "{remedy:?}");
            // Batch normalisation makes one picture's answer the business of all.
            if remedy == Remedy::BatchNorm {
                continue;
            }
            // By differences of the answer for one picture alone.
            let kernels = network.parameters()[0].range();
            let weights = network.weights().to_vec();
            let picture = &inputs[..256];
            let mut answer_at = |i: usize, h: f32| {
                let mut weights = weights.clone();
                weights[i] += h;
                network.set_weights(&weights).unwrap();
                network.predict(picture).unwrap()[0]
            };
            let slope = |i| (answer_at(i, 0.01) - answer_at(i, -0.01)) / 0.02;
            let slopes: Vec<f32> = kernels.clone().map(slope).collect();
            let expected = norm(&slopes) / norm(&weights[kernels]);
            let error = (found.ratios[0] - expected).abs();
            assert!(
                error < 0.02 * expected,
                "{remedy:?}: {}, {expected}",
                found.ratios[0]
            );
            let answer = libm::tanhf(found.nets[0]);
            network.set_weights(&weights).unwrap();
            let predicted = network.predict(picture).unwrap();
            assert!(distance(&[answer], &predicted) < 1e-4, "{remedy:?}");
        }
    }
}
