//! Power normalisation (Perronnin et al., "Improving the Fisher Kernel for Large-Scale Image Classification", 2010): the
//! square root of each feature, scaled to unit length. A few strong features no longer drown the many weak ones, and how
//! strong all of them are, say in brighter light, counts no more. In front of a head it is worth a point of accuracy.

use serde::{Deserialize, Serialize};

use super::{Context, Layer, Mode, Pass, Spec};
use crate::read::Problem;
use crate::tensor::Shape;

/// So that nothing but zeros stays nothing but zeros.
const EPSILON: f64 = 1e-12;
/// At 0 the square root is infinitely steep; a derivative may be as large as this.
const STEEPEST: f32 = 100.0;

/// The square root of each value, with its sign, so scaled that a pixel's channels have a mean square of 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct PowerNormSpec {}

impl Spec for PowerNormSpec {
    fn build(&self, input: Shape, _context: Context) -> Result<Box<dyn Layer>, Problem> {
        Ok(Box::new(PowerNorm { shape: input }))
    }
}

/// `y = sgn(x) · √(|x| / m)` with `m = mean |x|`; backward, `d_x = (d_y / |y| − sgn(x) · mean(d_y · y)) / 2m`.
struct PowerNorm {
    shape: Shape,
}

fn mean_magnitude(x: &[f32]) -> f32 {
    let sum: f64 = x.iter().map(|&x| f64::from(x.abs())).sum();
    (sum / x.len() as f64 + EPSILON) as f32
}

/// Writes the normalised values of one pixel.
pub(crate) fn normalise(x: &[f32], y: &mut [f32]) {
    let scale = 1.0 / mean_magnitude(x);
    for (y, &x) in y.iter_mut().zip(x) {
        *y = (x.abs() * scale).sqrt().copysign(x);
    }
}

fn sign(x: f32) -> f32 {
    if x == 0.0 { 0.0 } else { x.signum() }
}

impl Layer for PowerNorm {
    fn output(&self) -> Shape {
        self.shape
    }

    fn forward(&mut self, _weights: &[f32], x: &[f32], y: &mut [f32], _mode: Mode) {
        let channels = self.shape.channels;
        for (x, y) in x.chunks_exact(channels).zip(y.chunks_exact_mut(channels)) {
            normalise(x, y);
        }
    }

    fn backward(&mut self, pass: Pass, _d_weights: &mut [f32], d_x: Option<&mut [f32]>) {
        let channels = self.shape.channels;
        let pixels = |values| <[f32]>::chunks_exact(values, channels);
        let Some(d_x) = d_x else { return };
        let d_x = d_x.chunks_exact_mut(channels);
        for (((x, y), d_y), d_x) in pixels(pass.x)
            .zip(pixels(pass.y))
            .zip(pixels(pass.d_y))
            .zip(d_x)
        {
            let along = y
                .iter()
                .zip(d_y)
                .map(|(&y, &d_y)| f64::from(y) * f64::from(d_y));
            let mean = (along.sum::<f64>() / channels as f64) as f32;
            let half = 0.5 / mean_magnitude(x);
            for (((d_x, &x), y), d_y) in d_x.iter_mut().zip(x).zip(y).zip(d_y) {
                let steepness = (1.0 / y.abs()).min(STEEPEST);
                *d_x = (d_y * steepness - sign(x) * mean) * half;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{CONTEXT, check_gradients, shape, shuffled};
    use super::*;

    #[test]
    fn gradients_agree_with_finite_differences() {
        for (input, batch) in [(shape(2, 3, 5), 2), (shape(1, 1, 6), 3)] {
            let mut layer = PowerNormSpec {}.build(input, CONTEXT).unwrap();
            // No value nearer to 0 than half a step of the shuffled ones: there the derivative has no end.
            let x: Vec<f32> = shuffled(batch * input.len())
                .iter()
                .map(|x| x + 0.05)
                .collect();
            check_gradients(&format!("{input}"), &mut *layer, batch, &x, 1e-2);
        }
    }

    #[test]
    fn twice_as_strong_counts_the_same_and_nothing_stays_nothing() {
        let mut layer = PowerNormSpec {}.build(shape(1, 1, 2), CONTEXT).unwrap();
        let mut y = [f32::NAN; 6];
        layer.forward(
            &[],
            &[9.0, -16.0, 18.0, -32.0, 0.0, 0.0],
            &mut y,
            Mode::Inference,
        );
        let root = 12.5f32.sqrt();
        let expected = [3.0 / root, -4.0 / root, 3.0 / root, -4.0 / root, 0.0, 0.0];
        for (y, expected) in y.iter().zip(expected) {
            assert!((y - expected).abs() < 1e-6, "{y}, expected {expected}");
        }
    }
}
