//! Dropout (Srivastava et al., 2014), inverted: nothing needs to be scaled when the network answers.

use std::collections::TryReserveError;

use serde::{Deserialize, Serialize};

use super::wiring::{Link, Wiring};
use super::{Context, Layer, Mode, Pass, Spec, wrong};
use crate::read::Problem;
use crate::rng::Rng;
use crate::tensor::{Shape, grow};

/// While training, each value is dropped with probability `rate` and the others grow by 1 / (1 − rate).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct DropoutSpec {
    /// Probability of being dropped, at least 0 and below 1.
    pub rate: f32,
}

impl Spec for DropoutSpec {
    fn build(&self, input: Shape, context: Context) -> Result<Box<dyn Layer>, Problem> {
        Ok(Box::new(Dropout::new(input, self.rate, context.seed)?))
    }
}

/// While training, `y = x · mask`, where the mask is 0 with probability `rate` and 1 / (1 − rate) otherwise.
///
/// The mask follows from the seed and the number of steps taken, so that two passes of the same step drop the same
/// values: gradients can be repeated and checked.
pub struct Dropout {
    input: Shape,
    rate: f32,
    seed: u64,
    /// Factor of each value: [n, h, w, c].
    mask: Vec<f32>,
}

impl Dropout {
    pub fn new(input: Shape, rate: f32, seed: u64) -> Result<Self, Problem> {
        if !(0.0..1.0).contains(&rate) {
            return Err(wrong("rate", rate, "at least 0 and below 1"));
        }
        Ok(Dropout {
            input,
            rate,
            seed,
            mask: Vec::new(),
        })
    }
}

impl Layer for Dropout {
    fn output(&self) -> Shape {
        self.input
    }

    #[cfg(feature = "training")]
    fn wiring(&self) -> Option<&dyn Wiring> {
        Some(self)
    }

    fn reserve(&mut self, batch: usize, _training: bool) -> Result<(), TryReserveError> {
        grow(&mut self.mask, batch.saturating_mul(self.input.len()))
    }

    fn forward(&mut self, _weights: &[f32], x: &[f32], y: &mut [f32], mode: Mode) {
        let Mode::Training { step } = mode else {
            return y.copy_from_slice(x);
        };
        let mut rng = Rng::new(self.seed, step);
        let kept = 1.0 / (1.0 - self.rate);
        for ((y, x), mask) in y.iter_mut().zip(x).zip(&mut self.mask) {
            *mask = if rng.unit() < self.rate { 0.0 } else { kept };
            *y = x * *mask;
        }
    }

    #[cfg(feature = "training")]
    fn backward(&mut self, pass: Pass, _d_weights: &mut [f32], d_x: Option<&mut [f32]>) {
        let Some(d_x) = d_x else { return };
        for ((d_x, d_y), mask) in d_x.iter_mut().zip(pass.d_y).zip(&self.mask) {
            *d_x = d_y * mask;
        }
    }
}

impl Wiring for Dropout {
    fn links(&self, _weights: &[f32], y: usize) -> Vec<Link> {
        vec![Link::fixed(y, self.mask[y])]
    }

    fn reached(&self, _source: usize, x: usize) -> Vec<usize> {
        vec![x]
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{check_gradients, random};
    use super::*;

    #[test]
    fn gradients_agree_with_finite_differences() {
        for (input, batch, rate) in [(Shape::vector(40), 1, 0.5), (Shape::vector(9), 7, 0.2)] {
            let mut layer = Dropout::new(input, rate, 5).unwrap();
            let x = random(batch * input.len());
            check_gradients(&format!("rate {rate}"), &mut layer, batch, &x, 1e-3);
        }
    }

    #[test]
    fn keeps_the_mean_and_changes_with_the_step() {
        const N: usize = 20_000;
        let mut layer = Dropout::new(Shape::vector(N), 0.3, 1).unwrap();
        layer.reserve(1, true).unwrap();
        let mut draw = |step| {
            let mut y = vec![0.0; N];
            layer.forward(&[], &[1.0; N], &mut y, Mode::Training { step });
            y
        };
        let y = draw(0);
        let dropped = y.iter().filter(|&&y| y == 0.0).count() as f32 / N as f32;
        let mean = y.iter().sum::<f32>() / N as f32;
        assert!((dropped - 0.3).abs() < 0.02, "dropped {dropped}");
        assert!((mean - 1.0).abs() < 0.02, "mean {mean}");
        assert_eq!(y, draw(0));
        assert_ne!(y, draw(1));
    }

    #[test]
    fn answers_are_untouched() {
        let mut layer = Dropout::new(Shape::vector(3), 0.9, 1).unwrap();
        let mut y = [0.0; 3];
        layer.forward(&[], &[1.0, 2.0, 3.0], &mut y, Mode::Inference);
        assert_eq!(y, [1.0, 2.0, 3.0]);
    }

    #[test]
    fn a_rate_of_one_is_an_error() {
        for rate in [1.0, -0.1, f32::NAN] {
            assert!(Dropout::new(Shape::vector(1), rate, 0).is_err());
        }
    }
}
