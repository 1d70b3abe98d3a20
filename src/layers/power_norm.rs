//! Power normalisation (Perronnin et al., "Improving the Fisher Kernel for Large-Scale Image Classification", 2010): a power of
//! each feature, scaled to unit length. With the square root a few strong features no longer drown the many weak ones; with
//! the power 1 it is L2 normalisation. Either way it counts no more how strong all of them are, say in brighter light.

use serde::{Deserialize, Serialize};

use super::{Context, Layer, Mode, Pass, Spec, wrong};
use crate::read::Problem;
use crate::tensor::Shape;

/// So that nothing but zeros stays nothing but zeros.
const EPSILON: f64 = 1e-12;
/// At 0 a root is infinitely steep; no derivative is larger than this.
const STEEPEST: f32 = 100.0;

/// A power of each value, with its sign, so scaled that a pixel's channels have a mean square of 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(deny_unknown_fields)]
pub struct PowerNormSpec {
    /// Above 0, and at most 1; 0.5 if left out.
    #[serde(default = "square_root")]
    pub power: f32,
}

fn square_root() -> f32 {
    0.5
}

impl Spec for PowerNormSpec {
    fn build(&self, input: Shape, _context: Context) -> Result<Box<dyn Layer>, Problem> {
        let power = self.power;
        if !(power > 0.0 && power <= 1.0) {
            return Err(wrong("power", power, "a number above 0, at most 1"));
        }
        Ok(Box::new(PowerNorm {
            shape: input,
            spec: *self,
        }))
    }
}

impl PowerNormSpec {
    /// Writes the normalised values of one pixel.
    pub(crate) fn apply(self, x: &[f32], y: &mut [f32]) {
        for (y, &x) in y.iter_mut().zip(x) {
            *y = self.raise(x);
        }
        let scale = 1.0 / rms(y);
        y.iter_mut().for_each(|y| *y *= scale);
    }

    /// sgn(x) · |x|ᵖ
    fn raise(self, x: f32) -> f32 {
        let magnitude = match self.power {
            0.5 => x.abs().sqrt(),
            1.0 => x.abs(),
            power => libm::powf(x.abs(), power),
        };
        magnitude.copysign(x)
    }
}

/// `y = u / r` with `u = sgn(x) · |x|ᵖ` and `r = √mean u²`; backward, `d_x = (d_y − y · mean(d_y · y)) / r · p · |x|ᵖ⁻¹`.
struct PowerNorm {
    shape: Shape,
    spec: PowerNormSpec,
}

fn rms(u: &[f32]) -> f32 {
    let squares: f64 = u.iter().map(|&u| f64::from(u).powi(2)).sum();
    (squares / u.len() as f64 + EPSILON).sqrt() as f32
}

impl Layer for PowerNorm {
    fn output(&self) -> Shape {
        self.shape
    }

    fn forward(&mut self, _weights: &[f32], x: &[f32], y: &mut [f32], _mode: Mode) {
        let channels = self.shape.channels;
        for (x, y) in x.chunks_exact(channels).zip(y.chunks_exact_mut(channels)) {
            self.spec.apply(x, y);
        }
    }

    #[cfg(feature = "training")]
    fn backward(&mut self, pass: Pass, _d_weights: &mut [f32], d_x: Option<&mut [f32]>) {
        let channels = self.shape.channels;
        let pixels = |values| <[f32]>::chunks_exact(values, channels);
        let Some(d_x) = d_x else { return };
        let x_y = pixels(pass.x).zip(pixels(pass.y));
        let d_x = d_x.chunks_exact_mut(channels);
        for (((x, y), d_y), d_x) in x_y.zip(pixels(pass.d_y)).zip(d_x) {
            let along = y.iter().zip(d_y);
            let along = along.map(|(&y, &d_y)| f64::from(y) * f64::from(d_y));
            let mean = (along.sum::<f64>() / channels as f64) as f32;
            // d_x holds u for a moment.
            x.iter()
                .zip(&mut *d_x)
                .for_each(|(&x, u)| *u = self.spec.raise(x));
            let scale = 1.0 / rms(d_x);
            for (((d_x, &x), y), d_y) in d_x.iter_mut().zip(x).zip(y).zip(d_y) {
                let slope = match self.spec.power {
                    1.0 => 1.0,
                    _ if x == 0.0 => STEEPEST,
                    power => (power * *d_x / x).min(STEEPEST),
                };
                *d_x = (d_y - y * mean) * scale * slope;
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
        for (power, tolerance) in [(0.5, 1e-2), (0.75, 1e-2), (1.0, 2e-3)] {
            for (input, batch) in [(shape(2, 3, 5), 2), (shape(1, 1, 6), 3)] {
                let mut layer = PowerNormSpec { power }.build(input, CONTEXT).unwrap();
                // No value nearer to 0 than half a step of the shuffled ones: there the derivative has no end.
                let x = shuffled(batch * input.len());
                let x: Vec<f32> = x.iter().map(|x| x + 0.05).collect();
                check_gradients(
                    &format!("{power}: {input}"),
                    &mut *layer,
                    batch,
                    &x,
                    tolerance,
                );
            }
        }
    }

    #[test]
    fn twice_as_strong_counts_the_same_and_nothing_stays_nothing() {
        let x = [9.0, -16.0, 18.0, -32.0, 0.0, 0.0];
        for (power, expected) in [(0.5, [3.0, -4.0]), (1.0, [9.0, -16.0])] {
            let mut layer = PowerNormSpec { power }
                .build(shape(1, 1, 2), CONTEXT)
                .unwrap();
            let mut y = [f32::NAN; 6];
            layer.forward(&[], &x, &mut y, Mode::Inference);
            let [a, b]: [f32; 2] = expected;
            let [a, b] = [a, b].map(|value| value / ((a * a + b * b) / 2.0).sqrt());
            for (y, expected) in y.iter().zip([a, b, a, b, 0.0, 0.0]) {
                assert!((y - expected).abs() < 1e-6, "{y}, expected {expected}");
            }
        }
        let refused = PowerNormSpec { power: 0.0 }.build(shape(1, 1, 2), CONTEXT);
        assert_eq!(
            refused.err().unwrap().to_string(),
            "power: got 0; expected a number above 0, at most 1"
        );
    }

    #[test]
    fn a_feature_that_is_nothing_has_a_derivative() {
        let input = shape(1, 1, 3);
        let mut layer = PowerNormSpec { power: 0.5 }.build(input, CONTEXT).unwrap();
        let (x, mut y, mut d_x) = ([0.0, 1.0, 4.0], [0.0; 3], [f32::NAN; 3]);
        layer.forward(&[], &x, &mut y, Mode::Inference);
        let pass = Pass {
            weights: &[],
            x: &x,
            y: &y,
            d_y: &[1.0, 0.0, 0.0],
        };
        layer.backward(pass, &mut [], Some(&mut d_x));
        assert!(d_x.iter().all(|d| d.is_finite()), "{d_x:?}");
    }
}
