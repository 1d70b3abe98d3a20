//! Initial weights.
//!
//! Kernels are drawn uniformly so that signals keep their size on the way through: after He et al., "Delving Deep
//! into Rectifiers" (2015), in front of functions of the ReLU family, after Glorot and Bengio, "Understanding the
//! difficulty of training deep feedforward neural networks" (2010), elsewhere.

use std::sync::Arc;

use crate::layers::Following;
use crate::rng::Rng;

/// How a parameter begins.
#[derive(Clone, Debug, PartialEq)]
pub enum Init {
    /// All values the same.
    Constant(f32),
    /// Random, for a kernel whose units sum `fan_in` inputs, each of which reaches `fan_out` units.
    Kernel {
        /// Connections into a unit.
        fan_in: usize,
        /// Connections out of an input.
        fan_out: usize,
    },
    /// As it was learned before.
    Values(Arc<[f32]>),
}

impl Init {
    /// Writes the initial values of a parameter whose layer's output meets `following`.
    pub fn fill(&self, values: &mut [f32], following: Following, rng: &mut Rng) {
        match *self {
            Init::Constant(value) => values.fill(value),
            Init::Values(ref learned) => values.copy_from_slice(learned),
            Init::Kernel { fan_in, fan_out } => {
                let bound = (3.0 * variance(fan_in as f32, fan_out as f32, following)).sqrt();
                values.fill_with(|| rng.symmetric(bound));
            }
        }
    }
}

/// Variance of a kernel's weights. A uniform distribution on ±b has variance b²/3.
fn variance(fan_in: f32, fan_out: f32, following: Following) -> f32 {
    let gain = match following {
        Following::Function(function) => function.gain(),
        _ => None,
    };
    gain.map_or(2.0 / (fan_in + fan_out), |gain| gain / fan_in)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{LeakyRelu, Relu, Tanh};

    #[test]
    fn kernels_have_the_variance_that_the_papers_ask_for() {
        let init = Init::Kernel {
            fan_in: 75,
            fan_out: 400,
        };
        for (following, expected) in [
            (Following::Function(Relu {}.into()), 2.0 / 75.0),
            (
                Following::Function(LeakyRelu { slope: 1.0 }.into()),
                1.0 / 75.0,
            ),
            (Following::Function(Tanh {}.into()), 2.0 / 475.0),
            (Following::Weights, 2.0 / 475.0),
        ] {
            let mut values = vec![0.0; 50_000];
            init.fill(&mut values, following, &mut Rng::new(1, 0));
            let squares: f64 = values.iter().map(|&v| f64::from(v).powi(2)).sum();
            let variance = squares / values.len() as f64;
            assert!(
                (variance / expected - 1.0).abs() < 0.02,
                "{following:?}: variance {variance}, expected {expected}"
            );
        }
    }
}
