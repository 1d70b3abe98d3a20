//! "How are the kernels of the first layer updated?"
//!
//! Every account of backpropagation in convolutional networks gives δ for the layer below; the gradient of the kernel
//! itself is a correlation of the layer's input with its δ map, and there are three recipes about: turn the input by
//! 180°, turn the δ map, or turn neither. A numerical gradient is the judge.

use serde::Serialize;
use serde_json::json;

use super::{difference, distance, finite_differences, network, noise, settings, sgd};
use crate::error::Result;
use crate::rng::Rng;

settings! {
    /// A convolution with one linear kernel, without padding.
    pub struct KernelGradientSettings {
        /// Pixels a side of the picture.
        picture: usize = 8, 6 to 9 by 1;
        /// Pixels a side of the kernel.
        kernel: usize = 3, 2 to 5 by 1;
        /// Of picture, kernel and target.
        seed: u64 = 1, 1 to 100 by 1;
    }
}

/// Which maps are turned by 180° before they are correlated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Turned {
    /// The layer's input.
    Input,
    /// Its δ map.
    Delta,
    /// None.
    Neither,
}

/// What a recipe makes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Recipe {
    /// What it turns.
    pub turned: Turned,
    /// ∂E/∂kernel, if one believes it: `[kernel, kernel]`.
    pub gradient: Vec<f32>,
    /// How far it is from the numerical gradient, relative to that.
    pub error: f64,
    /// Whether that is rounding.
    pub agrees: bool,
}

/// A kernel's gradient, computed in five ways. All maps are row by row.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct KernelGradient {
    /// The layer's input x: `[picture, picture]`.
    pub input: Vec<f32>,
    /// δ = t − y, since f' = 1: `[output, output]`.
    pub delta: Vec<f32>,
    /// Pixels a side of the δ map.
    pub output: usize,
    /// Central differences of the loss: `[kernel, kernel]`.
    pub numerical: Vec<f32>,
    /// What the engine computes: `[kernel, kernel]`.
    pub backpropagation: Vec<f32>,
    /// The recipes.
    pub recipes: Vec<Recipe>,
}

/// The convolution's place in the trace; 0 is the picture.
const CONVOLUTION: usize = 1;

/// Kernels of less than a hundredth apart are the same, up to rounding.
const ROUNDING: f64 = 0.01;

/// A kernel that should make a random map out of a random picture: its gradient in five ways.
///
/// # Errors
///
/// When a setting is out of its range.
pub fn run(settings: &KernelGradientSettings) -> Result<KernelGradient> {
    settings.check()?;
    let KernelGradientSettings {
        picture,
        kernel,
        seed,
    } = *settings;
    let output = picture - kernel + 1;
    let conv = json!({ "type": "conv", "filters": 1, "kernel": kernel, "padding": "valid" });
    let mut network = network([picture, picture, 1], json!([conv]), sgd(0.01), seed)?;
    let mut rng = Rng::new(seed, 99);
    let input = noise(&mut rng, picture * picture);
    let target = noise(&mut rng, output * output);
    let delta = difference(&target, &network.predict(&input)?);
    // E is a quadratic: h may be large.
    let numerical = finite_differences(&mut network, [&input, &target], kernel * kernel, 0.125)?;
    let gradients = network.gradients(&input, &target)?;
    let backpropagation = gradients.gradients[..kernel * kernel].to_vec();
    let trace = network.trace(&input, &target)?;
    let [neither, input_turned, delta_turned] = trace.by_recipe(CONVOLUTION, 0, 0)?;
    let recipe = |(turned, gradient): (Turned, Vec<f32>)| {
        let error = distance(&gradient, &numerical);
        Recipe {
            turned,
            gradient,
            error,
            agrees: error < ROUNDING,
        }
    };
    Ok(KernelGradient {
        recipes: [
            (Turned::Input, input_turned),
            (Turned::Delta, delta_turned),
            (Turned::Neither, neither),
        ]
        .map(recipe)
        .into(),
        input,
        delta,
        output,
        numerical,
        backpropagation,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_one_recipe_agrees() {
        for seed in 1..=10 {
            for kernel in 2..=5 {
                let settings = KernelGradientSettings {
                    seed,
                    kernel,
                    ..Default::default()
                };
                let found = run(&settings).unwrap();
                assert!(distance(&found.backpropagation, &found.numerical) < 1e-3);
                let agrees: Vec<_> = found.recipes.iter().map(|recipe| recipe.agrees).collect();
                assert_eq!(agrees, [false, false, true], "{found:?}");
                let errors: Vec<_> = found.recipes.iter().map(|recipe| recipe.error).collect();
                assert!(errors[0] > 0.3 && errors[1] > 0.3, "{errors:?}");
                assert!(errors[2] < 1e-3, "{errors:?}");
            }
        }
    }

    #[test]
    fn numbers_outside_their_range_are_named() {
        let settings = KernelGradientSettings {
            kernel: 7,
            ..Default::default()
        };
        let problem = run(&settings).unwrap_err();
        assert_eq!(
            problem.to_string(),
            "settings.kernel: got 7; expected 2 to 5"
        );
    }
}
