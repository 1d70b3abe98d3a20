//! "The gradient depends on the size of the picture. How do I get rid of that?"
//!
//! A kernel's gradient is a sum over all places of its map, so an error that is summed over the map makes it grow with the
//! number of pixels: a step that suits 8×8 diverges at 128×128. A mean in place of the sum divides by that number; Adam
//! divides by the size of the gradient itself.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{adam, curvature, difference, network, noise, norm, settings, sgd};
use crate::error::Result;
use crate::network::Network;
use crate::rng::Rng;

settings! {
    /// A kernel that learns from one noise picture to do what another kernel does with it.
    pub struct ImageSizeSettings {
        /// Pixels a side.
        picture: usize = 32, 8 to 128 by 8;
        /// Step size, relative to what suits pictures of 8×8.
        step: f32 = 1.0, 0.01 to 4.0;
        /// Steps.
        steps: usize = 100, 10 to 200 by 10;
        /// Of picture and kernels.
        seed: u64 = 1, 1 to 100 by 1;
    }
    choices {
        /// What becomes of the errors of all places.
        way: Way = Way::Sum;
    }
}

/// What becomes of the errors of all places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// They are added up.
    Sum,
    /// Their mean is taken.
    Mean,
    /// The map's mean is taken inside the network, and that one number has an error.
    GlobalAveragePool,
    /// They are added up, and the kernel learns by Adam.
    Adam,
}

/// The first gradient of each way.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct WayNorms {
    /// The way.
    pub way: Way,
    /// ‖∂E/∂w‖ for each of [`ImageSize::pictures`].
    pub norms: Vec<f64>,
}

/// What the picture's size makes of the gradient, and of learning.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct ImageSize {
    /// Pixels a side, from small to large.
    pub pictures: Vec<usize>,
    /// The first gradients of all ways for each of them.
    pub ways: Vec<WayNorms>,
    /// The picture that was chosen: `[picture, picture]`.
    pub input: Vec<f32>,
    /// The kernel that is to be learned, and the one that learning begins with: `[3, 3]`.
    pub wanted: Vec<f32>,
    /// See `wanted`.
    pub start: Vec<f32>,
    /// ‖∂E/∂w‖ of the first step, as chosen.
    pub gradient: f64,
    /// Step size α.
    pub learning_rate: f64,
    /// 2/λmax, below which gradient descent converges; `None` of Adam.
    pub limit: Option<f64>,
    /// Distance to the other kernel relative to that in the beginning, before each step and after the last; it ends where
    /// numbers would no longer be finite, or the distance is a million times as large.
    pub left: Vec<f64>,
    /// Whether the kernel is farther away in the end.
    pub diverged: bool,
}

const PICTURES: [usize; 5] = [8, 16, 32, 64, 128];
const KERNEL: usize = 3;
const WEIGHTS: usize = KERNEL * KERNEL;
/// Mean of the pictures, which are noise of ±1 around it.
const LIGHT: f32 = 0.5;
/// Curvature of the mean error: that of nine weights which all see the light, and of the noise alone.
const CURVATURE: f32 = 9.0 * LIGHT * LIGHT + 1.0 / 3.0;
/// So far away it is on its way to infinity.
const FAR: f64 = 1e6;

/// A kernel learns from a picture of the size that was chosen.
///
/// # Errors
///
/// When a setting is out of its range.
pub fn run(settings: &ImageSizeSettings) -> Result<ImageSize> {
    settings.check()?;
    let ways = [Way::Sum, Way::Mean, Way::GlobalAveragePool, Way::Adam].map(|way| {
        let norms = PICTURES.map(|picture| {
            let settings = ImageSizeSettings {
                way,
                picture,
                ..*settings
            };
            let mut learner = Learner::new(&settings)?;
            let start = learner.start.clone();
            Ok(norm(&learner.gradient_at(&start)?))
        });
        let norms = norms.into_iter().collect::<Result<_>>()?;
        Ok(WayNorms { way, norms })
    });
    let mut learner = Learner::new(settings)?;
    let start = learner.start.clone();
    let gradient = norm(&learner.gradient_at(&start)?);
    let limit = match settings.way {
        Way::Adam => None,
        _ => Some(2.0 / curvature::largest(&start, |weights| learner.gradient_at(weights))?),
    };
    learner.set(&start)?;
    let mut left = vec![1.0];
    for _ in 0..settings.steps {
        match learner.step() {
            Ok(distance) if distance < FAR => left.push(distance),
            _ => break,
        }
    }
    let complete = left.len() > settings.steps;
    Ok(ImageSize {
        pictures: PICTURES.into(),
        ways: ways.into_iter().collect::<Result<_>>()?,
        diverged: !complete || left[left.len() - 1] > 1.0,
        input: learner.input,
        wanted: learner.wanted,
        start,
        gradient,
        learning_rate: learning_rate(settings).into(),
        limit,
        left,
    })
}

fn learning_rate(settings: &ImageSizeSettings) -> f32 {
    let usual = match settings.way {
        Way::Sum => 1.0 / CURVATURE / (PICTURES[0] * PICTURES[0]) as f32,
        Way::Mean | Way::GlobalAveragePool => 1.0 / CURVATURE,
        Way::Adam => 0.05,
    };
    usual * settings.step
}

struct Learner {
    network: Network,
    input: Vec<f32>,
    target: Vec<f32>,
    wanted: Vec<f32>,
    start: Vec<f32>,
    /// What gradients are divided by.
    places: f32,
}

impl Learner {
    fn new(settings: &ImageSizeSettings) -> Result<Self> {
        let side = settings.picture;
        let mut rng = Rng::new(settings.seed, 60);
        let (wanted, start) = (noise(&mut rng, WEIGHTS), noise(&mut rng, WEIGHTS));
        let input = noise(&mut rng, side * side);
        let conv = json!({ "type": "conv", "filters": 1, "kernel": KERNEL, "padding": "same" });
        let layers = match settings.way {
            Way::GlobalAveragePool => json!([conv, { "type": "global_average_pool" }]),
            _ => json!([conv]),
        };
        let rate = learning_rate(settings);
        let optimizer = match settings.way {
            Way::Adam => adam(rate),
            _ => sgd(rate),
        };
        let mut learner = Learner {
            network: network([side, side, 1], layers, optimizer, 1)?,
            input: input.iter().map(|x| x + LIGHT).collect(),
            target: Vec::new(),
            wanted,
            start,
            places: match settings.way {
                Way::Mean => (side * side) as f32,
                _ => 1.0,
            },
        };
        learner.set(&learner.wanted.clone())?;
        learner.target = learner.network.predict(&learner.input)?;
        learner.set(&learner.start.clone())?;
        Ok(learner)
    }

    /// Sets the kernel; the bias is 0.
    fn set(&mut self, kernel: &[f32]) -> Result<()> {
        self.network.set_weights(&[kernel, &[0.0]].concat())
    }

    fn gradient_at(&mut self, kernel: &[f32]) -> Result<Vec<f32>> {
        self.set(kernel)?;
        self.gradient()
    }

    /// ∂E/∂w of the kernel.
    fn gradient(&mut self) -> Result<Vec<f32>> {
        let found = self.network.gradients(&self.input, &self.target)?;
        let kernel = found.gradients[..WEIGHTS].iter();
        Ok(kernel.map(|g| g / self.places).collect())
    }

    /// One step of the kernel, while the bias stays 0. Returns the distance to the other one that is left.
    fn step(&mut self) -> Result<f64> {
        let gradient = self.gradient()?;
        self.network
            .apply_gradients(&[&gradient[..], &[0.0]].concat(), None)?;
        let kernel = &self.network.weights()[..WEIGHTS];
        let away = norm(&difference(kernel, &self.wanted));
        Ok(away / norm(&difference(&self.start, &self.wanted)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learn(way: Way, picture: usize, seed: u64) -> ImageSize {
        let settings = ImageSizeSettings {
            picture,
            steps: 200,
            seed,
            way,
            ..Default::default()
        };
        run(&settings).unwrap()
    }

    fn last(found: &ImageSize) -> f64 {
        found.left[found.left.len() - 1]
    }

    #[test]
    fn the_sum_grows_with_the_picture_and_the_remedies_do_not_mind() {
        let found: Vec<_> = (1..=5).map(|seed| learn(Way::Sum, 64, seed)).collect();
        // 64 times as many pixels; means of five pictures.
        let growth = |way: usize| {
            let at = |size: usize| found.iter().map(|f| f.ways[way].norms[size]).sum::<f64>();
            at(3) / at(0)
        };
        assert!((40.0..100.0).contains(&growth(0)), "{}", growth(0));
        assert!((0.6..1.6).contains(&growth(1)), "{}", growth(1));
        assert!((0.6..1.6).contains(&growth(2)), "{}", growth(2));
        assert_eq!(found[0].ways[3].norms, found[0].ways[0].norms);
    }

    #[test]
    fn a_step_that_suits_the_small_picture_diverges_with_the_large_one() {
        for seed in 1..=5 {
            let small = learn(Way::Sum, 8, seed);
            assert!(last(&small) < 0.1 && !small.diverged, "{small:?}");
            assert!(small.learning_rate < small.limit.unwrap());
            let large = learn(Way::Sum, 64, seed);
            assert!(large.diverged && large.left.len() < 100);
            assert!(large.learning_rate > large.limit.unwrap());
            for way in [Way::Mean, Way::Adam] {
                for picture in [8, 64] {
                    let found = learn(way, picture, seed);
                    assert!(last(&found) < 0.1 && !found.diverged, "{way:?}, {picture}");
                }
            }
            // One number tells the sum of the kernel's weights, and no more.
            assert!(last(&learn(Way::GlobalAveragePool, 64, seed)) > 0.3);
        }
    }

    #[test]
    fn the_first_gradient_is_that_of_finite_differences() {
        for way in [Way::Sum, Way::GlobalAveragePool] {
            let settings = ImageSizeSettings {
                picture: 8,
                way,
                ..Default::default()
            };
            let mut learner = Learner::new(&settings).unwrap();
            let examples = [&learner.input[..], &learner.target];
            let slopes =
                super::super::finite_differences(&mut learner.network, examples, WEIGHTS, 0.125);
            let expected = norm(&slopes.unwrap());
            let found = run(&settings).unwrap().gradient;
            assert!(
                (found - expected).abs() < 1e-3 * expected,
                "{found}, {expected}"
            );
        }
    }
}
