//! Activation functions, each beside its derivative.

use super::{Layer, Mode, Pass};
use crate::decimal::unexpected;
use crate::kernels::functions::{exp_m1_below_zero, map, map3, sigmoid, tanh};
use crate::kernels::lanes::F32x4;
use crate::spec::Activation;
use crate::tensor::Shape;

/// Factor and inner slope of LeCun's scaled tanh ("Efficient BackProp", 1998): f(±1) = ±1.
const TANH_SCALE: f32 = 1.7159;
const TANH_SLOPE: f32 = 2.0 / 3.0;

/// `y = f(x)` for each value.
pub struct ActivationLayer {
    input: Shape,
    function: Activation,
}

impl ActivationLayer {
    pub fn new(input: Shape, function: Activation) -> Result<Self, String> {
        if let Activation::LeakyRelu { slope } = function
            && !(0.0..=1.0).contains(&slope)
        {
            return Err(unexpected(
                "activation: the slope of leaky_relu",
                slope,
                "0 to 1",
            ));
        }
        Ok(ActivationLayer { input, function })
    }
}

/// Writes f(x) to `y`.
///
/// "x < 0" rather than "x > 0": what is not a number stays so, instead of hiding as a zero.
pub fn apply(function: Activation, x: &[f32], y: &mut [f32]) {
    let zero = F32x4::zero();
    match function {
        Activation::Relu {} => map(x, y, |x| zero.greater(x).select(zero, x)),
        Activation::LeakyRelu { slope } => {
            let slope = F32x4::splat(slope);
            map(x, y, |x| zero.greater(x).select(slope * x, x));
        }
        Activation::Elu {} => {
            map(x, y, |x| zero.greater(x).select(exp_m1_below_zero(x), x));
        }
        // From −200 down it is −0, also at −∞, which times 0 would be no number.
        Activation::Silu {} => map(x, y, |x| x.max(F32x4::splat(-200.0)) * sigmoid(x)),
        Activation::Sigmoid {} => map(x, y, sigmoid),
        Activation::Tanh {} => map(x, y, tanh),
        Activation::ScaledTanh {} => {
            let (scale, slope) = (F32x4::splat(TANH_SCALE), F32x4::splat(TANH_SLOPE));
            map(x, y, |x| scale * tanh(slope * x));
        }
        Activation::Identity {} => y.copy_from_slice(x),
    }
}

/// Writes d_y · f'(x) to `d_x`, where y = f(x). Of functions that rise everywhere, y may stand in for x.
pub fn chain(function: Activation, x: &[f32], y: &[f32], d_y: &[f32], d_x: &mut [f32]) {
    let (zero, one) = (F32x4::zero(), F32x4::splat(1.0));
    let given = [x, y, d_y];
    match function {
        Activation::Relu {} => {
            map3(given, d_x, |x, _, d_y| x.greater(zero).select(d_y, zero));
        }
        Activation::LeakyRelu { slope } => {
            let slope = F32x4::splat(slope);
            map3(given, d_x, |x, _, d_y| {
                x.greater(zero).select(d_y, slope * d_y)
            });
        }
        Activation::Elu {} => map3(given, d_x, |x, y, d_y| {
            zero.greater(x).select(d_y * (y + one), d_y)
        }),
        // Within ±200, beyond which it is 0 or 1: ∞ times 0 would be no number.
        Activation::Silu {} => map3(given, d_x, |x, _, d_y| {
            let x = x.min(F32x4::splat(200.0)).max(F32x4::splat(-200.0));
            let s = sigmoid(x);
            d_y * s.add_product(x * s, one - s)
        }),
        Activation::Sigmoid {} => map3(given, d_x, |_, y, d_y| d_y * (y * (one - y))),
        // As a product, 1 − y² keeps its digits near ±1.
        Activation::Tanh {} => map3(given, d_x, |_, y, d_y| d_y * ((one - y) * (one + y))),
        Activation::ScaledTanh {} => {
            let scale = F32x4::splat(TANH_SCALE);
            let slope = F32x4::splat(TANH_SLOPE / TANH_SCALE);
            map3(given, d_x, |_, y, d_y| {
                d_y * (slope * ((scale - y) * (scale + y)))
            });
        }
        Activation::Identity {} => d_x.copy_from_slice(d_y),
    }
}

/// Whether y grows with x everywhere. Such a function commutes with the maximum, and its derivative follows from y.
pub fn is_monotonic(function: Activation) -> bool {
    !matches!(function, Activation::Silu {})
}

impl Layer for ActivationLayer {
    fn output(&self) -> Shape {
        self.input
    }

    fn forward(&mut self, _weights: &[f32], x: &[f32], y: &mut [f32], _mode: Mode) {
        apply(self.function, x, y);
    }

    fn backward(&mut self, pass: Pass, _d_weights: &mut [f32], d_x: Option<&mut [f32]>) {
        if let Some(d_x) = d_x {
            chain(self.function, pass.x, pass.y, pass.d_y, d_x);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::check_gradients;
    use super::*;

    const ALL: [Activation; 8] = [
        Activation::Relu {},
        Activation::LeakyRelu { slope: 0.1 },
        Activation::Elu {},
        Activation::Silu {},
        Activation::Sigmoid {},
        Activation::Tanh {},
        Activation::ScaledTanh {},
        Activation::Identity {},
    ];

    #[test]
    fn derivatives_agree_with_finite_differences() {
        // −2.9, −2.7, … 2.9: away from the kink at 0.
        let x: Vec<f32> = (0..30).map(|i| i as f32 * 0.2 - 2.9).collect();
        for function in ALL {
            for (batch, input) in [(1, Shape::vector(30)), (5, Shape::vector(6))] {
                let mut layer = ActivationLayer::new(input, function).unwrap();
                check_gradients(&format!("{function:?}"), &mut layer, batch, &x, 1e-3);
            }
        }
    }

    #[test]
    fn known_values() {
        let value = |function, x: f32| {
            let mut y = [0.0];
            let mut layer = ActivationLayer::new(Shape::vector(1), function).unwrap();
            layer.forward(&[], &[x], &mut y, Mode::Inference);
            y[0]
        };
        let sigmoid_of_1 = 0.731_058_6;
        for (function, x, expected) in [
            (Activation::Relu {}, -2.0, 0.0),
            (Activation::Relu {}, 2.0, 2.0),
            (Activation::LeakyRelu { slope: 0.25 }, -2.0, -0.5),
            (Activation::Elu {}, -1.0, -0.632_120_6),
            (Activation::Silu {}, 1.0, sigmoid_of_1),
            (Activation::Sigmoid {}, 1.0, sigmoid_of_1),
            (Activation::Sigmoid {}, -200.0, 0.0),
            (Activation::Tanh {}, 0.5, 0.462_117_16),
            (Activation::ScaledTanh {}, 1.0, 1.0),
            (Activation::ScaledTanh {}, -1.0, -1.0),
            (Activation::Identity {}, -7.0, -7.0),
        ] {
            let actual = value(function, x);
            assert!(
                (actual - expected).abs() < 1e-4,
                "{function:?}({x}) = {actual}, expected {expected}"
            );
        }
        for function in ALL {
            assert!(
                value(function, f32::NAN).is_nan(),
                "{function:?} hides a NaN"
            );
        }
    }
}
